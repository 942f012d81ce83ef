"""The README's units, as systemd reads them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from studio.processes import PATIENCE
from studio.processes.family import WEB_ENDS_IN
from tests.running import ROOT
from tests.servers import needs

UNITS = re.compile(r"```ini\n(.*?)```", re.DOTALL)
INTERPRETER = "/opt/proofsheet/.venv/bin/python"


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """Both, with an interpreter that there is; the worker's is the web's with lines of its own."""
    web, lines = UNITS.findall((ROOT / "README.md").read_text())
    worker = web
    for line in lines.splitlines():
        name = line.partition("=")[0]
        worker, count = re.subn(rf"(?m)^{name}=.*$", line, worker)
        assert count == 1, f"the unit of the web has no {name}"
    files = [tmp_path / f"proofsheet-{name}.service" for name in ("web", "worker")]
    for file, text in zip(files, (web, worker), strict=True):
        file.write_text(text.replace(INTERPRETER, sys.executable))
    return files


def test_systemd_understands_them(units: list[Path]):
    verify = [needs("systemd-analyze", "systemd"), "verify", *map(str, units)]
    told = subprocess.run(verify, capture_output=True, text=True, check=False)
    ours = [line for line in told.stderr.splitlines() if "proofsheet" in line]
    assert (told.returncode, ours) == (0, [])


def test_systemd_waits_longer_for_each_than_it_waits_itself(units: list[Path]):
    waits = [re.search(r"(?m)^TimeoutStopSec=(\d+)$", unit.read_text()) for unit in units]
    web, worker = [int(found[1]) for found in waits if found]
    assert web > WEB_ENDS_IN
    assert worker > PATIENCE
