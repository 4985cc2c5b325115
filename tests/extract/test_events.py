"""The event model: a small table of hashed features, the same on every machine, beside the trigger words."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.extract.schema import EVENTS
from detente.extract.weighing.events import SIZE, features, predict_event, slot_of

from .trees import tree

DOC = "Kenya/NNP/nsubj/1 praised/VBD/ROOT/1/praise Somalia/NNP/dobj/1"


@given(st.text())
def test_a_feature_has_one_slot(text):
    assert slot_of(text) == slot_of(text)
    assert 0 <= slot_of(text) < SIZE


def test_slots_do_not_depend_on_the_machine():
    assert slot_of("word=praise") == 21260


def test_features_repeat_and_name_the_path():
    doc = tree(DOC)
    first, second = (list(features(doc[0], doc[2], tie=None, matches=())) for _ in range(2))
    assert first == second
    assert {"top=praise", "word=praise", "between=praise"} <= set(first)


def test_features_do_not_hold_the_names_of_the_pair_between_them():
    doc = tree(DOC)
    assert "between=kenya" not in set(features(doc[0], doc[2], tie=None, matches=()))


def test_there_is_always_an_event():
    doc = tree("x/XX/ROOT/0 y/XX/dep/0")
    assert predict_event(doc[0], doc[1], tie=None, matches=()) in EVENTS


def test_the_model_is_a_few_megabytes_at_most():
    with resources.as_file(resources.files("detente.data").joinpath("events.npz")) as path:
        assert path.stat().st_size < 5_000_000


@pytest.mark.parametrize("other", [tree("x/XX/ROOT/0"), tree("y/YY/ROOT/0")])
def test_two_texts_of_no_common_tree_still_get_an_event(other):
    doc = tree("x/XX/ROOT/0 y/XX/ROOT/1")
    assert predict_event(doc[0], doc[1], tie=None, matches=()) in EVENTS
