"""Structural ties that noun phrases make: titles before names, appositions, possessors, addresses.

"Serbian President Aleksandar Vučić" says who leads Serbia, "Russia's Gazprom Neft" where a company sits,
"the corridor between Kazakhstan and China" what a route connects. Ties that verbs and nouns state ("owns",
"a member of") are triggers in ``data/structure.csv``.
"""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from detente.extract.knowledge.structurewords import structure_list
from detente.extract.naming.routes import end_of, read_ends
from detente.extract.reference.addresses import find_seat, on_border
from detente.extract.structural.belonging import belonging
from detente.extract.structural.courses import course
from detente.extract.structural.heading import heading
from detente.extract.structural.holders import holders
from detente.extract.structural.memberships import memberships
from detente.extract.structural.offices import offices, one_each, shared_offices, standing_of
from detente.extract.structural.stakes import stakes
from detente.extract.structural.ways import stops
from detente.extract.syntax.appositions import bearers, descriptors, is_company_noun
from detente.extract.syntax.arguments import (
    MODIFIERS,
    fill,
    modifiers,
    objects,
    prepositional,
    subjects,
    surface_subjects,
)
from detente.extract.syntax.beside import name_after, name_before, noun_beside, owners
from detente.extract.syntax.tokens import forms_in, sentence_of, text_of, tokens_in, tokens_of
from detente.extract.syntax.tree import children_of
from detente.extract.ties.fit import fits
from detente.extract.ties.scene import Filler, Tie, distinct, noun_tie
from detente.extract.ties.triggers import Match, find_triggers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from detente.extract.knowledge.roles import Roles
    from detente.extract.reference.actors import Actor
    from detente.extract.reference.memory import Memory
    from detente.extract.ties.scene import Scene
    from detente.extract.vocabulary import Vocabulary

_STATE = frozenset({"state", "government"})
_OWNED = frozenset("owned run controlled held backed".split())
_BODIES = frozenset({"organization", "company", "group"})
_OFFICED = frozenset({"company", "organization"})
_SEATED = frozenset({"company", "organization", "place", "region"})
_BY_WAY = frozenset("through via along over by".split())
_FLOWING = frozenset(
    "bring take supply flow reach go travel run move pass come arrive ship send pump carry export transport "
    "deliver transit truck haul".split()
)
_NAMING = frozenset("appoint elect name make choose pick re-elect reappoint hire swear".split())
_ACCEPTING = frozenset("make accept name declare recognise recognize approve designate".split())
_OFFICES = frozenset("executive ceo chairman chairwoman chairperson boss manager director".split())
_FEWEST_MEMBERS = 2
_MEMBERS = frozenset("state country nation member economy government republic neighbour neighbor".split())
_BRINGING = frozenset("bring carry pump deliver take supply transport ship send move".split())
_FELLOW = frozenset({"fellow"})
_LOOSE = frozenset({"member_of", "accession"})


def relational_nouns(vocabulary: Vocabulary) -> Vocabulary:
    """Give the part of a vocabulary that holds nouns of structure: "member", "owner", "president"."""
    nouns = {
        key: found for key, triggers in vocabulary.triggers.items()
        if key[1] == "n" and (found := tuple(t for t in triggers if t.event is None))
    }  # fmt: skip
    return dataclasses.replace(vocabulary, triggers=MappingProxyType(nouns))


def find_structure(
    scene: Scene, actors: list[Actor], *, memory: Memory, roles: Roles, nouns: Vocabulary
) -> Iterator[Tie]:
    """Yield the structural ties that noun phrases make, each once a sentence.

    Parameters
    ----------
    scene
        The passage with its actors.
    actors
        The same actors, in order of the text.
    memory
        Knows the entities.
    roles
        Knows which titles lead.
    nouns
        The nouns of structure, from `relational_nouns`.
    """
    seen: set[tuple[str | None, str, str, int]] = set()
    for tie in (
        *_by_actor(scene, actors, memory, roles),
        *_by_noun(scene, nouns, memory),
        *stakes(scene, memory),
        *holders(scene, memory),
        *_bracketed(scene, actors, memory),
        *memberships(scene, memory),
        *belonging(scene, memory),
        *shared_offices(scene, actors, memory),
        *heading(scene, memory),
    ):
        sentence = sentence_of(tie.match.head).start
        key = (tie.match.trigger.relation, tie.source.entity, tie.target.entity, sentence)
        if key not in seen:
            seen.add(key)
            yield tie


def _by_actor(scene: Scene, actors: list[Actor], memory: Memory, roles: Roles) -> Iterator[Tie]:
    """Read what stands around each name."""
    for actor in actors:
        for entity_id in actor.entities:
            kind = memory.entity(entity_id).type
            if kind == "person" and actor.reason != "coreference":
                yield from offices(scene, actor, entity_id, memory, roles)
            elif kind == "company" and actor.candidate.kind == "role" and actor.reason != "title":
                yield from _described_seat(scene, actor, entity_id, memory)
            elif kind in _OFFICED and actor.reason == "coreference" and actor.candidate.kind == "role":
                yield from _located(scene, actor, entity_id, memory)
            elif kind in _SEATED and (actor.candidate.kind != "role" or actor.reason == "title"):
                yield from _located(scene, actor, entity_id, memory)
                if kind in {"company", "organization"}:
                    yield from _state_owned(scene, actor, entity_id, memory)
            elif kind == "route":
                yield from _connects(scene, actor, entity_id, memory)


def _located(scene: Scene, actor: Actor, entity_id: str, memory: Memory) -> Iterator[Tie]:
    """Read "Russia's Gazprom Neft", "the Croatian operator JANAF", "Algyő, in southern Hungary"."""
    named = Filler(entity_id, actor, "name", 0)
    if actor.candidate.first and scene.doc[actor.candidate.first - 1].text == "/":
        return  # "YEREVAN/BAKU"
    for slot, owner, seat in find_seat(scene, actor, entity_id, memory):
        yield noun_tie("located_in", scene.doc[actor.candidate.head], named, Filler(seat, owner, slot, 0))
    for token in on_border(scene, actor) if memory.entity(entity_id).type == "place" else ():
        for country in scene.actors_at([token], "in"):
            if scene.type_of(country.entity) == "country":
                yield noun_tie("located_in", scene.doc[actor.candidate.head], named, country)


def _described_seat(scene: Scene, actor: Actor, company: str, memory: Memory) -> Iterator[Tie]:
    """Read where a phrase about a firm puts it: "the German company", "the Milan-based group"."""
    noun = scene.doc[actor.candidate.head]
    words = [c for c in noun.lefts if c.dep_ in MODIFIERS] if is_company_noun(noun) else []
    words += [inner for child in words if child.lower_ == "based" for inner in child.lefts]
    for child in words:
        owner = scene.actor_at(child)
        if owner is None or owner is actor or owner.candidate.kind not in {"name", "model"}:
            continue
        named = Filler(company, actor, "name", 0)
        seat = end_of(owner, memory) if owner.reason == "metonym" else owner.entities[0]
        kind = memory.entity(seat).type if seat is not None else None
        if seat is not None and (kind == "place" or (kind == "country" and owner.reason == "demonym")):
            yield noun_tie("located_in", noun, named, Filler(seat, owner, "mod", 0))


def _state_owned(scene: Scene, actor: Actor, company: str, memory: Memory) -> Iterator[Tie]:
    """Read "the state-owned China Overseas Ports Holding Company", "Oman's state oil company, X"."""
    doc, candidate = scene.doc, actor.candidate
    says_state = not _STATE.isdisjoint(forms_in(doc))
    described, beside = list(descriptors(doc, candidate)), noun_beside(doc, candidate.last)
    called = [*described, *([beside] if beside is not None else [])]  # "X, Oman's wealth fund"
    nouns = [noun for noun in described if is_company_noun(noun)]
    nouns = nouns or [noun for noun in called if is_company_noun(noun)]
    word = next(
        (
            token for noun in (doc[candidate.head], *nouns) if says_state for token in noun.subtree
            if token.lower_ in _STATE and token.i <= noun.i and _says_owned(token, noun, own=noun in nouns)
        ), None,
    )  # fmt: skip
    public = [noun for noun in (*nouns, *called) if _is_public(noun)]
    if word is None and not public:
        return
    owners = (
        scene.actor_at(t)
        for noun in (*nouns, *public, doc[candidate.head])
        for t in noun.lefts
        if t.i < noun.i
    )
    named = next(
        (o for o in owners if o is not None and memory.entity(o.entities[0]).type == "country"), None
    )
    if named is None and word is None and not any(c.tag_ == "PRP$" for noun in public for c in noun.lefts):
        return  # "X, the development bank in Caracas"
    country = named.entities[0] if named is not None else memory.entity(company).country
    if country and country != company:
        owner = Filler(country, named or actor, "mod", 0 if named else 1)
        yield noun_tie("owns", word or public[0], owner, Filler(company, actor, "name", 0))


def _is_public(noun: Token) -> bool:
    """Whether a noun with the words before it means a firm that a state owns: "sovereign fund"."""
    words = [t.lower_ for t in noun.doc[max(noun.i - 4, 0) : noun.i + 1] if t.text != "-"]
    called = structure_list("owned", "public")
    return any("-".join(words[i:]) in called for i in range(len(words) - 1))


def _says_owned(token: Token, noun: Token, *, own: bool) -> bool:
    """Whether "state" here says who owns a firm: "state-owned", "state oil company", not "state aid"."""
    doc = token.doc
    if token.i + 2 < len(doc) and doc[token.i + 1].tag_ == "HYPH":
        return doc[token.i + 2].lower_ in _OWNED
    inside = token.head.head == noun and token.head.dep_ in MODIFIERS  # "state telecoms firm"
    return own and (inside or token.head in {noun, noun.head}) and token.dep_ in MODIFIERS


def _connects(scene: Scene, actor: Actor, route: str, memory: Memory) -> Iterator[Tie]:
    """Read what a route links from its phrase or from the clause about it, see `routes.read_ends`."""
    described = actor.candidate.kind == "role"
    last = actor.candidate.head if described else actor.candidate.last
    named = Filler(route, actor, "name", 0)
    for end in _carried_to(scene, actor):
        place = end_of(end, memory)
        if place is not None and memory.entity(place).type in {"country", "place", "region"}:
            yield noun_tie("connects", scene.doc[actor.candidate.head], named, Filler(place, end, "end", 0))
    for word, end, place in (*course(scene, actor, memory), *stops(scene, actor, memory)):
        if place != route:
            yield noun_tie("connects", word, named, Filler(place, end, "end", 0))
    ends = read_ends(scene.doc, last, lambda i: scene.actor_at(scene.doc[i]))
    if ends is None:
        return
    for end in (*ends.main, *ends.others):
        place = end_of(end, memory)
        if place is not None and place != route:
            yield noun_tie("connects", scene.doc[actor.candidate.head], named, Filler(place, end, "end", 0))


def _bracketed(scene: Scene, actors: list[Actor], memory: Memory) -> Iterator[Tie]:
    """Read the members that stand in brackets: "the X Group, a club of four states (A, B, C and D)"."""
    doc = scene.doc
    for opening in (t for t in tokens_of(doc)[1:] if t.text == "(") if "(" in forms_in(doc) else ():
        end = next((t.i for t in doc[opening.i : sentence_of(opening).end] if t.text == ")"), opening.i)
        inside = [
            a for a in actors if opening.i < a.candidate.first and a.candidate.last < end and a.entities
        ]
        states = [a for a in inside if memory.entity(a.entities[0]).type == "country"]
        if len(states) < _FEWEST_MEMBERS or len(states) < len(inside):
            continue
        before = [
            a for a in actors if sentence_of(opening).start <= a.candidate.first < opening.i and a.entities
        ]
        bodies = [a for a in before if memory.entity(a.entities[0]).type == "organization"]
        beside = doc[opening.i - 1].lemma_.lower() in _MEMBERS or (
            bodies and bodies[-1].candidate.last == opening.i - 1
        )
        if bodies and beside:
            body = Filler(bodies[-1].entities[0], bodies[-1], "name", 0)
            for state in states:
                yield noun_tie("member_of", opening, Filler(state.entities[0], state, "name", 0), body)


def _carried_to(scene: Scene, actor: Actor) -> Iterator[Actor]:
    """Yield where goods go by a route: "gas reaches Moldova through the X pipeline", "flows to B via X"."""
    head = scene.doc[actor.candidate.head]
    verb = head.head.head if head.dep_ == "pobj" and head.head.lower_ in _BY_WAY else None
    if head.dep_ == "nsubj" and head.head.lemma_ in _BRINGING:
        verb = head.head  # "the X pipeline brings gas to B"
    if verb is None or not verb.tag_.startswith("VB") or verb.lemma_ not in _FLOWING:
        return
    ends = [
        t for slot in ("to", "into", "from", "through", "across", "via") for t in prepositional(verb, slot)
    ]
    if verb.lemma_ == "reach":
        ends += objects(verb)
    for token in ends:
        for one in (token, *(t for t in token.conjuncts if t.i > token.i)):
            end = scene.actor_at(one)
            if end is not None and end.candidate.kind in {"name", "model"}:
                yield end


def _by_noun(scene: Scene, nouns: Vocabulary, memory: Memory) -> Iterator[Tie]:
    """Read nouns that tie whom they describe to another: "a member of X", "Y's arm, X", "president of Z"."""
    for readings in find_triggers(scene.doc, nouns):
        noun = readings[0].head
        described = [
            Filler(entity, scene.named_before(actor, entity), how, 0)
            for how, token in bearers(noun)
            if (actor := scene.actor_at(token)) is not None
            for entity in actor.entities
            if not memory.entity(entity).generic
        ]
        described = described or _described_beside(scene, noun, memory)
        if described and readings[0].trigger.relation == "leads":
            _retype_officers(described, memory)
        if not described:
            yield from _between_others(scene, readings)
            continue
        held = standing_of(noun)
        for found in readings:
            if held is None and found.trigger.relation == "leads":
                continue
            each = one_each(scene, noun, described, memory) if found.trigger.relation == "leads" else {}
            ties = [
                Tie(_held_now(found, one, held), one, each[one.entity], symmetric=False)
                for one in described if one.entity in each
            ] or [
                tie for one in described
                for tie in _described_ties(scene, _held_now(found, one, held), [one])
            ]  # fmt: skip
            ties = [tie for tie in ties if fits(tie, scene)]
            if ties:
                yield from ties
                break


def _held_now(found: Match, one: Filler, held: Literal["ended", ""] | None) -> Match:
    """Give a reading with the status of the office that it gives to somebody."""
    past = one.slot == "past" and found.trigger.relation == "leads"
    status = found.trigger.status or ("ended" if past else held) or None
    return Match(found.head, found.tokens, dataclasses.replace(found.trigger, status=status))


def _described_beside(scene: Scene, noun: Token, memory: Memory) -> list[Filler]:
    """Give whom a noun describes by the line of words, where the tree tells nobody."""
    found = name_after(noun, scene.actor_at) or name_before(noun, scene.actor_at)
    if found is None:
        return []
    listed = [found, *(t for t in found.conjuncts if t.i < noun.i)] if noun.tag_ == "NNS" else [found]
    actors = [a for token in listed if (a := scene.actor_at(token)) is not None]
    return [Filler(e, a, "appos", 0) for a in actors for e in a.entities if not memory.entity(e).generic]


def _retype_officers(described: list[Filler], memory: Memory) -> None:
    """Let a name that nothing was known of be a person's, since it holds an office."""
    for filler in described:
        candidate, entity = filler.actor.candidate, memory.entity(filler.entity)
        unknown = candidate.kind == "model" and candidate.first != candidate.last
        if unknown and entity.type in {"organization", "place", "group"}:
            memory.add(dataclasses.replace(entity, type="person"))


def _between_others(scene: Scene, readings: list[Match]) -> Iterator[Tie]:
    """Read a noun that describes nobody, with both ends beside it: "opened accession talks with X"."""
    for match in readings:
        if match.trigger.relation != "accession":
            continue
        sources = _complement(scene, match, tuple(s for s in match.trigger.source if s != "subj"))
        targets = _complement(scene, match, match.trigger.target) or _only_body(scene, match.head)
        ties = [Tie(match, a, b, symmetric=False) for a in sources for b in targets if a.entity != b.entity]
        ties = [tie for tie in ties if fits(tie, scene)]
        if ties:
            yield from ties
            return


def _only_body(scene: Scene, noun: Token) -> list[Filler]:
    """Give the only organisation that a sentence names: "The EU said that Iceland's membership talks ..."."""
    named = (scene.actor_at(token) for token in tokens_in(sentence_of(noun)))
    found = distinct([Filler(e, a, "name", 0) for a in named if a is not None for e in a.entities])
    bodies = [f for f in found if scene.type_of(f.entity) == "organization"]
    known = [f for f in bodies if scene.memory.entity(f.entity).country is None]
    return known if len(known) == 1 else []


def _described_ties(scene: Scene, match: Match, described: list[Filler]) -> Iterator[Tie]:
    trigger = match.trigger
    turned = "subj" in trigger.target
    slots = trigger.source if turned else trigger.target
    others = _complement(scene, match, tuple(slot for slot in slots if slot != "subj"))
    for one in [*described, *_fellows(scene, match)]:
        own = others and all(other.entity == one.entity for other in others)
        for other in _before_it(scene, one) if own else others:
            if other.entity != one.entity:
                source, target = (other, one) if turned else (one, other)
                yield Tie(match, source, target, symmetric=False)


def _complement(scene: Scene, match: Match, slots: tuple[str, ...]) -> list[Filler]:
    """Give whom a noun ties to: the first of its slots that names somebody, in the words of its phrase."""
    deepest = 1 if match.trigger.relation in _LOOSE else 0
    noun = match.head
    for slot in slots:
        for word in (noun, *(t for t in match.tokens if t != noun)):
            tokens = [t for t in fill(word, slot) if t not in match.tokens]
            if not tokens and slot in {"mod", "poss"} and noun.dep_ in MODIFIERS:
                # "NATO member Croatia": the parser hangs both on the name.
                lefts = (
                    modifiers(noun.head) if slot == "mod" else (c for c in noun.head.lefts if c.dep_ == slot)
                )
                tokens = [t for t in lefts if t.i < noun.i and t not in match.tokens]
            if slot == "poss":
                tokens = [_whose(t) for t in tokens]
            if slot == "poss" and noun.dep_ == "conj" and any(t.tag_ == "PRP$" for t in tokens):
                tokens = [noun.head]  # "Varna Bank and its parent"
            found = distinct([f for t in tokens for f in _own(scene, t, slot)])
            found = [f for f in found if f.depth <= deepest and not scene.memory.entity(f.entity).generic]
            if found:
                return found
    for slot, token in owners(noun, scene.actor_at):
        actor = scene.actor_at(token)
        if slot in slots and actor is not None:
            found = [Filler(e, actor, slot, 0) for e in actor.entities if not scene.memory.entity(e).generic]
            if found:
                return found
    if match.trigger.relation == "leads" and noun.dep_ in {"oprd", "dobj"} and noun.head.lemma_ in _NAMING:
        return scene.actors_at(subjects(noun.head), "subj")  # "X named Y chairman"
    naming = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "as" else noun.head
    verbs = {"leads": _NAMING if naming != noun.head else frozenset(), "accession": _ACCEPTING}
    if naming.lemma_ in verbs.get(match.trigger.relation or "", ()) and naming.tag_.startswith("VB"):
        found = scene.actors_at(subjects(naming), "subj")  # "X appointed Y as chairman"
        if found:
            return found
    clause = noun.head if noun.dep_ == "attr" and noun.head.dep_ == "relcl" else None
    if match.trigger.relation == "leads" and clause is not None and _opens_elsewhere(clause, noun):
        return scene.actors_at([clause.head], "of")  # "X, where Ana Li is chief executive"
    if match.trigger.relation == "leads" and noun.lemma_.lower() in _OFFICES and _is_bare(noun):
        return _spoken_of(scene, noun)
    own = scene.actor_at(noun)
    if match.trigger.relation == "leads" and own is not None and own.candidate.kind == "role":
        # "Malawi swore in X as president": of the state that the words around name.
        return [Filler(e, own, "role", 0) for e in own.entities if scene.type_of(e) == "country"]
    return []


def _opens_elsewhere(clause: Token, noun: Token) -> bool:
    """Whether a relative clause says of what somebody is something: "where", "of which"."""
    if any(t.lower_ == "where" for t in clause.lefts):
        return True
    of = (c for top in (clause, noun) for c in children_of(top) if c.lower_ == "of")
    return any(t.tag_ == "WDT" for prep in of for t in children_of(prep))


def _whose(token: Token) -> Token:
    """Give whom "whose" means: "X, whose chief executive is Y"."""
    clause = next((t for t in token.ancestors if t.dep_ == "relcl"), None) if token.tag_ == "WP$" else None
    if clause is None:
        return token
    noun = clause.head
    return noun.head if noun.dep_ == "appos" and noun.tag_ in {"NN", "NNS"} else noun


def _before_it(scene: Scene, one: Filler) -> list[Filler]:
    """Give the body that "its" means in "W said that X, its largest shareholder, ...": the one before X."""
    first = one.actor.candidate.first
    for i in range(first - 1, sentence_of(scene.doc[first]).start - 1, -1):
        actor = scene.actor_at(scene.doc[i])
        if actor is None or actor.candidate.kind not in {"name", "model"}:
            continue
        if scene.type_of(actor.entities[0]) in _OFFICED and actor.entities[0] != one.entity:
            return [Filler(actor.entities[0], actor, "poss", 0)]
    return []


def _is_bare(noun: Token) -> bool:
    """Whether a noun stands with "the" and an adjective or two: "the chief executive", "its new boss"."""
    return noun.dep_ != "pobj" and all(c.tag_ in {"DT", "JJ", "NN", "VBG"} for c in noun.lefts)


def _spoken_of(scene: Scene, noun: Token) -> list[Filler]:
    """Give the firm or body that was spoken of last, whose "chief executive" a text goes on with."""
    first = noun.left_edge
    before = scene.memory.latest_before(first.idx, len(text_of(scene.doc)), "company", "organization")
    own = scene.actor_at(noun)
    named = next((a for t in scene.doc[: first.i] if (a := scene.actor_at(t)) and before in a.entities), own)
    if before is None or named is None or first.lower_ != "the":
        return []
    return [Filler(before, named, "topic", 0)]


def _own(scene: Scene, token: Token, slot: str) -> list[Filler]:
    """Give the actors of a phrase; of a possessor in a list, that one alone."""
    found = scene.fillers(token, slot)
    return found[:1] if slot == "poss" else found


def _fellows(scene: Scene, match: Match) -> list[Filler]:
    """Give who belongs too, in "thanked its fellow NATO member Croatia"."""
    noun = match.head
    words = [*noun.lefts, *(noun.head.lefts if noun.dep_ in MODIFIERS else ())]
    if not any(word.lower_ in _FELLOW for word in words):
        return []
    verb = next((t for t in noun.ancestors if t.tag_.startswith("VB")), None)
    subjects = surface_subjects(verb) if verb is not None else []
    fellows = (f for token in subjects for f in scene.fillers(token, "subj") if f.depth == 0)
    return [dataclasses.replace(f, slot="appos") for f in fellows]
