"""What no browser sends by itself: it is answered, never a broken page."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from studio.models import Job, Kit, KitItem, Pad, Preset, Session, Snippet
from studio.providers import _judge
from tests.studio.composing import all_ready, form  # noqa: F401 (a fixture)
from tests.studio.conftest import MakeImage, MakeJob

HUGE = ((2**63 - 1, 200), (2**63, 404), (10**40, 404))
FURTHER: tuple[dict[str, object], ...] = (
    {"a": 2, "a.b": 1},
    {"a.b.c": 1, "a.b": {"c": 2}},
    {"prompt.x": 1},
    {"size.a": 1},
    {"..": 1, ".": 2, "": 3},
)


@pytest.mark.usefixtures("all_ready")
@pytest.mark.parametrize(
    "model", ["openai:gpt-image-2", "lumenfall:fal/gemini-3.1-flash-image-preview"]
)
@pytest.mark.parametrize("shape", ["wide", "0:0", "9" * 400 + ":1", "1:" + "9" * 5000], ids=len)
def test_a_shape_that_is_none_is_an_error_of_its_field(
    htmx: Client, db: None, model: str, shape: str
) -> None:
    fields = {"model": model, "prompt": "A boat", "aspect_ratio": shape}
    assert htmx.get("/", fields).status_code == 200
    assert htmx.post("/composer/price/", fields).status_code == 200
    assert htmx.post("/composer/sent/", fields).status_code == 200
    answer = htmx.post("/jobs/", fields)
    assert answer.status_code == 422
    assert not Job.objects.exists()


@pytest.mark.usefixtures("all_ready")
@pytest.mark.parametrize("written", FURTHER, ids=json.dumps)
@pytest.mark.parametrize(
    "model", ["custom:flux-dev", "lumenfall:fal/gemini-3.1-flash-image-preview"]
)
def test_further_fields_go_out_as_they_stand(
    db: None, model: str, written: dict[str, object]
) -> None:
    asked = form(model=model, further_fields=json.dumps(written))
    body = asked.provider.request(asked.brief).json
    assert body is not None
    assert written.items() <= body.items()


@pytest.mark.parametrize(("id", "status"), HUGE)
def test_a_kit_is_empty_where_there_is_none_and_not_looked_for_where_there_can_be_none(
    htmx: Client, db: None, id: int, status: int
) -> None:
    assert htmx.get(f"/kits/{id}/").status_code == status
    assert htmx.post(f"/kits/{id}/load/", {"prompt": "A boat"}).status_code == status
    assert htmx.post(f"/kits/{id}/delete/").status_code == status


def test_a_kit_gives_its_own_references_only(htmx: Client, make_image: MakeImage) -> None:
    one, other = (Kit.objects.create(name=name) for name in ("one", "other"))
    images = make_image(), make_image()
    for kit, image in zip((one, other), images, strict=True):
        KitItem.objects.create(kit=kit, image=image, position=1)
    page = htmx.get(f"/kits/{one.pk}/").content.decode()
    assert f'data-reference="{images[0].pk}"' in page
    assert f'data-reference="{images[1].pk}"' not in page


def test_a_nul_is_kept_nowhere(htmx: Client, make_job: MakeJob) -> None:
    """PostgreSQL takes none, neither in a text nor in the name of a field of JSON."""
    session = make_job().session
    typed = {"drawn_for": "sketch:quick", "prompt": "A\0 boat", "na\0me": "a\0b"}
    assert htmx.post("/composer/pad/", typed).status_code == 204
    assert "\\u0000" not in json.dumps(Pad.objects.get().values)
    assert htmx.post(f"/sessions/{session.pk}/rename/", {"name": "Har\0bour"}).status_code == 303
    assert Session.objects.get().name == "Harbour"


@pytest.mark.parametrize("address", ["/sessions/", "/references/picker/", "/composer/history/"])
def test_a_nul_in_a_search_is_no_letter(htmx: Client, make_job: MakeJob, address: str) -> None:
    make_job(prompt="A lighthouse")
    assert htmx.get(address, {"q": "light\0house \0"}).status_code == 200


def test_a_kit_keeps_no_role_that_there_is_not(htmx: Client, make_image: MakeImage) -> None:
    """PostgreSQL refuses one that is too long."""
    tray = {"reference_images": make_image().pk, "reference_roles": "z" * 500}
    answer = htmx.post("/kits/", {"kit_name": "harbour", "prompt": "A boat", **tray})
    assert answer.status_code == 200
    assert KitItem.objects.get().role == ""


def test_of_two_that_were_kept_under_one_name_at_once_the_first_is_kept_anew(
    htmx: Client, make_image: MakeImage
) -> None:
    for _ in range(2):
        Kit.objects.create(name="boats")
        Snippet.objects.create(name="boats", text="Old")
        Preset.objects.create(name="boats", width=9, height=9)
    kit = {"kit_name": "boats", "reference_images": make_image().pk}
    canvas = {"preset_name": "boats", "width": "640", "height": "480"}
    assert htmx.post("/kits/", {"prompt": "A boat", **kit}).status_code == 200
    assert htmx.post("/snippets/", {"name": "boats", "text": "New"}).status_code == 200
    assert htmx.post("/presets/", {"prompt": "A boat", **canvas}).status_code == 200
    assert [kit.items.count() for kit in Kit.objects.all()] == [1, 0]
    assert [snippet.text for snippet in Snippet.objects.all()] == ["New", "Old"]
    assert [preset.width for preset in Preset.objects.all()] == [640, 9]


@pytest.mark.parametrize("place", ["31 Dec {} 23:59:59 GMT", "31 Dec 2026 {}:59:59 GMT"])
def test_a_date_beyond_all_numbers_asks_for_no_pause(place: str) -> None:
    assert _judge.wait_of({"retry-after": f"Fri, {place.format('9' * 20)}"}, None) is None


@pytest.mark.parametrize("charset", ["utf-16", "latin-1", "utf7"])
def test_a_form_that_is_not_utf_8_is_refused(db: None, charset: str) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    answer = client.post("/gallery/acts/tag/", b"tags=a", content_type=kind)
    assert answer.status_code == 400
    assert b"UTF-8" in answer.content
