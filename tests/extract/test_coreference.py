"""What pronouns and definite phrases refer back to: a clear antecedent or nothing."""

from __future__ import annotations

import pytest

from detente.extract import Article, Extractor
from detente.extract.gazetteer import load_gazetteer
from detente.extract.knowledge.roles import load_roles
from detente.extract.naming.candidates import Candidate
from detente.extract.reference.coreference import antecedents
from detente.extract.reference.memory import Memory
from detente.extract.schema import Entity

from .trees import tree


@pytest.fixture
def memory():
    memory = Memory(load_gazetteer())
    memory.add(Entity("Ana Ruiz", "Ana Ruiz", "person", country="PER"))
    return memory


def tell(memory, *mentions):
    """Mention entities in one sentence, then go on to the next; "*" marks a subject, "+" a plural."""
    for i, mention in enumerate(mentions):
        memory.read_on(i * 10, 1)
        memory.see(mention.strip("*+"), standing="main" if "*" in mention else "other", plural="+" in mention)
    memory.read_on(len(mentions) * 10 + 10, 2)


def refers(memory, notation, head, kind="pronoun", role=""):
    doc = tree(notation)
    token = doc[head]
    first = token.left_edge.i
    candidate = Candidate(
        doc[first].idx, token.idx + len(token), first, head, head, kind, role=role or token.lower_
    )
    return antecedents(doc, candidate, memory=memory, roles=load_roles())


IT = "It/PRP/nsubj/1 acted/VBD/ROOT/1"
HE = "He/PRP/nsubj/1 acted/VBD/ROOT/1"
THEY = "They/PRP/nsubj/1 acted/VBD/ROOT/1"


@pytest.mark.parametrize(
    ("said", "notation", "expected"),
    [
        pytest.param(["SRB*", "HUN"], IT, ("SRB",), id="it: the subject before"),
        pytest.param(["SRB", "HUN"], IT, ("HUN",), id="it: else the latest"),
        pytest.param(["Ana Ruiz*", "HUN"], IT, ("HUN",), id="it: no person"),
        pytest.param(["Ana Ruiz*", "HUN"], HE, ("Ana Ruiz",), id="he: a person"),
        pytest.param(["SRB*"], HE, (), id="he: nobody there"),
        pytest.param(["Hamas+"], THEY, ("Hamas",), id="they: a plural"),
        pytest.param(["SRB*"], THEY, (), id="they: no plural there"),
        pytest.param([], IT, (), id="it: nothing there"),
        pytest.param(["SRB*"], "It/PRP/nsubj/1 is/VBZ/ROOT/1/be clear/JJ/acomp/1", (), id="it: dummy"),
    ],
)
def test_pronoun(memory, said, notation, expected):
    tell(memory, *said)
    assert refers(memory, notation, 0) == expected


def phrase(words):
    """Build a definite phrase as the subject of a verb."""
    *before, noun = words.split()
    n = len(before)
    tokens = [f"{w}/{'CD' if w == 'two' else 'DT'}/{'nummod' if w == 'two' else 'det'}/{n}" for w in before]
    plural = noun.endswith("s")
    tokens.append(f"{noun}/{'NNS' if plural else 'NN'}/nsubj/{n + 1}")
    return " ".join([*tokens, f"met/VBD/ROOT/{n + 1}/meet"]), n


@pytest.mark.parametrize(
    ("said", "words", "role", "expected"),
    [
        (["SRB*", "HUN"], "the two countries", "country", ("SRB", "HUN")),
        (["SRB*", "HUN"], "both countries", "country", ("SRB", "HUN")),
        (["SRB*", "HUN"], "both sides", "side", ("SRB", "HUN")),
        (["SRB*"], "both countries", "country", ()),
        (["SRB*", "HUN"], "countries", "country", ()),
        (["European Union*", "HUN"], "the bloc", "bloc", ("European Union",)),
        (["Gazprom*", "HUN"], "the company", "company", ("Gazprom",)),
        (["HUN*"], "the company", "company", ()),
        (["SRB*", "European Union"], "the country", "country", ("SRB",)),
        (["SRB*", "HUN"], "a country", "country", ()),
    ],
)
def test_definite_phrase(memory, said, words, role, expected):
    tell(memory, *said)
    notation, head = phrase(words)
    assert refers(memory, notation, head, kind="role", role=role) == expected


def test_the_country_is_the_one_that_the_article_is_about(memory):
    for sentence, country in [*((n, "LBN") for n in range(1, 9)), (17, "LBN"), (18, "ISR"), (19, "ISR")]:
        memory.read_on(sentence * 10, sentence)
        memory.see(country, standing="other" if sentence == 17 else "main")
    memory.read_on(200, 20)
    notation = "The/DT/det/1 country/NN/nsubj/2 paid/VBD/ROOT/2"
    assert refers(memory, notation, 1, "role", "country") == ("LBN",)
    that = notation.replace("The", "That")
    assert refers(memory, that, 1, "role", "country") == ("ISR",)
    apart = "The/DT/det/2 young/JJ/amod/2 country/NN/nsubj/3 paid/VBD/ROOT/3"
    assert refers(memory, apart, 2, "role", "country") == ("ISR",)


def test_a_title_is_whom_the_article_gave_it_to(memory):
    memory.entitle("minister", "Ana Ruiz")
    tell(memory, "HUN*")
    notation, head = phrase("the minister")
    assert refers(memory, notation, head, kind="role", role="minister") == ("Ana Ruiz",)


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Kenya met Somalia. The two countries signed a trade agreement.", ("KEN", "trade", "SOM")),
        ("Kenya and Somalia met. Their leaders signed a security pact.", ("KEN", "defence", "SOM")),
        ("The African Union met in May. It condemned Sudan.", ("African Union", "dispute", "SDN")),
        ("The European Union met. The bloc sanctioned Belarus.", ("European Union", "sanction", "BLR")),
        ("Emmanuel Macron arrived on Monday. He criticised Iran.", ("Emmanuel Macron", "dispute", "IRN")),
        ("Latvia protested. Its army attacked Belarus.", ("LVA", "conflict", "BLR")),
    ],
)
def test_claims_reach_over_sentences(read, text, claim):
    found = {(c.source, c.relation, c.target) for c in read(text).claims}
    reversed_too = found | {(t, r, s) for s, r, t in found if r in {"trade", "defence"}}
    assert claim in reversed_too


@pytest.mark.model
def test_a_resolver_of_the_user_takes_the_place_of_ours():
    def everything_is_peru(doc, candidate, *, memory, roles):
        memory.see("PER")
        return ("PER",)

    extractor = Extractor(coreference=everything_is_peru)
    [claim] = next(extractor.extract([Article("It condemned Iran.")])).claims
    assert (claim.source, claim.source_mention.reason) == ("PER", "coreference")
