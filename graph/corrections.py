"""Apply decisions to claims and entities: a pure function of them, whatever the order of the claims."""

from __future__ import annotations

import bisect
import dataclasses
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Literal

from detente.extract.schema import Entity
from detente.graph.decisions import (
    AddClaim,
    Confirm,
    Merge,
    NeverMerge,
    NotApplied,
    Redate,
    Reject,
    Rename,
    Rerelate,
    Retype,
    SetStatus,
    Split,
    active,
    claim_key,
    precision_of,
)
from detente.graph.stories import root_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    from detente.extract.schema import Article, Claim
    from detente.graph.decisions import ClaimRef, Decision, Key

    OnClaim: TypeAlias = Reject | Confirm | Rerelate | Redate | SetStatus
    Side: TypeAlias = Literal["source", "target"]

_ALPHA3 = re.compile(r"[A-Z]{3}")


def apply_decisions(
    claims: Iterable[Claim], entities: Iterable[Entity], decisions: Iterable[Decision]
) -> tuple[list[Claim], list[Entity], list[NotApplied]]:
    """Correct claims and entities.

    Parameters
    ----------
    claims, entities
        As found, in any order; an entity may have several records.
    decisions
        All decisions; they apply by their numbers.

    Returns
    -------
    tuple
        The corrected claims in the order given with those added by hand at the end, the corrected entities
        sorted, and the decisions that changed nothing.

    Examples
    --------
    >>> turkey = Entity("Turkey", "Turkey", "country")
    >>> merge = Merge(entity="Turkey", into="TUR", who="Mira", when="2025-06-01")
    >>> apply_decisions([], [turkey, Entity("TUR", "Türkiye", "country")], [merge])[1][0].aliases
    ('Turkey',)
    """
    corrections = Corrections(decisions)
    kept = list(corrections.claims(claims))
    return kept, corrections.entities(entities), corrections.not_applied()


class Corrections:
    """Decisions made ready to apply to a stream of claims, then to the entities.

    Parameters
    ----------
    decisions
        All decisions.
    """

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self.decisions, self._idle = active(decisions)
        self._moves: dict[str, list[tuple[int, Merge | Split]]] = defaultdict(list)
        self._by_claim: dict[str, list[int]] = defaultdict(list)
        self._by_key: dict[Key, list[int]] = defaultdict(list)
        self._seen: set[str] = set()
        self._used: set[str] = set()
        refused = self._refused()
        for place, decision in enumerate(self.decisions):
            if isinstance(decision, Merge | Split) and decision.id not in refused:
                self._moves[decision.entity].append((place, decision))
            elif isinstance(decision, Reject | Confirm | Rerelate | Redate | SetStatus):
                self._by_claim[decision.target.claim].append(place)
                self._by_key[decision.target.key].append(place)

    @property
    def move_ends(self) -> bool:
        """Whether a claim may come to speak of others than it was found with, except by merges."""
        return any(isinstance(decision, Split | Rerelate) for decision in self.decisions)

    @property
    def move_dates(self) -> bool:
        """Whether a claim may come to another date."""
        return any(isinstance(decision, Redate) for decision in self.decisions)

    def articles(self) -> Iterator[Article]:
        """Yield the articles of claims by hand."""
        for decision in self.decisions:
            if isinstance(decision, AddClaim):
                yield decision.article

    def found_as(self, ids: Iterable[str]) -> set[str]:
        """Give the ids that merges take to one of `ids`, and these."""
        wanted = set(ids)
        return wanted | {entity for entity in self._moves if self._walk_merges(entity) in wanted}

    def claims(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        """Yield the claims that stand, corrected, and then those added by hand.

        Parameters
        ----------
        claims
            The claims as found.
        """
        for claim in claims:
            corrected = self.claim(claim)
            if corrected is not None:
                yield corrected
        for _, corrected in self.by_hand():
            yield corrected

    def by_hand(self) -> Iterator[tuple[Article, Claim]]:
        """Yield the claims added by hand that stand, corrected, with their articles."""
        for decision in self.decisions:
            if isinstance(decision, AddClaim):
                self._used.add(decision.id)
                corrected = self.claim(decision.claim)
                if corrected is not None:
                    yield decision.article, corrected

    def claim(self, claim: Claim) -> Claim | None:
        """Correct one claim; None if it was rejected."""
        self._seen.update((claim.source, claim.target))
        if not self.decisions:
            return claim
        found = claim
        claim = self._moved(claim, found, {"source": -1, "target": -1})
        places = sorted({*self._places(found), *self._places(claim)})
        rejected = False
        while places:
            place = places.pop(0)
            decision = self.decisions[place]
            if isinstance(decision, Redate) and decision.target.article != claim.evidence.article:
                continue
            self._used.add(decision.id)
            if isinstance(decision, Reject):
                rejected = True
            elif isinstance(decision, Confirm):
                rejected = False
                claim = dataclasses.replace(claim, confidence=1.0)
            elif isinstance(decision, SetStatus):
                claim = dataclasses.replace(claim, status=decision.status)
            elif isinstance(decision, Redate):
                precision = precision_of(decision.date)
                claim = dataclasses.replace(claim, date=decision.date, date_precision=precision)
            elif isinstance(decision, Rerelate):
                claim = self._rerelated(claim, found, decision, place)
                places = sorted({*places, *(later for later in self._places(claim) if later > place)})
        return None if rejected else claim

    def entities(self, entities: Iterable[Entity]) -> list[Entity]:
        """Correct the entities, once all claims have gone through.

        Parameters
        ----------
        entities
            The entities as found; several records of one entity stay several.
        """
        counts = Counter(entities)
        counts.update(self._given())
        own: dict[str, list[Entity]] = defaultdict(list)
        names: dict[str, set[str]] = defaultdict(set)
        strangers: dict[str, list[Entity]] = defaultdict(list)
        for record in sorted(counts, key=lambda entity: (entity.id, repr(entity))):
            self._seen.add(record.id)
            home = self._walk_merges(record.id)
            if home == record.id:
                own[home] += [record] * counts[record]
            else:
                names[home].update((record.name, *record.aliases))
                strangers[home] += [dataclasses.replace(record, id=home, name=home)] * counts[record]
        for home, others in strangers.items():
            if home not in own:
                own[home] = others
        for decision in self.decisions:
            if isinstance(decision, Rename | Retype) and self._here(decision.entity, own):
                self._used.add(decision.id)
                if decision.entity not in own:
                    own[decision.entity] = [_unknown(decision.entity)]
                if isinstance(decision, Rename):
                    names[decision.entity].update(record.name for record in own[decision.entity])
                    change: dict[str, str] = {"name": decision.name}
                else:
                    change = {"type": decision.type}
                own[decision.entity] = _each(own[decision.entity], change)
        return [
            named
            for id_ in sorted(own)
            for named in (_with_aliases(own[id_], names[id_]) if names.get(id_) else own[id_])
        ]

    def not_applied(self) -> list[NotApplied]:
        """Say which decisions changed nothing, once claims and entities have gone through."""
        refused = self._refused()
        idle = list(self._idle)
        for decision in self.decisions:
            if decision.id in refused:
                idle.append(NotApplied(decision, refused[decision.id]))
            elif decision.id not in self._used and not self._holds(decision):
                idle.append(NotApplied(decision, _why_idle(decision)))
        return sorted(idle, key=lambda one: (one.decision.number, one.decision.when, one.decision.id))

    def _holds(self, decision: Decision) -> bool:
        if isinstance(decision, Merge):
            return decision.entity in self._seen
        return isinstance(decision, NeverMerge) and {decision.entity, decision.other} <= self._seen

    def _here(self, entity: str, own: dict[str, list[Entity]]) -> bool:
        return entity in own or (entity in self._seen and self._walk_merges(entity) == entity)

    def _given(self) -> Iterator[Entity]:
        """Yield the entities that decisions bring along."""
        for decision in self.decisions:
            if isinstance(decision, AddClaim):
                yield from decision.entities
            elif isinstance(decision, Split) and decision.id in self._used:
                yield decision.into

    def _refused(self) -> dict[str, str]:
        """Find the merges that a never-merge stands against, with the reason."""
        apart = [one for one in self.decisions if isinstance(one, NeverMerge)]
        parents: dict[str, str] = {}
        refused = {}
        for decision in self.decisions:
            if not isinstance(decision, Merge):
                continue
            trial = dict(parents)
            for entity in (decision.entity, decision.into):
                trial.setdefault(entity, entity)
            trial[root_of(trial, decision.entity)] = root_of(trial, decision.into)
            against = [
                never
                for never in apart
                if never.entity != never.other
                and never.entity in trial
                and never.other in trial
                and root_of(trial, never.entity) == root_of(trial, never.other)
            ]
            if against:
                never = against[0]
                refused[decision.id] = (
                    f"{never.who} decided ({never.id}) that {never.entity} and {never.other} are two"
                )
            else:
                parents = trial
        return refused

    def _places(self, claim: Claim) -> list[int]:
        return [*self._by_claim.get(claim.id, ()), *self._by_key.get(claim_key(claim), ())]

    def _rerelated(self, claim: Claim, found: Claim, decision: Rerelate, place: int) -> Claim:
        claim = dataclasses.replace(
            claim,
            relation=decision.relation,
            event=decision.event,
            source=decision.source or claim.source,
            target=decision.other or claim.target,
        )
        self._seen.update((claim.source, claim.target))
        after: dict[Side, int] = {}
        if decision.source:
            after["source"] = place
        if decision.other:
            after["target"] = place
        return self._moved(claim, found, after)

    def _moved(self, claim: Claim, found: Claim, after: dict[Side, int]) -> Claim:
        """Take the ends of a claim, and whom it cites, to where merges and splits put them."""
        if not self._moves:
            return claim
        change: dict[str, str] = {}
        for side, place in after.items():
            before = getattr(claim, side)
            now = self._walk(before, found, side, place)
            if now != before:
                change[side] = now
        if claim.speaker in self._moves and (home := self._walk_merges(claim.speaker)) != claim.speaker:
            change["speaker"] = home
        return dataclasses.replace(claim, **change) if change else claim  # type: ignore[arg-type]

    def _walk(self, entity: str, claim: Claim, side: Side, after: int) -> str:
        place = after
        while moves := self._moves.get(entity):
            for next_place, decision in moves[bisect.bisect_right(moves, place, key=lambda move: move[0]) :]:
                if isinstance(decision, Merge):
                    self._used.add(decision.id)
                    entity, place = decision.into, next_place
                    break
                if _is_split_off(decision, claim, side):
                    self._used.add(decision.id)
                    entity, place = decision.into.id, next_place
                    break
            else:
                return entity
            self._seen.add(entity)
        return entity

    def _walk_merges(self, entity: str) -> str:
        place = -1
        while True:
            later = (
                (next_place, decision.into)
                for next_place, decision in self._moves.get(entity, ())
                if next_place > place and isinstance(decision, Merge)
            )
            move = next(later, None)
            if move is None:
                return entity
            place, entity = move


def _is_split_off(decision: Split, claim: Claim, side: Side) -> bool:
    mention = claim.source_mention if side == "source" else claim.target_mention
    return (
        mention.text in decision.surfaces
        or claim.evidence.article in decision.articles
        or any(_is_meant(target, claim) for target in decision.claims)
    )


def _is_meant(target: ClaimRef, claim: Claim) -> bool:
    return claim.id == target.claim or claim_key(claim) == target.key


def _unknown(entity: str) -> Entity:
    return Entity(entity, entity, "country" if _ALPHA3.fullmatch(entity) else "organization")


def _each(records: list[Entity], change: dict[str, str]) -> list[Entity]:
    made: dict[Entity, Entity] = {}
    for record in records:
        if record not in made:
            made[record] = dataclasses.replace(record, **change)  # type: ignore[arg-type]
    return [made[record] for record in records]


def _with_aliases(records: list[Entity], names: set[str]) -> list[Entity]:
    made: dict[Entity, Entity] = {}
    for record in records:
        if record not in made:
            aliases = tuple(sorted({*record.aliases, *names} - {record.name}))
            made[record] = dataclasses.replace(record, aliases=aliases)
    return [made[record] for record in records]


def _why_idle(decision: Decision) -> str:
    if isinstance(decision, Reject | Confirm | Rerelate | Redate | SetStatus):
        target = decision.target
        return (
            f"there is no claim {target.claim} ({target.source} {target.relation} {target.target}) any more"
        )
    if isinstance(decision, Split):
        return f"nothing of what was taken for {decision.entity} is as it describes"
    if isinstance(decision, NeverMerge):
        return f"{decision.entity} or {decision.other} is not there any more"
    if isinstance(decision, Merge | Rename | Retype):
        return f"{decision.entity} is not there any more"
    return "it has nothing to act on"
