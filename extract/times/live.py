"""Live pages: an entry's time of day dates what the entry itself reports on the day of publication."""

from __future__ import annotations

import bisect
import functools
import re
from typing import TYPE_CHECKING

from detente.extract.factuality.effects import status_words
from detente.extract.schema import Span
from detente.extract.status import read_status
from detente.extract.syntax import cues
from detente.extract.syntax.arguments import verb_of
from detente.extract.syntax.tree import children_of
from detente.extract.times.tense import is_perfect
from detente.extract.times.timing import When

if TYPE_CHECKING:
    import datetime as dt

    from spacy.tokens import Token

_TIME = re.compile(
    r"^[ \t*#_•–—|-]*(?P<time>(?:[01]?\d|2[0-3])[:.h][0-5]\d"
    r"(?:\s?(?:[ap]\.?m\.?|GMT|UTC|[A-Z]{2,4}T))?\b)(?P<rest>.*)",
    re.MULTILINE,
)
_PAGE = 3
"""Times of day from which on a text is a live page, in which one stands above all paragraphs of its entry."""
_TITLE = 80
"""Characters of the longest title beside a time; a longer line is the entry itself."""
_BELOW = frozenset({"ccomp", "conj", "xcomp", "parataxis", "dep"})
_BEFORE = frozenset({"had", "ever", "since", "once", "previously", "formerly", "earlier", "already"})


def read_live_date(token: Token, *, published: dt.date | None, text: str, offset: int) -> When | None:
    r"""Date an entry of a live page by the time that stands above it: "14:20 | Talks resume".

    Parameters
    ----------
    token
        The event word.
    published
        Day of publication.
    text
        The article's text.
    offset
        Where the token's passage begins in it.

    Returns
    -------
    When or None
        The day of publication, its cue by offsets in `text`; None if no time of day stands above, or the
        event is not what the entry itself reports.

    Examples
    --------
    >>> import datetime as dt
    >>> from spacy.tokens import Doc
    >>> from spacy.lang.en import English
    >>> doc = Doc(English().vocab, words=["Iran", "freed", "him"], heads=[1, 1, 1],
    ...           deps=["nsubj", "ROOT", "dobj"], tags=["NNP", "VBD", "PRP"])
    >>> text = "14:20 | Tehran\n\nIran freed him"
    >>> read_live_date(doc[1], published=dt.date(2025, 11, 20), text=text, offset=16)
    When(date='2025-11-20', precision='day', cue=Span(start=0, end=14, text='14:20 | Tehran'))
    """
    times = _times(text) if published is not None else ()
    here = offset + token.idx
    found = bisect.bisect_right(times, (here,)) - 1
    if published is None or found < 0 or not _is_reported(token):
        return None
    start, end = times[found]
    between = text[end:here].split("\n")[1:-1]
    if len(times) < _PAGE and any(line.strip() for line in between):
        return None  # the one time of an article is no more than that of its first paragraph
    return When(published.isoformat(), "day", Span(start, end, text[start:end]))


def _is_reported(token: Token) -> bool:
    """Tell whether a word heads what an entry itself tells, or offers, not what it only mentions."""
    verb, agreeing = verb_of(token), status_words()["nature"]["agreeing"]
    if verb.dep_ == "xcomp" and verb.head.lemma_ in agreeing:
        verb = verb.head  # "has offered to mediate"
    if verb.lemma_ not in agreeing and read_status(token).status in ("planned", "possible"):
        return False
    group = cues.verb_group(verb)
    if any(c.tag_ in ("MD", "TO") or c.lower_ in _BEFORE for c in (*group, *children_of(verb))):
        return False
    past = verb.tag_ == "VBD" or any(c.lower_ in ("was", "were", "did") for c in group)
    if not (past or is_perfect(verb) or verb.tag_ in ("VBZ", "VBP")):
        return False
    while verb.dep_ in _BELOW and verb.head != verb and cues.is_verb(verb.head):
        verb = verb.head
    return verb.dep_ == "ROOT"


@functools.lru_cache(maxsize=2)
def _times(text: str) -> tuple[tuple[int, int], ...]:
    """Give where the times of day stand that open lines of a text, each with the title beside it."""
    found = []
    for match in _TIME.finditer(text):
        titled = len(match["rest"]) <= _TITLE and not match["rest"].rstrip().endswith(".")
        shown = match["time"] + (match["rest"].rstrip(" *_") if titled else "")
        found.append((match.start("time"), match.start("time") + len(shown)))
    return tuple(found)
