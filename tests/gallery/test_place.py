"""An image within the search that led to it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from gallery import highlights
from gallery.models import Image
from tests import factories
from tests.factories import png

pytestmark = pytest.mark.django_db


def made(seed: int, prompt: str, **recipe: object) -> Image:
    return factories.image(png(seed=seed), prompt=prompt, **recipe)


def test_its_neighbours_are_those_of_the_search(client: Client) -> None:
    first, _, image, _, last = (
        made(seed, prompt)
        for seed, prompt in enumerate(["fog one", "sun", "fog two", "sun", "fog three"])
    )
    page = client.get(f"/gallery/{image.pk}/?q=fog&page=3")
    assertContains(page, f'rel="prev" href="/gallery/{last.pk}/?q=fog"')
    assertContains(page, f'rel="next" href="/gallery/{first.pk}/?q=fog"')
    assertContains(page, f'href="/gallery/?q=fog&amp;at={image.pk}#image-{image.pk}"')
    assertContains(page, "Found by “fog”")
    assertNotContains(client.get(f"/gallery/{last.pk}/?q=fog"), 'rel="prev"')


def test_without_a_search_they_are_those_of_the_gallery(client: Client) -> None:
    older, image = made(1, "fog"), made(2, "sun")
    page = client.get(f"/gallery/{image.pk}/")
    assertContains(page, f'rel="next" href="/gallery/{older.pk}/"')
    assertNotContains(page, "<mark>")
    assertNotContains(page, "Found by")


def test_in_the_trash_it_says_so(client: Client) -> None:
    image = made(1, "fog")
    said = "In the trash since"
    assertNotContains(client.get(f"/gallery/{image.pk}/"), said)
    Image.objects.update(trashed_at=timezone.now())
    assertContains(client.get(f"/gallery/{image.pk}/"), said)


def test_what_goes_to_the_trash_gives_its_place_to_the_next(client: Client) -> None:
    older, image = made(1, "fog"), made(2, "fog")
    page = client.get(f"/gallery/{image.pk}/?q=fog").content.decode()
    form = re.search(r'action="/gallery/acts/trash/".*?</form>', page, re.DOTALL)
    assert form
    fields = dict(re.findall(r'name="(images|next)" value="([^"]*)"', form[0]))
    assert fields == {"images": str(image.pk), "next": f"/gallery/{older.pk}/?q=fog"}
    page = client.post("/gallery/acts/trash/", fields, follow=True)
    assertContains(page, "Undo")
    image.refresh_from_db()
    assert image.is_trashed
    assertContains(client.get(f"/gallery/{older.pk}/?q=fog"), 'value="/gallery/?q=fog"')


def test_the_words_of_the_search_are_marked_in_every_text(client: Client) -> None:
    image = made(
        1,
        "Fog & <b>hills",
        prompt_sent="Fog & <b>hills of reference 1",
        revised_prompt="Grey fog & <b>hills, 霧の中",
        note="The fog\nwas hard",
    )
    page = client.get(f"/gallery/{image.pk}/", {"q": '"b hills" fog 中'}).content.decode()
    assert (
        '<p dir="auto" id="prompt-typed"><mark>Fog</mark> &amp; &lt;<mark>b&gt;hills</mark>' in page
    )
    assert "<mark>fog</mark>" in page
    assert "霧の<mark>中</mark>" in page
    assert "The <mark>fog</mark><br>was hard" in page


def test_a_match_over_several_parts_is_marked_in_each(client: Client) -> None:
    image = made(1, "A red boat", revised_prompt="A small boat")
    page = client.get(f"/gallery/{image.pk}/", {"q": '"a red" "small boat"'}).content.decode()
    assert "<mark>A </mark><del><mark>red</mark></del> boat" in page
    assert "<ins><mark>small</mark></ins></a><mark> boat</mark>" in page


@pytest.mark.parametrize(
    ("spans", "start", "marked"),
    [
        ([], 0, "a&lt;b"),
        ([(0, 1)], 0, "<mark>a</mark>&lt;b"),
        ([(0, 9)], 3, "<mark>a&lt;b</mark>"),
        ([(3, 4), (5, 9)], 3, "<mark>a</mark>&lt;<mark>b</mark>"),
        ([(0, 3), (6, 9)], 3, "a&lt;b"),
    ],
)
def test_marks_lie_where_the_spans_do(
    spans: list[tuple[int, int]], start: int, marked: str
) -> None:
    assert highlights.marked("a<b", spans, start) == marked


def test_a_search_costs_the_page_few_statements(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    image = made(1, "fog")
    with django_assert_max_num_queries(12):
        client.get(f"/gallery/{image.pk}/?q=fog&provider=sketch&since=2020-01-01")
