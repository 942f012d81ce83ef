"""The fields of a model, asked for while the form is being filled."""

from __future__ import annotations

from time import thread_time

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

pytestmark = pytest.mark.django_db
ADDRESS = "/composer/fields/"


@pytest.fixture
def dieyuyun(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DIEYUYUN_API_KEY", "secret-key-of-a-test")
    return "dieyuyun:gemini-3.1-flash-image"


def test_each_model_has_its_own_fields(client: Client, dieyuyun: str) -> None:
    sketch = client.get(ADDRESS, {"model": "sketch:quick"})
    assertContains(sketch, 'name="resolution"')
    assertContains(sketch, 'name="seed"')
    gateway = client.get(ADDRESS, {"model": dieyuyun})
    assertContains(gateway, 'name="quality"')
    assertNotContains(gateway, 'name="resolution"')
    assertNotContains(gateway, "<html")


def test_what_was_typed_is_kept_where_it_is_valid(client: Client) -> None:
    typed = {"aspect_ratio": "16:9", "resolution": "9K", "num_images": "3", "seed": "many"}
    form = client.get(ADDRESS, {"model": "sketch:later", **typed}).context["form"]
    assert form.name == "sketch:later"
    assert form.chosen["aspect_ratio"] == "16:9"
    assert form.chosen["resolution"] == "1K"
    assert form.count == 3
    assert "seed" not in form.chosen


def test_a_shape_that_the_model_lacks_gives_way_to_the_nearest(
    client: Client, dieyuyun: str
) -> None:
    response = client.get(ADDRESS, {"model": dieyuyun, "aspect_ratio": "16:9"})
    assertContains(response, "3:2 instead of 16:9")


def test_the_exact_pixels_follow_the_choice(client: Client) -> None:
    address = {"model": "sketch:quick", "aspect_ratio": "21:9", "resolution": "4K"}
    assertContains(client.get(ADDRESS, address), "6336 × 2688")


def test_the_line_before_the_click_follows_each_choice(client: Client, dieyuyun: str) -> None:
    typed = {"model": dieyuyun, "width": "1920", "height": "1080", "num_images": "3"}
    response = client.get(ADDRESS, typed | {"output_format": "webp", "exact": "on"})
    said = "3:2 (1536 × 1024) instead of 1920 × 1080 · WebP made by the studio · cropped to"
    assertContains(response, said)
    assertContains(response, 'data-shape="3:2"')


def test_files_that_wait_in_the_browser_count_as_references(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEMIN_API_KEY", "secret-key-of-a-test")
    typed = {"model": "onemin:gemini-3.1-flash-image-preview", "aspect_ratio": "16:9"}
    said = "Shape 16:9 left out, this model does not take it with references"
    assertNotContains(client.get(ADDRESS, typed | {"file_count": "0"}), said)
    assertContains(client.get(ADDRESS, typed | {"file_count": "2"}), said)
    said = "Reference 4 is not sent, this model takes 3"
    assertContains(client.get(ADDRESS, typed | {"file_count": "4"}), said)
    for nonsense in ("-1", "many", "9" * 40):
        assert client.get(ADDRESS, typed | {"file_count": nonsense}).status_code == 200


def test_a_choice_for_another_model_waits_and_can_be_let_go(client: Client, dieyuyun: str) -> None:
    typed = {"model": dieyuyun, "drawn_for": "sketch:quick", "seed": "42", "nonsense": "7"}
    response = client.get(ADDRESS, typed | {"output_format": "png"})
    assertContains(response, '<input type="checkbox" name="seed" value="42" checked>')
    assertContains(response, "Seed 42 left out")
    assertNotContains(response, 'name="nonsense"')


@pytest.mark.parametrize(
    "typed",
    [
        {"width": "1920"},
        {"width": "0", "height": "-1"},
        {"aspect_ratio": "a:b"},
        {"preset": "<b>"},
        {"aspect_ratio": "9" * 400 + ":1"},
    ],
)
def test_a_canvas_that_is_typed_halfway_is_kept_and_not_judged(
    client: Client, typed: dict[str, str]
) -> None:
    response = client.get(ADDRESS, {"model": "sketch:quick"} | typed)
    assertNotContains(response, "errorlist")
    assertContains(response, "1024 × 1024")
    if side := typed.get("width"):
        assertContains(response, f'name="width" value="{side}"')


@pytest.mark.parametrize("model", ["", "sketch", "sketch:nothing", "nobody:quick", "::", "%00"])
def test_an_unknown_model_is_not_found(client: Client, model: str) -> None:
    assert client.get(ADDRESS, {"model": model}).status_code == 404


def test_the_fields_come_quickly(client: Client) -> None:
    client.get(ADDRESS, {"model": "sketch:quick"})
    times = []
    for _ in range(5):
        begun = thread_time()
        client.get(ADDRESS, {"model": "sketch:quick", "prompt": "a" * 2000})
        times.append(thread_time() - begun)
    assert min(times) < 0.06
