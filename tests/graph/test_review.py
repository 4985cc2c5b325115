from __future__ import annotations

import random

import pytest

from detente.extract.schema import Entity
from detente.graph.decisions import Confirm, Merge, NeverMerge, Reject, ref
from detente.graph.review import contradictions, find_doubts, possible_duplicates, shaky_claims

MIRA = {"who": "Mira", "when": "2025-06-01"}


def pair(first, second, **fields):
    return [Entity(name, name, fields.get("type", "company"), fields.get(name)) for name in (first, second)]


TWINS = [*pair("Ilham Aliyev", "Ilkham Aliyev"), *pair("Zijin Mining", "Zijin Mining Group")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ilham Aliyev", "Ilkham Aliyev"),
        ("Ministry of Foreign Affairs", "Foreign Affairs Ministry"),
        ("Nurlan Baïbazarov", "Nurlan Baibazarov"),
        ("Zijin Mining", "Zijin Mining Group"),
    ],
)
def test_names_alike_are_proposed(first, second):
    [doubt] = possible_duplicates(pair(first, second))
    assert set(doubt.entities) == {first, second}


@pytest.mark.parametrize(
    "entities",
    [
        pair("Gazprom", "Gazprom Neft"),
        pair("Corridor 8", "Corridor 9"),
        pair("Austria", "Australia", type="country"),
        [Entity("National Bank of Serbia", "National Bank of Serbia", "organization", "SRB"),
         Entity("National Bank of Servia", "National Bank of Servia", "organization", "GRC")],
        [Entity("Danube Corp", "Danube Corp", "company"), Entity("Danube Corps", "Danube Corps", "group")],
    ],
    ids=["longer", "numbers", "countries", "other country", "other type"],
)  # fmt: skip
def test_others_are_not(entities):
    assert possible_duplicates(entities) == []


def test_an_alias_counts_as_a_name():
    first = Entity("MOL", "MOL", "company", aliases=("Hungarian Oil and Gas",))
    second = Entity("Hungarian Oil & Gas", "Hungarian Oil & Gas", "company")
    assert len(possible_duplicates([first, second])) == 1


def test_a_tie_stated_and_denied_is_a_contradiction(claims):
    [doubt] = contradictions(claims)
    assert doubt.entities == ("RUS", "SRB")
    assert [claim.status for claim in doubt.claims] == ["denied", "actual"]


def test_shaky_claims_come_least_sure_first(claims):
    found = shaky_claims(claims, max_confidence=0.6)
    assert found
    assert [doubt.score for doubt in found] == sorted(doubt.score for doubt in found)
    assert found[-1].score <= 0.6


def test_what_is_decided_is_not_asked_again(claims, entities):
    entities = [
        *entities,
        *pair("Ilham Aliyev", "Ilkham Aliyev"),
        *pair("Zijin Mining", "Zijin Mining Group"),
    ]
    open_ = find_doubts(claims, entities, max_confidence=0.6)
    assert {doubt.kind for doubt in open_} == {"contradiction", "duplicate", "low confidence"}
    decisions = [Merge(entity="Zijin Mining Group", into="Zijin Mining", **MIRA)]
    for doubt in open_:
        if doubt.kind == "contradiction":
            decisions += [Confirm(target=ref(claim), **MIRA) for claim in doubt.claims]
        elif doubt.kind == "low confidence":
            decisions.append(Reject(target=ref(doubt.claims[0]), **MIRA))
        elif "Aliyev" in doubt.question:
            decisions.append(NeverMerge(entity=doubt.entities[1], other=doubt.entities[0], **MIRA))
    assert find_doubts(claims, entities, decisions=decisions, max_confidence=0.6) == []


def test_the_order_of_claims_and_entities_plays_no_part(claims, entities):
    entities = [
        *entities,
        *pair("Ilham Aliyev", "Ilkham Aliyev"),
        *pair("Zijin Mining", "Zijin Mining Group"),
    ]
    there = find_doubts(claims, entities, max_confidence=0.7)
    assert find_doubts(claims[::-1], entities[::-1], max_confidence=0.7) == there


def test_many_names_are_compared_block_by_block():
    rng = random.Random(3)
    names = sorted({"".join(rng.choices("abcdefghijklmnoprstuvz", k=14)) for _ in range(1200)})
    entities = [Entity(name, name, "company") for name in names]
    twin = Entity("twin", f"{names[-1]}x", "company")
    assert [doubt.entities for doubt in possible_duplicates([twin, *entities])] == [("twin", names[-1])]
