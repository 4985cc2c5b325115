"""Who did what a passive tells, where the parse or the words hang them on another noun than the verb.

"Was beaten at the hands of the police", "was arrested in Minsk on charges of treason by the KGB": English
lets the one who did it stand after where, why and on what charge it was done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

_IMPUTED = frozenset({"on", "to"})
_GROUNDS = frozenset("charge suspicion accusation allegation count ground".split())
_NAMES = frozenset({"NNP", "NNPS"})
_WAYS = frozenset({"from", "to", "into"})
_BETWEEN = frozenset({"between", "among"})
_DEEPEST = 3


def agents(verb: Token) -> list[Token]:
    """Give who does what a passive verb says.

    Parameters
    ----------
    verb
        A verb in the passive.
    """
    found = [end for child in children_of(verb) if child.dep_ == "agent" for end in _ends(child)]
    return found or list(_at_hands(verb)) or list(beyond_names(verb, "by")) or list(_after_grounds(verb))


def beyond_names(verb: Token, preposition: str) -> Iterator[Token]:
    """Yield the objects of a verb's preposition that the parser hangs on a name before it.

    "Took to the streets of Lima against the government": no name of a town is against anybody.

    Parameters
    ----------
    verb
        A verb.
    preposition
        The preposition, lower case.
    """
    for child in children_of(verb):
        if child.dep_ in {"prep", "dative"} and child.lower_ != preposition:
            for end in _ends(child):
                yield from _after_name(end, preposition, 1)


def beyond_agent(noun: Token) -> Iterator[tuple[str, Token]]:
    """Yield what the parser hangs on another noun inside a noun's phrase: a preposition and its object.

    No state is of its sailors, and nothing is shared between states but by those who do it: "the release by
    Libya of eleven sailors", "talks on the use of the river between Egypt and Sudan".

    Parameters
    ----------
    noun
        A noun that tells of an event.
    """
    for child in children_of(noun):
        if child.dep_ in {"prep", "agent"}:
            for end in _ends(child):
                if end.tag_ in _NAMES:
                    behind = [
                        (prep.lower_, inner) for prep in children_of(end) if prep.dep_ in {"prep", "agent"}
                        for inner in _ends(prep) if _is_apart(child, prep, inner)
                    ]  # fmt: skip
                    yield from behind
                    if noun.lemma_ in grammar_words("moving"):
                        yield from (way for word, inner in behind if word == "of" for way in _ways(inner))
                elif child.lower_ not in _BETWEEN:
                    yield from _shared(end, 1)
                    if child.lower_ == "of" and noun.lemma_ in grammar_words("moving"):
                        yield from _ways(end)


def _ways(noun: Token) -> Iterator[tuple[str, Token]]:
    """Yield where those are moved from or to who are moved: "the withdrawal of the last men from Somalia"."""
    for prep in children_of(noun):
        if prep.dep_ == "prep" and prep.lower_ in _WAYS:
            yield from ((prep.lower_, inner) for inner in _ends(prep))


def _is_apart(first: Token, second: Token, end: Token) -> bool:
    """Whether of two prepositions the second belongs to what the first does: "to Chad by the king"."""
    if first.lower_ == "by":
        return second.lower_ != "of" or end.tag_ not in _NAMES  # but the Bank of England
    return second.lower_ == "by"


def _shared(noun: Token, depth: int) -> Iterator[tuple[str, Token]]:
    """Yield between whom something is, further inside a phrase; a war or a row has its own parties."""
    if noun.tag_ not in {"NN", "NNS"} or noun.lemma_ in grammar_words("mutual_nouns"):
        return
    for child in children_of(noun):
        if child.dep_ == "prep":
            for end in _ends(child):
                if child.lower_ in _BETWEEN:
                    yield child.lower_, end
                elif depth < _DEEPEST:
                    yield from _shared(end, depth + 1)


def _after_name(noun: Token, preposition: str, depth: int) -> Iterator[Token]:
    for child in children_of(noun):
        if child.dep_ != "prep":
            continue
        if child.lower_ != preposition:
            if depth < _DEEPEST:
                for end in _ends(child):
                    yield from _after_name(end, preposition, depth + 1)
        elif noun.tag_ in _NAMES or noun.head.lower_ == "alongside":
            yield from _ends(child)  # "fought alongside French troops against the rebels"


def perpetrators(noun: Token) -> Iterator[Token]:
    """Yield who is said to be behind a deed by a participle after it, or by the verb that it is subject of.

    "An attack blamed on X", "the raid carried out by X", "the bombing was claimed by X", "was the work of X".

    Parameters
    ----------
    noun
        The noun of the deed.
    """
    told = [child for child in children_of(noun) if child.dep_ in {"acl", "relcl"}]
    if noun.dep_ in {"nsubj", "nsubjpass"}:
        told.append(noun.head)
    for verb in told:
        if verb.lemma_ in grammar_words("perpetrating") and verb.tag_ == "VBN":
            yield from (end for child in children_of(verb) if child.dep_ == "agent" for end in _ends(child))
        elif verb.lemma_ in grammar_words("imputing") and verb.tag_ == "VBN":
            on = (child for child in children_of(verb) if child.dep_ == "prep" and child.lower_ in _IMPUTED)
            yield from (end for child in on for end in _ends(child))
        elif verb.lemma_ == "be":
            works = (child for child in children_of(verb) if child.dep_ == "attr" and child.lower_ == "work")
            of = (child for work in works for child in children_of(work) if child.lower_ == "of")
            yield from (end for child in of for end in _ends(child))


def _at_hands(verb: Token) -> Iterator[Token]:
    """Yield whose hands somebody suffered at."""
    for child in children_of(verb):
        if child.dep_ == "prep" and child.lower_ == "at":
            for end in _ends(child):
                if end.lower_ == "hands":
                    yield from (t for c in children_of(end) if c.lower_ == "of" for t in _ends(c))


def _after_grounds(verb: Token) -> Iterator[Token]:
    """Yield who jails, fines or expels, named after what for: "on charges of treason by the KGB"."""
    for child in children_of(verb):
        if child.dep_ == "prep" and child.lower_ == "on":
            for end in _ends(child):
                if end.lemma_ in _GROUNDS:
                    yield from _after_ground(end, 0)


def _after_ground(noun: Token, depth: int) -> Iterator[Token]:
    for child in children_of(noun):
        if child.dep_ in {"prep", "agent"} and child.lower_ == "by":
            yield from _ends(child)
        elif child.dep_ == "prep" and child.lower_ == "of" and depth < _DEEPEST:
            for end in _ends(child):
                yield from _after_ground(end, depth + 1)


def _ends(preposition: Token) -> Iterator[Token]:
    return (token for token in children_of(preposition) if token.dep_ == "pobj")
