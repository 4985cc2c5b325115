from __future__ import annotations

import copy

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.graph.build import graph_from_claims
from detente.graph.errors import GraphError, PeriodError
from detente.graph.metrics import (
    _bridge_sizes,
    bridges,
    brokers,
    communities,
    dyad_series,
    rank_entities,
    rank_over_time,
    slices,
)
from detente.graph.query import simple_graph

MEASURES = ["strength", "degree", "betweenness", "pagerank", "eigenvector"]
ANSWERS = {
    **{name: (lambda G, name=name: rank_entities(G, by=name)) for name in MEASURES},
    "brokers": lambda G: brokers(G, ["RUS", "CHN"], ["European Union", "HUN"]),
    "bridges": bridges,
    "communities": communities,
    "rank_over_time": lambda G: rank_over_time(G, freq="Q"),
    "dyad_series": lambda G: dyad_series(G, "AZE", "SRB"),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_stable_and_leaves_the_graph_alone(G, claims, entities, articles, answer):
    before = copy.deepcopy(nx.node_link_data(G, edges="edges"))
    first = ANSWERS[answer](G)
    assert nx.node_link_data(G, edges="edges") == before
    other = nx.MultiDiGraph(**G.graph)
    other.add_nodes_from(reversed(list(G.nodes(data=True))))
    other.add_edges_from(reversed(list(G.edges(keys=True, data=True))))
    pd.testing.assert_frame_equal(ANSWERS[answer](other), first)


@pytest.mark.parametrize("answer", ANSWERS)
def test_each_row_leads_to_its_claims(G, claims, answer):
    frame = ANSWERS[answer](G)
    known = {claim.id for claim in claims}
    assert len(frame)
    assert all(set(ids) <= known for ids in frame["claims"])
    assert answer == "dyad_series" or all(map(len, frame["claims"])) or answer == "communities"


@pytest.mark.parametrize("by", MEASURES)
def test_serbia_is_central_to_the_sample(G, by):
    frame = rank_entities(G, by=by)
    assert frame["entity"].tolist()[0] == "SRB"
    assert frame["score"].is_monotonic_decreasing
    assert frame["rank"].iloc[0] == 1


def test_equal_scores_share_a_rank(G):
    frame = rank_entities(G, by="degree", relations=["energy"])
    shared = frame[frame["score"] == frame["score"].iloc[-1]]
    assert shared["rank"].nunique() == 1
    assert shared["entity"].tolist() == sorted(shared["entity"])


def test_an_unknown_measure_is_named(G):
    with pytest.raises(GraphError, match="none of strength"):
        rank_entities(G, by="fame")


def test_brokers_join_what_is_not_joined(G):
    frame = brokers(G, ["Azerbaijan", "Kazakhstan"], ["China"])
    assert frame["entity"].tolist()[0] in {"SRB", "UZB"}
    row = frame.set_index("entity").loc["SRB"]
    assert (row["pairs"], row["open_pairs"]) == (2, 1)
    assert row["partners_b"] == ["CHN"]


def test_bridges_say_what_they_cut_off(G):
    frame = bridges(G)
    assert {"SOCAR", "Central Asia", "farmers (Serbia)"} <= set(frame["source"]) | set(frame["target"])
    assert (frame["cut_off"] == 1).all()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=14))
@settings(max_examples=100, deadline=None)
def test_bridge_sizes_are_those_of_cutting(pairs):
    graph = nx.Graph([(str(u), str(v)) for u, v in pairs if u != v])
    expected = {}
    for u, v in nx.bridges(graph):
        rest = graph.copy()
        rest.remove_edge(u, v)
        expected[min(u, v), max(u, v)] = min(len(nx.node_connected_component(rest, end)) for end in (u, v))
    assert _bridge_sizes(graph) == expected


def test_communities_cover_every_entity_once(G):
    frame = communities(G, seed=3)
    assert sorted(frame["entity"]) == sorted(simple_graph(G))
    sizes = frame.groupby("community").size()
    assert sizes.is_monotonic_decreasing
    assert communities(G, seed=3, resolution=5)["community"].max() > sizes.index.max()


def test_slices_share_out_all_evidence(G):
    parts = dict(slices(G, "M"))
    assert next(iter(parts)) == "2025-01"
    assert list(parts)[-1] == "2025-10"
    assert parts["2025-04"].number_of_edges() == 0
    count = sum(len(data["evidence"]) for part in parts.values() for *_, data in part.edges(data=True))
    assert count == sum(len(data["evidence"]) for *_, data in G.edges(data=True))


def test_a_series_has_no_gaps(G):
    frame = dyad_series(G, "Serbia", "Azerbaijan")
    assert len(frame) == 10
    columns = ["articles", "sources", "cooperation", "coverage"]
    assert frame.set_index("period").loc["2025-07", columns].tolist() == [2, 2, 2, 2]
    assert frame["share"].isna().sum() == 3
    assert str(frame["start"].dtype).startswith("datetime64")


def test_denials_do_not_count_in_a_series(G):
    frame = dyad_series(G, "SRB", "RUS").set_index("period")
    assert frame.loc["2025-05", "articles"] == 0


def test_an_unknown_frequency_is_named(G):
    with pytest.raises(PeriodError, match="none of W, M, Q, Y"):
        rank_over_time(G, freq="H")


def test_an_empty_graph_gives_empty_tables():
    empty = graph_from_claims([])
    for answer in ("strength", "eigenvector", "pagerank", "bridges", "communities", "rank_over_time"):
        assert len(ANSWERS[answer](empty)) == 0
