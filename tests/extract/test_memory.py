"""What an article has said so far: names, titles, recency, pairs, and what it is about."""

from __future__ import annotations

import pytest

from detente.extract.gazetteer import load_gazetteer
from detente.extract.reference.memory import Memory, key
from detente.extract.schema import Entity


@pytest.fixture(scope="module")
def gazetteer():
    return load_gazetteer()


@pytest.fixture
def memory(gazetteer):
    return Memory(gazetteer)


def tell(memory, *mentions):
    """Mention entities, each ten characters after the last; "*" marks a subject, "/" begins a sentence."""
    for i, mention in enumerate(mentions):
        sentence = memory.sentence + mention.startswith("/")
        memory.read_on(i * 10, sentence)
        memory.see(mention.strip("/*"), standing="main" if mention.endswith("*") else "other")
    memory.read_on(len(mentions) * 10, memory.sentence)


def test_the_first_meaning_of_a_name_stays(memory):
    memory.name("Kim", "Kim Jong Un")
    memory.name("Kim", "Kim Philby")
    assert memory.named("the Kim’s") == "Kim Jong Un"


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("The Ministry", "ministry"),
        ("Vučić’s", "vucic"),
        (" Gazprom  Neft ", "gazprom neft"),
        ("“Alfa”", "alfa"),
        ("Theresa", "theresa"),
    ],
)
def test_names_are_looked_up_folded(name, folded):
    assert key(name) == folded


def test_a_fuller_version_of_an_entity_keeps_the_country(memory):
    memory.add(Entity("Alfa", "Alfa", "company", country="HUN"))
    memory.add(Entity("Alfa", "Alfa", "company", sector="BUS"))
    assert (memory.entity("Alfa").country, memory.entity("Alfa").sector) == ("HUN", "BUS")


def test_the_latest_holder_of_a_title_counts(memory):
    memory.entitle("president", "A")
    memory.entitle("president", "B")
    assert memory.entitled("president") == "B"
    assert memory.entitled("minister") is None


def test_recent_gives_the_latest_first_and_by_type(memory):
    tell(memory, "SRB", "European Union", "HUN")
    assert [seen.entity for seen in memory.recent()] == ["HUN", "European Union", "SRB"]
    assert [seen.entity for seen in memory.recent("organization")] == ["European Union"]


def test_recent_looks_back_a_number_of_sentences(memory):
    tell(memory, "SRB", "/HUN", "/POL")
    assert [seen.entity for seen in memory.recent(within=1)] == ["POL", "HUN"]


def test_nothing_ahead_is_remembered(memory):
    tell(memory, "SRB", "HUN")
    memory.read_on(5, memory.sentence)
    assert [seen.entity for seen in memory.recent()] == ["SRB"]


def test_the_pair_is_the_two_of_this_sentence(memory):
    tell(memory, "POL", "/SRB", "HUN")
    assert memory.last_pair("country") == ("SRB", "HUN")


def test_else_the_two_that_were_named_together(memory):
    tell(memory, "SRB", "HUN")
    memory.pair_up("SRB", "HUN")
    memory.read_on(30, memory.sentence + 1)
    memory.see("POL")
    memory.read_on(40, memory.sentence + 1)
    assert memory.last_pair("country") == ("SRB", "HUN")


def test_one_alone_is_no_pair(memory):
    tell(memory, "SRB", "SRB")
    assert memory.last_pair("country") == ()


def test_two_pairs_that_are_spoken_of_as_much_are_none(memory):
    tell(memory, "SRB", "HUN", "POL")
    assert memory.last_pair("country") == ()


def test_who_speaks_of_both_is_none_of_them(memory):
    tell(memory, "SRB", "HUN", "/POL*")
    assert memory.last_pair("country", without=frozenset({"POL"})) == ("SRB", "HUN")


def test_people_speak_for_their_state(memory):
    memory.add(Entity("Ana Ruiz", "Ana Ruiz", "person", country="PER"))
    tell(memory, "Ana Ruiz*", "HUN")
    assert memory.last_pair("country") == ("PER", "HUN")


def test_what_was_called_so_is_called_so_again(memory):
    tell(memory, "Gazprom")
    memory.describe("operator", "Gazprom")
    memory.read_on(99, 3)
    assert list(memory.described_as("operator")) == ["Gazprom"]
    assert list(memory.described_as("lender")) == []


def test_a_thing_is_what_a_sentence_is_about_unless_an_actor_is(memory):
    memory.read_on(10, 1)
    memory.see_thing(plural=False)
    assert memory.main_thing(1) is not None
    memory.see("SRB", standing="main", head=10)
    assert memory.main_thing(1) is None


def test_an_unnamed_group_is_in_no_pair(memory):
    memory.add(Entity("rebels", "rebels", "group", generic=True))
    tell(memory, "rebels", "Hamas", "Hezbollah")
    assert memory.last_pair("group") == ("Hamas", "Hezbollah")


def test_the_text_is_about_its_last_subject(memory):
    tell(memory, "SRB*", "HUN")
    assert memory.focus() == "SRB"


def test_without_a_subject_about_its_last_country(memory):
    tell(memory, "SRB", "HUN", "European Union*")
    assert memory.focus() == "HUN"


def test_where_it_was_written_counts(memory):
    memory.home = "POL"
    tell(memory, "SRB*")
    assert memory.focus() == "POL"


def test_without_a_country_about_none(memory):
    assert memory.focus() is None
