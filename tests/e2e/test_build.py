"""The main job on the sample articles: the same bytes on any machine, in any order, without a network."""

from __future__ import annotations

import json
import random
import shutil
import socket
import subprocess
import sys

import pytest

from detente.graph.cli import main
from detente.graph.contract import validate_graph
from detente.graph.errors import OutputError
from detente.graph.files import read_graph
from detente.graph.frames import claims_from_frame
from detente.graph.outputs import CLAIMS, GRAPH, MAP, check_folder

OUTPUTS = (MAP, GRAPH, CLAIMS)


def files_of(articles, seed):
    """The sample files one by one, shuffled."""
    files = sorted(path for path in articles.iterdir() if path.is_file())
    random.Random(seed).shuffle(files)
    return files


def contents(folder):
    return {name: (folder / name).read_bytes() for name in OUTPUTS}


@pytest.mark.parametrize(
    ("seed", "workers"),
    [(1, 2), pytest.param(2, 1, marks=pytest.mark.long), pytest.param(3, 3, marks=pytest.mark.long)],
)
def test_any_order_any_workers_and_any_hash_seed_give_the_same_bytes(
    detente, built, articles, tmp_path, seed, workers
):
    done = detente(
        "build", *files_of(articles, seed), "-o", "again", "--workers", workers, PYTHONHASHSEED=str(seed)
    )
    assert done.returncode == 0, done.stderr
    for name, content in contents(tmp_path / "again").items():
        assert content == (built / name).read_bytes(), name


def test_the_graph_keeps_its_contract(built):
    validate_graph(read_graph(built / GRAPH))


def test_every_sentence_stands_where_the_graph_says(built, articles):
    from detente.extract import read_articles

    texts = {article.id: article.text for article in read_articles(articles)}
    graph = json.loads((built / GRAPH).read_text(encoding="utf-8"))
    evidence = [record for edge in graph["edges"] for record in edge["evidence"]]
    assert len(evidence) > 300
    for record in evidence:
        assert texts[record["article"]][record["start"] : record["end"]] == record["text"]


def test_the_table_of_claims_can_be_read_back(built):
    import pandas as pd

    claims = claims_from_frame(pd.read_csv(built / CLAIMS))
    assert len(claims) == len({claim.id for claim in claims}) > 300


def test_the_demo_works_where_no_socket_may_be_opened(tmp_path, monkeypatch, capsys):
    def refused(*_):
        pytest.fail("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    assert main(["demo", "-o", str(tmp_path / "demo")]) == 0
    assert "Serbia looks east" in (tmp_path / "demo" / MAP).read_text(encoding="utf-8")
    assert "open it in a browser" in capsys.readouterr().err


@pytest.mark.long
def test_the_demo_works_with_the_network_unplugged(tmp_path):
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-n", "true"], capture_output=True, check=False).returncode:
        pytest.skip("no network namespace may be made here")
    done = subprocess.run(
        [unshare, "-n", sys.executable, "-m", "detente.graph.cli", "demo", "-o", "demo"],
        cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo" / MAP).is_file()


def test_a_folder_in_the_way_is_found_before_the_work_starts(tmp_path):
    (tmp_path / CLAIMS).mkdir()
    with pytest.raises(OutputError, match=r"claims\.csv: is a folder"):
        check_folder(tmp_path)
