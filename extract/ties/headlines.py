"""Ties of headlines, which leave out the verb: "Hungary to Kyiv: open the pipe", "Laos, Chad in talks"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.syntax.arguments import NOUN_TAGS, VERB_TAGS
from detente.extract.syntax.tokens import tokens_of
from detente.extract.syntax.tree import children_of
from detente.extract.ties.acts import SOMEBODY
from detente.extract.ties.fit import fits
from detente.extract.ties.scene import Filler, Tie, distinct
from detente.extract.ties.triggers import Match
from detente.extract.vocabulary import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from detente.extract.schema import Event
    from detente.extract.ties.scene import Scene

_FARTHEST = 14
"""In how many words of a passage an address has its colon."""
_OPENING = frozenset({"'", '"', "“", "‘", "``", "''", "please", "either"})
_OBJECTS = frozenset({"DT", "PRP$", "PRP", "RP"})
_LINES = frozenset({"in", "at", "near", "on", "under"})
_LISTED = frozenset({"conj", "appos"})
_NAMES = frozenset({"NNP", "NNPS"})


def addressed(scene: Scene) -> Iterator[Tie]:
    """Yield the ties of a headline that gives somebody's words to another: "Hungary to Ukraine: stop".

    An order is a demand, "no" a refusal; whatever else is said so is only said.

    Parameters
    ----------
    scene
        The passage.
    """
    words = tokens_of(scene.doc)
    colon = next((t for t in words[:_FARTHEST] if t.text == ":"), None)
    to = next((t for t in words[: colon.i] if t.lower_ == "to"), None) if colon is not None else None
    if colon is None or to is None or any(t.tag_ in VERB_TAGS for t in words[: colon.i]):
        return
    said = next((t for t in words[colon.i + 1 :] if t.lower_ not in _OPENING), None)
    if said is None:
        return
    event: Event = "REQUEST" if _is_order(said) else "REJECT" if said.lower_ == "no" else "CONSULT"
    tellers, told = _between(scene, 0, to.i, "subj"), _between(scene, to.i + 1, colon.i, "to")
    match = Match(to, (to,), Trigger("to", (), "v", event, None))
    for source in tellers:
        for target in told:
            tie = Tie(match, source, target, symmetric=False)
            if source.entity != target.entity and fits(tie, scene):
                yield tie


def listed_before(token: Token) -> list[Token]:
    """Give who is in talks or at odds by a headline without a verb: "Vietnam and Laos in talks on trade".

    Parameters
    ----------
    token
        The noun, or the preposition before it.
    """
    line = token.head if token.tag_ in NOUN_TAGS else token
    if line.dep_ != "prep" or line.lower_ not in _LINES:
        return []
    name = line.head
    while name.dep_ in _LISTED and name.head != name:
        name = name.head
    is_bare = name.dep_ == "ROOT" and name.tag_ in _NAMES and line.i > name.i
    if not is_bare or name.i != name.sent.start + len(list(name.lefts)):
        return []
    return [name, *(t for t in children_of(name) if t.dep_ == "appos" and t.tag_ in _NAMES and t.i < line.i)]


def _is_order(word: Token) -> bool:
    """Whether words begin with an order; without an "I will" before it the parser may see a noun."""
    if word.tag_ == "VB" or (word.tag_ == "VBP" and not any(c.dep_ == "nsubj" for c in word.lefts)):
        return True
    following = word.nbor() if word.i + 1 < len(word.doc) else word
    return word.tag_ in NOUN_TAGS and following.tag_ in _OBJECTS


def _between(scene: Scene, first: int, end: int, slot: str) -> list[Filler]:
    """Give whose names some words end with, or list: "the EU's Borrell" is Borrell, "Ghana, Togo" both."""
    heads = [a for a in scene.actors if first <= a.candidate.first and a.candidate.last < end]
    last = [a for a in heads if a.candidate.last == end - 1]
    listed = [
        a for a in heads
        if a.candidate.last + 1 < end and scene.doc[a.candidate.last + 1].lower_ in {",", "and", "&"}
    ]  # fmt: skip
    found = [Filler(e, a, slot, 0) for a in (*listed, *last) for e in a.entities]
    return distinct([f for f in found if scene.type_of(f.entity) in SOMEBODY])
