"""Small readings of a dependency tree that status, dates and attribution share: verb groups, negation, scope.

Only tags, dependencies, lemmas and the words themselves are read, so that a pipeline without an attribute
ruler gives the same answers.
"""

from __future__ import annotations

import functools
import importlib.resources
import tomllib
from typing import TYPE_CHECKING

from detente.extract.schema import Span, VocabularyError
from detente.extract.syntax.tokens import sentence_of, text_of
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Token

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
AUXILIARIES = frozenset({"aux", "auxpass"})
"""Dependency labels and tags of the English models of spaCy (ClearNLP style)."""

_NEGATIVE = frozenset({"no", "neither", "none", "nobody", "nothing", "nor"})
_INDEFINITE = frozenset({"a", "an", "any", "some", "more", "further", "another", "other", "new", "no"})
_NEAR = 2
PARTICLES = frozenset({"away", "back", "off", "out", "up", "down", "along", "forward", "ahead", "short"})
_QUESTION_TAGS = frozenset({"WP", "WP$", "WDT", "WRB"})
_STATIVE = frozenset(
    "have contain know see serve bear hold mean reflect represent feel show carry pose".split()
)
"""With these, "no" denies the object alone: "has no problem", "serves no purpose"."""
_ONLY = frozenset({"only", "just", "merely", "least", "until", "till", "simply", "solely", "because"})
_WEIGHED = frozenset(
    "fewer less more longer later sooner earlier other but secret wonder matter".split(),
)
_CONTRASTING = frozenset(", but and though - – — _ clearly".split())
_CLAUSAL = frozenset({"ROOT", "ccomp", "advcl", "relcl", "parataxis", "csubj", "csubjpass"})


def span_of(*tokens: Token) -> Span:
    """Give the stretch of text from the first to the last of some tokens of one document.

    Parameters
    ----------
    *tokens
        At least one token.

    Returns
    -------
    Span
        With character offsets in the document's text.

    Examples
    --------
    >>> import spacy
    >>> span_of(*spacy.blank("en")("Serbia will sign")[1:3])
    Span(start=7, end=16, text='will sign')
    """
    first, last = min(tokens), max(tokens)
    start, end = first.idx, last.idx + len(last)
    return Span(start, end, text_of(first.doc)[start:end])


def children(token: Token, *labels: str) -> list[Token]:
    """Give the children of a token that bear one of the dependency labels, in text order.

    Parameters
    ----------
    token
        The governor.
    *labels
        Dependency labels.

    Returns
    -------
    list of Token
        Empty if there is none.

    Examples
    --------
    >>> from spacy.tokens import Doc
    >>> from spacy.vocab import Vocab
    >>> doc = Doc(Vocab(), words=["it", "signs"], heads=[1, 1], deps=["nsubj", "ROOT"])
    >>> children(doc[1], "nsubj", "nsubjpass")
    [it]
    """
    return [child for child in children_of(token) if child.dep_ in labels]


def is_verb(token: Token) -> bool:
    """Tell whether the tagger took the token for a verb or an auxiliary."""
    return token.tag_.startswith("VB") or token.tag_ == "MD"


def is_noun(token: Token) -> bool:
    """Tell whether the tagger took the token for a noun or a name."""
    return token.tag_.startswith("NN")


def is_infinitive(token: Token) -> bool:
    """Tell whether the token is the verb of a "to" infinitive ("to sign", "to have signed")."""
    return any(
        child.dep_ == "aux" and (child.tag_ == "TO" or any(c.tag_ == "TO" for c in children_of(child)))
        for child in children_of(token)
    )


def is_finite(token: Token) -> bool:
    """Tell whether a verb carries tense, by itself or through an auxiliary."""
    return token.tag_ in FINITE or any(
        child.dep_ in AUXILIARIES and child.tag_ in FINITE for child in children_of(token)
    )


def is_present(token: Token) -> bool:
    """Tell whether a verb is in the present tense, and not in the perfect."""
    group = [child for child in children_of(token) if child.dep_ in AUXILIARIES]
    lead = group[0] if group else token
    return lead.tag_ in ("VBZ", "VBP") and not (group and lead.lemma_ == "have")


def has_subject(token: Token) -> bool:
    """Tell whether the token has a subject of its own."""
    return any(child.dep_ in SUBJECTS for child in children_of(token))


def verb_group(token: Token) -> list[Token]:
    """Give the auxiliaries of a verb, in order; a verb joined by "and" shares those of the first verb.

    Parameters
    ----------
    token
        A verb, or an adjective or noun used as one.

    Returns
    -------
    list of Token
        Auxiliaries without the verb itself.
    """
    own = [child for child in children_of(token) if child.dep_ in AUXILIARIES]
    return [*verb_group(token.head), *own] if shares_verb_group(token) else own


def shares_verb_group(token: Token) -> bool:
    """Tell whether a verb joined by "and" continues the first one's group ("will meet and sign")."""
    return (
        token.dep_ == "conj"
        and is_verb(token)
        and not has_subject(token)
        and not any(child.dep_ in AUXILIARIES and child.tag_ != "VB" for child in children_of(token))
        and (token.tag_ == token.head.tag_ or token.tag_ in ("VB", "VBN"))
        and not (token.tag_ == "VB" and any(child.lower_ == "having" for child in children_of(token.head)))
        and token.tag_ not in FINITE
    )


def clause_head(token: Token) -> Token:
    """Climb to the verb of the clause that a token stands in.

    Parameters
    ----------
    token
        Any token.

    Returns
    -------
    Token
        The head of the nearest clause; the root of the sentence at the latest.
    """
    while token.dep_ not in _CLAUSAL and token.head != token:
        if token.dep_ in ("xcomp", "acl", "pcomp") and is_verb(token):
            return token
        if token.dep_ == "conj" and is_verb(token) and (is_finite(token) or has_subject(token)):
            return token
        token = token.head
    return token


def negation(token: Token) -> Token | None:
    """Give the word that denies a verb: "not", "never", "neither", or "no" with its subject or object."""
    for child in children_of(token):
        if child.dep_ == "neg" and child.lower_ == "no" and is_no_less(child):
            continue
        if child.dep_ == "neg" and not _only(child) and not _contrasts(child, token):
            return _longer(token) or child
        if child.dep_ in ("preconj", "cc") and child.lower_ in ("neither", "nor") and child.i < token.i:
            return child
        if child.dep_ in ("nsubj", "nsubjpass", "attr") or (
            child.dep_ == "dobj" and token.lemma_ not in _STATIVE
        ):
            word = child if child.lower_ in _NEGATIVE else _no(child)
            if word is not None and not is_no_less(word):
                return word
    if token.dep_ == "conj":
        joint = children(token.head, "cc")
        if any(cc.lower_ == "nor" for cc in joint):
            return joint[-1]
        if shares_verb_group(token):
            return None
    return None


def is_no_less(negation: Token) -> bool:
    """Tell whether "no" only weighs what follows: "no fewer than ten", "no other", "nothing but"."""
    after = token_after(negation)
    return after is not None and after.lower_ in _WEIGHED


def token_after(token: Token) -> Token | None:
    """Give the next token of the document; None after the last."""
    return token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None


def asks(token: Token) -> bool:
    """Tell whether the sentence of a token ends in a question mark."""
    end = next((t for t in reversed(list(sentence_of(token))) if not t.is_quote and not t.is_space), token)
    return bool(end.lower_ == "?")


def asks_which(clause: Token) -> bool:
    """Tell whether a question word opens a clause on what has happened: "who fired", "which day it fell"."""
    first = clause.left_edge
    if first.tag_ == "IN" and first.i + 1 < clause.i:
        first = first.nbor(1)
    asked = first.tag_ in _QUESTION_TAGS and first.i < clause.i and first.lower_ != "that"
    lead = next((c for c in children_of(clause) if c.dep_ in AUXILIARIES), clause)
    if not asked or lead.tag_ not in FINITE:
        return False
    ongoing = lead != clause and lead.lemma_ == "be" and clause.tag_ == "VBG" and clause.lemma_ != "go"
    return lead.tag_ == "VBD" or ongoing or (lead != clause and lead.lemma_ == "have")


def adjoins(token: Token, verb: Token) -> bool:
    """Tell whether a word follows a verb at once, but for a particle or an adverb: "ruled out selling"."""
    between = token.doc[verb.i + 1 : token.i]
    return 0 < token.i - verb.i <= _NEAR and not any(t.is_punct for t in between)


def follows_comma(token: Token) -> bool:
    """Tell whether a comma stands right before the phrase or clause of a token."""
    first = token.left_edge
    return first.i > 0 and first.nbor(-1).lower_ == ","


def has_counterfactual(verb: Token) -> bool:
    """Tell whether a condition in the past perfect stands by: "would have won had it paid"."""
    return any(
        child.dep_ in ("advcl", "ccomp")
        and (
            any(c.lower_ == "had" for c in children_of(child) if c.dep_ == "aux")
            or (child.lower_ == "had" and child.i == child.left_edge.i)  # taken for the verb: "had it burst"
        )
        for child in children_of(verb)
    )


def is_taken_back(verb: Token) -> bool:
    """Tell whether what could have been is denied at once: "could have paid, but did not"."""
    if verb.tag_ != "VBN" or not any(c.lower_ == "have" for c in verb_group(verb)):
        return False
    turned = any(c.lower_ in ("but", "yet") for c in children(verb, "cc"))
    return turned and any(
        c.lower_ in ("did", "had") and negation(c) is not None for c in children(verb, "conj")
    )


def hyphened(word: Token) -> str:
    """Give a word with what a hyphen joins to it, as a parser may have split it: "would-be"."""
    doc, first, end = word.doc, word.i, word.i + 1
    while first > 1 and doc[first - 1].text == "-":
        first -= 2
    while end + 1 < len(doc) and doc[end].text == "-":
        end += 2
    return word.lower_ if end - first == 1 else "".join(t.lower_ for t in doc[first:end])


def _contrasts(negation: Token, verb: Token) -> bool:
    """Whether "not" only sets one object against another: "to Malawi, not to Angola"."""
    return negation.i > verb.i + 1 and verb.doc[negation.i - 1].text in _CONTRASTING


def clause_form(token: Token) -> str:
    """Name the form of a clause: infinitive, finite, gerund, participle or bare."""
    if is_infinitive(token):
        return "infinitive"
    if is_finite(token):
        return "finite"
    if token.tag_ == "VBG":
        return "gerund"
    if token.tag_ == "VBN":
        return "participle"
    return "bare"


@functools.lru_cache(maxsize=256)
def with_particle(verb: Token) -> str:
    """Give the lemma of a verb with its particle: "rule out"."""
    particle = next((c for c in children_of(verb) if c.dep_ == "prt"), None)
    if particle is None:
        near = (c for c in children_of(verb) if c.dep_ == "advmod" and c.i == verb.i + 1)
        particle = next((c for c in near if c.lower_ in PARTICLES), None)
    return verb.lemma_ if particle is None else f"{verb.lemma_} {particle.lower_}"


def is_indefinite(noun: Token) -> bool:
    """Tell whether a noun introduces its event, rather than pointing back at a known one."""
    determiners = [c for c in children_of(noun) if c.dep_ in ("det", "poss")]
    return not determiners or any(c.lower_ in _INDEFINITE for c in determiners)


def mood_word(token: Token) -> Token | None:
    """Give the word that makes a sentence a question or a command: neither tells a fact."""
    if token.dep_ != "ROOT":
        return None
    sentence = sentence_of(token)
    last = range(sentence.end - 1, sentence.start - 1, -1)
    end = next((t for t in map(token.doc.__getitem__, last) if not t.is_quote and not t.is_space), token)
    subject = next((c for c in children_of(token) if c.dep_ in ("nsubj", "nsubjpass", "expl")), None)
    if end.lower_ == "?" and subject is not None:
        lead = next((c for c in children_of(token) if c.dep_ in AUXILIARIES), None)
        if (lead is not None and lead.i < subject.i) or token.i < subject.i:
            return end
    if token.tag_ == "VB" and subject is None and not verb_group(token):
        before = token.doc[sentence.start : token.i]
        if all(t.tag_ in ("UH", "RB") or t.is_punct or t.is_space for t in before):
            return token  # "Stop!", "Please stop"
    return None


def is_wished(token: Token) -> bool:
    """Tell whether a clause is in the subjunctive of demands ("that he be freed") or is a quoted command."""
    group = verb_group(token)
    verb = group[0] if group else token
    if verb.tag_ != "VB" or any(c.tag_ in ("MD", "TO") for c in group):
        return False
    if has_subject(token):
        return bool(children(token, "mark")) and token.dep_ in ("ccomp", "acl", "relcl", "conj")
    if token.dep_ == "ccomp" and token.i < token.head.i and not children(token, "mark"):
        return True
    return token.i > 0 and token.nbor(-1).is_quote and token.dep_ in ("ccomp", "xcomp", "advcl")


def inflections(verb: str) -> tuple[str, ...]:
    """Give the regular forms of a verb, for words that a lemmatizer gets wrong ("hopes", "hop").

    Parameters
    ----------
    verb
        The base form.

    Returns
    -------
    tuple of str
        Third person, past and gerund.

    Examples
    --------
    >>> inflections("hope")
    ('hopes', 'hoped', 'hoping')
    >>> inflections("deny")
    ('denies', 'denied', 'denying')
    """
    if verb.endswith("e"):
        return verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    plural = "es" if verb.endswith(("s", "x", "z", "ch", "sh")) else "s"
    return verb + plural, verb + "ed", verb + "ing"


def load_words(
    file: str, *, lists: Mapping[str, frozenset[str]]
) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Load a shipped table of words.

    Parameters
    ----------
    file
        Its name in the data folder.
    lists
        The names of the lists that each frame may have.

    Returns
    -------
    Mapping
        Frame -> list -> words; every frame and list is there, if only empty.

    Raises
    ------
    VocabularyError
        If the table is malformed, see `parse_words`.

    Examples
    --------
    >>> frames = {"mark": frozenset({"possible"})}
    >>> load_words("nowhere.toml", lists=frames)
    Traceback (most recent call last):
    detente.extract.schema.VocabularyError: nowhere.toml: no such table in the data folder; reinstall detente
    """
    source = importlib.resources.files("detente.data").joinpath(file)
    if not source.is_file():
        msg = f"{file}: no such table in the data folder; reinstall detente"
        raise VocabularyError(msg)
    return parse_words(source.read_text("utf-8"), name=file, lists=lists)


def parse_words(
    text: str, *, name: str, lists: Mapping[str, frozenset[str]]
) -> Mapping[str, Mapping[str, frozenset[str]]]:
    r"""Read a table of word lists from TOML text and check it.

    Parameters
    ----------
    text
        The TOML source: frames with lists of words.
    name
        What to call it in an error.
    lists
        The names of the lists that each frame may have.

    Returns
    -------
    Mapping
        Frame -> list -> words.

    Raises
    ------
    VocabularyError
        If the text is no TOML, has an unknown frame or list, or gives a word twice in one frame. A list named
        "refuted" may repeat words of the others.

    Examples
    --------
    >>> table = parse_words('[mark]\npossible = ["if"]', name="mine", lists={"mark": frozenset({"possible"})})
    >>> sorted(table["mark"]["possible"])
    ['if']
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        msg = f"{name}: not valid TOML: {error}"
        raise VocabularyError(msg) from error
    for frame, entries in table.items():
        if frame not in lists:
            msg = f"{name}: unknown frame [{frame}]; allowed: {', '.join(sorted(lists))}"
            raise VocabularyError(msg)
        seen: dict[str, str] = {}
        for label, words in entries.items():
            if label not in lists[frame]:
                allowed = ", ".join(sorted(lists[frame]))
                msg = f"{name}: [{frame}] has unknown list '{label}'; allowed: {allowed}"
                raise VocabularyError(msg)
            for word in words if label != "refuted" else ():
                if word in seen:
                    msg = (
                        f"{name}: [{frame}] gives '{word}' in '{seen[word]}' and again in '{label}'; keep one"
                    )
                    raise VocabularyError(msg)
                seen[word] = label
    return {
        frame: {label: frozenset(table.get(frame, {}).get(label, ())) for label in labels}
        for frame, labels in lists.items()
    }


def _only(negation: Token) -> bool:
    """Tell whether "not" is part of "not only", "not just" or "not until", which deny nothing."""
    after = token_after(negation)
    return after is not None and after.lower_ in _ONLY


def _longer(token: Token) -> Token | None:
    """Give the word that makes "not" an end: "no longer", "not anymore"."""
    return next((c for c in children_of(token) if c.lower_ in ("longer", "anymore")), None)


def _no(noun: Token) -> Token | None:
    """Give the "no" or "neither" of a noun phrase, or the "not" of "not a metre", "not one ship"."""
    first = noun.left_edge
    told = first.lower_ == "not" and first.i + 1 < noun.i and first.nbor().lower_ in ("a", "an", "one")
    if told and first.nbor(2).lower_ != "few":
        return first
    return next(
        (c for c in children_of(noun) if c.dep_ in ("det", "neg", "preconj") and c.lower_ in _NEGATIVE), None
    )
