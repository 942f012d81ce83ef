"""A folder of pictures: what is taken, what is told, and going on after an interruption."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from PIL.PngImagePlugin import PngInfo

from gallery import counters, imports, metadata, results, store
from gallery.imports import recipes, words, work
from gallery.models import Image, Import, Tag, Tagging
from gallery.searches import Search
from tests import factories
from tests.factories import drawing, encoded, png

from .pictures import fill, names, opened, reasons, taken

pytestmark = pytest.mark.django_db

A1111 = """a red boat, harbour
Negative prompt: people
Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 4711, Size: 64x48, Model: dream_8"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "pictures"
    found.mkdir()
    return found


def found(address: str) -> list[str]:
    return [image.file_name for image in results.page(Search.parse(address), None).images]


def test_every_picture_of_a_folder_and_its_folders_is_in_the_gallery(folder: Path) -> None:
    fill(folder, "a.png", "day one/b.png", "day one/noon/c.png")
    (folder / "d.jpg").write_bytes(encoded(drawing(seed=9), "JPEG"))
    job = taken(folder)
    assert (job.state, job.found, job.taken, job.done) == ("done", 4, 4, 4)
    assert names() == ["a.png", "b.png", "c.png", "d.jpg"]
    image = Image.objects.get(file_name="b.png")
    assert store.original(image).read_bytes() == (folder / "day one/b.png").read_bytes()
    assert (image.origin, image.width, image.height, image.thumbs_version) == (
        "imported",
        64,
        48,
        1,
    )
    assert store.thumb(image, 320).exists()
    assert store.thumb(image, 1280).exists()


def test_what_was_imported_is_found_and_counted(folder: Path) -> None:
    fill(folder, "day one/a.png", "day one/noon/b.png", "c.png")
    taken(folder, "Harbour")
    assert found("tag=day one") == ["b.png", "a.png"]
    assert found("q=noon") == ["b.png"]
    assert found("tag=harbour") == ["b.png", "a.png", "c.png"]
    assert found("origin=imported&tag=noon") == ["b.png"]
    tags = {choice.value: choice.images for choice in counters.choices("tag", None)}
    assert tags == {"harbour": 3, "day one": 2, "noon": 1}
    assert results.page(Search.parse("origin=imported"), None).total == 3


def test_folders_are_no_tags_where_nobody_wants_that(folder: Path) -> None:
    fill(folder, "day one/a.png")
    taken(folder, folders_are_tags=False)
    assert not Tag.objects.exists()


def test_a_tag_that_is_there_is_used(folder: Path) -> None:
    tag = Tag.objects.create(name="DAY ONE", key="day one")
    taken(fill(folder, "day one/a.png", "Day One/b.png"))
    assert Tagging.objects.filter(tag=tag).count() == 2
    assert Tag.objects.count() == 1


def test_the_recipe_in_the_file_becomes_that_of_the_image(folder: Path) -> None:
    text = PngInfo()
    text.add_text("parameters", A1111)
    (folder / "00001-4711.png").write_bytes(encoded(drawing(), pnginfo=text))
    taken(folder)
    image = Image.objects.get()
    assert image.prompt == "a red boat, harbour"
    assert (image.provider_label, image.model, image.seed) == ("AUTOMATIC1111", "dream_8", 4711)
    assert image.parameters_asked["negative_prompt"] == "people"
    assert (image.asked_width, image.asked_height, image.is_reshaped) == (64, 48, False)
    assert "size" not in image.parameters_asked
    assert image.aspect_ratio == "4:3"
    assert found("q=harbour&model=automatic1111:dream_8") == ["00001-4711.png"]


def test_a_picture_made_here_comes_back_with_its_recipe(folder: Path) -> None:
    recipe = {
        "provider": "google", "provider_label": "Google", "model": "banana", "prompt": "A boat",
        "model_label": "Banana", "revised_prompt": "A red boat", "aspect_ratio": "4:3", "seed": 7,
        "parameters_asked": {"quality": "high"}, "resolution": "1K",
    }  # fmt: skip
    made = factories.image(png(seed=3), **recipe)
    metadata.embed(store.original(made), made, folder / "boat.png")
    made.delete()
    taken(folder)
    image = Image.objects.get()
    assert {name: getattr(image, name) for name in recipe} == recipe


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("a\0b\udc80", "ab?"),
        ({"a": [1, 2.5, None, True]}, {"a": [1, 2.5, None, True]}),
        (float("inf"), "inf"),
        ({1: ("x", float("nan"))}, {"1": ["x", "nan"]}),
    ],
)
def test_only_what_every_database_takes_is_kept(value: Any, kept: Any) -> None:
    assert recipes.plain(value) == kept


@pytest.mark.parametrize("size", ["99999999999x1", "0x0", "-5x5"])
def test_a_recipe_that_makes_no_sense_does_no_harm(folder: Path, size: str) -> None:
    text = PngInfo()
    long = f"a\udcff\0{'b' * 300}".encode("utf-8", "replace").decode()
    text.add_itxt(
        "parameters", f"boat {long}\nSteps: 1e999, Seed: {9**40}, Size: {size}, Model: {long}"
    )
    (folder / "a.png").write_bytes(encoded(drawing(), pnginfo=text))
    assert taken(folder).taken == 1


def test_the_source_is_left_alone(folder: Path) -> None:
    fill(folder, "a.png")
    before = (folder / "a.png").stat()
    taken(folder)
    after = (folder / "a.png").stat()
    assert (before.st_ino, before.st_mtime_ns, before.st_nlink, before.st_mode) == (
        after.st_ino, after.st_mtime_ns, after.st_nlink, after.st_mode,
    )  # fmt: skip


def test_duplicates_are_told_with_the_image_that_is_there(folder: Path) -> None:
    made = factories.image(png(seed=0))
    trashed = factories.image(png(seed=1))
    Image.objects.filter(pk=trashed.pk).update(trashed_at="2026-11-01T00:00Z")
    fill(folder, "made.png", "trashed.png", "new.png")
    (folder / "newer.png").write_bytes(png(seed=2))
    job = taken(folder)
    assert (job.taken, job.duplicates, job.trashed, job.refused) == (1, 3, 1, 0)
    told = {each["name"]: (each["image"], each["is_trashed"]) for each in job.told}
    assert told["made.png"] == (made.pk, False)
    assert told["trashed.png"] == (trashed.pk, True)
    assert told["newer.png"] == (None, False)
    again = taken(folder)
    assert (again.taken, again.duplicates) == (0, 4)


def test_an_upload_of_the_same_content_is_no_duplicate(folder: Path) -> None:
    store.accept(factories.upload(png(seed=0)), None)
    assert taken(fill(folder, "a.png")).taken == 1


def test_what_cannot_be_taken_is_told_and_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    fill(folder, "good.png")
    (folder / "damaged.png").write_bytes(png()[:-40])
    (folder / "damaged too.png").write_bytes(png()[:-40])
    (folder / "text.txt").write_text("no picture")
    (folder / "film.gif").write_bytes(encoded(drawing(), "GIF"))
    (folder / "inner.zip").write_bytes(b"PK\3\4")
    (folder / "empty.png").touch()
    (folder / "link.png").symlink_to(folder / "good.png")
    (folder / "around").symlink_to(folder)
    os.mkfifo(folder / "pipe.png")
    job = taken(folder)
    no_picture = words.PICTURES[words.UnknownFormatError]
    assert job.taken == 1
    assert reasons(job) == {
        "damaged.png": words.PICTURES[words.UnreadablePictureError],
        "damaged too.png": words.PICTURES[words.UnreadablePictureError],
        "text.txt": no_picture,
        "film.gif": no_picture,
        "empty.png": no_picture,
        "inner.zip": words.ARCHIVE_INSIDE,
        "link.png": words.LINK,
        "around": words.LINK,
        "pipe.png": words.SPECIAL,
    }
    assert not list((tmp_path / "incoming").iterdir())
    assert len(list((tmp_path / "originals").rglob("*.png"))) == 1


def test_what_may_not_be_read_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(folder, "a.png", "b.png")
    (folder / "a.png").chmod(0)
    if os.access(folder / "a.png", os.R_OK):
        pytest.skip("root reads everything")
    assert reasons(taken(folder)) == {"a.png": words.CANNOT_OPEN}


def test_hidden_files_and_those_of_systems_are_only_counted(folder: Path) -> None:
    fill(folder, ".DS_Store", "._a.png", ".cache/a.png", "__MACOSX/a.png", "Thumbs.db", "a.png")
    job = taken(folder)
    assert (job.taken, job.hidden, job.refused, job.told) == (1, 5, 0, [])


def test_the_data_folder_is_never_imported_into_itself(folder: Path, settings: Any) -> None:
    settings.DATA_DIR = folder / "data"
    factories.image(png(seed=5), has_thumbs=True)
    job = taken(fill(folder, "a.png"))
    assert (job.taken, reasons(job)) == (1, {"data": words.OWN_FOLDER})


def test_names_of_any_bytes_go_in(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9\n.png")).write_bytes(png(seed=1))
    fill(folder, "\U0001f6a2 \u8239.png")
    assert taken(folder).taken == 2
    assert names() == ["caf?\ufffd.png", "\U0001f6a2 \u8239.png"]


def test_an_import_goes_on_where_it_was_whatever_came_or_went(folder: Path) -> None:
    fill(folder, *(f"{n:03}.png" for n in range(60)))
    job = opened(folder)

    class PowerCutError(BaseException):
        """Nothing catches it."""

    def cut(told: Import) -> None:
        if told.taken:
            raise PowerCutError

    with pytest.raises(PowerCutError):
        work.go_on(job.pk, told=cut)
    job.refresh_from_db()
    assert (job.state, job.taken, Image.objects.count()) == ("open", 50, 50)
    (folder / "055.png").unlink()
    (folder / "zz").mkdir()
    fill(folder / "zz", "late.png")
    (folder / "zz/late.png").write_bytes(png(seed=200))
    imports.go_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.taken, job.duplicates, job.refused) == ("done", 60, 0, 0)
    assert Image.objects.count() == 60


def test_an_import_that_is_stopped_keeps_what_it_has(folder: Path, tmp_path: Path) -> None:
    fill(folder, *(f"{n:03}.png" for n in range(120)))
    job = opened(folder)

    def stop(told: Import) -> None:
        Import.objects.filter(pk=told.pk).update(state="cancelled")

    work.go_on(job.pk, told=stop)
    job.refresh_from_db()
    assert (job.state, job.taken, Image.objects.count()) == ("cancelled", 50, 50)
    assert not list((tmp_path / "incoming").iterdir())


def test_one_process_at_a_time_works_on_an_import(folder: Path) -> None:
    fill(folder, "a.png")
    job = opened(folder)

    def meanwhile(told: Import) -> None:
        imports.go_on(job.pk)
        assert Import.objects.get(pk=job.pk).tries < 2

    work.go_on(job.pk, told=meanwhile)
    assert Image.objects.count() == 1


def test_what_ends_the_process_again_and_again_is_not_tried_for_ever(folder: Path) -> None:
    fill(folder, "a.png")
    job = opened(folder)
    Import.objects.filter(pk=job.pk).update(tries=work.TRIES)
    imports.go_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.why) == ("failed", words.STUCK)


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    job = taken(tmp_path / "gone")
    assert (job.state, job.why) == ("failed", words.NOT_THERE)


def test_rows_come_in_few_statements(folder: Path, django_assert_max_num_queries: Any) -> None:
    fill(folder, *(f"{n:03}.png" for n in range(50)))
    job = opened(folder)
    with django_assert_max_num_queries(40):
        work.go_on(job.pk)
    assert Image.objects.count() == 50


def test_whoever_writes_is_asked_for_the_transaction(folder: Path) -> None:
    fill(folder, "a.png")
    begun: list[bool] = []

    def writing() -> transaction.Atomic:
        begun.append(True)
        return transaction.atomic()

    work.go_on(opened(folder).pk, writing)
    assert begun == [True]
