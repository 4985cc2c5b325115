"""The commands on claims: extract, explain, evaluate."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from detente.graph.cli import main

STORY = "Serbia signed a trade agreement with Kazakhstan on Monday. Uzbekistan plans to sell gas to Serbia.\n"


def one_line(done, code):
    """Check that a run failed as it should, and give the line that it said."""
    assert done.returncode == code, done.stderr
    [line] = done.stderr.splitlines()
    return line


@pytest.fixture(scope="session")
def kept(tmp_path_factory):
    """A folder with the same claims in every form that keeps them."""
    folder = tmp_path_factory.mktemp("kept")
    story = folder / "story.txt"
    story.write_text(STORY, encoding="utf-8")
    for command in (
        ["extract", story, "-o", folder / "claims.jsonl"],
        ["extract", story, "--whole", "-o", folder / "whole.jsonl"],
        ["add", folder / "news.sqlite", story],
        ["build", story, "-o", folder],
    ):
        assert main(list(map(str, command))) == 0
    return folder


@pytest.fixture
def ids(kept):
    """The ids of the claims, trade first."""
    lines = (kept / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["id"] for line in lines]


ALL = ("claims.jsonl", "whole.jsonl", "news.sqlite", "claims.csv", "graph.json")


@pytest.mark.parametrize("file", ALL)
def test_claims_are_asked_by_the_names_of_their_entities_wherever_they_are_kept(here, kept, file):
    done = here("show", kept / file, "Serbia", "--relation", "energy", "--sentences", "0")
    assert done.stderr == ""
    assert done.stdout.split() == ["Uzbekistan", ">", "Serbia", "energy", "planned", "1", "source"]


@pytest.mark.parametrize("file", ["claims.jsonl", "claims.csv"])
def test_claims_find_their_places_on_the_map(here, kept, file):
    page = here("page", kept / file, "-o", "-").stdout
    assert re.search(r'"key":"SRB"[^{}]*"at":\[44\.', page)


# explain


@pytest.mark.parametrize("file", ALL)
def test_a_claim_is_explained_wherever_it_is_kept(here, kept, ids, file):
    done = here("explain", ids[1], kept / file)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{ids[1]}  ")
    assert "[source: Uzbekistan]" in lines[1]
    assert [line.split()[0] for line in lines[2:9]] == (
        "source target trigger status speaker date confidence".split()
    )
    assert "planned" in done.stdout


@pytest.mark.parametrize("file", ["whole.jsonl", "news.sqlite"])
def test_an_article_kept_whole_shows_the_parts_of_the_confidence(here, kept, ids, file):
    assert "log-odds" in here("explain", ids[0], kept / file).stdout


def test_a_graph_claims_nothing_that_it_does_not_keep(here, kept, ids):
    whole, graph = (here("explain", ids[1], kept / name).stdout for name in ("whole.jsonl", "graph.json"))
    assert 'by "plans"' in whole
    assert "gazetteer" in whole
    assert "by " not in graph
    assert "gazetteer" not in graph


@pytest.mark.parametrize("file", ALL)
def test_the_beginning_of_an_id_is_enough(here, kept, ids, file):
    assert here("explain", ids[0][:6], kept / file).stdout.startswith(ids[0])


@pytest.mark.parametrize("file", ALL)
def test_an_unknown_claim_is_one_line_with_ids_that_are_near(here, kept, ids, file):
    wrong = ids[0][:-2] + "zz"
    line = one_line(here("explain", wrong, kept / file), 1)
    assert all(word in line for word in (file, wrong, "near it are", ids[0]))


def test_too_short_a_beginning_is_not_guessed_at(here, kept, ids):
    assert "no claim" in one_line(here("explain", ids[0][:3], kept / "claims.jsonl"), 1)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["abcd", "none.jsonl"], ["none.jsonl", "no such file"]),
        (["abcd", "none.sqlite"], ["none.sqlite"]),
        (["abcd", "broken.jsonl"], ["broken.jsonl:1", "not JSON"]),
        (["abcd", "number.jsonl"], ["number.jsonl:1", "expected one claim a line"]),
        (["abcd", "empty.jsonl"], ["empty.jsonl", "holds no claims"]),
    ],
)  # fmt: skip
def test_files_that_hold_no_claims_are_one_line(here, tmp_path, args, words):
    (tmp_path / "broken.jsonl").write_text("{")
    (tmp_path / "number.jsonl").write_text("5")
    (tmp_path / "empty.jsonl").write_text("")
    line = one_line(here("explain", *args), 1)
    assert all(word in line for word in words), line


# a bound on the confidence


def test_min_confidence_bounds_what_is_written(here, tmp_path):
    (tmp_path / "story.txt").write_text(STORY)
    sure = [
        json.loads(line)["confidence"]
        for line in here("extract", "story.txt", "--min-confidence", "0").stdout.splitlines()
    ]
    bound = sorted(sure)[-1]
    done = here("extract", "story.txt", "--min-confidence", bound)
    assert [json.loads(line)["confidence"] for line in done.stdout.splitlines()] == [bound]
    assert here("build", "story.txt", "-o", "out", "--min-confidence", "1").returncode == 0
    assert json.loads((tmp_path / "out" / "graph.json").read_text(encoding="utf-8"))["edges"] == []
    assert here("add", "news.sqlite", "story.txt", "--min-confidence", "1").stderr.endswith(
        "0 claims written\n"
    )
    assert here("refresh", "news.sqlite", "--min-confidence", "7").returncode == 2


# evaluate


def test_figures_come_with_what_they_were_measured_on(detente, gold_copy):
    done = detente("evaluate", "--gold", gold_copy, "--errors", "1")
    assert (done.returncode, done.stderr) == (0, "")
    figures, _, _ = done.stdout.rpartition("\n")
    assert "sentences dyad F1" in figures
    assert all(" of " in line for line in figures.splitlines()[-3:])
    heads = [line for line in done.stdout.splitlines() if line.startswith("[")]
    assert heads
    assert len(heads) == len({line.partition("]")[0] for line in heads})


def test_floors_are_pinned_held_and_never_lowered(here, gold_copy):
    done = here("evaluate", "--gold", gold_copy, "--check-floors")
    assert "make them with --update-floors" in one_line(done, 1)
    assert here("evaluate", "--gold", gold_copy, "--update-floors").returncode == 0
    pinned = (gold_copy / "floors.json").read_text(encoding="utf-8")
    assert json.loads(pinned)["dev"]["floors"]
    assert here("evaluate", "--gold", gold_copy, "--check-floors").returncode == 0
    worse = ("evaluate", "--gold", gold_copy, "--min-confidence", "0.99")
    assert "its floor is" in one_line(here(*worse, "--check-floors"), 1).split("detente: ")[-1]
    assert here(*worse, "--update-floors").returncode == 1
    assert (gold_copy / "floors.json").read_text(encoding="utf-8") == pinned


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        ([], 1, ["tests/gold", "--gold FOLDER"]),
        (["--gold", "empty"], 1, ["empty", "no gold set", "sentences_dev.jsonl"]),
        (["--gold", "broken"], 1, ["sentences_dev.jsonl:1", "not valid JSON"]),
        (["--part", "training"], 2, ["training", "dev"]),
        (["--part", "all", "--update-floors"], 2, ["--part dev"]),
        (["--errors", "-1"], 2, ["--errors"]),
    ],
)
def test_what_cannot_be_evaluated_is_one_line(here, tmp_path, args, code, words):
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "sentences_dev.jsonl").write_text("{\n")
    line = one_line(here("evaluate", *args), code)
    assert all(word in line for word in words), line


@pytest.fixture
def gold_copy(tmp_path, articles):
    """The first sentences of our own gold set."""
    source = articles.parents[1] / "tests" / "gold"
    folder = tmp_path / "gold"
    folder.mkdir()
    lines = (source / "sentences_dev.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "sentences_dev.jsonl").write_text("".join(lines[:60]), encoding="utf-8")
    shutil.copy(source / "metonymy.csv", folder)
    return folder
