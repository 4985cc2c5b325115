"""How plausible it is that a sentence states a tie between two of its actors: a small linear model.

The vocabulary and the grammar say what a tie is; the model, trained on sentences of our own in which every
pair of actors is marked as tied or not (``data/training/ties_*.txt``, ``data/scripts/train_ties.py``), says
how far to trust them, and proposes the pairs that no trigger ties although sentences of this build do. It is
a table of hashed features, which ``pair_features`` yields.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import math
import zlib
from collections import defaultdict
from typing import TYPE_CHECKING

from detente.extract.syntax.tokens import tokens_of
from detente.extract.syntax.tree import meeting_point, way_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from spacy.tokens import Span, Token

    from detente.extract.reference.actors import Actor
    from detente.extract.ties.scene import Scene, Tie
    from detente.extract.ties.triggers import Match

SIZE = 1 << 16
"""Slots of the feature table; a feature is the checksum of its text."""
_MOST_ACTORS = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """Two actors of a sentence, by text, in their mentions that are nearest to each other in the tree."""

    first: Actor
    second: Actor
    entities: tuple[str, str]
    heads: tuple[Token, Token]
    top: Token
    paths: tuple[tuple[Token, ...], tuple[Token, ...]]


@dataclasses.dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the model sees it: its actors, their head tokens, and what the rules have read in it."""

    span: Span
    actors: tuple[Actor, ...]
    ties: tuple[Tie, ...]
    structure: frozenset[frozenset[str]]
    matches: tuple[Match, ...]
    heads: frozenset[int]
    tied: tuple[frozenset[str], ...] = dataclasses.field(init=False)
    parties: frozenset[str] = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        """Work out the ends of its ties, and who stands in any, once: every pair asks for them."""
        object.__setattr__(self, "tied", tuple(ends_of(tie) for tie in self.ties))
        object.__setattr__(self, "parties", frozenset().union(*self.tied))


def sentences_of(
    scene: Scene, actors: Iterable[Actor], *, ties: Sequence[Tie], structure: Sequence[Tie],
    matches: Iterable[Match],
) -> list[Sentence]:  # fmt: skip
    """Gather, for each sentence of a passage that has two actors, what the model looks at.

    Parameters
    ----------
    scene
        The passage.
    actors
        Its actors.
    ties, structure
        What the rules read in it.
    matches
        Its triggers.
    """
    by_sentence: dict[int, list[Actor]] = defaultdict(list)
    for actor in sorted(actors, key=lambda a: (a.candidate.start, a.candidate.end)):
        if actor.entities:
            by_sentence[scene.sentence_at(actor.candidate.head).start].append(actor)
    by_start: dict[str, dict[int, list[Tie]]] = {"ties": defaultdict(list), "structure": defaultdict(list)}
    for name, found in (("ties", ties), ("structure", structure)):
        for tie in found:
            by_start[name][scene.sentence_at(tie.match.head.i).start].append(tie)
    triggers: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        if match.trigger.event is not None:
            triggers[scene.sentence_at(match.head.i).start].append(match)
    return [
        Sentence(
            scene.sentence_at(start),
            tuple(found[:_MOST_ACTORS]),
            tuple(by_start["ties"][start]),
            frozenset(ends_of(tie) for tie in by_start["structure"][start]),
            tuple(triggers[start]),
            frozenset(actor.candidate.head for actor in found[:_MOST_ACTORS]),
        )
        for start, found in sorted(by_sentence.items())
        if len(found) > 1
    ]


def ends_of(tie: Tie) -> frozenset[str]:
    """Give the two entities of a tie, in no order."""
    return frozenset((tie.source.entity, tie.target.entity))


def pairs_of(sentence: Sentence) -> list[Pair]:
    """Give the pairs of actors of a sentence, each once.

    Parameters
    ----------
    sentence
        A sentence with at least two actors.
    """
    tokens = tokens_of(sentence.span.doc)
    best: dict[tuple[str, str], tuple[tuple[bool, int], Pair]] = {}
    for first, second in itertools.combinations(sentence.actors, 2):
        heads = tokens[first.candidate.head], tokens[second.candidate.head]
        top = meeting_point(*heads) if heads[0].i != heads[1].i else None
        if top is None:
            continue
        paths = way_to(heads[0], top), way_to(heads[1], top)
        within = _is_within(first, second)
        for a, b in itertools.product(first.entities, second.entities):
            key = (min(a, b), max(a, b))
            rank = within, length_of(paths)
            if a != b and (key not in best or rank < best[key][0]):
                best[key] = rank, Pair(first, second, (a, b), heads, top, paths)
    return [best[key][1] for key in sorted(best)]


def _is_within(first: Actor, second: Actor) -> bool:
    """Whether one stands in the phrase of the other: "its" in "its Peruvian counterpart"."""
    a, b = first.candidate, second.candidate
    return (a.first <= b.first and b.last <= a.last) or (b.first <= a.first and a.last <= b.last)


def length_of(paths: tuple[tuple[Token, ...], tuple[Token, ...]]) -> int:
    """Give how many words the way between two actors has, without the one that both hang on."""
    return len(paths[0]) + len(paths[1])


def slots_of(names: Iterable[str]) -> list[int]:
    """Give the slots of features, sorted, each once: a checksum is the same on every machine."""
    return sorted({_slot(name) for name in names})


@functools.lru_cache(maxsize=1 << 15)
def _slot(name: str) -> int:
    return zlib.crc32(name.encode()) % SIZE


def plausibility(slots: Sequence[int], weights: NDArray[np.floating]) -> float:
    """Give the share of pairs with these features that are tied, between 0 and 1.

    Parameters
    ----------
    slots
        Slots of the features, shape (n,).
    weights
        The table of the model, shape (`SIZE`,).
    """
    odds = float(weights.take(slots).sum(dtype="float64")) / math.sqrt(len(slots))
    return 1 / (1 + math.exp(-odds))
