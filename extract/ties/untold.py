"""Ties of a trigger none of whose own slots is filled: by the grammar that all words of its kind share.

The frames of ``data/triggers.csv`` say where the two sides of a word stand as a rule. Where they find nobody,
an actor in another place may still be the other side: who is asked, who is owed, who has to do with the noun
that completes somebody's verb. Such a tie is read only of a pair that no trigger ties by its own slots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.syntax.arguments import (
    NOUN_TAGS,
    VERB_TAGS,
    fill,
    is_passive,
    subjects,
    surface_subjects,
)
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of
from detente.extract.ties.scene import Tie, distinct
from detente.extract.ties.senses import is_in_own_clause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from detente.extract.schema import Event
    from detente.extract.ties.scene import Filler, Scene
    from detente.extract.ties.triggers import Match

_SLOTS = ("iobj", "obj", "with", "to", "from", "against")
_SLOTS_BY_EVENT: dict[Event, tuple[str, ...]] = {
    "ACCUSE": ("comp",), "PROTEST": ("comp",), "REQUEST": ("comp",), "THREATEN": ("comp",),
    "COOPERATE": ("in",), "AID": ("in",),
}  # fmt: skip
_ABOUT = frozenset({"about", "over", "of", "against"})
_AIMED = frozenset({"of", "on", "against", "with", "to", "for"})
_CIRCUMSTANCES = frozenset({"under", "with", "to", "at"})
_COMPLEMENTS = frozenset({"with", "to"})
_OCCASIONS = frozenset({"after", "when", "because", "once", "as", "since", "until"})
_REACTIONS: frozenset[Event] = frozenset({"YIELD", "PROTEST"})
_DONE_TO: frozenset[Event] = frozenset({"ASSAULT", "COERCE", "YIELD", "ACCUSE", "SANCTION", "REJECT"})
_BY_FORCE: frozenset[Event] = frozenset({"ASSAULT", "COERCE"})
_PLACES = frozenset({"country", "place", "region"})
_EMPLOYERS = frozenset({"company", "organization"})
_AGAINST = frozenset({"defiance", "protest", "opposition"})
_PRESSED = frozenset("after amid following under to".split())
_PRESSED_BY = ("by", "from", "poss", "mod", "of")
_MOST = 8


def untold_ties(scene: Scene, match: Match, *, sources: list[Filler], targets: list[Filler]) -> Iterator[Tie]:
    """Yield the ties of a trigger that its own slots do not give.

    Parameters
    ----------
    scene
        The passage with its actors.
    match
        The trigger.
    sources, targets
        Who fills its own slots, of a noun; of them at most one side is.
    """
    if match.trigger.pos == "n":
        pairs = _with_subject(scene, match, sources, targets)
    elif match.head.dep_ == "acl" and match.trigger.source == ("from",):
        pairs = _paid_with(scene, match)
    elif match.trigger.pos == "v" and match.head.lemma_ != "be":
        pairs = _of_verb(scene, match)
    else:
        return
    for source, target in list(pairs)[:_MOST]:
        if match.trigger.pos == "v" and "subj" in match.trigger.target and match.head.dep_ != "acl":
            source, target = target, source  # who owes is lent to
        yield Tie(match, source, scene.as_party(match, target), symmetric=False)


def _of_verb(scene: Scene, match: Match) -> Iterator[tuple[Filler, Filler]]:
    """Pair the subject of a verb with the first who stands in another slot: "owes Japan a ship"."""
    verb, event = match.head, match.trigger.event
    slots = (*_SLOTS, *(_SLOTS_BY_EVENT.get(event, ()) if event else ()))
    acting = _actors(scene, fill(verb, "subj"))
    if not acting and is_passive(verb):
        acting, slots = _actors(scene, surface_subjects(verb)), ("to",)  # "the yard was sold to Japan"
    if not acting:
        return
    if event in _BY_FORCE:
        slots = tuple(slot for slot in slots if slot != "with")  # what is used in a deed of force
    if event == "MOBILIZE":
        slots = tuple(slot for slot in slots if slot != "obj")  # who raises a division raises its own
    for slot in slots:
        found = _in_slot(scene, match, slot)
        if slot == "from":  # "launched from the peninsula"
            found = [f for f in found if scene.type_of(f.entity) not in {"place", "region"}]
        if found:
            yield from ((source, target) for source in acting for target in found)
            return
    others = _let_in(scene, verb) or (_occasion(scene, verb, event) if event in _REACTIONS else [])
    yield from ((source, target) for source in acting for target in others if source.depth == 0)


def _paid_with(scene: Scene, match: Match) -> Iterator[tuple[Filler, Filler]]:
    """Pair who gave money with what it was used for: "built with $3bn borrowed from X"."""
    noun = match.head.head
    if noun.dep_ != "pobj" or noun.head.lower_ not in {"with", "using"}:
        return
    verb = noun.head.head
    lending = _actors(scene, fill(match.head, "from"))
    used = _actors(scene, fill(verb, "obj")) if verb.tag_ in VERB_TAGS else []
    yield from ((source, target) for source in lending for target in used)


def _in_slot(scene: Scene, match: Match, slot: str) -> list[Filler]:
    """Give the actors that a slot's phrases are; of what is requested, also those it is to come from."""
    deepest = 1 if match.trigger.event == "REQUEST" else 0  # "sought rifles from Laos"
    tokens = _claused(match.head) if slot == "comp" else fill(match.head, slot)
    tokens = [token for token in tokens if token not in match.tokens and not _is_own(token)]
    return distinct(
        [
            f for token in tokens for f in scene.fillers(token, slot)
            if f.depth <= deepest and not is_in_own_clause(f, token, match.head)
        ]
    )  # fmt: skip


def _actors(scene: Scene, tokens: list[Token]) -> list[Filler]:
    """Give who acts: not people who were sent, and nobody knows by whom."""
    found = distinct([f for token in tokens for f in scene.fillers(token, "subj") if f.depth <= 1])
    return [f for f in found if not scene.is_unsent(f)]


def _is_own(token: Token) -> bool:
    """Whether a phrase names what belongs to the one who acts: "withdrew its candidate"."""
    return any(child.tag_ == "PRP$" for child in children_of(token))


def _claused(verb: Token) -> list[Token]:
    """Give who acts in what is said: "complained that Togo had", "Togo lied, the minister complained"."""
    if any(child.lower_ in _ABOUT for child in children_of(verb)):
        return []
    return [
        token for token in fill(verb, "comp")
        if any(child.dep_ == "mark" for child in children_of(token.head))
        or token.head.i < verb.i
    ]  # fmt: skip


def _let_in(scene: Scene, verb: Token) -> list[Filler]:
    """Give who is called, let or sworn in, where the parser takes the particle for a preposition."""
    following = verb.nbor() if verb.i + 1 < len(verb.doc) else verb
    tokens = [t for t in children_of(following) if t.dep_ == "pobj"] if following.lower_ == "in" else []
    return [f for f in scene.actors_at(tokens, "obj") if scene.type_of(f.entity) not in _PLACES]


def _occasion(scene: Scene, verb: Token, event: Event | None) -> list[Filler]:
    """Give whose act somebody gives way to or protests at: "walked out after the port hired drivers"."""
    found = [
        filler
        for clause in children_of(verb)
        if clause.dep_ == "advcl" and any(c.lower_ in _OCCASIONS for c in clause.lefts)
        for filler in _actors(scene, subjects(clause) if _has_subject(clause) else [])
        if filler.depth == 0
    ]
    if found:
        return found
    if event == "YIELD":
        return [f for noun in _pressure(verb) for slot in _PRESSED_BY for f in _pressing(scene, noun, slot)]
    return _defied(scene, verb) or _employer(scene, verb)


def _defied(scene: Scene, verb: Token) -> list[Filler]:
    """Give in protest at whom somebody does something: "marched in defiance of the junta"."""
    nouns = (n for c in children_of(verb) if c.lower_ == "in" for n in children_of(c))
    phrases = [c for n in nouns if n.lower_ in _AGAINST for c in children_of(n) if c.dep_ == "prep"]
    return [f for phrase in phrases for t in children_of(phrase) for f in scene.fillers(t, phrase.lower_)]


def _pressure(verb: Token) -> Iterator[Token]:
    """Yield what somebody gives way to: the protests of "resigned after weeks of protests by students"."""
    for child in children_of(verb):
        if child.dep_ == "prep" and child.lower_ in _PRESSED:
            for noun in children_of(child):
                inside = (t for c in children_of(noun) if c.lower_ == "of" for t in children_of(c))
                yield from (t for t in (noun, *inside) if t.lemma_ in grammar_words("pressing"))


def _pressing(scene: Scene, noun: Token, slot: str) -> list[Filler]:
    found = [f for token in fill(noun, slot) for f in scene.fillers(token, slot)]
    return [f for f in found if f.depth == 0 and scene.type_of(f.entity) not in {"place", "region"}]


def _employer(scene: Scene, verb: Token) -> list[Filler]:
    """Give whose workers have walked out, if their phrase says so: "Ryanair pilots", "staff at Volvo"."""
    words = [
        word
        for subject in surface_subjects(verb)
        for word in (*subject.lefts, *(t for c in subject.rights if c.dep_ == "prep" for t in children_of(c)))
    ]
    found = [filler for word in words for filler in scene.fillers(word, "mod")]
    return [f for f in found if f.depth == 0 and scene.type_of(f.entity) in _EMPLOYERS]


def _has_subject(clause: Token) -> bool:
    return any(child.dep_ in {"nsubj", "agent"} for child in children_of(clause))


def _with_subject(
    scene: Scene, match: Match, sources: list[Filler], targets: list[Filler]
) -> Iterator[tuple[Filler, Filler]]:
    """Pair a noun's side with the subject of any verb that it completes, be it no light verb.

    "called off a blockade of the port", "picked up the backing of the bishops", "under pressure from them".
    """
    verb = completed_verb(match.head)
    if verb is None:
        return
    kept_out = {"of", "between"} if match.trigger.event == "CONSULT" else {"between"}
    sources = [f for f in sources if f.slot not in kept_out]
    targets = [f for f in targets if f.slot in _AIMED]
    if match.trigger.event == "PROTEST" and not sources and not targets:
        targets = _employer(scene, verb)
    aimed = bool(targets) and (match.trigger.event in _DONE_TO or not sources)
    paid = match.head.lemma_ in grammar_words("funding") and match.head.dep_ == "pobj"
    # "was built with a loan from X": X lends to whom or what was built
    used = _actors(scene, fill(verb, "obj")) or _actors(scene, fill(verb, "subj")) if paid else []
    for subject in used if paid else _actors(scene, surface_subjects(verb)):
        for other in targets if aimed else sources:
            if not aimed and other.slot == "poss" and match.head.lemma_ in grammar_words("undergone"):
                if verb.lemma_ in grammar_words("going_about"):
                    yield subject, other  # "went ahead with the senator's trial"
                continue
            yield (subject, other) if aimed else (other, subject)


def completed_verb(noun: Token) -> Token | None:
    """Give the verb whose object a noun is, or whose circumstances it tells ("under pressure").

    Parameters
    ----------
    noun
        The head of a trigger.
    """
    token = noun
    while token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.tag_ in NOUN_TAGS:
        token = token.head.head  # "lifted two years of sanctions"
    if token.dep_ == "pobj" and token.head.lower_ in _CIRCUMSTANCES:
        token = token.head
        if token.i == token.head.i + 1 and token.lower_ in _COMPLEMENTS:
            return None  # "cooperates with the inquiry"
    elif token.dep_ != "dobj":
        return None
    return token.head if token.head.tag_ in VERB_TAGS else None
