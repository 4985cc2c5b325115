"""Claims as a whole: an article like the one the project began with, exact offsets, the fields of a claim."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.extract import Article, DetenteError
from detente.extract.records import extraction_from_record, to_record

pytestmark = pytest.mark.model

SEED = Path(__file__).parents[3] / "shared" / "seeds" / "serbia-central-asia.txt"
ARTICLE = """Helsinki turns south: Finland courts the Horn of Africa

President Alexander Stubb has put the Horn of Africa on top of Finland's agenda, and Helsinki is signing
accords at a pace that few expected. Finland signed a strategic partnership with Kenya in April and
another one with Ethiopia in May. It is also deepening its ties with the Horn of Africa as a whole.

Helsinki hopes to buy gas from Tanzania, officials say, and it may import power from Ethiopia once the
new line is ready. No contract exists yet.

Much depends on rails. The Lamu Corridor connects Kenya and Ethiopia, and Finnish engineers want a part
in it.

At home in Europe the picture is mixed. Albania, whose companies supply parts to Finnish shipyards, is
negotiating its accession to the European Union. Brussels remains Albania's largest trading partner. The
bloc has criticised Tirana over its courts.
"""


@pytest.fixture(scope="module")
def article_claims(extractor):
    return next(extractor.extract([Article(ARTICLE, published=dt.date(2025, 6, 15))])).claims


def edges(claims):
    both = {(c.source, c.relation, c.target, c.status) for c in claims}
    return both | {(c.target, c.relation, c.source, c.status) for c in claims if c.symmetric}


@pytest.mark.parametrize(
    "edge",
    [
        ("FIN", "partnership", "KEN", "actual"),
        ("FIN", "partnership", "ETH", "actual"),
        ("FIN", "partnership", "Horn of Africa", "actual"),
        ("TZA", "energy", "FIN", "possible"),
        ("ETH", "energy", "FIN", "possible"),
        ("European Union", "dispute", "ALB", "actual"),
        ("European Union", "trade", "ALB", "actual"),
        ("Alexander Stubb", "leads", "FIN", "actual"),
    ],
    ids=" ".join,
)
def test_an_article_of_the_same_kind_gives_its_edges(article_claims, edge):
    assert edge in edges(article_claims)


def test_accession_goes_on(article_claims):
    assert ("ALB", "accession", "European Union") in {e[:3] for e in edges(article_claims)}


def test_a_capital_that_acts_is_the_state_everywhere(article_claims):
    ends = {end for claim in article_claims for end in (claim.source, claim.target)}
    assert not ends & {"Helsinki", "Tirana", "Brussels"}


def test_no_hope_is_drawn_as_a_fact(article_claims):
    assert [c for c in article_claims if c.relation == "energy" and c.status == "actual"] == []


@pytest.fixture(scope="module")
def seed(extractor):
    if not SEED.exists():
        pytest.skip("the article that the project was born from is not here")
    return next(extractor.extract([Article(SEED.read_text("utf-8"), published=dt.date(2026, 2, 28))]))


@pytest.mark.parametrize(
    ("source", "relation", "target"),
    [
        ("SRB", "partnership", "KAZ"),
        ("SRB", "partnership", "UZB"),
        ("SRB", "partnership", "Central Asia"),
        ("Middle Corridor", "connects", "CHN"),
        ("Middle Corridor", "connects", "Europe"),
        ("SRB", "accession", "European Union"),
        ("Aleksandar Vučić", "leads", "SRB"),
    ],
)
def test_seed_gives_the_tie(seed, source, relation, target):
    belongs = {e.id: e.country or e.id for e in seed.entities if e.type == "person" and source == "SRB"}
    found = {(belongs.get(a, a), r, belongs.get(b, b)) for a, r, b, _ in edges(seed.claims)}
    assert (source, relation, target) in found  # what its president does, Serbia does


def test_seed_has_no_energy_tie_to_the_caspian_for_a_fact(seed):
    found = {c.status for c in seed.claims if c.relation == "energy" and "Caspian" in c.source + c.target}
    assert found
    assert "actual" not in found


def test_seed_has_brussels_for_a_trading_partner(seed):
    assert ("European Union", "trade", "SRB", "actual") in edges(seed.claims) | {
        (target, relation, source, status) for source, relation, target, status in edges(seed.claims)
    }


def test_seed_has_belgrade_for_serbia_everywhere(seed):
    assert {m.entity for m in seed.mentions if m.text == "Belgrade"} == {"SRB"}


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Reuters reported that Serbia signed a gas deal with Azerbaijan.", "speaker", "Reuters"),
        (
            "“Serbia signed a gas deal with Azerbaijan,” diplomatic sources said.",
            "speaker",
            "diplomatic sources",
        ),
        ("Serbia signed a gas deal with Azerbaijan.", "speaker", None),
        ("Serbia signed a gas deal with Azerbaijan on Tuesday.", "date", "2025-06-10"),
        ("Serbia signed a gas deal with Azerbaijan last year.", "date", "2024"),
        ("Serbia will sign a gas deal with Azerbaijan by 2030.", "date", "2030"),
        ("Serbia signed a gas deal with Azerbaijan.", "date", None),
        ("Serbia signed a gas deal with Azerbaijan in March.", "date_precision", "month"),
        ("Serbia signed a gas deal with Azerbaijan.", "event", "AGREE"),
        ("Serbia signed a gas deal with Azerbaijan.", "symmetric", True),
        ("Serbia criticised Azerbaijan.", "symmetric", False),
        ("Serbia does not recognise Azerbaijan.", "relation", "dispute"),
        ("Serbia does not recognise Azerbaijan.", "status", "actual"),
        ("Serbia has not pardoned Azerbaijan.", "status", "denied"),
        ("The Serbian minister flies to Azerbaijan on Thursday.", "status", "planned"),
    ],
)
def test_field_of_a_claim(read, text, field, value):
    [claim] = [c for c in read(text).claims if {c.source, c.target} == {"SRB", "AZE"}]
    assert getattr(claim, field) == value


def test_the_cues_explain_a_claim(read):
    text = "Officials said Serbia will sign a gas deal with Azerbaijan in July."
    [claim] = read(text).claims
    assert claim.status_cue.text == "will"
    assert claim.date_cue.text.endswith("July")
    assert claim.speaker_cue is not None
    assert claim.pattern


def test_a_title_alone_gives_no_claim(read):
    assert read("It rained.", title="Serbia attacks Hungary").claims == ()


def test_an_unresolved_date_is_not_the_date_of_publication(read):
    [claim] = read("Serbia criticised Hungary.").claims
    assert claim.date is None


def test_the_same_claim_is_kept_once(read):
    claims = read("Serbia criticised Hungary. Serbia criticised Hungary.").claims
    assert len(claims) == len({claim.id for claim in claims}) == 2


WORDS = (
    "Serbia|Belgrade|the Kremlin|U.S.|Vučić|President Zelensky|the two countries|it|they|signed|a trade deal|"
    "with|between|and|Hungary|attacked|will|not|said|that|by|on Tuesday|in Vienna|(EU)|European Union"
).split("|")
ODD = [
    ",",
    ".",
    ". ",
    "\n\n",
    "“",
    "”",
    "’s",
    "-",
    "–",
    "\t",
    "\u00a0",
    "\u200b",
    "🙂",
    "É",
    "ﬁ",
    "İstanbul",
    "Ω",
    "0",
    "%",
]
ODD += ["İ", "ß", "\u202e", "\x00", "\r\n", "مصر", "中国", "…", "e\u0301"]
texts = st.lists(st.sampled_from([*WORDS, *ODD]) | st.text(max_size=4), max_size=25).map(" ".join)
slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def spans(extraction):
    yield from extraction.mentions
    for claim in extraction.claims:
        yield from (claim.evidence, claim.trigger, claim.source_mention, claim.target_mention)
        yield from filter(None, (claim.status_cue, claim.speaker_cue, claim.date_cue))


@slow
@given(texts)
def test_offsets_are_exact_in_any_text(extractor, text):
    try:
        extraction = next(extractor.extract([Article(text)]))
    except DetenteError:
        return
    wrong = [
        span for span in spans(extraction) if extraction.article.text[span.start : span.end] != span.text
    ]
    assert wrong == []


@slow
@given(texts)
def test_every_claim_stands_on_its_own(extractor, text):
    extraction = next(extractor.extract([Article(text)]))
    known = {entity.id for entity in extraction.entities}
    assert len({claim.id for claim in extraction.claims}) == len(extraction.claims)
    for claim in extraction.claims:
        assert {claim.source, claim.target} <= known
        assert claim.evidence.start <= claim.trigger.start < claim.trigger.end <= claim.evidence.end
        assert 0 <= claim.confidence <= 1


@slow
@given(texts)
def test_an_extraction_survives_json(extractor, text):
    extraction = next(extractor.extract([Article(text)]))
    assert extraction_from_record(to_record(extraction)) == extraction


@slow
@given(st.lists(texts, min_size=2, max_size=4))
def test_what_is_read_before_changes_nothing(extractor, several):
    articles = [Article(text, url=str(n)) for n, text in enumerate(several)]
    forwards = list(extractor.extract(articles))
    backwards = list(extractor.extract(articles[::-1]))
    assert forwards == backwards[::-1]
    assert forwards[0] == next(extractor.extract(articles[:1]))


def test_a_strategic_partnership_is_of_no_single_domain(read):
    text = "Serbia signed a strategic partnership agreement with Oman. Its frigates and gas came up as well."
    assert {c.relation for c in read(text, title="Muscat talks").claims if c.target == "OMN"} >= {
        "partnership"
    }


@pytest.mark.parametrize(
    ("text", "relation", "status"),
    [
        ("Luanda has proposed to Zambia a pipeline from Lobito.", "energy", "possible"),
        ("Seoul promised Poland 180 tanks.", "defence", "planned"),
        ("Russia has exported no gas to Moldova since 2022.", "energy", "ended"),
        ("Russia did not export gas to Moldova.", "energy", "denied"),
    ],
)
def test_what_is_only_promised_and_what_has_ceased(read, text, relation, status):
    claims = [c for c in read(text).claims if c.relation == relation]
    assert {c.status for c in claims} == {status}
    assert all(c.status_cue is not None and c.status_cue.text in text for c in claims)


def test_what_is_torn_up_ends_no_tie_of_another_clause(read):
    text = (
        "Canberra looked elsewhere. It wanted boats. In 2021 Australia tore up Naval Group's order in favour "
        "of boats promised by America and Britain under AUKUS. Nobody was surprised."
    )
    promised = [c for c in read(text).claims if {c.source, c.target} == {"AUS", "USA"}]
    assert {(c.relation, c.status) for c in promised} == {("defence", "planned")}
