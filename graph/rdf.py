"""RDF (Turtle): entities, claims with PROV-O provenance, and plain triples for what is reported as fact."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from detente.graph.edges import sorted_edges
from detente.graph.periods import day_span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.graph.build import Graph

_PREFIXES = """\
@prefix det: <urn:detente:vocabulary:> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_WIKIDATA = re.compile(r"Q\d+")
_URL = re.compile(r"[^\x00-\x20<>\"{}|^`\\]+")


def turtle(G: Graph) -> Iterator[str]:
    """Give Turtle, a statement a line.

    A claim is an `rdf:Statement` that `prov:wasQuotedFrom` its article; only an edge whose status is
    actual is a triple of its own, so that no reasoner takes a plan for a fact.

    Yields
    ------
    str
        Lines with their ends.
    """
    yield _PREFIXES
    for node in sorted(G):
        data = G.nodes[node]
        parts = [f"a det:{data['type'].capitalize()}, prov:Entity", f"rdfs:label {_literal(data['label'])}"]
        parts += [f"det:alias {_literal(alias)}" for alias in data["aliases"]]
        if data["country"]:
            parts.append(f"det:country {_iri('entity', data['country'])}")
        if data["sector"]:
            parts.append(f"det:sector {_literal(data['sector'])}")
        if data["generic"]:
            parts.append("det:generic true")
        if data["wikidata"] and _WIKIDATA.fullmatch(data["wikidata"]):
            parts.append(f"owl:sameAs <http://www.wikidata.org/entity/{data['wikidata']}>")
        yield f"{_iri('entity', node)} {' ; '.join(parts)} .\n"
    for id_, about in sorted(G.graph.get("articles", {}).items()):
        parts = ["a det:Article, prov:Entity"]
        parts += [
            f"{name} {_literal(about[key])}"
            for name, key in (("dcterms:title", "title"), ("dcterms:publisher", "source"))
            if about[key]
        ]
        if about["published"]:
            parts.append(f"dcterms:issued {_literal(about['published'])}^^xsd:date")
        if urlsplit(about["url"]).scheme in {"http", "https"} and _URL.fullmatch(about["url"]):
            parts.append(f"prov:atLocation <{about['url']}>")
        yield f"{_iri('article', id_)} {' ; '.join(parts)} .\n"
    for u, v, key, data in sorted_edges(G):
        source, target, relation = _iri("entity", u), _iri("entity", v), _iri("relation", key)
        if data["status"] == "actual":
            yield f"{source} {relation} {target} .\n"
            if data["symmetric"]:
                yield f"{target} {relation} {source} .\n"
        for record in data["evidence"]:
            parts = [
                "a det:Claim, rdf:Statement, prov:Entity",
                f"rdf:subject {source} ; rdf:predicate {relation} ; rdf:object {target}",
                f"prov:wasQuotedFrom {_iri('article', record['article'])}",
                f"prov:value {_literal(record['text'])}",
                f"det:status {_literal(record['status'])}",
                f"det:start {record['start']} ; det:end {record['end']}",
                f'det:confidence "{record["confidence"]}"^^xsd:double',
            ]
            parts += [f"det:{name} {_literal(record[name])}" for name in ("event", "speaker") if record[name]]
            if record["date"]:
                parts.append(f"det:date {_date(record['date'])}")
            yield f"{_iri('claim', record['claim'])} {' ; '.join(parts)} .\n"


def _iri(kind: str, id_: str) -> str:
    return f"<urn:detente:{kind}:{quote(id_, safe='')}>"


def _literal(text: str) -> str:
    """Quote a text; JSON's escapes are Turtle's, but for control characters and the astral planes."""
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted.replace("\x7f", "\\u007F")


def _date(date: str) -> str:
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(date)] if "Q" not in date.upper() else "date"
    value = date if kind != "date" or len(date) == 10 else str(day_span(date)[0])
    return f"{_literal(value)}^^xsd:{kind}"
