"""Places and states that a noun finds by the state it belongs to: "the capital", "Muara, the country's port".

A capital is that of the state that its phrase names ("the Libyan capital"), else of the one that the last
sentences speak most of.
"""

from __future__ import annotations

import functools
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.extract.knowledge.tables import items, records_of, text_of
from detente.extract.naming.phrases import is_definite
from detente.extract.reference.pronouns import clause_mates
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Doc, Token

    from detente.extract.knowledge.roles import Roles
    from detente.extract.naming.candidates import Candidate
    from detente.extract.reference.memory import Memory

_REACH, _FADING = 10, 0.7
_HELD = frozenset({"place", "company", "organization"})
_MODIFIERS = frozenset({"amod", "compound", "nmod"})


def capital(doc: Doc, candidate: Candidate, *, memory: Memory, roles: Roles) -> tuple[str, ...] | None:
    """Give the place that "the capital" is: none where that is unclear, None if the phrase is no such.

    Parameters
    ----------
    doc
        The parsed passage.
    candidate
        A candidate of kind "role".
    memory
        What was mentioned before.
    roles
        Unused: readings of a phrase are called alike.
    """
    del roles
    head = doc[candidate.head]
    if candidate.role not in grammar_words("seats_of_states") or head.tag_ != "NN":
        return None
    offset = memory.position - candidate.start
    owners = [c for c in head.lefts if c.dep_ in _MODIFIERS | {"poss"}]
    of = [t for c in head.rights if c.lower_ == "of" for t in children_of(c) if t.dep_ == "pobj"]
    if owners or of:
        states = {s for token in (*owners, *of) if (s := _state_at(token, offset, memory)) is not None}
    elif is_definite(head) and not _is_money(head):
        states = set(_spoken_of(head, offset, memory))
    else:
        return None
    found = [place for state in states if (place := capital_of(state, memory))]
    return tuple(found) if len(found) == 1 else None


def land_of(doc: Doc, candidate: Candidate, *, memory: Memory, roles: Roles) -> tuple[str, ...] | None:
    """Give the state of what is called its own: "Muara, the country's only port", else None.

    Parameters
    ----------
    doc
        The parsed passage.
    candidate
        A candidate of kind "role".
    memory
        What was mentioned before.
    roles
        Knows the forms of states.
    """
    head = doc[candidate.head]
    if candidate.role not in grammar_words("state_nouns") and candidate.role not in roles.states:
        return None
    state = _bearers_state(head, memory.position - candidate.start, memory, roles.states.get(candidate.role))
    return (state,) if state is not None else None


def capital_of(state: str, memory: Memory) -> str | None:
    """Give the place that is a state's capital, if the tables have one.

    Parameters
    ----------
    state
        Its ISO code.
    memory
        Knows the places.
    """
    name = _capitals().get(state)
    return memory.place_in(name, state) if name else None


def _bearers_state(head: Token, offset: int, memory: Memory, fit: frozenset[str] | None) -> str | None:
    """Give the state of what is called a state's beside its name: "Druk Green, the kingdom's utility"."""
    thing = head.head
    if head.dep_ != "poss" or thing.dep_ not in {"appos", "attr"} or thing.i < head.i:
        return None
    if any(c.lower_ in grammar_words("of_other_states") for c in thing.lefts):
        return None  # "Eni, the country's largest foreign producer"
    first = (
        thing.head
        if thing.dep_ == "appos"
        else next((c for c in thing.head.lefts if c.dep_ == "nsubj"), thing)
    )
    for bearer in sorted((first, *first.conjuncts), key=lambda t: -t.i):
        for seen in memory.at(offset + bearer.idx) if bearer.i < head.i else ():
            entity = memory.entity(seen.entity)
            if entity.type in _HELD and entity.country and (fit is None or entity.country in fit):
                return entity.country
    return None


def _spoken_of(head: Token, offset: int, memory: Memory) -> tuple[str, ...]:
    """Give the state whose capital a clause means: that of who acts in it, else the most spoken of."""
    mates = {memory.entity(e).country or e for e in clause_mates(head, offset, memory)}
    states = {e for e in mates if memory.entity(e).type == "country"}
    beside = _bearers_state(head, offset, memory, None)
    if beside is not None:
        return (beside,)
    scores = memory.salience("country", within=_REACH, fading=_FADING)
    if len(states) == 1 and states & scores.keys():
        return tuple(states)
    best = max(sorted(scores), key=lambda e: scores[e], default=None)
    return (best,) if best is not None else ()


def _state_at(token: Token, offset: int, memory: Memory) -> str | None:
    """Give the state that a word names, or that of whom it names."""
    for seen in memory.at(offset + token.idx):
        entity = memory.entity(seen.entity)
        return entity.id if entity.type == "country" else entity.country
    return None


def _is_money(head: Token) -> bool:
    """Whether capital is lent or raised: "put up the capital"."""
    return head.dep_ in {"dobj", "nsubjpass"} and head.head.lemma_ in grammar_words("moving_money")


@functools.cache
def _capitals() -> Mapping[str, str]:
    """Give the capital of each state by its code."""
    text = text_of("countries.csv", resources.files("detente.data").joinpath("countries.csv").read_bytes)
    rows = records_of(text, "countries.csv")
    return MappingProxyType(
        {row["id"]: items(row["capital"])[0].strip("~!") for row in rows if row["capital"]}
    )
