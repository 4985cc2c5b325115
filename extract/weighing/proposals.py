"""Ties weighed by the tie model: what the rules read gets its plausibility; what they overlook is proposed.

A proposed tie has a trigger too: the trigger of the vocabulary that stands nearest to its two actors, or else
the word that both hang on, whose event the event model decides, and its relation the tie model.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from detente.extract.factuality.effects import effect_of
from detente.extract.speech.citers import is_report
from detente.extract.status import read_status
from detente.extract.syntax.arguments import NOUN_TAGS, VERB_TAGS
from detente.extract.syntax.ellipses import is_subject_of_echo
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of, steps_between
from detente.extract.ties.fit import forbids
from detente.extract.ties.scene import Filler, Tie
from detente.extract.ties.topics import topics_in
from detente.extract.ties.triggers import Match
from detente.extract.vocabulary import Trigger
from detente.extract.weighing.events import predict_event
from detente.extract.weighing.objections import are_kept_apart, is_home, only_says_where, says_otherwise
from detente.extract.weighing.pair_features import features, topic_features
from detente.extract.weighing.plausibility import (
    Pair,
    Sentence,
    ends_of,
    pairs_of,
    plausibility,
    slots_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray
    from spacy.tokens import Token

    from detente.extract.schema import Event
    from detente.extract.ties.scene import Scene
    from detente.extract.ties.topics import Topic
    from detente.extract.vocabulary import Pos, Vocabulary
    from detente.extract.weighing.readings import Reading

_RANKS = {"nsubj": 0, "agent": 0, "csubj": 0, "poss": 1, "nsubjpass": 3, "dobj": 3, "dative": 3}
"""Who acts stands first: roles under a verb or noun, from the likeliest source to the likeliest target."""
_OTHER_CLAUSES = frozenset({"conj", "advcl", "relcl", "ccomp", "acl", "parataxis"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_ENDINGS: frozenset[Event] = frozenset({"SANCTION", "REJECT"})
_SHARE, _SHARE_OF_RULES = 0.35, 0.4
"""How likely the likeliest relation must be: of a proposed tie, and of one that the rules read already."""
_SHARING = frozenset({"conj", "xcomp"})
_BESIDE = frozenset({"conj", "ccomp", "parataxis"})
_MEANT = frozenset({"xcomp", "ccomp", "dobj"})
_NOT_DONE = frozenset({"planned", "possible", "denied"})
_OF_ANY_DOMAIN: frozenset[Event] = frozenset({"AGREE", "COOPERATE"})
_WIDE = frozenset({None, "trade"})
"""Relations of a trigger that leave open what a tie is about: a sale may be one of gas, or of frigates."""
_CHARGES: frozenset[Event] = frozenset({"ASSAULT", "COERCE"})
"""What somebody is accused of by whoever tells it of them."""


@dataclasses.dataclass(frozen=True, slots=True)
class TieModel:
    """The tables of the model, and from which plausibility on a tie is proposed.

    `weights` and `least` are for running text, `brief` and `brief_least` for a text of a sentence or two,
    which was chosen for the event that it tells. Weights have shape (slots,), `relation_weights`
    (slots, relations).
    """

    weights: NDArray[np.floating]
    brief: NDArray[np.floating]
    relation_weights: NDArray[np.floating]
    relations: tuple[str, ...]
    least: float
    brief_least: float


def weigh(
    reading: Reading, scene: Scene, model: TieModel, *, vocabulary: Vocabulary, is_brief: bool
) -> Iterator[Tie]:
    """Yield the ties of the rules with their plausibility, then those that the model proposes.

    Parameters
    ----------
    reading
        What the rules read.
    scene
        The passage.
    model
        The tables.
    vocabulary
        Knows which relations are topics of cooperation.
    is_brief
        Whether the text is a sentence or two.
    """
    weights, least = (model.brief, model.brief_least) if is_brief else (model.weights, model.least)
    known: dict[tuple[int, frozenset[str]], tuple[float, Pair, list[int]]] = {}
    proposed: list[Tie] = []

    @functools.cache
    def topics_at(start: int) -> list[Topic]:  # of a sentence: many have nothing that asks for them
        return topics_in(scene.sentence_at(start), scene=scene, vocabulary=vocabulary)

    for sentence in reading.sentences:
        start = sentence.span.start
        stated = {_states(scene, ends_of(tie)) for tie in sentence.ties}
        stated |= {_states(scene, ends) for ends in sentence.structure}
        tied = frozenset(sentence.tied)
        for pair in pairs_of(sentence):
            ends = frozenset(pair.entities)
            states = _states(scene, ends)
            is_open = states not in stated and not only_says_where(pair, scene)
            if not is_open and ends not in tied:
                continue  # nothing would come of it
            if is_open and is_home(pair, sentence, scene, tied):
                continue
            slots = slots_of(features(pair, sentence=sentence, scene=scene, is_brief=is_brief))
            share = plausibility(slots, weights)
            known[start, ends] = share, pair, slots
            if is_open and share >= least:
                relation = _relation(_with_topics(slots, pair, topics_at(start)), model, _SHARE)
                tie = _proposed(pair, sentence, scene, relation, vocabulary=vocabulary, is_brief=is_brief)
                if tie is not None:
                    stated.add(states)
                    proposed.append(dataclasses.replace(tie, plausibility=share))
    for tie in reading.ties:
        start = scene.sentence_at(tie.match.head.i).start
        told = known.get((start, ends_of(tie)))
        if told is None or _is_against_employer(tie):
            yield tie
            continue
        share, pair, slots = told
        domain = None
        is_open = tie.match.trigger.event in _OF_ANY_DOMAIN and tie.match.trigger.relation in _WIDE
        if is_open and not is_brief:  # a sentence alone does not tell what its ends have to do elsewhere
            domain = _relation(_with_topics(slots, pair, topics_at(start)), model, _SHARE_OF_RULES)
        domain = _promised(tie, reading.ties) or domain
        domain = domain if domain in vocabulary.topics else None
        yield dataclasses.replace(tie, plausibility=share, domain=domain)
    yield from proposed


def _promised(tie: Tie, ties: Iterable[Tie]) -> str | None:
    """Give the relation of what two agree to do, where another trigger says it: "agreed to buy a bank"."""
    if tie.match.trigger.event != "AGREE" or tie.target.slot not in {"comp", "comp_obj"}:
        return None
    ends, verb = ends_of(tie), tie.match.head
    done = (
        other.match.trigger.relation for other in ties
        if other.match.trigger.relation and other.match.head.head == verb and ends_of(other) == ends
    )  # fmt: skip
    return next(done, None)


def _is_against_employer(tie: Tie) -> bool:
    """Whether those strike whose phrase names the firm, of whose like the model has seen no ties."""
    source, target = tie.source.actor.candidate, tie.target.actor.candidate
    return tie.match.trigger.event == "PROTEST" and source.first <= target.first <= source.last


def _with_topics(slots: list[int], pair: Pair, topics: Sequence[Topic]) -> list[int]:
    """Give the slots of a pair with those of what its sentence is about."""
    return sorted({*slots, *slots_of(topic_features(pair, topics))})


@functools.cache
def load_tie_model() -> TieModel:
    """Load the tables that ship with detente."""
    with resources.files("detente.data").joinpath("ties.npz").open("rb") as stream:
        table = np.load(stream, allow_pickle=False)
        relations = tuple(str(name) for name in table["relations"])
        return TieModel(
            table["weights"], table["brief"], table["relation_weights"], relations,
            float(table["least"]), float(table["brief_least"]),
        )  # fmt: skip


def _states(scene: Scene, ends: frozenset[str]) -> frozenset[str]:
    """Give the ends of a tie with people and bodies as their states: "the Serbian minister" acts once."""
    states = {scene.memory.acts_for(entity) for entity in ends}
    return frozenset(states if len(states) > 1 else ends)


def _relation(slots: list[int], model: TieModel, least: float) -> str | None:
    """Give the likeliest relation, if its share is not below the least."""
    scores = model.relation_weights[slots].sum(axis=0, dtype=np.float64) / np.sqrt(len(slots))
    shares = np.exp(scores - scores.max())
    best = int(shares.argmax())
    return model.relations[best] if shares[best] >= least * shares.sum() else None


def _proposed(
    pair: Pair, sentence: Sentence, scene: Scene, relation: str | None, *, vocabulary: Vocabulary,
    is_brief: bool,
) -> Tie | None:  # fmt: skip
    """Make a tie of a pair: who acts on whom, by which word, and which event that is."""
    nearest = _nearest(pair, sentence.matches)
    if (
        nearest is not None
        and nearest.trigger.event == "YIELD"
        and not _gives_way(pair, nearest, sentence, vocabulary)
    ):
        rest = tuple(match for match in sentence.matches if match.trigger.event != "YIELD")
        return _proposed(
            pair, dataclasses.replace(sentence, matches=rest), scene, relation,
            vocabulary=vocabulary, is_brief=is_brief,
        ) if rest else None  # fmt: skip
    order = _order(pair, nearest)
    heads = [pair.heads[i] for i in order]
    actors = [(pair.first, pair.second)[i] for i in order]
    entities = [pair.entities[i] for i in order]
    if are_kept_apart(pair, nearest, sentence, scene) or any(map(is_subject_of_echo, heads)):
        return None
    types = {scene.type_of(entity) for entity in entities}
    allowed = [m for m in sentence.matches if all(k in types for _, k in m.trigger.only if k[0] != "!")]
    nearest = _nearest(pair, allowed)
    word = nearest.head if nearest else _governing(pair.top)
    if word is None or scene.actor_at(word) is not None or says_otherwise(word, nearest, pair, sentence):
        return None
    event = predict_event(heads[0], heads[1], tie=None, matches=sentence.matches)
    if nearest is not None:
        trigger = nearest.trigger
        other = _parted(word, pair) if trigger.event in _ENDINGS and relation in vocabulary.topics else None
        if other is not None and relation is not None:
            word, nearest = other, None
            fit = vocabulary.events.get(relation, ())
            event = next((one for one in (event, *fit) if one in fit), event)
            trigger = Trigger(other.lemma_.lower(), (), "v", event, relation)
        elif trigger.event in _ENDINGS and relation in vocabulary.topics:
            trigger = dataclasses.replace(trigger, relation=relation, status="ended")  # "froze a loan"
        elif relation is not None and not is_brief:
            # The trigger stands near, but was not found to tie these two: the model knows more of them. In a
            # text that was chosen for one event, the trigger is most likely that event's.
            if relation != (trigger.relation or vocabulary.default.get(trigger.event or "")):
                word = _meant_by(word, pair, scene) or word
            fit = vocabulary.events.get(relation, ())
            fitting = next((one for one in (trigger.event, event, *fit) if one in fit), trigger.event)
            trigger = dataclasses.replace(trigger, relation=relation, event=fitting)
    elif relation is not None:
        word = _meant_by(word, pair, scene) or word
        pos: Pos = "v" if word.tag_ in VERB_TAGS else "n"
        fit = () if is_brief else vocabulary.events.get(relation, ())
        event = next((one for one in (event, *fit) if one in fit), event)
        trigger = Trigger(word.lemma_.lower(), (), pos, event, relation)
    else:
        return None
    if trigger.event in _CHARGES and _tells_of(pair, order[0]):
        word, nearest = pair.top, None
        trigger = Trigger(word.lemma_.lower(), (), "v", "ACCUSE", None)
    is_said = trigger.event is not None and trigger.relation not in vocabulary.topics
    is_said = is_said and _family(event, vocabulary) != "cooperation"
    if heads[1].head.dep_ == "agent" and heads[1].head.head == word:
        entities, actors = entities[::-1], actors[::-1]  # "treasures lent by X"
    word = (
        _shared_verb(word, pair, is_said=is_said)
        or _own_clause(word, pair)
        or _done_to(word, pair)
        or (None if is_said else _planned_of(word, pair))
        or word
    )
    match = Match(word, nearest.tokens if nearest else (word,), trigger)
    source, target = (
        Filler(entity, actor, "near", 2) for entity, actor in zip(entities, actors, strict=True)
    )
    tie = Tie(match, source, target, symmetric=False)
    return None if forbids(tie, scene) else tie


def _order(pair: Pair, nearest: Match | None) -> tuple[int, int]:
    """Say which of a pair acts, 0 or 1, then which is acted on: by the trigger, else who stands higher."""
    ranks = [_rank(path) for path in pair.paths]
    acting = _acting(nearest.head, pair) if nearest else None
    return (0, 1) if (acting == 0 if acting is not None else ranks[0] <= ranks[1]) else (1, 0)


def _gives_way(pair: Pair, nearest: Match, sentence: Sentence, vocabulary: Vocabulary) -> bool:
    """Whether one of a pair gives way to the other; who is told to has not: "strikes unless X yields"."""
    heads = [pair.heads[i] for i in _order(pair, nearest)]
    event = predict_event(heads[0], heads[1], tie=None, matches=sentence.matches)
    return _family(event, vocabulary) == "cooperation"


def _parted(word: Token, pair: Pair) -> Token | None:
    """Give the verb of another clause that has one of two actors: "expelled an envoy, and Rome sent guns"."""
    for path in pair.paths:
        below = itertools.takewhile(lambda t: t != word, path)
        if word == pair.top or word in path:
            own = next((t for t in below if t.tag_ in VERB_TAGS and t.dep_ in _OTHER_CLAUSES), None)
            if own is not None:
                return own
        elif word.tag_ in VERB_TAGS and word.dep_ in _OTHER_CLAUSES:
            return next((t for t in (*path, pair.top) if t.tag_ in VERB_TAGS), None)
    return None


def _family(event: Event, vocabulary: Vocabulary) -> str:
    """Give cooperation or conflict, as the relation that an event has by default."""
    return vocabulary.families[vocabulary.default[event]]


def _tells_of(pair: Pair, first: int) -> bool:
    """Whether one end tells what the other does: "the watchdog said Chad's army had shelled a village"."""
    teller, other = pair.paths[first], pair.paths[1 - first]
    return (
        len(teller) == 1
        and teller[0].dep_ in _SUBJECTS
        and is_report(pair.top)
        and len(other) == 2
        and other[0].dep_ in _SUBJECTS
        and other[1].dep_ == "ccomp"
    )


def _meant_by(word: Token, pair: Pair, scene: Scene) -> Token | None:
    """Give what somebody only hopes for, rules out or charges others with: "hopes to draw oil through X"."""
    for path in reversed(pair.paths):
        below = next((token for token in path[1:] if token.head == word), None)
        if below is not None and effect_of("object", f"{word.lemma_} {below.lower_}") in ("said", "actual"):
            return next((t for t in path if t.head == below and t.dep_ == "pcomp"), None)
        if below is None or below.dep_ not in _MEANT or scene.actor_at(below) is not None:
            continue
        if below.tag_ in VERB_TAGS | NOUN_TAGS and read_status(below).status in _NOT_DONE:
            return below
    return None


def _own_clause(word: Token, pair: Pair) -> Token | None:
    """Give the verb of a clause of its own that one actor is the subject of, if it tells of nothing done.

    "Canada signed a pact with Manila; Germany is considering one" says what Germany considers; "went to
    Doha to court Israel", what Israel may expect.
    """
    way = {token.i for path in pair.paths for token in path}
    for path in pair.paths:
        subject = next((t for t in path if t.dep_ in _SUBJECTS), None)
        verb = subject.head if subject is not None else word
        below = (t for t in children_of(verb) if t.i in way and t != subject)
        is_beside = verb.dep_ in _BESIDE or any(t.dep_ in _BESIDE for t in below)
        told = (
            (verb, *(t for t in children_of(verb) if t.dep_ == "dobj")) if verb != word and is_beside else ()
        )
        undone = next((t for t in told if read_status(t).status in _NOT_DONE), None)
        if undone is not None:
            return undone
        aim = next((t for t in path if t.head == word and t.dep_ == "advcl" and t.tag_ == "VB"), None)
        if aim is not None and read_status(aim).status in _NOT_DONE:
            return aim
    return None


def _shared_verb(word: Token, pair: Pair, *, is_said: bool) -> Token | None:
    """Give the verb that two actors share, if a tie is not read from it: "plans to buy parts from X".

    Who does something first is the subject of what is joined to it or completes it, too: of "rang Y and may
    invite X", X has to do with the second verb alone. What `is_said` is done by saying it: "threatened to".
    """
    for path, other in (pair.paths, pair.paths[::-1]):
        acts = next((t for t in other if t.head == pair.top), None)
        node: Token | None = pair.top
        found: Token | None = None
        while acts is not None and acts.dep_ in _SUBJECTS:
            node = next(
                (t for t in path if t.head == node and t.dep_ in _SHARING and t.tag_ in VERB_TAGS), None
            )
            if node is None or any(child.dep_ in _SUBJECTS for child in children_of(node)):
                break
            found = node
        if found is None or found == word:
            continue
        if found not in word.ancestors:
            return None if is_said and word in found.ancestors else found
        if word.tag_ in NOUN_TAGS and "actual" == read_status(word).status != read_status(found).status:
            return found
    return None


def _done_to(word: Token, pair: Pair) -> Token | None:
    """Give the verb whose object a noun is, if one of the two is its subject and has not done it yet.

    "Could raise its fees on wine from X" is no fee on it yet; "will divert its cargo to X", no cargo to it.
    """
    verb = word.head
    if word.tag_ not in NOUN_TAGS or word.dep_ != "dobj" or verb != pair.top:
        return None
    acts = any(path and path[-1].dep_ in _SUBJECTS for path in pair.paths)
    return verb if acts and "actual" == read_status(word).status != read_status(verb).status else None


def _planned_of(word: Token, pair: Pair) -> Token | None:
    """Give the verb of a relative clause that has one of two, if it is not done yet: "which Y will lease"."""
    for path in pair.paths:
        clause = next((t for t in path if t.dep_ == "relcl" and t.tag_ in VERB_TAGS), None)
        if clause is not None and clause != word and clause not in word.ancestors:
            return clause if read_status(clause).status in _NOT_DONE else None
    return None


def _acting(word: Token, pair: Pair) -> int | None:
    """Tell which of two is the subject of a trigger, if the other does not tell of it."""
    if word.tag_ not in VERB_TAGS:
        return None
    for i, (path, other) in enumerate(zip(pair.paths, pair.paths[::-1], strict=True)):
        acts = any(t.head == word and t.dep_ in {"nsubj", "csubj"} for t in path)
        if acts and not any(t.dep_ in _SUBJECTS and t.head in _told_by(word) for t in other):
            return i
    return None


def _told_by(word: Token) -> list[Token]:
    """Give a verb and those of whose clauses it is a part: not what it only happened after."""
    found = [word]
    while word.dep_ not in {"advcl", "relcl", "ROOT"}:
        word = word.head
        found.append(word)
    return found


def _rank(path: tuple[Token, ...]) -> int:
    """Rank an actor by the role in which its phrase hangs on the nearest verb or noun above it."""
    for token in path:
        if token.dep_ == "nsubj" and token.head.lemma_ in grammar_words("suffering"):
            return _RANKS["nsubjpass"]
        if token.dep_ in _RANKS:
            return _RANKS[token.dep_]
        if token.head.tag_ in VERB_TAGS:
            break
    return 2


def _nearest(pair: Pair, matches: Sequence[Match]) -> Match | None:
    """Give the trigger nearest to both actors that stands on the way between them or hangs on it directly."""
    way = {token.i for path in pair.paths for token in path} | {pair.top.i}
    ranked = [
        (sum(steps_between(match.head, head) for head in pair.heads), -len(match.tokens), match.head.i, match)
        for match in matches
        if match.head.i in way or (match.head.head.i in way and match.head.dep_ not in _OTHER_CLAUSES)
    ]
    return min(ranked, key=lambda row: row[:3], default=(0, 0, 0, None))[3]


def _governing(token: Token) -> Token | None:
    """Give the first verb or common noun from a token upwards."""
    return next((t for t in (token, *token.ancestors) if t.tag_ in VERB_TAGS or t.tag_ in NOUN_TAGS), None)
