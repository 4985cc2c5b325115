from __future__ import annotations

import copy
import itertools

import networkx as nx
import pytest
from hypothesis import given, settings

from detente.graph.build import graph_from_claims
from detente.graph.contract import validate_graph
from detente.graph.errors import GraphError, PeriodError, UnknownEntityError
from detente.graph.periods import day_span, parse_period
from detente.graph.query import (
    common_partners,
    ego_network,
    filter_graph,
    find_entity,
    paths,
    search_evidence,
    ties_between,
    ties_to_all,
)

from .strategies import worlds


@pytest.mark.parametrize(
    ("name", "expected"),
    [("SRB", "SRB"), ("serbia", "SRB"), ("BELGRADE", "SRB"), ("vucic", "Aleksandar Vučić"),
     ("turkiye", "TUR"),     ("Turkey", "TUR"), ("brussels", "European Union")],
)  # fmt: skip
def test_an_entity_is_found_by_any_name(G, name, expected):
    assert find_entity(G, name) == expected


def test_an_unknown_name_gets_suggestions(G):
    with pytest.raises(UnknownEntityError, match=r"did you mean .*Kazakhstan") as caught:
        find_entity(G, "Kazahkstan")
    assert "\n" not in str(caught.value)


def test_an_ambiguous_name_lists_the_entities(G):
    G.nodes["GEO"]["aliases"] = ["the republic"]
    G.nodes["SRB"]["aliases"] = ["The Republic"]
    with pytest.raises(UnknownEntityError, match="may be GEO, SRB"):
        find_entity(G, "the republic")


def test_a_negative_radius_is_refused(G):
    with pytest.raises(GraphError, match="radius=-1: allowed is 0 or more"):
        ego_network(G, "Serbia", radius=-1)


def test_a_filter_acts_on_evidence_and_sums_up_again(G):
    new = filter_graph(G, until="2025-06", clock="published")
    data = new.edges["AZE", "SRB", "energy"]
    assert (data["weight"], data["status"], data["last"]) == (1, "planned", "2025")
    assert "UZB" in new
    assert "SOCAR" not in new


@pytest.mark.parametrize(
    ("filters", "gone"),
    [
        ({}, ("European Union", "HUN", "x")),
        ({"relations": "trade"}, ("SRB", "CHN", "defence")),
        ({"families": ["conflict"]}, ("AZE", "SRB", "energy")),
        ({"statuses": "planned"}, ("RUS", "HUN", "energy")),
        ({"sources": ["danube ledger"]}, ("SOCAR", "Srbijagas", "energy")),
        ({"min_confidence": 0.85}, ("KAZ", "SRB", "partnership")),
        ({"generic": False}, ("farmers (Serbia)", "SRB", "protest")),
        ({"min_weight": 2}, ("CHN", "UZB", "investment")),
        ({"since": "2026"}, ("SRB", "CHN", "defence")),
    ],
)
def test_each_filter_drops_what_it_should(G, filters, gone):
    new = filter_graph(G, **filters)
    assert not new.has_edge(*gone)
    assert validate_graph(new) == []
    assert 0 < new.number_of_edges() <= G.number_of_edges()


def test_denials_are_hidden_unless_asked_for(claims):
    denial = graph_from_claims([claim for claim in claims if claim.status == "denied"])
    assert filter_graph(denial).number_of_edges() == 0
    assert filter_graph(denial, denied=True).number_of_edges() == 1
    assert filter_graph(denial, statuses=["denied"]).number_of_edges() == 1


@pytest.mark.parametrize(
    ("filters", "error"),
    [({"statuses": "sure"}, GraphError), ({"clock": "noon"}, GraphError), ({"since": "soon"}, PeriodError),
     ({"since": "2026", "until": "2025"}, PeriodError)],
)  # fmt: skip
def test_a_bad_filter_is_named(G, filters, error):
    with pytest.raises(error):
        filter_graph(G, **filters)


@given(worlds())
@settings(max_examples=60, deadline=None)
def test_a_filter_gives_what_building_from_less_gives(world):
    claims, entities, articles = world
    G = graph_from_claims(claims, entities=entities, articles=articles)
    kept = {
        record["claim"]
        for *_, data in G.edges(data=True)
        for record in data["evidence"]
        if record["status"] == "actual"
    }
    # claims that share an id are folded to one, so choose by what the graph kept
    fewer = filter_graph(G, statuses="actual")
    assert {r["claim"] for *_, data in fewer.edges(data=True) for r in data["evidence"]} == kept
    assert validate_graph(fewer) == []


def _claims(G, status):
    records = [record for *_, data in G.edges(data=True) for record in data["evidence"]]
    return {record["claim"] for record in records if record["status"] == status}


QUESTIONS = {
    "filter": lambda G: filter_graph(G, since="2025-03", min_weight=2),
    "ego": lambda G: ego_network(G, "SRB"),
    "paths": lambda G: paths(G, "SRB", "GEO"),
    "common": lambda G: common_partners(G, "SRB", "KAZ"),
    "all": lambda G: ties_to_all(G, ["RUS", "European Union"]),
    "between": lambda G: ties_between(G, ["SRB"], ["AZE", "KAZ"]),
    "search": lambda G: search_evidence(G, "gas"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_changes_the_graph(G, question):
    before = copy.deepcopy(nx.node_link_data(G, edges="edges"))
    answer = QUESTIONS[question](G)
    if isinstance(answer, nx.Graph):
        for *_, data in answer.edges(data=True):
            data["evidence"][0]["trigger"][0] = -1
            data["evidence"].clear()
        for node in answer:
            answer.nodes[node]["aliases"].append("changed")
    assert nx.node_link_data(G, edges="edges") == before


def test_an_ego_network_reaches_as_far_as_its_radius(G):
    near = ego_network(G, "Srbijagas")
    assert set(near) == {"Srbijagas", "SOCAR"}
    assert set(ego_network(G, "Middle Corridor", radius=1)) == {"Middle Corridor", "CHN", "GEO"}
    assert near.number_of_nodes() < ego_network(G, "Serbia", radius=1).number_of_nodes()


def test_an_entity_without_ties_is_its_own_ego_network(G):
    assert list(ego_network(G, "SOCAR", relations="trade")) == ["SOCAR"]


def test_paths_come_with_the_evidence_of_each_hop(G):
    found = paths(G, "Serbia", "Georgia", k=3)
    assert found[0].nodes == ("SRB", "AZE", "GEO")
    assert [len(path.nodes) for path in found] == sorted(len(path.nodes) for path in found)
    for path in found:
        assert len({path.nodes}) == 1
        for hop, (u, v) in zip(path.hops, itertools.pairwise(path.nodes), strict=True):
            assert (hop.source, hop.target) == (u, v)
            assert hop.evidence
            assert hop.claims
    assert paths(G, "Serbia", "Georgia", k=3) == found


def test_no_path_is_an_empty_list(G):
    assert paths(G, "SOCAR", "SRB") == []
    assert paths(G, "SRB", "SRB") == []


def test_common_partners_and_triads(G):
    both = common_partners(G, "SRB", "KAZ")
    assert set(both["entity"]) >= {"AZE", "UZB", "RUS", "CHN"}
    assert both["strength"].is_monotonic_decreasing
    energy = ties_to_all(G, ["Russia", "Azerbaijan"], relation="energy", type="country")
    assert energy["entity"].tolist() == ["SRB", "HUN"]
    assert all(energy["claims"])


def test_ties_between_blocs_take_their_companies_along(G):
    frame = ties_between(G, ["Serbia"], ["Azerbaijan", "Kazakhstan"])
    assert frame["source"].tolist()[0] == "AZE"
    assert "SOCAR" in frame["source"].tolist()
    with pytest.raises(UnknownEntityError, match="none of Atlantis"):
        ties_between(G, ["Atlantis"], ["SRB"])


@pytest.mark.parametrize(
    ("words", "count"),
    [("gas", 12), ("gas sell", 3), ('"arms deal"', 2), ('"deal arms"', 0), ("TURKIYE", 3), ("", 0),
     ("corridor talks", 5)],
)  # fmt: skip
def test_evidence_is_found_by_its_words(G, words, count):
    found = search_evidence(G, words)
    assert len(found) == count
    assert found["published"].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2025", "2025-01-01..2025-12-31"), ("2025-Q3", "2025-07-01..2025-09-30"),
     ("2024-02", "2024-02-01..2024-02-29"),
     ("2025-01..2025-06", "2025-01-01..2025-06-30"),
     ("..2025", "..2025-12-31"), ("2025-05-05..", "2025-05-05..")],
)  # fmt: skip
def test_periods_are_read(text, expected):
    assert str(parse_period(text)) == expected


@pytest.mark.parametrize("text", ["", "..", "2025-13", "2025-02-30", "spring", "2026..2025", "25-01"])
def test_bad_periods_are_named(text):
    with pytest.raises(PeriodError):
        parse_period(text)


def test_a_day_is_its_own_span():
    assert day_span("2025-03-04")[0] == day_span("2025-03-04")[1]
