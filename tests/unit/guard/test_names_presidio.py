"""Names by Microsoft Presidio; runs where the extra and a spaCy model are installed (docs/models.md)."""

import importlib.util

import pytest

from intake.config import Settings
from intake.config.policy import Redaction
from intake.errors import Misconfigured
from intake.models.redact import Redactor
from intake.operate.check import run_checks

INSTALLED = importlib.util.find_spec("presidio_analyzer") is not None
TEXT = (
    "Hello, my name is Margaret Thornton and my colleague Rajesh Kumar ordered a tent. "
    "Write to m.t@x.example. When does it arrive?"
)


@pytest.mark.skipif(not INSTALLED, reason="mailroom[presidio] is not installed")
def test_names_that_nobody_told_are_hidden_and_come_back() -> None:
    """Presidio itself, with a real model: full names are gone from the prompt, all else stays."""
    redactor = Redactor(Redaction(presidio=True))
    hidden = redactor.hide(TEXT)
    for name in ("Margaret", "Thornton", "Rajesh", "Kumar", "m.t@x"):
        assert name not in hidden
    assert hidden.count("[NAME_") == 2
    assert "ordered a tent" in hidden
    assert redactor.restore(hidden) == TEXT
    rows = {r.part: r for r in run_checks(Settings.model_validate(ON))}
    assert rows["names"].ok
    assert rows["names"].detail.startswith("Presidio with en_")


@pytest.mark.skipif(not INSTALLED, reason="mailroom[presidio] is not installed")
def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(Misconfigured, match="xx_no_such_model"):
        Redactor(Redaction(presidio=True, presidio_model="xx_no_such_model")).hide(TEXT)


@pytest.mark.skipif(INSTALLED, reason="Presidio is installed")
def test_without_the_extra_check_says_what_to_install() -> None:
    """Switched on and not installed: `mailroom check` names the mend, and no mail goes out unhidden."""
    rows = {r.part: r for r in run_checks(Settings.model_validate(ON))}
    assert not rows["names"].ok
    assert rows["names"].mend == "pip install 'mailroom[presidio]'"
    with pytest.raises(Misconfigured):
        Redactor(Redaction(presidio=True)).hide(TEXT)


ON = {"guard": {"redaction": {"presidio": True}}}
