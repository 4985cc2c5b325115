"""The commands on a store, as somebody uses them one after the other."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import time

import pytest

from detente.graph.cli import main
from detente.graph.errors import StoreError
from detente.graph.store import Store

NEWS = (
    '{"text": "Serbia signed a trade agreement with Kazakhstan on Monday.", "title": "First", '
    '"source": "Danube Courier", "published": "2025-03-04", "url": "https://danube-courier.example.org/1"}\n'
    '{"text": "Uzbekistan plans to sell gas to Serbia.", "title": "Second", '
    '"source": "Caspian Monitor", "published": "2025-06-10", "url": "https://caspian-monitor.example.org/2"}\n'
)


@pytest.fixture(scope="session")
def stored(tmp_path_factory):
    """A store of two articles."""
    folder = tmp_path_factory.mktemp("stored")
    (folder / "news.jsonl").write_text(NEWS, encoding="utf-8")
    assert main(["add", str(folder / "news.sqlite"), str(folder / "news.jsonl")]) == 0
    return folder


@pytest.fixture
def store(stored, here, tmp_path):
    """Run a command on a fresh copy of the store; the command's name comes first."""
    for name in ("news.sqlite", "news.jsonl"):
        shutil.copy(stored / name, tmp_path)

    def run(command, *args):
        return here(command, "news.sqlite", *args)

    return run


def found(run, words):
    """The ids of the claims that a search shows."""
    return [line.rpartition("[")[2].rstrip("]") for line in run("search", words).stdout.splitlines()[::2]]


def test_what_the_store_has_is_not_read_again(store):
    done = store("add", "news.jsonl")
    assert (done.returncode, done.stderr) == (0, "nothing new to read\n")


def test_refresh_leaves_alone_what_this_detente_has_read(store):
    assert store("refresh").stderr == "nothing new to read\n"


@pytest.mark.parametrize(
    "command",
    [["show", "Serbia"], ["rank"], ["path", "Kazakhstan", "Uzbekistan"], ["diff", "2025-Q1", "2025-Q2"],
     ["export", "graph.json"], ["page", "-o", "-"], ["figure", "-o", "-"]],
)  # fmt: skip
def test_whatever_takes_a_graph_takes_a_store(store, command):
    done = store(command[0], *command[1:], "--min-confidence", "0.01")
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_search_finds_sentences_and_says_their_claims(store):
    [line, sentence] = store("search", "gas").stdout.splitlines()
    assert line.startswith("UZB > SRB  energy, planned  [")
    assert sentence.strip() == '"Uzbekistan plans to sell gas to Serbia."'


def test_a_rejected_claim_is_gone_until_it_is_undone(store):
    [claim] = found(store, "trade")
    assert store("correct", "reject", claim, "--who", "Mira", "--when", "2025-07-01").returncode == 0
    assert "Kazakhstan" not in store("rank").stdout
    assert store("undo", "1").returncode == 0
    assert "Kazakhstan" in store("rank").stdout


@pytest.mark.parametrize(
    ("args", "shown"),
    [
        (["rename", "Serbia", "Srbija"], "Srbija"),
        (["merge", "Uzbekistan", "Kazakhstan"], "Kazakhstan"),
        (["retype", "Uzbekistan", "region"], "region"),
        (["never-merge", "Uzbekistan", "Kazakhstan"], "Uzbekistan"),
    ],
)
def test_entities_are_corrected_by_name(store, args, shown):
    assert store("correct", *args).returncode == 0
    assert shown in store("rank").stdout


@pytest.mark.parametrize(
    ("action", "value", "shown"),
    [("status", "actual", "actual"), ("relation", "investment", "investment"), ("date", "2024", "planned")],
)
def test_claims_are_corrected_by_id(store, action, value, shown):
    [claim] = found(store, "gas")
    assert store("correct", action, claim, value).returncode == 0
    assert shown in store("show", "Uzbekistan", "--sentences", "0").stdout


def test_decisions_travel_as_text(store, here, tmp_path):
    store("correct", "rename", "Serbia", "Srbija", "--who", "Mira", "--when", "2025-07-01", "--why", "local")
    assert store("decisions", "-o", "decisions.jsonl").returncode == 0
    [record] = map(json.loads, (tmp_path / "decisions.jsonl").read_text(encoding="utf-8").splitlines())
    assert (record["kind"], record["who"], record["when"], record["why"]) == (
        "rename",
        "Mira",
        "2025-07-01",
        "local",
    )
    assert here("add", "other.sqlite", "news.jsonl").returncode == 0
    assert here("decisions", "other.sqlite", "--load", "decisions.jsonl").stderr == "1 new decision\n"
    assert "Srbija" in here("rank", "other.sqlite").stdout


def test_a_retracted_article_takes_its_claims_along(store):
    assert store("retract", "https://danube-courier.example.org/1").returncode == 0
    assert "Kazakhstan" not in store("rank").stdout
    assert store("add", "news.jsonl").stderr == "nothing new to read\n"


def test_review_lists_what_to_decide(store):
    done = store("review")
    assert done.returncode == 0
    assert "settle them with detente correct" in done.stderr


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["search", "zebra"], 1, ["zebra", "try fewer"]),
        (["retract", "Third"], 1, ["Third", "no such article"]),
        (["undo", "7"], 1, ["7", "no such decision"]),
        (["correct", "reject", "nope"], 1, ["nope", "no such claim"]),
        (["correct", "reject", "nope", "value"], 2, ["takes no value"]),
        (["correct", "rename", "Serbia"], 2, ["needs a value"]),
        (["correct", "rename", "Atlantis", "Utopia"], 1, ["Atlantis"]),
        (["correct", "retype", "Serbia", "planet"], 2, ["planet", "country"]),
        (["correct", "bless", "Serbia"], 2, ["bless", "merge"]),
        (["correct", "rename", "Serbia", "Srbija", "--when", "soon"], 2, ["soon"]),
        (["decisions", "--load", "none.jsonl"], 1, ["none.jsonl"]),
        (["decisions", "--load", "news.jsonl"], 1, ["news.jsonl:1"]),
    ],
)  # fmt: skip
def test_mistakes_are_one_line(store, args, code, words):
    done = store(args[0], *args[1:])
    assert done.returncode == code, done.stderr
    [line] = done.stderr.splitlines()
    assert all(word in line for word in words), line


@pytest.mark.parametrize("command", [["search", "x"], ["review"], ["refresh"], ["undo", "1"], ["decisions"]])
def test_a_store_that_is_not_there_is_not_made(here, tmp_path, command):
    done = here(command[0], "none.sqlite", *command[1:])
    assert done.returncode == 1
    assert "detente add none.sqlite" in done.stderr
    assert not (tmp_path / "none.sqlite").exists()


def test_a_file_that_is_no_store_is_refused(here, tmp_path):
    (tmp_path / "story.txt").write_text("Serbia signed.")
    done = here("review", "story.txt")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "story.txt" in done.stderr


@pytest.mark.long
def test_a_killed_run_leaves_no_process_behind_and_goes_on(detente, tmp_path):
    psutil = pytest.importorskip("psutil")
    lines = [json.dumps({"text": f"Serbia signed pact {n} with Hungary on Monday."}) for n in range(1200)]
    (tmp_path / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "detente.graph.cli",
        "add",
        "many.sqlite",
        "many.jsonl",
        "--workers",
        "2",
    ]
    run = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)
    helpers = []
    for _ in range(1200):
        helpers = psutil.Process(run.pid).children() or helpers
        if len(helpers) >= 2 and stored_articles(tmp_path / "many.sqlite"):
            break
        time.sleep(0.1)
    run.kill()
    run.wait()
    kept = stored_articles(tmp_path / "many.sqlite")
    assert 0 < kept < 1200
    assert not psutil.wait_procs(helpers, timeout=30)[1]
    assert detente("add", "many.sqlite", "many.jsonl").stderr.startswith(f"{1200 - kept} articles, ")


def stored_articles(path):
    """How many articles a store has that may not be there yet."""
    with contextlib.suppress(StoreError), Store(path, create=False) as store:
        return store.counts()["articles"]
    return 0


@pytest.mark.long
def test_a_store_gives_the_same_ties_as_a_build(here, articles, built, tmp_path):
    assert here("add", "all.sqlite", articles, "--workers", "2").returncode == 0
    assert here("export", "all.sqlite", "all.json").returncode == 0
    stored, direct = (
        json.loads(file.read_text(encoding="utf-8")) for file in (tmp_path / "all.json", built / "graph.json")
    )
    assert stored["edges"] == direct["edges"]
    assert stored["nodes"] == direct["nodes"]
