"""The first layer of the model, which sees each word by itself: computed once a word, not once a use of it.

Its vector depends on the word's form alone, and of the words of a batch most are repeated. What follows looks
at neighbours and stays as it is. Weights are the model's, and so are the vectors, to the last bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc
    from thinc.api import Model

_ALONE = ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]
"""The parts of such a layer: the features of a word, their vectors, and what mixes these."""


def embed_each_word_once(network: Model[Any, Any]) -> None:
    """Have a network compute the embedding of each word of a batch once.

    An embedding of another kind than spaCy's ``MultiHashEmbed`` without vectors is left as it is.

    Parameters
    ----------
    network
        The network of a component; it is changed.
    """
    from thinc.api import Model

    for node in list(network.walk()):
        if [part.name.partition("(")[0] for part in node.layers] == _ALONE:
            # The same parts under the same name: a pipeline that is saved is the one that was loaded.
            dims: dict[str, int | None] = {
                name: node.get_dim(name) for name in node.dim_names if node.has_dim(name)
            }
            network.replace_node(node, Model(node.name, _forward, layers=node.layers, dims=dims))


def _forward(model: Model[Any, Any], docs: list[Doc], is_train: bool) -> tuple[Any, Callable[..., Any]]:
    from thinc.layers.chain import forward as one_after_the_other

    if is_train:
        return one_after_the_other(model, docs, is_train)
    features_of, *rest = model.layers
    features = features_of.predict(docs)
    words = np.concatenate(features)
    numbers: dict[bytes, int] = {}
    forms = words.view(f"V{words.itemsize * words.shape[1]}").ravel().tolist()
    which = [numbers.setdefault(form, len(numbers)) for form in forms]
    vectors = [np.frombuffer(b"".join(numbers), words.dtype).reshape(-1, words.shape[1])]
    for layer in rest:
        vectors = layer.predict(vectors)
    ends = np.cumsum([len(words) for words in features])
    return np.split(vectors[0][which], ends[:-1]), lambda _: []
