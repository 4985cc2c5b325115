"""Quotations: what stands between quotation marks, and whose words it is, in its sentence or beside it."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from detente.extract.speech.citers import (
    Attribution,
    by_subject,
    is_report,
    noun_phrase,
    subject_of,
    word_lists,
)
from detente.extract.syntax import cues
from detente.extract.syntax.tokens import sentence_of, text_of, tokens_in, tokens_of
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Slice

_OPENING, _CLOSING, _EITHER = "“«„‟", "”»", '"＂'
_MARKS = (*_OPENING, *_CLOSING, *_EITHER, "``", "''")
_SHORT = 5
_PRONOUNS = frozenset({"he", "she", "they", "it", "i", "we"})
_OFFERING = frozenset({"offer", "propose", "promise", "pledge"})
_MODAL_WISH = frozenset({"like", "love", "prefer"})


def read_quotation(token: Token) -> Attribution | None:
    """Attribute a quoted clause by the rest of its quotation, or by the quotation before it.

    Parameters
    ----------
    token
        The event word in a parsed document.

    Returns
    -------
    Attribution or None
        None if the word is not quoted, or nobody is named for the quotation.
    """
    if not in_quotes(token):
        return None
    sentences = list(_paragraph(token))
    here = next(i for i, sentence in enumerate(sentences) if sentence.start <= token.i < sentence.end)
    found = _citer_outside(sentences[here]) or _before_colon(sentences[here])
    if found is not None:
        return found
    marked = any(_is_mark(t) and not t.is_space for t in tokens_in(sentences[here]))
    if not marked and here + 1 < len(sentences):
        for sentence in sentences[here + 1 :]:
            found = _citer_outside(sentence)
            if found is not None or any(_is_mark(t) for t in tokens_in(sentence)):
                break
        if found is not None:
            return found
    if _opens_quote(sentences[here]) and here + 1 < len(sentences) and not _closes_quote(sentences[here]):
        for sentence in sentences[here + 1 :]:
            found = _citer_outside(sentence)
            if found is not None:
                return found
            if _closes_quote(sentence):
                break
    for sentence in reversed(sentences[:here]):
        found = _citer_outside(sentence) or _before_colon(sentence)
        if found is not None:
            return found
        asks = sentence[-1].text == "?" and len(sentence) <= _SHORT  # "But when?"
        if not asks and not any(in_quotes(t) or _is_mark(t) for t in tokens_in(sentence)):
            return None
    return None


def read_quoted_charge(verb: Token) -> Attribution | None:
    """Cite who says something of somebody in quoted words: 'accused Latvia of "state piracy"'.

    Parameters
    ----------
    verb
        The event word.

    Returns
    -------
    Attribution or None
        With the quotation as the cue; None if only a word or two of the content are quoted.
    """
    if not cues.is_verb(verb) or cues.with_particle(verb) not in word_lists()["quotation"]["verb"]:
        return None
    doc, end = verb.doc, sentence_of(verb).end
    for link in children_of(verb):
        start = link.i + 1
        if link.lower_ not in ("of", "as", "with", "for") or start >= end or not _is_mark(doc[start]):
            continue
        close = next((i for i in range(start + 1, end) if _is_mark(doc[i])), None)
        goes_on = close is None or (close + 1 < end and doc[close + 1].tag_[:2] in ("NN", "JJ", "VB", "CD"))
        found = by_subject(verb)
        if found is not None and close is not None and not goes_on:
            return Attribution(found.speaker, cues.span_of(doc[start], doc[close]))
    return None


def read_reported_speech(token: Token) -> Attribution | None:
    """Read free indirect speech: "The minister said it was closed. Vilnius would also ask for a loan.".

    Parameters
    ----------
    token
        The event word.

    Returns
    -------
    Attribution or None
        Who spoke in the sentence before, if this one goes on in the future of the past.
    """
    root = sentence_of(token).root
    would = any(c.lower_ == "would" for c in cues.verb_group(root))
    conditional = any(c.dep_ == "advcl" and cues.children(c, "mark") for c in children_of(root))
    if not would or conditional or root.lemma_ in _MODAL_WISH or in_quotes(token):
        return None
    if cues.clause_head(token) != root and not any(c.lower_ == "would" for c in _auxiliaries(token)):
        return None  # "Chad, which built it, would pay"
    earlier = [sentence for sentence in _paragraph(token) if sentence.end <= sentence_of(root).start]
    before = earlier[-1].root if earlier else None
    if before is None:
        return None
    if before.tag_ == "VBD" and is_report(before):
        return by_subject(before) if cues.children(before, "ccomp") else None
    offers = (t for t in reversed(earlier[-1]) if t.lemma_ in _OFFERING and t.tag_ in ("VBD", "VBZ"))
    offer = next(offers, None)  # "The envoy offered a bargain. His country would pay."
    return by_subject(offer) if offer is not None and not in_quotes(offer) else None


def _auxiliaries(token: Token) -> list[Token]:
    return cues.verb_group(cues.clause_head(token))


def last_cited(doc: Doc) -> Attribution | None:
    """Give who was cited last in a passage, outside of quotations.

    Parameters
    ----------
    doc
        A parsed passage.
    """
    reports = (word for word in reversed(tokens_of(doc)) if is_report(word) and not in_quotes(word))
    return next((found for word in reports if (found := by_subject(word)) is not None), None)


def opens_quoted(doc: Doc) -> bool:
    """Tell whether a passage opens with a quotation mark, as one does that goes on with a quotation.

    Parameters
    ----------
    doc
        A parsed passage.
    """
    return len(doc) > 0 and _is_mark(doc[0])


def with_name(found: Attribution, token: Token) -> Attribution:
    """Say whom a pronoun that is cited refers to: who was cited before, else the subject before.

    Parameters
    ----------
    found
        An attribution.
    token
        The event word, in whose paragraph is looked.
    """
    if found.speaker.text.lower() not in _PRONOUNS:
        return found
    paragraph = (word for sentence in _paragraph(token) for word in tokens_in(sentence))
    earlier = [word for word in paragraph if word.idx < found.speaker.start]
    for word in reversed(earlier):
        if is_report(word) and not in_quotes(word):
            subject = subject_of(word)
            if subject is not None and subject.lower_ not in _PRONOUNS:
                return dataclasses.replace(found, named=noun_phrase(subject))
    roots = [t for t in earlier if t.dep_ == "ROOT" and not in_quotes(t)]
    subject = next((s for s in cues.children(roots[-1], "nsubj", "nsubjpass")), None) if roots else None
    if subject is None or subject.lower_ in _PRONOUNS or subject.tag_ not in ("NN", "NNP", "NNS", "NNPS"):
        return found
    return dataclasses.replace(found, named=noun_phrase(subject))


def in_quotes(token: Token) -> bool:
    """Tell whether a token stands between quotation marks, counted from the start of its paragraph.

    Parameters
    ----------
    token
        Any token.

    Examples
    --------
    >>> import spacy
    >>> doc = spacy.blank("en")('He said "never" again')
    >>> [t.text for t in doc if in_quotes(t) and t.is_alpha]
    ['never']
    """
    return _quoted(token.doc)[token.i]


@functools.lru_cache(maxsize=2)
def _quoted(doc: Doc) -> list[bool]:
    """Tell of each token whether quotation marks stand open before it: asked many times of one passage."""
    text = text_of(doc)
    if not any(mark in text for mark in _MARKS):
        return [False] * len(doc)
    inside, found = False, []
    for word in tokens_of(doc):
        found.append(inside)
        mark = word.text
        if mark in _EITHER:
            inside = not inside
        elif mark in _OPENING or mark == "``":
            inside = True
        elif mark in _CLOSING or mark == "''":
            inside = False
        if "\n\n" in word.text_with_ws:
            inside = False
    return found


def _citer_outside(sentence: Slice) -> Attribution | None:
    """Find the citing verb of a sentence that has a quotation, outside of the quotation."""
    if not any(_is_mark(t) or in_quotes(t) for t in tokens_in(sentence)):
        return None
    for word in tokens_in(sentence):
        if is_report(word) and not in_quotes(word):
            found = by_subject(word)
            if found is not None:
                return found
    return None


def _before_colon(sentence: Slice) -> Attribution | None:
    """Read 'The envoy was blunt: "..."': the subject of the clause before a colon speaks."""
    colon = next((t for t in tokens_in(sentence) if t.text == ":" and not in_quotes(t)), None)
    if colon is None or colon.i + 1 >= sentence.end or not _is_mark(sentence.doc[colon.i + 1]):
        return None
    ahead = sentence.doc[sentence.start : colon.i]
    verb = next((t for t in ahead if cues.is_verb(t) and cues.has_subject(t)), None)
    subjects = cues.children(verb, "nsubj") if verb is not None else []
    if verb is None or not subjects or subjects[0].lower_ in ("it", "this", "that", "there"):
        return None
    speaker = noun_phrase(subjects[0])
    if len(subjects) > 1:  # a name that the parser split
        speaker = cues.span_of(subjects[0].left_edge, subjects[-1].right_edge)
    return Attribution(speaker, cues.span_of(colon))


def _opens_quote(sentence: Slice) -> bool:
    return any(_is_mark(t) for t in sentence[:2])


def _closes_quote(sentence: Slice) -> bool:
    return any(_is_mark(t) for t in sentence[-2:])


def _is_mark(token: Token) -> bool:
    return (
        token.text in _OPENING
        or token.text in _CLOSING
        or token.text in _EITHER
        or token.text in ("``", "''")
    )


def _paragraph(token: Token) -> Iterator[Slice]:
    doc = token.doc
    start, end = token.i, token.i + 1
    while start > 0 and "\n\n" not in doc[start - 1].text_with_ws:
        start -= 1
    while end < len(doc) and "\n\n" not in doc[end - 1].text_with_ws:
        end += 1
    return (sentence_of(doc[i]) for i in range(start, end) if doc[i].is_sent_start or i == start)
