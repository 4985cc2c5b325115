"""What the commands read: articles, graphs, stores, and the extractor."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from detente.graph.options import check_filters
from detente.graph.terminal import fail, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import networkx as nx

    from detente.extract.pipeline import Extractor
    from detente.extract.schema import Article, ArticleError
    from detente.graph.filters import Filters
    from detente.graph.store import Store

_SQLITE = b"SQLite format 3\0"
_CLAIMS = {".csv", ".tsv", ".jsonl"}


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
        with open_store(path) as store:
            G = _placed(store.graph())
    else:
        from detente.graph.files import read_graph

        G = read_graph(path)
        if path.suffix.lower() in _CLAIMS:
            G = _placed(G, named=True)
    check_filters(G, chosen)
    return G


def _placed(G: nx.MultiDiGraph[str], *, named: bool = False) -> nx.MultiDiGraph[str]:
    """Complete a graph by what the gazetteer knows: places and, where claims kept only ids, names."""
    from detente.extract.gazetteer import load_gazetteer
    from detente.graph.outputs import with_coordinates, with_names

    gazetteer = load_gazetteer()
    if named:
        G = with_names(G, gazetteer.entities)
    return with_coordinates(G, gazetteer.coordinates)


def filtered_graph(path: Path, chosen: Filters) -> nx.MultiDiGraph[str]:
    """Open a graph and keep what the filters let through; without filters, all of it, denials too."""
    from detente.graph.filters import filter_graph

    G = open_graph(path, chosen)
    kept: Filters = {"denied": True}
    kept.update(chosen)
    return filter_graph(G, **kept) if chosen else G


def check_sources(sources: Iterable[str]) -> None:
    """Say at once which source is not there."""
    for source in sources:
        if source != "-" and "://" not in source and not os.path.lexists(source):
            fail(f"{source}: does not exist: give a file, a folder, a zip archive, or - for standard input")


def shards_in(sources: Iterable[str]) -> tuple[list[Path], list[str]]:
    """Tell shards of extractions, also folders of nothing else, from articles; gives both."""
    from detente.extract.running.shards import is_shard

    shards: list[Path] = []
    rest: list[str] = []
    for source in sources:
        path = Path(source)
        try:
            files = (
                sorted(file for file in path.iterdir() if not file.name.startswith("."))
                if path.is_dir()
                else [path]
            )
        except OSError:  # who reads the articles says what is wrong with the folder
            files = []
        if files and all(map(is_shard, files)):
            shards += files
        else:
            rest.append(source)
    return shards, rest


def articles_from(sources: list[str], *, strict: bool) -> Iterator[Article]:
    """Read articles lazily; what is bad is said in a line, and none at all is a failure."""
    from detente.extract import read_articles

    check_sources(sources)
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
    from detente.extract.running import quickstart

    quickstart.import_spacy()
    with quickstart.kept_for_good():
        from detente.extract import Extractor

        return Extractor(
            model=model, gazetteer=list(gazetteer or ()), relations=relations, min_confidence=min_confidence
        )
