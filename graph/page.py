"""Write the map: one HTML file that works offline, with every sentence in it.

This is the only module that knows pyvis. pyvis collects nodes and edges and fills our own template; its
files, menus and scripts stay out, because they fetch from the network and run text as code.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import math
import re
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment, FunctionLoader
from markupsafe import Markup

from detente.extract.running.quickstart import put_off
from detente.extract.schema import STATUSES
from detente.graph.atomic import replacing
from detente.graph.edges import check_kind
from detente.graph.errors import GraphError
from detente.graph.layout import compute_layout
from detente.graph.style import Style, land_rings, load_style

with put_off("IPython.display", "IFrame"):  # pyvis shows its page in a frame of a notebook; ours is a file
    import pyvis
    from pyvis.network import Network

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import networkx as nx

Theme = Literal["auto", "light", "dark"]

MAX_EMBEDDED = 5000
"""So many entities go into the file; of more, the most reported."""

MAX_RELATIONS = 20000
"""So many relations go into the file; of more, the most reported."""

NO_SCRIPT_ROWS = 500
SCRIPTS = (
    "dom.js", "model.js", "filter.js", "state.js", "scene.js", "labels.js", "paint.js", "world.js",
    "network.js", "panel.js", "paths.js", "legend.js", "timeline.js", "table.js", "search.js", "export.js",
    "main.js",
)  # fmt: skip


def graph_to_html(
    G: nx.MultiDiGraph[str],
    path: Path | str | None = None,
    *,
    title: str = "",
    language: str = "en",
    layout: Mapping[str, tuple[float, float]] | None = None,
    max_entities: int = 300,
    include_denied: bool = False,
    theme: Theme = "auto",
) -> str:
    """Make the interactive map of a graph.

    Parameters
    ----------
    G
        A graph as `graph_from_claims` gives it; it is not changed.
    path
        Where to write the page, if at all. The file is replaced only once the page is complete.
    title
        Heading of the page; "" takes a plain one.
    language
        Language of the interface, see ``data/page.toml``.
    layout
        Positions as `compute_layout` gives them; computed where an entity has none.
    max_entities
        How many entities are drawn when the page opens, the most reported ones; search and "show more"
        bring in the rest.
    include_denied
        Draw ties that are only reported to be untrue.
    theme
        "light", "dark", or "auto" for what the reader's system asks for.

    Returns
    -------
    str
        The page.

    Raises
    ------
    GraphError
        If the language is unknown, an option is out of range, or `G` is no ``MultiDiGraph``.
    OutputError
        If the file cannot be written.

    Examples
    --------
    >>> import networkx as nx
    >>> graph_to_html(nx.MultiDiGraph(), title="Nothing yet").startswith("<!doctype html>")
    True
    """
    if max_entities < 1:
        msg = f"max_entities={max_entities}: allowed is 1 or more"
        raise GraphError(msg)
    if theme not in ("auto", "light", "dark"):
        msg = f"theme={theme!r}: allowed are auto, light, dark"
        raise GraphError(msg)
    check_kind(G)
    style = load_style(language)
    strength = _strengths(G)
    kept = sorted(G, key=lambda node: (-strength[node], str(node)))[:MAX_EMBEDDED]
    edges = _kept_edges(G, kept)
    articles = _articles(G)
    page_title = _clean(title).strip() or _default_title(style)
    positions = _positions(G, layout)
    network = _network(G, kept, edges, positions, strength, style, articles)
    facts = {
        "title": page_title,
        "language": language,
        "version": _clean(G.graph.get("detente") or _version()),
        "model": _clean(G.graph.get("model") or ""),
        "drawn": max_entities,
        "denied": include_denied,
        "left_out": [len(G) - len(kept), G.number_of_edges() - len(edges)],
        "totals": [
            len(G),
            G.number_of_edges(),
            sum(len(d.get("evidence", ())) for *_, d in G.edges(data=True)),
        ],
        "messages": style.messages,
        "names": _names(G, style),
        "types": style.types,
        "themes": style.themes,
        "statuses": style.statuses,
        "changes": style.changes,
        "articles": [list(article.values()) for article in articles.values()],
        "land": land_rings() if any(_coordinates(G.nodes[node]) for node in kept) else (),
    }
    page = _rendered(network, facts, style, theme, _rows(G, edges, style))
    if path is not None:
        with replacing(path) as stream:
            stream.write(page)
    return page


def _rendered(
    network: Network, facts: dict[str, Any], style: Style, theme: Theme, rows: Sequence[Sequence[str]]
) -> str:
    """Fill the template through pyvis; scripts are allowed by their hash and by nothing else."""
    library, program = _vis(), _program()
    environment = Environment(loader=FunctionLoader(_template), autoescape=True, keep_trailing_newline=True)
    environment.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "separators": (",", ":"),
        "allow_nan": False,
    }
    dates = sorted(article[2] for article in facts["articles"] if article[2])
    publications = len({article[1] for article in facts["articles"] if article[1]})
    counts = {"articles": len(facts["articles"]), "sources": publications}
    drawn_from = (
        style.say("drawn_from", **counts, **{"from": dates[0], "to": dates[-1]})
        if dates
        else style.say("drawn_from_undated", **counts)
    )
    environment.globals |= {
        "facts": facts,
        "language": style.language,
        "theme": theme,
        "say": style.say,
        "css": Markup(_template("map.css")),  # noqa: S704 - our own file
        "library": Markup(library),  # noqa: S704 - the file that pyvis ships
        "program": Markup(program),  # noqa: S704 - our own files
        "hashes": " ".join(f"'sha256-{_digest(script)}'" for script in (library, program)),
        "rows": rows,
        "drawn_from": drawn_from,
    }
    network.templateEnv = environment
    network.path = "map.html"
    return str(network.generate_html("map.html"))


def _network(
    G: nx.MultiDiGraph[str],
    kept: Sequence[str],
    edges: Sequence[tuple[str, str, str]],
    positions: Mapping[str, tuple[float, float]],
    strength: Mapping[str, float],
    style: Style,
    articles: Mapping[str, Mapping[str, str]],
) -> Network:
    """Hand the graph to pyvis under opaque ids: names such as "constructor" break vis-network as ids."""
    network = Network(directed=True, cdn_resources="in_line")
    network.toggle_physics(False)
    names = {node: f"n{number}" for number, node in enumerate(kept)}
    for node in kept:
        data = G.nodes[node]
        look = style.type_look(data.get("type", ""))
        network.add_node(
            names[node],
            label=_clean(data.get("label") or node) or "–",
            shape="dot",
            color=look["color"],
            key=_clean(node),
            type=_clean(data.get("type") or "region"),
            country=names.get(data.get("country") or ""),
            sector=_clean(data.get("sector") or ""),
            generic=bool(data.get("generic")),
            aliases=[_clean(alias) for alias in data.get("aliases") or ()],
            at=_coordinates(data),
            size=round(min(5 + 1.9 * math.sqrt(strength[node]), 17), 1),
            x=positions[node][0],
            y=positions[node][1],
        )
    numbers = {article: number for number, article in enumerate(articles)}
    for number, (source, target, key) in enumerate(edges):
        data = G.edges[source, target, key]
        network.add_edge(
            names[source],
            names[target],
            id=f"e{number}",
            relation=_clean(data.get("relation") or key),
            theme=_clean(data.get("theme") or "other"),
            family=_clean(data.get("family") or "cooperation"),
            evidence=[_evidence(item, numbers, data.get("symmetric")) for item in data.get("evidence") or ()],
        )
    return network


def _evidence(item: Mapping[str, Any], numbers: Mapping[str, int], symmetric: object = False) -> list[Any]:
    """Give one sentence as a row; offsets count from the sentence's own start, in code points."""
    start = int(item.get("start") or 0)
    spans = [item.get(name) or (start, start) for name in ("source", "target", "trigger")]
    status = item.get("status")
    return [
        numbers.get(item.get("article") or "", -1),
        _clean(item.get("text") or ""),
        STATUSES.index(status) if status in STATUSES else STATUSES.index("possible"),
        _clean(item.get("date") or item.get("published") or ""),
        "" if item.get("date") else "published",
        _clean(item.get("speaker") or ""),
        _finite(item.get("confidence"), 1.0),
        [offset for span in spans for offset in (int(span[0]) - start, int(span[1]) - start)],
        bool(item.get("symmetric", symmetric)),
        _clean(item.get("claim") or ""),
        _clean(item.get("date_precision") or "") if item.get("date") else "day",
    ]


def _kept_edges(G: nx.MultiDiGraph[str], kept: Iterable[str]) -> list[tuple[str, str, str]]:
    inside = set(kept)
    edges = [edge for edge in G.edges(keys=True) if edge[0] in inside and edge[1] in inside]
    if len(edges) > MAX_RELATIONS:
        edges.sort(key=lambda edge: (-_finite(G.edges[edge].get("weight"), 1.0), *map(str, edge)))
        del edges[MAX_RELATIONS:]
    return sorted(edges, key=lambda edge: tuple(map(str, edge)))


def _strengths(G: nx.MultiDiGraph[str]) -> dict[str, float]:
    """Say how much is reported of each entity: the independent sources of its ties, denied ones left out."""
    strength = dict.fromkeys(G, 0.0)
    for source, target, data in G.edges(data=True):
        if data.get("status") != "denied":
            weight = _finite(data.get("weight"), 1.0)
            strength[source] += weight
            strength[target] += weight * (source != target)
    return strength


def _positions(
    G: nx.MultiDiGraph[str], layout: Mapping[str, tuple[float, float]] | None
) -> Mapping[str, tuple[float, float]]:
    if layout is not None and all(node in layout for node in G):
        return layout
    return compute_layout(G, previous=layout)


def _articles(G: nx.MultiDiGraph[str]) -> dict[str, dict[str, str]]:
    """Give title, publication, date and link of each article; a link that is no web address is dropped."""
    articles: dict[str, dict[str, str]] = {}
    for key, article in sorted((G.graph.get("articles") or {}).items()):
        url = _clean(article.get("url") or "").strip()
        articles[key] = {
            "title": _clean(article.get("title") or ""),
            "source": _clean(article.get("source") or ""),
            "published": _clean(article.get("published") or ""),
            "url": url if re.match(r"https?://", url, re.IGNORECASE) else "",
        }
    return articles


def _rows(G: nx.MultiDiGraph[str], edges: Sequence[tuple[str, str, str]], style: Style) -> list[list[str]]:
    """Give the relations as rows of a plain table, for readers without JavaScript."""
    rows = []
    for source, target, key in edges[:NO_SCRIPT_ROWS]:
        data = G.edges[source, target, key]
        evidence = data.get("evidence") or [{}]
        rows.append(
            [
                _clean(G.nodes[source].get("label") or source),
                style.name(_clean(data.get("relation") or key)),
                _clean(G.nodes[target].get("label") or target),
                style.say(f"status_{data.get('status')}") if data.get("status") in STATUSES else "",
                _clean(data.get("first") or ""),
                _clean(data.get("last") or ""),
                _clean(evidence[0].get("text") or ""),
            ]
        )
    return rows


def _names(G: nx.MultiDiGraph[str], style: Style) -> dict[str, str]:
    keys = {data.get("type") or "region" for _, data in G.nodes(data=True)}
    for *_, key, data in G.edges(data=True, keys=True):
        keys |= {data.get("relation") or key, data.get("theme") or "other"}
    return {key: style.name(key) for key in sorted(map(_clean, keys))}


def _coordinates(data: Mapping[str, Any]) -> list[float] | None:
    """Read [latitude, longitude] where a node has them."""
    at = data.get("coordinates")
    if not at or len(at) != 2:
        return None
    latitude, longitude = (_finite(value, math.nan) for value in at)
    return [latitude, longitude] if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _finite(value: object, default: float) -> float:
    if isinstance(value, (int, float)) and math.isfinite(value):
        return round(float(value), 4)
    return default


_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


def _clean(value: object) -> str:
    """Replace, one for one, what HTML, XML or the reading direction of a line would stumble over."""
    return _UNSAFE.sub(lambda hit: "\ufffd" if "\ud800" <= hit[0] <= "\udfff" else " ", str(value))


def _default_title(style: Style) -> str:
    return style.say("default_title")


def _version() -> str:
    return metadata.version("detente")


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


@functools.cache
def _vis() -> str:
    file = Path(pyvis.__file__).parent / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    text = "\n" + file.read_text(encoding="utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"//# sourceMappingURL=.*", "", text)


@functools.cache
def _program() -> str:
    return '\n(() => {\n"use strict";\n' + "\n".join(_template(name) for name in SCRIPTS) + "})();\n"


@functools.cache
def _template(name: str) -> str:
    return resources.files("detente.graph").joinpath("templates", name).read_text(encoding="utf-8")
