"""What an import may bring with it: graphs without spaCy, help without anything heavy, one way only."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import detente.graph

ROOT = Path(__file__).parent.parent

HEAVY = {
    "spacy", "thinc", "pandas", "numpy", "networkx", "sqlalchemy", "pydantic", "trafilatura", "matplotlib",
    "rich", "pyvis", "IPython",
}  # fmt: skip


def loaded_after(code: str) -> set[str]:
    """Names of the top-level packages that a fresh interpreter has loaded after some code."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{code}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_graphs_are_built_queried_and_drawn_without_spacy():
    names = ", ".join(detente.graph.__all__)
    code = f"from detente.graph import {names}\nfrom detente.graph import cli, figure, layout, page"
    assert not {"spacy", "thinc"} & loaded_after(code)


@pytest.mark.parametrize("package", ["detente.graph", "detente.extract", "detente.graph.cli"])
def test_the_packages_load_nothing_heavy(package):
    assert not HEAVY & loaded_after(f"import {package}")


def test_help_loads_nothing_heavy():
    code = "import sys; sys.argv = ['detente', '--help']\nfrom detente.graph.cli import main\nmain()"
    assert not HEAVY & loaded_after(code)


@pytest.mark.long
@pytest.mark.model
def test_the_map_of_a_text_file_waits_for_nothing_it_does_not_need(tmp_path):
    (tmp_path / "story.txt").write_text("Serbia signed a trade agreement with Kazakhstan.\n", "utf-8")
    arguments = ["build", str(tmp_path / "story.txt"), "-o", str(tmp_path / "out")]
    loaded = loaded_after(f"from detente.graph.cli import main\nassert main({arguments!r}) == 0")
    assert "spacy" in loaded
    assert not {"pandas", "scipy", "trafilatura", "sqlalchemy", "matplotlib", "pyarrow"} & loaded
    # What spaCy's own command line and a notebook's frame for pyvis would bring along.
    assert not {"weasel", "httpx", "IPython"} & loaded


def test_what_was_put_off_comes_when_it_is_called():
    code = (
        "from detente.extract.running.quickstart import put_off\nimport sys\n"
        "with put_off('colorsys', 'rgb_to_hsv'):\n    from colorsys import rgb_to_hsv\n"
        "assert 'colorsys' not in sys.modules\nassert rgb_to_hsv(1, 0, 0) == (0, 1, 1)"
    )
    assert "colorsys" in loaded_after(code)


@pytest.mark.model
def test_spacy_is_whole_for_who_imports_us():
    code = (
        "from detente.extract import Extractor\nExtractor()\nimport spacy\n"
        "assert callable(spacy.cli.download) and spacy.info(silent=True)"
    )
    assert "spacy" in loaded_after(code)


def test_extract_never_imports_graph():
    for file in sorted((ROOT / "extract").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.startswith("detente.graph") for name in names), f"{file.name}:{node.lineno}"


def test_only_one_module_knows_pyvis():
    imports = re.compile(r"^\s*(?:import|from) pyvis", re.MULTILINE)
    users = [file.name for file in (ROOT / "graph").glob("*.py") if imports.search(file.read_text("utf-8"))]
    assert users == ["page.py"]


def test_every_public_name_of_the_package_is_there():
    for package in (detente.graph, __import__("detente.extract").extract):
        for name in package.__all__:
            assert getattr(package, name) is not None
