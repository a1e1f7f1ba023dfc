"""Debian's Dovecot as an unprivileged process on free loopback ports, with a configuration of its own.

    with Dovecot(users={"support": "secret"}) as server:
        server.deliver("support", raw_mail)
        imaplib.IMAP4("127.0.0.1", server.port).login("support", "secret")

Starts in well under a second. Nothing of the machine's own Dovecot is read or touched.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from tests.servers.certificates import make_certificate

if TYPE_CHECKING:
    import psutil

BINARY = shutil.which("dovecot") or "/usr/sbin/dovecot"
START_S = 10.0


def available() -> bool:
    return Path(BINARY).exists()


@dataclass
class Dovecot:
    """One server. Fields are read at `start`; change them and `restart` for another configuration."""

    users: Mapping[str, str] = field(default_factory=lambda: {"support": "secret"})
    quota_kb: Mapping[str, int] = field(default_factory=dict)
    """Storage quota by user, in kilobytes."""
    namespace_prefix: str = ""
    """`INBOX.` puts all personal folders below the inbox, as Courier and cPanel do."""
    separator: str = "/"
    storage: str = "maildir"
    """`maildir`, `mdbox` or `sdbox`."""
    capability: str | None = None
    """What the server claims instead of its own list, such as `IMAP4rev1` alone."""
    special_use: Mapping[str, str] = field(
        default_factory=lambda: {"Sent": r"\Sent", "Drafts": r"\Drafts", "Trash": r"\Trash"}
    )
    introspection_url: str | None = None
    """Of an OAuth server; gives XOAUTH2 and OAUTHBEARER beside passwords."""
    certificate_days: int = 30
    max_connections: int = 50

    def __post_init__(self) -> None:
        # A short folder outside tmp_path: Unix socket paths end at 108 characters, and pytest's folders are
        # closed to the other user that Dovecot runs as when the tests run as root.
        self.root = Path(tempfile.mkdtemp(prefix="dc", dir="/tmp"))
        self.root.chmod(0o755)
        self.port = 0
        self.tls_port = 0
        self._process: subprocess.Popen[bytes] | None = None
        root = os.getuid() == 0
        self._user = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
        self._drop = (
            {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if root else {}
        )
        self.ca_file, self._cert, self._key = make_certificate(
            self.root / "tls", valid_days=self.certificate_days
        )

    # life

    def __enter__(self) -> "Dovecot":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.remove()

    def start(self) -> "Dovecot":
        """Start and wait until it greets. Ports stay the same over a restart."""
        chosen = not self.port
        for _ in range(10):
            if not self.port:
                self.port, self.tls_port = _free_ports(2)
            self._configure()
            self._process = subprocess.Popen(
                [BINARY, "-F", "-c", str(self.root / "dovecot.conf")],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=(self.root / "stderr").open("wb"),
                start_new_session=True,
                **self._drop,  # type: ignore[call-overload]
            )
            if self._greets():
                return self
            self.stop()
            # Somebody has the port: a client's connection takes any free one. Who knows ours waits for it.
            if chosen:
                self.port = 0
            else:
                time.sleep(0.5)
        raise RuntimeError(f"dovecot did not start:\n{self.log()}")

    def stop(self) -> None:
        """Stop at once; connections are cut without a goodbye."""
        process, self._process = self._process, None
        if process is None:
            return
        import psutil

        family: list[psutil.Process] = []
        with contextlib.suppress(psutil.NoSuchProcess):
            family = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait(5)
        for child in family:  # they would hold the ports for a second more
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
        deadline = time.monotonic() + 3
        while any(_alive(child) for child in family) and time.monotonic() < deadline:
            time.sleep(0.005)
        (self.root / "run" / "master.pid").unlink(missing_ok=True)

    def restart(self) -> None:
        self.stop()
        self.start()

    def remove(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    def log(self) -> str:
        return "".join(
            p.read_text(errors="replace") for p in (self.root / "stderr", self.root / "log") if p.exists()
        )

    def cut(self) -> None:
        """Kill every IMAP session, as a firewall or a crash does; the server goes on."""
        import psutil

        if self._process is None:
            return
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self._process.pid).children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    if child.name() in {"imap", "imap-login"}:
                        child.kill()

    # mail

    def deliver(
        self, user: str, raw: bytes, *, folder: str = "INBOX", flags: str = "", at: float | None = None
    ) -> Path:
        """Put a mail into a folder as a local delivery does, in under a millisecond (maildir only).

        `flags` are maildir letters (`S` seen, `D` draft, `T` deleted); with any, the mail lies in `cur`.
        """
        box = self.maildir(user, folder)
        for part in ("tmp", "new", "cur"):
            self._own(box / part)
        name = f"{time.time():.6f}.{uuid.uuid4().hex}.test"
        first = box / "tmp" / name
        first.write_bytes(raw)
        os.chown(first, self._user.pw_uid, self._user.pw_gid)
        if at is not None:
            os.utime(first, (at, at))
        last = box / "cur" / f"{name}:2,{flags}" if flags else box / "new" / name
        first.rename(last)
        return last

    def maildir(self, user: str, folder: str = "INBOX") -> Path:
        """The folder on disk; only for plain ASCII names."""
        base = self.root / "mail" / user / "Maildir"
        if folder.upper() == "INBOX":
            return base
        inner = folder.removeprefix(self.namespace_prefix)
        return base / ("." + inner.replace(self.separator, "."))

    def allow(self, user: str, folder: str, rights: str) -> None:
        """Set the owner's rights on a folder to exactly `rights` (RFC 4314 letters), by its ACL file."""
        box = self.maildir(user, folder)
        self._own(box)
        path = box / "dovecot-acl"
        path.write_text(f"owner {rights}\n")
        os.chown(path, self._user.pw_uid, self._user.pw_gid)
        (box / "dovecot-acl-list").unlink(missing_ok=True)

    def new_uidvalidity(self, user: str, folder: str = "INBOX", value: int | None = None) -> None:
        """Give a folder another UIDVALIDITY and number its mails anew, as a restored backup does."""
        self.stop()
        box = self.maildir(user, folder)
        for path in [*box.glob("dovecot.index*"), *box.glob("dovecot-uid*"), *box.glob("dovecot.list*")]:
            path.unlink()
        path = box / "dovecot-uidlist"
        path.write_text(f"3 V{value or int(time.time()) + 1000} N1 G{uuid.uuid4().hex}\n")
        os.chown(path, self._user.pw_uid, self._user.pw_gid)
        self.start()

    def expunge(self, user: str, folder: str = "INBOX") -> None:
        """Take every mail of a folder away under the feet of whoever has it open."""
        box = self.maildir(user, folder)
        for part in ("new", "cur"):
            for path in (box / part).glob("*"):
                path.unlink()

    # inside

    def _own(self, folder: Path) -> None:
        missing = [p for p in (folder, *folder.parents) if not p.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for path in missing:
            os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def _greets(self) -> bool:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                return False
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=2) as sock:
                    if sock.recv(64).startswith(b"* OK"):
                        return True
            except OSError:
                pass
            time.sleep(0.01)
        return False

    def _configure(self) -> None:
        user, root = self._user, self.root
        import grp

        group = grp.getgrgid(user.pw_gid).gr_name
        for name in ("run", "state", "mail"):
            self._own(root / name)
        for path in (root, root / "tls", self._cert, self._key, self.ca_file):
            os.chown(path, user.pw_uid, user.pw_gid)
        lines = []
        for name, password in self.users.items():
            quota = f" userdb_quota_rule=*:storage={self.quota_kb[name]}K" if name in self.quota_kb else ""
            lines.append(f"{name}:{{PLAIN}}{password}::::::{quota}")
        (root / "users").write_text("\n".join(lines) + "\n")
        if self.introspection_url:
            (root / "oauth2.conf").write_text(
                f"introspection_url = {self.introspection_url}\nintrospection_mode = post\n"
                "username_attribute = username\nactive_attribute = active\nactive_value = true\n"
            )
        (root / "dovecot.conf").write_text(self._config(user.pw_name, group))

    def _config(self, user: str, group: str) -> str:
        root = self.root
        inbox = "".join(
            f"  mailbox {name} {{\n    special_use = {use}\n    auto = create\n  }}\n"
            for name, use in self.special_use.items()
        )
        oauth = (
            "passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n"
            f"  args = {root}/oauth2.conf\n}}\n"
            if self.introspection_url
            else ""
        )
        mechanisms = "plain login" + (" xoauth2 oauthbearer" if self.introspection_url else "")
        place = f"{root}/mail/%u/Maildir" if self.storage == "maildir" else f"{root}/mail/%u/{self.storage}"
        return f"""
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
instance_name = test
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
ssl = yes
ssl_cert = <{self._cert}
ssl_key = <{self._key}
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
auth_verbose = yes
mail_location = {self.storage}:{place}
mail_plugins = quota acl
mail_max_userip_connections = {self.max_connections}
mailbox_list_index = no
{f"imap_capability = {self.capability}" if self.capability else ""}
imap_idle_notify_interval = 2 mins
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = {self.tls_port}
    ssl = yes
  }}
}}
protocol imap {{
  mail_plugins = quota imap_quota acl imap_acl
}}
plugin {{
  acl = vfile
  quota = count:User quota
  quota_vsizes = yes
  quota_grace = 0
}}
namespace inbox {{
  inbox = yes
  prefix = {self.namespace_prefix}
  separator = {self.separator}
{inbox}}}
{oauth}passdb {{
  driver = passwd-file
  args = {root}/users
}}
userdb {{
  driver = passwd-file
  args = {root}/users
  override_fields = uid={self._user.pw_uid} gid={self._user.pw_gid} home={root}/mail/%u
}}
"""


def _alive(process: "psutil.Process") -> bool:
    import psutil

    try:
        # Where nobody reaps orphans, as in many containers, the killed stay as zombies.
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _free_ports(count: int) -> Sequence[int]:
    socks = [socket.socket() for _ in range(count)]
    try:
        for sock in socks:
            sock.bind(("127.0.0.1", 0))
        return [sock.getsockname()[1] for sock in socks]
    finally:
        for sock in socks:
            sock.close()
