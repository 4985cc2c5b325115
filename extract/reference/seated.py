"""Firms found again by where they sit: "the Ahmedabad group", "the French major", "the Cairo lender"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.naming.phrases import is_definite
from detente.extract.reference.trades import asked, has_trade, is_of_other_trade
from detente.extract.syntax.appositions import is_company_noun

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from detente.extract.knowledge.roles import Roles
    from detente.extract.naming.candidates import Candidate
    from detente.extract.reference.memory import Memory

_REACH, _FADING = 20, 0.5
_CLOSING = frozenset({"NNP", "NNPS", "CD"})


def seated(doc: Doc, candidate: Candidate, *, memory: Memory, roles: Roles) -> tuple[str, ...] | None:
    """Give the firm of a town or a state that was named before; None if a phrase means no such, or nobody.

    Parameters
    ----------
    doc
        The parsed passage.
    candidate
        A candidate of kind "role".
    memory
        What was mentioned before.
    roles
        Knows which firms are called what.
    """
    head = doc[candidate.head]
    if head.tag_ != "NN" or len(candidate.inner) != 1 or not is_definite(head) or not is_company_noun(head):
        return None
    inner, after = candidate.inner[0], head.i + 1
    before = inner.last < head.i and all(t.tag_ not in {"POS", "IN"} for t in doc[inner.first : head.i])
    if not before or not inner.senses or (after < len(doc) and doc[after].tag_ in _CLOSING):
        return None  # "the French group Safran"
    if head.dep_ == "appos" or doc[head.left_edge.i - 1 : head.left_edge.i].text == ",":
        return None  # "Safran, the French group"
    seat = memory.entity(inner.senses[0].entity)
    country = seat.id if seat.type == "country" else seat.country
    trades = asked(candidate.role, head, roles)
    scores = {
        firm: score
        for firm, score in memory.salience("company", within=_REACH, fading=_FADING).items()
        if country is not None and memory.entity(firm).country == country
        and not is_of_other_trade(firm, trades, memory)
    }  # fmt: skip
    best = sorted(
        scores, key=lambda e: (not has_trade(e, candidate.role, trades, memory, roles), -scores[e], e)
    )
    return (best[0],) if best else None
