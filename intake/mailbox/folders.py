"""Folder names between the configuration and the server: namespaces, delimiters, special uses.

IMAPClient turns names into modified UTF-7 (RFC 3501, 5.1.3) and back; all names here are plain text.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from imapclient import IMAPClient

SENT: Final = "\\Sent"
DRAFTS: Final = "\\Drafts"
TRASH: Final = "\\Trash"
ALL: Final = "\\All"

_USUAL: Final = {
    SENT: (
        "Sent",
        "Sent Items",
        "Sent Messages",
        "Sent Mail",
        "Gesendet",
        "Gesendete Elemente",
        "Gesendete Objekte",
        "Envoyés",
        "Messages envoyés",
        "Éléments envoyés",
        "Enviados",
        "Elementos enviados",
        "Itens enviados",
        "Posta inviata",
        "Inviata",
        "Verzonden",
        "Verzonden items",
        "送信済み",
        "送信済みアイテム",
    ),
    DRAFTS: (
        "Drafts",
        "Draft",
        "Entwürfe",
        "Brouillons",
        "Borradores",
        "Rascunhos",
        "Bozze",
        "Concepten",
        "下書き",
    ),
    TRASH: ("Trash", "Deleted Items", "Deleted Messages", "Papierkorb", "Gelöschte Elemente", "Corbeille"),
}
"""Names that servers without SPECIAL-USE give, in the languages of large providers."""

_CLOSED: Final = frozenset({"\\NOSELECT", "\\NONEXISTENT"})


@dataclass(slots=True)
class Folders:
    """What LIST told of one account. `fresh` is False until it has been read."""

    delimiter: str = "/"
    prefix: str = ""
    names: dict[str, frozenset[str]] = field(default_factory=dict)
    """Attributes in upper case, by name."""
    fresh: bool = False

    def read(self, client: IMAPClient) -> None:
        """Ask the server. Raises what IMAPClient raises."""
        self.prefix = ""
        if client.has_capability("NAMESPACE"):
            personal = client.namespace().personal
            if personal:
                self.prefix, delimiter = personal[0]
                self.delimiter = delimiter or self.delimiter
        self.names = {}
        for flags, delimiter, name in client.list_folders():
            if delimiter:
                self.delimiter = _text(delimiter)
            self.names[_text(name)] = frozenset(_text(f).upper() for f in flags)
        self.fresh = True

    def on_server(self, name: str) -> str:
        """The server's name of a folder that the configuration calls `name`.

        A folder that exists under that very name wins; else `/` stands for the delimiter, and the personal
        namespace's prefix is put before it.
        """
        if name.upper() == "INBOX":
            return "INBOX"
        if name in self.names:
            return name
        local = name.replace("/", self.delimiter) if self.delimiter else name
        if local in self.names or local.startswith(self.prefix):
            found = local
        else:
            found = self.prefix + local
        if found in self.names:
            return found
        # Exchange and Gmail fold case; a name differing in case only is the same folder there.
        same = [n for n in self.names if n.casefold() == found.casefold()]
        return same[0] if len(same) == 1 else found

    def exists(self, name: str) -> bool:
        """Whether the folder is there and can be opened."""
        attributes = self.names.get(self.on_server(name))
        return attributes is not None and not attributes & _CLOSED

    def special(self, use: str) -> str | None:
        """The folder for a use (`\\Sent`), by its attribute (RFC 6154), else by its usual names."""
        wanted = use.upper()
        for name, attributes in self.names.items():
            if wanted in attributes and not attributes & _CLOSED:
                return name
        return self._by_name(_USUAL.get(use, ()))

    def _by_name(self, names: Iterable[str]) -> str | None:
        by_fold = {n.casefold(): n for n, attributes in self.names.items() if not attributes & _CLOSED}
        for name in names:
            for prefix in (self.prefix, "INBOX" + self.delimiter, ""):
                found = by_fold.get((prefix + name).casefold())
                if found is not None:
                    return found
        return None


def _text(value: bytes | str) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
