"""Entries of a gazetteer: what all the rows of an entity say together, and whether they fit.

A later row adds to the first; one of the user overrides it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from detente.extract.knowledge.tables import day
from detente.extract.schema import ENTITY_TYPES, Entity, GazetteerError

if TYPE_CHECKING:
    from detente.extract.knowledge.tables import Row
    from detente.extract.schema import EntityType

_MARKS = frozenset("~!")


def entity_of(entity_id: str, row: Row) -> Entity:
    r"""Make an entity of all rows that it has.

    Parameters
    ----------
    entity_id
        The entity's id.
    row
        The first of its rows.

    Examples
    --------
    >>> from detente.extract.knowledge.tables import rows_of
    >>> table = "id,type,name,aliases\nLuiz Silva,person,,Lula\nLuiz Silva,person,Lula da Silva,\n"
    >>> first, later = rows_of(table, "mine.csv", user=True)
    >>> enter(first, later)
    'person'
    >>> entity = entity_of("Luiz Silva", first)
    >>> entity.name, entity.aliases
    ('Lula da Silva', ('Lula',))
    """
    return Entity(
        id=entity_id,
        name=cell_of(row, "name") or entity_id,
        type=type_of(row),
        country=cell_of(row, "country") or None,
        sector=cell_of(row, "sector") or None,
        wikidata=cell_of(row, "wikidata") or None,
        aliases=aliases_of(row),
    )


def type_of(row: Row) -> EntityType:
    """Give the type of an entity by its first row: a table of the user may change it."""
    rows = [row, *(later for later in row.later if later.user)] if row.later else [row]
    return cast("EntityType", rows[-1].get("type"))


def cell_of(row: Row, column: str) -> str:
    """Give a cell of an entity by its first row: the first that is filled, or the last of the user."""
    found = row.get(column)
    for later in row.later:
        cell = later.get(column)
        if cell and (later.user or not found):
            found = cell
    return found


def aliases_of(row: Row) -> tuple[str, ...]:
    """Give the aliases of an entity by its first row, each once."""
    return tuple(
        dict.fromkeys(unmarked(item) for each in (row, *row.later) for item in each.items("aliases"))
    )


def members_of(row: Row, known: frozenset[str]) -> frozenset[str]:
    """Give the countries that a row lists as members.

    Parameters
    ----------
    row
        A row.
    known
        Codes of the countries that there are.

    Raises
    ------
    GazetteerError
        If a code is none of them.
    """
    codes = row.items("members")
    for code in codes:
        if code not in known:
            raise _unknown_country(code, "member", row)
    return frozenset(codes)


def enter(before: Row, row: Row) -> EntityType:
    """Enter a row behind the first of its entity, and give the entity's type.

    Parameters
    ----------
    before
        The first row of the entity.
    row
        Another one.

    Raises
    ------
    GazetteerError
        If the two contradict each other.
    """
    entity_id, kind = row.get("id"), row.get("type")
    if type_of(before) != kind and not row.user:
        msg = (
            f"{row.where}: '{entity_id}' is a {kind} here and a {type_of(before)} in {before.where}: "
            "rename one"
        )
        raise GazetteerError(msg)
    if before.table == row.table and kind != "person":
        # A person may have a row for each office.
        msg = f"{row.where}: '{entity_id}' is already in {before.where}: keep one row"
        raise GazetteerError(msg)
    before.later = (*before.later, row)
    return type_of(before)


def check_term(person: str, row: Row) -> None:
    """See that a person does not leave an office before the first day in it."""
    since = day(row, "since") if row.get("since") else None
    until = day(row, "until") if row.get("until") else None
    if since and until and until < since:
        msg = f"{row.where}: '{person}' leaves office on {until}, before {since}: swap or correct the dates"
        raise GazetteerError(msg)


def row_fault(row: Row) -> GazetteerError:
    """Say what is wrong with a row of itself: it has no id, or a type or country that nobody knows."""
    entity_id, kind = row.get("id"), row.get("type")
    if not entity_id:
        return GazetteerError(
            f"{row.where}: the row has no id: give an ISO alpha-3 code (countries) or the usual English name"
        )
    if kind not in ENTITY_TYPES:
        return GazetteerError(
            f"{row.where}: '{entity_id}' has the unknown type '{kind}': allowed are {', '.join(ENTITY_TYPES)}"
        )
    return _unknown_country(row.get("country"), "country", row)


def unmarked(item: str) -> str:
    """Take off a name the mark that says how likely a bearer is meant.

    Examples
    --------
    >>> unmarked("~Georgia"), unmarked("Georgia")
    ('Georgia', 'Georgia')
    """
    return item.lstrip("~!").strip() if item[0] in _MARKS else item


def _unknown_country(code: str, what: str, row: Row) -> GazetteerError:
    return GazetteerError(
        f"{row.where}: '{row.get('id')}' has the unknown {what} code '{code}': "
        "use the ISO 3166-1 alpha-3 code of a country in the tables, or add that country"
    )
