"""Spans that may name an actor: exact, the longer name where one holds another, no plain word."""

from __future__ import annotations

import itertools

import pytest

pytestmark = pytest.mark.model


def surfaces(extraction, entity=None):
    return [m.text for m in extraction.mentions if m.entity and (entity is None or m.entity == entity)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Serbia signed.", [("Serbia", "SRB", "gazetteer")]),
        ("The Serbian side moved.", [("Serbian", "SRB", "demonym")]),
        ("Serbs voted.", [("Serbs", "SRB", "demonym")]),
        ("Belgrade objected.", [("Belgrade", "SRB", "metonym")]),
        ("They met in Belgrade.", [("Belgrade", "Belgrade", "gazetteer")]),
        ("The Kremlin objected.", [("Kremlin", "RUS", "metonym")]),
        ("U.S. officials met.", [("U.S.", "USA", "gazetteer")]),
        ("The UAE agreed.", [("UAE", "ARE", "gazetteer")]),
        ("Côte d’Ivoire voted.", [("Côte d’Ivoire", "CIV", "gazetteer")]),
        ("Cote d'Ivoire voted.", [("Cote d'Ivoire", "CIV", "gazetteer")]),
        ("SERBIA SIGNS PACT", [("SERBIA", "SRB", "gazetteer")]),
        ("Bosnia and Herzegovina voted.", [("Bosnia and Herzegovina", "BIH", "gazetteer")]),
        ("Trinidad and Tobago voted.", [("Trinidad and Tobago", "TTO", "gazetteer")]),
        ("The European Union voted.", [("European Union", "European Union", "gazetteer")]),
        ("The Suez Canal reopened.", [("Suez Canal", "Suez Canal", "gazetteer")]),
    ],
)
def test_mention_is(read, text, expected):
    found = [
        (m.text.removeprefix("The ").removeprefix("the "), m.entity, m.reason) for m in read(text).mentions
    ]
    assert [item for item in expected if item not in found] == []


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("He will turkey-shoot the jordan shoes.", "TUR"),
        ("They ate from good china.", "CHN"),
        ("It us a shame.", "USA"),
        ("Michael Jordan retired.", "JOR"),
        ("Chad Kroeger sang.", "TCD"),
        ("New Jersey voted.", "JEY"),
    ],
)
def test_a_word_that_only_looks_like_a_country_is_none(read, text, entity):
    assert entity not in {m.entity for m in read(text).mentions}


@pytest.mark.parametrize(
    ("text", "entity", "kind"),
    [
        ("The Trans-Balkan pipeline will open in May.", "Trans-Balkan pipeline", "route"),
        ("Israel Katz spoke on Monday.", "Israel Katz", "person"),
        ("The Baltic Amber Accord was signed in May.", "Baltic Amber Accord", "agreement"),
    ],
)
def test_a_longer_name_holds_the_name_inside(read, text, entity, kind):
    assert {e.id: e.type for e in read(text).entities}.get(entity) == kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The deputy minister, Tran Duc Hai, spoke in Hanoi.", "Tran Duc Hai"),
        ("Oman must answer, said Waleed Ba-Haroon, a deputy minister.", "Waleed Ba-Haroon"),
    ],
)
def test_a_word_inside_a_longer_name_is_nobodys_surname(read, text, name):
    assert name in surfaces(read(text))


def test_spans_of_names_do_not_overlap(read):
    extraction = read(
        "The South African Reserve Bank and the Bank of Korea met North Korean, South Sudanese "
        "and Papua New Guinea envoys near the Baku-Tbilisi-Kars railway."
    )
    named = sorted(
        (m.start, m.end) for m in extraction.mentions if m.reason in {"gazetteer", "demonym", "model"}
    )
    assert all(one[1] <= other[0] or one == other for one, other in itertools.pairwise(named))


def test_a_role_is_a_mention_with_its_words(read):
    assert "Iraqi security forces" in surfaces(read("Iraqi security forces arrested him."), "IRQ")


def test_a_sentence_full_of_names_is_no_headline(read):
    people = [m.entity for m in read("Polish Foreign Minister Anna Nowak visited Egypt.").mentions]
    assert "Anna Nowak" in people


def test_a_word_that_refers_to_nothing_known_stays_visible_and_unresolved(read):
    unresolved = [m for m in read("The two countries signed a treaty.").mentions if m.entity is None]
    assert [(m.text, m.reason) for m in unresolved] == [("The two countries", None)]


def test_an_article_without_names_has_none(read):
    assert read("It rained all day.").claims == ()
