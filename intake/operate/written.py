"""A measured baseline written into the configuration file, every other character left as it is."""

import os
import tempfile
from datetime import date
from pathlib import Path

import yaml

from intake.config import KpiSettings, load
from intake.errors import Misconfigured
from intake.operate.baseline import Figures

_MINUTES = {"s": 1 / 60, "second": 1 / 60, "min": 1, "minute": 1, "h": 60, "hour": 60, "day": 1440}


def in_unit(kpi: KpiSettings) -> float | None:
    """Minutes in one unit of a KPI; None where it does not count time."""
    name = kpi.unit.strip().lower()
    return _MINUTES.get(name) or _MINUTES.get(name.removesuffix("s"))


def write(path: Path, figures: dict[str, tuple[Figures, float]], *, measured_at: date) -> None:
    """Replace `kpi.baseline` of these workflows (figures, and minutes in their unit) in a YAML file.

    The new file is checked before it takes the old one's place, which happens at once or not at all.
    Raises Misconfigured.
    """
    text = path.read_bytes().decode("utf-8")  # line ends as they are
    spans = sorted(_spans(text, set(figures)), reverse=True)
    if len(spans) != len(figures):
        raise Misconfigured(
            f"{path}: kpi.baseline stands in no place of its own", mend="write the figures in by hand"
        )
    for start, end, name in spans:
        found, unit = figures[name]
        assert found.mean is not None
        assert found.stdev is not None
        new = (
            f"{{mean: {found.mean / unit:.4g}, stdev: {found.stdev / unit:.4g}, n: {found.n}, "
            f'measured_at: "{measured_at.isoformat()}"}}'
        )
        text = text[:start] + new + text[end:]
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".yaml")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(target.stat().st_mode & 0o777)
        load(fresh)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def _spans(text: str, names: set[str]) -> list[tuple[int, int, str]]:
    """Where the baseline of each named workflow begins and ends."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    spans = []
    for item in getattr(_child(root, "workflows"), "value", ()):
        name = getattr(_child(item, "name"), "value", None)
        node = _child(_child(item, "kpi"), "baseline")
        if name in names and isinstance(node, yaml.MappingNode) and node.value:
            # A block's end mark lies behind the comments that follow it; its last value's does not.
            end = node.end_mark.index if node.flow_style else node.value[-1][1].end_mark.index
            spans.append((node.start_mark.index, end, str(name)))
    return list(dict.fromkeys(spans))


def _child(node: object, key: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key and isinstance(value, yaml.Node):
                return value
    return None
