"""Mails of the simulated quarter as bytes through the whole pipeline of the sample company."""

import random
import time
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import quarter_world as world
from intake.config import load
from intake.operate import stats

ROOT = Path(__file__).resolve().parent.parent


def through(mails: int, *, seed: int = 1) -> dict[str, Any]:
    """What became of them: outcomes, labels against the truth, and whether every claim holds its quote."""
    from intake.bootstrap import build_knowledge, build_pipeline
    from intake.sanitize import sanitize

    chance = random.Random(seed)
    with TemporaryDirectory() as name:
        settings = load(ROOT / "examples" / "fernweh.yaml").model_copy(update={"data_dir": Path(name)})
        with build_knowledge(settings) as knowledge:
            knowledge.sync()
            pipeline = build_pipeline(settings, knowledge)
            outcomes: dict[str, int] = {}
            right = claims = unsupported = misquoted = 0
            begun = time.monotonic()
            for number in range(mails):
                label, raw, at = _mail(chance, number)
                found = pipeline.process(sanitize(raw), account=settings.accounts[0], now=at)
                outcomes[found.kind] = outcomes.get(found.kind, 0) + 1
                right += (found.workflow if found.workflow in world.SHARES else None) == label
                for claim in found.draft.claims if found.draft else ():
                    claims += 1
                    unsupported += not claim.supported
                    misquoted += any(
                        (knowledge.extracted(c.source) or "")[c.start : c.end] != c.quote
                        for c in claim.citations
                    )
            took = time.monotonic() - begun
    share = stats.share(right, mails)
    return {
        "mails": mails,
        "outcomes": outcomes,
        "workflow_right": [None if v is None else round(v, 3) for v in (share.value, share.low, share.high)],
        "claims": claims,
        "unsupported": unsupported,
        "misquoted": misquoted,
        "mails_per_s": round(mails / took, 1),
    }


def _mail(chance: random.Random, number: int) -> tuple[str | None, bytes, Any]:
    label = chance.choices(list(world.SHARES), list(world.SHARES.values()))[0]
    at = world.START + timedelta(days=chance.uniform(0, 91))
    mail = EmailMessage()
    mail["From"] = f"Customer {number} <p{number}@gmail.test>"
    mail["To"] = "support@fernweh.example"
    mail["Subject"] = "Question"
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{number}@sim.test>"
    text = chance.choice(world.ASKED[label]).format(n=f"SO-{chance.randint(100_000, 999_999)}")
    mail.set_content(f"Hello,\n\n{text}\n\nThank you\nCustomer {number}\n")
    return label, mail.as_bytes(), at
