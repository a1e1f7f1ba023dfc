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

_C = 40.0
"""Inverse regularisation of the class model, by the training parts of CLINC150, Banking77 and HINT3."""
_FOLDS = 5
_NEAREST = 7.0
"""Weight of the nearest example's similarity against the log-probability of the best class."""
_OWN_SHARE = 2 / 3
"""Classes left out are nearer than most real strangers are, so they count less."""
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
    classes = tuple(sorted(set(labels)))
    y = np.array([classes.index(label) for label in labels])
    weights, bias = _fit(alike, y, len(classes))
    held_logits, held_alike = _held_out(alike, y, len(classes))
    temperature = _temperature(held_logits, y)
    strange = [_without_class(alike, y)]
    if len(foreign):
        strange.append(_signal(foreign @ weights + bias, foreign))
    return Model(
        classes=classes,
        weights=weights,
        bias=bias,
        temperature=temperature,
        gate=_gate(_signal(held_logits, held_alike), np.concatenate(strange)),
    )


def _fit(alike: Floats, y: NDArray[Any], n_classes: int) -> tuple[Floats, Floats]:
    """Weights by example: logistic regression in the space that the similarities span."""
    present = np.unique(y)
    weights, bias = np.zeros((len(y), n_classes)), np.full(n_classes, -30.0)
    if len(present) == 1:
        bias[present] = 0.0
        return weights.astype(np.float32), bias.astype(np.float32)
    from sklearn.linear_model import LogisticRegression

    values, vectors = np.linalg.eigh(alike.astype(np.float64))
    keep = values > _SMALLEST_EIGENVALUE
    basis = vectors[:, keep] / np.sqrt(values[keep])
    regression = LogisticRegression(C=_C, max_iter=300, class_weight="balanced", tol=1e-3)
    regression.fit(alike @ basis, y)
    coefficients, intercepts = regression.coef_, regression.intercept_
    if len(present) == 2:
        coefficients = np.vstack([-coefficients[0] / 2, coefficients[0] / 2])
        intercepts = np.array([-intercepts[0] / 2, intercepts[0] / 2])
    weights[:, present] = basis @ coefficients.T
    bias[present] = intercepts
    return weights.astype(np.float32), bias.astype(np.float32)


def _held_out(alike: Floats, y: NDArray[Any], n_classes: int) -> tuple[Floats, Floats]:
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
        weights, bias = _fit(alike[np.ix_(rest, rest)], y[rest], n_classes)
        logits[test] = alike[np.ix_(test, rest)] @ weights + bias
        others[np.ix_(test, test)] = 0
    return logits, others


def _without_class(alike: Floats, y: NDArray[Any]) -> Floats:
    """The signal of examples whose whole class was left out: near strangers, the hardest ones."""
    labels = np.unique(y)
    found = [np.zeros(0, np.float32)]
    if len(labels) < 3:
        return found[0]
    for group in np.array_split(labels, min(len(labels), _FOLDS)):
        out = np.isin(y, group)
        inside, outside = np.flatnonzero(~out), np.flatnonzero(out)
        kept = np.unique(y[inside])
        weights, bias = _fit(alike[np.ix_(inside, inside)], np.searchsorted(kept, y[inside]), len(kept))
        rows = alike[np.ix_(outside, inside)]
        found.append(_signal(rows @ weights + bias, rows))
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
    from sklearn.linear_model import LogisticRegression

    x = np.concatenate([own, strange])[:, None]
    y = np.r_[np.ones(len(own)), np.zeros(len(strange))]
    balance = np.r_[
        np.full(len(own), _OWN_SHARE / len(own)), np.full(len(strange), (1 - _OWN_SHARE) / len(strange))
    ]
    regression = LogisticRegression(C=10.0).fit(x, y, sample_weight=balance * len(y))
    weight, bias = float(regression.coef_[0, 0]), float(regression.intercept_[0])
    return (weight, bias) if math.isfinite(weight) and weight > 0 else _GUESSED_GATE


def _signal(logits: Floats, alike: Floats) -> Floats:
    """High for texts like the examples: the best class's log-probability and the nearest example."""
    best = np.log(np.maximum(_softmax(logits).max(axis=1), 1e-9))
    return np.asarray(best + _NEAREST * alike.max(axis=1), np.float32)


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), np.float32)
