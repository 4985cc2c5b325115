"""Ways through the parse tree of a passage: up from a word, and from one word to another."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from detente.extract.syntax.tokens import is_between, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

NO_WAY = 99
"""Steps between words that share no tree."""


def children_of(token: Token) -> tuple[Token, ...]:
    """Give the words that hang on a word, in the order of the text, found once a passage.

    Parameters
    ----------
    token
        A word of a passage whose parse does not change any more.
    """
    return _children(token.doc)[token.i]


def meeting_point(a: Token, b: Token) -> Token | None:
    """Give the lowest word that two words hang on, or one of them; None if they stand in two trees.

    Parameters
    ----------
    a, b
        Words of one passage.
    """
    above = _way_up(a)
    meeting = next((i for i in _way_up(b) if i in above), None)
    return None if meeting is None else tokens_of(a.doc)[meeting]


def way_to(token: Token, top: Token) -> tuple[Token, ...]:
    """Give the words from one up to another above it, without that one.

    Parameters
    ----------
    token
        Where the way begins.
    top
        A word that it hangs on, at last; if it does not, the way goes on to the root.
    """
    tokens, way = tokens_of(token.doc), _way_up(token)
    end = way.index(top.i) if top.i in way else len(way)
    return tuple(tokens[i] for i in way[:end])


@functools.lru_cache(maxsize=1 << 10)
def steps_between(a: Token, b: Token) -> int:
    """Count the steps from one token to another through their tree; `NO_WAY` where they share none.

    Parameters
    ----------
    a, b
        Words of one passage.
    """
    up = _way_up(a)
    return next((n + up.index(i) for n, i in enumerate(_way_up(b)) if i in up), NO_WAY)


def _way_up(token: Token) -> tuple[int, ...]:
    """Give the numbers of a token and of all that it hangs on, worked out once a passage."""
    heads, known = _heads(token.doc)
    i = token.i
    way = known.get(i)
    if way is None:
        found = [i]
        while heads[i] != i and len(found) <= len(heads):
            i = heads[i]
            found.append(i)
        way = known[token.i] = tuple(found)
    return way


@functools.lru_cache(maxsize=32)
def _heads(doc: Doc) -> tuple[list[int], dict[int, tuple[int, ...]]]:
    """Give the number of each token's head, and room for the ways that are asked for."""
    heads = [i + step for i, step in enumerate(doc.to_array("HEAD").astype("int64").tolist())]
    return heads, {}


@functools.lru_cache(maxsize=32)
def _children(doc: Doc) -> list[tuple[Token, ...]]:
    """Give the words that hang on each token of a passage."""
    found: list[list[Token]] = [[] for _ in range(len(doc))]
    for i, head in enumerate(_heads(doc)[0]):
        if head != i:
            found[head].append(tokens_of(doc)[i])
    return [tuple(children) for children in found]


def before_number(noun: Token) -> list[Token]:
    """Give who gets a sum where the parser takes the name for its modifier: "lent Chad 15 million euros"."""
    numbers = [child.i for child in noun.lefts if child.dep_ == "nummod"]
    if not numbers:
        return []
    names = (c for c in noun.lefts if c.dep_ in {"nmod", "compound"} and c.tag_ in {"NNP", "NNPS"})
    return [name for name in names if name.i < numbers[0]]


def behind_sum(noun: Token, preposition: str) -> Iterator[Token]:
    """Yield whom goods go to where the parser hangs that on their price: "sold goods worth $2m to Chad"."""
    for token in noun.rights:
        for prep in token.subtree if token.lower_ in {"worth", "of"} or token.ent_type_ == "MONEY" else ():
            if prep.lower_ == preposition and (prep.head.ent_type_ == "MONEY" or prep.head.lower_ == "worth"):
                yield from (inner for inner in children_of(prep) if inner.dep_ == "pobj")


def is_cut_off(subject: Token, word: Token) -> bool:
    """Whether a semicolon stands between a clause and the word that it is said to complete."""
    first, last = sorted((subject.i, word.i))
    return is_between(";", first, last, word.doc)
