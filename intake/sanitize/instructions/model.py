"""A linear model over hashed byte n-grams: every sentence of a long text scored in one pass.

N-grams of UTF-8 bytes need no tokenizer and know no language.
The weights are made by `bench/training/train.py`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BUCKETS = 1 << 17
SIZES = (3, 4, 5, 6)
MAX_SENTENCES = 20_000
MIN_LENGTH = 8
"""Characters below which a sentence says too little to be judged."""

_SEAM = re.compile(r"(?<=[.!?])\s+|\n+|(?<=[。！？])")
_LINK = re.compile(r"<?\bhttps?://[^\s>]{1,2000}>?|[\w.+-]{1,64}@[\w.-]{1,255}")


@dataclass(frozen=True, slots=True)
class Weights:
    values: "NDArray[np.float32]"
    bias: float


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights beside this file."""
    import numpy as np

    data = files("intake.sanitize.instructions").joinpath("model.npz").read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        values = stored["values"].astype(np.float32) * float(stored["scale"])
        return Weights(values, float(stored["bias"]))


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of sentences and lines; single line breaks inside a wrapped sentence part it."""
    at, spans = 0, []
    for seam in _SEAM.finditer(text):
        if seam.start() - at >= MIN_LENGTH:
            spans.append((at, min(seam.start(), at + 500)))
        at = seam.end()
    if len(text) - at >= MIN_LENGTH:
        spans.append((at, min(len(text), at + 500)))
    return spans[:MAX_SENTENCES]


def buckets(data: bytes) -> "tuple[NDArray[Any], NDArray[Any]]":
    """Bucket of every n-gram of the bytes, and the offset at which each starts."""
    import numpy as np

    raw = np.frombuffer(data, dtype=np.uint8).astype(np.uint32)
    found, starts = [], []
    for size in SIZES:
        count = len(raw) - size + 1
        if count <= 0:
            continue
        value = np.full(count, size * 0x9E3779B1 & 0xFFFFFFFF, dtype=np.uint32)
        for n in range(size):
            value = (value ^ raw[n : n + count]) * np.uint32(0x01000193)
        found.append((value ^ (value >> 15)) & (BUCKETS - 1))
        starts.append(np.arange(count))
    if not found:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty
    return np.concatenate(found), np.concatenate(starts)


def plain(sentence: str) -> bytes:
    """The sentence as the model sees it: lower case, single blanks, digits alike."""
    folded = re.sub(r"\d", "0", " ".join(_LINK.sub("@", sentence).lower().split()))
    return f" {folded} ".encode("utf-8", "replace")


def scores(texts: list[str]) -> list[float]:
    """Probability, 0..1, of each text being addressed to a machine."""
    import numpy as np

    if not texts:
        return []
    model = weights()
    pieces = [plain(t) for t in texts]
    hashed, starts = buckets(b"".join(pieces))
    owner = np.repeat(np.arange(len(pieces)), [len(p) for p in pieces])[starts]
    sums = np.bincount(owner, weights=model.values[hashed], minlength=len(texts))
    counts = np.bincount(owner, minlength=len(texts))
    logits = sums / np.sqrt(np.maximum(counts, 1)) + model.bias
    return [float(v) for v in 1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30)))]
