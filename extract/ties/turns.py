"""Triggers that the words around them turn into another event.

Who drops a demand, lifts a ban or calls off a raid gives way; where doctors or tents arrive, help is given;
who asks a lender for a loan may be lent it.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract.syntax import cues
from detente.extract.syntax.arguments import (
    NOUN_TAGS,
    VERB_TAGS,
    fill,
    is_passive,
    subjects,
    surface_subjects,
)
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of
from detente.extract.ties.triggers import Match
from detente.extract.vocabulary import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from detente.extract.schema import Event
    from detente.extract.ties.scene import Scene, Tie

_HOSTILE: frozenset[Event] = frozenset(
    {"ACCUSE", "REQUEST", "REJECT", "THREATEN", "PROTEST", "SANCTION", "COERCE", "ASSAULT"}
)
_OBJECTS = frozenset({"dobj", "nsubjpass"})
_CURRENCIES = frozenset("$€£¥")


def turned(tie: Tie, scene: Scene) -> Tie:
    """Give a tie with the event that its trigger means in its sentence; the same tie if that is its own.

    Parameters
    ----------
    tie
        A tie as the vocabulary reads it.
    scene
        The passage it stands in.
    """
    match = tie.match
    if match.trigger.pos == "n" and match.trigger.event in _HOSTILE:
        verb = giving_up(match.head)
        if verb is not None and _gives_up(tie, verb, scene):
            tokens = tuple(sorted({*match.tokens, verb}, key=lambda t: t.i))
            words = (match.trigger.head, *match.trigger.others)
            trigger = Trigger(verb.lemma_, words, "v", "YIELD", None)
            return dataclasses.replace(tie, match=Match(verb, tokens, trigger))
    if match.trigger.pos == "v" and match.trigger.event == "CONSULT" and _brings_help(match):
        trigger = dataclasses.replace(match.trigger, event="AID", relation=None)
        return dataclasses.replace(tie, match=dataclasses.replace(match, trigger=trigger))
    if match.trigger.event == "REQUEST" and match.trigger.pos == "v" and _seeks_money(tie, scene):
        trigger = dataclasses.replace(
            match.trigger, event="COOPERATE", relation="investment", status="possible"
        )
        match = dataclasses.replace(match, trigger=trigger)
        return dataclasses.replace(tie, match=match, source=tie.target, target=tie.source)
    return tie


def spent(match: Match, ties: Sequence[Tie]) -> Iterator[Token]:
    """Yield the words of a trigger that say nothing more: not the talks of "brokered talks between A and B".

    Parameters
    ----------
    match
        A trigger.
    ties
        What it states.
    """
    is_host = match.trigger.event == "CONSULT" and match.trigger.pos == "v"
    guests = is_host and {tie.target.slot for tie in ties} <= {"between", "among"}
    yield from (t for t in match.tokens if t.i == match.head.i or not guests or t.tag_ not in NOUN_TAGS)


def giving_up(noun: Token) -> Token | None:
    """Give the verb by which what a noun says is given up: "dropped its demand", "the ban was lifted".

    Parameters
    ----------
    noun
        The head of a trigger.
    """
    verb = noun.head
    if noun.dep_ not in _OBJECTS or verb.tag_ not in VERB_TAGS:
        return None
    return verb if cues.with_particle(verb).replace(" ", "-") in grammar_words("giving_up") else None


def _gives_up(tie: Tie, verb: Token, scene: Scene) -> bool:
    """Whether the one who gives up is the one who did it: nobody yields by ending another's siege."""
    acting = subjects(verb) if is_passive(verb) else surface_subjects(verb)
    if not acting:
        return is_passive(verb) or tie.source.slot != "subj"
    return any(f.entity == tie.source.entity for token in acting for f in scene.fillers(token, "subj"))


def _seeks_money(tie: Tie, scene: Scene) -> bool:
    """Whether a lender is asked for what it lends, or anybody applied to for money: "asked X for $600m"."""
    verb = tie.match.head
    name = scene.memory.entity(tie.target.entity).name.lower().replace("-", " ").split()
    if verb.lemma_ not in grammar_words("asking_lenders"):
        return False
    lends = not grammar_words("lender_names").isdisjoint(name)
    if not lends and verb.lemma_ != "apply":
        return False
    asked = (t for t in fill(verb, "for") if t != scene.doc[tie.target.actor.candidate.head])
    return any(_is_money(token) for token in asked)


def _is_money(noun: Token) -> bool:
    """Whether a noun means a sum or a loan: "€120m", "a loan of $600m"."""
    sums = grammar_words("sums") | grammar_words("funding")
    words = (noun, *(c for c in children_of(noun) if c.dep_ in {"quantmod", "nmod", "compound", "nummod"}))
    return any(t.lemma_.lower() in sums or t.text[:1] in _CURRENCIES for t in words)


def _brings_help(match: Match) -> bool:
    """Whether those who arrive somewhere are helpers, or goods for those in need."""
    if match.head.lemma_ not in grammar_words("arriving"):
        return False
    return any(is_help(subject) for subject in surface_subjects(match.head))


def is_help(noun: Token) -> bool:
    """Tell whether a noun means helpers or relief goods: "doctors", "a convoy of medicines", "a rescue team".

    Parameters
    ----------
    noun
        The head of a phrase.
    """
    relief = grammar_words("relief")
    if noun.lemma_.lower() in relief:
        return True
    if noun.lemma_.lower() not in grammar_words("carriers"):
        return False
    inside = list(noun.lefts)
    for child in children_of(noun):
        if child.dep_ == "prep" and child.lower_ in {"of", "with", "carrying"}:
            inside += [t for t in children_of(child) if t.dep_ == "pobj"]
        elif child.dep_ == "acl":
            inside += [t for t in child.subtree if t.dep_ in {"dobj", "pobj"}]
    return any(t.lemma_.lower() in relief for word in inside for t in (word, *word.lefts, *_conjuncts(word)))


def _conjuncts(word: Token) -> list[Token]:
    return [child for child in children_of(word) if child.dep_ == "conj"]
