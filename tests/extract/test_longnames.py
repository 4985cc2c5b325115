"""Names that say what they name, and officials of bodies of many states."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.extract.gazetteer import load_gazetteer
from detente.extract.naming.longnames import body_type, is_seat, is_worldwide, site_name
from detente.extract.reading.passages import passages
from detente.extract.reference.memory import Memory


def entities(extraction):
    return {e.id: e for e in extraction.entities}


def named(extraction, surface):
    return {m.entity for m in extraction.mentions if m.text.removeprefix("the ") == surface}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Upper Nile Salvation Front", "group"),
        ("Kadesh Power Development Board", "company"),
        ("Oil Regulatory Authority", "organization"),
        ("Front for the Renewal of Kadesh", "group"),
        ("Kadesh", None),
    ],
)
def test_a_name_says_what_it_is(name, kind):
    assert body_type(name) == kind


def test_words_of_names():
    assert is_worldwide("World Chess Federation")
    assert not is_worldwide("Kadesh Chess Federation")
    assert is_seat("Geneva")
    assert site_name("Aras smelter") == "Aras"
    assert site_name("Aras harbour") == ""


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Rebels of the Sabrat Liberation Front shelled the town.", "Sabrat Liberation Front", "group"),
        ("The yacht crossed the Gulf of Bothnia at night.", "Gulf of Bothnia", "region"),
        ("Japan paid for work on the Queen Emma Wharf.", "Queen Emma Wharf", "place"),
        ("Azerbaijan and Iran share the Alborz field.", "Alborz field", "place"),
        ("Six Rivers Shipping bought the vessel.", "Rivers Shipping", "company"),
        ("France sent the negotiator Wang Mei-ling home.", "Wang Mei-ling", "person"),
    ],
)
def test_a_longer_name_is_one(read, text, name, kind):
    extraction = read(text)
    found = [e for e in extraction.entities if e.name.endswith(name)]
    assert [e.type for e in found] == [kind]


@pytest.mark.model
@pytest.mark.parametrize("text", ["Ships left the Tanzanian port.", "Police watched the UN camp."])
def test_a_noun_after_an_adjective_or_an_acronym_makes_no_site(read, text):
    assert not [e for e in read(text).entities if e.type == "place"]


@pytest.mark.model
def test_a_part_of_a_longer_name_is_no_firm_of_the_tables(read):
    extraction = read("Fighters of the Sabrat Liberation Front attacked the town.")
    assert "Libération" not in entities(extraction)
    front = entities(extraction)["Sabrat Liberation Front"]
    assert front.country is None


@pytest.mark.model
def test_a_site_is_called_by_its_bare_name_later(read):
    extraction = read("Eni works at the Zohrab field. Egypt taxes Zohrab.")
    assert named(extraction, "Zohrab") == {"Zohrab field"}


def test_a_paragraph_of_a_live_report_begins_after_its_time():
    text = "14.05 GMT Envoys met in Oslo.\n\n9:30 IST: Two came.\n\n1400 soldiers left."
    assert [text[start:end] for start, end in passages(text)] == [
        "Envoys met in Oslo.",
        "Two came.",
        "1400 soldiers left.",
    ]


@pytest.mark.parametrize(
    ("day", "country"),
    [(dt.date(2018, 5, 1), "NLD"), (dt.date(2025, 5, 1), None), (None, None)],
)
def test_who_serves_a_body_of_many_states_is_of_none_meanwhile(day, country):
    memory = Memory(load_gazetteer(), on=day)
    assert memory.entity("Mark Rutte").country == country


def test_an_apposition_gives_no_state_to_who_serves_a_body():
    memory = Memory(load_gazetteer())
    memory.serve("Emmanuel Macron")
    memory.add(load_gazetteer().entities["Emmanuel Macron"])
    assert memory.entity("Emmanuel Macron").country is None


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "person", "country"),
    [
        ("The EU's trade commissioner, Petra Lindholm, met Serbia's president.", "Petra Lindholm", None),
        ("Petra Lindholm, who heads the United Nations mission, left Mali.", "Petra Lindholm", None),
        ("The U.S. envoy Petra Lindholm met Poland's king.", "Petra Lindholm", "USA"),
        ("France's UN ambassador Petra Lindholm criticised Russia.", "Petra Lindholm", "FRA"),
    ],
)
def test_the_office_in_the_text_says_whom_somebody_serves(read, text, person, country):
    assert entities(read(text))[person].country == country


@pytest.mark.model
def test_a_body_of_no_state_gets_none_by_its_seat(read):
    extraction = read("Amnesty International, the London-based watchdog, criticised Egypt.")
    assert entities(extraction)["Amnesty International"].country is None


@pytest.mark.model
def test_a_bridge_is_no_firm_and_a_motorway_no_railway(read):
    text = (
        "China Road and Bridge Corporation built the railway from Bar to Belgrade in Montenegro. "
        "Soldiers left the bridge at Mitrovica. Serbia paid for the motorway."
    )
    extraction = read(text)
    assert "China Road and Bridge Corporation" not in named(extraction, "bridge at Mitrovica")
    assert not [m for m in extraction.mentions if m.text.endswith("motorway") and m.entity]


@pytest.mark.model
def test_a_tribunal_at_a_seat_of_many_states_is_no_states(read):
    extraction = read("The tribunal in The Hague ruled against China.")
    assert "NLD" not in named(extraction, "The tribunal in The Hague")
