"""Bytes to text: which encoding a file is in, and what is no text at all."""

from __future__ import annotations

import codecs
import re

from detente.extract.schema import ArticleError

_SIGNATURES = (
    (b"%PDF-", "a PDF"), (b"PK\x03\x04", "a zip archive or an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "an image"), (b"GIF8", "an image"), (b"\xff\xd8\xff", "an image"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x7fELF", "a program"), (b"MZ\x90", "a program"), (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "a database"),
)  # fmt: skip
_KNOWN_CHARSET = re.compile(
    r"(?i)(?:iso-?8859-|windows-|cp)\d{1,4}|koi8-[ru]|macintosh|latin-?\d|big5|gb\w+|euc-\w+|shift_jis"
)


def decode(raw: bytes, where: str, *, declared: str | None = None) -> str:
    """Decode bytes to text: UTF-8 or UTF-16 by its mark, UTF-8, what the file declares, or Windows-1252.

    Parameters
    ----------
    raw
        The bytes.
    where
        Named in the error.
    declared
        The encoding that the file itself names, if any.

    Raises
    ------
    ArticleError
        If the bytes are not text, or mix encodings.

    Examples
    --------
    >>> decode("Vučić".encode("utf-16"), "a.txt")
    'Vučić'
    """
    marked = _decode_marked(raw, where)
    if marked is not None:
        return marked
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature):
            msg = f"{where}: the content is {kind}, not text: give it its own extension, or text in UTF-8"
            raise ArticleError(msg)
    nul = raw.find(0)
    if nul >= 0:
        msg = f"{where}: NUL byte at {nul}: a binary file, or UTF-16 without its mark; save it as UTF-8"
        raise ArticleError(msg)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        bad = error.start
    if declared and _KNOWN_CHARSET.fullmatch(declared):
        try:
            return raw.decode(declared)
        except (LookupError, UnicodeDecodeError):
            msg = (
                f"{where}: not in {declared}, which it declares, nor in UTF-8 (byte {bad}): save it as UTF-8"
            )
            raise ArticleError(msg) from None
    return _decode_windows(raw, where, bad)


def _decode_marked(raw: bytes, where: str) -> str | None:
    """Decode bytes that begin with the mark of an encoding; None if they do not."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if raw.startswith(mark):
            try:
                text = raw[len(mark) :].decode(name)
            except UnicodeDecodeError as error:
                msg = f"{where}: marked as {name.upper()} but broken at byte {error.start}: save it as UTF-8"
                raise ArticleError(msg) from None
            if "\0" in text:
                msg = f"{where}: NUL characters: not a text; give text in UTF-8"
                raise ArticleError(msg)
            return text
    return None


def _decode_windows(raw: bytes, where: str, bad: int) -> str:
    line = raw.count(b"\n", 0, bad) + 1
    at = where if re.search(r":\d+$", where) else f"{where}:{line}"
    if not raw.decode("utf-8", "ignore").isascii():
        msg = f"{at}: mixed encodings: UTF-8 elsewhere, but not byte {bad}; save it as UTF-8"
        raise ArticleError(msg)
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    odd = sum(char > "\x7f" for char in text)
    if not text or odd > 0.15 * len(text) or any(char < " " and char not in "\t\n\r\f" for char in text):
        msg = f"{at}: neither UTF-8 nor Windows-1252 (byte {bad}); save it as UTF-8"
        raise ArticleError(msg)
    return text
