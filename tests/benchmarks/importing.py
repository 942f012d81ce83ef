"""Pictures a second that an import takes in, thumbnails and all.

    taskset -c 0,1 python -m tests.benchmarks.importing [--large 1000] [--small 10000]

The large ones are PNG and JPEG of 1024 × 1024, half of each, about 1.5 and 0.2 MB; the small ones
JPEG of 512 × 512 with about 12 KB. No two are the same. Each run has a data folder of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

import psutil
from PIL import Image as Pillow

from tests.running import CLEAN, ROOT

COMMENT = b"\xff\xfe\x00\x0a%08d"


def different(jpeg: bytes, number: int) -> bytes:
    """The same picture with another comment, so with another digest."""
    return jpeg[:2] + COMMENT % number + jpeg[2:]


def grain(side: int, shares: tuple[float, float, float]) -> Pillow.Image:
    """Smooth colour with so much noise in each band."""
    noise = Pillow.effect_noise((side, side), 24)
    smooth = Pillow.linear_gradient("L").resize((side, side))
    return Pillow.merge("RGB", tuple(Pillow.blend(smooth, noise, share) for share in shares))


def jpeg(picture: Pillow.Image, quality: int) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def large(folder: Path, count: int) -> None:
    picture = grain(1024, (0.12, 0.16, 0.2))
    data = jpeg(picture, 90)
    for number in range(count // 2):
        (folder / f"{number}.jpg").write_bytes(different(data, number))
        picture.putpixel((number % 1024, number // 1024), (255, 0, 0))
        picture.save(folder / f"{number}.png", compress_level=1)


def small(folder: Path, count: int) -> None:
    data = jpeg(grain(512, (0.02, 0.04, 0.06)), 86)
    for number in range(count):
        (folder / f"{number}.jpg").write_bytes(different(data, number))


def measured(folder: Path, data: Path) -> tuple[float, float]:
    """Seconds of the whole command, and the most memory that it held, in MB."""
    variables = CLEAN | {"PROOFSHEET_DATA_DIR": str(data)}
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "migrate", "-v", "0"], env=variables, check=True)
    begun = time.perf_counter()
    command = [*manage, "gallery", "import", str(folder)]
    with subprocess.Popen(command, env=variables) as process:
        watched, most = psutil.Process(process.pid), 0
        while process.poll() is None:
            most = max(most, watched.memory_info().rss)
            time.sleep(0.1)
    return time.perf_counter() - begun, most / 1e6


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", type=int, default=1000)
    parser.add_argument("--small", type=int, default=10_000)
    options = parser.parse_args()
    for draw, count in ((large, options.large), (small, options.small)):
        with tempfile.TemporaryDirectory() as name:
            pictures = Path(name) / "pictures"
            pictures.mkdir()
            draw(pictures, count)
            seconds, memory = measured(pictures, Path(name) / "data")
        print(f"{draw.__name__}: {count / seconds:.1f} a second ({seconds:.1f} s), {memory:.0f} MB")
    print(f"Pillow {Pillow.__version__}")


if __name__ == "__main__":
    main()
