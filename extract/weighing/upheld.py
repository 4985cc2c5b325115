"""Which claims of an article need another beside them: guesses, unless the text ties the two elsewhere too.

Whose act "the plan" or "the step" was is read from the sentences before; and a tie of a build that hardly any
sentence has is more often a misreading. An article that is about two sides ties them more than once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.confidence import plausibility_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from detente.extract.reference.memory import Memory
    from detente.extract.schema import Claim

_LEAST = 0.1
"""How plausible the tie model must find a tie of the rules that stands alone."""
_SEVERAL = 2
_ANSWERED = frozenset({"it", "this", "that"})


def borne_out(claims: Sequence[Claim], memory: Memory) -> Iterator[Claim]:
    """Yield the claims of an article, guesses only if their two sides are tied elsewhere too.

    Whoever's act several judge, one after the other, is no guess any more.

    Parameters
    ----------
    claims
        The claims that are kept of an article.
    memory
        Says whose people and bodies are, and who has no name.
    """
    told: dict[frozenset[str], int] = {}
    for claim in claims:
        if claim.event is not None and not _is_of_act(claim):
            told[_sides(claim, memory)] = told.get(_sides(claim, memory), 0) + 1
    judges: dict[str, set[str]] = {}
    for claim in filter(_is_of_act, claims):
        judges.setdefault(claim.target, set()).add(claim.source)
    for claim in claims:
        times = told.get(_sides(claim, memory), 0) if claim.event is not None else 0
        times += _is_of_act(claim) and len(judges[claim.target]) >= _SEVERAL
        is_guess = (_is_of_act(claim) and times == 0) or (_is_odd(claim, memory) and times == 1)
        if claim.event is None or not is_guess:
            yield claim


def _is_of_act(claim: Claim) -> bool:
    """Whether somebody judges a deed whose doer was guessed; who rejects "that" answers the last sentence."""
    if "> act)" not in claim.pattern:
        return False
    return claim.event != "REJECT" or claim.target_mention.text.lower() not in _ANSWERED


def _is_odd(claim: Claim, memory: Memory) -> bool:
    """Whether hardly any sentence of this build ties two who have names."""
    share = plausibility_of(claim)
    if share is None or share >= _LEAST or "near" in claim.pattern:
        return False
    return not any(memory.entity(end).generic for end in (claim.source, claim.target))


def _sides(claim: Claim, memory: Memory) -> frozenset[str]:
    return frozenset((memory.acts_for(claim.source), memory.acts_for(claim.target)))
