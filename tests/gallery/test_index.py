"""The gallery's grid: newest first, by keyset, a page or the next frames of it."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gallery import counters, saved, search, store
from gallery.models import Image, Review, Tag, Tagging, User
from gallery.searches import Search
from tests import factories
from tests.factories import png, upload
from tests.running import ROOT

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
        link = re.search(r'hx-get="/gallery/(\?before=\d+)"', html)
        if link is None:
            break
        query = link[1]
    assert found == ids


def test_newer_links_lead_back_to_the_first_page(client: Client) -> None:
    ids = rows(130)
    third = page(client, f"?before={ids[119]}")
    link = re.search(r'rel="prev" href="/gallery/(\?after=\d+)"', third)
    assert link
    assert shown(page(client, link[1])) == ids[60:120]
    assert shown(page(client, f"?after={ids[60]}")) == ids[:60]
    assert 'rel="prev"' not in page(client)


def test_an_image_that_arrives_meanwhile_moves_no_page(client: Client) -> None:
    ids = rows(70)
    rows(5)
    assert shown(page(client, f"?before={ids[59]}")) == ids[60:]


def test_a_page_begins_at_an_image_or_a_day(client: Client) -> None:
    ids = rows(8)
    for day, pk in enumerate(reversed(ids), 1):
        Image.objects.filter(pk=pk).update(created_at=f"2026-03-0{day}T12:00Z")
    assert shown(page(client, f"?at={ids[3]}")) == ids[3:]
    assert shown(page(client, f"?at={ids[3]}&order=oldest")) == ids[3::-1]
    assert client.get(f"{INDEX}?day=2026-03-05")["Location"] == f"{INDEX}?before={ids[2]}"
    assert shown(client.get(f"{INDEX}?day=2026-03-05", follow=True).content.decode()) == ids[3:]
    oldest = client.get(f"{INDEX}?day=2026-03-05&order=oldest", follow=True).content.decode()
    assert shown(oldest) == ids[3::-1]
    assert client.get(f"{INDEX}?day=2027-01-01")["Location"] == INDEX


ADA = "ada"
EVERYTHING = (
    "q=boat&provider=sketch&model=sketch:m&ratio=4:3&tier=1K&person={ada}&session=1&origin=made"
    "&tag=sea&verdict=pick&stars=3&by={ada}&since=2000-01-01&until=2100-01-01"
)


def everything(ada: User) -> str:
    """Images that have all that one can ask for, and a search that asks for all of it."""
    job = "11111111-1111-1111-1111-111111111111"
    tag = Tag.objects.create(name="Sea", key="sea")
    for pk in rows(70):
        Image.objects.filter(pk=pk).update(
            provider="sketch", model="m", aspect_ratio="4:3", resolution="1K", made_by=ada,
            session="1", job=job if pk % 2 else None, recipe="r" * 64 if pk % 3 else "",
        )  # fmt: skip
        Tagging.objects.create(tag=tag, image_id=pk)
        Review.objects.create(image_id=pk, person=ada, verdict="pick", stars=4)
    images = list(Image.objects.all())
    search.put(images)
    counters.count(images, 1)
    saved.save("Boats", Search.parse("q=boat"), ada)
    return EVERYTHING.format(ada=ada.pk)


@pytest.mark.parametrize("signed_in", [False, True])
def test_no_page_takes_more_than_eight_statements(
    client: Client,
    settings: Any,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    signed_in: bool,
) -> None:
    ada = User.objects.create_user(ADA)
    asked = everything(ada)
    if signed_in:
        settings.LOGIN_REQUIRED = True
        client.force_login(ada)
    middle = Image.objects.order_by("pk")[35].pk
    questions = ["", "q=boat", "tag=sea", "verdict=pick", "stars=2", "provider=sketch", asked]
    questions += ["q=nothing", "since=2026-01-01", "verdict=unjudged", "origin=uploaded"]
    places = ["", f"before={middle}", f"at={middle}"]
    for question in questions:
        for further in ("", "stack=job", "stack=recipe", "order=oldest&stack=job"):
            for place in places:
                cache.clear()
                query = "&".join(filter(None, (question, further, place)))
                with django_assert_max_num_queries(8):
                    html = page(client, f"?{query}")
                if question == asked and not place:
                    assert shown(html)


def test_a_page_of_real_prompts_is_light(client: Client) -> None:
    """Words as people write them, of which two share the beginning, and every mark."""
    words = (ROOT / "README.md").read_text().split()
    ids = rows(60)
    for number, pk in enumerate(ids):
        prompt = " ".join(words[number * 29 : number * 29 + 40])
        Image.objects.filter(pk=pk).update(prompt=prompt, model_label="Gemini 3.1 Flash Image")
        Review.objects.create(image_id=pk, verdict="pick", stars=number % 5 + 1)
    search.put(list(Image.objects.all()))
    for query in ("", "?q=a*"):
        assert len(gzip.compress(page(client, query).encode(), 6)) <= 15_000


def test_htmx_gets_the_next_frames_only(client: Client) -> None:
    ids = rows(70)
    html = page(client, f"?before={ids[59]}", **HTMX)
    assert shown(html) == ids[60:]
    assert html.lstrip().startswith('<ul class="rows')
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
    assert "Nothing further" in page(client, f"?order=oldest&before={ids[0]}&origin=made")
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
    assert f'color="{image.color}"' in page(client)


def test_a_transparent_frame_stands_on_the_checker(client: Client) -> None:
    clear = factories.drawing(mode="RGBA")
    clear.putalpha(99)
    image = factories.image(factories.encoded(clear), has_thumbs=True)
    html = page(client)
    assert "checker" in html
    assert f'color="{image.color}"' not in html


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


def test_what_a_page_says_when_nobody_answers_is_of_its_own_acts(client: Client) -> None:
    never = "The same job is never made twice."
    gallery, studio = (client.get(path).content.decode() for path in ("/gallery/", "/"))
    assert "Nothing on this page is lost" in gallery
    assert never not in gallery
    assert never in studio
