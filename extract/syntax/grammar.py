"""The word lists of ``data/grammar.toml``, by their names there: what English words do in a sentence."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def grammar_words(key: str) -> frozenset[str]:
    """Give a list of ``data/grammar.toml``.

    Parameters
    ----------
    key
        Its name there.
    """
    return _grammar()[key]


def light_verbs() -> frozenset[str]:
    """Verbs that lend their arguments to the noun that is their object, from ``data/grammar.toml``."""
    return _grammar()["light_verbs"]


def receiving_verbs() -> frozenset[str]:
    """Verbs whose subject is at the receiving end of their object, from ``data/grammar.toml``."""
    return _grammar()["receiving_verbs"]


def one_sided_verbs() -> frozenset[str]:
    """Verbs whose several subjects deal with a third, not with each other, from ``data/grammar.toml``."""
    return _grammar()["one_sided"]


def object_control() -> frozenset[str]:
    """Verbs whose infinitive is done by their object, from ``data/grammar.toml``."""
    return _grammar()["object_control"]


def descend_prepositions() -> frozenset[str]:
    """Prepositions after which an actor inside a longer phrase may stand, from ``data/grammar.toml``."""
    return _grammar()["descend"]


@functools.cache
def _grammar() -> Mapping[str, frozenset[str]]:
    table = tomllib.loads(resources.files("detente.data").joinpath("grammar.toml").read_text("utf-8"))
    return MappingProxyType({key: frozenset(words.split()) for key, words in table.items()})
