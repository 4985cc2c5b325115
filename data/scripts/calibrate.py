"""Fit the confidence on the development half of the gold set: writes data/confidence.json.

    python data/scripts/calibrate.py --date 2026-11-22 [--threshold 0.25]

A claim is right if the gold set has its pair with its relation; optional ones are left out. Logistic
regression with a ridge penalty, minimised by L-BFGS from zero, so that the same claims give the same
coefficients. The tie model has learned from the development half, so each fifth of it is read with a model
that was trained without it. Single sentences are written to show one thing each and are easier than running
text: a column of their own takes up that difference while fitting and is then dropped, so that the confidence
is that of articles.

Rules are written while reading the development half, so claims there are right more often than elsewhere. Two
numbers, a shift and a stretch of the log-odds (J. Platt, 1999), are therefore fitted on the test half; its
error is crossed: each half of the test texts is measured with the two numbers of the other.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import train_ties
from scipy.optimize import minimize
from scipy.special import expit

from detente.extract import Extractor
from detente.extract.confidence import expected_calibration_error, features_of
from detente.extract.evaluation import gold_digest, judge

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.extract.gold import Part

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "tests" / "gold"
TARGET = ROOT / "data" / "confidence.json"
RIDGE = 3.0
FOLDS = 5
RAREST = 8
"""A feature seen on fewer development claims gets no coefficient."""
METHOD = (
    "logistic regression on the development half of the gold set, ridge penalty 3, L-BFGS; a claim is right "
    "if the gold set has its pair with its relation; shift and stretch from the test half, whose error is "
    "crossed between its two halves; see data/scripts/calibrate.py"
)

Row = tuple[dict[str, float], bool, bool, str]


def main() -> None:
    """Fit, measure, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--date", required=True, help="the day of the fit, kept in the file")
    parser.add_argument("--threshold", type=float, help="the least confidence to keep; as it was without")
    parser.add_argument("--keep", action="store_true", help="keep the weights, shift and stretch them alone")
    args = parser.parse_args()
    extractor = Extractor(min_confidence=0)
    dev, test = cross_read(extractor), read_rows(extractor, "test")
    old = json.loads(TARGET.read_text("utf-8")) if TARGET.exists() else {"threshold": 0.0}
    if args.keep:
        names = list(old["features"])
        first = rescaled(dev, names, (old["intercept"], np.array(list(old["features"].values()))))
    else:
        names = common_features(dev)
        first = fit(dev, names)
    intercept, weights = rescaled(test, names, first)
    measured = {}
    halves = [[row for row in test if is_first(row) is half] for half in (True, False)]
    crossed = {True: rescaled(halves[1], names, first), False: rescaled(halves[0], names, first)}
    for part, rows in (("dev", dev), ("test", test)):
        fits = [crossed[is_first(row)] if part == "test" else first for row in rows]
        found = [predict(row[0], a, names, w) for row, (a, w) in zip(rows, fits, strict=True)]
        right = [is_right for _, is_right, *_ in rows]
        measured[part] = {
            "claims": len(rows),
            "right": round(sum(right) / len(right), 3),
            "mean confidence": round(sum(found) / len(found), 3),
            "expected calibration error": round(expected_calibration_error(found, right), 3),
            "area under the curve": round(area_under_curve(found, right), 3),
        }
    table = {
        "method": METHOD,
        "date": args.date,
        "gold": {part: gold_digest(GOLD, part=part) for part in ("dev", "test")},
        "measured": measured,
        "threshold": old["threshold"] if args.threshold is None else args.threshold,
        "intercept": round(intercept, 3),
        "features": {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)},
    }
    TARGET.write_text(json.dumps(table, indent=2) + "\n", "utf-8")
    sys.stdout.write(json.dumps(measured, indent=2) + "\n")


def cross_read(extractor: Extractor) -> list[Row]:
    """Read the development half in parts, each with a tie model that has not learned from it."""
    model, training = extractor.tie_model, train_ties.all_rows(extractor)
    articles = sorted((GOLD / "articles" / "dev").glob("*.json"))
    sentences = (GOLD / "sentences_dev.jsonl").read_text("utf-8").splitlines(keepends=True)
    rows: list[Row] = []
    for i in range(FOLDS):
        texts = {path: path.read_text("utf-8") for path in articles[i::FOLDS]}
        lines = sentences[i::FOLDS]
        held_out = {json.loads(text)["id"] for text in [*texts.values(), *lines]}
        tables = train_ties.fit(r for r in training if r.origin not in held_out)
        extractor.tie_model = dataclasses.replace(
            model, weights=tables.weights, brief=tables.brief,
            relation_weights=tables.relation_weights, relations=tables.relations,
        )  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "articles" / "dev").mkdir(parents=True)
            for path, text in texts.items():
                (Path(folder) / "articles" / "dev" / path.name).write_text(text, "utf-8")
            (Path(folder) / "sentences_dev.jsonl").write_text("".join(lines), "utf-8")
            rows += read_rows(extractor, "dev", gold=Path(folder))
    extractor.tie_model = model
    return rows


def read_rows(extractor: Extractor, part: Part, *, gold: Path = GOLD) -> list[Row]:
    """Give the features of each claim, whether it is right, and whether it is of a single sentence."""
    rows = []
    for judged in judge(extractor, gold, part=part):
        if judged.right is not None:
            entities = {e.id: e for e in judged.extraction.entities}
            claim, article = judged.claim, judged.extraction.article
            features = features_of(claim, source=entities[claim.source], target=entities[claim.target])
            rows.append((features, judged.right, not article.title, article.id))
    return rows


def common_features(rows: list[Row]) -> list[str]:
    """Give the names of the features that enough claims have, sorted."""
    names = sorted({name for features, *_ in rows for name in features})
    return [name for name in names if sum(name in features for features, *_ in rows) >= RAREST]


def fit(rows: list[Row], names: list[str]) -> tuple[float, NDArray[np.float64]]:
    """Fit intercept and weights; neither the intercept nor the column of single sentences is held back."""
    x = np.array([[1.0, single, *(features.get(n, 0.0) for n in names)] for features, _, single, _ in rows])
    y = np.array([is_right for _, is_right, *_ in rows], dtype=float)
    penalty = np.array([0.0, 0.0, *[RIDGE] * len(names)])

    def loss(b: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = x @ b
        value = (np.logaddexp(0, z) - y * z).sum() + (penalty * b * b).sum() / 2
        return float(value), x.T @ (expit(z) - y) + penalty * b

    best = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
    return float(best[0]), best[2:]


def rescaled(
    rows: list[Row], names: list[str], model: tuple[float, NDArray[np.float64]]
) -> tuple[float, NDArray[np.float64]]:
    """Shift and stretch log-odds to fit other claims: intercept and weights with two numbers fitted anew."""
    intercept, weights = model
    odds = np.array(
        [intercept + sum(row[0].get(n, 0.0) * w for n, w in zip(names, weights, strict=True)) for row in rows]
    )
    y = np.array([row[1] for row in rows], dtype=float)

    def loss(b: NDArray[np.float64]) -> float:
        z = b[0] + b[1] * odds
        return float((np.logaddexp(0, z) - y * z).sum())

    shift, stretch = minimize(loss, np.array([0.0, 1.0]), method="L-BFGS-B").x
    return float(shift + stretch * intercept), stretch * weights


def is_first(row: Row) -> bool:
    """Whether a claim belongs to the first half of the test texts, by a checksum of the text's id."""
    return zlib.crc32(row[3].encode()) % 2 == 0


def predict(
    features: dict[str, float], intercept: float, names: list[str], weights: NDArray[np.float64]
) -> float:
    """Give the confidence of one claim."""
    odds = intercept + sum(features.get(n, 0.0) * w for n, w in zip(names, weights, strict=True))
    return float(expit(odds))


def area_under_curve(confidences: list[float], right: list[bool]) -> float:
    """Give the chance that a right claim is surer than a wrong one."""
    found, is_right = np.array(confidences), np.array(right)
    a, b = found[is_right][:, None], found[~is_right]
    return float(((a > b) + (a == b) / 2).mean())


if __name__ == "__main__":
    main()
