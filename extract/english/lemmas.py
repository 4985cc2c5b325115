"""Lemmas from the word and its tag: what spaCy's rules say, without their slips and their cost.

spaCy first gives each word a universal part of speech by matching 179 patterns, and then the lemma by that.
Here the tag alone decides. "staged" becomes "stage" and not "stag", as the double consonant is missing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from spacy.attrs import IS_SPACE, LEMMA, ORTH, TAG  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.lookups import Lookups

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from spacy.tokens import Doc
    from spacy.vocab import Vocab

FACTORY = "detente_lemmas"

Kind = Literal["verb", "noun", "adj", "adv", "punct"]

_KINDS: dict[str, Kind] = {
    "VBD": "verb", "VBG": "verb", "VBN": "verb", "VBZ": "verb", "BES": "verb", "HVS": "verb",
    "NNS": "noun", "JJR": "adj", "JJS": "adj", "AFX": "adj", "RB": "adv", "RBR": "adv", "RBS": "adv",
    **dict.fromkeys((".", ",", "-LRB-", "-RRB-", "``", '""', "''", ":", "HYPH", "NFP"), "punct"),
}  # fmt: skip
"""The inflected tags and the rules they go by; the words of all others are lemmas already."""
_NAMES = frozenset({"NNP", "NNPS"})
_BE, _HAVE, _DO = (
    frozenset("is 's are 're am 'm was were been being".split()),
    frozenset("has have 've had 'd".split()),
    frozenset("does did".split()),
)
_PRONOUNS = {
    "i": "I", "me": "I", "him": "he", "her": "she", "us": "we", "them": "they", "'s": "us", "'em": "them",
}  # fmt: skip
_MODALS = {"'d": "would", "'ll": "will", "ca": "can", "sha": "shall", "wo": "will"}
_ANY_TAG = {
    "doin'": "do", "goin'": "go", "ol'": "old", "somethin'": "something", "'em": "them", "'ll": "will",
    "'nuff": "enough",
}  # fmt: skip
_PLURALS = {"bases": "base"}
"""Plurals of two words of which the news means the one: troops have bases, reasoning has a basis."""
_NOT = frozenset({"not", "n't", "nt", "n’t"})
_MOST_KEPT = 200_000

_SHORT_STEM = re.compile(r"(?:[^aeiou]*|qu)[aeiou][^aeiouwxy]|[^aeiou]+y[^aeiouwxy]")
"""A syllable that ends in one consonant after one vowel, which English doubles: stag, stagged."""


class Lemmas:
    """Sets the lemma of each word by its form and tag.

    Parameters
    ----------
    vocab
        The pipeline's.
    tables
        The tables of spaCy's rule lemmatizer: rules, exceptions and the index of known words.
    """

    def __init__(self, vocab: Vocab, tables: Lookups) -> None:
        self.vocab = vocab
        self._fill(tables)

    def _fill(self, tables: Lookups) -> None:
        self.tables = tables
        self._known: dict[tuple[int, int], str] = {}
        self._rules, self._exceptions, self._index = (
            _by_kind(tables, name) for name in ("lemma_rules", "lemma_exc", "lemma_index")
        )

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemmas of one text."""
        _mark_spaces(doc)
        keys = doc.to_array([ORTH, TAG])
        strings, known = self.vocab.strings, self._known
        lemmas = np.empty((len(keys), 1), dtype=np.uint64)
        for i, key in enumerate(map(tuple, keys.tolist())):
            lemma = known.get(key)
            if lemma is None:
                lemma = self.lemma(strings[key[0]], strings[key[1]])
                if len(known) >= _MOST_KEPT:
                    known.clear()
                known[key] = lemma
            # Strings, not their numbers, are kept: within a memory zone the store forgets new strings.
            lemmas[i] = strings.add(lemma)
        if len(keys):
            doc.from_array([LEMMA], lemmas)  # type: ignore[arg-type]
        return doc

    def lemma(self, word: str, tag: str) -> str:
        """Give the lemma of a word.

        Parameters
        ----------
        word
            As the text writes it.
        tag
            Its fine-grained tag (Penn Treebank).
        """
        if tag in _NAMES:
            return word
        low = word.lower()
        irregular = _irregular(low, tag)
        if irregular:
            return irregular
        if low.startswith("re-") and len(low) > 3:
            return f"re{self.lemma(low[3:], tag)}"  # "re-opened" is reopened
        kind = _KINDS.get(tag)
        return low if kind is None else self._inflected(low, kind)

    def _inflected(self, word: str, kind: Kind) -> str:
        """Undo an inflection: exceptions first, then the form that is a known word."""
        index = self._index.get(kind, ())
        exceptions = self._exceptions.get(kind, {}).get(word)
        if exceptions:
            return str(exceptions[-1])
        forms = [
            word[: len(word) - len(old)] + new
            for old, new in self._rules.get(kind, ())
            if word.endswith(old) and len(word) + len(new) > len(old)
        ]  # fmt: skip
        known = [form for form in forms if form in index]
        if kind == "verb" and known:
            return _with_e(known)
        odd = [form for form in forms if not form.isalpha()]
        return next(iter([*reversed(known), *odd, *forms]), word)

    def to_disk(self, path: Path, *, exclude: object = ()) -> None:
        """Save the tables with their pipeline."""
        del exclude
        path.mkdir(exist_ok=True)
        self.tables.to_disk(path)

    def from_disk(self, path: Path, *, exclude: object = ()) -> Lemmas:
        """Load the tables with their pipeline."""
        del exclude
        self._fill(Lookups().from_disk(path))
        return self


@Language.factory(
    FACTORY, assigns=["token.lemma"], requires=["token.tag"], default_config={"source": "lemmatizer"}
)
def make_lemmas(nlp: Language, name: str, source: str) -> Lemmas:
    """Make the component with the tables of the lemmatizer of a pipeline.

    Parameters
    ----------
    nlp
        The pipeline.
    name
        The component's name.
    source
        Name of the lemmatizer, which may then be removed; if there is none, the tables come with `from_disk`.
    """
    del name
    lemmatizer: Any = nlp.get_pipe(source) if source in nlp.component_names else None
    tables = Lookups() if lemmatizer is None else lemmatizer.lookups
    return Lemmas(nlp.vocab, tables)


def _mark_spaces(doc: Doc) -> None:
    """Tag white space as such, whatever the tagger made of it, as spaCy's attribute ruler does."""
    for i in np.flatnonzero(doc.to_array(IS_SPACE)).tolist():
        doc[i].tag_, doc[i].dep_ = "_SP", "dep"


def _by_kind(tables: Lookups, name: str) -> Mapping[str, Any]:
    if not tables.has_table(name):
        return {}
    table = tables.get_table(name)
    kinds = ("verb", "noun", "adj", "adv", "punct")
    found = {kind: table[kind] for kind in kinds if kind in table}
    return {kind: frozenset(words) for kind, words in found.items()} if name == "lemma_index" else found


def _with_e(known: list[str]) -> str:
    """Choose among known verbs: "stage" for "staged", since "stag" would have made "stagged"."""
    last = known[-1]
    return last + "e" if last + "e" in known and _SHORT_STEM.fullmatch(last) else last


def _irregular(word: str, tag: str) -> str | None:
    """Give the lemmas that no rule gives: pronouns, auxiliaries, clipped forms."""
    if tag.startswith("VB"):
        if word in _BE and (tag != "VBP" or word != "'s"):
            return "be"
        if word in _HAVE and tag != "VB":
            return "have"
        if word in _DO:
            return "do"
    elif tag == "NNS" and word in _PLURALS:
        return _PLURALS[word]
    elif tag == "PRP":
        return _PRONOUNS.get(word, word)
    elif tag == "MD":
        return _MODALS.get(word, word)
    elif tag == "RB" and word in _NOT:
        return "not"
    return _ANY_TAG.get(word)
