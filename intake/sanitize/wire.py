"""Records as JSON and back, by their types alone: what comes from the parser process is data, never code."""

import json
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, BinaryIO, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

MAX_FRAME = 256_000_000
"""Bytes of one message on the pipe."""
T = TypeVar("T")


def send(stream: BinaryIO, data: bytes) -> None:
    """One frame: four bytes of length, then the bytes."""
    stream.write(len(data).to_bytes(4, "big"))
    stream.write(data)
    stream.flush()


def receive(read: Callable[[int], bytes]) -> bytes:
    """One frame. Raises EOFError where the other side is gone, ValueError where it is too large."""
    size = int.from_bytes(_exactly(read, 4), "big")
    if size > MAX_FRAME:
        raise ValueError("frame too large")
    return _exactly(read, size)


def _exactly(read: Callable[[int], bytes], size: int) -> bytes:
    parts = []
    while size:
        part = read(min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def dump(record: object) -> bytes:
    """A record as JSON; lone surrogates, which JSON cannot carry as UTF-8, stay escaped."""
    return json.dumps(_plain(record), ensure_ascii=True).encode("ascii")


def load(kind: type[T], data: bytes) -> T:
    """The record again. Raises ValueError, TypeError or KeyError where the JSON does not fit the type."""
    return _build(kind, json.loads(data))  # type: ignore[no-any-return]


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, datetime) else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _build(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        if value is None:
            return None
        return _build(next(a for a in get_args(kind) if a is not type(None)), value)
    if origin is tuple:
        if not isinstance(value, list):
            raise TypeError("not a list")
        return tuple(_build(get_args(kind)[0], v) for v in value)
    if origin is Literal:
        if value not in get_args(kind):
            raise ValueError("not a known word")
        return value
    if kind is datetime:
        return datetime.fromisoformat(value)
    if is_dataclass(kind) and isinstance(kind, type):
        return kind(
            **{name: _build(hint, value[name]) for name, hint in _hints(kind).items() if name in value}
        )
    if kind is float and isinstance(value, int):
        return float(value)
    if not isinstance(value, kind):
        raise TypeError(f"not a {kind.__name__}")
    return value
