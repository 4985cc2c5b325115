"""Measure references: ``python data/scripts/score_references.py`` reads ``data/training/references.jsonl``.

Of each pronoun and definite phrase of the annotated articles that refers to somebody of the article's list:
whether we find just those, others, or nobody. People and national bodies count as their state. Articles of
`UNSEEN`, whose errors nobody looked at when the rules were written, are told apart.
"""

from __future__ import annotations

import collections
import json
import sys
from typing import Any

import train_ties

from detente.extract import Article, Extractor

FILE = train_ties.TRAINING / "references.jsonl"
UNSEEN = ("x-", "y-", "z-")
"""How the ids of the articles begin that were only measured on."""
GROUPS = {
    "it": frozenset("it its itself".split()),
    "they, we": frozenset("they them their we us our".split()),
    "he, she": frozenset("he him his she her".split()),
}


def main() -> None:
    """Read the articles and write a table."""
    extractor = Extractor(min_confidence=0)
    counts: dict[tuple[str, str], collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for line in FILE.read_text("utf-8").splitlines():
        row = json.loads(line)
        part = "unseen" if row["article"].startswith(UNSEEN) else "seen"
        for group, verdict in verdicts(extractor, row):
            counts[part, group][verdict] += 1
            counts[part, "all"][verdict] += 1
    for (part, group), found in sorted(counts.items()):
        total = sum(found.values())
        shares = ", ".join(f"{name} {found[name] / total:.3f}" for name in ("right", "wrong", "unresolved"))
        sys.stdout.write(f"{part} {group}: {shares} of {total}\n")


def verdicts(extractor: Extractor, row: dict[str, Any]) -> list[tuple[str, str]]:
    """Give the group of each reference of an article that means somebody listed, and how it was resolved."""
    path = train_ties.TRAINING / "articles" / f"{row['article']}.json"
    doc = json.loads(path.read_text("utf-8"))
    extraction = next(iter(extractor.extract([Article(doc["text"], title=doc["title"])])))
    state_of, ours = train_ties.naming(extraction, doc)
    by_end = collections.defaultdict(list)
    for mention in extraction.mentions:
        by_end[mention.end].append(mention)
    found = []
    for start, end, entities in row["references"]:
        if not entities or "?" in entities:
            continue
        got = {ours(m.entity) for m in by_end[end] if m.start >= start and m.entity}
        words = doc["text"][start:end].lower()
        group = next((name for name, pronouns in GROUPS.items() if words in pronouns), "phrases")
        right = got == {state_of(entity) for entity in entities}
        found.append((group, "right" if right else "wrong" if got else "unresolved"))
    return found


if __name__ == "__main__":
    main()
