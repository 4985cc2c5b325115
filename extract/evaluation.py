"""How well an extractor reads: its claims against annotated articles, sentences and names that mean a state or a place.

The gold set is a folder (the project's own is ``tests/gold``)::

    articles/dev/*.json  articles/test/*.json     whole articles with entities and relations
    sentences_dev.jsonl  sentences_test.jsonl     single sentences with spans
    metonymy.csv                                  a name in a sentence: the state that acts, or the place

In articles, named people and national bodies count as their country on both sides, and a tie counts whichever way
it points. In sentences, a tie counts if both its phrases are phrases of the annotated entities, the right way round
unless it is symmetric; sentences without any relation are there to count what should not have been found.
Relations marked optional are neither asked for nor counted as false.
"""

from __future__ import annotations

import collections
import csv
import dataclasses
import datetime as dt
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Literal

from detente.extract.memory import key
from detente.extract.schema import Article, DetenteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from detente.extract.pipeline import Extractor
    from detente.extract.schema import Claim, Entity, Extraction, Mention

Part = Literal["dev", "test", "all"]

PARTS: tuple[Part, ...] = ("dev", "test", "all")
LOWER_IS_BETTER = frozenset({"articles not actual shown as actual", "sentences not actual shown as actual"})
MARGIN = 0.005
"""How far below the measured figure a floor is pinned."""

_STRUCTURE = frozenset("leads member_of accession located_in connects owns".split())
_ROLLED_UP = frozenset({"person", "organization"})
_NOT_ACTUAL = frozenset({"planned", "possible", "denied"})


class EvaluationError(DetenteError, ValueError):
    """The gold set cannot be read, or a floor would be lowered."""


@dataclasses.dataclass(frozen=True, slots=True)
class Error:
    """One thing that was read otherwise than annotated: its kind, where, what, and the text it stands in."""

    kind: str
    where: str
    what: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured on a part of the gold set.

    `figures` are shares between 0 and 1, `counts` what each was measured on (annotated edges, edges found, ...).
    """

    part: Part
    figures: Mapping[str, float]
    counts: Mapping[str, int]
    errors: tuple[Error, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """A claim and whether the gold set has it: its pair with its relation; None where that is optional."""

    claim: Claim
    extraction: Extraction
    right: bool | None


def evaluate(extractor: Extractor, gold_dir: Path, *, part: Part = "dev") -> Evaluation:
    """Measure an extractor on annotated text.

    Parameters
    ----------
    extractor
        What reads the articles.
    gold_dir
        Folder of the gold set.
    part
        "dev", "test" (not tuned to) or "all".

    Returns
    -------
    Evaluation
        Figures in a fixed order, counts, and all errors in the order of the gold set.

    Raises
    ------
    EvaluationError
        If the folder holds no gold set or a line of it cannot be read.
    """
    tally = _Tally()
    for document in _read(extractor, gold_dir, part):
        document.score(tally)
    _score_names(extractor, gold_dir, tally)
    return tally.evaluation(part)


def judge(extractor: Extractor, gold_dir: Path, *, part: Part = "dev") -> Iterator[Judged]:
    """Yield each claim that an extractor makes of the gold set, with whether it is right.

    Parameters
    ----------
    extractor
        What reads the articles; to see all claims, give it no least confidence.
    gold_dir
        Folder of the gold set.
    part
        "dev", "test" or "all".
    """
    for document in _read(extractor, gold_dir, part):
        for claim in document.extraction.claims:
            yield Judged(claim, document.extraction, document.holds(claim))


def gold_digest(gold_dir: Path, *, part: Part = "all") -> str:
    """Give a hash of a part of the gold set, names and bytes of its files.

    Parameters
    ----------
    gold_dir
        Folder of the gold set.
    part
        "dev", "test" or "all".
    """
    digest = hashlib.sha256()
    for path in _files(gold_dir, part):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(gold_dir).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def missed_floors(evaluation: Evaluation, floors: Mapping[str, float]) -> list[str]:
    """Say which figures are below their floor (above it, where less is better).

    Parameters
    ----------
    evaluation
        What was measured.
    floors
        Figure -> floor.

    Returns
    -------
    list of str
        One line a figure, empty if all is well.

    Examples
    --------
    >>> missed_floors(Evaluation("dev", {"articles dyad F1": 0.7}, {}, ()), {"articles dyad F1": 0.75})
    ['articles dyad F1 is 0.700 on dev, its floor is 0.750']
    """
    lines = []
    for name, floor in floors.items():
        value = evaluation.figures.get(name)
        if value is None:
            lines.append(f"{name} has a floor of {floor:.3f} and was not measured on {evaluation.part}")
        elif value > floor if name in LOWER_IS_BETTER else value < floor:
            bound = "ceiling" if name in LOWER_IS_BETTER else "floor"
            lines.append(f"{name} is {value:.3f} on {evaluation.part}, its {bound} is {floor:.3f}")
    return lines


def raised_floors(
    evaluation: Evaluation, floors: Mapping[str, float], *, may_lower: bool = False
) -> dict[str, float]:
    """Give new floors just below what was measured; a floor never falls unless that is asked for.

    Parameters
    ----------
    evaluation
        What was measured.
    floors
        The floors so far, empty for the first time.
    may_lower
        Pin below the measured figures whatever the floors were.

    Returns
    -------
    dict
        Figure -> floor.

    Raises
    ------
    EvaluationError
        If a figure is below its floor and `may_lower` is not set.

    Examples
    --------
    >>> measured = Evaluation("dev", {"articles dyad F1": 0.7}, {}, ())
    >>> raised_floors(measured, {}), raised_floors(measured, {"articles dyad F1": 0.698})
    ({'articles dyad F1': 0.695}, {'articles dyad F1': 0.698})
    """
    missed = [] if may_lower else missed_floors(evaluation, floors)
    if missed:
        msg = f"floors can only rise: {'; '.join(missed)}; repair the extraction, or lower them on purpose"
        raise EvaluationError(msg)
    new = {}
    for name, value in evaluation.figures.items():
        falling = name in LOWER_IS_BETTER
        pinned = round(min(1.0, value + MARGIN) if falling else max(0.0, value - MARGIN), 4)
        old = pinned if may_lower else floors.get(name, pinned)
        new[name] = min(old, pinned) if falling else max(old, pinned)
    return new


def update_floors(
    evaluations: Iterable[Evaluation], *, gold_dir: Path, file: Path, may_lower: bool = False
) -> None:
    """Pin the floors of a file to what was measured; see `raised_floors`.

    Parameters
    ----------
    evaluations
        What was measured, one a part.
    gold_dir
        Folder of the gold set, whose digest is pinned too.
    file
        The JSON file: part -> digest and floors.
    may_lower
        Lower floors too: on purpose only, as when the gold set was corrected.

    Raises
    ------
    EvaluationError
        If a figure is below its floor and `may_lower` is not set; the file is left as it was.
    """
    pinned: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    for evaluation in evaluations:
        old = pinned.get(evaluation.part, {}).get("floors", {})
        floors = raised_floors(evaluation, old, may_lower=may_lower)
        pinned[evaluation.part] = {"digest": gold_digest(gold_dir, part=evaluation.part), "floors": floors}
    file.write_text(json.dumps(pinned, indent=2) + "\n", "utf-8")


# -- reading the gold set -------------------------------------------------------------------------------


def _files(gold_dir: Path, part: Part) -> list[Path]:
    halves = ("dev", "test") if part == "all" else (part,)
    files = [path for half in halves for path in sorted((gold_dir / "articles" / half).glob("*.json"))]
    files += [path for half in halves if (path := gold_dir / f"sentences_{half}.jsonl").exists()]
    if not files:
        msg = f"{gold_dir}: no gold set here; it needs articles/{halves[0]}/*.json or sentences_{halves[0]}.jsonl"
        raise EvaluationError(msg)
    names = gold_dir / "metonymy.csv"
    return [*files, names] if names.exists() else files


def _read(extractor: Extractor, gold_dir: Path, part: Part) -> Iterator[_Document | _Sentence]:
    """Read all articles and sentences in one go and yield them with what they hold."""
    gold: list[tuple[type[_Document | _Sentence], dict[str, Any]]] = []
    for path in _files(gold_dir, part):
        if path.suffix == ".json":
            gold.append((_Document, _json(path.read_text("utf-8"), str(path))))
        elif path.suffix == ".jsonl":
            lines = enumerate(path.read_text("utf-8").splitlines(), start=1)
            gold += [(_Sentence, _json(line, f"{path}:{n}")) for n, line in lines if line.strip()]
    extractions = extractor.extract(_article(row) for _, row in gold)
    for (kind, row), extraction in zip(gold, extractions, strict=True):
        yield kind(row, extraction)


def _json(text: str, where: str) -> dict[str, Any]:
    try:
        row: dict[str, Any] = json.loads(text)
    except json.JSONDecodeError as error:
        msg = f"{where}: not valid JSON ({error.msg}); correct the gold set"
        raise EvaluationError(msg) from error
    missing = [name for name in ("id", "text", "relations") if name not in row]
    if missing:
        msg = f"{where}: no field '{missing[0]}'; a row of the gold set needs id, text and relations"
        raise EvaluationError(msg)
    return row


def _article(row: Mapping[str, Any]) -> Article:
    published = row.get("published")
    return Article(
        row["text"], title=row.get("title", ""), url=row.get("url") or "", source=row.get("source") or "",
        published=dt.date.fromisoformat(published) if published else None, id=row["id"],
    )  # fmt: skip


# -- comparing ------------------------------------------------------------------------------------------


class _Tally:
    """Counts of what was asked for, found, and right, by figure."""

    def __init__(self) -> None:
        self._sets: dict[str, list[int]] = {}
        self._shares: dict[str, list[int]] = {}
        self.errors: list[Error] = []

    def compare(self, name: str, *, gold: int, found: int, right_gold: int, right_found: int) -> None:
        """Count annotated and found items, and how many of each have their counterpart."""
        row = self._sets.setdefault(name, [0, 0, 0, 0])
        for i, n in enumerate((gold, found, right_gold, right_found)):
            row[i] += n

    def share(self, name: str, *, hit: bool) -> None:
        """Count one trial of a share."""
        row = self._shares.setdefault(name, [0, 0])
        row[0] += hit
        row[1] += 1

    def compare_details(self, where: str, gold: list[dict[str, Any]], claims: list[Claim]) -> None:
        """Compare status, date and speaker of an edge that was found."""
        statuses = {edge["status"] for edge in gold}
        read = {claim.status for claim in claims}
        scope, text = where.split()[0], claims[0].evidence.text
        name = f"{claims[0].source} {claims[0].relation} {claims[0].target}"

        def note(kind: str, what: str, *, hit: bool) -> None:
            self.share(f"{scope} {kind} where found", hit=hit)
            if not hit:
                self.errors.append(Error(f"{scope}: {kind}", where, f"{name}: {what}", text))

        note("status", f"{_list(statuses)} read as {_list(read)}", hit=bool(statuses & read))
        if statuses <= _NOT_ACTUAL:
            self.share(f"{scope} not actual shown as actual", hit=read == {"actual"})
        dates = [edge["date"] for edge in gold if edge.get("date")]
        if dates:
            ours = [claim.date or "" for claim in claims]
            note("date", f"{_list(dates)} read as {_list(ours)}", hit=any(o.startswith(d[:7]) for d in dates for o in ours))
        speakers = [edge["speaker"] for edge in gold if edge.get("speaker")]
        if speakers:
            note("speaker", f"{_list(speakers)} not found", hit=any(claim.speaker for claim in claims))

    def evaluation(self, part: Part) -> Evaluation:
        figures: dict[str, float] = {}
        counts: dict[str, int] = {}
        for name, (gold, found, right_gold, right_found) in self._sets.items():
            precision, recall = right_found / (found or 1), right_gold / (gold or 1)
            figures[f"{name} F1"] = 2 * precision * recall / ((precision + recall) or 1)
            figures[f"{name} precision"] = precision
            figures[f"{name} recall"] = recall
            counts[f"{name} annotated"], counts[f"{name} found"] = gold, found
        for name, (hit, n) in self._shares.items():
            figures[name] = hit / n
            counts[name] = n
        return Evaluation(part, figures, counts, tuple(self.errors))


class _Document:
    """An annotated article and what was read from it; entities are compared by id, else by name."""

    def __init__(self, row: dict[str, Any], extraction: Extraction) -> None:
        self.row, self.extraction = row, extraction
        self._gold = {entity["id"]: entity for entity in row["entities"]}
        self._named: dict[str, str] = {}
        for entity in row["entities"]:
            for name in (entity["id"], *entity["names"]):
                self._named.setdefault(key(name), entity["id"])
        self._groups = [
            (found.start(), found.end(), entity["id"])
            for entity in row["entities"] if entity["type"] == "group"
            for name in entity["names"] for found in re.finditer(re.escape(name), row["text"])
        ]  # fmt: skip
        mentions = collections.defaultdict(list)
        for mention in extraction.mentions:
            mentions[mention.entity].append(mention)
        self._ours = {e.id: e for e in extraction.entities}
        self._match = {e.id: self._counterpart(e, mentions[e.id]) for e in extraction.entities}
        self._pairs: dict[tuple[frozenset[str], str], list[dict[str, Any]]] = collections.defaultdict(list)
        self._structure: dict[tuple[str, str, str], dict[str, Any]] = {}
        for edge in row["relations"]:
            source, target = (self._rolled_up(edge[end]) for end in ("source", "target"))
            if edge["relation"] in _STRUCTURE:
                self._structure[edge["source"], edge["target"], edge["relation"]] = edge
            elif source != target:
                self._pairs[frozenset((source, target)), edge["relation"]].append(edge)

    def holds(self, claim: Claim) -> bool | None:
        if claim.relation in _STRUCTURE:
            edges = [e for e in [self._structure.get(self._triple(claim))] if e is not None]
        else:
            edges = self._pairs.get((self._pair(claim), claim.relation), [])
            ends = self._end(claim.source), self._end(claim.target)
            edges = [
                e for e in edges if claim.symmetric or e["symmetric"]
                or (self._rolled_up(e["source"]), self._rolled_up(e["target"])) == ends
            ]  # fmt: skip
        return _verdict(edges)

    def score(self, tally: _Tally) -> None:
        where = f"articles {self.row['id']}"
        matched = {match for match in self._match.values() if match}
        unknown = [e for e in self._ours.values() if self._match[e.id] is None]
        tally.compare(
            "articles entity", gold=len(self._gold), found=len(matched) + len(unknown),
            right_gold=len(matched), right_found=len(matched),
        )  # fmt: skip
        tally.errors += [
            Error("articles: entity missed", where, f"{e['id']} ({e['type']})", _list(e["names"]))
            for e in self._gold.values() if e["id"] not in matched
        ]  # fmt: skip
        tally.errors += [Error("articles: entity extra", where, f"{e.id} ({e.type})", "") for e in unknown]
        self._score_ties(tally, where)
        self._score_structure(tally, where)

    def _score_ties(self, tally: _Tally, where: str) -> None:
        ours: dict[tuple[frozenset[str], str], list[Claim]] = collections.defaultdict(list)
        for claim in self.extraction.claims:
            pair = self._pair(claim)
            if claim.relation not in _STRUCTURE and len(pair) == 2:
                ours[pair, claim.relation].append(claim)
        wanted = {k: firm for k, edges in self._pairs.items() if (firm := _firm(edges))}
        optional = self._pairs.keys() - wanted.keys()
        cuts: tuple[tuple[str, Callable[[tuple[frozenset[str], str]], object]], ...] = (
            ("dyad", lambda k: k[0]), ("relation", lambda k: k)
        )  # fmt: skip
        for name, cut in cuts:
            gold = {cut(k) for k in wanted}
            found = {cut(k) for k in ours} - ({cut(k) for k in optional} - gold)
            both = len(gold & found)
            tally.compare(f"articles {name}", gold=len(gold), found=len(found), right_gold=both, right_found=both)
        for edge_key, edges in wanted.items():
            if edge_key in ours:
                tally.compare_details(where, edges, ours[edge_key])
            else:
                kind = self._why_missed(edge_key, {pair for pair, _ in ours})
                tally.errors.append(Error(f"articles: {kind}", where, _edge(edges[0]), edges[0]["evidence"]))
        pairs = {pair for pair, _ in self._pairs}
        for edge_key, claims in ours.items():
            if edge_key not in self._pairs:
                kind = "other relation found" if edge_key[0] in pairs else "no such pair"
                tally.errors.append(Error(f"articles: {kind}", where, _tie(claims[0]), claims[0].evidence.text))

    def _score_structure(self, tally: _Tally, where: str) -> None:
        ours = {self._triple(claim): claim for claim in self.extraction.claims if claim.relation in _STRUCTURE}
        gold = {triple for triple, edge in self._structure.items() if not edge.get("optional")}
        found = ours.keys() - (self._structure.keys() - gold)
        both = len(gold & found)
        tally.compare("articles structure", gold=len(gold), found=len(found), right_gold=both, right_found=both)
        for triple in sorted(gold - found):
            edge = self._structure[triple]
            tally.errors.append(Error("articles: structure missed", where, _edge(edge), edge["evidence"]))
        for triple in sorted(found - gold):
            tally.errors.append(
                Error("articles: structure extra", where, _tie(ours[triple]), ours[triple].evidence.text)
            )

    def _counterpart(self, entity: Entity, mentions: list[Mention]) -> str | None:
        """Give the annotated entity that one of ours is: by id, by any of its names, by how the text names it.

        An unnamed group ("students in Dakar") has no name to go by: it is the group whose words it stands in.
        """
        if entity.id in self._gold:
            return entity.id
        names = [key(name) for name in (entity.id, entity.name, *entity.aliases)]
        if entity.type != "country":  # a country is known by its code; "the country" may mean another one
            names += sorted({key(mention.text) for mention in mentions})
        by_name = next((self._named[name] for name in names if name in self._named), None)
        if by_name or not entity.generic:
            return by_name
        return next(
            (group for m in mentions for start, end, group in self._groups if start < m.end and m.start < end), None
        )

    def _rolled_up(self, gold_id: str) -> str:
        entity = self._gold[gold_id]
        country: str | None = entity.get("country")
        return country if country and entity["type"] in _ROLLED_UP else gold_id

    def _end(self, entity_id: str) -> str:
        entity = self._ours[entity_id]
        if entity.country and entity.type in _ROLLED_UP:
            return entity.country
        match = self._match[entity_id]
        return self._rolled_up(match) if match else f"?{entity_id}"

    def _pair(self, claim: Claim) -> frozenset[str]:
        return frozenset((self._end(claim.source), self._end(claim.target)))

    def _triple(self, claim: Claim) -> tuple[str, str, str]:
        source, target = (self._match[end] or end for end in (claim.source, claim.target))
        return source, target, claim.relation

    def _why_missed(self, edge_key: tuple[frozenset[str], str], pairs: set[frozenset[str]]) -> str:
        if edge_key[0] in pairs:
            return "missed, read as another relation"
        known = {self._end(entity) for entity in self._ours}
        return "missed, no tie found" if edge_key[0] <= known else "missed, actor not found"


class _Sentence:
    """An annotated sentence and what was read from it; entities are compared by where they stand."""

    def __init__(self, row: dict[str, Any], extraction: Extraction) -> None:
        self.row, self.extraction = row, extraction
        self._spans: dict[str, list[tuple[int, int]]] = collections.defaultdict(list)
        for mention in row["mentions"]:
            self._spans[mention["entity"]].append((mention["start"], mention["end"]))

    def holds(self, claim: Claim) -> bool | None:
        return _verdict([e for e in self._edges(claim) if e["relation"] == claim.relation])

    def score(self, tally: _Tally) -> None:
        where = f"sentences {self.row['id']}"
        wanted = [e for e in self.row["relations"] if not e.get("optional")]
        groups: dict[tuple[str, str], list[Claim]] = collections.defaultdict(list)
        for claim in self.extraction.claims:
            groups[claim.source, claim.target].append(claim)
        for name, exact in (("dyad", False), ("relation", True)):
            keys = {(c.source, c.target, c.relation if exact else ""): c for c in self.extraction.claims}
            gold = {(e["source"], e["target"], e["relation"] if exact else "") for e in wanted}
            hit: set[tuple[str, str, str]] = set()
            found = right = 0
            for claim in keys.values():
                edges = [e for e in self._edges(claim) if not exact or e["relation"] == claim.relation]
                if edges and not _firm(edges):
                    continue
                found += 1
                right += bool(edges)
                hit |= {(e["source"], e["target"], e["relation"] if exact else "") for e in _firm(edges)}
            tally.compare(f"sentences {name}", gold=len(gold), found=found, right_gold=len(hit), right_found=right)
        for edge in wanted:
            claims = [c for c in self.extraction.claims if edge in self._edges(c)]
            same = [c for c in claims if c.relation == edge["relation"]]
            if same:
                tally.compare_details(where, [e for e in wanted if e in self._edges(same[0]) and e["relation"] == edge["relation"]], same)
            else:
                kind = "missed, read as another relation" if claims else self._why_missed(edge)
                tally.errors.append(Error(f"sentences: {kind}", where, _edge(edge), self.row["text"]))
        for claim in self.extraction.claims:
            if self.holds(claim) is False:
                kind = "other relation found" if self._edges(claim) else "no such pair"
                tally.errors.append(Error(f"sentences: {kind}", where, _tie(claim), self.row["text"]))

    def _edges(self, claim: Claim) -> list[dict[str, Any]]:
        """Give the annotated edges between the phrases of a claim."""
        source, target = (
            (m.start, m.end) for m in (claim.source_mention, claim.target_mention)
        )  # fmt: skip
        return [
            edge for edge in self.row["relations"]
            if (self._is_end(edge, "source", source) and self._is_end(edge, "target", target))
            or ((claim.symmetric or edge["symmetric"]) and self._is_end(edge, "source", target) and self._is_end(edge, "target", source))
        ]  # fmt: skip

    def _is_end(self, edge: Mapping[str, Any], end: str, span: tuple[int, int]) -> bool:
        spans = [tuple(edge[f"{end}_span"]), *self._spans[edge[end]]]
        return any(start < span[1] and span[0] < stop for start, stop in spans)

    def _why_missed(self, edge: Mapping[str, Any]) -> str:
        turned = [
            c for c in self.extraction.claims
            if self._is_end(edge, "source", (c.target_mention.start, c.target_mention.end))
            and self._is_end(edge, "target", (c.source_mention.start, c.source_mention.end))
        ]  # fmt: skip
        if turned:
            return "missed, found the other way round"
        spans = [(m.start, m.end) for m in self.extraction.mentions if m.entity]
        ends = all(any(self._is_end(edge, end, span) for span in spans) for end in ("source", "target"))
        return "missed, no tie found" if ends else "missed, actor not found"


def _score_names(extractor: Extractor, gold_dir: Path, tally: _Tally) -> None:
    """Read each capital or seat of the table as a state or as a place, and compare."""
    path = gold_dir / "metonymy.csv"
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(line for line in stream if not line.startswith("#")))
    articles = (Article(row["text"], id=f"name-{n}") for n, row in enumerate(rows))
    for row, extraction in zip(rows, extractor.extract(articles), strict=True):
        types = {entity.id: entity.type for entity in extraction.entities}
        start, end = int(row["start"]), int(row["end"])
        read = next(
            ("place" if types[m.entity] == "place" else "actor" for m in extraction.mentions
             if m.entity in types and m.start < end and start < m.end), "nothing",
        )  # fmt: skip
        tally.share("metonymy accuracy", hit=read == row["reading"])
        if read != row["reading"]:
            what = f"{row['name']}: {row['reading']} read as {read}"
            tally.errors.append(Error("metonymy", extraction.article.id, what, row["text"]))


def _verdict(edges: list[dict[str, Any]]) -> bool | None:
    return None if edges and not _firm(edges) else bool(edges)


def _firm(edges: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [edge for edge in edges if not edge.get("optional")]


def _edge(edge: Mapping[str, Any]) -> str:
    return f"{edge['source']} {edge['relation']} {edge['target']}"


def _tie(claim: Claim) -> str:
    return f"{claim.source} {claim.relation} {claim.target} [{claim.pattern}]"


def _list(values: Iterable[str]) -> str:
    return ", ".join(sorted(set(values))) or "nothing"
