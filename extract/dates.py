"""Dates: when an event happened or will happen, as precisely as the text says it.

A temporal expression dates it ("in May"), or another event that it is measured from ("a month after",
"in March, when"), or the scene that it goes on with ("Police arrested two of them"). What goes on as the
article is written has its month. A text that gives no date has no date.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from detente.extract.factuality.effects import status_words
from detente.extract.schema import Span
from detente.extract.speech.citers import is_report
from detente.extract.speech.quotations import in_quotes
from detente.extract.status import read_status
from detente.extract.syntax import cues
from detente.extract.syntax.arguments import NOUN_TAGS, light_verb, verb_of
from detente.extract.syntax.tokens import sentence_of, text_of, tokens_in, words_in
from detente.extract.syntax.tree import children_of
from detente.extract.times.distances import find_distances, shift
from detente.extract.times.tense import is_perfect
from detente.extract.times.timewords import find_expressions
from detente.extract.times.timing import SETTLED, When, climb, resolve_here, stated_date, words_of

if TYPE_CHECKING:
    import datetime as dt

    from spacy.tokens import Span as Slice
    from spacy.tokens import Token

    from detente.extract.schema import Precision
    from detente.extract.times.distances import Distance

__all__ = ["When", "read_date", "read_ongoing"]

_STILL = frozenset("still now currently today ongoing remain continue presently".split())
_GOING_ON = frozenset("continue go keep remain persist".split())
_LASTING = frozenset({"in", "at", "under", "on"})
_PRONOUNS = frozenset({"he", "she", "him", "her", "they", "them"})
_UNDER = frozenset({"under", "by"})
_MADE = frozenset({"VBN", "VBD"})
_MEETINGS = frozenset("visit trip talk meeting summit call dinner conference ceremony".split())
_VISITING = frozenset("visit tour come fly arrive travel stop pass stay attend meet".split())
_AT = frozenset("after during at on following in".split())
_ELSEWHEN = frozenset(
    "later since earlier previously once long never often repeatedly always already recently then again"
    " before formerly eventually meanwhile".split()
)
_SCENES = frozenset(
    "hold stage begin start launch open call lead attend convene organise organize join".split()
)
_FARTHEST = 3
"""Sentences back that an event named again may stand."""


@functools.lru_cache(maxsize=16)  # each tie of a list has the date of its one trigger
def read_date(token: Token, *, published: dt.date | None) -> When | None:
    """Read when the event that a token heads happened or will happen.

    Parameters
    ----------
    token
        The event word in a parsed document.
    published
        Day of publication; without it, relative expressions such as "on Tuesday" give no date.

    Returns
    -------
    When or None
        None if the text does not say.

    Examples
    --------
    >>> from spacy.tokens import Doc
    >>> from spacy.lang.en import English
    >>> doc = Doc(English().vocab, words=["They", "met", "in", "March", "2024"], heads=[1, 1, 1, 2, 3],
    ...           deps=["nsubj", "ROOT", "prep", "pobj", "nummod"], tags=["PRP", "VBD", "IN", "NNP", "CD"])
    >>> read_date(doc[1], published=None)
    When(date='2024-03', precision='month', cue=Span(start=12, end=22, text='March 2024'))
    """
    for node, after, _ in climb(token) if _leans(token) else ():
        found = None if after else _when_clause(node, published) or _measured(node, published)
        if found is not None:
            return found
    for reader in (stated_date, _at_its_end, _after_cause, _scene, _when_promised, _with_report):
        found = reader(token, published=published)
        if found is not None:
            return found
    return None


def read_ongoing(token: Token, *, published: dt.date | None) -> When | None:
    """Date what goes on as the article is written: "is building", "still", "keeps buying", "is in talks".

    Parameters
    ----------
    token
        The event word; what it names must be told as a fact.
    published
        Day of publication.

    Returns
    -------
    When or None
        The month of publication, with the words that say so; None if nothing says so.

    Examples
    --------
    >>> import datetime as dt
    >>> from spacy.tokens import Doc
    >>> from spacy.lang.en import English
    >>> doc = Doc(English().vocab, words=["They", "still", "fight"], heads=[2, 2, 2],
    ...           deps=["nsubj", "advmod", "ROOT"], tags=["PRP", "RB", "VBP"],
    ...           lemmas=["they", "still", "fight"])
    >>> read_ongoing(doc[2], published=dt.date(2025, 11, 20))
    When(date='2025-11', precision='month', cue=Span(start=5, end=10, text='still'))
    """
    if published is None:
        return None
    cue = _ongoing_cue(token)
    return None if cue is None else When(published.isoformat()[:7], "month", cues.span_of(cue))


# -- what goes on ------------------------------------------------------------------------------------------


def _ongoing_cue(token: Token) -> Token | None:
    verb = token if cues.is_verb(token) else light_verb(token)
    words = [token, *children_of(token), *([verb, *children_of(verb)] if verb is not None else [])]
    for word in words:
        if word.lemma_.lower() in _STILL and word.tag_ not in ("VBD", "VBN") and not _is_past(verb):
            return word
    if verb is not None and is_perfect(verb):
        just = next((c for c in children_of(verb) if c.lower_ == "just" and c.i < verb.i), None)
        if just is not None:
            return just  # "have just signed"
    if verb is not None and verb.tag_ == "VBG":
        aux = next((c for c in children_of(verb) if c.dep_ == "aux" and c.tag_ in ("VBZ", "VBP")), None)
        if aux is not None and aux.lemma_ == "be":
            return aux
    if verb is not None:
        above = verb.head.head if verb.dep_ == "pcomp" and verb.head.lower_ == "on" else verb.head
        if verb.dep_ in ("xcomp", "ccomp", "pcomp") and above.lemma_ in _GOING_ON:
            return above if above.tag_ in ("VBZ", "VBP") else None
    if token.lemma_ == "be" and token.tag_ in ("VBZ", "VBP"):
        return token if any(c.lower_ in _LASTING for c in cues.children(token, "prep")) else None
    clause = verb_of(token)
    clause = clause.head if clause.dep_ == "xcomp" else clause
    if clause.dep_ == "advcl" and any(c.lower_ == "as" for c in cues.children(clause, "mark")):
        return (
            _ongoing_cue(clause.head) if clause.tag_ in ("VBZ", "VBP") and clause.head.tag_ == "VBG" else None
        )
    copula = token.head.head if token.dep_ == "pobj" and token.head.lower_ in _LASTING else None
    if (
        copula is not None
        and token.tag_ in NOUN_TAGS
        and copula.lemma_ == "be"
        and copula.tag_ in ("VBZ", "VBP")
    ):
        return copula  # "is in talks", "are at war"
    return None


def _is_past(verb: Token | None) -> bool:
    return verb is not None and (
        verb.tag_ == "VBD" or any(c.lower_ in ("had", "was", "were") for c in cues.verb_group(verb))
    )


# -- dates that lean on another event ----------------------------------------------------------------------


def _leans(token: Token) -> bool:
    """Tell whether a sentence has words by which a date may lean on another event."""
    sentence = sentence_of(token)
    return "when" in words_in(sentence) or bool(find_distances(text_of(sentence)))


def _when_clause(verb: Token, published: dt.date | None) -> When | None:
    """Read "in March, when the envoys left": the clause happened at the date just before it."""
    mark = next((c for c in children_of(verb) if c.lower_ == "when" and c.i < verb.i), None)
    if mark is None or not cues.is_verb(verb):
        return None
    sentence = sentence_of(verb)
    before = text_of(sentence)[: mark.idx - sentence.start_char].rstrip(" ,–—-(")
    for expression in find_expressions(text_of(sentence)):
        if expression.end == len(before):
            dated = resolve_here(expression, verb, verb, published=published)
            return None if dated is None else When(*dated, words_of(expression, sentence))
    return None


def _measured(verb: Token, published: dt.date | None) -> When | None:
    """Read "a month after": from the date of one event follows that of the other."""
    sentence = sentence_of(verb)
    for distance in find_distances(text_of(sentence)):
        marker = _token_at(sentence, distance.end - 1)
        first, second = _measured_events(marker)
        if second is None or verb not in (first, second):
            continue
        beside = _date_beside(distance, second, published)
        if verb == first and beside is None:
            known, count = _own_date(second, published), distance.count
        elif verb == second and beside is not None:
            known, count = beside, -distance.count
        elif first is None or verb == first:
            continue
        else:
            known = stated_date(first, published=published) or read_ongoing(first, published=published)
            known = _whole(known, published)
            count = -distance.count
        moved = shift((known.date, known.precision), count, distance.unit) if known is not None else None
        if moved is not None:
            return When(*moved, _words(distance, sentence))
    return None


def _own_date(event: Token, published: dt.date | None) -> When | None:
    """Read the date that stands inside an event's phrase, not one that it shares with what is measured."""
    known = _date_within(event, published)
    if known is None or event.left_edge.idx <= known.cue.start <= event.right_edge.idx:
        return known
    return None


def _date_beside(distance: Distance, verb: Token, published: dt.date | None) -> When | None:
    """Read the date that a distance is added to: "in August 2023, a month after"."""
    sentence = sentence_of(verb)
    before = len(text_of(sentence)[: distance.start].rstrip(" ,–—-("))
    for expression in find_expressions(text_of(sentence)):
        if expression.end == before < distance.start:
            dated = resolve_here(expression, verb, verb, published=published)
            return None if dated is None else When(*dated, words_of(expression, sentence))
    return None


def _whole(known: When | None, published: dt.date | None) -> When | None:
    """Give what goes on the day of publication, from which a distance in days can be counted."""
    if (
        known is not None
        and published is not None
        and known.cue.text.lower() in ("is", "are", "'s", "’s", "still", "now")
    ):
        return When(published.isoformat(), "day", known.cue)
    return known


def _measured_events(marker: Token) -> tuple[Token | None, Token | None]:
    """Give the event that is measured and the one that it is measured from."""
    second: Token | None
    if marker.dep_ in ("mark", "advmod") and cues.is_verb(marker.head) and marker.i < marker.head.i:
        second, node = marker.head, marker.head
    else:
        second, node = next((c for c in children_of(marker) if c.dep_ in ("pobj", "pcomp")), None), marker
    first: Token | None = node.head if node.head != node else None
    while first is not None and not cues.is_verb(first):
        first = first.head if first.head != first else None
    return first, second


def _date_within(event: Token, published: dt.date | None) -> When | None:
    """Read the date of the event that others are measured from, be it "the invasion of May 2022"."""
    found = stated_date(event, published=published)
    if found is not None or cues.is_verb(event):
        return found
    sentence, inside = sentence_of(event), {t.i for t in event.subtree}
    for expression in find_expressions(text_of(sentence)):
        if _token_at(sentence, expression.start).i in inside:
            dated = resolve_here(expression, event, event, published=published)
            return None if dated is None else When(*dated, words_of(expression, sentence))
    return None


def _after_cause(token: Token, *, published: dt.date | None) -> When | None:
    """Read "left in 2021 after rebels attacked": cause and effect told without a distance share the year.

    They share a month, too, or the day that an event told with "when" has: "when he came in May, they met".
    """
    verb = token if cues.is_verb(token) else cues.clause_head(token)
    if not _is_told_of_past(verb):
        return None
    if verb.dep_ == "advcl" and any(c.lower_ == "after" for c in cues.children(verb, "mark")):
        if not _is_told_of_past(verb.head):
            return None
        found = stated_date(verb.head, published=published)
        return found if found is not None and found.precision in ("year", "month") else None
    for cause in cues.children(verb, "prep"):
        for event in cues.children(cause, "pobj") if cause.lower_ == "after" else ():
            found = _date_within(event, published)  # "suspended Sudan after the coup of 2021"
            joint = event.lemma_.lower() in _MEETINGS  # "after talks on Monday they signed a pact"
            if found is not None and (found.precision == "year" or joint):
                return found
    for visit in (
        c for subject in cues.children(verb, "nsubj") for c in cues.children(subject, "relcl", "acl")
    ):
        if visit.lemma_ in _VISITING and (visit.tag_ == "VBG" or _is_told_of_past(visit)):
            return stated_date(visit, published=published)  # "a general who came in May warned his hosts"
    for clause in cues.children(verb, "advcl"):
        when = any(c.lower_ == "when" and c.i < clause.i for c in children_of(clause))
        if when and clause.i < verb.i and clause.tag_ == "VBD" and not cues.verb_group(clause):
            return stated_date(clause, published=published)
    return None


def _at_its_end(token: Token, *, published: dt.date | None) -> When | None:
    """Date what went on until something else happened: "ran it until the state seized it in 2023"."""
    for clause in cues.children(token, "advcl"):
        until = any(c.lower_ in ("until", "till") for c in cues.children(clause, "mark", "advmod", "prep"))
        if until and _is_told_of_past(clause):
            return stated_date(clause, published=published)
    return None


def _is_told_of_past(verb: Token) -> bool:
    """Tell whether a verb is in the past tense or the past perfect, be it passive."""
    group = cues.verb_group(verb)
    if not group:
        return verb.tag_ == "VBD"
    return group[0].lower_ in ("was", "were", "had") and verb.tag_ in ("VBN", "VBD")


def _token_at(sentence: Slice, offset: int) -> Token:
    place = sentence.start_char + offset
    return next(t for t in tokens_in(sentence) if t.idx <= place < t.idx + len(t.text_with_ws))


def _words(distance: Distance, sentence: Slice) -> Span:
    start = sentence.start_char
    return Span(
        start + distance.start, start + distance.end, text_of(sentence)[distance.start : distance.end]
    )


# -- scenes ------------------------------------------------------------------------------------------------


def _scene(token: Token, *, published: dt.date | None) -> When | None:
    """Date what goes on with a scene that is dated: "They marched on Sunday. Police dispersed the march."."""
    verb = verb_of(token)
    group = cues.verb_group(verb)
    reported = verb.dep_ == "ccomp" and verb.head.tag_ == "VBD"
    if not (
        verb.tag_ == "VBD"
        or any(c.lower_ in ("was", "were") or (reported and c.lower_ == "had") for c in group)
    ):
        return None
    if any(c.tag_ in ("MD", "TO") or (c.lower_ == "had" and not reported) for c in group):
        return None
    if any(c.lower_ in _ELSEWHEN for c in children_of(verb)) or cues.negation(verb) is not None:
        return None
    earlier = _scene_of(verb, _clause_before(verb.head if reported else verb))
    found = stated_date(earlier, published=published) if earlier is not None else None
    if found is None or found.precision not in ("day", "month"):
        return None
    if reported:
        return When(found.date[:7], "month", found.cue)
    precision: Precision = found.precision
    return When(found.date, precision, found.cue)


def _clause_before(verb: Token) -> Token | None:
    """Give the verb of the clause told before: joined by a semicolon or "and", or of the sentence before."""
    clause = verb
    while clause.dep_ in ("relcl", "advcl") and any(
        c.lower_ in ("where", "while") for c in children_of(clause)
    ):
        clause = cues.clause_head(clause.head)
    if (
        clause.dep_ in ("conj", "parataxis", "ccomp")
        and cues.has_subject(clause)
        and cues.is_verb(clause.head)
        and clause.head.i < clause.i
    ):
        return clause.head if _is_told(clause.head) else None
    if clause.dep_ != "ROOT":
        return None
    for child in children_of(clause):  # a clause before a semicolon may hang on the one after it
        if child.dep_ in ("ccomp", "parataxis") and child.i < clause.i and cues.has_subject(child):
            between = child.doc[child.i : clause.i]
            if any(t.text == ";" for t in between) and _is_told(child):
                return child
    start = sentence_of(clause).start
    if start == 0:
        return None
    root = sentence_of(clause.doc[start - 1]).root
    return root if _is_told(root) else None


def _scene_of(verb: Token, earlier: Token | None) -> Token | None:
    """Give the clause whose scene a clause goes on with; its event may be named again some sentences on."""
    for back in range(_FARTHEST):
        if earlier is None:
            return None
        if _names_again(verb, earlier) or (back == 0 and _goes_on(verb)):
            return earlier
        start = sentence_of(earlier).start
        earlier = sentence_of(earlier.doc[start - 1]).root if start else None
        earlier = earlier if earlier is not None and _is_told(earlier) else None
    return None


def _is_told(verb: Token) -> bool:
    return verb.tag_ == "VBD" or any(c.lower_ in ("was", "were") for c in cues.verb_group(verb))


def _goes_on(verb: Token) -> bool:
    """Tell whether a clause speaks of the people of the clause before: "they", "both", "12 were arrested"."""
    joined = verb.dep_ in ("conj", "parataxis", "ccomp")
    joined = joined or any(c.i < verb.i for c in cues.children(verb, "ccomp", "parataxis"))
    if joined and any(c.lower_ == "it" for c in cues.children(verb, "dobj")):
        return True  # "... sailed there in July; Tokyo resented it"
    for word in verb.subtree:
        if word.tag_ == "PRP" and word.lower_ in _PRONOUNS:
            return True
        if word.tag_ == "NNS":
            before = {c.lower_ for c in children_of(word) if c.i < word.i}
            if {"the", "two"} <= before or "both" in before:
                return True
        counted = word.tag_ == "CD" and word.dep_ in ("nsubj", "nsubjpass", "dobj")
        if counted and not cues.children(word, "prep", "quantmod", "nmod", "compound"):
            return True
    return False


def _names_again(verb: Token, earlier: Token) -> bool:
    """Tell whether a clause names the event of another: "marched", then "the march"."""
    names = {earlier.lemma_.lower()}
    if earlier.lemma_ in _SCENES:
        names |= {c.lemma_.lower() for c in cues.children(earlier, "dobj", "nsubjpass")}
    return any(
        word.tag_ in ("NN", "NNS")
        and word.lemma_.lower() in names
        and any(c.lower_ == "the" for c in children_of(word))
        for word in verb.subtree
    )


# -- promises and reports ----------------------------------------------------------------------------------


def _when_promised(token: Token, *, published: dt.date | None) -> When | None:
    """Date what was agreed on for later by its agreement, if nothing else dates it: "voted to waive"."""
    verb = verb_of(token)
    if read_status(token).status not in ("planned", "possible"):
        return None
    for node in (verb, *verb.ancestors):
        for under in cues.children(node, "prep"):
            deals = cues.children(under, "pobj") if under.lower_ in _UNDER else []
            made = [c for deal in deals for c in cues.children(deal, "acl", "relcl") if c.tag_ in _MADE]
            found = next((stated_date(verb, published=published) for verb in made), None)
            if found is not None:
                return found
        if (
            node.lemma_ in status_words()["nature"]["agreeing"]
            and node.tag_ in ("VBD", "VBG")
            and node != token
        ):
            return stated_date(node, published=published)
        if node.dep_ in ("ROOT", "conj", "relcl"):
            return None
    return None


def _with_report(token: Token, *, published: dt.date | None) -> When | None:
    """Date a meeting at which something was said by the report: "she said after talks with X"."""
    if published is None or published.day < SETTLED:
        return None
    link = token.head if token.dep_ == "pobj" else None
    if token.lemma_.lower() in _MEETINGS and link is not None and link.lower_ in _AT:
        report = link.head
    elif (
        token.dep_ == "relcl"
        and _is_told_of_past(token)
        and any(c.lower_ == "where" for c in children_of(token))
    ):
        report = next((t for t in token.ancestors if cues.is_verb(t)), token)
    else:
        return None
    if not is_report(report) or report.tag_ != "VBD" or in_quotes(report):
        return None
    return When(published.isoformat()[:7], "month", cues.span_of(report))
