"""The extractor as a whole: order, laziness, memory."""

from __future__ import annotations

import itertools

import pytest

import detente.extract.pipeline as pipeline
from detente.extract import Extractor
from detente.extract.schema import Article

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def _articles(count: int) -> list[Article]:
    return [
        Article(f"Serbia signed trade pact {n} with Kazakhstan.\n\nHungary praised it.") for n in range(count)
    ]


def test_one_extraction_an_article_in_order(extractor: Extractor) -> None:
    articles = _articles(40)
    assert [e.article for e in extractor.extract(articles)] == articles


def test_articles_are_taken_as_needed(extractor: Extractor) -> None:
    endless = (Article(f"Serbia met Hungary for the {n}th time.") for n in itertools.count())
    assert len(list(itertools.islice(extractor.extract(endless), 20))) == 20


def test_neighbours_do_not_change_what_an_article_gives(extractor: Extractor) -> None:
    articles = _articles(20)
    alone = [next(extractor.extract([article])) for article in articles]
    assert list(extractor.extract(articles)) == alone


def test_offsets_are_exact(extractor: Extractor) -> None:
    [found] = extractor.extract(_articles(1))
    spans = [
        *found.mentions,
        *(claim.evidence for claim in found.claims),
        *(claim.trigger for claim in found.claims),
    ]
    assert spans
    assert all(found.article.text[s.start : s.end] == s.text for s in spans)


def test_empty_texts(extractor: Extractor) -> None:
    assert [e.claims for e in extractor.extract([Article(""), Article(" \n ")])] == [(), ()]


def test_a_full_vocabulary_stops_to_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_MOST_WORDS", 0)
    fresh = Extractor()
    list(fresh.extract(_articles(2)))
    before = {lexeme.text for lexeme in fresh.nlp.vocab}
    strange = [Article(f"Zorblax{n} signed a pact with Quintar{n}.") for n in range(50)]
    list(fresh.extract(strange))
    assert {lexeme.text for lexeme in fresh.nlp.vocab} - before == set()
    assert "Zorblax7" not in fresh.nlp.vocab.strings
