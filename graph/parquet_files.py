"""A graph as Parquet, a row a claim: a writer and a reader."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from detente.extract.schema import MissingExtraError
from detente.graph.atomic import replacing
from detente.graph.cells import graph_from_attributes
from detente.graph.contract import EVIDENCE
from detente.graph.edges import sorted_edges
from detente.graph.errors import FileFormatError
from detente.graph.json_files import node_link, parse_json

if TYPE_CHECKING:
    from pathlib import Path

    from detente.graph.build import Graph, Record

_COLUMNS = {"source": "source_span", "target": "target_span"}  # the ends of the edge have their plain names
_SPANS = ("trigger", "source_span", "target_span")


def write_parquet(G: Graph, path: Path) -> list[str]:
    """Write Parquet, a row a claim; what the graph says of nodes and edges stands in the file's metadata.

    Parameters
    ----------
    G
        The graph.
    path
        The file.

    Returns
    -------
    list of str
        What the format drops: nothing.

    Raises
    ------
    MissingExtraError
        If pyarrow is not installed.
    """
    pa = _pyarrow()
    rows = [
        {"source": u, "target": v, "relation": key}
        | {_COLUMNS.get(name, name): record[name] for name in EVIDENCE}
        for u, v, key, data in sorted_edges(G)
        for record in data["evidence"]
    ]
    names = ["source", "target", "relation", *(_COLUMNS.get(name, name) for name in EVIDENCE)]
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


def read_parquet(path: Path) -> Graph:
    """Read what `write_parquet` wrote, or any other Parquet as a table of claims.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    FileFormatError
        If it is no Parquet, or its rows and its metadata do not fit.
    MissingExtraError
        If pyarrow is not installed.
    """
    pa = _pyarrow()
    try:
        table = pa.parquet.read_table(path)
        rows = table.to_pylist()
    except (pa.ArrowException, OSError, ValueError) as error:
        msg = f"{path}: is not Parquet: {' '.join(str(error).split())}"
        raise FileFormatError(msg) from None
    facts = (table.schema.metadata or {}).get(b"detente")
    if facts is None:
        from detente.graph.table import graph_from_table  # with pandas, which our own files do not need

        return graph_from_table(path)
    data = parse_json(facts, path)
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
        return graph_from_attributes(dict(data["graph"]), nodes, edges, path)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, FileFormatError):
            raise
        msg = f"{path}: its rows and its facts do not fit ({error}): write it again"
        raise FileFormatError(msg) from None


def _pyarrow() -> Any:  # noqa: ANN401 - a module without types
    try:
        import pyarrow as pa  # type: ignore[import-untyped]
        import pyarrow.parquet  # type: ignore[import-untyped]
    except ImportError:
        msg = "Parquet"
        raise MissingExtraError(msg, "parquet") from None
    return pa
