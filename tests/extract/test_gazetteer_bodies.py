"""The tables of organisations, companies, routes and agreements keep the format of all gazetteer tables."""

from __future__ import annotations

import csv
import importlib.resources
from collections import Counter

import pytest

from detente.extract.gazetteer import fold
from detente.extract.knowledge.tables import COLUMNS

MINIMUM = {"organizations": 260, "companies": 350, "routes": 120, "agreements": 90}
TYPE = {
    "organizations": "organization",
    "companies": "company",
    "routes": "route",
    "agreements": "agreement",
}
SECTORS = {"IGO", "NGO", "GOV", "MIL", "BUS", "MED"}
# Names that are ordinary words wherever a sentence begins, or given names: they would be found everywhere.
COMMON = {
    "Target",
    "Total",
    "Orange",
    "Gap",
    "Amnesty",
    "Rafael",
    "Leonardo",
    "Memorial",
    "Visa",
    "Dawn",
    "Commission",
}
tables = pytest.mark.parametrize("table", sorted(TYPE))


def _text(table: str) -> str:
    return (importlib.resources.files("detente.data") / f"{table}.csv").read_text(encoding="utf-8")


def _rows(table: str) -> list[dict[str, str]]:
    lines = [line for line in _text(table).splitlines(keepends=True) if not line.startswith("#")]
    return list(csv.DictReader(lines, strict=True))


def _cell(row: dict[str, str], column: str) -> list[str]:
    return [item for item in (row.get(column) or "").split("|") if item]


@pytest.fixture(scope="module")
def countries() -> set[str]:
    return {row["id"] for row in _rows("countries")}


@tables
def test_header_comment_says_where_the_facts_are_from(table: str) -> None:
    comment = " ".join(line for line in _text(table).splitlines() if line.startswith("#"))
    assert "public knowledge" in comment
    assert "as of 2026-11" in comment


@tables
def test_columns_are_those_of_the_format(table: str) -> None:
    assert {"id", "type", "aliases"} <= set(_rows(table)[0]) <= set(COLUMNS)


@tables
def test_every_row_has_the_type_of_its_table(table: str) -> None:
    assert {row["type"] for row in _rows(table)} == {TYPE[table]}


@tables
def test_there_are_enough_rows(table: str) -> None:
    assert len(_rows(table)) >= MINIMUM[table]


def test_at_least_fifty_companies_are_media() -> None:
    assert sum(row["sector"] == "MED" for row in _rows("companies")) >= 50


@tables
def test_rows_are_sorted_and_ids_unique(table: str) -> None:
    ids = [row["id"] for row in _rows(table)]
    assert ids == sorted(set(ids))


@tables
def test_no_cell_is_padded_or_holds_an_empty_item(table: str) -> None:
    cells = [cell for row in _rows(table) for cell in row.values()]
    assert [cell for cell in cells if cell != " ".join(cell.split()) or "" in cell.split("|")[1:]] == []


@tables
def test_sectors_are_known(table: str) -> None:
    assert {row["sector"] for row in _rows(table) if row.get("sector")} <= SECTORS


@tables
@pytest.mark.parametrize("column", ["country", "members"])
def test_countries_are_known(table: str, column: str, countries: set[str]) -> None:
    assert {code for row in _rows(table) for code in _cell(row, column)} <= countries


@tables
def test_members_are_sorted_and_stand_once(table: str) -> None:
    assert [
        row["id"] for row in _rows(table) if _cell(row, "members") != sorted(set(_cell(row, "members")))
    ] == []


def test_no_name_stands_twice_unless_marked_as_less_likely() -> None:
    names = Counter(
        fold(name)
        for table in TYPE
        for row in _rows(table)
        for name in [row["id"], *_cell(row, "aliases")]
        if not name.startswith("~")
    )
    assert [name for name, count in names.items() if count > 1] == []


@tables
def test_no_row_gives_a_name_twice(table: str) -> None:
    for row in _rows(table):
        names = [fold(name.lstrip("~!")) for name in [row["id"], *_cell(row, "aliases")]]
        assert len(names) == len(set(names)), row["id"]


@tables
def test_no_name_is_a_common_word(table: str) -> None:
    assert COMMON.isdisjoint(
        name.lstrip("~!") for row in _rows(table) for name in [row["id"], *_cell(row, "aliases")]
    )


@pytest.mark.parametrize(
    ("organization", "count"),
    [
        ("European Union", 27),
        ("NATO", 32),
        ("Organization for Security and Co-operation in Europe", 57),
        ("Council of Europe", 46),
        ("African Union", 55),
        ("Organization of Islamic Cooperation", 57),
        ("OECD", 38),
        ("Commonwealth of Nations", 56),
        ("Association of Southeast Asian Nations", 11),
        ("Arab League", 22),
        ("Shanghai Cooperation Organisation", 10),
        ("G7", 7),
    ],
)
def test_large_bodies_have_all_their_members(organization: str, count: int) -> None:
    (row,) = (row for row in _rows("organizations") if row["id"] == organization)
    assert len(_cell(row, "members")) == count
