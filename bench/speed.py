# ruff: noqa: E501 - rows of figures
"""How long `sanitize_html` takes: a newsletter of 50 KB with 250 rules beside other extractors, 1 MB, and growth.

Prints one JSON line. Times are milliseconds of this process's own processor time, medians.
"""

import json
import statistics
import sys
import time

RULES = [
    ".c{i}{{padding:{n}px;color:#{c}}}",
    "table.t{i} td p{{margin:0 0 {n}px;font-size:14px}}",
    ".wrap .c{i} a:hover{{color:#06c;text-decoration:underline}}",
    "#id{i}, h2.x{i}{{line-height:1.4;font-weight:bold}}",
    "@media only screen and (max-width:600px){{.m{i}{{display:block!important;width:100%!important}}}}",
    '.col{i} > tbody > tr > td, td[class="k{i}"]{{vertical-align:top;width:{n}px}}',
]
BLOCK = (
    '<table class="t{i} col{i}" role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" '
    'style="border-collapse:collapse;width:600px;background-color:#ffffff;"><tbody><tr>'
    '<td class="c{i} k{i} m{i}" style="padding:20px 30px;font-family:Arial,Helvetica,sans-serif;font-size:14px;'
    'line-height:20px;color:#333333;"><h2 class="x{i}" id="id{i}" style="margin:0 0 10px;font-size:20px;'
    'color:#111111">Offer number {i}</h2><p style="margin:0">The quick brown fox jumps over the lazy dog and buys '
    'item {i} for a fair price today.</p><a href="https://shop.example/p/{i}" style="display:inline-block;'
    'background:#0055ff;color:#ffffff;padding:10px 20px;text-decoration:none">Buy now {i}</a></td><td width="200">'
    '<img src="https://shop.example/i/{i}.png" alt="Item {i}" width="200" height="120" '
    'style="display:block;border:0"></td></tr></tbody></table>'
)


def newsletter(size: int, rules: int = 250) -> str:
    """A newsletter of about `size` characters."""
    css = "\n".join(RULES[i % 6].format(i=i // 6, n=i % 20, c=100 + i * 37 % 900) for i in range(rules))
    head = f"<!doctype html><html><head><style>{css}</style></head><body style='margin:0;background:#f4f4f4'><div class=wrap>"
    body: list[str] = []
    length = len(head)
    while length < size:
        body.append(BLOCK.format(i=len(body)))
        length += len(body[-1])
    return head + "\n".join(body) + "</div></body></html>"


def milliseconds(times: int, *mails: str) -> list[float]:
    """Medians of runs taken in turn, sheets remembered as for the second mail of one sender.

    In turn, for a machine that slows down between two sizes would pass for growth.
    """
    for mail in mails:
        once(mail)
    runs = [[once(mail) for mail in mails] for _ in range(times)]
    return [statistics.median(taken) for taken in zip(*runs, strict=True)]


def once(html: str) -> float:
    """One run."""
    from intake.sanitize import sanitize_html

    begin = time.process_time()
    sanitize_html(html, where="bench")
    return (time.process_time() - begin) * 1000


def main() -> int:
    """Measure, beside the peers with `--peers`."""
    mail = newsletter(50_000)
    (median,) = milliseconds(25, mail)
    unseen = once(mail.replace(".c0{", ".c0new{"))
    small, large = milliseconds(9, newsletter(100_000), newsletter(1_000_000))
    result: dict[str, object] = {
        "bytes": len(mail), "rules": 250, "median_ms": round(median, 1), "unseen_sheet_ms": round(unseen, 1),
        "100_kb_ms": round(small, 1), "1_mb_ms": round(large, 1), "growth": round(large / small, 1),
    }  # fmt: skip
    if "--peers" in sys.argv:
        from bench.peers import run

        result["peers_median_ms"] = {
            tool: round(statistics.median([float(str(ms)) for ms in found["ms"][2:]]), 1)
            for tool, found in run([mail] * 12).items()
        }
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
