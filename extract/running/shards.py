"""Shards of extractions: files of JSON lines or Parquet with all that articles gave, and who read them."""

from __future__ import annotations

import importlib.metadata
import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from detente.extract.records import extraction_from_record, record_from_line, to_record
from detente.extract.schema import ClaimError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import ModuleType

    from detente.extract.pipeline import Extractor
    from detente.extract.schema import Extraction

Format = Literal["jsonl", "parquet"]
"""The endings of shards."""
_ROWS = 1000  # articles in a row group of Parquet: as many are in memory at once


def made_by(extractor: Extractor) -> dict[str, str]:
    """Say what an extractor reads with: model, versions of vocabulary and gazetteer, and of detente.

    Parameters
    ----------
    extractor
        What reads.
    """
    from detente.extract.english.model import model_label

    return {
        "model": model_label(extractor.nlp), "vocabulary": extractor.vocabulary.version,
        "gazetteer": extractor.gazetteer.version, "detente": importlib.metadata.version("detente"),
    }  # fmt: skip


def shard_line(extraction: Extraction, maker: Mapping[str, str]) -> str:
    """Give the line of JSON that an extraction is in a shard, without its line end.

    Parameters
    ----------
    extraction
        What an article gave.
    maker
        What `made_by` says of whoever read it.
    """
    return json.dumps(to_record(extraction) | {"made_by": dict(maker)}, ensure_ascii=False)


def write_shard(
    extractions: Iterable[Extraction],
    path: Path,
    *,
    format: Format,  # noqa: A002
    maker: Mapping[str, str],
) -> int:
    """Write a shard, little by little, and give how many extractions are in it.

    Parameters
    ----------
    extractions
        What articles gave.
    path
        The file.
    format
        ``jsonl`` (`shard_line`) or ``parquet`` (the same line in a column, beside id and number of claims).
    maker
        What `made_by` says of whoever read them.

    Raises
    ------
    MissingExtraError
        For Parquet, if pyarrow is not installed.
    """
    written = 0
    if format == "jsonl":
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            for extraction in extractions:
                stream.write(shard_line(extraction, maker) + "\n")
                written += 1
        return written
    parquet = load_parquet()
    import pyarrow as pa  # type: ignore[import-untyped]

    columns = pa.schema([("article", pa.string()), ("claims", pa.int64()), ("record", pa.string())])
    iterator = iter(extractions)
    with parquet.ParquetWriter(path, columns, compression="zstd") as writer:
        while batch := list(itertools.islice(iterator, _ROWS)):
            rows = [
                {"article": e.article.id, "claims": len(e.claims), "record": shard_line(e, maker)}
                for e in batch
            ]
            writer.write_table(pa.Table.from_pylist(rows, schema=columns))
            written += len(rows)
    return written


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
    return (extraction for extraction, _ in read_shards_and_makers(paths))


def read_shards_and_makers(paths: Iterable[Path | str]) -> Iterator[tuple[Extraction, dict[str, str]]]:
    """Read back the extractions of shards, each with what `made_by` said of whoever read it, else empty.

    Parameters
    ----------
    paths
        Shards, JSON lines or Parquet.

    Raises
    ------
    ClaimError
        At the first record that is not an extraction.
    """
    for path in map(Path, paths):
        lines = _parquet_lines(path) if path.suffix.lower() == ".parquet" else _json_lines(path)
        for number, line in enumerate(lines, start=1):
            if line.strip():
                where = f"{path}:{number}"
                record = record_from_line(line, where=where, what="extraction")
                maker = record.pop("made_by", None)
                named = {str(k): str(v) for k, v in maker.items()} if isinstance(maker, dict) else {}
                yield extraction_from_record(record, where=where), named


def is_shard(path: Path | str) -> bool:
    """Say whether a file holds extractions: Parquet, or JSON lines of which the first is one.

    Parameters
    ----------
    path
        Any path.

    Examples
    --------
    >>> is_shard("news.txt")
    False
    """
    path = Path(path)
    if path.suffix.lower() == ".parquet":
        return path.is_file()
    if path.suffix.lower() != ".jsonl" or not path.is_file():
        return False
    try:
        record = json.loads(next(_json_lines(path), ""))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(record, dict) and record.keys() >= {"article", "mentions", "claims"}


def load_parquet() -> ModuleType:
    """Give the module that reads and writes Parquet.

    Raises
    ------
    MissingExtraError
        If pyarrow is not installed.
    """
    try:
        import pyarrow.parquet  # type: ignore[import-untyped]
    except ImportError:
        msg = "Parquet"
        raise MissingExtraError(msg, "parquet") from None
    module: ModuleType = pyarrow.parquet
    return module


def _json_lines(path: Path) -> Iterator[str]:
    # Line by line at "\n" alone: str.splitlines would also cut at signs that a text may hold.
    try:
        with path.open(encoding="utf-8", newline="\n") as stream:
            yield from stream
    except UnicodeDecodeError:
        msg = f"{path}: is not UTF-8: give a shard as 'detente extract --format jsonl' writes it"
        raise ClaimError(msg) from None


def _parquet_lines(path: Path) -> Iterator[str]:
    parquet = load_parquet()
    import pyarrow as pa

    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_ROWS, columns=["record"]):
                yield from map(str, batch.column("record").to_pylist())
    except (pa.ArrowException, KeyError, OSError) as error:
        if isinstance(error, OSError) and error.strerror:
            raise
        msg = f"{path}: is not Parquet as 'detente extract --format parquet' writes it: give such a shard"
        raise ClaimError(msg) from None
