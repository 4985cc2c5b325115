"""Dates: when an event happened or will happen, as precisely as the text says it.

A small grammar finds temporal expressions in a sentence; the dependency tree decides which of them dates the
event; relative ones are resolved against the day of publication. A text that gives no date has no date.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import functools
import re
from typing import TYPE_CHECKING

from detente.extract import cues
from detente.extract.schema import Precision, Span
from detente.extract.status import read_status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from spacy.tokens import Token

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: number for name, number in list(_MONTHS.items())} | {"sept": 9}
_DAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "final": 4,
    "last": 4,
}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30,
    "couple": 2,
}  # fmt: skip
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)(?![a-z])\.?)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)"
_WEEKDAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?"
_WHICH = r"(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast|[Pp]revious|[Cc]oming|[Cc]urrent|[Ff]ollowing)"
_COUNT = r"(?P<count>\d{1,3}|[Aa] couple of|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_ORDER = r"(?P<order>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]inal|[Ll]ast|1st|2nd|3rd|4th)"
_LEADS = (
    "in", "since", "by", "from", "until", "till", "of", "during", "before", "after", "for", "through",
    "between",     "around", "within", "and", "to",
)  # fmt: skip
_LED = "(?:{})".format(
    "|".join(rf"(?<=\b{word} )" for lower in _LEADS for word in (lower, lower.capitalize()))
    + r"|(?<=\blate )|(?<=\bearly )|(?<=\bmid-)"
)

_PRECISIONS: tuple[Precision, ...] = ("day", "month", "quarter", "year")
_UP = frozenset(
    {
        "dobj",
        "pobj",
        "prep",
        "attr",
        "nsubj",
        "nsubjpass",
        "compound",
        "nmod",
        "appos",
        "amod",
        "poss",
        "acomp",
    }
    | {"prt", "agent", "oprd", "npadvmod", "aux", "auxpass", "advmod", "dative", "pcomp", "nummod"}
)
_ON = frozenset(
    {"pobj", "prep", "dobj", "attr", "npadvmod", "compound", "nmod", "appos", "agent", "dative", "conj"}
)
_SOON = frozenset(
    {"expect", "set", "schedule", "plan", "slate", "due", "likely", "be", "go", "begin", "start", "continue"}
)


@dataclasses.dataclass(frozen=True, slots=True)
class When:
    """A date in ISO form, as precise as `precision` says (a quarter by its first month), and its words."""

    date: str
    precision: Precision
    cue: Span


@dataclasses.dataclass(frozen=True, slots=True)
class _Clock:
    """What a relative expression is resolved against."""

    today: dt.date | None
    future: bool


_Resolved = tuple[str, Precision] | None


def read_date(token: Token, *, published: dt.date | None) -> When | None:
    """Read when the event that a token heads happened or will happen.

    Parameters
    ----------
    token
        The event word in a parsed document.
    published
        Day of publication; without it, relative expressions such as "on Tuesday" give no date.

    Returns
    -------
    When or None
        None if the text does not say.

    Examples
    --------
    >>> from spacy.tokens import Doc
    >>> from spacy.lang.en import English
    >>> doc = Doc(English().vocab, words=["They", "met", "in", "March", "2024"], heads=[1, 1, 1, 2, 3],
    ...           deps=["nsubj", "ROOT", "prep", "pobj", "nummod"], tags=["PRP", "VBD", "IN", "NNP", "CD"])
    >>> read_date(doc[1], published=None)
    When(date='2024-03', precision='month', cue=Span(start=12, end=22, text='March 2024'))
    """
    sentence = token.sent
    found = _expressions(sentence.text)
    if not found:
        return None
    offset = sentence.start_char
    reach = []
    for start, end, rule in found:
        tokens = [t for t in sentence if t.idx < offset + end and t.idx + len(t) > offset + start]
        if tokens and not _within(token, tokens):
            dated = _dated(tokens)
            if tokens[0].i <= sentence.start + 1 and sentence.root not in dated:
                dated.append(sentence.root)  # an adverbial that opens the sentence, however it was parsed
            reach.append((start, end, rule, tokens[0], dated))
    for node, after in _climb(token):
        best: tuple[tuple[int, int, int], When] | None = None
        for start, end, rule, first, dated in reach:
            if node not in dated or (after and first.i < token.i and not _opens(first, token)):
                continue
            resolved = _resolve(sentence.text, start, rule, _Clock(published, _future(node, token)))
            if resolved is None:
                continue
            rank = (dated.index(node), _PRECISIONS.index(resolved[1]), abs(first.i - token.i))
            if best is None or rank < best[0]:
                cue = Span(offset + start, offset + end, sentence.text[start:end])
                best = rank, When(*resolved, cue)
        if best is not None:
            return best[1]
    return None


# -- which expression dates which word ------------------------------------------------------------------


def _within(token: Token, tokens: list[Token]) -> bool:
    return tokens[0].i <= token.i <= tokens[-1].i


def _dated(tokens: list[Token]) -> list[Token]:
    """Give the words that an expression dates, nearest first: the noun it stands with, then the verb."""
    inside = set(tokens)
    root = next((t for t in tokens if t.head not in inside or t.head == t), tokens[0])
    before_noun = root.dep_ in ("nummod", "compound", "amod", "nmod", "poss") and root.i < root.head.i
    anchor = root
    while anchor in inside or anchor.tag_ in ("IN", "TO", "RP", "RB", "CC", "POS"):
        if anchor.head == anchor:
            return [anchor]
        anchor = anchor.head
    dated = [anchor]
    while not before_noun and not cues.is_verb(anchor) and anchor.dep_ in _ON and anchor.head != anchor:
        anchor = anchor.head
        if anchor.tag_ not in ("IN", "TO"):
            dated.append(anchor)
    return dated


def _climb(token: Token) -> Iterator[tuple[Token, bool]]:
    """Go up from an event to the words whose date is its own; with them, whether only later dates count."""
    node, after = token, False
    yield node, after
    for child in token.children:
        if child.dep_ == "acl" and child.tag_ == "VBN" and not cues.is_verb(token):
            yield child, after
    while node.head != node:
        head = node.head
        if node.dep_ == "xcomp" and (cues.is_infinitive(node) or node.tag_ == "VB"):
            after = after or head.lemma_ not in _SOON
        elif node.dep_ == "advcl":
            marks = [c.lower_ for c in node.children if c.dep_ in ("mark", "advmod") and c.i < node.i]
            if cues.is_infinitive(node) or any(m not in ("as", "when", "while") for m in marks):
                return
            if not marks and node.tag_ not in ("VBG", "VBN"):
                return
        elif node.dep_ == "ccomp":
            group = cues.verb_group(node)
            if any(c.tag_ in ("MD", "TO") or c.lower_ in ("had", "'d") for c in group):
                return
        elif node.dep_ == "conj":
            if cues.is_verb(node) and cues.has_subject(node) and node.head.i > node.i:
                return
        elif node.dep_ == "acl" and node.tag_ == "VBG":
            after = True
        elif node.dep_ not in _UP and node.dep_ != "xcomp":
            return
        node = head
        yield node, after


def _opens(first: Token, token: Token) -> bool:
    """Tell whether an expression stands before the subject of its sentence, and so frames all of it."""
    subject = next((t for t in token.sent if t.dep_ in cues.SUBJECTS), None)
    return subject is not None and first.i < subject.i and token.lemma_ != "agree" and token.dep_ != "xcomp"


def _future(node: Token, token: Token) -> bool:
    """Tell whether a bare weekday or month lies ahead; a reporting verb is asked for itself."""
    event = token
    while event != node and event.head is not event and node in event.ancestors:
        if event.dep_ == "ccomp":
            return _future(node, node)
        event = event.head
    verb = cues.clause_head(token if cues.is_verb(token) or not cues.is_verb(node) else node)
    group = cues.verb_group(verb)
    infinitive = cues.is_infinitive(token)
    if any(c.lower_ in ("have", "had", "was", "were", "did") for c in group) and not infinitive:
        return False
    if verb.tag_ == "VBD":
        return infinitive and read_status(token).status == "planned"
    if verb.tag_ in ("VBZ", "VBP") or (verb.tag_ == "VBG" and any(c.tag_ in ("VBZ", "VBP") for c in group)):
        return True
    return read_status(token).status in ("planned", "possible")


# -- the grammar of temporal expressions ----------------------------------------------------------------


@functools.lru_cache(maxsize=1024)
def _expressions(text: str) -> tuple[tuple[int, int, int], ...]:
    """Find temporal expressions: start, end, number of the rule; earlier rules take precedence."""
    found: list[tuple[int, int, int]] = []
    if not _HINT.search(text):
        return ()
    for number, (pattern, _) in enumerate(_RULES):
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(start < e and s < end for s, e, _ in found):
                found.append((start, end, number))
    return tuple(sorted(found))


def _resolve(text: str, start: int, rule: int, clock: _Clock) -> _Resolved:
    pattern, resolver = _RULES[rule]
    match = pattern.match(text, start)
    return None if match is None else resolver({k: v for k, v in match.groupdict().items() if v}, clock)


def _month_number(word: str) -> int:
    return _MONTHS[word.rstrip(".").lower()]


def _iso_day(year: int, month: int, day: int) -> _Resolved:
    try:
        return dt.date(year, month, day).isoformat(), "day"
    except ValueError:
        return None


def _full(parts: dict[str, str], _clock: _Clock) -> _Resolved:
    year, month = int(parts["year"]), _month_number(parts["month"])
    if "day" in parts:
        return _iso_day(year, month, int(parts["day"]))
    return f"{year}-{month:02}", "month"


def _numeric(parts: dict[str, str], _clock: _Clock) -> _Resolved:
    return _iso_day(int(parts["year"]), int(parts["number"]), int(parts["day"]))


def _day_month(parts: dict[str, str], clock: _Clock) -> _Resolved:
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


def _bare_month(parts: dict[str, str], clock: _Clock) -> _Resolved:
    if clock.today is None:
        return None
    month, year = _month_number(parts["month"]), clock.today.year
    if "which" in parts and "year_word" in parts:
        return f"{year + _step(parts)}-{month:02}", "month"
    step = _step(parts) if "which" in parts else 0
    if step > 0 or (step == 0 and clock.future):
        year += month < clock.today.month + (step > 0)
    elif step < 0 or parts.get("which", "").lower() != "this":
        year -= month > clock.today.month - (step < 0)
    return f"{year}-{month:02}", "month"


def _year(parts: dict[str, str], _clock: _Clock) -> _Resolved:
    return parts["year"], "year"


def _quarter(parts: dict[str, str], clock: _Clock) -> _Resolved:
    number = _ORDINALS.get(parts.get("order", "").lower()) or int(parts.get("number", 0))
    year = _year_of(parts, clock)
    return None if year is None or not 1 <= number <= 4 else (f"{year}-{3 * number - 2:02}", "quarter")


def _year_of(parts: dict[str, str], clock: _Clock) -> int | None:
    if "year" in parts:
        return int(parts["year"])
    return None if clock.today is None else clock.today.year + _step(parts)


def _season(parts: dict[str, str], clock: _Clock) -> _Resolved:
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


def _step(parts: dict[str, str]) -> int:
    which = parts.get("which", "").lower()
    return {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "following": 1}.get(which, 0)


def _weekday(parts: dict[str, str], clock: _Clock) -> _Resolved:
    if clock.today is None:
        return None
    step = _step(parts)
    ahead = (_DAYS[parts["weekday"].lower()] - clock.today.weekday()) % 7
    if step > 0 or (step == 0 and clock.future) or parts.get("which", "").lower() == "this":
        days = ahead or (7 if step > 0 else 0)
    else:
        days = ahead - 7 if ahead or step < 0 else 0
    return (clock.today + dt.timedelta(days=days)).isoformat(), "day"


def _period(parts: dict[str, str], clock: _Clock) -> _Resolved:
    """Resolve "last week", "this month", "next year", "the end of the year"."""
    if clock.today is None:
        return None
    step = _step(parts)
    match parts["unit"].lower():
        case "year":
            return str(clock.today.year + step), "year"
        case "month":
            return _months_on(clock.today, step), "month"
        case "quarter":
            first = clock.today.replace(month=3 * ((clock.today.month - 1) // 3) + 1, day=1)
            return _months_on(first, 3 * step), "quarter"
        case "week":
            return (clock.today + dt.timedelta(weeks=step)).isoformat()[:7], "month"
    return None


def _months_on(day: dt.date, months: int) -> str:
    index = day.year * 12 + day.month - 1 + months
    return f"{index // 12}-{index % 12 + 1:02}"


def _weekend(parts: dict[str, str], clock: _Clock) -> _Resolved:
    if clock.today is None:
        return None
    ahead = (5 - clock.today.weekday()) % 7
    later = _step(parts) > 0 or (clock.future and _step(parts) == 0)
    return (clock.today + dt.timedelta(days=ahead if later else ahead - 7)).isoformat()[:7], "month"


def _ago(parts: dict[str, str], clock: _Clock) -> _Resolved:
    """Resolve "two weeks ago", "in three days"."""
    if clock.today is None or ("ahead" in parts and not clock.future):
        return None
    word = parts["count"].lower()
    count = int(word) if word.isdigit() else _NUMBERS[word.removeprefix("a ").removesuffix(" of")]
    count = count if "ahead" in parts else -count
    match parts["unit"].lower():
        case "day":
            return (clock.today + dt.timedelta(days=count)).isoformat(), "day"
        case "week":
            return (clock.today + dt.timedelta(weeks=count)).isoformat()[:7], "month"
        case "month":
            return _months_on(clock.today, count), "month"
        case "year":
            return str(clock.today.year + count), "year"
        case "decade":
            return str(clock.today.year + 10 * count), "year"
    return None


def _near(days: int) -> Callable[[dict[str, str], _Clock], _Resolved]:
    def resolve(_parts: dict[str, str], clock: _Clock) -> _Resolved:
        if clock.today is None:
            return None
        return (clock.today + dt.timedelta(days=days)).isoformat(), "day"

    return resolve


_OF_YEAR = rf"(?:,? (?:of )?(?:{_YEAR}|{_WHICH} (?P<year_word>year)|the (?P<the>year)))"
_HINT = re.compile(
    r"\d\d|day\b|days?\b|night|morrow|week|month|year|decade|quarter|spring|summer|autumn|fall|winter|Jan|Feb|Mar|Apr|May"
    r"|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
)
_RULES: tuple[tuple[re.Pattern[str], Callable[[dict[str, str], _Clock], _Resolved]], ...] = tuple(
    (re.compile(pattern), resolver)
    for pattern, resolver in (
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
        (r"(?<=\b[Bb]y )(?:the )?(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)\b", _season),
        (rf"\b(?:{_WHICH} )?{_WEEKDAY}\b(?: {_WHICH.replace('which', 'whose')} week\b)?", _weekday),
        (rf"\b{_WHICH} weekend\b|(?:\b[Aa]t|\b[Oo]ver|\b[Dd]uring) the weekend\b", _weekend),
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
        (r"\b(?P<unit>[Yy]ear)[- ]end\b", _period),
        (rf"\b{_COUNT} (?P<unit>day|week|month|year|decade)s? ago\b", _ago),
        (
            (
                rf"\b(?P<ahead>[Ii]n) {_COUNT} (?P<unit>day|week|month|year|decade)s?(?:['’] time)?"
                r"(?! [a-z]+ing\b)\b"
            ),
            _ago,
        ),
        (rf"{_LED}{_MONTH}(?![A-Za-z-])", _bare_month),
        (rf"(?<=[a-z,] )(?!May\b|Mar\b|March\b){_MONTH}(?=[ ,.]|['’]s|$)", _bare_month),
        (
            (
                rf"(?:{_LED}|(?<=\()|(?<=\b[Tt]he )|(?<=\b[Aa] )|(?<=[’']s )|(?<=[Ii]ts )|(?<=[Tt]heir ))"
                rf"{_YEAR}(?![\d%-]|[.,]\d| (?:troops|soldiers|people|tonnes|km|men))"
            ),
            _year,
        ),
    )
)
