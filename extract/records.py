"""Extractions and claims as JSON records: one line a claim or an article, validated when they come back."""

from __future__ import annotations

import dataclasses
import functools
import json
from typing import TYPE_CHECKING, Any, TypeVar

import pydantic

from detente.extract.schema import Claim, ClaimError, Extraction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

FIELDS = tuple(field.name for field in dataclasses.fields(Claim))
"""Names of a claim's fields, in order."""

_Item = TypeVar("_Item", Claim, Extraction)


@functools.cache
def _adapter(kind: type) -> pydantic.TypeAdapter[Any]:
    return pydantic.TypeAdapter(kind)


def to_record(item: Claim | Extraction) -> dict[str, Any]:
    """Turn a claim or an extraction into plain JSON types.

    Parameters
    ----------
    item
        A `Claim` or an `Extraction`.

    Returns
    -------
    dict
        Nested dicts, lists, strings and numbers; dates are ISO strings.
    """
    kind: type = type(item)
    record: dict[str, Any] = _adapter(kind).dump_python(item, mode="json")
    return record


def claim_from_record(record: dict[str, Any], *, where: str = "claim") -> Claim:
    """Read a claim back from its record.

    Parameters
    ----------
    record
        What `to_record` gave.
    where
        Named in the error, such as ``claims.jsonl:7``.

    Raises
    ------
    ClaimError
        If a field is missing or of the wrong kind.
    """
    return _validated(Claim, record, where)


def extraction_from_record(record: dict[str, Any], *, where: str = "extraction") -> Extraction:
    """Read an extraction back from its record; see `claim_from_record`."""
    return _validated(Extraction, record, where)


def record_from_line(line: str, *, where: str, what: str = "claim") -> dict[str, Any]:
    """Read the record that a JSON line holds.

    Parameters
    ----------
    line
        The line.
    where
        File and line, named in the error.
    what
        What there should be one of a line, named in the error.

    Raises
    ------
    ClaimError
        If the line is not JSON, or not an object.

    Examples
    --------
    >>> record_from_line('{"id": "4119677d1733005e"}', where="claims.jsonl:1")
    {'id': '4119677d1733005e'}
    """
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        msg = f"{where}: not JSON ({error}): expected one {what} a line"
        raise ClaimError(msg) from None
    if not isinstance(record, dict):
        msg = f"{where}: a {type(record).__name__}: expected one {what} a line, an object each"
        raise ClaimError(msg)
    return record


def write_jsonl(items: Iterable[Claim | Extraction], stream: TextIO) -> int:
    """Write one JSON line an item, keys in field order, and return how many were written."""
    count = 0
    for item in items:
        stream.write(json.dumps(to_record(item), ensure_ascii=False) + "\n")
        count += 1
    return count


def read_claims(stream: Iterable[str], *, name: str = "claims.jsonl") -> Iterator[Claim]:
    """Read claims from JSON lines, such as ``detente extract`` writes them.

    Parameters
    ----------
    stream
        Lines of text; blank ones are skipped.
    name
        The file's name, for errors.

    Raises
    ------
    ClaimError
        At the first line that is not a claim, with its number.
    """
    for number, line in enumerate(stream, start=1):
        if line.strip():
            where = f"{name}:{number}"
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as error:
                reason = error.msg if isinstance(error, json.JSONDecodeError) else error
                msg = f"{where}: not JSON ({reason}): expected one claim a line"
                raise ClaimError(msg) from None
            yield claim_from_record(record, where=where)


def _validated(kind: type[_Item], record: object, where: str) -> _Item:
    try:
        erased: type = kind
        item: _Item = _adapter(erased).validate_python(record)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or kind.__name__
        msg = f"{where}: field '{field}': {first['msg']}"
        raise ClaimError(msg) from None
    return item
