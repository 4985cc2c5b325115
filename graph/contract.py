"""What every detente graph promises, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx

from detente.extract.schema import ENTITY_TYPES, EVENTS, STATUSES
from detente.graph.build import edge_attributes
from detente.graph.errors import FileFormatError, GraphError, PeriodError
from detente.graph.periods import day_span
from detente.graph.vocabulary import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from detente.graph.build import Graph

NODE: dict[str, tuple[type, ...]] = {
    "label": (str,),
    "type": (str,),
    "country": (str, type(None)),
    "sector": (str, type(None)),
    "generic": (bool,),
    "wikidata": (str, type(None)),
    "aliases": (list,),
}
EDGE: dict[str, tuple[type, ...]] = {
    "relation": (str,),
    "family": (str,),
    "theme": (str,),
    "symmetric": (bool,),
    "weight": (int,),
    "articles": (int,),
    "status": (str,),
    "first": (str, type(None)),
    "last": (str, type(None)),
    "confidence": (int, float),
    "evidence": (list,),
}
EVIDENCE: dict[str, tuple[type, ...]] = {
    "claim": (str,),
    "article": (str,),
    "start": (int,),
    "end": (int,),
    "text": (str,),
    "status": (str,),
    "event": (str, type(None)),
    "date": (str, type(None)),
    "date_precision": (str, type(None)),
    "published": (str, type(None)),
    "speaker": (str, type(None)),
    "confidence": (int, float),
    "symmetric": (bool,),
    "pattern": (str,),
    "trigger": (list,),
    "source": (list,),
    "target": (list,),
}
"""Attributes of a node, of an edge and of a piece of evidence, and their types."""
ARTICLE: dict[str, tuple[type, ...]] = {
    "title": (str,),
    "source": (str,),
    "published": (str, type(None)),
    "url": (str,),
}
UNKNOWN: dict[str, Any] = {"title": "", "source": "", "published": None, "url": ""}
"""Attributes of an article, their types, and what stands for those that nobody knows."""
_TRIGGER = [int, int]
_MENTION = [int, int, str]


def validate_graph(G: Graph, *, strict: bool = True) -> list[str]:
    """Check that a graph keeps the contract: attributes, types, evidence, and sums that follow from it.

    Parameters
    ----------
    G
        The graph.
    strict
        Raise if there are faults, instead of only listing them.

    Returns
    -------
    list of str
        The faults, in the order of the graph.

    Raises
    ------
    GraphError
        With all faults in one line, if there are any and `strict` is set.

    Examples
    --------
    >>> validate_graph(nx.MultiDiGraph(articles={}))
    []
    >>> validate_graph(nx.MultiDiGraph(), strict=False)
    ["graph: 'articles' is missing"]
    """
    faults = list(_faults(G))
    if strict and faults:
        msg = f"graph: {len(faults)} fault{'s' if len(faults) > 1 else ''}: {'; '.join(faults)}"
        raise GraphError(msg)
    return faults


def check_cells(G: Graph, where: str) -> None:
    """Refuse a graph from a file with attributes of the wrong kind; a tie may lack evidence.

    Parameters
    ----------
    G
        The graph.
    where
        The file, for the error.

    Raises
    ------
    FileFormatError
        With the first fault.
    """
    fault = next(_cell_faults(G), None)
    if fault:
        msg = f"{where}: {' '.join(fault.split())}"
        raise FileFormatError(msg)


def _cell_faults(G: Graph) -> Iterator[str]:
    articles = G.graph["articles"]
    for id_, about in articles.items():
        yield from _wrong(about, ARTICLE, f"article {id_!r}")
        yield from _no_dates(about, ("published",), f"article {id_!r}")
        if not isinstance(about.get("cluster", ""), str):
            yield f"article {id_!r}: cluster is {about['cluster']!r:.40}, must be str"
    for node, data in G.nodes(data=True):
        where = f"node {node!r}"
        yield from _wrong(data, NODE, where)
        if data["type"] not in ENTITY_TYPES:
            yield f"{where}: type {data['type']!r} is none of {', '.join(ENTITY_TYPES)}"
        if not all(isinstance(alias, str) for alias in data["aliases"]):
            yield f"{where}: aliases must be strings"
    for u, v, key, data in G.edges(keys=True, data=True):
        where = f"edge {u!r}-{v!r} ({key})"
        if u == v:
            yield f"{where}: ties an entity to itself"
        yield from _wrong(data, EDGE, where)
        if data["relation"] != key:
            yield f"{where}: relation {data['relation']!r} is not its key"
        if data["status"] not in STATUSES:
            yield f"{where}: status {data['status']!r} is none of {', '.join(STATUSES)}"
        yield from _no_dates(data, ("first", "last"), where)
        for record in data["evidence"]:
            yield from _evidence_faults(record, where, articles)


def _faults(G: Graph) -> Iterator[str]:
    if not (isinstance(G, nx.Graph) and G.is_multigraph() and G.is_directed()):
        yield f"graph: is a {type(G).__name__}, must be a MultiDiGraph"
        return
    if not isinstance(G.graph.get("articles"), dict):
        yield "graph: 'articles' is missing"
    articles = G.graph.get("articles") or {}
    for node, data in G.nodes(data=True):
        where = f"node {node!r}"
        id_: object = node
        if not isinstance(id_, str):
            yield f"{where}: id must be a string"
        yield from _wrong(data, NODE, where)
        if isinstance(data.get("type"), str) and data["type"] not in ENTITY_TYPES:
            yield f"{where}: type '{data['type']}' is none of {', '.join(ENTITY_TYPES)}"
    for u, v, key, data in G.edges(keys=True, data=True):
        where = f"edge {u!r}-{v!r} ({key})"
        if u == v:
            yield f"{where}: ties an entity to itself"
        wrong = list(_wrong(data, EDGE, where))
        yield from wrong
        if not wrong:
            yield from _edge_faults(data, key, where, articles)


def _edge_faults(
    data: Mapping[str, Any], key: object, where: str, articles: Mapping[str, Any]
) -> Iterator[str]:
    if data["relation"] != key:
        yield f"{where}: relation '{data['relation']}' is not its key"
    if not data["evidence"]:
        yield f"{where}: has no evidence"
        return
    wrong = [fault for record in data["evidence"] for fault in _evidence_faults(record, where, articles)]
    if wrong:
        yield from wrong
        return
    relation = Relation(data["relation"], data["family"], data["theme"], data["relation"])
    expected = edge_attributes(relation, list(data["evidence"]), articles)
    for name, value in expected.items():
        if data[name] != value:
            shown = (
                "is out of order"
                if name == "evidence"
                else f"is {data[name]!r}, its evidence gives {value!r}"
            )
            yield f"{where}: {name} {shown}"


def _evidence_faults(record: object, where: str, articles: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(record, dict):
        yield f"{where}: evidence must be a list of dicts"
        return
    where = f"{where}: claim {record.get('claim')!r}"
    wrong = list(_wrong(record, EVIDENCE, where))
    if wrong:
        yield from wrong
        return
    if record["status"] not in STATUSES:
        yield f"{where}: status '{record['status']}' is none of {', '.join(STATUSES)}"
    if record["event"] is not None and record["event"] not in EVENTS:
        yield f"{where}: event '{record['event']}' is none of {', '.join(EVENTS)}"
    for name, kinds in (("trigger", _TRIGGER), ("source", _MENTION), ("target", _MENTION)):
        if [type(part) for part in record[name]] != kinds:
            shown = ", ".join(kind.__name__ for kind in kinds)
            yield f"{where}: {name} is {record[name]!r:.40}, must be [{shown}]"
    if record["end"] - record["start"] != len(record["text"]):
        yield f"{where}: offsets {record['start']}-{record['end']} do not fit a text of {len(record['text'])}"
    if record["article"] not in articles:
        yield f"{where}: article '{record['article']}' is not among the graph's articles"
    yield from _no_dates(record, ("date", "published"), where)


def _no_dates(data: Mapping[str, Any], names: tuple[str, ...], where: str) -> Iterator[str]:
    for name in names:
        try:
            day_span(data.get(name) or "2000")
        except PeriodError as error:
            yield f"{where}: {name}: {error}"


def _wrong(data: Mapping[str, Any], contract: Mapping[str, tuple[type, ...]], where: str) -> Iterator[str]:
    for name, kinds in contract.items():
        if name not in data:
            yield f"{where}: '{name}' is missing"
        elif not isinstance(data[name], kinds) or (isinstance(data[name], bool) and bool not in kinds):
            allowed = " or ".join("None" if kind is type(None) else kind.__name__ for kind in kinds)
            yield f"{where}: {name} is {data[name]!r:.40}, must be {allowed}"
