"""What a text says of one given pair of actors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.linking import Actor
from detente.extract.mentions import Candidate
from detente.extract.relations import Filler, Scene, Tie, find_ties
from detente.extract.schema import Entity
from detente.extract.triggers import Match, find_triggers

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from detente.extract.memory import Memory
    from detente.extract.vocabulary import Vocabulary

_FAR = 99


def tie_of_pair(
    doc: Doc,
    source: tuple[int, int],
    target: tuple[int, int],
    *,
    actors: list[Actor],
    memory: Memory,
    vocabulary: Vocabulary,
) -> tuple[Tie, Scene] | None:
    """Give the tie that a text states between two given phrases.

    Parameters
    ----------
    doc
        The parsed text.
    source, target
        Character offsets of the two phrases; they count as actors whatever they say.
    actors
        The resolved spans of the text.
    memory
        Knows their entities; learns a new one for a phrase that is none.
    vocabulary
        The triggers.

    Returns
    -------
    tuple of Tie and Scene, or None
        The tie whose slots hold the pair; else the trigger nearest to the path between the two.
    """
    ends = [_forced(doc, span, actors, memory) for span in (source, target)]
    inside = {i for end in ends for i in range(end.candidate.first, end.candidate.last + 1)}
    others = [a for a in actors if not inside & set(range(a.candidate.first, a.candidate.last + 1))]
    scene = Scene(doc, [*others, *ends], memory)
    wanted = (ends[0].entities[0], ends[1].entities[0])
    stated = [tie for tie in find_ties(scene, vocabulary) if tie.match.trigger.event]
    for pair in (wanted, wanted[::-1]):
        exact = [tie for tie in stated if (tie.source.entity, tie.target.entity) == pair]
        if exact:
            return min(exact, key=lambda tie: _distance(tie.match, *ends)), scene
    nearest = _nearest_trigger(doc, vocabulary, ends)
    if nearest is None:
        return None
    fillers = [Filler(entity, end, "near", 2) for entity, end in zip(wanted, ends, strict=True)]
    return Tie(nearest, fillers[0], fillers[1], symmetric=False), scene


def _forced(doc: Doc, span: tuple[int, int], actors: list[Actor], memory: Memory) -> Actor:
    """Make an actor of a phrase: the entity it was resolved to, else one known by its words."""
    words = doc.char_span(*span, alignment_mode="expand")
    head = words.root
    entity = next(
        (a.entities[0] for a in actors if a.entities and a.candidate.head == head.i), None
    )
    if entity is None or span[0] == span[1]:
        entity = memory.add(Entity(words.text, words.text, "group", generic=True))
    candidate = Candidate(words.start_char, words.end_char, words.start, words.end - 1, head.i, "model")
    return Actor(candidate, (entity,), None)


def _nearest_trigger(doc: Doc, vocabulary: Vocabulary, ends: list[Actor]) -> Match | None:
    inside = {i for end in ends for i in range(end.candidate.first, end.candidate.last + 1)}
    matches = [
        readings[0] for readings in find_triggers(doc, vocabulary)
        if readings[0].trigger.event and not (readings[0].head.i in inside)
    ] or [
        readings[0] for readings in find_triggers(doc, vocabulary) if readings[0].trigger.event
    ]  # fmt: skip
    return min(matches, key=lambda m: (_distance(m, *ends), -len(m.tokens), m.head.i), default=None)


def _distance(match: Match, source: Actor, target: Actor) -> float:
    """How far a trigger is from the two actors, in steps through the tree; verbs count a little nearer."""
    doc = match.head.doc
    steps = [_steps(match.head, doc[end.candidate.head]) for end in (source, target)]
    return sum(steps) - 0.5 * (match.trigger.pos == "v") - 0.5 * (len(match.tokens) - 1)


def _steps(a: Token, b: Token) -> int:
    """Count the steps between two tokens of one tree."""
    up = {token.i: n for n, token in enumerate([a, *a.ancestors])}
    for n, token in enumerate([b, *b.ancestors]):
        if token.i in up:
            return n + up[token.i]
    return _FAR
