"""The command line: every command parses its arguments and calls one function of the library."""

from __future__ import annotations

import contextlib
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.extract.schema import ArticleError, DetenteError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx
    import pandas as pd

    from detente.extract.schema import Article, Extraction

app = typer.Typer(
    name="detente",
    help="News articles in, a map of relations out: every edge opens the sentences it rests on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Articles = Annotated[list[str], typer.Argument(help="Files, folders or zips of articles; - is standard input.")]
GraphFile = Annotated[Path, typer.Argument(help="A graph or claims file: .json, .gexf, .graphml, .csv, .jsonl ...")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Where to write; - is standard output.")]
Workers = Annotated[int, typer.Option(min=1, help="Processes that read articles.")]
Strict = Annotated[bool, typer.Option(help="Stop at the first article that cannot be read.")]
ModelName = Annotated[str | None, typer.Option(help="Name or path of a spaCy pipeline.")]
GazetteerFiles = Annotated[list[Path] | None, typer.Option(help="Your own table of names (CSV); may be repeated.")]
RelationsFile = Annotated[Path | None, typer.Option(help="Your own relations and triggers (TOML).")]
Since = Annotated[str | None, typer.Option(help="Only evidence from this date on (2025, 2025-03, 2025-03-14).")]
Until = Annotated[str | None, typer.Option(help="Only evidence up to this date.")]
Relation = Annotated[list[str] | None, typer.Option(help="Only these relations; may be repeated.")]
Top = Annotated[int, typer.Option(min=1, help="How many rows.")]


def main() -> None:
    """Run the command line; errors that detente raises on purpose become one line and exit code 1."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        app()
    except DetenteError as error:
        _fail(str(error))
    except BrokenPipeError:
        # The reader of a pipe (head, less) has gone: not an error of ours.
        sys.stderr.close()
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        _fail("stopped", code=130)


@app.command()
def build(
    articles: Articles,
    out: Out = Path("out"),
    title: Annotated[str, typer.Option(help="Heading of the map.")] = "",
    language: Annotated[str, typer.Option(help="Language of the map's interface (en, sr).")] = "en",
    workers: Workers = 1,
    strict: Strict = False,
    model: ModelName = None,
    gazetteer: GazetteerFiles = None,
    relations: RelationsFile = None,
) -> None:
    """Read articles and write the map: OUT/map.html, OUT/graph.json and OUT/claims.csv."""
    from detente.extract import Extractor
    from detente.extract.model import model_label
    from detente.graph.build import graph_from_extractions
    from detente.graph.outputs import with_coordinates, write_outputs

    _writable(out)
    extractor = Extractor(model=model, gazetteer=gazetteer or [], relations=relations)
    found = list(_with_progress(extractor.extract(_articles(articles, strict=strict), workers=workers)))
    if not found:
        _fail("no article could be read: give files or folders of .txt, .md, .html, .pdf, .jsonl, .csv or .xml")
    G = graph_from_extractions(found, model=model_label(extractor.nlp), vocabulary=_vocabulary(relations))
    G = with_coordinates(G, extractor.gazetteer.coordinates)
    claims = [claim for extraction in found for claim in extraction.claims]
    paths = write_outputs(G, claims, out, title=title, language=language)
    silent = sum(not extraction.claims for extraction in found)
    _say(
        f"{len(found)} articles, {len(claims)} claims, {G.number_of_nodes()} entities, {G.number_of_edges()} ties"
        + (f"; {silent} articles state no tie" if silent else "")
    )
    _print_ties(G, top=10)
    for path in paths:
        typer.echo(str(path))


@app.command()
def demo(out: Out = Path("demo"), workers: Workers = 1) -> None:
    """Build the map of the sample articles, which are fictional and come with detente."""
    from importlib import resources

    with resources.as_file(resources.files("detente.data").joinpath("articles")) as folder:
        build([str(folder)], out=out, title="Serbia looks east (fictional sample articles)", workers=workers)


@app.command()
def extract(
    articles: Articles,
    out: Out = Path("-"),
    whole: Annotated[bool, typer.Option("--whole", help="A line an article, with mentions and entities.")] = False,
    workers: Workers = 1,
    strict: Strict = False,
    model: ModelName = None,
    gazetteer: GazetteerFiles = None,
    relations: RelationsFile = None,
) -> None:
    """Read articles and write their claims, a JSON line each."""
    from detente.extract import Extractor
    from detente.extract.records import write_jsonl

    extractor = Extractor(model=model, gazetteer=gazetteer or [], relations=relations)
    found = _with_progress(extractor.extract(_articles(articles, strict=strict), workers=workers))
    items: Any = found if whole else (claim for extraction in found for claim in extraction.claims)
    with _output(out) as stream:
        count = write_jsonl(items, stream)
    _say(f"{count} {'articles' if whole else 'claims'}")


@app.command()
def show(
    graph: GraphFile,
    entity: Annotated[str, typer.Argument(help="Name or id, such as Serbia or SRB.")],
    since: Since = None,
    until: Until = None,
    relation: Relation = None,
    top: Top = 20,
) -> None:
    """Show the ties of one entity with their sentences."""
    from detente.graph.query import ego_network, find_entity

    G = open_graph(graph)
    node = find_entity(G, entity)
    ego = ego_network(G, node, since=since, until=until, relations=relation)
    _print_ties(ego, top=top, about=node, sentences=2)


@app.command()
def path(
    graph: GraphFile,
    a: Annotated[str, typer.Argument(help="The one entity.")],
    b: Annotated[str, typer.Argument(help="The other entity.")],
    k: Annotated[int, typer.Option("-k", min=1, help="How many paths.")] = 3,
    since: Since = None,
    until: Until = None,
    relation: Relation = None,
) -> None:
    """Show the strongest paths between two entities, each hop with a sentence."""
    from detente.graph.query import find_entity, paths

    G = open_graph(graph)
    found = paths(G, find_entity(G, a), find_entity(G, b), k=k, since=since, until=until, relations=relation)
    for number, way in enumerate(found, start=1):
        typer.echo(f"{number}. {' - '.join(G.nodes[node]['label'] for node in way.nodes)}")
        for hop in way.hops:
            typer.echo(f"   {', '.join(hop.relations)} ({hop.status}, {_count(hop.weight, 'source')})")
            typer.echo(f"     {_quote(hop.evidence[0])}")
    if not found:
        _fail("no path between them with these filters: drop a filter or try detente show")


@app.command()
def rank(
    graph: GraphFile,
    by: Annotated[
        str, typer.Option(help="strength, degree, betweenness, pagerank or eigenvector.")
    ] = "strength",
    since: Since = None,
    until: Until = None,
    relation: Relation = None,
    top: Top = 20,
) -> None:
    """Rank the entities by how central they are."""
    from typing import cast

    from detente.graph.metrics import rank_entities

    frame = rank_entities(open_graph(graph), by=cast("Any", by), since=since, until=until, relations=relation)
    _print_frame(frame.drop(columns="claims").head(top))


@app.command()
def diff(
    graph: GraphFile,
    before: Annotated[str, typer.Argument(help="The earlier period, such as 2025-01..2025-06.")],
    after: Annotated[str, typer.Argument(help="The later period.")],
    out: Out = Path("-"),
    html: Annotated[bool, typer.Option("--html", help="Write HTML instead of Markdown.")] = False,
) -> None:
    """Say what changed between two periods, with the sentences, as a brief."""
    from detente.graph import brief, compare

    text = brief(compare(open_graph(graph), before, after), format="html" if html else "markdown")
    with _output(out) as stream:
        stream.write(text if text.endswith("\n") else text + "\n")


@app.command()
def export(graph: GraphFile, out: Annotated[Path, typer.Argument(help="The file to write; its ending decides.")]) -> None:
    """Write the graph for another tool (.json .gexf .graphml .csv .parquet .ttl .cypher .ftm.json ...)."""
    from detente.graph.files import write_graph

    for loss in write_graph(open_graph(graph), out):
        _say(f"dropped: {loss}")
    typer.echo(str(out))


@app.command()
def page(
    graph: GraphFile,
    out: Out = Path("map.html"),
    title: Annotated[str, typer.Option(help="Heading of the map.")] = "",
    language: Annotated[str, typer.Option(help="Language of the interface (en, sr).")] = "en",
    since: Since = None,
    until: Until = None,
    relation: Relation = None,
) -> None:
    """Make the interactive map of a graph: one HTML file that works offline."""
    from detente.graph.page import graph_to_html
    from detente.graph.query import filter_graph

    G = filter_graph(open_graph(graph), since=since, until=until, relations=relation, denied=True, generic=True)
    graph_to_html(G, out, title=title, language=language)
    typer.echo(str(out))


@app.command()
def figure(
    graph: GraphFile,
    out: Out = Path("figure.svg"),
    title: Annotated[str, typer.Option(help="Heading of the figure.")] = "",
    size: Annotated[str, typer.Option(help="column, page or slide.")] = "page",
    grey: Annotated[bool, typer.Option("--grey", help="Without colour.")] = False,
    since: Since = None,
    until: Until = None,
    relation: Relation = None,
) -> None:
    """Draw a graph for a report (.svg, .png, .pdf)."""
    from typing import cast

    from detente.graph.figure import save_figure
    from detente.graph.query import filter_graph

    G = filter_graph(open_graph(graph), since=since, until=until, relations=relation)
    save_figure(G, out, title=title, size=cast("Any", size), in_grey=grey)
    typer.echo(str(out))


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"detente {installed('detente')}")
        raise typer.Exit


def open_graph(path: Path) -> nx.MultiDiGraph[str]:
    """Open a graph from any file that detente reads: its own JSON, other graph formats, or a table of claims."""
    from detente.graph.files import read_graph

    return read_graph(path)


def _articles(sources: list[str], *, strict: bool) -> Iterator[Article]:
    from detente.extract import read_articles

    return read_articles(*sources, strict=strict, on_error=_report)


def _report(error: ArticleError) -> None:
    _say(str(error))


def _vocabulary(relations: Path | None) -> Any:
    from detente.graph.vocabulary import load_vocabulary

    return load_vocabulary(relations) if relations else None


def _with_progress(extractions: Iterator[Extraction]) -> Iterator[Extraction]:
    """Count articles on standard error while they are read, if a person is watching."""
    if not sys.stderr.isatty():
        yield from extractions
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("reading"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=None)
        for extraction in extractions:
            yield extraction
            progress.advance(task)


def _print_ties(G: nx.MultiDiGraph[str], *, top: int, about: str | None = None, sentences: int = 0) -> None:
    edges = [
        (data["weight"], data["articles"], u, v, data)
        for u, v, data in G.edges(data=True)
        if (about is None or about in {u, v}) and (about is not None or data["family"] != "structure")
    ]
    edges.sort(key=lambda edge: (-edge[0], -edge[1], edge[2], edge[3], edge[4]["relation"]))
    for weight, _, u, v, data in edges[:top]:
        arrow = "-" if data["symmetric"] else ">"
        label = f"{G.nodes[u]['label']} {arrow} {G.nodes[v]['label']}"
        typer.echo(f"{label:<44} {data['relation']:<13} {data['status']:<9} {_count(weight, 'source')}")
        for record in data["evidence"][:sentences]:
            typer.echo(f"    {_quote(record)}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _quote(record: dict[str, Any]) -> str:
    when = record.get("published") or "undated"
    return f'"{" ".join(record["text"].split())}" ({when})'


def _print_frame(frame: pd.DataFrame) -> None:
    typer.echo(frame.to_string(index=False))


def _writable(folder: Path) -> None:
    """Fail before the reading starts if there is nowhere to write to."""
    if folder.exists() and not folder.is_dir():
        _fail(f"{folder}: is a file: -o names a folder for the map, the graph and the claims", code=2)


@contextlib.contextmanager
def _output(path: Path) -> Iterator[Any]:
    from detente.graph.atomic import replacing

    if str(path) == "-":
        yield sys.stdout
    else:
        with replacing(path) as stream:
            yield stream


def _say(message: str) -> None:
    typer.echo(message, err=True)


def _fail(message: str, *, code: int = 1) -> None:
    _say(f"detente: {message}")
    raise SystemExit(code)
