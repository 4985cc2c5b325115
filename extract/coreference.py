"""Words that refer back: pronouns, "the two countries", "the bloc", "the president".

The rules are few and careful: a word that has no clear antecedent stays unresolved. A better resolver can
take their place: anything callable like `antecedents` may be given to `Extractor(coreference=...)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from detente.extract.memory import Memory
    from detente.extract.mentions import Candidate
    from detente.extract.roles import Roles
    from detente.extract.schema import EntityType

_PERSONAL = frozenset("he him his she her".split())
_PLURAL = frozenset("they them their".split())
_NEUTER: tuple[EntityType, ...] = ("country", "organization", "company", "group", "route")
_DEFINITE = frozenset("the this that these those both".split())
_PERSON_PAIRS = frozenset("leader president minister foreign-minister delegate official envoy".split())
_COMPANY_PAIRS = frozenset("company firm bank carmaker airline".split())


class Resolver(Protocol):
    """What finds the entities that a word refers back to."""

    def __call__(self, doc: Doc, candidate: Candidate, *, memory: Memory, roles: Roles) -> tuple[str, ...]:
        """Give the entities that a candidate of kind "pronoun" or "role" means, none where it is unclear."""


def antecedents(doc: Doc, candidate: Candidate, *, memory: Memory, roles: Roles) -> tuple[str, ...]:
    """Give the entities that a pronoun or a definite phrase refers back to.

    Parameters
    ----------
    doc
        The parsed passage.
    candidate
        A candidate of kind "pronoun" or "role".
    memory
        What was mentioned before.
    roles
        Knows which nouns refer back to what.

    Returns
    -------
    tuple of str
        Entity ids: one, two for "both countries", none where nothing fits.
    """
    head = doc[candidate.head]
    if candidate.kind == "pronoun":
        return _pronoun(head, memory)
    kinds = roles.collective.get(candidate.role, frozenset())
    if "pair" in kinds and means_two(head):
        return _pair(candidate.role, memory)
    if candidate.inner or not _is_definite(head) or _is_described(head):
        return ()
    return _definite(candidate.role, kinds, memory)


def _pronoun(token: Token, memory: Memory) -> tuple[str, ...]:
    form = token.lower_
    if form in _PERSONAL:
        return _latest(memory, "person", within=3, subject_first=True, without=_own_subject(token, memory))
    if form in _PLURAL:
        for seen in memory.recent("group", "country", "organization", "company", within=1):
            if seen.plural:
                return (seen.entity,)
        return ()
    if _is_dummy(token):
        return ()
    return _latest(memory, *_NEUTER, within=1, subject_first=True)


def _latest(
    memory: Memory, *types: EntityType, within: int, subject_first: bool = False, without: str | None = None
) -> tuple[str, ...]:
    """Give the latest subject of the last sentences, else the latest mention."""
    seen = [
        s
        for s in memory.recent(*types, within=within)
        if not memory.entity(s.entity).generic and s.entity != without
    ]
    if subject_first:
        for sentence in dict.fromkeys(s.sentence for s in seen):
            subjects = [s for s in seen if s.sentence == sentence and s.subject]
            if subjects:
                return (subjects[-1].entity,) if sentence != memory.sentence else (subjects[0].entity,)
    return (seen[0].entity,) if seen else ()


def _own_subject(token: Token, memory: Memory) -> str | None:
    """Give the subject of a clause with a pronoun for its object: "Kiir pardoned him" is not about Kiir."""
    verb = token.head if token.dep_ in {"dobj", "dative"} else None
    if token.dep_ == "pobj":
        verb = token.head.head
    if verb is None:
        return None
    offset = memory.position - token.idx
    for child in verb.children:
        if child.dep_ in {"nsubj", "nsubjpass"}:
            edges = range(child.left_edge.idx + offset, child.right_edge.idx + offset + 1)
            return next((s.entity for s in memory.recent(within=0) if s.position in edges), None)
    return None


def _is_dummy(token: Token) -> bool:
    """Whether "it" stands for a clause or for nothing: "it is clear that", "it rains"."""
    if token.lower_ != "it" or token.dep_ not in {"nsubj", "nsubjpass"}:
        return False
    verb = token.head
    deps = {child.dep_ for child in verb.children}
    if token.dep_ == "nsubjpass":
        return "ccomp" in deps
    return verb.lemma_ in {"be", "seem", "appear", "remain"} and bool(
        deps & {"ccomp", "csubj", "advcl", "acomp"}
    )


def means_two(head: Token) -> bool:
    """Whether a plural noun speaks of two: "both sides", "the two leaders".

    Parameters
    ----------
    head
        The noun.
    """
    if head.tag_ not in {"NNS", "NNPS"}:
        return False
    words = {child.lower_ for child in head.lefts}
    return "both" in words or "two" in words


def _pair(role: str, memory: Memory) -> tuple[str, ...]:
    if role in _PERSON_PAIRS:
        people = memory.last_pair("person")
        if len(people) == 2:
            return people
    if role in _COMPANY_PAIRS:
        pair = memory.last_pair("company")
    elif role in {"side", "party", "partner", "ally", "official", "delegation"}:
        pair = memory.last_pair("country", "organization", "group")
    else:
        pair = memory.last_pair("country")
    return pair if len(pair) == 2 else ()


def _is_definite(head: Token) -> bool:
    return head.tag_ in {"NN", "NNP"} and any(child.lower_ in _DEFINITE for child in head.lefts)


def _is_described(head: Token) -> bool:
    """Whether the phrase says by itself what it means: "the government in exile", "the group that ..."."""
    after = head.doc[head.i + 1].text if head.i + 1 < len(head.doc) else ""
    return any(
        child.dep_ in {"relcl", "acl"}
        or (child.dep_ == "prep" and child.lower_ in {"of", "in", "for", "from", "between"})
        for child in head.rights
        if after != ","
    ) or any(child.dep_ == "poss" for child in head.lefts)


def _definite(role: str, kinds: frozenset[str], memory: Memory) -> tuple[str, ...]:
    person = memory.entitled(role)
    if person:
        return (person,)
    if "organization" in kinds:
        found = _latest(memory, "organization", within=4)
        if found:
            return found
    if "company" in kinds:
        found = _latest(memory, "company", within=4)
        if found:
            return found
    if "group" in kinds:
        return _latest(memory, "group", within=3)
    if "route" in kinds:
        return _latest(memory, "route", within=3)
    if "country" in kinds and role in {"country", "nation", "kingdom", "republic", "island"}:
        return _latest(memory, "country", within=4, subject_first=True)
    return ()
