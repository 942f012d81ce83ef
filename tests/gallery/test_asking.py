"""The gallery asked in a sentence: words, choices, saved searches, what was found and where."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gallery import choices, counters, excerpts, grid, saved, search, sentences
from gallery.models import Comment, Image, Review, SavedSearch, Tag, Tagging, User
from gallery.searches import Search
from gallery.templatetags.words import drops
from tests import factories
from tests.factories import png

pytestmark = pytest.mark.django_db


def an_image(**fields: Any) -> Image:
    known = {"origin": "made", "file_format": "png", "bytes": 10, "color": "#808080"}
    size = {"width": 1024, "height": 1024, "digest": "0" * 64, "thumbs_version": 1}
    image = Image.objects.create(**{**known, **size, **fields})
    search.put([image])
    counters.count([image], 1)
    return image


def sentence(address: str) -> str:
    """What is said beyond the defaults."""
    wanted = Search.parse(address)
    said = sentences.of(wanted, grid.of(wanted, None, {}).page.known)
    always = (said.person, said.model, said.session, said.rating, said.order)
    return "; ".join(word.text for word in (*always, *said.others) if word.is_set)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", ""),
        ("provider=google", "through Google"),
        ("model=google:g31", "Gemini 3.1"),
        ("model=google:g31&model=openai:o", "Gemini 3.1 or o"),
        ("session=3&session=4&session=5", "Session 3 or 2 more"),
        ("verdict=pick&stars=3", "a pick 3 or more"),
        ("stars=5&by=me", "5 stars by me"),
        ("verdict=unjudged&order=oldest", "not by me yet; oldest first"),
        ("ratio=16:9&tier=2K&tag=sea", "in 16:9; at 2K; tagged sea"),
        ("origin=uploaded&shape=changed", "uploaded; in another shape than asked"),
        ("reference=12&stack=job", "made from image 0012; one frame for each job"),
        ("since=2026-03-01&until=2026-04-01", "from 1 March 2026 to 1 April 2026"),
        ("recipe=abc", "of one recipe"),
    ],
)
def test_a_search_reads_as_a_sentence(address: str, said: str) -> None:
    an_image(provider="google", provider_label="Google", model="g31", model_label="Gemini 3.1")
    assert sentence(address) == said


def test_people_are_called_by_their_names(client: Client) -> None:
    ada = User.objects.create_user("ada")
    an_image(made_by=ada)
    assert sentence(f"person={ada.pk}") == "ada"
    html = client.get("/gallery/choices/person/").content.decode()
    assert re.search(r"<span>ada</span><small>1</small>", html)


def test_every_word_opens_choices_with_counts_and_keeps_the_rest(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    an_image(model="m", provider="sketch", model_label="Quick", resolution="2K", session="7")
    address = "q=fog&tier=2K&order=oldest&stack=job"
    html = client.get("/gallery/").content.decode()
    names = set(re.findall(r'href="/gallery/choices/([a-z]+)/"', html))
    assert names == {"person", "model", "session", "rating", "order", "and"}
    for name in (*names, *choices.MORE, "reference", "one"):
        with django_assert_max_num_queries(4):
            page = client.get(f"/gallery/choices/{name}/?{address}").content.decode()
        assert "<html" in page
        part = client.get(
            f"/gallery/choices/{name}/?{address}", headers={"HX-Request": "true"}
        ).content.decode()
        assert "<html" not in part
    assert (
        'name="model" value="sketch:m"><span>Quick</span><small>1</small>'
        in client.get(f"/gallery/choices/model/?{address}").content.decode()
    )
    panel = choices.panel("tier", Search.parse(address), None)
    assert panel
    assert panel.kept == [pair for pair in parse_qsl(address) if pair[0] != "tier"]
    assert client.get("/gallery/choices/nothing/").status_code == 404


def test_many_choices_have_a_field_to_find_one(client: Client) -> None:
    for number in range(choices.MANY + 1):
        an_image(session=str(number + 1))
    assert 'class="find"' in client.get("/gallery/choices/session/").content.decode()
    assert 'class="find"' not in client.get("/gallery/choices/model/").content.decode()


def test_stars_are_counted_as_at_least(client: Client) -> None:
    image = an_image()
    Review.objects.create(image=image, stars=4)
    counters.add({counters.Key(0, "stars", "4"): 1})
    html = client.get("/gallery/choices/rating/").content.decode()
    assert "3 stars or more</span><small>1</small>" in html
    assert "5 stars</span><small>0</small>" in html


def test_an_answer_for_a_page_that_is_open_brings_sentence_frames_and_address(
    client: Client,
) -> None:
    an_image(prompt="Fog")
    told = {"HX-Request": "true", "HX-Target": "found"}
    answer = client.get("/gallery/?q=fog&since=&by=", headers=told)
    html = answer.content.decode()
    assert "<html" not in html
    assert answer["HX-Push-Url"] == "/gallery/?q=fog"
    assert 'id="sentence" hx-swap-oob="true"' in html
    assert re.search(r'hx-swap-oob="innerHTML:#told">\s*1 image', html)
    typed = client.get("/gallery/?q=fog", headers={**told, "HX-Trigger": "search"})
    assert typed["HX-Replace-Url"] == "/gallery/?q=fog"
    assert "HX-Push-Url" not in typed


def test_nothing_found_teaches_and_offers_to_ask_for_less(client: Client) -> None:
    an_image(prompt="Fog")
    html = client.get("/gallery/?q=nothing&tier=4K").content.decode()
    assert "words that begin so" in html
    assert 'href="/gallery/?tier=4K">Without the words</a>' in html
    assert 'href="/gallery/?q=nothing">At any resolution</a>' in html
    assert drops(Search.parse("order=oldest")) == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("fog", "<mark>Fog</mark> over the harbour &lt;b&gt;"),
        ('"the harbour"', "Fog over <mark>the harbour</mark> &lt;b&gt;"),
        ("velvet", "soft <mark>velvet</mark>"),
        ("summer", "Last <mark>Summer</mark>"),
        ("darker", "a little <mark>darker</mark>, please"),
    ],
)
def test_found_words_are_marked_under_the_frame(client: Client, query: str, said: str) -> None:
    image = an_image(prompt="Fog over the harbour <b>", revised_prompt="soft velvet")
    tag = Tag.objects.create(name="Last Summer", key="last summer")
    Tagging.objects.create(tag=tag, image=image)
    Comment.objects.create(image=image, text="a little darker, please")
    search.refresh([image.pk])
    html = client.get("/gallery/", {"q": query}).content.decode()
    assert f'<p class="said">{said}</p>' in html
    for other in ("/gallery/", "/gallery/?q=-snow"):
        assert 'class="said"' not in client.get(other).content.decode()


def test_an_excerpt_begins_a_little_before_the_first_match() -> None:
    image = Image(prompt=f"{'word ' * 40}needle{' word' * 60}")
    bits = excerpts.of(image, search.terms("needle"))
    assert [bit.text for bit in bits if bit.is_match] == ["needle"]
    text = "".join(bit.text for bit in bits)
    assert text.startswith("…word ")
    assert text.endswith("…")
    assert text.index("needle") <= excerpts.BEFORE + 1
    assert len(text) <= excerpts.LENGTH + 2
    signs = "一座灯塔在海边的清晨薄雾里安静地亮着微光照向远方" * 4
    assert any(bit.is_match for bit in excerpts.of(Image(prompt=signs), search.terms("远方")))


def test_a_folded_frame_tells_how_many_and_opens_them(client: Client) -> None:
    job = "11111111-1111-1111-1111-111111111111"
    ids = [an_image(prompt="Fog", job=job).pk for _ in range(4)]
    html = client.get("/gallery/?q=fog&stack=job").content.decode()
    assert re.findall(r'data-image="(\d+)"', html) == [str(ids[-1])]
    assert 'aria-label="4 images">4</b>' in html
    assert f'href="/gallery/?q=fog&amp;job={job}"' in html
    opened = client.get(f"/gallery/?q=fog&job={job}").content.decode()
    assert re.findall(r'data-image="(\d+)"', opened) == [str(pk) for pk in reversed(ids)]


def test_a_frame_takes_its_search_to_the_image(client: Client) -> None:
    image = an_image(prompt="Fog")
    assert f'href="/gallery/{image.pk}/?q=fog"' in client.get("/gallery/?q=fog").content.decode()
    assert f'href="/gallery/{image.pk}/"' in client.get("/gallery/").content.decode()


def test_a_stretched_shape_is_shown_whole(client: Client) -> None:
    factories.image(png(2000, 100), has_thumbs=True)
    assert 'data-r="210"' in client.get("/gallery/").content.decode()


@pytest.mark.parametrize("size", [*grid.ROWS, "huge"])
def test_the_size_of_frames_is_kept_in_a_cookie_and_in_no_address(
    client: Client, size: str
) -> None:
    factories.image(png(512, 288), has_thumbs=True)
    answer = client.post("/gallery/density/", {"density": size, "search": "q=a&before=3"})
    assert answer["Location"] == "/gallery/?q=a"
    html = client.get("/gallery/").content.decode()
    known = size if size in grid.ROWS else "medium"
    assert f'data-density="{known}"' in html
    assert 'sizes="{}px"'.format({"large": 626, "medium": 427, "small": 256}[known]) in html


def test_a_search_is_kept_renamed_removed_and_brought_back(client: Client) -> None:
    an_image(prompt="Fog")
    save = "/gallery/searches/save/"
    answer = client.post(save, {"name": "  Foggy\0 ones ", "query": "q=fog&before=3"})
    assert answer["Location"] == "/gallery/?q=fog"
    client.post(save, {"name": "Foggy ones", "query": "q=fog&stack=job"})
    client.post(save, {"name": " ", "query": "q=sun"})
    kept = SavedSearch.objects.get()
    assert (kept.name, kept.query) == ("Foggy ones", "q=fog&stack=job")
    page = client.get("/gallery/").content.decode()
    assert 'href="/gallery/?q=fog&amp;stack=job">Foggy ones</a>' in page
    client.post(f"/gallery/searches/{kept.pk}/", {"name": "Mist"})
    assert "Mist" in client.get("/gallery/searches/").content.decode()
    gone = client.post(f"/gallery/searches/{kept.pk}/", {"name": "Mist", "remove": "1"})
    assert not SavedSearch.objects.exists()
    html = client.get(gone["Location"]).content.decode()
    fields = dict(re.findall(r'name="(name|query|then)" value="([^"]*)"', html))
    client.post(save, {name: value.replace("&amp;", "&") for name, value in fields.items()})
    assert SavedSearch.objects.values_list("name", "query").get() == ("Mist", kept.query)


def test_saved_searches_are_ones_own(client: Client) -> None:
    ada, eve = User.objects.create_user("ada"), User.objects.create_user("eve")
    kept = saved.save("Fog", Search.parse("q=fog"), ada)
    assert kept
    saved.rename(kept.pk, "Mine", eve)
    assert saved.remove(kept.pk, eve) is None
    assert [one.name for one in saved.of(ada)] == ["Fog"]
    assert saved.of(eve) == saved.of(None) == []


def test_verdicts_that_nobody_gave_yet_count_none() -> None:
    an_image()
    panel = choices.panel("rating", Search(), None)
    assert panel
    counts = {option.value: option.images for option in panel.groups[0].options}
    assert counts == {"": None, "pick": 0, "reject": 0, "none": None, "unjudged": None}


def test_the_newest_sessions_are_offered_before_the_largest() -> None:
    for session in ("1", "1", "1", "2", "2", "3"):
        an_image(session=session)
    an_image(session="9", trashed_at=timezone.now())
    counters.add({counters.Key(0, "session", "9"): -1})
    panel = choices.panel("session", Search(session=("1",)), None)
    assert panel
    offered = [(option.value, option.images) for option in panel.groups[0].options]
    assert offered == [("1", 3), ("3", 1), ("2", 2)]
