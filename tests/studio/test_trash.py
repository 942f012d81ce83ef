"""What the studio shows of images that go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gallery import removal, store, trash
from gallery.models import Image
from studio import cards, history, logbook, picker
from studio.models import Job, Reference

from .conftest import MakeImage, MakeJob, keep_frames

pytestmark = pytest.mark.django_db


def finished(make_job: MakeJob, count: int) -> tuple[Job, list[Image]]:
    job = make_job(count=count, state="finished", task={"state": "finished"})
    return job, keep_frames(job, count)


def card_page(client: Client, job: Job) -> str:
    return client.get(f"/jobs/{job.uuid}/").content.decode()


def test_a_card_says_what_is_in_the_trash_and_what_was_removed(
    client: Client, make_job: MakeJob
) -> None:
    job, (kept, trashed, gone) = finished(make_job, 3)
    trash.move([trashed.pk, gone.pk], None)
    removal.remove([gone.pk])
    page = card_page(client, job)
    assert page.count("In the trash") == page.count("Removed") == 1
    assert f'href="/gallery/{trashed.pk}/"' in page
    assert f'data-image="{kept.pk}"' in page
    assert f'data-image="{trashed.pk}"' not in page


def test_a_card_whose_pictures_are_all_removed_is_still_whole(
    client: Client, make_job: MakeJob
) -> None:
    job, images = finished(make_job, 2)
    pks = [image.pk for image in images]
    trash.move(pks, None)
    removal.remove(pks)
    assert card_page(client, job).count("Removed") == 2
    assert [frame.is_removed for frame in cards.of([job])[0].frames] == [True, True]


def test_what_never_came_is_not_called_removed(make_job: MakeJob) -> None:
    task = {"state": "finished", "made": {"missing": 1}}
    job = make_job(count=3, state="partial", task=task)
    _kept, gone = keep_frames(job, 2)
    trash.move([gone.pk], None)
    removal.remove([gone.pk])
    card = cards.of([job])[0]
    assert [(bool(f.image), f.is_removed, bool(f.lost)) for f in card.frames] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert card.state_word == "2 of 3"


def test_what_is_in_the_trash_is_offered_nowhere(make_job: MakeJob, make_image: MakeImage) -> None:
    job, (image,) = finished(make_job, 1)
    upload = make_image()
    trash.move([image.pk, upload.pk], None)
    assert picker.page().images == []
    assert [entry.image for entry in history.find(None).entries] == [None]
    assert not logbook._newest([job.session_id])


def test_an_image_that_a_job_was_made_from_stays_in_the_trash(
    make_job: MakeJob, make_image: MakeImage
) -> None:
    reference, free = make_image(), make_image()
    Reference.objects.create(job=make_job(), image=reference, position=1)
    trash.move([reference.pk, free.pk], None)
    Image.objects.update(trashed_at=timezone.now() - timedelta(days=99))
    assert removal.sweep() == 1
    assert removal.sweep() == removal.remove([reference.pk]) == 0
    assert list(Image.objects.all()) == [reference]
    assert store.original(reference).exists()
    assert list(Image.objects.filter(removal.in_use())) == [reference]
    Reference.objects.all().delete()
    assert removal.sweep() == 1
    assert not store.original(reference).exists()
