from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from gallery import removal, results, reviews, store, tags, trash
from gallery.actors import NOBODY
from gallery.models import Comment, Image, Parentage, Review, Stale, Tagging
from gallery.search.index import dialect
from gallery.searches import Search
from tests.factories import draft, image, png, upload

pytestmark = pytest.mark.django_db


def files(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and p.parent.name != "imports")


def trashed(*images: Image, days: int = 0) -> list[int]:
    pks = [image.pk for image in images]
    trash.move(pks, None)
    if days:
        Image.objects.filter(pk__in=pks).update(trashed_at=timezone.now() - timedelta(days=days))
    return pks


def entries() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(dialect().IDS)
        return [pk for (pk,) in cursor.fetchall()]


def test_what_goes_takes_its_rows_and_files_along(data_folder: Path) -> None:
    parent, gone = image(png(seed=1)), image(png(seed=2), has_thumbs=True, copy={"format": "jpeg"})
    Parentage.objects.create(child=gone, parent=parent, position=1)
    store.thumbs(gone.pk)
    store.copy(gone)
    tags.add("sea", [gone.pk], None)
    reviews.judge(gone, NOBODY, verdict="pick")
    Comment.objects.create(image=gone, text="too dark")
    Stale.objects.create(image=gone)
    assert removal.remove(trashed(gone)) == 1
    assert files(data_folder) == [store.original(parent).name]
    assert entries() == [parent.pk] == [i.pk for i in Image.objects.all()]
    for model in (Tagging, Review, Comment, Parentage, Stale):
        assert not model.objects.exists()


def test_only_what_is_in_the_trash_goes() -> None:
    kept = image()
    assert removal.remove([kept.pk, 999]) == 0
    assert store.original(kept).exists()


def test_files_stay_while_another_row_has_the_same_content(data_folder: Path) -> None:
    one, two = image(png(), has_thumbs=True), image(png(), has_thumbs=True)
    there = files(data_folder)
    removal.remove(trashed(one))
    assert files(data_folder) == there
    removal.remove(trashed(two))
    assert files(data_folder) == []


def test_a_picture_that_arrives_again_keeps_its_file() -> None:
    gone = image(png())
    later = time.time() + 1
    prepared = store.prepare(draft(png()))
    os.utime(store.original(gone), (later, later))
    removal.remove(trashed(gone))
    kept = store.enter(prepared, store.Recipe(provider="sketch", provider_label="Sketch"))
    assert store.original(kept).read_bytes() == png()


def test_a_picture_that_arrives_while_the_file_goes_keeps_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = image(png())
    path = store.original(gone)
    rename = Path.rename

    def slow(self: Path, target: Path) -> Path:
        os.utime(self, (time.time() + 1, time.time() + 1))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", slow)
    removal.remove(trashed(gone))
    assert path.read_bytes() == png()


def test_what_arrived_again_long_ago_goes() -> None:
    gone = image(png())
    path, before = store.original(gone), timezone.now() - timedelta(days=2)
    Image.objects.filter(pk=gone.pk).update(created_at=before)
    os.utime(path, (time.time() - 2 * removal.ARRIVAL,) * 2)
    removal.remove(trashed(gone))
    assert not path.exists()


def test_the_sweep_lets_go_what_is_over_its_days(settings: Any) -> None:
    settings.TRASH_DAYS = 7
    over, young, shown = (image(png(seed=seed)) for seed in range(3))
    trashed(over, days=8)
    trashed(young, days=6)
    assert removal.sweep() == 1
    assert list(Image.objects.order_by("pk")) == [young, shown]
    assert removal.sweep() == 0


def test_the_sweep_takes_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "SWEPT", 2)
    trashed(*(image(png(seed=seed)) for seed in range(3)), days=31)
    assert [removal.sweep(), removal.sweep(), removal.sweep()] == [2, 1, 0]


def test_emptying_lets_many_go_by_the_sweep(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.setattr(removal, "AT_ONCE", 2)
    trashed(*(image(png(seed=seed)) for seed in range(5)))
    told = client.post("/gallery/trash/empty/", follow=True).content.decode()
    assert "2 of 5 images removed for good. The others go within minutes." in told
    assert told.count("Goes within minutes") == 3
    assert removal.sweep() == 3


def test_files_that_are_gone_already_do_no_harm(data_folder: Path) -> None:
    gone = image()
    store.original(gone).unlink()
    assert removal.remove(trashed(gone)) == 1
    assert not Image.objects.exists()


def test_an_upload_that_is_added_again_leaves_the_trash() -> None:
    kept = store.accept(upload(png()), None)
    trashed(kept)
    assert store.accept(upload(png()), None).pk == kept.pk
    assert Image.objects.get().trashed_at is None


def test_what_is_removed_is_counted_no_more() -> None:
    kept, gone = image(png(seed=1)), image(png(seed=2))
    removal.remove(trashed(gone))
    left = results.page(Search(), None)
    assert left.total == 1
    assert [image.pk for image in left.images] == [kept.pk]


def test_the_sweep_ends_what_a_crash_broke_off(data_folder: Path) -> None:
    gone = image(png(seed=7))
    store.thumbs(gone.pk)
    _rows, note = removal._rows(trashed(gone))
    assert not Image.objects.exists()
    assert removal.sweep() == 0
    assert store.original(gone).exists()  # somebody may be at work on it
    os.utime(note, (0, 0))
    removal.sweep()
    assert files(data_folder) == []


@pytest.mark.parametrize("text", ["", "{", "[1]"])
def test_a_note_that_cannot_be_read_holds_up_nothing(data_folder: Path, text: str) -> None:
    over = trashed(image(png(seed=8)), days=99)
    note = data_folder / "leaving" / "damaged.json"
    note.parent.mkdir()
    note.write_text(text)
    os.utime(note, (0, 0))
    assert removal.sweep() == len(over)
    assert not note.exists()
