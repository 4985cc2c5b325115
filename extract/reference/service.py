"""Who serves a body of many states, by the office that a text states: "a UN envoy", "X, who heads the IMF".

Such officials act for their body and for no state, whatever state they come from. Ambassadors and members are
sent by their states, and who has left an office has it no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.naming.longnames import words
from detente.extract.reference.memory import SERVING
from detente.extract.syntax.appositions import descriptors
from detente.extract.syntax.arguments import objects, prepositional
from detente.extract.syntax.tokens import sentence_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from detente.extract.reference.actors import Actor, Linked

_WITHIN = frozenset("NN NNS NNP NNPS JJ POS HYPH CD".split())
_LONGEST = 6


def note_service(linked: Linked) -> None:
    """Remember which of the people named in a passage it calls officials of a body of many states.

    Parameters
    ----------
    linked
        The resolved passage.
    """
    for actor in linked.actors:
        if actor.candidate.kind not in {"name", "model"} or len(actor.entities) != 1:
            continue
        person = linked.memory.entity(actor.entities[0])
        if person.type != "person" or person.sector == SERVING:
            continue
        if any(_is_of_body(linked, noun) for noun in _offices(linked, actor)):
            linked.memory.serve(person.id)


def _offices(linked: Linked, actor: Actor) -> Iterator[Token]:
    """Yield the nouns that say what somebody is, if they are offices."""
    doc, candidate = linked.doc, actor.candidate
    head = doc[candidate.head]
    before = doc[candidate.first - 1] if candidate.first else None
    nouns = [*descriptors(doc, candidate)]
    if before is not None and before.text == "," and before.i > sentence_of(head).start:
        before = before.nbor(-1)  # "the secretary-general, X"
    if before is not None and sentence_of(before) == sentence_of(head):
        nouns.append(before)  # "EU trade commissioner X"
    offices = words("service", "offices")
    yield from (noun for noun in nouns if noun.lemma_.lower() in offices or _is_general(noun))
    for clause in head.rights:
        if clause.dep_ == "relcl" and clause.lemma_ in words("service", "heading") and clause.tag_ != "VBD":
            yield from objects(clause)  # "X, who heads the mission"


def _is_general(noun: Token) -> bool:
    """Whether a word ends "secretary-general", which the tokenizer cuts."""
    last = noun.i - 2
    return noun.lower_ == "general" and last >= 0 and noun.doc[last].lower_ in {"secretary", "director"}


def _is_of_body(linked: Linked, noun: Token) -> bool:
    """Whether an office is one of a body of many states, and of no state: not "the US envoy to NATO"."""
    owners = [*_before(noun), *prepositional(noun, "of"), noun]
    if any(t.lower_ in words("service", "former") for t in owners):
        return False
    named = [linked.memory.entity(e) for t in owners for e in linked.entities_at(t.i)]
    named = [e for e in named if e.type != "person"]
    bodies = [e for e in named if e.type == "organization" and e.sector == SERVING and not e.country]
    return bool(bodies) and not any(e.type == "country" or e.country for e in named)


def _before(noun: Token) -> list[Token]:
    """Give the words of a phrase before its noun, as far as they are names and nouns."""
    first = noun.i
    while (
        first > sentence_of(noun).start and noun.i - first < _LONGEST and noun.doc[first - 1].tag_ in _WITHIN
    ):
        first -= 1
    return list(noun.doc[first : noun.i])
