"""What anybody might type or put together: the composer and the gallery answer all of it.

Many more examples with `HOSTILE_ROUNDS=5000`.
"""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from gallery.searches import Search
from tests.hostile.test_forms import status_of, world  # noqa: F401 (a fixture)
from tests.hostile.test_readers import ROUNDS
from tests.hostile.values import NASTY
from tests.test_roles import World, browser

pytestmark = pytest.mark.django_db
SIGNS = st.text(st.characters(exclude_categories=()), max_size=12)
SHORT = [word for word in NASTY.values() if isinstance(word, str) and len(word) < 100]
VALUES = SIGNS | st.integers().map(str) | st.floats().map(str) | st.sampled_from(SHORT)
TYPED = {
    "prompt": ("a boat", "{n} {a|b}"),
    "model": ("sketch:quick", "sketch:later", "openai:gpt-image-2", "sketch:"),
    "aspect_ratio": ("16:9", "7:6", "1:1"),
    "resolution": ("512", "4K"),
    "width": ("64", "4096"),
    "height": ("64", "100000"),
    "num_images": ("1", "4", "11"),
    "output_format": ("png", "avif"),
    "seed": ("7",),
    "preset": ("1",),
    "exact": ("on",),
    "quality": ("high",),
    "submission": ("00000000-0000-4000-8000-000000000000",),
    "reference_images": ("1", "2"),
    "reference_slots": ("1",),
    "reference_roles": ("style",),
    "reference_notes": ("as here",),
    "mask": ("1",),
    "session": ("1",),
    "parent": ("1",),
}
ASKED = {field.name: ("1", "unjudged", "recipe", "2026-02-30", "me") for field in fields(Search)}
ASKED |= {"page": ("2",), "before": ("1",), "after": ("1",), "day": ("2026-02-01",)}
QUICK = settings(
    max_examples=ROUNDS // 2,
    deadline=None,
    derandomize=True,
    # To make an example smaller takes minutes: each is a request or three.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def some(known: dict[str, tuple[str, ...]]) -> st.SearchStrategy[dict[str, list[str]]]:
    """A few of these fields, with values that are right or not, some more than once."""
    return st.fixed_dictionaries(
        {},
        optional={
            name: st.lists(st.sampled_from(right) | VALUES, min_size=1, max_size=2)
            for name, right in known.items()
        },
    )


@QUICK
@given(typed=some(TYPED))
@example({"reference_images": [str(10**19 - 1)], "session": ["\u00b2"], "mask": ["9" * 19]})
def test_the_composer_makes_no_mistake_of_what_is_typed(
    world: World,  # noqa: F811
    typed: dict[str, list[str]],
) -> None:
    client = browser(world.owner)
    for address in ("/jobs/", "/composer/price/", "/composer/sent/"):
        assert status_of(client, "POST", address, {"model": "sketch:quick"} | typed) < 500


@QUICK
@given(asked=some(ASKED))
def test_the_gallery_makes_no_mistake_of_an_address(
    world: World,  # noqa: F811
    asked: dict[str, list[str]],
) -> None:
    assert status_of(browser(world.owner), "GET", "/gallery/", asked) < 500
