"""Where a body has its seat: "X, with headquarters in Y", "Turin, where X is based", "X has its seat in Y".

All functions read the grammar of a parsed text and give tokens, the heads of phrases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.knowledge.structurewords import structure_list
from detente.extract.syntax.arguments import MODIFIERS, objects, prepositional
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

_LYING = frozenset("be sit lie stand base house locate situate".split())
_HAVING = frozenset({"have", "keep", "maintain"})
_SUBJECT = frozenset({"nsubj", "nsubjpass"})


def seats(name: Token) -> Iterator[Token]:
    """Yield where a body is said to have its seat: "X, with headquarters in Y", "X, whose seat is in Y".

    Parameters
    ----------
    name
        The head of its name.
    """
    words = structure_list("companies", "seats")
    for child in name.rights:
        if child.dep_ == "prep" and child.lower_ == "with":
            offices = [t for t in children_of(child) if t.dep_ == "pobj" and t.lemma_.lower() in words]
            yield from (t for office in offices for t in prepositional(office, "in"))
        elif child.dep_ == "relcl" and child.lemma_ in _LYING:
            owned = [t for t in children_of(child) if t.dep_ in _SUBJECT and t.lemma_.lower() in words]
            if any(t.lower_ == "whose" for office in owned for t in office.lefts):
                yield from prepositional(child, "in")
        elif child.dep_ == "relcl" and child.lemma_ in _HAVING:
            yield from _kept_in(child, words)
    if name.dep_ in _SUBJECT and name.head.lemma_ in _HAVING:
        yield from _kept_in(name.head, words)
    clause = name.head if name.dep_ in _SUBJECT and name.head.dep_ == "relcl" else None
    based = clause is not None and clause.lemma_ in {"base", "headquarter"}
    if clause is not None and based and any(c.lower_ == "where" for c in clause.lefts):
        yield clause.head  # "Turin, where X is based"
    office = name.head.head if name.dep_ == "pobj" and name.head.lower_ == "of" else None
    if office is not None and office.lemma_.lower() in words:  # "the Amsterdam headquarters of X"
        yield from (c for c in office.lefts if c.dep_ in MODIFIERS | {"poss"})
    if name.dep_ == "poss" and name.head.lemma_.lower() in words:
        yield from prepositional(name.head, "in")


def _kept_in(verb: Token, words: frozenset[str]) -> Iterator[Token]:
    """Yield where somebody has an office: "has its headquarters in Y"."""
    for office in objects(verb):
        if office.lemma_.lower() in words and any(t.lower_ in {"its", "their"} for t in office.lefts):
            yield from prepositional(office, "in")
            yield from prepositional(verb, "in")
