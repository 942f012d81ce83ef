"""The gallery's grid: newest first, by keyset, a page or the next frames of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gallery import queries, store
from gallery.models import Image
from tests import factories
from tests.factories import png, upload

pytestmark = pytest.mark.django_db
INDEX = "/gallery/"
HTMX = {"HX-Request": "true"}


def rows(count: int) -> list[int]:
    """Ids of `count` images, newest first; rows alone, for what needs no files."""
    images = [
        Image(
            origin="made", digest="0" * 64, file_format="png", bytes=1, width=64, height=48,
            color="#aabbcc", thumbs_version=1, prompt=f"Boat {n}",
        )
        for n in range(count)
    ]  # fmt: skip
    return [image.pk for image in reversed(Image.objects.bulk_create(images))]


def shown(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'data-image="(\d+)"', html)]


def page(client: Client, query: str = "", **headers: str) -> str:
    response = client.get(INDEX + query, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_the_newest_images_come_first_sixty_a_page(client: Client) -> None:
    assert shown(page(client)) == []
    ids = rows(130)
    assert shown(page(client)) == ids[:60]


def test_older_links_lead_through_every_image_once(client: Client) -> None:
    ids, found, query = rows(130), [], ""
    while True:
        html = page(client, query)
        found += shown(html)
        link = re.search(r'href="/gallery/(\?before=\d+)"[^>]* hx-get', html)
        if link is None:
            break
        query = link[1]
    assert found == ids


def test_newer_links_lead_back_to_the_first_page() -> None:
    ids = rows(130)
    third = queries.newest(ids[119])
    assert third.newer is not None
    second = queries.newest(third.newer)
    assert [image.pk for image in second.images] == ids[60:120]
    assert second.newer == 0
    assert queries.newest().newer is None


def test_an_image_that_arrives_meanwhile_moves_no_page(client: Client) -> None:
    ids = rows(70)
    before = queries.newest().older
    rows(5)
    assert [image.pk for image in queries.newest(before).images] == ids[60:]


@pytest.mark.parametrize("query", ["", "?before={}"])
def test_a_page_takes_three_statements_at_most(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, query: str
) -> None:
    ids = rows(200)
    with django_assert_max_num_queries(3) as captured:
        page(client, query.format(ids[100]))
    assert not any("OFFSET" in query["sql"] or "COUNT" in query["sql"] for query in captured)


def test_htmx_gets_the_next_frames_only(client: Client) -> None:
    ids = rows(70)
    html = page(client, f"?before={ids[59]}", **HTMX)
    assert shown(html) == ids[60:]
    assert html.lstrip().startswith("<li")
    assert "<html" not in html


def test_going_back_in_the_browser_gets_the_whole_page(client: Client) -> None:
    rows(1)
    html = page(client, **HTMX, **{"HX-History-Restore-Request": "true"})
    assert "<html" in html


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_page_and_fragment_are_cached_apart(client: Client, headers: dict[str, str]) -> None:
    assert "HX-Request" in client.get(INDEX, headers=headers)["Vary"]


@pytest.mark.parametrize("before", ["", "boat", "-1", "1e3", "²", "9" * 5000, "0; drop"])
def test_a_place_that_is_none_gives_the_first_page(client: Client, before: str) -> None:
    ids = rows(3)
    assert shown(page(client, f"?before={before}")) == ids


def test_a_place_before_all_images_says_so(client: Client) -> None:
    ids = rows(3)
    html = page(client, f"?before={ids[-1]}")
    assert "Nothing older" in html
    assert f'href="{INDEX}"' in html


def test_uploads_are_not_shown(client: Client) -> None:
    store.accept(upload(png()), None)
    image = factories.image(png(seed=1))
    assert shown(page(client)) == [image.pk]


def test_the_empty_gallery_teaches_and_leads_to_the_studio(client: Client) -> None:
    html = page(client)
    assert "Every image lands here" in html
    assert re.search(rf'class="btn primary" href="{reverse("studio:compose")}"', html)


# A frame


def test_a_frame_shows_thumbs_never_the_original(client: Client) -> None:
    image = factories.image(png(1600, 900), has_thumbs=True, prompt="A <boat>")
    html = page(client)
    thumbs = [f"/gallery/{image.pk}/thumb/{side}/?v=1" for side in (320, 1280)]
    assert f'src="{thumbs[0]}" srcset="{thumbs[0]} 427w, {thumbs[1]} 1600w"' in html
    assert 'width="427" height="240" alt="A &lt;boat&gt;"' in html
    assert "/original/" not in html


def test_a_frame_shows_its_color_before_the_picture(client: Client) -> None:
    image = factories.image(has_thumbs=True)
    assert f'fill="{image.color}"' in page(client)


def test_a_transparent_frame_stands_on_the_checker(client: Client) -> None:
    clear = factories.drawing(mode="RGBA")
    clear.putalpha(99)
    image = factories.image(factories.encoded(clear), has_thumbs=True)
    html = page(client)
    assert "checker" in html
    assert f'fill="{image.color}"' not in html


def test_a_frame_without_thumbs_asks_for_itself_until_they_are_there(client: Client) -> None:
    image = factories.image()
    url = f"/gallery/{image.pk}/"
    html = page(client)
    assert f'hx-get="{url}"' in html
    assert "<img" not in html[html.index("data-image") :]
    assert "hx-get" in client.get(url, headers=HTMX).content.decode()
    store.thumbs(image.pk)
    picture = client.get(url, headers=HTMX).content.decode()
    assert "<img" in picture
    assert "hx-get" not in picture


def test_a_frame_that_never_got_thumbs_stops_asking(client: Client) -> None:
    image = factories.image()
    Image.objects.update(created_at="2026-01-01T00:00Z")
    assert f'hx-get="/gallery/{image.pk}/"' not in page(client)


def test_no_frame_has_inline_style_or_script(client: Client) -> None:
    factories.image(has_thumbs=True)
    html = page(client)
    assert not re.search(r"\sstyle=|\son[a-z]+=|hx-on", html)
