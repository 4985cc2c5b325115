"""Entities of a graph by the names that people type: one of them, or all of a bloc."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rapidfuzz.fuzz
import rapidfuzz.process

from detente.graph.errors import UnknownEntityError
from detente.graph.names import fold_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from detente.graph.build import Graph


def find_entity(G: Graph, name: str) -> str:
    """Find the entity that goes by a name: its id, label or alias, whatever the case and diacritics.

    Parameters
    ----------
    G
        The graph.
    name
        What somebody typed.

    Returns
    -------
    str
        The entity's id.

    Raises
    ------
    UnknownEntityError
        If none goes by that name, with the nearest names; or if several do.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("Aleksandar Vučić", label="Aleksandar Vučić", aliases=["Vučić"])
    >>> find_entity(G, "vucic")
    'Aleksandar Vučić'
    """
    if name in G:
        return name
    wanted = fold_name(name)
    ways: tuple[Callable[[str], Iterable[str]], ...] = (
        lambda node: [node],
        lambda node: [G.nodes[node].get("label") or node],
        lambda node: G.nodes[node].get("aliases") or [],
    )
    for names_of in ways:
        found = sorted(node for node in G if any(fold_name(one) == wanted for one in names_of(node)))
        if len(found) > 1:
            msg = f"'{name}' may be {', '.join(found)}: give the id"
            raise UnknownEntityError(msg)
        if found:
            return found[0]
    spelled = {fold_name(one): one for names_of in ways for node in sorted(G) for one in names_of(node)}
    near = rapidfuzz.process.extract(
        wanted, sorted(spelled), scorer=rapidfuzz.fuzz.WRatio, limit=3, score_cutoff=60
    )
    hint = (
        f"did you mean {', '.join(spelled[match[0]] for match in near)}?"
        if near
        else "see nodes_frame for all"
    )
    msg = f"no entity '{name}' in the graph: {hint}"
    raise UnknownEntityError(msg)


def bloc_nodes(G: Graph, bloc: Collection[str]) -> set[str]:
    """Give the nodes of a bloc: its members, and the named people, bodies and companies of its countries.

    Raises
    ------
    UnknownEntityError
        If no member is in the graph.
    """
    names = [bloc] if isinstance(bloc, str) else sorted(bloc)
    members = set()
    for name in names:
        try:
            members.add(find_entity(G, name))
        except UnknownEntityError:
            members.add(name)  # a member that the news did not mention
    nodes = {
        node for node, data in G.nodes(data=True)
        if node in members or (data.get("country") in members and not data.get("generic"))
    }  # fmt: skip
    if not nodes:
        msg = f"none of {', '.join(names) or 'an empty bloc'} is in the graph: give ids, labels or aliases"
        raise UnknownEntityError(msg)
    return nodes
