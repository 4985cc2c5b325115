"""Nouns that mean a route: "rail link", "oil pipeline" wherever they stand, "line" only between places.

The words are those of ``data/structure.toml``.
"""

from __future__ import annotations

import functools
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.extract.knowledge.structurewords import structure_list, structure_words
from detente.extract.syntax.tokens import lemmas_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Token


def route_kind(noun: Token) -> str | None:
    """Give what a noun's route is called ("rail link" -> "railway"); None if the noun means no route.

    Parameters
    ----------
    noun
        The head of the phrase.
    """
    kinds, vague, not_after = _kinds()
    lemma = noun.lemma_.lower()
    if lemma not in _last_words():
        return None
    before = [t.lemma_.lower() for t in noun.lefts if t.dep_ in {"amod", "compound", "nmod", "nummod"}]
    for n in (3, 2, 1, 0):
        if n <= len(before):
            kind = kinds.get("-".join([*before[len(before) - n :], lemma]))
            if kind is not None and (n > 0 or not set(before) & not_after):
                return kind
    if lemma not in vague or set(before) & not_after:
        return None
    if lemma in structure_list("vague", "only_by_hint") and hinted(noun, lemma) == lemma:
        return None  # "a section of the market"
    return lemma


def is_route_noun(noun: Token) -> bool:
    """Whether a noun means a route wherever it stands: "expressway", "rail link", but not "line".

    Parameters
    ----------
    noun
        The head of a phrase.
    """
    return route_kind(noun) is not None and not is_vague(noun)


def is_vague(noun: Token) -> bool:
    """Whether a noun means a route only between places: "a link between Russia and Iran" is none.

    Parameters
    ----------
    noun
        The head of a phrase.
    """
    kinds, vague, _ = _kinds()
    before = [t.lemma_.lower() for t in noun.lefts if t.dep_ in {"amod", "compound", "nmod"}]
    lemma = noun.lemma_.lower()
    return lemma in vague and not any(f"{word}-{lemma}" in kinds for word in before[-1:])


def hinted(noun: Token, kind: str) -> str:
    """Say what a bare "line" or "stretch" carries, by the words around it.

    Parameters
    ----------
    noun
        The head of the phrase.
    kind
        From `route_kind`.
    """
    if kind not in structure_list("vague", "by_hint"):
        return kind
    counts = {
        name: sum(lemma in structure_list("hints", name) for lemma in lemmas_in(noun.doc))
        for name in structure_words()["hints"]
    }
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else kind


def phrases_of(kind: str) -> list[str]:
    """Give the words that mean a kind of route, in the order of the table: "rail link" for a railway.

    Parameters
    ----------
    kind
        What `route_kind` calls it.
    """
    kinds, _, _ = _kinds()
    return [words.replace("-", " ") for words, named in kinds.items() if named == kind]


@functools.cache
def _last_words() -> frozenset[str]:
    """Give what a noun must be, alone or as the end of a longer word, to mean a route at all."""
    kinds, vague, _ = _kinds()
    parts = (words.split("-") for words in kinds)
    return vague | {"-".join(words[n:]) for words in parts for n in range(len(words))}


@functools.cache
def _kinds() -> tuple[Mapping[str, str], frozenset[str], frozenset[str]]:
    table = structure_words()
    kinds = {word: kind for kind, words in table["routes"].items() for word in words.split()}
    vague = table["vague"]
    return MappingProxyType(kinds), frozenset(vague["words"].split()), frozenset(vague["not_after"].split())
