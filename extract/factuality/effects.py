"""What words do to the status of what they govern (``data/status.toml``), and how statuses combine."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from detente.extract.schema import STATUSES
from detente.extract.syntax import cues

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Token

    from detente.extract.schema import Status

EFFECTS: Mapping[str, tuple[Status, Status, Status, Status, Status]] = {
    # of a governor that is:   actual      ended       planned     possible    denied
    "same": ("actual", "ended", "planned", "possible", "denied"),
    "kept": ("actual", "ended", "planned", "possible", "denied"),
    "actual": ("actual", "actual", "actual", "actual", "actual"),
    "said": ("actual", "actual", "possible", "possible", "possible"),
    "planned": ("planned", "denied", "planned", "possible", "denied"),
    "possible": ("possible", "denied", "possible", "possible", "denied"),
    "believed": ("possible", "possible", "possible", "possible", "possible"),
    "open": ("possible", "possible", "possible", "possible", "possible"),
    "topic": ("possible", "possible", "possible", "possible", "possible"),
    "enabled": ("possible", "possible", "possible", "possible", "denied"),
    "shifted": ("planned", "planned", "planned", "possible", "planned"),
    "doubted": ("possible", "possible", "possible", "possible", "actual"),
    "denied": ("denied", "possible", "possible", "possible", "possible"),
    "rebuffed": ("denied", "possible", "possible", "possible", "possible"),
    "failed": ("denied", "actual", "possible", "possible", "actual"),
    "ended": ("ended", "actual", "actual", "actual", "actual"),
}
"""What a governor of a certain effect makes of its complement, by the governor's own status."""
DENIED = frozenset({"denied", "rebuffed"})
"""Effects of who says that something is not so, or will have nothing of it."""

_FRAMES = frozenset(
    {
        "modal",
        "clause",
        "finite",
        "gerund",
        "infinitive",
        "object",
        "subject",
        "noun",
        "compound",
        "adjective",
    }
    | {"modifier", "adverb", "mark", "preposition", "outcome", "term", "aside", "nature", "aim", "predicate"}
    | {"deed", "owed"}
)
_PLAIN = frozenset(EFFECTS)
_LISTS = {
    "modal": _PLAIN | {"refuted"},
    "subject": _PLAIN | {"lasting"},
    "outcome": frozenset({"verb", "measured", "bought", "gathering", "shared"}),
    "term": frozenset({"scheduled"}),
    "aside": frozenset({"verb"}),
    "deed": frozenset({"broken", "causing", "futile", "kept", "seized", "wasted"}),
    "owed": frozenset({"chance", "courage", "endeavour", "vow"}),
    "nature": frozenset(
        {
            "act",
            "accepted",
            "agreed",
            "agreeing",
            "attempt",
            "bound",
            "current",
            "end",
            "given",
            "happening",
            "manner",
            "performed",
        }
        | {"bond", "graded", "granted", "refusing", "timed", "undergone", "undone", "untrue", "whole"}
    ),
}


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """A status on its way up the tree, with the token that last changed it."""

    status: Status
    cue: Token | None = None


ACTUAL = State("actual")


def within(outer: State, own: State) -> State:
    """Put a word's own status into its context.

    Parameters
    ----------
    outer
        What the word's governor makes of it.
    own
        What its own auxiliaries, negation and modifiers say.

    Returns
    -------
    State
        The one that holds in the sentence.

    Examples
    --------
    >>> within(State("possible"), State("planned")).status
    'possible'
    >>> within(State("ended"), State("planned")).status
    'denied'
    """
    match outer.status, own.status:
        case "ended", "planned" | "possible":
            return State("denied", outer.cue)  # "scrapped the planned sale"
        case ("actual", _) | ("ended", "denied" | "ended"):
            return own
        case "planned", "possible" | "denied":
            return own
        case "denied", "denied" if outer.cue != own.cue:
            return State("possible", own.cue)
    return outer


def under(effect: str, governor: State, cue: Token) -> State:
    """Give the status of a complement, from its governor's status and effect.

    Parameters
    ----------
    effect
        A key of `EFFECTS`.
    governor
        The status of the governor itself.
    cue
        The word that has the effect.

    Returns
    -------
    State
        With the cue of the governor where that decided it already.

    Examples
    --------
    >>> from spacy.lang.en import English
    >>> word = English()("fail")[0]
    >>> under("failed", State("actual"), word).status, under("failed", State("denied"), word).status
    ('denied', 'actual')
    """
    status = EFFECTS[effect][STATUSES.index(governor.status)]
    if status == "actual":
        return ACTUAL
    return State(status, governor.cue if status == governor.status and governor.cue is not None else cue)


def doubted(governor: State) -> State:
    """Give the state of a new event that is only part of what is planned, possible or denied.

    Parameters
    ----------
    governor
        The status of the whole.

    Examples
    --------
    >>> doubted(State("denied")).status, doubted(State("planned")).status
    ('possible', 'planned')
    """
    return State("possible", governor.cue) if governor.status == "denied" else governor


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
        A key of `EFFECTS`, or another list of the frame; None if the table does not have the word.

    Examples
    --------
    >>> effect_of("modal", "will"), effect_of("modal", "banana")
    ('planned', None)
    """
    return _effects()[frame].get(word)


def effect_of_verb(verb: Token, form: str) -> str | None:
    """Give the effect of a verb on a clause in some form ("finite", "gerund", "infinitive", ...)."""
    special = form if form in ("finite", "gerund", "infinitive") else None
    for name in (cues.with_particle(verb), verb.lemma_, verb.lower_):
        effect = (effect_of(special, name) if special else None) or effect_of("clause", name)
        if effect:
            return effect
    return effect_of("adjective", verb.lower_) if verb.tag_ in ("VBN", "JJ") or verb.dep_ == "acomp" else None


@functools.cache
def status_words() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Give the lists of ``data/status.toml``: frame -> effect or other list -> words."""
    return cues.load_words("status.toml", lists={frame: _LISTS.get(frame, _PLAIN) for frame in _FRAMES})


@functools.cache
def _effects() -> Mapping[str, Mapping[str, str]]:
    """Turn the lists of each frame into word -> effect; verbs also by their regular forms."""
    found: dict[str, dict[str, str]] = {}
    for frame, lists in status_words().items():
        listed = {
            word: effect for effect, words in lists.items() if effect != "refuted" for word in sorted(words)
        }
        forms = listed if frame in ("clause", "finite", "gerund", "infinitive", "object") else {}
        inflected = {form: forms[verb] for verb in sorted(forms) for form in cues.inflections(verb)}
        found[frame] = inflected | listed
    return found
