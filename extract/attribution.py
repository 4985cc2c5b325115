"""Attribution: who is cited for what a clause states.

The innermost citer counts: the verb, noun or "according to" that stands nearest above the clause. Quoted text
whose own sentence names nobody belongs to whoever the rest of the quotation, or the quotation before, is
attributed to. The words are data (``data/attribution.toml``).
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from detente.extract.factuality.effects import effect_of
from detente.extract.speech.asides import read_aside
from detente.extract.speech.citers import (
    Attribution,
    by_subject,
    has_speaker,
    is_report,
    known_verbs,
    noun_phrase,
    subject_of,
    word_lists,
)
from detente.extract.speech.quotations import (
    in_quotes,
    read_quotation,
    read_quoted_charge,
    read_reported_speech,
    with_name,
)
from detente.extract.speech.reach import reaches_back
from detente.extract.syntax import cues
from detente.extract.syntax.tokens import is_between, sentence_of, tokens_in, words_in
from detente.extract.syntax.tree import children_of

if TYPE_CHECKING:
    from spacy.tokens import Span as Slice
    from spacy.tokens import Token

__all__ = ["Attribution", "read_speaker"]

_PHRASE = frozenset("dobj pobj attr oprd nsubj nsubjpass compound amod nmod poss prep conj".split())
_RELATIVE = frozenset({"who", "which", "that"})
_FORESEEING = frozenset({"expect", "believe", "reckon", "assume"})
_CIRCUMSTANCES = frozenset("after before since because although though until while as".split())
_FIGURING = frozenset({"put", "reckon", "value", "estimate"})
_TELLS = frozenset({"tell", "inform", "assure", "brief", "notify", "remind", "advise"})
"""Verbs whose object is whom something is told, not what."""


@functools.lru_cache(maxsize=16)  # each tie of a list is told by who tells of its one trigger
def read_speaker(token: Token) -> Attribution | None:
    """Read who is cited for the clause that a token heads.

    Parameters
    ----------
    token
        The event word in a parsed document.

    Returns
    -------
    Attribution or None
        None where the text tells it in its own voice.

    Examples
    --------
    >>> from spacy.tokens import Doc
    >>> from spacy.lang.en import English
    >>> doc = Doc(English().vocab, words=["Officials", "said", "they", "met"], heads=[1, 1, 3, 1],
    ...           deps=["nsubj", "ROOT", "nsubj", "ccomp"], tags=["NNS", "VBD", "PRP", "VBD"],
    ...           lemmas=["official", "say", "they", "meet"])
    >>> read_speaker(doc[3]).speaker.text
    'Officials'
    """
    found = read_quoted_charge(token)
    if found is None and cues.is_verb(token) and cues.with_particle(token) in word_lists()["object"]["own"]:
        found = by_subject(token)
    found = found or _door_left_open(token)
    readers = (_above, _source_of_sentence, read_quotation, _behind, read_aside, read_reported_speech)
    for reader in readers[:1] if found is None and _is_byword(token) else readers:
        found = found or reader(token)
    return found and with_name(found, token)


# -- citers in the sentence itself ----------------------------------------------------------------------


def _above(token: Token) -> Attribution | None:
    """Climb to the nearest word that cites somebody for the clause."""
    node = token
    while True:
        found = _source_beside(node) or _participle_source(node)
        found = found or _parenthesis(node, token) or _hearsay(node)
        if found is not None:
            return found
        head = node.head
        if head == node:
            return None
        found = _cited_by(node, head, token)
        if found is not None:
            return found
        if node.dep_ == "relcl" and (named := _by_naming(head)) is not None:
            return named
        if _is_own_aside(node) or (node.dep_ == "advcl" and _after_the_fact(node)) or _apart(node, head):
            return None
        node = head


def _by_naming(noun: Token) -> Attribution | None:
    """Read "the report names two firms that sold it fuel": the document tells of them."""
    verb = noun.head
    named = cues.is_verb(verb) and cues.with_particle(verb) in word_lists()["object"]["naming"]
    if not named or noun.dep_ != "dobj":
        return None
    subject = next(iter(cues.children(verb, "nsubj")), None)
    known = subject is not None and subject.lemma_.lower() in word_lists()["document"]["noun"]
    return by_subject(verb) if known else None


def _apposition_of(token: Token) -> Token | None:
    """Give the apposition between commas that a word stands in, with no clause between."""
    node = token
    while node.head != node and (cues.is_noun(node) or node.dep_ in ("prep", "acl") or node == token):
        if node.dep_ == "appos" and _is_own_aside(node):
            return node
        node = node.head
    return None


def _is_own_aside(node: Token) -> bool:
    """Tell whether a word heads what the text adds of its own: a relative clause, "Oman, an ally of Iran"."""
    return node.dep_ == "relcl" or (
        node.dep_ == "appos" and node.i > node.head.i and cues.follows_comma(node) and cues.is_noun(node)
    )


def _is_byword(token: Token) -> bool:
    """Tell whether a word stands in a clause that tells by the way who somebody is: ", which sank it,"."""
    clause = cues.clause_head(token)
    if clause.dep_ != "relcl" and (added := _apposition_of(token)) is not None:
        clause = added
    elif clause.dep_ != "relcl" or not cues.follows_comma(clause):
        return False
    if in_quotes(token):
        return False
    behind = token.doc[clause.right_edge.i + 1 : clause.right_edge.i + 3]
    return all(t.lower_ != "according" for t in behind)


def _after_the_fact(node: Token) -> bool:
    """Tell whether a clause of time is the text's own frame ("said so, hours after ...")."""
    return any(c.lower_ in ("after", "since", "before") for c in children_of(node) if c.i < node.i)


def _apart(node: Token, other: Token) -> bool:
    """Tell whether a semicolon parts two clauses: nobody is cited across it."""
    first, last = sorted((node.i, other.i))
    return is_between(";", first, last, node.doc)


def _cited_by(node: Token, head: Token, token: Token) -> Attribution | None:
    if cues.is_verb(head):
        if node.i < head.i and not reaches_back(_first_of(head), token):
            return None
        verbs, name = known_verbs(), cues.with_particle(head)
        shows = head.lemma_ in word_lists()["verb"]["evidence"] or head.lemma_ == "have"
        if shows and node.dep_ == "ccomp":  # "the draft would have Oman pay"
            return _by_document(head)
        clear = head.lemma_ == "make" and any(c.lower_ in ("clear", "plain") for c in children_of(head))
        known = head.lemma_ in verbs or name in verbs or clear
        if head.lower_ == "known" and head.head.lemma_ in ("make", "let") and node.dep_ == "ccomp":
            return by_subject(head.head)  # "let it be known that"
        if known and (
            _finite_content(node, head) or _quoted_fragment(node, head) or _goes_on_after(node, head)
        ):
            return _participle_source(head) or by_subject(head)
        if head.lemma_ == "be" and (owner := _version_of(node, head)) is not None:
            return owner
        if node == token and _is_estimate(node, head):
            return by_subject(head)
        if (
            name in _cited_objects()
            and not _apart(node, head)
            and (node.dep_ in ("dobj", "xcomp", "ccomp", "pcomp", "oprd") or _gerund_after(node, head))
        ):
            return by_subject(head)
        return None
    if head.tag_ in ("IN", "TO") and head.head != head and cues.is_verb(head.head):
        verb = head.head
        if f"{verb.lemma_} {head.lower_}" in _cited_objects():
            return by_subject(verb)
        return _leaves_door(head)
    if head.tag_ in ("IN", "TO"):
        return _leaves_door(head)
    evidence = head.lemma_ in word_lists()["verb"]["evidence"] and node.dep_ == "ccomp"
    if evidence:
        return _by_document(head)
    if head.lower_ in ("clear", "plain", "known") and head.head.lemma_ in ("make", "let"):
        return (
            by_subject(head.head) if node.dep_ in ("csubj", "ccomp", "advcl") else None
        )  # "made clear that"
    if head.lower_ in word_lists()["verb"]["sure"] and node.dep_ == "ccomp" and cues.is_finite(node):
        copula = head.head  # "is adamant that"
        return by_subject(copula) if head.dep_ == "acomp" and cues.is_verb(copula) else None
    content = (
        node.dep_ in ("acl", "relcl")
        and head.lemma_ in word_lists()["noun"]["speech"]
        and cues.is_finite(node)
    )
    if content and any(c.lower_ == "that" and c.dep_ == "mark" for c in children_of(node)):
        return _by_denier(head) or _by_owner(head)
    return None


def _version_of(clause: Token, copula: Token) -> Attribution | None:
    """Read "the Omani version is that ...", "word in Doha is that ..."."""
    subject = next(iter(cues.children(copula, "nsubj")), None)
    if subject is None or clause.dep_ != "ccomp" or clause.i < copula.i or not cues.is_finite(clause):
        return None
    nouns = word_lists()["noun"]["speech"] | word_lists()["source"]["account"]
    return _by_owner(subject) if subject.lemma_.lower() in nouns else None


def _is_estimate(noun: Token, verb: Token) -> bool:
    """Tell whether a verb puts a figure on a thing: "puts Norway's aid at $8bn"."""
    at = (c for c in cues.children(verb, "prep") if c.lower_ == "at" and c.i > noun.i)
    counted = any(t.like_num or t.text in "$€£¥" for prep in at for t in prep.subtree)
    return verb.lemma_ in _FIGURING and noun.dep_ == "dobj" and counted


def _goes_on_after(node: Token, head: Token) -> bool:
    """Tell whether a gerund behind a report goes on with what it tells: "..., they said, letting it sail"."""
    loose = node.dep_ == "advcl" and node.tag_ == "VBG" and node.i > head.i and cues.follows_comma(node)
    if not loose or effect_of("aside", node.lemma_) or is_report(node):
        return False  # "..., they said, blaming smugglers"
    return any(c.i < head.i and cues.has_subject(c) for c in cues.children(head, "ccomp"))


def _gerund_after(node: Token, head: Token) -> bool:
    """Tell whether a gerund is the object of a verb, parsed as an adverbial: "ruled out selling"."""
    between = node.doc[head.i + 1 : node.i]
    plain = node.dep_ == "advcl" and node.tag_ == "VBG" and not cues.children(node, "mark", "prep", "advmod")
    return plain and head.i < node.i and all(t.dep_ == "prt" for t in between)


def _door_left_open(verb: Token) -> Attribution | None:
    """Read who "left the door open": what may be is as its subject has it."""
    doors = [c for c in children_of(verb) if c.lower_ == "door" and c.dep_ in ("dobj", "nsubj")]
    return by_subject(verb) if doors and verb.lemma_ in ("leave", "keep", "hold") else None


def _leaves_door(preposition: Token) -> Attribution | None:
    """Read "left the door open to a meeting": what may be is as its subject has it."""
    if preposition.lower_ not in ("to", "for") or preposition.head.lower_ not in ("open", "ajar"):
        return None
    node = preposition.head
    while node.head != node and not cues.is_verb(node):
        node = node.head
    doors = [c for c in children_of(node) if c.lower_ == "door" and c.dep_ in ("dobj", "nsubj")]
    return by_subject(node) if doors and node.lemma_ in ("leave", "keep", "hold") else None


def _by_document(verb: Token) -> Attribution | None:
    """Read "figures from the bank show that ...": a document is cited, not a fact that shows another."""
    subject = next(iter(cues.children(verb, "nsubj")), None)
    if subject is None or subject.lemma_.lower() not in word_lists()["document"]["noun"]:
        return None
    return Attribution(noun_phrase(subject), cues.span_of(verb))


def _hearsay(node: Token) -> Attribution | None:
    """Read "reportedly": nobody is named, the word itself says that others say so."""
    word = next((c for c in children_of(node) if c.lower_ in word_lists()["source"]["hearsay"]), None)
    return None if word is None else Attribution(cues.span_of(word), cues.span_of(word))


def _behind(token: Token) -> Attribution | None:
    """Read a report put behind a whole sentence, however it was parsed: "..., the envoy told parliament."."""
    doc = token.doc
    for word in _reports_in(sentence_of(token)):
        if word.i <= token.i or _apart(word, token):
            continue
        subject = subject_of(word) if has_speaker(word) else None
        if subject is None or subject.lower_ in _RELATIVE or cues.children(word, "mark", "neg"):
            continue
        first = _first_of(word).i
        told = any(c.dep_ in ("ccomp", "xcomp") and c.i > word.i for c in children_of(word))
        told = told or (word.lemma_ not in _TELLS and any(c != subject for c in cues.children(word, "dobj")))
        told = told or first <= token.i or doc[first - 1].text not in (",", "–", "—")
        if not told and reaches_back(doc[first], token):
            return by_subject(word)
    return None


@functools.lru_cache(maxsize=8)
def _reports_in(sentence: Slice) -> tuple[Token, ...]:
    """Give the verbs of a sentence that report outside of quotation marks."""
    return tuple(word for word in tokens_in(sentence) if is_report(word) and not in_quotes(word))


def _finite_content(node: Token, head: Token) -> bool:
    if _apart(node, head):
        return False
    if node.dep_ not in ("ccomp", "parataxis") and not (
        node.dep_ == "advcl" and node.i < head.i and in_quotes(node)
    ):
        return False
    if node.dep_ == "parataxis" and any(c.dep_ == "ccomp" for c in children_of(head)):
        return False
    if node.i > head.i and (_is_circumstance(node) or _has_been_told(node, head)):
        return False
    foreseen = head.lemma_ in _FORESEEING and cues.has_subject(node)  # "expect the EU to raise tariffs"
    held = head.lemma_ in word_lists()["verb"]["belief"] and node.lemma_ in ("be", "have")
    foreseen = foreseen or (held and cues.has_subject(node))  # "hold Oman to be their supplier"
    told = cues.is_finite(node) or in_quotes(node) or not cues.is_verb(node)
    return told or foreseen or _bare_clause(node)


def _is_circumstance(clause: Token) -> bool:
    """Tell whether a clause behind a report says when or why: "said so, days after ..."."""
    return any(c.lower_ in _CIRCUMSTANCES and c.i < clause.i for c in cues.children(clause, "mark", "advmod"))


def _has_been_told(clause: Token, verb: Token) -> bool:
    """Tell whether a clause follows what a verb tells: "told it to leave, their minister sued"."""
    told = any(c.i < clause.i and cues.is_infinitive(c) for c in cues.children(verb, "xcomp"))
    subjects = cues.children(clause, "nsubj", "nsubjpass")
    return told and any(cues.follows_comma(subject) for subject in subjects)


def _bare_clause(node: Token) -> bool:
    """Tell whether a clause without tense is told all the same ("says the armies fight on", mistagged)."""
    return cues.has_subject(node) and not cues.is_infinitive(node) and node.tag_ in ("VB", "VBN", "VBG")


def _quoted_fragment(node: Token, head: Token) -> bool:
    """Tell whether the verb introduces a quotation that the parser hung on it otherwise."""
    return (
        in_quotes(node)
        and not in_quotes(head)
        and node.dep_ in ("dobj", "xcomp", "oprd", "dep", "advcl", "attr")
    )


def _by_denier(noun: Token) -> Attribution | None:
    """Read "denied a report by X that ...": that it is not so is said by who denies it."""
    verb = noun.head
    denies = noun.dep_ == "dobj" and effect_of("object", cues.with_particle(verb)) in ("denied", "rebuffed")
    return by_subject(verb) if denies else None


def _by_owner(noun: Token) -> Attribution | None:
    for child in children_of(noun):
        if child.dep_ == "poss":
            return Attribution(noun_phrase(child), cues.span_of(noun))
        if child.dep_ == "prep" and child.lower_ in ("by", "from", "on", "in", "of"):
            owner = next(iter(cues.children(child, "pobj")), None)
            if owner is not None:
                return Attribution(noun_phrase(owner), cues.span_of(noun))
    adjective = next(
        (
            c
            for c in children_of(noun)
            if c.dep_ in ("amod", "compound") and c.tag_ in ("NNP", "JJ") and c.is_title
        ),
        None,
    )
    return None if adjective is None else Attribution(cues.span_of(adjective), cues.span_of(noun))


def _source_beside(node: Token) -> Attribution | None:
    """Read "according to X" and "in X's words" beside a clause."""
    source = word_lists()["source"]
    for child in children_of(node):
        if child.lower_ in source["preposition"] and child.dep_ in ("prep", "advmod", "advcl", "dep"):
            found = _object_of(child)
            if found is not None:
                return found
        if child.dep_ == "prep" and child.lower_ in ("by", "in", "on"):
            for account in cues.children(child, "pobj"):
                owner = next(
                    (
                        c
                        for c in children_of(account)
                        if c.dep_ == "poss" and c.lower_ not in ("its", "their")
                    ),
                    None,
                )
                of = next(iter(cues.children(account, "prep")), None) if owner is None else None
                if of is not None and of.lower_ == "of":  # "in the words of one trader"
                    owner = next(iter(cues.children(of, "pobj")), None)
                if account.lemma_ in source["account"] and owner is not None:
                    return Attribution(noun_phrase(owner), cues.span_of(account))
    return None


def _participle_source(verb: Token) -> Attribution | None:
    """Read "citing X" beside a clause or the verb that reports it: X is the source of the source."""
    for child in children_of(verb):
        if child.dep_ in ("advcl", "prep") and child.tag_ == "VBG":
            named = next((c for c in children_of(child) if c.dep_ in ("dobj", "pobj")), None)
            if named is not None and child.lemma_ in word_lists()["source"]["participle"]:
                return Attribution(noun_phrase(named), cues.span_of(child))
    return None


def _object_of(preposition: Token) -> Attribution | None:
    to = next((c for c in children_of(preposition) if c.lower_ == "to"), preposition)
    named = next(iter(cues.children(to, "pobj")), None)
    return None if named is None else Attribution(noun_phrase(named), cues.span_of(preposition, to))


def _parenthesis(node: Token, token: Token) -> Attribution | None:
    """Read a citing verb put in between or after: "the talks, officials say, have failed"."""
    for child in children_of(node):
        if child.dep_ in ("parataxis", "ccomp", "dep") and child.lemma_ in known_verbs():
            told = any(c.dep_ in ("ccomp", "xcomp") for c in children_of(child))
            told = told or (child.lemma_ not in _TELLS and bool(cues.children(child, "dobj")))
            between = not _apart(child, node)
            told = told or not between or bool(cues.children(child, "mark", "neg"))
            if not told and _put_in(child) and reaches_back(_first_of(child), token):
                return by_subject(child)
    return None


def _put_in(verb: Token) -> bool:
    """Tell whether a report with a subject is set off by a comma, a dash or a quotation mark, or opens."""
    if not has_speaker(verb) or not cues.is_finite(verb) or subject_of(verb) is None:
        return False
    first = _first_of(verb)
    return first.i == sentence_of(verb).start or first.nbor(-1).is_punct


def _first_of(verb: Token) -> Token:
    """Give the first word of a report: of its subject, or the verb."""
    subject = subject_of(verb)
    return verb if subject is None else min(subject.left_edge, verb)


def _source_of_sentence(token: Token) -> Attribution | None:
    """Read "according to X" that frames a whole sentence, wherever the parser hung it."""
    sentence = sentence_of(token)
    for word in tokens_in(sentence) if "according" in words_in(sentence) else ():
        if word.lower_ == "according" and not in_quotes(word):
            framing = word.i == sentence.start or sentence.doc[word.i - 1].lower_ in (",", "–", "—", "and")
            if framing and not _apart(word, token):
                return _object_of(word)
    return None


@functools.cache
def _cited_objects() -> frozenset[str]:
    lists = word_lists()["object"]
    return lists["citing"] | lists["own"]
