"""Edges of a graph in the one order that files, tables and comparisons list them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.graph.build import Graph, Record


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
