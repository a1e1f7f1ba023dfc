"""Ordinary newsletters and transactional mails, built from npm's template packages at bench time."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

PACK = Path(__file__).parent / "mailpack"
BUILT = Path(__file__).parent / "results" / "mailpack"
INSTALL_S, BUILD_S = 900, 300


def mails() -> list[tuple[str, str]]:
    """About a hundred mails with their names. Raises OSError or CalledProcessError without npm or network."""
    made = BUILT / "mails.json"
    if not made.exists():
        BUILT.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "build.mjs"):
            shutil.copy(PACK / name, BUILT / name)
        install = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps"]
        subprocess.run(install, cwd=BUILT, check=True, timeout=INSTALL_S, stdout=sys.stderr)
        build = ["node", "build.mjs", str(made)]
        subprocess.run(build, cwd=BUILT, check=True, timeout=BUILD_S, stdout=sys.stderr)
    return [(m["name"], m["html"]) for m in json.loads(made.read_text(encoding="utf-8"))]
