"""Clauses that complete a word: "demands that X leave", "agreed to help", "accused Chile of arming them"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

_CIRCUMSTANCES = frozenset("in at by after before during since".split())
_DEMANDED = frozenset({"must", "should", "ought", "to"})


def complements(token: Token) -> list[Token]:
    """Give the clauses that complete a word: "demands that X leave", "agreed to help".

    Parameters
    ----------
    token
        A verb, noun or adjective.
    """
    asserts = token.lemma_ in grammar_words("asserting")
    found = [
        child for child in children_of(token)
        if child.dep_ in {"ccomp", "xcomp"} and child.i != token.i and not _asks(child)
        and not (asserts and _tells(child))
    ]  # fmt: skip
    found += [
        child for child in children_of(token)
        if (child.dep_ in {"acl", "advcl"} and has_to(child))
        or (child.dep_ == "acl" and _has_that(child))
    ]  # fmt: skip
    for child in children_of(token):
        if child.dep_ == "prep":
            found += [inner for inner in children_of(child) if inner.dep_ == "pcomp"]
    return found


def inside_complements(token: Token) -> Iterator[Token]:
    """Yield what the clauses that complete a word are about: the bank of "ordered it to sell the bank".

    Parameters
    ----------
    token
        A verb, noun or adjective.
    """
    for clause in complements(token):
        yield from _reach(clause, 0)


def has_to(verb: Token) -> bool:
    """Whether the "to" of an infinitive hangs on a verb itself: "to sign".

    Parameters
    ----------
    verb
        Any token.
    """
    return any(child.dep_ == "aux" and child.tag_ == "TO" for child in children_of(verb))


def _reach(clause: Token, depth: int) -> Iterator[Token]:
    """Yield the objects of a clause, of its prepositions, and of the clauses within it."""
    for child in children_of(clause):
        if child.dep_ in {"dobj", "nsubjpass", "dative", "attr"}:
            yield child
        elif child.dep_ == "prep" and child.lower_ not in _CIRCUMSTANCES:
            yield from (inner for inner in children_of(child) if inner.dep_ == "pobj")
    if depth < 2:
        for inner in complements(clause):
            yield from _reach(inner, depth + 1)


def _tells(clause: Token) -> bool:
    """Whether a clause says what is, not what should be: "insisted that it had left", not "that it leave"."""
    group = {child.lower_ for child in children_of(clause) if child.dep_ == "aux"}
    return (clause.tag_ != "VB" or bool(group)) and not group & _DEMANDED


def _asks(clause: Token) -> bool:
    """Whether a clause leaves open what it tells: "declined to say whether they had"."""
    return any(child.dep_ == "mark" and child.lower_ == "whether" for child in children_of(clause))


def _has_that(clause: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ == "that" for child in children_of(clause))
