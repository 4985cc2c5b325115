"""Attribution: who is cited for what a clause states.

The innermost citer counts: the verb, noun or "according to" that stands nearest above the clause. Quoted text
whose own sentence names nobody belongs to whoever the rest of the quotation, or the quotation before, is
attributed to. The words are data (``data/attribution.toml``).
"""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from detente.extract import cues

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spacy.tokens import Span as Slice
    from spacy.tokens import Token

    from detente.extract.schema import Span

_LISTS: Mapping[str, frozenset[str]] = {
    "verb": frozenset({"speech", "belief"}),
    "object": frozenset({"citing", "own"}),
    "noun": frozenset({"speech"}),
    "source": frozenset({"preposition", "participle", "account"}),
}
_OPENING, _CLOSING, _EITHER = "“«„‟", "”»", '"＂'
_PHRASE = frozenset(
    {"dobj", "pobj", "attr", "oprd", "nsubj", "nsubjpass", "compound", "amod", "nmod", "poss", "prep", "conj"}
)
_RELATIVE = frozenset({"who", "which", "that"})


@dataclasses.dataclass(frozen=True, slots=True)
class Attribution:
    """Who is cited (the whole noun phrase), and the words that cite: a verb, a noun or "according to"."""

    speaker: Span
    cue: Span


def read_speaker(token: Token) -> Attribution | None:
    """Read who is cited for the clause that a token heads.

    Parameters
    ----------
    token
        The event word in a parsed document.

    Returns
    -------
    Attribution or None
        None where the text tells it in its own voice.

    Examples
    --------
    >>> from spacy.tokens import Doc
    >>> from spacy.lang.en import English
    >>> doc = Doc(English().vocab, words=["Officials", "said", "they", "met"], heads=[1, 1, 3, 1],
    ...           deps=["nsubj", "ROOT", "nsubj", "ccomp"], tags=["NNS", "VBD", "PRP", "VBD"],
    ...           lemmas=["official", "say", "they", "meet"])
    >>> read_speaker(doc[3]).speaker.text
    'Officials'
    """
    if cues.is_verb(token) and cues.with_particle(token) in _table()["object"]["own"]:
        found = _by_subject(token)
        if found is not None:
            return found
    return _above(token) or _source_of_sentence(token) or _quoted(token)


def is_report(verb: Token) -> bool:
    """Tell whether a verb reports speech: "say", "announce", "warn"."""
    return verb.lemma_ in _table()["verb"]["speech"] and cues.is_verb(verb)


# -- citers in the sentence itself ----------------------------------------------------------------------


def _above(token: Token) -> Attribution | None:
    """Climb to the nearest word that cites somebody for the clause."""
    node = token
    while True:
        found = _source_beside(node) or _participle_source(node) or _parenthesis(node)
        if found is not None:
            return found
        head = node.head
        if head == node:
            return None
        found = _cited_by(node, head)
        if found is not None:
            return found
        if node.dep_ == "relcl" or (node.dep_ == "advcl" and _after_the_fact(node)) or _apart(node, head):
            return None
        node = head


def _after_the_fact(node: Token) -> bool:
    """Tell whether a clause of time is the text's own frame ("said so, hours after ...")."""
    return any(c.lower_ in ("after", "since", "before") for c in node.children if c.i < node.i)


def _apart(node: Token, other: Token) -> bool:
    """Tell whether a semicolon parts two clauses: nobody is cited across it."""
    first, last = sorted((node.i, other.i))
    return any(t.text == ";" for t in node.doc[first:last])


def _cited_by(node: Token, head: Token) -> Attribution | None:
    if cues.is_verb(head):
        verbs, name = _words()["verb"], cues.with_particle(head)
        known = head.lemma_ in verbs or name in verbs
        if known and (_finite_content(node, head) or _quoted_fragment(node, head)):
            return _participle_source(head) or _by_subject(head)
        if name in _words()["object"] and node.dep_ in ("dobj", "xcomp", "ccomp", "pcomp", "oprd"):
            return _by_subject(head)
        return None
    if head.tag_ in ("IN", "TO") and head.head != head and cues.is_verb(head.head):
        verb = head.head
        if f"{verb.lemma_} {head.lower_}" in _words()["object"]:
            return _by_subject(verb)
        return None
    content = node.dep_ in ("acl", "relcl") and head.lemma_ in _words()["noun"] and cues.is_finite(node)
    if content and any(c.lower_ == "that" and c.dep_ == "mark" for c in node.children):
        return _by_owner(head)
    return None


def _finite_content(node: Token, head: Token) -> bool:
    if _apart(node, head):
        return False
    if node.dep_ not in ("ccomp", "parataxis") and not (
        node.dep_ == "advcl" and node.i < head.i and _in_quotes(node)
    ):
        return False
    if node.dep_ == "parataxis" and any(c.dep_ == "ccomp" for c in head.children):
        return False
    return cues.is_finite(node) or _in_quotes(node) or not cues.is_verb(node) or _bare_clause(node)


def _bare_clause(node: Token) -> bool:
    """Tell whether a clause without tense is told all the same ("says the armies fight on", mistagged)."""
    return cues.has_subject(node) and not cues.is_infinitive(node) and node.tag_ in ("VB", "VBN", "VBG")


def _quoted_fragment(node: Token, head: Token) -> bool:
    """Tell whether the verb introduces a quotation that the parser hung on it otherwise."""
    return (
        _in_quotes(node)
        and not _in_quotes(head)
        and node.dep_ in ("dobj", "xcomp", "oprd", "dep", "advcl", "attr")
    )


def _by_subject(verb: Token) -> Attribution | None:
    subject = _subject_of(verb)
    if subject is None:
        return None
    return Attribution(_noun_phrase(subject), cues.span_of(verb))


def _subject_of(verb: Token) -> Token | None:
    """Find who speaks: subject, agent of a passive, or the subject that a joined or dependent verb shares."""
    passive = any(c.dep_ == "auxpass" for c in verb.children) or (verb.tag_ == "VBN" and verb.dep_ == "acl")
    if passive:
        for by in cues.children(verb, "agent"):
            return next(iter(cues.children(by, "pobj")), None)
        return None
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if subject is not None:
        if subject.lower_ in _RELATIVE and verb.dep_ == "relcl":
            return verb.head
        return None if subject.lower_ in ("it", "there") and _impersonal(verb) else subject
    if verb.dep_ in ("conj", "xcomp", "advcl", "dep") and cues.is_verb(verb.head):
        return _subject_of(verb.head)
    if verb.dep_ == "pcomp" and verb.head.head.lemma_ in ("quote", "cite", "report"):
        return next((c for c in verb.head.head.children if c.dep_ == "nsubjpass"), None) or _antecedent(
            verb.head.head
        )
    if verb.dep_ == "acl" and verb.tag_ == "VBG":
        return verb.head
    return None


def _antecedent(verb: Token) -> Token | None:
    return verb.head if verb.dep_ in ("acl", "relcl") else None


def _impersonal(verb: Token) -> bool:
    return verb.lemma_ in ("seem", "appear", "mean", "show", "suggest", "indicate", "be")


def _by_owner(noun: Token) -> Attribution | None:
    for child in noun.children:
        if child.dep_ == "poss":
            return Attribution(_noun_phrase(child), cues.span_of(noun))
        if child.dep_ == "prep" and child.lower_ in ("by", "from", "on", "in", "of"):
            owner = next(iter(cues.children(child, "pobj")), None)
            if owner is not None:
                return Attribution(_noun_phrase(owner), cues.span_of(noun))
    adjective = next(
        (
            c
            for c in noun.children
            if c.dep_ in ("amod", "compound") and c.tag_ in ("NNP", "JJ") and c.is_title
        ),
        None,
    )
    return None if adjective is None else Attribution(cues.span_of(adjective), cues.span_of(noun))


def _source_beside(node: Token) -> Attribution | None:
    """Read "according to X" and "in X's words" beside a clause."""
    source = _table()["source"]
    for child in node.children:
        if child.lower_ in source["preposition"] and child.dep_ in ("prep", "advmod", "advcl", "dep"):
            found = _object_of(child)
            if found is not None:
                return found
        if child.dep_ == "prep" and child.lower_ in ("by", "in"):
            for account in cues.children(child, "pobj"):
                owner = next(
                    (c for c in account.children if c.dep_ == "poss" and c.lower_ not in ("its", "their")),
                    None,
                )
                if account.lemma_ in source["account"] and owner is not None:
                    return Attribution(_noun_phrase(owner), cues.span_of(account))
    return None


def _participle_source(verb: Token) -> Attribution | None:
    """Read "citing X" beside a clause or the verb that reports it: X is the source of the source."""
    for child in verb.children:
        if child.dep_ in ("advcl", "prep") and child.tag_ == "VBG":
            named = next((c for c in child.children if c.dep_ in ("dobj", "pobj")), None)
            if named is not None and child.lemma_ in _table()["source"]["participle"]:
                return Attribution(_noun_phrase(named), cues.span_of(child))
    return None


def _object_of(preposition: Token) -> Attribution | None:
    to = next((c for c in preposition.children if c.lower_ == "to"), preposition)
    named = next(iter(cues.children(to, "pobj")), None)
    return None if named is None else Attribution(_noun_phrase(named), cues.span_of(preposition, to))


def _parenthesis(node: Token) -> Attribution | None:
    """Read a citing verb put in between or after: "the talks, officials say, have failed"."""
    for child in node.children:
        if child.dep_ in ("parataxis", "ccomp", "dep") and child.lemma_ in _words()["verb"]:
            told = any(c.dep_ in ("ccomp", "xcomp", "dobj") for c in child.children)
            between = not _apart(child, node)
            if not told and between and cues.has_subject(child) and not cues.children(child, "mark", "neg"):
                return _by_subject(child)
    return None


def _source_of_sentence(token: Token) -> Attribution | None:
    """Read "according to X" that frames a whole sentence, wherever the parser hung it."""
    sentence = token.sent
    for word in sentence:
        if word.lower_ == "according" and not _in_quotes(word):
            framing = word.i == sentence.start or sentence.doc[word.i - 1].lower_ in (",", "–", "—", "and")
            if framing and not _apart(word, token):
                return _object_of(word)
    return None


# -- quotations -----------------------------------------------------------------------------------------


def _quoted(token: Token) -> Attribution | None:
    """Attribute a quoted clause by the rest of its quotation, or by the quotation before it."""
    if not _in_quotes(token):
        return None
    sentences = list(_paragraph(token))
    here = next(i for i, sentence in enumerate(sentences) if sentence.start <= token.i < sentence.end)
    found = _citer_outside(sentences[here])
    if found is not None:
        return found
    if not any(_is_mark(t) and not t.is_space for t in sentences[here]) and here + 1 < len(sentences):
        for sentence in sentences[here + 1 :]:
            found = _citer_outside(sentence)
            if found is not None or any(_is_mark(t) for t in sentence):
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
        found = _citer_outside(sentence)
        if found is not None:
            return found
        if not any(_in_quotes(t) or _is_mark(t) for t in sentence):
            return None
    return None


def _citer_outside(sentence: Slice) -> Attribution | None:
    """Find the citing verb of a sentence that has a quotation, outside of the quotation."""
    if not any(_is_mark(t) or _in_quotes(t) for t in sentence):
        return None
    verbs = _table()["verb"]["speech"]
    for word in sentence:
        if word.lemma_ in verbs and cues.is_verb(word) and not _in_quotes(word):
            found = _by_subject(word)
            if found is not None:
                return found
    return None


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


def _in_quotes(token: Token) -> bool:
    """Tell whether a token stands between quotation marks, counted from the start of its paragraph."""
    doc = token.doc
    start = token.i
    while start > 0 and "\n\n" not in doc[start - 1].text_with_ws:
        start -= 1
    inside = False
    for word in doc[start : token.i]:
        text = word.text
        if text in _EITHER:
            inside = not inside
        elif text in _OPENING or text == "``":
            inside = True
        elif text in _CLOSING or text == "''":
            inside = False
    return inside


def _paragraph(token: Token) -> Iterator[Slice]:
    doc = token.doc
    start, end = token.i, token.i + 1
    while start > 0 and "\n\n" not in doc[start - 1].text_with_ws:
        start -= 1
    while end < len(doc) and "\n\n" not in doc[end - 1].text_with_ws:
        end += 1
    return (doc[i].sent for i in range(start, end) if doc[i].is_sent_start or i == start)


# -- small readings -------------------------------------------------------------------------------------


def _noun_phrase(noun: Token) -> Span:
    """Give the noun phrase without relative clauses and asides; "the minister, Ana Li" keeps the name."""
    kept = {noun}
    for child in noun.children:
        aside = child.dep_ in (
            "relcl",
            "acl",
            "advcl",
            "appos",
            "punct",
            "cc",
            "conj",
            "case",
            "prep",
            "dep",
            "parataxis",
        )
        name = child.dep_ == "appos" and child.tag_ == "NNP" and noun.tag_ in ("NN", "NNS")
        if (
            (child.dep_ in ("cc", "conj") or name)
            or (child.dep_ == "prep" and child.i == noun.i + 1)
            or not aside
        ):
            kept.update(t for t in child.subtree if not _beyond(t, child))
    phrase = sorted(kept)
    while len(phrase) > 1 and (phrase[-1].is_punct or phrase[-1].is_space) and not phrase[-1].is_quote:
        phrase.pop()
    return cues.span_of(*phrase)


def _beyond(token: Token, top: Token) -> bool:
    """Tell whether a token is inside a clause or an aside that hangs on a part of the phrase."""
    while token != top:
        if token.dep_ in ("relcl", "acl", "advcl", "appos"):
            return True
        token = token.head
    return token.dep_ in ("relcl", "advcl") or (token.tag_ in (",", ":") or token.dep_ == "punct")


@functools.cache
def _words() -> Mapping[str, frozenset[str]]:
    return {frame: frozenset().union(*lists.values()) for frame, lists in _table().items()}


@functools.cache
def _table() -> Mapping[str, Mapping[str, frozenset[str]]]:
    return cues.load_words("attribution.toml", lists=_LISTS)
