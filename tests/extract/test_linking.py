"""Who is meant: one node for one entity, two for two, whatever the spelling, title or order of mention."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.extract import Article

pytestmark = pytest.mark.model


def linked(extraction):
    """Map each mention's words to the entities they mean."""
    found = {}
    for mention in extraction.mentions:
        if mention.entity:
            found.setdefault(mention.text, set()).add(mention.entity)
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Guinea", "Guinea-Bissau"),
        ("Guinea", "Equatorial Guinea"),
        ("Guinea", "Papua New Guinea"),
        ("the Democratic Republic of the Congo", "the Republic of the Congo"),
        ("DR Congo", "Congo-Brazzaville"),
        ("Niger", "Nigeria"),
        ("North Korea", "South Korea"),
        ("Dominica", "the Dominican Republic"),
        ("Sudan", "South Sudan"),
        ("Samoa", "American Samoa"),
        ("China", "Taiwan"),
        ("Mauritius", "Mauritania"),
        ("Slovakia", "Slovenia"),
        ("Austria", "Australia"),
        ("Ireland", "Northern Ireland"),
        ("Kyrgyzstan", "Kazakhstan"),
    ],
)
def test_two_countries_are_two(read, one, other):
    extraction = read(f"{other[0].upper()}{other[1:]} thanked {one}.")
    found = [m.entity for m in extraction.mentions if m.entity]
    assert len(set(found)) == 2, found


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. state of Georgia thanked Japan.",
        pytest.param(
            "Voters in Georgia and Florida chose a senator.",
            marks=pytest.mark.xfail(
                strict=True, reason="a state listed beside it does not yet make Georgia one"
            ),
        ),
        "Georgia Governor Brian Kemp visited Japan.",
    ],
)
def test_georgia_may_be_the_us_state(read, text):
    assert "GEO" not in {m.entity for m in read(text).mentions}


@pytest.mark.parametrize("text", ["Georgia sued Russia.", "Tbilisi said that Georgia would join NATO."])
def test_georgia_is_else_the_country(read, text):
    assert "GEO" in {m.entity for m in read(text).mentions}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Nigerien", "Nigerian"), ("North Korean", "South Korean"), ("Dominican Republic", "Dominica")],
)
def test_two_demonyms_are_two(read, one, other):
    found = {m.entity for m in read(f"{one} officials met {other} officials.").mentions}
    assert len(found - {None}) == 2


@pytest.mark.parametrize(
    "name",
    [
        "Volodymyr Zelenskyy",
        "Volodymyr Zelensky",
        "Volodymyr Zelenskiy",
        "President Zelensky",
        "President Zelenskyy",
        "Zelenskiy",
        "Vladimir Zelensky",
    ],
)
def test_transliterations_are_one_node(read, name):
    assert "Volodymyr Zelenskyy" in {m.entity for m in read(f"{name} criticised Hungary.").mentions}


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("Aleksandar Vučić", "Aleksandar Vučić"),
        ("Aleksandar Vucic", "Aleksandar Vučić"),
        ("President Vucic", "Aleksandar Vučić"),
        ("Erdogan", "Recep Tayyip Erdoğan"),
        ("Erdoğan", "Recep Tayyip Erdoğan"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("Sao Tome and Principe", "STP"),
        ("São Tomé and Príncipe", "STP"),
        ("Curaçao", "CUW"),
        ("Aland", "Åland"),
    ],
)
def test_diacritics_do_not_matter(read, name, entity):
    assert entity in {m.entity for m in read(f"{name} thanked Hungary.").mentions}


def test_a_surname_means_the_person_named_before(read):
    extraction = read(
        "Marta Lindqvist, the Swedish envoy, arrived. On Monday Lindqvist met Egypt's president."
    )
    assert linked(extraction)["Lindqvist"] == {"Marta Lindqvist"}


def test_a_surname_that_opens_a_sentence_means_the_person_named_before(read):
    extraction = read("Marta Lindqvist, the Swedish envoy, arrived. Lindqvist met Egypt's president.")
    assert linked(extraction)["Lindqvist"] == {"Marta Lindqvist"}


@pytest.mark.xfail(
    strict=True, reason="the model cuts the first name off, and the surname alone means the other"
)
def test_two_people_with_one_surname_stay_two_when_one_is_cut(read):
    extraction = read("Anna Kowalska met Peru. Piotr Kowalska met Chile. Later Anna Kowalska flew home.")
    people = {e.id for e in extraction.entities if e.type == "person"}
    assert people == {"Anna Kowalska", "Piotr Kowalska"}


def test_two_people_with_one_surname_stay_two(read):
    extraction = read("Anna Nowak visited Peru, officials said. Maria Nowak visited Chile, officials said.")
    assert {e.id for e in extraction.entities if e.type == "person"} == {"Anna Nowak", "Maria Nowak"}


def test_an_unknown_namesake_of_a_leader_is_not_the_leader(read):
    extraction = read("Dmitri Zelensky, a baker in Boston, opened a shop.")
    assert "Volodymyr Zelenskyy" not in {m.entity for m in extraction.mentions}


def test_a_title_gives_an_unknown_person_a_country(read):
    extraction = read("Polish Foreign Minister Anna Nowak visited Egypt.")
    assert {e.id: e.country for e in extraction.entities}["Anna Nowak"] == "POL"


def test_an_apposition_gives_an_unknown_person_a_country(read):
    extraction = read("Anna Nowak, the Polish foreign minister, visited Egypt.")
    assert {e.id: e.country for e in extraction.entities}["Anna Nowak"] == "POL"


def test_a_title_later_means_the_person_who_had_it(read):
    extraction = read("Foreign Minister Anna Nowak visited Egypt. The foreign minister criticised Hungary.")
    assert "Anna Nowak" in linked(extraction)["The foreign minister"]


def test_an_acronym_in_brackets_is_the_name_before_it(read):
    extraction = read(
        "The Lower Drava Irrigation Board (LDIB) met on Monday. Later LDIB signed a trade deal with Egypt."
    )
    assert len({claim.source for claim in extraction.claims}) == 1
    assert {m.entity for m in extraction.mentions if m.text == "LDIB"} != {None}


@pytest.mark.parametrize(
    ("text", "role", "entity"),
    [
        ("The government of Malawi objected.", "The government of Malawi", "MWI"),
        ("Malawi's government objected.", "Malawi's government", "MWI"),
        ("Iraqi security forces fired.", "Iraqi security forces", "IRQ"),
        ("A court in Niger ruled.", "A court", "NER"),
        ("Protesters in Iraq marched.", "Protesters", "protesters (Iraq)"),
        ("Syrian refugees left.", "Syrian refugees", "refugees (Syria)"),
        ("Twenty aid workers left.", "Twenty aid workers", "aid workers"),
    ],
)
def test_a_role_is_its_country_or_a_group(read, text, role, entity):
    found = linked(read(text))
    assert entity in {e for words, entities in found.items() if words.startswith(role) for e in entities}


def test_unnamed_groups_are_marked(read):
    [group] = [e for e in read("Protesters in Iraq marched against Iran.").entities if e.type == "group"]
    assert (group.id, group.country, group.generic) == ("protesters (Iraq)", "IRQ", True)


def test_one_entity_is_one_node_across_articles(extractor):
    texts = [
        "Türkiye sanctioned Mali.",
        "Turkey sanctioned Mali.",
        "Ankara sanctioned Mali.",
        "The Turkish government sanctioned Mali.",
    ]
    sources = {claim.source for e in extractor.extract(map(Article, texts)) for claim in e.claims}
    assert sources == {"TUR"}


@pytest.mark.parametrize(
    ("phrase", "entity"),
    [
        ("Belgrade", "SRB"),
        ("the Kremlin", "RUS"),
        ("Serbian officials", "SRB"),
        ("the EU", "European Union"),
        ("President Vucic", "Aleksandar Vučić"),
        ("Gazprom", "Gazprom"),
    ],
)
def test_resolve_gives_the_entity_of_a_phrase(extractor, phrase, entity):
    assert extractor.resolve(phrase).id == entity


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "nothing at all",
        "42",
        "the two countries",
    ],
)
def test_resolve_gives_none_where_nobody_is_meant(extractor, phrase):
    assert extractor.resolve(phrase, on=dt.date(2025, 5, 1)) is None
