"""Give every entity a place on the map: the same graph and seed give the same map, today and next week.

Positions are in pixels of a page at its natural size, x to the right and y downwards, the centre at (0, 0).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

FEW = 40
"""Up to so many entities a component's stress is brought down here, without waiting for SciPy to load."""

EXACT = 240
"""Up to so many entities a component is laid out by Kamada and Kawai's method, which looks best."""

SIMULATED = 600
"""Up to so many by ForceAtlas2; what is beyond stands beside its placed neighbours."""

ROOM = 108.0
"""The side of the square that an entity and its name need, in pixels."""

ASPECT = 1.35
"""Width by height of the whole, as of the page."""


def compute_layout(
    G: nx.MultiDiGraph[str],
    *,
    seed: int = 0,
    previous: Mapping[str, tuple[float, float]] | None = None,
) -> dict[str, tuple[float, float]]:
    """Compute the positions of all entities.

    Parts of the graph that are not tied to each other are laid out one by one and packed beside each other;
    entities without ties stand in rows below.

    Parameters
    ----------
    G
        The graph; it is not changed.
    seed
        Seed of the simulation of large components.
    previous
        Positions of an earlier graph: entities that were in it stay where they were, new ones come beside
        their neighbours, so that the reader finds the map again.

    Returns
    -------
    dict
        Entity id to (x, y), rounded to a tenth of a pixel, in the order of the ids.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("SRB", "KAZ"), ("SRB", "UZB")])
    >>> compute_layout(G) == compute_layout(G)
    True
    """
    H = _simple(G)
    if not H:
        return {}
    known = {node: previous[node] for node in H if node in previous} if previous else {}
    if known and len(known) * 2 >= len(H):
        positions = _beside(H, {node: np.array(known[node]) for node in sorted(known)})
        return _rounded({**positions, **{node: np.array(at) for node, at in known.items()}})
    strongest = sorted(H, key=lambda node: (-H.degree(node, "weight"), node))[: max(SIMULATED, EXACT)]
    core = H.subgraph(sorted(strongest)).copy()
    boxes = [_component(H, sorted(part), seed) for part in _parts(core)]
    placed = _pack(boxes, [node for node in sorted(core) if core.degree(node) == 0 and H.degree(node) == 0])
    return _rounded(_beside(H, placed))


def _simple(G: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """Give the undirected graph of pairs, nodes and edges in sorted order, so that no hash order leaks in."""
    H: nx.Graph[str] = nx.Graph()
    H.add_nodes_from(sorted(G))
    strength: dict[tuple[str, str], float] = {}
    for source, target, data in G.edges(data=True):
        if source != target:
            pair = (source, target) if source < target else (target, source)
            strength[pair] = strength.get(pair, 0.0) + _weight(data.get("weight", 1))
    H.add_weighted_edges_from((a, b, strength[a, b]) for a, b in sorted(strength))
    return H


def _weight(value: object) -> float:
    """Read an edge's weight, 1 where it is no positive finite number."""
    number = float(value) if isinstance(value, (int, float)) else 1.0
    return number if math.isfinite(number) and number > 0 else 1.0


def _parts(core: nx.Graph[str]) -> list[list[str]]:
    parts = [sorted(part) for part in nx.connected_components(core) if len(part) > 1]
    return sorted(parts, key=lambda part: (-len(part), part))


def _component(H: nx.Graph[str], nodes: Sequence[str], seed: int) -> dict[str, Points]:
    """Lay out one connected part, its centre at the origin, its names free of each other."""
    part: nx.Graph[str] = nx.Graph()
    part.add_nodes_from(nodes)
    part.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in H.subgraph(nodes).edges))
    if len(nodes) <= EXACT:
        for a, b in part.edges:  # two hubs stand further apart than a hub and its leaf
            part.edges[a, b]["length"] = (part.degree(a) * part.degree(b)) ** 0.25
        start = nx.circular_layout(part)
        if len(nodes) <= FEW:
            points = _majorized(part, np.array([start[node] for node in nodes], dtype=np.float64))
        else:
            rough = nx.kamada_kawai_layout(part, weight="length", pos=start)
            points = np.array([rough[node] for node in nodes], dtype=np.float64)
    else:
        simulated = nx.forceatlas2_layout(
            part, max_iter=120, scaling_ratio=3.0, distributed_action=True, seed=seed
        )
        points = np.array([simulated[node] for node in nodes], dtype=np.float64)
    names = np.array(
        [min(len(str(H.nodes[node].get("label", node))), 34) for node in nodes], dtype=np.float64
    )
    points = _separated(_spread(_turned(points)), 0.5 * names * 6.2)
    return dict(zip(nodes, points, strict=True))


def _majorized(part: nx.Graph[str], points: Points, rounds: int = 500) -> Points:
    """Minimise the stress that Kamada and Kawai defined, by majorization (Gansner, Koren and North 2005)."""
    ways = dict(nx.all_pairs_dijkstra_path_length(part, weight="length"))
    wanted = np.array([[ways[a][b] for b in part] for a in part], dtype=np.float64)
    one = np.eye(len(wanted))
    weights = (1 - one) / (wanted + one) ** 2
    inverse = np.linalg.inv(np.diag(weights.sum(axis=1)) - weights + 1 / len(wanted))
    before = math.inf
    for _ in range(rounds):
        dx, dy = (axis[:, None] - axis[None, :] for axis in points.T)
        apart = np.hypot(dx, dy)
        stress = float((weights * (apart - wanted) ** 2).sum())
        if before - stress <= 1e-6 * stress:
            break
        before = stress
        pull = weights * wanted / np.maximum(apart, 1e-9)
        points = inverse @ (np.diag(pull.sum(axis=1)) - pull) @ points
    return points


def _turned(points: Points) -> Points:
    """Turn the long axis to the horizontal and bring the shape towards that of the page."""
    points = points - points.mean(axis=0)
    if len(points) > 2:
        _, vectors = np.linalg.eigh(np.cov(points.T))
        vectors = vectors[:, ::-1]
        for column in range(2):  # an axis has no direction of its own: fix one, or the map may flip
            largest = np.argmax(np.abs(vectors[:, column]))
            if vectors[largest, column] < 0:
                vectors[:, column] *= -1
        points = points @ vectors
    wide, high = np.maximum(np.ptp(points, axis=0), 1e-9)
    stretch = float(np.clip(math.sqrt(ASPECT * high / wide), 0.6, 1.6))
    result: Points = points * np.array([stretch, 1 / stretch])
    return result


def _spread(points: Points) -> Points:
    """Scale so that each entity has its room, and give crowded middles more of it."""
    count = len(points)
    radius = np.hypot(points[:, 0] / math.sqrt(ASPECT), points[:, 1] * math.sqrt(ASPECT))
    if count > 20:  # a mild fish-eye: half of the way from the radius to the rank of the radius
        rank = np.empty(count)
        rank[np.argsort(radius, kind="stable")] = np.sqrt((np.arange(count) + 0.5) / count)
        wanted = 0.55 * radius / max(float(radius.max()), 1e-9) + 0.45 * rank
        points = points * (wanted / np.maximum(radius, 1e-9))[:, None]
    extent = np.maximum(np.ptp(points, axis=0), 1e-9)
    area = float(extent[0] * extent[1])
    flat = float(extent.min() / extent.max()) < 0.05
    room = ROOM if count > 8 else ROOM * 1.5
    scale = room * count / float(extent.max()) if flat else math.sqrt(room * room * count / area)
    result: Points = points * scale
    return result


def _separated(points: Points, halves: Points, rounds: int = 60) -> Points:
    """Push apart entities whose boxes (dot and name) overlap, the least way, both sides alike."""
    points = points.copy()
    if len(points) > 1200:
        rounds = 6
    wide, high = halves[:, None] + halves[None, :] + 14.0, 40.0
    for _ in range(rounds):
        dx = points[:, 0][:, None] - points[:, 0][None, :]
        dy = points[:, 1][:, None] - points[:, 1][None, :]
        over_x, over_y = wide - np.abs(dx), high - np.abs(dy)
        hit = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(hit, val=False)
        if not hit.any():
            break
        upright = over_y <= over_x
        order = np.sign(np.arange(len(points))[:, None] - np.arange(len(points))[None, :])
        way_x, way_y = np.where(dx == 0, order, np.sign(dx)), np.where(dy == 0, order, np.sign(dy))
        points[:, 0] += 0.25 * np.where(hit & ~upright, over_x * way_x, 0.0).sum(axis=1).clip(-80, 80)
        points[:, 1] += 0.25 * np.where(hit & upright, over_y * way_y, 0.0).sum(axis=1).clip(-40, 40)
    return points


def _pack(boxes: Sequence[Mapping[str, Points]], alone: Sequence[str]) -> dict[str, Points]:
    """Set the parts in rows below the largest, then the entities without ties in a grid."""
    placed: dict[str, Points] = {}
    width = 0.0
    left, top, below = 0.0, 0.0, 0.0
    for box in boxes:
        points = np.array(list(box.values()))
        low, high = points.min(axis=0) - ROOM / 2, points.max(axis=0) + ROOM / 2
        size = high - low
        width = width or max(float(size[0]), 5 * ROOM)
        if left and left + size[0] > width:
            left, top = 0.0, below
        shift = np.array([left, top]) - low
        placed |= {node: at + shift for node, at in box.items()}
        left, below = left + float(size[0]), max(below, top + float(size[1]))
    free = _empty_corners(placed, len(alone))
    placed |= dict(zip(alone, free, strict=False))
    columns = max(1, int((width or ROOM * math.sqrt(len(alone) * ASPECT)) / (ROOM * 1.3)))
    for number, node in enumerate(alone[len(free) :]):
        row, column = divmod(number, columns)
        placed[node] = np.array([(column + 0.5) * ROOM * 1.3, below + (row + 0.5) * ROOM * 0.6])
    if not placed:
        return placed
    points = np.array(list(placed.values()))
    centre = (points.min(axis=0) + points.max(axis=0)) / 2
    return {node: at - centre for node, at in placed.items()}


def _empty_corners(placed: Mapping[str, Points], count: int) -> list[Points]:
    """Find places inside the box of what is placed, far from everything, the emptiest first."""
    if not placed or count > 8:
        return []
    taken = list(placed.values())
    low, high = np.min(taken, axis=0), np.max(taken, axis=0)
    steps = np.linspace(0, 1, 9)
    spots = [low + (high - low) * np.array([x, y]) for y in steps[::-1] for x in steps]
    found: list[Points] = []
    while len(found) < count:
        room = [min(float(np.hypot(*(spot - other))) for other in taken) for spot in spots]
        best = int(np.argmax(room))
        if room[best] < ROOM * 1.1:
            break
        found.append(spots[best])
        taken.append(spots[best])
    return found


def _beside(H: nx.Graph[str], placed: Mapping[str, Points]) -> dict[str, Points]:
    """Place what is not placed yet near the middle of its placed neighbours, on a widening spiral."""
    positions = dict(placed)
    waiting = sorted((node for node in H if node not in positions), key=lambda n: (-H.degree(n, "weight"), n))
    around: dict[tuple[int, int], int] = {}
    edge = max((float(np.hypot(*at)) for at in positions.values()), default=0.0)
    number = 0
    while waiting:
        later = []
        ready = [node for node in waiting if any(other in positions for other in H[node])]
        for node in waiting:
            near = [positions[other] for other in sorted(H[node]) if other in positions]
            if near:
                middle = np.mean(near, axis=0)
                cell = (round(float(middle[0]) / 60), round(float(middle[1]) / 60))
                around[cell] = step = around.get(cell, 0) + 1
                positions[node] = middle + _spiral(step, 55.0)
            elif ready:
                later.append(node)
            else:  # tied only to others that have no place, or to nothing: a ring outside
                number += 1
                positions[node] = _spiral(number, ROOM * 0.7) + np.array([0.0, edge + ROOM * 2])
        waiting = later
    return positions


def _spiral(step: int, pace: float) -> Points:
    angle = step * math.pi * (3 - math.sqrt(5))
    return pace * math.sqrt(step + 0.5) * np.array([math.cos(angle), math.sin(angle)])


def _rounded(positions: Mapping[str, Points]) -> dict[str, tuple[float, float]]:
    return {
        node: (round(float(at[0]), 1) + 0.0, round(float(at[1]), 1) + 0.0)
        for node, at in sorted(positions.items())
    }
