"""Who stands in which slot: each construction on a tree written by hand."""

from __future__ import annotations

import pytest

from detente.extract.syntax.arguments import fill, is_passive, light_verb, noun_agents, surface_subjects
from detente.extract.syntax.clauses import complements

from .trees import tree, word

PASSIVE = (
    "The/DT/det/1 pact/NN/nsubjpass/3 was/VBD/auxpass/3 signed/VBN/ROOT/3 by/IN/agent/3 Serbia/NNP/pobj/4"
)
ACTIVE = "Serbia/NNP/nsubj/1 signed/VBD/ROOT/1 pacts/NNS/dobj/1"
URGED = (
    "Spain/NNP/nsubj/1 urged/VBD/ROOT/1/urge Cuba/NNP/dobj/1 to/TO/aux/4 free/VB/xcomp/1 prisoners/NNS/dobj/4"
)
RELATIVE = (
    "Bulgaria/NNP/nsubj/5 ~,/,/punct/0 which/WDT/nsubj/3 sells/VBZ/relcl/0 power/NN/dobj/3 rose/VBD/ROOT/5"
)
RECALLED = (
    "France/NNP/nsubj/1 condemned/VBD/ROOT/1 Niger/NNP/dobj/1 and/CC/cc/1 recalled/VBD/conj/1 "
    "its/PRP$/poss/6 envoy/NN/dobj/4"
)
STORMED = (
    "Russia/NNP/nsubj/1 shelled/VBD/ROOT/1 and/CC/cc/1 then/RB/advmod/4 stormed/VBD/conj/1 "
    "the/DT/det/6 town/NN/dobj/4"
)
HELD = "Serbia/NNP/nsubj/1 held/VBD/ROOT/1/hold talks/NNS/dobj/1/talk with/IN/prep/1 Iran/NNP/pobj/3"
INVASION = (
    "Iraq/NNP/poss/2 ~'s/POS/case/0 invasion/NN/nsubj/5 of/IN/prep/2 Kuwait/NNP/pobj/3 failed/VBD/ROOT/5"
)

CONSTRUCTIONS = [
    (
        "two objects: who gets something",
        "Paris/NNP/nsubj/1 lent/VBD/ROOT/1/lend it/PRP/dobj/1 money/NN/dobj/1",
        "lent",
        "iobj",
        ["it"],
    ),
    (
        "two objects of a verb that gives nothing",
        "Rebels/NNS/nsubj/1 hijacked/VBD/ROOT/1/hijack Assad/NNP/dobj/1 jets/NNS/dobj/1",
        "hijacked",
        "iobj",
        [],
    ),
    (
        "perfect participle",
        "Chad/NNP/nsubj/4 having/VBG/aux/2 borrowed/VBN/acl/0/borrow cash/NN/dobj/2 paid/VBD/ROOT/4",
        "borrowed",
        "subj",
        ["Chad"],
    ),
    (
        "noun that its relative clause completes",
        "loan/NN/ROOT/0 that/WDT/dobj/3 Paris/NNP/nsubj/3 made/VBD/relcl/0/make to/IN/prep/3 Mali/NNP/pobj/4",
        "loan",
        "to",
        ["Mali"],
    ),
    (
        "noun before a clause of place",
        "loan/NN/ROOT/0 where/WRB/advmod/3 barges/NNS/nsubj/3 pass/VBP/relcl/0",
        "loan",
        "subj",
        [],
    ),
    (
        "two relative clauses, the second with a subject of its own",
        "pact/NN/ROOT/0 Oman/NNP/nsubj/2 left/VBD/relcl/0 and/CC/cc/2 Juba/NNP/nsubj/5 ratified/VBD/conj/2",
        "ratified",
        "obj",
        ["pact"],
    ),
    ("active subject", ACTIVE, "signed", "subj", ["Serbia"]),
    ("active object", ACTIVE, "signed", "obj", ["pacts"]),
    ("passive agent", PASSIVE, "signed", "subj", ["Serbia"]),
    ("passive subject is the object", PASSIVE, "signed", "obj", ["pact"]),
    (
        "passive without an agent has no subject",
        "Iran/NNP/nsubjpass/2 was/VBD/auxpass/2 hit/VBN/ROOT/2",
        "hit",
        "subj",
        [],
    ),
    (
        "bare participle: agent",
        "deal/NN/ROOT/0 signed/VBN/acl/0 by/IN/agent/1 Serbia/NNP/pobj/2",
        "signed",
        "subj",
        ["Serbia"],
    ),
    (
        "bare participle: object",
        "deal/NN/ROOT/0 signed/VBN/acl/0 by/IN/agent/1 Serbia/NNP/pobj/2",
        "signed",
        "obj",
        ["deal"],
    ),
    (
        "subject control",
        "Serbia/NNP/nsubj/1 wants/VBZ/ROOT/1/want to/TO/aux/3 help/VB/xcomp/1 Kosovo/NNP/dobj/3",
        "help",
        "subj",
        ["Serbia"],
    ),
    ("object control", URGED, "free", "subj", ["Cuba"]),
    (
        "object control in the passive",
        "Cuba/NNP/nsubjpass/2 was/VBD/auxpass/2 urged/VBN/ROOT/2/urge to/TO/aux/4 pay/VB/xcomp/2",
        "pay",
        "subj",
        ["Cuba"],
    ),
    (
        "object that the parser made the subject of the infinitive",
        "Iran/NNP/nsubj/1 ordered/VBD/ROOT/1/order banks/NNS/nsubj/4 to/TO/aux/4 pay/VB/ccomp/1",
        "ordered",
        "obj",
        ["banks"],
    ),
    (
        "raising",
        "India/NNP/nsubj/1 seems/VBZ/ROOT/1/seem to/TO/aux/3 support/VB/xcomp/1 Nepal/NNP/dobj/3",
        "support",
        "subj",
        ["India"],
    ),
    (
        "raising over an adjective",
        "India/NNP/nsubj/1 is/VBZ/ROOT/1/be ready/JJ/acomp/1 to/TO/aux/4 sign/VB/xcomp/2",
        "sign",
        "subj",
        ["India"],
    ),
    ("relative pronoun as subject", RELATIVE, "sells", "subj", ["Bulgaria"]),
    (
        "relative pronoun as object",
        "pact/NN/ROOT/0 that/WDT/dobj/3 Serbia/NNP/nsubj/3 signed/VBD/relcl/0",
        "signed",
        "obj",
        ["pact"],
    ),
    (
        "relative clause without a pronoun",
        "pact/NN/ROOT/0 Serbia/NNP/nsubj/2 signed/VBD/relcl/0",
        "signed",
        "obj",
        ["pact"],
    ),
    (
        "stranded preposition",
        "country/NN/ROOT/0 Serbia/NNP/nsubj/2 trades/VBZ/relcl/0 with/IN/prep/2",
        "trades",
        "with",
        ["country"],
    ),
    (
        "active participle",
        "Armenia/NNP/nsubj/4 ~,/,/punct/0 criticising/VBG/acl/0 Iran/NNP/dobj/2 left/VBD/ROOT/4",
        "criticising",
        "subj",
        ["Armenia"],
    ),
    (
        "participle as an adverbial clause",
        "Accusing/VBG/advcl/3 Mali/NNP/dobj/0 Algeria/NNP/nsubj/3 left/VBD/ROOT/3",
        "Accusing",
        "subj",
        ["Algeria"],
    ),
    ("verb coordination shares the subject", RECALLED, "recalled", "subj", ["France"]),
    ("verb coordination keeps its own object", RECALLED, "recalled", "obj", ["envoy"]),
    ("verb coordination shares a later object", STORMED, "shelled", "obj", ["town"]),
    (
        "coordinated participles share the passive subject",
        "Iran/NNP/nsubjpass/2 was/VBD/auxpass/2 hit/VBN/ROOT/2 and/CC/cc/2 robbed/VBN/conj/2",
        "robbed",
        "obj",
        ["Iran"],
    ),
    (
        "gerund after a preposition: subject of the verb",
        "Peru/NNP/nsubj/1 thought/VBD/ROOT/1/think of/IN/prep/1 helping/VBG/pcomp/2",
        "helping",
        "subj",
        ["Peru"],
    ),
    (
        "gerund after a preposition: object of a verb of praise or blame",
        "Peru/NNP/nsubj/1 accused/VBD/ROOT/1/accuse Chile/NNP/dobj/1 of/IN/prep/1 arming/VBG/pcomp/3",
        "arming",
        "subj",
        ["Chile"],
    ),
    (
        "infinitive of a noun: its possessor",
        "Serbia/NNP/poss/2 ~'s/POS/case/0 plan/NN/nsubj/5 to/TO/aux/4 buy/VB/acl/2 failed/VBD/ROOT/5",
        "buy",
        "subj",
        ["Serbia"],
    ),
    (
        "infinitive of a noun: who announces it",
        "Serbia/NNP/nsubj/1 announced/VBD/ROOT/1/announce plans/NNS/dobj/1 to/TO/aux/4 buy/VB/acl/2",
        "buy",
        "subj",
        ["Serbia"],
    ),
    ("light verb lends its subject", HELD, "talks", "subj", ["Serbia"]),
    ("light verb lends its preposition", HELD, "talks", "with", ["Iran"]),
    (
        "light verb over 'a series of'",
        "Serbia/NNP/nsubj/1 held/VBD/ROOT/1/hold series/NN/dobj/1 of/IN/prep/2 talks/NNS/pobj/3",
        "talks",
        "subj",
        ["Serbia"],
    ),
    (
        "light verb with a preposition",
        "Serbia/NNP/nsubj/1 engaged/VBD/ROOT/1/engage in/IN/prep/1 talks/NNS/pobj/2",
        "talks",
        "subj",
        ["Serbia"],
    ),
    (
        "predicate noun",
        "Serbia/NNP/nsubj/1 is/VBZ/ROOT/1/be partner/NN/attr/1 of/IN/prep/2 China/NNP/pobj/3",
        "partner",
        "subj",
        ["Serbia"],
    ),
    (
        "predicate adjective",
        "Turkey/NNP/nsubj/1 is/VBZ/ROOT/1/be dependent/JJ/acomp/1 on/IN/prep/2 Russia/NNP/pobj/3",
        "dependent",
        "subj",
        ["Turkey"],
    ),
    (
        "adjective before a noun says something of the noun",
        "hostile/JJ/amod/1 Iran/NNP/ROOT/1",
        "hostile",
        "subj",
        ["Iran"],
    ),
    (
        "responsible for",
        "Serbia/NNP/nsubj/1 was/VBD/ROOT/1/be responsible/JJ/acomp/1 for/IN/prep/2 killing/NN/pobj/3",
        "killing",
        "subj",
        ["Serbia"],
    ),
    (
        "resolution criticising somebody: both who passed it and the resolution",
        "They/PRP/nsubj/1 passed/VBD/ROOT/1/pass text/NN/dobj/1 naming/VBG/acl/2 Iran/NNP/dobj/3",
        "naming",
        "subj",
        ["They", "text"],
    ),
    ("nominalisation: possessor", INVASION, "invasion", "poss", ["Iraq"]),
    ("nominalisation: of", INVASION, "invasion", "of", ["Kuwait"]),
    (
        "modifiers reach through a compound, the nearest first",
        "US/NNP/compound/2 air/NN/compound/2 force/NN/compound/3 strikes/NNS/ROOT/3",
        "strikes",
        "mod",
        ["force", "US", "air"],
    ),
    (
        "conjuncts share a possessor",
        "Mali/NNP/poss/2 ~'s/POS/case/0 trade/NN/ROOT/2 and/CC/cc/2 transit/NN/conj/2",
        "transit",
        "poss",
        ["Mali"],
    ),
    (
        "between gives its object, the rest follows as a conjunct",
        "Talks/NNS/ROOT/0 between/IN/prep/0 Kenya/NNP/pobj/1 and/CC/cc/2 Mali/NNP/conj/2",
        "Talks",
        "between",
        ["Kenya"],
    ),
    (
        "apposition names the subject",
        "firm/NN/ROOT/0 parent/NN/appos/0",
        "firm",
        "subj",
        ["parent"],
    ),
    (
        "indirect object",
        "Japan/NNP/nsubj/1 gave/VBD/ROOT/1/give Laos/NNP/dative/1 rice/NN/dobj/1",
        "gave",
        "iobj",
        ["Laos"],
    ),
    (
        "indirect object of the light verb",
        "Japan/NNP/nsubj/1 gave/VBD/ROOT/1/give Laos/NNP/dative/1 help/NN/dobj/1",
        "help",
        "iobj",
        ["Laos"],
    ),
    (
        "contrastive negation is not an end",
        "trades/VBZ/ROOT/0 with/IN/prep/0 Mali/NNP/pobj/1 not/RB/neg/4 with/IN/prep/0 Chad/NNP/pobj/4",
        "trades",
        "with",
        ["Mali"],
    ),
    (
        "along with",
        "Mali/NNP/nsubj/1 works/VBZ/ROOT/1/work along/IN/prep/1 with/IN/prep/2 Chad/NNP/pobj/3",
        "works",
        "with",
        ["Chad"],
    ),
    (
        "complement: its subject",
        "Iran/NNP/nsubj/1 demands/VBZ/ROOT/1/demand that/IN/mark/4 Iraq/NNP/nsubj/4 leave/VB/ccomp/1",
        "demands",
        "comp",
        ["Iraq"],
    ),
    (
        "complement: its object",
        "Iran/NNP/nsubj/1 agreed/VBD/ROOT/1/agree to/TO/aux/3 help/VB/xcomp/1 Iraq/NNP/dobj/3",
        "agreed",
        "comp_obj",
        ["Iraq"],
    ),
    (
        "complement in a complement",
        (
            "Iran/NNP/nsubj/1 agreed/VBD/ROOT/1/agree to/TO/aux/3 try/VB/xcomp/1 to/TO/aux/5 help/VB/xcomp/3"
            " Iraq/NNP/dobj/5"
        ),
        "agreed",
        "comp_obj",
        ["Iraq"],
    ),
    (
        "places of an act",
        "Rebels/NNS/nsubj/1 struck/VBD/ROOT/1 in/IN/prep/1 Mali/NNP/pobj/2 near/IN/prep/1 Gao/NNP/pobj/4",
        "struck",
        "location",
        ["Mali", "Gao"],
    ),
]


@pytest.mark.parametrize(
    ("notation", "head", "slot", "expected"), [pytest.param(*c[1:], id=c[0]) for c in CONSTRUCTIONS]
)
def test_slot_is_filled_by(notation, head, slot, expected):
    doc = tree(notation)
    assert [token.text for token in fill(word(doc, head), slot)] == expected


@pytest.mark.parametrize(
    ("notation", "verb", "passive"),
    [
        pytest.param(ACTIVE, "signed", False, id="active"),
        pytest.param(PASSIVE, "signed", True, id="passive"),
        pytest.param(
            "deal/NN/nsubj/3 signed/VBN/acl/0 yesterday/NN/npadvmod/1 ended/VBD/ROOT/3",
            "signed",
            True,
            id="bare participle",
        ),
        pytest.param(
            "report/NN/ROOT/0 called/VBN/acl/0 for/IN/prep/1 calm/NN/pobj/2",
            "called",
            False,
            id="past tense that the parser took for a participle",
        ),
        pytest.param("Iran/NNP/nsubj/2 has/VBZ/aux/2 signed/VBN/ROOT/2", "signed", False, id="perfect"),
        pytest.param(
            "envoy/NN/nsubj/1 killed/VBD/ROOT/1/kill in/IN/prep/1 raid/NN/pobj/2",
            "killed",
            True,
            id="headline, never without an object",
        ),
        pytest.param(
            "reporter/NN/ROOT/0 jailed/VBN/acl/0/jail in/IN/prep/1 Chad/NNP/pobj/2",
            "jailed",
            True,
            id="headline, participle of its subject",
        ),
        pytest.param(
            "bank/NN/nsubj/1 ordered/VBD/ROOT/1/order to/TO/aux/3 pay/VB/xcomp/1",
            "ordered",
            True,
            id="headline, told to do",
        ),
        pytest.param(
            "bank/NN/nsubj/1 hit/VBD/ROOT/1 with/IN/prep/1 fine/NN/pobj/2",
            "hit",
            True,
            id="headline, hit with",
        ),
        pytest.param(
            "envoy/NN/nsubj/1 killed/VBD/ROOT/1/kill him/PRP/dobj/1", "killed", False, id="with an object"
        ),
    ],
)
def test_voice(notation, verb, passive):
    assert is_passive(word(tree(notation), verb)) is passive


def test_a_misread_past_tense_has_the_noun_for_its_subject():
    doc = tree("report/NN/ROOT/0 called/VBN/acl/0 for/IN/prep/1 calm/NN/pobj/2")
    assert [token.text for token in fill(word(doc, "called"), "subj")] == ["report"]


def test_surface_subject_of_a_passive_is_the_sufferer():
    assert [token.text for token in surface_subjects(word(tree(PASSIVE), "signed"))] == ["pact"]


def test_who_is_behind_a_noun_is_its_by_phrase():
    doc = tree("plan/NN/ROOT/0 by/IN/prep/0 Peru/NNP/pobj/1")
    assert [token.text for token in noun_agents(doc[0])] == ["Peru"]


def test_a_verb_that_is_not_light_lends_nothing():
    doc = tree("Serbia/NNP/nsubj/1 ate/VBD/ROOT/1/eat talks/NNS/dobj/1")
    assert light_verb(doc[2]) is None
    assert fill(doc[2], "subj") == []


def test_complements_include_gerunds_after_prepositions():
    doc = tree("accused/VBD/ROOT/0 Chile/NNP/dobj/0 of/IN/prep/0 arming/VBG/pcomp/2")
    assert [token.text for token in complements(doc[0])] == ["arming"]


def test_whose_stands_for_whom_the_clause_explains():
    doc = tree(
        "Chad/NNP/ROOT/0 ~,/,/punct/0 whose/WP$/poss/3 loan/NN/dobj/5 Mali/NNP/nsubj/5 repaid/VBD/relcl/0"
    )
    assert [token.text for token in fill(word(doc, "loan"), "poss")] == ["Chad"]


def test_a_clause_with_whether_completes_nothing():
    doc = tree("Malta/NNP/nsubj/1 asked/VBD/ROOT/1 whether/IN/mark/4 Cyprus/NNP/nsubj/4 agreed/VBD/ccomp/1")
    assert complements(word(doc, "asked")) == []


def test_a_clause_past_a_semicolon_completes_nothing():
    doc = tree("Malta/NNP/nsubj/1 left/VBD/ccomp/4 ~;/:/punct/4 Cypriots/NNPS/nsubj/4 protested/VBD/ROOT/4")
    assert fill(word(doc, "protested"), "comp") == []


def test_a_cycle_of_borrowed_subjects_ends():
    words = " ".join(f"went/VBD/{'conj' if i else 'ROOT'}/{max(i - 1, 0)}" for i in range(20))
    assert fill(tree(words)[19], "subj") == []
