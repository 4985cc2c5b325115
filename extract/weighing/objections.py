"""What speaks against a tie that the model proposes: the grammar keeps its two actors apart, or one is none.

A pair is proposed since sentences of its build state ties; what a sentence says of the two in so many words
counts for more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.knowledge.roles import load_roles
from detente.extract.speech.citers import is_report
from detente.extract.status import read_status
from detente.extract.syntax.arguments import MODIFIERS, NOUN_TAGS, VERB_TAGS
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of
from detente.extract.ties.hostilities import as_land
from detente.extract.ties.scene import Filler
from detente.extract.weighing.plausibility import ends_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.extract.reference.actors import Actor
    from detente.extract.schema import Event
    from detente.extract.ties.scene import Scene, Tie
    from detente.extract.ties.triggers import Match
    from detente.extract.weighing.plausibility import Pair, Sentence

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_DONE_TO: frozenset[Event] = frozenset({"COERCE", "ASSAULT"})
_PLACES = frozenset({"place", "region"})
_OWNERS = frozenset({"poss", "amod", "compound", "nmod"})
_OF = frozenset({"of", "in", "from"})
_WHERE = frozenset({"in", "at", "near", "outside", "off"})
_OCCASIONS = frozenset("after amid despite during following since until when once because".split())
_MUTUAL: frozenset[Event] = frozenset({"AGREE", "CONSULT", "COOPERATE"})
_OPINIONS: frozenset[Event] = frozenset({"SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST"})
"""What citizens do for themselves: their state has no part in it."""


def only_says_where(pair: Pair, scene: Scene) -> bool:
    """Tell whether a pair is two places, or one end only says where the other or a third thing lies.

    Parameters
    ----------
    pair
        The pair.
    scene
        The passage.
    """
    return _are_places(scene, pair) or _is_of_thing(scene, pair)


def is_home(pair: Pair, sentence: Sentence, scene: Scene, tied: frozenset[frozenset[str]]) -> bool:
    """Tell whether a state is only the home of a firm, or people those of a state that the rules tie.

    "Peru's Alta sold ore to X" says nothing of Peru.

    Parameters
    ----------
    pair, sentence, scene
        The pair, its sentence and passage.
    tied
        Whom the rules tie in the sentence.
    """
    named = tuple(zip((pair.first, pair.second), pair.entities, strict=True))
    if any(_has_firm_at_home(actor, entity, sentence, scene) for actor, entity in named):
        return True
    if not tied:
        return False
    ends = [scene.memory.entity(entity) for entity in pair.entities]
    states = frozenset(e.country if e.generic and e.country else e.id for e in ends)
    if states in tied and states != frozenset(pair.entities):
        return True  # "visas for Peru's citizens" are said of Peru
    lands = frozenset(as_land(scene, Filler(entity, actor, "near", 2)).entity for actor, entity in named)
    if lands in tied and lands != frozenset(pair.entities):
        return True  # "shelled the Congolese town of X" is said of Congo
    hosts = frozenset(e.country if e.type == "place" and e.country else e.id for e in ends)
    visits = (ends_of(tie) for tie in sentence.ties if tie.match.trigger.event == "CONSULT")
    return hosts != frozenset(pair.entities) and hosts in visits  # "flew to Lima" is said of Peru


def are_kept_apart(pair: Pair, nearest: Match | None, sentence: Sentence, scene: Scene) -> bool:
    """Tell whether the sentence keeps two actors apart.

    Parameters
    ----------
    pair, sentence, scene
        The pair, its sentence and passage.
    nearest
        The trigger nearest to both, if there is one.
    """
    return (
        _are_apart(pair)
        or _only_tells(pair, scene)
        or _are_on_one_side(nearest, pair, sentence)
        or _is_of_occasion(nearest, pair, sentence)
        or _is_of_others(nearest, pair, sentence)
        or _is_means(nearest, pair)
        or (nearest is not None and nearest.trigger.event in _DONE_TO and _is_across_border(pair))
    )


def says_otherwise(word: Token, nearest: Match | None, pair: Pair, sentence: Sentence) -> bool:
    """Tell whether the word by which two are tied denies it, or ties them to a third instead.

    Parameters
    ----------
    word
        The word.
    nearest
        The trigger nearest to both, if there is one.
    pair, sentence
        The pair and its sentence.
    """
    if _is_denied_by(word, pair) or _overtakes(word):
        return True
    told = [tie for tie in sentence.ties if tie.match.head.i == word.i]
    if told and (_act_side_by_side(pair, told) or _is_of_an_end(pair, told)):
        return True
    return nearest is not None and _is_sent_there(nearest, pair, sentence)


def _overtakes(verb: Token) -> bool:
    """Whether one only comes before another in what both do: "overtook Chile as a buyer of copper"."""
    if verb.lemma_ not in grammar_words("overtaking"):
        return False
    return any(c.lower_ == "as" for word in (verb, *children_of(verb)) for c in children_of(word))


def _are_places(scene: Scene, pair: Pair) -> bool:
    return all(scene.type_of(entity) in _PLACES for entity in pair.entities)


def _is_of_thing(scene: Scene, pair: Pair) -> bool:
    """Whether an end only says where the route or site is that the sentence is about."""
    ends = zip((pair.first, pair.second), pair.entities, strict=True)
    return any(scene.is_of_thing(actor) and scene.type_of(entity) in _PLACES for actor, entity in ends)


def _has_firm_at_home(actor: Actor, state: str, sentence: Sentence, scene: Scene) -> bool:
    """Whether a state stands before a firm as its home."""
    token = scene.doc[actor.candidate.head]
    while token.dep_ in MODIFIERS or token.dep_ == "poss":
        token = token.head
        firm = scene.actor_at(token)
        if firm is not None and firm is not actor:
            entity = scene.memory.entity(firm.entities[0])
            is_home = entity.country == state or {entity.id, state} in sentence.structure
            return is_home and entity.type == "company"
    return False


def _are_apart(pair: Pair) -> bool:
    """Whether grammar keeps two actors apart: one is ruled out ("not to Angola"), or each has a clause."""
    doc = pair.top.doc
    for path in pair.paths:
        for token in path[:4]:
            first = token.left_edge.i
            if token.dep_ in {"conj", "pobj", "prep", "dobj"} and first and doc[first - 1].lower_ == "not":
                return True
        clause = path[-1] if path else None
        if clause is not None and clause.dep_ == "conj" and clause.tag_ in VERB_TAGS:
            return any(child.dep_ in _SUBJECTS for child in children_of(clause))
    return False


def _is_across_border(pair: Pair) -> bool:
    """Whether an end only says at which border a deed was done: "an ambush near the border with Chad"."""
    for head in pair.heads:
        line = head.head
        if head.dep_ == "pobj" and line.lower_ == "with":
            line = line.head
        is_line = line.lemma_ in grammar_words("borders") and line.dep_ == "pobj"
        if is_line and not any(child.tag_ == "PRP$" for child in children_of(line)):
            return True
    return False


def _only_tells(pair: Pair, scene: Scene) -> bool:
    """Whether a paper or nobody named only tells what the other has to do with: "officials said X ..."."""
    for entity, path, other in zip(pair.entities, pair.paths, pair.paths[::-1], strict=True):
        tells = len(path) == 1 and path[0].dep_ in _SUBJECTS and is_report(pair.top)
        teller = scene.memory.entity(entity)
        is_nobody = teller.generic or (teller.type == "company" and teller.sector == "MED")
        if tells and other and other[-1].dep_ == "ccomp" and is_nobody:
            return True
    return False


def _are_on_one_side(nearest: Match | None, pair: Pair, sentence: Sentence) -> bool:
    """Whether a trigger says of two that a third did something with each: "signed deals with A and B"."""
    if nearest is None:
        return False
    ties = [
        tie for tie in sentence.ties
        if nearest.head in tie.match.tokens and tie.target.slot not in {"between", "among"}
    ]  # fmt: skip
    one, other = ({tie.source.entity for tie in ties if tie.target.entity == e} for e in pair.entities)
    return bool(one & other)


def _is_of_occasion(nearest: Match | None, pair: Pair, sentence: Sentence) -> bool:
    """Whether an end is but where something was that a deed followed: "banned X's beef after a case in Y"."""
    if nearest is None:
        return False
    verb = nearest.head
    told = {e for tie in sentence.ties if verb in tie.match.tokens for e in ends_of(tie)}
    return any(
        entity not in told
        and other in told
        and len(path) > 1
        and path[1].dep_ == "prep"
        and path[1].lower_ in _WHERE
        and any(t.head == verb and _is_occasion(t) for t in path[1:])
        for entity, other, path in zip(pair.entities, pair.entities[::-1], pair.paths, strict=True)
    )


def _is_occasion(token: Token) -> bool:
    """Whether a phrase or clause says when or why something was done."""
    if token.dep_ == "prep":
        return token.lower_ in _OCCASIONS
    return token.dep_ == "advcl" and any(
        child.dep_ == "mark" and child.lower_ in _OCCASIONS for child in children_of(token)
    )


def _is_of_others(nearest: Match | None, pair: Pair, sentence: Sentence) -> bool:
    """Whether a relative clause tells of others: "the court heard the case that Mexico brought against X"."""
    if nearest is None:
        return False
    told = {e for tie in sentence.ties if nearest.head in tie.match.tokens for e in ends_of(tie)}
    clause = next((t for t in (nearest.head, *nearest.head.ancestors) if t.dep_ == "relcl"), None)
    if not told or clause is None or clause == pair.top or clause in pair.top.ancestors:
        return False
    inside = {clause, clause.head, *clause.head.conjuncts}
    return pair.top != clause.head and any(
        entity not in told and inside.isdisjoint(path)
        for entity, path in zip(pair.entities, pair.paths, strict=True)
    )


def _is_means(nearest: Match | None, pair: Pair) -> bool:
    """Whether one end only says with what or whom a deed of force was done: "hit it with Thai guns"."""
    if nearest is None or nearest.trigger.event not in _DONE_TO or "with" in nearest.trigger.target:
        return False
    verbs = {nearest.head, *(c for c in children_of(nearest.head) if c.dep_ == "dobj")}
    return any(
        t.dep_ == "prep" and t.lower_ == "with" and t.head in verbs for path in pair.paths for t in path
    )


def _is_denied_by(word: Token, pair: Pair) -> bool:
    """Whether an actor stands in a clause that a trigger says is not so: "the denial that it armed X"."""
    for path in pair.paths:
        verb = next((token for token in path if token.tag_ in VERB_TAGS), None)
        if verb is not None and verb.i != word.i:
            reading = read_status(verb)
            if reading.status == "denied" and reading.cue is not None and reading.cue.start == word.idx:
                return True
    return False


def _act_side_by_side(pair: Pair, told: list[Tie]) -> bool:
    """Whether both do, or undergo, what is not done together: "Peru, along with Chile, sued Bolivia"."""
    if told[0].match.trigger.event in _MUTUAL:
        return False
    if len(pair.first.entities) > 1 or len(pair.second.entities) > 1:
        return False  # "both countries"
    ends = set(pair.entities)
    return ends <= {tie.source.entity for tie in told} or ends <= {tie.target.entity for tie in told}


def _is_of_an_end(pair: Pair, told: list[Tie]) -> bool:
    """Whether one only says whose they are who act on the other: India in "India's opposition sued X".

    Rebels of a state are not the state when they shoot.
    """
    event, role = told[0].match.trigger.event, told[0].source.actor.candidate.role
    if event not in _OPINIONS and not (event in _DONE_TO and load_roles().sector(role) == "REB"):
        return False
    for actor, owner, other in zip((pair.first, pair.second), pair.heads, pair.entities[::-1], strict=True):
        if len(actor.entities) == 1 and any(
            tie.target.entity == other and _is_inside(owner, tie.source.actor) for tie in told
        ):
            return True
    return False


def _is_inside(name: Token, whole: Actor) -> bool:
    """Whether a name belongs to the phrase of another actor: "Somalia's al-Shabaab", "residents of Oslo"."""
    outer = whole.candidate
    if name.i == outer.head:
        return False
    if outer.first <= name.i <= outer.last:
        return True
    above = name.head if name.dep_ in _OWNERS else name
    if name.dep_ == "pobj" and name.head.lower_ in _OF and name.head.head.tag_ in NOUN_TAGS:
        above = name.head.head
    return above.i != name.i and outer.first <= above.i <= outer.last


def _is_sent_there(nearest: Match, pair: Pair, sentence: Sentence) -> bool:
    """Whether an end is only where those are sent to whom something is done: "deported six Poles to Kyiv"."""
    if nearest.trigger.event not in _DONE_TO or all(tie.match.head != nearest.head for tie in sentence.ties):
        return False
    ends = (next((t for t in path if t.head == nearest.head), None) for path in pair.paths)
    return any(end is not None and end.dep_ in {"prep", "dative"} and end.lower_ == "to" for end in ends)
