"""The command line in this process with the real extractor, loaded once instead of a hundred times."""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import spacy

from detente.extract import Extractor
from detente.extract.english import model
from detente.graph import cli, cli_store
from detente.graph.inputs import load_extractor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]

DETENTE = (sys.executable, "-m", "detente.graph.cli")
HIDDEN = (
    "import site, sys; site.addsitedir(sys.argv.pop(1)); from detente.graph.cli import main; sys.exit(main())"
)


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """The extractor as the command line loads it."""
    return Extractor()


@pytest.fixture
def quick(
    extractor: Extractor, here: Callable, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line as `here` does, with the plain extractor loaded already."""

    def loaded(*options: object) -> Extractor:
        return load_extractor(*options) if any(options) else extractor

    monkeypatch.setattr(cli, "load_extractor", loaded)
    monkeypatch.setattr(cli_store, "load_extractor", loaded)
    return here


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command with pipes for a terminal."""
    return subprocess.run(
        [*map(str, command)],
        cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=300, check=False,
        env=os.environ | {"PYTHONUTF8": "1", "COLUMNS": "100"},
    )  # fmt: skip


@pytest.fixture
def powerless(tmp_path: Path) -> Run:
    """Run the command line as somebody whom the rights of files bind: root without its power over them."""
    before: list[str] = []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root, and no setpriv (util-linux) to take its power over files away")
        before = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--"]

    def command(*args: object) -> subprocess.CompletedProcess[str]:
        return run(*before, sys.executable, "-m", "detente.graph.cli", *args, cwd=tmp_path)

    return command


@pytest.fixture
def without(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Callable[..., Run]:
    """Run the command line where some packages are not installed: they have no link among the others."""

    def hide(*packages: str) -> Run:
        folder = tmp_path_factory.mktemp("packages")
        for place in filter(os.path.isdir, site.getsitepackages()):  # Debian lists some that lack
            for entry in os.scandir(place):
                if not entry.name.lower().startswith(packages):
                    (folder / entry.name).symlink_to(entry.path)

        def command(*args: object) -> subprocess.CompletedProcess[str]:
            return run(sys.executable, "-S", "-c", HIDDEN, folder, *args, cwd=tmp_path)

        return command

    return hide


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """Where the files of the English model lie."""
    package = next(name for name in (model.OFFICIAL, model.VENDORED) if spacy.util.is_package(name))
    folder = spacy.util.get_package_path(package)
    places = [folder, *(meta.parent for meta in folder.glob("*/meta.json"))]
    return next(place for place in places if (place / "config.cfg").exists())


@pytest.fixture
def other_model(tmp_path: Path, model_folder: Path) -> Path:
    """The same model under another version."""
    target = tmp_path / "model"
    shutil.copytree(model_folder, target, copy_function=os.symlink)
    meta = json.loads((model_folder / "meta.json").read_text()) | {"version": "3.8.99"}
    (target / "meta.json").unlink()
    (target / "meta.json").write_text(json.dumps(meta))
    return target
