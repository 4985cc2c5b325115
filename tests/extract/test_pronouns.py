"""Whom pronouns mean, by the clauses around them: on parses written by hand."""

from __future__ import annotations

import pytest

from detente.extract.gazetteer import load_gazetteer
from detente.extract.knowledge.roles import load_roles
from detente.extract.naming.candidates import Candidate
from detente.extract.reference.memory import Memory
from detente.extract.reference.pronouns import own_subjects, whom
from detente.extract.schema import Entity

from .trees import tree, word


def told(notation, **actors):
    """Build a passage in which some words are actors: PER="Peru" for an entity and the word that names it."""
    memory = Memory(load_gazetteer())
    memory.add(Entity("Ana Ruiz", "Ana Ruiz", "person", country="PER"))
    doc = tree(notation)
    for entity, form in actors.items():
        token = word(doc, form)
        standing = "main" if token.dep_ == "nsubj" and token.head.dep_ == "ROOT" else "other"
        memory.read_on(token.idx, 1)
        memory.see(entity.replace("_", " "), standing=standing, head=token.idx)
    return doc, memory


def refers(doc, memory, form):
    token = word(doc, form)
    candidate = Candidate(token.idx, token.idx + len(token), token.i, token.i, token.i, "pronoun")
    memory.read_on(token.idx, 1)
    return whom(doc, candidate, memory=memory, roles=load_roles())


@pytest.mark.parametrize(
    ("notation", "actors", "form", "expected"),
    [
        pytest.param(
            "Peru/NNP/nsubj/1 told/VBD/ROOT/1/tell Chad/NNP/dobj/1 it/PRP/nsubj/4 left/VBD/ccomp/1/leave",
            {"PER": "Peru", "TCD": "Chad"}, "it", ("PER",), id="it: the subject of the clause above",
        ),
        pytest.param(
            "Peru/NNP/nsubj/1 sued/VBD/ROOT/1/sue it/PRP/dobj/1",
            {"PER": "Peru"}, "it", (), id="it: not the subject of its own clause",
        ),
        pytest.param(
            "Peru/NNP/nsubj/1 read/VBD/ROOT/1/read it/PRP/dobj/1",
            {"PER": "Peru"}, "it", (), id="it: an object that is a thing",
        ),
        pytest.param(
            "a/DT/det/1 train/NN/nsubj/2 passed/VBD/ROOT/2/pass Chad/NNP/dobj/2 before/IN/mark/6 "
            "it/PRP/nsubj/6 stopped/VBD/advcl/2/stop",
            {"TCD": "Chad"}, "it", (), id="it: the thing that the clause above is about",
        ),
        pytest.param(
            "Peru/NNP/nsubj/4 and/CC/cc/0 its/PRP$/poss/3 allies/NNS/conj/0/ally left/VBD/ROOT/4/leave",
            {"PER": "Peru"}, "its", ("PER",), id="its: what it is listed with",
        ),
        pytest.param(
            "Peru/NNP/nsubj/3 and/CC/cc/0 Chad/NNP/conj/0 said/VBD/ROOT/3/say "
            "they/PRP/nsubj/5 left/VBD/ccomp/3",
            {"PER": "Peru", "TCD": "Chad"}, "they", ("PER", "TCD"), id="they: all of a list",
        ),
        pytest.param(
            "Peru/NNP/nsubj/1 said/VBD/ROOT/1/say they/PRP/nsubj/3 left/VBD/ccomp/1",
            {"PER": "Peru"}, "they", (), id="they: no single state",
        ),
        pytest.param(
            "Ana/NNP/nsubj/1 met/VBD/ROOT/1/meet him/PRP/dobj/1",
            {"Ana_Ruiz": "Ana"}, "him", (), id="him: not the subject of its own clause",
        ),
    ],
)  # fmt: skip
def test_pronoun(notation, actors, form, expected):
    doc, memory = told(notation, **actors)
    assert refers(doc, memory, form) == expected


def test_own_subject_over_an_infinitive():
    notation = "Ana/NNP/nsubj/1 phoned/VBD/ROOT/1/phone to/TO/aux/3 thank/VB/advcl/1 him/PRP/dobj/3"
    doc, memory = told(notation, Ana_Ruiz="Ana")
    assert own_subjects(word(doc, "him"), 0, memory) == {"Ana Ruiz"}
