"""What a tie is about: "a trade pact" ties in trade, "an accord on gas and arms" in energy and in defence.

The domain is told by the words of the trigger's own phrase; where they are silent, by its event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.syntax.arguments import NOUN_TAGS, VERB_TAGS
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tree import children_of
from detente.extract.ties.topics import topics_in
from detente.extract.vocabulary import is_narrower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from detente.extract.reference.memory import Memory
    from detente.extract.schema import Status
    from detente.extract.ties.scene import Scene, Tie
    from detente.extract.vocabulary import Vocabulary

DOMAIN_EVENTS = frozenset({"AGREE", "COOPERATE"})
"""Events of which the text may say what they are about, whatever their trigger."""
_ZONE = frozenset(
    "dobj pobj prep compound amod nmod conj attr nsubjpass oprd pcomp acl npadvmod poss appos nsubj".split()
)
_ABOUT = frozenset({"for", "on", "over", "about"})
_UNDER = frozenset({"under", "by", "after", "following"})
_CLAUSES = frozenset({"relcl", "acl"})

_NAMING = frozenset({"compound", "amod", "nummod", "nmod"})
_MEANS = frozenset("by via through across over along aboard".split())
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_STAYING = frozenset({"stay", "remain", "include", "be"})


def relations_of(
    tie: Tie, status: Status, *, vocabulary: Vocabulary, memory: Memory, scene: Scene
) -> list[tuple[str, bool]]:
    """Give the relations of a tie and whether each is symmetric: several for "trade and energy cooperation".

    Parameters
    ----------
    tie
        A trigger with its source and target.
    status
        Its status: who hopes to join is no member yet.
    vocabulary
        Knows the words of each domain, and the relation of an event without one.
    memory
        Knows the entities.
    scene
        The passage the tie stands in.

    Returns
    -------
    list of tuple
        One relation, or the first two domains that the text names.
    """
    trigger = tie.match.trigger
    if trigger.event is None:
        relation = trigger.relation or ""
        # Who hopes to join is not yet a member; who has no plan to join does not seek to be one.
        seeks = (status in {"planned", "possible"} and not belongs(tie)) or (
            status == "denied" and not trigger.status and _is_infinitive(tie.match.head)
        )
        return [("accession" if relation == "member_of" and seeks else relation, False)]
    if trigger.event in DOMAIN_EVENTS or trigger.relation in vocabulary.topics:
        domains = _domains(tie, vocabulary, scene, memory)
        if trigger.relation:
            funds = _funds(tie, vocabulary, scene)
            carried = {"transport"} if trigger.relation == "defence" else set()  # "patrol with its ships"
            open_to = [d for d in domains if not funds and d not in carried and not _is_stake(tie)]
            narrower = [d for d in open_to if is_narrower(d, than=trigger.relation)]
            if trigger.relation == "transport" and "transport" not in domains and "defence" in open_to:
                narrower = ["defence"]  # "ordered two patrol vessels": the phrase says more than its noun
            domains = narrower[:1] or [trigger.relation]
        is_open = not domains or (domains == ["trade"] and tie.domain != "investment")
        if tie.domain is not None and is_open and not _is_broad(tie):
            domains = [tie.domain]  # no word of its phrase says what it is about
        if domains:
            return [(domain, tie.symmetric) for domain in domains[:2]]
    relation = trigger.relation or vocabulary.default[trigger.event]
    return [(relation, tie.symmetric)]


def belongs(tie: Tie) -> bool:
    """Whether a member is told of, whatever is planned: "will stay in", "is X still a member".

    Parameters
    ----------
    tie
        A tie of membership.
    """
    return tie.match.trigger.head in _STAYING or _is_standing(tie.match.head)


def _is_stake(tie: Tie) -> bool:
    """Whether a stake is bought or sold, which is an investment whatever it is in."""
    return any(token.lemma_.lower() in grammar_words("stakes") for token in tie.match.tokens)


def _funds(tie: Tie, vocabulary: Vocabulary, scene: Scene) -> bool:
    """Whether money is lent or asked for, which is an investment whatever it is for."""
    trigger = tie.match.trigger
    if trigger.relation != "investment" or _lends_thing(tie, vocabulary, scene):
        return False
    words = grammar_words("funding") | grammar_words("asking_lenders")
    return not words.isdisjoint((trigger.head, *trigger.others))


def _lends_thing(tie: Tie, vocabulary: Vocabulary, scene: Scene) -> bool:
    """Whether what is lent is a thing, not money: "lent its neighbour two ships", "lent it 100MW"."""
    if tie.match.head.lemma_ != "lend":
        return False
    given = [child for child in children_of(tie.match.head) if child.dep_ in {"dobj", "dative", "npadvmod"}]
    if any(word.lemma_.lower() in grammar_words("sums") for word in given):
        return False  # "lent the railways 100 million euros"
    things = (word for word in given if word.dep_ == "dobj" and scene.actor_at(word) is None)
    words = [w for thing in things for w in (*(c for c in thing.lefts if c.dep_ in _NAMING), thing)]
    domains = {topic.domain for topic in topics_in(words, scene=scene, vocabulary=vocabulary)}
    return bool(domains) and "investment" not in domains


def _is_broad(tie: Tie) -> bool:
    """Whether a tie calls itself one of no single domain: "a strategic partnership agreement"."""
    words = {word.lemma_.lower() for token in tie.match.tokens for word in _zone(token, 0)}
    return not words.isdisjoint(grammar_words("broad"))


def _is_standing(noun: Token) -> bool:
    """Whether a noun is said of its subject in the present tense: "Is X still a member?"."""
    copula = noun.head
    if noun.tag_ not in NOUN_TAGS or noun.dep_ != "attr" or copula.lemma_ != "be":
        return False
    return copula.tag_ in {"VBZ", "VBP"} and not any(child.tag_ == "MD" for child in children_of(copula))


def _is_infinitive(verb: Token) -> bool:
    return verb.tag_ == "VB" and any(child.tag_ == "TO" for child in children_of(verb))


def _domains(tie: Tie, vocabulary: Vocabulary, scene: Scene, memory: Memory) -> list[str]:
    """Give the domains named in the trigger's own phrase, in order of the text."""
    head = tie.match.head
    if tie.match.trigger.event == "AGREE" and any(map(_buys_or_funds, _promises(head))):
        return ["investment"]
    is_trade = tie.match.trigger.relation == "trade"

    def named_below(word: Token) -> list[str]:
        words = sorted(_zone(word, 0), key=lambda t: t.i)
        words = [t for t in words if not _explains_place(t, word, scene)]
        topics = topics_in(words, scene=scene, vocabulary=vocabulary)
        if is_trade:  # whatever goes through a pipeline is energy, but by ship goes anything
            ways = {t.i for t in words if _is_means(t, word)}
            topics = [topic for topic in topics if topic.domain != "transport" or topic.at not in ways]
        return [topic.domain for topic in topics]

    found = dict.fromkeys(named_below(head))
    for word in tie.match.tokens if not found else ():  # "stopped exporting coal"
        if word.tag_ in VERB_TAGS and word != head:
            found |= dict.fromkeys(named_below(word))
    is_open = tie.match.trigger.event == "AGREE" or tie.match.trigger.relation is None
    for beyond in _beyond(head) if not found and is_open else ():
        found = dict.fromkeys(named_below(beyond))
        if found:
            break
    if not found:
        # "a memorandum on the Middle Corridor", "a deal to develop the Alta oilfield": names say it too.
        deal = _deal_of(head)
        for token in (*sorted(_zone(head, 0), key=lambda t: t.i), *([deal] if deal is not None else ())):
            actor = scene.actor_at(token)
            entity = memory.entity(actor.entities[0]) if actor is not None else None
            if entity is not None and entity.type == "agreement":
                found.update(dict.fromkeys(_domains_of_name(entity.name, vocabulary)))
            if entity is not None and entity.type in {"route", "place"}:
                domain = vocabulary.domain_of((entity.name.lower().split()[-1],))
                if (domain or entity.type == "route") and not (is_trade and _is_means(token, head)):
                    found.setdefault(domain or "transport")
    return list(found)


def _domains_of_name(name: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the domains that the name of an agreement tells: "the Mutual Defence Treaty"."""
    words = name.lower().split()
    for n in (3, 2, 1):
        for i in range(len(words) - n + 1):
            domain = vocabulary.domain_of(tuple(words[i : i + n]))
            if domain is not None:
                yield domain
                return


def _promises(head: Token) -> Iterator[Token]:
    """Yield the verbs of what a deal obliges to: "agreed to buy", "signed an agreement to finance"."""
    for word in (head, _deal_of(head)):
        if word is not None:
            yield from (
                child for child in children_of(word)
                if child.dep_ in {"xcomp", "acl", "advcl"} and _is_infinitive(child)
            )  # fmt: skip


def _buys_or_funds(verb: Token) -> bool:
    """Whether a verb says that money is put into something: "to finance a dam", "to buy a refinery"."""
    if verb.lemma_ in grammar_words("financing_verbs"):
        return True
    whole = grammar_words("not_wares")
    return verb.lemma_ in grammar_words("acquiring_verbs") and any(
        child.dep_ == "dobj" and child.lemma_.lower() in whole for child in children_of(verb)
    )


def _is_means(word: Token, head: Token) -> bool:
    """Whether a word only says by which way wares go: "ships copper through the port of X"."""
    while word not in (head, word.head):
        if word.dep_ == "prep" and word.lower_ in _MEANS:
            return True
        word = word.head
    return False


def _explains_place(word: Token, head: Token, scene: Scene) -> bool:
    """Whether a word stands in apposition to a place: the port of "an escort led from X, a port"."""
    while word not in (head, word.head):
        actor = scene.actor_at(word.head) if word.dep_ == "appos" else None
        if actor is not None and scene.type_of(actor.entities[0]) == "place":
            return True
        word = word.head
    return False


def _beyond(head: Token) -> Iterator[Token]:
    """Yield where else the matter of a deal is named: "agreed to sell tea", "buys gas under a pact"."""
    yield from (child for child in children_of(head) if child.dep_ == "xcomp")
    yield from (child for child in children_of(head) if child.dep_ == "advcl" and _is_infinitive(child))
    deal = _deal_of(head)
    if deal is None:
        return
    if deal != head:
        yield deal
    clauses = [c for c in children_of(deal) if c.dep_ in _CLAUSES and c.tag_ in VERB_TAGS and c != head]
    if deal.dep_ in {"dobj", "nsubjpass"}:  # "cancelled its contract with X for a reactor"
        yield from (
            child for child in children_of(deal.head) if child.dep_ == "prep" and child.lower_ in _ABOUT
        )
    if deal.dep_ == "pobj" and deal.head.lower_ in _UNDER:
        clauses.append(deal.head.head)
    for clause in clauses:  # "a protocol under which flights will resume"
        yield clause
        yield from (child for child in children_of(clause) if child.dep_ in _SUBJECTS)


def _deal_of(head: Token) -> Token | None:
    """Give the noun of a deal that a trigger makes, or in whose clause it is: "the pact that X signed"."""
    made = (child for child in children_of(head) if child.dep_ in {"dobj", "nsubjpass"})
    above = (head.head,) if head.dep_ in {"relcl", "acl"} else ()
    nouns = (head, *above, *made)
    return next((noun for noun in nouns if noun.lemma_.lower() in grammar_words("deals")), None)


def _zone(token: Token, depth: int) -> Iterator[Token]:
    """Yield the words of a phrase that may name what a tie is about."""
    yield token
    if depth < 6:
        for child in children_of(token):
            if child.dep_ in _ZONE and not (child.dep_ == "nsubj" and token.tag_ not in NOUN_TAGS):
                yield from _zone(child, depth + 1)
