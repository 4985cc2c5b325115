"""Who heads what by the line of words: "Led by X, the firm", "headed by a general, X"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.knowledge.structurewords import structure_list
from detente.extract.naming.candidates import NAMED
from detente.extract.syntax.arguments import objects
from detente.extract.syntax.tokens import sentence_of, tokens_of
from detente.extract.ties.fit import fits
from detente.extract.ties.scene import Filler, noun_tie

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from detente.extract.reference.actors import Actor
    from detente.extract.reference.memory import Memory
    from detente.extract.ties.scene import Scene, Tie

_BODIES = frozenset({"company", "organization", "group"})
_PHRASE = frozenset("DT JJ NN NNP HYPH VBN IN POS".split())
_FAR = 8


def heading(scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Yield who heads a body where a participle or an infinitive says so, whatever the parse.

    Parameters
    ----------
    scene
        The passage.
    memory
        Knows the entities.
    """
    led, leading = structure_list("office", "led"), structure_list("office", "leading")
    for word in tokens_of(scene.doc):
        found: tuple[Actor, Filler] | None = None
        if word.lower_ in led and word.i + 2 < len(scene.doc) and word.nbor().lower_ == "by":
            found = _led_by(scene, word, memory)
        elif word.lower_ in leading and word.i > 1 and word.nbor(-1).lower_ == "to":
            found = _to_lead(scene, word, memory)
        elif word.lower_ == "under" and word.i == sentence_of(word).start:
            found = _under(scene, word, memory)
        if found is not None:
            person, body = found
            tie = noun_tie("leads", word, Filler(person.entities[0], person, "by", 0), body)
            if fits(tie, scene):
                yield tie


def _led_by(scene: Scene, verb: Token, memory: Memory) -> tuple[Actor, Filler] | None:
    """Read "Led by X, the firm Y has", "Y, headed by a retired general, X,"."""
    person = _person_after(scene, verb.i + 2, memory)
    if person is None:
        return None
    if verb.i == sentence_of(verb).start:
        body = _subject_after(scene, person, memory)
        return (person, body) if body is not None else None
    if scene.doc[person.candidate.first - 1].text != ",":
        return None  # its trigger reads it
    end = verb.i - (scene.doc[verb.i - 1].text == ",")
    before = scene.actor_at(scene.doc[end - 1])
    body = _as_body(before, memory)
    return (person, body) if body is not None else None


def _to_lead(scene: Scene, verb: Token, memory: Memory) -> tuple[Actor, Filler] | None:
    """Read "appointed X to head Y", "the man chosen to run Y, X"."""
    doc, start = scene.doc, sentence_of(verb).start
    person = scene.actor_at(doc[verb.i - 2])
    if (
        person is None
        or person.candidate.kind not in NAMED
        or memory.entity(person.entities[0]).type != "person"
    ):
        return None
    choosing = structure_list("office", "choosing")
    before = doc[max(start, person.candidate.first - _FAR) : person.candidate.first]
    if not any(t.lemma_ in choosing and t.tag_.startswith("VB") for t in before):
        return None
    led = scene.actors_at(list(objects(verb)), "obj")
    body = next((f for f in led if memory.entity(f.entity).type in _BODIES), None)
    return (person, body) if body is not None else None


def _under(scene: Scene, word: Token, memory: Memory) -> tuple[Actor, Filler] | None:
    """Read "Under X, its chairman since 2021, the firm Y has": an office between commas says who leads."""
    person = _person_after(scene, word.i + 1, memory)
    if person is None or person.candidate.first != word.i + 1:
        return None
    after = scene.doc[person.candidate.last + 1 : person.candidate.last + 3]
    if len(after) < 2 or after[0].text != "," or after[1].lower_ not in {"its", "their", "the"}:
        return None
    body = _subject_after(scene, person, memory)
    return (person, body) if body is not None else None


def _person_after(scene: Scene, i: int, memory: Memory) -> Actor | None:
    """Give the person named from a token on, or behind what he is: "by a former general, X"."""
    doc = scene.doc
    for token in doc[i : min(i + _FAR, sentence_of(doc[i]).end)]:
        actor = scene.actor_at(token)
        named = actor is not None and actor.candidate.kind in NAMED and actor.candidate.first >= i
        if actor is not None and named and memory.entity(actor.entities[0]).type == "person":
            return actor
        if token.tag_ not in _PHRASE and token.text != ",":
            return None
    return None


def _subject_after(scene: Scene, person: Actor, memory: Memory) -> Filler | None:
    """Give the body that the clause after a participle's comma is about: "Led by X, the firm Y has"."""
    doc, start = scene.doc, person.candidate.last + 1
    end = sentence_of(doc[person.candidate.last]).end
    for comma in (t for t in doc[start : min(start + _FAR, end)] if t.text == ","):
        for token in doc[comma.i + 1 : min(comma.i + _FAR, end)]:
            actor = scene.actor_at(token)
            body = _as_body(actor, memory)
            if body is not None:
                after = body.actor.candidate.last + 1
                return body if after < end and doc[after].tag_ in {"VBZ", "VBD", "VBP", "MD", ","} else None
            if token.tag_ not in {"DT", "NN", "JJ", "NNP"}:
                break
    return None


def _as_body(actor: Actor | None, memory: Memory) -> Filler | None:
    if actor is None or actor.candidate.kind not in NAMED or actor.reason == "demonym":
        return None
    entity = memory.entity(actor.entities[0])
    return Filler(entity.id, actor, "name", 0) if entity.type in _BODIES and not entity.generic else None
