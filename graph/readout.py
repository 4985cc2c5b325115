"""Read the rows of a store back: articles, entities, claims."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from detente.extract.schema import Article, Claim, Entity, Evidence, Extraction, Mention, Span
from detente.graph.tables_schema import ARTICLES, CLAIMS, ENTITIES, FOUND, MAKERS, MENTIONS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from detente.graph.ingest import MadeBy

_CHUNK = 500  # values in one IN (...)


def article_of(row: Any, text: str) -> Article:  # noqa: ANN401 - a row of ARTICLES
    """Make an article of its row."""
    published = dt.date.fromisoformat(row.published) if row.published else None
    return Article(text, row.title, published, row.url, row.source, row.language, row.id)


def claim_of(row: Any, article: str) -> Claim:  # noqa: ANN401 - a row of CLAIMS
    """Make a claim of its row."""
    trigger, source, target, *cues = json.loads(row.details)
    status_cue, speaker_cue, date_cue = (Span(*cue) if cue else None for cue in cues)
    return Claim(
        source=row.source,
        target=row.target,
        relation=row.relation,
        event=row.event,
        status=row.status,
        symmetric=bool(row.symmetric),
        evidence=Evidence(article, row.start, row.end, row.text),
        trigger=Span(*trigger),
        source_mention=Mention(*source),
        target_mention=Mention(*target),
        speaker=row.speaker,
        date=row.date,
        date_precision=row.date_precision,
        confidence=row.confidence,
        pattern=row.pattern,
        status_cue=status_cue,
        speaker_cue=speaker_cue,
        date_cue=date_cue,
        id=row.id,
    )


def entity_of(record: str) -> Entity:
    """Make an entity of its stored record."""
    id_, name, kind, country, sector, generic, wikidata, aliases = json.loads(record)
    return Entity(id_, name, kind, country, sector, generic, wikidata, tuple(aliases))


def where_in(
    conn: sa.Connection, select: sa.Select[Any], column: sa.Column[Any], values: Iterable[Any]
) -> Iterator[Any]:
    """Run a select for rows whose column has one of many values, some at a time."""
    ordered = sorted(set(values))
    for i in range(0, len(ordered), _CHUNK):
        yield from conn.execute(select.where(column.in_(ordered[i : i + _CHUNK])))


def stream(conn: sa.Connection, select: sa.Select[Any]) -> Iterator[Any]:
    """Run a select and fetch its rows little by little."""
    return iter(conn.execute(select, execution_options={"yield_per": 1000}))


def articles_with_texts() -> sa.Select[Any]:
    """Select articles with their texts."""
    return sa.select(ARTICLES, TEXTS.c.text).join(TEXTS, TEXTS.c.article == ARTICLES.c.number)


def claims_with_articles() -> sa.Select[Any]:
    """Select claims with the id and the day of their article."""
    columns = ARTICLES.c.id.label("article_id"), ARTICLES.c.published
    return sa.select(CLAIMS, *columns).join(ARTICLES, ARTICLES.c.number == CLAIMS.c.article)


def read_claims(conn: sa.Connection) -> Iterator[Claim]:
    """Yield all claims in the order added."""
    for row in stream(conn, claims_with_articles().order_by(CLAIMS.c.number)):
        yield claim_of(row, row.article_id)


def read_entities(conn: sa.Connection, *, repeat: bool = False) -> Iterator[Entity]:
    """Yield the entities sorted by id, each record once or once an article."""
    for row in stream(conn, sa.select(ENTITIES).order_by(ENTITIES.c.id, ENTITIES.c.record)):
        yield from itertools.repeat(entity_of(row.record), row.articles if repeat else 1)


def read_clusters(conn: sa.Connection) -> dict[str, str]:
    """Give the story of each article that has copies."""
    select = sa.select(ARTICLES.c.id, ARTICLES.c.story).where(ARTICLES.c.story.is_not(None))
    return {row.id: row.story for row in conn.execute(select.order_by(ARTICLES.c.id))}


def maker_numbers(conn: sa.Connection, made_by: MadeBy) -> list[int]:
    """Give the numbers under which the store knows a maker."""
    same = (
        MAKERS.c.model == made_by.model,
        MAKERS.c.vocabulary == made_by.vocabulary,
        MAKERS.c.gazetteer == made_by.gazetteer,
        MAKERS.c.detente == made_by.detente,
    )
    return list(conn.scalars(sa.select(MAKERS.c.number).where(*same)))


def read_extractions(conn: sa.Connection, rows: Sequence[Any]) -> Iterator[Extraction]:
    """Yield all that some articles gave; the rows are of `articles_with_texts`."""
    numbers = [row.number for row in rows]
    mentions: dict[int, list[Mention]] = {number: [] for number in numbers}
    entities: dict[int, list[Entity]] = {number: [] for number in numbers}
    claims: dict[int, list[Any]] = {number: [] for number in numbers}
    for row in conn.execute(
        sa.select(MENTIONS)
        .where(MENTIONS.c.article.in_(numbers))
        .order_by(MENTIONS.c.article, MENTIONS.c.position)
    ):
        mentions[row.article].append(Mention(row.start, row.end, row.text, row.entity, row.reason))
    for row in conn.execute(
        sa.select(FOUND.c.article, ENTITIES.c.record)
        .join(ENTITIES, ENTITIES.c.number == FOUND.c.entity)
        .where(FOUND.c.article.in_(numbers))
        .order_by(FOUND.c.article, FOUND.c.position)
    ):
        entities[row.article].append(entity_of(row.record))
    for row in conn.execute(sa.select(CLAIMS).where(CLAIMS.c.article.in_(numbers)).order_by(CLAIMS.c.number)):
        claims[row.article].append(row)
    for row in rows:
        yield Extraction(
            article_of(row, row.text),
            tuple(mentions[row.number]),
            tuple(entities[row.number]),
            tuple(claim_of(claim, row.id) for claim in claims[row.number]),
        )
