"""Citations read along the line of words, where the tree shows no verb that cites.

Taggers take "the regulator notes" for a noun phrase, scripts and tickers name who speaks before a colon, and
"as the minister puts it" hangs on the clause it comments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract import cues
from detente.extract.citers import Attribution, by_subject, noun_phrase, word_lists
from detente.extract.quotations import in_quotes

if TYPE_CHECKING:
    from spacy.tokens import Token

_PHRASE = frozenset("DT JJ NN NNS NNP NNPS POS HYPH CD PRP$ VBG".split())
_LINKED = _PHRASE | {"IN"}
_MARKS = frozenset({",", "–", "—", "”", '"', "''"})
_ENDS = frozenset({",", ".", ";", "–", "—", "!", "?", ""})
_SPEECH_TAGS = frozenset("NNS NN VBZ VBD VBP".split())
_PLAIN = frozenset({"clear", "blunt", "unequivocal", "firm", "categorical", "defiant"})
_LONGEST = 7
_MOST_WORDS = 9


def read_aside(token: Token) -> Attribution | None:
    """Read who is cited for a clause by the words around it.

    Parameters
    ----------
    token
        The event word in a parsed document.

    Returns
    -------
    Attribution or None
        None where no words say so.
    """
    return _as_puts(token) or _set_off(token) or _opening(token) or _before_colon(token)


def _as_puts(token: Token) -> Attribution | None:
    """Read "..., as the minister puts it", "as the report says"."""
    for clause in token.sent:
        if clause.dep_ != "advcl" or in_quotes(clause) or not cues.is_verb(clause) or clause == token:
            continue
        as_ = any(c.lower_ == "as" and c.i < clause.i for c in clause.children)
        puts = clause.lemma_ == "put" and any(c.lower_ == "it" for c in clause.children)
        told = clause.lemma_ in word_lists()["verb"]["speech"] and clause.tag_ in {"VBZ", "VBD", "VBP"}
        told = told and not cues.children(clause, "dobj", "ccomp", "xcomp")
        if as_ and (puts or told) and cues.has_subject(clause):
            return by_subject(clause)
    return None


def _set_off(token: Token) -> Attribution | None:
    """Read a report that stands between commas, whatever it was tagged: ", the regulator notes."."""
    doc, sentence = token.doc, token.sent
    for word in sentence:
        after = doc[word.i + 1].text if word.i + 1 < sentence.end else ""
        if not _may_cite(word) or in_quotes(word) or after not in _ENDS:
            continue
        first = word.i
        while first > sentence.start and doc[first - 1].tag_ in _PHRASE and word.i - first < _LONGEST:
            first -= 1
        apart = first > sentence.start and doc[first - 1].text in _MARKS
        named = first < word.i and doc[word.i - 1].tag_ in {"NN", "NNS", "NNP", "NNPS"}
        definite = doc[first].tag_ in {"DT", "NNP", "NNS", "PRP$"} or doc[first].is_title
        inside = first <= token.i <= word.i
        if apart and named and definite and not inside and not _between(token, word, ";"):
            return Attribution(cues.span_of(doc[first], doc[word.i - 1]), cues.span_of(word))
    return None


def _opening(token: Token) -> Attribution | None:
    """Read a report that opens a sentence, whose verb was taken for a noun: "Analysts at X reckon that"."""
    doc, sentence = token.doc, token.sent
    for that in doc[sentence.start + 2 : token.i]:
        verb = that.nbor(-1)
        if that.lower_ != "that" or not _may_cite(verb) or verb.tag_ not in {"NN", "NNS"} or in_quotes(verb):
            continue
        span = doc[sentence.start : verb.i]
        plural = any(t.tag_ in {"NNS", "NNPS"} for t in span) and verb.tag_ == "NN"
        phrase = len(span) <= _MOST_WORDS and all(t.tag_ in _LINKED for t in span)
        if phrase and (plural or verb.tag_ == "NNS") and span[-1].tag_.startswith("NN"):
            return Attribution(cues.span_of(span[0], span[-1]), cues.span_of(verb))
    return None


def _before_colon(token: Token) -> Attribution | None:
    """Read 'Okello: "Kenya betrayed us."', and "The president was adamant: Zambia had signed nothing"."""
    sentence = token.sent
    colon = next((t for t in sentence if t.text == ":" and t.i < token.i and not in_quotes(t)), None)
    if colon is None or colon.i == sentence.start:
        return None
    ahead = token.doc[sentence.start : colon.i]
    if not any(cues.is_verb(t) for t in ahead):
        quoted = colon.i + 1 < sentence.end and token.doc[colon.i + 1].is_quote
        named = ahead[-1].tag_ in {"NNP", "NNPS"} or (quoted and ahead[-1].tag_ in {"NN", "NNS"})
        person = any(t.ent_type_ == "PERSON" for t in ahead) or all(t.is_upper for t in ahead)
        spoken = len(ahead) <= _LONGEST and all(t.tag_ in _PHRASE for t in ahead)
        if named and spoken and (quoted or person):
            return Attribution(cues.span_of(ahead[0], ahead[-1]), cues.span_of(colon))
        return None
    verb = next((t for t in ahead if cues.is_verb(t) and cues.has_subject(t)), None)
    sure = word_lists()["verb"]["sure"] | _PLAIN
    stance = verb is not None and any(c.lower_ in sure for c in cues.children(verb, "acomp"))
    subjects = cues.children(verb, "nsubj") if verb is not None else []
    if not stance or not subjects or subjects[0].lower_ in {"it", "this", "that", "there"}:
        return None
    return Attribution(noun_phrase(subjects[0]), cues.span_of(colon))


def _may_cite(word: Token) -> bool:
    verbs = word_lists()["verb"]
    return word.tag_ in _SPEECH_TAGS and word.lemma_ in verbs["speech"] | verbs["belief"] and word.is_lower


def _between(a: Token, b: Token, mark: str) -> bool:
    first, last = sorted((a.i, b.i))
    return any(t.text == mark for t in a.doc[first:last])
