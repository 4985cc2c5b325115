"""Structure read along the line of words: who belongs, owns and heads, where firms sit, where routes stop."""

# ruff: noqa: E501 - one line a case reads better as a table

from __future__ import annotations

import pytest

pytestmark = pytest.mark.model


def ties(extraction, relation):
    return {(c.source, c.target) for c in extraction.claims if c.relation == relation}


@pytest.mark.parametrize(
    ("text", "body", "members"),
    [
        ("The Nile Club, to which Egypt, Sudan and Ethiopia belong, met in May.", "Nile Club", {"EGY", "SDN", "ETH"}),
        ("Peru and Bolivia quarrelled. Both belong to the Andean Community.", "Andean Community", {"PER", "BOL"}),
        (
            "Togo, Ghana and Benin took the case to the Volta Basin Authority, in which all three states sit.",
            "Volta Basin Authority",
            {"TGO", "GHA", "BEN"},
        ),
        ("Greece complained to NATO, to which it has belonged since 1952.", "NATO", {"GRC"}),
        ("The Sava Forum, the club that Serbia shares with Bosnia and Croatia, met.", "Sava Forum", {"SRB", "BIH", "HRV"}),
        (
            "The Caspian Council, which Iran, Kazakhstan and two others set up in 2003, has no seat.",
            "Caspian Council",
            {"IRN", "KAZ"},
        ),
        ("Nine NATO member states, among them Norway and Latvia, objected.", "NATO", {"NOR", "LVA"}),
        ("NATO wants more planes. Two members, Spain and Slovenia, object.", "NATO", {"ESP", "SVN"}),
        ("NATO wants more planes. Smaller member states such as Estonia object.", "NATO", {"EST"}),
    ],
)  # fmt: skip
def test_who_belongs_is_read_in_the_order_of_words(read, text, body, members):
    found = ties(read(text), "member_of")
    assert {source for source, _ in found} == members
    assert len({target for _, target in found}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The Nile Club, to which Egypt does not belong, met in May.",
        "Peru and Bolivia quarrelled over a lake. Both hope for rain.",
        "Norway bought planes. Two members of the crew, Spain's Ana Ruiz and a Dane, were hurt.",
    ],
)
def test_who_does_not_belong_is_no_member(read, text):
    extraction = read(text)
    assert [c for c in extraction.claims if c.relation == "member_of" and c.status != "denied"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Eni said its refinery at Livorno was shut.", {("Eni", "Livorno")}),
        ("Shell's gas terminal at Bacton was shut.", {("Shell", "Bacton")}),
        ("Sunda Copper, which the Chinese state controls, has borrowed again.", {("CHN", "Sunda Copper")}),
        ("Sunda Copper, which Australia's Rio Tinto owns together with Glencore, closed.",
         {("Rio Tinto", "Sunda Copper"), ("Glencore", "Sunda Copper")}),
        ("The project company, Sunda Hydro, is held by Engie (40%), Shell (35%) and Oman's government (25%).",
         {("Engie", "Sunda Hydro"), ("Shell", "Sunda Hydro"), ("OMN", "Sunda Hydro")}),
        ("Glencore bought 60 per cent of Sunda Copper.", {("Glencore", "Sunda Copper")}),
        ("Glencore, which swallowed Sunda Copper in 2013, paid.", {("Glencore", "Sunda Copper")}),
        ("Oman's sovereign fund, Dhofar Capital, paid.", {("OMN", "Dhofar Capital")}),
    ],
)  # fmt: skip
def test_who_owns_is_read_in_the_order_of_words(read, text, expected):
    assert expected <= ties(read(text), "owns")


@pytest.mark.parametrize(
    "text",
    [
        "Shell's lawyers at Bacton were tired.",
        "Sunda Copper, which Australia's Rio Tinto controls, has closed.",
        "Dhofar Capital, a development bank in Muscat, paid.",
    ],
)
def test_a_state_or_a_town_beside_an_owner_is_no_owner(read, text):
    assert [s for s, t in ties(read(text), "owns") if s in {"AUS", "OMN"} or t == "Bacton"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Led by Pia Holm, Sunda Copper has grown.", ("Pia Holm", "Sunda Copper")),
        (
            "Headed by a former colonel, Omar Diallo, the Sunda Movement has grown.",
            ("Omar Diallo", "Sunda Movement"),
        ),
        (
            "The Sunda Commission, headed by a retired judge, Omar Diallo, met.",
            ("Omar Diallo", "Sunda Commission"),
        ),
        ("Oman has appointed Pia Holm to run Dhofar Capital.", ("Pia Holm", "Dhofar Capital")),
        (
            "Omar Diallo, who commands the Sunda Liberation Front, spoke.",
            ("Omar Diallo", "Sunda Liberation Front"),
        ),
        ("Pia Holm, Australia's treasurer, spoke.", ("Pia Holm", "AUS")),
        ("Pia Holm, Bavaria's premier, spoke.", ("Pia Holm", "Bavaria")),
        ("The mayor of Trieste, Pia Holm, spoke.", ("Pia Holm", "Trieste")),
        ("Ghana votes in May. Omar Diallo, the mining minister, will stand.", ("Omar Diallo", "GHA")),
    ],
)
def test_who_heads_what(read, text, expected):
    assert expected in ties(read(text), "leads")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IndiGo ordered planes. The Gurugram carrier wants more.", ("IndiGo", "Gurugram")),
        ("TotalEnergies drills off Angola. The French major wants more.", ("TotalEnergies", "FRA")),
        ("It took the case to the International Court of Justice in The Hague.", ("International Court of Justice", "The Hague")),
    ],
)  # fmt: skip
def test_where_firms_and_bodies_sit(read, text, expected):
    assert expected in ties(read(text), "located_in")


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("Eni met Shell. The Italian group has paid.", "The Italian group", {"Eni"}),
        ("Eni met Shell. The Danish group has paid.", "The Danish group", set()),
        ("Eni met Shell. The Italian airline has paid.", "The Italian airline", set()),
    ],
)
def test_a_firm_is_found_again_by_its_state(read, text, phrase, expected):
    found = {m.entity for m in read(text).mentions if m.text == phrase and m.entity in {"Eni", "Shell"}}
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Sunda Pipeline, a steel tube that will carry Angolan crude from Lobito to Lusaka, is late.", {"Lobito", "Lusaka"}),
        ("The Sunda Cable, which Nexans of Paris is laying from Genoa to Bastia, is late.", {"Genoa", "Bastia"}),
        ("The Sunda Pipeline is to carry gas from Basra, an Iraqi port, by way of Mosul to Turkey.", {"Basra", "Mosul", "TUR"}),
    ],
)  # fmt: skip
def test_the_stops_of_a_route_are_read_in_the_order_of_words(read, text, expected):
    assert {target for _, target in ties(read(text), "connects")} == expected
