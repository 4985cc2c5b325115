"""What a route links by the line of words: "X, a heated tube that will carry crude from A by way of B to C".

`courses` follows the parse from the verbs that a route is the subject of. Long ways are torn by it: the stops
hang on each other, on the goods, or on nothing. In the line they follow one another, each after its
preposition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.knowledge.structurewords import structure_list
from detente.extract.naming.candidates import NAMED
from detente.extract.naming.routes import end_of
from detente.extract.syntax.tokens import sentence_of, tokens_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from detente.extract.reference.actors import Actor
    from detente.extract.reference.memory import Memory
    from detente.extract.ties.scene import Scene

_LINKED = frozenset({"country", "place", "region"})
_BREAKS = frozenset({"WDT", "WP", "WRB", "VBD", "VBZ", "VBP", "MD"})
_FARTHEST = 14


def stops(scene: Scene, actor: Actor, memory: Memory) -> Iterator[tuple[Token, Actor, str]]:
    """Yield the stops of a route that its sentence lists after a verb of going.

    Parameters
    ----------
    scene
        The passage.
    actor
        Names the route, or speaks of it again.
    memory
        Knows the entities.

    Yields
    ------
    tuple
        The verb, the actor that names a stop, and the stop.
    """
    verb = _verb_after(scene, actor)
    if verb is None:
        return
    ways, led = structure_list("courses", "ways"), False
    for token in scene.doc[verb.i + 1 : sentence_of(verb).end]:
        stop = scene.actor_at(token)
        if stop is not None and stop.candidate.kind in NAMED:
            place = _place(stop, memory) if led and token.i == stop.candidate.last else None
            is_possessor = any(t.tag_ == "POS" for t in scene.doc[token.i + 1 : token.i + 2])
            if place is not None and not is_possessor:
                yield verb, stop, place
        elif token.lower_ == "way" and token.nbor(-1).lower_ == "by":
            led = True
        elif token.lower_ in ways:
            led = token.lower_ != "between"  # what stands between two is read with the noun
        elif token.tag_ in _BREAKS or token.text in {";", ":", "("}:
            return
        elif token.tag_ == "IN" and token.lower_ not in {"of", "by"}:
            led = False


def _place(stop: Actor, memory: Memory) -> str | None:
    if stop.reason == "demonym":
        return None
    place = end_of(stop, memory) if stop.reason == "metonym" else stop.entities[0]
    return place if place is not None and memory.entity(place).type in _LINKED else None


def _verb_after(scene: Scene, actor: Actor) -> Token | None:
    """Give the verb of going that a route's phrase, its apposition or its relative clause leads to."""
    doc, last = scene.doc, actor.candidate.last
    going, laying = structure_list("courses", "going"), structure_list("courses", "laying")
    doer = False
    for token in tokens_in(sentence_of(doc[last])):
        if not last < token.i <= last + _FARTHEST:
            continue
        if token.tag_.startswith("VB") and token.lemma_ in going | laying:
            return token if not doer or token.lemma_ in laying else None
        if token.tag_ in {"VBD", "VBZ", "VBP"} and token.lemma_ not in {"be", "have", "do"}:
            return None
        if token.tag_ == "IN" and token.lower_ not in {"of", "that"}:
            return None
        other = scene.actor_at(token)
        doer = doer or (other is not None and other is not actor and other.reason != "demonym")
    return None
