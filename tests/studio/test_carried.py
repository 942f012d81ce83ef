"""A file that carries a recipe fills the form, and nothing that was typed is lost by it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gallery import metadata, store
from gallery.models import Image
from studio import carried, pads
from tests import factories
from tests.factories import drawing, encoded
from tests.gallery.metadata import files

from . import composing
from .composing import all_ready  # noqa: F401 (a fixture)
from .conftest import upload

pytestmark = pytest.mark.django_db
PARAMETERS = (
    "a lighthouse\nNegative prompt: blurry\n"
    "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 99, Size: 768x1344, Model: v1-5"
)
SAID = (
    "Filled from old.png, made with AUTOMATIC1111. "
    "Not taken over: model v1-5, negative prompt, steps, sampler, cfg scale."
)


@pytest.fixture(autouse=True)
def _data_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def kept(data: bytes, name: str = "old.png") -> Image:
    return store.accept(upload(name, data), None)


def with_recipe(tmp_path: Path, **recipe: Any) -> bytes:
    """A picture of another studio: its rows are not here."""
    known = {"provider": "sketch", "model": "quick", "prompt": "A quay\nat night", "seed": 5}
    asked = {"aspect_ratio": "16:9", "resolution": "1K"}
    image = factories.image(**{"parameters_asked": asked, **known, **recipe})
    metadata.embed(store.original(image), image, tmp_path / "carrier.png")
    image.delete()
    return (tmp_path / "carrier.png").read_bytes()


def field(html: str, name: str) -> str:
    found = re.search(
        rf'<(?:input|textarea)[^>]* name="{name}"[^>]*?(?: value="([^"]*)")?[^>]*>\n?([^<]*)', html
    )
    assert found
    return found[1] or found[2]


def page(client: Client, query: str) -> str:
    return client.get(reverse("studio:compose") + query).content.decode()


def test_an_upload_with_a_recipe_offers_to_fill_the_form(htmx: Client) -> None:
    data = files.png(parameters=PARAMETERS)
    html = htmx.post("/references/", {"file": upload("old.png", data)}).content.decode()
    image = Image.objects.get()
    assert "This file carries a recipe, made with AUTOMATIC1111:" in html
    assert "<q>a lighthouse</q>" in html
    assert f'data-way href="/?recipe={image.pk}"' in html


def test_an_upload_without_one_offers_nothing(htmx: Client) -> None:
    assert "data-carried" not in htmx.post("/references/", {"file": upload()}).content.decode()


def test_a_recipe_from_elsewhere_fills_prompt_and_shape_and_says_what_is_left(
    client: Client,
) -> None:
    image = kept(files.png(parameters=PARAMETERS))
    html = page(client, f"?recipe={image.pk}")
    assert field(html, "prompt") == "a lighthouse"
    assert re.search(r'name="aspect_ratio" value="9:16"[^>]* checked', html)
    assert field(html, "seed") == "99"
    assert SAID in html


@pytest.mark.usefixtures("all_ready")
@pytest.mark.parametrize(
    ("model", "seed", "is_taken"),
    [
        ("sketch:quick", 2**31 - 1, True),
        ("sketch:quick", 2**31, False),
        ("onemin:gemini-3.1-flash-image-preview", 99, False),
    ],
)
def test_a_seed_is_taken_over_where_the_model_takes_it(
    model: str, seed: int, is_taken: bool
) -> None:
    image = kept(files.png(parameters=PARAMETERS.replace("Seed: 99", f"Seed: {seed}")))
    pads.keep(None, sent(model, "Older words", []))
    older = pads.of(None)
    assert older
    draft = carried.of(asked(image), older, None)
    assert draft.model == model
    assert draft.values.get("seed") == (str(seed) if is_taken else None)
    assert (f"seed {seed}" in draft.filled) == (not is_taken)


def test_references_are_left_alone_and_the_file_itself_goes(client: Client) -> None:
    one, image = kept(files.png()), kept(files.png(parameters=PARAMETERS))
    other = kept(encoded(drawing(seed=9)))
    pads.keep(None, sent("sketch:quick", "Older words", [one.pk, image.pk, other.pk]))
    html = page(client, f"?recipe={image.pk}")
    ids = re.findall(r'name="reference_images" value="(\d+)"', html)
    assert ids == [str(one.pk), str(other.pk)]


def test_what_was_typed_is_put_aside_and_comes_back(client: Client) -> None:
    image = kept(files.png(parameters=PARAMETERS))
    pads.keep(None, sent("sketch:quick", "Older words", []))
    assert "<q>Older words</q>" in page(client, f"?recipe={image.pk}")
    client.post(reverse("studio:bring_back"))
    assert field(page(client, ""), "prompt") == "Older words"


def test_a_recipe_of_ours_brings_its_model_and_settings(client: Client, tmp_path: Path) -> None:
    image = kept(with_recipe(tmp_path), "quay.png")
    html = page(client, f"?recipe={image.pk}")
    assert field(html, "prompt") == "A quay\nat night"
    assert re.search(r'name="aspect_ratio" value="16:9"[^>]* checked', html)
    assert "Filled from quay.png, made with Proofsheet." in html


def test_a_model_that_is_not_here_is_told(client: Client, tmp_path: Path) -> None:
    data = with_recipe(tmp_path, provider="elsewhere", model="x", model_label="Model X")
    html = page(client, f"?recipe={kept(data).pk}")
    assert "Not taken over: model Model X" in html
    assert field(html, "prompt") == "A quay\nat night"


def test_what_was_made_here_comes_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    made = factories.image(prompt="A lighthouse", provider="sketch", model="quick")
    as_it_came = kept(store.original(made).read_bytes(), "came.png")
    metadata.embed(store.original(made), made, tmp_path / "carrier.png")
    downloaded = kept((tmp_path / "carrier.png").read_bytes(), "saved.png")
    for image in (as_it_came, downloaded):
        offer = carried.offer(image, None)
        assert offer
        assert (offer.query, offer.words) == (f"?image={made.pk}&as=prompt", "A lighthouse")


@pytest.mark.parametrize("format", ["png", "jpeg", "webp", "avif"])
def test_any_file_that_is_saved_here_fills_the_form_again(htmx: Client, format: str) -> None:
    image = factories.image(provider="sketch", model="quick", prompt="A quay at night")
    query = {"format": format, "recipe": "1"}
    saved = htmx.get(reverse("gallery:file", args=[image.pk]), query).getvalue()
    answer = htmx.post("/references/", {"file": upload(f"quay.{format}", saved)})
    assert answer.status_code == 201
    assert "<q>A quay at night</q>" in answer.content.decode()


@pytest.mark.parametrize("id", ["0", "4711", "", "x", "9" * 30])
def test_a_picture_that_there_is_not_changes_nothing(client: Client, id: str) -> None:
    pads.keep(None, sent("sketch:quick", "Older words", []))
    html = page(client, f"?recipe={id}")
    assert field(html, "prompt") == "Older words"
    assert "The file carries no recipe that can be read." in html


# Without scripts


def test_a_file_is_posted_with_the_form_and_fills_it(client: Client) -> None:
    data = {
        "recipe_file": upload("old.png", files.png(parameters=PARAMETERS)),
        "prompt": "Older words",
        "model": "sketch:quick",
        "drawn_for": "sketch:quick",
    }
    response = client.post(reverse("studio:take_recipe"), data, follow=True)
    html = response.content.decode()
    assert field(html, "prompt") == "a lighthouse"
    assert "<q>Older words</q>" in html


@pytest.mark.parametrize("content", [b"words", b""])
def test_a_file_without_a_recipe_leaves_all_as_it_stands(client: Client, content: bytes) -> None:
    sent = {"prompt": "Older words", "model": "sketch:quick", "drawn_for": "sketch:quick"}
    file = upload("plain.png", content or encoded(drawing()))
    response = client.post(reverse("studio:take_recipe"), sent | {"recipe_file": file})
    html = response.content.decode()
    assert response.status_code == 422
    assert field(html, "prompt") == "Older words"
    assert "plain.png is no picture" in html or "plain.png carries no recipe" in html


def test_the_page_offers_the_field_where_no_script_runs(client: Client) -> None:
    html = page(client, "")
    assert re.search(r'<noscript>.*name="recipe_file".*</noscript>', html, re.DOTALL)


def sent(model: str, prompt: str, ids: list[int]) -> Any:
    return composing.sent(model=model, drawn_for=model, prompt=prompt, reference_images=ids)


def asked(image: Image) -> Any:
    return composing.sent(recipe=image.pk)
