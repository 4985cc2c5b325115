"""Explanations: every word that decided is there, in the sentence and in the lines below."""

from __future__ import annotations

import dataclasses

import pytest

from detente.extract import Mention, Span
from detente.extract.explain import explain, marked_sentence
from detente.extract.schema import Reason

TEXT = "Serbia will sign a trade agreement with Kazakhstan in July, the Serbian minister Zoran Perić said."


@pytest.fixture
def extraction(read):
    return read(TEXT)


@pytest.fixture
def claim(extraction):
    return next(c for c in extraction.claims if c.relation == "trade")


@pytest.mark.parametrize(
    "line",
    [
        "Serbia (SRB) - trade (AGREE) - Kazakhstan (KAZ)",
        (
            '"[source: Serbia] [status: will] [trigger: sign a trade agreement] with [target: Kazakhstan] '
            "in [date: July], the Serbian minister Zoran Perić [speaker: said]."
        ),
        'source      SRB: "Serbia", a name of the gazetteer',
        'source is its subject, target after "with"; neither leads',
        'status      planned, by "will"',
        'speaker     Zoran Perić, by "said"',
        'date        2025-07 (month), by "July"',
        "actor of type country",
    ],
)
def test_lines(claim, extraction, line):
    assert line in explain(claim, extraction)


def test_without_the_extraction_ids_stand_for_names(claim):
    text = explain(claim)
    assert text.startswith("SRB - trade (AGREE) - KAZ\n")
    assert "actor of type" not in text


def test_reference_names_what_it_refers_to(read):
    extraction = read("Chad praised Oman. Later the country attacked Benin.")
    claim = next(c for c in extraction.claims if c.relation == "conflict")
    assert 'TCD: "the country", refers back to it, named "Chad" 25 characters before' in explain(
        claim, extraction
    )


def test_every_claim_of_a_text_can_be_explained(read):
    extraction = read(
        "Serbian President Zoran Perić met Oman's envoy.\n\nThe EU may impose sanctions on Chad."
    )
    assert extraction.claims
    for claim in extraction.claims:
        lines = explain(claim, extraction).splitlines()
        assert len(lines) >= 9
        assert not any(line != line.rstrip() for line in lines)


def test_marks_leave_the_words_as_they_are(claim):
    marked = marked_sentence(claim)
    for mark in ("source", "target", "trigger", "status", "speaker", "date"):
        marked = marked.replace(f"[{mark}: ", "")
    assert marked.replace("]", "") == claim.evidence.text


def test_words_outside_the_sentence_are_not_marked(claim):
    away = dataclasses.replace(claim, status_cue=Span(9000, 9004, "will"))
    assert "[status:" not in marked_sentence(away)


def test_nested_marks_close_inside_out(claim):
    nested = dataclasses.replace(claim, trigger=Span(0, 16, "Serbia will sign"))
    assert marked_sentence(nested).startswith("[trigger: [source: Serbia] [status: will] sign]")


@pytest.mark.parametrize("reason", Reason.__args__)
def test_each_reason_has_words(claim, reason):
    mention = Mention(0, 6, "Serbia", "SRB", reason)
    assert "no recorded reason" not in explain(dataclasses.replace(claim, source_mention=mention))


def test_a_foreign_pattern_is_shown_as_it_is(claim):
    assert "read as: my own model" in explain(dataclasses.replace(claim, pattern="my own model"))


def test_line_breaks_of_the_text_do_not_break_the_line(claim):
    evidence = dataclasses.replace(claim.evidence, text=claim.evidence.text.replace(" with", "\nwith"))
    assert "agreement] with [target" in explain(dataclasses.replace(claim, evidence=evidence))
