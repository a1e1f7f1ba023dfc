"""The page at `/`: the list, one mail, human view beside agent view. Server-rendered, no build step."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from sandbox.extract import Code, Link, codes, links
from sandbox.http import looks
from sandbox.http.search import search
from sandbox.message import Content, StoredMessage, html_text
from sandbox.rows import folded
from sandbox.store import Store

if TYPE_CHECKING:
    from jinja2 import Environment

    from sandbox.server import Sandbox

ROWS = 60
"""Mails of one page of the list."""
NEWER_ROWS = 200
"""New mails that an open list fetches at once; older ones of a burst come with a reload."""
INBOXES = 300
"""Inboxes of the tree, those with the newest mail; search finds the others."""
SHOWN_CHARS = 200_000
"""Characters of source and text that a page holds."""
SHOWN_LINKS = 500
HERE = Path(__file__).parent
STATIC = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
TABS = (
    ("compare", "Human and agent"),
    ("html", "HTML"),
    ("text", "Text"),
    ("links", "Codes and links"),
    ("attachments", "Attachments"),
    ("headers", "Headers"),
    ("source", "Source"),
    ("transcript", "Transcript"),
)
FIRST_KINDS = ("verify", "magic-login", "reset")
"""Links that the head of a mail's page offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was extracted from a mail; the same for ever, since a mail never changes."""

    codes: tuple[Code, ...]
    links: tuple[Link, ...]


class Page:
    """The page over a store: what each address answers with."""

    def __init__(self, store: Store, sandbox: "Sandbox") -> None:
        self.store = store
        self.sandbox = sandbox
        self.environment = environment()
        self.facts: Callable[[str], Facts] = lru_cache(maxsize=512)(self._facts)

    def index(self, query: str, inbox: str, older: int | None = None, start: int = 0) -> str:
        """The list: of one inbox, of a search, or of all."""
        counts = self.store.counts()
        messages, more = self.rows(query=query, inbox=inbox, older=older, start=start)
        inboxes = self.inboxes()
        return self.render(
            "list.html",
            page="list",
            title=inbox or query or "All mail",
            query=query,
            inbox=inbox,
            here=_here(inbox),
            rows=[looks.row(m) for m in messages],
            fresh=False,
            found=len(messages),
            more=more,
            older=_older(query, inbox, messages, start),
            total=counts.total,
            unread=counts.unread,
            tree=looks.tree(dict(list(inboxes.items())[:INBOXES]), inbox),
            more_inboxes=max(0, len(inboxes) - INBOXES),
            host=self.sandbox.host,
            smtp_port=self.sandbox.smtp_port,
            imap_port=self.sandbox.imap_port,
            http_url=self.sandbox.http_url,
            codes_url=bool(inbox),
        )

    def rows(
        self,
        *,
        query: str = "",
        inbox: str = "",
        older: int | None = None,
        newer: int | None = None,
        start: int = 0,
    ) -> tuple[list[StoredMessage], bool]:
        """A page of the list, newest first, and whether there are older ones.

        Of a search the hits from `start`; else those behind the seq `older`, or before `newer`.
        """
        limit = ROWS if newer is None else NEWER_ROWS
        if query.strip():
            found = search(self.store, query)[start : start + limit + 1]
            return found[:limit], len(found) > limit
        where, args = ["1"], list[Any]()
        if older is not None:
            where.append("seq < ?")
            args.append(older)
        if newer is not None:
            where.append("seq > ?")
            args.append(newer)
        if inbox:
            # The newest of this address first, so that a full store is not walked.
            inner = " AND ".join(["address = ?", *where[1:]])
            where = [f"seq IN (SELECT seq FROM recipients WHERE {inner} ORDER BY seq DESC LIMIT {limit + 1})"]  # noqa: S608 - constants
            args = [folded(inbox), *args]
        messages = self.store.find(" AND ".join(where), args, limit=limit + 1)
        return messages[:limit], len(messages) > limit

    def inboxes(self) -> dict[str, int]:
        """Inboxes with their counts; the one with the newest mail first."""
        got = self.store.query(
            "SELECT address, count(*), max(seq) AS last FROM recipients GROUP BY address ORDER BY last DESC"
        )
        made = self.store.query("SELECT address FROM inboxes ORDER BY address")
        return {**{a: n for a, n, _ in got}, **{a: 0 for (a,) in made if a not in {g[0] for g in got}}}

    def mail(self, ident: str, tab: str, inbox: str) -> str | None:
        """One mail's page; None where there is no such mail. Opening marks it read."""
        found = self.store.get(ident)
        raw = self.store.raw(found.seq) if found else None
        if found is None or raw is None:
            return None
        if not found.read:
            self.store.mark_seen(found.id)
        content = self.store.content(found.seq) or Content()
        facts = self.facts(found.id)
        kinds = [x for x in facts.links if x.kind in FIRST_KINDS]
        tab = tab if tab in dict(TABS) else TABS[0][0]
        counted = {"links": len(facts.codes) + len(facts.links), "attachments": len(content.parts)}
        return self.render(
            "mail.html",
            page="mail",
            title=found.subject or "(no subject)",
            row=looks.row(found),
            here=_here(inbox),
            inbox=inbox,
            newer=self._beside(found, inbox, ">"),
            older=self._beside(found, inbox, "<"),
            tab=tab,
            tabs=[(name, label, counted.get(name, 0)) for name, label in TABS],
            codes=facts.codes[:3],
            actions=sorted(kinds, key=lambda x: -x.score)[:3],
            curls=looks.curls(self.sandbox.http_url, found.id, "".join(found.envelope.addresses[:1])),
            content=content,
            text=content.text[:SHOWN_CHARS],
            **self._tab(tab, found, raw, content, facts),
        )

    def _tab(
        self, tab: str, found: StoredMessage, raw: bytes, content: Content, facts: Facts
    ) -> dict[str, Any]:
        """What only the chosen view needs: the others cost nothing."""
        match tab:
            case "compare":
                from sandbox.http.own import agent_view

                agent = agent_view(raw)
                whole = html_text(content.html[:SHOWN_CHARS]) if content.html else content.text
                hidden = [(f["text"], f["technique"]) for f in agent["findings"] if f["action"] != "flagged"]
                return {"agent": agent, "marked": looks.marked(_airy(whole[:SHOWN_CHARS]), hidden)}
            case "html":
                from sandbox.http.frame import remote_parts

                return {"remote": remote_parts(content), "html": content.html[:SHOWN_CHARS]}
            case "links":
                return {"doc": {"codes": facts.codes[:50], "links": facts.links[:SHOWN_LINKS]}}
            case "attachments":
                return {"parts": [looks.file(p) for p in content.parts]}
            case "headers":
                return {"envelope": looks.envelope_rows(found.envelope)}
            case "source":
                shown = raw[:SHOWN_CHARS].decode("utf-8", "replace")
                return {"source": shown, "cut": len(raw) > SHOWN_CHARS}
            case _:
                return {"transcript": looks.dialogue(self.store.transcript(found.seq).splitlines()[:5000])}

    def _beside(self, message: StoredMessage, inbox: str, way: str) -> str | None:
        order = "ASC" if way == ">" else "DESC"
        if inbox:
            sql = f"SELECT seq FROM recipients WHERE address = ? AND seq {way} ? ORDER BY seq {order} LIMIT 1"  # noqa: S608
            found = self.store.query(sql, (folded(inbox), message.seq))
        else:
            sql = f"SELECT seq FROM messages WHERE seq {way} ? ORDER BY seq {order} LIMIT 1"  # noqa: S608
            found = self.store.query(sql, (message.seq,))
        rows = self.store.query("SELECT id FROM messages WHERE seq = ?", found[0]) if found else []
        return str(rows[0][0]) if rows else None

    def _facts(self, ident: str) -> Facts:
        message = self.store.get(ident)
        content = self.store.content(message.seq) if message else None
        if message is None or content is None:
            return Facts(codes=(), links=())
        return Facts(codes=codes(message.subject, content), links=links(content))

    def chips(self, ids: list[str]) -> dict[str, list[dict[str, str]]]:
        """The code and the kinds of link of each mail, for the list."""
        out = {}
        for ident in ids[:ROWS]:
            facts = self.facts(ident)
            found = [{"kind": "code", "text": c.value} for c in facts.codes[:1]]
            kinds = {x.kind for x in facts.links}
            found += [{"kind": k, "text": k} for k in FIRST_KINDS if k in kinds]
            out[ident] = found
        return out

    def render(self, name: str, **values: Any) -> str:
        return self.environment.get_template(name).render(values)


def router(store: Store, sandbox: "Sandbox") -> APIRouter:
    api = APIRouter(include_in_schema=False)
    page = Page(store, sandbox)

    @api.get("/")
    def index(query: str = "", inbox: str = "", older: int | None = None, start: int = 0) -> Response:
        return _html(page.index(query[:4000], inbox[:400], older, max(0, start)))

    @api.get("/page/rows")
    def rows(
        query: str = "",
        inbox: str = "",
        older: int | None = None,
        newer: int | None = None,
        start: int = 0,
    ) -> Response:
        messages, more = page.rows(
            query=query[:4000], inbox=inbox[:400], older=older, newer=newer, start=max(0, start)
        )
        shown = page.render(
            "rows.html", rows=[looks.row(m) for m in messages], here=_here(inbox), fresh=newer is not None
        )
        return _html(shown, headers={"X-More": "1" if more else "0"})

    @api.get("/page/chips")
    def chips(ids: str = "") -> Response:
        return JSONResponse(page.chips([i for i in ids[:4000].split(",") if i]))

    @api.get("/mail/{ident}")
    def mail(ident: str, tab: str = "compare", inbox: str = "") -> Response:
        shown = page.mail(ident, tab, inbox[:400])
        if shown is None:
            return _html(page.render("gone.html", page="gone", title="Gone"), status=404)
        return _html(shown)

    @api.get("/mail/{ident}/frame")
    def framed(ident: str) -> Response:
        from sandbox.http.frame import HEADERS, frame

        found = store.get(ident)
        content = store.content(found.seq) if found else None
        if content is None:
            return _html(page.render("gone.html", page="gone", title="Gone"), status=404)
        return Response(frame(content), media_type="text/html; charset=utf-8", headers=HEADERS)

    @api.get("/static/{name}")
    def static(name: str) -> Response:
        file = HERE / "static" / name
        kind = STATIC.get(name.rpartition(".")[2])
        if kind is None or "/" in name or "\\" in name or not file.is_file():
            return Response(status_code=404)
        # The address holds the file's digest.
        keep = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(file.read_bytes(), media_type=kind, headers=keep)

    @api.get("/events")
    async def events(request: Request) -> StreamingResponse:
        from sandbox.http.live import changes

        return StreamingResponse(
            changes(store, request), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    return api


def environment() -> "Environment":
    """The templates; everything that comes from a mail is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        autoescape=True,
        loader=FileSystemLoader(HERE / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
    )

    @lru_cache(maxsize=32)
    def static(name: str) -> str:
        digest = sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
        return f"/static/{name}?{digest}"

    made.globals["static"] = static
    return made


def _html(text: str, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    # A mail may hold lone surrogates; a page may not.
    data = text.encode("utf-8", "replace")
    fixed = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(data, status_code=status, headers={**fixed, **(headers or {})})


def _older(query: str, inbox: str, messages: list[StoredMessage], start: int) -> str:
    """Where the next page is, for a browser without scripts."""
    if query.strip():
        return urlencode({"query": query, "start": start + len(messages)})
    return urlencode({"inbox": inbox, "older": messages[-1].seq} if messages else {})


def _here(inbox: str) -> str:
    return f"?inbox={quote(inbox, safe='@')}" if inbox else ""


def _airy(text: str) -> str:
    """Without the empty lines that tables leave."""
    lines = [line.strip() for line in text.split("\n")]
    return "\n".join(x for x, before in zip(lines, ["", *lines], strict=False) if x or before)
