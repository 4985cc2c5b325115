"""Read how the map looks and what its interface says: `page.toml`, the land, the labels of relations."""

from __future__ import annotations

import dataclasses
import functools
import json
import tomllib
from importlib import resources
from typing import TYPE_CHECKING, Any

from detente.graph.errors import GraphError

if TYPE_CHECKING:
    from collections.abc import Mapping

OTHER = "other"
_THOUSANDS = {"sr": "."}
"""What stands between the thousands of a number, where it is no comma."""


@dataclasses.dataclass(frozen=True, slots=True)
class Style:
    """Colours, shapes and words of the map in one language."""

    language: str
    types: Mapping[str, Mapping[str, str]]
    themes: Mapping[str, Mapping[str, str]]
    statuses: Mapping[str, list[float]]
    changes: Mapping[str, Mapping[str, str]]
    messages: Mapping[str, str | Mapping[str, str]]
    names: Mapping[str, str]

    def name(self, key: str) -> str:
        """Give the word that the interface uses for a type, theme or relation."""
        return self.names.get(key) or _relation_labels().get(key) or key.replace("_", " ")

    def say(self, key: str, **values: object) -> str:
        """Give a message with its places filled; whole numbers are grouped as the language does.

        Examples
        --------
        >>> load_style("sr").say("n_entities", n=3596)
        '3.596 актера'
        """
        message = self.messages[key]
        text = message if isinstance(message, str) else message["other"]
        for name, value in values.items():
            mark = _THOUSANDS.get(self.language, ",")
            told = f"{value:,}".replace(",", mark) if isinstance(value, int) else str(value)
            text = text.replace(f"{{{name}}}", told)
        return text

    def type_look(self, kind: str) -> Mapping[str, str]:
        """Give shape and colours of an entity type; unknown ones look like a region."""
        return self.types.get(kind) or self.types["region"]

    def theme_look(self, theme: str) -> Mapping[str, str]:
        """Give the colours of a theme, those of `other` for a new one in a vocabulary of the user's own."""
        return self.themes.get(theme) or self.themes[OTHER]


def load_style(language: str = "en") -> Style:
    """Read the style in a language.

    Parameters
    ----------
    language
        The code of a language that ``data/page.toml`` has messages in.

    Returns
    -------
    Style
        Colours, shapes, messages and names.

    Raises
    ------
    GraphError
        If there are no messages in that language.

    Examples
    --------
    >>> load_style("sr").name("trade")
    'трговина'
    """
    table = _tables()
    if language not in table["messages"]:
        allowed = ", ".join(sorted(table["messages"]))
        msg = f"language {language!r}: the interface speaks {allowed}: add a table to data/page.toml"
        raise GraphError(msg)
    return Style(
        language=language,
        types=table["types"],
        themes=table["themes"],
        statuses=table["statuses"],
        changes=table["changes"],
        messages=table["messages"][language],
        names=table["names"].get(language, {}),
    )


@functools.cache
def land_rings() -> tuple[tuple[float, ...], ...]:
    """Give the land of the world: rings of longitude and latitude in turn."""
    land = json.loads(_data("land.json"))
    return tuple(tuple(ring) for ring in land["rings"])


@functools.cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_data("page.toml"))


@functools.cache
def _relation_labels() -> dict[str, str]:
    vocabulary = tomllib.loads(_data("relations.toml"))
    return {key: str(row.get("label", key)) for key, row in vocabulary["relation"].items()}


def _data(name: str) -> str:
    return resources.files("detente.data").joinpath(name).read_text(encoding="utf-8")
