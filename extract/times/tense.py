"""Tense: whether a verb tells of what is past, goes on, or is still ahead, by its auxiliaries and tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from detente.extract.syntax import cues

if TYPE_CHECKING:
    from spacy.tokens import Token

    Tense = Literal["past", "perfect", "present", "future"]


def tense_of(verb: Token) -> Tense:
    """Give the tense of a verb; of "can sign", "to sign" and all that is not done yet, the future.

    Parameters
    ----------
    verb
        A verb in a parsed document.

    Examples
    --------
    >>> from spacy.tokens import Doc
    >>> from spacy.lang.en import English
    >>> doc = Doc(English().vocab, words=["Serbia", "has", "signed"], heads=[2, 2, 2],
    ...           deps=["nsubj", "aux", "ROOT"], tags=["NNP", "VBZ", "VBN"])
    >>> tense_of(doc[2])
    'perfect'
    """
    group = cues.verb_group(verb)
    if any(c.tag_ == "MD" for c in group) or cues.is_infinitive(verb):
        return "future"
    if is_perfect(verb):
        return "perfect"
    if verb.tag_ in ("VBZ", "VBP") or any(c.tag_ in ("VBZ", "VBP") for c in group):
        return "present"
    return "past"


def is_perfect(verb: Token) -> bool:
    """Tell whether a verb is in the present perfect: "has signed", "have been signed".

    Parameters
    ----------
    verb
        A verb in a parsed document.
    """
    return any(
        c.lower_ in ("has", "have", "'s", "'ve", "’ve") and c.tag_ in ("VBZ", "VBP")
        for c in cues.verb_group(verb)
    )
