"""Shapes without inline style."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from gallery.templatetags.shapes import ratios_css, shape

CSS = Path(settings.BASE_DIR) / "static" / "css" / "ratios.css"


def test_the_stylesheet_is_what_the_function_writes() -> None:
    assert CSS.read_text() == ratios_css()


@pytest.mark.parametrize(
    ("width", "height"), [(1, 8), (9, 16), (1, 1), (1376, 768), (1584, 672), (8, 1), (333, 1000)]
)
def test_each_shape_has_a_step_within_a_percent(width: int, height: int) -> None:
    rules = dict(re.findall(r'\[data-r="(\d+)"\] { --r: ([\d.]+)', ratios_css()))
    assert float(rules[str(shape(width, height))]) == pytest.approx(width / height, rel=0.011)


@pytest.mark.parametrize(("width", "height"), [(1, 100), (0, 5), (100, 1), (5, 0), (None, None)])
def test_what_is_longer_than_eight_to_one_or_unknown_still_has_a_step(
    width: int, height: int
) -> None:
    assert f'[data-r="{shape(width, height)}"]' in ratios_css()
