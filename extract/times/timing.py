"""Which temporal expression of a sentence dates which word: the dependency tree decides."""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING

from detente.extract.schema import Precision, Span
from detente.extract.speech.citers import is_report
from detente.extract.status import read_status
from detente.extract.syntax import cues
from detente.extract.syntax.tokens import is_between, sentence_of, text_of, tokens_in
from detente.extract.syntax.tree import children_of
from detente.extract.times.tense import is_perfect, tense_of
from detente.extract.times.timewords import Clock, Expression, find_expressions, resolve

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Span as Slice
    from spacy.tokens import Token

    from detente.extract.times.distances import Dated

_PRECISIONS: tuple[Precision, ...] = ("day", "month", "quarter", "year")
_UP = frozenset(
    "dobj pobj prep attr nsubj nsubjpass compound nmod appos amod poss acomp prt agent oprd npadvmod aux"
    " auxpass advmod dative pcomp nummod".split()
)
_ON = frozenset("pobj prep dobj attr npadvmod compound nmod appos agent dative conj".split())
_SOON = frozenset("expect set schedule plan slate due likely be go begin start continue".split())
_AHEAD = _SOON - {"be", "go", "begin", "start", "continue"}
_PROMISES = frozenset("promise pledge vow agree plan decide commit undertake order propose offer".split())
_ENDS = frozenset(
    "suspend scrap cancel break end annul expire revoke void abandon terminate tear quit".split()
)
_JOINT = frozenset("help manage begin start let make cause enable refuse decline fail".split())
_SIDES = frozenset({"after", "before", "following", "since", "until"})
_OPEN_SINCE = frozenset({"since", "from", "until", "till"})
_BACK = 2
"""Sentences back that a date may stand on which "that April" or "the next day" leans."""
_UP_TO = frozenset({"until", "till"})
_INTO = frozenset("the of end start beginning middle early late mid - course".split())
"""Words between a date and the preposition that leads it: "since the end of May"."""
_HOURS = frozenset("dawn daybreak dusk midday midnight nightfall noon sunrise sunset".split())
_WHICH = frozenset({"last", "next", "this"})
SETTLED = 4
"""Day of the month from which what was reported most likely happened in that month."""
_COMPARED = re.compile(
    r"\b(?:first|second|third|fourth|fifth|last|only|such|worst|[a-z]+est|most|least|more|less|fewer|higher|lower"
    r"|time)\b[^,.;:]{0,40}"
    r"\bsince (?:early |late |mid-|the )?$"
)
_VAGUE = re.compile(r"\b(?i:after|beyond|every|each) $")
"""What makes a date a bound, or a habit."""
_LASTS = re.compile(r"\b(?i:until|till) (?:the end of |early |late |mid-)?$")


@dataclasses.dataclass(frozen=True, slots=True)
class When:
    """A date in ISO form, as precise as `precision` says (a quarter by its first month), and its words."""

    date: str
    precision: Precision
    cue: Span


def stated_date(token: Token, *, published: dt.date | None) -> When | None:
    """Read the temporal expression that dates the event of a word.

    Parameters
    ----------
    token
        The event word in a parsed document.
    published
        Day of publication; without it, relative expressions such as "on Tuesday" give no date.

    Returns
    -------
    When or None
        None if no expression of the sentence dates it.

    Examples
    --------
    >>> from spacy.tokens import Doc
    >>> from spacy.lang.en import English
    >>> doc = Doc(English().vocab, words=["They", "met", "in", "March", "2024"], heads=[1, 1, 1, 2, 3],
    ...           deps=["nsubj", "ROOT", "prep", "pobj", "nummod"], tags=["PRP", "VBD", "IN", "NNP", "CD"])
    >>> stated_date(doc[1], published=None)
    When(date='2024-03', precision='month', cue=Span(start=12, end=22, text='March 2024'))
    """
    sentence = sentence_of(token)
    reach = [
        (expression, tokens, _dated(tokens))
        for expression, tokens in _placed(sentence)
        if not tokens[0].i <= token.i <= tokens[-1].i
    ]
    if not reach:
        return None
    for _, tokens, dated in reach:
        if _lead(tokens[0]).i > sentence.start + 1 or _held(tokens):
            continue
        if dated[-1].dep_ in ("parataxis", "ccomp") and is_report(dated[-1]):
            dated.append(dated[-1].head)  # "By May, she said, it will be shut"
        if sentence.root not in dated:
            dated.append(sentence.root)  # an adverbial that opens the sentence, however it was parsed
    for node, after, told in climb(token):
        best: tuple[tuple[int, int, int], When] | None = None
        for expression, tokens, dated in reach:
            if node not in dated or not _in_reach(tokens, node, token, after=after):
                continue
            resolved = resolve_here(expression, node, token, published=published)
            if resolved is None or not _suits(resolved, tokens, node, published):
                continue
            if node == token and _lead(tokens[0]).lower_ == "from" and _is_over(node, reach):
                continue
            rank = (dated.index(node), _PRECISIONS.index(resolved[1]), abs(tokens[0].i - token.i))
            if best is None or rank < best[0]:
                shown = _told(resolved) if told else resolved
                best = (rank, When(*shown, words_of(expression, sentence))) if shown else best
        if best is not None:
            return best[1]
        found = _by_report(node, reach, published)
        if found is not None:
            return found
    return None


def _is_over(verb: Token, reach: list[tuple[Expression, tuple[Token, ...], list[Token]]]) -> bool:
    """Tell whether a second date says until when something went on: "sold it from 2015 until 2020"."""
    ends = (tokens for _, tokens, dated in reach if verb in dated and _lead(tokens[0]).lower_ in _UP_TO)
    return tense_of(verb) == "past" and next(ends, None) is not None


def _by_report(
    node: Token, reach: list[tuple[Expression, tuple[Token, ...], list[Token]]], published: dt.date | None
) -> When | None:
    """Read the date of a report put in or behind: "The line has been cut, officials said on Monday"."""
    tense = tense_of(node)
    if not cues.is_verb(node) or tense == "future":
        return None
    for report in cues.children(node, "ccomp", "parataxis"):
        behind = report.i > node.i and cues.has_subject(report) and not cues.children(report, "ccomp", "mark")
        for expression, _, dated in reach if behind else ():
            if dated[0] != report or not is_report(report):
                continue
            resolved = resolve_here(expression, report, report, published=published)
            resolved = resolved if tense == "present" else resolved and _told(resolved)
            return None if resolved is None else When(*resolved, words_of(expression, sentence_of(node)))
    return None


def _told(dated: Dated) -> Dated | None:
    """Make the day of a report the month of what it tells: "said on Monday that police raided the bank"."""
    date, precision = dated
    if precision != "day":
        return dated
    return (date[:7], "month") if int(date[8:]) >= SETTLED else None


def resolve_here(
    expression: Expression, node: Token, token: Token, *, published: dt.date | None
) -> Dated | None:
    """Resolve an expression that dates the node above an event.

    Parameters
    ----------
    expression
        A temporal expression of the token's sentence.
    node, token
        The word that it dates, and the event word below it.
    published
        Day of publication.
    """
    text = text_of(sentence_of(token))
    future = _future(node, token) and not text[: expression.start].lower().endswith("since ")
    if not expression.leans:
        return resolve(expression, text, Clock(published, future))
    anchors = _anchors(expression, sentence_of(token), published)
    found = (resolve(expression, text, Clock(published, future, anchor)) for anchor in anchors)
    return next((dated for dated in found if dated is not None), None)


def words_of(expression: Expression, sentence: Slice) -> Span:
    """Give the words of an expression by their offsets in the document."""
    offset = sentence.start_char
    return Span(
        offset + expression.start,
        offset + expression.end,
        text_of(sentence)[expression.start : expression.end],
    )


def climb(token: Token) -> Iterator[tuple[Token, bool, bool]]:
    """Go up from an event to the words whose date is its own.

    Parameters
    ----------
    token
        The event word.

    Yields
    ------
    tuple
        A word; whether only dates after the event count; whether a report of the past lies between.
    """
    node, after, told = token, False, False
    yield node, after, told
    yield from ((child, after, told) for child in _makers(token))
    while node.head != node:
        head = node.head
        if node.dep_ == "xcomp" and (cues.is_infinitive(node) or node.tag_ == "VB"):
            after = after or (
                head.lemma_ not in _SOON and read_status(token).status in ("planned", "possible")
            )
        elif node.dep_ == "advcl":
            marks = [c.lower_ for c in children_of(node) if c.dep_ in ("mark", "advmod") and c.i < node.i]
            aim = cues.is_infinitive(node) and read_status(node).status != "actual"
            if aim or any(m not in ("as", "when", "while") for m in marks):
                return  # but "drove to Lyon in May to protest"
            if not marks and node.tag_ not in ("VBG", "VBN") and not cues.is_infinitive(node):
                return
        elif node.dep_ == "ccomp":
            group = cues.verb_group(node)
            if any(c.tag_ in ("MD", "TO") or c.lower_ in ("had", "'d") for c in group):
                return
            told = told or tense_of(_clause_verb(token)) in ("past", "perfect")
        elif node.dep_ == "conj":
            if cues.is_verb(node) and cues.has_subject(node) and node.head.i > node.i:
                return
        elif node.dep_ == "acl" and node.tag_ == "VBG":
            after = True
        elif node.dep_ == "appos" and head.tag_ in ("NNP", "NNPS"):
            return  # what somebody is called, not what happened
        elif node.dep_ == "relcl" and head.dep_ == "pobj" and head.head.dep_ == "agent":
            pass  # "was hit on Sunday by drones that Oman launched"
        elif node.dep_ == "relcl" and (_is_where(node, head) or _is_part_of(node, head)):
            node = next(t for t in head.ancestors if cues.is_verb(t))
            yield node, after, told
            continue
        elif node.dep_ not in _UP and node.dep_ != "xcomp":
            return
        node = head
        yield node, after, told


def _is_where(clause: Token, noun: Token) -> bool:
    """Tell whether a clause goes on with the one before: "flew to Oslo in May, where both signed a pact"."""
    if not any(c.lower_ == "where" and c.dep_ == "advmod" for c in children_of(clause)):
        return False
    verb = next((t for t in noun.ancestors if cues.is_verb(t)), None)
    if verb is None or not cues.follows_comma(clause) or clause.i < verb.i:
        return False
    lead = [c.lower_ for c in cues.verb_group(clause)]
    arranged = clause.lower_ in ("is", "are") and any(map(cues.is_infinitive, cues.children(clause, "xcomp")))
    ahead = arranged or tense_of(clause) == "future" or lead[:1] in (["is"], ["are"])
    ahead = ahead and clause.dep_ == "relcl"
    if tense_of(verb) == "future":
        return ahead
    return tense_of(clause) == tense_of(verb) == "past" and "had" not in lead and clause.tag_ != "VBG"


def _is_part_of(clause: Token, noun: Token) -> bool:
    """Tell whether a clause says what became of some: "shipped grain in May, most of which it sold"."""
    verb = next((t for t in noun.ancestors if cues.is_verb(t)), None)
    if verb is None or not tense_of(clause) == tense_of(verb) == "past":
        return False
    parts = (
        c for part in cues.children(clause, "dobj", "nsubj", "nsubjpass") for c in cues.children(part, "prep")
    )
    return any(c.lower_ == "of" and any(x.lower_ in ("which", "whom") for x in children_of(c)) for c in parts)


def _makers(token: Token) -> list[Token]:
    """Give the verbs below an event that made it: "a pact signed in May", "the pact that both signed in May".

    Of two verbs with one object, the second has the date of both: "trained and paid a brigade until 2023".
    """
    if cues.is_verb(token):
        alone = not cues.children(token, "dobj", "prep", "dative")
        joined = [c for c in cues.children(token, "conj") if cues.is_verb(c)]
        below = [c for c in joined if (alone and c.i == token.i + 2) or (c.tag_ == "VBG" != token.tag_)]
        for link in cues.children(token, "prep"):  # "barred it from buying since May"
            below += cues.children(link, "pcomp") if link.lower_ == "from" else []
        if token.lemma_ in _JOINT:  # "helped them to build it this year"
            below += cues.children(token, "xcomp", "ccomp")
        if tense_of(token) == "future":  # "will send a ship to look for oil in May"
            below += [c for c in cues.children(token, "advcl") if cues.is_infinitive(c)]
        return below
    return [
        c for c in children_of(token)
        if c.lemma_ not in _ENDS
        and ((c.dep_ == "acl" and c.tag_ == "VBN") or (c.dep_ == "relcl" and _is_object_of(c)))
    ]  # fmt: skip


def _is_object_of(verb: Token) -> bool:
    """Tell whether a relative clause is about its object: it has a subject that is no relative pronoun."""
    subjects = cues.children(verb, "nsubj")
    direct = cues.children(verb, "dobj")
    return (
        cues.is_verb(verb)
        and any(s.lower_ not in ("who", "which", "that") for s in subjects)
        and all(d.lower_ in ("which", "that", "whom") for d in direct)
    )


@functools.lru_cache(maxsize=16)
def _placed(sentence: Slice) -> tuple[tuple[Expression, tuple[Token, ...]], ...]:
    """Give the expressions of a sentence that can date an event, with their tokens."""
    found = []
    text, offset = text_of(sentence), sentence.start_char
    for expression in find_expressions(text):
        start, end = offset + expression.start, offset + expression.end
        tokens = tuple(t for t in tokens_in(sentence) if t.idx < end and t.idx + len(t) > start)
        ahead = text[max(0, expression.start - 80) : expression.start]
        lasts = _LASTS.search(ahead) and tokens and _is_ahead(tokens[0])
        compared = _COMPARED.search(ahead) and tokens and not _has_been(tokens[0])
        if tokens and not compared and not _VAGUE.search(ahead) and not lasts:
            found.append((expression, tokens))
    return tuple(found)


def _has_been(first: Token) -> bool:
    """Tell whether a date after "since" says how long: "has been its largest supplier since 2022"."""
    noun = first.head.head
    verb = noun.head
    return noun.dep_ == "attr" and is_perfect(verb) and any(c.dep_ == "poss" for c in children_of(noun))


def _is_ahead(first: Token) -> bool:
    """Tell whether the verb above an expression lies ahead: of it, "until 2030" is the end and no date."""
    verb = next((t for t in first.ancestors if cues.is_verb(t)), None)
    return verb is not None and tense_of(verb) == "future"


def _anchors(expression: Expression, sentence: Slice, published: dt.date | None) -> Iterator[Dated]:
    """Yield the dates that were spoken of before an expression that leans on one, the last first."""
    before = [e for e in find_expressions(text_of(sentence)) if e.end <= expression.start and not e.leans]
    holder = sentence
    for back in range(_BACK + 1):
        if back:
            if not holder.start:
                return
            holder = sentence_of(holder.doc[holder.start - 1])
            before = [e for e in find_expressions(holder.text) if not e.leans]
        for candidate in reversed(before):
            dated = resolve(candidate, holder.text, Clock(published, future=False))
            if dated is not None:
                yield dated


def _dated(tokens: Sequence[Token]) -> list[Token]:
    """Give the words that an expression dates, nearest first: the noun it stands with, then the verb."""
    inside = set(tokens)
    root = next((t for t in tokens if t.head not in inside or t.head == t), tokens[0])
    before_noun = root.dep_ in ("nummod", "compound", "amod", "nmod", "poss") and root.i < root.head.i
    anchor = root
    while anchor in inside or anchor.tag_ in ("IN", "TO", "RP", "RB", "CC", "POS"):
        if anchor.head == anchor:
            return [anchor]
        anchor = anchor.head
    if cues.is_verb(anchor) and anchor.i > tokens[-1].i:
        anchor = _relative_before(tokens[0], anchor)
    dated = [anchor]
    adverbial = anchor.tag_ == "NNP" or (before_noun and tokens[0].lower_ in _WHICH)
    if adverbial and anchor.dep_ in ("nsubj", "nsubjpass"):
        return [anchor, anchor.head]  # "Ankara in March renewed it", "last May miners marched"
    while not before_noun and not cues.is_verb(anchor) and _passes(anchor) and anchor.head != anchor:
        if anchor.head.lower_ in _SIDES and anchor.lower_ not in _INTO | _HOURS:
            break  # "after the coup in May" dates the coup
        anchor = anchor.head
        if anchor.tag_ not in ("IN", "TO"):
            dated.append(anchor)
    return dated


def _clause_verb(token: Token) -> Token:
    return token if cues.is_verb(token) else cues.clause_head(token)


def _relative_before(first: Token, verb: Token) -> Token:
    """Give a relative clause the adverbial at its end: "the team that came on Monday brought tents"."""
    start = first.i - 1 if first.i and first.nbor(-1).tag_ == "IN" else first.i
    node = first.doc[start - 1] if start > sentence_of(first).start else verb
    while node not in (verb, node.head):
        if node.dep_ == "relcl" and cues.is_verb(node):
            return node
        node = node.head
    return verb


def _passes(noun: Token) -> bool:
    """Tell whether the date of a noun is that of its head, too."""
    return noun.dep_ in _ON or noun.lower_ == "worth"


def _held(tokens: Sequence[Token]) -> bool:
    """Tell whether "after" or "before" stands ahead of an expression that opens its sentence."""
    return any(t.lower_ in _SIDES - _OPEN_SINCE for t in sentence_of(tokens[0]) if t.i < tokens[0].i)


def _in_reach(tokens: Sequence[Token], node: Token, token: Token, *, after: bool) -> bool:
    """Tell whether an expression that dates a node dates the event below it, too."""
    first = tokens[0]
    if is_between(";", min(first.i, token.i), max(first.i, token.i), token.doc):
        return False
    opens = _opens(first, token)
    if after and first.i < token.i and not opens:
        return False
    if node == token:
        # "met him and, on Monday, left": the date is the second verb's.
        joined = [c for c in cues.children(token, "conj") if cues.is_verb(c)]
        joints = [c for c in cues.children(token, "cc") if c.i < first.i]
        return not (joints and any(first.i < c.i for c in joined) and tokens[-1].i > joints[-1].i)
    event = token
    while event.head != node and event.head != event:
        event = event.head
    if event.dep_ == "conj" and cues.is_verb(event) and cues.is_verb(node):
        if any(c.i < first.i < event.i for c in cues.children(node, "cc")):
            return True
        same_tense = tense_of(event) == tense_of(node)
        if not same_tense or (cues.has_subject(event) and first.i > node.i):
            return opens and same_tense
    return True


def _suits(dated: Dated, tokens: Sequence[Token], node: Token, published: dt.date | None) -> bool:
    """Tell whether a date goes with the tense of the verb: nobody "has signed it on Monday"."""
    if not cues.is_verb(node) or published is None:
        return True
    before = _lead(tokens[0]).lower_
    today = published.isoformat()
    if before in _UP_TO and dated[0] > today[: len(dated[0])]:
        return False  # "has suspended it until May": when it ends, not when it was done
    if not is_perfect(node):
        return True
    return before in _OPEN_SINCE or today.startswith(dated[0]) or dated[0] >= today


def _lead(first: Token) -> Token:
    """Give the word that leads a date: the "since" of "since the end of May"; without one, its first word."""
    sentence = sentence_of(first)
    i = first.i - 1
    while i > sentence.start and first.doc[i].lower_ in _INTO:
        i -= 1
    return first.doc[i] if i >= sentence.start and first.doc[i].tag_ in ("IN", "TO") else first


def _opens(first: Token, token: Token) -> bool:
    """Tell whether an expression stands before the subject of its sentence, and so frames all of it."""
    subject = next((t for t in tokens_in(sentence_of(token)) if t.dep_ in cues.SUBJECTS), None)
    meant = token.dep_ == "xcomp" and token.head.tag_ not in ("VBZ", "VBP")  # "On Monday he agreed to go"
    return subject is not None and first.i < subject.i and token.lemma_ != "agree" and not meant


def _future(node: Token, token: Token) -> bool:
    """Tell whether a bare weekday or month lies ahead; a reporting verb is asked for itself."""
    event = token
    if node == token and not cues.is_verb(token):
        return read_status(token).status in ("planned", "possible")  # "discussed a visit in May"
    while event != node and event.head is not event and node in event.ancestors:
        if event.dep_ == "ccomp":
            return _future(node, node)
        event = event.head
    verb = cues.clause_head(token if cues.is_verb(token) or not cues.is_verb(node) else node)
    group = cues.verb_group(verb)
    infinitive = cues.is_infinitive(token)
    if node.dep_ in ("acl", "relcl") and not group and node.tag_ in ("VBN", "VBD"):
        return False  # "will supply it under a deal signed in May"
    if any(c.lower_ in ("have", "had", "was", "were", "did") for c in group) and not infinitive:
        return False
    if any(c.tag_ == "MD" for c in group):
        return True
    if verb.dep_ == "xcomp" and verb.head.lemma_ == "be" and verb.head.tag_ in ("VBZ", "VBP") and group:
        return True  # "is to be held in May"
    if verb.tag_ == "VBD":
        promised = verb.lemma_ in _PROMISES and node != verb
        return (infinitive or promised) and read_status(token).status == "planned"
    if verb.tag_ in ("VBZ", "VBP") or (verb.tag_ == "VBG" and any(c.tag_ in ("VBZ", "VBP") for c in group)):
        return True
    if verb.tag_ == "VBN" and verb.lemma_ in _AHEAD and any(c.lower_ in ("is", "are") for c in group):
        return True
    return read_status(token).status in ("planned", "possible")
