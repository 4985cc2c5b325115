"""The extractor as components of a spaCy pipeline of your own.

::

    import spacy

    nlp = spacy.load("en_core_web_sm")
    nlp.add_pipe("detente_claims")
    doc = nlp("Serbia signed a trade agreement with Kazakhstan.")
    doc.spans["detente"]      # [Serbia, Kazakhstan]: label_ is the type, id_ the entity
    doc.user_data["detente"]  # an Extraction: mentions, entities, claims

Both components are found by name once detente is installed. Their settings are those of `Extractor`, so far
as JSON can hold them; for a resolver or a relation model of your own, give the component an extractor::

    nlp.get_pipe("detente_claims").extractor = Extractor(model=nlp, coreference=mine, relation_model=mine_too)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import srsly  # type: ignore[import-untyped]
from spacy.language import Language
from spacy.tokens import Doc, Span

from detente.extract.pipeline import Extractor
from detente.extract.records import extraction_from_record, to_record
from detente.extract.schema import Extraction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from detente.extract.schema import Entity, Mention

KEY = "detente"
"""Where a document keeps what was found: `doc.spans[KEY]` and `doc.user_data[KEY]`."""

_REQUIRES = ("token.dep", "token.head", "token.tag", "token.lemma", "doc.sents", "doc.ents")
_SETTINGS: dict[str, Any] = {"gazetteer": [], "relations": None}


class Mentions:
    """Marks in `doc.spans` who is named: each span with the entity's type and id.

    Spans that stay unresolved are left out.

    Parameters
    ----------
    extractor
        What links names.
    """

    def __init__(self, extractor: Extractor) -> None:
        self.extractor = extractor

    def __call__(self, doc: Doc) -> Doc:
        """Mark the mentions of one document."""
        mentions, entities = self.extractor.mentions(doc)
        _mark(doc, mentions, entities)
        return doc


class Claims:
    """Marks who is named and keeps the extraction in `doc.user_data`.

    Parameters
    ----------
    extractor
        What reads documents.
    """

    def __init__(self, extractor: Extractor) -> None:
        self.extractor = extractor

    def __call__(self, doc: Doc) -> Doc:
        """Read one document as one article; nothing is known of its day."""
        extraction = self.extractor.read(doc)
        entities = {e.id for e in extraction.entities}
        _mark(doc, [m for m in extraction.mentions if m.entity in entities], extraction.entities)
        doc.user_data[KEY] = extraction
        return doc


@Language.factory(
    "detente_mentions", assigns=["doc.spans"], requires=list(_REQUIRES), default_config=dict(_SETTINGS)
)
def make_mentions(nlp: Language, name: str, gazetteer: list[str], relations: str | None) -> Mentions:
    """Make the component that marks mentions.

    Parameters
    ----------
    nlp
        The pipeline; tagger, parser and lemmatizer must stand before.
    name
        The component's name.
    gazetteer
        Tables of the user to lay over the shipped one.
    relations
        A relation vocabulary of the user, as for `Extractor`.
    """
    del name
    return Mentions(Extractor(model=nlp, gazetteer=gazetteer, relations=relations))


@Language.factory(
    "detente_claims",
    assigns=["doc.spans", "doc.user_data"],
    requires=list(_REQUIRES),
    default_config={**_SETTINGS, "min_confidence": None},
)
def make_claims(
    nlp: Language, name: str, gazetteer: list[str], relations: str | None, min_confidence: float | None
) -> Claims:
    """Make the component that reads claims.

    Parameters
    ----------
    nlp
        The pipeline; tagger, parser, lemmatizer and entity recognizer must stand before.
    name
        The component's name.
    gazetteer
        Tables of the user to lay over the shipped one.
    relations
        A relation vocabulary of the user.
    min_confidence
        Claims less sure than this are dropped; without it, the shipped threshold.
    """
    del name
    return Claims(
        Extractor(model=nlp, gazetteer=gazetteer, relations=relations, min_confidence=min_confidence)
    )


def _mark(doc: Doc, mentions: Iterable[Mention], entities: Sequence[Entity]) -> None:
    types = {entity.id: entity.type for entity in entities}
    spans = []
    for mention in mentions:
        words = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if mention.entity is not None and words is not None:
            entity = mention.entity
            spans.append(Span(doc, words.start, words.end, label=types[entity], span_id=entity))
    doc.spans[KEY] = spans


# spaCy sends documents between processes, and saves them, as msgpack: without these two, one that holds an
# extraction could be neither sent nor saved.


@srsly.msgpack_encoders("detente_extraction")  # type: ignore[untyped-decorator]
def _encode(item: object, chain: Callable[[object], object] | None = None) -> object:
    if isinstance(item, Extraction):
        return {"__detente_extraction__": to_record(item)}
    return item if chain is None else chain(item)


@srsly.msgpack_decoders("detente_extraction")  # type: ignore[untyped-decorator]
def _decode(item: object, chain: Callable[[object], object] | None = None) -> object:
    if isinstance(item, dict) and "__detente_extraction__" in item:
        return extraction_from_record(item["__detente_extraction__"], where="a saved document")
    return item if chain is None else chain(item)
