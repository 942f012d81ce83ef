"""What differs between images, whose turn it is against the champion, and who is left."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from gallery import champions, comparing, surveys
from gallery.models import Image, Parentage, Review, Role, User
from tests import factories
from tests.factories import png

pytestmark = pytest.mark.django_db


def made(prompt: str = "A boat", seed: int = 0, **recipe: Any) -> Image:
    return factories.image(png(64, 48, seed=seed), prompt=prompt, **recipe)


def four() -> list[Image]:
    return [made(seed=seed) for seed in range(4)]


def texts(parts: comparing.Parts) -> list[str]:
    return [part.text for part in parts if part.is_changed]


def test_only_what_differs_is_told_and_the_rest_is_named() -> None:
    reference = made("A sketch")
    one = made("A boat at dawn", model="a", model_label="Alpha", seconds=2.0)
    other = made("A boat at dusk", model="b", model_label="Beta", seconds=2.0)
    Parentage.objects.create(child=other, parent=reference, position=1)
    found = comparing.comparison([one, other], None)
    differing = {setting.name: setting.values for setting in found.differing}
    assert differing["model"] == ("Alpha", "Beta")
    assert differing["references"] == ("", f"{reference}")
    assert "took" not in differing
    assert {"provider", "took", "shape", "pixels"} <= set(found.same)
    assert found.differences == 3
    assert [texts(pane.prompt) for pane in found.panes] == [["dawn"], ["dusk"]]
    assert found.shapes == ()


def test_of_three_each_is_set_against_the_first() -> None:
    images = [made("A boat at dawn"), made("A boat at dusk"), made("A ship at dawn")]
    found = comparing.comparison(images, None)
    assert [texts(pane.prompt) for pane in found.panes] == [[], ["dusk"], ["ship"]]


def test_different_shapes_are_said() -> None:
    tall = factories.image(png(48, 64))
    assert comparing.comparison([made(), tall], None).shapes == ("4:3", "3:4")


def test_comparing_takes_few_statements(django_assert_num_queries: Any) -> None:
    images = four()
    with django_assert_num_queries(2):
        comparing.comparison(images, None)


@pytest.mark.parametrize(
    ("shapes", "columns"),
    [([(160, 90)] * 2, 1), ([(90, 160)] * 3, 3), ([(100, 100)] * 6, 3), ([(90, 160)] * 12, 6)],
)
def test_the_columns_that_give_the_most_room(shapes: list[tuple[int, int]], columns: int) -> None:
    images = [Image(width=width, height=height) for width, height in shapes]
    assert comparing.columns(images) == columns


# The champion


def bout(address: str) -> champions.Bout:
    found = champions.of(QueryDict(address), None)
    assert found is not None
    return found


def test_a_champion_stands_against_all_that_come_and_each_choice_leads_back() -> None:
    a, b, c, d = (image.pk for image in four())
    first = bout(f"images={a},{b},{c},{d}&champion=0")
    assert (first.champion, first.against, first.turn, first.turns) == (a, b, 1, 3)
    assert first.back == ""
    crowned = bout(first.crown)
    assert (crowned.champion, crowned.against) == (b, c)
    kept = bout(crowned.keep)
    assert (kept.champion, kept.against, kept.next) == (b, d, None)
    end = bout(kept.crown)
    assert (end.champion, end.against, end.turn) == (d, None, 3)
    for after, before in ((end, kept), (kept, crowned), (crowned, first)):
        back = bout(after.back)
        assert (back.champion, back.against) == (before.champion, before.against)
    assert bout(end.again) == first


def test_a_search_gives_challengers_too() -> None:
    images = [made(f"Fog {number}", seed=number) for number in range(3)]
    made("Sun")
    newest = [image.pk for image in reversed(images)]
    found = bout("search=q%3DFog&champion=0")
    assert list(found.of) == newest
    assert (found.champion, found.against) == (newest[0], newest[1])


@pytest.mark.parametrize("words", ["", "images=1", "images=x,,-3&champion=7", "search=q%3Dnone"])
def test_without_two_images_there_is_no_champion(words: str) -> None:
    assert champions.of(QueryDict(words), None) is None


def test_an_address_that_makes_no_sense_begins_at_the_beginning() -> None:
    a, b, c, _d = (image.pk for image in four())
    listed = f"images={a},{b},{c}"
    found = bout(f"{listed}&champion=999&against=x&was=7,8,{'9' * 30}")
    assert (found.champion, found.against, found.was) == (a, b, ())
    assert bout(f"{listed}&champion={b}&against={b}").against == b


# The survey


def test_who_is_out_comes_back_last_one_first() -> None:
    a, b, c, d = (image.pk for image in four())
    found = surveys.of(QueryDict(f"images={a},{b},{c},{d}&out={b}&out={d}"), None)
    assert [pane.image.pk for pane in found.left] == [a, c]
    assert parse_qs(found.back)["out"] == [str(b)]
    assert parse_qs(found.compared)["images"] == [str(a), str(c)]


def test_one_always_stands() -> None:
    a, b, *_ = (image.pk for image in four())
    found = surveys.of(QueryDict(f"images={a},{b}&out={a}&out={b}"), None)
    assert [pane.image.pk for pane in found.left] == [b]


# The pages


def test_pages_show_what_is_seen_and_leave_out_the_rest(client: Client) -> None:
    first, second, trashed = four()[:3]
    owner = User.objects.create_user("ana", password="x", role=Role.MAKER)
    own = made()
    Image.objects.filter(pk=own.pk).update(private_to=owner)
    Image.objects.filter(pk=trashed.pk).update(trashed_at=first.created_at)
    asked = {"images": f"{first.pk},{trashed.pk},{own.pk},{second.pk}"}
    for name in ("gallery:compare", "gallery:survey"):
        html = client.get(reverse(name), asked).text
        assert f'data-image="{first.pk}"' in html
        assert f'data-image="{second.pk}"' in html
        assert f'data-image="{trashed.pk}"' not in html
        assert f'data-image="{own.pk}"' not in html


@pytest.mark.parametrize(
    ("name", "more", "most"),
    [
        ("gallery:compare", "", 3),
        ("gallery:compare", "&champion=0", 5),
        ("gallery:survey", "&out=1", 2),
    ],
)
def test_pages_take_few_statements(
    client: Client, django_assert_max_num_queries: Any, name: str, more: str, most: int
) -> None:
    pks = ",".join(str(image.pk) for image in four())
    with django_assert_max_num_queries(most):
        assert client.get(f"{reverse(name)}?images={pks}{more}").status_code == 200


@pytest.mark.parametrize("name", ["gallery:compare", "gallery:survey"])
@pytest.mark.parametrize("asked", ["", "?images=", "?images=999", "?images=x&champion=0&mode=no"])
def test_a_page_without_images_says_how_one_gets_there(
    client: Client, name: str, asked: str
) -> None:
    answer = client.get(reverse(name) + asked)
    assert answer.status_code == 200
    assert "in the gallery and press" in answer.text


def test_a_selection_is_sent_on_to_the_page_that_shows_it(client: Client) -> None:
    a, b, c, d = (image.pk for image in four())
    extra = made(seed=9).pk

    def sent(name: str, **data: Any) -> str:
        answer = client.post(reverse(name), data | {"next": "/gallery/?q=a"})
        assert answer.status_code == 302
        return str(answer["Location"])

    compare, survey = reverse("gallery:compare"), reverse("gallery:survey")
    assert sent("gallery:compare", images=f"{b},{a}") == f"{compare}?images={a}&images={b}"
    many = parse_qs(urlsplit(sent("gallery:compare", images=[a, b, c, d, extra])).query)
    assert many == {"images": [f"{a},{b},{c},{d},{extra}"], "champion": ["0"]}
    whole = parse_qs(urlsplit(sent("gallery:compare", all="1", search="q=A")).query)
    assert whole == {"search": ["q=A"], "champion": ["0"]}
    assert sent("gallery:survey", images=[a, b, c]).startswith(f"{survey}?images={a}&")
    assert sent("gallery:survey", images=[a]) == "/gallery/?q=a"
    assert sent("gallery:compare", images=[a]) == "/gallery/?q=a"


def test_the_end_without_a_script_picks_one_and_rejects_the_others_if_asked(
    client: Client,
) -> None:
    a, b, c, d = (image.pk for image in four())
    said = {"winner": a, "images": f"{b},{c}", "next": "/gallery/"}
    client.post(reverse("gallery:settle"), said)
    assert dict(Review.objects.values_list("image_id", "verdict")) == {a: "pick"}
    client.post(reverse("gallery:settle"), said | {"reject": "1"})
    found = dict(Review.objects.values_list("image_id", "verdict"))
    assert found == {a: "pick", b: "reject", c: "reject"}
    assert client.post(reverse("gallery:settle"), {"winner": 999}).status_code == 404
    assert d not in found


def test_who_may_not_judge_gets_no_buttons_and_settles_nothing(
    client: Client, settings: Any
) -> None:
    settings.LOGIN_REQUIRED = True
    viewer = User.objects.create_user("vera", password="x", role=Role.VIEWER)
    client.force_login(viewer, "django.contrib.auth.backends.ModelBackend")
    a, b, *_ = (image.pk for image in four())
    html = client.get(reverse("gallery:compare"), {"images": f"{a},{b}"}).text
    assert "data-mark=" not in html
    settled = client.post(reverse("gallery:settle"), {"winner": a})
    assert settled.status_code == 403
    assert client.post(reverse("gallery:settle"), {"winner": 999}).status_code == 403
    assert not Review.objects.exists()
