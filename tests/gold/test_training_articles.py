"""The annotated articles that the tie model learns from are well formed; none is one that we measure on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detente.extract.schema import ENTITY_TYPES

from .test_gold_format import ARTICLES, COUNTRIES, HALVES, SENTENCES, _check_relation, _edge

FOLDER = Path(__file__).parents[2] / "data" / "training" / "articles"
TRAINING: list[dict[str, Any]] = [
    json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))
]
EACH = [pytest.param(article, id=article["id"]) for article in TRAINING]


def test_no_text_is_there_twice_or_measured_on() -> None:
    measured = [item for half in HALVES for item in (*ARTICLES[half], *SENTENCES[half])]
    ids = [item["id"] for item in (*TRAINING, *measured)]
    texts = [item["text"] for item in (*TRAINING, *measured)]
    assert len(ids) == len(set(ids))
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("article", EACH)
def test_article_is_annotated_exactly(article: dict[str, Any]) -> None:
    assert article["url"] == f"https://example.org/{article['id']}"
    known = {entity["id"] for entity in article["entities"]}
    for entity in article["entities"]:
        assert entity["type"] in ENTITY_TYPES
        assert (entity["type"] == "country") == (entity["id"] in COUNTRIES)
        assert entity.get("country", "FRA") in COUNTRIES
        assert [name for name in entity["names"] if name not in article["text"]] == []
    for relation in article["relations"]:
        _check_relation(relation, known=known, text=article["text"])
        assert relation["evidence"] in article["text"]
    edges = [_edge(relation) for relation in article["relations"]]
    assert len(edges) == len(set(edges))
