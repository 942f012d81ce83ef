"""An image among its relatives: references, results of the same job, and what was made from it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from gallery import family, store
from gallery.family import Relatives
from gallery.models import Image, Parentage, User
from tests import factories
from tests.factories import png, upload

pytestmark = pytest.mark.django_db


def images(relatives: Relatives) -> list[Image]:
    return [relative.image for relative in relatives.shown]


def made(seed: int, *parents: Image, **recipe: object) -> Image:
    return factories.image(png(seed=seed), parents=parents, **recipe)


def test_references_keep_their_order_and_number() -> None:
    uploads = [store.accept(upload(png(seed=seed)), None) for seed in (3, 1, 2)]
    image = made(9, *uploads)
    Image.objects.filter(pk=uploads[1].pk).update(trashed_at=timezone.now())
    found = family.of(image, None).references
    assert [(each.image, each.position) for each in found] == [(uploads[0], 1), (uploads[2], 3)]


def test_the_results_of_its_job_are_its_siblings() -> None:
    job = uuid4()
    first, second = made(1, job=job), made(2, job=job)
    made(3, job=uuid4())
    assert images(family.of(second, None).siblings) == [first, second]


def test_of_many_siblings_it_is_one_of_those_that_are_shown() -> None:
    job = uuid4()
    all_of_them = [made(seed, job=job) for seed in range(family.SIBLINGS + 3)]
    last = all_of_them[-1]
    siblings = family.of(last, None).siblings
    assert last in images(siblings)
    assert (len(siblings.shown), siblings.more) == (family.SIBLINGS, 3)


def test_what_was_made_from_it_comes_newest_first_two_levels_deep() -> None:
    root = made(1)
    children = [made(2, root), made(3, root)]
    grandchildren = [made(seed, children[1]) for seed in range(4, 9)]
    made(20, grandchildren[0])
    found = family.of(root, None).children
    assert (images(found), found.more) == ([children[1], children[0]], 0)
    newest, oldest = found.shown
    assert newest.made
    assert images(newest.made) == grandchildren[:-4:-1]
    assert newest.made.more == 2
    assert oldest.made == Relatives([], 0)


def test_a_child_that_had_it_twice_is_there_once() -> None:
    parent = made(1)
    child = made(2, parent, parent)
    found = family.of(parent, None).children
    assert (images(found), found.more) == ([child], 0)
    assert len(family.of(child, None).references) == 2


def test_trash_and_what_is_anothers_own_are_no_relatives() -> None:
    ada, eve = (User.objects.create_user(name) for name in ("ada", "eve"))
    root = made(1)
    kept, trashed, private = (made(seed, root) for seed in (2, 3, 4))
    Image.objects.filter(pk=trashed.pk).update(trashed_at=timezone.now())
    Image.objects.filter(pk=private.pk).update(private_to=ada)
    assert images(family.of(root, None).children) == [kept]
    assert images(family.of(root, eve).children) == [kept]
    assert images(family.of(root, ada).children) == [private, kept]


def test_a_child_is_told_by_the_words_that_are_new() -> None:
    root = made(1, prompt="A boat at dawn")
    made(2, root, prompt="A boat at dawn, late fog")
    (child,) = family.of(root, None).children.shown
    assert child.new == "late fog"


def test_a_family_takes_three_statements_however_large(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    job = uuid4()
    uploads = [store.accept(upload(png(seed=seed)), None) for seed in range(14)]
    root = made(20, *uploads, job=job)
    for seed in range(21, 24):
        made(seed, job=job)
    for seed in range(30, 40):
        child = made(seed, root)
        for other in range(5):
            made(100 + 10 * seed + other, child)
    with django_assert_max_num_queries(3):
        found = family.of(root, None)
    assert (found.children.more, len(found.siblings.shown), len(found.references)) == (4, 4, 14)
    assert [each.made.more for each in found.children.shown if each.made] == [2] * family.CHILDREN


def test_of_very_many_children_no_more_are_counted_than_need_be() -> None:
    root, child = made(1), made(2)
    ids = range(1000, 1000 + family.MOST + 20)
    known = {name.attname: getattr(child, name.attname) for name in Image._meta.concrete_fields}
    Image.objects.bulk_create(Image(**known | {"id": id, "task": None}) for id in ids)
    Parentage.objects.bulk_create(Parentage(parent=root, child_id=id, position=1) for id in ids)
    found = family.of(root, None).children
    assert [each.image.pk for each in found.shown] == list(ids)[: -family.CHILDREN - 1 : -1]
    assert (found.more, found.is_counted) == (family.MOST - family.CHILDREN, False)


def test_the_page_draws_the_tree_with_its_counts(client: Client) -> None:
    reference = store.accept(upload(png(seed=5)), None)
    root = made(1, reference, job=(job := uuid4()))
    sibling = made(2, job=job)
    children = [made(seed, root) for seed in range(10, 18)]
    page = client.get(f"/gallery/{root.pk}/")
    assertContains(page, f'data-reference="{reference.pk}"')
    assertContains(page, f'data-sibling="{sibling.pk}"')
    assertContains(page, f'data-child="{children[-1].pk}"')
    assertContains(page, 'aria-current="page"')
    assertContains(page, f'<a href="/gallery/?reference={root.pk}">+2</a>', html=True)
    few = family.Relatives([], 94, is_counted=False)
    assert "+94 and more" in render_to_string("gallery/_more.html", {"those": few, "of": root})


def test_an_image_without_relatives_has_no_family(client: Client) -> None:
    assertNotContains(client.get(f"/gallery/{made(1).pk}/"), "Family")
