"""The unit of the operations page is one that systemd takes."""

import re
import shutil
import subprocess
from pathlib import Path

from tests.servers.programs import need

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def verified(unit: str, folder: Path) -> str:
    """What `systemd-analyze verify` has to say of a unit whose program is there."""
    program = shutil.which("true")
    assert program is not None
    file = folder / "mailroom.service"
    file.write_text(re.sub(r"(?<=^ExecStart=)\S+", program, unit, flags=re.MULTILINE), encoding="utf-8")
    check = [need("systemd-analyze"), "verify", "--man=no", str(file)]
    done = subprocess.run(check, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    found = re.search(r"```ini\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    assert verified(found[1], tmp_path) == ""
    assert "ProtectSytem" in verified(found[1].replace("ProtectSystem", "ProtectSytem"), tmp_path)
    # A stop has ten seconds to finish or park what is in hand; systemd must not kill before.
    stop = re.search(r"^TimeoutStopSec=(\d+)$", found[1], re.MULTILINE)
    assert stop is not None
    assert int(stop[1]) > 10
