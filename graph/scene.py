"""Turn a graph into the lines, dots and names of a figure: the Python twin of the page's own drawing."""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.extract.schema import STATUSES
from detente.graph.svg import INK, PAPER, Disc, Point, Shape, Text, grey, text_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import networkx as nx
    from numpy.typing import NDArray

    from detente.graph.style import Style

CELL = 2.0
"""Side of a cell of the raster that names are placed with, in points."""

SPOTS = (
    (0.0, 1.0, 0.0, 0.0), (1.0, 0.0, 2.0, 0.0), (-1.0, 0.0, 3.0, 0.0), (0.0, -1.0, 2.0, 0.0),
    (0.6, 1.0, 3.0, 0.0), (-0.6, 1.0, 4.0, 0.0), (0.6, -1.0, 4.0, 0.0), (-0.6, -1.0, 5.0, 0.0),
    (1.0, 0.75, 4.0, 0.0), (-1.0, 0.75, 5.0, 0.0), (1.0, -0.75, 4.0, 0.0), (-1.0, -0.75, 5.0, 0.0),
    (0.0, 1.0, 9.0, 0.6), (1.0, 0.0, 9.0, 0.6), (-1.0, 0.0, 10.0, 0.6), (0.0, -1.0, 9.0, 0.6),
    (0.6, 1.0, 12.0, 1.2), (-0.6, 1.0, 12.0, 1.2), (0.6, -1.0, 12.0, 1.2), (-0.6, -1.0, 12.0, 1.2),
)  # fmt: skip
"""Where a name may stand: share of its width to the side, below or above, price, how far off in letters."""

_TURNS = {"hexagon": (6, 0.0, 1.05), "pentagon": (5, -0.5, 1.05), "triangle": (3, -0.5, 1.25),
          "down": (3, 0.5, 1.25), "diamond": (4, 0.0, 1.2)}  # fmt: skip
_CORNERS: dict[str, tuple[Point, ...]] = {
    "square": ((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)),
    "sheet": ((-0.7, -0.95), (0.7, -0.95), (0.7, 0.95), (-0.7, 0.95)),
    "plus": ((-0.36, -1), (0.36, -1), (0.36, -0.36), (1, -0.36), (1, 0.36), (0.36, 0.36), (0.36, 1),
             (-0.36, 1), (-0.36, 0.36), (-1, 0.36), (-1, -0.36), (-0.36, -0.36)),
}  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """How the lines, dots and names of one figure are drawn."""

    style: Style
    letter: float
    """Size of the smallest name, in points."""
    unit: float
    """A line or dot of the page is so much larger or smaller here."""
    grey: bool = False

    def ink(self, color: str) -> str:
        """Give a colour, or its grey."""
        return grey(color) if self.grey else color


def network_parts(
    G: nx.MultiDiGraph[str],
    edges: Sequence[tuple[str, str, str]],
    places: Mapping[str, Point],
    look: Look,
    *,
    width: float,
) -> list[Shape | Disc | Text]:
    """Draw the ties, entities and names of a graph at places in points.

    Parameters
    ----------
    G
        The graph.
    edges
        The edges to draw, as (source, target, key).
    places
        The entities to draw, and where.
    look
        Style and sizes.
    width
        Width of the figure: no name runs over its edge.

    Returns
    -------
    list
        Shapes from back to front.
    """
    told = dict.fromkeys(places, 0.0)
    for edge in edges:
        for end in {edge[0], edge[1]}:
            told[end] += float(G.edges[edge].get("weight", 1))
    radius = {node: min(5 + 1.9 * math.sqrt(told[node]), 17) * look.unit for node in places}
    parts: list[Shape | Disc | Text] = []
    paths: list[Sequence[Point]] = []
    for bundle in _bundles(G, edges):
        line, path = _line(G, bundle, places, radius, look)
        parts += line
        paths.append(path)
    for node in sorted(places, key=lambda node: (radius[node], node)):
        parts += dot(places[node], radius[node], look.style.type_look(G.nodes[node].get("type", "")), look)
    labels = {node: str(G.nodes[node].get("label") or node) for node in places}
    return parts + _names(labels, places, radius, paths, look, width)


def dot(at: Point, radius: float, kind: Mapping[str, str], look: Look) -> list[Shape | Disc]:
    """Draw an entity's shape."""
    color = look.ink(kind["color"])
    corners = _outline(kind["shape"])
    if corners is None:
        return [Disc(at, radius, color, PAPER, 1.4 * look.unit)]
    points = tuple((at[0] + x * radius, at[1] + y * radius) for x, y in corners)
    return [Shape(points, PAPER, 1.4 * look.unit, fill=color, closed=True)]


def stroke(
    points: Sequence[Point], color: str, width: float, status: str, family: str, look: Look
) -> list[Shape]:
    """Draw a piece of line: dashed by status; conflict as two rails, structure finer."""
    outer, inner = width, 0.0
    if family == "structure":
        outer = max(0.8 * look.unit, width * 0.72)
    elif family == "conflict":
        outer, inner = width + 2 * look.unit, max(1.1 * look.unit, width * 0.55)
    pace = min(max(width * 0.75, 1.4 * look.unit), 3 * look.unit)
    dash = tuple(max(1.5 * look.unit, length * pace) for length in look.style.statuses.get(status, []))
    shapes = [Shape(tuple(points), look.ink(color), outer, dash)]
    if inner:
        shapes.append(Shape(tuple(points), PAPER, inner))
    return shapes


def sign(at: Point, text: str, color: str, look: Look) -> list[Disc | Text]:
    """Draw a small sign on a line: ended, denied, what changed."""
    size = 9 * look.unit
    return [
        Disc(at, 6 * look.unit, PAPER, look.ink(color), 1.1 * look.unit),
        Text((at[0], at[1] + size * 0.36), text, size, look.ink(color), bold=True, anchor="middle"),
    ]


def hollow_head(tip: Point, back: Point, half: float, color: str, width: float) -> Shape:
    """Draw an open arrowhead with its tip and the middle of its foot."""
    ux, uy = _unit(back, tip)
    corners = (tip, (back[0] - uy * half, back[1] + ux * half), (back[0] + uy * half, back[1] - ux * half))
    return Shape(corners, color, width, fill=PAPER, closed=True)


def wrapped(label: str) -> list[str]:
    """Part a long name in two rows near its middle.

    Examples
    --------
    >>> wrapped("Organization of Turkic States")
    ['Organization of', 'Turkic States']
    """
    text = label if len(label) <= 44 else label[:43].rstrip() + "…"
    if len(text) <= 16:
        return [text]
    breaks = [i for i in range(1, len(text) - 1) if text[i] in " –-"]
    if not breaks:
        return [text if len(text) <= 26 else text[:25] + "…"]
    best = min(breaks, key=lambda i: (abs(i - len(text) / 2), i))
    cut = best if text[best] == " " else best + 1
    return [text[:cut].strip(), text[cut:].strip()]


def _outline(shape: str) -> tuple[Point, ...] | None:
    if shape in _TURNS:
        count, turn, size = _TURNS[shape]
        angles = [math.pi * (turn + 2 * i / count) for i in range(count)]
        return tuple((size * math.cos(angle), size * math.sin(angle)) for angle in angles)
    return _CORNERS.get(shape)


def _bundles(
    G: nx.MultiDiGraph[str], edges: Iterable[tuple[str, str, str]]
) -> list[list[tuple[str, str, str]]]:
    """Group the edges of each pair, the faint pairs first."""
    pairs: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for edge in edges:
        pairs.setdefault((min(edge[:2]), max(edge[:2])), []).append(edge)
    for pair in pairs.values():
        pair.sort(key=lambda edge: (str(G.edges[edge].get("theme")), edge))
    return [pairs[key] for key in sorted(pairs, key=lambda key: (len(pairs[key]), key))]


def _line(
    G: nx.MultiDiGraph[str],
    bundle: Sequence[tuple[str, str, str]],
    places: Mapping[str, Point],
    radius: Mapping[str, float],
    look: Look,
) -> tuple[list[Shape | Disc | Text], Sequence[Point]]:
    """Draw all relations of a pair as one line, each with its share of the length."""
    a, b = min(bundle[0][:2]), max(bundle[0][:2])
    rows = [G.edges[edge] for edge in bundle]
    counts = [max(1, len(row.get("evidence") or ())) for row in rows]
    width = min(1.2 + 1.3 * (math.sqrt(sum(counts)) - 0.55), 9) * look.unit
    head = 5 * look.unit + 1.1 * width
    forth = next(
        (row for edge, row in zip(bundle, rows, strict=True) if edge[1] == b and not row.get("symmetric")),
        None,
    )
    back = next(
        (row for edge, row in zip(bundle, rows, strict=True) if edge[1] == a and not row.get("symmetric")),
        None,
    )
    if a == b:
        path: list[Point] = _loop(places[a], radius[a], look.unit)
        forth = back = None
    else:
        path = _shortened(
            places[a], places[b],
            radius[a] + 2.5 * look.unit + (head * 0.8 if back else 0),
            radius[b] + 2.5 * look.unit + (head * 0.8 if forth else 0),
        )  # fmt: skip
    parts: list[Shape | Disc | Text] = []
    signs: list[Disc | Text] = []
    done = 0.0
    for row, count in zip(rows, counts, strict=True):
        share = count / sum(counts)
        piece = path if len(rows) == 1 else _piece(path, done, done + share)
        done += share
        color = _color(row, look)
        status = str(row.get("status", STATUSES[0]))
        parts += stroke(piece, color, width, status, str(row.get("family")), look)
        if status in ("ended", "denied"):
            signs += sign(_along(piece, 0.5), "|" if status == "ended" else "×", color, look)
    if forth is not None:
        parts.append(_head(path[-1], places[b], head, width, forth, look))
    if back is not None:
        parts.append(_head(path[0], places[a], head, width, back, look))
    return [*parts, *signs], path


def _color(row: Mapping[str, Any], look: Look) -> str:
    return look.style.theme_look(str(row.get("theme")))["color"]


def _head(foot: Point, goal: Point, size: float, width: float, row: Mapping[str, Any], look: Look) -> Shape:
    ux, uy = _unit(foot, goal)
    half = 2.2 * look.unit + width * 0.75
    tip = (foot[0] + ux * size, foot[1] + uy * size)
    color = look.ink(_color(row, look))
    if row.get("family") == "structure":
        return hollow_head(tip, foot, half, color, 1.1 * look.unit)
    corners = (tip, (foot[0] - uy * half, foot[1] + ux * half), (foot[0] + uy * half, foot[1] - ux * half))
    return Shape(corners, fill=color, closed=True)


def _unit(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    return dx / length, dy / length


def _shortened(start: Point, end: Point, first: float, last: float) -> list[Point]:
    length = math.hypot(end[0] - start[0], end[1] - start[1])
    scale = min(1.0, max(length - 1, 0) / (first + last))
    return _piece([start, end], first * scale / (length or 1), 1 - last * scale / (length or 1))


def _loop(at: Point, radius: float, unit: float) -> list[Point]:
    size = radius * 0.7 + 7 * unit
    angles = [math.pi * (1.2 + i / 20 * 1.6) for i in range(21)]
    return [
        (at[0] + size * math.sin(angle), at[1] - radius - size * 0.7 - size * math.cos(angle))
        for angle in angles
    ]


def _piece(path: Sequence[Point], start: float, end: float) -> list[Point]:
    steps = 1 if len(path) == 2 else 12
    return [_along(path, start + (end - start) * i / steps) for i in range(steps + 1)]


def _along(path: Sequence[Point], share: float) -> Point:
    lengths = [math.dist(one, two) for one, two in itertools.pairwise(path)]
    left = sum(lengths) * min(max(share, 0.0), 1.0)
    for (one, two), length in zip(itertools.pairwise(path), lengths, strict=True):
        if left <= length and length > 0:
            return (one[0] + (two[0] - one[0]) * left / length, one[1] + (two[1] - one[1]) * left / length)
        left -= length
    return path[-1]


def _names(
    labels: Mapping[str, str],
    places: Mapping[str, Point],
    radius: Mapping[str, float],
    paths: Iterable[Sequence[Point]],
    look: Look,
    width: float,
) -> list[Shape | Disc | Text]:
    """Place the names: off dots and other names, off lines where there is room; what finds none stays out."""
    if not places:
        return []
    points = np.array(list(places.values()))
    low, high = points.min(axis=0) - 120, points.max(axis=0) + 120
    grid = np.zeros((int((high[1] - low[1]) / CELL) + 1, int((high[0] - low[0]) / CELL) + 1), dtype=np.int32)

    def window(left: float, top: float, right: float, bottom: float) -> tuple[slice, slice]:
        x0, x1 = max(0, int((left - low[0]) / CELL)), max(0, int((right - low[0]) / CELL) + 1)
        y0, y1 = max(0, int((top - low[1]) / CELL)), max(0, int((bottom - low[1]) / CELL) + 1)
        return slice(y0, y1), slice(x0, x1)

    for path in paths:
        for one, two in itertools.pairwise(path):
            steps = int(math.dist(one, two) / CELL) + 1
            xs = np.linspace(one[0], two[0], steps + 1)
            ys = np.linspace(one[1], two[1], steps + 1)
            cells = ((ys - low[1]) / CELL).astype(int), ((xs - low[0]) / CELL).astype(int)
            grid[cells] = np.minimum(grid[cells] + 1, 6)
    for node, (x, y) in places.items():
        r = radius[node]
        grid[window(x - r, y - r, x + r, y + r)] = 500
    edge = 3.0
    grid[:, : max(0, int((edge - low[0]) / CELL))] = 1000
    grid[:, max(0, int((width - edge - low[0]) / CELL)) :] = 1000
    result: list[Shape | Disc | Text] = []
    for node in sorted(places, key=lambda node: (-radius[node], node)):
        result += _name(labels[node], places[node], radius[node], grid, window, look)
    return result


def _name(
    label: str,
    at: Point,
    radius: float,
    grid: NDArray[np.int32],
    window: Callable[[float, float, float, float], tuple[slice, slice]],
    look: Look,
) -> list[Text]:
    size = look.letter + min(2.5, max(0.0, (radius / look.unit - 8) / 3)) * look.unit
    bold = radius / look.unit > 13
    rows = wrapped(label)
    width, height = max(text_width(row, size, bold=bold) for row in rows), len(rows) * size * 1.16
    best: tuple[float, float, float] | None = None
    for u, v, price, off in SPOTS:
        side = abs(u) == 1
        gap = radius + 2.5 * look.unit + off * look.letter
        x = at[0] + u * (gap + width / 2 if side else width / 2)
        top = at[1] - height / 2 if v == 0 else at[1] + gap * v - (height if v < 0 else 0)
        box = grid[window(x - width / 2, top, x + width / 2, top + height)]
        highest = int(box.max()) if box.size else 0
        crossed = min(float(box.sum()) * CELL / look.letter, 60)
        cost = price + (1000 if highest >= 1000 else 200 if highest >= 500 else crossed)
        if best is None or cost < best[0]:
            best = (cost, x, top)
    # a weighty name may cover a small dot, but never another name
    if best is None or best[0] >= (1000 if radius / look.unit > 9.5 else 200):
        return []
    _, x, top = best
    grid[window(x - width / 2 - 1, top, x + width / 2 + 1, top + height)] = 1000
    return [
        Text((x, top + size * (0.88 + 1.16 * i)), row, size, INK, bold=bold, anchor="middle", halo=True)
        for i, row in enumerate(rows)
    ]
