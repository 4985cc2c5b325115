"""What a sentence looks like from a pair of its actors: the features of the tie model.

Words and roles on the way from one actor to the other, what the rules read there, which triggers stand near
it, and who else stands in the sentence.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from detente.extract.syntax.tokens import forms_in, lemmas_in
from detente.extract.syntax.tree import children_of, steps_between
from detente.extract.weighing.plausibility import length_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from detente.extract.ties.scene import Scene
    from detente.extract.ties.topics import Topic
    from detente.extract.ties.triggers import Match
    from detente.extract.weighing.plausibility import Pair, Sentence

_INSIDE_NAMES = frozenset({"compound", "conj", "amod", "appos", "nmod"})
_SAID_BY_THEIR_WORD = frozenset({"prep", "agent", "dative"})
_OWN_PHRASES = frozenset({"prep", "poss", "relcl", "acl", "appos"})
_TOP_CHILDREN = frozenset({"neg", "prt", "dobj", "attr", "acomp", "xcomp", "aux", "auxpass"})
_TOP_OBJECTS = frozenset({"dobj", "attr", "acomp", "xcomp", "prt"})
_FEW_WORDS, _FAR = 5, 5
_MARKS = frozenset(',;:"“”')
_MOST_BEFORE, _OFTEN = 6, 9


def features(pair: Pair, *, sentence: Sentence, scene: Scene, is_brief: bool) -> Iterator[str]:
    """Yield what a sentence looks like from a pair of its actors.

    Parameters
    ----------
    pair
        The pair.
    sentence
        Its sentence.
    scene
        Knows the types of entities.
    is_brief
        Whether the text is a sentence or two. Of such there is training text enough to learn the finer
        points of a way, and the tie that is meant stands first and in the main clause; in running text both
        mislead.
    """
    yield from _of_rules(pair, sentence)
    yield from _of_ends(pair, scene)
    yield from _of_article(pair, scene)
    yield from _of_path(pair)
    yield from _between(pair, sentence)
    yield from _of_triggers(pair, sentence.matches)
    if is_brief:
        yield from _of_place(pair, sentence)
        yield from _more_of_path(pair)
        yield from _more_of_triggers(pair, sentence.matches)


def topic_features(pair: Pair, topics: Sequence[Topic]) -> Iterator[str]:
    """Yield what the sentence is about, seen from a pair: only the relation of a tie depends on it.

    Parameters
    ----------
    pair
        The pair.
    topics
        The domains that the sentence names.
    """
    low, high = sorted(head.i for head in pair.heads)
    first, last = pair.top.left_edge.i, pair.top.right_edge.i
    for topic in topics:
        yield f"sentence domain={topic.domain}"
        if low < topic.at < high:
            yield f"between domain={topic.domain}"
        if first <= topic.at <= last:
            yield f"top domain={topic.domain}"
    if not topics:
        yield "no domain"


def _of_rules(pair: Pair, sentence: Sentence) -> Iterator[str]:
    """Yield what the rules read of this pair and of either with others."""
    ends = frozenset(pair.entities)
    stated = ends in sentence.tied
    yield f"rule={stated}"
    for tie, tied in zip(sentence.ties, sentence.tied, strict=True) if stated else ():
        if tied == ends:
            yield f"rule event={tie.match.trigger.event}"
            yield f"rule phrase={tie.match.trigger.phrase}"
            yield f"rule slots={tie.source.slot}>{tie.target.slot}"
            yield f"rule depth={tie.source.depth + tie.target.depth}"
    if ends in sentence.structure:
        yield "structure"
    first, second = (entity in sentence.parties for entity in pair.entities)
    yield f"tied={first and not stated} {second} rule={stated}"
    yield f"actors={min(len(sentence.actors), 8)}"


def _of_ends(pair: Pair, scene: Scene) -> Iterator[str]:
    """Yield what the two actors are."""
    entities = [scene.memory.entity(entity) for entity in pair.entities]
    yield f"types={entities[0].type} {entities[1].type}"
    if any(entity.generic for entity in entities):
        yield "generic"
    ends = zip("ab", entities, (pair.first, pair.second), pair.heads, strict=True)
    for name, entity, actor, head in ends:
        yield f"{name}={entity.type} {actor.candidate.kind}"
        if actor.candidate.kind == "role":
            yield f"role={actor.candidate.role}"
        for seen in _around(head):
            yield f"{name} {seen}"


@functools.lru_cache(maxsize=64)  # an actor is an end of many pairs
def _around(head: Token) -> tuple[str, ...]:
    """Give what the head of an actor's phrase is, and what hangs on it."""
    found = [f"tag={head.tag_}"]
    found += [f"child={child.dep_}" for child in children_of(head) if child.dep_ in _OWN_PHRASES]
    return tuple(found)


def _of_article(pair: Pair, scene: Scene) -> Iterator[str]:
    """Yield how often the article speaks of the two, and whether they are of one state.

    Those whom an article is about have ties; who is named once in passing has few.
    """
    entities = [scene.memory.entity(entity) for entity in pair.entities]
    states = {entity.id if entity.type == "country" else entity.country for entity in entities}
    yield f"one state={len(states) == 1 and None not in states}"
    times = [min(scene.memory.times_seen(entity), _OFTEN) for entity in pair.entities]
    yield f"seen={min(times)}"
    yield f"seen most={max(times)}"
    for name, count in zip("ab", times, strict=True):
        yield f"{name} seen={count}"


def _of_path(pair: Pair) -> Iterator[str]:
    """Yield the way from one actor up to the word that both hang on, and down to the other."""
    top, lemmas = pair.top, lemmas_in(pair.top.doc)
    lemma = lemmas[top.i]
    way = f"{_spelled(pair.paths[0])}|{_spelled(pair.paths[1])}"
    yield f"length={min(length_of(pair.paths), 9)}"
    yield f"path={way}"
    yield f"path={way} {lemma}"
    yield f"top={lemma}"
    yield f"top tag={top.tag_}"
    for name, path in zip("ab", pair.paths, strict=True):
        for token in path[1:]:
            yield f"{name} via={lemmas[token.i]}"
        for token in path[:1]:
            yield f"end={token.dep_} {lemmas[token.head.i]}"


def _more_of_path(pair: Pair) -> Iterator[str]:
    """Yield the way once more, in parts and coarser, and what the word that both hang on has beside it."""
    top = pair.top
    plain = ["<".join(t.dep_ for t in path if t.dep_ not in _INSIDE_NAMES) for path in pair.paths]
    yield f"plain={plain[0]}|{plain[1]}"
    yield f"up={_spelled(pair.paths[0])}"
    yield f"down={_spelled(pair.paths[1])}"
    for name, path in zip("ab", pair.paths, strict=True):
        for token in path[1:]:
            via = token.lemma_.lower()
            yield f"via={via}"
            yield f"{name} via={token.dep_} {via}"
    for child in children_of(top):
        if child.dep_ in _TOP_CHILDREN:
            yield f"top {child.dep_}={child.lemma_.lower()}"
            if child.dep_ in _TOP_OBJECTS:
                yield f"top={top.lemma_.lower()} {child.lemma_.lower()}"
    low, high = sorted(head.i for head in pair.heads)
    if high - low <= _FEW_WORDS:
        yield "between=" + " ".join(lemmas_in(top.doc)[low + 1 : high])


def _more_of_triggers(pair: Pair, matches: Sequence[Match]) -> Iterator[str]:
    """Yield the event of the nearest trigger on the way, together with the way."""
    on_path = {token.i for path in pair.paths for token in path} | {pair.top.i}
    near = (
        (sum(steps_between(match.head, head) for head in pair.heads), match.head.i, match.trigger.event)
        for match in matches if match.head.i in on_path
    )  # fmt: skip
    nearest = min(near, key=lambda row: row[:2], default=None)
    if nearest is not None:
        yield f"{nearest[2]} path={_spelled(pair.paths[0])}|{_spelled(pair.paths[1])}"


def _spelled(path: Sequence[Token]) -> str:
    """Spell a way through the tree: prepositions by their word, names and lists as a dot."""
    steps: list[str] = []
    for token in path:
        if token.dep_ in _INSIDE_NAMES:
            if steps[-1:] != ["."]:
                steps.append(".")
        elif token.dep_ in _SAID_BY_THEIR_WORD:
            steps.append(token.lower_)
        elif token.dep_ != "pobj":
            steps.append(token.dep_)
    return "<".join(steps)


def _of_place(pair: Pair, sentence: Sentence) -> Iterator[str]:
    """Yield where in its sentence a pair stands: after which others, in the main clause or below it."""
    first = min(head.i for head in pair.heads)
    yield f"before={min(sum(head < first for head in sentence.heads), _MOST_BEFORE)}"
    root = sentence.span.root
    yield "root is top" if root.i == pair.top.i else f"root={root.lemma_.lower()}"


def _between(pair: Pair, sentence: Sentence) -> Iterator[str]:
    """Yield how far apart the two are and what stands between them."""
    low, high = sorted(head.i for head in pair.heads)
    between = forms_in(sentence.span.doc)[low + 1 : high]
    yield f"distance={min((high - low) // 3, 10)}"
    yield f"actors between={min(sum(low < i < high for i in sentence.heads), 4)}"
    for word in between:
        if word in _MARKS:
            yield f"mark={word}"


def _of_triggers(pair: Pair, matches: Sequence[Match]) -> Iterator[str]:
    """Yield the triggers of the sentence, by how near the path they stand."""
    on_path = {token.i for path in pair.paths for token in path} | {pair.top.i}
    first, second = pair.heads
    for match in matches:
        is_on = match.head.i in on_path
        distance = min(_FAR, steps_between(match.head, first), steps_between(match.head, second))
        yield f"trigger on={is_on} distance={distance}"
        if is_on or match.head.head.i in on_path:
            yield f"near event={match.trigger.event}"
            yield f"near phrase={match.trigger.phrase}"
        if is_on:
            yield "trigger on path"
