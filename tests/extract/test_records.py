"""Claims and extractions as JSON: nothing lost on the way out and back, one line for what is malformed."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.extract.records import (
    FIELDS,
    claim_from_record,
    extraction_from_record,
    read_claims,
    to_record,
    write_jsonl,
)
from detente.extract.schema import (
    ENTITY_TYPES,
    EVENTS,
    STATUSES,
    Article,
    Claim,
    ClaimError,
    Entity,
    Evidence,
    Extraction,
    Mention,
    Span,
)

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
places = st.integers(0, 10_000)
spans = st.builds(Span, places, places, texts)
reasons = st.sampled_from(["gazetteer", "demonym", "metonym", "title", "role", "acronym", "surname", None])
mentions = st.builds(Mention, places, places, texts, st.none() | texts, reasons)
claims = st.builds(
    Claim,
    source=texts, target=texts, relation=texts, event=st.none() | st.sampled_from(EVENTS),
    status=st.sampled_from(STATUSES), symmetric=st.booleans(),
    evidence=st.builds(Evidence, texts, places, places, texts), trigger=spans,
    source_mention=mentions, target_mention=mentions, speaker=st.none() | texts, date=st.none() | texts,
    date_precision=st.sampled_from(["day", "month", "quarter", "year", None]),
    confidence=st.floats(0, 1), pattern=texts, status_cue=st.none() | spans, speaker_cue=st.none() | spans,
    date_cue=st.none() | spans,
)  # fmt: skip
entities = st.builds(
    Entity, texts, texts, st.sampled_from(ENTITY_TYPES), st.none() | texts, st.none() | texts, st.booleans(),
    st.none(), st.lists(texts, max_size=3).map(tuple),
)  # fmt: skip
articles = st.builds(Article, texts, title=texts, published=st.none() | st.dates(), url=texts, source=texts)
extractions = st.builds(
    Extraction, articles, st.lists(mentions, max_size=3).map(tuple),
    st.lists(entities, max_size=3).map(tuple),
    st.lists(claims, max_size=3).map(tuple),
)  # fmt: skip

CLAIM = Claim(
    "SRB", "KAZ", "trade", "AGREE", "planned", True, Evidence("a1", 0, 9, "Vučić said"), Span(6, 9, "said"),
    Mention(0, 5, "Vučić", "SRB", "surname"), Mention(0, 5, "Vučić", "KAZ", None),
)  # fmt: skip


@given(claims)
def test_a_claim_comes_back_as_it_was(claim):
    assert claim_from_record(json.loads(json.dumps(to_record(claim)))) == claim


@given(extractions)
def test_an_extraction_comes_back_as_it_was(extraction):
    assert extraction_from_record(json.loads(json.dumps(to_record(extraction)))) == extraction


@given(st.lists(claims, max_size=4))
def test_lines_come_back_in_order(items):
    stream = io.StringIO(newline="")
    assert write_jsonl(items, stream) == len(items)
    assert list(read_claims(stream.getvalue().split("\n"))) == items


def test_a_record_is_plain_and_in_field_order():
    record = to_record(CLAIM)
    assert tuple(record) == FIELDS
    assert record["evidence"] == {"article": "a1", "start": 0, "end": 9, "text": "Vučić said"}


def test_letters_stay_readable():
    stream = io.StringIO()
    write_jsonl([CLAIM], stream)
    assert "Vučić" in stream.getvalue()


def test_dates_are_iso():
    record = to_record(Extraction(Article("x", published=dt.date(2026, 2, 28))))
    assert record["article"]["published"] == "2026-02-28"


def test_blank_lines_are_skipped():
    assert list(read_claims(["", "  \n", json.dumps(to_record(CLAIM))])) == [CLAIM]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": "sure"}, "field 'status'"),
        ({"event": "MARRY"}, "field 'event'"),
        ({"evidence": {"article": "a1", "start": "x", "end": 2, "text": ""}}, "field 'evidence.start'"),
        ({"source": None}, "field 'source'"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_field_is_named(change, message):
    with pytest.raises(ClaimError) as caught:
        claim_from_record(to_record(CLAIM) | change, where="claims.jsonl:7")
    assert str(caught.value).startswith(f"claims.jsonl:7: {message}")
    assert "\n" not in str(caught.value)


def test_a_missing_field_is_named():
    record = to_record(CLAIM)
    del record["relation"]
    with pytest.raises(ClaimError, match="field 'relation'"):
        claim_from_record(record)


def test_a_line_that_is_no_json_is_named_with_its_number():
    lines = [json.dumps(to_record(CLAIM)), "", "{oops"]
    with pytest.raises(ClaimError, match=r"^mine\.jsonl:3: not JSON .*: expected one claim a line$"):
        list(read_claims(lines, name="mine.jsonl"))


@pytest.mark.parametrize("line", ["[]", "7", "null", '"text"'])
def test_a_line_that_is_no_claim_is_an_error(line):
    with pytest.raises(ClaimError, match=r"^claims\.jsonl:1: field 'Claim'"):
        list(read_claims([line]))
