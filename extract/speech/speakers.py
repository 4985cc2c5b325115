"""Who "we" are: whoever is quoted, or the body that they are said to speak for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.speech.quotations import in_quotes, read_quotation
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.extract.reference.memory import Memory
    from detente.extract.schema import EntityType

_BODIES: tuple[EntityType, ...] = ("company", "organization", "group")


def speaker(token: Token, offset: int, memory: Memory) -> tuple[str, ...]:
    """Give whose words a first person stands in: of a quotation, else of the whole text.

    Parameters
    ----------
    token
        "We", "our", "us", "I".
    offset
        Where the passage begins in the article.
    memory
        Knows who stands where, and whose statement the text is.

    Returns
    -------
    tuple of str
        Who speaks, or the body that they speak for; none where nobody is named.
    """
    if in_quotes(token):
        said = read_quotation(token)
        if said is None:
            return ()
        cited = said.named or said.speaker
        phrase = token.doc.char_span(cited.start, cited.end, alignment_mode="expand")
        if phrase is None or not len(phrase):
            return ()
        employer = _employer(phrase.root, offset, memory)
        seen = memory.at(offset + phrase.root.idx)
        return employer or ((seen[0].entity,) if seen else ())
    writer = memory.interviewed() if offset in memory.answers else memory.writer
    return (writer,) if writer is not None else ()


def _employer(person: Token, offset: int, memory: Memory) -> tuple[str, ...]:
    """Give the body that somebody speaks for, where it says so beside them: "Li, its chief executive".

    So does "Oman Air's director", "Li, who runs Oman Air", "Li of Oman Air".
    """
    nouns = [person, *(c for c in children_of(person) if c.dep_ == "appos")]
    nouns += [person.head] if person.dep_ == "appos" else []
    for noun in nouns:
        for child in children_of(noun):
            held = [child] if child.dep_ == "poss" else []
            if child.dep_ == "prep" and child.lower_ in {"of", "at", "for", "from"}:
                held = [c for c in children_of(child) if c.dep_ == "pobj"]
            elif child.dep_ == "relcl" and child.lemma_.lower() in grammar_words("heading"):
                held = [c for c in children_of(child) if c.dep_ == "dobj"]
            found = [s for token in held for s in memory.at(offset + token.idx)]
            bodies = [s for s in found if memory.entity(s.entity).type in _BODIES]
            if bodies and not memory.entity(bodies[0].entity).generic:
                return (bodies[0].entity,)
    return ()
