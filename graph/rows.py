"""Claims as rows of a table, without pandas: to load it takes longer than to read an article."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING, Any, TextIO

from detente.graph.csv_files import disarmed
from detente.graph.periods import day_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.extract.schema import Claim
    from detente.graph.build import Graph

PLAIN = (
    "id", "source", "target", "relation", "event", "status", "symmetric", "speaker", "date", "date_precision",
    "confidence", "pattern",
)  # fmt: skip
"""The fields of a claim that are a cell as they are."""

ABOUT = {
    "title": "title",
    "publisher": "source",
    "published": "published",
    "url": "url",
    "cluster": "cluster",
}
"""Cells that say what article a claim is from, and what the graph calls them."""

ENDS = ("label", "type", "country", "sector", "generic")
"""Cells that say who the source and the target of a claim are, named as in the graph."""

_SPANS = ("trigger", "status_cue", "speaker_cue", "date_cue")
_MENTIONS = ("source", "target")


def claim_columns() -> list[str]:
    """Name the cells of `claim_rows`.

    Examples
    --------
    >>> claim_columns()[:4]
    ['id', 'source', 'target', 'relation']
    """
    columns = [*PLAIN, "article", "start", "end", "text"]
    for name in _SPANS:
        columns += [name, f"{name}_start", f"{name}_end"]
    for name in _MENTIONS:
        columns += [f"{name}_{part}" for part in ("text", "start", "end", "entity", "reason")]
    return columns


def claim_rows(claims: Iterable[Claim]) -> list[list[Any]]:
    """Lay claims out as rows, sorted by id; what a claim does not say is None.

    Parameters
    ----------
    claims
        The claims.

    Examples
    --------
    >>> claim_rows([])
    []
    """
    return [_claim_row(claim) for claim in sorted(claims, key=lambda claim: (claim.id, repr(claim)))]


def described_columns() -> list[str]:
    """Name the cells that a graph adds to those of its claims.

    Examples
    --------
    >>> described_columns()[:6]
    ['title', 'publisher', 'published', 'url', 'cluster', 'source_label']
    """
    return [*ABOUT, *(f"{end}_{name}" for end in _MENTIONS for name in ENDS)]


def write_claims(claims: Iterable[Claim], stream: TextIO, *, G: Graph | None = None) -> None:
    r"""Write claims as CSV, the same table that `claims_to_frame` gives, formulas disarmed.

    Parameters
    ----------
    claims
        The claims.
    stream
        Where to write; opened with ``newline=""``.
    G
        The graph of the claims: if it is given, each row also says which article it is from (title,
        publisher, date, address, the story that it copies) and who its ends are: it speaks for itself.

    Examples
    --------
    >>> import io
    >>> write_claims([], stream := io.StringIO())
    >>> stream.getvalue()[:17]
    'id,source,target,'
    """
    columns = claim_columns()
    date, article = columns.index("date"), columns.index("article")
    writer = csv.writer(stream, lineterminator="\n")
    described = [] if G is None else described_columns()
    writer.writerow([*columns[: date + 1], "day", *columns[date + 1 :], *described])
    for row in claim_rows(claims):
        span = day_span(row[date]) if row[date] else None
        day = span[0] if span and span[0] == span[1] else None
        cells = [*row[: date + 1], day, *row[date + 1 :]]
        if G is not None:
            cells += _described(G, row[article], (row[1], row[2]))
        writer.writerow([disarmed(cell) if isinstance(cell, str) else cell for cell in cells])


def _described(G: Graph, article: str, ends: tuple[str, str]) -> list[Any]:
    about: Mapping[str, Any] = G.graph.get("articles", {}).get(article, {})
    nodes: list[Mapping[str, Any]] = [G.nodes[end] if end in G else {} for end in ends]
    return [about.get(name) for name in ABOUT.values()] + [node.get(name) for node in nodes for name in ENDS]


def date_text(value: object) -> str | None:
    """Read a date as tables hold it: text, a number for a year, a timestamp.

    Examples
    --------
    >>> date_text("2025-03 "), date_text(2025.0), date_text(None)
    ('2025-03', '2025', None)
    """
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float):
        value = int(value)
    return None if value is None else str(value).strip() or None


def truth(value: object) -> bool:
    """Read a truth value as tables write it; empty is False.

    Examples
    --------
    >>> truth("True"), truth("no"), truth(1), truth(None)
    (True, False, True, False)
    """
    if isinstance(value, str):
        lowered = value.strip().lower()
        if lowered not in _TRUTHS:
            msg = f"'{value}' is not a truth value: write true or false"
            raise ValueError(msg)
        return _TRUTHS[lowered]
    return bool(value)


_TRUTHS = dict.fromkeys(("true", "yes", "1"), True) | dict.fromkeys(("false", "no", "0", ""), False)


def _claim_row(claim: Claim) -> list[Any]:
    place = claim.evidence
    row: list[Any] = [getattr(claim, name) for name in PLAIN]
    row += [place.article, place.start, place.end, place.text]
    for name in _SPANS:
        span = getattr(claim, name)
        row += [span.text, span.start, span.end] if span else [None, None, None]
    for mention in (claim.source_mention, claim.target_mention):
        row += [mention.text, mention.start, mention.end, mention.entity, mention.reason]
    return row
