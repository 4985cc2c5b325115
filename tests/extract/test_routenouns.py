"""Nouns that mean a route, as the table has them."""

from __future__ import annotations

import pytest

from detente.extract.naming.routenouns import hinted, phrases_of, route_kind

from .trees import tree


@pytest.mark.parametrize("kind", ["railway", "pipeline", "cable", "motorway", "power line"])
def test_every_phrase_of_the_table_is_known_by_its_last_word(kind):
    for phrase in phrases_of(kind):
        *before, noun = phrase.split()
        head = len(before)
        doc = tree(" ".join([*(f"{word}/NN/compound/{head}" for word in before), f"{noun}/NN/ROOT/{head}"]))
        assert route_kind(doc[head]) == kind


@pytest.mark.parametrize("noun", ["bakery", "sea", "speed"])
def test_a_noun_that_ends_no_phrase_of_the_table_is_no_route(noun):
    assert route_kind(tree(f"a/DT/det/1 {noun}/NN/ROOT/1")[1]) is None


def test_a_bare_line_carries_what_the_words_around_it_speak_of():
    doc = tree("Freight/NN/nsubj/1/freight takes/VBZ/ROOT/1/take the/DT/det/3 line/NN/dobj/1")
    assert hinted(doc[3], "line") == "railway"
    assert hinted(tree("the/DT/det/1 line/NN/ROOT/1")[1], "line") == "line"
