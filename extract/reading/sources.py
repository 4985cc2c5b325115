"""Sources of articles: files, folders, archives, streams and tables, down to the draft of each article."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import logging
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast

from detente.extract.reading import cleaning, formats
from detente.extract.schema import ArticleError, MissingExtraError

if TYPE_CHECKING:
    import pandas as pd
    from _typeshed import WriteableBuffer

    Source = str | Path | TextIO | BinaryIO | pd.DataFrame

MAX_ZIP_BYTES = 4_000_000_000
"""Most that the articles of one archive may unpack to."""
MAX_ZIP_RATIO = 200
"""Most that an archive, or a file of one, may unpack to, as a multiple of its packed size."""
_ZIP_GRACE = 10_000_000  # bytes; whatever unpacks to less than this is no bomb

_log = logging.getLogger("detente.articles")

_Drafts = Iterator[formats.Draft | ArticleError | MissingExtraError]


def drafts_of(source: Source) -> _Drafts:
    """Give the drafts of articles that a source holds, and what could not be read in it, in order.

    Parameters
    ----------
    source
        A file, folder, archive, stream or DataFrame, or "-" for standard input; as `read_articles` takes it.

    Raises
    ------
    TypeError
        If it is none of these.

    Examples
    --------
    >>> [draft.text for draft in drafts_of(io.StringIO('{"text": "Serbia signed a pact."}'))]
    ['Serbia signed a pact.']
    """
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(source, pandas.DataFrame):
        return frame_drafts(source)
    if isinstance(source, (str, Path)):
        return _stream_drafts(sys.stdin, "stdin") if source == "-" else _path_drafts(Path(source))
    if hasattr(source, "read"):
        return _stream_drafts(cast("TextIO | BinaryIO", source), "")
    msg = f"cannot read articles from a {type(source).__name__}: give a path, a stream, a DataFrame or '-'"
    raise TypeError(msg)


def frame_drafts(frame: pd.DataFrame) -> _Drafts:
    """Give a draft for each row of a DataFrame.

    Parameters
    ----------
    frame
        With a column `text`; as `articles_from_frame` takes it.

    Examples
    --------
    >>> import pandas as pd
    >>> next(frame_drafts(pd.DataFrame({"text": ["Serbia signed."]}))).where
    'DataFrame row 1'
    """
    import pandas as pd

    names = [str(name).strip().lower() for name in frame.columns]
    if "text" not in names:
        found = ", ".join(names)[:120]
        yield ArticleError(
            f"DataFrame: no column 'text' (found: {_label(found)}); allowed: {formats.ALLOWED}; rename one"
        )
        return
    for number, row in enumerate(frame.itertuples(index=False, name=None), start=1):
        record: dict[str, object] = {}
        for name, cell in zip(names, row, strict=True):
            if pd.api.types.is_scalar(cell) and pd.isna(cell):
                continue
            record[name] = cell.date().isoformat() if isinstance(cell, dt.datetime) else cell
            if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
                record[name] = cell.isoformat()
            elif pd.api.types.is_integer(cell):
                record[name] = int(cell)
        yield formats.draft_from_record(record, f"DataFrame row {number}")


def _stream_drafts(stream: TextIO | BinaryIO, name: str) -> _Drafts:
    """Read an open stream: by the extension of its name if that is known, else JSON lines or plain text."""
    given = getattr(stream, "name", "")
    label = name or _label(given if isinstance(given, str) and given else "stream")
    try:
        binary = _as_binary(stream, decoded=not name)
        suffix = Path(label).suffix.lower()
        if suffix == ".zip":
            whole = io.BytesIO(binary.read(MAX_ZIP_BYTES // 4))
            yield from _zip_drafts(whole, label)
        elif suffix in formats.PARSERS:
            yield from _file_drafts(binary, label, suffix)
        else:
            yield from _sniffed_drafts(binary, label)
    except (OSError, ValueError) as error:
        if isinstance(error, ArticleError):
            yield error
        else:
            yield ArticleError(f"{label}: cannot be read ({_why(error)}); check the stream")


def _sniffed_drafts(binary: BinaryIO, label: str) -> _Drafts:
    lines = formats.byte_lines(binary, label)
    head: list[tuple[int, bytes]] = []
    for line in lines:
        head.append(line)
        if line[1].removeprefix(b"\xef\xbb\xbf").strip():
            break
    whole = itertools.chain(head, lines)
    if head and head[-1][1].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        yield from formats.records_from_lines(whole, label)
        return
    size = 0
    parts: list[bytes] = []
    for _, raw in whole:
        size += len(raw)
        parts.append(raw)
        if size > formats.MAX_FILE_BYTES:
            break
    yield from formats.read_text(io.BytesIO(b"".join(parts)), label)


def _as_binary(stream: TextIO | BinaryIO, *, decoded: bool) -> BinaryIO:
    """Give bytes: those behind standard input, or the text of a stream that its owner decodes."""
    buffer = getattr(stream, "buffer", None)
    if buffer is not None and not decoded:
        return cast("BinaryIO", buffer)
    if isinstance(stream.read(0), bytes):
        return cast("BinaryIO", stream)
    return io.BufferedReader(_Encoded(cast("TextIO", stream)))


class _Encoded(io.RawIOBase):
    """The UTF-8 bytes of a text stream, a piece at a time."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        if not self._rest:
            self._rest = cleaning.without_surrogates(self._text.read(1 << 16)).encode()
        view = memoryview(buffer)
        piece = self._rest[: len(view)]
        view[: len(piece)] = piece
        self._rest = self._rest[len(piece) :]
        return len(piece)


def _path_drafts(path: Path) -> _Drafts:
    label = _label(path)
    if re.match(r"https?:/", str(path)):
        yield ArticleError(
            f"{label}: an address, not a file: detente reads no network; save the page and give the file"
        )
        return
    try:
        if path.is_dir():
            yield from _folder_drafts(path, label)
        elif path.is_file():
            yield from _one_file(path, label)
        elif path.exists():
            yield ArticleError(
                f"{label}: neither file nor folder; give one of these, or '-' for standard input"
            )
        elif path.is_symlink():
            yield _dead_link(label)
        else:
            yield ArticleError(f"{label}: does not exist; give a file, a folder, a zip archive, or '-'")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        yield error if isinstance(error, ArticleError) else _unreadable(label, error)


def _one_file(path: Path, label: str) -> _Drafts:
    suffix = path.suffix.lower()
    if suffix != ".zip" and suffix not in formats.PARSERS:
        yield ArticleError(
            f"{label}: unknown extension '{_label(suffix)}'; allowed: {_known()}; rename the file"
        )
        return
    try:
        with path.open("rb") as stream:
            if suffix == ".zip":
                yield from _zip_drafts(stream, label)
            else:
                yield from _file_drafts(stream, label, suffix)
    except OSError as error:
        yield _unreadable(label, error)


def _file_drafts(stream: BinaryIO, label: str, suffix: str) -> _Drafts:
    """Run the parser; if it gives up, what it read so far stays read."""
    found = False
    try:
        for draft in formats.PARSERS[suffix](stream, label):
            found = True
            yield draft
    except (ArticleError, MissingExtraError) as error:
        yield error
    else:
        if not found:
            yield ArticleError(f"{label}: no record in it; remove or complete it")


def _folder_drafts(folder: Path, label: str) -> _Drafts:
    found = False
    for item in _walk(folder, set()):
        if isinstance(item, ArticleError):
            yield item
            continue
        found = True
        yield from _one_file(item, _label(item))
    if not found:
        yield ArticleError(
            f"{label}: no articles in this folder; allowed: {_known()}; give the folder that holds them"
        )


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path | ArticleError]:
    """List the files of a folder, sorted by path; a folder that a link leads to twice is read once."""
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as entries:
            names = sorted((entry.name for entry in entries), key=os.fsencode)
    except OSError as error:
        yield _unreadable(_label(folder), error)
        return
    for name in names:
        path = folder / name
        if name.startswith(".") or cleaning.is_readme(name):
            continue
        try:
            if path.is_dir():
                yield from _walk(path, seen)
            elif path.is_file() and _is_known(name):
                yield path
            elif path.is_symlink() and not path.exists():
                yield _dead_link(_label(path))
            else:
                _log.info("%s: not an article, passed over", _label(path))
        except OSError as error:
            yield _unreadable(_label(path), error)


def _zip_drafts(stream: BinaryIO, label: str) -> _Drafts:
    """Read the files of an archive in memory; their paths are labels and nothing else."""
    try:
        archive = zipfile.ZipFile(stream)
        size = stream.seek(0, io.SEEK_END)
        members = sorted((m for m in archive.infolist() if not m.is_dir()), key=lambda m: m.filename)
    except Exception as error:  # zipfile raises what the broken archive makes it raise
        yield ArticleError(f"{label}: damaged zip archive ({_why(error)}): pack it again")
        return
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_ZIP_BYTES or unpacked > max(_ZIP_GRACE, MAX_ZIP_RATIO * size):
        yield ArticleError(
            f"{label}: unpacks to {unpacked} bytes from {size} (a zip bomb?); at most {MAX_ZIP_BYTES} bytes "
            f"and {MAX_ZIP_RATIO} times its size; unpack it by hand if you trust it"
        )
        return
    found = False
    for member in members:
        name = member.filename.replace("\\", "/").rsplit("/", 1)[-1]
        suffix = Path(name).suffix.lower()
        inner = f"{label}!{_label(member.filename)}"
        if suffix == ".zip":
            found = True
            yield ArticleError(f"{inner}: a zip archive in a zip archive is not read; unpack the outer one")
        elif name.startswith(".") or cleaning.is_readme(name) or suffix not in formats.PARSERS:
            _log.info("%s: not an article, passed over", inner)
        else:
            found = True
            yield from _member_drafts(archive, member, inner, suffix)
    if not found:
        yield ArticleError(
            f"{label}: no articles in this archive; allowed: {_known()}; pack the files that hold them"
        )


def _member_drafts(archive: zipfile.ZipFile, member: zipfile.ZipInfo, label: str, suffix: str) -> _Drafts:
    if member.flag_bits & 1:
        yield ArticleError(f"{label}: encrypted; pack it without a password")
        return
    if member.file_size > max(_ZIP_GRACE, MAX_ZIP_RATIO * member.compress_size):
        yield ArticleError(
            f"{label}: unpacks to more than {MAX_ZIP_RATIO} times its size (a zip bomb?); unpack it by hand "
            "if you trust it"
        )
        return
    try:
        with archive.open(member) as stream:
            yield from _file_drafts(cast("BinaryIO", stream), label, suffix)
    except Exception as error:  # as above; the parsers themselves let out nothing but ArticleError
        yield ArticleError(f"{label}: damaged in the archive ({_why(error)}): pack it again")


def _dead_link(label: str) -> ArticleError:
    return ArticleError(f"{label}: a link that leads nowhere; remove or mend it")


def _unreadable(label: str, error: Exception) -> ArticleError:
    return ArticleError(f"{label}: cannot be read ({_why(error)}); check the path and its permissions")


def _why(error: Exception) -> str:
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(words.split())[:100] or type(error).__name__


def _label(name: object) -> str:
    """Make a path fit for one line of a message."""
    return "".join(char if char.isprintable() else "?" for char in str(name))


def _is_known(name: str) -> bool:
    suffix = Path(name).suffix.lower()
    return suffix == ".zip" or suffix in formats.PARSERS


def _known() -> str:
    return " ".join([*formats.PARSERS, ".zip"])
