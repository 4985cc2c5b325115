"""A graph out of the cells that a file holds of its nodes and edges, ours or those of another tool."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any

import networkx as nx

from detente.extract.schema import ENTITY_TYPES, STATUSES
from detente.graph.build import edge_attributes, new_graph
from detente.graph.contract import EVIDENCE, UNKNOWN, check_cells
from detente.graph.errors import FileFormatError, PeriodError
from detente.graph.periods import day_span
from detente.graph.rows import truth
from detente.graph.vocabulary import Relation, load_vocabulary, relation_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from detente.graph.build import Graph, Record

_log = logging.getLogger("detente.graph.files")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def graph_from_cells(
    facts: Record, nodes: Mapping[str, Record], edges: Iterable[tuple[str, str, Record]], path: Path
) -> Graph:
    """Build a graph from the cells of a file, which may be text, and may be those of another tool.

    Parameters
    ----------
    facts
        What the file says of the graph as a whole; its articles are taken out.
    nodes
        The cells of each node.
    edges
        Source, target and cells of each edge.
    path
        The file, for errors.

    Raises
    ------
    FileFormatError
        If a cell cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> G = graph_from_cells({}, {}, [("SRB", "RUS", {"label": "allied", "weight": "2"})], Path("mine.gexf"))
    >>> sorted(G), G.edges["SRB", "RUS", "allied"]["weight"]
    (['RUS', 'SRB'], 2)
    """
    vocabulary = load_vocabulary()
    about = _articles(facts.pop("articles", None), path)
    folded: dict[tuple[str, str, str], Record] = {}
    silent = 0
    for u, v, cells in edges:
        if u == v:
            continue
        name = str(cells.get("relation") or cells.get("label") or cells.get("key") or "related")
        known = relation_named(name, vocabulary)
        relation = Relation(
            name, str(cells.get("family") or known.family), str(cells.get("theme") or known.theme), name
        )
        try:
            evidence = [_record(record, about) for record in _listed(cells.get("evidence"))]
            if evidence:
                folded[u, v, name] = edge_attributes(relation, evidence, about)
            else:
                silent += 1
                folded.setdefault((u, v, name), _bare(relation, cells))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            msg = f"{path}: edge {u!r}-{v!r} ({name}): {' '.join(str(error).split())}: mend the cell"
            raise FileFormatError(msg) from None
    if silent:
        _log.warning("%d ties come without evidence: nobody can check them", silent)
    G = new_graph(_articles(about, path))
    G.graph.update({key: value for key, value in facts.items() if key != "articles"})
    for node in sorted(nodes.keys() | {node for u, v, _ in folded for node in (u, v)}):
        G.add_node(node, **_node(node, nodes.get(node, {}), path))
    for (u, v, name), data in sorted(folded.items()):
        G.add_edge(u, v, key=name, **data)
    check_cells(G, str(path))
    return G


def graph_from_attributes(
    facts: Record, nodes: Mapping[str, Record], edges: Iterable[tuple[str, str, Record]], path: Path
) -> Graph:
    """Give a graph that a file holds with all its attributes; the parameters are those of `graph_from_cells`.

    Raises
    ------
    FileFormatError
        If an edge ends at no node, or an attribute is of the wrong type.

    Examples
    --------
    >>> from pathlib import Path
    >>> graph_from_attributes({"detente": "0.1.0"}, {}, [], Path("graph.json")).graph
    {'detente': '0.1.0', 'articles': {}}
    """
    G: Graph = nx.MultiDiGraph()
    G.graph.update(facts | {"articles": _articles(facts.get("articles"), path)})
    for node, cells in nodes.items():
        G.add_node(node)
        G.nodes[node].update(cells)
    for u, v, cells in edges:
        key = G.add_edge(u, v, key=str(cells.pop("key", cells["relation"])))
        G.edges[u, v, key].update(cells)
    if not nodes.keys() >= G.nodes:
        msg = f"{path}: an edge ends at {min(G.nodes - nodes.keys())!r}, which is none of the nodes"
        raise FileFormatError(msg)
    check_cells(G, str(path))
    return G


def _articles(given: object, path: Path) -> dict[str, Record]:
    """Give all facts of the articles of a file; what it does not say is empty."""
    about = given or {}
    if not isinstance(about, dict) or not all(isinstance(one, dict) for one in about.values()):
        msg = f"{path}: 'articles' is no object of articles by their id"
        raise FileFormatError(msg)
    return {str(id_): UNKNOWN | one for id_, one in about.items()}


def _node(node: str, cells: Mapping[str, Any], path: Path) -> Record:
    kind = cells.get("type")
    try:
        generic = truth(cells.get("generic"))
    except ValueError as error:
        msg = f"{path}: node {node!r}: generic: {error}"
        raise FileFormatError(msg) from None
    return {
        "label": str(cells.get("label") or node),
        "type": kind if kind in ENTITY_TYPES else "organization",
        "country": _words(cells.get("country")),
        "sector": _words(cells.get("sector")),
        "generic": generic,
        "wikidata": _words(cells.get("wikidata")),
        "aliases": list(map(str, _listed(cells.get("aliases")))),
    }


def _words(value: object) -> str | None:
    return str(value) if value else None


def _bare(relation: Relation, cells: Mapping[str, Any]) -> Record:
    status = cells.get("status")
    return {
        "relation": relation.name,
        "family": relation.family,
        "theme": relation.theme,
        "symmetric": truth(cells.get("symmetric")) if cells.get("symmetric") else False,
        "weight": max(1, round(float(cells.get("weight") or 1))),
        "articles": 0,
        "status": status if status in STATUSES else "actual",
        "first": _day(cells.get("first") or cells.get("start")),
        "last": _day(cells.get("last") or cells.get("end")),
        "confidence": float(cells.get("confidence") or 1.0),
        "evidence": [],
    }


def _day(value: object) -> str | None:
    """Give the date of another tool's cell; a time of day is cut off, a mere number says nothing."""
    for text in (str(value or ""), str(value or "")[:10]):
        try:
            day_span(text)
        except PeriodError:
            continue
        return text
    return None


def whole_json(text: str | bytes, *, parse_constant: Callable[[str], Any] | None = None) -> Any:  # noqa: ANN401
    """Read JSON; half a character, which no file takes, is a `UnicodeEncodeError`, and so a `ValueError`.

    Parameters
    ----------
    text
        The JSON.
    parse_constant
        What makes something of NaN and infinities, as in `json.loads`.

    Examples
    --------
    >>> whole_json('["Serbia", null]')
    ['Serbia', None]
    """
    data = json.loads(text, parse_constant=parse_constant)
    if _SURROGATE.search(text if isinstance(text, str) else text.decode()):
        json.dumps(data, ensure_ascii=False).encode()
    return data


def _record(cells: Record, about: dict[str, Record]) -> Record:
    if "about" in cells:
        about.setdefault(cells["article"], cells["about"])
    record: Record = {}
    for name, kinds in EVIDENCE.items():
        value = cells.get(name)
        if isinstance(value, str) and str not in kinds:
            value = truth(value) if bool in kinds else whole_json(value) if value else None
        record[name] = None if value == "" and type(None) in kinds else value
    return record


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - a cell of any file
    if isinstance(value, str):
        try:
            value = whole_json(value) if value else []
        except ValueError:
            return [part.strip() for part in value.split("|") if part.strip()]
    return list(value) if isinstance(value, list) else []
