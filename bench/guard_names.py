"""How many names of people redaction finds that nobody told it, on mails whose truth is known."""

from collections import Counter
from itertools import pairwise, product
from typing import Any

from intake.config.policy import Redaction
from intake.errors import Misconfigured
from intake.models.redact import Redactor

PEOPLE = (
    "Margaret Thornton", "Rajesh Kumar", "Anna Lindqvist", "Tomasz Wiśniewski", "Chiara Bianchi",
    "Mehmet Yılmaz", "Nguyen Thi Lan", "João Ferreira", "Fatima El-Sayed", "Siobhán O'Brien",
    "Kenji Watanabe", "Oluwaseun Adeyemi", "Jürgen Großmann", "María José Ortega", "Pieter van den Berg",
    "Li Wei", "Elena Popescu", "Kwame Mensah", "Astrid Sørensen", "David Cohen", "Priya Raghavan",
    "Jean-Luc Marchand", "Zsófia Kovács", "Ahmed Hassan",
)  # fmt: skip
MAILS = (
    "Hello,\nmy name is {a} and I ordered a tent in March. My colleague {b} has not got hers.\nRegards",
    "Please send the invoice to {a}, our bookkeeper, and not to {b} any more.",
    "Dear support,\n{a} told me on the phone that the jacket could be returned. {b} signed for it.",
    "The parcel was left with our neighbour, {a}. Could {b} from your shop call me?\nThank you",
    "I am writing on behalf of {a}, who moved to Berlin in May. The order was placed by {b}.",
    "Is {a} still with Fernweh? She helped {b} with the Skarn jacket before Easter.",
    "Hi,\nplease change the name on the voucher from {a} to {b}.\n\nBest wishes",
    "We met {a} at the Munich fair; {b} gave us the price list of Northwind Tents Ltd.",
)
"""English, as the models are that are looked for by default; cities, companies and products are no names."""


def names() -> dict[str, Any]:
    """Share of names of which no letter is left, and share of what was hidden that is of a name."""
    redactor = Redactor(Redaction(presidio=True))
    missed: Counter[str] = Counter()
    wanted = hidden = right = 0
    for mail, pair in product(MAILS, pairwise((*PEOPLE, PEOPLE[0]))):
        text = mail.format(a=pair[0], b=pair[1])
        try:
            spans = [(start, end) for start, end, kind in redactor.found(text) if kind == "name"]
        except Misconfigured as exc:
            return {"not measured": str(exc)}
        covered = {n for start, end in spans for n in range(start, end)}
        true = {n for name in pair for n in range(text.index(name), text.index(name) + len(name))}
        hidden += len(spans)
        right += sum(not true.isdisjoint(range(start, end)) for start, end in spans)
        for name in pair:
            at = text.index(name)
            wanted += 1
            missed[name] += any(n not in covered for n in range(at, at + len(name)) if text[n].isalpha())
    return {
        "names": wanted,
        "recall": round(1 - missed.total() / wanted, 4),
        "precision": round(right / max(1, hidden), 4),
        "missed": dict(missed.most_common(8)),
    }
