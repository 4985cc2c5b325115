"""How far a report that is put in reaches: ", officials say," speaks for its own clause alone.

"France has sued Mali because, it says, ..." tells in the text's own voice that France has sued; so do "Chile
refused: there was, a spokesman said, no need", and "Togo has had a treaty since 1960, and "we keep our
word", says its premier".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.speech.quotations import in_quotes
from detente.extract.syntax import cues
from detente.extract.syntax.tokens import sentence_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_OPENING_TAGS = frozenset({"CC", "WDT", "WP"})
_OPENING = frozenset("because although though while whereas if since as that so who which where when".split())
_TIMES = frozenset({"after", "before", "since"})
_PARTING = frozenset({"and", "but", "yet"})


def reaches_back(report: Token, token: Token) -> bool:
    """Tell whether a report that is put in speaks for a word before it.

    Parameters
    ----------
    report
        The first word of the report, as "officials" in ", officials say,".
    token
        A word of the same sentence; whatever stands behind the report is told by it.

    Examples
    --------
    >>> from spacy.lang.en import English
    >>> from spacy.tokens import Doc
    >>> words = "Oman sued : Iran , it said , had cheated .".split()
    >>> doc = Doc(English().vocab, words=words, sent_starts=[True] + [False] * 10)
    >>> [word.text for word in doc[:5] if reaches_back(doc[5], word)]
    ['Iran', ',']
    """
    if report.i <= token.i or report.i - 1 <= sentence_of(report).start:
        return True
    before = report.nbor(-1)
    if before.text == "," and _opens(before.nbor(-1)):
        return False
    return not (_colon_between(token, report) or _quoted_apart(token, before) or _in_relative(token, report))


def reaches_on(report: Token, token: Token) -> bool:
    """Tell whether a report that is put in speaks for a word behind it, not in a clause of time.

    Parameters
    ----------
    report
        The last word of the report.
    token
        A word of the same sentence.
    """
    if token.i <= report.i:
        return True
    clauses = (t for t in (token, *token.ancestors) if t.left_edge.i > report.i)
    return not any(t.dep_ == "relcl" or _says_when(t) for t in clauses)


def _says_when(clause: Token) -> bool:
    opening = cues.children(clause, "mark", "prep", "advmod")
    return any(word.lower_ in _TIMES and word.i < clause.i for word in opening)


def _opens(word: Token) -> bool:
    """Tell whether a word opens a clause: "because, it says,", "and, aid workers say,"."""
    return word.tag_ in _OPENING_TAGS or word.lower_ in _OPENING


def _colon_between(token: Token, report: Token) -> bool:
    colons = (t for t in token.doc[token.i : report.i] if t.text == ":")
    return any(not in_quotes(t) for t in colons)


def _quoted_apart(token: Token, before: Token) -> bool:
    """Tell whether a report behind a quotation speaks only for that, which "and" joins to what is told."""
    close = before if before.is_quote else before.nbor(-1)
    if in_quotes(token) or not close.is_quote or close.i - 1 <= token.i or not in_quotes(close):
        return False
    start = close.i - 1
    while start > token.i and in_quotes(close.doc[start]):
        start -= 1
    joint = close.doc[start].nbor(-1)
    return start - 1 > token.i and (joint.lower_ in _PARTING or joint.text in {";", ":"})


def _in_relative(token: Token, report: Token) -> bool:
    """Tell whether a relative clause goes on behind a report: "Iran, who, he says, took it, with a smile"."""
    doc, sentence = report.doc, sentence_of(report)
    word = doc[report.i - 2]
    clauses = (t for t in (word, *word.ancestors) if t.dep_ == "relcl" and cues.follows_comma(t))
    clause = next(clauses, None)
    comma = next((t for t in doc[report.i : sentence.end] if t.text == ","), None)
    if clause is None or comma is None or doc[report.i - 1].text != ",":
        return False
    return token.i < clause.left_edge.i and sentence.root.i < report.i
