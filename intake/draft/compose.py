"""Put verified claims, greeting, missing fields and signature into the reply."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from intake.config import AccountSettings, GuardSettings, WorkflowSettings
from intake.draft.greeting import greeting_name
from intake.draft.phrases import field_words, phrases
from intake.errors import Misconfigured
from intake.mail import Citation, Claim, ContractResult, Draft, SanitizedMessage

MAX_SUBJECT = 200
MAX_REFERENCES = 20

BUILT_IN = """{{ greeting }}

{{ thanks }}
{% if answers %}
{{ answers }}
{% endif %}{% if missing %}
{{ missing }}
{% endif %}
{% if transparency %}{{ transparency }}

{% endif %}{{ signature }}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """All that a template gets."""

    greeting: str
    thanks: str
    answers: str
    missing: str
    signature: str
    transparency: str
    subject: str
    fields: dict[str, str]


def compose(
    message: SanitizedMessage,
    claims: Sequence[tuple[int | None, Claim]],
    *,
    workflow: WorkflowSettings,
    contract: ContractResult,
    language: str,
    account: AccountSettings | None,
    guard: GuardSettings,
    notes: Sequence[str] = (),
) -> Draft:
    """The draft. `claims` are (question index, supported claim) in the order in which they are to stand.

    Raises Misconfigured where the workflow's template cannot be filled.
    """
    numbered = _numbered([c for _, c in claims])
    groups = [q for q, _ in claims]
    plain = _paragraphs(groups, [c.text for c in numbered])
    marked = _paragraphs(groups, [_marked(c) for c in numbered])
    slots = Slots(
        greeting=_greeting(message, language),
        thanks=phrases(language).thanks,
        answers=plain,
        missing=_missing(workflow, contract, language),
        signature=_signature(account, language),
        transparency=guard.transparency or "",
        subject=message.subject,
        fields={f.name: f.value for f in contract.fields},
    )
    body = render(workflow.template or BUILT_IN, slots)
    marked_body = render(workflow.template or BUILT_IN, replace(slots, answers=marked))
    return Draft(
        to=recipients(message),
        subject=reply_subject(message.subject),
        in_reply_to=message.message_id,
        references=_references(message),
        body=body,
        claims=tuple(numbered),
        marked_body=marked_body,
        notes=tuple(notes),
    )


def render(template: str, slots: Slots) -> str:
    """The template with its slots, in Jinja2's sandbox. Raises Misconfigured."""
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    env = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False
    )
    values = {name: getattr(slots, name) for name in Slots.__dataclass_fields__}
    try:
        text = env.from_string(template).render(values)
    except (TemplateError, ArithmeticError, TypeError, ValueError, AttributeError) as exc:
        raise Misconfigured(
            f"template of the reply: {exc}",
            mend="use the slots greeting, thanks, answers, missing, signature",
        ) from exc
    lines = [line.rstrip() for line in text.splitlines()]
    out: list[str] = []
    for line in lines:
        if line or (out and out[-1]):
            out.append(line)
    return "\n".join(out).strip() + "\n"


def recipients(message: SanitizedMessage) -> tuple[str, ...]:
    """Reply-To, else From, and nobody else."""
    given = [a.address for a in message.reply_to if a.address] or [message.from_.address]
    return tuple(dict.fromkeys(a for a in given if a))


def reply_subject(subject: str) -> str:
    """`Re: ` and the subject, once, on one line."""
    bare = " ".join(subject.split())
    low = bare.lower()
    if low.startswith(("re:", "aw:", "sv:", "antw:", "rif:", "ref:")):
        return bare[:MAX_SUBJECT]
    return f"Re: {bare}"[:MAX_SUBJECT].rstrip()


def _references(message: SanitizedMessage) -> tuple[str, ...]:
    # RFC 5322, 3.6.4: the parent's references, then the parent.
    chain = list(message.references) or ([message.in_reply_to] if message.in_reply_to else [])
    if message.message_id:
        chain.append(message.message_id)
    chain = list(dict.fromkeys(chain))
    return tuple(chain if len(chain) <= MAX_REFERENCES else [chain[0], *chain[-(MAX_REFERENCES - 1) :]])


def _numbered(claims: Sequence[Claim]) -> list[Claim]:
    numbers: dict[tuple[str, int, int], int] = {}
    out = []
    for claim in claims:
        cited: list[Citation] = []
        for citation in claim.citations:
            key = (citation.source, citation.start, citation.end)
            cited.append(replace(citation, n=numbers.setdefault(key, len(numbers) + 1)))
        out.append(replace(claim, citations=tuple(cited)))
    return out


def _marked(claim: Claim) -> str:
    return claim.text + "".join(f" [{c.n}]" for c in claim.citations)


def _paragraphs(groups: Sequence[int | None], texts: Sequence[str]) -> str:
    out: list[str] = []
    last: int | None = -1
    for group, text in zip(groups, texts, strict=True):
        if out and group == last:
            out[-1] += f" {text}"
        else:
            out.append(text)
        last = group
    return "\n\n".join(out)


def _greeting(message: SanitizedMessage, language: str) -> str:
    name = greeting_name(message)
    return phrases(language).hello_name.format(name=name) if name else phrases(language).hello


def _missing(workflow: WorkflowSettings, contract: ContractResult, language: str) -> str:
    if not contract.missing:
        return ""
    by_name = {f.name: f for f in workflow.requires}
    asked = []
    for name in contract.missing:
        field = by_name.get(name)
        asked.append(field_words(name, field.type if field else "text", field.ask if field else {}, language))
    return phrases(language).ask + "\n" + "\n".join(f"- {a}" for a in asked)


def _signature(account: AccountSettings | None, language: str) -> str:
    own = account.signature.strip() if account else ""
    if own:
        return own
    who = (account.display_name or "") if account else ""
    return phrases(language).close + (f"\n{who}" if who else "")
