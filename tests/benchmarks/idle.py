"""What the studio costs while it does nothing, and how soon it answers.

python -m tests.benchmarks.idle [--seconds 20]
"""

from __future__ import annotations

import argparse
import time

from .harness import studio, until


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    seconds = parser.parse_args().seconds
    begun = time.monotonic()
    with studio() as at:
        print(f"first answer after {time.monotonic() - begun:.2f} s (new data folder)")
        until(lambda: bool(at.parent.children()), 20)
        time.sleep(3)
        both = [at.parent, at.worker]
        before = sum(sum(p.cpu_times()[:2]) for p in both)
        time.sleep(seconds)
        spent = sum(sum(p.cpu_times()[:2]) for p in both) - before
        for name, p in zip(("web", "worker"), both, strict=True):
            print(f"{name:7} PSS {p.memory_full_info().pss / 1e6:.0f} MB")
        print(f"CPU {spent / seconds:.1%} of one core")


if __name__ == "__main__":
    main()
