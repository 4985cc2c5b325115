"""The words of ``data/structure.toml``, by their table and name there: of routes, firms, offices."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@functools.cache
def structure_list(table: str, key: str) -> frozenset[str]:
    """Give a list of words of ``data/structure.toml``.

    Parameters
    ----------
    table
        A table of the file, such as "companies".
    key
        The name of the list there.
    """
    return frozenset(structure_words()[table][key].split())


@functools.cache
def structure_words() -> Mapping[str, Mapping[str, Any]]:
    """Read ``data/structure.toml``."""
    text = resources.files("detente.data").joinpath("structure.toml").read_text("utf-8")
    return MappingProxyType(tomllib.loads(text))
