"""Mutated documents and mails of every type against the parsers: `python -m bench.fuzz [COUNT] [SECONDS]`.

Each input is a seed file with bytes changed, cut, doubled, swapped with another seed's, or a token of its
format put in; of archives also a member. It prints one JSON object: how many inputs were read, by kind and
status, the slowest, and the growth of the process. Exit 1 where anything was raised, took longer than two
seconds of processor time, or the process kept growing. Such inputs are kept in bench/results.
"""

import io
import json
import random
import resource
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path

from bench.samples.files import seeds
from intake.sanitize import sanitize
from intake.sanitize.attachments import sanitize_document

COUNT, SECONDS = 200_000, 900.0
SLOW_S = 2.0
MAX_GROWTH_MB = 150
"""Of the resident size, after the caches are warm; the parser process may have 512 MB in all."""
KEPT = Path(__file__).parent / "results" / "fuzz"
TOKENS = (
    b"\\u-1?", b"\\'ff", b"{\\*", b"<w:p>", b"</w:t>", b"<![CDATA[", b"&#x0;", b"\xff\xfe", b"\0\0\0\0",
    b"BT /F1 1 Tf", b"obj<<", b"endobj", b"/Length 99999999", b"stream\n", b"BEGIN:VEVENT\n", b"--b--\n",
    b"=?utf-8?B?", b"PK\x03\x04", b"%PDF-1.7", b"99999999999", b"-1", b"<table colspan=99999>", b"<style>",
    b"*{}", b"!important", b"\xe2\x80\x8b" * 9, b"<!--", b"Content-Type: multipart/mixed; boundary=b\n\n",
    b"\xf0\x9f\x98\x80", b"\x80", b"\x7f", b"]]>", b"..", b";;;",
)  # fmt: skip


def mutated(seed: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """The seed, somewhere else than it was; of an archive mostly one of its members."""
    if seed.startswith(b"PK") and chance.random() < 0.8:
        with zipfile.ZipFile(io.BytesIO(seed)) as whole:
            members = {n: whole.read(n) for n in whole.namelist()}
        name = chance.choice(list(members))
        members[name] = mutated(members[name], others, chance)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, body in members.items():
                archive.writestr(name, body)
        return out.getvalue()
    data = bytearray(seed)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8, 20))):
        at = chance.randrange(len(data) + 1)
        size = chance.choice((1, 1, 2, 4, 16, 64))
        kind = chance.randrange(8)
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
        else:
            data[at : at + size] = bytes(size)
    return bytes(data[:400_000])


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    chance = random.Random(4)
    files = seeds()
    names, bodies = list(files), list(files.values())
    kinds: Counter[str] = Counter()
    raised: list[str] = []
    slow: list[tuple[float, str]] = []
    worst = (0.0, "")
    begin = time.monotonic()
    warm = 0.0
    done = 0
    while done < count and time.monotonic() - begin < seconds:
        name = chance.choice(names)
        data = mutated(files[name], bodies, chance)
        started = time.process_time()
        try:
            if name.endswith(".mail"):
                sanitize(data)
                kinds["mail"] += 1
            else:
                document = sanitize_document(
                    data, filename=name if chance.random() < 0.8 else None, media_type=None
                )
                kinds[f"{name.rpartition('.')[2]} {document.status}"] += 1
        except Exception as exc:
            raised.append(f"{name}: {type(exc).__name__}: {exc}"[:300])
            keep(name, done, data)
        took = time.process_time() - started
        worst = max(worst, (took, name))
        if took > SLOW_S:
            slow.append((round(took, 2), name))
            keep(name, done, data)
        done += 1
        if done == min(2_000, count // 2):
            warm = resident_mb()
    growth = resident_mb() - warm
    print(
        json.dumps(
            {
                "bench": "fuzz",
                "inputs": done,
                "seconds": round(time.monotonic() - begin, 1),
                "seeds": len(files),
                "raised": len(raised),
                "raised_first": raised[:10],
                "over_2_s": slow[:20],
                "slowest_s": [round(worst[0], 3), worst[1]],
                "growth_mb": round(growth, 1),
                "resident_mb": round(resident_mb(), 1),
                "by_kind": dict(sorted(kinds.items())),
            }
        )
    )
    return 1 if raised or slow or growth > MAX_GROWTH_MB else 0


def keep(name: str, number: int, data: bytes) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / f"{number}-{name}").write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
