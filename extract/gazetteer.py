"""The gazetteer: which names stand for which countries, places, bodies, companies, people and routes.

It is data: CSV tables in `detente.data`, and tables of the user in the same format, which add to them.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import gc
import importlib.resources
import logging
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args, overload

from detente.extract.knowledge.entries import (
    aliases_of,
    cell_of,
    check_term,
    enter,
    entity_of,
    members_of,
    row_fault,
    type_of,
    unmarked,
)
from detente.extract.knowledge.tables import COLUMNS, Row, day, degrees, items, pairs_of, rows_of, text_of
from detente.extract.schema import ENTITY_TYPES, Entity, GazetteerError, content_hash

if TYPE_CHECKING:
    import datetime as dt

NameKind = Literal["name", "adjective", "demonym", "capital", "seat", "surname"]

TABLES = (
    "countries", "regions", "organizations", "bodies", "companies", "sites", "groups", "agreements", "routes",
    "places", "leaders", "people", "officials",
)  # fmt: skip
"""The shipped tables that hold entities, in the order they are read."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sense:
    """One thing that a name may stand for, and what kind of name it is for it."""

    entity: str
    kind: NameKind


@dataclasses.dataclass(frozen=True, slots=True)
class Office:
    """An office that a person holds or held in a country."""

    person: str
    country: str
    role: str
    since: dt.date | None
    until: dt.date | None


Term: TypeAlias = "tuple[dt.date | None, dt.date | None]"
"""From when to when an office was held, as far as known."""


@dataclasses.dataclass(frozen=True, slots=True)
class Gazetteer:
    """Entities and the names they go by.

    `entities` is by id, `names` by `fold` of the name with the likeliest sense first, `members` gives the
    countries of an organisation, region or route, `coordinates` latitude and longitude in degrees, `terms`
    from when to when a person served a body of many states, `trades` what a firm or a body does, parted by
    ``|`` as in ``data/trades.csv``, `sites` which places are plants or
    mines and no towns, `version` a hash of all tables.
    """

    entities: Mapping[str, Entity]
    names: Mapping[str, tuple[Sense, ...]]
    offices: Sequence[Office]
    members: Mapping[str, frozenset[str]]
    coordinates: Mapping[str, tuple[float, float]]
    version: str
    terms: Mapping[str, Sequence[Term]] = dataclasses.field(default_factory=dict)
    trades: Mapping[str, str] = dataclasses.field(default_factory=dict)
    sites: frozenset[str] = frozenset()

    def serves_body(self, person: str, on: dt.date | None) -> bool:
        """Whether a person serves a body of many states, and so no state, on a day; without one, in our time.

        Parameters
        ----------
        person
            The person's id.
        on
            A day, mostly that of an article.

        Examples
        --------
        >>> import datetime as dt
        >>> gazetteer = load_gazetteer()
        >>> gazetteer.serves_body("Kaja Kallas", dt.date(2025, 6, 1))
        True
        >>> gazetteer.serves_body("Kaja Kallas", dt.date(2023, 6, 1))
        False
        """
        return any(
            until is None if on is None else (since is None or since <= on) and (until is None or on <= until)
            for since, until in self.terms.get(person, ())
        )


def fold(text: str) -> str:
    """Reduce a name to the letters it is looked up by; case is kept.

    Diacritics go, curly quotes and dashes become straight ones, white space collapses, and characters
    that do not show vanish.

    Parameters
    ----------
    text
        A name as an article or a table writes it.

    Returns
    -------
    str
        The folded name, not always of the same length.

    Examples
    --------
    >>> fold("Aleksandar  Vučić"), fold("Côte d’Ivoire"), fold("Đoković")
    ('Aleksandar Vucic', "Cote d'Ivoire", 'Dokovic')
    """
    if not text.isascii():
        # Letters with a stroke, such as đ, do not decompose; the table knows them. It runs first as well
        # because NFKD takes the spacing acute accent (used as an apostrophe) apart into a space and a mark.
        decomposed = unicodedata.normalize("NFKD", text.translate(_FOLDED))
        bare = "".join(char for char in decomposed if not unicodedata.combining(char))
        text = bare.translate(_FOLDED)
    return " ".join(text.split())


def load_gazetteer(*extra: Path | str) -> Gazetteer:
    """Load the shipped tables, and tables of the user on top.

    A row of a user's table with a known id adds its names to that entity and overrides each cell it fills.
    A name that two entities share must be marked: ``~Georgia`` is the less likely bearer, ``!Georgia`` the
    likeliest one.

    Parameters
    ----------
    extra
        CSV files with the columns of the shipped tables; only `id` and `type` are required.

    Returns
    -------
    Gazetteer
        The same tables always give the same gazetteer.

    Raises
    ------
    GazetteerError
        At the first row that is malformed or contradicts another; the message names file and line.

    Examples
    --------
    >>> gazetteer = load_gazetteer()
    >>> [(sense.entity, sense.kind) for sense in gazetteer.names["Belgrade"]]
    [('Belgrade', 'name'), ('SRB', 'capital')]
    >>> gazetteer.entities["SRB"].name
    'Serbia'
    """
    with collection_paused():
        return _load(*extra)


@contextlib.contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the search for reference cycles: tables make none, and it doubles their cost."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _load(*extra: Path | str) -> Gazetteer:
    folder = importlib.resources.files("detente.data")
    shipped = [(f"{name}.csv", folder / f"{name}.csv") for name in TABLES]
    texts = [(name, text_of(name, file.read_bytes)) for name, file in shipped if file.is_file()]
    texts += [(str(path), text_of(str(path), Path(path).read_bytes)) for path in extra]
    first_of_user = len(texts) - len(extra)
    rows = [
        row
        for number, (name, text) in enumerate(texts)
        for row in rows_of(text, name, user=number >= first_of_user)
    ]
    trades = text_of("trades.csv", (folder / "trades.csv").read_bytes)
    called = dict(pairs_of(trades, "trades.csv"))
    gazetteer = _build(rows, called=called, version=content_hash(*(text for _, text in texts), trades))
    _log.debug("%d entities, %d names", len(gazetteer.entities), len(gazetteer.names))
    return gazetteer


_log = logging.getLogger("detente.gazetteer")

_KINDS: tuple[NameKind, ...] = get_args(NameKind)
_COLUMN_OF: dict[str, NameKind] = {
    "aliases": "name", "adjectives": "adjective", "demonyms": "demonym", "capital": "capital",
    "seats": "seat",
}  # fmt: skip
_FOLDED = str.maketrans(
    {
        "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ħ": "h", "Ħ": "H",
        "ı": "i", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th",
        "ə": "a", "Ə": "A", "ŧ": "t", "Ŧ": "T",
        **dict.fromkeys("‘’‚‛′`´ʻʼʾʿ", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"),
    }
)  # fmt: skip
_FAMILY_FIRST = frozenset({"CHN", "HKG", "KOR", "MAC", "PRK", "TWN"})
_PARTICLES = frozenset("abu al ben bin da de del den der di do dos du el la le ould ten van von".split())
_SITES = "sites.csv"
_RANKS = {"!": -1, "~": 1}
_JUNIOR = ("Jr", "Jr.", "Sr", "Sr.")
_SUFFIX = re.compile(r"(?:,? (?:Jr|Sr)\.?)$")
_REGNAL = re.compile(r" [IVX]+$")


_Naming: TypeAlias = tuple[str, str, NameKind, int, Row]
"""A name, whom a row gives it to, and its kind; the number is -1 for ``!``, 1 for ``~``, else 0."""
_Group: TypeAlias = "_Naming | list[_Naming]"
"""The namings of one folded name: nearly always one."""


class _Entities(Mapping[str, Entity]):
    """Makes each entity when it is asked for: an article names a few of thousands."""

    def __init__(self, rows: dict[str, Row]) -> None:
        self._rows = rows
        self._made: dict[str, Entity] = {}

    def __getitem__(self, entity_id: str) -> Entity:
        made = self._made.get(entity_id)
        if made is None:
            made = self._made[entity_id] = entity_of(entity_id, self._rows[entity_id])
        return made

    def __contains__(self, entity_id: object) -> bool:
        return entity_id in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class _Names(Mapping[str, tuple[Sense, ...]]):
    """Makes the senses of a name when it is asked for."""

    def __init__(self, groups: dict[str, _Group]) -> None:
        self._groups = groups

    def __getitem__(self, name: str) -> tuple[Sense, ...]:
        return tuple(
            dict.fromkeys(Sense(entity, kind) for _, entity, kind, _, _ in _each(self._groups[name]))
        )

    def __contains__(self, name: object) -> bool:
        return name in self._groups

    def __iter__(self) -> Iterator[str]:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)


class _Offices(Sequence[Office]):
    """Makes the offices when one is asked for: few texts need them."""

    def __init__(self, held: list[tuple[str, Row]]) -> None:
        self._held = held

    @functools.cached_property
    def _made(self) -> tuple[Office, ...]:
        return tuple(dict.fromkeys(office for person, row in self._held for office in _offices(person, row)))

    @overload
    def __getitem__(self, index: int) -> Office: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Office]: ...
    def __getitem__(self, index: int | slice) -> Office | Sequence[Office]:
        return self._made[index]

    def __len__(self) -> int:
        return len(self._made)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Offices) and self._made == other._made

    __hash__ = None  # type: ignore[assignment]


def _build(rows: list[Row], *, called: dict[str, str], version: str) -> Gazetteer:
    known = frozenset(row.get("id") for row in rows if row.get("type") == "country")
    first: dict[str, Row] = {}
    groups: dict[str, _Group] = {}
    held: list[tuple[str, Row]] = []
    members: dict[str, frozenset[str]] = {}
    coordinates: dict[str, tuple[float, float]] = {}
    terms: dict[str, list[Term]] = {}
    sites: set[str] = set()
    for row in rows:
        (
            entity_id, kind, name, aliases, adjectives, demonyms, capital, seats, country, sector,
            codes, _, since, until, latitude, longitude, _, _, trades,
        ) = row.cells  # fmt: skip
        if not entity_id or kind not in ENTITY_TYPES or (country and country not in known):
            raise row_fault(row)
        before = first.setdefault(entity_id, row)
        if before is not row:
            kind = enter(before, row)
        elif kind != "country":  # codes such as AND and ARE are no names
            _add(groups, (entity_id, entity_id, "name", 0, row))
        if name:
            _add(groups, (name, entity_id, "name", 0, row))
        if aliases or adjectives or demonyms or capital or seats:
            _add_names(groups, entity_id, row)
        if kind == "person":
            if since or until:
                check_term(entity_id, row)
                if sector == "IGO":
                    terms.setdefault(entity_id, []).append((day(row, "since"), day(row, "until")))
            held.append((entity_id, row))
        if codes:
            members[entity_id] = members_of(row, known)
        if row.table == _SITES:
            sites.add(entity_id)
        if trades:
            called[entity_id] = trades
        if latitude or longitude:
            coordinates[entity_id] = (degrees(row, "latitude", 90), degrees(row, "longitude", 180))
    for entity_id, row in first.items():
        if type_of(row) == "person":
            _add_surname(groups, entity_id, row)
    _add_capitals(first, groups, coordinates)
    _rank(groups)
    return Gazetteer(
        entities=_Entities(first),
        names=_Names(groups),
        offices=_Offices(held),
        members=members,
        coordinates=coordinates,
        version=version,
        terms=terms,
        trades=called,
        sites=frozenset(sites),
    )


def _offices(person: str, row: Row) -> Iterator[Office]:
    country = row.get("country")
    if country:
        for role in row.items("role"):
            yield Office(person, country, role, day(row, "since"), day(row, "until"))


def _add_names(groups: dict[str, _Group], entity_id: str, row: Row) -> None:
    """Enter the names in the lists of a row."""
    for column, kind in _COLUMN_OF.items():
        cell = row.get(column)
        for item in items(cell) if cell else ():
            bare = unmarked(item)
            if not bare:
                msg = (
                    f"{row.where}: '{item}' in {column} of '{entity_id}' names nothing: add a name or drop it"
                )
                raise GazetteerError(msg)
            _add(groups, (bare, entity_id, kind, _RANKS.get(item[0], 0), row))


def _add_surname(groups: dict[str, _Group], entity_id: str, row: Row) -> None:
    """Give a person the surname that an article uses once it has named them in full."""
    surname = _surname(entity_id, row)
    if surname and surname != entity_id:
        _add(groups, (surname, entity_id, "surname", 0, row))


def _surname(full_name: str, row: Row) -> str:
    words = (_SUFFIX.sub("", full_name) if full_name.endswith(_JUNIOR) else full_name).split()
    single = (
        [alias for alias in aliases_of(row) if " " not in alias] if row.later or row.get("aliases") else []
    )
    folded = [fold(word) for word in words] if single else []
    for alias in single:
        if fold(alias) in folded:
            return alias
    if len(words) < 2 or (full_name[-1] in "IVX" and _REGNAL.search(full_name)):
        return ""
    if cell_of(row, "country") in _FAMILY_FIRST:
        return words[0]
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    return " ".join(words[first:])


def _add(groups: dict[str, _Group], naming: _Naming) -> None:
    name = naming[0]
    key = " ".join(name.split()) if name.isascii() else fold(name)
    group = groups.setdefault(key, naming)
    if isinstance(group, list):
        group.append(naming)
    elif group is not naming:
        groups[key] = [group, naming]


def _each(group: _Group) -> list[_Naming]:
    return group if isinstance(group, list) else [group]


def _add_capitals(
    first: dict[str, Row], groups: dict[str, _Group], coordinates: dict[str, tuple[float, float]]
) -> None:
    """Make a place of each capital that no table has as a place."""
    capitals = [naming for group in groups.values() for naming in _each(group) if naming[2] == "capital"]
    for name, owner, _, _, row in capitals:
        country = owner if type_of(first[owner]) == "country" else cell_of(first[owner], "country")
        bearers = [first[bearer] for _, bearer, _, _, _ in _each(groups[fold(name)])]
        entity_id = name if name not in first else f"{name} ({country or owner})"
        if entity_id in first or any(
            type_of(bearer) == "place" and cell_of(bearer, "country") == country for bearer in bearers
        ):
            continue
        cells = {"id": entity_id, "type": "place", "country": country}
        first[entity_id] = Row(tuple(cells.get(c, "") for c in COLUMNS), row.table, row.line, row.user)
        _add(groups, (name, entity_id, "name", 1, row))
        if owner in coordinates:
            coordinates[entity_id] = coordinates[owner]


def _rank(groups: dict[str, _Group]) -> None:
    """Put the likeliest bearer of each name first."""
    for group in groups.values():
        if isinstance(group, list):
            _check_contradiction(group, groups)
            group.sort(key=lambda naming: (naming[3], _KINDS.index(naming[2])))
            named = {entity for _, entity, kind, _, _ in group if kind == "name"}
            group[:] = [naming for naming in group if naming[2] != "surname" or naming[1] not in named]


def _check_contradiction(group: list[_Naming], groups: dict[str, _Group]) -> None:
    first: dict[tuple[NameKind, int], _Naming] = {}
    for naming in group:
        name, entity, kind, rank, row = naming
        if rank == 1 or kind == "surname":
            continue
        _, other, _, _, other_row = first.setdefault((kind, rank), naming)
        if other == entity:
            continue
        both = {(other, kind), (entity, kind)}
        mutual = all(
            both <= {(bearer, of) for _, bearer, of, _, _ in _each(groups[fold(one)])} if fold(one) in groups
            else False
            for one in (other, entity)
        )  # fmt: skip
        if mutual:
            msg = (
                f"{row.where}: alias cycle: '{other}' ({other_row.where}) and '{entity}' name "
                "each other: make them one row, or drop an alias"
            )
        else:
            msg = (
                f"{row.where}: '{name}' is a {kind} of '{entity}' here and of "
                f"'{other}' in {other_row.where}: drop one, or write '~{name}' for the less likely"
            )
        raise GazetteerError(msg)
