"""What an event word says itself of its status: auxiliaries, negation, adverbs, modifiers, mood.

Nothing above the word is read here; `detente.extract.status` puts the word into its sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.factuality.effects import ACTUAL, EFFECTS, State, effect_of, status_words, under, within
from detente.extract.speech.citers import is_report
from detente.extract.syntax import cues
from detente.extract.syntax.tokens import sentence_of, words_in
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.extract.schema import Status

_ARRANGED = frozenset({"planned", "proposed", "scheduled", "expected", "due", "set", "slated"})
_CONDITIONS = frozenset({"if", "unless", "provided", "providing", "assuming"})
_AHEAD = frozenset({"next", "coming", "upcoming", "tomorrow"})
_ANY = frozenset({"anybody", "anyone", "anything"})
_INVERTED = {"should": "possible", "were": "possible", "had": "denied"}
_MODIFIERS = ("amod", "det", "nmod", "compound", "neg", "advmod", "preconj", "poss", "predet")


def own_status(token: Token) -> State:
    """Read the status that an event word and the words that belong to it tell.

    Parameters
    ----------
    token
        A verb, noun or adjective in a parsed document.

    Returns
    -------
    State
        Actual without a cue if they tell nothing.

    Examples
    --------
    >>> from spacy.tokens import Doc
    >>> from spacy.lang.en import English
    >>> doc = Doc(English().vocab, words=["a", "possible", "merger"], heads=[2, 2, 2],
    ...           deps=["det", "amod", "ROOT"], tags=["DT", "JJ", "NN"])
    >>> own_status(doc[2])
    State(status='possible', cue=possible)
    """
    if cues.is_verb(token) and token.dep_ not in ("amod", "compound"):
        return _own_verb(token)
    state = _own_noun(token)
    if any(child.dep_ in ("cop", "aux", "neg") for child in children_of(token)):
        return within(_own_verb(token), state)
    return state


def is_performed(token: Token, head: Token) -> bool:
    """Tell whether a speech act is done by being named: "would like to thank", "I must say".

    Parameters
    ----------
    token
        The verb of speech.
    head
        The verb that bears the modal and the subject; the same where there is only one.

    Returns
    -------
    bool
        Whether saying it does it.

    Examples
    --------
    >>> from spacy.tokens import Doc
    >>> from spacy.lang.en import English
    >>> doc = Doc(English().vocab, words=["We", "must", "say"], heads=[2, 2, 2],
    ...           deps=["nsubj", "aux", "ROOT"], tags=["PRP", "MD", "VB"], lemmas=["we", "must", "say"])
    >>> is_performed(doc[2], doc[2])
    True
    """
    if token.lemma_ not in status_words()["nature"]["performed"]:
        return False
    speakers = (c.lower_ in ("i", "we") for c in cues.children(head, "nsubj"))
    return any(speakers) or any(c.lower_ in ("would", "'d") for c in cues.verb_group(head))


def clause_mark(token: Token) -> State | None:
    """Read the word that opens a clause and leaves it undecided, or the inversion that does ("had it sunk").

    Parameters
    ----------
    token
        The verb of the clause.

    Returns
    -------
    State or None
        None if the clause tells a fact as far as its opening goes.
    """
    for child in children_of(token):
        if child.i < token.i and child.dep_ in ("mark", "advmod", "prep"):
            if effect_of("mark", child.lower_) and not _tells_time(child, token):
                return State("possible", child)
            if child.lower_ == "though" and child.i and child.nbor(-1).lower_ == "as":
                return State("possible", child)  # "acts as though he owned it"
            opens = child.lower_ == "than" and not cues.children(child, "pcomp", "pobj")
            if opens and child.i and child.nbor(-1).lower_ == "rather":
                return State("denied", child.nbor(-1))  # but "rather than fight, they gave up"
    return _inversion(token)


def _tells_time(mark: Token, verb: Token) -> bool:
    """Tell whether a word that may open a condition only measures ("so") or tells when ("until it sank")."""
    if mark.lower_ in ("until", "till"):
        return verb.tag_ == "VBD" or any(c.lower_ in ("was", "were", "had") for c in cues.verb_group(verb))
    if mark.lower_ != "so":
        return False
    return mark.dep_ == "advmod" or not any(c.tag_ == "MD" for c in cues.verb_group(verb))


def _inversion(token: Token) -> State | None:
    """Read "should it sink", "had it sunk", "were it to sink", which are "if" clauses without "if"."""
    lead = next((c for c in children_of(token) if c.lower_ in _INVERTED and c.dep_ in cues.AUXILIARIES), None)
    taken = lead is None and token.head.lower_ in _INVERTED and token.dep_ in ("dep", "ccomp", "xcomp")
    if taken and token.head.dep_ == "advcl":
        lead = token.head  # the parser takes the auxiliary for the verb
    if lead is None:
        return None
    subjects = (c for verb in (token, lead) for c in children_of(verb) if c.dep_ in cues.SUBJECTS)
    subject = next(subjects, None)
    if subject is None or lead.i > subject.i or cues.asks(token):
        return None
    before = [t for t in token.doc[max(sentence_of(token).start, lead.i - 2) : lead.i] if not t.is_quote]
    if before and before[-1].lower_ not in (",", ";", "-", "–", "and", "but", "or"):
        return None
    if lead.lower_ == "had" and not taken and token.tag_ not in ("VBN", "VBD"):
        return None
    return State("denied" if _INVERTED[lead.lower_] == "denied" else "possible", lead)


def _own_verb(token: Token) -> State:
    state, modal = ACTUAL, None
    group = cues.verb_group(token)
    for auxiliary in group:
        effect = effect_of("modal", auxiliary.lower_) if auxiliary.tag_ != "TO" else None
        if effect and auxiliary.tag_ == "MD":
            state, modal = under(effect, ACTUAL, auxiliary), auxiliary
    if modal is not None and modal.lower_ in ("would", "'d", "should"):
        perfect = any(a.lower_ == "have" and a.i > modal.i for a in group)
        if modal.lower_ != "should" and not perfect and (_in_reported_past(token) or _is_promised(token)):
            state = State("planned", modal)
        elif perfect and token.tag_ == "VBN" and (modal.lower_ == "should" or cues.has_counterfactual(token)):
            state = State("denied", modal)  # "should have paid", "would have won had it paid"
    if modal is not None and modal.lower_ in ("could", "might") and cues.is_taken_back(token):
        state = State("denied", modal)  # "could have paid, but did not"
    negation = cues.negation(token)
    if negation is not None:
        if modal is not None and modal.lower_ in ("could", "ca", "can") and _topped(token):
            return ACTUAL  # "could not have come at a worse time"
        if modal is None or modal.lower_ in status_words()["modal"]["refuted"]:
            return _denied(token, negation, modal)
        return state
    if modal is not None and (
        (modal.lower_ in ("can", "must") and is_performed(token, token)) or _is_perceived(token, modal)
    ):
        return ACTUAL
    if token.dep_ == "ROOT" and modal is None and cues.is_infinitive(token):
        return State("planned", next(a for a in group if a.tag_ == "TO"))
    for child in children_of(token):
        if child.dep_ in ("advmod", "npadvmod"):
            effect = _adverb_effect(child, token)
            if effect:
                return within(state, State(effect, child))
        if child.dep_ == "nsubj" and (few := _few(child)) is not None:
            return within(state, State("possible", few))
        if child.lower_ in _ANY and (hardly := _hardly(child)) is not None:
            return within(state, State("denied", hardly))
    if modal is None and (ahead := _arranged(token, group)) is not None:
        state = State("planned", ahead)
    if state.status == "planned" and (condition := _condition(token)) is not None:
        return State("possible", condition)
    if modal is None and (term := _term(token, group) or _long_past(token)) is not None:
        return State("ended", term)
    mood = cues.mood_word(token)
    return state if mood is None else within(State("possible", mood), state)


def _denied(token: Token, negation: Token, modal: Token | None) -> State:
    """Read a denied verb: "not until" puts it off, "not fully" leaves it open."""
    if negation.lower_ in ("longer", "anymore"):
        return State("ended", negation)
    after = cues.token_after(negation)
    if after is not None and after.lower_ in status_words()["nature"]["whole"]:
        return State("possible", negation)
    for child in children_of(token):
        term = child if child.dep_ == "prep" else next(iter(cues.children(child, "mark")), None)
        if child.i < token.i or child.dep_ not in ("prep", "advcl") or term is None:
            continue
        if term.lower_ in ("until", "till") or (modal is not None and term.lower_ == "before"):
            if modal is not None and child.dep_ == "prep":
                return State("planned", term)
            if modal is None and token.tag_ != "VBN" and not cues.is_present(token):
                return ACTUAL
    return State("denied", negation)


def is_broken_off(verb: Token) -> bool:
    """Tell whether what is denied was so before: "has sold them nothing since 2022".

    Parameters
    ----------
    verb
        A denied verb.
    """
    perfect = any(c.lower_ in ("has", "have") for c in cues.verb_group(verb))
    return perfect and any(
        c.dep_ == "prep" and c.lower_ == "since" and c.i > verb.i and cues.children(c, "pobj")
        for c in children_of(verb)
    )


def _is_perceived(token: Token, modal: Token) -> bool:
    """Tell whether "can" only says that something is perceived: "can hear shots", "could be seen"."""
    if token.lemma_ not in ("see", "hear", "smell"):
        return False
    return modal.lower_ == "can" or (modal.lower_ == "could" and bool(cues.children(token, "auxpass")))


def _few(subject: Token) -> Token | None:
    """Give "few" where it stands for "hardly any": "few countries", "very few", not "a few"."""
    few = (
        subject
        if subject.lower_ == "few"
        else next((c for c in children_of(subject) if c.lower_ == "few"), None)
    )
    if few is None or any(
        c.lower_ in ("a", "the", "these", "those", "some") for c in (*children_of(few), *children_of(subject))
    ):
        return None
    return few


def _hardly(subject: Token) -> Token | None:
    """Give the "hardly" of "hardly anybody came"."""
    before = [*children_of(subject), *([subject.nbor(-1)] if subject.i else [])]
    return next((c for c in before if c.lower_ in ("hardly", "scarcely")), None)


def _topped(token: Token) -> bool:
    """Whether a comparative turns "could not" round: "could not agree more", "come at a worse time"."""
    for child in children_of(token):
        if child.i < token.i:
            continue
        if child.tag_ in ("RBR", "JJR") and child.dep_ in ("advmod", "acomp"):
            return True
        if child.dep_ == "prep" and any(
            c.tag_ in ("JJR", "RBR") or c.lower_ == "worst"
            for noun in children_of(child)
            for c in children_of(noun)
        ):
            return True
    return False


def _arranged(token: Token, group: list[Token]) -> Token | None:
    """Give the time that makes a present tense a plan: "is flying to Delhi next week"."""
    finite = group[0] if group else token
    if finite.tag_ not in ("VBZ", "VBP") or token.tag_ not in ("VBG", "VBZ", "VBP"):
        return None
    for child in children_of(token):
        if child.dep_ in ("npadvmod", "advmod") and (
            child.lower_ == "tomorrow"
            or (child.lower_ == "tonight" and not group)
            or any(c.lower_ in _AHEAD for c in children_of(child))
        ):
            return child
        if child.dep_ == "prep" and child.lower_ in ("in", "over", "within"):
            for noun in cues.children(child, "pobj"):
                if noun.ent_type_ != "" and any(c.lower_ in _AHEAD for c in children_of(noun)):
                    return noun
    return None


def _condition(token: Token) -> Token | None:
    """Give the word that puts what is planned under a condition: "will come if", not "even if"."""
    clauses = cues.children(token, "advcl")
    if token.dep_ == "ccomp" and token.i < token.head.i:  # "they will build if it pays, ministers said"
        clauses += [c for c in cues.children(token.head, "advcl") if token.i < c.i < token.head.i]
    given = (c for c in cues.children(token, "prep") if c.i > token.i and c.tag_ in ("VBN", "VBG"))
    if (proviso := next((c for c in given if c.lower_ in _CONDITIONS), None)) is not None:
        return proviso  # "will come, provided that"
    for clause in clauses:
        for word in children_of(clause):
            if word.i < clause.i and word.lower_ in _CONDITIONS and word.dep_ in ("mark", "advmod"):
                before = word.nbor(-1).lower_ if word.i else ""
                return None if before in ("even", "as") else word
    return None


def _term(token: Token, group: list[Token]) -> Token | None:
    """Give the "until" that ends a state of the past: "supplied rice until the floods"."""
    lead = group[0] if group else token
    mistagged = lead == token and lead.tag_ == "VBN" and bool(cues.children(token, "nsubj"))
    if (
        not (lead.tag_ == "VBD" or mistagged)
        or lead.lemma_ == "have"
        or token.lemma_ in status_words()["term"]["scheduled"]
    ):
        return None
    for clause in cues.children(token, "advcl"):
        mark = next(
            (c for c in children_of(clause) if c.i < clause.i and c.lower_ in ("until", "till")), None
        )
        if mark is not None and mark.i > token.i and _tells_time(mark, clause):
            return mark  # "sold them rice until the harvest failed"
    joined = (
        c for c in children_of(token) if c.dep_ == "conj" and c.tag_ == token.tag_ and not cues.has_subject(c)
        and effect_of("object", cues.with_particle(c)) != "shifted"  # "met, but put off a vote until May"
    )  # fmt: skip
    return next(
        (
            c
            for v in (token, *joined)
            for c in children_of(v)
            if c.dep_ == "prep" and c.lower_ in ("until", "till")
        ),
        None,
    )


def _long_past(token: Token) -> Token | None:
    """Give the "once" of what is no longer so: "once cheered the mission and now wants it gone"."""
    if token.tag_ != "VBD" or "now" not in words_in(sentence_of(token)):
        return None
    return next(
        (c for c in cues.children(token, "advmod") if c.lower_ == "once" and c.i == token.i - 1), None
    )


def _adverb_effect(adverb: Token, verb: Token) -> Status | None:
    word = adverb.lower_
    if word in ("anymore", "longer"):
        return "ended"
    if word == "ever" and any(effect_of("adverb", c.lower_) == "denied" for c in children_of(adverb)):
        return "denied"  # "hardly ever"
    if word == "yet" and cues.is_infinitive(verb):
        return "denied"
    match effect_of("adverb", word):
        case "possible":
            return "possible"
        case "denied" if word not in ("nearly", "almost") or (
            not cues.is_present(verb)  # "almost guarantees it"
            and not any(c.dep_ in ("nummod", "quantmod") or c.like_num for c in children_of(adverb))
        ):
            return "denied"
    return None


def _in_reported_past(token: Token) -> bool:
    """Tell whether a clause is reported in the past, where "would" is the future ("said it would")."""
    if token.dep_ == "conj":
        return _in_reported_past(token.head)
    return _is_put_in(token) or (
        token.dep_ == "ccomp" and token.head.tag_ in ("VBD", "VBN") and not cues.children(token, "mark")[1:]
    )


def _is_put_in(token: Token) -> bool:
    """Tell whether a report stands between subject and verb: "Canada, it announced, would recognise"."""
    tellings = cues.children(token, "parataxis")
    for subject in cues.children(token, "nsubj", "nsubjpass"):
        tellings += cues.children(subject, "relcl")
    return any(
        told.tag_ == "VBD" and told.i < token.i and is_report(told)
        and not cues.children(told, "dobj", "ccomp", "prep")
        for told in tellings
    )  # fmt: skip


def _is_promised(token: Token) -> bool:
    """Tell whether a clause says what was agreed: "under the deal, it would pay", "the plan would link"."""
    words = status_words()["nature"]["agreed"]
    for child in children_of(token):
        if child.dep_ == "nsubj" and child.lemma_.lower() in words:
            return True
        if child.dep_ == "prep" and child.lower_ in ("under", "per"):
            return any(c.dep_ == "pobj" and c.lemma_.lower() in words for c in children_of(child))
    return token.dep_ == "conj" and _is_promised(token.head)


def _own_noun(token: Token) -> State:
    state = ACTUAL
    for child in children_of(token):
        if child.dep_ in _MODIFIERS:
            effect = effect_of("modifier", child.lower_) or effect_of("modifier", cues.hyphened(child))
            if effect and child.dep_ != "poss" and not _leaves(child, token):
                state = within(State(EFFECTS[effect][0], child), state)
        elif child.dep_ == "acl" and child.tag_ != "VB" and child.lower_ in _ARRANGED:
            state = within(State("planned", child), state)
        elif child.dep_ == "acl" and child.tag_ in ("VBN", "VBD") and _is_spent(child):
            state = within(State("ended", child), state)  # "the pact, which both signed, lapsed in May"
        elif child.dep_ == "npadvmod" and is_ahead(child):
            state = within(State("planned", child), state)  # "a visit next spring"
    return state


def _is_spent(verb: Token) -> bool:
    return effect_of("subject", verb.lemma_) == "ended" and not cues.children(verb, "dobj")


def is_ahead(time: Token) -> bool:
    """Tell whether a time lies ahead of the telling: "next spring", not "the next day"."""
    words = [child.lower_ for child in children_of(time)]
    return "the" not in words and any(word in _AHEAD for word in words)


def _leaves(modifier: Token, noun: Token) -> bool:
    """Tell whether a modifier leaves the event as it is: "no fewer than ten raids", "a false accusation"."""
    if modifier.lower_ == "non" and noun.lower_ == "grata":
        return True
    if modifier.lower_ == "no":
        return cues.is_no_less(modifier)
    if any(effect_of("nature", child.lower_) == "manner" for child in children_of(modifier)):
        return True  # "a well planned attack"
    return effect_of("nature", modifier.lower_) == "untrue" and effect_of("nature", noun.lemma_) == "act"
