"""Invariants of the hand-made tables: people, groups and national bodies."""

from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files

import pytest

from detente.extract.gazetteer import fold

TABLES = {"people": "person", "groups": "group", "bodies": "organization"}
MINIMUM = {"people": 1600, "groups": 400, "bodies": 700}
SECTORS = {
    "people": {"GOV", "LEG", "OPP", "MIL", "REB", "BUS", "MED", "SPY", "JUD", "CVL", "IGO"},
    "groups": {"REB", "OPP", "GOV", "CVL"},
    "bodies": {"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "EDU", "NGO"},
}


def lines(table: str) -> list[str]:
    text = files("detente.data").joinpath(f"{table}.csv").read_text(encoding="utf-8")
    return text.splitlines()


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in lines(table) if not line.startswith("#")))


def aliases(row: dict[str, str]) -> list[str]:
    return [alias for alias in row.get("aliases", "").split("|") if alias]


@pytest.mark.parametrize("table", TABLES)
def test_header_comment_names_source_and_date(table: str) -> None:
    first = lines(table)[0]
    assert first.startswith("# ")
    assert "public knowledge" in first
    assert "2026-11" in first


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_the_type_of_its_table(table: str) -> None:
    assert {row["type"] for row in rows(table)} == {TABLES[table]}


@pytest.mark.parametrize("table", TABLES)
def test_every_cell_belongs_to_a_column(table: str) -> None:
    assert [row["id"] for row in rows(table) if None in row or None in row.values()] == []


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_many_and_sorted_by_id(table: str) -> None:
    ids = [row["id"] for row in rows(table)]
    assert len(ids) >= MINIMUM[table]
    assert ids == sorted(ids)


@pytest.mark.parametrize("table", TABLES)
def test_sectors_are_known(table: str) -> None:
    assert {row["sector"] for row in rows(table)} <= SECTORS[table]


@pytest.mark.parametrize("table", TABLES)
def test_countries_are_known(table: str) -> None:
    known = {row["id"] for row in rows("countries")}
    assert {row["country"] for row in rows(table)} - known - {""} == set()


@pytest.mark.parametrize("table", TABLES)
def test_names_have_no_stray_white_space(table: str) -> None:
    names = [name for row in rows(table) for name in (row["id"], *aliases(row))]
    assert [name for name in names if name != " ".join(name.split())] == []


def test_no_name_stands_twice_in_the_three_tables() -> None:
    names = Counter(
        fold(name) for table in TABLES for row in rows(table) for name in (row["id"], *aliases(row))
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_people_do_not_repeat_the_current_leaders() -> None:
    leaders = {fold(row["id"]) for row in rows("leaders")}
    assert [row["id"] for row in rows("people") if fold(row["id"]) in leaders] == []


@pytest.mark.parametrize("surname", ["Bush", "Clinton", "Brown", "Johnson", "Lee", "Kim", "Park"])
def test_common_surnames_do_not_stand_alone(surname: str) -> None:
    assert [row["id"] for row in rows("people") if surname in aliases(row)] == []
