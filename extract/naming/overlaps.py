"""Names that overlap: which of the gazetteer's, the model's and the patterns' names of a stretch is meant."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract.naming.candidates import Candidate, from_span
from detente.extract.naming.longnames import body_type, words
from detente.extract.reference.addresses import is_body_name
from detente.extract.syntax.appositions import ends_as_firm, is_described

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from detente.extract.gazetteer import Sense

_PROPER = frozenset({"NNP", "NNPS"})
_OUTER_LABELS = frozenset({"PERSON", "ORG", "FAC", "LAW"})
_DASHES = frozenset("-–—/")
_LENGTH_OF_CODE = 3
_MOST_OF_PERSON = 3
_OF_PLACES = frozenset("bank republic kingdom state states voice people city port gulf isle sons".split())
_PARTICLES = frozenset("al el".split())


def merge(doc: Doc, known: list[Candidate], *others: list[Candidate]) -> list[Candidate]:
    """Let the gazetteer win, but for longer names of persons and bodies that hold one of its names.

    Parameters
    ----------
    doc
        The parsed text.
    known
        Names of the gazetteer.
    *others
        Names found otherwise, the surest first.

    Returns
    -------
    list of Candidate
        Names that do not overlap, in order of the text.
    """
    merged: list[Candidate] = sorted(known, key=lambda c: c.start)
    for found in others:
        for span in found:
            for outer in _apart(doc, span, merged):
                inner = [c for c in merged if c.start < outer.end and outer.start < c.end]
                outer, inner = _without_seat(doc, *_without_owner(doc, outer, inner))
                if not inner:
                    merged.append(outer)
                elif _is_longer_name(doc, outer, inner):
                    merged = [c for c in merged if c not in inner]
                    merged.append(dataclasses.replace(outer, inner=tuple(inner)))
    return sorted(merged, key=lambda c: c.start)


def _apart(doc: Doc, span: Candidate, known: list[Candidate]) -> list[Candidate]:
    """Cut two names apart that the model ran together, where a table knows one of them: "Eni and Norvik"."""
    cut = next((i for i in range(span.first + 1, span.last) if doc[i].lower_ == "and"), None)
    if cut is None or span.kind != "model" or span.label in {"LAW", "ROUTE", "PERSON"}:
        return [span]
    left, right = (span.first, cut - 1), (cut + 1, span.last)
    whole = {(c.first, c.last): c for c in known if c.kind == "name" and c.senses[0].kind == "name"}
    if left not in whole and right not in whole:
        return [span]
    other = right if left in whole else left
    alone = other in whole or other[0] == other[1]
    name = doc[other[0] : other[1] + 1].text
    if not alone and (body_type(name) is not None or ends_as_firm(name)):
        return [span]  # "Japan and Pacific Energy Council"
    return [from_span(doc[first : last + 1], label=span.label) for first, last in (left, right)]


def _without_owner(doc: Doc, outer: Candidate, inner: list[Candidate]) -> tuple[Candidate, list[Candidate]]:
    """Cut a known owner off the name that the model ran together with it: "Cyprus's Limnos Holding"."""
    owner = inner[0] if inner else None
    if owner is None or owner.start != outer.start or owner.last + 2 > outer.last:
        return outer, inner
    if owner.kind != "name" or doc[owner.last + 1].tag_ != "POS":
        return outer, inner
    tail = from_span(doc[owner.last + 2 : outer.last + 1], label=outer.label)
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
    firm = from_span(doc[outer.first : of.i], label=outer.label)
    return firm, [c for c in inner if c.end <= firm.end]


def _is_longer_name(doc: Doc, outer: Candidate, inner: list[Candidate]) -> bool:
    if outer.label not in _OUTER_LABELS and outer.label not in {"ROUTE", "GROUP"}:
        return False
    if any(c.start < outer.start or c.end > outer.end for c in inner):
        return False
    if outer.end - outer.start <= max(c.end - c.start for c in inner) + 1:
        return False
    if _are_joined(doc, outer, inner):
        return False
    kinds = {sense.kind for c in inner for sense in c.senses[:1]}
    if len(inner) > 1 and any(doc[i].text == "," for i in range(outer.first, outer.last)):
        return False  # "Mali, Burkina Faso" are two
    if doc[outer.last].tag_ == "JJ" and kinds & {"adjective", "demonym"}:
        return False  # "Anglo-Dutch"
    if outer.label == "FAC" and not _is_site(doc, outer, inner):
        return False
    if outer.label == "PERSON":
        # "Israel Katz" is a person; "Iran President Rouhani" holds one, and stays three things.
        if len(inner) > 1 and _are_parts_of_name(inner):
            return not any(doc[i].text == "," for i in range(outer.first, outer.last))
        if _is_described_firm(doc, outer, inner):
            return True
        if (
            len(inner) != 1
            or inner[0].first != inner[0].last
            or not kinds <= {"name", "capital", "surname", "demonym"}
        ):
            return False
        # "Kirstjen Nielsen" is not the Nielsen whom the gazetteer knows.
        within = outer.first < inner[0].first and doc[inner[0].first].lower_ in _PARTICLES  # "Hind Al Ketbi"
        return (
            within
            or inner[0].last == outer.last
            or (
                inner[0].first == outer.first
                and len(doc[outer.first : outer.last + 1].text.split()) <= _MOST_OF_PERSON  # "Hadi al-Banna"
                and not doc[inner[0].last + 1].lower_.startswith(
                    ("president", "minister", "prime", "foreign")
                )
            )
        )
    if (
        outer.label == "ORG"
        and len(inner) == 1
        and outer.first == inner[0].first
        and "adjective" in kinds
        and outer.last == outer.first + 1
    ):
        return doc[outer.last].tag_.startswith("NNP")
    if outer.label == "GROUP" and doc[outer.last].text.islower():
        return True  # "the Arosemena family"
    return outer.label in {"ROUTE", "FAC", "LAW"} or not any(c.kind == "model" for c in inner)


def _are_joined(doc: Doc, outer: Candidate, inner: list[Candidate]) -> bool:
    """Whether a name is two known ones with a dash between them: "the Armenia-Azerbaijan border"."""
    if len(inner) != 2 or (inner[0].start, inner[1].end) != (outer.start, outer.end):
        return False
    return inner[1].first == inner[0].last + 2 and doc[inner[0].last + 1].text in _DASHES


def _is_site(doc: Doc, outer: Candidate, inner: list[Candidate]) -> bool:
    """Whether a name and the noun after it are one place: "Morinj camp", but not "the Tanzanian port"."""
    noun = doc[outer.last]
    if noun.tag_ in _PROPER or outer.kind != "model":
        return True
    unnamed = outer.last - 1
    last = next((c for c in inner if c.last == unnamed), None)
    if last is None:
        return True
    if last.kind == "model":
        return noun.lower_ not in words("sites", "of_towns")
    sense = last.senses[0]
    alone = last.first == outer.first
    return not (
        alone and (sense.kind in {"adjective", "demonym"} or _is_state(sense) or doc[last.first].is_upper)
    )


def _is_state(sense: Sense) -> bool:
    return len(sense.entity) == _LENGTH_OF_CODE and sense.entity.isupper()


def _are_parts_of_name(inner: list[Candidate]) -> bool:
    """Whether known names are words of one person's: "Idris Bello", "Hamad al-Kaabi", "Samia Karoui"."""
    *first, last = inner
    if not any(sense.kind == "surname" for sense in last.senses):
        return False
    return all(c.first == c.last and not _is_state(c.senses[0]) for c in first)


def _is_described_firm(doc: Doc, outer: Candidate, inner: list[Candidate]) -> bool:
    """Whether a firm's name begins with one of the map: "Alpine Hubs, an Austrian bidder"."""
    first = inner[0]
    on_map = first.kind == "name" and first.first == outer.first and first.last < outer.last
    return on_map and not _is_state(first.senses[0]) and is_described(doc[outer.last])
