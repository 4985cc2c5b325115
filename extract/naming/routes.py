"""Routes that a text describes and does not name: "the railway between A and B", "a line from A to B".

The ends are read along the text, from name to name, since parsers hang "to B" on almost anything.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract.gazetteer import fold
from detente.extract.knowledge.structurewords import structure_list
from detente.extract.naming.routenouns import hinted, is_vague, phrases_of, route_kind
from detente.extract.schema import Entity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from spacy.tokens import Doc, Token

    from detente.extract.gazetteer import Gazetteer
    from detente.extract.naming.candidates import Candidate
    from detente.extract.reference.actors import Actor
    from detente.extract.reference.memory import Memory

    ActorAt = Callable[[int], Actor | None]

_LINKING = frozenset("link connect join tie bridge".split())
_RUNNING = frozenset("run stretch extend lead snake wind reach go".split())
_CARRYING = frozenset("carry transport pump bring deliver take move ship".split())
_PASSING = frozenset({"pass", "cross", "travel", "cut"})
_INTO_CLAUSE = frozenset(
    ", that which to will would shall should could can may might is are was were be been being not due set "
    "meant intended designed planned supposed expected have has had already now once also currently".split()
)
_BEFORE_NAME = frozenset(
    "the a an city town port village capital border coast near of in outside north south east west northern "
    "southern eastern western central nearby coastal neighbouring neighboring industrial ancient old both "
    "region province island district state its".split()
)
_DESCRIBING = frozenset("det amod compound nummod poss nmod".split())
_PARTS = frozenset("border frontier coast shore port city town village capital".split())
_TOWNS = frozenset("city town port village capital".split())
_VIA = frozenset("via through across past".split())
_ACROSS = frozenset({"over", "across", "under"})
_BY_WAY = ("by", "way", "of")
_ORDINALS = frozenset("second third fourth fifth".split())
_ON_MAP = frozenset({"place", "region"})
_LAYING = frozenset("build lay construct run dig extend string plan open operate propose".split())
_ENDING = frozenset("to from between into towards toward through".split())
_MEASURING = frozenset("CD NN NNS NNP NNPS PRP$ JJ HYPH POS".split())
_TELLING = frozenset("CD NNP NNPS".split())
_LONGEST_MEASURE = 6
_FARTHEST = 9
_DASH = "–"


@dataclasses.dataclass(frozen=True, slots=True)
class Ends:
    """What a route links: the names of its two ends, of what lies between, and the last token of the phrase.

    `own` says that the route's own phrase names them, not a clause about a route that is known already.
    """

    main: tuple[Actor, ...]
    others: tuple[Actor, ...]
    last: int
    own: bool


def read_ends(doc: Doc, i: int, actor_at: ActorAt) -> Ends | None:
    """Read what the route linked whose noun, or whose name, ends at a token.

    Parameters
    ----------
    doc
        The parsed passage.
    i
        Index of the last token of the noun or name.
    actor_at
        Gives the actor that a token belongs to, None where there is none; only names are ends.
    """
    after = past_measure(doc, i + 1)
    if after >= len(doc):
        return None
    if doc[after].lower_ in {"between", "from"}:
        return _stretch(doc, after, actor_at, own=True)
    laid = _laid_by(doc, after)
    if laid is not None:
        return _stretch(doc, laid, actor_at, own=True)
    if doc[after].lower_ in _ACROSS:  # "a bridge over the Corentyne between A and B"
        later = (j for j in range(after + 1, min(after + 6, len(doc))) if doc[j].lower_ == "between")
        start = next(later, None)
        return _stretch(doc, start, actor_at, own=True) if start is not None else None
    if doc[after].text == "," and after + 1 < len(doc) and doc[after + 1].lower_ in {"between", "from"}:
        return _stretch(doc, after + 1, actor_at, own=False)  # "the Volga Arc, from Kazan to Samara,"
    own = doc[after].text != ","
    for j in range(after, min(after + _FARTHEST, len(doc))):
        token = doc[j]
        lemma = token.lemma_.lower()
        misread = j == after and token.tag_ == "NNS" and token.head == token  # "The X bridge links A and B."
        if (token.tag_.startswith("VB") or misread) and lemma in _LINKING:
            return _linked(doc, j + 1, actor_at, own=own and token.dep_ in {"acl", "relcl"})
        if token.tag_.startswith("VB") and lemma in _RUNNING | _CARRYING | _PASSING:
            start = _skip_measures(doc, j + 1) if lemma not in _PASSING else _skip_way(doc, j + 1)
            return _stretch(doc, start, actor_at, own=own and token.dep_ in {"acl", "relcl"})
        if token.lower_ not in _INTO_CLAUSE:
            return None
    return None


def describe_route(
    doc: Doc, candidate: Candidate, *, actor_at: ActorAt, memory: Memory, gazetteer: Gazetteer, own: bool
) -> tuple[str, Ends | None] | None:
    """Give the route that a phrase describes by its ends, and these; None if it describes none.

    There are no ends with the name that a phrase stands beside: "the Sunda Link, a tunnel between A and B".

    Parameters
    ----------
    doc
        The parsed passage.
    candidate
        A phrase that may describe a route.
    actor_at
        Gives the actor that a token belongs to.
    memory
        Learns of a route that no table knows.
    gazetteer
        Knows routes by the names of their ends.
    own
        Whether the phrase itself must name the ends, or a clause about it.
    """
    noun = doc[candidate.head]
    kind = route_kind(noun)
    named = _name_beside(noun, actor_at, memory) if kind is not None else None
    if named is not None:
        return named, None
    ends = read_ends(doc, noun.i, actor_at) if kind is not None else None
    if kind is None or ends is None or ends.own != own or not _is_one(noun):
        return None
    places = [end_of(actor, memory) for actor in ends.main]
    if len(set(places)) < 2 or any(place is None for place in places):
        return None
    on_map = _ON_MAP if noun.lemma_.lower() in structure_list("vague", "only_by_hint") else {"place"}
    if is_vague(noun) and any(memory.entity(place or "").type not in on_map for place in places):
        return None
    return route_of([place or "" for place in places], noun, kind, memory=memory, gazetteer=gazetteer), ends


def past_measure(doc: Doc, i: int) -> int:
    """Give the token after what tells how long a route is, or whose: "a pipeline of 600km to X".

    Parameters
    ----------
    doc
        The parsed passage.
    i
        Index of the token after the route's noun.
    """
    if i >= len(doc) or doc[i].lower_ != "of":
        return i
    for j in range(i + 1, min(i + _LONGEST_MEASURE, len(doc))):
        if doc[j].lower_ in _ENDING:
            told = doc[i + 1 : j]  # "a line of credit" is none
            return j if any(t.tag_ in _TELLING or t.lower_ == "own" for t in told) else i
        if doc[j].tag_ not in _MEASURING:
            return i
    return i


def _is_one(noun: Token) -> bool:
    """Whether a noun means one route: "goes by motorway from A to B" is about no motorway of its own."""
    if any(t.dep_ in _DESCRIBING for t in noun.lefts):
        return True
    whole = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else noun  # "224km of track"
    return any(t.dep_ == "nummod" or t.like_num for t in whole.lefts) or whole.text[0].isdigit()


def _laid_by(doc: Doc, i: int) -> int | None:
    """Give where the ends begin in "a cable that X wants to lay from A to B"."""
    if i >= len(doc) or doc[i].lower_ not in {"that", "which"}:
        return None
    for j in range(i + 1, min(i + _FARTHEST, len(doc) - 1)):
        if doc[j].is_punct:
            return None
        if doc[j].lemma_ in _LAYING and doc[j + 1].lower_ in {"from", "between"}:
            return j + 1
    return None


def route_of(places: list[str], noun: Token, kind: str, *, memory: Memory, gazetteer: Gazetteer) -> str:
    """Give the route between two places: one that was spoken of, one of the tables, or a new one.

    Parameters
    ----------
    places
        Its ends.
    noun
        The head of the phrase that speaks of it.
    kind
        From `route_kind`.
    memory
        Learns of a route that no table knows.
    gazetteer
        Knows routes by the names of their ends.
    """
    names = [memory.entity(place).name for place in places]
    again = _named_by_end(noun, names, memory)
    if again is not None:
        return again
    kind = hinted(noun, kind)
    for name in _known_names(names, kind):
        for sense in gazetteer.names.get(fold(name), ()):
            return sense.entity
    name = _route_name(names, kind, noun)
    return memory.add(Entity(name, name, "route"))


def stretched(doc: Doc, candidate: Candidate, last: int) -> Candidate:
    """Let a route's phrase reach to its last end, and begin with its article."""
    first = candidate.first
    while doc[first].tag_ in {"RB", "IN", "CC"} and first < candidate.head:
        first += 1
    end = doc[last].idx + len(doc[last])
    return dataclasses.replace(candidate, start=doc[first].idx, end=end, first=first, last=last)


def _name_beside(noun: Token, actor_at: ActorAt, memory: Memory) -> str | None:
    """Give the name that a route's noun stands beside; nothing else was known of it."""
    if noun.dep_ == "attr" and noun.head.lemma_ == "be":  # "It is a planned route from A to B"
        subjects = (actor_at(t.i) for t in noun.head.lefts if t.dep_ == "nsubj")
        named = next((a.entities[0] for a in subjects if a is not None and len(a.entities) == 1), None)
        return named if named is not None and memory.entity(named).type == "route" else None
    actor = actor_at(noun.head.i) if noun.dep_ == "appos" else None
    if actor is None or actor.candidate.kind != "model" or len(actor.entities) != 1:
        return None
    entity = memory.entity(actor.entities[0])
    if entity.type == "country" or (entity.type == "person" and not entity.generic):
        return None
    return memory.add(dataclasses.replace(entity, type="route", country=None, generic=False))


def _named_by_end(noun: Token, names: list[str], memory: Memory) -> str | None:
    """Give the route named after an end that "the line from Lobito to the border" speaks of again."""
    if not is_vague(noun) or not any(t.lower_ == "the" for t in noun.lefts):
        return None
    words = {word for name in names for word in name.split()}
    for seen in memory.recent("route", within=6):
        if words & set(memory.entity(seen.entity).name.replace("-", " ").replace(_DASH, " ").split()):
            return seen.entity
    return None


def end_of(actor: Actor, memory: Memory) -> str | None:
    """Give the place that a name at a route's end means: a capital is a city there, an unknown name a place.

    Parameters
    ----------
    actor
        The actor that names the end.
    memory
        Learns that an unknown name is a place.
    """
    if actor.reason == "metonym":
        named = (sense.entity for sense in actor.candidate.senses if sense.kind in {"name", "capital"})
        return next((e for e in named if memory.entity(e).type == "place"), actor.entities[0])
    entity = memory.entity(actor.entities[0])
    if entity.type in {"country", "place", "region"}:
        return entity.id
    if actor.candidate.kind == "model" and entity.type in {"person", "organization", "group"}:
        return memory.add(dataclasses.replace(entity, type="place", generic=False))
    return None


def _route_name(ends: list[str], kind: str, noun: Token) -> str:
    """Name a route by its ends, in the order of the alphabet, so that both directions are one route."""
    first = [t.lower_ for t in noun.lefts if t.lower_ in _ORDINALS]
    return " ".join([*first, _DASH.join(sorted(ends, key=str.casefold)), kind])


def _known_names(ends: list[str], kind: str) -> Iterator[str]:
    """Yield names that a table may have for a route: "A-B pipeline", "B-A oil pipeline"."""
    for a, b in ((ends[0], ends[1]), (ends[1], ends[0])):
        for words in phrases_of(kind):
            yield f"{a}-{b} {words}"


def _stretch(doc: Doc, i: int, actor_at: ActorAt, *, own: bool) -> Ends | None:
    """Read "between A and B", "from A via C to B" that begins at a token."""
    if i >= len(doc) or doc[i].lower_ not in {"between", "from"}:
        return None
    first = _next_name(doc, i + 1, actor_at)
    if first is None:
        return None
    closing = {"and", "with"} if doc[i].lower_ == "between" else {"to", "into", "towards", "toward"}
    main = [first]
    others: list[Actor] = []
    j, verbs = first.candidate.last + 1, 0
    limit = min(j + _FARTHEST, len(doc))
    while j < limit:
        word = doc[j].lower_
        if word in closing or (word == "," and len(main) == 1 and closing == {"and", "with"}):
            found = _next_name(doc, j + 1, actor_at)
            if found is not None and (word != "," or doc[j + 1].i == found.candidate.first):
                (main if word in closing else others).append(found)
                j = found.candidate.last + 1
                if word in closing:
                    break
                limit = min(j + _FARTHEST, len(doc))
                continue
            if word in closing:
                return None
        elif word in _VIA or _is_by_way(doc, j):
            found = _next_name(doc, j + (1 if word in _VIA else len(_BY_WAY)), actor_at)
            if found is not None:
                others.append(found)
                j, limit = found.candidate.last + 1, min(found.candidate.last + _FARTHEST, len(doc))
                continue
        verbs += doc[j].tag_ in {"VBD", "VBZ", "VBP"} or doc[j].text in {";", ".", ":"}
        if verbs:
            return None
        j += 1
    if len(main) < 2:
        return None
    while j < len(doc) and (
        doc[j].lower_ in _VIA or _is_by_way(doc, j) or (doc[j].lower_ in {",", "and"} and _is_via(doc, j))
    ):
        found = _next_name(doc, j + (len(_BY_WAY) if _is_by_way(doc, j) else 1), actor_at)
        if found is None:
            break
        others.append(found)
        j = found.candidate.last + 1
    last = max(a.candidate.last for a in (*main, *others))
    return Ends(tuple(main), (*others, *_crossed(doc, j, actor_at)), last, own)


def _crossed(doc: Doc, i: int, actor_at: ActorAt) -> Iterator[Actor]:
    """Yield what a clause adds that follows the ends: ", which would run through A, B and C"."""
    if i + 2 >= len(doc) or doc[i].text != "," or doc[i + 1].lower_ not in {"which", "that"}:
        return
    verb = next((j for j in range(i + 2, min(i + 6, len(doc))) if doc[j].lemma_ in _RUNNING | _PASSING), None)
    if verb is None or verb + 2 >= len(doc):
        return
    j = verb + 1 + (doc[verb + 1].lower_ in _VIA)
    while j < len(doc):
        found = _next_name(doc, j, actor_at)
        if found is None:
            return
        yield found
        j = found.candidate.last + 1
        if j + 1 >= len(doc) or doc[j].lower_ not in {",", "and"}:
            return
        j += 2 if doc[j].text == "," and doc[j + 1].lower_ == "and" else 1


def _is_via(doc: Doc, i: int) -> bool:
    """Whether the list goes on that a "via" began, or begins after a comma."""
    if i + 1 < len(doc) and doc[i + 1].lower_ in _VIA:
        return True
    named = i + 1 < len(doc) and doc[i + 1].tag_ in {"NNP", "NNPS", "DT", "CC"}
    near = any(doc[k].lower_ in _VIA for k in range(max(i - 3, 0), i))
    return named and (near or any(_is_by_way(doc, k) for k in range(max(i - 5, 0), i)))


def _is_by_way(doc: Doc, i: int) -> bool:
    return [t.lower_ for t in doc[i : i + len(_BY_WAY)]] == list(_BY_WAY)


def _linked(doc: Doc, i: int, actor_at: ActorAt, *, own: bool) -> Ends | None:
    """Read "A with B", "A and B", "A to B via C" after a verb of linking."""
    first = _next_name(doc, i, actor_at)
    if first is None:
        return None
    j = first.candidate.last + 1
    while j < min(first.candidate.last + _FARTHEST, len(doc)):
        if doc[j].lower_ in {"with", "to", "and"}:
            second = _next_name(doc, j + 1, actor_at)
            if second is None:
                return None
            others = []
            last = second.candidate.last
            if last + 1 < len(doc) and doc[last + 1].lower_ in _VIA:
                between = _next_name(doc, last + 2, actor_at)
                if between is not None:
                    others.append(between)
                    last = between.candidate.last
            return Ends((first, second), tuple(others), last, own)
        if doc[j].tag_ in {"VBD", "VBZ", "VBP", "NN", "NNS"} or doc[j].text in {".", ";"}:
            return None
        j += 1
    return None


def _next_name(doc: Doc, i: int, actor_at: ActorAt) -> Actor | None:
    """Give the name that begins at a token, past "the Polish port of" and the like."""
    owner: Actor | None = None
    for j in range(i, min(i + 7, len(doc))):
        found = actor_at(j)
        if found is not None and found.candidate.kind in {"name", "model"}:
            after = found.candidate.last + 1
            own = after < len(doc) and doc[after].tag_ == "POS"
            if own or (found.reason == "demonym" and after < len(doc) and doc[after].lower_ in _PARTS):
                owner = owner or found  # "Oman's port of Duqm", "the Omani frontier at Wajajah"
                continue
            if after + 1 < len(doc) and doc[after].lower_ in _TOWNS and doc[after + 1].lower_ == "of":
                continue  # "the Polish port of Gdańsk", "the Pacific port of Ilo"
            return found
        inside = owner is not None and (doc[j].tag_ == "POS" or doc[j].lower_ in _PARTS | {"at", "on"})
        if not inside and doc[j].lower_ not in _BEFORE_NAME and doc[j].tag_ not in {"CD", "HYPH"}:
            return owner
    return owner


def _skip_measures(doc: Doc, i: int) -> int:
    """Give the token after "runs for 1,200 km"."""
    for j in range(i, min(i + 5, len(doc))):
        if doc[j].lower_ in {"from", "between"}:
            return j
        if doc[j].tag_ not in {"CD", "NN", "NNS", "RB", "IN", "JJ"}:
            return i
    return i


def _skip_way(doc: Doc, i: int) -> int:
    """Give the "from" of "passes through here on its way from A to B"."""
    for j in range(i, min(i + _FARTHEST, len(doc))):
        if doc[j].lower_ == "from":
            return j
        if doc[j].tag_ in {"VBD", "VBZ", "VBP", "."}:
            return i
    return i
