"""Words and meaning in one ranking."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def fuse(dense: Floats, lexical: Floats, weight: float) -> Floats:
    """Weighted sum of the two, each stretched to 0..1 over the candidates (Bruch et al. 2023).

    `weight` is the part of meaning. Words start at zero, because no shared word is worth nothing.
    """
    return weight * _stretched(dense, float(dense.min(initial=1.0))) + (1 - weight) * _stretched(lexical, 0.0)


def _stretched(values: Floats, low: float) -> Floats:
    high = float(values.max(initial=low))
    if high - low < 1e-6:
        return np.full_like(values, 1.0 if high > 0 else 0.0)
    return np.asarray((values - low) / (high - low), np.float32)
