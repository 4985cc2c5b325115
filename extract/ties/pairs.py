"""What a text says of one given pair of actors."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract.naming.candidates import Candidate
from detente.extract.reference.actors import Actor
from detente.extract.relations import find_ties
from detente.extract.schema import ArticleError, Entity
from detente.extract.syntax.tree import steps_between
from detente.extract.ties.scene import Filler, Scene, Tie
from detente.extract.ties.triggers import Match, find_triggers, widest
from detente.extract.weighing.events import predict_event

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from detente.extract.reference.memory import Memory
    from detente.extract.vocabulary import Vocabulary


@dataclasses.dataclass(frozen=True, slots=True)
class PairView:
    """A text seen from a pair of phrases: their heads, the tie that the vocabulary reads, all triggers."""

    scene: Scene
    source: Token
    target: Token
    tie: Tie | None
    matches: tuple[Match, ...]


def view_pair(
    doc: Doc,
    source: tuple[int, int],
    target: tuple[int, int],
    *,
    actors: list[Actor],
    memory: Memory,
    vocabulary: Vocabulary,
) -> PairView:
    """Look at a text from two given phrases.

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
    PairView
        Its tie is the one whose slots hold the pair, else the trigger nearest to the path between the two.
    """
    ends = [_forced(doc, span, actors, memory) for span in (source, target)]
    inside = {i for end in ends for i in range(end.candidate.first, end.candidate.last + 1)}
    others = [a for a in actors if not inside & set(range(a.candidate.first, a.candidate.last + 1))]
    scene = Scene(doc, [*others, *ends], memory)
    matches = tuple(widest(readings) for readings in find_triggers(doc, vocabulary))
    matches = tuple(match for match in matches if match.trigger.event)
    tie = _stated(scene, vocabulary, ends) or _nearest(matches, ends, inside)
    heads = [doc[end.candidate.head] for end in ends]
    return PairView(scene, heads[0], heads[1], tie, matches)


def decided(view: PairView) -> Tie | None:
    """Give the tie of a pair with the event that the event model decides on, None without any trigger."""
    if view.tie is None:
        return None
    event = predict_event(view.source, view.target, tie=view.tie, matches=view.matches)
    trigger = view.tie.match.trigger
    if event == trigger.event:
        return view.tie
    trigger = dataclasses.replace(trigger, event=event, relation=None)
    match = dataclasses.replace(view.tie.match, trigger=trigger)
    return dataclasses.replace(view.tie, match=match)


def words_at(doc: Doc, span: tuple[int, int]) -> Span:
    """Give the words that a span of characters covers or cuts.

    Raises
    ------
    ArticleError
        If the span lies outside of the text, or ends before it starts.
    """
    words = doc.char_span(*span, alignment_mode="expand") if 0 <= span[0] <= span[1] else None
    if words is None or not len(words):
        where = f"outside of the {len(doc.text)} characters of the text"
        msg = f"span {span[0]}:{span[1]} lies {where}: give offsets within it"
        raise ArticleError(msg)
    return words


def _stated(scene: Scene, vocabulary: Vocabulary, ends: list[Actor]) -> Tie | None:
    """Give the tie whose slots hold the pair, in this order if there is one."""
    wanted = (ends[0].entities[0], ends[1].entities[0])
    stated = [
        tie for tie in find_ties(scene, find_triggers(scene.doc, vocabulary)) if tie.match.trigger.event
    ]
    for pair in (wanted, wanted[::-1]):
        exact = [tie for tie in stated if (tie.source.entity, tie.target.entity) == pair]
        if exact:
            return min(exact, key=lambda tie: _distance(tie.match, *ends))
    return None


def _nearest(matches: tuple[Match, ...], ends: list[Actor], inside: set[int]) -> Tie | None:
    """Give the trigger nearest to both, outside of the two phrases if there is one."""
    free = [match for match in matches if match.head.i not in inside] or list(matches)
    best = min(free, key=lambda m: (_distance(m, *ends), -len(m.tokens), m.head.i), default=None)
    if best is None:
        return None
    source, target = (Filler(end.entities[0], end, "near", 2) for end in ends)
    return Tie(best, source, target, symmetric=False)


def _forced(doc: Doc, span: tuple[int, int], actors: list[Actor], memory: Memory) -> Actor:
    """Make an actor of a phrase: the entity it was resolved to, else one known by its words."""
    words = words_at(doc, span)
    head = words.root
    entity = next((a.entities[0] for a in actors if a.entities and a.candidate.head == head.i), None)
    if entity is None or span[0] == span[1]:
        entity = memory.add(Entity(words.text, words.text, "group", generic=True))
    candidate = Candidate(words.start_char, words.end_char, words.start, words.end - 1, head.i, "model")
    return Actor(candidate, (entity,), None)


def _distance(match: Match, source: Actor, target: Actor) -> float:
    """How far a trigger is from the two actors, in steps through the tree; verbs count a little nearer."""
    doc = match.head.doc
    steps = [steps_between(match.head, doc[end.candidate.head]) for end in (source, target)]
    return sum(steps) - 0.5 * (match.trigger.pos == "v") - 0.5 * (len(match.tokens) - 1)
