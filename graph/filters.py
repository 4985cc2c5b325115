"""Filters of a graph: the part of its evidence that a question is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import networkx as nx

from detente.extract.schema import STATUSES
from detente.graph.build import with_evidence
from detente.graph.errors import GraphError
from detente.graph.names import fold_name
from detente.graph.periods import evidence_span, parse_period

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator

    from detente.graph.build import Graph, Record
    from detente.graph.periods import Clock


class Filters(TypedDict, total=False):
    """The filters that every question takes; see `filter_graph`."""

    since: str | dt.date | None
    until: str | dt.date | None
    relations: Collection[str] | str | None
    families: Collection[str] | str | None
    statuses: Collection[str] | str | None
    sources: Collection[str] | str | None
    min_confidence: float
    generic: bool
    min_weight: int
    denied: bool
    clock: Clock


def filter_graph(
    G: Graph,
    *,
    since: str | dt.date | None = None,
    until: str | dt.date | None = None,
    relations: Collection[str] | str | None = None,
    families: Collection[str] | str | None = None,
    statuses: Collection[str] | str | None = None,
    sources: Collection[str] | str | None = None,
    min_confidence: float = 0.0,
    generic: bool = True,
    min_weight: int = 1,
    denied: bool = False,
    clock: Clock = "date",
) -> Graph:
    """Keep some of the evidence: edges shrink to it, are summed up anew, and vanish with their last sentence.

    Parameters
    ----------
    G
        The graph; it is not changed.
    since, until
        First and last day, month, quarter or year. With either of them, evidence without any date goes.
    relations, families, statuses, sources
        Names to keep: relations, families of relations, statuses, publishers.
    min_confidence
        Least confidence of a claim.
    generic
        Keep unnamed actors such as "protesters (Iraq)".
    min_weight
        Least number of independent sources of an edge, counted on what is left.
    denied
        Keep what is denied (asking for it in `statuses` does too).
    clock
        Which date counts: ``date``, when it happened (else when published), or ``published``.

    Returns
    -------
    networkx.MultiDiGraph
        A new graph without entities that lost all ties.

    Raises
    ------
    GraphError
        If a status or `clock` is unknown.
    PeriodError
        If a date cannot be read.

    Examples
    --------
    >>> filter_graph(nx.MultiDiGraph(articles={}), since="2025").number_of_edges()
    0
    """
    wanted_statuses = _names(statuses)
    if wanted_statuses and not wanted_statuses <= set(STATUSES):
        msg = f"status '{min(wanted_statuses - set(STATUSES))}' is none of {', '.join(STATUSES)}"
        raise GraphError(msg)
    if clock not in {"date", "published"}:
        msg = f"clock '{clock}' is none of date, published"
        raise GraphError(msg)
    drop_denied = not denied and not (wanted_statuses and "denied" in wanted_statuses)
    period = parse_period((since, until)) if since or until else None
    articles = G.graph.get("articles", {})
    publishers = _folded(sources)
    kept_relations, kept_families = _names(relations), _names(families)

    def keeps(record: Record) -> bool:
        if drop_denied and record["status"] == "denied":
            return False
        if wanted_statuses and record["status"] not in wanted_statuses:
            return False
        if record["confidence"] < min_confidence:
            return False
        if publishers and fold_name(articles.get(record["article"], {}).get("source", "")) not in publishers:
            return False
        if period is None:
            return True
        span = evidence_span(record, clock)
        return span is not None and not (
            (period.start and span[1] < period.start) or (period.end and span[0] > period.end)
        )

    def kept() -> Iterator[tuple[str, str, str, list[Record]]]:
        for u, v, key, data in G.edges(keys=True, data=True):
            if kept_relations and key not in kept_relations:
                continue
            if kept_families and data["family"] not in kept_families:
                continue
            if not generic and (G.nodes[u].get("generic") or G.nodes[v].get("generic")):
                continue
            yield u, v, key, [record for record in data["evidence"] if keeps(record)]

    new = with_evidence(G, kept())
    weak = [(u, v, key) for u, v, key, data in new.edges(keys=True, data=True) if data["weight"] < min_weight]
    new.remove_edges_from(weak)
    new.remove_nodes_from(list(nx.isolates(new)))
    return new


def _names(names: Collection[str] | str | None) -> set[str]:
    return {names} if isinstance(names, str) else set(names or ())


def _folded(names: Collection[str] | str | None) -> set[str]:
    return {fold_name(name) for name in _names(names)}
