"""Coverage-guided: what a saved graph, claims, decisions or tables hold is read, or refused in one line."""

import contextlib
import io
import logging
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["detente.graph", "detente.extract"]):
    from detente.extract import records
    from detente.graph import contract, decisions, files, page
    from detente.graph.corrections import apply_decisions

from seeds import graph_seeds

from detente.extract.schema import DetenteError, MissingExtraError

KINDS = (".json", ".jsonl", ".gexf", ".graphml", ".csv", ".tsv", ".zip", ".parquet", "claims", "decisions")
FOLDER = Path(tempfile.mkdtemp(prefix="detente-fuzz"))
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")


def read_once(data: bytes) -> None:
    """The first byte chooses the kind of file."""
    if not data:
        return
    kind, content = KINDS[data[0] % len(KINDS)], data[1:]
    try:
        if kind in {"claims", "decisions"}:
            _read_lines(kind, content)
        else:
            _read_graph(kind, content)
    except DetenteError as error:
        str(error).encode()
        if "\n" in str(error):
            raise AssertionError(str(error)) from error


def _read_lines(kind: str, content: bytes) -> None:
    stream = io.StringIO(content.decode("utf-8", "replace"))
    if kind == "claims":
        list(records.read_claims(stream))
        return
    found = list(decisions.read_decisions(stream))
    if list(decisions.read_decisions(decisions.write_decisions(found).splitlines())) != sorted(
        {one.id: one for one in found}.values(), key=lambda one: one.id
    ):
        msg = "decisions change on the way through a file"
        raise AssertionError(msg)
    apply_decisions([], [], found)


def _read_graph(kind: str, content: bytes) -> None:
    if kind == ".zip" and not content.startswith(b"PK"):  # tables, parted by a mark that libFuzzer finds
        packed = io.BytesIO()
        names = ("nodes.csv", "edges.csv", "evidence.csv", "articles.csv", "detente.json")
        with zipfile.ZipFile(packed, "w") as archive:
            for name, part in zip(names, content.split(b"\n--\n"), strict=False):
                archive.writestr(name, part)
        content = packed.getvalue()
    path = FOLDER / f"a{kind}"
    path.write_bytes(content)
    G = files.read_graph(path)
    if contract.validate_graph(G, strict=False):
        return  # a graph of another tool, say without evidence
    files.write_graph(G, FOLDER / "b.json")
    again = files.read_graph(FOLDER / "b.json")
    if files.node_link(G) != files.node_link(again):
        msg = "the graph changes on the way through JSON"
        raise AssertionError(msg)
    for ending in (".gexf", ".graphml", ".zip", ".ttl", ".cypher", ".ftm.json", ".events.csv", ".neo4j.zip"):
        with contextlib.suppress(MissingExtraError):  # what is not installed is not searched
            files.write_graph(G, FOLDER / f"b{ending}")
    if len(G) % 4 == 2:  # it takes as long as all the others together
        page.graph_to_html(G)


if __name__ == "__main__":
    _read_graph(".json", graph_seeds(FOLDER)[0][1:])  # loads what is loaded late, which takes its time
    atheris.Setup(sys.argv, read_once)
    atheris.Fuzz()
