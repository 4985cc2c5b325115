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

from detente.extract.arguments import grammar_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from detente.extract.memory import Memory
    from detente.extract.schema import Claim, Mention

_SUFFERED = frozenset({"conflict", "coercion", "concession", "aid", "sanction", "threat"})
"""What may be done to people for their own sake."""
_SUFFERED_BY_ANY = frozenset({"conflict", "coercion", "aid"})
_DEALT = frozenset({"trade", "investment"})
_PEOPLE = frozenset({"CVL", "REB"})
_OFTEN = 2
_NEW = ("a ", "an ")
_PLACING = frozenset("from in at around near".split())
_DONE_BY_ANY = frozenset({"conflict", "coercion", "dispute", "protest", "threat"})
"""What news tells of people of whom it says nothing else."""


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
    said = list(mentions)
    times = collections.Counter(m.entity for m in said)
    new = {m.entity for m in said if m.text.casefold().startswith(_NEW) and times[m.entity] > _OFTEN}
    acting = {c.source for c in found if c.relation in _DONE_BY_ANY and not c.symmetric}
    for claim in found:
        source = _end(claim, claim.source_mention, memory, new, acting, acts=not claim.symmetric)
        target = _end(claim, claim.target_mention, memory, new, acting, acts=False)
        if source is None or target is None or source == target:
            continue
        yield _between(claim, source, target)


def _end(
    claim: Claim, mention: Mention, memory: Memory, new: set[str | None], acting: set[str], *, acts: bool
) -> str | None:
    """Give who an end of a claim is, None where it is nobody."""
    entity = memory.entity(mention.entity or "")
    if entity.type != "group" or not entity.generic:
        return entity.id
    of_place = not _PLACING.isdisjoint(mention.text.casefold().split())
    bare = " " not in entity.name and not of_place
    if bare and not _is_many(entity.name) and entity.id not in new:
        return None  # "the operator", of which nobody was named
    if entity.id in acting:
        return entity.id
    if acts:
        return entity.id if not bare or claim.relation in _DONE_BY_ANY or entity.id in new else None
    if bare:
        return entity.id if claim.relation in _SUFFERED_BY_ANY else None
    told = claim.relation == "dispute" and entity.sector in _PEOPLE
    is_people = told and (of_place or entity.country is None)
    if is_people or claim.relation in _SUFFERED | _DEALT:
        return entity.id
    return entity.country


def _is_many(noun: str) -> bool:
    return noun.endswith("s") or noun in grammar_words("crowds")


def _between(claim: Claim, source: str, target: str) -> Claim:
    """Give a claim other ends, and the id that goes with them."""
    if (source, target) == (claim.source, claim.target):
        return claim
    return dataclasses.replace(claim, source=source, target=target, id="")
