"""Both thumbnails of a PNG of 4096 × 4096: seconds, and the most memory of a fresh process.

python -m tests.benchmarks.thumbnails
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.running import ROOT

SIDE, SECONDS, MEGABYTES = 4096, 1.2, 250
DRAW = """
import sys
from PIL import Image
from tests import factories
picture = factories.grain({side}, {side})
if "{mode}" == "RGBA":
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
picture.save(sys.argv[1])
"""
MEASURE = """
import resource, sys, time
from pathlib import Path
from gallery import renditions, store
path = Path(sys.argv[1])
begun = time.perf_counter()
sizes = [len(data) for side, data in renditions.thumbs(path, store.SIDES)]
print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""
SETUP = "import django; django.setup()\n"


def run(code: str, path: Path, folder: str) -> str:
    told = {"PROOFSHEET_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "studio.settings"}
    done = subprocess.run(
        [sys.executable, "-c", SETUP + code, str(path)],
        cwd=ROOT, env={**os.environ, **told}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for mode in ("RGB", "RGBA"):
            path = Path(folder) / f"{mode}.png"
            run(DRAW.format(side=SIDE, mode=mode), path, folder)
            runs = [tuple(map(float, run(MEASURE, path, folder).split())) for _ in range(5)]
            seconds, memory = (max(values) for values in zip(*runs, strict=True))
            is_well = seconds < SECONDS and memory < MEGABYTES * 1e6
            print(
                f"thumbnails of {SIDE} × {SIDE} {mode}, {path.stat().st_size / 1e6:.0f} MB: "
                f"{seconds:.2f} s, peak {memory / 1e6:.0f} MB  {'ok' if is_well else 'MISS'}"
            )


if __name__ == "__main__":
    main()
