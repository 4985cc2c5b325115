"""Who is meant: from spans that may name an actor to entities, in reading order, by what was said before."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, cast

from detente.extract.appositions import described_kind, descriptors, ends_as_firm
from detente.extract.bodies import national_body, topic_name
from detente.extract.coreference import antecedents, means_two
from detente.extract.gazetteer import fold
from detente.extract.metonymy import stands_for_state
from detente.extract.phrases import (
    acronym_after,
    group_words,
    is_plural,
    ministry_topic,
    own_words,
    title_before,
)
from detente.extract.routes import describe_route, stretched
from detente.extract.schema import Entity, EntityType, Mention
from detente.extract.shortnames import said_again, short_names

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from detente.extract.coreference import Resolver
    from detente.extract.gazetteer import Gazetteer, Sense
    from detente.extract.memory import Memory
    from detente.extract.mentions import Candidate
    from detente.extract.roles import Roles
    from detente.extract.routes import ActorAt
    from detente.extract.schema import Reason

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "agent"})
_AGREEMENT = re.compile(
    r"(?i)\b(treaty|accords?|agreement|pact|convention|protocol|charter|memorandum|initiative)$"
)
_STATEHOUSE = frozenset(
    "governor senator congressman congresswoman legislature sheriff voters republicans democrats".split()
)
_LONGEST_ACRONYM = 3
_OWN_MEMBERS = frozenset("REB OPP BUS NGO IGO MED".split())
_BODIES: tuple[EntityType, ...] = ("company", "group", "organization")
_LABEL_TYPES: dict[str, EntityType] = {
    "PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place",
    "ROUTE": "route", "LAW": "agreement", "NORP": "group",
}  # fmt: skip
_NOISE = frozenset(
    "gdp covid covid-19 coronavirus internet ai lng ev evs ceo cfo pm mr mrs ms dr am est gmt utc tv "
    "us$ eur usd reuters/".split()
)


@dataclasses.dataclass(frozen=True, slots=True)
class Actor:
    """A resolved span: which entities it means (two for "the two countries", none if unknown), and why.

    `name` is the entity of the word itself where it stands for another: the place behind a metonym.
    """

    candidate: Candidate
    entities: tuple[str, ...]
    reason: Reason | None


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
    linker = _Linker(doc, memory, gazetteer, roles, coreference)
    sentences = [0] * len(doc)
    linker.look_ahead(candidates)
    number = memory.sentence
    for number, sentence in enumerate(doc.sents, start=memory.sentence + 1):
        for i in range(sentence.start, sentence.end):
            sentences[i] = number
    # Names first: a role may be explained by a name that follows it ("the president of Chad").
    for wanted in ({"name", "model"}, {"role", "pronoun"}):
        for candidate in candidates:
            if candidate.kind in wanted:
                memory.read_on(offset + candidate.start, sentences[candidate.head])
                linker.add(candidate)
    memory.read_on(offset + len(doc.text), number)
    return linker.finish()


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


class _Linker:
    """The state of one pass over a passage."""

    def __init__(
        self, doc: Doc, memory: Memory, gazetteer: Gazetteer, roles: Roles, coreference: Resolver
    ) -> None:
        self.doc, self.memory, self.gazetteer, self.roles = doc, memory, gazetteer, roles
        self._text = doc.text  # spaCy joins it from the tokens each time it is asked
        self.coreference = coreference
        self.actors: list[Actor] = []
        self._by_token: dict[int, int] = {}
        self._ahead: dict[int, tuple[Sense, ...]] = {}
        self._reach: dict[int, int] = {}  # last token of a described route, by its head

    def look_ahead(self, candidates: list[Candidate]) -> None:
        """Remember where countries are named, so that "the High Court of Malawi" knows its own."""
        for candidate in candidates:
            if candidate.kind == "name" and candidate.senses[0].kind != "surname":
                self._ahead[candidate.head] = candidate.senses[:1]

    def add(self, candidate: Candidate) -> None:
        entities, reason = self._resolve(candidate)
        head = self.doc[candidate.head]
        for entity in entities:
            self.memory.see(entity, subject=head.dep_ in _SUBJECTS, plural=is_plural(head, candidate))
        for i in range(candidate.first, candidate.last + 1):
            if candidate.kind != "role" or i not in self._by_token:
                self._by_token[i] = len(self.actors)
        if head.dep_ == "conj" and entities:
            for other in self._entities_at(head.head.i)[:1]:
                if other != entities[0]:
                    self.memory.pair_up(other, entities[0])
        self._by_token[candidate.head] = len(self.actors)
        if candidate.kind == "role" and entities:
            candidate = self._with_place(candidate, head)
        self.actors.append(Actor(candidate, entities, reason))

    def _with_place(self, candidate: Candidate, head: Token) -> Candidate:
        """Let a role's span take in the name right after it: "aid workers in northern Somalia"."""
        if candidate.head in self._reach:
            return stretched(self.doc, candidate, self._reach[candidate.head])
        for child in head.rights:
            if (
                child.dep_ != "prep"
                or child.lower_ not in {"in", "of", "from", "at"}
                or child.i != head.i + 1
            ):
                continue
            for token in child.children:
                if token.dep_ == "pobj" and self._entities_at(token.i):
                    last = self.actors[self._by_token[token.i]].candidate
                    return dataclasses.replace(candidate, end=last.end, last=last.last)
        return candidate

    def _resolve(self, candidate: Candidate) -> tuple[tuple[str, ...], Reason | None]:
        if candidate.kind == "name":
            return self._known(candidate)
        if candidate.kind == "model":
            return self._unknown(candidate)
        route = self._described_route(candidate, own=True)
        if route:
            return (route,), "role"
        found = self.coreference(self.doc, candidate, memory=self.memory, roles=self.roles)
        if found:
            return found, "coreference"
        if candidate.kind == "role":
            route = self._described_route(candidate, own=False)
            if route:
                return (route,), "role"
            if means_two(self.doc[candidate.head]) and "pair" in self.roles.collective.get(
                candidate.role, ()
            ):
                return (), None  # "the two countries", not named before
            meant = self._role(candidate)
            return (meant, "role") if meant else ((), None)
        return (), None

    def _described_route(self, candidate: Candidate, *, own: bool) -> str | None:
        """Give the route that a phrase describes: "the railway between A and B"."""
        if candidate.kind != "role":
            return None
        found = describe_route(
            self.doc,
            candidate,
            actor_at=cast("ActorAt", self._actor_at),  # mypy knows this module by two names
            memory=self.memory,
            gazetteer=self.gazetteer,
            own=own,
        )
        if found is None:
            return None
        route, ends = found
        if ends is not None and ends.own:
            self._reach[candidate.head] = ends.last
        return route

    def _actor_at(self, i: int) -> Actor | None:
        index = self._by_token.get(i)
        return self.actors[index] if index is not None and self.actors[index].entities else None

    def _known(self, candidate: Candidate) -> tuple[tuple[str, ...], Reason | None]:
        senses = candidate.senses
        kinds = {sense.kind for sense in senses}
        surface = self._text[candidate.start : candidate.end]
        before = self.memory.named(surface)
        if before and senses[0].kind in {"name", "surname"} and before != senses[0].entity:
            return (before,), "surname"
        if senses[0].kind == "surname" and before is None:
            return self._bearer_of_surname(candidate, surface)
        if kinds & {"capital", "seat"}:
            found = self._seat_or_place(candidate, surface)
            if found is not None:
                return found
        sense = senses[0]
        if len(senses) > 1 and candidate.first == candidate.last:
            sense = self._likelier(candidate, senses)
        entity = self.memory.entity(sense.entity)
        if entity.type == "person" and candidate.first == candidate.last:
            first_name = self._other_first_name(candidate, entity.name)
            if first_name:
                return self._unknown_person(
                    candidate, f"{first_name} {surface}", self._country_around(candidate)
                )
        if entity.type == "person":
            self.memory.name_person(entity.name, entity.id)
            self._learn_titles(candidate, entity.id)
        elif entity.type in _BODIES:
            self._learn_short(candidate, entity)
        return (sense.entity,), ("demonym" if sense.kind in {"adjective", "demonym"} else "gazetteer")

    def _seat_or_place(
        self, candidate: Candidate, surface: str
    ) -> tuple[tuple[str, ...], Reason | None] | None:
        """Read a capital or a seat as those who govern from it, or as the place."""
        senses = candidate.senses
        capitals = (sense.entity for sense in senses if sense.kind == "capital")
        states = (entity for entity in capitals if self.memory.entity(entity).type == "country")
        seat = _first(senses, "seat") or next(states, None)
        place = _first(senses, "name")
        if seat and stands_for_state(self.doc[candidate.head]):
            return (seat,), "metonym"
        if place:
            return (place,), "gazetteer"
        if seat:
            # "walked past the Kremlin": a building, and no party to anything.
            country = self._country_of(senses)
            return (self.memory.add(Entity(surface, surface, "place", country=country)),), "gazetteer"
        return None

    def _bearer_of_surname(self, candidate: Candidate, surface: str) -> tuple[tuple[str, ...], Reason | None]:
        """Link a bare surname to the office holder who bears it, if title and country speak for them."""
        title = title_before(candidate, self.doc, self.roles)
        country = self._country_around(candidate) or self.memory.focus()
        named = [self.memory.entity(sense.entity) for sense in candidate.senses]
        bearers = [e.id for e in named if e.country == country and title in self.roles.leads]
        if title and len(bearers) > 1:  # several of one country: the one whose office the title names
            offices = {title.replace("-", " "), self.roles.offices.get(title, title)}
            held = {o.person for o in self.gazetteer.offices if o.role in offices}
            bearers = [person for person in bearers if person in held]
        if len(bearers) == 1:
            self._learn_titles(candidate, bearers[0])
            return (bearers[0],), "surname"
        return self._unknown_person(candidate, surface, country if title else None)

    def _other_first_name(self, candidate: Candidate, name: str) -> str | None:
        """Give the first name before a surname, if it is not the known bearer's: "Kathleen Hicks"."""
        if candidate.first == 0:
            return None
        before = self.doc[candidate.first - 1]
        known = before.lower_.rstrip(".") in self.roles.titles or before.i in self._by_token
        if before.tag_ != "NNP" or known or not before.is_title or before.text in name or len(before) < 3:
            return None
        return before.text if before.dep_ == "compound" and before.head.i == candidate.head else None

    def _likelier(self, candidate: Candidate, senses: tuple[Sense, ...]) -> Sense:
        """Prefer a bearer that the words around or the article so far speak for."""
        after = self.doc[candidate.last + 1].lower_ if candidate.last + 1 < len(self.doc) else ""
        if after in _STATEHOUSE:
            return next((s for s in senses if self.memory.entity(s.entity).type == "region"), senses[0])
        return next((sense for sense in senses if sense.entity in self.memory.entities), senses[0])

    def _unknown(self, candidate: Candidate) -> tuple[tuple[str, ...], Reason | None]:
        surface = " ".join(self._text[candidate.start : candidate.end].split())
        if surface.casefold() in _NOISE or len(surface) < 2:
            return (), None
        if candidate.label == "GPE" and surface.isupper() and len(surface) > _LONGEST_ACRONYM:
            surface = surface.title()  # of a dateline
        known = self.memory.named(surface)
        if known:
            is_surname = " " not in surface and self.memory.entity(known).type == "person"
            return (known,), "surname" if is_surname else "model"
        is_full = candidate.label == "PERSON" and candidate.first != candidate.last
        longer = None if is_full else said_again(surface, self.memory.entities.values())
        if longer:
            return (longer,), "model"
        described = described_kind(self.doc, candidate, self.roles)
        if described == "person":
            return self._unknown_person(candidate, surface, self._country_around(candidate))
        if described:
            return self._described(candidate, surface, described), "model"
        if candidate.label == "NAME":
            found = self._unlabelled(candidate, surface)
            return found, "model" if found else None
        kind = _LABEL_TYPES.get(candidate.label)
        if kind is None:
            return (), None
        country = self._country_around(candidate)
        if kind == "person" and any(self._is_firm(inner) for inner in candidate.inner):
            kind = "company"  # "Holcim Maroc"
        if kind == "person":
            return self._unknown_person(candidate, surface, country)
        if kind == "agreement" and not _AGREEMENT.search(surface):
            return (), None
        body = self._national_body(candidate, country) if kind == "organization" else None
        if body:
            self.memory.name(surface, body)
            return (body,), "model"
        if kind == "organization":
            kind = "company" if ends_as_firm(surface) else kind
        if kind in {"route", "agreement"}:
            country = None
        entity = Entity(surface, surface, kind, country=country)
        self.memory.name(surface, self.memory.add(entity))
        if kind in _BODIES:
            self._learn_short(candidate, entity)
        return (entity.id,), "model"

    def _described(self, candidate: Candidate, surface: str, kind: EntityType) -> tuple[str, ...]:
        """Keep a firm or a place that the words around its name describe: "the Croatian operator X"."""
        country = self._country_around(candidate)
        for noun in descriptors(self.doc, candidate):
            found = (self._country_at(t) for left in noun.lefts for t in left.subtree)
            country = country or next((c for c in found if c), None)
        entity = Entity(surface, surface, kind, country=country)
        self.memory.name(surface, self.memory.add(entity))
        self._learn_short(candidate, entity)
        return (entity.id,)

    def _unlabelled(self, candidate: Candidate, surface: str) -> tuple[str, ...]:
        """Keep a name that nothing is known of: a place after "in", else a person; shown if it has ties."""
        head = self.doc[candidate.head]
        if candidate.first == head.sent.start:
            return ()  # a capital at the start of a sentence makes no name
        is_place = head.dep_ == "pobj" and head.head.lower_ in {"in", "at", "near", "outside"}
        kind: EntityType = "place" if is_place else "person"
        entity = Entity(surface, surface, kind, country=self._country_around(candidate), generic=True)
        self.memory.name(surface, self.memory.add(entity))
        return (entity.id,)

    def _unknown_person(
        self, candidate: Candidate, surface: str, country: str | None
    ) -> tuple[tuple[str, ...], Reason | None]:
        words = surface.split()
        if len(words) > 5 or any(char.isdigit() for char in surface):
            return (), None
        if country is None and title_before(candidate, self.doc, self.roles):
            country = self.memory.focus()
        entity = Entity(surface, surface, "person", country=country)
        self.memory.add(entity)
        self.memory.name_person(surface, surface)
        self._learn_titles(candidate, surface)
        return (surface,), "model"

    def _learn_titles(self, candidate: Candidate, person: str) -> None:
        title = title_before(candidate, self.doc, self.roles)
        if title:
            self.memory.entitle(title.split("-")[-1], person)
            self.memory.entitle(title, person)

    def _learn_short(self, candidate: Candidate, entity: Entity) -> None:
        """Remember how a body may be called later: by its short form in brackets, "the Forum", "Kestrel"."""
        self._learn_acronym(candidate, entity.id)
        for short in short_names(
            self._text[candidate.start : candidate.end], company=entity.type == "company"
        ):
            if fold(short) not in self.gazetteer.names:
                self.memory.name(short, entity.id)

    def _is_firm(self, inner: Candidate) -> bool:
        """Whether a name inside a longer one is a firm's and nobody's."""
        senses = [sense for sense in inner.senses if sense.kind == "name"]
        return (
            bool(senses) and len(inner.senses) == 1 and self.memory.entity(senses[0].entity).type == "company"
        )

    def _learn_acronym(self, candidate: Candidate, entity_id: str) -> None:
        """Remember "(SRT)" right after a name, and the name right after which it stands."""
        short = acronym_after(candidate, self.doc)
        if short:
            self.memory.name(short, entity_id)

    def _country_around(self, candidate: Candidate) -> str | None:
        """Give the country that a name's own phrase states: "Croatian firm X", "Iran's X", "X of Chad"."""
        for inner in candidate.inner:
            country = self._country_of(inner.senses)
            if country and candidate.label != "PERSON":  # "Jordan Smith" is no Jordanian
                return country
        head = self.doc[candidate.head]
        for left in head.lefts:
            for token in left.subtree if left.dep_ in {"poss", "compound"} else (left,):
                country = self._country_at(token)
                if country:
                    return country
        for child in head.rights:
            if child.dep_ == "appos" or (child.dep_ == "prep" and child.lower_ in {"of", "in"}):
                for token in child.subtree:
                    country = self._country_at(token)
                    if country:
                        return country
        return None

    def _country_at(self, token: Token) -> str | None:
        for entity_id in self._entities_at(token.i):
            entity = self.memory.entity(entity_id)
            return entity.id if entity.type == "country" else entity.country
        return self._country_of(self._ahead.get(token.i, ()))

    def _country_of(self, senses: tuple[Sense, ...]) -> str | None:
        for sense in senses:
            entity = self.gazetteer.entities[sense.entity]
            return entity.id if entity.type == "country" else entity.country
        return None

    def _role(self, candidate: Candidate) -> tuple[str, ...]:
        """Resolve "Iraqi security forces", "the armies of Brazil and Argentina", "Hamas officials"."""
        head = self.doc[candidate.head]
        owners = self._owners(candidate, head) or (None,)
        if self.roles.sector(candidate.role) is None:
            again = self._described_again(candidate.role, head, owners[0].id) if owners[0] else None
            return (again,) if again else ()
        found = [self._role_of(candidate, head, owner) for owner in owners]
        return tuple(dict.fromkeys(entity for entity in found if entity))

    def _role_of(self, candidate: Candidate, head: Token, owner: Entity | None) -> str | None:
        """Resolve a role of one owner: the country it acts for, its body, or an unnamed group."""
        role = candidate.role
        sector = self.roles.sector(role) or ""
        is_state = role in self.roles.state
        country = owner.country if owner is not None else None
        if owner is not None and owner.type == "country":
            country = owner.id
        elif owner is not None and owner.type == "region" and is_state:
            return owner.id
        if sector == "EQP" and owner is None:
            return None
        again = self._described_again(role, head, country) if country and not is_state else None
        if again:
            return again
        if owner is not None and owner.type in _BODIES:
            is_civil = sector == "CVL" and owner.type == "organization" and not owner.country
            if is_state or is_civil or sector in _OWN_MEMBERS:
                return owner.id
        if is_state:
            if country is None and head.dep_ != "attr" and role in self.roles.core:
                country = self.memory.focus()
            if role.endswith("ministry") or ministry_topic(head):
                return self._ministry(head, role, country)
            if country:
                return country
        return None if head.dep_ == "attr" else self._group(candidate, sector, country)

    def _described_again(self, role: str, head: Token, country: str) -> str | None:
        """Give the company or group of a country that "the Budapest-based company" speaks of again."""
        kinds = self.roles.collective.get(role, frozenset()) & set(_BODIES)
        if not kinds or head.tag_ != "NN" or not any(child.lower_ == "the" for child in head.lefts):
            return None
        for seen in self.memory.recent(*_BODIES, within=5):
            entity = self.memory.entity(seen.entity)
            if entity.type in kinds and entity.country == country and not entity.generic:
                return entity.id
        return None

    def _owners(self, candidate: Candidate, head: Token) -> tuple[Entity, ...]:
        """Give what a role phrase names inside it, after "of" or "in", or as possessor; all of a list."""
        inside = [self.doc[i] for i in range(candidate.last, candidate.first - 1, -1) if i in self._by_token]
        after = [
            token for child in head.rights
            if child.dep_ == "prep" and child.lower_ in {"of", "in", "from", "for", "at"}
            for token in child.subtree if token.dep_ in {"pobj", "compound", "poss", "amod", "nmod"}
        ]  # fmt: skip
        for token in [*inside, *after]:
            found = self._owner_at(token)
            if found:
                listed = (token, *self._listed_with(token, inside))
                return tuple(dict.fromkeys(owner for one in listed for owner in self._owner_at(one)))
        return ()

    def _listed_with(self, token: Token, inside: list[Token]) -> list[Token]:
        """Give the names listed with an owner: "the armies of A and B", "A and B negotiators"."""
        listed = list(token.conjuncts)
        i = token.i
        while i >= 2 and self.doc[i - 1].lower_ in {"and", ",", "-", "–"} and self.doc[i - 2] in inside:
            i -= 2
            listed.append(self.doc[i])
        return listed

    def _owner_at(self, token: Token) -> tuple[Entity, ...]:
        found = (self.memory.entity(entity_id) for entity_id in self._entities_at(token.i))
        return tuple(e for e in found if e.type not in {"agreement", "route"} and not e.generic)

    def _entities_at(self, i: int) -> tuple[str, ...]:
        index = self._by_token.get(i)
        return self.actors[index].entities if index is not None else ()

    def _ministry(self, head: Token, role: str, country: str | None) -> str | None:
        before = role.removesuffix("-ministry").removesuffix("ministry").replace("-", " ")
        topic = before or ministry_topic(head)
        if not topic or not country:
            return country
        return self._body(f"Ministry of {topic_name(topic)}", "GOV", country)

    def _national_body(self, candidate: Candidate, country: str | None) -> str | None:
        """Give the body of a state that a longer name means: "Serbia Ministry of Foreign Affairs"."""
        if country is None:
            return None
        found = national_body(own_words(candidate, self.doc))
        return self._body(*found, country) if found else None

    def _body(self, name: str, sector: str, country: str) -> str:
        name = f"{self.memory.entity(country).name} {name}"
        known = self.gazetteer.names.get(fold(name))
        if known:
            return known[0].entity
        return self.memory.add(Entity(name, name, "organization", country=country, sector=sector))

    def _group(self, candidate: Candidate, sector: str, country: str | None) -> str | None:
        words = group_words(candidate, self.doc)
        if not words:
            return None
        name = f"{words} ({self.memory.entity(country).name})" if country else words
        entity = Entity(name, name, "group", country=country, sector=sector, generic=True)
        return self.memory.add(entity)

    def finish(self) -> list[Actor]:
        """Give the actors in order of the text, appositions joined."""
        self._join_appositions()
        return sorted(self.actors, key=lambda actor: (actor.candidate.start, -actor.candidate.end))

    def _join_appositions(self) -> None:
        """Let "Vučić, the Serbian president" be one person, and learn from it where the person belongs."""
        for index, actor in enumerate(self.actors):
            if actor.candidate.kind != "role":
                continue
            head = self.doc[actor.candidate.head]
            person = self._named_in_apposition(head)
            if person is None:
                continue
            entity = self.memory.entity(person)
            country = next((c for c in actor.entities if self.memory.entity(c).type == "country"), None)
            if country and not entity.country:
                self.memory.add(dataclasses.replace(entity, country=country))
            if entity.type == "person":
                self.memory.entitle(actor.candidate.role, person)
            self.actors[index] = Actor(actor.candidate, (person,), "title")

    def _named_in_apposition(self, head: Token) -> str | None:
        """Give the named thing that a role phrase stands beside: "the Croatian operator, JANAF"."""
        others = [head.head] if head.dep_ == "appos" else []
        others += [child for child in head.rights if child.dep_ == "appos"]
        for other in others:
            index = self._by_token.get(other.i)
            if index is None or self.actors[index].candidate.kind in {"role", "pronoun"}:
                continue
            for entity_id in self.actors[index].entities:
                if self.memory.entity(entity_id).type in {"person", "route", *_BODIES}:
                    return entity_id
        return None


def _first(senses: tuple[Sense, ...], kind: str) -> str | None:
    return next((sense.entity for sense in senses if sense.kind == kind), None)
