"""Status: whether an event is a fact, planned, possible, denied, or over.

The event word's own auxiliaries, negation and modifiers are read first, then what governs it: the status of a
clause depends on the verb, noun or adjective that it completes, and on *that* word's status in turn. The
words and their effects are data (``data/status.toml``); this module holds the grammar.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from detente.extract import cues
from detente.extract.effects import EFFECTS, effect_of, effect_of_verb, status_words
from detente.extract.schema import STATUSES, Span, Status

if TYPE_CHECKING:
    from spacy.tokens import Token

_NOUN_PREPOSITIONS = frozenset({"of", "for", "on", "about", "to", "over", "against", "toward", "towards"})
_TEMPORAL = frozenset({"when", "once", "before", "after", "until", "till", "soon", "whenever", "while"})
_SPEECH = frozenset({"planned", "possible", "said", "open"})


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """A status and the word that decided it; no word where the text tells a plain fact."""

    status: Status
    cue: Span | None


@dataclasses.dataclass(frozen=True, slots=True)
class _State:
    """A status on its way up the tree, with the token that last changed it."""

    status: Status
    cue: Token | None = None


_ACTUAL = _State("actual")
_STAGES = frozenset("return resumption restart continuation renewal revival extension start".split())


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


def _state(token: Token) -> _State:
    if token.dep_ == "conj" and (cues.shares_verb_group(token) or not cues.is_verb(token)):
        return _within(_state(token.head), _own(token))
    return _within(_outer(token), _own(token))


def _within(outer: _State, own: _State) -> _State:
    """Put a word's own status into its context."""
    match outer.status, own.status:
        case ("actual", _) | ("ended", "planned" | "possible" | "denied" | "ended"):
            return own
        case "planned", "possible" | "denied":
            return own
        case "denied", "denied":
            return _State("possible", own.cue)
    return outer


def _under(effect: str, governor: _State, cue: Token) -> _State:
    """Give the status of a complement, from its governor's status and effect."""
    status = EFFECTS[effect][STATUSES.index(governor.status)]
    if status == "actual":
        return _ACTUAL
    return _State(status, governor.cue if status == governor.status and governor.cue is not None else cue)


# -- what the event word says itself --------------------------------------------------------------------


def _own(token: Token) -> _State:
    if cues.is_verb(token) and token.dep_ not in ("amod", "compound"):
        return _own_verb(token)
    state = _own_noun(token)
    if any(child.dep_ in ("cop", "aux", "neg") for child in token.children):
        return _within(_own_verb(token), state)
    return state


def _own_verb(token: Token) -> _State:
    state, modal = _ACTUAL, None
    group = cues.verb_group(token)
    for auxiliary in group:
        effect = effect_of("modal", auxiliary.lower_) if auxiliary.tag_ != "TO" else None
        if effect:
            state, modal = _under(effect, _ACTUAL, auxiliary), auxiliary
    if modal is not None and modal.lower_ in ("would", "'d") and _in_reported_past(token):
        state = _State("planned", modal)
    negation = cues.negation(token)
    if negation is not None:
        if modal is None or modal.lower_ in status_words()["modal"]["refuted"]:
            return _State("denied", negation)
        return state
    if token.dep_ == "ROOT" and modal is None and cues.is_infinitive(token):
        return _State("planned", next(a for a in group if a.tag_ == "TO"))
    for child in token.children:
        if child.dep_ in ("advmod", "npadvmod"):
            effect = _adverb_effect(child, token)
            if effect:
                return _within(state, _State(effect, child))
    mood = cues.mood_word(token)
    return state if mood is None else _within(_State("possible", mood), state)


def _adverb_effect(adverb: Token, verb: Token) -> Status | None:
    word = adverb.lower_
    if word in ("anymore", "longer"):
        return "ended"
    if word == "yet" and cues.is_infinitive(verb):
        return "denied"
    match effect_of("adverb", word):
        case "possible":
            return "possible"
        case "denied" if word not in ("nearly", "almost") or not any(
            c.dep_ in ("nummod", "quantmod") or c.like_num for c in adverb.children
        ):
            return "denied"
    return None


def _in_reported_past(token: Token) -> bool:
    """Tell whether a clause is reported in the past, where "would" is the future ("said it would")."""
    if token.dep_ == "conj":
        return _in_reported_past(token.head)
    return (
        token.dep_ == "ccomp" and token.head.tag_ in ("VBD", "VBN") and not cues.children(token, "mark")[1:]
    )


def _own_noun(token: Token) -> _State:
    state = _ACTUAL
    for child in token.children:
        if child.dep_ in ("amod", "det", "nmod", "compound", "neg", "advmod", "preconj", "poss"):
            effect = effect_of("modifier", child.lower_)
            if effect and not (child.lower_ == "any" or child.dep_ == "poss"):
                state = _within(_State(EFFECTS[effect][0], child), state)
        elif child.dep_ == "acl" and child.lower_ in (
            "planned",
            "proposed",
            "scheduled",
            "expected",
            "due",
            "set",
        ):
            state = _within(_State("planned", child), state)
    return state


# -- what its governor makes of it ----------------------------------------------------------------------


def _outer(token: Token) -> _State:
    head = token.head
    if head == token:
        return _ACTUAL
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
        case (
            "compound"
            | "nmod"
            | "appos"
            | "npadvmod"
            | "amod"
            | "poss"
            | "prt"
            | "aux"
            | "auxpass"
            | "advmod"
            | "prep"
        ):
            return _part(token, head)
    return _ACTUAL


def _joined(token: Token, head: Token) -> _State:
    """Read the context of a word joined to another; a bare infinitive continues the last one before it."""
    if cues.is_infinitive(token) and not cues.is_infinitive(head):
        return _under("planned", _outer(head), head)
    if (
        token.tag_ == "VB"
        and head.tag_ != "VB"
        and not cues.has_subject(token)
        and not cues.verb_group(token)
    ):
        before = (t for t in reversed(list(token.sent)) if head.i < t.i < token.i and t.tag_ == "VB")
        infinitive = next((t for t in before if not any(a == token for a in t.ancestors)), None)
        if infinitive is not None:
            return _state(infinitive)
    return _outer(head)


def _outer_or_mark(token: Token, outer: _State) -> _State:
    """Let "if", "whether" and the like open the clause whatever stands above it."""
    mark = _mark(token)
    if mark is not None and outer.status != "denied":
        return _State("possible", mark)
    if outer.status in ("actual", "ended") and cues.is_wished(token):
        return _State("possible", token)
    return outer


def _mark(token: Token) -> Token | None:
    for child in token.children:
        if child.dep_ in ("mark", "advmod") and child.i < token.i and effect_of("mark", child.lower_):
            return child
    return None


def _complement(token: Token, head: Token) -> _State:
    governor = _state(head)
    form = cues.clause_form(token)
    if form == "bare" and token.dep_ == "ccomp":
        form = "finite"
    if token.dep_ == "oprd" and not cues.is_verb(token):
        return governor
    if head.lemma_ == "be" or head.tag_ in ("JJ", "JJR", "JJS", "RB"):
        return _copular(token, head, governor)
    if head.lemma_ == "go" and head.tag_ == "VBG" and form == "infinitive":
        return _under("planned", governor, head)
    if (
        head.lemma_ == "use"
        and head.tag_ in ("VBD", "VBN")
        and form == "infinitive"
        and not cues.children(head, "dobj", "auxpass")
    ):
        return _under("ended", governor, head)
    if head.lemma_ == "have" and form == "infinitive":
        if governor.status == "actual" and any(c.lower_ == "yet" for c in head.children):
            return _State("denied", head)
        return (
            governor
            if head.tag_ == "VBD" and governor.status == "actual"
            else _under("possible", governor, head)
        )
    effect = effect_of_verb(head, form)
    if effect is not None:
        return _under(effect, governor, head)
    if form == "infinitive":
        return _under("planned", governor, head)
    if token.dep_ == "ccomp" and form == "finite":
        return _under("said", governor, head)
    return governor


def _copular(token: Token, head: Token, governor: _State) -> _State:
    """Read "is to sign", "is ready to sign", "the plan is to sign", "it is likely that they sign"."""
    if head.lemma_ != "be":
        effect = effect_of("adjective", head.lower_)
        if effect is None:
            return governor if head.dep_ != "acomp" else _under("possible", governor, head)
        return _under(effect, governor, head)
    predicate = next(iter(cues.children(head, "acomp", "attr", "oprd")), None)
    if predicate is not None and predicate != token:
        effect = effect_of("adjective", predicate.lower_) or effect_of("noun", predicate.lemma_)
        if effect:
            return _under(effect, governor, predicate)
        return governor
    subject = next(iter(cues.children(head, "nsubj")), None)
    effect = effect_of("noun", subject.lemma_) if subject is not None else None
    if effect:
        return _under(effect, governor, subject)  # type: ignore[arg-type]
    if cues.clause_form(token) == "infinitive":
        if head.tag_ == "VBD" and any(c.dep_ == "aux" and c.lower_ == "have" for c in token.children):
            return _State("denied", head)  # "was to have signed"
        return _under("planned", governor, head)
    return governor


def _noun_clause(token: Token, head: Token) -> _State:
    form = cues.clause_form(token)
    if token.dep_ == "relcl" and form == "finite":
        if token.tag_ == "VBD" or head.tag_ not in ("NN", "NNS", "DT") or not cues.is_indefinite(head):
            return _ACTUAL
        if any(c.lower_ == "any" for c in head.children) or head.lower_ in ("anyone", "whoever", "those"):
            return _State("possible", head)
        governor = _state(head)
        return governor if governor.status == "possible" else _ACTUAL
    if form == "finite" and not any(
        c.lower_ in ("that", "if", "whether") for c in cues.children(token, "mark")
    ):
        return _ACTUAL
    if form in ("infinitive", "finite"):
        effect = (
            effect_of("noun", head.lemma_)
            or effect_of("noun", head.lower_)
            or effect_of("adjective", head.lower_)
        )
        governor = _state(head)
        doubted = form == "finite" and head.dep_ == "dobj" and governor.status != "actual"
        if doubted and effect in _SPEECH and effect_of("object", cues.with_particle(head.head)) == "denied":
            return _State("denied", head.head)  # "denied reports that it sold drones"
        if effect:
            return _under(effect, governor, head)
        if form == "finite":
            return _under("said", governor, head)
        if any(c.lower_ in ("first", "last", "second", "third", "only", "latest") for c in head.children):
            return governor
        headline = head.dep_ == "ROOT" and head.tag_ in ("NNP", "NNPS")  # "Serbia to sign pact"
        return _under("planned" if headline else "possible", governor, head)
    if form == "gerund":
        governor = _state(head)
        return governor if governor.status in ("planned", "possible") else _ACTUAL
    return _ACTUAL


def _adverbial(token: Token, head: Token) -> _State:
    mark = _mark(token)
    if mark is not None:
        return _State("possible", mark)
    governor = _state(head)
    form = cues.clause_form(token)
    if form == "infinitive":
        if token.lemma_ in status_words()["infinitive"]["outcome"] and not cues.children(token, "mark"):
            return governor
        particle = next(c for c in token.children if c.tag_ == "TO")
        effect = effect_of_verb(head, form) if cues.is_verb(head) else effect_of("adjective", head.lower_)
        if effect in ("planned", "possible", "open", "denied", "failed"):
            return _under(effect, governor, head)
        return _under("planned", _ACTUAL if governor.status == "denied" else governor, particle)
    if governor.status not in ("planned", "possible"):
        return _ACTUAL
    opening = [c.lower_ for c in cues.children(token, "mark", "advmod") if c.i < token.i]
    if token.tag_ == "VBD" and any(word in ("after", "since", "when", "as", "because") for word in opening):
        return _ACTUAL  # what has happened before is no part of the plan
    if any(word in _TEMPORAL for word in opening):
        return governor
    return governor if form in ("gerund", "participle") and not opening else _ACTUAL


def _prepositional(token: Token, preposition: Token) -> _State:
    governor = preposition.head
    word = preposition.lower_
    phrase = f"{governor.lower_} {word}"
    longer = f"{governor.head.lower_} {phrase}"
    for key in (longer, phrase):
        effect = effect_of("preposition", key)
        if effect:
            return _under(effect, _ACTUAL, governor)
    noun = token.dep_ == "pobj"
    while (
        governor.tag_ in ("IN", "RP", "TO")
        and governor.dep_ in ("prep", "prt", "advmod")
        and governor.head != governor
    ):
        governor = governor.head
    if governor == preposition:
        return _ACTUAL
    effect = _prepositional_effect(token, governor, word)
    state = _state(governor)
    if effect:
        return _under(effect, state, governor)
    effect = effect_of("preposition", word)
    if word == "without":
        return _State("denied" if state.status in ("actual", "ended") else "possible", preposition)
    if word in ("including", "like") or (
        word == "as" and any(c.lower_ == "such" for c in preposition.children)
    ):
        return state
    if not noun and word == "for" and governor.tag_ in ("NN", "NNS"):
        return _under("possible", state, preposition)
    if not noun and effect and word != "against":
        return _under(effect, _ACTUAL if state.status == "denied" else state, preposition)
    if governor.lemma_ in _STAGES and word in ("of", "to", "in"):
        return state  # "ruled out a return to talks"
    if not cues.is_verb(governor) and word != "of":
        return _ACTUAL
    if not noun:
        return state if state.status in ("planned", "possible") else _ACTUAL
    return _doubted(state) if cues.is_indefinite(token) else _ACTUAL


def _prepositional_effect(token: Token, governor: Token, word: str) -> str | None:
    if cues.is_verb(governor):
        for lemma in (governor.lemma_, cues.with_particle(governor)):
            effect = effect_of("object", f"{lemma} {word}") or effect_of("clause", f"{lemma} {word}")
            if effect:
                return effect
        if token.dep_ == "pcomp" and word in ("of", "about", "on", "to", "for", "in", "from"):
            return effect_of("gerund", governor.lemma_) or effect_of("clause", governor.lemma_)
        return None
    if governor.tag_.startswith(("JJ", "RB", "VBN")):
        if governor.lower_ == "due" or word not in ("of", "for", "to", "from"):
            return None
        return effect_of("adjective", governor.lower_)
    special = effect_of("noun", f"{governor.lemma_} {word}")
    return special or (effect_of("noun", governor.lemma_) if word in _NOUN_PREPOSITIONS else None)


def _object(token: Token, head: Token) -> _State:
    state = _state(head)
    effect = (
        effect_of("object", cues.with_particle(head))
        or effect_of("object", head.lemma_)
        or effect_of("object", head.lower_)
    )
    if effect == "same":
        if cues.children(token, "poss"):
            return _ACTUAL  # "to join the bloc's sanctions": they exist already
        return state if cues.is_indefinite(token) or head.lemma_ not in ("have", "see") else _ACTUAL
    if (
        effect == "denied"
        and effect_of("noun", token.lemma_) in _SPEECH
        and token.lemma_ not in ("talk", "talks")
    ):
        return _under("open", state, head)
    if effect is not None:
        return _under(effect, state, head)
    return _doubted(state) if cues.is_indefinite(token) else _ACTUAL


def _doubted(governor: _State) -> _State:
    """Give the state of a new event that is only part of what is planned, possible or denied."""
    return _State("possible", governor.cue) if governor.status == "denied" else governor


def _subject(token: Token, head: Token) -> _State:
    state = _state(head)
    if token.dep_ == "attr":
        return state
    if token.dep_ == "acomp":
        return state
    predicate = next(iter(cues.children(head, "acomp", "oprd")), None)
    if head.lemma_ in ("be", "seem", "look", "remain", "appear", "become") and predicate is not None:
        effect = effect_of("adjective", predicate.lower_)
        if effect in ("planned", "possible", "denied") and not cues.children(
            predicate, "xcomp", "ccomp", "prep"
        ):
            return _under(effect, state, predicate)
    effect = effect_of("subject", cues.with_particle(head)) or effect_of("subject", head.lemma_)
    if effect and head.lemma_ != "be":
        return _under(effect, state, head)
    if state.status in ("planned", "possible") and _bare_or_indefinite(token):
        return state
    return _ACTUAL


def _part(token: Token, head: Token) -> _State:
    """Read a word that is part of another phrase: "takeover bid", "peace talks", "the pact, a deal"."""
    if token.dep_ in ("compound", "nmod"):
        effect = effect_of("compound", head.lemma_)
        state = _state(head)
        return _under(effect, state, head) if effect else state
    if token.dep_ in ("prt", "aux", "auxpass", "appos") or (token.dep_ == "advmod" and cues.is_verb(head)):
        return _state(head)
    if token.dep_ == "prep" and token.tag_.startswith("VB"):
        return _ACTUAL
    return _ACTUAL


def _bare_or_indefinite(noun: Token) -> bool:
    return any(c.lower_ in ("a", "an", "any") for c in noun.children if c.dep_ == "det")
