"""What the rules read in a passage, gathered for the tie model to weigh."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract.relations import find_ties
from detente.extract.status import read_status
from detente.extract.structural.dealings import dealings
from detente.extract.structural.undertakings import undertakings
from detente.extract.ties.carriers import told_once
from detente.extract.ties.headlines import addressed
from detente.extract.ties.reactions import react
from detente.extract.ties.replies import reply
from detente.extract.ties.triggers import find_triggers, widest
from detente.extract.ties.verdicts import verdicts
from detente.extract.weighing.plausibility import (
    Sentence,
    sentences_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from detente.extract.reference.actors import Actor
    from detente.extract.ties.scene import Scene, Tie
    from detente.extract.vocabulary import Vocabulary


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """What the rules read in a passage, and its sentences as the model sees them."""

    ties: list[Tie]
    structure: list[Tie]
    sentences: list[Sentence]


def look(
    scene: Scene, actors: Sequence[Actor], *, structure: Iterable[Tie], vocabulary: Vocabulary
) -> Reading:
    """Read a passage by the rules and gather what the model looks at.

    Parameters
    ----------
    scene
        The passage.
    actors
        Its actors.
    structure
        The structural ties that were found in it.
    vocabulary
        The triggers.
    """
    matches = list(find_triggers(scene.doc, vocabulary))
    facts = list(structure)
    held = [t for t in facts if t.match.trigger.relation == "owns"]
    ties = list(find_ties(scene, matches))
    ties += list(reply(scene, ties))
    ties += list(addressed(scene))
    ties += list(verdicts(scene, ties))
    ties += react(scene, matches, ties, vocabulary=vocabulary)
    ties += dealings(scene, matches, ties)
    ties += undertakings(scene, ties)
    ties = [_as_sale(tie, held) for tie in told_once(ties) if not (held and _is_held(tie, held))]
    first = [widest(readings) for readings in matches]
    return Reading(ties, facts, sentences_of(scene, actors, ties=ties, structure=facts, matches=first))


def _is_held(tie: Tie, owned: list[Tie]) -> bool:
    """Whether what is read as an investment is a stake that is held: "raised its stake in X"."""
    trigger = tie.match.trigger
    if trigger.event is None or trigger.relation not in {"investment", "trade"}:
        return False
    ends = (tie.source.entity, tie.target.entity)
    held = any(
        ends == (fact.source.entity, fact.target.entity)
        and (trigger.relation == "investment" or fact.match.head == tie.match.head)
        for fact in owned
    )
    return held and read_status(tie.match.head).status in {"actual", "ended"}


def _as_sale(tie: Tie, owned: list[Tie]) -> Tie:
    """Read a trade by a word that says who owns what now as an investment: "sold its mine to Y"."""
    trigger = tie.match.trigger
    if trigger.relation != "trade" or not any(tie.match.head == fact.match.head for fact in owned):
        return tie
    trigger = dataclasses.replace(trigger, relation="investment")
    return dataclasses.replace(tie, match=dataclasses.replace(tie.match, trigger=trigger))
