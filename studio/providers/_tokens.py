"""What tokens and pictures cost by the vendors' price lists, kept as data.

US dollars, as of October 2026. Google: ai.google.dev (pictures) and AI Studio (words),
without searches; OpenAI: its price list as several indexes repeat it. A model that is
not listed has no price, and neither has a kind of token that is listed as None.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .outcomes import Cost

MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """How many tokens a request took, by kind."""

    text_in: int = 0
    image_in: int = 0
    text_out: int = 0
    image_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Dollars for a million tokens of a kind."""

    text_in: Decimal
    image_in: Decimal
    text_out: Decimal | None
    image_out: Decimal


_FLASH_IMAGE = Rates(
    text_in=Decimal("0.50"),
    image_in=Decimal("0.50"),
    text_out=Decimal("3.00"),
    image_out=Decimal("60.00"),
)
_GPT_IMAGE_2 = Rates(
    text_in=Decimal("5.00"),
    image_in=Decimal("8.00"),
    text_out=None,
    image_out=Decimal("30.00"),
)
RATES = {
    "gemini-3.1-flash-image": _FLASH_IMAGE,
    "gpt-image-2": _GPT_IMAGE_2,
    "gpt-image-2-2026-04-21": _GPT_IMAGE_2,
}
PICTURES = {
    "gemini-3.1-flash-image": {
        "512": Decimal("0.045"),
        "1K": Decimal("0.067"),
        "2K": Decimal("0.101"),
        "4K": Decimal("0.151"),
    },
}
"""Dollars for one picture of a tier."""


def cost(model: str, tokens: Tokens) -> Cost | None:
    """What these tokens cost; None where there are none or the list has no price for them."""
    rates = RATES.get(model)
    if not rates or tokens == Tokens() or (tokens.text_out and rates.text_out is None):
        return None
    dollars = (
        tokens.text_in * rates.text_in
        + tokens.image_in * rates.image_in
        + tokens.text_out * (rates.text_out or 0)
        + tokens.image_out * rates.image_out
    ) / MILLION
    return Cost(amount=dollars.quantize(Decimal("0.000001")), currency="USD")


def pictures(model: str, tier: str, count: int) -> Cost | None:
    """What so many pictures of a tier cost by the list."""
    price = PICTURES.get(model, {}).get(tier)
    return Cost(amount=price * count, currency="USD") if price else None
