"""The vocabulary tables hold together: known columns, events, slots, nothing twice, nothing unreachable."""

import csv
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from detente.extract.knowledge.phrases import spell_out
from detente.extract.vocabulary import SLOTS, load_vocabulary

DATA = Path(__file__).parents[2] / "data"
COLUMNS = ["phrase", "pos", "event", "relation", "source", "target", "status", "only", "note"]
MINIMUM = {
    "ASSAULT": 200, "COERCE": 220, "ACCUSE": 180, "REJECT": 150, "REQUEST": 130,
    "THREATEN": 80, "PROTEST": 80, "SANCTION": 140, "MOBILIZE": 80, "YIELD": 180,
    "AGREE": 150, "CONSULT": 150, "SUPPORT": 180, "COOPERATE": 170, "AID": 110,
}  # fmt: skip
DOMAINS = ["trade", "energy", "transport", "technology", "culture", "investment", "defence"]


def _table():
    with (DATA / "triggers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(line for line in file if not line.startswith("#")))


HEADER, *CELLS = _table()
ROWS = [dict(zip(COLUMNS, cells, strict=False)) for cells in CELLS]
RELATIONS = tomllib.loads((DATA / "relations.toml").read_text(encoding="utf-8"))
SETS = {
    name: tuple(words)
    for name, words in tomllib.loads((DATA / "words.toml").read_text(encoding="utf-8")).items()
}
PHRASES = [spell_out(row["phrase"], SETS) for row in ROWS]


def _order(entry):
    phrases, row = entry
    return not row["only"], len(phrases)


READINGS = defaultdict(list)  # as the vocabulary sorts them: conditions first, few phrases before many
for _phrases, _row in sorted(zip(PHRASES, ROWS, strict=True), key=_order):
    for _phrase in _phrases:
        READINGS[_phrase, _row["pos"]].append(_row)


def _readings(phrase, pos):
    return [(row["event"], row["target"].split("|")) for row in READINGS[phrase, pos]]


def test_the_reader_takes_every_row():
    assert sum(map(len, load_vocabulary().triggers.values())) >= len(ROWS)


def test_table_has_exactly_the_documented_columns():
    assert HEADER == COLUMNS


def test_every_row_has_a_cell_for_every_column():
    assert [cells for cells in CELLS if len(cells) != len(COLUMNS)] == []


def test_comment_header_explains_every_column():
    text = (DATA / "triggers.csv").read_text(encoding="utf-8")
    comments = text[: text.index("\nphrase,")]
    assert [column for column in COLUMNS if f"#   {column} " not in comments] == []


def test_every_event_is_a_known_root():
    assert {row["event"] for row in ROWS} == set(RELATIONS["default"])


def test_every_part_of_speech_is_known():
    assert {row["pos"] for row in ROWS} == {"v", "n", "a"}


def test_a_status_is_given_only_where_the_words_fix_it():
    assert {row["status"] for row in ROWS} == {"", "ended", "possible", "planned"}


def test_every_fixed_relation_may_carry_its_event():
    wrong = [
        row
        for row in ROWS
        if row["relation"]
        and row["status"]
        != "ended"  # "cut ties": a sanction by its event, the end of a partnership by its relation
        and row["event"] not in RELATIONS["relation"][row["relation"]]["events"]
    ]
    assert wrong == []


@pytest.mark.parametrize("column", ["source", "target"])
def test_every_slot_is_known_and_named_once(column):
    lists = [row[column].split("|") for row in ROWS if row[column]]
    assert [slots for slots in lists if len(set(slots)) < len(slots) or not SLOTS.issuperset(slots)] == []


def test_no_phrase_takes_both_sides_from_the_subject():
    both = [row for row in ROWS if row["target"] == "subj" and row["source"] in ("", "subj")]
    assert both == []


def test_phrases_are_lower_case_without_stray_blanks():
    # a "u-turn" has one sense, written small like the rest
    assert [row for row in ROWS if row["phrase"] != " ".join(row["phrase"].lower().split())] == []


def test_table_is_sorted_by_phrase_and_pos():
    keys = [(row["phrase"].replace("(", ""), row["pos"]) for row in ROWS]
    assert keys == sorted(keys)


def test_no_row_stands_twice():
    keys = Counter((row["phrase"], row["pos"], row["source"], row["target"], row["only"]) for row in ROWS)
    assert [key for key, count in keys.items() if count > 1] == []


def _hides(earlier, row):
    takes_all = not earlier["target"] or set(row["target"].split("|")) <= set(earlier["target"].split("|"))
    return earlier["source"] == row["source"] and takes_all and not earlier["only"]


def test_no_row_hides_behind_earlier_ones():
    """A phrase may be an exception to a row of many; a row whose phrases all are is of no use."""
    seen = Counter()
    for (_, pos), readings in READINGS.items():
        for place, row in enumerate(readings):
            hidden = any(_hides(earlier, row) for earlier in readings[:place])
            seen[row["phrase"], pos, row["event"], row["target"], row["only"]] += not hidden
    assert [key for key, count in seen.items() if not count] == []


def test_sets_of_words_are_sorted_lower_case_and_used():
    patterns = " ".join(row["phrase"] for row in ROWS)
    assert [name for name, words in SETS.items() if list(words) != sorted({w.lower() for w in words})] == []
    assert [name for name in SETS if f"<{name}>" not in patterns] == []


@pytest.mark.parametrize("event", sorted(MINIMUM))
def test_every_event_has_a_wide_lexicon(event):
    spelled = zip(PHRASES, ROWS, strict=True)
    assert sum(len(phrases) for phrases, row in spelled if row["event"] == event) >= MINIMUM[event]


@pytest.mark.parametrize("event", sorted(MINIMUM))
def test_every_event_is_named_by_verbs_and_nouns(event):
    counts = Counter()
    for phrases, row in zip(PHRASES, ROWS, strict=True):
        counts[row["pos"]] += len(phrases) * (row["event"] == event)
    assert min(counts["v"], counts["n"]) >= 20


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("criticize", "criticise"),
        ("apologize", "apologise"),
        ("recognize", "recognise"),
        ("mobilize", "mobilise"),
        ("nationalize", "nationalise"),
        ("normalize relation", "normalise relation"),
        ("revoke license", "revoke licence"),
        ("honor agreement", "honour agreement"),
    ],
)
def test_both_spellings_mean_the_same(american, british):
    assert [event for event, _ in _readings(american, "v")] == [event for event, _ in _readings(british, "v")]


@pytest.mark.parametrize(
    ("phrase", "pos", "slot", "event"),
    [
        ("appeal", "v", "to", "REQUEST"),
        ("appeal", "v", "against", "REJECT"),
        ("appeal", "n", "to", "REQUEST"),
        ("appeal", "n", "against", "REJECT"),
        ("strike", "v", "obj", "ASSAULT"),
        ("vote", "v", "for", "SUPPORT"),
        ("vote", "v", "against", "REJECT"),
        ("fire", "v", "at", "ASSAULT"),
        ("fire", "v", "obj", "SANCTION"),
        ("charge", "v", "obj", "ACCUSE"),
        ("charge", "v", "at", "ASSAULT"),
        ("campaign", "v", "against", "REJECT"),
    ],
)
def test_slots_tell_the_readings_of_one_phrase_apart(phrase, pos, slot, event):
    assert next(found for found, slots in _readings(phrase, pos) if slot in slots) == event


@pytest.mark.parametrize(
    ("phrase", "event"),
    [
        ("lift sanction", "YIELD"),
        ("impose sanction", "SANCTION"),
        ("withdraw troop", "YIELD"),
        ("withdraw ambassador", "SANCTION"),
        ("send troop", "MOBILIZE"),
        ("send aid", "AID"),
        ("send envoy", "CONSULT"),
        ("reject deal", "REJECT"),
        ("reach deal", "AGREE"),
        ("break off talk", "SANCTION"),
        ("hold talk", "CONSULT"),
        ("call off strike", "YIELD"),
        ("go on strike", "PROTEST"),
        ("open fire", "ASSAULT"),
        ("establish relation", "SUPPORT"),
        ("sever relation", "SANCTION"),
    ],
)
def test_object_decides_the_event_of_a_light_verb(phrase, event):
    assert {found for found, _ in _readings(phrase, "v")} == {event}


@pytest.mark.parametrize("phrase", ["import", "buy from", "borrow", "come under fire", "receive aid"])
def test_reversed_verbs_act_upon_their_subject(phrase):
    assert {row["target"] for row in READINGS[phrase, "v"]} == {"subj"}


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_domain_has_a_wide_list_of_words(domain):
    assert 100 <= len(RELATIONS["relation"][domain]["words"]) <= 250


def test_no_domain_word_stands_in_two_lists():
    words = Counter(word for domain in DOMAINS for word in RELATIONS["relation"][domain]["words"])
    assert [word for word, count in words.items() if count > 1] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_domain_words_are_sorted_and_lower_case(domain):
    words = RELATIONS["relation"][domain]["words"]
    assert words == sorted(" ".join(word.lower().split()) for word in words)
