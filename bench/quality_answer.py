"""Refusal: how well the answerability estimate tells what the knowledge answers; and learning its weights.

`python -m bench.quality_answer --data FOLDER --write` learns the weights of `retrieval/answer.json`. Figures
are cross-validated by article: no question is judged by weights that saw its article.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.quality_retrieval import base_of
from bench.quality_sets import Article, articles, false_premises, stackfaq
from intake.mail import Passage
from retrieval import KnowledgeBase
from retrieval.answer import estimate

FOLDS = 4
RIDGE = 2e-3
"""On signs of one standard deviation each."""
_PARTS = {
    "present": 10.0,
    "article": 8.0,
    "passage": 1.0,
    "faq present": 2.0,
    "faq passage": 1.0,
}
"""What each kind of case weighs. A question that the knowledge has nothing on is the one most often wrong to
answer; one whose passage is gone is often half answered by its neighbours."""
EVERY = 4
"""Of the questions of a paragraph one in so many is used: they repeat each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The signs of one question against some state of the knowledge."""

    kind: str
    """`present`, `article` (its article removed), `passage` (its passage removed) or `premise` (false)."""
    group: str
    signs: dict[str, float]


def collect(folder: Path, *, meaning: bool, step: int = EVERY) -> list[Case]:
    """Every question once with its passage there, once without its article, once without its passage."""
    found: list[Case] = []
    every = articles(folder)
    documents = {
        f"{a}/{p}.txt": text for a, art in enumerate(every) for p, (text, _) in enumerate(art.paragraphs)
    }
    premises = false_premises(folder)[:: 3 * step]
    number = {art.title: a for a, art in enumerate(every)}
    with base_of(documents, **({} if meaning else {"embeddings": "none"})) as base:
        for a, article in enumerate(every):
            found += _of_article(base, a, article, len(every), step)
        for title, _, question in premises:
            passages = base.search(question, 8)
            found.append(_case("premise", str(number[title]), base, question, passages))
    faq = stackfaq(folder)
    with base_of(faq.documents, **({} if meaning else {"embeddings": "none"})) as base:
        for question, names in faq.queries[::step]:
            (name,) = names
            passages = base.search(question, 12)
            group = f"faq{int(name.removesuffix('.md')) % 8}"
            rest = [p for p in passages if p.source != name][:8]
            found.append(_case("present", group, base, question, passages[:8]))
            found.append(_case("passage", group, base, question, rest))
    return found


def _of_article(base: KnowledgeBase, a: int, article: Article, count: int, step: int) -> list[Case]:
    others = [str(n) for n in range(count) if n != a]
    found = []
    for p, (_, questions) in enumerate(article.paragraphs):
        for question in questions[::step]:
            passages = base.search(question, 14)
            without = base.search(question, 8, scopes=others)
            rest = [x for x in passages if x.source != f"{a}/{p}.txt"][:8]
            found.append(_case("present", str(a), base, question, passages[:8]))
            found.append(_case("article", str(a), base, question, without))
            found.append(_case("passage", str(a), base, question, rest))
    return found


def _case(kind: str, group: str, base: KnowledgeBase, question: str, passages: list[Passage]) -> Case:
    return Case(kind=kind, group=group, signs=base.answer_signs(question, passages))


def by_signs(folder: Path, step: int = EVERY) -> Iterator[tuple[str, list[Case]]]:
    """The cases as the offline model, another embedding model, and words alone show them."""
    whole = collect(folder, meaning=True, step=step)
    yield "reading", whole
    yield "meaning", [_without_reading(c) for c in whole]
    yield "words", collect(folder, meaning=False, step=step)


def _without_reading(case: Case) -> Case:
    """As an embedding model gives it that has no tokens to show."""
    return replace(
        case, signs={n: v for n, v in case.signs.items() if not n.startswith("read_") and n != "strange"}
    )


UNLEARNED = frozenset({"known", "length", "no_names", "foreign", "strange"})
"""Signs that a question has whatever is found: the sets ask each question with its answer there and gone. And
`strange`, which is a rule: public sets seldom ask about things that nothing was written of."""


def learn(cases: list[Case]) -> dict[str, float]:
    """Weights by sign, and their bias.

    Logistic regression that is monotone: more likeness of the best passage never makes an answer less likely,
    and more of the others never more likely, so the estimate holds for documents unlike those it was learned
    from. A lead over the others is the difference of both, so it is learned as what the others have.
    """
    from scipy.optimize import minimize

    used = [c for c in cases if c.kind != "premise" and c.signs]
    names = sorted(set(used[0].signs) - UNLEARNED)
    leads = {
        n: n.rpartition("_")[0] for n in names if n.startswith("read_") and n.endswith(("_lead", "_gap"))
    }
    raw = np.array([[c.signs[n] - c.signs.get(leads.get(n, ""), 0.0) for n in names] for c in used])
    spread = raw.std(axis=0) + 1e-9
    x = (raw - raw.mean(axis=0)) / spread
    y = np.array([c.kind == "present" for c in used], float)
    weight = _weight_of(used)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w[1:] + w[0]
        p = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        value = float(weight @ (np.logaddexp(0, z) - y * z)) + RIDGE * float(w[1:] @ w[1:])
        slope = weight * (p - y)
        return value, np.r_[slope.sum(), x.T @ slope + 2 * RIDGE * w[1:]]

    start = np.r_[0.0, np.full(len(names), 0.01)]
    bounds = [(None, None)] + [(0, None)] * len(names)
    found = minimize(loss, start, jac=True, bounds=bounds, options={"maxiter": 3000}).x
    weights = found[1:] / spread
    told = dict(zip(names, weights.tolist(), strict=True))
    for lead, value in leads.items():
        told[value] -= told[lead]
    return {"bias": round(float(found[0] - raw.mean(axis=0) @ weights), 4)} | {
        n: round(w, 4) for n, w in told.items() if abs(w) > 1e-3
    }


def _weight_of(used: list[Case]) -> np.ndarray:
    """One weight a case; of the set of questions and answers presence and absence weigh the same."""
    parts = [("faq " if c.group.startswith("faq") else "") + c.kind for c in used]
    total, count = sum(_PARTS.values()), Counter(parts)
    return np.array([_PARTS[p] / count[p] / total for p in parts])


def figures(cases: list[Case]) -> dict[str, Any]:
    """AUROC against each kind of absence, and what is still answered at 5 % false answers."""
    groups = sorted({c.group for c in cases})
    scored: list[tuple[Case, float]] = []
    for fold in range(FOLDS):
        out = set(groups[fold::FOLDS])
        weights = learn([c for c in cases if c.group not in out])
        scored += [(c, estimate(weights, c.signs)) for c in cases if c.group in out and c.signs]
    squad = [(c, s) for c, s in scored if not c.group.startswith("faq")]
    found: dict[str, Any] = {"set": "SQuAD2 refusal", "questions": sum(c.kind == "present" for c, _ in squad)}
    for kind in ("article", "passage", "premise"):
        found |= _told_apart(squad, kind, kind)
    found |= _told_apart([(c, s) for c, s in scored if c.group.startswith("faq")], "passage", "faq")
    # Calibrated for a world in which the kinds of absence are as common as their weights in learning say.
    mixed = [(s, c.kind == "present") for c, s in squad for _ in range(int(_PARTS.get(c.kind, 0)))]
    found["ece"] = round(calibration_error([s for s, _ in mixed], [y for _, y in mixed]), 4)
    return found


def _told_apart(scored: list[tuple[Case, float]], kind: str, name: str) -> dict[str, float]:
    """How well what is there is told from one kind of absence."""
    present, absent = (np.array([s for c, s in scored if c.kind == k]) for k in ("present", kind))
    return {
        f"auroc_{name}": round(auroc(present, absent), 4),
        f"answered_{name}": round(float((present > np.quantile(absent, 0.95)).mean()), 4),
    }


def auroc(high: np.ndarray, low: np.ndarray) -> float:
    """How often one of `high` is above one of `low`; ties count half."""
    from scipy.stats import rankdata

    ranks = rankdata(np.concatenate([high, low]))
    return float((ranks[: len(high)].sum() - len(high) * (len(high) + 1) / 2) / (len(high) * len(low)))


def calibration_error(confidence: list[float], right: list[bool], bins: int = 10) -> float:
    """Expected calibration error over equal bins (Guo et al. 2017)."""
    c, r = np.array(confidence), np.array(right, float)
    at = np.minimum((c * bins).astype(int), bins - 1)
    return float(sum((at == b).mean() * abs(c[at == b].mean() - r[at == b].mean()) for b in set(at.tolist())))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--every", type=int, default=EVERY, help="one question of so many")
    parser.add_argument("--write", action="store_true", help="store the weights learned from all cases")
    options = parser.parse_args()
    weights = {}
    for name, cases in by_signs(options.data, options.every):
        print(json.dumps({"signs": name, **figures(cases)}), flush=True)
        weights[name] = learn(cases)
    if options.write:
        path = Path("retrieval/answer.json")
        path.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
