"""Names as entities: which bearer of a known name is meant, and what an unknown name is."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

from detente.extract.gazetteer import fold
from detente.extract.naming.bodies import national_body
from detente.extract.naming.longnames import body_type, is_worldwide, shared_by, site_name, words
from detente.extract.naming.metonymy import stands_for_state
from detente.extract.naming.phrases import acronym_after, own_words, title_before
from detente.extract.naming.shortnames import said_again, short_names
from detente.extract.reference.actors import BODIES
from detente.extract.reference.coreference import named_by_head
from detente.extract.reference.unnamed import scene_of
from detente.extract.schema import Entity, EntityType
from detente.extract.syntax.appositions import described_kind, descriptors, ends_as_firm
from detente.extract.syntax.tokens import sentence_of
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.extract.gazetteer import Sense
    from detente.extract.naming.candidates import Candidate
    from detente.extract.reference.actors import Linked
    from detente.extract.schema import Reason

    Resolved = tuple[tuple[str, ...], Reason | None]

_STATEHOUSE = frozenset(
    "governor senator congressman congresswoman legislature sheriff voters republicans democrats".split()
)
_OF_STATES = frozenset(
    "police senate senator senators trooper troopers capitol lawmaker lawmakers representative".split()
)
_LONGEST_ACRONYM = 3
_CROSSING = " crossing"  # called by its town, and the town by it: "shut Torkham"
_SPOKEN, _SLOW, _KNOWN = 8, 0.8, 2.0
_LABEL_TYPES: dict[str, EntityType] = {
    "PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place",
    "ROUTE": "route", "LAW": "agreement", "NORP": "group", "GROUP": "group", "WATER": "region",
}  # fmt: skip
_DAYS = frozenset(name.lower() for name in calendar.day_name)
_MONTHS = frozenset(name.lower() for name in calendar.month_name if name)
_POSSESSIVES = frozenset("its their his her our my your whose".split())
_OFFICES = frozenset({"Minister", "Ministry"})
_NOISE = frozenset(
    "gdp covid covid-19 coronavirus internet ai lng ev evs ceo cfo pm mr mrs ms dr am est gmt utc tv "
    "us$ eur usd reuters/".split()
)


def known(linked: Linked, candidate: Candidate) -> Resolved:
    """Resolve a name of the gazetteer: which bearer of it, the place or who governs from it.

    Parameters
    ----------
    linked
        What of the passage is resolved so far.
    candidate
        A candidate of kind "name".
    """
    senses = candidate.senses
    kinds = {sense.kind for sense in senses}
    surface = linked.text[candidate.start : candidate.end]
    before = linked.memory.named(surface)
    if before and senses[0].kind in {"name", "surname"} and before != senses[0].entity:
        return (before,), "surname"
    if senses[0].kind == "surname" and before is None:
        return _bearer_of_surname(linked, candidate, surface)
    if kinds & {"capital", "seat"}:
        found = _seat_or_place(linked, candidate, surface)
        if found is not None:
            return found
    sense = senses[0]
    if len(senses) > 1 and candidate.first == candidate.last:
        sense = _likelier(linked, candidate, senses)
    entity = linked.memory.entity(sense.entity)
    after = linked.doc[candidate.last + 1 : candidate.last + 2].text
    if entity.type == "company" and after in _OFFICES:
        return (), None  # "Mineral Resources Minister Ana Ruiz"
    if entity.type == "person" and candidate.first == candidate.last:
        if _is_first_name(linked, candidate, entity.name):
            return (), None
        first_name = _other_first_name(linked, candidate, entity.name)
        if first_name:
            return _unknown_person(
                linked, candidate, f"{first_name} {surface}", linked.country_around(candidate)
            )
    if entity.type == "person":
        linked.memory.name_person(entity.name, entity.id)
        _learn_titles(linked, candidate, entity.id)
    elif entity.type in BODIES:
        other = _bearer_at_home(linked, candidate, entity, surface)
        if other:
            return (other,), "gazetteer"
        _learn_short(linked, candidate, entity)
    return (sense.entity,), ("demonym" if sense.kind in {"adjective", "demonym"} else "gazetteer")


def unknown(linked: Linked, candidate: Candidate) -> Resolved:
    """Resolve a name that no table knows, by its label and the words around it; noise gives nothing.

    Parameters
    ----------
    linked
        What of the passage is resolved so far.
    candidate
        A candidate of kind "model".
    """
    surface = " ".join(linked.text[candidate.start : candidate.end].split())
    if surface.casefold() in _NOISE or len(surface) < 2:
        return (), None
    if candidate.label == "GPE" and surface.isupper() and len(surface) > _LONGEST_ACRONYM:
        surface = surface.title()  # of a dateline
    if candidate.first == candidate.last and surface.lower() in linked.roles.only:
        return (linked.roles.only[surface.lower()],), "role"  # "the Taoiseach"
    known = linked.memory.named(surface)
    if known:
        is_surname = " " not in surface and linked.memory.entity(known).type == "person"
        return (known,), "surname" if is_surname else "model"
    before = linked.doc[candidate.first - 1].lower_ if candidate.first else ""
    if before == "the" and candidate.first == candidate.last:  # "the Bank" after "the World Bank"
        short = named_by_head(surface.casefold(), linked.memory, linked.roles, frozenset())
        if short:
            return (short,), "model"
    is_full = candidate.label == "PERSON" and candidate.first != candidate.last
    longer = None if is_full else said_again(surface, linked.memory.entities.values())
    if longer:
        return (longer,), "model"
    if _is_common_noun(linked, candidate):
        return (), None
    described = described_kind(linked.doc, candidate, linked.roles)
    if described == "person":
        return _unknown_person(linked, candidate, surface, linked.country_around(candidate))
    if described:
        return _described(linked, candidate, surface, described), "model"
    if candidate.label == "NAME":
        found = _unlabelled(linked, candidate, surface)
        return found, "model" if found else None
    kind = _LABEL_TYPES.get(candidate.label)
    if kind is None:
        return (), None
    country = linked.country_around(candidate)
    if country is None and kind == "organization" and before not in _POSSESSIVES and national_body(surface):
        having = shared_by(surface)  # "the Border Guard" is that of the state spoken of
        country = _holder(linked, candidate, having, "USA") if having else None
        if not having:
            country = scene_of(linked, linked.doc[candidate.head], first=True) or linked.memory.focus()
    if kind == "person" and _is_home(linked, candidate):
        kind = "place"
    if kind == "person" and any(_is_firm(linked, inner) for inner in candidate.inner):
        kind = "company"  # "Holcim Maroc"
    if kind == "person":
        return _unknown_person(linked, candidate, surface, country)
    if kind == "agreement" and surface.split()[-1].casefold() not in words("agreements", "nouns"):
        return (), None
    body = _national_body(linked, candidate, country) if kind == "organization" else None
    if body:
        linked.memory.name(surface, body)
        return (body,), "model"
    if kind == "organization":
        kind = _kind_of_body(linked, candidate, surface)
    if kind in {"route", "agreement", "region"} or (kind in BODIES and _is_of_several(candidate, surface)):
        country = None
    if kind == "place" and surface.endswith(_CROSSING):
        town = linked.gazetteer.names.get(fold(surface.removesuffix(_CROSSING)), ())
        here = next((s.entity for s in town if linked.gazetteer.entities[s.entity].type == "place"), None)
        if here is not None:
            return (here,), "gazetteer"
    bare = site_name(surface) if kind == "place" else ""
    if bare and fold(bare) in linked.gazetteer.names:
        sites = (s.entity for s in linked.gazetteer.names[fold(bare)] if s.entity in linked.gazetteer.sites)
        site = next(sites, None)
        if site is not None:  # "the Arun-3 plant", not "the Dongguan plant"
            return (site,), "gazetteer"
        bare = ""
    entity = Entity(surface, surface, kind, country=country, aliases=(bare,) if bare else ())
    linked.memory.name(surface, linked.memory.add(entity))
    if bare:
        linked.memory.name(bare, entity.id)
    if kind in BODIES:
        _learn_short(linked, candidate, entity)
    return (entity.id,), "model"


def _is_common_noun(linked: Linked, candidate: Candidate) -> bool:
    """Whether only the start of a sentence gives a word its capital: "Lorry drivers blocked the road"."""
    token = linked.doc[candidate.first]
    if candidate.first != candidate.last or not token.is_sent_start or token.dep_ not in {"compound", "poss"}:
        return False
    return candidate.label in {"PERSON", "NAME"} and token.head.text.islower() and token.head.tag_ == "NNS"


def _is_of_several(candidate: Candidate, surface: str) -> bool:
    """Whether a body is of no one state by its name: "International ...", "the Delhi-Hanoi Council"."""
    return is_worldwide(surface) or ("-" in surface and len(candidate.inner) > 1)


def _kind_of_body(linked: Linked, candidate: Candidate, surface: str) -> EntityType:
    """Say what a body is by its name: a utility, a movement, a place after "in"; mostly an organization."""
    said = body_type(surface)
    if said in {"company", "group"}:
        return said
    if said is None and (ends_as_firm(surface) or " & " in surface):
        return "company"
    return "place" if _stands_inside(linked, candidate) else "organization"


def _stands_inside(linked: Linked, candidate: Candidate) -> bool:
    """Whether a bare word after "in" is a place, whatever the model took it for: "camps in Duhok"."""
    head = linked.doc[candidate.head]
    alone = candidate.first == candidate.last and not any(children_of(head))
    return (
        alone
        and head.dep_ == "pobj"
        and head.head.lower_ in {"in", "near", "outside"}
        and head.text.istitle()
    )


def _is_home(linked: Linked, candidate: Candidate) -> bool:
    """Whether people are said to be in what the model took for a person: "traders in Tay Ninh"."""
    head = linked.doc[candidate.head]
    if head.dep_ != "pobj" or head.head.lower_ not in {"in", "near", "outside", "around"}:
        return False
    people = head.head.head
    return people.tag_ == "NNS" and linked.roles.sector(people.lemma_.lower()) == "CVL"


def _bearer_at_home(linked: Linked, candidate: Candidate, entity: Entity, surface: str) -> str | None:
    """Give the body of the state that the text speaks of, where many states have one: "the Senate"."""
    having = shared_by(surface)
    if not having:
        return None
    country = linked.country_around(candidate) or _holder(linked, candidate, having, entity.country)
    if country is None or country == entity.country:
        return None
    body = _national_body(linked, candidate, country)
    if body is None:
        name = f"{surface} ({linked.memory.entity(country).name})"
        other = Entity(name, name, entity.type, country=country, sector=entity.sector, aliases=(surface,))
        body = linked.memory.add(other)
    linked.memory.name(surface, body)
    return body


def _holder(
    linked: Linked, candidate: Candidate, having: frozenset[str], known: str | None = None
) -> str | None:
    """Give the state of the scene, else of those that have such a body the one most spoken of."""
    scene = scene_of(linked, linked.doc[candidate.head], first=True)
    if scene:
        return scene
    spoken_of = linked.memory.salience("country", within=_SPOKEN, fading=_SLOW)
    scores = {e: spoken_of[e] * (_KNOWN if e == known else 1) for e in spoken_of.keys() & having}
    return max(sorted(scores), key=lambda e: scores[e], default=None)


def _seat_or_place(linked: Linked, candidate: Candidate, surface: str) -> Resolved | None:
    """Read a capital or a seat as those who govern from it, or as the place."""
    senses = candidate.senses
    capitals = (sense.entity for sense in senses if sense.kind == "capital")
    states = (entity for entity in capitals if linked.memory.entity(entity).type == "country")
    seat = _first_of(senses, "seat") or next(states, None)
    place = _first_of(senses, "name")
    if seat and stands_for_state(linked.doc[candidate.head]):
        return (seat,), "metonym"
    if place:
        return (place,), "gazetteer"
    if seat:
        # "walked past the Kremlin": a building, and no party to anything.
        country = linked.country_of(senses)
        return (linked.memory.add(Entity(surface, surface, "place", country=country)),), "gazetteer"
    return None


def _bearer_of_surname(linked: Linked, candidate: Candidate, surface: str) -> Resolved:
    """Link a bare surname to the office holder who bears it, if title and country speak for them."""
    title = title_before(candidate, linked.doc, linked.roles)
    country = linked.country_around(candidate) or linked.memory.last_subject()
    named = [linked.memory.entity(sense.entity) for sense in candidate.senses]
    bearers = [e.id for e in named if country in {e.country, None} and title in linked.roles.leads]
    if title and (len(bearers) > 1 or country is None):  # the one whose office the title names
        offices = {title.replace("-", " "), linked.roles.offices.get(title, title)}
        held = frozenset(o.person for o in linked.gazetteer.offices if o.role in offices)
        bearers = [person for person in bearers if person in held]
    if len(bearers) == 1:
        _learn_titles(linked, candidate, bearers[0])
        return (bearers[0],), "surname"
    return _unknown_person(linked, candidate, surface, country if title else None)


def _other_first_name(linked: Linked, candidate: Candidate, name: str) -> str | None:
    """Give the first name before a surname, if it is not the known bearer's: "Kathleen Hicks"."""
    if candidate.first == 0:
        return None
    before = linked.doc[candidate.first - 1]
    known = before.lower_.rstrip(".") in linked.roles.titles or before.i in linked.by_token
    if before.tag_ != "NNP" or known or not before.is_title or before.text in name or len(before) < 3:
        return None
    if _is_date(before):
        return None
    return before.text if before.dep_ == "compound" and before.head.i == candidate.head else None


def _is_date(word: Token) -> bool:
    """Whether a word before a name is a day or a month: "On Friday Trump wrote", "In June Carney went"."""
    after = word.doc[word.i - 1].lower_ if word.i else ""
    return word.lower_ in _DAYS or (
        word.lower_ in _MONTHS and after in {"in", "since", "until", "by", "last"}
    )


def _is_first_name(linked: Linked, candidate: Candidate, name: str) -> bool:
    """Whether a known surname is here somebody else's first name: "General Fayyad al-Ruwaili"."""
    after = linked.doc[candidate.last + 1 : candidate.last + 2]
    own, whole = linked.text[candidate.start : candidate.end], linked.doc[candidate.last].head
    return (
        bool(len(after))
        and after[0].tag_ == "NNP"
        and after[0].ent_type_ in {"PERSON", ""}
        and candidate.head != candidate.last + 1
        and linked.doc[candidate.last].dep_ == "compound"
        and whole.tag_ == "NNP"
        and whole.i not in linked.ahead
        and after.text not in name.split()
        and not name.startswith(own)
    )


def _likelier(linked: Linked, candidate: Candidate, senses: tuple[Sense, ...]) -> Sense:
    """Prefer a bearer that the words around or the article so far speak for."""
    after = linked.doc[candidate.last + 1].lower_ if candidate.last + 1 < len(linked.doc) else ""
    before = linked.doc[max(candidate.first - 2, 0) : candidate.first].text.lower()
    then = linked.doc[candidate.last + 2].lower_ if candidate.last + 2 < len(linked.doc) else ""
    of_part = after == "state" and then in _OF_STATES  # "Georgia state police"
    if after in _STATEHOUSE or before == "state of" or of_part:
        return next((s for s in senses if linked.memory.entity(s.entity).type == "region"), senses[0])
    spoken_of = next((sense for sense in senses if sense.entity in linked.memory.entities), None)
    return spoken_of or _of_home(linked, candidate, senses) or senses[0]


def _of_home(linked: Linked, candidate: Candidate, senses: tuple[Sense, ...]) -> Sense | None:
    """Give the bearer of initials whose state the text speaks of: "PTI" is a party in Pakistan."""
    if not linked.text[candidate.start : candidate.end].isupper():
        return None
    home = linked.country_around(candidate) or linked.memory.focus()
    if home is None:
        return None
    return next((s for s in senses if linked.memory.entity(s.entity).country == home), None)


def _described(linked: Linked, candidate: Candidate, surface: str, kind: EntityType) -> tuple[str, ...]:
    """Keep a firm or a place that the words around its name describe: "the Croatian operator X"."""
    country = None
    for noun in descriptors(linked.doc, candidate):
        found = (linked.country_at(t) for left in noun.lefts for t in left.subtree)
        country = country or next((c for c in found if c), None)
    country = country or linked.country_around(candidate)
    entity = Entity(surface, surface, kind, country=country)
    linked.memory.name(surface, linked.memory.add(entity))
    _learn_short(linked, candidate, entity)
    return (entity.id,)


def _unlabelled(linked: Linked, candidate: Candidate, surface: str) -> tuple[str, ...]:
    """Keep a name that nothing is known of: a place after "in", else a person; shown if it has ties."""
    head = linked.doc[candidate.head]
    if candidate.first == sentence_of(head).start and not _acts_alone(linked, candidate):
        return ()  # a capital at the start of a sentence makes no name
    is_place = head.dep_ == "pobj" and head.head.lower_ in {"in", "at", "near", "outside"}
    kind: EntityType = "place" if is_place else "person"
    entity = Entity(surface, surface, kind, country=linked.country_around(candidate), generic=True)
    linked.memory.name(surface, linked.memory.add(entity))
    return (entity.id,)


def _acts_alone(linked: Linked, candidate: Candidate) -> bool:
    """Whether a bare name opens a sentence as who acts, after which no role is called: "Cruz refuses to"."""
    token = linked.doc[candidate.head]
    if candidate.first != candidate.last or token.tag_ != "NNP" or any(children_of(token)):
        return False
    is_role = linked.roles.sector(token.lower_) is not None or token.lower_ in linked.roles.titles
    return (
        token.dep_ == "nsubj"
        and token.head.tag_ in {"VBD", "VBZ"}
        and token.head.i == token.i + 1
        and not is_role
    )


def _unknown_person(linked: Linked, candidate: Candidate, surface: str, country: str | None) -> Resolved:
    words = surface.split()
    if len(words) > 5 or any(char.isdigit() for char in surface):
        return (), None
    if country is None and title_before(candidate, linked.doc, linked.roles):
        country = linked.memory.acting_home() or linked.memory.last_subject()
    entity = Entity(surface, surface, "person", country=country)
    linked.memory.add(entity)
    linked.memory.name_person(surface, surface)
    _learn_titles(linked, candidate, surface)
    return (surface,), "model"


def _learn_titles(linked: Linked, candidate: Candidate, person: str) -> None:
    title = title_before(candidate, linked.doc, linked.roles)
    if title:
        linked.memory.entitle(title.split("-")[-1], person)
        linked.memory.entitle(title, person)


def _learn_short(linked: Linked, candidate: Candidate, entity: Entity) -> None:
    """Remember how a body may be called later: by its short form in brackets, "the Forum", "Kestrel"."""
    _learn_acronym(linked, candidate, entity.id)
    for short in short_names(linked.text[candidate.start : candidate.end], company=entity.type == "company"):
        if fold(short) not in linked.gazetteer.names:
            linked.memory.name(short, entity.id)


def _is_firm(linked: Linked, inner: Candidate) -> bool:
    """Whether a name inside a longer one is a firm's and nobody's."""
    senses = [sense for sense in inner.senses if sense.kind == "name"]
    return (
        bool(senses) and len(inner.senses) == 1 and linked.memory.entity(senses[0].entity).type == "company"
    )


def _learn_acronym(linked: Linked, candidate: Candidate, entity_id: str) -> None:
    """Remember "(SRT)" right after a name, and the name right after which it stands."""
    short = acronym_after(candidate, linked.doc)
    if short:
        linked.memory.name(short, entity_id)


def _national_body(linked: Linked, candidate: Candidate, country: str | None) -> str | None:
    """Give the body of a state that a longer name means: "Serbia Ministry of Foreign Affairs"."""
    if country is None:
        return None
    found = national_body(own_words(candidate, linked.doc))
    return linked.body(*found, country) if found else None


def _first_of(senses: tuple[Sense, ...], kind: str) -> str | None:
    return next((sense.entity for sense in senses if sense.kind == kind), None)
