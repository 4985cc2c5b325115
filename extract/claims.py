"""From ties to claims: the relation, the status, who says so, when, the sentence, and how sure it is."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, cast

from detente.extract.attribution import Attribution, read_speaker
from detente.extract.confidence import confidence_of
from detente.extract.dates import When, read_date, read_ongoing
from detente.extract.factuality.effects import effect_of, status_words
from detente.extract.factuality.modality import is_broken_off
from detente.extract.naming.phrases import is_definite
from detente.extract.schema import Article, Claim, Evidence, Mention, Span
from detente.extract.speech.denials import read_denial
from detente.extract.speech.quotations import in_quotes, last_cited, opens_quoted
from detente.extract.status import Reading, read_status
from detente.extract.syntax.arguments import NOUN_TAGS
from detente.extract.syntax.cues import span_of
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tokens import tokens_in
from detente.extract.syntax.tree import children_of
from detente.extract.ties.domains import DOMAIN_EVENTS, belongs, relations_of
from detente.extract.ties.scene import SENT
from detente.extract.ties.senses import relative_of
from detente.extract.times.live import read_live_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Span as Slice
    from spacy.tokens import Token

    from detente.extract.reference.actors import Actor
    from detente.extract.reference.memory import Memory
    from detente.extract.schema import Event, Status
    from detente.extract.ties.scene import Filler, Scene, Tie
    from detente.extract.vocabulary import Vocabulary

_GIVEN = frozenset({"aid"})
_GIVEN_UP = frozenset({"denied", "rebuffed", "ended"})
_AIMED = frozenset({"AGREE", "CONSULT", "COOPERATE", "AID", "YIELD"})
_LONGEST_TRIGGER = 5
_NOT_DONE = frozenset({"planned", "possible", "denied"})
_APPLYING = frozenset({"apply", "ask", "request", "try"})
_MODALS = frozenset("may might could would will can should if shall".split())
_SENDS = frozenset({"send", "deploy", "dispatch", "scramble", "station", "rush", "post", "divert"})

_MATERIAL: frozenset[Event] = frozenset({"COOPERATE", "AID", "MOBILIZE"})
_GRANTS: frozenset[Event] = frozenset({"YIELD", "AID"})
_FRIENDLY: frozenset[Event] = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD"})
_ABROAD: frozenset[Event] = frozenset({"AGREE", "CONSULT", "AID", "SANCTION", "REJECT", "ACCUSE", "PROTEST"})
"""What is done with or to others; what a state may do in its own towns is to send troops, or to seize."""
_SENDING: frozenset[Event] = _FRIENDLY | {"MOBILIZE"}


@dataclasses.dataclass(frozen=True, slots=True)
class Passage:
    """A passage of an article: from which offset it was parsed, and when the article was published."""

    article: Article
    offset: int

    def span(self, start: int, end: int) -> Span:
        """Give a stretch of the article by its offsets in the passage, in the article's own letters."""
        start, end = start + self.offset, end + self.offset
        return Span(start, end, self.article.text[start:end])


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

    Yields
    ------
    Claim
        With its evidence, and the words that decided.
    """
    trigger = tie.match.trigger
    reading = _reading(tie)
    status: Status = trigger.status if trigger.status and reading.status == "actual" else reading.status
    if trigger.event is None and trigger.status == "ended" and status in _NOT_DONE:
        status = "actual"  # who plans to leave, or has not left, belongs
    if trigger.relation == "member_of" and status in {"planned", "possible"} and belongs(tie):
        status = "actual"
    when, date_cue = _when(tie, status, passage)
    status_cue = _cue(reading.cue, passage)
    if status == "actual" and trigger.event is not None and _lies_ahead(when, tie, passage.article):
        status, status_cue = "planned", date_cue  # "the minister flies to Oslo on Thursday"
    said = _attribution(tie)
    evidence = passage.span(*_bounds(scene.sentence_at(tie.match.head.i)))
    ends = memory.entity(tie.source.entity), memory.entity(tie.target.entity)
    event = trigger.event
    relations = relations_of(tie, status, vocabulary=vocabulary, memory=memory, scene=scene)
    if event is None and trigger.relation == "owns" and status in {"planned", "possible"}:
        event, relations = "COOPERATE", [("investment", False)]  # a stake is owned once it is bought
    refuses = tie.match.head.lemma_ == "accept" or (event in _GRANTS and _is_refusal(tie, reading))
    if event in _GRANTS | {"AGREE"} and status == "denied" and refuses:
        event, relations, status = "REJECT", [(vocabulary.default["REJECT"], False)], "actual"
    denied = read_denial(tie, scene, told=said is not None) if status != "denied" else None
    aim = effect_of("aim", tie.match.head.lemma_) if status == "actual" else None
    for relation, symmetric in relations:
        aimed = aim is not None and relation in vocabulary.topics | _GIVEN
        claim = Claim(
            source=tie.source.entity,
            target=tie.target.entity,
            relation=relation,
            event=event,
            status=cast("Status", aim) if aimed else status,
            symmetric=symmetric,
            evidence=Evidence(passage.article.id, evidence.start, evidence.end, evidence.text),
            trigger=passage.span(*_trigger_span(tie)),
            source_mention=_mention(tie.source, passage),
            target_mention=_mention(tie.target, passage),
            speaker=_speaker(said, scene, passage) if said else _carried(tie, scene),
            date=when.date if when else None,
            date_precision=when.precision if when else None,
            pattern=_pattern(tie),
            status_cue=_cue(span_of(tie.match.head), passage) if aimed else status_cue,
            speaker_cue=_cue(said.cue if said else None, passage),
            date_cue=date_cue,
        )
        claim = dataclasses.replace(
            claim,
            confidence=confidence_of(claim, source=ends[0], target=ends[1]),
            source_mention=_mention(tie.source, passage, scene),
            target_mention=_mention(tie.target, passage, scene),
        )
        yield claim
        if denied is not None:
            denial = dataclasses.replace(
                claim,
                status="denied",
                speaker=_speaker(denied, scene, passage),
                status_cue=_cue(denied.cue, passage),
                speaker_cue=_cue(denied.cue, passage),
                evidence=_with_denial(claim.evidence, denied, scene, passage),
                id="",
            )
            sure = confidence_of(denial, source=ends[0], target=ends[1])
            yield dataclasses.replace(denial, confidence=sure)


def _with_denial(told: Evidence, denied: Attribution, scene: Scene, passage: Passage) -> Evidence:
    """Let the evidence reach to the end of the sentence in which it is denied."""
    cue = scene.doc.char_span(denied.cue.start, denied.cue.end, alignment_mode="expand")
    end = passage.span(*_bounds(scene.sentence_at(cue.start))).end if cue is not None else told.end
    if end <= told.end:
        return told
    return Evidence(told.article, told.start, end, passage.article.text[told.start : end])


def _is_part(part: Filler, whole: Filler, scene: Scene) -> bool:
    """Whether a role phrase means the state that the other end belongs to."""
    is_role = part.actor.candidate.kind == "role"
    return is_role and scene.memory.entity(whole.entity).country == part.entity


def _is_own(part: Filler, whole: Filler, scene: Scene) -> bool:
    """Whether a role phrase means what is the other end's by a possessive: "his regime", "its own men"."""
    candidate = part.actor.candidate
    if candidate.kind != "role":
        return False
    owners = [t for t in scene.doc[candidate.first : candidate.last + 1] if t.tag_ == "PRP$"]
    apart = scene.type_of(whole.entity) == "group"  # rebels of a state ambush its police
    if owners and (apart or scene.doc[owners[0].i + 1].lower_ == "own"):  # "its own voters", whoever they are
        owner = scene.actor_at(owners[0])
        return owner is not None and whole.entity in owner.entities
    return bool(owners) and _is_part(part, whole, scene)


def is_with_itself(tie: Tie, scene: Scene) -> bool:
    """Tell whether both ends are one: the same entity, one of several meant by a word, or a part of its own.

    "The two ministers and their states", "the president and his government", "the army sent 200 troops".

    Parameters
    ----------
    tie
        A tie.
    scene
        The passage it stands in.
    """
    source, target = tie.source, tie.target
    if source.entity == target.entity:
        return True
    if (source.entity in target.among) != (target.entity in source.among):
        return True
    if tie.match.trigger.event is None:
        return False
    if tie.match.trigger.event in _ABROAD and _is_own_place(source, target, scene):
        return True
    if source.slot == "near" and _is_at_home(source, target, scene):
        return True
    sends = scene.type_of(source.entity) != "group"  # rebels may free a state's soldiers
    sent = sends and target.actor.candidate.role in SENT and tie.match.trigger.event in _SENDING
    if sent and not target.actor.candidate.inner and _is_part(target, source, scene):
        return True
    return any(_is_own(end, other, scene) for end, other in ((source, target), (target, source)))


def _is_own_place(one: Filler, other: Filler, scene: Scene) -> bool:
    """Whether an end is a place in the state that the other end is, or is of: no side of its own."""
    ends = [(scene.memory.entity(filler.entity), filler) for filler in (one, other)]
    return any(
        place.type == "place" and place.country is not None and place.country in {whole.id, whole.country}
        and whole.type != "group" and (named.depth == 0 or named.slot == "near")
        for (place, named), (whole, _) in (ends, reversed(ends))
    )  # fmt: skip


def _is_at_home(one: Filler, other: Filler, scene: Scene) -> bool:
    """Whether an end governs the state that the other end is: who visits or signs does so for it."""
    ends = [scene.memory.entity(filler.entity) for filler in (one, other)]
    return any(
        part.sector == "GOV" and part.type != "country" and part.country == whole.id
        for part, whole in (ends, reversed(ends))
    )


def _pattern(tie: Tie) -> str:
    """Say how a tie was read: "sign deal (subj > with) 0.83", the number from the tie model."""
    text = f"{tie.match.trigger.phrase} ({tie.source.slot} > {tie.target.slot})"
    return text if tie.plausibility is None else f"{text} {tie.plausibility:.2f}"


def _reading(tie: Tie) -> Reading:
    """Read the status of a trigger; "no" before a noun of its phrase denies it: "held no talks"."""
    trigger, head = tie.match.trigger, tie.match.head
    slots = {tie.source.slot, tie.target.slot}
    is_title = trigger.relation in {"leads", "located_in"} and head.tag_ in NOUN_TAGS
    if trigger.event is None and ((is_title and "predicate" not in slots) or slots & {"appos", "like"}):
        return Reading("actual", None)  # a title, an address or an apposition is no plan
    reading = read_status(head)
    if trigger.event == "MOBILIZE" and reading.status == "planned" and (sender := _sender(head)) is not None:
        reading = read_status(sender)  # "sent two frigates to shadow it"
    if trigger.relation == "accession" and trigger.pos == "n" and _goes_on(reading):
        return Reading("actual", None)  # a bid, an application, talks are going on
    if reading.status == "denied" and reading.cue is not None and is_broken_off(head):
        return Reading("ended", reading.cue)  # "has sold them nothing since May"
    if tie.target.slot == "end" and reading.status == "ended":
        return Reading("actual", None)  # a line that was closed still links its ends
    undone = reading.cue is not None and effect_of("nature", reading.cue.text.lower()) == "undone"
    if (
        reading.status in {"denied", "possible"}
        and undone
        and trigger.event in DOMAIN_EVENTS
        and head.tag_ in NOUN_TAGS
    ):
        return Reading("ended", reading.cue)  # what is cancelled was agreed
    if reading.status == "actual" and (aim := _aim(tie)) is not None:
        return aim
    if reading.status == "actual" and trigger.event in _MATERIAL:
        ahead = relative_of(tie.target, head)  # "is building a base that will host X"
        inside = read_status(ahead) if ahead is not None else reading
        if inside.status in _NOT_DONE:
            return inside
    if reading.status == "actual":
        for token in tie.match.tokens:
            for child in children_of(token):
                if child.lower_ == "no" and token.tag_ in NOUN_TAGS:
                    status: Status = "ended" if is_broken_off(head) else "denied"
                    return Reading(status, span_of(child))
    return reading


def _sender(verb: Token) -> Token | None:
    """Give the verb by which those were sent who are to do something: "sent two frigates to shadow it"."""
    if verb.tag_ != "VB" or verb.dep_ not in {"advcl", "xcomp", "acl", "relcl"}:
        return None
    above = verb.head.head if verb.head.dep_ == "dobj" else verb.head
    return above if above.lemma_ in _SENDS else None


def _goes_on(reading: Reading) -> bool:
    """Whether a candidacy is under way and only its end is open: all but "may resume membership talks"."""
    if reading.cue is None or reading.status not in {"planned", "possible"}:
        return False
    return reading.cue.text.lower() not in _MODALS


def _is_refusal(tie: Tie, reading: Reading) -> bool:
    """Whether what is not granted is refused: "does not recognise the court", "refused to let them pass".

    What has merely not happened yet is no refusal: "has not lifted the embargo".
    """
    if tie.match.trigger.event == "YIELD" and (
        tie.match.head.lemma_.lower() in status_words()["nature"]["granted"] or _will_not(tie.match.head)
    ):
        return True
    return reading.cue is not None and reading.cue.text.lower() in status_words()["nature"]["refusing"]


def _will_not(verb: Token) -> bool:
    """Whether somebody says that it will not give way: "would not bow to", "won't hand over"."""
    words = {child.lower_ for child in children_of(verb) if child.dep_ in {"aux", "neg"}}
    return not words.isdisjoint({"will", "would", "wo", "'ll"}) and not words.isdisjoint(
        {"not", "n't", "never"}
    )


def _aim(tie: Tie) -> Reading | None:
    """Read what a trigger of two words only aims at: the agreement of "is seeking an agreement"."""
    trigger, head = tie.match.trigger, tie.match.head
    if trigger.event is not None and trigger.event not in _AIMED:
        return None  # to ask for something is done by asking
    if trigger.relation == "accession" and (trigger.pos == "n" or trigger.head in _APPLYING):
        return None  # who has applied is an applicant
    if trigger.event == "YIELD" and effect_of("object", head.lemma_) in _GIVEN_UP:
        return None  # who drops an objection has given way
    inner = (t for t in tie.match.tokens if t.head == head and t.dep_ in {"dobj", "xcomp"})
    readings = (read_status(token) for token in inner)
    return next((reading for reading in readings if reading.status in {"planned", "possible"}), None)


def _attribution(tie: Tie) -> Attribution | None:
    """Give who is cited for a tie; nobody for an office or an address, nor for the act of saying itself."""
    head = tie.match.head
    said = read_speaker(head) if tie.match.trigger.event else None
    return None if said is not None and said.cue.start == head.idx else said


def _when(tie: Tie, status: Status, passage: Passage) -> tuple[When | None, Span | None]:
    """Date a tie, with the words of the article that say so; an office is held as the article is written."""
    head, article = tie.match.head, passage.article
    verbs = [token for token in tie.match.tokens if token != head and token.tag_.startswith("VB")]
    found = (read_date(token, published=article.published) for token in (head, *verbs))
    when = next((when for when in found if when is not None), None)
    if when is not None and tie.match.trigger.event is None and not _inside(when.cue, head):
        when = None  # "Foreign Minister Li will come in May": the visit is dated, not the office
    if when is None and tie.match.trigger.event:
        live = read_live_date(head, published=article.published, text=article.text, offset=passage.offset)
        if live is not None:
            return live, live.cue
    if when is None and status == "actual":
        if tie.match.trigger.relation == "leads" and article.published is not None:
            when = When(article.published.isoformat(), "day", span_of(head))
        else:
            when = read_ongoing(head, published=article.published)
    return when, _cue(when.cue if when else None, passage)


def _lies_ahead(when: When | None, tie: Tie, article: Article) -> bool:
    """Tell whether something itself is dated after the day its article was published.

    The end of "talks that could collapse before Christmas" is dated, not the talks.
    """
    if when is None or article.published is None or not _inside(when.cue, tie.match.head):
        return False
    return when.date > article.published.isoformat()[: len(when.date)]


def _inside(cue: Span, head: Token) -> bool:
    """Tell whether a date stands in the phrase or the clause of a word that names a standing tie."""
    if head.tag_ not in NOUN_TAGS or head.dep_ in {"attr", "oprd", "dobj", "pobj"}:
        return True
    return head.left_edge.idx <= cue.start < head.right_edge.idx + len(head.right_edge)


@functools.lru_cache(maxsize=8)  # each claim of a sentence has it for evidence
def _bounds(sentence: Slice) -> tuple[int, int]:
    """Give where a sentence begins and ends, without white space around."""
    first = next((token for token in tokens_in(sentence) if not token.is_space), sentence[0])
    last = sentence[-1]
    while last.is_space and last.i > first.i:
        last = last.nbor(-1)
    return first.idx, last.idx + len(last)


def _trigger_span(tie: Tie) -> tuple[int, int]:
    """Give where a trigger's phrase begins and ends; of a scattered phrase, its head."""
    first, last = tie.match.tokens[0], tie.match.tokens[-1]
    if last.i - first.i > _LONGEST_TRIGGER:
        first = last = tie.match.head
    return first.idx, last.idx + len(last)


def _cue(span: Span | None, passage: Passage) -> Span | None:
    return passage.span(span.start, span.end) if span is not None else None


def _is_named(filler: Filler, name: Actor, scene: Scene) -> bool:
    """Whether a name stands in apposition to a role that means the same."""
    if name.candidate.kind in {"role", "pronoun"} or name.entities != (filler.entity,):
        return False
    one, other = scene.doc[filler.actor.candidate.head], scene.doc[name.candidate.head]
    return other.head == one or one.head == other


def _mention(filler: Filler, passage: Passage, scene: Scene | None = None) -> Mention:
    """Give where an end is mentioned; of "the foreign minister, Wang Yi", in a scene, the name."""
    candidate = filler.actor.candidate
    after = candidate.last + 1
    if scene is not None and candidate.kind == "role" and after + 1 < len(scene.doc):
        after += scene.doc[after].text == ","
        named = scene.actor_at(scene.doc[after])
        if named is not None and _is_named(filler, named, scene):
            candidate, filler = named.candidate, dataclasses.replace(filler, actor=named)
    span = passage.span(candidate.start, candidate.end)
    return Mention(span.start, span.end, span.text, filler.entity, filler.actor.reason)


def hear(scene: Scene, passage: Passage) -> None:
    """Remember who is quoted at the end of a passage, for a quotation that the next one goes on with."""
    said = last_cited(scene.doc)
    if said is not None:
        scene.memory.spoken = _speaker(said, scene, passage)
    elif not opens_quoted(scene.doc):
        scene.memory.spoken = None


def _carried(tie: Tie, scene: Scene) -> str | None:
    """Give who goes on in a passage that is a quotation and names nobody."""
    if scene.offset in scene.memory.answers and tie.match.trigger.event is not None:
        return scene.memory.interviewed()
    goes_on = scene.memory.spoken is not None and opens_quoted(scene.doc) and in_quotes(tie.match.head)
    alone = goes_on and tie.match.trigger.event is not None and last_cited(scene.doc) is None
    return scene.memory.spoken if alone else None


def _is_anonymous(phrase: Slice) -> bool:
    """Whether the text keeps back whose officials they are: "three officials said", not "Omani officials"."""
    noun = phrase.root
    bare = noun.tag_ == "NNS" and noun.lemma_.lower() in grammar_words("anonymous")
    return bare and phrase.text.lower() == phrase.text and not is_definite(noun)


def _speaker(said: Attribution, scene: Scene, passage: Passage) -> str:
    """Give the entity that a speaker's phrase means, else its words; of a pronoun, those it refers to."""
    for span in (said.speaker, said.named):
        phrase = scene.doc.char_span(span.start, span.end, alignment_mode="expand") if span else None
        actor = scene.actor_at(phrase.root) if phrase is not None else None
        if (
            actor is not None
            and len(actor.entities) == 1
            and not scene.memory.entity(actor.entities[0]).generic
            and not (phrase is not None and _is_anonymous(phrase))
            and not (actor.reason == "role" and scene.type_of(actor.entities[0]) == "region")
        ):
            return actor.entities[0]
    words = said.named or said.speaker
    return passage.span(words.start, words.end).text
