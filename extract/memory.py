"""What an article has spoken of so far: the names that later words may refer back to."""

from __future__ import annotations

import bisect
import dataclasses
from typing import TYPE_CHECKING

from detente.extract.names import fold_in_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.extract.gazetteer import Gazetteer
    from detente.extract.schema import Entity, EntityType


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """One resolved mention: where it stands, which entity it means, as subject or not, one or many."""

    position: int
    sentence: int
    entity: str
    subject: bool = False
    plural: bool = False


class Memory:
    """The entities of one article, its names for them, and their order of mention.

    Parameters
    ----------
    gazetteer
        Knows the entities that need no introduction.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self.entities: dict[str, Entity] = {}
        self._ids: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self._seen: list[Seen] = []
        self._pairs: list[tuple[int, str, str]] = []
        self.spoken: str | None = None
        """Who was quoted in the passage before, where a quotation may go on."""
        self.position = 0
        self.sentence = 0

    def entity(self, entity_id: str) -> Entity:
        """Give an entity of the article or of the gazetteer."""
        return self.entities.get(entity_id) or self._gazetteer.entities[entity_id]

    def add(self, entity: Entity) -> str:
        """Keep an entity, the later and fuller version of one id winning, and give its id."""
        old = self.entities.get(entity.id)
        if old is not None and old.country and not entity.country:
            entity = dataclasses.replace(entity, country=old.country)
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
            self.name(f"{words[0]} {words[-1]}", entity_id)

    def entitle(self, role: str, person: str) -> None:
        """Remember who is called by a title ("the president")."""
        self._titles[role] = person

    def entitled(self, role: str) -> str | None:
        """Give who was last called by a title."""
        return self._titles.get(role)

    def read_on(self, position: int, sentence: int) -> None:
        """Move to a point of the text: only what stands before it can be referred back to."""
        self.position, self.sentence = position, sentence

    def see(self, entity_id: str, *, subject: bool = False, plural: bool = False) -> None:
        """Note a mention at the present point."""
        if entity_id not in self.entities:
            self.entities[entity_id] = self._gazetteer.entities[entity_id]
        seen = Seen(self.position, self.sentence, entity_id, subject, plural)
        bisect.insort(self._seen, seen, key=lambda s: s.position)

    def recent(self, *types: EntityType, within: int | None = None) -> Iterator[Seen]:
        """Yield earlier mentions of some types (of all without any), the latest first.

        Parameters
        ----------
        *types
            Types of entity wanted.
        within
            How many sentences to look back.
        """
        now = bisect.bisect_left(self._seen, self.position, key=lambda s: s.position)
        for seen in reversed(self._seen[:now]):
            if within is not None and self.sentence - seen.sentence > within:
                return
            if not types or self.entity(seen.entity).type in types:
                yield seen

    def pair_up(self, first: str, second: str) -> None:
        """Note that two entities were named together: "Serbia and Hungary"."""
        self._pairs.append((self.position, first, second))

    def last_pair(self, *types: EntityType) -> tuple[str, ...]:
        """Give the two entities of some types that "both" means here; fewer if there are not two.

        Two of the same sentence come first, then the last two named together, then the last two at all.
        """
        here = self._distinct(*types, within=0)
        if len(here) == 2:
            return here
        for position, *pair in sorted(self._pairs, reverse=True):
            fits = all(self.entity(e).type in types for e in pair)
            if position < self.position and fits and not set(pair) & set(here):
                return tuple(pair)
        return self._distinct(*types)

    def _distinct(self, *types: EntityType, within: int | None = None) -> tuple[str, ...]:
        found: list[str] = []
        for seen in self.recent(*types, within=within):
            if seen.entity not in found and not self.entity(seen.entity).generic:
                found.append(seen.entity)
            if len(found) == 2:
                break
        return tuple(reversed(found))

    def focus_before(self, start: int, length: int) -> str | None:
        """Give the last country that was a subject before a place of the passage just read.

        Parameters
        ----------
        start
            Offset in the passage.
        length
            Length of the passage, whose end is the present point.
        """
        limit = self.position - length + start
        return next((s.entity for s in self.recent("country") if s.position < limit and s.subject), None)

    def latest_before(self, start: int, length: int, *types: EntityType) -> str | None:
        """Give the last named entity of some types before a place of the passage just read, near enough.

        Parameters
        ----------
        start
            Offset in the passage.
        length
            Length of the passage, whose end is the present point.
        *types
            Types of entity wanted.
        """
        limit = self.position - length + start
        seen = (s for s in self.recent(*types, within=8) if s.position < limit)
        return next((s.entity for s in seen if not self.entity(s.entity).generic), None)

    def focus(self) -> str | None:
        """Give the country that the text is about: the last one that was a subject, else the last one."""
        last = None
        for seen in self.recent("country"):
            last = last or seen.entity
            if seen.subject:
                return seen.entity
        return last


def key(name: str) -> str:
    """Fold a name for look-up: no diacritics, no article, no possessive mark, no case.

    Examples
    --------
    >>> key("The Serbian Ministry’s")
    'serbian ministry'
    """
    folded = " ".join(fold_in_place(name).casefold().split())
    return folded.removeprefix("the ").removesuffix("'s").strip(" .,'\"")
