"""The commands on a store: articles come and go, people correct, and all of it lasts."""

from __future__ import annotations

import datetime as dt
import getpass
import itertools
import operator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict

import typer

from detente.graph import options as opt
from detente.graph.inputs import articles_from, check_sources, load_extractor, open_store, shards_in
from detente.graph.terminal import count, fail, output, say, with_progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Unpack

    from detente.extract.pipeline import Extractor
    from detente.extract.schema import Article, Claim
    from detente.graph.decisions import Decision
    from detente.graph.ingest import MadeBy
    from detente.graph.store import Store

StoreFile = Annotated[Path, typer.Argument(metavar="STORE", help="The store, such as news.sqlite.")]
Action = Literal[
    "merge", "never-merge", "rename", "retype", "reject", "confirm", "status", "date", "relation"
]
Who = Annotated[str, typer.Option(metavar="NAME", help="Who decides; by default the name of your account.")]
When = Annotated[str, typer.Option(metavar="DATE", help="The day of the decision; by default today.")]
Why = Annotated[str, typer.Option(metavar="TEXT", help="A note for those who come later.")]


def add(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="The store; made if it is not there.")],
    articles: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLES...",
            help="Files, folders or zip archives of articles; - is standard input; or shards that "
            "'detente extract --format' has written.",
        ),
    ],
    workers: opt.Workers = 1,
    strict: opt.Strict = False,
    model: opt.Model = None,
    gazetteer: opt.Gazetteers = None,
    relations: opt.Relations = None,
    min_confidence: opt.LeastConfidence = None,
) -> None:
    """Read articles into a store; those that it has are left alone, a stopped run goes on."""
    from detente.graph.store import Store

    check_sources(articles)
    shards, rest = shards_in(articles)
    read = articles_from(rest, strict=strict) if rest else iter(())
    extractor = load_extractor(model, gazetteer, relations, min_confidence) if rest else None
    with Store(store) as opened:
        if shards:
            _fold_in(opened, shards)
        if extractor is not None:
            _read_into(opened, opened.pending(read), extractor, workers)


def refresh(
    store: StoreFile,
    workers: opt.Workers = 1,
    model: opt.Model = None,
    gazetteer: opt.Gazetteers = None,
    relations: opt.Relations = None,
    min_confidence: opt.LeastConfidence = None,
) -> None:
    """Read again the articles that an older detente, model, gazetteer or vocabulary has read."""
    with open_store(store) as opened:
        extractor = load_extractor(model, gazetteer, relations, min_confidence)
        _read_into(opened, opened.refresh(_made_by(extractor)), extractor, workers)


def retract(
    store: StoreFile,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Its address, its title or its id.")],
) -> None:
    """Remove an article and all that rested on it alone."""
    with open_store(store) as opened:
        found = [one for one in opened.articles(text=False) if article in {one.id, one.url, one.title}]
        if len(found) != 1:
            many = f"{len(found)} articles are called so" if found else "no such article in the store"
            names = "its address or id" if found else "its address, its title or its id"
            fail(f"{article}: {many}: give {names}")
        opened.retract(found[0].id)
    say(f"retracted: {found[0].title or found[0].id}")


def search(
    store: StoreFile,
    words: Annotated[str, typer.Argument(metavar="WORDS", help='Words, or "a phrase" in double quotes.')],
    top: opt.Top = 20,
) -> None:
    """Find claims by the words of their sentences, the latest first."""
    if not words.strip():
        fail('no words to look for: give some, or "a phrase" in double quotes', code=2)
    with open_store(store) as opened:
        found = opened.search(words, limit=top)
    if not found:
        fail(f"{words}: no sentence of a claim has these words: try fewer")
    for claim in found:
        _print_claim(claim)


def review(store: StoreFile, top: opt.Top = 20) -> None:
    """List what a person should decide: contradictions, entities that may be one, shaky claims."""
    from detente.graph.review import find_doubts

    with open_store(store) as opened:
        doubts = find_doubts(
            opened.claims(as_found=True), opened.entities(repeat=True), decisions=opened.decisions()
        )
    for doubt in doubts[:top]:
        typer.echo(f"{doubt.kind}: {doubt.question}")
        for claim in doubt.claims[:2]:
            _print_claim(claim, indent="    ")
    say(f"{count(len(doubts), 'doubt')}; settle them with detente correct")


def correct(
    store: StoreFile,
    action: Annotated[Action, typer.Argument(help="What to do.")],
    subject: Annotated[str, typer.Argument(metavar="ENTITY|CLAIM", help="An entity, or the id of a claim.")],
    value: Annotated[
        str | None,
        typer.Argument(metavar="[VALUE]", help="An entity, name, type, status, date or none, relation."),
    ] = None,
    who: Who = "",
    when: When = "",
    why: Why = "",
) -> None:
    """Decide something: it holds for every later reading and building, until it is undone."""
    takes_value = action not in {"reject", "confirm"}
    if takes_value != (value is not None):
        fail(
            f"{action} {'needs a value' if takes_value else 'takes no value'}: see 'detente correct --help'",
            code=2,
        )
    with open_store(store) as opened:
        [made] = opened.decide(_decision(opened, action, subject, value or "", **_signed(who, when, why)))
    say(f"decision {made.number} {made.id}: undo it with 'detente undo {store} {made.number}'")


def undo(
    store: StoreFile,
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="Its number or id.")],
    who: Who = "",
    when: When = "",
    why: Why = "",
) -> None:
    """Take a decision back; that is a decision too, and can be taken back."""
    from detente.graph.decisions import Undo

    with open_store(store) as opened:
        ids = [one.id for one in opened.decisions() if decision in {one.id, str(one.number)}]
        if not ids:
            fail(f"{decision}: no such decision: see 'detente decisions {store}'")
        [made] = opened.decide(Undo(decision=ids[0], **_signed(who, when, why)))
    say(f"decision {made.number} {made.id}: {ids[0]} no longer holds")


def decisions(
    store: StoreFile,
    out: opt.OutFile = Path("-"),
    load: Annotated[Path | None, typer.Option(metavar="FILE", help="Take over those of a file.")] = None,
) -> None:
    """Write the decisions as lines of JSON that go well with git, or take some over from such a file."""
    from detente.graph.decisions import read_decisions, write_decisions

    with open_store(store) as opened:
        if load is not None:
            lines = load.read_text(encoding="utf-8").splitlines()
            say(f"{count(opened.import_decisions(read_decisions(lines, name=str(load))), 'new decision')}")
            return
        text = write_decisions(opened.decisions())
    with output(out) as stream:
        stream.write(text)


COMMANDS = (
    (
        add,
        "detente add news.sqlite articles/",
        "detente add news.sqlite claims/*.parquet",
        "detente page news.sqlite -o map.html",
    ),
    (refresh, "detente refresh news.sqlite --workers 2"),
    (
        retract,
        "detente retract news.sqlite https://danube-courier.example.org/2024/09/05/belgrade-looks-east",
    ),
    (search, "detente search news.sqlite 'gas swap'"),
    (review, "detente review news.sqlite --top 5"),
    (
        correct,
        "detente correct news.sqlite merge 'Ilkham Aliyev' 'Ilham Aliyev' --why 'another spelling'",
        "detente correct news.sqlite reject 3f2a9c0d11e4b7a8",
        "detente correct news.sqlite status 3f2a9c0d11e4b7a8 planned",
    ),
    (undo, "detente undo news.sqlite 3"),
    (
        decisions,
        "detente decisions news.sqlite -o decisions.jsonl",
        "detente decisions news.sqlite --load theirs.jsonl",
    ),
)
"""The commands with their examples, as `detente.graph.cli` offers them."""


def _read_into(store: Store, articles: Iterator[Article], extractor: Extractor, workers: int) -> None:
    first = next(articles, None)
    if first is None:
        say("nothing new to read")
        return
    extractions = extractor.extract(itertools.chain([first], articles), workers=workers)
    added = store.add(with_progress(extractions), made_by=_made_by(extractor))
    say(f"{count(added.articles, 'article')}, {count(added.claims, 'claim')} written")


def _fold_in(store: Store, shards: list[Path]) -> None:
    from detente.extract.running.shards import read_shards_and_makers
    from detente.graph.ingest import Added, MadeBy

    added = Added()
    runs = itertools.groupby(read_shards_and_makers(shards), key=operator.itemgetter(1))
    for maker, run in runs:
        # Of shards that do not say who read them, `detente refresh` will read the articles anew.
        fields = {name: maker.get(name, "") for name in ("model", "vocabulary", "gazetteer", "detente")}
        added += store.add(with_progress(extraction for extraction, _ in run), made_by=MadeBy(**fields))
    say(
        f"{count(added.articles, 'article')}, {count(added.claims, 'claim')} written from "
        f"{count(len(shards), 'shard')}"
    )


def _made_by(extractor: Extractor) -> MadeBy:
    from detente.extract.running.shards import made_by
    from detente.graph.ingest import MadeBy

    return MadeBy(**made_by(extractor))


class _Signed(TypedDict):
    who: str
    when: str
    why: str


def _signed(who: str, when: str, why: str) -> _Signed:
    from detente.graph.periods import day_span

    today = dt.datetime.now(dt.UTC).astimezone().date()
    day = day_span(when)[0] if when else today
    return {"who": who or getpass.getuser(), "when": day.isoformat(), "why": why}


def _decision(store: Store, action: Action, subject: str, value: str, **signed: Unpack[_Signed]) -> Decision:
    from detente.extract.schema import ENTITY_TYPES, STATUSES
    from detente.graph import decisions as kinds
    from detente.graph.entities import find_entity
    from detente.graph.vocabulary import load_vocabulary

    if action in {"merge", "never-merge", "rename", "retype"}:
        G = store.graph()
        entity = find_entity(G, subject)
        if action == "merge":
            return kinds.Merge(entity=entity, into=find_entity(G, value), **signed)
        if action == "never-merge":
            return kinds.NeverMerge(entity=entity, other=find_entity(G, value), **signed)
        if action == "rename":
            return kinds.Rename(entity=entity, name=value, **signed)
        return kinds.Retype(entity=entity, type=_one_of("type", value, ENTITY_TYPES), **signed)
    claim = store.claim(subject)
    if claim is None:
        fail(f"{subject}: no such claim in the store: 'detente search' and 'detente review' show their ids")
    target = kinds.ref(claim)
    if action == "reject":
        return kinds.Reject(target=target, **signed)
    if action == "confirm":
        return kinds.Confirm(target=target, **signed)
    if action == "status":
        return kinds.SetStatus(target=target, status=_one_of("status", value, STATUSES), **signed)
    if action == "date":
        return kinds.Redate(target=target, date=None if value == "none" else value, **signed)
    relation = _one_of("relation", value, sorted(load_vocabulary()))
    return kinds.Rerelate(target=target, relation=relation, **signed)


def _one_of(kind: str, value: str, allowed: Any) -> Any:  # noqa: ANN401 - a literal type, checked here
    if value not in allowed:
        fail(f"{kind} '{value}' is none of {', '.join(allowed)}", code=2)
    return value


def _print_claim(claim: Claim, *, indent: str = "") -> None:
    arrow = "-" if claim.symmetric else ">"
    typer.echo(
        f"{indent}{claim.source} {arrow} {claim.target}  {claim.relation}, {claim.status}  [{claim.id}]"
    )
    typer.echo(f'{indent}    "{" ".join(claim.evidence.text.split())}"')
