"""Nominals: what a verb makes of an event that is its subject or object, given its own status.

"Will sign a pact", "the talks failed". Nothing above the verb is read here; `detente.extract.status` climbs
the sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.factuality.effects import ACTUAL, DENIED, State, doubted, effect_of, under
from detente.extract.factuality.governors import (
    comes_to_nothing,
    effect_on_object,
    is_known,
    is_voiced,
    laid_out,
)
from detente.extract.factuality.modality import is_ahead
from detente.extract.syntax import cues
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_SPEECH = frozenset({"planned", "possible", "said", "open"})
_TALKS = frozenset({"talk", "talks"})
_COPULAS = frozenset({"be", "seem", "look", "remain", "appear", "become"})


def read_object(token: Token, head: Token, governor: State) -> State:
    """Read a noun from the verb that it is the object of: "plans talks", "scrapped the deal".

    Parameters
    ----------
    token
        The noun.
    head
        The verb.
    governor
        The status of the verb.

    Returns
    -------
    State
        What the verb makes of the event.

    Examples
    --------
    >>> from spacy.tokens import Doc
    >>> from spacy.lang.en import English
    >>> doc = Doc(English().vocab, words=["Serbia", "scrapped", "talks"], heads=[1, 1, 1],
    ...           deps=["nsubj", "ROOT", "dobj"], tags=["NNP", "VBD", "NNS"],
    ...           lemmas=["Serbia", "scrap", "talk"])
    >>> read_object(doc[2], doc[1], ACTUAL)
    State(status='ended', cue=scrapped)
    """
    if governor.cue is not None and governor.cue.head == token and governor.status == "denied":
        return ACTUAL  # "reached no agreement": the noun's own "no" has denied the verb
    effect = effect_on_object(head)
    if (
        effect_of("nature", head.lemma_) == "undergone"
        and governor.status in ("planned", "possible")
        and is_known(token)
    ):
        return ACTUAL  # "a plan to face the crisis"
    if effect == "kept":
        return doubted(governor) if cues.is_indefinite(token) else ACTUAL
    if effect == "same":
        if cues.children(token, "poss"):
            return ACTUAL  # "to join the bloc's sanctions": they exist already
        if cues.is_indefinite(token):
            return governor
        return ACTUAL if head.lemma_ in ("have", "see") else doubted(governor)  # "did not sign the accord"
    if effect == "rebuffed" and effect_of("nature", token.lemma_) == "act":
        return ACTUAL  # "rejected the criticism": it was voiced
    if effect in DENIED and effect_of("nature", token.lemma_) == "attempt":
        return ACTUAL  # "foiled an attempt to"
    if effect in DENIED and effect_of("noun", token.lemma_) in _SPEECH and token.lemma_ not in _TALKS:
        flat = head.lemma_ == "deny" and any(
            c.lower_ == "any" for c in children_of(token)
        )  # "denies any pact"
        return under("denied" if flat else "open", governor, head)
    if effect == "topic" and (is_known(token) or is_voiced(token)):
        return ACTUAL
    if effect == "ended" and head.lemma_ == "end" and effect_of("nature", token.lemma_) == "timed":
        return governor  # "ended a two-day summit": it was held
    if effect is not None:
        return under(effect, governor, head)
    ahead = next((c for c in cues.children(head, "npadvmod") if is_ahead(c)), None)
    if ahead is not None and head.tag_ in ("VBD", "VBN"):
        return under("planned", governor, ahead)  # "announced a visit next week"
    return doubted(governor) if cues.is_indefinite(token) else ACTUAL


def read_subject(token: Token, head: Token, governor: State) -> State:
    """Read a noun from the verb that it is the subject of: "the talks failed", "the deal is dead".

    Parameters
    ----------
    token
        The noun.
    head
        The verb, in the active.
    governor
        The status of the verb.

    Returns
    -------
    State
        What the verb makes of the event.

    Examples
    --------
    >>> from spacy.tokens import Doc
    >>> from spacy.lang.en import English
    >>> doc = Doc(English().vocab, words=["The", "embargo", "expired"], heads=[1, 2, 2],
    ...           deps=["det", "nsubj", "ROOT"], tags=["DT", "NN", "VBD"],
    ...           lemmas=["the", "embargo", "expire"])
    >>> read_subject(doc[1], doc[2], ACTUAL)
    State(status='ended', cue=expired)
    """
    over = (c for c in cues.children(head, "acomp", "advmod") if effect_of("adjective", c.lower_) == "ended")
    if head.lemma_ == "be" and (end := next(over, None)) is not None:
        return under("ended", governor, end)  # "the alliance is dead"
    predicate = next(iter(cues.children(head, "acomp", "oprd")), None)
    if head.lemma_ in _COPULAS and predicate is not None:
        effect = effect_of("adjective", predicate.lower_)
        if effect in ("planned", "possible", "believed", "denied") and not cues.children(
            predicate, "xcomp", "ccomp", "prep"
        ):
            definite = not cues.is_indefinite(token) and effect_of("modifier", predicate.lower_) is None
            return ACTUAL if definite else under(effect, governor, predicate)
        terms = (c for c in children_of(predicate) if c.dep_ == "prep")
        if effect_of("nature", token.lemma_.lower()) != "agreed" and any(
            effect_of("preposition", f"{predicate.lower_} {c.lower_}") == "possible" for c in terms
        ):
            return under("possible", governor, predicate)  # "the sale is subject to approval"
    laid = laid_out(head) if head.lemma_ in _COPULAS and predicate is None else None
    if laid is not None and not is_known(token):
        return under(laid[0], governor, laid[1])
    name = cues.with_particle(head)
    effect = effect_of("subject", name) or effect_of("subject", head.lemma_)
    if effect == "kept":
        return governor if cues.is_indefinite(token) else ACTUAL  # "the talks did not result in"
    if effect == "lasting":
        return governor if governor.status == "denied" or cues.is_indefinite(token) else ACTUAL
    if effect and head.lemma_ != "be":
        return under(effect, governor, head)
    if governor.status == "actual" and comes_to_nothing(head):
        return under("ended", governor, head)
    if governor.status in ("planned", "possible") and _bare_or_indefinite(token):
        return governor
    if governor.cue is not None and governor.cue.lower_ in ("if", "unless") and governor.cue.head == head:
        return governor if cues.is_indefinite(token) else ACTUAL  # "if talks fail"
    return ACTUAL


def _bare_or_indefinite(noun: Token) -> bool:
    return any(c.lower_ in ("a", "an", "any") for c in children_of(noun) if c.dep_ == "det")
