"""From examples to a calibrated linear model: which class, and whether any of them.

The class is multinomial logistic regression over the similarities of `features`, its confidence cooled or
warmed by one temperature (Guo et al. 2017) on held-out folds. "None of them" is judged by the log-probability
of the best class and the similarity of the nearest example together: probability alone is high for strange
mail too. What strange looks like is learned from whole classes left out of training, and from everyday
texts that no workflow owns.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Fit = tuple[Doubles, Doubles]
"""Weights (dimensions × classes) and bias."""

_C = 40.0
"""Inverse regularisation of the class model, by the training parts of CLINC150, Banking77 and HINT3."""
_MAX_STEPS, _TOLERANCE = 300, 1e-3
_FOLDS = 5
_NEAREST = 7.0
"""Weight of the nearest example's similarity against the log-probability of the best class."""
_OWN_SHARE = 4 / 5
"""About four of five mails to a shared inbox belong; classes left out are nearer than strangers."""
_ENOUGH = 5
_GUESSED_GATE = (1.0, -3.0)
_SMALLEST_EIGENVALUE = 1e-4
_TEMPERATURES = np.geomspace(0.2, 5.0, 41)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """`softmax((alike @ weights + bias) / temperature)` and the gate before it."""

    classes: tuple[str, ...]
    weights: Floats
    """Examples × classes."""
    bias: Floats
    temperature: float
    gate: tuple[float, float]
    """Weight and bias of the likeness of `_signal`."""

    def judge(self, alike: Floats) -> tuple[Floats, Floats]:
        """Class probabilities (rows sum to 1) and, a row each, the probability of belonging anywhere."""
        logits = alike @ self.weights + self.bias
        weight, bias = self.gate
        inside = 1 / (1 + np.exp(-np.clip(weight * _signal(logits, alike) + bias, -30, 30)))
        return _softmax(logits / self.temperature), inside.astype(np.float32)


def train(alike: Floats, labels: Sequence[str], foreign: Floats) -> Model:
    """Learn from the examples' similarities to each other.

    `foreign` are rows of texts that belong to no class, against the same examples; there may be none.
    """
    from threadpoolctl import threadpool_limits

    classes = tuple(sorted(set(labels)))
    y = np.array([classes.index(label) for label in labels])
    # The matrices are small: threads that wait for each other cost many times what they save.
    with threadpool_limits(1, "blas"):
        points, basis = _spanned(alike)
        fit = _fit(points, y, len(classes))
        weights, bias = (basis @ fit[0]).astype(np.float32), fit[1].astype(np.float32)
        held_logits, held_alike = _held_out(alike, points, y, len(classes))
        strange = [_without_class(alike, points, y)]
    if len(foreign):
        strange.append(_signal(foreign @ weights + bias, foreign))
    return Model(
        classes=classes,
        weights=weights,
        bias=bias,
        temperature=_temperature(held_logits, y),
        gate=_gate(_signal(held_logits, held_alike), np.concatenate(strange)),
    )


def _spanned(alike: Floats) -> tuple[Doubles, Doubles]:
    """Points whose products are the similarities, and what takes a row of similarities to its point."""
    values, vectors = np.linalg.eigh(alike.astype(np.float64))
    keep = values > _SMALLEST_EIGENVALUE
    root = np.sqrt(values[keep])
    return vectors[:, keep] * root, vectors[:, keep] / root


def _fit(points: Doubles, y: NDArray[Any], n_classes: int) -> Fit:
    """Weights and bias of the classes present, each class counting the same; the others are ruled out."""
    present, at = np.unique(y, return_inverse=True)
    weights, bias = np.zeros((points.shape[1], n_classes)), np.full(n_classes, -30.0)
    if len(present) == 1:
        bias[present] = 0.0
        return weights, bias
    counts = np.bincount(at)
    each = (len(y) / (len(present) * counts))[at]
    weights[:, present], bias[present] = _regression(points, at, each, _C)
    return weights, bias


def _regression(points: Doubles, y: NDArray[Any], each: Doubles, c: float) -> Fit:
    """Multinomial logistic regression by L-BFGS: `each` weighs the points, `c` is the inverse penalty."""
    from scipy.optimize import minimize

    (n, d), k = points.shape, int(y.max()) + 1
    truth = np.zeros((n, k))
    truth[np.arange(n), y] = 1.0
    scale = 1.0 / each.sum()

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        w, b = flat[: d * k].reshape(d, k), flat[d * k :]
        logits = points @ w + b
        logits -= logits.max(axis=1, keepdims=True)
        chance = np.exp(logits)
        total = chance.sum(axis=1, keepdims=True)
        value = each @ (np.log(total[:, 0]) - (logits * truth).sum(axis=1)) + (w * w).sum() / (2 * c)
        slope = (chance / total - truth) * each[:, None]
        return scale * value, scale * np.r_[(points.T @ slope + w / c).ravel(), slope.sum(axis=0)]

    options = {"maxiter": _MAX_STEPS, "gtol": _TOLERANCE}
    found = minimize(loss, np.zeros(d * k + k), jac=True, method="L-BFGS-B", options=options).x
    return found[: d * k].reshape(d, k), found[d * k :]


def _held_out(alike: Floats, points: Doubles, y: NDArray[Any], n_classes: int) -> tuple[Floats, Floats]:
    """Logits and similarities of each example as if it had not been among the examples."""
    logits = np.zeros((len(y), n_classes), np.float32)
    others = alike.copy()
    fold_of = np.zeros(len(y), int)
    for label in np.unique(y):
        rows = np.flatnonzero(y == label)
        fold_of[rows] = np.arange(len(rows)) % _FOLDS
    for fold in range(_FOLDS):
        test, rest = np.flatnonzero(fold_of == fold), np.flatnonzero(fold_of != fold)
        if not len(test) or not len(rest):
            continue
        weights, bias = _fit(points[rest], y[rest], n_classes)
        logits[test] = points[test] @ weights + bias
        others[np.ix_(test, test)] = 0
    return logits, others


def _without_class(alike: Floats, points: Doubles, y: NDArray[Any]) -> Floats:
    """The signal of examples whose whole class was left out: near strangers, the hardest ones."""
    labels = np.unique(y)
    found = [np.zeros(0, np.float32)]
    if len(labels) < 3:
        return found[0]
    for group in np.array_split(labels, min(len(labels), _FOLDS)):
        out = np.isin(y, group)
        inside, outside = np.flatnonzero(~out), np.flatnonzero(out)
        kept = np.unique(y[inside])
        weights, bias = _fit(points[inside], np.searchsorted(kept, y[inside]), len(kept))
        logits = (points[outside] @ weights + bias).astype(np.float32)
        found.append(_signal(logits, alike[np.ix_(outside, inside)]))
    return np.concatenate(found)


def _temperature(logits: Floats, y: NDArray[Any]) -> float:
    def loss(temperature: float) -> float:
        chosen = _softmax(logits / temperature)[np.arange(len(y)), y]
        return float(-np.log(np.maximum(chosen, 1e-9)).mean())

    return float(min(_TEMPERATURES, key=loss))


def _gate(own: Floats, strange: Floats) -> tuple[float, float]:
    """Weight and bias of the signal; without strangers to learn from, a cautious guess of the same shape."""
    if len(strange) < _ENOUGH or len(own) < _ENOUGH:
        return _GUESSED_GATE
    x = np.concatenate([own, strange])[:, None].astype(np.float64)
    y = np.r_[np.ones(len(own), int), np.zeros(len(strange), int)]
    each = np.r_[
        np.full(len(own), _OWN_SHARE / len(own)), np.full(len(strange), (1 - _OWN_SHARE) / len(strange))
    ]
    weights, biases = _regression(x, y, each * len(y), c=5.0)
    weight, bias = float(weights[0, 1] - weights[0, 0]), float(biases[1] - biases[0])
    return (weight, bias) if math.isfinite(weight) and weight > 0 else _GUESSED_GATE


def _signal(logits: Floats, alike: Floats) -> Floats:
    """High for texts like the examples: the best class's log-probability and the nearest example."""
    best = np.log(np.maximum(_softmax(logits).max(axis=1), 1e-9))
    return np.asarray(best + _NEAREST * alike.max(axis=1), np.float32)


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), np.float32)
