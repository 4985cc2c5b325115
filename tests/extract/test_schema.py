"""The types and their ids: stable, told apart by what matters, nothing else."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.extract import schema
from detente.extract.schema import (
    Article,
    ArticleError,
    Claim,
    DetenteError,
    Evidence,
    Mention,
    MissingExtraError,
    Span,
    article_id,
    content_hash,
)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"text": "Serbia and Chile met.", "published": "2026-12-01"}, "not a date, give datetime"),
        ({"text": b"Serbia and Chile met."}, "the text is of type bytes, give a str"),
    ],
)
def test_an_article_says_what_it_cannot_take(given, fault):
    with pytest.raises(ArticleError, match=fault):
        Article(**given)


def test_of_a_time_an_article_keeps_the_day():
    published = dt.datetime(2026, 12, 1, 17, 30, tzinfo=dt.UTC)
    assert Article("Serbia and Chile met.", published=published).published == dt.date(2026, 12, 1)


@pytest.fixture
def claim():
    return Claim(
        source="SRB", target="KAZ", relation="trade", event="AGREE", status="actual", symmetric=True,
        evidence=Evidence("a1", 0, 32, "Serbia signed with Kazakhstan."), trigger=Span(7, 13, "signed"),
        source_mention=Mention(0, 6, "Serbia", "SRB", "gazetteer"),
        target_mention=Mention(19, 29, "Kazakhstan", "KAZ", "gazetteer"),
    )  # fmt: skip


def test_a_claim_has_an_id_of_its_own_making(claim):
    assert len(claim.id) == 16
    assert claim.id == dataclasses.replace(claim, id="").id


@pytest.mark.parametrize(
    "change",
    [
        {"source": "HUN"},
        {"target": "UZB"},
        {"relation": "energy"},
        {"event": "COOPERATE"},
        {"status": "planned"},
        {"trigger": Span(14, 20, "signed")},
        {"evidence": Evidence("a2", 0, 32, "Serbia signed with Kazakhstan.")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_makes_another_claim(claim, change):
    assert dataclasses.replace(claim, id="", **change).id != claim.id


@pytest.mark.parametrize(
    "change",
    [
        {"confidence": 0.5},
        {"speaker": "SRB"},
        {"date": "2025"},
        {"pattern": "sign (subj > with)"},
        {"symmetric": False},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_leaves_a_claim_the_same(claim, change):
    assert dataclasses.replace(claim, id="", **change).id == claim.id


def test_a_given_id_is_kept(claim):
    assert dataclasses.replace(claim, id="mine").id == "mine"


@pytest.mark.parametrize("field", ["text", "title"])
def test_nothing_can_be_changed(field):
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(Article("text"), field, "other")


def test_an_article_is_known_by_text_and_address():
    one = Article("Serbia signs.", url="https://example.org/1")
    assert one.id == article_id(one.text, one.url) == Article("Serbia  signs.\n", url=one.url).id
    assert one.id != Article(one.text).id != Article("Serbia signed.").id


def test_composed_and_decomposed_letters_are_one_article():
    assert article_id("Vuči\u0107") == article_id("Vučic\u0301")


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_hashes_are_short_and_repeat(parts):
    assert content_hash(*parts) == content_hash(*parts)
    assert len(content_hash(*parts)) == 16


def test_parts_of_a_hash_are_kept_apart():
    assert content_hash("a", "bc") != content_hash("ab", "c")


@pytest.mark.parametrize(
    "name",
    ["ArticleError", "GazetteerError", "VocabularyError", "ModelError", "ClaimError", "MissingExtraError"],
)
def test_every_error_is_one_of_ours_and_a_builtin_one(name):
    error = getattr(schema, name)
    assert issubclass(error, DetenteError)
    assert any(base.__module__ == "builtins" and base is not Exception for base in error.__mro__[1:4])


def test_a_missing_extra_names_the_line_to_type():
    assert str(MissingExtraError("reading PDF", "pdf")).endswith("pip install 'detente[pdf]'")
