"""What a scenario file says. Unknown keys are errors."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from intake.errors import Misconfigured

MAX_FILE_BYTES = 1_000_000
Outcome = Literal["drafted", "sent", "escalated", "quarantined", "none"]


class Mail(BaseModel):
    """One mail to inject: written here, or a file beside the scenario."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    id: str = Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")
    from_: str = Field(default="Ann Customer <ann@customer.example>", alias="from")
    subject: str = "Hello"
    text: str = ""
    html: str = ""
    headers: dict[str, str] = {}
    in_reply_to: str | None = None
    """Id of another mail of the scenario."""
    file: Path | None = None


class Expect(BaseModel):
    """What must come of a mail."""

    model_config = ConfigDict(extra="forbid")
    mail: str
    outcome: list[Outcome] | Outcome | None = None
    contains: list[str] = []
    absent: list[str] = []

    @property
    def outcomes(self) -> tuple[str, ...]:
        if self.outcome is None:
            return ()
        return (self.outcome,) if isinstance(self.outcome, str) else tuple(self.outcome)


class Policies(BaseModel):
    """What must hold for every answer, drafted or sent."""

    model_config = ConfigDict(extra="forbid")
    recipients: list[str] | None = []
    """Patterns (`*@example.org`) of who may be written to beside the writer; null switches the policy off."""
    canaries: list[str] = []
    """Words that must not come out: plain, split, reversed, base64, hex or URL-encoded."""
    citations: bool = False
    """Every answer names its sources as `[1]`."""
    one_reply_per_thread: bool = True
    rounds: int = Field(default=0, ge=0, le=10)
    """So many times an auto-reply answers each answer: there must be no further one."""


class Scenario(BaseModel):
    """A scenario: mails, what is expected of each, and policies over everything."""

    model_config = ConfigDict(extra="forbid")
    name: str = "scenario"
    to: str = "support@fernweh.example"
    mails: list[Mail] = Field(min_length=1, max_length=500)
    expect: list[Expect] = []
    policies: Policies = Policies()
    timeout_s: float = Field(default=60.0, gt=0, le=3600)
    quiet_s: float = Field(default=3.0, gt=0, le=600)

    @model_validator(mode="after")
    def _ids_are_known(self) -> "Scenario":
        ids = [m.id for m in self.mails]
        if len(set(ids)) != len(ids):
            raise ValueError("two mails have the same id")
        named = [e.mail for e in self.expect] + [m.in_reply_to for m in self.mails if m.in_reply_to]
        if unknown := sorted(set(named) - set(ids)):
            raise ValueError(f"no mail has the id {', '.join(unknown)}")
        return self


def load(path: Path) -> Scenario:
    """Raises Misconfigured with the file, the key and the mend."""
    import yaml

    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise Misconfigured(f"{path} is larger than {MAX_FILE_BYTES} bytes", mend="keep mails in files")
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Scenario.model_validate(data)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as exc:
        raise Misconfigured(f"the scenario {path} cannot be read: {exc}", mend="write it as YAML") from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(str(p) for p in first["loc"]) or "the file"
        raise Misconfigured(f"{path}: {where}: {first['msg']}", mend="see docs/sandbox.md") from exc


def message_id(scenario: Scenario, ident: str, run: str) -> str:
    """The Message-ID of an injected mail; each run has its own."""
    return f"<{ident}.{run}@scenario.mailroom>"


def render(scenario: Scenario, mail: Mail, base: Path, run: str) -> tuple[str, bytes]:
    """Sender and bytes of a mail. Raises Misconfigured where its file cannot be read."""
    sender = parseaddr(mail.from_)[1] or "ann@customer.example"
    if mail.file is not None:
        try:
            raw = (base / mail.file).read_bytes()
        except OSError as exc:
            raise Misconfigured(f"the mail {mail.id}: {mail.file} cannot be read: {exc.strerror}") from exc
        return sender, _with_id(raw, message_id(scenario, mail.id, run))
    message = EmailMessage(policy=SMTP)
    fields: dict[str, Any] = {
        "From": mail.from_,
        "To": scenario.to,
        "Subject": mail.subject,
        "Message-ID": message_id(scenario, mail.id, run),
        **mail.headers,
    }
    if mail.in_reply_to:
        parent = message_id(scenario, mail.in_reply_to, run)
        fields |= {"In-Reply-To": parent, "References": parent}
    try:
        for name, value in fields.items():
            message[name] = value
        message.set_content(mail.text or "\n")
        if mail.html:
            message.add_alternative(mail.html, subtype="html")
    except (ValueError, TypeError) as exc:
        raise Misconfigured(f"the mail {mail.id} cannot be written: {exc}") from exc
    return sender, message.as_bytes()


def _with_id(raw: bytes, ident: str) -> bytes:
    """The file with a Message-ID of this run, so that answers can be told apart."""
    head, gap, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = [x for x in head.split(b"\n") if not x.lower().startswith(b"message-id:")]
    text = b"\n".join([*lines, b"Message-ID: " + ident.encode()]) + gap + body
    return text.replace(b"\n", b"\r\n")
