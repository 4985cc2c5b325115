"""Dates of any precision, and periods of them: what ``2025-01..2025-06`` means."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import functools
import re
from typing import TYPE_CHECKING, Any, Literal, get_args

from detente.graph.errors import PeriodError

if TYPE_CHECKING:
    from collections.abc import Mapping

Clock = Literal["date", "published"]
Frequency = Literal["W", "M", "Q", "Y"]

_HOW = "give a year, 2025-Q1, 2025-03, 2025-03-14, or two of them with '..' between"
_DATE = re.compile(r"(\d{4})(?:-(?:[Qq]([1-4])|(\d\d)(?:-(\d\d))?))?")


@dataclasses.dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to `end`, both included; None is an open end."""

    start: dt.date | None = None
    end: dt.date | None = None

    def __contains__(self, day: dt.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def __str__(self) -> str:
        return f"{self.start or ''}..{self.end or ''}"


def parse_period(period: str | dt.date | Period | tuple[Any, Any]) -> Period:
    """Read a period.

    Parameters
    ----------
    period
        A year, quarter, month or day, or two of them with ``..`` between (an end may stay open), or a pair.

    Returns
    -------
    Period
        Its first and last day.

    Raises
    ------
    PeriodError
        If it cannot be read, or ends before it starts.

    Examples
    --------
    >>> str(parse_period("2025-01..2025-06"))
    '2025-01-01..2025-06-30'
    >>> str(parse_period("2025-Q2..")), str(parse_period("2024"))
    ('2025-04-01..', '2024-01-01..2024-12-31')
    """
    if isinstance(period, Period):
        return period
    if isinstance(period, tuple):
        first, last = period
    elif isinstance(period, dt.date):
        first = last = period
    else:
        head, dots, tail = str(period).partition("..")
        first, last = head.strip(), tail.strip() if dots else head.strip()
        if not first and not last:
            msg = f"period '{period}' is empty: {_HOW}"
            raise PeriodError(msg)
    start = day_span(first)[0] if first else None
    end = day_span(last)[1] if last else None
    if start and end and end < start:
        msg = f"period '{first}..{last}' ends before it starts: put the earlier date first"
        raise PeriodError(msg)
    return Period(start, end)


def day_span(date: str | dt.date) -> tuple[dt.date, dt.date]:
    """Give the first and the last day that a date of any precision may mean.

    Parameters
    ----------
    date
        An ISO year, quarter, month or day.

    Raises
    ------
    PeriodError
        If it is none of these.

    Examples
    --------
    >>> [str(day) for day in day_span("2024-02")]
    ['2024-02-01', '2024-02-29']
    """
    if isinstance(date, dt.datetime):
        date = date.date()
    if isinstance(date, dt.date):
        return date, date
    return _span(date)


def evidence_span(evidence: Mapping[str, Any], by: Clock) -> tuple[dt.date, dt.date] | None:
    """Give the days that a piece of evidence stands for.

    Parameters
    ----------
    evidence
        One entry of an edge's `evidence`.
    by
        ``date``: when it happened, else when it was published; ``published``: the other way round.

    Returns
    -------
    tuple or None
        First and last day; None where neither is known.
    """
    other = "published" if by == "date" else "date"
    value = evidence.get(by) or evidence.get(other)
    return day_span(value) if value else None


def period_label(day: dt.date, freq: Frequency) -> str:
    """Name the week, month, quarter or year that a day lies in; the names sort by time.

    Examples
    --------
    >>> day = dt.date(2025, 5, 3)
    >>> [period_label(day, freq) for freq in ("W", "M", "Q", "Y")]
    ['2025-W18', '2025-05', '2025-Q2', '2025']
    """
    if freq == "W":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    if freq == "M":
        return f"{day.year:04}-{day.month:02}"
    if freq == "Q":
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    return f"{day.year:04}"


def period_start(label: str) -> dt.date:
    """Give the first day of a period that `period_label` named."""
    if "-W" in label:
        year, _, week = label.partition("-W")
        return dt.date.fromisocalendar(int(year), int(week), 1)
    return day_span(label)[0]


def labels_between(first: dt.date, last: dt.date, freq: Frequency) -> list[str]:
    """Name every period from one day to another, without gaps.

    Examples
    --------
    >>> labels_between(dt.date(2024, 11, 30), dt.date(2025, 2, 1), "M")
    ['2024-11', '2024-12', '2025-01', '2025-02']
    """
    if freq not in get_args(Frequency):
        msg = f"freq '{freq}' is none of {', '.join(get_args(Frequency))}"
        raise PeriodError(msg)
    labels = [period_label(first, freq)]
    end, day = period_label(last, freq), period_start(labels[0])
    step = {"W": 7, "M": 31, "Q": 92, "Y": 366}[freq]
    while labels[-1] < end:
        day = period_start(period_label(day + dt.timedelta(days=step), freq))
        labels.append(period_label(day, freq))
    return labels


@functools.lru_cache(maxsize=65_536)
def _span(date: str) -> tuple[dt.date, dt.date]:
    match = _DATE.fullmatch(date.strip())
    try:
        if match is None:
            raise ValueError  # noqa: TRY301 - one message for both ways to be wrong
        year, quarter, month, day = match.groups()
        if day:
            single = dt.date(int(year), int(month), int(day))
            return single, single
        first, last = (
            (3 * int(quarter) - 2, 3 * int(quarter)) if quarter else (int(month or 1), int(month or 12))
        )
        return dt.date(int(year), first, 1), dt.date(int(year), last, calendar.monthrange(int(year), last)[1])
    except ValueError:
        msg = f"date '{date}' cannot be read: {_HOW}"
        raise PeriodError(msg) from None
