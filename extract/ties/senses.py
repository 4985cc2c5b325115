"""What a word means is told by its arguments: who commands asks nothing, whom a clause explains is apart.

All functions take ties or their ends, and look at the trees around them.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from detente.extract.speech.citers import word_lists
from detente.extract.syntax.arguments import VERB_TAGS
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.extract.ties.scene import Filler, Tie


def is_no_order(tie: Tie) -> bool:
    """Tell whether somebody leads, and asks nobody for anything: "commands X's fleet".

    Parameters
    ----------
    tie
        A tie.
    """
    trigger, verb = tie.match.trigger, tie.match.head
    if trigger.event != "REQUEST" or trigger.others or trigger.head not in grammar_words("ordering"):
        return False
    if tie.target.slot not in {"obj", "near"}:
        return False
    told = (verb, *(c for c in children_of(verb) if c.dep_ in {"dobj", "nsubjpass"}))
    clauses = (c for word in told for c in children_of(word) if c.dep_ in {"xcomp", "ccomp", "advcl", "acl"})
    return not any(c.tag_ == "VB" or c.dep_ == "ccomp" for c in clauses)


def is_denial_of_fact(tie: Tie) -> bool:
    """Tell whether a verb denies that something is so, and refuses nobody: "Kigali, which X denies".

    Parameters
    ----------
    tie
        A tie.
    """
    verb, target = tie.match.head, tie.target
    if tie.match.trigger.event != "REJECT" or verb.lemma_ not in word_lists()["denial"]["flat"]:
        return False
    if len(tie.match.tokens) > 1 or verb.tag_ not in VERB_TAGS:
        return False
    named = verb.doc[target.actor.candidate.head]
    if target.slot == "obj":  # "which Kigali denies" means all that was told, not the name before it
        is_refused = target.actor.candidate.first == verb.i + 1  # "deny Iran a haven"
        direct = named.head == verb and named.dep_ in {"dobj", "dative", "nsubjpass"}
        return not (direct or is_refused)
    content = [c for c in children_of(verb) if c.dep_ in {"ccomp", "xcomp", "pcomp"} and c.i > verb.i]
    things = (c for c in children_of(verb) if c.dep_ == "dobj" and c != named)
    content += [c for c in things if any(t.lower_ in {"any", "all"} for t in children_of(c))]
    return target.slot == "near" and any(t in named.ancestors or t == named for t in content)


def is_telling(tie: Tie) -> bool:
    """Tell whether somebody is only told something: "let its neighbour know", "let it be known".

    Parameters
    ----------
    tie
        A tie.
    """
    verb = tie.match.head
    if tie.match.trigger.event != "YIELD" or verb.lemma_ != "let":
        return False
    return any(c.lemma_ in {"know", "slip"} for c in children_of(verb) if c.dep_ in {"ccomp", "xcomp"})


def is_of_post(tie: Tie) -> bool:
    """Tell whether a post is taken over, and nothing bought: "took over the chair of X".

    Parameters
    ----------
    tie
        A tie.
    """
    if tie.match.trigger.relation != "investment" or tie.target.depth == 0 or tie.target.slot != "obj":
        return False
    return any(
        child.lemma_.lower() in grammar_words("posts")
        for child in children_of(tie.match.head) if child.dep_ in {"dobj", "nsubjpass"}
    )  # fmt: skip


def is_in_own_clause(filler: Filler, token: Token, head: Token) -> bool:
    """Tell whether a noun means nobody but those in the clause that explains it: "tolls that A and B demand".

    Parameters
    ----------
    filler
        Who was found in the phrase of the noun.
    token
        The noun.
    head
        The verb of the clause.
    """
    if head.dep_ not in {"relcl", "acl"} or filler.depth == 0:
        return False
    first, last = head.left_edge.i, head.right_edge.i
    return first <= filler.actor.candidate.head <= last and not first <= token.i <= last


def relative_of(filler: Filler, head: Token) -> Token | None:
    """Give the verb of the relative clause below a trigger that has somebody: "a base that will host X".

    Parameters
    ----------
    filler
        An end of a tie.
    head
        The head of its trigger.
    """
    if filler.depth == 0 or filler.slot == "near":
        return None
    token = head.doc[filler.actor.candidate.head]
    way = itertools.takewhile(lambda t: t != head, (token, *token.ancestors))
    return next((t for t in way if t.dep_ == "relcl" and t.tag_ in VERB_TAGS), None)
