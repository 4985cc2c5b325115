"""Reading on many processors or machines: shards of articles go out, shards of extractions come in.

A shard is a file of articles. What it gives is written under a name that is a hash of the file, the model
and the tables, first to a temporary file and then renamed: a shard is there whole or not at all, and the same
shard is never done twice, no matter how often a worker was lost on the way.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import functools
import hashlib
import logging
import multiprocessing
import uuid
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from detente.extract.running.parallel import begin_as_worker, deaf, one_thread_each
from detente.extract.running.shards import Format, load_parquet, made_by, write_shard
from detente.extract.schema import ArticleError, DetenteError, MissingExtraError, WorkerError, content_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from detente.extract.pipeline import Extractor

Engine = Literal["local", "dask"]
Settings = tuple[str | None, tuple[str, ...], str | None, float | None]
_Done = tuple[str, tuple[str, ...]]

_log = logging.getLogger("detente.cluster")


def extract_shards(
    sources: Iterable[Path | str],
    out_folder: Path | str,
    *,
    engine: Engine = "dask",
    scheduler: str | None = None,
    workers: int = 2,
    format: Format = "jsonl",  # noqa: A002 - the word for it
    model: str | None = None,
    gazetteer: Iterable[Path | str] = (),
    relations: Path | str | None = None,
    min_confidence: float | None = None,
    strict: bool = False,
    on_error: Callable[[DetenteError], None] | None = None,
) -> Iterator[Path]:
    """Read shards of articles with the workers of a cluster, or with processes of this machine.

    Parameters
    ----------
    sources
        Files of articles, each a shard, and folders of such files; workers must see them by the same paths.
    out_folder
        Where the shards of extractions go; the workers must see it by the same path.
    engine
        ``dask`` for a Dask cluster, ``local`` for plain processes.
    scheduler
        Address of a running Dask scheduler, such as ``tcp://10.0.0.1:8786``; without one, a cluster is
        started on this machine and stopped at the end.
    workers
        Processes on this machine; a running scheduler has its own.
    format
        ``jsonl`` or ``parquet``, see `shards.write_shard`.
    model, gazetteer, relations, min_confidence
        As for `Extractor`; tables are named by their paths.
    strict
        Give a shard up at its first article that cannot be read.
    on_error
        Called with an `ArticleError` for what could not be read, and with a `WorkerError` for a shard that
        was given up; the others are done all the same. Without it, such a shard raises its error, and
        articles are only logged.

    Yields
    ------
    pathlib.Path
        The shards as they become ready, in no order; those that were there already come as well.

    Raises
    ------
    MissingExtraError
        If ``distributed`` or, for Parquet, ``pyarrow`` is not installed.
    ArticleError
        If a file cannot be read.
    WorkerError
        If a shard has cost several workers, or the scheduler cannot be reached.
    """
    if format == "parquet":
        load_parquet()
    out = Path(out_folder).absolute()
    out.mkdir(parents=True, exist_ok=True)
    settings: Settings = (
        model,
        tuple(str(Path(p).absolute()) for p in gazetteer),
        str(Path(relations).absolute()) if relations else None,
        min_confidence,
    )
    read = functools.partial(extract_shard, out=str(out), format=format, settings=settings, strict=strict)
    # The largest first: nobody waits at the end for one that was begun last.
    shards = sorted(map(str, shard_files(sources)), key=lambda path: (-_size(path), path))
    run = _on_dask(read, shards, scheduler, workers) if engine == "dask" else _here(read, shards, workers)
    ready: set[str] = set()
    for shard, result in run:
        if isinstance(result, DetenteError):
            if on_error is None or strict or not isinstance(result, ArticleError | WorkerError):
                raise result
            on_error(WorkerError(str(result)))
            continue
        target, problems = result
        for problem in problems:
            if on_error is None:
                _log.warning("%s", problem)
            else:
                on_error(ArticleError(problem))
        if target not in ready:  # two files of the same bytes are one shard
            ready.add(target)
            _log.debug("%s: %s", shard, target)
            yield Path(target)
    for target in ready:  # what a worker was writing when it was killed
        for left in out.glob(f".{Path(target).name}.*"):
            left.unlink(missing_ok=True)


def extract_shard(
    source: str,
    *,
    out: str,
    format: Format,  # noqa: A002
    settings: Settings,
    strict: bool = False,
) -> _Done:
    """Read one file of articles, on whatever worker this runs.

    Parameters
    ----------
    source
        A file of articles.
    out
        Folder of the shards.
    format
        ``jsonl`` or ``parquet``.
    settings
        Model, tables of names, table of relations, and the least confidence.
    strict
        Stop at the first article that cannot be read.

    Returns
    -------
    tuple
        The path of what it gave, and what could not be read, a line each; nothing if it was done before.

    Raises
    ------
    ArticleError
        If the file cannot be read.
    """
    from detente.extract.articles import read_articles

    extractor, maker = _extractor(settings)
    try:
        with Path(source).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        msg = f"{source}: cannot be read ({error.strerror}): is it a path that all workers see?"
        raise ArticleError(msg) from None
    parts = (*maker.values(), str(extractor.min_confidence))
    target = Path(out) / f"{content_hash(digest, Path(source).suffix, *parts)}.{format}"
    if target.exists():
        return str(target), ()
    problems: list[str] = []
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    try:
        articles = read_articles(source, strict=strict, on_error=lambda error: problems.append(str(error)))
        write_shard(extractor.extract(articles), temporary, format=format, maker=maker)
        if not target.exists():  # another worker may have finished it meanwhile
            temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return str(target), tuple(problems)


def shard_files(sources: Iterable[Path | str]) -> list[Path]:
    """List the files of articles among files and folders; each is a shard.

    Parameters
    ----------
    sources
        Files, and folders of files; of a folder, files that no reader knows are left out.
    """
    from detente.extract.reading.formats import PARSERS

    files: dict[Path, None] = {}
    for source in map(Path, sources):
        path = source.absolute()
        if path.is_dir():
            known = (p for p in path.rglob("*") if p.suffix.lower() in {*PARSERS, ".zip"} and p.is_file())
            files |= dict.fromkeys(sorted(p for p in known if not p.name.startswith(".")))
        else:
            files[path] = None
    return list(files)


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


@functools.lru_cache(maxsize=1)
def _extractor(settings: Settings) -> tuple[Extractor, dict[str, str]]:
    """Give a worker's extractor, made once, and what decides what it gives."""
    from detente.extract.pipeline import Extractor

    model, gazetteer, relations, min_confidence = settings
    extractor = Extractor(
        model=model, gazetteer=gazetteer, relations=relations, min_confidence=min_confidence
    )
    return extractor, made_by(extractor)


def _here(
    read: Callable[[str], _Done], shards: list[str], workers: int
) -> Iterator[tuple[str, _Done | DetenteError]]:
    """Read shards with processes of this machine, or in this one."""
    if workers == 1:
        for shard in shards:
            try:
                yield shard, read(shard)
            except DetenteError as error:
                yield shard, error
        return
    context = multiprocessing.get_context("spawn")
    pool = concurrent.futures.ProcessPoolExecutor(workers, mp_context=context, initializer=begin_as_worker)
    try:
        with one_thread_each(), deaf():
            tasks = {pool.submit(read, shard): shard for shard in shards}
        for done in concurrent.futures.as_completed(tasks):
            try:
                yield tasks[done], done.result()
            except BrokenProcessPool:
                msg = (
                    f"one of {workers} reading processes was killed, most likely for want of memory: use "
                    "fewer workers or smaller files, and start again: shards that are done stay done"
                )
                raise WorkerError(msg) from None
            except DetenteError as error:
                yield tasks[done], error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _on_dask(
    read: Callable[[str], _Done], shards: list[str], scheduler: str | None, workers: int
) -> Iterator[tuple[str, _Done | DetenteError]]:
    """Read shards with the workers of a Dask cluster, in the order they become ready."""
    try:
        import distributed
    except ImportError:
        msg = "reading on a cluster"
        raise MissingExtraError(msg, "cluster") from None
    with _quiet(), _client(scheduler, workers) as client:
        # Dask itself gives the shards of a lost worker to others; an error of ours is the same everywhere.
        tasks = client.map(read, shards, pure=False, retries=0)
        source_of = {task.key: shard for task, shard in zip(tasks, shards, strict=True)}
        for done in distributed.as_completed(tasks):  # type: ignore[no-untyped-call]
            shard = source_of[done.key]
            try:
                result = done.result()
            except DetenteError as error:
                yield shard, error
            except distributed.scheduler.KilledWorker:
                yield (
                    shard,
                    WorkerError(f"{shard}: cost several workers, likely for want of memory: split it"),
                )
            except (concurrent.futures.CancelledError, OSError):
                at = scheduler or "on this machine"
                msg = (
                    f"the Dask scheduler {at} is gone: start it and this command again: shards that are done "
                    "stay done"
                )
                raise WorkerError(msg) from None
            else:
                # Through Dask a tuple may come back as a list.
                yield shard, (str(result[0]), tuple(result[1]))


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's log off the terminal: what went wrong is said in our own line."""
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    before = {one: one.level for one in loggers if one.name.split(".")[0] == "distributed"}
    for one in before:
        one.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for one, level in before.items():
            one.setLevel(level)


@contextlib.contextmanager
def _client(scheduler: str | None, workers: int) -> Iterator[Any]:
    """Connect to a scheduler, or start one here with worker processes of one thread."""
    import distributed

    if scheduler is not None:
        try:
            client = distributed.Client(scheduler, timeout=30)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError, ValueError):
            msg = f"no Dask scheduler answers at {scheduler}: start one or leave it out"
            raise WorkerError(msg) from None
        with client:
            yield client
        return
    with (
        one_thread_each(),
        distributed.LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
        ) as cluster,
        distributed.Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        yield client
