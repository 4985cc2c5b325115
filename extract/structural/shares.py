"""What a share is of and who holds it: the firm of "a stake in X", the works of "20% of the X project"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.reference.addresses import is_body_name
from detente.extract.syntax.arguments import prepositional
from detente.extract.ties.scene import Filler, Scene

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.extract.reference.memory import Memory

STAKES = frozenset(
    "stake share shareholding holding interest half third quarter fifth sixth tenth majority minority slice "
    "control % percent cent".split()
)
_OWNABLE = frozenset({"company", "organization", "place", "route"})
_UNITS = frozenset("unit arm subsidiary affiliate division vehicle".split())
WORKS = frozenset(
    "field refinery plant terminal mine dam project block yard zone port airport smelter farm deposit "
    "complex pipeline wharf quarry oilfield gasfield well railway line cable venture unit station".split()
)


def is_share(thing: Token) -> bool:
    """Tell whether a word means a share: "stake", "half", "40%".

    Parameters
    ----------
    thing
        What somebody holds, buys or sells.
    """
    return thing.lemma_.lower() in STAKES or thing.lower_ in STAKES  # "its 40 percent holding"


def firms_of(scene: Scene, thing: Token, memory: Memory) -> list[Filler]:
    """Give the firm that is bought or sold, itself or a stake in it.

    Parameters
    ----------
    scene
        The passage.
    thing
        What is bought or sold.
    memory
        Knows the entities.
    """
    if is_share(thing):
        words = (thing, thing.head) if thing.dep_ == "dobj" else (thing,)
        inside = [antecedent(t) for w in words for slot in ("in", "of") for t in prepositional(w, slot)]
        return share_of(scene, inside, memory)
    return [f for f in scene.actors_at([thing], "obj") if is_ownable(f, memory) and not _is_route(f, memory)]


def share_of(scene: Scene, inside: list[Token], memory: Memory) -> list[Filler]:
    """Give the firms or works that a share is of: "half of Hornsea 3", "20% of the X project".

    Parameters
    ----------
    scene
        The passage.
    inside
        What stands after "of" or "in".
    memory
        Knows the entities.
    """
    found = scene.actors_at([_named_works(scene, token) for token in inside], "in")
    return [f for f in found if is_ownable(f, memory) or memory.entity(f.entity).type == "place"]


def _named_works(scene: Scene, noun: Token) -> Token:
    """Give the name before a noun for works: "the Marimaca copper project"; else the noun itself."""
    if noun.lemma_.lower() not in WORKS or scene.actor_at(noun) is not None:
        return noun
    names = (t for t in noun.lefts if t.dep_ == "compound" and scene.is_name(t))
    return next(names, noun)


def holders_of(scene: Scene, tokens: list[Token]) -> list[Filler]:
    """Give who holds or trades a share: a firm itself, or the one whose unit does.

    Parameters
    ----------
    scene
        The passage.
    tokens
        The heads of the phrases of who holds it.
    """
    found = scene.actors_at(tokens, "subj")
    units = [t for t in tokens if t.lemma_.lower() in _UNITS and scene.actor_at(t) is None]
    return found or [
        f for t in units for inner in prepositional(t, "of") for f in scene.actors_at([inner], "subj")
    ]


def _is_route(firm: Filler, memory: Memory) -> bool:
    return memory.entity(firm.entity).type == "route"


def is_ownable(firm: Filler, memory: Memory) -> bool:
    """Tell whether a firm, a route or a named work is meant, not a town.

    Parameters
    ----------
    firm
        What may be owned.
    memory
        Knows the entities.
    """
    entity = memory.entity(firm.entity)
    works = entity.type == "place" and entity.name.split()[-1].lower() in WORKS
    unknown = firm.actor.candidate.kind == "model" and entity.type == "organization"
    return works or entity.type in {"company", "route"} or (unknown and not is_body_name(entity.name))


def antecedent(token: Token) -> Token:
    """Give what "which" means: "X, 51% of which was bought by Y"; any other word itself.

    Parameters
    ----------
    token
        A word after "of" or "in".
    """
    clause = next((t for t in token.ancestors if t.dep_ == "relcl"), None) if token.tag_ == "WDT" else None
    return clause.head if clause is not None else token


def firm_at(scene: Scene, token: Token, memory: Memory) -> Filler | None:
    """Give what a word names if it can be owned, a single firm, body, place or route.

    Parameters
    ----------
    scene
        The passage.
    token
        A word.
    memory
        Knows the entities.
    """
    actor = scene.actor_at(token)
    if actor is None or len(actor.entities) != 1:
        return None
    entity = memory.entity(actor.entities[0])
    return None if entity.type not in _OWNABLE or entity.generic else Filler(entity.id, actor, "name", 0)
