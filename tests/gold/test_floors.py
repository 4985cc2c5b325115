"""The gate: no figure on the gold set may fall below its pinned floor.

Floors are pinned, and can only rise, by ``python docs/make_measured.py --pin``.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.extract import Extractor
from detente.extract.evaluation import evaluate, gold_digest, missed_floors

GOLD = Path(__file__).parent
FLOORS = json.loads((GOLD / "floors.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def extractor():
    return Extractor()


@pytest.mark.parametrize("part", ["dev", "test"])
def test_floors_belong_to_this_gold_set(part):
    pinned = FLOORS[part]["digest"]
    assert gold_digest(GOLD, part=part) == pinned, (
        f"the {part} half was changed after its floors were pinned: python docs/make_measured.py --pin"
    )


@pytest.mark.long
@pytest.mark.parametrize("part", ["dev", "test"])
def test_no_figure_is_below_its_floor(extractor, part):
    evaluation = evaluate(extractor, GOLD, part=part)
    assert missed_floors(evaluation, FLOORS[part]["floors"]) == []


@pytest.mark.parametrize("part", ["dev", "test"])
@pytest.mark.parametrize("scope", ["articles", "sentences"])
@pytest.mark.parametrize("figure", ["dyad F1", "relation F1"])
def test_the_main_figures_have_floors(part, scope, figure):
    assert f"{scope} {figure}" in FLOORS[part]["floors"]
