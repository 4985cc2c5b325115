from __future__ import annotations

import copy
import dataclasses
import json
import random
import subprocess
import sys

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.extract.schema import Article, Claim, ClaimError, Entity, Evidence, Extraction, Mention, Span
from detente.graph.build import count_sources, graph_from_claims, graph_from_extractions, roll_up
from detente.graph.contract import validate_graph
from detente.graph.errors import FileFormatError, GraphError
from detente.graph.frames import claims_from_frame, claims_to_frame, edges_frame, evidence_frame, nodes_frame
from detente.graph.rows import write_claims
from detente.graph.table import graph_from_table
from detente.graph.vocabulary import VocabularyError, load_vocabulary

from .strategies import worlds


def as_bytes(G):
    return json.dumps(nx.node_link_data(G, edges="edges"), ensure_ascii=False, allow_nan=False).encode()


@given(worlds(), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_any_order_gives_the_same_bytes(world, random_):
    claims, entities, articles = world
    expected = as_bytes(graph_from_claims(claims, entities=entities, articles=articles))
    shuffled = [random_.sample(items, len(items)) for items in (claims + claims[:3], entities, articles)]
    assert as_bytes(graph_from_claims(shuffled[0], entities=shuffled[1], articles=shuffled[2])) == expected


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_every_graph_keeps_the_contract(world):
    claims, entities, articles = world
    assert validate_graph(graph_from_claims(claims, entities=entities, articles=articles)) == []


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_claims_survive_the_table(world):
    claims = sorted(world[0], key=lambda claim: (claim.id, repr(claim)))
    assert claims_from_frame(claims_to_frame(claims)) == claims


def test_evidence_is_the_text_it_points_at(G, articles):
    texts = {article.id: article.text for article in articles}
    for *_, data in G.edges(data=True):
        for record in data["evidence"]:
            text = texts[record["article"]]
            assert text[record["start"] : record["end"]] == record["text"]
            assert text[record["source"][0] : record["source"][1]] == record["source"][2]


def test_an_edge_sums_up_its_evidence(G):
    data = G.edges["AZE", "SRB", "energy"]
    assert (data["weight"], data["articles"], data["status"]) == (3, 3, "actual")
    assert (data["first"], data["last"], data["family"], data["theme"]) == (
        "2025", "2025-07-01", "cooperation", "energy",
    )  # fmt: skip


def test_symmetric_claims_add_up_in_either_direction(claims):
    tie = next(claim for claim in claims if claim.symmetric)
    back = Claim(
        tie.target, tie.source, tie.relation, tie.event, tie.status, True, tie.evidence,
        Span(0, 1, "x"), tie.target_mention, tie.source_mention,
    )  # fmt: skip
    G = graph_from_claims([tie, back])
    assert G.number_of_edges() == 1
    ((source, _, data),) = G.edges(data=True)
    assert source < tie.source or source == min(tie.source, tie.target)
    assert data["evidence"][0]["source"] == data["evidence"][1]["source"]


@pytest.mark.parametrize(("pointed", "symmetric"), [(0, True), (1, True), (2, True), (3, False)])
def test_an_edge_is_symmetric_unless_most_of_its_claims_point_somewhere(claims, pointed, symmetric):
    tie = next(claim for claim in claims if claim.symmetric and claim.source < claim.target)
    both = [dataclasses.replace(tie, trigger=Span(i, i + 1, "x"), id=f"both {i}") for i in range(2)]
    one_way = [dataclasses.replace(both[0], symmetric=False, id=f"one way {i}") for i in range(pointed)]
    G = graph_from_claims([*both, *one_way])
    data = G.edges[tie.source, tie.target, tie.relation]
    assert data["symmetric"] is symmetric
    assert sum(record["symmetric"] for record in data["evidence"]) == 2


def test_copies_of_a_story_are_one_source(claims, articles):
    clusters = {articles[0].id: "story", articles[1].id: "story"}
    plain = graph_from_claims(claims, articles=articles)
    clustered = graph_from_claims(claims, articles=articles, clusters=clusters)
    assert plain.edges["KAZ", "SRB", "partnership"]["weight"] == 2
    data = clustered.edges["KAZ", "SRB", "partnership"]
    assert (data["weight"], data["articles"]) == (1, 2)
    assert validate_graph(clustered) == []


@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("wxyz")), min_size=1, max_size=7))
@settings(deadline=None)
def test_sources_are_the_largest_matching(pairs):
    articles = {str(i): {"source": source, "cluster": story} for i, (source, story) in enumerate(pairs)}
    bipartite = nx.Graph(pairs)
    best = nx.max_weight_matching(bipartite, maxcardinality=True)
    assert count_sources(list(articles), articles) == len(best)


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({"a": {"url": "https://www.example.org/1"}, "b": {"url": "https://example.org/2"}}, 1),
        ({"a": {"source": "Danube Ledger"}, "b": {"source": "Danube Ledger"}}, 1),
        ({}, 2),
    ],
)
def test_publishers_are_told_apart_by_source_then_host(about, expected):
    assert count_sources(["a", "b"], about) == expected


def test_a_loop_is_left_out():
    claim = Claim(
        "SRB", "SRB", "trade", None, "actual", False, Evidence("a", 0, 1, "x"),
        Span(0, 1, "x"), Mention(0, 1, "x"), Mention(0, 1, "x"),
    )  # fmt: skip
    assert graph_from_claims([claim]).number_of_nodes() == 0


def test_entities_are_reconciled_by_majority(claims):
    records = [
        Entity("KAZ", "Kazakhstan", "country"),
        Entity("KAZ", "Qazaqstan", "country", aliases=("Kazakh side",)),
    ]
    G = graph_from_claims(claims, entities=[*records, records[0]])
    assert G.nodes["KAZ"]["label"] == "Kazakhstan"
    assert G.nodes["KAZ"]["aliases"] == ["Kazakh side"]


def test_an_unknown_entity_is_labelled_by_its_id(claims):
    G = graph_from_claims(claims)
    assert (G.nodes["SRB"]["type"], G.nodes["SOCAR"]["type"], G.nodes["SOCAR"]["label"]) == (
        "country", "organization", "SOCAR",
    )  # fmt: skip


def test_extractions_give_the_same_graph(claims, entities, articles, G):
    extractions = [
        Extraction(
            article, (), entities, tuple(claim for claim in claims if claim.evidence.article == article.id)
        )
        for article in articles
    ]
    random.Random(1).shuffle(extractions)
    assert as_bytes(graph_from_extractions(extractions)) == as_bytes(G)


def test_all_faults_come_in_one_line(G):
    G.nodes["SRB"]["type"] = "planet"
    G.edges["AZE", "SRB", "energy"]["weight"] = 7
    del G.nodes["KAZ"]["label"]
    with pytest.raises(GraphError, match="3 faults") as caught:
        validate_graph(G)
    message = str(caught.value)
    assert "planet" in message
    assert "weight is 7, its evidence gives 3" in message
    assert "'label' is missing" in message
    assert "\n" not in message


def test_roll_up_to_countries_keeps_the_evidence(G):
    before = copy.deepcopy(nx.node_link_data(G, edges="edges"))
    rolled = roll_up(G)
    assert "SOCAR" not in rolled
    assert "Aleksandar Vučić" not in rolled
    assert len(rolled.edges["AZE", "SRB", "energy"]["evidence"]) == 4
    assert rolled.has_edge("farmers (Serbia)", "SRB")
    assert validate_graph(rolled) == []
    assert nx.node_link_data(G, edges="edges") == before


def test_roll_up_to_a_bloc_drops_ties_inside(G):
    members = {"Turkic states": ["KAZ", "UZB", "AZE", "TUR"]}
    rolled = roll_up(G, to="bloc", members=members)
    assert not set(members["Turkic states"]) & set(rolled)
    assert rolled.nodes["Turkic states"]["type"] == "organization"
    assert rolled.nodes["SRB"]["type"] == "country"
    assert not rolled.has_edge("Turkic states", "Turkic states")
    assert validate_graph(rolled) == []


def test_roll_up_to_a_region_meets_the_region_that_is_there(G):
    rolled = roll_up(G, to="region", members={"Central Asia": ["KAZ", "UZB"]})
    assert rolled.nodes["Central Asia"]["type"] == "region"
    assert rolled.has_edge("Central Asia", "SRB", "trade")
    assert rolled.has_edge("Central Asia", "SRB", "partnership")


@pytest.mark.parametrize(
    ("options", "reason"),
    [({"to": "planet"}, "none of"), ({"to": "bloc"}, "needs members"),
     ({"to": "bloc", "members": {"a": ["KAZ"], "b": ["KAZ"]}}, "both a and b")],
)  # fmt: skip
def test_roll_up_names_what_is_wrong(G, options, reason):
    with pytest.raises(GraphError, match=reason):
        roll_up(G, **options)


TABLE = pd.DataFrame(
    {
        "source": ["Serbia", "SRB", "Zorbia"],
        "target": ["Kazakhstan", "KAZ", "Serbia"],
        "relation": ["Trade", "trade", "spies on"],
        "date": ["2025-03-04", None, 2025],
        "sentence": ["Serbia sells to Kazakhstan.", "Trade with Kazakhstan grew.", "Zorbia watches Serbia."],
        "url": ["https://example.org/1", "https://example.org/1", "https://example.com/2"],
    }
)


def test_a_table_of_claims_becomes_a_graph(entities):
    G = graph_from_table(TABLE, entities=entities)
    assert sorted(G) == ["KAZ", "SRB", "Zorbia"]
    assert validate_graph(G) == []
    assert G.edges["SRB", "KAZ", "trade"]["articles"] == 1
    assert G.edges["Zorbia", "SRB", "spies on"]["family"] == "other"
    assert G.edges["Zorbia", "SRB", "spies on"]["first"] == "2025"


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".json", ".parquet"])
def test_a_table_is_read_from_any_file(tmp_path, entities, suffix):
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")  # an extra
    path = tmp_path / f"claims{suffix}"
    frame = TABLE.astype({"date": str}).replace("None", "").replace("nan", "")
    write = {
        ".csv": lambda: frame.to_csv(path, index=False),
        ".tsv": lambda: frame.to_csv(path, index=False, sep="\t"),
        ".jsonl": lambda: frame.to_json(path, orient="records", lines=True),
        ".json": lambda: frame.to_json(path, orient="records"),
        ".parquet": lambda: frame.to_parquet(path),
    }
    write[suffix]()
    assert as_bytes(graph_from_table(path, entities=entities)) == as_bytes(
        graph_from_table(TABLE, entities=entities)
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "certain"}, "row 1: status 'certain' is none of actual"),
        ({"date": "soon"}, "row 1: date 'soon'"),
        ({"source": ""}, "row 1: 'source' is empty"),
        ({"event": "HUG"}, "row 1: event 'HUG'"),
        ({"confidence": "high"}, "row 1: could not convert"),
    ],
)
def test_a_bad_row_is_named(change, reason):
    with pytest.raises(GraphError, match=reason):
        graph_from_table(TABLE.assign(**change))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", None, "cannot be read"),
        ("a.json", "{", "is not a .json table"),
        ("a.xyz", "x", "cannot read '.xyz'"),
    ],
)
def test_a_bad_file_is_named(tmp_path, name, content, reason):
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(FileFormatError, match=reason):
        graph_from_table(tmp_path / name)


def written(claims, path, G):
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_claims(claims, stream, G=G)
    return path


def told(G):
    """What a table of claims can hold of a graph: not aliases, Wikidata ids and articles without claims."""
    nodes = {
        node: {key: data[key] for key in ("label", "type", "country", "generic")}
        for node, data in G.nodes(data=True)
    }
    cited = {record["article"] for *_, data in G.edges(data=True) for record in data["evidence"]}
    return (
        nodes,
        {id_: G.graph["articles"][id_] for id_ in cited},
        sorted(G.edges(keys=True, data=True), key=str),
    )


def test_our_own_table_of_claims_gives_the_graph_again(tmp_path, claims, entities, articles):
    copies = {article.id: articles[0].id for article in articles[:2]}
    odd = dataclasses.replace(claims[0], source=" =Padded", relation="spies on", id="")
    all_ = (*claims, odd)
    names = (*entities, Entity(" =Padded", "-Padded\n", "group", "SRB", "REB", generic=True))
    G = graph_from_claims(all_, entities=names, articles=articles, clusters=copies)
    assert told(graph_from_table(written(all_, tmp_path / "claims.csv", G))) == told(G)


def test_our_own_table_needs_no_names_or_articles_to_be_read(tmp_path, claims, caplog):
    bare = graph_from_claims(claims)
    assert told(graph_from_table(written(claims, tmp_path / "claims.csv", None))) == told(bare)
    assert told(graph_from_table(claims_to_frame(claims))) == told(bare)
    assert caplog.messages == []


def test_the_evidence_of_a_graph_is_a_table_of_claims_too(G, caplog):
    again = graph_from_table(evidence_frame(G))
    assert told(again)[2] == told(G)[2]
    assert caplog.messages == []


def test_a_row_of_our_own_table_that_was_spoilt_is_named(tmp_path, claims, G):
    path = written(claims, tmp_path / "claims.csv", G)
    spoilt = pd.read_csv(path, dtype=str).assign(trigger_start="three")
    with pytest.raises(GraphError, match=r"row 1: invalid literal"):
        graph_from_table(spoilt)


def test_frames_are_tidy_and_traceable(G, claims):
    nodes, edges, evidence = nodes_frame(G), edges_frame(G), evidence_frame(G)
    assert set(evidence["claim"]) == {claim.id for claim in claims}
    assert {claim for row in edges["claims"] for claim in row} == set(evidence["claim"])
    assert {claim for row in nodes["claims"] for claim in row} == set(evidence["claim"])
    assert str(evidence["published"].dtype).startswith("datetime64")
    assert str(edges["relation"].dtype) == "category"
    assert edges[["source", "target"]].equals(edges[["source", "target"]].sort_values(["source", "target"]))
    assert len(
        nx.from_pandas_edgelist(edges, edge_key="relation", create_using=nx.MultiDiGraph).edges
    ) == len(edges)


def test_a_claims_table_survives_csv(tmp_path, claims):
    claims_to_frame(claims).to_csv(tmp_path / "claims.csv", index=False)
    frame = pd.read_csv(tmp_path / "claims.csv", dtype=str, keep_default_na=False, na_values=[""])
    assert set(claims_from_frame(frame)) == set(claims)


def test_a_claims_table_that_is_none_is_named():
    with pytest.raises(ClaimError, match="columns target"):
        claims_from_frame(pd.DataFrame({"source": [1]}))


@pytest.mark.parametrize(
    ("text", "reason"),
    [("x", "not TOML"), ("[relation.a]\ntheme='x'", "needs family"),
     ("[relation.a]\nfamily='x'\ntheme='y'", "none of"),
     ("[relation.a]\nfamily='conflict'\ntheme='y'\nevents=['HUG']", "HUG"),
     ("relation = 3", "must be tables")],
)  # fmt: skip
def test_a_bad_vocabulary_is_named(tmp_path, text, reason):
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyError, match=reason):
        load_vocabulary(tmp_path / "own.toml")


def test_a_vocabulary_of_ones_own_is_used(tmp_path, claims):
    (tmp_path / "own.toml").write_text(
        '[relation.energy]\nfamily="conflict"\ntheme="sport"\n', encoding="utf-8"
    )
    G = graph_from_claims(claims, vocabulary=load_vocabulary(tmp_path / "own.toml"))
    assert G.edges["AZE", "SRB", "energy"]["theme"] == "sport"


def test_an_article_without_claims_is_remembered(claims):
    G = graph_from_claims(claims, articles=[Article("Nothing happened.", title="Quiet")])
    assert "Quiet" in {about["title"] for about in G.graph["articles"].values()}


@pytest.mark.parametrize(
    "code",
    [
        "import detente.graph as g\nfor name in g.__all__: getattr(g, name)",
        "import detente.graph.compare\nfrom detente.graph import compare\nassert callable(compare)",
        (
            "from detente.graph import compare\nfrom detente.graph.compare import brief\n"
            "assert callable(compare)"
        ),
    ],
)
def test_public_names_load_without_spacy(code):
    check = "\nimport sys\nassert 'spacy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code + check], check=True)


def test_a_name_that_is_not_there_is_an_attribute_error():
    import detente.graph

    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = detente.graph.nothing
