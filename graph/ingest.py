"""Put extractions into a store and take them out again, within a transaction that the caller holds."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from detente.graph.copies import StoredText, forget_copies, link_copies, texts_where
from detente.graph.errors import PeriodError, StoreError
from detente.graph.readout import where_in
from detente.graph.tables_schema import (
    ARTICLES,
    CLAIMS,
    ENTITIES,
    FOUND,
    MAKERS,
    MENTIONS,
    TEXTS,
    WITHDRAWN,
    days_of,
    searchable,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.extract.schema import Article, Claim, Entity, Extraction

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _installed() -> str:
    return importlib.metadata.version("detente")


@dataclasses.dataclass(frozen=True, slots=True)
class MadeBy:
    """What read an article: the label of the model, the versions of vocabulary, gazetteer and detente."""

    model: str = ""
    vocabulary: str = ""
    gazetteer: str = ""
    detente: str = dataclasses.field(default_factory=_installed)


@dataclasses.dataclass(frozen=True, slots=True)
class Added:
    """What became of the articles given to a store.

    `articles` were written with their `claims`; of these, `reread` were there before and `replaced` took the
    place of an older version. `known` were there already; `withdrawn` were retracted or replaced before.
    """

    articles: int = 0
    claims: int = 0
    reread: int = 0
    replaced: int = 0
    known: int = 0
    withdrawn: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(*map(sum, zip(dataclasses.astuple(self), dataclasses.astuple(other), strict=True)))


@dataclasses.dataclass(frozen=True, slots=True)
class _Version:
    """One version of the article at an address; `number` is None while it is not in the store."""

    id: str
    published: str
    number: int | None


def add_batch(conn: sa.Connection, extractions: Sequence[Extraction], made_by: MadeBy) -> Added:
    """Write a batch of extractions; what the store has already is left alone.

    Parameters
    ----------
    conn
        A connection in a transaction of `writing`.
    extractions
        The batch.
    made_by
        What read the articles. An article read by something else before is written anew.

    Returns
    -------
    Added
        What became of the batch.
    """
    maker = _maker(conn, made_by)
    batch = {extraction.article.id: extraction for extraction in reversed(extractions)}
    batch = dict(reversed(batch.items()))  # of one article twice the first, in the order given
    stored = {
        row.id: (row.number, row.maker)
        for row in where_in(
            conn, sa.select(ARTICLES.c.id, ARTICLES.c.number, ARTICLES.c.maker), ARTICLES.c.id, batch
        )
    }
    gone = {row.id for row in where_in(conn, sa.select(WITHDRAWN.c.id), WITHDRAWN.c.id, batch)}
    reread = {id_: batch[id_] for id_ in batch if id_ in stored and stored[id_][1] != maker}
    new = {id_: batch[id_] for id_ in batch if id_ not in stored and id_ not in gone}
    outdated = _settle_versions(conn, new)
    for number, id_ in outdated:
        remove_article(conn, number, id_)
        reread.pop(id_, None)
    numbers = {id_: stored[id_][0] for id_ in reread}
    for number in numbers.values():
        _remove_contents(conn, number)
    if numbers:
        conn.execute(sa.update(ARTICLES).where(ARTICLES.c.number.in_(numbers.values())).values(maker=maker))
    first = _next_number(conn, ARTICLES.c.number)
    numbers |= {id_: first + i for i, id_ in enumerate(new)}
    if new:
        conn.execute(
            ARTICLES.insert(), [_article_row(e.article, numbers[id_], maker) for id_, e in new.items()]
        )
        conn.execute(
            TEXTS.insert(), [{"article": numbers[id_], "text": e.article.text} for id_, e in new.items()]
        )
        read = [e.article for e in new.values()]
        link_copies(conn, [StoredText(numbers[a.id], a.id, a.published, a.text) for a in read])
    claims = _write_contents(conn, {numbers[id_]: extraction for id_, extraction in (reread | new).items()})
    return Added(
        articles=len(new) + len(reread),
        claims=claims,
        reread=len(reread),
        replaced=len(outdated),
        known=len(stored) - len(reread),
        withdrawn=len(batch) - len(stored) - len(new),
    )


def remove_article(conn: sa.Connection, number: int, id_: str) -> None:
    """Delete an article and what rests on it alone; its copies stay one story without it."""
    own = ARTICLES.c.number == number
    story = conn.scalar(sa.select(ARTICLES.c.story).where(own))
    _remove_contents(conn, number)
    forget_copies(conn, texts_where(conn, own))
    conn.execute(sa.delete(TEXTS).where(TEXTS.c.article == number))
    conn.execute(sa.delete(ARTICLES).where(ARTICLES.c.id == id_))
    if story is None:
        return
    rest = texts_where(conn, ARTICLES.c.story == story)
    # It may have been what held the others together.
    conn.execute(sa.update(ARTICLES).where(ARTICLES.c.story == story).values(story=None))
    forget_copies(conn, rest)
    link_copies(conn, rest)


def _settle_versions(conn: sa.Connection, new: dict[str, Extraction]) -> list[tuple[int, str]]:
    """Let the later version of an article at one address win: by its date, else the one added last.

    Versions that lose leave `new`, or are returned if they are stored; all are noted as withdrawn.
    """
    columns = sa.select(ARTICLES.c.url, ARTICLES.c.id, ARTICLES.c.published, ARTICLES.c.number)
    urls = {extraction.article.url for extraction in new.values()} - {""}
    current = {
        row.url: _Version(row.id, row.published or "", row.number)
        for row in where_in(conn, columns, ARTICLES.c.url, urls)
    }
    outdated, withdrawn = [], []
    for id_, extraction in list(new.items()):
        article = extraction.article
        version = _Version(id_, article.published.isoformat() if article.published else "", None)
        former = current.get(article.url)
        if not article.url or former is None:
            current[article.url] = version
            continue
        winner, loser = (former, version) if version.published < former.published else (version, former)
        current[article.url] = winner
        withdrawn.append({"id": loser.id, "replaced_by": winner.id})
        if loser.number is None:
            del new[loser.id]
        else:
            outdated.append((loser.number, loser.id))
    if withdrawn:
        conn.execute(WITHDRAWN.insert(), withdrawn)
    return outdated


def _write_contents(conn: sa.Connection, extractions: dict[int, Extraction]) -> int:
    """Write mentions, entities and claims of articles by number; gives how many claims."""
    mentions, claims = [], []
    found: dict[int, list[str]] = {}
    number = first = _next_number(conn, CLAIMS.c.number)
    for article, extraction in extractions.items():
        about = extraction.article
        published = about.published.isoformat() if about.published else None
        found[article] = list(dict.fromkeys(map(_entity_record, extraction.entities)))
        mentions += [
            {
                "article": article, "position": i, "start": m.start, "end": m.end, "text": m.text,
                "entity": m.entity, "reason": m.reason,
            }
            for i, m in enumerate(extraction.mentions)
        ]  # fmt: skip
        for claim in {claim.id: claim for claim in extraction.claims}.values():
            claims.append(_claim_row(claim, number, article, published))
            number += 1
    if mentions:
        conn.execute(MENTIONS.insert(), mentions)
    if claims:
        conn.execute(CLAIMS.insert(), claims)
        if searchable(conn):
            conn.exec_driver_sql(
                "INSERT INTO search(rowid, text) SELECT number, text FROM claims WHERE number >= ?", (first,)
            )
    _write_entities(conn, found)
    return len(claims)


def _write_entities(conn: sa.Connection, found: dict[int, list[str]]) -> None:
    counts = Counter(record for records in found.values() for record in records)
    columns = sa.select(ENTITIES.c.record, ENTITIES.c.number)
    numbers = {row.record: row.number for row in where_in(conn, columns, ENTITIES.c.record, counts)}
    if numbers:
        more = [{"row": number, "more": counts[record]} for record, number in numbers.items()]
        conn.execute(_COUNT, more)
    unknown = sorted(counts.keys() - numbers.keys())
    first = _next_number(conn, ENTITIES.c.number)
    rows = [
        {"number": first + i, "record": record, "id": json.loads(record)[0], "articles": counts[record]}
        for i, record in enumerate(unknown)
    ]
    if rows:
        conn.execute(ENTITIES.insert(), rows)
    numbers |= {record: first + i for i, record in enumerate(unknown)}
    given = [
        {"article": article, "position": i, "entity": numbers[record]}
        for article, records in found.items()
        for i, record in enumerate(records)
    ]
    if given:
        conn.execute(FOUND.insert(), given)


_COUNT = (
    sa.update(ENTITIES)
    .where(ENTITIES.c.number == sa.bindparam("row"))
    .values(articles=ENTITIES.c.articles + sa.bindparam("more"))
)


def _remove_contents(conn: sa.Connection, number: int) -> None:
    """Delete mentions, entities and claims of an article, but not the article."""
    if searchable(conn):
        conn.exec_driver_sql(
            "INSERT INTO search(search, rowid, text) "
            "SELECT 'delete', number, text FROM claims WHERE article = ?",
            (number,),
        )
    conn.execute(sa.delete(CLAIMS).where(CLAIMS.c.article == number))
    conn.execute(sa.delete(MENTIONS).where(MENTIONS.c.article == number))
    given = conn.scalars(sa.select(FOUND.c.entity).where(FOUND.c.article == number)).all()
    if given:
        conn.execute(_COUNT, [{"row": entity, "more": -1} for entity in given])
        orphans = sa.and_(ENTITIES.c.number.in_(given), ENTITIES.c.articles < 1)
        conn.execute(sa.delete(ENTITIES).where(orphans))
        conn.execute(sa.delete(FOUND).where(FOUND.c.article == number))


def _maker(conn: sa.Connection, made_by: MadeBy) -> int:
    fields = dataclasses.asdict(made_by)
    same = sa.and_(*(MAKERS.c[name] == value for name, value in fields.items()))
    known = conn.scalar(sa.select(MAKERS.c.number).where(same))
    if known is not None:
        return int(known)
    number = _next_number(conn, MAKERS.c.number)
    conn.execute(MAKERS.insert(), fields | {"number": number})
    return number


def _next_number(conn: sa.Connection, column: sa.Column[int]) -> int:
    last = conn.scalar(sa.select(sa.func.max(column)))
    return 1 if last is None else int(last) + 1


def _article_row(article: Article, number: int, maker: int) -> dict[str, Any]:
    try:
        f"{article.text}{article.title}{article.url}{article.source}".encode()
    except UnicodeEncodeError:
        name = ascii(article.url or article.title)
        msg = f"article {article.id} ({name}): half a character in its text: clean it first"
        raise StoreError(msg) from None
    return {
        "number": number, "id": article.id, "title": article.title, "url": article.url,
        "published": article.published.isoformat() if article.published else None,
        "source": article.source, "language": article.language, "maker": maker, "story": None,
    }  # fmt: skip


def _entity_record(entity: Entity) -> str:
    fields = [
        entity.id, entity.name, entity.type, entity.country, entity.sector, entity.generic, entity.wikidata,
        list(entity.aliases),
    ]  # fmt: skip
    return _json(fields)


def _claim_row(claim: Claim, number: int, article: int, published: str | None) -> dict[str, Any]:
    try:
        first, last = days_of(claim.date, published)
    except PeriodError as error:
        msg = f"claim {claim.id} of article {claim.evidence.article}: {error}"
        raise StoreError(msg) from None
    place = claim.evidence
    spans = [claim.trigger, claim.status_cue, claim.speaker_cue, claim.date_cue]
    trigger, *cues = [span and [span.start, span.end, span.text] for span in spans]
    ends = [
        [mention.start, mention.end, mention.text, mention.entity, mention.reason]
        for mention in (claim.source_mention, claim.target_mention)
    ]
    return {
        "number": number, "article": article, "id": claim.id, "source": claim.source, "target": claim.target,
        "relation": claim.relation, "event": claim.event, "status": claim.status,
        "symmetric": claim.symmetric, "start": place.start, "end": place.end, "text": place.text,
        "speaker": claim.speaker, "date": claim.date, "date_precision": claim.date_precision,
        "confidence": claim.confidence, "pattern": claim.pattern,
        "details": _json([trigger, *ends, *cues]),
        "first": first, "last": last,
    }  # fmt: skip
