"""The model's names, tags and trees are the same however fast they are found."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from detente.extract.articles import read_articles
from detente.extract.english.model import VENDORED, load_model, one_thread_ops
from detente.extract.reading.passages import passages

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


def test_a_word_is_embedded_once_a_batch_and_to_the_same_bits() -> None:
    stock, ours = (load(VENDORED).get_pipe("tok2vec").model.layers[0] for load in (_one_thread, load_model))
    mixing = ours.layers[3]
    rows: list[int] = []
    forward = mixing._func
    mixing._func = lambda model, words, is_train: (
        rows.append(len(words.data)) or forward(model, words, is_train)
    )
    make_doc = load_model(VENDORED).make_doc
    docs = [make_doc(text) for text in ("Serbia pays Hungary.", "", "Hungary pays Serbia, and Serbia pays.")]
    for theirs, mine in zip(stock.predict(docs), ours.predict(docs), strict=True):
        assert (theirs == mine).all()
    assert rows == [len({(t.orth, bool(t.whitespace_)) for doc in docs for t in doc})]


def _one_thread(name: str) -> spacy.language.Language:
    """Load a model that multiplies matrices as ours does, and is otherwise spaCy's."""
    nlp = spacy.load(name)
    for node in nlp.get_pipe("tok2vec").model.walk():
        node.ops = one_thread_ops()
    return nlp
