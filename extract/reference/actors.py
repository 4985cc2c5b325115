"""The resolved spans of a passage: who stands where in it, and which country the words around speak of."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract.gazetteer import fold
from detente.extract.naming.candidates import from_span
from detente.extract.naming.longnames import body_type
from detente.extract.schema import Entity, EntityType
from detente.extract.syntax.tokens import text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from detente.extract.gazetteer import Gazetteer, Sense
    from detente.extract.knowledge.roles import Roles
    from detente.extract.naming.candidates import Candidate
    from detente.extract.reference.memory import Memory
    from detente.extract.schema import Reason

BODIES: tuple[EntityType, ...] = ("company", "group", "organization")
"""What has members and acts as one, and is no state."""

_ON_MAP = frozenset({"country", "place", "region"})


@dataclasses.dataclass(frozen=True, slots=True)
class Actor:
    """A resolved span: which entities it means (two for "the two countries", none if unknown), and why."""

    candidate: Candidate
    entities: tuple[str, ...]
    reason: Reason | None


def implied(words: Span, entity: str) -> Actor:
    """Give an actor that words imply and do not name: whose "move" it was, at whom fire was returned.

    Parameters
    ----------
    words
        Where it is implied.
    entity
        Who is meant.
    """
    return Actor(from_span(words, label=""), (entity,), "coreference")


class Linked:
    """What of a passage is resolved so far.

    Parameters
    ----------
    doc
        The parsed passage.
    memory
        What the article said before; it learns from this passage.
    gazetteer, roles
        The knowledge to resolve by.
    """

    def __init__(self, doc: Doc, *, memory: Memory, gazetteer: Gazetteer, roles: Roles) -> None:
        self.doc, self.memory, self.gazetteer, self.roles = doc, memory, gazetteer, roles
        self.text = text_of(doc)
        self.actors: list[Actor] = []
        self.by_token: dict[int, int] = {}
        self.ahead: dict[int, tuple[Sense, ...]] = {}
        self.described: dict[int, str] = {}  # who bears the name beside a noun, by the noun
        self.reach: dict[int, int] = {}  # last token of a described route, by its head
        self.said: dict[int, int] = {}  # ... and that of the words it is called by

    def look_ahead(self, candidates: list[Candidate]) -> None:
        """Remember where countries are named, so that "the High Court of Malawi" knows its own."""
        for candidate in candidates:
            if candidate.kind == "name" and candidate.senses[0].kind != "surname":
                self.ahead[candidate.head] = candidate.senses[:1]

    def actor_at(self, i: int) -> Actor | None:
        """Give the actor that a token belongs to, if it was resolved."""
        index = self.by_token.get(i)
        return self.actors[index] if index is not None and self.actors[index].entities else None

    def entities_at(self, i: int) -> tuple[str, ...]:
        """Give the entities that a token stands for."""
        index = self.by_token.get(i)
        return self.actors[index].entities if index is not None else ()

    def country_at(self, token: Token) -> str | None:
        """Give the country of what a token names, also of a name further on in the text."""
        for entity_id in self.entities_at(token.i):
            entity = self.memory.entity(entity_id)
            return entity.id if entity.type == "country" else entity.country
        return self.country_of(self.ahead.get(token.i, ()))

    def country_of(self, senses: tuple[Sense, ...]) -> str | None:
        """Give the country of the first reading of a name."""
        for sense in senses:
            entity = self.memory.entity(sense.entity)
            return entity.id if entity.type == "country" else entity.country
        return None

    def country_around(self, candidate: Candidate) -> str | None:
        """Give the country that a name's own phrase states: "Croatian firm X", "Iran's X", "X of Chad"."""
        for inner in candidate.inner:
            if not self._is_on_map(inner) and body_type(self.text[candidate.start : candidate.end]):
                continue  # "Liberation" in the name of a front is no newspaper
            country = self.country_of(inner.senses)
            if country and candidate.label != "PERSON":  # "Jordan Smith" is no Jordanian
                return country
        head = self.doc[candidate.head]
        for left in head.lefts:
            for token in left.subtree if left.dep_ in {"poss", "compound"} else (left,):
                country = self.country_at(token)
                if country:
                    return country
        for child in head.rights:
            if child.dep_ == "appos" or (child.dep_ == "prep" and child.lower_ in {"of", "in"}):
                for token in child.subtree:
                    country = self.country_at(token)
                    if country:
                        return country
        return None

    def _is_on_map(self, inner: Candidate) -> bool:
        return any(self.gazetteer.entities[s.entity].type in _ON_MAP for s in inner.senses[:1])

    def owner_at(self, token: Token) -> tuple[Entity, ...]:
        """Give what a token names, if that may have people or parts of its own."""
        found = (self.memory.entity(entity_id) for entity_id in self.entities_at(token.i))
        return tuple(e for e in found if e.type not in {"agreement", "route"} and not e.generic)

    def body(self, name: str, sector: str, country: str) -> str:
        """Give the body of a state by its own name: "Ministry of Health" of Serbia."""
        state = self.memory.entity(country).name
        for known in (f"{state} {name}", f"{name} of {state}", f"{name} of the {state}"):
            senses = self.gazetteer.names.get(fold(known))
            if senses:
                return senses[0].entity
        name = f"{state} {name}"
        return self.memory.add(Entity(name, name, "organization", country=country, sector=sector))
