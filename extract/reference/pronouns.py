"""Pronouns: who "it", "he", "they" and "we" are, by the clause they stand in and the sentences before.

The search goes up through the clauses of the sentence, whose subjects come first, then to the sentence
before. A thing that is no actor may be meant as well ("The train left. It had taken six days to load."):
where it is as near, and the verb does not say that somebody acts, the pronoun stays unresolved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.reference.charges import accused_in
from detente.extract.reference.patients import is_actor_object, patient
from detente.extract.speech.citers import is_report
from detente.extract.speech.quotations import in_quotes
from detente.extract.speech.speakers import speaker
from detente.extract.syntax.arguments import VERB_TAGS, surface_subjects
from detente.extract.syntax.grammar import grammar_words
from detente.extract.syntax.tokens import sentence_of
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from spacy.tokens import Doc, Token

    from detente.extract.knowledge.roles import Roles
    from detente.extract.naming.candidates import Candidate
    from detente.extract.reference.memory import Memory
    from detente.extract.reference.trail import Seen
    from detente.extract.schema import EntityType

PERSONAL = frozenset("he him his she her".split())
PLURAL = frozenset("they them their".split())
FIRST = frozenset("i we us our my me".split())
_NEUTER: tuple[EntityType, ...] = ("country", "organization", "company", "group", "route")
_SUBJECT_DEPS = frozenset({"nsubj", "nsubjpass", "csubj"})
_WITHOUT_SUBJECT = frozenset({"xcomp", "acl", "pcomp", "conj", "advcl", "ccomp"})
_RELATIVE = frozenset({"WDT", "WP", "WP$"})
_TOLD = frozenset({"ccomp", "parataxis", "conj", *_SUBJECT_DEPS})
"""Clauses whose "its" is not who the clause around them goes on to name: "Its price rose; Oman paid"."""
_OF_STATES = frozenset("GOV MIL COP JUD LEG SPY".split())
_MOST = 4
_PERSONS_REACH, _REACH = 3, 1


def whom(doc: Doc, candidate: Candidate, *, memory: Memory, roles: Roles) -> tuple[str, ...]:
    """Give the entities that a pronoun means.

    Parameters
    ----------
    doc
        The parsed passage.
    candidate
        A candidate of kind "pronoun".
    memory
        What was mentioned before, at the point where the pronoun stands.
    roles
        Knows what only a state has: "its army".

    Returns
    -------
    tuple of str
        Entity ids: one, all of "A and B" for "they", none where nothing is clear.
    """
    token = doc[candidate.head]
    offset = memory.position - candidate.start
    if token.lower_ == "itself":
        return _itself(token, offset, memory)
    if token.lower_ in FIRST:
        return speaker(token, offset, memory)
    accused = accused_in(token, offset, memory) if token.dep_ == "nsubj" else None
    denier = _denier(token, accused, memory) if accused is not None else None
    if denier is not None:
        return (denier,)
    if token.lower_ in PLURAL:
        return _plural(token, offset, memory)
    if token.lower_ in PERSONAL:
        return _person(token, offset, memory)
    return _neuter(token, offset, memory, roles)


def own_subjects(token: Token, offset: int, memory: Memory) -> frozenset[str]:
    """Give whom a phrase cannot mean: the subject of its own clause, "Kiir pardoned him" is not about Kiir.

    Parameters
    ----------
    token
        The head of the phrase.
    offset
        Where the passage begins in the article.
    memory
        Knows who stands where.
    """
    verb = governing_verb(token)
    found: set[str] = set()
    while verb is not None:
        is_relative = verb.dep_ == "relcl"
        for subject in surface_subjects(verb):
            if is_relative or token.i not in {t.i for t in subject.subtree}:
                for part in (subject, *subject.conjuncts):
                    found.update(seen.entity for seen in memory.at(offset + part.idx))
        if found or verb.dep_ not in _WITHOUT_SUBJECT or (verb.dep_ == "acl" and verb.tag_ != "VB"):
            break
        verb = next((t for t in verb.ancestors if t.tag_ in VERB_TAGS), None)
    return frozenset(found)


def clause_mates(token: Token, offset: int, memory: Memory) -> frozenset[str]:
    """Give who else is named in the clause of which a phrase is the subject: "With Mali the country left".

    Parameters
    ----------
    token
        The head of the phrase.
    offset
        Where the passage begins in the article.
    memory
        Knows who stands where.
    """
    if token.dep_ not in _SUBJECT_DEPS:
        return frozenset()
    verb = token.head
    own = {t.i for t in token.subtree}
    found: set[str] = set()
    for child in children_of(verb):
        if child.i in own or child.dep_ in {"conj", "advcl", "ccomp", "parataxis"}:
            continue
        for part in child.subtree:
            inside = next((a for a in part.ancestors if a.tag_ in VERB_TAGS), verb)
            if inside == verb:
                found.update(s.entity for s in memory.at(offset + part.idx) if not s.pronoun)
    return frozenset(found)


def governing_verb(token: Token) -> Token | None:
    """Give the verb whose argument a phrase is, over prepositions and nouns; None for a subject.

    Parameters
    ----------
    token
        The head of the phrase.
    """
    head, dep = token.head, token.dep_
    while head.i != token.i and dep not in _SUBJECT_DEPS:
        if head.tag_ in VERB_TAGS:
            return head
        if head.head.i == head.i:
            return None
        head, dep = head.head, head.dep_
    return None


def _neuter(token: Token, offset: int, memory: Memory, roles: Roles) -> tuple[str, ...]:
    is_owner, is_subject = token.dep_ == "poss", token.dep_ in _SUBJECT_DEPS
    if _is_dummy(token):
        return ()
    if not (is_owner or is_subject or is_actor_object(token)):
        return patient(token, offset, memory, without=own_subjects(token, offset, memory))
    beside = _listed_before(token)
    if beside is not None:
        return _one(_fitting(beside, offset, memory, _is_neuter(memory)))
    without = _described(token, offset, memory) if is_owner else _disjoint(token, offset, memory)
    attacked = is_owner and _is_attacked(token)
    if attacked:
        without |= own_subjects(token, offset, memory)
    is_state = is_owner and token.head.lemma_.lower() in roles.unique - roles.titles
    is_hit = (not is_owner and not is_subject) or _is_told(token)
    is_given = token.dep_ == "dative" or token.head.lemma_.lower() in grammar_words("giving")
    does = token.dep_ == "nsubj" and token.head.lemma_.lower() in grammar_words("agentive")
    is_held = is_owner and _is_held_by_actors(token.head, roles)

    def fits(seen: Seen) -> bool:
        kind = memory.entity(seen.entity).type
        if seen.entity in without or (is_state and kind != "country"):
            return False
        if kind == "place":  # "will not stop bombing it"; "Quito is tired. It wants ..."
            stands_for_state = seen.standing == "main" and memory.state_of_capital(seen.entity) is not None
            return (is_hit and not is_given) or ((does or is_held) and stands_for_state)
        return _is_neuter(memory)(seen)

    acts = is_hit or is_state or does or is_held
    for twin in _parallel(token) if is_hit else ():
        found = _fitting(twin, offset, memory, fits)
        if found:
            return _one(found)
    for subject in _subjects_above(token):
        if _is_list(subject) or (attacked and _entities(subject, offset, memory) & without):
            continue
        found = _fitting(subject, offset, memory, fits)
        if found:
            return _one(found)
        if is_state:  # "the Australian operator ... its government"
            firms = {
                memory.entity(s.entity).country
                for s in memory.at(offset + subject.idx)
                if _is_firm(s, memory)
            }
            if len(firms) == 1 and (state := firms.pop()) is not None:
                return (state,)
        if not acts and _is_thing(subject, offset, memory):
            return ()
    found_before = _before(memory, fits, acts=acts, alone=is_owner or is_hit, only_here=in_quotes(token))
    if (does or is_held) and found_before and memory.entity(found_before[0]).type == "place":
        return tuple(filter(None, [memory.state_of_capital(found_before[0])]))
    return found_before


def _denier(token: Token, entity_id: str, memory: Memory) -> str | None:
    """Give who denies, if the pronoun may mean them: "it" may be the state of a capital."""
    entity = memory.entity(entity_id)
    if token.lower_ in PERSONAL or token.lower_ in PLURAL:
        is_one = entity.type == "person"
        return entity_id if is_one == (token.lower_ in PERSONAL) else None
    if entity.type == "place":
        return memory.state_of_capital(entity_id)
    return entity_id if entity.type in _NEUTER else None


def _is_attacked(owner: Token) -> bool:
    """Whether what is somebody's is attacked, by another: "said that a Chinese ship had rammed its boat"."""
    verb = governing_verb(owner)
    is_doer = owner.head.head.dep_ == "agent"  # "poaching by their friends"
    return verb is not None and not is_doer and verb.lemma_ in grammar_words("attacking")


def _itself(token: Token, offset: int, memory: Memory) -> tuple[str, ...]:
    """Give whom "itself" stresses, or the subject that does it: "Oman itself", "Oman commits itself"."""
    before = token.nbor(-1) if token.i else token
    if before.tag_[:2] == "NN":
        return _one(memory.at(offset + before.idx))
    fits = _is_neuter(memory)
    for head in token.ancestors:
        for subject in surface_subjects(head) if head.tag_ in VERB_TAGS else ():
            found = _fitting(_meant(subject, head), offset, memory, fits) if subject.i < token.i else []
            if found:
                return _one(found)
    return ()


def _before(
    memory: Memory, fits: Callable[[Seen], bool], *, acts: bool, alone: bool, only_here: bool
) -> tuple[str, ...]:
    """Look for what "it" may mean before: a main subject, else another, else the latest.

    In its own sentence it means a subject; where `alone` holds, also the only other that is named there.
    """
    for back in range(1 if only_here else _REACH + 1):
        number = memory.sentence - back
        seen = [s for s in memory.recent(within=back) if s.sentence == number and fits(s) and not s.listed]
        mains = [s for s in seen if s.standing == "main"]
        if mains:
            return (mains[0].entity,)
        thing = memory.main_thing(number)
        is_single = thing is not None and not thing.plural and thing.position < memory.position
        if not acts and is_single:
            return ()
        subjects = [s for s in seen if s.standing == "subject"]
        others = [s for s in seen if s.standing != "modifier"] if back or alone else []
        if not back and len({s.entity for s in others}) > 1:
            others = []
        if subjects or others:
            return ((subjects[-1] if subjects else others[0]).entity,)
    return ()


def _person(token: Token, offset: int, memory: Memory) -> tuple[str, ...]:
    without = frozenset() if token.dep_ in {"poss", *_SUBJECT_DEPS} else own_subjects(token, offset, memory)

    def fits(seen: Seen) -> bool:
        entity = memory.entity(seen.entity)
        is_one = entity.type == "person" and not entity.generic
        return (is_one or seen.person) and seen.entity not in without

    for subject in _subjects_above(token):
        found = _fitting(subject, offset, memory, fits)
        if found:
            return _one(found)
    for back in range(_PERSONS_REACH + 1):
        number = memory.sentence - back
        seen = [s for s in memory.recent(within=back) if s.sentence == number and fits(s)]
        mains = [s for s in seen if s.standing == "main"]
        subjects = [s for s in seen if s.subject]
        if mains or subjects:
            return ((mains or subjects)[-1].entity,)
        named = [s for s in seen if memory.entity(s.entity).type == "person"]
        if named:
            return (named[0].entity,)
    return ()


def _plural(token: Token, offset: int, memory: Memory) -> tuple[str, ...]:
    free = token.dep_ in _SUBJECT_DEPS or (token.dep_ == "poss" and not _is_attacked(token))
    without = frozenset() if free else own_subjects(token, offset, memory)
    if token.dep_ == "dobj" and _is_reported(token.head) and _other_plural(memory):
        return ()  # "the experts say that Chad arms them": those of the sentence before?
    beside = _listed_before(token)
    for subject in [*([beside] if beside is not None else []), *_subjects_above(token)]:
        found = _several(subject, offset, memory, without)
        if found:
            return found
        if subject.tag_ == "NNS" and not without & _entities(subject, offset, memory):
            return ()  # "the trains ... their wheels"
    if token.dep_ == "pobj" and token.head.lower_ == "between":
        return memory.last_pair("country", "organization", "group", without=without)
    for back in range(_REACH + 1):
        number = memory.sentence - back
        seen = [s for s in memory.recent(within=back) if s.sentence == number and s.entity not in without]
        best = _likeliest_several(seen, is_object=token.dep_ in {"dobj", "dative"})
        if best:
            return best
    return ()


def _is_reported(verb: Token) -> bool:
    return verb.dep_ == "ccomp" and is_report(verb.head)


def _other_plural(memory: Memory) -> bool:
    """Whether the sentence before names several as an object."""
    last = memory.in_sentence(memory.sentence - 1)
    return any(s.plural and s.standing == "object" for s in last)


def _likeliest_several(seen: list[Seen], *, is_object: bool) -> tuple[str, ...]:
    """Give the plural or the list that "they" means: a subject; for "them", an object is as likely."""
    for standings in ({"main", "object"} if is_object else {"main"}, {"subject"}, {"object", "other"}):
        here = [s for s in seen if s.standing in standings and (s.plural or s.listed)]
        lists = dict.fromkeys(s.head if not s.listed else -1 for s in here)
        if len(lists) > 1:
            return ()  # two may be meant
        several = tuple(dict.fromkeys(s.entity for s in reversed(here)))
        if several and (here[0].plural or len(several) > 1):
            return several if len(several) <= _MOST else ()
    return ()


def _several(subject: Token, offset: int, memory: Memory, without: frozenset[str]) -> tuple[str, ...]:
    """Give what a subject names if it is several: a list, or a plural."""
    parts = [subject, *(t for t in subject.conjuncts if t.i > subject.i)]
    seen = [s for part in parts for s in memory.at(offset + part.idx)]
    is_several = len(parts) > 1 or len({s.entity for s in seen}) > 1 or any(s.plural for s in seen)
    if not is_several or (len(parts) > 1 and len({s.entity for s in seen}) < 2):
        return ()
    found = tuple(dict.fromkeys(s.entity for s in seen))
    return () if without & set(found) or len(found) > _MOST else found


def _subjects_above(token: Token) -> Iterator[Token]:
    """Yield the subjects of the clauses around a pronoun, the nearest first, without those it is part of.

    A subject further on counts for "its" and in a clause put first: "If it fails, Iran will pay".
    """
    below, is_before = token, token.dep_ == "poss"
    for head in token.ancestors:
        if head.tag_ in VERB_TAGS or head.dep_ == "ROOT":
            yield from _receivers(head, below)
            own = [c for c in children_of(head) if c.dep_ in _SUBJECT_DEPS]
            if not own and head.dep_ in _WITHOUT_SUBJECT:
                own = [t for t in surface_subjects(head) if t.i != token.i]
            yield from (
                _meant(subject, head) for subject in own
                if subject.i not in {below.i, token.i}
                and (subject.i < token.i or (is_before and below.dep_ not in _TOLD))
            )  # fmt: skip
            yield from (
                c for clause in children_of(head) if clause.dep_ in {"advcl", "ccomp"} and clause.i < below.i
                for c in children_of(clause) if c.dep_ in _SUBJECT_DEPS and c.i < token.i
            )  # fmt: skip
            inside = any(c.i in {below.i, token.i} for c in children_of(head) if c.dep_ in _SUBJECT_DEPS)
            if inside and head.dep_ == "relcl" and token.dep_ == "poss":
                yield head.head  # "Kyiv, to which its neighbour has lent money"
            is_before = is_before or head.dep_ == "advcl"
        below = head


def _receivers(verb: Token, below: Token) -> Iterator[Token]:
    """Yield whom a verb deals with, where what follows is theirs: "thanked Oman for its help".

    Parameters
    ----------
    verb
        The verb.
    below
        Its child in which the pronoun stands.
    """
    for child in children_of(verb):
        if child.i >= below.i or child.tag_[:2] not in {"NN", "PR"}:
            continue
        is_given = child.dep_ == "dative" and below.dep_ in {"dobj", "prep"}
        is_judged = (
            child.dep_ == "dobj" and below.lower_ in {"for", "of", "over"}
            and verb.lemma_.lower() in grammar_words("object_control") | grammar_words("actor_object")
        )  # fmt: skip
        if is_given or is_judged:
            yield child


def _parallel(token: Token) -> Iterator[Token]:
    """Yield what had the same done to it before: "the bank, which lent Peru money, may lend it more"."""
    verb = governing_verb(token)
    for other in reversed(list(sentence_of(token))[: token.i - sentence_of(token).start]):
        is_object = other.dep_ in {"dobj", "dative"}
        if verb is not None and is_object and other.head.i != verb.i and other.head.lemma_ == verb.lemma_:
            yield other


def _meant(subject: Token, verb: Token) -> Token:
    """Give what a relative pronoun stands for."""
    return verb.head if subject.tag_ in _RELATIVE and verb.dep_ == "relcl" else subject


def _is_list(subject: Token) -> bool:
    parts = children_of(subject)
    is_one_name = any(c.dep_ == "cc" and c.text == "&" for c in parts)  # "Korea Hydro & Nuclear Power"
    return not is_one_name and any(c.dep_ == "conj" and c.i < subject.head.i for c in parts)


def _listed_before(token: Token) -> Token | None:
    """Give what stands in one list before the owner's noun: "Serbia and its neighbours"."""
    noun = token.head
    return noun.head if token.dep_ == "poss" and noun.dep_ == "conj" and noun.head.tag_[:2] == "NN" else None


def _described(token: Token, offset: int, memory: Memory) -> frozenset[str]:
    """Give whom the owner's noun stands beside, who is never its owner: "Togo, its ally"."""
    noun = token.head
    if noun.dep_ != "appos":
        return frozenset()
    return frozenset(s.entity for s in memory.at(offset + noun.head.idx))


def _disjoint(token: Token, offset: int, memory: Memory) -> frozenset[str]:
    """Give whom "it" is not: the subject of its clause, or of a subject, what its clause goes on to name."""
    if token.dep_ not in _SUBJECT_DEPS:
        return own_subjects(token, offset, memory)
    if _is_told(token):
        above = surface_subjects(token.head.head)
        return frozenset(e for subject in above for e in _entities(subject, offset, memory))
    rest = {
        offset + t.idx for child in children_of(token.head) if child.i > token.i for t in child.subtree
        if t.tag_ != "JJ"
    }  # fmt: skip
    return frozenset(
        s.entity for s in memory.in_sentence(memory.sentence) if s.head in rest and not s.pronoun
    )


def _is_neuter(memory: Memory) -> Callable[[Seen], bool]:
    def fits(seen: Seen) -> bool:
        entity = memory.entity(seen.entity)
        return entity.type in _NEUTER and not entity.generic and not seen.plural and not seen.person

    return fits


def _is_firm(seen: Seen, memory: Memory) -> bool:
    entity = memory.entity(seen.entity)
    return entity.type == "company" and not entity.generic


def _fitting(token: Token, offset: int, memory: Memory, fits: Callable[[Seen], bool]) -> list[Seen]:
    return [seen for seen in memory.at(offset + token.idx) if fits(seen)]


def _entities(token: Token, offset: int, memory: Memory) -> set[str]:
    return {seen.entity for seen in memory.at(offset + token.idx)}


def _one(seen: list[Seen]) -> tuple[str, ...]:
    found = {s.entity for s in seen}
    return (seen[0].entity,) if len(found) == 1 else ()


def _is_thing(subject: Token, offset: int, memory: Memory) -> bool:
    """Whether a subject is a single thing or event that "it" may as well mean."""
    if subject.tag_ == "NN":
        if subject.lower_ in grammar_words("anybody"):
            return False
        return not any(memory.entity(s.entity).type == "person" for s in memory.at(offset + subject.idx))
    return subject.lower_ in {"it", "this", "that"} and not memory.at(offset + subject.idx)


def _is_held_by_actors(noun: Token, roles: Roles) -> bool:
    """Whether only somebody has such a thing: "its ambassador", "its airspace", not "its owner"."""
    lemma = noun.lemma_.lower()
    if lemma in grammar_words("held_by_actors"):
        return True
    return roles.state.get(lemma) in _OF_STATES and lemma not in grammar_words("held_by_things")


def _is_told(token: Token) -> bool:
    """Whether a subject is who somebody tells to act: "the court ordered it to pay"."""
    verb = token.head
    is_infinitive = verb.dep_ in {"ccomp", "xcomp"} and any(c.tag_ == "TO" for c in children_of(verb))
    return (
        token.dep_ == "nsubj"
        and is_infinitive
        and verb.head.lemma_.lower() in grammar_words("object_control")
    )


def _is_dummy(token: Token) -> bool:
    """Whether "it" stands for a clause or for nothing: "it is clear that", "it rains"."""
    if token.lower_ != "it" or token.dep_ not in {"nsubj", "nsubjpass"}:
        return False
    verb = token.head
    deps = {child.dep_ for child in children_of(verb) if child.i > token.i}
    if token.dep_ == "nsubjpass":
        return "ccomp" in deps and verb.lemma_.lower() not in grammar_words("actor_object")
    if verb.lemma_.lower() in grammar_words("impersonal"):
        return True
    judged = {child.lemma_.lower() for child in children_of(verb) if child.dep_ in {"acomp", "attr", "oprd"}}
    return verb.lemma_ in {"be", "seem", "appear", "remain", "become"} and bool(
        deps & {"ccomp", "csubj"} or judged & grammar_words("impersonal_adjectives")
    )
