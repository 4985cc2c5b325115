"""The tokens of a passage, which spaCy makes anew each time they are asked for, kept while it is read."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Slice


@functools.lru_cache(maxsize=2)
def tokens_of(doc: Doc) -> tuple[Token, ...]:
    """Give the tokens of a passage: one passage is read after the other, and gone through many times.

    Parameters
    ----------
    doc
        A passage that is not retokenised any more.

    Examples
    --------
    >>> from spacy.lang.en import English
    >>> [token.text for token in tokens_of(English()("Serbia signed."))]
    ['Serbia', 'signed', '.']
    """
    return tuple(doc)


@functools.lru_cache(maxsize=8)
def words_in(sentence: Slice) -> frozenset[str]:
    """Give the words and marks of a sentence in lower case: a look at them spares many a walk through it.

    Parameters
    ----------
    sentence
        A sentence of a passage.
    """
    return frozenset(token.lower_ for token in sentence)


@functools.lru_cache(maxsize=8)
def text_of(sentence: Slice) -> str:
    """Give the text of a sentence.

    Parameters
    ----------
    sentence
        A sentence of a passage.
    """
    return sentence.text
