"""Deeds that harm, told of by a noun: who did them, and whom they befell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.syntax.arguments import NOUN_TAGS, VERB_TAGS, fill, is_passive, surface_subjects
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.extract.ties.scene import Filler, Scene

_DEEPEST = 4
_CLAIMS = frozenset({"claim", "accept", "admit", "assume", "take"})


def claimants(scene: Scene, verb: Token) -> list[Filler]:
    """Give who said to have done what a verb of harm tells: "claimed the bomb that killed 22 cadets".

    Parameters
    ----------
    scene
        The passage.
    verb
        A verb of harm, whose subject may be a deed.
    """
    doers: list[Token] = []
    for deed in surface_subjects(verb):
        if deed.tag_ not in NOUN_TAGS or scene.actor_at(deed) is not None:
            continue
        above = deed.head.head if deed.dep_ == "pobj" and deed.head.lower_ == "for" else deed
        is_told = above.head.lemma_ == "claim" if above == deed else above.lemma_ == "responsibility"
        if is_told and above.dep_ == "dobj" and above.head.lemma_ in _CLAIMS:
            doers += surface_subjects(above.head)
        for told in children_of(deed):
            if told.dep_ in {"acl", "relcl"} and told.lemma_ == "claim" and is_passive(told):
                doers += fill(told, "subj")
    return [f for token in doers for f in scene.fillers(token, "subj") if f.depth <= 1]


def sufferers(scene: Scene, deed: Token) -> list[Filler]:
    """Give whom a deed befell by what they do after it: "is reeling from attacks by the rebels".

    Parameters
    ----------
    scene
        The passage.
    deed
        A noun that tells of harm, whose doer is known.
    """
    verb = deed.head.head
    if deed.dep_ != "pobj" or deed.head.lower_ not in {"from", "under"} or verb.tag_ not in VERB_TAGS:
        return []
    if verb.lemma_ not in grammar_words("reeling"):
        return []
    return [f for token in surface_subjects(verb) for f in scene.fillers(token, "obj") if f.depth <= 1]


def accused(scene: Scene, deed: Token) -> list[Filler]:
    """Give who is charged with a deed that names no doer: "was indicted for murder in the shooting of X".

    Parameters
    ----------
    scene
        The passage.
    deed
        A noun that tells of harm, whose doer is not named beside it.
    """
    above = deed
    for _ in range(_DEEPEST):
        if above.dep_ != "pobj":
            return []
        above = above.head.head
        if above.tag_ in VERB_TAGS:
            break
    if above.tag_ not in VERB_TAGS or above.lemma_ not in grammar_words("charging"):
        return []
    return [f for token in fill(above, "obj") for f in scene.fillers(token, "subj") if f.depth <= 1]
