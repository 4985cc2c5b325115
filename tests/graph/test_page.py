from __future__ import annotations

import copy
import html.parser
import json
import os
import re
import subprocess
import sys

import networkx as nx
import pytest

from detente.extract.schema import DetenteError
from detente.graph import page
from detente.graph.errors import GraphError, OutputError
from detente.graph.figure import graph_to_svg
from detente.graph.layout import compute_layout
from detente.graph.page import graph_to_html
from detente.graph.style import load_style

from ..e2e.graphs import caspian_graph, counts, hostile_graph, random_graph  # noqa: TID252 - tests are no package


class Reader(html.parser.HTMLParser):
    """Collects elements, addresses, and the blocks of data."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.addresses, self.data, self._block = [], [], {}, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append(tag)
        self.addresses += [values[name] for name in ("src", "href", "action") if values.get(name)]
        self._block = values.get("id") if values.get("type") == "application/json" else None

    def handle_endtag(self, tag):  # noqa: ARG002 - the parser's signature
        self._block = None

    def handle_data(self, data):
        if self._block:
            self.data[self._block] = json.loads(data)


@pytest.fixture(scope="module")
def graph():
    return caspian_graph()


@pytest.fixture(scope="module")
def text(graph):
    return graph_to_html(graph, title="Serbia’s turn")


def test_it_is_one_whole_document(text):
    assert text.startswith('<!doctype html>\n<html lang="en"')
    assert text.count("<h1>") == 1
    assert "<title>Serbia’s turn</title>" in text
    assert text.count("<main>") == 1


def test_it_asks_for_nothing(text):
    assert Reader(text).addresses == []
    assert "default-src 'none'" in text
    assert not re.search(r"url\(|@import", load_css())


def load_css():
    return page._template("map.css")


def test_it_holds_every_entity_relation_and_sentence(graph, text):
    data = Reader(text).data
    relations = data["edges"]
    held = (len(data["nodes"]), len(relations), sum(len(relation["evidence"]) for relation in relations))
    assert held == counts(graph)
    texts = {row[1] for relation in relations for row in relation["evidence"]}
    assert texts == {row["text"] for *_, edge in graph.edges(data=True) for row in edge["evidence"]}


def test_ids_are_opaque_and_offsets_hit(graph, text):
    data = Reader(text).data
    assert all(re.fullmatch(r"n\d+", node["id"]) for node in data["nodes"])
    labels = {node["id"]: node["label"] for node in data["nodes"]}
    for relation in data["edges"]:
        for row in relation["evidence"]:
            start, end = row[7][:2]
            assert row[1][start:end] == labels[relation["from"]]


def test_the_same_graph_gives_the_same_bytes(graph, text):
    assert graph_to_html(caspian_graph(), title="Serbia’s turn") == text
    turned = nx.MultiDiGraph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    assert graph_to_html(turned, title="Serbia’s turn") == text


def test_the_graph_is_not_changed(graph):
    before = copy.deepcopy(nx.node_link_data(graph, edges="edges"))
    graph_to_html(graph)
    assert nx.node_link_data(graph, edges="edges") == before


def test_positions_are_those_of_the_layout(graph):
    layout = {node: (float(i), float(-i)) for i, node in enumerate(sorted(graph))}
    nodes = Reader(graph_to_html(graph, layout=layout)).data["nodes"]
    assert {node["key"]: (node["x"], node["y"]) for node in nodes} == layout


def test_new_entities_are_placed_beside_a_stored_layout(graph):
    layout = compute_layout(graph)
    known = dict(list(layout.items())[3:])
    nodes = Reader(graph_to_html(graph, layout=known)).data["nodes"]
    placed = {node["key"]: (node["x"], node["y"]) for node in nodes}
    assert {key: placed[key] for key in known} == known


def test_hostile_text_stays_text():
    graph = hostile_graph()
    reader = Reader(graph_to_html(graph, title="</title><script>alert(1)</script>"))
    assert reader.tags.count("script") == 5
    assert "img" not in reader.tags
    assert not any("alert" in address for address in reader.addresses)
    links = [article[3] for article in reader.data["facts"]["articles"]]
    assert set(links) <= {"", "https://example.org/a?b=\"'><x"}


def test_scripts_are_allowed_by_their_hash(text):
    allowed = re.findall(r"'sha256-([^']+)'", html.unescape(text[:4000]))
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert [page._digest(script) for script in scripts] == allowed
    assert "'unsafe-eval'" not in text


def test_without_scripts_there_is_a_table(graph, text):
    table = text[text.index("<noscript>") : text.index("</noscript>")]
    assert table.count("<tr>") == 1 + graph.number_of_edges()
    assert "Kassym-Jomart Tokayev" in table


def test_it_is_written_as_utf_8_whatever_the_locale(tmp_path):
    program = (
        "import networkx as nx\nfrom detente.graph.page import graph_to_html\n"
        "G = nx.MultiDiGraph()\nG.add_node('Vučić 习近平', label='Vučić 习近平', type='person')\n"
        f"graph_to_html(G, {str(tmp_path / 'map.html')!r}, title='Ć')"
    )
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    subprocess.run([sys.executable, str(tmp_path / "program.py")], env=environment, check=True)
    assert "Vučić 习近平" in (tmp_path / "map.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.html", "program.py"]


def test_a_failed_write_leaves_the_old_page(tmp_path, graph, monkeypatch):
    file = tmp_path / "map.html"
    file.write_text("old", encoding="utf-8")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OutputError, match="No space left"):
        graph_to_html(graph, file)
    assert file.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("options", [{"language": "xx"}, {"max_entities": 0}, {"theme": "pink"}])
def test_wrong_options_are_named(graph, options):
    with pytest.raises(GraphError, match=r"xx|max_entities|pink") as caught:
        graph_to_html(graph, **options)
    assert isinstance(caught.value, DetenteError)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("draw", [graph_to_html, graph_to_svg])
@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph])
def test_a_graph_of_another_kind_is_named(draw, kind):
    with pytest.raises(GraphError, match=f"is a {kind.__name__}: make it a MultiDiGraph"):
        draw(kind([("a", "b")]))


def test_serbian_has_all_messages_with_the_same_places():
    english, serbian = load_style("en"), load_style("sr")
    assert set(english.messages) == set(serbian.messages)
    for key, message in english.messages.items():
        other = serbian.messages[key]
        places = [set(re.findall(r"\{(\w+)\}", str(text))) for text in (message, other)]
        assert places[0] == places[1], key


def test_the_page_speaks_serbian(graph):
    text = graph_to_html(graph, language="sr")
    assert '<html lang="sr"' in text
    assert "Ко с ким послује" in text


def test_every_message_in_use_exists():
    messages = load_style().messages
    used = set()
    for name in page.SCRIPTS:
        used |= set(re.findall(r"\bt\(\"(\w+)\"", page._template(name)))
    used |= set(re.findall(r"say\(['\"](\w+)['\"]", page._template("map.html")))
    assert used - {"status_", "family_"} <= set(messages)


def test_every_message_is_used():
    everything = "".join(page._template(name) for name in (*page.SCRIPTS, "map.html"))
    python = (
        page.resources.files("detente.graph").joinpath(f"{name}.py").read_text()
        for name in ("page", "figure", "charts", "frame")
    )
    everything += "".join(python)
    unused = [
        key for key in load_style().messages if f'"{key}"' not in everything and f"'{key}'" not in everything
    ]
    assert [key for key in unused if not key.startswith(("status_", "family_"))] == []


def test_scripts_stay_short():
    for name in (*page.SCRIPTS, "map.css", "map.html"):
        assert page._template(name).count("\n") < 500, name


@pytest.mark.long
def test_of_too_many_entities_the_most_reported_stay():
    graph = random_graph(5200, 6000)
    facts = Reader(graph_to_html(graph, layout=dict.fromkeys(graph, (0.0, 0.0)))).data["facts"]
    assert facts["left_out"][0] == 200
    assert facts["totals"][:2] == [5200, 6000]


def test_odd_graphs():
    graph = nx.MultiDiGraph()
    graph.add_node("a")
    graph.add_edge("a", "a", "knows")
    graph.add_edge("a", "b", "knows", evidence=[{"text": "A knows B.", "confidence": float("inf")}])
    data = Reader(graph_to_html(graph)).data
    assert len(data["nodes"]) == 2
    assert {relation["relation"] for relation in data["edges"]} == {"knows"}
