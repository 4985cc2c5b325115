"""What is done to works and routes with a name: "laid the Druzhba pipeline", "shut the Torkham crossing".

The verbs say nothing by themselves: who lays a carpet or shuts a door has to do with nobody. So they are no
triggers, and are read only where what they are done to is a route or works that the text names.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING

from detente.extract.naming.longnames import words
from detente.extract.naming.sites import is_works
from detente.extract.syntax.arguments import VERB_TAGS, fill
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tokens import with_lemma
from detente.extract.ties.fit import untied
from detente.extract.ties.scene import Tie
from detente.extract.ties.triggers import Match
from detente.extract.vocabulary import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from detente.extract.schema import EntityType, Event
    from detente.extract.ties.scene import Filler, Scene

_READINGS: tuple[tuple[str, Event], ...] = (
    ("working_on", "COOPERATE"),
    ("shutting", "SANCTION"),
)
"""Lists of ``data/grammar.toml``, and what they tell of."""
_DOERS: dict[Event, tuple[EntityType, ...]] = {
    "COOPERATE": ("company", "organization", "group"),
    "SANCTION": ("country", "organization", "group"),
}  # fmt: skip
"""Who has to do with a place by it: a state mends its own railways, a firm shuts its own works."""


def undertakings(scene: Scene, ties: Sequence[Tie]) -> Iterator[Tie]:
    """Yield the ties of those who do something to works with a name, of pairs that no trigger ties yet.

    Parameters
    ----------
    scene
        The passage with its actors.
    ties
        What is read of it already.
    """
    verbs = (t for t in with_lemma(scene.doc, _verbs()) if t.tag_ in VERB_TAGS)
    yield from untied((tie for verb in verbs for tie in _done(scene, verb)), scene, ties=ties)


@functools.cache
def _verbs() -> frozenset[str]:
    return frozenset().union(*(grammar_words(name) for name, _ in _READINGS))


def _done(scene: Scene, verb: Token) -> Iterator[Tie]:
    """Yield who does what a verb says to which works."""
    objects = [(token, f) for token in fill(verb, "obj") for f in scene.actors_at([token], "obj")]
    if not objects:
        return
    subjects = scene.actors_at(fill(verb, "subj"), "subj")
    things = [filler for noun, filler in objects if _is_works(scene, noun, filler)]
    for name, event in _READINGS:
        if verb.lemma_ not in grammar_words(name):
            continue
        trigger = Trigger(verb.lemma_, (), "v", event, None)
        doers = [filler for filler in subjects if scene.type_of(filler.entity) in _DOERS[event]]
        for doer, thing in itertools.product(doers, things):
            yield Tie(Match(verb, (verb,), trigger), doer, thing, symmetric=False)


def _is_works(scene: Scene, noun: Token, filler: Filler) -> bool:
    """Whether a route or works that the text names is meant, not a town."""
    entity = scene.memory.entity(filler.entity)
    if entity.generic or entity.type != "place":
        return entity.type == "route" and not entity.generic
    is_site = entity.name.rsplit(" ", 1)[-1].lower() in words("sites", "words")
    return is_site or is_works(noun) or is_works(scene.doc[filler.actor.candidate.head])
