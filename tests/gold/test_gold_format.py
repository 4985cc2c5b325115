"""The gold set is well formed: exact spans and evidence, known ids and vocabulary, both halves complete."""

from __future__ import annotations

import csv
import itertools
import json
import re
import tomllib
from collections import Counter
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from detente.extract.schema import ENTITY_TYPES, EVENTS, STATUSES

HERE = Path(__file__).parent
HALVES = ("dev", "test")
RELATIONS: dict[str, Any] = tomllib.loads(
    resources.files("detente.data").joinpath("relations.toml").read_text(encoding="utf-8")
)["relation"]
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
PHENOMENA = frozenset({
    "control", "raising", "relative_clause", "participle", "verb_coordination", "nominalisation",
    "apposition", "possessive", "passive_agent", "according_to", "split_quote", "list",
    "collective_reference", "negation", "conditional", "purpose_clause", "future_and_unfulfilled",
    "ended_tie", "nested_attribution", "relative_date", "metonym_or_place", "demonym",
    "title_and_surname", "acronym", "homonym", "headline", "transliteration", "structure",
    "light_verb", "ambiguous_trigger",
})  # fmt: skip


def _rows(name: str) -> list[dict[str, str]]:
    with resources.files("detente.data").joinpath(name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


COUNTRIES = frozenset(row["id"] for row in _rows("countries.csv"))


def _articles(half: str) -> list[dict[str, Any]]:
    return [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((HERE / "articles" / half).glob("*.json"))
    ]


def _sentences(half: str) -> list[dict[str, Any]]:
    lines = (HERE / f"sentences_{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


ARTICLES = {half: _articles(half) for half in HALVES}
SENTENCES = {half: _sentences(half) for half in HALVES}
ALL_ARTICLES = [pytest.param(item, id=item["id"]) for half in HALVES for item in ARTICLES[half]]
ALL_SENTENCES = [pytest.param(item, id=item["id"]) for half in HALVES for item in SENTENCES[half]]
PARTS = [
    pytest.param(items[half], id=f"{name}-{half}")
    for name, items in (("articles", ARTICLES), ("sentences", SENTENCES))
    for half in HALVES
]


def _edge(relation: dict[str, Any]) -> tuple[str, ...]:
    ends = (relation["source"], relation["target"])
    return (*(sorted(ends) if relation["symmetric"] else ends), relation["relation"], relation["status"])


def _relations(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [relation for item in items for relation in item["relations"]]


def _check_relation(relation: dict[str, Any], *, known: set[str], text: str) -> None:
    assert relation["relation"] in RELATIONS
    assert relation["status"] in STATUSES
    allowed = RELATIONS[relation["relation"]].get("events", [])
    assert relation["event"] in allowed if allowed else relation["event"] is None
    assert relation["event"] is None or relation["event"] in EVENTS
    assert relation["source"] != relation["target"]
    assert {relation["source"], relation["target"]} <= known
    assert isinstance(relation["symmetric"], bool)
    assert relation.get("optional", True) is True, "optional is written only where it is true"
    assert relation["date"] is None or DATE.fullmatch(relation["date"])
    speaker = relation["speaker"]
    assert speaker is None or speaker in known or speaker in text


@pytest.mark.parametrize("article", ALL_ARTICLES)
def test_article_is_whole(article: dict[str, Any]) -> None:
    assert set(article) == {"id", "title", "published", "source", "url", "text", "entities", "relations"}
    assert article["url"] == f"https://example.org/{article['id']}"
    assert re.fullmatch(r"20(19|2[0-6])-\d\d-\d\d", article["published"])
    assert 150 <= len(article["text"].split()) <= 350
    assert 12 <= len(article["relations"]) <= 36


@pytest.mark.parametrize("article", ALL_ARTICLES)
def test_article_entities_stand_in_the_text(article: dict[str, Any]) -> None:
    ids = [entity["id"] for entity in article["entities"]]
    assert len(ids) == len(set(ids))
    for entity in article["entities"]:
        assert entity["type"] in ENTITY_TYPES
        assert (entity["type"] == "country") == (entity["id"] in COUNTRIES)
        assert entity.get("country", "FRA") in COUNTRIES
        assert entity["names"]
        assert [name for name in entity["names"] if name not in article["text"]] == []


@pytest.mark.parametrize("article", ALL_ARTICLES)
def test_article_relations_are_exact(article: dict[str, Any]) -> None:
    known = {entity["id"] for entity in article["entities"]}
    for relation in article["relations"]:
        _check_relation(relation, known=known, text=article["text"])
        assert relation["evidence"]
        assert relation["evidence"] in article["text"]
        assert "\n" not in relation["evidence"]


@pytest.mark.parametrize("sentence", ALL_SENTENCES)
def test_sentence_spans_are_exact(sentence: dict[str, Any]) -> None:
    text = sentence["text"]
    mentions = {(mention["start"], mention["end"], mention["entity"]) for mention in sentence["mentions"]}
    for start, end, _ in mentions:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[start - 1 : start].isalnum()
        assert not text[end : end + 1].isalnum()
    for relation in sentence["relations"]:
        _check_relation(relation, known={entity for *_, entity in mentions}, text=text)
        assert (*relation["source_span"], relation["source"]) in mentions
        assert (*relation["target_span"], relation["target"]) in mentions
    assert sentence["phenomenon"] in PHENOMENA
    assert sentence["published"] is None or re.fullmatch(r"\d{4}-\d\d-\d\d", sentence["published"])


@pytest.mark.parametrize("item", ALL_ARTICLES + ALL_SENTENCES)
def test_no_edge_is_given_twice(item: dict[str, Any]) -> None:
    edges = [_edge(relation) for relation in item["relations"]]
    assert len(edges) == len(set(edges))


@pytest.mark.parametrize("items", PARTS)
def test_part_covers_the_vocabulary(items: list[dict[str, Any]]) -> None:
    relations = [relation for relation in _relations(items) if not relation.get("optional")]
    assert set(RELATIONS) - {relation["relation"] for relation in relations} == set()
    assert set(EVENTS) - {relation["event"] for relation in relations} == set()
    assert set(STATUSES) - {relation["status"] for relation in relations} == set()


@pytest.mark.parametrize("half", HALVES)
def test_half_has_its_size(half: str) -> None:
    phenomena = Counter(sentence["phenomenon"] for sentence in SENTENCES[half])
    empty = sum(not sentence["relations"] for sentence in SENTENCES[half])
    assert len(ARTICLES[half]) >= 20
    assert len(SENTENCES[half]) >= 250
    assert set(phenomena) == PHENOMENA
    assert min(phenomena.values()) >= 9
    assert 0.15 <= empty / len(SENTENCES[half]) <= 0.27


def test_ids_and_texts_are_unique() -> None:
    items = [*itertools.chain(*ARTICLES.values(), *SENTENCES.values())]
    for key in ("id", "text"):
        assert [value for value, count in Counter(item[key] for item in items).items() if count > 1] == []


def test_metonymy_pairs_are_exact() -> None:
    with (HERE / "metonymy.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        assert row["text"][int(row["start"]) : int(row["end"])] == row["name"]
    actors = Counter(row["name"] for row in rows if row["reading"] == "actor")
    places = Counter(row["name"] for row in rows if row["reading"] == "place")
    assert actors == places
    assert actors.total() == places.total() == len(rows) // 2 >= 170
    assert len(actors) >= 60
    assert len({row["text"] for row in rows}) == len(rows)
