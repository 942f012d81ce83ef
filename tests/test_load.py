"""The benchmark of load keeps working: a moment of it, with few people."""

from __future__ import annotations

import subprocess
import sys

from tests.running import ROOT


def test_all_that_a_few_people_submit_is_finished_and_shown():
    few = ["--seconds", "2", "--rate", "5", "--people", "5", "--images", "4"]
    command = [sys.executable, "-m", "tests.benchmarks.load", *few]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 of 10 jobs finished" in done.stdout
    assert "0 images without thumbnails" in done.stdout
