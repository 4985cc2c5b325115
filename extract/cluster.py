"""Reading on many machines: shards of articles go out over dask.distributed, shards of extractions come in.

A shard is a file of articles. What it gives is written under a name that is a hash of the file, the model
and the tables, first to a temporary file and then renamed: a shard is there whole or not at all, and the same
shard is never done twice, no matter how often a worker was lost on the way.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.metadata
import json
import logging
import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from detente.extract.parallel import one_thread_each
from detente.extract.records import extraction_from_record, to_record
from detente.extract.schema import ArticleError, MissingExtraError, WorkerError, content_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    from detente.extract.pipeline import Extractor
    from detente.extract.schema import Extraction

Format = Literal["jsonl", "parquet"]
Settings = tuple[str | None, tuple[str, ...], str | None]

_log = logging.getLogger("detente.cluster")


def extract_shards(
    sources: Iterable[Path | str],
    out_folder: Path | str,
    *,
    scheduler: str | None = None,
    workers: int = 2,
    format: Format = "jsonl",  # noqa: A002 - the word for it
    model: str | None = None,
    gazetteer: Iterable[Path | str] = (),
    relations: Path | str | None = None,
) -> Iterator[Path]:
    """Read shards of articles with the workers of a cluster.

    Parameters
    ----------
    sources
        Files of articles, each a shard, and folders of such files; workers must see them by the same paths.
    out_folder
        Where the shards of extractions go; the workers must see it by the same path.
    scheduler
        Address of a running Dask scheduler, such as ``tcp://10.0.0.1:8786``; without one, a cluster is
        started on this machine and stopped at the end.
    workers
        Processes of that cluster.
    format
        ``jsonl`` (an extraction a line, as ``detente extract --whole`` writes) or ``parquet`` (the same line
        in a column).
    model, gazetteer, relations
        As for `Extractor`; tables are named by their paths.

    Yields
    ------
    pathlib.Path
        The shards as they become ready, in no order; those that were there already come as well.

    Raises
    ------
    MissingExtraError
        If ``distributed`` is not installed.
    WorkerError
        If a shard has cost several workers, or the scheduler cannot be reached.
    """
    try:
        import distributed
    except ImportError:
        msg = "reading on a cluster"
        raise MissingExtraError(msg, "cluster") from None
    out = Path(out_folder).absolute()
    out.mkdir(parents=True, exist_ok=True)
    settings: Settings = (
        model,
        tuple(str(Path(p).absolute()) for p in gazetteer),
        str(Path(relations).absolute()) if relations else None,
    )
    shards = [str(path) for path in _files(sources)]
    with _client(scheduler, workers) as client:
        tasks = client.map(
            extract_shard, shards, out=str(out), format=format, settings=settings, pure=False, retries=0
        )
        source_of = {task.key: shard for task, shard in zip(tasks, shards, strict=True)}
        # In the order they become ready: a slow shard holds nobody up.
        for done in distributed.as_completed(tasks):  # type: ignore[no-untyped-call]
            try:
                yield Path(done.result())
            except distributed.scheduler.KilledWorker:
                msg = (
                    f"{source_of[done.key]}: cost several workers, likely for want of memory: split the file"
                )
                raise WorkerError(msg) from None


def extract_shard(source: str, *, out: str, format: Format, settings: Settings) -> str:  # noqa: A002
    """Read one file of articles, on whatever worker this runs, and give the path of what it gave.

    Parameters
    ----------
    source
        A file of articles.
    out
        Folder of the shards.
    format
        ``jsonl`` or ``parquet``.
    settings
        Model, tables of names and table of relations.

    Raises
    ------
    ArticleError
        If the file cannot be read.
    """
    from detente.extract.articles import read_articles

    extractor, version = _extractor(settings)
    try:
        digest = hashlib.sha256(Path(source).read_bytes()).hexdigest()
    except OSError as error:
        msg = f"{source}: cannot be read ({error.strerror}): is it a path that all workers see?"
        raise ArticleError(msg) from None
    target = Path(out) / f"{content_hash(digest, Path(source).suffix, version)}.{format}"
    if target.exists():
        _log.debug("%s: done before", source)
        return str(target)
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    try:
        _write(extractor.extract(read_articles(source)), temporary, format)
        os.replace(temporary, target)  # noqa: PTH105 - also over what another worker has finished meanwhile
    finally:
        temporary.unlink(missing_ok=True)
    return str(target)


def read_shards(paths: Iterable[Path | str]) -> Iterator[Extraction]:
    """Read back the extractions of shards.

    Parameters
    ----------
    paths
        Shards, JSON lines or Parquet.

    Yields
    ------
    Extraction
        One an article, in the order of the paths.

    Raises
    ------
    ClaimError
        At the first record that is not an extraction.
    """
    for path in map(Path, paths):
        lines = _parquet().read_table(path)["record"].to_pylist() if path.suffix == ".parquet" else None
        for number, line in enumerate(lines or path.read_text("utf-8").splitlines(), start=1):
            yield extraction_from_record(json.loads(line), where=f"{path}:{number}")


@functools.lru_cache(maxsize=1)
def _extractor(settings: Settings) -> tuple[Extractor, str]:
    """Give a worker's extractor, made once, and the version of all that decides what it gives."""
    from detente.extract.model import model_label
    from detente.extract.pipeline import Extractor

    model, gazetteer, relations = settings
    extractor = Extractor(model=model, gazetteer=gazetteer, relations=relations)
    version = content_hash(
        importlib.metadata.version("detente"), model_label(extractor.nlp),
        extractor.gazetteer.version, extractor.vocabulary.version,
    )  # fmt: skip
    return extractor, version


def _files(sources: Iterable[Path | str]) -> Iterator[Path]:
    for source in map(Path, sources):
        path = source.absolute()
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
        else:
            yield path


def _write(extractions: Iterable[Extraction], path: Path, format: Format) -> None:  # noqa: A002
    if format == "jsonl":
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(_line(extraction) + "\n" for extraction in extractions)
        return
    import pyarrow as pa  # type: ignore[import-untyped]

    found = [(e.article.id, len(e.claims), _line(e)) for e in extractions]
    article, claims, record = map(list, zip(*found, strict=True)) if found else ([], [], [])
    table = pa.table({"article": article, "claims": claims, "record": record})
    _parquet().write_table(table, path, compression="zstd")


def _line(extraction: Extraction) -> str:
    return json.dumps(to_record(extraction), ensure_ascii=False)


def _parquet() -> ModuleType:
    try:
        import pyarrow.parquet  # type: ignore[import-untyped]
    except ImportError:
        msg = "Parquet"
        raise MissingExtraError(msg, "parquet") from None
    module: ModuleType = pyarrow.parquet
    return module


@contextlib.contextmanager
def _client(scheduler: str | None, workers: int) -> Iterator[Any]:
    """Connect to a scheduler, or start one here with worker processes of one thread."""
    import distributed

    if scheduler is not None:
        try:
            client = distributed.Client(scheduler, timeout=30)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError):
            msg = f"no Dask scheduler answers at {scheduler}: start one or leave it out"
            raise WorkerError(msg) from None
        with client:
            yield client
        return
    with (
        one_thread_each(),
        distributed.LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.ERROR
        ) as cluster,
        distributed.Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        yield client
