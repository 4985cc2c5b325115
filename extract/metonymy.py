"""A capital as the state that acts ("Belgrade wants") or as a place ("a meeting in Belgrade")."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Token


def stands_for_state(token: Token) -> bool:
    """Whether the name of a capital or a seat, here, means those who govern from it.

    Parameters
    ----------
    token
        The head token of the name, in a parsed text.

    Returns
    -------
    bool
        False where the name is read as a place.

    Notes
    -----
    Decided by grammar: what the name depends on, and the words of ``data/metonymy.toml``.
    """
    words = _words()
    dep, head = token.dep_, token.head
    lemma = head.lemma_.lower()
    if _followed_by_country(token):
        return False
    if dep in {"conj", "appos"} and head.i != token.i:
        return stands_for_state(head) if head.tag_.startswith("NNP") or dep == "conj" else False
    if dep == "pobj":
        return _object_of_preposition(head, words)
    if dep in {"nsubj", "agent"}:
        if lemma == "be":
            return not any(child.lemma_ in words["predicate_place"] for child in head.children)
        return lemma not in words["subject_place"]
    if dep in {"dobj", "nsubjpass", "dative"}:
        return lemma not in words["object_place"]
    if dep == "poss":
        return lemma not in words["possessed_place"]
    if dep in {"compound", "nmod", "amod"}:
        return lemma in words["possessed_actor"] or _in_hyphened_pair(token)
    return dep in {"csubj", "oprd", "attr"} or (dep == "pcomp")


def _object_of_preposition(preposition: Token, words: Mapping[str, frozenset[str]]) -> bool:
    form = preposition.lower_
    head = preposition.head
    lemma = head.lemma_.lower()
    if form in words["place_prepositions"]:
        return False
    if form in words["actor_prepositions"] or preposition.dep_ == "agent":
        return True
    if form == "from":
        return lemma in words["from_actor"]
    if form in {"to", "into", "for"}:
        return lemma not in words["motion"] and form != "into"
    if form in {"on", "upon"}:
        return lemma not in words["on_place"]
    if form == "of":
        return lemma not in words["of_place"]
    return False


def _followed_by_country(token: Token) -> bool:
    """Whether the name is written like an address: "Belgrade, Serbia"."""
    doc, i = token.doc, token.i
    return (
        i + 2 < len(doc) and doc[i + 1].text == "," and doc[i + 2].dep_ in {"appos", "npadvmod"}
        and doc[i + 2].tag_ == "NNP" and doc[i + 2].head.i == i
    )  # fmt: skip


def _in_hyphened_pair(token: Token) -> bool:
    doc, i = token.doc, token.i
    dashes = {"-", "–", "—"}
    return (i + 1 < len(doc) and doc[i + 1].text in dashes and not token.whitespace_) or (
        i > 0 and doc[i - 1].text in dashes and not doc[i - 1].whitespace_
    )


@functools.cache
def _words() -> Mapping[str, frozenset[str]]:
    table = tomllib.loads(resources.files("detente.data").joinpath("metonymy.toml").read_text("utf-8"))
    return MappingProxyType({key: frozenset(words.split()) for key, words in table.items()})
