"""Canvases by name: those that are there, and one's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertTemplateUsed

from gallery.models import Image, User
from studio import presets
from studio.canvas import Canvas
from studio.models import Preset

from .conftest import upload

pytestmark = pytest.mark.django_db


def typed(**fields: Any) -> dict[str, Any]:
    known = {"model": "sketch:quick", "prompt": "A poster", "width": "2400", "height": "3000"}
    return known | {"preset_name": "Poster"} | fields


def test_the_composer_lists_the_canvases_that_designers_use(client: Client) -> None:
    response = client.get("/")
    for preset in presets.known():
        assertContains(response, f'<option value="{preset.value}">')
    assertContains(response, "Story, 1080 × 1920")
    assertContains(response, "A4 at 300 dpi, 2480 × 3508")


def test_typed_pixels_are_kept_by_name_and_the_fields_stay(htmx: Client) -> None:
    response = htmx.post("/presets/", typed())
    preset = Preset.objects.get()
    assert (preset.name, preset.width, preset.height) == ("Poster", 2400, 3000)
    assertContains(response, "Poster, 2400 × 3000")
    assertContains(response, 'name="width" value="2400"')
    assertContains(response, f"/presets/{preset.pk}/delete/")
    assertNotContains(response, "<!doctype html>")


def test_the_same_name_is_kept_anew(htmx: Client) -> None:
    htmx.post("/presets/", typed())
    htmx.post("/presets/", typed(width="1200"))
    assert Preset.objects.get().width == 1200


def test_a_preset_can_be_kept_under_another_name(htmx: Client) -> None:
    htmx.post("/presets/", typed(width="", height="", preset="1080x1920", preset_name="Reel"))
    assert Preset.objects.get().height == 1920


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"preset_name": " "}, "Give it a name."),
        ({"preset_name": "a" * 61}, "A name has at most 60 letters."),
        ({"preset_name": "a\x07"}, "A name has at most 60 letters."),
        ({"width": "", "height": ""}, "Type width and height first"),
        ({"width": "0"}, "Type width and height first"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_the_name(
    htmx: Client, fields: dict[str, str], said: str
) -> None:
    response = htmx.post("/presets/", typed(**fields))
    assertContains(response, said, status_code=422)
    assert not Preset.objects.exists()


def test_there_is_an_end_to_presets() -> None:
    for number in range(presets.MOST):
        presets.keep(f"Number {number}", Canvas(width=100, height=100), None)
    presets.keep("Number 1", Canvas(width=200, height=100), None)
    with pytest.raises(presets.PresetError, match="50 presets already"):
        presets.keep("One more", Canvas(width=100, height=100), None)


def test_an_own_preset_is_removed_and_its_pixels_stay_typed(htmx: Client) -> None:
    htmx.post("/presets/", typed())
    response = htmx.post(f"/presets/{Preset.objects.get().pk}/delete/", typed())
    assert not Preset.objects.exists()
    assertNotContains(response, "Poster, 2400")
    assertContains(response, 'name="width" value="2400"')


def test_removing_what_is_gone_already_changes_nothing(htmx: Client) -> None:
    assert htmx.post("/presets/999/delete/", typed()).status_code == 200


def test_presets_of_others_are_neither_shown_nor_removed(htmx: Client) -> None:
    other = User.objects.create_user("anna")
    presets.keep("Hers", Canvas(width=100, height=200), other)
    assertNotContains(htmx.get("/"), "Hers, 100 × 200")
    htmx.post(f"/presets/{Preset.objects.get().pk}/delete/", typed())
    assert Preset.objects.exists()


def test_without_scripts_the_whole_page_comes_back_with_all_that_was_typed(
    client: Client,
) -> None:
    response = client.post("/presets/", typed(references=[upload()]))
    assertTemplateUsed(response, "studio/compose.html")
    assertContains(response, "A poster")
    assertContains(response, "Poster, 2400 × 3000")
    assert response.context["form"].reference_images == [Image.objects.get()]


def test_a_preset_alone_makes_a_job_of_its_pixels(client: Client) -> None:
    response = client.post(
        "/jobs/", {"model": "sketch:quick", "prompt": "A poster", "preset": "1080x1920"}
    )
    assert response.status_code == 303


def test_hostile_names_are_only_words(htmx: Client) -> None:
    response = htmx.post("/presets/", typed(preset_name="<script>alert(1)</script>"))
    assertNotContains(response, "<script>alert")


def test_only_posting_is_allowed(client: Client) -> None:
    assert client.get("/presets/").status_code == 405
    assert client.get("/presets/1/delete/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/presets/", typed()).status_code == 403
