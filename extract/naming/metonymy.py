"""A capital as the state that acts ("Belgrade wants") or as a place ("a meeting in Belgrade")."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.extract.naming.candidates import is_title_case
from detente.extract.naming.modelnames import LONGEST_DATELINE
from detente.extract.syntax.tokens import sentence_of
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Token

_DASHES = frozenset({"-", "–", "—"})


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
    if _followed_by_country(token) or is_of_dateline(token):
        return False
    if _opens_headline(token):
        return not (_after(token, 1) & words["city_noun"])
    if dep in {"conj", "appos"} and head.i != token.i:
        return _beside(token, words)
    if dep == "pobj" and head.dep_ == "mark":
        return _subject(head.head, words)  # "after Pyongyang questioned its findings", misread
    if dep == "pobj":
        return _object_of_preposition(head, words)
    if dep in {"nsubj", "agent"}:
        return _subject(head, words)
    if dep in {"dobj", "nsubjpass", "dative"}:
        return head.lemma_.lower() not in words["object_place"] and not _has_natural_subject(head, words)
    if dep == "poss":
        return head.lemma_.lower() not in words["city_noun"]
    if dep in {"compound", "nmod", "amod", "npadvmod", "quantmod"}:
        return _modifier(token, words)
    if dep == "ROOT":
        return all(
            child.dep_ in {"det", "compound", "punct", "case"} for child in children_of(token)
        )  # a bare name
    return dep in {"csubj", "oprd", "attr", "pcomp"}


def is_of_dateline(token: Token) -> bool:
    """Whether a name says where a report was written: "VIENNA", "HANOI, Aug 12".

    Such a line is a passage of its own.

    Parameters
    ----------
    token
        The last word of the name.
    """
    doc, after = token.doc, token.i + 1
    if not token.is_upper or len(doc) > LONGEST_DATELINE:
        return False
    return (after == len(doc) or doc[after].text == ",") and all(t.is_upper for t in doc[: token.i])


def _beside(token: Token, words: Mapping[str, frozenset[str]]) -> bool:
    """Read a name as the one it is listed with; one that a parser's slip put beside a noun by its verb."""
    head = token.head
    if token.dep_ == "conj" or head.tag_.startswith("NNP"):
        return stands_for_state(head)
    before = token.nbor(-1) if token.i else token
    return before.tag_ in {"VBD", "VBN", "VBZ"} and before.lemma_.lower() not in words["object_place"]


def _subject(verb: Token, words: Mapping[str, frozenset[str]]) -> bool:
    lemma = verb.lemma_.lower()
    things = {child.lemma_.lower() for child in children_of(verb) if child.dep_ == "dobj"}
    if lemma == "be":
        return not any(child.lemma_.lower() in words["predicate_place"] for child in children_of(verb))
    if lemma in words["having"]:
        return not things & (words["weather"] | words["contest"] | words["city_noun"])
    return lemma not in words["subject_place_always"] and (
        bool(things) or lemma not in words["subject_place"]
    )


def _has_natural_subject(verb: Token, words: Mapping[str, frozenset[str]]) -> bool:
    """Whether something that is no actor does it: weather, a road, a crowd."""
    subjects = [child for child in children_of(verb) if child.dep_ in {"nsubj", "agent"}]
    if verb.dep_ in {"acl", "relcl"}:
        subjects.append(verb.head)
    return any(subject.lemma_.lower() in words["natural_subject"] for subject in subjects)


def _modifier(token: Token, words: Mapping[str, frozenset[str]]) -> bool:
    """Read "the Moscow government", "the Moscow–Beijing axis", "Moscow-backed", "pledged Kyiv a billion"."""
    head = token.head
    if token.dep_ == "npadvmod" or head.tag_ in {"VBN", "VBD"}:
        return head.lemma_.lower() not in words["hyphened_place"] and _is_hyphened(token)
    before = token.nbor(-1) if token.i else token
    if before.lemma_.lower() in words["giving"] and before in head.ancestors:
        return True
    return token.dep_ != "quantmod" and (
        head.lemma_.lower() in words["possessed_actor"] or _is_hyphened(token)
    )


def _object_of_preposition(preposition: Token, words: Mapping[str, frozenset[str]]) -> bool:
    form, head = preposition.lower_, preposition.head
    around = {head.lemma_.lower()}
    if head.dep_ in {"advmod", "prt"}:
        around.add(head.head.lemma_.lower())  # "flew home to"
    exceptions = words.get(f"{form}_actor", frozenset())
    things = {child.lemma_.lower() for child in children_of(head) if child.dep_ == "dobj"}
    if form in words["place_prepositions"]:
        return bool((around | things) & exceptions)
    if form in {"between", "with"} and around & words["between_place"]:
        return form == "with"
    if form in words["actor_prepositions"] or preposition.dep_ == "agent":
        return True
    if form == "from":
        return bool(around & exceptions)
    if form in {"to", "for"}:
        return not around & words["motion"] or (form == "for" and preposition.i < head.i)
    if form in {"on", "upon"}:
        return not around & words["on_place"]
    if form == "of":
        return _object_of_of(head, words)
    return False


def _object_of_of(head: Token, words: Mapping[str, frozenset[str]]) -> bool:
    lemma = head.lemma_.lower()
    if lemma in words["of_actor"]:
        return True
    if lemma in words["of_place"] or lemma in words["city_noun"]:
        return False
    return head.tag_ in {"NN", "NNS"} and lemma.endswith(tuple(words["of_actor_endings"]))


def _followed_by_country(token: Token) -> bool:
    """Whether the name is written like an address: "Belgrade, Serbia"."""
    doc, i = token.doc, token.i
    return (
        i + 2 < len(doc)
        and doc[i + 1].text == ","
        and doc[i + 2].dep_ in {"appos", "npadvmod"}
        and doc[i + 2].tag_ == "NNP"
        and doc[i + 2].head.i == i
    )


def _opens_headline(token: Token) -> bool:
    """Whether the name begins a headline whose verb the parser took for a name."""
    return (
        token.dep_ in {"compound", "nmod", "ROOT"}
        and token.left_edge.i == sentence_of(token).start
        and is_title_case(token.doc)
    )


def _after(token: Token, distance: int) -> set[str]:
    """Give the words that follow, as lemmas and as written."""
    following = token.doc[token.i + 1 : token.i + 1 + distance]
    return {form for word in following for form in (word.lemma_.lower(), word.lower_)}


def _is_hyphened(token: Token) -> bool:
    doc, i = token.doc, token.i
    return (i + 1 < len(doc) and doc[i + 1].text in _DASHES and not token.whitespace_) or (
        i > 0 and doc[i - 1].text in _DASHES and not doc[i - 1].whitespace_
    )


@functools.cache
def _words() -> Mapping[str, frozenset[str]]:
    table = tomllib.loads(resources.files("detente.data").joinpath("metonymy.toml").read_text("utf-8"))
    return MappingProxyType({key: frozenset(words.split()) for key, words in table.items()})
