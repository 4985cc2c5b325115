"""The map in a real Chromium: what it asks for, what it shows, what mouse and keys do."""

# ruff: noqa: E501 - small scripts for the browser

from __future__ import annotations

import json

import networkx as nx
import pytest

from detente.extract.schema import STATUSES
from detente.graph.page import graph_to_html

from .graphs import caspian_graph, counts, hostile_graph, random_graph

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def graph():
    return caspian_graph()


@pytest.fixture(scope="module")
def file(graph, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "map.html"
    graph_to_html(graph, path, title="Serbia’s turn to Central Asia")
    return path


def shown(page):
    """Entities, relations and sentences that the page says it shows."""
    data = page.locator("#note")
    return tuple(int(data.get_attribute(f"data-{name}")) for name in ("entities", "relations", "sentences"))


def expected(graph, *, confidence=0.0, themes=None, start="", end="9999", statuses=STATUSES[:4], types=None):
    """The same, computed from the graph."""
    wanted = {
        node
        for node, data in graph.nodes(data=True)
        if not data["generic"] and (types is None or data["type"] in types)
    }
    entities, relations, sentences = {node for node in wanted if graph.degree(node) == 0}, 0, 0
    for source, target, data in graph.edges(data=True):
        if (
            source not in wanted
            or target not in wanted
            or (themes is not None and data["theme"] not in themes)
        ):
            continue
        passing = [
            row for row in data["evidence"]
            if row["confidence"] >= confidence and row["status"] in statuses and start <= row["published"] <= end
        ]  # fmt: skip
        if passing:
            entities |= {source, target}
            relations += 1
            sentences += len(passing)
    return len(entities), relations, sentences


def settle(page):
    page.wait_for_timeout(120)


def spot(page, script):
    """A point of the canvas in pixels of the window."""
    x, y = page.evaluate(
        f"(() => {{ const [x, y] = {script}; const b = document.querySelector('#net').getBoundingClientRect(); return [x + b.left, y + b.top]; }})()"
    )
    return x, y


def dot_of(page, key):
    return spot(page, f"detente.scene.dots.find((dot) => dot.entity.key === {json.dumps(key)}).at")


def test_it_asks_for_nothing_and_complains_of_nothing(opened, file):
    page = opened.open(file)
    assert page.evaluate("document.compatMode") == "CSS1Compat"
    assert page.locator("h1").count() == 1
    assert page.title() == "Serbia’s turn to Central Asia"
    opened.shot("overview")
    assert (opened.requests, opened.errors, opened.dialogs) == ([], [], [])


def test_its_counts_are_those_of_the_graph(opened, graph, file):
    page = opened.open(file)
    entities, relations, sentences = counts(graph)
    assert (
        page.locator("#totals").inner_text()
        == f"{entities} entities · {relations} relations · {sentences} sentences"
    )
    assert shown(page) == expected(graph)
    page.locator("#status-denied").check()
    page.locator("#option-generic").check()
    assert shown(page) == (entities, relations, sentences)
    by_theme = page.evaluate("[...detente.sight.themeCounts.values()].reduce((a, b) => a + b)")
    assert by_theme == relations
    assert page.evaluate("detente.sight.statusCounts.reduce((a, b) => a + b)") == relations


def test_names_are_large_enough_and_do_not_touch(opened, file):
    page = opened.open(file)
    names = page.evaluate(
        "detente.scene.names.map(({x, y, width, rows, size}) => [x - width / 2, y, x + width / 2, y + rows.length * size * 1.16, size])"
    )
    assert len(names) >= 50
    assert min(name[4] for name in names) >= 12
    for i, (left, top, right, bottom, _) in enumerate(names):
        for other in names[:i]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def test_a_click_on_an_entity_opens_its_sentences(opened, graph, file):
    page = opened.open(file)
    page.mouse.click(*dot_of(page, "AZE"))
    assert page.locator("#panel h2.name").inner_text() == "Azerbaijan"
    assert "node=AZE" in page.url
    quotes = page.locator("#panel blockquote").all_inner_texts()
    while page.locator("#panel > .more").count():
        page.locator("#panel > .more").click()
        quotes = page.locator("#panel blockquote").all_inner_texts()
    told = [row["text"] for *_, data in graph.edges("AZE", data=True) for row in data["evidence"]]
    told += [row["text"] for *_, data in graph.in_edges("AZE", data=True) for row in data["evidence"]]
    assert sorted(quotes) == sorted(told)
    opened.shot("entity")


def test_a_click_on_a_line_opens_its_sentences_with_article_date_and_link(opened, graph, file):
    page = opened.open(file)
    middle = "(() => { const line = detente.scene.lines.find(({a, b}) => new Set([a.key, b.key, 'Poti', 'GEO']).size === 2); const p = line.points; return [(p[0][0] + p[1][0]) / 2, (p[0][1] + p[1][1]) / 2]; })()"
    page.mouse.click(*spot(page, middle))
    row = graph.edges["Poti", "GEO", "located_in"]["evidence"][0]
    article = graph.graph["articles"][row["article"]]
    assert page.locator("#panel blockquote").all_inner_texts() == [row["text"]]
    link = page.locator("#panel figcaption a")
    assert link.inner_text() == f"{article['title']}, {article['source']}"
    assert link.get_attribute("href") == article["url"]
    assert "Aug" in page.locator("#panel figcaption").inner_text()
    assert page.locator("#panel mark.who").all_inner_texts() == ["Poti", "Georgia"]


def test_a_click_beside_everything_clears_the_selection(opened, file):
    page = opened.open(file, "node=SRB")
    box = page.locator("#net").bounding_box()
    page.mouse.click(box["x"] + 6, box["y"] + box["height"] - 6)
    assert page.locator("#panel h2.name").count() == 0
    assert page.url.endswith("map.html")


def test_parallel_relations_are_all_there(opened, graph, file):
    page = opened.open(file, "tie=SRB&tie=KAZ")
    between = [key for source, target, key in graph.edges(keys=True) if {source, target} == {"SRB", "KAZ"}]
    assert page.locator("#panel article.tie").count() == len(between) > 2
    page.keyboard.press("3")
    rows = [set(row.split("\t")) for row in page.locator("#table tbody tr").all_inner_texts()]
    assert sum({"Serbia", "Kazakhstan"} <= row for row in rows) == len(between)


def test_keys_alone_suffice(opened, file):
    page = opened.open(file)
    page.keyboard.press("/")
    page.keyboard.type("vucic")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2.name").inner_text() == "Aleksandar Vučić"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.locator("#panel h2.name").count() == 0
    page.keyboard.press("?")
    assert page.locator("dialog#help").get_attribute("open") is not None
    opened.shot("help")
    page.keyboard.press("Escape")
    page.locator("#net").focus()
    before = page.evaluate("detente.network.getViewPosition().x")
    page.keyboard.press("ArrowRight")
    settle(page)
    assert page.evaluate("detente.network.getViewPosition().x") > before
    page.locator("[data-handle=from]").focus()
    page.keyboard.press("PageUp")
    settle(page)
    assert "from=2025-02-09" in page.url


def test_every_control_has_a_name_and_is_reached_by_tab(opened, file):
    page = opened.open(file, "node=SRB")
    nameless = page.evaluate(
        """[...document.querySelectorAll('button, input, summary, [role=slider], [tabindex="0"]')].filter((element) =>
        element.checkVisibility() && !(element.getAttribute('aria-label') || element.textContent.trim() || element.labels?.length)).map((element) => element.outerHTML)"""
    )
    assert nameless == []
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "document.activeElement.id || document.activeElement.dataset.view || document.activeElement.dataset.handle || ''"
            )
        )
    assert {
        "find",
        "network",
        "table",
        "dark",
        "open-help",
        "theme-energy",
        "status-planned",
        "confidence",
        "net",
        "fit",
    } <= reached


@pytest.mark.parametrize(
    "theme", ["politics", "economy", "energy", "transport", "defence", "conflict", "structure"]
)
def test_filters_count_as_python_does(opened, graph, file, theme):
    page = opened.open(file)
    places = page.evaluate("JSON.stringify([...detente.model.entities].map(({x, y}) => [x, y]))")
    page.locator(f"#theme-{theme}").uncheck()
    themes = {data["theme"] for *_, data in graph.edges(data=True)} - {theme}
    assert shown(page) == expected(graph, themes=themes)
    assert page.evaluate("JSON.stringify([...detente.model.entities].map(({x, y}) => [x, y]))") == places
    page.locator("#reset").click()
    assert shown(page) == expected(graph)


@pytest.mark.parametrize(
    ("hash_", "rule"),
    [
        ("conf=0.8", {"confidence": 0.8}),
        ("from=2025-06-01", {"start": "2025-06-01"}),
        ("from=2025-06-01&to=2025-12-31&conf=0.7", {"start": "2025-06-01", "end": "2025-12-31", "confidence": 0.7}),
        ("mode=asof&to=2025-08-31", {"end": "2025-08-31"}),
        ("status=planned,possible", {"statuses": ("planned", "possible")}),
        ("hide=.company,.person", {"types": {"country", "organization", "region", "route", "place", "group", "agreement"}}),
    ],
)  # fmt: skip
def test_links_filter_as_python_does(opened, graph, file, hash_, rule):
    page = opened.open(file, hash_)
    entities, relations, sentences = shown(page)
    wanted = expected(graph, **rule)
    assert (relations, sentences) == wanted[1:]
    assert entities in (wanted[0], wanted[0] - 1)  # as of a day, an entity without ties is left out


def test_a_link_gives_the_same_state_again(opened, file):
    page = opened.open(file)
    page.locator("#theme-energy").uncheck()
    page.mouse.click(*dot_of(page, "SRB"))
    page.wait_for_url(lambda url: "node=SRB" in url)
    link, text = page.url, page.locator("#panel").inner_text()
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.url == link
    assert page.locator("#panel").inner_text() == text
    assert not page.locator("#theme-energy").is_checked()


@pytest.mark.parametrize("hash_", ["node=Serbia", "node=serbia", "node=SRB", "node=Republic%20of%20Serbia"])
def test_links_name_entities_by_id_or_name(opened, file, hash_):
    assert opened.open(file, hash_).locator("#panel h2.name").inner_text() == "Serbia"


@pytest.mark.parametrize(
    "hash_", ["node=Atlantis", "conf=x&from=y&view=z&mode=&before=..", "%%%", "node=__proto__", "tie=SRB"]
)
def test_wrong_links_do_no_harm(opened, file, hash_):
    opened.open(file, hash_)
    assert opened.errors == []


def test_hostile_text_does_nothing(opened, tmp_path):
    graph = hostile_graph()
    graph_to_html(graph, tmp_path / "map.html", title="</title><script>alert(1)</script>")
    page = opened.open(tmp_path / "map.html", "fan=1")
    scripts = page.locator("script").count()
    for number in range(page.evaluate("detente.scene.dots.length")):
        point = spot(page, f"detente.scene.dots[{number}].at")
        page.mouse.move(*point)
        page.mouse.click(*point)
        assert page.locator("#panel h2.name").count() == 1
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    assert page.locator("#table tbody tr").count() == graph.number_of_edges()
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == scripts
    links = page.eval_on_selector_all("a[href]", "links => links.map((link) => link.protocol)")
    assert set(links) <= {"https:"}
    assert (opened.requests, opened.errors, opened.dialogs) == ([], [], [])


def test_five_thousand_entities_are_ready_in_time_and_filter_fast(opened, tmp_path):
    graph = random_graph(5000, 20000)
    graph_to_html(
        graph,
        tmp_path / "map.html",
        layout={node: (hash_of(node) % 1800, hash_of(node, 7) % 1200) for node in graph},
    )
    page = opened.open(tmp_path / "map.html")
    ready = page.evaluate("performance.now()") / 1000
    assert page.locator("#note").inner_text().startswith("300 of 5,000 entities shown")
    times = page.evaluate(
        """(() => { const times = []; for (let i = 0; i < 7; i += 1) { const start = performance.now();
        document.querySelector('#theme-energy').click(); times.push(performance.now() - start); } return times.sort((a, b) => a - b); })()"""
    )
    assert ready < 6  # 3 s on an idle machine
    assert times[0] < 150
    page.get_by_role("button", name="Show 100 more").click()
    assert page.locator("#note").inner_text().startswith("400 of 5,000")


def hash_of(name, salt=3):
    return sum(ord(letter) * salt**i for i, letter in enumerate(name))


@pytest.mark.parametrize(
    "kind", ["empty", "one", "isolates", "undated", "one date", "ten parallel", "long name"]
)
def test_odd_graphs_give_a_readable_page(opened, tmp_path, kind):
    graph_to_html(odd(kind), tmp_path / "map.html")
    page = opened.open(tmp_path / "map.html")
    for view in "323":
        page.keyboard.press(view)
    page.keyboard.press("1")
    assert opened.errors == []
    words = {
        "empty": "This graph has no entities",
        "undated": "No sentence has a date",
        "isolates": "3 of 3 entities",
    }
    assert words.get(kind, "entit") in page.locator("#stage").inner_text()
    if kind == "ten parallel":
        assert shown(page) == (2, 10, 10)
        page.locator("#option-fan").check()
        assert page.evaluate("detente.scene.lines.length") == 10


def odd(kind):
    graph = nx.MultiDiGraph(articles={})
    if kind == "one":
        graph.add_node("a", label="A", type="country")
    elif kind == "isolates":
        graph.add_nodes_from("abc", type="country")
    elif kind != "empty":
        graph.add_nodes_from(["a", "b" if kind != "long name" else "b" * 200], type="country")
        first, second = graph
        for number in range(10 if kind == "ten parallel" else 1):
            row = {
                "text": "A and B.",
                "status": "actual",
                "confidence": 1.0,
                "article": "x",
                "start": 0,
                "end": 8,
            }
            if kind != "undated":
                row["date"] = "2025-01-01"
            graph.add_edge(
                first,
                second,
                f"r{number}",
                theme="economy",
                family="cooperation",
                status="actual",
                evidence=[row],
            )
    return graph
