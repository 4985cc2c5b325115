"""Ties of clauses whose verb only stands for that of the clause before: "So does Delta", "Nor has Spain".

Such a clause names one end, its subject; the other, with what is done, is told by the clause that it echoes.
Whose subject stood there is replaced, and the echo's own words say whether it is so.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, cast

from detente.extract.actors import Actor
from detente.extract.arguments import VERB_TAGS, surface_subjects
from detente.extract.candidates import from_span
from detente.extract.claims import claims_of
from detente.extract.confidence import default_threshold, plausibility_of
from detente.extract.grammar import grammar_words
from detente.extract.scene import Filler, Tie, distinct
from detente.extract.status import read_status
from detente.extract.tokens import sentence_of, tokens_of
from detente.extract.tree import children_of
from detente.extract.triggers import Match
from detente.extract.vocabulary import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from detente.extract.claims import Passage
    from detente.extract.memory import Memory
    from detente.extract.scene import Scene
    from detente.extract.schema import Claim, Status
    from detente.extract.vocabulary import Vocabulary

_AUXILIARIES = frozenset("do have be will would shall may might can could should must".split())
_ALONE = frozenset({"nsubj", "nsubjpass", "neg", "advmod", "punct", "cc", "mark", "preconj", "intj", "npadvmod"})
_LEADS = frozenset({"so", "nor", "neither", "as"})
_MARKS = frozenset({"as", "that", "though", "although", "while", "whereas"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_JOINED = frozenset({"conj", "advcl", "ccomp", "parataxis"})
_MEANT = frozenset({"xcomp", "pcomp"})
_SOMEBODY = frozenset({"country", "organization", "company", "group", "person"})
_NONE = frozenset({"none", "nothing", "neither"})
_SHORT = _NONE | {"one", "some", "any", "more", "several", "another", "plenty"}
_SEEKING = frozenset({"want", "seek"})
_WANTING = _SEEKING | {"hope", "need", "request", "demand", "ask", "consider", "discuss", "wish"}
_DIGITS = 5
_REPEATING = frozenset({"do", "follow"})
_FEW = 3
_UNDONE = frozenset({"denied", "ended"})


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """A claim of a clause that others may echo, and which of its ends the subject of that clause is."""

    claim: Claim
    is_source: bool
    is_of_being: bool
    verb: str


@dataclasses.dataclass(frozen=True, slots=True)
class Echo:
    """A clause that only echoes: the verb that bears its status, its subjects, what it says of the other.

    `status` is None where it says the same of its own subject; `same` tells that it does so only if its verb
    is that of the clause before: "Denmark bought three".
    """

    verb: Token
    subjects: tuple[Token, ...]
    status: Status | None
    same: bool = False


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
    found = [claim for claim in claims if claim.confidence >= default_threshold()]
    if found or memory.told:
        for token in tokens_of(scene.doc):
            echo = _echo(token)
            for tie in _ties(scene, echo, found, memory) if echo is not None else ():
                for claim in claims_of(tie, scene=scene, passage=passage, vocabulary=vocabulary, memory=memory):
                    found.append(claim)
                    yield claim
    last = list(tokens_of(scene.doc))[-1] if len(scene.doc) else None
    memory.told = _told(scene, sentence_of(last).root, found) if last is not None else []


def _ties(scene: Scene, echo: Echo, claims: list[Claim], memory: Memory) -> Iterator[Tie]:
    """Yield the ties of the clause before, with the echo's subject in the place of its own."""
    verb = echo.verb
    before = _before(verb)
    told = _told(scene, before, claims) if before is not None else memory.told
    others = distinct([f for s in echo.subjects for f in scene.fillers(s, "subj") if f.depth <= 1])
    others = [f for f in others if scene.type_of(f.entity) in _SOMEBODY]
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
    actor = Actor(from_span(verb.doc[verb.i : verb.i + 1], label=""), (), "coreference")
    for one in told:
        claim = one.claim
        if verb.lemma_ == "be" and not one.is_of_being:
            continue
        status = _status(echo, claim.status)
        if status is None or (status == "denied" and (claim.event is None or claim.event == "REJECT")):
            continue
        trigger = Trigger(
            verb.lemma_.lower(), (), "v", claim.event, claim.relation, (), (), cast("Status", status)
        )
        kept = claim.target if one.is_source else claim.source
        for other in others:
            same = Filler(kept, dataclasses.replace(actor, entities=(kept,)), "echo", 2)
            ends = (other, same) if one.is_source else (same, other)
            tie = Tie(
                Match(verb, (verb,), trigger), *ends, claim.symmetric, plausibility=plausibility_of(claim)
            )
            if scene.fits(tie):
                yield tie


def _status(echo: Echo, before: Status) -> Status | None:
    """Give the status of an echo: what its own words say, else that of the clause before; None if unclear."""
    own, lead = read_status(echo.verb).status, _lead(echo.verb)
    if echo.status is not None:
        own = echo.status
    if own != "actual":
        return own
    if lead is None and before in _UNDONE:  # "imports no gas; Hungary still does", but "Chevron did too"
        words = {c.lower_ for c in children_of(echo.verb) if c.dep_ == "advmod"}
        return before if words & {"too", "either"} else "actual"
    return before


def _echo(token: Token) -> Echo | None:
    """Give the clause of a verb if it only echoes another."""
    lemma = token.lemma_.lower()
    if lemma == "to":
        return _left_off(token)
    if lemma == "unlike" and token.dep_ == "prep" and token.head.tag_ in VERB_TAGS:
        subjects = tuple(c for c in children_of(token) if c.dep_ == "pobj")
        return Echo(token, subjects, "denied") if subjects else None
    if token.tag_ not in VERB_TAGS:
        return None
    if lemma in _REPEATING and _repeats(token):
        subjects = tuple(s for s in surface_subjects(token) if s.i < token.i)
        return Echo(token, subjects, None) if subjects and not _asks(token) else None
    bare = _bare(token) if lemma in _AUXILIARIES else None
    return bare or _another(token)


def _another(verb: Token) -> Echo | None:
    """Read a clause whose object leaves its noun to the one before: "bought three", "wants one as well"."""
    things = [c for c in children_of(verb) if c.dep_ == "dobj" and c.i > verb.i]
    things += [
        t for c in children_of(verb) if c.dep_ == "prep" and c.lower_ == "for" for t in children_of(c)
    ]
    if len(things) != 1 or not _is_short(things[0]) or verb.dep_ not in {"ROOT", "conj", "parataxis"}:
        return None
    subjects = tuple(s for s in surface_subjects(verb) if s.i < verb.i)
    if not subjects or _asks(verb):
        return None
    if things[0].lower_ in _NONE:
        return Echo(verb, subjects, "denied", same=verb.lemma_ not in _WANTING)
    if things[0].lower_ == "one" and verb.lemma_ in _WANTING:
        return Echo(verb, subjects, "planned" if verb.lemma_ in _SEEKING else "possible")
    return Echo(verb, subjects, None, same=True)


def _is_short(thing: Token) -> bool:
    """Whether an object only counts what was spoken of: "three", "a similar one", "none"."""
    if any(c.dep_ in {"prep", "relcl", "acl", "appos", "compound", "nmod", "conj"} for c in children_of(thing)):
        return False
    is_number = thing.tag_ == "CD" and (thing.is_alpha or len(thing.text) < _DIGITS)
    return is_number or thing.lower_ in _SHORT


def _repeats(verb: Token) -> bool:
    """Whether a verb says only that the same is done: "do so", "does the same", "followed suit"."""
    if any(c.dep_ in {"auxpass", "agent", "prep", "dative"} for c in children_of(verb)):
        return False
    objects = [c for c in children_of(verb) if c.dep_ == "dobj"]
    if verb.lemma_ == "do":
        return any(
            c.lower_ in {"so", "likewise"} and c.i > verb.i and not children_of(c)
            for c in children_of(verb) if c.dep_ in {"advmod", "dobj"}
        ) or any(o.lower_ in {"same", "likewise"} and len(children_of(o)) < _FEW for o in objects)  # fmt: skip
    if objects:
        return verb.lemma_ == "follow" and objects[0].lower_ == "suit"
    is_ahead = any(c.tag_ == "MD" for c in children_of(verb))
    return is_ahead and verb.lemma_ == "follow" and verb.tag_ == "VB"  # "Gabon may follow"


def _left_off(to: Token) -> Echo | None:
    """Read an infinitive that is left off: "refused to", "has yet to", "used to"."""
    after = to.nbor() if to.i + 1 < len(to.doc) else None
    verb = to.head
    is_last = after is not None and after.is_punct and after.text not in {"-", "–", "—", '"', "”", "'", "("}
    if not is_last or verb.tag_ not in VERB_TAGS or verb.i > to.i or _asks(to):
        return None
    subjects = tuple(s for s in surface_subjects(verb) if s.i < to.i)
    if not subjects:
        return None
    if verb.lemma_ == "have" and any(c.lower_ == "yet" for c in children_of(verb)):
        return Echo(to, subjects, "denied")
    if verb.lemma_ == "use":
        return Echo(to, subjects, "ended")
    return Echo(to, subjects, None) if to.dep_ == "xcomp" else None


def _bare(verb: Token) -> Echo | None:
    """Read an auxiliary that stands alone: "so has Peru", "Peru has not", "as did Peru"."""
    children = children_of(verb)
    lead = _lead(verb)
    if lead is not None and not any(c.dep_ in _SUBJECTS and c.i > verb.i for c in children):
        # "So has Peru": the parser may take what follows for an object
        subjects = [c for c in children if c.dep_ in {"dobj", "attr"} and c.i > verb.i]
        subjects = subjects or [c for c in children if c.dep_ in _SUBJECTS and lead == "as"]
    elif all(c.dep_ in _ALONE or c.dep_ in _JOINED for c in children):
        subjects = [c for c in children if c.dep_ in _SUBJECTS and c.tag_[:2] in {"NN", "PR", "DT"}]
        subjects = [s for s in subjects if (s.i > verb.i) == (lead is not None and lead != "as") or lead == "as"]
    else:
        return None
    marks = {c.lower_ for c in children if c.dep_ == "mark"}
    if len(subjects) != 1 or not marks <= _MARKS or verb.dep_ == "relcl" or _asks(verb):
        return None
    return Echo(verb, tuple(subjects), None)


def _lead(verb: Token) -> str | None:
    """Give the word that opens an echo, "so", "nor", "as", if one does."""
    before = [c for c in children_of(verb) if c.i < verb.i and c.dep_ in {"advmod", "cc", "mark", "preconj", "nsubj"}]
    return next((c.lower_ for c in before if c.lower_ in _LEADS), None)


def _asks(verb: Token) -> bool:
    return sentence_of(verb)[-1].text == "?"


def _before(verb: Token) -> Token | None:
    """Give the verb of the clause that an echo follows; None if that stands in the passage before."""
    if verb.lower_ == "unlike":
        return verb.head
    if verb.tag_ not in VERB_TAGS or verb.dep_ in _MEANT:  # "has yet to do so"
        above = next((t for t in verb.ancestors if t.tag_ in VERB_TAGS and t.dep_ not in _MEANT), None)
        return _before(above) if above is not None else None
    if verb.dep_ in _JOINED and verb.head.tag_ in VERB_TAGS and verb.head.i < verb.i:
        return verb.head
    joined = [c for c in children_of(verb) if c.dep_ in _JOINED and c.tag_ in VERB_TAGS and c.i < verb.i]
    if joined:
        return joined[-1]
    first = sentence_of(verb).start
    return sentence_of(verb.doc[first - 1]).root if first else None


def _told(scene: Scene, verb: Token, claims: Sequence[Claim]) -> list[Told]:
    """Give the claims of a verb's clause that have its subject at one end, and only there."""
    subjects = [s for s in surface_subjects(verb) if s.i < verb.i or verb.lemma_ in _AUXILIARIES]
    if not subjects:
        return []
    ends = {f.entity for s in subjects for f in scene.fillers(s, "subj") if f.depth <= 1}
    inside = {t.i for s in subjects for t in s.subtree}
    is_of_being = verb.lemma_ == "be" or any(
        c.lemma_ == "be" for c in children_of(verb) if c.dep_ in {"aux", "auxpass"}
    )
    start = scene.offset + sentence_of(verb)[0].idx
    first, last = scene.offset + verb.left_edge.idx, scene.offset + verb.right_edge.idx
    subtree = {scene.offset + t.idx: t for t in verb.subtree}
    found = []
    for claim in claims:
        at = subtree.get(claim.trigger.start)
        if claim.evidence.start < start or not first <= claim.trigger.start <= last or at is None or at.i in inside:
            continue
        is_source = claim.source in ends
        is_own = is_source or not any(a.tag_ in VERB_TAGS and a != verb for a in (at, *at.ancestors) if a.i > verb.i)
        if is_source != (claim.target in ends) and is_own:
            found.append(Told(claim, is_source, is_of_being, verb.lemma_))
    return found


def _names_others(scene: Scene, echo: Echo, known: set[str]) -> bool:
    """Whether an echo names somebody who was not told of: "Delta does to Accra"."""
    inside = {t.i for s in echo.subjects for t in s.subtree}
    below = {t.i for c in children_of(echo.verb) if c.dep_ in _JOINED for t in c.subtree}
    return any(
        (actor := scene.actor_at(t)) is not None and not known.issuperset(actor.entities)
        for t in echo.verb.subtree if t.i not in inside and t.i not in below
    )  # fmt: skip
