"""Whether two ends fit a trigger: a state may be a member of a body, but no town is a member of a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.reference.addresses import is_body_name
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of
from detente.extract.ties.classes import CLASSES, is_of_class
from detente.extract.ties.senses import is_denial_of_fact, is_no_order, is_of_post, is_telling, relative_of
from detente.extract.weighing.plausibility import ends_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Token

    from detente.extract.ties.scene import Filler, Scene, Tie

_WHOLE = frozenset(
    "country nation state republic kingdom government administration regime cabinet emirate federation "
    "company firm bank group party movement union alliance bloc organization organisation agency body".split()
)
_WHERE = frozenset("in at near outside off around".split())
_TREASURIES = frozenset(
    "ministry treasury fund finance-ministry central-bank army military authority parliament".split()
)
_STRUCTURE_TYPES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "leads": (frozenset({"person"}), frozenset({"country", "organization", "company", "group"})),
    "member_of": (
        frozenset({"country", "organization", "company", "group"}),
        frozenset({"organization", "agreement", "group"}),
    ),
    "accession": (frozenset({"country"}), frozenset({"organization"})),
    "located_in": (
        frozenset({"place", "company", "route", "organization"}),
        frozenset({"country", "region", "place"}),
    ),
    "connects": (frozenset({"route"}), frozenset({"country", "region", "place", "route"})),
    "owns": (
        frozenset({"country", "company", "person", "organization"}),
        frozenset({"company", "place", "organization", "route"}),
    ),
}


def untied(found: Iterable[Tie], scene: Scene, *, ties: Iterable[Tie]) -> Iterator[Tie]:
    """Yield those ties that fit, of pairs that nothing ties in their sentence yet; of a pair the first.

    Parameters
    ----------
    found
        Ties of a reading beside the triggers.
    scene
        The passage.
    ties
        What is read of it already.
    """
    tied = {_pair_of(tie, scene) for tie in ties}
    for tie in found:
        pair = _pair_of(tie, scene)
        if tie.source.entity != tie.target.entity and pair not in tied and fits(tie, scene):
            tied.add(pair)
            yield tie


def _pair_of(tie: Tie, scene: Scene) -> tuple[frozenset[str], int]:
    """Give the two ends of a tie and where its sentence begins."""
    return ends_of(tie), scene.sentence_at(tie.match.head.i).start


def fits(tie: Tie, scene: Scene) -> bool:
    """Whether source and target are of the types that the trigger and its relation allow.

    Parameters
    ----------
    tie
        A tie.
    scene
        The passage it stands in.
    """
    trigger = tie.match.trigger
    types = {"source": scene.type_of(tie.source.entity), "target": scene.type_of(tie.target.entity)}
    ends = {"source": tie.source, "target": tie.target}
    if forbids(tie, scene):
        return False
    asked = ((end, kind) for end, kind in trigger.only if kind[0] != "!")
    if any(types[end] != kind and not _may_be(ends[end], kind, scene) for end, kind in asked):
        return False
    if trigger.event == "ASSAULT" and set(types.values()) == {"company"}:
        return False  # "won the order, beating Siemens"
    if is_of_post(tie):
        return False
    if trigger.event == "CONSULT" and relative_of(tie.target, tie.match.head) is not None:
        return False  # "visited the port that X leases": X was not there
    if trigger.event is None and any(scene.is_beside_name(f) for f in ends.values()):
        return False
    nameless = (f for f in ends.values() if scene.memory.entity(f.entity).generic)
    if trigger.event is None and any(scene.type_of(f.entity) != "route" for f in nameless):
        return False
    if trigger.relation == "leads" and _is_part(tie.target):
        return False
    if trigger.relation == "member_of" and trigger.event is None and any(map(_is_role, ends.values())):
        return False  # "brought together the ministers of Egypt", "joined the Union's defence fund"
    if trigger.relation == "owns" and trigger.event is None and _is_relative(tie.source):
        return False
    town = types["target"] == "place" and tie.target.actor.candidate.label == "GPE"
    if trigger.relation == "owns" and trigger.event is None and town:
        return False  # "a firm from Krujë owned by X"
    inside = types["target"] == "place" and tie.target.depth > 0 and _is_where(tie.target, scene)
    if trigger.relation == "owns" and trigger.event is None and inside:
        return False  # "owns a plant near X"
    allowed = _STRUCTURE_TYPES.get(trigger.relation or "") if trigger.event is None else None
    if trigger.relation == "leads" and ("target", types["target"]) in trigger.only:
        return types["source"] == "person"  # "the premier of Ontario", "the mayor of Hopa"
    return allowed is None or (types["source"] in allowed[0] and types["target"] in allowed[1])


def forbids(tie: Tie, scene: Scene) -> bool:
    """Whether a trigger means something else with such ends: "left the room", "commands a fleet".

    Parameters
    ----------
    tie
        A tie.
    scene
        The passage it stands in.
    """
    ends = {"source": tie.source, "target": tie.target}
    for end, kind in tie.match.trigger.only:
        if kind[0] == "!" and scene.type_of(ends[end].entity) == kind[1:]:
            return True
    suffers = tie.match.trigger.event in {"SANCTION", "COERCE", "ASSAULT"}  # "expelled diplomats"
    told = [tie.source] if suffers else [tie.source, tie.target]
    means_another = any(check(tie) for check in (is_denial_of_fact, is_no_order, is_telling, _calls_names))
    return means_another or any(_is_nobodys_envoy(filler, scene) for filler in told)


def _calls_names(tie: Tie) -> bool:
    """Whether somebody is called something, and not called on: "called him a son of a gun"."""
    verb, trigger = tie.match.head, tie.match.trigger
    if (trigger.head, trigger.event, trigger.others) != ("call", "CONSULT", ()):
        return False
    return any(
        (child.dep_ == "oprd" and not child.tag_.startswith("NNP"))
        or (child.dep_ == "dobj" and any(_is_apposed(c) for c in children_of(child)))
        for child in children_of(verb)
    )


def _is_apposed(noun: Token) -> bool:
    """Whether a noun stands beside a name: "a fool" in "called Li a fool", as the parser reads it."""
    return noun.dep_ == "appos" and any(c.lower_ in {"a", "an"} for c in noun.lefts)


def _is_role(filler: Filler) -> bool:
    """Whether an entity was only found as who has somebody or something: "Egypt's ministers"."""
    return filler.actor.candidate.kind == "role" and filler.actor.reason == "role"


def _is_part(filler: Filler) -> bool:
    """Whether a phrase names a part of a state, whose head is not the state's: "heads Iran's delegation"."""
    candidate = filler.actor.candidate
    part = candidate.kind == "role" and filler.actor.reason != "title"  # "heads the lender X" names a whole
    return part and filler.slot == "obj" and candidate.role not in _WHOLE


def _is_relative(filler: Filler) -> bool:
    """Whether a role of a state owns for itself: "the president's cousin holds a fifth"."""
    candidate = filler.actor.candidate
    acts = candidate.role in _WHOLE or candidate.role in _TREASURIES
    return candidate.kind == "role" and filler.actor.reason == "role" and not acts


def _is_where(filler: Filler, scene: Scene) -> bool:
    """Whether a name only says where something is: "a plant near X"."""
    return scene.doc[filler.actor.candidate.head].head.lower_ in _WHERE


def _may_be(filler: Filler, kind: str, scene: Scene) -> bool:
    """Whether a filler meets a condition that its type alone does not.

    A name that nothing was known of may be a firm's if nothing in it says a public body.
    """
    if kind in CLASSES:
        return is_of_class(filler, kind, entity=scene.memory.entity(filler.entity), doc=scene.doc)
    unknown = filler.actor.candidate.kind == "model" and scene.type_of(filler.entity) == "organization"
    return kind == "company" and unknown and not is_body_name(scene.memory.entity(filler.entity).name)


def _is_nobodys_envoy(filler: Filler, scene: Scene) -> bool:
    """Whether diplomats stand for nobody, as whose they are was not said: "after ambassadors agreed"."""
    is_envoy = filler.actor.candidate.role in grammar_words("abroad")
    return is_envoy and scene.memory.entity(filler.entity).generic
