"""Unnamed groups and projects: which of them are ends of ties, and what later words mean them."""

from __future__ import annotations

import pytest

from detente.extract.gazetteer import load_gazetteer
from detente.extract.naming.projects import is_passing
from detente.extract.reference.bystanders import parties
from detente.extract.reference.memory import Memory
from detente.extract.schema import Claim, Entity, Evidence, Mention, Span


def claim(source, relation, target, *, words=("", "")):
    """Make a claim whose ends are mentioned by some words."""
    ends = [Mention(0, 1, said or end, end) for said, end in zip(words, (source, target), strict=True)]
    return Claim(
        source, target, relation, "ACCUSE", "actual", symmetric=False,
        evidence=Evidence("a", 0, 1, "x"), trigger=Span(0, 1, "x"),
        source_mention=ends[0], target_mention=ends[1],
    )  # fmt: skip


@pytest.fixture
def memory():
    memory = Memory(load_gazetteer())
    for name, country, sector in (
        ("engineers (India)", "IND", "CVL"), ("reporters", None, "MED"), ("operator", None, "BUS"),
        ("fishermen", None, "CVL"), ("migrants", None, "CVL"),
    ):  # fmt: skip
        memory.add(Entity(name, name, "group", country=country, sector=sector, generic=True))
    return memory


@pytest.mark.parametrize(
    ("source", "relation", "target", "ends"),
    [
        (
            "BGD",
            "dispute",
            "engineers (India)",
            ("BGD", "IND"),
        ),  # what is asked of them is asked of their state
        ("BGD", "dispute", "reporters", None),
        ("BGD", "coercion", "migrants", ("BGD", "migrants")),
        ("operator", "dispute", "BGD", None),  # nobody was named
        ("fishermen", "protest", "BGD", ("fishermen", "BGD")),
        ("fishermen", "trade", "BGD", None),
        ("engineers (India)", "diplomacy", "BGD", ("IND", "BGD")),
        ("engineers (India)", "investment", "BGD", None),
        ("BGD", "aid", "migrants", None),  # who is fed is no side
        ("BGD", "dispute", "IND", ("BGD", "IND")),
    ],
)
def test_groups_are_parties_where_they_act_or_suffer(memory, source, relation, target, ends):
    found = [(c.source, c.target) for c in parties([claim(source, relation, target)], memory, [])]
    assert found == ([] if ends is None else [ends])


def test_who_acts_elsewhere_is_a_party_to_all(memory):
    claims = [
        claim("fishermen", "protest", "BGD"),
        claim("BGD", "dispute", "fishermen"),
    ]
    assert len(list(parties(claims, memory, []))) == 2


def test_a_claim_of_other_ends_is_another_claim(memory):
    before = claim("BGD", "dispute", "engineers (India)")
    [after] = parties([before], memory, [])
    assert after.id != before.id


@pytest.mark.parametrize(
    ("entity", "times", "passing"),
    [
        (Entity("oil pipeline (Iraq)", "oil pipeline (Iraq)", "route", generic=True), 1, True),
        (Entity("oil pipeline (Iraq)", "oil pipeline (Iraq)", "route", generic=True), 2, False),
        (Entity("Adré road", "Adré road", "route", generic=True), 1, False),
        (Entity("Yguazú plant", "Yguazú plant", "place", generic=True), 1, True),
        (Entity("Nord Stream", "Nord Stream", "route"), 1, False),
    ],
)
def test_a_project_is_passing_until_it_is_spoken_of_again(entity, times, passing):
    assert is_passing(entity, times) is passing
