"""Who is at the ends of hostile acts, where news names them beside the slots of the verb."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract.syntax.arguments import MODIFIERS, fill
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.extract.ties.scene import Filler, Scene
    from detente.extract.ties.triggers import Match

_AFTER = frozenset({"after", "as", "when", "because"})
_OPPONENTS = frozenset({"country", "group", "organization"})
_OWNING = frozenset({"poss", "amod"})


def as_land(scene: Scene, filler: Filler) -> Filler:
    """Read a place as the state that its phrase names: "Russia's Samara region", "the Congolese town of X".

    Parameters
    ----------
    scene
        The passage.
    filler
        Who or what fills a slot.
    """
    if scene.type_of(filler.entity) != "place" or filler.actor.candidate.kind == "role":
        return filler
    name = scene.doc[filler.actor.candidate.head]
    nouns = [name]
    if name.dep_ in MODIFIERS:
        nouns.append(name.head)
    elif name.dep_ == "pobj" and name.head.lower_ == "of":
        nouns.append(name.head.head)
    for noun in nouns:
        for child in noun.lefts:
            owner = scene.actor_at(child) if child.dep_ in _OWNING else None
            if owner is not None and scene.type_of(owner.entities[0]) == "country":
                return dataclasses.replace(filler, entity=owner.entities[0], actor=owner)
    return filler


def provokers(scene: Scene, verb: Token) -> list[Filler]:
    """Give whose deed troops are moved for: "scrambled jets after two Russian bombers came near".

    Parameters
    ----------
    scene
        The passage.
    verb
        The verb that says that they are moved.
    """
    found = []
    for clause in children_of(verb):
        marks = (c.lower_ for c in children_of(clause) if c.dep_ == "mark")
        if clause.dep_ == "advcl" and not _AFTER.isdisjoint(marks):
            found += [f for token in fill(clause, "subj") for f in scene.fillers(token, "after")]
    return [f for f in found if f.depth <= 1 and scene.type_of(f.entity) in _OPPONENTS]


def is_toll(scene: Scene, match: Match, filler: Filler) -> bool:
    """Tell whether people only count what a deed cost that was told before: "shelled it, killing six people".

    Parameters
    ----------
    scene
        The passage.
    match
        The trigger that says what was done to them.
    filler
        The people.
    """
    verb, entity = match.head, scene.memory.entity(filler.entity)
    is_aside = verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.lemma_ in grammar_words("harming")
    return is_aside and entity.generic and entity.country is None


def is_of_protesters(filler: Filler) -> bool:
    """Tell whether an actor came to protest: what they call for or condemn in the street is a protest.

    Parameters
    ----------
    filler
        Who acts.
    """
    candidate = filler.actor.candidate
    return candidate.kind == "role" and candidate.role in grammar_words("protesters")
