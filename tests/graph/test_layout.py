from __future__ import annotations

import copy
import json
import os
import subprocess
import sys

import networkx as nx
import pytest

from detente.graph.layout import compute_layout

from ..e2e.graphs import caspian_graph, random_graph  # noqa: TID252 - tests are no package


@pytest.fixture(scope="module")
def graph():
    return caspian_graph()


def test_every_entity_has_a_place_of_its_own(graph):
    positions = compute_layout(graph)
    assert list(positions) == sorted(graph)
    assert len(set(positions.values())) == len(graph)


def test_the_graph_is_not_changed(graph):
    before = copy.deepcopy(nx.node_link_data(graph, edges="edges"))
    compute_layout(graph)
    assert nx.node_link_data(graph, edges="edges") == before


def test_the_order_of_nodes_and_edges_does_not_matter(graph):
    turned = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    assert compute_layout(turned) == compute_layout(graph)


@pytest.mark.parametrize("size", [(40, 90), (220, 500)])
def test_the_order_of_hashes_does_not_matter(size):
    program = (
        "import json, networkx as nx\nfrom detente.graph.layout import compute_layout\n"
        f"edges = nx.gnm_random_graph({size[0]}, {size[1]}, seed=2).edges\n"
        "G = nx.MultiDiGraph((str(a), str(b)) for a, b in edges)\n"
        "print(json.dumps(compute_layout(G)))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(answers) == 1
    assert len(json.loads(answers.pop())) > 30


def test_entities_stay_where_they_were(graph):
    part = graph.subgraph(sorted(graph)[5:]).copy()
    previous = compute_layout(part)
    positions = compute_layout(graph, previous=previous)
    assert {node: positions[node] for node in previous} == previous
    assert set(positions) == set(graph)


def test_names_do_not_overlap_much(graph):
    places = list(compute_layout(graph).values())
    close = sum(abs(x - u) < 40 and abs(y - v) < 16 for i, (x, y) in enumerate(places) for u, v in places[:i])
    assert close == 0


@pytest.mark.parametrize("ids", [[], ["a"], ["a", "b", "c"]])
def test_small_and_untied_graphs(ids):
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(ids)
    assert set(compute_layout(graph)) == set(ids)


def test_a_tie_to_itself_and_odd_weights():
    graph = nx.MultiDiGraph([("a", "a"), ("a", "b"), ("b", "c")])
    graph.edges["a", "b", 0]["weight"] = float("nan")
    assert set(compute_layout(graph)) == {"a", "b", "c"}


def test_large_graphs_are_laid_out_whole():
    graph = random_graph(900, 1500)
    positions = compute_layout(graph)
    assert set(positions) == set(graph)
    assert all(abs(x) < 1e5 and abs(y) < 1e5 for x, y in positions.values())
