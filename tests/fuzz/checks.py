"""What holds of every extraction, whatever the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.records import extraction_from_record, to_record
from detente.graph import graph_from_extractions, validate_graph
from detente.graph.periods import day_span

if TYPE_CHECKING:
    from detente.extract.schema import Article, Extraction


class BrokenPromiseError(AssertionError):
    """A promise that an extraction does not keep."""


def hold(condition: object, *facts: object) -> None:
    if not condition:
        raise BrokenPromiseError(*facts)


def check_extraction(extraction: Extraction, *, orderly: bool = True) -> None:
    """Check offsets, ids, references, dates, the way through JSON and the graph.

    `orderly` says that no head of the parse lies in another sentence, as in every parse of a model.
    """
    article, text = extraction.article, extraction.article.text
    ids = [entity.id for entity in extraction.entities]
    hold(ids == sorted(set(ids)), "entities", ids)
    for mention in extraction.mentions:
        _check_span(text, mention)
        hold(mention.start < mention.end, "empty mention", mention)
    hold(len({claim.id for claim in extraction.claims}) == len(extraction.claims), "claim ids")
    for claim in extraction.claims:
        place = claim.evidence
        hold(place.article == article.id, "article", claim)
        _check_span(text, place)
        hold(place.text.strip() == place.text != "", "evidence", place)
        _check_span(text, claim.trigger)
        inside = place.start <= claim.trigger.start < claim.trigger.end <= place.end
        hold(inside or not orderly, "trigger outside of the sentence", claim.trigger, place)
        for mention in (claim.source_mention, claim.target_mention):
            _check_span(text, mention)
            inside = place.start <= mention.start < mention.end <= place.end
            # whom a text is about may have been named in an earlier sentence
            hold(inside or not orderly or "topic" in claim.pattern, "outside of the sentence", mention, place)
        for span in (claim.status_cue, claim.speaker_cue, claim.date_cue):
            if span is not None:
                _check_span(text, span)
        hold(claim.source in ids, "source is no entity", claim.source, ids)
        hold(claim.target in ids, "target is no entity", claim.target, ids)
        hold(0 <= claim.confidence <= 1, "confidence", claim.confidence)
        hold((claim.date is None) == (claim.date_precision is None), "date", claim)
        if claim.date is not None:
            day_span(claim.date)
    hold(extraction_from_record(to_record(extraction)) == extraction, "way through records")
    validate_graph(graph_from_extractions([extraction]))


def check_article(article: Article) -> None:
    article.text.encode()
    hold(article.text.strip(), "empty article")
    for field in (article.title, article.url, article.source):
        field.encode()
        hold("\n" not in field, "line break in a field", field)


def _check_span(text: str, span) -> None:
    hold(0 <= span.start <= span.end <= len(text), "bounds", span, len(text))
    hold(text[span.start : span.end] == span.text, "text", span, text[span.start : span.end])
