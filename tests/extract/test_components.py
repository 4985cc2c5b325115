"""The extractor inside pipelines of the user's, and models of the user's inside the extractor."""

from __future__ import annotations

import importlib
import itertools
import tomllib
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from detente.extract import Article, Extraction, Extractor, ModelError
from detente.extract import components as components
from detente.extract.components import KEY
from detente.extract.english.model import OFFICIAL, VENDORED
from detente.extract.reference.coreference import antecedents
from detente.extract.ties.relation_model import Proposal

TEXT = "Serbia signed a trade agreement with Kazakhstan. Three storks flew over Chad."
STOCK = OFFICIAL if spacy.util.is_package(OFFICIAL) else VENDORED


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.load(STOCK)
    nlp.add_pipe("detente_mentions")
    nlp.add_pipe("detente_claims")
    return nlp


def test_mentions_are_spans_with_type_and_entity(nlp):
    with nlp.select_pipes(disable="detente_claims"):
        doc = nlp(TEXT)
    assert KEY not in doc.user_data
    assert [(s.text, s.label_, s.id_) for s in doc.spans[KEY]] == [
        ("Serbia", "country", "SRB"),
        ("Kazakhstan", "country", "KAZ"),
        ("Chad", "country", "TCD"),
    ]


def test_claims_are_kept_with_the_document(nlp):
    doc = nlp(TEXT)
    extraction = doc.user_data[KEY]
    assert isinstance(extraction, Extraction)
    [claim] = extraction.claims
    assert (claim.source, claim.relation, claim.target) == ("SRB", "trade", "KAZ")
    assert {s.id_ for s in doc.spans[KEY]} == {"SRB", "KAZ", "TCD"}


def test_a_pipeline_of_stock_parts_gives_what_ours_gives(nlp, extractor):
    ours = next(extractor.extract([Article(TEXT)]))
    assert nlp(TEXT).user_data[KEY].claims == ours.claims


def test_the_pipeline_lacks_nothing(nlp):
    assert not any(nlp.analyze_pipes()["problems"].values())


def test_a_pipeline_without_a_parser_is_refused():
    with pytest.raises(ModelError, match="parser"):
        spacy.blank("en").add_pipe("detente_claims")


def test_an_extraction_survives_saving_the_document(nlp):
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again.user_data[KEY] == doc.user_data[KEY]
    assert [s.id_ for s in again.spans[KEY]] == [s.id_ for s in doc.spans[KEY]]


@pytest.mark.long
def test_a_saved_pipeline_loads_with_its_settings(nlp, tmp_path):
    own = spacy.load(STOCK)
    own.add_pipe("detente_claims", config={"min_confidence": 0.99})
    own.to_disk(tmp_path / "pipeline")
    doc = spacy.load(tmp_path / "pipeline")(TEXT)
    assert doc.user_data[KEY].claims == ()


def test_entry_points_name_the_factories():
    table = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    entries = table["project"]["entry-points"]["spacy_factories"]
    for name in ("detente_mentions", "detente_claims"):
        module, function = entries[name].split(":")
        assert callable(getattr(importlib.import_module(module), function))


@pytest.mark.long
def test_a_model_by_path_takes_the_place_of_ours(tmp_path, extractor):
    spacy.load(STOCK).to_disk(tmp_path / "model")
    other = Extractor(model=tmp_path / "model")
    assert list(other.extract([Article(TEXT)])) == list(extractor.extract([Article(TEXT)]))


def test_a_resolver_takes_the_place_of_ours(extractor):
    def nearest_storks(doc, candidate, *, memory, roles):
        if doc[candidate.head].lower_ == "they":
            return ("KAZ",)
        return antecedents(doc, candidate, memory=memory, roles=roles)

    text = "Serbia praised Kazakhstan. Later that summer they attacked Chad."
    other = Extractor(model=extractor.nlp, coreference=nearest_storks)
    claims = next(other.extract([Article(text)])).claims
    assert ("KAZ", "conflict", "TCD") in {(c.source, c.relation, c.target) for c in claims}


def neighbours(doc, actors):
    """Whoever stand side by side are allies, by their first word's head."""
    for left, right in itertools.pairwise(actors):
        yield Proposal(left, right, doc[left.candidate.head].head, "defence", "SUPPORT", confidence=0.9)


def test_a_relation_model_takes_the_place_of_ours(extractor):
    other = Extractor(model=extractor.nlp, relation_model=neighbours)
    claims = next(other.extract([Article("Serbia will visit Oman on Friday, Chad said.")])).claims
    found = {(c.source, c.relation, c.event, c.target, c.status, c.confidence) for c in claims}
    assert ("SRB", "defence", "SUPPORT", "OMN", "planned", 0.9) in found
    assert {c.relation for c in claims} == {"defence"}


def test_claims_of_a_relation_model_may_be_weighed_by_ours(extractor):
    def unsure(doc, actors):
        return [Proposal(actors[0], actors[1], doc[1], "trade")]

    other = Extractor(model=extractor.nlp, relation_model=unsure, min_confidence=0)
    [claim] = next(other.extract([Article("Serbia greets Oman.")])).claims
    assert claim.event is None
    assert 0 < claim.confidence < 1


def test_a_component_takes_an_extractor_of_the_users(nlp, extractor, monkeypatch):
    mine = Extractor(model=extractor.nlp, relation_model=neighbours)
    monkeypatch.setattr(nlp.get_pipe("detente_claims"), "extractor", mine)
    assert {c.relation for c in nlp(TEXT).user_data[KEY].claims} == {"defence"}
