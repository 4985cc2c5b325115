"""What an article has spoken of so far: the names that later words may refer back to."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract.gazetteer import fold
from detente.extract.knowledge.names import fold_in_place
from detente.extract.reference.trail import Trail

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from detente.extract.gazetteer import Gazetteer
    from detente.extract.schema import Entity
    from detente.extract.ties.acts import Act
    from detente.extract.ties.echoes import Told
    from detente.extract.ties.reactions import Judged

_REACH = 6
_FAMILY_FIRST = frozenset("CHN HKG KOR PRK TWN".split())
SERVING = "IGO"
"""The sector of bodies of many states and of those who serve them."""


class Memory(Trail):
    """The entities of one article, its names for them, and their order of mention.

    Parameters
    ----------
    gazetteer
        Knows the entities that need no introduction.
    on
        The day of the article, at which people hold their offices.
    """

    def __init__(self, gazetteer: Gazetteer, *, on: dt.date | None = None) -> None:
        super().__init__()
        self._gazetteer = gazetteer
        self._on = on
        self.entities: dict[str, Entity] = {}
        self._ids: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self._described: dict[str, list[tuple[int, str]]] = {}
        self.writer: str | None = None
        """Whose statement the text is, where it says "we" outside of quotations."""
        self.spoken: str | None = None
        """Who was quoted in the passage before, where a quotation may go on."""
        self.ships: set[str] = set()
        """Names that the article gives to ships."""
        self.judged: Judged | None = None
        self.answers: frozenset[int] = frozenset()
        """Where passages begin in which the one who is interviewed speaks."""
        self.acts: list[Act] = []
        """What was told last that somebody did, which others may react to."""
        self.told: list[Told] = []
        """What the last clause of the passage before claims, which the next may echo: "So does Delta"."""

    def entity(self, entity_id: str) -> Entity:
        """Give an entity of the article or of the gazetteer."""
        found = self.entities.get(entity_id)
        return found if found is not None else self._known(entity_id)

    def keep(self, entity_id: str) -> None:
        """Keep an entity of the gazetteer as one of the article."""
        if entity_id not in self.entities:
            self.entities[entity_id] = self._known(entity_id)

    def _known(self, entity_id: str) -> Entity:
        """Give an entity of the gazetteer; who serves a body of many states acts for no state."""
        known = self._gazetteer.entities[entity_id]
        if known.type == "person" and self._gazetteer.serves_body(entity_id, self._on):
            return dataclasses.replace(known, country=None, sector=SERVING)
        return known

    def trades_of(self, entity_id: str) -> frozenset[str]:
        """Give what the tables know somebody to do, "POSCO Holdings" as "POSCO"."""
        trades, words = self._gazetteer.trades, entity_id.split()
        names = (" ".join(words[:n]) for n in range(len(words), 0, -1))
        return frozenset(next((trades[name].split("|") for name in names if name in trades), ()))

    def serve(self, entity_id: str) -> None:
        """Remember that the article calls a person an official of a body of many states."""
        self.entities[entity_id] = dataclasses.replace(self.entity(entity_id), country=None, sector=SERVING)

    def add(self, entity: Entity) -> str:
        """Keep an entity, the later and fuller version of one id winning, and give its id."""
        old = self.entities.get(entity.id)
        if old is not None and old.sector == SERVING and old.type == "person":
            return entity.id
        if old is not None and old.country and not entity.country:
            entity = dataclasses.replace(entity, country=old.country)
        if old is not None and old.aliases and not entity.aliases:
            entity = dataclasses.replace(entity, aliases=old.aliases)
        self.entities[entity.id] = entity
        return entity.id

    def name(self, name: str, entity_id: str) -> None:
        """Remember that a name means an entity in this article; the first meaning stays."""
        self._ids.setdefault(key(name), entity_id)

    def named(self, name: str) -> str | None:
        """Give the entity that a name means in this article."""
        return self._ids.get(key(name))

    def name_person(self, name: str, entity_id: str) -> None:
        """Remember a person's full name, surname, and first name with surname."""
        self.name(name, entity_id)
        words = [word for word in name.split() if not word.endswith(".")]
        if len(words) > 1:
            self.name(words[-1], entity_id)
            self.name(words[-1].removeprefix("al-").removeprefix("el-"), entity_id)
            self.name(f"{words[0]} {words[-1]}", entity_id)
            if self.entity(entity_id).country in _FAMILY_FIRST:
                self.name(words[0], entity_id)

    def entitle(self, role: str, person: str) -> None:
        """Remember who is called by a title ("the president")."""
        self._titles[role] = person

    def entitled(self, role: str) -> str | None:
        """Give who was last called by a title."""
        return self._titles.get(role)

    def holder(self, office: str) -> str | None:
        """Give who of those named in the last sentences holds an office by the tables of leaders."""
        people = [seen.entity for seen in self.recent("person", within=_REACH)]
        offices = (o for o in self._gazetteer.offices if office in o.role)  # few have it even in part
        holders = {o.person for o in offices if office in o.role.split("|")} if people else ()
        return next((person for person in people if person in holders), None)

    def interviewed(self) -> str | None:
        """Give who is interviewed: the first person that the article names."""
        people = (s.entity for s in self._seen if self.entity(s.entity).type == "person" and not s.pronoun)
        return next(people, None)

    def has_led(self, person: str) -> bool:
        """Tell whether somebody is in the tables of leaders: not every sheikh is an emir."""
        return any(o.person == person and "head of" in o.role for o in self._gazetteer.offices)

    def state_of_capital(self, entity_id: str) -> str | None:
        """Give the state that a capital stands for."""
        return self._governed_from(entity_id, "capital")

    def place_in(self, name: str, state: str) -> str | None:
        """Give the place of a name that lies in a state."""
        for sense in self._gazetteer.names.get(fold(name), ()):
            entity = self._gazetteer.entities[sense.entity]
            if sense.kind == "name" and entity.type == "place" and entity.country == state:
                return sense.entity
        return None

    def body_of_seat(self, entity_id: str) -> str | None:
        """Give the body of many states that a city stands for: "officials in Brussels"."""
        return self._governed_from(entity_id, "seat")

    def _governed_from(self, entity_id: str, kind: str) -> str | None:
        senses = self._gazetteer.names.get(fold(self.entity(entity_id).name), ())
        return next((sense.entity for sense in senses if sense.kind == kind), None)

    def describe(self, noun: str, entity_id: str) -> None:
        """Remember what a thing was called beside its name: "JANAF, the operator"."""
        self._described.setdefault(noun, []).append((self.position, entity_id))

    def described_as(self, noun: str) -> Iterator[str]:
        """Yield what was called by a noun before, the latest first."""
        for position, entity in reversed(self._described.get(noun, ())):
            if position < self.position:
                yield entity

    def said_of(self, entity_id: str) -> frozenset[str]:
        """Give the nouns that something was called by before."""
        return frozenset(
            noun for noun, said in self._described.items()
            if any(entity == entity_id and position < self.position for position, entity in said)
        )  # fmt: skip


def key(name: str) -> str:
    """Fold a name for look-up: no diacritics, no article, no possessive mark, no case.

    Examples
    --------
    >>> key("The Serbian Ministry’s")
    'serbian ministry'
    """
    folded = " ".join(fold_in_place(name).casefold().split())
    return folded.removeprefix("the ").removesuffix("'s").strip(" .,'\"")
