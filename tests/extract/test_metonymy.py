"""A capital or a seat as the state or as a place: each rule on a tree, then the pairs of the gold set."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from detente.extract.naming.metonymy import stands_for_state

from .trees import tree, word

PAIRS = Path(__file__).parents[1] / "gold" / "metonymy.csv"
LEAST = 0.95


def _of(noun: str, tag: str = "NN") -> str:
    return f"{noun}/{tag}/ROOT/0 of/IN/prep/0 Minsk/NNP/pobj/1"


def _after(verb: str, preposition: str) -> str:
    return f"They/PRP/nsubj/1 {verb}/VBD/ROOT/1 {preposition}/IN/prep/1 Minsk/NNP/pobj/2"


STATE = {
    "subject": "Minsk/NNP/nsubj/1 objected/VBD/ROOT/1/object",
    "agent": "talks/NNS/nsubjpass/2 were/VBD/auxpass/2 ended/VBN/ROOT/2 by/IN/agent/2 Minsk/NNP/pobj/3",
    "object": "They/PRP/nsubj/1 sanctioned/VBD/ROOT/1/sanction Minsk/NNP/dobj/1",
    "indirect object": "They/PRP/nsubj/1 gave/VBD/ROOT/1/give Minsk/NNP/dative/1 time/NN/dobj/1",
    "giving, misread as a compound": (
        "They/PRP/nsubj/1 offered/VBD/ROOT/1/offer Minsk/NNP/compound/3 rice/NN/dobj/1"
    ),
    "possessor of a policy": "Minsk/NNP/poss/2 ~'s/POS/case/0 policy/NN/ROOT/2",
    "verb with an object that has a meaning without": (
        "Minsk/NNP/nsubj/1 froze/VBD/ROOT/1/freeze assets/NNS/dobj/1/asset"
    ),
    "with": _after("met", "with"),
    "against": _after("voted", "against"),
    "without": "deal/NN/ROOT/0 without/IN/prep/0 Minsk/NNP/pobj/1",
    "between": "pact/NN/ROOT/0 between/IN/prep/0 Minsk/NNP/pobj/1",
    "to, after speech": _after("appealed", "to"),
    "from, after a giver's noun": "pressure/NN/ROOT/0 from/IN/prep/0 Minsk/NNP/pobj/1",
    "on, after pressure": "pressure/NN/ROOT/0 on/IN/prep/0 Minsk/NNP/pobj/1",
    "in, after trust": "faith/NN/ROOT/0 in/IN/prep/0 Minsk/NNP/pobj/1",
    "over, after winning": "They/PRP/nsubj/1 win/VBP/ROOT/1 over/IN/prep/1 Minsk/NNP/pobj/2",
    "for, before the clause": (
        "For/IN/prep/3 Minsk/NNP/pobj/0 it/PRP/nsubj/3 came/VBD/ROOT/3/come late/RB/advmod/3"
    ),
    "of, after a noun of action": _of("criticism"),
    "of, after an abstract ending": _of("appeasement"),
    "of, after an adjective": _of("wary", "JJ"),
    "modifier of a political noun": "Minsk/NNP/compound/1 government/NN/ROOT/1",
    "modifier before a participle": (
        "Minsk/NNP/npadvmod/2 ~-/HYPH/punct/2 ~backed/VBN/amod/3/back plan/NN/ROOT/3"
    ),
    "pair with a dash": "Minsk/NNP/compound/3 ~–/HYPH/punct/3 ~Kyiv/NNP/compound/3 talks/NNS/ROOT/3",
    "listed beside an actor": ("Kyiv/NNP/nsubj/3 and/CC/cc/0 Minsk/NNP/conj/0 agreed/VBD/ROOT/3/agree"),
    "begins a headline that the tagger misread": (
        "Minsk/NNP/compound/4 Blocks/NNP/compound/4 Baltic/NNP/compound/4 Grain/NNP/compound/4 "
        "Transit/NNP/ROOT/4 Again/RB/advmod/4"
    ),
}
PLACE = {
    "in": _after("met", "in"),
    "near": _after("met", "near"),
    "outside": _after("queued", "outside"),
    "through, without a message": _after("drove", "through"),
    "to, after motion": _after("go", "to"),
    "to, after motion and an adverb": (
        "They/PRP/nsubj/1 fly/VBP/ROOT/1 home/RB/advmod/1 to/IN/prep/2 Minsk/NNP/pobj/3"
    ),
    "from, after motion": _after("came", "from"),
    "on, after violence": "attack/NN/ROOT/0 on/IN/prep/0 Minsk/NNP/pobj/1",
    "on, after weather": "Rain/NN/nsubj/1 fell/VBD/ROOT/1/fall on/IN/prep/1 Minsk/NNP/pobj/2",
    "between, after transport": "train/NN/ROOT/0 between/IN/prep/0 Minsk/NNP/pobj/1",
    "of, after a thing in a town": _of("street"),
    "of, after an unknown concrete noun": _of("lamppost"),
    "of, after a quantity": _of("half"),
    "out of": "out/IN/ROOT/0 of/IN/prep/0 Minsk/NNP/pobj/1",
    "possessor of a building": "Minsk/NNP/poss/2 ~'s/POS/case/0 airport/NN/ROOT/2",
    "modifier of a building": "Minsk/NNP/compound/1 airport/NN/ROOT/1",
    "-based": "Minsk/NNP/npadvmod/2 ~-/HYPH/punct/2 ~based/VBN/amod/3/base firm/NN/ROOT/3",
    "address": "Minsk/NNP/ROOT/0 ~,/,/punct/0 Belarus/NNP/appos/0",
    "subject that lies": "Minsk/NNP/nsubj/1 lies/VBZ/ROOT/1/lie low/RB/advmod/1",
    "subject that has weather": "Minsk/NNP/nsubj/1 had/VBD/ROOT/1/have snow/NN/dobj/1",
    "subject that is a city": "Minsk/NNP/nsubj/1 is/VBZ/ROOT/1/be capital/NN/attr/1",
    "object of a visit": "They/PRP/nsubj/1 visited/VBD/ROOT/1/visit Minsk/NNP/dobj/1",
    "object of a storm": "storm/NN/nsubj/1 missed/VBD/ROOT/1/miss Minsk/NNP/dobj/1",
    "listed beside a place": ("met/VBD/ROOT/0 in/IN/prep/0 Kyiv/NNP/pobj/1 and/CC/cc/2 Minsk/NNP/conj/2"),
    "number after a name": "Minsk/NNP/quantmod/1 2/CD/ROOT/1",
}


@pytest.mark.parametrize("notation", [pytest.param(text, id=rule) for rule, text in STATE.items()])
def test_name_stands_for_the_state(notation):
    assert stands_for_state(word(tree(notation), "Minsk"))


@pytest.mark.parametrize("notation", [pytest.param(text, id=rule) for rule, text in PLACE.items()])
def test_name_is_a_place(notation):
    assert not stands_for_state(word(tree(notation), "Minsk"))


@pytest.mark.model
def test_gold_pairs_are_read_right(read, extractor):
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = [row["text"] for row in rows if _reading(read(row["text"]), row, extractor) != row["reading"]]
    assert len(rows) >= 300
    assert len(wrong) <= (1 - LEAST) * len(rows), wrong


def _reading(extraction, row, extractor):
    """Give "place" or "actor" for the mention that covers a span."""
    types = {entity.id: entity.type for entity in extraction.entities}
    covering = [
        m
        for m in extraction.mentions
        if m.start <= int(row["start"]) and int(row["end"]) <= m.end and m.entity
    ]
    nearest = min(covering, key=lambda mention: mention.end - mention.start, default=None)
    if nearest is None:
        return "nothing"
    return "place" if types[nearest.entity] in {"place", "region"} else "actor"
