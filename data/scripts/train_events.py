"""Train the event model: ``python data/scripts/train_events.py`` writes ``data/events.npz``.

Softmax regression over hashed features with an L2 penalty, fitted by L-BFGS: the same data give the same
file.
The sentences in ``data/training`` were written for detente; none is from an evaluation set.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from detente.extract import Extractor
from detente.extract.schema import EVENTS
from detente.extract.weighing.events import SIZE, features, slot_of

HERE = Path(__file__).parent.parent
PENALTY = 0.25


def main() -> None:
    """Read the training sentences, fit, and write the table of weights."""
    rows = [
        json.loads(line)
        for path in sorted((HERE / "training").glob("events_*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    extractor = Extractor()
    X, y = design(extractor, rows)
    weights, bias = fit(X, y)
    np.savez_compressed(HERE / "events.npz", weights=weights.astype(np.float16), bias=bias)
    sys.stdout.write(f"{len(y)} sentences, training accuracy {accuracy(X, y, weights, bias):.3f}\n")


def design(extractor: Extractor, rows: list[dict]) -> tuple[csr_matrix, np.ndarray]:
    """Turn sentences into a sparse matrix, each row divided by the root of its number of features."""
    indptr, indices, values, y = [0], [], [], []
    for row in rows:
        view = extractor.view_pair(row["text"], source=tuple(row["source"]), target=tuple(row["target"]))
        slots = sorted(
            {slot_of(f) for f in features(view.source, view.target, tie=view.tie, matches=view.matches)}
        )
        indices += slots
        values += [1 / np.sqrt(len(slots))] * len(slots)
        indptr.append(len(indices))
        y.append(EVENTS.index(row["event"]))
    return csr_matrix((values, indices, indptr), shape=(len(y), SIZE)), np.array(y)


def fit(X: csr_matrix, y: np.ndarray, penalty: float = PENALTY) -> tuple[np.ndarray, np.ndarray]:
    """Minimise the cross entropy plus `penalty` / 2n times the squared weights; classes weigh the same."""
    used = np.unique(X.indices)
    Z, n, k = X[:, used], len(y), len(EVENTS)
    onehot = np.eye(k)[y]
    share = (n / k / np.maximum(onehot.sum(axis=0), 1))[y]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        W, b = flat[:-k].reshape(-1, k), flat[-k:]
        scores = Z @ W + b
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        error = (np.exp(logs) - onehot) * share[:, None] / n
        value = -(share * (logs * onehot).sum(axis=1)).sum() / n + penalty / 2 / n * (W**2).sum()
        return value, np.concatenate([(Z.T @ error + penalty / n * W).ravel(), error.sum(axis=0)])

    start = np.zeros(Z.shape[1] * k + k)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    weights = np.zeros((SIZE, k))
    weights[used] = best[:-k].reshape(-1, k)
    return weights, best[-k:]


def accuracy(X: csr_matrix, y: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> float:
    """Give the share of rows whose event comes out right."""
    return float(((X @ weights + bias).argmax(axis=1) == y).mean())


if __name__ == "__main__":
    main()
