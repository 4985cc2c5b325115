"""Write a graph for other tools and read it back; the ending of the name says the format."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from detente.extract.records import claim_from_record, extraction_from_record
from detente.extract.schema import ENTITY_TYPES, STATUSES, ClaimError, MissingExtraError
from detente.graph.atomic import replacing
from detente.graph.build import edge_attributes, graph_from_claims, graph_from_extractions, new_graph
from detente.graph.contract import EDGE, EVIDENCE, NODE, UNKNOWN, check_cells
from detente.graph.csv_files import csv_tables, read_csv_tables, write_files
from detente.graph.errors import FileFormatError, GraphError, PeriodError
from detente.graph.events import event_table
from detente.graph.ftm import ftm_lines
from detente.graph.neo4j import bulk_tables, cypher
from detente.graph.periods import day_span
from detente.graph.rdf import turtle
from detente.graph.rows import truth
from detente.graph.vocabulary import Relation, load_vocabulary, relation_named
from detente.graph.xml_files import read_gexf, read_graphml, write_gexf, write_graphml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TextIO

    from detente.graph.build import Graph, Record

_log = logging.getLogger("detente.graph.files")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")

WRITTEN = {
    ".ftm.json": "FollowTheMoney entities, a JSON line each",
    ".events.csv": "event table (PLOVER codes)",
    ".neo4j.zip": "Neo4j bulk import",
    ".neo4j": "Neo4j bulk import, a folder",
    ".cypher": "Cypher script",
    ".json": "node-link JSON, lossless",
    ".gexf": "GEXF 1.3 with time, for Gephi",
    ".graphml": "GraphML",
    ".parquet": "Parquet, a row a claim, lossless",
    ".ttl": "RDF (Turtle) with PROV-O",
    ".zip": "CSV tables for Gephi and spreadsheets",
    "": "the same in a folder",
}
"""Endings that `write_graph` knows, the longest first."""

READ = (".json", ".gexf", ".graphml", ".parquet", ".zip", "", ".csv", ".tsv", ".jsonl")
"""Endings that `read_graph` knows: graphs, and tables or lines of claims."""


def write_graph(G: Graph, path: Path | str, *, spreadsheet_safe: bool = True) -> list[str]:
    """Write a graph in the format that the ending of the path names, whole or not at all.

    Parameters
    ----------
    G
        The graph; it is not changed.
    path
        The file, or for tables the folder; see `WRITTEN` for the endings.
    spreadsheet_safe
        In CSV tables for people, disarm cells that a spreadsheet would run as a formula.

    Returns
    -------
    list of str
        What the format drops; empty if nothing. Also logged.

    Raises
    ------
    FileFormatError
        If the ending is unknown.
    GraphError
        If the graph holds what JSON cannot, such as NaN.
    OutputError
        If the place cannot be written.
    MissingExtraError
        If the format needs a package that is not installed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_graph(new_graph({}), Path(folder) / "graph.json")
    ...     read_graph(Path(folder) / "graph.json").number_of_nodes()
    []
    0
    """
    path = Path(path)
    ending = next((end for end in WRITTEN if end and path.name.lower().endswith(end)), path.suffix.lower())
    if ending not in WRITTEN:
        msg = f"{path}: cannot write '{ending}': known are {', '.join(filter(None, WRITTEN))}, or a folder"
        raise FileFormatError(msg)
    if ending in {"", ".zip"}:
        write_files(csv_tables(G, spreadsheet_safe=spreadsheet_safe), path)
        dropped = ["facts of the graph other than version, model and articles"] if _more(G) else []
    elif ending in {".neo4j", ".neo4j.zip"}:
        write_files(bulk_tables(G), path)
        dropped = ["sentences and articles (the .cypher script has them)"]
    elif ending == ".parquet":
        dropped = _write_parquet(G, path)
    elif ending == ".events.csv":
        text, dropped = event_table(G, spreadsheet_safe=spreadsheet_safe)
        with replacing(path) as stream:
            stream.write(text)
    elif ending in _STREAMED:
        with replacing(path) as stream:
            dropped = _STREAMED[ending](G, stream)
    else:
        lines, lost = _LINES[ending]
        dropped = list(lost)
        with replacing(path) as stream:
            stream.writelines(lines(G))
    if dropped:
        _log.info("%s: %s drops %s", path, ending or "a folder", "; ".join(dropped))
    return dropped


def read_graph(path: Path | str) -> Graph:
    """Read a graph from a file that `write_graph` or another tool wrote, or build it from a table of claims.

    Parameters
    ----------
    path
        Node-link JSON (with ``edges`` or ``links``), GEXF, GraphML, a folder or zip of CSV tables, Parquet, a
        ``.csv``, ``.tsv`` or ``.jsonl`` table as `graph_from_table` takes it, or ``.jsonl`` of claims or
        extractions.

    Returns
    -------
    networkx.MultiDiGraph
        The graph. Ties of foreign files have no evidence; a relation that is not named is ``related``.

    Raises
    ------
    FileFormatError
        If the file is missing, broken or of an unknown format.
    ClaimError, GraphError
        If a claim or a row does not fit.
    """
    path = Path(path)
    ending = "" if path.is_dir() else path.suffix.lower()
    if ending not in READ or path.name.lower().endswith((".ftm.json", ".events.csv", ".neo4j.zip")):
        msg = f"{path}: cannot be read back: known are {', '.join(filter(None, READ))}, or a folder of tables"
        raise FileFormatError(msg)
    if not path.exists():
        msg = f"{path}: no such file"
        raise FileFormatError(msg)
    if ending in {".csv", ".tsv"}:
        return _graph_from_table(path)
    if ending in {"", ".zip"}:
        return _from_cells(*read_csv_tables(path), path)
    if ending == ".parquet":
        return _read_parquet(path)
    text = _read(path)
    if ending == ".jsonl":
        return _from_lines(text, path)
    if ending == ".json":
        return _from_node_link(text, path)
    read = read_gexf if ending == ".gexf" else read_graphml
    return _from_cells({}, *read(text, str(path)), path)


def node_link(G: Graph) -> Record:
    """Give the graph as node-link data, nodes and edges in sorted order; `read_graph` reads it back.

    Examples
    --------
    >>> node_link(nx.MultiDiGraph())
    {'directed': True, 'multigraph': True, 'graph': {}, 'nodes': [], 'edges': []}
    """
    return {
        "directed": True,
        "multigraph": True,
        "graph": dict(G.graph),
        "nodes": [{"id": node, **G.nodes[node]} for node in sorted(G)],
        "edges": [
            {"source": u, "target": v, "key": key, **data}
            for u, v, key, data in sorted(G.edges(keys=True, data=True), key=lambda edge: edge[:3])
        ],
    }


def _write_json(G: Graph, stream: TextIO) -> list[str]:
    data = node_link(G)
    try:
        parts = {
            name: ",\n".join(json.dumps(item, ensure_ascii=False, allow_nan=False) for item in data[name])
            for name in ("nodes", "edges")
        }
        graph = json.dumps(data["graph"], ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        msg = f"the graph cannot be written as JSON: {error}: keep to numbers, text, lists and dicts"
        raise GraphError(msg) from None
    stream.write('{"directed": true, "multigraph": true, "graph": ' + graph)
    stream.write(f',\n"nodes": [\n{parts["nodes"]}\n],\n"edges": [\n{parts["edges"]}\n]}}\n')
    return []


_STREAMED: dict[str, Callable[[Graph, TextIO], list[str]]] = {
    ".json": _write_json,
    ".gexf": write_gexf,
    ".graphml": write_graphml,
}
_LINES: dict[str, tuple[Callable[[Graph], Iterable[str]], tuple[str, ...]]] = {
    ".ftm.json": (lambda G: _lined(ftm_lines(G)), ("offsets, speakers, events, themes and confidence",)),
    ".cypher": (lambda G: _lined(cypher(G)), ("triggers, patterns and the surface of names",)),
    ".ttl": (turtle, ("triggers, patterns, sums of edges and the surface of names",)),
}


def _lined(lines: Iterable[str]) -> Iterator[str]:
    return (f"{line}\n" for line in lines)


def _more(G: Graph) -> bool:
    return bool(G.graph.keys() - {"detente", "model", "articles"})


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        msg = f"{path}: is not UTF-8"
    raise FileFormatError(msg)


def _no_constant(name: str) -> Any:  # noqa: ANN401 - never returns
    msg = f"{name} is not JSON"
    raise ValueError(msg)


def _loaded(text: str | bytes, path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    """Read JSON: no NaN, no lone surrogate, which no other format can hold, and not too deep."""
    try:
        data = json.loads(text, parse_constant=_no_constant)
        if _SURROGATE.search(text if isinstance(text, str) else text.decode()):
            json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        msg = f"{path}: holds half a character ({error.object[error.start]!a}): write whole ones"
        raise FileFormatError(msg) from None
    except (ValueError, RecursionError) as error:
        msg = f"{path}: is not JSON: {error}"
        raise FileFormatError(msg) from None
    return data


def _from_node_link(text: str, path: Path) -> Graph:
    data = _loaded(text, path)
    edges = data.get("edges", data.get("links")) if isinstance(data, dict) else None
    if not isinstance(edges, list) or not isinstance(data.get("nodes"), list):
        msg = f"{path}: is not a node-link graph: expected an object with 'nodes' and 'edges' (or 'links')"
        raise FileFormatError(msg)
    try:
        nodes = {str(node["id"]): {key: node[key] for key in node if key != "id"} for node in data["nodes"]}
        triples = [
            (
                str(edge["source"]),
                str(edge["target"]),
                {k: edge[k] for k in edge if k not in {"source", "target"}},
            )
            for edge in edges
        ]
    except (KeyError, TypeError) as error:
        msg = f"{path}: a node needs 'id', an edge 'source' and 'target': {error} is missing"
        raise FileFormatError(msg) from None
    facts = data.get("graph") or {}
    if not isinstance(facts, dict):
        msg = f"{path}: 'graph' is a {type(facts).__name__}, expected an object"
        raise FileFormatError(msg)
    if all(NODE.keys() <= node.keys() for node in nodes.values()) and all(
        EDGE.keys() <= e.keys() for *_, e in triples
    ):
        return _whole(facts, nodes, triples, path)
    return _from_cells(facts, nodes, triples, path)


def _whole(
    facts: Record, nodes: Mapping[str, Record], edges: Iterable[tuple[str, str, Record]], path: Path
) -> Graph:
    """Give a graph that a file holds with all its attributes."""
    G: Graph = nx.MultiDiGraph()
    G.graph.update(facts | {"articles": _articles(facts.get("articles"), path)})
    for node, cells in nodes.items():
        G.add_node(node)
        G.nodes[node].update(cells)
    for u, v, cells in edges:
        key = G.add_edge(u, v, key=str(cells.pop("key", cells["relation"])))
        G.edges[u, v, key].update(cells)
    if not nodes.keys() >= G.nodes:
        msg = f"{path}: an edge ends at {min(G.nodes - nodes.keys())!r}, which is none of the nodes"
        raise FileFormatError(msg)
    check_cells(G, str(path))
    return G


def _from_lines(text: str, path: Path) -> Graph:
    rows = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    records = []
    for number, line in rows:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            msg = f"{path}:{number}: not JSON ({error}): expected one claim a line"
            raise ClaimError(msg) from None
        if not isinstance(record, dict):
            msg = f"{path}:{number}: a {type(record).__name__}: expected one claim a line, an object each"
            raise ClaimError(msg)
        records.append((f"{path}:{number}", record))
    first = records[0][1] if records else {}
    if "claims" in first:
        return graph_from_extractions(
            extraction_from_record(record, where=where) for where, record in records
        )
    if "evidence" in first or not records:
        return graph_from_claims(claim_from_record(record, where=where) for where, record in records)
    return _graph_from_table(path)


def _from_cells(
    facts: Record, nodes: Mapping[str, Record], edges: Iterable[tuple[str, str, Record]], path: Path
) -> Graph:
    """Build a graph from the cells of a file, which may be text, and may be those of another tool."""
    vocabulary = load_vocabulary()
    about = _articles(facts.pop("articles", None), path)
    folded: dict[tuple[str, str, str], Record] = {}
    silent = 0
    for u, v, cells in edges:
        if u == v:
            continue
        name = str(cells.get("relation") or cells.get("label") or cells.get("key") or "related")
        known = relation_named(name, vocabulary)
        relation = Relation(
            name, str(cells.get("family") or known.family), str(cells.get("theme") or known.theme), name
        )
        try:
            evidence = [_record(record, about) for record in _listed(cells.get("evidence"))]
            if evidence:
                folded[u, v, name] = edge_attributes(relation, evidence, about)
            else:
                silent += 1
                folded.setdefault((u, v, name), _bare(relation, cells))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            msg = f"{path}: edge {u!r}-{v!r} ({name}): {' '.join(str(error).split())}: mend the cell"
            raise FileFormatError(msg) from None
    if silent:
        _log.warning("%d ties come without evidence: nobody can check them", silent)
    G = new_graph(_articles(about, path))
    G.graph.update({key: value for key, value in facts.items() if key != "articles"})
    for node in sorted(nodes.keys() | {node for u, v, _ in folded for node in (u, v)}):
        G.add_node(node, **_node(node, nodes.get(node, {}), path))
    for (u, v, name), data in sorted(folded.items()):
        G.add_edge(u, v, key=name, **data)
    check_cells(G, str(path))
    return G


def _articles(given: object, path: Path) -> dict[str, Record]:
    """Give all facts of the articles of a file; what it does not say is empty."""
    about = given or {}
    if not isinstance(about, dict) or not all(isinstance(one, dict) for one in about.values()):
        msg = f"{path}: 'articles' is no object of articles by their id"
        raise FileFormatError(msg)
    return {str(id_): UNKNOWN | one for id_, one in about.items()}


def _node(node: str, cells: Mapping[str, Any], path: Path) -> Record:
    kind = cells.get("type")
    try:
        generic = truth(cells.get("generic"))
    except ValueError as error:
        msg = f"{path}: node {node!r}: generic: {error}"
        raise FileFormatError(msg) from None
    return {
        "label": str(cells.get("label") or node),
        "type": kind if kind in ENTITY_TYPES else "organization",
        "country": _words(cells.get("country")),
        "sector": _words(cells.get("sector")),
        "generic": generic,
        "wikidata": _words(cells.get("wikidata")),
        "aliases": list(map(str, _listed(cells.get("aliases")))),
    }


def _words(value: object) -> str | None:
    return str(value) if value else None


def _bare(relation: Relation, cells: Mapping[str, Any]) -> Record:
    status = cells.get("status")
    return {
        "relation": relation.name,
        "family": relation.family,
        "theme": relation.theme,
        "symmetric": truth(cells.get("symmetric")) if cells.get("symmetric") else False,
        "weight": max(1, round(float(cells.get("weight") or 1))),
        "articles": 0,
        "status": status if status in STATUSES else "actual",
        "first": _day(cells.get("first") or cells.get("start")),
        "last": _day(cells.get("last") or cells.get("end")),
        "confidence": float(cells.get("confidence") or 1.0),
        "evidence": [],
    }


def _day(value: object) -> str | None:
    """Give the date of another tool's cell; a time of day is cut off, a mere number says nothing."""
    for text in (str(value or ""), str(value or "")[:10]):
        try:
            day_span(text)
        except PeriodError:
            continue
        return text
    return None


def _record(cells: Record, about: dict[str, Record]) -> Record:
    if "about" in cells:
        about.setdefault(cells["article"], cells["about"])
    record: Record = {}
    for name, kinds in EVIDENCE.items():
        value = cells.get(name)
        if isinstance(value, str) and str not in kinds:
            value = truth(value) if bool in kinds else json.loads(value) if value else None
        record[name] = None if value == "" and type(None) in kinds else value
    return record


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - a cell of any file
    if isinstance(value, str):
        try:
            value = json.loads(value) if value else []
        except ValueError:
            return [part.strip() for part in value.split("|") if part.strip()]
    return list(value) if isinstance(value, list) else []


def _write_parquet(G: Graph, path: Path) -> list[str]:
    pa = _pyarrow()
    columns: dict[str, list[Any]] = {name: [] for name in ("source", "target", "relation")}
    rows = [
        {"source": u, "target": v, "relation": key}
        | {
            {"source": "source_span", "target": "target_span"}.get(name, name): record[name]
            for name in EVIDENCE
        }
        for u, v, key, data in sorted(G.edges(keys=True, data=True), key=lambda edge: edge[:3])
        for record in data["evidence"]
    ]
    names = [
        *columns,
        *({"source": "source_span", "target": "target_span"}.get(name, name) for name in EVIDENCE),
    ]
    arrays = {
        name: pa.array(
            [json.dumps(row[name], ensure_ascii=False) if name in _SPANS else row[name] for row in rows]
        )
        for name in names
    }
    data = node_link(G)
    for edge in data["edges"]:
        edge.pop("evidence")
    table = pa.table(arrays).replace_schema_metadata(
        {b"detente": json.dumps(data, ensure_ascii=False).encode()}
    )
    with replacing(path, binary=True) as stream:
        pa.parquet.write_table(table, stream)
    return []


_SPANS = ("trigger", "source_span", "target_span")


def _read_parquet(path: Path) -> Graph:
    pa = _pyarrow()
    try:
        table = pa.parquet.read_table(path)
        rows = table.to_pylist()
    except (pa.ArrowException, OSError, ValueError) as error:
        msg = f"{path}: is not Parquet: {' '.join(str(error).split())}"
        raise FileFormatError(msg) from None
    facts = (table.schema.metadata or {}).get(b"detente")
    if facts is None:
        return _graph_from_table(path)
    data = _loaded(facts, path)
    evidence: dict[tuple[str, str, str], list[Record]] = {}
    try:
        for row in rows:
            place = (row.pop("source"), row.pop("target"), row.pop("relation"))
            row["source"], row["target"] = row.pop("source_span"), row.pop("target_span")
            record = {name: row[name] for name in EVIDENCE}
            evidence.setdefault(place, []).append(
                record | {name: json.loads(record[name]) for name in ("trigger", "source", "target")}
            )
        nodes = {str(node.pop("id")): node for node in data["nodes"]}
        edges = []
        for edge in data["edges"]:
            u, v, key = edge.pop("source"), edge.pop("target"), edge["key"]
            edges.append((u, v, edge | {"evidence": evidence.get((u, v, key), [])}))
        return _whole(dict(data["graph"]), nodes, edges, path)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, FileFormatError):
            raise
        msg = f"{path}: its rows and its facts do not fit ({error}): write it again"
        raise FileFormatError(msg) from None


def _graph_from_table(path: Path) -> Graph:
    from detente.graph.table import graph_from_table  # with pandas, which who builds a map does not wait for

    return graph_from_table(path)


def _pyarrow() -> Any:  # noqa: ANN401 - a module without types
    try:
        import pyarrow as pa  # type: ignore[import-untyped]
        import pyarrow.parquet  # type: ignore[import-untyped]
    except ImportError:
        msg = "Parquet"
        raise MissingExtraError(msg, "parquet") from None
    return pa
