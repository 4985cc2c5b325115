"""Who owns what by the line of words: "A's mine at X", "X, in which A and B each hold 9%", "held by A (40%)".

`stakes` follows the parse from the verbs and shares; here lists are read in their order, since a parse loses
their members between brackets, relative clauses and words such as "each", "jointly" and "together with".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.knowledge.structurewords import structure_list
from detente.extract.naming.candidates import NAMED
from detente.extract.structural.shares import STAKES, WORKS, firm_at, is_ownable
from detente.extract.syntax.tokens import sentence_of, tokens_of
from detente.extract.ties.scene import Filler, distinct, noun_tie

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from detente.extract.reference.actors import Actor
    from detente.extract.reference.memory import Memory
    from detente.extract.ties.scene import Scene, Tie

_OWNING = frozenset("own owns owned control controls controlled".split())
_HOLDING = frozenset("hold holds held have has had own owns owned".split())
_SHARED = frozenset("owned held controlled shared".split())
_OWNERS = frozenset({"country", "company", "organization", "person"})
_BETWEEN = frozenset({",", "and", "the", "each", "both", "also", "now", "jointly", "respectively"})
_STATES = frozenset({"state", "government", "'s", "’s"})
_AT = frozenset({"at", "in", "near", "on", "outside"})
_IN_WORKS = frozenset("NN NNP JJ VBN VBG HYPH CD JJR JJS".split())
_NEAR, _FAR = 6, 12


def holders(scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Yield who owns firms, routes and works where the words in their order tell it.

    Parameters
    ----------
    scene
        The passage.
    memory
        Knows the entities.
    """
    for word in tokens_of(scene.doc):
        if word.tag_ in {"POS", "PRP$"}:
            yield from _works_of(scene, word, memory)
        elif word.lower_ in _OWNING | _HOLDING:
            yield from _relative(scene, word, memory)
            if word.lower_ in _SHARED:
                yield from _held_by(scene, word, memory)
        if word.lower_ in _OWNING or word.lower_ == "shared":
            yield from _together(scene, word, memory)


def _works_of(scene: Scene, mark: Token, memory: Memory) -> Iterator[Tie]:
    """Read "the firm's refinery at X", "its copper mine in Y": who has works has those that stand there."""
    doc = scene.doc
    owner = scene.actor_at(mark if mark.tag_ == "PRP$" else doc[mark.i - 1]) if mark.i else None
    if owner is None or len(owner.entities) != 1 or memory.entity(owner.entities[0]).type != "company":
        return
    end = sentence_of(mark).end
    noun = next(
        (
            t
            for t in doc[mark.i + 1 : min(mark.i + _NEAR, end)]
            if t.lemma_.lower() in WORKS or t.tag_ not in _IN_WORKS
        ),
        None,
    )
    if noun is None or noun.lemma_.lower() not in structure_list("companies", "works"):
        return
    if noun.i + 2 >= end or doc[noun.i + 1].lower_ not in _AT:
        return
    site = scene.actor_at(doc[noun.i + 2])
    if site is None or site is owner or len(site.entities) != 1 or site.candidate.kind not in NAMED:
        return
    place = memory.entity(site.entities[0])
    if place.type == "place" and not place.generic:
        holder = Filler(owner.entities[0], scene.named_before(owner, owner.entities[0]), "poss", 0)
        yield noun_tie("owns", noun, holder, Filler(place.id, site, "at", 0))


def _relative(scene: Scene, verb: Token, memory: Memory) -> Iterator[Tie]:
    """Read "X, which A and B control", "X, in which A and B each hold 20%"."""
    doc = scene.doc
    who, start = _listed_before(scene, verb.i, memory)
    if not who or start < 2 or doc[start - 1].lower_ not in {"which", "that"}:
        return
    inside = doc[start - 2].lower_ in {"in", "of"}
    after = doc[verb.i + 1 : min(verb.i + _NEAR, sentence_of(verb).end)]
    shares = any(t.lemma_.lower() in STAKES for t in after)
    if inside and not shares:
        return
    if not inside and (verb.lower_ not in _OWNING or (after and after[0].tag_ == "DT")):
        return
    firm = _before(scene, start - 1 - inside, memory)
    if firm is not None:
        yield from _owning(verb, who, firm, memory)


def _held_by(scene: Scene, verb: Token, memory: Memory) -> Iterator[Tie]:
    """Read the list behind "held by A (40%), the fund B (20%) and the state of C (10%)"."""
    doc, end = scene.doc, sentence_of(verb).end
    by = next((t for t in doc[verb.i + 1 : min(verb.i + 3, end)] if t.lower_ == "by"), None)
    if by is None:
        return
    listed, counted = list[Filler](), False
    for token in doc[by.i + 1 : end]:
        actor = scene.actor_at(token)
        if actor is not None and actor.candidate.kind in NAMED:
            if _may_own(scene, actor):
                listed += [Filler(e, actor, "by", 0) for e in actor.entities]
        elif token.tag_ in {"VBD", "VBZ", "VBP", "MD", "WDT", "WP"} or token.text in {";", ":"}:
            break
        counted = counted or token.lower_ in {"%", "percent", "cent"}
    firm = _subject_before(scene, verb, memory)
    if not counted or firm is None or len(listed) < 2:
        return  # what the parse gives
    yield from _owning(verb, listed, firm, memory)


def _together(scene: Scene, verb: Token, memory: Memory) -> Iterator[Tie]:
    """Read who owns beside the owner: "which A owns together with B", "A owns X jointly with B"."""
    doc, end = scene.doc, sentence_of(verb).end
    with_ = next((t for t in doc[verb.i + 1 : min(verb.i + _FAR, end)] if t.lower_ == "with"), None)
    if with_ is None or (
        with_.i > verb.i + 1 and with_.nbor(-1).lower_ not in {"jointly", "together", "along"}
    ):
        return
    who, start = _listed_before(scene, verb.i, memory)
    firm = (
        _before(scene, start, memory, clause=True)
        if start and doc[start - 1].lower_ in {"which", "that"}
        else None
    )
    if firm is None:
        firm = next(
            (f for t in doc[verb.i + 1 : with_.i] if (f := firm_at(scene, t, memory)) is not None), None
        )
    if firm is None and scene.actor_at(doc[start - 1]) is None and start:
        firm = _before(scene, start, memory)  # "the venture it owns with B"
    beside = _listed_after(scene, with_.i + 1)
    if firm is not None and who and beside:
        yield from _owning(verb, [*who, *beside], firm, memory)


def _owning(verb: Token, holders: list[Filler], firm: Filler, memory: Memory) -> Iterator[Tie]:
    """Yield that each of those who may own anything owns a firm."""
    for holder in distinct(holders):
        if memory.entity(holder.entity).type in _OWNERS and holder.entity != firm.entity:
            yield noun_tie("owns", verb, holder, firm)


def _listed_before(scene: Scene, i: int, memory: Memory) -> tuple[list[Filler], int]:
    """Give who is listed right before a token, and where the list begins."""
    doc, found = scene.doc, list[Filler]()
    while i > 0:
        token = doc[i - 1]
        actor = scene.actor_at(token)
        if actor is not None and actor.candidate.kind in NAMED | {"pronoun"}:
            if _may_own(scene, actor):
                found += [Filler(e, actor, "subj", 0) for e in actor.entities]
            i = actor.candidate.first
        elif token.lower_ in _BETWEEN | _STATES or (found and token.tag_ in {"NN", "JJ", "DT"}):
            i -= 1
        else:
            break
    owners = [f for f in distinct(found[::-1]) if memory.entity(f.entity).type in _OWNERS]
    return owners, i


def _listed_after(scene: Scene, i: int) -> list[Filler]:
    """Give the names of the list that begins at a token, or behind its "the two states"."""
    doc, found = scene.doc, list[Filler]()
    for token in doc[i : sentence_of(doc[i]).end] if i < len(doc) else ():
        actor = scene.actor_at(token)
        if actor is not None and actor.candidate.kind in NAMED:
            found += [Filler(e, actor, "with", 0) for e in actor.entities if _may_own(scene, actor)]
        elif token.lower_ not in _BETWEEN | _STATES and token.tag_ not in {"NN", "JJ"}:
            break
    return distinct(found)


def _before(scene: Scene, i: int, memory: Memory, *, clause: bool = False) -> Filler | None:
    """Give the firm or works that a relative clause beginning at a token is about."""
    doc = scene.doc
    i -= clause
    i -= bool(i) and doc[i - 1].text in {",", "—", "–"}
    firm = firm_at(scene, doc[i - 1], memory) if i else None
    if firm is not None and firm.actor.candidate.kind in NAMED and is_ownable(firm, memory):
        return firm
    start = sentence_of(doc[i - 1]).start if i else 0
    for j in range(i - 1, max(i - _NEAR, start), -1):  # "X, a rail venture in which"
        if doc[j].text == ",":
            named = firm_at(scene, doc[j - 1], memory)
            return named if named is not None and is_ownable(named, memory) else None
        if doc[j].tag_ not in _IN_WORKS | {"DT", "IN", "POS"}:
            return None
    return None


def _may_own(scene: Scene, actor: Actor) -> bool:
    """Whether a name is the owner itself, not whose firm it is: "Peru's Hochschild", "the French state"."""
    after = scene.doc[actor.candidate.last + 1 : actor.candidate.last + 3]
    possessor = len(after) > 0 and after[0].tag_ == "POS"
    if actor.reason == "demonym" or possessor:
        return any(t.lower_ in {"state", "government"} for t in after)
    return True


def _subject_before(scene: Scene, verb: Token, memory: Memory) -> Filler | None:
    """Give the firm whose sentence a participle belongs to: the last named before it."""
    start = sentence_of(verb).start
    for j in range(verb.i - 1, start - 1, -1):
        actor = scene.actor_at(scene.doc[j])
        if actor is not None and actor.candidate.kind in NAMED and actor.reason != "demonym":
            return firm_at(scene, scene.doc[j], memory)
    return None
