"""An event table as GDELT and PLOVER users know it: date, actors, event, quad, source URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.graph.csv_files import to_csv

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.graph.build import Graph, Record

QUADS = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT"), (1, "verbal cooperation")),
    **dict.fromkeys(("COOPERATE", "AID", "YIELD"), (2, "material cooperation")),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), (3, "verbal conflict")),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), (4, "material conflict")),
}
"""PLOVER's quad of each root event."""

_COLUMNS = (
    "claim", "date", "date_precision", "published",
    "actor1", "actor1_name", "actor1_country", "actor1_sector",
    "actor2", "actor2_name", "actor2_country", "actor2_sector",
    "event", "quad", "quad_name", "relation", "status", "symmetric", "speaker", "confidence",
    "sentence", "title", "publisher", "source_url",
)  # fmt: skip


def event_table(G: Graph, *, spreadsheet_safe: bool = True) -> tuple[str, list[str]]:
    """Give a row for each claim that carries an event, by date.

    Parameters
    ----------
    G
        The graph.
    spreadsheet_safe
        As in `csv_tables`.

    Returns
    -------
    tuple
        The text of the CSV file, and what it drops.

    Examples
    --------
    >>> import networkx as nx
    >>> event_table(nx.MultiDiGraph())[0].split(",")[:2]
    ['claim', 'date']
    """
    rows, without = [], 0
    for u, v, key, data in G.edges(keys=True, data=True):
        for record in data["evidence"]:
            if record["event"] is None:
                without += 1
                continue
            about = G.graph["articles"].get(record["article"], {})
            quad, name = QUADS[record["event"]]
            first = [record["claim"], record["date"] or record["published"], record["date_precision"]]
            actors = [*_actor(u, G.nodes[u]), *_actor(v, G.nodes[v])]
            event = [record["event"], quad, name, key, record["status"], str(record["symmetric"]).lower()]
            told = [record["speaker"], record["confidence"], record["text"]]
            where = [about.get(part) for part in ("title", "source", "url")]
            cells = [*first, record["published"], *actors, *event, *told, *where]
            rows.append(["" if cell is None else str(cell) for cell in cells])
    rows.sort(key=lambda row: (row[1] or "~", row[0], row[4], row[8]))
    dropped = ["aliases, Wikidata ids and offsets"]
    if without:
        dropped.insert(0, f"{without} claims of structure, which are no events")
    return to_csv([_COLUMNS, *rows], safe=spreadsheet_safe), dropped


def actor_code(node: str, data: Mapping[str, object]) -> str:
    """Give the code of an actor: the country's, then the sector's, such as ``SRBGOV``.

    Examples
    --------
    >>> actor_code("Aleksandar Vučić", {"type": "person", "country": "SRB", "sector": "GOV"})
    'SRBGOV'
    >>> actor_code("SRB", {"type": "country", "country": None, "sector": None})
    'SRB'
    """
    state = node if data["type"] == "country" else data["country"]
    return f"{state or ''}{data['sector'] or ''}"


def _actor(node: str, data: Record) -> list[str]:
    state = node if data["type"] == "country" else data["country"] or ""
    return [actor_code(node, data), data["label"], state, data["sector"] or ""]
