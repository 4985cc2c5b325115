"""The smallest input of each thing that fuzzing found; see CONTRIBUTING.md on how to fuzz."""

# ruff: noqa: E501 - rows of data read better on one line

from __future__ import annotations

import datetime as dt
import json
import zipfile

import pytest
from spacy.lang.en import English

from detente.extract.dates import read_date
from detente.extract.reading.passages import passages
from detente.extract.records import read_claims
from detente.extract.schema import ArticleError, ClaimError, DetenteError
from detente.extract.ties.pairs import words_at
from detente.graph.decisions import read_decisions
from detente.graph.errors import DecisionError, FileFormatError, GraphError
from detente.graph.files import read_graph, write_graph

from ..extract.trees import tree, word  # noqa: TID252 - tests are no package

NODE = {
    "id": "A", "label": "A", "type": "country", "country": None, "sector": None, "generic": False, "wikidata": None,
    "aliases": [],
}  # fmt: skip
EVIDENCE = {
    "claim": "c", "article": "x", "start": 0, "end": 2, "text": "A.", "status": "actual", "event": None, "date": None,
    "date_precision": None, "published": None, "speaker": None, "confidence": 1.0, "symmetric": False, "pattern": "",
    "trigger": [0, 1], "source": [0, 1, "A"], "target": [0, 1, "A"],
}  # fmt: skip
EDGE = {
    "source": "A", "target": "B", "key": "trade", "relation": "trade", "family": "cooperation", "theme": "economy",
    "symmetric": False, "weight": 1, "articles": 1, "status": "actual", "first": None, "last": None, "confidence": 1.0,
    "evidence": [EVIDENCE],
}  # fmt: skip


def saved(folder, *, graph=None, node=None, edge=None, evidence=None):
    """Save a graph of one tie with some attributes changed."""
    tie = EDGE | {"evidence": [EVIDENCE | (evidence or {})]} | (edge or {})
    data = {
        "graph": graph or {"articles": {"x": {}}},
        "nodes": [NODE | (node or {}), NODE | {"id": "B"}],
        "edges": [tie],
    }
    path = folder / "a.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def refused(path):
    """Give the one line that says why a graph cannot be read."""
    with pytest.raises(DetenteError) as caught:
        read_graph(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# -- dates: the ends of the calendar --------------------------------------------------------------------------

MET = "They/PRP/nsubj/1 met/VBD/ROOT/1/meet {} ~././punct/1"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("999/CD/nummod/3 years/NNS/npadvmod/4/year ago/RB/advmod/1", dt.date(900, 1, 1)),
        ("two/CD/nummod/3 months/NNS/npadvmod/4/month ago/RB/advmod/1", dt.date(1, 1, 1)),
        ("two/CD/nummod/3 days/NNS/npadvmod/4/day ago/RB/advmod/1", dt.date(1, 1, 1)),
        ("tomorrow/NN/npadvmod/1", dt.date(9999, 12, 31)),
        ("next/JJ/amod/3 year/NN/npadvmod/1", dt.date(9999, 6, 1)),
        ("last/JJ/amod/3 week/NN/npadvmod/1", dt.date(1, 1, 1)),
        ("in/IN/prep/1 20٣٤/CD/pobj/2", dt.date(2025, 6, 15)),
    ],
)
def test_what_lies_outside_of_the_calendar_is_no_date(words, day):
    doc = tree(MET.format(words))
    assert read_date(word(doc, "met"), published=day) is None


# -- extraction -------------------------------------------------------------------------------------------------


def test_half_a_character_is_refused_before_the_parser_meets_it():
    with pytest.raises(ArticleError, match=r"half a character \(U\+D800\) at 7: read it with read_articles"):
        list(passages("Serbia \ud800 signed."))


@pytest.mark.parametrize(
    ("words", "span"),
    [(words, span) for words in ("Serbia signed.", "") for span in ((7, 3), (-1, 3), (99, 100))]
    + [("", (0, 0))],
)
def test_a_span_that_is_none_is_refused(words, span):
    with pytest.raises(
        ArticleError, match=rf"span {span[0]}:{span[1]} lies outside of the {len(words)} characters"
    ):
        words_at(English()(words), span)


# -- files of graphs -----------------------------------------------------------------------------------------------


def test_a_graph_whose_articles_say_little_is_read_and_written(tmp_path):
    G = read_graph(saved(tmp_path))
    assert G.graph["articles"]["x"] == {"title": "", "source": "", "published": None, "url": ""}
    for ending in (".ttl", ".gexf", ".cypher", ".events.csv"):
        write_graph(G, tmp_path / f"b{ending}")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"graph": [1]}, "'graph' is a list, expected an object"),
        ({"graph": {"articles": ["x"]}}, "'articles' is no object of articles by their id"),
        ({"graph": {"articles": {"x": {"title": 1}}}}, "article 'x': title is 1, must be str"),
        ({"graph": {"articles": {"x": {"published": "2025-13"}}}}, "article 'x': published: date '2025-13' cannot be read"),
        ({"node": {"type": "planet"}}, "node 'A': type 'planet' is none of"),
        ({"node": {"label": None}}, "node 'A': label is None, must be str"),
        ({"node": {"aliases": [1]}}, "node 'A': aliases must be strings"),
        ({"node": {"label": "\ud800"}}, "holds half a character"),
        ({"edge": {"weight": "2"}}, "(trade): weight is '2', must be int"),
        ({"edge": {"target": "A"}}, "ties an entity to itself"),
        ({"edge": {"target": "C"}}, "an edge ends at 'C', which is none of the nodes"),
        ({"edge": {"status": []}}, "status is [], must be str"),
        ({"edge": {"first": "soon"}}, "first: date 'soon' cannot be read"),
        ({"edge": {"evidence": {}}}, "evidence is {}, must be list"),
        ({"edge": {"evidence": ["A."]}}, "evidence must be a list of dicts"),
        ({"evidence": {"trigger": [0]}}, "trigger is [0], must be [int, int]"),
        ({"evidence": {"article": "y"}}, "article 'y' is not among the graph's articles"),
    ],
)  # fmt: skip
def test_a_graph_with_a_cell_of_the_wrong_kind_is_refused(tmp_path, changes, said):
    assert said in refused(saved(tmp_path, **changes))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"nodes": [], "edges": [' + "9" * 5000])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_json_too_deep_or_too_long_a_number_is_no_graph(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert "not JSON" in refused(tmp_path / name)


@pytest.mark.parametrize("line", ["[" * 100_000, "9" * 5000])
def test_json_too_deep_or_too_long_a_number_is_no_claim_and_no_decision(line):
    with pytest.raises(ClaimError, match=r"claims.jsonl:1: not JSON"):
        list(read_claims([line]))
    with pytest.raises(DecisionError, match=r"decisions.jsonl:1: not JSON"):
        list(read_decisions([line]))


@pytest.mark.parametrize("kind", [[], {}, None, 1])
def test_a_decision_whose_kind_is_no_word_is_refused(kind):
    with pytest.raises(DecisionError, match=r"decisions.jsonl:1: kind .* is none of add, confirm"):
        list(read_decisions([json.dumps({"kind": kind})]))


@pytest.mark.parametrize("line", ["1", "null", '["claims"]'])
def test_a_line_that_is_no_object_is_no_claim(tmp_path, line):
    (tmp_path / "a.jsonl").write_text(line, encoding="utf-8")
    assert "a.jsonl:1: a " in refused(tmp_path / "a.jsonl")


TABLES = {
    "nodes.csv": "Id,Label\nA,A\nB,B\n",
    "edges.csv": "Source,Target,Label,Weight\nA,B,trade,1\n",
    "detente.json": "{}",
}


def packed(folder, **changes):
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (TABLES | {name.replace("_", "."): text for name, text in changes.items()}).items():
            archive.writestr(name, text)
    return path


def test_tables_of_two_columns_are_a_graph(tmp_path):
    assert list(read_graph(packed(tmp_path)).edges(keys=True)) == [("A", "B", "trade")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"detente_json": ""}, "detente.json: not the facts of a graph"),
        ({"detente_json": "[1]"}, "detente.json: not the facts of a graph"),
        ({"nodes_csv": "Label\nA\n"}, "nodes.csv: no column 'Id'"),
        ({"evidence_csv": "Source,Target,Label\nA,B,trade\n"}, "evidence.csv: no column 'claim'"),
        (
            {"edges_csv": "Source,Target,Label,Weight\nA,B,trade,much\n"},
            "edge 'A'-'B' (trade): could not convert",
        ),
        (
            {"edges_csv": "Source,Target,Label,Weight\nA,B,trade,inf\n"},
            "edge 'A'-'B' (trade): cannot convert",
        ),
        (
            {"nodes_csv": "Id,Label,generic\nA,A,maybe\nB,B,no\n"},
            "node 'A': generic: 'maybe' is not a truth value",
        ),
        ({"nodes_csv": "Id,Label\nA," + "A" * 20_000_000 + "\n"}, "unpacks to over 200 times its size"),
    ],
)
def test_broken_tables_are_refused(tmp_path, changes, said):
    assert said in refused(packed(tmp_path, **changes))


def test_an_encrypted_or_damaged_zip_of_tables_is_refused(tmp_path):
    raw = bytearray(packed(tmp_path).read_bytes())
    for at, change in ((raw.index(b"PK\1\2") + 8, 1), (raw.index(b"PK\1\2") + 10, 99)):
        broken = raw.copy()
        broken[at] = change
        (tmp_path / "a.zip").write_bytes(broken)
        assert "cannot be read" in refused(tmp_path / "a.zip")


def test_dates_of_other_tools_are_cut_to_the_day_or_left_out(tmp_path):
    edges = "Source,Target,Label,start,end\nA,B,trade,2009-03-01T10:00:00,1.5\n"
    data = read_graph(packed(tmp_path, edges_csv=edges)).edges["A", "B", "trade"]
    assert (data["first"], data["last"]) == ("2009-03-01", None)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"confidence": [1]}, "row 1: "),
        ({"confidence": 10**400}, "row 1: "),
        ({"confidence": "nan"}, "row 1: confidence nan is no number"),
        ({"speaker": "\ud800"}, "'utf-8' codec can't encode"),
        ({"date": [2025]}, "row 1: date '[2025]' cannot be read"),
    ],
)
def test_a_table_with_a_cell_of_the_wrong_kind_is_refused(tmp_path, cells, said):
    row = {"source": "SRB", "target": "KAZ", "relation": "trade", "sentence": "Serbia paid Kazakhstan."}
    (tmp_path / "a.jsonl").write_text(json.dumps(row | cells), encoding="utf-8")
    with pytest.raises(GraphError) as caught:
        read_graph(tmp_path / "a.jsonl")
    assert said in str(caught.value)


def test_an_address_that_is_none_does_not_stop_the_count_of_sources(tmp_path):
    row = {
        "source": "SRB",
        "target": "KAZ",
        "relation": "trade",
        "sentence": "Serbia paid.",
        "url": "http://[x",
    }
    lines = [json.dumps(row), json.dumps(row | {"url": "http://[y"})]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert read_graph(tmp_path / "a.jsonl").edges["SRB", "KAZ", "trade"]["weight"] == 2


def test_half_a_character_in_a_cell_of_gexf_is_kept_out(tmp_path):
    G = read_graph_of_two(tmp_path)
    write_graph(G, tmp_path / "a.gexf")
    text = (tmp_path / "a.gexf").read_text("utf-8")
    cell = '["Srbija"]'
    assert cell in text
    (tmp_path / "a.gexf").write_text(text.replace(cell, '["\\ud800"]'), "utf-8")
    write_graph(read_graph(tmp_path / "a.gexf"), tmp_path / "b.json")


def read_graph_of_two(folder):
    nodes = [{"id": "SRB", "aliases": ["Srbija"]}, {"id": "KAZ"}]
    edges = [{"source": "SRB", "target": "KAZ"}]
    (folder / "two.json").write_text(json.dumps({"nodes": nodes, "links": edges}), "utf-8")
    return read_graph(folder / "two.json")


def test_parquet_whose_facts_are_broken_is_refused(tmp_path):
    pa = pytest.importorskip("pyarrow")
    pytest.importorskip("pyarrow.parquet")
    for facts in (
        b"{",
        b"{}",
        b'{"graph": [], "nodes": [], "edges": []}',
        b'{"graph": {}, "nodes": [1], "edges": []}',
    ):
        table = pa.table({"source": ["A"]}).replace_schema_metadata({b"detente": facts})
        pa.parquet.write_table(table, tmp_path / "a.parquet")
        with pytest.raises(FileFormatError):
            read_graph(tmp_path / "a.parquet")
