"""Tables for Gephi, spreadsheets and Neo4j's bulk import, as a folder or a zip of CSV files."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.graph.atomic import replacing, replacing_folder
from detente.graph.edges import sorted_edges
from detente.graph.errors import FileFormatError
from detente.graph.periods import day_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.graph.build import Graph, Record

NODE_CELLS = ("type", "country", "sector", "generic", "wikidata", "aliases")
EDGE_CELLS = ("family", "theme", "symmetric", "articles", "status", "first", "last", "confidence")
EVIDENCE_CELLS = (
    "claim", "article", "start", "end", "text", "status", "event", "date", "date_precision", "published",
    "speaker", "confidence", "symmetric", "pattern", "trigger", "source", "target",
)  # fmt: skip
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_ABOUT = "detente.json"
_NEEDED = {
    "nodes.csv": ("Id",),
    "edges.csv": ("Source", "Target"),
    "evidence.csv": ("Source", "Target", "Label", *EVIDENCE_CELLS),
    "articles.csv": ("article", "title", "source", "published", "url"),
}
_MAX_RATIO, _GRACE = 200, 10_000_000  # of a zip; whatever unpacks to less than these bytes is no bomb


def csv_tables(G: Graph, *, spreadsheet_safe: bool = True) -> dict[str, str]:
    """Give Gephi's node and edge tables, the evidence and the articles as the text of CSV files.

    Parameters
    ----------
    G
        The graph.
    spreadsheet_safe
        Put an apostrophe before a cell that begins with ``= + - @``, a tab or a line break, so that no
        spreadsheet runs it as a formula; `read_csv_tables` takes it off again.

    Returns
    -------
    dict
        Text by name of the file.
    """
    nodes = [["Id", "Label", *NODE_CELLS]]
    for node in sorted(G):
        cells = G.nodes[node]
        nodes.append([node, cells["label"], *(_cell(cells[name]) for name in NODE_CELLS)])
    edges = [["Source", "Target", "Type", "Weight", "Label", "Timeset", *EDGE_CELLS]]
    evidence = [["Source", "Target", "Label", *EVIDENCE_CELLS]]
    for u, v, key, data in sorted_edges(G):
        kind = "Undirected" if data["symmetric"] else "Directed"
        edges.append(
            [
                u,
                v,
                kind,
                str(data["weight"]),
                key,
                _timeset(data),
                *(_cell(data[name]) for name in EDGE_CELLS),
            ]
        )
        evidence += (
            [u, v, key, *(_cell(record[name]) for name in EVIDENCE_CELLS)] for record in data["evidence"]
        )
    articles = [["article", "title", "source", "published", "url", "cluster"]]
    for id_, about in sorted(G.graph.get("articles", {}).items()):
        articles.append([id_, *(_cell(about.get(name)) for name in articles[0][1:])])
    tables = {"nodes.csv": nodes, "edges.csv": edges, "evidence.csv": evidence, "articles.csv": articles}
    about = {
        "detente": G.graph.get("detente", ""),
        "model": G.graph.get("model", ""),
        "spreadsheet_safe": spreadsheet_safe,
    }
    return {name: to_csv(rows, safe=spreadsheet_safe) for name, rows in tables.items()} | {
        _ABOUT: json.dumps(about, indent=1) + "\n"
    }


def write_files(files: Mapping[str, str], path: Path) -> None:
    """Write named texts into a folder, or a zip if the path ends so; the same texts give the same bytes."""
    if path.suffix.lower() != ".zip":
        with replacing_folder(path) as folder:
            for name, text in files.items():
                (folder / name).write_text(text, encoding="utf-8", newline="")
        return
    with (
        replacing(path, binary=True) as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)  # dated 1980, whatever the clock says
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode("utf-8"))


def read_csv_tables(path: Path) -> tuple[Record, dict[str, Record], list[tuple[str, str, Record]]]:
    """Read what `csv_tables` gave back, or Gephi's own tables of nodes and edges.

    Returns
    -------
    tuple
        Facts of the graph, nodes by id, edges as source, target and cells.

    Raises
    ------
    FileFormatError
        If it is not a folder or zip with nodes.csv and edges.csv.
    """
    files = _files(path)
    for name in ("nodes.csv", "edges.csv"):
        if name not in files:
            msg = f"{path}: has no {name}: expected nodes.csv, edges.csv and evidence.csv"
            raise FileFormatError(msg)
    try:
        facts = dict(json.loads(files.get(_ABOUT, "{}")))
    except (TypeError, ValueError, RecursionError) as error:
        msg = f"{path}/{_ABOUT}: not the facts of a graph ({error}): write the tables again, or leave it out"
        raise FileFormatError(msg) from None
    safe = bool(facts.pop("spreadsheet_safe", False))
    tables = {
        name: _rows(text, f"{path}/{name}", safe=safe)
        for name, text in files.items()
        if name.endswith(".csv")
    }
    for name, columns in _NEEDED.items():
        first = next(iter(tables.get(name, [])), None)
        missing = [column for column in columns if first is not None and column not in first]
        if missing:
            msg = f"{path}/{name}: no column '{missing[0]}': needed are {', '.join(columns)}"
            raise FileFormatError(msg)
    about = {row["article"]: _about(row) for row in tables.get("articles.csv", [])}
    nodes = {row["Id"]: row | {"label": row.get("Label", "")} for row in tables["nodes.csv"]}
    told: dict[tuple[str, str, str], list[Record]] = {}
    for row in tables.get("evidence.csv", []):
        told.setdefault((row["Source"], row["Target"], row["Label"]), []).append(row)
    edges = []
    for row in tables["edges.csv"]:
        u, v, label = row["Source"], row["Target"], row.get("Label", "")
        cells = {"label": label, "weight": row.get("Weight", ""), **row}
        edges.append((u, v, cells | {"evidence": told.get((u, v, label), [])}))
    return {**facts, "articles": about}, nodes, edges


def to_csv(rows: Iterable[Iterable[str]], *, safe: bool) -> str:
    """Lay rows out as CSV (RFC 4180); `safe` disarms formulas."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")  # so that a lone \\r or \\n in a cell is quoted
    for row in rows:
        writer.writerow([disarmed(cell) if safe else cell for cell in row])
    return stream.getvalue()


def disarmed(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would run; numbers stay as they are.

    Examples
    --------
    >>> disarmed("=1+1"), disarmed("-0.5"), disarmed("'=x"), disarmed("O'Higgins")
    ("'=1+1", '-0.5', "''=x", "O'Higgins")
    """
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def armed(cell: str) -> str:
    """Take off the apostrophe that `disarmed` put before a cell.

    Examples
    --------
    >>> armed("'=1+1"), armed("O'Higgins")
    ('=1+1', "O'Higgins")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _files(path: Path) -> dict[str, str]:
    try:
        if path.is_dir():
            return {
                file.name: _read(file.read_bytes())
                for file in sorted(path.iterdir())
                if file.suffix in {".csv", ".json"}
            }
        with zipfile.ZipFile(path) as archive:
            members = {Path(m.filename).name: m for m in archive.infolist()}
            members = {name: m for name, m in members.items() if name in {*_NEEDED, _ABOUT}}
            if sum(m.file_size for m in members.values()) <= max(_GRACE, _MAX_RATIO * path.stat().st_size):
                return {name: _read(archive.read(m)) for name, m in members.items()}
            msg = f"{path}: unpacks to over {_MAX_RATIO} times its size (a zip bomb?): unpack it by hand"
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror or error}"
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, NotImplementedError) as error:
        msg = f"{path}: cannot be read: {error or type(error).__name__}"
    raise FileFormatError(msg)


def _read(raw: bytes) -> str:
    return raw.decode("utf-8-sig")


def _rows(text: str, where: str, *, safe: bool) -> list[Record]:
    csv.field_size_limit(2**31 - 1)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        rows = [{key: value or "" for key, value in row.items() if isinstance(key, str)} for row in reader]
    except csv.Error as error:
        msg = f"{where}: is not CSV: {error}"
        raise FileFormatError(msg) from None
    return [{key: armed(value) for key, value in row.items()} for row in rows] if safe else rows


def _about(row: Record) -> Record:
    about: Record = {
        "title": row["title"],
        "source": row["source"],
        "published": row["published"] or None,
        "url": row["url"],
    }
    return about | ({"cluster": row["cluster"]} if row.get("cluster") else {})


def _cell(value: Any) -> str:  # noqa: ANN401 - any attribute
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)


def _timeset(data: Mapping[str, Any]) -> str:
    """Give Gephi's notation of an interval: ``<[2025-01-13,2025-07-01]>``."""
    if not data.get("first"):
        return ""
    return f"<[{day_span(data['first'])[0]},{day_span(data['last'])[1]}]>"
