"""Ties of clauses whose verb only stands for that of the clause before: "So does Delta", "Nor has Spain".

Such a clause names one end, its subject; the other, with what is done, is told by the clause that it echoes.
Whose subject stood there is replaced, and the echo's own words say whether it is so.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract.claims import claims_of
from detente.extract.confidence import plausibility_of
from detente.extract.reference.actors import implied
from detente.extract.status import read_status
from detente.extract.syntax.arguments import VERB_TAGS, surface_subjects
from detente.extract.syntax.ellipses import (
    AUXILIARIES,
    JOINED,
    Echo,
    clause_before,
    echo_at,
    lead_of,
    may_echo,
)
from detente.extract.syntax.tokens import sentence_of, tokens_of
from detente.extract.syntax.tree import children_of
from detente.extract.ties.acts import SOMEBODY
from detente.extract.ties.fit import fits
from detente.extract.ties.scene import Filler, Tie, distinct
from detente.extract.ties.triggers import Match
from detente.extract.vocabulary import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from detente.extract.claims import Passage
    from detente.extract.reference.memory import Memory
    from detente.extract.schema import Claim, Status
    from detente.extract.ties.scene import Scene
    from detente.extract.vocabulary import Vocabulary

_OPEN = frozenset({"may", "might", "could", "can"})
_LEAST = 0.3
"""How sure a claim must be that others are said to echo: a doubtful one would be told twice."""
_UNDONE = frozenset({"denied", "ended"})


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """A claim of a clause that others may echo, and which of its ends the subject of that clause is."""

    claim: Claim
    is_source: bool
    is_of_being: bool
    verb: str


def echoes(
    scene: Scene, claims: Sequence[Claim], *, passage: Passage, vocabulary: Vocabulary, memory: Memory
) -> Iterator[Claim]:
    """Yield the claims of those whose clauses echo others, and remember the last clause for the next passage.

    Parameters
    ----------
    scene
        The passage.
    claims
        What was read in it.
    passage
        Where it stands.
    vocabulary
        Gives the relation of an event.
    memory
        Remembers what the passage before told last.
    """
    found = [claim for claim in claims if claim.confidence >= _LEAST]
    if found or memory.told:
        for token in may_echo(scene.doc):
            echo = echo_at(token)
            for tie in _ties(scene, echo, found, memory) if echo is not None else ():
                more = claims_of(tie, scene=scene, passage=passage, vocabulary=vocabulary, memory=memory)
                for claim in more:
                    found.append(claim)
                    yield claim
    tokens = tokens_of(scene.doc)
    memory.told = _told(scene, sentence_of(tokens[-1]).root, found) if tokens else []


def _ties(scene: Scene, echo: Echo, claims: list[Claim], memory: Memory) -> Iterator[Tie]:
    """Yield the ties of the clause before, with the echo's subject in the place of its own."""
    verb = echo.verb
    before = clause_before(verb)
    told = _told(scene, before, claims) if before is not None else memory.told
    others = distinct([f for s in echo.subjects for f in scene.fillers(s, "subj") if f.depth <= 1])
    others = [f for f in others if scene.type_of(f.entity) in SOMEBODY]
    if echo.same:
        told = [one for one in told if one.verb == verb.lemma_]
    if not told or not others:
        return
    known = {f.entity for f in others} | {e for one in told for e in (one.claim.source, one.claim.target)}
    if _names_others(scene, echo, known):
        return
    parties = {memory.acts_for(e) for one in told for e in (one.claim.source, one.claim.target)}
    if any(memory.acts_for(other.entity) in parties for other in others):
        return  # "accused the firm of it; the firm denies doing so"
    here = verb.doc[verb.i : verb.i + 1]
    for one in told:
        claim = one.claim
        if verb.lemma_ == "be" and not one.is_of_being:
            continue
        status = _status(echo, claim.status)
        if status is None or (status == "denied" and (claim.event is None or claim.event == "REJECT")):
            continue
        trigger = Trigger(verb.lemma_.lower(), (), "v", claim.event, claim.relation, status=status)
        kept = claim.target if one.is_source else claim.source
        for other in others:
            same = Filler(kept, implied(here, kept), "echo", 2)
            ends = (other, same) if one.is_source else (same, other)
            tie = Tie(
                Match(verb, (verb,), trigger), *ends, claim.symmetric, plausibility=plausibility_of(claim)
            )
            if fits(tie, scene):
                yield tie


def _status(echo: Echo, before: Status) -> Status | None:
    """Give the status of an echo: what its own words say, else that of the clause before; None if unclear."""
    own, lead = read_status(echo.verb).status, lead_of(echo.verb)
    if echo.status is not None:
        own = echo.status
    if own == "actual" and echo.verb.tag_ == "MD" and before not in _UNDONE:  # "Denmark will too"
        own = "possible" if echo.verb.lemma_ in _OPEN else "planned"
    if own != "actual":
        return own
    if lead is None and before in _UNDONE:  # "imports no gas; Hungary still does", but "Chevron did too"
        words = {c.lower_ for c in children_of(echo.verb) if c.dep_ == "advmod"}
        return before if words & {"too", "either"} else "actual"
    return before


def _told(scene: Scene, verb: Token, claims: Sequence[Claim]) -> list[Told]:
    """Give the claims of a verb's clause that have its subject at one end, and only there."""
    subjects = [s for s in surface_subjects(verb) if s.i < verb.i or verb.lemma_ in AUXILIARIES]
    if not subjects:
        return []
    ends = {f.entity for s in subjects for f in scene.fillers(s, "subj") if f.depth <= 1}
    inside = {t.i for s in subjects for t in s.subtree}
    is_of_being = verb.lemma_ == "be" or any(
        c.lemma_ == "be" for c in children_of(verb) if c.dep_ in {"aux", "auxpass"}
    )
    start = scene.offset + sentence_of(verb)[0].idx
    subtree = {scene.offset + t.idx: t for t in verb.subtree}
    found = []
    for claim in claims:
        at = subtree.get(claim.trigger.start) if claim.evidence.start >= start else None
        if at is None or at.i in inside:
            continue
        is_source = claim.source in ends
        # "buys wheat from X" is X's trade, but "urged X to refuse" is no refusal of another
        is_own = is_source or not any(a.tag_ in VERB_TAGS for a in (at, *at.ancestors) if a.i > verb.i)
        if is_source != (claim.target in ends) and is_own:
            found.append(Told(claim, is_source, is_of_being, verb.lemma_))
    return found


def _names_others(scene: Scene, echo: Echo, known: set[str]) -> bool:
    """Whether an echo names somebody who was not told of: "Delta does to Accra"."""
    inside = {t.i for s in echo.subjects for t in s.subtree}
    below = {t.i for c in children_of(echo.verb) if c.dep_ in JOINED for t in c.subtree}
    return any(
        (actor := scene.actor_at(t)) is not None and not known.issuperset(actor.entities)
        for t in echo.verb.subtree if t.i not in inside and t.i not in below
    )  # fmt: skip
