"""Who is meant: from spans that may name an actor to entities, in reading order, by what was said before."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, cast

from detente.extract.actors import BODIES, Actor, Linked
from detente.extract.coreference import antecedents, means_two
from detente.extract.named import known, unknown
from detente.extract.phrases import is_plural
from detente.extract.routes import describe_route, stretched
from detente.extract.schema import Mention
from detente.extract.unnamed import party

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from detente.extract.coreference import Resolver
    from detente.extract.gazetteer import Gazetteer
    from detente.extract.memory import Memory
    from detente.extract.mentions import Candidate
    from detente.extract.roles import Roles
    from detente.extract.routes import ActorAt
    from detente.extract.schema import Reason

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "agent"})


def link(
    doc: Doc,
    candidates: list[Candidate],
    *,
    memory: Memory,
    gazetteer: Gazetteer,
    roles: Roles,
    offset: int = 0,
    coreference: Resolver = antecedents,
) -> list[Actor]:
    """Resolve the candidates of one passage.

    Parameters
    ----------
    doc
        The parsed passage.
    candidates
        From `find_candidates`.
    memory
        What the article said before; it learns from this passage.
    gazetteer, roles
        The knowledge to resolve by.
    offset
        Where the passage begins in the article.
    coreference
        What resolves pronouns and definite phrases.

    Returns
    -------
    list of Actor
        One a candidate, and one a name inside a longer name or role, in order of the text.
    """
    linked = Linked(doc, memory=memory, gazetteer=gazetteer, roles=roles)
    sentences = [0] * len(doc)
    linked.look_ahead(candidates)
    number = memory.sentence
    for number, sentence in enumerate(doc.sents, start=memory.sentence + 1):
        for i in range(sentence.start, sentence.end):
            sentences[i] = number
    # Names first: a role may be explained by a name that follows it ("the president of Chad").
    for wanted in ({"name", "model"}, {"role", "pronoun"}):
        for candidate in candidates:
            if candidate.kind in wanted:
                memory.read_on(offset + candidate.start, sentences[candidate.head])
                _add(linked, candidate, coreference)
    memory.read_on(offset + len(doc.text), number)
    _join_appositions(linked)
    return sorted(linked.actors, key=lambda actor: (actor.candidate.start, -actor.candidate.end))


def to_mentions(actors: list[Actor], text: str, offset: int) -> list[Mention]:
    """Turn actors into mentions with offsets in the article; "the two countries" gives two with one span."""
    mentions = []
    for actor in actors:
        start, end = actor.candidate.start + offset, actor.candidate.end + offset
        mentions += [
            Mention(start, end, text[start:end], entity, actor.reason if entity else None)
            for entity in actor.entities or (None,)
        ]
    return mentions


def _add(linked: Linked, candidate: Candidate, coreference: Resolver) -> None:
    entities, reason = _resolve(linked, candidate, coreference)
    head = linked.doc[candidate.head]
    for entity in entities:
        linked.memory.see(entity, subject=head.dep_ in _SUBJECTS, plural=is_plural(head, candidate))
    for i in range(candidate.first, candidate.last + 1):
        if candidate.kind != "role" or i not in linked.by_token:
            linked.by_token[i] = len(linked.actors)
    if head.dep_ == "conj" and entities:
        for other in linked.entities_at(head.head.i)[:1]:
            if other != entities[0]:
                linked.memory.pair_up(other, entities[0])
    linked.by_token[candidate.head] = len(linked.actors)
    if candidate.kind == "role" and entities:
        candidate = _with_place(linked, candidate, head)
    linked.actors.append(Actor(candidate, entities, reason))


def _with_place(linked: Linked, candidate: Candidate, head: Token) -> Candidate:
    """Let a role's span take in the name right after it: "aid workers in northern Somalia"."""
    if candidate.head in linked.reach:
        return stretched(linked.doc, candidate, linked.reach[candidate.head])
    for child in head.rights:
        if child.dep_ != "prep" or child.lower_ not in {"in", "of", "from", "at"} or child.i != head.i + 1:
            continue
        for token in child.children:
            if token.dep_ == "pobj" and linked.entities_at(token.i):
                last = linked.actors[linked.by_token[token.i]].candidate
                return dataclasses.replace(candidate, end=last.end, last=last.last)
    return candidate


def _resolve(
    linked: Linked, candidate: Candidate, coreference: Resolver
) -> tuple[tuple[str, ...], Reason | None]:
    if candidate.kind == "name":
        return known(linked, candidate)
    if candidate.kind == "model":
        return unknown(linked, candidate)
    route = _described_route(linked, candidate, own=True)
    if route:
        return (route,), "role"
    found = coreference(linked.doc, candidate, memory=linked.memory, roles=linked.roles)
    if found:
        return found, "coreference"
    if candidate.kind == "role":
        route = _described_route(linked, candidate, own=False)
        if route:
            return (route,), "role"
        if means_two(linked.doc[candidate.head]) and "pair" in linked.roles.collective.get(
            candidate.role, ()
        ):
            return (), None  # "the two countries", not named before
        meant = party(linked, candidate)
        return (meant, "role") if meant else ((), None)
    return (), None


def _described_route(linked: Linked, candidate: Candidate, *, own: bool) -> str | None:
    """Give the route that a phrase describes: "the railway between A and B"."""
    if candidate.kind != "role":
        return None
    found = describe_route(
        linked.doc,
        candidate,
        actor_at=cast("ActorAt", linked.actor_at),  # mypy knows this module by two names
        memory=linked.memory,
        gazetteer=linked.gazetteer,
        own=own,
    )
    if found is None:
        return None
    route, ends = found
    if ends is not None and ends.own:
        linked.reach[candidate.head] = ends.last
    return route


def _join_appositions(linked: Linked) -> None:
    """Let "Vučić, the Serbian president" be one person, and learn from it where the person belongs."""
    for index, actor in enumerate(linked.actors):
        if actor.candidate.kind != "role":
            continue
        head = linked.doc[actor.candidate.head]
        person = _named_in_apposition(linked, head)
        if person is None:
            continue
        entity = linked.memory.entity(person)
        country = next((c for c in actor.entities if linked.memory.entity(c).type == "country"), None)
        if country and not entity.country:
            linked.memory.add(dataclasses.replace(entity, country=country))
        if entity.type == "person":
            linked.memory.entitle(actor.candidate.role, person)
        linked.actors[index] = Actor(actor.candidate, (person,), "title")


def _named_in_apposition(linked: Linked, head: Token) -> str | None:
    """Give the named thing that a role phrase stands beside: "the Croatian operator, JANAF"."""
    others = [head.head] if head.dep_ == "appos" else []
    others += [child for child in head.rights if child.dep_ == "appos"]
    for other in others:
        index = linked.by_token.get(other.i)
        if index is None or linked.actors[index].candidate.kind in {"role", "pronoun"}:
            continue
        for entity_id in linked.actors[index].entities:
            if linked.memory.entity(entity_id).type in {"person", "route", *BODIES}:
                return entity_id
    return None
