"""Coverage-guided: whatever the bytes of a file, readers give articles, or errors of one line of our own."""

import io
import logging
import sys
import warnings
import zipfile

import atheris

with atheris.instrument_imports(include=["detente.extract", "zipfile", "csv", "json", "feedparser", "pypdf"]):
    import feedparser  # noqa: F401 - loaded here to be instrumented, as the next
    import pypdf  # noqa: F401
    import trafilatura  # noqa: F401 - slow to load

    from detente.extract import articles
    from detente.extract.reading import cleaning, formats

from checks import check_article

from detente.extract.schema import DetenteError

SUFFIXES = sorted([*formats.PARSERS, ".zip", ""])
ENCODINGS = ("utf-8", "utf-16", "utf-8-sig", "cp1252", "utf-16-be", "koi8-r", "utf-32")
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")  # those of bs4 and lxml about odd pages


def read_once(data: bytes) -> None:
    """The first byte chooses the extension, the second how the rest is packed."""
    if len(data) < 2:
        return
    suffix, packing, content = SUFFIXES[data[0] % len(SUFFIXES)], data[1] % 16, data[2:]
    if packing == 1:  # a member of an archive
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"../a{suffix}", content)
            archive.writestr("b.txt", "Serbia signed a pact.")
        suffix, content = ".zip", packed.getvalue()
    elif packing == 2:  # a stream of text
        stream = io.StringIO(content.decode("utf-8", "surrogateescape"))
        stream.name = f"a{suffix}"
        _read(stream)
        return
    elif 3 <= packing < 3 + len(ENCODINGS):
        content = content.decode("utf-8", "replace").encode(ENCODINGS[packing - 3], "replace")
    for strict in (False, True):
        stream = io.BytesIO(content)
        stream.name = f"a{suffix}"
        try:
            _read(stream, strict=strict)
        except DetenteError as error:
            if "\n" in str(error) or not strict:
                raise AssertionError(str(error)) from error


def _read(stream: object, *, strict: bool = False) -> None:
    problems: list[DetenteError] = []
    for article in articles.read_articles(stream, strict=strict, on_error=problems.append):
        check_article(article)
        if cleaning.clean_text(article.text) != article.text:
            msg = "cleaning twice changes the text"
            raise AssertionError(msg)
    for problem in problems:
        str(problem).encode()
        if "\n" in str(problem):
            raise AssertionError(str(problem))


if __name__ == "__main__":
    atheris.Setup(sys.argv, read_once)
    atheris.Fuzz()
