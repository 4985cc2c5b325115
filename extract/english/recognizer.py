"""The model's names, decided for a whole batch at once.

spaCy's own component walks the words one by one and asks for each whether each of 74 moves is allowed, which
costs more than the network behind it. Outside a name the best move depends on the word alone, so one matrix
product decides all words; only the few words after the first of a longer name are left to walk. Weights and
moves are the model's, and so are the names.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from spacy.attrs import IS_SPACE, SENT_START  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray
    from spacy.pipeline import EntityRecognizer

    Floats = NDArray[np.float32]

FACTORY = "detente_recognizer"


def is_replaceable(ner: EntityRecognizer) -> bool:
    """Whether a component is such as `Recognizer` can run: greedy, with a network of its own.

    Parameters
    ----------
    ner
        A component of a spaCy pipeline.
    """
    model = ner.model
    return bool(
        ner.cfg.get("beam_width", 1) == 1
        and model.attrs.get("has_upper")
        and not model.attrs.get("unseen_classes")
        and model.get_ref("lower").get_dim("nF") == 3
        and model.get_ref("lower").get_dim("nP") == 2
        and all(node.name != "tok2vec-listener" for node in model.walk())
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Inside:
    """The two rows of the last layer that matter inside a name: to go on, and to end it."""

    weights: Floats
    bias: Floats


class Recognizer:
    """Finds names with the network of a spaCy entity recognizer; it takes no notice of names found before.

    Parameters
    ----------
    ner
        A trained component that passes `is_replaceable`.
    """

    def __init__(self, ner: EntityRecognizer) -> None:
        self.model = ner.model
        self._encode, self._lower, self._upper = ner.model.layers
        weights, bias = self._upper.get_param("W"), self._upper.get_param("b")
        names = [ner.moves.get_class_name(i) for i in range(ner.moves.n_moves)]
        number = {name: i for i, name in enumerate(names)}
        labels = [name[2:] for name in names if name.startswith("B-")]
        # In the order of the model's moves: of two equal scores the first wins, as in spaCy.
        self._moves = [name for name in names if name[:1] in "BUO" and name != "U-"]
        rows = [number[name] for name in self._moves]
        self._weights: Floats = np.ascontiguousarray(weights[rows].T)
        self._bias: Floats = bias[rows]
        self._begins = np.array([name[0] == "B" for name in self._moves])
        self._names = self._begins | np.array([name[0] == "U" for name in self._moves])
        self._out = self._moves.index("O")
        self._inside = {
            label: _Inside(weights[pair], bias[pair])
            for label in labels
            for pair in [[number[f"I-{label}"], number[f"L-{label}"]]]
        }

    def __call__(self, doc: Doc) -> Doc:
        """Set the names of one text."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Set the names of texts, batch by batch.

        Parameters
        ----------
        docs
            Texts, with sentence starts if there is a parser before.
        batch_size
            How many to decide at once.
        """
        for batch in minibatch(docs, batch_size):  # type: ignore[no-untyped-call]
            found = list(batch)
            self._set_names(found)
            yield from found

    def _set_names(self, docs: list[Doc]) -> None:
        lengths = [len(doc) for doc in docs]
        if not any(lengths):
            return
        facts = np.concatenate([doc.to_array([SENT_START, IS_SPACE]).reshape(-1, 2) for doc in docs])
        ends = np.cumsum(lengths)
        # A name may not run past the end of a text or of a sentence.
        closing = np.append(facts[1:, 0] == 1, True)
        closing[ends[ends > 0] - 1] = True
        space = facts[:, 1] == 1
        features: Floats = self._lower.predict(self._encode.predict(docs))
        bias: Floats = self._lower.get_param("b")
        # Maximum of the two pieces, written out: NumPy is slow on so short an axis.
        pieces = features[1:, 0] + (features[0, 1] + features[0, 2] + bias)
        hidden = np.maximum(pieces[..., 0], pieces[..., 1])
        scores: Floats = self._upper.ops.gemm(hidden, self._weights)
        scores += self._bias
        scores[np.ix_(closing | space, self._begins)] = -np.inf
        scores[np.ix_(space, self._names)] = -np.inf
        best = scores.argmax(axis=1)
        starts = np.flatnonzero(best != self._out)
        which = np.searchsorted(ends, starts, side="right")
        spans: dict[int, list[Span]] = {}
        end = 0
        for i, number, move in zip(starts.tolist(), which.tolist(), best[starts].tolist(), strict=True):
            if i < end:
                continue
            kind, label = self._moves[move].split("-", 1)
            end = i + 1 if kind == "U" else self._end(i, self._inside[label], features, bias, closing)
            first = int(ends[number]) - lengths[number]
            spans.setdefault(number, []).append(Span(docs[number], i - first, end - first, label=label))
        for number, found in spans.items():
            docs[number].set_ents(found)

    @staticmethod
    def _end(start: int, inside: _Inside, features: Floats, bias: Floats, closing: NDArray[np.bool_]) -> int:
        """Give the end of a name of several words: it goes on as long as that scores higher than to stop."""
        i = start + 1
        while not closing[i]:
            pieces = features[i + 1, 0] + features[start + 1, 1] + features[i, 2] + bias
            hidden = np.maximum(pieces[:, 0], pieces[:, 1])
            go_on, stop = inside.weights @ hidden + inside.bias
            if stop > go_on:
                break
            i += 1
        return i + 1


@Language.factory(
    FACTORY, assigns=["doc.ents", "token.ent_iob", "token.ent_type"], default_config={"source": "ner"}
)
def make_recognizer(nlp: Language, name: str, source: str) -> Recognizer:
    """Make the component out of another one of the pipeline.

    Parameters
    ----------
    nlp
        The pipeline.
    name
        The component's name.
    source
        Name of the trained recognizer, which may then be removed.
    """
    del name
    return Recognizer(nlp.get_pipe(source))
