"""Names as people type them: found whatever their case, diacritics, quotes and dashes."""

from __future__ import annotations

import functools
import unicodedata

_LETTERS = str.maketrans(
    {"đ": "d", "ł": "l", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
    | dict.fromkeys("‘’ʼ`´", "'")
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("‐‑‒–—−", "-")
)


@functools.lru_cache(maxsize=65_536)
def fold_name(name: str) -> str:
    """Fold a name so that spellings which differ in case, diacritics or typography only are equal.

    Parameters
    ----------
    name
        Any text.

    Returns
    -------
    str
        Lower case, without diacritics, quotes and dashes straight, white space collapsed.

    Examples
    --------
    >>> fold_name("Aleksandar  VUČIĆ"), fold_name("İstanbul"), fold_name("Türkiye’s")
    ('aleksandar vucic', 'istanbul', "turkiye's")
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.translate(_LETTERS).split())
