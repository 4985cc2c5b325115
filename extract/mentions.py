"""Spans of text that may name an actor: gazetteer names, names of the model, roles, words that refer back.

Mentions are found sentence by sentence and say nothing yet of who is meant; that is `linking`.
"""

from __future__ import annotations

import bisect
import dataclasses
from typing import TYPE_CHECKING, Literal

from detente.extract.addresses import is_body_name
from detente.extract.appositions import is_described
from detente.extract.arguments import grammar_words
from detente.extract.routes import route_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span, Token

    from detente.extract.gazetteer import Sense
    from detente.extract.names import NameFinder, NameMatch
    from detente.extract.roles import Roles

Kind = Literal["name", "model", "role", "pronoun"]

_NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "LAW", "NORP", "EVENT"})
_OUTER_LABELS = frozenset({"PERSON", "ORG", "FAC", "LAW"})
_ARGUMENTS = frozenset("nsubj nsubjpass dobj pobj dative conj appos poss".split())
_NOT_NAMES = frozenset(
    "DATE TIME MONEY PERCENT ORDINAL CARDINAL QUANTITY LANGUAGE WORK_OF_ART PRODUCT".split()
)
_MISTAKEN = frozenset({"", "PRODUCT", "WORK_OF_ART"})  # what the model makes of names of firms
_SHORTEST_NAME = 3
_LONGEST_DATELINE = 8
_ROUTE_NOUNS = frozenset(
    "pipeline railway corridor canal bridge highway motorway expressway railroad waterway tunnel "
    "strait cable interconnector line causeway".split()
)
_ROUTES_TOO = frozenset({"link", "road", "route", "ring", "railroad", "connector", "interlink"})
"""Nouns that name a route if they are capitals in a name, or if its ends follow."""
_HAVING_ENDS = frozenset(
    "from between linking connecting joining running links connects runs crosses".split()
)
_MATERIALS = frozenset(
    "gas oil copper iron coal gold lithium uranium nickel cobalt diamond nuclear power".split()
)
_POINTING = frozenset("Northern Southern Eastern Western Central Great Greater New Upper Lower".split())
_PLACE_NOUNS = frozenset(
    "port airport base refinery dam plant mine field terminal crossing harbour harbor".split()
)
_AGREEMENT_NOUNS = frozenset(
    "treaty accord agreement pact convention protocol charter memorandum initiative".split()
)
_PRONOUNS = frozenset("he him his she her it its they them their i we us our my me".split())
_FUNCTION_WORDS = frozenset(
    "of the and for on in de la al bin el von van der du des del da di und e y & - ' ’ 's ’s".split()
)
_AFTER_COMMA = frozenset("inc ltd llc co corp jr sr".split())
_LANDFORMS = frozenset("Lake Mount Cape Port Fort San Santa St".split())
_OF_PLACES = frozenset("bank republic kingdom state states voice people city port gulf isle sons".split())
_PARTICLES = frozenset("do da dos das de del della di du des".split())
_LIKELIEST = ("ORG", "GPE", "FAC", "LOC", "PERSON", "NAME", "NORP", "LAW", "EVENT", "ROUTE")
_BEFORE_NAMES = frozenset("the a an mr mrs ms miss dr prof professor sir madam".split())
_NP_LEFT = frozenset(
    {"det", "amod", "nmod", "compound", "poss", "nummod", "quantmod", "advmod", "punct", "case", "predet"}
)
_MODIFYING_ROLES = frozenset("MIL COP REB JUD LEG SPY".split())
_MODIFYING_WORDS = frozenset(
    "government opposition rebel cabinet regime administration presidency protester coalition".split()
)


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may name an actor.

    `start` and `end` are character offsets in the doc, `first` and `last` its first and last token, `head`
    the token that the rest of the span hangs on. `senses` are the gazetteer's readings of a name, `label`
    the model's label of a name, `role` the lemma of a role word; `inner` are the names inside a longer
    span.
    """

    start: int
    end: int
    first: int
    last: int
    head: int
    kind: Kind
    senses: tuple[Sense, ...] = ()
    label: str = ""
    role: str = ""
    inner: tuple[Candidate, ...] = ()


def find_candidates(doc: Doc, *, names: NameFinder, roles: Roles) -> list[Candidate]:
    """Find what may name an actor in a parsed text.

    Parameters
    ----------
    doc
        A parsed text; its `ents` are used where the model found any.
    names
        The finder of gazetteer names.
    roles
        The role words.

    Returns
    -------
    list of Candidate
        In order of the text; spans of kind "role" may contain names, all others do not overlap.
    """
    starts = doc.to_array("IDX").tolist()
    known = [_from_match(doc, match, starts) for match in names.find(doc.text)]
    known = [c for c in known if c.senses[0].kind != "surname" or _is_surname_here(doc, c, roles)]
    known = [c for c in known if c.first == 0 or doc[c.first - 1].text != "New"]  # "New Britain" is elsewhere
    named = _merge(doc, known, _dateline(doc), _model_spans(doc), _compound_names(doc))
    named = sorted([*named, *_unclaimed_names(doc, named, roles)], key=lambda c: c.start)
    named = _joined(doc, named)
    taken = {i for candidate in named for i in range(candidate.first, candidate.last + 1)}
    people = {i for c in named if _may_be_person(c) for i in range(c.first, c.last + 1)}
    found = [*named, *_role_spans(doc, roles, taken, people, named), *_pronouns(doc, taken)]
    return sorted(found, key=lambda c: (c.start, -c.end))


def _joined(doc: Doc, named: list[Candidate]) -> list[Candidate]:
    """Join names that a particle ties into one: "Peixe do Norte", "Viana do Castelo"."""
    joined: list[Candidate] = []
    for candidate in named:
        before = joined[-1] if joined else None
        tied = before is not None and before.last == candidate.first - 2
        if before is not None and tied and doc[before.last + 1].text in _PARTICLES:
            unknown = [c for c in (before, candidate) if c.kind == "model"]
            label = min((c.label for c in unknown), key=_LIKELIEST.index, default="")
            if label:
                joined[-1] = _from_span(doc[before.first : candidate.last + 1], label=label)
                continue
        joined.append(candidate)
    return joined


def is_title_case(doc: Doc) -> bool:
    """Whether a text is a headline in Title Case, where the model takes every word for a name.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> is_title_case(nlp("Vucic Spearheads Serbian Expansion Across Asia"))
    True
    """
    if len(doc) and doc[-1].text == ".":
        return False  # a sentence that is all names
    words = [token.text for token in doc if token.is_alpha and len(token) > 3]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) > 4 and capitals >= 0.85 * len(words)


def _from_match(doc: Doc, match: NameMatch, starts: list[int]) -> Candidate:
    first = bisect.bisect_right(starts, match.start) - 1
    last = bisect.bisect_right(starts, match.end - 1) - 1
    head = first if first == last else doc[first : last + 1].root.i
    return Candidate(match.start, match.end, first, last, head, "name", senses=match.senses)


def _is_surname_here(doc: Doc, candidate: Candidate, roles: Roles) -> bool:
    """Whether a word that is some office holder's surname is a person here: after a title, or so labelled."""
    token = doc[candidate.first]
    before = doc[candidate.first - 1].lower_.rstrip(".") if candidate.first else ""
    return token.ent_type_ in {"PERSON", ""} and (before in roles.titles or token.ent_type_ == "PERSON")


def _model_spans(doc: Doc) -> list[Candidate]:
    if not doc.ents or is_title_case(doc):
        return []
    found = []
    for ent in doc.ents:
        if ent.label_ in _NAME_LABELS:
            for part in _listed(ent):
                span = _trimmed(part)
                span = span and _whole_name(span)
                if span is not None and _looks_like_name(span):
                    found.append(_from_span(span, label=ent.label_))
    return found


def _whole_name(span: Span) -> Span:
    """Take in the word that a name is only the beginning of: "Emmanuel" of "Emmanuel Tutuba"."""
    doc, last = span.doc, span[-1]
    before = doc[span.start - 1] if span.start else last
    short = before.is_upper and before.is_alpha and len(before) <= _SHORTEST_NAME and not before.ent_type_
    if short and before.tag_ == "NNP" and before.dep_ == "compound" and before.head in span:
        return doc[span.start - 1 : span.end]  # "PT Timah"
    if before.text in _LANDFORMS and before.dep_ == "compound" and len(span) > 1:
        return doc[span.start - 1 : span.end]  # "Lake Turkana Wind Power"
    after = last.i + 1
    if len(span) > 1 or after >= len(doc) or last.dep_ != "compound" or last.head.i != after:
        return span
    whole = doc[after].tag_ == "NNP" and doc[after].is_title and not doc[after].ent_type_
    return doc[span.start : after + 1] if whole else span


def _listed(ent: Span) -> list[Span]:
    """Cut "between A and B", or "Grain Ltd, Ana Li", in two where the model took both for one name."""
    doc = ent.doc
    comma = next((i for i in range(ent.start + 1, ent.end - 1) if doc[i].text == ","), None)
    if (
        comma is not None
        and doc[comma + 1].lower_.rstrip(".") not in _AFTER_COMMA
        and doc[comma + 1].is_title
    ):
        return [doc[ent.start : comma], *_listed(doc[comma + 1 : ent.end])]
    if ent.start == 0 or doc[ent.start - 1].lower_ != "between":
        return [ent]
    cut = next((i for i in range(ent.start, ent.end) if doc[i].lower_ == "and"), None)
    return [ent] if cut is None else [doc[ent.start : cut], doc[cut + 1 : ent.end]]


def _dateline(doc: Doc) -> list[Candidate]:
    """Find the place of a dateline that no table knows: "GULBENE, Latvia"."""
    if not 3 <= len(doc) <= _LONGEST_DATELINE or len(doc[0]) <= _SHORTEST_NAME:
        return []
    last = next((i for i, token in enumerate(doc) if not token.is_upper), 0)
    if last == 0 or doc[last].text != "," or not doc[last + 1 : last + 2].text.istitle():
        return []
    return [_from_span(doc[:last], label="GPE")]


def _trimmed(ent: Span) -> Span | None:
    """Cut articles, possessive marks and titles off a name that the model found."""
    first, last = ent.start, ent.end
    doc = ent.doc
    while first < last and (
        doc[first].lower_.rstrip(".") in _BEFORE_NAMES
        or doc[first].tag_ in {"POS", "HYPH"}
        or doc[first].is_punct
    ):
        first += 1
    while last > first and (
        doc[last - 1].tag_ in {"POS", ",", ".", "HYPH", ":"}
        or doc[last - 1].is_space
        or doc[last - 1].text in {"of", "for", "in"}
    ):
        last -= 1
    bracket = next((i for i in range(first, last) if doc[i].text in {"(", "["}), last)
    return doc[first:bracket] if first < bracket else None  # a name ends where its short form begins


def _looks_like_name(span: Span) -> bool:
    words = [token.text for token in span if token.text.lower() not in _FUNCTION_WORDS]
    return (
        bool(words)
        and all(word[0].isupper() or word[0].isdigit() or not word[0].isalpha() for word in words)
        and any(word[0].isupper() for word in words)
        and len(span) <= 10
    )


def _from_span(span: Span, *, label: str) -> Candidate:
    last = span[-1].lower_
    if len(span) > 1 and label in {"FAC", "LOC", "ORG", "GPE"}:
        route = last in _ROUTE_NOUNS or (last in _ROUTES_TOO and span[-1].is_title)
        label = "ROUTE" if route else label
    return Candidate(
        span.start_char, span.end_char, span.start, span.end - 1, span.root.i, "model", label=label
    )


def _compound_names(doc: Doc) -> list[Candidate]:
    """Names that end in a noun that makes them one thing: "the Trans-Caspian pipeline", "Piraeus port"."""
    found = []
    for token in doc:
        lemma = token.lower_.removesuffix("s")
        is_route = lemma in _ROUTE_NOUNS or (lemma in _ROUTES_TOO and (token.is_title or _has_ends(token)))
        if not is_route and lemma not in _PLACE_NOUNS and lemma not in _AGREEMENT_NOUNS:
            continue
        first = token.i - (token.i > 1 and doc[token.i - 1].lower_ in _MATERIALS)  # "the Tortue gas field"
        while first > 0 and (doc[first - 1].tag_ in {"NNP", "NNPS"} or _joins_names(doc, first - 1)):
            first -= 1
        if first < token.i and first > token.sent.start and doc[first - 1].text in _POINTING:
            first -= 1
        if first < token.i and doc[first].tag_ in {"NNP", "NNPS"}:
            label = "ROUTE" if is_route else "FAC" if lemma in _PLACE_NOUNS else "LAW"
            found.append(_from_span(doc[first : token.i + 1], label=label))
    return found


def _has_ends(noun: Token) -> bool:
    """Whether the ends of a route seem to follow: "the Kasai road, from A to B", "the X link runs from"."""
    after = noun.doc[noun.i + 1 : noun.i + 3]
    return any(token.lower_ in _HAVING_ENDS for token in after)


def _unclaimed_names(doc: Doc, named: list[Candidate], roles: Roles) -> Iterator[Candidate]:
    """Yield proper names in an argument's place that neither the gazetteer nor the model knows."""
    taken = {i for candidate in named for i in range(candidate.first, candidate.last + 1)}
    for token in doc:
        if token.tag_ not in {"NNP", "NNPS"} or token.dep_ not in _ARGUMENTS or token.i in taken:
            continue
        described = token.ent_type_ in _MISTAKEN and is_described(token)
        if token.tag_ == "NNPS" and not described:
            continue
        if not token.is_title and not (described and token.is_upper):
            continue
        if (token.ent_type_ in _NOT_NAMES and not described) or len(token) < _SHORTEST_NAME:
            continue
        first = token.i
        while first > token.sent.start and doc[first - 1].tag_ == "NNP" and first - 1 not in taken:
            first -= 1
        while first < token.i and doc[first].lower_ in roles.titles:
            first += 1
        if (
            token.lower_ not in roles.things
            and not roles.is_listed(token.lower_)
            and token.lower_ not in roles.titles
        ):
            yield _from_span(doc[first : token.i + 1], label="ORG" if described else "NAME")


def _joins_names(doc: Doc, i: int) -> bool:
    """Whether a hyphen or dash here ties two names into one ("Baku–Tbilisi–Kars")."""
    return (
        0 < i < len(doc) - 1 and doc[i].text in {"-", "–", "—"} and not doc[i - 1].whitespace_
        and doc[i - 1].tag_ in {"NNP", "NNPS"} and doc[i + 1].tag_ in {"NNP", "NNPS"}
    )  # fmt: skip


def _merge(doc: Doc, known: list[Candidate], *others: list[Candidate]) -> list[Candidate]:
    """Let the gazetteer win, but for longer names of persons and bodies that hold one of its names."""
    merged: list[Candidate] = sorted(known, key=lambda c: c.start)
    for found in others:
        for span in found:
            outer = span
            inner = [c for c in merged if c.start < outer.end and outer.start < c.end]
            outer, inner = _without_seat(doc, *_without_owner(doc, outer, inner))
            if not inner:
                merged.append(outer)
            elif _is_longer_name(doc, outer, inner):
                merged = [c for c in merged if c not in inner]
                merged.append(dataclasses.replace(outer, inner=tuple(inner)))
    return sorted(merged, key=lambda c: c.start)


def _without_owner(doc: Doc, outer: Candidate, inner: list[Candidate]) -> tuple[Candidate, list[Candidate]]:
    """Cut a known owner off the name that the model ran together with it: "Cyprus's Limnos Holding"."""
    owner = inner[0] if inner else None
    if owner is None or owner.start != outer.start or owner.last + 2 > outer.last:
        return outer, inner
    if owner.kind != "name" or doc[owner.last + 1].tag_ != "POS":
        return outer, inner
    tail = _from_span(doc[owner.last + 2 : outer.last + 1], label=outer.label)
    return tail, [c for c in inner if c.start >= tail.start]


def _without_seat(doc: Doc, outer: Candidate, inner: list[Candidate]) -> tuple[Candidate, list[Candidate]]:
    """Cut a known seat off the firm that the model ran together with it: "BlackRock of New York"."""
    seat = inner[-1] if inner else None
    if seat is None or seat.last != outer.last or seat.first < outer.first + 2 or outer.label != "ORG":
        return outer, inner
    of, before = doc[seat.first - 1], doc[seat.first - 2]
    if of.lower_ != "of" or before.lower_ in _OF_PLACES or is_body_name(before.text):
        return outer, inner
    states = {sense.kind for sense in seat.senses} & {"demonym", "adjective"} or seat.senses[
        0
    ].entity.isupper()
    if states and seat.first > outer.first + 2:
        return outer, inner  # "National Railways of Zimbabwe"
    firm = _from_span(doc[outer.first : of.i], label=outer.label)
    return firm, [c for c in inner if c.end <= firm.end]


def _is_longer_name(doc: Doc, outer: Candidate, inner: list[Candidate]) -> bool:
    if outer.label not in _OUTER_LABELS and outer.label != "ROUTE":
        return False
    if any(c.start < outer.start or c.end > outer.end for c in inner):
        return False
    if outer.end - outer.start <= max(c.end - c.start for c in inner) + 1:
        return False
    kinds = {sense.kind for c in inner for sense in c.senses[:1]}
    if len(inner) > 1 and any(doc[i].text == "," for i in range(outer.first, outer.last)):
        return False  # "Mali, Burkina Faso" are two
    if doc[outer.last].tag_ == "JJ" and kinds & {"adjective", "demonym"}:
        return False  # "Anglo-Dutch"
    if outer.label == "PERSON":
        # "Israel Katz" is a person; "Iran President Rouhani" holds one, and stays three things.
        if len(inner) > 1 and all(_is_part_of_name(c) for c in inner):
            return not any(
                doc[i].text == "," for i in range(outer.first, outer.last)
            )  # "Idris Bello", of which both words are somebody's surname
        if (
            len(inner) != 1
            or inner[0].first != inner[0].last
            or not kinds <= {"name", "capital", "surname", "demonym"}
        ):
            return False
        # "Kirstjen Nielsen" is not the Nielsen whom the gazetteer knows.
        return inner[0].last == outer.last or (
            inner[0].first == outer.first
            and outer.last - outer.first <= 2
            and not doc[inner[0].last + 1].lower_.startswith(("president", "minister", "prime", "foreign"))
        )
    if (
        outer.label == "ORG"
        and len(inner) == 1
        and outer.first == inner[0].first
        and "adjective" in kinds
        and outer.last == outer.first + 1
    ):
        return doc[outer.last].tag_.startswith("NNP")
    return outer.label == "ROUTE" or not any(c.kind == "model" for c in inner)


def _is_part_of_name(candidate: Candidate) -> bool:
    one = candidate.first == candidate.last
    return one and any(sense.kind == "surname" for sense in candidate.senses)


def _may_be_person(candidate: Candidate) -> bool:
    return (
        candidate.label == "PERSON"
        or any(sense.kind == "surname" for sense in candidate.senses)
        or (candidate.kind == "name" and candidate.first != candidate.last)
    )


def _role_spans(
    doc: Doc, roles: Roles, taken: set[int], people: set[int], named: list[Candidate]
) -> Iterator[Candidate]:
    for token in doc:
        if token.i not in taken and _counts_alone(token, roles):
            first = _left_edge(token)
            yield Candidate(
                doc[first].idx, token.idx + len(token), first, token.i, token.i, "role", role=token.lower_
            )
        if token.i in taken or token.tag_ not in {"NN", "NNS", "NNP", "NNPS"}:
            continue
        role = _role_of(token, roles) or _described_route(token)
        if role is None or _is_title(token, people, taken) or not _stands_for_actor(token, role, roles):
            continue
        first = _left_edge(token)
        inner = tuple(c for c in named if first <= c.first and c.last <= token.i)
        start, end = doc[first].idx, token.idx + len(token)
        yield Candidate(start, end, first, token.i, token.i, "role", role=role, inner=inner)


def _counts_alone(token: Token, roles: Roles) -> bool:
    """Whether a number stands for those it counts: "offered the three a loan", "urged both to wait"."""
    if token.tag_ not in {"CD", "DT"} or "number" not in roles.collective.get(token.lower_, ()):
        return False
    is_all = any(child.lower_ == "the" for child in token.lefts)
    if token.lower_ == "both":  # of things too: "both leak", but not "urged both to wait"
        is_all = bool({token.head.lemma_, token.head.head.lemma_} & grammar_words("actor_object"))
    return is_all and token.dep_ in _ARGUMENTS - {"appos"} and not any(token.rights)


def _described_route(token: Token) -> str | None:
    """Give the noun of what may be a route: "a motorway from ...", "a cable linking ..."."""
    if token.tag_ != "NN" or token.i + 1 >= len(token.doc):
        return None
    after = token.nbor()
    follows = after.lower_ in {"between", "from", "that", "which", "linking", "connecting", "joining"}
    follows = follows or (after.lower_ in {"over", "across", "under"} and token.i + 2 < len(token.doc))
    return token.lemma_.lower() if follows and route_kind(token) is not None else None


def _role_of(token: Token, roles: Roles) -> str | None:
    """Give the longest role word that ends at this token ("security force" before "force")."""
    words = [token.lower_.removesuffix("s") if token.tag_ == "NNPS" else token.lemma_.lower()]
    i = token.i - 1
    while (
        i >= 0
        and len(words) < 3
        and (token.doc[i].dep_ in {"compound", "amod", "nmod"} or token.doc[i].tag_ == "HYPH")
    ):
        if token.doc[i].tag_ != "HYPH":
            words.insert(0, token.doc[i].lower_)
        i -= 1
    if token.tag_ == "NNS" and roles.is_person_noun(token.lower_):
        return token.lemma_.lower()
    if token.tag_ == "NNS" and roles.is_listed(token.lower_) and not roles.is_listed("-".join(words[-2:])):
        return token.lower_  # "forces" are troops, "force" is many things
    for n in range(len(words)):
        role = "-".join(words[n:])
        if roles.is_listed(role) or (n == len(words) - 1 and role in roles.collective):
            return role
    return None


def _is_title(token: Token, people: set[int], taken: set[int]) -> bool:
    """Whether a role word only introduces a name: "Foreign Minister Sergei Lavrov"."""
    follows = token.i + 1
    return token.dep_ in {"compound", "nmod"} and (
        token.head.i in people or follows in people or follows in taken
    )


def _stands_for_actor(token: Token, role: str, roles: Roles) -> bool:
    if token.dep_ in {"compound", "nmod", "amod", "npadvmod"}:
        if roles.sector(token.head.lemma_.lower()) == "EQP":
            return False  # "patrol boats", "coastguard ships" are things
        return roles.sector(role) in _MODIFYING_ROLES or role in _MODIFYING_WORDS
    return True


def _left_edge(token: Token) -> int:
    first = token.i
    for child in token.lefts:
        if child.dep_ in _NP_LEFT:
            first = min(first, child.left_edge.i)
    # Only a stretch without a verb or comma of its own belongs to the phrase.
    for i in range(token.i - 1, first - 1, -1):
        if token.doc[i].text in {",", ";", ":", "(", ")", '"', "“"}:
            first = i + 1
            break
    while token.doc[first].is_space or token.doc[first].tag_ in {",", "``", "-LRB-"}:
        first += 1
    return first


def _pronouns(doc: Doc, taken: set[int]) -> Iterator[Candidate]:
    for token in doc:
        if token.lower_ in _PRONOUNS and token.i not in taken and token.dep_ != "expl":
            yield Candidate(
                token.idx, token.idx + len(token), token.i, token.i, token.i, "pronoun", role=token.lower_
            )
