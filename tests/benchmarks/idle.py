"""What the studio costs while it does nothing, and how soon it answers.

python -m tests.benchmarks.idle [--seconds 20]
"""

from __future__ import annotations

import argparse
import time

from .harness import studio


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    seconds = parser.parse_args().seconds
    with studio() as at:
        print(f"first 200 of /healthz after {at.ready_after:.2f} s, on a new data folder")
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
