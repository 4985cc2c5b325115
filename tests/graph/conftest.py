"""A small world of invented events: nine articles in five invented papers, and some forty claims."""

# ruff: noqa: E501 - one line a claim reads better as a table
from __future__ import annotations

import datetime as dt

import pytest

from detente.extract.schema import Article, Claim, Entity, Evidence, Mention, Span
from detente.graph.build import graph_from_claims

ENTITIES = (
    Entity("SRB", "Serbia", "country", aliases=("Republic of Serbia", "Belgrade")),
    Entity("KAZ", "Kazakhstan", "country", wikidata="Q232"),
    Entity("UZB", "Uzbekistan", "country"),
    Entity("AZE", "Azerbaijan", "country"),
    Entity("GEO", "Georgia", "country"),
    Entity("TUR", "Türkiye", "country", aliases=("Turkey",)),
    Entity("RUS", "Russia", "country"),
    Entity("CHN", "China", "country"),
    Entity("HUN", "Hungary", "country"),
    Entity("European Union", "European Union", "organization", sector="IGO", aliases=("EU", "Brussels")),
    Entity("Central Asia", "Central Asia", "region"),
    Entity("Middle Corridor", "Middle Corridor", "route"),
    Entity("Aleksandar Vučić", "Aleksandar Vučić", "person", country="SRB", sector="GOV", aliases=("Vučić",)),
    Entity("SOCAR", "SOCAR", "company", country="AZE", sector="BUS"),
    Entity("Srbijagas", "Srbijagas", "company", country="SRB", sector="BUS"),
    Entity("farmers (Serbia)", "farmers (Serbia)", "group", country="SRB", sector="CVL", generic=True),
)

# paper, date, title, and per claim: source, target, relation, event, status, symmetric, sentence, date
NEWS = (
    ("Danube Ledger", "2025-01-14", "Serbia looks east", (
        ("SRB", "KAZ", "partnership", "AGREE", "actual", True, "Serbia and Kazakhstan signed a partnership.", "2025-01-13"),
        ("SRB", "UZB", "partnership", "AGREE", "planned", True, "Serbia and Uzbekistan will sign one in spring.", "2025-04"),
        ("Aleksandar Vučić", "SRB", "leads", None, "actual", False, "Aleksandar Vučić is the president of Serbia.", None),
        ("AZE", "SRB", "energy", "COOPERATE", "planned", False, "Serbia plans to buy gas from Azerbaijan.", "2025"),
    )),
    ("Caspian Courier", "2025-01-15", "Serbia looks east", (
        ("SRB", "KAZ", "partnership", "AGREE", "actual", True, "Serbia and Kazakhstan signed a partnership.", "2025-01-13"),
        ("Middle Corridor", "CHN", "connects", None, "actual", False, "The Middle Corridor starts in China.", None),
        ("Middle Corridor", "GEO", "connects", None, "actual", False, "The Middle Corridor crosses Georgia.", None),
    )),
    ("Steppe Herald", "2025-02-20", "Trains for the corridor", (
        ("KAZ", "AZE", "transport", "COOPERATE", "actual", True, "Kazakhstan and Azerbaijan run more trains.", "2025-02"),
        ("AZE", "GEO", "transport", "COOPERATE", "actual", True, "Azerbaijan and Georgia share a railway.", None),
        ("GEO", "TUR", "transport", "COOPERATE", "planned", True, "Georgia and Türkiye will widen the line.", "2026"),
        ("CHN", "KAZ", "investment", "COOPERATE", "actual", False, "China lends to Kazakhstan for wagons.", None),
        ("RUS", "KAZ", "dispute", "ACCUSE", "actual", False, "Russia accused Kazakhstan of delays.", "2025-02-18"),
    )),
    ("Danube Ledger", "2025-03-05", "Brussels is not amused", (
        ("European Union", "SRB", "dispute", "ACCUSE", "actual", False, "The EU criticised Serbia over the courts.", None),
        ("SRB", "European Union", "accession", None, "actual", False, "Serbia is negotiating to join the EU.", None),
        ("SRB", "European Union", "trade", "COOPERATE", "actual", True, "Trade of Serbia with the EU grew.", "2025"),
        ("RUS", "SRB", "energy", "COOPERATE", "actual", False, "Russia supplies Serbia with gas.", None),
        ("RUS", "HUN", "energy", "COOPERATE", "actual", False, "Russia pumps oil to Hungary.", None),
    )),
    ("Morava Times", "2025-05-02", "A denial", (
        ("SRB", "RUS", "defence", "AGREE", "denied", True, "Serbia denied an arms deal with Russia.", None),
        ("SRB", "CHN", "defence", "AGREE", "actual", True, "Serbia and China held drills.", "2025-05-01"),
        ("farmers (Serbia)", "SRB", "protest", "PROTEST", "actual", False, "Farmers blocked roads in Serbia.", "2025-05-01"),
        ("European Union", "HUN", "dispute", "REQUEST", "actual", False, "The EU urged Hungary to pay.", None),
    )),
    ("Steppe Herald", "2025-07-10", "Gas flows", (
        ("AZE", "SRB", "energy", "COOPERATE", "actual", False, "Azerbaijan began to pump gas to Serbia.", "2025-07-01"),
        ("SOCAR", "Srbijagas", "energy", "AGREE", "actual", False, "SOCAR supplies Srbijagas.", "2025-07"),
        ("SRB", "UZB", "partnership", "AGREE", "actual", True, "Serbia and Uzbekistan became partners.", "2025-07-08"),
        ("AZE", "European Union", "energy", "COOPERATE", "actual", False, "Azerbaijan sells gas to the EU.", None),
        ("SRB", "Central Asia", "trade", "COOPERATE", "possible", True, "Serbia may sell more to Central Asia.", None),
    )),
    ("Caspian Courier", "2025-07-11", "Gas flows west", (
        ("AZE", "SRB", "energy", "COOPERATE", "actual", False, "Gas from Azerbaijan reached Serbia.", "2025-07-01"),
        ("AZE", "HUN", "energy", "COOPERATE", "planned", False, "Azerbaijan will supply Hungary next.", "2026"),
        ("KAZ", "AZE", "transport", "COOPERATE", "actual", True, "Kazakhstan and Azerbaijan doubled trains.", "2025-07"),
        ("TUR", "AZE", "energy", "COOPERATE", "actual", True, "Türkiye and Azerbaijan swap gas.", None),
    )),
    ("Morava Times", "2025-09-01", "An end", (
        ("SRB", "CHN", "defence", "COOPERATE", "ended", True, "Serbia ended its drills with China.", "2025-08-30"),
        ("SRB", "RUS", "defence", "AGREE", "actual", True, "Serbia did sign an arms deal with Russia.", "2025-08"),
        ("RUS", "SRB", "energy", "COOPERATE", "ended", False, "Russia stopped selling gas to Serbia.", "2025-08-31"),
        ("European Union", "SRB", "sanction", "SANCTION", "possible", False, "The EU may sanction Serbia.", None),
    )),
    ("Tisa Observer", "2025-10-03", "Corridor talks", (
        ("GEO", "TUR", "transport", "COOPERATE", "actual", True, "Georgia and Türkiye opened the wider line.", "2025-10-01"),
        ("KAZ", "UZB", "diplomacy", "CONSULT", "actual", True, "Kazakhstan and Uzbekistan met for talks.", "2025-10-02"),
        ("KAZ", "AZE", "transport", "COOPERATE", "actual", True, "Trains link Kazakhstan and Azerbaijan.", None),
        ("CHN", "UZB", "investment", "COOPERATE", "actual", False, "China builds roads in Uzbekistan.", None),
        ("Aleksandar Vučić", "KAZ", "diplomacy", "CONSULT", "planned", False, "Aleksandar Vučić will visit Kazakhstan.", "2025-11"),
    )),
)  # fmt: skip


def make_articles():
    return tuple(
        Article(
            text=" ".join(row[6] for row in rows),
            title=title,
            published=dt.date.fromisoformat(day),
            url=f"https://example.org/{number}",
            source=paper,
        )
        for number, (paper, day, title, rows) in enumerate(NEWS)
    )


def make_claims():
    claims = []
    for article, (_, _, _, rows) in zip(make_articles(), NEWS, strict=True):
        for source, target, relation, event, status, symmetric, sentence, date in rows:
            start = article.text.index(sentence)
            word = sentence.split()[1]
            at = start + sentence.index(word)
            claims.append(
                Claim(
                    source=source,
                    target=target,
                    relation=relation,
                    event=event,
                    status=status,
                    symmetric=symmetric,
                    evidence=Evidence(article.id, start, start + len(sentence), sentence),
                    trigger=Span(at, at + len(word), word),
                    source_mention=_mention(source, sentence, start),
                    target_mention=_mention(target, sentence, start),
                    date=date,
                    date_precision={4: "year", 7: "month", 10: "day"}[len(date)] if date else None,
                    confidence=0.5 + len(sentence) % 5 / 10,
                    pattern="svo",
                )
            )
    return tuple(claims)


def _mention(entity, sentence, start):
    known = next(one for one in ENTITIES if one.id == entity)
    for name in (known.name, *known.aliases):
        if name in sentence:
            at = start + sentence.index(name)
            return Mention(at, at + len(name), name, entity, "gazetteer")
    return Mention(start, start + 7, sentence[:7], entity, "coreference")


@pytest.fixture(scope="session")
def entities():
    return ENTITIES


@pytest.fixture(scope="session")
def articles():
    return make_articles()


@pytest.fixture(scope="session")
def claims():
    return make_claims()


@pytest.fixture
def G(claims, entities, articles):  # noqa: N802 - G is a graph
    return graph_from_claims(claims, entities=entities, articles=articles)
