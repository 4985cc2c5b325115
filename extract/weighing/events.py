"""Which event a sentence states of a pair of actors: a small linear model beside the trigger vocabulary.

The vocabulary knows what words mean; the model weighs them where a sentence has several, or where tense,
negation and complement turn one event into another ("agreed to release", "refused to release"). It was
trained on sentences written for detente (``data/training/``) by ``data/scripts/train_events.py`` and is a
table of hashed features.
"""

from __future__ import annotations

import functools
import hashlib
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from detente.extract.schema import EVENTS
from detente.extract.status import read_status
from detente.extract.syntax.tokens import sentence_of, tokens_in
from detente.extract.syntax.tree import children_of, meeting_point, steps_between, way_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from spacy.tokens import Span as Slice
    from spacy.tokens import Token

    from detente.extract.schema import Event
    from detente.extract.ties.scene import Tie
    from detente.extract.ties.triggers import Match

SIZE = 1 << 15
"""Slots of the feature table; a feature is the hash of its text."""
_CONTENT = frozenset("VB VBD VBG VBN VBP VBZ NN NNS JJ RB RP MD IN".split())
_MODALS = frozenset("will would may might could can should must shall 'll 'd to not n't never no".split())


def predict_event(source: Token, target: Token, *, tie: Tie | None, matches: Sequence[Match]) -> Event:
    """Give the likeliest event that a sentence states of a pair.

    Parameters
    ----------
    source, target
        Heads of the two actors' phrases.
    tie
        What the vocabulary reads, if anything.
    matches
        All triggers of the text.
    """
    weights, bias = _model()
    slots = {slot_of(f) for f in features(source, target, tie=tie, matches=matches)}
    rows = np.fromiter(slots, dtype=np.int64)
    rows.sort()
    scores = weights[rows].astype(np.float64).sum(axis=0) / np.sqrt(len(rows)) + bias
    return EVENTS[int(scores.argmax())]


def features(source: Token, target: Token, *, tie: Tie | None, matches: Sequence[Match]) -> Iterator[str]:
    """Yield what a sentence looks like from a pair: rule reading, path, words, tense and negation."""
    top = meeting_point(source, target) or sentence_of(source).root
    if tie is not None:
        yield from _features_of_tie(tie)
    for match in matches:
        distance = min(steps_between(match.head, source), 4) + min(steps_between(match.head, target), 4)
        yield f"event={match.trigger.event} {min(distance, 6)}"
        yield f"event={match.trigger.event}"
    yield from _features_of_top(top)
    yield from _features_of_end("source", source, top)
    yield from _features_of_end("target", target, top)
    low, high = sorted((source.i, target.i))
    previous = ""
    for i, lemma in _content(sentence_of(top)):
        yield f"word={lemma}"
        yield f"pair={previous} {lemma}"
        if low < i < high:
            yield f"between={lemma}"
        previous = lemma


@functools.lru_cache(maxsize=8)  # a sentence has many pairs
def _content(sentence: Slice) -> tuple[tuple[int, str], ...]:
    """Give the words of a sentence that say what it tells: where each stands, and its lemma."""
    return tuple((t.i, t.lemma_.lower()) for t in tokens_in(sentence) if t.tag_ in _CONTENT)


@functools.lru_cache(maxsize=1 << 14)
def slot_of(feature: str) -> int:
    """Give the slot of a feature: a hash that is the same on every machine."""
    return int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=4).digest(), "little") % SIZE


def _features_of_tie(tie: Tie) -> Iterator[str]:
    head = tie.match.head
    status = read_status(head).status
    event = tie.match.trigger.event
    yield f"rule={event}"
    yield f"rule={event} {status}"
    yield f"rule={event} slot={tie.source.slot}>{tie.target.slot}"
    yield f"trigger={tie.match.trigger.phrase}"
    yield f"trigger={tie.match.trigger.phrase} {status}"
    yield f"governor={head.head.lemma_.lower()} rule={event}"
    for child in children_of(head):
        if child.dep_ in {"aux", "neg", "auxpass", "prt"}:
            yield f"aux={child.lower_} rule={event}"


def _features_of_top(top: Token) -> Iterator[str]:
    """Yield the tense, negation and complements of the word that both actors hang on."""
    yield f"top={top.lemma_.lower()}"
    yield f"top tag={top.tag_}"
    for child in children_of(top):
        if child.lower_ in _MODALS or child.dep_ in {"neg", "aux", "auxpass", "prt", "mark"}:
            yield f"top aux={child.lower_}"
            yield f"top={top.lemma_.lower()} aux={child.lower_}"
        if child.dep_ in {"xcomp", "ccomp", "dobj", "acomp", "attr"}:
            yield f"top={top.lemma_.lower()} {child.dep_}={child.lemma_.lower()}"
            yield f"under top={child.lemma_.lower()}"
            for inner in children_of(child):
                if inner.dep_ in {"dobj", "xcomp", "aux", "neg", "prep", "pobj"}:
                    yield f"{child.lemma_.lower()} {inner.dep_}={inner.lemma_.lower()}"


def _features_of_end(name: str, end: Token, top: Token) -> Iterator[str]:
    """Yield the way from an actor up to the word that both hang on, and what stands beside the actor."""
    path = way_to(end, top)
    yield f"{name} path={'/'.join(t.dep_ for t in path[:5])}"
    for token in path[1:]:
        yield f"{name} via={token.lemma_.lower()}"
    yield f"{name} head={end.lemma_.lower()}"
    for child in children_of(end):
        if child.dep_ in {"amod", "compound", "prep"}:
            yield f"{name} mod={child.lemma_.lower()}"


@functools.cache
def _model() -> tuple[NDArray[np.float16], NDArray[np.float64]]:
    with resources.files("detente.data").joinpath("events.npz").open("rb") as stream:
        table = np.load(stream, allow_pickle=False)
        return table["weights"], table["bias"]
