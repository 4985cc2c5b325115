"""The tables of a store, and how one is opened, checked and brought up to date."""

from __future__ import annotations

import contextlib
import importlib.metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event

from detente.graph.errors import StoreError
from detente.graph.periods import day_span

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA_VERSION = 3
METADATA = sa.MetaData()
# Servers sort text by language; sort it as SQLite and Python do.
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

META = sa.Table(
    "meta",
    METADATA,
    sa.Column("name", TEXT, primary_key=True),
    sa.Column("value", TEXT, nullable=False),
)
MAKERS = sa.Table(  # what read an article
    "makers",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    *(sa.Column(name, TEXT, nullable=False) for name in ("model", "vocabulary", "gazetteer", "detente")),
)
ARTICLES = sa.Table(
    "articles",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", TEXT, nullable=False, unique=True),
    sa.Column("title", TEXT, nullable=False),
    sa.Column("published", TEXT),
    sa.Column("url", TEXT, nullable=False, index=True),
    sa.Column("source", TEXT, nullable=False),
    sa.Column("language", TEXT, nullable=False),
    sa.Column("maker", sa.Integer, nullable=False),
    sa.Column("story", TEXT, index=True),  # the smallest id among its copies
)
TEXTS = sa.Table(  # apart, so that walking through the articles stays cheap
    "texts",
    METADATA,
    sa.Column("article", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", TEXT, nullable=False),
)
MENTIONS = sa.Table(
    "mentions",
    METADATA,
    sa.Column("article", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("text", TEXT, nullable=False),
    sa.Column("entity", TEXT),
    sa.Column("reason", TEXT),
    sqlite_with_rowid=False,
)
ENTITIES = sa.Table(  # as found: one id may have several records
    "entities",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("record", TEXT, nullable=False, unique=True),
    sa.Column("id", TEXT, nullable=False, index=True),
    sa.Column("articles", sa.Integer, nullable=False),  # how many articles give this very record
)
FOUND = sa.Table(  # which article gave which entity
    "found",
    METADATA,
    sa.Column("article", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("entity", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
CLAIMS = sa.Table(
    "claims",
    METADATA,
    # No index on id and actors: scattered over a million claims, they would cost more than all the rest.
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("article", sa.Integer, nullable=False, index=True),
    sa.Column("id", TEXT, nullable=False),
    sa.Column("source", TEXT, nullable=False),
    sa.Column("target", TEXT, nullable=False),
    sa.Column("relation", TEXT, nullable=False),
    sa.Column("event", TEXT),
    sa.Column("status", TEXT, nullable=False),
    sa.Column("symmetric", sa.Boolean, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("text", TEXT, nullable=False),
    sa.Column("speaker", TEXT),
    sa.Column("date", TEXT),
    sa.Column("date_precision", TEXT),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("pattern", TEXT, nullable=False),
    sa.Column("details", TEXT, nullable=False),  # trigger, mentions and cues with their offsets
    sa.Column("first", TEXT),  # the days it may be about: of its date, else the day of publication
    sa.Column("last", TEXT),
)
DECISIONS = sa.Table(
    "decisions",
    METADATA,
    sa.Column("id", TEXT, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("record", TEXT, nullable=False),
)
WITHDRAWN = sa.Table(  # articles that shall not come back by themselves
    "withdrawn",
    METADATA,
    sa.Column("id", TEXT, primary_key=True),
    sa.Column("replaced_by", TEXT, nullable=False),
)
# Where copies of a story meet: the keys of an article's bands by the day on which it was published, and on
# day 0, which fits all, the key of its whole text and the bands of an article without a day.
# Keys are scattered, so new ones wait in a small table until there are enough to lay into the large one in
# order; else each article would rewrite a dozen pages of it.
NEW_BANDS, BANDS = (
    sa.Table(
        name,
        METADATA,
        sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("article", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    for name in ("new_bands", "bands")
)
# The claims themselves are the content; a claim's number is the row.
SEARCH = (
    "CREATE VIRTUAL TABLE search USING fts5"
    "(text, content='claims', content_rowid='number', tokenize='unicode61 remove_diacritics 2')"
)


def open_engine(where: Path | str, *, create: bool, timeout: float) -> sa.Engine:
    """Open a store's database, make its tables or migrate them.

    Parameters
    ----------
    where
        A file, or a SQLAlchemy URL.
    create
        Make the store if it is not there.
    timeout
        Seconds to wait for another writer.

    Raises
    ------
    StoreError
        If it cannot be opened, is something else, or was made by a newer detente.
    """
    url = _url(where, create=create)
    try:
        options = {"connect_args": {"timeout": timeout}} if url.get_backend_name() == "sqlite" else {}
        engine = sa.create_engine(url, **options)
    except (sa.exc.ArgumentError, ImportError) as error:
        msg = f"{_shown(where)}: no database that can be reached: {_line(error)}"
        raise StoreError(msg) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    try:
        with reported(where):
            with engine.begin() as conn:
                version = _version(conn, where)
            if engine.dialect.name == "sqlite":
                # WAL: readers go on while somebody writes; after a kill at most the open transaction is lost.
                # It stays in the file, so it must not be set in one that is not ours.
                _outside_of_transactions(engine, "PRAGMA journal_mode=WAL")
            if version != SCHEMA_VERSION:
                _bring_up_to_date(engine, where)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextlib.contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a transaction that holds the write lock from its start, so that numbers can be given out."""
    with engine.connect().execution_options(detente_writes=True) as conn, conn.begin():
        # One row that every writer touches first serves as the lock on servers; SQLite has its own.
        conn.execute(sa.update(META).where(META.c.name == "schema").values(value=META.c.value))
        yield conn


@contextlib.contextmanager
def reported(where: Path | str) -> Iterator[None]:
    """Turn what the database complains of into one line for the user."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        msg = f"{_shown(where)}: {_reason(str(error.orig))}"
        raise StoreError(msg) from error


def searchable(conn: sa.Connection) -> bool:
    """Say whether the store has a full-text index (SQLite only)."""
    return conn.dialect.name == "sqlite"


def days_of(date: str | None, published: str | None) -> tuple[str | None, str | None]:
    """Give the first and last day that a claim may be about."""
    when = date or published
    if not when:
        return None, None
    first, last = day_span(when)
    return first.isoformat(), last.isoformat()


def _url(where: Path | str, *, create: bool) -> sa.URL:
    if "://" in str(where):
        try:
            url = sa.make_url(str(where))
        except sa.exc.ArgumentError as error:
            msg = f"not a database URL: {_line(error)}"
            raise StoreError(msg) from None
        if url.get_backend_name() != "sqlite":
            return url
        where = url.database or ":memory:"
    path = Path(where)
    if str(where) == ":memory:":
        msg = "a store in memory is of no use to other processes: give a file"
        raise StoreError(msg)
    if path.is_dir():
        msg = f"{path}: is a folder: give a file, such as {path / 'news.detente'}"
        raise StoreError(msg)
    if not path.exists() and (not create or not path.parent.is_dir()):
        if not path.parent.is_dir():
            msg = f"{path}: no folder {path.parent}: make it, or give another place"
        else:
            msg = f"{path}: no store of that name: make a store with `detente add {path} ARTICLES`"
        raise StoreError(msg)
    return sa.URL.create("sqlite", database=str(path))


def _set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - whichever driver's connection
    connection.isolation_level = None  # the driver must not begin transactions of its own
    cursor = connection.cursor()
    for pragma in ("synchronous=NORMAL", "cache_size=-8000", "temp_store=FILE"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _outside_of_transactions(engine: sa.Engine, statement: str) -> None:
    connection = engine.raw_connection()
    try:
        connection.cursor().execute(statement)
    except engine.dialect.loaded_dbapi.Error as error:
        raise sa.exc.DBAPIError(statement, None, error) from error
    finally:
        connection.close()


def _begin(conn: sa.Connection) -> None:
    writes = conn.get_execution_options().get("detente_writes", False)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _version(conn: sa.Connection, where: Path | str) -> int:
    """Read the schema version; 0 is an empty database."""
    tables = set(sa.inspect(conn).get_table_names())
    if not tables:
        return 0
    if "meta" in tables and "claims" in tables:
        value = conn.scalar(sa.select(META.c.value).where(META.c.name == "schema"))
        if value is not None and value.isdigit() and 1 <= int(value) <= SCHEMA_VERSION:
            return int(value)
        if value is not None and value.isdigit():
            made_by = conn.scalar(sa.select(META.c.value).where(META.c.name == "detente"))
            msg = (
                f"{_shown(where)}: has schema {value}, made by detente {made_by}; this detente knows up to "
                f"{SCHEMA_VERSION}: update detente"
            )
            raise StoreError(msg)
    msg = f"{_shown(where)}: is a database, but no store of detente: give another file"
    raise StoreError(msg)


def _bring_up_to_date(engine: sa.Engine, where: Path | str) -> None:
    with engine.connect().execution_options(detente_writes=True) as conn, conn.begin():
        version = _version(conn, where)  # again, now that nobody else can migrate
        if version == 0:
            METADATA.create_all(conn)
            if searchable(conn):
                conn.exec_driver_sql(SEARCH)
            conn.execute(META.insert(), [{"name": "schema", "value": str(SCHEMA_VERSION)}])
        elif version < SCHEMA_VERSION:
            if version == 1:
                _migrate_from_1(conn)
            _migrate_from_2(conn)
            conn.execute(sa.update(META).where(META.c.name == "schema").values(value=str(SCHEMA_VERSION)))
        conn.execute(sa.delete(META).where(META.c.name == "detente"))
        conn.execute(META.insert(), {"name": "detente", "value": importlib.metadata.version("detente")})


def _migrate_from_1(conn: sa.Connection) -> None:
    """Bring layout 1 up to 2.

    Layout 1 kept the text within the article, had no stories, no withdrawn articles, no days of a claim and
    no full-text index, and one row for each entity of each article.
    """
    for name in ("articles", "entities"):
        conn.exec_driver_sql(f"ALTER TABLE {name} RENAME TO old_{name}")
    for name in ("ix_articles_url", "ix_entities_id", "ix_claims_source", "ix_claims_target"):
        conn.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
    for column in ("first", "last"):
        conn.exec_driver_sql(f'ALTER TABLE claims ADD COLUMN "{column}" TEXT')
    METADATA.create_all(conn)
    conn.exec_driver_sql(
        "INSERT INTO articles (number, id, title, published, url, source, language, maker) "
        "SELECT number, id, title, published, url, source, language, maker FROM old_articles"
    )
    conn.exec_driver_sql("INSERT INTO texts (article, text) SELECT number, text FROM old_articles")
    conn.exec_driver_sql(
        "INSERT INTO entities (number, record, id, articles) "
        "SELECT min(rowid), record, id, count(*) FROM old_entities GROUP BY record, id"
    )
    conn.exec_driver_sql(
        "INSERT INTO found (article, position, entity) SELECT o.article, o.position, e.number "
        "FROM old_entities o JOIN entities e ON e.record = o.record"
    )
    for name in ("articles", "entities"):
        conn.exec_driver_sql(f"DROP TABLE old_{name}")
    dated = sa.select(CLAIMS.c.number, CLAIMS.c.date, ARTICLES.c.published).join(
        ARTICLES, ARTICLES.c.number == CLAIMS.c.article
    )
    dates = sa.update(CLAIMS).where(CLAIMS.c.number == sa.bindparam("row"))
    last = -1
    while rows := conn.execute(
        dated.where(CLAIMS.c.number > last).order_by(CLAIMS.c.number).limit(1000)
    ).all():
        last = rows[-1].number
        days = [(row.number, *days_of(row.date, row.published)) for row in rows]
        conn.execute(dates, [{"row": number, "first": a, "last": b} for number, a, b in days])
    if searchable(conn):
        conn.exec_driver_sql(SEARCH)
        conn.exec_driver_sql("INSERT INTO search(search) VALUES ('rebuild')")


def _migrate_from_2(conn: sa.Connection) -> None:
    """Find the stories anew: layout 2 compared an article with those of any day."""
    from detente.graph.copies import link_copies, texts_where

    for bands in (NEW_BANDS, BANDS):
        bands.drop(conn, checkfirst=True)
        bands.create(conn)
    conn.execute(sa.update(ARTICLES).values(story=None))
    last = -1
    while rows := texts_where(conn, ARTICLES.c.number > last, limit=200):
        last = rows[-1].number
        link_copies(conn, rows)


def _reason(complaint: str) -> str:
    lowered = complaint.lower()
    for words, reason in _REASONS.items():
        if any(word in lowered for word in words.split("|")):
            return reason
    return f"the database says: {_line(complaint)}"


_REASONS = {
    "database is locked|table is locked": "another process writes to it: try again when it is done",
    "not a database|malformed|file is encrypted": "is damaged, or no store: put a copy back, or add the "
    "articles to a new store",
    "readonly|read-only|unable to open|permission denied": "cannot be written, which even reading it needs: "
    "check the rights of the file and of its folder, or copy it elsewhere",
    "disk is full|disk i/o error|no space left": "the disk is full, or fails: make room and run the same "
    "command again; what was added before is safe",
    "connection refused|could not connect|connection is bad|connection to server|could not translate": "the "
    "server cannot be reached: check the address",
}


def _shown(where: Path | str) -> str:
    """Name a store without the password in its URL."""
    return sa.make_url(str(where)).render_as_string() if "://" in str(where) else str(where)


def _line(error: object) -> str:
    return next(iter(str(error).strip().splitlines()), "no reason given")
