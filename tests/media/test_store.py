"""Bytes in and out where machines share a bucket instead of a folder."""

import hashlib

import pytest
from django.test import Client

from gallery import store
from gallery.media import UnreachableError
from gallery.models import Image
from tests import factories
from tests.media.bucket import Bucket
from tests.media.conftest import UseFolder


def test_a_picture_is_in_the_bucket_before_it_has_a_row(machine: UseFolder, bucket: Bucket):
    bucket.misbehave("403", "PUT")
    draft = factories.draft(factories.png())
    with pytest.raises(UnreachableError, match="403 AccessDenied"):
        store.keep(draft, store.Recipe())
    assert not Image.objects.exists()
    assert draft.exists()
    bucket.behave()
    image = store.keep(draft, store.Recipe())
    assert bucket.names("originals") == [f"originals/{image.digest[:2]}/{image.digest}.png"]
    assert not draft.exists()


def test_another_machine_reads_what_this_one_made(machine: UseFolder, bucket: Bucket):
    data = factories.png()
    image = factories.image(data, has_thumbs=True)
    there = machine("there")
    assert not list(there.rglob("*.png"))
    assert store.original(image).read_bytes() == data
    assert store.thumb(image, 320).read_bytes()[8:12] == b"WEBP"
    bucket.requests.clear()
    store.original(image)
    store.thumb(image, 320)
    assert bucket.requests == []
    assert [path.stat().st_mode & 0o777 for path in there.rglob("*.png")] == [0o600]


def test_what_comes_again_is_put_again(machine: UseFolder, bucket: Bucket):
    """Another machine may have removed it since."""
    image = factories.image()
    bucket.things.clear()
    again = factories.image(prompt="Another")
    assert again.digest == image.digest
    assert len(bucket.names("originals")) == 1


def test_a_body_that_breaks_off_is_fetched_again(machine: UseFolder, bucket: Bucket):
    image = factories.image(data := factories.png())
    machine("there")
    bucket.misbehave("cut", "GET", times=1)
    assert store.original(image).read_bytes() == data


@pytest.mark.parametrize("trouble", ["403", "reset", "cut"])
def test_no_half_file_gets_a_name(machine: UseFolder, bucket: Bucket, trouble: str):
    image = factories.image()
    there = machine("there")
    bucket.misbehave(trouble, "GET")
    with pytest.raises(UnreachableError) as raised:
        store.original(image)
    assert "very/secret" not in str(raised.value)
    assert not [path for path in there.rglob("*") if path.is_file()]


def test_what_is_damaged_in_the_bucket_is_not_shown(machine: UseFolder, bucket: Bucket):
    image = factories.image()
    [thing] = bucket.things.values()
    thing.data = thing.data[:-1] + b"?"
    machine("there")
    with pytest.raises(UnreachableError, match="damaged"):
        store.original(image)


def test_pages_say_that_the_storage_is_away(machine: UseFolder, bucket: Bucket, client: Client):
    image = factories.image(has_thumbs=True)
    machine("there")
    bucket.misbehave("500")
    page = client.get(f"/gallery/{image.pk}/original/", headers={"accept": "text/html"})
    assert page.status_code == 503
    assert page["Retry-After"] == "10"
    assert "cannot be reached right now" in page.text
    thumb = client.get(f"/gallery/{image.pk}/thumb/320/")
    assert (thumb.status_code, thumb["Content-Type"]) == (503, "text/plain; charset=utf-8")
    assert client.get(f"/gallery/{image.pk}/").status_code == 200
    bucket.behave()
    answer = client.get(f"/gallery/{image.pk}/original/")
    assert hashlib.sha256(answer.getvalue()).hexdigest() == image.digest


def test_one_that_is_nowhere_is_not_there(machine: UseFolder, bucket: Bucket, client: Client):
    image = factories.image()
    bucket.things.clear()
    machine("there")
    assert client.get(f"/gallery/{image.pk}/original/").status_code == 404


def test_an_upload_that_cannot_be_kept_is_told(machine: UseFolder, bucket: Bucket, client: Client):
    bucket.misbehave("reset", "PUT")
    answer = client.post("/references/", {"file": factories.upload(factories.png(), "boat.png")})
    assert answer.status_code == 422
    assert "boat.png could not be kept" in answer.text
    bucket.behave()
    answer = client.post("/references/", {"file": factories.upload(factories.png(), "boat.png")})
    assert answer.status_code == 201
