"""Questions to a graph: who is tied to whom, by what way, and which sentences say so."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, TypedDict

import networkx as nx
import rapidfuzz.fuzz
import rapidfuzz.process

from detente.extract.schema import STATUSES
from detente.graph.build import with_evidence
from detente.graph.errors import GraphError, UnknownEntityError
from detente.graph.names import fold_name
from detente.graph.periods import evidence_span, parse_period

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Iterator
    from typing import Unpack

    import pandas as pd

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
    """
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


def _names(names: Collection[str] | str | None) -> set[str]:
    return {names} if isinstance(names, str) else set(names or ())


def _folded(names: Collection[str] | str | None) -> set[str]:
    return {fold_name(name) for name in _names(names)}
