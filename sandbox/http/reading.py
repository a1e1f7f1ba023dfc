"""Mailpit's API: one message, its parts, and how it is shown."""

import base64
import io
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from sandbox.http import shapes
from sandbox.http.answers import failed, missing, nowhere, resolve
from sandbox.message import Content, PartInfo, StoredMessage, html_text
from sandbox.store import Store

if TYPE_CHECKING:
    from sandbox.server import Sandbox

CONTENT_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox"
THUMB = (180, 120)
MAX_PIXELS = 20_000_000
"""Pixels of a picture that is scaled; a bigger one gets a blank thumbnail, as in Mailpit."""
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "ICO")


def add(api: APIRouter, store: Store, sandbox: "Sandbox") -> None:
    @api.get("/api/v1/message/{ident}")
    def message(ident: str, request: Request) -> Response:
        found = resolve(store, ident, request.query_params)
        content = store.content(found.seq) if found else None
        if found is None or content is None:
            return nowhere(ident)
        if not found.read:
            store.mark_seen(found.id)
        return JSONResponse(shapes.full(found, content))

    @api.get("/api/v1/message/{ident}/headers")
    def headers(ident: str, request: Request) -> Response:
        found = resolve(store, ident, request.query_params)
        content = store.content(found.seq) if found else None
        if found is None or content is None:
            return nowhere(ident)
        return JSONResponse(shapes.headers(found, content))

    @api.get("/api/v1/message/{ident}/raw")
    def raw(ident: str, request: Request, dl: str = "") -> Response:
        found = resolve(store, ident, request.query_params)
        data = store.raw(found.seq) if found else None
        if found is None or data is None:
            return nowhere(ident)
        save = {"Content-Disposition": f'attachment; filename="{found.id}.eml"'} if dl == "1" else {}
        return Response(data, media_type="text/plain; charset=utf-8", headers=save)

    @api.get("/api/v1/message/{ident}/part/{part_id}")
    def part(ident: str, part_id: str, request: Request) -> Response:
        wanted = _part(store, resolve(store, ident, request.query_params), part_id)
        if wanted is None:
            return nowhere(ident)
        return Response(wanted.data, headers=_as_file(wanted) | {"Content-Type": _type(wanted)})

    @api.get("/api/v1/message/{ident}/part/{part_id}/thumb")
    def thumb(ident: str, part_id: str, request: Request) -> Response:
        wanted = _part(store, resolve(store, ident, request.query_params), part_id)
        if wanted is None:
            return failed("attachment not found")
        return Response(thumbnail(wanted), media_type="image/jpeg", headers=_as_file(wanted))

    @api.get("/view/latest")
    def latest(request: Request) -> Response:
        found = resolve(store, "latest", request.query_params)
        return RedirectResponse(f"/view/{found.id}" if found else "/", status_code=302)

    @api.get("/view/{name}")
    def view(name: str, request: Request, embed: str = "") -> Response:
        ident, dot, kind = name.rpartition(".")
        found = resolve(store, ident if dot else name, request.query_params)
        if found is None or kind not in (("html", "txt") if dot else (name,)):
            return missing()
        if not dot:
            return RedirectResponse(f"/mail/{found.id}", status_code=302)
        content = store.content(found.seq) or Content()
        store.mark_seen(found.id)
        if kind == "txt":
            return PlainTextResponse(shapes.wire(content.text or html_text(content.html)))
        if not content.html:
            return missing("This message does not contain a HTML part")
        shown = _linked(found.id, content)
        return Response(
            _outward(shown) if embed == "1" else shown,
            media_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": CONTENT_CSP},
        )

    @api.get("/proxy")
    def proxy(data: str = "") -> Response:
        try:
            sound = b":" in base64.b64decode(data, validate=True)
        except ValueError:
            sound = False
        if not data.strip():
            return failed("Error: Data missing")
        # Mailpit would fetch it; a sandbox that tests run against stays offline.
        return failed("Error: remote content is not loaded" if sound else "Error: invalid request")


def _part(store: Store, found: StoredMessage | None, part_id: str) -> PartInfo | None:
    content = store.content(found.seq) if found else None
    return next((p for p in content.parts if shapes.part_id(p) == part_id), None) if content else None


def _as_file(part: PartInfo) -> dict[str, str]:
    name = quote(part.filename or part.content_id, safe="$&+=:@~-_.")
    return {
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Security-Policy": CONTENT_CSP,
    }


def _type(part: PartInfo) -> str:
    kind = part.media_type
    return kind if re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind, re.ASCII) else "application/octet-stream"


def thumbnail(part: PartInfo) -> bytes:
    """A JPEG of 180 by 120; white where the part is no picture that can be read."""
    from PIL import Image, ImageOps

    canvas = Image.new("RGB", THUMB, "white")
    try:
        if not part.media_type.startswith("image/"):
            raise ValueError(part.media_type)
        with Image.open(io.BytesIO(part.data), formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise ValueError(picture.size)
            shown = ImageOps.exif_transpose(picture).convert("RGBA")
        small = shown.width < THUMB[0] or shown.height < THUMB[1]
        scaled = ImageOps.contain(shown, THUMB) if small else ImageOps.fit(shown, THUMB)
        at = ((THUMB[0] - scaled.width) // 2, (THUMB[1] - scaled.height) // 2)
        canvas.paste(scaled, at, scaled)
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
        TypeError,
        MemoryError,
        ZeroDivisionError,
    ):
        canvas = Image.new("RGB", THUMB, "white")
    except Image.DecompressionBombError:
        canvas = Image.new("RGB", THUMB, "white")
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=70)
    return out.getvalue()


def _linked(ident: str, content: Content) -> str:
    """The HTML with its `cid:` pictures pointing at the message's parts."""
    html = content.html
    for part in content.parts:
        if part.content_id and part.content_id in html:
            pattern = re.compile(r"(=[\"']?)cid:" + re.escape(part.content_id) + r"(?=[\"'\s/>;])", re.I)
            html = pattern.sub(rf"\1/api/v1/message/{ident}/part/{part.part_id}", html)
    return html


def _outward(html: str) -> str:
    """Links open beside the page that shows the mail, which never learns of them."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    for node in tree.css("a[href]"):
        node.attrs["target"] = "_blank"
        node.attrs["rel"] = "noreferrer noopener"
    return tree.html or ""
