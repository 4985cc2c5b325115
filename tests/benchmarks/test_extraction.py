"""Extraction beside what else one would run on the same text; `make bench` runs it, the tests do not."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
import spacy

from detente.extract import Extractor
from detente.extract.articles import read_articles
from detente.extract.model import VENDORED

sys.path.insert(0, str(Path(__file__).parent))
from typing import TYPE_CHECKING

import corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from detente.extract.schema import Article

SAMPLE = Path(__file__).parents[2] / "data" / "articles"

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [*read_articles(SAMPLE), *corpus.articles(60)]


@pytest.fixture(scope="module")
def readers(articles: list[Article]) -> dict[str, Callable[[Iterable[Article]], object]]:
    extractor, stock = Extractor(), spacy.load(VENDORED)

    def plain(found: Iterable[Article]) -> int:
        return sum(len(doc.ents) for doc in stock.pipe((a.text for a in found), batch_size=32))

    def triples(found: Iterable[Article]) -> int:
        return sum(1 for doc in stock.pipe((a.text for a in found), batch_size=32) for _ in _triples(doc))

    readers = {
        "detente": lambda found: list(extractor.extract(found)),
        "stock spaCy": plain,
        "subject-verb-object triples": triples,
    }
    for read in readers.values():
        read(articles[:10])
    return readers


def _triples(doc: spacy.tokens.Doc):
    """Yield subjects, verbs and objects as they stand: what a plain walk over the tree gives."""
    for verb in doc:
        if verb.pos_ == "VERB":
            subjects = [child for child in verb.children if child.dep_ in {"nsubj", "nsubjpass"}]
            objects = [child for child in verb.children if child.dep_ in {"dobj", "attr", "dative"}]
            yield from ((s, verb, o) for s in subjects for o in objects)


@pytest.mark.parametrize("name", ["detente", "stock spaCy", "subject-verb-object triples"])
def test_throughput(benchmark, readers, articles, name) -> None:
    benchmark.group = "extraction"
    benchmark.extra_info["words"] = sum(len(a.text.split()) for a in articles)
    benchmark._timer = time.process_time
    benchmark.pedantic(readers[name], args=(articles,), rounds=3, iterations=1)


@pytest.mark.parametrize("count", [25, 50, 100, 200])
def test_growth(benchmark, readers, count) -> None:
    benchmark.group = "growth"
    benchmark.extra_info["articles"] = count
    benchmark._timer = time.process_time
    benchmark.pedantic(readers["detente"], args=(list(corpus.articles(count)),), rounds=1, iterations=1)
