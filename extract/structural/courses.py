"""What a route links by the clauses about it: "the pipeline, which carries gas through A to B, crosses C".

`routes` reads the ends beside a route's name or noun along the text; here the parse is followed from the
verbs that a route is the subject of, wherever they stand, and from the nouns that describe it.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from detente.extract.knowledge.structurewords import structure_list, structure_words
from detente.extract.naming.routenouns import route_kind
from detente.extract.naming.routes import end_of
from detente.extract.syntax.appositions import descriptors
from detente.extract.syntax.arguments import VERB_TAGS, prepositional, subjects
from detente.extract.syntax.beside import noun_beside
from detente.extract.syntax.tokens import sentence_of, tokens_in
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from detente.extract.reference.actors import Actor
    from detente.extract.reference.memory import Memory
    from detente.extract.ties.scene import Scene

_LINKED = frozenset({"country", "place", "region"})
_SUBJECT = frozenset({"nsubj", "nsubjpass"})
_INSIDE = frozenset("prep pobj pcomp dobj conj dative agent".split())
_BY_WAY = frozenset("through via along over by".split())
_WAY = ("way", "of")


def course(scene: Scene, actor: Actor, memory: Memory) -> Iterator[tuple[Token, Actor, str]]:
    """Yield what clauses and appositions say that a route links.

    Parameters
    ----------
    scene
        The passage.
    actor
        Names the route, or speaks of it again.
    memory
        Knows the entities.

    Yields
    ------
    tuple
        The word that says so, the actor that names a place, and the place.
    """
    for word, token in _told(scene, actor):
        end = scene.actor_at(token)
        if end is None or end is actor or end.candidate.kind not in {"name", "model"}:
            continue
        place = end_of(end, memory) if end.reason == "metonym" else end.entities[0]
        if place is not None and memory.entity(place).type in _LINKED:
            yield word, end, place


def _told(scene: Scene, actor: Actor) -> Iterator[tuple[Token, Token]]:
    """Yield the words that may name what a route links, each with the word that says so."""
    doc, candidate = scene.doc, actor.candidate
    head = doc[candidate.head]
    nouns = [head, *(n for n in descriptors(doc, candidate) if n.i > head.i and route_kind(n))]
    beside = noun_beside(doc, candidate.last)
    if beside is not None and beside not in nouns and route_kind(beside):
        nouns.append(beside)
    nouns += [
        t for n in nouns if n != head for t in n.conjuncts if t.i > n.i and t.tag_ == "NN" and route_kind(t)
    ]
    yield from _goods(head)
    if candidate.kind == "role" and scene.memory.times_seen(actor.entities[0]) > 1:  # "a cable to Sardinia"
        inside = (doc[i] for i in range(head.i + 1, candidate.last + 1))
        yield from ((head, token) for token in inside if token.dep_ in {"pobj", "conj"})
    ways, _, _ = _verbs()
    for noun in nouns:
        for verb in _verbs_of(noun):
            yield from ((verb, token) for token in _along(verb))
        if noun != head or candidate.kind == "name":
            preps = [c for c in noun.rights if c.dep_ == "prep" and (noun != head or c.i == noun.i + 1)]
            preps += [c for prep in preps for c in children_of(prep) if c.dep_ == "prep"]
            yield from ((noun, token) for prep in preps if prep.lower_ in ways for token in _after(prep))


def _goods(head: Token) -> Iterator[tuple[Token, Token]]:
    """Yield whose goods move by a route: "X, through which A sends oil to B", "A gets its gas through X"."""
    table = structure_words()["courses"]
    prep = head.head if head.dep_ == "pobj" and head.head.lower_ in _BY_WAY else None
    verb = prep.head if prep is not None else None
    verb = verb.head if verb is not None and verb.dep_ == "dobj" else verb
    if verb is not None and verb.lemma_ in table["getting"].split():
        yield from ((verb, token) for token in subjects(verb))
    for clause in (c for c in head.rights if c.dep_ == "relcl"):
        which = (
            t for c in children_of(clause) if c.lower_ in _BY_WAY for t in children_of(c) if t.tag_ == "WDT"
        )
        if any(True for _ in which) and clause.lemma_ in table["sending"].split():
            yield from ((clause, token) for token in subjects(clause))
            tops = (clause, *(c for c in clause.rights if c.dep_ == "dobj"))
            yield from (
                (clause, t) for top in tops for way in ("to", "from") for t in prepositional(top, way)
            )


def _verbs_of(noun: Token) -> Iterator[Token]:
    """Yield the verbs that a noun is the subject of: its clause's, a relative's, those joined to them."""
    first = [c for c in noun.rights if c.dep_ == "relcl" and any(_is_relative(s) for s in c.lefts)]
    first += [c for c in noun.rights if c.dep_ == "acl" and c.tag_ in {"VBG", "VBN"}]
    if noun.dep_ in _SUBJECT and noun.head.tag_ in VERB_TAGS:
        first.append(noun.head)
    for verb in first:
        yield verb
        for other in (*verb.conjuncts, *(_strayed(verb) if verb.dep_ == "relcl" else ())):
            if (
                other.i > verb.i
                and other.tag_ in VERB_TAGS
                and not any(c.dep_ in _SUBJECT for c in other.lefts)
            ):
                yield other


def _strayed(verb: Token) -> Iterator[Token]:
    """Yield verbs of a relative clause that the parser joined to the main clause of another tense."""
    top = next((t for t in verb.ancestors if t.tag_ in VERB_TAGS), None)
    if top is not None:
        yield from (
            t
            for t in tokens_in(sentence_of(top))
            if t.i > verb.i and t.dep_ == "conj" and t.tag_ == verb.tag_ != top.tag_
        )


def _is_relative(token: Token) -> bool:
    return token.dep_ in _SUBJECT and token.tag_ == "WDT"


def _along(verb: Token) -> Iterator[Token]:
    """Yield what a route's verb says that it links: "carries crude from A via B to C", "crosses D"."""
    ways, going, crossing = _verbs()
    lemma = verb.lemma_.lower()
    if lemma not in going and lemma not in crossing:
        return
    for child in verb.rights:
        if child.dep_ == "dobj" and lemma in crossing:
            yield from _names(child)
        if child.dep_ in _INSIDE:
            preps = (t for t in child.subtree if t.dep_ in {"prep", "agent"} and _leads_up(t, verb))
            for prep in preps:
                if prep.lower_ in ways:
                    yield from _after(prep)
                elif prep.lower_ == "by":
                    yield from (
                        token for way in children_of(prep) if way.lower_ == _WAY[0]
                        for of in children_of(way) if of.lower_ == _WAY[1] for token in _after(of)
                    )  # fmt: skip


def _leads_up(token: Token, verb: Token) -> bool:
    """Whether a preposition hangs on a verb by phrases alone, not by a clause of their own."""
    while token.head != verb:
        token = token.head
        if token.dep_ not in _INSIDE or token.tag_ in VERB_TAGS:
            return False
    return True


def _after(prep: Token) -> Iterator[Token]:
    for child in children_of(prep):
        if child.dep_ in {"pobj", "pcomp"}:
            yield from _names(child)


def _names(noun: Token) -> Iterator[Token]:
    """Yield a name and those joined to it; of "the Kazakh steppe" and "A's waters" whose they are."""
    for token in (noun, *(t for t in noun.conjuncts if t.i > noun.i)):
        yield token
        if token.lemma_.lower() not in structure_list("courses", "grounds"):
            continue
        for child in token.lefts:
            if child.dep_ in {"amod", "compound", "nmod", "poss"}:
                yield child
                yield from child.conjuncts
        yield from prepositional(token, "of")


@functools.cache
def _verbs() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Give the prepositions of a way, the verbs that go it, and those whose object it crosses."""
    table = structure_words()["courses"]
    return (
        frozenset(table["ways"].split()),
        frozenset(table["going"].split()),
        frozenset(table["crossing"].split()),
    )
