"""Who stands in which slot of a verb, noun or adjective: the grammar of English over dependency trees.

All functions take tokens of a parsed text (labels of spaCy's English models) and give tokens, the heads of
the phrases that fill a slot. Which entity a phrase means is not their business.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING

from detente.extract.syntax import cues
from detente.extract.syntax.agents import agents, beyond_agent, beyond_names, perpetrators
from detente.extract.syntax.clauses import complements, has_to, inside_complements
from detente.extract.syntax.grammar import grammar_words, light_verbs, object_control
from detente.extract.syntax.passives import is_bare_passive, lacks_object
from detente.extract.syntax.tokens import forms_in, tokens_of
from detente.extract.syntax.tree import before_number, behind_sum, children_of, is_cut_off

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

VERB_TAGS = frozenset("VB VBD VBG VBN VBP VBZ MD".split())
NOUN_TAGS = frozenset("NN NNS NNP NNPS".split())
_COMMON_NOUNS = frozenset({"NN", "NNS"})
MODIFIERS = frozenset("amod compound nmod npadvmod".split())
_PREPOSITIONAL = frozenset("prep agent dative prt".split())
_CLAUSES = frozenset("ccomp xcomp advcl relcl acl pcomp conj parataxis csubj".split())
_BESIDE = frozenset("after before since while without upon despite besides by following".split())
_GERUND = frozenset({"VBG"})
_RELATIVE = frozenset("WDT WP WP$".split())
_RECEIVING = frozenset({"PRP", "NNP", "NNPS"})
_PAIR = 2
_LOCATIVE = ("in", "across", "near", "inside", "at", "throughout", "outside", "along", "off", "around")


def fill(token: Token, slot: str, *, lender: Token | None = None) -> list[Token]:
    """Give the tokens that fill a slot of a word.

    Parameters
    ----------
        token A verb, noun or adjective. slot ``subj``, ``obj``, ``iobj``, ``poss``, ``mod``, ``comp``,
        ``comp_obj`` or a preposition; see the header of ``data/triggers.csv``. lender The verb whose
        prepositions a noun may use beside its own; without it, its light verb.

    Returns
    -------
    list of spacy.tokens.Token
        In order of the text, conjuncts not included.
    """
    if slot == "subj":
        return _subjects_of(token)
    if slot == "obj":
        return _unique(objects(token))
    if slot == "location":
        return _unique(_locations(token))
    if slot == "iobj":
        if token.tag_ in NOUN_TAGS:
            verb = light_verb(token)
            return fill(verb, "iobj") if verb is not None else []
        return (
            [c for c in children_of(token) if c.dep_ == "dative" and c.tag_ not in {"IN", "TO"}]
            or [name for child in children_of(token) if child.dep_ == "dobj" for name in before_number(child)]
            or _first_of_two(token)
        )
    if slot == "goods":
        noun = token.tag_ in NOUN_TAGS
        things = [t for p in ("of", "on", "for") for t in prepositional(token, p)] if noun else objects(token)
        wares = [t for thing in things for t in _wares(thing)]
        return [m for ware in wares for m in (*modifiers(ware), *_possessors(ware))]
    if slot == "poss":
        return _possessors(token)
    if slot == "mod":
        return list(modifiers(token))
    if slot == "comp":
        return [
            s for clause in complements(token) for s in children_of(clause)
            if s.dep_ in {"nsubj", "nsubjpass"} and not is_cut_off(s, token)
        ]  # fmt: skip
    if slot == "comp_obj":
        return _unique(inside_complements(token))
    found = list(prepositional(token, slot))
    if not found and slot in {"against", "over"} and token.tag_ in VERB_TAGS:
        return _unique(beyond_names(token, slot))
    if not found and token.tag_ in _COMMON_NOUNS:
        found = [end for preposition, end in beyond_agent(token) if preposition == slot]
    if not found and is_compound_participle(token):
        return _unique(prepositional(token.head, slot))  # "the Qatari-brokered talks between"
    if not found and token.tag_ in NOUN_TAGS:
        verb = lender if lender is not None else light_verb(token)
        if verb is not None:
            found = list(prepositional(verb, slot))
    if not found and slot == "by" and token.tag_ in NOUN_TAGS | _GERUND:
        found = list(perpetrators(token))
    return _unique(found)


def _first_of_two(verb: Token) -> list[Token]:
    """Give who gets something where the parser makes both an object: "lent it €200m", "gave Chad a port"."""
    things = [child for child in children_of(verb) if child.dep_ == "dobj"]
    if verb.lemma_ not in grammar_words("giving") or len(things) < _PAIR:
        return []
    if things[0].i < verb.i or things[0].tag_ not in _RECEIVING:
        return []
    between = tokens_of(verb.doc)[things[0].i + 1 : things[1].left_edge.i]
    return things[:1] if all(token.i in {t.i for t in things[0].subtree} for token in between) else []


def is_compound_participle(token: Token) -> bool:
    """Tell whether a word says before a noun by whom it is done: "the Qatari-brokered talks".

    Parameters
    ----------
    token
        Any token.
    """
    if token.dep_ != "amod" or not token.lower_.endswith("ed") or not token.i:
        return False
    return token.nbor(-1).tag_ == "HYPH"


@functools.lru_cache(maxsize=256)
def is_passive(verb: Token) -> bool:
    """Whether a verb is in the passive, also as a bare participle ("the deal signed by both")."""
    if any(child.dep_ in {"nsubjpass", "auxpass", "agent"} for child in children_of(verb)):
        return True
    if is_bare_passive(verb):
        return True
    if verb.tag_ != "VBN" or _is_headless(verb) or _is_perfect(verb):
        return False
    if verb.dep_ == "acl":
        return True
    return (
        verb.dep_ == "conj" and verb.head.tag_ == "VBN" and not _own_subject(verb) and is_passive(verb.head)
    )


def _is_perfect(verb: Token) -> bool:
    """Whether a participle tells of what its noun has done: "Chad, having borrowed from Libya"."""
    return any(child.lower_ == "having" and child.dep_ == "aux" for child in children_of(verb))


def _is_headless(verb: Token) -> bool:
    """Whether a participle is a past tense misread: "A report called for calm." has no other verb."""
    return (
        verb.tag_ in {"VBD", "VBN"}
        and verb.dep_ == "acl"
        and verb.head.dep_ == "ROOT"
        and verb.i > verb.head.i
        and not lacks_object(verb)
        and not any(child.dep_ in {"agent", "auxpass"} for child in children_of(verb))
        and not any(child.tag_ in VERB_TAGS and child != verb for child in children_of(verb.head))
    )


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Give who does what a verb says: its subject, or the one of control, relatives or coordination."""
    if depth > 6:
        return []
    if is_passive(verb):
        return agents(verb)
    own = [child for child in children_of(verb) if child.dep_ in {"nsubj", "csubj"}]
    if own:
        return [_antecedent(subject, verb) for subject in own]
    return [verb.head] if _is_headless(verb) else _inherited(verb, depth)


def surface_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Give the grammatical subject of a verb, active or passive."""
    own = [child for child in children_of(verb) if child.dep_ in {"nsubj", "nsubjpass", "csubj"}]
    if own:
        return [_antecedent(subject, verb) for subject in own]
    if _is_headless(verb):
        return [verb.head]
    return _inherited(verb, depth) if depth <= 6 else []


def objects(verb: Token) -> Iterator[Token]:
    """Yield what a verb is done to: its object, or its subject in the passive."""
    passive = is_passive(verb)
    yield from _own_objects(verb, passive=passive)
    if passive:
        if verb.dep_ == "acl" or (verb.dep_ == "relcl" and not _own_subject(verb)):
            yield verb.head
        elif verb.dep_ == "conj" and not _own_subject(verb) and verb.head.tag_ in VERB_TAGS:
            yield from surface_subjects(verb.head)
        elif verb.dep_ == "acomp" and verb.head.tag_ in VERB_TAGS:
            yield from surface_subjects(verb.head)  # "is majority-owned by"
        return
    has_object = any(child.dep_ == "dobj" for child in children_of(verb))
    if verb.dep_ == "relcl" and not has_object and _own_subject(verb) and not _is_relative_subject(verb):
        yield verb.head  # "the deal Serbia signed"
    if verb.dep_ == "conj" and verb.head.tag_ in VERB_TAGS and not has_object:
        yield from (c for c in children_of(verb.head) if c.dep_ == "dobj" and c.i > verb.i)
        if _own_subject(verb) and _lacks_object(verb):
            yield from _shared_antecedent(verb)
    if not any(child.dep_ in {"dobj", "ccomp", "xcomp", "prep"} for child in children_of(verb)):
        # "shelled and then stormed the town": the object stands after the last verb.
        for child in children_of(verb):
            if child.dep_ == "conj" and child.tag_ in VERB_TAGS and not is_passive(child):
                yield from (c for c in children_of(child) if c.dep_ == "dobj")


def _own_objects(verb: Token, *, passive: bool) -> Iterator[Token]:
    undergoing = {"nsubjpass", "nsubj"} if passive and is_bare_passive(verb) else {"nsubjpass"}
    for child in children_of(verb):
        if child.dep_ in {"dobj", "oprd", "attr"} or (passive and child.dep_ in undergoing):
            yield _antecedent(child, verb)
        elif child.dep_ in {"ccomp", "xcomp"} and has_to(child):
            # "ordered the bank to pay": the parser makes the bank the subject of paying.
            yield from (c for c in children_of(child) if c.dep_ == "nsubj" and c.i > verb.i)
        elif child.dep_ in {"ccomp", "xcomp", "oprd"} and child.tag_ == "JJ":
            yield from (c for c in children_of(child) if c.dep_ == "nsubj")  # "found the officer guilty"


def _lacks_object(verb: Token) -> bool:
    """Whether nothing stands after a verb that could be what is done, or whom it is done to."""
    return not any(c.dep_ in {"ccomp", "xcomp", "oprd", "attr", "acomp"} for c in children_of(verb))


def _shared_antecedent(verb: Token) -> Iterator[Token]:
    """Yield what two clauses are about: "the pact which Cairo will not join and Juba has ratified"."""
    first = verb.head
    if first.dep_ != "relcl" or not _own_subject(first) or _is_relative_subject(first):
        return
    objects_of = [child for child in children_of(first) if child.dep_ == "dobj"]
    if all(child.tag_ in _RELATIVE or child.lower_ == "that" for child in objects_of):
        yield first.head


def _is_relative_subject(verb: Token) -> bool:
    """Whether the subject of a relative clause is its pronoun: "the deal that failed"."""
    return any(
        child.tag_ in _RELATIVE and child.dep_ in {"nsubj", "nsubjpass"} for child in children_of(verb)
    )


def prepositional(token: Token, preposition: str) -> Iterator[Token]:
    """Yield the objects of a preposition that hangs on a word ("between" gives both ends)."""
    for child in children_of(token):
        if child.lower_ == preposition and (child.dep_ in _PREPOSITIONAL or _is_joined(child)):
            if preposition in {"in", "at"} and _is_compound(child):
                continue
            if any(c.dep_ == "neg" for c in children_of(child)) or (
                child.i and child.nbor(-1).lower_ == "not"
            ):
                continue  # "on meat from Hungary, though not on Serbian products"
            for inner in children_of(child):
                if inner.dep_ in {"pobj", "pcomp"}:
                    yield _antecedent(inner, token)
                elif inner.dep_ == "prep" or (inner.dep_ == "conj" and inner.lower_ == preposition):
                    yield from (x for x in children_of(inner) if x.dep_ == "pobj")
        elif child.dep_ == "prep" and child.lower_ == "along" and preposition == "with":
            yield from prepositional(child, "with")
        elif child.dep_ == "dobj" and preposition in {"to", "from"} and token.tag_ in VERB_TAGS:
            yield from behind_sum(child, preposition)
    if token.dep_ in {"acl", "relcl"} and any(
        child.dep_ == "prep" and child.lower_ == preposition and not list(children_of(child))
        for child in children_of(token)
    ):
        yield token.head  # "the country it trades with"


def _is_joined(preposition: Token) -> bool:
    """Whether a preposition is joined to its verb: "bought from X, which it trusts, and from Y"."""
    return preposition.dep_ == "conj" and preposition.tag_ == "IN" and preposition.head.tag_ in VERB_TAGS


def _is_compound(preposition: Token) -> bool:
    """Whether "in" or "at" begins a longer one, after which nobody is a place: "in support of"."""
    if preposition.lower_ == "at":
        asked = (c for c in children_of(preposition) if c.lower_ in grammar_words("at_nouns"))
        return next(asked, None) is not None  # "at the request of", "at his invitation"
    after = preposition.nbor() if preposition.i + 1 < len(preposition.doc) else preposition
    return after.lower_ in grammar_words("in_nouns") and any(c.dep_ == "prep" for c in children_of(after))


def askers(verb: Token) -> list[Token]:
    """Give at whose request or invitation something is done: "visited Accra at the invitation of X".

    Parameters
    ----------
    verb
        What is done.
    """
    nouns = [
        noun
        for child in children_of(verb) if child.lower_ == "at" and _is_compound(child)
        for noun in children_of(child) if noun.dep_ == "pobj"
    ]  # fmt: skip
    return [t for noun in nouns for t in (*prepositional(noun, "of"), *_possessors(noun))]


@functools.lru_cache(maxsize=256)
def prepositions_on(token: Token) -> frozenset[str]:
    """Give the prepositions that hang on a word: `prepositional` yields the objects of no other."""
    found = {
        child.lower_ for child in children_of(token) if child.dep_ in _PREPOSITIONAL or _is_joined(child)
    }
    found |= {
        p for c in children_of(token) if c.dep_ == "dobj" for p in ("to", "from") if any(behind_sum(c, p))
    }
    if token.tag_ in _COMMON_NOUNS:
        found |= {preposition for preposition, _ in beyond_agent(token)}
    elif is_compound_participle(token):
        found |= prepositions_on(token.head)
    return frozenset(found | {"with"} if "along" in found else found)


def modifiers(noun: Token) -> Iterator[Token]:
    """Yield the words before a noun that modify it, and what modifies those ("US air force strikes")."""
    for child in noun.lefts:
        if child.dep_ in MODIFIERS or (child.dep_ == "poss" and child.tag_ != "PRP$"):
            yield child
            yield from modifiers(child)
        elif child.dep_ == "conj":
            yield child


def _wares(thing: Token) -> list[Token]:
    """Give what is bought where it comes from: "buys a ton of Kenyan tea", not "buys a Kenyan bank"."""
    if thing.lemma_.lower() in grammar_words("measures"):
        return [ware for inner in prepositional(thing, "of") for ware in _wares(inner)]
    is_ware = thing.tag_ in {"NN", "NNS"} and thing.lemma_.lower() not in grammar_words("not_wares")
    return [thing] if is_ware else []


def _locations(token: Token) -> Iterator[Token]:
    """Yield where something happens: the objects of locative prepositions on a word or on its light verb."""
    verb = light_verb(token) if token.tag_ in NOUN_TAGS else None
    for word in (token, verb):
        if word is not None:
            for preposition in _LOCATIVE:
                yield from prepositional(word, preposition)


@functools.lru_cache(maxsize=256)
def light_verb(noun: Token) -> Token | None:
    """Give the verb that a noun borrows its subject from: "hold" in "hold talks", "be" in "is a partner"."""
    head, dep = noun.head, noun.dep_
    for _ in range(4):
        if dep == "conj" and head.tag_ in NOUN_TAGS:
            head, dep = head.head, head.dep_
        elif dep == "pobj" and head.lower_ == "of" and head.head.tag_ in NOUN_TAGS:
            head, dep = head.head.head, head.head.dep_  # "a series of talks"
        else:
            break
    if (
        head.tag_ in VERB_TAGS
        and dep in {"dobj", "attr", "nsubjpass", "oprd"}
        and head.lemma_ in light_verbs()
    ):
        return head
    if (
        dep == "pobj"
        and head.head.tag_ in VERB_TAGS
        and head.head.lemma_ in light_verbs()
        and head.lower_ in {"in", "into", "on", "out", "for", "to"}
    ):
        return head.head  # "engage in talks", "enter into an agreement"
    if (
        dep == "pobj"
        and head.head.dep_ == "acomp"
        and head.head.lower_ in {"responsible", "guilty", "culpable"}
    ):
        return head.head.head  # "was responsible for the killing of"
    if dep == "pobj" and head.lower_ == "with" and head.head.lemma_ in grammar_words("replying"):
        return head.head  # "retaliated with air raids on"
    if dep == "pobj" and head.head.dep_ == "dobj" and head.head.lower_ == "responsibility":
        return head.head.head  # "claimed responsibility for an attack on"
    if noun.dep_ == "dobj" and head.tag_ in VERB_TAGS and head.dep_ == "acl":
        return head
    return next((clause for clause in children_of(noun) if _lends(clause)), None)


def _lends(clause: Token) -> bool:
    """Whether a relative clause tells who does what a noun means: "the loan that China made to Zambia"."""
    if clause.dep_ != "relcl" or clause.lemma_ not in light_verbs() or clause.lemma_ == "be":
        return False
    if is_passive(clause) or not _own_subject(clause) or _is_relative_subject(clause):
        return False
    things = [child for child in children_of(clause) if child.dep_ in {"dobj", "ccomp", "xcomp", "attr"}]
    if any(child.tag_ == "WRB" or child.dep_ == "mark" for child in children_of(clause)):
        return False  # "a loan to the port, where barges pass"
    return all(child.tag_ in _RELATIVE or child.lower_ == "that" for child in things)


def _subjects_of(token: Token) -> list[Token]:
    if token.tag_ in VERB_TAGS:
        return _unique(subjects(token))
    if token.dep_ in {"acomp", "oprd", "attr"} and token.head.tag_ in VERB_TAGS:
        return _unique(surface_subjects(token.head))
    if token.dep_ in {"amod", "appos"} | MODIFIERS:
        return [token.head]
    named = [child for child in children_of(token) if child.dep_ == "appos"]
    if named:
        return named  # "its parent, Gazprom"
    verb = light_verb(token)
    if verb is None:
        return []
    if token.dep_ in {"nsubjpass"} or is_passive(verb):
        return _unique(subjects(verb))
    return _unique(surface_subjects(verb))


def _inherited(verb: Token, depth: int) -> list[Token]:
    head, dep = verb.head, verb.dep_
    if dep == "conj" and head.tag_ in VERB_TAGS:
        return surface_subjects(head, depth + 1)
    if dep == "conj" and head.tag_ in NOUN_TAGS | {"JJ"}:
        joined = verb.tag_ in {"VBD", "VBZ"} and head.dep_ == "dobj" and head.head.tag_ in VERB_TAGS
        return surface_subjects(head.head, depth + 1) if joined else []  # "raised the alert and rushed men"
    if dep in {"xcomp", "ccomp"}:
        if head.tag_ in VERB_TAGS:
            if head.lemma_ in object_control():
                controlled = [
                    _antecedent(c, head)
                    for c in children_of(head)
                    if c.dep_ in {"dobj", "nsubjpass", "dative"}
                ]
                if controlled:
                    return controlled
            return surface_subjects(head, depth + 1) if dep == "xcomp" or verb.tag_ in {"VB", "VBG"} else []
        if head.dep_ in {"acomp", "attr", "oprd"}:
            return surface_subjects(head.head, depth + 1)
    if dep in {"advcl", "parataxis"} and head.tag_ in VERB_TAGS:
        return surface_subjects(head, depth + 1)
    if dep == "advcl" and head.tag_ in {"JJ"} and head.dep_ in {"acomp", "attr"}:
        return surface_subjects(head.head, depth + 1)
    if dep == "pcomp":
        governor = head.head
        if governor.tag_ in VERB_TAGS:
            beside = head.lower_ in _BESIDE  # "told the press, hours after recalling her envoy": who told
            if not beside and governor.lemma_ in object_control() | grammar_words("for_deeds"):
                controlled = list(objects(governor))
                if controlled:
                    return controlled
            return surface_subjects(governor, depth + 1)
        if governor.tag_ in NOUN_TAGS:
            return noun_agents(governor, depth + 1)
        if governor.dep_ == "acomp":
            return surface_subjects(governor.head, depth + 1)  # "is responsible for downing"
    if dep in {"acl", "relcl"} and head.tag_ in NOUN_TAGS:
        if verb.tag_ == "VBG" and head.dep_ == "dobj" and head.head.lemma_ in light_verbs():
            # "passed a resolution criticising": who passed it criticises.
            return [head, *surface_subjects(head.head, depth + 1)]
        if verb.tag_ == "VBG" or dep == "relcl" or _is_perfect(verb):
            return [head]
        if has_to(verb):
            if head.lemma_.lower() in grammar_words("invitations"):
                return _invited(head, depth + 1)
            return noun_agents(head, depth + 1) or [head]
    return []


def _invited(noun: Token, depth: int) -> list[Token]:
    """Give who is to do what an invitation is for: who gets it, not whose it is."""
    verb = noun.head
    if noun.dep_ not in {"dobj", "nsubjpass"} or verb.tag_ not in VERB_TAGS:
        return []
    given = [*fill(verb, "iobj"), *prepositional(verb, "to"), *prepositional(noun, "to")]
    if given or verb.lemma_ in grammar_words("inviting"):
        return given
    return surface_subjects(verb, depth) if noun.dep_ == "dobj" else []


def noun_agents(noun: Token, depth: int = 0) -> list[Token]:
    """Give who is behind a plan, decision or attempt: its possessor, or the subject that has or makes it."""
    if depth > 6:
        return []
    found = _possessors(noun) or list(prepositional(noun, "by"))
    if found:
        return found
    verb = light_verb(noun)
    if verb is not None:
        return surface_subjects(verb, depth + 1)
    return [m for m in noun.lefts if m.dep_ in MODIFIERS]


def _possessors(noun: Token) -> list[Token]:
    own = [owner(child) for child in children_of(noun) if child.dep_ == "poss"]
    if own or noun.dep_ not in {"conj"} or any(c.dep_ == "det" for c in noun.lefts):
        return own  # "the bank's chairman and a former minister": not the bank's
    return [child for child in children_of(noun.head) if child.dep_ == "poss"]


def owner(possessor: Token) -> Token:
    """Give whom "whose" stands for, of any other possessor itself: "Chad, whose loan to Mali" -> Chad.

    Parameters
    ----------
    possessor
        A token in the possessive.
    """
    if possessor.tag_ != "WP$":
        return possessor
    return next((t.head for t in possessor.ancestors if t.dep_ == "relcl"), possessor)


def _antecedent(token: Token, verb: Token) -> Token:
    """Give what a relative pronoun stands for: "the pact which links" -> pact."""
    if token.tag_ not in _RELATIVE and token.lower_ != "that":
        return token
    clause = verb
    for _ in range(4):
        if clause.dep_ == "relcl":
            return clause.head
        if clause.dep_ not in _CLAUSES:
            break
        clause = clause.head
    return token


def _own_subject(verb: Token) -> bool:
    return any(child.dep_ in {"nsubj", "nsubjpass", "csubj", "expl"} for child in children_of(verb))


def _unique(tokens: Iterator[Token] | list[Token]) -> list[Token]:
    return sorted({token.i: token for token in tokens}.values(), key=lambda token: token.i)


def verb_of(token: Token) -> Token:
    """Give the verb that tells of an event: itself, the one that lends it its subject, or its clause's."""
    if cues.is_verb(token):
        return token
    return light_verb(token) or cues.clause_head(token)


def is_mutual(token: Token) -> bool:
    """Tell whether a word belongs to "each other" or "one another", which mean the others of those who act.

    Parameters
    ----------
    token
        Any token.
    """
    words = forms_in(token.doc)[max(0, token.i - 1) : token.i + 2]
    pairs = {"-".join(pair) for pair in itertools.pairwise(words)}
    return not pairs.isdisjoint(grammar_words("mutual"))
