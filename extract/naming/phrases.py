"""What the words of a mention's own phrase say: the title before a name, its acronym, a ministry's topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.syntax.grammar import grammar_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from detente.extract.knowledge.roles import Roles
    from detente.extract.naming.candidates import Candidate

_LONGEST_TITLE = 4
_NOT_NAMING = frozenset("DT CD PRP$ WP$ POS HYPH PDT WDT RB IN JJR CC TO".split())
_NOT_SAID = frozenset("DT CD PDT WDT PRP$ WP$ RB IN TO".split())


def title_before(candidate: Candidate, doc: Doc, roles: Roles) -> str | None:
    """Give the longest title right before a person's name, its words joined by hyphens."""
    words: list[str] = []
    best = None
    for i in range(candidate.first - 1, max(candidate.first - 1 - _LONGEST_TITLE, -1), -1):
        token = doc[i]
        if not token.is_alpha and token.tag_ != "HYPH":
            break
        words.insert(0, token.lower_)
        if "-".join(words) in roles.titles:
            best = "-".join(words)
    return best


def acronym_after(candidate: Candidate, doc: Doc) -> str | None:
    """Give the short form in brackets right after a name: "(SRT)"."""
    i = candidate.last + 1
    if i + 2 >= len(doc) or doc[i].text != "(" or doc[i + 2].text != ")":
        return None
    short = doc[i + 1].text
    return short if 2 <= len(short) <= 8 and sum(char.isupper() for char in short) >= 2 else None


def is_definite(noun: Token) -> bool:
    """Tell whether "the", "this", "both" stands before a noun: it speaks of somebody who is known.

    Parameters
    ----------
    noun
        The head of a phrase.
    """
    return any(child.lower_ in grammar_words("definite") for child in noun.lefts)


def is_plural(head: Token, candidate: Candidate) -> bool:
    """Whether a phrase may be meant by "they"; "the United States" and "Airlines" are one."""
    if candidate.kind == "role":
        return head.tag_ in {"NNS", "NNPS"} or head.lower_ in {"police", "people"}
    if candidate.kind == "pronoun":
        return head.lower_ in {"they", "them", "their"}
    is_people = any(sense.kind == "demonym" for sense in candidate.senses[:1])
    if (
        not is_people
        and candidate.label != "NORP"
        and head.text.istitle()
        and candidate.first < candidate.last
    ):
        return False  # "Doctors Without Borders", "Union Mines"
    return head.tag_ == "NNS" or (head.tag_ == "NNPS" and (is_people or candidate.label == "NORP"))


def ministry_topic(head: Token) -> str:
    """Give the topic of "the Ministry of Foreign Affairs", lower case; nothing where there is none."""
    if head.lower_ not in {"ministry", "department"}:
        return ""
    for child in head.rights:
        if child.lower_ == "of":
            words = [token.text for token in child.subtree if token.i > child.i][:4]
            return " ".join(words).removeprefix("the ").lower() if words and words[-1][0].isupper() else ""
    return ""


def own_words(candidate: Candidate, doc: Doc) -> str:
    """Give the words of a name without the names inside: "Coast Guard" of "Ghana Coast Guard"."""
    inside = {i for inner in candidate.inner for i in range(inner.first, inner.last + 1)}
    span = doc[candidate.first : candidate.last + 1]
    words = [token.text for token in span if token.i not in inside and token.tag_ != "POS"]
    while words and words[-1].lower() in {"of", "the"}:
        words.pop()
    return " ".join(words)


def plain_text(doc: Doc, first: int, last: int) -> str:
    """Give a phrase as it stands, without articles and numbers before it: "farmers from Lublin".

    Parameters
    ----------
    doc
        The parsed text.
    first, last
        The first and last token of the phrase.
    """
    while first < last and (doc[first].tag_ in _NOT_SAID or doc[first].lower_ in grammar_words("counting")):
        first += 1
    return " ".join(doc[first : last + 1].text.split())


def group_words(candidate: Candidate, doc: Doc) -> str:
    """Name an unnamed group by its last words, without articles, numbers and the names inside."""
    inside = {i for inner in candidate.inner for i in range(inner.first, inner.last + 1)}
    told = [
        token.lower_
        for token in doc[candidate.first : candidate.last + 1]
        if token.i not in inside and token.tag_ not in _NOT_NAMING and not (token.is_punct or token.is_space)
    ]
    # "thousands" alone are a crowd, "thousands of fishermen" are fishermen
    words = [word for word in told if word not in grammar_words("counting")] or told
    while words and words[0] in {"and", "or", "&"}:
        words.pop(0)  # "Chinese and Pakistani engineers"
    return " ".join(words[-3:])
