"""Claims out of parsed sentences: a trigger whose slots are filled by actors states a tie.

Two actors in one sentence are never a claim by themselves: there is always a trigger, and the grammar says
who stands where.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract.naming.routes import end_of
from detente.extract.syntax.agents import perpetrators
from detente.extract.syntax.arguments import (
    MODIFIERS,
    NOUN_TAGS,
    VERB_TAGS,
    askers,
    fill,
    is_passive,
    light_verb,
    prepositions_on,
    surface_subjects,
)
from detente.extract.syntax.companions import companions
from detente.extract.syntax.grammar import grammar_words, receiving_verbs
from detente.extract.syntax.tree import children_of
from detente.extract.ties.deeds import accused, claimants, sufferers
from detente.extract.ties.fit import fits
from detente.extract.ties.headlines import listed_before
from detente.extract.ties.hostilities import as_land, is_of_protesters, is_toll, provokers
from detente.extract.ties.reciprocity import (
    MOST_FILLERS,
    RECIPROCAL,
    TOGETHER,
    among_themselves,
    in_pairs,
    is_done_to_each_other,
    is_reciprocal,
    is_symmetric,
)
from detente.extract.ties.scene import SENT, Filler, Scene, Tie, distinct
from detente.extract.ties.senses import is_in_own_clause
from detente.extract.ties.targets import PLACE_EVENTS, are_distinct, may_be_target
from detente.extract.ties.triggers import Match, widest
from detente.extract.ties.turns import spent, turned
from detente.extract.ties.untold import completed_verb, untold_ties
from detente.extract.vocabulary import PREPOSITIONS
from detente.extract.weighing.plausibility import ends_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.tokens import Token

    from detente.extract.schema import EntityType, Event

VERB_SOURCE = ("subj",)
VERB_TARGET = ("obj", "iobj", "to", "with", "against", "on", "at", "for", "from", "over", "in")
NOUN_SOURCE = ("poss", "by", "mod", "of", "from")
NOUN_TARGET = ("with", "to", "against", "on", "for", "toward", "over", "of", "in", "at")
_OTHER_SIDE = frozenset({"with", "to", "against", "between", "from"})
"""Slots of a third, with whom several deal, where otherwise they deal with each other."""
_LOCAL_EVENTS: frozenset[Event] = PLACE_EVENTS | {"CONSULT", "ACCUSE"}
_ABOUT_PLACES: frozenset[Event] = frozenset({"AGREE", "REJECT", "SUPPORT", "ACCUSE", "REQUEST", "THREATEN"})
_OF_OBJECT: frozenset[Event] = frozenset(
    {"ASSAULT", "COERCE", "YIELD", "ACCUSE", "SUPPORT", "SANCTION", "REJECT"}
)
_ASKS: frozenset[Event] = frozenset({"REQUEST", "THREATEN", "ACCUSE", "REJECT"})
_AROUND: dict[Event | None, tuple[str, ...]] = {
    "MOBILIZE": ("along", "off", "outside"), "PROTEST": ("outside",),
}  # fmt: skip
"""Where else they stand who are massed or rally against somebody: "along the border", "outside the bank"."""
_DONE_TO: frozenset[Event] = frozenset({"ASSAULT", "COERCE"})
_NO_VICTIM = frozenset({"with", "for"})
"""Slots of what is used and sought in a deed of force: "hit the depot with Iranian drones"."""
_HARM: frozenset[Event] = frozenset({"ASSAULT", "COERCE", "SANCTION"})
_STATE_ACTS: frozenset[Event] = frozenset({"COERCE", "YIELD", "SANCTION"})
_CALLS: frozenset[Event] = frozenset({"REQUEST", "ACCUSE", "REJECT"})
_ENDS = ("obj", "from", "to", "with", "between", "via", "through", "across")
_COMMON: dict[Event | None, frozenset[EntityType]] = {
    "COOPERATE": frozenset({"place", "route"}),
    "CONSULT": frozenset({"agreement"}),
}  # fmt: skip
"""What several have to do with, each of them, beside each other: works, a truce they broker."""


def find_ties(scene: Scene, triggers: Iterable[list[Match]]) -> Iterator[Tie]:
    """Yield the ties that a passage states, in order of the text.

    Parameters
    ----------
    scene
        The passage with its actors.
    triggers
        The readings of its trigger words, from `find_triggers`.
    """
    triggers = list(triggers)
    claimed: set[int] = set()
    tied: set[frozenset[str]] = set()
    unfilled: list[Match] = []
    for readings in sorted(triggers, key=lambda r: (-len(r[0].tokens), r[0].head.i)):
        if not scene.names_pair(readings[0].head.i):
            continue
        if readings[0].head.i in claimed and readings[0].trigger.relation != "accession":
            continue  # "opened accession talks" says two things
        for match in readings:
            if (
                scene.actor_at(match.head) is not None
                and match.trigger.pos == "n"
                and match.head.dep_ != "attr"
                and match.trigger.event is not None
            ):
                break  # a name or a role, not an event
            ties = [tie for tie in _ties_of(scene, match) if fits(tie, scene)]
            if ties and _is_vow_to_harm(match, ties, triggers):
                ties = [dataclasses.replace(tie, match=_as_event(match, "THREATEN")) for tie in ties]
            if match.trigger.event in _CALLS:
                ties = [
                    dataclasses.replace(t, match=_as_event(match, "PROTEST"))
                    if is_of_protesters(t.source)
                    else t
                    for t in ties
                ]
            ties = [turned(tie, scene) for tie in ties]
            if ties:
                claimed.update(token.i for token in spent(match, ties))
                tied.update(ends_of(tie) for tie in ties)
                yield from ties
                if "alongside" not in match.trigger.others:
                    break  # but "fought alongside Chad against the rebels" tells of two
        else:
            unfilled.append(widest(readings))
    for match in unfilled:
        if match.head.i not in claimed and match.trigger.event is not None:
            yield from _untold(scene, match, tied)


def _is_vow_to_harm(match: Match, ties: list[Tie], triggers: list[list[Match]]) -> bool:
    """Whether somebody promises, to nobody in particular, to harm those it names: "vowed to punish Chile"."""
    if match.trigger.event != "AGREE" or match.head.lemma_ not in grammar_words("vowing"):
        return False
    children = children_of(match.head)
    if any(tie.target.slot != "comp_obj" for tie in ties) or any(
        c.dep_ in {"dobj", "dative"} for c in children
    ):
        return False
    clauses = [child for child in children if child.dep_ == "xcomp"]
    clauses += [
        c for clause in clauses for c in children_of(clause) if c.dep_ == "xcomp"
    ]  # "to keep striking"
    harming = {m.head.i for readings in triggers for m in readings if m.trigger.event in _HARM}
    return any(clause.i in harming for clause in clauses)


def _as_event(match: Match, event: Event) -> Match:
    return dataclasses.replace(match, trigger=dataclasses.replace(match.trigger, event=event, relation=None))


def _untold(scene: Scene, match: Match, tied: set[frozenset[str]]) -> Iterator[Tie]:
    """Yield the ties of a trigger whose own slots give none, of pairs that no other trigger ties."""
    is_noun = match.trigger.pos == "n"
    if is_noun and completed_verb(match.head) is None:
        return
    sources, targets = (_sources(scene, match), _targets(scene, match)) if is_noun else ([], [])
    for tie in untold_ties(scene, match, sources=sources, targets=targets):
        apart = ends_of(tie) not in tied and are_distinct(tie.source, tie.target)
        is_sent = match.trigger.event in _DONE_TO and tie.target.slot == "to"  # "towed the boat to Benghazi"
        if is_sent or is_toll(scene, match, tie.target):
            continue
        if apart and may_be_target(scene, match, tie.target) and fits(tie, scene):
            tied.add(ends_of(tie))
            yield tie


def _ties_of(scene: Scene, match: Match) -> Iterator[Tie]:
    """Yield a trigger's ties if its slots are filled: each source with each target."""
    sources = _sources(scene, match)
    targets = _targets(scene, match, acting=sources)
    if match.head.tag_ in NOUN_TAGS:
        if sources and targets and _is_one_phrase(match, sources, targets):
            targets = []
        sources, targets = _borrowed(scene, match, sources, targets)
    if match.trigger.event is not None:
        sources, targets = ([scene.as_state(match, f) for f in side] for side in (sources, targets))
    if match.trigger.event in PLACE_EVENTS:
        targets = distinct([as_land(scene, filler) for filler in targets])
    if match.head.dep_ == "advcl" and match.head.tag_ == "VBG":
        targets = [f for f in targets if not is_toll(scene, match, f)]
    places = targets
    targets = [filler for filler in targets if may_be_target(scene, match, filler)]
    if match.head.lemma_ == "be":
        targets = [filler for filler in targets if filler.depth == 0]  # not "is in NATO's interest"
    if not targets and match.trigger.event in _ABOUT_PLACES:
        targets = places
    if sources and not targets and match.trigger.event in _LOCAL_EVENTS and not _has_other_object(match):
        targets = [
            f for t in fill(match.head, "location") for f in scene.fillers(t, "location")
            if scene.is_state_or_in_one(f.entity)
        ]  # fmt: skip
    if sources and not targets and match.trigger.event == "MOBILIZE" and match.trigger.pos == "v":
        targets = provokers(scene, match.head)
    if sources and not targets and match.trigger.event == "CONSULT":
        targets = [f for t in askers(match.head) for f in scene.fillers(t, "of") if f.depth == 0]
    is_list = len(targets) > 1 and targets[0].slot in {"between", "among"}
    mediated = match.trigger.pos != "n" and any(are_distinct(s, t) for s in sources for t in targets)
    if is_list and not mediated:
        yield from among_themselves(match, targets)
        return
    if len(sources) > 1 and match.trigger.event is not None and is_done_to_each_other(match):
        yield from in_pairs(match, sources)
        return
    if not is_reciprocal(match):
        acting = {s.actor.candidate for s in sources if s.slot == "subj"}
        targets = [t for t in targets if t.actor.candidate not in acting or t.slot == "subj"]
    others = [t for t in targets if any(are_distinct(s, t) for s in sources)]
    apart = match.head.lemma_ in grammar_words("dealing_with_object") or (
        bool(sources) and sources[0].slot not in TOGETHER
    )
    together = is_reciprocal(match) and len(sources) > 1 and not apart
    third = _OTHER_SIDE if match.trigger.event in RECIPROCAL else {*_OTHER_SIDE, "obj"}
    common = _COMMON.get(match.trigger.event) if match.trigger.pos == "v" and others else None
    shared = common is not None and all(scene.type_of(t.entity) in common for t in others)
    if shared:
        third = {*third, "obj", "in", "at", "on"}  # what several build or run is what each is tied to
    if not others or (together and others[0].slot not in third):
        yield from among_themselves(match, sources if len(sources) > 1 else distinct([*sources, *targets]))
        return
    for source in sources[:MOST_FILLERS]:
        for target in others[:MOST_FILLERS]:
            if are_distinct(source, target):
                yield Tie(match, source, scene.as_party(match, target), is_symmetric(match, source, target))
    if shared and len(sources) > 1:
        yield from among_themselves(match, sources)


def _has_other_object(match: Match) -> bool:
    """Whether a verb is done to something that its phrase does not name: "struck a barracks in Homs"."""
    is_verb = match.head.tag_ in VERB_TAGS
    return is_verb and any(c.dep_ == "dobj" and c not in match.tokens for c in children_of(match.head))


def _is_one_phrase(match: Match, sources: list[Filler], targets: list[Filler]) -> bool:
    """Whether those of a noun are one list, not two sides: "a request from Britain and France"."""
    if is_reciprocal(match) or sources[0].slot != targets[0].slot:
        return False
    return sources[0].slot in {"from", "of"} and {f.entity for f in targets} <= {f.entity for f in sources}


def _sources(scene: Scene, match: Match) -> list[Filler]:
    trigger, head = match.trigger, match.head
    slots = trigger.source
    if trigger.pos == "n":
        slots = tuple(slot for slot in slots or NOUN_SOURCE if slot != "subj")
    elif not slots:
        slots = VERB_SOURCE
    found = _first_filled(scene, head, slots, match)
    if not found and trigger.pos == "a":
        found = distinct([f for token in listed_before(head) for f in scene.fillers(token, "subj")])
    if trigger.event in PLACE_EVENTS:
        found = [f for f in found if not _only_lies_there(scene, f)]
    if not found and trigger.event == "MOBILIZE" and trigger.pos == "v" and is_passive(head):
        return _sent(scene, head)
    if trigger.pos == "v" and trigger.event in _HARM:
        found = claimants(scene, head) or found
    if trigger.pos == "n" and trigger.event in RECIPROCAL:
        found = [f for f in found if not _is_kind(scene, f)]
    if found and found[0].slot == "subj" and trigger.pos == "v" and not is_passive(head):
        return _with_company(scene, head, found)
    if not found and trigger.pos == "v" and not trigger.source and is_passive(head):
        # "killed in a Russian strike": who did it stands inside the phrase.
        for slot in ("in", "during", "under", "after", "from"):
            for token in fill(head, slot):
                if scene.actor_at(token) is None:
                    by = fill(token, "by")
                    inside = (c for c in children_of(token) if c.dep_ in MODIFIERS or c.dep_ == "poss")
                    found = [f for child in (*by, *inside) for f in scene.fillers(child, slot, depth=1)]
                    found = [f for f in found if scene.type_of(f.entity) != "place"]  # "the Moscow blast"
                if not found and slot in {"in", "from"} and match.trigger.event in _STATE_ACTS:
                    # "released in Libya", "expelled from North Korea": the state in whose hands they were.
                    found = [f for f in scene.fillers(token, slot) if scene.type_of(f.entity) == "country"]
                if found:
                    return found
    return found


def _only_lies_there(scene: Scene, filler: Filler) -> bool:
    """Whether a town only says where unknown people are who act: "looters in Puno stormed the bank"."""
    above = scene.doc[filler.actor.candidate.head].head
    return (
        filler.depth > 0
        and above.lower_ in grammar_words("locative")
        and scene.type_of(filler.entity) == "place"
    )


def _sent(scene: Scene, verb: Token) -> list[Filler]:
    """Give whose troops they are that nobody is said to have sent: "French troops were deployed in Chad"."""
    found = [f for token in surface_subjects(verb) for f in scene.fillers(token, "subj") if f.depth <= 1]
    return distinct([f for f in found if not scene.is_unsent(f)])


def _is_kind(scene: Scene, filler: Filler) -> bool:
    """Whether a word only says of what kind a deal is: "a pilot contract", "a student exchange"."""
    entity = scene.memory.entity(filler.entity)
    return filler.slot == "mod" and entity.generic and entity.country is None


def _targets(scene: Scene, match: Match, acting: Sequence[Filler] = ()) -> list[Filler]:
    """Give who is acted on: whoever acts is passed over where somebody else fills a later slot."""
    default = NOUN_TARGET if match.trigger.pos == "n" else VERB_TARGET
    slots = match.trigger.target or default
    if slots is VERB_TARGET and match.trigger.event in _DONE_TO:
        slots = tuple(slot for slot in slots if slot not in _NO_VICTIM)
    if match.trigger.event in _AROUND and slots[-1] not in {"subj", "obj"}:
        slots = (*slots, *_AROUND[match.trigger.event])
    if match.trigger.pos == "n":
        slots = ("iobj", *slots, "comp") if match.trigger.event in _ASKS else ("iobj", *slots)
    if match.trigger.pos == "n" and match.trigger.event in _OF_OBJECT and "of" not in slots:
        slots = (*slots, "of")  # "the invasion of Kuwait by Iraq"
    if match.trigger.pos == "v" and "obj" in slots:
        slots = ("iobj", *slots)  # "gave Uganda money for refugees"
    if match.trigger.relation == "connects":
        ends = (*_ENDS, *(slot for slot in match.trigger.target if slot not in _ENDS))
        return distinct(
            [
                _as_end(f, scene)
                for slot in ends
                for f in _in_slot(scene, match.head, slot, match, lender=_lender(match))
            ]
        )
    own = frozenset(filler.entity for filler in acting) if match.trigger.event is not None else frozenset()
    found = _first_filled(scene, match.head, slots, match, own=own)
    if match.trigger.event == "THREATEN" and found and found[0].slot == "comp":
        found = _threatened(scene, match, found)
    if found and found[0].slot == "obj" and match.trigger.pos == "v" and is_passive(match.head):
        return _with_company(scene, match.head, found)
    return found


def _threatened(scene: Scene, match: Match, found: list[Filler]) -> list[Filler]:
    """Give whom a warning is about of what one's own state will do: "Chad will strike X, it warned"."""
    tellers = [f for token in fill(match.head, "subj") for f in scene.fillers(token, "subj")]
    own = {e for f in tellers for e in (f.entity, scene.memory.entity(f.entity).country)}
    if not {f.entity for f in found} <= own:
        return found
    return [f for f in _first_filled(scene, match.head, ("comp_obj",), match) if f.entity not in own]


def _with_company(scene: Scene, verb: Token, found: list[Filler]) -> list[Filler]:
    """Add who acts, or is acted on, beside the subject: "Togo, along with Benin, accused"."""
    others = (f for token in companions(verb) for f in scene.fillers(token, found[0].slot) if f.depth == 0)
    return distinct([*found, *others])


def _as_end(filler: Filler, scene: Scene) -> Filler:
    """Read a filler as the end of a route: an unknown name is a place, a "Tanzanian port of X" is X."""
    noun = scene.doc[filler.actor.candidate.head].head
    if filler.actor.reason == "demonym" and filler.depth:
        towns = (t for c in noun.rights if c.lower_ == "of" for t in children_of(c) if t.dep_ == "pobj")
        named = next((f for t in towns for f in scene.fillers(t, filler.slot)), None)
        if named is not None:
            return named
    place = end_of(filler.actor, scene.memory) if filler.actor.candidate.kind == "model" else None
    return filler if place is None else dataclasses.replace(filler, entity=place)


def _first_filled(
    scene: Scene, head: Token, slots: tuple[str, ...], match: Match, *, own: frozenset[str] = frozenset()
) -> list[Filler]:
    """Give the fillers of the first slot that is an actor, else of the first that holds one inside.

    A slot that means those who act themselves, the `own`, counts only where no other is filled.
    """
    inside: list[Filler] = []
    lender, there = _lender(match), None
    reflexive: list[Filler] = []
    for slot in slots:
        if slot in PREPOSITIONS:
            there = _prepositions(match, lender) if there is None else there
            if slot not in there:
                continue
        found = _in_slot(scene, head, slot, match, lender=lender)
        if found and {filler.entity for filler in found} <= own:
            reflexive = reflexive or found
            continue
        if found and found[0].depth <= 1:
            return found
        inside = inside or found
    return inside or reflexive


def _prepositions(match: Match, lender: Token | None) -> set[str]:
    """Give the prepositions that hang on the words of a trigger, or on the verbs that its nouns may use."""
    verbs = [lender, *(light_verb(token) for token in match.tokens if token.tag_ in NOUN_TAGS)]
    words = [*match.tokens, *(verb for verb in verbs if verb is not None)]
    if _shares_with(match):
        words += [child for child in children_of(match.head) if child.dep_ == "dobj"]
    found = {preposition for word in words for preposition in prepositions_on(word)}
    if any(word.tag_ in NOUN_TAGS | {"VBG"} and any(perpetrators(word)) for word in match.tokens):
        found.add("by")
    return found | {"against", "over"} if match.trigger.pos == "v" else found  # they may hang on a name


def _shares_with(match: Match) -> bool:
    """Whether what stands "with" a verb's object may be whom it is done with: "discussed trade with Chad"."""
    return match.trigger.pos == "v" and match.trigger.event == "CONSULT"


def _lender(match: Match) -> Token | None:
    """Give the verb whose prepositions a noun may use: "signed with Russia a pact"."""
    return _governing_verb(match.head) if is_reciprocal(match) and match.head.tag_ in NOUN_TAGS else None


def _in_slot(scene: Scene, head: Token, slot: str, match: Match, *, lender: Token | None) -> list[Filler]:
    """Give the fillers of a slot of a trigger; the other words of its phrase lend their slots."""
    for word in (head, *(t for t in match.tokens if t.i != head.i)):
        if word.i != head.i and slot in {"subj", "comp"}:
            by = slot == "subj" and word.tag_ in NOUN_TAGS and head.tag_ in VERB_TAGS and is_passive(head)
            if not by:
                continue
            tokens = fill(word, "by")  # "were declared persona non grata by Chad"
        else:
            tokens = fill(word, slot, lender=lender if word.i == head.i else None)
        others = [t for t in tokens if t not in match.tokens]  # not the hostage of "took her hostage"
        tokens = others or [t for t in tokens if scene.actor_at(t) is not None]
        if slot == "with" and match.trigger.pos == "v":  # who lends is no partner: "built with a loan from X"
            paid = grammar_words("funding")
            tokens = [t for t in tokens if t.lemma_.lower() not in paid or scene.actor_at(t) is not None]
        found = [f for t in tokens for f in scene.fillers(t, slot) if not is_in_own_clause(f, t, head)]
        if match.trigger.event is not None:
            found = [f for f in found if not scene.is_of_thing(f.actor)]
        if head.dep_ == "relcl" and slot == "subj":  # "A, who rules X, and B": B does not
            found = [f for f in found if f.actor.candidate.first < head.i] or found
        if match.trigger.event not in _HARM and found and all(f.actor.candidate.role in SENT for f in found):
            # "send peacekeepers to Angola" is about Angola.
            found = [f for t in fill(word, "to") for f in scene.fillers(t, "to")] or found
        if found:
            return distinct(found)
    if slot == "with" and _shares_with(match):  # "discussed the outbreak with Chad"
        things = (child for child in children_of(head) if child.dep_ == "dobj")
        return distinct([f for thing in things for t in fill(thing, "with") for f in scene.fillers(t, slot)])
    if slot == "obj":
        # The object is a word of the phrase itself: what it is about stands inside it.
        for word in match.tokens:
            if word.i != head.i and word.tag_ in NOUN_TAGS and scene.actor_at(word) is None:
                found = [
                    f for f in scene.fillers(word, "obj", depth=1) if not is_in_own_clause(f, word, head)
                ]
                if found:
                    return found
    return []


def _borrowed(
    scene: Scene, match: Match, sources: list[Filler], targets: list[Filler]
) -> tuple[list[Filler], list[Filler]]:
    """Let a noun use the subject of the verb that it completes: "Serbia signed a pact with Russia"."""
    verb = light_verb(match.head)
    if verb is None and not sources:
        listed = distinct([f for token in listed_before(match.head) for f in scene.fillers(token, "subj")])
        if listed:
            return listed, targets
    if (
        verb is None
        and not sources
        and targets
        and ((targets[0].slot == "with" and is_reciprocal(match)) or match.trigger.event == "CONSULT")
    ):
        verb = _governing_verb(match.head)  # "broke the terms of a pact with Ukraine"
        if verb is None:
            return scene.topic(match.head, targets), targets
    if verb is None and match.trigger.event in _HARM and {f.slot for f in sources} <= {"of"}:
        doers, harmed = accused(scene, match.head), targets or sources
        if doers and harmed:
            return doers, harmed
    if verb is None and sources and not targets and match.trigger.event in _HARM:
        return sources, sufferers(scene, match.head)
    if verb is None or "between" in {filler.slot for filler in sources}:
        return sources, targets
    passive = match.head.dep_ == "nsubjpass"
    subjects = fill(verb, "subj") if passive else surface_subjects(verb)
    borrowed = distinct(
        [f for token in subjects for f in scene.fillers(token, "subj") if token.i != match.head.i]
    )
    if verb.lemma_ in receiving_verbs() or (is_passive(verb) and not passive):
        return sources, targets or borrowed
    if not sources:
        return borrowed, targets
    if not targets and borrowed:  # who discusses a request was asked
        return (sources, borrowed) if match.trigger.event == "REQUEST" else (borrowed, sources)
    weak = sources[0].slot in {"of", "from", "in"} or (
        sources[0].slot == "mod"
        and sources[0].actor.candidate.kind == "role"  # "launched a sniper attack on"
    )
    if targets and borrowed and weak:
        return borrowed, targets
    return sources, targets


def _governing_verb(noun: Token) -> Token | None:
    """Give the verb that a noun's phrase belongs to."""
    token = noun
    for _ in range(5):
        if token.dep_ not in {"dobj", "pobj", "prep", "conj", "pcomp", "compound"}:
            return None
        token = token.head
        if token.tag_ in VERB_TAGS:
            return token
    return None
