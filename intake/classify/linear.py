"""Which owned workflow a mail belongs to, by its owners' examples."""

import functools
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from intake.classify.features import Embedder, Floats, Space
from intake.classify.questions import courteous, questions, sentences
from intake.classify.training import Model, train
from intake.config import WorkflowSettings
from intake.mail import Classification, SanitizedMessage
from retrieval.gloss import gloss
from retrieval.language import detect

_VERSION = 5
"""Of what is cached: raise it when training changes."""
_STRANGER_LIKENESS = 0.6
"""A stranger this near to an owned example is none."""
_MAX_EXAMPLES = 4000
_MAX_EXAMPLE_CHARS = 2000
_MAX_SEGMENTS = 14
"""Sentences judged of one mail, requests first: each costs about two milliseconds."""
_ASIDE = 0.85
"""Weight of what only tells a story against what asks."""
_ALSO = 0.3
"""From this score on another workflow is named as well."""
_REPLY_PREFIX = re.compile(
    r"^(?:\s{0,3}(?:re|aw|fw|fwd|wg|sv|vs|antw|r|tr|rv|odp)\s{0,2}(?:\[\d{1,3}\])?:){1,5}\s{0,3}", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Segment:
    text: str
    weight: float


class LinearClassifier:
    """The Classifier port, trained. Safe to share between threads."""

    def __init__(
        self,
        *,
        model: Model | None,
        texts: Sequence[str],
        originals: Sequence[str],
        vectors: Floats | None,
        embedder: Embedder | None,
        space: Space | None = None,
    ) -> None:
        # A gloss was learned from, but the owner's words are what a reviewer is shown.
        self._model, self._originals, self._embedder = model, tuple(originals), embedder
        self._space = space or Space(texts, vectors) if model else None

    @staticmethod
    def train(
        workflows: Sequence[WorkflowSettings],
        *,
        embedder: Embedder | None,
        cache: Path | None = None,
        corrections: Mapping[str, Sequence[str]] | None = None,
    ) -> "LinearClassifier":
        """Learn from the workflows' examples, or read what was learned from the same ones before.

        `corrections` are confirmed further examples by workflow; `cache` is a folder. Without an embedder
        words and letters decide. Without workflows every mail is none of them.
        """
        held = _examples(workflows, corrections or {})
        pairs = list(held)
        texts, of = [text for _, text in pairs], tuple(held.values())
        if not pairs:
            return LinearClassifier(model=None, texts=(), originals=(), vectors=None, embedder=embedder)
        path = cache / f"classifier-{_key(pairs, embedder)}.npz" if cache else None
        found = _read(path) if path else None
        if found:
            model, vectors = found
            return LinearClassifier(
                model=model, texts=texts, originals=of, vectors=vectors, embedder=embedder
            )
        vectors = embedder.embed(texts) if embedder else None
        space = Space(texts, vectors)
        model = learn([name for name, _ in pairs], texts, vectors, embedder, space)
        if path:
            _write(path, model, vectors)
        return LinearClassifier(
            model=model, texts=texts, originals=of, vectors=vectors, embedder=embedder, space=space
        )

    def classify(self, message: SanitizedMessage) -> Classification:
        """The workflow with its probability, or None with the probability of that; see `Classification`."""
        asked = questions(message.text)
        language = detect(message.text if len(message.text) > 20 else f"{message.subject}. {message.text}")
        segments = _segments(message, asked)
        if self._model is None or self._space is None or not segments:
            return Classification(workflow=None, confidence=1.0, language=language, questions=asked)
        texts = [s.text for s in segments]
        vectors = self._embedder.embed(texts) if self._embedder else None
        alike = self._space.alike(texts, vectors)
        probabilities, inside = self._model.judge(alike)
        weights = np.array([s.weight for s in segments], np.float32)
        joint = probabilities * (inside * weights)[:, None]
        scores, none = joint.max(axis=0), 1 - float((inside * weights).max())
        order = [int(i) for i in np.argsort(-scores, kind="stable")]
        best, names = order[0], self._model.classes
        owned = bool(scores[best] >= none)
        others = [i for i in order[owned:][:3] if scores[i] >= _ALSO or not owned]
        return Classification(
            workflow=names[best] if owned else None,
            confidence=float(scores[best]) if owned else none,
            language=language,
            alternatives=tuple((names[i], float(scores[i])) for i in others),
            why=self._nearest(alike[int(joint[:, best].argmax())]),
            questions=asked,
        )

    def _nearest(self, row: Floats) -> tuple[str, ...]:
        order = np.argsort(-row, kind="stable")[:6]
        near = (self._originals[int(i)] for i in order if row[int(i)] > 0.1)
        return tuple(dict.fromkeys(near))[:3]


def _segments(message: SanitizedMessage, asked: Sequence[str]) -> list[_Segment]:
    """The subject, the whole, each request and the first other sentences; requests weigh most."""
    subject = _REPLY_PREFIX.sub("", message.subject).strip()
    whole = " ".join(message.text.split())[:_MAX_EXAMPLE_CHARS]
    found = [_Segment(text=q, weight=1.0) for q in asked]
    told = [s.text for s in sentences(message.text[:20_000]) if not courteous(s.text)]
    taken = {q.casefold() for q in asked}
    for text in told:
        if len(found) >= _MAX_SEGMENTS:
            break
        if len(text) > 8 and text.casefold() not in taken and not any(q in text for q in asked):
            found.append(_Segment(text=text[:_MAX_EXAMPLE_CHARS], weight=_ASIDE if asked else 1.0))
    if whole and (len(found) != 1 or found[0].text != whole):
        found.append(_Segment(text=whole, weight=1.0))
    if len(subject) > 3:
        found.append(_Segment(text=subject[:300], weight=_ASIDE if found else 1.0))
    return [*found, *_in_english(found)]


def _in_english(segments: Sequence[_Segment]) -> list[_Segment]:
    """What a foreign mail's segments say in the words of most examples."""
    glossed = [(s, gloss(s.text, detect(s.text))) for s in segments if len(s.text) < 400]
    return [_Segment(text=text, weight=s.weight) for s, text in glossed if text]


def _examples(
    workflows: Sequence[WorkflowSettings], corrections: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], str]:
    """Workflow and text of each example once, in order, with the owner's words that it comes from.

    What triggers a workflow is an example too, and so is what an example says in English.
    """
    pairs: dict[tuple[str, str], str] = {}
    for workflow in workflows:
        lines = list(workflow.examples)
        if workflow.examples_file is not None:
            lines += _lines(workflow.examples_file)
        for name in (workflow.name, *workflow.renamed_from):
            lines += corrections.get(name, ())
        lines.append(workflow.trigger)
        for line in lines:
            if text := " ".join(line.split())[:_MAX_EXAMPLE_CHARS]:
                pairs[workflow.name, text] = text
                if english := gloss(text, detect(text)):
                    pairs.setdefault((workflow.name, english), text)
    return dict(list(pairs.items())[:_MAX_EXAMPLES])


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        # The configuration check tells of it; the other examples still count.
        return []


def learn(
    names: Sequence[str],
    texts: Sequence[str],
    vectors: Floats | None,
    embedder: Embedder | None,
    space: Space,
) -> Model:
    """The model of these examples (`names` are their classes), with everyday texts as strangers."""
    strangers = _strangers()
    foreign = space.alike(strangers, embedder.embed(strangers) if embedder else None)
    return train(space.alike(texts, vectors), names, foreign[foreign.max(axis=1) < _STRANGER_LIKENESS])


@functools.cache
def _strangers() -> tuple[str, ...]:
    text = files("intake.classify").joinpath("strangers.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def _key(pairs: Sequence[tuple[str, str]], embedder: Embedder | None) -> str:
    which = [embedder.name, embedder.version] if embedder else None
    text = json.dumps([_VERSION, which, pairs, _strangers()], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _read(path: Path) -> tuple[Model, Floats | None] | None:
    """What was cached, or None where there is nothing or not a whole file."""
    try:
        with np.load(path, allow_pickle=False) as data:
            vectors = data["vectors"] if "vectors" in data.files else None
            model = Model(
                classes=tuple(str(c) for c in data["classes"]),
                weights=data["weights"],
                bias=data["bias"],
                temperature=float(data["temperature"]),
                gate=(float(data["gate"][0]), float(data["gate"][1])),
            )
    except (OSError, ValueError, KeyError, IndexError, EOFError):
        return None
    return model, vectors


def _write(path: Path, model: Model, vectors: Floats | None) -> None:
    arrays: dict[str, Any] = {
        "classes": np.array(model.classes),
        "weights": model.weights,
        "bias": model.bias,
        "temperature": np.array(model.temperature),
        "gate": np.array(model.gate),
    }
    if vectors is not None:
        arrays["vectors"] = vectors
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            np.savez(file, **arrays)
        os.replace(file.name, path)
    except OSError:
        # A cache that cannot be written costs seconds at the next start, nothing else.
        return
