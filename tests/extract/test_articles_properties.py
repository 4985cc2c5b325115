"""Whatever the input holds, a reader reads it or says why not, and cleaning is stable."""

# ruff: noqa: E501 - rows of data read better on one line

import contextlib
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.extract.articles import read_articles
from detente.extract.reading import cleaning, formats
from detente.extract.schema import ArticleError

PIECES = st.sampled_from(
    ["\n", "\n\n", "\r\n", " ", "    ", "\t", "Serbia signed a pact with Kazakhstan on Tuesday", ".", "2 mins read", "- ",
     "Share", "(Reuters)", "Updated 12 March 2026", "03/04/2026", "BELGRADE, March 3 --", "\u200b", "\xad", "e\u0301",
     "\u2029", "\x85", "\x1c", "REUTERS", "12,000 ", "© 2026 ", "word ", "long-", "|", "\ud800", "Published: ", "— Tanjug"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(codec=None), max_size=300), st.lists(PIECES, max_size=40).map("".join)
)
SEEDS = {
    ".json": [
        b'{"text": "Serbia signed.", "date": "2026-03-12"}',
        b'[{"text": 1}, {"TEXT": "a", "url": []}]',
    ],
    ".jsonl": [b'{"text": "Serbia signed."}\n{"text"\n'],
    ".csv": [b'title,text,date\na,"b ""c""",2026-03-12\n'],
    ".html": [
        b"<html><body><article><h1>a</h1><p>Serbia signed a pact with Kazakhstan.</p></article></html>"
    ],
    ".rss": [
        b'<rss version="2.0"><channel><item><title>a</title><description>b &amp; c</description></item></channel></rss>'
    ],
    ".md": [b"---\ntitle: a\ndate: 2026-03-12\n---\n# A\n\n*b*"],
    ".txt": [b"Serbia signs\n\nSerbia signed.", b"\xff\xfea\x00b\x00", b"caf\xe9"],
    ".pdf": [b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"],
}


@st.composite
def mangled(draw, suffix):
    """Some valid bytes of a format with a piece replaced, or anything at all."""
    if draw(st.booleans()):
        return draw(st.binary(max_size=400))
    seed = draw(st.sampled_from(SEEDS[suffix]))
    start = draw(st.integers(0, len(seed)))
    end = draw(st.integers(start, len(seed)))
    return seed[:start] + draw(st.binary(max_size=20)) + seed[end:]


def named(content, name):
    stream = io.BytesIO(content)
    stream.name = name
    return stream


def read_all(source):
    """Read in strict mode until the error, if any, which is one line; give the articles of lenient mode."""
    problems = []
    content = source.getvalue()
    articles = list(read_articles(source, on_error=problems.append))
    again = type(source)(content)
    again.name = getattr(source, "name", "stream")
    if problems:
        with pytest.raises(ArticleError):
            list(read_articles(again, strict=True))
    else:
        assert list(read_articles(again, strict=True)) == articles
    assert all(isinstance(problem, ArticleError) and "\n" not in str(problem) for problem in problems)
    return articles


@pytest.mark.parametrize("suffix", sorted(SEEDS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_bytes_give_articles_or_one_line_errors(suffix, data):
    for article in read_all(named(data.draw(mangled(suffix)), "a" + suffix)):
        assert article.text == cleaning.clean_text(article.text)
        article.text.encode()


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_stream_gives_articles_or_one_line_errors(content):
    read_all(named(content, "stream"))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_any_text_stream_gives_articles_or_one_line_errors(text):
    stream = io.StringIO(text)
    stream.name = "a.txt"
    read_all(stream)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_archive_gives_articles_or_one_line_errors(data):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../a.txt", "Serbia signed.")
        archive.writestr("b.jsonl", '{"text": "Serbia paid."}')
    raw = bytearray(packed.getvalue())
    for _ in range(data.draw(st.integers(0, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    read_all(named(bytes(raw), "a.zip"))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_cleaning_twice_changes_nothing(text):
    once = cleaning.clean_text(text)
    assert cleaning.clean_text(once) == once
    once.encode()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=90))
def test_a_date_is_a_date_or_a_value_error(words):
    with contextlib.suppress(ValueError):
        assert cleaning.EARLIEST_YEAR <= cleaning.parse_date(words).year <= cleaning.LATEST_YEAR


@settings(max_examples=100, deadline=None)
@given(st.dates(min_value=cleaning.parse_date("1900-01-01"), max_value=cleaning.parse_date("2100-12-31")))
def test_every_day_is_read_in_every_form(day):
    forms = (
        day.isoformat(),
        day.strftime("%d %B %Y"),
        day.strftime("%B %d, %Y"),
        day.strftime("%a, %d %b %Y 10:00:00 GMT"),
    )
    assert {cleaning.parse_date(form) for form in forms} == {day}


@settings(max_examples=150, deadline=None)
@given(st.recursive(st.none() | st.text(max_size=20) | st.integers() | st.floats(), lambda x: st.lists(x) | st.dictionaries(
    st.sampled_from(["text", "Title", "date", "published", "url", "source", "language", "x"]), x)))  # fmt: skip
def test_any_record_gives_a_draft_or_an_error(record):
    assert isinstance(formats.draft_from_record(record, "a:1"), (formats.Draft, ArticleError))
