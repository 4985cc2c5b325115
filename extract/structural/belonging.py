"""Who belongs to what by the line of words: "X, to which A, B and C belong", "both belong to Y".

The parser takes "belong" for a noun behind a list and hangs a clause about a body on the nearest noun. The
words themselves are plain: whoever is listed before the verb belongs to the body that "to which" follows, or
that "to" leads to. `memberships` reads the clauses that the parser gets right.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from detente.extract.knowledge.structurewords import structure_list
from detente.extract.naming.candidates import NAMED
from detente.extract.syntax.tokens import sentence_of, text_of, tokens_of
from detente.extract.ties.scene import Filler, distinct, noun_tie

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from detente.extract.reference.actors import Actor
    from detente.extract.reference.memory import Memory
    from detente.extract.ties.scene import Scene, Tie

_WHICH = frozenset({"which", "whom"})
_PAIR = 2
_REACH = 6
_COUNTS = {word: n for n, word in enumerate("two three four five six seven eight nine ten".split(), 2)}


def belonging(scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Yield who is said to belong to a body, or to share or make one up, by the words in their order.

    Parameters
    ----------
    scene
        The passage.
    memory
        Knows the entities, and which states were named before.
    """
    sharing = structure_list("memberships", "sharing")
    members = structure_list("memberships", "members")
    for word in tokens_of(scene.doc):
        if word.lower_ in structure_list("memberships", "lasting"):
            yield from _belongs(scene, word, memory)
        elif word.lemma_ in sharing:  # "the club that A shares with B" is no share to the parser
            yield from _shares(scene, word, memory)
        elif word.lower_ == "among" and word.i and word.nbor(-1).text == ",":
            yield from _among_them(scene, word, memory)
        elif word.tag_ == "NNS" and (word.lemma_.lower() in members or _is_member_state(word)):
            yield from _bare_members(scene, word, memory)


def _belongs(scene: Scene, verb: Token, memory: Memory) -> Iterator[Tie]:
    """Read "X, to which A and B belong", "both belong to X"."""
    doc, first = scene.doc, verb.i
    while first and (doc[first - 1].lower_ in {"have", "has", "had"} or doc[first - 1].tag_ in {"RB", "MD"}):
        first -= 1
    if any(t.lower_ in {"not", "n't", "never"} for t in doc[first : verb.i]):
        return
    who, start = _listed_before(scene, first, memory)
    body = _before_which(scene, start, memory) or _after_to(scene, verb, memory)
    for member in who if body is not None else ():
        if body is not None and member.entity != body.entity and _may_belong(member, memory):
            yield noun_tie("member_of", verb, member, body)


def _shares(scene: Scene, verb: Token, memory: Memory) -> Iterator[Tie]:
    """Read "X, which A formed with B", "the club that A shares with B", "A, with which B makes up X"."""
    doc = scene.doc
    who, start = _listed_before(scene, verb.i, memory)
    if not who or verb.i + 1 >= len(doc):
        return
    linked = doc[start - 1] if start else None
    if doc[start - 1].lower_ == "including" and start > _PAIR:
        start -= 1 + (doc[start - 2].tag_ == "NNS") + (doc[start - 3].tag_ == "CD")
    body = _before_which(scene, start, memory, bare=True)
    beside: list[Filler] = []
    if body is not None and doc[verb.i + 1].lower_ == "with":
        beside = _listed_after(scene, verb.i + 1)
    elif body is not None and verb.lemma_ != "share":
        beside = who if len(who) > 1 else []
    elif linked is not None and linked.lower_ == "which" and linked.i and linked.nbor(-1).lower_ == "with":
        end = linked.i - 1 - (linked.i > 1 and doc[linked.i - 2].text == ",")
        beside, _ = _listed_before(scene, end, memory)
        body = _body_in(scene, verb.i + 1, memory)
    if body is not None and beside:
        for member in distinct([*who, *beside]):
            if memory.entity(member.entity).type == "country":
                yield noun_tie("member_of", verb, member, body)


def _among_them(scene: Scene, word: Token, memory: Memory) -> Iterator[Tie]:
    """Read "eleven of the Union's member states, among them A and B"."""
    doc = scene.doc
    if word.i + 1 >= len(doc) or doc[word.i + 1].lower_ not in {"them", "these"}:
        return
    members = structure_list("memberships", "members") | structure_list("memberships", "states")
    noun = next((t for t in reversed(doc[max(word.i - _REACH, 0) : word.i]) if t.tag_ == "NNS"), None)
    if noun is None or noun.lemma_.lower() not in members:
        return
    before = doc[max(noun.i - _REACH, sentence_of(noun).start) : word.i]
    named = (a for t in reversed(before) if (a := scene.actor_at(t)) is not None)
    body = next((f for a in named if (f := _as_body(a, memory)) is not None), None)
    for member in _listed_after(scene, word.i + 1) if body is not None else ():
        if body is not None and memory.entity(member.entity).type == "country":
            yield noun_tie("member_of", noun, member, body)


def _bare_members(scene: Scene, noun: Token, memory: Memory) -> Iterator[Tie]:
    """Read "two members, A and B", "poorer members such as A", of the body that the text speaks of."""
    doc, last = scene.doc, noun.i + 1
    said = {c.dep_ for c in noun.lefts} | {"of" for c in noun.rights if c.lower_ == "of"}
    if said & {"poss", "of", "relcl"} or last + 1 >= len(doc):
        return
    if any(
        scene.actor_at(t) is not None and scene.actor_at(t) is not scene.actor_at(noun) for t in noun.lefts
    ):
        return
    such = doc[last : last + 2].text.lower() == "such as" or doc[last].lower_ in {"like", "including"}
    if not such and not (doc[last].text == "," and any(c.tag_ == "CD" for c in noun.lefts)):
        return
    body = _topic(scene, noun, memory)
    for member in _listed_after(scene, last + (doc[last].lower_ == "such")) if body is not None else ():
        if body is not None and memory.entity(member.entity).type == "country":
            yield noun_tie("member_of", noun, member, body)


def _is_member_state(noun: Token) -> bool:
    before = noun.nbor(-1).lower_ if noun.i else ""
    return before in structure_list("memberships", "members")


def _topic(scene: Scene, word: Token, memory: Memory) -> Filler | None:
    """Give the body of states that a text spoke of last before a word."""
    doc = scene.doc
    entity = memory.latest_before(word.idx, len(text_of(doc)), "organization")
    if entity is None or set(memory.entity(entity).name.lower().split()) & structure_list(
        "memberships", "not_joined"
    ):
        return None
    near = [a for t in tokens_of(doc) if (a := scene.actor_at(t)) is not None]
    actor = next((a for a in near if entity in a.entities), near[0] if near else None)
    known = memory.entity(entity).country is None
    return Filler(entity, actor, "topic", 1) if actor is not None and known else None


def _listed_before(scene: Scene, i: int, memory: Memory) -> tuple[list[Filler], int]:
    """Give who is listed right before a token, or counted ("both", "all three"), and where that begins."""
    doc, found = scene.doc, list[Filler]()
    start = sentence_of(doc[i]).start if i < len(doc) else 0
    if i - start > _PAIR and doc[i - 1].lower_ == "others" and doc[i - 3].lower_ == "and":
        i -= 3  # "A, B and eight others"
    while i > start:
        actor = scene.actor_at(doc[i - 1])
        joins = doc[i - 1].lower_ in {",", "and", "the"} | structure_list("memberships", "beside")
        if actor is not None and (actor.candidate.kind in NAMED or actor.candidate.kind == "pronoun"):
            found = [*(Filler(e, actor, "subj", 0) for e in actor.entities), *found]
            i = actor.candidate.first
        elif actor is not None and not found and len(actor.entities) > 1:
            found = [Filler(e, actor, "subj", 0) for e in actor.entities]
            i = actor.candidate.first
        elif found and joins and (actor is None or doc[i - 1].lower_ == "the"):
            if doc[i - 1].text == "," and i - 2 >= start and scene.actor_at(doc[i - 2]) is None:
                break  # what stands before the comma is no member of the list
            i -= 1
        else:
            break
    if found:
        return found, i
    return _counted(scene, i, memory)


def _counted(scene: Scene, i: int, memory: Memory) -> tuple[list[Filler], int]:
    """Give whom "both", "all three", "the two states" right before a token means."""
    doc, end = scene.doc, i
    i -= bool(i and doc[i - 1].tag_ == "NNS")
    number = next((n for n in (_COUNTS.get(doc[i - 1].lower_),) if n is not None), 0) if i else 0
    i -= bool(number)
    if i and doc[i - 1].lower_ in {"both", "all", "the"} and (number or doc[i - 1].lower_ == "both"):
        number, i = number or _PAIR, i - 1
    else:
        return [], end
    near = [a for t in tokens_of(doc) if (a := scene.actor_at(t)) is not None]
    if not near:
        return [], i
    here = distinct([
        Filler(e, a, "subj", 0)
        for a in near if sentence_of(doc[end]).start <= a.candidate.first < i
        for e in a.entities if memory.entity(e).type == "country"
    ])  # fmt: skip
    if len(here) == number:
        return here, i
    states = memory.last_pair("country") if number == _PAIR else (
        memory.listed(number, "country", within=_REACH, without=frozenset()) or memory.main_states(number)
    )  # fmt: skip
    seen = {e: a for a in reversed(near) for e in a.entities}
    return [Filler(e, seen.get(e, near[0]), "topic", 1) for e in states], i


def _before_which(scene: Scene, i: int, memory: Memory, *, bare: bool = False) -> Filler | None:
    """Give the body that "to which" or "that" right before a token speaks of: "X, the club to which"."""
    doc = scene.doc
    opened = 1 if bare else 2
    if i <= opened:
        return None
    if bare and doc[i - 1].lower_ in {"which", "that"}:
        end = i - 1
    elif not bare and doc[i - 1].lower_ in _WHICH and doc[i - 2].lower_ in {"to", "in"}:
        end = i - 2
    elif bare and doc[i - 1].lemma_.lower() in structure_list("memberships", "clubs"):
        end = i  # "the bloc it shares with X"
    else:
        return None
    end -= doc[end - 1].text in {",", "—", "–"}
    actor = scene.actor_at(doc[end - 1])
    named = _as_body(actor, memory) if actor is not None else None
    if named is not None:
        return named
    club = doc[end - 1]
    if club.lemma_.lower() not in structure_list("memberships", "clubs"):
        return None
    for token in reversed(doc[max(club.i - _REACH, sentence_of(club).start) : club.i]):
        before = scene.actor_at(token)
        if before is not None and doc[before.candidate.last + 1].text == ",":
            return _as_body(before, memory)
    return None


def _after_to(scene: Scene, verb: Token, memory: Memory) -> Filler | None:
    """Give the body that "to" leads to: "belong to the X"."""
    after = scene.doc[verb.i + 1] if verb.i + 1 < len(scene.doc) else None
    return _body_in(scene, verb.i + 2, memory) if after is not None and after.lower_ == "to" else None


def _body_in(scene: Scene, i: int, memory: Memory) -> Filler | None:
    """Give the body that the words from a token on name, behind an article at most."""
    doc = scene.doc
    for token in doc[i : min(i + 3, len(doc))]:
        actor = scene.actor_at(token)
        if actor is not None:
            return _as_body(actor, memory)
        if token.tag_ not in {"DT", "IN", "RP", "JJ"}:
            return None
    return None


def _listed_after(scene: Scene, i: int) -> list[Filler]:
    """Give the names of the list that begins after a token."""
    doc, found = scene.doc, list[Filler]()
    for token in itertools.islice(tokens_of(doc), i + 1, sentence_of(doc[i]).end):
        actor = scene.actor_at(token)
        if actor is not None and actor.candidate.kind in NAMED:
            found += [Filler(e, actor, "with", 0) for e in actor.entities]
        elif token.lower_ not in {",", "and", "the"}:
            break
    return distinct(found)


def _as_body(actor: Actor, memory: Memory) -> Filler | None:
    """Give the body of states, or the club of firms, that an actor means."""
    entity = memory.entity(actor.entities[0])
    club = set(entity.name.lower().split()) & structure_list("memberships", "clubs")
    if entity.type != "organization" or (entity.country is not None and not club) or entity.generic:
        return None  # an unknown club may have been taken for one of the state beside it
    return Filler(entity.id, actor, "to", 0)


def _may_belong(member: Filler, memory: Memory) -> bool:
    return memory.entity(member.entity).type in {"country", "company"}
