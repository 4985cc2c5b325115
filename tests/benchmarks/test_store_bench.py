"""What a store costs as it grows: to add an article, and to ask.

DETENTE_BENCH_CLAIMS=100000 stops at a smaller store than the million claims of the default.
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
SIZES = [1_000, 10_000, 100_000, 1_000_000]
LARGEST = int(os.environ.get("DETENTE_BENCH_CLAIMS", SIZES[-1]))
BATCH, ROUNDS = 20, 5
FILL = """
import sys
sys.path.insert(0, sys.argv[1])
import generator
from detente.graph.store import Store
with Store(sys.argv[2]) as store:
    store.add(generator.extractions(int(sys.argv[4]) - int(sys.argv[3]), start=int(sys.argv[3])))
lines = open("/proc/self/status").read().splitlines()  # ru_maxrss also counts what our parent held
print(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024)
"""


def _generator():
    spec = importlib.util.spec_from_file_location("generator", FOLDER / "generator.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("stores")


@pytest.fixture(scope="module", params=[size for size in SIZES if size <= LARGEST])
def grown(request, folder):
    """Give a store of so many claims, grown out of the smaller one, and the peak memory of its growing."""
    wanted, path = request.param // 10, folder / "store.detente"
    with Store(path) as store:
        there = store.counts()["articles"]
    command = [sys.executable, "-c", FILL, str(FOLDER), str(path), str(there), str(wanted)]
    peak = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    with Store(path) as store:
        yield request.param, store, peak


def test_add(benchmark, grown, tmp_path):
    claims, store, peak = grown
    found = list(_generator().extractions(BATCH * (ROUNDS + 1), start=10_000_000 + claims))
    rounds = iter([found[i : i + BATCH] for i in range(0, len(found), BATCH)])
    added, ratios = [], []

    def add() -> None:
        batch, costs = next(rounds), []
        for one in (store, empty):  # in turns, since the machine has better and worse moments
            start = time.process_time()
            added.append(one.add(batch).articles)
            costs.append(time.process_time() - start)
        ratios.append(costs[0] / costs[1])

    benchmark.group = "store"
    benchmark.extra_info |= {"what": "add", "claims": claims, "articles": BATCH, "megabytes": peak}
    benchmark._timer = time.process_time  # waiting for a disk that others use too is not in it
    with Store(tmp_path / "empty.detente") as empty:
        benchmark.pedantic(add, rounds=ROUNDS, iterations=1, warmup_rounds=1)
    benchmark.extra_info["ratio"] = statistics.median(ratios[1:])
    assert sum(added) == 2 * len(found)


@pytest.mark.parametrize("question", ["search", "ties of one entity"])
def test_ask(benchmark, grown, question):
    claims, store, _ = grown
    rare = _generator().entities()[1500].id

    def ask() -> int:
        if question == "search":
            return len(store.search('"gas to" terminal summit', limit=20))
        return sum(1 for _ in store.claims(entities=[rare]))

    benchmark.group = "store"
    benchmark.extra_info |= {"what": question, "claims": claims}
    benchmark._timer = time.process_time
    benchmark.pedantic(ask, rounds=5, iterations=1, warmup_rounds=1)
