from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.extract.schema import Article, Evidence, Extraction
from detente.graph.build import graph_from_extractions
from detente.graph.contract import validate_graph
from detente.graph.decisions import Merge, Redate, Reject, ref
from detente.graph.errors import StoreError
from detente.graph.ingest import MadeBy
from detente.graph.store import Store

from . import generator
from .strategies import worlds

HERE = Path(__file__).parent
ROOT = os.geteuid() == 0
NEWER = MadeBy(model="en_newer 4.0", vocabulary="v2")


def graph_bytes(G):
    return json.dumps(nx.node_link_data(G, edges="edges"), ensure_ascii=False)


def sample(count=30, **options):
    return list(generator.extractions(count, **options))


def changed(extraction, text, **fields):
    """Give the article with another text at the same address; its claims move along."""
    article = dataclasses.replace(extraction.article, text=text, id="", **fields)
    claims = tuple(
        dataclasses.replace(
            claim, evidence=dataclasses.replace(claim.evidence, article=article.id), id="", confidence=0.9
        )
        for claim in extraction.claims[:1]
    )
    return dataclasses.replace(extraction, article=article, claims=claims)


def as_extractions(world):
    claims, entities, articles = world
    found = []
    for number, article in enumerate(articles):
        # An address of its own: two texts at one address would be versions of one article.
        lone = dataclasses.replace(article, url=f"https://example.org/{number}", id="")
        own = {
            moved.id: moved
            for claim in claims
            if claim.evidence.article == article.id
            for moved in [
                dataclasses.replace(
                    claim, evidence=dataclasses.replace(claim.evidence, article=lone.id), id=""
                )
            ]
        }
        found.append(Extraction(lone, (), tuple(entities), tuple(own.values())))
    return found


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "news.detente") as opened:
        yield opened


@given(worlds())
@settings(max_examples=40, deadline=None)
def test_gives_back_what_was_put_in(tmp_path_factory, world):
    found = as_extractions(world)
    with Store(tmp_path_factory.mktemp("store") / "a.detente") as store:
        store.add(found)
        assert list(store.extractions()) == sorted(found, key=lambda one: one.article.id)


@given(st.randoms(use_true_random=False), st.integers(1, 12))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_graph_does_not_depend_on_order_or_batches(tmp_path_factory, rng, batch_size):
    found = sample(12)
    shuffled = rng.sample(found, len(found))
    with Store(tmp_path_factory.mktemp("store") / "a.detente") as store:
        store.add(shuffled, batch_size=batch_size)
        assert graph_bytes(store.graph()) == graph_bytes(graph_from_extractions(found))


def test_the_graph_keeps_its_contract(store):
    store.add(sample(), made_by=NEWER)
    G = store.graph()
    validate_graph(G)
    assert G.graph["model"] == "en_newer 4.0"


def test_adding_twice_changes_nothing(store):
    store.add(sample())
    before = list(store.extractions())
    again = store.add(sample())
    assert (again.articles, again.known) == (0, 30)
    assert list(store.extractions()) == before


def test_an_article_read_already_is_not_pending(store):
    found = sample(4)
    store.add(found[:2])
    assert [one.id for one in store.pending(one.article for one in found)] == [
        one.article.id for one in found[2:]
    ]


def test_pending_for_a_maker_has_what_others_read(store):
    found = sample(2)
    store.add(found)
    assert len(list(store.pending((one.article for one in found), made_by=NEWER))) == 2
    assert store.has(found[0].article.id)
    assert not store.has(found[0].article.id, NEWER)


def test_progress_is_told_after_each_batch(store):
    seen = []
    store.add(sample(25), batch_size=10, on_progress=lambda added: seen.append(added.articles))
    assert seen == [10, 20, 25]


def test_a_changed_article_replaces_its_old_claims(store):
    [first, other] = sample(2)
    later = changed(first, "Something else happened.")
    store.add([first, other])
    assert store.add([later]).replaced == 1
    assert {one.id for one in store.articles()} == {later.article.id, other.article.id}
    assert sum(1 for _ in store.claims()) == 1 + len(other.claims)
    assert list(store.pending([first.article])) == []  # the old version does not come back


@pytest.mark.parametrize("batch_size", [1, 10])
def test_an_older_version_does_not_replace_a_newer_one(store, batch_size):
    [first] = sample(1)
    older = changed(first, "A first report.", published=first.article.published - dt.timedelta(days=3))
    store.add([first, older], batch_size=batch_size)
    assert [one.id for one in store.articles()] == [first.article.id]


def test_articles_without_address_never_replace_each_other(store):
    store.add([Extraction(Article("One.")), Extraction(Article("Two."))])
    assert store.counts()["articles"] == 2


def test_one_article_reread_and_changed_in_one_batch_leaves_nothing_behind(store):
    [first] = sample(1)
    later = changed(first, "Something else happened.")
    store.add([first])
    store.add([first, later], made_by=NEWER)
    assert sum(1 for _ in store.claims()) == len(later.claims)


def test_retract_takes_away_what_rested_on_the_article_alone(store):
    found = sample(3)
    store.add(found[:2])
    before = list(store.extractions()), list(store.entities(repeat=True)), graph_bytes(store.graph())
    store.add(found[2:])
    assert store.retract(found[2].article.id)
    assert (
        list(store.extractions()),
        list(store.entities(repeat=True)),
        graph_bytes(store.graph()),
    ) == before
    assert not store.search(f'"{found[2].claims[0].evidence.text}"')


def test_a_retracted_article_stays_out_until_readmitted(store):
    [one] = sample(1)
    store.add([one])
    store.retract(one.article.id)
    assert store.add([one]).withdrawn == 1
    assert store.readmit(one.article.id)
    assert store.add([one]).articles == 1
    assert not store.retract("no such article")


def test_refresh_gives_what_something_else_has_read_and_only_once(store):
    found = sample(5)
    store.add(found[:2], made_by=NEWER)
    store.add(found[2:])
    waiting = list(store.refresh(NEWER))
    assert waiting == [one.article for one in found[2:]]
    by_id = {one.article.id: dataclasses.replace(one, claims=one.claims[:1]) for one in found}
    added = store.add((by_id[article.id] for article in store.refresh(NEWER)), made_by=NEWER, batch_size=1)
    assert (added.reread, added.claims) == (3, 3)
    assert list(store.refresh(NEWER)) == []
    assert store.makers() == {NEWER: 5}


def test_claims_are_filtered_by_period_and_entity(store):
    found = sample(40)
    store.add(found)
    one = found[0].claims[0]
    about = [claim for each in found for claim in each.claims if one.source in (claim.source, claim.target)]
    assert list(store.claims(entities=[one.source])) == about
    assert list(store.claims(since="2031")) == []
    assert list(store.claims(since="2024-01", until="2024-01-01")) == list(store.claims())


def test_filters_see_claims_as_corrected(store):
    found = sample(5)
    store.add(found)
    one = found[0].claims[0]
    store.decide(
        Redate(target=ref(one), date="2019-05", who="Mira", when="2025-01-01"),
        Merge(entity=one.source, into="KAZ", who="Mira", when="2025-01-01"),
    )
    [moved] = store.claims(until="2020", entities=["KAZ"])
    assert (moved.id, moved.date, moved.date_precision, moved.source) == (one.id, "2019-05", "month", "KAZ")
    assert list(store.claims(as_found=True, until="2020")) == []


def test_a_claim_is_found_by_its_id(store):
    [one] = sample(1)
    store.add([one])
    assert store.claim(one.claims[3].id) == one.claims[3]
    assert store.claim("nothing") is None


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("vucic", 1),
        ("Vučić beograd", 0),
        ('"corridor talks"', 1),
        ('"talks corridor"', 0),
        ("talks corridor", 1),
        ('AND ( * "', 0),
        ("  ", 0),
        ("Београд", 1),
    ],
)
def test_search_takes_any_words(store, words, hits):
    [one] = sample(1)
    texts = ["Vučić left the corridor talks.", "Београд said nothing."]
    article = Article(" ".join(texts))
    claims = [
        dataclasses.replace(
            one.claims[0],
            evidence=Evidence(
                article.id, article.text.index(text), article.text.index(text) + len(text), text
            ),
            id="",
        )
        for text in texts
    ]
    store.add([Extraction(article, (), (), tuple(claims))])
    assert len(store.search(words)) == hits


def test_a_reader_sees_a_consistent_store_while_another_writes(tmp_path):
    path = tmp_path / "news.detente"
    with Store(path) as writer, Store(path) as reader:
        writer.add(sample(10))
        claims = reader.claims()
        next(claims)
        writer.add(sample(30))
        assert 1 + sum(1 for _ in claims) == 100
        assert sum(1 for _ in reader.claims()) == 300


def test_two_writers_take_turns(tmp_path):
    path = tmp_path / "news.detente"
    found = sample(60)

    def write(part):
        with Store(path) as mine:
            mine.add(part, batch_size=3)

    Store(path).close()
    threads = [threading.Thread(target=write, args=(found[i::2],)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Store(path) as store:
        assert list(store.extractions()) == sorted(found, key=lambda one: one.article.id)


def test_what_stops_the_reading_loses_the_batch_under_way_only(store):
    def stopped():
        yield from sample(25)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.add(stopped(), batch_size=10)
    assert store.counts()["articles"] == 20


def test_copies_of_a_story_count_once(store):
    [one] = sample(1)
    copies = [
        dataclasses.replace(
            one,
            article=dataclasses.replace(one.article, url=f"https://{n}.example", source=f"Paper {n}", id=""),
        )
        for n in range(3)
    ]
    copies = [changed(copy, copy.article.text) for copy in copies]
    store.add(copies)
    [edge] = [data for *_, data in store.graph().edges(data=True)]
    assert (edge["articles"], edge["weight"]) == (3, 1)


# What can go wrong with the file


def one_line(error):
    message = str(error.value)
    assert "\n" not in message
    return message


def test_a_newer_store_is_refused(tmp_path):
    path = tmp_path / "a.detente"
    Store(path).close()
    with sqlite3.connect(path) as db:
        db.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
    db.close()
    with pytest.raises(StoreError, match="schema 99") as error:
        Store(path)
    assert "update detente" in one_line(error)


def test_another_database_is_refused(tmp_path):
    path = tmp_path / "a.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE meta (name TEXT)")
    db.close()
    with pytest.raises(StoreError, match="no store of detente") as error:
        Store(path)
    one_line(error)


@pytest.mark.parametrize(
    ("where", "match"),
    [
        ("missing/a.detente", "no folder"),
        (".", "is a folder"),
        ("junk.detente", "damaged, or no store"),
        (":memory:", "give a file"),
    ],
)
def test_what_is_no_store_is_named_in_one_line(tmp_path, monkeypatch, where, match):
    monkeypatch.chdir(tmp_path)
    Path("junk.detente").write_bytes(b"This is no database at all. " * 400)
    with pytest.raises(StoreError, match=match) as error:
        Store(where)
    one_line(error)


@pytest.mark.parametrize("url", ["nonsense://x/y", "postgresql+nodriver://x/y"])
def test_an_unknown_database_is_named_in_one_line(url):
    with pytest.raises(StoreError) as error:
        Store(url)
    one_line(error)


def test_a_store_is_not_made_by_reading(tmp_path):
    with pytest.raises(StoreError, match="no store of that name"):
        Store(tmp_path / "a.detente", create=False)
    assert list(tmp_path.iterdir()) == []


def read_all(path):
    with Store(path) as store:
        return list(store.extractions()), store.graph()


def test_a_damaged_file_is_named_in_one_line(tmp_path):
    path = tmp_path / "a.detente"
    with Store(path) as store:
        store.add(sample(60))
    data = bytearray(path.read_bytes())
    data[8192:-4096] = random.Random(1).randbytes(len(data) - 12288)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged") as error:
        read_all(path)
    one_line(error)


def test_a_locked_store_is_named_in_one_line(tmp_path):
    path = tmp_path / "a.detente"
    with Store(path, timeout=0.1) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another process writes") as error:
            store.add(sample(1))
        other.execute("ROLLBACK")
        other.close()
        one_line(error)
        assert store.add(sample(1)).articles == 1


def test_text_that_no_database_takes_is_named(store):
    with pytest.raises(StoreError, match="half a character") as error:
        store.add([Extraction(Article("broken \ud800 text"))])
    one_line(error)


CHILD = """
import os, resource, sys
import sqlalchemy.dialects.sqlite, sqlite3  # before the rights to read them go
sys.path.insert(0, sys.argv[1])
import generator
from detente.graph.errors import StoreError
from detente.graph.store import Store
exec(sys.argv[3])
try:
    with Store(sys.argv[2]) as store:
        store.add(generator.extractions(400), batch_size=20)
except StoreError as error:
    print(error)
"""


def in_child(path, before):
    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(HERE), str(path), before],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    assert run.stdout.count("\n") == 1
    return run.stdout


def test_a_full_disk_loses_the_batch_under_way_only(tmp_path):
    path = tmp_path / "a.detente"
    limit = f"resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, {resource.RLIM_INFINITY}))"
    assert "the disk is full" in in_child(path, limit)
    with Store(path) as store:
        kept = store.counts()["articles"]
        assert 0 < kept < 400
        assert kept % 20 == 0
        store.add(sample(400))
        assert list(store.extractions()) == sorted(sample(400), key=lambda one: one.article.id)


@pytest.mark.skipif(not ROOT, reason="needs root to become somebody without rights")
@pytest.mark.parametrize("exists", [True, False])
def test_a_folder_without_rights_is_named_in_one_line(exists):
    folder = Path("/tmp") / f"detente-read-only-{os.getpid()}-{exists}"  # others must reach it
    folder.mkdir(mode=0o755)
    try:
        if exists:
            Store(folder / "a.detente").close()
        message = in_child(folder / "a.detente", "os.seteuid(65534)")
        assert "cannot be written" in message
    finally:
        shutil.rmtree(folder)


# Older layouts

LAYOUT_1 = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE makers (number INTEGER PRIMARY KEY, model TEXT NOT NULL, vocabulary TEXT NOT NULL,
    gazetteer TEXT NOT NULL, detente TEXT NOT NULL);
CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
    published TEXT, url TEXT NOT NULL, source TEXT NOT NULL, language TEXT NOT NULL, maker INTEGER NOT NULL,
    text TEXT NOT NULL);
CREATE INDEX ix_articles_url ON articles (url);
CREATE TABLE mentions (article INTEGER, position INTEGER, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    text TEXT NOT NULL, entity TEXT, reason TEXT, PRIMARY KEY (article, position)) WITHOUT ROWID;
CREATE TABLE entities (article INTEGER NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL,
    record TEXT NOT NULL);
CREATE INDEX ix_entities_id ON entities (id);
CREATE TABLE claims (number INTEGER PRIMARY KEY, article INTEGER NOT NULL, id TEXT NOT NULL,
    source TEXT NOT NULL, target TEXT NOT NULL, relation TEXT NOT NULL, event TEXT, status TEXT NOT NULL,
    symmetric BOOLEAN NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL,
    speaker TEXT, date TEXT, date_precision TEXT, confidence FLOAT NOT NULL,
    pattern TEXT NOT NULL, details TEXT NOT NULL);
CREATE INDEX ix_claims_article ON claims (article);
CREATE INDEX ix_claims_source ON claims (source);
CREATE INDEX ix_claims_target ON claims (target);
CREATE TABLE decisions (id TEXT PRIMARY KEY, number INTEGER NOT NULL, record TEXT NOT NULL);
INSERT INTO meta VALUES ('schema', '1'), ('detente', '0.0.9');
"""
FILL_1 = """
INSERT INTO makers SELECT number, model, vocabulary, gazetteer, detente FROM now.makers;
INSERT INTO articles SELECT number, id, title, published, url, source, language, maker, text
    FROM now.articles JOIN now.texts ON article = number;
INSERT INTO mentions SELECT * FROM now.mentions;
INSERT INTO entities SELECT article, position, id, record
    FROM now.found JOIN now.entities ON entity = number;
INSERT INTO claims SELECT number, article, id, source, target, relation, event, status, symmetric, start,
    "end", text, speaker, date, date_precision, confidence, pattern, details FROM now.claims;
INSERT INTO decisions SELECT * FROM now.decisions;
"""


def content(store):
    return (
        list(store.extractions()),
        list(store.entities(repeat=True)),
        store.clusters(),
        store.decisions(),
        store.makers(),
        list(store.claims(since="2024-01", until="2024-01")),
        store.search("railway"),
        graph_bytes(store.graph()),
    )


def test_an_older_store_is_migrated(tmp_path):
    new, old = tmp_path / "new.detente", tmp_path / "old.detente"
    found = sample(250)
    copy = dataclasses.replace(found[7].article, url="https://copy.example", id="")
    with Store(new) as store:
        store.add([*found, Extraction(copy)])
        store.decide(Reject(target=ref(found[0].claims[0]), who="Mira", when="2025-01-01"))
        before = content(store)
        assert len(store.clusters()) == 2
    db = sqlite3.connect(old)
    db.executescript(LAYOUT_1)
    db.execute("ATTACH ? AS now", (str(new),))
    db.executescript(FILL_1)
    db.close()
    with Store(old) as store:
        assert content(store) == before
        store.add(sample(260))
        assert store.counts()["articles"] == 261
    with sqlite3.connect(old) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("SELECT value FROM meta WHERE name = 'schema'").fetchall() == [("3",)]
    db.close()


def test_stories_are_found_anew_in_a_store_that_compared_articles_of_any_day(tmp_path):
    path = tmp_path / "a.detente"
    found = sample(30)
    article = found[7].article
    copy = dataclasses.replace(article, url="https://copy.example", id="")
    edited = {"text": f"{article.text} Nobody else spoke.", "url": "https://later.example", "id": ""}
    later = dataclasses.replace(article, **edited, published=article.published + dt.timedelta(days=90))
    with Store(path) as store:
        store.add([*found, Extraction(copy), Extraction(later)])
        clusters = store.clusters()
        assert sorted(clusters) == sorted([article.id, copy.id])
    with sqlite3.connect(path) as db:  # as layout 2 had it
        db.execute("UPDATE meta SET value = '2' WHERE name = 'schema'")
        for name in ("bands", "new_bands"):
            db.execute(f"DROP TABLE {name}")
            db.execute(
                f"CREATE TABLE {name} (key BIGINT, article INTEGER, PRIMARY KEY (key, article)) WITHOUT ROWID"
            )
        db.execute("UPDATE articles SET story = ? WHERE id IN (?, ?)", (copy.id, later.id, copy.id))
    db.close()
    with Store(path) as store:
        assert store.clusters() == clusters
        again = dataclasses.replace(article, url="https://again.example", id="")
        store.add([Extraction(again)])
        assert sorted(store.clusters()) == sorted([article.id, copy.id, again.id])


# Another database


@pytest.fixture(scope="session")
def postgres():
    """Run Debian's PostgreSQL server for the test, reached by a socket in a folder of its own."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    programs = found[-1].parent if found else Path(shutil.which("initdb") or "/nowhere/initdb").parent
    if not (programs / "pg_ctl").exists():
        pytest.skip("no PostgreSQL server here: apt-get install postgresql")
    pytest.importorskip("psycopg", reason="no driver for PostgreSQL here: pip install 'psycopg[binary]'")
    # The server does not run as root, and its socket's path has to be short.
    rights = {"user": "postgres", "group": "postgres"} if ROOT else {}
    folder = Path(tempfile.mkdtemp(prefix="detente-pg-"))
    if ROOT:
        shutil.chown(folder, "postgres", "postgres")

    def run(program, *arguments):
        command = [str(programs / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **rights)

    try:
        run("initdb", "-A", "trust", "-U", "tester", "-E", "UTF8", "--no-sync")
        run(
            "pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-F -k {folder} -c listen_addresses=''", "start"
        )
        yield f"postgresql+psycopg://tester@/postgres?host={folder}"
        run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.mark.long
def test_postgresql_holds_the_same(tmp_path, postgres):
    found = sample(60)
    copy = dataclasses.replace(found[7].article, url="https://copy.example", id="")
    later = changed(found[0], "Something else happened.")
    with Store(postgres) as server, Store(tmp_path / "a.detente") as file:
        for store in (server, file):
            store.add([*found, Extraction(copy)], batch_size=7)
            store.add([later])
            store.retract(found[3].article.id)
            store.add([dataclasses.replace(found[4], claims=found[4].claims[:2])], made_by=NEWER)
            store.decide(
                Reject(target=ref(found[5].claims[0]), who="Mira", when="2025-01-01"),
                Merge(entity=found[5].claims[1].source, into="SRB", who="Mira", when="2025-01-01"),
            )
        assert content(server) == content(file)
        assert server.counts() == file.counts()
    with Store(postgres) as again:
        assert list(again.pending(one.article for one in found)) == []


def test_a_server_out_of_reach_is_named_in_one_line_without_the_password(tmp_path):
    pytest.importorskip("psycopg", reason="no driver for PostgreSQL here: pip install 'psycopg[binary]'")
    with pytest.raises(StoreError, match="cannot be reached") as error:
        Store(f"postgresql+psycopg://mira:secret@/news?host={tmp_path}")
    assert "secret" not in one_line(error)
