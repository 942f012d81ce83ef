"""The gallery on a machine that has none of the files: out, in, and gone for good."""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image as Pillow

from gallery import cache, imports, removal, store, trash
from gallery.imports import places, receiving
from gallery.media import UnreachableError
from gallery.models import Image, Import
from studio import carried
from tests.factories import image, png, upload
from tests.gallery.imports.pictures import sent
from tests.media.bucket import PREFIX, Bucket
from tests.media.conftest import UseFolder


def body(answer: Any) -> io.BytesIO:
    return io.BytesIO(b"".join(answer))


# Out


def test_downloads_archives_and_sheets_are_made_from_the_bucket(machine: UseFolder, client: Client):
    ours = [image(png(seed=seed), has_thumbs=True, copy={"format": "jpeg"}) for seed in range(2)]
    machine("there")
    assert Pillow.open(body(client.get(f"/gallery/{ours[0].pk}/copy/"))).format == "JPEG"
    wish = {"format": "webp", "recipe": "1"}
    assert Pillow.open(body(client.get(f"/gallery/{ours[0].pk}/file/", wish))).format == "WEBP"
    asked = {"images": ",".join(str(each.pk) for each in ours)}
    packed = zipfile.ZipFile(body(client.post("/gallery/export/zip/", asked | {"names": "{id}"})))
    assert packed.read(f"{ours[1].pk}.png") == png(seed=1)
    sheet = client.post(
        "/gallery/export/sheet/", asked | {"kind": "png", "paper": "a4", "way": "portrait"}
    )
    assert Pillow.open(body(sheet)).size[0] > 100
    assert carried.offer(ours[0], None) is not None


def test_an_archive_tells_what_could_not_be_had(machine: UseFolder, bucket: Bucket, client: Client):
    ours = [image(png(seed=seed)) for seed in range(2)]
    machine("there")
    bucket.misbehave("500", part=ours[0].digest)
    asked = {"images": ",".join(str(each.pk) for each in ours), "names": "{id}"}
    packed = zipfile.ZipFile(body(client.post("/gallery/export/zip/", asked)))
    names = [name for name in packed.namelist() if not name.startswith("manifest")]
    assert names == [f"{ours[1].pk}.png"]
    assert b"missing" in packed.read("manifest.json")


def test_thumbnails_are_made_from_the_bucket_and_seen_by_all(machine: UseFolder, bucket: Bucket):
    ours = image()
    there = machine("there")
    store.thumbs(ours.pk)
    assert len(bucket.names("thumbs")) == 2
    machine("here")
    ours.refresh_from_db()
    assert store.thumb(ours, 320).is_file()
    assert not any(there in path.parents for path in [store.thumb(ours, 320)])


# In


def test_an_import_that_was_sent_to_one_machine_is_done_by_another(
    machine: UseFolder, bucket: Bucket
):
    job = sent(**{"a.png": png(), "b.png": png(seed=1)})
    assert len(bucket.names("imports")) == 2
    there = machine("there")
    imports.go_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.taken) == ("done", 2)
    assert bucket.names("imports") == []
    assert (len(bucket.names("originals")), len(bucket.names("thumbs"))) == (2, 4)
    assert not [path for path in (there / "imports").rglob("*") if path.is_file()]


def test_a_file_that_could_not_be_kept_can_be_sent_again(machine: UseFolder, bucket: Bucket):
    job, data = receiving.begin(None), png()
    bucket.misbehave("500", "PUT")
    with pytest.raises(UnreachableError):
        receiving.add(job, [upload(data, "a.png")])
    key = next(places.folder(job).iterdir()).stem
    assert next(places.folder(job).iterdir()).stat().st_size == 0
    bucket.behave()
    receiving.piece(job, UUID(key), "a.png", 0, len(data), upload(data))
    assert job.arrivals.count() == 1


def test_an_import_goes_on_once_the_bucket_is_back(machine: UseFolder, bucket: Bucket):
    job = sent(**{"a.png": png()})
    bucket.misbehave("503", "PUT")
    imports.go_on(job.pk)
    job.refresh_from_db()
    assert (job.state, "cannot be reached" in job.why) == ("failed", True)
    bucket.behave()
    receiving.try_again(job)
    imports.go_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.taken) == ("done", 1)


@pytest.mark.usefixtures("machine")
def test_one_at_a_time_works_on_an_import():
    job = Import.objects.create()
    with places.held(job) as ours, places.held(job) as theirs:
        assert (ours, theirs) == (True, False)
    with places.held(job) as again:
        assert again


# Gone for good


@pytest.fixture
def look_again(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the next sweep ask a bucket that was away, now and whenever it is called."""

    def look() -> None:
        monkeypatch.setattr(removal, "_away_until", 0.0)

    look()
    return look


def trashed(*images: Image) -> list[int]:
    """Made and put there long ago, as by S3's clock."""
    pks = [each.pk for each in images]
    trash.move(pks, None)
    return pks


def test_what_goes_leaves_the_bucket(machine: UseFolder, bucket: Bucket):
    gone, kept = image(png(seed=1), has_thumbs=True), image(png(seed=2), has_thumbs=True)
    assert removal.remove(trashed(gone)) == 1
    assert len(bucket.names("originals")) == 1
    assert all(
        kept.digest in name for name in (*bucket.names("originals"), *bucket.names("thumbs"))
    )


def test_what_another_row_uses_stays_in_the_bucket(machine: UseFolder, bucket: Bucket):
    one, two = image(), image()
    removal.remove(trashed(one))
    assert len(bucket.names("originals")) == 1
    removal.remove(trashed(two))
    assert bucket.names("originals") == []


def test_what_has_just_come_again_stays(machine: UseFolder, bucket: Bucket):
    """Another machine has put it there and has no row for it yet."""
    gone = image()
    [thing] = bucket.things.values()
    thing.changed_at = timezone.now() + timedelta(seconds=2)
    removal.remove(trashed(gone))
    assert len(bucket.names("originals")) == 1


def test_nothing_goes_while_the_bucket_is_away(
    machine: UseFolder, bucket: Bucket, look_again: Callable[[], None]
):
    gone = image()
    pks = trashed(gone)
    Image.objects.update(trashed_at=timezone.now() - timedelta(days=99))
    bucket.misbehave("403")
    with pytest.raises(UnreachableError):
        removal.remove(pks)
    assert removal.sweep() == 0
    assert Image.objects.count() == 1
    bucket.behave()
    look_again()
    assert removal.sweep() == 1


def test_what_a_crash_broke_off_waits_for_the_bucket(
    machine: UseFolder, bucket: Bucket, look_again: Callable[[], None]
):
    _rows, note = removal._rows(trashed(image()))
    os.utime(note, (0, 0))
    bucket.misbehave("500")
    removal.sweep()
    bucket.behave()
    look_again()
    removal.sweep()
    assert (bucket.names("originals"), note.exists()) == ([], False)


# The cache


@pytest.fixture
def aged(machine: UseFolder, bucket: Bucket) -> list[Path]:
    """Three originals of this machine, used an hour ago and longer, the last one just now."""
    ours = [image(png(seed=seed)) for seed in range(3)]
    paths = [store.place(each) for each in ours]
    for hours, path in enumerate(paths[:2]):
        used = time.time() - 7200 + 3600 * hours
        os.utime(path, (used, used))
    return paths


def test_what_was_used_least_recently_makes_room(aged: list[Path]):
    cache.trim(sum(path.stat().st_size for path in aged) - 1)
    assert [path.exists() for path in aged] == [False, True, True]
    ours = Image.objects.get(digest=aged[0].stem)
    assert store.original(ours).read_bytes() == png()


def test_what_is_in_use_stays_however_small_the_cache(aged: list[Path]):
    cache.trim(1)
    assert [path.exists() for path in aged] == [False, False, True]


def test_what_the_bucket_lacks_stays_and_is_put_there(aged: list[Path], bucket: Bucket):
    name = f"originals/{aged[0].parent.name}/{aged[0].name}"
    del bucket.things[f"{PREFIX}/{name}"]
    cache.trim(1)
    assert [path.exists() for path in aged] == [True, False, True]
    assert name in bucket.names("originals")


def test_what_another_machine_removed_does_not_come_back(aged: list[Path], bucket: Bucket):
    Image.objects.filter(digest=aged[0].stem).delete()
    bucket.things.clear()
    cache.trim(1)
    assert [path.exists() for path in aged] == [False, True, True]
    assert len(bucket.names("originals")) == 1


def test_a_cache_stays_as_it_is_while_the_bucket_is_away(aged: list[Path], bucket: Bucket):
    bucket.misbehave("500")
    with pytest.raises(UnreachableError):
        cache.trim(1)
    assert all(path.exists() for path in aged)
