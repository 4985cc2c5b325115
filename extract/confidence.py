"""How sure a claim is, from the grammar that it rests on; calibrated on the project's own gold set."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.extract.relations import Tie
    from detente.extract.schema import Status

_REASONS = {"coreference": 0.8, "role": 0.95, "surname": 0.95, "model": 0.95}


def confidence_of(tie: Tie, *, status: Status) -> float:
    """Give the share of claims of this make that are right, between 0 and 1, to two digits.

    Parameters
    ----------
    tie
        The trigger with its arguments.
    status
        The status read for it.
    """
    value = 0.9
    for filler in (tie.source, tie.target):
        value *= 0.9**filler.depth
        value *= _REASONS.get(filler.actor.reason or "", 1.0)
    if status != "actual":
        value *= 0.95
    return round(value, 2)
