"""What several do to each other: "Serbia and Hungary signed a pact", "the two shelled one another".

Such a trigger has no two sides: it ties each of those who act with each other one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.syntax.arguments import is_mutual
from detente.extract.syntax.grammar import grammar_words, one_sided_verbs
from detente.extract.syntax.tree import children_of
from detente.extract.ties.scene import Tie

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.extract.schema import Event
    from detente.extract.ties.scene import Filler
    from detente.extract.ties.triggers import Match

MOST_FILLERS = 8
"""So many of a list are tied; who comes after them in a long one is left out."""
RECIPROCAL: frozenset[Event] = frozenset({"AGREE", "CONSULT", "COOPERATE"})
TOGETHER = frozenset({"subj", "between", "among", "poss", "mod", "of"})
"""Slots whose fillers did something with each other; those in others are only listed."""
_SHARED: frozenset[Event] = frozenset({"AGREE", "CONSULT"})
_SYMMETRIC_SLOTS = frozenset({"with", "between", "among", "pair"})


def among_themselves(match: Match, parties: list[Filler]) -> Iterator[Tie]:
    """Pair up those who did something together: "Serbia and Hungary signed", "the two countries agreed".

    Parameters
    ----------
    match
        The trigger where it was found.
    parties
        Who did it.
    """
    slots = {filler.slot for filler in parties}
    one_word = match.head.dep_ == "acl" and len({f.actor.candidate for f in parties}) == 1
    by = slots == {"by"} and match.trigger.event in _SHARED  # "talks by the two"
    if len(slots) != 1 or not (slots <= TOGETHER or one_word or by):  # "the pact that both signed"
        return
    if slots != {"between"} and (not is_reciprocal(match) or match.head.lemma_ in one_sided_verbs()):
        return
    yield from in_pairs(match, parties)


def in_pairs(match: Match, parties: list[Filler]) -> Iterator[Tie]:
    """Yield a tie of each two of several parties.

    Parameters
    ----------
    match
        The trigger where it was found.
    parties
        Who did it.
    """
    for i, source in enumerate(parties[:MOST_FILLERS]):
        for target in parties[i + 1 : MOST_FILLERS]:
            if source.entity != target.entity:
                yield Tie(match, source, target, symmetric=True)


def is_done_to_each_other(match: Match) -> bool:
    """Whether those who act are also acted on: "shelled one another", "shut ports to each other's ships".

    Parameters
    ----------
    match
        The trigger where it was found.
    """
    under = [child for token in match.tokens for child in children_of(token)]
    phrases = [inner for child in under if child.dep_ in {"prep", "dative"} for inner in children_of(child)]
    ends = [token for token in (*under, *phrases) if token.dep_ in {"dobj", "pobj", "dative"}]
    owners = (child for token in ends for child in children_of(token) if child.dep_ == "poss")
    return any(is_mutual(token) for token in (*ends, *owners))


def is_reciprocal(match: Match) -> bool:
    """Whether a trigger may be said of several who do it to each other: what is done with somebody.

    Parameters
    ----------
    match
        The trigger where it was found.
    """
    trigger = match.trigger
    if trigger.event in RECIPROCAL:
        return True
    if trigger.pos == "n":
        return match.head.lemma_ in grammar_words("mutual_nouns")
    if match.head.lemma_ in grammar_words("mutual_verbs"):
        return True
    return trigger.event is not None and trigger.target[:1] == ("with",)


def is_symmetric(match: Match, source: Filler, target: Filler) -> bool:
    """Whether a tie has no direction: who met whom is the same both ways.

    Parameters
    ----------
    match
        The trigger where it was found.
    source, target
        Its ends.
    """
    event = match.trigger.event
    if event is None or not is_reciprocal(match):
        return False
    return bool({source.slot, target.slot} & _SYMMETRIC_SLOTS) or match.head.lemma_ == "meet"
