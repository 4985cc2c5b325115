"""Citations read along the line of words, where the tree shows no verb that cites.

Taggers take "the regulator notes" for a noun phrase, scripts and tickers name who speaks before a colon, and
"as the minister puts it" hangs on the clause it comments.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from detente.extract.speech.citers import Attribution, by_subject, known_verbs, noun_phrase, word_lists
from detente.extract.speech.quotations import in_quotes
from detente.extract.speech.reach import reaches_back, reaches_on
from detente.extract.syntax import cues
from detente.extract.syntax.tokens import is_between, sentence_of, tokens_in, words_in
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Span as Slice
    from spacy.tokens import Token

_PHRASE = frozenset("DT JJ NN NNS NNP NNPS POS HYPH CD PRP$ VBG".split())
_LINKED = _PHRASE | {"IN"}
_MARKS = frozenset({",", "–", "—", "”", '"', "''"})
_ENDS = frozenset({",", ".", ";", "–", "—", "!", "?", ""})
_SPEECH_TAGS = frozenset("NNS NN VBZ VBD VBP".split())
_PLAIN = frozenset({"clear", "blunt", "unequivocal", "firm", "categorical", "defiant"})
_MOODS = frozenset({"hopeful", "optimistic", "afraid", "fearful", "worried"})
"""Of these, the text says why behind a colon."""
_COLONS = frozenset({":", "):", "]:"})
_TELLING = frozenset({"tell", "inform", "assure", "brief", "remind"})
_SUBORDINATING = frozenset({"that", "if", "whether", "because", "as", "since", "while", "though", "although"})
_PUTTING = frozenset({"put", "see", "have", "tell"})
_NOT_SPOKEN = frozenset("q a update note breaking correction live watch video reminder summary alert".split())
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
    readers = (_as_puts, _set_off, _opening, _before_colon, _in_view, _so_says)
    return next((found for reader in readers if (found := reader(token)) is not None), None)


def _as_puts(token: Token) -> Attribution | None:
    """Read "..., as the minister puts it", "as the report says"."""
    sentence = sentence_of(token)
    for clause in tokens_in(sentence) if "as" in words_in(sentence) else ():
        if in_quotes(clause) or not cues.is_verb(clause) or clause == token:
            continue
        as_ = next((c for c in children_of(clause) if c.lower_ == "as" and c.i < clause.i), None)
        puts = clause.lemma_ in _PUTTING and any(c.lower_ == "it" for c in children_of(clause))
        told = clause.lemma_ in word_lists()["verb"]["speech"] and clause.tag_ in {"VBZ", "VBD", "VBP"}
        told = told and not cues.children(clause, "dobj", "ccomp", "xcomp") and clause.dep_ == "advcl"
        subjects = [c for c in cues.children(clause, "nsubj") if as_ is not None and c.i > as_.i]
        if (puts or told) and subjects:  # the parser may give it the subject of the whole sentence, too
            return Attribution(noun_phrase(subjects[0]), cues.span_of(clause))
    return None


def _set_off(token: Token) -> Attribution | None:
    """Read a report that stands between commas, whatever it was tagged: ", the regulator notes."."""
    doc = token.doc
    for first, last, verb, end in _reports_between(sentence_of(token)):
        own = first <= token.i < end or _between(token, doc[verb], ";")
        if not own and reaches_back(doc[first], token) and reaches_on(doc[verb], token):
            return Attribution(cues.span_of(doc[first], doc[last]), cues.span_of(doc[verb]))
    return None


@functools.lru_cache(maxsize=8)
def _reports_between(sentence: Slice) -> tuple[tuple[int, int, int, int], ...]:
    """Give the reports between commas: first and last word of who is cited, the verb, and where they end."""
    doc = sentence.doc
    found: list[tuple[int, int, int, int]] = []
    for word in tokens_in(sentence):
        if not (_may_cite(word) or _may_show(word)) or in_quotes(word):
            continue
        end = word.i + 1 + any(c.dep_ == "prt" and c.i == word.i + 1 for c in children_of(word))
        end = _after_hearers(word, end, sentence.end)
        if (doc[end].text if end < sentence.end else "") not in _ENDS:
            continue
        first = word.i
        if first - 1 > sentence.start and doc[first - 1].text == ",":
            first = _before_name(first - 1, sentence)  # "the spokeswoman, Ana Li, said"
        named_at = first
        while first > sentence.start and doc[first - 1].tag_ in _PHRASE and named_at - first < _LONGEST:
            first -= 1
        apart = first > sentence.start and doc[first - 1].text in _MARKS
        last = word.i - 2 if doc[word.i - 1].text == "," else word.i - 1
        named = first < word.i and doc[last].tag_ in {"NN", "NNS", "NNP", "NNPS"}
        definite = doc[first].tag_ in {"DT", "NNP", "NNS", "PRP$"} or doc[first].is_title
        if apart and named and definite:
            found.append((first, last, word.i, end))
    return tuple(found)


def _after_hearers(verb: Token, start: int, end: int) -> int:
    """Give where a report ends that says to whom or when: "the minister told a paper on Friday"."""
    if start >= end:
        return start
    after = verb.doc[start]
    said_to = verb.lemma_ in _TELLING and after.tag_ in _PHRASE
    said_when = after.tag_ in {"IN", "TO"} and after.lower_ not in _SUBORDINATING
    if not (said_to or said_when):
        return start
    while start < end and start - after.i < _LONGEST and verb.doc[start].tag_ in _LINKED | {"TO"}:
        start += 1
    return start


def _before_name(comma: int, sentence: Slice) -> int:
    """Give where a name between two commas begins, with the comma before it; without one, what follows."""
    first = comma
    while first > sentence.start and sentence.doc[first - 1].tag_ in {"NNP", "NNPS"}:
        first -= 1
    named = first < comma and first - 1 > sentence.start and sentence.doc[first - 1].text == ","
    return first - 1 if named else comma + 1


def _opening(token: Token) -> Attribution | None:
    """Read a report that opens a sentence, whose verb was taken for a noun: "Analysts at X reckon that"."""
    doc, sentence = token.doc, sentence_of(token)
    for that in doc[sentence.start + 2 : token.i] if "that" in words_in(sentence) else ():
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
    doc, sentence = token.doc, sentence_of(token)
    marked = words_in(sentence) & _COLONS
    colons = (t for t in tokens_in(sentence) if t.text in _COLONS and t.i < token.i and not in_quotes(t))
    colon = next(colons, None) if marked else None
    if colon is None and sentence.start and doc[sentence.start - 1].text in _COLONS:
        colon = doc[sentence.start - 1]  # a sentence of its own: "PRESENTER:"
    if colon is None or "\n\n" in colon.text_with_ws:
        return None
    ahead = doc[sentence_of(colon).start : colon.i]
    if colon.text != ":":  # "Ana Reyes (Bogotá):"
        bracket = next((t.i for t in ahead if t.text in {"(", "["}), colon.i)
        ahead = doc[sentence_of(colon).start : bracket]
    if not len(ahead):
        return None
    if not any(cues.is_verb(t) for t in ahead):
        quoted = colon.i + 1 < sentence.end and doc[colon.i + 1].is_quote
        script = all(t.is_upper and t.lower_ not in _NOT_SPOKEN for t in ahead if t.is_alpha)
        named = script or ahead[-1].tag_ in {"NNP", "NNPS"} or (quoted and ahead[-1].tag_ in {"NN", "NNS"})
        sources = ahead[-1].lemma_.lower() in word_lists()["source"]["voice"]
        person = any(t.ent_type_ == "PERSON" for t in ahead) or script or sources
        named = named or sources
        aside = person and ahead[0].tag_ == "NNP"  # "Sergei Ivanov, a pilot:"
        spoken = len(ahead) <= _LONGEST and all(
            t.tag_ in _PHRASE or script or (aside and t.text == ",") for t in ahead
        )
        if named and spoken and (quoted or person):
            last = next((t.i for t in ahead if t.text == ","), colon.i) - 1
            return Attribution(cues.span_of(ahead[0], doc[min(last, ahead[-1].i)]), cues.span_of(colon))
        return None
    if (offer := _put_forward(ahead, token)) is not None:
        return offer
    verb = next((t for t in ahead if cues.is_verb(t) and cues.has_subject(t)), None)
    sure = (word_lists()["verb"]["sure"] - _MOODS) | _PLAIN
    stance = verb is not None and any(c.lower_ in sure for c in cues.children(verb, "acomp"))
    subjects = cues.children(verb, "nsubj") if verb is not None else []
    if not stance or not subjects or subjects[0].lower_ in {"it", "this", "that", "there"}:
        return None
    return Attribution(noun_phrase(subjects[0]), cues.span_of(colon))


def _put_forward(ahead: Slice, token: Token) -> Attribution | None:
    """Read "brought an offer: his country would pay": what is put forward follows the colon."""
    if not any(c.tag_ == "MD" for c in cues.verb_group(cues.clause_head(token))):
        return None
    for noun in ahead:
        verb = noun.head
        if noun.dep_ == "dobj" and noun.lemma_ in word_lists()["noun"]["speech"] and verb.dep_ != "relcl":
            return by_subject(verb)
    return None


def _in_view(token: Token) -> Attribution | None:
    """Read "To Fatima Noor, who fled Darfur, ...": a person whose view a sentence opens with."""
    first = sentence_of(token)[0]
    if first.lower_ not in {"to", "for"} or first.dep_ != "prep":
        return None
    named = next(iter(cues.children(first, "pobj")), None)
    after = named.right_edge.i + 1 if named is not None else token.i
    if named is None or after >= token.i or token.doc[after].text != ",":
        return None
    if named.ent_type_ != "PERSON" and not (named.lower_ == "many" and first.lower_ == "to"):
        return None
    return Attribution(noun_phrase(named), cues.span_of(first))


def _so_says(token: Token) -> Attribution | None:
    """Read the sentence after: "Or so the minister hopes.", "So says X."."""
    end = sentence_of(token).end
    if end >= len(token.doc) or "\n\n" in token.doc[end - 1].text_with_ws:
        return None
    sentence = sentence_of(token.doc[end])
    words = [t.lower_ for t in sentence[:2]]
    if words[:1] != ["so"] and words != ["or", "so"]:
        return None
    verb = next((t for t in tokens_in(sentence) if cues.is_verb(t) and _may_cite(t)), None)
    return by_subject(verb) if verb is not None and len(sentence) <= _MOST_WORDS else None


def _may_cite(word: Token) -> bool:
    return word.tag_ in _SPEECH_TAGS and word.lemma_ in known_verbs() and word.is_lower


def _may_show(word: Token) -> bool:
    """Tell whether a word may be the verb of a document: "a court filing shows"."""
    shows = word.tag_ in _SPEECH_TAGS and word.lemma_ in word_lists()["verb"]["evidence"] and word.i > 0
    return shows and word.nbor(-1).lemma_.lower() in word_lists()["document"]["noun"]


def _between(a: Token, b: Token, mark: str) -> bool:
    first, last = sorted((a.i, b.i))
    return is_between(mark, first, last, a.doc)
