"""What a person should look at: shaky claims, entities that may be one, ties both asserted and denied."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Literal

import numpy as np
import rapidfuzz.fuzz
import rapidfuzz.process

from detente.extract.schema import STATUSES
from detente.graph.corrections import Corrections
from detente.graph.decisions import Confirm, NeverMerge, Redate, Rerelate, SetStatus, active
from detente.graph.names import fold_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from detente.extract.schema import Claim, Entity
    from detente.graph.decisions import Decision

DoubtKind = Literal["contradiction", "duplicate", "low confidence"]

_BLOCK = 500  # names compared with all others at a time
_NUMBER = re.compile(r"\d+")
_TITLES = re.compile(
    r"\b(?:the|of|and|for|in|inc|ltd|llc|plc|co|corp|company|group|holding|jsc|ag|sa|doo|ad)\b"
)
_FIRM = {"actual", "ended"}


@dataclasses.dataclass(frozen=True, slots=True)
class Doubt:
    """Something to decide.

    `entities` are the two that may be one, or the ends of the tie; `claims` are what to look at; `score` is
    how alike the names are (0 to 100), the claim's confidence (0 to 1), or the number of denials.
    """

    kind: DoubtKind
    question: str
    score: float
    entities: tuple[str, str]
    claims: tuple[Claim, ...] = ()


def find_doubts(
    claims: Iterable[Claim],
    entities: Iterable[Entity],
    *,
    decisions: Iterable[Decision] = (),
    max_confidence: float = 0.5,
    min_score: float = 88.0,
) -> list[Doubt]:
    """List what a person should decide, and has not decided yet.

    Parameters
    ----------
    claims, entities
        As found.
    decisions
        What was decided so far; it applies first.
    max_confidence
        Claims at most this sure are shaky.
    min_score
        How alike the names of two entities must be to be proposed as one (0 to 100).

    Returns
    -------
    list of Doubt
        Contradictions, then possible duplicates, then shaky claims; the gravest of each first.

    Examples
    --------
    >>> from detente.extract.schema import Entity
    >>> pair = [Entity(name, name, "person") for name in ("Ilham Aliyev", "Ilkham Aliyev")]
    >>> [doubt.entities for doubt in find_doubts([], pair)]
    [('Ilham Aliyev', 'Ilkham Aliyev')]
    """
    decisions = list(decisions)
    corrections = Corrections(decisions)
    standing = list(corrections.claims(claims))
    corrected = corrections.entities(entities)
    settled, apart = _settled(decisions)
    return [
        *contradictions(standing, settled=settled),
        *possible_duplicates(corrected, apart=apart, min_score=min_score),
        *shaky_claims(standing, settled=settled, max_confidence=max_confidence),
    ]


def shaky_claims(
    claims: Iterable[Claim], *, settled: frozenset[str] = frozenset(), max_confidence: float = 0.5
) -> list[Doubt]:
    """List the claims that the machine is not sure of, the least sure first.

    Parameters
    ----------
    claims
        The claims.
    settled
        Ids of claims that somebody has decided on.
    max_confidence
        Claims at most this sure are listed.

    Examples
    --------
    >>> shaky_claims([])
    []
    """
    shaky = (claim for claim in claims if claim.confidence <= max_confidence and claim.id not in settled)
    return [
        Doubt(
            "low confidence",
            f"{claim.source} {claim.relation} {claim.target} ({claim.status}): does the sentence say so?",
            claim.confidence,
            (claim.source, claim.target),
            (claim,),
        )
        for claim in sorted(shaky, key=lambda claim: (claim.confidence, claim.id))
    ]


def contradictions(claims: Iterable[Claim], *, settled: frozenset[str] = frozenset()) -> list[Doubt]:
    """List the ties that some claims state and others deny; those denied most often first.

    Parameters
    ----------
    claims
        The claims.
    settled
        Ids of claims that somebody has decided on; a tie is listed while one of its claims is not settled.

    Examples
    --------
    >>> contradictions([])
    []
    """
    ties: dict[tuple[str, str, str], dict[str, Claim]] = defaultdict(dict)
    for claim in claims:
        first, second = sorted((claim.source, claim.target))
        ties[first, second, claim.relation][claim.id] = claim
    doubts = []
    for (first, second, relation), group in sorted(ties.items()):
        denied = [claim for claim in group.values() if claim.status == "denied"]
        firm = [claim for claim in group.values() if claim.status in _FIRM]
        if denied and firm and any(claim.id not in settled for claim in (*denied, *firm)):
            ordered = sorted((*denied, *firm), key=lambda claim: (-STATUSES.index(claim.status), claim.id))
            question = (
                f"{first} {relation} {second}: stated {len(firm)} x, denied {len(denied)} x: which holds?"
            )
            doubts.append(
                Doubt("contradiction", question, float(len(denied)), (first, second), tuple(ordered))
            )
    return sorted(doubts, key=lambda doubt: (-doubt.score, doubt.entities, doubt.question))


def possible_duplicates(
    entities: Iterable[Entity],
    *,
    apart: frozenset[tuple[str, str]] = frozenset(),
    min_score: float = 88.0,
) -> list[Doubt]:
    """List pairs of entities whose names are so alike that they may be one; the most alike first.

    Countries are left out, since the gazetteer knows them; so are pairs of different types or countries,
    and names with different numbers (Corridor 8, Corridor 10).

    Parameters
    ----------
    entities
        The entities.
    apart
        Pairs of ids, sorted, that are known to be two.
    min_score
        How alike names must be (0 to 100): the best of their names and aliases counts.

    Examples
    --------
    >>> possible_duplicates([])
    []
    """
    known: dict[str, Entity] = {}
    for entity in sorted(set(entities), key=lambda entity: (entity.id, repr(entity))):
        known.setdefault(entity.id, entity)
    by_type: dict[str, list[Entity]] = defaultdict(list)
    for entity in known.values():
        if entity.type != "country" and not entity.generic:
            by_type[entity.type].append(entity)
    best: dict[tuple[str, str], float] = {}
    for group in by_type.values():
        for first, second, score in _alike(group, min_score):
            pair = (first, second)
            if pair not in apart and _may_be_one(known[first], known[second]):
                best[pair] = max(score, best.get(pair, 0.0))
    return [
        Doubt("duplicate", f"are {first} and {second} one?", round(score, 1), (first, second))
        for (first, second), score in sorted(best.items(), key=lambda item: (-item[1], item[0]))
    ]


def _alike(entities: list[Entity], min_score: float) -> Iterator[tuple[str, str, float]]:
    """Compare all names with all names, a block of rows at a time, in compiled code."""
    named = sorted({(_plain(name), entity.id) for entity in entities for name in _long_names(entity)})
    names = [name for name, _ in named]
    for start in range(0, len(names), _BLOCK):
        scores = rapidfuzz.process.cdist(
            names[start : start + _BLOCK],
            names[start:],
            scorer=rapidfuzz.fuzz.token_sort_ratio,
            score_cutoff=min_score,
            dtype=np.float32,
        )
        for row, column in np.argwhere(scores >= min_score):
            (one, first), (other, second) = named[start + row], named[start + column]
            if first != second and _NUMBER.findall(one) == _NUMBER.findall(other):
                low, high = sorted((first, second))
                yield low, high, float(scores[row, column])


def _long_names(entity: Entity) -> Iterator[str]:
    """Yield the names that say enough: abbreviations and single short words do not."""
    for name in (entity.name, *entity.aliases):
        if len(_plain(name)) >= 5 and not name.isupper():  # as few letters tell nothing
            yield name


def _plain(name: str) -> str:
    folded = fold_name(name)
    return " ".join(_TITLES.sub(" ", folded).replace(".", " ").split()) or folded


def _may_be_one(a: Entity, b: Entity) -> bool:
    return not (a.country and b.country and a.country != b.country) and not (
        a.wikidata and b.wikidata and a.wikidata != b.wikidata
    )


def _settled(decisions: Iterable[Decision]) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    claims: set[str] = set()
    apart: set[tuple[str, str]] = set()
    for decision in active(decisions)[0]:
        if isinstance(decision, Confirm | Rerelate | Redate | SetStatus):
            claims.add(decision.target.claim)
        elif isinstance(decision, NeverMerge):
            low, high = sorted((decision.entity, decision.other))
            apart.add((low, high))
    return frozenset(claims), frozenset(apart)
