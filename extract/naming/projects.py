"""Projects that a text speaks of by their words alone: "an oil pipeline", "a second refinery".

Nothing says where they lie, but what is built, paid for or fought over is an end of ties, and later words
take it up ("the pipeline"). Projects are named by their words and by the state that they are told of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.naming.longnames import words
from detente.extract.naming.routenouns import is_vague, route_kind
from detente.extract.reference.unnamed import scene_of
from detente.extract.schema import Entity
from detente.extract.syntax.grammar import grammar_words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.extract.reference.actors import Linked

_ROUTES = frozenset(
    {
        "pipeline",
        "railway",
        "high-speed railway",
        "motorway",
        "interconnector",
        "power line",
        "cable",
        "canal",
    }
)
_OF_ACTS = frozenset("dobj nsubjpass nsubj pobj conj appos attr".split())
_FEWEST = 2
_WORDS_OF_NAME = frozenset("NN NNS JJ NNP".split())
_MOST_WORDS = 3


def is_project(noun: Token) -> bool:
    """Whether a phrase introduces something built without a name: "a refinery", not "the refinery".

    Parameters
    ----------
    noun
        A token of a parsed text.
    """
    if noun.tag_ != "NN" or noun.dep_ not in _OF_ACTS or not _is_built(noun):
        return False
    return any(t.lower_ in words("projects", "new") for t in noun.lefts)


def describe_project(linked: Linked, noun: Token) -> str | None:
    """Give what a phrase introduces, if it is something built.

    Parameters
    ----------
    linked
        What of the passage is resolved so far.
    noun
        The head of the phrase.
    """
    if not is_project(noun):
        return None
    country = scene_of(linked, noun) or linked.memory.focus()
    name = _words(noun)
    name = f"{name} ({linked.memory.entity(country).name})" if country else name
    kind = route_kind(noun)
    if kind is not None:
        return linked.memory.add(Entity(name, name, "route", generic=True))
    return linked.memory.add(Entity(name, name, "place", country=country, generic=True))


def is_passing(entity: Entity, times: int) -> bool:
    """Whether a project is not spoken of again, and so is nothing that a tie could have as an end.

    Parameters
    ----------
    entity
        Any entity.
    times
        How often the article speaks of it.
    """
    if not entity.generic or times >= _FEWEST:
        return False
    return entity.type == "place" or (entity.type == "route" and entity.name.endswith(")"))


def _is_built(noun: Token) -> bool:
    lower = noun.lower_
    if lower in words("projects", "alone"):
        return True
    before = noun.nbor(-1).lower_ if noun.i else ""
    if lower in words("sites", "described"):
        return before in words("sites", "before")
    return route_kind(noun) in _ROUTES and not is_vague(noun)


def _words(noun: Token) -> str:
    """Give the words of a project's name: the nouns and adjectives right before its own."""
    said: list[str] = [noun.lower_]
    for token in reversed(noun.doc[noun.left_edge.i : noun.i]):
        if token.tag_ not in _WORDS_OF_NAME or not token.text.islower() or len(said) == _MOST_WORDS:
            break
        if token.lower_ in grammar_words("counting") or (token.i and token.nbor(-1).tag_ in {"HYPH", "CD"}):
            break
        said.insert(0, token.lower_)
    return " ".join(said)
