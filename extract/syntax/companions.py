"""Who acts beside a subject: "Togo, along with Benin, accused", "Togo joined Benin in accusing"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.syntax.arguments import VERB_TAGS, is_passive
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

_AUXILIARIES = frozenset({"do", "have", "be"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_CARRIED = frozenset({"xcomp", "conj", "advcl"})
_HIGHEST = 4


def companions(verb: Token) -> list[Token]:
    """Give those of whom a clause says that they do, or undergo, what its subject does.

    Parameters
    ----------
    verb
        A verb; it may take its subject from the verbs above it.

    Returns
    -------
    list of spacy.tokens.Token
        The heads of their phrases, the subject itself not included.
    """
    found: list[Token] = []
    for _ in range(_HIGHEST):
        if verb.dep_ == "pcomp":  # "joined Benin in accusing"
            preposition, above = verb.head, verb.head.head
            if preposition.lower_ != "in" or above.tag_ not in VERB_TAGS:
                break
            if above.lemma_ in grammar_words("joining"):
                found += _joined(above)
            verb = above
            continue
        subject = next((c for c in children_of(verb) if c.dep_ in _SUBJECTS), None)
        if subject is not None:
            found += [*_beside(verb, subject), *_likewise(verb)]
            break
        if verb.dep_ not in _CARRIED or verb.head.tag_ not in VERB_TAGS:
            break
        verb = verb.head
    return found


def _likewise(verb: Token) -> Iterator[Token]:
    """Yield who does the same in a clause that leaves the verb out: "Togo left, as did Benin"."""
    for clause in children_of(verb):
        if clause.dep_ not in {"advcl", "conj"} or clause.lemma_ not in _AUXILIARIES or clause.i < verb.i:
            continue
        under = children_of(clause)
        if clause.i and clause.nbor(-1).lower_ in {"as", "so"}:
            rest = {c.dep_ for c in under} - {"nsubj", "mark", "advmod", "punct", "cc", "prep"}
            yield from (c for c in under if c.dep_ == "nsubj" and c.i > clause.i and not rest)


def is_company(word: Token) -> bool:
    """Tell whether a preposition only names who else acts: the "with" of "together with", "alongside".

    Parameters
    ----------
    word
        Any token.
    """
    if word.dep_ != "prep":
        return False
    if word.lower_ in grammar_words("company"):
        return True
    return word.lower_ == "with" and any(c.lower_ == "together" and c.i < word.i for c in children_of(word))


def _joined(verb: Token) -> Iterator[Token]:
    """Yield whom somebody joins, or by whom somebody is joined."""
    wanted = {"agent"} if is_passive(verb) else {"prep"}
    for child in children_of(verb):
        if child.dep_ == "dobj":
            yield child
        elif child.dep_ in wanted and child.lower_ in {"by", "with"}:
            yield from (c for c in children_of(child) if c.dep_ == "pobj")


def _beside(verb: Token, subject: Token) -> Iterator[Token]:
    """Yield who is named in a phrase before a verb: "like Benin, Togo", "Togo, joined by Benin, accused"."""
    for word in (*children_of(verb), *children_of(subject)):
        if word.i > verb.i:
            continue
        if is_company(word) and (word.i < subject.i or _is_set_off(word)):
            inner = next((c for c in children_of(word) if c.lower_ == "with"), word)
            yield from (c for c in children_of(inner) if c.dep_ == "pobj")
        elif (
            word.tag_ == "VBN" and word.dep_ in {"acl", "advcl"} and word.lower_ in {"joined", "accompanied"}
        ):
            yield from _joined(word)


def _is_set_off(word: Token) -> bool:
    """Whether a comma stands before a phrase: "Togo, like Benin", not "countries like Benin"."""
    first = word.left_edge.i
    return first > 0 and word.doc[first - 1].text in {",", "–", "-", "("}
