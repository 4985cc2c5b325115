"""Nothing of detente needs, or tries to reach, a network."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys

import pytest

from .conftest import run
from .rows import STORY


def test_tests_are_refused_the_network():
    with pytest.raises(RuntimeError, match="asked for the network"):
        socket.getaddrinfo("example.org", 80)
    with socket.socket() as one, pytest.raises(RuntimeError, match="asked for the network"):
        one.connect(("192.0.2.1", 80))


def test_tests_may_talk_to_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())


@pytest.fixture
def cut_off(tmp_path):
    """Run the command line where there is no network at all, not even the machine's own."""
    way = next((way for way in (["unshare", "-n"], ["unshare", "-rn"]) if _works(way)), None)
    if way is None:
        pytest.skip("may not make a namespace without a network")

    def command(*args):
        return run(*way, sys.executable, "-m", "detente.graph.cli", *args, cwd=tmp_path)

    assert run(*way, "cat", "/proc/net/dev", cwd=tmp_path).stdout.count(":") == 1  # a loopback that is down
    return command


@pytest.mark.long
def test_it_runs_where_there_is_no_network(cut_off, tmp_path):
    (tmp_path / "story.txt").write_text(STORY)
    (tmp_path / "page.html").write_text(
        '<html><head><link rel="stylesheet" href="https://example.org/a.css"></head><body><article>'
        f"<h1>Serbia pays</h1><p>{STORY} The two sides will meet again in spring, the ministry said in a "
        'long statement.</p><img src="https://example.org/a.png"></article></body></html>'
    )
    for command in (
        ["demo", "-o", "demo", "--workers", "2"],
        ["build", "story.txt", "page.html", "-o", "out"],
        ["add", "news.sqlite", "story.txt"],
        ["show", "news.sqlite", "Serbia"],
        ["page", "news.sqlite", "-o", "map.html"],
        ["figure", "out/graph.json", "-o", "figure.png"],
    ):
        done = cut_off(*command)
        assert done.returncode == 0, done.stderr
        assert "detente:" not in done.stderr
    assert STORY in (tmp_path / "out" / "graph.json").read_text()


def _works(way: list[str]) -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0
