"""What "it" means as the object of a verb or a preposition: a thing that something is done to, or an actor.

"Kalgara will build it", "the parliament that refuses to ratify it", "tolls on it". Of things, that which the
sentence or the last is about is meant, else the nearest, if none without a name stands nearer: "bought a
barge and sold it".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.naming.longnames import words
from detente.extract.syntax.arguments import NOUN_TAGS
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tokens import sentence_of
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from detente.extract.reference.memory import Memory
    from detente.extract.reference.trail import Seen
    from detente.extract.schema import Entity, EntityType

_THINGS: tuple[EntityType, ...] = ("route", "place", "agreement")
_BEARING = frozenset({"nsubj", "nsubjpass", "dobj"})
_REACH = 2
_ASIDE = frozenset({"compound", "amod", "nmod", "poss", "npadvmod", "appos", "attr", "quantmod"})


def is_actor_object(token: Token) -> bool:
    """Tell whether an object is somebody: "lent it", "accused it", "against it", not "sold it".

    Parameters
    ----------
    token
        The pronoun.
    """
    if token.dep_ == "dative":
        return True
    if token.dep_ in {"dobj", "ccomp"}:
        verb, lemma = token.head, token.head.lemma_.lower()
        is_told = lemma in grammar_words("object_control") and any(
            c.dep_ in {"xcomp", "ccomp"} and c.i > token.i for c in children_of(verb)
        )
        return is_told or lemma in grammar_words("actor_object")
    if token.dep_ == "pobj":
        verb = token.head.head
        lemma = verb.lemma_.lower()
        if token.head.lower_ == "to" and lemma in grammar_words("giving"):
            return True
        if token.head.lower_ in {"in", "on", "to"} and lemma in grammar_words("towards_actors"):
            return True
        return token.head.lower_ in {"against", "with"} and (
            verb.tag_ in NOUN_TAGS or lemma in grammar_words("actor_object")
        )
    return False


def patient(token: Token, offset: int, memory: Memory, *, without: frozenset[str]) -> tuple[str, ...]:
    """Give what an object "it" means, nothing where that is not clear.

    Parameters
    ----------
    token
        The pronoun.
    offset
        Where the passage begins in the article.
    memory
        What was mentioned before.
    without
        Whom it cannot mean: the subject of its clause.
    """
    if token.lower_ != "it" or not _is_done_to_thing(token):
        return ()
    doc, end = token.doc, token.i
    for _ in range(_REACH):
        if not end:
            break
        start = sentence_of(doc[end - 1]).start
        found = _named(doc, start, end, offset, memory, without)
        if found is not None:
            return found
        end = start
    return ()


def _is_done_to_thing(token: Token) -> bool:
    """Whether such is done to works, routes and treaties: "build it", "ratify it", "a toll on it"."""
    if token.dep_ == "dobj":
        given = any(c.dep_ == "dobj" and c.i > token.i for c in children_of(token.head))  # "sells it fuel"
        return not given and token.head.lemma_.lower() in grammar_words("done_to_things")
    if token.dep_ != "pobj":
        return False
    above = token.head.head
    if token.head.lower_ in grammar_words("along_things"):
        return True
    return above.lemma_.lower() in grammar_words("about_things") or (
        above.dep_ == "dobj" and above.head.lemma_.lower() in grammar_words("about_things")
    )


def _named(
    doc: Doc, start: int, end: int, offset: int, memory: Memory, without: frozenset[str]
) -> tuple[str, ...] | None:
    """Give the thing that some words name: what they are about, or the last; None where they name none."""
    found: list[Seen] = []
    is_behind = False
    for i in range(start, end):
        noun = doc[i]
        if noun.tag_ not in {"NN", "NNP", "PRP"} or noun.dep_ in _ASIDE:
            continue
        seen = [s for s in memory.at(offset + noun.idx) if not s.plural and not s.person]
        fit = [s for s in seen if s.entity not in without and _is_thing(memory.entity(s.entity))]
        if fit:
            found, is_behind = [*found, *fit], False
        elif not seen and noun.tag_ == "NN" and noun.dep_ in _BEARING:
            is_behind = True  # it may as well be meant
    if not found:
        return () if is_behind else None
    mains = {s.entity for s in found if s.subject}
    if len(mains) == 1:
        return tuple(mains)
    return (found[-1].entity,) if not is_behind and not mains else ()


def _is_thing(entity: Entity) -> bool:
    """Whether it is a route, a treaty or works with a name, not a town."""
    if entity.generic:
        return False
    if entity.type == "place":
        return entity.name.rsplit(" ", 1)[-1].lower() in words("sites", "words")
    return entity.type in _THINGS
