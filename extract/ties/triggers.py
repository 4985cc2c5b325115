"""Trigger phrases in parsed text: the longest phrase of the vocabulary that hangs together in the tree."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract.syntax.arguments import NOUN_TAGS, VERB_TAGS
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tokens import tokens_of
from detente.extract.syntax.tree import children_of
from detente.extract.ties.classes import CLASSES
from detente.extract.vocabulary import SLOTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from detente.extract.vocabulary import Pos, Trigger, Vocabulary

    _Reached = tuple[Token, str, str]  # a token, its lemma in lower case, its form in lower case

_ADJECTIVE_TAGS = frozenset({"JJ", "JJR", "JJS", "RB", "IN"})
_FINITE = frozenset({"VBD", "VBP", "VBZ"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_ASIDE = frozenset("after amid despite during following since until".split())
_COMMON_NOUNS = frozenset({"NN", "NNS"})
_LINKS = frozenset(
    "prt dobj prep pobj nsubjpass acomp attr oprd xcomp advmod compound amod nmod pcomp agent dative "
    "ccomp acl neg advcl npadvmod nummod quantmod conj det aux intj".split()
)

_PARTICLES = frozenset({"prt", "advmod"})
_ADVERBS = frozenset({"RP", "RB"})
_BOTH = frozenset("back down up out".split())
"""Particles that are verbs too: "gave it back", but not "gave money to a group backing the plan"."""
_NOMINAL = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})
_VERBAL = frozenset({"dobj", "nsubj", "ccomp", "xcomp", "aux", "auxpass", "prt", "dative", "acomp"})
_COMPLETING = frozenset({"xcomp", "ccomp", "advcl"})


@dataclasses.dataclass(frozen=True, slots=True)
class Match:
    """A trigger found in a text: its head token, all its tokens, and the readings left to try, best first."""

    head: Token
    tokens: tuple[Token, ...]
    trigger: Trigger


def find_triggers(doc: Doc, vocabulary: Vocabulary) -> Iterator[list[Match]]:
    """Yield, for each word that may state a tie, its readings: longest phrases first.

    Parameters
    ----------
    doc
        A parsed text with lemmas.
    vocabulary
        The triggers.

    Yields
    ------
    list of Match
        Readings of one head word; the caller takes the first whose slots are filled by actors.
    """
    triggers_by_head = vocabulary.triggers
    for token in tokens_of(doc):
        gerund = _is_gerund(token)
        pos: Pos | None = "n" if gerund else _pos_of(token)
        if pos is None:
            continue
        lemma = token.lower_ if gerund else token.lemma_.lower()
        triggers = triggers_by_head.get((lemma, pos))
        if triggers is None or (not gerund and _is_idiom(token)):
            continue
        found = []
        reachable = _reachable(token, pos) if triggers[0].others else []
        words = {word for _, lemma, form in reachable for word in (lemma, form)}
        places = vocabulary.places[lemma, pos]
        for place in sorted(i for word in ("", *words) for i in places.get(word, ())):
            trigger = triggers[place]
            tokens = _match(token, trigger, reachable) if words.issuperset(trigger.others) else None
            if tokens is not None:
                found.append(Match(token, tokens, trigger))
        if found:
            yield sorted(found, key=lambda match: _rank(match, reachable))


def _rank(match: Match, reachable: list[_Reached]) -> tuple[int, int]:
    """Sort readings: the longest phrase first, then whose object stands nearest: "resumed trade talks".

    An object says more than a preposition: "exported power to".
    """
    others = match.trigger.others
    if len(others) != 1 or others[0] in SLOTS:
        return -len(others), len(reachable)
    return -1, next(step for step, (token, _, _) in enumerate(reachable) if token in match.tokens)


def widest(readings: list[Match]) -> Match:
    """Give the reading of a word that asks nothing of who acts, of the longest phrase.

    Parameters
    ----------
    readings
        The readings of one word, from `find_triggers`.
    """
    words = readings[0].trigger.phrase
    same = next((m for m in readings if not m.trigger.only and m.trigger.phrase == words), None)
    of_class = any(kind in CLASSES for _, kind in readings[0].trigger.only)
    free = (m for m in readings if of_class and not m.trigger.only)
    return same or next(free, readings[0])


def _is_gerund(token: Token) -> bool:
    """Whether a form in -ing is the noun of a deed: "the shelling by X"; "shelling X" is none."""
    if token.tag_ != "VBG" or token.dep_ not in _NOMINAL:
        return False
    return not any(child.dep_ in _VERBAL for child in children_of(token))


def _is_idiom(word: Token) -> bool:
    """Whether a word means something else with its verb or object: "took charge of", "left the door open"."""
    if word.lemma_ in ("leave", "keep", "hold"):
        idioms = grammar_words("idiom_verbs")
        return any(c.dep_ == "dobj" and f"{word.lemma_}-{c.lemma_}" in idioms for c in children_of(word))
    if word.lower_ == "provided" and word.i and word.nbor(-1).text == ",":  # "..., provided they accept it"
        clauses = (
            c for c in children_of(word) if c.dep_ in {"advcl", "ccomp"} and c.tag_ in _FINITE | {"VB"}
        )
        return any(all(x.dep_ not in {"mark", "aux"} for x in children_of(c)) for c in clauses)
    return word.dep_ == "dobj" and f"{word.head.lemma_}-{word.lemma_}" in grammar_words("idioms")


def _pos_of(token: Token) -> Pos | None:
    tag = token.tag_
    if tag in VERB_TAGS:
        # A participle before a noun says what the noun is, not what somebody does.
        return "a" if token.dep_ == "amod" else "v"
    if tag in _COMMON_NOUNS:
        return "n"
    if tag == "NNP" and token.i and token.i + 1 < len(token.doc) and token.nbor().lower_ == "of":
        return "n" if token.nbor(-1).text == "," else None  # "Ana Li, Director of the Council"
    if tag == "JJ" and token.lower_ == "general" and token.i and token.nbor(-1).tag_ == "HYPH":
        return "n"  # "its director-general"
    return "a" if tag in _ADJECTIVE_TAGS else None


def _match(head: Token, trigger: Trigger, reachable: list[_Reached]) -> tuple[Token, ...] | None:
    """Give the tokens of a phrase, each hanging on the head within three steps; None if one is missing."""
    if not trigger.others:
        return (head,)
    found: list[Token] = [head]
    for word in trigger.others:
        token = next(
            (
                t for t, lemma, form in reachable
                if (form == word or (lemma == word and word not in _BOTH)) and t not in found
                and not _is_clause(t)
            ), None,
        )  # fmt: skip
        if token is None:
            return None
        loose = word not in SLOTS and not (token.dep_ in _PARTICLES and token.tag_ in _ADVERBS)
        hangs = loose or any(t == token.head for t in found) or _is_of_object(token, head)
        if not hangs and not _opens_infinitive(token, head, trigger):
            return None
        if token.head != head and token.head not in found and _is_given_up(token):
            return None  # "urged them to lift the sanctions" urges none
        if word in SLOTS and len(found) > 1 and found[-1].lower_ in SLOTS and token.i != found[-1].i + 1:
            return None  # "close in on", not "closed their shutters on Sunday in protest"
        found.append(token)
    return tuple(sorted(found, key=lambda t: t.i))


def _is_given_up(noun: Token) -> bool:
    """Whether a noun is what its verb gives up: "to lift the sanctions"."""
    return noun.dep_ == "dobj" and noun.head.lemma_ in grammar_words("giving_up")


def _is_of_object(preposition: Token, verb: Token) -> bool:
    """Whether "of" belongs to a verb, though the parser hangs it on the object: "stripped the team of"."""
    noun = preposition.head
    hangs = preposition.lower_ == "of" and noun.dep_ in {"dobj", "nsubjpass"} and noun.head == verb
    return hangs and verb.lemma_ in grammar_words("of_object")


def _opens_infinitive(token: Token, head: Token, trigger: Trigger) -> bool:
    """Whether a phrase means the "to" of an infinitive: "vowed to punish", "told Chile to leave".

    Where somebody stands after its "to", as in "agree to", that is the preposition.
    """
    verb = token.head
    if token.dep_ != "aux" or verb.head != head or verb.dep_ not in _COMPLETING:
        return False
    return "to" not in trigger.target or verb.lemma_.lower() in trigger.others


def _reachable(head: Token, pos: Pos) -> list[_Reached]:
    """Give the tokens that may belong to a phrase with this head, the nearest in the tree first."""
    found: list[Token] = []
    level = [head]
    for _ in range(3):
        level = [
            child for token in level if token == head or not (_is_aside(token) or _is_next(token))
            for child in children_of(token)
            if (child.dep_ in _LINKS or _is_infinitive(child)) and not _is_told(child)
            and not _is_half(child)
            and (token == head or not _has_subject(token))
        ]  # fmt: skip
        found.extend(level)
    if pos == "v" and head.dep_ in {"acl", "relcl"} and head.head.tag_ in NOUN_TAGS:
        found.append(head.head)  # "sanctions lifted by"
    return [_reached(token) for token in found]


def _reached(token: Token) -> _Reached:
    """Give a token with its lemma and form; a firm's arm is a business, no weapon: "sold its Mexican arm"."""
    form = token.lower_
    return (
        (token, "unit", "unit")
        if form == "arm" and token.tag_ == "NN"
        else (token, token.lemma_.lower(), form)
    )


def _is_aside(preposition: Token) -> bool:
    """Whether what follows is no part of a phrase, but tells when or why: "called off a raid after talks"."""
    return preposition.dep_ == "prep" and preposition.lower_ in _ASIDE


def _is_next(verb: Token) -> bool:
    """Whether a verb comes after one that has its object: "supplied engines and bought rifles"."""
    if verb.dep_ != "conj" or verb.tag_ not in VERB_TAGS or verb.head.tag_ not in VERB_TAGS:
        return False
    return any(child.dep_ == "dobj" and child.i < verb.i for child in children_of(verb.head))


def _is_half(noun: Token) -> bool:
    """Whether a noun is only the first half of a word: "mine" of "set up a mine-clearing group"."""
    if noun.tag_ != "NN" or noun.whitespace_ or noun.i + 2 >= len(noun.doc):
        return False
    return noun.nbor().tag_ == "HYPH" and noun.nbor(2).tag_ in {"VBG", "VBN"}


def _is_infinitive(clause: Token) -> bool:
    """Whether an infinitive after a noun was taken for a relative clause: "gave him a day to leave"."""
    return clause.dep_ == "relcl" and clause.tag_ == "VB" and clause.i > 0 and clause.nbor(-1).tag_ == "TO"


def _is_clause(verb: Token) -> bool:
    """Whether a verb tells in a clause of its own what is, was or will be: "told them that he would stop"."""
    if verb.dep_ != "ccomp" or verb.tag_ not in VERB_TAGS - {"MD"}:
        return False
    acting = any(c.dep_ in {"nsubj", "nsubjpass"} for c in children_of(verb))
    finite = verb.tag_ in {"VBD", "VBZ", "VBP"} or any(
        c.dep_ in {"aux", "auxpass"} and c.tag_ in {"MD", "VBD", "VBZ", "VBP"} for c in children_of(verb)
    )
    return acting and finite


def _is_told(clause: Token) -> bool:
    """Whether a clause stands before the verb that reports it: "he would not leave, she told the BBC"."""
    return clause.dep_ in {"ccomp", "parataxis"} and clause.i < clause.head.i


def _has_subject(token: Token) -> bool:
    """Whether a clause is somebody else's: what it says is no part of a phrase above it.

    So is what is told in a finite clause: "told reporters that talks are close" is no "told them to close".
    """
    if token.dep_ == "ccomp" and token.tag_ in _FINITE:
        return any(c.dep_ in _SUBJECTS for c in token.lefts) and not any(c.tag_ == "WP" for c in token.lefts)
    return token.dep_ in {"advcl", "conj"} and any(c.dep_ in _SUBJECTS for c in children_of(token))
