"""Graphs to test map and figures with: one like real use, one of any size, one that bites."""

# ruff: noqa: E501 - one line a claim reads better as a table

from __future__ import annotations

import datetime as dt
import random

import networkx as nx

FIRMEST = ("actual", "ended", "planned", "possible", "denied")

THEMES = {
    "partnership": ("cooperation", "politics"),
    "diplomacy": ("cooperation", "politics"),
    "trade": ("cooperation", "economy"),
    "investment": ("cooperation", "economy"),
    "aid": ("cooperation", "economy"),
    "energy": ("cooperation", "energy"),
    "transport": ("cooperation", "transport"),
    "technology": ("cooperation", "society"),
    "culture": ("cooperation", "society"),
    "defence": ("cooperation", "defence"),
    "dispute": ("conflict", "conflict"),
    "threat": ("conflict", "conflict"),
    "sanction": ("conflict", "conflict"),
    "conflict": ("conflict", "conflict"),
    "leads": ("structure", "structure"),
    "member_of": ("structure", "structure"),
    "accession": ("structure", "structure"),
    "located_in": ("structure", "structure"),
    "connects": ("structure", "transport"),
    "owns": ("structure", "economy"),
}
SYMMETRIC = {"partnership", "diplomacy", "trade"}

# Each row: id, label, type, country, sector, latitude and longitude.
ENTITIES = [
    ("SRB", "Serbia", "country", "SRB", None, (44.8, 20.5)),
    ("KAZ", "Kazakhstan", "country", "KAZ", None, (51.2, 71.4)),
    ("UZB", "Uzbekistan", "country", "UZB", None, (41.3, 69.2)),
    ("KGZ", "Kyrgyzstan", "country", "KGZ", None, (42.9, 74.6)),
    ("TKM", "Turkmenistan", "country", "TKM", None, (37.9, 58.4)),
    ("TJK", "Tajikistan", "country", "TJK", None, (38.6, 68.8)),
    ("AZE", "Azerbaijan", "country", "AZE", None, (40.4, 49.9)),
    ("GEO", "Georgia", "country", "GEO", None, (41.7, 44.8)),
    ("ARM", "Armenia", "country", "ARM", None, (40.2, 44.5)),
    ("TUR", "Türkiye", "country", "TUR", None, (39.9, 32.9)),
    ("RUS", "Russia", "country", "RUS", None, (55.8, 37.6)),
    ("CHN", "China", "country", "CHN", None, (39.9, 116.4)),
    ("HUN", "Hungary", "country", "HUN", None, (47.5, 19.0)),
    ("DEU", "Germany", "country", "DEU", None, (52.5, 13.4)),
    ("FRA", "France", "country", "FRA", None, (48.9, 2.4)),
    ("USA", "United States", "country", "USA", None, (38.9, -77.0)),
    ("BGR", "Bulgaria", "country", "BGR", None, (42.7, 23.3)),
    ("ROU", "Romania", "country", "ROU", None, (44.4, 26.1)),
    ("GRC", "Greece", "country", "GRC", None, (38.0, 23.7)),
    ("ARE", "United Arab Emirates", "country", "ARE", None, (24.5, 54.4)),
    ("IRN", "Iran", "country", "IRN", None, (35.7, 51.4)),
    ("XKX", "Kosovo", "country", "XKX", None, (42.7, 21.2)),
    ("European Union", "European Union", "organization", None, "IGO", (50.8, 4.4)),
    ("European Commission", "European Commission", "organization", None, "IGO", None),
    ("European Bank for Reconstruction and Development", "EBRD", "organization", None, "IGO", None),
    ("Organization of Turkic States", "Organization of Turkic States", "organization", None, "IGO", None),
    ("Eurasian Economic Union", "Eurasian Economic Union", "organization", None, "IGO", None),
    ("NATO", "NATO", "organization", None, "IGO", None),
    ("Ministry of Energy (Kazakhstan)", "Ministry of Energy (Kazakhstan)", "organization", "KAZ", "GOV", None),
    ("Ministry of Mining and Energy (Serbia)", "Ministry of Mining and Energy (Serbia)", "organization", "SRB",
     "GOV", None),
    ("Central Asia", "Central Asia", "region", None, None, (43.5, 66.0)),
    ("Caspian region", "Caspian region", "region", None, None, (42.0, 50.5)),
    ("Western Balkans", "Western Balkans", "region", None, None, (43.0, 20.0)),
    ("South Caucasus", "South Caucasus", "region", None, None, (41.0, 45.5)),
    ("Europe", "Europe", "region", None, None, (50.0, 12.0)),
    ("Middle Corridor", "Middle Corridor", "route", None, None, None),
    ("Southern Gas Corridor", "Southern Gas Corridor", "route", None, None, None),
    ("Balkan Stream", "Balkan Stream", "route", None, None, None),
    ("Baku–Tbilisi–Kars railway", "Baku–Tbilisi–Kars railway", "route", None, None, None),
    ("Belgrade–Budapest railway", "Belgrade–Budapest railway", "route", None, None, None),
    ("Aktau", "Aktau", "place", "KAZ", None, (43.7, 51.2)),
    ("Alat", "Alat", "place", "AZE", None, (39.9, 49.4)),
    ("Poti", "Poti", "place", "GEO", None, (42.1, 41.7)),
    ("Smederevo", "Smederevo", "place", "SRB", None, (44.7, 20.9)),
    ("Gazprom", "Gazprom", "company", "RUS", "BUS", None),
    ("SOCAR", "SOCAR", "company", "AZE", "BUS", None),
    ("KazMunayGas", "KazMunayGas", "company", "KAZ", "BUS", None),
    ("Srbijagas", "Srbijagas", "company", "SRB", "BUS", None),
    ("NIS", "NIS", "company", "SRB", "BUS", None),
    ("Kazakhstan Temir Zholy", "Kazakhstan Temir Zholy", "company", "KAZ", "BUS", None),
    ("Zijin Mining", "Zijin Mining", "company", "CHN", "BUS", None),
    ("Aleksandar Vučić", "Aleksandar Vučić", "person", "SRB", "GOV", None),
    ("Kassym-Jomart Tokayev", "Kassym-Jomart Tokayev", "person", "KAZ", "GOV", None),
    ("Shavkat Mirziyoyev", "Shavkat Mirziyoyev", "person", "UZB", "GOV", None),
    ("Ilham Aliyev", "Ilham Aliyev", "person", "AZE", "GOV", None),
    ("Recep Tayyip Erdoğan", "Recep Tayyip Erdoğan", "person", "TUR", "GOV", None),
    ("Ursula von der Leyen", "Ursula von der Leyen", "person", None, "IGO", None),
    ("Serbian Progressive Party", "Serbian Progressive Party", "group", "SRB", "OPP", None),
    ("protesters (Serbia)", "protesters (Serbia)", "group", "SRB", "CVL", None),
    ("Kazakhstan–Serbia Partnership Agreement", "Kazakhstan–Serbia Partnership Agreement", "agreement", None,
     None, None),
    ("Convention on the Caspian Sea", "Convention on the Caspian Sea", "agreement", None, None, None),
]  # fmt: skip
GENERIC = {"protesters (Serbia)"}

# source relation target status month(s), a line a tie; "|" parts several sentences
TIES = """
SRB|partnership|KAZ|actual 2025-02-11, actual 2025-09-03, actual 2026-03-14
SRB|trade|KAZ|planned 2025-02-11, planned 2025-10-20, actual 2026-04-02
SRB|energy|KAZ|possible 2025-05-06, planned 2026-01-19
SRB|defence|KAZ|possible 2025-11-24
SRB|partnership|UZB|planned 2025-04-09, actual 2025-12-01
SRB|trade|UZB|planned 2025-06-17, actual 2026-02-08
SRB|diplomacy|TKM|actual 2025-08-21
SRB|energy|TKM|possible 2026-01-10
SRB|diplomacy|KGZ|actual 2025-07-02
SRB|partnership|AZE|actual 2025-01-22, actual 2025-07-11, actual 2026-05-05
SRB|energy|AZE|actual 2025-03-04, actual 2025-11-13, planned 2026-04-27
SRB|defence|AZE|actual 2025-10-02
SRB|energy|Caspian region|planned 2025-05-30, possible 2025-09-09
SRB|partnership|Central Asia|actual 2025-03-18, planned 2025-12-12, actual 2026-02-28
SRB|transport|Middle Corridor|possible 2025-06-25, planned 2026-03-03
SRB|accession|European Union|actual 2025-01-15, actual 2025-10-07, actual 2026-05-21
European Union|trade|SRB|actual 2025-04-04, actual 2025-11-19, actual 2026-04-18
European Union|dispute|SRB|actual 2025-06-05, actual 2025-12-17, actual 2026-03-24
European Commission|dispute|SRB|actual 2025-11-05
European Commission|aid|Western Balkans|actual 2025-05-14, planned 2026-01-28
European Bank for Reconstruction and Development|investment|SRB|actual 2025-08-05, planned 2026-03-11
European Bank for Reconstruction and Development|investment|Middle Corridor|planned 2025-09-29
SRB|energy|RUS|actual 2025-01-30, actual 2025-05-20, ended 2026-03-31
RUS|threat|SRB|denied 2025-10-15
RUS|dispute|European Union|actual 2025-07-08, actual 2026-02-02
European Union|sanction|RUS|actual 2025-02-24, actual 2025-10-23, actual 2026-05-12
USA|sanction|NIS|actual 2025-01-10, actual 2025-10-09
USA|diplomacy|SRB|actual 2025-09-17, possible 2026-05-19
USA|partnership|KAZ|actual 2025-11-06
SRB|trade|CHN|actual 2025-03-25, actual 2025-09-04, actual 2026-01-06
CHN|investment|SRB|actual 2025-02-19, actual 2025-08-27
CHN|defence|SRB|actual 2025-07-23
CHN|transport|Middle Corridor|actual 2025-05-12, planned 2025-12-22
CHN|investment|KAZ|actual 2025-06-18, actual 2026-02-17
CHN|trade|UZB|actual 2025-04-16
CHN|transport|KGZ|actual 2025-07-15, planned 2026-05-01
UZB|transport|KGZ|actual 2025-07-15
Zijin Mining|investment|SRB|actual 2025-05-08, actual 2026-01-22
Middle Corridor|connects|CHN|actual 2025-02-03, actual 2026-02-28
Middle Corridor|connects|Europe|actual 2025-02-03, actual 2026-02-28
Middle Corridor|connects|KAZ|actual 2025-02-03
Middle Corridor|connects|AZE|actual 2025-06-09
Middle Corridor|connects|GEO|actual 2025-06-09
Middle Corridor|connects|TUR|actual 2025-08-14
Middle Corridor|connects|Aktau|actual 2025-10-29
Middle Corridor|connects|Alat|actual 2025-10-29
Baku–Tbilisi–Kars railway|connects|AZE|actual 2025-04-22
Baku–Tbilisi–Kars railway|connects|GEO|actual 2025-04-22
Baku–Tbilisi–Kars railway|connects|TUR|actual 2025-04-22, actual 2026-01-14
Southern Gas Corridor|connects|AZE|actual 2025-03-04
Southern Gas Corridor|connects|TUR|actual 2025-03-04
Southern Gas Corridor|connects|GRC|actual 2025-09-11
Balkan Stream|connects|BGR|actual 2025-01-30
Balkan Stream|connects|SRB|actual 2025-01-30, actual 2025-12-05
Balkan Stream|connects|HUN|actual 2025-12-05
Belgrade–Budapest railway|connects|SRB|actual 2025-10-01, actual 2026-03-19
Belgrade–Budapest railway|connects|HUN|planned 2025-10-01, actual 2026-03-19
CHN|investment|Belgrade–Budapest railway|actual 2025-10-01
KAZ|transport|AZE|actual 2025-05-27, actual 2025-11-10
KAZ|transport|GEO|planned 2025-08-08
KAZ|energy|AZE|planned 2025-07-29, actual 2026-01-16
KAZ|trade|UZB|actual 2025-03-13, actual 2025-10-16
KAZ|partnership|TUR|actual 2025-05-21
KAZ|trade|RUS|actual 2025-02-06, actual 2025-11-12
KAZ|energy|RUS|actual 2025-06-27, actual 2025-12-09
KAZ|located_in|Central Asia|actual 2025-03-18
UZB|located_in|Central Asia|actual 2025-03-18
TKM|located_in|Central Asia|actual 2025-08-21
AZE|located_in|South Caucasus|actual 2025-06-09
GEO|located_in|South Caucasus|actual 2025-06-09
ARM|located_in|South Caucasus|actual 2025-08-08
AZE|diplomacy|ARM|actual 2025-03-13, actual 2025-08-08, planned 2026-05-28
AZE|conflict|ARM|ended 2025-08-08
ARM|transport|TUR|planned 2025-09-12, possible 2026-02-20
USA|diplomacy|ARM|actual 2025-08-08
USA|diplomacy|AZE|actual 2025-08-08
AZE|energy|European Union|actual 2025-02-25, planned 2025-11-21
AZE|energy|HUN|actual 2025-04-30
AZE|energy|BGR|actual 2025-06-13
AZE|energy|ROU|planned 2025-07-18
AZE|dispute|RUS|actual 2025-07-01, ended 2025-10-09
TUR|defence|AZE|actual 2025-06-30
TUR|energy|TKM|planned 2025-03-01, actual 2025-05-15
TUR|diplomacy|SRB|actual 2025-10-11
GEO|dispute|European Union|actual 2025-04-28, actual 2025-12-15
GEO|accession|European Union|ended 2025-01-29
Poti|located_in|GEO|actual 2025-08-08
Aktau|located_in|KAZ|actual 2025-05-27
Alat|located_in|AZE|actual 2025-05-27
Smederevo|located_in|SRB|actual 2025-09-04
Kazakhstan Temir Zholy|investment|Aktau|planned 2025-05-27, actual 2025-12-30
Kazakhstan Temir Zholy|transport|Poti|planned 2025-08-08
ARE|investment|SRB|actual 2025-04-11, denied 2026-02-12
ARE|investment|UZB|actual 2025-05-19
IRN|transport|TKM|actual 2025-05-16
IRN|member_of|Convention on the Caspian Sea|possible 2025-08-12
KAZ|member_of|Convention on the Caspian Sea|actual 2025-08-12
AZE|member_of|Convention on the Caspian Sea|actual 2025-08-12
RUS|member_of|Convention on the Caspian Sea|actual 2025-08-12
KAZ|member_of|Organization of Turkic States|actual 2025-10-07
UZB|member_of|Organization of Turkic States|actual 2025-10-07
AZE|member_of|Organization of Turkic States|actual 2025-10-07
TUR|member_of|Organization of Turkic States|actual 2025-10-07
HUN|partnership|Organization of Turkic States|actual 2025-05-21
KAZ|member_of|Eurasian Economic Union|actual 2025-06-26
RUS|member_of|Eurasian Economic Union|actual 2025-06-26
ARM|member_of|Eurasian Economic Union|actual 2025-06-26
SRB|trade|Eurasian Economic Union|actual 2025-06-26
HUN|partnership|SRB|actual 2025-04-01, actual 2025-10-10
HUN|member_of|European Union|actual 2025-04-01
DEU|member_of|European Union|actual 2025-03-20
FRA|member_of|European Union|actual 2025-03-20
DEU|investment|SRB|planned 2025-07-07
FRA|defence|SRB|actual 2025-04-09, actual 2026-01-30
FRA|energy|KAZ|actual 2025-11-17
NATO|diplomacy|SRB|actual 2025-06-10
XKX|dispute|SRB|actual 2025-02-09, actual 2025-09-30, actual 2026-04-21
SRB|dispute|XKX|actual 2025-05-03
European Union|diplomacy|XKX|actual 2025-09-30
Gazprom|owns|NIS|actual 2025-01-10, planned 2025-12-05
Gazprom|energy|Srbijagas|actual 2025-05-20, ended 2026-03-31
SOCAR|energy|Srbijagas|actual 2025-11-13, actual 2026-04-27
SOCAR|energy|KazMunayGas|actual 2025-07-29
KazMunayGas|energy|NIS|possible 2026-01-19
SRB|owns|Srbijagas|actual 2025-05-20
AZE|owns|SOCAR|actual 2025-03-04
KAZ|owns|KazMunayGas|actual 2025-07-29
KAZ|owns|Kazakhstan Temir Zholy|actual 2025-05-27
Aleksandar Vučić|leads|SRB|actual 2025-02-11, actual 2025-09-03, actual 2026-02-28
Kassym-Jomart Tokayev|leads|KAZ|actual 2025-02-11, actual 2025-09-03
Shavkat Mirziyoyev|leads|UZB|actual 2025-12-01
Ilham Aliyev|leads|AZE|actual 2025-07-11
Recep Tayyip Erdoğan|leads|TUR|actual 2025-10-11
Ursula von der Leyen|leads|European Commission|actual 2025-10-15
Aleksandar Vučić|diplomacy|Kassym-Jomart Tokayev|actual 2025-02-11, actual 2026-03-14
Aleksandar Vučić|diplomacy|Shavkat Mirziyoyev|actual 2025-12-01
Aleksandar Vučić|diplomacy|Ursula von der Leyen|actual 2025-10-15
Aleksandar Vučić|dispute|protesters (Serbia)|actual 2025-03-15
Aleksandar Vučić|leads|Serbian Progressive Party|ended 2025-01-27
protesters (Serbia)|dispute|Serbian Progressive Party|actual 2025-03-15, actual 2025-11-01
Ministry of Mining and Energy (Serbia)|energy|SOCAR|planned 2026-04-27
Ministry of Mining and Energy (Serbia)|energy|Ministry of Energy (Kazakhstan)|possible 2025-05-06
European Commission|located_in|European Union|actual 2025-05-14
SRB|member_of|Kazakhstan–Serbia Partnership Agreement|actual 2026-03-14
KAZ|member_of|Kazakhstan–Serbia Partnership Agreement|actual 2026-03-14
SRB|located_in|Western Balkans|actual 2025-05-14
SRB|aid|SRB|planned 2026-02-10
"""

SENTENCES = {
    "actual": "{s} and {t} have settled the terms on {r}, an official in the talks said, and the first steps "
    "were taken this week.",
    "planned": "{s} intends to deepen its {r} ties with {t} before the end of the year, according to a draft seen by "
    "the paper.",
    "possible": "A deal on {r} could follow if {s} and {t} agree on prices, two people familiar with the matter said.",
    "ended": "The {r} arrangement between {s} and {t} has come to an end, and neither side expects it to return.",
    "denied": "{s} rejected reports of {r} dealings with {t} as untrue.",
}
PAPERS = ("Danube Courier", "Steppe Dispatch", "Caspian Ledger", "Continental Wire", "The Corridor")


def caspian_graph() -> nx.MultiDiGraph:
    """About sixty entities and a hundred and sixty ties over eighteen months, all sentences invented."""
    claims = []
    for line in TIES.strip().splitlines():
        source, relation, target, told = line.split("|")
        for part in told.split(", "):
            status, date = part.split()
            claims.append((source, relation, target, status, date, None))
    return _graph(ENTITIES, claims, GENERIC)


def random_graph(entities: int, edges: int, seed: int = 1) -> nx.MultiDiGraph:
    """A graph of that size whose ties gather at few entities, as in news; one or two sentences a tie."""
    rng = random.Random(seed)
    kinds = ("country", "organization", "company", "person", "region", "group", "route", "place", "agreement")
    rows = []
    for i in range(entities):
        kind = kinds[min(int(rng.expovariate(0.6)), 8)]
        country = f"E{rng.randrange(min(entities, 40)):04d}"
        at = (round(rng.uniform(-40, 65), 2), round(rng.uniform(-120, 150), 2)) if kind == "country" else None
        rows.append((f"E{i:04d}", f"{kind.capitalize()} {i}", kind, country, None, at))
    taken: set[tuple[str, str, str]] = set()
    claims = []
    relations = sorted(THEMES)
    while len(taken) < edges:
        a = min(int(rng.paretovariate(0.45)) - 1, entities * 3) % entities
        b = rng.randrange(entities)
        relation = rng.choice(relations)
        s, t = f"E{a:04d}", f"E{b:04d}"
        if relation in SYMMETRIC and s > t:
            s, t = t, s
        if a == b or (s, t, relation) in taken:
            continue
        taken.add((s, t, relation))
        for _ in range(1 + (rng.random() < 0.2)):
            day = dt.date(2024, 1, 1) + dt.timedelta(days=rng.randrange(900))
            status = rng.choices(FIRMEST, (70, 5, 15, 8, 2))[0]
            claims.append((s, relation, t, status, day.isoformat(), round(rng.uniform(0.4, 1), 2)))
    return _graph(rows, claims, set())


def hostile_graph() -> nx.MultiDiGraph:
    """Names, sentences, titles and links that try to run, to break out, or to confuse."""
    bad = [
        "<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", "\"><script>alert(3)</script>",
        "'quoted' & \"quoted\"", "__proto__", "constructor", "hasOwnProperty", "", "a\ud800b", "a\x00b\x1f",
        "عربي ‮evil", "what is href?", "{{ 7*7 }} {% raw %}", "<!-- <script>", "line\u2028break", "x" * 200,
    ]  # fmt: skip
    rows = [(name, name, "country", None, None, None) for name in bad]
    rows += [("twin a", "Twin", "person", None, None, None), ("twin b", "Twin", "person", None, None, None)]
    names = [row[0] for row in rows]
    claims = [
        (a, "dispute", b, "actual", "2025-01-01", 0.9)
        for a, b in zip(names, names[1:] + names[:1], strict=True)
    ]
    claims += [("__proto__", "trade", "__proto__", "planned", "2025-02-01", float("nan"))]
    graph = _graph(rows, claims, set())
    for number, article in enumerate(graph.graph["articles"].values()):
        article["title"] = bad[number % len(bad)]
        article["source"] = bad[(number + 1) % len(bad)]
        article["url"] = ["javascript:alert(9)", "data:text/html,<script>alert(9)</script>", "https://example.org/a?b=\"'><x",
                          " JaVaScRiPt:alert(1)"][number % 4]  # fmt: skip
    return graph


def counts(graph: nx.MultiDiGraph) -> tuple[int, int, int]:
    """Entities, relations and sentences of a graph."""
    return (
        graph.number_of_nodes(),
        graph.number_of_edges(),
        sum(len(data["evidence"]) for *_, data in graph.edges(data=True)),
    )


def _graph(rows, claims, generic) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(detente="0.1.0", model="test", articles={})
    for id_, label, kind, country, sector, at in rows:
        graph.add_node(
            id_, label=label, type=kind, country=country, sector=sector, generic=id_ in generic, wikidata=None,
            aliases=["Republic of " + label] if kind == "country" and label else [],
        )  # fmt: skip
        if at:
            graph.nodes[id_]["coordinates"] = list(at)
    for number, claim in enumerate(claims):
        _add(graph, number, *claim)
    return graph


def _add(graph, number, source, relation, target, status, date, confidence) -> None:
    symmetric = relation in SYMMETRIC and source != target
    if symmetric:
        source, target = sorted((source, target))
    family, theme = THEMES[relation]
    paper = number % len(PAPERS)
    article = f"a-{date}-{paper}"
    part = len(graph.graph["articles"]) + 1
    graph.graph["articles"].setdefault(
        article,
        {
            "title": f"What the month brought, part {part}",
            "source": PAPERS[paper],
            "published": date,
            "url": f"https://example.org/{part}",
        },
    )
    s, t = graph.nodes[source]["label"], graph.nodes[target]["label"]
    template = SENTENCES[status]
    text = template.format(s=s, t=t, r=relation.replace("_", " "))
    start = 40 + 7 * (number % 11)
    at = text.find(s)
    to = text.find(t, at + len(s))
    evidence = {
        "claim": f"c{number:06d}", "article": article, "start": start, "end": start + len(text), "text": text,
        "status": status, "event": None if family == "structure" else "COOPERATE",
        "date": date if number % 4 else date[:7], "date_precision": "day" if number % 4 else "month",
        "published": graph.graph["articles"][article]["published"], "speaker": None if number % 5 else "an official",
        "confidence": confidence if confidence is not None else round(0.55 + (number * 7 % 45) / 100, 2),
        "symmetric": symmetric, "pattern": "test",
        "trigger": [start + text.find("on") if "on" in text else start, start + text.find("on") + 2],
        "source": [start + at, start + at + len(s), s], "target": [start + to, start + to + len(t), t],
    }  # fmt: skip
    if not graph.has_edge(source, target, relation):
        graph.add_edge(source, target, relation, relation=relation, family=family, theme=theme, evidence=[])
    edge = graph.edges[source, target, relation]
    edge["evidence"].append(evidence)
    found = edge["evidence"]
    dates = [e["date"] for e in found]
    edge |= {
        "symmetric": 2 * sum(e["symmetric"] for e in found) >= len(found),
        "weight": len({graph.graph["articles"][e["article"]]["source"] for e in found}),
        "articles": len({e["article"] for e in found}),
        "status": min((e["status"] for e in found), key=FIRMEST.index),
        "first": min(dates),
        "last": max(dates),
        "confidence": max(e["confidence"] for e in found),
    }
