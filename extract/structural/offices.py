"""Who holds an office, by the words around a name: "President X", "X, the emir", "Minister of Y Z"."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Literal

from detente.extract.knowledge.structurewords import structure_list, structure_words
from detente.extract.reference.addresses import is_body_name
from detente.extract.syntax.appositions import is_company_noun
from detente.extract.syntax.arguments import MODIFIERS, objects
from detente.extract.syntax.tokens import sentence_of, tokens_in
from detente.extract.syntax.tree import children_of
from detente.extract.ties.fit import fits
from detente.extract.ties.scene import Filler, Tie, noun_tie

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from detente.extract.knowledge.roles import Roles
    from detente.extract.reference.actors import Actor
    from detente.extract.reference.memory import Memory
    from detente.extract.ties.scene import Scene

_NOT_IN_OFFICE = frozenset(
    "former ex deputy vice then late ousted deposed acting-vice assistant shadow exiled designate "
    "onetime retired would-be aspiring outgoing-deputy".split()
)
_NOT_HEADS = frozenset("staff deputy envoy ambassador general adviser advisor negotiator commander".split())
_FORMER = structure_list("office", "former")
_CABINETS = frozenset("government administration cabinet regime".split())
_OF_BODIES = frozenset(
    "mayor governor chief head chair chairman chairwoman ceo executive director officer general".split()
)
_CROWNED = frozenset({"king", "queen", "prince", "princess", "emperor"})
_ONLY_OF_STATE = frozenset("minister premier chancellor king queen emperor emir sultan".split())
_OF_STATE = frozenset("minister president premier chancellor king queen emperor emir sultan".split())
_BODIES = frozenset({"organization", "company", "group"})


def offices(scene: Scene, actor: Actor, person: str, memory: Memory, roles: Roles) -> Iterator[Tie]:
    """Yield the offices that the words around a name give to a person.

    Parameters
    ----------
    scene
        The passage.
    actor
        Names the person.
    person
        The person.
    memory
        Knows the entities.
    roles
        Knows which titles lead.
    """
    if actor.candidate.kind == "role":
        head = scene.doc[actor.candidate.head]
        after = [t.lower_ for t in scene.doc[head.i + 1 : head.i + 3]]
        if after == ["of", "staff"] or standing_of(head) is None:
            return
        if actor.reason == "title" and actor.candidate.role in roles.leads and standing_of(head) == "ended":
            yield from _once(actor, person, head, memory)
        if (
            actor.reason == "title"
            and actor.candidate.role in roles.leads
            and not (_was_in_office(head) or standing_of(head))
        ):
            for child in children_of(head):
                if child.dep_ in MODIFIERS | {"poss"}:
                    yield from _office(scene, actor, person, child, head, memory)
                elif child.dep_ == "prep" and child.lower_ == "of":
                    for inner in children_of(child):
                        yield from _office(scene, actor, person, inner, head, memory)
            country = memory.entity(person).country
            if country is None and head.lower_ in _ONLY_OF_STATE:
                country = memory.clear_state(
                    frozenset()
                )  # "Ana Li, the mining minister", of whose state a text tells
            of_state = [t.lower_ for t in scene.doc[head.i : head.i + 3]] == ["secretary", "of", "state"]
            own = not actor.candidate.inner
            own = own and (of_state or not any(c.dep_ == "prep" for c in head.rights))
            own = own and not any(c.dep_ == "poss" and c.lower_ in {"its", "their"} for c in head.lefts)
            if country and own and head.lower_ not in _OF_BODIES and not _of_something(scene, head):
                # "The foreign minister, Abbas Araghchi": of the country that he is known to serve.
                holder = Filler(person, actor, "apposition", 0)
                yield noun_tie("leads", head, holder, Filler(country, actor, "title", 1))
        return
    head = scene.doc[actor.candidate.head]
    country = memory.entity(person).country
    cabinet = _cabinet_of(head)
    if country and cabinet is not None:
        holder = Filler(person, actor, "poss", 0)
        yield noun_tie("leads", cabinet, holder, Filler(country, actor, "title", 1))
    yield from _under(scene, actor, person, memory)
    yield from _who_leads(scene, actor, person)
    title = (
        _title_before(scene, actor, roles)
        or _title_with_topic(scene, actor)
        or _title_within(scene, actor, roles)
    )
    if title is None:
        return
    first, last = title
    doc = scene.doc
    if doc[last].lower_ in _CROWNED and doc[actor.candidate.last].lower_ in structure_list(
        "companies", "works"
    ):
        return  # "Queen Mary Wharf"
    owner = _owner_before(scene, first, actor, memory) or _owner_after(scene, actor, memory)
    before = {doc[i].lower_.strip("-") for i in range(max(first - 3, 0), last)}
    if before & _NOT_IN_OFFICE:
        if owner is None and country and doc[last].lower_ in _OF_STATE:
            owner = Filler(
                country, actor, "title", 1
            )  # "former president X", of the state he is known to serve
        if owner is not None and before & _FORMER and not before & (_NOT_IN_OFFICE - _FORMER):
            yield noun_tie("leads", doc[last], Filler(person, actor, "name", 0), owner, status="ended")
        return
    if owner is None:
        if doc[last].lower_ in _OF_BODIES:
            return  # a mayor heads no state, a chairman not the one that he comes from
        country = memory.entity(person).country
        if country is None and {doc[first].lower_, doc[last].lower_} & _OF_STATE:
            country = _only_country(scene, actor, memory)
        if country is None or (doc[last].lower_ == "sheikh" and not memory.has_led(person)):
            return
        owner = Filler(country, actor, "title", 1)
    yield noun_tie("leads", doc[last], Filler(person, actor, "name", 0), owner)


def _once(actor: Actor, person: str, head: Token, memory: Memory) -> Iterator[Tie]:
    """Read "X, the former president", of the country that X is known to have served."""
    before, country = {child.lower_ for child in head.lefts}, memory.entity(person).country
    bare = not actor.candidate.inner and all(child.dep_ in {"det", "amod"} for child in head.lefts)
    if country and bare and head.lower_ in _OF_STATE and before & _FORMER and not any(head.rights):
        held = Filler(country, actor, "title", 1)
        yield noun_tie("leads", head, Filler(person, actor, "apposition", 0), held, status="ended")


def _cabinet_of(name: Token) -> Token | None:
    """Give the government that is somebody's: "X's cabinet", "the X administration", "the cabinet of X"."""
    noun = name.head if name.dep_ in {"poss", "compound"} else None
    if name.dep_ == "pobj" and name.head.lower_ == "of":
        noun = name.head.head
    if noun is None or noun.lemma_.lower() not in _CABINETS:
        return None
    return None if {child.lower_ for child in noun.lefts} & _NOT_IN_OFFICE else noun


def _of_something(scene: Scene, head: Token) -> bool:
    """Whether an office is one of a body that nobody named: "the toolmaker's president"."""
    lands = structure_list("office", "lands")
    owners = [c for c in head.lefts if c.dep_ == "poss" and c.tag_ in {"NN", "NNS"} and c.lemma_ not in lands]
    return any(
        (owner := scene.actor_at(c)) is None or scene.type_of(owner.entities[0]) != "country" for c in owners
    )


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
        elif joined in roles.titles and words[0] not in _FORMER:
            best = None if best is None or joined.endswith(tuple(roles.leads)) else best
            if joined.split("-")[0] in _NOT_IN_OFFICE:
                return None
    return best


def _title_with_topic(scene: Scene, actor: Actor) -> tuple[int, int] | None:
    """Give a title with its topic right before a name: "Minister of Fisheries X", "Secretary for Trade X"."""
    doc, last = scene.doc, actor.candidate.first - 1
    if last < 1 or doc[last].text == ",":
        return None
    for i in range(last - 1, max(last - 6, 0), -1):
        if doc[i].lower_ in {"of", "for"}:
            topic = doc[i + 1 : last + 1]
            known = any(scene.actor_at(t) is not None for t in topic)
            titled = doc[i - 1].lower_ in {"minister", "secretary"}
            return (i - 1, last) if titled and not known else None
        if doc[i].tag_ not in {"NN", "NNS", "NNP", "NNPS", "CC", "JJ", "DT", ","}:
            return None
    return None


def _title_within(scene: Scene, actor: Actor, roles: Roles) -> tuple[int, int] | None:
    """Give the title that a name begins with: "King Abdullah II"."""
    first = actor.candidate.first
    return (first, first) if scene.doc[first].lower_ in roles.leads and first < actor.candidate.last else None


def _only_country(scene: Scene, actor: Actor, memory: Memory) -> str | None:
    """Give the only country that a sentence speaks of, itself or by a body of it."""
    sentence = sentence_of(scene.doc[actor.candidate.head])
    others = (other for token in tokens_in(sentence) if (other := scene.actor_at(token)) is not None)
    named = (memory.entity(e) for other in others if other.reason != "demonym" for e in other.entities)
    found = {e.id if e.type == "country" else e.country for e in named if e.type != "person"} - {None}
    return found.pop() if len(found) == 1 else None


def _under(scene: Scene, actor: Actor, person: str, memory: Memory) -> Iterator[Tie]:
    """Read who leads by "under": "Under Ana Li, the bank has ...", "the party under Ana Li"."""
    doc, first, last = scene.doc, actor.candidate.first, actor.candidate.last
    if first == 0 or doc[first - 1].lower_ != "under" or actor.candidate.kind not in {"name", "model"}:
        return
    if last + 1 < len(doc) and doc[last + 1].tag_ == "POS":
        return
    under, body = doc[first - 1], None
    if under.i == sentence_of(under).start and last + 1 < len(doc) and doc[last + 1].text == ",":
        verb = next((t for t in under.ancestors if t.tag_.startswith("VB")), sentence_of(under).root)
        body = next((t for t in children_of(verb) if t.dep_ in {"nsubj", "nsubjpass"} and t.i > last), None)
    elif under.head.i == under.i - 1 and under.head.tag_.startswith("NN"):
        body = under.head
    owner = scene.actor_at(body) if body is not None else None
    if owner is not None and owner.reason != "coreference":
        entity = memory.entity(owner.entities[0])
        if (entity.type in _BODIES or entity.type == "country") and not entity.generic:
            yield noun_tie(
                "leads", under, Filler(person, actor, "under", 0), Filler(entity.id, owner, "name", 0)
            )


def _who_leads(scene: Scene, actor: Actor, person: str) -> Iterator[Tie]:
    """Read what a clause about an apposition says: "Ana Li, the Danish banker who runs the fund"."""
    leading = structure_list("office", "leading")
    for noun in scene.doc[actor.candidate.head].rights:
        for verb in noun.rights if noun.dep_ == "appos" else ():
            who = [c for c in verb.lefts if c.dep_ == "nsubj"]
            if verb.dep_ != "relcl" or verb.lemma_ not in leading or not who or who[0].tag_ != "WP":
                continue
            holder = Filler(person, actor, "name", 0)
            for led in scene.actors_at(list(objects(verb)), "obj"):
                tie = noun_tie("leads", verb, holder, led)
                if fits(tie, scene):
                    yield tie


def shared_offices(scene: Scene, actors: list[Actor], memory: Memory) -> Iterator[Tie]:
    """Yield who holds offices that one word names: "the presidents of A and B, X and Y".

    Parameters
    ----------
    scene
        The passage.
    actors
        Its actors, in order of the text.
    memory
        Knows the entities.
    """
    named = [a for a in actors if a.candidate.kind in {"name", "model"} and len(a.entities) == 1]
    for i, actor in enumerate(named):
        if memory.entity(actor.entities[0]).type != "country":
            continue
        noun, states = _plural_office(scene, named, i, memory)
        people = [a for a in named[i + len(states) :] if memory.entity(a.entities[0]).type == "person"][
            : len(states)
        ]
        if noun is not None and len(people) == len(states) and _follow(scene, [*states, *people]):
            for person, state in zip(people, states, strict=True):
                holder = Filler(person.entities[0], person, "apposition", 0)
                yield noun_tie("leads", noun, holder, Filler(state.entities[0], state, "of", 0))
        yield from _gapped(scene, actor, memory)


def one_each(scene: Scene, noun: Token, holders: list[Filler], memory: Memory) -> dict[str, Filler]:
    """Give who of several holds an office where: "their ministers, X and Y", "ministers, X of A and Y of B".

    Parameters
    ----------
    scene
        The passage.
    noun
        The office, in the plural.
    holders
        Who is said to hold it.
    memory
        Knows the entities.

    Returns
    -------
    dict
        Person -> state or body; empty where one noun says it of all.
    """
    if noun.tag_ != "NNS" or len(holders) < 2:
        return {}
    after = {one.entity: _owner_after(scene, one.actor, memory) for one in holders}
    named = {person: owner for person, owner in after.items() if owner is not None}
    if len(named) == len(holders):
        return named
    theirs = [c for c in children_of(noun) if c.dep_ == "poss" and c.tag_ == "PRP$"]
    owners = scene.actors_at(theirs, "poss")
    if len(owners) != len(holders):
        return {}
    known = {one.entity: memory.entity(one.entity).country for one in holders}
    by_state = {owner.entity: owner for owner in owners}
    if len(set(known.values())) == len(holders) and set(known.values()) <= by_state.keys():
        return {person: by_state[state] for person, state in known.items() if state is not None}
    return {one.entity: owner for one, owner in zip(holders, owners, strict=True)}


def _plural_office(
    scene: Scene, named: list[Actor], i: int, memory: Memory
) -> tuple[Token | None, list[Actor]]:
    """Give the office that a list of states begins after, with the list: "the leaders of A, B and C"."""
    doc, first = scene.doc, named[i].candidate.first
    states = [named[i]]
    for other in named[i + 1 :]:
        between = doc[states[-1].candidate.last + 1 : other.candidate.first]
        joined = len(between) > 0 and all(t.lower_ in {",", "and"} for t in between)
        if not joined or memory.entity(other.entities[0]).type != "country":
            break
        states.append(other)
    noun = doc[first - 2] if first > 1 and doc[first - 1].lower_ == "of" else None
    heads = noun is not None and noun.tag_ == "NNS" and noun.lemma_.lower() in _heads_of_state()
    if noun is None or not heads or len(states) < 2 or standing_of(noun) != "":
        return None, states
    return noun, states


def _follow(scene: Scene, listed: list[Actor]) -> bool:
    """Whether names follow one another with nothing between but commas and "and"."""
    pairs = itertools.pairwise(listed)
    between = [scene.doc[a.candidate.last + 1 : b.candidate.first] for a, b in pairs]
    return all(0 < len(run) <= 2 and all(t.lower_ in {",", "and"} for t in run) for run in between)


def _gapped(scene: Scene, state: Actor, memory: Memory) -> Iterator[Tie]:
    """Read "Norway's prime minister, X, and Denmark's, Y"."""
    doc, i = scene.doc, state.candidate.last + 1
    if i + 2 >= len(doc) or doc[i].tag_ != "POS" or doc[i + 1].text != ",":
        return
    person = scene.actor_at(doc[i + 2])
    if (
        person is None
        or memory.entity(person.entities[0]).type != "person"
        or person.candidate.kind == "role"
    ):
        return
    before = (
        t
        for t in doc[sentence_of(doc[i]).start : state.candidate.first]
        if t.lemma_.lower() in _heads_of_state()
    )
    noun = next((t for t in before if any(c.dep_ == "poss" for c in t.lefts)), None)
    if noun is not None and standing_of(noun) == "":
        holder = Filler(person.entities[0], person, "apposition", 0)
        yield noun_tie("leads", noun, holder, Filler(state.entities[0], state, "poss", 0))


@functools.cache
def _heads_of_state() -> frozenset[str]:
    return frozenset({*_OF_STATE, "leader"})


def _owner_before(scene: Scene, first: int, actor: Actor, memory: Memory) -> Filler | None:
    """Give the country or body named before a title: "Serbian President", "NATO Secretary General"."""
    for i in range(first - 1, max(first - 5, -1), -1):
        token = scene.doc[i]
        owner = scene.actor_at(token)
        if owner is not None and owner is not actor:
            if owner.candidate.last >= first:
                return None  # "Commerce Secretary" taken for a name
            entity = memory.entity(owner.entities[0])
            if (entity.type in _BODIES or entity.type == "country") and not entity.generic:
                return Filler(entity.id, owner, "mod", 0)
            return None
        if token.tag_ not in {"POS", "NN", "JJ", "NNP", "HYPH", "CC"}:
            return None
    return None


def _owner_after(scene: Scene, actor: Actor, memory: Memory) -> Filler | None:
    """Give the country or body after a name: "Prime Minister Ana Sousa of Angola"."""
    doc, i = scene.doc, actor.candidate.last + 1
    if i + 1 >= len(doc) or doc[i].lower_ != "of":
        return None
    owner = next((scene.actor_at(t) for t in children_of(doc[i]) if t.dep_ == "pobj"), None)
    if owner is None or owner is actor:
        return None
    entity = memory.entity(owner.entities[0])
    return Filler(entity.id, owner, "of", 0) if entity.type in _BODIES | {"country"} else None


def _was_in_office(head: Token) -> bool:
    return bool({child.lower_.strip("-") for child in head.lefts} & _NOT_IN_OFFICE) or bool(
        _hyphened(head) & _NOT_IN_OFFICE
    )


def _hyphened(noun: Token) -> set[str]:
    """Give the word that a hyphen ties to a noun, however it was parsed: "vice-minister"."""
    tied = noun.i > 1 and noun.nbor(-1).text == "-"
    return {noun.nbor(-2).lower_} if tied else set()


def _office(
    scene: Scene, actor: Actor, person: str, token: Token, head: Token, memory: Memory
) -> Iterator[Tie]:
    owner = scene.actor_at(token)
    if owner is not None and owner is not actor:
        entity = memory.entity(owner.entities[0])
        body = entity.type in _BODIES and not (head.lower_ in _ONLY_OF_STATE or entity.generic)
        if body or entity.type == "country":
            yield noun_tie(
                "leads", head, Filler(person, actor, "apposition", 0), Filler(entity.id, owner, "of", 0)
            )


def standing_of(noun: Token) -> Literal["ended", ""] | None:
    """Say of an office whether it was held ("former"), and None if it is none that leads ("deputy")."""
    words = structure_words()["office"]
    top = noun.head if noun.dep_ == "pobj" else None
    if top is not None and top.head.lemma_.lower() in words["beside"].split():
        return None  # "a spokesman for the president, X"
    compounds = [t for t in noun.lefts if t.dep_ == "compound" and t.tag_ == "NN"]
    if any(_names_body(t) for t in compounds):
        return None  # "the football federation president" leads no country
    if noun.lemma_.lower() in _OF_BODIES and any(t.lower_ in words["topics"].split() for t in compounds):
        return None  # "the bloc's foreign policy chief"
    lefts = [noun, *noun.lefts, *(noun.head.lefts if noun.dep_ in MODIFIERS else ())]
    before = {t.lower_.strip("-") for left in lefts for t in left.subtree if t.i < noun.i} | _hyphened(noun)
    if noun.lemma_.lower() in words["peers"].split() and any(
        t.lower_ in _NOT_HEADS for t in tokens_in(sentence_of(noun))
    ):
        return None  # of a chief of staff, an envoy
    if before & set(words["not_in_office"].split()):
        return None
    return "ended" if before & set(words["former"].split()) else ""


def _names_body(noun: Token) -> bool:
    return is_company_noun(noun) or is_body_name(noun.lemma_)
