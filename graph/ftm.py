"""FollowTheMoney: entities, links and articles as JSON lines, for Aleph and OpenSanctions tools."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from detente.extract.schema import MissingExtraError, content_hash
from detente.graph.edges import sorted_edges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from detente.graph.build import Graph

_SCHEMATA = {
    "country": "PublicBody", "region": "Address", "place": "Address", "organization": "Organization",
    "company": "Company", "group": "Organization", "person": "Person", "route": "Asset", "agreement": "Event",
}  # fmt: skip
_OFFICIAL = {"GOV", "MIL", "COP", "JUD", "LEG", "SPY", "IGO"}


def ftm_lines(G: Graph) -> Iterator[str]:
    """Give a JSON line an entity, an article, and a claim (an UnknownLink with its sentence).

    Raises
    ------
    MissingExtraError
        If `followthemoney` is not installed; it knows the codes of countries.
    """
    clean = _cleaner()
    for node in sorted(G):
        data = G.nodes[node]
        schema = _SCHEMATA[data["type"]]
        if schema == "Organization" and data["sector"] in _OFFICIAL:
            schema = "PublicBody"
        state = node if data["type"] == "country" else data["country"]
        names = [name for one in (data["label"], node, *data["aliases"]) if (name := clean("name", one))]
        names = names or [f"unnamed {content_hash(node)}"]  # a name of no letters is none to FollowTheMoney
        yield _line(
            "entity", node, schema,
            name=names[:1], alias=sorted(set(names[1:])), country=[clean("country", state)],
            wikidataId=[data["wikidata"]],
        )  # fmt: skip
    for id_, about in sorted(G.graph.get("articles", {}).items()):
        yield _line(
            "article", id_, "Article",
            title=[about["title"]], publisher=[about["source"]], publishedAt=[about["published"]],
            sourceUrl=[clean("url", about["url"])],
        )  # fmt: skip
    for u, v, key, data in sorted_edges(G):
        for record in data["evidence"]:
            about = G.graph["articles"].get(record["article"], {})
            when = clean("date", record["date"] or record["published"])
            yield _line(
                "claim", record["claim"], "UnknownLink",
                subject=[_id("entity", u)], object=[_id("entity", v)], role=[key], status=[record["status"]],
                date=[when], endDate=[when if record["status"] == "ended" else None],
                summary=[record["text"]], recordId=[record["claim"]],
                proof=[_id("article", record["article"])],
                publisher=[about.get("source")], sourceUrl=[clean("url", about.get("url"))],
            )  # fmt: skip


def _cleaner() -> Callable[[str, str | None], str | None]:
    try:
        from followthemoney.types import registry
    except ImportError:
        msg = "writing FollowTheMoney"
        raise MissingExtraError(msg, "ftm") from None

    def clean(kind: str, value: str | None) -> str | None:
        cleaned: str | None = getattr(registry, kind).clean(value) if value else None
        return cleaned

    return clean


def _id(kind: str, id_: str) -> str:
    return f"detente-{kind}-{content_hash(id_)}"


def _line(kind: str, id_: str, schema: str, **properties: list[Any]) -> str:
    kept = {}
    for name, values in properties.items():
        texts = list(dict.fromkeys(text for value in values if (text := " ".join((value or "").split()))))
        if texts:
            kept[name] = texts
    return json.dumps({"id": _id(kind, id_), "schema": schema, "properties": kept}, ensure_ascii=False)
