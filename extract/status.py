"""Status: whether an event is a fact, planned, possible, denied, or over.

The event word's own auxiliaries, negation and modifiers are read first, then what governs it: the status of a
clause depends on the verb, noun or adjective that it completes, and on *that* word's status in turn. The
words and their effects are data (``data/status.toml``); this module holds the grammar.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from detente.extract.factuality.complements import read_copular, read_infinitive
from detente.extract.factuality.effects import (
    ACTUAL,
    DENIED,
    State,
    doubted,
    effect_of,
    effect_of_verb,
    under,
    within,
)
from detente.extract.factuality.governors import (
    came_of,
    conjunction_of,
    drops,
    effect_of_noun,
    effect_of_preposition,
    effect_on_object,
    holds_content,
    is_aside,
    is_bound,
    is_caused,
    is_known,
    is_outcome,
    is_set_apart,
    is_short_of,
    is_told_of,
    is_voiced,
    judged_untrue,
    partner_of,
    verdict_on,
)
from detente.extract.factuality.modality import clause_mark, own_status
from detente.extract.factuality.nominals import read_object, read_subject
from detente.extract.syntax import cues
from detente.extract.syntax.tokens import is_between, sentence_of
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.extract.schema import Span, Status

_TEMPORAL = frozenset({"when", "once", "before", "after", "until", "till", "soon", "whenever", "while"})
_BY_THEN = frozenset({"after", "since", "when", "as", "because", "before", "once"})
_TOPICAL = frozenset({"on", "about", "toward", "towards", "against", "at"})
_STAGES = frozenset("return resumption restart continuation renewal revival extension start".split())
_RAISING = frozenset(
    {"be", "seem", "appear", "look", "begin", "start", "continue", "tend", "happen", "fail", "have", "go"}
)
_GRANTS = frozenset("act law licence license concession lease permit waiver exemption franchise".split())
_RANKS = frozenset("first last second third fourth fifth only latest few".split())


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """A status and the word that decided it; no word where the text tells a plain fact."""

    status: Status
    cue: Span | None


@functools.lru_cache(maxsize=256)  # one event is asked for by its status, its date and its arguments
def read_status(token: Token) -> Reading:
    """Read the status of the event that a verb, noun or adjective names.

    Parameters
    ----------
    token
        The event word in a parsed document.

    Returns
    -------
    Reading
        The status and the word that decided it.

    Examples
    --------
    >>> from spacy.tokens import Doc
    >>> from spacy.lang.en import English
    >>> doc = Doc(English().vocab, words=["Serbia", "will", "sign"], heads=[2, 2, 2],
    ...           deps=["nsubj", "aux", "ROOT"], tags=["NNP", "MD", "VB"])
    >>> read_status(doc[2])
    Reading(status='planned', cue=Span(start=7, end=11, text='will'))
    """
    state = _state(token)
    return Reading(state.status, None if state.cue is None else cues.span_of(state.cue))


@functools.lru_cache(maxsize=256)  # what stands below a word has its status too
def _state(token: Token) -> State:
    if cues.is_noun(token) and _is_current(token):
        return own_status(token)  # "could end the current talks"
    if token.dep_ == "conj":
        conjunction = conjunction_of(token)
        if conjunction is not None and conjunction.lower_ in ("than", "instead"):
            return within(under("denied", _state(token.head), conjunction), own_status(token))
        if cues.shares_verb_group(token) or not cues.is_verb(token):
            return within(_state(token.head), own_status(token))
    return within(_outer(token), own_status(token))


def _is_current(noun: Token) -> bool:
    return any(c.dep_ == "amod" and effect_of("nature", c.lower_) == "current" for c in children_of(noun))


def _outer(token: Token) -> State:
    head = token.head
    if head == token:
        mark = clause_mark(token)
        return ACTUAL if mark is None or mark.status != "denied" else mark
    match token.dep_:
        case "conj":
            return _outer_or_mark(token, _joined(token, head))
        case "xcomp" | "ccomp" | "csubj" | "csubjpass" | "oprd":
            return _outer_or_mark(token, _complement(token, head))
        case "acl" | "relcl":
            return _outer_or_mark(token, _noun_clause(token, head))
        case "advcl":
            return _adverbial(token, head)
        case "pcomp" | "pobj":
            return _prepositional(token, head)
        case "dobj" | "nsubjpass":
            return _object(token, head)
        case "nsubj" | "attr" | "acomp" | "expl":
            return _subject(token, head)
        case "dep":
            return clause_mark(token) or ACTUAL
        case "compound" | "nmod":
            effect = effect_of("compound", head.lemma_)
            state = _state(head)
            named = under(effect, state, head) if effect else state
            # "import ban", but "no merger talks"
            return named if effect in ("denied", "ended") else doubted(named)
        case "appos" if cues.is_noun(token) and head.tag_ in ("NNP", "NNPS"):
            return ACTUAL  # "to go back to Cuba, a decision that"
        case "prt" | "aux" | "auxpass" | "appos":
            return _state(head)
        case "advmod" if cues.is_verb(head):
            return _state(head)
        case "amod" if token.tag_ == "VBG" and head.dep_ == "pobj" and head.head.i == token.i - 1:
            return _gerund_before_noun(token, head)
    return ACTUAL


def _gerund_before_noun(token: Token, noun: Token) -> State:
    """Read "of bribing officials", where the parser takes the gerund for an adjective."""
    preposition = noun.head
    verb = preposition.head
    effect = effect_of_preposition(token, verb, preposition.lower_) if cues.is_verb(verb) else None
    return under(effect, _state(verb), verb) if effect else ACTUAL


def _joined(token: Token, head: Token) -> State:
    """Read the context of a word joined to another; a bare infinitive continues the last one before it."""
    if cues.is_infinitive(token) and not cues.is_infinitive(head):
        return under("planned", _outer(head), head)
    partner = partner_of(token, head)
    if partner != head:
        return _outer(partner)
    if (
        token.tag_ == "VB"
        and head.tag_ != "VB"
        and not cues.has_subject(token)
        and not cues.verb_group(token)
    ):
        before = (t for t in reversed(list(sentence_of(token))) if head.i < t.i < token.i and t.tag_ == "VB")
        infinitive = next((t for t in before if not any(a == token for a in t.ancestors)), None)
        if infinitive is not None:
            return _state(infinitive)
    return _outer(head)


def _outer_or_mark(token: Token, outer: State) -> State:
    """Let "if", "whether" and the like open the clause whatever stands above it."""
    mark = clause_mark(token)
    whether = mark is not None and mark.cue is not None and mark.cue.lower_ == "whether"
    if mark is not None and (outer.status != "denied" or whether):
        return mark
    if outer.status in ("actual", "ended") and cues.is_wished(token):
        return State("possible", token)
    return outer


def _complement(token: Token, head: Token) -> State:
    if token.i < head.i and is_between(";", token.i, head.i, token.doc):
        return ACTUAL  # two sentences, joined by the semicolon alone
    if is_told_of(token, head):
        return ACTUAL
    if token.dep_ in ("ccomp", "csubj", "csubjpass") and cues.asks_which(token):
        return ACTUAL  # "would not say who fired": that somebody did is taken for granted
    governor = _state(head)
    form = cues.clause_form(token)
    if head.lemma_ == "wish" and any(c.lower_ == "had" for c in cues.verb_group(token)):
        return State("denied", head)  # "I wish they had listened"
    if token.dep_ in ("csubj", "csubjpass") and form in ("gerund", "infinitive"):
        open_ = "possible" if form == "infinitive" else "same"
        return under(open_, ACTUAL if governor.status == "denied" else governor, head)
    if form == "bare" and token.dep_ == "ccomp":
        form = "infinitive" if head.lemma_ in ("let", "help", "make", "have") else "finite"
    if token.dep_ == "oprd" and not cues.is_verb(token):
        return governor
    if head.lemma_ == "be" or head.tag_ in ("JJ", "JJR", "JJS", "RB"):
        return read_copular(token, head, governor)
    if form == "infinitive":
        return read_infinitive(token, head, governor)
    effect = effect_of_verb(head, form)
    if effect is not None:
        return under(effect, governor, head)
    if token.dep_ == "ccomp" and form == "finite":
        return under("said", governor, head)
    return governor


def _noun_clause(token: Token, head: Token) -> State:
    form = cues.clause_form(token)
    if form == "finite" and not holds_content(token):
        return _relative(token, head) if token.dep_ == "relcl" else ACTUAL
    if form == "finite":
        if head.dep_ == "dobj" and effect_of("object", cues.with_particle(head.head)) in DENIED:
            return under("denied", _state(head.head), head.head)  # "denied reports that it sold drones"
        called = judged_untrue(head)
        if called is not None:
            return under("denied", ACTUAL, called)
        verdict = verdict_on(head)
        if verdict is not None:
            return under("denied", _state(head.head), verdict)
    if form == "infinitive" and head.dep_ == "dobj" and is_caused(head):
        return read_infinitive(token, head.head, _state(head.head))  # "forced the ferry to turn back"
    if form in ("infinitive", "finite"):
        effect = effect_of_noun(head, form)
        governor = _state(head)
        if form == "infinitive" and (outcome := came_of(head)) is not None:
            return under(outcome, _state(head.head) if head.dep_ == "dobj" else governor, head)
        if form == "infinitive" and cues.follows_comma(token) and cues.children(token, "auxpass"):
            return doubted(under("planned", governor, head))  # "a vote, to be held in May"
        if form == "infinitive" and head.lower_ in _RANKS:
            return governor  # "will be the first to sign"
        if form == "infinitive" and drops(head, effect):
            return under("denied", _state(head.head), head.head)
        if form == "infinitive" and governor.status == "denied" and is_short_of(governor, head):
            return under("open", governor, head)  # "has not signed an agreement to"
        if effect == "possible" and head.dep_ == "dobj" and _is_accepted(head):
            effect = "planned"
        if effect:
            return under(effect, governor, head)
        if form == "finite":
            return under("said", governor, head)
        if any(c.lower_ in _RANKS or c.tag_ == "JJS" or c.lower_[-3:-2].isdigit() for c in children_of(head)):
            return governor  # "the first to sign", "the 27th country to join"
        headline = head.dep_ == "ROOT" and head.tag_ in ("NNP", "NNPS")  # "Serbia to sign pact"
        arranged = headline or bool(cues.children(token, "auxpass"))  # "a summit to be held in May"
        return doubted(under("planned" if arranged else "possible", governor, head))
    if any(c.lower_ == "any" for c in children_of(head)):
        return State("possible", head)
    if form == "gerund" and head.tag_ not in ("NNS", "DT"):
        governor = _state(head)
        return governor if governor.status in ("planned", "possible", "denied") else ACTUAL
    return ACTUAL


def _is_accepted(noun: Token) -> bool:
    """Whether somebody is to do what was asked or offered: "accepted an invitation to visit"."""
    return effect_of("nature", f"{cues.with_particle(noun.head)} {noun.lemma_}") == "accepted"


def _relative(token: Token, head: Token) -> State:
    """Read a relative clause: a fact, unless it picks out whoever it may concern ("firms that break it").

    What was done under an agreement that has ended is over, too: "the act under which it sold tea lapsed".
    """
    granted = head.lemma_.lower() in _GRANTS or effect_of("nature", head.lemma_.lower()) == "agreed"
    if granted and _is_under(token):
        ruling = _state(head)
        if ruling.status == "ended":
            return State("ended", ruling.cue)
    if cues.follows_comma(token):
        return ACTUAL
    if token.tag_ == "VBD" or head.tag_ not in ("NN", "NNS", "DT") or not cues.is_indefinite(head):
        return ACTUAL
    if any(c.lower_ == "any" for c in children_of(head)) or head.lower_ in ("anyone", "whoever", "anybody"):
        return State("possible", head)
    if cues.is_present(token) and head.tag_ == "NNS" and head.dep_ in ("nsubj", "nsubjpass"):
        ruled = _state(head.head)
        if ruled.status in ("planned", "possible") and ruled.cue is not None and ruled.cue.tag_ == "MD":
            return State("possible", head)
        return ACTUAL
    if any(c.lower_ in ("has", "have", "had") for c in cues.verb_group(token)):
        return ACTUAL
    governor = _state(head)
    return governor if governor.status == "possible" else ACTUAL


def _is_under(clause: Token) -> bool:
    """Tell whether a relative clause opens with "under which"."""
    under = (c for c in cues.children(clause, "prep") if c.lower_ == "under" and c.i < clause.i)
    return any(c.lower_ == "which" for preposition in under for c in children_of(preposition))


def _adverbial(token: Token, head: Token) -> State:
    mark = clause_mark(token)
    if mark is not None:
        return mark
    governor = _state(head)
    form = cues.clause_form(token)
    if (thwarted := _came_too_late(token)) is not None and governor.status == "actual":
        return State("denied", thwarted)
    if form == "infinitive":
        phrase = cues.with_particle(head)
        if " " in phrase and effect_of("clause", phrase) == "same":
            return governor  # "went on to win"
        if is_outcome(token, head):
            return governor
        before = token.doc[token.left_edge.i - 1] if token.left_edge.i else token
        effect = effect_of_noun(before, form) if head.lemma_ == "be" and before.dep_ == "pobj" else None
        if effect:
            return under(effect, governor, before)  # "is in early talks to buy"
        particle = next(c for c in children_of(token) if c.tag_ == "TO")
        effect = effect_of_verb(head, form) if cues.is_verb(head) else effect_of("adjective", head.lower_)
        if effect in ("planned", "possible", "open", "denied", "failed"):
            return under(effect, governor, head)
        return under("planned", ACTUAL if governor.status == "denied" else governor, particle)
    if is_aside(token, head):
        return ACTUAL
    opening = [c.lower_ for c in cues.children(token, "mark", "advmod") if c.i < token.i]
    if head.lower_ in ("soon", "long") and cues.is_present(token):
        return State("possible", head)  # "as long as the mines stay shut"
    reduced = token.tag_ == "VBN" and not cues.verb_group(token)
    if "once" in opening and (reduced or cues.is_present(token)) and governor.status == "actual":
        return State("possible", next(c for c in children_of(token) if c.lower_ == "once"))
    if form in ("gerund", "bare") and not opening and cues.is_verb(head) and cues.adjoins(token, head):
        effect = effect_of("gerund", head.lemma_) or effect_of("clause", cues.with_particle(head))
        if form == "bare" and head.lemma_ in ("go", "come", "help"):
            return governor
        if form == "gerund" and effect in ("denied", "failed", "ended", "planned", "possible"):
            return under(effect, governor, head)  # "ruled out selling", told apart badly from "left, smiling"
    if governor.status not in ("planned", "possible"):
        return ACTUAL
    lead = next(iter(cues.verb_group(token)), token)
    if lead.tag_ == "VBD" and any(word in _BY_THEN for word in opening):
        return ACTUAL  # what has happened before is no part of the plan
    if any(word in _TEMPORAL for word in opening):
        return governor if own_status(token).status == "actual" else ACTUAL
    if form == "participle" and (token.i < head.i or cues.children(token, "npadvmod")):
        return ACTUAL  # "built in Bergen, the ferry will sail", but "will be held, hosted by"
    return governor if form in ("gerund", "participle") and not opening else ACTUAL


def _came_too_late(token: Token) -> Token | None:
    """Give the "before" of what was not done any more: "died before he could sell it"."""
    if not any(c.lower_ == "could" for c in cues.verb_group(token)):
        return None
    return next((c for c in cues.children(token, "mark") if c.lower_ == "before"), None)


def _prepositional(token: Token, preposition: Token) -> State:
    governor = preposition.head
    word = preposition.lower_
    noun = token.dep_ == "pobj"
    if (not noun and cues.asks_which(token)) or (noun and is_set_apart(preposition)):
        return ACTUAL
    phrase = f"{governor.lower_} {word}"
    longer = f"{governor.head.lower_} {phrase}"
    before = f"{preposition.nbor(-1).lower_} {word}" if preposition.i else word
    for key in (longer, phrase, before, word):  # "Instead" may hang on the verb, and "out" of "pull out of"
        effect = effect_of("preposition", key)
        if effect == "actual" or (effect and key != word and is_voiced(token)):
            return ACTUAL  # "because of the attack", "in favour of their request"
        if effect and key != word:
            return under(effect, ACTUAL, governor)
    while (
        (governor.tag_ in ("IN", "RP", "TO") or governor.lower_ in cues.PARTICLES)
        and governor.dep_ in ("prep", "prt", "advmod")
        and governor.head != governor
    ):
        before, governor = f"{governor.lower_} {word}", governor.head
    if governor == preposition:
        return ACTUAL
    if noun and word == "in" and effect_of("nature", token.lemma_) == "given":  # "pledged $3m in aid"
        giver = governor.head if governor.dep_ == "dobj" else governor
        if cues.is_verb(giver) and cues.children(giver, "dobj"):
            return _object(token, giver)
    effect = effect_of_preposition(token, governor, before) or effect_of_preposition(token, governor, word)
    if effect == "topic" and is_known(token):
        return ACTUAL
    if effect in DENIED and effect_of("nature", token.lemma_) == "attempt":
        return ACTUAL  # "the rejection of the effort"
    if (
        noun
        and word == "of"
        and effect_of("nature", governor.lemma_) == "end"
        and not cues.is_indefinite(token)
    ):
        return ACTUAL  # "the purpose of the trip is to"
    state = _state(governor)
    if effect == "same" and noun and not cues.is_indefinite(token):
        return doubted(state)  # "did not go through the trial"
    if effect:
        return under(effect, state, governor)
    effect = effect_of("preposition", word)
    if word == "without":
        return State("denied" if state.status in ("actual", "ended") else "possible", preposition)
    if word in ("including", "like") or (
        word == "as" and any(c.lower_ == "such" for c in children_of(preposition))
    ):
        return state
    if noun and word == "for" and cues.is_indefinite(token) and is_bound(governor):
        return under("planned", state, governor)  # "left for talks"
    if not noun and word == "for" and governor.tag_ in ("NN", "NNS"):
        return under("possible", state, preposition)
    if not noun and effect:
        return under(effect, ACTUAL if state.status == "denied" else state, preposition)
    if governor.lemma_ in _STAGES and word in ("of", "to", "in"):
        return state  # "ruled out a return to talks"
    if not noun and word in _TOPICAL and not cues.is_verb(governor) and cues.clause_form(token) == "gerund":
        return doubted(under("possible", state, governor))  # "qualms about selling"
    if not noun and word == "into" and cues.is_verb(governor):
        return state  # "talked him into selling"
    if not cues.is_verb(governor) and word != "of":
        return ACTUAL
    if not noun:
        return (
            doubted(state) if word in ("by", "in", "to", "into", "of") or state.status != "denied" else ACTUAL
        )
    return doubted(state) if cues.is_indefinite(token) else ACTUAL


def _object(token: Token, head: Token) -> State:
    clause = next(iter(cues.children(head, "xcomp")), None) if token.dep_ == "nsubjpass" else None
    if clause is not None and cues.is_infinitive(clause) and clause.lemma_ != "be":
        return _subject_of(token, clause)  # "talks are expected to begin"
    return read_object(token, head, _state(head))


def _subject(token: Token, head: Token) -> State:
    if token.dep_ in ("attr", "acomp"):
        return _state(head)
    clause = next(iter(cues.children(head, "xcomp")), None)
    if clause is not None and cues.is_infinitive(clause) and head.lemma_ in _RAISING:
        return _subject_of(token, clause)
    return _subject_of(token, head)


def _subject_of(token: Token, head: Token) -> State:
    """Read a noun from the verb that it is the subject of, be it through "is expected to"."""
    if cues.children(head, "auxpass"):
        effect = effect_on_object(head)
        made = effect in DENIED and effect_of("nature", token.lemma_) == "attempt"
        return under(effect, _state(head), head) if effect and not made else ACTUAL
    return read_subject(token, head, _state(head))
