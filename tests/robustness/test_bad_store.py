"""Every row of the tables of bad stores and bad places in docs/input.md, made for real."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import run
from .rows import STORY, Case, check_complete, left_over, matches, reports, rows

MORE = "Hungary sells electricity to Serbia."
HOLD = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="session")
def stored(extractor, tmp_path_factory) -> Path:
    """A store that holds one article."""
    from detente.extract.schema import Article
    from detente.graph.store import Store

    path = tmp_path_factory.mktemp("stored") / "news.sqlite"
    with Store(path) as store:
        store.add(extractor.extract([Article(STORY)]))
    return path


@pytest.fixture
def folder(stored, tmp_path) -> Path:
    """A folder with that store and a new article."""
    shutil.copy(stored, tmp_path)
    (tmp_path / "story.txt").write_text(MORE)
    return tmp_path


def held(path: Path) -> list[str]:
    """Give the texts of the articles in a store."""
    with sqlite3.connect(path) as db:
        found = [text for (text,) in db.execute("SELECT text FROM texts ORDER BY article")]
    db.close()
    return found


def assert_said(heading: str, row: str, done: subprocess.CompletedProcess[str], number: int = 0) -> None:
    """Check that a run ended with code 1 and the one line of the row."""
    assert done.returncode == 1, done.stderr
    [line] = reports(done.stderr)
    template = rows(heading)[row].messages[number]
    assert matches(template, line), f"{line!r} is not {template!r}"


# stores


def newer(folder: Path) -> str:
    with sqlite3.connect(folder / "news.sqlite") as db:
        db.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
        db.execute("UPDATE meta SET value = '7.0' WHERE name = 'detente'")
    db.close()
    return "news.sqlite"


def corrupt(folder: Path) -> str:
    data = bytearray((folder / "news.sqlite").read_bytes())
    data[4096:] = random.Random(1).randbytes(len(data) - 4096)
    (folder / "news.sqlite").write_bytes(data)
    return "news.sqlite"


def cut_short(folder: Path) -> str:
    data = (folder / "news.sqlite").read_bytes()
    (folder / "news.sqlite").write_bytes(data[: len(data) // 2])
    return "news.sqlite"


def no_store(folder: Path) -> str:
    (folder / "news.sqlite").write_text(STORY * 100)
    return "news.sqlite"


def other_database(folder: Path) -> str:
    (folder / "news.sqlite").unlink()
    with sqlite3.connect(folder / "news.sqlite") as db:
        db.execute("CREATE TABLE mine (value)")
    db.close()
    return "news.sqlite"


def a_folder(folder: Path) -> str:
    (folder / "news.sqlite").unlink()
    (folder / "news.sqlite").mkdir()
    return "news.sqlite"


def nowhere(folder: Path) -> str:
    return "none/news.sqlite"


STORES = [
    Case("store of a newer detente", newer),
    Case("corrupt store", corrupt, says=0),
    Case("corrupt store", cut_short, says=0),
    Case("file that is no store", no_store, says=0),
    Case("another program's database", other_database),
    Case("folder where the store should be", a_folder),
    Case("store in a folder that does not exist", nowhere),
]
OTHERS = [
    Case("store that another process writes to", newer),
    Case("store in a place that may not be written", newer),
    Case("full disk under a store", newer),
    Case("store that is not there, to be read", newer),
    Case("store that another model, gazetteer or detente has read", newer, says=None),
]


def test_every_row_about_stores_has_a_test():
    check_complete("Stores", [*STORES, *OTHERS])


@pytest.mark.parametrize("case", STORES, ids=str)
def test_a_bad_store_is_said_in_one_line_and_stays_as_it_is(quick, folder, case):
    store = case.make(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert_said("Stores", case.row, quick("add", store, "story.txt"), case.says)
    after = {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }
    assert after == before


@pytest.mark.parametrize("command", [["rank"], ["search", "trade"], ["review"], ["decisions"]])
def test_a_store_that_is_not_there_is_not_made_by_reading(here, tmp_path, command):
    if command != ["rank"]:  # which takes files too, and goes by the name
        done = here(command[0], "none.sqlite", *command[1:])
        assert_said("Stores", "store that is not there, to be read", done)
    else:
        assert here("rank", "none.sqlite").returncode == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_a_store_that_another_process_writes_to_can_be_read_and_loses_nothing(quick, folder):
    """It takes the thirty seconds that a writer waits for another."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder / "news.sqlite")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdout.readline() == "held\n"
        assert "Serbia" in quick("rank", "news.sqlite").stdout
        done = quick("add", "news.sqlite", "story.txt")
        other.communicate("")
    assert_said("Stores", "store that another process writes to", done)
    assert held(folder / "news.sqlite") == [STORY]
    assert quick("add", "news.sqlite", "story.txt").returncode == 0
    assert held(folder / "news.sqlite") == [STORY, MORE]


@pytest.mark.parametrize("command", [["add", "news.sqlite", "story.txt"], ["rank", "news.sqlite"]])
def test_a_store_in_a_read_only_place_is_said_in_one_line(mounted, folder, command):
    done = mounted(f'mount --bind "{folder}" "{folder}" && mount -o remount,ro,bind "{folder}"', *command)
    assert_said("Stores", "store in a place that may not be written", done)
    assert held(folder / "news.sqlite") == [STORY]


@pytest.mark.long
def test_a_full_disk_loses_no_article_that_was_added_before(mounted, folder, tmp_path_factory):
    kept = tmp_path_factory.mktemp("kept")
    lines = [
        json.dumps({"text": f"{MORE} It cost {number} euros. " + "Talk. " * 900}) for number in range(150)
    ]
    (folder / "many.jsonl").write_text("\n".join(lines))
    done = mounted(
        f'cp "{folder}"/* "{kept}" && mount -t tmpfs -o size=1100k none "{folder}" '
        f'&& cp "{kept}"/news.sqlite "{folder}"',
        "add", "news.sqlite", kept / "many.jsonl", after=f'cp "{folder}"/* "{kept}"',
    )  # fmt: skip
    assert_said("Stores", "full disk under a store", done)
    texts = held(kept / "news.sqlite")
    assert texts[0] == STORY
    assert len(texts) in {1, 101}
    with sqlite3.connect(kept / "news.sqlite") as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    db.close()


@pytest.mark.long
def test_a_store_that_another_model_has_read_goes_on_and_can_be_read_again(quick, folder, other_model):
    before = "store that another model, gazetteer or detente has read"
    assert rows("Stores")[before].messages == ()
    done = quick("add", "news.sqlite", "story.txt", "--model", other_model)
    assert (done.returncode, reports(done.stderr)) == (0, [])
    assert held(folder / "news.sqlite") == [STORY, MORE]
    assert "2 articles" in quick("refresh", "news.sqlite").stderr


# places to write to

PLACES = {
    "full disk": ["-t tmpfs -o size=60k none", "{}: cannot be written"],
    "read-only place": ["-t tmpfs -o ro none", ""],
}
COMMANDS = {
    "build": (["build", "../story.txt", "-o", "new/out"], 0),
    "page": (["page", "../graph.json", "-o", "map.html"], 1),
    "export": (["export", "../graph.json", "tables"], 2),
    "extract": (["extract", "../story.txt", "-o", "claims.jsonl"], 3),
}


def test_every_row_about_places_has_a_test():
    told = {(row.input, number) for row in rows("Places").values() for number in range(len(row.messages))}
    tested = {("read-only place", number) for _, number in COMMANDS.values()}
    tested |= {("full disk", 0), ("full disk", 1), ("full disk behind standard output", 0)}
    tested |= {("folder that does not exist, of a file to write", 0), ("file where a folder should be", 0)}
    tested |= {("folder where a file should be", 0)}
    assert tested == told


@pytest.mark.parametrize("name", COMMANDS)
def test_a_read_only_place_is_said_in_one_line(mounted, tmp_path, graph, name):
    command, number = COMMANDS[name]
    place = tmp_path / "place"
    place.mkdir()
    done = mounted(f'mount -t tmpfs -o ro none "{place}"; cd "{place}"', *command)
    assert_said("Places", "read-only place", done, number)


@pytest.mark.parametrize(("name", "number"), [("build", 0), ("page", 1)])
def test_a_full_disk_leaves_what_was_there_and_nothing_else(mounted, tmp_path, graph, name, number):
    command, _ = COMMANDS[name]
    place, kept = tmp_path / "place", tmp_path / "kept"
    place.mkdir()
    kept.mkdir()
    before = f'mount -t tmpfs -o size=100k none "{place}"; cd "{place}"; echo old >map.html'
    done = mounted(before, *command, after=f'cp -a "{place}"/. "{kept}"')
    assert_said("Places", "full disk", done, number)
    assert [path.name for path in kept.rglob("*")] == ["map.html"]
    assert (kept / "map.html").read_text() == "old\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", [["rank", "graph.json"], ["page", "graph.json", "-o", "-"]])
def test_a_full_disk_behind_standard_output_is_said_in_one_line(graph, tmp_path, command):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "detente.graph.cli", *command],
            cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert_said("Places", "full disk behind standard output", done)


@pytest.mark.parametrize(
    ("row", "command"),
    [
        ("folder that does not exist, of a file to write", ["page", "graph.json", "-o", "none/map.html"]),
        ("file where a folder should be", ["build", "story.txt", "-o", "story.txt"]),
        ("folder where a file should be", ["page", "graph.json", "-o", "place"]),
    ],
)
def test_a_place_of_the_wrong_kind_is_said_in_one_line(quick, graph, tmp_path, row, command):
    (tmp_path / "place").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert_said("Places", row, quick(*command))
    assert sorted(tmp_path.rglob("*")) == before
    assert left_over(tmp_path) == []


@pytest.fixture
def graph(built, tmp_path) -> Path:
    """The graph of the sample articles, and an article, in the folder."""
    (tmp_path / "story.txt").write_text(STORY)
    return Path(shutil.copy(built / "graph.json", tmp_path))


@pytest.fixture
def mounted(tmp_path):
    """Run a command of detente behind shell commands that mount something, seen by nobody else."""
    ways = [["unshare", "-m"], ["unshare", "-rm"]]
    able = next((way for way in ways if _works(way)), None)
    if able is None:
        pytest.skip("may not mount a small or read-only disk, not even in a namespace of its own")

    def command(before: str, *args: object, after: str = ":") -> subprocess.CompletedProcess[str]:
        words = " ".join(f"'{word}'" for word in (sys.executable, "-m", "detente.graph.cli", *args))
        script = f"set -e; cd '{tmp_path}'; {before}; cd .; set +e; {words}; code=$?; {after}; exit $code"
        return run(*able, "sh", "-c", script, cwd=tmp_path)

    return command


def _works(way: list[str]) -> bool:
    if not shutil.which("unshare"):
        return False
    tried = subprocess.run(
        [*way, "sh", "-c", "mount -t tmpfs none /mnt"], capture_output=True, check=False, env=os.environ
    )
    return tried.returncode == 0
