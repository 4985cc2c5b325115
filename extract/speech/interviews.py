"""Interviews: questions that are paragraphs of their own, and answers in the first person without quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.speech.quotations import in_quotes
from detente.extract.syntax.tokens import text_of, tokens_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

_FIRST = frozenset("i we us our me my".split())
_FEWEST, _LONGEST_QUESTION = 3, 60


def answers_in(passages: Sequence[tuple[int, Doc]]) -> frozenset[int]:
    """Give where the answers of an interview begin.

    Parameters
    ----------
    passages
        The passages of an article, each with its offset.

    Returns
    -------
    frozenset of int
        The offsets of the passages that answer; empty where the article is no interview.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> texts = ["Ana Li leads Togo.", "Why?", "We paid.", "To whom?", "To our lender.", "When?", "In May."]
    >>> sorted(answers_in([(i, nlp(text)) for i, text in enumerate(texts)]))
    [2, 4, 6]
    """
    asked = [_asks(doc) for _, doc in passages]
    if sum(asked) < _FEWEST:
        return frozenset()
    found, spoken, goes_on = set(), 0, False
    for i, (offset, doc) in enumerate(passages):
        if asked[i]:
            goes_on = True
            continue
        is_first = i > 0 and asked[i - 1]
        own = goes_on and (is_first or any(asked[i + 1 :])) and (is_first or _speaks(doc))
        if own:
            found.add(offset)
            spoken += _speaks(doc)
    return frozenset(found) if spoken >= 2 else frozenset()


def _asks(doc: Doc) -> bool:
    return len(doc) <= _LONGEST_QUESTION and text_of(doc).rstrip().endswith("?")


def _speaks(doc: Doc) -> bool:
    """Whether somebody says "we" or "I" outside of quotation marks."""
    said = (token for token in tokens_of(doc) if token.lower_ in _FIRST and token.text != "US")
    return any(not in_quotes(token) for token in said)
