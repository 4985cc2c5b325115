"""Shards over a real Dask scheduler with three worker processes, one of which is killed."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from detente.extract import Extractor
from detente.extract.articles import read_articles
from detente.extract.cluster import extract_shards, read_shards
from detente.extract.records import to_record
from detente.extract.schema import ArticleError, WorkerError

if TYPE_CHECKING:
    from pathlib import Path

distributed = pytest.importorskip("distributed")

pytestmark = [pytest.mark.long, pytest.mark.model, pytest.mark.filterwarnings("ignore")]

PLACES = ("Serbia", "Kazakhstan", "Hungary", "Turkey", "Egypt", "Japan", "Brazil", "Kenya")


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("articles")
    paths = []
    for i, first in enumerate(PLACES):
        second = PLACES[(i + 3) % len(PLACES)]
        lines = [
            {"text": f"{first} signed trade deal {n} with {second}. Then {second} thanked {first}."}
            for n in range(20)
        ]
        path = folder / f"part-{i}.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        paths.append(path)
    return paths


@pytest.fixture(scope="module")
def expected(shards: list[Path]) -> set[str]:
    extractor = Extractor()
    return {
        "".join(
            json.dumps(to_record(e), ensure_ascii=False) + "\n"
            for e in extractor.extract(read_articles(path))
        )
        for path in shards
    }


def test_a_killed_worker_costs_no_shard_and_changes_no_byte(
    shards: list[Path], expected: set[str], tmp_path: Path
) -> None:
    with distributed.LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster:
        victim = next(iter(cluster.workers.values())).pid
        killer = threading.Thread(target=lambda: (time.sleep(3), os.kill(victim, signal.SIGKILL)))
        killer.start()
        found = list(extract_shards(shards, tmp_path, scheduler=cluster.scheduler_address))
        killer.join()
    assert len(found) == len(shards)
    assert {path.read_text("utf-8") for path in found} == expected
    assert sorted(tmp_path.iterdir()) == sorted(found)


def test_shards_that_are_there_are_not_done_again(shards: list[Path], tmp_path: Path) -> None:
    first = set(extract_shards(shards[:2], tmp_path, workers=1))
    times = {path: path.stat().st_mtime_ns for path in first}
    assert set(extract_shards(shards[:2], tmp_path, workers=1)) == first
    assert {path: path.stat().st_mtime_ns for path in first} == times


def test_parquet_holds_the_same_extractions(shards: list[Path], tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    paths = list(extract_shards(shards[:1], tmp_path, workers=1, format="parquet"))
    assert list(read_shards(paths)) == list(Extractor().extract(read_articles(shards[0])))


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"nowhere\.jsonl: cannot be read"):
        list(extract_shards([tmp_path / "nowhere.jsonl"], tmp_path / "out", workers=1))


def test_no_scheduler_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise OSError

    monkeypatch.setattr(distributed, "Client", refuse)
    with pytest.raises(WorkerError, match="no Dask scheduler answers at tcp:"):
        list(extract_shards([], tmp_path, scheduler="tcp://127.0.0.1:9"))
