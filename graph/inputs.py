"""What the commands read: articles, graphs, stores, and the extractor."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

import typer

from detente.graph.options import check_filters
from detente.graph.terminal import fail, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import networkx as nx

    from detente.extract.pipeline import Extractor
    from detente.extract.schema import Article, ArticleError
    from detente.graph.query import Filters
    from detente.graph.store import Store

_SQLITE = b"SQLite format 3\0"


def is_store(path: Path) -> bool:
    """Say whether a file is a store, whatever its name."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def open_store(path: Path) -> Store:
    """Open a store that is there; only ``detente add`` makes one."""
    from detente.graph.store import Store

    if not path.exists():
        fail(f"{path}: no such store: make one with 'detente add {path} ARTICLES...'")
    return Store(path, create=False)


def open_graph(path: Path, chosen: Filters) -> nx.MultiDiGraph[str]:
    """Open a graph from a store or a file, and see that it has what the filters name."""
    if is_store(path):
        from detente.extract.gazetteer import load_gazetteer
        from detente.graph.outputs import with_coordinates

        with open_store(path) as store:
            G = with_coordinates(store.graph(), load_gazetteer().coordinates)
    else:
        from detente.graph.files import read_graph

        G = read_graph(path)
    check_filters(G, chosen)
    return G


def filtered_graph(path: Path, chosen: Filters) -> nx.MultiDiGraph[str]:
    """Open a graph and keep what the filters let through; without filters, all of it, denials too."""
    from detente.graph.query import filter_graph

    G = open_graph(path, chosen)
    kept: Filters = {"denied": True}
    kept.update(chosen)
    return filter_graph(G, **kept) if chosen else G


def articles_from(sources: list[str], *, strict: bool) -> Iterator[Article]:
    """Read articles lazily; what is bad is said in a line, and none at all is a failure."""
    from detente.extract import read_articles

    for source in sources:
        if source != "-" and "://" not in source and not os.path.lexists(source):
            fail(f"{source}: does not exist: give a file, a folder, a zip archive, or - for standard input")
    reports = 0

    def report(error: ArticleError) -> None:
        nonlocal reports
        reports += 1
        say(f"detente: {error}")

    articles = read_articles(*sources, strict=strict, on_error=report)
    # Nothing to read must show before the language model is loaded.
    first = next(articles, None)
    if first is None:
        if reports == 1:
            raise typer.Exit(1)
        fail(
            f"{', '.join(sources)}: no article could be read: give files or folders of .txt, .md, .html, "
            ".pdf, .json, .jsonl, .csv, .tsv, .rss, .atom or .xml"
        )
    return itertools.chain([first], articles)


def load_extractor(
    model: str | None,
    gazetteer: Iterable[Path] | None,
    relations: Path | None,
    min_confidence: float | None = None,
) -> Extractor:
    """Load the extractor with what the user lays over it."""
    from detente.extract import Extractor

    return Extractor(
        model=model, gazetteer=list(gazetteer or ()), relations=relations, min_confidence=min_confidence
    )
