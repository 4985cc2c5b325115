"""Find the names of a gazetteer in text: longest match, whatever the diacritics, quotes or capitals."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from detente.extract.gazetteer import Gazetteer, Sense

_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"the", "The", "THE"})
_FIRST = re.compile(r"(?:(?:the|The|THE) )?[^\W_]+")
"""How a name begins: an article alone would stand before too many."""
_QUOTES = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "‑": "-",
    "‐": "-",
    "\xa0": " ",
}
_LETTERS = {
    "đ": "d",
    "Đ": "D",
    "ł": "l",
    "Ł": "L",
    "ø": "o",
    "Ø": "O",
    "ı": "i",
    "ħ": "h",
    "ə": "a",
    "Ə": "A",
}


@dataclasses.dataclass(frozen=True, slots=True)
class NameMatch:
    """A stretch of text that is a name of the gazetteer, with what it may name, likeliest first."""

    start: int
    end: int
    senses: tuple[Sense, ...]


class NameFinder:
    """Finds the names of a gazetteer; built once. The forms of a name are made when its first word comes up.

    Parameters
    ----------
    gazetteer
        Its `names` are the folded names to look for.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._names = gazetteer.names
        self._by_first_word: dict[str, list[str]] = {}  # in capitals
        for name in gazetteer.names:
            first = _FIRST.match(name)
            if first:
                self._by_first_word.setdefault(first.group().upper(), []).append(name)
        self._forms: dict[str, list[tuple[str, tuple[Sense, ...]]]] = {}

    def find(self, text: str) -> Iterator[NameMatch]:
        """Yield the names in a text, from left to right, longest first, without overlap.

        Parameters
        ----------
        text
            Any text; offsets refer to it as it is.
        """
        folded = fold_in_place(text)
        end = 0
        for word in _WORD.finditer(folded):
            first = word.group()
            if word.start() < end or (first not in _ARTICLES and first.upper() not in self._by_first_word):
                continue
            found = self._longest(folded, word)
            if found is None:
                continue
            after = _WORD.match(folded, word.end() + 1) if first in _ARTICLES else None
            longer = self._longest(folded, after) if after is not None else None
            if longer is None or longer.end <= found.end:  # not "The Pacific" of "The Pacific Islands Forum"
                yield found
                end = found.end

    def _longest(self, folded: str, word: re.Match[str]) -> NameMatch | None:
        """Give the longest name that begins with a word of a folded text."""
        first = word.group()
        if first in _ARTICLES:
            first = _FIRST.match(folded, word.start()).group()  # type: ignore[union-attr]
        for name, senses in self._beginning(first):
            stop = word.start() + len(name)
            if folded.startswith(name, word.start()) and _ends_word(folded, stop):
                return NameMatch(word.start(), stop, senses)
        return None

    def _beginning(self, first: str) -> Sequence[tuple[str, tuple[Sense, ...]]]:
        """Give the forms of names that begin with a word, or an article and a word, the longest first."""
        forms = self._forms.get(first)
        if forms is not None:
            return forms
        names = self._by_first_word.get(first.upper())
        if names is None:  # not remembered: texts hold words without end
            return ()
        forms = []
        for name in names:
            senses = self._names[name]
            title, capitals = name[:1].upper() + name[1:], name.upper()
            forms.append((name, senses))
            if title != name:
                forms.append((title, senses))
            # Headlines in capitals shout names of four letters and more; shorter ones would hit words.
            if len(name) > 3 and capitals != name and capitals not in self._names:
                forms.append((capitals, senses))
        found = [form for form in forms if (begins := _FIRST.match(form[0])) and begins.group() == first]
        found.sort(key=lambda form: (-len(form[0]), form[0]))
        self._forms[first] = found
        return found


def fold_in_place(text: str) -> str:
    """Take off diacritics and straighten quotes and dashes, letter by letter: the length stays.

    Examples
    --------
    >>> fold_in_place("Vučić’s")
    "Vucic's"
    """
    if text.isascii():
        return text
    return "".join(char if char < "\x80" else _fold_char(char) for char in text)


def _fold_char(char: str) -> str:
    plain = _QUOTES.get(char) or _LETTERS.get(char)
    if plain:
        return plain
    base = unicodedata.normalize("NFKD", char)[:1]
    return base if base and not unicodedata.combining(base) else char


def _ends_word(text: str, stop: int) -> bool:
    """Whether a name that ends here is not cut out of a longer word."""
    if stop >= len(text):
        return True
    after = text[stop]
    return not (after.isalnum() or after == "_")
