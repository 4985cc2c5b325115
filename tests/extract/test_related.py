"""Whom words mean that name somebody by a relation, a number, a trade: "its neighbour", "the trio"."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from detente.extract.gazetteer import load_gazetteer
from detente.extract.knowledge.roles import load_roles
from detente.extract.knowledge.tables import records_of
from detente.extract.reference.memory import Memory
from detente.extract.reference.related import borders
from detente.extract.schema import GazetteerError

CASES = [
    # related
    ("Bolivia met Japan. Chile has paid its neighbour.", "its neighbour", {"BOL"}),
    ("Japan met Norway. Chile has paid its neighbour.", "its neighbour", set()),
    (
        "Poland and Russia quarrelled. Lithuania warned its eastern neighbour.",
        "its eastern neighbour",
        {"RUS"},
    ),
    ("Ethiopia built a dam. Egypt accused its upstream neighbour.", "its upstream neighbour", {"ETH"}),
    ("Kyiv, to which its neighbour Poland lent money, paid.", "its", {"UKR"}),
    ("Cuba has signed a treaty. Russia thanked its ally.", "its ally", {"CUB"}),
    ("Cuba and Vietnam have voted. Russia thanked its ally.", "its ally", set()),
    ("Cuba has signed. Russia thanked its ally in the region.", "its ally in the region", set()),
    ("Toyota met Hyundai. Shell sued its Korean partner.", "its Korean partner", {"Hyundai"}),
    ("Cuba has signed. Russia remains its largest partner.", "its largest partner", set()),
    (
        "Japan met Norway. Chile sends gas to its northern neighbour Bolivia through a pipe.",
        "its northern neighbour",
        {"BOL"},
    ),
    ("Bolivia met Japan. Gabriel Boric has paid his neighbour.", "his neighbour", {"BOL"}),
    # hosts
    ("Norway's envoy flew to Lima. There he thanked his hosts.", "his hosts", {"PER"}),
    ("Norway sent an envoy. The hosts were silent.", "The hosts", set()),
    # one of two
    ("Toyota and Shell have met. The latter will pay.", "The latter", {"Shell"}),
    ("Toyota and Shell have met. The former will pay.", "The former", {"Toyota"}),
    ("Emmanuel Macron dismissed the former minister.", "the former", set()),
    ("Emmanuel Macron met Shell. The latter will pay.", "The latter", set()),
    # things
    ("Norway shelled the port of Odesa.", "the port of Odesa", {"Odesa"}),
    ("Nord Stream is shut. Norway will repair the pipe.", "the pipe", {"Nord Stream"}),
    ("The Suez Canal is shut. Norway will repair the pipe.", "the pipe", set()),
    ("The Paris Agreement binds Chad. Norway has left the treaty.", "the treaty", {"Paris Agreement"}),
    ("Kherson is dark. Norway bombed the town.", "the town", {"Kherson"}),
    # counted
    ("Peru, Chile and Cuba met. Norway warned the trio.", "the trio", {"PER", "CHL", "CUB"}),
    (
        "Peru, Chile and Cuba met. Norway met Iran. Japan paid the three countries.",
        "the three countries",
        {"PER", "CHL", "CUB"},
    ),
    ("Peru and Chile met. Norway warned the trio.", "the trio", set()),
    (
        "Peru lent Chile money under a pact that the two countries signed.",
        "the two countries",
        {"PER", "CHL"},
    ),
    (
        "Toyota, Shell and Gazprom met. The three companies signed a deal.",
        "The three companies",
        {"Toyota", "Shell", "Gazprom"},
    ),
    ("Norway bought a pair of drones.", "a pair", set()),
    # bodies and firms
    ("NATO met in Riga. Moscow accused the alliance of lying.", "the alliance", {"NATO"}),
    (
        "The International Monetary Fund met Chad. Kestrel, a fund, sued. The IMF left. Oman paid the fund.",
        "the fund",
        {"International Monetary Fund"},
    ),
    ("Kestrel, a state lender, met Chad. Norway sued the bank.", "the bank", {"Kestrel"}),
    ("Kestrel, a uranium company, met Shell. Norway sued the miner.", "the miner", {"Kestrel"}),
    ("Toyota met Sberbank. Norway sued the carmaker.", "the carmaker", {"Toyota"}),
    ("Toyota left Mali. Norway sued the airline.", "the airline", {"airline"}),
    ("The World Bank met Chad. The Bank paid Mali.", "Bank", {"World Bank"}),
    ("Vale met Citigroup. Chad sued the miner.", "the miner", {"Vale"}),
    ("Chevron sold a field to Dana Gas. The oil major paid Chad.", "The oil major", {"Chevron"}),
    ("Ofcom fined RT. The regulator also sued Chad.", "The regulator", {"Ofcom"}),
    ("The Shahed, made by a firm, fell. Strabag met Chad. The builder left.", "The builder", {"Strabag"}),
    ("Chad pays through the state utility, Eskom, on Mondays.", "the state utility", {"Eskom"}),
    (
        "The World Bank paid Chad. The Washington-based lender left.",
        "The Washington-based lender",
        {"World Bank"},
    ),
    (
        "Vale sued Chad. Citigroup had lent it money. Vale won. Norway thanked the company.",
        "the company",
        {"Vale"},
    ),
    # states
    ("Sudan's troops advanced. They shelled the capital.", "the capital", {"Khartoum"}),
    ("Norway's envoy flew to the Libyan capital.", "the Libyan capital", {"Tripoli"}),
    ("Norway will put up the capital.", "the capital", set()),
    ("Chad bought Vale, the country's largest miner.", "the country", {"BRA"}),
    (
        "Niger and Benin met. France met Niger. It warned the two neighbours.",
        "the two neighbours",
        {"NER", "BEN"},
    ),
    ("Israel struck Gaza. Norway sent flour to the strip.", "the strip", {"Gaza"}),
    (
        "Mali bought tanks. Chad thanked Mali. With Niger the country left the African Union.",
        "the country",
        {"MLI"},
    ),
    ("Norway met Tonga. The ship came. It sank. They left. The kingdom paid.", "The kingdom", {"NOR"}),
    ("Tonga met China. Samoa paid the islanders.", "the islanders", {"TON"}),
    ("Vanuatu voted. The Philippines met Japan. Norway praised the archipelago.", "the archipelago", {"PHL"}),
    ("A Dutch court ordered the state to pay.", "the state", {"NLD"}),
    ("Texas and Florida sued the United States. Later the state paid.", "the state", set()),
    ("Emmanuel Macron said that his country would pay.", "his country", {"FRA"}),
    ("Mali and France met. Norway condemned the junta.", "the junta", {"MLI"}),
    ("Telstra, the Australian operator, got money from its government.", "its government", {"AUS"}),
    ("Fiji met Iran. The bank, which lent Chad $3 million, may lend it $5 million.", "it", {"TCD"}),
    ("Uganda is poor. Norway pledged a loan to it.", "it", {"UGA"}),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "phrase", "expected"), CASES)
def test_whom_a_phrase_means(read, text, phrase, expected):
    end = text.rindex(phrase) + len(phrase)
    found = {m.entity for m in read(text).mentions if m.end == end and len(m.text) >= len(phrase)}
    assert {entity for entity in found if entity} == expected


def _rows():
    text = resources.files("detente.data").joinpath("neighbours.csv").read_text("utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def test_neighbours_are_neighbours_of_each_other():
    known = load_gazetteer().entities
    for row in _rows():
        for kind in ("land", "sea", "river"):
            for other in filter(None, row[kind].split("|")):
                assert other in known
                assert row["id"] in borders(other, rivers=True), (row["id"], other)
                assert other != row["id"]


@pytest.mark.parametrize(
    ("state", "other", "expected"),
    [("CHN", "PHL", True), ("NPL", "IND", True), ("EGY", "ETH", False), ("PRT", "FRA", False)],
)
def test_borders(state, other, expected):
    assert (other in borders(state)) is expected


def test_what_is_called_by_its_form_of_state_is_in_the_tables():
    known = load_gazetteer().entities
    assert {e for ids in load_roles().states.values() for e in ids if e not in known} == set()


def test_a_list_is_as_long_as_it_is():
    memory = Memory(load_gazetteer())
    for i, country in enumerate(("PER", "CHL", "CUB")):
        memory.read_on(i * 10, 1)
        memory.see(country)
    memory.pair_up("PER", "CHL")
    memory.pair_up("CHL", "CUB")
    memory.read_on(40, 2)
    listed = {n: memory.listed(n, "country", within=3, without=frozenset()) for n in (2, 3, 4)}
    assert listed == {2: (), 3: ("PER", "CHL", "CUB"), 4: ()}
    assert memory.listed(3, "country", within=3, without=frozenset({"CUB"})) == ()


def test_a_table_of_its_own_columns_names_a_line_that_is_cut():
    assert list(records_of("# note\na,b\n1,2\n", "t.csv")) == [{"a": "1", "b": "2"}]
    with pytest.raises(GazetteerError, match=r"t\.csv:3: 1 cells, 2 columns"):
        list(records_of("# note\na,b\n1\n", "t.csv"))
