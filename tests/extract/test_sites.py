"""Names of sites, treaties, firms and national bodies that their own words or the words beside them tell."""

from __future__ import annotations

import pytest

from detente.extract.naming.longnames import site_name
from detente.extract.naming.sites import is_one_way, is_site_noun

pytestmark = pytest.mark.model


def named(extraction):
    """Map each mention's words to the entity they mean and its type."""
    types = {entity.id: entity.type for entity in extraction.entities}
    return {m.text: (m.entity, types.get(m.entity or "")) for m in extraction.mentions if m.entity}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("India struck the Dalgarh air base in May.", "Dalgarh air base", "place"),
        ("Oman sold the Marbulla power station to Japan.", "Marbulla power station", "place"),
        ("Indonesia signed the Tivoora treaty on Monday.", "Tivoora treaty", "agreement"),
        ("Rwanda and Congo signed the Entara Framework.", "Entara Framework", "agreement"),
    ],
)
def test_the_last_words_of_a_name_say_what_it_is(read, text, name, kind):
    found = named(read(text))
    assert found.get(name, found.get(f"the {name}")) == (name, kind)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sinohydro and Mervan Yol lead the bidders in Kazakhstan.", {"Sinohydro", "Mervan Yol"}),
        ("Kuwait sued Eni and Shell in London.", {"Eni", "Shell"}),
    ],
)
def test_two_names_that_the_model_runs_together_are_two(read, text, names):
    assert names <= set(named(read(text)))


def test_a_day_is_no_part_of_a_name_or_group(read):
    texts = {m.text for m in read("Last month fishermen in Zambales blocked ships of China.").mentions}
    assert not any("month" in text for text in texts)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Merva Yapi, a Turkish lender, signed a deal with Serbia.", "Merva Yapi", "company"),
        ("Their union, Tosca, struck against Volkswagen.", "Tosca", "group"),
    ],
)
def test_the_noun_beside_a_name_says_what_it_is(read, text, name, kind):
    assert named(read(text))[name][1] == kind


@pytest.mark.parametrize(
    ("text", "words", "entity"),
    [
        ("Iraq's oil ministry signed a deal with Turkey.", "Iraq's oil ministry", "Iraq Ministry of Oil"),
        (
            "The Swedish central bank lent money to Ukraine.",
            "The Swedish central bank",
            "Riksbank",
        ),
        ("The Iraqi government signed a deal with Turkey.", "The Iraqi government", "IRQ"),
    ],
)
def test_bodies_of_a_state_are_themselves(read, text, words, entity):
    assert named(read(text))[words][0] == entity


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Kuwait financed a refinery at Tanga.", "a refinery at Tanga", "Tanga refinery"),
        ("Qatar paid for a pipeline to Saint-Louis.", "a pipeline to Saint-Louis", "Saint-Louis pipeline"),
    ],
)
def test_a_site_or_route_is_named_by_its_place(read, text, words, name):
    found = {m.text: m.entity for m in read(text).mentions}
    assert found[words] == name


@pytest.mark.parametrize("text", ["Kuwait has no refinery at Tanga.", "Kuwait built each plant in Tanga."])
def test_none_or_any_is_no_site(read, text):
    assert not any(m.entity and m.entity.startswith("Tanga ") for m in read(text).mentions)


def test_site_nouns_stand_before_their_place(extractor):
    doc = next(iter(extractor.scenes("The refinery at Tanga is old, and the road to Reni is new.")))[1].doc
    assert [token.text for token in doc if is_site_noun(token)] == ["refinery"]
    assert [token.text for token in doc if is_one_way(token)] == ["road"]


def test_a_site_keeps_its_bare_name():
    assert [site_name(n) for n in ("Ream naval base", "Kisanfu mines", "Varna port")] == [
        "Ream",
        "Kisanfu",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "words", "entity"),
    [
        ("Algeria laid a cable to Sardinia.", "a cable to Sardinia", "Sardinia cable"),
        ("Chad closed the road to Adre.", "the road to Adre", "Adré road"),
        (
            "Angola proposed a pipe to Tanga from Lobito.",
            "a pipe to Tanga from Lobito",
            "Lobito–Tanga pipeline",
        ),
        ("Serbia repaired the rail bridge at Zvornik.", "the rail bridge at Zvornik", "Zvornik rail bridge"),
    ],
)
def test_one_end_names_a_route(read, text, words, entity):
    assert named(read(text))[words][0] == entity


def test_a_state_names_no_route_by_itself(read):
    assert not any(e.type == "route" for e in read("Norway scrapped its own pipeline to Germany.").entities)


def test_later_words_take_up_what_was_described(read):
    text = (
        "Iraq will lay an oil pipeline. Egypt is to pay for the pipeline. "
        "Fishermen in Zambales protested against China. The fishermen accused Beijing of theft."
    )
    found = named(read(text))
    assert found["an oil pipeline"] == found["the pipeline"]
    assert found["The fishermen"] == found["Fishermen in Zambales"]
    aliases = {alias for entity in read(text).entities for alias in entity.aliases}
    assert {"oil pipeline", "Fishermen in Zambales"} <= aliases


def test_the_route_is_the_object_and_not_its_end(read):
    claims = read("Ethiopia is building a power line to Gedaref.").claims
    assert ("ETH", "energy", "Gedaref power line") in {(c.source, c.relation, c.target) for c in claims}
    assert "Gedaref" not in {c.target for c in claims if c.event}
