"""Shards of articles over a real Dask scheduler with three worker processes, one of which is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from detente.extract import Extractor
from detente.extract.articles import read_articles
from detente.extract.running.cluster import extract_shards
from detente.extract.running.shards import is_shard, read_shards
from detente.extract.schema import ArticleError, ModelError, WorkerError
from detente.graph.cli import main
from detente.graph.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

distributed = pytest.importorskip("distributed")
pytest.importorskip("pyarrow")

pytestmark = [pytest.mark.long, pytest.mark.model, pytest.mark.filterwarnings("ignore")]

PLACES = ("Serbia", "Kazakhstan", "Hungary", "Turkey", "Egypt", "Japan", "Brazil", "Kenya")
ARTICLES = 20
SLOW = 240
"""Articles in the one shard that is much larger than the others."""


def write_news(path: Path, count: int, first: str, second: str) -> None:
    lines = [
        {
            "title": f"{first} and {second} {n}", "published": f"2025-03-{n % 28 + 1:02}",
            "text": f"{first} signed trade deal {n} with {second}. Then {second} thanked {first}.",
        }
        for n in range(count)
    ]  # fmt: skip
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("news")
    for i, first in enumerate(PLACES):
        write_news(folder / f"part-{i}.jsonl", ARTICLES, first, PLACES[(i + 3) % len(PLACES)])
    write_news(folder / "slow.jsonl", SLOW, "Norway", "Chile")
    (folder / "README.rst").write_text("no article")
    return folder


@pytest.fixture(scope="module")
def alone(news: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The shards that a single process makes, Parquet and JSON lines."""
    folder = tmp_path_factory.mktemp("alone")
    for format_ in ("parquet", "jsonl"):
        list(extract_shards([news], folder, engine="local", workers=1, format=format_))
    return content(folder)


@pytest.fixture(scope="module")
def direct(news: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The graph that a single process makes of the articles, without any shards."""
    folder = tmp_path_factory.mktemp("direct")
    assert main(["add", str(folder / "news.sqlite"), str(news)]) == 0
    return exported(folder / "news.sqlite")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and three workers, a process each, as somebody starts them on several machines."""
    file = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    here = ["--scheduler-file", str(file)]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_scheduler", *here, "--host", "127.0.0.1",
             "--port", "0", "--no-dashboard"], **quiet,
        )
    ]  # fmt: skip
    for _ in range(3):
        worker = ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
        started.append(
            subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_worker", *here, *worker], **quiet)
        )
    try:
        address = wait_for(lambda: file.exists() and json.loads(file.read_text() or "{}").get("address"))
        with distributed.Client(address) as client:
            client.wait_for_workers(3, timeout=120)
        yield address, started
    finally:
        for process in started:
            process.kill()
            process.wait()


def wait_for(ready):
    """Wait until something is there, and give it."""
    for _ in range(600):
        if found := ready():
            return found
        time.sleep(0.1)
    pytest.fail("a minute was not enough")
    return None


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def of_format(shards: dict[str, bytes], format_: str) -> dict[str, bytes]:
    return {name: data for name, data in shards.items() if name.endswith(format_)}


def exported(store: Path) -> bytes:
    out = store.with_suffix(".json")
    assert main(["export", str(store), str(out)]) == 0
    return out.read_bytes()


# the cluster


def test_a_killed_worker_costs_no_shard_and_changes_no_byte(news, alone, direct, cluster, tmp_path) -> None:
    address, (_, victim, *_) = cluster
    out = tmp_path / "claims"
    found = extract_shards([news], out, scheduler=address, format="parquet")
    first = next(found)
    victim.send_signal(signal.SIGKILL)
    paths = [first, *found]
    assert victim.wait(timeout=30) == -signal.SIGKILL
    assert len(paths) == len(PLACES) + 1
    assert content(out) == of_format(alone, "parquet")
    assert main(["add", str(tmp_path / "news.sqlite"), *map(str, paths)]) == 0
    assert exported(tmp_path / "news.sqlite") == direct


def test_a_slow_shard_holds_nobody_up(news, cluster, tmp_path) -> None:
    paths = list(extract_shards([news], tmp_path / "claims", scheduler=cluster[0]))
    sizes = [len(path.read_text("utf-8").splitlines()) for path in paths]
    assert sorted(sizes) == [ARTICLES] * len(PLACES) + [SLOW]
    assert sizes.index(SLOW) > 2  # it was begun first


def test_a_lost_scheduler_is_said_and_what_was_done_stays(news, cluster, tmp_path) -> None:
    address, (scheduler, *_) = cluster
    found = extract_shards([news], tmp_path / "claims", scheduler=address)
    first = next(found)
    scheduler.kill()
    with pytest.raises(WorkerError, match="is gone: start it"):
        list(found)
    assert first.exists()


def test_the_command_starts_a_cluster_of_its_own(detente, news, alone, tmp_path) -> None:
    two = news / "part-0.jsonl", news / "part-1.jsonl"
    done = detente("extract", *two, "-o", "claims", "--engine", "dask", "--workers", "2")
    assert (done.returncode, done.stderr) == (0, "2 shards of 2 files\n")
    made = content(tmp_path / "claims")
    assert done.stdout.splitlines() == sorted(f"claims/{name}" for name in made)
    assert len(made) == 2
    assert made.items() <= of_format(alone, "jsonl").items()


def test_no_scheduler_is_one_line(here, news, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise OSError

    monkeypatch.setattr(distributed, "Client", refuse)
    address = "tcp://127.0.0.1:9"
    done = here("extract", news, "-o", "claims", "--engine", "dask", "--scheduler", address)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert f"no Dask scheduler answers at {address}" in line


# processes of this machine


def test_a_killed_run_goes_on_where_it_was(news, alone, tmp_path) -> None:
    command = ["extract", str(news), "-o", "claims", "--format", "jsonl", "--workers", "2"]
    run = subprocess.Popen(
        [sys.executable, "-m", "detente.graph.cli", *command], cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    folder = tmp_path / "claims"
    wait_for(lambda: folder.exists() and list(folder.glob("*.jsonl")))
    run.send_signal(signal.SIGKILL)
    run.wait()
    before = {path: path.stat().st_mtime_ns for path in folder.glob("*.jsonl")}
    assert len(before) <= len(PLACES)
    assert subprocess.run([sys.executable, "-m", "detente.graph.cli", *command], cwd=tmp_path).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert content(folder) == of_format(alone, "jsonl")


def test_a_killed_process_is_one_line_and_what_was_done_stays(news, tmp_path) -> None:
    import multiprocessing

    found = extract_shards([news], tmp_path, engine="local", workers=2)
    first = next(found)
    os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)
    with pytest.raises(WorkerError, match="one of 2 reading processes was killed"):
        list(found)
    assert first.exists()


# what goes in and comes out


def test_shards_of_both_kinds_are_folded_in_once(here, alone, direct, tmp_path) -> None:
    for kind in ("parquet", "jsonl"):
        (tmp_path / kind).mkdir()
        for name, data in of_format(alone, kind).items():
            (tmp_path / kind / name).write_bytes(data)
    articles = len(PLACES) * ARTICLES + SLOW
    done = here("add", "news.sqlite", *sorted((tmp_path / "jsonl").iterdir()))
    assert done.stderr.startswith(f"{articles} articles, ")
    assert here("add", "news.sqlite", "parquet").stderr.startswith("0 articles, 0 claims written from 9 ")
    assert exported(tmp_path / "news.sqlite") == direct
    assert here("refresh", "news.sqlite").stderr == "nothing new to read\n"
    with Store(tmp_path / "news.sqlite") as store:
        assert [maker.model for maker in store.makers()] == ["en_core_web_sm 3.8.0"]


def test_shards_and_articles_go_into_one_store(here, news, tmp_path) -> None:
    first, second = news / "part-0.jsonl", news / "part-1.jsonl"
    assert here("extract", first, "--whole", "-o", "whole.jsonl").returncode == 0
    assert is_shard(tmp_path / "whole.jsonl")
    assert not is_shard(first)
    said = here("add", "news.sqlite", "whole.jsonl", second).stderr.splitlines()
    assert [line.split(",")[0] for line in said] == ["20 articles", "20 articles"]
    assert here("show", "whole.jsonl", "Serbia", "--top", "1").returncode == 0


def test_what_a_shard_holds_is_what_the_extractor_gave(news, tmp_path) -> None:
    found = list(Extractor().extract(read_articles(news / "part-0.jsonl")))
    for format_ in ("parquet", "jsonl"):
        paths = extract_shards([news / "part-0.jsonl"], tmp_path, engine="local", workers=1, format=format_)
        assert list(read_shards(paths)) == found


def test_a_sign_that_ends_a_line_elsewhere_does_not_end_a_record(here, tmp_path) -> None:
    (tmp_path / "news.jsonl").write_text(
        json.dumps({"text": "Serbia signed\u2028a pact\x85with Hungary. Norway thanked Chile."}), "utf-8"
    )
    assert here("extract", "news.jsonl", "-o", "claims", "--format", "jsonl").returncode == 0
    assert here("add", "news.sqlite", "claims").stderr.startswith("1 article, ")


def test_another_bound_makes_another_shard(here, news) -> None:
    command = ("extract", news / "part-0.jsonl", "-o", "claims", "--format", "jsonl")
    first = here(*command).stdout
    assert here(*command).stdout == first
    assert here(*command, "--min-confidence", "0.9").stdout != first


def test_what_cannot_be_read_is_said_and_the_rest_is_done(here, news, tmp_path) -> None:
    lines = (news / "part-0.jsonl").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "part.jsonl").write_text("".join([*lines[:6], '{"text": \n', *lines[7:]]), "utf-8")
    done = here("extract", "part.jsonl", "-o", "claims", "--format", "parquet")
    assert done.returncode == 0
    assert "part.jsonl:7: " in done.stderr.splitlines()[0]
    assert done.stderr.splitlines()[1:] == ["1 shard of 1 file"]
    assert here("add", "news.sqlite", "claims").stderr.startswith(f"{ARTICLES - 1} articles, ")
    done = here("extract", "part.jsonl", "-o", "more", "--format", "parquet", "--strict")
    assert done.returncode == 1
    assert not list((tmp_path / "more").iterdir())


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"nowhere\.jsonl: cannot be read"):
        list(extract_shards([tmp_path / "nowhere.jsonl"], tmp_path / "out", engine="local", workers=1))


def test_missing_model_is_said_once(news, tmp_path: Path) -> None:
    said: list[Exception] = []
    with pytest.raises(ModelError):
        list(extract_shards([news], tmp_path, engine="local", model="none", workers=1, on_error=said.append))
    assert not said


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["extract", "story.txt", "--format", "parquet"], 2, ["-o FOLDER"]),
        (["extract", "-", "--format", "parquet", "-o", "claims"], 2, ["files of articles"]),
        (["extract", "story.txt", "--format", "xml", "-o", "claims"], 2, ["xml", "parquet"]),
        (["extract", "story.txt", "--engine", "spark", "-o", "claims"], 2, ["spark", "dask"]),
        (["extract", "story.txt", "--scheduler", "tcp://a:1", "-o", "claims"], 2, ["--engine dask"]),
        (["extract", "story.txt", "--format", "jsonl", "-o", "story.txt"], 1, ["is a file", "folder"]),
        (["extract", "none.txt", "--format", "jsonl", "-o", "claims"], 1, ["none.txt", "does not exist"]),
        (["extract", "empty", "--format", "jsonl", "-o", "claims"], 1, ["empty", "no file of articles"]),
        (["add", "news.sqlite", "none.parquet"], 1, ["none.parquet", "does not exist"]),
        (["add", "news.sqlite", "text.parquet"], 1, ["text.parquet", "is not Parquet as"]),
        (["add", "news.sqlite", "other.parquet"], 1, ["other.parquet", "is not Parquet as"]),
        (["add", "news.sqlite", "half.jsonl"], 1, ["half.jsonl:2", "not JSON"]),
        (["add", "news.sqlite", "wrong.jsonl"], 1, ["wrong.jsonl:1", "article"]),
    ],
)  # fmt: skip
def test_mistakes_are_one_line(here, tmp_path, args, code, words) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    (tmp_path / "story.txt").write_text("Serbia signed a pact with Hungary.")
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.parquet").write_text("PAR")
    parquet.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    good = '{"article": {"text": "Serbia."}, "mentions": [], "entities": [], "claims": []}\n'
    (tmp_path / "half.jsonl").write_text(good + "{\n")
    (tmp_path / "wrong.jsonl").write_text('{"article": 7, "mentions": [], "entities": [], "claims": []}\n')
    done = here(*args)
    assert done.returncode == code, done.stderr
    [line] = done.stderr.splitlines()
    assert all(word in line for word in words), line
