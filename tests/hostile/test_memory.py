"""What a process takes at its worst, in one of its own that decodes four bombs at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from gallery import renditions
from gallery.renditions import Room, TooHeavyError, UnreadablePictureError
from tests.hostile import bombs
from tests.running import CLEAN, ROOT

MOST = 400  # MB
DEVELOP = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from gallery import renditions

def develop(name):
    return renditions.develop(Path(name), (1280, 320))

with ThreadPoolExecutor(4) as pool:
    done = list(pool.map(develop, sys.argv[1:]))
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


def peak(paths: list[Path]) -> float:
    """Megabytes of a process that makes thumbnails of all of them at once."""
    command = [sys.executable, "-c", DEVELOP, *map(str, paths)]
    told = {"PROOFSHEET_DATA_DIR": str(paths[0].parent / "data")}
    environment = CLEAN | told | {"DJANGO_SETTINGS_MODULE": "studio.settings"}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    return int(ran.stdout) / 1024


def test_a_thread_that_holds_room_waits_for_no_more() -> None:
    room = Room(100)
    with room.taken(100), room.taken(100):
        pass
    with room.taken(1_000):
        pass


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Only Linux tells of peaks")
def test_four_of_the_worst_pictures_at_once_stay_within_the_memory(tmp_path: Path) -> None:
    kinds = ("png, rgba", "webp", "jpeg", "png, palette")
    paths = [tmp_path / str(number) for number in range(len(kinds))]
    for path, kind in zip(paths, kinds, strict=True):
        path.write_bytes(bombs.HEAVY[kind]())
    assert peak(paths) < MOST


@pytest.mark.parametrize(
    ("mode", "side", "format", "options"),
    [("L", 4400, "WEBP", {"lossless": True}), ("CMYK", 5000, "JPEG", {"progressive": True})],
)
def test_what_takes_too_much_is_refused_by_its_header(
    tmp_path: Path, mode: str, side: int, format: str, options: dict[str, object]
) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(bombs.saved(mode, side, format, **options))
    with pytest.raises(TooHeavyError):
        renditions.inspect(path)


@pytest.mark.parametrize(
    "data",
    [
        bombs.png((8, 8), bombs.RGB, ahead=bombs.texts(3_000)),
        bombs.png((8, 8), bombs.RGB, behind=bombs.texts(3_000)),
        bombs.segments(3_000),
        bombs.rubbish(200_000),
        bombs.comments(30_000),
        bombs.png((8, 8), ahead=bombs.chunk(b"zTXt", b"a\0\0" + bombs.inflating(3_000_000))),
    ],
    ids=["texts", "texts behind", "segments", "rubbish", "comments", "a text that inflates"],
)
def test_more_parts_than_any_picture_has_are_no_picture(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "parts"
    path.write_bytes(data)
    with pytest.raises(UnreadablePictureError):
        renditions.inspect(path)


@pytest.mark.parametrize(
    ("side", "format", "options"),
    [(5000, "AVIF", {"speed": 10, "subsampling": "4:4:4"}), (2000, "HEIF", {})],
)
def test_a_picture_has_no_more_pixels_than_it_says(
    tmp_path: Path, side: int, format: str, options: dict[str, object]
) -> None:
    path, data = tmp_path / "lying", bombs.saved("RGB", side, format, **options)
    for told in (64, 60_000):
        path.write_bytes(bombs.lying(data, told, told))
        with pytest.raises(UnreadablePictureError):
            renditions.inspect(path)


@pytest.mark.parametrize("count", [0, 500])
@pytest.mark.parametrize("make", [bombs.segments, bombs.rubbish, bombs.comments])
def test_a_picture_with_many_parts_is_one(
    tmp_path: Path, make: Callable[[int], bytes], count: int
) -> None:
    path = tmp_path / "parts"
    path.write_bytes(make(count))
    assert renditions.inspect(path).width == 8


@pytest.mark.parametrize("data", [bombs.looping_exif(), bombs.laughing()], ids=["exif", "xml"])
def test_texts_that_want_to_be_unfolded_are_left_alone(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "texts"
    path.write_bytes(data)
    assert renditions.inspect(path).width == 8


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA"])
@pytest.mark.parametrize("size", [(901, 703), (1280, 3)])
def test_strips_make_what_the_whole_makes(
    tmp_path: Path, mode: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    ramp = Image.linear_gradient("L").resize(size)
    path = tmp_path / "ramp.png"
    Image.merge("RGB", (ramp, ramp.rotate(180), ramp)).convert(mode).save(path)
    wanted = (size[0] * 4 // 5, max(1, size[1] * 3 // 5))
    whole = made(path, wanted)
    monkeypatch.setattr("gallery.renditions.colors.STRIP", 40_000)
    for band in ImageChops.difference(whole, made(path, wanted)).split():
        assert band.point(lambda value: value > 1).getbbox() is None


def made(path: Path, size: tuple[int, int]) -> Image.Image:
    return Image.open(BytesIO(renditions.copy(path, size, "png"))).convert("RGB")
