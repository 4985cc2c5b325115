"""How far events lie apart in time: "a month after", "hours before", and dates moved by such distances."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.extract.schema import Precision

    Dated = tuple[str, Precision]

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_NUMBERS = {word: number for number, word in enumerate(_UNITS, 1)} | _TENS | {
    "a": 1, "an": 1, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "couple": 2,
}  # fmt: skip
_TWENTIES = rf"(?:{'|'.join(_TENS)})-(?:{'|'.join(_UNITS)})"
_SMALL = "|".join(sorted(_NUMBERS, key=len, reverse=True))
COUNT = rf"(?P<count>\d{{1,3}}|[Aa] couple of|(?i:{_TWENTIES}|{_SMALL}))"
UNIT = r"(?P<unit>day|week|fortnight|month|year|decade)"
"""Groups of a regular expression: how many ("count"), and of what ("unit")."""
_QUANTITY = re.compile(
    rf"(?:\b{COUNT} {UNIT}s?"
    rf"|\b(?P<some>[Dd]ays|[Mm]inutes|[Mm]oments|[Hh]ours|(?:[Aa]n|{_SMALL}|\d+) hours?))"
    r" (?P<side>after|before)\b"
)
_WEEK = 7


@dataclasses.dataclass(frozen=True, slots=True)
class Distance:
    """How far an event lies from another: "a month after" is 1, "month".

    `unit` is "hour" for hours and less, "days" for some days, whatever their count.
    """

    start: int
    end: int
    count: int
    unit: str


def find_distances(text: str) -> tuple[Distance, ...]:
    """Find how far events of a sentence lie from others: "a month after", "hours before".

    Parameters
    ----------
    text
        A sentence.

    Examples
    --------
    >>> find_distances("It closed a month after the raid.")
    (Distance(start=10, end=23, count=1, unit='month'),)
    """
    if " after" not in text and " before" not in text:
        return ()
    found = []
    for match in _QUANTITY.finditer(text):
        count = 1 if match["some"] else number_of(match["count"])
        side = 1 if match["side"] == "after" else -1
        unit = match["unit"] or ("days" if match["some"].lower() == "days" else "hour")
        found.append(Distance(match.start(), match.end(), side * count, unit))
    return tuple(found)


def shift(dated: Dated, count: int, unit: str) -> Dated | None:
    """Move a date by some units; the result is as precise as the unit allows, None if the date is too vague.

    Parameters
    ----------
    dated
        ISO date and precision.
    count
        How many units, negative for earlier.
    unit
        "hour", "days" (some days), "day", "week", "fortnight", "month", "year" or "decade"; the first two
        leave a month.

    Examples
    --------
    >>> shift(("2024-03", "month"), -1, "month"), shift(("2024", "year"), 2, "day")
    (('2024-02', 'month'), None)
    """
    try:
        return in_calendar(_shifted(dated, count, unit))
    except OverflowError:
        return None


def _shifted(dated: Dated, count: int, unit: str) -> Dated | None:
    date, precision = dated
    if unit == "fortnight":
        unit, count = "week", 2 * count
    if unit in ("year", "decade"):
        return str(int(date[:4]) + count * (10 if unit == "decade" else 1)), "year"
    if precision == "day":
        day = dt.date.fromisoformat(date)
        match unit:
            case "hour":
                return date[:7], "month"
            case "days":
                return (date[:7], "month") if _WEEK < day.day <= _WEEK * 3 else None
            case "day":
                return (day + dt.timedelta(days=count)).isoformat(), "day"
            case "week":
                return (day + dt.timedelta(weeks=count)).isoformat()[:7], "month"
    if unit == "hour":
        return dated
    if unit == "month" and precision in ("day", "month"):
        return months_on(dt.date(int(date[:4]), int(date[5:7]), 1), count), "month"
    return None


def number_of(word: str) -> int:
    """Give the number that a word of `COUNT` means.

    Parameters
    ----------
    word
        Digits or words.

    Examples
    --------
    >>> number_of("a couple of"), number_of("Twenty-two"), number_of("13")
    (2, 22, 13)
    """
    word = word.lower().removeprefix("a ").removesuffix(" of") or "a"
    if word.isdigit():
        return int(word)
    return sum(_NUMBERS[part] for part in word.split("-"))


def months_on(day: dt.date, months: int) -> str:
    """Give the month that lies some months after that of a day.

    Parameters
    ----------
    day
        Any day.
    months
        How many, negative for earlier.

    Examples
    --------
    >>> months_on(dt.date(2025, 11, 20), 3)
    '2026-02'
    """
    index = day.year * 12 + day.month - 1 + months
    return f"{index // 12}-{index % 12 + 1:02}"


def in_calendar(dated: Dated | None) -> Dated | None:
    """Drop what is no date: the year 10000, or digits of other scripts.

    Parameters
    ----------
    dated
        A date and its precision, or nothing.

    Examples
    --------
    >>> in_calendar(("2024-03", "month")), in_calendar(("10024", "year"))
    (('2024-03', 'month'), None)
    """
    return dated if dated and re.match(r"[0-9]{4}\b", dated[0]) else None
