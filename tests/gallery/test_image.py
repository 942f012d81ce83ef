"""An image's page: the picture, what was written, what came of it, and ways on."""

from __future__ import annotations

import html as markup
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gallery import store
from gallery.models import PATIENCE, Image
from tests import factories
from tests.factories import drawing, encoded, png, upload

pytestmark = pytest.mark.django_db


def address(image: Image) -> str:
    return reverse("gallery:image", args=[image.pk])


def page(client: Client, image: Image) -> str:
    response = client.get(address(image))
    assert response.status_code == 200
    return response.content.decode()


def revised(html: str) -> str:
    element = re.search(r"<p [^>]*data-revised-prompt>(.*?)</p>", html, re.DOTALL)
    assert element
    return markup.unescape(re.sub(r"<[^>]+>", "", element[1]))


# Prompts


@pytest.mark.parametrize(
    "text",
    ["A small boat", "Boat <b> & 'sail'", "two\nlines  and   gaps ", "霧の中の灯台、夜明け"],
)
def test_the_revised_prompt_stands_there_word_for_word(client: Client, text: str) -> None:
    image = factories.image(prompt="A boat at night, 霧", revised_prompt=text)
    assert revised(page(client, image)) == text


def test_words_taken_out_and_put_in_are_marked_each_in_its_own_prompt(client: Client) -> None:
    image = factories.image(prompt="A red boat", revised_prompt="A small boat")
    html = page(client, image)
    assert "A <del>red</del> boat" in html
    assert "<ins>small</ins></a> boat" in html
    assert "red" not in revised(html)


def test_a_phrase_leads_to_the_composer_with_it(client: Client) -> None:
    image = factories.image(prompt="A red boat", revised_prompt="A small boat")
    html = page(client, image)
    assert f'href="/?image={image.pk}&amp;as=prompt&amp;adopt=1"' in html
    assert "Adopt “small” in place of “red”" in html
    assert f'href="/?image={image.pk}&amp;as=revised"' in html
    composer = client.get(f"/?image={image.pk}&as=prompt&adopt=1").content.decode()
    assert re.search(r"<textarea[^>]*>\s*A small boat</textarea>", composer)


def test_prompts_are_written_in_their_own_direction(client: Client) -> None:
    image = factories.image(prompt="قط أحمر", revised_prompt="قط أزرق")
    assert page(client, image).count('<p dir="auto"') == 2


def test_the_difference_is_against_what_was_sent(client: Client) -> None:
    image = factories.image(
        prompt="A boat", prompt_sent="A boat like image 1", revised_prompt="A boat like image 1"
    )
    html = page(client, image)
    assert "A boat like image 1" in html
    assert "<del>" not in html
    assert "<ins>" not in html


def test_without_a_revised_prompt_none_is_claimed(client: Client) -> None:
    assert "data-revised-prompt" not in page(client, factories.image())


# The picture


def test_the_large_view_may_use_every_pixel_of_the_original(client: Client) -> None:
    image = factories.image(png(2752, 1536), has_thumbs=True)
    html = page(client, image)
    assert f"/gallery/{image.pk}/thumb/1280/?v=1 1713w" in html
    assert f"/gallery/{image.pk}/original/ 2752w" in html
    assert 'width="2752" height="1536" alt="A boat"' in html


@pytest.mark.parametrize("has_thumbs", [True, False])
def test_a_picture_of_usual_size_is_shown_as_it_is(client: Client, has_thumbs: bool) -> None:
    image = factories.image(png(1376, 768), has_thumbs=has_thumbs)
    assert f'<img src="/gallery/{image.pk}/original/" width' in page(client, image)


def test_what_browsers_cannot_show_is_shown_by_its_thumb(client: Client) -> None:
    image = store.accept(upload(encoded(drawing(), "HEIF"), "boat.heic"), None)
    store.thumbs(image.pk)
    html = page(client, image)
    assert f'<img src="/gallery/{image.pk}/thumb/1280/?v=1"' in html
    assert 'alt="boat.heic"' in html


def test_what_browsers_cannot_show_is_a_colour_until_its_thumb_is_there(client: Client) -> None:
    image = store.accept(upload(encoded(drawing(), "HEIF"), "boat.heic"), None)
    html = page(client, image)
    assert f'src="/gallery/{image.pk}/original/"' not in html
    assert "Preparing the preview" in html
    asks = re.search(r'hx-get="([^"]+)" hx-trigger="load delay:2s" hx-swap="outerHTML"', html)
    assert asks
    store.thumbs(image.pk)
    answer = client.get(asks[1], headers={"HX-Request": "true"}).content.decode()
    assert answer.lstrip().startswith('<div class="big">')
    assert f'<img src="/gallery/{image.pk}/thumb/1280/?v=1"' in answer
    assert "hx-get" not in answer


def test_what_never_got_a_thumb_stops_asking_and_can_be_saved(client: Client) -> None:
    image = store.accept(upload(encoded(drawing(), "HEIF"), "boat.heic"), None)
    Image.objects.update(created_at=image.created_at - PATIENCE)
    html = page(client, image)
    assert "load delay" not in html
    assert "No preview" in html
    assert f'href="/gallery/{image.pk}/original/?download"' in html


def test_a_transparent_picture_stands_on_the_checker(client: Client) -> None:
    clear = drawing(mode="RGBA")
    clear.putalpha(99)
    assert 'class="big checker"' in page(client, factories.image(encoded(clear)))


# Ways on


def test_its_neighbours_are_one_step_away(client: Client) -> None:
    older, image, newer = (factories.image(png(seed=seed)) for seed in range(3))
    store.accept(upload(png(seed=9)), None)
    html = page(client, image)
    assert f'rel="prev" href="{address(newer)}"' in html
    assert f'rel="next" href="{address(older)}"' in html
    assert 'rel="prev"' not in page(client, newer)
    assert 'rel="next"' not in page(client, older)


def test_prompt_and_picture_can_be_taken_back_to_the_studio(client: Client) -> None:
    image = factories.image()
    html = page(client, image)
    studio = reverse("studio:compose")
    assert f'href="{studio}?image={image.pk}&amp;as=prompt"' in html
    assert f'href="{studio}?image={image.pk}&amp;as=reference"' in html
    assert f'href="/gallery/{image.pk}/original/?download"' in html


def test_an_upload_offers_no_prompt(client: Client) -> None:
    image = store.accept(upload(png(), "quay.png"), None)
    html = page(client, image)
    assert "as=prompt" not in html
    assert "as=reference" in html
    assert "quay.png" in html


def test_its_references_are_shown_in_order(client: Client) -> None:
    parents = [store.accept(upload(png(seed=seed)), None) for seed in (2, 1)]
    image = factories.image(png(seed=5), parents=parents)
    marks = re.findall(r'data-reference="(\d+)"', page(client, image))
    assert marks == [str(parent.pk) for parent in parents]


def test_a_reference_that_no_browser_shows_is_a_colour_until_its_thumb_is_there(
    client: Client,
) -> None:
    heic = encoded(factories.drawing(), "HEIF")
    parent = store.accept(upload(heic, "quay.heic"), None)
    image = factories.image(png(seed=5), parents=[parent])
    assert f"/gallery/{parent.pk}/original/" not in page(client, image)
    store.thumbs(parent.pk)
    assert f"/gallery/{parent.pk}/thumb/320/" in page(client, image)


def test_the_page_takes_few_statements(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    parents = [store.accept(upload(png(seed=seed)), None) for seed in range(14)]
    job = uuid4()
    image = factories.image(png(seed=20), parents=parents, job=job, copy={"width": 80})
    for seed in range(30, 50):
        factories.image(png(seed=seed), job=job)
        child = factories.image(png(seed=100 + seed), parents=[image])
        factories.image(png(seed=200 + seed), parents=[child])
    with django_assert_max_num_queries(13):
        page(client, image)


@pytest.mark.parametrize("pk", [4711, 2**70])
def test_an_unknown_image_is_404(client: Client, pk: int) -> None:
    assert client.get(f"/gallery/{pk}/").status_code == 404
