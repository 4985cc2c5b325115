"""What somebody says another is, or did: "Putin is a killer," Biden said; "Clinton lied," Trump told a crowd.

The words are the act: who says so accuses. Of what somebody did to others, their own verbs tell.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from detente.extract.speech.citers import is_report
from detente.extract.syntax.arguments import VERB_TAGS, fill
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tokens import tokens_of
from detente.extract.syntax.tree import children_of
from detente.extract.ties.acts import SOMEBODY, doers_of
from detente.extract.ties.fit import untied
from detente.extract.ties.scene import Tie, distinct
from detente.extract.ties.triggers import Match
from detente.extract.vocabulary import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from detente.extract.ties.scene import Filler, Scene

_PREDICATES = frozenset({"attr", "acomp", "prep"})
_OPEN = frozenset("if whether unless".split())
_PRESS = "MED"


def verdicts(scene: Scene, ties: Sequence[Tie]) -> Iterator[Tie]:
    """Yield the ties of those who speak ill of somebody, of pairs that no trigger ties in their sentence.

    Parameters
    ----------
    scene
        The passage.
    ties
        The ties that slots of triggers gave.
    """
    yield from untied(_verdicts(scene), scene, ties=ties)


def _verdicts(scene: Scene) -> Iterator[Tie]:
    for word in tokens_of(scene.doc):
        verb = _verb_of(word)
        teller = _reporter(verb) if verb is not None else None
        if verb is None or teller is None:
            continue
        trigger = Trigger(teller.lemma_.lower(), (word.lemma_.lower(),), "v", "ACCUSE", None)
        match = Match(teller, tuple(sorted((teller, word), key=lambda t: t.i)), trigger)
        sources = [source for source in doers_of(scene, teller) if _speaks(scene, source)]
        for source, target in itertools.product(sources, _judged(scene, verb)):
            yield Tie(match, source, target, symmetric=False)


def _verb_of(word: Token) -> Token | None:
    """Give the verb of a clause in which a word speaks ill of its subject: "was" of "was a liar"."""
    lemma = word.lemma_.lower()
    if word.tag_ in VERB_TAGS and lemma in grammar_words("wronging"):
        return word
    is_said = word.dep_ in _PREDICATES and word.head.lemma_ == "be"
    return word.head if is_said and lemma in grammar_words("ill_words") else None


def _reporter(verb: Token) -> Token | None:
    """Give the verb that tells a clause as what is so; None of what is denied, open or only wished for."""
    head = verb.head
    if verb.dep_ not in {"ccomp", "parataxis"} or not is_report(head) or head.tag_ not in VERB_TAGS:
        return None
    for child in children_of(verb):
        if child.dep_ == "neg" or child.tag_ == "MD" or child.lower_ in _OPEN:
            return None
    return None if any(child.dep_ == "neg" for child in children_of(head)) else head


def _judged(scene: Scene, verb: Token) -> list[Filler]:
    """Give who is spoken ill of, where they are somebody."""
    found = distinct([f for token in fill(verb, "subj") for f in scene.fillers(token, "obj")])
    return [f for f in found if f.depth == 0 and scene.type_of(f.entity) in SOMEBODY]


def _speaks(scene: Scene, filler: Filler) -> bool:
    """Whether words are somebody's own: not of a paper, which only tells them, nor of nobody named."""
    entity = scene.memory.entity(filler.entity)
    return not entity.generic and entity.sector != _PRESS
