"""Names that the model found, mended: titles, times and articles off, a first name's surname on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.naming.candidates import from_span, is_title_case
from detente.extract.naming.longnames import words
from detente.extract.syntax.tokens import tokens_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from detente.extract.knowledge.roles import Roles
    from detente.extract.naming.candidates import Candidate

_NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "LAW", "NORP", "EVENT"})
SHORTEST_NAME = 3
LONGEST_DATELINE = 8
_FUNCTION_WORDS = frozenset(
    "of the and for on in de la al bin el von van der du des del da di und e y & - ' ’ 's ’s".split()
)
_AFTER_COMMA = frozenset("inc ltd llc co corp jr sr".split())
_LANDFORMS = frozenset("Lake Mount Cape Port Fort San Santa St".split())
_MONTHS = frozenset(
    "January February March April June July August September October November December".split()
)
_PLACING = frozenset(
    "above across along around at behind below beyond from in inside near off outside past".split()
)
_BEFORE_NAMES = frozenset("the a an mr mrs ms miss dr prof professor sir madam".split())
_SINCE = frozenset({"in", "since"})
_BRACKETS = frozenset({"(", "["})
_OF_BODIES = frozenset("president chairman chairwoman chairperson chair director governor".split())
_RANKS = frozenset("gen adm col lt maj capt cmdr sgt brig sen rep gov".split())


def model_spans(doc: Doc, roles: Roles) -> list[Candidate]:
    """Give the names that the model found, cut to what is a name.

    Parameters
    ----------
    doc
        A parsed text.
    roles
        Knows titles.
    """
    if not doc.ents or is_title_case(doc):
        return []
    found = []
    for ent in doc.ents:
        if ent.label_ in _NAME_LABELS:
            for part in _listed(ent):
                span = _trimmed(part)
                span = span and _whole_name(span, roles)
                if span is not None and _looks_like_name(span) and not _is_only_title(span, roles):
                    is_place = part.start < span.start and _opens_sentence(doc[part.start])
                    span = _without_title(span)
                    found.append(from_span(span, label="LOC" if is_place else ent.label_))
    return found


def _is_only_title(span: Span, roles: Roles) -> bool:
    """Whether what the model took for a name is a title: "Energy Minister", "Secretary of State"."""
    doc = span.doc
    if span.text == "State" and doc[max(span.start - 2, 0) : span.start].text == "Secretary of":
        return True
    if span.end == len(doc) or doc[span.end].tag_ != "NNP":
        return False
    plain = [token.lower_.rstrip(".") for token in span if token.is_alpha or token.text.endswith(".")]
    return len(plain) == len(span) and ("-".join(plain) in roles.titles or plain[-1] in _RANKS)


def _without_title(span: Span) -> Span:
    """Leave the title of who is named next to its bearer: "Commission President" before a name."""
    last = span[-1]
    if len(span) == 1 or last.lower_ not in _OF_BODIES or not last.is_title or span.end == len(span.doc):
        return span
    after = span.doc[span.end]
    return span[:-1] if after.tag_ == "NNP" and after.ent_type_ == "PERSON" else span


def _whole_name(span: Span, roles: Roles) -> Span:
    """Take in the word that a name is only the beginning of: "Emmanuel" of "Emmanuel Tutuba"."""
    doc, last = span.doc, span[-1]
    before = doc[span.start - 1] if span.start else last
    if (
        len(span) == 1
        and before.lower_ in words("titles", "kept")
        and before.is_title
        and before.dep_ == "compound"
    ):
        return doc[span.start - 1 : span.end]  # "Lord Havelu"
    short = before.is_upper and before.is_alpha and len(before) <= SHORTEST_NAME and not before.ent_type_
    if short and before.tag_ == "NNP" and before.dep_ == "compound" and before.head in span:
        return doc[span.start - 1 : span.end]  # "PT Timah"
    if before.text in _LANDFORMS and before.dep_ == "compound" and len(span) > 1:
        return doc[span.start - 1 : span.end]  # "Lake Turkana Wind Power"
    if span[0].lower_ in {"al", "el"} and before.tag_ == "NNP" and before.is_title and before.head in span:
        return doc[span.start - 1 : span.end] if before.lower_ not in roles.titles else span
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


def dateline(doc: Doc) -> list[Candidate]:
    """Find the place of a dateline that no table knows: "GULBENE, Latvia".

    Parameters
    ----------
    doc
        A parsed text.
    """
    if not 3 <= len(doc) <= LONGEST_DATELINE or len(doc[0]) <= SHORTEST_NAME:
        return []
    last = next((i for i, token in enumerate(doc) if not token.is_upper), 0)
    if last == 0 or doc[last].text != "," or not doc[last + 1 : last + 2].text.istitle():
        return []
    return [from_span(doc[:last], label="GPE")]


def _trimmed(ent: Span) -> Span | None:
    """Cut articles, possessive marks and titles off a name that the model found."""
    first, last = ent.start, ent.end
    doc, tokens = ent.doc, tokens_of(ent.doc)
    while first < last and (
        _is_off_start(tokens[first])
        or (tokens[first].text in _MONTHS and last - first > 1 and tokens[first - 1].lower_ in _SINCE)
    ):
        first += 1
    while last > first and _is_off_end(tokens[last - 1]):
        last -= 1
    bracket = next((i for i in range(first, last) if tokens[i].text in _BRACKETS), last)
    if (first, bracket) == (ent.start, ent.end):
        return ent
    return doc[first:bracket] if first < bracket else None  # a name ends where its short form begins


def _is_off_start(token: Token) -> bool:
    """Whether a word before a name is no part of it: an article, a mark, a zone of time."""
    lower = token.lower_
    return (
        lower.rstrip(".") in _BEFORE_NAMES
        or _opens_sentence(token)
        or token.tag_ in {"POS", "HYPH", "PRP$"}
        or token.is_punct
        or (lower in words("clock", "zones") and token.is_upper)
    )


def _is_off_end(token: Token) -> bool:
    """Whether a word behind a name is no part of it: a possessive mark, a preposition."""
    return token.tag_ in {"POS", ",", ".", "HYPH", ":"} or token.is_space or token.text in {"of", "for", "in"}


def _opens_sentence(token: Token) -> bool:
    """Whether a word is a preposition of place with which a sentence begins: "Off Hanko"."""
    return token.is_title and token.lower_ in _PLACING and token.is_sent_start is True


def _looks_like_name(span: Span) -> bool:
    named = [
        token.text
        for token in span
        if token.text.lower() not in _FUNCTION_WORDS
        and not (token.i > span.start and token.nbor(-1).tag_ == "HYPH")  # "Shu-hui"
    ]
    return (
        bool(named)
        and all(word[0].isupper() or word[0].isdigit() or not word[0].isalpha() for word in named)
        and any(word[0].isupper() for word in named)
        and len(span) <= 10
    )
