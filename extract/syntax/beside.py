"""What stands beside a noun in the running text, read by commas and tags where the parse helps no more.

Parsers hang appositions on almost anything: of "admitted Jorge Paz, Bolivia's mining minister" or "X and its
parent, the Finnish group Y" the tree is often wrong, while the line of words says plainly who is described.
All functions give tokens, the last ones of names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.syntax.tokens import sentence_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from spacy.tokens import Doc, Token

    from detente.extract.reference.actors import Actor

    ActorAt = Callable[[Token], Actor | None]

_IN_PHRASE = frozenset("DT JJ JJR JJS NN NNS NNP NNPS POS PRP$ CD HYPH VBN VBG RBS".split())
_IN_NAME_PHRASE = frozenset("DT JJ JJR JJS NN NNS NNP NNPS CD HYPH".split())
_LINKS = frozenset("of at for in".split())
_CLOSING = frozenset({",", ".", ";", ":", "—", "–", "-", ")", "?", "!", '"', "”", "''"})
_GOES_ON = frozenset({"IN", "WDT", "WP", "VBD"})
_AT_THE = frozenset({"helm", "head", "charge"})
_FARTHEST = 9


def name_after(noun: Token, actor_at: ActorAt) -> Token | None:
    """Give the name that a noun's phrase ends in, or that a comma parts from it: "its parent, the group X,".

    Parameters
    ----------
    noun
        A common noun that describes somebody.
    actor_at
        Gives the actor that a token belongs to.
    """
    doc, i = noun.doc, _end_of_phrase(noun) + 1
    if i < len(doc) and doc[i].text == ",":
        i += 1
    elif i != noun.i + 1:
        return None
    for j in range(i, min(i + 6, sentence_of(noun).end)):
        actor = actor_at(doc[j])
        if actor is not None and _is_noun_name(actor):
            if doc[actor.candidate.first].tag_ == "JJ":
                continue
            after = actor.candidate.last + 1
            closed = (
                after >= sentence_of(noun).end
                or doc[after].text in _CLOSING
                or doc[after].tag_ in {"WP", "VBD"}
            )
            return doc[actor.candidate.last] if closed or i == noun.i + 1 else None
        if doc[j].tag_ not in _IN_NAME_PHRASE:
            return None
    return None


def name_before(noun: Token, actor_at: ActorAt) -> Token | None:
    """Give the name whose apposition a noun's phrase is: "Jorge Paz, Bolivia's mining minister,".

    Parameters
    ----------
    noun
        A common noun that describes somebody.
    actor_at
        Gives the actor that a token belongs to.
    """
    doc, start = noun.doc, _start_of_phrase(noun)
    if noun.lower_ in _AT_THE and start > sentence_of(noun).start and doc[start - 1].lower_ in {"at", "in"}:
        start -= 1
    comma = start - 1
    if comma <= sentence_of(noun).start or doc[comma].text not in {",", "—", "–", "("}:
        return None
    end = _end_of_phrase(noun) + 1
    if end < sentence_of(noun).end and doc[end].text not in _CLOSING and doc[end].tag_ not in _GOES_ON:
        return None
    actor = actor_at(doc[comma - 1])
    named = actor is not None and _is_noun_name(actor) and actor.candidate.last == comma - 1
    return doc[comma - 1] if named else None


def noun_beside(doc: Doc, last: int) -> Token | None:
    """Give the noun of the apposition that commas set off after a name: "X, a Chinese giant, has sold".

    Parameters
    ----------
    doc
        The parsed passage.
    last
        The last token of the name.
    """
    first = last + 2
    if first >= len(doc) or doc[last + 1].text != ",":
        return None
    opening = doc[first]
    named = opening.tag_ in {"NNP", "NNPS"} and any(t.tag_ == "POS" for t in doc[first : first + 4])
    if opening.tag_ not in {"DT", "PRP$"} and not named:
        return None
    for i in range(first, min(first + _FARTHEST, sentence_of(opening).end)):
        ends = (
            i + 1 >= sentence_of(opening).end
            or doc[i + 1].text in _CLOSING
            or doc[i + 1].tag_ in _GOES_ON | {"VBN"}
        )
        if doc[i].tag_ in {"NN", "NNS"} and ends:
            return doc[i]
        if doc[i].tag_ not in _IN_PHRASE:
            return None
    return None


def owners(noun: Token, actor_at: ActorAt) -> Iterator[tuple[str, Token]]:
    """Yield whom the words of a noun's own phrase name, each with its slot, the likeliest first.

    Parameters
    ----------
    noun
        A common noun that describes somebody.
    actor_at
        Gives the actor that a token belongs to.
    """
    doc = noun.doc
    linked = noun.i + 1
    if linked + 1 < sentence_of(noun).end and doc[linked].lower_ in {"of", "at"}:
        named = _phrase_name(doc, linked + 1, sentence_of(noun).end, actor_at)
        if named is not None:
            yield "of", named
            return
    for i in range(noun.i - 1, _start_of_phrase(noun) - 1, -1):
        actor = actor_at(doc[i])
        if actor is not None and actor.candidate.last < noun.i:
            yield ("poss" if i + 1 < len(doc) and doc[i + 1].tag_ == "POS" else "mod"), doc[i]
            return


def _phrase_name(doc: Doc, i: int, end: int, actor_at: ActorAt) -> Token | None:
    """Give the last token of the name that a phrase ends in, which begins at a token."""
    last = None
    for j in range(i, min(i + _FARTHEST, end)):
        actor = actor_at(doc[j])
        if actor is not None and _is_noun_name(actor):
            last = doc[actor.candidate.last]
            after = doc[last.i + 1].tag_ if last.i + 1 < end else "."
            if after not in _IN_NAME_PHRASE | {"POS"}:
                return last
        elif doc[j].lower_ == "of" and last is None:
            continue  # "minister of energy of Montenegro"
        elif doc[j].tag_ not in _IN_NAME_PHRASE | {"POS"} and (last is None or j > last.i):
            return last
    return last


def _is_noun_name(actor: Actor) -> bool:
    return actor.candidate.kind in {"name", "model"}


def _start_of_phrase(noun: Token) -> int:
    doc, i = noun.doc, noun.i
    while i > sentence_of(noun).start and noun.i - i < _FARTHEST:
        before = doc[i - 1]
        joins = before.lower_ == "and" and i > 1 and doc[i - 2].tag_ in {"NN", "NNS", "JJ"}
        if before.tag_ not in _IN_PHRASE and not joins:  # "Kenya's roads and transport minister"
            break
        i -= 1
    return i


def _end_of_phrase(noun: Token) -> int:
    """Give the last token of a noun with its "of" phrases: "president of the Bank of Ghana"."""
    doc, end = noun.doc, noun.i
    while end + 2 < sentence_of(noun).end and doc[end + 1].lower_ in _LINKS:
        j = end + 2
        while j < sentence_of(noun).end and doc[j].tag_ in _IN_PHRASE and j - end < _FARTHEST:
            j += 1
        if j == end + 2:
            break
        end = j - 1
    return end
