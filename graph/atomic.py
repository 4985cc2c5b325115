"""Write files whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Literal, TextIO, overload

from detente.graph.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from contextlib import AbstractContextManager

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


@overload
def replacing(path: Path | str, *, binary: Literal[False] = ...) -> AbstractContextManager[TextIO]: ...
@overload
def replacing(path: Path | str, *, binary: Literal[True]) -> AbstractContextManager[BinaryIO]: ...
def replacing(path: Path | str, *, binary: bool = False) -> AbstractContextManager[IO[str] | IO[bytes]]:
    r"""Open a file that takes the place of `path` only once it is complete.

    What is written goes to a temporary file in the same folder; leaving the block renames it. If the block
    raises, the temporary file is removed and what was at `path` stays as it was.

    Parameters
    ----------
    path
        The file to write. A link is followed; a device or a pipe is written directly.
    binary
        Give a stream of bytes instead of UTF-8 text with ``\n`` line ends on every system.

    Returns
    -------
    context manager
        It gives the open stream.

    Raises
    ------
    OutputError
        If the folder is missing or may not be written, or the disk is full.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder) / "note.txt") as stream:
    ...         _ = stream.write("Vučić\n")
    ...     (Path(folder) / "note.txt").read_bytes()
    b'Vu\xc4\x8di\xc4\x87\n'
    """
    return _replacing(Path(path), binary=binary)


@contextlib.contextmanager
def replacing_folder(path: Path | str) -> Iterator[Path]:
    """Give a new folder whose files move into `path` only once all are written.

    Parameters
    ----------
    path
        The folder to fill; made if it is not there. Files of other names in it stay.

    Yields
    ------
    Path
        A temporary folder beside `path`.

    Raises
    ------
    OutputError
        If `path` is a file, or the place cannot be written.
    """
    folder = Path(path)
    if folder.exists() and not folder.is_dir():
        msg = f"{folder}: a file is in the way: name a folder, or remove the file"
        raise OutputError(msg)
    temporary = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    with _reported(folder):
        temporary.mkdir()
    try:
        with _reported(folder, only=_FULL):
            yield temporary
        with _reported(folder):
            folder.mkdir(exist_ok=True)
            for file in sorted(temporary.iterdir()):
                file.replace(folder / file.name)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


@contextlib.contextmanager
def _replacing(path: Path, *, binary: bool) -> Iterator[IO[str] | IO[bytes]]:
    target = Path(os.path.realpath(path))
    if target.is_dir():
        msg = f"{path}: is a folder: name a file"
        raise OutputError(msg)
    if target.exists() and not target.is_file():
        with _open(target, path, binary=binary) as stream:
            yield stream
        return
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with _reported(path, only=_FULL), _open(temporary, path, binary=binary) as stream:
            yield stream
            with _reported(path):
                stream.flush()
                os.fsync(stream.fileno())
        with _reported(path):
            temporary.replace(target)
    finally:
        with contextlib.suppress(OSError):  # where nothing may be written, there is nothing to remove
            temporary.unlink(missing_ok=True)


def _open(file: Path, asked: Path, *, binary: bool) -> IO[str] | IO[bytes]:
    with _reported(asked):
        return file.open("wb") if binary else file.open("w", encoding="utf-8", newline="\n")


@contextlib.contextmanager
def _reported(path: Path, *, only: Collection[int] = ()) -> Iterator[None]:
    """Name the place that was asked for; with `only`, in errors of these numbers alone."""
    try:
        yield
    except OSError as error:
        if isinstance(error, OutputError) or (only and error.errno not in only):
            raise
        if isinstance(error, FileNotFoundError):
            msg = f"{path}: cannot be written: no folder {path.parent}: make it, or give another place"
        else:
            msg = f"{path}: cannot be written: {error.strerror}: make room, or give another place"
        raise OutputError(msg) from error
