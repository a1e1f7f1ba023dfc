"""Other extractors on the same pages, in an environment of their own that is made at bench time."""

import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HOME = Path(__file__).parent / "results"
PACKAGES = ["beautifulsoup4", "markitdown", "trafilatura", "lxml_html_clean", "inscriptis"]
INSTALL_S, RUN_S = 900, 1800
_SCRIPT = """
import io, json, sys, time
pages = json.load(sys.stdin)
from bs4 import BeautifulSoup
from inscriptis import get_text
from markitdown import MarkItDown
import trafilatura
mark = MarkItDown()
tools = {
    "beautifulsoup4 get_text": lambda h: BeautifulSoup(h, "html.parser").get_text(" "),
    "markitdown": lambda h: mark.convert_stream(io.BytesIO(h.encode()), file_extension=".html").text_content,
    "trafilatura": lambda h: trafilatura.extract(h, favor_recall=True) or "",
    "inscriptis": get_text,
}
out = {}
for name, tool in tools.items():
    texts, times = [], []
    for page in pages:
        begin = time.process_time()
        try:
            text = tool(page)
        except Exception as exc:
            text = ""
        times.append((time.process_time() - begin) * 1000)
        texts.append(text)
    out[name] = {"texts": texts, "ms": times}
json.dump(out, sys.stdout)
"""


def environment(name: str, packages: list[str]) -> Path:
    """The Python of an environment that holds these packages, made where it is not whole.

    Raises CalledProcessError without a registry.
    """
    home = HOME / name
    python, whole = home / "bin" / "python", home / "whole"
    if not whole.exists():
        shutil.rmtree(home, ignore_errors=True)
        venv.create(home, with_pip=True)
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages]
        subprocess.run(install, check=True, timeout=INSTALL_S, stdout=sys.stderr)
        whole.touch()
    return python


def run(pages: list[str]) -> dict[str, dict[str, list[object]]]:
    """By tool: `texts`, and `ms` of processor time a page. Raises CalledProcessError without a registry."""
    python = environment("peers", PACKAGES)
    done = subprocess.run(
        [str(python), "-c", _SCRIPT], input=json.dumps(pages), capture_output=True, text=True, timeout=RUN_S
    )
    done.check_returncode()
    result: dict[str, dict[str, list[object]]] = json.loads(done.stdout)
    return result


def texts_of(pages: list[str]) -> dict[str, list[str]]:
    """By tool, what it keeps of each page."""
    return {tool: [str(t) for t in found["texts"]] for tool, found in run(pages).items()}
