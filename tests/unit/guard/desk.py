"""What the tests of guard and models share: one mail, one passage, a model on loopback."""

import importlib.util
from pathlib import Path
from typing import Any

from intake.mail import Passage, Question


def _load(path: Path, name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_TESTS = Path(__file__).parents[2]
_story = _load(_TESTS / "unit" / "pipeline" / "test_one_mail.py", "one_mail")
loopback = _story.loopback
Says, Shelf = _story.Says, _story.Shelf
ADA, TEXT = _story.ADA, _story.TEXT
mail, passage, run, said, settings = (_story.mail, _story.passage, _story.run, _story.said, _story.settings)


def question(*passages: Passage) -> Question:
    return Question(text="How many days?", passages=passages or (passage(),), answerable=0.9)


def modelled(url: str, provider: str = "openai", *, guard: dict[str, Any] | None = None, retries: int = 0,
             **more: Any) -> Any:  # fmt: skip
    """Settings whose models are on loopback; further keys are those of `models`."""
    model = {
        "name": f"{provider}:m", "base_url": f"{url}/v1" if provider == "openai" else url, "timeout_s": 5,
        "retries": retries, "input_price": 1.0, "output_price": 2.0,
    }  # fmt: skip
    return settings(models={"draft": model, "classify": model, **more}, guard=guard or {})
