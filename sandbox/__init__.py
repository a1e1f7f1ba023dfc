"""A test mail server: it takes any mail, shows it, lets a test wait for it, and plays the other side.

with Sandbox() as sandbox:
    inbox = sandbox.inbox()
    ...                              # send to inbox.address by SMTP at sandbox.smtp_port
    print(inbox.code().value)
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.errors import NothingFound, WaitTimeout
    from sandbox.inbox import Inbox
    from sandbox.server import Sandbox

__all__ = ["Inbox", "NothingFound", "Sandbox", "WaitTimeout"]

_HOMES = {
    "Inbox": "sandbox.inbox",
    "NothingFound": "sandbox.errors",
    "Sandbox": "sandbox.server",
    "WaitTimeout": "sandbox.errors",
}


def __getattr__(name: str) -> object:
    # Lazy: pytest imports this package in every run, for the plug-in.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(name)
