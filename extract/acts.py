"""What somebody did before, taken up by a noun: "rejected the charge", "welcomed the release".

Whose charge it is stands in an earlier sentence: of an act that was told there the noun is another name. Who
did it then is the other side of the verb whose object the noun is.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract.actors import Actor
from detente.extract.arguments import VERB_TAGS, fill, grammar_words
from detente.extract.candidates import Candidate
from detente.extract.scene import Filler, Tie
from detente.extract.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from spacy.tokens import Token

    from detente.extract.scene import Scene
    from detente.extract.schema import Event
    from detente.extract.triggers import Match

_VERDICTS: frozenset[Event] = frozenset({"ACCUSE", "REJECT", "SUPPORT", "PROTEST", "AGREE"})
"""What is done to an act by a word: "condemned the raid", "accepted the offer"."""
_ADDRESSED: frozenset[Event] = frozenset({"ACCUSE", "REQUEST", "THREATEN", "REJECT"})
"""What is said to somebody, who may answer it."""
_MET: frozenset[Event | None] = frozenset({None, "CONSULT"})
"""Events whose nouns are too unlike each other: "the letter" is no visit."""
_OFFERS: frozenset[Event] = frozenset({"AGREE", "REQUEST"})
_SLOTS = ("obj", "to", "on", "against", "at", "over", "with", "by", "for")
_REACH = 700
"""How far back the act may stand, in characters: some four sentences."""
_JUST = 350
"""How far back "the decision" or "the move" may, which any act may be."""
_COMMON_NOUNS = frozenset({"NN", "NNS"})
_SAYING_MORE = frozenset({"amod", "compound", "nmod", "prep", "acl", "relcl", "appos", "poss"})
"""What makes a phrase tell of something else: "the main contract", "the law on bread"."""


@dataclasses.dataclass(frozen=True, slots=True)
class Act:
    """What somebody did, to whom if that is told: where it stands in the article, and its words."""

    position: int
    words: frozenset[str]
    event: Event
    source: str
    target: str | None
    mutual: bool


def acts_in(scene: Scene, ties: Iterable[Tie], alone: Iterable[tuple[Match, Filler]]) -> list[Act]:
    """Give the acts that a passage tells, in order of the text.

    Parameters
    ----------
    scene
        The passage.
    ties
        What the rules read in it.
    alone
        Triggers of which only who acts was found.
    """
    found = {
        _act(scene, tie.match, tie.source.entity, tie.target.entity, mutual=tie.symmetric) for tie in ties
    }
    found |= {_act(scene, match, source.entity, None, mutual=False) for match, source in alone}
    acts = (act for act in found if act is not None)
    return sorted(acts, key=lambda a: (a.position, a.event, a.source, a.target or ""))


def _act(scene: Scene, match: Match, source: str, target: str | None, *, mutual: bool) -> Act | None:
    event = match.trigger.event
    words = frozenset(token.lemma_.lower() for token in match.tokens)
    position = scene.offset + match.head.idx
    return None if event is None else Act(position, words, event, source, target, mutual)


def taken_up(
    scene: Scene, match: Match, *, sources: Sequence[Filler], kinds: Mapping[int, Event], acts: Sequence[Act]
) -> Iterator[Tie]:
    """Yield the ties of a verb whose object is a noun that takes up an earlier act.

    Parameters
    ----------
    scene
        The passage.
    match
        The verb, a trigger of which no other side was found.
    sources
        Who acts.
    kinds
        The events of the nouns of the passage that are triggers, by token number.
    acts
        What was told in the article so far and in this passage.
    """
    noun = _noun(scene, match) if match.trigger.event in _VERDICTS else None
    if noun is None:
        return
    here = scene.offset + noun.idx
    before = [act for act in acts if here - _REACH < act.position < here]
    for source in sources:
        for entity in _authors(scene, noun, source, match, kind=kinds.get(noun.i), acts=before):
            yield Tie(match, source, _filler(noun, entity), symmetric=False)


def _noun(scene: Scene, match: Match) -> Token | None:
    """Give the definite noun that says what a verb is about, if nobody stands in its phrase."""
    if match.head.tag_ not in VERB_TAGS:
        return None
    found = (token for slot in _SLOTS for token in fill(match.head, slot) if token.tag_ in _COMMON_NOUNS)
    noun = next(found, None)
    if noun is None or scene.actor_at(noun) is not None or scene.fillers(noun, "obj"):
        return None
    own = children_of(noun)
    is_told = any(child.lower_ in grammar_words("taking_up") for child in noun.lefts)
    return noun if is_told and all(child.dep_ not in _SAYING_MORE for child in own) else None


def _authors(
    scene: Scene, noun: Token, source: Filler, match: Match, *, kind: Event | None, acts: Sequence[Act]
) -> tuple[str, ...]:
    """Give whose act a noun takes up, seen from who speaks of it: the latest that fits."""
    lemma, own = noun.lemma_.lower(), _state(scene, source.entity)
    here = scene.offset + noun.idx
    if match.trigger.event == "AGREE" and kind not in _OFFERS:
        return ()
    is_any = lemma in grammar_words("any_act")
    for act in reversed(acts):
        is_alike = kind == act.event and kind not in _MET
        if not (lemma in act.words or is_alike or (is_any and here - act.position < _JUST)):
            continue
        ends = (act.source, act.target) if act.mutual else (act.source,)
        others = tuple(e for e in ends if e is not None and _state(scene, e) != own)
        if kind in _ADDRESSED and act.event in _ADDRESSED:
            is_answer = act.target is not None and _state(scene, act.target) == own
            if not is_answer:
                continue
        if others:
            return others
    return ()


def _state(scene: Scene, entity_id: str) -> str:
    """Give the state that an entity acts for, else itself."""
    entity = scene.memory.entity(entity_id)
    return entity.country if entity.type in {"person", "organization"} and entity.country else entity_id


def _filler(noun: Token, entity: str) -> Filler:
    """Let a noun and its article mean the entity whose act it takes up."""
    first = min(
        (child for child in children_of(noun) if child.dep_ == "det"), key=lambda t: t.i, default=noun
    )
    candidate = Candidate(
        first.idx, noun.idx + len(noun), first.i, noun.i, noun.i, "role", role=noun.lemma_.lower()
    )
    return Filler(entity, Actor(candidate, (entity,), "coreference"), "act", 0, (entity,))
