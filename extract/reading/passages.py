"""The passages that an article is parsed in: paragraphs, the dateline apart; no sentence crosses them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detente.extract.schema import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.extract.knowledge.names import NameFinder

_WORD = re.compile(r"[^\W\d_]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHORT, _FEW_WORDS, _MOST_CAPITALS, _LONGEST_HEADLINE = 3, 4, 0.85, 200

LONGEST = 20_000
"""Characters of a passage; a longer paragraph is cut at white space, since parsing needs memory by length."""

_PARAGRAPH = re.compile(r"\S(?:.*?\S)?(?=\s*\n\s*\n|(?<=[.!?:;”\"'’)])\s*\n|\s*\Z)", re.DOTALL)
_DATELINE = re.compile(
    r"""
    (?P<place>[A-Z][\w.'’/-]*(?:[ ,/]+[A-Z][\w.'’-]*){0,6})     # SEOUL/TOKYO; MANILA, Philippines
    (?:,?\s+(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8})(?:,?\s+\d{4})?)?   # March 3
    (?:,?\s*\([\w .-]{2,30}\)|,\s+[A-Z]{2,10})?                   # (Xinhua)
    \s*(?:--|[—–]|\s-)\s+(?=\S)
    """,
    re.VERBOSE,
)

_CLOCK = re.compile(
    r"(?:\d{1,2}[.:]\d{2}\s?(?:[ap]\.?m\.?)?|\d{4})\s?"
    r"(?:GMT|UTC|BST|CES?T|E[SD]T|P[SD]T|IST|EES?T|MSK|AEST|JST|local time)"
    r"(?:\s?[:|–—-])?\s+(?=[\"“‘A-Z])"
)
"""The time at which a paragraph of a live report was written: "14.05 GMT"."""


def passages(text: str) -> Iterator[tuple[int, int]]:
    r"""Yield where the passages of a text begin and end.

    Parameters
    ----------
    text
        An article's text.

    Yields
    ------
    tuple of int
        Offsets, in order, without overlap; only white space, dashes and times of writing lie between them.

    Raises
    ------
    ArticleError
        If the text holds a lone surrogate, which no parser and no file takes.

    Examples
    --------
    >>> text = "SOFIA — Serbia paid.\n\nIt left."
    >>> [text[start:end] for start, end in passages(text)]
    ['SOFIA', 'Serbia paid.', 'It left.']
    """
    half = _SURROGATE.search(text)
    if half:
        msg = (
            f"an article's text holds half a character (U+{ord(half[0]):X}) at {half.start()}: "
            "read it with read_articles, which mends it, or take it out"
        )
        raise ArticleError(msg)
    first = next((match.start() for match in _PARAGRAPH.finditer(text)), 0)
    for match in _PARAGRAPH.finditer(text):
        start, end = match.span()
        clock = _CLOCK.match(text, start, end)
        start = clock.end() if clock else start
        dateline = _DATELINE.match(text, start, end)
        if dateline and _names_place(dateline, is_first=match.start() == first):
            yield start, dateline.end("place")
            start = dateline.end()
        while end - start > LONGEST:
            cut = text.rfind(" ", start, start + LONGEST)
            cut = cut if cut > start else start + LONGEST
            yield start, cut
            start = cut + 1
        if start < end:
            yield start, end


def in_sentence_case(text: str, names: NameFinder) -> str:
    """Write a headline in Title Case as a sentence, so that the parser sees its verbs; the length stays.

    Parameters
    ----------
    text
        A passage.
    names
        Finds the names, which keep their capitals.

    Returns
    -------
    str
        The text with small letters where it is a headline, else as it was.
    """
    words = [word for word in _WORD.finditer(text) if len(word.group()) > _SHORT]
    capitals = sum(word.group()[0].isupper() for word in words)
    if (
        len(words) < _FEW_WORDS
        or capitals < _MOST_CAPITALS * len(words)
        or len(text) > _LONGEST_HEADLINE
        or text.endswith(".")
    ):
        return text
    kept = [(match.start, match.end) for match in names.find(text)]
    shown = list(text)
    for word in _WORD.finditer(text):
        start, end = word.span()
        plain = word.group()[1:].islower() and len(word.group().lower()) == end - start
        if plain and start > 0 and not any(a <= start < b for a, b in kept):
            shown[start:end] = word.group().lower()
    return "".join(shown)


def _names_place(dateline: re.Match[str], *, is_first: bool) -> bool:
    """Whether what stands before a dash is a dateline; in small letters it is only at the start of a text."""
    place = dateline.group("place")
    if place.split(",")[0].split("/")[0].isupper():
        return True
    follows = dateline.string[dateline.end()]
    return is_first and follows.isupper() and len(place.split()) <= _FEW_WORDS
