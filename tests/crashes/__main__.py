"""Kill parts of a studio at random moments while it works, then count.

python -m tests.crashes --rounds 120
python -m tests.crashes --rounds 80 --team --seed 7
"""

from __future__ import annotations

import argparse
import secrets
import sys
from pathlib import Path

from . import verdict
from .rounds import run


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill parts of a studio while it works.")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=4, help="submits in each round")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--team", action="store_true", help="on PostgreSQL and Redis, killed too")
    parser.add_argument("--folder", type=Path, help="keeps the studio's data there")
    parser.add_argument("--output", type=Path, help="where the studio's own lines go")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    form = "team" if options.team else "one machine"
    ended = run(
        form,
        options.rounds,
        options.seed,
        jobs=options.jobs,
        folder=options.folder,
        said=_say,
    )
    if options.output:
        options.output.write_text("\n".join(ended.outputs))
    for name, value in verdict.figures(ended):
        print(f"{name:42} {value}")
    found = verdict.faults(ended)
    print(f"{'faults':42} {len(found)}")
    for line in found:
        print(f"  {line}")
    sys.exit(bool(found))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
