"""How many processors a process may use: often fewer than the machine has."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")


def usable(pid: int | None = None, cgroups: Path = CGROUPS) -> int:
    """By the affinity and the quotas of this process, or of another; OSError where that is gone."""
    if not hasattr(os, "sched_getaffinity"):  # macOS, Windows
        return os.cpu_count() or 1
    allowed = len(os.sched_getaffinity(pid or 0))
    group = cgroups / _group(Path(f"/proc/{pid or 'self'}/cgroup"))
    return min(allowed, *map(math.ceil, _quotas(group)), allowed)


def _group(file: Path) -> str:
    """The group in version 2, '' where there is none."""
    with suppress(OSError):
        for line in file.read_text().splitlines():
            if line.startswith("0::/"):
                return line.removeprefix("0::/")
    return ""


def _quotas(group: Path) -> Iterator[float]:
    """What each of the groups around it may fill: `cpu.max` is microseconds in a period of
    microseconds, or "max" for no limit.
    """
    for folder in (group, *group.parents):
        with suppress(OSError, ValueError):
            quota, period = (folder / "cpu.max").read_text().split()
            yield int(quota) / int(period)
