"""What adding to a store costs: the same per article when it is large, and no more memory.

DETENTE_BENCH_ARTICLES=100000 (a million claims) is the full size; the default is a tenth.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from detente.graph.store import Store

FOLDER = Path(__file__).parent.parent / "graph"
LARGE = int(os.environ.get("DETENTE_BENCH_ARTICLES", "10000"))
CHILD = """
import resource, sys
sys.path.insert(0, sys.argv[1])
import generator
from detente.graph.store import Store
with Store(sys.argv[2]) as store:
    store.add(generator.extractions(int(sys.argv[3])))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _generator():
    spec = importlib.util.spec_from_file_location("generator", FOLDER / "generator.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _peak(path, articles):
    """Give the peak memory, in MB, of a process that adds so many articles to a new store."""
    command = [sys.executable, "-c", CHILD, str(FOLDER), str(path), str(articles)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """Fill a large store in a process of its own; gives the file and that process's peak memory."""
    path = tmp_path_factory.mktemp("large") / "large.detente"
    return path, _peak(path, LARGE)


@pytest.mark.long
def test_memory_is_flat(tmp_path, grown, capsys):
    small = _peak(tmp_path / "small.detente", 1000)
    with capsys.disabled():
        sys.stdout.write(f"\npeak: {small:.0f} MB for 1,000 articles, {grown[1]:.0f} MB for {LARGE:,}\n")
    assert grown[1] < 1.2 * small


@pytest.mark.long
def test_an_article_costs_the_same_in_a_large_store(tmp_path, grown, capsys):
    found = list(_generator().extractions(2000, start=LARGE))
    rounds = [found[i : i + 200] for i in range(0, len(found), 200)]
    costs = {"empty": [], "large": []}
    with Store(tmp_path / "empty.detente") as empty, Store(grown[0]) as large:
        for number, batch in enumerate(rounds):
            for name, store in (("empty", empty), ("large", large)):
                # The work of this process; waiting for a disk that others use too is not in it.
                start = time.process_time()
                store.add(batch)
                if number:  # the first warms up
                    costs[name].append((time.process_time() - start) / len(batch) * 1000)
    per_article = {name: statistics.median(values) for name, values in costs.items()}
    ratio = per_article["large"] / per_article["empty"]
    with capsys.disabled():
        sys.stdout.write(
            f"\nms an article: {per_article['empty']:.2f} in an empty store, "
            f"{per_article['large']:.2f} in one of {LARGE * 10:,} claims: {ratio:.2f}\n"
        )
    assert ratio < 1.2


@pytest.mark.long
def test_a_batch(benchmark, tmp_path):
    found = list(_generator().extractions(100))
    numbers = iter(range(10_000))

    def add():
        with Store(tmp_path / f"{next(numbers)}.detente") as store:
            return store.add(found).articles

    assert benchmark.pedantic(add, rounds=5) == 100
