"""What makes a process of ours start sooner: the command line and its workers, not who imports us."""

from __future__ import annotations

import contextlib
import gc
import importlib
import sys
import types
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def put_off(module: str, function: str) -> Iterator[None]:
    """Import without a module that is imported for one function only; it comes when that is first called.

    Parameters
    ----------
    module
        The module to do without.
    function
        What is taken from it.
    """
    if module in sys.modules:
        yield
        return

    def later(*args: object, **options: object) -> object:
        return getattr(importlib.import_module(module), function)(*args, **options)

    stand_in = types.ModuleType(module)
    setattr(stand_in, function, later)
    sys.modules[module] = stand_in
    try:
        yield
    finally:
        del sys.modules[module]


def import_spacy() -> None:
    """Import spaCy without its command line, a third of its cost: it is imported for ``spacy.info`` alone."""
    with put_off("spacy.cli.info", "info"):
        import spacy  # noqa: F401


@contextlib.contextmanager
def kept_for_good() -> Iterator[None]:
    """Never search for reference cycles what is loaded here: model and tables live as long as the process."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if enabled:
            gc.enable()
