"""Arguments that several commands take."""

from __future__ import annotations

from argparse import ArgumentTypeError

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from studio.processes import MOST_WEBS, webs


def add_address(parser: CommandParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help=_("Address to listen on."))
    parser.add_argument("--port", type=_port, default=8000, help=_("Port; 0 takes a free one."))


def add_workers(parser: CommandParser, default: int) -> None:
    parser.add_argument(
        "--workers", type=_count, default=default, help=_("Tasks at once (%(default)s).")
    )


def add_webs(parser: CommandParser) -> None:
    parser.add_argument(
        "--webs",
        dest="web_count",
        type=_webs,
        default=webs(),
        help=_("Processes that answer pages (%(default)s)."),
    )


def _port(text: str) -> int:
    return _between(text, 0, 65535)


def _count(text: str) -> int:
    return _between(text, 1, 1000)


def _webs(text: str) -> int:
    return _between(text, 1, MOST_WEBS)


def _between(text: str, low: int, high: int) -> int:
    if not text.isdecimal() or not low <= int(text) <= high:
        raise ArgumentTypeError(
            _("a number from %(low)d to %(high)d is wanted") % {"low": low, "high": high}
        )
    return int(text)
