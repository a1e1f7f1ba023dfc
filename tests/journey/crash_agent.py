"""An agent as a process of its own, for tests that kill it; all real but the pipeline, which is short."""

import signal
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from intake.config import AccountSettings, ImapSettings, Settings
from intake.config.settings import Retries
from intake.errors import Throttled
from intake.mail import Address, Draft, Outcome, SanitizedMessage, digest_of
from intake.mailbox import ImapMailbox
from intake.workflow import Agent, Event
from intake.workflow.errands import Errand
from intake.workflow.glance import glance


class Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Sanitizer:
    """What it says of a mail is its headers and its text as it stands; sanitizing has tests of its own."""

    def sanitize(self, raw: bytes) -> SanitizedMessage:
        seen = glance(raw)
        return SanitizedMessage(
            message_id=seen.message_id,
            digest=digest_of(raw),
            subject=seen.subject,
            from_=Address(name=seen.sender_name, address=seen.sender),
            reply_to=(),
            to=(),
            cc=(),
            date=None,
            in_reply_to=None,
            references=(),
            automatic=None,
            text=raw.partition(b"\r\n\r\n")[2].decode("utf-8", "replace"),
            quoted="",
            signature="",
            verdict="clean",
            findings=(),
            attachments=(),
            defects=(),
        )


class Pipeline:
    away = 0
    """How often a mail that asks the model is told that it is away."""

    def process(
        self, message: SanitizedMessage, *, account: AccountSettings | None, now: datetime
    ) -> Outcome:
        if "poison" in message.text:
            raise ValueError("poison")
        if "model" in message.text and self.away:
            self.away -= 1
            raise Throttled("the model gave no answer", service="openai:small")
        if "newsletter" in message.text:
            return Outcome(kind="ignored", reason="list")
        if "escalate" in message.text:
            return Outcome(kind="escalated", reason="a person is asked for")
        draft = Draft(
            to=(message.from_.address,),
            subject=f"Re: {message.subject}",
            in_reply_to=message.message_id,
            references=(message.message_id,) if message.message_id else (),
            body="Thank you.",
            claims=(),
            marked_body="Thank you.",
        )
        return Outcome(kind="drafted", draft=draft, confidence=1.0)


def settings_for(data_dir: Path, port: int, password_file: Path, **more: object) -> Settings:
    """One account on a Dovecot at this port; quick retries, no caps in the way."""
    account = AccountSettings(
        name="support",
        address="support@shop.test",
        imap=ImapSettings(
            host="127.0.0.1", port=port, tls="off", username="support", password_file=password_file, poll_s=2
        ),
        since="all",
    )
    base: dict[str, object] = {
        "data_dir": data_dir,
        "accounts": [account],
        "retries": Retries(attempts=2, first_wait_s=0.1, max_wait_s=0.5),
        "guard": {"caps": {"drafts_per_sender_hour": None, "drafts_per_thread_day": None}},
    }
    base["guard"]["caps"]["runs_per_sender_day"] = None  # type: ignore[index]
    return Settings.model_validate({**base, **more})


def agent_for(
    settings: Settings,
    events: object = None,
    errands: Sequence[Errand] = (),
    pipeline: Pipeline | None = None,
) -> Agent:
    return Agent(
        settings,
        pipeline=pipeline or Pipeline(),
        sanitizer=Sanitizer(),
        mailbox_factory=lambda a: ImapMailbox(a, data_dir=settings.data_dir),
        clock=Clock(),
        events=events,  # type: ignore[arg-type]
        errands=errands,
    )


def main() -> None:
    data_dir, port, password_file = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    more = {"database_url": sys.argv[4]} if len(sys.argv) > 4 else {}
    if more:
        more["knowledge"] = {"chroma": "http://127.0.0.1:9"}  # type: ignore[assignment]
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())

    def tell(event: Event) -> None:
        print(event.kind, event.text, flush=True)

    agent_for(settings_for(data_dir, port, password_file, **more), tell).run(stop)


if __name__ == "__main__":
    main()
