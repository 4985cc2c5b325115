"""A long run that is killed and goes on, beside one that nobody disturbs: `make soak` writes docs/soak.md.

One `detente add` with several workers reads generated articles into a store. On the way the program is killed
three times and one of its workers once; each time the same command goes on. Then the same articles are read
again without a kill. The page says what each thousand articles cost, how much memory the processes held, and
whether the two stores hold the same.

    python tests/benchmarks/soak.py docs/soak.md [--articles 20000] [--calm N] [--workers 2] [--folder FOLDER]

With --calm only the first N articles are read without a kill, and compared. With --folder the stores and the
samples are kept there: a run that is complete is not done again, and one that was stopped goes on.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import hashlib
import importlib.metadata
import itertools
import json
import os
import platform
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import psutil

from detente.extract.records import to_record
from detente.graph.store import Store

sys.path.insert(0, str(Path(__file__).parent))
import corpus

PARAGRAPHS = 3
KILLS = ((0.15, "program"), (0.4, "program"), (0.65, "worker"), (0.85, "program"))
"""At which share of the articles what is killed."""
EVERY = 1.0
"""Seconds between two looks at the processes."""
STEP = 1000
MB = 2**20
FIRST_DAY = date(2023, 1, 1)
COMMAND = [sys.executable, "-m", "detente.graph.cli"]


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """One look: seconds since the start, articles stored, processor seconds used, resident bytes."""

    seconds: float
    articles: int
    processor: float
    program: int
    workers: int


@dataclasses.dataclass(frozen=True, slots=True)
class Stop:
    """One kill: at how many articles what was killed, the exit code, and what was left after it."""

    articles: int
    kept: int
    what: str
    code: int
    said: str
    orphans: int


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A thousand articles up to `articles`: seconds and processor seconds, and the most memory in MB."""

    articles: int
    seconds: float
    processor: float
    program: float
    workers: float


class Run:
    """One body of articles read into one store, in as many starts as there are kills, and one more."""

    def __init__(self, folder: Path, name: str, *, articles: int, workers: int) -> None:
        self.name, self.articles, self.workers = name, articles, workers
        self.store = folder / f"{name}.sqlite"
        self.news = folder / f"{name}.jsonl"
        self.log = folder / f"{name}.json"
        self.samples: list[Sample] = []
        self.stops: list[Stop] = []
        self._begun = time.monotonic()
        self._used = 0.0  # processor time of the starts that are over

    def go(self, kills: tuple[tuple[float, str], ...] = ()) -> None:
        """Read everything, stopped where `kills` says."""
        if self.log.exists():
            saved = json.loads(self.log.read_text("utf-8"))
            self.samples = [Sample(*row) for row in saved["samples"]]
            self.stops = [Stop(*row) for row in saved["stops"]]
            if saved.get("complete", True):
                return
            self._begun = time.monotonic() - self.samples[-1].seconds
            self._used = self.samples[-1].processor
        else:
            for file in self.store.parent.glob(f"{self.store.name}*"):
                file.unlink()
            self._begun = time.monotonic()
        for share, what in kills[len(self.stops) :]:
            self._start(until=int(share * self.articles), kill=what)
        self._start()
        self._save(complete=True)

    def _save(self, *, complete: bool = False) -> None:
        rows = {key: [dataclasses.astuple(one) for one in getattr(self, key)] for key in ("samples", "stops")}
        self.log.write_text(json.dumps(rows | {"complete": complete}), "utf-8")

    def _start(self, *, until: int | None = None, kill: str = "") -> None:
        command = [*COMMAND, "add", self.store, self.news, "--workers", str(self.workers)]
        child = subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, text=True)
        watched = psutil.Process(child.pid)
        used: dict[int, float] = {}
        helpers: list[psutil.Process] = []
        while child.poll() is None:
            time.sleep(EVERY)
            helpers = self._look(watched, used) or helpers
            if until is not None and self.samples and self.samples[-1].articles >= until:
                victim = watched if kill == "program" else max(helpers, key=_resident)
                victim.send_signal(signal.SIGKILL)
                until = None
        said = child.communicate()[1]
        _, left = psutil.wait_procs(helpers, timeout=30)
        self._used += sum(used.values())
        if kill:
            reached = self.samples[-1].articles
            last = next((line for line in said.splitlines() if line.startswith("detente: ")), "")
            stop = Stop(reached, stored(self.store), kill, child.returncode, last, len(left))
            self.stops.append(stop)
            self._save()
            sys.stderr.write(f"{self.name}: {stop}\n")
        elif child.returncode:
            sys.exit(f"{self.name}: exit code {child.returncode}: {said}")

    def _look(self, watched: psutil.Process, used: dict[int, float]) -> list[psutil.Process]:
        """Take a sample; gives the processes that the program has started."""
        with contextlib.suppress(psutil.NoSuchProcess):
            helpers = watched.children()
            for process in (watched, *helpers):
                times = process.cpu_times()
                used[process.pid] = times.user + times.system
            sample = Sample(
                time.monotonic() - self._begun, stored(self.store), self._used + sum(used.values()),
                _resident(watched), sum(map(_resident, helpers)),
            )  # fmt: skip
            self.samples.append(sample)
            if len(self.samples) % 60 == 0:
                self._save()
            if len(self.samples) % 300 == 0:
                sys.stderr.write(f"{self.name}: {sample}\n")
            return helpers
        return []

    def steps(self) -> list[Step]:
        """Give what each thousand articles cost."""
        marks, wanted = [self.samples[0]], STEP
        for sample in self.samples:
            if sample.articles >= wanted:
                marks.append(sample)
                wanted = (sample.articles // STEP + 1) * STEP
        if self.samples[-1].articles > marks[-1].articles:
            marks.append(self.samples[-1])
        found = []
        for first, last in itertools.pairwise(marks):
            between = [s for s in self.samples if first.seconds < s.seconds <= last.seconds]
            thousands = (last.articles - first.articles) / STEP
            found.append(
                Step(
                    last.articles,
                    (last.seconds - first.seconds) / thousands,
                    (last.processor - first.processor) / thousands,
                    max(s.program for s in between) / MB,
                    max(s.workers for s in between) / MB,
                )
            )
        return found


def write_news(file: Path, count: int) -> int:
    """Write the articles, a JSON line each, and give the number of their words."""
    words = 0
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        for number, article in enumerate(corpus.articles(count, paragraphs=PARAGRAPHS)):
            words += len(article.text.split())
            record = {
                "title": f"Generated news {number}", "text": article.text, "source": f"Paper {number % 50}",
                "published": (FIRST_DAY + timedelta(days=number % 730)).isoformat(),
                "url": f"https://paper-{number % 50}.example.org/{number}",
            }  # fmt: skip
            stream.write(json.dumps(record) + "\n")
    return words


def stored(store: Path) -> int:
    """Give how many articles are in a store that may be written to, or not be there yet."""
    with (
        contextlib.suppress(sqlite3.OperationalError),
        contextlib.closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as db,
    ):
        return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])
    return 0


def ids_of(store: Path) -> set[str]:
    """Give the ids of the articles in a store."""
    with Store(store, create=False) as opened:
        return {article.id for article in opened.articles(text=False)}


def restricted(store: Path, ids: set[str]) -> Path:
    """Give a store with some of the articles of another, without reading them again."""
    if ids == ids_of(store):
        return store
    small = store.with_suffix(".part.sqlite")
    small.unlink(missing_ok=True)
    with Store(store, create=False) as opened, Store(small) as part:
        [maker] = opened.makers()
        part.add(filter(None, map(opened.extraction, sorted(ids))), made_by=maker)
    return small


def content(store: Path) -> tuple[int, int, str]:
    """Give the articles and claims of a store, and a hash of all it holds, articles sorted by id."""
    articles = claims = 0
    digest = hashlib.sha256()
    with Store(store, create=False) as opened:
        for extraction in opened.extractions():
            articles += 1
            claims += len(extraction.claims)
            digest.update(json.dumps(to_record(extraction)).encode())
        digest.update(json.dumps(sorted(opened.clusters().items())).encode())
    return articles, claims, digest.hexdigest()


def exported(store: Path) -> tuple[int, str]:
    """Write the graph of a store, and give the size and the hash of the file."""
    out = store.with_suffix(".graph.json")
    subprocess.run([*COMMAND, "export", str(store), str(out)], check=True, stdout=subprocess.DEVNULL)
    with out.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    size = out.stat().st_size
    out.unlink()
    return size, digest


def page(killed: Run, calm: Run, words: int) -> str:
    """Give the page with all figures."""
    ids = [ids_of(run.store) for run in (killed, calm)]
    reached = [len(one) for one in ids]
    parts = [restricted(run.store, ids[0] & ids[1]) for run in (killed, calm)]
    (articles, claims, digest), (articles2, claims2, digest2) = map(content, parts)
    (size, export), (size2, export2) = map(exported, parts)
    same = (articles, claims, digest, size, export) == (articles2, claims2, digest2, size2, export2)
    last, last2 = killed.samples[-1], calm.samples[-1]
    opening = (
        f"{killed.articles:,} generated articles of {words / killed.articles:.0f} words on average go into "
        f"one store by `detente add news.sqlite news.jsonl --workers {calm.workers}`, which is killed and "
        f"started again {len(killed.stops)} times; beside it a run that nobody disturbs. {machine()}."
    )
    cut = (
        f"**Cut short**: the killed run has read {reached[0]:,} and the undisturbed one {reached[1]:,} of "
        f"the {killed.articles:,} articles. They are compared on the {articles:,} that both have; "
        f"{sum(stop.kept < articles for stop in killed.stops)} of the kills fell among these."
    )
    note = (
        "Processor seconds count what all processes used. They depend less than seconds on what else the "
        "machine does, but grow where many programs fight for its caches. A row that holds a kill has the "
        "starts in it, and what was read again."
    )
    lines = [
        "# Soak", "", "Made by `make soak` (`tests/benchmarks/soak.py`); do not edit.", "", opening, "",
        *([cut, ""] if min(reached) < killed.articles else []),
        "| compared | killed and resumed | undisturbed |", "|---|---:|---:|",
        f"| articles | {articles:,} | {articles2:,} |",
        f"| claims | {claims:,} | {claims2:,} |",
        f"| SHA-256 of all that the store holds | `{digest[:16]}` | `{digest2[:16]}` |",
        f"| SHA-256 of what `detente export` writes | `{export[:16]}` | `{export2[:16]}` |",
        f"| size of that, MB | {size / MB:.1f} | {size2 / MB:.1f} |", "",
        f"What the two stores hold, and what they export, is **{'' if same else 'NOT '}the same**.", "",
        "| run | killed and resumed | undisturbed |", "|---|---:|---:|",
        f"| articles read | {reached[0]:,} | {reached[1]:,} |",
        f"| store on disk, MB | {_disk(killed) / MB:.0f} | {_disk(calm) / MB:.0f} |",
        f"| minutes | {last.seconds / 60:.1f} | {last2.seconds / 60:.1f} |",
        f"| processor minutes | {last.processor / 60:.1f} | {last2.processor / 60:.1f} |", "",
        "## The kills", "",
        "| articles stored | killed (SIGKILL) | exit code | said | stored afterwards | processes left |",
        "|---:|---|---:|---|---:|---:|",
        *(
            f"| {s.articles:,} | the {s.what} | {s.code} | {s.said or '-'} | {s.kept:,} | {s.orphans} |"
            for s in killed.stops
        ),
        "", "## Is it flat?", "", *flatness(calm), "", note, "",
    ]  # fmt: skip
    for run, title in ((calm, "Undisturbed"), (killed, "Killed and resumed")):
        lines += [
            f"### {title}", "",
            "| articles | seconds per 1,000 | processor seconds per 1,000 | program, MB | workers, MB |",
            "|---:|---:|---:|---:|---:|",
            *(
                f"| {s.articles:,} | {s.seconds:.1f} | {s.processor:.1f} | {s.program:.0f} "
                f"| {s.workers:.0f} |"
                for s in run.steps()
            ), "",
        ]  # fmt: skip
    return "\n".join(lines)


def flatness(run: Run) -> list[str]:
    """Compare the second quarter of a run with its last: the first has the start in it."""
    steps = run.steps()
    quarter = len(steps) // 4
    if not quarter:
        return [f"Fewer than {4 * STEP:,} articles: too few to say."]
    early, late = steps[quarter : 2 * quarter], steps[-quarter:]
    lines = ["| undisturbed, median of a quarter | second | last | ratio |", "|---|---:|---:|---:|"]
    for name, title in (
        ("processor", "processor seconds per 1,000 articles"), ("seconds", "seconds per 1,000 articles"),
        ("program", "program, MB"), ("workers", "workers together, MB"),
    ):  # fmt: skip
        before, after = (statistics.median(getattr(step, name) for step in part) for part in (early, late))
        lines.append(f"| {title} | {before:.1f} | {after:.1f} | {after / before:.2f} |")
    return lines


def machine() -> str:
    """Say what all was measured on."""
    name = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{name}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python "
        f"{platform.python_version()}, spaCy {importlib.metadata.version('spacy')}; "
        f"load average at the end {os.getloadavg()[2]:.0f}"
    )


def _disk(run: Run) -> int:
    return sum(file.stat().st_size for file in run.store.parent.glob(f"{run.store.name}*"))


def _resident(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.NoSuchProcess):
        return int(process.memory_info().rss)
    return 0


def main() -> None:
    """Run both and write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("page", type=Path)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--calm", type=int)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = args.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        folder = folder.absolute()
        killed = Run(folder, "killed", articles=args.articles, workers=args.workers)
        calm = Run(folder, "calm", articles=args.calm or args.articles, workers=args.workers)
        words = write_news(killed.news, killed.articles)
        write_news(calm.news, calm.articles)
        killed.go(KILLS)
        calm.go()
        args.page.write_text(page(killed, calm, words), "utf-8")


if __name__ == "__main__":
    main()
