"""A graph from a table of claims that somebody else extracted."""

from __future__ import annotations

import json
import logging
import math
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from detente.extract.schema import (
    ENTITY_TYPES,
    EVENTS,
    STATUSES,
    Article,
    Claim,
    Entity,
    Evidence,
    Mention,
    MissingExtraError,
    Span,
    content_hash,
)
from detente.graph.build import graph_from_claims
from detente.graph.csv_files import armed
from detente.graph.errors import FileFormatError, GraphError
from detente.graph.frames import claim_from_row, records
from detente.graph.names import fold_name
from detente.graph.periods import day_span
from detente.graph.rows import date_text, truth
from detente.graph.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.extract.schema import EntityType, Precision, Status
    from detente.graph.build import Graph, Record
    from detente.graph.vocabulary import Relation

_log = logging.getLogger("detente.graph.table")
_PLACED = ("article", "start", "end", "trigger_start", "trigger_end", "source_start", "target_start")
"""Cells that a row of our own has and that others hardly have: where the claim stands in its article."""
_PRECISIONS: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}


def graph_from_table(
    table: pd.DataFrame | Path | str,
    *,
    entities: Iterable[Entity] = (),
    clusters: Mapping[str, str] | None = None,
    vocabulary: Mapping[str, Relation] | None = None,
) -> Graph:
    """Build a graph from a table of claims, one row a claim, in any order.

    Columns: ``source``, ``target``, ``relation`` (needed), ``date``, ``sentence`` (or ``text``), ``url``;
    and, where known, ``status`` (else actual), ``event``, ``symmetric``, ``confidence``, ``speaker``,
    ``title``, ``publisher``, ``published``, ``article``, ``cluster``; of source and target ``source_type``,
    ``source_label``, ``source_country``, ``source_sector``, ``source_generic`` and so on. The sentences of
    one ``article``, else of one URL, become one article; articles of one ``cluster`` are copies. Rows that
    say where sentence, trigger and names stand, as detente's own ``claims.csv`` does, keep places and ids.

    Parameters
    ----------
    table
        A DataFrame, or a ``.csv``, ``.tsv``, ``.jsonl``, ``.json`` (list of records) or ``.parquet`` file.
    entities
        Known entities: a name that is the id, name or alias of exactly one of them is that entity.
    clusters, vocabulary
        As in `graph_from_claims`.

    Returns
    -------
    networkx.MultiDiGraph
        The graph, as `graph_from_claims` gives it.

    Raises
    ------
    GraphError
        If a column is missing or a cell does not fit, with its row.
    FileFormatError
        If the file cannot be read.

    Examples
    --------
    >>> row = {"source": "SRB", "target": "KAZ", "relation": "trade", "date": "2025-03"}
    >>> G = graph_from_table(pd.DataFrame([row | {"sentence": "Serbia ships fruit to Kazakhstan."}]))
    >>> G.edges["SRB", "KAZ", "trade"]["first"]
    '2025-03'
    """
    vocabulary = load_vocabulary() if vocabulary is None else vocabulary
    where = "table" if isinstance(table, pd.DataFrame) else str(table)
    frame = table if isinstance(table, pd.DataFrame) else read_frame(Path(table))
    missing = [name for name in ("source", "target", "relation") if name not in frame.columns]
    if missing:
        msg = f"{where}: column {', '.join(missing)} missing: needed are source, target, relation"
        raise GraphError(msg)
    rows = [
        _row(row, f"{where}: row {number}", vocabulary) for number, row in enumerate(records(frame), start=1)
    ]
    silent = sum(not row["sentence"] for row in rows)
    if silent:
        _log.warning(
            "%s: %d of %d rows have no sentence: their ties rest on no evidence", where, silent, len(rows)
        )
    known = _Register(entities)
    articles = _articles(rows)
    claims = [
        _claim(row, known, articles[_source_of(row)], f"{where}: row {number}")
        for number, row in enumerate(rows, start=1)
    ]
    copies = {articles[_source_of(row)].id: row["cluster"] for row in rows if row["cluster"]}
    return graph_from_claims(
        claims,
        entities=known.met,
        articles=articles.values(),
        clusters=copies | dict(clusters or {}),
        vocabulary=vocabulary,
    )


def read_frame(path: Path) -> pd.DataFrame:
    """Read a table from a CSV, TSV, JSON, JSON lines or Parquet file; what `disarmed` did is undone.

    Raises
    ------
    FileFormatError
        If the file is missing, of another kind, or broken.
    """
    kind = path.suffix.lower()
    try:
        if kind in {".csv", ".tsv"}:
            frame = pd.read_csv(
                path, sep="\t" if kind == ".tsv" else ",", dtype=str, keep_default_na=False, na_values=[""],
                encoding="utf-8-sig",
            )  # fmt: skip
            for name in frame:
                if frame[name].str.startswith("'", na=False).any():  # disarmed for spreadsheets
                    frame[name] = frame[name].map(armed, na_action="ignore")
            return frame
        if kind in {".jsonl", ".json"}:
            text = path.read_text(encoding="utf-8-sig")
            lines = (
                [json.loads(line) for line in text.split("\n") if line.strip()] if kind == ".jsonl" else None
            )
            return pd.DataFrame.from_records(json.loads(text) if lines is None else lines).astype(object)
        if kind == ".parquet":
            return pd.read_parquet(path)
    except ImportError:
        msg = "reading Parquet"
        raise MissingExtraError(msg, "parquet") from None
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror or error}"
        raise FileFormatError(msg) from None
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        msg = f"{path}: is not a {kind} table: {' '.join(str(error).split())}"
        raise FileFormatError(msg) from None
    msg = f"{path}: cannot read '{kind}' as a table: give .csv, .tsv, .jsonl, .json or .parquet"
    raise FileFormatError(msg)


class _Register:
    """Entities by any of their names; remembers those that were met."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._ids: dict[str, Entity] = {}
        names: dict[str, set[str]] = defaultdict(set)
        for entity in sorted(entities, key=repr):
            self._ids[entity.id] = entity
            for name in (entity.name, *entity.aliases):
                names[fold_name(name)].add(entity.id)
        self._names = {name: next(iter(ids)) for name, ids in names.items() if len(ids) == 1}
        self.met: list[Entity] = []

    def find(self, row: Record, end: str) -> str:
        name: str = row[end]
        id_ = name if name in self._ids else self._names.get(fold_name(name), name)
        if id_ in self._ids:
            self.met.append(self._ids[id_])
        elif row.get(f"{end}_type"):
            label, country, sector = (row.get(f"{end}_{part}") for part in ("label", "country", "sector"))
            kind = cast("EntityType", row[f"{end}_type"])
            generic = row[f"{end}_generic"]
            self.met.append(Entity(id_, str(label or id_), kind, country, sector, generic=generic))
        return id_


def _row(row: Record, where: str, vocabulary: Mapping[str, Relation]) -> Record:
    exact = _placed(row)  # where characters are counted, none is taken off
    found = {
        key: value.strip() if isinstance(value, str) and not exact else value for key, value in row.items()
    }
    for name in ("source", "target", "relation"):
        if not found[name]:
            msg = f"{where}: '{name}' is empty"
            raise GraphError(msg)
    for name, allowed in (
        ("status", STATUSES), ("event", EVENTS), ("source_type", ENTITY_TYPES), ("target_type", ENTITY_TYPES),
    ):  # fmt: skip
        if found.get(name) and found[name] not in allowed:
            msg = f"{where}: {name} '{found[name]}' is none of {', '.join(allowed)}"
            raise GraphError(msg)
    spelled = str(found["relation"])
    plain = spelled.lower().replace(" ", "_")
    relation = spelled if spelled in vocabulary else plain if plain in vocabulary else spelled
    try:
        for name in ("date", "published"):
            found[name] = date_text(found.get(name))
            day_span(found[name] or "2000")
        found["confidence"] = 1.0 if found.get("confidence") in {None, ""} else float(found["confidence"])
        for name in ("symmetric", "source_generic", "target_generic"):
            found[name] = truth(found.get(name))
        if not math.isfinite(float(found["confidence"])):
            msg = f"confidence {found['confidence']} is no number from 0 to 1"
            raise ValueError(msg)  # noqa: TRY301 - all cells are refused in one place
        "".join(value for value in found.values() if isinstance(value, str)).encode()
    except (TypeError, ValueError, OverflowError) as error:
        msg = f"{where}: {' '.join(str(error).split())}"
        raise GraphError(msg) from None
    return (
        found
        | {
            "source": str(found["source"]),
            "target": str(found["target"]),
            "relation": relation,
            "sentence": str(found.get("sentence") or found.get("text") or ""),
        }
        | {name: str(found.get(name) or "") for name in ("url", "title", "publisher", "article", "cluster")}
    )


def _source_of(row: Record) -> str:
    return (
        row["article"]
        or row["url"]
        or content_hash(row["title"], row["publisher"], row["title"] or row["sentence"])
    )


def _articles(rows: list[Record]) -> dict[str, Article]:
    groups: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        groups[_source_of(row)].append(row)
    articles = {}
    for key, group in sorted(groups.items()):
        text = "\n".join(sorted({row["sentence"] for row in group}))
        days = [day_span(row["published"])[0] for row in group if row["published"]]
        articles[key] = Article(
            text=text,
            title=max(row["title"] for row in group),
            published=min(days, default=None),
            url=max(row["url"] for row in group),
            source=max(row["publisher"] for row in group),
            id=group[0]["article"] or content_hash("table", key),
        )
    return articles


def _claim(row: Record, known: _Register, article: Article, where: str) -> Claim:
    source, target = known.find(row, "source"), known.find(row, "target")
    status: Status = row.get("status") or "actual"
    if _placed(row):
        try:
            return claim_from_row(
                row | {"source": source, "target": target, "text": row["sentence"], "status": status}
            )
        except (TypeError, ValueError) as error:
            msg = f"{where}: {' '.join(str(error).split())}"
            raise GraphError(msg) from None
    start = (f"\n{article.text}\n").index(f"\n{row['sentence']}\n")
    evidence = Evidence(article.id, start, start + len(row["sentence"]), row["sentence"])
    date = row["date"]
    # Without a sentence nothing else would tell a tie both ways from one that points.
    told = (
        article.id,
        source,
        row["relation"],
        target,
        row.get("event"),
        row.get("status"),
        row["symmetric"],
    )
    return Claim(
        source=source,
        target=target,
        relation=row["relation"],
        event=row.get("event") or None,
        status=status,
        symmetric=row["symmetric"],
        evidence=evidence,
        trigger=Span(start, start, ""),
        source_mention=_mention(row["source"], source, evidence),
        target_mention=_mention(row["target"], target, evidence),
        speaker=row.get("speaker") or None,
        date=date,
        date_precision=("quarter" if "Q" in date.upper() else _PRECISIONS[len(date)]) if date else None,
        confidence=row["confidence"],
        pattern="table",
        id="" if row["sentence"] else content_hash(*told),
    )


def _placed(row: Record) -> bool:
    return all(row.get(name) not in {None, ""} for name in _PLACED)


def _mention(name: str, entity: str, evidence: Evidence) -> Mention:
    at: Any = evidence.text.find(name)
    if at < 0:
        return Mention(evidence.start, evidence.start, "", entity)
    return Mention(evidence.start + at, evidence.start + at + len(name), name, entity)
