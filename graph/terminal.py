"""What the command line prints: ties and sentences on standard output, the rest on standard error."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import networkx as nx
    import pandas as pd

    from detente.extract.schema import Extraction


def examples(*lines: str) -> str:
    """Set lines out as the examples at the end of a command's help."""
    title = "Examples:" if len(lines) > 1 else "Example:"
    return "\b\n" + "\n".join([title, *(f"  {line}" for line in lines)])


def say(message: str) -> None:
    """Tell the person at the terminal something, on standard error."""
    typer.echo(message, err=True)


def fail(message: str, *, code: int = 1) -> NoReturn:
    """Say in one line what went wrong, and stop."""
    say(f"detente: {' '.join(message.split())}")
    raise typer.Exit(code)


def print_ties(
    G: nx.MultiDiGraph[str],
    *,
    top: int,
    about: str | None = None,
    sentences: int = 0,
    structure: bool = False,
) -> int:
    """Print the ties with most independent sources, and return how many there are.

    Parameters
    ----------
    G
        The graph.
    top
        How many to print.
    about
        Only the ties of this entity.
    sentences
        How many sentences of each.
    structure
        Print ties such as membership and office too.
    """
    edges = [
        (u, v, data)
        for u, v, data in G.edges(data=True)
        if (about is None or about in {u, v}) and (structure or data["family"] != "structure")
    ]
    edges.sort(
        key=lambda edge: (-edge[2]["weight"], -edge[2]["articles"], edge[0], edge[1], edge[2]["relation"])
    )
    for u, v, data in edges[:top]:
        arrow = "-" if data["symmetric"] else ">"
        label = f"{G.nodes[u]['label']} {arrow} {G.nodes[v]['label']}"
        typer.echo(
            f"{label:<44} {data['relation']:<13} {data['status']:<9} {count(data['weight'], 'source')}"
        )
        for record in data["evidence"][:sentences]:
            typer.echo(f"    {quote(record)}")
    return len(edges)


def print_frame(frame: pd.DataFrame) -> None:
    """Print a table."""
    shown = frame.copy()
    for name in shown.select_dtypes("number"):
        shown[name] = [f"{value:.4g}" for value in shown[name]]
    typer.echo(shown.fillna("").to_string(index=False))


def count(number: int, noun: str) -> str:
    """Give a number with its noun.

    Examples
    --------
    >>> count(1, "source"), count(2, "source")
    ('1 source', '2 sources')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def quote(record: dict[str, Any]) -> str:
    """Give the sentence of a piece of evidence with the date of its article."""
    when = record.get("published") or "undated"
    return f'"{" ".join(record["text"].split())}" ({when})'


@contextlib.contextmanager
def output(path: Path) -> Iterator[Any]:
    """Open a file that is replaced only once it is complete, or standard output for ``-``."""
    from detente.graph.atomic import replacing

    if str(path) == "-":
        yield sys.stdout
    else:
        with replacing(path) as stream:
            yield stream


def with_progress(items: Iterable[Extraction]) -> Iterator[Extraction]:
    """Count articles on standard error while they are read, if a person is watching."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("reading"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=None)
        for item in items:
            yield item
            progress.advance(task)
