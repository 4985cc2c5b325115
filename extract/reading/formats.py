"""One parser a file format: bytes in, drafts of articles out.

A parser yields a `Draft` for each record it could read and an `ArticleError` for each it could not; it raises
an `ArticleError` if the rest of the file is lost. No parser opens a path or an address found in its input.
"""

from __future__ import annotations

import codecs
import csv
import dataclasses
import io
import itertools
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from detente.extract.reading.encodings import decode
from detente.extract.schema import ArticleError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_FILE_BYTES = 20_000_000
"""Largest file that holds one article (text, Markdown, HTML) or one feed."""
MAX_PDF_BYTES = 100_000_000
MAX_LIST_BYTES = 256_000_000
"""Largest JSON list, or table in UTF-16; other tables and JSON lines are read line by line, at any size."""
MAX_ELEMENTS = 30_000
"""Most elements of a web page: trafilatura's time grows with their square."""
MAX_RECORD_BYTES = 32_000_000
"""Longest line of JSON lines or of a table."""
MAX_TEXT_BYTES = 5_000_000
"""Longest text of one article, as UTF-8."""

ALLOWED = "id, title, text, date or published, url, source, language"
"""The fields of a record; `text` is required, unknown ones are left aside."""

_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})")
_PROLOG = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+<!(?:DOCTYPE|ENTITY)", re.DOTALL | re.IGNORECASE)
_HTML_DATES = frozenset({
    "article:published_time", "article.published", "og:published_time", "datepublished", "publishdate",
    "publish-date", "publish_date", "pubdate", "publication_date", "published", "date", "dc.date",
    "dc.date.issued", "dcterms.date", "dcterms.issued", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime",
})  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """An article as its file states it, before cleaning.

    `where` is the file and line for errors. `published` holds the candidates in order of trust, as written.
    `titled` says that the format has a place for the title, so that none is looked for in the text.
    """

    where: str
    text: str
    title: str = ""
    published: tuple[str, ...] = ()
    url: str = ""
    source: str = ""
    language: str = ""
    titled: bool = True


class _Tree(Protocol):
    def iter(self, tag: str) -> Iterator[Any]: ...


Parser = Callable[[BinaryIO, str], Iterator["Draft | ArticleError"]]


def read_text(stream: BinaryIO, label: str) -> Iterator[Draft | ArticleError]:
    """Read plain text: one article, its title perhaps on the first line."""
    yield Draft(label, decode(_whole(stream, label), label), titled=False)


def read_markdown(stream: BinaryIO, label: str) -> Iterator[Draft | ArticleError]:
    """Read Markdown with optional front matter (``key: value`` lines between two ``---``)."""
    text = decode(_whole(stream, label), label).replace("\r\n", "\n").replace("\r", "\n")
    matter: dict[str, object] = {}
    found = re.match(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if found:
        for line in found[1].split("\n"):
            key, colon, value = line.partition(":")
            if colon and not key.startswith((" ", "\t", "#", "-")):
                matter[key.strip().lower()] = re.sub(r"\s#\s.*$", "", value[:2000]).strip().strip("\"'")
        text = text[found.end() :]
    draft = draft_from_record({**matter, "text": _without_markup(text)}, label)
    yield dataclasses.replace(draft, titled=False) if isinstance(draft, Draft) else draft


def read_html(stream: BinaryIO, label: str) -> Iterator[Draft | ArticleError]:
    """Read the article of a web page with trafilatura; nothing is fetched."""
    raw = _whole(stream, label)
    charset = _CHARSET.search(raw[:4096])
    text = decode(raw, label, declared=charset[1].decode("ascii") if charset else None)
    yield _draft_from_html(text, label)


def read_pdf(stream: BinaryIO, label: str) -> Iterator[Draft | ArticleError]:
    """Read the text layer of a PDF with pypdf: one article.

    Its creation date is that of the file, not of the article, and is not used.
    """
    try:
        import pypdf
    except ImportError:
        purpose = f"{label}: reading a PDF"
        raise MissingExtraError(purpose, "pdf") from None
    raw = _whole(stream, label, MAX_PDF_BYTES)
    if b"%PDF-" not in raw[:1024]:
        msg = f"{label}: not a PDF: give the file the extension of what it is"
        raise ArticleError(msg)
    pages: list[str] = []
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # one line a broken object is no help to anyone
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        locked = reader.is_encrypted and not reader.decrypt("")
        if not locked:
            title = (reader.metadata.title if reader.metadata else None) or ""
            for page in reader.pages:
                pages.append(page.extract_text())
                if sum(map(len, pages)) > MAX_TEXT_BYTES:
                    break  # the length is reported where all texts are measured
    except Exception as error:  # pypdf raises what the broken file makes it raise
        locked = isinstance(error, pypdf.errors.DependencyError)
        if not locked:
            msg = f"{label}: damaged PDF ({_reason(error)}): download or export it again"
            raise ArticleError(msg) from None
    if locked:
        msg = f"{label}: encrypted PDF: save a copy without a password"
        raise ArticleError(msg)
    text = "\n\n".join(pages)
    if not text.strip():
        msg = f"{label}: no text layer in the PDF (a scan?): run it through OCR first"
        raise ArticleError(msg)
    yield Draft(label, text, title=title if _speaks(title) else "", titled=False)


def read_json(stream: BinaryIO, label: str) -> Iterator[Draft | ArticleError]:
    """Read one JSON record, or a list of them."""
    text = decode(_whole(stream, label, MAX_LIST_BYTES), label)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        hint = " (JSON lines? name the file .jsonl)" if error.msg == "Extra data" else ""
        msg = f"{label}:{error.lineno}: not JSON: {error.msg}{hint}; expected one record or a list of records"
        raise ArticleError(msg) from None
    except (RecursionError, ValueError) as error:
        msg = f"{label}: not usable JSON ({_reason(error)}); expected one record or a list of records"
        raise ArticleError(msg) from None
    if isinstance(content, list):
        for number, record in enumerate(content, start=1):
            yield draft_from_record(record, f"{label}: record {number}")
    else:
        yield draft_from_record(content, label)


def read_jsonl(stream: BinaryIO, label: str) -> Iterator[Draft | ArticleError]:
    """Read JSON lines: a record a line, each decoded on its own."""
    return records_from_lines(byte_lines(stream, label), label)


def records_from_lines(lines: Iterable[tuple[int, bytes]], label: str) -> Iterator[Draft | ArticleError]:
    """Read numbered lines of JSON."""
    for number, line in lines:
        where = f"{label}:{number}"
        if len(line) > MAX_RECORD_BYTES:
            yield ArticleError(
                f"{where}: line longer than {MAX_RECORD_BYTES} bytes: put one record on each line"
            )
            continue
        try:
            text = decode(line, where)
            if text.strip():
                yield draft_from_record(json.loads(text), where)
        except ArticleError as error:
            yield error
        except (RecursionError, ValueError) as error:
            yield ArticleError(
                f"{where}: not JSON ({_reason(error)}); expected one record a line; correct the line"
            )


def read_csv(stream: BinaryIO, label: str) -> Iterator[Draft | ArticleError]:
    """Read a table with a header, parted by commas, semicolons or tabs: whichever yield a column `text`."""
    # the limit of 131,072 characters a field is a setting of the process: there is no other way to raise it
    csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD_BYTES))
    lines = _text_lines(stream, label)
    first = next(lines, "")
    if not first.strip():
        msg = f"{label}: empty table: expected a header with the columns {ALLOWED}"
        raise ArticleError(msg)
    try:
        headers = {mark: next(csv.reader([first], delimiter=mark), []) for mark in ",;\t"}
    except csv.Error as error:
        msg = f"{label}:1: malformed header ({_reason(error)}); give it the columns {ALLOWED}"
        raise ArticleError(msg) from None
    mark = next((mark for mark, row in headers.items() if "text" in map(_key, row)), ",")
    header = [_key(name) for name in headers[mark]]
    if "text" not in header:
        found = ", ".join(name for name in header if name)[:120]
        msg = f"{label}:1: no column 'text' (found: {found}); allowed: {ALLOWED}; rename one"
        raise ArticleError(msg)
    rows = csv.reader(itertools.chain([first], lines), delimiter=mark, strict=True)
    while True:
        start = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield ArticleError(
                f"{label}:{start}: malformed row ({_reason(error)}); correct the quotes of this row"
            )
            continue
        if start == 1 or not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            counts = f"{len(row)} cells where the header has {len(header)}"
            yield ArticleError(f"{label}:{start}: {counts}; quote cells that contain the delimiter")
            continue
        yield draft_from_record(dict(zip(header, row, strict=True)), f"{label}:{start}")


def read_feed(stream: BinaryIO, label: str) -> Iterator[Draft | ArticleError]:
    """Read the entries of an RSS or Atom file with feedparser; a file with a DOCTYPE is refused."""
    try:
        import feedparser
    except ImportError:
        purpose = f"{label}: reading an RSS or Atom file"
        raise MissingExtraError(purpose, "feeds") from None
    raw = _whole(stream, label)
    charset = _CHARSET.search(raw[:200])
    text = decode(raw, label, declared=charset[1].decode("ascii") if charset else None)
    if _PROLOG.match(text) or "<!ENTITY" in text.upper():
        msg = f"{label}: XML with a DOCTYPE or entities is refused; remove it if you trust the file"
        raise ArticleError(msg)
    # UTF-8 now, whatever it declares; and a stream, since feedparser takes a string for a path or address
    plain = re.sub(r"^\s*<\?xml.*?\?>", "", text, count=1, flags=re.DOTALL).encode("utf-8", "replace")
    try:
        feed = feedparser.parse(io.BytesIO(plain))
    except Exception as error:  # feedparser raises what the broken file makes it raise
        msg = f"{label}: damaged feed ({_reason(error)}): download it again"
        raise ArticleError(msg) from None
    if not feed.get("version"):
        msg = f"{label}: neither RSS nor Atom; other XML is not read: convert it to JSON or CSV"
        raise ArticleError(msg)
    if feed.bozo:
        reason = _reason(feed.bozo_exception)
        yield ArticleError(
            f"{label}: not well-formed XML ({reason}); {len(feed.entries)} entries read; download it again"
        )
    for number, entry in enumerate(feed.entries, start=1):
        contents = [str(part.get("value", "")) for part in entry.get("content", [])]
        body = max([*contents, str(entry.get("summary", ""))], key=len)
        record = {
            "text": _text_of_html(body),
            "title": _text_of_html(str(entry.get("title", ""))),
            "published": entry.get("published") or entry.get("updated"),
            "url": entry.get("link"),
            "source": entry.get("source", {}).get("title") or feed.feed.get("title"),
            "language": feed.feed.get("language"),
        }
        yield draft_from_record(record, f"{label}: entry {number}")


PARSERS: Mapping[str, Parser] = MappingProxyType({
    ".txt": read_text, ".text": read_text, ".md": read_markdown, ".markdown": read_markdown,
    ".html": read_html, ".htm": read_html, ".xhtml": read_html, ".pdf": read_pdf,
    ".json": read_json, ".jsonl": read_jsonl, ".ndjson": read_jsonl, ".csv": read_csv, ".tsv": read_csv,
    ".rss": read_feed, ".atom": read_feed, ".xml": read_feed,
})  # fmt: skip
"""The parser of each file extension."""


def draft_from_record(record: object, where: str) -> Draft | ArticleError:
    """Make a draft of a record such as ``{"title": ..., "text": ..., "published": ..., "url": ...}``.

    Parameters
    ----------
    record
        What the file holds; keys are read in any case.
    where
        File and line, for errors.

    Returns
    -------
    Draft or ArticleError
        The error if it is no record, or a field is not text.

    Examples
    --------
    >>> draft_from_record({"Text": "Serbia signed.", "date": "2026-03-12"}, "a.jsonl:1").published
    ('2026-03-12',)
    """
    if not isinstance(record, Mapping):
        return ArticleError(f"{where}: a {type(record).__name__}, not a record; allowed fields: {ALLOWED}")
    fields = {_key(key): value for key, value in record.items()}
    if fields.get("text") in (None, ""):
        found = ", ".join(fields)[:120]
        problem = "empty 'text'" if "text" in fields else f"no 'text' (found: {found})"
        return ArticleError(
            f"{where}: {problem}; allowed fields: {ALLOWED}; put the article's words into 'text'"
        )
    words: dict[str, str] = {}
    for name in ("text", "title", "url", "source", "language", "published", "date"):
        value = fields.get(name)
        if name in ("published", "date") and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            return ArticleError(
                f"{where}: field '{name}' is a {type(value).__name__}; expected text; put quotes around it"
            )
        words[name] = value or ""
    dates = tuple(words[name] for name in ("published", "date") if words[name].strip())
    return Draft(
        where, words["text"], words["title"], dates, words["url"], words["source"], words["language"]
    )


def byte_lines(stream: BinaryIO, label: str) -> Iterator[tuple[int, bytes]]:
    """Give the numbered lines of a stream; an overlong one is cut, marked UTF-16 becomes UTF-8."""
    line = stream.readline(MAX_RECORD_BYTES + 1)
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        rest = _whole(stream, label, MAX_LIST_BYTES)
        stream = io.BytesIO(decode(line + rest, label).encode("utf-8"))
        line = stream.readline(MAX_RECORD_BYTES + 1)
    number = 0
    while line:
        number += 1
        yield number, line
        while len(line) > MAX_RECORD_BYTES and not line.endswith(b"\n"):
            line = stream.readline(MAX_RECORD_BYTES + 1)  # the rest of the overlong line
            if len(line) <= MAX_RECORD_BYTES:
                break
        line = stream.readline(MAX_RECORD_BYTES + 1)


def _whole(stream: BinaryIO, label: str, limit: int = MAX_FILE_BYTES) -> bytes:
    raw = stream.read(limit + 1)
    if len(raw) > limit:
        msg = f"{label}: larger than {limit // 1_000_000} MB, the most for its kind: split it into articles"
        raise ArticleError(msg)
    return raw


def _text_lines(stream: BinaryIO, label: str) -> Iterator[str]:
    for number, line in byte_lines(stream, label):
        if len(line) > MAX_RECORD_BYTES:
            msg = f"{label}:{number}: line longer than {MAX_RECORD_BYTES} bytes: put one record on each line"
            raise ArticleError(msg)
        yield decode(line, f"{label}:{number}")


def _draft_from_html(text: str, label: str) -> Draft | ArticleError:
    import trafilatura  # slow to import, and needed for web pages only

    problem = f"{label}: no article found in the page; save the article's own page, or its text as .txt"
    try:
        tree = trafilatura.load_html(text)
        if tree is None:
            return ArticleError(problem)
        if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
            return ArticleError(
                f"{label}: a page of more than {MAX_ELEMENTS} elements: save the article alone"
            )
        dates = _html_dates(tree)
        # bounds instead of today's date: the same page must give the same article on any day
        bounds = {
            "extensive_search": False,
            "original_date": True,
            "min_date": "1900-01-01",
            "max_date": "2100-12-31",
        }
        found = trafilatura.bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            date_extraction_params=bounds,
        )
    except Exception as error:  # lxml and trafilatura raise what the broken page makes them raise
        return ArticleError(f"{label}: damaged HTML ({_reason(error)}): save the page again")
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        return ArticleError(problem)
    title = found.title or ""
    lines = [line.strip() for line in (found.text or "").split("\n") if line.strip()]
    if lines and title and " ".join(lines[0].split()) == " ".join(title.split()):
        del lines[0]
    if not any(len(line) > 25 and re.search(r"[.!?…][\"'”’)]*$", line) for line in lines):
        return ArticleError(problem)  # a list of links has no sentence
    dates = dates or ((found.date,) if found.date else ())
    url = found.url or ""
    return Draft(label, "\n\n".join(lines), title, dates, url, found.sitename or found.hostname or "")


def _html_dates(tree: _Tree) -> tuple[str, ...]:
    dates = []
    for meta in tree.iter("meta"):
        names = {str(meta.get(key, "")).lower() for key in ("property", "name", "itemprop")}
        if names & _HTML_DATES and meta.get("content"):
            dates.append(str(meta.get("content")))
    for script in tree.iter("script"):
        if "ld+json" in str(script.get("type", "")):
            dates += re.findall(r"\"datePublished\"\s*:\s*\"([^\"]{4,60})\"", script.text or "")[:1]
    for time in tree.iter("time"):
        if time.get("datetime") and (
            time.get("pubdate") is not None or time.get("itemprop") == "datePublished"
        ):
            dates.append(str(time.get("datetime")))
    return tuple(dict.fromkeys(dates))[:1]


def _text_of_html(markup: str) -> str:
    """Give the text of a fragment such as a feed holds, its blocks on paragraphs of their own."""
    if "<" not in markup and "&" not in markup:
        return markup
    import lxml.etree  # type: ignore[import-untyped]
    import lxml.html  # type: ignore[import-untyped]

    try:
        tree = lxml.html.fragment_fromstring(markup, create_parent="div")
        for element in tree.iter():
            if element.tag in ("script", "style"):
                element.text = ""
            if element.tag in ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "blockquote", "tr"):
                element.tail = "\n\n" + (element.tail or "")
                element.text = "\n\n" + (element.text or "")
        return str(tree.text_content())
    except (lxml.etree.LxmlError, ValueError, AssertionError, RecursionError):
        return re.sub(r"<[^<>]*>", " ", markup)


def _without_markup(text: str) -> str:
    """Take the marks of Markdown off: what is kept is what a reader of the page would read."""
    # the lengths are bounded, so that no hostile run of marks takes time beyond its own length
    text = re.sub(r"<!--.*?(?:-->|\Z)", "", text, flags=re.DOTALL)
    text = re.sub(r"!\[[^\[\]\n]{0,500}\]\([^()\n]{0,1000}\)", "", text)
    text = re.sub(r"\[([^\[\]\n]{1,500})\]\([^()\n]{0,1000}\)", r"\1", text)
    text = re.sub(r"(?m)^ {0,3}#{1,6} +([^\n]*)$", lambda found: f"\n{found[1].rstrip(' #')}\n", text)
    text = re.sub(r"(?m)^ {0,3}> ?", "", text)
    return re.sub(r"(?<![\w*_])(\*{1,3}|_{1,3})(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*_])", r"\2", text)


def _key(name: object) -> str:
    return str(name).strip().lstrip("\ufeff").lower()


def _speaks(title: str) -> bool:
    """Tell a title from what programs write in its place ("Microsoft Word - a.docx", "untitled")."""
    return " " in title.strip() and not re.search(
        r"(?i)^microsoft|untitled|\.(?:docx?|pdf|indd|tex|odt)\b", title
    )


def _reason(error: object) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    return words if len(words) <= 100 else words[:97] + "..."
