"""Fold claims into a graph, the same in any order of claims; roll actors up to states and blocs."""

from __future__ import annotations

import copy
import dataclasses
import importlib.metadata
import logging
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import urlsplit

import networkx as nx

from detente.extract.schema import ENTITY_TYPES, STATUSES, Article, Claim, Entity
from detente.graph.errors import GraphError
from detente.graph.vocabulary import Relation, load_vocabulary, relation_named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from detente.extract.schema import EntityType, Extraction

Graph: TypeAlias = "nx.MultiDiGraph[str]"
Record: TypeAlias = dict[str, Any]

_log = logging.getLogger("detente.graph.build")
_FIRMNESS = {status: rank for rank, status in enumerate(STATUSES)}
_APART = {"country", "group", "route", "agreement"}
_AGAINST = {"REB", "OPP"}
_ALPHA3 = re.compile(r"[A-Z]{3}")


def graph_from_claims(
    claims: Iterable[Claim],
    *,
    entities: Iterable[Entity] = (),
    articles: Iterable[Article] = (),
    clusters: Mapping[str, str] | None = None,
    vocabulary: Mapping[str, Relation] | None = None,
    model: str = "",
) -> Graph:
    """Fold claims into a graph, whatever their order.

    A node is an entity that at least one claim ties to another; an edge gathers all claims of one relation
    between two entities. Claims told twice (the same id) count once; a claim that ties an entity to itself
    is left out.

    Parameters
    ----------
    claims
        The claims.
    entities
        What is known of the entities; more than one record of an entity is reconciled by majority. An entity
        without a record is labelled by its id.
    articles
        The articles that the claims come from, for title, publisher, date and address.
    clusters
        Article id to id of the story, where articles are copies of one another; copies count as one source.
    vocabulary
        What `load_vocabulary` gave; the shipped one by default.
    model
        Name and version of the language model, kept in the graph.

    Returns
    -------
    networkx.MultiDiGraph
        Node id is the entity's id, edge key is the relation. `validate_graph` states the attributes.

    Examples
    --------
    >>> from detente.extract.schema import Evidence, Mention, Span
    >>> text = "Serbia buys gas from Azerbaijan."
    >>> claim = Claim("AZE", "SRB", "energy", "COOPERATE", "actual", False, Evidence("a1", 0, 32, text),
    ...     Span(7, 11, "buys"), Mention(21, 31, "Azerbaijan"), Mention(0, 6, "Serbia"))
    >>> G = graph_from_claims([claim])
    >>> G.edges["AZE", "SRB", "energy"]["status"]
    'actual'
    """
    vocabulary = load_vocabulary() if vocabulary is None else vocabulary
    known = {article.id: article for article in sorted(articles, key=_article_key)}
    grouped: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    loops = 0
    for claim in _unique(claims):
        if claim.source == claim.target:
            loops += 1
            continue
        source, target, record = _evidence(claim, known.get(claim.evidence.article))
        grouped[source, target, claim.relation].append(record)
    if loops:
        _log.info("%d claims tie an entity to itself and are left out", loops)
    cited = {record["article"] for group in grouped.values() for record in group}
    about = {id_: _article(known.get(id_), (clusters or {}).get(id_)) for id_ in sorted(known.keys() | cited)}
    facts: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        facts[entity.id].append(entity)
    G = new_graph(about, model=model)
    for node in sorted({node for source, target, _ in grouped for node in (source, target)}):
        G.add_node(node, **node_attributes(_reconciled(node, facts.get(node, ()))))
    for (source, target, relation), group in sorted(grouped.items()):
        G.add_edge(
            source,
            target,
            key=relation,
            **edge_attributes(relation_named(relation, vocabulary), group, about),
        )
    return G


def graph_from_extractions(
    extractions: Iterable[Extraction],
    *,
    clusters: Mapping[str, str] | None = None,
    vocabulary: Mapping[str, Relation] | None = None,
    model: str = "",
) -> Graph:
    """Fold what articles gave into a graph; see `graph_from_claims`.

    Parameters
    ----------
    extractions
        What `Extractor.extract` yields.
    clusters, vocabulary, model
        As in `graph_from_claims`.

    Returns
    -------
    networkx.MultiDiGraph
        The graph.

    Examples
    --------
    >>> graph_from_extractions([]).number_of_nodes()
    0
    """
    claims: list[Claim] = []
    entities: list[Entity] = []
    articles: list[Article] = []
    for extraction in extractions:
        claims += extraction.claims
        entities += extraction.entities
        articles.append(extraction.article)
    return graph_from_claims(
        claims, entities=entities, articles=articles, clusters=clusters, vocabulary=vocabulary, model=model
    )


def roll_up(
    G: Graph,
    *,
    to: Literal["country", "region", "bloc"] = "country",
    members: Mapping[str, Collection[str]] | None = None,
    entities: Iterable[Entity] = (),
) -> Graph:
    """Merge people and national bodies into their country, or countries into regions or blocs.

    Ties inside a merged node vanish; all others keep their evidence.

    Parameters
    ----------
    G
        The graph; it is not changed.
    to
        ``country``: people, national bodies, companies and places go to their country; groups, rebels,
        the opposition and unnamed actors stay, since they do not act for it.
        ``region``, ``bloc``: these go on to the region or bloc that `members` puts their country in.
    members
        Region or bloc to the ids of its countries. A country in none stays; one in several is an error.
    entities
        Names of the countries, regions and blocs that are not in the graph yet.

    Returns
    -------
    networkx.MultiDiGraph
        A new graph.

    Raises
    ------
    GraphError
        If `to` or `members` does not fit.

    Examples
    --------
    >>> roll_up(nx.MultiDiGraph()).number_of_edges()
    0
    """
    if to not in {"country", "region", "bloc"}:
        msg = f"to '{to}' is none of country, region, bloc"
        raise GraphError(msg)
    home = _homes(to, members)
    where = {node: home.get(state, state) for node, state in _states(G)}
    names = {entity.id: entity for entity in sorted(entities, key=repr)}
    grouped: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    relations: dict[str, Relation] = {}
    for u, v, key, data in G.edges(keys=True, data=True):
        relations[key] = _relation_of(data)
        ends = where[u], where[v]
        if ends[0] == ends[1]:
            continue
        for record in data["evidence"]:
            flip = record["symmetric"] and ends[0] > ends[1]
            source, target = ends[::-1] if flip else ends
            grouped[source, target, key].append(flipped(record) if flip else copied(record))
    new = new_graph(G.graph.get("articles", {}), like=G)
    groups = set(home.values())
    for node in sorted({node for source, target, _ in grouped for node in (source, target)}):
        if node in G:
            new.add_node(node, **copied(G.nodes[node]))
        else:
            kind: EntityType = (
                "country" if node not in groups else "region" if to == "region" else "organization"
            )
            new.add_node(node, **node_attributes(names.get(node) or Entity(node, node, kind)))
    for (source, target, key), group in sorted(grouped.items()):
        new.add_edge(source, target, key=key, **edge_attributes(relations[key], group, new.graph["articles"]))
    return new


def new_graph(articles: Mapping[str, Record], *, model: str = "", like: Graph | None = None) -> Graph:
    """Give an empty graph that carries what it was made from; copies `like`'s other facts."""
    G: Graph = nx.MultiDiGraph()
    if like is not None:
        G.graph.update(copy.deepcopy({key: value for key, value in like.graph.items() if key != "articles"}))
    G.graph.setdefault("detente", importlib.metadata.version("detente"))
    G.graph.setdefault("model", model)
    G.graph["articles"] = {id_: dict(about) for id_, about in sorted(articles.items())}
    return G


def node_attributes(entity: Entity) -> Record:
    """Give the attributes of an entity's node."""
    return {
        "label": entity.name,
        "type": entity.type,
        "country": entity.country,
        "sector": entity.sector,
        "generic": entity.generic,
        "wikidata": entity.wikidata,
        "aliases": sorted(set(entity.aliases) - {entity.name}),
    }


def edge_attributes(relation: Relation, evidence: list[Record], articles: Mapping[str, Record]) -> Record:
    """Sum up the evidence of one edge: how many independent sources, how firm, since when.

    The edge is symmetric where at least half of its claims are: one claim that points somewhere does not make
    leader and led of two equals. Each piece of evidence keeps what it says itself.

    Parameters
    ----------
    relation
        The edge's relation.
    evidence
        Its evidence, in any order; sorted in place.
    articles
        The graph's `articles`.

    Returns
    -------
    dict
        The edge's attributes.
    """
    evidence.sort(key=_evidence_key)
    dates = [when for record in evidence if (when := record["date"] or record["published"])]
    cited = {record["article"] for record in evidence}
    return {
        "relation": relation.name,
        "family": relation.family,
        "theme": relation.theme,
        "symmetric": 2 * sum(record["symmetric"] for record in evidence) >= len(evidence),
        "weight": count_sources(cited, articles),
        "articles": len(cited),
        "status": min((record["status"] for record in evidence), key=_FIRMNESS.__getitem__),
        "first": min(dates, default=None),
        "last": max(dates, default=None),
        "confidence": max(record["confidence"] for record in evidence),
        "evidence": evidence,
    }


def count_sources(cited: Collection[str], articles: Mapping[str, Record]) -> int:
    """Count independent sources: the most articles of which no two share a publisher or a story.

    An article without publisher counts by the host of its address, or else as a publisher of its own.

    Parameters
    ----------
    cited
        Ids of articles.
    articles
        The graph's `articles`; `cluster` names the story of an article that has copies.

    Returns
    -------
    int
        At least 1 where there is an article.

    Examples
    --------
    >>> wire = {"a": {"source": "Sava Post", "cluster": "s"}, "b": {"source": "Drina News", "cluster": "s"}}
    >>> count_sources(["a", "b"], wire), count_sources(["a", "b"], {})
    (1, 2)
    """
    if len(cited) == 1:
        return 1
    stories: dict[str, set[str]] = defaultdict(set)
    for id_ in cited:
        stories[publisher(id_, articles)].add(articles.get(id_, {}).get("cluster") or id_)
    if sum(map(len, stories.values())) == len(set().union(*stories.values())):
        return len(stories)  # no story is shared, so each publisher has one of its own
    return _matching(stories)


def publisher(article: str, articles: Mapping[str, Record]) -> str:
    """Name the publisher of an article: its source, else the host of its URL, else the article itself."""
    about = articles.get(article, {})
    try:
        host = urlsplit(about.get("url") or "").netloc.lower().removeprefix("www.")
    except ValueError:  # "http://[": no address at all
        host = ""
    return about.get("source") or host or article


def copied(record: Mapping[str, Any]) -> Record:
    """Copy a node's attributes or a piece of evidence, lists too."""
    return {key: list(value) if isinstance(value, list) else value for key, value in record.items()}


def flipped(record: Mapping[str, Any]) -> Record:
    """Copy a piece of evidence with source and target exchanged."""
    return copied(record) | {"source": list(record["target"]), "target": list(record["source"])}


def with_evidence(G: Graph, kept: Iterable[tuple[str, str, str, list[Record]]]) -> Graph:
    """Give the graph of some of the evidence: edges shrink to it, and what is left without any vanishes.

    Parameters
    ----------
    G
        The graph; it is not changed.
    kept
        Source, target, key and the evidence that stays, for each edge in the order of `G`.

    Returns
    -------
    networkx.MultiDiGraph
        A new graph that shares nothing with `G`.
    """
    new = new_graph(G.graph.get("articles", {}), like=G)
    edges = [(u, v, key, evidence) for u, v, key, evidence in kept if evidence]
    for node in sorted({node for u, v, _, _ in edges for node in (u, v)}):
        new.add_node(node, **copied(G.nodes[node]))
    for u, v, key, evidence in sorted(edges, key=lambda edge: edge[:3]):
        data = G.edges[u, v, key]
        summed = edge_attributes(
            _relation_of(data), [copied(record) for record in evidence], new.graph["articles"]
        )
        new.add_edge(u, v, key=key, **(copied(data) | summed))
    return new


def _unique(claims: Iterable[Claim]) -> Iterator[Claim]:
    best: dict[str, Claim] = {}
    for claim in claims:
        former = best.get(claim.id)
        if former is None or (former != claim and repr(claim) < repr(former)):
            best[claim.id] = claim
    return iter(best.values())


def _evidence(claim: Claim, article: Article | None) -> tuple[str, str, Record]:
    flip = claim.symmetric and claim.source > claim.target
    first, second = claim.source_mention, claim.target_mention
    source, target = (claim.target, claim.source) if flip else (claim.source, claim.target)
    if flip:
        first, second = second, first
    record = {
        "claim": claim.id,
        "article": claim.evidence.article,
        "start": claim.evidence.start,
        "end": claim.evidence.end,
        "text": claim.evidence.text,
        "status": claim.status,
        "event": claim.event,
        "date": claim.date,
        "date_precision": claim.date_precision,
        "published": article.published.isoformat() if article and article.published else None,
        "speaker": claim.speaker,
        "confidence": float(claim.confidence),
        "symmetric": claim.symmetric,
        "pattern": claim.pattern,
        "trigger": [claim.trigger.start, claim.trigger.end],
        "source": [first.start, first.end, first.text],
        "target": [second.start, second.end, second.text],
    }
    return source, target, record


def _evidence_key(record: Record) -> tuple[str, str, int, int, str]:
    when = record["published"] or record["date"] or "~"  # undated last
    return when, record["article"], record["start"], record["end"], record["claim"]


def _article_key(article: Article) -> tuple[str, str]:
    return article.id, repr(article)


def _article(article: Article | None, cluster: str | None) -> Record:
    about: Record = {
        "title": article.title if article else "",
        "source": article.source if article else "",
        "published": article.published.isoformat() if article and article.published else None,
        "url": article.url if article else "",
    }
    return about | ({"cluster": cluster} if cluster else {})


def _reconciled(node: str, records: Sequence[Entity]) -> Entity:
    if not records:
        kind: EntityType = "country" if _ALPHA3.fullmatch(node) else "organization"
        return Entity(node, node, kind)
    if len(set(records)) == 1:
        return records[0]
    return dataclasses.replace(
        records[0],
        name=_majority(record.name for record in records) or node,
        type=_majority((record.type for record in records), ENTITY_TYPES) or "organization",
        country=_majority(record.country for record in records),
        sector=_majority(record.sector for record in records),
        generic=all(record.generic for record in records),
        wikidata=_majority(record.wikidata for record in records),
        aliases=tuple(sorted({alias for record in records for alias in record.aliases})),
    )


def _majority(values: Iterable[Any], order: Sequence[str] = ()) -> Any:  # noqa: ANN401 - any field's type
    counts = Counter(value for value in values if value)
    if not counts:
        return None
    return min(counts, key=lambda value: (-counts[value], order.index(value) if order else 0, value))


def _matching(stories: Mapping[str, set[str]]) -> int:
    """Size of the largest matching of publishers to stories (augmenting paths, Kuhn 1955)."""
    teller: dict[str, str] = {}
    told: dict[str, str] = {}
    for name in sorted(stories):
        came_from: dict[str, str] = {}
        queue, free = [name], None
        while queue and free is None:
            current = queue.pop()
            for story in sorted(stories[current] - came_from.keys()):
                came_from[story] = current
                if story not in teller:
                    free = story
                    break
                queue.append(teller[story])
        while free is not None:
            owner = came_from[free]
            teller[free] = owner
            former = told.get(owner)
            told[owner] = free
            free = former
    return len(teller)


def _relation_of(data: Mapping[str, Any]) -> Relation:
    name = data["relation"]
    return Relation(name, data["family"], data["theme"], name)


def _states(G: Graph) -> Iterator[tuple[str, str]]:
    for node, data in G.nodes(data=True):
        acts_for = (
            data.get("type") not in _APART and data.get("sector") not in _AGAINST and not data.get("generic")
        )
        yield node, data["country"] if acts_for and data.get("country") else node


def _homes(to: str, members: Mapping[str, Collection[str]] | None) -> dict[str, str]:
    if to == "country":
        return {}
    if not members:
        msg = f"to '{to}' needs members, such as members={{'Central Asia': ['KAZ', 'UZB']}}"
        raise GraphError(msg)
    homes: dict[str, str] = {}
    for group, countries in sorted(members.items()):
        for country in sorted(countries):
            if country in homes:
                msg = f"members: {country} is in both {homes[country]} and {group}: keep it in one"
                raise GraphError(msg)
            homes[country] = group
    return homes
