"""What words do to the status of what they govern, read from ``data/status.toml``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from detente.extract import cues

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Token

    from detente.extract.schema import Status

EFFECTS: Mapping[str, tuple[Status, Status, Status, Status, Status]] = {
    # of a governor that is:   actual      ended       planned     possible    denied
    "same": ("actual", "ended", "planned", "possible", "denied"),
    "actual": ("actual", "actual", "actual", "actual", "actual"),
    "said": ("actual", "actual", "possible", "possible", "possible"),
    "planned": ("planned", "denied", "planned", "possible", "denied"),
    "possible": ("possible", "denied", "possible", "possible", "denied"),
    "open": ("possible", "possible", "possible", "possible", "possible"),
    "denied": ("denied", "possible", "possible", "possible", "possible"),
    "failed": ("denied", "actual", "possible", "possible", "actual"),
    "ended": ("ended", "actual", "actual", "actual", "actual"),
}
"""What a governor of a certain effect makes of its complement, by the governor's own status."""

_FRAMES = frozenset(
    {"modal", "clause", "finite", "gerund", "object", "subject", "noun", "compound", "adjective", "modifier"}
    | {"adverb", "mark", "preposition", "infinitive"}
)
_PLAIN = frozenset(EFFECTS)
_LISTS = {"modal": _PLAIN | {"refuted"}, "infinitive": frozenset({"outcome"})}


def effect_of(frame: str, word: str) -> str | None:
    """Give the effect of a word in a frame: "plan" as the noun over a clause makes it planned.

    Parameters
    ----------
    frame
        A section of ``data/status.toml``, such as "noun" or "modal".
    word
        The word, lower case; with its particle or preposition where the table has one.

    Returns
    -------
    str or None
        A key of `EFFECTS`; None if the table does not have the word.

    Examples
    --------
    >>> effect_of("modal", "will"), effect_of("modal", "banana")
    ('planned', None)
    """
    return _effects()[frame].get(word)


def effect_of_verb(verb: Token, form: str) -> str | None:
    """Give the effect of a verb on a clause in some form ("finite", "gerund", "infinitive", ...)."""
    special = form if form in ("finite", "gerund") else None
    for name in (cues.with_particle(verb), verb.lemma_, verb.lower_):
        effect = (effect_of(special, name) if special else None) or effect_of("clause", name)
        if effect:
            return effect
    return effect_of("adjective", verb.lower_) if verb.tag_ in ("VBN", "JJ") else None


@functools.cache
def status_words() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Give the lists of ``data/status.toml``: frame -> effect or other list -> words."""
    return cues.load_words("status.toml", lists={frame: _LISTS.get(frame, _PLAIN) for frame in _FRAMES})


@functools.cache
def _effects() -> Mapping[str, Mapping[str, str]]:
    """Turn the lists of each frame into word -> effect; verbs also by their regular forms."""
    found: dict[str, dict[str, str]] = {}
    for frame, lists in status_words().items():
        listed = {word: effect for effect, words in lists.items() if effect in EFFECTS for word in words}
        forms = listed if frame in ("clause", "finite", "gerund", "object") else {}
        inflected = {form: forms[verb] for verb in sorted(forms) for form in cues.inflections(verb)}
        found[frame] = inflected | listed
    return found
