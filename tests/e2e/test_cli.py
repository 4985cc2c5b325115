"""The command line as a user meets it: help, answers, and one line for everything that goes wrong."""

from __future__ import annotations

import inspect
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import get_args

import pytest
import typer.main

from detente.extract.schema import STATUSES
from detente.graph import cli, metrics, options
from detente.graph.cli import app
from detente.graph.frame import Size
from detente.graph.style import load_style

COMMANDS = sorted(typer.main.get_command(app).commands)
STORY = (
    "Serbia signed a trade agreement with Kazakhstan on Monday.\n\nUzbekistan plans to sell gas to Serbia.\n"
)


def one_line(done, code):
    """Check that a run failed as it should, and give the line that it said."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


# help


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(detente, command):
    done = detente(command, "--help")
    assert done.returncode == 0
    assert f"detente {command} " in done.stdout.rpartition("Example")[2]


def test_without_a_command_the_help_appears(detente):
    done = detente()
    assert (done.returncode, done.stderr) == (0, "")
    assert all(command in done.stdout for command in COMMANDS)


def test_version(detente):
    assert detente("--version").stdout.startswith("detente 0.")


def test_choices_are_those_of_the_library():
    for command, name, allowed in ((cli.rank, "by", metrics.Measure), (cli.figure, "size", Size)):
        kind = inspect.signature(command, eval_str=True).parameters[name].annotation
        assert get_args(get_args(kind)[0]) == get_args(allowed)
    assert {name.value for name in options.StatusName} == set(STATUSES)
    for language in get_args(options.Language.__origin__):
        assert load_style(language)


# what goes wrong


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["bild", "x"], ["bild", "--help"]),
        (["build"], ["ARTICLES", "detente build --help"]),
        (["build", ".", "--wrokers", "2"], ["--wrokers"]),
        (["build", ".", "--workers", "0"], ["--workers", "1"]),
        (["build", ".", "--workers", "two"], ["--workers", "integer"]),
        (["build", ".", "--language", "xx"], ["xx", "en", "sr"]),
        (["build", ".", "-o", "-"], ["name a folder", "extract"]),
        (["rank", "graph.json", "--by", "fame"], ["fame", "strength", "pagerank"]),
        (["rank", "graph.json", "--top", "0"], ["--top"]),
        (["rank", "graph.json", "--min-confidence", "7"], ["--min-confidence"]),
        (["show", "graph.json", "Serbia", "--status", "sure"], ["sure", "actual"]),
        (["show", "graph.json", "Serbia", "--since", "March"], ["March", "2025-03"]),
        (["show", "graph.json", "Serbia", "--until", "2025-02-31"], ["2025-02-31"]),
        (["diff", "graph.json", "2025-13", "2026"], ["2025-13", "2025-03"]),
        (["diff", "graph.json", "2026", "2025"], ["2026"]),
        (
            ["show", "graph.json", "Serbia", "--since", "2026", "--until", "2025"],
            ["'2026..2025'", "ends before"],
        ),
        (["search", "news.sqlite", " "], ["no words", "phrase"]),
        (["figure", "graph.json", "--size", "poster"], ["poster", "column"]),
    ],
)
def test_a_wrong_command_line_is_one_line_and_code_2(here, graph_here, args, words):
    line = one_line(here(*args), 2)
    assert all(word in line for word in words), line


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["build", "none.txt"], ["none.txt", "does not exist", "give a file"]),
        (["build", "empty"], ["empty", "no articles"]),
        (["build", "story.doc"], ["story.doc", ".doc", ".txt"]),
        (["build", "blank.txt"], ["blank.txt", "no text"]),
        (["build", "picture.txt"], ["picture.txt", "not text"]),
        (["build", "story.txt", "-o", "file"], ["file", "is a file", "give a folder"]),
        (["build", "story.txt", "-o", "file/out"], ["file", "is a file"]),
        (["build", "story.txt", "-o", "blocked"], ["map.html", "is a folder"]),
        (["build", "story.txt", "--model", "en_nonesuch"], ["en_nonesuch", "pip install"]),
        (["build", "story.txt", "--gazetteer", "broken.csv"], ["broken.csv:3"]),
        (["build", "story.txt", "--gazetteer", "none.csv"], ["none.csv"]),
        (["build", "story.txt", "--relations", "broken.toml"], ["broken.toml", "TOML"]),
        (["build", "story.txt", "--relations", "none.toml"], ["none.toml"]),
        (["extract", "story.txt", "-o", "empty"], ["empty", "is a folder", "name a file"]),
        (["extract", "story.txt", "-o", "none/claims.jsonl"], ["none/claims.jsonl", "no folder"]),
        (["show", "none.json", "Serbia"], ["none.json", "no such file"]),
        (["show", "none.sqlite", "Serbia"], ["none.sqlite", "no such file"]),
        (["show", "story.txt", "Serbia"], ["story.txt", ".json"]),
        (["show", "broken.json", "Serbia"], ["broken.json"]),
        (["show", "claims.jsonl", "Serbia"], ["claims.jsonl", "missing"]),
        (["show", "graph.json", "Atlantis"], ["Atlantis"]),
        (["show", "graph.json", "Serbai"], ["did you mean Serbia"]),
        (["show", "graph.json", "Serbia", "--relation", "love"], ["love", "trade"]),
        (["show", "graph.json", "Serbia", "--source", "The Moon"], ["The Moon", "Danube"]),
        (["show", "graph.json", "Serbia", "--until", "1999"], ["no tie", "drop"]),
        (["path", "graph.json", "Serbia", "China", "--until", "1999"], ["no path", "drop"]),
        (["path", "graph.json", "Serbia", "SRB"], ["both Serbia", "two entities"]),
        (["export", "graph.json", "graph.doc"], ["graph.doc", ".gexf"]),
        (["export", "graph.json", "none/graph.gexf"], ["none/graph.gexf", "no folder"]),
        (["page", "graph.json", "-o", "empty"], ["empty", "is a folder"]),
        (["figure", "graph.json", "-o", "figure.bmp"], ["figure.bmp", ".svg"]),
        (["figure", "graph.json", "-o", "none/figure.svg"], ["none/figure.svg"]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_or_written_is_one_line_and_code_1(here, bad_files, args, words):
    before = snapshot(bad_files)
    line = one_line(here(*args), 1)
    assert all(word in line for word in words), line
    assert snapshot(bad_files) == before, "something was left behind"


def test_empty_standard_input_is_one_line(detente):
    assert "stdin" in one_line(detente("build", "-", text=""), 1)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_one_line(here, bad_files):
    (bad_files / "empty").chmod(0o500)
    assert "may not be written" in one_line(here("build", "story.txt", "-o", "empty/out"), 1)


def test_a_bad_article_is_reported_with_its_place_and_the_rest_is_read(detente, tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "story.txt").write_text(STORY)
    (folder / "more.jsonl").write_text('{"text": "Hungary sells electricity to Serbia."}\n{"text": \n')
    done = detente("build", "news", "-o", "out")
    assert done.returncode == 0, done.stderr
    report, summary = done.stderr.splitlines()
    assert "more.jsonl:2: " in report
    assert summary.startswith("2 articles, ")


def test_strict_stops_at_the_first_bad_article(here, tmp_path):
    (tmp_path / "bad.jsonl").write_text('{"text": \n')
    (tmp_path / "story.txt").write_text(STORY)
    assert "bad.jsonl:1: " in one_line(here("build", "bad.jsonl", "story.txt", "--strict", "-o", "out"), 1)
    assert not (tmp_path / "out").exists()


def test_several_unreadable_articles_end_in_a_line_that_says_what_to_give(here, tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("")
    done = here("extract", "a.txt", "b.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no article could be read" in done.stderr.splitlines()[-1]


def test_what_was_there_stays_when_a_run_fails(here, tmp_path):
    (tmp_path / "story.txt").write_text(STORY)
    (tmp_path / "claims.jsonl").write_text("old")
    one_line(here("extract", "story.txt", "-o", "claims.jsonl", "--model", "none"), 1)
    assert (tmp_path / "claims.jsonl").read_text() == "old"


# pipes and signals


def test_a_story_goes_in_and_its_claims_come_out(detente):
    done = detente("extract", "-", text=STORY)
    assert done.returncode == 0
    assert [json.loads(line)["relation"] for line in done.stdout.splitlines()] == ["trade", "energy"]
    assert done.stderr == "2 claims\n"


def test_a_story_on_standard_input_becomes_a_map(detente, tmp_path):
    assert detente("build", "-", "-o", "out", text=STORY).returncode == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"map.html", "graph.json", "claims.csv"}


@pytest.mark.parametrize("command", ["page", "figure"])
def test_pictures_go_to_standard_output(detente, graph_here, command):
    done = detente(command, "graph.json", "-o", "-")
    assert done.stdout.rstrip().endswith({"page": "</html>", "figure": "</svg>"}[command])


@pytest.mark.skipif(os.name == "nt", reason="no such pipes")
@pytest.mark.parametrize("command", ["page graph.json -o -", "show graph.json Serbia --top 999", "--help"])
def test_a_reader_that_leaves_early_is_no_error_to_speak_of(graph_here, command):
    line = f"{sys.executable} -m detente.graph.cli {command} | head -n 1"
    done = subprocess.run(line, shell=True, cwd=graph_here, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1


def wait_for_the_model(pid):
    """Wait until a process has loaded spaCy, and a little longer; elsewhere than on Linux some seconds."""
    libraries = Path(f"/proc/{pid}/maps")
    for _ in range(600 if libraries.exists() else 0):
        if "spacy" in libraries.read_text():
            break
        time.sleep(0.1)
    time.sleep(4)


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_interrupting_leaves_nothing_behind(bad_files, workers):
    run = subprocess.Popen(
        [sys.executable, "-m", "detente.graph.cli", "build", "many.jsonl", "-o", "new", "--workers", workers],
        cwd=bad_files, stderr=subprocess.PIPE, text=True, start_new_session=True,
        # What runs in the background of a shell is born deaf to Ctrl-C, as tests in CI may be.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    wait_for_the_model(run.pid)
    os.killpg(run.pid, signal.SIGINT)  # as the terminal does: to the workers too
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130, said
    assert "Traceback" not in said, said
    assert said.strip().splitlines()[-1].startswith("detente: stopped")
    assert not (bad_files / "new").exists()


# answers


def test_filters_mean_the_same_everywhere(here, graph_here):
    filters = ["--since", "2024-10", "--until", "2026", "--relation", "partnership", "--relation", "trade"]
    filters += ["--status", "actual", "--source", "Danube Courier", "--min-confidence", "0.1"]
    for command in ("show Serbia", "path Serbia Kazakhstan", "rank", "diff 2024 2025", "export copy.json",
                    "page -o -", "figure -o -"):  # fmt: skip
        name, *rest = command.split()
        done = here(name, "graph.json", *rest, *filters)
        assert done.returncode == 0, (command, done.stderr)


def test_denied_ties_are_shown_only_on_request(here, graph_here):
    shown = here("show", "graph.json", "Serbia", "--top", "500", "--sentences", "0").stdout
    assert " denied " not in shown
    asked = here("show", "graph.json", "Serbia", "--top", "500", "--status", "denied", "--sentences", "0")
    assert asked.stdout.count(" denied ") == len(asked.stdout.splitlines()) > 0


def test_every_tie_that_is_shown_has_a_sentence(here, graph_here):
    lines = here("show", "graph.json", "Serbia", "--sentences", "1", "--top", "40").stdout.splitlines()
    assert len(lines) == 80
    assert all(line.startswith('    "') for line in lines[1::2])


def test_the_table_of_claims_makes_the_same_ties_again(here, built, graph_here):
    assert here("export", built / "claims.csv", "again.json").returncode == 0
    first, again = (
        {
            (edge["source"], edge["target"], edge["relation"], edge["status"])
            for edge in json.loads(text)["edges"]
        }
        for text in ((graph_here / name).read_text(encoding="utf-8") for name in ("graph.json", "again.json"))
    )
    assert again == first


# helpers


@pytest.fixture
def graph_here(built: Path, tmp_path: Path) -> Path:
    """A folder with the graph of the sample articles."""
    shutil.copy(built / "graph.json", tmp_path)
    return tmp_path


@pytest.fixture
def bad_files(graph_here: Path) -> Path:
    """A folder with what users give by mistake."""
    folder = graph_here
    (folder / "empty").mkdir()
    (folder / "blocked" / "map.html").mkdir(parents=True)
    files = {
        "file": "x",
        "story.txt": STORY,
        "story.doc": STORY,
        "blank.txt": " \n",
        "picture.txt": "\x89PNG\r\n\x1a\n\0\0\0",
        "broken.csv": "id,type,aliases\nNew Road,route,The New Road\nOld Road,street,\n",
        "broken.toml": "[relation.energy\n",
        "broken.json": '{"nodes": [',
        "claims.jsonl": '{"id": 1}\n',
        "many.jsonl": '{"text": "Serbia signed a trade agreement with Kazakhstan, number NUMBER."}\n',
    }
    for name, text in files.items():
        lines = [text.replace("NUMBER", str(number)) for number in range(4000 if "NUMBER" in text else 1)]
        (folder / name).write_bytes("".join(lines).encode("latin-1"))
    return folder


def snapshot(folder: Path) -> dict[str, int]:
    """Names and sizes of all that lies in a folder."""
    return {str(path.relative_to(folder)): path.stat().st_size for path in sorted(folder.rglob("*"))}
