"""The command line: every command parses its arguments and calls one function of the library."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from detente.extract.schema import DetenteError
from detente.graph import cli_claims, cli_store
from detente.graph import options as opt
from detente.graph.errors import PeriodError
from detente.graph.inputs import articles_from, filtered_graph, load_extractor, open_graph
from detente.graph.terminal import (
    count,
    examples,
    fail,
    output,
    print_frame,
    print_ties,
    quote,
    say,
    with_progress,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from detente.graph.vocabulary import Relation

app = typer.Typer(
    name="detente",
    help="News articles in, a map of relations out: every edge opens the sentences it rests on.",
    epilog="Exit code: 0 done, 1 a file cannot be read or written, 2 the command line is wrong, 130 stopped.",
    add_completion=False,
    rich_markup_mode=None,  # plain help: importing rich would take longer than all else
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
_INTERRUPTED = 130
# typer may carry its own copy of click, so the class is reached through what typer names.
_UsageError: type[Any] = typer.BadParameter.__bases__[0]


@contextlib.contextmanager
def _seldom_collected() -> Iterator[None]:
    """Look for reference cycles seldom: modules and tables hold none, and to search them costs a tenth."""
    before = gc.get_threshold()
    gc.set_threshold(300_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@_seldom_collected()
def main(args: list[str] | None = None) -> int:
    """Run the command line and give its exit code; what a user may get wrong becomes one line.

    Parameters
    ----------
    args
        What stands behind ``detente``; by default what the shell gave.

    Examples
    --------
    >>> main(["rank", "graph.json", "--top", "3"])  # doctest: +SKIP
    0
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        code = app(args, prog_name="detente", standalone_mode=False)
        sys.stdout.flush()
    except _UsageError as error:
        command = error.ctx.command_path if error.ctx else "detente"
        message = error.format_message().rstrip(".").replace("Value error, ", "")
        return _explained(f"{message}: see '{command} --help'", code=2)
    except PeriodError as error:
        return _explained(error, code=2)
    except BrokenPipeError:
        _drop_output()
        return 1
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except DetenteError as error:
        return _explained(error, code=1)
    except OSError as error:
        if error.filename is None:
            _drop_output()
        return _explained(
            f"{error.filename or 'standard output'}: {error.strerror}: "
            "check the path, its permissions and the disk",
            code=1,
        )
    if code == _INTERRUPTED:
        return _explained("stopped: no file was left half written", code=_INTERRUPTED)
    return code if isinstance(code, int) else 0


def _drop_output() -> None:
    """Send what is still in the buffer of standard output nowhere.

    Its reader (head, less) has gone or its disk is full: a last flush as Python ends would fail again, and
    older Pythons then end with code 120.
    """
    with contextlib.suppress(OSError):  # no file behind it, as where a test captures it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _explained(error: object, *, code: int) -> int:
    say(f"detente: {' '.join(str(error).split())}")
    return code


@app.callback(invoke_without_command=True)
def _start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"detente {installed('detente')}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(
    epilog=examples("detente build articles/ -o out", "detente build story.txt more.zip --workers 2")
)
def build(
    articles: opt.Articles,
    out: opt.OutFolder = Path("out"),
    title: opt.Title = "",
    language: opt.Language = "en",
    workers: opt.Workers = 1,
    strict: opt.Strict = False,
    model: opt.Model = None,
    gazetteer: opt.Gazetteers = None,
    relations: opt.Relations = None,
    min_confidence: opt.LeastConfidence = None,
) -> None:
    """Read articles and write the map: map.html, graph.json and claims.csv."""
    from detente.graph.outputs import check_folder, write_outputs

    if str(out) == "-":
        fail(
            "-o -: three files cannot go to standard output: name a folder, or see 'detente extract'", code=2
        )
    check_folder(out)
    read = articles_from(articles, strict=strict)

    from detente.extract.english.model import model_label
    from detente.graph.build import graph_from_extractions
    from detente.graph.outputs import with_coordinates
    from detente.graph.stories import find_stories

    extractor = load_extractor(model, gazetteer, relations, min_confidence)
    vocabulary = _vocabulary(relations)
    found = list(with_progress(extractor.extract(read, workers=workers)))
    G = graph_from_extractions(
        found, clusters=find_stories(extraction.article for extraction in found),
        model=model_label(extractor.nlp), vocabulary=vocabulary,
    )  # fmt: skip
    G = with_coordinates(G, extractor.gazetteer.coordinates)
    claims = [claim for extraction in found for claim in extraction.claims]
    paths = write_outputs(G, claims, out, title=title, language=language)
    silent = sum(not extraction.claims for extraction in found)
    parts = [
        count(len(found), "article"), count(len(claims), "claim"),
        f"{G.number_of_nodes()} entities", count(G.number_of_edges(), "tie"),
    ]  # fmt: skip
    say(", ".join(parts) + (f"; {count(silent, 'article')} without a tie" if silent else ""))
    print_ties(G, top=10)
    for path in paths:
        typer.echo(str(path))


@app.command(epilog=examples("detente demo -o demo"))
def demo(out: opt.OutFolder = Path("demo"), workers: opt.Workers = 1) -> None:
    """Build the map of the sample articles, which are fictional and come with detente."""
    from importlib import resources

    with resources.as_file(resources.files("detente.data").joinpath("articles")) as folder:
        build([str(folder)], out=out, title="Serbia looks east (fictional sample articles)", workers=workers)
    say(f"The map: {(out / 'map.html').resolve()} (open it in a browser)")


@app.command(epilog=examples("detente show out/graph.json Serbia --since 2025 --relation energy"))
def show(
    graph: opt.GraphFile,
    entity: opt.Entity,
    top: opt.Top = 20,
    sentences: Annotated[int, typer.Option(min=0, metavar="N", help="How many sentences of each tie.")] = 2,
    since: opt.Since = None,
    until: opt.Until = None,
    relation: opt.Relation = None,
    status: opt.Statuses = None,
    source: opt.Sources = None,
    min_confidence: opt.MinConfidence = 0.0,
) -> None:
    """Show the ties of one entity with their sentences."""
    from detente.graph.entities import find_entity
    from detente.graph.query import ego_network

    chosen = opt.filters(since, until, relation, status, source, min_confidence)
    G = open_graph(graph, chosen)
    node = find_entity(G, entity)
    number = print_ties(
        ego_network(G, node, **chosen), top=top, about=node, sentences=sentences, structure=True
    )
    if not number:
        fail(f"{node}: no tie with these filters: drop one of them")
    if number > top:
        say(f"{number - top} more: --top {number}")


@app.command(epilog=examples("detente path out/graph.json Serbia China -k 2"))
def path(
    graph: opt.GraphFile,
    a: Annotated[str, typer.Argument(metavar="A", help="The one entity.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other entity.")],
    k: Annotated[int, typer.Option("-k", min=1, metavar="N", help="How many paths.")] = 3,
    since: opt.Since = None,
    until: opt.Until = None,
    relation: opt.Relation = None,
    status: opt.Statuses = None,
    source: opt.Sources = None,
    min_confidence: opt.MinConfidence = 0.0,
) -> None:
    """Show the strongest paths between two entities, each hop with a sentence."""
    from detente.graph.entities import find_entity
    from detente.graph.query import paths

    chosen = opt.filters(since, until, relation, status, source, min_confidence)
    G = open_graph(graph, chosen)
    ends = find_entity(G, a), find_entity(G, b)
    names = [G.nodes[end]["label"] for end in ends]
    if ends[0] == ends[1]:
        fail(f"'{a}' and '{b}' are both {names[0]}: name two entities")
    found = paths(G, *ends, k=k, **chosen)
    if not found:
        what = (
            "with these filters: drop one of them" if chosen else "in this graph: no chain of ties links them"
        )
        fail(f"no path between {names[0]} and {names[1]} {what}")
    for number, way in enumerate(found, start=1):
        typer.echo(f"{number}. {' - '.join(G.nodes[node]['label'] for node in way.nodes)}")
        for hop in way.hops:
            typer.echo(f"   {', '.join(hop.relations)} ({hop.status}, {count(hop.weight, 'source')})")
            for record in hop.evidence[:1]:
                typer.echo(f"     {quote(record)}")


@app.command(epilog=examples("detente rank out/graph.json --by betweenness --top 5"))
def rank(
    graph: opt.GraphFile,
    by: Annotated[
        Literal["strength", "degree", "betweenness", "pagerank", "eigenvector"],
        typer.Option(help="What to rank by: independent sources of all ties, partners, or a centrality."),
    ] = "strength",
    top: opt.Top = 20,
    since: opt.Since = None,
    until: opt.Until = None,
    relation: opt.Relation = None,
    status: opt.Statuses = None,
    source: opt.Sources = None,
    min_confidence: opt.MinConfidence = 0.0,
) -> None:
    """Rank the entities by how central they are."""
    from detente.graph.metrics import rank_entities

    chosen = opt.filters(since, until, relation, status, source, min_confidence)
    frame = rank_entities(open_graph(graph, chosen), by=by, **chosen)
    print_frame(frame[["rank", "label", "type", "country", "score"]].head(top))


@app.command(epilog=examples("detente diff out/graph.json 2024-07..2025-03 2025-04..2026-02 -o changes.md"))
def diff(
    graph: opt.GraphFile,
    before: Annotated[
        str, typer.Argument(metavar="BEFORE", help="The earlier period, such as 2025-01..2025-06.")
    ],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The later period, such as 2025-Q3 or 2026.")],
    out: opt.OutFile = Path("-"),
    html: Annotated[bool, typer.Option("--html", help="Write HTML instead of Markdown.")] = False,
    sentences: Annotated[int, typer.Option(min=0, metavar="N", help="How many sentences of each tie.")] = 2,
    since: opt.Since = None,
    until: opt.Until = None,
    relation: opt.Relation = None,
    status: opt.Statuses = None,
    source: opt.Sources = None,
    min_confidence: opt.MinConfidence = 0.0,
) -> None:
    """Say what changed between two periods, with the sentences."""
    from detente.graph import brief, compare

    chosen = opt.filters(since, until, relation, status, source, min_confidence)
    changes = compare(filtered_graph(graph, chosen), before, after)
    text = brief(changes, format="html" if html else "markdown", sentences=sentences)
    with output(out) as stream:
        stream.write(text if text.endswith("\n") else text + "\n")


@app.command(
    epilog=examples("detente export out/graph.json serbia.gexf", "detente export out/graph.json tables/")
)
def export(
    graph: opt.GraphFile,
    out: Annotated[
        Path, typer.Argument(metavar="FILE", help="The file to write; its ending says the format.")
    ],
    since: opt.Since = None,
    until: opt.Until = None,
    relation: opt.Relation = None,
    status: opt.Statuses = None,
    source: opt.Sources = None,
    min_confidence: opt.MinConfidence = 0.0,
) -> None:
    """Write the graph for another tool: .json .gexf .graphml .parquet .csv .ttl .cypher .zip ..."""
    from detente.graph.files import write_graph

    chosen = opt.filters(since, until, relation, status, source, min_confidence)
    for loss in write_graph(filtered_graph(graph, chosen), out):
        say(f"{out}: the format has no place for {loss}")
    typer.echo(str(out))


@app.command(epilog=examples("detente page out/graph.json -o energy.html --relation energy"))
def page(
    graph: opt.GraphFile,
    out: opt.OutFile = Path("map.html"),
    title: opt.Title = "",
    language: opt.Language = "en",
    since: opt.Since = None,
    until: opt.Until = None,
    relation: opt.Relation = None,
    status: opt.Statuses = None,
    source: opt.Sources = None,
    min_confidence: opt.MinConfidence = 0.0,
) -> None:
    """Make the interactive map of a graph: one HTML file that works offline."""
    from detente.graph.page import graph_to_html

    chosen = opt.filters(since, until, relation, status, source, min_confidence)
    G = filtered_graph(graph, chosen)
    with output(out) as stream:
        stream.write(
            graph_to_html(
                G, title=title, language=language, include_denied=opt.StatusName.denied in (status or ())
            )
        )
    _written(out)


@app.command(epilog=examples("detente figure out/graph.json -o energy.svg --relation energy --size column"))
def figure(
    graph: opt.GraphFile,
    out: opt.OutFile = Path("figure.svg"),
    title: opt.Title = "",
    language: opt.Language = "en",
    size: Annotated[
        Literal["column", "page", "slide"], typer.Option(help="90 mm wide, 180 mm wide, or 16:9.")
    ] = "page",
    grey: Annotated[bool, typer.Option("--grey", help="Without colour.")] = False,
    since: opt.Since = None,
    until: opt.Until = None,
    relation: opt.Relation = None,
    status: opt.Statuses = None,
    source: opt.Sources = None,
    min_confidence: opt.MinConfidence = 0.0,
) -> None:
    """Draw a graph for a report (.svg, .png, .pdf)."""
    from detente.graph.figure import graph_to_svg, save_figure

    chosen = opt.filters(since, until, relation, status, source, min_confidence)
    G = filtered_graph(graph, chosen)
    denied = opt.StatusName.denied in (status or ())
    look: Any = {
        "size": size,
        "title": title,
        "language": language,
        "in_grey": grey,
        "include_denied": denied,
    }
    if str(out) == "-":
        typer.echo(graph_to_svg(G, **look))
    else:
        save_figure(G, out, **look)
    _written(out)


def _vocabulary(relations: Path | None) -> Mapping[str, Relation] | None:
    from detente.graph.vocabulary import load_vocabulary

    return load_vocabulary(relations) if relations else None


def _written(out: Path) -> None:
    if str(out) != "-":
        typer.echo(str(out))


for _command, *_lines in (*cli_claims.COMMANDS, *cli_store.COMMANDS):
    app.command(epilog=examples(*_lines))(_command)

if __name__ == "__main__":
    sys.exit(main())
