"""What an article costs: processor time to read it and to store it, and bytes in shards and store.

    python tests/benchmarks/shards.py

The figures under "Beyond one machine" in the README come from here. Model on one thread, the best of three.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
sys.path.insert(0, str(Path(__file__).parent))

import corpus  # noqa: E402 - after the number of threads is set

from detente.extract import Extractor, read_articles  # noqa: E402
from detente.extract.running.shards import made_by, write_shard  # noqa: E402
from detente.graph.store import Store  # noqa: E402

SAMPLE = Path(__file__).parents[2] / "data" / "articles"


def best(job) -> float:
    """Give the least processor time of three runs."""
    times = []
    for _ in range(3):
        begun = time.process_time()
        job()
        times.append(time.process_time() - begun)
    return min(times)


def main() -> None:
    """Measure and print a table."""
    extractor = Extractor()
    rows = [
        "| articles | words | claims | read, s | a second | store, s | JSONL, kB | Parquet, kB | store, kB |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    bodies = (("sample", list(read_articles(SAMPLE))), ("generated", list(corpus.articles(60))))
    for name, articles in bodies:
        n = len(articles)
        found = list(extractor.extract(articles))
        reading = best(lambda given=articles: list(extractor.extract(given))) / n
        with tempfile.TemporaryDirectory() as folder:
            sizes = []
            for kind in ("jsonl", "parquet"):
                path = Path(folder) / f"shard.{kind}"
                write_shard(found, path, format=kind, maker=made_by(extractor))
                sizes.append(path.stat().st_size / n / 1000)
            stores = [Path(folder) / f"{number}.sqlite" for number in range(3)]
            left = list(stores)

            def store(given=found, left=left) -> None:
                with Store(left.pop()) as opened:
                    opened.add(given)

            storing = best(store) / n
            sizes.append(stores[0].stat().st_size / n / 1000)
        words = sum(len(article.text.split()) for article in articles) / n
        claims = sum(len(extraction.claims) for extraction in found) / n
        rows.append(
            f"| {name} ({n}) | {words:.0f} | {claims:.1f} | {reading:.3f} | {1 / reading:.1f} "
            f"| {storing:.4f} "
            f"| {sizes[0]:.1f} | {sizes[1]:.1f} | {sizes[2]:.1f} |"
        )
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
