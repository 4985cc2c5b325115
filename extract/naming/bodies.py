"""National bodies that are named by pattern: "Serbia Ministry of Foreign Affairs", "the Kenyan Coast Guard".

All ways to write one body give one name, "Kenya Ministry of Foreign Affairs", "Kenya Coast Guard"; a table
that knows the body under a name of its own has that name among its aliases.
"""

from __future__ import annotations

import re

_MINISTRY = re.compile(
    r"^(?:(?:federal|state|union) )?(?:(?P<word>ministry|department|office|secretariat) (?:of|for) "
    r"(?:the )?(?P<topic>.+)|(?P<before>.+?) (?P<last>ministry|department|office))$"
)
_TOPICS = {
    "foreign": "Foreign Affairs", "external affairs": "Foreign Affairs",
    "external relations": "Foreign Affairs", "defense": "Defence", "national defense": "Defence",
    "national defence": "Defence", "interior": "the Interior", "internal affairs": "the Interior",
    "home": "Home Affairs", "economic": "the Economy", "economy": "the Economy",
    "environment": "the Environment", "labor": "Labour",
}  # fmt: skip
# A department or an office is a ministry by these topics alone: "Irish Department of Foreign Affairs".
_OF_STATE = frozenset({"Foreign Affairs", "Defence", "Home Affairs", "the Interior"})
_SMALL = frozenset({"of", "and", "the", "for", "in"})
_BODIES = {
    "MIL": "army|navy|air force|armed forces|military|defence force|defence forces|coast guard|coastguard|"
    "national guard|border guard|marine corps|joint chiefs of staff|general staff",
    "LEG": "parliament|national assembly|senate|congress|legislature|legislative assembly|"
    "house of representatives|chamber of deputies",
    "JUD": "supreme court|high court|constitutional court|court of appeal|attorney general's office|"
    "general prosecutor's office|prosecutor general's office",
    "COP": "police|national police|police force|federal police|police service",
    "GOV": "central bank|electoral commission|election commission|civil aviation authority|treasury",
    "SPY": "intelligence service|intelligence agency|security service|state security service",
}
_SECTORS = {name: sector for sector, names in _BODIES.items() for name in names.split("|")}
_SAME = {"coastguard": "coast guard", "border guards": "border guard"}


def national_body(words: str) -> tuple[str, str] | None:
    """Give the name and the sector of a body whose country stands beside it.

    Parameters
    ----------
    words
        The name without its country: "Foreign Ministry", "Ministry of Foreign Affairs", "Coast Guard".

    Returns
    -------
    tuple of str or None
        One name for all ways to write it, and the PLOVER sector; None if it is no body of every state.

    Examples
    --------
    >>> national_body("foreign ministry"), national_body("Ministry for Foreign Affairs")
    (('Ministry of Foreign Affairs', 'GOV'), ('Ministry of Foreign Affairs', 'GOV'))
    >>> national_body("Coastguard"), national_body("Airways")
    (('Coast Guard', 'MIL'), None)
    """
    plain = " ".join(words.replace("-", " ").split()).casefold()
    plain = plain.removeprefix("the ").replace("defense force", "defence force")
    plain = _SAME.get(plain, plain)
    if plain in _SECTORS:
        return _title(plain), _SECTORS[plain]
    found = _MINISTRY.match(plain)
    if found is None:
        return None
    topic = (found["topic"] or found["before"]).removesuffix(" of").removesuffix(" affairs")
    name = topic_name(topic if topic in _TOPICS else found["topic"] or found["before"])
    if "ministry" not in {found["word"], found["last"]} and name not in _OF_STATE:
        return None
    return f"Ministry of {name}", "GOV"


def topic_name(topic: str) -> str:
    """Give the one name of a ministry's topic: "Defence" for "national defense".

    Examples
    --------
    >>> topic_name("national defense"), topic_name("trade and industry")
    ('Defence', 'Trade and Industry')
    """
    plain = topic.casefold().removeprefix("the ")
    if "foreign affairs" in plain:
        return "Foreign Affairs"  # "Foreign Affairs and Trade", "Europe and Foreign Affairs"
    return _TOPICS.get(plain) or _title(plain)


def _title(words: str) -> str:
    return " ".join(word if word in _SMALL else word.capitalize() for word in words.split())
