"""Names of several words that say themselves what they name: "Sobat Liberation Front", "Gulf of Finland".

The model's names end where it did not expect a word, and the gazetteer finds its names inside of longer ones.
A run of capitalised words whose last one says what it is, is one name, whoever knows a part of it.
"""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.extract.syntax.tokens import sentence_of, with_tag

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from spacy.tokens import Doc, Token

    from detente.extract.schema import EntityType

_NAMES = frozenset({"NNP", "NNPS"})
_LABELS: dict[EntityType, str] = {
    "company": "ORG", "group": "GROUP", "organization": "ORG", "place": "FAC", "region": "WATER",
    "route": "ROUTE", "agreement": "LAW",
}  # fmt: skip
_FOLLOWED = frozenset({"of", "for"})
_MOST_WORDS = 8


def long_names(doc: Doc, *, titles: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the names that say what they name.

    Parameters
    ----------
    doc
        A parsed text.
    titles
        Words before a person's name, which are no part of a longer one.

    Yields
    ------
    tuple
        First and last token, and a label as the model gives it.
    """
    heads, waters = _labels("heads"), _labels("waters")
    before = words("waters", "before")
    for token in with_tag(doc, _NAMES):
        if not token.text[0].isupper():
            continue
        lower = token.lower_
        if lower in waters and _is_of(token):
            last = _run_on(doc, token.i + 2)
            if last is not None:
                yield token.i, last, waters[lower]
        elif lower in before and token.dep_ == "compound" and not _follows_name(token):
            last = _run_on(doc, token.i + 1)
            if last == token.i + 1 and doc[last].lower_ not in heads:
                yield token.i, token.i + 1, "LOC"
        elif lower in words("waters", "after") and _is_land(token):
            yield token.i - 1, token.i, "WATER" if lower == "sea" else "LOC"
        elif lower in heads:
            label = heads[lower]
            first = _first(token, frozenset() if label == "FAC" else titles)  # "Queen Sofia Wharf"
            last = None
            if label != "FAC" and token.i + 2 < len(doc) and doc[token.i + 1].lower_ in _FOLLOWED:
                article = doc[token.i + 2].lower_ == "the"
                last = _run_on(doc, token.i + 2 + article)
            if first < token.i and _stands_alone(token):
                yield first, last if last is not None and _is_topic(doc[last]) else token.i, label


def body_type(name: str) -> EntityType | None:
    """Give what a body's own name says that it is; None if it says nothing.

    Examples
    --------
    >>> body_type("Sobat Liberation Front"), body_type("Bangladesh Power Development Board")
    ('group', 'company')
    >>> body_type("Kenya Revenue Authority"), body_type("Bundestag")
    ('organization', None)
    """
    plain = [word.strip(".,'’") for word in name.casefold().split()]
    cut = next((i for i, word in enumerate(plain) if word in _FOLLOWED), len(plain))
    last = plain[cut - 1] if cut else ""
    if last in words("firms", "bodies"):
        trades = words("firms", "trades") & set(plain[: cut - 1])
        if trades and not words("firms", "not_firms") & set(plain):
            return "company"
    heads = _table()["heads"]
    return next((kind for kind in _LABELS if last in heads.get(kind, ())), None)


def site_name(name: str) -> str:
    """Give the name of a site without the noun that says what it is, nothing where there is none.

    Examples
    --------
    >>> site_name("Dostluk field"), site_name("Ream naval base"), site_name("Varna port")
    ('Dostluk', 'Ream', '')
    """
    bare, _, noun = name.rpartition(" ")
    if noun.removesuffix("s") not in words("sites", "words") - words("sites", "of_towns"):
        return ""
    kept = bare.split()
    while kept and kept[-1] in words("sites", "before"):
        kept.pop()
    return " ".join(kept)


def is_worldwide(name: str) -> bool:
    """Whether a body is of no country by its name.

    Examples
    --------
    >>> is_worldwide("London Court of International Arbitration"), is_worldwide("Tema Port Authority")
    (True, False)
    """
    return bool(set(name.casefold().split()) & words("worldwide", "words"))


def shared_by(name: str) -> frozenset[str]:
    """Give the states whose bodies or parties share a name, none where it is one's own.

    Examples
    --------
    >>> sorted(shared_by("Joint Chiefs of Staff")), sorted(shared_by("Bundestag"))
    (['KOR', 'USA'], [])
    """
    return _table()["shared"].get("-".join(name.casefold().split()), frozenset())


def named_together(word: str) -> tuple[str, ...]:
    """Give the states that the plural of their name means, none if a word is no such plural.

    Examples
    --------
    >>> named_together("Koreas"), named_together("Serbias")
    (('KOR', 'PRK'), ())
    """
    return tuple(sorted(_table()["several"].get(word.casefold(), ())))


def is_seat(city: str) -> bool:
    """Whether tribunals of many states sit in a city.

    Examples
    --------
    >>> is_seat("The Hague"), is_seat("Washington, D.C."), is_seat("Tunis")
    (True, True, False)
    """
    plain = {word.strip(",") for word in city.casefold().split()}
    return bool(plain & words("worldwide", "seats"))


def words(table: str, key: str) -> frozenset[str]:
    """Give the words of ``data/names.toml`` under a key."""
    return _table()[table][key]


def _is_of(token: Token) -> bool:
    """Whether "of" and a capital follow: "Gulf of Aden"."""
    doc = token.doc
    return (
        token.i + 2 < len(doc)
        and doc[token.i + 1].lower_ == "of"
        and doc[token.i + 2].tag_ in _NAMES
        and doc[token.i + 2].text[0].isupper()
    )


def _is_land(token: Token) -> bool:
    """Whether one capitalised name stands before a word for land or sea: "Ankoko Island"."""
    if token.i <= sentence_of(token).start:
        return False
    before = token.nbor(-1)
    alone = before.i == sentence_of(token).start or not token.nbor(-2).is_title
    return before.is_title and before.tag_ in _NAMES | {"JJ"} and alone and _stands_alone(token)


def _run_on(doc: Doc, i: int) -> int | None:
    """Give the last of the capitalised words that begin at a token."""
    last = None
    while i < len(doc) and doc[i].tag_ in _NAMES and doc[i].text[0].isupper() and not _dates(doc[i]):
        last, i = i, i + 1
    return last


def _first(head: Token, titles: Collection[str]) -> int:
    """Give the first of the capitalised words that end in a head."""
    doc, first = head.doc, head.i
    lowest = max(sentence_of(head).start, head.i - _MOST_WORDS)
    while first > lowest:
        before = doc[first - 1]
        if before.tag_ in _NAMES and before.text[0].isupper() and not _dates(before):
            first -= 1
        elif before.tag_ in {"HYPH", "CC"} and before.text in {"-", "–", "and", "&"} and first - 2 >= lowest:
            # "Asante-Darko Foundation"; "Food and Drugs Authority", but not "Serbia and the Commission"
            joined = doc[first - 2]
            tied = before.tag_ == "HYPH" or _shares_head(joined, head)
            if joined.tag_ not in _NAMES or not tied:
                break
            first -= 2
        elif before.tag_ == "POS" and before.text in {"'", "’"} and doc[first - 2].tag_ == "NNPS":
            first -= 2  # "Transport Workers' Federation"
        else:
            break
    while first < head.i and (doc[first].lower_.rstrip(".") in titles or doc[first].tag_ not in _NAMES):
        first += 1
    return first


def _shares_head(token: Token, head: Token) -> bool:
    """Whether a word before "and" belongs to the name's last word too."""
    return token.dep_ in {"compound", "nmod"} and (token.head == head or token.head.head == head)


def _stands_alone(head: Token) -> bool:
    """Whether a name ends at its head: not "Kenya Ports Authority Bill", "Union Minister"."""
    after = head.i + 1
    if after >= len(head.doc):
        return True
    follows = head.doc[after]
    return not (follows.tag_ in _NAMES and follows.text[0].isupper() and follows.i < sentence_of(head).end)


def _is_topic(last: Token) -> bool:
    """Whether what follows "of" belongs to the name; a state's name after it tells whose it is."""
    return last.ent_type_ not in {"GPE", "LOC", "PERSON", "DATE"}


def _follows_name(token: Token) -> bool:
    return token.i > sentence_of(token).start and token.nbor(-1).tag_ in _NAMES


def _dates(token: Token) -> bool:
    return token.ent_type_ in {"DATE", "TIME"} or token.lower_ in words("clock", "zones")


@functools.cache
def _labels(table: str) -> Mapping[str, str]:
    """Give the label of a name by the word that says what it is."""
    listed = _table()[table]
    return MappingProxyType({word: label for kind, label in _LABELS.items() for word in listed.get(kind, ())})


@functools.cache
def _table() -> Mapping[str, Mapping[str, frozenset[str]]]:
    table = tomllib.loads(resources.files("detente.data").joinpath("names.toml").read_text("utf-8"))
    return MappingProxyType(
        {
            name: MappingProxyType({key: frozenset(listed.split()) for key, listed in each.items()})
            for name, each in table.items()
        }
    )
