"""The evaluation: a small gold set read by the real extractor, and floors that only rise."""

from __future__ import annotations

import json

import pytest

from detente.extract.evaluation import (
    LOWER_IS_BETTER,
    Evaluation,
    evaluate,
    gold_digest,
    judge,
    missed_floors,
    raised_floors,
    update_floors,
)
from detente.extract.gold import EvaluationError

SENTENCE = "Serbia signed a trade agreement with Kazakhstan."


def edge(source, target, relation, **fields):
    usual = {"event": None, "status": "actual", "speaker": None, "date": None, "symmetric": False}
    return {"source": source, "target": target, "relation": relation, "evidence": "x", **usual, **fields}


def sentence(text, *relations, **spans):
    mentions = [
        {"start": text.index(words), "end": text.index(words) + len(words), "entity": entity}
        for entity, words in spans.items()
    ]
    where = {m["entity"]: [m["start"], m["end"]] for m in mentions}
    for relation in relations:
        relation["source_span"], relation["target_span"] = (
            where[relation["source"]],
            where[relation["target"]],
        )
    return {"id": "s", "text": text, "published": "2025-06-15", "mentions": mentions, "relations": relations}


def article(text, entities, *relations):
    names = [
        {"id": i, "type": kind, "names": [name], "country": country} for i, kind, name, country in entities
    ]
    return {"id": "a", "title": "T", "published": "2025-06-15", "text": text, "entities": names,
            "relations": list(relations)}  # fmt: skip


@pytest.fixture
def measure(extractor, tmp_path):
    """Measure the extractor on rows given as the development half."""

    def run(*rows):
        folder = tmp_path / "articles" / "dev"
        folder.mkdir(parents=True)
        for n, row in enumerate(r for r in rows if "entities" in r):
            (folder / f"{n}.json").write_text(json.dumps(row), "utf-8")
        lines = [json.dumps(row) for row in rows if "mentions" in row]
        (tmp_path / "sentences_dev.jsonl").write_text("\n".join(lines), "utf-8")
        return evaluate(extractor, tmp_path, part="dev")

    return run


@pytest.mark.parametrize(
    ("relation", "figure", "value"),
    [
        (edge("SRB", "KAZ", "trade", symmetric=True), "sentences relation F1", 1.0),
        (edge("KAZ", "SRB", "trade", symmetric=True), "sentences relation F1", 1.0),
        (edge("KAZ", "SRB", "trade"), "sentences relation F1", 1.0),  # ours is symmetric
        (edge("SRB", "KAZ", "energy"), "sentences relation F1", 0.0),
        (edge("SRB", "KAZ", "energy"), "sentences dyad F1", 1.0),
        (edge("SRB", "KAZ", "trade", status="planned"), "sentences status where found", 0.0),
        (edge("SRB", "KAZ", "trade", status="planned"), "sentences not actual shown as actual", 1.0),
        (edge("SRB", "KAZ", "trade", date="2024"), "sentences date where found", 0.0),
        (edge("SRB", "KAZ", "trade", speaker="SRB"), "sentences speaker where found", 0.0),
        (edge("SRB", "KAZ", "trade"), "sentences status of all ties", 1.0),
        (edge("SRB", "KAZ", "trade", status="planned"), "sentences status of all ties", 0.0),
        (edge("SRB", "KAZ", "energy"), "sentences status of all ties", 0.0),
        (edge("SRB", "KAZ", "energy", date="2024"), "sentences date of all ties", 0.0),
    ],
)
def test_sentence_figures(measure, relation, figure, value):
    assert measure(sentence(SENTENCE, relation, SRB="Serbia", KAZ="Kazakhstan")).figures[figure] == value


@pytest.mark.parametrize(
    ("relation", "date", "speaker"),
    [
        (edge("SRB", "KAZ", "trade", date="2025-03", speaker="Oman"), 1.0, 1.0),
        (edge("SRB", "KAZ", "trade", date="2025-04"), 0.0, 0.0),
        (edge("SRB", "KAZ", "trade"), 0.0, 0.0),
    ],
)
def test_a_date_or_a_speaker_given_where_none_is_counts_against(measure, relation, date, speaker):
    text = "Oman said Serbia signed a trade agreement with Kazakhstan in March."
    figures = measure(sentence(text, relation, SRB="Serbia", KAZ="Kazakhstan")).figures
    assert figures["sentences date right where given"] == date
    assert figures["sentences speaker right where given"] == speaker


def test_found_the_other_way_round_is_an_error_of_its_own(measure):
    row = sentence("Serbia attacked Oman.", edge("OMN", "SRB", "conflict"), SRB="Serbia", OMN="Oman")
    evaluation = measure(row)
    assert evaluation.figures["sentences dyad F1"] == 0
    assert "sentences: missed, found the other way round" in {e.kind for e in evaluation.errors}


def test_claims_in_a_sentence_without_relations_are_false(measure):
    assert measure(sentence(SENTENCE, SRB="Serbia")).counts["sentences dyad found"] == 1


def test_optional_edges_count_neither_way(measure):
    row = sentence(SENTENCE, edge("SRB", "KAZ", "trade", optional=True), SRB="Serbia", KAZ="Kazakhstan")
    counts = measure(row).counts
    assert (counts["sentences relation annotated"], counts["sentences relation found"]) == (0, 0)


PEOPLE = [("SRB", "country", "Serbia", None), ("KAZ", "country", "Kazakhstan", None)]


def test_people_count_as_their_country_in_articles(measure):
    people = [*PEOPLE, ("Zoran Perić", "person", "Zoran Perić", "SRB")]
    text = "Serbian minister Zoran Perić attacked Kazakhstan."
    evaluation = measure(article(text, people, edge("SRB", "KAZ", "conflict")))
    assert evaluation.figures["articles relation F1"] == 1
    assert evaluation.figures["articles entity F1"] == 1


def test_structure_is_compared_without_rolling_up(measure):
    people = [*PEOPLE, ("Zoran Perić", "person", "Zoran Perić", "SRB")]
    row = article("Serbian President Zoran Perić slept.", people, edge("Zoran Perić", "SRB", "leads"))
    assert measure(row).figures["articles structure F1"] == 1


def test_unnamed_group_is_the_one_whose_words_it_stands_in(measure):
    groups = [*PEOPLE, ("workers on strike in Bar", "group", "Workers on strike", None)]
    text = "Workers on strike attacked Kazakhstan."
    row = article(text, groups, edge("workers on strike in Bar", "KAZ", "conflict"))
    assert measure(row).figures["articles dyad F1"] == 1


def test_missed_edge_says_that_the_actor_was_not_found(measure):
    rows = [*PEOPLE, ("Nemo", "company", "Nemo", None)]
    evaluation = measure(article(SENTENCE, rows, edge("Nemo", "KAZ", "trade")))
    assert "articles: missed, actor not found" in {e.kind for e in evaluation.errors}


@pytest.mark.parametrize(("reading", "share"), [("actor", 1.0), ("place", 0.0)])
def test_names_are_read_as_actor_or_place(measure, tmp_path, reading, share):
    table = f"text,start,end,reading,name\nBelgrade wants its money back.,0,8,{reading},Belgrade\n"
    (tmp_path / "metonymy.csv").write_text(table, "utf-8")
    assert measure(sentence(SENTENCE, SRB="Serbia")).figures["metonymy accuracy"] == share


def test_judge_says_which_claims_are_right(measure, extractor, tmp_path):
    measure(sentence(SENTENCE, edge("SRB", "KAZ", "trade"), SRB="Serbia", KAZ="Kazakhstan"))
    assert [j.right for j in judge(extractor, tmp_path)] == [True]


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("sentences_dev.jsonl", "{", "not valid JSON"),
        ("sentences_dev.jsonl", '{"id": "a"}', "no field 'text'"),
        ("other.txt", "", "no gold set here"),
    ],
)
def test_a_broken_gold_set_is_one_line(extractor, tmp_path, file, content, message):
    (tmp_path / file).write_text(content, "utf-8")
    with pytest.raises(EvaluationError, match=message) as error:
        evaluate(extractor, tmp_path)
    assert "\n" not in str(error.value)


def test_digest_follows_the_bytes(tmp_path):
    file = tmp_path / "sentences_dev.jsonl"
    file.write_bytes(b"{}\n")
    before = gold_digest(tmp_path, part="dev")
    file.write_bytes(b"{}\r\n")
    assert gold_digest(tmp_path, part="dev") == before
    file.write_bytes(b"{ }\n")
    assert gold_digest(tmp_path, part="dev") != before


LESS = min(LOWER_IS_BETTER)


def measured(value, name="articles dyad F1"):
    return Evaluation("dev", {name: value}, {name: 99}, ())


@pytest.mark.parametrize(
    ("name", "value", "floor", "misses"),
    [
        ("articles dyad F1", 0.6, 0.6, 0),
        ("articles dyad F1", 0.59, 0.6, 1),
        (LESS, 0.05, 0.06, 0),
        (LESS, 0.07, 0.06, 1),
    ],
)
def test_missed_floors(name, value, floor, misses):
    assert len(missed_floors(measured(value, name), {name: floor})) == misses


def test_a_floor_without_a_figure_is_missed():
    assert missed_floors(measured(1.0), {"gone": 0.5})


@pytest.mark.parametrize(
    ("name", "value", "old", "new"),
    [
        ("articles dyad F1", 0.7, 0.6, 0.695),
        ("articles dyad F1", 0.601, 0.6, 0.6),
        (LESS, 0.05, 0.1, 0.055),
        (LESS, 0.098, 0.1, 0.1),
        (LESS, 0.999, 1.0, 1.0),
    ],
)
def test_floors_rise(name, value, old, new):
    assert raised_floors(measured(value, name), {name: old}) == {name: new}


@pytest.mark.parametrize(
    ("name", "n", "pinned"),
    [
        ("articles dyad F1", 99, True),
        ("articles dyad F1", 19, False),
        ("articles dyad recall", 99, False),
        ("articles status where found", 20, False),
        ("articles status of all ties", 20, True),
    ],
)
def test_small_samples_and_one_sided_figures_get_no_floor(name, n, pinned):
    evaluation = Evaluation("dev", {name: 0.9}, {name: n}, ())
    assert bool(raised_floors(evaluation, {})) == pinned


def test_floors_fall_only_on_purpose(tmp_path):
    (tmp_path / "sentences_dev.jsonl").write_text("{}", "utf-8")
    file = tmp_path / "floors.json"
    update_floors([measured(0.7)], gold_dir=tmp_path, file=file)
    before = file.read_bytes()
    with pytest.raises(EvaluationError, match="only rise"):
        update_floors([measured(0.5)], gold_dir=tmp_path, file=file)
    assert file.read_bytes() == before
    update_floors([measured(0.5)], gold_dir=tmp_path, file=file, may_lower=True)
    assert json.loads(file.read_text("utf-8"))["dev"]["floors"] == {"articles dyad F1": 0.495}
