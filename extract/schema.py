"""The types that articles, entities and claims are made of, and the errors that reading them may raise.

Nothing here reads text or needs spaCy: a graph can be built from saved claims with this module alone.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import unicodedata
from typing import Literal, get_args

EntityType = Literal[
    "country", "region", "place", "organization", "company", "group", "person", "route", "agreement"
]
Event = Literal[
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD",
    "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
Status = Literal["actual", "ended", "planned", "possible", "denied"]
Reason = Literal[
    "gazetteer", "demonym", "metonym", "title", "role", "acronym", "surname", "coreference", "model"
]
Precision = Literal["day", "month", "quarter", "year"]

ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
EVENTS: tuple[Event, ...] = get_args(Event)
STATUSES: tuple[Status, ...] = get_args(Status)
"""From the firmest to the least firm; an edge carries the firmest status of its claims."""


class DetenteError(Exception):
    """Base of all errors that detente raises on purpose; the message is one line for the user."""


class ArticleError(DetenteError, ValueError):
    """An article or a record of a file cannot be read."""


class GazetteerError(DetenteError, ValueError):
    """A gazetteer table is malformed or contradicts itself."""


class VocabularyError(DetenteError, ValueError):
    """The relation vocabulary is malformed."""


class ModelError(DetenteError, LookupError):
    """The language model is missing or unfit."""


class ClaimError(DetenteError, ValueError):
    """A saved claim or extraction is malformed."""


class WorkerError(DetenteError, RuntimeError):
    """A process that read articles was lost."""


class MissingExtraError(DetenteError, ImportError):
    """An optional dependency is not installed; the message names the install line."""

    def __init__(self, purpose: str, extra: str) -> None:
        super().__init__(f"{purpose} needs an optional package: pip install 'detente[{extra}]'")


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's text: ``article.text[start:end] == text``."""

    start: int
    end: int
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Article:
    """One news article, its text as kept; every offset in detente refers to `text`.

    Raises
    ------
    ArticleError
        If the text is no string, or `published` no date; of a time, the day is kept.
    """

    text: str
    title: str = ""
    published: dt.date | None = None
    url: str = ""
    source: str = ""
    language: str = "en"
    id: str = ""

    def __post_init__(self) -> None:
        _check_text(self.text)
        object.__setattr__(self, "published", _as_day(self.published))
        if not self.id:
            object.__setattr__(self, "id", article_id(self.text, self.url))


def _check_text(value: object) -> None:
    """Refuse what is no text, before it fails deep in a parser."""
    if not isinstance(value, str):
        msg = f"Article(text={value!r:.40}): the text is of type {type(value).__name__}, give a str"
        raise ArticleError(msg)


def _as_day(value: object) -> dt.date | None:
    """Give a date; of a time the day is kept."""
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    msg = f"Article(published={value!r:.40}): not a date, give datetime.date.fromisoformat(...) or None"
    raise ArticleError(msg)


@dataclasses.dataclass(frozen=True, slots=True)
class Entity:
    """A thing that articles speak of: a state, body, company, group, person, place, route or agreement.

    `id` is the ISO 3166-1 alpha-3 code of a country, else the canonical English name. `country` is the id of
    the country it belongs to. `sector` is a PLOVER sector code (GOV, MIL, REB, ...). `generic` marks actors
    known by a role only, such as "protesters (Iraq)".
    """

    id: str
    name: str
    type: EntityType
    country: str | None = None
    sector: str | None = None
    generic: bool = False
    wikidata: str | None = None
    aliases: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Mention:
    """A span of text that names an entity, and why it was linked; `entity` is None where that stays open."""

    start: int
    end: int
    text: str
    entity: str | None = None
    reason: Reason | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence of an article that a claim rests on."""

    article: str
    start: int
    end: int
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Claim:
    """One asserted tie between two entities, with the sentence that asserts it and the words that decided.

    `event` is the PLOVER root type, None for structure (leads, member_of, ...). `date` is an ISO year,
    year-month or day (first month of a quarter), as precise as `date_precision` says, and never the
    publication date unless the text says so. `speaker` is an entity id, or the words that name who is cited.
    `pattern` names the grammatical frame; the cues are the words that decided status, speaker and date.
    """

    source: str
    target: str
    relation: str
    event: Event | None
    status: Status
    symmetric: bool
    evidence: Evidence
    trigger: Span
    source_mention: Mention
    target_mention: Mention
    speaker: str | None = None
    date: str | None = None
    date_precision: Precision | None = None
    confidence: float = 1.0
    pattern: str = ""
    status_cue: Span | None = None
    speaker_cue: Span | None = None
    date_cue: Span | None = None
    id: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            key = (
                self.evidence.article, self.evidence.start, self.evidence.end,
                self.source, self.target, self.relation, self.event, self.status, self.trigger.start,
            )  # fmt: skip
            object.__setattr__(self, "id", content_hash(*key))


@dataclasses.dataclass(frozen=True, slots=True)
class Extraction:
    """All that one article gave: its mentions, the entities they name, and the claims it makes."""

    article: Article
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    claims: tuple[Claim, ...] = ()


def content_hash(*parts: object) -> str:
    """Give a short, stable hexadecimal hash of the parts (16 digits of SHA-256).

    Examples
    --------
    >>> content_hash("a", 1)
    '839e11a421d370be'
    """
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def article_id(text: str, url: str = "") -> str:
    r"""Give the id of an article: a hash of its text, free of differences in white space, and its URL.

    Parameters
    ----------
    text
        The article's text.
    url
        Its address, if known.

    Returns
    -------
    str
        16 hexadecimal digits.

    Examples
    --------
    >>> article_id("Serbia  signs.") == article_id("Serbia signs.\n")
    True
    """
    return content_hash(" ".join(unicodedata.normalize("NFC", text).split()), url)
