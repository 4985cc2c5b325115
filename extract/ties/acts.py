"""Acts: what a text told that somebody did to another, which others may judge, answer or strike back at."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, cast

from detente.extract.syntax.arguments import fill
from detente.extract.ties.scene import distinct

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.extract.schema import Event
    from detente.extract.ties.scene import Filler, Scene, Tie

SOMEBODY = frozenset({"country", "organization", "company", "group", "person"})
"""Types of entities that act."""


@dataclasses.dataclass(frozen=True, slots=True)
class Act:
    """What somebody did, as the text told it: in which sentence of the article, at which of its words."""

    sentence: int
    position: int
    source: str
    target: str
    event: Event


def act_of(scene: Scene, tie: Tie) -> Act:
    """Give the act that a tie of an event tells of.

    Parameters
    ----------
    scene
        The passage.
    tie
        A tie whose trigger has an event.
    """
    head = tie.match.head
    event = cast("Event", tie.match.trigger.event)
    return Act(scene.number_of(head), scene.offset + head.idx, tie.source.entity, tie.target.entity, event)


def doers_of(scene: Scene, verb: Token) -> list[Filler]:
    """Give who does what a verb says, if they are no places.

    Parameters
    ----------
    scene
        The passage.
    verb
        A verb.
    """
    found = distinct([f for token in fill(verb, "subj") for f in scene.fillers(token, "subj")])
    return [f for f in found if f.depth <= 1 and scene.type_of(f.entity) not in {"place", "region", "route"}]
