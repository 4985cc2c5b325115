"""Passives of headlines, which leave out "was": "Bank fined over leak", "General killed in Moscow blast"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.syntax.clauses import has_to
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_PAST = frozenset({"VBD", "VBN"})
_WHOLE = frozenset({"ROOT", "ccomp", "parataxis"})
_OBJECTS = frozenset("aux auxpass dobj oprd attr ccomp prt dative agent neg".split())


def lacks_object(verb: Token) -> bool:
    """Tell whether a verb that is never without an object has none: "Two reporters arrested in Lima".

    Parameters
    ----------
    verb
        A verb.
    """
    if verb.lemma_ not in grammar_words("always_done_to"):
        return False
    return not any(child.dep_ in _OBJECTS for child in children_of(verb))


def is_bare_passive(verb: Token) -> bool:
    """Tell whether a past tense that the parser sees has no object, though what it says is done to somebody.

    Parameters
    ----------
    verb
        Any token.
    """
    if verb.tag_ not in _PAST or verb.dep_ not in _WHOLE:
        return False
    lemma = verb.lemma_
    always, told, struck = (lemma in grammar_words(w) for w in ("always_done_to", "told_to", "struck_with"))
    if not (always or told or struck):
        return False
    children = list(children_of(verb))
    if any(child.dep_ in _OBJECTS for child in children):
        return False
    if not any(child.dep_ == "nsubj" and child.i < verb.i and child.tag_ != "PRP" for child in children):
        return False
    if told and any(child.dep_ == "xcomp" and has_to(child) for child in children):
        return True
    return always or (struck and any(child.dep_ == "prep" and child.lower_ == "with" for child in children))
