"""The graph beside a pandas group-by, and the page beside pyvis."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from detente.graph.build import graph_from_extractions

sys.path.insert(0, str(Path(__file__).parent))
import corpus


@pytest.mark.parametrize("claims", [10_000, 100_000, 1_000_000])
@pytest.mark.parametrize("way", ["detente", "pandas group-by"])
def test_graph(benchmark, claims, way) -> None:
    found = list(corpus.extractions(claims))
    benchmark.group = f"graph of {claims} claims"
    benchmark._timer = time.process_time
    if way == "detente":
        benchmark.pedantic(graph_from_extractions, args=(found,), rounds=1, iterations=1)
        return
    rows = [(c.source, c.target, c.relation, c.evidence.text) for e in found for c in e.claims]

    def group() -> nx.MultiDiGraph:
        frame = pd.DataFrame(rows, columns=["source", "target", "relation", "text"])
        ties = frame.groupby(["source", "target", "relation"]).agg(
            weight=("text", "size"), texts=("text", list)
        )
        return nx.from_pandas_edgelist(
            ties.reset_index(), "source", "target", ["weight", "texts"], nx.MultiDiGraph, edge_key="relation"
        )

    benchmark.pedantic(group, rounds=1, iterations=1)


@pytest.mark.parametrize("way", ["detente", "pyvis"])
def test_page(benchmark, way, tmp_path) -> None:
    from pyvis.network import Network

    from detente.graph.page import graph_to_html

    G = graph_from_extractions(list(corpus.extractions(2_000)))
    benchmark.group = "page of 2000 claims"
    benchmark._timer = time.process_time

    def pyvis() -> None:
        network = Network(directed=True, cdn_resources="in_line")
        for node in G.nodes:
            network.add_node(node)
        for source, target, relation in G.edges(keys=True):
            network.add_edge(source, target, title=relation)
        (tmp_path / "pyvis.html").write_text(network.generate_html(), "utf-8")

    def ours() -> None:
        (tmp_path / "map.html").write_text(graph_to_html(G), "utf-8")

    benchmark.pedantic(ours if way == "detente" else pyvis, rounds=3, iterations=1)
