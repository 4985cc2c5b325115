"""Whose body is meant, and what a name is: the Senate of the state spoken of, a firm by what it is called."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.model


def found(extraction, words):
    """Give the entities that some words of the text mean."""
    entities = {entity.id: entity for entity in extraction.entities}
    return [entities[m.entity] for m in extraction.mentions if m.text == words and m.entity in entities]


@pytest.mark.parametrize(
    ("text", "words", "country"),
    [
        ("The Philippines signed a pact with Japan. The Senate approved it.", "Senate", "PHL"),
        ("America signed a pact with the Philippines. The Senate approved it.", "Senate", "USA"),
        ("South Korea hosted Japan. The Democratic Party objected.", "Democratic Party", "KOR"),
        ("The Senate met.", "Senate", "USA"),
        ("In London, the Treasury warned the United States.", "Treasury", "GBR"),
        ("Panama fined a Chinese firm. The Supreme Court agreed.", "Supreme Court", "PAN"),
    ],
)
def test_a_body_that_several_states_have_is_that_of_the_state_spoken_of(read, text, words, country):
    assert [entity.country for entity in found(read(text), words)] == [country]


@pytest.mark.parametrize(
    ("text", "words", "entity"),
    [
        ("Kazakhstan's defence chief visited Oman.", "Kazakhstan's defence chief", "KAZ"),
        ("The Turkish spy chief met Oman's envoy.", "The Turkish spy chief", "TUR"),
        ("Officials in Brussels criticised Hungary.", "Officials in Brussels", "European Union"),
        ("Police in Brussels criticised Hungary.", "Police in Brussels", "BEL"),
    ],
)
def test_a_role_acts_for_its_state_or_body(read, text, words, entity):
    assert [e.id for e in found(read(text), words)] == [entity]


def test_a_diplomat_in_a_city_is_not_its_state(read):
    assert "EGY" not in {m.entity for m in read("A diplomat in Cairo said that Kenya agreed.").mentions}


def test_a_place_of_another_clause_is_not_the_scene(read):
    text = "Finland has been free of foreign soldiers since a treaty was signed in Geneva."
    assert "CHE" not in {m.entity for m in read(text).mentions}


def test_a_dateline_names_the_place(read):
    mentions = read("VIENNA — Iran met the Americans on Monday.").mentions
    assert [m.entity for m in mentions if m.text == "VIENNA"] == ["Vienna"]


def test_who_heads_a_firm_belongs_where_it_does(read):
    text = "Norway's Equinor paid Chad. Its chief executive, Ulrike Dorn, flew to Chad."
    assert [entity.country for entity in found(read(text), "Ulrike Dorn")] == ["NOR"]


@pytest.mark.parametrize(
    ("text", "words", "country"),
    [
        ("North Macedonia, whose link is laid by the Portuguese builder Obrivel, may pay.", "Obrivel", "PRT"),
        ("Alpine Hubs, the small Austrian bidder, is suing Montenegro.", "Alpine Hubs", "AUT"),
        ("Øresund Bio, a Danish fund, may buy the firm from Kenya.", "Øresund Bio", "DNK"),
        ("The Russian contractor TonnelYuzhStroy is building a bridge for Kenya.", "TonnelYuzhStroy", "RUS"),
        ("Croatian toolmaker Marrow & Tolle sued Kenya.", "Marrow & Tolle", "HRV"),
    ],
)
def test_a_noun_beside_a_name_makes_it_a_firm(read, text, words, country):
    assert [(e.type, e.country) for e in found(read(text), words)] == [("company", country)]


@pytest.mark.parametrize(
    "name", ["Qingluo Precision", "Renesas Electronics", "Hanmi Semiconductor", "Dagdabank"]
)
def test_a_firm_is_told_by_the_end_of_its_name(read, name):
    assert {e.type for e in found(read(f"Japan blacklisted {name} on Monday."), name)} == {"company"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Salem Al Dhaheri, the Emirati negotiator, met Israel's envoy.", "Salem Al Dhaheri"),
        ('"Tales," said the minister, Samia Karoui, of the Libyans.', "Samia Karoui"),
        ("Nadka Ilieva, a teacher from Sofia, met Macedonian ministers.", "Nadka Ilieva"),
    ],
)
def test_a_person_of_known_words_is_one_person(read, text, name):
    assert {entity.type for entity in found(read(text), name)} == {"person"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Russia heard U.S. Secretary of State Marco Rubio.", "State"),
        ("South Africa sent Mineral Resources Minister Gwede Mantashe to Chad.", "Mineral Resources"),
        ("Off Hanko Finland arrested a Russian captain.", "Off Hanko"),
    ],
)
def test_parts_of_titles_and_prepositions_are_no_names(read, text, words):
    assert found(read(text), words) == []
