"""The sentences of ``structure_sentences.txt``: read, halved and scored."""

from __future__ import annotations

import collections
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detente.extract.schema import Claim

Half = Literal["tuned", "held out", "seen"]
Edge = tuple[str, str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """A sentence with all the structural ties that it states, each with its status."""

    kind: str
    text: str
    edges: dict[Edge, str]
    half: Half


@dataclasses.dataclass(frozen=True, slots=True)
class Score:
    """How many ties were found and asked for; how many of those found have the status asked for."""

    right: int
    found: int
    asked: int
    right_status: int

    @property
    def precision(self) -> float:
        return self.right / (self.found or 1)

    @property
    def recall(self) -> float:
        return self.right / (self.asked or 1)

    @property
    def status(self) -> float:
        return self.right_status / (self.right or 1)


def read_cases(path: Path) -> list[Case]:
    """Read the table; its head explains the format."""
    cases: list[Case] = []
    seen: collections.Counter[str] = collections.Counter()
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if not line.startswith(" "):
            kind, _, text = line.partition(": ")
            half: Half = "held out" if seen[kind] % 2 else "tuned"
            half = "seen" if kind.startswith("seen ") else half
            cases.append(Case(kind, text.replace(" // ", "\n\n"), {}, half))
            seen[kind] += 1
        elif " | " in line:
            source, relation, target, *status = line.strip().split(" | ")
            cases[-1].edges[source, relation, target] = status[0] if status else "actual"
    return cases


def edges_of(claims: Iterable[Claim]) -> dict[Edge, str]:
    """Give the structural ties among claims, which have no event, with their status."""
    return {(c.source, c.relation, c.target): c.status for c in claims if c.event is None}


def score(pairs: Iterable[tuple[Case, dict[Edge, str]]]) -> Score:
    """Compare what was read with what is stated."""
    right = found = asked = status = 0
    for case, read in pairs:
        both = case.edges.keys() & read.keys()
        right += len(both)
        found += len(read)
        asked += len(case.edges)
        status += sum(case.edges[edge] == read[edge] for edge in both)
    return Score(right, found, asked, status)


CASES = read_cases(Path(__file__).with_name("structure_sentences.txt"))
