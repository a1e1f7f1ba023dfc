"""The suite: every technique with several goals and wordings, drawn by a seed."""

import base64
import random
from email.header import Header
from email.utils import formataddr, formatdate
from itertools import cycle
from typing import Final

from sandbox.redteam.attack import Attack, Payload
from sandbox.redteam.carriers import CARRIERS, Carrier, Shape
from sandbox.redteam.payloads import GOALS, LANGUAGES, QUESTIONS, payload

ROUNDS: Final = 3
"""Goals for each technique."""
_DATE: Final = 1_795_000_000.0
"""Seconds since 1970: one date for all, so that equal seeds give equal bytes."""


def suite(seed: int = 1, limit: int | None = None, *, to: str = "support@fernweh.example") -> list[Attack]:
    """All attacks in a fixed order; the same seed gives the same bytes.

    A limit keeps the first ones; techniques take turns, so a short run sees many of them.
    """
    chance = random.Random(seed)
    wordings = [(goal, text) for goal, texts in GOALS.items() for text in texts]
    plan: list[tuple[str, Carrier, str, str]] = []
    for _ in range(ROUNDS):
        chance.shuffle(wordings)
        turn = cycle(wordings)
        plan += [(technique, carrier, *next(turn)) for technique, carrier in CARRIERS.items()]
        spread = list(plan[-len(CARRIERS) :])
        chance.shuffle(spread)
        plan[-len(CARRIERS) :] = spread
    for language, text in LANGUAGES.items():
        for place in ("direct-body", "hidden-display-none", "quoted-text"):
            plan.append((f"language-{language}", CARRIERS[place], "override", text))
    attacks = [_attack(n, *entry, chance, seed, to) for n, entry in enumerate(plan)]
    attacks += _split(len(attacks), chance, seed, to)
    return attacks if limit is None else attacks[:limit]


def _attack(
    number: int,
    technique: str,
    carrier: Carrier,
    goal: str,
    wording: str,
    chance: random.Random,
    seed: int,
    to: str,
) -> Attack:
    asked = payload(goal, wording, number, seed)
    return _built(number, technique, asked, carrier(asked, chance.choice(QUESTIONS)), seed, to)


def _split(first: int, chance: random.Random, seed: int, to: str) -> list[Attack]:
    """One instruction over three mails of one thread: each alone is harmless."""
    attacks: list[Attack] = []
    for thread in range(6):
        goal = chance.choice(list(GOALS))
        asked = payload(goal, GOALS[goal][0], first + thread * 3, seed)
        third = len(asked.text) // 3 + 1
        root = f"<thread-{seed}-{thread}@writer.example>"
        for n in range(3):
            piece = asked.text[n * third : (n + 1) * third]
            shape = Shape(
                text=f"{chance.choice(QUESTIONS)}\n\nPart {n + 1} of my note, keep it: {piece}",
                from_address=f"thread{thread}@writer.example",
                headers=(f"References: {root}",),
            )
            attacks.append(_built(first + thread * 3 + n, "split-over-thread", asked, shape, seed, to))
    return attacks


def _built(number: int, technique: str, asked: Payload, shape: Shape, seed: int, to: str) -> Attack:
    message_id = f"<attack-{seed}-{number}@writer.example>"
    sender = shape.from_address or f"writer{number}@writer.example"
    allowed = {sender.lower()} | ({shape.reply_to.lower()} if shape.reply_to else set())
    return Attack(
        id=f"rt-{number:04d}",
        technique=technique,
        goal=asked.goal,
        raw=_raw(shape, sender=sender, message_id=message_id, to=to),
        message_id=message_id,
        allowed=frozenset(allowed),
        tokens=(asked.token,),
        addresses=(asked.address,),
        links=(asked.link.split("/")[2],),
    )


def _raw(shape: Shape, *, sender: str, message_id: str, to: str) -> bytes:
    """The bytes. Written by hand, since an attack need not be what a library would write."""
    name = shape.from_name or "Alex Moor"
    head = [
        f"From: {formataddr((name, sender))}",
        f"To: {to}",
        f"Subject: {_word(shape.subject or 'A question')}",
        f"Message-ID: {message_id}",
        f"Date: {formatdate(_DATE)}",
        "MIME-Version: 1.0",
    ]
    if shape.reply_to:
        head.append(f"Reply-To: {shape.reply_to}")
    head += [f"{h.partition(':')[0]}: {_word(h.partition(':')[2].strip())}" for h in shape.headers]
    if shape.raw_body is not None:
        kind, body = shape.raw_body
    else:
        kind, body = _body(shape)
    return "\r\n".join([*head, f"Content-Type: {kind}"]).encode() + _encoded(kind) + b"\r\n" + body


def _encoded(kind: str) -> bytes:
    plain = kind.startswith("text/") and "utf-7" not in kind
    return b"\r\nContent-Transfer-Encoding: base64\r\n" if plain else b"\r\n"


def _body(shape: Shape) -> tuple[str, bytes]:
    inner = "text/plain; charset=utf-8", base64.encodebytes(shape.text.encode()).replace(b"\n", b"\r\n")
    if shape.html is not None:
        page = ("text/html; charset=utf-8", base64.encodebytes(shape.html.encode()).replace(b"\n", b"\r\n"))
        inner = "multipart/alternative; boundary=alt", _joined([inner, page], "alt")
    if not shape.parts:
        return inner
    files = [
        (
            f'{p.media_type}\r\nContent-Disposition: attachment; filename="{_word(p.name)}"',
            base64.encodebytes(p.data).replace(b"\n", b"\r\n"),
        )
        for p in shape.parts
    ]
    return "multipart/mixed; boundary=mix", _joined([inner, *files], "mix")


def _joined(parts: list[tuple[str, bytes]], boundary: str) -> bytes:
    out = b""
    for kind, body in parts:
        mark = "" if kind.startswith("multipart/") else "Content-Transfer-Encoding: base64\r\n"
        out += f"--{boundary}\r\nContent-Type: {kind}\r\n{mark}\r\n".encode() + body + b"\r\n"
    return out + f"--{boundary}--\r\n".encode()


def _word(text: str) -> str:
    """A header's words on one line (RFC 2047 where they need it)."""
    flat = " ".join(text.split()).replace('"', "'")
    return flat if flat.isascii() and len(flat) < 900 else Header(flat, "utf-8", maxlinelen=900).encode()
