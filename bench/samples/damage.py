"""Seeded damage to files of any type: bytes, and where a format has structure, the structure itself.

Bytes changed at random mostly make XML that no parser takes; so markup and the members of an archive are
mostly changed as XML (values, elements doubled, moved, nested, dropped), which stays well formed and reaches
deep into the readers.
"""

import io
import random
import re
import zipfile

TOKENS = (
    b"\\u-1?", b"\\'ff", b"{\\*", b"<w:p>", b"</w:t>", b"<![CDATA[", b"&#x0;", b"\xff\xfe", b"\0\0\0\0",
    b"BT /F1 1 Tf", b"obj<<", b"endobj", b"/Length 99999999", b"stream\n", b"BEGIN:VEVENT\n", b"--b--\n",
    b"=?utf-8?B?", b"PK\x03\x04", b"%PDF-1.7", b"99999999999", b"-1", b"<table colspan=99999>", b"<style>",
    b"*{}", b"!important", b"\xe2\x80\x8b" * 9, b"<!--", b"Content-Type: multipart/mixed; boundary=b\n\n",
    b"\xf0\x9f\x98\x80", b"\x80", b"\x7f", b"]]>", b"..", b";;;", b" 1 0 R", b"/F1 Do ", b" q ",
    b" 0 0 0 0 0 0 cm ",
    b"\\bin9999 ", b"RRULE:FREQ=SECONDLY\n", b"\xf3\xa0\x81\xa1" * 5, b"<w:tbl>", b"{{{{{{{{",
)  # fmt: skip
VALUES = (
    b"", b"0", b"-1", b"1", b"none", b"NaN", b"1e309", b"2147483648", b"99999999999999999999", b"true",
    b"FFFFFF",
    b"auto", b"white", b"\xe2\x80\xae", b"&amp;", b"rId1", b"XFD1048576", b"A0", b"$A$1:", b"../..", b";;;",
    b"100%", b"0.0001pt", b"x" * 3000,
)  # fmt: skip
MOST = 400_000
_VALUE = re.compile(rb'="([^"<]*)"')
_LEAF = re.compile(rb"<([\w:.-]+)(?:\s[^<>]*)?(?:/>|>[^<>]*</\1>)")
_TAG = re.compile(rb"</?([A-Za-z][\w:.-]*)")


def damaged(seed: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """The seed, somewhere else than it was; of an archive mostly one of its members."""
    if seed.startswith(b"PK") and chance.random() < 0.9:
        with zipfile.ZipFile(io.BytesIO(seed)) as whole:
            members = {n: whole.read(n) for n in whole.namelist()}
        name = chance.choice(list(members))
        members[name] = damaged(members[name], others, chance)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, body in members.items():
                archive.writestr(name, body)
        return out.getvalue()
    if b"<" in seed[:200] and chance.random() < 0.8:
        return _restructured(seed, chance)[:MOST]
    return _bytes(seed, others, chance)[:MOST]


def _restructured(seed: bytes, chance: random.Random) -> bytes:
    """Markup with values, leaves and names changed; still well formed as far as the seed was."""
    data = seed
    for _ in range(chance.choice((1, 2, 3, 5, 8))):
        kind = chance.randrange(6)
        if kind < 2 and (found := list(_VALUE.finditer(data))):
            one = chance.choice(found)
            value = chance.choice(VALUES) if kind else chance.choice(found)[1]
            data = data[: one.start(1)] + value + data[one.end(1) :]
        elif kind < 5 and (found := list(_LEAF.finditer(data))):
            one, other = chance.choice(found), chance.choice(found)
            whole, moved = one[0], other[0]
            new = (
                (b"", whole * chance.choice((2, 60))) if kind == 2 else (moved, whole + moved)
                if kind == 3 else (b"<%s>%s</%s>" % (other[1], whole, other[1]),)
            )  # fmt: skip
            data = data[: one.start()] + chance.choice(new) + data[one.end() :]
        elif found := list(_TAG.finditer(data)):
            old, new_name = chance.choice(found)[1], chance.choice(found)[1]
            data = re.sub(rb"(</?)%s(?=[\s/>])" % re.escape(old), rb"\g<1>" + new_name, data)
        if len(data) > MOST:
            return seed
    return data


def _bytes(seed: bytes, others: list[bytes], chance: random.Random) -> bytes:
    data = bytearray(seed)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8, 20))):
        at = chance.randrange(len(data) + 1)
        size = chance.choice((1, 1, 2, 4, 16, 64))
        kind = chance.randrange(9)
        if kind == 0:
            data[at : at + size] = chance.randbytes(size)
        elif kind == 1:
            del data[at : at + size]
        elif kind == 2:
            data[at:at] = data[at : at + size] * chance.choice((1, 2, 50))
        elif kind == 3:
            data[at:at] = chance.choice(TOKENS)
        elif kind == 4 and data:
            place = min(at, len(data) - 1)
            data[place] ^= 1 << chance.randrange(8)
        elif kind == 5:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            data[at : at + size] = other[start : start + chance.choice((4, 40, 400))]
        elif kind == 6 and chance.random() < 0.2:
            del data[at:]
        elif kind == 7 and (numbers := list(re.finditer(rb"-?\d+(?:\.\d+)?", data))):
            # Sizes, counts, references and coordinates steer most formats.
            one = chance.choice(numbers)
            number = chance.choice((b"0", b"-1", b"65536", b"4294967296", b"1e9", chance.choice(numbers)[0]))
            data[one.start() : one.end()] = number
        else:
            data[at : at + size] = bytes(size)
    return bytes(data)
