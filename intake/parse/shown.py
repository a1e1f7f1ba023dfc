"""Which parts a mail client shows as the message, which it passes over, and which are attachments."""

from dataclasses import dataclass, field

from intake.parse.mime import Entity

_SHOWN = {"text/plain", "text/html", "text/markdown", "text/x-markdown", "text/enriched", "text/richtext"}
_RANK = {"text/html": 3, "text/plain": 2, "text/markdown": 1, "text/x-markdown": 1}


@dataclass(slots=True)
class Shown:
    """Leaves by what a client does with them, each in order."""

    body: list[Entity] = field(default_factory=list)
    alternatives: list[Entity] = field(default_factory=list)
    attachments: list[Entity] = field(default_factory=list)

    def add(self, other: "Shown") -> None:
        self.body += other.body
        self.alternatives += other.alternatives
        self.attachments += other.attachments


def shown(root: Entity) -> Shown:
    """Sort the leaves of a mail. Every leaf is in exactly one of the three lists."""
    found = _walk(root)
    if not found.body and not root.children and root.media_type in _SHOWN:
        # A mail that is nothing but one text is shown, whatever its disposition says.
        return Shown(body=[root])
    if not found.body and found.alternatives:
        # Only an alternative that no client prefers: better read than lost.
        texts = [e for e in found.alternatives if e.media_type in _SHOWN]
        if texts:
            found.body = texts[-1:]
            found.alternatives = [e for e in found.alternatives if e is not texts[-1]]
    return found


def _walk(entity: Entity) -> Shown:
    if not entity.children:
        return _leaf(entity)
    kind = entity.media_type.partition("/")[2]
    if kind == "alternative":
        return _alternative(entity)
    if kind == "related":
        return _related(entity)
    if kind in ("signed", "encrypted"):
        found = _walk(entity.children[0])
        for child in entity.children[1:]:
            found.attachments += _leaves(child)
        return found
    found = Shown()
    for child in entity.children:
        found.add(_walk(child))
    return found


def _leaf(entity: Entity) -> Shown:
    shown_type = entity.media_type in _SHOWN
    if shown_type and entity.disposition != "attachment" and (entity.filename is None or _root_text(entity)):
        return Shown(body=[entity])
    return Shown(attachments=[entity])


def _root_text(entity: Entity) -> bool:
    """Some mailers name even the message text; the first part of all is the text all the same."""
    return set(entity.path.split(".")) == {"1"} and entity.disposition != "attachment"


def _alternative(entity: Entity) -> Shown:
    """The last of the best kind that clients show wins (RFC 2046, section 5.1.4)."""
    choices = [_walk(child) for child in entity.children]
    best, best_rank = -1, 0
    for n, choice in enumerate(choices):
        rank = max((_RANK.get(leaf.media_type, 0) for leaf in choice.body), default=0)
        if rank and rank >= best_rank:
            best, best_rank = n, rank
    found = Shown()
    for n, choice in enumerate(choices):
        if n == best:
            found.add(choice)
            continue
        found.alternatives += choice.body + choice.alternatives
        for leaf in choice.attachments:
            # AMP, calendars and other texts are versions of the message; files are not.
            version = leaf.media_type.startswith("text/") and leaf.disposition != "attachment"
            (found.alternatives if version else found.attachments).append(leaf)
    return found


def _related(entity: Entity) -> Shown:
    """The root is shown; what it refers to is not text of the message (RFC 2387, section 3)."""
    start = entity.parameters.get("start", "").strip().strip("<>")
    root = next((c for c in entity.children if start and c.content_id == start), entity.children[0])
    found = _walk(root)
    if not found.body:
        # Some put the picture first.
        texts = [c for c in entity.children if c is not root and _walk(c).body]
        if texts:
            found.add(_walk(texts[0]))
            rest = [c for c in entity.children if c is not root and c is not texts[0]]
        else:
            rest = [c for c in entity.children if c is not root]
    else:
        rest = [c for c in entity.children if c is not root]
    for child in rest:
        found.attachments += _leaves(child)
    return found


def _leaves(entity: Entity) -> list[Entity]:
    """All leaves below, depth bounded by `mime.MAX_DEPTH`."""
    if not entity.children:
        return [entity]
    return [leaf for child in entity.children for leaf in _leaves(child)]
