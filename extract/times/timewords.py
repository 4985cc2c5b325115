"""The grammar of temporal expressions: "on Tuesday", "in March 2024", "last year", "three years later".

It finds them in a sentence and resolves them: against the day of publication, or, where they lean on another
date ("the next day"), against that one.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import functools
import re
from typing import TYPE_CHECKING

from detente.extract.times.distances import COUNT, UNIT, in_calendar, months_on, number_of, shift

if TYPE_CHECKING:
    from collections.abc import Callable

    from detente.extract.times.distances import Dated

    Parts = dict[str, str]
    Resolver = Callable[[Parts, "Clock"], Dated | None]

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: number for name, number in list(_MONTHS.items())} | {"sept": 9}
_LAST = 3
"""Days back from which a weekday is called the last one."""
_DAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "final": 4,
    "last": 4,
}  # fmt: skip
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)(?![a-z])\.?)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)"
_WEEKDAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?"
_WHICH = r"(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast|[Cc]oming|[Cc]urrent)"
_ORDER = r"(?P<order>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]inal|[Ll]ast|1st|2nd|3rd|4th)"
_LEADS = (
    "in", "since", "by", "from", "until", "till", "of", "during", "before", "after", "for", "through",
    "between", "around", "within", "and", "to", "fiscal", "year", "or",
)  # fmt: skip
_LED = "(?:{})".format(
    "|".join(rf"(?<=\b{word} )" for lower in _LEADS for word in (lower, lower.capitalize()))
    + "".join(rf"|(?<=\b{word} as )" for word in ("back", "early", "late", "soon"))
    + r"|(?<=\blate )|(?<=\bearly )|(?<=\bmid-)|(?<=\bFY)|(?<=\bH[12] )"
)
_NO_YEAR = r"(?!\d|%|s\b|-(?!\d\d)|[.,]\d| (?:troops|soldiers|people|tonnes|tons|km|men|women|homes|jobs)\b)"


@dataclasses.dataclass(frozen=True, slots=True)
class Clock:
    """What a relative expression is resolved against; `anchor` is the date that the text spoke of before."""

    today: dt.date | None
    future: bool = False
    anchor: Dated | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Expression:
    """A temporal expression: where it stands in its sentence, and the rule that reads it."""

    start: int
    end: int
    rule: int

    @property
    def leans(self) -> bool:
        """Whether it leans on a date spoken of before ("the next day")."""
        return self.rule < _FIRST_PLAIN


@functools.lru_cache(maxsize=1024)
def find_expressions(text: str) -> tuple[Expression, ...]:
    """Find the temporal expressions of a sentence, in order; earlier rules take precedence.

    Parameters
    ----------
    text
        A sentence.

    Examples
    --------
    >>> text = "They met in May 2024 and again a year later."
    >>> [text[e.start : e.end] for e in find_expressions(text)]
    ['May 2024', 'a year later']
    """
    found: list[Expression] = []
    if not _HINT.search(text):
        return ()
    for number, (pattern, _) in enumerate(_RULES):
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(start < e.end and e.start < end for e in found):
                found.append(Expression(start, end, number))
    return tuple(sorted(found, key=lambda e: e.start))


def resolve(expression: Expression, text: str, clock: Clock) -> Dated | None:
    """Give the date that an expression means, and how precisely.

    Parameters
    ----------
    expression
        One of `find_expressions`.
    text
        The sentence.
    clock
        What it is resolved against.

    Returns
    -------
    tuple or None
        ISO date and precision (a quarter by its first month); None if it cannot be told.

    Examples
    --------
    >>> text = "They met on Tuesday."
    >>> resolve(find_expressions(text)[0], text, Clock(dt.date(2025, 11, 20)))
    ('2025-11-18', 'day')
    """
    pattern, resolver = _RULES[expression.rule]
    match = pattern.match(text, expression.start)
    try:
        dated = resolver({k: v for k, v in match.groupdict().items() if v}, clock) if match else None
    except OverflowError:
        return None
    return in_calendar(dated)


def _month_number(word: str) -> int:
    return _MONTHS[word.rstrip(".").lower()]


def _iso_day(year: int, month: int, day: int) -> Dated | None:
    try:
        return dt.date(year, month, day).isoformat(), "day"
    except ValueError:
        return None


# -- expressions that lean on a date spoken of before ------------------------------------------------------


def _later(parts: Parts, clock: Clock) -> Dated | None:
    """Resolve "three years later", "a day earlier"."""
    count = number_of(parts["count"])
    return clock.anchor and shift(clock.anchor, count if parts["way"] == "later" else -count, parts["unit"])


def _neighbour(parts: Parts, clock: Clock) -> Dated | None:
    """Resolve "the next day", "the previous year", "the month before"."""
    back = parts.get("way", parts.get("side", "")).lower() in ("previous", "before")
    unit = parts["unit"] if parts["unit"] in ("day", "week", "month", "year") else "day"  # "the next morning"
    return clock.anchor and shift(clock.anchor, -1 if back else 1, unit)


def _soon_after(_parts: Parts, clock: Clock) -> Dated | None:
    """Resolve "within a day", said of what was done after an event that is dated: in the same month."""
    if clock.anchor is None or clock.future or clock.anchor[1] not in ("day", "month"):
        return None
    return clock.anchor[0][:7], "month"


def _same(parts: Parts, clock: Clock) -> Dated | None:
    """Resolve "that year", "the same day", "later in the month"."""
    if clock.anchor is None:
        return None
    date, precision = clock.anchor
    match parts["unit"]:
        case "year":
            return date[:4], "year"
        case "month" | "week":
            return (date[:7], "month") if precision in ("day", "month") else None
    return clock.anchor if precision == "day" else None


def _same_year(parts: Parts, clock: Clock) -> Dated | None:
    """Read "that April", which is of the year that the text spoke of before."""
    if clock.anchor is None:
        return None
    return f"{clock.anchor[0][:4]}-{_month_number(parts['month']):02}", "month"


def _neighbour_weekday(parts: Parts, clock: Clock) -> Dated | None:
    """Resolve "the following Tuesday"."""
    if clock.anchor is None or clock.anchor[1] != "day":
        return None
    day = dt.date.fromisoformat(clock.anchor[0])
    ahead = (_DAYS[parts["weekday"].lower()] - day.weekday()) % 7
    days = (ahead or 7) if parts["way"].lower() != "previous" else ahead - 7
    return (day + dt.timedelta(days=days)).isoformat(), "day"


def _neighbour_month(parts: Parts, clock: Clock) -> Dated | None:
    """Resolve "the following March"."""
    if clock.anchor is None or clock.anchor[1] not in ("day", "month"):
        return None
    month, year, then = _month_number(parts["month"]), int(clock.anchor[0][:4]), int(clock.anchor[0][5:7])
    year += -(month >= then) if parts["way"].lower() == "previous" else month <= then
    return f"{year}-{month:02}", "month"


# -- expressions that stand by themselves, or lean on the day of publication -------------------------------


def _full(parts: Parts, _clock: Clock) -> Dated | None:
    year, month = int(parts["year"]), _month_number(parts["month"])
    if "day" in parts:
        return _iso_day(year, month, int(parts["day"]))
    return f"{year}-{month:02}", "month"


def _numeric(parts: Parts, _clock: Clock) -> Dated | None:
    return _iso_day(int(parts["year"]), int(parts["number"]), int(parts["day"]))


def _day_month(parts: Parts, clock: Clock) -> Dated | None:
    if clock.today is None:
        return None
    month, day, year = _month_number(parts["month"]), int(parts["day"]), clock.today.year
    if "which" in parts:
        return _iso_day(year + _step(parts), month, day)
    if clock.future and (month, day) < (clock.today.month, clock.today.day):
        year += 1
    elif not clock.future and (month, day) > (clock.today.month, clock.today.day):
        year -= 1
    return _iso_day(year, month, day)


def _bare_month(parts: Parts, clock: Clock) -> Dated | None:
    if clock.today is None:
        return None
    month, year = _month_number(parts.get("month", "December")), clock.today.year  # Christmas is in December
    if "which" in parts and "year_word" in parts:
        return f"{year + _step(parts)}-{month:02}", "month"
    step = _step(parts) if "which" in parts else 0
    if step > 0 or (step == 0 and clock.future):
        year += month < clock.today.month + (step > 0)
    elif step < 0 or parts.get("which", "").lower() != "this":
        year -= month > clock.today.month - (step < 0)
    return f"{year}-{month:02}", "month"


def _year(parts: Parts, _clock: Clock) -> Dated | None:
    return parts["year"], "year"


def _new_year(_parts: Parts, clock: Clock) -> Dated | None:
    return None if clock.today is None else (str(clock.today.year + clock.future), "year")


def _quarter(parts: Parts, clock: Clock) -> Dated | None:
    number = _ORDINALS.get(parts.get("order", "").lower()) or int(parts.get("number", 0))
    year = _year_of(parts, clock)
    return None if year is None or not 1 <= number <= 4 else (f"{year}-{3 * number - 2:02}", "quarter")


def _year_of(parts: Parts, clock: Clock) -> int | None:
    if "year" in parts:
        return int(parts["year"])
    return None if clock.today is None else clock.today.year + _step(parts)


def _season(parts: Parts, clock: Clock) -> Dated | None:
    month = _SEASONS[parts["season"].lower()]
    if "year" in parts:
        return f"{parts['year']}-{month:02}", "quarter"
    if clock.today is None:
        return None
    step, year = _step(parts) if "which" in parts else 0, clock.today.year
    started = month <= clock.today.month
    if "year_word" in parts:
        year += step
    elif step > 0 or (step == 0 and clock.future):
        year += started
    elif parts.get("which", "").lower() != "this":
        year -= not started or (step < 0 and month + 2 >= clock.today.month)
    return f"{year}-{month:02}", "quarter"


def _step(parts: Parts) -> int:
    return {"last": -1, "past": -1, "next": 1, "coming": 1}.get(parts.get("which", "").lower(), 0)


def _weekday(parts: Parts, clock: Clock) -> Dated | None:
    if clock.today is None:
        return None
    step = _step(parts)
    ahead = (_DAYS[parts["weekday"].lower()] - clock.today.weekday()) % 7
    if "whose" in parts:  # "on Thursday last week": whatever day it is today
        days = _DAYS[parts["weekday"].lower()] - clock.today.weekday() + 7 * _step({"which": parts["whose"]})
        return (clock.today + dt.timedelta(days=days)).isoformat(), "day"
    if step > 0 or (step == 0 and clock.future) or parts.get("which", "").lower() == "this":
        days = ahead or (7 if step > 0 else 0)
    else:
        days = ahead - 7 if ahead or step < 0 else 0
        if step < 0 and days > -_LAST:
            days -= 7  # nobody calls the day before yesterday "last Monday"
    return (clock.today + dt.timedelta(days=days)).isoformat(), "day"


def _period(parts: Parts, clock: Clock) -> Dated | None:
    """Resolve "last week", "this month", "next year", "the end of the year"."""
    if clock.today is None:
        return None
    step = _step(parts)
    match parts["unit"].lower():
        case "year":
            return str(clock.today.year + step), "year"
        case "month":
            return months_on(clock.today, step), "month"
        case "quarter":
            first = clock.today.replace(month=3 * ((clock.today.month - 1) // 3) + 1, day=1)
            return months_on(first, 3 * step), "quarter"
        case "week":
            return (clock.today + dt.timedelta(weeks=step)).isoformat()[:7], "month"
    return None


def _running(parts: Parts, clock: Clock) -> Dated | None:
    """Resolve "for a third day": it still went on when the article was written."""
    if clock.today is None or clock.future:
        return None
    return (
        (str(clock.today.year), "year") if parts["unit"] == "year" else (clock.today.isoformat()[:7], "month")
    )


def _weekend(parts: Parts, clock: Clock) -> Dated | None:
    if clock.today is None:
        return None
    ahead = (5 - clock.today.weekday()) % 7
    later = _step(parts) > 0 or (clock.future and _step(parts) == 0)
    return (clock.today + dt.timedelta(days=ahead if later else ahead - 7)).isoformat()[:7], "month"


def _ago(parts: Parts, clock: Clock) -> Dated | None:
    """Resolve "two weeks ago", "in three days"."""
    if clock.today is None or ("ahead" in parts and not clock.future):
        return None
    count = number_of(parts["count"])
    today: Dated = clock.today.isoformat(), "day"
    return shift(today, count if "ahead" in parts else -count, parts["unit"].lower())


def _near(days: int) -> Resolver:
    def resolver(_parts: Parts, clock: Clock) -> Dated | None:
        if clock.today is None:
            return None
        return (clock.today + dt.timedelta(days=days)).isoformat(), "day"

    return resolver


_OF_YEAR = rf"(?:,? (?:of )?(?:{_YEAR}|{_WHICH} (?P<year_word>year)|the (?P<the>year)))"
_HINT = re.compile(
    r"\d\d|day\b|days?\b|hours?\b|night|morrow|morning|afternoon|evening|week|month|year|decade|quarter|spring|summer|autumn|fall|winter|Jan|Feb|Mar|Apr|May"
    r"|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Christmas|New Year"
)
_THE = r"(?<!\b[Ff]or )(?<!\b[Ww]ithin )(?<!\b[Oo]ver )(?<!\b[Dd]uring )\b[Tt]he "
_WAY = r"(?P<way>next|following|previous)"
_PART = r"(?:day|night|morning|afternoon|evening)"
_LEANING: tuple[tuple[str, Resolver], ...] = (
    (rf"\b{COUNT} {UNIT}s? (?P<way>later|earlier)\b", _later),
    (rf"{_THE}{_WAY} (?P<unit>{_PART}|week|month|year)\b", _neighbour),
    (r"\b(?P<way>[Nn]ext) (?P<unit>morning|afternoon|evening)\b", _neighbour),
    (
        r"\b[Ww]ithin (?:an hour|(?:the|a few|two|three) hours?|hours|a day|(?:two|three) days|days)\b",
        _soon_after,
    ),
    (r"\b[Tt]he (?P<unit>day|week|month|year) (?P<side>before|after)(?=[,.;:]|$)", _neighbour),
    (rf"{_THE}{_WAY} {_WEEKDAY}\b", _neighbour_weekday),
    (rf"{_THE}{_WAY} {_MONTH}\b", _neighbour_month),
    (rf"\b(?:[Tt]hat|[Tt]he) same (?P<unit>{_PART}|week|month|year)\b", _same),
    (rf"\b[Tt]hat (?:very )?(?P<unit>{_PART}|week|month|year)\b(?! (?:that|in which)\b)", _same),
    (rf"\b[Tt]hat {_MONTH}(?![A-Za-z]|,? (?:\d|which|that|in))", _same_year),
    (r"\b(?:[Ee]arlier|[Ll]ater) in the (?P<unit>day|week|month|year)\b", _same),
)
_FIRST_PLAIN = len(_LEANING)
_PLAIN: tuple[tuple[str, Resolver], ...] = (
    (rf"\b{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)\b", _numeric),
    (rf"\b{_DAY}(?: of)? {_MONTH},? {_YEAR}\b", _full),
    (rf"\b{_MONTH} {_DAY},? {_YEAR}\b", _full),
    (rf"\b{_MONTH},? (?:of )?{_YEAR}\b", _full),
    (rf"\b{_DAY}(?: of)? {_MONTH}(?: {_WHICH} year)?(?![A-Za-z])", _day_month),
    (rf"\b{_MONTH} {_DAY}(?!\d|[,.]\d|%)(?: {_WHICH} year)?", _day_month),
    (rf"\b{_MONTH} {_WHICH} (?P<year_word>year)\b", _bare_month),
    (rf"\b{_WHICH} {_MONTH}\b", _bare_month),
    (rf"\bQ(?P<number>[1-4])(?:{_OF_YEAR})?", _quarter),
    (rf"\b(?:the )?{_ORDER} quarter(?:{_OF_YEAR})?\b", _quarter),
    (rf"\b(?:the )?(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|fall){_OF_YEAR}\b", _season),
    (rf"\b{_WHICH} (?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|fall)\b", _season),
    (r"(?<=\b[Ii]n )(?:the )?(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)\b", _season),
    (r"(?<=\b[Ss]ince )(?:the )?(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)\b", _season),
    (r"(?<=\b[Bb]y )(?:the )?(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)\b", _season),
    (rf"\b(?:{_WHICH} )?Christmas\b", _bare_month),
    (r"\b[Tt]he [Nn]ew [Yy]ear\b(?!['’]s)", _new_year),
    (
        (
            rf"\b(?:{_WHICH} )?{_WEEKDAY}\b(?: (?:morning|afternoon|evening|night)\b)?"
            rf"(?: (?:of )?{_WHICH.replace('which', 'whose')} week\b)?"
        ),
        _weekday,
    ),
    (rf"\b{_WHICH} weekend\b|(?:\b[Aa]t|\b[Oo]ver|\b[Dd]uring) the weekend\b", _weekend),
    (r"\b[Tt]he day before yesterday\b", _near(-2)),
    (r"\b[Tt]he day after tomorrow\b", _near(2)),
    (r"\b[Ll]ast night\b|\b[Yy]esterday\b", _near(-1)),
    (r"\b[Tt]omorrow\b", _near(1)),
    (
        (
            r"\b[Tt]oday\b|\b[Tt]onight\b|\b[Tt]his (?:morning|afternoon|evening)\b"
            r"|\b[Oo]vernight\b(?! \w+s\b)"
        ),
        _near(0),
    ),
    (rf"\b(?:earlier |later |late |early )?{_WHICH} (?P<unit>week|month|quarter|year)\b", _period),
    (
        (
            r"\b(?:the )?(?:[Ee]nd|[Mm]iddle|[Ss]tart|[Bb]eginning|[Cc]ourse) of the "
            r"(?P<unit>week|month|quarter|year)\b"
        ),
        _period,
    ),
    (r"\b(?P<unit>[Yy]ear)(?:['’]s|-| ) ?end\b", _period),
    (r"(?<=\b[Bb]efore )the (?P<unit>year|month|week) is (?:out|over)\b", _period),
    (
        (
            r"\b[Ff]or an? (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+th)"
            r" (?:straight |consecutive |successive )?(?P<unit>day|night|week|month|year)\b"
        ),
        _running,
    ),
    (rf"\b{COUNT} {UNIT}s? ago\b", _ago),
    (rf"\b(?P<ahead>[Ii]n) {COUNT} {UNIT}s?(?:['’] time)?(?! [a-z]+ing\b)\b", _ago),
    (rf"{_LED}{_MONTH}(?![A-Za-z-])", _bare_month),
    (rf"(?<=[a-z,] )(?!May\b|Mar\b|March\b){_MONTH}(?=[ ,.]|['’]s|$)", _bare_month),
    (
        (
            rf"(?:{_LED}|(?<=\()|(?<=\b[Tt]he )|(?<=\b[Aa] )|(?<=[’']s )|(?<=[Ii]ts )|(?<=[Tt]heir ))"
            rf"{_YEAR}{_NO_YEAR}"
        ),
        _year,
    ),
)
_RULES: tuple[tuple[re.Pattern[str], Resolver], ...] = tuple(
    (re.compile(pattern), resolver) for pattern, resolver in (*_LEANING, *_PLAIN)
)
