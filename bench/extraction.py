# ruff: noqa: E501 - conditions and tables of words read best unbroken
"""How many one-time codes and links of sign-up mails are right, on wordings and layouts of other projects.

    python -m bench.extraction [--set first|...|seventeenth] [--clones DIR] [--details]

The rules of `sandbox.extract` were written and tuned on the mails of tests/unit/sandbox/test_extract_*.py
alone. The words measured here are those of `bench.foreign`; `first_seen` in the output is what the rules
scored before anybody looked at a failure (see docs/benchmarks.md). Each mail also holds what confuses: an
order, a phone number, a price, a year, an address and a company number, in its own language.
"""

import argparse
import html
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from bench import foreign_later
from bench.foreign import CODE, LINK, THEMES, Wording, allauth, djoser, fetch, layouts, security, shop
from bench.foreign_cloned import ninth, tenth
from bench.foreign_eleventh import eleventh
from bench.foreign_invented import invented
from bench.foreign_last import fifteenth, seventeenth, sixteenth
from bench.foreign_members import fourteenth
from bench.foreign_shops import twelfth
from bench.foreign_tools import thirteenth
from sandbox.extract import codes, links
from sandbox.message import html_text, read_content

DECOYS = {
    "en": ["Order 4471002 of 25 November 2026, total 1,249.00 USD", "Questions? Call 020 7946 0958.", "Fernweh Ltd, 12 King Street, London. Company number 09446231. © 2026"],
    "de": ["Auftrag 4471002 vom 25.11.2026, Gesamtsumme 1.249,00 €", "Fragen? Rufen Sie an: 030 9018200", "Fernweh GmbH, Hauptstr. 5, 10115 Berlin, HRB 123456, © 2026"],
    "fr": ["Commande 4471002 du 25/11/2026, total 1 249,00 €", "Une question ? Appelez le 01 42 68 53 00", "Fernweh SARL, 5 rue de la Paix, 75002 Paris, SIREN 123 456 789, © 2026"],
    "es": ["Pedido 4471002 del 25/11/2026, total 1.249,00 €", "¿Dudas? Llámenos al 912 345 678", "Fernweh S.L., Calle Mayor 5, 28013 Madrid, CIF B12345678, © 2026"],
    "it": ["Ordine 4471002 del 25/11/2026, totale 1.249,00 €", "Domande? Chiami lo 06 6982 3344", "Fernweh S.r.l., Via Roma 5, 00184 Roma, P.IVA 01234567890, © 2026"],
    "pt": ["Encomenda 4471002 de 25/11/2026, total 1.249,00 €", "Dúvidas? Ligue 213 456 789", "Fernweh Lda, Rua Augusta 5, 1100-048 Lisboa, NIPC 501234567, © 2026"],
    "nl": ["Bestelling 4471002 van 25-11-2026, totaal € 1.249,00", "Vragen? Bel 020 624 1111", "Fernweh B.V., Damrak 5, 1012 LG Amsterdam, KvK 12345678, © 2026"],
    "ja": ["ご注文番号 4471002(2026年11月25日) 合計 12,490円", "お問い合わせ 03-1234-5678", "フェルンヴェー株式会社 〒100-0001 東京都千代田区 © 2026"],
}  # fmt: skip
CODES = [
    "482913",
    "551 204",
    "771-920",
    "4471",
    "30418822",
    "HJ7K2P",
    "XK4P-92BM",
    "0 4 2 9 1 7",
    "90512",
    "G7QM3XA2",
]
PATHS = ["/accounts/a/MTk6dGVzdA/", "/auth/action?mode=a&oobCode=Zk81Lq02hhTT", "/u/8fj2kd92jd02kqpl", "/x?t=eyJhbGciOiJIUzI1NiJ9.e30.Q6x"]  # fmt: skip
WRAPPERS = ["", "https://click.mail.invalid/ls/click?upn=u001.{n}", "", "https://t.invalid/CL0/{n}/1/0100", "https://links.invalid/e/c/{n}"]  # fmt: skip
LAYOUTS = ("text", *THEMES, "both")
KINDS = ("verify", "reset", "magic-login")


def first(_clones: Path) -> list[Wording]:
    return [*allauth(), *djoser(), *security(), *shop()]


def later(words: Callable[[], list[Wording]]) -> Callable[[Path], list[Wording]]:
    """A set whose words come from the registries."""

    def load(_clones: Path) -> list[Wording]:
        foreign_later.fetch()
        return words()

    return load


SETS: dict[str, Callable[[Path], Iterable[Wording]]] = {
    "first": first,
    "second": later(foreign_later.second),
    "third": foreign_later.third,
    "fourth": later(foreign_later.fourth),
    "fifth": later(foreign_later.fifth),
    "sixth": lambda _: invented("sixth"),
    "seventh": lambda _: invented("seventh"),
    "eighth": lambda _: invented("eighth"),
    "ninth": ninth,
    "tenth": tenth,
    "eleventh": eleventh,
    "twelfth": twelfth,
    "thirteenth": thirteenth,
    "fourteenth": fourteenth,
    "fifteenth": fifteenth,
    "sixteenth": sixteenth,
    "seventeenth": seventeenth,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=SETS, default="first")
    parser.add_argument(
        "--clones",
        type=Path,
        default=Path(),
        help="folder with the clones that the third and ninth set need, and those behind",
    )
    parser.add_argument("--details", action="store_true", help="each mail that is not right, to stderr")
    args = parser.parse_args()
    fetch()  # every set is laid out by what it brings
    wordings = list(SETS[args.set](args.clones))
    mails = build(wordings)
    rows = [judge(m) for m in mails]
    if args.details:
        for mail, row in zip(mails, rows, strict=True):
            if row["wrong"]:
                w = mail["wording"]
                print(w.source, w.name, w.language, mail["layout"], row["wrong"], repr(w.subject), repr(w.text[:400]), file=sys.stderr)  # fmt: skip
    print(json.dumps({"bench": "extraction", "mails": len(rows), **figures(rows), "by": by(mails, rows)}))


def build(wordings: list[Wording]) -> list[dict[str, Any]]:
    """Each wording with a code four times, with a link twice, else once, with its own code, address, layout and confusing numbers."""
    mails: list[dict[str, Any]] = []
    often = [w for w in wordings for _ in range(4 if w.has_code else 2 if w.kind else 1)]
    for n, wording in enumerate(often):
        # Numbers that share no factor, so that every form meets every layout and language.
        code = CODES[(n * 7) % len(CODES)] if wording.has_code else ""
        layout = ("own", "own-both")[n % 2] if wording.html else LAYOUTS[n % len(LAYOUTS)]
        wrapper = WRAPPERS[n % len(WRAPPERS)]
        url = (
            wrapper.format(n=f"aGk{n:04d}Xk2Lm9Qp7Rt") if wrapper else f"https://app.invalid{PATHS[n % 4]}{n}"
        )
        place = ("body", "body", "subject", "body", "alt")[n % 5] if code else "body"
        place = "body" if wording.html or (place == "alt" and layout == "text") else place
        if CODE in wording.subject:
            place = "subject" if CODE not in wording.text else place.replace("subject", "body")
        mails.append(
            {"wording": wording, "code": code, "layout": layout, "url": url if wording.kind else "", "place": place, "wrapper": wrapper}
        )  # fmt: skip
    pages = iter(layouts([_email(m) for m in mails if m["layout"] in THEMES]))
    for mail in mails:
        mail["raw"] = _raw(mail, next(pages) if mail["layout"] in THEMES else None)
    return mails


def _paragraphs(mail: dict[str, Any]) -> list[str]:
    w: Wording = mail["wording"]
    shown = {"body": mail["code"], "subject": "", "alt": "@@ALT@@"}[mail["place"]]
    text = w.text.replace(CODE, shown)
    return [p.strip() for p in re.split(r"\n\s*\n", text) if p.strip()]


def _email(mail: dict[str, Any]) -> dict[str, Any]:
    w: Wording = mail["wording"]
    paragraphs = [html.escape(p) for p in _paragraphs(mail)]
    email: dict[str, Any] = {
        "intro": [p for p in paragraphs if LINK not in p],
        "outro": [html.escape(d) for d in DECOYS[w.language][:2]],
        "copyright": html.escape(DECOYS[w.language][2]),
        "table": {"data": [{"no": "4471002", "sum": "129.00"}, {"no": "4471003", "sum": "2,499.00"}]},
        "signature": False,
        "greeting": False,
    }
    if w.kind:
        said = [p.replace(LINK, "").strip() for p in paragraphs if LINK in p]
        label = w.button or LINK
        email["action"] = {"instructions": " ".join(said), "button": {"text": label, "link": LINK}}
    if w.has_code or w.kind:
        email.pop("table")
    return {"theme": mail["layout"], "email": email}


def _raw(mail: dict[str, Any], page: str | None) -> bytes:
    w: Wording = mail["wording"]
    subject = (
        f"{mail['code']} - {w.subject}"
        if mail["place"] == "subject" and CODE not in w.subject
        else w.subject.replace(CODE, mail["code"])
    )
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = (
        "Fernweh <no-reply@shop.invalid>",
        "ann@x.invalid",
        subject,
    )
    if w.html:
        return _own(message, mail)
    body = "\n\n".join([*_paragraphs(mail), *DECOYS[w.language]]).replace(LINK, mail["url"])
    if mail["layout"] in ("text", "both"):
        message.set_content(body.replace("@@ALT@@", ""))
    if mail["layout"] == "both":
        page = "".join(f"<p>{html.escape(p)}</p>\n" for p in body.split("\n\n"))
        for url in filter(None, [mail["url"]]):
            page = page.replace(
                html.escape(url), f'<a href="{html.escape(url)}">{w.button or html.escape(url)}</a>'
            )
        page = f"<html><body>{page}</body></html>"
    if page is not None:
        page = page.replace(LINK, html.escape(mail["url"]))
        page = page.replace("@@ALT@@", f'<img src="cid:code" alt="{mail["code"]}">')
        if mail["wrapper"]:
            # Such senders wrap every link of the mail alike.
            page = page.replace(
                '"https://shop.invalid/"', f'"{mail["wrapper"].format(n="aGkHOMEXk2Lm9Qp7Rt")}"'
            )
        (message.add_alternative if mail["layout"] == "both" else message.set_content)(page, subtype="html")
    return message.as_bytes()


def _own(message: EmailMessage, mail: dict[str, Any]) -> bytes:
    """A mail that came as HTML: with what confuses before its end, alone or with its text beside it."""
    w: Wording = mail["wording"]
    confusing = "".join(f"<p>{html.escape(d)}</p>" for d in DECOYS[w.language])
    page = re.sub(r"(?i)(</body>)", lambda m: confusing + m[1], w.html, count=1)
    page = page.replace(LINK, html.escape(mail["url"])).replace(CODE, mail["code"])
    if mail["layout"] == "own-both":
        message.set_content(html_text(page))
        message.add_alternative(page, subtype="html")
    else:
        message.set_content(page, subtype="html")
    return message.as_bytes()


def judge(mail: dict[str, Any]) -> dict[str, Any]:
    """What was found against what is true."""
    w: Wording = mail["wording"]
    content = read_content(mail["raw"])
    found = [_bare(c.value) for c in codes(content.header("Subject") or "", content)]
    wanted = [_bare(mail["code"])] if mail["code"] else []
    every = links(content)
    right = (w.kind or "").split("|")
    mine = sorted((x for x in every if x.kind in right), key=lambda x: -x.score)
    link_right = bool(mine) and mine[0].value == mail["url"]
    false_links = [x.value for x in every if x.kind in KINDS and x.value != mail["url"]]
    wrong = []
    if found != wanted:
        wrong.append(f"codes {found} for {wanted} in the {mail['place']}")
    if w.kind and not link_right:
        wrong.append(f"{w.kind}: {[(x.kind, x.score, x.text[:40]) for x in every]}")
    if false_links:
        wrong.append(f"false links {false_links}")
    return {
        "has_code": bool(wanted), "code_right": bool(wanted) and found == wanted,
        "false_codes": len([f for f in found if f not in wanted]), "has_link": bool(w.kind),
        "link_right": bool(w.kind) and link_right, "false_links": len(false_links), "wrong": "; ".join(wrong),
    }  # fmt: skip


def _bare(value: str) -> str:
    return re.sub(r"[\s-]", "", value)


def figures(rows: list[dict[str, Any]]) -> dict[str, Any]:
    count: Counter[str] = Counter()
    for row in rows:
        count.update({k: int(v) for k, v in row.items() if k != "wrong"})
    return {
        "codes": count["has_code"], "codes_right": round(count["code_right"] / max(1, count["has_code"]), 4),
        "false_codes": count["false_codes"], "links": count["has_link"],
        "links_right": round(count["link_right"] / max(1, count["has_link"]), 4), "false_links": count["false_links"],
    }  # fmt: skip


def by(mails: list[dict[str, Any]], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The same by source and by language."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for mail, row in zip(mails, rows, strict=True):
        for name in (mail["wording"].source, mail["wording"].language):
            groups.setdefault(name, []).append(row)
    return {name: {"mails": len(found), **figures(found)} for name, found in groups.items()}


if __name__ == "__main__":
    main()
