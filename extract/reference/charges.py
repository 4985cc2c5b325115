"""Whom a charge is about, where a pronoun denies it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.syntax.arguments import VERB_TAGS
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.extract.reference.memory import Memory


def accused_in(token: Token, offset: int, memory: Memory) -> str | None:
    """Give who denies what was said of them: "accuses Kabul of a plot, a charge that it rejects".

    Parameters
    ----------
    token
        The pronoun that denies.
    offset
        Where its passage begins in the article.
    memory
        Who was mentioned so far.
    """
    clause = token.head
    is_object = any(c.lower_ in {"that", "which"} and c.dep_ == "dobj" for c in children_of(clause))
    if clause.dep_ != "relcl" or not is_object or clause.lemma_ not in grammar_words("denying"):
        return None
    verb = next(
        (t for t in clause.ancestors if t.tag_ in VERB_TAGS and t.lemma_ in grammar_words("accusing")), None
    )
    if verb is None:
        return None
    for child in children_of(verb):
        if child.dep_ in {"dobj", "nsubjpass"} and child.i < token.i:
            found = {s.entity for s in memory.at(offset + child.idx)}
            return found.pop() if len(found) == 1 else None
    return None
