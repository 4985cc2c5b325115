"""The trail of an article's mentions: what was spoken of, in what order, how much, and together with what."""

from __future__ import annotations

import abc
import bisect
import collections
import dataclasses
import itertools
import operator
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from detente.extract.schema import Entity, EntityType

    Standing = Literal["main", "subject", "object", "other", "modifier"]

_WEIGHTS: dict[Standing, float] = {"main": 3, "subject": 2.5, "object": 2, "other": 1.5, "modifier": 1}
_FADING, _SLOW_FADING = 0.5, 0.8
"""What is left of a mention's weight from sentence to sentence: for a reference, for what a text is about."""
_TOGETHER, _REACH, _FEW = 2.0, 6, 6
_HORIZON, _ACTED = 20, 3
_MET, _OFTEN = 0.2, 5
"""What it counts for a pair to have stood in one sentence, and how often at most."""
_OF_A_STATE = 0.6
"""How much a person or a body of a state speaks for the state, beside the state's own name."""
_SPEAKING = frozenset({"person", "organization", "place"})
_HOME = 4.0
_MUCH = 0.7
_CLOSE = 0.9
"""From which share of the best score on another pair competes with it."""
_OF_STATES = frozenset({"person", "organization"})


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


_POSITION = operator.attrgetter("position")


class Trail(abc.ABC):
    """The mentions of one article in the order of the text, as far as it has been linked."""

    def __init__(self) -> None:
        self._seen: list[Seen] = []
        self._first: dict[str, tuple[int, int]] = {}
        self._by_head: dict[int, list[Seen]] = {}
        self._by_sentence: dict[int, list[Seen]] = {}
        self._things: dict[int, Seen] = {}
        self._times: collections.Counter[str] = collections.Counter()
        self._pairs: list[tuple[int, int, str, str]] = []
        self.home: str | None = None
        """The country where the article says it was written."""
        self.position = 0
        self.sentence = 0

    @abc.abstractmethod
    def entity(self, entity_id: str) -> Entity:
        """Give an entity that is mentioned."""

    @abc.abstractmethod
    def keep(self, entity_id: str) -> None:
        """Keep an entity of the gazetteer as one of the article."""

    def acts_for(self, entity_id: str) -> str:
        """Give the state that a person or body acts for, else the entity itself."""
        entity = self.entity(entity_id)
        return (entity.country if entity.type in _OF_STATES else None) or entity_id

    def read_on(self, position: int, sentence: int) -> None:
        """Move to a point of the text: only what stands before it can be referred back to."""
        self.position, self.sentence = position, sentence

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
        self.keep(entity_id)
        head = self.position if head < 0 else head
        seen = Seen(self.position, self.sentence, entity_id, standing, plural, person, listed, pronoun, head)
        bisect.insort(self._seen, seen, key=_POSITION)
        self._by_head.setdefault(head, []).append(seen)
        self._times[entity_id] += 1
        for spoken_for in (entity_id, self.entity(entity_id).country):
            if spoken_for:
                place = (self.position, len(self._seen))
                self._first[spoken_for] = min(self._first.get(spoken_for, place), place)
        bisect.insort(self._by_sentence.setdefault(self.sentence, []), seen, key=_POSITION)

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
        now = bisect.bisect_left(self._seen, self.position, key=_POSITION)
        for i in range(now - 1, -1, -1):
            seen = self._seen[i]
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

    def main_states(self, number: int) -> tuple[str, ...]:
        """Give so many states that the text speaks most of: whom "all three countries" means.

        Parameters
        ----------
        number
            How many are wanted; none are given where another is spoken of nearly as much.
        """
        scores = self.salience("country", fading=_SLOW_FADING)
        ranked = sorted(scores, key=lambda e: (-scores[e], e))
        found, other = ranked[:number], ranked[number : number + 1]
        if len(found) < number or any(scores[e] > _CLOSE * scores[found[-1]] for e in other):
            return ()
        return tuple(sorted(found, key=lambda e: self._first[e]))

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
