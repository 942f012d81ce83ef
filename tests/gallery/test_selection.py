from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from gallery import selection
from gallery.models import Image, User
from tests.gallery.test_search import an_image

pytestmark = pytest.mark.django_db


def ids(address: str, person: User | None = None) -> list[int]:
    return selection.of(QueryDict(address), person).ids()


def test_ticked_images_come_newest_first_and_once() -> None:
    one, two, three = (an_image("fog").pk for _ in range(3))
    assert ids(f"images={two}&images={three}&images={two}") == [three, two]
    assert ids(f"images={one},{three}&images=x&images=&images=99999999") == [three, one]
    assert ids("") == []


def test_all_of_a_search_is_what_the_search_finds() -> None:
    fog = [an_image("fog", recipe="r" * 64).pk for _ in range(3)]
    an_image("sun")
    assert ids("all=1&q=fog&order=oldest&stack=recipe&images=1") == fog[::-1]
    assert ids("all=1&search=q%3Dfog&tag=x") == fog[::-1]
    assert len(ids("all=1")) == 4


def test_nobody_acts_on_what_they_do_not_see() -> None:
    ann, bob = (User.objects.create_user(name) for name in ("ann", "bob"))
    private = an_image("a", private_to=ann).pk
    trashed = an_image("b")
    Image.objects.filter(pk=trashed.pk).update(trashed_at=trashed.created_at)
    address = f"images={private},{trashed.pk}"
    assert ids(address, ann) == [private]
    assert ids(address, bob) == ids(address) == ids("all=1", bob) == []


def test_the_trash_has_a_selection_of_its_own() -> None:
    images = [an_image("a") for _ in range(3)]
    for image in images[:2]:
        Image.objects.filter(pk=image.pk).update(trashed_at=image.created_at)
    of = selection.of
    assert of(QueryDict(f"images={images[0].pk},{images[2].pk}"), None).trashed() == [images[0].pk]
    assert of(QueryDict("all=1&q=nothing"), None).trashed() == [images[1].pk, images[0].pk]


def test_only_ones_own_where_the_act_is_for_those() -> None:
    ann = User.objects.create_user("ann")
    own, other = an_image("a", made_by=ann).pk, an_image("a").pk
    for address in ("all=1&q=a", f"images={own},{other}"):
        found = replace(selection.of(QueryDict(address), ann), is_own=True)
        assert found.ids() == [own]
        Image.objects.update(trashed_at=timezone.now())
        assert found.trashed() == [own]
        Image.objects.update(trashed_at=None)


def test_no_more_are_taken_than_one_act_takes(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    made = [an_image("fog").pk for _ in range(5)]
    monkeypatch.setattr(selection, "MOST_TICKED", 3)
    assert len(ids(",".join(["images=1", *map(str, made)]))) <= 3
    assert selection.of(QueryDict("all=1"), None).ids(limit=2) == made[:-3:-1]
    with django_assert_num_queries(1):
        ids(f"images={made[0]},{made[1]}")
