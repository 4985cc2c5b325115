"""The map's views and what one takes away: timeline, comparison, path, table, map, exports, frames, print."""

# ruff: noqa: E501 - small scripts for the browser

from __future__ import annotations

import csv
import html
import io
import re
import struct
import xml.etree.ElementTree as ET
import zlib

import networkx as nx
import pytest

from detente.graph.notebook import show
from detente.graph.page import graph_to_html

from .conftest import ARTEFACTS
from .graphs import caspian_graph

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def graph():
    return caspian_graph()


@pytest.fixture(scope="module")
def file(graph, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "map.html"
    graph_to_html(graph, path, title="Serbia’s turn to Central Asia")
    return path


def download(page, kind):
    page.locator("#export summary").click()
    with page.expect_download() as waiting:
        page.locator(f"[data-export={kind}]").click()
    return waiting.value


def test_the_timeline_is_dragged_and_plays(opened, file):
    page = opened.open(file)
    handle = page.locator("[data-handle=to] .knob").bounding_box()
    page.mouse.move(handle["x"] + 3, handle["y"] + 8)
    page.mouse.down()
    page.mouse.move(handle["x"] - 300, handle["y"] + 8, steps=5)
    page.mouse.up()
    page.wait_for_timeout(150)
    assert "to=2025-1" in page.url
    before = int(page.locator("#note").get_attribute("data-sentences"))
    assert before < 190
    page.locator("#play").click()
    page.wait_for_timeout(2400)
    page.locator("#play").click()
    assert int(page.locator("#note").get_attribute("data-sentences")) > before
    opened.shot("timeline")


def test_a_date_can_be_typed(opened, file):
    page = opened.open(file)
    page.locator("#date-from").fill("2025-10-01")
    page.keyboard.press("Enter")
    assert "from=2025-10-01" in page.url
    page.locator("#date-to").fill("nonsense")
    page.keyboard.press("Enter")
    assert page.locator("#date-to").input_value() == "2026-05-28"


def test_as_of_a_day_a_tie_has_its_latest_status(opened, file):
    page = opened.open(file, "mode=asof&to=2026-04-15&tie=SRB&tie=RUS")
    assert "ended" in page.locator("#panel").inner_text()
    page = opened.open(file, "mode=asof&to=2026-01-15&tie=SRB&tie=RUS")
    assert "ended" not in page.locator("#panel").inner_text()


def test_comparison_marks_what_changed(opened, file):
    page = opened.open(file, "mode=compare&before=2025-01-01..2025-09-30&after=2025-10-01..2026-05-31")
    kinds = page.evaluate(
        "Object.fromEntries(detente.sight.ties.map(({relation, change}) => [[relation.source.key, relation.relation, relation.target.key].join(' '), change]))"
    )
    assert kinds["SRB energy RUS"] == "ended"
    assert kinds["KAZ energy AZE"] == "firmer"
    assert kinds["SOCAR energy Srbijagas"] == "new"
    assert kinds["SRB diplomacy TKM"] == "gone"
    assert "new" in page.locator("#panel").inner_text()
    opened.shot("compare")


def test_people_and_ministries_roll_up_into_their_country(opened, graph, file):
    page = opened.open(file, "rollup=1")
    shown = page.evaluate("[...detente.sight.entities].map(({key}) => key)")
    assert "Aleksandar Vučić" not in shown
    assert "Ministry of Energy (Kazakhstan)" not in shown
    assert {"Ursula von der Leyen", "Gazprom", "SRB"} <= set(shown)
    page = opened.open(file, "rollup=1&tie=SRB&tie=KAZ")
    assert "Aleksandar Vučić" in page.locator("#panel").inner_text()


def test_the_shortest_path_shows_its_sentences(opened, graph, file):
    page = opened.open(file, "node=NATO")
    page.get_by_placeholder("Path to another entity").fill("iran")
    page.keyboard.press("Enter")
    steps = nx.shortest_path_length(nx.Graph(graph), "NATO", "IRN")
    assert page.locator("#panel .steps > li").count() == steps
    assert page.locator("#panel blockquote").count() >= steps
    assert "path=NATO&path=IRN" in page.url
    opened.shot("path")


def test_no_path_is_said(opened, file):
    page = opened.open(file, "path=NATO&path=TJK")
    assert "No chain of relations" in page.locator("#panel").inner_text()


def test_neighbours_come_on_demand(opened, graph, tmp_path):
    graph_to_html(graph, tmp_path / "map.html", max_entities=5)
    page = opened.open(tmp_path / "map.html", "node=SRB")
    assert "4 of" in page.locator("#panel .facts").nth(1).inner_text()
    page.locator("#panel .facts button").click()
    assert int(page.locator("#note").get_attribute("data-entities")) > 20


def test_the_table_holds_what_the_map_holds_and_sorts(opened, graph, file):
    page = opened.open(file, "view=table")
    assert page.locator("#table tbody tr").count() == int(page.locator("#note").get_attribute("data-passing"))
    page.get_by_role("button", name="Last", exact=True).click()
    dates = page.locator("#table tbody td:nth-child(8)").all_inner_texts()
    assert dates == sorted(dates)
    assert page.locator("th[aria-sort=ascending]").count() == 1
    page.locator("#table tbody .verb").first.click()
    assert page.locator("#panel blockquote").count() >= 1
    opened.shot("table")


def test_places_stand_on_a_map(opened, graph, file):
    page = opened.open(file, "view=map")
    placed = {node for node, data in graph.nodes(data=True) if "coordinates" in data}
    assert set(page.evaluate("[...detente.sight.entities].map(({key}) => key)")) == placed
    x = dict(page.evaluate("detente.scene.dots.map(({entity, at}) => [entity.key, at[0]])"))
    assert x["FRA"] < x["SRB"] < x["TUR"] < x["AZE"] < x["KAZ"] < x["CHN"]
    assert "Natural Earth" in page.locator("#note").inner_text()
    assert "Middle Corridor" in page.evaluate("detente.routes.map(({route}) => route.label)")
    opened.shot("map")
    assert opened.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("hash_", ["", "view=map", "mode=compare", "fan=1&node=SRB"])
def test_the_svg_parses_and_holds_every_name(window, graph, file, hash_, scheme, tmp_path):
    opened = window(scheme=scheme)
    page = opened.open(file, hash_)
    download(page, "svg").save_as(tmp_path / "map.svg")
    text = (tmp_path / "map.svg").read_text(encoding="utf-8")
    root = ET.fromstring(text)
    words = " ".join("".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text"))
    names = page.evaluate("[...detente.sight.entities].map(({label}) => label)")
    missing = [name for name in names if re.sub(r"\W+", "", name) not in re.sub(r"\W+", "", words)]
    assert len(missing) <= len(names) * (0.35 if "map" in hash_ else 0.05), missing
    assert not re.search("NaN|undefined|Infinity", text)
    assert '<rect width="100%" height="100%" fill="#fff"/>' in text


def test_the_png_has_its_size_and_is_not_blank(opened, file, tmp_path):
    page = opened.open(file)
    download(page, "png").save_as(tmp_path / "map.png")
    data = (tmp_path / "map.png").read_bytes()
    width, height = struct.unpack(">II", data[16:24])
    assert width == 3600
    assert height > 1500
    body = b"".join(chunk for kind, chunk in chunks(data) if kind == b"IDAT")
    assert len(set(zlib.decompress(body)[:: 4 * 997])) > 20


def chunks(data):
    at = 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def test_the_csv_holds_the_shown_sentences(opened, file, tmp_path):
    page = opened.open(file, "hide=structure")
    download(page, "csv").save_as(tmp_path / "map.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "map.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == int(page.locator("#note").get_attribute("data-sentences"))
    assert {row["theme"] for row in rows}.isdisjoint({"structure"})
    assert all(row["sentence"] and row["url"].startswith("https://") for row in rows)


def test_networkx_reads_the_graphml(opened, file, tmp_path):
    page = opened.open(file)
    download(page, "graphml").save_as(tmp_path / "map.graphml")
    graph = nx.read_graphml(tmp_path / "map.graphml", force_multigraph=True)
    note = page.locator("#note")
    assert graph.number_of_nodes() == int(note.get_attribute("data-entities"))
    assert graph.number_of_edges() == int(note.get_attribute("data-relations"))
    assert graph.nodes["SRB"]["label"] == "Serbia"


def test_a_citation_is_copied(window, file):
    opened = window()
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened.open(file, "tie=Poti&tie=GEO")
    page.locator("#panel .cite").click()
    page.wait_for_selector("text=Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(
        r"“Poti and Georgia .*” What the month brought, part \d+, [\w ]+, \w+ \d+, 2025\. https://\S+", copied
    )


def test_print_has_the_figure_on_its_first_page(opened, file):
    page = opened.open(file)
    ARTEFACTS.mkdir(exist_ok=True)
    pypdf = pytest.importorskip("pypdf")
    page.pdf(path=ARTEFACTS / "print.pdf", prefer_css_page_size=True)
    pages = pypdf.PdfReader(ARTEFACTS / "print.pdf").pages
    assert len(pages) == 1
    text = pages[0].extract_text()
    assert "Kazakhstan" in text
    assert "Serbia’s turn" in text
    assert "Confidence" not in text


@pytest.mark.parametrize("hash_", ["", "node=SRB", "view=table", "view=map", "mode=compare"])
def test_a_narrow_screen_does_not_scroll_sideways(window, file, hash_):
    opened = window(width=390, height=800)
    page = opened.open(file, hash_)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#open-filters").click()
    assert page.locator("#theme-energy").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.keyboard.press("Escape")
    opened.shot("narrow" + re.sub(r"\W", "-", hash_))
    assert opened.errors == []


CONTRAST = """(() => {
  const parse = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const lum = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => { for (let e = element; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > 0.9) return c; } return [255, 255, 255]; };
  const bad = [];
  for (const element of document.querySelectorAll('body *')) {
    if (!element.checkVisibility() || ![...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
    if (element.closest('svg, .vis-network')) continue;
    const [a, b] = [lum(parse(getComputedStyle(element).color)), lum(ground(element))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) bad.push(element.tagName + ' ' + element.className + ' ' + element.textContent.slice(0, 30) + ' ' + ((a + 0.05) / (b + 0.05)).toFixed(2));
  }
  return bad;
})()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("hash_", ["node=SRB", "mode=compare", "view=table"])
def test_text_has_contrast(window, file, scheme, hash_):
    opened = window(scheme=scheme)
    page = opened.open(file, hash_)
    opened.shot(f"{scheme}-{re.sub(chr(61), '-', hash_)}")
    assert page.evaluate(CONTRAST) == []


def test_the_theme_can_be_chosen(opened, graph, tmp_path):
    graph_to_html(graph, tmp_path / "map.html", theme="dark")
    page = opened.open(tmp_path / "map.html")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 25, 29)"
    page.locator("#dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_without_scripts_there_is_a_table(window, graph, file):
    page = window(scripts=False).page
    page.goto(file.as_uri())
    assert page.locator(
        "noscript tbody tr, body > noscript tr"
    ).count() >= graph.number_of_edges() or "Kassym-Jomart" in page.inner_text("body")
    page.screenshot(path=ARTEFACTS / "noscript.png")


def test_a_frame_of_a_notebook_works_and_leaks_nothing(opened, graph, tmp_path):
    outer = f"<!doctype html><html lang=en><title>n</title><h1 style='color:red'>Mine</h1>{show(graph)._repr_html_()}"
    (tmp_path / "notebook.html").write_text(outer, encoding="utf-8")
    page = opened.page
    page.goto((tmp_path / "notebook.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("#note[data-entities]").wait_for()
    frame.locator("#find").fill("kazakhstan")
    frame.locator("#find").press("Enter")
    assert frame.locator("#panel h2.name").inner_text() == "Kazakhstan"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(255, 0, 0)"
    assert (opened.requests, opened.errors) == ([], [])
    opened.shot("frame")


def test_a_notebook_shows_the_map_wherever_it_is(opened, graph, tmp_path):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    source = (
        "import networkx as nx\nfrom detente.graph.notebook import show\nG = nx.MultiDiGraph(articles={})\n"
        "G.add_edge('Serbia', 'Kazakhstan', 'trade', theme='economy', family='cooperation', status='actual',\n"
        "           evidence=[dict(text='Serbia trades with Kazakhstan.', status='actual', start=0, end=30)])\nshow(G)"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    data = notebook.cells[0].outputs[-1]["data"]
    assert "<svg" in data["image/svg+xml"]
    assert "1 relations" in data["text/plain"]
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    (moved / "n.html").write_text(f"<!doctype html>{data['text/html']}", encoding="utf-8")
    page = opened.page
    page.goto((moved / "n.html").as_uri())
    page.frame_locator("iframe").locator("#note[data-entities='2']").wait_for()
    assert html.unescape(data["text/html"]).count("<h1>") == 1


def test_the_page_speaks_serbian(opened, graph, tmp_path):
    graph_to_html(graph, tmp_path / "map.html", language="sr", title="Србија и средња Азија")
    page = opened.open(tmp_path / "map.html", "node=SRB")
    text = page.inner_text("body")
    assert "Приказано 60 од 61 актера" in text
    assert "трговина" in text
    opened.shot("serbian")
    english = {"Entities", "Relations", "Status", "Confidence", "Export", "Copy citation", "Reset"}
    assert not english & set(text.splitlines())
