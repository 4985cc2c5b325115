"""Unnamed groups that are party to nothing: who is told, asked or lent something in passing.

"Fishermen" that protest or are rammed are a group that news speaks of; the reporters who are told, the
engineers who are trained and the operator that nobody named are none. What is done to somebody of a state in
passing is done to the state: "accused Indian engineers". The whole article has to be read first, since who
acts in one sentence may be acted upon in another.
"""

from __future__ import annotations

import collections
import dataclasses
from typing import TYPE_CHECKING

from detente.extract.syntax.grammar import grammar_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from detente.extract.reference.memory import Memory
    from detente.extract.schema import Claim, Entity, Mention

_SUFFERED = frozenset({"conflict", "coercion", "concession", "sanction", "threat"})
"""What may be done to people for their own sake; who is only fed, asked or sold to is no party."""
_SUFFERED_BY_ANY = frozenset({"conflict", "coercion"})
_FIGHTING = frozenset({"REB", "OPP"})
_OFFICIAL = frozenset({"GOV", "MIL", "COP", "JUD", "LEG"})
_OFTEN, _VERY_OFTEN = 2, 4
_NEW = ("a ", "an ")
_PLACING = frozenset("from in at around near".split())
_DONE_BY_ANY = frozenset({"conflict", "coercion", "dispute", "protest", "threat"})
"""What news tells of people of whom it says nothing else."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Told:
    """What the whole article says of those without a name.

    `acting` are those who do something to somebody, `often` are introduced ("a coalition") and spoken of
    often.
    """

    acting: frozenset[str]
    often: frozenset[str]


def parties(claims: Iterable[Claim], memory: Memory, mentions: Iterable[Mention]) -> Iterator[Claim]:
    """Yield the claims of an article whose ends are parties to them.

    Parameters
    ----------
    claims
        All claims of an article.
    memory
        Knows what is but a group named by its words.
    mentions
        All mentions of the article.
    """
    found = list(claims)
    told = _told(found, mentions)
    for claim in found:
        source = _end(claim, claim.source, memory, told, acts=True)
        target = _end(claim, claim.target, memory, told, acts=False)
        if source is not None and target is not None and source != target:
            yield _between(claim, source, target)


def _told(claims: list[Claim], mentions: Iterable[Mention]) -> _Told:
    named = [(m.entity, m.text) for m in mentions if m.entity]
    times = collections.Counter(entity for entity, _ in named)
    introduced = {entity for entity, text in named if text.casefold().startswith(_NEW)}
    return _Told(
        frozenset(c.source for c in claims if c.relation in _DONE_BY_ANY and not c.symmetric),
        frozenset(e for e in times if times[e] > (_OFTEN if e in introduced else _VERY_OFTEN)),
    )


def _end(claim: Claim, end: str, memory: Memory, told: _Told, *, acts: bool) -> str | None:
    """Give who an end of a claim is, None where it is nobody."""
    entity = memory.entity(end)
    if not entity.generic:
        return end
    return _people(claim, entity, told, acts=acts) if entity.type == "group" else end


def _people(claim: Claim, entity: Entity, told: _Told, *, acts: bool) -> str | None:
    """Give who an unnamed group at an end of a claim is, None where it is nobody."""
    mention = claim.source_mention if acts else claim.target_mention
    of_place = not _PLACING.isdisjoint(mention.text.casefold().split())
    bare = " " not in entity.name and not of_place
    is_official = acts and entity.sector in _OFFICIAL
    if bare and not is_official and not _is_many(entity.name) and entity.id not in told.often:
        return None  # "the operator", of which nobody was named
    if entity.id in told.acting:
        return entity.id
    state = None if of_place else entity.country  # "arbitrators in Geneva" are no Swiss ones
    if acts:
        if claim.relation in _DONE_BY_ANY or entity.sector in _FIGHTING or entity.id in told.often:
            return entity.id
        if is_official:
            return state or entity.id
        return state if claim.relation == "diplomacy" else None  # "Qatari mediators met"
    if claim.relation == "dispute" and entity.sector == "OPP":
        return entity.id  # "urged all parties and their supporters"
    if bare:
        return entity.id if claim.relation in _SUFFERED_BY_ANY else None
    return entity.id if claim.relation in _SUFFERED or entity.id in told.often else state


def _is_many(noun: str) -> bool:
    return noun.endswith("s") or noun in grammar_words("crowds")


def _between(claim: Claim, source: str, target: str) -> Claim:
    """Give a claim other ends, and the id that goes with them."""
    if (source, target) == (claim.source, claim.target):
        return claim
    return dataclasses.replace(claim, source=source, target=target, id="")
