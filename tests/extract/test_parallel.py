"""Several processes give what one gives; a lost one is reported."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from detente.extract import Extractor
from detente.extract.articles import read_articles
from detente.extract.running import parallel
from detente.extract.running.parallel import one_thread_each
from detente.extract.schema import Article, ModelError, WorkerError

ARTICLES = Path(__file__).parents[2] / "data" / "articles"

pytestmark = [pytest.mark.model, pytest.mark.long]


def _killing(articles: list[Article]):
    """Yield articles, and kill a reading process when a few are out."""
    for number, article in enumerate(articles):
        if number == 70:
            os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)
        yield article


@pytest.mark.parametrize("forks", [True, False], ids=["copies of this process", "fresh processes"])
def test_two_processes_give_what_one_gives(forks: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if forks and sys.platform != "linux":
        pytest.skip("only Linux copies a process safely")
    monkeypatch.setattr(parallel, "_may_fork", lambda: forks)
    articles = list(read_articles(ARTICLES))
    extractor = Extractor()
    assert list(extractor.extract(articles, workers=2)) == list(extractor.extract(articles))


def test_a_process_that_runs_threads_is_not_copied() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not parallel._may_fork()
    finally:
        done.set()
        thread.join()


def test_a_killed_process_is_one_line() -> None:
    articles = [Article(f"Serbia signed pact {n} with Hungary.") for n in range(200)]
    with pytest.raises(WorkerError, match="one of 2 reading processes was killed"):
        list(Extractor().extract(_killing(articles), workers=2))


def test_who_stops_early_leaves_no_process_behind() -> None:
    articles = [Article(f"Serbia signed pact {n} with Hungary.") for n in range(200)]
    stream = Extractor().extract(articles, workers=2)
    next(stream)
    stream.close()
    assert not multiprocessing.active_children()


def test_the_environment_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("BLIS_NUM_THREADS", raising=False)
    with one_thread_each():
        assert os.environ["OMP_NUM_THREADS"] == os.environ["BLIS_NUM_THREADS"] == "1"
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "BLIS_NUM_THREADS" not in os.environ


def test_a_missing_model_is_said_before_anything_is_read() -> None:
    with pytest.raises(ModelError, match="model 'no-such' is not installed"):
        Extractor(model="no-such")
