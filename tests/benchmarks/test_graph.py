"""The graph beside a pandas group-by, and the page beside pyvis."""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from detente.graph.build import graph_from_extractions

sys.path.insert(0, str(Path(__file__).parent))
import corpus


@pytest.fixture(scope="module", params=[10_000, 100_000, 1_000_000])
def made(request):
    return request.param, list(corpus.extractions(request.param))


@pytest.mark.parametrize("way", ["detente", "pandas group-by"])
def test_graph(benchmark, made, way) -> None:
    claims, found = made
    benchmark.group = "graph"
    benchmark.extra_info |= {"what": way, "claims": claims}
    benchmark._timer = time.process_time
    gc.collect()
    if way == "detente":
        benchmark.pedantic(graph_from_extractions, args=(found,), rounds=1, iterations=1)
        return

    def group() -> nx.MultiDiGraph:
        rows = [(c.source, c.target, c.relation, c.evidence.text) for e in found for c in e.claims]
        frame = pd.DataFrame(rows, columns=["source", "target", "relation", "text"])
        ties = frame.groupby(["source", "target", "relation"]).agg(
            weight=("text", "size"), texts=("text", list)
        )
        return nx.from_pandas_edgelist(
            ties.reset_index(), "source", "target", ["weight", "texts"], nx.MultiDiGraph, edge_key="relation"
        )

    benchmark.pedantic(group, rounds=1, iterations=1)


@pytest.mark.parametrize("claims", [200, 2_000, 20_000])
@pytest.mark.parametrize("way", ["detente", "pyvis"])
def test_page(benchmark, claims, way, tmp_path) -> None:
    from pyvis.network import Network

    from detente.graph.layout import compute_layout
    from detente.graph.page import graph_to_html

    G = graph_from_extractions(list(corpus.extractions(claims)))
    layout = compute_layout(G)  # pyvis leaves it to the reader's browser
    benchmark.group = "page"
    benchmark.extra_info |= {"what": way, "claims": claims}
    benchmark._timer = time.process_time

    def pyvis() -> None:
        network = Network(directed=True, cdn_resources="in_line")
        for node in G.nodes:
            network.add_node(node)
        for source, target, _, data in G.edges(keys=True, data=True):
            network.add_edge(source, target, title="\n".join(e["text"] for e in data["evidence"]))
        (tmp_path / "pyvis.html").write_text(network.generate_html(), "utf-8")

    def ours() -> None:
        (tmp_path / "map.html").write_text(graph_to_html(G, layout=layout), "utf-8")

    benchmark.pedantic(ours if way == "detente" else pyvis, rounds=3, iterations=1, warmup_rounds=1)
