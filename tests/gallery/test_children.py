"""What was made from an image."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from gallery import queries
from tests import factories
from tests.factories import png

pytestmark = pytest.mark.django_db


def test_an_image_shows_what_was_made_from_it_newest_first(client: Client) -> None:
    parent, other = factories.image(), factories.image(png(seed=1))
    first = factories.image(png(seed=2), parents=[other, parent])
    second = factories.image(png(seed=3), parents=[parent])
    assert queries.children(parent) == [second, first]
    response = client.get(f"/gallery/{parent.pk}/")
    assertContains(response, "Made from this")
    assertContains(response, f'data-child="{second.pk}"')


def test_a_child_that_had_it_twice_is_there_once(client: Client) -> None:
    parent = factories.image()
    child = factories.image(png(seed=2), parents=[parent, parent])
    assert queries.children(parent) == [child]


def test_without_children_nothing_is_said(client: Client) -> None:
    assertNotContains(client.get(f"/gallery/{factories.image().pk}/"), "Made from this")
