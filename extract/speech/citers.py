"""Who speaks in a clause that cites somebody: the subject of a reporting verb, its whole noun phrase.

The words that cite are data (``data/attribution.toml``).
"""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from detente.extract.syntax import cues
from detente.extract.syntax.tokens import sentence_of
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Token

    from detente.extract.schema import Span

_LISTS: Mapping[str, frozenset[str]] = {
    "verb": frozenset({"speech", "belief", "evidence", "sure"}),
    "object": frozenset({"citing", "own", "naming"}),
    "quotation": frozenset({"verb"}),
    "noun": frozenset({"speech"}),
    "document": frozenset({"noun"}),
    "denial": frozenset({"form", "flat", "charge"}),
    "source": frozenset({"preposition", "participle", "account", "hearsay", "voice"}),
}
_RELATIVE = frozenset({"who", "which", "that"})
_SELF = frozenset({"i", "we", "you"})
_PAPER = frozenset("correspondent reporter newspaper paper magazine agency column columnist editor".split())
_ASIDES = frozenset("relcl acl advcl appos punct cc conj case prep dep parataxis".split())


@dataclasses.dataclass(frozen=True, slots=True)
class Attribution:
    """Who is cited (the whole noun phrase), and the words that cite: a verb, a noun or "according to".

    Of a pronoun, `named` is whom it refers to, as far as the text around tells.
    """

    speaker: Span
    cue: Span
    named: Span | None = None


def is_report(verb: Token) -> bool:
    """Tell whether a verb reports speech: "say", "announce", "warn".

    Parameters
    ----------
    verb
        Any token.
    """
    return verb.lemma_ in word_lists()["verb"]["speech"] and cues.is_verb(verb)


def by_subject(verb: Token) -> Attribution | None:
    """Cite the subject of a verb, if it has one.

    Parameters
    ----------
    verb
        A verb that cites.
    """
    subject = subject_of(verb)
    if subject is None or subject.lower_ in _SELF or _is_the_text(subject):
        return None
    return Attribution(noun_phrase(subject), cues.span_of(verb))


def subject_of(verb: Token) -> Token | None:
    """Find who speaks: subject, agent of a passive, or the subject that a joined or dependent verb shares.

    Parameters
    ----------
    verb
        A verb that cites.

    Returns
    -------
    Token or None
        The head of the noun phrase; None where nobody is named.
    """
    if _is_headless(verb):
        return verb.head
    passive = any(c.dep_ == "auxpass" for c in children_of(verb)) or (
        verb.tag_ == "VBN" and verb.dep_ == "acl"
    )
    if passive:
        for by in cues.children(verb, "agent"):
            return next(iter(cues.children(by, "pobj")), None)
        return None
    subject = _own_subject(verb)
    if subject is not None:
        if subject.lower_ in _RELATIVE and verb.dep_ == "relcl":
            return verb.head
        return None if subject.lower_ in ("it", "there") and _impersonal(verb) else subject
    asked = _before_participle(verb)
    if asked is not None:
        return asked
    inverted = _inverted(verb)
    if inverted is not None:
        return inverted
    beside = _beside(verb)
    if beside is not None:
        return beside
    if verb.dep_ in ("conj", "xcomp", "advcl", "dep") and cues.is_verb(verb.head):
        return subject_of(verb.head)
    if verb.dep_ == "pcomp":
        return _quoted_as(verb.head.head) if verb.head.head.lemma_ in ("quote", "cite", "report") else None
    if verb.dep_ == "acl" and verb.tag_ == "VBG":
        return verb.head
    return None


def noun_phrase(noun: Token) -> Span:
    """Give the noun phrase without relative clauses and asides; "the minister, Ana Li" keeps the name.

    Parameters
    ----------
    noun
        The head of the phrase.
    """
    kept = {noun}
    for child in children_of(noun):
        name = child.dep_ == "appos" and child.tag_ == "NNP" and noun.tag_ in ("NN", "NNS")
        if (
            (child.dep_ in ("cc", "conj") or name)
            or (child.dep_ == "prep" and child.i == noun.i + 1)
            or child.dep_ not in _ASIDES
        ):
            kept.update(t for t in child.subtree if not _beyond(t, child))
    phrase = sorted(kept)
    while len(phrase) > 1 and (phrase[-1].is_punct or phrase[-1].is_space) and not phrase[-1].is_quote:
        phrase.pop()
    return cues.span_of(*phrase)


@functools.cache
def word_lists() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Give the words that cite: frame -> list -> words."""
    return cues.load_words("attribution.toml", lists=_LISTS)


@functools.cache
def known_verbs() -> frozenset[str]:
    """Give the verbs that report speech or belief."""
    verbs = word_lists()["verb"]
    return verbs["speech"] | verbs["belief"]


def has_speaker(verb: Token) -> bool:
    """Tell whether a verb has a subject, be it one that the parser hung on the noun before.

    Parameters
    ----------
    verb
        A verb that cites.
    """
    return cues.has_subject(verb) or _beside(verb) is not None or _inverted(verb) is not None


def _is_the_text(subject: Token) -> bool:
    """Tell whether who speaks is the paper itself: "our correspondent writes", "this newspaper reported"."""
    if subject.lemma_.lower() not in _PAPER:
        return False
    return any(c.lower_ in ("our", "this") for c in children_of(subject) if c.dep_ in ("poss", "det"))


def _own_subject(verb: Token) -> Token | None:
    """Give the subject of a verb; of two, as in "Britain, says the secretary, will", the one that follows."""
    subjects = [c for c in children_of(verb) if c.dep_ == "nsubj"]
    after = [c for c in subjects if c.i > verb.i]
    return next(iter(after if len(subjects) > 1 and after else subjects), None)


def _before_participle(verb: Token) -> Token | None:
    """Give the subject that a participle took: "Minister Diop, asked about the contract, said"."""
    for clause in cues.children(verb, "ccomp", "advcl"):
        if clause.tag_ in ("VBN", "VBD") and clause.i < verb.i and not cues.has_subject(verb):
            subject = next(iter(cues.children(clause, "nsubj")), None)
            if subject is None or verb.nbor(-1).text != ",":
                continue
            if any(t.text == "," for t in verb.doc[subject.i : clause.i]):
                return subject
    return None


def _inverted(verb: Token) -> Token | None:
    """Give who speaks after the verb, parsed as its object: '"They left," recalled the bishop'."""
    if not is_report(verb) or verb.tag_ not in ("VBD", "VBZ") or verb.i == sentence_of(verb).start:
        return None
    after_quote = verb.nbor(-1).is_quote or (
        verb.nbor(-1).text == "," and verb.i > 1 and verb.nbor(-2).is_quote
    )
    after_quote = after_quote or (verb.nbor(-1).text == "," and _has_clause_before(verb))
    spoken = [c for c in cues.children(verb, "dobj") if c.left_edge.i == verb.i + 1]
    return spoken[0] if after_quote and spoken and not cues.has_subject(verb) else None


def _has_clause_before(verb: Token) -> bool:
    """Tell whether a whole clause hangs on a verb behind it: "Qatar offered to help, said two envoys"."""
    if verb.dep_ in ("advcl", "parataxis", "dep") and verb.head.i < verb.i and cues.has_subject(verb.head):
        return True
    return any(c.i < verb.i and cues.has_subject(c) for c in cues.children(verb, "ccomp"))


def _beside(verb: Token) -> Token | None:
    """Give the noun phrase between a comma and its verb, parsed as an apposition: ", an envoy said"."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or cues.has_subject(verb) or verb.i == sentence_of(verb).start:
        return None
    noun = verb.doc[verb.i - 1]
    while noun.dep_ != "appos" and noun.head != noun and noun.head.i < verb.i:
        noun = noun.head
    start = noun.left_edge.i
    apart = start > 0 and noun.doc[start - 1].text == ","
    return noun if noun.dep_ == "appos" and noun.right_edge.i == verb.i - 1 and apart else None


def _is_headless(verb: Token) -> bool:
    """Tell whether a past tense was taken for a participle: "A news site reported" has no other verb.

    So was that of "China, which buys its oil, called on both to talk".
    """
    clause = verb.tag_ in ("VBN", "VBD") and verb.dep_ == "acl" and verb.head.dep_ == "ROOT"
    if not clause or cues.children(verb, "agent", "auxpass"):
        return False
    parted = verb.tag_ == "VBD" and cues.follows_comma(verb) and bool(cues.children(verb.head, "relcl"))
    return parted or bool(cues.children(verb, "ccomp"))


def _quoted_as(verb: Token) -> Token | None:
    """Give whom "quoted the minister as saying" quotes, or "the minister was quoted as saying"."""
    if any(c.dep_ == "auxpass" for c in children_of(verb)):
        return next((c for c in children_of(verb) if c.dep_ == "nsubjpass"), None)
    quoted = next((c for c in children_of(verb) if c.dep_ == "dobj"), None)
    return quoted or (verb.head if verb.dep_ in ("acl", "relcl") else None)


def _impersonal(verb: Token) -> bool:
    return verb.lemma_ in ("seem", "appear", "mean", "show", "suggest", "indicate", "be")


def _beyond(token: Token, top: Token) -> bool:
    """Tell whether a token is inside a clause or an aside that hangs on a part of the phrase."""
    while token != top:
        if token.dep_ in ("relcl", "acl", "advcl", "appos"):
            return True
        token = token.head
    return token.dep_ in ("relcl", "advcl") or (token.tag_ in (",", ":") or token.dep_ == "punct")
