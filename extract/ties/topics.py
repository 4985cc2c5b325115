"""What words are about: the domains (trade, energy, transport, ...) that they name, by the vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from detente.extract.syntax.grammar import grammar_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

    from detente.extract.ties.scene import Scene
    from detente.extract.vocabulary import Vocabulary

_TELLING = frozenset({"NN", "JJ", "CD"})
_LONGEST = 3


class Topic(NamedTuple):
    """A domain and the token that begins its words."""

    at: int
    domain: str


def topics_in(tokens: Iterable[Token], *, scene: Scene, vocabulary: Vocabulary) -> list[Topic]:
    """Give the domains that words name, in order; names of actors name none.

    Parameters
    ----------
    tokens
        Words in the order of the text; phrases of up to three of them are known.
    scene
        Knows which words are names.
    vocabulary
        Knows the words of each domain.
    """
    words = [
        t for t in tokens
        if t.tag_[:2] in _TELLING and (not scene.is_name(t) or _is_word(t, scene, vocabulary))
        and not _measures(t)
    ]  # fmt: skip
    lemmas = [_singular(token) for token in words]
    forms = [token.lower_ for token in words]
    found: list[Topic] = []
    i = 0
    while i < len(words):
        step = 1
        for n in range(min(_LONGEST, len(words) - i), 0, -1):
            domain = vocabulary.domain_of(tuple(lemmas[i : i + n]))
            domain = domain or vocabulary.domain_of(tuple(forms[i : i + n]))
            if domain:
                found.append(Topic(words[i].i, domain))
                step = n
                break
        i += step
    return found


def _is_word(token: Token, scene: Scene, vocabulary: Vocabulary) -> bool:
    """Whether what was taken for a name is a word in capitals: the gas of "2m tonnes of LNG"."""
    if not token.is_upper or vocabulary.domain_of((token.lower_,)) is None:
        return False
    name = scene.name_at(token)
    return name is not None and name.kind == "model" and name.first == name.last


def _measures(noun: Token) -> bool:
    """Whether a noun only measures goods that follow: "a cargo of uranium" is about uranium."""
    if noun.lemma_.lower() not in grammar_words("measures"):
        return False
    after = noun.i + 1 < len(noun.doc) and noun.nbor().lower_ == "of"
    return after and noun.lemma_.lower() != "barrel"


def _singular(token: Token) -> str:
    """Give the lemma of a word, of a model's number too: "F-35s", "A321s"; of "200MW", the unit."""
    lemma = token.lemma_.lower()
    if lemma[:1].isdigit() and (unit := lemma.lstrip("0123456789.,")) in grammar_words("power_units"):
        return unit
    return lemma[:-1] if lemma.endswith("s") and lemma[-2:-1].isdigit() else lemma
