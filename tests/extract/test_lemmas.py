"""Lemmas: spaCy's where it is right, ours where it is not."""

# ruff: noqa: E501 - a table reads better in few lines
from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from detente.extract.articles import read_articles
from detente.extract.english.lemmas import Lemmas
from detente.extract.english.model import VENDORED

ARTICLES = Path(__file__).parents[2] / "data" / "articles"

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def stock() -> spacy.language.Language:
    return spacy.load(VENDORED, exclude=["ner"])


@pytest.fixture(scope="module")
def lemmas(stock: spacy.language.Language) -> Lemmas:
    return Lemmas(stock.vocab, stock.get_pipe("lemmatizer").lookups)


@pytest.mark.parametrize(
    ("word", "tag", "lemma"),
    [
        ("staged", "VBD", "stage"), ("waging", "VBG", "wage"), ("hopes", "VBZ", "hope"), ("raped", "VBN", "rape"),
        ("fined", "VBN", "fine"), ("spared", "VBD", "spare"), ("taped", "VBN", "tape"), ("typed", "VBD", "type"),
        ("stopped", "VBD", "stop"), ("sits", "VBZ", "sit"), ("hits", "VBZ", "hit"), ("planned", "VBN", "plan"),
        ("went", "VBD", "go"), ("Signed", "VBD", "sign"), ("cities", "NNS", "city"), ("Serbia", "NNP", "Serbia"),
        ("'s", "VBZ", "be"), ("n't", "RB", "not"), ("them", "PRP", "they"), ("bigger", "JJR", "big"),
        ("wo", "MD", "will"), ("had", "VBD", "have"), ("of", "IN", "of"),
    ],
)  # fmt: skip
def test_lemma(lemmas: Lemmas, word: str, tag: str, lemma: str) -> None:
    assert lemmas.lemma(word, tag) == lemma


REVIEWED = {
    "having",
    "hat",
    "rat",
    "stag",
    "hop",
    "scrap",
    "wag",
    "spar",
    "fin",
    "tap",
    "star",
    "rap",
    "pin",
    "sit",
    "bar",
}
"""What spaCy says and we do not: an auxiliary "having" that it leaves alone, and verbs that lost their e."""


def test_other_words_have_the_lemma_that_spacy_gives(stock: spacy.language.Language, lemmas: Lemmas) -> None:
    texts = [article.text for article in read_articles(ARTICLES)]
    different = set()
    for doc in stock.pipe(texts, batch_size=8):
        before = [token.lemma_ for token in doc]
        lemmas(doc)
        different |= {
            (theirs, token.lemma_, token.tag_)
            for theirs, token in zip(before, doc, strict=True)
            if theirs.lower() != token.lemma_.lower()
        }
    assert {d for d in different if d[0] not in REVIEWED} == set()


def test_tables_survive_on_disk(lemmas: Lemmas, tmp_path: Path) -> None:
    lemmas.to_disk(tmp_path / "lemmas")
    again = Lemmas(lemmas.vocab, spacy.lookups.Lookups()).from_disk(tmp_path / "lemmas")
    assert again.lemma("waged", "VBD") == "wage"


def test_white_space_is_tagged_as_such(stock: spacy.language.Language, lemmas: Lemmas) -> None:
    doc = stock.make_doc("Serbia \n signs")
    assert [token.tag_ for token in lemmas(doc) if token.is_space] == ["_SP"]
