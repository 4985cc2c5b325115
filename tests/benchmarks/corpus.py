"""News that a seed makes: any number of different articles of some 600 words, with ties and prose."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from detente.extract.schema import Article, Claim, Evidence, Extraction, Mention, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

STATES = (
    "Serbia Hungary Kazakhstan Uzbekistan Turkey Egypt Japan Brazil Kenya Vietnam Poland Norway Chile Peru "
    "Ghana Morocco India Georgia Armenia Azerbaijan"
).split()
CODES = "SRB HUN KAZ UZB TUR EGY JPN BRA KEN VNM POL NOR CHL PER GHA MAR IND GEO ARM AZE".split()
PEOPLE = ("Marko Ilin", "Aida Serik", "Tomas Veld", "Lina Okafor", "Pavel Horn", "Sara Mendes")
ACTS = (
    "{a} signed an agreement on gas supplies with {b} on {day}.",
    "{a} accused {b} of moving troops towards the border, a charge that officials in the capital denied.",
    "The president of {a} met a delegation from {b} for talks about the railway.",
    "{a} will lend {b} {n} million euros for a power plant, the ministry said.",
    "Trade between {a} and {b} grew by {n} percent, according to figures published on {day}.",
    "{person}, the foreign minister of {a}, said that sanctions against {b} would stay in place.",
    "Companies from {a} plan to build a factory in {b} that would employ {n} people.",
)
PROSE = (
    "Traders in the old market said that they had seen little change since the summer.",
    "It was the third meeting in {n} days, and few had expected much of it.",
    "The harvest was good, but prices fell, and many farmers keep their grain in the barn.",
    "{person} declined to comment on the details, which are due to be published on {day}.",
    "Analysts note that such promises have been made before, and that money has often come late.",
)
DAYS = "Monday Tuesday Wednesday Thursday Friday".split()


def articles(count: int, *, seed: int = 7, paragraphs: int = 12) -> Iterator[Article]:
    """Yield articles; the same seed always gives the same ones."""
    chance = random.Random(seed)
    for number in range(count):
        texts = []
        for _ in range(paragraphs):
            sentences = []
            for template in chance.choices(ACTS, k=2) + chance.choices(PROSE, k=2):
                first, second = chance.sample(STATES, 2)
                sentences.append(
                    template.format(
                        a=first, b=second, n=chance.randint(3, 900),
                        day=chance.choice(DAYS), person=chance.choice(PEOPLE),
                    )
                )  # fmt: skip
            chance.shuffle(sentences)
            texts.append(" ".join(sentences))
        yield Article("\n\n".join(texts), id=f"generated-{seed}-{number:07}")


def extractions(claims: int, *, seed: int = 7) -> Iterator[Extraction]:
    """Yield extractions with ten claims each, without reading anything."""
    chance = random.Random(seed)
    relations = ("trade", "diplomacy", "energy", "defence")
    for number in range(claims // 10):
        article = Article(f"Text {number}.", id=f"made-{number:07}", source=f"paper-{number % 50}")
        made = []
        for k in range(10):
            first, second = chance.sample(CODES, 2)
            start = k * 100
            made.append(
                Claim(
                    first, second, chance.choice(relations), "COOPERATE", "actual", False,
                    Evidence(article.id, start, start + 60, f"{first} works with {second}."),
                    Span(start + 4, start + 9, "works"),
                    Mention(start, start + 3, first, first, "gazetteer"),
                    Mention(start + 15, start + 18, second, second, "gazetteer"),
                )
            )  # fmt: skip
        yield Extraction(article, (), (), tuple(made))
