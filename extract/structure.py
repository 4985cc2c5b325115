"""Structural ties that noun phrases make: titles before names, appositions, possessors, addresses.

"Serbian President Aleksandar Vučić" says who leads Serbia, "Russia's Gazprom Neft" where a company sits,
"the corridor between Kazakhstan and China" what a route connects. Ties that verbs and nouns state ("owns",
"a member of") are triggers in ``data/structure.csv``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.arguments import MODIFIERS, prepositional
from detente.extract.scene import Filler, Tie
from detente.extract.triggers import Match
from detente.extract.vocabulary import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from detente.extract.linking import Actor
    from detente.extract.memory import Memory
    from detente.extract.roles import Roles
    from detente.extract.scene import Scene

_NOT_IN_OFFICE = frozenset(
    "former ex deputy vice then late ousted deposed acting-vice assistant shadow exiled designate "
    "onetime retired would-be aspiring outgoing-deputy".split()
)
_CABINETS = frozenset("government administration cabinet regime".split())
_STATE_OWNED = frozenset({"state", "government"})
_TOWNS = frozenset("port city town village capital island province region district state resort base".split())
_BESIDE = frozenset(
    ", the of south north east west southern northern eastern western central south-east south-west "
    "north-east north-west southeastern southwestern northeastern northwestern nearby far "
    "neighbouring neighboring - in".split()
)
_BODIES = frozenset({"organization", "company", "group"})
_SEATED = frozenset({"company", "place"})


def find_structure(scene: Scene, actors: list[Actor], *, memory: Memory, roles: Roles) -> Iterator[Tie]:
    """Yield the structural ties that noun phrases make.

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
    """
    for actor in actors:
        for entity_id in actor.entities:
            kind = memory.entity(entity_id).type
            if kind == "person" and actor.reason != "coreference":
                yield from _leads(scene, actor, entity_id, memory, roles)
            elif kind in _SEATED and (actor.candidate.kind != "role" or actor.reason == "title"):
                yield from _located(scene, actor, entity_id, memory)
                if kind == "company":
                    yield from _state_owned(scene, actor, entity_id, memory)
            elif kind == "route":
                yield from _connects(scene, actor, entity_id, memory)


def _leads(scene: Scene, actor: Actor, person: str, memory: Memory, roles: Roles) -> Iterator[Tie]:
    """Read a title before a name, or the office that an apposition states."""
    if actor.candidate.kind == "role":
        head = scene.doc[actor.candidate.head]
        if actor.reason == "title" and actor.candidate.role in roles.leads and not _was_in_office(head):
            for child in head.children:
                if child.dep_ in MODIFIERS | {"poss"}:
                    yield from _office(scene, actor, person, child, head, memory)
                elif child.dep_ == "prep" and child.lower_ == "of":
                    for inner in child.children:
                        yield from _office(scene, actor, person, inner, head, memory)
            country = memory.entity(person).country
            if country and not actor.candidate.inner and not any(c.dep_ == "prep" for c in head.rights):
                # "The foreign minister, Abbas Araghchi": of the country that he is known to serve.
                yield _tie(
                    "leads", head, Filler(person, actor, "apposition", 0), Filler(country, actor, "title", 1)
                )
        return
    head = scene.doc[actor.candidate.head]
    country = memory.entity(person).country
    if country and head.dep_ in {"poss", "compound"} and head.head.lemma_.lower() in _CABINETS:
        yield _tie("leads", head.head, Filler(person, actor, "poss", 0), Filler(country, actor, "title", 1))
    title = _title_before(scene, actor, roles)
    if title is None:
        return
    first, last = title
    doc = scene.doc
    if any(doc[i].lower_.strip("-") in _NOT_IN_OFFICE for i in range(max(first - 2, 0), last)):
        return
    owner = _owner_before(scene, first, actor, memory)
    if owner is None:
        country = memory.entity(person).country
        if country is None:
            return
        owner = Filler(country, actor, "title", 1)
    yield _tie("leads", doc[last], Filler(person, actor, "name", 0), owner)


def _title_before(scene: Scene, actor: Actor, roles: Roles) -> tuple[int, int] | None:
    """Give the first and last token of the longest leading title right before a name."""
    doc, last = scene.doc, actor.candidate.first - 1
    best = None
    words: list[str] = []
    for i in range(last, max(last - 4, -1), -1):
        if not (doc[i].is_alpha or doc[i].tag_ == "HYPH"):
            break
        words.insert(0, doc[i].lower_)
        joined = "-".join(word for word in words if word != "-")
        if joined in roles.leads:
            best = (i, last)
        elif joined in roles.titles:
            best = None if best is None or joined.endswith(tuple(roles.leads)) else best
            if joined.split("-")[0] in _NOT_IN_OFFICE:
                return None
    return best


def _owner_before(scene: Scene, first: int, actor: Actor, memory: Memory) -> Filler | None:
    """Give the country or body named before a title: "Serbian President", "NATO Secretary General"."""
    for i in range(first - 1, max(first - 5, -1), -1):
        token = scene.doc[i]
        owner = scene.actor_at(token)
        if owner is not None and owner is not actor:
            entity = memory.entity(owner.entities[0])
            if entity.type in _BODIES or entity.type == "country":
                return Filler(entity.id, owner, "mod", 0)
            return None
        if token.tag_ not in {"POS", "NN", "JJ", "NNP", "HYPH", "CC"}:
            return None
    return None


def _was_in_office(head: Token) -> bool:
    return any(child.lower_.strip("-") in _NOT_IN_OFFICE for child in head.lefts)


def _office(
    scene: Scene, actor: Actor, person: str, token: Token, head: Token, memory: Memory
) -> Iterator[Tie]:
    owner = scene.actor_at(token)
    if owner is not None and owner is not actor:
        entity = memory.entity(owner.entities[0])
        if entity.type in _BODIES or entity.type == "country":
            yield _tie(
                "leads", head, Filler(person, actor, "apposition", 0), Filler(entity.id, owner, "of", 0)
            )


def _located(scene: Scene, actor: Actor, entity_id: str, memory: Memory) -> Iterator[Tie]:
    """Read "Russia's Gazprom Neft", "the Croatian operator JANAF", "Algyő, in southern Hungary"."""
    head = scene.doc[actor.candidate.head]
    named = Filler(entity_id, actor, "name", 0)
    for slot, token in _addresses(scene, actor, head, is_place=memory.entity(entity_id).type == "place"):
        owner = scene.actor_at(token)
        if owner is not None and _is_seat(owner, entity_id, memory):
            yield _tie("located_in", head, named, Filler(owner.entities[0], owner, slot, 0))
            return


def _addresses(scene: Scene, actor: Actor, head: Token, *, is_place: bool) -> Iterator[tuple[str, Token]]:
    """Yield the words that may say where a named thing lies, the likeliest first."""
    top = head
    while top.dep_ in {"compound", "appos"} and top.head.i > top.i and scene.actor_at(top.head) is None:
        top = top.head
    for noun in dict.fromkeys((head, top)):
        for child in noun.lefts:
            before = child.i < actor.candidate.first or actor.candidate.kind == "role"
            if child.dep_ in MODIFIERS | {"poss"} and before and child.tag_ != "PRP$":
                yield "poss", child
    for child in head.rights:
        if child.dep_ == "appos":
            yield from (("appos", c) for c in child.lefts if c.dep_ in MODIFIERS)
            if is_place:
                yield "appos", child
        elif child.dep_ == "prep" and child.lower_ == "of" and scene.doc[child.i - 1].text == ",":
            yield from (("of", token) for token in child.children if token.dep_ == "pobj")
    if is_place:
        if head.dep_ == "pobj" and head.head.lower_ == "of" and head.head.head.lemma_.lower() in _TOWNS:
            yield from (("of", c) for c in head.head.head.lefts if c.dep_ in MODIFIERS | {"poss"})
        yield from (("in", token) for token in _written_after(scene, actor))


def _written_after(scene: Scene, actor: Actor) -> Iterator[Token]:
    """Yield the name after a place as an address has it: "X, Serbia", "X, in the south of Serbia"."""
    doc = scene.doc
    i = actor.candidate.last + 1
    if i < len(doc) and doc[i].lower_ not in {",", "in"}:
        return
    for token in doc[i : i + 8]:
        if scene.actor_at(token) is not None:
            before = doc[token.i - 1].lower_
            if before != "," or (token.i + 1 < len(doc) and doc[token.i + 1].text in {",", "."}):
                yield token
            return
        if token.lower_ not in _BESIDE:
            return


def _state_owned(scene: Scene, actor: Actor, company: str, memory: Memory) -> Iterator[Tie]:
    """Read "the state-owned China Overseas Ports Holding Company"."""
    head = scene.doc[actor.candidate.head]
    country = memory.entity(company).country
    if not country or country == company:
        return
    first = actor.candidate.first
    around = scene.doc[max(first - 4, 0) : actor.candidate.last + 1]
    words = (token for token in around if token.lower_ in _STATE_OWNED)
    word = next((w for w in words if w.i >= first or head in w.ancestors), None)
    if word is not None:
        yield _tie("owns", word, Filler(country, actor, "mod", 1), Filler(company, actor, "name", 0))


def _is_seat(owner: Actor, entity_id: str, memory: Memory) -> bool:
    entity = memory.entity(owner.entities[0])
    return (
        owner.entities[0] != entity_id
        and entity.type in {"country", "place", "region"}
        and owner.candidate.kind in {"name", "model"}
    )


def _connects(scene: Scene, actor: Actor, route: str, memory: Memory) -> Iterator[Tie]:
    """Read "the corridor between A and B", "a line from A to B"."""
    head = scene.doc[actor.candidate.head]
    for slot in ("between", "from", "to", "via", "through"):
        for token in prepositional(head, slot):
            for filler in scene.fillers(token, slot):
                if filler.depth == 0 and memory.entity(filler.entity).type in {"country", "place", "region"}:
                    yield _tie("connects", head, Filler(route, actor, "name", 0), filler)


def _tie(relation: str, word: Token, source: Filler, target: Filler) -> Tie:
    trigger = Trigger(word.lower_, (), "n", None, relation, (), (), None)
    return Tie(Match(word, (word,), trigger), source, target, symmetric=False)
