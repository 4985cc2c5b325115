"""What a span of text that may name an actor is, as `mentions` finds it and `linking` resolves it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Literal

from detente.extract.syntax.tokens import tokens_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

    from detente.extract.gazetteer import Sense

Kind = Literal["name", "model", "role", "pronoun"]
NAMED: frozenset[Kind] = frozenset({"name", "model"})
"""Kinds of those whom the text calls by a name."""

ROUTE_NOUNS = frozenset(
    "pipeline railway corridor canal bridge highway motorway expressway railroad waterway tunnel "
    "strait cable interconnector line causeway".split()
)
ROUTES_TOO = frozenset({"link", "road", "route", "ring", "railroad", "connector", "interlink"})
"""Nouns that name a route if they are capitals in a name, or if its ends follow."""


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may name an actor.

    `start` and `end` are character offsets in the doc, `first` and `last` its first and last token, `head`
    the token that the rest of the span hangs on. `senses` are the gazetteer's readings of a name, `label`
    the model's label of a name, `role` the lemma of a role word; `inner` are the names inside a longer
    span.
    """

    start: int
    end: int
    first: int
    last: int
    head: int
    kind: Kind
    senses: tuple[Sense, ...] = ()
    label: str = ""
    role: str = ""
    inner: tuple[Candidate, ...] = ()


def from_span(span: Span, *, label: str) -> Candidate:
    """Make a candidate of a name that no table knows.

    Parameters
    ----------
    span
        The name.
    label
        What the model, or the words of the name, say that it is.
    """
    last = span[-1].lower_
    if len(span) > 1 and label in {"FAC", "LOC", "ORG", "GPE"}:
        route = last in ROUTE_NOUNS or (last in ROUTES_TOO and span[-1].is_title)
        label = "ROUTE" if route else label
    return Candidate(
        span.start_char, span.end_char, span.start, span.end - 1, span.root.i, "model", label=label
    )


def is_title_case(doc: Doc) -> bool:
    """Whether a text is a headline in Title Case, where the model takes every word for a name.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> is_title_case(nlp("Vucic Spearheads Serbian Expansion Across Asia"))
    True
    """
    if len(doc) and doc[-1].text == ".":
        return False  # a sentence that is all names
    words = [token.text for token in tokens_of(doc) if token.is_alpha and len(token) > 3]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) > 4 and capitals >= 0.85 * len(words)
