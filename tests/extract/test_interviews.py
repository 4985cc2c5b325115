"""Interviews: who "we" are in an answer, and who is cited for what it says; reactions across paragraphs."""

from __future__ import annotations

import pytest
import spacy

from detente.extract.speech.interviews import answers_in

INTERVIEW = (
    "Mihai Popșoi, the foreign minister of Moldova, receives guests in Chișinău.\n\n"
    "Who helps you?\n\nGermany has given us nineteen vehicles, and Romania has always supported Moldova.\n\n"
    "And Russia?\n\nWe have asked Russia for his extradition three times.\n\n"
    "Will you go to London?\n\nWe hope to sign a defence partnership with Britain."
)


def _passages(*texts):
    nlp = spacy.blank("en")
    return [(i, nlp(text)) for i, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("texts", "answers"),
    [
        (("Ana Li rules.", "Why?", "We paid.", "To whom?", "To our bank.", "When?", "In May."), {2, 4, 6}),
        (("Ana Li rules.", "Why?", "We paid.", "To whom?", "To our bank."), set()),
        (("What is it?", "A dam.", "Who owns it?", "Chad.", "And who pays?", "Chad does."), set()),
        (("Ana Li rules.", "Why?", "The US paid.", "Who else?", "Chad.", "And then?", "The US left."), set()),
    ],
    ids=["an interview", "too few questions", "an explainer", "the US is not us"],
)
def test_answers_of_an_interview_are_found(texts, answers):
    assert answers_in(_passages(*texts)) == answers


@pytest.mark.model
def test_who_is_interviewed_is_we_and_is_cited(read):
    claims = read(INTERVIEW).claims
    asked = next(c for c in claims if c.event == "REQUEST" and c.target == "RUS")
    assert (asked.source, asked.speaker) == ("Mihai Popșoi", "Mihai Popșoi")
    hoped = next(c for c in claims if c.target == "GBR" or c.source == "GBR")
    assert (hoped.status, hoped.speaker) == ("possible", "Mihai Popșoi")


@pytest.mark.model
def test_those_who_judge_one_act_after_another_judge_the_same(read):
    text = (
        "Israel approved 19 settlements in the West Bank on Sunday.\n\n"
        "Norway denounced the decision. Jordan called it illegal.\n\n"
        "President Javier Milei welcomed the step."
    )
    judged = {(c.source, c.relation, c.target) for c in read(text).claims}
    assert judged >= {
        ("NOR", "dispute", "ISR"), ("JOR", "dispute", "ISR"), ("Javier Milei", "partnership", "ISR"),
    }  # fmt: skip
