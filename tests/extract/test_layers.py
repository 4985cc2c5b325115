"""The layers of the model give what thinc's give, bit for bit, and are trained as thinc's."""

from __future__ import annotations

import numpy as np
import pytest
from thinc.api import LayerNorm, Maxout, chain

from detente.extract.english.layers import only_to_predict


def networks(pieces: int):
    """Give the same small network twice, the second one changed."""
    plain, changed = (
        chain(Maxout(8, 5, pieces), LayerNorm(8), Maxout(3, 8, pieces, normalize=True)) for _ in range(2)
    )
    random = np.random.default_rng(1)
    for network in (plain, changed):
        network.initialize()
    for one, other in zip(plain.walk(), changed.walk(), strict=True):
        for name in one.param_names:
            value = random.normal(size=one.get_param(name).shape).astype("float32")
            one.set_param(name, value)
            other.set_param(name, value)
    only_to_predict(changed)
    return plain, changed


@pytest.mark.parametrize("pieces", [2, 3, 4])
@pytest.mark.parametrize("rows", [1, 7, 200])
def test_predictions_are_the_same_to_the_last_bit(pieces, rows):
    plain, changed = networks(pieces)
    values = np.random.default_rng(rows).normal(size=(rows, 5)).astype("float32")
    assert np.array_equal(plain.predict(values), changed.predict(values))


def test_a_changed_network_still_learns():
    plain, changed = networks(3)
    values = np.random.default_rng(0).normal(size=(4, 5)).astype("float32")
    learned = []
    for network in (plain, changed):
        found, backprop = network.begin_update(values)
        backprop(np.ones_like(found))
        learned.append([node.get_grad(name) for node in network.walk() for name in node.param_names])
    assert all(np.array_equal(one, other) for one, other in zip(*learned, strict=True))


def test_a_changed_network_is_saved_as_it_was():
    plain, changed = networks(3)
    assert plain.to_bytes() == changed.to_bytes()
