"""Every row of the table of bad models, gazetteers and vocabularies in docs/input.md, made for real."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from .rows import STORY, Case, check_complete, matches, reports, rows

if TYPE_CHECKING:
    from pathlib import Path

HEADING = "Models and tables"
HEAD = "id,type,aliases,country\n"


def table(*lines: str) -> str:
    return HEAD + "".join(f"{line}\n" for line in lines)


def model(folder: Path, source: Path, **changes: object) -> str:
    """Copy the model, as links but for what describes it."""
    target = folder / "model"
    shutil.copytree(source, target, copy_function=os.symlink)
    meta = json.loads((source / "meta.json").read_text())
    (target / "meta.json").unlink()
    (target / "meta.json").write_text(json.dumps(meta | changes))
    return "model"


def damaged(folder: Path, source: Path) -> str:
    model(folder, source)
    (folder / "model" / "parser" / "model").unlink()
    (folder / "model" / "parser" / "model").write_bytes(b"no numbers")
    return "model"


GAZETTEERS = {
    "alias cycle": table("Acme,company,Apex,", "Apex,company,Acme,"),
    "alias of two entities": table("Acme Road,route,The Way,", "Apex Road,route,The Way,"),
    "entity without id or of an unknown type": table("Acme Road,street,,"),
    "unknown country": table("Acme,company,,XQQ"),
    "column unknown, missing or twice": "id,kind\nAcme,company\n",
    "row of a gazetteer with too many cells, or an open quote": table("Acme,company,x,SRB,more"),
    "gazetteer that is not UTF-8": HEAD.encode() + b"Acm\xe9,company,,\n",
}
CASES = [
    *(Case(name, lambda _: "") for name in GAZETTEERS),
    Case("gazetteer or vocabulary that is not there", lambda _: "", says=0),
    Case("gazetteer or vocabulary that is not there", lambda _: "", says=1),
    Case("vocabulary that is not TOML", lambda _: ""),
    Case("model that is not installed", lambda _: "", says=0),
    Case("model that is not installed", lambda _: "", says=1),
    Case("model made for another spaCy", lambda _: ""),
    Case("damaged model", lambda _: ""),
    Case("model without a parser", lambda _: ""),
]


@pytest.fixture
def refused(here, tmp_path):
    """Run a build that must fail before it writes, and check the line that it says."""
    (tmp_path / "story.txt").write_text(STORY)

    def check(row: str, *options: str, says: int = 0, by=here) -> None:
        before = sorted(tmp_path.rglob("*"))
        for command in (["build", "story.txt", "-o", "out"], ["add", "news.sqlite", "story.txt"]):
            done = by(*command, *options)
            assert done.returncode == 1, done.stderr
            [line] = reports(done.stderr)
            template = rows(HEADING)[row].messages[says]
            assert matches(template, line), f"{line!r} is not {template!r}"
            assert sorted(tmp_path.rglob("*")) == before

    return check


def test_every_row_has_a_test():
    check_complete(HEADING, CASES)


@pytest.mark.parametrize("row", GAZETTEERS)
def test_a_bad_gazetteer_is_named_by_its_line(refused, tmp_path, row):
    content = GAZETTEERS[row]
    (tmp_path / "mine.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    refused(row, "--gazetteer", "mine.csv")


def test_a_table_that_is_not_there_is_named(refused):
    refused("gazetteer or vocabulary that is not there", "--gazetteer", "mine.csv", says=0)
    refused("gazetteer or vocabulary that is not there", "--relations", "mine.toml", says=1)


def test_a_vocabulary_that_is_not_toml_is_named(refused, tmp_path):
    (tmp_path / "mine.toml").write_text("[relation.energy\n")
    refused("vocabulary that is not TOML", "--relations", "mine.toml")


def test_a_model_that_is_not_installed_is_named(refused):
    refused("model that is not installed", "--model", "en_nonesuch", says=0)


@pytest.mark.long
def test_without_any_model_it_says_how_to_get_one(refused, without):
    refused("model that is not installed", says=1, by=without("en_core_web_"))


@pytest.mark.long
def test_a_model_for_another_spacy_is_named(refused, tmp_path, model_folder):
    model(tmp_path, model_folder, version="2.3.1", spacy_version=">=2.3.0,<2.4.0")
    refused("model made for another spaCy", "--model", "model")


@pytest.mark.long
def test_a_damaged_model_is_named(refused, tmp_path, model_folder):
    damaged(tmp_path, model_folder)
    refused("damaged model", "--model", "model")


def test_a_model_without_a_parser_is_named(refused, tmp_path):
    import spacy

    spacy.blank("en").to_disk(tmp_path / "model")
    refused("model without a parser", "--model", "model")
