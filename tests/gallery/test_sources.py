"""What the model said beside the picture, and the pages that it drew upon."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from gallery import sources
from gallery.models import Image
from tests import factories

pytestmark = pytest.mark.django_db
HELP = "Drawn with the help of"


def page(client: Client, image: Image) -> str:
    return client.get(f"/gallery/{image.pk}/").content.decode()


def links(html: str) -> list[tuple[str, str]]:
    """(address, words) of each source on a page."""
    place = re.search(r'<ul class="sources">(.*?)</ul>', html, re.DOTALL)
    found = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', place[1]) if place else []
    return [(unescape(url), unescape(text)) for url, text in found]


def test_what_the_model_said_is_told_with_its_lines(client: Client) -> None:
    html = page(client, factories.image(note="Here is <b>fog</b>.\nI left the boat out."))
    assert "The model said" in html
    assert "Here is &lt;b&gt;fog&lt;/b&gt;.<br>I left the boat out." in html


def test_who_said_nothing_and_drew_upon_nothing_gets_no_heading(client: Client) -> None:
    html = page(client, factories.image())
    assert "The model said" not in html
    assert HELP not in html


def test_each_page_is_a_link_that_tells_nobody_where_it_was_followed(client: Client) -> None:
    kept = [
        {"title": "Lighthouse – Wikipedia", "url": "https://en.wikipedia.org/wiki/Lighthouse"},
        {"title": "Google search: fog & light", "url": "https://www.google.com/search?q=fog+%26"},
    ]
    html = page(client, factories.image(sources=kept))
    assert HELP in html
    assert links(html) == [(source["url"], source["title"]) for source in kept]
    assert html.count('rel="noopener noreferrer nofollow" target="_blank"') == 2


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "JavaScript:alert(1)//https://example.com",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//example.com/",
        "/gallery/",
        "https:",
        "https://",
        "http://[::1",
        "file:///etc/passwd",
        "",
    ],
)
def test_what_leads_to_no_page_is_no_link(client: Client, url: str) -> None:
    html = page(client, factories.image(sources=[{"title": "Lighthouse", "url": url}]))
    assert links(html) == []
    assert HELP not in html


def test_an_address_cannot_break_out_of_its_link(client: Client) -> None:
    url = 'https://example.com/"onmouseover="alert(1)'
    html = page(client, factories.image(sources=[{"title": "<img src=x>", "url": url}]))
    assert '"onmouseover=' not in html
    assert "<img src=x>" not in html
    assert links(html) == [(url, "<img src=x>")]


@pytest.mark.parametrize(
    ("title", "url", "words", "host"),
    [
        ("A quiet coast", "https://coast.example/a", "A quiet coast", "coast.example"),
        ("coast.example", "https://coast.example/a", "coast.example", ""),
        ("bank.example", "https://evil.example/", "bank.example", "evil.example"),
        ("", "https://coast.example/a", "coast.example", ""),
        ("  ", "HTTPS://Coast.Example/a", "coast.example", ""),
        ("uefa.com", "https://vertexaisearch.cloud.google.com/grounding-api-redirect/a",
         "uefa.com", ""),
    ],
)  # fmt: skip
def test_a_title_that_hides_where_a_link_leads_has_its_host_beside_it(
    title: str, url: str, words: str, host: str
) -> None:
    (source,) = sources.links([{"title": title, "url": url}])
    assert (source.title, source.url, source.host) == (words, url, host)


def test_a_page_is_listed_once_and_one_without_words_is_no_error() -> None:
    twice = [{"url": "https://coast.example/"}, {"title": "Coast", "url": "https://coast.example/"}]
    assert [source.title for source in sources.links([*twice, {}])] == ["Coast"]
