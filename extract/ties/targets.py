"""Who can be at the other end of a tie: a place is shelled or helped, but it signs no pact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.naming.longnames import words
from detente.extract.naming.sites import is_works

if TYPE_CHECKING:
    from detente.extract.schema import Event
    from detente.extract.ties.scene import Filler, Scene
    from detente.extract.ties.triggers import Match

PLACE_EVENTS: frozenset[Event] = frozenset(
    {"ASSAULT", "COERCE", "MOBILIZE", "AID", "YIELD", "SANCTION", "PROTEST"}
)
"""What is done to places too, for whoever lives or stands there."""
_BUILT = frozenset({"investment", "energy", "technology"})
"""Relations of what is built at a place, which stands for its state where the clause names none."""
_SITES = frozenset({"in", "at", "near"})


def are_distinct(source: Filler, target: Filler) -> bool:
    """Whether two fillers are two actors; two bodies of one state are ("the court freed the minister").

    Parameters
    ----------
    source, target
        The ends of what may be a tie.
    """
    if source.entity != target.entity:
        return True
    if target.slot == "location":
        return source.actor.candidate.kind == "role"  # "the authorities declared a curfew in the country"
    a, b = source.actor.candidate, target.actor.candidate
    return (
        a.kind == b.kind == "role"
        and a.role != b.role
        and source.actor.reason == target.actor.reason == "role"
    )


def may_be_target(scene: Scene, match: Match, filler: Filler) -> bool:
    """Whether an entity can be at the other end: a place is attacked or helped, but no party to a deal.

    Parameters
    ----------
    scene
        The passage.
    match
        The trigger where it was found.
    filler
        Who or what may be the target.
    """
    if scene.type_of(filler.entity) not in {"place", "region"}:
        return True
    event = match.trigger.event
    if event == "PROTEST" and filler.slot == "outside":
        return False  # "blocked a road outside Dhaka"
    if event is None or event in PLACE_EVENTS or match.trigger.relation == "transport":
        return True
    if match.trigger.relation in _BUILT and (filler.slot in _SITES or _is_works(scene, filler)):
        # "is building a factory in Szeged"
        return scene.is_state_or_in_one(filler.entity) or _is_works(scene, filler)
    if filler.slot == "obj" and filler.depth == 0 and is_works(scene.doc[filler.actor.candidate.head]):
        return True  # "will build a refinery at Tanga"
    if match.trigger.relation == "investment" and not _is_way(scene, filler):
        return True  # "invested in Debrecen", "a stake in the port of Aqaba"
    if scene.type_of(filler.entity) == "region" and filler.slot not in {"in", "at", "location"}:
        return True
    return event == "CONSULT" and filler.slot in {"obj", "to"} and filler.depth == 0


def _is_works(scene: Scene, filler: Filler) -> bool:
    """Whether a place is a plant, a dam, a mine with a name of its own."""
    name = scene.memory.entity(filler.entity).name
    return name.rsplit(" ", 1)[-1].lower() in words("sites", "words")


def _is_way(scene: Scene, filler: Filler) -> bool:
    """Whether a place only says where something leads: "a link from Lobito to Kitwe"."""
    name = scene.doc[filler.actor.candidate.head]
    return name.dep_ != "pobj" or name.head.lower_ in {"from", "to", "via", "through"}
