"""What an image cost, in a person's words."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥"}
CENT_TENTH = Decimal("0.001")


def source(source: str) -> str:
    """How we come to know a price."""
    return {
        "told": _("told by the gateway"),
        "exact": _("by a dry run"),
        "table": _("by the price list"),
    }.get(source, "")


def words(amount: Decimal | None, currency: str) -> str:
    """`$0.101`, `12 credits`, `free`, or '' where it is unknown."""
    if amount is None:
        return ""
    if not amount:
        return _("free")
    if currency == "credits":
        return _("%(number)s credits") % {"number": f"{amount.normalize():f}"}
    number = f"{amount:.3f}" if amount >= CENT_TENTH else f"{amount.normalize():f}"
    return f"{SIGNS[currency]}{number}" if currency in SIGNS else f"{number} {currency}".strip()
