"""How the page shows things: rows, the tree of inboxes, marked text, the dialogue. Pure functions."""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sandbox.message import Envelope, PartInfo, StoredMessage

HUES = 8
MAX_RECIPIENTS = 20
"""Recipients that a page names; a mail may have ten thousand."""
OPEN_BRANCHES = 6
"""Domains whose inboxes are unfolded at first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One mail as the list and the head of its page show it."""

    id: str
    seq: int
    sender: str
    address: str
    envelope_from: str
    initials: str
    hue: int
    to: str
    recipients: tuple[str, ...]
    more_recipients: int
    subject: str
    snippet: str
    tags: tuple[str, ...]
    attachments: int
    read: bool
    size: str
    at: str
    """ISO 8601, UTC."""
    shown_at: str
    full_at: str


def row(message: StoredMessage) -> Row:
    """What a list shows of a mail."""
    box = message.head.from_
    address = box.address if box else message.envelope.mail_from
    sender = (box.name if box and box.name else address) or "(no sender)"
    people = message.envelope.addresses
    first = people[0] if people else ""
    more = len(people) - 1
    return Row(
        id=message.id,
        seq=message.seq,
        sender=sender[:200],
        address=address[:320],
        envelope_from=message.envelope.mail_from[:320],
        initials=initials(sender),
        hue=zlib.crc32(address.lower().encode("utf-8", "replace")) % HUES,
        to=f"to {first}" + (f" and {more} more" if more > 0 else "") if first else "",
        recipients=people[:MAX_RECIPIENTS],
        more_recipients=max(0, len(people) - MAX_RECIPIENTS),
        subject=message.subject[:500],
        snippet=message.snippet[:200],
        tags=message.tags[:5],
        attachments=message.attachments,
        read=message.read,
        size=size(message.size),
        at=message.created.isoformat(timespec="seconds"),
        shown_at=message.created.strftime("%H:%M"),
        full_at=message.created.strftime("%d %b %Y, %H:%M:%S UTC"),
    )


def initials(name: str) -> str:
    """One or two letters for a round picture."""
    words = re.findall(r"\w+", name[:100].partition("@")[0])
    letters = "".join(w[0] for w in (words if len(words) < 3 else (words[0], words[-1])))
    return letters[:2].upper() or "?"


def size(count: int) -> str:
    """Bytes as a person reads them."""
    if count < 1024:
        return f"{count} bytes"
    if count < 1024 * 1024:
        return f"{count / 1024:.1f} KB"
    return f"{count / 1024 / 1024:.1f} MB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """An inbox in the tree."""

    address: str
    local: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A domain with its inboxes."""

    domain: str
    count: int
    leaves: tuple[Leaf, ...]
    open: bool


def tree(inboxes: Mapping[str, int], chosen: str = "") -> tuple[Branch, ...]:
    """Inboxes by domain, in the order given; the chosen one's domain is unfolded."""
    domains: dict[str, list[Leaf]] = {}
    for address, count in inboxes.items():
        local, _, domain = address.rpartition("@")
        leaf = Leaf(address=address, local=local or address, count=count)
        domains.setdefault(domain if local else "(no domain)", []).append(leaf)
    return tuple(
        Branch(
            domain=domain,
            count=sum(x.count for x in leaves),
            leaves=tuple(leaves),
            open=n < OPEN_BRANCHES or any(x.address == chosen for x in leaves),
        )
        for n, (domain, leaves) in enumerate(domains.items())
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of a mail; `technique` names how they were hidden, empty for what a person sees."""

    text: str
    technique: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A mail's whole text with the hidden parts marked."""

    runs: tuple[Run, ...]
    hidden: int


def marked(whole: str, hidden: Iterable[tuple[str, str]]) -> Marked:
    """Mark every piece of `hidden` (text, technique) where it stands in `whole`.

    Blanks do not count, since the two texts were cut differently. What is not found stays unmarked;
    the table of findings names it in any case. Linear but for the number of pieces.
    """
    places = [i for i, c in enumerate(whole) if not c.isspace()]
    bare = "".join(whole[i] for i in places)
    spans: list[tuple[int, int, str]] = []
    cursor: dict[str, int] = {}
    for text, technique in hidden:
        piece = "".join(text.split())
        if len(piece) < 2:
            continue
        at = bare.find(piece, cursor.get(piece, 0))
        if at >= 0:
            cursor[piece] = at + len(piece)
            spans.append((places[at], places[at + len(piece) - 1] + 1, technique))
    runs: list[Run] = []
    done = 0
    for start, end, technique in sorted(spans):
        if start < done:
            continue
        if start > done:
            runs.append(Run(text=whole[done:start]))
        runs.append(Run(text=whole[start:end], technique=technique))
        done = end
    if done < len(whole):
        runs.append(Run(text=whole[done:]))
    return Marked(runs=tuple(runs), hidden=sum(bool(r.technique) for r in runs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A line of the SMTP dialogue."""

    by: str
    """`client`, `server` or `fault`."""
    who: str
    text: str


def dialogue(transcript: Sequence[str]) -> tuple[Said, ...]:
    """The transcript with its speakers."""
    names = {"C:": ("client", "client"), "S:": ("server", "sandbox"), "F:": ("fault", "fault")}
    out = []
    for line in transcript:
        by, who = names.get(line[:2], ("client", ""))
        out.append(Said(by=by, who=who, text=line[2:].strip() if who else line))
    return tuple(out)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An attachment as its card shows it."""

    part_id: str
    name: str
    ext: str
    media_type: str
    size: str
    sha256: str
    content_id: str


def file(part: PartInfo) -> File:
    name = part.filename or f"part-{part.part_id}"
    ext = name.rpartition(".")[2] if "." in name else part.media_type.rpartition("/")[2]
    return File(
        part_id=part.part_id,
        name=name[:200],
        ext=ext[:4],
        media_type=part.media_type,
        size=size(part.size),
        sha256=part.sha256,
        content_id=part.content_id if part.inline else "",
    )


def envelope_rows(envelope: Envelope) -> tuple[tuple[str, str], ...]:
    """The envelope as pairs of a name and a value; empty ones are left out."""
    pairs = [
        ("MAIL FROM", " ".join([f"<{envelope.mail_from}>", *envelope.mail_params])),
        *(
            ("RCPT TO", " ".join([f"<{r.address}>", *r.params]))
            for r in envelope.recipients[: MAX_RECIPIENTS * 5]
        ),
        ("HELO", envelope.helo),
        ("Client", envelope.peer),
        ("TLS", envelope.tls),
        ("User", envelope.user),
        ("Came by", envelope.source),
    ]
    return tuple((name, value) for name, value in pairs if value)


def curls(base: str, ident: str, to: str) -> tuple[tuple[str, str], ...]:
    """Command lines that fetch this mail, each with its name."""
    from shlex import quote

    found = [
        ("Raw message", f"curl -s {base}/api/v1/message/{ident}/raw"),
        ("JSON, as Mailpit has it", f"curl -s {base}/api/v1/message/{ident}"),
        ("Codes and links", f"curl -s {base}/api/mailroom/v1/messages/{ident}"),
        ("What an agent gets", f"curl -s {base}/api/mailroom/v1/messages/{ident}/agent"),
    ]
    if to:
        found.append(("Wait for the next code", f"mailroom sandbox code --url {base} --to {quote(to)}"))
    return tuple(found)
