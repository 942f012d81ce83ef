"""The pages of a download, with and without JavaScript."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image as Pillow
from pypdf import PdfReader

from gallery.export import turns
from gallery.models import Image, Review, Tag, Tagging, User
from tests import factories
from tests.factories import png

pytestmark = pytest.mark.django_db
PAGE, ZIP, SHEET, NAME = (f"/gallery/export/{part}" for part in ("", "zip/", "sheet/", "name/"))
USUAL = {"kind": "pdf", "paper": "a4", "way": "portrait"}


def made(count: int, **recipe: Any) -> list[Image]:
    return [factories.image(png(seed=seed), **recipe) for seed in range(count)]


def listed(images: list[Image]) -> str:
    return ",".join(str(image.pk) for image in images)


def unpacked(response: HttpResponse) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(response)))


def stored(response: HttpResponse) -> list[str]:
    return [each for each in unpacked(response).namelist() if not each.startswith("manifest")]


def test_a_page_offers_what_there_is_and_posts_it_on(client: Client) -> None:
    images = made(2)[::-1]
    html = client.get(PAGE, {"images": [image.pk for image in images]}).content.decode()
    assert "Download 2 images" in html
    assert html.count(f'name="images" value="{listed(images)}"') == 2
    assert f"The first: <code>{images[0]}-4-3.png</code>" in html


def test_a_page_that_is_open_gets_the_choices_alone(client: Client) -> None:
    response = client.get(PAGE, {"images": made(1)[0].pk}, headers={"HX-Request": "true"})
    assert b"<html" not in response.content
    assert b"Download ZIP" in response.content


@pytest.mark.parametrize("query", ["", "images=", "images=x,-1,9e9,²", "images=99999999999999999"])
def test_nothing_chosen_is_said(client: Client, query: str) -> None:
    response = client.get(f"{PAGE}?{query}")
    assert response.status_code == 200
    assert b"No image is chosen" in response.content
    assert client.post(ZIP, {"images": ""}).status_code == 422
    assert client.post(SHEET, USUAL).status_code == 422


def test_a_zip_comes_under_names_that_are_kept_for_next_time(client: Client) -> None:
    images = made(2)[::-1]
    response = client.post(ZIP, {"images": listed(images), "names": "灯台 {id}"})
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"].startswith('attachment; filename="proofsheet-')
    assert response["Cache-Control"] == "no-store"
    assert not response.has_header("Content-Encoding")
    assert stored(response) == [f"灯台 {image.pk}.png" for image in images]
    page = client.get(PAGE, {"images": images[0].pk}).content.decode()
    assert 'value="灯台 {id}"' in page


def test_a_wrong_template_is_told_with_the_fields_there_are(client: Client) -> None:
    (image,) = made(1)
    response = client.post(ZIP, {"images": image.pk, "names": "{nubmer}"})
    assert response.status_code == 422
    html = response.content.decode()
    assert "“nubmer”" in html
    assert "{number}, {id}" in html
    assert 'value="{nubmer}"' in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize(
    ("names", "status", "told"),
    [("{id}-{ratio}", 200, "-4-3.png"), ("{x}", 422, "{number}"), ("", 200, "-4-3.png")],
)
def test_an_example_is_made_while_one_types(
    client: Client, names: str, status: int, told: str
) -> None:
    response = client.get(NAME, {"images": made(1)[0].pk, "names": names})
    assert response.status_code == status
    assert told in response.content.decode()


def test_what_a_browser_remembered_wrongly_harms_nothing(client: Client) -> None:
    client.cookies["proofsheet_names"] = "%7Bgone%7D"
    response = client.get(PAGE, {"images": made(1)[0].pk})
    assert response.status_code == 200
    assert b"gone" in response.content


def test_images_come_once_newest_first(client: Client) -> None:
    one, two, three = made(3)
    asked = [f"{two.pk},{three.pk}", str(three.pk), str(one.pk)]
    response = client.post(ZIP, {"images": asked, "names": "{id}"})
    assert stored(response) == [f"{image.pk}.png" for image in (three, two, one)]


def test_all_of_a_search_is_asked_again_by_its_own_words(client: Client) -> None:
    images = made(3)
    fog = factories.image(png(seed=9), prompt="A boat in fog")
    html = client.get(PAGE, {"all": "1", "q": "fog"}).content.decode()
    assert "Download 1 image<" in html
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
    assert {name: sent[name] for name in ("all", "q")} == {"all": "1", "q": "fog"}
    assert "images" not in sent
    asked = {"all": "1", "q": "fog", "names": "{id}"}
    assert stored(client.post(ZIP, asked)) == [f"{fog.pk}.png"]
    assert len(stored(client.post(ZIP, {"all": "1"}))) == len(images) + 1


def test_trash_and_what_is_private_to_others_stay_out(client: Client) -> None:
    other = User.objects.create_user("other")
    shown, trashed, private = made(3)
    Image.objects.filter(pk=trashed.pk).update(trashed_at=timezone.now())
    Image.objects.filter(pk=private.pk).update(private_to=other)
    images = listed([shown, trashed, private])
    assert stored(client.post(ZIP, {"images": images, "names": "{id}"})) == [f"{shown.pk}.png"]
    sheet = b"".join(client.post(SHEET, {"images": images, **USUAL}))
    text = PdfReader(io.BytesIO(sheet)).pages[0].extract_text()
    assert "Contact sheet" in text
    assert "1 image" in text


def test_a_person_gets_what_is_private_to_them(client: Client, settings: Any) -> None:
    settings.LOGIN_REQUIRED = True
    person = User.objects.create_user("person")
    (private,) = made(1)
    Image.objects.filter(pk=private.pk).update(private_to=person)
    for address in (ZIP, SHEET):
        assert client.post(address, {"images": private.pk, **USUAL}).status_code == 403
    assert client.get(PAGE).status_code == client.get(NAME).status_code == 403
    client.force_login(person)
    assert stored(client.post(ZIP, {"images": private.pk, "names": "{id}"})) == [
        f"{private.pk}.png"
    ]


def test_tags_are_in_the_manifest(client: Client) -> None:
    (image,) = made(1)
    for word in ("harbour", "night"):
        tag = Tag.objects.create(name=word, key=word)
        Tagging.objects.create(tag=tag, image=image)
    file = unpacked(client.post(ZIP, {"images": image.pk}))
    assert sorted(json.loads(file.read("manifest.json"))[0]["tags"]) == ["harbour", "night"]


def test_a_sheet_comes_as_pdf_and_as_png(client: Client) -> None:
    images = listed(made(3))
    chosen = {"images": images, **USUAL, "title": "Harbour lights", "way": "landscape"}
    response = client.post(SHEET, chosen)
    assert 'filename="harbour-lights.pdf"' in response["Content-Disposition"]
    (page,) = PdfReader(io.BytesIO(b"".join(response)), strict=True).pages
    assert "Harbour lights" in page.extract_text()
    assert page.mediabox.width > page.mediabox.height
    response = client.post(SHEET, chosen | {"kind": "png"})
    assert response["Content-Type"] == "image/png"
    assert Pillow.open(io.BytesIO(b"".join(response))).width == 1600


def test_own_verdicts_are_drawn_where_they_are_wanted(client: Client) -> None:
    (image,) = made(1)
    Review.objects.create(image=image, verdict="pick", stars=3)
    other = User.objects.create_user("other")
    Review.objects.create(image=image, person=other, verdict="reject")
    wax = b"1.000 0.353 0.200 RG"
    drawn = [
        PdfReader(io.BytesIO(b"".join(client.post(SHEET, {"images": image.pk, **USUAL} | more))))
        .pages[0].get_contents().get_data()  # type: ignore[union-attr]
        for more in ({}, {"marks": "on"})
    ]  # fmt: skip
    assert [wax in each for each in drawn] == [False, True]
    assert b"0.949 0.949 0.949 RG" not in drawn[1]


@pytest.mark.parametrize("wrong", [{"kind": "gif"}, {"paper": "a3"}, {"way": ""}])
def test_a_wrong_choice_is_told(client: Client, wrong: dict[str, str]) -> None:
    response = client.post(SHEET, {"images": made(1)[0].pk, **USUAL, **wrong})
    assert response.status_code == 422
    assert b"errorlist" in response.content


def test_too_many_images_are_told_with_what_to_do(client: Client) -> None:
    image = factories.image()
    columns = {
        field.attname: getattr(image, field.attname)
        for field in Image._meta.concrete_fields
        if field.name != "id"
    }
    copies = Image.objects.bulk_create([Image(**columns) for _ in range(201)])
    chosen = {"images": listed(copies), **USUAL}
    response = client.post(SHEET, chosen | {"kind": "png"})
    assert response.status_code == 422
    assert b"up to 200 images, these are 201. Take a PDF." in response.content


def test_a_page_costs_the_same_statements_for_one_and_for_many(client: Client) -> None:
    images = made(12)
    counts = []
    for few in (images, images[:1], images):
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE, {"images": listed(few)})
        counts.append(len(asked))
    assert counts[1] == counts[2] <= 4


def test_forms_carry_their_token(settings: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    image = factories.image()
    assert client.post(ZIP, {"images": image.pk}).status_code == 403
    html = client.get(PAGE, {"images": image.pk}).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert token
    chosen = {"images": image.pk, "csrfmiddlewaretoken": token[1]}
    assert stored(client.post(ZIP, chosen)) == [f"{image}-4-3.png"]


def test_a_few_downloads_at_once_leave_the_studio_free(client: Client) -> None:
    (image,) = made(1)
    asked = {"images": image.pk, "names": "{id}"}
    begun = [client.post(ZIP, asked) for _ in range(turns.MOST)]
    for address in (ZIP, SHEET):
        refused = client.post(address, {**asked, **USUAL})
        assert refused.status_code == 503
        assert refused["Retry-After"]
        assert b"Other downloads are under way" in refused.content
    for response in begun:
        assert stored(response) == [f"{image.pk}.png"]
    for _ in range(turns.MOST + 1):
        assert stored(client.post(ZIP, asked)) == [f"{image.pk}.png"]
