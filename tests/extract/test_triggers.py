"""Trigger phrases in a tree: the longest first, in any order of the words, never torn from elsewhere."""

from __future__ import annotations

import pytest

from detente.extract.ties.triggers import find_triggers
from detente.extract.vocabulary import load_vocabulary

from .trees import tree


@pytest.fixture(scope="module")
def vocabulary():
    return load_vocabulary()


def phrases(doc, vocabulary):
    """The best reading of each head word."""
    return {readings[0].head.text: readings[0].trigger.phrase for readings in find_triggers(doc, vocabulary)}


@pytest.mark.parametrize(
    ("notation", "head", "phrase"),
    [
        pytest.param(
            "They/PRP/nsubj/1 condemned/VBD/ROOT/1/condemn it/PRP/dobj/1", "condemned", "condemn", id="verb"
        ),
        pytest.param(
            "They/PRP/nsubj/1 rule/VBP/ROOT/1 it/PRP/dobj/1 out/RP/prt/1",
            "rule",
            "rule out",
            id="split particle",
        ),
        pytest.param(
            "They/PRP/nsubj/1 sever/VBP/ROOT/1 all/DT/det/3 ties/NNS/dobj/1/tie",
            "sever",
            "sever tie",
            id="verb and object",
        ),
        pytest.param(
            "ties/NNS/nsubjpass/2/tie were/VBD/auxpass/2 severed/VBN/ROOT/2/sever",
            "severed",
            "sever tie",
            id="verb and object in the passive",
        ),
        pytest.param(
            "ties/NNS/ROOT/0/tie severed/VBN/acl/0/sever by/IN/agent/1 them/PRP/pobj/2",
            "severed",
            "sever tie",
            id="bare participle and its noun",
        ),
        pytest.param(
            "They/PRP/nsubj/1 open/VBP/ROOT/1 heavy/JJ/amod/3 fire/NN/dobj/1",
            "open",
            "open fire",
            id="word between",
        ),
        pytest.param(
            "They/PRP/nsubj/1 withdraw/VBP/ROOT/1 their/PRP$/poss/3 troops/NNS/dobj/1/troop",
            "withdraw",
            "withdraw troop",
            id="plural",
        ),
        pytest.param(
            "a/DT/det/2 peace/NN/compound/2 treaty/NN/ROOT/2", "treaty", "treaty peace", id="noun phrase"
        ),
        pytest.param(
            "They/PRP/nsubj/1 CONDEMNED/VBD/ROOT/1/CONDEMN it/PRP/dobj/1",
            "CONDEMNED",
            "condemn",
            id="capitals",
        ),
    ],
)
def test_longest_phrase_is_tried_first(vocabulary, notation, head, phrase):
    assert phrases(tree(notation), vocabulary)[head] == phrase


def test_shorter_readings_follow(vocabulary):
    doc = tree("They/PRP/nsubj/1 sever/VBP/ROOT/1 ties/NNS/dobj/1/tie")
    found = next(readings for readings in find_triggers(doc, vocabulary) if readings[0].head.text == "sever")
    lengths = [len(match.tokens) for match in found]
    assert lengths == sorted(lengths, reverse=True)


def test_of_two_phrases_the_one_whose_object_stands_nearest_is_tried_first(vocabulary):
    notation = "They/PRP/nsubj/1 resumed/VBD/ROOT/1/resume trade/NN/compound/3 talks/NNS/dobj/1/talk"
    assert phrases(tree(notation), vocabulary)["resumed"] == "resume talk"


def test_an_object_is_tried_before_a_preposition(vocabulary):
    notation = "They/PRP/nsubj/1 sold/VBD/ROOT/1/sell to/IN/prep/1 them/PRP/pobj/2 diesel/NN/dobj/1"
    assert phrases(tree(notation), vocabulary)["sold"] == "sell diesel"


def test_the_object_of_the_next_verb_is_none_of_a_verb_that_has_its_own(vocabulary):
    notation = (
        "They/PRP/nsubj/1 supplied/VBD/ROOT/1/supply engines/NNS/dobj/1/engine and/CC/cc/1 "
        "bought/VBD/conj/1/buy rifles/NNS/dobj/4/rifle"
    )
    found = phrases(tree(notation), vocabulary)
    assert "rifle" not in found["supplied"]
    assert found["bought"] == "buy rifle"


def test_tokens_of_a_match_stand_in_order_of_the_text(vocabulary):
    doc = tree("ties/NNS/nsubjpass/2/tie were/VBD/auxpass/2 severed/VBN/ROOT/2/sever")
    [match, *_] = next(r for r in find_triggers(doc, vocabulary) if r[0].head.text == "severed")
    assert [token.text for token in match.tokens] == ["ties", "severed"]


@pytest.mark.xfail(
    strict=True, reason="an adverbial clause with a subject of its own lends its verb to the phrase"
)
def test_words_of_another_clause_make_no_phrase(vocabulary):
    doc = tree(
        "They/PRP/nsubj/1 open/VBP/ROOT/1 shops/NNS/dobj/1 because/IN/mark/5 guards/NNS/nsubj/5 "
        "fire/VBP/advcl/1"
    )
    assert "open fire" not in phrases(doc, vocabulary).values()


def test_a_preposition_of_a_phrase_must_hang_on_one_of_its_words(vocabulary):
    doc = tree("They/PRP/nsubj/1 call/VBP/ROOT/1 friends/NNS/dobj/1 on/IN/prep/2 Mondays/NNPS/pobj/3")
    assert phrases(doc, vocabulary).get("call") != "call on"


@pytest.mark.parametrize(
    ("notation", "wrong"),
    [
        pytest.param(
            "They/PRP/nsubj/1 urged/VBD/ROOT/1/urge it/PRP/dobj/1 to/TO/aux/4 lift/VB/xcomp/1 "
            "sanctions/NNS/dobj/4/sanction",
            "urge sanction", id="given up",
        ),
        pytest.param(
            "They/PRP/nsubj/1 gave/VBD/ROOT/1/give money/NN/dobj/1 to/IN/dative/1 groups/NNS/pobj/3/group "
            "backing/VBG/acl/4/back it/PRP/dobj/5",
            "give back", id="verb, no particle",
        ),
    ],
)  # fmt: skip
def test_words_that_mean_something_else_make_no_phrase(vocabulary, notation, wrong):
    found = [m.trigger.phrase for readings in find_triggers(tree(notation), vocabulary) for m in readings]
    assert wrong not in found


def test_a_participle_before_a_noun_is_read_as_an_adjective(vocabulary):
    doc = tree("condemned/VBN/amod/1/condemn cells/NNS/ROOT/1")
    assert "condemned" not in phrases(doc, vocabulary)


@pytest.mark.parametrize("tag", ["NNP", "CD", "PRP", "UH"])
def test_names_and_numbers_trigger_nothing(vocabulary, tag):
    assert phrases(tree(f"Attack/{tag}/ROOT/0/attack"), vocabulary) == {}
