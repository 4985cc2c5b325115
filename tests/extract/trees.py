"""Dependency trees written by hand, for tests of grammar without a model."""

from __future__ import annotations

from spacy.lang.en import English
from spacy.tokens import Doc, Token

VOCAB = English().vocab


def tree(notation: str) -> Doc:
    """Build a parsed text from words such as ``signed/VBD/ROOT/1/sign``.

    The parts are form, tag, label, index of the head, and the lemma where it is not the form.

    A word that begins with "~" stands right after the one before, without a space.
    """
    rows = [word.split("/") for word in notation.split()]
    forms = [row[0].removeprefix("~") for row in rows]
    spaces = [not following[0].startswith("~") for following in rows[1:]] + [False]
    return Doc(
        VOCAB,
        words=forms,
        spaces=spaces,
        tags=[row[1] for row in rows],
        deps=[row[2] for row in rows],
        heads=[int(row[3]) for row in rows],
        lemmas=[row[4] if len(row) > 4 else form for row, form in zip(rows, forms, strict=True)],
    )


def word(doc: Doc, form: str) -> Token:
    """Give the first token with a form."""
    return next(token for token in doc if token.text == form)
