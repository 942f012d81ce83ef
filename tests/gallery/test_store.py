"""The door for bytes: what goes in is kept once, whole and untouched."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from PIL import Image as Pillow

from gallery import store
from gallery.models import Image, User
from tests import factories
from tests.factories import draft, drawing, encoded, png, upload
from tests.running import PATIENCE

pytestmark = pytest.mark.django_db


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def size_of(path: Path) -> tuple[int, int]:
    with Pillow.open(path) as picture:
        return picture.size


def at_once(count: int, do: Callable[[], Image]) -> list[Image]:
    """`do` in `count` threads that begin together."""
    barrier = Barrier(count)

    def one() -> Image:
        try:
            barrier.wait(PATIENCE)
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return [future.result() for future in [pool.submit(one) for _ in range(count)]]


# Results


def test_an_original_is_named_by_its_content_and_kept_byte_for_byte(data_folder: Path) -> None:
    data = png()
    image = store.keep(draft(data), store.Recipe())
    digest = hashlib.sha256(data).hexdigest()
    assert store.original(image) == data_folder / "originals" / digest[:2] / f"{digest}.png"
    assert store.original(image).read_bytes() == data
    assert (image.bytes, image.width, image.height) == (len(data), 64, 48)


def test_an_original_is_for_its_owner_only() -> None:
    assert store.original(factories.image()).stat().st_mode & 0o777 == 0o600


def test_the_source_is_consumed(data_folder: Path) -> None:
    source = draft(png())
    store.keep(source, store.Recipe())
    store.keep(draft(png()), store.Recipe())
    assert not source.exists()
    assert not files(data_folder / "incoming")


def test_the_same_content_twice_is_two_images_and_one_file(data_folder: Path) -> None:
    first = factories.image(png())
    before = store.original(first).stat()
    second = factories.image(png())
    assert first.pk != second.pk
    assert store.original(second).stat().st_ino == before.st_ino
    assert len(files(data_folder / "originals")) == 1


def test_the_same_task_and_frame_again_is_the_same_image() -> None:
    recipe = store.Recipe(task=uuid4(), frame=0, parents=[factories.image()])
    first = store.keep(draft(png(seed=1)), recipe)
    again = store.keep(draft(png(seed=1)), recipe)
    assert again.pk == first.pk
    assert first.parents.count() == 1


def test_the_whole_recipe_is_kept() -> None:
    parents = [factories.image(png(seed=seed)) for seed in (3, 1, 2)]
    recipe = store.Recipe(
        provider="openai",
        model="gpt",
        prompt="A boat",
        prompt_sent="A boat, image 1",
        revised_prompt="A small boat",
        parameters_asked={"seed": 5},
        parameters_sent={"size": "1024x1024"},
        seed=2**31 - 1,
        cost=Decimal("0.040000"),
        currency="USD",
        started_at=timezone.now(),
        seconds=1.5,
        parents=parents,
        made_by=User.objects.create(username="mara"),
        job=uuid4(),
        task=uuid4(),
        frame=2,
    )
    image = Image.objects.get(pk=store.keep(draft(png()), recipe).pk)
    for name in ("provider", "prompt", "prompt_sent", "revised_prompt", "parameters_asked"):
        assert getattr(image, name) == getattr(recipe, name)
    assert (image.seed, image.cost, image.made_by) == (recipe.seed, recipe.cost, recipe.made_by)
    assert (image.job, image.task, image.frame) == (recipe.job, recipe.task, recipe.frame)
    assert [link.parent for link in image.from_parents.all()] == parents


def test_a_truncated_picture_leaves_neither_row_nor_original(data_folder: Path) -> None:
    data = encoded(drawing(640, 480), "JPEG")
    with pytest.raises(store.UnreadablePictureError):
        store.keep(draft(data[:-200]), store.Recipe())
    assert not Image.objects.exists()
    assert not files(data_folder / "originals")


@pytest.mark.django_db(transaction=True)
def test_one_frame_from_many_workers_at_once_is_one_image() -> None:
    recipe = store.Recipe(task=uuid4(), frame=0)
    data = png()
    images = at_once(6, lambda: store.keep(draft(data), recipe))
    assert len({image.pk for image in images}) == 1
    assert Image.objects.count() == 1


# Uploads


@pytest.mark.parametrize("plugin", ["PNG", "JPEG", "WEBP", "HEIF"])
def test_an_upload_keeps_its_own_bytes_and_name(plugin: str) -> None:
    data = encoded(drawing(), plugin)
    image = store.accept(upload(data, "Möwe am Kai.bin"), None)
    assert store.original(image).read_bytes() == data
    assert (image.origin, image.file_name) == (Image.Origin.UPLOADED, "Möwe am Kai.bin")


def test_an_upload_lies_upright_and_is_measured_so() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 8
    image = store.accept(upload(encoded(drawing(64, 48), "JPEG", exif=exif)), None)
    assert (image.width, image.height) == (48, 64)


def test_the_same_upload_again_is_the_same_image(data_folder: Path) -> None:
    first = store.accept(upload(png(), "one.png"), None)
    assert store.accept(upload(png(), "two.png"), None) == first
    assert len(files(data_folder)) == 1


def test_an_upload_of_a_result_is_an_image_of_its_own() -> None:
    made = factories.image(png())
    assert store.accept(upload(png()), None).pk != made.pk


@pytest.mark.django_db(transaction=True)
def test_one_upload_many_times_at_once_is_one_image() -> None:
    data = png(300, 200)
    images = at_once(6, lambda: store.accept(upload(data), None))
    assert len({image.pk for image in images}) == 1
    assert Image.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (encoded(drawing(640, 480), "JPEG")[:-200], "damaged"),
        (b"%PDF-1.7 no picture", "PNG, JPEG, WebP, AVIF or HEIC"),
        (encoded(drawing(), "GIF"), "PNG, JPEG, WebP, AVIF or HEIC"),
        (b"", "PNG, JPEG, WebP, AVIF or HEIC"),
    ],
)
def test_a_refused_upload_is_named_and_leaves_nothing(
    data_folder: Path, data: bytes, says: str
) -> None:
    with pytest.raises(store.RefusedFileError, match=r"harbour\.png") as refusal:
        store.accept(upload(data, "harbour.png"), None)
    assert says in str(refusal.value)
    assert not Image.objects.exists()
    assert not files(data_folder)


def test_an_upload_with_too_many_pixels_is_named() -> None:
    huge = encoded(Pillow.new("1", (10_000, 6_001)))
    with pytest.raises(store.RefusedFileError, match=r"plan\.png has more than 60 megapixels"):
        store.accept(upload(huge, "plan.png"), None)


def test_an_upload_that_is_too_large_is_named_before_it_is_read(data_folder: Path) -> None:
    file = upload(png(), "plan.png")
    file.size = store.MAX_UPLOAD + 1
    with pytest.raises(store.RefusedFileError, match=r"plan\.png is larger than 50 MB"):
        store.accept(file, None)
    assert not files(data_folder)


# Renditions


def test_thumbs_are_made_in_two_sizes_with_a_version() -> None:
    image = factories.image(png(1600, 900))
    assert not image.has_thumbs
    store.thumbs(image.pk)
    image.refresh_from_db()
    assert image.thumbs_version == 1
    assert size_of(store.thumb(image, 320)) == (427, 240)
    assert size_of(store.thumb(image, 1280)) == (1600, 900)


def test_rebuilt_thumbs_get_a_new_version_and_keep_the_old_files() -> None:
    image = factories.image(has_thumbs=True)
    old = store.thumb(image, 320)
    store.thumbs(image.pk)
    image.refresh_from_db()
    assert image.thumbs_version == 2
    assert store.thumb(image, 320) != old
    assert old.exists()


def test_images_of_the_same_content_share_their_thumbs(data_folder: Path) -> None:
    one, other = factories.image(has_thumbs=True), factories.image(has_thumbs=True)
    assert store.thumb(one, 320) == store.thumb(other, 320)
    assert len(files(data_folder / "thumbs")) == 2


def test_thumbs_of_an_image_that_is_gone_are_no_error() -> None:
    store.thumbs(4711)


def test_what_still_waits_for_thumbs_is_listed_newest_first() -> None:
    factories.image(has_thumbs=True)
    waiting = [factories.image(png(seed=seed)).pk for seed in range(3)]
    assert store.without_thumbs(2) == waiting[:0:-1]


def test_what_is_sent_fits_the_gateway_and_leaves_the_original_alone() -> None:
    image = factories.image(png(800, 600))
    data, mime = store.for_sending(image, formats=("jpeg",), max_bytes=20_000, max_side=256)
    assert mime == "image/jpeg"
    assert len(data) <= 20_000
    assert store.original(image).read_bytes() == png(800, 600)


def test_a_temporary_path_lies_in_the_file_system_of_the_originals(data_folder: Path) -> None:
    path = store.temporary(".part")
    assert not path.exists()
    assert path.suffix == ".part"
    assert path.parent.stat().st_dev == data_folder.stat().st_dev
    assert path != store.temporary(".part")
