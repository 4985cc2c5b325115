"""The options of the command line, each defined once so that it means the same in every command."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detente.graph.errors import GraphError

if TYPE_CHECKING:
    from collections.abc import Collection

    import networkx as nx

    from detente.graph.filters import Filters


class StatusName(enum.StrEnum):
    """The statuses, in the form that typer takes a repeated choice in."""

    actual = "actual"
    ended = "ended"
    planned = "planned"
    possible = "possible"
    denied = "denied"


Articles = Annotated[
    list[str],
    typer.Argument(
        metavar="ARTICLES...", help="Files, folders or zip archives of articles; - is standard input."
    ),
]
GraphFile = Annotated[
    Path,
    typer.Argument(
        metavar="GRAPH", help="A store, a graph (.json .gexf .graphml .parquet .zip) or claims (.csv .jsonl)."
    ),
]
Entity = Annotated[str, typer.Argument(metavar="ENTITY", help="A name or an id, such as Serbia or SRB.")]
OutFolder = Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="The folder to write into.")]
OutFile = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE", help="The file to write; - is standard output.")
]
Title = Annotated[str, typer.Option(metavar="TEXT", help="Heading.")]
Language = Annotated[Literal["en", "sr"], typer.Option(help="Language of headings and legends.")]
Workers = Annotated[int, typer.Option(min=1, metavar="N", help="Processes that read articles.")]
Strict = Annotated[bool, typer.Option("--strict", help="Stop at the first article that cannot be read.")]
Model = Annotated[str | None, typer.Option(metavar="NAME", help="Name or path of a spaCy pipeline.")]
Gazetteers = Annotated[
    list[Path] | None, typer.Option(metavar="FILE", help="Your own table of names (CSV); may be repeated.")
]
Relations = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Your own relations and triggers (TOML).")
]
LeastConfidence = Annotated[
    float | None,
    typer.Option(
        "--min-confidence", min=0.0, max=1.0, metavar="X",
        help="Keep only claims of at least this confidence; 0 keeps all; by default a measured bound.",
    ),
]  # fmt: skip
Top = Annotated[int, typer.Option(min=1, metavar="N", help="How many rows at most.")]

Since = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Only evidence from then on: 2025, 2025-Q1, 2025-03 or 2025-03-14."),
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Only evidence up to then.")]
Relation = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Only this relation, such as energy; may be repeated."),
]
Statuses = Annotated[
    list[StatusName] | None, typer.Option("--status", help="Only what has this status; may be repeated.")
]
Sources = Annotated[
    list[str] | None, typer.Option("--source", metavar="NAME", help="Only this publication; may be repeated.")
]
MinConfidence = Annotated[
    float,
    typer.Option(min=0.0, max=1.0, metavar="X", help="Only claims of at least this confidence (0 to 1)."),
]


def filters(
    since: str | None,
    until: str | None,
    relation: Collection[str] | None,
    status: Collection[str] | None,
    source: Collection[str] | None,
    min_confidence: float,
) -> Filters:
    """Gather the filters that somebody asked for, as the functions of the library take them.

    Examples
    --------
    >>> filters("2025", None, [], ["planned"], None, 0.0)
    {'since': '2025', 'statuses': ['planned']}
    """
    chosen: Filters = {}
    if since:
        chosen["since"] = since
    if until:
        chosen["until"] = until
    if relation:
        chosen["relations"] = relation
    if status:
        chosen["statuses"] = [str(name) for name in status]
    if source:
        chosen["sources"] = source
    if min_confidence:
        chosen["min_confidence"] = min_confidence
    return chosen


def check_filters(G: nx.MultiDiGraph[str], chosen: Filters) -> None:
    """Refuse names of relations and publications that a graph has not: a slip would look like silence.

    Raises
    ------
    GraphError
        With the names that it has.
    """
    relations = {data["relation"] for *_, data in G.edges(data=True)}
    publications = {
        article["source"] for article in G.graph.get("articles", {}).values() if article["source"]
    }
    for kind, asked, known in (
        ("relation", chosen.get("relations"), relations),
        ("publication", chosen.get("sources"), publications),
    ):
        there = {name.casefold() for name in known}
        for name in asked or ():
            if name.casefold() not in there:
                msg = f"no {kind} '{name}' in the graph: it has {', '.join(sorted(known)) or 'none'}"
                raise GraphError(msg)
