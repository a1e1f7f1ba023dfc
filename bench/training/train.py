"""Makes the weights of the instruction model from `wordings.py`: `python -m bench.training.train`.

The same data gives the same file. The bias is set so that of the sentences of ordinary mail, each scored by a
model that never saw its template, the share `RATE` passes the threshold for visible text.
"""

import math
import random
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bench.training.wordings import ATTACKS, BENIGN, SLOTS
from intake.sanitize.instructions.likeness import VISIBLE
from intake.sanitize.instructions.model import BUCKETS, buckets, plain

OUT = Path(__file__).parents[2] / "intake/sanitize/instructions/model.npz"
RATE = 0.01
FILLS = 3


def filled(template: str, chance: random.Random) -> str:
    for name, values in SLOTS.items():
        template = template.replace("{" + name + "}", chance.choice(values))
    return template


def rows(sentences: list[str]) -> csr_matrix:
    data, columns, ends = [], [], [0]
    for sentence in sentences:
        hashed, _ = buckets(plain(sentence))
        names, counts = np.unique(hashed, return_counts=True)
        data.append(counts / math.sqrt(max(1, len(hashed))))
        columns.append(names)
        ends.append(ends[-1] + len(names))
    return csr_matrix((np.concatenate(data), np.concatenate(columns), ends), shape=(len(sentences), BUCKETS))


def main() -> None:
    chance = random.Random(7)
    sentences, labels, groups = [], [], []
    for label, languages in ((1, ATTACKS), (0, BENIGN)):
        for lines in languages.values():
            for template in lines.strip().splitlines():
                for _ in range(FILLS):
                    text = filled(template, chance)
                    sentences.append(text.upper() if chance.random() < 0.05 else text)
                    labels.append(label)
                    groups.append(hash_of(template))
    x, y = rows(sentences), np.array(labels)
    out = np.zeros(len(y))
    for train, test in GroupKFold(8).split(x, y, groups):
        out[test] = fitted(x[train], y[train]).decision_function(x[test])
    model = fitted(x, y)
    cut = float(np.quantile(out[y == 0], 1 - RATE))
    recall = float((out[y == 1] >= cut).mean())
    values = model.coef_[0]
    scale = float(np.abs(values).max()) / 127
    bias = float(model.intercept_[0]) + math.log(VISIBLE / (1 - VISIBLE)) - cut
    np.savez_compressed(OUT, values=np.round(values / scale).astype(np.int8), scale=scale, bias=bias)
    print({"sentences": len(y), "cut": round(cut, 3), "recall_unseen_templates": round(recall, 3)})


def hash_of(template: str) -> int:
    return sum(byte * 31**n % 1_000_003 for n, byte in enumerate(template.encode())) % 2**31


def fitted(x: csr_matrix, y: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=30.0, class_weight="balanced", max_iter=2_000).fit(x, y)


if __name__ == "__main__":
    main()
