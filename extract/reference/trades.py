"""What firms and bodies are called by: "the miner", "the mining company", "the regulator".

Who is called by a noun is known from ``data/trades.csv`` (``[nouns]`` of ``data/roles.toml`` names its
trades), from the words of a name ("Oriental Airlines"), or from what the article said before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.syntax.grammar import grammar_words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from detente.extract.knowledge.roles import Roles
    from detente.extract.reference.memory import Memory

_ENDINGS = frozenset({"bank"})  # "Sberbank"
_MODIFIERS = frozenset({"compound", "amod", "nmod"})


def asked(role: str, head: Token | None, roles: Roles) -> frozenset[str]:
    """Give the trades that a phrase asks for, none where it may be any firm: "the company".

    Parameters
    ----------
    role
        The role word, hyphenated where it has several.
    head
        Its noun in the text, if what stands before it counts.
    roles
        Knows the nouns and the fields.

    Examples
    --------
    >>> from detente.extract.knowledge.roles import load_roles
    >>> roles = load_roles()
    >>> sorted(asked("airline", None, roles)), sorted(asked("mining-company", None, roles))
    (['airline'], ['diamondminer', 'miner', 'potashminer'])
    """
    *before, noun = role.split("-")
    own = roles.called.get(role) or roles.called.get(noun, frozenset())
    is_any = "company" in roles.collective.get(noun, ()) or noun in grammar_words("of_any_trade")
    if not own and not is_any:
        return own  # "the energy ministry"
    words = [*before, *(c.lower_ for c in head.lefts if c.dep_ in _MODIFIERS)] if head is not None else before
    fields = [roles.fields[word] for word in words if word in roles.fields]
    field = frozenset[str]().union(*fields)
    return field if noun in grammar_words("of_any_trade") and field else own & field or own or field


def has_trade(entity_id: str, noun: str, trades: frozenset[str], memory: Memory, roles: Roles) -> bool:
    """Whether somebody is called by a noun: by the tables, the names, or what was said before.

    Parameters
    ----------
    entity_id
        Who may be called so.
    noun
        The noun, "lender".
    trades
        From `asked`.
    memory
        Knows the entity and what was said of it.
    roles
        Knows the words in the names of those who are called so.
    """
    if trades & memory.trades_of(entity_id):
        return True
    entity = memory.entity(entity_id)
    words = roles.trades.get(noun, frozenset()).union(*(roles.trades.get(t, frozenset()) for t in trades))
    if not words:
        return False
    names = [name.casefold().split() for name in (entity.name, *entity.aliases)]
    if any(last.endswith(word) for word in words & _ENDINGS for *_, last in names):
        return True
    return not words.isdisjoint(memory.said_of(entity_id).union(*names))


def is_of_other_trade(entity_id: str, trades: frozenset[str], memory: Memory) -> bool:
    """Whether the tables know somebody by other trades alone than those asked for.

    Parameters
    ----------
    entity_id
        Who may be called so.
    trades
        From `asked`.
    memory
        Knows the tables.
    """
    if not trades:
        return False  # "the company" may be any
    known = memory.trades_of(entity_id)
    return bool(known) and not known & trades
