"""Write a graph for other tools and read it back; the ending of the name says the format."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from detente.extract.records import claim_from_record, extraction_from_record, record_from_line
from detente.graph.atomic import replacing
from detente.graph.build import graph_from_claims, graph_from_extractions
from detente.graph.cells import graph_from_cells
from detente.graph.csv_files import csv_tables, read_csv_tables, write_files
from detente.graph.errors import FileFormatError
from detente.graph.events import event_table
from detente.graph.ftm import ftm_lines
from detente.graph.json_files import node_link as node_link  # beside what writes it and reads it back
from detente.graph.json_files import read_json, write_json
from detente.graph.lookup import claims_of_graph
from detente.graph.neo4j import bulk_tables, cypher
from detente.graph.parquet_files import read_parquet, write_parquet
from detente.graph.rdf import turtle
from detente.graph.rows import write_claims
from detente.graph.xml_files import read_gexf, read_graphml, write_gexf, write_graphml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TextIO

    from detente.graph.build import Graph

_log = logging.getLogger("detente.graph.files")

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
    ".csv": "table of claims, as detente build writes it",
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
    >>> import networkx as nx
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_graph(nx.MultiDiGraph(), Path(folder) / "graph.json")
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
        dropped = write_parquet(G, path)
    elif ending == ".events.csv":
        text, dropped = event_table(G, spreadsheet_safe=spreadsheet_safe)
        with replacing(path) as stream:
            stream.write(text)
    elif ending == ".csv":
        with replacing(path) as stream:
            write_claims(claims_of_graph(G), stream, G=G)
        dropped = ["aliases, Wikidata ids, coordinates and the words that tell status, speaker and date"]
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
    if not path.exists():
        msg = f"{path}: no such file"
        raise FileFormatError(msg)
    if ending not in READ or path.name.lower().endswith((".ftm.json", ".events.csv", ".neo4j.zip")):
        msg = f"{path}: cannot be read back: known are {', '.join(filter(None, READ))}, or a folder of tables"
        raise FileFormatError(msg)
    if ending in {".csv", ".tsv"}:
        return _graph_from_table(path)
    if ending in {"", ".zip"}:
        return graph_from_cells(*read_csv_tables(path), path)
    if ending == ".parquet":
        return read_parquet(path)
    text = _read(path)
    if ending == ".jsonl":
        return _from_lines(text, path)
    if ending == ".json":
        return read_json(text, path)
    read = read_gexf if ending == ".gexf" else read_graphml
    return graph_from_cells({}, *read(text, str(path)), path)


_STREAMED: dict[str, Callable[[Graph, TextIO], list[str]]] = {
    ".json": write_json,
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


def _from_lines(text: str, path: Path) -> Graph:
    lines = [
        (f"{path}:{number}", line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()
    ]
    records = [(where, record_from_line(line, where=where)) for where, line in lines]
    first = records[0][1] if records else {}
    if "claims" in first:
        return graph_from_extractions(
            extraction_from_record(record, where=where) for where, record in records
        )
    if "evidence" in first or not records:
        return graph_from_claims(claim_from_record(record, where=where) for where, record in records)
    return _graph_from_table(path)


def _graph_from_table(path: Path) -> Graph:
    from detente.graph.table import graph_from_table  # with pandas, which who builds a map does not wait for

    return graph_from_table(path)
