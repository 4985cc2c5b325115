"""What an article has spoken of so far: the names that later words may refer back to."""

from __future__ import annotations

import bisect
import collections
import dataclasses
import itertools
from typing import TYPE_CHECKING, Literal

from detente.extract.gazetteer import fold
from detente.extract.names import fold_in_place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping

    from detente.extract.gazetteer import Gazetteer
    from detente.extract.reactions import Act, Judged
    from detente.extract.schema import Entity, EntityType

    Standing = Literal["main", "subject", "object", "other", "modifier"]

_WEIGHTS: dict[Standing, float] = {"main": 3, "subject": 2.5, "object": 2, "other": 1.5, "modifier": 1}
_FADING, _SLOW_FADING = 0.5, 0.8
"""What is left of a mention's weight from sentence to sentence: for a reference, for what a text is about."""
_TOGETHER, _REACH, _FEW = 2.0, 6, 6
_HORIZON, _ACTED = 20, 3
_FAMILY_FIRST = frozenset("CHN HKG KOR PRK TWN".split())
_MET, _OFTEN = 0.2, 5
"""What it counts for a pair to have stood in one sentence, and how often at most."""
_OF_A_STATE = 0.6
"""How much a person or a body of a state speaks for the state, beside the state's own name."""
_SPEAKING = frozenset({"person", "organization", "place"})
SERVING = "IGO"
"""The sector of bodies of many states and of those who serve them."""
_HOME = 4.0
_MUCH = 0.7
_CLOSE = 0.9
"""From which share of the best score on another pair competes with it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """One resolved mention.

    `position` is where it begins, `head` where its head word does; `standing` is its role in the sentence:
    subject of the main clause or of another, object, anything else, or only a modifier. `plural` tells
    whether "they" may mean it, `person` whether "he" may, `listed` whether it is one of "A and B", `pronoun`
    whether it names nothing itself. A thing that is no actor ("the train") has no entity.
    """

    position: int
    sentence: int
    entity: str
    standing: Standing = "other"
    plural: bool = False
    person: bool = False
    listed: bool = False
    pronoun: bool = False
    head: int = -1

    @property
    def subject(self) -> bool:
        """Whether it is the subject of a clause."""
        return self.standing in {"main", "subject"}


class Memory:
    """The entities of one article, its names for them, and their order of mention.

    Parameters
    ----------
    gazetteer
        Knows the entities that need no introduction.
    on
        The day of the article, at which people hold their offices.
    """

    def __init__(self, gazetteer: Gazetteer, *, on: dt.date | None = None) -> None:
        self._gazetteer = gazetteer
        self._on = on
        self.entities: dict[str, Entity] = {}
        self._ids: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self._described: dict[str, list[tuple[int, str]]] = {}
        self._seen: list[Seen] = []
        self._first: dict[str, tuple[int, int]] = {}
        self._by_head: dict[int, list[Seen]] = {}
        self._by_sentence: dict[int, list[Seen]] = {}
        self._things: dict[int, Seen] = {}
        self._times: collections.Counter[str] = collections.Counter()
        self._pairs: list[tuple[int, int, str, str]] = []
        self.home: str | None = None
        """The country where the article says it was written."""
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
        self.position = 0
        self.sentence = 0

    def entity(self, entity_id: str) -> Entity:
        """Give an entity of the article or of the gazetteer."""
        found = self.entities.get(entity_id)
        return found if found is not None else self._known(entity_id)

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
        holders = {o.person for o in self._gazetteer.offices if office in o.role.split("|")} if people else ()
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

    def read_on(self, position: int, sentence: int) -> None:
        """Move to a point of the text: only what stands before it can be referred back to."""
        self.position, self.sentence = position, sentence

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

    def see(
        self,
        entity_id: str,
        *,
        standing: Standing = "other",
        plural: bool = False,
        person: bool = False,
        listed: bool = False,
        pronoun: bool = False,
        head: int = -1,
    ) -> None:
        """Note a mention at the present point; see `Seen`."""
        if entity_id not in self.entities:
            self.entities[entity_id] = self._known(entity_id)
        head = self.position if head < 0 else head
        seen = Seen(self.position, self.sentence, entity_id, standing, plural, person, listed, pronoun, head)
        bisect.insort(self._seen, seen, key=lambda s: s.position)
        self._by_head.setdefault(head, []).append(seen)
        self._times[entity_id] += 1
        for spoken_for in (entity_id, self.entity(entity_id).country):
            if spoken_for:
                place = (self.position, len(self._seen))
                self._first[spoken_for] = min(self._first.get(spoken_for, place), place)
        bisect.insort(self._by_sentence.setdefault(self.sentence, []), seen, key=lambda s: s.position)

    def see_thing(self, *, plural: bool) -> None:
        """Note that a sentence is about a thing that stands at the present point: "the train"."""
        thing = Seen(self.position, self.sentence, "", "main", plural, head=self.position)
        self._things.setdefault(self.sentence, thing)

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

    def times_seen(self, entity_id: str) -> int:
        """Give how often the article speaks of an entity, as far as it has been linked."""
        return self._times[entity_id]

    def at(self, head: int) -> list[Seen]:
        """Give the mentions whose head word begins at an offset, also further on in the text."""
        return self._by_head.get(head, [])

    def in_sentence(self, sentence: int) -> list[Seen]:
        """Give the mentions of a sentence in order, also those further on in the text."""
        return self._by_sentence.get(sentence, [])

    def main_thing(self, sentence: int) -> Seen | None:
        """Give the thing that a sentence is about, if it is about no actor."""
        thing = self._things.get(sentence)
        return thing if thing is not None and not self.at(thing.head) else None

    def pair_up(self, first: str, second: str) -> None:
        """Note that two entities were named together: "Serbia and Hungary"."""
        self._pairs.append((self.position, self.sentence, first, second))

    def last_pair(
        self,
        *types: EntityType,
        without: frozenset[str] = frozenset(),
        joined: Callable[[str, str], bool] | None = None,
    ) -> tuple[str, ...]:
        """Give the two entities of some types that "both" means here, none where that is not clear.

        They are the two that the last sentences speak most of, where having been named together counts; of
        two that never stood in one sentence, one stands in this. People, bodies and places of a state speak
        for it.

        Parameters
        ----------
        *types
            Types of entity wanted.
        without
            Entities that are not meant: who speaks of both.
        joined
            Whether two may be meant together, if not any two may: neighbours lie beside each other.
        """
        scores = {e: n for e, n in self.salience(*types, within=_REACH).items() if e not in without}
        ranked = sorted(scores, key=lambda e: -scores[e])[:_FEW]
        met, here = self._met(ranked), self.salience(*types, within=0)
        values = {
            pair: min(scores[e] for e in pair) + _MET * min(met[pair], _OFTEN)
            for pair in (frozenset(two) for two in itertools.combinations(ranked, 2))
            if (joined(*sorted(pair)) if joined is not None else met[pair] or pair & here.keys())
        }
        for position, sentence, *pair in self._pairs:
            distance = self.sentence - sentence
            fits = all(self.entity(e).type in types and e not in without for e in pair)
            if joined is not None and not joined(*pair):
                continue
            if position < self.position and fits and distance <= _REACH:
                both = frozenset(pair)
                values[both] = values.get(both, 0.0) + _TOGETHER * _SLOW_FADING**distance
        best = sorted(values.items(), key=lambda item: (-item[1], sorted(item[0])))
        if not best or (len(best) > 1 and best[1][1] > _CLOSE * best[0][1]):
            return ()
        return tuple(sorted(best[0][0], key=lambda e: (self._first.get(e, (self.position, 0)), e)))

    def listed(
        self, number: int, kind: EntityType, *, within: int, without: frozenset[str]
    ) -> tuple[str, ...]:
        """Give the last so many of a type that stood in one list: "A, B and C".

        Parameters
        ----------
        number
            How many are wanted.
        kind
            Of which type.
        within
            How many sentences to look back.
        without
            Entities that are not meant.
        """
        members: set[str] = set()
        place = -1
        before = sorted(pair for pair in self._pairs if pair[0] < self.position)
        met = [(sentence, {one, other}) for _, sentence, one, other in reversed(before)]
        for sentence, both in [*met, (-1, set[str]())]:
            if sentence == place and members & both:
                members |= both
                continue
            fits = all(self.entity(e).type == kind and e not in without for e in members)
            if len(members) == number and fits and self.sentence - place <= within:
                return tuple(sorted(members, key=lambda e: (self._first[e], e)))
            place, members = sentence, set(both)
        return ()

    def together(self, *, within: int) -> tuple[str, ...]:
        """Give the two that were named together last, in order, if they are of one type.

        Parameters
        ----------
        within
            How many sentences to look back.
        """
        before = [p for p in self._pairs if p[0] < self.position and self.sentence - p[1] <= within]
        pair = max(before, default=None)
        if pair is None or len({self.entity(e).type for e in pair[2:]}) > 1:
            return ()
        return pair[2:]

    def named_in(
        self, sentence: int, *kinds: EntityType, without: frozenset[str] = frozenset()
    ) -> tuple[str, ...]:
        """Give all of some types that a sentence names before this point, in order.

        Parameters
        ----------
        sentence
            The number of the sentence.
        *kinds
            Of which types.
        without
            Entities that are not meant.
        """
        return tuple(
            dict.fromkeys(
                s.entity for s in self.in_sentence(sentence)
                if s.position < self.position and s.entity not in without
                and self.entity(s.entity).type in kinds and not self.entity(s.entity).generic
            )
        )  # fmt: skip

    def _met(self, entities: list[str]) -> collections.Counter[frozenset[str]]:
        """Count the last sentences that speak of two of some entities, pair by pair."""
        spoken: dict[int, set[str]] = {}
        for seen in self.recent(within=2 * _HORIZON):
            country = self.entity(seen.entity).country
            spoken.setdefault(seen.sentence, set()).update(e for e in entities if e in (seen.entity, country))
        return collections.Counter(
            frozenset(pair) for here in spoken.values() for pair in itertools.combinations(sorted(here), 2)
        )

    def salience(
        self, *types: EntityType, within: int | None = None, fading: float = _FADING
    ) -> dict[str, float]:
        """Give how much the text before speaks of each entity of some types, the latest first.

        Parameters
        ----------
        *types
            Types of entity wanted.
        within
            How many sentences to look back.
        fading
            What is left of a mention's weight from sentence to sentence.
        """
        scores: dict[str, float] = {}
        for seen in self.recent(within=within):
            entity = self.entity(seen.entity)
            weight = _WEIGHTS[seen.standing] * fading ** (self.sentence - seen.sentence)
            weight *= 0.5 if seen.pronoun else 1.0
            of_state = "country" in types and entity.country and entity.type != "group"
            if entity.type in types and not entity.generic and not of_state:
                scores[entity.id] = scores.get(entity.id, 0.0) + weight
            elif "country" in types and entity.country and entity.type in _SPEAKING:
                scores[entity.country] = scores.get(entity.country, 0.0) + _OF_A_STATE * weight
        return scores

    def last_subject(self) -> str | None:
        """Give the country that acted last, else the last that was named: where who comes next may belong."""
        seen = list(self.recent("country", within=_HORIZON))
        return next((s.entity for s in seen if s.subject), seen[0].entity if seen else None)

    def acting_home(self) -> str | None:
        """Give the country where the article was written, if it acted in the last sentences."""
        acted = any(s.subject and s.entity == self.home for s in self.recent("country", within=_ACTED))
        return self.home if acted else None

    def clear_state(self, without: frozenset[str]) -> str | None:
        """Give the country that the last sentences speak of, if they speak of no other nearly as much."""
        scores = {e: n for e, n in self.salience("country", within=3).items() if e not in without}
        ranked = sorted(scores, key=lambda e: (-scores[e], e))
        is_clear = len(ranked) == 1 or (ranked and scores[ranked[1]] < _MUCH * scores[ranked[0]])
        return ranked[0] if is_clear else None

    def focus(self) -> str | None:
        """Give the country that the text is about here: the most spoken of, where it was written counts."""
        scores = self.salience("country", within=_HORIZON, fading=_SLOW_FADING)
        if self.home is not None:
            scores[self.home] = scores.get(self.home, 0.0) + _HOME
        return max(scores, key=lambda e: scores[e], default=None)

    def focus_before(self, start: int, length: int) -> str | None:
        """Give the last country that was a subject before a place of the passage just read.

        Parameters
        ----------
        start
            Offset in the passage.
        length
            Length of the passage, whose end is the present point.
        """
        limit = self._position_of(start, length)
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
        limit = self._position_of(start, length)
        seen = (s for s in self.recent(*types, within=8) if s.position < limit)
        return next((s.entity for s in seen if not self.entity(s.entity).generic), None)

    def _position_of(self, start: int, length: int) -> int:
        """Give where in the article a place of the passage just read is."""
        return self.position - length + start


def clearest(scores: Mapping[str, float], share: float) -> tuple[str, ...]:
    """Give the best of some entities, if the next is not nearly as good.

    Parameters
    ----------
    scores
        How good each is.
    share
        Up to which share of the best score the next may come.

    Examples
    --------
    >>> clearest({"OMN": 2.0, "KWT": 1.0}, 0.8), clearest({"OMN": 2.0, "KWT": 1.9}, 0.8)
    (('OMN',), ())
    """
    ranked = sorted(scores, key=lambda e: (-scores[e], e))
    if not ranked or (len(ranked) > 1 and scores[ranked[1]] > share * scores[ranked[0]]):
        return ()
    return (ranked[0],)


def key(name: str) -> str:
    """Fold a name for look-up: no diacritics, no article, no possessive mark, no case.

    Examples
    --------
    >>> key("The Serbian Ministry’s")
    'serbian ministry'
    """
    folded = " ".join(fold_in_place(name).casefold().split())
    return folded.removeprefix("the ").removesuffix("'s").strip(" .,'\"")
