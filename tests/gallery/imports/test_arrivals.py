"""Files from a browser: in pieces, ZIPs among them, and whatever interrupts."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.utils import timezone

from gallery import imports
from gallery.imports import receiving, words
from gallery.imports.receiving import OutOfStepError
from gallery.models import Arrival, Image, Import
from tests.factories import png, upload

from .pictures import names, reasons, sent

pytestmark = pytest.mark.django_db


def zipped(**files: bytes) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return buffer.getvalue()


def over(job: Import) -> Import:
    imports.go_on(job.pk)
    job.refresh_from_db()
    return job


def test_files_and_archives_are_taken_and_then_gone(data_folder: Path) -> None:
    packed = zipped(**{"day one/b.png": png(seed=1), "c.png": png(seed=2)})
    job = over(sent(**{"a.png": png(), "more.zip": packed}))
    assert (job.state, job.found, job.taken) == ("done", 3, 3)
    assert names() == ["a.png", "b.png", "c.png"]
    assert not Arrival.objects.exists()
    assert not (data_folder / "imports" / str(job.pk)).exists()


def test_a_file_arrives_in_pieces() -> None:
    data, key, job = png(300, 200), uuid4(), receiving.begin(None)
    for at in range(0, len(data), 1000):
        part = upload(data[at : at + 1000], "a.png")
        receiving.piece(job, key, "Holiday/a.png", at, len(data), part)
    receiving.start(job)
    assert over(job).taken == 1
    assert Image.objects.get(tags__key="holiday").bytes == len(data)


def test_a_piece_that_does_not_follow_is_refused_with_what_is_there() -> None:
    key, job = uuid4(), receiving.begin(None)
    receiving.piece(job, key, "a.png", 0, 100, upload(b"x" * 40))
    with pytest.raises(OutOfStepError) as refusal:
        receiving.piece(job, key, "a.png", 80, 100, upload(b"x" * 20))
    assert refusal.value.size == 40


def test_a_part_of_a_file_is_no_file() -> None:
    job = receiving.begin(None)
    receiving.piece(job, uuid4(), "a.png", 0, 100_000, upload(b"x" * 40))
    receiving.start(job)
    assert over(job).found == 0


def test_nothing_begins_before_all_is_there() -> None:
    job = receiving.begin(None)
    receiving.add(job, [upload(png(), "a.png")])
    assert imports.waiting() == []
    imports.go_on(job.pk)
    assert not Image.objects.exists()
    receiving.start(job)
    assert imports.waiting() == [job.pk]


def test_a_broken_archive_among_files_is_told_once() -> None:
    job = over(sent(**{"bad.zip": b"PK\3\4 and no more", "a.png": png(), "b.7z": b"7z"}))
    assert reasons(job) == {"bad.zip": words.NO_ARCHIVE, "b.7z": words.NO_ARCHIVE}
    assert (job.taken, job.refused) == (1, 2)


def test_names_that_lead_out_are_only_names() -> None:
    job = receiving.begin(None)
    receiving.piece(job, uuid4(), "../../etc/a.png", 0, len(png()), upload(png()))
    receiving.start(job)
    assert over(job).taken == 1
    assert names() == ["a.png"]


def test_what_is_stopped_leaves_nothing_behind(data_folder: Path) -> None:
    job = receiving.begin(None)
    receiving.add(job, [upload(png(), "a.png")])
    receiving.stop(job)
    assert (job.state, imports.waiting()) == ("cancelled", [])
    assert not Arrival.objects.exists()
    assert not (data_folder / "imports" / str(job.pk)).exists()


def test_what_is_stopped_before_its_turn_leaves_nothing_behind(data_folder: Path) -> None:
    job = sent(**{"a.png": png()})
    receiving.stop(job)
    assert not Arrival.objects.exists()
    assert not list((data_folder / "imports").iterdir())


def test_what_nobody_finishes_goes_with_the_next_one(data_folder: Path) -> None:
    job = receiving.begin(None)
    receiving.add(job, [upload(png(), "a.png")])
    receiving.begin(None)
    assert Arrival.objects.exists()
    Import.objects.filter(pk=job.pk).update(created_at=timezone.now() - receiving.ABANDONED)
    receiving.begin(None)
    assert not Arrival.objects.exists()
    assert not list((data_folder / "imports").iterdir())


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (["Holiday/a.png", "Holiday/day/b.png"], "Holiday"),
        (["pictures.zip"], "pictures.zip"),
        (["a.png", "b.png"], ""),
    ],
)
def test_an_import_is_called_what_its_files_have_in_common(names: list[str], name: str) -> None:
    job = receiving.begin(None)
    for each in names:
        receiving.piece(job, uuid4(), each, 0, 1, upload(b"x"))
    receiving.start(job)
    assert job.name == name


def test_what_was_interrupted_goes_on_by_a_word() -> None:
    job = sent(**{"a.png": png()})
    Import.objects.filter(pk=job.pk).update(state="failed", why=words.NO_ROOM, tries=3)
    receiving.try_again(job)
    assert (over(job).state, job.taken, job.why) == ("done", 1, "")
