"""What a PDF would cost to open, told before PDFium opens it: nothing can stop PDFium once it paints.

Content streams call forms, patterns, masks and drawn glyphs, which call others: ten forms that each call the
next ten times are 10^10 calls from a kilobyte. The calls are followed once, and each stream is weighed with
all that it calls. What pypdf cannot follow is left to the limits of the parser process.
"""

import io
import re
from collections import Counter
from typing import Any

from intake.sanitize.attachments.reader import Unreadable

MOST_OF_A_PAGE, MOST = 15_000_000, 150_000_000
"""Bytes of content that a page and a document may run; a page of text has five thousand, a map a million."""
CALL = 300
"""What painting or calling one thing costs beside its content, in bytes of content."""
MAX_FUNCTION = 4_000
"""Bytes of a PostScript function, which runs for each pixel; those of printers' inks have some hundred."""
MAX_DEPTH = 40
"""Streams that call each other in a row."""
_CALL = re.compile(rb"/([^\s/<>\[\](){}%]*)\s+(?:(Do|gs|scn|SCN|sh)|[-+\d.]+\s+(Tf))\b")
_PAINT = re.compile(rb"\s(?:T[jJ]|['\"]|[fFBb]\*?|[Ss]|EI)(?=\s)")
_LONG = re.compile(rb"<\s*(?:[0-9A-Fa-f]\s*){20}")
"""In a ToUnicode map: a glyph that the file tells to be five characters or more; a ligature is of three."""
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_WHERE = {b"Do": "/XObject", b"gs": "/ExtGState", b"scn": "/Pattern", b"SCN": "/Pattern", b"sh": "/Shading",
          b"Tf": "/Font"}  # fmt: skip


def check_weight(data: bytes, pages: int) -> bool:
    """Whether a glyph may stand for many letters. Raises Unreadable (`limit`) where the first pages cost more
    than a document may.
    """
    import logging

    import pypdf
    from pypdf.errors import LimitReachedError

    # It warns of each broken file; here those are the rule.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    scale = _Scale()
    try:
        for leaf, _ in zip(pypdf.PdfReader(io.BytesIO(data)).pages, range(pages), strict=False):
            scale.page(leaf)
    except Unreadable:
        raise
    except LimitReachedError as exc:
        raise Unreadable("limit: unpacks to too many bytes") from exc
    except Exception:  # noqa: BLE001 - what is broken for pypdf is often none to PDFium
        return True
    return scale.wordy


class _Scale:
    """Weighs streams, each once."""

    def __init__(self) -> None:
        self.wordy = False
        self._total = 0
        self._known: dict[int, int] = {}
        self._maps: set[int] = set()
        self._open: set[int] = set()

    def page(self, leaf: Any) -> None:
        area = abs(float(leaf.mediabox.width) * float(leaf.mediabox.height)) or 1.0
        contents = leaf.get_contents()
        resources = _of(leaf, "/Resources")
        weight = self._content(contents.get_data(), resources, area) if contents is not None else 0
        for note in list(_list(leaf, "/Annots"))[:20_000]:
            looks = _of(_of(note, "/AP"), "/N")
            for look in [looks] if hasattr(looks, "get_data") else list(looks.values()):
                weight += self._stream(look, resources, area)
        self._total += weight
        if weight > MOST_OF_A_PAGE or self._total > MOST:
            raise Unreadable("limit: content that runs too long")

    def _stream(self, reference: Any, resources: Any, area: float) -> int:
        """A form, pattern or glyph with all that it calls."""
        stream = _solid(reference)
        if not hasattr(stream, "get_data"):
            return 0
        key = id(stream)
        if key in self._open or len(self._open) > MAX_DEPTH:
            raise Unreadable("limit: content that calls itself")
        if key not in self._known:
            self._open.add(key)
            own = _of(stream, "/Resources") or resources
            self._known[key] = CALL + self._content(stream.get_data(), own, area)
            self._open.discard(key)
        return self._known[key]

    def _content(self, content: bytes, resources: Any, area: float) -> int:
        weight = len(content) + CALL * len(_PAINT.findall(content))
        for (name, operator), count in _calls(content).items():
            where = _WHERE[operator]
            called = _solid(_of(resources, where).get("/" + name))
            if called is None:
                continue
            if where == "/XObject":
                if called.get("/Subtype") == "/Form":
                    weight += count * self._stream(called, resources, area)
            elif where == "/ExtGState":
                mask = _of(called, "/SMask")
                weight += count * (self._stream(mask.get("/G"), resources, area) if mask else 0)
            elif where == "/Pattern":
                weight += count * self._pattern(called, resources, area)
            elif where == "/Shading":
                _check_function(called)
            else:
                self._read_map(_of(called, "/ToUnicode"))
            if where == "/Font" and called.get("/Subtype") == "/Type3":
                # Which letters it draws is not looked up: the average of its glyphs for each few bytes.
                glyphs = list(_of(called, "/CharProcs").values())[:1000]
                own = _of(called, "/Resources") or resources
                each = sum(self._stream(g, own, area) for g in glyphs) / max(1, len(glyphs))
                weight += int(len(content) / 4 * each)
            weight = min(weight, MOST * 10)
        return weight

    def _read_map(self, stream: Any) -> None:
        if hasattr(stream, "get_data") and id(stream) not in self._maps:
            self._maps.add(id(stream))
            self.wordy = self.wordy or _LONG.search(stream.get_data()) is not None

    def _pattern(self, pattern: Any, resources: Any, area: float) -> int:
        if pattern.get("/PatternType") == 2:
            _check_function(_of(pattern, "/Shading"))
            return 0
        steps = abs(float(pattern.get("/XStep", 1)) * float(pattern.get("/YStep", 1))) or 1e-6
        return int(min(area / steps, 1e9)) + self._stream(pattern, resources, area)


def _calls(content: bytes) -> Counter[tuple[str, bytes]]:
    found: Counter[tuple[str, bytes]] = Counter()
    for name, one, other in _CALL.findall(content):
        plain = _ESCAPED.sub(lambda m: bytes([int(m[1], 16)]), name)
        found[plain.decode("latin-1"), one or other] += 1
    return found


def _check_function(shading: Any) -> None:
    functions = _of(shading, "/Function")
    for one in functions if isinstance(functions, list) else [functions]:
        function = _solid(one)
        if (
            hasattr(function, "get_data")
            and function.get("/FunctionType") == 4
            and len(function.get_data()) > MAX_FUNCTION
        ):
            raise Unreadable("limit: a function that runs too long")


def _solid(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _of(holder: Any, key: str) -> Any:
    """What stands there, an empty dictionary where nothing does."""
    found = _solid(holder.get(key)) if hasattr(holder, "get") else None
    return {} if found is None else found


def _list(holder: Any, key: str) -> list[Any]:
    found = _of(holder, key)
    return [_solid(v) for v in found] if isinstance(found, list) else []
