"""Edges of a graph: of the right kind, and in the one order in which files and tables list them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.graph.errors import GraphError

if TYPE_CHECKING:
    import networkx as nx

    from detente.graph.build import Graph, Record


def check_kind(G: nx.Graph[str]) -> None:
    """Say so where a graph is of a kind whose edges have no direction or no key.

    Parameters
    ----------
    G
        The graph.

    Raises
    ------
    GraphError
        If it is no ``networkx.MultiDiGraph``.

    Examples
    --------
    >>> import networkx as nx
    >>> check_kind(nx.MultiDiGraph())
    """
    if not (G.is_directed() and G.is_multigraph()):
        msg = f"the graph is a {type(G).__name__}: make it a MultiDiGraph, by networkx.MultiDiGraph(G)"
        raise GraphError(msg)


def sorted_edges(G: Graph) -> list[tuple[str, str, str, Record]]:
    """List all edges by source, target and key, whatever the order in which they came into the graph.

    Parameters
    ----------
    G
        The graph.

    Returns
    -------
    list of tuple
        Source, target, key and attributes.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("SRB", "RUS", key="energy"), G.add_edge("KAZ", "SRB", key="trade")
    >>> [edge[:3] for edge in sorted_edges(G)]
    [('KAZ', 'SRB', 'trade'), ('SRB', 'RUS', 'energy')]
    """
    return sorted(G.edges(keys=True, data=True), key=lambda edge: edge[:3])
