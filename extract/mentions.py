"""Spans of text that may name an actor: gazetteer names, names of the model, roles, words that refer back.

Mentions are found sentence by sentence and say nothing yet of who is meant; that is `linking`.
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
import re
from typing import TYPE_CHECKING

from detente.extract.english.acronyms import is_only_shouted
from detente.extract.naming.agreements import is_agreement
from detente.extract.naming.candidates import ROUTE_NOUNS, ROUTES_TOO, Candidate, from_span
from detente.extract.naming.longnames import long_names, words
from detente.extract.naming.modelnames import SHORTEST_NAME, dateline, model_spans
from detente.extract.naming.overlaps import merge
from detente.extract.naming.phrases import is_definite
from detente.extract.naming.projects import is_project
from detente.extract.naming.routenouns import route_kind
from detente.extract.naming.sites import is_one_way, is_site_noun
from detente.extract.syntax.appositions import is_described
from detente.extract.syntax.arguments import is_mutual
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tokens import forms_in, sentence_of, tags_in, text_of, tokens_of, with_tag
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from detente.extract.knowledge.names import NameFinder, NameMatch
    from detente.extract.knowledge.roles import Roles

_BODY_LABELS = frozenset({"ORG", "GROUP"})
_ARGUMENTS = frozenset("nsubj nsubjpass dobj pobj dative conj appos poss".split())
_PROPER = frozenset({"NNP", "NNPS"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_BEFORE_ROLE = frozenset({"compound", "amod", "nmod"})
_NOT_NAMES = frozenset(
    "DATE TIME MONEY PERCENT ORDINAL CARDINAL QUANTITY LANGUAGE WORK_OF_ART PRODUCT".split()
)
_MISTAKEN = frozenset({"", "PRODUCT", "WORK_OF_ART"})  # what the model makes of names of firms
_FEWEST_OF_ROLE = 2
_CLOCK = re.compile(r"\d{1,2}[.:]\d\d$")
_HAVING_ENDS = frozenset(
    "from between linking connecting joining running links connects runs crosses".split()
)
_MATERIALS = frozenset(
    "gas oil copper iron coal gold lithium uranium nickel cobalt diamond nuclear power".split()
)
_POINTING = frozenset("Northern Southern Eastern Western Central Great Greater New Upper Lower".split())
_PRONOUNS = frozenset("he him his she her it its itself they them their i we us our my me".split())
_PARTICLES = frozenset("do da dos das de del della di du des".split())
_LIKELIEST = ("ORG", "GPE", "FAC", "LOC", "PERSON", "NAME", "NORP", "LAW", "EVENT", "ROUTE")
_SHARED = frozenset({"joint", "coordinated"})
_NP_LEFT = frozenset(
    {"det", "amod", "nmod", "compound", "poss", "nummod", "quantmod", "advmod", "punct", "case", "predet"}
)
_MODIFYING_ROLES = frozenset("MIL COP REB JUD LEG SPY".split())
_MODIFYING_WORDS = frozenset(
    "government opposition rebel cabinet regime administration presidency protester coalition".split()
)


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
    known = [_from_match(doc, match, starts) for match in names.find(text_of(doc))]
    known = [c for c in known if c.first < c.last or not is_only_shouted(doc[c.first])]
    known = [c for c in known if c.senses[0].kind != "surname" or _is_surname_here(doc, c, roles)]
    known = [c for c in known if c.first == 0 or doc[c.first - 1].text != "New"]  # "New Britain" is elsewhere
    known = _with_long_names(doc, known, roles)
    named = merge(doc, known, dateline(doc), model_spans(doc, roles), _compound_names(doc))
    named = sorted([*named, *_unclaimed_names(doc, named, roles)], key=lambda c: c.start)
    named = [c for c in _joined(doc, named) if not _is_role_at_start(doc, c, roles)]
    taken = {i for candidate in named for i in range(candidate.first, candidate.last + 1)}
    people = {i for c in named if _may_be_person(c) for i in range(c.first, c.last + 1)}
    found = [*named, *_role_spans(doc, roles, taken, people, named), *_pronouns(doc, taken)]
    return sorted(found, key=lambda c: (c.start, -c.end))


def _is_role_at_start(doc: Doc, candidate: Candidate, roles: Roles) -> bool:
    """Whether only the start of a sentence makes a role look like a name: "Rebels in Chad said"."""
    token = doc[candidate.first]
    if candidate.kind != "model" or candidate.first != candidate.last or not token.is_sent_start:
        return False
    return token.lower_.endswith("s") and roles.is_listed(token.lower_.removesuffix("s"))


def _with_long_names(doc: Doc, known: list[Candidate], roles: Roles) -> list[Candidate]:
    """Put names that say themselves what they name before the parts of them that the gazetteer knows."""
    for first, last, label in long_names(doc, titles=roles.titles):
        start, end = doc[first].idx, doc[last].idx + len(doc[last])
        inner = [c for c in known if c.start < end and start < c.end]
        if _is_known_whole(doc, inner, first, last) or _is_left_alone(doc, inner, first, last, label, roles):
            continue
        found = dataclasses.replace(from_span(doc[first : last + 1], label=label), inner=tuple(inner))
        known = [*(c for c in known if c not in inner), found]
    return known


def _is_known_whole(doc: Doc, inner: list[Candidate], first: int, last: int) -> bool:
    """Whether the gazetteer knows a name as it stands, or more than a part of it."""
    for c in inner:
        if c.kind != "name" or c.last > last or (c.first < first and doc[c.first].lower_ != "the"):
            return True
        if c.first < c.last and (c.last == last or c.senses[0].kind == "surname"):
            return True
    return False


def _is_left_alone(doc: Doc, inner: list[Candidate], first: int, last: int, label: str, roles: Roles) -> bool:
    """Whether the model, or the reading of roles, does better with a run of words: "the Supreme Court"."""
    if label not in {*_BODY_LABELS, "FAC"} or doc[first + 1].lower_ == "of":
        return False  # "Port of Haifa"
    if any(e.label_ in _BODY_LABELS and e.start <= first and e.end > last for e in doc.ents):
        return True
    own = {i for i in range(first, last + 1) if doc[i].lower_ not in words("plain", "words")}
    own -= {i for c in inner for i in range(c.first, c.last + 1)}
    short = roles.is_listed(doc[last].lower_) and last - first < _FEWEST_OF_ROLE
    return not own - {last} or short


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
                joined[-1] = from_span(doc[before.first : candidate.last + 1], label=label)
                continue
        joined.append(candidate)
    return joined


def _from_match(doc: Doc, match: NameMatch, starts: list[int]) -> Candidate:
    first = bisect.bisect_right(starts, match.start) - 1
    last = bisect.bisect_right(starts, match.end - 1) - 1
    head = first if first == last else doc[first : last + 1].root.i
    return Candidate(match.start, match.end, first, last, head, "name", senses=match.senses)


def _is_surname_here(doc: Doc, candidate: Candidate, roles: Roles) -> bool:
    """Whether a word that is some office holder's surname is a person here: after a title, or so labelled."""
    token = doc[candidate.first]
    before = doc[candidate.first - 1].lower_.rstrip(".") if candidate.first else ""
    if _is_mid_name(doc, candidate):
        return False
    return token.ent_type_ in {"PERSON", ""} and (before in roles.titles or token.ent_type_ == "PERSON")


def _is_mid_name(doc: Doc, candidate: Candidate) -> bool:
    """Whether a word stands inside a longer name: "Duc" of "Tran Duc Hai" is nobody's surname."""
    after = doc[candidate.last + 1] if candidate.last + 1 < len(doc) else None
    return doc[candidate.first].ent_iob_ == "I" and after is not None and after.ent_iob_ == "I"


def _compound_names(doc: Doc) -> list[Candidate]:
    """Names that end in a noun that makes them one thing: "the Trans-Caspian pipeline", "Piraeus port"."""
    found = []
    sites, groups = words("sites", "words"), words("groups", "nouns")
    for token, form in zip(tokens_of(doc), forms_in(doc), strict=True):
        lemma = form.removesuffix("s")
        if lemma not in _ending_names() and form not in groups:
            continue
        is_route = lemma in ROUTE_NOUNS or (lemma in ROUTES_TOO and (token.is_title or _has_ends(token)))
        is_place = lemma in sites
        is_group = form in groups
        if not (is_route or is_place or is_group) and lemma not in words("agreements", "nouns"):
            continue
        first = token.i
        while is_place and first > 1 and doc[first - 1].lower_ in words("sites", "before"):
            first -= 1  # "the Tortue gas field", "Ream naval base"
        if not is_place:
            first -= token.i > 1 and doc[token.i - 1].lower_ in _MATERIALS
        while first > 0 and (_is_name_word(doc[first - 1]) or _joins_names(doc, first - 1)):
            first -= 1
        if first < token.i and first > sentence_of(token).start and doc[first - 1].text in _POINTING:
            first -= 1
        while is_place and first < token.i - 1 and doc[first].text[0].isdigit():
            first += 1  # "the 300MW Karuma plant"
        if first < token.i and doc[first].tag_ in {"NNP", "NNPS"}:
            label = "ROUTE" if is_route else "FAC" if is_place else "GROUP" if is_group else "LAW"
            found.append(from_span(doc[first : token.i + 1], label=label))
    return found


@functools.cache
def _ending_names() -> frozenset[str]:
    """Give the nouns in the singular that a name may end in, but for those of groups."""
    return ROUTE_NOUNS | ROUTES_TOO | words("sites", "words") | words("agreements", "nouns")


def _is_name_word(token: Token) -> bool:
    """Whether a word may belong to the name that follows it: a month or a day does not."""
    return token.tag_ in _PROPER and token.ent_type_ not in {"DATE", "TIME"}


def _has_ends(noun: Token) -> bool:
    """Whether the ends of a route seem to follow: "the Kasai road, from A to B", "the X link runs from"."""
    after = noun.doc[noun.i + 1 : noun.i + 3]
    return any(token.lower_ in _HAVING_ENDS for token in after)


def _unclaimed_names(doc: Doc, named: list[Candidate], roles: Roles) -> Iterator[Candidate]:
    """Yield proper names in an argument's place that neither the gazetteer nor the model knows."""
    taken = {i for candidate in named for i in range(candidate.first, candidate.last + 1)}
    for token in with_tag(doc, _PROPER):
        if token.dep_ not in _ARGUMENTS or token.i in taken:
            continue
        described = token.ent_type_ in _MISTAKEN and is_described(token)
        if token.tag_ == "NNPS" and not described:
            continue
        if not token.is_title and not (described and token.text[0].isupper()):
            continue
        if (token.ent_type_ in _NOT_NAMES and not described) or len(token) < SHORTEST_NAME:
            continue
        if token.i > 1 and doc[token.i - 1].tag_ == "HYPH":
            whole = f"{doc[token.i - 2].lower_}-{token.lower_}"
            if whole in roles.titles or roles.is_listed(whole):
                continue  # "the Secretary-General"
        first = token.i
        while first > sentence_of(token).start and _goes_before(doc[first - 1]) and first - 1 not in taken:
            first -= 1
        while first < token.i and doc[first].lower_ in roles.titles:
            first += 1
        if (
            token.lower_ not in roles.things
            and not roles.is_listed(token.lower_)
            and token.lower_ not in roles.titles
        ):
            yield from_span(doc[first : token.i + 1], label="ORG" if described else "NAME")


def _goes_before(token: Token) -> bool:
    """Whether a word may belong to the name after it: "Seven" of "Seven Lakes Shipping"."""
    return token.tag_ in _PROPER or (token.tag_ == "CD" and token.is_alpha and token.is_title)


def _joins_names(doc: Doc, i: int) -> bool:
    """Whether a hyphen or dash here ties two names into one ("Baku–Tbilisi–Kars")."""
    return (
        0 < i < len(doc) - 1 and doc[i].text in {"-", "–", "—"} and not doc[i - 1].whitespace_
        and doc[i - 1].tag_ in {"NNP", "NNPS"} and doc[i + 1].tag_ in {"NNP", "NNPS"}
    )  # fmt: skip


def _may_be_person(candidate: Candidate) -> bool:
    return (
        candidate.label == "PERSON"
        or any(sense.kind == "surname" for sense in candidate.senses)
        or (candidate.kind == "name" and candidate.first != candidate.last)
    )


def _role_spans(
    doc: Doc, roles: Roles, taken: set[int], people: set[int], named: list[Candidate]
) -> Iterator[Candidate]:
    for token, form, tag in zip(tokens_of(doc), forms_in(doc), tags_in(doc), strict=True):
        if form in roles.collective and token.i not in taken and _counts_alone(token, roles):
            first = _left_edge(token)
            yield Candidate(
                doc[first].idx, token.idx + len(token), first, token.i, token.i, "role", role=token.lower_
            )
        if tag == "NNS" and _is_crowd(token):
            yield Candidate(
                token.idx, token.idx + len(token), token.i, token.i, token.i, "role", role="crowd"
            )
        if tag not in _NOUNS or token.i in taken:
            continue
        role = _role_of(token, roles) or _described_route(token) or _described_site(token)
        if role is None or _is_title(token, people, taken) or not _stands_for_actor(token, role, roles):
            continue
        if _is_new_agreement(token, role, roles) or _is_of_each_other(token):
            continue
        first = _left_edge(token)
        inner = tuple(c for c in named if first <= c.first and c.last <= token.i)
        start, end = doc[first].idx, token.idx + len(token)
        yield Candidate(start, end, first, token.i, token.i, "role", role=role, inner=inner)


def _counts_alone(token: Token, roles: Roles) -> bool:
    """Whether a number stands for those it counts: "offered the three a loan", "urged both to wait"."""
    kinds = roles.collective.get(token.lower_, frozenset())
    is_of_two = token.lower_ in grammar_words("of_two")
    if token.tag_ not in (
        {"CD", "DT", *(("CC", "RB") if is_of_two else ())} if "number" in kinds
        else {"JJ", "RB", "JJR"} if "order" in kinds else ()
    ):  # fmt: skip
        return False
    if not is_of_two:
        is_all = any(child.lower_ == "the" for child in token.lefts)
        return is_all and token.dep_ in _ARGUMENTS - {"appos"} and not any(token.rights)
    # of things too: "both leak", but not "urged both to wait", "accused both of theft"
    verbs = {token.head.lemma_, token.head.head.lemma_}
    if token.dep_ == "pobj" or token.dep_ == "pcomp":
        is_all = token.head.lower_ in grammar_words("towards_both")
    else:
        is_all = bool(verbs & grammar_words("actor_object")) and token.dep_ in {*_ARGUMENTS, "dep"}
    is_verbs = token.head.lemma_ in grammar_words("of_object")  # whose "of" it is
    return (
        is_all
        and token.dep_ not in {"appos", "conj"}
        and all(is_verbs and c.lower_ == "of" for c in token.rights)
    )


def _is_crowd(token: Token) -> bool:
    """Whether a plural that is a number means people, by what they do: "thousands rallied against X"."""
    if token.dep_ != "nsubj" or token.lower_ not in grammar_words("quantities"):
        return False
    counted = (t for c in token.rights if c.lower_ == "of" for t in c.rights)
    is_bare = all(t.lower_ in grammar_words("quantities") for t in counted)
    return is_bare and token.head.lemma_ in grammar_words("gathering")


def _is_new_agreement(token: Token, role: str, roles: Roles) -> bool:
    """Whether a phrase speaks of an agreement that has no name: "signed a treaty", not "the treaty"."""
    if "agreement" not in roles.collective.get(role, ()) or roles.is_listed(role):
        return False
    return not is_definite(token) and not is_agreement(token)


def _is_of_each_other(noun: Token) -> bool:
    """Whether a phrase means the people of either party: "expelled each other's diplomats"."""
    return any(child.dep_ == "poss" and is_mutual(child) for child in children_of(noun))


def _described_route(token: Token) -> str | None:
    """Give the noun of what may be a route: "a motorway from ...", "a cable linking ..."."""
    if token.tag_ != "NN" or token.i + 1 >= len(token.doc):
        return None
    after = token.nbor()
    follows = after.lower_ in {"between", "from", "that", "which", "linking", "connecting", "joining", "of"}
    follows = follows or (after.lower_ in {"over", "across", "under"} and token.i + 2 < len(token.doc))
    return token.lemma_.lower() if follows and route_kind(token) is not None else None


def _described_site(token: Token) -> str | None:
    """Give the noun of what may be a site or a route by one place: "a smelter at X", "a pipe to X"."""
    if is_site_noun(token) or is_one_way(token) or is_project(token) or is_agreement(token):
        return token.lemma_.lower()
    return None


def _role_of(token: Token, roles: Roles) -> str | None:
    """Give the longest role word that ends at this token ("security force" before "force")."""
    words = [token.lower_.removesuffix("s") if token.tag_ in _PROPER else token.lemma_.lower()]
    for before in reversed(tokens_of(token.doc)[: token.i]):
        is_hyphen = before.tag_ == "HYPH"
        if len(words) == 3 or not (is_hyphen or before.dep_ in _BEFORE_ROLE):
            break
        if not is_hyphen:
            words.insert(0, before.lower_)
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
    if role == "patrol" and any(child.lower_ in _SHARED for child in token.lefts):
        return False  # what is done together, not who does it
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
    # Only a stretch without a verb or comma of its own belongs to the phrase, and no day before it.
    owned = token.doc[first].dep_ in {"det", "poss"}
    for i in range(token.i - 1, first - 1, -1):
        if not owned and _tells_time(token.doc[i]):
            first = i + 1
            break
        if token.doc[i].text in {",", ";", ":", "(", ")", '"', "“"} and not _lists_nations(token.doc, i):
            first = i + 1
            break
    while token.doc[first].is_space or token.doc[first].tag_ in {",", "``", "-LRB-"}:
        first += 1
    return first


def _lists_nations(doc: Doc, i: int) -> bool:
    """Whether a comma parts two adjectives of nations: "Ukrainian, Polish and Lithuanian soldiers"."""
    return (
        doc[i].text == "," and i > 0 and all(t.is_title and t.tag_ == "JJ" for t in (doc[i - 1], doc[i + 1]))
    )


def _tells_time(token: Token) -> bool:
    """Whether a word says when: "In April fishermen sailed", "17:40 Residents of the town fled"."""
    return (token.ent_type_ in {"DATE", "TIME"} and token.tag_ in _PROPER) or bool(_CLOCK.match(token.text))


def _pronouns(doc: Doc, taken: set[int]) -> Iterator[Candidate]:
    for token, form in zip(tokens_of(doc), forms_in(doc), strict=True):
        if form in _PRONOUNS and token.i not in taken and token.dep_ != "expl":
            yield Candidate(
                token.idx, token.idx + len(token), token.i, token.i, token.i, "pronoun", role=form
            )
