"""For whom a phrase stands that is no actor's name: "a park in Kabul", "members of the SANDF"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from detente.extract.reference.actors import Actor
    from detente.extract.reference.memory import Memory
    from detente.extract.schema import Entity

_PLACING = frozenset("of from in at near inside outside across around on for".split())
"""Prepositions whose object tells whose something is; "to" and "against" tell of others."""
_LEFT = frozenset({"amod", "compound", "nmod", "poss", "npadvmod", "nummod"})
_TAKEN_FOR_VERB = frozenset({"nsubj", "nsubjpass"})
_BARE_NAMES = frozenset({"country", "place", "region", "person", "group"})
_DEEPEST = 4


def state_of_phrase(doc: Doc, actors: list[Actor], memory: Memory) -> str | None:
    """Give the state that the head of a phrase belongs to by what stands around it.

    Parameters
    ----------
    doc
        The parsed phrase.
    actors
        Its resolved names.
    memory
        What the names mean.

    Returns
    -------
    str or None
        The id of a country; None where nothing around the head says so.
    """
    if not len(doc):
        return None
    return _Reader(actors, memory).state_around(doc[:].root, 0)


class _Reader:
    def __init__(self, actors: list[Actor], memory: Memory) -> None:
        self._memory = memory
        self._named: dict[int, tuple[Entity, str]] = {}
        for actor in actors:
            for entity_id in actor.entities[:1]:
                entity, surface = memory.entity(entity_id), actor.candidate.kind
                for i in range(actor.candidate.first, actor.candidate.last + 1):
                    if actor.candidate.kind in {"name", "model"}:
                        self._named.setdefault(i, (entity, surface))

    def state_around(self, token: Token, depth: int) -> str | None:
        """Look left of a word, nearest first, then into what it is of or in."""
        if depth > _DEEPEST:
            return None
        # A phrase is no sentence: a name before its last word is no subject, "Puntland forces".
        noun = depth == 0 and token.i == len(token.doc) - 1
        for left in reversed(list(token.lefts)):
            if left.dep_ in _LEFT or (noun and left.dep_ in _TAKEN_FOR_VERB):
                found = self._state_of_modifier(left, depth)
                if found:
                    return found
        for right in token.rights:
            if right.dep_ in {"prep", "agent"} and right.lower_ in _PLACING:
                for inner in children_of(right):
                    found = self._state_at(inner, depth) if inner.dep_ in {"pobj", "pcomp"} else None
                    if found:
                        return found
            elif right.dep_ in {"appos", "compound", "nmod"}:
                found = self._state_at(right, depth)
                if found:
                    return found
        return None

    def _state_of_modifier(self, token: Token, depth: int) -> str | None:
        named = self._named.get(token.i)
        # "a Senate hopeful" is not the Senate, but "the SANDF's members" and "FARDC men" are theirs.
        member = token.head.lemma_.lower() == "member"  # "Knesset members"
        if named and (named[0].type in _BARE_NAMES or token.dep_ == "poss" or token.is_upper or member):
            return self._country(named[0]) or self.state_around(token, depth + 1)
        return None if named else self.state_around(token, depth + 1)

    def _state_at(self, token: Token, depth: int) -> str | None:
        named = self._named.get(token.i)
        own = self._country(named[0]) if named else None
        return own or self.state_around(token, depth + 1)

    def _country(self, entity: Entity) -> str | None:
        return entity.id if entity.type == "country" else entity.country
