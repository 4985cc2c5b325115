"""Train the tie model: ``python data/scripts/train_ties.py`` writes ``data/ties.npz``.

Two linear models over the hashed features of `detente.extract.weighing.plausibility`, both fitted by L-BFGS
with an L2 penalty, so that the same data give the same file: whether a pair of actors is tied (logistic
regression), and by which relation (softmax over the pairs that are). They learn from text of our own and from
nothing of the gold set's test half nor of any other evaluation set:

- *article*: whole articles, annotated as the guidelines say: those of the gold set's development half, and
  more of the same kind (``data/training/articles``);
- *gold*: the single sentences of the gold set's development half;
- *ties*: sentences in which every tied pair is marked (``data/training/ties_*.txt``);
- *wire*: sentences written for one tie, which is marked (``data/training/events_*.jsonl``); what else they
  state is not. A pair of these that a model of the other two takes for tied is therefore left out.

A feature has a weight that all share and one for each of `article`, `gold` and `wire` (H. Daumé III,
Frustratingly Easy Domain Adaptation, ACL 2007). Running text is read with a mixture in which those of
`article` count for most; a text of a sentence or two, which was chosen for the event that it tells, with
those of `wire` and next to none of `article`. Run it after a change of the rules, and before
``calibrate.py``, which trains it again without the part that it measures on.
"""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from detente.extract import Article, Extractor
from detente.extract.schema import EVENTS
from detente.extract.ties.topics import topics_in
from detente.extract.weighing.pair_features import features, topic_features
from detente.extract.weighing.plausibility import SIZE, pairs_of, plausibility, slots_of
from detente.extract.weighing.readings import look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from detente.extract.schema import Extraction
    from detente.extract.weighing.plausibility import Pair

ROOT = Path(__file__).parents[2]
TRAINING = ROOT / "data" / "training"
GOLD = ROOT / "tests" / "gold"
TARGET = ROOT / "data" / "ties.npz"
PENALTY = 0.35
SHARES = {"article": 1.0, "gold": 1.5, "ties": 0.8, "wire": 0.8}
"""What a pair weighs by where it comes from."""
OWN = {"article": 1.0, "gold": 1.0, "wire": 0.5}
"""How freely the weights of a source may leave the shared ones, on the scale of its features."""
RUNNING = {"article": 1.0, "gold": 0.4, "wire": 0.2}
BRIEF = {"article": 0.1, "gold": 1.0, "wire": 0.6}
"""How far the weights of a source count in running text, and in a text of a sentence or two."""
DOUBTFUL = 0.4
"""An unmarked pair of `wire` with at least this plausibility is not taken for untied."""
LEAST, BRIEF_LEAST = 0.28, 0.44
"""The plausibility from which on a pair that no trigger ties is proposed, chosen on development text."""
STATUSES = frozenset("actual planned possible denied ended".split())
STRUCTURE = frozenset("leads member_of accession located_in connects owns".split())


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A pair of actors of a sentence: the slots of its features, whether it is tied, and by what.

    `topical` are the slots with those of what the sentence is about, by which the relation is told; `origin`
    is the text that it stands in, `source` the kind of that: article, gold, ties or wire.
    """

    slots: tuple[int, ...]
    topical: tuple[int, ...]
    tied: bool
    relation: str | None
    origin: str
    source: str


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """A marked tie: the spans of its ends, its relation and event if they are told."""

    one: tuple[int, int]
    other: tuple[int, int]
    relation: str | None = None
    event: str | None = None
    optional: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Marked:
    """A text with its marked ties."""

    text: str
    origin: str
    source: str
    marks: tuple[Mark, ...]


def main() -> None:
    """Read the marked texts, fit, and write the tables of weights."""
    if not TARGET.exists():
        save(Tables(np.zeros(SIZE), np.zeros(SIZE), np.zeros((SIZE, 1)), ("partnership",)))
    rows = all_rows(Extractor(min_confidence=0))
    save(fit(rows))
    sys.stdout.write(f"{len(rows)} pairs, {sum(row.tied for row in rows)} of them tied\n")


@dataclasses.dataclass(frozen=True, slots=True)
class Tables:
    """The fitted weights: of a tie in running and in brief text, shape (SIZE,), of relations (SIZE, n)."""

    weights: NDArray[np.floating]
    brief: NDArray[np.floating]
    relation_weights: NDArray[np.floating]
    relations: tuple[str, ...]


def save(tables: Tables) -> None:
    """Write the tables, in half precision, which changes no decision that is not a toss-up."""
    np.savez_compressed(
        TARGET,
        weights=tables.weights.astype(np.float16),
        brief=tables.brief.astype(np.float16),
        relation_weights=tables.relation_weights.astype(np.float16),
        relations=np.array(tables.relations),
        least=np.array(LEAST),
        brief_least=np.array(BRIEF_LEAST),
    )


def all_rows(extractor: Extractor) -> list[Row]:
    """Give the rows of all training text."""
    marked = [*read_training(), *read_events(), *read_gold_sentences()]
    rows = [row for text in marked for row in rows_of_text(extractor, text)]
    for folder, times in ((GOLD / "articles" / "dev", 2), (TRAINING / "articles", 1)):
        for path in sorted(folder.glob("*.json")):  # those of the gold set are the most like newspapers
            rows += times * list(rows_of_article(extractor, json.loads(path.read_text("utf-8"))))
    return rows


def read_training() -> Iterator[Marked]:
    """Yield the blocks of the training files: a text, then a line for each tie."""
    for path in sorted(TRAINING.glob("ties_*.txt")):
        lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
        for number, block in enumerate(re.split(r"\n\s*\n", "\n".join(lines).strip())):
            text, *ties = block.strip().splitlines()
            marks = tuple(parse_tie(tie, text) for tie in ties)
            yield Marked(text, f"{path.stem}-{number}", "ties", marks)


def parse_tie(line: str, text: str) -> Mark:
    """Read "Chile > Peru defence COOPERATE planned", where "Peru#2" is the second Peru of the text.

    Event and status may be left out.
    """
    words = line.split()
    if words[-1] in STATUSES:
        words.pop()
    event = words.pop() if words[-1] in EVENTS else None
    relation = words.pop()
    ends = re.fullmatch(r"(.+?) [>-] (.+)", " ".join(words))
    if ends is None:
        msg = f"{line!r}: expected 'SOURCE > TARGET relation [EVENT] [status]', or '-' where it is mutual"
        raise SystemExit(msg)
    return Mark(_place(ends[1], text), _place(ends[2], text), relation, event)


def read_events() -> Iterator[Marked]:
    """Yield the sentences in which one tie is marked, with its event."""
    for path in sorted(TRAINING.glob("events_*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines()):
            row = json.loads(line)
            mark = Mark(tuple(row["source"]), tuple(row["target"]), event=row["event"])
            yield Marked(row["text"], f"{path.stem}-{number}", "wire", (mark,))


def read_gold_sentences() -> Iterator[Marked]:
    """Yield the development sentences of the gold set."""
    for line in (GOLD / "sentences_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        marks = [
            Mark(
                tuple(r["source_span"]), tuple(r["target_span"]), r["relation"],
                optional=r.get("optional", False),
            )
            for r in row["relations"] if r["relation"] not in STRUCTURE
        ]  # fmt: skip
        yield Marked(row["text"], row["id"], "gold", tuple(marks))


def rows_of_text(extractor: Extractor, marked: Marked) -> Iterator[Row]:
    """Yield the pairs of a marked text; those of optional ties are left out."""
    for pair, slots, topical, _ in pairs_in(extractor, marked.text, is_brief=True):
        spans = [(a.candidate.start, a.candidate.end) for a in (pair.first, pair.second)]
        found = [
            mark
            for mark in marked.marks
            if (_overlap(spans[0], mark.one) and _overlap(spans[1], mark.other))
            or (_overlap(spans[0], mark.other) and _overlap(spans[1], mark.one))
        ]
        asked = [mark for mark in found if not mark.optional]
        if asked or not found:
            relation = next((mark.relation for mark in asked if mark.relation), None)
            yield Row(slots, topical, bool(asked), relation, marked.origin, marked.source)


def rows_of_article(extractor: Extractor, doc: dict[str, Any]) -> Iterator[Row]:
    """Yield the pairs of an annotated article: tied where the evidence of their tie stands.

    A pair that is tied elsewhere in the article is left out where no evidence stands; people and national
    bodies count as their state.
    """
    extraction = next(iter(extractor.extract([Article(doc["text"], title=doc["title"])])))
    state_of, ours = naming(extraction, doc)
    gold: dict[frozenset[str], list[dict[str, Any]]] = {}
    for relation in doc["relations"]:
        if relation["relation"] not in STRUCTURE:
            ends = frozenset((state_of(relation["source"]), state_of(relation["target"])))
            gold.setdefault(ends, []).append(relation)
    text = extraction.article.text
    for pair, slots, topical, sentence in pairs_in(extractor, text, is_brief=False):
        ends = frozenset(ours(entity) for entity in pair.entities)
        if len(ends) < 2:
            continue
        here = []
        for relation in gold.get(ends, []):
            at = text.find(relation["evidence"])
            if 0 <= at < sentence[1] and sentence[0] < at + len(relation["evidence"]):
                here.append(relation)
        if here and not all(relation.get("optional") for relation in here):
            yield Row(slots, topical, True, here[0]["relation"], doc["id"], "article")
        elif ends not in gold:
            yield Row(slots, topical, False, None, doc["id"], "article")


def naming(extraction: Extraction, doc: dict[str, Any]) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Give what turns an annotated entity, and one of ours, into the id that both are compared by.

    People and national bodies count as their state; one of ours that the annotation does not name gets a "?".
    """
    entities = {entity.id: entity for entity in extraction.entities}
    annotated = {e["id"]: e for e in doc["entities"]}
    names = {name.casefold(): e["id"] for e in doc["entities"] for name in (e["id"], *e["names"])}
    mentioned: dict[str, set[str]] = {}
    for mention in extraction.mentions:
        mentioned.setdefault(mention.entity or "", set()).add(mention.text.casefold())

    def state_of(entity: str) -> str:
        e = annotated[entity]
        return e["country"] if e["type"] in {"person", "organization"} and e.get("country") else entity

    def ours(entity: str) -> str:
        e = entities.get(entity)
        if e is None:
            return f"?{entity}"
        if e.type in {"person", "organization"} and e.country:
            return e.country
        words = [e.id, e.name, *e.aliases, *sorted(mentioned.get(entity, ()))]
        known = next((names[w.casefold()] for w in words if w.casefold() in names), None)
        return state_of(known) if known else f"?{entity}"

    return state_of, ours


def pairs_in(
    extractor: Extractor, text: str, *, is_brief: bool
) -> Iterator[tuple[Pair, tuple[int, ...], tuple[int, ...], tuple[int, int]]]:
    """Yield each pair of actors of a sentence, its slots without and with topics, and the sentence's span."""
    for offset, scene, actors in extractor.scenes(text):
        structure = extractor.structure_of(scene, actors)
        reading = look(scene, actors, structure=structure, vocabulary=extractor.vocabulary)
        for sentence in reading.sentences:
            span = (sentence.span.start_char + offset, sentence.span.end_char + offset)
            topics = topics_in(sentence.span, scene=scene, vocabulary=extractor.vocabulary)
            for pair in pairs_of(sentence):
                names = list(features(pair, sentence=sentence, scene=scene, is_brief=is_brief))
                topical = slots_of([*names, *topic_features(pair, topics)])
                yield pair, tuple(slots_of(names)), tuple(topical), span


def fit(rows: Iterable[Row]) -> Tables:
    """Fit the weights of a tie and of each relation."""
    rows = without_doubtful(list(rows))
    told = [row for row in rows if row.relation]
    names = sorted({row.relation for row in told if row.relation})
    weights = fit_binary(design(rows), np.array([row.tied for row in rows]), shares(rows))
    classes = np.array([names.index(row.relation or "") for row in told])
    relations = fit_classes(
        design([dataclasses.replace(row, slots=row.topical) for row in told]),
        classes,
        len(names),
        shares(told),
    )
    running, brief = mixture(weights, RUNNING), mixture(weights, BRIEF)
    return Tables(running, brief, mixture(relations, RUNNING), tuple(names))


def without_doubtful(rows: list[Row]) -> list[Row]:
    """Leave out unmarked pairs of `wire` that may well be tied, as a model of the others sees them."""
    sure = [row for row in rows if row.source != "wire"]
    known = mixture(fit_binary(design(sure), np.array([row.tied for row in sure]), shares(sure)), RUNNING)
    return [
        row for row in rows
        if row.source != "wire" or row.tied or plausibility(row.slots, known) < DOUBTFUL
    ]  # fmt: skip


def mixture(weights: NDArray[np.float64], parts: Mapping[str, float]) -> NDArray[np.float64]:
    """Give the weights of a kind of text: the shared ones and a part of those of each source."""
    shared, *own = np.split(weights, 1 + len(OWN))
    return shared + sum(OWN[name] * parts[name] * table for name, table in zip(OWN, own, strict=True))


def shares(rows: list[Row]) -> NDArray[np.float64]:
    """Give how much each row weighs."""
    return np.array([SHARES[row.source] for row in rows])


def design(rows: list[Row]) -> csr_matrix:
    """Turn rows into a sparse matrix, each divided by the root of its number of features.

    The first `SIZE` columns are the features; each source of `OWN` repeats those of its rows once more.
    """
    columns, values = [], []
    for row in rows:
        own = np.array(row.slots)
        value = np.full(len(own), 1 / np.sqrt(len(own)))
        copies = [(own, value)]
        if row.source in OWN:
            copies.append((own + SIZE * (1 + list(OWN).index(row.source)), value * OWN[row.source]))
        columns.append(np.concatenate([c for c, _ in copies]))
        values.append(np.concatenate([v for _, v in copies]))
    indptr = np.cumsum([0, *(len(own) for own in columns)])
    width = SIZE * (1 + len(OWN))
    return csr_matrix((np.concatenate(values), np.concatenate(columns), indptr), shape=(len(rows), width))


def fit_binary(X: csr_matrix, y: NDArray[np.bool_], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Minimise the log loss plus `PENALTY` / 2 times the squared weights, shape (columns,)."""
    used = np.unique(X.indices)
    Z, sign = X[:, used], 2.0 * y - 1

    def loss(v: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (Z @ v)
        value = (share * np.logaddexp(0, -margin)).sum() + PENALTY / 2 * v @ v
        return value, Z.T @ (-sign * share * expit(-margin)) + PENALTY * v

    weights = np.zeros(X.shape[1])
    weights[used] = minimize(loss, np.zeros(len(used)), jac=True, method="L-BFGS-B").x
    return weights


def fit_classes(
    X: csr_matrix, y: NDArray[np.int64], k: int, share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Minimise the cross entropy plus `PENALTY` / 2 times the squared weights, shape (columns, k)."""
    used = np.unique(X.indices)
    Z, onehot = X[:, used], np.eye(k)[y]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        W = flat.reshape(-1, k)
        scores = Z @ W
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        value = -(share[:, None] * logs * onehot).sum() + PENALTY / 2 * (W**2).sum()
        return value, (Z.T @ (share[:, None] * (np.exp(logs) - onehot)) + PENALTY * W).ravel()

    best = minimize(loss, np.zeros(len(used) * k), jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    weights = np.zeros((X.shape[1], k))
    weights[used] = best.reshape(-1, k)
    return weights


def _place(words: str, text: str) -> tuple[int, int]:
    """Give where words stand in a text: the first time, or the n-th with "#n"."""
    words, _, nth = words.partition("#")
    at = -1
    for _ in range(int(nth or 1)):
        at = text.find(words, at + 1)
        if at < 0:
            msg = f"{words!r} does not stand in {text[:60]!r}"
            raise SystemExit(msg)
    return at, at + len(words)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


if __name__ == "__main__":
    main()
