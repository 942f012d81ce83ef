"""The request of an image as code: of its job, or of its own recipe where the job is gone."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from gallery import store
from gallery.models import Image
from tests import factories
from tests.factories import png, upload

from .composing import all_ready  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

MODEL = {"provider": "google", "model": "gemini-3.1-flash-image"}
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def made(**recipe: Any) -> Image:
    known: dict[str, Any] = {**MODEL, "prompt": "A boat's <b>sail</b> $HOME"}
    return factories.image(**known | recipe)


def codes(client: Client, image: Image) -> dict[str, str]:
    page = client.get(f"/composer/code/?image={image.pk}&as=again", headers=HTMX).content.decode()
    found = re.findall(r'data-language="(\w+)".*?<code>(.*?)</code>', page, re.DOTALL)
    return {language: html.unescape(text) for language, text in found}


@pytest.mark.usefixtures("all_ready")
def test_an_image_without_its_job_has_the_code_of_its_recipe(client: Client) -> None:
    parent = store.accept(upload(png(seed=3)), None)
    image = made(parameters_asked={"aspect_ratio": "16:9", "resolution": "2K"}, parents=[parent])
    found = codes(client, image)
    assert list(found) == ["curl", "python", "javascript", "json"]
    for text in found.values():
        assert "16:9" in text
        assert "sail</b>" in text
        assert "secret-key-of-a-test" not in text
    assert "reference-1.png" in found["javascript"]


@pytest.mark.usefixtures("all_ready")
def test_its_page_asks_for_it_when_it_is_opened(client: Client) -> None:
    image = made()
    address = f"/composer/code/?image={image.pk}&amp;as=again"
    assertContains(client.get(f"/gallery/{image.pk}/"), f'hx-get="{address}" hx-trigger="toggle')
    page = client.get(html.unescape(address))
    assertContains(page, "<details open>")
    assertContains(page, 'data-language="curl"')


def test_a_model_that_is_not_connected_has_no_code_of_another(client: Client) -> None:
    image = made()
    page = client.get(f"/composer/code/?image={image.pk}&as=again", headers=HTMX)
    assertContains(page, "There is no model “google:gemini-3.1-flash-image” here.")
    assertNotContains(page, "<code>")


def test_what_came_from_elsewhere_has_none(client: Client) -> None:
    image = store.accept(upload(png()), None)
    assertNotContains(client.get(f"/gallery/{image.pk}/"), "composer/code")
