"""Classes of actors that a trigger may ask for beside their types: the armed, crowds, people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.knowledge.roles import load_roles
from detente.extract.syntax.grammar import grammar_words

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from detente.extract.schema import Entity
    from detente.extract.ties.scene import Filler

CLASSES = frozenset({"armed", "crowd", "people"})
"""Words of the column ``only`` of ``data/triggers.csv`` that are no types of entities."""
_ARMED = frozenset({"MIL", "REB", "EQP"})
_PEOPLE = frozenset({"CVL", "MED", "OPP", "NGO"})


def is_of_class(filler: Filler, kind: str, *, entity: Entity, doc: Doc) -> bool:
    """Tell whether the words of a phrase say that who fills a slot is of a class.

    Parameters
    ----------
    filler
        Who fills the slot.
    kind
        ``armed`` who fights ("Libyan jets", "commandos", a rebel movement by its name), ``crowd`` people who
        gather without arms ("students", "Iranians"), ``people`` anybody one may lay hands on.
    entity
        The entity of the filler.
    doc
        The passage.
    """
    candidate = filler.actor.candidate
    role = candidate.role if candidate.kind == "role" else None
    roles = load_roles()
    if kind == "armed":
        is_body = entity.type in {"group", "organization"} and entity.sector in _ARMED
        return is_body or (role is not None and roles.sector(role) in _ARMED)
    plural = doc[candidate.head].tag_ in {"NNPS", "NNS"}
    if filler.actor.reason == "demonym" and filler.depth == 0 and plural:
        return True
    if role is None:
        return kind == "people" and entity.type == "person"
    if role in grammar_words("unarmed"):
        return True
    is_person = entity.type == "person" or roles.is_person(role)
    return kind == "people" and (is_person or roles.sector(role) in _PEOPLE)
