"""For which state a phrase stands, and that a body has one name however it is written."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from detente.extract.naming.bodies import national_body

if TYPE_CHECKING:
    from detente.extract import Extractor

PHRASES = Path(__file__).with_name("phrases.csv")
FLOOR = 0.94


def rows() -> list[dict[str, str]]:
    lines = PHRASES.read_text("utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def stands_for(extractor: Extractor, row: dict[str, str]) -> str:
    on = dt.date.fromisoformat(row["date"]) if row["date"] else None
    entity = extractor.resolve(row["phrase"], on=on)
    if entity is None:
        return ""
    return entity.id if entity.type == "country" else entity.country or ""


def test_phrases_are_many_and_distinct() -> None:
    phrases = [row["phrase"] for row in rows()]
    assert len(phrases) == len(set(phrases)) >= 250


@pytest.mark.parametrize("half", [0, 1], ids=["development", "held back"])
def test_phrases_stand_for_their_state(extractor: Extractor, half: int) -> None:
    mine = rows()[half::2]
    right = sum(stands_for(extractor, row) == row["country"] for row in mine)
    assert right / len(mine) >= FLOOR


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Foreign Ministry", "Ministry of Foreign Affairs"),
        ("Ministry of Foreign Affairs and Trade", "Ministry of Foreign Affairs"),
        ("Foreign Office", "Ministry of Foreign Affairs"),
        ("Defense Department", "Ministry of Defence"),
        ("Ministry of National Defence", "Ministry of Defence"),
        ("Ministry of Internal Affairs", "Ministry of the Interior"),
        ("Coastguard", "Coast Guard"),
        ("National Assembly", "National Assembly"),
    ],
)
def test_a_body_has_one_name(words: str, name: str) -> None:
    found = national_body(words)
    assert found is not None
    assert found[0] == name


@pytest.mark.parametrize("words", ["Airways", "Department of Labor", "Ministry", ""])
def test_what_is_no_body_of_every_state(words: str) -> None:
    assert national_body(words) is None
