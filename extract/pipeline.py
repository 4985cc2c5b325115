"""The extractor: articles in, mentions, entities and claims out."""

from __future__ import annotations

import contextlib
import itertools
from typing import TYPE_CHECKING

from detente.extract.claims import Passage, claims_of, hear, is_with_itself
from detente.extract.confidence import default_threshold, plausibility_of
from detente.extract.english.model import load_model
from detente.extract.gazetteer import Gazetteer, collection_paused, load_gazetteer
from detente.extract.knowledge.names import NameFinder
from detente.extract.knowledge.roles import load_roles
from detente.extract.linking import link, to_mentions
from detente.extract.mentions import find_candidates
from detente.extract.reading.passages import in_sentence_case, passages
from detente.extract.reference.bystanders import parties
from detente.extract.reference.coreference import antecedents
from detente.extract.reference.memory import Memory
from detente.extract.reference.standing import state_of_phrase
from detente.extract.running.parallel import CHUNK, extract_in_processes
from detente.extract.schema import Article, Claim, Entity, Extraction, Mention, Status
from detente.extract.speech.interviews import answers_in
from detente.extract.speech.quotations import opens_quoted
from detente.extract.status import read_status
from detente.extract.structure import find_structure, relational_nouns
from detente.extract.syntax.tokens import sentences_in
from detente.extract.ties.echoes import echoes
from detente.extract.ties.pairs import PairView, decided, view_pair, words_at
from detente.extract.ties.relation_model import proposed_claims
from detente.extract.ties.scene import Scene
from detente.extract.vocabulary import load_vocabulary
from detente.extract.weighing.proposals import load_tie_model, weigh
from detente.extract.weighing.readings import look
from detente.extract.weighing.upheld import borne_out

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from spacy.language import Language
    from spacy.tokens import Doc

    from detente.extract.reference.actors import Actor
    from detente.extract.reference.coreference import Resolver
    from detente.extract.ties.relation_model import RelationModel
    from detente.extract.ties.scene import Tie
_BATCH = 64
"""Passages that the model reads at once."""
_BRIEF = 2
"""Sentences that make a text brief: it was chosen for the event that it tells."""
_LEAST_OF_BRIEF, _LEAST_PLAUSIBLE = 0.1, 0.4
"""How sure, and how plausible, the surest tie of a brief text must be where none is as sure as elsewhere."""
_CHIEF, _SURE = 0.8, 0.38
"""How sure, beside the surest tie of a sentence of a brief text or by itself, a tie must be to be told."""
_MOST_WORDS = 50_000
"""Words that the model's vocabulary keeps between articles."""


class Extractor:
    """Reads articles. It loads the language model once and is then cheap to call.

    Parameters
    ----------
    model
        Name, path or loaded spaCy pipeline; without one the small English model.
    gazetteer
        A loaded gazetteer, or tables of the user to lay over the shipped one.
    relations
        A relation vocabulary of the user (TOML) to lay over the shipped one.
    coreference
        What resolves pronouns and definite phrases; a better resolver may take the place of ours.
    relation_model
        What reads relations in the place of our triggers and patterns; see `relation_model.RelationModel`.
    min_confidence
        Claims less sure than this are dropped: 0 keeps all; without it, a threshold chosen by measurement,
        and of a text of a sentence or two that has no claim so sure, the surest tie.

    Examples
    --------
    >>> extractor = Extractor()
    >>> article = Article("Serbia signed a trade agreement with Kazakhstan.")
    >>> [claim] = next(extractor.extract([article])).claims
    >>> claim.source, claim.relation, claim.target, claim.status
    ('SRB', 'trade', 'KAZ', 'actual')
    """

    def __init__(
        self,
        *,
        model: str | Path | Language | None = None,
        gazetteer: Gazetteer | Iterable[Path | str] = (),
        relations: Path | str | None = None,
        coreference: Resolver = antecedents,
        relation_model: RelationModel | None = None,
        min_confidence: float | None = None,
    ) -> None:
        gazetteer = gazetteer if isinstance(gazetteer, Gazetteer) else tuple(gazetteer)
        self._settings = {
            "model": model, "gazetteer": gazetteer, "relations": relations, "coreference": coreference,
            "relation_model": relation_model, "min_confidence": min_confidence,
        }  # fmt: skip
        self.nlp = load_model(model)
        with collection_paused():
            self.gazetteer = gazetteer if isinstance(gazetteer, Gazetteer) else load_gazetteer(*gazetteer)
            self.vocabulary = load_vocabulary(relations)
            self._names = NameFinder(self.gazetteer)
        self._nouns = relational_nouns(self.vocabulary)
        self.roles = load_roles()
        self.coreference = coreference
        self.relation_model = relation_model
        self.tie_model = load_tie_model()
        self.min_confidence = default_threshold() if min_confidence is None else min_confidence

    def extract(self, articles: Iterable[Article], *, workers: int = 1) -> Iterator[Extraction]:
        """Read articles, one after the other, lazily.

        Parameters
        ----------
        articles
            Any number of articles.
        workers
            Processes to read with; the result does not depend on it.

        Yields
        ------
        Extraction
            One an article, in the order given.
        """
        if workers > 1:
            yield from extract_in_processes(
                articles, extractor=self, settings=self._settings, workers=workers
            )
            return
        iterator = iter(articles)
        while chunk := list(itertools.islice(iterator, CHUNK)):
            yield from self._read_chunk(chunk)

    def _read_chunk(self, chunk: list[Article]) -> list[Extraction]:
        """Read some articles at once; nothing of their parses is kept."""
        spans = [list(passages(article.text)) for article in chunk]
        texts = [
                in_sentence_case(a.text[start:end], self._names)
                for a, found in zip(chunk, spans, strict=True) for start, end in found
            ]  # fmt: skip
        words = self.nlp.vocab
        # The common words stay; a zone forgets what comes after them, lest a long run grow without end.
        zone = self.nlp.memory_zone() if len(words) > _MOST_WORDS else contextlib.nullcontext()
        with zone:
            docs = self.nlp.pipe(texts, batch_size=_BATCH)
            return [
                self._read(article, [(start, next(docs)) for start, _ in found])
                for article, found in zip(chunk, spans, strict=True)
            ]

    def scenes(self, text: str) -> Iterator[tuple[int, Scene, list[Actor]]]:
        """Parse a text and resolve its actors, without reading what is said of them.

        All of the text is linked before its first passage is yielded: what an article speaks of often is
        told by its end.

        Parameters
        ----------
        text
            The text of an article.

        Yields
        ------
        tuple
            For each passage, the offset where it begins, its scene and its actors.
        """
        spans = list(passages(text))
        docs = (self.nlp(in_sentence_case(text[start:end], self._names)) for start, end in spans)
        read = list(zip((start for start, _ in spans), docs, strict=True))
        yield from self._scenes(read, Memory(self.gazetteer))

    def _scenes(
        self, passages: list[tuple[int, Doc]], memory: Memory
    ) -> Iterator[tuple[int, Scene, list[Actor]]]:
        linked = []
        memory.answers = answers_in(passages)
        for offset, doc in passages:
            actors = self._link(doc, memory, offset)
            linked.append((offset, Scene(doc, actors, memory), actors))
        for offset, scene, actors in linked:
            scene.return_to()
            yield offset, scene, actors

    def structure_of(self, scene: Scene, actors: list[Actor]) -> list[Tie]:
        """Give the structural ties of a passage: who leads, owns or belongs to what, and where it lies.

        Parameters
        ----------
        scene, actors
            The passage and its actors, from `scenes`.
        """
        return list(find_structure(scene, actors, memory=scene.memory, roles=self.roles, nouns=self._nouns))

    def read(self, doc: Doc, *, article: Article | None = None) -> Extraction:
        """Read a text that is parsed already, as one passage.

        Parameters
        ----------
        doc
            A text parsed by an English pipeline of spaCy.
        article
            What it is the text of: its title, day and source; without it, an article of the text alone.
        """
        return self._read(article or Article(doc.text), [(0, doc)])

    def mentions(self, doc: Doc) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
        """Find who is named in a text that is parsed already, without reading what is said of them.

        Parameters
        ----------
        doc
            A text parsed by an English pipeline of spaCy.

        Returns
        -------
        tuple
            The mentions, and the entities they mean, sorted by id.
        """
        memory = Memory(self.gazetteer)
        found = to_mentions(self._link(doc, memory, 0), doc.text, 0)
        entities = sorted({m.entity for m in found if m.entity})
        return tuple(found), tuple(memory.entity(entity) for entity in entities)

    def relate(self, text: str, *, source: tuple[int, int], target: tuple[int, int]) -> Claim | None:
        """Say what a text states of one pair of actors.

        Parameters
        ----------
        text
            A sentence or a passage.
        source, target
            Character offsets of the two actors' phrases.

        Returns
        -------
        Claim or None
            None if no word of the text states a tie.
        """
        view = self.view_pair(text, source=source, target=target)
        tie = decided(view)
        if tie is None:
            return None
        passage = Passage(Article(text), 0)
        return next(
            claims_of(
                tie, scene=view.scene, passage=passage, vocabulary=self.vocabulary, memory=view.scene.memory
            ),
            None,
        )

    def view_pair(self, text: str, *, source: tuple[int, int], target: tuple[int, int]) -> PairView:
        """Look at a text from a pair of phrases, as `relate` does before it decides."""
        doc = self.nlp(text)
        memory = Memory(self.gazetteer)
        actors = self._link(doc, memory, 0)
        return view_pair(doc, source, target, actors=actors, memory=memory, vocabulary=self.vocabulary)

    def status(self, text: str, span: tuple[int, int]) -> Status:
        """Give the status of the event that the word at a span names.

        Parameters
        ----------
        text
            A sentence or a passage.
        span
            Character offsets of the event word.

        Raises
        ------
        ArticleError
            If the span lies outside of the text.
        """
        doc = self.nlp(text)
        return read_status(words_at(doc, span).root).status

    def resolve(self, phrase: str, *, on: dt.date | None = None) -> Entity | None:
        """Give the entity that a phrase stands for.

        Parameters
        ----------
        phrase
            A name or a noun phrase, such as "the Serbian foreign minister".
        on
            The day at which office holders are meant.
        """
        doc = self.nlp(phrase)
        memory = Memory(self.gazetteer, on=on)
        actors = self._link(doc, memory, 0)
        if not actors:
            return None
        root = doc[:].root
        at_root = [a for a in actors if a.candidate.first <= root.i <= a.candidate.last and a.entities]
        if at_root:
            entity = memory.entity(at_root[0].entities[0])
            holder = self._office_holder(at_root[0].candidate.role, entity.id, on) if on else None
            if holder:
                return self.gazetteer.entities[holder]
            people = entity.type == "group" and at_root[0].candidate.kind == "role"  # "Tuareg rebels in Mali"
            known = entity.id in self.gazetteer.entities
            if entity.type == "country" or entity.country or (known and not people):
                return entity
        # "an Iranian cargo plane": what is no actor, or one that nothing is known of, is its state's.
        state = state_of_phrase(doc, actors, memory)
        if state:
            return self.gazetteer.entities[state]
        if at_root:
            return memory.entity(at_root[0].entities[0])
        named = (memory.entity(entity) for actor in actors for entity in actor.entities)
        return next((entity for entity in named if entity.type == "country"), None)

    def _office_holder(self, role: str, country: str, on: dt.date) -> str | None:
        """Give who held an office of a country on a day, as far as the tables date it."""
        office = self.roles.offices.get(role)
        return next(
            (
                held.person for held in self.gazetteer.offices
                if held.country == country and office in held.role.split("|")
                and held.since is not None and held.since <= on and (held.until is None or on <= held.until)
            ),
            None,
        )  # fmt: skip

    def _link(self, doc: Doc, memory: Memory, offset: int) -> list[Actor]:
        candidates = find_candidates(doc, names=self._names, roles=self.roles)
        return link(
            doc, candidates, memory=memory, gazetteer=self.gazetteer, roles=self.roles,
            offset=offset, coreference=self.coreference,
        )  # fmt: skip

    def _read(self, article: Article, passages: list[tuple[int, Doc]]) -> Extraction:
        mentions: list[Mention] = []
        claims: list[Claim] = []
        is_brief = sum(len(sentences_in(doc)) for _, doc in passages) <= _BRIEF
        memory = Memory(self.gazetteer, on=article.published)
        before: tuple[Scene, Passage] | None = None
        for offset, scene, actors in self._scenes(passages, memory):
            passage = Passage(article, offset)
            if before is not None and opens_quoted(scene.doc):
                hear(*before)  # whose words may go on here
            claims.extend(self._claims(scene, passage, is_brief=is_brief))
            before = scene, passage
            mentions.extend(to_mentions(actors, article.text, offset))
        if not is_brief:
            claims = list(parties(claims, memory, mentions))
        kept = self._kept(claims, is_brief=is_brief)
        if not is_brief and self._settings["min_confidence"] is None:
            kept = list(borne_out(kept, memory))
        distinct = {claim.id: claim for claim in kept}
        ordered = sorted(distinct.values(), key=lambda c: (c.evidence.start, c.trigger.start, c.id))
        named = {m.entity for m in mentions if m.entity and not memory.entity(m.entity).generic}
        named |= {e for claim in ordered for e in (claim.source, claim.target)}
        entities = tuple(memory.entity(entity) for entity in sorted(named))
        return Extraction(article, tuple(mentions), entities, tuple(ordered))

    def _kept(self, claims: list[Claim], *, is_brief: bool) -> list[Claim]:
        """Drop the claims that are not sure enough; of a dispatch, not all that tell of an event."""
        kept = [claim for claim in claims if claim.confidence >= self.min_confidence]
        if not is_brief or self._settings["min_confidence"] is not None:
            return kept
        if any(claim.event for claim in kept):
            return list(_chief(kept))
        told = [
            claim for claim in claims
            if claim.event and claim.confidence >= _LEAST_OF_BRIEF
            and (plausibility_of(claim) or 0.0) >= _LEAST_PLAUSIBLE
        ]  # fmt: skip
        most = max((claim.confidence for claim in told), default=0.0)
        return kept + [claim for claim in told if claim.confidence == most]

    def _claims(self, scene: Scene, passage: Passage, *, is_brief: bool) -> Iterator[Claim]:
        actors, memory, vocabulary = scene.actors, scene.memory, self.vocabulary
        if self.relation_model is not None:
            yield from proposed_claims(
                self.relation_model, actors=actors, scene=scene, passage=passage,
                vocabulary=vocabulary, memory=memory,
            )  # fmt: skip
            return
        structure = self.structure_of(scene, actors)
        found: list[Claim] = []
        told: set[tuple[str, str, str, int]] = set()  # structure, that both readers may find in a sentence
        reading = look(scene, actors, structure=structure, vocabulary=vocabulary)
        # What noun phrases state comes first: an apposition is no plan, whatever the verb above it says;
        # but where a route will run is for its verb to say.
        ends = [tie for tie in reading.structure if tie.match.trigger.relation == "connects"]
        phrases = [tie for tie in reading.structure if tie.match.trigger.relation != "connects"]
        for tie in itertools.chain(
            phrases, weigh(reading, scene, self.tie_model, vocabulary=vocabulary, is_brief=is_brief), ends
        ):
            if is_with_itself(tie, scene):
                continue
            for claim in claims_of(tie, scene=scene, passage=passage, vocabulary=vocabulary, memory=memory):
                fact = (claim.source, claim.relation, claim.target, claim.evidence.start)
                if claim.event is None and fact in told:
                    continue
                told.add(fact)
                if (claim.event, claim.status) != ("REJECT", "denied"):  # who has not refused has not acted
                    found.append(claim)
        yield from found
        yield from echoes(scene, found, passage=passage, vocabulary=vocabulary, memory=memory)


def _chief(claims: list[Claim]) -> Iterator[Claim]:
    """Leave out the pairs that a dispatch, chosen for the event that it tells, only ties in passing.

    Each sentence is measured by its surest tie. What is sure by itself stays, and so does what is told of
    other parties to a sure event, however unsure.
    """
    surest: dict[int, float] = {}
    sure: dict[tuple[int, frozenset[str]], float] = {}
    for claim in claims:
        if claim.event:
            sentence, pair = claim.evidence.start, frozenset((claim.source, claim.target))
            surest[sentence] = max(surest.get(sentence, 0.0), claim.confidence)
            sure[sentence, pair] = max(sure.get((sentence, pair), 0.0), claim.confidence)
    chief = {
        pair for (sentence, pair), confidence in sure.items()
        if confidence >= min(_SURE, _CHIEF * surest[sentence])
    }  # fmt: skip
    events = {c.trigger for c in claims if c.event and frozenset((c.source, c.target)) in chief}
    for claim in claims:
        if not claim.event or claim.trigger in events or frozenset((claim.source, claim.target)) in chief:
            yield claim
