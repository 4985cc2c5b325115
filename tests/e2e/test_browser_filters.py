"""The map in use: filters by words, relation and type, where a line points, small screens, keys and focus."""

from __future__ import annotations

import json
from urllib.parse import quote

import networkx as nx
import pytest

from detente.graph.page import graph_to_html

from .graphs import caspian_graph, random_graph

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def graph():
    return caspian_graph()


@pytest.fixture(scope="module")
def file(graph, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "map.html"
    graph_to_html(graph, path, title="Serbia’s turn to Central Asia")
    return path


def shown_rows(graph):
    """Evidence and article of all that the page shows at first."""
    named = {node for node, data in graph.nodes(data=True) if not data["generic"]}
    for source, target, data in graph.edges(data=True):
        for row in data["evidence"]:
            if row["status"] != "denied" and {source, target} <= named:
                yield row, graph.graph["articles"][row["article"]]


def test_words_keep_the_sentences_that_have_them(opened, graph, file):
    page = opened.open(file)
    wanted = sum("Azerbaijan" in row["text"] and "Türkiye" in row["text"] for row, _ in shown_rows(graph))
    page.locator("#words").press_sequentially("turkiye azerbaijan")
    page.wait_for_selector(f"#note[data-sentences='{wanted}']")
    assert page.evaluate("document.activeElement.id") == "words"
    assert "words=turkiye+azerbaijan" in page.url
    opened.shot("words")
    page.locator("#reset").click()
    assert page.locator("#words").input_value() == ""


def test_a_phrase_may_be_the_publication_and_stays_in_the_link(opened, graph, file):
    page = opened.open(file)
    paper = graph.graph["articles"][min(graph.graph["articles"])]["source"]
    wanted = sum(about["source"] == paper for _, about in shown_rows(graph))
    page.locator("#words").fill(f'"{paper}"')
    page.wait_for_selector(f"#note[data-sentences='{wanted}']")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#words").input_value() == f'"{paper}"'
    assert int(page.locator("#note").get_attribute("data-sentences")) == wanted


def test_a_theme_unfolds_into_its_relations(opened, graph, file):
    page = opened.open(file)
    before = int(page.locator("#note").get_attribute("data-relations"))
    trade = int(page.evaluate("detente.sight.relationCounts.get('trade')"))
    page.locator("#relations-economy").click()
    page.locator("#relation-economy-trade").uncheck()
    assert int(page.locator("#note").get_attribute("data-relations")) == before - trade > 0
    assert page.locator("#relation-economy-aid").is_visible()
    assert "hide=%3Atrade" in page.url
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert not page.locator("#relation-economy-trade").is_checked()


def test_one_relation_alone_is_a_click_away(opened, graph, file):
    page = opened.open(file)
    page.locator("#theme-energy").uncheck()
    page.locator("#relations-conflict").click()
    page.get_by_role("button", name="Only sanction", exact=True).click()
    assert {*page.evaluate("detente.sight.ties.map(({relation}) => relation.relation)")} == {"sanction"}
    opened.shot("relations")


def test_types_are_counted_as_the_filters_leave_them(opened, graph, file):
    page = opened.open(file, "status=planned&hide=.company")
    kinds = {node: data["type"] for node, data in graph.nodes(data=True) if not data["generic"]}
    alone = {node for node in kinds if graph.degree(node) == 0}
    counted = {kind: {node for node in alone if kinds[node] == kind} for kind in ("company", "country")}
    for source, target, data in graph.edges(data=True):
        ends = {source, target}
        if not ends <= kinds.keys() or all(row["status"] != "planned" for row in data["evidence"]):
            continue
        company = {end for end in ends if kinds[end] == "company"}
        counted["company"] |= company
        counted["country"] |= set() if company else {end for end in ends if kinds[end] == "country"}
    told = page.evaluate("Object.fromEntries(detente.sight.typeCounts)")
    assert {kind: told.get(kind, 0) for kind in counted} == {
        kind: len(found) for kind, found in counted.items()
    }


def test_a_line_points_only_while_most_of_its_sentences_do(opened, tmp_path):
    graph = nx.MultiDiGraph(articles={})
    graph.add_nodes_from(["a", "b"], type="country")
    row = {"text": "A and B.", "status": "actual", "article": "x", "start": 0, "end": 8}
    mutual = row | {"symmetric": True, "confidence": 0.9}
    pointed = [row | {"symmetric": False, "confidence": 0.4, "claim": claim} for claim in ("c1", "c2")]
    graph.add_edge(
        "a", "b", "trade", theme="economy", family="cooperation", status="actual", evidence=[mutual, *pointed]
    )
    graph_to_html(graph, tmp_path / "map.html")
    page = opened.open(tmp_path / "map.html", "tie=a&tie=b")
    assert page.evaluate("detente.scene.lines[0].arrows.length") == 1
    assert page.locator("#panel .arrow").inner_text() == "→"
    page.locator("#confidence").fill("0.5")
    page.wait_for_selector("#note[data-sentences='1']")
    assert page.evaluate("detente.scene.lines[0].arrows.length") == 0
    assert page.locator("#panel .arrow").inner_text() == "↔"


@pytest.mark.parametrize("how", ["link", "tap"])
def test_on_a_narrow_screen_the_panel_does_not_hide_what_is_selected(window, graph, file, how):
    opened = window(width=390, height=844)
    page = opened.open(file)
    low = page.evaluate("detente.scene.dots.reduce((a, b) => (a.at[1] > b.at[1] ? a : b)).entity.key")
    dot = f"detente.scene.dots.find(({{entity}}) => entity.key === {json.dumps(low)}).at"
    height = dot + "[1] + document.querySelector('#net').getBoundingClientRect().top"
    if how == "tap":
        page.mouse.click(page.evaluate(dot + "[0]"), page.evaluate(height))
    else:
        page.goto("about:blank")
        page = opened.open(file, "node=" + quote(low))
    page.wait_for_timeout(500)
    assert page.evaluate(height) < page.locator("#panel").bounding_box()["y"]


def test_opening_the_filters_of_a_narrow_screen_raises_no_keyboard(window, file):
    page = window(width=390, height=844).open(file)
    page.locator("#open-filters").click()
    assert page.evaluate("document.activeElement.type") == "checkbox"


def focused(page):
    return page.evaluate(
        "[document.activeElement.tagName, document.activeElement.textContent || document.activeElement.id]"
    )


def test_the_focus_goes_where_the_sentences_are(opened, file):
    page = opened.open(file)
    page.keyboard.press("/")
    page.keyboard.type("vucic")
    page.keyboard.press("Enter")
    assert focused(page) == ["H2", "Aleksandar Vučić"]
    page.locator("#panel .tie-head button").last.focus()
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    assert focused(page) == ["H2", name]
    page.locator("#panel .close").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "net"
    page.keyboard.press("3")
    page.locator("#table tbody .verb").first.focus()
    page.keyboard.press("Enter")
    assert focused(page)[0] == "H2"


def test_no_name_is_cut_off_at_the_side_while_there_is_room_elsewhere(window, tmp_path):
    graph_to_html(random_graph(200, 500), tmp_path / "map.html")
    page = window(width=390, height=844).open(tmp_path / "map.html")
    ends = page.evaluate("detente.scene.names.map(({x, width}) => [x - width / 2, x + width / 2])")
    width = page.evaluate("document.querySelector('#net').clientWidth")
    assert [name for name in ends if name[0] < 0 or name[1] > width] == []
