"""Agreements that a text tells by their words: "a treaty of 1984", "the November truce".

What is rejected, brokered or ratified is the agreement, and not those who made it. One that is being signed
is no end of a tie: its parties are tied to each other.
"""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING

from detente.extract.naming.longnames import words
from detente.extract.schema import Entity
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from detente.extract.reference.memory import Memory

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d$")
_MONTHS = frozenset(name.lower() for name in calendar.month_name if name)
_LED = frozenset("compound amod nmod nummod".split())
_PARTIES = frozenset("with between among".split())
_MOST_WORDS = 2
_EVER = 200


def is_agreement(noun: Token) -> bool:
    """Whether a phrase tells one agreement from others by a date or by its subject.

    Parameters
    ----------
    noun
        A token of a parsed text.

    Examples
    --------
    >>> import spacy
    >>> doc = spacy.blank("en")("a treaty")
    >>> is_agreement(doc[1])
    False
    """
    if noun.lower_ not in words("agreements", "described") or noun.tag_ != "NN" or noun.dep_ in _LED:
        return False
    if _is_being_made(noun) or any(t.dep_ == "poss" for t in noun.lefts):
        return False
    definite = any(t.lower_ == "the" for t in noun.lefts)
    for child in children_of(noun):
        if child.dep_ == "prep" and child.lower_ in _PARTIES:
            return False
        made = child.dep_ in {"acl", "relcl"} and child.lemma_ in words("agreements", "making")
        if made and not definite and any(t.dep_ == "nsubj" for t in child.lefts):
            return False  # "has not ratified an accord that the two signed in 2020"
    if _year(noun) is not None or _month(noun):
        return True
    return definite and bool(_topic(noun))


def describe_agreement(noun: Token, memory: Memory) -> tuple[str, int] | None:
    """Give the agreement that a phrase tells by its words, if it tells one, and the last token of the phrase.

    Parameters
    ----------
    noun
        The head of the phrase.
    memory
        Knows the agreements of the article so far, and learns of this one.
    """
    if not is_agreement(noun):
        return None
    topic, dated, month = _topic(noun), _year(noun), _month(noun)
    year = dated.text if dated is not None else ""
    last = max(noun.i, dated.i) if dated is not None else noun.i
    asked = {*topic, *([year] if year else ())}
    for seen in memory.recent("agreement", within=_EVER):
        entity = memory.entity(seen.entity)
        said = set(" ".join((entity.name, *entity.aliases)).casefold().replace("-", " ").split())
        if asked and asked <= said:
            return entity.id, last
    name = " ".join([*([month] if month else ()), *topic, noun.lower_, *(["of", year] if year else ())])
    return memory.add(Entity(name, name, "agreement", generic=True)), last


def _is_being_made(noun: Token) -> bool:
    """Whether its parties sign it here: "A and B signed a treaty", "a treaty was agreed"."""
    return noun.dep_ in {"dobj", "nsubjpass"} and noun.head.lemma_ in words("agreements", "making")


def _year(noun: Token) -> Token | None:
    """Give the year of an agreement: "treaty of 1984", "the 2019 memorandum", "a pact signed in 1904"."""
    return next((t for t in _dated(noun) if _YEAR.match(t.text)), None)


def _month(noun: Token) -> str:
    """Give the month that an agreement is called by: "the November truce"."""
    return next((t.text for t in noun.lefts if t.dep_ in _LED and t.lower_ in _MONTHS), "")


def _dated(noun: Token) -> Iterator[Token]:
    yield from (t for t in noun.lefts if t.dep_ in _LED)
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ == "of":
            yield from _objects(child)
        elif child.dep_ == "acl" and child.lemma_ in words("agreements", "making"):
            for prep in child.rights:
                if prep.dep_ == "prep" and prep.lower_ == "in":
                    yield from _objects(prep)


def _objects(preposition: Token) -> Iterator[Token]:
    for child in preposition.rights:
        if child.dep_ == "pobj":
            yield child
            yield from child.rights  # "in November 2019"


def _topic(noun: Token) -> list[str]:
    """Give the words before the noun that say what it is about: "friendship treaty"."""
    said: list[str] = []
    for token in reversed(noun.doc[noun.left_edge.i : noun.i]):
        if len(said) == _MOST_WORDS or not token.text.islower() or token.dep_ not in _LED:
            break
        if token.tag_ not in {"NN", "NNS", "JJ"} or (
            token.tag_ == "JJ" and token.lower_ not in words("agreements", "fields")
        ):
            break
        if token.lower_ in words("agreements", "plain"):
            break
        said.insert(0, token.lower_)
    return said
