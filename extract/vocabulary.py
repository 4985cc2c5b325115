"""The relation vocabulary: which words state which tie, from the tables of ``detente.data``."""

from __future__ import annotations

import csv
import dataclasses
import tomllib
from importlib import resources
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast

from detente.extract.knowledge.phrases import spell_out
from detente.extract.schema import EVENTS, STATUSES, Event, Status, VocabularyError, content_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Pos = Literal["v", "n", "a"]

COLUMNS = ("phrase", "pos", "event", "relation", "source", "target", "status", "only", "note")
PREPOSITIONS = frozenset(
    "by with to against on upon in into at from for over of about between among toward towards through under "
    "after as behind before via around near across within off out without along outside inside "
    "alongside".split()
)
SLOTS = PREPOSITIONS | frozenset("subj obj iobj poss mod comp comp_obj goods".split())
"""Grammatical slots that may hold an actor; the names of prepositions stand for their objects."""

_READ = COLUMNS[1:8]
_SHIPPED = ("relations.toml", "triggers.csv", "structure.csv", "words.toml")
_DOMAIN_PRIORITY = ("energy", "technology", "transport", "defence", "culture", "investment", "trade")
"""The narrower domain wins, see the annotation guidelines."""
_WIDE = frozenset({"trade", "investment"})


def is_narrower(domain: str, *, than: str) -> bool:
    """Whether a domain says more than another one: gas is `energy` before it is `trade`."""
    order = {name: rank for rank, name in enumerate(_DOMAIN_PRIORITY)}
    if than in _WIDE and domain not in _WIDE:
        return True
    return order.get(domain, len(order)) < order.get(than, -1)


@dataclasses.dataclass(frozen=True, slots=True)
class Trigger:
    """A phrase that states a tie: its words (the head first), its event and relation, and who stands where.

    `only` are conditions on the types of source and target, such as ``("source", "company")``, or
    ``("target", "!place")`` of what an end is not.
    """

    head: str
    others: tuple[str, ...]
    pos: Pos
    event: Event | None
    relation: str | None
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    status: Status | None = None
    only: tuple[tuple[str, str], ...] = ()

    @property
    def phrase(self) -> str:
        """The words as one string, the head first."""
        return " ".join((self.head, *self.others))


@dataclasses.dataclass(frozen=True, slots=True)
class Vocabulary:
    """Triggers by head lemma and part of speech, longest phrase first; relations by domain word and by event.

    `topics` are the relations that have domain words, `families` maps each relation to cooperation, conflict
    or structure, `events` to the events that it may carry; `version` is a hash of the tables.
    """

    triggers: Mapping[tuple[str, Pos], tuple[Trigger, ...]]
    domains: Mapping[tuple[str, ...], str]
    topics: frozenset[str]
    default: Mapping[str, str]
    families: Mapping[str, str]
    events: Mapping[str, tuple[Event, ...]]
    version: str
    places: Mapping[tuple[str, Pos], Mapping[str, tuple[int, ...]]] = dataclasses.field(
        init=False, repr=False, compare=False
    )
    """Where, among the triggers of a head, those stand that have a word beside it; "" for those without."""

    def __post_init__(self) -> None:
        """Work out the places: a common verb has dozens of triggers, of which a sentence holds few."""
        found: dict[tuple[str, Pos], dict[str, tuple[int, ...]]] = {}
        for key, triggers in self.triggers.items():
            of_head = found.setdefault(key, {})
            for place, trigger in enumerate(triggers):
                word = trigger.others[0] if trigger.others else ""
                of_head[word] = (*of_head.get(word, ()), place)
        object.__setattr__(self, "places", MappingProxyType(found))

    def domain_of(self, words: tuple[str, ...]) -> str | None:
        """Give the relation that a domain word or phrase belongs to."""
        return self.domains.get(words)


def load_vocabulary(extra: Path | str | None = None) -> Vocabulary:
    """Read the shipped vocabulary, and a user's on top.

    Parameters
    ----------
        extra A TOML file in the format of ``data/relations.toml``; its relations may carry ``triggers``, a
        list of rows such as ``{phrase = "twin with", pos = "v", event = "AGREE"}``; its table ``words`` names
        sets of words for their phrases, as ``data/words.toml`` does.

    Raises
    ------
    VocabularyError
        If a table is malformed; the message names file and line or relation.

    Examples
    --------
    >>> vocabulary = load_vocabulary()
    >>> vocabulary.families["energy"], vocabulary.default["CONSULT"]
    ('cooperation', 'diplomacy')
    """
    folder = resources.files("detente.data")
    shipped = {name: folder.joinpath(name).read_text("utf-8") for name in _SHIPPED}
    own = {} if extra is None else {str(extra): _read(Path(extra))}
    tables = {
        name: _toml(text, name) for name, text in {**own, "relations.toml": shipped["relations.toml"]}.items()
    }
    sets = {name: tuple(words) for name, words in tomllib.loads(shipped["words.toml"]).items()}
    for table in tables.values():
        sets.update({name: tuple(words) for name, words in table.get("words", {}).items()})
    families: dict[str, str] = {}
    events: dict[str, tuple[Event, ...]] = {}
    domains: dict[str, list[tuple[str, ...]]] = {}
    default: dict[str, str] = {}
    triggers: list[tuple[int, Trigger]] = []
    for table in reversed(tables.values()):
        default.update(table.get("default", {}))
        for relation, entry in table.get("relation", {}).items():
            families[relation] = str(entry.get("family", families.get(relation, "cooperation")))
            events[relation] = tuple(entry.get("events", events.get(relation, ())))
            domains.setdefault(relation, []).extend(tuple(str(w).split()) for w in entry.get("words", ()))
    for name, table in tables.items():
        for relation, entry in table.get("relation", {}).items():
            where = f"{name}: {relation}"
            rows = [{"relation": relation, **row} for row in entry.get("triggers", ())]
            triggers += _triggers([(row, where, _reading(row, where, families)) for row in rows], sets)
    for name in ("triggers.csv", "structure.csv"):
        triggers += _triggers(_rows(shipped[name], name, families), sets)
    by_head = _index(triggers)
    return Vocabulary(
        triggers=MappingProxyType(by_head),
        domains=MappingProxyType(_by_words(domains)),
        topics=frozenset(name for name, words in domains.items() if words),
        default=MappingProxyType(default),
        families=MappingProxyType(families),
        events=MappingProxyType(events),
        version=content_hash(*shipped.values(), *own.values()),
    )


def _by_words(domains: dict[str, list[tuple[str, ...]]]) -> dict[tuple[str, ...], str]:
    """Map each domain word to its relation: a user's own before ours, the narrower before the wider."""
    own = [name for name in domains if name not in _DOMAIN_PRIORITY]
    ordered = [*own, *(name for name in _DOMAIN_PRIORITY if name in domains)]
    return {words: name for name in reversed(ordered) for words in domains[name]}


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: cannot be read ({error}): give a UTF-8 TOML file in the format of data/relations.toml"
        raise VocabularyError(msg) from None


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        msg = f"{name}: not TOML: {error}"
        raise VocabularyError(msg) from None
    _check_shape(table, name)
    return table


def _check_shape(table: dict[str, Any], name: str) -> None:
    """Raise a `VocabularyError` where a value is of another kind than the format says."""
    wanted = {key: table.get(key, {}) for key in ("default", "relation", "words")}
    fault = next((key for key, value in wanted.items() if not isinstance(value, dict)), None)
    if fault:
        msg = f"{name}: '{fault}' is not a table: write [{fault}] above its lines"
        raise VocabularyError(msg)
    broken = next((name for name, words in wanted["words"].items() if not _is_list(words)), None)
    if broken:
        msg = f"{name}: words: '{broken}' is not a list of texts"
        raise VocabularyError(msg)
    for relation, entry in wanted["relation"].items():
        if not isinstance(entry, dict):
            msg = f"{name}: {relation}: not a table: write [relation.{relation}] above its lines"
            raise VocabularyError(msg)
        words, rows = entry.get("words", []), entry.get("triggers", [])
        if not _is_list(words):
            msg = f"{name}: {relation}: 'words' is not a list of texts"
            raise VocabularyError(msg)
        if not isinstance(rows, list) or not all(_is_row(row) for row in rows):
            msg = (
                f"{name}: {relation}: 'triggers' is not a list of rows of texts such as {{phrase = \"twin\"}}"
            )
            raise VocabularyError(msg)


def _is_list(words: object) -> bool:
    return isinstance(words, list) and all(isinstance(word, str) for word in words)


def _is_row(row: object) -> bool:
    return isinstance(row, dict) and all(isinstance(cell, str) for cell in row.values())


def _rows(text: str, name: str, families: dict[str, str]) -> Iterator[tuple[dict[str, str], str, _Reading]]:
    """Yield the rows of a table, where each stands, and what it says of its phrase."""
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if not line.startswith("#")), 0)
    reader = csv.reader(lines[start:])
    header = next(reader)
    readings: dict[tuple[str, ...], _Reading] = {}
    for number, cells in enumerate(reader, start=start + 2):
        row = dict(zip_longest(header, cells, fillvalue=""))
        key = tuple(row.get(name, "") for name in _READ)
        reading = readings.get(key)  # few rows differ in more than their phrase
        if reading is None:
            reading = readings[key] = _reading(row, f"{name}:{number}", families)
        yield row, f"{name}:{number}", reading


@dataclasses.dataclass(frozen=True, slots=True)
class _Reading:
    """What a row says of its phrase."""

    pos: Pos
    event: Event | None
    relation: str | None
    source: tuple[str, ...]
    target: tuple[str, ...]
    status: Status | None
    only: tuple[tuple[str, str], ...]


def _reading(row: dict[str, str], where: str, families: dict[str, str]) -> _Reading:
    pos, only = row.get("pos", "v"), row.get("only", "").split()
    event, relation, status = row.get("event", ""), row.get("relation", ""), row.get("status", "")
    slots = {key: tuple(filter(None, row.get(key, "").split("|"))) for key in ("source", "target")}
    faults = [
        pos not in {"v", "n", "a"} and f"pos '{pos}' is not v, n or a",
        event and event not in EVENTS and f"event '{event}' is not one of {', '.join(EVENTS)}",
        relation
        and relation not in families
        and f"relation '{relation}' is not one of {', '.join(sorted(families))}",
        status and status not in STATUSES and f"status '{status}' is not one of {', '.join(STATUSES)}",
        not event and not relation and "neither event nor relation",
        *(
            f"condition '{c}' is not source:TYPE or target:TYPE"
            for c in only
            if not c.startswith(("source:", "target:"))
        ),
        *(f"{key} slot '{s}' is not known" for key, names in slots.items() for s in names if s not in SLOTS),
    ]
    fault = "" if row.get("phrase", "").split() else "no phrase"
    fault = fault or next((str(f) for f in faults if f), "")
    if fault:
        msg = f"{where}: {fault}"
        raise VocabularyError(msg)
    return _Reading(
        cast("Pos", pos), cast("Event", event) if event else None, relation or None,
        slots["source"], slots["target"], cast("Status", status) if status else None,
        tuple((end, kind) for end, _, kind in (c.partition(":") for c in only)),
    )  # fmt: skip


def _triggers(
    rows: Iterable[tuple[dict[str, str], str, _Reading]], sets: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[int, Trigger]]:
    """Yield the triggers of a table, each with the number of phrases that its row spells."""
    for row, where, reading in rows:
        try:
            phrases = spell_out(row.get("phrase", ""), sets)
        except ValueError as error:
            msg = f"{where}: {error}"
            raise VocabularyError(msg) from None
        for phrase in phrases:
            yield len(phrases), _trigger(phrase.split(), where, reading)


def _trigger(phrase: list[str], where: str, reading: _Reading) -> Trigger:
    if not phrase:
        msg = f"{where}: no phrase"
        raise VocabularyError(msg)
    head = _head_position(phrase, reading.pos)
    return Trigger(
        phrase[head], (*phrase[:head], *phrase[head + 1 :]), reading.pos, reading.event, reading.relation,
        reading.source, reading.target, reading.status, reading.only,
    )  # fmt: skip


def _head_position(phrase: list[str], pos: str) -> int:
    """Give where the head stands: a verb or adjective first; in a noun phrase last before a preposition."""
    if pos != "n":
        return 0
    for i, word in enumerate(phrase):
        if word in SLOTS and i > 0:
            return i - 1
    return len(phrase) - 1


def _index(triggers: list[tuple[int, Trigger]]) -> dict[tuple[str, Pos], tuple[Trigger, ...]]:
    """Sort the triggers of a head: the longest phrase first, what a row says of few before one of many."""
    by_head: dict[tuple[str, Pos], list[tuple[int, Trigger]]] = {}
    for several, trigger in triggers:
        by_head.setdefault((trigger.head, trigger.pos), []).append((several, trigger))
    return {
        key: tuple(
            trigger
            for _, trigger in sorted(
                found, key=lambda e: (-len(e[1].others), not e[1].only, e[1].event is not None, e[0])
            )
        )
        for key, found in by_head.items()
    }
