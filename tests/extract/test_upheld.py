"""Guesses are claims of an article only where it ties their two sides elsewhere too."""

from __future__ import annotations

import pytest

from detente.extract.gazetteer import load_gazetteer
from detente.extract.reference.memory import Memory
from detente.extract.schema import Claim, Evidence, Mention, Span
from detente.extract.weighing.upheld import borne_out


def claim(source, target, pattern, *, event="ACCUSE", words="the move"):
    """Make a claim that was read by a pattern."""
    return Claim(
        source, target, "dispute", event, "actual", symmetric=False,
        evidence=Evidence("a", 0, 1, pattern), trigger=Span(0, 1, "x"),
        source_mention=Mention(0, 1, source, source), target_mention=Mention(0, 1, words, target),
        pattern=pattern,
    )  # fmt: skip


@pytest.fixture(scope="module")
def memory():
    return Memory(load_gazetteer())


@pytest.mark.parametrize(
    ("guess", "is_kept"),
    [
        (claim("CHL", "PER", "condemn (subj > act)"), False),
        (claim("CHL", "PER", "reject (subj > act)", event="REJECT", words="that"), True),
        (claim("CHL", "PER", "abandon (subj > obj) 0.05"), False),
        (claim("CHL", "PER", "abandon (subj > obj) 0.45"), True),
        (claim("CHL", "PER", "tell (near > near) 0.05"), True),
    ],
)
def test_a_guess_needs_another_claim_beside_it(memory, guess, is_kept):
    assert (guess in list(borne_out([guess], memory))) is is_kept
    other = claim("PER", "CHL", "accuse (subj > obj) 0.90")
    assert list(borne_out([guess, other], memory)) == [guess, other]


def test_an_act_that_several_judge_is_no_guess(memory):
    judged = [claim(state, "PER", "condemn (subj > act)") for state in ("CHL", "BOL")]
    assert list(borne_out(judged, memory)) == judged
