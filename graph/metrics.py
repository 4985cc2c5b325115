"""Who matters, who stands between, what belongs together, and since when: answers as tables."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Literal, get_args

import networkx as nx
import pandas as pd

from detente.graph.build import count_sources, with_evidence
from detente.graph.entities import bloc_nodes, find_entity
from detente.graph.errors import GraphError
from detente.graph.filters import filter_graph
from detente.graph.frames import days, tidy
from detente.graph.periods import evidence_span, labels_between, period_label, period_start
from detente.graph.query import simple_graph

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator
    from typing import Unpack

    from detente.graph.build import Graph, Record
    from detente.graph.filters import Filters
    from detente.graph.periods import Clock, Frequency

Measure = Literal["strength", "degree", "betweenness", "pagerank", "eigenvector"]
PIVOTS = 500
"""Betweenness of a larger graph is estimated from so many nodes, always the same ones."""


def rank_entities(G: Graph, *, by: Measure = "strength", **filters: Unpack[Filters]) -> pd.DataFrame:
    """Rank the entities by how central they are; ties between two count once, whichever way they point.

    Parameters
    ----------
    G
        The graph.
    by
        ``strength`` (independent sources of all ties), ``degree`` (partners), ``betweenness`` (share of the
        shortest ways that pass; Brandes 2001, estimated for more than `PIVOTS` entities), ``pagerank`` or
        ``eigenvector`` (both weighted by sources).
    **filters
        As in `filter_graph`, applied first.

    Returns
    -------
    pandas.DataFrame
        ``rank`` (equal scores share it), ``entity``, ``label``, ``type``, ``country``, ``score`` and
        ``claims``.

    Raises
    ------
    GraphError
        If `by` is unknown, or the measure does not settle.

    Examples
    --------
    >>> len(rank_entities(nx.MultiDiGraph(articles={})))
    0
    """
    chosen = filter_graph(G, **filters)
    scores = _scores(simple_graph(chosen), by)
    claims = _claims_of(chosen)
    names = ("label", "type", "country")
    rows = [
        [node, *(chosen.nodes[node][name] for name in names), scores[node], claims[node]] for node in scores
    ]
    frame = pd.DataFrame(rows, columns=["entity", *names, "score", "claims"])
    frame = frame.sort_values(["score", "entity"], ascending=[False, True], kind="stable")
    frame.insert(0, "rank", frame["score"].rank(method="min", ascending=False).astype("int64"))
    return tidy(frame)


def brokers(
    G: Graph, bloc_a: Collection[str], bloc_b: Collection[str], **filters: Unpack[Filters]
) -> pd.DataFrame:
    """List who stands between two blocs: entities of neither that are tied to both (liaisons).

    Parameters
    ----------
    G
        The graph.
    bloc_a, bloc_b
        Ids, labels or aliases; people and bodies of a country belong with it.
    **filters
        As in `filter_graph`, applied first.

    Returns
    -------
    pandas.DataFrame
        ``entity``, ``label``, ``type``, ``pairs`` (one from each bloc) that it joins, ``open_pairs`` (those
        without a tie of their own), ``strength`` (sources towards the bloc it is less tied to),
        ``partners_a``, ``partners_b``, ``claims``; most open pairs first.

    Notes
    -----
    The liaison role of Gould and Fernandez, "Structures of mediation", Sociological Methodology 19 (1989).
    """
    chosen = filter_graph(G, **filters)
    first, second = bloc_nodes(G, bloc_a), bloc_nodes(G, bloc_b)
    simple = simple_graph(chosen)
    rows = []
    for node in simple:
        if node in first or node in second:
            continue
        near: set[str] = set(simple[node])
        ours, theirs = sorted(near & first - second), sorted(near & second - first)
        if not ours or not theirs:
            continue
        pairs = list(itertools.product(ours, theirs))
        apart = sum(not simple.has_edge(*pair) for pair in pairs)
        strength = min(sum(simple[node][other]["weight"] for other in side) for side in (ours, theirs))
        data = chosen.nodes[node]
        rows.append(
            [
                node, data["label"], data["type"], len(pairs), apart, strength,
                ours, theirs, _claims_between(chosen, node, {*ours, *theirs}),
            ]
        )  # fmt: skip
    columns = [
        "entity", "label", "type", "pairs", "open_pairs", "strength", "partners_a", "partners_b", "claims",
    ]  # fmt: skip
    order = ["open_pairs", "pairs", "strength", "entity"]
    frame = pd.DataFrame(rows, columns=columns)
    return tidy(frame.sort_values(order, ascending=[False, False, False, True], kind="stable"))


def bridges(G: Graph, **filters: Unpack[Filters]) -> pd.DataFrame:
    """List the ties without which the graph would fall apart.

    Parameters
    ----------
    G
        The graph.
    **filters
        As in `filter_graph`, applied first.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``target``, ``weight``, ``cut_off`` (entities on the smaller side), ``claims``.

    Examples
    --------
    >>> bridges(nx.MultiDiGraph(articles={})).columns.tolist()
    ['source', 'target', 'weight', 'cut_off', 'claims']
    """
    chosen = filter_graph(G, **filters)
    simple = simple_graph(chosen)
    rows = [
        [u, v, simple[u][v]["weight"], size, _claims_between(chosen, u, {v})]
        for (u, v), size in _bridge_sizes(simple).items()
    ]
    frame = pd.DataFrame(rows, columns=["source", "target", "weight", "cut_off", "claims"])
    order = ["cut_off", "source", "target"]
    return tidy(frame.sort_values(order, ascending=[False, True, True], kind="stable"))


def communities(
    G: Graph, *, seed: int = 0, resolution: float = 1.0, **filters: Unpack[Filters]
) -> pd.DataFrame:
    """Group the entities that deal with one another more than with others (Louvain, Blondel et al. 2008).

    Parameters
    ----------
    G
        The graph; all ties count alike, so filter by family to group friends only.
    seed
        The same seed gives the same groups.
    resolution
        Above 1 more and smaller groups, below 1 fewer and larger ones.
    **filters
        As in `filter_graph`, applied first.

    Returns
    -------
    pandas.DataFrame
        ``community`` (1 is the largest), ``entity``, ``label``, ``type``, ``strength`` (sources of its
        ties inside), ``claims`` (of these ties); by community, then strongest first.

    Examples
    --------
    >>> len(communities(nx.MultiDiGraph(articles={})))
    0
    """
    chosen = filter_graph(G, **filters)
    simple = simple_graph(chosen)
    groups = nx.community.louvain_communities(simple, weight="weight", resolution=resolution, seed=seed)
    rows = []
    for number, group in enumerate(sorted(groups, key=lambda group: (-len(group), min(group))), start=1):
        for node in group:
            data = chosen.nodes[node]
            inside = sum(edge["weight"] for other, edge in simple[node].items() if other in group)
            rows.append(
                [number, node, data["label"], data["type"], inside, _claims_between(chosen, node, group)]
            )
    frame = pd.DataFrame(rows, columns=["community", "entity", "label", "type", "strength", "claims"])
    order = ["community", "strength", "entity"]
    return tidy(frame.sort_values(order, ascending=[True, False, True], kind="stable"))


def slices(G: Graph, freq: Frequency = "M", *, clock: Clock = "published") -> Iterator[tuple[str, Graph]]:
    """Cut a graph into weeks, months, quarters or years; one pass over the evidence.

    Parameters
    ----------
    G
        The graph; it is not changed.
    freq
        ``W``, ``M``, ``Q`` or ``Y``.
    clock
        Which date counts first: ``published`` or ``date``. A date of several days counts by its first.

    Yields
    ------
    tuple
        The period's name and the graph of its evidence, without gaps from the first period to the last.
    """
    buckets: dict[str, dict[tuple[str, str, str], list[Record]]] = defaultdict(lambda: defaultdict(list))
    seen: list[dt.date] = []
    for u, v, key, data in G.edges(keys=True, data=True):
        for record in data["evidence"]:
            span = evidence_span(record, clock)
            if span:
                seen.append(span[0])
                buckets[period_label(span[0], freq)][u, v, key].append(record)
    for label in labels_between(min(seen), max(seen), freq) if seen else ():
        yield label, with_evidence(G, ((*edge, records) for edge, records in buckets.get(label, {}).items()))


def rank_over_time(
    G: Graph, *, freq: Frequency = "M", by: Measure = "strength", clock: Clock = "published"
) -> pd.DataFrame:
    """Rank the entities in each week, month, quarter or year by themselves.

    Parameters
    ----------
    G
        The graph.
    freq
        ``W``, ``M``, ``Q`` or ``Y``.
    by
        As in `rank_entities`.
    clock
        Which date counts, as in `slices`.

    Returns
    -------
    pandas.DataFrame
        ``period``, ``start`` (its first day) and the columns of `rank_entities`; by period, then rank.

    Examples
    --------
    >>> len(rank_over_time(nx.MultiDiGraph(articles={})))
    0
    """
    frames = []
    for label, part in slices(G, freq, clock=clock):
        frame = rank_entities(part, by=by)
        frame.insert(0, "period", label)
        frame.insert(1, "start", days([period_start(label).isoformat()] * len(frame)))
        frames.append(frame.astype({"type": "str"}))
    if not frames:
        frame = rank_entities(G, by=by, until="0001-01-01")
        frame.insert(0, "period", "")
        frame.insert(1, "start", days([]))
        return frame
    return tidy(pd.concat(frames))


def dyad_series(
    G: Graph, a: str, b: str, *, freq: Frequency = "M", clock: Clock = "published"
) -> pd.DataFrame:
    """Follow two entities through time: how much was reported of them, beside how much was reported at all.

    Parameters
    ----------
    G
        The graph.
    a, b
        Ids, labels or aliases.
    freq
        ``W``, ``M``, ``Q`` or ``Y``.
    clock
        Which date counts, as in `slices`.

    Returns
    -------
    pandas.DataFrame
        A row for every period of the graph, empty ones too: ``period``, ``start``, ``articles``, ``sources``
        (independent), ``cooperation``, ``conflict``, ``structure`` (claims of each family), ``coverage``
        (articles of the period that made any claim), ``share`` (articles / coverage, NaN without coverage),
        ``claims``. Denied claims do not count.

    Raises
    ------
    UnknownEntityError
        If there is no such entity.
    """
    pair = {find_entity(G, a), find_entity(G, b)}
    coverage: dict[str, set[str]] = defaultdict(set)
    told: dict[str, list[tuple[str, Record]]] = defaultdict(list)
    seen: list[dt.date] = []
    for u, v, data in G.edges(data=True):
        for record in data["evidence"]:
            span = evidence_span(record, clock)
            if span is None:
                continue
            seen.append(span[0])
            label = period_label(span[0], freq)
            coverage[label].add(record["article"])
            if {u, v} == pair and record["status"] != "denied":
                told[label].append((data["family"], record))
    rows: list[list[Any]] = []
    for label in labels_between(min(seen), max(seen), freq) if seen else ():
        cited = {record["article"] for _, record in told[label]}
        counts = [sum(family == name for family, _ in told[label]) for name in _FAMILIES]
        total = len(coverage[label])
        independent = count_sources(cited, G.graph["articles"]) if cited else 0
        rows.append(
            [
                label, period_start(label).isoformat(), len(cited), independent, *counts, total,
                len(cited) / total if total else float("nan"),
                sorted({record["claim"] for _, record in told[label]}),
            ]
        )  # fmt: skip
    columns = ["period", "start", "articles", "sources", *_FAMILIES, "coverage", "share", "claims"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["start"] = days(frame["start"])
    return frame


_FAMILIES = ("cooperation", "conflict", "structure")


def _scores(simple: nx.Graph[str], by: str) -> dict[str, float]:
    """Score each node; rounded, so that equal positions have equal scores whatever the order of sums."""
    if by not in get_args(Measure):
        msg = f"by '{by}' is none of {', '.join(get_args(Measure))}"
        raise GraphError(msg)
    scores: dict[str, float]
    if by == "strength":
        scores = dict(simple.degree(weight="weight"))
    elif by == "degree":
        scores = dict(simple.degree())
    elif by == "betweenness":
        few = None if len(simple) <= PIVOTS else PIVOTS
        scores = nx.betweenness_centrality(simple, k=few, seed=0)
    elif by == "pagerank":
        scores = nx.pagerank(simple, weight="weight")
    elif not simple:
        scores = {}
    else:
        try:
            scores = nx.eigenvector_centrality(simple, max_iter=2000, weight="weight")
        except nx.PowerIterationFailedConvergence:
            msg = "by 'eigenvector' does not settle on this graph: use strength or pagerank"
            raise GraphError(msg) from None
    return {node: round(score, 9) for node, score in scores.items()}


def _claims_of(G: Graph) -> dict[str, list[str]]:
    claims: dict[str, set[str]] = {node: set() for node in G}
    for u, v, data in G.edges(data=True):
        ids = {record["claim"] for record in data["evidence"]}
        claims[u] |= ids
        claims[v] |= ids
    return {node: sorted(ids) for node, ids in claims.items()}


def _claims_between(G: Graph, node: str, others: Iterable[str]) -> list[str]:
    return sorted(
        {
            record["claim"]
            for other in others
            for ends in ((node, other), (other, node))
            for data in (G.get_edge_data(*ends) or {}).values()
            for record in data["evidence"]
        }
    )


def _bridge_sizes(simple: nx.Graph[str]) -> dict[tuple[str, str], int]:
    """Size of the smaller side of each bridge, by one walk over the tree of parts that bridges join."""
    found: list[Any] = list(nx.bridges(simple))
    cuts = {(min(ends), max(ends)) for ends in found}
    rest = simple.copy()
    rest.remove_edges_from(cuts)
    part = {node: number for number, group in enumerate(nx.connected_components(rest)) for node in group}
    size: dict[int, int] = defaultdict(int)
    for number in part.values():
        size[number] += 1
    tree: nx.Graph[int] = nx.Graph()
    tree.add_nodes_from(size)
    tree.add_edges_from((part[u], part[v], {"cut": (u, v)}) for u, v in sorted(cuts))
    sides = {}
    for whole in nx.connected_components(tree):
        root = min(whole)
        total = sum(size[number] for number in whole)
        below = {number: size[number] for number in whole}
        steps: list[tuple[int, int]] = list(nx.dfs_edges(tree, root))
        for parent, child in reversed(steps):
            below[parent] += below[child]
            sides[tree.edges[parent, child]["cut"]] = min(below[child], total - below[child])
    return dict(sorted(sides.items()))
