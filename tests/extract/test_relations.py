"""Ties out of sentences: a table of phenomena, each with the ties that a careful reader draws from it."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.extract import Article

from .sentences import CASES, Case, shortcomings

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def claims(extractor):
    """The claims of every sentence of the table, read in one go."""
    articles = [Article(case.text, published=dt.date(2025, 6, 15)) for case in CASES]
    return {e.article.text: e.claims for e in extractor.extract(articles)}


def _param(case: Case):
    marks = [pytest.mark.xfail(strict=True, reason=case.fails)] if case.fails else []
    return pytest.param(case, id=case.phenomenon, marks=marks)


@pytest.mark.parametrize("case", [_param(case) for case in CASES])
def test_sentence_gives_the_ties_that_it_states(claims, case):
    assert shortcomings(case, claims[case.text]) == []


def test_the_table_holds_every_sentence_once():
    texts = [case.text for case in CASES]
    assert len(texts) == len(set(texts)) >= 250


def test_every_case_expects_something():
    assert [case.text for case in CASES if not (case.ties or case.banned or case.empty)] == []
