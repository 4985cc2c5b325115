"""Acronyms that are English words: read as names, unless capitals only shout or stress the word."""

from __future__ import annotations

import pytest

from detente.extract.english.acronyms import is_only_shouted
from detente.extract.english.model import VENDORED, load_model

from .trees import tree, word


@pytest.mark.parametrize(
    ("text", "acronym"),
    [("Chadian troops drove IS out of the town.", "IS"), ("WHO urges Laos to close markets.", "WHO")],
)
def test_an_acronym_is_a_name(text: str, acronym: str) -> None:
    token = next(t for t in load_model(VENDORED)(text) if t.text == acronym)
    assert token.tag_.startswith("NN")


def test_a_stressed_verb_stays_one() -> None:
    doc = load_model(VENDORED)("It IS true that the port reopened.")
    assert doc[1].tag_ == "VBZ"


@pytest.mark.parametrize(
    ("notation", "form", "expected"),
    [
        pytest.param("IS/NNP/nsubj/1 fled/VBD/ROOT/1", "IS", False, id="acronym"),
        pytest.param("OIL/NN/nsubj/1 IS/VBZ/ROOT/1 UP/RB/advmod/1", "IS", True, id="shouted"),
        pytest.param("It/PRP/nsubj/1 IS/VBZ/ROOT/1 true/JJ/acomp/1", "IS", True, id="stressed"),
        pytest.param("THE/DT/det/1 UN/NNP/nsubj/2 MET/VBD/ROOT/2", "UN", False, id="no word"),
    ],
)
def test_capitals_alone_make_no_acronym(notation: str, form: str, expected: bool) -> None:
    assert is_only_shouted(word(tree(notation), form)) is expected
