"""Text as it is kept: characters normalised, paragraphs restored, page furniture dropped, dates found.

The patterns are data (``boilerplate.toml``), applied here. Everything is a pure function of the text.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import importlib.resources
import itertools
import re
import tomllib
import unicodedata
from typing import Any

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100
"""A date of publication outside these years is an error of the source."""

_MAX_BOILERPLATE = 400  # characters; longer lines are prose, and are not matched at all
_MAX_TITLE = 200
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb]"
)
_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile(r"[ \t]+")
_SOFT_BREAK = re.compile("\xad[ \t]*\r?\n[ \t]*")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_ROW = re.compile(r"\t|\S {3,}\S|^\s*(?:[-*•‣▪–]\s|\(?\d{1,3}[.)]\s)")
_NUMBER = re.compile(r"[$€£]?[-+]?\d[\d,./-]*[a-z%]?")

_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +)?"
_MONTH = r"([a-z]{3,9})\.?"
_TIME = (
    r"(?:,? *(?:(?:at|t|[-–—|]) *)?[0-9]{1,2}[:.][0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)? *(?:[ap]\.?m\.?)? *"
    r"(?:z|utc|gmt|[a-z]{2,5}t)? *(?:\(?(?:gmt|utc)? *[-+][0-9]{1,2}:?(?:[0-9]{2})?\)?)? *"
    r"(?:\([a-z]{1,5}\)|local time)?)?"
)
_ISO = re.compile(rf"([0-9]{{4}})([-/.]?)([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}\.?")
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}([0-9]{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?{_MONTH},?[ -]([0-9]{{4}}){_TIME}\.?"
)
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}{_MONTH} ([0-9]{{1,2}})(?:st|nd|rd|th)?,? ([0-9]{{4}}){_TIME}\.?")
_NUMERIC = re.compile(rf"([0-9]{{1,2}})([./-])([0-9]{{1,2}})\2([0-9]{{4}})\.?{_TIME}")
_URL_DATE = re.compile(
    r"/(19[0-9]{2}|20[0-9]{2})[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12][0-9]|3[01])(?=[/._-]|$)"
)
_DATELINE = re.compile(r"(?P<head>[A-ZÀ-ÖØ-ÞŠŽČĆĐĞİŞŁ][^\n]{2,90}?) ?(?:\([\w /-]{2,30}\) ?)?(?:--|[—–]| - )")


@dataclasses.dataclass(frozen=True, slots=True)
class DateNote:
    """A date that the page states about itself: what kind of line it stood in, and the words after that."""

    kind: str
    words: str


def normalise(text: str) -> str:
    r"""Bring the characters of a text into one form, without touching its words.

    Parameters
    ----------
    text
        Any string.

    Returns
    -------
    str
        NFC; line ends are ``\n``, odd spaces are spaces; control, zero-width and bidirectional control
        characters are gone; a lone surrogate is U+FFFD. Curly quotes, dashes and diacritics stay.

    Examples
    --------
    >>> normalise("Vuc\u030cic\u0301\u200b said:\u00a0\u201cyes\u201d\r\n")
    'Vučić said: “yes”\n'
    """
    if text.isascii() and text.isprintable():
        return text
    text = _SOFT_BREAK.sub("", text)
    text = _NEWLINES.sub("\n", text).replace("\u2029", "\n\n")
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", without_surrogates(text))


def without_surrogates(text: str) -> str:
    """Replace lone surrogates, which no encoding can write, by U+FFFD.

    Examples
    --------
    >>> without_surrogates(chr(0xD800)) == chr(0xFFFD)
    True
    """
    return _SURROGATES.sub("\ufffd", text)


def one_line(text: str) -> str:
    r"""Normalise a title, a name or an address: one line, single spaces.

    Examples
    --------
    >>> one_line("  Serbia\n signs ")
    'Serbia signs'
    """
    return " ".join(normalise(text).split())


def clean_text(text: str) -> str:
    r"""Keep the article's own paragraphs, separated by a blank line.

    Page furniture (reading times, share bars, credits, dates of the page, ...) is dropped line by line,
    hard-wrapped lines are joined, tables and lists keep their lines. Cleaning a clean text changes nothing.

    Parameters
    ----------
    text
        The raw text.

    Returns
    -------
    str
        The text to keep, to which all offsets refer; empty if nothing is left.

    Examples
    --------
    >>> clean_text("2 mins read\n\nSerbia signed.\n\nShare on Facebook")
    'Serbia signed.'
    """
    text = normalise(text)
    while (
        True
    ):  # ends: a pass never lengthens the text except by turning a single line break into a double one
        cleaned = _one_pass(text)
        if cleaned == text:
            return text
        text = cleaned


def split_title(text: str) -> tuple[str, str]:
    r"""Split a clean text into its title and the rest; the title is empty if the text begins with prose.

    Examples
    --------
    >>> split_title("Serbia signs\n\nSerbia signed.\n\nIt paid.")
    ('Serbia signs', 'Serbia signed.\n\nIt paid.')
    """
    first, _, rest = text.partition("\n\n")
    if not rest or "\n" in first or len(first) > _MAX_TITLE or first[-1] in ".:;,…" or _dateline(first):
        return "", text
    return first, rest


def date_notes(text: str) -> list[DateNote]:
    r"""List the dates that a page states about itself, the most telling first.

    These are lines such as "Published: 3 March 2026", "Today: Feb 28, 2026" or "Updated 12 March 2026",
    a line that is only a date, and a dateline with a year ("ASTANA, 14 May 2025 —").

    Parameters
    ----------
    text
        The raw text, before cleaning.

    Examples
    --------
    >>> [note.words for note in date_notes("Updated 4 March 2026\nPublished: 3 March 2026\n\nText.")]
    ['3 March 2026', '4 March 2026']
    """
    lines = [line.strip() for line in normalise(text).split("\n") if line.strip()]
    edges = lines if len(lines) <= 20 else lines[:12] + lines[-8:]
    notes = [note for line in edges for note in _date_line(line)]
    for line in lines[:6]:
        head = _dateline(line)
        found = re.search(r"[^,(]*(?:, *)?\b(?:19|20)[0-9]{2}$", head) if head else None
        if found:
            words = found[0].strip(" ,")
            while words and not _is_date(words) and " " in words:
                words = words.split(" ", 1)[1]
            if _is_date(words):
                notes.append(DateNote("dateline", words))
    order = ("published", "today", "alone", "dateline", "updated")
    return sorted(notes, key=lambda note: order.index(note.kind))


def parse_date(words: str) -> dt.date:
    """Read a calendar day, written in ISO form or in English; nothing is guessed.

    Parameters
    ----------
    words
        Such as "2026-03-12T10:00:00Z", "Thu, 12 Mar 2026 10:00 GMT", "March 12, 2026", "25/03/2026".

    Returns
    -------
    datetime.date
        The day as written; a time of day and its zone are left aside.

    Raises
    ------
    ValueError
        If it is no full date, could be two days ("03/04/2026"), or lies outside 1900 to 2100.

    Examples
    --------
    >>> parse_date("12 March 2026, 10:15 GMT")
    datetime.date(2026, 3, 12)
    """
    shown = one_line(words)
    lowered = shown.lower()
    if len(lowered) > 80:
        msg = f"'{shown[:40]}...' is not a date"
        raise ValueError(msg)
    written = _written_day(lowered)
    if written is None:
        msg = f"'{shown}' is not a date"
        raise ValueError(msg)
    year, month, day = written
    if _NUMERIC.fullmatch(lowered) and day <= 12 and month <= 12 and day != month:
        msg = f"'{shown}' could be two days"
        raise ValueError(msg)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        msg = f"'{shown}' lies outside the years {EARLIEST_YEAR} to {LATEST_YEAR}"
        raise ValueError(msg)
    try:
        return dt.date(year, month, day)
    except ValueError:
        msg = f"'{shown}' is not a day of the calendar"
        raise ValueError(msg) from None


def date_in_url(url: str) -> dt.date | None:
    """Give the day that a news address carries, if it does.

    Examples
    --------
    >>> date_in_url("https://example.org/world/2026/03/12/corridor")
    datetime.date(2026, 3, 12)
    """
    found = _URL_DATE.search(url)
    if found:
        try:
            return parse_date("-".join(found.groups()))
        except ValueError:
            return None
    return None


def other_language(text: str) -> str | None:
    """Name the language or script of a text that is clearly not English, else give None.

    A text of more than 40 words is told by its function words: tables and telegrams, which have none of any
    language, are left alone.

    Examples
    --------
    >>> other_language("Le président a dit que la France et les pays de la région " * 4)
    'French'
    """
    letters = [char for char in text[:4000] if char.isalpha()]
    foreign = [char for char in letters if ord(char) > 0x24F and not "\u1e00" <= char <= "\u1eff"]
    if len(letters) >= 40 and len(foreign) > len(letters) / 2:
        script = unicodedata.name(foreign[len(foreign) // 2], "unknown").split()[0].title()
        return f"{script} script"
    tokens = re.findall(r"[^\W\d_]+", text[:40_000].lower())
    if len(tokens) <= 40:
        return None
    words = _function_words()
    shares = {name: sum(token in known for token in tokens) / len(tokens) for name, known in words.items()}
    english = shares.pop("English")
    best = max(shares, key=lambda name: shares[name])
    if english < 0.08 and shares[best] >= max(0.08, 1.5 * english):
        return best
    return None


def is_readme(name: str) -> bool:
    """Tell whether a file name is that of a folder's own papers (README, LICENSE), not of an article.

    Examples
    --------
    >>> is_readme("README.md")
    True
    """
    return name.lower().startswith(tuple(_patterns()["readmes"]))


def _one_pass(text: str) -> str:
    kept: list[str] = []
    for block in _BLANK_LINES.split(text.strip()):
        lines = [line.rstrip() for line in block.split("\n")]
        for paragraph in _layout([line for line in lines if line]):
            rows = [row for row in paragraph.split("\n") if not _is_furniture(row)]
            if rows:
                ending = _ending().search(rows[-1][-_MAX_BOILERPLATE:])
                if ending:
                    cut = len(rows[-1]) - len(ending[0])
                    rows[-1] = rows[-1][:cut].rstrip()
                kept.append("\n".join(row for row in rows if row))
    return "\n\n".join(paragraph for paragraph in kept if paragraph.strip()).strip()


def _layout(lines: list[str]) -> list[str]:
    """Turn a block of lines without blank ones into paragraphs; a table or list is one of several lines."""
    if len(lines) < 2:
        return [_squeeze(line) for line in lines]
    rows = sum(bool(_ROW.search(line.strip())) or _mostly_numbers(line) for line in lines)
    if rows >= 0.6 * len(lines):
        return ["\n".join(line.strip() for line in lines)]
    if _is_wrapped(lines):
        return _unwrap(lines)
    grouped: list[list[str]] = []
    open_rows = False
    for line in lines:
        is_row = len(line) <= 100 and not _SENTENCE_END.search(line)
        if not (is_row and open_rows):
            grouped.append([])
        grouped[-1].append(_squeeze(line))
        open_rows = is_row
    return ["\n".join(rows) for rows in grouped]


def _is_wrapped(lines: list[str]) -> bool:
    width = max(map(len, lines))
    if not 40 <= width <= 130:
        return False
    pairs = list(itertools.pairwise(lines))
    running = sum(_runs_on(a, b, width) and not _SENTENCE_END.search(a) for a, b in pairs)
    if 2 * running < len(pairs):
        return False
    if not any(char.islower() for line in lines for char in line):
        return True
    return 3 * sum(b.lstrip()[0].islower() for _, b in pairs) >= len(pairs)


def _unwrap(lines: list[str]) -> list[str]:
    width = max(map(len, lines))
    paragraphs = [_squeeze(lines[0])]
    for before, line in itertools.pairwise(lines):
        squeezed = _squeeze(line)
        if not _runs_on(before, line, width) or _indent(line) > _indent(before):
            paragraphs.append(squeezed)
        elif re.search(r"[^\W\d_]-$", paragraphs[-1]) and squeezed[0].islower():
            paragraphs[-1] += squeezed  # "long-" + "term": the hyphen stays, since it may be the word's own
        else:
            paragraphs[-1] += " " + squeezed
    return paragraphs


def _runs_on(line: str, following: str, width: int) -> bool:
    """Tell whether the next word did not fit on the line (with slack: letters of a PDF vary in width)."""
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > 0.85 * width


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _squeeze(line: str) -> str:
    return _BLANKS.sub(" ", line).strip()


def _mostly_numbers(line: str) -> bool:
    tokens = line.split()
    return 10 * sum(bool(_NUMBER.fullmatch(token)) for token in tokens) >= 3 * len(tokens)


def _is_furniture(line: str) -> bool:
    if len(line) > _MAX_BOILERPLATE:
        return False
    return bool(_furniture().fullmatch(line.strip())) or bool(_date_line(line.strip()))


def _date_line(line: str) -> list[DateNote]:
    """Read a line that does nothing but date the page; several dates may be parted by bars."""
    if len(line) > 120 or not any("0" <= char <= "9" for char in line):
        return []
    notes = []
    for part in re.split(r"\s*[|•·]\s*", line):
        found = _date_intro().match(part)
        kind = next(name for name, value in found.groupdict().items() if value) if found else "alone"
        words = part[found.end() :].strip() if found else part.strip()
        # only a line that says what it is may carry a date that cannot be read: it is reported then
        looks_like_one = kind != "alone" and re.fullmatch(
            r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}\.?", words
        )
        if not (looks_like_one or _is_date(words)):
            return []
        notes.append(DateNote(kind, words))
    return notes


def _written_day(words: str) -> tuple[int, int, int] | None:
    """Read year, month and day as written, valid or not; `words` are in lower case."""
    if found := _ISO.fullmatch(words):
        if not found[2] and len(found[3]) + len(found[4]) != 4:
            return None
        return int(found[1]), int(found[3]), int(found[4])
    if found := _DAY_FIRST.fullmatch(words):
        return int(found[3]), _MONTHS.get(found[2], 0), int(found[1])
    if found := _MONTH_FIRST.fullmatch(words):
        return int(found[3]), _MONTHS.get(found[1], 0), int(found[2])
    if found := _NUMERIC.fullmatch(words):
        day, month = int(found[1]), int(found[3])
        return (int(found[4]), day, month) if month > 12 else (int(found[4]), month, day)
    return None


def _is_date(words: str) -> bool:
    if re.fullmatch(r"[0-9]+", words):
        return False  # a bare number is no date in running text, whatever 20260312 may mean in a field
    written = _written_day(words.lower())
    return written is not None and 1 <= written[1] <= 12 and 1 <= written[2] <= 31


def _dateline(line: str) -> str:
    """Give what stands before the dash of a dateline such as "BELGRADE, March 3 (Xinhua) --", else ""."""
    found = _DATELINE.match(line)
    if not found:
        return ""
    head = re.sub(r" *\([^()]*\) *$", "", found["head"]).strip(" ,")
    place = head.split(",")[0].split()[0]
    return head if place.isupper() and len(place) > 1 else ""


@functools.cache
def _patterns() -> dict[str, Any]:
    text = importlib.resources.files("detente.data").joinpath("boilerplate.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _alternatives(name: str) -> str:
    agencies = "|".join(
        re.escape(agency) for agency in sorted(_patterns()["agencies"], key=len, reverse=True)
    )
    return "|".join(f"(?:{pattern.replace('{agency}', f'(?:{agencies})')})" for pattern in _patterns()[name])


@functools.cache
def _furniture() -> re.Pattern[str]:
    return re.compile(_alternatives("lines"), re.IGNORECASE)


@functools.cache
def _ending() -> re.Pattern[str]:
    return re.compile(f"(?:{_alternatives('endings')})$", re.IGNORECASE)


@functools.cache
def _date_intro() -> re.Pattern[str]:
    kinds = _patterns()["date_lines"]
    groups = (
        f"(?P<{kind}>{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"
        for kind, words in kinds.items()
    )
    return re.compile(rf"(?:{'|'.join(groups)})(?:\s*[:–—-]\s*|\s+)(?=\S)", re.IGNORECASE)


@functools.cache
def _function_words() -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in _patterns()["languages"].items()}
