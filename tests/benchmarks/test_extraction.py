"""Extraction beside what else one would run on the same text; `make bench` runs it, the tests do not."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy

from detente.extract import Extractor
from detente.extract.articles import read_articles
from detente.extract.english.model import VENDORED

sys.path.insert(0, str(Path(__file__).parent))
import corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from detente.extract.schema import Article

SAMPLE = Path(__file__).parents[2] / "data" / "articles"
MADE = int(os.environ.get("DETENTE_BENCH_ARTICLES", "30"))
"""Articles that are made for the smallest measurement; the others take a multiple of it."""

READERS = ["detente", "stock spaCy", "stock spaCy, then textacy's triples"]
STOCK = f"import spacy; nlp = spacy.load({VENDORED!r})"
PEAK = """
lines = open("/proc/self/status").read().splitlines()
print(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024)
"""
"""The peak of a process itself: `ru_maxrss` also counts what the one that started it held."""
READ = """
import sys
sys.path.insert(0, sys.argv[1])
import corpus
texts = list(corpus.articles(int(sys.argv[2])))
{load}
for _ in {read}:
    pass
{peak}
"""
WAYS = {
    "detente": READ.format(
        load="from detente.extract import Extractor; extractor = Extractor()",
        read="extractor.extract(texts)",
        peak=PEAK,
    ),
    "stock spaCy": READ.format(
        load=STOCK, read="nlp.pipe((a.text for a in texts), batch_size=32)", peak=PEAK
    ),
}
WORKERS = """
import sys, time, resource
sys.path.insert(0, sys.argv[1])
import corpus
from detente.extract import Extractor

if __name__ == "__main__":
    texts, workers = list(corpus.articles(int(sys.argv[2]))), int(sys.argv[3])
    extractor = Extractor()
    started, start = time.process_time(), time.perf_counter()
    for _ in extractor.extract(texts, workers=workers):
        pass
    wall = time.perf_counter() - start
    used = time.process_time() - started + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    print(wall, used)
"""

pytestmark = pytest.mark.model


def of_children() -> float:
    """Processor time of the processes that have ended."""
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [*read_articles(SAMPLE), *corpus.articles(MADE)]


@pytest.fixture(scope="module")
def readers(articles: list[Article]) -> dict[str, Callable[[Iterable[Article]], object]]:
    from textacy.extract.triples import subject_verb_object_triples

    extractor, stock = Extractor(), spacy.load(VENDORED)

    def plain(found: Iterable[Article]) -> int:
        return sum(len(doc.ents) for doc in stock.pipe((a.text for a in found), batch_size=32))

    def triples(found: Iterable[Article]) -> int:
        docs = stock.pipe((a.text for a in found), batch_size=32)
        return sum(1 for doc in docs for _ in subject_verb_object_triples(doc))

    readers = dict(zip(READERS, (lambda found: list(extractor.extract(found)), plain, triples), strict=True))
    for read in readers.values():
        read(articles)  # the first words of a run cost more than those of an archive
    return readers


@pytest.mark.parametrize("name", READERS)
def test_throughput(benchmark, readers, articles, name) -> None:
    benchmark.group = "extraction"
    benchmark.extra_info |= {"what": name, "words": sum(len(a.text.split()) for a in articles)}
    benchmark._timer = time.process_time
    benchmark.pedantic(readers[name], args=(articles,), rounds=5, iterations=1)


@pytest.mark.parametrize("name", list(WAYS))
def test_memory(benchmark, name) -> None:
    benchmark.group = "memory"
    command = [sys.executable, "-c", WAYS[name], str(Path(__file__).parent), str(2 * MADE)]

    def read() -> None:
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        benchmark.extra_info |= {"what": name, "megabytes": float(done.stdout)}

    benchmark._timer = of_children
    benchmark.pedantic(read, rounds=1, iterations=1)


@pytest.mark.parametrize("workers", [1, 2])
def test_workers(benchmark, workers, tmp_path) -> None:
    script = tmp_path / "read.py"  # processes started anew look for the module they come from
    script.write_text(WORKERS, "utf-8")
    command = [sys.executable, str(script), str(Path(__file__).parent), str(16 * MADE), str(workers)]

    def read() -> None:
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        wall, cpu = map(float, done.stdout.split())
        benchmark.extra_info |= {"what": workers, "wall": wall, "cpu": cpu}
        benchmark.extra_info["load"] = os.getloadavg()[0]

    benchmark.group = "workers"
    benchmark._timer = of_children
    benchmark.pedantic(read, rounds=1, iterations=1)


@pytest.mark.parametrize("name", ["detente --help", "import spacy; spacy.load(...)", "detente build"])
def test_start(benchmark, name, tmp_path) -> None:
    (tmp_path / "story.txt").write_text("Serbia signed a trade agreement with Kazakhstan.\n" * 3, "utf-8")
    detente = [sys.executable, "-m", "detente.graph.cli"]
    command = {
        "detente --help": [*detente, "--help"],
        "detente build": [*detente, "build", "story.txt", "-o", "out"],
    }.get(name, [sys.executable, "-c", STOCK])
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path.parent / "compiled")

    def start() -> None:
        subprocess.run(command, check=True, capture_output=True, cwd=tmp_path, env=environment)

    benchmark.group = "start"
    benchmark.extra_info["what"] = name
    benchmark._timer = of_children
    benchmark.pedantic(start, rounds=5, iterations=1, warmup_rounds=1)


@pytest.mark.parametrize("count", [MADE, 2 * MADE, 4 * MADE, 8 * MADE])
def test_growth(benchmark, readers, count) -> None:
    benchmark.group = "growth"
    benchmark.extra_info |= {"what": f"{count} articles", "articles": count}
    benchmark._timer = time.process_time
    benchmark.pedantic(readers["detente"], args=(list(corpus.articles(count)),), rounds=1, iterations=1)
