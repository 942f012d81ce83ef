"""Pages that a model drew upon, as links that may be followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

REDIRECT = "vertexaisearch.cloud.google.com"
"""Google's links lead through this host to the page, whose site is their title."""


@dataclass(frozen=True, slots=True)
class Source:
    """`host` where the link leads, '' where the title says it."""

    title: str
    url: str
    host: str


def links(sources: Iterable[Mapping[str, str]]) -> Iterator[Source]:
    """Each page once; what leads to no page is left out, for it came from outside."""
    pages = {str(source.get("url", "")): str(source.get("title", "")) for source in sources}
    for url, title in pages.items():
        if host := _host(url):
            is_said = host in title.casefold() or host == REDIRECT
            yield Source(title.strip() or host, url, "" if is_said or not title.strip() else host)


def _host(url: str) -> str:
    """'' where it is no address of a web page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.hostname or "" if parts.scheme in {"http", "https"} else ""
