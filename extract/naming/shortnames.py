"""How a body is called once it was named in full: "the Forum", "Kestrel", "ERG"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.extract.knowledge.structurewords import structure_list
from detente.extract.syntax.appositions import firm_beginnings, firm_endings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detente.extract.schema import Entity

_FEWEST = 2
_SHORTEST = 4
_SHORTEST_INITIALS, _LONGEST_INITIALS = 3, 6
_FIRMS = frozenset({"company", "organization"})
_BODIES = frozenset({"company", "group", "organization"})


def short_names(name: str, *, company: bool) -> list[str]:
    """Give what a body may be called after it was named in full.

    Parameters
    ----------
    name
        Its full name.
    company
        Whether it is a firm.

    Examples
    --------
    >>> short_names("Drina Basin Commission", company=False), short_names("Kestrel Shipping", company=True)
    (['Commission'], ['Kestrel'])
    """
    words = name.split()
    if len(words) < _FEWEST:
        return []
    if company and words[-1].casefold().rstrip(".") in firm_endings():
        short = " ".join(words[:-1])
        return [short] if len(short) >= _SHORTEST and short.casefold() not in firm_beginnings() else []
    bodies = structure_list("companies", "bodies")
    return [words[-1]] if words[-1].casefold() in bodies else []


def said_again(surface: str, entities: Iterable[Entity]) -> str | None:
    """Give the body of which only the first words or the initials are said again, if it is but one.

    Parameters
    ----------
    surface
        The name as it stands.
    entities
        What was named before.

    Examples
    --------
    >>> from detente.extract.schema import Entity
    >>> named = [Entity("Eurasian Resources Group", "Eurasian Resources Group", "company")]
    >>> said_again("ERG", named), said_again("Eurasian", named), said_again("Asian", named)
    ('Eurasian Resources Group', 'Eurasian Resources Group', None)
    """
    if surface.isupper() and _SHORTEST_INITIALS <= len(surface) <= _LONGEST_INITIALS:
        same = [e.id for e in entities if e.type in _BODIES and _initials(e.name) == surface]
    elif len(surface) >= _SHORTEST:
        same = [e.id for e in entities if e.type in _FIRMS and e.name.startswith(surface + " ")]
    else:
        return None
    return same[0] if len(same) == 1 else None


def _initials(name: str) -> str:
    """Give the capitals that a name's words begin with: "ERG" of "Eurasian Resources Group"."""
    return "".join(word[0] for word in name.split() if word[0].isupper())
