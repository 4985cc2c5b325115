"""What all tests share: the command line as a user runs it, and the sample articles."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from detente.graph.cli import main

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "data" / "articles"

Run = Callable[..., subprocess.CompletedProcess[str]]


def run_detente(
    *args: object, cwd: Path, text: str | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, with pipes for a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "detente.graph.cli", *map(str, args)],
        cwd=cwd,
        input=text,
        stdin=subprocess.DEVNULL if text is None else None,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1", "COLUMNS": "100"} | env,
        timeout=300,
        check=False,
    )


@pytest.fixture
def detente(tmp_path: Path) -> Run:
    """Run the command line in an empty folder."""

    def run(*args: object, text: str | None = None, **env: str) -> subprocess.CompletedProcess[str]:
        return run_detente(*args, cwd=tmp_path, text=text, **env)

    return run


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process, which saves the imports; else as `detente`."""
    monkeypatch.chdir(tmp_path)

    def run(*args: object) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        code = main([str(arg) for arg in args])
        said = capsys.readouterr()
        return subprocess.CompletedProcess(args, code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def articles() -> Path:
    """The folder of the sample articles."""
    return ARTICLES


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``detente build`` of the sample articles left; made once a process."""
    folder = tmp_path_factory.mktemp("built")
    done = run_detente("build", ARTICLES, "-o", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "stdout.txt").write_text(done.stdout, encoding="utf-8")
    return folder / "out"


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine; tests talk to Chromium, Dask and PostgreSQL here."""
    on = True

    def refuse(event: str, args: tuple[object, ...]) -> None:
        if not on or event not in {"socket.connect", "socket.sendto", "socket.getaddrinfo"}:
            return
        target = args[0] if event == "socket.getaddrinfo" else args[1]
        host = target[0] if isinstance(target, tuple) else target
        if event != "socket.getaddrinfo" and not isinstance(target, tuple):
            return  # a socket of this machine (AF_UNIX)
        if host in _HERE or (isinstance(host, str) and host.startswith("127.")):
            return
        if isinstance(target, tuple) and target[:2] == ("8.8.8.8", 80) and event == "socket.connect":
            return  # how distributed asks the kernel for its own address: a UDP socket that sends nothing
        msg = f"a test asked for the network: {event} {target!r}"
        raise RuntimeError(msg)

    sys.addaudithook(refuse)
    yield
    on = False


_HERE = frozenset({None, "", "localhost", "::1", b"localhost", "0.0.0.0", "::", os.uname().nodename})
