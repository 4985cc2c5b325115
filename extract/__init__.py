"""Read news articles into claims: who deals with whom, about what, how firmly, since when, in which sentence.

The names below load on first use, so that a graph can be built from saved claims without spaCy.

The modules here tell the story, each folder holds the parts of one step of it. `articles` are read
(`reading`), the model parses them (`english`, `syntax`); `mentions` finds names (`naming`) by the `gazetteer`
(`knowledge`), `linking` says who is meant (`reference`); `relations` finds who is tied to whom (`ties`,
`weighing`), `structure` what lasts between them (`structural`); `claims` adds `status` (`factuality`), who
says so (`attribution`, `speech`) and when (`dates`, `times`); `pipeline` puts it together, for one process or
many (`running`).
"""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING

from detente.extract.schema import (
    Article,
    ArticleError,
    Claim,
    ClaimError,
    DetenteError,
    Entity,
    Evidence,
    Extraction,
    GazetteerError,
    Mention,
    MissingExtraError,
    ModelError,
    Span,
    VocabularyError,
)

if TYPE_CHECKING:
    from detente.extract.articles import read_articles
    from detente.extract.gazetteer import Gazetteer, load_gazetteer
    from detente.extract.pipeline import Extractor

__all__ = [
    "Article",
    "ArticleError",
    "Claim",
    "ClaimError",
    "DetenteError",
    "Entity",
    "Evidence",
    "Extraction",
    "Extractor",
    "Gazetteer",
    "GazetteerError",
    "Mention",
    "MissingExtraError",
    "ModelError",
    "Span",
    "VocabularyError",
    "load_gazetteer",
    "read_articles",
]

_LAZY = {
    "Extractor": "pipeline",
    "Gazetteer": "gazetteer",
    "load_gazetteer": "gazetteer",
    "read_articles": "articles",
}

logging.getLogger("detente").addHandler(logging.NullHandler())


def __getattr__(name: str) -> object:
    if name in _LAZY:
        return getattr(importlib.import_module(f"detente.extract.{_LAZY[name]}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
