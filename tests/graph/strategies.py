"""Hypothesis strategies: claims, entities and articles with every awkward character a name may have."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from detente.extract.schema import (
    ENTITY_TYPES,
    EVENTS,
    STATUSES,
    Article,
    Claim,
    Entity,
    Evidence,
    Mention,
    Span,
)

AWKWARD = (
    "Aleksandar Vučić", "Türkiye", "=SUM(A1)", "+1", "-2", "@x", "\tTab", "\rReturn", "'=quoted", "''",
    "a\nb", 'the "Quad"', "O'Higgins", "منظمة شنغهاي", "ישראל", "Београд", "a,b;c", "<b>&amp;</b>", "]]>",
    "back\\slash",
    "‏RLM", "100%", "x|y", "{a: 1}", "$1", "NA", "null", "None", "nan", "true", "007", "1e5", " padded ",
)  # fmt: skip

names = st.sampled_from(AWKWARD) | st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=8,
)
texts = (
    st.text(st.characters(exclude_categories=("Cs", "Cn"), exclude_characters="\x00"), max_size=30) | names
)
days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))


@st.composite
def dates(draw):
    day = draw(days).isoformat()
    return draw(st.sampled_from([(None, None), (day, "day"), (day[:7], "month"), (day[:4], "year")]))


@st.composite
def worlds(draw, *, max_claims=12):
    """Claims with the entities and articles they speak of."""
    ids = draw(st.lists(names, min_size=2, max_size=5, unique=True))
    entities = [
        Entity(
            id=id_,
            name=draw(names),
            type=draw(st.sampled_from(ENTITY_TYPES)),
            country=draw(st.none() | st.sampled_from(["SRB", "KAZ"])),
            sector=draw(st.none() | st.sampled_from(["GOV", "REB"])),
            generic=draw(st.booleans()),
            wikidata=draw(st.none() | st.just("Q403")),
            aliases=tuple(draw(st.lists(names, max_size=2))),
        )
        for id_ in ids
    ]
    articles = [
        Article(
            text=text,
            title=draw(texts),
            published=draw(st.none() | days),
            url=draw(st.sampled_from(["", "https://example.org/a?b=1&c=2", "https://example.com/é"])),
            source=draw(st.sampled_from(["", "Danube Ledger", "=Herald"])),
        )
        for text in draw(
            st.lists(texts, min_size=1, max_size=4, unique_by=lambda text: " ".join(text.split()))
        )
    ]
    claims = draw(st.lists(_claims(ids, articles), max_size=max_claims))
    return claims, entities, articles


@st.composite
def _claims(draw, ids, articles):
    article = draw(st.sampled_from(articles))
    source, target = draw(st.permutations(ids))[:2]
    date, precision = draw(dates())
    start = draw(st.integers(0, len(article.text)))
    end = draw(st.integers(start, len(article.text)))
    return Claim(
        source=source,
        target=target,
        relation=draw(st.sampled_from(["energy", "trade", "leads", "dispute", "spies_on"])),
        event=draw(st.none() | st.sampled_from(EVENTS)),
        status=draw(st.sampled_from(STATUSES)),
        symmetric=draw(st.booleans()),
        evidence=Evidence(article.id, start, end, article.text[start:end]),
        trigger=Span(start, end, article.text[start:end]),
        source_mention=Mention(start, start, "", source, draw(st.none() | st.just("gazetteer"))),
        target_mention=Mention(start, end, article.text[start:end], target),
        speaker=draw(st.none() | names),
        date=date,
        date_precision=precision,
        confidence=draw(st.floats(0, 1)),
        pattern=draw(st.sampled_from(["", "svo"])),
        date_cue=draw(st.none() | st.just(Span(0, 2, "on"))),
    )
