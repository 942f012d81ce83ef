"""From a wanted canvas to what an operation takes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio import canvas
from studio.canvas import Canvas
from studio.providers import ModelSpec, Operation, Provider, sizes
from studio.providers.parameters import ASPECT_RATIO, RESOLUTION
from studio.providers.sizes import Pixels

SHAPES_AND_TIERS = Operation(parameters=(ASPECT_RATIO, RESOLUTION))
SHAPES = Operation(parameters=(ASPECT_RATIO.having(choices=("1:1", "3:2", "2:3")),))
TIERS = Operation(parameters=(RESOLUTION,))
OPEN = Operation(parameters=(ASPECT_RATIO.having(is_open=True), RESOLUTION))
FREE = Operation(
    parameters=SHAPES.parameters,
    pixels=Pixels(multiple=16, max_side=3840, max_ratio=3, min_area=655_360, max_area=8_294_400),
)
NOTHING = Operation()


def fitted(operation: Operation, **typed: str) -> dict[str, Any]:
    wanted, wrong = canvas.read(typed)
    assert not wrong
    spec = ModelSpec(id="model", label="Model", generate=operation)
    return canvas.fitted(wanted, Provider(), spec, operation)


def wrong(**typed: str) -> dict[str, str]:
    wanted, found = canvas.read(typed)
    assert not (found and wanted.is_exact)
    return found


# Pixels


@pytest.mark.parametrize(
    ("width", "height", "shape", "tier"),
    [
        ("1920", "1080", "16:9", "2K"),
        ("1376", "768", "16:9", "1K"),
        ("1080", "1920", "9:16", "2K"),
        ("1024", "1024", "1:1", "1K"),
        ("1077", "1077", "1:1", "1K"),  # nearly covered by 1024
        ("1080", "1080", "1:1", "2K"),
        ("500", "500", "1:1", "512"),
        ("2480", "3508", "2:3", "4K"),
        ("7000", "7000", "1:1", "4K"),
        ("20000", "1000", "8:1", "4K"),
    ],
)
def test_pixels_become_the_nearest_shape_and_the_smallest_tier_that_covers_them(
    width: str, height: str, shape: str, tier: str
) -> None:
    found = fitted(SHAPES_AND_TIERS, width=width, height=height)
    assert found == {"aspect_ratio": shape, "resolution": tier}


def test_pixels_silence_shape_and_tier() -> None:
    typed = {"aspect_ratio": "1:1", "resolution": "512", "width": "1920", "height": "1080"}
    assert fitted(SHAPES_AND_TIERS, **typed) == {"aspect_ratio": "16:9", "resolution": "2K"}


def test_pixels_become_a_shape_alone_where_there_are_no_tiers() -> None:
    assert fitted(SHAPES, width="1920", height="1080") == {"aspect_ratio": "3:2"}


def test_pixels_are_left_out_where_there_is_no_shape() -> None:
    assert fitted(NOTHING, width="1920", height="1080") == {}
    found = fitted(TIERS, width="1920", height="1080", resolution="4K")
    assert found == {"resolution": "4K"}


def test_pixels_go_out_as_the_nearest_canvas_that_is_taken() -> None:
    assert fitted(FREE, width="1920", height="1080") == {"width": 1920, "height": 1088}
    assert fitted(FREE, width="2048", height="1152") == {"width": 2048, "height": 1152}


def test_a_preset_is_pixels_and_typed_sides_win_over_it() -> None:
    assert canvas.read({"preset": "1080x1920"})[0].pixels == "1080 × 1920"
    typed = {"preset": "1080x1920", "width": "640", "height": "480"}
    assert canvas.read(typed)[0].pixels == "640 × 480"


@given(st.integers(16, 20_000), st.integers(16, 3000))
def test_every_canvas_has_a_shape_and_a_tier(width: int, height: int) -> None:
    found = fitted(SHAPES_AND_TIERS, width=str(width), height=str(height))
    assert found["aspect_ratio"] in ASPECT_RATIO.choices
    assert found["resolution"] in RESOLUTION.choices


@given(st.integers(16, 20_000), st.integers(16, 3000))
def test_every_canvas_that_goes_out_in_pixels_is_taken(width: int, height: int) -> None:
    found = fitted(FREE, width=str(width), height=str(height))
    assert FREE.pixels
    assert FREE.pixels.takes(found["width"], found["height"])


# Shapes


@pytest.mark.parametrize(
    ("operation", "asked", "sent"),
    [
        (SHAPES_AND_TIERS, "7:6", "5:4"),
        (SHAPES_AND_TIERS, "32:18", "16:9"),
        (SHAPES_AND_TIERS, " 7 : 6", "5:4"),
        (OPEN, "7:6", "7:6"),
        (OPEN, "32:18", "16:9"),
        (SHAPES, "auto", "1:1"),
        (SHAPES, "wide", "1:1"),
        (SHAPES, "0:1", "1:1"),
        (SHAPES, "", "1:1"),
    ],
)
def test_a_typed_shape_goes_out_as_it_stands_where_it_can(
    operation: Operation, asked: str, sent: str
) -> None:
    assert fitted(operation, aspect_ratio=asked)["aspect_ratio"] == sent


def test_a_shape_without_a_word_is_drawn_in_pixels_where_those_are_taken() -> None:
    found = fitted(FREE, aspect_ratio="7:6")
    assert found["width"] * 6 == pytest.approx(found["height"] * 7, rel=0.02)
    assert found["width"] * found["height"] == pytest.approx(1024 * 1024, rel=0.05)
    assert fitted(FREE, aspect_ratio="3:2") == {"aspect_ratio": "3:2"}


def test_a_tier_in_another_spelling_is_known_and_an_unknown_one_gives_way() -> None:
    assert fitted(SHAPES_AND_TIERS, resolution="0.5K")["resolution"] == "512"
    assert fitted(SHAPES_AND_TIERS, resolution="9K")["resolution"] == "1K"


# What is wrong


@pytest.mark.parametrize("side", ["0", "-1", "15", "20001", "99999", "1e3", "10.5", "a", "٣٠"])
def test_a_side_out_of_its_limits_is_told_at_its_field(side: str) -> None:
    assert wrong(width=side, height="1080") == {
        "width": "Width takes whole numbers from 16 to 20000."
    }


def test_one_side_alone_is_told_at_the_other() -> None:
    assert wrong(width="1920") == {"height": "Both sides are needed, or none."}
    assert wrong(height="1920") == {"width": "Both sides are needed, or none."}


def test_more_than_sixty_megapixels_are_told() -> None:
    assert "10000 × 6001 is more than 60 megapixels" in wrong(width="10000", height="6001")["width"]
    assert wrong(width="10000", height="6000") == {}


@pytest.mark.parametrize("preset", ["story", "1080", "1080x", "0x0", "1x1", "99999x99999"])
def test_an_unknown_preset_is_told(preset: str) -> None:
    assert "no preset" in wrong(preset=preset)["preset"]


# How it is told


def test_a_canvas_is_described_by_what_goes_out() -> None:
    spec = ModelSpec(id="model", label="Model", generate=SHAPES_AND_TIERS)
    both = {"aspect_ratio": "16:9", "resolution": "2K"}
    assert canvas.described(both, Provider(), spec) == "16:9 at 2K (2752 × 1536)"
    assert canvas.described({"aspect_ratio": "3:2"}, Provider(), spec) == "3:2"
    assert canvas.described({"width": 1920, "height": 1088}, Provider(), spec) == "1920 × 1088"
    assert canvas.described({"resolution": "2K"}, Provider(), spec) == ""


def test_other_spellings_mean_the_same() -> None:
    assert canvas.is_same("0.5K", "512")
    assert canvas.is_same("32:18", "16:9")
    assert not canvas.is_same("7:6", "5:4")
    assert not canvas.is_same("auto", "1:1")
    assert set(RESOLUTION.choices) < sizes.TIER_SIDES.keys()
    assert Canvas(width=1, height=0).is_exact is False
