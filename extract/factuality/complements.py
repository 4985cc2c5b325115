"""Complements: what a verb or a predicate makes of its clause, given its own status.

Nothing above the governing word is read here; `detente.extract.status` climbs the sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.factuality.effects import ACTUAL, State, effect_of, effect_of_verb, under
from detente.extract.factuality.governors import is_outcome
from detente.extract.factuality.modality import is_performed
from detente.extract.syntax import cues
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token


def read_infinitive(token: Token, head: Token, governor: State) -> State:
    """Read "to" and a verb after a verb: "plans to sign", "is said to have fled".

    Parameters
    ----------
    token
        The infinitive.
    head
        The verb that it completes.
    governor
        The status of that verb.

    Returns
    -------
    State
        What the verb makes of the infinitive.

    Examples
    --------
    >>> from spacy.tokens import Doc
    >>> from spacy.lang.en import English
    >>> doc = Doc(English().vocab, words=["Serbia", "failed", "to", "sign"], heads=[1, 1, 3, 1],
    ...           deps=["nsubj", "ROOT", "aux", "xcomp"], tags=["NNP", "VBD", "TO", "VB"],
    ...           lemmas=["Serbia", "fail", "to", "sign"])
    >>> read_infinitive(doc[3], doc[1], ACTUAL)
    State(status='denied', cue=failed)
    """
    reduced = head.dep_ in ("acl", "amod") and head.tag_ == "VBN"
    passive = reduced or bool(cues.children(head, "auxpass", "nsubjpass"))
    addressed = bool(cues.children(head, "dobj", "dative")) or cues.has_subject(token)
    effect = effect_of_verb(head, "infinitive")
    match head.lemma_:
        case "go" | "look" if head.tag_ == "VBG":
            return under("planned", governor, head)
        case "use" if head.tag_ in ("VBD", "VBN") and not passive and not addressed:
            return under("ended", governor, head)
        case "have":
            if governor.status == "actual" and any(c.lower_ == "yet" for c in children_of(head)):
                return State("denied", head)
            past = head.tag_ in ("VBD", "VBN", "VBG") and governor.status == "actual"
            return governor if past else under("open", governor, head)  # "did not have to sell"
        case "make" if not passive and cues.is_infinitive(token):
            return under("possible", governor, head)  # "made it a crime to sell"
        case "remain":
            return under("possible", governor, head)  # "remains to be seen"
        case "appear" | "seem" if any(c.lemma_ in ("have", "be") for c in cues.verb_group(token)):
            return under("said", governor, head)  # "appears to have bought", not "seems to hint"
        case "like" | "want" | "wish" if is_performed(token, head):
            return ACTUAL  # "would like to thank"
    match effect:
        case "said" if passive:
            return under("said", governor, head)  # "is said to have fled", as "sources say that"
        case "said":
            return under("open" if addressed else "planned", governor, head)
        case "enabled" if governor.status == "actual" and _was_enabled(head):
            return governor
        case "planned" if governor.status == "denied" and cues.has_subject(token):
            return under("open", governor, head)  # "nobody wants them to leave"
        case None:
            return governor if is_outcome(token, head) else under("planned", governor, head)
    return under(effect, governor, head)


def read_copular(token: Token, head: Token, governor: State) -> State:
    """Read "is to sign", "is ready to sign", "the plan is to sign", "it is likely that they sign".

    Parameters
    ----------
    token
        The verb of the clause.
    head
        The copula, or the adjective that the clause completes.
    governor
        The status of that word.

    Returns
    -------
    State
        What the predicate makes of the clause.

    Examples
    --------
    >>> from spacy.tokens import Doc
    >>> from spacy.lang.en import English
    >>> doc = Doc(English().vocab, words=["Serbia", "is", "to", "sign"], heads=[1, 1, 3, 1],
    ...           deps=["nsubj", "ROOT", "aux", "xcomp"], tags=["NNP", "VBZ", "TO", "VB"],
    ...           lemmas=["Serbia", "be", "to", "sign"])
    >>> read_copular(doc[3], doc[1], ACTUAL)
    State(status='planned', cue=is)
    """
    form = cues.clause_form(token)
    degree = next(
        (c.lower_ for c in children_of(head) if c.dep_ == "advmod" and c.lower_ in ("so", "too")), None
    )
    if degree == "so" and form == "finite":
        return governor  # "so strong that it shook the town"
    if degree == "too" and form == "infinitive":  # "too weak to attack", but "too early to tell"
        return under("open" if head.lower_ in ("early", "soon") else "denied", governor, head)
    if head.lemma_ != "be":
        effect = effect_of("adjective", head.lower_) or effect_of("adjective", head.lemma_.lower())
        if effect is None:
            return governor if head.dep_ != "acomp" else under("possible", governor, head)
        return _of_predicate(effect, governor, head, form)
    predicate = next(iter(cues.children(head, "acomp", "attr", "oprd")), None)
    if predicate is not None and predicate != token:
        if predicate.lower_ == "able" and head.lower_ in ("was", "were") and governor.status == "actual":
            return governor  # "was able to pay": and did
        effect = effect_of("adjective", predicate.lower_) or effect_of("noun", predicate.lemma_)
        return _of_predicate(effect, governor, predicate, form) if effect else governor
    subject = next(iter(cues.children(head, "nsubj")), None)
    effect = effect_of("noun", subject.lemma_) if subject is not None else None
    if form == "infinitive" and _was_to_have(token, head):
        return State("denied", head)  # "was to have signed"
    if subject is not None and effect and not _takes_place(token, form):
        return _of_predicate(effect, governor, subject, form)
    if form == "infinitive":
        pending = next((c for c in children_of(head) if c.lower_ in ("still", "yet")), None)
        if pending is not None and governor.status == "actual":
            return State("denied", pending)  # "is still to be paid"
        return under("planned", governor, head)
    return governor


def _was_enabled(verb: Token) -> bool:
    """Tell whether what was let happen did: "allowed them to flee", "sent them home and let him go"."""
    if verb.lemma_ == "let" and verb.tag_ == "VB" and verb.dep_ == "conj" and not cues.verb_group(verb):
        return verb.head.tag_ == "VBD"  # one form for all tenses
    return verb.tag_ in ("VBD", "VBN", "VBG")


def _was_to_have(token: Token, head: Token) -> bool:
    return head.tag_ == "VBD" and any(c.dep_ == "aux" and c.lower_ == "have" for c in children_of(token))


def _takes_place(token: Token, form: str) -> bool:
    """Whether an infinitive is said of the subject: "talks are to begin", not "the plan is to sell"."""
    arranged = effect_of("subject", cues.with_particle(token)) or effect_of("subject", token.lemma_)
    return form == "infinitive" and (bool(cues.children(token, "auxpass")) or arranged == "same")


def _of_predicate(effect: str, governor: State, word: Token, form: str) -> State:
    """Let an adjective or noun work on its clause; what is felt about a fact is open before an infinitive."""
    if effect == "planned" and form == "finite" and governor.status == "denied":
        effect = "believed"  # "is not certain that"
    if effect == "actual" and form == "infinitive":
        effect = "said" if word.tag_.startswith(("JJ", "VB")) else "possible"
    return under(effect, governor, word)
