"""Clauses whose verb only stands for that of the clause before: "So does Delta", "Nor has Spain"."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract.syntax.arguments import VERB_TAGS, surface_subjects
from detente.extract.syntax.tokens import forms_in, sentence_of, tags_in, tokens_of
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from detente.extract.schema import Status

AUXILIARIES = frozenset("do have be will would shall may might can could should must".split())
_ALONE = frozenset("nsubj nsubjpass neg advmod punct cc mark preconj intj npadvmod".split())
_LEADS = frozenset({"so", "nor", "neither", "as"})
_MARKS = frozenset({"as", "that", "though", "although", "while", "whereas"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
JOINED = frozenset({"conj", "advcl", "ccomp", "parataxis"})
_MEANT = frozenset({"xcomp", "pcomp"})
_NONE = frozenset({"none", "nothing", "neither"})
_SHORT = _NONE | {"one", "some", "any", "more", "several", "another", "plenty"}
_SEEKING = frozenset({"want", "seek"})
_WANTING = _SEEKING | {"hope", "need", "request", "demand", "ask", "consider", "discuss", "wish"}
_SAYING_MORE = frozenset("prep relcl acl appos compound nmod conj".split())
_BEFORE = frozenset("advmod cc mark preconj nsubj".split())
_DIGITS = 5
_ALIKE = frozenset({"so", "likewise", "same"})
_REPEATING = frozenset({"do", "follow"})
_FEW = 3
_ECHOING_WORDS = frozenset({"to", "unlike"})
_ECHOING = AUXILIARIES | _REPEATING


@dataclasses.dataclass(frozen=True, slots=True)
class Echo:
    """A clause that only echoes: the verb that bears its status, its subjects, what it says of the other.

    `status` is None where it says the same of its own subject; `same` tells that it does so only if its verb
    is that of the clause before: "Denmark bought three".
    """

    verb: Token
    subjects: tuple[Token, ...]
    status: Status | None
    same: bool = False


def may_echo(doc: Doc) -> list[Token]:
    """Give the words of a passage at which an echo may stand: verbs, "to", "unlike".

    Parameters
    ----------
    doc
        A passage.
    """
    told = zip(tokens_of(doc), tags_in(doc), forms_in(doc), strict=True)
    return [token for token, tag, form in told if tag in VERB_TAGS or form in _ECHOING_WORDS]


def echo_at(token: Token) -> Echo | None:
    """Give the clause of a verb if it only echoes another.

    Parameters
    ----------
    token
        A verb, or the "to" of an infinitive that is left off, or "unlike".
    """
    if token.tag_ not in VERB_TAGS:
        word = token.lower_
        if word == "unlike" and token.dep_ == "prep" and token.head.tag_ in VERB_TAGS:
            subjects = tuple(c for c in children_of(token) if c.dep_ == "pobj")
            return Echo(token, subjects, "denied") if subjects else None
        return _left_off(token) if word == "to" else None
    lemma = token.lemma_.lower()
    if lemma in _REPEATING and _repeats(token):
        subjects = tuple(s for s in surface_subjects(token) if s.i < token.i)
        return Echo(token, subjects, None) if subjects and not _asks(token) else None
    bare = _bare(token) if lemma in AUXILIARIES else None
    return bare or _another(token)


def _another(verb: Token) -> Echo | None:
    """Read a clause whose object leaves its noun to the one before: "bought three", "wants one as well"."""
    if verb.dep_ not in {"ROOT", "conj", "parataxis"}:
        return None
    things = [c for c in children_of(verb) if c.dep_ == "dobj" and c.i > verb.i]
    things += [t for c in children_of(verb) if c.dep_ == "prep" and c.lower_ == "for" for t in children_of(c)]
    if len(things) != 1 or not _is_short(things[0]):
        return None
    subjects = tuple(s for s in surface_subjects(verb) if s.i < verb.i)
    if not subjects or _asks(verb):
        return None
    if things[0].lower_ in _NONE:
        return Echo(verb, subjects, "denied", same=verb.lemma_ not in _WANTING)
    if things[0].lower_ == "one" and verb.lemma_ in _WANTING:
        return Echo(verb, subjects, "planned" if verb.lemma_ in _SEEKING else "possible")
    return Echo(verb, subjects, None, same=True)


def _is_short(thing: Token) -> bool:
    """Whether an object only counts what was spoken of: "three", "a similar one", "none"."""
    if any(c.dep_ in _SAYING_MORE for c in children_of(thing)):
        return False
    is_number = thing.tag_ == "CD" and (thing.is_alpha or len(thing.text) < _DIGITS)
    return is_number or thing.lower_ in _SHORT


def _repeats(verb: Token) -> bool:
    """Whether a verb says only that the same is done: "do so", "does the same", "followed suit"."""
    if any(c.dep_ in {"auxpass", "agent", "prep", "dative"} for c in children_of(verb)):
        return False
    objects = [c for c in children_of(verb) if c.dep_ == "dobj"]
    if verb.lemma_ == "do":
        alike = [c for c in children_of(verb) if c.i > verb.i and c.lower_ in _ALIKE]
        return any(len(children_of(c)) < _FEW for c in alike if c.dep_ in {"advmod", "dobj"})
    if objects:
        return verb.lemma_ == "follow" and objects[0].lower_ == "suit"
    is_ahead = any(c.tag_ == "MD" for c in children_of(verb))
    return is_ahead and verb.lemma_ == "follow" and verb.tag_ == "VB"  # "Gabon may follow"


def _left_off(to: Token) -> Echo | None:
    """Read an infinitive that is left off: "refused to", "has yet to", "used to"."""
    after = to.nbor() if to.i + 1 < len(to.doc) else None
    verb = to.head
    is_last = after is not None and after.is_punct and after.text not in {"-", "–", "—", '"', "”", "'", "("}
    if not is_last or verb.tag_ not in VERB_TAGS or verb.i > to.i or _asks(to):
        return None
    subjects = tuple(s for s in surface_subjects(verb) if s.i < to.i)
    if not subjects:
        return None
    if verb.lemma_ == "have" and any(c.lower_ == "yet" for c in children_of(verb)):
        return Echo(to, subjects, "denied")
    if verb.lemma_ == "use":
        return Echo(to, subjects, "ended")
    return Echo(to, subjects, None) if to.dep_ == "xcomp" else None


def _bare(verb: Token) -> Echo | None:
    """Read an auxiliary that stands alone: "so has Peru", "Peru has not", "as did Peru"."""
    children = children_of(verb)
    lead = lead_of(verb)
    if lead is not None and not any(c.dep_ in _SUBJECTS and c.i > verb.i for c in children):
        # "So has Peru": the parser may take what follows for an object
        subjects = [c for c in children if c.dep_ in {"dobj", "attr"} and c.i > verb.i]
        subjects = subjects or [c for c in children if c.dep_ in _SUBJECTS and lead == "as"]
    elif all(
        c.dep_ in _ALONE or (c.dep_ in JOINED and (c.dep_ != "ccomp" or c.i < verb.i)) for c in children
    ):
        subjects = [c for c in children if c.dep_ in _SUBJECTS and c.tag_[:2] in {"NN", "PR", "DT"}]
        # "so has Peru", but "Peru has"; after "as" either
        subjects = [s for s in subjects if lead == "as" or (s.i > verb.i) == (lead is not None)]
    else:
        return None
    marks = {c.lower_ for c in children if c.dep_ == "mark"}
    if len(subjects) != 1 or not marks <= _MARKS or verb.dep_ == "relcl" or _asks(verb):
        return None
    return Echo(verb, tuple(subjects), None)


def lead_of(verb: Token) -> str | None:
    """Give the word that opens an echo, "so", "nor", "as", if one does.

    Parameters
    ----------
    verb
        The verb of the echo.
    """
    before = [c for c in children_of(verb) if c.i < verb.i and c.dep_ in _BEFORE]
    if verb.i and verb.nbor(-1).dep_ == "cc":
        before.append(verb.nbor(-1))  # the "nor" of a clause that is joined hangs on the one before
    return next((c.lower_ for c in before if c.lower_ in _LEADS), None)


def _asks(verb: Token) -> bool:
    return sentence_of(verb)[-1].text == "?"


def clause_before(verb: Token) -> Token | None:
    """Give the verb of the clause that an echo follows; None if that stands in the passage before.

    Parameters
    ----------
    verb
        What `Echo.verb` is.
    """
    if verb.lower_ == "unlike":
        return verb.head
    if verb.tag_ not in VERB_TAGS or verb.dep_ in _MEANT:  # "has yet to do so"
        above = next((t for t in verb.ancestors if t.tag_ in VERB_TAGS and t.dep_ not in _MEANT), None)
        return clause_before(above) if above is not None else None
    if verb.dep_ in JOINED and verb.head.tag_ in VERB_TAGS and verb.head.i < verb.i:
        return verb.head
    joined = [c for c in children_of(verb) if c.dep_ in JOINED and c.tag_ in VERB_TAGS and c.i < verb.i]
    if joined:
        return joined[-1]
    first = sentence_of(verb).start
    return sentence_of(verb.doc[first - 1]).root if first else None


def is_subject_of_echo(token: Token) -> bool:
    """Tell whether somebody is the subject of a clause that says of them what another says of somebody else.

    Parameters
    ----------
    token
        The head of a phrase.
    """
    verb = token.head
    if verb.i == token.i or verb.lemma_ not in _ECHOING:
        return False
    echo = echo_at(verb)
    return echo is not None and not echo.same and any(s.i == token.i for s in echo.subjects)
