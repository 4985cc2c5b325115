"""Who is meant by whom they are related to: "its neighbour", "its ally", "its Korean partner".

Such a phrase never means its owner. A neighbour is the state most spoken of that ``data/neighbours.csv``
knows as one; an ally or a rival is a state or a firm of the last sentences, if only one is likely.
"""

from __future__ import annotations

import collections
import functools
import math
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.extract.knowledge.tables import records_of, text_of
from detente.extract.reference.pronouns import FIRST, own_subjects
from detente.extract.reference.trades import has_trade
from detente.extract.reference.trail import clearest
from detente.extract.syntax.grammar import grammar_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from spacy.tokens import Doc, Token

    from detente.extract.knowledge.roles import Roles
    from detente.extract.naming.candidates import Candidate
    from detente.extract.reference.memory import Memory
    from detente.extract.schema import EntityType

_NEAR, _REACH, _FAR, _VISIT = 2, 10, 12, 2
_WHERE: tuple[tuple[EntityType, ...], ...] = (("place", "country"), ("person", "organization"))
_FAST, _SLOW = 0.5, 0.8
_HOME, _MOST = 2, 2
_COMPASS = {"northern": 1, "southern": -1, "eastern": 1, "western": -1}
_SLANT = 0.5
_CLEAR, _LIKELY = 0.9, 0.7
"""Up to which share of the best score the next may come: where a table says who fits, where none does."""


def related(doc: Doc, candidate: Candidate, *, memory: Memory, roles: Roles) -> tuple[str, ...] | None:
    """Give whom "its neighbour" means: nobody where that is unclear, None if it is no such phrase.

    Parameters
    ----------
    doc
        The parsed passage.
    candidate
        A candidate of kind "role".
    memory
        What was mentioned before.
    roles
        Knows the words for those who are related.
    """
    head = doc[candidate.head]
    if candidate.role not in roles.related or head.tag_ != "NN":
        return None
    offset = memory.position - candidate.start
    named = _named_after(head, offset, memory)
    if named is not None:
        return (named,)
    if _is_beside(head) or _is_said_of_somebody(head):
        return None
    if head.dep_ == "appos":  # "Lima, its partner"
        return tuple(dict.fromkeys(s.entity for s in memory.at(offset + head.head.idx))) or None
    owners = [s.entity for c in head.lefts if c.dep_ == "poss" for s in memory.at(offset + c.idx)]
    owners = [_served(owner, memory) for owner in owners]
    kinds = {memory.entity(owner).type for owner in owners}
    if not owners or kinds - {"country", "company", "organization"}:
        return None
    without = own_subjects(head, offset, memory)
    nation = _nation(head, offset, memory)
    if nation is not None and kinds == {"company"}:
        return _firm_of(nation, owners, memory, roles) or None
    states = {memory.entity(o).country if memory.entity(o).type != "country" else o for o in owners}
    if candidate.role in grammar_words("neighbours"):
        if nation is not None:
            return (nation,) if nation not in states else None
        return _neighbour({s for s in states if s}, head, memory, without)
    if nation is not None or any(c.dep_ == "prep" for c in head.rights):
        return None  # "its ally in the region", "its Lebanese ally": no state, but somebody in one
    if kinds == {"company"}:
        return _other_firm(owners, memory, without)
    return _other_state({s for s in states if s}, memory, without) if kinds == {"country"} else None


def host(doc: Doc, candidate: Candidate, *, memory: Memory, roles: Roles) -> tuple[str, ...] | None:
    """Give the state of "its hosts": where a guest has gone; None if it is no such phrase.

    It is where something of the last sentences takes place, else the latest state that is not the guest's.

    Parameters
    ----------
    doc
        The parsed passage.
    candidate
        A candidate of kind "role".
    memory
        What was mentioned before.
    roles
        Knows the words for hosts.
    """
    head = doc[candidate.head]
    if "host" not in roles.collective.get(candidate.role, ()) or _is_beside(head):
        return None
    if _is_said_of_somebody(head) or head.dep_ == "appos":
        return None
    offset = memory.position - candidate.start
    possessors = [c for c in head.lefts if c.dep_ == "poss"]
    guests = {s.entity for c in possessors for s in memory.at(offset + c.idx)}
    guests |= own_subjects(head, offset, memory) if possessors else frozenset()
    theirs = {memory.entity(e).country or e for e in guests}
    if any(c.lower_ in FIRST for c in possessors) or not any(
        c in possessors or c.lower_ == "the" for c in head.lefts
    ):
        return None
    for called in memory.described_as(candidate.role):
        bearer = memory.entity(called).country or called
        if bearer not in theirs:
            return (bearer,)
    if not possessors:
        scene = _scene(memory)
        return (scene,) if scene is not None else ()
    for types in _WHERE:
        for seen in memory.recent(*types, within=_VISIT):
            entity = memory.entity(seen.entity)
            state = entity.id if entity.type == "country" else entity.country
            if state is not None and state not in theirs and seen.standing != "modifier":
                return (state,)
    return ()


def _scene(memory: Memory) -> str | None:
    """Give the state where most takes place of what an article tells, the dateline with it."""
    times = collections.Counter(
        country for seen in memory.recent("place")
        if seen.standing != "modifier" and (country := memory.entity(seen.entity).country) is not None
    )  # fmt: skip
    if memory.home is not None:
        times[memory.home] += _HOME
    ranked = times.most_common(2)
    is_clear = len(ranked) == 1 or (bool(ranked) and ranked[0][1] >= _MOST * ranked[1][1])
    return ranked[0][0] if is_clear else None


def borders(state: str, *, rivers: bool = False) -> frozenset[str]:
    """Give the states that are called a state's neighbours.

    Parameters
    ----------
    state
        Its ISO code.
    rivers
        Whether those count that only share a river with it.

    Examples
    --------
    >>> sorted(borders("PRT")), "ETH" in borders("EGY"), "ETH" in borders("EGY", rivers=True)
    (['ESP'], False, True)
    """
    near, far = _neighbours().get(state, (frozenset(), frozenset()))
    return near | far if rivers else near


def _is_beside(head: Token) -> bool:
    """Whether the phrase stands before a name: "his Dutch neighbour, Ann Li"."""
    after = head.nbor() if head.i + 1 < len(head.doc) else head
    return (after.tag_ == "NNP" and after.is_alpha) or any(c.dep_ == "appos" for c in head.rights)


def _named_after(head: Token, offset: int, memory: Memory) -> str | None:
    """Give the state or firm that is named right after the phrase: "sends gas to its neighbour Spain"."""
    after = head.nbor() if head.i + 1 < len(head.doc) else head
    found = {s.entity for s in memory.at(offset + after.idx) if s.position == offset + after.idx}
    named = [e for e in found if memory.entity(e).type in {"country", "company"}]
    return named[0] if len(found) == 1 and named else None


def _served(owner: str, memory: Memory) -> str:
    """Give the state for which somebody speaks who has a neighbour: "The minister accused his neighbour"."""
    entity = memory.entity(owner)
    return entity.country if entity.type == "person" and entity.country is not None else owner


def _is_said_of_somebody(head: Token) -> bool:
    """Whether the phrase says what somebody is: "remains its largest partner", "sees Oman as its ally"."""
    return head.dep_ in {"attr", "oprd"} or (head.dep_ == "pobj" and head.head.lower_ == "as")


def _nation(head: Token, offset: int, memory: Memory) -> str | None:
    for child in head.lefts:
        if child.dep_ in {"amod", "compound", "nmod"}:
            for seen in memory.at(offset + child.idx):
                if memory.entity(seen.entity).type == "country":
                    return seen.entity
    return None


def _firm_of(nation: str, owners: list[str], memory: Memory, roles: Roles) -> tuple[str, ...]:
    """Give the firm of a nationality that was named, if only one was; a bank is no firm's rival."""
    found = dict.fromkeys(
        s.entity for s in memory.recent("company", within=_FAR)
        if memory.entity(s.entity).country == nation and s.entity not in owners
        and not memory.entity(s.entity).generic
        and not has_trade(s.entity, "bank", roles.called["bank"], memory, roles)
    )  # fmt: skip
    return tuple(found) if len(found) == 1 else ()


def _neighbour(states: set[str], head: Token, memory: Memory, without: frozenset[str]) -> tuple[str, ...]:
    """Give the neighbour that the text speaks of: of the last sentences, else further back."""
    words = {c.lower_ for c in head.lefts}
    rivers = bool(words & grammar_words("along_rivers"))
    near = frozenset[str]().union(*(borders(state, rivers=rivers) for state in states)) - states - without
    for word in words & _COMPASS.keys():
        near = frozenset(e for e in near if any(_lies(e, word, state) for state in states)) or near
    for within, fading in ((_NEAR, _FAST), (_REACH, _SLOW)):
        scores = memory.salience("country", within=within, fading=fading)
        if scores.keys() & near:
            return clearest(_among(scores, near), _CLEAR)
    return ()


def _lies(one: str, word: str, other: str) -> bool:
    """Whether a state lies "east" of another, by their capitals."""
    places = _coordinates()
    if one not in places or other not in places:
        return False
    north, east = (a - b for a, b in zip(places[one], places[other], strict=True))
    east *= math.cos(math.radians(places[other][0]))
    along, across = (north, east) if word.startswith(("north", "south")) else (east, north)
    return along * _COMPASS[word] > _SLANT * abs(across)


def _other_state(states: set[str], memory: Memory, without: frozenset[str]) -> tuple[str, ...]:
    near = memory.salience("country", within=_NEAR).keys() - states - without
    return clearest(_among(memory.salience("country", within=_FAR, fading=_SLOW), near), _LIKELY)


def _other_firm(owners: list[str], memory: Memory, without: frozenset[str]) -> tuple[str, ...]:
    near = memory.salience("company", within=_NEAR).keys() - set(owners) - without
    return tuple(near) if len(near) == 1 else ()


def _among(scores: dict[str, float], some: AbstractSet[str]) -> dict[str, float]:
    return {entity: score for entity, score in scores.items() if entity in some}


@functools.cache
def _neighbours() -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    """Read ``data/neighbours.csv``: those beside a state, and those along its rivers."""
    return MappingProxyType(
        {
            row["id"]: (
                frozenset(f"{row['land']}|{row['sea']}".split("|")) - {""},
                frozenset(row["river"].split("|")) - {""},
            )
            for row in _rows("neighbours.csv")
        }
    )


@functools.cache
def _coordinates() -> Mapping[str, tuple[float, float]]:
    """Give the latitude and longitude of the states' capitals."""
    return MappingProxyType(
        {
            row["id"]: (float(row["latitude"]), float(row["longitude"]))
            for row in _rows("countries.csv")
            if row["latitude"]
        }
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    return records_of(text_of(name, resources.files("detente.data").joinpath(name).read_bytes), name)
