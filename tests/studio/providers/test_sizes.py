"""Ratio and tier to pixels, checked against rows of the vendors' own tables."""

import pytest

from studio.providers.parameters import RATIOS, TIERS
from studio.providers.sizes import (
    google_pixels,
    nearest_ratio,
    nearest_tier,
    parse_ratio,
    pixels,
)

CATALOGUE = {
    ("1:1", "512"): (512, 512),
    ("5:4", "512"): (573, 458),
    ("4:5", "512"): (458, 572),
    ("1:1", "1K"): (1024, 1024),
    ("3:4", "1K"): (887, 1182),
    ("4:3", "1K"): (1183, 887),
    ("8:1", "2K"): (5792, 724),
    ("1:8", "2K"): (724, 5793),
    ("2:3", "2K"): (1672, 2508),
    ("3:2", "2K"): (2508, 1672),
    ("3:4", "4K"): (3548, 4730),
    ("2:3", "4K"): (3345, 5017),
    ("5:4", "4K"): (4580, 3664),
    ("1:4", "4K"): (2048, 8192),
    ("1:1", "4K"): (4096, 4096),
    ("4:1", "4K"): (8192, 2048),
    ("9:16", "4K"): (3072, 5461),
    ("16:9", "4K"): (5461, 3072),
    ("1:8", "4K"): (1448, 11585),
    ("4:3", "4K"): (4729, 3547),
    ("8:1", "4K"): (11584, 1448),
    ("3:2", "4K"): (5016, 3344),
    ("4:5", "4K"): (3663, 4579),
    ("21:9", "4K"): (6256, 2681),
}
GOOGLE = {
    ("1:1", "512"): (512, 512),
    ("4:1", "512"): (1024, 256),
    ("1:8", "512"): (192, 1536),
    ("16:9", "512"): (688, 384),
    ("21:9", "512"): (792, 336),
    ("2:3", "1K"): (848, 1264),
    ("3:2", "1K"): (1264, 848),
    ("4:3", "1K"): (1200, 896),
    ("16:9", "1K"): (1376, 768),
    ("5:4", "2K"): (2304, 1856),
    ("9:16", "2K"): (1536, 2752),
    ("21:9", "4K"): (6336, 2688),
    ("1:8", "4K"): (1536, 12288),
}


@pytest.mark.parametrize(("choice", "size"), CATALOGUE.items())
def test_the_catalogue_has_these_rows(choice, size):
    assert pixels(*choice) == size


def test_the_catalogue_knows_all_ratios_and_tiers():
    assert len({pixels(ratio, tier) for ratio in RATIOS for tier in TIERS}) == 56


@pytest.mark.parametrize("spelling", ["512", "512px", "0.5K"])
def test_the_smallest_tier_is_known_in_every_spelling(spelling):
    assert pixels("5:4", spelling) == (573, 458)


@pytest.mark.parametrize(("choice", "size"), GOOGLE.items())
def test_gemini_draws_these_sizes(choice, size):
    assert google_pixels(*choice) == size


def test_gemini_draws_every_shape_in_about_its_ratio():
    for ratio in RATIOS:
        for tier in TIERS:
            width, height = google_pixels(ratio, tier)
            assert width / height == pytest.approx(parse_ratio(ratio), rel=0.04)


@pytest.mark.parametrize("wrong", ["auto", "16", "0:1", "1:0", "-1:2", "a:b", "1:2:3"])
def test_what_is_no_ratio_is_said(wrong):
    with pytest.raises(ValueError, match="aspect ratio"):
        parse_ratio(wrong)


@pytest.mark.parametrize(
    ("asked", "offered", "nearest"),
    [
        ("16:9", ("1:1", "3:2", "2:3"), "3:2"),
        ("9:16", ("1:1", "3:2", "2:3"), "2:3"),
        ("7:1", ("4:1", "8:1"), "8:1"),
        ("1:7", ("1:4", "1:8"), "1:8"),
        ("3:2", ("auto", "1:1", "3:2"), "3:2"),
        ("4:3", ("auto", "1:1", "3:2"), "3:2"),
        ("auto", ("3:2", "1:1"), "1:1"),
        ("auto", ("3:2", "auto"), "auto"),
        ("5:4", ("auto",), "auto"),
    ],
)
def test_the_nearest_ratio_is_found_by_shape_not_by_number(asked, offered, nearest):
    assert nearest_ratio(asked, offered) == nearest


@pytest.mark.parametrize(
    ("asked", "offered", "nearest"),
    [
        ("4K", ("512", "1K", "2K"), "2K"),
        ("512", ("1K", "2K"), "1K"),
        ("1K", ("0.5K", "1K"), "1K"),
        ("512", ("0.5K", "1K"), "0.5K"),
        ("1K", ("512", "2K"), "2K"),
    ],
)
def test_the_nearest_tier_is_found(asked, offered, nearest):
    assert nearest_tier(asked, offered) == nearest
