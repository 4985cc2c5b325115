"""Dates: the grammar of temporal expressions, and which of them dates which event."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.tokens import Doc

from detente.extract.dates import read_date
from detente.extract.english.model import load_model

VOCAB = English().vocab
THURSDAY = dt.date(2025, 11, 20)


def met(*words, root=2):
    """Build "They met WORDS", the words hanging on the verb."""
    text = ["They", "met", *words]
    heads = [1, 1, *([1] + [root] * (len(words) - 1) if root == 2 else [1] * len(words))]
    deps = ["nsubj", "ROOT", *["npadvmod"] + ["pobj"] * (len(words) - 1)]
    return Doc(VOCAB, words=text, heads=heads, deps=deps, tags=["PRP", "VBD", *["NNP"] * len(words)])[1]


@pytest.mark.parametrize("words", [("on", "Tuesday"), ("last", "month"), ("in", "March"), ("yesterday",)])
def test_relative_expressions_need_a_day_of_publication(words):
    assert read_date(met(*words), published=None) is None
    assert read_date(met(*words), published=THURSDAY) is not None


def test_no_expression_gives_no_date():
    assert read_date(met("again"), published=THURSDAY) is None


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_a_past_weekday_lies_within_the_week_before(published):
    when = read_date(met("on", "Tuesday"), published=published)
    day = dt.date.fromisoformat(when.date)
    assert day.weekday() == 1
    assert 0 <= (published - day).days < 7


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_a_past_month_is_never_ahead_of_the_publication(published):
    when = read_date(met("in", "June"), published=published)
    assert when.date[5:] == "06"
    assert when.date <= published.isoformat()[:7]
    assert int(when.date[:4]) >= published.year - 1


@pytest.mark.parametrize("words", [("on", "31", "February", "2024"), ("1500", "troops"), ("in", "may")])
def test_what_is_no_date_gives_none(words):
    assert read_date(met(*words), published=THURSDAY) is None


SENTENCES = """
2025-11-18 | day     | signed   | Serbia signed the deal on Tuesday.
2025-11-20 | day     | signed   | Serbia signed the deal on Thursday.
2025-11-25 | day     | sign     | Serbia will sign the deal on Tuesday.
2025-11-16 | day     | flew     | On Sunday the general flew to Tehran.
2025-11-17 | day     | struck   | Earlier on Monday, jets struck the port.
2025-11-19 | day     | crossed  | Troops crossed the river yesterday.
2025-11-20 | day     | killed   | Four sailors were killed overnight.
2025-11-21 | day     | arrives  | The emir arrives tomorrow.
2025-11-19 | day     | shelled  | Rebels shelled the city last night.
2025-11-18 | day     | left     | The envoys left two days ago.
2025-05-03 | day     | met      | The presidents met on 3 May.
2025-05-03 | day     | met      | The presidents met on May 3.
2024-05-03 | day     | met      | The presidents met on 3 May 2024.
2024-05-03 | day     | met      | The presidents met on May 3, 2024, in Rome.
2024-12-24 | day     | met      | The presidents met on Dec. 24.
2025-12-24 | day     | meet     | The presidents will meet on Dec. 24.
2025-10    | month   | met      | They met last month in Astana.
2025-12    | month   | meet     | They will meet next month.
2025-11    | month   | visit    | Later this month, Peru will visit them.
2025-11    | month   | clashed  | The two armies clashed last week.
2025-03    | month   | agreed   | They agreed in March to cooperate.
2026-03    | month   | open     | The mine will open in March.
2024-12    | month   | agreed   | In December, Canada agreed to help.
2024-05    | month   | seized   | Forces seized the crossing in May last year.
2025-03    | month   | signed   | They signed the pact in March 2025.
2026-01    | month   | resume   | Pumping might resume by January.
2025-08    | month   | quit     | Niger quit the group three months ago.
2025-11    | month   | signed   | The two signed a pact at the weekend.
2025       | year    | join     | Kosovo will join by the end of the year.
2024       | year    | annulled | A court annulled the deal last year.
2026       | year    | open     | The line will open next year.
2014       | year    | annexed  | Russia annexed Crimea in 2014.
2014       | year    | imposed  | The bloc has imposed sanctions since 2014.
2030       | year    | built    | The port will be built by 2030.
2028       | year    | supply   | From 2028, Azerbaijan will supply Austria.
2020       | year    | closed   | The mission closed five years ago.
2012       | year    | treaty   | Iraq hailed the 2012 treaty.
2027-01    | quarter | start    | Exports will start in the first quarter of 2027.
2025-07    | quarter | fell     | Trade fell in the third quarter.
2026-03    | quarter | meet     | They will meet in the spring.
2024-06    | quarter | signed   | They signed it in the summer of 2024.
2025-06    | month   | signed   | The minister said on Monday that Serbia had signed the accord in June.
2025-11-17 | day     | backs    | The minister said on Monday that Serbia backs the accord.
2024-06    | month   | signed   | The treaty, signed in June 2024, binds them.
2024-01    | month   | memorandum | The navy cited a memorandum signed in January 2024.
2025-11-18 | day     | talks    | The ministers held talks on Tuesday.
-          | -       | sign     | The minister said on Monday that Serbia would sign the accord.
-          | -       | cites    | The ruling cites the 2012 treaty.
-          | -       | signed   | Serbia signed the deal.
-          | -       | fled     | Some 2000 people fled the town.
-          | -       | visit    | Iran may visit them.
-          | -       | paid     | He paid his first visit in 13 years.
"""
CASES = [tuple(cell.strip() for cell in line.split("|", 3)) for line in SENTENCES.strip().splitlines()]


@pytest.fixture(scope="module")
def nlp():
    return load_model()


@pytest.mark.model
@pytest.mark.parametrize(("date", "precision", "word", "sentence"), CASES, ids=[c[3][:50] for c in CASES])
def test_date_of_an_event(nlp, date, precision, word, sentence):
    token = next(t for t in nlp(sentence) if t.text == word)
    when = read_date(token, published=THURSDAY)
    if date == "-":
        assert when is None
    else:
        assert when is not None
        assert (when.date, when.precision) == (date, precision)
        assert sentence[when.cue.start : when.cue.end] == when.cue.text
