"""Confidence: a function of the claim alone, between 0 and 1, calibrated on text that nobody tuned to."""

from __future__ import annotations

import dataclasses
import json
import math
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.extract import Article, Entity, Extractor
from detente.extract.confidence import (
    confidence_of,
    contributions,
    default_threshold,
    expected_calibration_error,
    features_of,
    load_weights,
)
from detente.extract.evaluation import judge

GOLD = Path(__file__).parents[1] / "gold"
TEXT = "Serbia signed a trade agreement with Kazakhstan. Angry students attacked Oman."


@pytest.fixture(scope="session")
def all_claims(extractor):
    return Extractor(model=extractor.nlp, min_confidence=0)


@pytest.fixture
def extraction(all_claims):
    return next(all_claims.extract([Article(TEXT)]))


def ends(claim, extraction):
    entities = {e.id: e for e in extraction.entities}
    return {"source": entities[claim.source], "target": entities[claim.target]}


def test_a_saved_claim_gives_its_confidence_again(extraction):
    assert extraction.claims
    for claim in extraction.claims:
        unknown = dataclasses.replace(claim, confidence=0.5)
        assert confidence_of(unknown, **ends(claim, extraction)) == claim.confidence


def test_contributions_add_up(extraction):
    for claim in extraction.claims:
        odds = load_weights().intercept + sum(
            p.value for p in contributions(claim, **ends(claim, extraction))
        )
        assert round(1 / (1 + math.exp(-odds)), 2) == claim.confidence


def test_named_states_are_surer_than_unnamed_people(extraction):
    by_source = {claim.source: claim.confidence for claim in extraction.claims}
    assert by_source["SRB"] > by_source["angry students"]


def test_features_count_both_ends(extraction):
    claim = extraction.claims[0]
    features = features_of(claim, **ends(claim, extraction))
    assert features["actor of type country"] == 2
    assert features["linked by gazetteer"] == 2


def test_a_pattern_of_any_make_is_read(extraction):
    claim = dataclasses.replace(extraction.claims[0], pattern="")
    country = Entity("XXX", "X", "country")
    assert 0 < confidence_of(claim, source=country, target=country) < 1


@pytest.mark.parametrize("name", ["intercept", "threshold", "features", "method", "date", "gold", "measured"])
def test_the_table_says_how_it_was_made(name):
    assert name in json.loads(resources.files("detente.data").joinpath("confidence.json").read_text("utf-8"))


def test_the_threshold_drops_the_least_sure(all_claims, extractor):
    strict = Extractor(model=extractor.nlp, min_confidence=0.7)
    kept = next(strict.extract([Article(TEXT)])).claims
    found = next(all_claims.extract([Article(TEXT)])).claims
    assert kept == tuple(c for c in found if c.confidence >= 0.7)
    assert len(kept) < len(found)


def test_the_shipped_threshold_is_the_default(extractor):
    assert extractor.min_confidence == default_threshold()


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_calibration_error_is_a_share(rows):
    assert 0 <= expected_calibration_error([c for c, _ in rows], [r for _, r in rows]) <= 1


@pytest.mark.parametrize(
    ("confidences", "right", "error"),
    [([1.0, 1.0], [True, True], 0.0), ([1.0, 1.0], [False, False], 1.0), ([0.25, 0.75], [False, False], 0.5)],
)
def test_calibration_error(confidences, right, error):
    assert expected_calibration_error(confidences, right) == error


@pytest.mark.long
def test_confidence_is_calibrated_on_the_test_half(all_claims):
    judged = [j for j in judge(all_claims, GOLD, part="test") if j.right is not None]
    error = expected_calibration_error([j.claim.confidence for j in judged], [bool(j.right) for j in judged])
    assert error <= 0.08
