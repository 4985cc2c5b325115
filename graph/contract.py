"""What every detente graph promises, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx

from detente.extract.schema import ENTITY_TYPES, EVENTS, STATUSES
from detente.graph.build import edge_attributes
from detente.graph.errors import GraphError, PeriodError
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
    if record["end"] - record["start"] != len(record["text"]):
        yield f"{where}: offsets {record['start']}-{record['end']} do not fit a text of {len(record['text'])}"
    if record["article"] not in articles:
        yield f"{where}: article '{record['article']}' is not among the graph's articles"
    for name in ("date", "published"):
        try:
            day_span(record[name] or "2000")
        except PeriodError as error:
            yield f"{where}: {name}: {error}"


def _wrong(data: Mapping[str, Any], contract: Mapping[str, tuple[type, ...]], where: str) -> Iterator[str]:
    for name, kinds in contract.items():
        if name not in data:
            yield f"{where}: '{name}' is missing"
        elif not isinstance(data[name], kinds) or (isinstance(data[name], bool) and bool not in kinds):
            allowed = " or ".join("None" if kind is type(None) else kind.__name__ for kind in kinds)
            yield f"{where}: {name} is {data[name]!r:.40}, must be {allowed}"
