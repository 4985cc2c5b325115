"""The commands on claims: read them out of articles, measure how well that goes, say why one was made."""

from __future__ import annotations

import collections
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from detente.graph import options as opt
from detente.graph.inputs import articles_from, check_sources, is_store, load_extractor, open_store
from detente.graph.terminal import count, fail, output, say, with_progress

if TYPE_CHECKING:
    from detente.extract.evaluation import Evaluation
    from detente.extract.schema import DetenteError

Part = Annotated[
    Literal["dev", "test", "all"],
    typer.Option(help="The half that is developed on, the half that nobody looks at, or both."),
]


def extract(
    articles: opt.Articles,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="The file to write; - is standard output. For shards, a folder.",
        ),
    ] = Path("-"),
    whole: Annotated[
        bool, typer.Option("--whole", help="A line an article, with mentions and entities.")
    ] = False,
    shards: Annotated[
        Literal["jsonl", "parquet"] | None,
        typer.Option(
            "--format",
            help="Write shards: of each file of articles a file with all it gave, for detente add.",
        ),
    ] = None,
    engine: Annotated[
        Literal["local", "dask"],
        typer.Option(help="What makes shards: processes of this machine, or a Dask cluster."),
    ] = "local",
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="The Dask scheduler, such as tcp://10.0.0.1:8786; else a cluster is started here.",
        ),
    ] = None,
    workers: opt.Workers = 1,
    strict: opt.Strict = False,
    model: opt.Model = None,
    gazetteer: opt.Gazetteers = None,
    relations: opt.Relations = None,
    min_confidence: opt.LeastConfidence = None,
) -> None:
    """Read articles and write their claims, a JSON line each; or shards, a file for each file of articles."""
    if scheduler is not None and engine != "dask":
        fail("--scheduler is for --engine dask: give both", code=2)
    if shards is not None or engine == "dask":
        settings: dict[str, Any] = {
            "format": shards or "jsonl", "engine": engine, "scheduler": scheduler, "workers": workers,
            "strict": strict, "model": model, "gazetteer": gazetteer or (), "relations": relations,
            "min_confidence": min_confidence,
        }  # fmt: skip
        _extract_shards(articles, out, settings)
        return
    read = articles_from(articles, strict=strict)

    from detente.extract.records import write_jsonl
    from detente.extract.running.shards import made_by, shard_line

    extractor = load_extractor(model, gazetteer, relations, min_confidence)
    found = with_progress(extractor.extract(read, workers=workers))
    with output(out) as stream:
        if whole:
            maker = made_by(extractor)
            written = sum(bool(stream.write(f"{shard_line(extraction, maker)}\n")) for extraction in found)
        else:
            written = write_jsonl((claim for extraction in found for claim in extraction.claims), stream)
    say(count(written, "article" if whole else "claim"))


def explain(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="The id of a claim, or the beginning of it.")],
    where: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A store, or lines of 'detente extract --whole': all is said; claims (.jsonl .csv): "
            "not the parts of the confidence; a graph: not the words that decided either.",
        ),
    ],
) -> None:
    """Say why a claim was made: who was linked how, the words that decided, the parts of its confidence."""
    from detente.extract.explain import explain as explained
    from detente.graph.lookup import find_claim, find_stored_claim

    if is_store(where):
        with open_store(where) as store:
            found = find_stored_claim(store, claim, where=str(where))
    else:
        found = find_claim(where, claim)
    typer.echo(f"{found.claim.id}  {explained(found.claim, found.extraction, from_graph=found.from_graph)}")


def evaluate(
    part: Part = "dev",
    errors: Annotated[
        int, typer.Option(min=0, metavar="N", help="Show at most so many errors of each kind.")
    ] = 0,
    gold: Annotated[
        Path, typer.Option(metavar="FOLDER", help="The annotated articles and sentences.")
    ] = Path("tests/gold"),
    check_floors: Annotated[
        bool, typer.Option("--check-floors", help="Fail where a figure is below its floor in floors.json.")
    ] = False,
    update_floors: Annotated[
        bool, typer.Option("--update-floors", help="Raise the floors in floors.json to what is measured.")
    ] = False,
    model: opt.Model = None,
    gazetteer: opt.Gazetteers = None,
    relations: opt.Relations = None,
    min_confidence: opt.LeastConfidence = None,
) -> None:
    """Measure how well detente reads, on annotated text: its own is in tests/gold of the repository."""
    from detente.extract import evaluation as library
    from detente.extract.gold import gold_files

    if (check_floors or update_floors) and part == "all":
        fail("floors are of one half: give --part dev or --part test", code=2)
    if not gold.is_dir():
        fail(
            f"{gold}: no such folder: give --gold FOLDER with annotated text, such as tests/gold of the "
            "repository"
        )
    gold_files(gold, part)  # what is missing must show before the language model is loaded
    floors = _floors(gold, part) if check_floors else {}
    extractor = load_extractor(model, gazetteer, relations, min_confidence)
    measured = library.evaluate(extractor, gold, part=part)
    _print_figures(measured, errors)
    missed = library.missed_floors(measured, floors)
    if missed:
        fail("; ".join(missed))
    if update_floors:
        library.update_floors([measured], gold_dir=gold, file=gold / "floors.json")
        say(f"{gold / 'floors.json'}: floors of {part} are up to date")


def _extract_shards(sources: list[str], out: Path, settings: dict[str, Any]) -> None:
    from detente.extract.running.cluster import extract_shards, shard_files
    from detente.extract.schema import WorkerError

    if str(out) == "-" or "-" in sources:
        fail("shards are files: give files of articles, and -o FOLDER", code=2)
    if out.exists() and not out.is_dir():
        fail(f"{out}: is a file: give a folder for the shards")
    check_sources(sources)
    files = shard_files(sources)
    if not files:
        fail(f"{', '.join(sources)}: no file of articles here: give such files or their folder")

    lost: list[DetenteError] = []

    def report(error: DetenteError) -> None:
        say(f"detente: {error}")
        if isinstance(error, WorkerError):
            lost.append(error)

    made = list(extract_shards(files, out, on_error=report, **settings))
    for path in sorted(made):
        typer.echo(str(out / path.name))
    say(f"{count(len(made), 'shard')} of {count(len(files), 'file')}")
    if lost:
        fail(f"{count(len(lost), 'file')} given up: repair them and start again; what is done stays done")


def _floors(gold: Path, part: str) -> dict[str, float]:
    import json

    file = gold / "floors.json"
    try:
        pinned: dict[str, float] = json.loads(file.read_text(encoding="utf-8"))[part]["floors"]
    except (OSError, ValueError, KeyError):
        fail(f"{file}: no floors of {part}: make them with --update-floors")
    return pinned


def _print_figures(measured: Evaluation, most: int) -> None:
    kinds = collections.Counter(error.kind for error in measured.errors)
    shown: collections.Counter[str] = collections.Counter()
    for error in measured.errors:
        if shown[error.kind] < most:
            shown[error.kind] += 1
            typer.echo(f"[{error.kind}] {error.where}: {error.what}")
            typer.echo(f"    {' '.join(error.text.split())}")
    if most:
        for kind, number in kinds.most_common():
            typer.echo(f"{number:>5}  {kind}")
        typer.echo()
    for name, value in measured.figures.items():
        typer.echo(f"{name:<45}{value:.3f}  of {measured.size(name)}")


COMMANDS = (
    (
        extract,
        "detente extract articles/ -o claims.jsonl",
        "cat story.txt | detente extract - | head -1",
        "detente extract articles/ -o claims --format parquet --engine dask --workers 4",
    ),
    (
        explain,
        "detente explain 3f2a9c0d11e4b7a8 news.sqlite",
        "detente explain 3f2a9c out/claims.csv",
    ),
    (
        evaluate,
        "detente evaluate --errors 3",
        "detente evaluate --part test --check-floors",
    ),
)
"""The commands with their examples, as `detente.graph.cli` offers them."""
