"""The pile of images that is culled: which, in what order, where one goes on."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gallery import culling, people, reviews
from gallery.actors import NOBODY
from gallery.models import Image
from gallery.searches import Search
from tests.gallery.test_search import an_image
from tests.teams import require_login

pytestmark = pytest.mark.django_db


def pile(query: str = "", at: int | None = None, *, is_rest: bool = True) -> culling.Pile:
    return culling.of(Search.parse(query), None, is_rest=is_rest, at=at)


def shown(found: culling.Pile) -> list[int]:
    return [pane.image.pk for pane in found.panes]


@pytest.fixture
def images() -> list[Image]:
    """Newest first."""
    return [an_image("fog") for _ in range(6)][::-1]


def test_what_one_has_judged_is_left_out_until_it_is_asked_for(images: list[Image]) -> None:
    ids = [image.pk for image in images]
    reviews.judge(images[1], NOBODY, verdict="reject")
    assert shown(pile()) == [ids[0], *ids[2:]]
    assert shown(pile(is_rest=False)) == ids
    assert shown(pile("order=oldest")) == [*ids[:1:-1], ids[0]]
    assert shown(pile("verdict=reject")) == [ids[1]]
    assert (pile().other, pile(is_rest=False).other, pile("q=fog").other) == (
        "judged=1", "", "q=fog&judged=1",
    )  # fmt: skip


def test_one_goes_on_where_one_left_off(images: list[Image]) -> None:
    ids = [image.pk for image in images]
    found = pile(at=ids[3])
    assert found.at
    assert (found.at.image.pk, found.number, found.total) == (ids[3], 4, 6)
    reviews.judge(images[3], NOBODY, verdict="pick")
    found = pile(at=ids[3])
    assert found.at
    assert (found.at.image.pk, found.number, found.total) == (ids[4], 4, 5)


def test_a_large_pile_comes_in_parts(
    images: list[Image], monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    ids = [image.pk for image in images]
    for name, value in (("SIZE", 3), ("BEHIND", 1), ("COUNTED", 4)):
        monkeypatch.setattr(culling, name, value)
    with django_assert_max_num_queries(3):
        found = pile(at=ids[2])
    assert shown(found) == ids[1:4]
    assert (found.number, found.total, found.is_more, found.earlier) == (3, 4, True, ids[0])
    after = culling.more(Search(), None, is_rest=True, after=ids[3])
    assert shown(after) == ids[4:]
    beyond = pile(at=ids[5])
    assert (shown(beyond), beyond.number) == ([ids[5]], 1)


def test_pages_frames_and_the_end(client: Client, images: list[Image]) -> None:
    ids = [image.pk for image in images]
    page = client.get(f"/gallery/cull/?q=fog&at={ids[1]}").content.decode()
    assert "2 of 6" in page
    assert f'action="/gallery/{ids[1]}/verdict/"' in page
    assert f'name="next" value="/gallery/cull/?q=fog&amp;at={ids[2]}"' in page
    more = client.get(f"/gallery/cull/?after={ids[3]}", headers={"HX-Request": "true"})
    assert more.content.decode().count("<li") == 2
    for image in images:
        reviews.judge(image, NOBODY, verdict="pick")
    page = client.get("/gallery/cull/?q=fog").content.decode()
    assert "There is nothing left that you have not judged." in page
    assert 'href="/gallery/?q=fog&amp;verdict=pick&amp;by=me"' in page
    assert client.get("/gallery/cull/?at=x&after=99999999999999999999").status_code == 200


def test_who_may_only_look_gets_no_buttons_and_no_keys(
    client: Client, images: list[Image], settings: Any
) -> None:
    require_login(settings)
    for role, judges in (("viewer", False), ("reviewer", True)):
        client.force_login(people.add(role, role))
        for address in ("cull/", f"{images[0].pk}/"):
            page = client.get(f"/gallery/{address}").content.decode()
            assert ('value="pick"' in page, "data-look-only" in page) == (
                judges,
                not judges and address == "cull/",
            )
