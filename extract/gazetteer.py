"""The gazetteer: which names stand for which countries, places, bodies, companies, people and routes.

It is data: CSV tables in `detente.data`, and tables of the user in the same format, which add to them.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import importlib.resources
import logging
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from detente.extract.schema import ENTITY_TYPES, Entity, EntityType, GazetteerError, content_hash
from detente.extract.tables import Row, day, degrees, rows_of, text_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

NameKind = Literal["name", "adjective", "demonym", "capital", "seat", "surname"]

TABLES = (
    "countries", "regions", "organizations", "bodies", "companies", "groups", "agreements", "routes",
    "places", "leaders", "people",
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


@dataclasses.dataclass(frozen=True, slots=True)
class Gazetteer:
    """Entities and the names they go by.

    `entities` is by id, `names` by `fold` of the name with the likeliest sense first, `members` gives the
    countries of an organisation, region or route, `coordinates` latitude and longitude in degrees, `version`
    a hash of all tables.
    """

    entities: Mapping[str, Entity]
    names: Mapping[str, tuple[Sense, ...]]
    offices: tuple[Office, ...]
    members: Mapping[str, frozenset[str]]
    coordinates: Mapping[str, tuple[float, float]]
    version: str


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
    gazetteer = _build(rows, version=content_hash(*(text for _, text in texts)))
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
_KEPT = frozenset({"name", "country", "sector", "wikidata"})
_FAMILY_FIRST = frozenset({"CHN", "HKG", "KOR", "MAC", "PRK", "TWN"})
_PARTICLES = frozenset("abu al ben bin da de del den der di do dos du el la le ould ten van von".split())
_RANKS = {"!": -1, "~": 1}
_JUNIOR = ("Jr", "Jr.", "Sr", "Sr.")
_SUFFIX = re.compile(r"(?:,? (?:Jr|Sr)\.?)$")
_REGNAL = re.compile(r" [IVX]+$")


@dataclasses.dataclass(slots=True)
class _Draft:
    """An entity while its rows are being read."""

    type: EntityType
    row: Row
    name: str = ""
    country: str = ""
    sector: str = ""
    wikidata: str = ""
    aliases: dict[str, None] = dataclasses.field(default_factory=dict)


_Naming: TypeAlias = tuple[str, Sense, int, Row]
"""One name given to one entity by one row; the number is -1 for ``!``, 1 for ``~``, else 0."""


class _Entities(Mapping[str, Entity]):
    """Makes each entity when it is asked for: an article names a few of thousands."""

    def __init__(self, drafts: dict[str, _Draft]) -> None:
        self._drafts = drafts
        self._made: dict[str, Entity] = {}

    def __getitem__(self, entity_id: str) -> Entity:
        made = self._made.get(entity_id)
        if made is None:
            made = self._made[entity_id] = _entity(entity_id, self._drafts[entity_id])
        return made

    def __contains__(self, entity_id: object) -> bool:
        return entity_id in self._drafts

    def __iter__(self) -> Iterator[str]:
        return iter(self._drafts)

    def __len__(self) -> int:
        return len(self._drafts)


def _build(rows: list[Row], *, version: str) -> Gazetteer:
    known = frozenset(row.get("id") for row in rows if row.get("type") == "country")
    drafts: dict[str, _Draft] = {}
    by_name: dict[str, list[_Naming]] = {}
    offices: dict[Office, None] = {}
    members: dict[str, frozenset[str]] = {}
    coordinates: dict[str, tuple[float, float]] = {}
    for row in rows:
        draft = _merge(drafts, row, known)
        entity_id = row.cells["id"]
        _add_names(by_name, entity_id, draft, row)
        if draft.type == "person":
            offices.update(dict.fromkeys(_offices(entity_id, row)))
        if "members" in row.cells:
            codes = row.items("members")
            for code in codes:
                _check_country(code, "member", row, known)
            members[entity_id] = frozenset(codes)
        if "latitude" in row.cells or "longitude" in row.cells:
            coordinates[entity_id] = (degrees(row, "latitude", 90), degrees(row, "longitude", 180))
    for entity_id, draft in drafts.items():
        if draft.type == "person":
            _add_surname(by_name, entity_id, draft)
    _add_capitals(drafts, by_name, coordinates)
    return Gazetteer(
        entities=_Entities(drafts),
        names=_ranked(by_name),
        offices=tuple(offices),
        members=members,
        coordinates=coordinates,
        version=version,
    )


def _merge(drafts: dict[str, _Draft], row: Row, known: frozenset[str]) -> _Draft:
    """Enter the row into the draft of its entity, a new one or the one that an earlier row made."""
    cells = row.cells
    entity_id, kind = cells.get("id", ""), cells.get("type", "")
    if not entity_id:
        msg = (
            f"{row.where}: the row has no id: give an ISO alpha-3 code (countries) or the usual English name"
        )
        raise GazetteerError(msg)
    if kind not in ENTITY_TYPES:
        msg = (
            f"{row.where}: '{entity_id}' has the unknown type '{kind}': allowed are {', '.join(ENTITY_TYPES)}"
        )
        raise GazetteerError(msg)
    if "country" in cells:
        _check_country(cells["country"], "country", row, known)
    draft = drafts.get(entity_id)
    if draft is None:
        get = cells.get
        drafts[entity_id] = draft = _Draft(
            kind, row, get("name", ""), get("country", ""), get("sector", ""), get("wikidata", "")
        )
        return draft
    if draft.type != kind and not row.user:
        msg = (
            f"{row.where}: '{entity_id}' is a {kind} here and a {draft.type} in {draft.row.where}: rename one"
        )
        raise GazetteerError(msg)
    if draft.row.table == row.table and kind != "person":
        # A person may have a row for each office.
        msg = f"{row.where}: '{entity_id}' is already in {draft.row.where}: keep one row"
        raise GazetteerError(msg)
    if row.user:
        draft.type = kind
    for column in _KEPT & cells.keys():
        if row.user or not getattr(draft, column):
            setattr(draft, column, cells[column])
    return draft


def _check_country(code: str, what: str, row: Row, known: frozenset[str]) -> None:
    if code not in known:
        msg = (
            f"{row.where}: '{row.get('id')}' has the unknown {what} code '{code}': "
            "use the ISO 3166-1 alpha-3 code of a country in the tables, or add that country"
        )
        raise GazetteerError(msg)


def _offices(person: str, row: Row) -> Iterator[Office]:
    since = day(row, "since") if "since" in row.cells else None
    until = day(row, "until") if "until" in row.cells else None
    if since and until and until < since:
        msg = f"{row.where}: '{person}' leaves office on {until}, before {since}: swap or correct the dates"
        raise GazetteerError(msg)
    if "country" in row.cells:
        for role in row.items("role"):
            yield Office(person, row.get("country"), role, since, until)


def _add_names(by_name: dict[str, list[_Naming]], entity_id: str, draft: _Draft, row: Row) -> None:
    """Enter the names that a row gives its entity."""
    name = Sense(entity_id, "name")
    if row is draft.row and draft.type != "country":  # codes such as AND and ARE are no names
        _add(by_name, (entity_id, name, 0, row))
    if "name" in row.cells:
        _add(by_name, (row.cells["name"], name, 0, row))
    for column, kind in _COLUMN_OF.items():
        if column not in row.cells:
            continue
        sense = name if kind == "name" else Sense(entity_id, kind)
        for item in row.items(column):
            rank = _RANKS.get(item[0], 0)
            bare = item if not rank else item.lstrip("~!").strip()
            if not bare:
                msg = (
                    f"{row.where}: '{item}' in {column} of '{entity_id}' names nothing: add a name or drop it"
                )
                raise GazetteerError(msg)
            _add(by_name, (bare, sense, rank, row))
            if kind == "name":
                draft.aliases[bare] = None


def _add_surname(by_name: dict[str, list[_Naming]], entity_id: str, draft: _Draft) -> None:
    """Give a person the surname that an article uses once it has named them in full."""
    surname = _surname(entity_id, draft)
    if surname and surname != entity_id:
        _add(by_name, (surname, Sense(entity_id, "surname"), 0, draft.row))


def _surname(full_name: str, draft: _Draft) -> str:
    words = (_SUFFIX.sub("", full_name) if full_name.endswith(_JUNIOR) else full_name).split()
    single = [alias for alias in draft.aliases if " " not in alias]
    folded = [fold(word) for word in words] if single else []
    for alias in single:
        if fold(alias) in folded:
            return alias
    if len(words) < 2 or (full_name[-1] in "IVX" and _REGNAL.search(full_name)):
        return ""
    if draft.country in _FAMILY_FIRST:
        return words[0]
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    return " ".join(words[first:])


def _add(by_name: dict[str, list[_Naming]], naming: _Naming) -> None:
    name = naming[0]
    key = " ".join(name.split()) if name.isascii() else fold(name)
    group = by_name.get(key)
    if group is None:
        by_name[key] = [naming]
    else:
        group.append(naming)


def _add_capitals(
    drafts: dict[str, _Draft],
    by_name: dict[str, list[_Naming]],
    coordinates: dict[str, tuple[float, float]],
) -> None:
    """Make a place of each capital that no table has as a place."""
    capitals = [naming for group in by_name.values() for naming in group if naming[1].kind == "capital"]
    for name, sense, _, row in capitals:
        owner = sense.entity
        country = owner if drafts[owner].type == "country" else drafts[owner].country
        bearers = [drafts[other.entity] for _, other, _, _ in by_name[fold(name)]]
        entity_id = name if name not in drafts else f"{name} ({country or owner})"
        if entity_id in drafts or any(
            draft.type == "place" and draft.country == country for draft in bearers
        ):
            continue
        drafts[entity_id] = _Draft("place", row, country=country)
        _add(by_name, (name, Sense(entity_id, "name"), 1, row))
        if owner in coordinates:
            coordinates[entity_id] = coordinates[owner]


def _entity(entity_id: str, draft: _Draft) -> Entity:
    return Entity(
        id=entity_id,
        name=draft.name or entity_id,
        type=draft.type,
        country=draft.country or None,
        sector=draft.sector or None,
        wikidata=draft.wikidata or None,
        aliases=tuple(draft.aliases),
    )


def _ranked(by_name: Mapping[str, list[_Naming]]) -> dict[str, tuple[Sense, ...]]:
    names: dict[str, tuple[Sense, ...]] = {}
    for key, group in by_name.items():
        if len(group) == 1:
            names[key] = (group[0][1],)
            continue
        _check_contradiction(group, by_name)
        group.sort(key=lambda naming: (naming[2], _KINDS.index(naming[1].kind)))
        named = {sense.entity for _, sense, _, _ in group if sense.kind == "name"}
        senses = [sense for _, sense, _, _ in group if sense.kind != "surname" or sense.entity not in named]
        names[key] = tuple(dict.fromkeys(senses))
    return names


def _check_contradiction(group: Iterable[_Naming], by_name: Mapping[str, list[_Naming]]) -> None:
    first: dict[tuple[NameKind, int], _Naming] = {}
    for naming in group:
        name, sense, rank, row = naming
        if rank == 1 or sense.kind == "surname":
            continue
        _, other, _, other_row = first.setdefault((sense.kind, rank), naming)
        if other.entity == sense.entity:
            continue
        both = {other, sense}
        mutual = all(both <= {each for _, each, _, _ in by_name.get(fold(one.entity), ())} for one in both)
        if mutual:
            msg = (
                f"{row.where}: alias cycle: '{other.entity}' ({other_row.where}) and '{sense.entity}' name "
                "each other: make them one row, or drop an alias"
            )
        else:
            msg = (
                f"{row.where}: '{name}' is a {sense.kind} of '{sense.entity}' here and of "
                f"'{other.entity}' in {other_row.where}: drop one, or write '~{name}' for the less likely"
            )
        raise GazetteerError(msg)
