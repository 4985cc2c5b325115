"""Places, routes and agreements that are spoken of again: "the port", "the line", "the treaty".

A word fits a thing that bears it in its name, that was called so, or whose name says nothing of its kind
("Tanga" may be a port, "Vardar" a pipeline). Of several that fit, the one is meant of which the last
sentences speak most, if the next is far behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.naming.longnames import words
from detente.extract.reference.trail import clearest
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.extract.knowledge.roles import Roles
    from detente.extract.reference.memory import Memory
    from detente.extract.schema import Entity, EntityType

KINDS: tuple[EntityType, ...] = ("route", "place", "agreement")
_REACH = 8
_FADING = 0.7
_CLEAR = 0.8
"""Up to which share of the best score the next may come."""


def again(
    role: str, kinds: frozenset[str], memory: Memory, *, roles: Roles, without: frozenset[str]
) -> tuple[str, ...]:
    """Give the thing that a definite noun takes up, none where that is not clear.

    Parameters
    ----------
    role
        The noun.
    kinds
        What it may refer back to, by `Roles.collective`.
    memory
        What was mentioned before.
    roles
        Knows which nouns may stand for one another.
    without
        Entities that are not meant.
    """
    types = [kind for kind in KINDS if kind in kinds]
    scores: dict[str, float] = {}
    for seen in memory.recent(*types, within=_REACH) if types else ():
        entity = memory.entity(seen.entity)
        if seen.entity in without:
            continue
        if seen.entity in scores or may_be(role, entity, memory.said_of(seen.entity), roles):
            weight = _FADING ** (memory.sentence - seen.sentence)
            scores[seen.entity] = scores.get(seen.entity, 0.0) + weight
    return clearest(scores, _CLEAR)


def may_be(role: str, entity: Entity, said: frozenset[str], roles: Roles) -> bool:
    """Whether a thing may be called by a noun.

    Parameters
    ----------
    role
        The noun.
    entity
        A route, a place or an agreement.
    said
        What the article called it before.
    roles
        Knows which nouns may stand for one another.
    """
    if entity.type == "agreement":
        return True
    named = set(" ".join((entity.name, *entity.aliases)).casefold().replace("–", " ").split()) | said
    if entity.type == "route":
        kinds = {kind for kind, nouns in roles.ways.items() if named & nouns}
        asked = {kind for kind, nouns in roles.ways.items() if role in nouns}
        if role in roles.schemes:
            return "water" not in kinds
        return not (kinds and asked) or bool(kinds & asked)
    sites = named & words("sites", "words")
    nouns = {role, *roles.alike.get(role, ())}
    if sites:
        return bool(sites & nouns) or role in roles.schemes
    return role in roles.settlements or bool(said & nouns)


def called_of(head: Token, offset: int, memory: Memory) -> tuple[str, ...]:
    """Give what a noun and "of" introduce, where both are the same: "the port of Tanga", "the town of Bor".

    Parameters
    ----------
    head
        The noun.
    offset
        Where the passage begins in the article.
    memory
        Knows what is named where.
    """
    after = head.nbor() if head.i + 1 < len(head.doc) else head
    picks = any(c.tag_ in {"JJS", "RBS"} or c.lower_ in grammar_words("picking") for c in head.lefts)
    if after.lower_ != "of" or picks:
        return ()
    found = [
        seen.entity for child in children_of(after) if child.dep_ == "pobj"
        for seen in memory.at(offset + child.idx) if memory.entity(seen.entity).type in {"place", "region"}
    ]  # fmt: skip
    return tuple(dict.fromkeys(found)) if len(set(found)) == 1 else ()
