"""The pages of imports: with scripts, without, and for others."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from gallery import imports
from gallery.models import Image, Import, User
from tests.factories import png, upload

from .pictures import sent

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def at(job: Import, act: str = "") -> str:
    return f"/gallery/import/{job.pk}/{act}"


def test_a_form_without_scripts_imports_its_files(client: Client) -> None:
    files = [upload(png(seed=n), f"{n}.png") for n in range(3)]
    fields = {"files": files, "tag": "Harbour  light", "folders": "on"}
    answer = client.post("/gallery/import/", fields)
    job = Import.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, at(job))
    assert "Begins in a moment" in client.get(at(job)).text
    imports.go_on(job.pk)
    page = client.get(at(job)).text
    assert "3 pictures imported" in page
    assert 'href="/gallery/?tag=harbour+light"' in page
    assert Image.objects.filter(tags__key="harbour light").count() == 3


def test_a_form_without_scripts_takes_hundreds_of_files(client: Client) -> None:
    files = [upload(b"x", f"{n}.png") for n in range(300)]
    assert client.post("/gallery/import/", {"files": files}).status_code == 303
    assert Import.objects.get().arrivals.count() == 300


def test_a_form_without_files_says_so(client: Client) -> None:
    answer = client.post("/gallery/import/", {"tag": "x"})
    assert answer.status_code == 422
    assert "Choose pictures" in answer.text
    assert not Import.objects.exists()


def test_a_script_begins_sends_pieces_and_starts(client: Client) -> None:
    answer = client.post("/gallery/import/", {"folders": "on"}, headers=HTMX)
    assert answer.status_code == 201
    places = answer.json()
    data, key = png(200, 100), uuid4().hex
    fields = {"key": key, "name": "Holiday/a.png", "total": len(data)}
    part = {"at": 0, "file": upload(data[:100])}
    assert client.post(places["piece"], fields | part).status_code == 204
    late = client.post(places["piece"], fields | {"at": 120, "file": upload(data[120:])})
    assert (late.status_code, late.json()) == (409, {"size": 100})
    rest = {"at": 100, "file": upload(data[100:])}
    assert client.post(places["piece"], fields | rest).status_code == 204
    assert client.post(places["start"])["Location"] == places["page"]
    job = Import.objects.get()
    imports.go_on(job.pk)
    assert Image.objects.get(tags__key="holiday").bytes == len(data)
    again = client.post(places["piece"], fields | {"at": 0, "file": upload(data)})
    assert again.status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"key": "../x"}, {"at": "-1"}, {"total": "x"}, {"name": ""}, {"file": ""}]
)
def test_a_piece_that_makes_no_sense_is_refused(client: Client, wrong: dict[str, str]) -> None:
    place = client.post("/gallery/import/", headers=HTMX).json()["piece"]
    fields: dict[str, Any] = {"key": uuid4().hex, "name": "a", "at": 0, "total": 1}
    answer = client.post(place, fields | {"file": upload(b"x")} | wrong)
    assert answer.status_code == 422


def test_an_open_page_hears_only_what_changed(client: Client) -> None:
    job = sent(**{"a.png": png()})
    first = client.get(at(job), headers=HTMX)
    assert 'hx-trigger="every 1s"' in first.text
    assert "<html" not in first.text
    seen = first.text.partition("?seen=")[2].partition('"')[0]
    assert client.get(at(job), {"seen": seen}, headers=HTMX).status_code == 204
    imports.go_on(job.pk)
    last = client.get(at(job), {"seen": seen}, headers=HTMX)
    assert "1 picture imported" in last.text
    assert "hx-trigger" not in last.text


def test_what_was_left_out_is_told_by_name(client: Client) -> None:
    trashed = sent(**{"old.png": png(seed=7)})
    imports.go_on(trashed.pk)
    Image.objects.update(trashed_at=timezone.now())
    job = sent(**{"<b>.txt": b"x", "a.png": png(), "twin.png": png(), "old.png": png(seed=7)})
    imports.go_on(job.pk)
    page = client.get(at(job)).text
    assert "&lt;b&gt;.txt" in page
    assert "No picture that is taken here" in page
    assert "<b>1</b> is in the trash" in page
    assert "The same picture twice among these files." in page
    today = timezone.localdate().isoformat()
    assert f"?origin=imported&amp;since={today}&amp;until={today}" in page


def test_an_import_is_stopped_and_gone_on_with(client: Client) -> None:
    job = sent(**{"a.png": png()})
    Import.objects.filter(pk=job.pk).update(state="failed", why="There is not enough room")
    assert "There is not enough room" in client.get(at(job)).text
    client.post(at(job, "go-on/"))
    assert imports.waiting() == [job.pk]
    client.post(at(job, "stop/"))
    assert "Import stopped" in client.get(at(job)).text
    assert imports.waiting() == []


def test_imports_are_listed(client: Client) -> None:
    job = sent(**{"Holiday.zip": b"PK\3\4"})
    assert "Holiday.zip" in client.get("/gallery/import/").text
    assert f'href="{at(job)}"' in client.get("/gallery/import/").text


def test_imports_belong_to_those_who_make(client: Client, settings: Any) -> None:
    settings.LOGIN_REQUIRED = True
    ann, bob = (User.objects.create_user(name, role="maker") for name in ("ann", "bob"))
    viewer = User.objects.create_user("eve", role="viewer")
    job = Import.objects.create(made_by=ann, name="a", state="open")
    for person, status in ((ann, 200), (bob, 404), (viewer, 403)):
        client.force_login(person)
        assert client.get(at(job)).status_code == status
        assert client.post(at(job, "stop/")).status_code == {200: 303}.get(status, status)
    assert client.get("/gallery/import/").status_code == 403
