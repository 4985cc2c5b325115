"""Draw the map of a graph as a figure for a report: the same places, colours and legend as the page.

Figures come as SVG with real text; PNG and PDF need matplotlib (``detente[figures]``). Status is told by
dashes, the family of a relation by the kind of line, so that a print without colour still tells them apart.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from detente.graph.edges import check_kind
from detente.graph.frame import Frame, Paper, Size, legend_of, paper_of, sources_line
from detente.graph.layout import compute_layout
from detente.graph.scene import Look, network_parts
from detente.graph.style import load_style
from detente.graph.svg import Drawing, Point, save_drawing, to_svg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx


def save_figure(
    G: nx.MultiDiGraph[str],
    path: Path | str,
    *,
    size: Size = "page",
    title: str = "",
    source_line: str = "",
    language: str = "en",
    layout: Mapping[str, tuple[float, float]] | None = None,
    max_entities: int = 80,
    include_denied: bool = False,
    include_generic: bool = False,
    in_grey: bool = False,
    dpi: int = 300,
) -> None:
    """Save the map of a graph as a figure; the ending of the name decides: .svg, .png or .pdf.

    Parameters
    ----------
    G
        The graph; it is not changed.
    path
        The file, replaced only once the new one is complete.
    size
        ``column`` (90 mm), ``page`` (180 mm) or ``slide`` (16:9).
    title
        Heading of the figure.
    source_line
        What stands under it; "" says how many articles and publications it was drawn from, and their dates.
    language
        Language of the legend.
    layout
        Positions, so that the figure matches the page; computed if not given.
    max_entities
        So many are drawn, the most reported.
    include_denied, include_generic
        Draw ties only reported to be untrue, and actors without a name.
    in_grey
        Draw without colour.
    dpi
        Pixels an inch of a PNG.

    Raises
    ------
    GraphError
        If an option or the ending is not allowed.
    MissingExtraError
        If a PNG or PDF is asked for without matplotlib.
    OutputError
        If the file cannot be written.

    Examples
    --------
    >>> import networkx as nx, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_figure(nx.MultiDiGraph(), Path(folder) / "empty.svg", title="Nothing yet")
    """
    drawing = draw_graph(
        G, size=size, title=title, source_line=source_line, language=language, layout=layout,
        max_entities=max_entities, include_denied=include_denied, include_generic=include_generic,
        in_grey=in_grey,
    )  # fmt: skip
    save_drawing(drawing, Path(path), dpi=dpi)


def graph_to_svg(
    G: nx.MultiDiGraph[str],
    *,
    size: Size = "page",
    title: str = "",
    source_line: str = "",
    language: str = "en",
    layout: Mapping[str, tuple[float, float]] | None = None,
    max_entities: int = 80,
    include_denied: bool = False,
    include_generic: bool = False,
    in_grey: bool = False,
) -> str:
    """Give the map of a graph as SVG; the options are those of `save_figure`.

    Examples
    --------
    >>> import networkx as nx
    >>> graph_to_svg(nx.MultiDiGraph()).startswith("<svg")
    True
    """
    return to_svg(
        draw_graph(
            G,
            size=size,
            title=title,
            source_line=source_line,
            language=language,
            layout=layout,
            max_entities=max_entities,
            include_denied=include_denied,
            include_generic=include_generic,
            in_grey=in_grey,
        )
    )


def draw_graph(
    G: nx.MultiDiGraph[str],
    *,
    size: Size = "page",
    title: str = "",
    source_line: str = "",
    language: str = "en",
    layout: Mapping[str, tuple[float, float]] | None = None,
    max_entities: int = 80,
    include_denied: bool = False,
    include_generic: bool = False,
    in_grey: bool = False,
) -> Drawing:
    """Draw the map of a graph; the options are those of `save_figure`.

    Returns
    -------
    Drawing
        For `to_svg` and `save_drawing`.

    Examples
    --------
    >>> import networkx as nx
    >>> draw_graph(nx.MultiDiGraph(), size="slide").width
    960
    """
    check_kind(G)
    paper = paper_of(size)
    look = Look(load_style(language), paper.letter, paper.letter / 12, in_grey)
    edges = [
        edge for edge in sorted(G.edges(keys=True))
        if (include_denied or G.edges[edge].get("status") != "denied")
        and (include_generic or not any(G.nodes[end].get("generic") for end in edge[:2]))
    ]  # fmt: skip
    told: Counter[str] = Counter()
    for edge in edges:
        for end in {edge[0], edge[1]}:
            told[end] += int(G.edges[edge].get("weight", 1))
    nodes = sorted(told, key=lambda node: (-told[node], node))[:max_entities]
    edges = [edge for edge in edges if edge[0] in nodes and edge[1] in nodes]
    positions = layout if layout and all(node in layout for node in nodes) else compute_layout(G)
    legend = legend_of(G, nodes, edges, look, paper)
    sentences = sum(len(G.edges[edge].get("evidence") or ()) for edge in edges)
    counts = [("n_entities", len(nodes)), ("n_relations", len(edges)), ("n_sentences", sentences)]
    subtitle = " · ".join(look.style.say(key, n=n) for key, n in counts)
    frame = Frame(paper, title, subtitle, source_line or sources_line(G, look), legend)
    height = frame.room(_wanted_height(positions, nodes, paper))
    places, scale = _fitted({node: positions[node] for node in sorted(nodes)}, paper, frame.top, height)
    # dots and lines shrink with a crowded map, names do not
    crowded = dataclasses.replace(look, unit=look.unit * min(1.0, max(0.45, 1.5 * scale / look.unit)))
    return frame.drawing(network_parts(G, edges, places, crowded, width=paper.width), height)


def _wanted_height(positions: Mapping[str, Point], nodes: Sequence[str], paper: Paper) -> float:
    if not nodes:
        return 60.0
    xs, ys = zip(*(positions[node] for node in nodes), strict=True)
    wide, high = max(max(xs) - min(xs), 1.0), max(max(ys) - min(ys), 1.0)
    share: float = min(1.15, max(0.35, high / wide))
    return share * (paper.width - 2 * paper.margin)


def _fitted(
    positions: Mapping[str, Point], paper: Paper, top: float, height: float
) -> tuple[dict[str, Point], float]:
    """Scale positions into the box of the figure, with room for names at its sides; give the scale too."""
    if not positions:
        return {}, 1.0
    xs, ys = zip(*positions.values(), strict=True)
    side, edge = paper.letter * 5, paper.letter * 2.6
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    box = (paper.width - 2 * paper.margin - 2 * side, height - 2 * edge)
    scale = min(box[0] / max(wide, 1.0), box[1] / max(high, 1.0), paper.letter / 7)
    stretch = min(1.45, max(1.0, box[0] / max(wide * scale, 1.0)))  # a slide is wider than the map
    middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    places = {
        node: (
            paper.width / 2 + (x - middle[0]) * scale * stretch,
            top + height / 2 + (y - middle[1]) * scale,
        )
        for node, (x, y) in positions.items()
    }
    return places, scale
