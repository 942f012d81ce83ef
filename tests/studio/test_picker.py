"""References from what is there: found by their words, drawn for the tray, put behind others."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertTemplateUsed

from gallery.models import Image
from studio import picker

from .conftest import MakeImage, MakeJob, keep_frames

pytestmark = pytest.mark.django_db
ADDRESS = "/references/picker/"


def ids(page: picker.Page) -> list[int]:
    return [image.pk for image in page.images]


def test_results_and_uploads_come_newest_first(make_image: MakeImage, make_job: MakeJob) -> None:
    upload = make_image()
    (result,) = keep_frames(make_job())
    assert ids(picker.page()) == [result.pk, upload.pk]


def test_every_word_is_looked_for_in_prompts_and_file_names(
    make_image: MakeImage, make_job: MakeJob
) -> None:
    upload = make_image(name="Old harbour.png")
    (result,) = keep_frames(make_job(prompt="A harbour at night"))
    assert ids(picker.page("HARBOUR")) == [result.pk, upload.pk]
    assert ids(picker.page("night harbour")) == [result.pk]
    assert ids(picker.page("100%")) == []


def test_more_go_on_where_the_last_page_ended(
    htmx: Client, make_image: MakeImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picker, "SIZE", 2)
    found = [make_image().pk for _ in range(5)][::-1]
    first = picker.page()
    assert (ids(first), first.older) == (found[:2], found[1])
    assert ids(picker.page(before=first.older)) == found[2:4]
    assert picker.page(before=found[2]).older is None
    assertContains(htmx.get(ADDRESS, {"q": "boat"}), f"?q=boat&amp;before={found[1]}")


def test_one_statement_finds_a_page(make_image: MakeImage) -> None:
    make_image()
    with CaptureQueriesContext(connection) as statements:
        picker.page("boat sea")
    assert len(statements) == 1


def test_without_scripts_it_is_a_page_that_adds(client: Client, make_image: MakeImage) -> None:
    image = make_image()
    response = client.get(ADDRESS)
    assertTemplateUsed(response, "studio/picker.html")
    assertContains(response, f'name="image" value="{image.pk}"')
    assertContains(response, 'name="as" value="reference"')


def test_nothing_found_is_said(htmx: Client) -> None:
    assertContains(htmx.get(ADDRESS), "There is no picture yet.")
    assertContains(htmx.get(ADDRESS, {"q": "x"}), "No picture has these words")


def test_the_tray_draws_what_was_picked_in_its_order(client: Client, make_image: MakeImage) -> None:
    one, two = make_image(), make_image()
    response = client.get("/references/items/", {"reference_images": [two.pk, one.pk, 999]})
    text = response.content.decode()
    assert text.index(f'data-reference="{two.pk}"') < text.index(f'data-reference="{one.pk}"')
    assertNotContains(response, "999")


# Used as reference


def keep(client: Client, *images: Image, **fields: object) -> None:
    pad = {"drawn_for": "sketch:quick", "model": "sketch:quick", "prompt": "A boat"}
    client.post("/composer/pad/", pad | {"reference_images": [i.pk for i in images]} | fields)


def test_an_image_goes_behind_what_stands_in_the_composer(
    client: Client, make_image: MakeImage
) -> None:
    one, two, three = make_image(), make_image(), make_image()
    keep(client, one, two, reference_roles=["", "style"])
    response = client.get("/", {"image": three.pk, "as": "reference"})
    form = response.context["form"]
    assert [item.image for item in form.draft.items] == [one, two, three]
    assert [item.role for item in form.draft.items] == ["", "style", ""]
    assert form["prompt"].value() == "A boat"
    assertContains(response, "Added as reference 3.")


def test_several_at_once_each_once(client: Client, make_image: MakeImage) -> None:
    one, two, three = make_image(), make_image(), make_image()
    keep(client, two)
    response = client.get("/", {"image": [one.pk, two.pk, three.pk], "as": "reference"})
    assert response.context["form"].reference_images == [two, one, three]
    assertContains(response, "Added as references 2 to 3.")
    again = client.get("/", {"image": two.pk, "as": "reference"})
    assertContains(again, "It is among the references already.")


def test_a_full_tray_takes_no_more_and_says_so(client: Client, make_image: MakeImage) -> None:
    keep(client, *(make_image() for _ in range(14)))
    response = client.get("/", {"image": make_image().pk, "as": "reference"})
    assert len(response.context["form"].reference_images) == 14
    assertContains(response, "Nothing was added: 14 references are the most.")
