"""The annotated articles and sentences of a gold set, beside what an extractor read of them.

Here claims meet annotations: which entity of ours is which of theirs, which claim states which edge, and why
an edge was missed. `evaluation` adds the counts up.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any, Literal

from detente.extract.reference.memory import key
from detente.extract.schema import Article, DetenteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from detente.extract.pipeline import Extractor
    from detente.extract.schema import Claim, Entity, Extraction, Mention

Part = Literal["dev", "test", "all"]

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


def gold_files(gold_dir: Path, part: Part) -> list[Path]:
    """Give the files of a part of a gold set, in a fixed order.

    Parameters
    ----------
    gold_dir
        Folder of the gold set.
    part
        "dev", "test" or "all".

    Raises
    ------
    EvaluationError
        If there is none.
    """
    halves = ("dev", "test") if part == "all" else (part,)
    files = [path for half in halves for path in sorted((gold_dir / "articles" / half).glob("*.json"))]
    files += [path for half in halves if (path := gold_dir / f"sentences_{half}.jsonl").exists()]
    if not files:
        half = halves[0]
        msg = f"{gold_dir}: no gold set here; it needs articles/{half}/*.json or sentences_{half}.jsonl"
        raise EvaluationError(msg)
    names = gold_dir / "metonymy.csv"
    return [*files, names] if names.exists() else files


def read_gold(extractor: Extractor, gold_dir: Path, part: Part) -> Iterator[GoldArticle | GoldSentence]:
    """Read all articles and sentences in one go, and yield each with what was read of it.

    Parameters
    ----------
    extractor
        What reads.
    gold_dir
        Folder of the gold set.
    part
        "dev", "test" or "all".

    Raises
    ------
    EvaluationError
        If there is no gold set, or a row of it cannot be read.
    """
    gold: list[tuple[type[GoldArticle | GoldSentence], dict[str, Any]]] = []
    for path in gold_files(gold_dir, part):
        if path.suffix == ".json":
            gold.append((GoldArticle, _json(path.read_text("utf-8"), str(path))))
        elif path.suffix == ".jsonl":
            lines = enumerate(path.read_text("utf-8").splitlines(), start=1)
            gold += [(GoldSentence, _json(line, f"{path}:{n}")) for n, line in lines if line.strip()]
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


class Tally:
    """Counts by figure: `sets` (annotated, found, right of either), `shares` (hits, trials), errors."""

    def __init__(self) -> None:
        self.sets: dict[str, list[int]] = {}
        self.shares: dict[str, list[int]] = {}
        self.errors: list[Error] = []

    def compare(
        self, name: str, gold: int, found: int, right: int, *, right_found: int | None = None
    ) -> None:
        """Count annotated and found items, and how many of each have their counterpart."""
        row = self.sets.setdefault(name, [0, 0, 0, 0])
        for i, n in enumerate((gold, found, right, right if right_found is None else right_found)):
            row[i] += n

    def share(self, name: str, *, hit: bool) -> None:
        """Count one trial of a share."""
        row = self.shares.setdefault(name, [0, 0])
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
            self.share(f"{scope} {kind} of all ties", hit=hit)
            if not hit:
                self.errors.append(Error(f"{scope}: {kind}", where, f"{name}: {what}", text))

        note("status", f"{_list(statuses)} read as {_list(read)}", hit=bool(statuses & read))
        if statuses <= _NOT_ACTUAL:
            self.share(f"{scope} not actual shown as actual", hit=read == {"actual"})
        dates = [edge["date"] for edge in gold if edge.get("date")]
        ours = [claim.date for claim in claims if claim.date]
        dated = any(o.startswith(d[:7]) for d in dates for o in ours)
        if dates:
            note("date", f"{_list(dates)} read as {_list(ours)}", hit=dated)
        speakers = [edge["speaker"] for edge in gold if edge.get("speaker")]
        cited = [claim.speaker for claim in claims if claim.speaker]
        if speakers:
            note("speaker", f"{_list(speakers)} not found", hit=bool(cited))
        if ours:
            self.share(f"{scope} date right where given", hit=dated)
        if cited:
            self.share(f"{scope} speaker right where given", hit=bool(speakers))

    def miss_details(self, where: str, gold: list[dict[str, Any]]) -> None:
        """Count status, date and speaker of an edge that was not found as not told."""
        scope = where.split()[0]
        self.share(f"{scope} status of all ties", hit=False)
        for kind in ("date", "speaker"):
            if any(edge.get(kind) for edge in gold):
                self.share(f"{scope} {kind} of all ties", hit=False)


class GoldArticle:
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
        """Whether the annotations have a claim's pair with its relation; None where they leave it open."""
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

    def score(self, tally: Tally) -> None:
        """Count what was found and missed."""
        where = f"articles {self.row['id']}"
        matched = {match for match in self._match.values() if match}
        unknown = [e for e in self._ours.values() if self._match[e.id] is None]
        tally.compare("articles entity", len(self._gold), len(matched) + len(unknown), len(matched))
        tally.errors += [
            Error("articles: entity missed", where, f"{e['id']} ({e['type']})", _list(e["names"]))
            for e in self._gold.values() if e["id"] not in matched
        ]  # fmt: skip
        tally.errors += [Error("articles: entity extra", where, f"{e.id} ({e.type})", "") for e in unknown]
        self._score_ties(tally, where)
        self._score_structure(tally, where)

    def _score_ties(self, tally: Tally, where: str) -> None:
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
            tally.compare(f"articles {name}", len(gold), len(found), len(gold & found))
        for edge_key, edges in wanted.items():
            if edge_key in ours:
                tally.compare_details(where, edges, ours[edge_key])
            else:
                tally.miss_details(where, edges)
                kind = self._why_missed(edge_key, {pair for pair, _ in ours})
                tally.errors.append(Error(f"articles: {kind}", where, _edge(edges[0]), edges[0]["evidence"]))
        pairs = {pair for pair, _ in self._pairs}
        for edge_key, claims in ours.items():
            if edge_key not in self._pairs:
                kind, first = "other relation found" if edge_key[0] in pairs else "no such pair", claims[0]
                tally.errors.append(Error(f"articles: {kind}", where, _tie(first), first.evidence.text))

    def _score_structure(self, tally: Tally, where: str) -> None:
        ours = {self._triple(c): c for c in self.extraction.claims if c.relation in _STRUCTURE}
        gold = {triple for triple, edge in self._structure.items() if not edge.get("optional")}
        found = ours.keys() - (self._structure.keys() - gold)
        tally.compare("articles structure", len(gold), len(found), len(gold & found))
        for triple in sorted(gold - found):
            edge = self._structure[triple]
            tally.errors.append(Error("articles: structure missed", where, _edge(edge), edge["evidence"]))
        for triple in sorted(found - gold):
            claim = ours[triple]
            tally.errors.append(Error("articles: structure extra", where, _tie(claim), claim.evidence.text))

    def _counterpart(self, entity: Entity, mentions: list[Mention]) -> str | None:
        """Give the annotated entity that one of ours is: by id, by any name, by how the text names it.

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
        around = (
            group for m in mentions for start, end, group in self._groups if start < m.end and m.start < end
        )  # fmt: skip
        return next(around, None)

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


class GoldSentence:
    """An annotated sentence and what was read from it; entities are compared by where they stand."""

    def __init__(self, row: dict[str, Any], extraction: Extraction) -> None:
        self.row, self.extraction = row, extraction
        self._spans: dict[str, list[tuple[int, int]]] = collections.defaultdict(list)
        for mention in row["mentions"]:
            self._spans[mention["entity"]].append((mention["start"], mention["end"]))

    def holds(self, claim: Claim) -> bool | None:
        """Whether the annotations have a claim's pair with its relation; None where they leave it open."""
        return _verdict([e for e in self._edges(claim) if e["relation"] == claim.relation])

    def score(self, tally: Tally) -> None:
        """Count what was found and missed."""
        where = f"sentences {self.row['id']}"
        wanted = [e for e in self.row["relations"] if not e.get("optional")]
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
            tally.compare(f"sentences {name}", len(gold), found, len(hit), right_found=right)
        together: dict[tuple[str, str, str], list[dict[str, Any]]] = collections.defaultdict(list)
        for edge in wanted:
            together[edge["source"], edge["target"], edge["relation"]].append(edge)
        for edges in together.values():
            claims = [c for c in self.extraction.claims if edges[0] in self._edges(c)]
            same = [c for c in claims if c.relation == edges[0]["relation"]]
            if same:
                tally.compare_details(where, edges, same)
            else:
                tally.miss_details(where, edges)
                kind = "missed, read as another relation" if claims else self._why_missed(edges[0])
                tally.errors.append(Error(f"sentences: {kind}", where, _edge(edges[0]), self.row["text"]))
        for claim in self.extraction.claims:
            if self.holds(claim) is False:
                kind = "other relation found" if self._edges(claim) else "no such pair"
                tally.errors.append(Error(f"sentences: {kind}", where, _tie(claim), self.row["text"]))

    def _edges(self, claim: Claim) -> list[dict[str, Any]]:
        """Give the annotated edges between the phrases of a claim."""
        return [
            edge for edge in self.row["relations"]
            if self._joins(edge, claim)
            or ((claim.symmetric or edge["symmetric"]) and self._joins(edge, claim, turned=True))
        ]  # fmt: skip

    def _joins(self, edge: Mapping[str, Any], claim: Claim, *, turned: bool = False) -> bool:
        """Whether the ends of an edge are the phrases of a claim, in this order or turned round."""
        mentions = (claim.source_mention, claim.target_mention)
        source, target = mentions[::-1] if turned else mentions
        return self._is_end(edge, "source", source) and self._is_end(edge, "target", target)

    def _is_end(self, edge: Mapping[str, Any], end: str, mention: Mention) -> bool:
        spans = [edge[f"{end}_span"], *self._spans[edge[end]]]
        return any(start < mention.end and mention.start < stop for start, stop in spans)

    def _why_missed(self, edge: Mapping[str, Any]) -> str:
        if any(self._joins(edge, claim, turned=True) for claim in self.extraction.claims):
            return "missed, found the other way round"
        linked = [m for m in self.extraction.mentions if m.entity]
        known = all(any(self._is_end(edge, end, m) for m in linked) for end in ("source", "target"))
        return "missed, no tie found" if known else "missed, actor not found"


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
