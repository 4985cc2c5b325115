"""Several that are counted: "the trio", "the pair", "the three companies", "offered the three a loan".

They are those who were listed together last, else all of one type that one sentence speaks of; where
their number does not fit, nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.naming.phrases import is_definite
from detente.extract.reference.pronouns import own_subjects
from detente.extract.reference.trades import asked, has_trade
from detente.extract.syntax.grammar import grammar_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from detente.extract.knowledge.roles import Roles
    from detente.extract.naming.candidates import Candidate
    from detente.extract.reference.memory import Memory
    from detente.extract.schema import EntityType

_ANY: tuple[EntityType, ...] = ("person", "company", "country")
_REACH, _PAIR, _NEAR = 6, 2, 2


def counted(doc: Doc, candidate: Candidate, *, memory: Memory, roles: Roles) -> tuple[str, ...] | None:
    """Give whom a number of somebody means: nobody where it is unclear, None if the phrase counts nobody.

    Parameters
    ----------
    doc
        The parsed passage.
    candidate
        A candidate of kind "role".
    memory
        What was mentioned before.
    roles
        Knows which nouns mean states, which firms.
    """
    head = doc[candidate.head]
    if _is_two_firms(candidate.role, head, roles):
        return _two_firms(candidate.role, head, memory, roles) or None
    alone = "number" in roles.collective.get(candidate.role, ())
    number = roles.numbers.get(candidate.role, 0) if alone else _count(head, roles)
    is_known = is_definite(head) or candidate.role in grammar_words("of_two")
    if not number or not is_known or (number == 2 and not alone):
        return None
    if any(c.dep_ == "prep" and c.lower_ in {"of", "in", "from"} for c in head.rights):
        return None if not alone else ()
    without = own_subjects(head, memory.position - candidate.start, memory)
    without |= {c for e in without if (c := memory.entity(e).country) is not None}
    types = _ANY if alone else _types(candidate.role, roles)
    if number == 2:
        return _two(types, memory, without)
    for kind in types:
        found = memory.listed(number, kind, within=_REACH, without=without) or _all_of(
            number, kind, memory, without
        )
        if found:
            return found
    return () if types else None


def ordered(doc: Doc, candidate: Candidate, *, memory: Memory, roles: Roles) -> tuple[str, ...] | None:
    """Give whom "the latter" or "the former" means of two; None if the phrase is none such.

    Parameters
    ----------
    doc
        The parsed passage.
    candidate
        A candidate of kind "role".
    memory
        What was mentioned before.
    roles
        Knows the words.
    """
    head = doc[candidate.head]
    if "order" not in roles.collective.get(candidate.role, ()):
        return None
    if not is_definite(head):
        return ()
    of_two = memory.together(within=1)
    if not of_two:
        here, before = (_arguments(memory, memory.sentence - back) for back in (0, 1))
        of_two = here if len(here) > 1 else before
    if len(of_two) != _PAIR or len({memory.entity(e).type for e in of_two}) > 1:
        return ()
    return of_two[:1] if candidate.role in grammar_words("first_of_two") else of_two[1:]


def _arguments(memory: Memory, sentence: int) -> tuple[str, ...]:
    """Give who is named in a sentence, but for those who only describe others: "the Dutch port"."""
    named = memory.named_in(sentence, *_ANY)
    seen = memory.in_sentence(sentence)
    return tuple(e for e in named if any(s.entity == e and s.standing != "modifier" for s in seen))


def _is_two_firms(role: str, head: Token, roles: Roles) -> bool:
    """Whether a phrase speaks of two firms or bodies by their trade: "both lenders", "the two operators"."""
    kinds = roles.collective.get(role, frozenset())
    if head.tag_ != "NNS" or "pair" in kinds or not (kinds & {"company", "told"} or role in roles.trades):
        return False
    words = {child.lower_ for child in head.lefts}
    return "both" in words or ("two" in words and is_definite(head))


def _two_firms(role: str, head: Token, memory: Memory, roles: Roles) -> tuple[str, ...]:
    """Give the only two of a trade that the last sentences name, else the only two firms."""
    trades = asked(role, head, roles)
    for back in range(_NEAR + 1):
        named = memory.named_in(memory.sentence - back, "company", "organization")
        fit = [e for e in named if has_trade(e, role, trades, memory, roles)]
        firms = [e for e in named if memory.entity(e).type == "company"]
        if len(fit) == _PAIR or len(firms) == _PAIR:
            return tuple(fit if len(fit) == _PAIR else firms)
        if len(fit) + len(firms) > 1:
            return ()
    return ()


def _count(head: Token, roles: Roles) -> int:
    if head.tag_ not in {"NNS", "NNPS"}:
        return 0
    return next((roles.numbers.get(c.lower_, 0) for c in head.lefts if c.dep_ == "nummod"), 0)


def _types(role: str, roles: Roles) -> tuple[EntityType, ...]:
    kinds = roles.collective.get(role, frozenset())
    if "company" in kinds:
        return ("company",)
    if kinds & {"country", "pair"} or role in roles.states:
        return ("country",)
    return ()


def _two(types: tuple[EntityType, ...], memory: Memory, without: frozenset[str]) -> tuple[str, ...]:
    """Give the two that this sentence or the last ones speak of, if those of all types stand for the same."""
    for kind in types:
        here = memory.named_in(memory.sentence, kind, without=without)
        if len(here) == 2:
            return here
    pairs = [pair for pair in (memory.last_pair(kind, without=without) for kind in types) if pair]
    states = {frozenset(memory.entity(e).country or e for e in pair) for pair in pairs}
    if len(states) == 1:
        return pairs[0]
    for kind in types:  # those named together last, or alone of their kind
        found = memory.listed(2, kind, within=1, without=without)
        if found:
            return found
    for kind in types:
        found = memory.named_in(memory.sentence - 1, kind, without=without)
        if len(found) == 2:
            return found
    return ()


def _all_of(number: int, kind: EntityType, memory: Memory, without: frozenset[str]) -> tuple[str, ...]:
    """Give all of a type that this sentence or the last one names, if their number fits."""
    for back in (0, 1):
        found = memory.named_in(memory.sentence - back, kind, without=without)
        if len(found) == number:
            return found
        if found and back == 0 and len(found) > number:
            return ()
    return ()
