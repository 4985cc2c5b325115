"""Phrases of the vocabulary, written short: alternatives, and sets of words that stand for one another.

A row ``deploy|send <warships> to|near`` of ``data/triggers.csv`` says what else took a row for each verb, for
each word of the set ``warships`` of ``data/words.toml`` and for each preposition.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARTS = re.compile(r"\(([^()]*)\)|([^\s()]+)")
_SET = re.compile(r"<(\w+)>")
_MARKS = frozenset("<|(")


def spell_out(pattern: str, sets: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Give the phrases that a pattern stands for, each once.

    Parameters
    ----------
    pattern
        Words; ``a|b`` is either of two, ``(give up|cede)`` either of two phrases, ``<ships>`` any word of a
        set, ``(|new)`` a word that may be missing.
    sets
        The sets of words.

    Returns
    -------
    list of str
        One phrase for each combination, as the alternatives stand in the pattern.

    Raises
    ------
    ValueError
        If a set is not known, or a bracket is not closed.

    Examples
    --------
    >>> spell_out("hand|turn over <keys>", {"keys": ("key", "master key")})
    ['hand over key', 'hand over master key', 'turn over key', 'turn over master key']
    >>> spell_out("(give up|cede) (|all) land", {})
    ['give up land', 'give up all land', 'cede land', 'cede all land']
    """
    if _MARKS.isdisjoint(pattern):
        return [pattern]
    stray = _PARTS.sub("", pattern).strip()
    if stray:
        msg = f"stray '{stray[0]}' in '{pattern}': write (one thing|another)"
        raise ValueError(msg)
    slots = [
        [word for choice in (several or single).split("|") for word in _members(choice, sets)]
        for several, single in _PARTS.findall(pattern)
    ]
    found = (" ".join(" ".join(choice).split()) for choice in itertools.product(*slots))
    return list(dict.fromkeys(found))


def _members(choice: str, sets: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Give the words of a set, or the words themselves."""
    named = _SET.fullmatch(choice.strip())
    if named is None:
        return (choice,)
    if named[1] not in sets:
        msg = f"<{named[1]}> is no set of words: there are {', '.join(sorted(sets)) or 'none'}"
        raise ValueError(msg)
    return sets[named[1]]
