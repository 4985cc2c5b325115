"""Who owns what by shares: bought and sold firms, "three quarters of which is held by X", "Y the rest"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.reference.addresses import is_body_name
from detente.extract.structural.shares import (
    STAKES,
    WORKS,
    antecedent,
    firm_at,
    firms_of,
    holders_of,
    is_ownable,
    is_share,
    share_of,
)
from detente.extract.syntax.arguments import is_passive, objects, prepositional, subjects
from detente.extract.syntax.beside import name_before
from detente.extract.syntax.tokens import (
    forms_in,
    lemmas_in,
    sentence_of,
    text_of,
    tokens_in,
    tokens_of,
    with_lemma,
    with_tag,
)
from detente.extract.syntax.tree import children_of
from detente.extract.ties.fit import fits
from detente.extract.ties.scene import Filler, Scene, Tie, distinct, noun_tie

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from detente.extract.reference.memory import Memory

_BUYING = {
    "acquire": {""}, "buy": {"", "out"}, "purchase": {""}, "take": {"over"}, "swallow": {"", "up"},
    "snap": {"up"}, "gobble": {"up"},
}  # fmt: skip
_SELLING = frozenset("sell offload transfer divest dispose farm auction hive".split())
_SOLD_WHOLE = frozenset({"sell", "offload", "divest"})
_TAKING = frozenset(
    "take secure obtain get gain win raise increase boost lift double build grab snap pick retain reduce cut "
    "trim lower amass accumulate".split()
)
"""Verbs that say who holds a stake if one is their object; of other things they say other things."""
_DEALS = frozenset("acquisition purchase takeover buyout".split())
_CLOSING = frozenset("complete finalise finalize close conclude seal".split())
_HOLDING = frozenset("own hold have control keep retain".split())
_OWNING = frozenset({"own", "control"})
_SHARED = frozenset({"owned", "held", "controlled"})
_JOINT = frozenset("consortium venture partnership syndicate joint-venture".split())
_REST = frozenset({"rest", "remainder", "balance"})
_TO_OWNER = frozenset("belong to by be hold own with go".split())
_OWNERS = frozenset({"country", "company", "organization", "person"})
_COMPRISING = frozenset({"make", "comprise", "consist", "compose"})
_IN_PHRASE = frozenset("DT JJ NN NNP POS".split())
_OPENING = STAKES | _HOLDING | _REST | _SELLING | _BUYING.keys() | _TAKING | _DEALS | {
    "state", "government", "owned", "held", "by", "which", "controlled", "led", "between"
}  # fmt: skip
"""Lemmas and forms at which a reading begins: the others are looked at once."""
_NEAR = 6


def stakes(scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Yield who owns, bought or sold a firm or a part of one.

    Parameters
    ----------
    scene
        The passage.
    memory
        Knows the entities.
    """
    told = zip(tokens_of(scene.doc), forms_in(scene.doc), lemmas_in(scene.doc), strict=True)
    words = [token for token, form, lemma in told if form in _OPENING or lemma in _OPENING]
    for read in (
        _traded,
        _listed_shares,
        _belonging,
        _owned_by_nation,
        _closed,
        _shares,
        _of_which,
        _rests,
        _possessed,
        _by_state,
        _gapped,
        _controlled,
    ):
        yield from read(words, scene, memory)
    yield from _named_owner(scene, memory)
    yield from _made_up(scene, memory)


def _traded(words: list[Token], scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Read who bought or sold a firm or a stake in one: "bought out X", "sold its stake in X to Y"."""
    for verb in words:
        lemma = verb.lemma_.lower()
        if not verb.tag_.startswith("VB"):
            continue
        particle = next((c.lower_ for c in children_of(verb) if c.dep_ == "prt"), "")
        of_all = lemma in _SOLD_WHOLE or particle in _BUYING.get(lemma, ())
        if not of_all and not (lemma in _TAKING | _SELLING and _is_stake(verb)):
            continue
        firms = [f for thing in objects(verb) for f in firms_of(scene, thing, memory)]
        who = holders_of(scene, list(subjects(verb)))
        rules = any(thing.lemma_ == "control" for thing in objects(verb))  # states seize, firms buy
        if rules or (lemma == "buy" and not particle and not _is_stake(verb)):
            who = [f for f in who if memory.entity(f.entity).type == "company"]  # states buy planes
        if lemma in _SELLING:
            sellers = {f.entity for f in who}
            firms = [f for f in firms if f.entity not in sellers]  # "sold it": not itself
            for firm in firms:
                yield from (
                    noun_tie("owns", verb, f, firm, status="ended") for f in who if f.entity != firm.entity
                )
            buyers = [t for word in (verb, *objects(verb)) for t in prepositional(word, "to")]
            who = scene.actors_at(buyers, "to")
        for firm in firms:
            yield from (noun_tie("owns", verb, f, firm) for f in who if f.entity != firm.entity)


def _is_stake(verb: Token) -> bool:
    return any(is_share(thing) for thing in objects(verb))


def _owned_by_nation(words: list[Token], scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Read "the Chinese-owned smelter X", "Russian-controlled Y"."""
    for word in words:
        if word.lower_ not in _SHARED or word.i < 2 or word.nbor(-1).tag_ != "HYPH":
            continue
        owner = scene.actor_at(word.nbor(-2))
        firm = firm_at(scene, word.head, memory)
        if owner is None or firm is None or memory.entity(owner.entities[0]).type not in _OWNERS:
            continue
        named = firm.actor.candidate.kind in {"name", "model"} or firm.actor.reason == "title"
        if named and firm.entity not in owner.entities:
            yield noun_tie("owns", word, Filler(owner.entities[0], owner, "mod", 0), firm)


def _closed(words: list[Token], scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Read a purchase that is done: "X completed its acquisition of Y", "Y's takeover by X was finalised"."""
    for noun in words:
        if noun.lemma_.lower() not in _DEALS or not noun.tag_.startswith("NN"):
            continue
        verb = noun.head
        if verb.lemma_ not in _CLOSING or noun.dep_ not in {"dobj", "nsubjpass"}:
            continue
        inside = [t for slot in ("of", "in") for t in prepositional(noun, slot)]
        firms = [f for thing in inside for f in firms_of(scene, thing, memory)]
        owned = [t for t in children_of(noun) if t.dep_ == "poss" and t.tag_ != "PRP$"]
        who = scene.actors_at(list(prepositional(noun, "by")) or owned or list(subjects(verb)), "subj")
        for firm in firms:
            yield from (noun_tie("owns", noun, f, firm) for f in who if f.entity != firm.entity)


def _named_owner(scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Read "Shell's Tanga terminal", "Volkswagen's Audi": a firm's work or firm."""
    doc = scene.doc
    for mark in with_tag(doc, {"POS"}):
        if not 0 < mark.i < len(doc) - 1:
            continue
        owner, owned = scene.actor_at(doc[mark.i - 1]), scene.actor_at(doc[mark.i + 1])
        if owner is None or owned is None or owner is owned or len(owner.entities) != 1:
            continue
        named = owner.candidate.kind in {"name", "model"} and owned.candidate.kind in {"name", "model"}
        adjoining = owned.candidate.first == mark.i + 1 and not _goes_on(doc[owned.candidate.last])
        firm = Filler(owned.entities[0], owned, "name", 0)
        kinds = [memory.entity(e).type for e in (owner.entities[0], firm.entity)]
        if not named or not adjoining or kinds[0] != "company" or kinds[1] == "route":
            continue
        if is_ownable(firm, memory) and firm.entity != owner.entities[0]:
            yield noun_tie("owns", mark, Filler(owner.entities[0], owner, "poss", 0), firm)


def _goes_on(name: Token) -> bool:
    """Whether a name only begins a phrase: "Shell's Tanga terminal manager"."""
    after = name.doc[name.i + 1] if name.i + 1 < len(name.doc) else None
    return name.dep_ in {"compound", "poss"} or (after is not None and after.tag_ in {"NN", "NNS", "POS"})


def _shares(words: list[Token], scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Read a share whose firm stands elsewhere: "X, 51% of which is held by Y", "Y holds 30%"."""
    for verb in words:
        if verb.lemma_ not in _HOLDING or not verb.tag_.startswith("VB"):
            continue
        shares = [t for t in objects(verb) if t.lemma_.lower() in STAKES | _REST]
        if not shares or (verb.lemma_ == "have" and is_passive(verb)):
            continue
        inside = [t for share in shares for slot in ("of", "in") for t in prepositional(share, slot)]
        if any(t.tag_ != "WDT" and t.lower_ != "it" for t in inside) or any(
            True for _ in prepositional(verb, "in")
        ):
            continue
        who = [f for f in scene.actors_at(subjects(verb), "subj") if memory.entity(f.entity).type in _OWNERS]
        clause = verb if verb.dep_ == "relcl" and inside else None
        firm = firm_at(scene, clause.head, memory) if clause is not None else None
        it = next((t.i for t in inside if t.lower_ == "it"), None)  # "builds the dam and owns 73% of it"
        start = it if it is not None else _first_of(who) if who else sentence_of(verb).start
        firm = firm or _owned_before(scene, start, who, memory)
        if firm is not None:
            yield from (noun_tie("owns", verb, f, firm) for f in who if f.entity != firm.entity)


def _listed_shares(words: list[Token], scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Read the further shares of a list: "owns 45% of A and 49% of B", "a mill and half of the field C"."""
    for share in words:
        if share.dep_ != "conj" or not is_share(share) or share.tag_ not in {"NN", "NNS", "DT", "PDT"}:
            continue
        top = share
        while top.dep_ == "conj" and top.head != top:
            top = top.head
        verb = top.head
        if top.dep_ != "dobj" or verb.lemma_ not in _HOLDING | _TAKING | _BUYING.keys():
            continue
        inside = [t for slot in ("in", "of") for t in prepositional(share, slot)]
        who = holders_of(scene, list(subjects(verb)))
        for firm in share_of(scene, inside, memory):
            yield from (noun_tie("owns", share, f, firm) for f in who if f.entity != firm.entity)


def _made_up(scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Read which firms a venture is made of: "X, which is made up of A, B and C", "X comprises A"."""
    for verb in with_lemma(scene.doc, _COMPRISING):
        if verb.lemma_ not in _COMPRISING or not verb.tag_.startswith("VB"):
            continue
        if verb.lemma_ == "make" and not is_passive(verb):
            continue
        tops = [antecedent(t) for t in children_of(verb) if t.dep_ in {"nsubj", "nsubjpass"}]
        tops = tops or ([verb.head] if verb.dep_ == "acl" else [])
        whole = next((f for t in tops if (f := firm_at(scene, t, memory)) is not None), None)
        if whole is None or memory.entity(whole.entity).type == "place":
            continue
        parts = list(prepositional(verb, "of")) or [t for t in objects(verb) if t not in tops]
        named = (a for part in parts for t in part.subtree if (a := scene.actor_at(t)) is not None)
        listed = [
            Filler(e, a, "of", 0) for a in named if a.candidate.kind in {"name", "model"} for e in a.entities
        ]
        firms = [f for f in distinct(listed) if memory.entity(f.entity).type == "company"]
        if len(firms) > 1:
            yield from (noun_tie("owns", verb, f, whole) for f in firms if f.entity != whole.entity)


def _belonging(words: list[Token], scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Read "X, 44% of which belongs to Y", "a third of Z belongs to the state fund Y"."""
    for share in words:
        verb = share.head
        if share.dep_ != "nsubj" or verb.lemma_ != "belong" or not is_share(share):
            continue
        inside = [antecedent(t) for slot in ("of", "in") for t in prepositional(share, slot)]
        who = scene.actors_at(list(prepositional(verb, "to")), "to")
        for firm in share_of(scene, inside, memory):
            holders = [f for f in who if memory.entity(f.entity).type in _OWNERS and f.entity != firm.entity]
            yield from (noun_tie("owns", verb, f, firm) for f in holders)


def _possessed(words: list[Token], scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Read whose a share is: "raised its stake in X", "Y's 40% of X"."""
    for noun in words:
        if noun.lemma_.lower() not in STAKES or not noun.tag_.startswith("NN"):
            continue
        if noun.dep_ == "dobj" and noun.head.lemma_ in _SELLING:
            continue  # `_traded` says so
        inside = [t for slot in ("in", "of") for t in prepositional(noun, slot)]
        who = scene.actors_at([t for t in noun.lefts if t.dep_ == "poss"], "appos")
        if not who and noun.dep_ == "pobj" and noun.head.lower_ == "with":
            who = scene.actors_at([noun.head.head], "appos")  # "X, with 20% of Y,"
        for firm in scene.actors_at(inside, "in"):
            if not is_ownable(firm, memory):
                continue
            for holder in who:
                if memory.entity(holder.entity).type in _OWNERS and holder.entity != firm.entity:
                    yield noun_tie("owns", noun, holder, firm)


def _rests(words: list[Token], scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Read who has the rest where a verb is left out: "and Honduras the rest", "the rest belongs to X"."""
    for token in words:
        rest = token.lower_ in _REST and token.i > 1 and token.nbor(-1).lower_ == "the"
        share = token.lower_ in {"%", "percent"} and token.i > 1 and token.nbor(-1).tag_ == "CD"
        if not rest and not share:
            continue
        before = scene.actor_at(token.nbor(-2))
        owner = before if before is not None and before.candidate.last == token.i - 2 else None
        if share and (
            owner is None or (token.i + 1 < len(scene.doc) and token.nbor().lower_ in {"of", "in"})
        ):
            continue
        for after in (
            scene.doc[token.i + 1 : min(token.i + _NEAR, sentence_of(token).end)] if owner is None else ()
        ):
            owner = scene.actor_at(after)
            if owner is not None or (after.lemma_ not in _TO_OWNER and after.tag_ not in _IN_PHRASE):
                break
        if owner is None or memory.entity(owner.entities[0]).type not in _OWNERS:
            continue
        if not any(t.lemma_.lower() in STAKES or t.lemma_ == "own" for t in _around(token)):
            continue
        holder = Filler(owner.entities[0], owner, "name", 0)
        firm = _owned_before(scene, min(token.i, owner.candidate.first), [holder], memory)
        if firm is not None:
            yield noun_tie("owns", token, holder, firm)


def _by_state(words: list[Token], scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Read what "the state" owns, that the words around leave unnamed: its own, or the one spoken of."""
    for word in words:
        owner = scene.actor_at(word)
        is_state = word.lower_ in {"state", "government"} and (owner is None or owner.reason != "demonym")
        if is_state and word.dep_ == "pobj" and {t.lower_ for t in word.lefts} <= {"the"}:
            verb = word.head.head
            things = objects(verb) if word.head.dep_ == "agent" else subjects(verb)
            holds = verb.lemma_ in _HOLDING if word.head.dep_ == "agent" else verb.lemma_ == "belong"
            found = list(things) if holds and verb.tag_.startswith("VB") else []
        elif is_state and word.dep_ == "nsubj" and {t.lower_ for t in word.lefts} <= {"the"}:
            verb = word.head  # "X, which the state owns"
            found = list(objects(verb)) if verb.lemma_ in _OWNING else []
        elif word.lower_ == "owned" and word.dep_ == "acomp" and _is_state_owned(word):
            found = [t for t in word.head.lefts if t.dep_ == "nsubj"]
        else:
            continue
        for firm in scene.actors_at(found, "obj"):
            entity = memory.entity(firm.entity)
            country = entity.country or memory.focus_before(word.idx, len(text_of(scene.doc)))
            if entity.type in {"company", "organization"} and country:
                yield noun_tie("owns", word, Filler(country, owner or firm.actor, "state", 1), firm)


def _of_which(words: list[Token], scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Read "X, in which A, B and C hold a fifth each", "X, of which A holds 40% and B 20%"."""
    for word in words:
        if word.tag_ != "WDT" or word.dep_ != "pobj" or word.head.lower_ not in {"in", "of"}:
            continue
        verb = next((t for t in word.ancestors if t.tag_.startswith("VB")), None)
        if verb is None or verb.lemma_ not in _HOLDING or is_passive(verb):
            continue
        if not any(
            t.lemma_.lower() in STAKES
            for t in word.doc[verb.i + 1 : min(verb.i + _NEAR, sentence_of(verb).end)]
        ):
            continue
        who = [f for f in scene.actors_at(subjects(verb), "subj") if memory.entity(f.entity).type in _OWNERS]
        above = scene.actor_at(verb.head) if verb.dep_ == "relcl" else None
        firm = firm_at(scene, verb.head, memory) if above is not None else None
        if firm is None and not (verb.dep_ == "relcl" and verb.head.lemma_.lower() in WORKS):
            firm = _nearest_firm(scene, word.head.i, memory)  # the clause hangs on another word
        for holder in who if firm is not None else ():
            if firm is not None and holder.entity != firm.entity:
                yield noun_tie("owns", verb, holder, firm)


def _nearest_firm(scene: Scene, i: int, memory: Memory) -> Filler | None:
    """Give the last named firm or route of a sentence before a token."""
    doc = scene.doc
    before = (firm_at(scene, doc[j], memory) for j in range(i - 1, sentence_of(doc[i]).start - 1, -1))
    found = (f for f in before if f is not None and f.actor.candidate.kind in {"name", "model"})
    return next((f for f in found if memory.entity(f.entity).type in {"company", "route"}), None)


def _controlled(words: list[Token], scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Read the clause of an apposition: "X, a fund controlled by Y", "part-owned by the heir, Z"."""
    for verb in words:
        led = verb.lower_ == "led"
        if verb.lower_ not in {"owned", "controlled", "led"} or verb.dep_ not in {
            "acl",
            "relcl",
            "conj",
            "amod",
        }:
            continue
        noun = verb.head.head if verb.dep_ == "conj" and verb.head.dep_ == "acl" else verb.head
        if led and noun.lemma_.lower() not in _JOINT:
            continue  # "a consortium led by X" is owned by it, a bank led by X is not
        top = noun.head if noun.dep_ == "appos" and scene.actor_at(noun.head) is not None else noun
        firm = firm_at(scene, top, memory)
        if firm is None:
            beside = name_before(noun, scene.actor_at)
            firm = firm_at(scene, beside, memory) if beside is not None else None
        if firm is None or firm.actor.candidate.kind == "pronoun":
            continue
        for by in (c for c in children_of(verb) if c.dep_ == "agent"):
            owners = [t for t in children_of(by) if t.dep_ == "pobj"]
            who = scene.actors_at(owners, "by") or _named_beside(scene, owners)
            for holder in who:
                kind = memory.entity(holder.entity).type
                if holder.entity != firm.entity and kind in _OWNERS and not (led and kind != "company"):
                    tie = noun_tie("owns", verb, holder, firm)
                    if fits(tie, scene):
                        yield tie


def _named_beside(scene: Scene, owners: list[Token]) -> list[Filler]:
    """Give who stands beside a description: "by the minister's brother-in-law, Ana Li"."""
    for noun in owners:
        last = max((t.i for t in noun.subtree), default=noun.i)
        for j in range(noun.i + 1, min(max(last, noun.i + _NEAR) + 1, sentence_of(noun).end)):
            if noun.doc[j].text == "," and j + 1 < sentence_of(noun).end:
                actor = scene.actor_at(noun.doc[j + 1])
                named = (
                    actor is not None
                    and actor.candidate.kind in {"name", "model"}
                    and actor.reason != "demonym"
                )
                return [Filler(actor.entities[0], actor, "by", 0)] if actor is not None and named else []
            if noun.doc[j].tag_ not in _IN_PHRASE | {"HYPH", "IN"}:
                return []
    return []


def _is_state_owned(word: Token) -> bool:
    return word.i > 1 and word.nbor(-1).tag_ == "HYPH" and word.nbor(-2).lower_ in {"state", "government"}


def _gapped(words: list[Token], scene: Scene, memory: Memory) -> Iterator[Tie]:
    """Read who owns where the verb is not said again: "A is owned by B, and C by the fund D"."""
    for by in words:
        if by.lower_ != "by" or by.i < 1:
            continue
        owned = next((t for t in tokens_in(sentence_of(by)) if t.lower_ in _SHARED and t.i < by.i), None)
        if owned is None:
            continue
        firm = firm_at(scene, by.nbor(-1), memory)
        if firm is None and by.nbor(-1).lower_ in {"%", "percent"} and by.head != owned:
            firm = _owned_before(scene, by.i, [], memory)  # "49% owned by A and 45% by B"
        elif firm is not None and firm.actor.candidate.last != by.i - 1:
            continue
        if firm is None:
            continue
        for token in scene.doc[by.i + 1 : min(by.i + _NEAR, sentence_of(by).end)]:
            owner = scene.actor_at(token)
            named = owner is not None and owner.candidate.kind in {"name", "model"}
            state = named and token.i + 1 < len(scene.doc) and token.nbor().lower_ in {"state", "government"}
            if owner is not None and named and (owner.reason != "demonym" or state):
                if memory.entity(owner.entities[0]).type in _OWNERS and owner.entities[0] != firm.entity:
                    yield noun_tie("owns", by, Filler(owner.entities[0], owner, "by", 0), firm)
                break
            if owner is None and token.tag_ not in _IN_PHRASE:
                break


def _around(token: Token) -> Iterator[Token]:
    """Yield the words of a token's sentence and of the one before."""
    start = sentence_of(token).start
    yield from sentence_of(token)
    if start:
        yield from sentence_of(token.doc[start - 1])


def _first_of(fillers: list[Filler]) -> int:
    return min(f.actor.candidate.first for f in fillers)


def _owned_before(scene: Scene, i: int, who: list[Filler], memory: Memory) -> Filler | None:
    """Give the firm that was spoken of before a token as of one that is owned, else the nearest before."""
    doc, start = scene.doc, sentence_of(scene.doc[min(i, len(scene.doc) - 1)]).start
    start = sentence_of(doc[start - 1]).start if start else start
    before = [firm_at(scene, doc[j], memory) for j in range(i - 1, start - 1, -1) if not _has_share(doc[j])]
    owners = {f.entity for f in who} | {f.entity for f in before if f is not None and _owns(f, doc)}
    nearest = None
    for firm in before:
        if firm is None or firm.entity in owners or firm.actor.candidate.kind == "pronoun":
            continue
        if _is_owned(doc[firm.actor.candidate.head]):
            return firm
        entity = memory.entity(firm.entity)
        works = entity.type == "place" and entity.name.split()[-1].lower() in WORKS
        unknown = firm.actor.candidate.kind == "model" and entity.type == "organization"
        if nearest is None and (
            entity.type == "company" or works or (unknown and not is_body_name(entity.name))
        ):
            nearest = firm
    return nearest


def _has_share(name: Token) -> bool:
    """Whether a share follows a name, whose it is: "X 12.5 percent and Y 10 percent"."""
    after = name.doc[name.i + 1 : name.i + 3]
    return len(after) > 1 and after[0].tag_ == "CD" and after[1].lower_ in {"%", "percent"}


def _is_owned(head: Token) -> bool:
    """Whether a name stands as what is owned: "49% of X", "a stake in X", "X is owned by"."""
    if head.dep_ == "pobj" and head.head.lower_ in {"of", "in"}:
        return head.head.head.lemma_.lower() in STAKES
    if head.dep_ == "dobj":
        return head.head.lemma_ == "own"
    if any(c.dep_ == "relcl" and _shares_of_it(c) for c in head.rights):
        return True
    return head.dep_ == "nsubjpass" and head.head.lemma_ in {"own", "hold"}


def _shares_of_it(clause: Token) -> bool:
    """Whether a relative clause tells of shares: "X, 51% of which was bought by Y"."""
    shares = (t for t in clause.lefts if t.lemma_.lower() in STAKES)
    return any(t.tag_ == "WDT" for share in shares for t in share.subtree)


def _owns(firm: Filler, doc: Doc) -> bool:
    """Whether a firm is the one that owns in its clause."""
    head = doc[firm.actor.candidate.head]
    verb = head.head.head if head.head.dep_ == "agent" else head.head
    joined = (verb, *(c for c in children_of(verb) if c.dep_ == "conj"))
    return head.dep_ in {"nsubj", "pobj"} and any(v.lemma_ in _HOLDING for v in joined)
