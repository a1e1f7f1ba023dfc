"""The servers in front of the store: SMTP, IMAP and HTTP, plain and behind TLS."""

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sandbox.server import Sandbox


class Component(Protocol):
    """A server in front of the store."""

    name: str

    async def start(self, sandbox: "Sandbox", port: int) -> int: ...

    async def stop(self) -> None: ...


class SmtpComponent:
    name = "smtp"

    implicit = False
    """TLS from the first byte on; else it is offered by STARTTLS."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None

    async def start(self, sandbox: "Sandbox", port: int) -> int:
        from sandbox.smtp import Connection

        tls = sandbox.tls_context(always=self.implicit)
        within, offered = (tls, None) if self.implicit else (None, tls)
        self._server = await asyncio.get_running_loop().create_server(
            lambda: Connection(sandbox, tls=offered), sandbox.options.host, port, backlog=1024, ssl=within
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()


class SmtpsComponent(SmtpComponent):
    name = "smtps"
    implicit = True


class ImapComponent:
    name = "imap"
    implicit = False

    def __init__(self) -> None:
        self._server: Any = None

    async def start(self, sandbox: "Sandbox", port: int) -> int:
        from sandbox.imap import ImapServer

        self._server = ImapServer(sandbox)
        tls = sandbox.tls_context(always=True) if self.implicit else None
        return int(await self._server.start(sandbox.options.host, port, tls=tls))

    async def stop(self) -> None:
        if self._server is not None:
            await self._server.stop()


class ImapsComponent(ImapComponent):
    name = "imaps"
    implicit = True


class HttpComponent:
    name = "http"

    def __init__(self) -> None:
        self._server: Any = None
        self._task: asyncio.Task[None] | None = None

    async def start(self, sandbox: "Sandbox", port: int) -> int:
        import uvicorn

        from sandbox.http.app import create_app

        config = uvicorn.Config(
            create_app(sandbox.store, sandbox),
            host=sandbox.options.host,
            port=port,
            log_level="error",
            lifespan="on",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        # The process's signals belong to the command line, not to a part of it.
        self._server.capture_signals = contextlib.nullcontext
        self._task = asyncio.get_running_loop().create_task(self._server.serve())
        while not self._server.started:
            if self._task.done():
                await self._task
                raise OSError(f"port {port} could not be opened")
            await asyncio.sleep(0.005)
        return int(self._server.servers[0].sockets[0].getsockname()[1])

    async def stop(self) -> None:
        if self._server is not None and self._task is not None:
            self._server.should_exit = True
            with contextlib.suppress(asyncio.TimeoutError, asyncio.CancelledError):
                await asyncio.wait_for(self._task, 3)


COMPONENTS: tuple[type[Component], ...] = (
    SmtpComponent,
    SmtpsComponent,
    ImapComponent,
    ImapsComponent,
    HttpComponent,
)
"""Every server that a sandbox may start, in order."""
