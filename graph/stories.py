"""Find copies of one story, syndicated or lightly edited, so that an edge counts independent sources.

Candidates share a band of MinHash values (Broder 1997) and were published within two weeks: a wire story is
reprinted in days, while a report filled into last month's form is another report. Each is then checked on
the true Jaccard similarity of its three-word shingles, and on its numbers and names, which tell reports
written to one template apart. The same text word by word is a copy on whatever day. A story is whatever hangs
together by such pairs, hence the same in any order of articles. The few lines of MinHash are our own, since
the keys live in the store and have to be the same in every version of any package.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata
import zlib
from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from detente.extract.schema import Article

    Hashes: TypeAlias = npt.NDArray[np.uint64]

SIMILAR, SAME_FACTS = 0.6, 0.7
"""Least Jaccard similarity of the shingles of two copies, and of their numbers and names."""
WINDOW = 14
"""Most days between two copies that are not the same word by word. A day that is not known fits all."""

_WORD = re.compile(r"\w+")
_SHINGLE, _BANDS, _ROWS = 3, 12, 4
_SHORTEST = 12  # shingles: less text than this is a caption or a paywall, not a story
# Odd multipliers and offsets of the hash functions, drawn once from a fixed seed: part of the store's format.
_DRAWN = np.random.Generator(np.random.PCG64(1997)).integers(1, 2**63, (2, _BANDS * _ROWS, 1), np.uint64)
_TIMES, _PLUS = _DRAWN[0] * np.uint64(2) + np.uint64(1), _DRAWN[1]
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64)
_HALF = np.uint64(32)
_KEY_BITS = np.uint64(2**63 - 1)  # keys fit a signed integer of a database


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What is compared of a text: sorted hashes of its shingles, and of its numbers and capitalised words.

    `day` is the ordinal of the day on which it was published, 0 if that is not known.
    """

    shingles: Hashes
    facts: Hashes
    day: int = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sketch) and self.day == other.day and self.is_same_text(other)

    __hash__ = None  # type: ignore[assignment]

    def is_same_text(self, other: Sketch) -> bool:
        """Say whether another sketch is of the same words, on whatever day."""
        return np.array_equal(self.shingles, other.shingles) and np.array_equal(self.facts, other.facts)


def find_stories(articles: Iterable[Article]) -> dict[str, str]:
    """Group articles that are copies of one another.

    Parameters
    ----------
    articles
        The articles, in any order.

    Returns
    -------
    dict
        For each article that has a copy, the smallest id among its copies: the `clusters` of
        `graph_from_claims`.

    Examples
    --------
    >>> from detente.extract.schema import Article
    >>> text = "Serbia and Kazakhstan opened a factory for rail cars in the town of Kraljevo on Monday."
    >>> copies = [Article(text, url="https://a.example"), Article(text, url="https://b.example")]
    >>> len(set(find_stories([*copies, Article("Rain.")]).values()))
    1
    """
    sketches = {article.id: sketch_of(article.text, article.published) for article in articles}
    bands: dict[int, list[str]] = defaultdict(list)
    parents = {id_: id_ for id_ in sketches}
    for id_ in sorted(sketches):
        near = set()
        for key in band_keys(sketches[id_]):
            near.update(bands[key])
            bands[key].append(id_)
        for other in sorted(near):
            first, second = sorted((root_of(parents, id_), root_of(parents, other)))
            if first != second and are_copies(sketches[id_], sketches[other]):
                parents[second] = first
    roots = {id_: root_of(parents, id_) for id_ in sketches}
    shared = {root for id_, root in roots.items() if id_ != root}
    return {id_: root for id_, root in sorted(roots.items()) if root in shared}


def sketch_of(text: str, published: dt.date | None = None) -> Sketch:
    r"""Hash the shingles and the facts of a text; white space and punctuation play no part.

    Examples
    --------
    >>> are_copies(sketch_of("Serbia\n signs two deals."), sketch_of("Serbia signs two  deals!"))
    True
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", text))
    hashes = np.fromiter(map(_hash_of, map(str.casefold, words)), np.uint64, len(words))
    size = min(_SHINGLE, len(words))
    count = len(words) - size + 1 if words else 0
    shingles = np.zeros(count, np.uint64)
    for i in range(size):
        shingles += _mixed(hashes[i : i + count] * _MIX[i])
    facts = {_hash_of(word) for word in set(words) if word[0].isupper() or word[0].isdigit()}
    day = published.toordinal() if published else 0
    return Sketch(np.unique(shingles), np.array(sorted(facts), np.uint64), day)


def band_keys(sketch: Sketch) -> list[int]:
    """Give the keys of a text's bands: two texts that share one are candidates; too short a text has none.

    The day plays no part in them.
    """
    if len(sketch.shingles) < _SHORTEST:
        return []
    least = _mixed(sketch.shingles[None, :] * _TIMES + _PLUS).min(axis=1).reshape(_BANDS, _ROWS)
    keys = _mixed((least * _MIX[:_ROWS]).sum(axis=1, dtype=np.uint64) + np.arange(_BANDS, dtype=np.uint64))
    return [int(key) for key in keys & _KEY_BITS]


def key_of_all(keys: Sequence[int]) -> int:
    """Give one key for all bands of a text: what shares it is most likely the same, word by word.

    Examples
    --------
    >>> key_of_all([1, 2]) == key_of_all([2, 1])
    False
    """
    key = np.zeros(1, np.uint64)
    for band in keys:
        key = _mixed(key * _MIX[1] + np.uint64(band))
    return int(key[0] & _KEY_BITS)


def are_copies(a: Sketch, b: Sketch) -> bool:
    """Say whether two texts are copies: alike in wording, numbers and names, and of one fortnight."""
    if a.day and b.day and abs(a.day - b.day) > WINDOW:
        return a.is_same_text(b)
    return jaccard(a.shingles, b.shingles) >= SIMILAR and jaccard(a.facts, b.facts) >= SAME_FACTS


def jaccard(a: Hashes, b: Hashes) -> float:
    """Give the share of two sorted sets that they have in common; two empty ones are alike.

    Examples
    --------
    >>> jaccard(np.array([1, 2], np.uint64), np.array([2], np.uint64))
    0.5
    """
    if not len(a) and not len(b):
        return 1.0
    common = len(np.intersect1d(a, b, assume_unique=True))
    return common / (len(a) + len(b) - common)


def root_of(parents: dict[str, str], name: str) -> str:
    """Follow a union-find forest up to the root, and shorten the way."""
    while parents[name] != name:
        parents[name] = parents[parents[name]]
        name = parents[name]
    return name


@functools.lru_cache(50_000)
def _hash_of(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "replace"))


def _mixed(values: Hashes) -> Hashes:
    mixed: Hashes = (values ^ (values >> _HALF)) * _MIX[0]
    return mixed ^ (mixed >> _HALF)
