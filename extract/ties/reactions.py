"""Ties of those who judge what another did, as "Serbia condemned the move" after "Kenya recognised Kosovo".

What is judged stands as a definite noun that names nobody: "the move", "the pardon", "the charge". Whose act
it is the text said before: it is the source of the last tie whose event the noun can mean.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract.naming.phrases import is_definite
from detente.extract.reference.actors import implied
from detente.extract.syntax.arguments import NOUN_TAGS, objects, prepositional
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of
from detente.extract.ties.acts import SOMEBODY, act_of, doers_of
from detente.extract.ties.fit import fits
from detente.extract.ties.replies import strike_back
from detente.extract.ties.scene import Filler, Tie

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from detente.extract.schema import Event
    from detente.extract.ties.acts import Act
    from detente.extract.ties.scene import Scene
    from detente.extract.ties.triggers import Match
    from detente.extract.vocabulary import Pos, Vocabulary

_JUDGING: frozenset[Event] = frozenset({"ACCUSE", "REJECT", "SUPPORT", "PROTEST"})
_SHARED: frozenset[Event] = frozenset({"AGREE", "CONSULT"})
_TOLD: frozenset[Event] = frozenset({"ACCUSE", "REQUEST", "THREATEN"})
_POS: tuple[Pos, ...] = ("n", "v")
_PRONOUNS = frozenset({"it", "this", "that"})
_ABOUT = ("at", "against", "over", "about")
_DEEDS: frozenset[Event] = frozenset({"SANCTION", "COERCE", "ASSAULT", "YIELD", "MOBILIZE", "AID", "AGREE"})
_REACH, _KEPT, _CHAIN = 2, 8, 5


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """Whose act it was that somebody judged, in which sentence; open if it was "the move" or the like."""

    sentence: int
    doers: tuple[str, ...]
    is_open: bool


def react(
    scene: Scene, readings: Sequence[list[Match]], ties: Sequence[Tie], *, vocabulary: Vocabulary
) -> Iterator[Tie]:
    """Yield whom those tie themselves to who judge an act that was told before.

    The acts of the passage are remembered for the next one.

    Parameters
    ----------
    scene
        The passage.
    readings
        The readings of its trigger words.
    ties
        The ties that their own slots gave.
    vocabulary
        Says which events a noun can mean.
    """
    memory = scene.memory
    acts = [*memory.acts, *(act_of(scene, tie) for tie in ties if tie.match.trigger.event is not None)]
    acts.sort(key=lambda act: act.position)
    used = {tie.match.head.i for tie in ties}
    for found in readings:
        answer = strike_back(scene, found, used, acts)
        if answer is not None:
            acts.append(act_of(scene, answer))
            yield answer
            continue
        judgement = next(_judgements(scene, [match for match in found if match.head.i not in used]), None)
        if judgement is None:
            continue
        match, noun, judges = judgement
        own = {e for judge in judges for e in (judge.entity, memory.entity(judge.entity).country) if e}
        for judge in judges:
            doers = _doers(scene, noun, own, acts, vocabulary)
            if doers:
                is_open = noun.lemma_.lower() in grammar_words("acts") or (
                    memory.judged is not None and memory.judged.is_open and noun.lower_ in _PRONOUNS
                )
                memory.judged = Judged(scene.number_of(noun), tuple(doers), is_open)
            for doer in doers:
                span = noun.doc[noun.left_edge.i : noun.i + 1]
                tie = Tie(match, judge, Filler(doer, implied(span, doer), "act", 2), symmetric=False)
                if fits(tie, scene):
                    acts.append(act_of(scene, tie))
                    yield tie
    memory.acts = sorted(acts, key=lambda act: act.position)[-_KEPT:]


def _judgements(scene: Scene, readings: list[Match]) -> Iterator[tuple[Match, Token, list[Filler]]]:
    """Yield the readings of a verb by which somebody judges an act, with its noun and who judges."""
    for match in readings:
        if match.trigger.pos != "v" or match.trigger.event not in _JUDGING:
            continue
        noun = _judged(scene, match)
        judges = doers_of(scene, match.head) if noun is not None else []
        if noun is not None and judges:
            yield match, noun, judges


def _judged(scene: Scene, match: Match) -> Token | None:
    """Give the noun of the act that a verb judges, if it does not say by itself whose it was."""
    verb = match.head
    nouns = [
        *objects(verb),
        *(t for word in _ABOUT for top in match.tokens for t in prepositional(top, word)),
    ]
    nouns += [
        c
        for child in children_of(verb)
        if child.dep_ in {"ccomp", "oprd"}
        for c in children_of(child)
        if c.dep_ == "nsubj" and c.i > verb.i
    ]
    for noun in nouns:
        if verb.dep_ == "relcl" and noun == verb.head and _takes_up(scene, noun):
            return noun
        if noun.lower_ in _PRONOUNS and scene.actor_at(noun) is None:
            return noun
        if noun.tag_ not in NOUN_TAGS or not noun.text.islower() or not is_definite(noun):
            continue
        said = any(child.dep_ in {"relcl", "acl", "prep", "poss"} for child in children_of(noun))
        if not said and not any(scene.actor_at(t) is not None for t in noun.subtree if t.i <= noun.i):
            return noun
    return None


def _takes_up(scene: Scene, noun: Token) -> bool:
    """Whether a noun after a clause names the act that the clause told: "freed him, a step Rome praised"."""
    if noun.dep_ not in {"appos", "npadvmod"} or noun.lemma_.lower() not in grammar_words("acts"):
        return False
    return not any(scene.actor_at(t) is not None for t in noun.lefts)


def _doers(
    scene: Scene, noun: Token, own: set[str], acts: Sequence[Act], vocabulary: Vocabulary
) -> list[str]:
    """Give whose act a noun means: of the last sentence that tells of such an act, or of its main subject."""
    lemma = noun.lemma_.lower()
    kin = (t for pos in _POS for t in vocabulary.triggers.get((lemma, pos), ()))
    meant = {t.event for t in kin if not t.others}
    is_it = lemma in _PRONOUNS
    is_any, is_told = is_it or lemma in grammar_words("acts"), lemma in grammar_words("tellings")
    here, place = scene.number_of(noun), scene.offset + noun.idx
    chain = scene.memory.judged
    if is_it and chain is not None and chain.sentence >= here - 1 and not own & set(chain.doers):
        return list(chain.doers)
    if is_any and not is_it and chain is not None and chain.is_open and not own & set(chain.doers):
        since = [act for act in acts if chain.sentence < act.sentence and act.position < place]
        is_near, deeds = here - chain.sentence <= _CHAIN, [act for act in since if act.event in _DEEDS]
        if is_near and not deeds:
            return list(chain.doers)  # others judged it before
        if is_near and not any(act.sentence >= here - 1 for act in deeds):
            return []  # it may be what was judged before, or what was done since
    for number in range(here, here - (1 if is_it else _REACH) - 1, -1):
        fit = [
            act for act in acts
            if act.sentence == number and act.position < place and not is_told
            and (is_any or act.event in meant or (meant <= _TOLD and act.event in _TOLD))
            and not own & {act.source, scene.memory.entity(act.source).country}
        ]  # fmt: skip
        mains = _mains_of(scene, number, place, own) if is_any or is_told else []
        if fit and not {act.source for act in fit} & set(mains):
            one = fit[0] if is_any else fit[-1]
            both = one.event in _SHARED and not is_any
            last = [act for act in fit if act.position == one.position]
            ends = [e for act in last for e in (act.source, *((act.target,) if both else ()))]
            return [e for e in dict.fromkeys(ends) if not own & {e, scene.memory.entity(e).country}]
        if mains or (number < here and (is_any or is_told)):
            return mains
    return []


def _mains_of(scene: Scene, number: int, place: int, own: set[str]) -> list[str]:
    """Give the main subjects of a sentence, all that are listed, if they are others than those who judge."""
    memory = scene.memory
    main = [s for s in memory.in_sentence(number) if s.standing == "main" and s.position < place]
    entities = [memory.entity(e) for e in dict.fromkeys(s.entity for s in main)]
    if any(e.generic or e.type not in SOMEBODY for e in entities):
        return []
    return [e.id for e in entities if not own & {e.id, e.country}]
