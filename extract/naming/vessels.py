"""Names of ships: no person's, no firm's and no town's, whatever they sound like."""

from __future__ import annotations

import functools
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.extract.naming.longnames import words
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Doc, Token

    from detente.extract.naming.candidates import Candidate
    from detente.extract.reference.actors import Linked

_NAMES = frozenset({"NNP", "NNPS"})
_QUOTES = frozenset("\"'‘’“”`")
_LONGEST_NAME = 3


def ship(linked: Linked, candidate: Candidate) -> tuple[str, ...] | None:
    """Give the state of the ship that a name means: nobody if no navy's letters tell, None if it is no ship.

    Parameters
    ----------
    linked
        What of the passage is resolved so far; its memory learns the names of ships.
    candidate
        A name.
    """
    for i in range(max(candidate.first - 1, 0), candidate.last):
        if linked.doc[i].lower_ in _navies() and linked.doc[i].is_upper:
            return (_navies()[linked.doc[i].lower_],)
    name = linked.text[candidate.start : candidate.end].rstrip(".")
    if name in linked.memory.ships:
        return ()
    if _is_called_ship(linked.doc, candidate):
        linked.memory.ships.add(name)
        return ()
    return None


def _is_called_ship(doc: Doc, candidate: Candidate) -> bool:
    """Whether the words before a name, in it or beside it say that it is a ship's."""
    first, head = doc[candidate.first], doc[candidate.head]
    if candidate.last > candidate.first and first.lower_ in words("vessels", "prefixes") and first.is_upper:
        return True
    if candidate.kind == "model" and candidate.last > candidate.first and _is_kind(first):
        return True  # "the Suezmax Alta Mar"
    i = candidate.first - 1
    while i > max(candidate.first - _LONGEST_NAME, 0) and (
        (doc[i].tag_ in _NAMES and not _is_kind(doc[i])) or doc[i].text in _QUOTES
    ):
        i -= 1
    before = doc[max(i, 0)]
    if before.i < candidate.first and (_is_kind(before) or before.lower_ == "flagged"):
        joined = before.head in {head, head.head} if head.dep_ == "compound" else before.head == head
        return candidate.kind == "model" or joined or (head.dep_ == "appos" and head.head == before)
    if head.dep_ == "conj" and any(c.tag_ == "NNS" and _is_kind(c) for c in children_of(head.head)):
        return True  # "the tankers A and B"
    return any(c.dep_ == "appos" and _is_kind(c) for c in children_of(head))


def _is_kind(token: Token) -> bool:
    if token.tag_.startswith("VB"):
        return False
    if token.lemma_.lower() in words("vessels", "words"):
        return True
    carrier = token.lower_ in {"carrier", "carriers"} and token.i > 0
    return carrier and token.nbor(-1).lower_ in words("vessels", "carrying")


@functools.cache
def _navies() -> Mapping[str, str]:
    """Give the state of a navy by the letters before the names of its ships."""
    return MappingProxyType(dict(pair.split(":") for pair in sorted(words("vessels", "navies"))))
