"""What firms and bodies do, by the table, and what they are called by."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from detente.extract.gazetteer import load_gazetteer
from detente.extract.knowledge.roles import load_roles
from detente.extract.knowledge.tables import pairs_of
from detente.extract.reference.memory import Memory
from detente.extract.reference.trades import asked, has_trade, is_of_other_trade
from detente.extract.schema import GazetteerError


def _rows():
    text = resources.files("detente.data").joinpath("trades.csv").read_text("utf-8")
    lines = text.splitlines()
    assert "written from memory (2026-11" in " ".join(line for line in lines if line.startswith("#"))
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_table_is_sorted_and_knows_whom_the_others_know():
    ids = [row["id"] for row in _rows()]
    assert ids == sorted(set(ids))
    assert set(ids) <= load_gazetteer().entities.keys()
    assert len(ids) > 5000


def test_each_trade_has_a_noun_and_each_field_a_trade():
    roles = load_roles()
    named = frozenset().union(*roles.called.values())
    assert {trade for row in _rows() for trade in row["trades"].split("|")} == named
    assert frozenset().union(*roles.fields.values()) <= named


@pytest.mark.parametrize(
    ("firm", "role", "has", "other"),
    [
        ("POSCO", "steelmaker", True, False),
        ("POSCO Holdings", "steelmaker", True, False),
        ("POSCO", "carmaker", False, True),
        ("POSCO", "company", False, False),
        ("Vale", "mining-company", True, False),
        ("Vale", "oil-company", False, True),
        ("Sberbank", "bank", True, False),
    ],
)
def test_a_firm_has_its_own_trade(firm, role, has, other):
    gazetteer, roles = load_gazetteer(), load_roles()
    memory = Memory(gazetteer)
    if firm in gazetteer.entities:
        memory.see(firm)
    trades = asked(role, None, roles)
    assert bool(trades & memory.trades_of(firm)) is has
    if firm in gazetteer.entities:
        assert has_trade(firm, role, trades, memory, roles) is has
    assert is_of_other_trade(firm, trades, memory) is other


def test_a_table_of_the_user_may_give_trades(tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text("id,type,trades\nKestrel Metals,company,miner|trader\nVale,company,railway\n", "utf-8")
    memory = Memory(load_gazetteer(mine))
    assert memory.trades_of("Kestrel Metals") == {"miner", "trader"}
    assert memory.trades_of("Vale") == {"railway"}


def test_a_row_of_three_cells_is_named_by_its_line():
    with pytest.raises(GazetteerError, match=r"t\.csv:3: 3 cells, 2 columns"):
        list(pairs_of("id,trades\nA,miner\nA,miner,bank\n", "t.csv"))
