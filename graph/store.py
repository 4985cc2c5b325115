"""A graph that remembers: articles, what was read in them, and what people decided about it, in one file."""

from __future__ import annotations

import contextlib
import itertools
import json
import logging
import re
from typing import TYPE_CHECKING

import sqlalchemy as sa

from detente.graph.corrections import Corrections
from detente.graph.decisions import decision_from_record, decision_to_record, in_order, numbered
from detente.graph.ingest import Added, MadeBy, add_batch, remove_article
from detente.graph.periods import parse_period
from detente.graph.readout import (
    article_of,
    articles_with_texts,
    claim_of,
    claims_with_articles,
    maker_numbers,
    read_claims,
    read_clusters,
    read_entities,
    read_extractions,
    stream,
    where_in,
)
from detente.graph.tables_schema import (
    ARTICLES,
    CLAIMS,
    DECISIONS,
    ENTITIES,
    MAKERS,
    MENTIONS,
    WITHDRAWN,
    days_of,
    open_engine,
    reported,
    searchable,
    writing,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Self, Unpack

    from detente.extract.schema import Article, Claim, Entity, Extraction
    from detente.graph.build import Graph
    from detente.graph.decisions import D, Decision, NotApplied
    from detente.graph.filters import Filters
    from detente.graph.vocabulary import Relation

_log = logging.getLogger("detente.graph.store")
_PAGE = 200  # articles read at a time
_PHRASE = re.compile(r'"([^"]*)"|(\S+)')


class Store:
    """A store of articles and claims; open it in a ``with`` block, or close it.

    Others may read while one process writes. Whatever stops a program, what was committed stays, and the
    batch under way is lost at most.

    Parameters
    ----------
    where
        A file (SQLite), or any SQLAlchemy URL such as ``postgresql+psycopg://...``.
    create
        Make the store if it is not there.
    timeout
        Seconds to wait while another process writes.

    Raises
    ------
    StoreError
        If it cannot be opened or was made by a newer detente; older ones are migrated.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from detente.extract.schema import Article, Extraction
    >>> with tempfile.TemporaryDirectory() as folder, Store(pathlib.Path(folder) / "news.detente") as store:
    ...     added = store.add([Extraction(Article("Serbia signs a deal."))])
    ...     added.articles, store.add([Extraction(Article("Serbia signs a deal."))]).known
    (1, 1)
    """

    def __init__(self, where: Path | str, *, create: bool = True, timeout: float = 30.0) -> None:
        self._where = where
        self._engine = open_engine(where, create=create, timeout=timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Store {self._engine.url.render_as_string()}>"

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def add(
        self,
        extractions: Iterable[Extraction],
        *,
        made_by: MadeBy | None = None,
        batch_size: int = 100,
        on_progress: Callable[[Added], None] | None = None,
    ) -> Added:
        """Write what articles gave; articles that the same maker has read before are left alone.

        Where the store holds another version of the article at the same address, the one published later
        stays; of two from the same day, the one added last.

        Parameters
        ----------
        extractions
            What `Extractor.extract` yields; read lazily, a batch at a time.
        made_by
            What read the articles.
        batch_size
            Articles in a transaction.
        on_progress
            Called after each batch with what has been added so far.

        Returns
        -------
        Added
            What became of the articles.

        Raises
        ------
        StoreError
            If the store cannot be written; earlier batches stay.
        """
        made_by = made_by or MadeBy()
        done = Added()
        iterator = iter(extractions)
        while batch := list(itertools.islice(iterator, max(1, batch_size))):
            with self._write() as conn:
                more = add_batch(conn, batch, made_by)
            done += more
            if on_progress is not None:
                on_progress(done)
        return done

    def has(self, article: str, made_by: MadeBy | None = None) -> bool:
        """Say whether the store has read an article: at all, or by a given maker."""
        with self._read() as conn:
            return bool(self._read_ids(conn, [article], made_by))

    def pending(self, articles: Iterable[Article], *, made_by: MadeBy | None = None) -> Iterator[Article]:
        """Yield the articles that are still to be read: neither stored, nor replaced or retracted before.

        Parameters
        ----------
        articles
            Articles; read lazily.
        made_by
            If given, articles that something else has read are pending too.
        """
        iterator = iter(articles)
        while page := list(itertools.islice(iterator, _PAGE)):
            ids = [article.id for article in page]
            with self._read() as conn:
                done = self._read_ids(conn, ids, made_by)
                done |= {row.id for row in where_in(conn, sa.select(WITHDRAWN.c.id), WITHDRAWN.c.id, ids)}
            yield from (article for article in page if article.id not in done)

    def refresh(self, made_by: MadeBy) -> Iterator[Article]:
        """Yield the stored articles that something other than `made_by` has read.

        Give them to an extractor and its extractions to `add`: what is stored of them is then replaced.

        Parameters
        ----------
        made_by
            What reads the articles now.
        """
        last = 0
        while True:
            with self._read() as conn:
                current = maker_numbers(conn, made_by)
                select = articles_with_texts().where(
                    ARTICLES.c.number > last, ARTICLES.c.maker.not_in(current)
                )
                rows = conn.execute(select.order_by(ARTICLES.c.number).limit(_PAGE)).all()
            if not rows:
                return
            last = rows[-1].number
            yield from (article_of(row, row.text) for row in rows)

    def retract(self, article: str) -> bool:
        """Remove an article and everything that rested on it alone; adding it again does not bring it back.

        Parameters
        ----------
        article
            The article's id.

        Returns
        -------
        bool
            Whether the store had it.
        """
        with self._write() as conn:
            number = conn.scalar(sa.select(ARTICLES.c.number).where(ARTICLES.c.id == article))
            if number is None:
                return False
            remove_article(conn, number, article)
            conn.execute(sa.delete(WITHDRAWN).where(WITHDRAWN.c.id == article))
            conn.execute(WITHDRAWN.insert(), {"id": article, "replaced_by": ""})
        return True

    def readmit(self, article: str) -> bool:
        """Let an article that was retracted or replaced be added again; gives whether it was."""
        with self._write() as conn:
            return conn.execute(sa.delete(WITHDRAWN).where(WITHDRAWN.c.id == article)).rowcount > 0

    def articles(self, *, text: bool = True) -> Iterator[Article]:
        """Yield the articles in the order added; without `text` much faster, and with an empty one."""
        with self._read() as conn:
            select = articles_with_texts() if text else sa.select(ARTICLES)
            for row in stream(conn, select.order_by(ARTICLES.c.number)):
                yield article_of(row, row.text if text else "")

    def entities(self, *, repeat: bool = False) -> Iterator[Entity]:
        """Yield the entities as found, sorted by id; one may have several records.

        Parameters
        ----------
        repeat
            Yield a record as many times as articles gave it, so that `graph_from_claims` can go by majority.
        """
        with self._read() as conn:
            yield from read_entities(conn, repeat=repeat)

    def extractions(self) -> Iterator[Extraction]:
        """Yield all that each article gave, as found, sorted by article id: the same for the same content."""
        last = ""
        with self._read() as conn:
            select = articles_with_texts().order_by(ARTICLES.c.id).limit(_PAGE)
            while rows := conn.execute(select.where(ARTICLES.c.id > last)).all():
                last = rows[-1].id
                yield from read_extractions(conn, rows)

    def extraction(self, article: str) -> Extraction | None:
        """Give all that the article with an id gave, as found; None if it is not in the store."""
        with self._read() as conn:
            rows = conn.execute(articles_with_texts().where(ARTICLES.c.id == article)).all()
            return next(read_extractions(conn, rows), None)

    def claims(
        self,
        *,
        since: str | dt.date | None = None,
        until: str | dt.date | None = None,
        entities: Collection[str] | None = None,
        as_found: bool = False,
    ) -> Iterator[Claim]:
        """Yield claims in the order added, those by hand last.

        Parameters
        ----------
        since, until
            First and last day, month, quarter or year; a claim without a date counts by its publication.
        entities
            Only claims that one of these takes part in.
        as_found
            Leave the decisions aside.
        """
        period = parse_period((since, until)) if since or until else None
        first = period.start.isoformat() if period and period.start else ""
        last = period.end.isoformat() if period and period.end else "9999"
        wanted = set(entities) if entities is not None else None
        with self._read() as conn:
            corrections = Corrections([] if as_found else _decisions(conn))
            select = claims_with_articles()
            if wanted is not None and not corrections.move_ends:
                ids = sorted(corrections.found_as(wanted))
                select = select.where(CLAIMS.c.source.in_(ids) | CLAIMS.c.target.in_(ids))
            if period and not corrections.move_dates:
                select = select.where(CLAIMS.c.first <= last, CLAIMS.c.last >= first)

            def keeps(claim: Claim, published: str | None) -> bool:
                if wanted is not None and claim.source not in wanted and claim.target not in wanted:
                    return False
                if period is None:
                    return True
                earliest, latest = days_of(claim.date, published)
                return bool(earliest and latest and earliest <= last and latest >= first)

            for row in stream(conn, select.order_by(CLAIMS.c.number)):
                claim = corrections.claim(claim_of(row, row.article_id))
                if claim is not None and keeps(claim, row.published):
                    yield claim
            for article, claim in corrections.by_hand():
                if keeps(claim, article.published.isoformat() if article.published else None):
                    yield claim

    def claim(self, claim: str) -> Claim | None:
        """Give the claim with an id, as found; None if there is none."""
        with self._read() as conn:
            row = conn.execute(claims_with_articles().where(CLAIMS.c.id == claim).limit(1)).first()
            return claim_of(row, row.article_id) if row else None

    def search(self, words: str, *, limit: int = 100) -> list[Claim]:
        """Find claims, as found, whose sentence has all words; ``"in quotes"`` is a phrase.

        Parameters
        ----------
        words
            What to look for; case plays no part, nor do diacritics on SQLite.
        limit
            At most so many, the latest published first.

        Returns
        -------
        list of Claim
            The claims.
        """
        phrases = [phrase or word for phrase, word in _PHRASE.findall(words) if (phrase or word).strip()]
        if not phrases:
            return []
        select = claims_with_articles()
        with self._read() as conn:
            if searchable(conn):
                quoted = " ".join('"' + phrase.replace('"', "") + '"' for phrase in phrases)
                rows = sa.text("SELECT rowid FROM search WHERE search MATCH :words").bindparams(words=quoted)
                select = select.where(CLAIMS.c.number.in_(rows.columns(sa.column("rowid")).scalar_subquery()))
            else:
                select = select.where(*(CLAIMS.c.text.icontains(one, autoescape=True) for one in phrases))
            newest = sa.func.coalesce(ARTICLES.c.published, "").desc()
            ordered = select.order_by(newest, ARTICLES.c.id, CLAIMS.c.start, CLAIMS.c.id).limit(limit)
            return [claim_of(row, row.article_id) for row in conn.execute(ordered)]

    def clusters(self) -> dict[str, str]:
        """Give the story of each article that has copies: the smallest id among them."""
        with self._read() as conn:
            return read_clusters(conn)

    def decide(self, *decisions: D) -> list[D]:
        """Write down decisions; they get the next numbers.

        Returns
        -------
        list of Decision
            The decisions with their numbers and ids.
        """
        with self._write() as conn:
            last = conn.scalar(sa.select(sa.func.max(DECISIONS.c.number))) or 0
            kept = [numbered(decision, last + i) for i, decision in enumerate(decisions, start=1)]
            _write_decisions(conn, kept)
        return kept

    def import_decisions(self, decisions: Iterable[Decision]) -> int:
        """Take over decisions with the numbers they have; gives how many were not known."""
        with self._write() as conn:
            known = set(conn.scalars(sa.select(DECISIONS.c.id)))
            return _write_decisions(conn, [one for one in in_order(decisions) if one.id not in known])

    def decisions(self) -> list[Decision]:
        """Give all decisions in their order."""
        with self._read() as conn:
            return _decisions(conn)

    def not_applied(self) -> list[NotApplied]:
        """Say which decisions change nothing, and why."""
        with self._read() as conn:
            corrections = Corrections(_decisions(conn))
            for _ in corrections.claims(read_claims(conn)):
                pass
            corrections.entities(read_entities(conn))
            return corrections.not_applied()

    def graph(self, *, vocabulary: Mapping[str, Relation] | None = None, **filters: Unpack[Filters]) -> Graph:
        """Fold the store into a graph, with decisions applied and copies counted once.

        Parameters
        ----------
        vocabulary
            As in `graph_from_claims`.
        **filters
            As in `filter_graph`; without any, everything that is not rejected is in the graph.

        Returns
        -------
        networkx.MultiDiGraph
            The graph: the same for the same content, however it was added.
        """
        from detente.graph.build import graph_from_claims

        with self._read() as conn:
            corrections = Corrections(_decisions(conn))
            claims = list(corrections.claims(read_claims(conn)))
            entities = corrections.entities(read_entities(conn, repeat=True))
            articles = [article_of(row, "") for row in stream(conn, sa.select(ARTICLES))]
            labels = conn.scalars(
                sa.select(MAKERS.c.model).where(MAKERS.c.number.in_(sa.select(ARTICLES.c.maker)))
            )
            model = "; ".join(sorted(set(labels) - {""}))
            clusters = read_clusters(conn)
        idle = corrections.not_applied()
        if idle:
            _log.warning(
                "%d of %d decisions change nothing: see Store.not_applied",
                len(idle),
                len(corrections.decisions),
            )
        known = {article.id for article in articles}
        articles += [article for article in corrections.articles() if article.id not in known]
        G = graph_from_claims(
            claims,
            entities=entities,
            articles=articles,
            clusters=clusters,
            vocabulary=vocabulary,
            model=model,
        )
        if not filters:
            return G
        from detente.graph.filters import filter_graph

        return filter_graph(G, **filters)

    def makers(self) -> dict[MadeBy, int]:
        """Say what read the articles, and how many each."""
        with self._read() as conn:
            select = sa.select(MAKERS, sa.func.count()).join(ARTICLES, ARTICLES.c.maker == MAKERS.c.number)
            rows = conn.execute(select.group_by(*MAKERS.c).order_by(MAKERS.c.number)).all()
            return {MadeBy(row.model, row.vocabulary, row.gazetteer, row.detente): row[-1] for row in rows}

    def counts(self) -> dict[str, int]:
        """Count articles, mentions, entities (by id), claims and decisions."""
        with self._read() as conn:
            counts = {
                table.name: conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                for table in (ARTICLES, MENTIONS, CLAIMS, DECISIONS)
            }
            entities = conn.scalar(sa.select(sa.func.count(ENTITIES.c.id.distinct()))) or 0
            return counts | {"entities": entities}

    @staticmethod
    def _read_ids(conn: sa.Connection, ids: Collection[str], made_by: MadeBy | None) -> set[str]:
        select = sa.select(ARTICLES.c.id)
        if made_by is not None:
            select = select.where(ARTICLES.c.maker.in_(maker_numbers(conn, made_by)))
        return {row.id for row in where_in(conn, select, ARTICLES.c.id, ids)}

    @contextlib.contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        """Give a transaction that sees the store as it is now, whatever others write meanwhile."""
        with reported(self._where), self._engine.connect() as conn, conn.begin():
            yield conn

    @contextlib.contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        with reported(self._where), writing(self._engine) as conn:
            yield conn


def _decisions(conn: sa.Connection) -> list[Decision]:
    records = conn.scalars(sa.select(DECISIONS.c.record))
    return in_order(decision_from_record(json.loads(record), where="store") for record in records)


def _write_decisions(conn: sa.Connection, decisions: Collection[Decision]) -> int:
    rows = [
        {
            "id": decision.id,
            "number": decision.number,
            "record": json.dumps(decision_to_record(decision), ensure_ascii=False),
        }
        for decision in decisions
    ]
    if rows:
        conn.execute(DECISIONS.insert(), rows)
    return len(rows)
