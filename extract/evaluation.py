"""How well an extractor reads: its claims against annotated articles, sentences and names.

The gold set is a folder (the project's own is ``tests/gold``)::

    articles/dev/*.json  articles/test/*.json     whole articles with entities and relations
    sentences_dev.jsonl  sentences_test.jsonl     single sentences with spans
    metonymy.csv                                  a name in a sentence: the state that acts, or the place

In articles, named people and national bodies count as their country on both sides, and a tie counts whichever
way it points. In sentences, a tie counts if both its phrases are phrases of the annotated entities, the right
way round unless it is symmetric; sentences without any relation are there to count what should not have been
found. Relations marked optional are neither asked for nor counted as false.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
from typing import TYPE_CHECKING, Any

from detente.extract.gold import Error, EvaluationError, Part, Tally, gold_files, read_gold
from detente.extract.schema import Article

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from detente.extract.pipeline import Extractor
    from detente.extract.schema import Claim, Extraction

PARTS: tuple[Part, ...] = ("dev", "test", "all")
LOWER_IS_BETTER = frozenset({"articles not actual shown as actual", "sentences not actual shown as actual"})
MARGIN = 0.005
"""How far below the measured figure a floor is pinned."""
UNPINNED = (" precision", " recall", " where found", " where given")
"""How figures end that get no floor: one may be given for another, or falls where more is found."""
FEWEST = 20
"""A figure measured on fewer gets no floor: one more found could make it fall."""


@dataclasses.dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured on a part of the gold set.

    `figures` are shares between 0 and 1, `counts` how many each was measured on.
    """

    part: Part
    figures: Mapping[str, float]
    counts: Mapping[str, int]
    errors: tuple[Error, ...]

    def size(self, figure: str) -> int:
        """Give how many a figure was measured on: annotated ones, for precision those found.

        Parameters
        ----------
        figure
            A name of `figures`.
        """
        scope, _, kind = figure.rpartition(" ")
        other = f"{scope} found" if kind == "precision" else f"{scope} annotated"
        return self.counts.get(figure, self.counts.get(other, 0))


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
    tally = Tally()
    for document in read_gold(extractor, gold_dir, part):
        document.score(tally)
    _score_names(extractor, gold_dir, tally)
    return _summed_up(tally, part)


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
    for document in read_gold(extractor, gold_dir, part):
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
    for path in gold_files(gold_dir, part):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(gold_dir).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def missed_floors(evaluation: Evaluation, floors: Mapping[str, float]) -> list[str]:
    """Say which figures are below their floor, or above it where less is better.

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

    Precision and recall get none, since one may be given for the other where F1 rises; nor do shares of what
    was found, which fall where more is found and rightly (that of all ties has one); nor small samples.

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
    >>> measured = Evaluation("dev", {"articles dyad F1": 0.7}, {"articles dyad annotated": 99}, ())
    >>> raised_floors(measured, {}), raised_floors(measured, {"articles dyad F1": 0.698})
    ({'articles dyad F1': 0.695}, {'articles dyad F1': 0.698})
    """
    floors = {name: floor for name, floor in floors.items() if not name.endswith(UNPINNED)}
    missed = [] if may_lower else missed_floors(evaluation, floors)
    if missed:
        msg = f"floors can only rise: {'; '.join(missed)}; repair the extraction, or lower them on purpose"
        raise EvaluationError(msg)
    new = {}
    for name, value in evaluation.figures.items():
        if name.endswith(UNPINNED) or (evaluation.size(name) < FEWEST and name not in floors):
            continue
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


def _score_names(extractor: Extractor, gold_dir: Path, tally: Tally) -> None:
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


def _summed_up(tally: Tally, part: Part) -> Evaluation:
    figures: dict[str, float] = {}
    counts: dict[str, int] = {}
    for name, (gold, found, right_gold, right_found) in tally.sets.items():
        precision, recall = right_found / (found or 1), right_gold / (gold or 1)
        figures[f"{name} F1"] = 2 * precision * recall / ((precision + recall) or 1)
        figures[f"{name} precision"] = precision
        figures[f"{name} recall"] = recall
        counts[f"{name} annotated"], counts[f"{name} found"] = gold, found
    for name, (hit, n) in tally.shares.items():
        figures[name] = hit / n
        counts[name] = n
    return Evaluation(part, figures, counts, tuple(tally.errors))
