"""What governs an event word, and with which effect: nouns, prepositions, verbs with their idioms.

The look-ups of `detente.extract.status`: nothing here decides a status.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.factuality.effects import State, effect_of, status_words
from detente.extract.syntax import cues
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_NOUN_PREPOSITIONS = frozenset(
    {"of", "for", "on", "about", "to", "over", "against", "toward", "towards", "at"}
)
_HAD = frozenset("have find show muster take get enjoy".split())
_OUTCOMES = {
    ("vow", "kept"): "same",
    ("vow", "broken"): "failed",
    ("chance", "seized"): "same",
    ("chance", "wasted"): "failed",
}
_POINTING = frozenset({"the", "this", "that", "these", "those"})


def effect_of_noun(noun: Token, form: str) -> str | None:
    """Give the effect of a noun on a clause; a noun of fact ("reason", "time") leaves an infinitive open."""
    effect = (
        effect_of("noun", noun.lemma_)
        or effect_of("noun", noun.lower_)
        or (None if cues.is_noun(noun) else effect_of("adjective", noun.lower_))
    )
    if form == "infinitive" and effect in ("actual", "said") and cues.is_noun(noun):
        return "possible"
    return effect


def effect_of_preposition(token: Token, governor: Token, word: str) -> str | None:
    """Give the effect of what a preposition hangs on: "call for", "leave the door open to", "fears of"."""
    if cues.is_verb(governor):
        names = [*_names(governor), *_idioms(governor)]
        frames = ("clause", "object") if token.dep_ == "pcomp" else ("object",)
        found = (effect_of(frame, f"{name} {word}") for name in names for frame in frames)
        effect = next((effect for effect in found if effect), None)
        if effect:
            return effect
        if token.dep_ == "pcomp" and word in ("of", "about", "on", "to", "for", "from"):
            return effect_of("gerund", governor.lemma_) or effect_of("clause", governor.lemma_)
        return None
    if governor.dep_ == "dobj" and word in ("of", "with"):
        accused = effect_of("object", f"{governor.head.lemma_} {word}")  # "accused the man of bribing"
        if accused:
            return accused
    if word == "from" and token.dep_ == "pcomp" and governor.dep_ == "dobj":
        verb = governor.head.lemma_  # "kept the mill from closing"
        return effect_of("clause", f"{verb} from") or effect_of("clause", verb)
    if governor.tag_.startswith(("JJ", "RB", "VBN")):
        if governor.dep_ in ("oprd", "acomp", "advmod") and cues.is_verb(governor.head):
            found = (effect_of("object", f"{name} {word}") for name in _idioms(governor.head))
            effect = next((effect for effect in found if effect), None)
            if effect:
                return effect
        if governor.lower_ == "due" or word not in ("of", "for", "to", "from"):
            return effect_of("adjective", f"{governor.lower_} {word}")  # "interested in buying"
        return effect_of("adjective", governor.lower_)
    special = effect_of("noun", f"{governor.lemma_} {word}")
    return special or (effect_of("noun", governor.lemma_) if word in _NOUN_PREPOSITIONS else None)


def _names(verb: Token) -> tuple[str, ...]:
    """Give a verb with and without its particle."""
    phrase = cues.with_particle(verb)
    return (verb.lemma_,) if phrase == verb.lemma_ else (phrase, verb.lemma_)


def _idioms(verb: Token) -> list[str]:
    """Give a verb with its object, for idioms such as "open the door", "pave the way", "put an end"."""
    objects = [c for c in children_of(verb) if c.dep_ == "dobj"]
    objects += [
        subject
        for inner in children_of(verb)
        if inner.dep_ == "ccomp"
        for subject in children_of(inner)
        if subject.dep_ == "nsubj" and subject.i < inner.i
    ]
    return [f"{verb.lemma_} {noun.lemma_}" for noun in objects]


def is_known(noun: Token) -> bool:
    """Tell whether a noun names a happening as known: "the attack", "their decision", not "an attack"."""
    definite = any(c.dep_ == "poss" or (c.dep_ == "det" and c.lower_ in _POINTING) for c in children_of(noun))
    return definite and effect_of("nature", noun.lemma_.lower()) in ("happening", "act")


def is_voiced(noun: Token) -> bool:
    """Tell whether a noun is a speech act of somebody: "a request from Baku", "their demand"."""
    named = any(c.dep_ == "poss" or c.lower_ in ("by", "from", "of") for c in children_of(noun))
    return named and effect_of("nature", noun.lemma_.lower()) == "act"


def conjunction_of(token: Token) -> Token | None:
    """Give the word that joins a conjunct to its head: "and", "but", the "than" of "rather than"."""
    return next((c for c in children_of(token.head) if c.dep_ == "cc" and token.head.i < c.i < token.i), None)


def partner_of(token: Token, head: Token) -> Token:
    """Climb to the verb whose form a conjunct shares: "failed to win and struck", "asked to go, saying"."""
    tensed = cues.is_finite(token) and (token.tag_ != "VBP" or cues.has_subject(token))
    tensed = tensed or (token.tag_ in ("VB", "VBP") and _is_perfect_infinite(head))
    if not cues.is_verb(token) or not (tensed or token.tag_ == "VBG"):
        return head
    verb = head
    while not (cues.is_finite(verb) if tensed else verb.tag_ == "VBG"):
        if verb.head == verb or not cues.is_verb(verb.head):
            return head
        verb = verb.head
    return verb


def _is_perfect_infinite(verb: Token) -> bool:
    """Tell whether a verb is a perfect that no bare verb goes on with: "deny having fired it and accuse"."""
    return verb.tag_ == "VBN" and any(c.lower_ == "having" for c in cues.verb_group(verb))


def is_outcome(token: Token, head: Token) -> bool:
    """Tell whether an infinitive after a verb is what came of it: "rose to close at 9", "met to discuss"."""
    if cues.children(token, "mark"):
        return False
    before = token.doc[token.left_edge.i - 1].lower_ if token.left_edge.i else ""
    if "only" in (before, token.left_edge.lower_):
        return True  # "came home, only to be jailed"
    effect = effect_of("outcome", token.lemma_)
    if effect == "shared" and head.lemma_ in status_words()["outcome"]["gathering"]:
        return True
    if effect == "bought" and head.lemma_ == "pay" and head.tag_ in ("VBD", "VBN"):
        return bool(cues.children(head, "dobj"))  # "paid $30m to settle the case"
    met = cues.children(token, "dobj")
    return effect == "verb" or (effect == "measured" and all(any(map(_measures, m.subtree)) for m in met))


def _measures(token: Token) -> bool:
    """Tell whether a word makes its noun a measure: "9 points", "the lowest level", "the day"."""
    return token.like_num or token.tag_ == "JJS" or token.ent_type_ in ("DATE", "TIME")


def is_set_apart(preposition: Token) -> bool:
    """Tell whether a phrase between commas tells of the subject: "Acme, under sanctions, could sell"."""
    verb, end = preposition.head, preposition.right_edge.i + 1
    if not cues.is_verb(verb) or not preposition.i < end < verb.i or not cues.follows_comma(preposition):
        return False
    doc, first = preposition.doc, preposition.i
    return doc[end].text == "," and any(c.dep_ in cues.SUBJECTS and c.i < first for c in children_of(verb))


def holds_content(clause: Token) -> bool:
    """Tell whether a clause says what a noun tells: "a report that it had sold arms"."""
    if any(c.lower_ in ("that", "if", "whether") for c in cues.children(clause, "mark")):
        return True
    objects = cues.children(clause, "dobj")
    return len(objects) > 1 and objects[0].lower_ == "that"


def verdict_on(noun: Token) -> Token | None:
    """Give the word that says of a report that it is untrue: "is false", "turned out to be false"."""
    verb = noun.head if noun.dep_ == "nsubj" else None
    verbs = [verb, *cues.children(verb, "xcomp")] if verb is not None else []
    said = (word for v in verbs for word in cues.children(v, "acomp", "oprd"))
    return next((word for word in said if effect_of("nature", word.lower_) == "untrue"), None)


def judged_untrue(noun: Token) -> Token | None:
    """Give the word that denies a report: '"It is nonsense," he said of a report that ...'."""
    verb = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ in ("of", "about") else noun
    for clause in cues.children(verb, "ccomp") if verb != noun else ():
        for word in cues.children(clause, "attr", "acomp"):
            if effect_of("nature", word.lower_) == "untrue" and cues.negation(clause) is None:
                return word
    return None


def is_told_of(token: Token, head: Token) -> bool:
    """Whether a relative clause was taken for the main one: "got two years, one of which he must serve"."""
    if token.i > head.i or token.dep_ != "ccomp":
        return False
    under = (c for child in children_of(head) if child.dep_ == "prep" for c in children_of(child))
    return any(t.tag_ in ("WDT", "WP") and token.i < t.i < head.i for t in under)


def laid_out(copula: Token) -> tuple[str, Token] | None:
    """Give what a phrase after "be" says of its subject, with its noun: "is on the table"."""
    for first in (c for c in children_of(copula) if c.dep_ == "prep"):
        inner = next((c for c in children_of(first) if c.dep_ == "prep"), None)
        for noun in (c for c in children_of(inner or first) if c.dep_ == "pobj"):
            words = [first.lower_, *([inner.lower_] if inner is not None else []), noun.lower_]
            effect = effect_of("predicate", " ".join(words))
            if effect is not None:
                return effect, noun
    return None


def comes_to_nothing(verb: Token) -> bool:
    """Tell whether a verb says that its subject ran out: "exports have dwindled to nothing"."""
    to = (c for c in children_of(verb) if c.dep_ == "prep" and c.lower_ == "to")
    return any(c.lower_ in ("nothing", "zero", "nil") for p in to for c in cues.children(p, "pobj"))


def is_aside(token: Token, head: Token) -> bool:
    """Tell whether a participle after a comma says what was said by the way: "would leave, adding that"."""
    return (
        token.tag_ == "VBG"
        and token.i > head.i
        and token.lemma_ in status_words()["aside"]["verb"]
        and token.left_edge.i > 0
        and token.left_edge.nbor(-1).text in (",", ";", "–", "-", '"', "”")
    )


def is_short_of(state: State, noun: Token) -> bool:
    """Tell whether a noun is denied only because its verb is: "did not reach a decision", not "no plan"."""
    cue = state.cue
    if cue is None or cue.dep_ != "neg":
        return False
    return cue.head != noun and cue.head.lemma_ not in ("be", "have")


def is_bound(word: Token) -> bool:
    """Tell whether somebody is on the way to what follows "for": "due in Lima for talks", "left for"."""
    if word.lower_ == "due" or any(c.lower_ == "due" for c in cues.children(word, "acomp")):
        return True
    if word.lemma_ == "expect" and cues.children(word, "auxpass"):
        return True  # "is expected in Lima for talks"
    return effect_of("nature", word.lemma_) == "bound"


def effect_on_object(verb: Token) -> str | None:
    """Give the effect of a verb on its object: "drop" denies the plan that it takes."""
    loose = cues.children(verb, "oprd", "acomp", "advmod")
    short = next((c.lower_ for c in loose if c.lower_ in cues.PARTICLES), "")
    names = (f"{verb.lemma_} {short}", cues.with_particle(verb), verb.lemma_, verb.lower_)
    if verb.lemma_ in status_words()["nature"]["graded"] and names[1] == verb.lemma_ and not short:
        return "ended" if _is_at_end(verb) else None
    return next((effect for name in names if (effect := effect_of("object", name))), None)


def _is_at_end(verb: Token) -> bool:
    """Tell whether what may be more or less is gone: "cut its ties", not "cut its exports" or "to 50%"."""
    grades = (c for c in children_of(verb) if c.dep_ == "prep" and c.lower_ in ("to", "by") and c.i > verb.i)
    if any(
        t.like_num for grade in grades for noun in cues.children(grade, "pobj") for t in children_of(noun)
    ):
        return False
    bonds = status_words()["nature"]["bond"]
    return verb.lemma_ != "cut" or any(c.lemma_ in bonds for c in cues.children(verb, "dobj", "nsubjpass"))


def is_caused(noun: Token) -> bool:
    """Tell whether an infinitive that hangs on an object is its verb's: "forced the ferry to turn"."""
    return noun.head.lemma_ in status_words()["deed"]["causing"] and effect_of("noun", noun.lemma_) is None


def came_of(noun: Token) -> str | None:
    """Give what came of an attempt, a vow or a chance: "failed bid to", "kept its promise to"."""
    kind = effect_of("owed", noun.lemma_.lower())
    if kind == "endeavour":
        failed = any(effect_of("deed", c.lower_) == "futile" for c in cues.children(noun, "amod"))
        return "failed" if failed else None
    if kind is None or noun.dep_ != "dobj":
        return None
    verb = noun.head.lemma_
    if kind == "courage":
        return "same" if verb in _HAD else None
    return _OUTCOMES.get((kind, effect_of("deed", verb) or ""))


def drops(noun: Token, effect: str | None) -> bool:
    """Tell whether the verb of a plan, an offer or a request gives it up: "dropped its plan to lease"."""
    if effect not in ("planned", "possible", "open") or noun.dep_ not in ("dobj", "nsubjpass"):
        return False
    return effect_on_object(noun.head) in ("denied", "rebuffed")
