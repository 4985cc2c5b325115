"""Words for actors that are named by their role, read from ``data/roles.toml``."""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PERSON_ENDINGS = ("ers", "ors", "ists", "ians", "ants", "ees", "men", "women")
_SHORTEST_PLURAL = 6


@dataclasses.dataclass(frozen=True, slots=True)
class Roles:
    """The role words: which sector they stand for, which are titles, which refer back.

    `state` and `other` map a lemma (compounds hyphenated: "security-force") to its PLOVER sector. `leads`
    and `titles` are words before names. `collective` maps a lemma to the kinds of thing that "the bloc" or
    "both countries" may refer to; `offices` maps "president" to the office that the tables of leaders date;
    `things` end like people ("border") and are none; `agents` act for whom they work ("engineers").

    `core` are roles of the state that need no country beside them, `local` those that act where the scene is,
    `unique` those that a state has one of, `own` bodies that are themselves, `foreign` words that say they
    are others' ("enemy forces");
    `relational` are nobody without whom they are related to ("allies"). `states` maps "kingdom" to those that
    are one, `only` "pope" to the one state that has one, `trades` maps "lender" to words in the names of
    lenders, `called` maps "carrier" to the trades of ``data/trades.csv`` whose bearers are called so,
    `fields` "mining" to those of "the mining company"; `alike` maps "bank" to the nouns of which it takes up
    one ("lender"). `short` are last words of names that stand for the whole ("the Commission"). `related` are
    nouns for who is never their owner ("its neighbour"), `rebels` words in the names of groups that fight;
    `of_states` are the states whose parts are called states. `ways` maps a kind of route to the nouns for it,
    `numbers` a word to how many it counts; `settlements` and `schemes` are what a place may be called whose
    name says nothing of its kind.
    """

    state: Mapping[str, str]
    other: Mapping[str, str]
    leads: frozenset[str]
    titles: frozenset[str]
    collective: Mapping[str, frozenset[str]]
    core: frozenset[str]
    local: frozenset[str]
    relational: frozenset[str]
    unique: frozenset[str]
    own: frozenset[str]
    foreign: frozenset[str]
    states: Mapping[str, frozenset[str]]
    only: Mapping[str, str]
    short: frozenset[str]
    trades: Mapping[str, frozenset[str]]
    called: Mapping[str, frozenset[str]]
    fields: Mapping[str, frozenset[str]]
    alike: Mapping[str, frozenset[str]]
    related: frozenset[str]
    ways: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]
    settlements: frozenset[str]
    schemes: frozenset[str]
    of_states: frozenset[str]
    rebels: frozenset[str]
    offices: Mapping[str, str]
    things: frozenset[str]
    agents: frozenset[str]

    def sector(self, lemma: str) -> str | None:
        """Give the sector of a role word, None if it is not one."""
        found = self.state.get(lemma) or self.other.get(lemma)
        return found or ("CVL" if "-" not in lemma and self.is_person_noun(lemma + "s") else None)

    def kinds(self, lemma: str) -> frozenset[str]:
        """Give what a word may refer back to, "tech-giant" as "giant"."""
        return self.collective.get(lemma) or self.collective.get(lemma.rpartition("-")[2], frozenset())

    def is_person(self, lemma: str) -> bool:
        """Whether a word in the singular means one person: "official", "president", "lawyer"."""
        return lemma in self.titles or "person" in self.collective.get(lemma, ())

    def is_listed(self, lemma: str) -> bool:
        """Whether a word stands in the lists, and not only ends like a person."""
        return lemma in self.state or lemma in self.other

    def ends_as_person(self, singular: str) -> bool:
        """Whether a noun ends like one of a person: "teacher", "activist", but not "church"."""
        return len(singular) >= _SHORTEST_PLURAL and f"{singular}s".endswith(_PERSON_ENDINGS)

    def is_person_noun(self, plural: str) -> bool:
        """Whether a plural noun means people by its ending: "lecturers", "motorists", but not "borders"."""
        singular = plural.removesuffix("s")
        if singular in self.state or singular in self.other or singular in self.things:
            return False
        return len(plural) > _SHORTEST_PLURAL and plural.endswith(_PERSON_ENDINGS)


@functools.cache
def load_roles() -> Roles:
    """Read the shipped role words.

    Examples
    --------
    >>> load_roles().sector("security-force")
    'MIL'
    """
    tables = tomllib.loads(resources.files("detente.data").joinpath("roles.toml").read_text("utf-8"))
    collective: dict[str, set[str]] = {}
    for kind, words in tables["collective"].items():
        for word in words.split():
            collective.setdefault(word, set()).add(kind)
    return Roles(
        state=MappingProxyType(_by_word(tables["state"])),
        other=MappingProxyType(_by_word(tables["other"])),
        leads=frozenset(tables["titles"]["leads"].split()),
        titles=frozenset(tables["titles"]["leads"].split()) | frozenset(tables["titles"]["other"].split()),
        things=frozenset(tables["things"]["words"].split()),
        agents=frozenset(tables["agents"]["words"].split()),
        core=frozenset(tables["core"]["words"].split()),
        local=frozenset(tables["core"]["local"].split()),
        relational=frozenset(tables["core"]["relational"].split()),
        unique=frozenset(tables["core"]["unique"].split()),
        own=frozenset(tables["core"]["own"].split()),
        foreign=frozenset(tables["core"]["foreign"].split()),
        states=MappingProxyType({word: _ids(ids) for word, ids in tables["states"].items()}),
        only=MappingProxyType({w: state for state, listed in tables["only"].items() for w in listed.split()}),
        short=frozenset(tables["heads"]["short"].split()),
        trades=MappingProxyType({noun: frozenset(words.split()) for noun, words in tables["trades"].items()}),
        called=MappingProxyType(_by_noun(tables["nouns"])),
        fields=MappingProxyType(
            {word: frozenset(trades.split()) for word, trades in tables["fields"].items()}
        ),
        alike=MappingProxyType({noun: frozenset(words.split()) for noun, words in tables["alike"].items()}),
        related=frozenset(tables["heads"]["related"].split()),
        ways=MappingProxyType({way: frozenset(nouns.split()) for way, nouns in tables["ways"].items()}),
        numbers=MappingProxyType(
            {w: int(n) for n, listed in tables["numbers"].items() for w in listed.split()}
        ),
        settlements=frozenset(tables["sites"]["settlements"].split()),
        schemes=frozenset(tables["sites"]["schemes"].split()),
        of_states=frozenset(tables["core"]["of_states"].split()),
        rebels=frozenset(tables["heads"]["rebels"].split()),
        offices=MappingProxyType(
            {word: office for office, words in tables["offices"].items() for word in words.split()}
        ),
        collective=MappingProxyType({word: frozenset(kinds) for word, kinds in collective.items()}),
    )


def _ids(listed: str) -> frozenset[str]:
    """Give the ids of a list: codes parted by white space, or names by ``|``."""
    return frozenset(i.strip() for i in (listed.split("|") if "|" in listed else listed.split()))


def _by_noun(trades: dict[str, str]) -> dict[str, frozenset[str]]:
    nouns: dict[str, set[str]] = {}
    for trade, listed in trades.items():
        for noun in listed.split():
            nouns.setdefault(noun, set()).add(trade)
    return {noun: frozenset(found) for noun, found in nouns.items()}


def _by_word(sectors: dict[str, str]) -> dict[str, str]:
    words: dict[str, str] = {}
    for sector, listed in sectors.items():
        for word in listed.split():
            words.setdefault(word, sector)
    return words
