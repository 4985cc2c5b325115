"""What changed between two periods, each change with its sentences, corrected for how much was reported."""

from __future__ import annotations

import html
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from detente.extract.schema import STATUSES
from detente.graph.build import count_sources
from detente.graph.edges import sorted_edges
from detente.graph.errors import GraphError, PeriodError
from detente.graph.filters import filter_graph
from detente.graph.periods import Period, evidence_span, parse_period

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from detente.graph.build import Graph, Record
    from detente.graph.periods import Clock

KINDS = ("new", "firmed up", "strengthened", "weakened", "ended", "contradicted")
"""The kinds of change, in the order of a brief."""

_SAID = {
    "new": "reported for the first time",
    "firmed up": "a plan or a hope that is now reported as fact",
    "strengthened": "reported more than the volume of coverage explains",
    "weakened": "reported less than the volume of coverage explains",
    "ended": "reported as ended",
    "contradicted": "asserted and denied",
}
_COLUMNS = (
    "kind", "source", "target", "relation", "source_label", "target_label", "family",
    "status_a", "status_b", "sources_a", "sources_b", "coverage_a", "coverage_b", "log2_ratio", "p",
    "sentences", "evidence", "claims",
)  # fmt: skip


def graph_at(G: Graph, date: str | dt.date, *, clock: Clock = "published") -> Graph:
    """Give the graph as it was known on a day: only what had been published by then.

    Parameters
    ----------
    G
        The graph; it is not changed.
    date
        A day; of a month, quarter or year its last day.
    clock
        ``date`` goes by when things happened instead.

    Returns
    -------
    networkx.MultiDiGraph
        A new graph, denials kept.

    Examples
    --------
    >>> import networkx as nx
    >>> graph_at(nx.MultiDiGraph(articles={}), "2025-06").number_of_nodes()
    0
    """
    return filter_graph(G, until=date, clock=clock, denied=True)


def compare(
    G: Graph,
    period_a: str | Period | tuple[Any, Any],
    period_b: str | Period | tuple[Any, Any],
    *,
    alpha: float = 0.05,
    per: Literal["relation", "dyad"] = "relation",
    clock: Clock = "published",
) -> pd.DataFrame:
    """List what changed from one period to another.

    - ``new``: asserted in the second period and never before it, back to the start of the graph.
    - ``firmed up``: planned or possible until the end of the first, actual in the second.
    - ``strengthened``, ``weakened``: more or fewer independent sources than the volume of coverage explains.
    - ``ended``: reported as ended in the second, not before.
    - ``contradicted``: asserted and denied by the end of the second period, and not both before it.

    Parameters
    ----------
    G
        The graph.
    period_a, period_b
        Such as ``2025-01..2025-06``, ``2025-Q1``, ``2024``, or a pair of dates; the first must end before the
        second starts.
    alpha
        Greatest p at which a tie counts as strengthened or weakened.
    per
        ``relation``: each relation of two entities by itself, with its direction; ``dyad``: all between
        two entities together, and only as new, strengthened or weakened: the others speak of a relation.
    clock
        Which date counts: ``published``, else ``date``. A date of several days counts by its first.

    Returns
    -------
    pandas.DataFrame
        A row a change: ``kind``, ``source``, ``target``, ``relation``, labels, ``family``; the firmest
        ``status`` and the independent ``sources`` in each period; ``coverage``, those of all others;
        ``log2_ratio`` of the shares; ``p``; ``sentences`` of the second period (of the first where weakened),
        ``evidence`` (dicts with title, source, url too) and ``claims``. By kind as in `KINDS`, then p, then
        names.

    Raises
    ------
    PeriodError
        If a period cannot be read, or they overlap.
    GraphError
        If `alpha` or `per` is out of range.

    Notes
    -----
    Let x and y be the independent sources of a tie in the two periods, and X and Y those of all other
    ties. If the tie kept its share, y given x + y is binomial with chance Y / (X + Y): the exact conditional
    test of two Poisson rates (Przyborowski and Wilenski, Biometrika 31, 1940), two-sided by doubling the
    smaller tail. A tie that doubles when coverage doubles has a ratio near 1 and a p near 1. ``log2_ratio``
    adds 1/2 to each count (Haldane, Annals of Human Genetics 20, 1956), so that it exists where a count is 0.
    The p of ties are not corrected for their number.

    Examples
    --------
    >>> import networkx as nx
    >>> compare(nx.MultiDiGraph(articles={}), "2024", "2025").columns[:4].tolist()
    ['kind', 'source', 'target', 'relation']
    """
    first, second = _checked(period_a, period_b, alpha, per)
    articles = G.graph.get("articles", {})
    ties = _ties(G, first, second, per=per, clock=clock)
    counts = np.array(
        [[_sources(tie.a, articles), _sources(tie.b, articles)] for tie in ties], dtype=np.int64
    )
    counts = counts.reshape(-1, 2)
    others = counts.sum(axis=0) - counts
    p = _p_values(counts, others)
    ratio = np.log2((counts + 0.5) / (others + 0.5))
    ratios = ratio[:, 1] - ratio[:, 0]
    rows = []
    for number, tie in enumerate(ties):
        for kind in _kinds(tie, counts[number], float(p[number]), float(ratios[number]), alpha):
            shown = tie.a if kind == "weakened" else _telling(kind, tie)
            rows.append(
                [
                    kind, *tie.key, *(G.nodes[node].get("label", node) for node in tie.key[:2]), tie.family,
                    _firmest(tie.a), _firmest(tie.b), *counts[number].tolist(), *others[number].tolist(),
                    round(float(ratios[number]), 4), round(float(p[number]), 6), _distinct(shown),
                    [_cited(record, articles) for record in shown],
                    sorted({record["claim"] for record in (*tie.a, *tie.b, *shown)}),
                ]
            )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    frame["kind"] = pd.Categorical(frame["kind"], categories=list(KINDS), ordered=True)
    frame = frame.sort_values(["kind", "p", "source", "target", "relation"], kind="stable").reset_index(
        drop=True
    )
    frame["relation"] = frame["relation"].astype("category")
    frame.attrs = {"period_a": str(first), "period_b": str(second), "per": per}
    return frame


def brief(
    changes: pd.DataFrame,
    *,
    format: Literal["markdown", "html"] = "markdown",  # noqa: A002 - the plain word
    sentences: int = 2,
) -> str:
    """Write changes up as a short report: a heading a kind, a line a tie, and the sentences under it.

    Parameters
    ----------
    changes
        What `compare` gave.
    format
        ``markdown``, or ``html`` (a whole page, self-contained).
    sentences
        At most so many a tie.

    Returns
    -------
    str
        The report.

    Raises
    ------
    GraphError
        If the format is unknown.

    Examples
    --------
    >>> import networkx as nx
    >>> print(brief(compare(nx.MultiDiGraph(articles={}), "2024", "2025")))
    # What changed
    <BLANKLINE>
    2024-01-01..2024-12-31 compared with 2025-01-01..2025-12-31
    <BLANKLINE>
    Nothing changed.
    <BLANKLINE>
    """
    if format not in {"markdown", "html"}:
        msg = f"format '{format}' is none of markdown, html"
        raise GraphError(msg)
    writer = _markdown if format == "markdown" else _html
    periods = [changes.attrs.get(name, "") for name in ("period_a", "period_b")]
    sections = [
        (kind, [_entry(row, sentences) for row in changes[changes["kind"] == kind].to_dict("records")])
        for kind in KINDS
    ]
    return writer(" compared with ".join(periods), [section for section in sections if section[1]])


class _Tie(NamedTuple):
    key: tuple[str, str, str]
    family: str
    before: list[Record]
    a: list[Record]
    b: list[Record]


class _Entry(NamedTuple):
    title: str
    figures: str
    quotes: list[tuple[str, str, str]]


def _checked(period_a: Any, period_b: Any, alpha: float, per: str) -> tuple[Period, Period]:  # noqa: ANN401
    if per not in {"relation", "dyad"}:
        msg = f"per '{per}' is none of relation, dyad"
        raise GraphError(msg)
    if not 0 < alpha <= 1:
        msg = f"alpha {alpha} is not above 0 and at most 1"
        raise GraphError(msg)
    first, second = parse_period(period_a), parse_period(period_b)
    if first.end is None or second.start is None or first.end >= second.start:
        msg = f"periods {first} and {second}: the first must end before the second starts"
        raise PeriodError(msg)
    return first, second


def _ties(G: Graph, first: Period, second: Period, *, per: str, clock: Clock) -> list[_Tie]:
    ties: dict[tuple[str, str, str], _Tie] = {}
    families: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for u, v, relation, data in sorted_edges(G):
        key = (u, v, relation) if per == "relation" else (min(u, v), max(u, v), "")
        tie = ties.setdefault(key, _Tie(key, "", [], [], []))
        for record in data["evidence"]:
            span = evidence_span(record, clock)
            if span is None:
                continue
            if span[0] in second:
                tie.b.append(record)
                families[key].add(data["family"])
            elif second.start and span[0] < second.start:
                tie.before.append(record)
                if span[0] in first:
                    tie.a.append(record)
                    families[key].add(data["family"])
    return [
        tie._replace(family=", ".join(sorted(families[key]))) for key, tie in ties.items() if tie.a or tie.b
    ]


def _kinds(tie: _Tie, counts: NDArray[np.int64], p: float, ratio: float, alpha: float) -> Iterable[str]:
    before, now = _statuses(tie.before), _statuses(tie.b)
    if now - {"denied"} and not before - {"denied"}:
        yield "new"
    elif p <= alpha and counts.sum():
        yield "strengthened" if ratio > 0 else "weakened"
    if not tie.key[2]:
        return  # a dyad
    if "actual" in now and before & {"planned", "possible"} and not before & {"actual", "ended"}:
        yield "firmed up"
    if "ended" in now and "ended" not in before:
        yield "ended"
    if _contradicts(before | now) and not _contradicts(before) and now:
        yield "contradicted"


def _contradicts(statuses: set[str]) -> bool:
    return "denied" in statuses and bool(statuses - {"denied", "possible"})


def _telling(kind: str, tie: _Tie) -> list[Record]:
    if kind == "firmed up":
        return [record for record in tie.b if record["status"] == "actual"]
    if kind == "ended":
        return [record for record in tie.b if record["status"] == "ended"]
    if kind == "contradicted":
        told = sorted((*tie.before, *tie.b), key=lambda record: record["status"] != "denied")
        sides: dict[bool, Record] = {}
        for record in told:
            sides.setdefault(record["status"] == "denied", record)
        return [*sides.values(), *(record for record in tie.b if record not in sides.values())]
    return [record for record in tie.b if record["status"] != "denied"]


def _statuses(records: Iterable[Record]) -> set[str]:
    return {record["status"] for record in records}


def _firmest(records: Iterable[Record]) -> str | None:
    return min(_statuses(records), key=STATUSES.index, default=None)


def _sources(records: Iterable[Record], articles: dict[str, Record]) -> int:
    cited = {record["article"] for record in records if record["status"] != "denied"}
    return count_sources(cited, articles) if cited else 0


def _p_values(counts: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float64]:
    """Exact conditional test of each row; 1 where there is nothing to compare with."""
    from scipy.stats import binom  # type: ignore[import-untyped] # here, since it takes half a second to load

    total, exposure = counts.sum(axis=1), others.sum(axis=1)
    chance = others[:, 1] / np.maximum(exposure, 1)
    low = binom.cdf(counts[:, 1], total, chance)
    high = binom.sf(counts[:, 1] - 1, total, chance)
    p = np.minimum(1.0, 2 * np.minimum(low, high))
    return np.where((exposure > 0) & (total > 0), p, 1.0)


def _distinct(records: Iterable[Record]) -> list[str]:
    return list(dict.fromkeys(record["text"] for record in records))


def _cited(record: Record, articles: dict[str, Record]) -> Record:
    about = articles.get(record["article"], {})
    return {
        "claim": record["claim"],
        "text": record["text"],
        "status": record["status"],
        "published": record["published"],
        "title": about.get("title", ""),
        "source": about.get("source", ""),
        "url": about.get("url", ""),
    }


def _entry(row: dict[Any, Any], limit: int) -> _Entry:
    about = f": {row['relation']}" if row["relation"] else ""
    title = f"{row['source_label']} – {row['target_label']}{about}"
    words = [f"sources {row['sources_a']} → {row['sources_b']}"]
    statuses = [row[name] for name in ("status_a", "status_b") if isinstance(row[name], str)]  # else NaN
    if len(set(statuses)) == 2:
        words.append(" → ".join(statuses))
    if row["kind"] in {"strengthened", "weakened"}:
        words.append(f"share ×{2 ** row['log2_ratio']:.1f}, p = {row['p']:.3f}")
    quotes: dict[str, tuple[str, str, str]] = {}
    for record in row["evidence"]:
        where = ", ".join(part for part in (record["source"], record["published"]) if part)
        quotes.setdefault(record["text"], (record["text"], where or record["title"], record["url"]))
    return _Entry(title, "; ".join(words), list(quotes.values())[:limit])


def _markdown(periods: str, sections: list[tuple[str, list[_Entry]]]) -> str:
    lines = ["# What changed", "", _plain(periods), ""]
    for kind, entries in sections:
        lines += [f"## {kind.capitalize()}: {_SAID[kind]}", ""]
        for entry in entries:
            lines.append(f"- **{_plain(entry.title)}** ({entry.figures})")
            for text, where, url in entry.quotes:
                link = f"[{_plain(where or url)}](<{_address(url)}>)" if _address(url) else _plain(where)
                lines.append(f"  - “{_plain(text)}”{f' ({link})' if link else ''}")
        lines.append("")
    return "\n".join(lines if sections else [*lines, "Nothing changed.", ""])


def _html(periods: str, sections: list[tuple[str, list[_Entry]]]) -> str:
    escape = html.escape
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>What changed</title>\n'
        "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:44em;margin:2em auto;padding:0 1em}"
        "blockquote{margin:.2em 0 .6em 1em;color:#444}small{color:#666}</style></head>\n"
        f"<body><h1>What changed</h1>\n<p>{escape(periods)}</p>\n"
    )
    parts = [head]
    for kind, entries in sections:
        parts.append(f"<h2>{kind.capitalize()}</h2>\n<p><small>{escape(_SAID[kind])}</small></p>\n<ul>\n")
        for entry in entries:
            parts.append(f"<li><b>{escape(entry.title)}</b> <small>({escape(entry.figures)})</small>\n")
            for text, where, url in entry.quotes:
                name = escape(where or url)
                link = f'<a href="{escape(_address(url))}">{name}</a>' if _address(url) else name
                parts.append(f'<blockquote dir="auto">{escape(text)}<br><small>{link}</small></blockquote>\n')
            parts.append("</li>\n")
        parts.append("</ul>\n")
    return "".join([*parts, "" if sections else "<p>Nothing changed.</p>\n", "</body></html>\n"])


def _plain(text: str) -> str:
    """Make text one line in which Markdown and HTML see no markup."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in " ".join(text.split()))


def _address(url: str) -> str:
    """Give the address if it is one to follow from a report: http or https, safe inside <...>."""
    safe = url.startswith(("https://", "http://")) and not any(
        char in "<>\"'" or char.isspace() for char in url
    )
    return url if safe else ""


__all__ = ["KINDS", "Period", "brief", "compare", "graph_at", "parse_period"]
