"""The SMTP side: takes every mail, answers 250 behind the commit, and keeps the dialogue.

aiosmtpd speaks the commands. DATA is ours: it reads in blocks and keeps the bytes as they came, where
aiosmtpd reads line by line and refuses long ones.
"""

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from intake.errors import MailroomError
from sandbox.errors import StoreFull
from sandbox.faults import Fault
from sandbox.message import Envelope, Recipient
from sandbox.spool import SPOOL_FROM, Raw, Spool, oddities

if TYPE_CHECKING:
    from sandbox.server import Sandbox

MAX_MAIL_BYTES = 100 * 1024 * 1024
MAX_RECIPIENTS = 10_000
MAX_TRANSCRIPT_CHARS = 100_000
BLOCK = 64 * 1024
STALL_S = 300.0
"""Seconds of silence behind which a client is cut off (RFC 5321, 4.5.3.2)."""

_KEPT_MAIL_PARAMS = ("SIZE", "BODY", "SMTPUTF8")


class Connection(SMTP):
    """One client."""

    line_length_limit = BLOCK
    command_size_limit = 4096

    def __init__(self, sandbox: "Sandbox", *, tls: ssl.SSLContext | None = None) -> None:
        options = sandbox.options
        super().__init__(
            _Handler(sandbox),
            data_size_limit=options.max_bytes,
            enable_SMTPUTF8=True,
            hostname="mailroom-sandbox",
            ident="ESMTP Mailroom sandbox",
            tls_context=tls,
            timeout=STALL_S,
            auth_required=options.auth_required,
            auth_require_tls=False,
            authenticator=_authenticator(options.users),
            loop=asyncio.get_running_loop(),
        )
        self._sandbox = sandbox
        self._lines: list[str] = []
        self._chars = 0
        self._mail_params: tuple[str, ...] = ()
        self._recipients: list[Recipient] = []
        self._params: tuple[str, ...] = ()
        self._drip_s = 0.0
        self._mute = False
        """Our sending side is closed."""
        self._smtp_methods = {k: self._noted(k, m) for k, m in self._smtp_methods.items()}

    def note(self, line: str) -> None:
        """Add a line to the transcript, up to a bound."""
        if self._chars < MAX_TRANSCRIPT_CHARS:
            self._chars += len(line)
            self._lines.append(line)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        # aiosmtpd parses every address by the full grammar of RFC 5322, a tenth of a millisecond each.
        plain = _PLAIN_PATH.match(arg)
        if plain is not None:
            return plain[1], plain[2]
        return super()._getaddr(arg)

    async def push(self, status: Any) -> None:
        text = status.decode("utf-8", "replace") if isinstance(status, bytes) else status
        self.note("S: " + text)
        if text[:1] in ("4", "5"):
            self._sandbox.told.rejected += 1
        if not self._lines[1:] and text.startswith("220 "):
            fault = self._strike("connect")
            if fault is not None and await self.suffer(fault, "connect"):
                return
        await self._say(text)

    def _noted(self, name: str, method: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def run(arg: str | None) -> None:
            # Passwords stay out of the record.
            shown = "***" if name == "AUTH" and arg else (arg or "")
            self.note(f"C: {name} {shown}".rstrip())
            await method(arg)

        return run

    async def suffer(self, fault: Fault, at: str) -> bool:
        """Do what the fault says; True where the right answer must not follow."""
        self.note(f"F: {at} {fault}")
        if fault.delay_s:
            await asyncio.sleep(min(fault.delay_s, STALL_S))
        self._drip_s = min(fault.drip_s, STALL_S)
        if fault.reply:
            self.note("S: " + fault.reply)
            await self._say(fault.reply)
        if fault.half_close and self._writer.can_write_eof():
            self._writer.write_eof()
            self._mute = True
        if fault.disconnect and self.transport is not None:
            self.transport.close()
        return bool(fault.reply or fault.disconnect or fault.half_close)

    def _strike(self, at: str, address: str = "") -> Fault | None:
        plan = self._sandbox.faults
        return plan.strike(at, address, now=self._sandbox.clock.now().timestamp()) if plan.faults else None

    async def _say(self, text: str) -> None:
        """Send a reply, letter by letter where a fault asks for it."""
        drip_s, self._drip_s = self._drip_s, 0.0
        if self._mute:
            return
        if not drip_s:
            await super().push(text)
            return
        for byte in text.encode("utf-8", "replace") + b"\r\n":
            self._writer.write(bytes((byte,)))
            await self._writer.drain()
            await asyncio.sleep(drip_s)

    def _set_rset_state(self) -> None:
        super()._set_rset_state()  # type: ignore[no-untyped-call]
        self._mail_params, self._recipients = (), []

    def _set_post_data_state(self) -> None:
        super()._set_post_data_state()  # type: ignore[no-untyped-call]
        self._mail_params, self._recipients = (), []

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd's naming
        fault = self._strike("helo")
        if fault is None or not await self.suffer(fault, "helo"):
            await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        fault = self._strike("starttls")
        if fault is None or not await self.suffer(fault, "starttls"):
            await super().smtp_STARTTLS(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        path, params = _split_params(arg)
        fault = self._strike("mail", _address(path))
        if fault is not None and await self.suffer(fault, "mail"):
            return
        if chaos := self._sandbox.chaos.strike("sender"):
            await self.push(chaos)
            return
        known = [p for p in params if p.partition("=")[0].upper() in _KEPT_MAIL_PARAMS]
        assert self.envelope is not None
        before = self.envelope.mail_from
        # DSN (RFC 3461), AUTH= and other parameters are recorded, not judged.
        await super().smtp_MAIL(" ".join([path, *known]) if arg is not None else None)
        if before is None and self.envelope.mail_from is not None:
            self._mail_params = params

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if chaos := self._sandbox.chaos.strike("authentication"):
            await self.push(chaos)
            return
        await super().smtp_AUTH(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        path, self._params = _split_params(arg)
        fault = self._strike("rcpt", _address(path))
        if fault is not None and await self.suffer(fault, "rcpt"):
            return
        await super().smtp_RCPT(path if arg is not None else None)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        if self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        raw = await self._read_data()
        if raw is None:
            return
        status = await self._keep(raw)
        self._set_post_data_state()
        if status:
            await self.push(status)

    async def _read_data(self) -> Raw | None:
        """The mail without its last dot and dot stuffing (RFC 5321, 4.5.2); None where it was refused."""
        intake = _Intake(self.data_size_limit)
        first = self._recipients[0].address if self._recipients else ""
        try:
            while True:
                block = await self._reader.read(BLOCK)
                if not block:
                    raise asyncio.CancelledError
                self._reset_timeout()
                rest = intake.take(block)
                fault = self._sandbox.faults.strike("data", first, bytes_seen=intake.seen)
                if fault is not None and await self.suffer(fault, "data") and fault.disconnect:
                    raise asyncio.CancelledError
                if rest is not None:
                    break
            if rest:  # the client pipelined: the next command is already here
                self._reader._buffer[0:0] = rest  # type: ignore[attr-defined]
            raw = intake.mail()
        except OSError as exc:
            # Nothing more of this mail can be kept or skipped: the client may try again.
            self.note(f"F: {exc}")
            await self.push("452 4.3.1 Insufficient system storage")
            raise asyncio.CancelledError from exc
        finally:
            intake.close()
        if raw is None:
            self._set_post_data_state()
            await self.push("552 5.3.4 Error: Too much mail data")
        return raw

    async def _keep(self, raw: Raw) -> str:
        session, said = self.session, self.envelope
        assert session is not None
        assert said is not None
        fault = self._strike("accept", self._recipients[0].address)
        if fault is not None and await self.suffer(fault, "accept"):
            return ""
        odd = oddities(raw)
        if self._sandbox.options.strict and "bare CR or LF" in odd:
            return "550 5.6.0 bare CR or LF is not allowed (RFC 5321, 2.3.8)"
        host, port = (*(session.peer or ("", 0)), "", 0)[:2]
        secured = (session.ssl or {}).get("ssl_object") or (
            self.transport.get_extra_info("ssl_object") if self.transport is not None else None
        )
        tls = secured.version() if secured is not None else ""
        login = session.auth_data
        envelope = Envelope(
            mail_from=said.mail_from or "",
            recipients=tuple(self._recipients),
            mail_params=self._mail_params,
            helo=session.host_name or "",
            peer=f"{host}:{port}",
            tls=tls or "",
            user=login.login.decode("utf-8", "replace") if isinstance(login, LoginPassword) else "",
        )
        # 8-bit is odd only where the client did not announce it (RFC 6152).
        said_8bit = any(p.upper() in ("BODY=8BITMIME", "SMTPUTF8") for p in self._mail_params)
        kept = ", ".join(x for x in odd if not (x == "8-bit" and said_8bit))
        marked = f", kept as it came: {kept}" if kept else ""
        transcript = "\n".join([*self._lines, f"C: ({len(raw)} bytes of mail{marked})"])
        try:
            message = await self._sandbox.capture_later(raw, envelope, transcript)
        except StoreFull:
            return "452 4.3.1 Insufficient system storage"
        except MailroomError as exc:
            return f"451 4.3.0 {exc}"
        return f"250 2.0.0 Ok: queued as {message.id}"


class _Intake:
    """The bytes behind DATA, freed of dots as they come; beyond `SPOOL_FROM` they go to a file."""

    def __init__(self, limit: int | None) -> None:
        self._limit = limit or 0
        self._got = bytearray(b"\r\n")  # so that a dot on the first line is found like any other
        self._searched = 0
        self._flushed = 0
        self._spool: Spool | None = None

    @property
    def seen(self) -> int:
        """Bytes that have come."""
        return self._flushed + len(self._got) - 2

    def take(self, block: bytes) -> bytes | None:
        """Add a block. What stands behind the last dot once it has come, else None."""
        got = self._got
        got += block
        end = got.find(b"\r\n.\r\n", self._searched)
        if end >= 0:
            rest = bytes(got[end + 5 :])
            del got[end + 2 :]
            return rest
        self._searched = max(0, len(got) - 4)
        if len(got) > SPOOL_FROM:
            self._flush(len(got) - 4)
        return None

    def mail(self) -> Raw | None:
        """The whole mail; None where it is above the limit."""
        if self._limit and self.seen > self._limit:
            return None
        if self._spool is None:
            return bytes(self._got).replace(b"\r\n.", b"\r\n")[2:]
        self._flush(len(self._got))
        spool, self._spool = self._spool, None
        return spool

    def close(self) -> None:
        if self._spool is not None:
            self._spool.close()

    def _flush(self, cut: int) -> None:
        got = self._got
        # A dot behind a line's end belongs to that end: never part the two.
        if got[cut - 1 : cut + 1] == b"\r\n":
            cut -= 1
        elif got[cut - 2 : cut] == b"\r\n" and got[cut : cut + 1] == b".":
            cut -= 2
        if not self._limit or self.seen <= self._limit:  # what is too much is skipped
            first = self._spool is None
            self._spool = self._spool or Spool()
            piece = bytes(got[:cut]).replace(b"\r\n.", b"\r\n")
            self._spool.write(piece[2:] if first else piece)
        self._flushed += cut
        del got[:cut]
        self._searched = max(0, len(got) - 4)


class _Handler:
    """Judges recipients: by the plan of faults, then by what the inbox is told to do."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's naming
        self, server: Connection, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        extra = ["250-PIPELINING", "250-DSN", "250-ENHANCEDSTATUSCODES"]
        return [*responses[:-1], *extra, responses[-1]]

    async def handle_RCPT(  # noqa: N802
        self, server: Connection, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if chaos := self._sandbox.chaos.strike("recipient"):
            return chaos
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        verdict = self._sandbox.judge(address, sender=envelope.mail_from or "", peer=str(session.peer))
        if verdict.delay_s:
            await asyncio.sleep(min(verdict.delay_s, STALL_S))
        if verdict.reply:
            server.note(f"F: rcpt {verdict.why}")
            return verdict.reply
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        server._recipients.append(Recipient(address=address, params=server._params))
        return "250 2.1.5 Ok"


def _authenticator(users: dict[str, str]) -> Callable[..., AuthResult]:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        if not users:
            return AuthResult(success=True, auth_data=data)
        known = isinstance(data, LoginPassword) and users.get(data.login.decode("utf-8", "replace"))
        good = bool(known) and known == data.password.decode("utf-8", "replace")
        return AuthResult(success=good, handled=False, auth_data=data if good else None)

    return check


_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN_PATH = re.compile(rf"\s*<({_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)>(.*)", re.ASCII)
"""What nearly every address looks like (RFC 5321, 4.1.2, without quoting)."""


def _split_params(arg: str | None) -> tuple[str, tuple[str, ...]]:
    """`TO:<a@b> NOTIFY=NEVER` as path and parameters; a quoted local part may hold `>` and blanks."""
    if not arg:
        return "", ()
    quoted = False
    for i, char in enumerate(arg):
        if char == '"' and (i == 0 or arg[i - 1] != "\\"):
            quoted = not quoted
        elif char == ">" and not quoted:
            return arg[: i + 1], tuple(arg[i + 1 :].split())
    return arg, ()


def _address(path: str) -> str:
    return path.partition("<")[2].rstrip("> ")
