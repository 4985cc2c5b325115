"""Read news articles from files, folders, archives, streams and tables."""

from __future__ import annotations

import itertools
import logging
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from detente.extract.reading import cleaning, formats
from detente.extract.reading.sources import drafts_of, frame_drafts
from detente.extract.schema import Article, ArticleError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

    from detente.extract.reading.sources import Source
    from detente.extract.schema import MissingExtraError

_log = logging.getLogger("detente.articles")


def read_articles(
    *sources: Source,
    strict: bool = False,
    on_error: Callable[[ArticleError], None] | None = None,
) -> Iterator[Article]:
    r"""Read articles, one after the other, in the order of the sources.

    Parameters
    ----------
    sources
        Files (.txt, .md, .html, .pdf, .json, .jsonl, .csv, .tsv, .rss, .atom, .xml), folders and zip archives
        of these, open streams, DataFrames, or "-" for standard input (JSON lines or plain text). The files of
        a folder come sorted by their path.
    strict
        Raise the first problem instead of reporting it.
    on_error
        Called with each problem; by default it is logged as a warning. Nothing is raised then: what cannot be
        read is skipped, and an article whose date or address is unusable is kept without.

    Yields
    ------
    Article
        Cleaned; an article whose text and address came before is left out.

    Raises
    ------
    ArticleError
        If `strict`, at the first problem.
    MissingExtraError
        If `strict`, for a PDF or feed when the package that reads it is not installed.

    Examples
    --------
    >>> import io
    >>> [article.title for article in read_articles(io.StringIO("Serbia signs\n\nSerbia signed a pact."))]
    ['Serbia signs']
    """
    drafts = itertools.chain.from_iterable(map(drafts_of, sources))
    return _articles(drafts, strict, on_error)


def articles_from_frame(
    frame: pd.DataFrame,
    *,
    strict: bool = False,
    on_error: Callable[[ArticleError], None] | None = None,
) -> Iterator[Article]:
    """Read articles from a DataFrame with a column `text`.

    Parameters
    ----------
    frame
        Columns id, title, text, date or published, url, source, language, in any case and order.
    strict, on_error
        As for `read_articles`.

    Yields
    ------
    Article
        One a row.

    Raises
    ------
    ArticleError
        If `strict`, at the first problem.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"text": ["Serbia signed."], "date": ["2026-03-12"]})
    >>> next(articles_from_frame(frame)).published
    datetime.date(2026, 3, 12)
    """
    return _articles(frame_drafts(frame), strict, on_error)


def _articles(
    drafts: Iterable[formats.Draft | ArticleError | MissingExtraError],
    strict: bool,
    on_error: Callable[[ArticleError], None] | None,
) -> Iterator[Article]:
    seen: set[str] = set()
    repeated = reports = 0
    for draft in drafts:
        article: Article | None = None
        problems: Sequence[ArticleError | MissingExtraError]
        if isinstance(draft, formats.Draft):
            article, problems = _finish(draft)
        else:
            problems = [draft]
        for problem in problems:
            reports += 1
            if strict:
                raise problem
            reported = problem if isinstance(problem, ArticleError) else ArticleError(str(problem))
            if on_error is None:
                _log.warning("%s", reported)
            else:
                on_error(reported)
        if article is None:
            continue
        if article.id in seen:
            repeated += 1
            _log.debug("%s: text and address of an earlier article, left out", article.title or article.id)
            continue
        seen.add(article.id)
        yield article
    _log.info(
        "%d articles read, %d repeated ones left out, %d problems reported", len(seen), repeated, reports
    )


def _finish(draft: formats.Draft) -> tuple[Article | None, list[ArticleError]]:
    """Clean a draft: the article, unless it is unusable, and what is wrong with it."""
    where = draft.where
    most = f"{formats.MAX_TEXT_BYTES // 1_000_000} MB"
    too_long = ArticleError(f"{where}: text longer than {most}, the most for one article: split it")
    if len(draft.text) > 2 * formats.MAX_TEXT_BYTES:
        return None, [too_long]
    text = cleaning.clean_text(draft.text)
    title = cleaning.one_line(draft.title)
    first, rest = cleaning.split_title(text)
    if first and (
        (not title and not draft.titled) or cleaning.one_line(first).casefold() == title.casefold()
    ):
        title, text = title or first, rest
    if not any(map(str.isalnum, text)):
        return None, [
            ArticleError(f"{where}: no text; expected the words of an article; remove or complete it")
        ]
    if len(text) > formats.MAX_TEXT_BYTES or len(text.encode()) > formats.MAX_TEXT_BYTES:
        return None, [too_long]
    given = cleaning.one_line(draft.language).lower()
    code = re.split(r"[-_]", given)[0].replace("english", "en").replace("eng", "en")
    other = cleaning.other_language(text) if not given else None if code == "en" else given[:20]
    if other:
        hint = "give the field language: en if it is English" if not given else "translate it first"
        return None, [
            ArticleError(f"{where}: not English (looks like {other}): detente reads English only; {hint}")
        ]
    problems: list[ArticleError] = []
    url = cleaning.one_line(draft.url)
    host = _host(url)
    if url and not host:
        problems.append(
            ArticleError(
                f"{where}: url '{url[:80]}' is no http(s) address; correct it; article kept without it"
            )
        )
        url = ""
    published, refused = _published(draft, url)
    if refused:
        kept = f"with {published}" if published else "without a date"
        problems.append(ArticleError(f"{where}: date {refused}; write it as 2026-03-12; article kept {kept}"))
    source = cleaning.one_line(draft.source) or host.removeprefix("www.")
    return Article(text=text, title=title, published=published, url=url, source=source), problems


def _published(draft: formats.Draft, url: str) -> tuple[dt.date | None, str]:
    """Give the day of publication, and why the first date that was found is none."""
    refused = ""
    for note in cleaning.date_notes(draft.text) if not draft.published else ():
        if note.kind == "updated" and (day := cleaning.date_in_url(url)):
            return day, refused
        try:
            return cleaning.parse_date(note.words), refused
        except ValueError as error:
            refused = refused or str(error)
    for words in draft.published:
        try:
            return cleaning.parse_date(words), refused
        except ValueError as error:
            refused = refused or str(error)
    if draft.published:
        return None, refused  # a date field that cannot be read is not replaced by a guess from elsewhere
    return cleaning.date_in_url(url), refused


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
