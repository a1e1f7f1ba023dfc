"""A linear model over hashed byte n-grams: every sentence of a long text scored in one pass.

N-grams of UTF-8 bytes need no tokenizer and know no language.
The weights are made by `bench/training/train.py`.
"""

import math
import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

if TYPE_CHECKING:
    from numpy.typing import NDArray

BUCKETS = 1 << 17
SIZES = (3, 4, 5, 6)
MAX_SENTENCES = 20_000
MIN_BYTES = 18
"""UTF-8 bytes below which a sentence ("Buy now.") says too little to be judged; patterns still look at it."""

FEW_BYTES = 3000
"""Up to here plain Python is quicker than the import of numpy (about 20 ms against 100)."""

_SEAM = re.compile(r"(?<=[.!?])\s+|\n+|(?<=[。！？])")
_LINK = re.compile(r"<?\bhttps?://[^\s>]{1,2000}>?|[\w.+-]{1,64}@[\w.-]{1,255}")


@dataclass(frozen=True, slots=True)
class Weights:
    """Of every bucket a signed byte; `scale` makes it a number."""

    values: bytes
    scale: float
    bias: float


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights beside this file."""
    data = files("intake.sanitize.instructions").joinpath("model.npz").read_bytes()
    with ZipFile(BytesIO(data)) as stored:
        values, scale, bias = (_array(stored.read(f"{name}.npy")) for name in ("values", "scale", "bias"))
    return Weights(values, struct.unpack("<d", scale)[0], struct.unpack("<d", bias)[0])


def _array(npy: bytes) -> bytes:
    """The bytes of a stored array behind its header (NumPy's NPY format, version 1)."""
    return npy[10 + int.from_bytes(npy[8:10], "little") :]


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of sentences and lines; single line breaks inside a wrapped sentence part it."""
    at, spans = 0, []
    for seam in _SEAM.finditer(text):
        spans.append((at, min(seam.start(), at + 500)))
        at = seam.end()
    spans.append((at, min(len(text), at + 500)))
    return [(a, b) for a, b in spans if len(text[a:b].encode("utf-8", "replace")) >= MIN_BYTES][
        :MAX_SENTENCES
    ]


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
    if not texts:
        return []
    pieces = [plain(t) for t in texts]
    sums, counts = (_few if sum(map(len, pieces)) <= FEW_BYTES else _many)(pieces)
    model = weights()
    logits = [model.scale * s / math.sqrt(max(n, 1)) + model.bias for s, n in zip(sums, counts, strict=True)]
    return [1.0 / (1.0 + math.exp(-min(max(x, -30.0), 30.0))) for x in logits]


def _many(pieces: list[bytes]) -> tuple[list[float], list[int]]:
    """For each piece the sum of its n-grams' weights, and how many there are."""
    import numpy as np

    values = np.frombuffer(weights().values, dtype=np.int8)
    hashed, starts = buckets(b"".join(pieces))
    owner = np.repeat(np.arange(len(pieces)), [len(p) for p in pieces])[starts]
    sums = np.bincount(owner, weights=values[hashed], minlength=len(pieces))
    return sums.tolist(), np.bincount(owner, minlength=len(pieces)).tolist()


def _few(pieces: list[bytes]) -> tuple[list[float], list[int]]:
    """The same for a short mail, in less time than it takes to import numpy."""
    values, data = memoryview(weights().values).cast("b"), b"".join(pieces)
    owner = [i for i, piece in enumerate(pieces) for _ in piece]
    sums, counts = [0.0] * len(pieces), [0] * len(pieces)
    for size in SIZES:
        seed = size * 0x9E3779B1 & 0xFFFFFFFF
        for start in range(len(data) - size + 1):
            value = seed
            for byte in data[start : start + size]:
                value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
            sums[owner[start]] += values[(value ^ (value >> 15)) & (BUCKETS - 1)]
            counts[owner[start]] += 1
    return sums, counts
