"""What holds whatever the words, the parse, the names and the files: the promises between the parts."""

# ruff: noqa: E501 - rows of data read better on one line

from __future__ import annotations

import contextlib
import copy
import dataclasses
import datetime as dt
import html.parser
import io
import itertools
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.extract import Article, Extractor, read_articles
from detente.extract.dates import read_date
from detente.extract.schema import STATUSES, DetenteError, Extraction, MissingExtraError
from detente.extract.status import read_status
from detente.graph import graph_from_claims, graph_from_extractions, graph_to_html, validate_graph
from detente.graph.files import node_link, read_graph, write_graph
from detente.graph.page import _clean
from detente.graph.periods import day_span
from detente.graph.store import Store

from ..fuzz.checks import check_extraction  # noqa: TID252 - tests are no package
from ..fuzz.choices import Choices, blank_model, is_orderly, parsed, published, text  # noqa: TID252
from ..graph.strategies import worlds  # noqa: TID252

quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
slow = settings(quick, max_examples=20)

BYTES = st.binary(min_size=8, max_size=400)
MARKUP = (
    "</script>", "</ScRiPt >", "<!--", "-->", "<script>", "]]>", "&lt;", "&", '"', "'", "\\", "\\u003c", "\u2028",
    "<img src=x onerror=alert(1)>", "${x}", "{{ 7 * 7 }}", "{% raw %}", "\x00", "\u202e", "`", "</title>", "</textarea>",
    "__proto__", "constructor", "e0", "n0", "é", "한", "🇷🇸",
)  # fmt: skip
WORDS = st.lists(st.sampled_from(MARKUP) | st.text(max_size=5), min_size=1, max_size=4).map("".join)


# -- extraction --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def blank():
    """An extractor without a model, and what stands in for its parser."""
    nlp, parser = blank_model()
    return Extractor(model=nlp, min_confidence=0), parser


def read_parse(blank, data):
    """Read a text with a parse out of the bytes."""
    choose = Choices(data)
    doc = parsed(choose)
    return doc, blank[0].read(doc, article=Article(doc.text, published=published(choose)))


def read_text(blank, data):
    """Read any words as an article, with any parse."""
    extractor, parser = blank
    choose = Choices(data)
    article = Article(text(choose), published=published(choose))
    parser.choose, parser.orderly = Choices(data[::-1]), True
    return next(extractor.extract([article])), parser.orderly


@quick
@given(data=BYTES)
def test_whatever_the_parse_offsets_ids_and_references_hold(blank, data):
    doc, extraction = read_parse(blank, data)
    check_extraction(extraction, orderly=is_orderly(doc))


@quick
@given(data=BYTES)
def test_whatever_the_words_offsets_ids_and_references_hold(blank, data):
    extraction, orderly = read_text(blank, data)
    check_extraction(extraction, orderly=orderly)


@slow
@given(data=BYTES)
def test_an_article_read_twice_gives_the_same(blank, data):
    assert read_text(blank, data) == read_text(blank, data)


@quick
@given(data=BYTES)
def test_status_and_date_of_any_word_are_known_ones_with_exact_cues(data):
    choose = Choices(data)
    doc, day = parsed(choose), published(choose)
    for token in doc:
        status, when = read_status(token), read_date(token, published=day)
        assert status.status in STATUSES
        for cue in (status.cue, when and when.cue):
            assert cue is None or doc.text[cue.start : cue.end] == cue.text
        if when is not None:
            first, last = day_span(when.date)
            assert first <= last


@quick
@given(
    data=BYTES, spans=st.lists(st.tuples(st.integers(-5, 300), st.integers(-5, 300)), min_size=2, max_size=2)
)
def test_any_pair_of_spans_gives_a_claim_none_or_an_error_of_ours(blank, data, spans):
    extractor, parser = blank
    choose = Choices(data)
    words = text(choose)
    source, target = spans
    for ask in (
        lambda: extractor.relate(words, source=source, target=target),
        lambda: extractor.status(words, source),
        lambda: extractor.resolve(words, on=dt.date(2025, 6, 15)),
    ):
        parser.choose = Choices(data[::-1])
        with contextlib.suppress(DetenteError):
            ask()


@slow
@given(parts=st.lists(BYTES, min_size=2, max_size=4), seed=st.randoms(use_true_random=False))
def test_the_order_of_articles_does_not_change_the_graph(blank, parts, seed):
    extractions = [read_parse(blank, part)[1] for part in parts]
    turned = list(extractions)
    seed.shuffle(turned)
    first, second = (graph_from_extractions(some) for some in (extractions, turned))
    assert json.dumps(node_link(first)) == json.dumps(node_link(second))


@slow
@given(data=BYTES)
def test_a_store_gives_back_what_was_added(blank, tmp_path_factory, data):
    _, extraction = read_parse(blank, data)
    with Store(tmp_path_factory.mktemp("store") / "news.detente") as store:
        store.add([extraction])
        [back] = store.extractions()
        stored = store.graph()
    assert (back.article, back.claims) == (extraction.article, extraction.claims)
    assert validate_graph(stored) == []
    assert list(stored.edges(keys=True)) == list(graph_from_extractions([extraction]).edges(keys=True))


# -- the real model ------------------------------------------------------------------------------------------

SENTENCES = (
    "{a} signed a gas deal with {b} on Tuesday.",
    "“We will not supply {a},” {b}'s foreign minister said.",
    "{a} may impose sanctions on {b}, {c} has warned.",
    "{a} and {b} ended their talks in March 2024; {c} denied taking part.",
    "The {a}-{b} corridor, which {c} owns, was attacked yesterday.",
    "According to {a}, {b} failed to ratify the treaty with {c}",
    "{a} (\n{b}\t{c}) plans to join... {a}?!",
)
NAMES = (
    "Serbia", "the U.S.", "Aleksandar Vučić", "Türkiye", "the European Union", "Gazprom", "North Korea", "Kyiv",
    "the Kremlin", "Côte d’Ivoire", "protesters", "its rival", "Bosnia and Herzegovina", "President Tokayev", "OPEC+",
)  # fmt: skip
ODD = ("", " ", "\xa0", "\u200b", "\u202e", "\n", "\n\n", "\t", "\xad", "\u0301", "—", "SOFIA (AP) — ", "٣")
CASES = (str, str.upper, str.lower, str.title, str.swapcase)


@st.composite
def stories(draw):
    """A few sentences of real words in any case, with odd characters between."""
    parts = []
    for template in draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4)):
        names = dict(zip("abc", draw(st.lists(st.sampled_from(NAMES), min_size=3, max_size=3)), strict=True))
        sentence = draw(st.sampled_from(CASES))(template.format(**names))
        at = draw(st.integers(0, len(sentence)))
        parts += [
            sentence[:at],
            draw(st.sampled_from(ODD)),
            sentence[at:],
            draw(st.sampled_from((" ", "\n\n"))),
        ]
    return Article(
        "".join(parts), published=draw(st.none() | st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)))
    )


@pytest.mark.model
@slow
@given(article=stories())
def test_the_real_model_keeps_the_promises(extractor, article):
    [extraction] = extractor.extract([article])
    check_extraction(extraction)


@pytest.mark.model
@settings(slow, max_examples=8)
@given(articles=st.lists(stories(), min_size=2, max_size=4))
def test_an_article_is_read_the_same_among_others(extractor, articles):
    together = list(extractor.extract(articles))
    assert together == [next(extractor.extract([article])) for article in articles]


# -- articles ------------------------------------------------------------------------------------------------

FIELDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30) | st.sampled_from(
    ("Serbia signs", "https://example.org/2026/03/12/a", "=1+1", "a,b;c", 'say "no"', "Updated 3 March 2026")
)
BODIES = st.lists(
    st.sampled_from(
        ("Serbia signed a pact with Kazakhstan on Tuesday.", "Serbia signs", "\n\n", "\n", " ", "“No,” he said.", "| a | b |",
         "\u2028", "2 mins read", "- one", "e\u0301", "\u200b", "BELGRADE, March 3, 2026 --", '"', ",", ";")
    ),
    min_size=1, max_size=12,
).map("".join)  # fmt: skip


def as_csv(record):
    return (
        ",".join(record) + "\n" + ",".join('"' + value.replace('"', '""') + '"' for value in record.values())
    )


@pytest.mark.parametrize(
    ("suffix", "written"), [(".jsonl", json.dumps), (".json", json.dumps), (".csv", as_csv)]
)
@quick
@given(
    body=BODIES,
    title=FIELDS,
    url=FIELDS,
    source=FIELDS,
    day=st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)),
)
def test_an_article_survives_being_written_as_a_record(suffix, written, body, title, url, source, day):
    def read(fields):
        stream = io.BytesIO(written(fields).encode())
        stream.name = f"a{suffix}"
        return list(read_articles(stream, on_error=lambda _: None))

    fields = {"text": body, "title": title, "url": url, "source": source, "date": day.isoformat()}
    for article in read(fields):
        kept = dataclasses.asdict(article)
        again = {name: str(kept[name] or "") for name in ("text", "title", "url", "source", "published")}
        # A text that begins with its title again loses it, as the text of a page does that repeats its heading.
        if article.text.partition("\n\n")[0].casefold() != article.title.casefold():
            assert read(again) == [article]


# -- the page --------------------------------------------------------------------------------------------------


class Page(html.parser.HTMLParser):
    """The elements of a page, and its blocks of data."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.data, self._block = [], {}, None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append((tag, *sorted(name for name in values if name.startswith("on"))))
        self._block = values.get("id") if values.get("type") == "application/json" else None

    def handle_endtag(self, tag):  # noqa: ARG002 - the parser's signature
        self._block = None

    def handle_data(self, data):
        if self._block:
            self.data[self._block] = self.data.get(self._block, "") + data


def marked(words, claims, entities, articles):
    """Put words into every text of a graph."""
    claims = {claim.id: claim for claim in claims}.values()  # of two with one id, the words would choose
    given = dict(zip((entity.id for entity in entities), itertools.cycle(words)))
    entities = [
        dataclasses.replace(one, name=given[one.id], aliases=(given[one.id][::-1],)) for one in entities
    ]
    articles = [
        dataclasses.replace(one, title=words[0], source=words[-1], url=f"https://x/{words[0]}")
        for one in articles
    ]
    claims = [
        dataclasses.replace(one, speaker=words[-1], evidence=dataclasses.replace(one.evidence, text=words[0]))
        for one in claims
    ]
    return graph_from_claims(claims, entities=entities, articles=articles)


@slow
@given(world=worlds(max_claims=3), words=st.lists(WORDS, min_size=1, max_size=3), title=WORDS)
def test_no_word_leaves_the_data_of_a_page(world, words, title):
    claims, entities, articles = world
    G = marked(words, claims, entities, articles)
    plain = marked(["Serbia"], claims, entities, articles)
    layout = dict.fromkeys(G, (0.0, 0.0))
    page, other = (
        Page(graph_to_html(one, title=name, layout=layout)) for one, name in ((G, title), (plain, "Title"))
    )
    assert page.tags == other.tags
    data = {name: json.loads(block) for name, block in page.data.items()}
    assert sorted(node["label"] for node in data["nodes"]) == sorted(
        _clean(label) or _clean(node) for node, label in G.nodes(data="label")
    )
    rows = [row for relation in data["edges"] for row in relation["evidence"]]
    assert {row[1] for row in rows} <= {_clean(words[0])}
    assert {row[5] for row in rows} <= {_clean(words[-1])}
    assert {article[0] for article in data["facts"]["articles"]} <= {_clean(words[0])}


# -- files of graphs -----------------------------------------------------------------------------------------

WRONG = st.sampled_from(
    (None, True, False, 0, -1, 2.5, 10**400, 1e308, "", "x", "2025-13", "\ud800", "a\nb", [], {}, [[]], ["x"], {"a": 1}, [1, 2, "x"],
     "actual", "http://[", "SRB")
)  # fmt: skip


def paths_of(value, path=()):
    """Every place of a JSON value."""
    yield path
    if isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths_of(inner, (*path, key))


@st.composite
def broken_json(draw):
    """The JSON of a graph with some places replaced or left out."""
    claims, entities, articles = draw(worlds(max_claims=3))
    data = copy.deepcopy(node_link(graph_from_claims(claims, entities=entities, articles=articles)))
    for _ in range(draw(st.integers(1, 3))):
        places = [path for path in paths_of(data) if path]
        *outer, last = draw(st.sampled_from(places))
        inside = data
        for key in outer:
            inside = inside[key]
        if draw(st.booleans()):
            inside[last] = draw(WRONG)
        else:
            del inside[last]
    return data


@pytest.mark.long
@settings(quick, max_examples=150)
@given(data=broken_json())
def test_a_broken_graph_is_refused_in_one_line_or_can_be_used(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("files")
    (folder / "a.json").write_text(json.dumps(data), encoding="utf-8")
    try:
        G = read_graph(folder / "a.json")
    except DetenteError as error:
        said = str(error)
    else:
        said = ""
        use(G, folder)
    assert "\n" not in said


def use(G, folder):
    """Write a graph in every format, draw it, and read it back."""
    for ending in (
        ".json",
        ".gexf",
        ".graphml",
        ".zip",
        ".ttl",
        ".cypher",
        ".ftm.json",
        ".events.csv",
        ".neo4j.zip",
    ):
        with contextlib.suppress(MissingExtraError):  # FollowTheMoney is not on every machine
            write_graph(G, folder / f"b{ending}")
    graph_to_html(G, layout=dict.fromkeys(G, (0.0, 0.0)))
    assert node_link(read_graph(folder / "b.json")) == node_link(G)


def test_an_empty_article_gives_an_empty_extraction(blank):
    article = Article("")
    assert list(blank[0].extract([article])) == [Extraction(article)]
