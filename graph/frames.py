"""Claims and graphs as tidy tables: one row a claim, a node, an edge or a piece of evidence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from detente.extract.schema import Claim, ClaimError, Evidence, Mention, Span
from detente.graph.edges import sorted_edges
from detente.graph.periods import day_span
from detente.graph.rows import claim_columns, claim_rows, date_text, truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from detente.graph.build import Graph, Record

CATEGORIES = (
    "relation", "event", "status", "family", "theme", "type", "source_type", "target_type",
    "date_precision", "kind",
)  # fmt: skip


def claims_to_frame(claims: Iterable[Claim]) -> pd.DataFrame:
    """Lay claims out as a table, one row a claim, sorted by id; nothing is lost.

    Parameters
    ----------
    claims
        The claims.

    Returns
    -------
    pandas.DataFrame
        The claim's fields; spans as three columns each (``trigger``, ``trigger_start``,
        ``trigger_end``); ``article``, ``start``, ``end``, ``text`` are its evidence; ``day`` is
        the date where it is a day.

    Examples
    --------
    >>> claims_to_frame([]).columns[:4].tolist()
    ['id', 'source', 'target', 'relation']
    """
    columns = claim_columns()
    frame = pd.DataFrame(claim_rows(claims), columns=columns)
    frame.insert(columns.index("date") + 1, "day", days(frame["date"], whole=True))
    return tidy(frame, whole=[name for name in frame if str(name).endswith(("start", "end"))])


def claims_from_frame(frame: pd.DataFrame, *, where: str = "claims") -> list[Claim]:
    """Read claims back from a table that `claims_to_frame` made, also after a trip through CSV or Parquet.

    Parameters
    ----------
    frame
        The table; columns that are not a claim's are ignored.
    where
        Named in the error.

    Returns
    -------
    list of Claim
        The claims, in the order of the rows.

    Raises
    ------
    ClaimError
        If a column is missing, or a cell does not fit.

    Examples
    --------
    >>> claims_from_frame(claims_to_frame([]))
    []
    """
    missing = [
        name for name in ("source", "target", "relation", "status", "text", "article") if name not in frame
    ]
    if missing:
        msg = f"{where}: columns {', '.join(missing)} are missing: is this a table that claims_to_frame made?"
        raise ClaimError(msg)
    claims = []
    for number, row in enumerate(records(frame), start=1):
        try:
            claims.append(claim_from_row(row))
        except (TypeError, ValueError) as error:
            msg = f"{where}: row {number}: {error}"
            raise ClaimError(msg) from None
    return claims


def nodes_frame(G: Graph) -> pd.DataFrame:
    """List the entities of a graph, with the number and the strength of their ties.

    Returns
    -------
    pandas.DataFrame
        ``entity``, ``label``, ``type``, ``country``, ``sector``, ``generic``, ``wikidata``, ``aliases``,
        ``degree`` (edges), ``strength`` (their independent sources), ``claims``; sorted by entity.

    Examples
    --------
    >>> import networkx as nx
    >>> len(nodes_frame(nx.MultiDiGraph()))
    0
    """
    sums: dict[str, list[Any]] = {node: [0, 0, set()] for node in G}
    for u, v, data in G.edges(data=True):
        for node in (u, v):
            sums[node][0] += 1
            sums[node][1] += data["weight"]
            sums[node][2].update(record["claim"] for record in data["evidence"])
    names = ("label", "type", "country", "sector", "generic", "wikidata", "aliases")
    rows = [
        [node, *(G.nodes[node].get(name) for name in names), *sums[node][:2], sorted(sums[node][2])]
        for node in sorted(G)
    ]
    return tidy(pd.DataFrame(rows, columns=["entity", *names, "degree", "strength", "claims"]))


def edges_frame(G: Graph) -> pd.DataFrame:
    """List the ties of a graph, named as NetworkX's `to_pandas_edgelist` names them.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``target``, ``relation``, their labels, the edge's attributes, ``first_day``,
        ``last_day`` and ``claims``; sorted by source, target and relation.

    Examples
    --------
    >>> import networkx as nx
    >>> edges_frame(nx.MultiDiGraph()).columns[:3].tolist()
    ['source', 'target', 'relation']
    """
    names = (
        "family", "theme", "status", "weight", "articles", "symmetric", "first", "last", "confidence",
    )  # fmt: skip
    rows = [
        [
            u, v, data["relation"], G.nodes[u].get("label", u), G.nodes[v].get("label", v),
            *(data[name] for name in names), sorted({record["claim"] for record in data["evidence"]}),
        ]
        for u, v, _, data in sorted_edges(G)
    ]  # fmt: skip
    columns = ["source", "target", "relation", "source_label", "target_label", *names, "claims"]
    frame = pd.DataFrame(rows, columns=columns)
    place = columns.index("last") + 1
    frame.insert(place, "first_day", days(frame["first"]))
    frame.insert(place + 1, "last_day", days(frame["last"], end=True))
    return tidy(frame)


def evidence_frame(G: Graph) -> pd.DataFrame:
    """List what the ties of a graph rest on, one row a claim.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``target``, ``relation``, ``claim``, ``status``, ``event``, ``date``, ``day``,
        ``published``, the sentence as ``text``, its article with ``title``,
        ``publisher`` and ``url``, and the offsets.

    Examples
    --------
    >>> import networkx as nx
    >>> evidence_frame(nx.MultiDiGraph()).columns[:4].tolist()
    ['source', 'target', 'relation', 'claim']
    """
    articles = G.graph.get("articles", {})
    rows = []
    for u, v, _, data in sorted_edges(G):
        for record in data["evidence"]:
            about = articles.get(record["article"], {})
            rows.append(
                [
                    u, v, data["relation"], record["claim"], record["status"], record["event"],
                    record["date"], record["date_precision"], record["published"], record["speaker"],
                    record["confidence"], record["symmetric"], record["text"], record["article"],
                    about.get("title", ""), about.get("source", ""), about.get("url", ""),
                    record["start"], record["end"], record["pattern"],
                    *record["trigger"], *record["source"], *record["target"],
                ]
            )  # fmt: skip
    columns = [
        "source", "target", "relation", "claim", "status", "event", "date", "date_precision", "published",
        "speaker", "confidence", "symmetric", "text", "article", "title", "publisher", "url", "start", "end",
        "pattern", "trigger_start", "trigger_end", "source_start", "source_end", "source_text",
        "target_start", "target_end", "target_text",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    frame.insert(7, "day", days(frame["date"], whole=True))
    frame["published"] = days(frame["published"])
    return tidy(frame)


def claim_from_row(row: Record) -> Claim:
    """Read the claim of one row of a table that `claims_to_frame` made.

    Parameters
    ----------
    row
        Its cells; an empty one is None.

    Raises
    ------
    TypeError, ValueError
        If a cell does not fit.

    Examples
    --------
    >>> row = {"source": "A", "target": "B", "relation": "diplomacy", "status": "actual", "article": "a1"}
    >>> claim_from_row(row | {"start": 0, "end": 8, "text": "A met B."}).evidence.text
    'A met B.'
    """

    def span(name: str) -> Span | None:
        if row.get(f"{name}_start") is None:
            return None
        return Span(int(row[f"{name}_start"]), int(row[f"{name}_end"]), _text(row.get(name)))

    def mention(name: str) -> Mention:
        return Mention(
            int(row.get(f"{name}_start") or 0),
            int(row.get(f"{name}_end") or 0),
            _text(row.get(f"{name}_text")),
            row.get(f"{name}_entity"),
            row.get(f"{name}_reason"),
        )

    needed = [name for name in ("source", "target", "relation", "status", "article") if row[name] is None]
    if needed:
        msg = f"'{needed[0]}' is empty"
        raise ValueError(msg)
    return Claim(
        source=str(row["source"]),
        target=str(row["target"]),
        relation=str(row["relation"]),
        event=row.get("event"),
        status=row["status"],
        symmetric=truth(row.get("symmetric")),
        evidence=Evidence(
            str(row["article"]), int(row["start"] or 0), int(row["end"] or 0), _text(row["text"])
        ),
        trigger=span("trigger") or Span(0, 0, ""),
        source_mention=mention("source"),
        target_mention=mention("target"),
        speaker=row.get("speaker"),
        date=date_text(row.get("date")),
        date_precision=row.get("date_precision"),
        confidence=1.0 if row.get("confidence") is None else float(row["confidence"]),
        pattern=_text(row.get("pattern")),
        status_cue=span("status_cue"),
        speaker_cue=span("speaker_cue"),
        date_cue=span("date_cue"),
        id=_text(row.get("id") or row.get("claim")),
    )


def records(frame: pd.DataFrame) -> Iterable[Record]:
    """Give the rows of a table as dicts in which every empty cell is None."""
    names = [str(name) for name in frame.columns]
    for row in frame.itertuples(index=False, name=None):
        yield {name: None if _empty(value) else value for name, value in zip(names, row, strict=True)}


def days(
    dates: Sequence[str | None] | pd.Series[Any], *, whole: bool = False, end: bool = False
) -> pd.DatetimeIndex:
    """Turn dates of any precision into days: the first (or the last) that they may mean.

    Parameters
    ----------
    dates
        ISO dates, or None.
    whole
        Only where the date is a single day; the others become NaT.
    end
        The last day instead of the first.
    """
    spans = [day_span(date) if isinstance(date, str) and date else None for date in dates]
    return pd.DatetimeIndex(
        np.array(
            [
                np.datetime64(span[end], "s")
                if span and (not whole or span[0] == span[1])
                else np.datetime64("NaT", "s")
                for span in spans
            ],
            dtype="datetime64[s]",
        )
    )


def tidy(frame: pd.DataFrame, *, whole: Iterable[Any] = ()) -> pd.DataFrame:
    """Give the columns their kinds: categories, and whole numbers with gaps for `whole`."""
    kinds: dict[Any, str] = {name: "category" for name in CATEGORIES if name in frame}
    kinds |= dict.fromkeys(whole, "Int64")
    return frame.astype(kinds).reset_index(drop=True)


def _text(value: Any) -> str:  # noqa: ANN401 - a cell of any table
    return "" if value is None else str(value)


def _empty(value: Any) -> bool:  # noqa: ANN401 - a cell of any table
    return (
        value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value))
    )
