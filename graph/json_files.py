"""Node-link JSON, which holds all of a graph: a writer, and a reader also for the graphs of others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from detente.graph.cells import graph_from_attributes, graph_from_cells, whole_json
from detente.graph.contract import EDGE, NODE
from detente.graph.edges import sorted_edges
from detente.graph.errors import FileFormatError, GraphError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TextIO

    from detente.graph.build import Graph, Record


def node_link(G: Graph) -> Record:
    """Give the graph as node-link data, nodes and edges in sorted order; `read_graph` reads it back.

    Examples
    --------
    >>> import networkx as nx
    >>> node_link(nx.MultiDiGraph())
    {'directed': True, 'multigraph': True, 'graph': {}, 'nodes': [], 'edges': []}
    """
    return {
        "directed": True,
        "multigraph": True,
        "graph": dict(G.graph),
        "nodes": [{"id": node, **G.nodes[node]} for node in sorted(G)],
        "edges": [{"source": u, "target": v, "key": key, **data} for u, v, key, data in sorted_edges(G)],
    }


def write_json(G: Graph, stream: TextIO) -> list[str]:
    """Write node-link JSON, a line a node and a line an edge.

    Parameters
    ----------
    G
        The graph.
    stream
        Where to.

    Returns
    -------
    list of str
        What the format drops: nothing.

    Raises
    ------
    GraphError
        If the graph holds what JSON cannot, such as NaN.
    """
    data = node_link(G)
    try:
        parts = {
            name: ",\n".join(json.dumps(item, ensure_ascii=False, allow_nan=False) for item in data[name])
            for name in ("nodes", "edges")
        }
        graph = json.dumps(data["graph"], ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        msg = f"the graph cannot be written as JSON: {error}: keep to numbers, text, lists and dicts"
        raise GraphError(msg) from None
    stream.write('{"directed": true, "multigraph": true, "graph": ' + graph)
    stream.write(f',\n"nodes": [\n{parts["nodes"]}\n],\n"edges": [\n{parts["edges"]}\n]}}\n')
    return []


def read_json(text: str, path: Path) -> Graph:
    """Read node-link JSON, ours or that of another tool (with ``edges`` or ``links``).

    Parameters
    ----------
    text
        The content of the file.
    path
        The file, for errors.

    Raises
    ------
    FileFormatError
        If it is no node-link graph.

    Examples
    --------
    >>> from pathlib import Path
    >>> read_json('{"nodes": [{"id": "SRB"}], "links": []}', Path("mine.json")).nodes["SRB"]["label"]
    'SRB'
    """
    data = parse_json(text, path)
    edges = data.get("edges", data.get("links")) if isinstance(data, dict) else None
    if not isinstance(edges, list) or not isinstance(data.get("nodes"), list):
        msg = f"{path}: is not a node-link graph: expected an object with 'nodes' and 'edges' (or 'links')"
        raise FileFormatError(msg)
    try:
        nodes = {str(node["id"]): {key: node[key] for key in node if key != "id"} for node in data["nodes"]}
        triples = [
            (
                str(edge["source"]),
                str(edge["target"]),
                {k: edge[k] for k in edge if k not in {"source", "target"}},
            )
            for edge in edges
        ]
    except (KeyError, TypeError) as error:
        msg = f"{path}: a node needs 'id', an edge 'source' and 'target': {error} is missing"
        raise FileFormatError(msg) from None
    facts = data.get("graph") or {}
    if not isinstance(facts, dict):
        msg = f"{path}: 'graph' is a {type(facts).__name__}, expected an object"
        raise FileFormatError(msg)
    if all(NODE.keys() <= node.keys() for node in nodes.values()) and all(
        EDGE.keys() <= e.keys() for *_, e in triples
    ):
        return graph_from_attributes(facts, nodes, triples, path)
    return graph_from_cells(facts, nodes, triples, path)


def parse_json(text: str | bytes, path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    """Read JSON: no NaN, no lone surrogate, which no other format can hold, and not too deep.

    Raises
    ------
    FileFormatError
        If it is not such JSON.

    Examples
    --------
    >>> from pathlib import Path
    >>> parse_json("[1, 2]", Path("mine.json"))
    [1, 2]
    """
    try:
        data = whole_json(text, parse_constant=_no_constant)
    except UnicodeEncodeError as error:
        msg = f"{path}: holds half a character ({error.object[error.start]!a}): write whole ones"
        raise FileFormatError(msg) from None
    except (ValueError, RecursionError) as error:
        msg = f"{path}: is not JSON: {error}"
        raise FileFormatError(msg) from None
    return data


def _no_constant(name: str) -> Any:  # noqa: ANN401 - never returns
    msg = f"{name} is not JSON"
    raise ValueError(msg)
