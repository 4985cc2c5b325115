"""Unnamed actors: whom a role phrase acts for, or the group that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.naming.bodies import national_body, topic_name
from detente.extract.naming.longnames import is_seat
from detente.extract.naming.phrases import group_words, ministry_topic
from detente.extract.reference.actors import BODIES
from detente.extract.reference.pronouns import governing_verb
from detente.extract.reference.trades import asked, has_trade, is_of_other_trade
from detente.extract.schema import Entity
from detente.extract.speech.citers import is_report
from detente.extract.syntax.arguments import surface_subjects
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tokens import sentence_of
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.extract.naming.candidates import Candidate
    from detente.extract.reference.actors import Linked

_OWN_MEMBERS = frozenset("REB OPP BUS NGO IGO MED".split())
_WITH_TRADES = frozenset({"company", "organization"})
_NO_TOPICS = frozenset("own new other former same responsible relevant powerful local".split())
_LOYAL = frozenset({"loyal", "faithful", "allegiant"})
_HOUSES = frozenset({"consulate", "embassy"})
_AGAIN = 5


def party(linked: Linked, candidate: Candidate) -> tuple[str, ...]:
    """Resolve "Iraqi security forces", "the armies of Brazil and Argentina", "Hamas officials".

    Parameters
    ----------
    linked
        What of the passage is resolved so far.
    candidate
        A candidate of kind "role".

    Returns
    -------
    tuple of str
        The states that the phrase acts for, its body, or an unnamed group; nothing where it names nobody.
    """
    head = linked.doc[candidate.head]
    followed = [e.id for e in _followed(linked, head)] if candidate.role in linked.roles.state else []
    if followed:
        return tuple(followed)
    owners = _owners(linked, candidate, head) or (None,)
    if candidate.role in grammar_words("regimes"):
        if owners[0] is None:
            again = next(linked.memory.described_as(candidate.role), None)
            again = again or _ruled_by_soldiers(linked, candidate.role)
            if again:
                return (again,)
        elif owners[0].type == "country" or owners[0].country:
            linked.memory.describe(candidate.role, owners[0].country or owners[0].id)
    if linked.roles.sector(candidate.role) is None:
        again = _described_again(linked, candidate.role, head, owners[0].id) if owners[0] else None
        return (again,) if again else ()
    found = [entity for owner in owners if (entity := _role_of(linked, candidate, head, owner))]
    if head.tag_ == "NN" and any(linked.memory.entity(entity).generic for entity in found):
        found = [e for e in found if not linked.memory.entity(e).generic] or found  # "the Anglo-Dutch group"
    return tuple(dict.fromkeys(found))


def _followed(linked: Linked, head: Token) -> tuple[Entity, ...]:
    """Give whom soldiers obey who need not be their state's: "troops loyal to Haftar"."""
    for child in head.rights:
        if child.lower_ in _LOYAL:
            ends = (t for c in children_of(child) if c.lower_ == "to" for t in children_of(c))
            found = [owner for t in ends if t.dep_ == "pobj" for owner in linked.owner_at(t)]
            if found:
                return tuple(found)
    return ()


def scene_of(linked: Linked, head: Token, *, first: bool = False) -> str | None:
    """Give the country of the nearest place that a sentence is set in.

    Parameters
    ----------
    linked
        What of the passage is resolved so far.
    head
        Who acts there.
    first
        Whether only the place counts with which the sentence begins: "In Lima, the Treasury".
    """
    above = {head.i, *(t.i for t in head.ancestors)}
    for token in sorted(sentence_of(head), key=lambda t: abs(t.i - head.i)):
        if token.dep_ == "pobj" and token.head.lower_ in grammar_words("locative"):
            if token.head.head.i not in above and token.head.i != sentence_of(head).start:
                continue  # "troops were sent after a meeting held in Geneva"
            country = linked.country_at(token)
            if country and (not first or token.head.i == sentence_of(head).start):
                return country
    return None


def _ruled_by_soldiers(linked: Linked, role: str) -> str | None:
    """Give the state of "the junta": the most spoken of that has one."""
    having = linked.roles.states.get(role, frozenset())
    scores = {e: n for e, n in linked.memory.salience("country", fading=0.8).items() if e in having}
    return max(sorted(scores), key=lambda e: scores[e], default=None)


def _role_of(linked: Linked, candidate: Candidate, head: Token, owner: Entity | None) -> str | None:
    """Resolve a role of one owner: the country it acts for, its body, or an unnamed group."""
    role = candidate.role
    sector = linked.roles.sector(role) or ""
    if role == "tribunal" and owner is not None and owner.type == "place" and is_seat(owner.name):
        return _group(linked, candidate, sector, None)  # not the Netherlands' "tribunal in The Hague"
    is_state = role in linked.roles.state
    country = owner.country if owner is not None else None
    if owner is not None and owner.type == "place" and role in grammar_words("of_seats"):
        seated = linked.memory.body_of_seat(owner.id)
        if seated:
            return seated
    if owner is not None and owner.type == "country":
        country = owner.id
    elif owner is not None and owner.type == "region" and is_state:
        return owner.id
    is_money = role in grammar_words("moneys") and head.tag_ == "NNS" and owner is not None
    is_stance = role == "opposition" and any(c.dep_ == "prep" and c.lower_ == "to" for c in head.rights)
    if is_money or is_stance or (owner is None and (sector == "EQP" or role in _HOUSES)):
        return None
    if _is_bare(head, role):
        return None
    again = _described_again(linked, role, head, country) if country and not is_state else None
    if again:
        return again
    is_apart = owner is not None and owner.type == "company" and role in grammar_words("apart")
    if owner is not None and owner.type in BODIES:
        is_civil = sector == "CVL" and owner.type == "organization" and not owner.country
        if role in linked.roles.agents and _is_possessed(head):
            return owner.id  # "Rosatom's engineers"
        if (is_state or is_civil or sector in _OWN_MEMBERS) and not is_apart:
            return owner.id
    if is_state and not is_apart:
        if country is None and head.dep_ != "attr" and _is_at_home(linked, role, head):
            country = _acted_for(linked, role, head)
        if role.endswith("ministry") or ministry_topic(head):
            return _ministry(linked, head, role, country)
        body = national_body(role.replace("-", " ")) if country and role in linked.roles.own else None
        if body and country:
            return linked.body(*body, country)
        if country:
            return country
    if owner is None and role in linked.roles.only and not any(c.dep_ == "amod" for c in head.lefts):
        return linked.roles.only[role]
    if head.dep_ == "attr" or (owner is None and _is_nobody(linked, role, head)):
        return None
    return _group(linked, candidate, sector, country)


def _is_possessed(head: Token) -> bool:
    return any(child.dep_ == "poss" for child in head.lefts)


def _is_bare(head: Token, role: str) -> bool:
    """Whether a court is no court but what goes on in one: "contempt of court", "went to court"."""
    return role in grammar_words("courts") and head.dep_ in {"pobj", "dobj"} and not any(head.lefts)


def _is_nobody(linked: Linked, role: str, head: Token) -> bool:
    """Whether a phrase means nobody without whom it is related to: "rivals", "other countries"."""
    if role not in grammar_words("state_words") | linked.roles.relational | linked.roles.unique:
        return False
    return not any(
        child.dep_ in {"compound", "poss", "nmod"} or child.lower_ == "of" for child in children_of(head)
    )


def _is_at_home(linked: Linked, role: str, head: Token) -> bool:
    """Whether a role may be that of the state the text is about: not "two governments", "rebel forces"."""
    one_each = head.tag_ == "NNS" and role in linked.roles.unique
    words = set(linked.roles.foreign)
    if linked.roles.sector(role) in {"MIL", "COP"}:
        words |= linked.roles.other.keys()
    others = any(
        child.lower_ in words for child in children_of(head) if child.dep_ in {"amod", "compound", "det"}
    )
    return role in linked.roles.core and not one_each and not others


def _acted_for(linked: Linked, role: str, head: Token) -> str | None:
    """Give the state that "the government", "police", "parliament" act for where their phrase names none.

    It is the state of who speaks to them ("Ruiz told parliament"), that of the place of the scene for those
    who act on the spot ("In Puno, police detained nine"), else the one that the text is about.
    """
    if head.dep_ == "conj":  # "Turkish police, experts and prosecutors"
        for entity_id in linked.entities_at(head.head.i):
            if linked.memory.entity(entity_id).type == "country":
                return entity_id
    verb = governing_verb(head)
    subjects = surface_subjects(verb) if verb is not None else []
    doing = [linked.memory.entity(e) for subject in subjects for e in linked.entities_at(subject.i)]
    if verb is not None and verb.lemma_ in grammar_words("sending"):
        for entity in doing:
            if entity.type == "country":
                return entity.id
    found = scene_of(linked, head) if role in linked.roles.local else None
    found = found or _told_of(linked, role, head)
    for entity in doing:
        if entity.type in {"person", "group"}:
            found = found or entity.country
    if found:
        return found
    return scene_of(linked, head, first=True) or linked.memory.focus()


def _told_of(linked: Linked, role: str, head: Token) -> str | None:
    """Give the state whose ministry tells of it: "Kenya has sent police, the interior ministry said"."""
    verb = governing_verb(head)
    if not role.endswith("ministry") or verb is None or not is_report(verb):
        return None
    for clause in children_of(verb):
        if clause.dep_ == "ccomp" and clause.i < head.i:
            acting = (e for subject in surface_subjects(clause) for e in linked.entities_at(subject.i))
            return next((e for e in acting if linked.memory.entity(e).type == "country"), None)
    return None


def _described_again(linked: Linked, role: str, head: Token, country: str) -> str | None:
    """Give the company or group of a country that "the Budapest-based company" speaks of again."""
    roles, memory = linked.roles, linked.memory
    kinds = roles.kinds(role) & set(BODIES)
    if not kinds or head.tag_ != "NN" or not any(child.lower_ == "the" for child in head.lefts):
        return None
    found = []
    trades = asked(role, head, roles)
    is_seated = any(child.lower_.endswith("based") for child in head.lefts)  # "the Washington-based lender"
    for seen in memory.recent(*BODIES, within=_AGAIN):
        entity = memory.entity(seen.entity)
        is_of_many = is_seated and entity.country is None and bool(trades)
        if (entity.country != country and not is_of_many) or entity.generic or entity.id in found:
            continue
        if entity.type in _WITH_TRADES and has_trade(entity.id, role, trades, memory, roles):
            return entity.id
        if entity.type in kinds and not is_of_many and not is_of_other_trade(entity.id, trades, memory):
            found.append(entity.id)
    return found[0] if found else None


def _owners(linked: Linked, candidate: Candidate, head: Token) -> tuple[Entity, ...]:
    """Give what a role phrase names inside it, after "of" or "in", or as possessor; all of a list."""
    named = [linked.doc[i] for i in range(candidate.last, candidate.first - 1, -1) if i in linked.by_token]
    apart = candidate.role not in linked.roles.state  # "Russian-backed forces in Donetsk"
    backers = [token for token in named if apart and _is_backer(token)]
    inside = [token for token in named if token not in backers] if backers else named
    after = [
        token for child in head.rights
        if child.dep_ == "prep" and child.lower_ in {"of", "in", "from", "for", "at"}
        and not (child.lower_ in {"in", "at"} and candidate.role in grammar_words("abroad"))
        for token in child.subtree if token.dep_ in {"pobj", "compound", "poss", "amod", "nmod"}
    ]  # fmt: skip
    firms = (
        [t for t in head.lefts if t.dep_ == "poss"] if linked.roles.sector(candidate.role) == "BUS" else []
    )
    firms = [t for t in firms if any(o.type == "company" for o in linked.owner_at(t))]
    for token in [*firms, *inside, *_whose(head), *after, *_shared(head), *backers]:
        found = linked.owner_at(token)
        if found:
            listed = (token, *_listed_with(linked, token, inside))
            return tuple(dict.fromkeys(owner for one in listed for owner in linked.owner_at(one)))
    return ()


def _is_backer(token: Token) -> bool:
    """Whether somebody helps them, and is not whose they are: "Iran-backed militias in Iraq"."""
    participle = token.text.rpartition("-")[2] if "-" in token.text else token.head.lower_
    return participle.lower() in grammar_words("backed")


def _shared(head: Token) -> list[Token]:
    """Give whose two are that are listed: "the government and people of Iraq"."""
    return [
        token
        for other in head.conjuncts
        if other.i > head.i
        for child in other.rights
        if child.dep_ == "prep" and child.lower_ == "of"
        for token in children_of(child)
        if token.dep_ == "pobj"
    ]


def _whose(head: Token) -> list[Token]:
    """Give whose it is in a relative clause: "New Zealand, whose officers came first"."""
    if not any(child.tag_ == "WP$" for child in head.lefts):
        return []
    return [verb.head for verb in head.ancestors if verb.dep_ == "relcl"][:1]


def _listed_with(linked: Linked, token: Token, inside: list[Token]) -> list[Token]:
    """Give the names listed with an owner: "the armies of A and B", "A and B negotiators"."""
    name = token
    while name.dep_ == "compound" and linked.owner_at(name.head) == linked.owner_at(token):
        name = name.head  # of "South Korea and Japan", Korea is what the other hangs on
    listed = list(name.conjuncts)
    i = token.i
    while i >= 2 and linked.doc[i - 1].lower_ in {"and", ",", "-", "–"} and linked.doc[i - 2] in inside:
        i -= 2
        listed.append(linked.doc[i])
    return listed


def _ministry(linked: Linked, head: Token, role: str, country: str | None) -> str | None:
    before = role.removesuffix("-ministry").removesuffix("ministry").replace("-", " ")
    topic = before or ministry_topic(head) or _topic_before(linked, head)
    if not topic or not country:
        return country
    return linked.body(f"Ministry of {topic_name(topic)}", "GOV", country)


def _topic_before(linked: Linked, head: Token) -> str:
    """Give the topic of "Iraq's oil ministry", which stands before the noun without a capital."""
    words: list[str] = []
    for token in reversed(head.doc[sentence_of(head).start : head.i]):
        joins = token.lower_ == "and" and token.nbor(-1).tag_ in {"NN", "NNS"}
        if not joins and (token.tag_ not in {"NN", "NNS", "JJ"} or token.head.i > head.i):
            break
        if not token.text.islower() or token.i in linked.by_token or token.lower_ in _NO_TOPICS:
            break
        words.insert(0, token.lower_)
    return " ".join(words)


def _group(linked: Linked, candidate: Candidate, sector: str, country: str | None) -> str | None:
    words = group_words(candidate, linked.doc)
    if not words:
        return None
    name = f"{words} ({linked.memory.entity(country).name})" if country else words
    entity = Entity(name, name, "group", country=country, sector=sector, generic=True)
    return linked.memory.add(entity)
