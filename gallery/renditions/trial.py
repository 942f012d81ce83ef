"""Decoding on trial, in a process of its own whose memory is bounded.

An AVIF tells its size twice, and only its decoder sees the second: one of two kilobytes that
says 64 x 64 pixels may hold 16,384 x 16,384.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DECODE = """
import resource, sys
from PIL import AvifImagePlugin, Image
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
with open("/proc/self/statm") as file:
    taken = int(file.read().split()[5]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_DATA, (taken + int(sys.argv[2]),) * 2)
with Image.open(sys.argv[1], formats=["AVIF"]) as image:
    image.load()
"""
SPARE = 48_000_000
"""Bytes that a decoder has beside pixels."""
SECONDS = 60


class TrialError(ValueError):
    """The picture wants more than its header says, or is none."""


def decode(path: Path, amount: int) -> None:
    """TrialError where decoding takes more than `amount` bytes. Only Linux keeps to a limit."""
    if sys.platform != "linux":
        return
    command = [sys.executable, "-P", "-c", DECODE, str(path), str(amount + SPARE)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    except subprocess.SubprocessError as error:
        raise TrialError("more pixels than it says") from error
