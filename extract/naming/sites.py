"""Sites that a text describes and does not name: "a refinery at Tanga", "a bridge to Reni".

A site is named by the place it stands in, and shown if it has ties, as unnamed groups are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.gazetteer import fold
from detente.extract.knowledge.structurewords import structure_list
from detente.extract.naming.longnames import words
from detente.extract.naming.routenouns import hinted, is_vague, route_kind
from detente.extract.naming.routes import end_of, past_measure, route_of
from detente.extract.schema import Entity

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc, Token

    from detente.extract.gazetteer import Gazetteer
    from detente.extract.reference.actors import Actor
    from detente.extract.reference.memory import Memory

    ActorAt = Callable[[int], Actor | None]

_AT = frozenset("at in on near outside".split())
_TOWARDS = frozenset("to into across over through from towards toward".split())
_ENDS = frozenset({"from", "to"})
_ON_MAP = frozenset({"country", "place", "region"})
_LEADS_TO = frozenset({"place", "region"})
"""What names a route by one end; "a pipeline to Germany" is named by no state."""
_LED = frozenset("det amod compound nummod poss nmod".split())
_NAMES = frozenset("NNP NNPS JJ".split())
_CALLING = frozenset("compound nmod amod".split())
_DIRECTIONS = frozenset(
    "north south east west northward southward eastward westward onward north-east north-west".split()
)
_FAR = 3


def is_site_noun(noun: Token) -> bool:
    """Whether a noun may mean one site of a place named beside it: "a port at X", "X's port", "the X yard".

    Parameters
    ----------
    noun
        A token of a parsed text.
    """
    doc, after = noun.doc, noun.i + 1
    if noun.lower_ not in words("sites", "described"):
        return False
    if noun.tag_ != "NN" and noun.lower_ not in words("sites", "also_plural"):
        return False
    at = after + 1 < len(doc) and doc[after].lower_ in _AT
    return (
        at
        or _called(noun) is not None
        or (noun.lower_ in words("sites", "of_towns") and _whose(noun) is not None)
    )


def is_works(noun: Token) -> bool:
    """Whether a word is what something built is called: "refinery", "port".

    Parameters
    ----------
    noun
        The head of a phrase.
    """
    return noun.lower_ in words("sites", "described")


def is_one_way(noun: Token) -> bool:
    """Whether a noun may mean a route to one end alone: "the road to X", "a bridge across X".

    Parameters
    ----------
    noun
        A token of a parsed text.
    """
    after = noun.i + 1
    if noun.tag_ != "NN" or route_kind(noun) is None:
        return False
    after = _past_direction(noun.doc, after)
    towards = after + 1 < len(noun.doc) and noun.doc[after].lower_ in _TOWARDS
    return towards or (noun.lower_ in structure_list("vague", "by_name") and _called(noun) is not None)


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
    found = _place_after(noun, actor_at) if _leads_on(noun) else None
    last = found.candidate.last if found is not None else noun.i
    if found is None:
        beside = _called(noun) or (_whose(noun) if site else None)
        found = actor_at(beside.i) if beside is not None else None
        if found is not None and found.candidate.kind not in {"name", "model"}:
            found = None
    place = end_of(found, memory) if found is not None else None
    if found is None or place is None:
        return None
    called = site and _called(noun) is not None
    if called and (place in gazetteer.sites or noun.lower_ == "crossing"):
        return place, last  # "the Tindal air base", "the Torkham crossing"
    kind = _kind(noun) if site else hinted(noun, route_kind(noun) or "")
    other = _other_end(noun.doc, last, actor_at, memory) if way and not site else None
    if other is not None and other[0] != place and not is_vague(noun):
        return route_of([place, other[0]], noun, kind, memory=memory, gazetteer=gazetteer), other[1]
    if not _is_end(memory.entity(place), noun, kind, site=site):
        return None
    name = f"{memory.entity(place).name} {kind}"
    senses = gazetteer.names.get(fold(name))
    if senses:
        return senses[0].entity, last
    country = memory.entity(place).country if site else None
    entity = Entity(name, name, "place" if site else "route", country=country, generic=True)
    return memory.add(entity), last


def _is_end(place: Entity, noun: Token, kind: str, *, site: bool) -> bool:
    """Whether a site may stand there, or a route lead there: "a cable to Sardinia", not "a line to X"."""
    if site:
        return place.type == "place"
    if is_vague(noun) and kind == noun.lower_ and noun.lower_ not in structure_list("vague", "by_one_end"):
        return False  # "a route to Medellin"
    return place.type in _LEADS_TO


def _other_end(doc: Doc, last: int, actor_at: ActorAt, memory: Memory) -> tuple[str, int] | None:
    """Give the other end that follows the first, and its last token: "a pipe to Zambia from Lobito"."""
    if last + 2 >= len(doc) or doc[last + 1].lower_ not in _ENDS:
        return None
    actor = actor_at(last + 2)
    if actor is None or actor.candidate.kind not in {"name", "model"}:
        return None
    place = end_of(actor, memory)
    on_map = place is not None and memory.entity(place).type in _ON_MAP
    return (place, actor.candidate.last) if place is not None and on_map else None


def _whose(noun: Token) -> Token | None:
    """Give whose a site is: "Juba's airport"."""
    return next((t for t in noun.lefts if t.dep_ == "poss" and t.text[0].isupper()), None)


def _called(noun: Token) -> Token | None:
    """Give the place that a site is called by: "the Kiel yard", "the Tindal air base"."""
    i = noun.i - 1
    while i > 0 and noun.doc[i].lower_ in words("sites", "before"):
        i -= 1
    name = noun.doc[max(i, 0)]
    if (
        name.tag_ not in _NAMES
        or name.dep_ not in _CALLING
        or not name.i < name.head.i <= noun.i
        or not name.is_title
    ):
        return None
    return name if any(t.lower_ == "the" for t in noun.lefts) else None


def _leads_on(noun: Token) -> bool:
    """Whether a preposition of place follows a noun: "a refinery at X", "a line south to X"."""
    i = _past_direction(noun.doc, noun.i + 1)
    return i < len(noun.doc) and noun.doc[i].lower_ in _AT | _TOWARDS


def _past_direction(doc: Doc, i: int) -> int:
    """Give the token after a direction or a length: "a line south to X", "a pipeline of 600km to X"."""
    i = past_measure(doc, i)
    return i + 1 if i < len(doc) and doc[i].lower_ in _DIRECTIONS else i


def _place_after(noun: Token, actor_at: ActorAt) -> Actor | None:
    """Give the name that follows the preposition after a noun, past an article."""
    start = _past_direction(noun.doc, noun.i + 1) + 1
    for i in range(start, min(start + _FAR, len(noun.doc))):
        actor = actor_at(i)
        if actor is not None and actor.candidate.kind in {"name", "model"}:
            after = actor.candidate.last + 1
            return actor if after >= len(noun.doc) or noun.doc[after].tag_ != "POS" else None
        if noun.doc[i].lower_ not in words("sites", "between"):
            return None
    return None


def _kind(noun: Token) -> str:
    """Give what a site is called, with the word that says what it is for: "power station"."""
    before = noun.nbor(-1)
    kept = before.lower_ in words("sites", "before") or before.dep_ == "compound"
    return f"{before.lower_} {noun.lower_}" if kept and before.text.islower() else noun.lower_
