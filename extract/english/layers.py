"""The model's layers, computed without what only training needs: the same numbers, to the last bit, sooner.

thinc remembers for its gradients which piece of a maxout won, and works out a mean twice. Weights stay where
they are, and a network that is trained goes thinc's own way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from thinc.api import Model
    from thinc.types import Floats2d

    Rows = NDArray[np.float32]

_EPSILON = 1e-8
"""What thinc adds to a variance."""


def only_to_predict(network: Model[Any, Any]) -> None:
    """Have a network compute its maxout layers and their normalisation without keeping what training needs.

    Parameters
    ----------
    network
        The network of a component; it is changed.
    """
    from thinc.api import Model

    forwards = {"maxout": _maxout, "layernorm": _layer_norm}
    for node in list(network.walk()):
        if node.name in forwards:
            # The same names and parameters: a pipeline that is saved is the one that was loaded.
            dims: dict[str, int | None] = {name: node.get_dim(name) for name in node.dim_names}
            params: Any = {name: node.get_param(name) for name in node.param_names}
            network.replace_node(node, Model(node.name, forwards[node.name], dims=dims, params=params))


def _maxout(model: Model[Any, Any], rows: Floats2d, is_train: bool) -> tuple[Any, Callable[..., Any]]:
    from thinc.layers.maxout import forward

    if is_train:
        return forward(model, rows, is_train)
    weights, bias = _parameters(model, "W", "b")
    size, pieces, inputs = weights.shape
    # Piece by piece instead of output by output: NumPy compares whole blocks of columns.
    blocks: Any = np.ascontiguousarray(weights.transpose(1, 0, 2)).reshape(pieces * size, inputs)
    found: Any = model.ops.gemm(rows, blocks, trans2=True)
    found += bias.T.ravel()
    best = np.maximum(found[:, :size], found[:, size : 2 * size])
    for first in range(2 * size, pieces * size, size):
        np.maximum(best, found[:, first : first + size], out=best)
    return best, lambda _: []


def _layer_norm(model: Model[Any, Any], rows: Floats2d, is_train: bool) -> tuple[Any, Callable[..., Any]]:
    from thinc.layers.layernorm import forward

    if is_train:
        return forward(model, rows, is_train)
    gain, bias = _parameters(model, "G", "b")
    values: Rows = np.asarray(rows)
    centred: Rows = values - values.mean(axis=1, keepdims=True)
    variance = np.square(centred).sum(axis=1, keepdims=True) / np.float32(values.shape[1])
    centred *= (variance + np.float32(_EPSILON)) ** np.float32(-0.5)
    centred *= gain
    centred += bias
    return centred, lambda _: []


def _parameters(model: Model[Any, Any], *names: str) -> list[Rows]:
    """Give parameters as what they are on a processor: arrays of NumPy."""
    return [np.asarray(model.get_param(name)) for name in names]
