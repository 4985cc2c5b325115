"""The relation vocabulary as the graph needs it: family, theme, label and events of each relation."""

from __future__ import annotations

import dataclasses
import functools
import importlib.resources
import tomllib
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from detente.extract.schema import EVENTS, Event, VocabularyError

if TYPE_CHECKING:
    from collections.abc import Mapping

FAMILIES = ("cooperation", "conflict", "structure", "other")
"""What a relation may be; ``other`` is for relations that no vocabulary names."""


@dataclasses.dataclass(frozen=True, slots=True)
class Relation:
    """One relation of the vocabulary."""

    name: str
    family: str
    theme: str
    label: str
    events: tuple[Event, ...] = ()
    symmetric: bool = False


def load_vocabulary(*extra: Path | str) -> Mapping[str, Relation]:
    """Read the shipped relation vocabulary, and the user's own on top of it.

    Parameters
    ----------
    *extra
        TOML files in the format of ``data/relations.toml``; a relation named again is replaced.

    Returns
    -------
    mapping
        The relations by name, read-only.

    Raises
    ------
    VocabularyError
        If a file is missing or malformed, with its name and the relation.

    Examples
    --------
    >>> load_vocabulary()["energy"].family
    'cooperation'
    """
    if not extra:
        return _shipped()
    relations = dict(_shipped())
    for path in map(Path, extra):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            msg = f"{path}: cannot be read: {error.strerror}"
            raise VocabularyError(msg) from None
        relations |= _parse(text, str(path))
    return MappingProxyType(relations)


def relation_named(name: str, vocabulary: Mapping[str, Relation]) -> Relation:
    """Look a relation up; one that the vocabulary does not name is of the family and theme ``other``.

    Parameters
    ----------
    name
        Name of the relation, such as ``energy``.
    vocabulary
        What `load_vocabulary` gave.

    Returns
    -------
    Relation
        The relation.

    Examples
    --------
    >>> relation_named("spies_on", load_vocabulary()).label
    'spies on'
    """
    return vocabulary.get(name) or Relation(name, "other", "other", name.replace("_", " "))


@functools.cache
def _shipped() -> Mapping[str, Relation]:
    file = importlib.resources.files("detente.data").joinpath("relations.toml")
    return MappingProxyType(_parse(file.read_text(encoding="utf-8"), "relations.toml"))


def _parse(text: str, where: str) -> dict[str, Relation]:
    try:
        tables = tomllib.loads(text).get("relation", {})
    except tomllib.TOMLDecodeError as error:
        msg = f"{where}: not TOML: {error}"
        raise VocabularyError(msg) from None
    if not isinstance(tables, dict):
        msg = f"{where}: 'relation' must be tables such as [relation.energy]"
        raise VocabularyError(msg)
    return {name: _relation(name, table, f"{where}: relation '{name}'") for name, table in tables.items()}


def _relation(name: str, table: object, where: str) -> Relation:
    if not isinstance(table, dict):
        msg = f"{where}: must be a table such as [relation.{name}]"
        raise VocabularyError(msg)
    for field in ("family", "theme"):
        if not isinstance(table.get(field), str):
            msg = f'{where}: needs {field} = "..."'
            raise VocabularyError(msg)
    if table["family"] not in FAMILIES:
        msg = f"{where}: family '{table['family']}' is none of {', '.join(FAMILIES)}"
        raise VocabularyError(msg)
    events = table.get("events", [])
    wrong = [event for event in events if event not in EVENTS]
    if wrong:
        msg = f"{where}: event '{wrong[0]}' is none of {', '.join(EVENTS)}"
        raise VocabularyError(msg)
    return Relation(
        name,
        table["family"],
        table["theme"],
        str(table.get("label", name.replace("_", " "))),
        cast("tuple[Event, ...]", tuple(events)),
        bool(table.get("symmetric", False)),
    )
