"""Dates and speakers on sentences written for them: one half was tuned to, the other set aside."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from detente.extract import Article, Extractor
from detente.extract.attribution import read_speaker
from detente.extract.dates import read_date, read_ongoing
from detente.extract.english.model import load_model
from detente.extract.times.live import read_live_date

HERE = Path(__file__).parent
THURSDAY = dt.date(2025, 11, 20)


def rows(name, columns):
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [
        tuple(cell.strip() for cell in line.split("|", columns - 1))
        for line in lines
        if line.strip() and not line.startswith("#")
    ]


TIMES, SPEAKERS = rows("times.txt", 5), rows("speakers.txt", 4)
TUNED_TIMES = [row[1:] for row in TIMES if row[0] == "tuned"]
TUNED_SPEAKERS = [row[1:] for row in SPEAKERS if row[0] == "tuned"]


@pytest.fixture(scope="module")
def nlp():
    return load_model()


def token(doc, word):
    word, _, number = word.partition("~")
    return [t for t in doc if t.text == word][int(number or 1) - 1]


def date_of(nlp, word, text):
    head = token(nlp(text), word)
    when = read_date(head, published=THURSDAY) or read_ongoing(head, published=THURSDAY)
    return when and (when.date, when.precision, text[when.cue.start : when.cue.end] == when.cue.text)


def speaker_of(nlp, word, text):
    found = read_speaker(token(nlp(text), word))
    return "-" if found is None else (found.named or found.speaker).text


@pytest.mark.model
@pytest.mark.parametrize(
    ("date", "precision", "word", "text"), TUNED_TIMES, ids=[r[3][:50] for r in TUNED_TIMES]
)
def test_date_of_an_event(nlp, date, precision, word, text):
    expected = None if date == "-" else (date, precision, True)
    assert date_of(nlp, word, text) == expected


@pytest.mark.model
@pytest.mark.parametrize(("speaker", "word", "text"), TUNED_SPEAKERS, ids=[r[2][:50] for r in TUNED_SPEAKERS])
def test_speaker_of_a_claim(nlp, speaker, word, text):
    assert speaker_of(nlp, word, text) == speaker


@pytest.mark.model
def test_dates_of_sentences_set_aside(nlp):
    held = [row[1:] for row in TIMES if row[0] == "held"]
    read = [date_of(nlp, word, text) for _, _, word, text in held]
    right = sum(
        got == (None if d == "-" else (d, p, True)) for got, (d, p, _, _) in zip(read, held, strict=True)
    )
    assert len(held) >= 50
    assert right / len(held) >= 0.95


@pytest.mark.model
def test_speakers_of_sentences_set_aside(nlp):
    held = [row[1:] for row in SPEAKERS if row[0] == "held"]
    right = sum(speaker_of(nlp, word, text) == speaker for speaker, word, text in held)
    assert len(held) >= 30
    assert right / len(held) >= 0.85


@pytest.mark.model
@pytest.mark.parametrize(
    ("before", "word", "text", "date"),
    [
        ("14:20 | Tehran\n\n", "freed", "Iran freed two sailors.", "2025-11-20"),
        ("09.05 Aid convoy moves\n", "informed", "Egypt has informed Chad that it is ready.", "2025-11-20"),
        ("14:20 | Tehran\n\n", "freed", "Iran will release those whom Oman had freed.", None),
        ("14:20 | Tehran\n\n", "signed", "Iran, which signed the treaty, freed two sailors.", None),
        ("What we know\n\n", "freed", "Iran freed two sailors.", None),
        ("**14.20 Release**\n\n", "freed", "Iran freed two sailors.", "2025-11-20"),
        ("14.20 ", "offered", "Oman has offered to mediate between Iran and France.", "2025-11-20"),
        ("14.20 ", "mediate", "Oman has offered to mediate between Iran and France.", "2025-11-20"),
        ("14.20 ", "fought", "The two have fought ever since.", None),
        ("14.20 Talks\n\nFirst this.\n\n", "freed", "Iran freed two sailors.", None),
        (
            "14.20 Talks\n\nIt is on.\n\n13.10 Calm.\n\n12.05 Release\n\nFirst this.\n\n",
            "freed",
            "Iran freed two sailors.",
            "2025-11-20",
        ),
    ],
)
def test_entries_of_a_live_page_happened_on_its_day(nlp, before, word, text, date):
    article, offset = before + text, len(before)
    when = read_live_date(token(nlp(text), word), published=THURSDAY, text=article, offset=offset)
    assert (when and when.date) == date
    assert when is None or article[when.cue.start : when.cue.end] == when.cue.text


@pytest.mark.model
def test_the_cue_of_a_live_entry_is_the_time_above_it():
    text = "Here is the latest.\n\n14:20 | Tehran\n\nIran arrested two French sailors."
    [extraction] = Extractor().extract([Article(text, published=THURSDAY)])
    [claim] = [c for c in extraction.claims if c.event == "COERCE"]
    assert (claim.date, claim.date_cue.text) == ("2025-11-20", "14:20 | Tehran")
    assert text[claim.date_cue.start : claim.date_cue.end] == claim.date_cue.text


@pytest.mark.model
@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("bought", "Oman has reportedly bought the yard."),
        ("is", "The airline is in talks."),
        ("marched", "A year later, miners marched."),
        ("closed", "The road closed six months after the raid."),
        ("closed", "The road closed days after the raid, weeks before the vote."),
    ],
)
def test_without_a_day_of_publication_nothing_is_made_up(nlp, word, text):
    head = token(nlp(text), word)
    assert read_date(head, published=None) is None
    assert read_ongoing(head, published=None) is None
    assert read_live_date(head, published=None, text="14:20 | Tehran\n\n" + text, offset=16) is None
