from __future__ import annotations

import copy
import csv
import json
import re
import zipfile

import networkx as nx
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from detente.extract.records import write_jsonl
from detente.extract.schema import ClaimError, Extraction
from detente.graph.atomic import replacing
from detente.graph.build import graph_from_claims
from detente.graph.contract import validate_graph
from detente.graph.errors import FileFormatError, GraphError, OutputError
from detente.graph.events import QUADS
from detente.graph.files import READ, WRITTEN, node_link, read_graph, write_graph
from detente.graph.neo4j import cypher

from .strategies import AWKWARD, worlds

LOSSLESS = ["graph.json", "graph.parquet"]
KEEPING_CITED = ["graph.gexf", "graph.graphml"]
TABLES = ["tables", "tables.zip"]
EVERY = [
    "graph.json", "graph.parquet", "graph.gexf", "graph.graphml", "tables", "tables.zip", "graph.ftm.json",
    "graph.csv", "graph.events.csv", "graph.neo4j", "graph.neo4j.zip", "graph.cypher", "graph.ttl",
]  # fmt: skip
slow = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def cited_only(G):
    data = copy.deepcopy(node_link(G))
    cited = {record["article"] for edge in data["edges"] for record in edge["evidence"]}
    articles = data["graph"]["articles"]
    data["graph"] = {"articles": {id_: articles[id_] for id_ in sorted(articles) if id_ in cited}}
    return data


def build(world):
    claims, entities, articles = world
    return graph_from_claims(claims, entities=entities, articles=articles)


def content(path):
    if path.is_dir():
        return {file.name: file.read_bytes() for file in sorted(path.iterdir())}
    return path.read_bytes()


def skip_without(name):
    if name.endswith(".ftm.json"):
        pytest.importorskip("followthemoney")


@pytest.mark.parametrize("name", LOSSLESS)
@given(world=worlds())
@slow
def test_a_lossless_format_gives_the_graph_back(tmp_path, name, world):
    G = build(world)
    assert write_graph(G, tmp_path / name) == []
    assert node_link(read_graph(tmp_path / name)) == node_link(G)


@pytest.mark.parametrize("name", KEEPING_CITED)
@given(world=worlds())
@slow
def test_xml_gives_back_all_but_articles_without_ties(tmp_path, name, world):
    G = build(world)
    write_graph(G, tmp_path / name)
    assert cited_only(read_graph(tmp_path / name)) == cited_only(G)


@pytest.mark.parametrize("name", TABLES)
@given(world=worlds())
@slow
def test_tables_give_the_graph_back(tmp_path, name, world):
    G = build(world)
    for safe in (True, False):
        write_graph(G, tmp_path / name, spreadsheet_safe=safe)
        assert node_link(read_graph(tmp_path / name)) == node_link(G)


@pytest.mark.parametrize("name", EVERY)
def test_the_same_graph_gives_the_same_bytes_and_stays_as_it_was(tmp_path, G, name):
    skip_without(name)
    before = copy.deepcopy(node_link(G))
    other = nx.MultiDiGraph(**G.graph)
    other.add_nodes_from(reversed(list(G.nodes(data=True))))
    other.add_edges_from(reversed(list(G.edges(keys=True, data=True))))
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    write_graph(G, tmp_path / "a" / name)
    write_graph(other, tmp_path / "b" / name)
    assert content(tmp_path / "a" / name) == content(tmp_path / "b" / name)
    assert [file.name for file in (tmp_path / "a").iterdir()] == [name]
    assert node_link(G) == before


@pytest.mark.parametrize("name", EVERY)
def test_no_format_breaks_on_awkward_names(tmp_path, name, claims, entities):
    skip_without(name)
    renamed = [{"label": text, "aliases": [text, "x"]} for text in AWKWARD]
    G = graph_from_claims(claims, entities=entities)
    for node, cells in zip(sorted(G), renamed, strict=False):
        G.nodes[node].update(cells)
    write_graph(G, tmp_path / name)
    assert content(tmp_path / name)


@pytest.mark.parametrize("name", EVERY)
def test_an_empty_graph_can_be_written(tmp_path, name):
    skip_without(name)
    write_graph(graph_from_claims([]), tmp_path / name)
    if name in (*LOSSLESS, *KEEPING_CITED, *TABLES):
        assert read_graph(tmp_path / name).number_of_nodes() == 0


@pytest.mark.parametrize("name", EVERY)
def test_what_a_format_drops_is_said(tmp_path, G, name):
    skip_without(name)
    dropped = write_graph(G, tmp_path / name)
    assert (dropped == []) == (name in (*LOSSLESS, *KEEPING_CITED, *TABLES))


def test_every_ending_is_tested():
    endings = {"".join(re.findall(r"\.\w+", name)) for name in EVERY}
    assert endings == set(WRITTEN)
    assert {".json", "", ".zip"} <= set(READ)


def test_a_table_of_claims_gives_the_ties_back(tmp_path, G):
    write_graph(G, tmp_path / "claims.csv")
    again = read_graph(tmp_path / "claims.csv")
    assert sorted(again.edges(keys=True, data=True), key=str) == sorted(
        G.edges(keys=True, data=True), key=str
    )
    assert {node: again.nodes[node]["label"] for node in again} == {
        node: G.nodes[node]["label"] for node in G
    }


# --- foreign readers


@given(world=worlds())
@slow
def test_networkx_reads_gexf(tmp_path, world):
    G = build(world)
    write_graph(G, tmp_path / "graph.gexf")
    read = nx.read_gexf(tmp_path / "graph.gexf")
    assert set(read) == set(G)
    assert read.number_of_edges() == G.number_of_edges()
    assert all(data["relation"] for *_, data in read.edges(data=True))


def test_gexf_edges_live_from_first_to_a_reported_end(tmp_path, G):
    write_graph(G, tmp_path / "graph.gexf")
    text = (tmp_path / "graph.gexf").read_text(encoding="utf-8")
    assert 'version="1.3"' in text
    assert 'mode="dynamic" timeformat="date"' in text
    assert '<spell start="2025-01-13"/>' in text
    ended = re.search(r'<edge [^>]*source="CHN" target="SRB" label="defence".*?</edge>', text)
    assert '<spell start="2025-05-01" end="2025-08-30"/>' in ended[0]


@given(world=worlds())
@slow
def test_networkx_reads_graphml(tmp_path, world):
    G = build(world)
    write_graph(G, tmp_path / "graph.graphml")
    read = nx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    assert set(read) == set(G)
    assert read.number_of_edges() == G.number_of_edges()
    assert {data["weight"] for *_, data in read.edges(data=True)} == {
        data["weight"] for *_, data in G.edges(data=True)
    }


def test_networkx_reads_node_link_json(tmp_path, G):
    write_graph(G, tmp_path / "graph.json")
    data = json.loads((tmp_path / "graph.json").read_text(encoding="utf-8"))
    read = nx.node_link_graph(data, edges="edges")
    assert nx.utils.graphs_equal(read, G)


@given(world=worlds())
@slow
def test_rdflib_reads_turtle(tmp_path, world):
    rdflib = pytest.importorskip("rdflib")
    G = build(world)
    write_graph(G, tmp_path / "graph.ttl")
    triples = rdflib.Graph().parse(tmp_path / "graph.ttl", format="turtle")
    prov = rdflib.Namespace("http://www.w3.org/ns/prov#")
    values = sorted(str(value) for value in triples.objects(None, prov.value))
    assert values == sorted(record["text"] for *_, data in G.edges(data=True) for record in data["evidence"])
    labels = {str(value) for value in triples.objects(None, rdflib.RDFS.label)}
    assert labels == {data["label"] for _, data in G.nodes(data=True)}


def test_rdf_states_only_facts_as_triples(tmp_path, G):
    rdflib = pytest.importorskip("rdflib")
    write_graph(G, tmp_path / "graph.ttl")
    triples = rdflib.Graph().parse(tmp_path / "graph.ttl", format="turtle")
    name = rdflib.URIRef
    assert (
        name("urn:detente:entity:AZE"),
        name("urn:detente:relation:energy"),
        name("urn:detente:entity:SRB"),
    ) in triples
    planned = (
        name("urn:detente:entity:AZE"),
        name("urn:detente:relation:energy"),
        name("urn:detente:entity:HUN"),
    )
    assert planned not in triples
    same = name("http://www.wikidata.org/entity/Q232")
    assert (name("urn:detente:entity:KAZ"), rdflib.OWL.sameAs, same) in triples


@given(world=worlds())
@slow
def test_followthemoney_accepts_every_line(tmp_path, world):
    model = pytest.importorskip("followthemoney").model
    G = build(world)
    write_graph(G, tmp_path / "graph.ftm.json")
    ids, links = set(), []
    for line in (tmp_path / "graph.ftm.json").read_text(encoding="utf-8").split("\n"):
        if not line:
            continue
        record = json.loads(line)
        proxy = model.get_proxy(record)
        model.get(record["schema"]).validate(proxy.to_dict())
        for prop, value in proxy.itervalues():
            assert prop.type.validate(value) or prop.type.name in {"name", "text", "string"}, (
                prop.name,
                value,
            )
        assert sum(map(len, record["properties"].values())) == sum(1 for _ in proxy.itervalues())
        ids.add(proxy.id)
        links += (
            proxy.get("subject", quiet=True) + proxy.get("object", quiet=True)
            if record["schema"] == "UnknownLink"
            else []
        )
    assert set(links) <= ids
    assert len(links) == 2 * sum(len(data["evidence"]) for *_, data in G.edges(data=True))


def test_an_embedded_engine_runs_the_cypher_twice(tmp_path, G):
    ladybug = pytest.importorskip("ladybug")
    G.nodes["KAZ"]["label"] = 'Kazakh\'stan \\ "quoted"\nline\tтест'
    session = ladybug.Connection(ladybug.Database(str(tmp_path / "db")))
    tables = {
        "Entity": "label STRING, type STRING, country STRING, sector STRING, generic BOOL, wikidata STRING, "
        "aliases STRING[]",
        "Article": "title STRING, source STRING, published STRING, url STRING",
        "Claim": "relation STRING, text STRING, status STRING, event STRING, `date` STRING, "
        "published STRING, date_precision STRING, speaker STRING, confidence DOUBLE, start INT64, "
        "`end` INT64",
    }
    for table, columns in tables.items():
        session.execute(f"CREATE NODE TABLE {table}(id STRING PRIMARY KEY, {columns})")
    columns = (
        "relation STRING, family STRING, theme STRING, `symmetric` BOOL, weight INT64, articles INT64, "
        "status STRING, `first` STRING, `last` STRING, confidence DOUBLE"
    )
    for relation in sorted({key for *_, key in G.edges(keys=True)}):
        session.execute(f"CREATE REL TABLE {relation.upper()}(FROM Entity TO Entity, {columns})")
    session.execute("CREATE REL TABLE SOURCE(FROM Claim TO Entity)")
    session.execute("CREATE REL TABLE TARGET(FROM Claim TO Entity)")
    session.execute("CREATE REL TABLE STATED_IN(FROM Claim TO Article)")
    statements = [line for line in cypher(G) if not line.startswith("CREATE CONSTRAINT")]
    for _ in range(2):
        for statement in statements:
            session.execute(statement)
        assert session.execute("MATCH (n:Entity) RETURN count(n)").get_next() == [G.number_of_nodes()]
        ties = session.execute("MATCH (:Entity)-[r]->(:Entity) RETURN count(r)").get_next()
        assert ties == [G.number_of_edges()]
    label = session.execute("MATCH (n:Entity {id: 'KAZ'}) RETURN n.label").get_next()
    assert label == [G.nodes["KAZ"]["label"]]
    told = session.execute("MATCH (c:Claim)-[:STATED_IN]->(a:Article) RETURN count(c)").get_next()
    assert told == [sum(len(data["evidence"]) for *_, data in G.edges(data=True))]


def test_neo4j_tables_have_its_headers(tmp_path, G):
    write_graph(G, tmp_path / "graph.neo4j")
    nodes = pd.read_csv(tmp_path / "graph.neo4j" / "nodes.csv")
    ties = pd.read_csv(tmp_path / "graph.neo4j" / "relationships.csv")
    assert {"id:ID", ":LABEL", "aliases:string[]"} <= set(nodes)
    assert {":START_ID", ":END_ID", ":TYPE", "weight:int"} <= set(ties)
    assert set(ties[":START_ID"]) | set(ties[":END_ID"]) == set(nodes["id:ID"])
    assert "MEMBER_OF" not in set(ties[":TYPE"])
    assert "ENERGY" in set(ties[":TYPE"])


def test_gephi_tables_have_its_columns(tmp_path, G):
    write_graph(G, tmp_path / "tables.zip")
    with zipfile.ZipFile(tmp_path / "tables.zip") as archive:
        assert archive.testzip() is None
        nodes, edges = (pd.read_csv(archive.open(name)) for name in ("nodes.csv", "edges.csv"))
        assert len(pd.read_csv(archive.open("evidence.csv"))) == sum(
            len(d["evidence"]) for *_, d in G.edges(data=True)
        )
    assert nodes.columns[:2].tolist() == ["Id", "Label"]
    assert edges.columns[:6].tolist() == ["Source", "Target", "Type", "Weight", "Label", "Timeset"]
    assert set(edges["Type"]) == {"Directed", "Undirected"}
    assert edges["Timeset"].dropna().str.fullmatch(r"<\[\d{4}-\d\d-\d\d,\d{4}-\d\d-\d\d\]>").all()


@given(world=worlds())
@slow
def test_no_cell_of_a_safe_table_is_a_formula(tmp_path, world):
    G = build(world)
    write_graph(G, tmp_path / "tables")
    write_graph(G, tmp_path / "x.events.csv")
    for path in [*(tmp_path / "tables").glob("*.csv"), tmp_path / "x.events.csv"]:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                for cell in row:
                    assert not cell.startswith(("=", "+", "@", "\t", "\r"))
                    assert not cell.startswith("-") or re.fullmatch(r"-\d+(\.\d+)?", cell)


def test_pandas_reads_parquet_as_claims(tmp_path, G):
    write_graph(G, tmp_path / "graph.parquet")
    frame = pd.read_parquet(tmp_path / "graph.parquet")
    assert {"source", "target", "relation", "text", "status", "date"} <= set(frame)
    assert len(frame) == sum(len(data["evidence"]) for *_, data in G.edges(data=True))


def test_an_event_table_speaks_plover(tmp_path, G):
    write_graph(G, tmp_path / "x.events.csv")
    frame = pd.read_csv(tmp_path / "x.events.csv")
    assert set(frame["event"]) <= set(QUADS)
    assert frame["quad"].between(1, 4).all()
    row = frame[frame["actor1_name"] == "Aleksandar Vučić"].iloc[0]
    assert (row["actor1"], row["actor2"], row["quad"]) == ("SRBGOV", "KAZ", 1)
    assert frame["date"].dropna().is_monotonic_increasing
    assert row["source_url"].startswith("https://")


# --- reading what others wrote


def test_links_are_read_as_edges(tmp_path, G):
    data = node_link(G)
    data["links"] = data.pop("edges")
    (tmp_path / "graph.json").write_text(json.dumps(data), encoding="utf-8")
    assert node_link(read_graph(tmp_path / "graph.json")) == node_link(G)


@pytest.mark.parametrize("name", ["other.gexf", "other.graphml", "other.json"])
def test_a_graph_of_another_tool_is_read_with_a_warning(tmp_path, name, caplog):
    other = nx.DiGraph()
    other.add_edge("A", "B", weight=2.0, label="knows")
    other.add_edge("B", "C")
    if name.endswith("json"):
        (tmp_path / name).write_text(json.dumps(nx.node_link_data(other, edges="edges")), encoding="utf-8")
    else:
        {"other.gexf": nx.write_gexf, "other.graphml": nx.write_graphml}[name](other, tmp_path / name)
    G = read_graph(tmp_path / name)
    assert sorted(G) == ["A", "B", "C"]
    assert G.edges["A", "B", "knows"]["weight"] == 2
    assert "without evidence" in caplog.text


def test_claims_and_extractions_are_read(tmp_path, claims, articles, entities, G):
    with replacing(tmp_path / "claims.jsonl") as stream:
        write_jsonl(claims, stream)
    read = read_graph(tmp_path / "claims.jsonl")
    assert set(read.edges(keys=True)) == set(G.edges(keys=True))
    extractions = [
        Extraction(article, (), entities, tuple(c for c in claims if c.evidence.article == article.id))
        for article in articles
    ]
    with replacing(tmp_path / "extractions.jsonl") as stream:
        write_jsonl(extractions, stream)
    assert node_link(read_graph(tmp_path / "extractions.jsonl")) == node_link(G)


def test_a_table_of_claims_is_read(tmp_path):
    (tmp_path / "a.csv").write_text(
        "source,target,relation,sentence\nSRB,KAZ,trade,They trade.\n", encoding="utf-8"
    )
    G = read_graph(tmp_path / "a.csv")
    assert validate_graph(G) == []
    assert G.has_edge("SRB", "KAZ", "trade")


@pytest.mark.parametrize(
    ("name", "text", "error", "reason"),
    [
        ("a.json", "{", FileFormatError, "is not JSON"),
        ("a.json", '{"nodes": [], "edges": [], "graph": {"x": NaN}}', FileFormatError, "NaN is not JSON"),
        ("a.json", '{"nodes": []}', FileFormatError, "not a node-link graph"),
        ("a.json", '{"nodes": [{}], "edges": []}', FileFormatError, "'id' is missing"),
        ("a.gexf", "<gexf", FileFormatError, "a.gexf:1: is not XML"),
        ("a.gexf", "<html/>", FileFormatError, "is a <html> file"),
        ("a.zip", "x", FileFormatError, "cannot be read"),
        ("a.parquet", "x", FileFormatError, "is not Parquet"),
        ("a.jsonl", '{"evidence": {}}', ClaimError, "a.jsonl:1"),
        ("a.ttl", "", FileFormatError, "cannot be read back"),
        ("a.ftm.json", "", FileFormatError, "cannot be read back"),
    ],
)
def test_a_broken_file_is_named_in_one_line(tmp_path, name, text, error, reason):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(error, match=reason) as caught:
        read_graph(tmp_path / name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["none.json", "none.gexf", "none", "none.zip", "none.sqlite"])
def test_a_missing_file_is_named(tmp_path, name):
    with pytest.raises(FileFormatError, match="no such file"):
        read_graph(tmp_path / name)


def test_an_unknown_ending_lists_the_known(tmp_path, G):
    with pytest.raises(FileFormatError, match=r"cannot write '\.docx': known are"):
        write_graph(G, tmp_path / "a.docx")


@pytest.mark.parametrize("value", [float("nan"), {1, 2}])
def test_what_json_cannot_hold_is_refused(tmp_path, G, value):
    G.graph["odd"] = value
    with pytest.raises(GraphError, match="cannot be written as JSON"):
        write_graph(G, tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_not_there_is_named(tmp_path, G):
    with pytest.raises(OutputError, match="no folder"):
        write_graph(G, tmp_path / "no" / "a.json")
