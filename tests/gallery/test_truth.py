"""Asked, sent, came back: the table on an image's page."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from gallery import ratios, truth
from gallery.models import Image
from gallery.truth import Row
from tests import factories
from tests.factories import png

pytestmark = pytest.mark.django_db
Cells = tuple[str, str, str]


def told(image: Image) -> dict[str, Cells]:
    return {row.name: (row.way.asked, row.way.sent, row.came) for row in truth.rows(image)}


def changed(image: Image) -> set[str]:
    rows = truth.rows(image)
    return {row.name for row in rows if row.way.is_changed or row.is_came_changed}


def row(name: str, image: Image, made: int | None = None) -> Row:
    return next(row for row in truth.rows(image, made) if row.name == name)


def fate(name: str, asked: str, fate: str, **more: Any) -> dict[str, Any]:
    """As the studio keeps it."""
    whole = {"fitted": asked, "sent": asked, "as": name, "is_told": False, "why": ""}
    return {"name": name, "asked": asked, "fate": fate} | whole | more


def dropped(name: str, asked: str, why: str) -> dict[str, Any]:
    return fate(name, asked, "dropped", fitted="", sent=None, why=why, is_told=True, **{"as": ""})


def cells(client: Client, image: Image, name: str) -> list[tuple[str, str]]:
    """(class, words) of the cells in a row of the page's table."""
    html = client.get(f"/gallery/{image.pk}/").content.decode()
    found = re.search(rf'<th scope="row">{name}</th>(.*?)</tr>', html, re.DOTALL)
    assert found
    parts = re.findall(r'<td(?: class="(\w+)")?>(.*?)</td>', found[1], re.DOTALL)
    return [(kind, " ".join(re.sub(r"<[^>]+>", " ", text).split())) for kind, text in parts]


# By fates


@pytest.mark.parametrize(
    ("kept", "sent", "how", "is_changed"),
    [
        (fate("seed", "5", "passed"), "5", "", False),
        (fate("seed", "5", "renamed", **{"as": "random_seed"}), "5", "as random_seed", False),
        (
            fate("style", "512", "converted", sent="0.5K", **{"as": "image_size"}),
            "512", "as image_size 0.5K", False,
        ),
        (
            fate("style", "7:6", "converted", fitted="1:1", sent="1:1", is_told=True,
                 **{"as": "aspectRatio"}),
            "1:1", "the nearest, as aspectRatio", True,
        ),
        (
            fate("style", "3:2", "converted", sent="1536x1024", **{"as": "size"}),
            "3:2", "as size 1536x1024", False,
        ),
        (dropped("style", "on", "model"), "not sent", "this model does not take it", True),
        (dropped("style", "on", "references"), "not sent", "not taken with references", True),
        (dropped("style", "on", "alone"), "not sent", "taken with references only", True),
        (dropped("style", "on", "together"), "not sent", "not taken beside the other choices",
            True),
        (dropped("style", "16:9", "pixels"), "not sent", "the exact pixels decide", True),
    ],
)  # fmt: skip
def test_what_became_of_a_field_is_told(
    kept: dict[str, Any], sent: str, how: str, is_changed: bool
) -> None:
    way = row(kept["name"], factories.image(fates=[kept])).way
    assert (way.asked, way.sent, way.how) == (kept["asked"], sent, how)
    assert way.is_changed == is_changed


def test_what_is_the_same_is_grey_and_what_changed_is_strong(client: Client) -> None:
    image = factories.image(
        png(100, 100),
        fates=[
            fate("aspect_ratio", "7:6", "converted", fitted="1:1", sent="1:1", is_told=True,
                 **{"as": "ratio"}),
            fate("resolution", "1K", "passed"),
        ],
        aspect_ratio="1:1", resolution="1K", asked_width=100, asked_height=100,
    )  # fmt: skip
    assert cells(client, image, "shape") == [
        ("", "7:6"), ("changed", "1:1 the nearest, as ratio"), ("changed", "1:1"),
    ]  # fmt: skip
    assert cells(client, image, "pixels") == [
        ("", "100×100"), ("same", "1K"), ("same", "100×100"),
    ]  # fmt: skip


def test_typed_pixels_their_shape_and_the_copy_are_told() -> None:
    image = factories.image(
        png(344, 192),
        fates=[
            fate("size", "192 × 108", "converted", fitted="16:9 at 2K (344 × 192)",
                 sent="16:9, 2K", is_told=True, **{"as": "aspectRatio, imageSize"}),
            dropped("aspect_ratio", "1:1", "pixels"),
            fate("exact", "192 × 108", "emulated", sent=None, **{"as": ""}),
        ],
        aspect_ratio="16:9", resolution="2K", asked_width=344, asked_height=192,
        copy={"width": 192, "height": 108},
    )  # fmt: skip
    assert told(image)["shape"] == ("1:1", "not sent", "16:9")
    pixels = row("pixels", image)
    assert (pixels.way.asked, pixels.way.sent) == ("192×108", "16:9 at 2K")
    assert pixels.way.how == "the nearest, as aspectRatio, imageSize"
    assert pixels.is_came_changed
    exact = row("copy", image)
    assert (exact.way.sent, exact.came) == ("not sent", "192×108")
    assert exact.after == "by the studio"
    assert "resolution" not in told(image)


@pytest.mark.parametrize(
    ("fitted", "ratio", "sent"), [("192 × 96", "", "2:1"), ("16:9 at 1K", "16:9", "16:9")]
)
def test_typed_pixels_alone_have_a_shape_too(fitted: str, ratio: str, sent: str) -> None:
    size = fate("size", "192 × 108", "converted", fitted=fitted, sent="w, h", is_told=True)
    image = factories.image(png(192, 96), fates=[size], aspect_ratio=ratio)
    assert told(image)["shape"] == ("16:9", sent, "2:1")


def test_pixels_that_came_exactly_need_no_copy() -> None:
    image = factories.image(
        png(192, 108), copy={"width": 192, "height": 108, "format": "webp"},
        fates=[
            fate("size", "192 × 108", "renamed", sent="192x108", **{"as": "canvas"}),
            fate("exact", "192 × 108", "emulated", sent=None, **{"as": ""}),
        ],
    )  # fmt: skip
    assert "copy" not in told(image)
    assert told(image)["pixels"] == ("192×108", "192×108", "192×108")
    assert row("pixels", image).way.how == "as canvas"


def test_a_copy_that_cannot_be_made_is_not_claimed() -> None:
    image = factories.image(
        copy={"width": 20_000, "height": 20_000, "format": "webp"},
        fates=[fate("exact", "20000 × 20000", "emulated", sent=None, **{"as": ""})],
    )
    assert told(image)["copy"] == ("20000×20000", "not sent", "not made")
    assert row("format", image).after == ""


def test_typed_pixels_for_which_the_gateway_has_one_size_are_told_as_that() -> None:
    size = fate("size", "192 × 108", "converted", fitted="3:2 (153 × 102)", sent="153x102",
                is_told=True, **{"as": "size"})  # fmt: skip
    image = factories.image(
        png(153, 102), fates=[size], aspect_ratio="3:2", parameters_sent={"size": "153x102"}
    )
    assert told(image)["pixels"] == ("192×108", "153×102", "153×102")
    assert told(image)["shape"] == ("16:9", "3:2", "3:2")
    assert changed(image) == {"shape", "pixels"}


def test_a_shape_that_went_out_in_pixels_is_told_as_a_shape() -> None:
    image = factories.image(
        png(276, 236), asked_width=276, asked_height=236,
        parameters_sent={"size": "276x236"},
        fates=[
            fate("aspect_ratio", "7:6", "converted", fitted="276 × 236", sent="276x236",
                 **{"as": "size"}),
            fate("resolution", "512", "converted", fitted="276 × 236", sent="276x236",
                 **{"as": "size"}),
        ],
    )  # fmt: skip
    assert told(image)["shape"] == ("7:6", "7:6", "7:6")
    assert row("shape", image).way.how == "as size"
    assert told(image)["resolution"] == ("512", "276×236", "")
    assert told(image)["pixels"] == ("276×236", "276×236", "276×236")


@pytest.mark.parametrize(
    ("kept", "sent", "how", "is_listed"),
    [
        (fate("resolution", "2K", "passed"), "2K", "", False),
        (
            fate("resolution", "512", "converted", sent="0.5K", **{"as": "imageSize"}),
            "512", "as imageSize 0.5K", False,
        ),
        (
            fate("resolution", "512", "converted", fitted="1K", sent="1K", is_told=True),
            "1K", "", True,
        ),
        (dropped("resolution", "2K", "model"), "not sent", "", True),
    ],
)  # fmt: skip
def test_a_resolution_stands_beside_its_pixels_and_alone_where_it_changed(
    kept: dict[str, Any], sent: str, how: str, is_listed: bool
) -> None:
    image = factories.image(fates=[kept], asked_width=64, asked_height=48)
    pixels = row("pixels", image).way
    assert (pixels.sent, pixels.how, pixels.is_changed) == (sent, how, False)
    assert ("resolution" in told(image)) is is_listed


def test_an_image_is_one_where_the_gateway_takes_no_number() -> None:
    image = factories.image(
        fates=[fate("prompt", "A boat", "passed")], parameters_asked={"num_images": 1}
    )
    assert told(image)["images"] == ("1", "1", "")


def test_a_format_that_the_provider_itself_put_in_its_place_is_told() -> None:
    kept = fate("output_format", "avif", "converted", sent="png")
    found = row("format", factories.image(fates=[kept]))
    assert (found.way.asked, found.way.sent, found.came) == ("AVIF", "PNG", "PNG")
    assert found.way.is_changed


@pytest.mark.parametrize(("sent", "label"), [(None, "not sent"), ("png", "PNG")])
def test_a_format_of_our_own_making_is_told(sent: str | None, label: str) -> None:
    image = factories.image(
        copy={"format": "webp"},
        fates=[fate("output_format", "webp", "emulated", sent=sent, is_told=True)],
    )
    found = row("format", image)
    assert (found.way.asked, found.way.sent, found.came) == ("WebP", label, "PNG")
    assert found.after == "WebP by the studio"
    assert found.way.is_changed
    assert found.is_came_changed


def test_several_calls_are_told_with_what_came_of_all() -> None:
    calls = fate("num_images", "3", "emulated", fitted="2 + 1", sent="2 + 1", is_told=True)
    image = factories.image(fates=[calls])
    images = row("images", image, made=3)
    assert (images.way.asked, images.way.sent, images.came) == ("3", "2 + 1", "3")
    assert images.way.how == "2 calls"
    assert not images.is_came_changed
    assert row("images", image, made=2).is_came_changed
    assert row("images", image).came == ""


def test_the_page_counts_the_images_of_the_same_job(client: Client) -> None:
    job = uuid4()
    first, _ = (
        factories.image(png(seed=seed), job=job, parameters_asked={"num_images": 3})
        for seed in (1, 2)
    )
    factories.image(png(seed=3), job=uuid4())
    assert cells(client, first, "images")[2] == ("changed", "2")


def test_references_and_a_mask_have_rows_and_the_prompt_has_its_own_place() -> None:
    image = factories.image(
        fates=[
            fate("model", "m", "passed"),
            fate("prompt", "A boat", "renamed", **{"as": "text"}),
            fate("reference_images", "2", "renamed", **{"as": "image"}),
            fate("mask", "sky.png", "passed"),
            fate("thinking_level", "high", "converted", sent="HIGH", **{"as": "thinkingLevel"}),
        ]
    )
    found = told(image)
    assert found["references"] == ("2", "2", "")
    assert found["mask"] == ("sky.png", "sky.png", "")
    assert found["thinking level"] == ("high", "high", "")
    assert row("thinking level", image).way.how == "as thinkingLevel HIGH"
    assert not {"model", "prompt"} & found.keys()


def test_where_all_fates_are_told_nothing_is_guessed_from_the_request() -> None:
    image = factories.image(
        fates=[fate("seed", "5", "renamed", **{"as": "random_seed"})],
        parameters_asked={"seed": 5, "num_images": 1},
        parameters_sent={"random_seed": 5, "odd": 1},
    )
    assert not {"random seed", "odd"} & told(image).keys()


def test_no_cell_is_empty_where_it_is_known_that_there_was_nothing() -> None:
    image = factories.image(png(100, 50), fates=[fate("prompt", "A boat", "passed")])
    assert told(image) == {
        "shape": ("none", "none", "2:1"),
        "pixels": ("none", "none", "100×50"),
        "images": ("none", "none", ""),
        "format": ("none", "none", "PNG"),
        "seed": ("none", "none", "not told"),
        "price": ("", "", "not told"),
    }
    assert not changed(image)


def test_a_shape_left_to_the_model_is_no_mismatch() -> None:
    image = factories.image(fates=[fate("aspect_ratio", "auto", "passed")], aspect_ratio="auto")
    assert told(image)["shape"] == ("auto", "auto", "4:3")
    assert not changed(image)
    assert not image.is_reshaped


def test_fates_of_old_tell_only_what_was_changed_and_the_request_the_rest() -> None:
    image = factories.image(
        png(100, 100),
        fates=[
            {"name": "aspect_ratio", "asked": "7:6", "sent": "1:1"},
            {"name": "style", "asked": "wild", "sent": None},
        ],
        aspect_ratio="1:1",
        parameters_asked={"aspect_ratio": "1:1", "num_images": 2, "seed": 5},
        parameters_sent={"aspect_ratio": "1:1", "n": 2, "seed": 5},
    )
    assert told(image)["shape"] == ("7:6", "1:1", "1:1")
    assert row("shape", image).way.how == "the nearest"
    assert told(image)["style"] == ("wild", "not sent", "")
    assert row("style", image).way.how == "this model does not take it"
    assert told(image)["images"] == ("2", "2", "")
    assert told(image)["seed"] == ("5", "5", "not told")
    assert changed(image) == {"shape", "style"}


# By the request, for images from before fates


def test_the_way_of_each_setting_is_told(client: Client) -> None:
    image = factories.image(
        png(153, 102),
        aspect_ratio="16:9",
        asked_width=1376,
        asked_height=768,
        parameters_asked={"aspect_ratio": "16:9", "resolution": "1K", "output_format": "webp",
                          "num_images": 4, "seed": 5, "hd": True},
        parameters_sent={"model": "m", "prompt": "p", "size": "1536x1024", "n": 1, "hd": True},
        cost=Decimal("0.101"),
        currency="USD",
    )  # fmt: skip
    assert told(image) == {
        "shape": ("16:9", "3:2", "3:2"),
        "resolution": ("1K", "not sent", ""),
        "pixels": ("1376×768", "1536×1024", "153×102"),
        "images": ("4", "1", ""),
        "format": ("WebP", "not sent", "PNG"),
        "seed": ("5", "not sent", "not told"),
        "hd": ("on", "on", ""),
        "price": ("", "", "$0.101"),
    }
    assert changed(image) == {"shape", "pixels", "format", "seed", "resolution", "images"}
    assert cells(client, image, "pixels")[1] == ("changed", "1536×1024")


def test_a_nested_request_is_told_in_our_words() -> None:
    image = factories.image(
        png(688, 384),
        aspect_ratio="16:9",
        parameters_asked={"aspect_ratio": "16:9", "resolution": "512"},
        parameters_sent={
            "contents": [{"parts": []}],
            "generationConfig": {"imageConfig": {"aspectRatio": "16:9", "imageSize": "512"}},
        },
    )
    assert told(image)["shape"] == ("16:9", "16:9", "16:9")
    assert told(image)["resolution"] == ("512", "512", "")
    assert told(image)["seed"] == ("none", "none", "not told")
    assert not changed(image)


def test_where_nothing_is_known_of_the_request_nothing_is_claimed() -> None:
    image = factories.image(parameters_asked={"seed": 5})
    assert told(image)["seed"] == ("5", "", "not told")
    assert told(factories.image(png(seed=1)))["seed"] == ("", "", "not told")


@pytest.mark.parametrize(
    ("size", "ratio"),
    [((1000, 1000), "1:1"), ((1600, 200), "8:1"), ((1000, 563), "16:9"), ((1376, 768), "16:9"),
     ((1000, 301), "3.32:1"), ((700, 600), "7:6")],
)  # fmt: skip
def test_a_shape_that_nobody_asked_for_is_told_in_small_numbers(
    size: tuple[int, int], ratio: str
) -> None:
    assert told(factories.image(png(*size)))["shape"] == ("", "", ratio)


def test_the_seed_that_a_gateway_tells_is_told() -> None:
    other = factories.image(seed=6, fates=[fate("seed", "5", "passed")])
    assert told(other)["seed"] == ("5", "5", "6")
    assert changed(other) == {"seed"}


# The price


@pytest.mark.parametrize(
    ("cost", "currency", "source", "words", "after"),
    [("0", "USD", "free", "free", ""), ("0.04", "USD", "told", "$0.040", "told by the gateway"),
     ("12", "credits", "table", "12 credits", "by the price list"),
     ("0.134", "USD", "exact", "$0.134", "by a dry run"),
     ("0.00039", "EUR", "", "€0.00039", ""), ("1.5", "CHF", "", "1.500 CHF", "")],
)  # fmt: skip
def test_the_price_is_told_and_how_it_is_known(
    cost: str, currency: str, source: str, words: str, after: str
) -> None:
    image = factories.image(cost=Decimal(cost), currency=currency, cost_source=source)
    price = row("price", image)
    assert (price.came, price.after) == (words, after)


def test_a_price_that_nobody_told_is_said_to_be_unknown() -> None:
    assert row("price", factories.image()).came == "not told"


# A mismatch of shape


@pytest.mark.parametrize(
    ("size", "sent", "is_reshaped"),
    [
        ((1376, 768), {"aspect_ratio": "16:9"}, False),
        ((1024, 1024), {"aspect_ratio": "16:9"}, True),
        ((792, 168), {"aspect_ratio": "21:9", "asked_width": 792, "asked_height": 168}, False),
        ((96, 96), {"asked_width": 97, "asked_height": 96}, False),
        ((96, 96), {"asked_width": 100, "asked_height": 96}, True),
        ((96, 96), {"aspect_ratio": "auto"}, False),
        ((96, 96), {}, False),
    ],
)
def test_a_shape_that_was_not_asked_for_is_told(
    client: Client, size: tuple[int, int], sent: dict[str, Any], is_reshaped: bool
) -> None:
    image = factories.image(png(*size), **sent)
    said = f"It came back as {size[0]} × {size[1]}, which is not the shape that was asked for."
    assert image.is_reshaped is is_reshaped
    assert (said in client.get(f"/gallery/{image.pk}/").content.decode()) is is_reshaped


@pytest.mark.parametrize(
    "text", ["", "auto", "0:1", "1:0", "1e999999999", "16/9", "²:1", "1:" * 99]
)
def test_what_is_no_ratio_is_none(text: str) -> None:
    assert ratios.exact(text) is None


def test_hostile_words_stay_words(client: Client) -> None:
    hostile = "<script>alert(1)</script>"
    image = factories.image(fates=[dropped(hostile, hostile, "model")])
    html = client.get(f"/gallery/{image.pk}/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
