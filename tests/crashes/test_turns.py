"""The line before a SQLite database, in the first moment of a process."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from studio.sqlite3 import base
from tests.running import PATIENCE


def test_all_who_come_first_at_once_stand_in_one_line(tmp_path: Path) -> None:
    crowd = 16
    together = Barrier(crowd, timeout=PATIENCE)

    def come(path: str) -> int:
        together.wait()
        return id(base._turns(path))

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(crowd) as pool:
            for number in range(50):
                assert len(set(pool.map(come, [str(tmp_path / f"{number}")] * crowd))) == 1
    finally:
        sys.setswitchinterval(usual)
