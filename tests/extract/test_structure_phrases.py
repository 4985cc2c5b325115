"""Structure that stands in lists, clauses and appositions, or leaves one of its ends unsaid."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.model


def structure(extraction):
    return {(c.source, c.relation, c.target) for c in extraction.claims if c.event is None}


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("The Druzhba pipeline, which carries Russian oil through Belarus to Poland, broke.", "BLR"),
        ("The Druzhba pipeline, which carries Russian oil through Belarus to Poland, broke.", "POL"),
        ("Druzhba, the oil pipeline that runs under the Polish plain to Germany, broke.", "DEU"),
        ("The Druzhba pipeline runs from Russia through the Belarusian steppe, broke twice.", "BLR"),
        ("The Druzhba pipeline will bring crude from Russia to Hungary and Slovakia.", "SVK"),
        ("The Druzhba pipeline, a line to Hungary, broke.", "HUN"),
        ("The Druzhba pipeline, through which Russia sends oil to Hungary, broke.", "RUS"),
        ("The Druzhba pipeline, through which Russia sends oil to Hungary, broke.", "HUN"),
        ("Hungary gets its oil through the Druzhba pipeline.", "HUN"),
        ("Oil flows through the Druzhba pipeline to Hungary and Slovakia.", "SVK"),
        ("The Druzhba pipeline crosses Ukrainian territory.", "UKR"),
        ("The Druzhba pipeline, laid between Russia and Hungary, broke.", "HUN"),
    ],
)
def test_clauses_tell_what_a_route_links(read, text, end):
    assert ("Druzhba pipeline", "connects", end) in structure(read(text))


def test_a_verb_of_another_subject_tells_nothing_of_a_route(read):
    ties = structure(read("The Druzhba pipeline broke and engineers from Austria drove to Hungary."))
    assert not {tie for tie in ties if tie[1] == "connects"}


@pytest.mark.parametrize(
    "text",
    [
        "A railway between Kenya's port of Mombasa and Nakuru was built.",
        "A railway from the Kenyan port at Mombasa to Nakuru was built.",
    ],
)
def test_an_end_is_the_town_not_the_country_before_it(read, text):
    found = structure(read(text))
    assert ("Mombasa–Nakuru railway", "connects", "Mombasa") in found
    assert ("Mombasa–Nakuru railway", "connects", "KEN") not in found


@pytest.mark.parametrize(
    ("text", "tie"),
    [
        ("The Nordic Council, to which Denmark belongs, met.", ("DNK", "member_of", "Nordic Council")),
        ("NATO, of which Spain is a member, met.", ("ESP", "member_of", "NATO")),
        ("Estonia joined NATO in 2004. Albania joined in 2009.", ("ALB", "member_of", "NATO")),
        ("NATO scolded Spain. Italy, another member, objected.", ("ITA", "member_of", "NATO")),
        ("Italy and two other NATO members objected.", ("ITA", "member_of", "NATO")),
        ("Italy and Spain are among six members of NATO that object.", ("ESP", "member_of", "NATO")),
        ("NATO members Italy and Spain objected.", ("ESP", "member_of", "NATO")),
        ("Malta, the European Union's smallest state, objected.", ("MLT", "member_of", "European Union")),
        ("Cyprus holds the presidency of the European Union.", ("CYP", "member_of", "European Union")),
        (
            "The Visegrad Group, a club of Poland and Hungary, met.",
            ("HUN", "member_of", "Visegrad Group"),
        ),
        (
            "The Visegrad Group, made up of Poland and Hungary, met.",
            ("POL", "member_of", "Visegrad Group"),
        ),
        ("With Italy, Spain left NATO.", ("ITA", "member_of", "NATO")),
        ("The European Union wrote to Serbia. Albania, a candidate since 2014, waits.",
         ("ALB", "accession", "European Union")),
    ],
)  # fmt: skip
def test_who_belongs(read, text, tie):
    assert tie in structure(read(text))


def test_parts_belong_to_bodies_and_groups(read):
    ties = structure(read("UNESCO, the United Nations' cultural arm, protested."))
    assert ("UNESCO", "member_of", "United Nations") in ties


@pytest.mark.parametrize(
    "text",
    [
        "The World Bank wrote to Serbia. Albania, a candidate since 2014, waits.",
        "NATO wrote to Serbia. Albania joined in.",
        "NATO scolded Spain. The team joined in 2009.",
    ],
)
def test_nobody_belongs_to_the_body_before(read, text):
    assert not {tie for tie in structure(read(text)) if tie[1] in {"member_of", "accession"}}


@pytest.mark.parametrize(
    ("text", "tie"),
    [
        ("Bids came from France's Lumora Energy and Japan's Kitano Motors.", ("Kitano Motors", "JPN")),
        ("Bids came from Lumora Energy (France) and others.", ("Lumora Energy", "FRA")),
        ("Two Chinese firms, Haiwei Motors and Tianbo Steel, bid.", ("Tianbo Steel", "CHN")),
        ("Lumora Energy, its French rival, bid.", ("Lumora Energy", "FRA")),
        ("Lumora Energy, the biggest of France's builders, bid.", ("Lumora Energy", "FRA")),
        ("Lumora Energy, a firm from the French city of Nantes, bid.", ("Lumora Energy", "Nantes")),
        ("Nantes, where Lumora Energy is based, is wet.", ("Lumora Energy", "Nantes")),
        ("The Nantes-based Lumora Energy bid.", ("Lumora Energy", "Nantes")),
        ("The Ormond Institute, a Berlin think-tank, protested.", ("Ormond Institute", "Berlin")),
        ("Lumora Energy is registered in Cyprus.", ("Lumora Energy", "CYP")),
    ],
)
def test_where_firms_and_societies_sit(read, text, tie):
    assert (tie[0], "located_in", tie[1]) in structure(read(text))


def test_near_is_not_in(read):
    ties = structure(read("Rain fell on Zrenjanin, a town near Timisoara."))
    assert not {tie for tie in ties if tie[1] == "located_in"}


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Lumora Energy, in which Kitano Motors and Shell hold a fifth each, bid.", "Shell"),
        ("Lumora Energy, an electronics house controlled by Shell, bid.", "Shell"),
        ("Lumora Energy, part-owned by Shell, bid.", "Shell"),
        ("Lumora Energy, a consortium led by Shell, bid.", "Shell"),
        ("Lumora Energy, owned by the minister's brother-in-law, Jean Duroc, bid.", "Jean Duroc"),
        ("Shell has an interest in Lumora Energy.", "Shell"),
        ("Shell's Lumora Energy has opened a yard.", "Shell"),
    ],
)
def test_who_owns_a_firm(read, text, owner):
    assert (owner, "owns", "Lumora Energy") in structure(read(text))


def test_a_firm_owns_the_work_that_is_called_its_own(read):
    assert ("Shell", "owns", "Tanga terminal") in structure(
        read("Shell's Tanga terminal was shut on Monday.")
    )


def test_what_the_state_owns_is_its_country_s(read):
    assert ("ETH", "owns", "Ethiopian Airlines") in structure(
        read("Ethiopian Airlines, which the state owns, bought jets.")
    )


def test_a_plant_near_a_town_is_not_the_town(read):
    ties = structure(read("Shell owns half of a plant near Zrenjanin."))
    assert not {tie for tie in ties if tie[1] == "owns"}


@pytest.mark.parametrize(
    ("text", "tie"),
    [
        ("The presidents of Ghana and Togo, Kofi Mensah and Ama Lawson, met.", ("Ama Lawson", "TGO")),
        ("Ghana's president, Kofi Mensah, met Togo's, Ama Lawson.", ("Ama Lawson", "TGO")),
        ("Anna Berg of Norway spoke to her Danish colleague, Lars Holm.", ("Lars Holm", "DNK")),
        ("Ama Lawson, the banker who runs the World Bank, spoke.", ("Ama Lawson", "World Bank")),
        ("Shell appointed Ama Lawson as chief executive.", ("Ama Lawson", "Shell")),
        ("Shell, with Ama Lawson as its chief executive, has grown.", ("Ama Lawson", "Shell")),
        ("Shell, where Ama Lawson is chief executive, has grown.", ("Ama Lawson", "Shell")),
    ],
)
def test_who_leads(read, text, tie):
    assert (tie[0], "leads", tie[1]) in structure(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "Ama Lawson, the European Union's trade chief, spoke.",
        "In Ghana the toolmaker's president, Ama Lawson, spoke.",
        "The presidents of Ghana and Togo met Ama Lawson.",
    ],
)
def test_who_leads_no_state_or_body(read, text):
    assert not {tie for tie in structure(read(text)) if tie[1] == "leads"}


@pytest.mark.parametrize(
    ("text", "owner", "owned"),
    [
        ("Equinor took a 10 percent stake in Orsted in May.", "Equinor", "Ørsted"),
        ("Lufthansa completed its purchase of 41 percent of Airlink from the fund.", "Lufthansa", "Airlink"),
        ("Shell sold its Tanga terminal to Equinor.", "Equinor", "Tanga terminal"),
        ("Airlink is 49 percent owned by Lufthansa and 45 percent by the Malian state.", "MLI", "Airlink"),
        ("Vale lost the Chinese-owned miner Zijin Mining.", "CHN", "Zijin Mining"),
        ("Shell has taken full control of the Tanga terminal.", "Shell", "Tanga terminal"),
    ],
)
def test_who_owns_after_a_deal(read, text, owner, owned):
    assert (owner, "owns", owned) in structure(read(text))


def test_a_stake_that_is_held_is_no_investment_beside(read):
    claims = read("Equinor raised its stake in Orsted to 12 percent.").claims
    assert {c.relation for c in claims if {c.source, c.target} == {"Equinor", "Ørsted"}} == {"owns"}


def test_a_list_of_shares_is_of_the_firm_before_it(read):
    ties = structure(read("Lumora is a firm in which Shell has 70%, BP 20% and Equinor 10%."))
    assert not {tie for tie in ties if tie[1] == "owns" and tie[2] in {"Shell", "BP", "Equinor"}}


def test_a_route_that_bypasses_a_state_does_not_cross_it(read):
    assert ("Middle Corridor", "connects", "RUS") not in structure(
        read("The Middle Corridor, which bypasses Russia, is busy.")
    )
