"""Who belongs to what where the words leave a part unsaid: "X joined in 1960", "with Mali, Niger left Y".

What verbs and nouns state with both ends beside them is in ``data/structure.csv``.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from detente.extract.knowledge.structurewords import structure_list, structure_words
from detente.extract.syntax.appositions import bearers
from detente.extract.syntax.arguments import VERB_TAGS, objects, prepositional, subjects, surface_subjects
from detente.extract.syntax.tokens import sentence_of, text_of, tokens_of, with_lemma
from detente.extract.syntax.tree import children_of
from detente.extract.ties.scene import Filler, distinct, noun_tie

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spacy.tokens import Token

    from detente.extract.reference.memory import Memory
    from detente.extract.schema import Status
    from detente.extract.ties.scene import Scene, Tie

_NAMES = frozenset({"name", "model", "pronoun"})
_EARLIEST = 1900


def memberships(scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Yield who belongs to, or seeks, a body that is named elsewhere than the grammar would have it.

    Parameters
    ----------
    scene
        The passage.
    memory
        Knows the entities, and which body was spoken of last.
    """
    words = _words()
    for token in with_lemma(scene.doc, words["all"]):
        lemma = token.lemma_.lower()
        if token.tag_ in VERB_TAGS and lemma in words["joining"] | words["leaving"] | words["forming"]:
            yield from _together(scene, token, memory)
            if lemma in words["joining"] | words["leaving"]:
                yield from _unsaid(scene, token, memory)
        elif token.tag_ in {"NN", "NNS"} and lemma in words["members"] | words["candidates"]:
            yield from _bare(scene, token, memory)
        if token.tag_ == "NN" and lemma in words["kinds"]:
            yield from _of_which(scene, token, memory)
        if token.tag_ == "NNS" and lemma in words["members"] | words["states"]:
            yield from _among(scene, token, memory)
        if (lemma in words["clubs"] and token.tag_ == "NN") or (
            lemma in words["made"] and token.dep_ == "acl"
        ):
            yield from _club(scene, token, memory)


def _together(scene: Scene, verb: Token, memory: Memory) -> Iterator[Tie]:
    """Read who joins beside the subject: "With Mali, Niger left X", "like Norway, Iceland joined X"."""
    bodies = [f for f in scene.actors_at(list(objects(verb)), "obj") if _is_body(f, memory)]
    bodies = bodies or [
        f for slot in ("to", "from", "out", "of")
        for f in scene.actors_at(list(prepositional(verb, slot)), slot) if _is_body(f, memory)
    ]  # fmt: skip
    if len(bodies) != 1:
        return
    first = min((t.i for t in verb.lefts if t.dep_ == "nsubj"), default=verb.i)
    beside = [c for c in verb.lefts if c.dep_ == "prep" and c.lower_ in _words()["beside"] and c.i < first]
    for prep in beside:
        named = scene.actors_at([t for t in children_of(prep) if t.dep_ == "pobj"], "with")
        for state in named:
            if memory.entity(state.entity).type == "country":
                yield noun_tie("member_of", verb, state, bodies[0], status=_status_of(verb))


def _unsaid(scene: Scene, verb: Token, memory: Memory) -> Iterator[Tie]:
    """Read "Finland had joined in 1955", of the body that the text spoke of last."""
    said = {c.dep_ for c in verb.rights} - {"prep", "punct", "cc", "conj", "advmod", "npadvmod", "advcl"}
    years = [t.text for c in verb.rights if c.dep_ == "prep" for t in children_of(c) if t.dep_ == "pobj"]
    others = [
        c for c in verb.rights if c.dep_ == "prep" and c.lower_ not in {"in", "since", "after", "before"}
    ]
    dated = any(year.isdecimal() and int(year) > _EARLIEST for year in years)
    if said or others or not dated or verb.dep_ in {"relcl", "acl", "xcomp"}:
        return
    body = _spoken_of(scene, verb, memory)
    who = scene.actors_at(subjects(verb), "subj")
    for state in who if body is not None else ():
        if memory.entity(state.entity).type == "country" and body is not None:
            yield noun_tie("member_of", verb, state, body, status=_status_of(verb))


def _of_which(scene: Scene, noun: Token, memory: Memory) -> Iterator[Tie]:
    """Read "X, of which Laos is a founding member"."""
    verb = noun.head
    if noun.dep_ != "attr" or verb.dep_ != "relcl":
        return
    which = [t for top in (verb, noun) for c in children_of(top) if c.lower_ == "of" for t in children_of(c)]
    if not any(t.tag_ == "WDT" for t in which):
        return
    for body in scene.actors_at([verb.head], "of"):
        if _is_body(body, memory):
            yield from _say(noun, scene.actors_at(subjects(verb), "subj"), body, memory)


def _bare(scene: Scene, noun: Token, memory: Memory) -> Iterator[Tie]:
    """Read "Albania, a candidate since 2014", "Gabon, another member", of the body spoken of last."""
    if any(c.dep_ in {"poss", "compound", "nmod", "relcl", "acl"} for c in children_of(noun)):
        return
    named = any(
        scene.actor_at(c) is not None and scene.actor_at(c) is not scene.actor_at(noun) for c in noun.lefts
    )
    if named or any(c.dep_ == "prep" and c.lower_ not in {"since", "like"} for c in noun.rights):
        return
    found = [
        a
        for how, t in bearers(noun)
        if how in {"appos", "predicate"} and (a := scene.actor_at(t)) is not None
    ]
    who = [Filler(a.entities[0], a, "appos", 0) for a in found if a.candidate.kind in _NAMES]
    body = _spoken_of(scene, noun, memory) if who else None
    if body is not None:
        yield from _say(noun, who, body, memory)


def _among(scene: Scene, noun: Token, memory: Memory) -> Iterator[Tie]:
    """Read "A and two other members of X", "A and B are among X's members", "as members of X, A and B"."""
    tops: list[Token] = []
    if noun.dep_ == "conj" and any(t.lower_ == "other" for t in noun.lefts):
        tops = [t for t in noun.conjuncts if t.i < noun.i]
    elif noun.dep_ == "pobj" and noun.head.lower_ in {"among", "as", "like"}:
        other = noun.head.lower_ != "like" or any(t.lower_ == "other" for t in noun.lefts)
        top = noun.head.head
        tops = surface_subjects(top) if top.tag_ in VERB_TAGS else [top]
        tops = [t for first in tops for t in (first, *first.conjuncts)] if other else []
    who = [f for t in tops for f in scene.actors_at([t], "like")] or _listed_after(scene, noun)
    again = scene.actor_at(noun)  # "The three NATO allies agreed."
    if not who and again is not None and again.candidate.kind == "role" and again.reason == "coreference":
        who = [Filler(e, again, "name", 0) for e in again.entities]
    states = distinct([f for f in who if memory.entity(f.entity).type == "country"])
    if not states:
        return
    slots = [c for c in noun.lefts if c.dep_ in {"compound", "nmod", "poss", "amod"}]
    if noun.lemma_.lower() in _words()["members"]:
        slots += list(prepositional(noun, "of"))
    bodies = [f for f in scene.actors_at(slots, "of") if _is_body(f, memory)]
    for body in bodies[:1]:
        yield from (noun_tie("member_of", noun, state, body) for state in states)


def _listed_after(scene: Scene, noun: Token) -> list[Filler]:
    """Give the names that follow a plural noun: "NATO members A, B and C"."""
    found: list[Filler] = []
    i = noun.i + 1
    while i < sentence_of(noun).end:
        actor = scene.actor_at(noun.doc[i])
        if actor is not None and actor.candidate.kind in {"name", "model"} and actor.reason != "demonym":
            found.append(Filler(actor.entities[0], actor, "name", 0))
            i = actor.candidate.last + 1
        elif found and noun.doc[i].lower_ in {",", "and"}:
            i += 1
        else:
            break
    return found


def _club(scene: Scene, word: Token, memory: Memory) -> Iterator[Tie]:
    """Read "X, a club of A, B and C", "X, made up of A, B and C"."""
    top = word.head if word.dep_ in {"appos", "acl"} else None
    if top is not None and top.dep_ == "appos" and scene.actor_at(top) is None:
        top = top.head  # "X, a club made up of A, B and C"
    bodies = [f for f in scene.actors_at([top], "of") if _is_body(f, memory)] if top is not None else []
    listed = [t for t in word.subtree if t.dep_ == "prep" and t.lower_ == "of" and t.head.i <= word.i + 1]
    for prep in listed[:1] if len(bodies) == 1 else ():
        states = scene.actors_at([t for t in children_of(prep) if t.dep_ == "pobj"], "of")
        if len(states) > 1 and all(memory.entity(f.entity).type == "country" for f in states):
            yield from (noun_tie("member_of", word, state, bodies[0]) for state in states)


def _say(noun: Token, who: list[Filler], body: Filler, memory: Memory) -> Iterator[Tie]:
    relation = "accession" if noun.lemma_.lower() in _words()["candidates"] else "member_of"
    past = {t.lower_ for t in noun.lefts} & structure_list("office", "former")
    for state in who:
        if memory.entity(state.entity).type == "country":
            yield noun_tie(relation, noun, state, body, status="ended" if past else None)


def _spoken_of(scene: Scene, token: Token, memory: Memory) -> Filler | None:
    """Give the body of states that was named last before a word."""
    doc = scene.doc
    entity = memory.latest_before(token.idx, len(text_of(doc)), "organization")
    if entity is None or memory.entity(entity).country is not None:
        return None
    if set(memory.entity(entity).name.lower().split()) & _words()["not_joined"]:
        return None
    near = [a for t in tokens_of(doc) if (a := scene.actor_at(t)) is not None]
    beside = [a for a in near if entity in a.entities] or [
        a for a in near if sentence_of(token).start <= a.candidate.head
    ]
    return Filler(entity, beside[0], "topic", 1) if beside else None


def _is_body(filler: Filler, memory: Memory) -> bool:
    entity = memory.entity(filler.entity)
    return entity.type == "organization" and entity.country is None and not entity.generic


def _status_of(verb: Token) -> Status | None:
    return "ended" if verb.lemma_.lower() in _words()["leaving"] else None


@functools.cache
def _words() -> Mapping[str, frozenset[str]]:
    table: Mapping[str, Any] = structure_words()["memberships"]
    found = {name: frozenset(words.split()) for name, words in table.items()}
    return {**found, "all": frozenset[str]().union(*found.values())}
