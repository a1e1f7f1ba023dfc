"""What the guard costs, finds and spoils: redaction, ordinary mail, time a draft. Prints JSON.

    python -m bench.guard [--mails 1200] [--seed 1] [--templates DIR]

Everything is generated here, by rules that share nothing with what is measured: numbers by their published
checksums and by libphonenumber's examples, mail from phrases of eight languages and from the markup that
newsletters are made of. `--templates` adds HTML files of yours as newsletters. Names are looked for where the
extra `mailroom[presidio]` and a model of spaCy are installed.
"""

# ruff: noqa: E501, SIM905 - tables of phrases

import argparse
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

# -- redaction -------------------------------------------------------------------------------------------------
from bench.guard_names import names
from bench.guard_ordinary import benign
from bench.guard_redaction import redaction
from intake.config import GuardSettings
from intake.guard import check
from intake.guard.secrets import _views
from intake.mail import Address, Citation, Claim, Draft, SanitizedMessage
from intake.models.prompt import CLASSIFY, DRAFT


def cost(chance: random.Random, drafts: int) -> dict[str, Any]:
    """Milliseconds of all checks a draft, with canaries, secrets and both prompts looked for."""
    words = "returns are accepted within days shipping costs call us at tent jacket order label please send".split()
    message = SanitizedMessage(
        message_id="<m@c.example>", digest="d" * 64, subject="A question", from_=Address(name="Ada Byron", address="ada@c.example"), reply_to=(), to=(),
        cc=(), date=None, in_reply_to=None, references=(), automatic=None, text="How long do I have? " * 50, quoted="", signature="", verdict="clean",
        findings=(), attachments=(), defects=(),
    )  # fmt: skip
    guard = GuardSettings(canaries=["FW-CANARY-7f3a91", "OTHER-THREAD-5c20de"])
    wall: list[float] = []
    worked: list[float] = []
    for _ in range(drafts):
        claims = []
        for n in range(chance.randrange(1, 12)):
            text = (
                " ".join(chance.choice(words) for _ in range(chance.randrange(6, 30))).capitalize()
                + f" {chance.randrange(99)} EUR."
            )
            cited = Citation(n=n + 1, source="r.md", start=0, end=len(text), quote=text)
            claims.append(Claim(text=text, citations=(cited,), supported=True, verdict="quote"))
        answers = "\n\n".join(c.text for c in claims)
        draft = Draft(to=("ada@c.example",), subject="Re: A question", in_reply_to=None, references=(), claims=tuple(claims),
                      body=f"Hello Ada Byron,\n\nThank you for your message.\n\n{answers}\n\nKind regards\n")  # fmt: skip
        _views.cache_clear()
        begin, busy = time.perf_counter(), time.thread_time()
        assert (
            check(draft, message, guard=guard, secrets=["k3y-of-the-model-99"], prompts=(DRAFT, CLASSIFY))
            == ()
        )
        wall.append((time.perf_counter() - begin) * 1000)
        worked.append((time.thread_time() - busy) * 1000)
    wall.sort()
    worked.sort()
    return {
        "drafts": drafts,
        "p50_ms": round(wall[drafts // 2], 2),
        "p95_ms": round(wall[int(drafts * 0.95)], 2),
        "cpu_p50_ms": round(worked[drafts // 2], 2),
        "cpu_p95_ms": round(worked[int(drafts * 0.95)], 2),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--templates", type=Path)
    args = parser.parse_args()
    pages = (
        [p.read_text(encoding="utf-8", errors="replace") for p in sorted(args.templates.rglob("*.html"))]
        if args.templates
        else []
    )
    found = {
        "bench": "guard",
        "seed": args.seed,
        "guard": cost(random.Random(args.seed), 300),
        "redaction": redaction(random.Random(args.seed), args.mails),
        "names": names(),
        "benign": benign(random.Random(args.seed), args.mails, pages),
    }
    print(json.dumps(found, indent=1, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
