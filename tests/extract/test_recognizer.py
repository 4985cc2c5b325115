"""The model's names, tags and trees are the same however fast they are found."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from detente.extract.articles import read_articles
from detente.extract.model import VENDORED, load_model
from detente.extract.passages import passages

ARTICLES = Path(__file__).parents[2] / "data" / "articles"

pytestmark = pytest.mark.model


def test_the_fast_pipeline_reads_as_the_stock_one() -> None:
    texts = [a.text[i:j] for a in read_articles(ARTICLES) for i, j in passages(a.text)][:200]
    stock, ours = spacy.load(VENDORED), load_model(VENDORED)
    for theirs, mine in zip(stock.pipe(texts, batch_size=32), ours.pipe(texts, batch_size=64), strict=True):
        assert [str(e) + e.label_ for e in mine.ents] == [str(e) + e.label_ for e in theirs.ents]
        assert [(t.tag_, t.dep_, t.head.i) for t in mine] == [(t.tag_, t.dep_, t.head.i) for t in theirs]


@pytest.mark.parametrize("texts", [[""], [" "], ["", "Belgrade", ""], ["NATO"] * 70])
def test_odd_batches(texts: list[str]) -> None:
    assert [doc.text for doc in load_model(VENDORED).pipe(texts)] == texts


def test_a_loaded_pipeline_is_left_alone() -> None:
    stock = spacy.load(VENDORED)
    assert load_model(stock).pipe_names == [
        "tok2vec",
        "tagger",
        "parser",
        "attribute_ruler",
        "lemmatizer",
        "ner",
    ]
