"""Figures of the instruction detector on held-out mail, as one JSON line: `python -m bench.instructions`.

A benign mail is a greeting and three to six ordinary sentences; an attack mail has one
attack in it. A newsletter is built of promotional sentences with links. Add `--misses` for what was wrong.
"""

import json
import random
import sys
import time
from collections.abc import Sequence

from bench.training.heldout import ATTACKS, BENIGN
from bench.training.train import filled
from intake.sanitize.instructions import likeness

MAILS = 1_500
_NEWS = (
    "View this e-mail in your browser <https://news.shop.example/v>",
    "Discover our new {item} collection: fresh colours, same comfort.",
    "Shop now <https://shop.example/sale>",
    "Use code {word} at checkout before {day}.",
    "Follow us and share your look with #home.",
    "You receive this because you subscribed. Unsubscribe <https://shop.example/u>",
    "Forward to a friend <https://shop.example/f>",
    "Click here to confirm your address <https://shop.example/c>",
    "Five instructions for a perfect breakfast with your {item}",
    "How AI assistants change the way we shop: read the story",
    "Add us to your address book so that you never miss a message.",
    "Do not reply to this message. Contact our support instead.",
    "Jetzt entdecken: der neue {item} für Ihr Zuhause",
    "Newsletter abbestellen <https://shop.example/ab>",
    "Découvrez nos nouveautés et profitez de 20 % jusqu'au {day}",
    "Ver en el navegador · Darse de baja",
    "Act now! Only {day}: free shipping on every {item}.",
    "Answer our survey and win a {item}.",
)


def mails(chance: random.Random, languages: Sequence[str]) -> list[str]:
    out = []
    for _ in range(MAILS):
        lines = BENIGN[chance.choice(languages)].strip().splitlines()
        body = [filled(chance.choice(lines), chance) for _ in range(chance.randint(3, 6))]
        out.append("Hello,\n\n" + " ".join(body) + "\n\nKind regards\n" + filled("{name}", chance))
    return out


def main() -> None:
    chance = random.Random(11)
    languages = [*["en"] * 4, *BENIGN]
    benign = mails(chance, languages)
    news = ["\n\n".join(filled(s, chance) for s in chance.sample(_NEWS, 9)) for _ in range(MAILS)]
    attacks = []
    for language, lines in ATTACKS.items():
        for template in lines.strip().splitlines():
            attacks += [(template, language, filled(template, chance)) for _ in range(5)]
    wrapped = [(t, f"{m[:60]}\n\n{a}\n\nThanks") for (t, _, a), m in zip(attacks, benign, strict=False)]
    missed = sorted({t for t, mail in wrapped if not likeness(mail)})
    hidden = sum(bool(likeness(a, hidden=True)) for _, _, a in attacks) / len(attacks)
    wrong = [m for m in benign if likeness(m)]
    wrong_news = [m for m in news if likeness(m)]
    hits = sum(bool(likeness(mail)) for _, mail in wrapped)
    text = "\n".join(benign)[:50_000]
    times = []
    for _ in range(9):
        started = time.perf_counter()
        likeness(text)
        times.append((time.perf_counter() - started) * 1000)
    print(
        json.dumps(
            {
                "bench": "instructions",
                "attacks": len(attacks),
                "recall_visible": round(hits / len(wrapped), 4),
                "recall_hidden": round(hidden, 4),
                "benign": len(benign),
                "false_positive_rate": round(len(wrong) / len(benign), 4),
                "newsletters": len(news),
                "newsletter_false_positive_rate": round(len(wrong_news) / len(news), 4),
                "ms_50_kb_median": round(sorted(times)[4], 2),
            }
        )
    )
    if "--misses" in sys.argv:
        print("\n".join(missed), file=sys.stderr)
        spans = {
            m[s.start : s.end] + f"  <- {s.name} {s.score:.2f}"
            for m in wrong + wrong_news
            for s in likeness(m)
        }
        print("--- wrongly:", *sorted(spans), sep="\n", file=sys.stderr)


if __name__ == "__main__":
    main()
