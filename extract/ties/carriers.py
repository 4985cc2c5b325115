"""What is said of one pair by a verb and again by its clause: "agreed to meet", "threatened to bomb".

Who agrees to talk has not agreed on anything yet; who threatens to strike has not struck; who refuses to sell
does not sell. Of such a verb and its clause one tells what passes between the two, and the other repeats it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.syntax.arguments import NOUN_TAGS, VERB_TAGS
from detente.extract.weighing.plausibility import ends_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from detente.extract.schema import Event
    from detente.extract.ties.scene import Tie

_TOLD_BY_CLAUSE: dict[Event, frozenset[Event]] = {"AGREE": frozenset({"CONSULT", "AID", "THREATEN"})}
"""Events of a verb that says no more than its clause does."""
_TOLD_BY_VERB: dict[Event, frozenset[Event]] = {
    "THREATEN": frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "REJECT"}),
    "REJECT": frozenset({"AGREE", "COOPERATE", "SUPPORT"}),
}
"""Events of a clause that is neither done nor promised: its verb says what is."""
_CLAUSES = frozenset({"xcomp", "ccomp", "pcomp"})
_OBJECTS = frozenset({"dobj", "pobj", "prep", "acl"})
_DEEPEST = 3


def told_once(ties: Sequence[Tie]) -> Iterator[Tie]:
    """Yield ties without those that repeat, of the same two, what a verb above or a clause below them says.

    Parameters
    ----------
    ties
        The ties of a passage.
    """
    repeated = {id(tie) for tie in ties for other in ties if _repeats(tie, other)}
    return (tie for tie in ties if id(tie) not in repeated)


def _repeats(tie: Tie, other: Tie) -> bool:
    """Whether a tie says no more of its two than another one."""
    event, told = tie.match.trigger.event, other.match.trigger.event
    if event is None or told is None or tie.match.head == other.match.head or ends_of(tie) != ends_of(other):
        return False
    if told in _TOLD_BY_CLAUSE.get(event, ()):
        return _completes(other.match.head, tie.match.head)
    return event in _TOLD_BY_VERB.get(told, ()) and _completes(tie.match.head, other.match.head)


def _completes(word: Token, verb: Token) -> bool:
    """Whether a word is what a verb promises, threatens or refuses: its clause, or its object."""
    if verb.tag_ not in VERB_TAGS:
        return False
    is_clause = word.tag_ in VERB_TAGS
    node = word
    for _ in range(_DEEPEST):
        links = _CLAUSES if is_clause else _CLAUSES | _OBJECTS
        if node.dep_ not in links:
            return False
        node = node.head
        if node == verb:
            return True
        if node.tag_ in NOUN_TAGS and is_clause:
            return False
    return False
