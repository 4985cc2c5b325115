"""The sample articles: what the demo rests on, read with the real readers."""

import csv
import importlib.resources
import itertools
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from detente.extract.articles import read_articles

FOLDER = Path(__file__).parents[2] / "data" / "articles"
FILES = sorted(path for path in FOLDER.iterdir() if not path.name.startswith("."))
MARK = "fictional sample article written for detente"
SYNDICATED = {
    "Turkmen gas may heat Serbian homes through Caspian swap",
    "Caspian swap could send Turkmen gas to the Balkans",
}
MOST_SHARED = 0.04  # of an article's 5-grams: names of bodies and set phrases


@pytest.fixture(scope="module")
def articles():
    return list(read_articles(FOLDER, strict=True))


def five_grams(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def shared(one, other):
    a, b = five_grams(one.text), five_grams(other.text)
    return len(a & b) / min(len(a), len(b))


def marks(path):
    """Give how many articles a file holds, and how many of them are marked as fictional in their metadata."""
    text = path.read_text("utf-8")
    if path.suffix == ".jsonl":
        records = [json.loads(line) for line in text.splitlines()]
        return len(records), sum(record["note"] == MARK for record in records)
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        return len(rows), sum(row["note"] == MARK for row in rows)
    place = {
        ".md": rf"(?s)\A---\n.*?^note: {MARK}$.*?^---$",
        ".html": rf'<meta name="note" content="{MARK}">',
        ".txt": rf"; note: {MARK}\n\Z",
    }[path.suffix]
    return 1, len(re.findall(place, text, re.MULTILINE))


def test_every_record_gives_one_article(articles):
    assert len(articles) == sum(marks(path)[0] for path in FILES) >= 30


def test_there_are_many_publications(articles):
    assert len({article.source for article in articles} - {""}) >= 6


def test_there_are_several_formats():
    assert len({path.suffix for path in FILES}) >= 4


def test_no_format_needs_an_extra():
    assert {path.suffix for path in FILES} <= {".txt", ".md", ".html", ".jsonl", ".csv"}


def test_the_story_spans_eighteen_months(articles):
    days = [article.published for article in articles]
    first, last = min(days), max(days)
    assert (last.year - first.year) * 12 + last.month - first.month >= 17


def test_every_article_has_title_and_date(articles):
    assert [article.text[:40] for article in articles if not (article.title and article.published)] == []


def test_every_article_has_source_and_address_unless_it_is_plain_text(articles):
    without = [article.title for article in articles if not (article.source and article.url)]
    assert len(without) == sum(path.suffix == ".txt" for path in FILES)


def test_addresses_are_reserved_ones_and_name_the_day(articles):
    pattern = r"https://[a-z-]+\.example\.org/(\d{4})/(\d\d)/(\d\d)/[a-z-]+"
    for article in articles:
        if article.url:
            found = re.fullmatch(pattern, article.url)
            assert found, article.url
            assert "-".join(found.groups()) == str(article.published)


def test_titles_are_unique(articles):
    assert [
        title for title, times in Counter(article.title for article in articles).items() if times > 1
    ] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_article_is_marked_as_fictional(path):
    number, marked = marks(path)
    assert marked == number


def test_the_mark_is_not_read_as_text(articles):
    assert [article.title for article in articles if "fictional" in article.text] == []


@pytest.mark.parametrize(
    "furniture",
    [
        r"\bmin(?:ute)?s? read", r"Reading time", r"Share (?:this|on)", r"Today:", r"Published:",
        r"[Rr]eporting by", r"Follow us", r"Sign up", r"Tags:", r"Also read", r"All rights reserved",
        r"Copyright", r"Most read", r"Newsletter", r"first published by", r"^By [A-Z]", r"<\w+", r"&\w+;",
    ],
)  # fmt: skip
def test_furniture_of_the_page_is_dropped(articles, furniture):
    assert [article.title for article in articles if re.search(furniture, article.text, re.MULTILINE)] == []


def test_articles_are_of_the_length_of_news(articles):
    lengths = {article.title: len(article.text.split()) for article in articles}
    assert {title: words for title, words in lengths.items() if not 180 <= words <= 450} == {}


def test_sentences_are_of_the_length_of_news(articles):
    sentences = [part for article in articles for part in re.split(r"[.?!]”?\s+", article.text)]
    assert 12 <= sum(len(sentence.split()) for sentence in sentences) / len(sentences) <= 25


def test_no_two_articles_share_text_but_the_syndicated_pair(articles):
    alike = [
        {one.title, other.title}
        for one, other in itertools.combinations(articles, 2)
        if shared(one, other) > MOST_SHARED
    ]
    assert alike == [SYNDICATED]


def test_the_syndicated_copies_are_near_duplicates_of_two_publishers(articles):
    one, other = (article for article in articles if article.title in SYNDICATED)
    assert 0.7 < shared(one, other) < 1
    assert one.source != other.source


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_are_plain_utf8(path):
    raw = path.read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert "\ufffd" not in raw.decode("utf-8")


@pytest.mark.parametrize("name", ["Vučić", "Türkiye", "Erdoğan", "Tokayev", "Constanța", "Orbán"])
def test_names_keep_their_diacritics(articles, name):
    assert any(name in article.text for article in articles)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_names_a_machine_path_or_a_registry(path):
    found = re.findall(r"/(?:work|home|tmp|root)/|pypi|localhost|\d+\.\d+\.\d+\.\d+", path.read_text("utf-8"))
    assert found == []


def test_the_installed_package_holds_the_same_files():
    installed = importlib.resources.files("detente.data").joinpath("articles")
    names = sorted(entry.name for entry in installed.iterdir() if not entry.name.startswith("."))
    assert names == [path.name for path in FILES]
