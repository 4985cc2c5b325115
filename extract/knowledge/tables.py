"""The tables that a gazetteer is made of: CSV with known columns, each fault named by its line."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import itertools
import operator
from typing import TYPE_CHECKING

from detente.extract.schema import GazetteerError

if TYPE_CHECKING:
    from _csv import Reader as CsvReader
    from collections.abc import Callable, Iterator

COLUMNS = (
    "id", "type", "name", "aliases", "adjectives", "demonyms", "capital", "seats", "country", "sector",
    "members", "role", "since", "until", "latitude", "longitude", "wikidata", "note", "trades",
)  # fmt: skip
"""The columns that a table may have; `id` and `type` it must have."""
_PLACES = {column: place for place, column in enumerate(COLUMNS)}


@dataclasses.dataclass(slots=True)
class Row:
    """A line of a table: a cell for each of `COLUMNS`, "" where it is empty or the table has no such column.

    `user` tells a table of the user; `later` are the rows that say more of the same entity. There are tens of
    thousands of rows, so none has a dictionary.
    """

    cells: tuple[str, ...]
    table: str
    line: int
    user: bool
    later: tuple[Row, ...] = ()

    @property
    def where(self) -> str:
        """File and line, for errors."""
        return f"{self.table}:{self.line}"

    def get(self, column: str) -> str:
        """Give a cell, "" where it is empty."""
        return self.cells[_PLACES[column]]

    def items(self, column: str) -> list[str]:
        """Give the items of a list inside a cell, parted by ``|``."""
        return items(self.get(column))


def items(cell: str) -> list[str]:
    """Give the items of a list inside a cell, parted by ``|``."""
    return [bare for item in cell.split("|") if (bare := item.strip())]


def text_of(name: str, read_bytes: Callable[[], bytes]) -> str:
    """Read the text of a table.

    Parameters
    ----------
    name
        The table's name, for errors.
    read_bytes
        Gives its content.

    Raises
    ------
    GazetteerError
        If it cannot be read, or is not UTF-8.
    """
    try:
        return read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        msg = f"{name}: cannot be read ({error.strerror}): give a CSV table with the columns id, type, ..."
        raise GazetteerError(msg) from None
    except UnicodeDecodeError as error:
        msg = f"{name}: not UTF-8 (byte {error.start}): save the table as UTF-8"
        raise GazetteerError(msg) from None


def rows_of(text: str, name: str, *, user: bool) -> Iterator[Row]:
    """Yield the rows of a table; lines that begin with ``#`` at its top are comments.

    Parameters
    ----------
    text
        From `text_of`.
    name
        The table's name, for errors.
    user
        Whether it is a table of the user.

    Raises
    ------
    GazetteerError
        At the first line that is no row of `COLUMNS`, with its number.
    """
    skipped, reader = _below_comments(text)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check_header(header, f"{name}:{skipped + reader.line_num if header else 1}")
        # Behind the cells of a line stands an empty one, for the columns that its table has not.
        in_order = operator.itemgetter(*(header.index(c) if c in header else len(header) for c in COLUMNS))
        for cells in reader:
            if len(cells) == len(header):
                yield Row(in_order([*map(str.strip, cells), ""]), name, skipped + reader.line_num, user)
            elif any(cells):
                msg = (
                    f"{name}:{skipped + reader.line_num}: {len(cells)} cells, {len(header)} columns: "
                    "quote cells that hold commas"
                )
                raise GazetteerError(msg)
    except csv.Error as error:
        msg = f"{name}:{skipped + reader.line_num}: not CSV ({error}): quote cells that hold commas or quotes"
        raise GazetteerError(msg) from None


def records_of(text: str, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a shipped table that has columns of its own, such as ``data/neighbours.csv``.

    Parameters
    ----------
    text
        From `text_of`.
    name
        The table's name, for errors.

    Raises
    ------
    GazetteerError
        At the first line that has not as many cells as there are columns.
    """
    rows = _lines_of(text, name)
    header = next(rows, [])
    yield from (dict(zip(header, cells, strict=True)) for cells in rows)


def pairs_of(text: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield the first two cells of each row of a shipped table, such as ``data/trades.csv``.

    Parameters
    ----------
    text
        From `text_of`.
    name
        The table's name, for errors.

    Raises
    ------
    GazetteerError
        At the first line that has not as many cells as there are columns.
    """
    rows = _lines_of(text, name)
    next(rows, [])
    yield from ((cells[0], cells[1]) for cells in rows)


def _lines_of(text: str, name: str) -> Iterator[list[str]]:
    """Yield the header of a shipped table, then its rows, as long as each has as many cells."""
    skipped, reader = _below_comments(text)
    header = next(reader, [])
    yield header
    for cells in reader:
        if len(cells) != len(header):
            where = f"{name}:{skipped + reader.line_num}"
            msg = f"{where}: {len(cells)} cells, {len(header)} columns: quote cells that hold commas"
            raise GazetteerError(msg)
        yield cells


def _below_comments(text: str) -> tuple[int, CsvReader]:
    """Count the lines above the header, and read from there."""
    lines = text.splitlines(keepends=True)
    above = itertools.takewhile(lambda line: line.startswith("#") or not line.strip(), lines)
    skipped = sum(1 for _ in above)
    return skipped, csv.reader(io.StringIO("".join(lines[skipped:]), newline=""), strict=True)


def degrees(row: Row, column: str, limit: float) -> float:
    """Give a latitude or longitude in degrees, at most `limit` from zero."""
    try:
        value = float(row.get(column))
    except ValueError:
        value = float("nan")
    if not -limit <= value <= limit:
        text = f"{column} '{row.get(column)}' is not a number from -{limit:g} to {limit:g}"
        msg = f"{row.where}: {text}: use decimal degrees"
        raise GazetteerError(msg)
    return value


def day(row: Row, column: str) -> dt.date | None:
    """Give a day, None where the cell is empty."""
    text = row.get(column)
    if not text:
        return None
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        msg = f"{row.where}: {column} '{text}' is not a date: write YYYY-MM-DD, or nothing if not known"
        raise GazetteerError(msg) from None


def _check_header(header: list[str], where: str) -> None:
    missing = [column for column in ("id", "type") if column not in header]
    if missing:
        msg = f"{where}: column '{missing[0]}' is missing: the first line names the columns (id, type, ...)"
        raise GazetteerError(msg)
    for number, column in enumerate(header):
        if column not in COLUMNS or column in header[:number]:
            problem = "is there twice" if column in COLUMNS else "is unknown"
            msg = f"{where}: column '{column}' {problem}: allowed are {', '.join(COLUMNS)}, each once"
            raise GazetteerError(msg)
