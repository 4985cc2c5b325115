from __future__ import annotations

import copy
import xml.etree.ElementTree as ET

import networkx as nx
import pytest

from detente.graph.charts import draw_blocs, draw_changes, draw_dyad
from detente.graph.compare import compare
from detente.graph.errors import GraphError
from detente.graph.figure import draw_graph, graph_to_svg, save_figure
from detente.graph.layout import compute_layout
from detente.graph.notebook import show
from detente.graph.svg import Disc, Text, save_drawing, to_svg

from ..e2e.graphs import caspian_graph, hostile_graph  # noqa: TID252 - tests are no package

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def graph():
    return caspian_graph()


@pytest.fixture(scope="module")
def layout(graph):
    return compute_layout(graph)


def texts(svg):
    return [element.text for element in ET.fromstring(svg).iter(f"{SVG}text")]


def test_names_title_and_sources_are_real_text(graph, layout):
    words = " ".join(texts(graph_to_svg(graph, layout=layout, title="Serbia’s turn", source_line="My paper")))
    for word in ("Serbia", "Kazakhstan", "Aleksandar Vučić", "Recep Tayyip", "Serbia’s turn", "My paper"):
        assert word in words


def test_statuses_are_told_by_dashes(graph, layout):
    svg = graph_to_svg(graph, layout=layout)
    dashes = {path.get("stroke-dasharray") for path in ET.fromstring(svg).iter(f"{SVG}path")}
    assert len(dashes) >= 3


def test_the_same_graph_gives_the_same_bytes(graph, tmp_path):
    for ending in ("svg", "png", "pdf"):
        for name in "ab":
            save_figure(graph, tmp_path / f"{name}.{ending}", size="column", dpi=60, max_entities=20)
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_the_graph_is_not_changed(graph):
    before = copy.deepcopy(nx.node_link_data(graph, edges="edges"))
    graph_to_svg(graph)
    assert nx.node_link_data(graph, edges="edges") == before


@pytest.mark.parametrize(("size", "width"), [("column", 255), ("page", 510), ("slide", 960)])
def test_sizes(graph, layout, size, width):
    drawing = draw_graph(graph, layout=layout, size=size, title="A title " * 8)
    assert drawing.width == width
    assert drawing.height <= {"column": 620, "page": 660, "slide": 545}[size]
    for part in drawing.parts:
        if isinstance(part, (Text, Disc)):
            assert -1 <= part.at[0] <= drawing.width + 1
            assert -1 <= part.at[1] <= drawing.height + 1


def test_no_name_covers_another(graph, layout):
    names = [part for part in draw_graph(graph, layout=layout).parts if isinstance(part, Text) and part.halo]
    assert len(names) > 45
    for i, one in enumerate(names):
        for two in names[:i]:
            apart = abs(one.at[1] - two.at[1]) >= one.size * 0.9
            wide = (len(one.text) + len(two.text)) * one.size * 0.2
            assert apart or abs(one.at[0] - two.at[0]) > wide, (one.text, two.text)


def test_in_grey_there_is_no_colour(graph, layout):
    svg = graph_to_svg(graph, layout=layout, in_grey=True)
    for element in ET.fromstring(svg).iter():
        for name in ("fill", "stroke"):
            color = element.get(name, "none")
            if color.startswith("#") and element.tag != f"{SVG}text":
                channels = {color[1:3], color[3:5], color[5:7]}
                values = [int(channel, 16) for channel in channels]
                assert max(values) - min(values) < 16, color


def test_denied_ties_and_unnamed_actors_only_on_request(graph, layout):
    assert "protesters" not in graph_to_svg(graph, layout=layout)
    assert "protesters" in graph_to_svg(graph, layout=layout, include_generic=True)
    few = draw_graph(graph, layout=layout)
    assert len(draw_graph(graph, layout=layout, include_denied=True).parts) > len(few.parts)


def test_hostile_names_are_escaped():
    svg = graph_to_svg(hostile_graph(), title="<script>")
    root = ET.fromstring(svg)
    assert not list(root.iter(f"{SVG}script"))
    assert "NaN" not in svg


@pytest.mark.parametrize("name", ["Никола", "Erdoğan", "Қазақстан", "საქართველო", "Հայաստան"])
def test_other_scripts_render_without_a_missing_glyph(name, tmp_path):
    graph = nx.MultiDiGraph()
    graph.add_node("a", label=name, type="person")
    graph.add_edge("a", "b", "trade", theme="economy", family="cooperation", status="actual", evidence=[])
    save_figure(graph, tmp_path / "a.png", dpi=60)  # a missing glyph is a warning, and warnings are errors
    assert name in " ".join(texts(graph_to_svg(graph)))


def test_unknown_endings_and_sizes_are_named(graph, tmp_path):
    with pytest.raises(GraphError, match=r"\.svg, \.png, \.pdf"):
        save_figure(graph, tmp_path / "a.jpg")
    with pytest.raises(GraphError, match="column, page, slide"):
        graph_to_svg(graph, size="poster")


def test_an_empty_graph_is_a_figure_too():
    ET.fromstring(graph_to_svg(nx.MultiDiGraph(), title="Nothing"))


def test_charts_are_figures(graph, tmp_path):
    blocs = {"Central Asia": ["KAZ", "UZB"], "European Union": ["European Union", "HUN"], "Serbia": ["SRB"]}
    drawings = (
        draw_dyad(graph, "Serbia", "European Union"),
        draw_blocs(graph, blocs, title="Who is tied to whom"),
        draw_changes(compare(graph, "2025-01..2025-09", "2025-10..2026-06")),
    )
    for drawing in drawings:
        svg = to_svg(drawing)
        assert len(texts(svg)) > 8
        assert "nan" not in svg.lower().replace("sans", "")
        save_drawing(drawing, tmp_path / "a.png", dpi=50)
        assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_a_matrix_of_blocs_counts_sentences(graph):
    svg = to_svg(draw_blocs(graph, {"A": ["SRB"], "B": ["KAZ"]}))
    named = [(node, data["country"]) for node, data in graph.nodes(data=True) if not data["generic"]]
    nodes = [{node for node, country in named if code in (node, country)} for code in ("SRB", "KAZ")]
    expected = sum(
        row["status"] != "denied"
        for source, target, data in graph.edges(data=True)
        if (source in nodes[0] and target in nodes[1]) or (source in nodes[1] and target in nodes[0])
        for row in data["evidence"]
    )
    assert texts(svg).count(str(expected)) >= 2


def test_a_view_shows_itself_everywhere(graph):
    bundle = show(graph, title="Ć")._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}
    assert bundle["text/html"].startswith('<iframe sandbox="allow-scripts allow-downloads allow-popups"')
    assert "61 entities" in bundle["text/plain"]
    assert set(show(graph)._repr_mimebundle_(include={"image/svg+xml"})) == {"image/svg+xml", "text/plain"}
