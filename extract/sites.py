"""Sites that a text describes and does not name: "a refinery at Tanga", "a bridge to Reni".

A site is named by the place it stands in, and shown if it has ties, as unnamed groups are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.gazetteer import fold
from detente.extract.longnames import words
from detente.extract.routes import end_of, route_kind
from detente.extract.schema import Entity

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Token

    from detente.extract.actors import Actor
    from detente.extract.gazetteer import Gazetteer
    from detente.extract.memory import Memory

    ActorAt = Callable[[int], Actor | None]

_AT = frozenset("at in on near outside".split())
_TOWARDS = frozenset("to into across over through".split())
_LED = frozenset("det amod compound nummod poss nmod".split())
_FAR = 3


def is_site_noun(noun: Token) -> bool:
    """Whether a noun may mean one site of a place named right after it: "a refinery at X".

    Parameters
    ----------
    noun
        A token of a parsed text.
    """
    doc, after = noun.doc, noun.i + 1
    if noun.tag_ != "NN" or noun.lower_ not in words("sites", "described") or after + 1 >= len(doc):
        return False
    return doc[after].lower_ in _AT


def is_one_way(noun: Token) -> bool:
    """Whether a noun may mean a route to one end alone: "the road to X", "a bridge across X".

    Parameters
    ----------
    noun
        A token of a parsed text.
    """
    after = noun.i + 1
    if noun.tag_ != "NN" or after + 1 >= len(noun.doc) or noun.doc[after].lower_ not in _TOWARDS:
        return False
    return route_kind(noun) is not None


def describe_site(
    noun: Token, *, actor_at: ActorAt, memory: Memory, gazetteer: Gazetteer
) -> tuple[str, int] | None:
    """Give the site or the route that a phrase describes by one place, and the last token of the phrase.

    Parameters
    ----------
    noun
        The head of the phrase.
    actor_at
        Gives the actor that a token belongs to.
    memory
        Learns of the site.
    gazetteer
        Knows some sites by their place.
    """
    site, way = is_site_noun(noun), is_one_way(noun)
    if not (site or way) or not any(t.dep_ in _LED for t in noun.lefts):
        return None
    if any(t.lower_ in words("sites", "any") for t in noun.lefts):
        return None
    found = _place_after(noun, actor_at)
    place = end_of(found, memory) if found is not None else None
    if found is None or place is None or memory.entity(place).type != "place":
        return None
    kind = _kind(noun) if site else route_kind(noun)
    name = f"{memory.entity(place).name} {kind}"
    senses = gazetteer.names.get(fold(name))
    if senses:
        return senses[0].entity, found.candidate.last
    country = memory.entity(place).country if site else None
    entity = Entity(name, name, "place" if site else "route", country=country, generic=True)
    return memory.add(entity), found.candidate.last


def _place_after(noun: Token, actor_at: ActorAt) -> Actor | None:
    """Give the name that follows the preposition after a noun, past an article."""
    for i in range(noun.i + 2, min(noun.i + 2 + _FAR, len(noun.doc))):
        actor = actor_at(i)
        if actor is not None and actor.candidate.kind in {"name", "model"}:
            return actor
        if noun.doc[i].lower_ not in words("sites", "between"):
            return None
    return None


def _kind(noun: Token) -> str:
    """Give what a site is called, with the word that says what it is for: "power station"."""
    before = noun.nbor(-1)
    kept = before.lower_ in words("sites", "before") or before.dep_ == "compound"
    return f"{before.lower_} {noun.lower_}" if kept and before.text.islower() else noun.lower_
