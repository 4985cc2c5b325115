"""Who is meant: from spans that may name an actor to entities, in reading order, by what was said before."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, cast

from detente.extract.gazetteer import fold
from detente.extract.naming.agreements import describe_agreement
from detente.extract.naming.longnames import is_worldwide, named_together
from detente.extract.naming.modelnames import LONGEST_DATELINE
from detente.extract.naming.phrases import is_definite, is_plural, plain_text
from detente.extract.naming.projects import describe_project
from detente.extract.naming.routes import describe_route, stretched
from detente.extract.naming.sites import describe_site
from detente.extract.naming.vessels import ship
from detente.extract.reference.actors import BODIES, Actor, Linked
from detente.extract.reference.coreference import antecedents, means_two
from detente.extract.reference.named import known, unknown
from detente.extract.reference.pronouns import FIRST
from detente.extract.reference.related import related
from detente.extract.reference.service import note_service
from detente.extract.reference.unnamed import party
from detente.extract.schema import Mention
from detente.extract.speech.citers import is_report
from detente.extract.syntax.appositions import descriptors, name_given
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tokens import sentences_in, tokens_of
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span, Token

    from detente.extract.gazetteer import Gazetteer
    from detente.extract.knowledge.roles import Roles
    from detente.extract.naming.candidates import Candidate
    from detente.extract.naming.routes import ActorAt
    from detente.extract.reference.coreference import Resolver
    from detente.extract.reference.memory import Memory
    from detente.extract.reference.trail import Standing
    from detente.extract.schema import Entity, Reason

_NEAR = 4
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_OBJECTS = frozenset({"dobj", "dative", "oprd"})
_MODIFIERS = frozenset({"amod", "compound", "nmod", "npadvmod"})


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
    for number, sentence in enumerate(sentences_in(doc), start=memory.sentence + 1):
        _note_things(sentence, number, offset, memory)
        for i in range(sentence.start, sentence.end):
            sentences[i] = number
    # Names first: a role may be explained by a name that follows it ("the president of Chad"). Then "their"
    # before "their ministers", but "opposition" after "the opposition leader". Last "we", whoever is quoted.
    names = [c for c in candidates if c.kind in {"name", "model"}]
    first = [c for c in candidates if c.kind == "pronoun" and c.role in FIRST]
    others = [c for c in candidates if c.kind == "role" or (c.kind == "pronoun" and c.role not in FIRST)]
    others.sort(key=lambda c: _turn(doc[c.head]))
    for candidate in (*names, *others, *first):
        memory.read_on(offset + candidate.start, sentences[candidate.head])
        _add(linked, candidate, coreference, offset)
    memory.read_on(offset + len(linked.text), number)
    _note_home(linked)
    _note_writer(linked, offset)
    _join_appositions(linked)
    note_service(linked)
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


def _add(linked: Linked, candidate: Candidate, coreference: Resolver, offset: int) -> None:
    entities, reason = _resolve(linked, candidate, coreference)
    memory, head = linked.memory, linked.doc[candidate.head]
    named = _named_in_apposition(linked, head) if candidate.kind == "role" else None
    for entity in (named,) if named else entities:
        memory.see(
            entity,
            standing=_standing(head),
            plural=len(entities) > 1
            or is_plural(head, candidate)
            or (memory.entity(entity).type == "group" and _is_many(linked, head, entity)),
            person=_is_person(candidate, head, linked.roles),
            listed=_is_listed(head),
            pronoun=candidate.kind == "pronoun",
            head=offset + head.idx,
        )
    if candidate.kind in {"name", "model"} and entities:
        for noun in (*descriptors(linked.doc, candidate), *_predicated(head)):
            memory.describe(noun.lemma_.lower(), entities[0])
            if noun.tag_ == "NN":
                linked.described.setdefault(noun.i, entities[0])
            for word in noun.lefts:  # "a uranium company"
                if word.dep_ == "compound" and word.tag_ == "NN":
                    memory.describe(word.lower_, entities[0])
    for i in range(candidate.first, candidate.last + 1):
        if candidate.kind != "role" or i not in linked.by_token:
            linked.by_token[i] = len(linked.actors)
    if head.dep_ == "conj" and entities:
        for other in linked.entities_at(head.head.i)[:1]:
            if other != entities[0]:
                memory.pair_up(other, entities[0])
    if len(entities) == 2 and reason == "coreference":
        memory.pair_up(*entities)
    linked.by_token[candidate.head] = len(linked.actors)
    if candidate.kind == "role" and entities:
        candidate = _with_place(linked, candidate, head, entities)
        if reason == "role" and named is None:
            _keep_words(linked, candidate, head, entities)
    linked.actors.append(Actor(candidate, entities, reason))


def _keep_words(linked: Linked, candidate: Candidate, head: Token, entities: tuple[str, ...]) -> None:
    """Keep the words that a thing without a name is called by, and that its noun may speak of it again."""
    for entity_id in entities:
        entity = linked.memory.entity(entity_id)
        if entity_id in linked.gazetteer.entities or not (entity.generic or entity.type == "route"):
            continue
        last = linked.said.get(candidate.head, candidate.last)
        words = plain_text(linked.doc, candidate.first, last)
        if fold(words) not in {fold(name) for name in (entity.name, *entity.aliases)}:
            linked.memory.add(dataclasses.replace(entity, aliases=(*entity.aliases, words)))
        if not is_definite(head):
            linked.memory.describe(head.lemma_.lower(), entity_id)


def _turn(head: Token) -> tuple[int, bool]:
    """Give when a phrase is resolved: at its head word, a modifier right after what it modifies."""
    is_modifier = head.dep_ in _MODIFIERS
    return (head.head.i if is_modifier else head.i, is_modifier)


def _predicated(head: Token) -> Iterator[Token]:
    """Yield what a name is said to be: "Sonatrach is an operator"."""
    if head.dep_ == "nsubj" and head.head.lemma_ == "be":
        yield from (child for child in children_of(head.head) if child.dep_ == "attr" and child.tag_ == "NN")


def _predicate_name(head: Token) -> list[Token]:
    """Give the name that somebody is said to bear: "its biggest shareholder is Hanwha"."""
    is_known = head.tag_ == "NN" and (is_definite(head) or any(c.dep_ == "poss" for c in head.lefts))
    if not is_known or head.dep_ != "nsubj" or head.head.lower_ not in {"is", "was"}:
        return []
    if any(child.dep_ == "neg" for child in children_of(head.head)):
        return []
    return [child for child in children_of(head.head) if child.dep_ == "attr" and child.tag_ == "NNP"]


def _standing(head: Token) -> Standing:
    """Give the role of a phrase in its sentence; what is listed has that of the first."""
    while head.dep_ == "conj" and head.head.i != head.i:
        head = head.head
    if head.dep_ == "ROOT":  # "And Oman?"
        return "main"
    if head.dep_ in _SUBJECTS:
        verb = head.head
        while verb.dep_ == "conj" and verb.head.i != verb.i:
            verb = verb.head
        return "main" if verb.dep_ == "ROOT" else "subject"
    if _acts_in_relative(head):
        return "subject"
    if head.dep_ in _OBJECTS or head.head.dep_ == "agent":
        return "object"
    return "modifier" if head.dep_ in _MODIFIERS else "other"


def _acts_in_relative(head: Token) -> bool:
    """Whether a clause goes on to tell what somebody does: "sent a deputy, Ana Ruiz, who was asked why"."""
    clauses = (child for child in head.rights if child.dep_ == "relcl")
    return any(c.tag_ == "WP" and c.dep_ in _SUBJECTS for clause in clauses for c in children_of(clause))


def _is_person(candidate: Candidate, head: Token, roles: Roles) -> bool:
    """Whether a role is one person's: "a Saudi official", "the Chinese ambassador"."""
    return candidate.kind == "role" and head.tag_ == "NN" and roles.is_person(candidate.role)


def _is_many(linked: Linked, head: Token, entity: str) -> bool:
    """Whether a group's name is a plural: "the Tamils" since it is also "Tamil", but not "Hamas"."""
    if head.tag_ == "NNPS":
        return True
    singular = linked.gazetteer.names.get(fold(head.text[:-1]), ()) if head.lower_.endswith("s") else ()
    return any(sense.entity == entity for sense in singular)


def _is_listed(head: Token) -> bool:
    if head.dep_ == "conj":
        return True
    verb = head.head.i if head.dep_ in _SUBJECTS else len(head.doc)
    return any(c.dep_ == "conj" and c.tag_[:2] in {"NN", "PR"} and c.i < verb for c in head.rights)


def _note_things(sentence: Span, number: int, offset: int, memory: Memory) -> None:
    """Remember what a sentence is about, in case that it is no actor: "The train had left."."""
    for child in children_of(sentence.root):
        is_thing = child.tag_ in {"NN", "NNS"} and child.lower_ not in grammar_words("anybody")
        if child.dep_ in {"nsubj", "nsubjpass"} and is_thing:
            memory.read_on(offset + child.idx, number)
            memory.see_thing(plural=child.tag_ == "NNS")


def _note_writer(linked: Linked, offset: int) -> None:
    """Learn whose statement follows: of who speaks before a colon, or who "welcomes" in the present tense."""
    memory = linked.memory
    announces = linked.text.rstrip().endswith(":")
    for sentence in sentences_in(linked.doc):
        root = sentence.root
        states = root.tag_ in {"VBZ", "VBP"} and root.lemma_.lower() in grammar_words("stating")
        if not (announces and is_report(root)) and (memory.writer is not None or not states):
            continue
        for child in children_of(root):
            if child.dep_ == "nsubj" and child.lower_ not in FIRST:
                seen = memory.at(offset + child.idx)
                memory.writer = seen[0].entity if seen else memory.writer


def _note_home(linked: Linked) -> None:
    """Learn from a dateline where the article was written: "SOFIA", "GULBENE, Latvia"."""
    memory = linked.memory
    is_dateline = len(linked.doc) <= LONGEST_DATELINE and all(
        token.text[0].isupper() for token in tokens_of(linked.doc) if token.is_alpha
    )
    if memory.home is None and is_dateline:
        countries = (linked.country_at(linked.doc[actor.candidate.head]) for actor in linked.actors)
        memory.home = next((country for country in countries if country), None)


def _with_place(linked: Linked, candidate: Candidate, head: Token, entities: tuple[str, ...]) -> Candidate:
    """Let a role's span take in what is right after it: "aid workers in Somalia", "kin of the men"."""
    is_group = any(
        linked.memory.entity(e).generic and linked.memory.entity(e).type == "group" for e in entities
    )
    if candidate.head in linked.reach:
        return stretched(linked.doc, candidate, linked.reach[candidate.head])
    for child in head.rights:
        if child.dep_ != "prep" or child.lower_ not in {"in", "of", "from", "at"} or child.i != head.i + 1:
            continue
        for token in children_of(child):
            if token.dep_ == "pobj" and linked.entities_at(token.i):
                last = linked.actors[linked.by_token[token.i]].candidate
                return dataclasses.replace(candidate, end=last.end, last=last.last)
            if is_group and child.lower_ == "of" and token.tag_ == "NNS" and token.i - head.i <= _NEAR:
                return dataclasses.replace(candidate, end=token.idx + len(token), last=token.i)
    return candidate


def _resolve(
    linked: Linked, candidate: Candidate, coreference: Resolver
) -> tuple[tuple[str, ...], Reason | None]:
    sailing = ship(linked, candidate) if candidate.kind in {"name", "model"} else None
    if sailing is not None:
        return sailing, ("role" if sailing else None)
    if candidate.kind == "name":
        return known(linked, candidate)
    if candidate.kind == "model":
        together = named_together(linked.doc[candidate.head].text)
        return (together, "role") if together else unknown(linked, candidate)
    route = _described_route(linked, candidate, own=True)
    if route:
        return (route,), "role"
    site = _described_site(linked, candidate)
    if site:
        return (site,), "role"
    agreement = _described_agreement(linked, candidate)
    if agreement:
        return (agreement,), "role"
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
        if related(linked.doc, candidate, memory=linked.memory, roles=linked.roles) == ():
            return (), None  # "its neighbour" is nobody's group
        beside = _countries_beside(linked, candidate)
        if beside:
            return beside, "title"
        project = describe_project(linked, linked.doc[candidate.head])
        if project:
            return (project,), "role"
        meant = party(linked, candidate)
        return (meant, "role") if meant else ((), None)
    return (), None


def _countries_beside(linked: Linked, candidate: Candidate) -> tuple[str, ...]:
    """Give the states that a phrase stands beside: "Serbia, a candidate for membership of the EU"."""
    head, roles = linked.doc[candidate.head], linked.roles
    acts = candidate.role in roles.state and candidate.role not in grammar_words("state_words")
    if acts or head.dep_ != "appos" or head.head.i > head.i:
        return ()
    named = [head.head, *(t for t in head.head.conjuncts if t.i < head.i and head.tag_ == "NNS")]
    found = [e for token in named for e in linked.entities_at(token.i)]
    if not all(linked.memory.entity(entity).type == "country" for entity in found):
        return ()
    return tuple(dict.fromkeys(found))


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
    if ends is not None:
        linked.said[candidate.head] = max(end.candidate.last for end in ends.main)
    if ends is not None and ends.own:
        linked.reach[candidate.head] = ends.last
    return route


def _described_site(linked: Linked, candidate: Candidate) -> str | None:
    """Give the site that a phrase describes: "a refinery at Tanga"."""
    if candidate.kind != "role":
        return None
    actor_at = cast("ActorAt", linked.actor_at)  # mypy knows this module by two names
    head = linked.doc[candidate.head]
    found = describe_site(head, actor_at=actor_at, memory=linked.memory, gazetteer=linked.gazetteer)
    if found is None:
        return None
    linked.reach[candidate.head] = found[1]
    return found[0]


def _described_agreement(linked: Linked, candidate: Candidate) -> str | None:
    """Give the agreement that a phrase tells by its words: "a treaty of 1984"."""
    if candidate.kind != "role":
        return None
    found = describe_agreement(linked.doc[candidate.head], linked.memory)
    if found is None:
        return None
    linked.reach[candidate.head] = found[1]
    return found[0]


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
        if country is None and entity.type == "person":  # "its chief executive, Ana Ruiz"
            bodies = (linked.memory.entity(c) for c in actor.entities)
            country = next((body.country for body in bodies if body.type in BODIES), None)
        if country and not entity.country and not _is_of_none(linked, entity):
            linked.memory.add(dataclasses.replace(entity, country=country))
        if entity.type == "person":
            linked.memory.entitle(actor.candidate.role, person)
        linked.actors[index] = Actor(actor.candidate, (person,), "title")


def _is_of_none(linked: Linked, entity: Entity) -> bool:
    """Whether a body is of no state, wherever it sits: "Amnesty International, the London-based watchdog"."""
    in_tables = entity.id in linked.gazetteer.entities
    return entity.type == "organization" and (in_tables or is_worldwide(entity.name))


def _named_in_apposition(linked: Linked, head: Token) -> str | None:
    """Give the named thing that a role phrase stands beside: "the Croatian operator, JANAF"."""
    others = [head.head] if head.dep_ == "appos" else []
    beside_it = [child for child in head.rights if child.dep_ == "appos"]
    others += beside_it
    others += [
        t for noun in beside_it for t in noun.rights if t.dep_ == "appos"
    ]  # "its client, the bank KfW"
    predicate = _predicate_name(head)
    others += predicate
    given = name_given(head)
    others += [given] if given is not None else []
    after = linked.actor_at(head.i + 1)
    if after is not None and after.candidate.first == head.i + 1 and head.tag_ == "NN":
        others += [
            linked.doc[after.candidate.head]
        ]  # "the Indian carrier IndiGo", whatever the parser makes of it
    kinds = linked.roles.collective.get(head.lemma_.lower(), frozenset())
    types = {"person", "route", *BODIES, *(kinds & {"place", "agreement"})}
    if predicate and head.lemma_.lower() in linked.roles.related:  # "its best customer is China"
        types.add("country")
    for other in others:
        index = linked.by_token.get(other.i)
        if index is None or linked.actors[index].candidate.kind in {"role", "pronoun"}:
            continue
        for entity_id in linked.actors[index].entities:
            if linked.memory.entity(entity_id).type in types:
                return entity_id
    beside = linked.described.get(head.i)
    return beside if beside is not None and linked.memory.entity(beside).type in BODIES else None
