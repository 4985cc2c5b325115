"""Ties of those who answer without saying whom: "Iran seized a Greek tanker; Greece protested".

Who is answered is the other end of the last act in which those stood who answer; of a protest, else whoever
the sentence before tells of.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from detente.extract.reference.actors import implied
from detente.extract.syntax.arguments import VERB_TAGS, is_passive, surface_subjects
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tokens import with_lemma
from detente.extract.syntax.tree import children_of
from detente.extract.ties.acts import SOMEBODY, act_of, doers_of
from detente.extract.ties.fit import fits
from detente.extract.ties.scene import Filler, Tie
from detente.extract.ties.triggers import Match
from detente.extract.vocabulary import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from detente.extract.schema import Event
    from detente.extract.ties.acts import Act
    from detente.extract.ties.scene import Scene

_ASKING: frozenset[Event] = frozenset({"REQUEST"})
_OFFERING: frozenset[Event] = frozenset({"REQUEST", "AGREE", "CONSULT", "COOPERATE", "AID", "SUPPORT"})
_HARMING: frozenset[Event] = frozenset(
    {"ACCUSE", "REJECT", "THREATEN", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "REQUEST", "PROTEST"}
)
_HOSTILE: frozenset[Event] = frozenset({"ASSAULT", "MOBILIZE"})
_NOBODY = frozenset({"neither", "none", "no", "nobody"})
_SAYING = frozenset({"say", "answer", "reply"})
_WORDS = frozenset({"intj", "dobj", "ccomp", "advmod"})
_COMPLETE = frozenset({"dobj", "ccomp", "dative", "agent", "attr", "acomp", "oprd"})
_IDLE_PHRASES = frozenset("in on at after before within by during since for from".split())


def reply(scene: Scene, ties: Sequence[Tie]) -> Iterator[Tie]:
    """Yield the ties of those who answer an act that was told before.

    Parameters
    ----------
    scene
        The passage.
    ties
        The ties that slots of triggers gave.
    """
    used = {tie.match.head.i for tie in ties}
    acts: list[Act] | None = None
    for verb in with_lemma(scene.doc, _answering()):
        event = _answer(verb) if verb.tag_ in VERB_TAGS and verb.i not in used else None
        if event is None or _is_complete(verb) or is_passive(verb):
            continue
        if acts is None:
            told = (act_of(scene, tie) for tie in ties if tie.match.trigger.event is not None)
            acts = sorted([*scene.memory.acts, *told], key=lambda act: act.position)
        subjects = [f for s in surface_subjects(verb) if s.i < verb.i for f in scene.fillers(s, "subj")]
        if any(c.lower_ in _NOBODY for s in surface_subjects(verb) for c in (s, *s.lefts)):
            continue
        subjects = [f for f in subjects if f.depth <= 1 and scene.type_of(f.entity) in SOMEBODY]
        for subject in subjects:
            other = _answered(scene, verb, subject.entity, event, acts)
            if other is None:
                continue
            actor = implied(verb.doc[verb.i : verb.i + 1], other)
            match = Match(verb, (verb,), Trigger(verb.lemma_.lower(), (), "v", event, None))
            tie = Tie(match, subject, Filler(other, actor, "act", 2), symmetric=False)
            if fits(tie, scene):
                yield tie


def strike_back(scene: Scene, readings: list[Match], used: set[int], acts: Sequence[Act]) -> Tie | None:
    """Give the tie of those who strike back at nobody named: at whoever attacked them, as was told before.

    "X fired at Y and Y's forces returned fire".

    Parameters
    ----------
    scene
        The passage.
    readings
        The readings of one word.
    used
        The words by which the rules tie somebody already.
    acts
        What was told so far.
    """
    match = readings[0]
    if match.trigger.pos != "v" or match.head.i in used or match.trigger.event != "ASSAULT":
        return None
    if not {match.trigger.phrase, match.trigger.phrase.replace(" ", "-")} & grammar_words("answering"):
        return None
    here, place = scene.number_of(match.head), scene.offset + match.head.idx
    for own in doers_of(scene, match.head):
        mine = {own.entity, scene.memory.entity(own.entity).country} - {None}
        for act in reversed(acts):
            near = here - 1 <= act.sentence <= here and act.position < place
            if near and act.event in _HOSTILE and act.target in mine and act.source not in mine:
                span = match.head.doc[match.head.i : match.head.i + 1]
                other = Filler(act.source, implied(span, act.source), "act", 2)
                tie = Tie(match, own, other, symmetric=False)
                return tie if fits(tie, scene) else None
    return None


@functools.cache
def _answering() -> frozenset[str]:
    """Give the verbs that may answer: a passage is looked through for them once."""
    lists = ("refusing", "protesting", "consenting", "giving_in")
    return _SAYING.union(*(grammar_words(name) for name in lists))


def _answer(verb: Token) -> Event | None:
    """Give what an answer is: a refusal, a protest, a consent, a concession; None if the verb gives none."""
    lemma = verb.lemma_.lower()
    if lemma in grammar_words("refusing"):
        return "REJECT"
    if lemma in grammar_words("protesting"):
        return "ACCUSE"
    if lemma in grammar_words("consenting"):
        return "AGREE"
    if lemma in grammar_words("giving_in"):
        return "YIELD"
    if lemma in _SAYING:
        said = {c.lower_ for c in children_of(verb) if c.i > verb.i and c.dep_ in _WORDS}
        return "REJECT" if "no" in said else "AGREE" if "yes" in said else None
    return None


def _is_complete(verb: Token) -> bool:
    """Whether a verb names what or whom it answers, or is denied: "refused the offer", "did not protest"."""
    if verb.dep_ in {"acl", "relcl", "xcomp", "pcomp", "amod", "csubj"}:
        return True
    lemma = verb.lemma_.lower()
    for child in children_of(verb):
        if child.dep_ == "neg" or child.tag_ == "MD":
            return True
        if child.dep_ in _COMPLETE and not (lemma in _SAYING and child.lower_ in {"no", "yes"}):
            return True
        if child.dep_ in {"xcomp", "advcl"} and child.i > verb.i:
            if child.lemma_.lower() in grammar_words("keeping_silent"):
                return True
            named = any(t.tag_ in {"NNP", "NNPS"} for t in child.subtree)
            if named or lemma not in grammar_words("refusing"):
                return True
        if child.dep_ == "prep" and child.i > verb.i and child.lower_ not in _IDLE_PHRASES:
            return True
        if child.dep_ == "prt" and lemma not in grammar_words("giving_in"):
            return True
    return False


def _answered(scene: Scene, verb: Token, own: str, event: Event, acts: Sequence[Act]) -> str | None:
    """Give whom somebody answers: who did the last act to them, told here or in the sentence before."""
    memory, here, place = scene.memory, scene.number_of(verb), scene.offset + verb.idx
    state = memory.acts_for(own)
    reach = 0 if verb.dep_ == "advcl" else 1
    near = [a for a in acts if a.position < place and here - a.sentence <= reach]
    fit = _OFFERING if event in {"AGREE", "YIELD"} else _HARMING | _OFFERING
    for act in reversed(near):
        ends = {memory.acts_for(act.source), memory.acts_for(act.target)}
        if memory.acts_for(act.target) == state and act.event in fit and len(ends) > 1:
            return act.source
    last = next((a for a in reversed(near) if a.event in fit), None)
    is_protest = event == "ACCUSE" or verb.lemma_.lower() in grammar_words("objecting")
    if last is None or not (is_protest or (event == "REJECT" and last.event in _ASKING)):
        return None
    return last.source if memory.acts_for(last.source) != state and last is near[-1] else None
