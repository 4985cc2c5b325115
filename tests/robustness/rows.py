"""The tables of bad input in docs/input.md, and what a test of one of their rows is made of."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = Path(__file__).parents[2] / "docs" / "input.md"
STORY = "Serbia signed a trade agreement with Kazakhstan on Monday."
"""One article that gives one tie; it lies beside whatever is bad, and must be read all the same."""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A row of the page: the input, what happens, and the lines that are said, ``...`` for what varies."""

    input: str
    happens: str
    messages: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """One way to meet a row.

    `make` lays the input into a folder and gives what to name on the command line; `says` is the number of
    the row's message, None if nothing is said; `kept` tells that an article is read in spite of it.
    """

    row: str
    make: Callable[[Path], str]
    says: int | None = 0
    kept: bool = False

    def __str__(self) -> str:
        return self.row


def rows(heading: str) -> dict[str, Row]:
    """Read the table under a heading of the page."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n### {heading}\n", 1)[1].split("\n#", 1)[0]
    found = {}
    for line in section.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        if len(cells) != 3 or cells[0] in {"input", "what is wrong"} or set(cells[0]) <= {"-", " "}:
            continue
        found[cells[0]] = Row(cells[0], cells[1], tuple(re.findall(r"`(.+?)`(?:, |$)", cells[2])))
    return found


def matches(template: str, line: str) -> bool:
    """Say whether a line is what the page says, ``...`` standing for anything."""
    return bool(re.fullmatch(".+?".join(map(re.escape, template.split("..."))), line))


def check_complete(heading: str, cases: list[Case]) -> None:
    """Check that every row of a table, and every message of a row, has a test, and every test a row."""
    told = {
        (row.input, number)
        for row in rows(heading).values()
        for number in (range(len(row.messages)) if row.messages else (None,))
    }
    assert {(case.row, case.says) for case in cases} == told


def left_over(folder: Path) -> list[str]:
    """Give the temporary files that lie about in a folder."""
    names = sorted(path.name for path in folder.rglob("*"))
    return [name for name in names if name.endswith(".part") or name.startswith((".detente", "tmp"))]


def reports(said: str) -> list[str]:
    """Give the lines that complain of something, without the name of the program."""
    assert "Traceback" not in said, said
    assert "Warning" not in said, said
    return [line.removeprefix("detente: ") for line in said.splitlines() if line.startswith("detente: ")]
