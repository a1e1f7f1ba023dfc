"""One JSON document a mail: everything that the sandbox knows of it."""

import json
import logging
import os
from collections import OrderedDict
from pathlib import Path
from typing import Any

from sandbox.event import StoreEvent
from sandbox.extract import codes, links
from sandbox.message import Mailbox, PartInfo, StoredMessage, read_content
from sandbox.store import Store

_log = logging.getLogger(__name__)


def document(store: Store, message: StoredMessage) -> dict[str, Any]:
    """The mail as one JSON object; times are ISO 8601 in UTC, sizes bytes, spans characters."""
    content = read_content(store.raw(message.seq) or b"")
    head, envelope = message.head, message.envelope
    found = codes(head.subject, content)
    return OrderedDict(
        seq=message.seq,
        id=message.id,
        created=message.created.isoformat(),
        size=message.size,
        subject=head.subject,
        message_id=head.message_id,
        **{"from": _box(head.from_)},
        to=[_box(b) for b in head.to],
        cc=[_box(b) for b in head.cc],
        reply_to=[_box(b) for b in head.reply_to],
        envelope={
            "mail_from": envelope.mail_from,
            "mail_params": list(envelope.mail_params),
            "rcpt_to": [{"address": r.address, "params": list(r.params)} for r in envelope.recipients],
            "helo": envelope.helo,
            "peer": envelope.peer,
            "tls": envelope.tls or None,
            "user": envelope.user or None,
            "source": envelope.source,
        },
        headers=[{"name": h.name, "value": h.value, "raw": h.raw} for h in content.headers],
        text=content.text,
        html=content.html,
        attachments=[_part(p) for p in content.attachments],
        inline=[_part(p) for p in content.inline],
        links=[
            {
                "value": x.value,
                "kind": x.kind,
                "score": x.score,
                "span": x.span,
                "part": x.part,
                "text": x.text,
            }
            for x in links(content)
        ],
        codes=[{"value": c.value, "score": c.score, "span": c.span, "part": c.part} for c in found],
        markers={
            "list": content.header("List-Id"),
            "auto_submitted": content.header("Auto-Submitted"),
            "precedence": content.header("Precedence"),
        },
        thread={
            "in_reply_to": content.header("In-Reply-To"),
            "references": (content.header("References") or "").split(),
        },
        defects=list(content.defects),
        transcript=store.transcript(message.seq).splitlines(),
    )


def _box(box: Mailbox | None) -> dict[str, str] | None:
    return None if box is None else {"name": box.name, "address": box.address}


def _part(part: PartInfo) -> dict[str, Any]:
    return {
        "part": part.part_id,
        "filename": part.filename,
        "media_type": part.media_type,
        "content_id": part.content_id,
        "size": part.size,
        "sha256": part.sha256,
    }


def file_name(message: StoredMessage) -> str:
    """Sorts by arrival in a plain `ls`."""
    return f"{message.seq:010d}-{message.created:%Y%m%dT%H%M%S}-{message.id}.json"


def write_document(store: Store, message: StoredMessage, folder: Path) -> Path:
    """Write the mail's document, whole or not at all. Raises OSError."""
    target = folder / file_name(message)
    part = folder / f".{target.name}.part"
    text = json.dumps(document(store, message), ensure_ascii=False, indent=2)
    part.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
    os.replace(part, target)
    return target


def write_documents(store: Store, folder: Path) -> None:
    """From now on, one file a mail in `folder`, written behind its commit by a thread of its own."""
    import queue
    import threading

    folder.mkdir(parents=True, exist_ok=True)
    waiting: queue.SimpleQueue[StoredMessage] = queue.SimpleQueue()

    def heard(event: StoreEvent) -> None:
        if event.kind == "new" and event.message is not None:
            waiting.put(event.message)

    def run() -> None:
        while True:
            message = waiting.get()
            try:
                write_document(store, message, folder)
            except Exception:  # noqa: BLE001 - the file is a copy; the store has the mail
                _log.warning("the document of mail %s could not be written", message.id, exc_info=True)

    store.subscribe(heard)
    threading.Thread(target=run, name="sandbox-documents", daemon=True).start()
