"""Reading with several processes: chunks of articles go out, extractions come back in order."""

from __future__ import annotations

import collections
import contextlib
import itertools
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

from detente.extract.schema import WorkerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from detente.extract.pipeline import Extractor
    from detente.extract.schema import Article, Extraction

CHUNK = 16
"""Articles a chunk: enough to keep the model busy, few enough to keep memory flat."""
_AHEAD = 2
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS")

_extractor: Any = None


def extract_in_processes(
    articles: Iterable[Article], *, extractor: Extractor, settings: dict[str, Any], workers: int
) -> Iterator[Extraction]:
    """Read articles with several processes, lazily and in order.

    Parameters
    ----------
    articles
        Any number of articles; only a few chunks are taken ahead.
    extractor
        What reads them, which the processes share where they can be forked.
    settings
        Arguments of `Extractor` that each process makes its own with where they cannot.
    workers
        How many processes.

    Yields
    ------
    Extraction
        One an article, in the order given, the same as one process gives.

    Raises
    ------
    WorkerError
        If a process was killed, mostly for want of memory.
    """
    forks = _may_fork()
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("fork" if forks else "spawn"),
        initializer=_start,
        initargs=(extractor, {}) if forks else (None, settings),
    )
    waiting: collections.deque[Future[list[Extraction]]] = collections.deque()
    chunks = _chunks(articles)
    try:
        with one_thread_each():  # the processes start with the first chunks
            for chunk in itertools.islice(chunks, workers * _AHEAD):
                with deaf():
                    waiting.append(pool.submit(_extract, chunk))
        while waiting:
            yield from waiting.popleft().result()
            for chunk in itertools.islice(chunks, 1):
                waiting.append(pool.submit(_extract, chunk))
    except BrokenProcessPool:
        msg = (
            f"one of {workers} reading processes was killed, most likely for want of memory: use fewer "
            "workers, or leave out the largest articles"
        )
        raise WorkerError(msg) from None
    finally:
        # Whoever stops early, by an error or Ctrl-C, does not wait for chunks that nobody will see.
        pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def one_thread_each() -> Iterator[None]:
    """Have processes started here compute on one thread each, lest they fight for the processors."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def deaf() -> Iterator[None]:
    """Have processes started here ignore Ctrl-C from their first moment on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def begin_as_worker() -> None:
    """Leave Ctrl-C to the process that started this one, and end when that is gone.

    Ctrl-C goes to the whole group: the parent stops us, and we do not print a traceback each.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _may_fork() -> bool:
    """Whether processes may be copies of this one, which saves each the second that model and tables take.

    A copy of a process that runs threads may hang on what one of them held, and macOS does not allow it.
    """
    return sys.platform == "linux" and threading.active_count() == 1


def _chunks(articles: Iterable[Article]) -> Iterator[list[Article]]:
    iterator = iter(articles)
    while chunk := list(itertools.islice(iterator, CHUNK)):
        yield chunk


def _start(extractor: Extractor | None, settings: dict[str, Any]) -> None:
    global _extractor
    begin_as_worker()
    _extractor = extractor or _loaded(settings)


def _loaded(settings: dict[str, Any]) -> Extractor:
    from detente.extract.running import quickstart

    quickstart.import_spacy()
    with quickstart.kept_for_good():
        from detente.extract.pipeline import Extractor

        return Extractor(**settings)


def _end_with_parent() -> None:
    """End this process when the one that started it is gone: who was killed cannot stop its workers."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _extract(articles: list[Article]) -> list[Extraction]:
    return list(_extractor.extract(articles))
