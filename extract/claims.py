"""From ties to claims: the relation, the status, who says so, when, the sentence, and how sure it is."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract.arguments import NOUN_TAGS, VERB_TAGS, light_verb
from detente.extract.attribution import read_speaker
from detente.extract.confidence import confidence_of
from detente.extract.dates import When, read_date
from detente.extract.schema import Claim, Evidence, Mention, Span
from detente.extract.status import Reading, read_status
from detente.extract.vocabulary import is_narrower

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from spacy.tokens import Span as DocSpan
    from spacy.tokens import Token

    from detente.extract.memory import Memory
    from detente.extract.relations import Filler, Scene, Tie
    from detente.extract.schema import Event, Status
    from detente.extract.vocabulary import Vocabulary

_ZONE = frozenset(
    "dobj pobj prep compound amod nmod conj attr nsubjpass oprd pcomp acl npadvmod poss appos nsubj".split()
)
_ONGOING = frozenset("still now currently today ongoing remain continue".split())
_DOMAIN_EVENTS = frozenset({"AGREE", "COOPERATE"})


@dataclasses.dataclass(frozen=True, slots=True)
class Passage:
    """Where a parsed passage stands: which article, from which offset, published when."""

    article: str
    offset: int
    published: dt.date | None


def claims_of(
    tie: Tie, *, scene: Scene, passage: Passage, vocabulary: Vocabulary, memory: Memory
) -> Iterator[Claim]:
    """Turn one tie into claims: one, or one a domain ("trade and energy cooperation").

    Parameters
    ----------
    tie
        A trigger with its source and target.
    scene
        The passage the tie stands in.
    passage
        Where the passage stands.
    vocabulary
        Gives the relation of an event and a domain.
    memory
        Knows the entities.
    """
    head = tie.match.head
    sentence = _sentence(head)
    named = tie.match.trigger.event is None and tie.match.trigger.relation in {"leads", "located_in"} and head.tag_ in NOUN_TAGS
    reading = Reading("actual", None) if named else _reading(tie)
    if tie.match.trigger.event == "REJECT" and reading.status == "denied":
        return  # who did not refuse has not refused; that is no tie
    status: Status = reading.status
    if tie.match.trigger.status and status == "actual":
        status = tie.match.trigger.status
    when = read_date(head, published=passage.published) or _present(tie, status, passage.published)
    said = read_speaker(head) if tie.match.trigger.event else None
    speaker = _speaker(said.speaker, scene, passage.offset) if said else None
    if speaker in {tie.source.entity, tie.target.entity} and said is not None and said.cue.start == head.idx:
        said, speaker = None, None
    for relation, symmetric in _relations(tie, status, vocabulary, memory, scene):
        claim = Claim(
            source=tie.source.entity,
            target=tie.target.entity,
            relation=relation,
            event=tie.match.trigger.event,
            status=status,
            symmetric=symmetric,
            evidence=Evidence(
                passage.article, sentence.start_char + passage.offset, sentence.end_char + passage.offset, sentence.text
            ),
            trigger=_shift(_trigger_span(tie), passage.offset),
            source_mention=_mention(tie.source, scene, passage.offset),
            target_mention=_mention(tie.target, scene, passage.offset),
            speaker=speaker,
            date=when.date if when else None,
            date_precision=when.precision if when else None,
            pattern=f"{tie.match.trigger.phrase} ({tie.source.slot} > {tie.target.slot})",
            status_cue=_shift(reading.cue, passage.offset) if reading.cue else None,
            speaker_cue=_shift(said.cue, passage.offset) if said else None,
            date_cue=_shift(when.cue, passage.offset) if when else None,
        )
        ends = memory.entity(tie.source.entity), memory.entity(tie.target.entity)
        yield dataclasses.replace(claim, confidence=confidence_of(claim, source=ends[0], target=ends[1]))


def _reading(tie: Tie) -> Reading:
    """Read the status of a trigger; "no" before a noun of its phrase denies it: "held no talks"."""
    reading = read_status(tie.match.head)
    if reading.status == "actual":
        for token in tie.match.tokens:
            for child in token.children:
                if child.lower_ == "no" and token.tag_ in NOUN_TAGS:
                    return Reading("denied", Span(child.idx, child.idx + len(child), child.text))
    return reading


def _present(tie: Tie, status: Status, published: dt.date | None) -> When | None:
    """Date what goes on as the article is written: an office by its title, "is building", "still", "remains"."""
    head = tie.match.head
    if published is None or status != "actual":
        return None
    if tie.match.trigger.relation == "leads":
        return When(published.isoformat(), "day", Span(head.idx, head.idx + len(head), head.text))
    verb = head if head.tag_ in VERB_TAGS else light_verb(head)
    words = [head, *head.children, *([verb, *verb.children] if verb is not None else [])]
    cue = next((w for w in words if w.lemma_.lower() in _ONGOING and w.tag_ not in {"VBD", "VBN"}), None)
    if cue is None and verb is not None and verb.tag_ == "VBG":
        cue = next((c for c in verb.children if c.dep_ == "aux" and c.tag_ in {"VBZ", "VBP"}), None)
    if cue is None:
        return None
    return When(published.isoformat()[:7], "month", Span(cue.idx, cue.idx + len(cue), cue.text))


def _relations(
    tie: Tie, status: Status, vocabulary: Vocabulary, memory: Memory, scene: Scene
) -> list[tuple[str, bool]]:
    """Give the relations of a tie and whether each is symmetric."""
    trigger = tie.match.trigger
    if trigger.event is None:
        relation = trigger.relation or ""
        # Who hopes to join is not yet a member.
        return [("accession" if relation == "member_of" and status in {"planned", "possible"} else relation, False)]
    if trigger.event in _DOMAIN_EVENTS or trigger.relation in vocabulary.domains:
        domains = _domains(tie, vocabulary, scene, memory)
        if trigger.relation:
            narrower = [d for d in domains if is_narrower(d, than=trigger.relation)]
            domains = narrower[:1] or [trigger.relation]
        if domains:
            return [(domain, tie.symmetric) for domain in domains[:2]]
    relation = trigger.relation or vocabulary.default[trigger.event]
    return [(relation, tie.symmetric)]


def _domains(tie: Tie, vocabulary: Vocabulary, scene: Scene, memory: Memory) -> list[str]:
    """Give the domains named in the trigger's own phrase, in order of the text."""
    found: dict[str, None] = {}
    tokens = sorted(_zone(tie.match.head, 0), key=lambda t: t.i)
    tokens = [t for t in tokens if t.tag_[:2] in {"NN", "JJ", "CD"} and not scene.is_name(t)]
    i = 0
    lemmas = [token.lemma_.lower() for token in tokens]
    words = [token.lower_ for token in tokens]
    while i < len(lemmas):
        for n in (3, 2, 1):
            domain = vocabulary.domain_of(tuple(lemmas[i : i + n])) or vocabulary.domain_of(tuple(words[i : i + n]))
            if domain and len(lemmas[i : i + n]) == n:
                found.setdefault(domain)
                i += n - 1
                break
        i += 1
    if not found:
        # "a memorandum on the Middle Corridor": a route says what a deal is about.
        for token in _zone(tie.match.head, 0):
            actor = scene.actor_at(token)
            if actor is not None and memory.entity(actor.entities[0]).type == "route":
                words = memory.entity(actor.entities[0]).name.lower().split()
                found.setdefault(vocabulary.domain_of((words[-1],)) or "transport")
    return list(found)


def _zone(token: Token, depth: int) -> Iterator[Token]:
    """Yield the words of a phrase that may name what a tie is about."""
    yield token
    if depth < 6:
        for child in token.children:
            if child.dep_ in _ZONE and not (child.dep_ == "nsubj" and token.tag_ not in NOUN_TAGS):
                yield from _zone(child, depth + 1)


def _sentence(token: Token) -> DocSpan:
    sentence: DocSpan = token.sent
    start, end = sentence.start, sentence.end
    while end > start and token.doc[end - 1].is_space:
        end -= 1
    while start < end and token.doc[start].is_space:
        start += 1
    return token.doc[start:end]


def _trigger_span(tie: Tie) -> Span:
    tokens, head = tie.match.tokens, tie.match.head
    if tokens[-1].i - tokens[0].i > 5:
        return Span(head.idx, head.idx + len(head), head.text)
    span = head.doc[tokens[0].i : tokens[-1].i + 1]
    return Span(span.start_char, span.end_char, span.text)


def _shift(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset, span.text)


def _mention(filler: Filler, scene: Scene, offset: int) -> Mention:
    candidate = filler.actor.candidate
    text = scene.doc.text[candidate.start : candidate.end]
    return Mention(candidate.start + offset, candidate.end + offset, text, filler.entity, filler.actor.reason)


def _speaker(span: Span, scene: Scene, offset: int) -> str:
    """Give the entity that a speaker's phrase means, else its words."""
    del offset
    phrase = scene.doc.char_span(span.start, span.end, alignment_mode="expand")
    actor = scene.actor_at(phrase.root) if phrase is not None else None
    return actor.entities[0] if actor is not None else span.text
