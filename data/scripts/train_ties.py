"""Train the tie model: ``python data/scripts/train_ties.py`` writes ``data/ties.npz``.

Two linear models over the hashed features of `detente.extract.plausibility`, both fitted by L-BFGS with an
L2 penalty, so that the same data give the same file: whether a pair of actors is tied (logistic regression),
and by which relation (softmax over the pairs that are). They learn from sentences of our own in which every
tied pair is marked (``data/training/ties_*.txt``) and from the development half of the gold set, which is
ours too; from nothing of its test half and from no other evaluation set. The gold set is annotated more
strictly and the sentences outnumber it: they weigh half, and each feature of the gold set has a second weight
of its own that is added to the shared one (H. Daumé III, Frustratingly Easy Domain Adaptation, ACL 2007).
Run it after a change of the rules, and before ``calibrate.py``, which trains it again without the part that
it measures on.
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
from detente.extract.plausibility import SIZE, features, pairs_of, slots_of
from detente.extract.proposals import look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]
TRAINING = ROOT / "data" / "training"
GOLD = ROOT / "tests" / "gold"
TARGET = ROOT / "data" / "ties.npz"
PENALTY = 0.3
SHARE = 0.5
"""What a pair of the training sentences weighs beside one of the gold set."""
LEAST = 0.42
"""The plausibility from which on a pair that no trigger ties is proposed, chosen on development articles."""
STATUSES = frozenset("actual planned possible denied ended".split())
STRUCTURE = frozenset("leads member_of accession located_in connects owns".split())


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A pair of actors of a sentence: the slots of its features, whether it is tied, and by what."""

    slots: tuple[int, ...]
    tied: bool
    relation: str | None
    origin: str

    @property
    def is_gold(self) -> bool:
        """Whether it comes from the gold set."""
        return not self.origin.startswith("ties_")


@dataclasses.dataclass(frozen=True, slots=True)
class Marked:
    """A text with its ties as spans: two ends and a relation, empty if the tie is optional."""

    text: str
    origin: str
    ties: tuple[tuple[tuple[int, int], tuple[int, int], str], ...]


def main() -> None:
    """Read the marked texts, fit, and write the tables of weights."""
    if not TARGET.exists():
        save(np.zeros(SIZE), np.zeros((SIZE, 1)), ["partnership"])
    rows = all_rows(Extractor(min_confidence=0))
    save(*fit(rows))
    sys.stdout.write(f"{len(rows)} pairs, {sum(row.tied for row in rows)} of them tied\n")


def save(weights: NDArray[np.float64], relation_weights: NDArray[np.float64], relations: list[str]) -> None:
    """Write the tables, in half precision, which changes no decision that is not a toss-up."""
    np.savez_compressed(
        TARGET,
        weights=weights.astype(np.float16),
        relation_weights=relation_weights.astype(np.float16),
        relations=np.array(relations),
        least=np.array(LEAST),
    )


def all_rows(extractor: Extractor) -> list[Row]:
    """Give the rows of all training text."""
    rows = [row for marked in read_training() for row in rows_of_text(extractor, marked)]
    rows += [row for marked in read_gold_sentences() for row in rows_of_text(extractor, marked)]
    for path in sorted((GOLD / "articles" / "dev").glob("*.json")):
        rows += rows_of_article(extractor, json.loads(path.read_text("utf-8")))
    return rows


def read_training() -> Iterator[Marked]:
    """Yield the blocks of the training files: a text, then a line for each tie."""
    for path in sorted(TRAINING.glob("ties_*.txt")):
        lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
        for number, block in enumerate(re.split(r"\n\s*\n", "\n".join(lines).strip())):
            text, *ties = block.strip().splitlines()
            yield Marked(text, f"{path.stem}-{number}", tuple(parse_tie(tie, text) for tie in ties))


def parse_tie(line: str, text: str) -> tuple[tuple[int, int], tuple[int, int], str]:
    """Read "Chile > Peru defence planned", where "Peru#2" is the second Peru of the text."""
    words = line.split()
    if words[-1] in STATUSES:
        words.pop()
    relation = words.pop()
    ends = re.fullmatch(r"(.+?) [>-] (.+)", " ".join(words))
    if ends is None:
        msg = f"{line!r}: expected 'SOURCE > TARGET relation [status]' or 'ONE - OTHER relation [status]'"
        raise SystemExit(msg)
    return _place(ends[1], text), _place(ends[2], text), relation


def read_gold_sentences() -> Iterator[Marked]:
    """Yield the development sentences of the gold set."""
    for line in (GOLD / "sentences_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        ties = [
            (tuple(r["source_span"]), tuple(r["target_span"]), "" if r.get("optional") else r["relation"])
            for r in row["relations"]
            if r["relation"] not in STRUCTURE
        ]
        yield Marked(row["text"], row["id"], tuple(ties))


def rows_of_text(extractor: Extractor, marked: Marked) -> Iterator[Row]:
    """Yield the pairs of a marked text; those of optional ties are left out."""
    for pair, slots, _ in pairs_in(extractor, marked.text):
        spans = [(a.candidate.start, a.candidate.end) for a in (pair.first, pair.second)]
        found = [
            relation
            for one, other, relation in marked.ties
            if (_overlap(spans[0], one) and _overlap(spans[1], other))
            or (_overlap(spans[0], other) and _overlap(spans[1], one))
        ]
        if not found or any(found):
            yield Row(slots, bool(found), next((r for r in found if r), None), marked.origin)


def rows_of_article(extractor: Extractor, doc: dict[str, Any]) -> Iterator[Row]:
    """Yield the pairs of an annotated article: tied where the evidence of their tie stands.

    A pair that is tied elsewhere in the article is left out where no evidence stands; people and national
    bodies count as their state.
    """
    extraction = next(iter(extractor.extract([Article(doc["text"], title=doc["title"])])))
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

    gold: dict[frozenset[str], list[dict[str, Any]]] = {}
    for relation in doc["relations"]:
        if relation["relation"] not in STRUCTURE:
            ends = frozenset((state_of(relation["source"]), state_of(relation["target"])))
            gold.setdefault(ends, []).append(relation)
    text = extraction.article.text
    for pair, slots, sentence in pairs_in(extractor, text):
        ends = frozenset(ours(entity) for entity in pair.entities)
        if len(ends) < 2:
            continue
        here = []
        for relation in gold.get(ends, []):
            at = text.find(relation["evidence"])
            if 0 <= at < sentence[1] and sentence[0] < at + len(relation["evidence"]):
                here.append(relation)
        if here and not all(relation.get("optional") for relation in here):
            yield Row(slots, True, here[0]["relation"], doc["id"])
        elif ends not in gold:
            yield Row(slots, False, None, doc["id"])


def pairs_in(extractor: Extractor, text: str) -> Iterator[tuple[Any, tuple[int, ...], tuple[int, int]]]:
    """Yield each pair of actors of a sentence with its slots and the sentence's span."""
    for offset, scene, actors in extractor.scenes(text):
        structure = extractor.structure_of(scene, actors)
        reading = look(scene, actors, structure=structure, vocabulary=extractor.vocabulary)
        for sentence in reading.sentences:
            span = (sentence.span.start_char + offset, sentence.span.end_char + offset)
            for pair in pairs_of(sentence):
                yield pair, tuple(slots_of(features(pair, sentence=sentence, scene=scene))), span


def fit(rows: Iterable[Row]) -> tuple[NDArray[np.float64], NDArray[np.float64], list[str]]:
    """Fit both models: weights of a tie, shape (SIZE,), of each relation, shape (SIZE, relations)."""
    rows = list(rows)
    tied = [row for row in rows if row.relation]
    names = sorted({row.relation for row in tied if row.relation})
    weights = fit_binary(design(rows), np.array([row.tied for row in rows]), shares(rows))
    classes = np.array([names.index(row.relation or "") for row in tied])
    relations = fit_classes(design(tied), classes, len(names), shares(tied))
    return weights[:SIZE] + weights[SIZE:], relations[:SIZE] + relations[SIZE:], names


def shares(rows: list[Row]) -> NDArray[np.float64]:
    """Give how much each row weighs."""
    return np.array([1.0 if row.is_gold else SHARE for row in rows])


def design(rows: list[Row]) -> csr_matrix:
    """Turn rows into a sparse matrix, each divided by the root of its number of features.

    The second half of its 2 * `SIZE` columns repeats the first for rows of the gold set, else it is empty.
    """
    columns = [np.array(row.slots) for row in rows]
    columns = [
        np.concatenate([own, own + SIZE]) if row.is_gold else own
        for row, own in zip(rows, columns, strict=True)
    ]
    values = [np.full(len(own), 1 / np.sqrt(len(row.slots))) for row, own in zip(rows, columns, strict=True)]
    indptr = np.cumsum([0, *(len(own) for own in columns)])
    return csr_matrix((np.concatenate(values), np.concatenate(columns), indptr), shape=(len(rows), 2 * SIZE))


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
