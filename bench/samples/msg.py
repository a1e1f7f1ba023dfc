"""Outlook messages, written as MS-CFB and MS-OXMSG say: what Outlook saves of a mail."""

import struct
from typing import Any

END, FREE, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF
SECTOR, MINI = 512, 64
Tree = dict[str, Any]
"""Names to bytes (a stream of less than 4096) or to such a tree (a storage)."""


def message(properties: dict[str, str | bytes], *attachments: Tree) -> bytes:
    """A message of MAPI properties by tag (four digits), with attachments of the same kind."""
    tree: Tree = {"__properties_version1.0": bytes(32), **streams(properties)}
    for number, attachment in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = {"__properties_version1.0": bytes(8), **attachment}
    return container(tree)


def streams(properties: dict[str, str | bytes]) -> Tree:
    """Text as UTF-16 (type 001F), bytes as they are (0102)."""
    return {
        f"__substg1.0_{tag}{'001F' if isinstance(value, str) else '0102'}": value.encode("utf-16-le")
        if isinstance(value, str)
        else value
        for tag, value in properties.items()
    }


def container(tree: Tree) -> bytes:
    """A compound file whose streams all stand in the mini stream."""
    entries: list[list[Any]] = [["Root Entry", 5, NONE, NONE, END, 0]]
    small, chain = bytearray(), []

    def grow(folder: Tree, parent: int) -> None:
        before = None
        for name, value in folder.items():
            place = len(entries)
            if before is None:
                entries[parent][3] = place
            else:
                entries[before][2] = place
            before = place
            if isinstance(value, dict):
                entries.append([name, 1, NONE, NONE, 0, 0])
                grow(value, place)
                continue
            first, count = len(chain), -(-len(value) // MINI)
            entries.append([name, 2, NONE, NONE, first if count else END, len(value)])
            chain.extend([*range(first + 1, first + count), END] if count else [])
            small.extend(value.ljust(count * MINI, b"\0"))

    grow(tree, 0)
    root = -(-len(entries) // 4)
    minifat = -(-len(chain) // 128)
    packed = -(-len(small) // SECTOR)
    entries[0][4:] = [root + minifat, len(small)]
    fat: list[int] = []
    for count in (root, minifat, packed):
        fat += [*range(len(fat) + 1, len(fat) + count), END] if count else []
    where = len(fat)
    fat.append(0xFFFFFFFD)
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    )
    head += struct.pack("<9I", 0, 1, 0, 0, 4096, root, minifat, END, 0) + struct.pack("<I", where)
    folders = b"".join(_entry(*e) for e in entries).ljust(root * SECTOR, b"\0")
    chains = _numbers(chain, minifat)
    return (
        head.ljust(SECTOR, b"\xff")
        + folders
        + chains
        + bytes(small).ljust(packed * SECTOR, b"\0")
        + _numbers(fat, 1)
    )


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(text) + 2, kind, 1, NONE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def _numbers(values: list[int], sectors: int) -> bytes:
    return struct.pack(f"<{sectors * 128}I", *values, *[FREE] * (sectors * 128 - len(values)))
