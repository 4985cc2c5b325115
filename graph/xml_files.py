"""GEXF 1.3 for Gephi, with time, and GraphML: a writer and a reader each, also for the graphs of others."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from detente.graph.edges import sorted_edges
from detente.graph.errors import FileFormatError
from detente.graph.periods import day_span

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from detente.graph.build import Graph, Record

_GEXF = "http://gexf.net/1.3"
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_NODE = {
    "type": "string", "country": "string", "sector": "string", "generic": "boolean",
    "wikidata": "string", "aliases": "string",
}  # fmt: skip
_EDGE = {
    "relation": "string", "family": "string", "theme": "string", "symmetric": "boolean",
    "articles": "integer", "status": "string", "first": "string", "last": "string",
    "confidence": "double", "evidence": "string",
}  # fmt: skip
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_gexf(G: Graph, stream: TextIO) -> list[str]:
    """Write GEXF 1.3, dynamic: an edge lives from its first date to an end that its latest evidence reports.

    Parameters
    ----------
    G
        The graph.
    stream
        Where to.

    Returns
    -------
    list of str
        What the format drops.
    """
    spells = {(u, v, key): _spell(data) for u, v, key, data in G.edges(keys=True, data=True)}
    starts: dict[str, list[str]] = defaultdict(list)
    for (u, v, _), (start, _) in spells.items():
        if start:
            starts[u].append(start)
            starts[v].append(start)
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="{_GEXF}" version="1.3">\n')
    about = f"model: {G.graph['model']}" if G.graph.get("model") else "relations in the news"
    stream.write(f"<meta><creator>detente {_text(G.graph.get('detente', ''))}</creator>")
    stream.write(f"<description>{_text(about)}</description></meta>\n")
    stream.write(
        '<graph mode="dynamic" timeformat="date" timerepresentation="interval" defaultedgetype="directed">\n'
    )
    for kind, columns in (("node", _NODE), ("edge", _EDGE)):
        stream.write(f'<attributes class="{kind}" mode="static">\n')
        stream.writelines(f'<attribute id="{n}" title="{n}" type="{columns[n]}"/>\n' for n in columns)
        stream.write("</attributes>\n")
    stream.write("<nodes>\n")
    for node in sorted(G):
        data = G.nodes[node]
        start = min(starts[node], default="")
        stream.write(f"<node id={_attr(node)} label={_attr(data.get('label', node))}{_times(start, '')}>")
        stream.write(f"{_attvalues(_NODE, _node_cells(data))}</node>\n")
    stream.write("</nodes>\n<edges>\n")
    for number, (u, v, key, data) in enumerate(sorted_edges(G)):
        start, end = spells[u, v, key]
        stream.write(f'<edge id="{number}" source={_attr(u)} target={_attr(v)} label={_attr(key)} ')
        stream.write(f'weight="{data["weight"]}">{_attvalues(_EDGE, _edge_cells(G, data))}')
        if start or end:
            stream.write(f"<spells><spell{_times(start, end)}/></spells>")
        stream.write("</edge>\n")
    stream.write("</edges>\n</graph>\n</gexf>\n")
    return _dropped(G)


def write_graphml(G: Graph, stream: TextIO) -> list[str]:
    """Write GraphML; see `write_gexf`."""
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{_GRAPHML}">\n')
    kinds = {"integer": "int"}
    tables = (("node", {"label": "string"} | _NODE), ("edge", {"weight": "integer"} | _EDGE))
    for kind, columns in tables:
        for name, of in columns.items():
            stream.write(
                f'<key id="{kind[0]}_{name}" for="{kind}" attr.name="{name}" '
                f'attr.type="{kinds.get(of, of)}"/>\n'
            )
    stream.write('<graph id="detente" edgedefault="directed">\n')
    for node in sorted(G):
        data = G.nodes[node]
        cells = {"label": data.get("label", node)} | _node_cells(data)
        stream.write(f"<node id={_attr(node)}>{_data('n', cells)}</node>\n")
    for number, (u, v, _, data) in enumerate(sorted_edges(G)):
        cells = {"weight": data["weight"]} | _edge_cells(G, data)
        stream.write(f'<edge id="{number}" source={_attr(u)} target={_attr(v)}>{_data("e", cells)}</edge>\n')
    stream.write("</graph>\n</graphml>\n")
    return _dropped(G)


def read_gexf(text: str, where: str) -> tuple[dict[str, Record], list[tuple[str, str, Record]]]:
    """Read GEXF of any version into raw nodes and edges.

    Parameters
    ----------
    text
        The file's text.
    where
        Its name, for errors.

    Returns
    -------
    tuple
        Nodes by id with their cells, and edges as source, target and cells; cells are strings.

    Raises
    ------
    FileFormatError
        If it is not GEXF.
    """
    root = _parse(text, where, "gexf")
    titles = {
        (block.get("class"), column.get("id")): column.get("title", "")
        for block in root.iter("attributes")
        for column in block.iter("attribute")
    }

    def cells(item: ET.Element, kind: str) -> Record:
        found = {
            titles.get((kind, cell.get("for") or cell.get("id")), cell.get("for") or ""): cell.get("value")
            for cell in item.iterfind("attvalues/attvalue")
        }
        return {
            key: value for key, value in item.attrib.items() if key not in {"id", "source", "target"}
        } | found

    nodes = {item.get("id", ""): cells(item, "node") for item in root.iter("node")}
    return nodes, [
        (item.get("source", ""), item.get("target", ""), cells(item, "edge")) for item in root.iter("edge")
    ]


def read_graphml(text: str, where: str) -> tuple[dict[str, Record], list[tuple[str, str, Record]]]:
    """Read GraphML into raw nodes and edges; see `read_gexf`."""
    root = _parse(text, where, "graphml")
    names = {key.get("id"): key.get("attr.name", "") for key in root.iter("key")}

    def cells(item: ET.Element) -> Record:
        return {names.get(cell.get("key"), ""): cell.text or "" for cell in item.iterfind("data")}

    nodes = {item.get("id", ""): cells(item) for item in root.iter("node")}
    return nodes, [
        (item.get("source", ""), item.get("target", ""), cells(item)) for item in root.iter("edge")
    ]


def _parse(text: str, where: str, root_name: str) -> ET.Element:
    try:
        root = ET.fromstring(text)  # noqa: S314 - expat refuses entity bombs since 2.4.1
    except ET.ParseError as error:
        msg = f"{where}:{error.position[0]}: is not XML: {error}"
        raise FileFormatError(msg) from None
    for item in root.iter():
        item.tag = str(item.tag).rpartition("}")[2]
    if root.tag != root_name:
        msg = f"{where}: is a <{root.tag}> file, expected <{root_name}>"
        raise FileFormatError(msg)
    return root


def _spell(data: Mapping[str, Any]) -> tuple[str, str]:
    """First day and, if the latest evidence says that the tie ended, last day; empty is open."""
    start = day_span(data["first"])[0].isoformat() if data.get("first") else ""
    dated = [(when, record) for record in data["evidence"] if (when := record["date"] or record["published"])]
    if not dated:
        return start, ""
    when, latest = max(dated, key=lambda item: (item[0], item[1]["status"] == "ended"))
    return start, day_span(when)[1].isoformat() if latest["status"] == "ended" else ""


def _node_cells(data: Mapping[str, Any]) -> Record:
    return {name: data.get(name) for name in _NODE if name != "aliases"} | {
        "aliases": _json(data.get("aliases", []))
    }


def _edge_cells(G: Graph, data: Mapping[str, Any]) -> Record:
    articles = G.graph.get("articles", {})
    evidence = [{**record, "about": articles.get(record["article"], {})} for record in data["evidence"]]
    return {name: data.get(name) for name in _EDGE if name != "evidence"} | {"evidence": _json(evidence)}


def _json(value: object) -> str:
    """Give JSON in which no character is one that XML forbids."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _FORBIDDEN.sub(lambda match: json.dumps(match[0])[1:-1], text)


def _attvalues(columns: Mapping[str, str], cells: Mapping[str, Any]) -> str:
    values = (
        f'<attvalue for="{name}" value={_attr(cells[name])}/>' for name in columns if cells[name] is not None
    )
    return f"<attvalues>{''.join(values)}</attvalues>"


def _data(prefix: str, cells: Mapping[str, Any]) -> str:
    return "".join(
        f'<data key="{prefix}_{name}">{_text(value)}</data>'
        for name, value in cells.items()
        if value is not None
    )


def _times(start: str, end: str) -> str:
    return (f' start="{start}"' if start else "") + (f' end="{end}"' if end else "")


def _clean(value: object) -> str:
    return _FORBIDDEN.sub("�", str(value).lower() if isinstance(value, bool) else str(value))


def _attr(value: object) -> str:
    return quoteattr(_clean(value))


def _text(value: object) -> str:
    return escape(_clean(value), {"\r": "&#13;"})


def _dropped(G: Graph) -> list[str]:
    cited = {record["article"] for *_, data in G.edges(data=True) for record in data["evidence"]}
    silent = len(G.graph.get("articles", {}).keys() - cited)
    dropped = [f"{silent} articles that no tie rests on"] if silent else []
    texts = [text for node, data in G.nodes(data=True) for text in (node, data.get("label") or "")]
    broken = sum(bool(_FORBIDDEN.search(text)) for text in texts)
    return dropped + ([f"control characters in {broken} names"] if broken else [])
