"""Ties of trade and money whose two sides no frame of the vocabulary reaches.

Who is called a supplier, a customer or a partner beside a name ("Boeing's supplier Spirit", "its customers
include Apple"), whose goods go where ("half of Turkey's gas comes from Russia"), and whose loan pays for what
("built with loans from A and B").
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING

from detente.extract.naming.sites import is_works
from detente.extract.status import read_status
from detente.extract.structural.shares import antecedent
from detente.extract.syntax.appositions import bearers
from detente.extract.syntax.arguments import (
    MODIFIERS,
    VERB_TAGS,
    fill,
    is_passive,
    owner,
    prepositional,
    surface_subjects,
    verb_of,
)
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tokens import with_lemma
from detente.extract.syntax.tree import children_of
from detente.extract.ties.fit import untied
from detente.extract.ties.scene import Filler, Scene, Tie, distinct
from detente.extract.ties.triggers import Match
from detente.extract.vocabulary import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.tokens import Token

    from detente.extract.vocabulary import Pos

_DEEPEST = 4
_NAMED = frozenset({"appos", "name", "like"})
_PLACES = frozenset({"place", "region"})
_FOES = frozenset({"country", "group"})
_CONFLICT = frozenset({"REQUEST", "ACCUSE", "REJECT"})
_LISTS = (
    "coming", "going_to", "amounting", "means", "having_ordered", "works", "carrying", "provided",
    "using_wares", "taking",
)  # fmt: skip
"""Lists of ``data/grammar.toml`` that hold the verbs and nouns by which dealings are told."""
_WARES_OF = frozenset({"of", "in", "to", "for"})


def dealings(scene: Scene, readings: Sequence[list[Match]], ties: Sequence[Tie]) -> Iterator[Tie]:
    """Yield ties of trade and money between pairs that no trigger ties yet.

    Parameters
    ----------
    scene
        The passage with its actors.
    readings
        The readings of its trigger words.
    ties
        What their own slots gave.
    """
    words = with_lemma(scene.doc, _opening())
    read = (
        _called(scene, readings),
        _flows(words, scene),
        _paid(words, scene),
        _ordered(words, scene),
        _works(words, scene),
        _carried(words, scene),
        _provided(words, scene),
        _used(words, scene),
        _taken(words, scene),
    )
    yield from untied(itertools.chain.from_iterable(read), scene, ties=ties)


@functools.cache
def _opening() -> frozenset[str]:
    """Give the words at which a reading begins: a passage is gone through once for all of them."""
    return frozenset().union(*(grammar_words(name) for name in _LISTS))


def _called(scene: Scene, readings: Iterable[list[Match]]) -> Iterator[Tie]:
    """Read what somebody is called: "X, its main supplier", "customers include A", "took over as lender"."""
    for found in readings:
        noun = found[0].head
        if not noun.tag_.startswith("NN") or _is_told_by_verb(noun):
            continue
        for match in found:
            trigger = match.trigger
            if trigger.pos != "n" or trigger.event is None or trigger.status == "ended":
                continue
            turned = "subj" in trigger.target
            if not turned and "subj" not in trigger.source:
                continue
            described = _described(scene, noun)
            slots = trigger.source if turned else trigger.target
            others = _belonging(scene, noun, tuple(s for s in slots if s != "subj")) if described else []
            own = {f.entity for f in described}
            others = [f for f in others if f.entity not in own]
            for one, other in itertools.product(described, others):
                if _is_apart(scene, match, one, other):
                    continue
                source, target = (other, one) if turned else (one, other)
                yield Tie(match, source, target, symmetric=False)
            if others:
                break


def _is_apart(scene: Scene, match: Match, one: Filler, other: Filler) -> bool:
    """Whether a word ties nobody: "Colombia's largest lender" is one in Colombia, a firm's rival no foe."""
    ends = [scene.memory.entity(f.entity) for f in (one, other)]
    if ends[1].type == "country" and ends[0].country == ends[1].id:
        return True
    return match.trigger.event in _CONFLICT and not {end.type for end in ends} <= _FOES


def _described(scene: Scene, noun: Token) -> list[Filler]:
    """Give the named that a noun is said of."""
    tokens = [t for how, t in bearers(noun) if how in _NAMED]
    verb = noun.head
    if not tokens and noun.dep_ == "nsubj" and verb.lemma_ in grammar_words("listing_verbs"):
        tokens = [t for t in children_of(verb) if t.dep_ in {"dobj", "attr"} and t.i > verb.i]
    if not tokens and noun.dep_ == "pobj" and verb.lower_ == "as" and verb.head.tag_ in VERB_TAGS:
        tokens = list(surface_subjects(verb.head))
        if verb.head.lemma_ in grammar_words("overtaking"):
            tokens += [t for t in children_of(verb.head) if t.dep_ == "dobj"]
        elif verb.head.lemma_ in grammar_words("choosing"):
            tokens = [t for t in children_of(verb.head) if t.dep_ in {"dobj", "nsubjpass"}]
    found = [f for f in scene.actors_at(tokens, "appos") if f.actor.candidate.kind in {"name", "model"}]
    return [f for f in found if scene.type_of(f.entity) not in _PLACES]


def _is_told_by_verb(noun: Token) -> bool:
    """Whether a partner is named for what is planned with it: "the firm and its partner X had planned to"."""
    if noun.lemma_ != "partner":
        return False
    clause = verb_of(noun)
    verbs = (clause, *(child for child in children_of(clause) if child.dep_ == "xcomp"))
    return any(read_status(verb).status in {"planned", "possible"} for verb in verbs)


def _belonging(scene: Scene, noun: Token, slots: tuple[str, ...]) -> list[Filler]:
    """Give whose supplier, customer or partner somebody is."""
    for slot in slots:
        tokens = fill(noun, slot) if slot != "goods" else []
        if slot == "goods":
            tokens = [owner(t) for t in children_of(noun) if t.dep_ == "poss"]
        elif slot == "poss" and not tokens and noun.dep_ in MODIFIERS:
            tokens = [t for t in noun.head.lefts if t.dep_ == "poss" and t.i < noun.i]
        found = scene.actors_at([owner(t) for t in tokens], slot)
        if not found and slot in {"of", "goods"}:  # "the supplier of their engines"
            goods = [t for t in prepositional(noun, "of") if t.tag_ in {"NN", "NNS"}]
            found = scene.actors_at([owner(c) for t in goods for c in _whose(t, noun, scene)], slot)
        if found:
            return [f for f in found if not scene.memory.entity(f.entity).generic]
    return []


def _whose(goods: Token, noun: Token, scene: Scene) -> list[Token]:
    """Give whose goods are bought: "China, the main buyer of Iranian crude", "supplier of their engines"."""
    owners = [child for child in children_of(goods) if child.dep_ == "poss"]
    if owners or noun.dep_ != "appos":
        return owners
    return [child for child in goods.lefts if child.dep_ == "amod" and _is_country(scene, child)]


def _flows(words: list[Token], scene: Scene) -> Iterator[Tie]:
    """Read where goods go or come from: "most of Chile's copper goes to China", "made up half of imports"."""
    coming, going = grammar_words("coming"), grammar_words("going_to")
    amounting = grammar_words("amounting")
    for verb in words:
        if verb.tag_ not in VERB_TAGS or verb.lemma_ not in coming | going | amounting:
            continue
        subjects = [t for t in children_of(verb) if t.dep_ in {"nsubj", "nsubjpass"}]
        if not subjects:
            continue
        if verb.lemma_ in amounting:
            yield from _amounts(scene, verb, subjects[0])
            continue
        slot = "from" if verb.lemma_ in coming else "to"
        ends = fill(verb, slot) or (
            fill(verb, "in") if slot == "to" and verb.lemma_ in {"end", "wind"} else []
        )
        others = [f for f in scene.actors_at(ends, slot) if _may_trade(scene, f)]
        wares = _wares(subjects[0])
        if wares == subjects[0] and wares.lemma_.lower() not in grammar_words("intake"):
            wares = None if slot == "from" else wares  # "whose offer came with credit from X"
        owners = _owners(scene, wares, where=slot == "from") if others and wares is not None else []
        for one, other in itertools.product(owners, others):
            source, target = (other, one) if slot == "from" else (one, other)
            yield Tie(_match(verb, "trade"), source, target, symmetric=False)


def _amounts(scene: Scene, verb: Token, subject: Token) -> Iterator[Tie]:
    """Read whose share of somebody's imports is how large: "Russian wheat made up 70% of Egypt's imports"."""
    if verb.lemma_ == "make" and not any(c.lower_ == "up" for c in children_of(verb)):
        return
    ends = fill(verb, "for") if verb.lemma_ == "account" else fill(verb, "obj")
    wares = next((w for end in ends if (w := _wares(end, taken=True)) is not None), None)
    if wares is None:
        return
    supplying = scene.actors_at([subject], "subj")
    supplying = supplying or scene.actors_at(
        [t for t in subject.lefts if t.dep_ in {*MODIFIERS, "poss"}], "mod"
    )
    for one, other in itertools.product(supplying, _owners(scene, wares, where=True)):
        yield Tie(_match(verb, "trade"), one, other, symmetric=False)


def _wares(noun: Token, *, taken: bool = False) -> Token | None:
    """Give the goods of a phrase, past what only measures them: "a fifth of the bauxite used in China".

    Where `taken`, they must be called imports or be said to be bought or used.
    """
    for _ in range(_DEEPEST):
        lemma = noun.lemma_.lower()
        measures = lemma in grammar_words("measures") or noun.tag_ == "CD"
        meant = not taken or lemma in grammar_words("intake") or _using(noun) is not None
        if not measures and meant:
            return noun if noun.tag_ in {"NN", "NNS"} else None
        inner = next(
            (
                t
                for c in children_of(noun)
                if c.lower_ in _WARES_OF
                for t in children_of(c)
                if t.dep_ == "pobj"
            ),
            None,
        )
        if inner is None:
            return None
        noun = antecedent(inner)
    return None


def _using(noun: Token) -> Token | None:
    """Give the participle that says where goods are used: "the bauxite smelted in China"."""
    return next(
        (c for c in children_of(noun) if c.dep_ == "acl" and c.lemma_ in grammar_words("using_up")), None
    )


def _owners(scene: Scene, wares: Token, *, where: bool) -> list[Filler]:
    """Give whose goods they are, or, if `where`, in whose land they are used."""
    tokens = [owner(t) for t in children_of(wares) if t.dep_ == "poss"]
    tokens = tokens or [t for t in wares.lefts if t.dep_ in MODIFIERS and _is_country(scene, t)]
    using = _using(wares)
    if not tokens and where and using is not None:
        tokens = [t for slot in ("in", "by") for t in fill(using, slot)]
    return [f for f in scene.actors_at(tokens, "poss") if _may_trade(scene, f)]


def _may_trade(scene: Scene, filler: Filler) -> bool:
    """Whether goods may be somebody's, or go there: no school, and nobody without a name."""
    entity = scene.memory.entity(filler.entity)
    return entity.type in {"country", "company", "region", "organization"} and not entity.generic


def _is_country(scene: Scene, token: Token) -> bool:
    actor = scene.actor_at(token)
    return actor is not None and scene.type_of(actor.entities[0]) == "country"


def _paid(words: list[Token], scene: Scene) -> Iterator[Tie]:
    """Read whose money pays for what: "is being built with loans from A, B and C"."""
    for noun in words:
        if noun.dep_ != "pobj" or noun.lemma_.lower() not in grammar_words("means"):
            continue
        if noun.head.lower_ not in grammar_words("by_means"):
            continue
        verb = noun.head.head
        for _ in range(_DEEPEST):  # the parser may hang "with" on any word before it
            if verb.tag_ in VERB_TAGS or verb.head == verb:
                break
            verb = verb.head
        if verb.tag_ not in VERB_TAGS or verb.lemma_ in grammar_words("asserting"):
            continue
        lending = distinct([f for t in fill(noun, "from") for f in scene.fillers(t, "from")])
        lending += scene.actors_at([owner(t) for t in noun.lefts if t.dep_ in {*MODIFIERS, "poss"}], "from")
        lending = [f for f in lending if f.depth <= 1 and scene.type_of(f.entity) not in _PLACES]
        if not lending:
            continue
        used = scene.actors_at(fill(verb, "obj"), "obj")
        used = [f for f in used if is_passive(verb) or scene.type_of(f.entity) in {"place", "route"}]
        used = used or scene.actors_at(surface_subjects(verb), "subj")
        for one, other in itertools.product(lending, used):
            yield Tie(_match(noun, "investment"), one, other, symmetric=False)


def _ordered(words: list[Token], scene: Scene) -> Iterator[Tie]:
    """Read who gets what was ordered: "has delivered half of the howitzers that Warsaw ordered"."""
    for verb in words:
        if verb.dep_ != "relcl" or verb.lemma_ not in grammar_words("having_ordered"):
            continue
        thing = verb.head
        for _ in range(_DEEPEST):
            if thing.dep_ not in {"pobj", "prep"} or thing.head.tag_ in VERB_TAGS:
                break
            thing = thing.head
        handing = thing.head
        if thing.dep_ not in {"dobj", "nsubjpass"} or handing.lemma_ not in grammar_words("handing_over"):
            continue
        buying = scene.actors_at(surface_subjects(verb), "subj")
        for one, other in itertools.product(scene.actors_at(fill(handing, "subj"), "subj"), buying):
            yield Tie(_match(handing, "trade"), one, other, symmetric=False)


def _works(words: list[Token], scene: Scene) -> Iterator[Tie]:
    """Read where a firm has its works: "Volkswagen's plant in Mexico", "whose mines in Peru"."""
    for noun in words:
        if noun.lemma_.lower() not in grammar_words("works") or noun.tag_ not in {"NN", "NNS"}:
            continue
        owners = [owner(t) for t in children_of(noun) if t.dep_ == "poss"]
        if not owners:
            continue
        firms = [f for f in scene.actors_at(owners, "poss") if scene.type_of(f.entity) == "company"]
        at = [t for slot in ("in", "at", "near") for t in prepositional(noun, slot)] if firms else []
        places = [f for f in scene.actors_at(at, "in") if scene.type_of(f.entity) in {"country", "region"}]
        for one, other in itertools.product(firms, places):
            yield Tie(_match(noun, "investment"), one, other, symmetric=False)


def _carried(words: list[Token], scene: Scene) -> Iterator[Tie]:
    """Read whose goods somebody or something takes where: "the pipeline brings Russian oil to Hungary"."""
    for verb in words:
        if verb.tag_ not in VERB_TAGS or verb.lemma_ not in grammar_words("carrying"):
            continue
        ends = scene.actors_at(fill(verb, "to") or fill(verb, "into"), "to")
        if not ends:
            continue
        for thing in (_wares(t) for t in fill(verb, "obj")):
            origin = _owners(scene, thing, where=False) if thing is not None else []
            origin = [f for f in origin if f.actor.reason == "demonym" or is_passive(verb)]
            for one, other in itertools.product(origin, ends):
                if scene.type_of(one.entity) == "country" and scene.type_of(other.entity) not in _PLACES:
                    yield Tie(_match(verb, "trade"), one, other, symmetric=False)


def _provided(words: list[Token], scene: Scene) -> Iterator[Tie]:
    """Read whose things somebody uses: "flies on jets leased from X", "operates trains built by Y"."""
    for word in words:
        if word.dep_ != "acl" or word.tag_ != "VBN" or word.lemma_ not in grammar_words("provided"):
            continue
        giving = scene.actors_at(fill(word, "from"), "from") or scene.actors_at(fill(word, "by"), "by")
        giving = [f for f in giving if scene.type_of(f.entity) in {"company", "country", "organization"}]
        thing = verb = word.head
        for _ in range(_DEEPEST):  # the parser may hang "on jets" on any word before it
            if verb.tag_ in VERB_TAGS:
                break
            verb = verb.head
        if not giving or thing.tag_ not in {"NN", "NNS"} or verb.lemma_ not in grammar_words("using"):
            continue
        using = scene.actors_at(surface_subjects(verb), "subj") if not is_passive(verb) else []
        for one, other in itertools.product(giving, using):
            if scene.type_of(other.entity) not in _PLACES:
                yield Tie(_match(thing, "trade"), one, other, symmetric=False)


def _used(words: list[Token], scene: Scene) -> Iterator[Tie]:
    """Read whose wares somebody uses: "still runs on Huawei's radios", "flies Airbus's jets"."""
    for verb in words:
        if verb.tag_ not in VERB_TAGS or verb.lemma_ not in grammar_words("using_wares"):
            continue
        using = scene.actors_at(fill(verb, "subj"), "subj")
        things = [w for t in fill(verb, "obj") if (w := _wares(t)) is not None and not _is_work(w)]
        owners = [owner(child) for ware in things for child in children_of(ware) if child.dep_ == "poss"]
        makers = scene.actors_at(owners, "poss")
        for one, other in itertools.product(makers, using):
            named = scene.type_of(one.entity) == "company" and _may_trade(scene, one)
            if named and _may_trade(scene, other) and one.actor.candidate.kind != "pronoun":
                yield Tie(_match(verb, "trade"), one, other, symmetric=False)


def _is_work(noun: Token) -> bool:
    """Whether a noun means what stays where it is, which no one has got from its owner: "uses its ports"."""
    return noun.lemma_.lower() in grammar_words("works") or is_works(noun)


def _taken(words: list[Token], scene: Scene) -> Iterator[Tie]:
    """Read from whom goods are taken: "still takes gas from Gazprom", "gets its wheat from Russia"."""
    for verb in words:
        if verb.tag_ not in VERB_TAGS or verb.lemma_ not in grammar_words("taking"):
            continue
        wares = [w for t in fill(verb, "obj") if (w := _wares(t)) is not None]
        if not any(w.lemma_.lower() in grammar_words("intake") for w in wares):
            continue
        ends = [t for token in (verb, *wares) for t in prepositional(token, "from")]
        giving = [f for f in scene.actors_at(ends, "from") if _may_trade(scene, f)]
        taking = [f for f in scene.actors_at(fill(verb, "subj"), "subj") if _may_trade(scene, f)]
        for one, other in itertools.product(giving, taking):
            yield Tie(_match(verb, "trade"), one, other, symmetric=False)


def _match(word: Token, relation: str) -> Match:
    """Give a match that a word states without a trigger of the vocabulary."""
    pos: Pos = "v" if word.tag_ in VERB_TAGS else "n"
    trigger = Trigger(word.lemma_.lower(), (), pos, "COOPERATE", relation)
    return Match(word, (word,), trigger)
