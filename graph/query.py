"""Questions to a graph: who is tied to whom, by what way, and which sentences say so."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import networkx as nx

from detente.extract.schema import STATUSES
from detente.graph.build import with_evidence
from detente.graph.entities import bloc_nodes, find_entity
from detente.graph.errors import GraphError
from detente.graph.filters import filter_graph
from detente.graph.names import fold_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import Unpack

    import pandas as pd

    from detente.graph.build import Graph, Record
    from detente.graph.filters import Filters


@dataclasses.dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path: two entities and all ties between them, in whichever direction."""

    source: str
    target: str
    relations: tuple[str, ...]
    status: str
    weight: int
    evidence: tuple[Record, ...]

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of the claims that the step rests on."""
        return tuple(sorted({record["claim"] for record in self.evidence}))


@dataclasses.dataclass(frozen=True, slots=True)
class Path:
    """A way from one entity to another."""

    nodes: tuple[str, ...]
    hops: tuple[Hop, ...]

    @property
    def weight(self) -> int:
        """Independent sources of the weakest hop."""
        return min((hop.weight for hop in self.hops), default=0)


def ego_network(G: Graph, entity: str, *, radius: int = 1, **filters: Unpack[Filters]) -> Graph:
    """Give an entity's surroundings: all within `radius` steps in either direction, and the ties among them.

    Parameters
    ----------
    G
        The graph; it is not changed.
    entity
        The entity's id, label or alias.
    radius
        How many steps away.
    **filters
        As in `filter_graph`, applied first.

    Returns
    -------
    networkx.MultiDiGraph
        A new graph; the entity is in it even without ties.

    Raises
    ------
    UnknownEntityError
        If there is no such entity.
    GraphError
        If `radius` is negative.
    """
    if radius < 0:
        msg = f"radius={radius}: allowed is 0 or more"
        raise GraphError(msg)
    center = find_entity(G, entity)
    new = filter_graph(G, **filters)
    if center not in new:
        new.add_node(center, **dict(G.nodes[center]))
    near = nx.single_source_shortest_path_length(new.to_undirected(as_view=True), center, cutoff=radius)
    new.remove_nodes_from([node for node in new if node not in near])
    return new


def paths(G: Graph, a: str, b: str, *, k: int = 3, **filters: Unpack[Filters]) -> list[Path]:
    """Find the `k` best ways from one entity to another, whichever way the ties point.

    A way of fewer hops is better; among equals the one of stronger hops, where a hop of n independent sources
    (of all relations together) costs 1 + 1/(n + 1).

    Parameters
    ----------
    G
        The graph; it is not changed.
    a, b
        Ids, labels or aliases.
    k
        At most so many.
    **filters
        As in `filter_graph`, applied first.

    Returns
    -------
    list of Path
        Best first, then by names; empty if nothing links the two.

    Raises
    ------
    UnknownEntityError
        If there is no such entity.
    """
    start, end = find_entity(G, a), find_entity(G, b)
    chosen = filter_graph(G, **filters)
    simple = simple_graph(chosen)
    if start == end or start not in simple or end not in simple or not nx.has_path(simple, start, end):
        return []
    scale = 1_000_000  # whole numbers, so that equal costs are equal
    for _, _, data in simple.edges(data=True):
        data["cost"] = scale + scale // (data["weight"] + 1)
    ways = nx.shortest_simple_paths(simple, start, end, weight="cost")
    best = sorted((nx.path_weight(simple, way, "cost"), way) for way in itertools.islice(ways, k))
    return [
        Path(tuple(way), tuple(_hop(chosen, u, v) for u, v in itertools.pairwise(way))) for _, way in best
    ]


def common_partners(G: Graph, a: str, b: str, **filters: Unpack[Filters]) -> pd.DataFrame:
    """List the entities that are tied to both of two entities; see `ties_to_all`."""
    return ties_to_all(G, [a, b], **filters)


def ties_to_all(
    G: Graph,
    entities: Iterable[str],
    *,
    relation: str | None = None,
    type: str | None = None,  # noqa: A002 - it is the attribute's name
    **filters: Unpack[Filters],
) -> pd.DataFrame:
    """List the entities tied to all of some, such as states with energy ties to both Russia and the EU.

    Parameters
    ----------
    G
        The graph.
    entities
        Ids, labels or aliases.
    relation
        The relation that each tie must be of.
    type
        Only entities of this type, such as ``country``.
    **filters
        As in `filter_graph`, applied first.

    Returns
    -------
    pandas.DataFrame
        ``entity``, ``label``, ``type``, ``strength`` (independent sources of its weakest tie to one of them),
        ``relations`` and ``claims``; strongest first, then by entity.

    Raises
    ------
    UnknownEntityError
        If there is no such entity.
    """
    import pandas as pd  # where it is needed: who asks for ties alone does not wait for it

    from detente.graph.frames import tidy

    wanted = [find_entity(G, name) for name in entities]
    if relation is not None:
        filters["relations"] = [relation]
    chosen = filter_graph(G, **filters)
    around = [_partners(chosen, node) for node in wanted]
    rows = []
    for node in sorted(set.intersection(*map(set, around)) - set(wanted)) if around else []:
        data = chosen.nodes[node]
        if type is not None and data["type"] != type:
            continue
        ties = [edge for partners in around for edge in partners[node]]
        strength = min(sum(edge["weight"] for edge in partners[node]) for partners in around)
        rows.append(
            [
                node,
                data["label"],
                data["type"],
                strength,
                sorted({edge["relation"] for edge in ties}),
                _claims(ties),
            ]
        )
    frame = pd.DataFrame(rows, columns=["entity", "label", "type", "strength", "relations", "claims"])
    return tidy(frame.sort_values(["strength", "entity"], ascending=[False, True], kind="stable"))


def ties_between(
    G: Graph, bloc_a: Collection[str], bloc_b: Collection[str], **filters: Unpack[Filters]
) -> pd.DataFrame:
    """List the ties from one bloc to another, in either direction.

    Parameters
    ----------
    G
        The graph.
    bloc_a, bloc_b
        Ids, labels or aliases; people and bodies of a country belong with it. Who is in both is left out.
    **filters
        As in `filter_graph`, applied first.

    Returns
    -------
    pandas.DataFrame
        As `edges_frame`, strongest first.
    """
    from detente.graph.frames import edges_frame

    chosen = filter_graph(G, **filters)
    first, second = bloc_nodes(G, bloc_a), bloc_nodes(G, bloc_b)
    first, second = first - second, second - first
    between = (
        (u, v, key, data["evidence"])
        for u, v, key, data in chosen.edges(keys=True, data=True)
        if (u in first and v in second) or (u in second and v in first)
    )
    frame = edges_frame(with_evidence(chosen, between))
    order = ["weight", "source", "target", "relation"]
    return frame.sort_values(order, ascending=[False, True, True, True], kind="stable").reset_index(drop=True)


def search_evidence(G: Graph, words: str) -> pd.DataFrame:
    """Find evidence by its words: all of them must begin a word of the sentence or of the article's title.

    Parameters
    ----------
    G
        The graph.
    words
        Words, whatever their case and diacritics; ``"in quotes"`` they must stand together.

    Returns
    -------
    pandas.DataFrame
        Rows of `evidence_frame`, latest first.
    """
    from detente.graph.frames import evidence_frame

    frame = evidence_frame(G)
    texts = [" " + " ".join(_WORD.findall(fold_name(text))) for text in frame["text"] + " " + frame["title"]]
    wanted = []
    for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', fold_name(words)):
        tokens = _WORD.findall(phrase or word)
        wanted += [" " + " ".join(tokens)] if phrase else [f" {token}" for token in tokens]
    found = frame[[bool(wanted) and all(one in text for one in wanted) for text in texts]]
    order = ["published", "article", "start", "source", "target", "relation", "claim"]
    return found.sort_values(
        order, ascending=[False, *[True] * 6], kind="stable", na_position="last"
    ).reset_index(drop=True)


def simple_graph(G: Graph) -> nx.Graph[str]:
    """Give the undirected graph of dyads: `weight` sums the independent sources of all ties between two.

    Nodes and edges stand in sorted order, so that algorithms which depend on it are stable.
    """
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(sorted(G))
    weights: dict[tuple[str, str], int] = defaultdict(int)
    for u, v, data in G.edges(data=True):
        weights[min(u, v), max(u, v)] += data["weight"]
    simple.add_weighted_edges_from((u, v, weight) for (u, v), weight in sorted(weights.items()))
    return simple


_WORD = re.compile(r"\w+")


def _hop(G: Graph, u: str, v: str) -> Hop:
    edges = [
        data
        for source, target in ((u, v), (v, u))
        for _, data in sorted((G.get_edge_data(source, target) or {}).items())
    ]
    evidence = [record for data in edges for record in data["evidence"]]
    return Hop(
        u,
        v,
        tuple(sorted({data["relation"] for data in edges})),
        min((data["status"] for data in edges), key=STATUSES.index),
        sum(data["weight"] for data in edges),
        tuple(
            sorted(
                evidence, key=lambda record: (record["published"] or "~", record["article"], record["claim"])
            )
        ),
    )


def _partners(G: Graph, node: str) -> dict[str, list[Record]]:
    partners: dict[str, list[Record]] = defaultdict(list)
    if node in G:
        for _, other, data in G.out_edges(node, data=True):
            partners[other].append(data)
        for other, _, data in G.in_edges(node, data=True):
            partners[other].append(data)
    return partners


def _claims(edges: Iterable[Record]) -> list[str]:
    return sorted({record["claim"] for edge in edges for record in edge["evidence"]})
