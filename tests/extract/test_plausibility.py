"""The tie model: what it looks at, and what follows from what it says."""

import dataclasses

import numpy as np
import pytest

from detente.extract import Article
from detente.extract.weighing.pair_features import features
from detente.extract.weighing.plausibility import SIZE, pairs_of, plausibility, slots_of
from detente.extract.weighing.proposals import _own_clause, _shared_verb, weigh
from detente.extract.weighing.readings import look

pytestmark = pytest.mark.model


def sentences(extractor, text):
    [(_, scene, actors)] = extractor.scenes(text)
    structure = extractor.structure_of(scene, actors)
    reading = look(scene, actors, structure=structure, vocabulary=extractor.vocabulary)
    return scene, reading.sentences


def pairs(extractor, text):
    scene, found = sentences(extractor, text)
    return {
        pair.entities: set(features(pair, sentence=sentence, scene=scene, is_brief=True))
        for sentence in found
        for pair in pairs_of(sentence)
    }


def test_each_pair_of_a_sentence_is_looked_at_once(extractor):
    found = pairs(extractor, "Peru sued Chile, and Chile sued Bolivia.")
    assert {frozenset(ends) for ends in found} == {
        frozenset({"PER", "CHL"}), frozenset({"CHL", "BOL"}), frozenset({"PER", "BOL"})
    }  # fmt: skip


def test_actors_of_two_sentences_are_no_pair(extractor):
    assert not pairs(extractor, "Peru sued. Chile laughed.")


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Peru sued Chile.", "rule=True"),
        ("Peru sued Chile.", "path=nsubj|dobj sue"),
        ("Peru slept while Chile worked.", "rule=False"),
        ("Peru and Chile slept.", "actors between=0"),
        ("Peru told Chile to wait.", "top=tell"),
    ],
)
def test_features_say_what_stands_between_two_actors(extractor, text, feature):
    [found] = pairs(extractor, text).values()
    assert feature in found


def test_slots_are_sorted_and_each_once():
    assert slots_of(["b", "a", "b"]) == sorted(set(slots_of(["a", "b"])))
    assert all(0 <= slot < SIZE for slot in slots_of(["a", "b"]))


def test_without_weights_a_pair_is_as_likely_tied_as_not():
    assert plausibility([1, 2], np.zeros(SIZE)) == pytest.approx(0.5)


def test_a_rule_that_reads_a_tie_makes_it_more_plausible(extractor):
    model = extractor.tie_model
    scene, [sentence] = sentences(extractor, "Peru supplies Chile with gas.")
    [pair] = pairs_of(sentence)
    with_rule = slots_of(features(pair, sentence=sentence, scene=scene, is_brief=True))
    without = slots_of(
        features(pair, sentence=dataclasses.replace(sentence, ties=()), scene=scene, is_brief=True)
    )
    assert plausibility(with_rule, model.weights) > plausibility(without, model.weights)


@pytest.fixture
def eager(extractor, monkeypatch):
    """An extractor that proposes a tie for every pair, and the same relation for each."""
    model, weights = extractor.tie_model, np.zeros_like(extractor.tie_model.relation_weights)
    weights[:, 0] = 1.0
    eager = dataclasses.replace(model, least=0.0, brief_least=0.0, relation_weights=weights)
    monkeypatch.setattr(extractor, "tie_model", eager)
    monkeypatch.setattr(extractor, "min_confidence", 0.0)
    return extractor


def claims(extractor, text):
    return [c for c in next(extractor.extract([Article(text)])).claims if c.event]


def test_a_proposed_tie_says_so_and_names_a_word_of_the_sentence(eager):
    text = "Peru slept while Chile worked."
    found = claims(eager, text)
    assert {frozenset({c.source, c.target}) for c in found} == {frozenset({"PER", "CHL"})}
    assert all("near" in c.pattern for c in found)
    assert all(text[c.trigger.start : c.trigger.end] == c.trigger.text for c in found)


def test_a_subject_acts_on_what_follows_a_passive_or_an_object(eager):
    [claim] = claims(eager, "Chile was lectured by Peru.")
    assert (claim.source, claim.target) == ("PER", "CHL")


def test_two_places_have_no_tie(eager):
    assert not claims(eager, "The sun shone on Antofagasta and on Rosario.")


def test_nothing_is_proposed_for_a_pair_that_the_rules_tie(eager):
    [claim] = claims(eager, "Peru sued Chile.")
    assert "near" not in claim.pattern


def test_a_pattern_shows_what_the_model_says(extractor):
    [claim] = claims(extractor, "Peru signed a treaty with Chile.")
    assert claim.pattern.startswith("sign treaty (subj > with) 0.")


@pytest.mark.parametrize(
    ("text", "ends", "word", "shared"),
    [
        ("Peru rang Chile and may invite Togo.", {"PER", "TGO"}, "rang", "invite"),
        ("Peru plans to buy its antennas from Chile.", {"PER", "CHL"}, "antennas", "buy"),
        ("Peru threatened to sue Chile.", {"PER", "CHL"}, "threatened", None),
        ("Peru rang Chile and Togo slept.", {"PER", "TGO"}, "rang", None),
    ],
)
def test_a_proposed_tie_is_read_from_the_verb_that_both_share(extractor, text, ends, word, shared):
    scene, found = sentences(extractor, text)
    [pair] = [p for s in found for p in pairs_of(s) if set(p.entities) == ends]
    token = next(t for t in scene.doc if t.text == word)
    verb = _shared_verb(token, pair, is_said=word == "threatened")
    assert (verb and verb.text) == shared


@pytest.mark.parametrize(
    ("text", "ends", "word", "undone"),
    [
        ("Peru sold Togo a ship; Chile is weighing a similar deal.", {"TGO", "CHL"}, "sold", True),
        ("Peru flew to Lomé to negotiate with Chile.", {"PER", "CHL"}, "flew", True),
        ("Peru sold Togo a ship; Chile sold it a train.", {"TGO", "CHL"}, "sold", False),
    ],
)
def test_what_a_clause_of_its_own_only_plans_is_not_done(extractor, text, ends, word, undone):
    scene, found = sentences(extractor, text)
    [pair] = [p for s in found for p in pairs_of(s) if set(p.entities) == ends]
    token = next(t for t in scene.doc if t.text == word)
    assert (_own_clause(token, pair) is not None) == undone


def test_the_model_says_what_a_tie_of_the_rules_is_about(extractor):
    text = "Peru signed a treaty with Chile. It lets Chilean frigates dock."
    [(_, scene, actors)] = extractor.scenes(text)
    reading = look(scene, actors, structure=(), vocabulary=extractor.vocabulary)
    model = dataclasses.replace(
        extractor.tie_model, relations=("defence",), relation_weights=np.zeros((SIZE, 1))
    )
    ties = list(weigh(reading, scene, model, vocabulary=extractor.vocabulary, is_brief=False))
    assert "defence" in {tie.domain for tie in ties if tie.match.head.text in {"treaty", "signed"}}
