"""Words that refer back: pronouns, "the two countries", "the bloc", "the president".

A word that has no clear antecedent stays unresolved. A better resolver can take the place of ours: anything
callable like `antecedents` may be given to `Extractor(coreference=...)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from detente.extract.pronouns import own_subjects, whom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from detente.extract.candidates import Candidate
    from detente.extract.memory import Memory
    from detente.extract.roles import Roles
    from detente.extract.schema import Entity, EntityType

_DEFINITE = frozenset("the this that these those both".split())
_PERSON_PAIRS = frozenset("leader president minister foreign-minister delegate envoy".split())
_COMPANY_PAIRS = frozenset("company firm bank carmaker airline".split())
_ANY_PAIRS = frozenset("side party partner ally official delegation rival foe".split())
_OPPOSED = frozenset("side rival neighbour neighbor foe enemy adversary".split())
_STATE_NOUNS = frozenset("country nation republic".split())
_NOT_BLOCS = frozenset("court bank agency fund organization organisation commission parliament".split())
_KINDS: tuple[tuple[EntityType, int], ...] = (
    ("group", 3),
    ("organization", 4),
    ("company", 4),
    ("route", 5),
    ("place", 1),
)
_NAMED: tuple[EntityType, ...] = ("organization", "company", "group", "agreement", "route", "place")
_ANY_OF = frozenset("company firm group movement party organization organisation bloc route".split())
_TOWNS = frozenset({"city", "town"})
_OFFICES = {
    "president": "head of state",
    "prime-minister": "head of government",
    "premier": "head of government",
    "chancellor": "head of government",
}
_FAR = 12
_ROUTES = {
    "rail": frozenset({"railway", "railroad", "rail"}),
    "pipe": frozenset({"pipeline"}),
    "road": frozenset({"road", "motorway", "highway", "expressway"}),
    "water": frozenset({"canal", "waterway", "strait"}),
    "wire": frozenset({"cable", "interconnector"}),
    "bridge": frozenset({"bridge"}),
    "tunnel": frozenset({"tunnel"}),
}
"""What a route may be, by the word for it; a "line", "link" or "corridor" may be any."""


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
    if candidate.kind == "pronoun":
        return whom(doc, candidate, memory=memory, roles=roles)
    head = doc[candidate.head]
    last_word = candidate.role.rpartition("-")[2]
    kinds = roles.collective.get(candidate.role) or roles.collective.get(last_word, frozenset())
    is_pair = "pair" in kinds and (means_two(head) or _is_between(head, candidate.role))
    is_band = roles.sector(candidate.role) == "REB" and head.tag_ == "NNS" and _has_article(head)
    is_definite = not candidate.inner and head.tag_ in {"NN", "NNP"} and _has_article(head)
    if _is_qualified(head) or not (is_pair or ((is_band or is_definite) and not _is_described(head))):
        return ()
    without = own_subjects(head, memory.position - candidate.start, memory)
    if is_pair:
        return _pair(candidate.role, memory, without)
    if is_band:
        return _fighters(memory, without)
    return _definite(candidate.role, kinds, memory, roles=roles, head=head, without=without)


def means_two(head: Token) -> bool:
    """Whether a plural noun speaks of two that were named: "both sides", "the two leaders".

    Parameters
    ----------
    head
        The noun.
    """
    if head.tag_ not in {"NNS", "NNPS"}:
        return False
    words = {child.lower_ for child in head.lefts}
    return "both" in words or ("two" in words and bool(words & _DEFINITE))


def _is_between(head: Token, role: str) -> bool:
    """Whether "the rivals", "the neighbours" are two: "talks between the rivals"."""
    definite = any(child.lower_ in _DEFINITE for child in head.lefts)
    return role in _OPPOSED and definite and head.dep_ == "pobj" and head.head.lower_ == "between"


def _is_qualified(head: Token) -> bool:
    """Whether a name before the noun says which are meant: "both Iberian countries", not "the PM"."""
    return head.text.islower() and any(
        child.dep_ in {"amod", "compound", "nmod"} and child.text[0].isupper() for child in head.lefts
    )


def _pair(role: str, memory: Memory, without: frozenset[str]) -> tuple[str, ...]:
    if role in _PERSON_PAIRS:
        people = memory.last_pair("person", without=without)
        if len(people) == 2:
            return people
    if role in _COMPANY_PAIRS:
        return memory.last_pair("company", without=without)
    if role in _ANY_PAIRS:
        return memory.last_pair("country", "organization", "group", without=without)
    return memory.last_pair("country", without=without)


def _has_article(head: Token) -> bool:
    return any(child.lower_ in _DEFINITE for child in head.lefts)


def _is_described(head: Token) -> bool:
    """Whether the phrase says by itself what it means: "the government in exile", "the group that ..."."""
    after = head.doc[head.i + 1].text if head.i + 1 < len(head.doc) else ""
    return any(
        (child.dep_ in {"relcl", "acl"} and not _is_told(child))
        or (
            child.dep_ == "prep"
            and child.lower_ in {"of", "in", "for", "from", "between", "at", "near"}
            and not _is_measure(child)
        )
        for child in head.rights
        if after != ","
    ) or any(child.dep_ == "poss" for child in head.lefts)


def _is_told(clause: Token) -> bool:
    """Whether a clause says what somebody is told: "assured the emirate that he stood by it"."""
    is_whole = any(child.dep_ == "mark" and child.lower_ == "that" for child in clause.children)
    return is_whole and clause.head.dep_ in {"dobj", "dative"}


def _is_measure(preposition: Token) -> bool:
    """Whether a phrase only counts: "the island of barely 12,000 people"."""
    return any(t.dep_ == "nummod" for c in preposition.children if c.dep_ == "pobj" for t in c.subtree)


def _definite(
    role: str, kinds: frozenset[str], memory: Memory, *, roles: Roles, head: Token, without: frozenset[str]
) -> tuple[str, ...]:
    person = memory.entitled(role) or (memory.holder(_OFFICES[role]) if role in _OFFICES else None)
    if person:
        return (person,) if person not in without else ()
    if role in roles.states or ("country" in kinds and role in _STATE_NOUNS):
        return _state(role, memory, roles, without)
    for entity in memory.described_as(role):
        if entity not in without:
            return (entity,)
    again = _by_last_word(role, memory, roles, head, without)
    if again:
        return again
    for kind, within in _KINDS:
        if kind in kinds and (kind != "place" or role in _TOWNS):
            found = _latest(memory, kind, role=role, roles=roles, within=within, without=without)
            if found:
                return found
    return ()


def _fighters(memory: Memory, without: frozenset[str]) -> tuple[str, ...]:
    """Give the armed group that "the militants", "these terrorists" are, if one was named."""
    seen = [s for s in memory.recent("group", within=3) if memory.entity(s.entity).sector == "REB"]
    named = [s.entity for s in seen if not memory.entity(s.entity).generic and s.entity not in without]
    return (named[0],) if named else ()


def _state(role: str, memory: Memory, roles: Roles, without: frozenset[str]) -> tuple[str, ...]:
    """Give the state that "the country", "the kingdom" means: the main subject, else the latest."""
    fit = roles.states.get(role)
    seen = [
        s for s in memory.recent("country", within=4)
        if s.entity not in without and (fit is None or s.entity in fit)
    ]  # fmt: skip
    last = [s for s in seen if s.sentence == seen[0].sentence]
    mains = [s for s in last if s.standing == "main"]
    subjects = [s for s in last if s.subject]
    likeliest = mains or subjects or last
    return (likeliest[0].entity,) if likeliest else ()


def _by_last_word(
    role: str, memory: Memory, roles: Roles, head: Token, without: frozenset[str]
) -> tuple[str, ...]:
    """Give what was named by a name of this last word: "the fund" after "the International Monetary Fund"."""
    if role not in roles.short or any(child.dep_ in {"compound", "amod", "nmod"} for child in head.lefts):
        return ()
    for seen in memory.recent(*_NAMED, within=_FAR):
        entity = memory.entity(seen.entity)
        is_thing = {"route", "place"} & roles.collective.get(role, frozenset())
        if is_thing and entity.type not in {"route", "place"}:
            continue  # "the bridge" is no "Road and Bridge Corporation"
        if not entity.generic and seen.entity not in without and role in _last_words(entity):
            return (seen.entity,)
    return ()


def _last_words(entity: Entity) -> set[str]:
    """Give the head words of an entity's names: "bank" of "Bank of England", "fund" of "Monetary Fund"."""
    return set(_heads_of([entity.name, *entity.aliases]))


def _heads_of(names: list[str]) -> Iterator[str]:
    for name in names:
        words = name.casefold().split()
        cut = next((i for i, word in enumerate(words) if word in {"of", "for", "on", "in"}), len(words))
        if cut:
            yield words[cut - 1]


def _latest(
    memory: Memory, kind: EntityType, *, role: str, roles: Roles, within: int, without: frozenset[str]
) -> tuple[str, ...]:
    """Give the latest of a type in the last sentences; "the lender" is one by its name, or the only one."""
    seen = [
        s for s in memory.recent(kind, within=within)
        if not memory.entity(s.entity).generic and s.entity not in without
        and (role != "bloc" or _is_bloc(memory.entity(s.entity)))
        and not (kind == "route" and _is_other_route(role, memory.entity(s.entity)))
    ]  # fmt: skip
    if role not in _ANY_OF and len({s.entity for s in seen}) > 1:
        words = roles.trades.get(role, frozenset())
        seen = [s for s in seen if words & set(memory.entity(s.entity).name.casefold().split())]
    return (seen[0].entity,) if seen else ()


def _is_other_route(role: str, entity: Entity) -> bool:
    """Whether a route's name says that it is of another kind: a railway is no motorway."""
    named = {kind for kind, nouns in _ROUTES.items() if set(entity.name.casefold().split()) & nouns}
    said = {kind for kind, nouns in _ROUTES.items() if role in nouns}
    return bool(named and said and not named & said)


def _is_bloc(entity: Entity) -> bool:
    return entity.sector == "IGO" and not _NOT_BLOCS & set(entity.name.casefold().split())
