"""The tokens of a passage, which spaCy makes anew each time they are asked for, kept while it is read."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from spacy.tokens import Span as Slice

if TYPE_CHECKING:
    from collections.abc import Collection

    from spacy.tokens import Doc, Token


@functools.lru_cache(maxsize=32)
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


def sentence_of(token: Token) -> Slice:
    """Give the sentence of a token, made once a passage.

    Parameters
    ----------
    token
        A token of a passage whose parse does not change any more.
    """
    return sentences_by_token(token.doc)[token.i]


@functools.lru_cache(maxsize=32)
def sentences_in(doc: Doc) -> tuple[Slice, ...]:
    """Give the sentences of a passage.

    Parameters
    ----------
    doc
        A passage whose parse does not change any more.
    """
    return tuple(doc.sents)


@functools.lru_cache(maxsize=32)
def sentences_by_token(doc: Doc) -> tuple[Slice, ...]:
    """Give the sentence of each token of a passage.

    Parameters
    ----------
    doc
        A passage whose parse does not change any more.
    """
    return tuple(sentence for sentence in sentences_in(doc) for _ in range(len(sentence)))


@functools.lru_cache(maxsize=32)
def sentence_starts(doc: Doc) -> tuple[int, ...]:
    """Give the number of the token that each sentence of a passage begins with.

    Parameters
    ----------
    doc
        A passage whose parse does not change any more.
    """
    return tuple(sentence.start for sentence in sentences_in(doc))


def tokens_in(sentence: Slice) -> tuple[Token, ...]:
    """Give the tokens of a sentence; spaCy makes each anew where one goes through the sentence itself.

    Parameters
    ----------
    sentence
        A sentence of a passage.
    """
    return tokens_of(sentence.doc)[sentence.start : sentence.end]


@functools.lru_cache(maxsize=8)
def words_in(sentence: Slice) -> frozenset[str]:
    """Give the words and marks of a sentence in lower case: a look at them spares many a walk through it.

    Parameters
    ----------
    sentence
        A sentence of a passage.
    """
    return frozenset(forms_in(sentence.doc)[sentence.start : sentence.end])


@functools.lru_cache(maxsize=32)
def lemmas_in(doc: Doc) -> tuple[str, ...]:
    """Give the lemma of each token of a passage, in lower case.

    Parameters
    ----------
    doc
        A passage whose lemmas do not change any more.
    """
    return tuple(token.lemma_.lower() for token in tokens_of(doc))


@functools.lru_cache(maxsize=32)
def forms_in(doc: Doc) -> tuple[str, ...]:
    """Give the form of each token of a passage, in lower case.

    Parameters
    ----------
    doc
        A passage that is not retokenised any more.
    """
    return tuple(token.lower_ for token in tokens_of(doc))


@functools.lru_cache(maxsize=32)
def tags_in(doc: Doc) -> tuple[str, ...]:
    """Give the tag of each token of a passage.

    Parameters
    ----------
    doc
        A passage whose tags do not change any more.
    """
    return tuple(token.tag_ for token in tokens_of(doc))


def is_between(mark: str, first: int, last: int, doc: Doc) -> bool:
    """Tell whether a mark stands among some tokens.

    Parameters
    ----------
    mark
        The mark, such as a semicolon.
    first, last
        The first token, and the one behind the last, by their numbers.
    doc
        Their passage.
    """
    return mark in forms_in(doc)[first:last]


def with_lemma(doc: Doc, lemmas: Collection[str]) -> list[Token]:
    """Give the tokens of a passage that have one of some lemmas, in order.

    Parameters
    ----------
    doc
        A passage whose lemmas do not change any more.
    lemmas
        In lower case.
    """
    return [token for token, lemma in zip(tokens_of(doc), lemmas_in(doc), strict=True) if lemma in lemmas]


def with_tag(doc: Doc, tags: Collection[str]) -> list[Token]:
    """Give the tokens of a passage that have one of some tags, in order.

    Parameters
    ----------
    doc
        A passage whose tags do not change any more.
    tags
        Tags of the Penn Treebank.
    """
    return [token for token, tag in zip(tokens_of(doc), tags_in(doc), strict=True) if tag in tags]


@functools.lru_cache(maxsize=32)
def text_of(piece: Doc | Slice) -> str:
    """Give the text of a passage or of a sentence, which spaCy joins from its tokens each time.

    Parameters
    ----------
    piece
        A passage, or a sentence of one.
    """
    if isinstance(piece, Slice):
        return text_of(piece.doc)[piece.start_char : piece.end_char]
    return piece.text
