"""Synthetic extractions: any number, the same for the same seed, with few famous and many rare actors."""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
import random

from detente.extract.schema import Article, Claim, Entity, Evidence, Extraction, Mention, Span

_SYLLABLES = "ka ra vo li ten mar sul go nis bel tor dru ash kem po zar il mun ve ost".split()
_TIES = (
    ("signed a trade agreement with", "trade", "AGREE", "actual", True),
    ("will supply gas to", "energy", "COOPERATE", "planned", False),
    ("opened a railway with", "transport", "COOPERATE", "actual", True),
    ("accused officials of", "dispute", "ACCUSE", "actual", False),
    ("may invest in", "investment", "COOPERATE", "possible", False),
    ("denied an arms deal with", "defence", "AGREE", "denied", True),
)
_FILLER = (
    "port rail customs budget harvest tunnel bridge court vote winter price market border river winery depot"
    " terminal tender auction licence harbour airport exchange museum ferry refinery warehouse summit quota"
).split()
_KINDS = ("country", "organization", "company", "person")
_START = dt.date(2024, 1, 1)
SENTENCES = 14


def entities(count: int = 3000, *, seed: int = 1) -> list[Entity]:
    rng = random.Random(seed)
    names = {}
    while len(names) < count:
        name = "".join(rng.choices(_SYLLABLES, k=3)).title()
        names.setdefault(name, Entity(name, name, rng.choice(_KINDS), aliases=(name[:4],)))
    return list(names.values())


def extractions(count: int, *, seed: int = 1, start: int = 0, claims: int = 10):
    """Yield `count` extractions from the `start`th on; each depends on the seed and its own number only."""
    known = entities(seed=seed)
    reach = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(known))))  # Zipf's law
    for number in range(start, start + count):
        yield _extraction(number, random.Random(f"{seed} {number}"), known, reach, claims)


def _extraction(number, rng, known, reach, wanted):
    def pick():
        return known[bisect.bisect(reach, rng.random() * reach[-1])]

    parts, drafts, at = [], [], 0
    for _ in range(SENTENCES):
        first, second = pick(), pick()
        while second.id == first.id:
            second = pick()
        words, relation, event, status, symmetric = rng.choice(_TIES)
        tail = " ".join(rng.choices(_FILLER, k=8))
        sentence = f"{first.name} {words} {second.name} over {tail} {rng.randrange(10_000)}."
        other = at + len(first.name) + len(words) + 2
        mentions = (
            Mention(at, at + len(first.name), first.name, first.id, "gazetteer"),
            Mention(other, other + len(second.name), second.name, second.id, "gazetteer"),
        )
        drafts.append((at, sentence, words, relation, event, status, symmetric, first, second, mentions))
        parts.append(sentence)
        at += len(sentence) + 1
    day = _START + dt.timedelta(days=number // 150)
    article = Article(
        " ".join(parts), f"Report {number}", day, f"https://news.example/{number}", f"Paper {number % 40}"
    )
    claims = []
    for at, sentence, words, relation, event, status, symmetric, first, second, mentions in drafts[:wanted]:
        trigger = at + len(first.name) + 1
        claims.append(
            Claim(
                source=first.id,
                target=second.id,
                relation=relation,
                event=event,
                status=status,
                symmetric=symmetric,
                evidence=Evidence(article.id, at, at + len(sentence), sentence),
                trigger=Span(trigger, trigger + len(words), words),
                source_mention=mentions[0],
                target_mention=mentions[1],
                date=day.isoformat()[:7] if rng.random() < 0.4 else None,
                date_precision=None,
                confidence=round(rng.uniform(0.4, 1), 2),
                pattern="svo",
            )
        )
    named = {entity.id: entity for draft in drafts for entity in draft[7:9]}
    mentions = [mention for draft in drafts for mention in draft[9]]
    return Extraction(article, tuple(mentions), tuple(named[id_] for id_ in sorted(named)), tuple(claims))
