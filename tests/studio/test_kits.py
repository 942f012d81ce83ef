"""Kits: references kept by name, in order, with roles and notes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertTemplateUsed

from gallery.models import Image, User
from studio import kits
from studio.models import Kit
from studio.tray import Item

from .conftest import MakeImage, upload

pytestmark = pytest.mark.django_db


def fields(*images: Image, **more: Any) -> dict[str, Any]:
    known = {"model": "sketch:quick", "prompt": "A boat", "kit_name": "Fog"}
    return known | {"reference_images": [image.pk for image in images]} | more


def test_a_kit_keeps_order_roles_and_notes(htmx: Client, make_image: MakeImage) -> None:
    one, two = make_image(), make_image()
    words = {"reference_roles": ["style", ""], "reference_notes": ["the light", "the sea"]}
    response = htmx.post("/kits/", fields(two, one, **words))
    kit = Kit.objects.get()
    assert kit.name == "Fog"
    assert kits.items(kit.pk, None) == [Item(two, "style", "the light"), Item(one, "", "the sea")]
    assertTemplateUsed(response, "studio/_kits.html")
    assertContains(response, f"/kits/{kit.pk}/delete/")
    assertNotContains(response, "<!doctype html>")


def test_the_same_name_is_kept_anew(htmx: Client, make_image: MakeImage) -> None:
    one, two = make_image(), make_image()
    htmx.post("/kits/", fields(one, two))
    htmx.post("/kits/", fields(two))
    assert [item.image for item in kits.items(Kit.objects.get().pk, None)] == [two]


@pytest.mark.parametrize(
    ("name", "count", "said"),
    [
        (" ", 1, "Give it a name."),
        ("a" * 61, 1, "A name has at most 60 letters."),
        ("Fog", 0, "Add references first, then a name for them."),
        ("Fog", 15, "A kit has at most 14 references."),
    ],
)
def test_what_is_missing_is_said(
    htmx: Client, make_image: MakeImage, name: str, count: int, said: str
) -> None:
    images = [make_image() for _ in range(count)]
    response = htmx.post("/kits/", fields(*images, kit_name=name))
    assertContains(response, said, status_code=422)
    assert not Kit.objects.exists()


def test_the_tray_gets_the_references_of_a_kit(client: Client, make_image: MakeImage) -> None:
    image = make_image()
    kit = kits.keep("Fog", [Item(image, "style", "the light")], None)
    response = client.get(f"/kits/{kit.pk}/")
    assertContains(response, f'data-reference="{image.pk}"')
    assertContains(response, '<option value="style" selected>')
    assertContains(response, 'name="reference_notes" value="the light"')


def test_a_kit_of_another_person_is_not_there(make_image: MakeImage) -> None:
    ann, ben = (User.objects.create(username=name) for name in ("ann", "ben"))
    kit = kits.keep("Fog", [Item(make_image())], ann)
    assert (kits.of(ben), kits.items(kit.pk, ben)) == ([], [])
    kits.remove(kit.pk, ben)
    assert kits.of(ann) == [kit]


# Without scripts: the whole page, and nothing typed is lost


def test_without_scripts_keeping_draws_the_page_with_the_files(client: Client) -> None:
    response = client.post("/kits/", fields(references=[upload()]))
    form = response.context["form"]
    assert form.reference_images == [Image.objects.get()]
    assert form["prompt"].value() == "A boat"
    assertContains(response, "Fog")


@pytest.mark.parametrize(("how", "numbers"), [("add", [0, 1, 2]), ("replace", [1, 2])])
def test_without_scripts_a_kit_is_added_or_takes_the_place(
    client: Client, make_image: MakeImage, how: str, numbers: list[int]
) -> None:
    images = [make_image() for _ in range(3)]
    kit = kits.keep("Fog", [Item(images[1], "style", ""), Item(images[2])], None)
    here = images[:1] if how == "replace" else images[:2]
    response = client.post(f"/kits/{kit.pk}/load/", fields(*here, how=how))
    form = response.context["form"]
    assert form.reference_images == [images[number] for number in numbers]
    assert form["prompt"].value() == "A boat"


def test_a_kit_is_removed_and_its_pictures_stay(htmx: Client, make_image: MakeImage) -> None:
    kit = kits.keep("Fog", [Item(make_image())], None)
    response = htmx.post(f"/kits/{kit.pk}/delete/", fields())
    assertNotContains(response, "Fog")
    assert Image.objects.count() == 1


def test_its_name_is_no_choice_for_a_model(client: Client, make_image: MakeImage) -> None:
    response = client.post("/jobs/", fields(make_image(), how="add"))
    assert response.status_code == 303
    notes = client.get("/", fields(how="add")).context["sheet"].notes
    assert notes == []
