"""Where a named thing lies: "Russia's X", "the Athens-based developer X", "X, a port in Y", "X, Serbia"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.knowledge.structurewords import structure_list
from detente.extract.structural.seats import seats
from detente.extract.syntax.appositions import descriptors, is_company_noun
from detente.extract.syntax.arguments import MODIFIERS, prepositional
from detente.extract.syntax.beside import noun_beside
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from detente.extract.reference.actors import Actor
    from detente.extract.reference.memory import Memory
    from detente.extract.schema import EntityType
    from detente.extract.ties.scene import Scene

_TOWNS = frozenset(
    "port city town village capital island province region district state resort base hub suburb settlement "
    "harbour harbor airport refinery plant terminal mine oilfield gasfield field dam".split()
)
_BESIDE = frozenset(
    ", the of south north east west southern northern eastern western central south-east south-west "
    "north-east north-west southeastern southwestern northeastern northwestern nearby far "
    "neighbouring neighboring - in on coast".split()
)
_LISTED = frozenset("register base incorporate headquarter locate situate found".split())
_COMPASS = frozenset("north south east west north-east north-west south-east south-west".split())
_WATERS = frozenset(
    "sea ocean pacific atlantic mediterranean baltic caspian gulf adriatic aegean bay".split()
)
_PARTS = frozenset(
    "coast border shore bank side edge tip frontier coastline seaboard north south east west "
    "north-east north-west south-east south-west northeast northwest southeast southwest interior heart "
    "centre center district province region state county island territory republic kingdom enclave "
    "exclave".split()
)
_LYING = frozenset("lie sit stand be situate locate straddle".split())
_AHEAD = 8
_SERVES = frozenset(
    "partner supplier contractor buyer owner rival investor lender creditor client shareholder customer ally "
    "subcontractor consultant lawyer unit arm subsidiary parent affiliate".split()
)


def find_seat(scene: Scene, actor: Actor, entity_id: str, memory: Memory) -> Iterator[tuple[str, Actor, str]]:
    """Yield where a named thing lies, each with how it is said and who names the place; most have one.

    Parameters
    ----------
    scene
        The passage.
    actor
        Names the thing.
    entity_id
        The thing.
    memory
        Knows the entities.

    Yields
    ------
    tuple
        The slot, the actor that names the seat, and the seat's entity.
    """
    entity = memory.entity(entity_id)
    found: list[tuple[str, Actor, str]] = []
    said = [("in", token) for token in seats(scene.doc[actor.candidate.head])]
    if entity.type != "organization" or (actor.candidate.kind == "model" and not is_body_name(entity.name)):
        said += _addresses(scene, actor, entity.type)
    else:
        said += [*_based(scene, actor), *_based_in(scene, actor), *_of_society(scene, actor)]
        if set(entity.name.lower().split()) & structure_list("companies", "houses") and _is_followed_by_in(
            scene, actor
        ):
            said += [("in", token) for token in _written_after(scene, actor)]
    # Of a public body only a seat that is named as one is told: "Kenya's parliament" is no address.
    for slot, token in said:
        owner = scene.actor_at(token)
        seat = _seat(owner, entity_id, memory, slot) if owner is not None else None
        if owner is None or seat is None:
            continue
        if found and not _are_joined(scene, found[-1][1], owner):
            break
        if seat not in {entity for _, _, entity in found}:
            found.append((slot, owner, seat))
    yield from found


def is_body_name(name: str) -> bool:
    """Whether a name is a public body's, by its words: "Kenya Revenue Authority"."""
    return bool(set(name.lower().replace("-", " ").split()) & structure_list("companies", "bodies"))


def _are_joined(scene: Scene, first: Actor, second: Actor) -> bool:
    """Whether two adjectives are one: "Anglo-Dutch"."""
    low, high = sorted((first.candidate, second.candidate), key=lambda c: c.first)
    return high.first == low.last + 2 and scene.doc[low.last + 1].text in {"-", "–"}


def _based(scene: Scene, actor: Actor) -> Iterator[tuple[str, Token]]:
    """Yield where a name is said to be based: "the Hague-based court", "the Osaka-based trading house X"."""
    doc, candidate = scene.doc, actor.candidate
    for noun in (doc[candidate.head], *_nouns_of(scene, actor)):
        for child in noun.lefts:
            if child.lower_ == "based" and child.dep_ in MODIFIERS:
                yield from (("based", t) for t in _places_of(child) if t != child)
    before = candidate.first - 1
    if before > 1 and doc[before].lower_ == "based" and doc[before - 1].tag_ == "HYPH":
        yield "based", doc[before - 2]  # whatever the parser hung it on


def _nouns_of(scene: Scene, actor: Actor) -> Iterator[Token]:
    """Yield the nouns that say what a name is, by the tree, or where it has none by the line of words."""
    doc, candidate = scene.doc, actor.candidate
    head = doc[candidate.head]
    found = list(descriptors(doc, candidate))
    yield from found
    beside = noun_beside(doc, candidate.last) if not found else None
    if beside is not None and (beside.tag_ == "NN" or head.dep_ != "conj"):
        yield beside
    if head.dep_ == "conj":  # "the French builders A and B", "A and B, both French builders"
        first = min(head.conjuncts, key=lambda t: t.i)
        before = doc[first.left_edge.i - 1] if first.left_edge.i and first.i < head.i else None
        if before is not None and before.tag_ == "NNS" and first.head == before:
            yield before
        yield from (c for c in first.rights if c.dep_ == "appos" and c.tag_ == "NNS" and c.i > candidate.last)
        if first.dep_ == "appos" and first.head.tag_ == "NNS":
            yield first.head  # "two Chinese firms, A and B"
    last = max((t.i for t in head.conjuncts if t.tag_.startswith("NNP")), default=head.i)
    after = noun_beside(doc, max(last, candidate.last)) if head.conjuncts and not found else None
    if after is not None and after.tag_ == "NNS":
        yield after
    for child in head.rights:
        if child.dep_ == "appos" and (child.tag_ == "JJS" or child.lower_ == "one"):
            # "X, the biggest of Norway's shippers", "X, one of the three Danish lenders"
            yield from (t for t in prepositional(child, "of") if t.tag_ == "NNS")


def _based_in(scene: Scene, actor: Actor) -> Iterator[tuple[str, Token]]:
    """Yield where a body is based by what it is called: "the council, a charity based in Tokyo"."""
    for noun in descriptors(scene.doc, actor.candidate):
        for child in noun.rights:
            if child.dep_ == "acl" and child.lower_ in {"based", "headquartered"}:
                yield from (("based", t) for t in prepositional(child, "in"))


def _of_society(scene: Scene, actor: Actor) -> Iterator[tuple[str, Token]]:
    """Yield whose a body is that is called a charity, a newspaper or the like: "X, a Berlin think-tank"."""
    for noun in _nouns_of(scene, actor):
        if noun.lemma_.lower() in structure_list("companies", "societies"):
            words = [t for c in noun.lefts if c.dep_ in MODIFIERS for t in _places_of(c)]
            named = ((t, scene.actor_at(t)) for t in (*words, *prepositional(noun, "in")))
            yield from (  # "the European border agency" is no address
                ("appos", t) for t, owner in named
                if owner is not None and scene.type_of(owner.entities[0]) in {"country", "place"}
            )  # fmt: skip


def _is_followed_by_in(scene: Scene, actor: Actor) -> bool:
    after = actor.candidate.last + 1
    return after < len(scene.doc) and scene.doc[after].lower_ == "in"


def _addresses(scene: Scene, actor: Actor, kind: EntityType) -> Iterator[tuple[str, Token]]:
    """Yield the words that may say where a named thing lies, the likeliest first."""
    is_place = kind in {"place", "region"}
    yield from _based(scene, actor)
    doc, candidate = scene.doc, actor.candidate
    head = doc[candidate.head]
    if candidate.first > 1 and doc[candidate.first - 1].tag_ == "POS":
        yield "poss", doc[candidate.first - 2]  # "has picked A's X and B's Y"
    nouns = [n for n in _nouns_of(scene, actor) if kind == "company" or _has_address(n)]
    if head.dep_ in MODIFIERS and head.head.i == candidate.last + 1 and kind != "company":
        nouns += (
            [head.head] if head.head.lemma_.lower() in structure_list("companies", "works") else []
        )  # "the X station in Oman"
    for child in head.lefts:
        if child.i >= candidate.first or child.tag_ == "PRP$" or child.dep_ not in MODIFIERS | {"poss"}:
            continue
        if doc[candidate.first - 1].text in {"-", "–", "—"}:
            continue  # "the Mumbai-Ahmedabad line"
        run = doc[child.i : candidate.first]
        if any(t.tag_ in {"CC", ","} for t in run):
            continue
        is_own = child.dep_ == "compound" and all(t.tag_ in {"NNP", "NNPS"} for t in run)
        if not is_own or _is_adjective(scene, child):  # "Korea" is a part of "Korea Horizon Shipping"
            yield from (("poss", t) for t in _places_of(child))
    for noun in nouns:
        for child in noun.lefts:
            serves = noun.lemma_.lower() in _SERVES and child.dep_ == "poss"
            its = child.tag_ == "PRP$" and _is_town(noun)  # "Dakhla, its southernmost port"
            if child.dep_ in MODIFIERS | {"poss"} and (its or child.tag_ != "PRP$") and not serves:
                yield from (("appos", t) for t in _places_of(child))
        listed = (c for c in noun.rights if c.dep_ == "acl" and c.lemma_ in _LISTED)
        yield from (("appos", t) for clause in listed for t in prepositional(clause, "in"))
        for child in noun.rights:
            if child.dep_ == "prep" and child.lower_ in {"in", "from", "of", "on", "at"}:
                named = (
                    t for pobj in children_of(child) if pobj.dep_ == "pobj" for t in _on_map(scene, pobj)
                )
                yield from (("appos", t) for t in named)
    if is_place:
        after = candidate.last + 1
        if head.dep_ in MODIFIERS and head.head.i == after and _is_town(head.head):
            # "Argentina's Neuquén province"
            own = (c for c in head.head.lefts if c.dep_ in MODIFIERS | {"poss"} and c.i < candidate.first)
            yield from (("poss", t) for t in own)
        if head.dep_ == "pobj" and head.head.lower_ == "of" and _is_town(head.head.head):
            yield from (("of", c) for c in head.head.head.lefts if c.dep_ in MODIFIERS | {"poss"})
        yield from (
            ("appos", child) for child in head.rights
            if child.dep_ == "appos" and doc[child.left_edge.i - 1].text == ","
        )  # fmt: skip
        yield from (("in", token) for token in _written_after(scene, actor))
    else:
        yield from _after_comma(scene, actor)
    yield from (("mod", token) for token in _right_before(scene, actor, kind))
    if candidate.last + 3 < len(doc) and doc[candidate.last + 1].text == "(":
        inside = scene.actor_at(doc[candidate.last + 2])
        if inside is not None and doc[inside.candidate.last + 1 : inside.candidate.last + 2].text == ")":
            yield "poss", doc[candidate.last + 2]  # "X (Norway)"


def _right_before(scene: Scene, actor: Actor, kind: EntityType) -> Iterator[Token]:
    """Yield whose a thing is by the words right before it, however parsed: "and the Danish builder X"."""
    doc, i = scene.doc, actor.candidate.first - 1
    if i < 1 or doc[i].tag_ != "NN":
        return
    if not (_is_town(doc[i]) if kind in {"place", "region"} else is_company_noun(doc[i])):
        return
    for j in range(i - 1, max(i - 5, -1), -1):
        owner = scene.actor_at(doc[j])
        if owner is not None and owner.candidate.kind != "role":
            yield doc[j]
            return
        if doc[j].tag_ not in {"NN", "JJ", "JJS", "HYPH", "VBN", "VBG", "POS"}:
            return


def _on_map(scene: Scene, noun: Token) -> Iterator[Token]:
    """Yield a place, or the one whose part a noun is: "the northern coast of Oman", "Mozambique's coast"."""
    if scene.actor_at(noun) is None and _is_town(noun) and noun.tag_ == "NN":
        named = list(prepositional(noun, "of"))  # "from the Chinese city of Ningbo"
        if named:
            yield from named
            return
    if scene.actor_at(noun) is not None or noun.lemma_.lower() not in _PARTS:
        yield noun
        return
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ in {"of", "with", "between"}:
            yield from (t for t in children_of(child) if t.dep_ == "pobj")
    near = noun.lemma_.lower() in {"border", "frontier"}  # "on the Haitian border" lies on either side
    yield from (c for c in noun.lefts if c.dep_ == "poss" or (c.dep_ == "amod" and not near))


def _has_address(noun: Token) -> bool:
    """Whether a noun describes what has an address: a town, a firm, a charity."""
    return (
        _is_town(noun)
        or is_company_noun(noun)
        or noun.lemma_.lower() in structure_list("companies", "societies")
    )


def _is_town(noun: Token) -> bool:
    return noun.lemma_.lower() in _TOWNS | structure_list("companies", "places")


def _places_of(child: Token) -> Iterator[Token]:
    """Yield a modifier and the names joined to it: "Athens-based", "Anglo-Dutch", "South African"."""
    yield child
    yield from (t for t in child.lefts if t.dep_ in MODIFIERS)


def _is_adjective(scene: Scene, token: Token) -> bool:
    actor = scene.actor_at(token)
    if actor is None or actor.reason != "demonym":
        return False
    return scene.type_of(actor.entities[0]) == "country"  # "Pacific" begins a name


def _after_comma(scene: Scene, actor: Actor) -> Iterator[tuple[str, Token]]:
    """Yield the seat of a firm written after it: "X, of Norway,", "X, from Estonia,", "X of Switzerland"."""
    doc = scene.doc
    i = actor.candidate.last + 1
    commas = i < len(doc) and doc[i].text == ","
    i += commas
    words = {"of", "from", "in"} if commas else {"of"}
    if i + 1 < len(doc) and doc[i].lower_ in words and doc[i].dep_ == "prep":
        yield from (("of", token) for token in children_of(doc[i]) if token.dep_ == "pobj")


def _written_after(scene: Scene, actor: Actor) -> Iterator[Token]:
    """Yield the name after a place as an address has it: "X, Serbia", "X, in the south of Serbia"."""
    doc = scene.doc
    i = actor.candidate.last + 1
    i += i < len(doc) and _is_town(doc[i])  # "Katsina state, in Nigeria"
    if i < len(doc) and doc[i].lower_ not in {",", "in"}:
        return
    for token in doc[i : i + 8]:
        other = scene.actor_at(token)
        if other is not None and other.candidate.kind != "role":
            if _leads_on(scene, other):
                continue  # "in the Indian state of Bihar", "on the Red Sea coast of Sudan"
            before = doc[token.i - 1].lower_
            end = other.candidate.last + 1
            if before != "," or end >= len(doc) or doc[end].text in {",", ".", "—", "–", "-", "--"}:
                yield token
            return
        if token.lower_ not in _BESIDE | _PARTS | {"'s"}:
            return
        outside = token.lower_ in _COMPASS and doc[token.i - 1].text == ","
        if outside and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "of":
            return  # "X, north of Stockholm"


def _leads_on(scene: Scene, actor: Actor) -> bool:
    """Whether a name only says which part of another is meant: "the Red Sea coast of Sudan"."""
    doc, end = scene.doc, actor.candidate.last + 1
    if end + 1 >= len(doc) or doc[end + 1].lower_ != "of":
        return False
    return doc[end].lemma_.lower() in _PARTS | _TOWNS


def on_border(scene: Scene, actor: Actor) -> Iterator[Token]:
    """Yield the two countries on whose border a place lies: "X, on the border between A and B".

    Parameters
    ----------
    scene
        The passage.
    actor
        Names the place.
    """
    doc, i = scene.doc, actor.candidate.last + 1
    limit = min(i + _AHEAD, len(doc))
    while i < limit and (doc[i].lower_ in _BESIDE | _TOWNS or doc[i].lemma_ in _LYING):
        i += 1
    if i + 2 < len(doc) and doc[i].lemma_ == "border" and doc[i + 1].lower_ == "between":
        ends = [doc[i + 2], *(t for t in doc[i + 2 : i + 8] if t.dep_ == "conj")]
        for token in ends:
            if scene.actor_at(token) is not None:
                yield token


def _seat(owner: Actor, entity_id: str, memory: Memory, slot: str) -> str | None:
    """Give the place that an actor names; a capital is a city here, not the state."""
    if owner.candidate.kind == "role" or entity_id in owner.entities:
        return None
    entity = memory.entity(owner.entities[0])
    if owner.candidate.kind == "pronoun":
        return entity.id if entity.type == "country" else None
    if slot != "in" and entity.type == "region" and set(entity.name.lower().split()) & _WATERS:
        return None  # "the Pacific port of Ilo" lies in no sea
    inner = owner.candidate.inner
    if inner and owner.candidate.kind == "model" and entity.type == "place":
        place = next((s.entity for s in inner[0].senses if s.kind != "surname"), entity.id)
        return place if memory.entity(place).type in {"country", "place", "region"} else None
    if owner.reason == "metonym":
        named = (s.entity for s in owner.candidate.senses if s.kind in {"name", "capital"})
        return next((e for e in named if e != entity_id and memory.entity(e).type == "place"), None)
    return entity.id if entity.type in {"country", "place", "region"} else None
