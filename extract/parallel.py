"""Reading with several processes: chunks of articles go out, extractions come back in order."""

from __future__ import annotations

import collections
import itertools
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from detente.extract.schema import Article, Extraction

CHUNK = 16
"""Articles a chunk: enough to keep the model busy, few enough to keep memory flat."""
_AHEAD = 2

_extractor: Any = None


def extract_in_processes(
    articles: Iterable[Article], *, settings: dict[str, Any], workers: int
) -> Iterator[Extraction]:
    """Read articles with several processes, lazily and in order.

    Parameters
    ----------
    articles
        Any number of articles; only a few chunks are taken ahead.
    settings
        Arguments of `Extractor` that each process makes its own with.
    workers
        How many processes.

    Yields
    ------
    Extraction
        One an article, in the order given, the same as one process gives.
    """
    # Fresh processes: forking one that runs threads may hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(settings,)) as pool:
        waiting: collections.deque[Future[list[Extraction]]] = collections.deque()
        chunks = _chunks(articles)
        try:
            for chunk in itertools.islice(chunks, workers * _AHEAD):
                waiting.append(pool.submit(_extract, chunk))
            while waiting:
                yield from waiting.popleft().result()
                for chunk in itertools.islice(chunks, 1):
                    waiting.append(pool.submit(_extract, chunk))
        finally:
            for future in waiting:
                future.cancel()


def _chunks(articles: Iterable[Article]) -> Iterator[list[Article]]:
    iterator = iter(articles)
    while chunk := list(itertools.islice(iterator, CHUNK)):
        yield chunk


def _start(settings: dict[str, Any]) -> None:
    global _extractor  # noqa: PLW0603 - one a process, made once
    from detente.extract.pipeline import Extractor

    _extractor = Extractor(**settings)


def _extract(articles: list[Article]) -> list[Extraction]:
    return list(_extractor.extract(articles))
