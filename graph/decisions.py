"""What people decided about entities and claims: who, when and why; kept for ever, undone by another one."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import pydantic

from detente.extract.schema import (
    Article,
    Claim,
    Entity,
    EntityType,
    Event,
    Evidence,
    Mention,
    Precision,
    Span,
    Status,
    content_hash,
)
from detente.graph.errors import DecisionError, PeriodError
from detente.graph.periods import day_span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

Key: TypeAlias = tuple[str, str, str, str]
D = TypeVar("D", bound="Decision")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What all decisions have: who decided, on which day (ISO), and why.

    `number` orders the decisions; the store gives it. `id` is a hash of everything else.
    """

    who: str
    when: str
    why: str = ""
    number: int = 0
    id: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", _hash(self))


@dataclasses.dataclass(frozen=True, slots=True)
class ClaimRef:
    """A claim that a decision is about: found again by its id, or by what it says and its sentence.

    So a decision holds when the article is read again by a newer model or vocabulary, and for copies of the
    sentence elsewhere.
    """

    claim: str
    article: str
    source: str
    relation: str
    target: str
    text: str
    symmetric: bool = False

    @property
    def key(self) -> Key:
        """What the claim says, and its sentence."""
        return _key(self.source, self.relation, self.target, self.text, symmetric=self.symmetric)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Decision):
    """`entity` is none other than `into`; its names become aliases."""

    entity: str
    into: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Split(Decision):
    """Some of what was taken for `entity` is another one, `into`.

    These claims move: where the entity goes by one of `surfaces`, those in one of `articles`, and `claims`.
    """

    entity: str
    into: Entity
    surfaces: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    claims: tuple[ClaimRef, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NeverMerge(Decision):
    """`entity` and `other` are two; no merge may bring them together, and they are never proposed again."""

    entity: str
    other: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rename(Decision):
    """`entity` is shown as `name`; its former name becomes an alias."""

    entity: str
    name: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Retype(Decision):
    """`entity` is of another type."""

    entity: str
    type: EntityType


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Decision):
    """The article does not say this."""

    target: ClaimRef


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Confirm(Decision):
    """The article does say this: confidence 1."""

    target: ClaimRef


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rerelate(Decision):
    """The tie is another one, or runs between others; None leaves an end as it is."""

    target: ClaimRef
    relation: str
    event: Event | None = None
    source: str | None = None
    other: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Redate(Decision):
    """It happened at another time; None if the text does not say. Holds for this article alone."""

    target: ClaimRef
    date: str | None

    def __post_init__(self) -> None:
        Decision.__post_init__(self)
        precision_of(self.date)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SetStatus(Decision):
    """It is more, or less, firm."""

    target: ClaimRef
    status: Status


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AddClaim(Decision):
    """A claim by hand; `article` tells where its sentence comes from. Make one with `claim_by_hand`."""

    claim: Claim
    article: Article
    entities: tuple[Entity, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Undo(Decision):
    """Another decision, which may be an undo, no longer holds."""

    decision: str


KINDS: dict[str, type[Decision]] = {
    "add": AddClaim, "confirm": Confirm, "merge": Merge, "never-merge": NeverMerge, "redate": Redate,
    "reject": Reject, "rename": Rename, "rerelate": Rerelate, "retype": Retype, "split": Split,
    "status": SetStatus, "undo": Undo,
}  # fmt: skip
_NAMES = {kind: name for name, kind in KINDS.items()}


@dataclasses.dataclass(frozen=True, slots=True)
class NotApplied:
    """A decision that changes nothing any more, and the reason."""

    decision: Decision
    reason: str


def ref(claim: Claim) -> ClaimRef:
    """Point at a claim, so that a decision finds it again.

    Parameters
    ----------
    claim
        The claim, as found or as corrected.

    Returns
    -------
    ClaimRef
        What decisions on claims take as `target`.
    """
    place = claim.evidence
    return ClaimRef(
        claim.id, place.article, claim.source, claim.relation, claim.target, place.text, claim.symmetric
    )


def claim_key(claim: Claim) -> Key:
    """Give what a claim says and its sentence: the same after another reading of the article."""
    return _key(claim.source, claim.relation, claim.target, claim.evidence.text, symmetric=claim.symmetric)


def claim_by_hand(
    source: str,
    target: str,
    relation: str,
    *,
    text: str,
    who: str,
    when: str,
    why: str = "",
    status: Status = "actual",
    event: Event | None = None,
    symmetric: bool = False,
    date: str | None = None,
    url: str = "",
    publisher: str = "",
    title: str = "",
    published: dt.date | None = None,
    entities: Iterable[Entity] = (),
) -> AddClaim:
    """Add a claim that no article of the store makes, or that the machine did not see.

    Parameters
    ----------
    source, target, relation
        Ids of the entities, and the relation.
    text
        The sentence that says so: without evidence there is no claim.
    who, when, why
        Who decided on which day, and a note.
    status, event, symmetric, date
        As in `Claim`.
    url, publisher, title, published
        Where the sentence stands.
    entities
        Records of entities that are new.

    Returns
    -------
    AddClaim
        The decision.

    Raises
    ------
    DecisionError
        If the sentence is empty or the date cannot be read.

    Examples
    --------
    >>> decision = claim_by_hand("SRB", "KAZ", "trade", text="Serbia sells wine to Kazakhstan.",
    ...     publisher="Embassy note", who="Mira", when="2025-06-01")
    >>> decision.claim.source, decision.claim.pattern
    ('SRB', 'by hand')
    """
    if not text.strip():
        msg = f"a claim {source}-{relation}-{target} by hand needs the sentence that says so: give text"
        raise DecisionError(msg)
    article = Article(text, title, published, url, publisher)
    claim = Claim(
        source=source,
        target=target,
        relation=relation,
        event=event,
        status=status,
        symmetric=symmetric,
        evidence=Evidence(article.id, 0, len(text), text),
        trigger=Span(0, 0, ""),
        source_mention=Mention(0, 0, "", source),
        target_mention=Mention(0, 0, "", target),
        date=date,
        date_precision=precision_of(date),
        pattern="by hand",
    )
    return AddClaim(claim=claim, article=article, entities=tuple(entities), who=who, when=when, why=why)


def precision_of(date: str | None) -> Precision | None:
    """Give how precise an ISO date is."""
    if date is None:
        return None
    try:
        first, last = day_span(date)
    except PeriodError as error:
        raise DecisionError(str(error)) from None
    precisions: dict[int, Precision] = {0: "day", 27: "month", 89: "quarter", 364: "year"}
    return max((days, name) for days, name in precisions.items() if days <= (last - first).days)[1]


def numbered(decision: D, number: int) -> D:
    """Give a decision its place in the order; its id changes with it."""
    return dataclasses.replace(decision, number=number, id="")


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """Sort decisions as they apply: by number, then by day and id where two people worked apart."""
    return sorted({one.id: one for one in decisions}.values(), key=_order)


def active(decisions: Iterable[Decision]) -> tuple[list[Decision], list[NotApplied]]:
    """Leave out what was undone.

    Parameters
    ----------
    decisions
        All decisions, in any order.

    Returns
    -------
    tuple
        The decisions that hold, in order and without the undos, and the undos of nothing.
    """
    ordered = in_order(decisions)
    places = {decision.id: place for place, decision in enumerate(ordered)}
    undone: set[str] = set()
    idle = []
    for place, decision in reversed(list(enumerate(ordered))):
        if isinstance(decision, Undo) and decision.id not in undone:
            if places.get(decision.decision, place) < place:
                undone.add(decision.decision)
            else:
                idle.append(NotApplied(decision, f"there is no decision {decision.decision} before it"))
    kept = [one for one in ordered if one.id not in undone and not isinstance(one, Undo)]
    return kept, idle[::-1]


def decision_to_record(decision: Decision) -> dict[str, Any]:
    """Turn a decision into plain JSON types."""
    fields = _plain(decision)
    first = ("id", "number", "who", "when", "why")
    rest = {name: value for name, value in fields.items() if name not in first}
    return {"id": fields["id"], "kind": _NAMES[type(decision)]} | {n: fields[n] for n in first[1:]} | rest


def decision_from_record(record: Any, *, where: str = "decision") -> Decision:  # noqa: ANN401 - from outside
    """Read a decision back.

    Parameters
    ----------
    record
        What `decision_to_record` gave. Without an id it is a new decision.
    where
        Named in the error, such as ``decisions.jsonl:7``.

    Raises
    ------
    DecisionError
        If a field is missing or of the wrong kind, or the id does not fit the rest.
    """
    if not isinstance(record, dict) or record.get("kind") not in tuple(KINDS):  # it may be a list
        kind = record.get("kind") if isinstance(record, dict) else record
        msg = f"{where}: kind {kind!r} is none of {', '.join(KINDS)}"
        raise DecisionError(msg)
    fields = {name: value for name, value in record.items() if name != "kind"}
    kind = KINDS[record["kind"]]
    unknown = sorted(fields.keys() - {field.name for field in dataclasses.fields(kind)})
    if unknown:
        msg = f"{where}: field '{unknown[0]}' is not one of {record['kind']}: take it out"
        raise DecisionError(msg)
    try:
        decision: Decision = pydantic.TypeAdapter(kind).validate_python(fields)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        msg = f"{where}: field '{'.'.join(map(str, first['loc']))}': {first['msg']}"
        raise DecisionError(msg) from None
    except DecisionError as error:
        msg = f"{where}: {error}"
        raise DecisionError(msg) from None
    if decision.id != _hash(decision):
        msg = f"{where}: was changed by hand and no longer fits its id: undo it and decide anew"
        raise DecisionError(msg)
    return decision


def write_decisions(decisions: Iterable[Decision]) -> str:
    """Write decisions as text for git: one JSON line each, sorted by id, so that two people's lines mix well.

    Parameters
    ----------
    decisions
        The decisions, in any order.

    Returns
    -------
    str
        The lines; the same for the same decisions.

    Examples
    --------
    >>> text = write_decisions([Rename(entity="TUR", name="Türkiye", who="Mira", when="2025-06-01")])
    >>> [decision.name for decision in read_decisions(text.splitlines())]
    ['Türkiye']
    """
    unique = {decision.id: decision for decision in decisions}
    lines = (json.dumps(decision_to_record(unique[id_]), ensure_ascii=False) + "\n" for id_ in sorted(unique))
    return "".join(lines)


def read_decisions(lines: Iterable[str], *, name: str = "decisions.jsonl") -> Iterator[Decision]:
    """Read decisions from the lines that `write_decisions` wrote.

    Parameters
    ----------
    lines
        The lines; blank ones are skipped.
    name
        The file's name, for errors.

    Raises
    ------
    DecisionError
        At the first line that is no decision, with its number.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
            msg = f"{where}: git left a conflict: keep the lines of both sides and take out the marks"
            raise DecisionError(msg)
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else error
            msg = f"{where}: not JSON ({reason}): expected one decision a line"
            raise DecisionError(msg) from None
        yield decision_from_record(record, where=where)


def _key(source: str, relation: str, target: str, text: str, *, symmetric: bool) -> Key:
    first, second = sorted((source, target)) if symmetric else (source, target)
    return first, relation, second, " ".join(text.split())


def _order(decision: Decision) -> tuple[int, str, str]:
    return decision.number, decision.when, decision.id


def _hash(decision: Decision) -> str:
    fields = {name: value for name, value in _plain(decision).items() if name != "id"}
    return content_hash(_NAMES[type(decision)], json.dumps(fields, sort_keys=True, ensure_ascii=False))


def _plain(decision: Decision) -> dict[str, Any]:
    plain: dict[str, Any] = pydantic.TypeAdapter(type(decision)).dump_python(decision, mode="json")
    return plain
