"""How sure a claim is: the share of claims of its make that are right, from what the claim itself records.

The grammar, the reasons of its links and the kinds of its actors are weighed by a logistic regression with
the few coefficients of ``data/confidence.json``, fitted on the development half of our own gold set by
``data/scripts/calibrate.py``. Nothing but the claim and its two entities is looked at, so that the confidence
of a saved claim can be computed, and explained, again.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import math
import re
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.extract.schema import Claim, Entity

_SLOTS = re.compile(r"\((?P<source>\S+) > (?P<target>\S+)\)(?: (?P<share>[01]\.\d\d))?$")
_FAR = frozenset({"comp", "comp_obj", "subj"})
_LONGEST_PHRASE = 3
_LONGEST_REACH = 600
_SUREST = 0.02


@dataclasses.dataclass(frozen=True, slots=True)
class Weights:
    """A fitted model: log-odds of being right where no feature speaks, what each adds, the least to keep."""

    intercept: float
    features: Mapping[str, float]
    threshold: float


@dataclasses.dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature adds to the log-odds that a claim is right."""

    feature: str
    value: float


def confidence_of(claim: Claim, *, source: Entity, target: Entity) -> float:
    """Give the share of claims of this make that are right, between 0 and 1, to two digits.

    Parameters
    ----------
    claim
        A claim; its own `confidence` is not looked at.
    source, target
        Its two entities.

    Examples
    --------
    >>> from detente.extract import Claim, Entity, Evidence, Mention, Span
    >>> sentence = Evidence("a", 0, 31, "Serbia signed a deal with Oman.")
    >>> claim = Claim(
    ...     "SRB", "OMN", "partnership", "AGREE", "actual", True, sentence, Span(7, 20, "signed a deal"),
    ...     Mention(0, 6, "Serbia", "SRB", "gazetteer"), Mention(26, 30, "Oman", "OMN", "gazetteer"),
    ...     pattern="sign deal (subj > with)",
    ... )
    >>> serbia, oman = Entity("SRB", "Serbia", "country"), Entity("OMN", "Oman", "country")
    >>> mob = Entity("mob", "mob", "group", generic=True)
    >>> confidence_of(claim, source=serbia, target=oman) > confidence_of(claim, source=mob, target=oman)
    True
    """
    parts = contributions(claim, source=source, target=target)
    odds = load_weights().intercept + sum(part.value for part in parts)
    return round(1 / (1 + math.exp(-odds)), 2)


def contributions(claim: Claim, *, source: Entity, target: Entity) -> list[Contribution]:
    """Give what each feature of a claim adds to its log-odds, the weightiest first.

    Parameters
    ----------
    claim
        A claim.
    source, target
        Its two entities.
    """
    weights = load_weights().features
    parts = [
        Contribution(name, weights[name] * value)
        for name, value in features_of(claim, source=source, target=target).items() if name in weights
    ]  # fmt: skip
    return sorted(parts, key=lambda part: (-abs(part.value), part.feature))


def features_of(claim: Claim, *, source: Entity, target: Entity) -> dict[str, float]:
    """Give the features of a claim that are not zero; a feature of both ends counts twice.

    Parameters
    ----------
    claim
        A claim.
    source, target
        Its two entities.
    """
    slots = _SLOTS.search(claim.pattern)
    spans = (claim.trigger, claim.source_mention, claim.target_mention)
    reach = max(span.end for span in spans) - min(span.start for span in spans)
    found = {
        "structure": claim.event is None,
        "no narrower relation than partnership": claim.relation == "partnership",
        "symmetric": claim.symmetric,
        "source is the subject": slots is not None and slots["source"] == "subj",
        "target is the object": slots is not None and slots["target"] == "obj",
        "target inside a complement or turned": slots is not None and slots["target"] in _FAR,
        "words of the trigger after the first": min(len(claim.trigger.text.split()), _LONGEST_PHRASE) - 1,
        "reach in hundreds of characters": math.log1p(min(reach, _LONGEST_REACH) / 100),
        "generic actor": source.generic + target.generic,
        "log-odds of the tie model": _log_odds(slots["share"]) if slots is not None else 0.0,
        "proposed by the tie model": slots is not None and slots["source"] == "near",
    }
    features = {name: float(value) for name, value in found.items() if value}
    names = [f"status {claim.status}"]
    names += [f"actor of type {entity.type}" for entity in (source, target)]
    names += [f"linked by {mention.reason}" for mention in (claim.source_mention, claim.target_mention)]
    for name in names:
        features[name] = features.get(name, 0.0) + 1.0
    return features


def plausibility_of(claim: Claim) -> float | None:
    """Give what the tie model said of the pair of a claim, as its pattern has it; None if it was not asked.

    Parameters
    ----------
    claim
        A claim.
    """
    slots = _SLOTS.search(claim.pattern)
    return float(slots["share"]) if slots is not None and slots["share"] is not None else None


def _log_odds(share: str | None) -> float:
    """Give the log-odds of a share as a pattern writes it, 0 without one; none is surer than 98 in 100."""
    if share is None:
        return 0.0
    p = min(max(float(share), _SUREST), 1 - _SUREST)
    return math.log(p / (1 - p))


def expected_calibration_error(
    confidences: Sequence[float], right: Sequence[bool], *, bins: int = 10
) -> float:
    """Give how far confidence is from the share that is right: the mean over claims, in bins of equal width.

    Parameters
    ----------
    confidences
        Confidence of each claim.
    right
        Whether each is right.
    bins
        How many bins.

    Returns
    -------
    float
        0 where each bin holds as many right ones as it promises; 0 without claims.

    Examples
    --------
    >>> expected_calibration_error([0.75, 0.75, 0.75, 0.75], [True, True, True, False])
    0.0
    """
    rows: dict[int, list[tuple[float, bool]]] = {}
    for confidence, is_right in zip(confidences, right, strict=True):
        rows.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, is_right))
    gaps = [abs(sum(c for c, _ in row) - sum(r for _, r in row)) for row in rows.values()]
    return sum(gaps) / (len(confidences) or 1)


def default_threshold() -> float:
    """Give the confidence under which a claim is not kept by default, chosen by measurement."""
    return load_weights().threshold


@functools.cache
def load_weights() -> Weights:
    """Load the shipped coefficients."""
    table = json.loads(resources.files("detente.data").joinpath("confidence.json").read_text("utf-8"))
    return Weights(table["intercept"], table["features"], table["threshold"])
