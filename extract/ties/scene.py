"""A parsed passage with its actors, and who is meant by a phrase of it."""

from __future__ import annotations

import bisect
import dataclasses
from typing import TYPE_CHECKING

from detente.extract.naming.projects import is_passing
from detente.extract.reference.pronouns import FIRST
from detente.extract.syntax.arguments import MODIFIERS, owner
from detente.extract.syntax.grammar import descend_prepositions, grammar_words
from detente.extract.syntax.tokens import (
    forms_in,
    is_between,
    sentence_of,
    sentence_starts,
    sentences_by_token,
    text_of,
)
from detente.extract.syntax.tree import children_of
from detente.extract.ties.triggers import Match
from detente.extract.vocabulary import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Slice

    from detente.extract.naming.candidates import Candidate
    from detente.extract.reference.actors import Actor
    from detente.extract.reference.memory import Memory
    from detente.extract.schema import EntityType, Status

SENT = frozenset(
    "troop soldier forces force peacekeeper contingent police adviser advisor trainer instructor "
    "envoy delegation inspector observer monitor mercenary warship drone helicopter tank aircraft "
    "vessel team aid-worker brigade battalion squad".split()
)
"""Roles of people and things that are sent somewhere: who sends them and where to are the ends of a tie."""
_NAMED_AFTER = frozenset({"port", "harbour", "harbor"})
"""Works whose name follows them; of a town, the state that is named with it is meant."""
_THINGS = frozenset({"place", "route"})
_LISTING = frozenset({"like", "as", "including"})
_LED = frozenset({"lead", "head", "chair"})


@dataclasses.dataclass(frozen=True, slots=True)
class Filler:
    """An entity in a slot: the actor that names it, the slot, and how deep inside the phrase it was found.

    `among` are all entities that the word in the slot means: two for "they" and "both".
    """

    entity: str
    actor: Actor
    slot: str
    depth: int
    among: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Tie:
    """A trigger with a source and a target: what a claim is made of, before status, speaker and date.

    `plausibility` is what the tie model says of the pair in this sentence, None if it was not asked; `domain`
    is what it says the tie is about, None too where it is not sure.
    """

    match: Match
    source: Filler
    target: Filler
    symmetric: bool
    plausibility: float | None = None
    domain: str | None = None


class Scene:
    """A parsed passage and who stands where in it.

    Parameters
    ----------
    doc
        The parsed passage.
    actors
        Its resolved spans, from `linking.link`.
    memory
        Knows their entities.
    """

    def __init__(self, doc: Doc, actors: list[Actor], memory: Memory) -> None:
        self.doc = doc
        self.memory = memory
        self._actors = actors
        self._seat()
        self._end = memory.position, memory.sentence
        self.offset = memory.position - len(text_of(doc))
        """Where in the article the passage begins."""

    def return_to(self) -> None:
        """Bring the memory back to where this passage ends, whatever was linked after it.

        By then it is known what the text has not spoken of again.
        """
        self.memory.read_on(*self._end)
        kept = [actor for actor in self._actors if not self.is_passing(actor)]
        if len(kept) < len(self._actors):
            self._actors = kept
            self._seat()

    def _seat(self) -> None:
        """Note who stands where: of phrases inside of each other, the inner one."""
        self._by_token: dict[int, Actor] = {}
        for actor in sorted(self._actors, key=lambda a: a.candidate.start - a.candidate.end):
            for i in range(actor.candidate.first, actor.candidate.last + 1):
                self._by_token[i] = actor
        self._named: dict[int, set[str]] = {}
        for actor in self._actors:
            self._named.setdefault(self._starts_at(actor.candidate.head), set()).update(actor.entities)
        self._of_things = {
            i for actor in self._actors if actor.candidate.kind == "role" and self._is_thing(actor)
            for i in range(actor.candidate.head + 1, actor.candidate.last + 1)
        }  # fmt: skip

    def is_passing(self, actor: Actor) -> bool:
        """Whether a phrase introduces a project that the text does not come back to."""
        memory = self.memory
        return any(is_passing(memory.entity(e), memory.times_seen(e)) for e in actor.entities)

    @property
    def actors(self) -> list[Actor]:
        """Who stands in the passage, but for what is named in passing once it was returned to."""
        return self._actors

    def number_of(self, token: Token) -> int:
        """Give which sentence of the article a token stands in."""
        starts = sentence_starts(self.doc)
        return self._end[1] - (len(starts) - bisect.bisect_right(starts, token.i))

    def sentence_at(self, i: int) -> Slice:
        """Give the sentence of a token by its number."""
        return sentences_by_token(self.doc)[i]

    def _starts_at(self, i: int) -> int:
        """Give where the sentence of a token begins."""
        starts = sentence_starts(self.doc)
        return starts[bisect.bisect_right(starts, i) - 1]

    def names_pair(self, i: int) -> bool:
        """Whether the sentence of a token means two entities at least: else nobody is tied in it."""
        return len(self._named.get(self._starts_at(i), ())) > 1

    def actor_at(self, token: Token) -> Actor | None:
        """Give the actor whose span holds a token, if it was resolved."""
        actor = self._by_token.get(token.i)
        return actor if actor is not None and actor.entities else None

    def is_of_thing(self, actor: Actor) -> bool:
        """Whether a name only says which route or site is meant: "Tanga" in "a refinery at Tanga"."""
        return actor.candidate.head in self._of_things

    def _is_thing(self, actor: Actor) -> bool:
        return bool(actor.entities) and self.type_of(actor.entities[0]) in _THINGS

    def is_beside_name(self, filler: Filler) -> bool:
        """Whether only the owner of an unread name was found: "Korea" in "Korea's SK owns a stake"."""
        head = self.doc[filler.actor.candidate.head]
        above = head.head
        unread = above.tag_ in {"NNP", "NNPS"} and self._by_token.get(above.i) is None
        return filler.depth > 0 and head.dep_ in MODIFIERS | {"poss"} and unread

    def is_name(self, token: Token) -> bool:
        """Whether a token belongs to a name, whose words say nothing of what a tie is about."""
        return self.name_at(token) is not None

    def name_at(self, token: Token) -> Candidate | None:
        """Give the name that a token belongs to, whether or not it is known whose it is."""
        actor = self._by_token.get(token.i)
        named = actor is not None and actor.candidate.kind in {"name", "model"}
        return actor.candidate if actor is not None and named else None

    def is_unsent(self, filler: Filler) -> bool:
        """Whether a phrase means people who were sent, and nobody knows by whom: "envoys flew to X"."""
        return filler.actor.candidate.role in SENT and self.memory.entity(filler.entity).generic

    def type_of(self, entity: str) -> EntityType:
        """Give the type of an entity of the passage."""
        return self.memory.entity(entity).type

    def is_state_or_in_one(self, entity: str) -> bool:
        """Whether an entity is a country, a region or a place that is known to lie in a country."""
        kind = self.type_of(entity)
        return kind in {"country", "region"} or (kind == "place" and bool(self.memory.entity(entity).country))

    def topic(self, noun: Token, others: list[Filler]) -> list[Filler]:
        """Give whom a text is about where a subject leaves it unsaid: "The pursuit of ties with X ..."."""
        top = noun
        while top.dep_ in {"pobj", "prep"} and top.head.i != top.i:
            top = top.head
        definite = any(child.lower_ in {"the", "this"} for child in top.lefts)
        focus = self.memory.focus_before(noun.doc[sentence_of(top).start].idx, len(text_of(noun.doc)))
        if top.dep_ != "nsubj" or not definite or focus is None or focus in {f.entity for f in others}:
            return []
        return [
            dataclasses.replace(
                others[0],
                entity=focus,
                slot="topic",
                depth=3,
                among=(focus,),
                actor=self._actor_of(focus, others[0].actor),
            )
        ]

    def _actor_of(self, entity: str, fallback: Actor) -> Actor:
        """Give the nearest actor of the passage that means an entity."""
        return next((a for a in self._by_token.values() if a.entities == (entity,)), fallback)

    def as_party(self, match: Match, filler: Filler) -> Filler:
        """Read a city that somebody visits as the country that receives them: "flew to Tehran for talks".

        Of what a route links, and where a firm sits, the reverse holds: a capital is the city.
        """
        if match.trigger.event is None and match.trigger.relation in {"connects", "located_in"}:
            if filler.actor.reason != "metonym":
                return filler
            named = (s.entity for s in filler.actor.candidate.senses if s.kind in {"name", "capital"})
            place = next((e for e in named if self.type_of(e) == "place"), filler.entity)
            return dataclasses.replace(filler, entity=place)
        entity = self.memory.entity(filler.entity)
        if match.trigger.event != "CONSULT" or entity.type != "place":
            return filler
        return dataclasses.replace(filler, entity=entity.country) if entity.country else filler

    def as_state(self, match: Match, filler: Filler) -> Filler:
        """Read people and firms without a name as their state: "visas for citizens of Peru", "Thai banks"."""
        entity = self.memory.entity(filler.entity)
        several = self.doc[filler.actor.candidate.head].tag_ == "NNS"
        is_state = match.trigger.relation == "culture" or (entity.sector == "BUS" and several)
        if not is_state or not entity.generic or not entity.country:
            return filler
        return dataclasses.replace(filler, entity=entity.country)

    def named_before(self, actor: Actor, entity: str) -> Actor:
        """Give the nearest earlier name, in the same sentence, of whom a pronoun means; else the pronoun.

        Of "we" in a quotation the name may also follow.
        """
        if actor.candidate.kind != "pronoun":
            return actor
        sentence = sentence_of(self.doc[actor.candidate.head])
        order = list(range(actor.candidate.first - 1, sentence.start - 1, -1))
        if actor.candidate.role in FIRST:
            order += range(actor.candidate.last + 1, sentence.end)
        for i in order:
            other = self._by_token.get(i)
            if other is not None and other.candidate.kind != "pronoun" and other.entities == (entity,):
                return other
        return actor

    def fillers(self, token: Token, slot: str, *, depth: int = 0) -> list[Filler]:
        """Give the actors that a phrase means: the phrase itself, its conjuncts, or else those inside it.

        Parameters
        ----------
        token
            The head of the phrase.
        slot
            The slot it fills, kept with the answer.
        depth
            How far inside a slot's phrase the token already is.
        """
        actor = self.actor_at(token)
        found: list[Filler] = []
        first = token.left_edge.i
        if first and forms_in(self.doc)[first - 1] == "not" and token.dep_ != "nsubj":
            actor, depth = None, 9  # "blamed not Portugal but Morocco"
        destination = self._destination(token, actor, depth) if actor is not None else []
        destination = destination or self._leaders(token, actor, slot, depth)
        if destination:
            return destination
        if actor is not None and not self._is_list_head(token, actor):
            found = [
                Filler(entity, self.named_before(actor, entity), slot, depth, actor.entities)
                for entity in actor.entities
            ]
        elif actor is None and (named := self._described(token)) is not None:
            found = [Filler(entity, named, slot, depth, named.entities) for entity in named.entities]
        elif depth < 4:
            found = self._counted(token, slot, depth) or self._inside(token, slot, depth)
            if actor is not None:
                found = [*found, *self._picked_out(token, slot, depth)]
        for child in children_of(token):
            joined = child.dep_ == "conj" and child.i > token.i
            if joined and not is_between(";", token.i, child.i, self.doc):
                found += self.fillers(child, slot, depth=depth)
        return distinct(found)

    def actors_at(self, tokens: list[Token], slot: str) -> list[Filler]:
        """Give the actors that phrases are, not those inside them.

        Parameters
        ----------
        tokens
            The heads of the phrases.
        slot
            The slot they fill, kept with the answer.
        """
        return distinct([f for token in tokens for f in self.fillers(token, slot) if f.depth == 0])

    def _leaders(self, token: Token, actor: Actor | None, slot: str, depth: int) -> list[Filler]:
        """Give who leads a group that nobody named: "a consortium led by X", "delegations led by A and B"."""
        if actor is None or not any(self.memory.entity(e).generic for e in actor.entities):
            return []
        led = (
            c for c in children_of(token)
            if c.dep_ == "acl" and c.lemma_ in _LED and self.doc[c.i - 1].text != ","
        )  # fmt: skip
        agents = (by for verb in led for by in children_of(verb) if by.dep_ == "agent")
        return [
            f
            for by in agents
            for t in children_of(by)
            if t.dep_ == "pobj"
            for f in self.fillers(t, slot, depth=depth)
        ]

    def _destination(self, token: Token, actor: Actor, depth: int) -> list[Filler]:
        """Give where people or arms are sent: "troops to Mali" stands for Mali."""
        if actor.candidate.role not in SENT:
            return []
        ends = [
            t
            for c in children_of(token)
            if c.dep_ == "prep" and c.lower_ == "to"
            for t in children_of(c)
            if t.dep_ == "pobj"
        ]
        return [filler for end in ends for filler in self.fillers(end, "to", depth=depth)]

    def _described(self, token: Token) -> Actor | None:
        """Give the works or route that a noun without an actor is said of: "X, the port run by Y"."""
        if token.dep_ != "appos" or token.tag_ != "NN" or token.head.i > token.i:
            return None
        named = self.actor_at(token.head)
        if named is None or not self._is_thing(named) or not any(c.dep_ == "det" for c in token.lefts):
            return None
        is_act = token.lemma_ in grammar_words("acts")  # "drove them off the shoal, an act condemned by X"
        return None if is_act else named

    def _counted(self, token: Token, slot: str, depth: int) -> list[Filler]:
        """Give whom a number counts, who stand no deeper for it: "tens of thousands of Sudanese refugees"."""
        if token.lower_ not in grammar_words("quantities"):
            return []
        of = (t for c in children_of(token) if c.lower_ == "of" for t in children_of(c) if t.dep_ == "pobj")
        return [filler for inner in of for filler in self.fillers(inner, slot, depth=depth)]

    def _picked_out(self, token: Token, slot: str, depth: int) -> list[Filler]:
        """Give who is picked out of a group without a name: "eight aid workers, including four Germans"."""
        among = (c for c in children_of(token) if c.dep_ == "prep" and c.lower_ == "including")
        ends = (t for c in among for t in children_of(c) if t.dep_ == "pobj")
        return [filler for end in ends for filler in self.fillers(end, slot, depth=depth)]

    def _is_list_head(self, token: Token, actor: Actor) -> bool:
        """Whether a role noun only announces a list: "countries like Kazakhstan and Uzbekistan"."""
        if actor.candidate.kind != "role" or actor.reason != "role":
            return False
        return any(c.dep_ == "prep" and c.lower_ in _LISTING for c in children_of(token))

    def _inside(self, token: Token, slot: str, depth: int) -> list[Filler]:
        """Look for actors inside a phrase: possessors, modifiers, appositions, then prepositional phrases."""
        before = [
            child for child in reversed(list(token.lefts)) if child.dep_ in MODIFIERS or child.dep_ == "poss"
        ]
        for child in _other_side(token, before):
            found = self.fillers(child, slot, depth=depth + 1)
            if found:
                return found
        if before and token.lemma_.lower() in _NAMED_AFTER:  # "the Kenyan port of Mombasa" is Mombasa
            named = [t for c in token.rights if c.lower_ == "of" for t in children_of(c) if t.dep_ == "pobj"]
            found = [f for t in named for f in self.fillers(t, slot, depth=depth + 1)]
            if found and self.type_of(found[0].entity) == "place":
                return found
        for child in [*(c for c in children_of(token) if c.dep_ == "appos"), *before]:
            found = self.fillers(owner(child), slot, depth=depth + 1)
            if found:
                return found
        befell = slot == "subj" and token.lemma_.lower() in grammar_words("done_to")
        for child in children_of(token):
            if befell and child.lower_ == "of":
                continue  # "the bombing of the embassy killed 85": not the embassy
            if child.dep_ == "prep" and (child.lower_ in descend_prepositions() or child.lower_ in _LISTING):
                for inner in children_of(child):
                    if inner.dep_ in {"pobj", "pcomp"}:
                        found = self.fillers(inner, slot, depth=depth + 1)
                        if found:
                            return found
        for child in children_of(token):
            if child.dep_ in {"acl", "relcl"}:
                found = [
                    f for t in _inside_clause(child, slot) for f in self.fillers(t, slot, depth=depth + 1)
                ]
                if found:
                    return found
        if token.tag_ in {"VBG", "VBN", "VB"} and depth > 0:
            return [
                f
                for child in children_of(token)
                if child.dep_ == "dobj"
                for f in self.fillers(child, slot, depth=depth + 1)
            ]
        return []


def noun_tie(
    relation: str, word: Token, source: Filler, target: Filler, *, status: Status | None = None
) -> Tie:
    """Give a structural tie that a word states without a trigger of the vocabulary."""
    trigger = Trigger(word.lower_, (), "n", None, relation, status=status)
    return Tie(Match(word, (word,), trigger), source, target, symmetric=False)


def distinct(fillers: list[Filler]) -> list[Filler]:
    """Drop repeated entities, the shallowest mention first."""
    best: dict[str, Filler] = {}
    for filler in fillers:
        if filler.entity not in best:
            best[filler.entity] = filler
    return list(best.values())


def _other_side(noun: Token, before: list[Token]) -> Iterator[Token]:
    """Yield who stands across a line, or behind what was done to somebody.

    "Its border with Chad", "the killing of a youth by the guards".
    """
    owners = [child for child in before if child.dep_ == "poss"]
    is_line = noun.lemma_ in grammar_words("borders") and all(child.tag_ == "PRP$" for child in owners)
    wanted = "with" if is_line else "by"
    for child in children_of(noun):
        if child.dep_ in {"prep", "agent"} and child.lower_ == wanted:
            yield from (t for t in children_of(child) if t.dep_ == "pobj")


def _inside_clause(clause: Token, slot: str) -> Iterator[Token]:
    """Yield who stands in a clause that explains a noun.

    "restrictions imposed on X", "proposals laid out by X", "drones that X launched", "claims that X abused
    them", "a resolution extending the mission in X".
    """
    if slot == "for" and clause.lemma_ in grammar_words("harming") and clause.tag_ in {"VBD", "VBZ"}:
        yield from (child for child in children_of(clause) if child.dep_ == "dobj")
    wanted = {"by"} if slot == "subj" else {"by", "on", "against"}
    if slot == "subj" and clause.lemma_ in grammar_words("firing"):
        wanted = {"by", "from"}  # "was hit by a rocket fired from X"
    if clause.lemma_ == "belong":
        yield from (t for c in children_of(clause) if c.lower_ == "to" for t in children_of(c))
    for child in children_of(clause):
        if child.dep_ in {"prep", "agent"} and child.lower_ in wanted and clause.tag_ != "VBG":
            yield from (t for t in children_of(child) if t.dep_ == "pobj")
        elif child.dep_ == ("dobj" if clause.tag_ == "VBG" else "nsubj") and child.tag_ not in {"WDT", "WP"}:
            yield child
