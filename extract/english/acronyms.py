"""Acronyms that are English words too: "IS fighters", "WHO urges China"; the tagger takes them for the words.

The model knows a word by its small letters, so it is shown those of an acronym that is nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from spacy.attrs import ORTH  # type: ignore[import-not-found]
from spacy.language import Language

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

COMPONENT = "detente_acronyms"
_ACRONYMS = ("IS", "WHO", "ICE")
_PLAIN = "nato"
"""An acronym that the model has often read, in small letters."""
_STRESSED = frozenset("it this that he she there what which here everyone nobody who".split())


@Language.component(COMPONENT, assigns=["token.norm"])
def read_acronyms(doc: Doc) -> Doc:
    """Let the model read acronyms as such.

    Parameters
    ----------
    doc
        A text in words, before it is tagged.
    """
    orths = doc.to_array(ORTH)
    for i in np.flatnonzero(np.isin(orths, [doc.vocab.strings.add(word) for word in _ACRONYMS])):
        if not is_only_shouted(doc[int(i)]):
            doc[int(i)].norm_ = _PLAIN
    return doc


def is_only_shouted(token: Token) -> bool:
    """Tell whether capitals make a word look like an acronym: "it IS so", "OIL IS UP".

    Parameters
    ----------
    token
        Any token.
    """
    if token.text not in _ACRONYMS:
        return False
    is_stressed = token.i > 0 and token.nbor(-1).lower_ in _STRESSED
    return is_stressed or not any(word.is_lower for word in token.doc)
