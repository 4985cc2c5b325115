"""Kill an ingest for real, twenty times at random moments: only the batch under way may be lost."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from detente.extract.records import to_record
from detente.graph.decisions import write_decisions
from detente.graph.store import Store

from . import generator

HERE = Path(__file__).parent
KILLS, BATCH, ARTICLES = 20, 10, 1200
INGEST = """
import itertools, sys
sys.path.insert(0, sys.argv[1])
import generator
from detente.graph.store import Store

def waiting(store, extractions):
    while page := {one.article.id: one for one in itertools.islice(extractions, 50)}:
        yield from (page[article.id] for article in store.pending(one.article for one in page.values()))

with Store(sys.argv[2]) as store:
    print(0, flush=True)
    store.add(
        waiting(store, generator.extractions(int(sys.argv[4]))),
        batch_size=int(sys.argv[3]),
        on_progress=lambda done: print(done.articles, flush=True),
    )
"""


def start(path, articles=ARTICLES):
    return subprocess.Popen(
        [sys.executable, "-c", INGEST, str(HERE), str(path), str(BATCH), str(articles)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # What runs in the background of a shell is born deaf to Ctrl-C, as tests in CI may be.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def dump(path):
    """Give all that a store holds, as sorted JSON lines."""
    with Store(path, create=False) as store:
        lines = [json.dumps(to_record(one), ensure_ascii=False) for one in store.extractions()]
        return "\n".join([*lines, json.dumps(store.clusters()), write_decisions(store.decisions())]).encode()


@pytest.mark.long
def test_killed_twenty_times_and_resumed_it_holds_the_same_bytes(tmp_path, capsys):
    rng = random.Random(20)
    path, log, before = tmp_path / "killed.detente", [], 0
    for number in range(KILLS):
        process = start(path)
        told = [int(process.stdout.readline()) for _ in range(rng.randint(1, 8))]
        time.sleep(rng.uniform(0.0, 0.1))  # a batch takes about as long
        process.send_signal(signal.SIGKILL)
        told += [int(line) for line in process.communicate()[0].split()]
        with sqlite3.connect(path) as db:
            kept = db.execute("SELECT count(*) FROM articles").fetchone()[0]
            sound = db.execute("PRAGMA integrity_check").fetchone()[0]
        db.close()
        assert process.returncode == -signal.SIGKILL
        assert sound == "ok"
        assert kept % BATCH == 0 or kept == ARTICLES
        # Whatever was reported as done is there; the batch after it may just have been committed.
        assert kept - before - told[-1] in {0, BATCH}
        log.append(f"kill {number + 1:2}: {kept:5} of {ARTICLES} articles kept, integrity {sound}")
        before = kept
    last = start(path)
    assert last.wait() == 0
    last.communicate()
    with Store(tmp_path / "undisturbed.detente") as store:
        store.add(generator.extractions(ARTICLES), batch_size=BATCH)
    assert before < ARTICLES, "it was done before the last kill: give it more articles"
    assert dump(path) == dump(tmp_path / "undisturbed.detente")
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(log) + "\n")


@pytest.mark.long
def test_ctrl_c_loses_the_batch_under_way_only(tmp_path):
    path = tmp_path / "stopped.detente"
    process = start(path, 1000)
    while int(process.stdout.readline()) < 3 * BATCH:
        pass
    process.send_signal(signal.SIGINT)
    told = [int(line) for line in process.communicate()[0].split()]
    assert process.returncode != 0
    with Store(path) as store:
        kept = store.counts()["articles"]
        assert kept >= max([3 * BATCH, *told])
        assert kept % BATCH == 0
