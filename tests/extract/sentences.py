"""The sentences of ``sentences.txt`` with the ties that they must give."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detente.extract.schema import Claim

ANY = "*"


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """A sentence, the ties that must be found, words that no claim may have, and why it fails, if it does."""

    phenomenon: str
    text: str
    ties: tuple[tuple[str, ...], ...]
    banned: tuple[str, ...]
    empty: bool
    fails: str


def read_cases(path: Path) -> list[Case]:
    """Read the table; its head explains the format."""
    blocks: list[list[str]] = []
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            blocks.append([line])
        elif line.strip() and not line.startswith("#"):
            blocks[-1].append(line.strip())
    return [_case(*block) for block in blocks]


def holds(claim: Claim, tie: tuple[str, ...]) -> bool:
    """Whether a claim states a tie; a symmetric claim in either direction."""
    source, relation, target, status = tie
    ends = [(claim.source, claim.target)]
    if claim.symmetric:
        ends.append((claim.target, claim.source))
    return (
        relation in {ANY, claim.relation}
        and status in {ANY, claim.status}
        and any(source in {ANY, one} and target in {ANY, other} for one, other in ends)
    )


def shortcomings(case: Case, claims: Iterable[Claim]) -> list[str]:
    """Name what is missing from the claims of a sentence, and what is too much."""
    claims = list(claims)
    missing = [" | ".join(tie) for tie in case.ties if not any(holds(claim, tie) for claim in claims)]
    words = {word for c in claims for word in (c.source, c.relation, c.target, c.status)}
    extra = [f"!{word}" for word in case.banned if word in words]
    if case.empty and claims:
        extra += [f"{c.source} | {c.relation} | {c.target} | {c.status}" for c in claims]
    return missing + extra


def _case(title: str, *lines: str) -> Case:
    phenomenon, _, text = title.partition(": ")
    fails = next((line.removeprefix("fails: ") for line in lines if line.startswith("fails: ")), "")
    ties = tuple(tuple(line.split(" | ")) for line in lines if " | " in line and not line.startswith("fails"))
    banned = tuple(line[1:] for line in lines if line.startswith("!"))
    return Case(phenomenon, text, ties, banned, "none" in lines, fails)


CASES = read_cases(Path(__file__).with_name("sentences.txt"))
