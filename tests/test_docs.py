"""The documentation says what the program does: commands, transcripts, examples, links."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import pkgutil
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import detente.extract
import detente.graph
from detente.graph.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "data").glob("*.md")]
MODULES = sorted(
    module.name
    for package in (detente.extract, detente.graph)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
)


def script(name):
    """Load a script of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_of_commands_is_up_to_date():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert page == script("make_cli").page(), "run make docs"


def test_the_figures_in_the_readme_are_those_that_were_measured():
    page = (ROOT / "docs" / "measured.md").read_text(encoding="utf-8")
    assert script("make_measured").with_figures(README, page) == README, "run docs/make_measured.py"


def test_every_command_is_in_the_readme_or_the_reference():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for command in app.registered_commands:
        name = command.name or command.callback.__name__
        assert f"## detente {name}\n" in page
        assert command.callback.__doc__


@pytest.mark.skipif(not shutil.which("head"), reason="the transcripts use head")
def test_the_transcripts_in_the_readme_are_true(built, tmp_path):
    transcripts = script("make_transcripts")
    (tmp_path / "out").symlink_to(built)

    def answer(command):
        if command.startswith("detente build"):
            return (built.parent / "stdout.txt").read_text(encoding="utf-8")
        return transcripts.answer_in(tmp_path, command)

    assert transcripts.with_answers(README, answer) == README, "run make docs"


def test_the_example_in_the_readme_runs():
    for number, block in enumerate(re.findall(r"```python\n(.*?)```", README, re.DOTALL)):
        example = doctest.DocTestParser().get_doctest(block, {}, f"README example {number}", "README.md", 0)
        assert doctest.DocTestRunner().run(example).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_run(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_paths_of_the_pages_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:|<)([^)#\s]+)", text):
        assert (page.parent / link).exists(), link
    for path in re.findall(r"`((?:extract|graph|data|tests|docs|notebooks)/[\w./-]+)`", text):
        assert (ROOT / path).exists(), path


def test_the_picture_is_small_enough_to_load():
    assert 20_000 < (ROOT / "docs" / "map.png").stat().st_size < 300_000


def test_no_page_and_no_file_names_a_machine_of_ours():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git repository")
    hosts = re.compile(rb"files\.pythonhosted|pypi\.org|/work/|/root/")
    for name in listed.stdout.splitlines():
        file = ROOT / name
        if file.is_file() and file != Path(__file__):
            assert not hosts.search(file.read_bytes()), name
