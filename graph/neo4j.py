"""Neo4j: CSV files for its bulk import, and a Cypher script that may run any number of times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.graph.csv_files import to_csv
from detente.graph.edges import sorted_edges

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from detente.graph.build import Graph

_NODE = ("label", "type", "country", "sector", "generic", "wikidata", "aliases")
_EDGE = (
    "relation",
    "family",
    "theme",
    "symmetric",
    "weight",
    "articles",
    "status",
    "first",
    "last",
    "confidence",
)
_CLAIM = (
    "text",
    "status",
    "event",
    "date",
    "date_precision",
    "published",
    "speaker",
    "confidence",
    "start",
    "end",
)
_KINDS = {
    "generic": ":boolean", "symmetric": ":boolean", "weight": ":int", "articles": ":int",
    "confidence": ":double", "aliases": ":string[]", "claims": ":string[]",
}  # fmt: skip


def bulk_tables(G: Graph) -> dict[str, str]:
    """Give the tables of ``neo4j-admin database import``: entities, ties, with the ids of their claims.

    Returns
    -------
    dict
        ``nodes.csv``, ``relationships.csv`` and ``import.txt``, which holds the command.

    Examples
    --------
    >>> import networkx as nx
    >>> bulk_tables(nx.MultiDiGraph())["nodes.csv"].split(",")[0]
    'id:ID'
    """
    nodes = [["id:ID", *(f"{name}{_KINDS.get(name, '')}" for name in _NODE), ":LABEL"]]
    for node in sorted(G):
        data = G.nodes[node]
        nodes.append([node, *(_cell(data[name]) for name in _NODE), f"Entity;{data['type'].capitalize()}"])
    ties = [
        [":START_ID", ":END_ID", ":TYPE", *(f"{name}{_KINDS.get(name, '')}" for name in (*_EDGE, "claims"))]
    ]
    for u, v, key, data in sorted_edges(G):
        claims = [record["claim"] for record in data["evidence"]]
        ties.append([u, v, type_name(key), *(_cell(data[name]) for name in _EDGE), _cell(claims)])
    command = (
        "neo4j-admin database import full --multiline-fields=true "
        "--nodes=nodes.csv --relationships=relationships.csv neo4j\n"
    )
    return {
        "nodes.csv": to_csv(nodes, safe=False),
        "relationships.csv": to_csv(ties, safe=False),
        "import.txt": command,
    }


def cypher(G: Graph) -> Iterator[str]:
    """Give a Cypher script, a statement a line: constraints, then a MERGE for all there is.

    Running it again changes nothing; running that of a newer graph updates what changed and adds what is new.

    Yields
    ------
    str
        A statement with its semicolon.

    Examples
    --------
    >>> import networkx as nx
    >>> list(cypher(nx.MultiDiGraph()))[0]
    'CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;'
    """
    for label in ("Entity", "Article", "Claim"):
        yield f"CREATE CONSTRAINT {label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE;"
    for node in sorted(G):
        yield _merge("Entity", node, {name: G.nodes[node][name] for name in _NODE})
    for id_, about in sorted(G.graph.get("articles", {}).items()):
        yield _merge(
            "Article", id_, {name: about.get(name) for name in ("title", "source", "published", "url")}
        )
    for u, v, key, data in sorted_edges(G):
        pairs = {name: data[name] for name in _EDGE}
        yield _tie(("Entity", u), type_name(key), ("Entity", v), pairs)
        for record in data["evidence"]:
            id_ = record["claim"]
            yield _merge("Claim", id_, {"relation": key} | {name: record[name] for name in _CLAIM})
            yield _tie(("Claim", id_), "SOURCE", ("Entity", u), {})
            yield _tie(("Claim", id_), "TARGET", ("Entity", v), {})
            yield _tie(("Claim", id_), "STATED_IN", ("Article", record["article"]), {})


def type_name(relation: str) -> str:
    """Spell a relation as Neo4j spells types.

    Examples
    --------
    >>> type_name("member_of"), type_name("spies on")
    ('MEMBER_OF', 'SPIES_ON')
    """
    return "".join(char if char.isalnum() else "_" for char in relation.upper()) or "RELATED"


def _merge(label: str, id_: str, values: Mapping[str, Any]) -> str:
    return f"MERGE (n:{label} {{id: {_literal(id_)}}}) SET {_assignments('n', values)};"


def _tie(start: tuple[str, str], kind: str, end: tuple[str, str], values: Mapping[str, Any]) -> str:
    ends = f"MATCH (a:{start[0]} {{id: {_literal(start[1])}}}), (b:{end[0]} {{id: {_literal(end[1])}}})"
    tail = f" SET {_assignments('r', values)}" if values else ""
    return f"{ends} MERGE (a)-[r:`{kind}`]->(b){tail};"


def _assignments(name: str, values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}.`{key}` = {_literal(value)}" for key, value in values.items())


def _literal(value: Any) -> str:  # noqa: ANN401 - any attribute
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return f"'{str(value).translate(_ESCAPES)}'"


_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        "'": "\\'",
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
)


def _cell(value: Any) -> str:  # noqa: ANN401 - any attribute
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return ";".join(item.replace(";", ",") for item in value) if isinstance(value, list) else str(value)
