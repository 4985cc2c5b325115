"""How plausible it is that a sentence states a tie between two of its actors: a small linear model.

The vocabulary and the grammar say what a tie is; the model, trained on sentences of our own in which every
pair of actors is marked as tied or not (``data/training/ties_*.txt``, ``data/scripts/train_ties.py``), says
how far to trust them, and proposes the pairs that no trigger ties although sentences of this build do. It is
a table of hashed features: words and roles on the way from one actor to the other, what the rules read there,
and who else stands in the sentence.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import zlib
from collections import defaultdict
from typing import TYPE_CHECKING

from detente.extract.arguments import steps_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from spacy.tokens import Span, Token

    from detente.extract.actors import Actor
    from detente.extract.scene import Scene, Tie
    from detente.extract.triggers import Match

SIZE = 1 << 16
"""Slots of the feature table; a feature is the checksum of its text."""
_MOST_ACTORS = 12
_LONGEST_PATH = 6
_TOP_CHILDREN = frozenset({"neg", "prt", "dobj", "attr", "acomp", "xcomp", "aux", "auxpass"})
_TOP_OBJECTS = frozenset({"dobj", "attr", "acomp", "xcomp", "prt"})
_INSIDE_NAMES = frozenset({"compound", "conj", "amod", "appos"})
_MARKS = frozenset(',;:"“”')


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
    """A sentence as the model sees it: its actors, and what the rules have read in it."""

    span: Span
    actors: tuple[Actor, ...]
    ties: tuple[Tie, ...]
    structure: frozenset[frozenset[str]]
    matches: tuple[Match, ...]


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
    doc = scene.doc
    by_sentence: dict[int, list[Actor]] = defaultdict(list)
    for actor in sorted(actors, key=lambda a: (a.candidate.start, a.candidate.end)):
        if actor.entities:
            by_sentence[doc[actor.candidate.head].sent.start].append(actor)
    by_start: dict[str, dict[int, list[Tie]]] = {"ties": defaultdict(list), "structure": defaultdict(list)}
    for name, found in (("ties", ties), ("structure", structure)):
        for tie in found:
            by_start[name][tie.match.head.sent.start].append(tie)
    triggers: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        if match.trigger.event is not None:
            triggers[match.head.sent.start].append(match)
    return [
        Sentence(
            doc[start].sent,
            tuple(found[:_MOST_ACTORS]),
            tuple(by_start["ties"][start]),
            frozenset(ends_of(tie) for tie in by_start["structure"][start]),
            tuple(triggers[start]),
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
    doc = sentence.span.doc
    best: dict[tuple[str, str], Pair] = {}
    for first, second in itertools.combinations(sentence.actors, 2):
        heads = doc[first.candidate.head], doc[second.candidate.head]
        top = _meeting_point(*heads) if heads[0].i != heads[1].i else None
        if top is None:
            continue
        paths = _climb(heads[0], top), _climb(heads[1], top)
        for a, b in itertools.product(first.entities, second.entities):
            key = (min(a, b), max(a, b))
            if a != b and (key not in best or _length(paths) < _length(best[key].paths)):
                best[key] = Pair(first, second, (a, b), heads, top, paths)
    return [best[key] for key in sorted(best)]


def features(pair: Pair, *, sentence: Sentence, scene: Scene) -> Iterator[str]:
    """Yield what a sentence looks like from a pair of its actors.

    Parameters
    ----------
    pair
        The pair.
    sentence
        Its sentence.
    scene
        Knows the types of entities.
    """
    yield from _features_of_rules(pair, sentence)
    yield from _features_of_ends(pair, scene)
    yield from _features_of_path(pair)
    yield from _features_between(pair, sentence)
    yield from _features_of_triggers(pair, sentence.matches)


def slots_of(names: Iterable[str]) -> list[int]:
    """Give the slots of features, sorted, each once: a checksum is the same on every machine."""
    return sorted({zlib.crc32(name.encode()) % SIZE for name in names})


def plausibility(slots: Sequence[int], weights: NDArray[np.floating]) -> float:
    """Give the share of pairs with these features that are tied, between 0 and 1.

    Parameters
    ----------
    slots
        Slots of the features, shape (n,).
    weights
        The table of the model, shape (`SIZE`,).
    """
    odds = float(weights[list(slots)].sum(dtype="float64")) / math.sqrt(len(slots))
    return 1 / (1 + math.exp(-odds))


def _features_of_rules(pair: Pair, sentence: Sentence) -> Iterator[str]:
    """Yield what the rules read of this pair and of either with others."""
    yield "any"
    ends = frozenset(pair.entities)
    tied = [ends_of(tie) for tie in sentence.ties]
    stated = ends in tied
    yield f"rule={stated}"
    for tie in sentence.ties:
        if ends_of(tie) == ends:
            yield f"rule event={tie.match.trigger.event}"
            yield f"rule phrase={tie.match.trigger.phrase}"
            yield f"rule slots={tie.source.slot}>{tie.target.slot}"
            yield f"rule depth={tie.source.depth + tie.target.depth}"
    if ends in sentence.structure:
        yield "structure"
    first, second = (any(entity in end for end in tied) for entity in pair.entities)
    yield f"tied={first and not stated} {second} rule={stated}"
    yield f"actors={min(len(sentence.actors), 8)}"


def _features_of_ends(pair: Pair, scene: Scene) -> Iterator[str]:
    """Yield what the two actors are."""
    entities = [scene.memory.entity(entity) for entity in pair.entities]
    countries = [e.country if e.type in {"person", "organization"} and e.country else e.id for e in entities]
    yield f"types={entities[0].type} {entities[1].type}"
    if countries[0] == countries[1]:
        yield "same state"
    if any(entity.generic for entity in entities):
        yield "generic"
    for name, entity, actor in zip("ab", entities, (pair.first, pair.second), strict=True):
        yield f"{name}={entity.type} {actor.candidate.kind}"
        if actor.candidate.kind == "role":
            yield f"role={actor.candidate.role}"


def _features_of_path(pair: Pair) -> Iterator[str]:
    """Yield the way from one actor up to the word that both hang on, and down to the other."""
    top, (up, down) = pair.top, pair.paths
    lemma = top.lemma_.lower()
    yield f"length={min(_length(pair.paths), 9)}"
    yield f"lengths={min(len(up), 5)} {min(len(down), 5)}"
    shapes = ["<".join(t.dep_ for t in path[:_LONGEST_PATH]) for path in pair.paths]
    plain = ["<".join(t.dep_ for t in path if t.dep_ not in _INSIDE_NAMES) for path in pair.paths]
    yield f"up={shapes[0]}"
    yield f"down={shapes[1]}"
    yield f"path={shapes[0]}|{shapes[1]}"
    yield f"path={shapes[0]}|{shapes[1]} {lemma}"
    yield f"plain={plain[0]}|{plain[1]}"
    yield f"plain={plain[0]}|{plain[1]} {top.pos_}"
    yield f"top={lemma}"
    yield f"top tag={top.tag_}"
    for name, path in zip("ab", pair.paths, strict=True):
        for token in path[1:]:
            via = token.lemma_.lower()
            yield f"{name} via={via}"
            yield f"via={via}"
            yield f"{name} via={token.dep_} {via}"
        for token in path[:1]:
            yield f"end={token.dep_} {token.head.lemma_.lower()}"
    for child in top.children:
        if child.dep_ in _TOP_CHILDREN:
            yield f"top {child.dep_}={child.lemma_.lower()}"
            if child.dep_ in _TOP_OBJECTS:
                yield f"top={lemma} {child.lemma_.lower()}"


def _features_between(pair: Pair, sentence: Sentence) -> Iterator[str]:
    """Yield the words and actors that stand between the two."""
    low, high = sorted(head.i for head in pair.heads)
    doc = sentence.span.doc
    heads = {actor.candidate.head for actor in sentence.actors}
    between = doc[low + 1 : high]
    yield f"distance={min((high - low) // 3, 10)}"
    yield f"actors between={min(sum(low < i < high for i in heads), 4)}"
    if len(between) <= 4:
        yield "between=" + " ".join(token.lemma_.lower() for token in between)
    for token in between:
        if token.tag_[:1] in {"V", "N"} and token.i not in heads:
            yield f"word={token.lemma_.lower()}"
        elif token.text in _MARKS:
            yield f"mark={token.text}"


def _features_of_triggers(pair: Pair, matches: Sequence[Match]) -> Iterator[str]:
    """Yield the triggers of the sentence, by how near the path they stand."""
    on_path = {token.i for path in pair.paths for token in path} | {pair.top.i}
    touched = False
    for match in matches:
        distance = min(5, *(steps_between(match.head, head) for head in pair.heads))
        is_on = match.head.i in on_path
        touched = touched or is_on
        yield f"trigger on={is_on} distance={distance}"
        if is_on or match.head.head.i in on_path:
            yield f"near event={match.trigger.event}"
            yield f"near phrase={match.trigger.phrase}"
    if touched:
        yield "trigger on path"


def _meeting_point(a: Token, b: Token) -> Token | None:
    """Give the lowest word that both hang on; None if they stand in two trees."""
    above = {t.i for t in (a, *a.ancestors)}
    return next((t for t in (b, *b.ancestors) if t.i in above), None)


def _climb(token: Token, top: Token) -> tuple[Token, ...]:
    return tuple(itertools.takewhile(lambda t: t != top, (token, *token.ancestors)))


def _length(paths: tuple[tuple[Token, ...], tuple[Token, ...]]) -> int:
    return len(paths[0]) + len(paths[1])
