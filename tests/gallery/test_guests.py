"""What guests see, say and take away by a share link, and what the team learns of it."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from PIL.PngImagePlugin import PngInfo

from gallery import comments, people, results, reviews, threads, waiting
from gallery.actors import Actor
from gallery.models import Collection, Comment, Event, Guest, Image, Review, Share, User
from gallery.searches import Search
from tests import factories
from tests.factories import drawing, encoded
from tests.gallery.test_shares import a_collection, a_share, body, come, home, some_images
from tests.teams import require_login, signed_in

pytestmark = pytest.mark.django_db

SECRET = "zanzibar"


@pytest.fixture(autouse=True)
def _team(settings: Any) -> None:
    require_login(settings)


@pytest.fixture
def owner() -> User:
    return people.add("olga", "maker", name="Olga")


def told_image(seed: int = 0, **recipe: Any) -> Image:
    """Its prompt stands in the row and in the file."""
    info = PngInfo()
    info.add_text("parameters", f"{SECRET}, fog")
    data = encoded(drawing(seed=seed), pnginfo=info)
    known = {"prompt": f"{SECRET} {seed}", "revised_prompt": SECRET, "note": SECRET}
    return factories.image(data, has_thumbs=True, **known | recipe)


def every_answer(client: Client, share: Share, image: Image) -> list[Any]:
    at = f"{home(share)}{image.pk}/"
    htmx = {"HX-Request": "true"}
    assert client.get(f"{home(share)}picks.zip").status_code == 404
    client.post(f"{at}verdict/", {"verdict": "pick"})
    return [
        client.get(home(share)),
        client.get(at),
        client.get(f"{at}thumb/1280/"),
        client.get(f"{at}original/"),
        client.get(f"{home(share)}picks.zip"),
        client.post(f"{at}verdict/", {"stars": "3"}, headers=htmx),
        client.get(home(share), headers=htmx),
        client.post(f"{at}comments/", {"text": "Fine", "pin": "0.5,0.5"}, headers=htmx),
        client.post(f"{home(share)}done/"),
    ]


def kept_in(answer: Any) -> bytes:
    """With what is packed in a ZIP."""
    data = body(answer)
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data + str(answer.headers).encode()
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        files = b"".join(packed.read(name) for name in packed.namelist())
        return files + " ".join(packed.namelist()).encode()


def test_prompts_are_hidden_everywhere_unless_the_link_shows_them(owner: User) -> None:
    image = told_image(model_label="Gemini")
    Image.objects.update(file_name=f"{SECRET}.png")
    collection = a_collection(owner, [image])
    closed = a_share(owner, collection, may_download=True)
    for answer in every_answer(come(closed), closed, image):
        assert answer.status_code in {200, 204}
        assert SECRET.encode() not in kept_in(answer)
        assert b"Gemini" not in kept_in(answer)
    shown = a_share(owner, collection, may_download=True, shows_prompts=True)
    answers = [SECRET.encode() in kept_in(a) for a in every_answer(come(shown), shown, image)]
    assert answers[:5] == [True, True, False, True, True]


def test_pages_are_told_to_nobody_else_and_kept_nowhere(owner: User) -> None:
    image = told_image()
    share = a_share(owner, a_collection(owner, [image]), may_download=True)
    for answer in every_answer(come(share), share, image):
        assert answer["X-Robots-Tag"].startswith("noindex")
        assert answer["Referrer-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        is_thumb = answer["Content-Type"] == "image/webp"
        wanted = "private, max-age=31536000, immutable" if is_thumb else "private, no-store"
        assert answer["Cache-Control"] == wanted
        body(answer)
    page = come(share).get(home(share)).content.decode()
    for address in ("/gallery/", "/sign-in/", "/collections/"):
        assert address not in page


def test_two_guests_are_apart_and_both_count_for_the_team(owner: User) -> None:
    images = some_images()
    collection = a_collection(owner, images)
    share = a_share(owner, collection)
    edda, otto = come(share), come(share, "Otto")
    at = f"{home(share)}{images[0].pk}/"
    reviews.judge(images[0], Actor(person=owner), verdict="reject", stars=2)
    for client in (edda, otto):
        assert client.post(f"{at}verdict/", {"verdict": "pick"}).status_code == 302
    edda.post(f"{at}verdict/", {"stars": "4", "on": "image"})
    otto.post(f"{home(share)}{images[1].pk}/verdict/", {"verdict": "reject"})
    found = {(r.guest and r.guest.name, r.image_id, r.verdict) for r in Review.objects.all()}
    assert found == {
        (None, images[0].pk, "reject"),
        ("Edda", images[0].pk, "pick"),
        ("Otto", images[0].pk, "pick"),
        ("Otto", images[1].pk, "reject"),
    }
    page = edda.get(home(share)).content.decode()
    assert "1 of 3 marked" in page
    assert page.count("data-verdict=") == 1
    assert "2 of 3 marked" in otto.get(home(share)).content.decode()
    assert "Olga</b>" not in edda.get(at).content.decode()
    team = signed_in(owner).get(f"/collections/{collection.pk}/?shown=picked").content.decode()
    assert f'id="image-{images[0].pk}"' in team
    assert f'id="image-{images[1].pk}"' not in team
    assert results.ids(Search.parse("verdict=reject"), owner) == [images[1].pk, images[0].pk]
    assert results.ids(Search.parse("stars=4"), owner) == [images[0].pk]
    edda.post(f"{at}verdict/", {"verdict": ""})
    assert Review.objects.get(guest__name="Edda").verdict == ""


def test_a_verdict_on_an_open_page_is_answered_by_nothing_and_counted(owner: User) -> None:
    [image] = some_images(1)
    share = a_share(owner, a_collection(owner, [image]))
    client = come(share, **{"HX-Request": "true"})
    at = f"{home(share)}{image.pk}/verdict/"
    assert client.post(at, {"verdict": "pick"}).status_code == 204
    told = client.get(home(share)).content.decode()
    assert told.strip().startswith("<b>1 of 1 marked</b>")
    assert "1 kept" in told
    for wrong in ({"verdict": "maybe"}, {"stars": "6"}, {"stars": "x"}):
        assert client.post(at, wrong).status_code == 400


def test_comments_are_one_s_own_and_what_is_answered(owner: User) -> None:
    [image] = some_images(1)
    share = a_share(owner, a_collection(owner, [image]))
    edda, otto = come(share), come(share, "Otto")
    at = f"{home(share)}{image.pk}/"
    comments.say(image, Actor(person=owner), "Between us: too blue @olga")
    edda.post(f"{at}comments/", {"text": "More fog @olga", "pin": "0.25,0.5,0.1,0.1"})
    otto.post(f"{at}comments/", {"text": "Less fog"})
    said = Comment.objects.get(text="More fog @olga")
    assert (said.guest and said.guest.name, said.name, said.number) == ("Edda", "Edda", 1)
    assert list(said.mentions.all()) == [owner]
    comments.say(image, Actor(person=owner), "It is on its way", answers=said)
    hers, his = edda.get(at).content.decode(), otto.get(at).content.decode()
    for words, is_hers, is_his in (
        ("More fog", True, False), ("It is on its way", True, False),
        ("Less fog", False, True), ("Between us", False, False), ('id="pin-1"', True, False),
    ):  # fmt: skip
        assert (words in hers, words in his) == (is_hers, is_his), words
    assert "<b>@olga" not in hers


def test_what_guests_say_waits_for_whoever_made_the_link(owner: User) -> None:
    images = some_images()
    share = a_share(owner, a_collection(owner, images))
    at = f"{home(share)}{images[0].pk}/comments/"
    for text in ("Crop it tighter", "And warmer"):
        assert come(share).post(at, {"text": text, "pin": "0.5,0.5"}).status_code == 302
    (told,) = waiting.of(owner).guests
    assert (told.first.text, told.new, waiting.count(owner)) == ("Crop it tighter", 2, 2)
    assert "Guests of your links" in signed_in(owner).get("/waiting/").content.decode()
    assert waiting.of(people.add("ben", "reviewer")).is_nothing
    threads.read(images[0], owner, 10**9)
    assert waiting.of(owner).is_nothing
    assert waiting.count(owner) == 0


def test_only_one_s_own_comment_is_answered_and_removed(owner: User) -> None:
    [image] = some_images(1)
    share = a_share(owner, a_collection(owner, [image]))
    edda, otto = come(share), come(share, "Otto")
    at = f"{home(share)}{image.pk}/comments/"
    edda.post(at, {"text": "More fog"})
    said = Comment.objects.get()
    inner = comments.say(image, Actor(person=owner), "Inner")
    for other in (said, inner):
        assert otto.post(at, {"text": "Yes", "answers": other.pk}).status_code == 404
        assert otto.post(f"{at}{other.pk}/remove/").status_code == 404
    assert Comment.objects.filter(removed_at=None).count() == 2
    htmx = {"HX-Request": "true"}
    assert edda.post(at, {"text": " "}, headers=htmx).status_code == 422
    stamp = edda.get(at, headers=htmx).content.decode().split('data-stamp="')[1].split('"')[0]
    assert edda.get(f"{at}?seen={stamp}", headers=htmx).status_code == 204
    edda.post(at, {"text": "And rain", "answers": said.pk})
    assert edda.get(f"{at}?seen={stamp}", headers=htmx).status_code == 200
    edda.post(f"{at}{said.pk}/remove/")
    said.refresh_from_db()
    assert said.removed_at


@pytest.mark.parametrize(
    ("choice", "way"),
    [
        ("may_judge", "verdict/"),
        ("may_comment", "comments/"),
        ("may_download", "original/"),
    ],
)
def test_what_a_link_does_not_allow_is_refused_and_not_offered(
    choice: str, way: str, owner: User
) -> None:
    [image] = some_images(1)
    share = a_share(owner, a_collection(owner, [image]), **{"may_download": True, choice: False})
    client = come(share)
    at = f"{home(share)}{image.pk}/"
    answer = client.get(f"{at}{way}") if way == "original/" else client.post(f"{at}{way}")
    assert answer.status_code == 403
    for page in (home(share), at):
        assert way not in client.get(page).content.decode()
    if way == "original/":
        assert client.get(f"{home(share)}picks.zip").status_code == 403
    assert not Event.objects.exclude(kind__in=("added", "state", "shared", "visited")).exists()


def test_every_act_is_logged_with_who_did_it(owner: User) -> None:
    [image] = some_images(1)
    collection = a_collection(owner, [image])
    share = a_share(owner, collection, may_download=True, label="For the harbour office")
    client = come(share)
    for answer in every_answer(client, share, image):
        body(answer)
    Guest.objects.update(seen_at="2026-01-01T00:00:00Z")
    client.get(home(share))
    client.get(home(share))
    log = Event.objects.filter(share=share, guest__name="Edda").order_by("pk")
    assert list(log.values_list("kind", flat=True)) == [
        "visited", "verdict", "downloaded", "downloaded", "verdict", "comment", "visited",
        "visited",
    ]  # fmt: skip
    assert set(log.values_list("collection", flat=True)) == {collection.pk}
    team = signed_in(owner)
    page = team.get(f"/collections/{collection.pk}/shares/").content.decode()
    assert "For the harbour office" in page
    assert "1 guest, last there" in page
    told = team.get(f"/collections/{collection.pk}/shares/{share.pk}/").content.decode()
    for words in (
        "<b>Edda, guest</b>",
        "came",
        "picked",
        "is through",
        "downloaded images",
        "commented",
    ):
        assert words in told


def test_a_maker_makes_a_link_by_its_form_and_revokes_it(owner: User, settings: Any) -> None:
    collection = a_collection(owner, some_images(1))
    client, at = signed_in(owner), f"/collections/{collection.pk}/shares/"
    assert f'href="{at}"' in client.get(f"/collections/{collection.pk}/").content.decode()
    late = client.post(at, {"label": "Harbour office", "until": "2020-01-01"})
    assert late.status_code == 422
    client.post(at, {"label": "Harbour office", "until": "2099-12-31", "may_judge": "on"})
    share = Share.objects.get()
    chosen = (share.may_judge, share.may_comment, share.may_download, share.shows_prompts)
    assert chosen == (True, False, False, False)
    assert share.made_by == owner
    assert share.expires_at
    assert share.expires_at.year in {2099, 2100}
    settings.PUBLIC_URL = "https://studio.example.com"
    page = client.get(at).content.decode()
    assert f"https://studio.example.com/s/{share.token}/" in page
    client.post(f"{at}{share.pk}/revoke/")
    client.post(f"{at}{share.pk}/revoke/")
    kinds = Event.objects.filter(share=share).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["shared", "revoked"]
    assert share.token not in client.get(at).content.decode()
    Collection.objects.update(state="archived")
    assert client.post(at, {"label": "Again"}).status_code == 422


def test_who_may_not_share_finds_no_link(owner: User) -> None:
    collection = a_collection(owner, some_images(1))
    share = a_share(owner, collection)
    client = signed_in(people.add("rita", "reviewer"))
    page = client.get(f"/collections/{collection.pk}/").content.decode()
    assert "/shares/" not in page
    assert share.token not in page
    assert client.get(f"/collections/{collection.pk}/shares/").status_code == 403


def test_many_images_come_page_by_page(owner: User) -> None:
    rows = [Image(origin="made", digest=f"{n:064}", file_format="png", bytes=1, width=4, height=3,
                  color="#808080") for n in range(50)]  # fmt: skip
    images = Image.objects.bulk_create(rows)
    share = a_share(owner, a_collection(owner, list(images)))
    client = come(share)
    first, second = (client.get(f"{home(share)}?page={n}").content.decode() for n in (1, 2))
    assert (first.count('class="print film"'), second.count('class="print film"')) == (48, 2)
    assert 'href="?page=2"' in first
    assert "<span>50</span>" in second
    for odd in ("0", "x", "9999", "99999999999999999999"):
        assert client.get(f"{home(share)}?page={odd}").status_code == 200
