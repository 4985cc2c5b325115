"""Denials: who says that what was told is not so: "..., which Kigali denies", "Moscow rejects the charge"."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from detente.extract.speech.citers import Attribution, by_subject, subject_of, word_lists
from detente.extract.syntax import cues
from detente.extract.syntax.tokens import sentence_of, words_in
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from detente.extract.schema import Entity
    from detente.extract.ties.scene import Filler, Scene, Tie

_THAT = frozenset({"it", "this", "that", "which"})
_CALLS = frozenset({"call", "brand", "label", "term", "dub", "say", "insist", "describe"})
_UNTRUE = frozenset(
    "otherwise untrue false nonsense baseless unfounded groundless lie lies fiction fabrication fantasy"
    " slander propaganda disinformation misinformation hoax smear fake absurd ridiculous fabricated".split()
)
_RELATIVE = frozenset({"who", "which", "that"})
_SAID = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN", "YIELD", "SANCTION", "COERCE"})
"""Of these, the other side denies what they are about or what they punish, not that they were made."""
_STATE_BODIES = frozenset({"person", "organization"})
_DENYING = frozenset({"deny", "disclaim"})
_CONTENT = frozenset({"xcomp", "ccomp", "pcomp"})


def read_denial(tie: Tie, scene: Scene, *, told: bool) -> Attribution | None:
    """Read who of the two ends of a tie denies it, in the same sentence or the next.

    Parameters
    ----------
    tie
        A tie.
    scene
        The passage it stands in.
    told
        Whether somebody is cited for it: who rejects "it" then rejects a charge, not a plan.

    Returns
    -------
    Attribution or None
        Who denies it, and the verb that does.
    """
    head = tie.match.head
    if tie.match.trigger.event is None or tie.source.slot == "near":
        return None
    if _is_by_the_way(head):
        return None
    ends = (tie.source,) if tie.match.trigger.event in _SAID else (tie.source, tie.target)
    for verb in _denials(head):
        flat = verb.lemma_ in word_lists()["denial"]["flat"] or verb.lemma_ in _CALLS
        speaking = verb if verb.dep_ != "xcomp" or cues.is_verb(verb.head) else verb.head.head
        subject = subject_of(speaking) if told or flat else None
        if subject is not None and subject.lower_ not in _RELATIVE and _is_one_of(subject, ends, scene):
            return by_subject(speaking)
    if told and tie.match.trigger.event not in _SAID and cues.is_verb(head):
        for verb in _restatements(head, scene):
            subject = subject_of(verb)
            if subject is not None and _is_one_of(subject, (tie.source,), scene):
                return by_subject(verb)
    return None


def _is_by_the_way(head: Token) -> bool:
    """Tell whether a word stands in a clause put in before the verb: "Egypt, which sued it, ..."."""
    clause = cues.clause_head(head)
    return (
        clause.dep_ == "relcl"
        and cues.follows_comma(clause)
        and clause.right_edge.i < sentence_of(head).root.i
        and clause.head.i < sentence_of(head).root.i
    )


def _is_one_of(subject: Token, ends: tuple[Filler, ...], scene: Scene) -> bool:
    """Tell whether the one who denies is an end of the tie, or speaks for it."""
    actor = scene.actor_at(subject)
    if actor is None or len(actor.entities) != 1:
        return False
    entity = scene.memory.entity(actor.entities[0])
    return any(end.entity in (entity.id, entity.country) or _speaks_for(entity, end, scene) for end in ends)


def _speaks_for(entity: Entity, end: Filler, scene: Scene) -> bool:
    """Tell whether who denies answers for a body of the same state: a minister for his parliament."""
    body = scene.memory.entity(end.entity)
    bodies = {entity.type, body.type} <= _STATE_BODIES
    return bodies and body.country is not None and body.country == entity.country


def _restatements(head: Token, scene: Scene) -> Iterator[Token]:
    """Yield the verbs behind a word that deny an act without naming anybody else: "denies harbouring anyone".

    Who is charged with an act and denies one denies that; a third that is named would be another act.
    """
    doc, end = head.doc, sentence_of(head).end
    after = sentence_of(doc[end]) if end < len(doc) and "\n\n" not in doc[end - 1].text_with_ws else None
    for word in doc[head.i + 1 : end if after is None else after.end]:
        if word.lemma_ not in _DENYING or not cues.is_verb(word) or not _is_told(word):
            continue
        if word.i >= end and after is not None and not _leads(word, after.root):
            continue
        acts = [c for c in children_of(word) if c.dep_ in _CONTENT and cues.is_verb(c) and c.i > word.i]
        own = acts and all(_is_own(act) for act in acts) and _points_back(word, head)
        if own and not any(_names_another(act, word, scene) for act in acts):
            yield word


def _is_own(act: Token) -> bool:
    """Tell whether what is denied is said of who denies it: a gerund, or a clause with a pronoun."""
    subjects = cues.children(act, "nsubj", "nsubjpass")
    return not subjects or all(t.tag_ == "PRP" for t in subjects)


def _names_another(act: Token, verb: Token, scene: Scene) -> bool:
    """Tell whether a clause has an actor that is not who denies it; "it" is the act or the denier."""
    subject = subject_of(verb)
    denier = scene.actor_at(subject) if subject is not None else None
    own = frozenset(denier.entities) if denier is not None else frozenset()
    actors = (scene.actor_at(t) for t in act.subtree if t.lower_ not in ("it", "so") and t.tag_ != "PRP$")
    return any(a is not None and own.isdisjoint(a.entities) for a in actors)


def _denials(head: Token) -> Iterator[Token]:
    """Yield the verbs that deny what the clause of a word tells, behind it."""
    sentence = sentence_of(head)
    words = words_in(sentence)
    if not _forms().isdisjoint(words) or not _UNTRUE.isdisjoint(words):
        for word in sentence.doc[head.i + 1 : sentence.end]:
            verb = _denial_by(word)
            if verb is not None and verb.i > head.i and _points_back(verb, head):
                yield verb
    if sentence.end < len(sentence.doc):
        after = sentence_of(sentence.doc[sentence.end])
        words = words_in(after)
        if (_forms().isdisjoint(words) and _UNTRUE.isdisjoint(words)) or after[0].is_quote:
            return
        yield from (verb for verb in map(_denial_by, after) if verb is not None and _leads(verb, after.root))


def _leads(verb: Token, root: Token) -> bool:
    """Tell whether a verb is what its sentence tells: "has been careful to say otherwise"."""
    while verb != root and verb.dep_ in ("xcomp", "acomp"):
        verb = verb.head
    return verb == root


def _denial_by(word: Token) -> Token | None:
    """Give the verb that denies: "rejects" with "the charge", or the "called" of "called it nonsense"."""
    if word.lower_ in _forms():
        return word if _denies(word) else None
    if word.lower_ not in _UNTRUE:
        return None
    verb = next((t for t in word.ancestors if t.lemma_ in _CALLS), None)
    if verb is None or not _is_told(verb):
        return None
    if word.lower_ == "otherwise":
        return verb if word.head == verb else None
    said_of = (t for t in verb.subtree if t.dep_ in ("nsubj", "dobj") and verb.i < t.i < word.i)
    return verb if any(map(_is_charge, said_of)) else None


def _is_told(verb: Token) -> bool:
    """Tell whether a verb tells what was or is: no "not", no "may"."""
    return cues.negation(verb) is None and all(c.tag_ != "MD" for c in cues.verb_group(verb))


def _is_charge(noun: Token) -> bool:
    """Tell whether a noun or pronoun is what was told before: "it", "the charge", not "a report of X"."""
    if noun.lower_ not in _THAT and noun.lemma_.lower() not in word_lists()["denial"]["charge"]:
        return False
    return not cues.children(noun, "acl") and all(
        c.lower_ not in ("of", "that", "by") for c in cues.children(noun, "prep")
    )


@functools.cache
def _forms() -> frozenset[str]:
    words = word_lists()["denial"]
    return words["form"] | words["flat"]


def _denies(verb: Token) -> bool:
    """Tell whether a verb denies a thing told: "denied it", "rejects the charge", "denies having done so"."""
    if not _is_told(verb):
        return False
    things = cues.children(verb, "dobj")
    if things:
        return any(map(_is_charge, things))
    if verb.dep_ in ("relcl", "acl") and verb.head.lemma_.lower() in word_lists()["denial"]["charge"]:
        return True  # "a charge that Lome rejects"
    return any(
        c.lower_ in ("doing", "done") and any(x.lower_ == "so" for x in children_of(c))
        for c in cues.children(verb, "xcomp", "ccomp")
    )


def _points_back(verb: Token, head: Token) -> bool:
    """Tell whether a verb behind a word heads a clause of its own, not the one above it."""
    if verb in (head.head, head) or any(verb == t for t in head.ancestors):
        # A clause before a semicolon may hang on the one that denies it: "... ; Cairo denied it."
        return any(t.text == ";" for t in head.doc[head.i : verb.i])
    return True
