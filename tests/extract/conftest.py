"""One extractor with the real model for all tests, since loading takes a second."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from detente.extract import Article, Extraction, Extractor

Read = Callable[..., Extraction]


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """The extractor as users get it."""
    return Extractor()


@pytest.fixture(scope="session")
def read(extractor: Extractor) -> Read:
    """Read one text as an article of 15 June 2025."""

    def extract(
        text: str, *, published: dt.date | None = dt.date(2025, 6, 15), title: str = ""
    ) -> Extraction:
        return next(extractor.extract([Article(text, title=title, published=published)]))

    return extract
