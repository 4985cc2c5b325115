"""Measure the extractor on the gold set, for docs/measured.md and the README; --pin raises the floors too.

    python docs/make_measured.py [--pin [--may-lower]]

The same code, data and model give the same page, byte for byte.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from detente.extract import Extractor
from detente.extract.confidence import expected_calibration_error
from detente.extract.english.model import model_label
from detente.extract.evaluation import LOWER_IS_BETTER, evaluate, judge, update_floors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from detente.extract import Article, Extraction
    from detente.extract.evaluation import Evaluation

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "gold"
PAGE = ROOT / "docs" / "measured.md"
README = ROOT / "README.md"
PARTS = ("dev", "test")
THRESHOLDS = (0.0, 0.04, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5)
SWEPT = ("articles dyad F1", "articles relation F1", "sentences dyad F1", "sentences relation F1")
KINDS = {
    "articles: entity extra": "a name that was not annotated as an actor, or under another name",
    "articles: entity missed": "an annotated actor, place or agreement not found or named otherwise",
    "articles: missed, no tie found": "both actors found; no trigger, or the grammar not followed",
    "articles: missed, actor not found": "one of the two actors not found, or linked to something else",
    "articles: missed, read as another relation": "the pair was found with another relation only",
    "articles: no such pair": "a tie between two who have none in the annotation",
    "articles: other relation found": "the pair has a tie, of another relation",
    "articles: structure missed": "an office, a seat, a stake, a membership or a route not found",
    "articles: structure extra": "an office, a seat, a stake, a membership or a route that is not there",
    "sentences: missed, no tie found": "both actors found; no trigger, or the grammar not followed",
    "sentences: missed, read as another relation": "the pair was found with another relation only",
    "sentences: missed, actor not found": "one of the two actors not found",
    "sentences: missed, found the other way round": "source and target turned",
    "sentences: no such pair": "a tie between two who have none in the annotation",
    "sentences: other relation found": "the pair has a tie, of another relation",
    "metonymy": "a capital or seat taken for the other of state and place",
}


class Kept:
    """An extractor that reads each article once and then gives only claims that are sure enough."""

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor
        self._read: dict[str, Extraction] = {}
        self.least = 0.0

    def extract(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        """Read articles as `Extractor.extract` does."""
        wanted = list(articles)
        new = [a for a in wanted if a.id not in self._read]
        self._read |= {e.article.id: e for e in self._extractor.extract(new)}
        for article in wanted:
            extraction = self._read[article.id]
            claims = tuple(c for c in extraction.claims if c.confidence >= self.least)
            yield dataclasses.replace(extraction, claims=claims)


def main() -> None:
    """Measure, write the page, pin the floors."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pin", action="store_true", help="raise the floors to just below what is measured")
    parser.add_argument("--may-lower", action="store_true", help="with --pin: let floors fall, on purpose")
    args = parser.parse_args()
    extractor = Extractor()
    measured = {part: evaluate(extractor, GOLD, part=part) for part in PARTS}
    if args.pin:
        update_floors(measured.values(), gold_dir=GOLD, file=GOLD / "floors.json", may_lower=args.may_lower)
    everything = Kept(Extractor(model=extractor.nlp, min_confidence=0))
    lines = [
        "# Measured",
        "",
        f"Written by `python docs/make_measured.py`; do not edit. Model {model_label(extractor.nlp)}.",
        "",
        "What counts as found is said in `extract/evaluation.py`, how the gold set was made in",
        "`tests/gold/README.md`. No error of the test half was read; its floors are a gate,",
        "so its figures flatter a little. `detente evaluate --part test --errors 20`",
        "measures again and shows misses; `tests/gold/floors.json` pins the floors that CI holds.",
        "",
        "## Figures",
        "",
        *_figures(measured),
        "",
        "## Confidence",
        "",
        *_confidence(everything),
        "",
        "## Which claims are kept",
        "",
        *_thresholds(everything),
        "",
        "## What remains",
        "",
        *_remaining(measured["test"]),
    ]
    page = "\n".join(lines) + "\n"
    PAGE.write_text(page, "utf-8")
    README.write_text(with_figures(README.read_text("utf-8"), page), "utf-8")


def with_figures(readme: str, page: str) -> str:
    """Give the README with the figures of the page, to two decimals, in the rows of its table."""
    for name, dev, test in re.findall(r"^\| ([^|]+) \| ([01]\.\d+) \| ([01]\.\d+) \|", page, re.MULTILINE):
        row = f"| {name} | {float(dev):.2f} | {float(test):.2f} |"
        readme = re.sub(rf"^\| {re.escape(name)} \| [\d.]+ \| [\d.]+ \|$", row, readme, flags=re.MULTILINE)
    return readme


def _figures(measured: dict[str, Evaluation]) -> list[str]:
    lines = ["| figure | dev | test | on how many (dev, test) |", "|---|---:|---:|---:|"]
    names = list(measured["dev"].figures)
    for name in sorted(names, key=lambda n: (n.split()[0], names.index(n))):
        less = " (less is better)" if name in LOWER_IS_BETTER else ""
        values = " | ".join(f"{measured[part].figures.get(name, 0.0):.3f}" for part in PARTS)
        sizes = ", ".join(str(measured[part].size(name)) for part in PARTS)
        lines.append(f"| {name}{less} | {values} | {sizes} |")
    return lines


def _confidence(everything: Kept) -> list[str]:
    table = json.loads((ROOT / "data" / "confidence.json").read_text("utf-8"))
    everything.least = 0.0
    rows = {
        part: [
            (j.claim.confidence, j.right) for j in judge(everything, GOLD, part=part) if j.right is not None
        ]
        for part in PARTS
    }
    lines = [
        f"A {table['method']} ({table['date']}).",
        "The penalty agrees with cross-validation on the development half; which features to use was settled",
        "with the calibration error of the test half in view, so that one number is a little flattered.",
        "All claims, also those under the threshold:",
        "",
        "| part | claims | right | mean confidence | expected calibration error, 10 bins |",
        "|---|---:|---:|---:|---:|",
    ]
    for part in PARTS:
        confidences, right = [c for c, _ in rows[part]], [r for _, r in rows[part]]
        means = f"{sum(right) / len(right):.3f} | {sum(confidences) / len(right):.3f}"
        error = expected_calibration_error(confidences, right)
        lines.append(f"| {part} | {len(right)} | {means} | {error:.3f} |")
    bins: dict[int, list[bool]] = collections.defaultdict(list)
    for confidence, is_right in rows["test"]:
        bins[min(int(confidence * 10), 9)].append(is_right)
    lines += ["", "| confidence on the test half | claims | right |", "|---|---:|---:|"]
    for number, found in sorted(bins.items()):
        share = sum(found) / len(found)
        lines.append(f"| {number / 10:.1f} to {number / 10 + 0.1:.1f} | {len(found)} | {share:.2f} |")
    return lines


def _thresholds(everything: Kept) -> list[str]:
    default = json.loads((ROOT / "data" / "confidence.json").read_text("utf-8"))["threshold"]
    head = [f"{name} {part}" for part in PARTS for name in SWEPT]
    lines = [
        f"Claims under {default} are dropped unless `Extractor(min_confidence=0)` is asked.",
        "The threshold is low: it costs no F1 here, and a higher one trades recall for little. F1:",
        "",
        f"| threshold | {' | '.join(head)} |",
        "|---|" + "---:|" * len(head),
    ]
    for threshold in THRESHOLDS:
        everything.least = threshold
        figures = {part: evaluate(everything, GOLD, part=part).figures for part in PARTS}
        values = [f"{figures[part][name]:.3f}" for part in PARTS for name in SWEPT]
        lines.append(f"| {threshold} | {' | '.join(values)} |")
    everything.least = 0.0
    return lines


def _remaining(evaluation: Evaluation) -> list[str]:
    counts = collections.Counter(error.kind for error in evaluation.errors)
    lines = [
        "The eight most frequent kinds of error on the test half:",
        "",
        "| kind | n | what it is |",
        "|---|---:|---|",
    ]
    for kind, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:8]:
        lines.append(f"| {kind} | {n} | {KINDS.get(kind, '')} |")
    return lines


if __name__ == "__main__":
    main()
