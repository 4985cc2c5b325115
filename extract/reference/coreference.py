"""Words that refer back: pronouns, "the two countries", "the bloc", "the president".

A word that has no clear antecedent stays unresolved. A better resolver can take the place of ours: anything
callable like `antecedents` may be given to `Extractor(coreference=...)`.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Protocol

from detente.extract.naming.phrases import is_definite
from detente.extract.reference.lands import capital, land_of
from detente.extract.reference.pronouns import clause_mates, own_subjects, whom
from detente.extract.reference.related import borders, host, related
from detente.extract.reference.seated import seated
from detente.extract.reference.several import counted, ordered
from detente.extract.reference.things import again, called_of
from detente.extract.reference.trades import asked, has_trade, is_of_other_trade
from detente.extract.reference.trail import clearest
from detente.extract.speech.citers import is_report
from detente.extract.syntax.arguments import NOUN_TAGS
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from detente.extract.knowledge.roles import Roles
    from detente.extract.naming.candidates import Candidate
    from detente.extract.reference.memory import Memory
    from detente.extract.schema import Entity, EntityType

_KINDS: tuple[tuple[EntityType, int], ...] = (
    ("group", 3),
    ("organization", 4),
    ("company", 4),
)
_NAMED: tuple[EntityType, ...] = ("organization", "company", "group", "agreement", "route", "place")
_FAR = 12
_TRADES_REACH = 8
_WITH_TRADES: tuple[EntityType, ...] = ("company", "organization")
_NEAR = 4
_POINTING = frozenset({"this", "that"})
_THINGS = frozenset({"route", "place"})
_FIRM_FADING = 0.5
_OF_STATES = frozenset({"GOV", "MIL", "COP", "SPY", "JUD", "LEG"})
_FIGHTERS_REACH, _SPOKEN_REACH, _LONG, _SLOW = 4, 8, 20, 0.8
_LASTING = 0.9
"""What is left of a mention's weight from sentence to sentence, for the state that an article is about."""


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
    for reading in (related, host, ordered, counted, capital, land_of, seated):
        found = reading(doc, candidate, memory=memory, roles=roles)
        if found is not None:
            return found
    head, offset = doc[candidate.head], memory.position - candidate.start
    is_state = candidate.role in grammar_words("state_nouns") or candidate.role in roles.states
    if is_state:
        owner = _own_state(head, offset, memory)
        if owner:
            return (owner,)
    kinds = roles.kinds(candidate.role)
    if "place" in kinds and not candidate.inner and is_definite(head):  # not "the French port of"
        named = called_of(head, offset, memory)
        if named:
            return named
    is_pair = "pair" in kinds and (means_two(head) or _is_between(head, candidate.role))
    is_band = roles.sector(candidate.role) == "REB" and head.tag_ == "NNS" and is_definite(head)
    is_known = not candidate.inner and head.tag_ in {"NN", "NNP"} and is_definite(head)
    if candidate.role in grammar_words("people_of_states") and head.tag_ == "NNS" and is_definite(head):
        return _state(candidate.role, memory, roles, own_subjects(head, offset, memory))
    if head.tag_ == "NNS" and is_definite(head) and not candidate.inner and not _is_described(head):
        crowd = _crowd(candidate.role, head, memory, roles)
        if crowd:
            return crowd
    if _is_qualified(head) or not (is_pair or ((is_band or is_known) and not _is_described(head))):
        return ()
    without = own_subjects(head, offset, memory)
    if candidate.role == "state":
        after = doc[head.i + 1].tag_ if head.i + 1 < len(doc) else ""
        if after in {*NOUN_TAGS, "VBG", "HYPH"}:
            return ()  # "the state holding X"
        without = frozenset()  # "a Dutch court ordered the state to pay"
    elif is_state:
        without |= clause_mates(head, offset, memory)
        if head.dep_ not in {"nsubj", "nsubjpass"}:  # "Petrol AG left the country" is not about its own
            firms = (memory.entity(e) for e in without)
            without |= {e.country for e in firms if e.type == "company" and e.country is not None}
    if is_pair:
        return _pair(candidate.role, memory, without | _states_of(without, memory))
    if is_band:
        return _fighters(memory, roles, without)
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
    return "both" in words or ("two" in words and bool(words & grammar_words("definite")))


def _is_between(head: Token, role: str) -> bool:
    """Whether "the rivals", "the neighbours" are two: "talks between the rivals", "the rivals signed"."""
    if role not in grammar_words("opposed") or not is_definite(head):
        return False
    signs = head.dep_ == "nsubj" and head.head.lemma_ in grammar_words("done_by_two") and head.tag_ == "NNS"
    return signs or (head.dep_ == "pobj" and head.head.lower_ == "between")


def _is_qualified(head: Token) -> bool:
    """Whether a name before the noun says which are meant: "both Iberian countries", not "the PM"."""
    return head.text.islower() and any(
        child.dep_ in {"amod", "compound", "nmod"} and child.text[0].isupper() for child in head.lefts
    )


def _states_of(some: frozenset[str], memory: Memory) -> frozenset[str]:
    """Give the states that officials and ministries act for: "Terrance Drew urged both sides" is not his."""
    acting = (memory.entity(entity) for entity in some)
    return frozenset(
        e.country for e in acting
        if e.country is not None and (e.type == "person" or e.sector in _OF_STATES)
    )  # fmt: skip


def _pair(role: str, memory: Memory, without: frozenset[str]) -> tuple[str, ...]:
    if role in grammar_words("neighbours"):
        beside = memory.last_pair("country", without=without, joined=lambda a, b: b in borders(a))
        if beside:
            return beside
    if role in grammar_words("pairs_of_people"):
        people = memory.last_pair("person", without=without)
        if len(people) == 2:
            return people
    if role in grammar_words("pairs_of_firms"):
        return memory.last_pair("company", without=without)
    if role in grammar_words("pairs_of_any"):
        return memory.last_pair("country", "organization", "group", without=without)
    return memory.last_pair("country", without=without)


def _is_described(head: Token) -> bool:
    """Whether the phrase says by itself what it means: "the government in exile", "the group that ..."."""
    after = head.doc[head.i + 1].text if head.i + 1 < len(head.doc) else ""
    return any(
        (child.dep_ in {"relcl", "acl"} and not _is_told(child))
        or (
            child.dep_ == "prep"
            and child.lower_ in {"of", "in", "for", "from", "between", "at", "near"}
            and not _is_measure(child)
            and not _is_of_verb(child)
        )
        for child in head.rights
        if after != ","
    ) or any(child.dep_ == "poss" for child in head.lefts)


def _is_told(clause: Token) -> bool:
    """Whether a clause says what somebody is told: "assured the emirate that he stood by it"."""
    is_whole = any(child.dep_ == "mark" and child.lower_ == "that" for child in children_of(clause))
    return is_whole and clause.head.dep_ in {"dobj", "dative"}


def _is_of_verb(preposition: Token) -> bool:
    """Whether an "of" is the verb's, whatever the parser made of it: "accused the alliance of delay"."""
    noun = preposition.head
    is_object = noun.dep_ in {"dobj", "nsubjpass"}
    return is_object and preposition.lower_ == "of" and noun.head.lemma_ in grammar_words("of_object")


def _is_measure(preposition: Token) -> bool:
    """Whether a phrase only counts: "the island of barely 12,000 people"."""
    return any(t.dep_ == "nummod" for c in children_of(preposition) if c.dep_ == "pobj" for t in c.subtree)


def _definite(
    role: str, kinds: frozenset[str], memory: Memory, *, roles: Roles, head: Token, without: frozenset[str]
) -> tuple[str, ...]:
    person = _in_office(role, memory, roles)
    if person:
        return (person,) if person not in without else ()
    if role in roles.states or ("country" in kinds and role in grammar_words("state_nouns")):
        is_last = role in grammar_words("state_nouns") and any(c.lower_ in _POINTING for c in head.lefts)
        if is_last:  # "that country"
            last = (s.entity for s in memory.recent("country", within=_NEAR) if s.entity not in without)
            return tuple(itertools.islice(last, 1))
        is_apart = any(c.dep_ == "amod" for c in head.lefts)
        state = _state(role, memory, roles, without, is_apart=is_apart)
        if state or "place" not in kinds:
            return state
    called = _called_again(role, memory, roles, head, without)
    if called:
        return called
    trades = asked(role, head, roles)
    teller = _teller(memory, head) if "company" in kinds else None
    if teller is not None and teller not in without:
        return (teller,)
    found = _latest(memory, role=role, kinds=kinds, trades=trades, without=without)
    if found:
        return found
    things = again(role, kinds, memory, roles=roles, without=without)
    if things or not _THINGS & kinds:
        return things
    firm = only_of_trade(trades, memory, without)  # "the yard", "the railway"
    return (firm,) if firm else ()


def _in_office(role: str, memory: Memory, roles: Roles) -> str | None:
    """Give whom a title means: who was called so, or was named since and is known to hold the office."""
    called = memory.entitled(role)
    holder = memory.holder(roles.offices[role]) if role in roles.offices else None
    if called is None or holder is None:
        return called or holder
    return next((s.entity for s in memory.recent("person") if s.entity in {called, holder}), called)


def _fighters(memory: Memory, roles: Roles, without: frozenset[str]) -> tuple[str, ...]:
    """Give the armed group that "the militants", "these terrorists" are, if one was named."""
    for seen in memory.recent("group", "organization", within=_FIGHTERS_REACH):
        entity = memory.entity(seen.entity)
        words = set(entity.name.casefold().split())
        fights = entity.sector == "REB" or (entity.sector is None and words & roles.rebels)
        if fights and not entity.generic and seen.entity not in without:
            return (seen.entity,)
    return ()


def _crowd(role: str, head: Token, memory: Memory, roles: Roles) -> tuple[str, ...]:
    """Give the people without a name that "the fishermen" are, if some were spoken of."""
    if _is_modified(head, roles) or any(child.tag_ == "CD" for child in head.lefts):
        return ()
    called = (e for e in memory.described_as(role) if memory.entity(e).generic)
    found = next(called, None)
    return (found,) if found is not None and memory.entity(found).type == "group" else ()


def _own_state(head: Token, offset: int, memory: Memory) -> str | None:
    """Give the state of whose country it is: "his country", "her landlocked state"."""
    for child in head.lefts:
        if child.dep_ == "poss" and child.tag_ in {"PRP$", "WP$"}:
            owners = {s.entity for s in memory.at(offset + child.idx)} or _whose(head, offset, memory)
            if len(owners) != 1:
                return None
            entity = memory.entity(owners.pop())
            if entity.type != "person":
                return entity.country if entity.type == "organization" else None
            return entity.country or memory.clear_state(clause_mates(head, offset, memory))
    return None


def _whose(head: Token, offset: int, memory: Memory) -> set[str]:
    """Give who "whose" speaks of: "Ana Ruiz, whose country joined in May"."""
    nouns = [verb.head for verb in head.ancestors if verb.dep_ == "relcl"][:1]
    found = {s.entity for noun in nouns for s in memory.at(offset + noun.idx)}
    people = {e for e in found if memory.entity(e).type == "person"}
    return people if any(c.tag_ == "WP$" for c in head.lefts) else set()


def _state(
    role: str, memory: Memory, roles: Roles, without: frozenset[str], *, is_apart: bool = False
) -> tuple[str, ...]:
    """Give the state that "the country", "the kingdom" means.

    "The country" is the one that the article speaks most of, "the landlocked country" (`is_apart`) the one
    that the last sentences do, "the state" the last main subject, else the
    latest; a form of state that few have ("the kingdom") is looked for further back.
    """
    fit = roles.states.get(role)
    seen = [
        s for s in memory.recent("country", *(("place", "region") if fit else ()), within=4)
        if s.entity not in without and (fit is None or s.entity in fit)
        and (role != "state" or s.standing != "modifier")
    ]  # fmt: skip
    if not seen and fit is not None:
        scores = memory.salience("country", "place", "region", within=_LONG, fading=_SLOW)
        far = sorted((e for e in scores if e in fit and e not in without), key=lambda e: (-scores[e], e))
        return tuple(far[:1])
    if role in grammar_words("state_nouns") - {"state"}:
        within, fading = (_SPOKEN_REACH, _SLOW) if is_apart else (_LONG, _LASTING)
        spoken_of = memory.salience("country", within=within, fading=fading)
        here = {s.entity for s in seen} & spoken_of.keys()
        if here:
            return (min(here, key=lambda e: (-spoken_of[e], e)),)
    single = [s for s in seen if not s.listed] or seen
    last = [s for s in single if s.sentence == single[0].sentence]
    mains = [s for s in last if s.standing == "main"]
    subjects = [s for s in last if s.subject]
    likeliest = mains or subjects or last
    found = {memory.entity(s.entity).country or s.entity: s for s in reversed(likeliest)}
    if role == "state" and found.keys() & roles.of_states:
        return ()  # it may be one of theirs
    entity = memory.entity(likeliest[0].entity) if likeliest else None
    if entity is None:
        return ()
    is_part = entity.type == "place" and (fit is None or entity.id not in fit)
    return ((entity.country or entity.id) if is_part else entity.id,)


def _called_again(
    role: str, memory: Memory, roles: Roles, head: Token, without: frozenset[str]
) -> tuple[str, ...]:
    """Give what was called by a noun before, in its name or beside it.

    A name comes first: "the fund" is no fund that was spoken of less than the International Monetary Fund.
    """
    if _is_modified(head, roles):
        named = only_of_trade(asked(role, head, roles), memory, without)
    else:
        named = named_by_head(role, memory, roles, without, head=head)
    nouns = (role, *sorted(roles.alike.get(role, ())))
    described = (e for noun in nouns for e in memory.described_as(noun) if e not in without)
    beside = next(described, None)
    if named is None or beside is None or named == beside:
        found = named or beside
        return (found,) if found else ()
    order = [s.entity for s in memory.recent(within=_FAR) if s.entity in {named, beside}]
    by_name = role in _last_words(memory.entity(named))
    is_later = order[:1] == [beside] and order.count(beside) >= order.count(named)
    is_beside = is_later if by_name else beside in order
    return (beside if is_beside else named,)


def _is_modified(head: Token, roles: Roles) -> bool:
    """Whether a word before a noun says which of several is meant, and not what all of them are."""
    return any(
        child.dep_ in {"compound", "amod", "nmod"}
        and child.lower_ not in roles.fields
        and child.lower_ not in grammar_words("of_no_other")
        for child in head.lefts
    )


def named_by_head(
    role: str, memory: Memory, roles: Roles, without: frozenset[str], *, head: Token | None = None
) -> str | None:
    """Give what was named by a name of this last word: "the fund" after "the International Monetary Fund".

    Parameters
    ----------
    role
        The word.
    memory
        What was mentioned before.
    roles
        Knows which words stand for the names that they end, and who is called so whatever the name.
    without
        Entities that are not meant.
    head
        The word in the text, if what stands before it counts: "the mining company".
    """
    trades = asked(role, head, roles)
    if role not in roles.short and role not in roles.trades and not trades:
        return None
    kinds = roles.kinds(role)
    is_thing, is_told = bool(_THINGS & kinds), "told" in kinds
    fit: list[str] = []
    for seen in memory.recent(*_NAMED, within=_FAR):
        entity = memory.entity(seen.entity)
        if entity.generic or seen.entity in without or (is_thing and entity.type not in _THINGS):
            continue  # "the bridge" is no "Road and Bridge Corporation"
        if role in roles.short and role in _last_words(entity):
            return seen.entity
        is_near = memory.sentence - seen.sentence <= _TRADES_REACH
        if not is_near or entity.type not in _WITH_TRADES or seen.entity in fit:
            continue
        if trades & memory.trades_of(seen.entity) or (
            not is_told and has_trade(seen.entity, role, trades, memory, roles)
        ):
            fit.append(seen.entity)
    if fit:
        scores = memory.salience(*_WITH_TRADES, within=_TRADES_REACH, fading=_FIRM_FADING)
        return max(fit, key=lambda e: scores.get(e, 0.0))
    return None if is_thing else only_of_trade(trades, memory, without)


def only_of_trade(trades: frozenset[str], memory: Memory, without: frozenset[str]) -> str | None:
    """Give the only one that was named of those whom the tables know by some trades.

    Parameters
    ----------
    trades
        From `trades.asked`.
    memory
        What was mentioned before.
    without
        Entities that are not meant.
    """
    if not trades:
        return None
    found: set[str] = set()
    for seen in memory.recent(*_WITH_TRADES, within=_LONG):
        if seen.entity not in found and seen.entity not in without and trades & memory.trades_of(seen.entity):
            found.add(seen.entity)
    return found.pop() if len(found) == 1 else None


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
    memory: Memory, *, role: str, kinds: frozenset[str], trades: frozenset[str], without: frozenset[str]
) -> tuple[str, ...]:
    """Give who of some kinds the last sentences speak of most; only a firm if it may as well be another."""
    scores: dict[str, float] = {}
    for kind, within in _KINDS:
        found = memory.salience(kind, within=within, fading=_FIRM_FADING) if kind in kinds else {}
        fit = {
            e: n for e, n in found.items()
            if e not in without and (role != "bloc" or _is_bloc(memory.entity(e)))
            and not is_of_other_trade(e, trades, memory)
            and not (role == "group" and memory.entity(e).sector in _OF_STATES)
        }  # fmt: skip
        if kind == "company" or role in grammar_words("any_of") or len(fit) == 1:
            scores |= fit
        if kind == "group" and scores:
            return next(((s.entity,) for s in memory.recent(kind) if s.entity in scores), ())
    return clearest(scores, 1)


def _teller(memory: Memory, head: Token) -> str | None:
    """Give the firm that says what it does itself: "Skoda beat Siemens, the company said" is Skoda's word."""
    if head.dep_ != "nsubj" or not is_report(head.head):
        return None
    if not any(child.dep_ == "ccomp" and child.i < head.i for child in children_of(head.head)):
        return None
    here = [s for s in memory.in_sentence(memory.sentence) if s.position < memory.position and s.subject]
    firms = {s.entity for s in here if memory.entity(s.entity).type == "company"}
    return firms.pop() if len(firms) == 1 else None


def _is_bloc(entity: Entity) -> bool:
    return entity.sector == "IGO" and not grammar_words("not_blocs") & set(entity.name.casefold().split())
