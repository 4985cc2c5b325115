"""Who is described by a noun: "Zambia, a member of X", "NATO members Italy and Spain", "as president".

All functions read the grammar of a parsed text and give tokens, the heads of phrases.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Literal

from detente.extract.knowledge.structurewords import structure_list
from detente.extract.naming.routenouns import is_route_noun
from detente.extract.syntax.arguments import (
    MODIFIERS,
    VERB_TAGS,
    is_passive,
    objects,
    surface_subjects,
)
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tokens import sentence_of
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from detente.extract.knowledge.roles import Roles
    from detente.extract.naming.candidates import Candidate

    Described = Literal["person", "place", "company", "route", "group", "agreement"]

_APPOINTING = frozenset(
    "appoint elect name declare install make proclaim crown inaugurate swear reelect choose select pick "
    "hire reappoint".split()
)
_LEAVING = frozenset(
    "resign quit retire step stand depart leave bow dismiss sack fire remove oust depose drop".split()
)
_FOLLOWING = frozenset({"succeed", "replace", "follow"})
_BRANCHES = frozenset("unit arm subsidiary division affiliate brand business".split())
_SOME = frozenset({"one", "two", "three", "some", "many", "most"})
_LISTING = frozenset({"as", "like", "including"})
_PEOPLE_TOO = frozenset(
    "owner buyer partner champion broker investor merchant trader developer player client seller "
    "jeweller".split()
)
_PEOPLE_ALONE = frozenset(
    "miner producer lender builder brewer grower exporter importer supplier vendor distributor printer "
    "retailer maker".split()
)
_SURNAMES = frozenset("power mills foods stores".split())
_PART_OF_FIRM = frozenset(
    "subsidiary affiliate stake shareholding shareholder share takeover acquisition ceo executive boss "
    "director chairman chairwoman unit".split()
)
_TOWARDS = frozenset("from to at in near outside off around towards into through via".split())
_SUBJECT = frozenset({"nsubj", "nsubjpass"})
_OF_STATES = frozenset("central national reserve federal state asian african european world".split())
_STAFF = frozenset("people staff worker employee".split())


def bearers(noun: Token) -> list[tuple[str, Token]]:
    """Give whom a noun describes, each with how: "appos", "name", "like", "predicate" or "past".

    Parameters
    ----------
    noun
        A common noun such as "member", "owner", "president".

    Returns
    -------
    list of tuple
        The likeliest way alone; all of a list where the noun is plural.
    """
    of = [
        t
        for c in noun.rights
        if c.dep_ == "prep" and c.lower_ == "of"
        for t in children_of(c)
        if t.dep_ == "pobj"
    ]
    after = [
        child for top in (noun, *of) for child in top.rights
        if child.dep_ == "appos" and child.tag_.startswith("NNP")
        and (top == noun or noun.doc[child.left_edge.i - 1].text == ",")  # "boss of the shipyard X"
    ]  # fmt: skip
    if after:
        return [("appos", t) for t in _listed(after[0], plural=noun.tag_ == "NNS")]
    named = _name_after(noun)
    if named is not None:
        return [("name", t) for t in _listed(named, plural=noun.tag_ == "NNS")]
    if noun.tag_ == "NNS":
        like = [
            inner for child in noun.rights if child.dep_ == "prep" and child.lower_ in _LISTING
            for inner in children_of(child) if inner.dep_ == "pobj"
        ]  # fmt: skip
        if like:
            return [("like", t) for t in _listed(like[0], plural=True)]
    branch = _branch_before(noun)
    if branch is not None:
        return [("name", branch)]
    top = _one_of(noun)
    if top.dep_ == "appos" and top.head.i < top.i:
        return [("appos", t) for t in _described_before(top)]
    was = top.dep_ == "attr" and top.head.lemma_ == "be" and top.head.tag_ == "VBD"
    how = "past" if was else "predicate"  # "He was trade minister until 2022"
    return [*((how, t) for t in _predicated(top)), *(("past", t) for t in _no_longer(top))]


def descriptors(doc: Doc, candidate: Candidate) -> Iterator[Token]:
    """Yield the common nouns that say what a name is: "the airline X", "X, a carmaker", "a bank, X".

    Parameters
    ----------
    doc
        The parsed passage.
    candidate
        The name.
    """
    head = doc[candidate.head]
    if candidate.first > 0:
        before = doc[candidate.first - 1]
        if before.tag_ in {"NN", "NNS"} and (
            before.head == head
            or head.head == before
            or (before.head == head.head and before.dep_ == head.dep_)
            or is_company_noun(before)  # "laid by the builder Obrivel", whatever the parser made of it
        ):
            yield before
        elif _stands_between_commas(doc, candidate) and is_company_noun(doc[candidate.first - 2]):
            yield doc[candidate.first - 2]  # "through its battery arm, PowerCo, it"
    if head.dep_ == "appos" and head.head.tag_ in {"NN", "NNS"} and head.head.i < candidate.first - 1:
        yield head.head
    for child in head.rights:
        if child.dep_ != "appos" or child.tag_ not in {"NN", "NNS"}:
            continue
        if child.tag_ == "NNS" or not any(candidate.last < t.i < child.i for t in head.conjuncts):
            yield child  # of "A and B, the Belgian operator" B is the operator
    if (
        head.dep_ == "conj"
        and head.i + 1 < len(doc)
        and doc[candidate.last + 1 : candidate.last + 2].text == ","
    ):
        yield from (
            c for top in head.conjuncts for c in top.rights
            if c.dep_ == "appos" and c.tag_ == "NN" and c.left_edge.i == candidate.last + 2
        )  # fmt: skip
    if head.dep_ == "nsubj" and head.head.lemma_ == "be":
        yield from (c for c in head.head.rights if c.dep_ == "attr" and c.tag_ == "NN")
    naming = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "as" else head.head
    if naming.dep_ == "acl" and head.dep_ in {"oprd", "pobj"} and naming.lower_ in grammar_words("named"):
        yield naming.head  # "a cable called X"


def name_given(noun: Token) -> Token | None:
    """Give the name that a participle gives to a noun: "a cable called X", "a firm known as X".

    Parameters
    ----------
    noun
        A common noun.
    """
    for verb in noun.rights:
        if verb.dep_ == "acl" and verb.lower_ in grammar_words("named"):
            under = [
                *children_of(verb),
                *(t for c in children_of(verb) if c.lower_ == "as" for t in children_of(c)),
            ]
            return next((t for t in under if t.dep_ in {"oprd", "pobj"} and t.tag_.startswith("NNP")), None)
    return None


def _stands_between_commas(doc: Doc, candidate: Candidate) -> bool:
    """Whether a name after a noun in the singular is set off by commas."""
    first, after = candidate.first, candidate.last + 1
    is_set_off = first > 1 and doc[first - 1].text == "," and after < len(doc) and doc[after].text in ",.;"
    return is_set_off and doc[first - 2].tag_ == "NN" and doc[candidate.head].dep_ != "conj"


def is_company_noun(noun: Token) -> bool:
    """Whether a noun describes a firm: "airline", "chipmaker", "subsidiary"."""
    words = structure_list("companies", "words")
    if noun.i > 1 and noun.nbor(-1).tag_ == "HYPH" and f"{noun.nbor(-2).lower_}-{noun.lower_}" in words:
        return True  # "start-up"
    lemma = noun.lemma_.lower()
    return lemma in words or (
        lemma.endswith("maker") and lemma not in structure_list("companies", "people_that_make")
    )


def described_kind(doc: Doc, candidate: Candidate, roles: Roles) -> Described | None:
    """Say what the words around a name make of it, whatever the model took it for; None if they say nothing.

    Parameters
    ----------
    doc
        The parsed passage.
    candidate
        A name that no table knows.
    roles
        Knows titles.
    """
    several = candidate.first != candidate.last
    if several and candidate.label != "PERSON":
        titles = roles.titles | structure_list("office", "people")
        nouns = list(descriptors(doc, candidate))
        if any(noun.lemma_.lower() in titles or _is_persons_alone(noun, roles) for noun in nouns):
            return "person"
    if _names_place(doc, candidate):
        return "place"
    if any(noun.i < candidate.first and is_route_noun(noun) for noun in descriptors(doc, candidate)):
        return "route"
    for kind in ("group", "agreement"):
        if candidate.label not in {"LOC", "LAW", "ROUTE"} and _is_called(doc, candidate, kind):
            return kind
    last = doc[candidate.last].lower_
    as_firm = last not in _SURNAMES and (
        last in firm_endings() if several else last.endswith(_firm_suffixes())
    )
    as_firm = as_firm or (several and doc[candidate.first].lower_ in firm_beginnings())
    if _names_company(doc, candidate) or (as_firm and candidate.label in {"PERSON", "NAME", "GPE"}):
        return "company"
    return None


def _is_persons_alone(noun: Token, roles: Roles) -> bool:
    """Whether a noun says what one person does: "Nadka Ilieva, a teacher", but not "X, a backer"."""
    lemma = noun.lemma_.lower()
    works = roles.other.get(lemma) == "CVL" and roles.ends_as_person(lemma) and lemma not in roles.relational
    return works and noun.dep_ == "appos" and noun.tag_ == "NN" and not is_company_noun(noun)


def _is_called(doc: Doc, candidate: Candidate, kind: Literal["group", "agreement"]) -> bool:
    """Whether a noun beside a name calls it a union, a militia, a pact: "their union, Numsa"."""
    nouns = structure_list("called", kind)
    return any(noun.lemma_.lower() in nouns and noun.tag_ == "NN" for noun in descriptors(doc, candidate))


def ends_as_firm(name: str) -> bool:
    """Whether a name ends like a firm's.

    Examples
    --------
    >>> ends_as_firm("Adria Holding"), ends_as_firm("Trade Bank of Adria"), ends_as_firm("Court of Adria")
    (True, True, False)
    >>> ends_as_firm("Adriabank")
    True
    """
    words = name.casefold().rstrip(".").split()
    cut = next((i for i, word in enumerate(words) if word in {"of", "for"}), 0)
    if cut > 1 and not set(words[:cut]) & _OF_STATES:
        words = words[:cut]
    if set(words[-1:]) & firm_endings() or (len(words) > 1 and words[0] in firm_beginnings()):
        return True
    return len(words) == 1 and words[0].endswith(_firm_suffixes())


def _names_company(doc: Doc, candidate: Candidate) -> bool:
    """Whether the words around a name say that it is a firm's."""
    head = doc[candidate.head]
    if _branch_before(head.head) == head:
        return True  # "Toyota's Hino unit"
    may_be_person = candidate.label == "PERSON" and candidate.first != candidate.last
    for noun in descriptors(doc, candidate):
        based = any(c.lower_ == "based" for c in noun.lefts)  # "Julius Berger, the Abuja-based builder"
        if is_company_noun(noun) and (based or not (may_be_person and _describes_people(noun))):
            return noun.tag_ == "NN" or noun.i < candidate.first
    if head.dep_ == "pobj" and head.head.lower_ in {"of", "in"}:
        return head.head.head.lemma_.lower() in _PART_OF_FIRM
    if head.dep_ in _SUBJECT and _is_said_of_firms(head.head):
        return True
    if candidate.label == "NORP" and head.tag_ == "NNP" and _is_firm_by_case(head):
        return True
    if candidate.label == "ORG" and _is_states_own(doc, candidate):
        return True
    if head.dep_ == "dobj" and (head.head.lemma_ == "acquire" or _is_bought_out(head.head)):
        return True
    return any(c.dep_ in {"acl", "relcl"} and c.lower_ == "headquartered" for c in head.rights)


def _is_firm_by_case(head: Token) -> bool:
    """Whether a name stands where firms do: "X is based in", "owned by X", "South Africa's X"."""
    if head.dep_ == "nsubjpass" and head.head.lemma_ == "base":
        return True
    owner = head.dep_ == "pobj" and head.head.dep_ == "agent" and head.head.head.lemma_ == "own"
    return owner or any(c.dep_ == "poss" and c.tag_ == "NNP" for c in head.lefts)


def _is_states_own(doc: Doc, candidate: Candidate) -> bool:
    """Whether a name stands after a state's and says of no body that it is one: "Norway's Fjordol"."""
    first = doc[candidate.first]
    if candidate.first < 2 or doc[candidate.first - 1].tag_ != "POS":
        return False
    owner = doc[candidate.first - 2]
    if owner.ent_type_ != "GPE" or first.dep_ not in {"compound", "nsubj", "pobj", "dobj", "conj", "nmod"}:
        return False
    plain = {token.lower_ for token in doc[candidate.first : candidate.last + 1]}
    return not plain & structure_list("companies", "bodies")


def _is_said_of_firms(verb: Token) -> bool:
    """Whether a verb has a firm for its subject: "employs 800 people", "is owned by"."""
    if verb.lemma_ == "employ":
        return any(c.dep_ == "dobj" and c.lemma_ in _STAFF for c in children_of(verb))
    owned = [verb, *(c for c in children_of(verb) if c.dep_ == "acomp")]
    return verb.lemma_ == "headquarter" or any(
        t.lower_ == "owned" and any(c.dep_ == "agent" for c in children_of(t)) for t in owned
    )


def _names_place(doc: Doc, candidate: Candidate) -> bool:
    """Whether the words around a name say that it is a place's: "X, a town in Kenya", "the port of X"."""
    head = doc[candidate.head]
    words = structure_list("companies", "places")
    if head.dep_ == "pobj" and head.head.lower_ == "of" and head.head.i == candidate.first - 1:
        return head.head.head.lemma_.lower() in words
    if head.dep_ == "pobj" and head.head.lower_ in _TOWARDS and candidate.last + 2 < len(doc):
        after = candidate.last + 1 + (doc[candidate.last + 1].text == ",")
        addressed = doc[after].lower_ == "in" and doc[after + 1].tag_ in {"NNP", "DT", "JJ"}
        if addressed and any(t.ent_type_ in {"GPE", "LOC"} for t in doc[after + 1 : after + 4]):
            return True  # "from Porto Murtinho in Brazil"
    return any(noun.lemma_.lower() in words for noun in descriptors(doc, candidate))


def is_described(name: Token) -> bool:
    """Whether the words around a capitalised word speak of it as of a firm, whatever the model made of it.

    Parameters
    ----------
    name
        The last word of what may be a name: "the builder X", "Spain's X", "X, an Estonian startup".
    """
    first = name
    while first.i > sentence_of(first).start and first.nbor(-1).tag_ in {"NNP", "NNPS"}:
        first = first.nbor(-1)
    if first.i > sentence_of(first).start:
        before = first.nbor(-1)
        if before.tag_ == "NN" and (
            is_company_noun(before) or before.lower_ in structure_list("companies", "societies")
        ):
            return True
        if before.tag_ == "POS" and before.i > 0 and before.nbor(-1).tag_ in {"NNP", "NNPS"}:
            return True
    return any(
        child.dep_ == "appos" and child.tag_ == "NN" and is_company_noun(child) for child in name.rights
    )


def _describes_people(noun: Token) -> bool:
    """Whether a noun may introduce a person: "the trader Ann Lee", but not "the oil producer X"."""
    lemma = noun.lemma_.lower()
    told = any(c.dep_ in {"compound", "amod"} for c in noun.lefts)  # "X, a Turkish lender"
    return lemma in _PEOPLE_TOO or (lemma in _PEOPLE_ALONE and not told)


def _is_bought_out(verb: Token) -> bool:
    return verb.lemma_ == "buy" and any(c.dep_ == "prt" and c.lower_ == "out" for c in children_of(verb))


def _listed(first: Token, *, plural: bool) -> list[Token]:
    return [first, *(t for t in first.conjuncts if t.i > first.i)] if plural else [first]


def _name_after(noun: Token) -> Token | None:
    """Give the name right after a noun: "EU candidate Montenegro", whatever the parser made of the two."""
    if noun.i + 1 >= len(noun.doc):
        return None
    after = noun.nbor()
    if not after.tag_.startswith("NNP"):
        return None
    while after.dep_ == "compound" and after.head.tag_.startswith("NNP") and after.head.i > after.i:
        after = after.head
    joined = noun.dep_ in MODIFIERS and noun.head == after
    beside = after.head == noun.head and after.dep_ == noun.dep_
    return after if joined or beside or after.head == noun else None


def _branch_before(noun: Token) -> Token | None:
    """Give the name of a firm's part between the firm and the noun: "Toyota's Hino unit"."""
    if noun.lemma_.lower() not in _BRANCHES or not any(c.dep_ == "poss" for c in noun.lefts):
        return None
    before = noun.nbor(-1)
    named = before.dep_ in {"compound", "nmod"} and before.tag_.startswith("NNP")
    return before if named and before.head == noun else None


def _one_of(noun: Token) -> Token:
    """Give the head of "one of the five founding members", which stands where the noun would."""
    if noun.dep_ == "conj" and noun.head.tag_ == noun.tag_ and noun.head.dep_ in {"appos", "attr", "pobj"}:
        return noun.head  # "the founder and president of X"
    if noun.tag_ == "NNS" and noun.dep_ == "pobj" and noun.head.lower_ == "of":
        top = noun.head.head
        return top if top.lower_ in _SOME or top.tag_ == "JJS" else noun
    return noun


def _described_before(noun: Token) -> list[Token]:
    """Give what an apposition describes: all of a list if it is plural ("both members"), else the nearest."""
    head = noun.head
    before = [t for t in (head, *head.conjuncts) if t.i < noun.i]
    if noun.tag_ == "NNS":
        return sorted(before, key=lambda t: t.i)
    return [max(before, key=lambda t: t.i)] if before else []


def _predicated(noun: Token) -> list[Token]:
    """Give the subject that a noun is said of: "was sworn in as", "became", "they elected X president"."""
    head = noun.head
    if noun.dep_ in {"attr", "oprd", "xcomp"} and head.tag_ in VERB_TAGS:
        named = [c for c in noun.lefts if c.dep_ in {"nmod", "compound"} and c.tag_ == "NNP"]
        if named and head.lemma_ in _APPOINTING:
            return named[-1:]  # "has named Ana Li chief executive", run together by the parser
        return _of_verb(head)
    if noun.dep_ == "dobj" and head.tag_ in VERB_TAGS and head.lemma_ in _APPOINTING:
        named = [c for c in noun.lefts if c.dep_ in {"nmod", "compound"} and c.tag_ == "NNP"]
        if named:
            return named[-1:]  # "elected Ana Li president", run together too
    if noun.dep_ == "pobj" and head.lower_ == "as" and head.head.tag_ in {"NNP", "NNPS", "IN"}:
        # "X, with Ana Li as its chief executive"
        beside = head.head if head.head.tag_ == "IN" else None
        beside = beside or next(
            (c for c in children_of(head.head) if c.lower_ == "with" and c.i < head.i), None
        )
        return [head.head] if beside is None else [c for c in children_of(beside) if c.tag_ == "NNP"]
    if noun.dep_ == "pobj" and head.lower_ == "as" and head.head.tag_ in VERB_TAGS:
        return [] if head.head.lemma_ in _LEAVING else _of_verb(head.head)
    if noun.dep_ == "dobj" and head.tag_ in VERB_TAGS and head.lemma_ in _APPOINTING:
        return [t for t in objects(head) if t != noun]
    if noun.dep_ == "nsubj" and head.lemma_ in {"be", "include"}:
        # "The new minister is X", "its members include X and Y".
        named = [c for c in children_of(head) if c.dep_ in {"attr", "dobj"} and c.tag_.startswith("NNP")]
        return [t for name in named for t in _listed(name, plural=noun.tag_ == "NNS")]
    if noun.tag_ == "NNS" and noun.dep_ == "pobj" and head.lower_ == "among" and head.head.tag_ in VERB_TAGS:
        named = [t for t in surface_subjects(head.head) if t.tag_.startswith("NNP") and t.i > noun.i]
        return [t for name in named for t in _listed(name, plural=True)]
    return []


def _no_longer(noun: Token) -> list[Token]:
    """Give who held an office before: "resigned as president", "succeeded X as president"."""
    verb = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "as" else None
    if verb is None or verb.tag_ not in VERB_TAGS:
        return []
    if verb.lemma_ in _FOLLOWING:
        return [c for c in children_of(verb) if c.dep_ in {"dobj", "nsubjpass"} and c.tag_.startswith("NNP")]
    if verb.lemma_ not in _LEAVING:
        return []
    return [t for t in objects(verb) if t.tag_.startswith(("NNP", "PRP"))] or surface_subjects(verb)


def _of_verb(verb: Token) -> list[Token]:
    if verb.lemma_ in _FOLLOWING and is_passive(verb):
        return [p for c in children_of(verb) if c.dep_ == "agent" for p in children_of(c) if p.dep_ == "pobj"]
    things = [t for t in objects(verb) if t.tag_.startswith(("NNP", "PRP"))]
    return things if verb.lemma_ in _APPOINTING and things else surface_subjects(verb)


@functools.cache
def firm_endings() -> frozenset[str]:
    """Give the last words of firms' names: "plc", "airways"."""
    return structure_list("companies", "endings")


@functools.cache
def firm_beginnings() -> frozenset[str]:
    """Give the first words of firms' names: "Banco", "Groupe"."""
    return structure_list("companies", "beginnings")


@functools.cache
def _firm_suffixes() -> tuple[str, ...]:
    return tuple(sorted(structure_list("companies", "suffixes")))
