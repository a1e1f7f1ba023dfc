"""The frame of past replies becomes a template; facts, names and other languages do not get into it."""

import random

from intake.draft.compose import Slots, render
from intake.operate.habits import MIN_REPLIES, template

OPEN = "thank you for writing to us."
CLOSE = "If anything is still unclear, just answer this mail."


def reply(n: int, *, frame: bool = True, text: str | None = None) -> str:
    told = text or f"Your parcel SO-10000{n} left our house on Monday and is with carrier number {n}."
    parts = [f"Dear Ms Miller{n},", OPEN if frame else "", told, CLOSE if frame else "", "Kind regards\nAna"]
    return "\n\n".join(part for part in parts if part)


def test_what_most_replies_say_frames_the_answer() -> None:
    found = template([reply(n, frame=n != 3) for n in range(8)])
    assert found is not None
    slots = Slots(
        greeting="Hello,", thanks="Thanks.", answers="It left today. [1]", missing="", signature="Ana",
        transparency="", subject="x", fields={},
    )  # fmt: skip
    assert render(found, slots) == (f"Hello,\n\n{OPEN}\n\nIt left today. [1]\n\n{CLOSE}\n\nAna\n")


def test_a_repeated_fact_is_no_frame() -> None:
    """A price, a link or an address belongs to a source that can be cited."""
    facts = ("Shipping is 4.90 EUR.", "See https://shop.test/help for more.", "Write to ana@shop.test.")
    found = template([reply(n, text=f"{facts[0]} {facts[1]} {facts[2]}") for n in range(8)])
    assert found is not None
    assert not any(word in found for word in ("4.90", "https", "ana@", "Miller", "Kind regards"))


def test_jinja_in_a_reply_does_not_get_into_the_template() -> None:
    evil = "{{ cycler.__init__.__globals__ }} {% include 'x' %}"
    found = template([reply(n, text=f"{evil} We thank you.") for n in range(8)])
    assert found is not None
    assert "cycler" not in found
    assert "include" not in found


def test_too_few_mixed_or_varied_replies_give_none() -> None:
    assert template([reply(n) for n in range(MIN_REPLIES - 1)]) is None
    german = "Guten Tag,\n\nvielen Dank für Ihre Nachricht. Das Paket ist bei der Post.\n\nViele Grüße"
    assert template([reply(n) for n in range(6)] + [german] * 4) is None
    chance = random.Random(3)
    words = "we sent gave took a the parcel tent lamp back forth today again soon and you it".split()  # noqa: SIM905
    free = [" ".join(chance.choices(words, k=12)).capitalize() + "." for _ in range(20)]
    assert template(free) is None
