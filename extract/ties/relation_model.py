"""A relation model of the user's in the place of our triggers and patterns.

Whatever is callable with a parsed passage and its actors, and gives who stands in which relation to whom and
by which word, can read the relations: `Extractor(relation_model=...)`. Status, speaker, date and evidence are
then read around the word that it names, as for our own::

    def model(doc, actors):
        for left, right in itertools.pairwise(actors):
            yield Proposal(left, right, doc[left.candidate.head].head, "diplomacy", "CONSULT", symmetric=True)

    extractor = Extractor(relation_model=model)
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING, Protocol

from detente.extract.claims import claims_of
from detente.extract.ties.scene import Filler, Tie
from detente.extract.ties.triggers import Match
from detente.extract.vocabulary import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.tokens import Doc, Token

    from detente.extract.claims import Passage
    from detente.extract.reference.actors import Actor
    from detente.extract.reference.memory import Memory
    from detente.extract.schema import Claim, Event
    from detente.extract.ties.scene import Scene
    from detente.extract.vocabulary import Vocabulary


@dataclasses.dataclass(frozen=True, slots=True)
class Proposal:
    """What a relation model reads: source and target, the word that says so, and which relation it states.

    `event` is a PLOVER root type, None for structure. `confidence` is the model's own, None for ours.
    """

    source: Actor
    target: Actor
    trigger: Token
    relation: str
    event: Event | None = None
    symmetric: bool = False
    confidence: float | None = None


class RelationModel(Protocol):
    """What reads relations: a passage and its resolved actors go in, proposals come out."""

    def __call__(self, doc: Doc, actors: Sequence[Actor]) -> Iterable[Proposal]:
        """Read one passage."""
        ...  # pragma: no cover


def proposed_claims(
    model: RelationModel, *, actors: Sequence[Actor], scene: Scene, passage: Passage,
    vocabulary: Vocabulary, memory: Memory,
) -> Iterator[Claim]:  # fmt: skip
    """Yield the claims of a relation model: each entity of a source with each of a target.

    Parameters
    ----------
    model
        The user's model.
    actors
        Its resolved spans; those without an entity are not shown to it.
    scene
        The parsed passage.
    passage
        Where it stands.
    vocabulary, memory
        The knowledge that claims are made with.
    """
    for proposal in model(scene.doc, [actor for actor in actors if actor.entities]):
        for tie in _ties_of(proposal):
            made = claims_of(tie, scene=scene, passage=passage, vocabulary=vocabulary, memory=memory)
            for claim in itertools.islice(made, 1):
                # Relation and confidence are the model's, whatever the words around would give.
                confidence = claim.confidence if proposal.confidence is None else proposal.confidence
                yield dataclasses.replace(claim, relation=proposal.relation, confidence=confidence, id="")


def _ties_of(proposal: Proposal) -> Iterator[Tie]:
    word = proposal.trigger
    trigger = Trigger(
        head=word.lemma_.lower() or word.lower_, others=(), pos="v" if word.tag_.startswith("VB") else "n",
        event=proposal.event, relation=proposal.relation, source=(), target=(), status=None,
    )  # fmt: skip
    for source in proposal.source.entities:
        for target in proposal.target.entities:
            if source != target:
                yield Tie(
                    Match(word, (word,), trigger), Filler(source, proposal.source, "model", 0),
                    Filler(target, proposal.target, "model", 0), proposal.symmetric,
                )  # fmt: skip
