"""Share links: what a guest reaches, and that it is nothing else."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from gallery import collections, guests, people, shares
from gallery.actors import Actor
from gallery.models import PROOF, Collection, Event, Guest, Image, PasswordTry, Review, Share, User
from gallery.shares import ShareError
from tests import factories
from tests.factories import png
from tests.teams import require_login, signed_in
from tests.test_roles import METHODS, a_world, names

pytestmark = pytest.mark.django_db

SECRET = "zanzibar"
"""A word of the prompts, which a guest is not to read."""
OPEN = {"studio:sign_in", "studio:healthz", "studio:metrics", "gallery:join", "gallery:password"}
"""What everybody reaches without a sign-in; the metrics have a token of their own."""


@pytest.fixture(autouse=True)
def _team(settings: Any) -> None:
    require_login(settings)


@pytest.fixture
def owner() -> User:
    return people.add("olga", "maker", name="Olga")


def some_images(count: int = 3, seed: int = 0) -> list[Image]:
    return [
        factories.image(png(seed=seed + n), has_thumbs=True, prompt=f"{SECRET} {n}")
        for n in range(count)
    ]


def a_collection(owner: User, images: list[Image], name: str = "Harbour lights") -> Collection:
    return collections.make(name, Actor(person=owner), images=[image.pk for image in images])


def a_share(owner: User, collection: Collection, **options: Any) -> Share:
    return shares.make(
        collection, Actor(person=owner), **{"may_judge": True, "may_comment": True} | options
    )


def home(share: Share) -> str:
    return f"/s/{share.token}/"


def come(share: Share, name: str = "Edda", password: str = "", **headers: str) -> Client:
    """A browser of somebody who came by the link."""
    client = Client(headers=headers)
    answer = client.post(home(share), {"name": name, "password": password})
    assert answer.status_code == 303
    return client


def addresses(share: Share, image: Image) -> dict[str, str]:
    """All that shows or takes something of one image."""
    at = f"{home(share)}{image.pk}/"
    return {
        "image": at,
        "thumb": f"{at}thumb/320/",
        "large": f"{at}thumb/1280/",
        "original": f"{at}original/",
        "verdict": f"{at}verdict/",
        "comments": f"{at}comments/",
    }


def asked(client: Client, name: str, address: str) -> int:
    data = {"verdict": "pick", "text": "Fine"}
    answer = client.post(address, data) if name == "verdict" else client.get(address)
    return answer.status_code


# Coming


def test_a_token_has_256_bits_and_each_is_another(owner: User) -> None:
    collection = a_collection(owner, some_images(1))
    proofs = {a_share(owner, collection).token[-PROOF:] for _ in range(20)}
    assert len(proofs) == 20
    assert {len(base64.urlsafe_b64decode(f"{proof}=")) for proof in proofs} == {32}


def test_the_database_alone_opens_no_link(owner: User, settings: Any) -> None:
    share = a_share(owner, a_collection(owner, some_images(1)))
    kept = Share.objects.values().get()
    assert share.token not in str(kept)
    assert shares.find(share.token) == share
    for guess in (share.seed, f"{share.seed}{'A' * PROOF}", share.token[:-1], share.token + "A"):
        assert shares.find(guess) is None
    token = share.token
    settings.SECRET_KEY = "another secret key of this studio"
    assert shares.find(token) is None
    assert shares.find(share.token) == share


def test_nor_does_it_let_in_as_a_guest_or_an_account(owner: User) -> None:
    share = a_share(owner, a_collection(owner, some_images(1)))
    cookie = come(share).cookies[guests.COOKIE].value
    assert cookie not in str(list(Guest.objects.values()))
    signed = signed_in(owner)
    carried = signed.cookies["proofsheet_session"].value
    [kept] = Session.objects.values_list("session_key", flat=True)
    assert carried != kept
    assert signed.get("/gallery/").status_code == 200
    signed.cookies["proofsheet_session"] = kept
    assert signed.get("/gallery/").status_code == 302


def test_who_comes_says_who_they_are_first(owner: User) -> None:
    images = some_images()
    share = a_share(owner, a_collection(owner, images))
    client = Client()
    door = client.get(home(share))
    assert door.status_code == 200
    assert "/thumb/" not in door.content.decode()
    for name, address in addresses(share, images[0]).items():
        answer = client.post(address) if name == "verdict" else client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, home(share))
    assert client.post(home(share), {"name": "  "}).status_code == 422
    assert client.post(home(share), {"name": "x" * 81}).status_code == 422
    assert not Guest.objects.exists()
    answer = client.post(home(share), {"name": " Edda \t Lund "})
    cookie = answer.cookies[guests.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (home(share), True, "Lax")
    assert Guest.objects.get().name == "Edda Lund"
    page = client.get(home(share)).content.decode()
    assert page.count('class="print film"') == 3
    assert "Edda Lund" in page
    client.post(f"{home(share)}leave/")
    assert client.get(home(share)).content.decode().count('class="print film"') == 0


def test_a_cookie_goes_only_over_tls_where_the_studio_has_it(owner: User, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    share = a_share(owner, a_collection(owner, some_images(1)))
    client = come(share)
    assert client.cookies[guests.COOKIE]["secure"]


def test_a_password_is_asked_and_hidden_till_then(owner: User) -> None:
    share = a_share(owner, a_collection(owner, some_images(1)), password="a quiet harbour")
    assert "a quiet harbour" not in share.password
    client = Client()
    assert "Harbour lights" not in client.get(home(share)).content.decode()
    wrong = client.post(home(share), {"name": "Edda", "password": "x"})
    assert (wrong.status_code, Guest.objects.count()) == (422, 0)
    assert "Harbour lights" not in wrong.content.decode()
    assert come(share, password="a quiet harbour").get(home(share)).status_code == 200


def test_who_guesses_waits_and_so_does_who_is_right_then(owner: User) -> None:
    share = a_share(owner, a_collection(owner, some_images(1)), password="a quiet harbour")
    client = Client()
    typed = {"name": "Edda", "password": "wrong"}
    seen = [client.post(home(share), typed).status_code for _ in range(guests.TRIES + 1)]
    assert seen == [422] * guests.TRIES + [429]
    right = typed | {"password": "a quiet harbour"}
    assert client.post(home(share), right).status_code == 429
    assert client.post(home(share), right, REMOTE_ADDR="10.0.0.9").status_code == 303
    PasswordTry.objects.update(created_at=timezone.now() - guests.WAIT)
    assert client.post(home(share), right).status_code == 303
    assert not PasswordTry.objects.exists()


def test_a_link_takes_no_end_of_guests(owner: User) -> None:
    share = a_share(owner, a_collection(owner, some_images(1)))
    Guest.objects.bulk_create(
        Guest(share=share, key=str(n), name="Edda") for n in range(guests.MOST)
    )
    assert Client().post(home(share), {"name": "Otto"}).status_code == 429
    assert Guest.objects.count() == guests.MOST


# Nothing else


def world_data(image: Image) -> dict[str, Any]:
    known = {"images": image.pk, "image": image.pk, "collection": "Picks", "tags": "sea"}
    return known | {"verdict": "pick", "text": "Fine", "name": "Ships", "page": 1}


def ask(client: Client, method: str, address: str, data: dict[str, Any]) -> Any:
    if method == "POST":
        return client.post(address, data)
    return client.generic(method, address)


def body(answer: Any) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


@pytest.mark.parametrize("with_fragment", [False, True])
def test_a_guest_reaches_no_other_address_by_any_method(owner: User, with_fragment: bool) -> None:
    """With all that a link can allow; the world holds another collection, which is shared too."""
    mine = a_share(owner, a_collection(owner, some_images()), may_download=True)
    people.add("chief", "admin")
    world = a_world(owner, SECRET)
    headers = {"HX-Request": "true"} if with_fragment else {}
    client = come(mine, **headers)
    before = Event.objects.count()
    reached = [
        f"{method} {name}: {answer.status_code}"
        for name in names()
        if name not in OPEN and not name.startswith("gallery:guest")
        for method in METHODS
        for answer in [ask(client, method, world.address(name), world_data(world.image))]
        if not _is_refused(answer)
    ]
    assert reached == []
    assert Event.objects.count() == before
    assert not Review.objects.exists()


def _is_refused(answer: Any) -> bool:
    """Sent to sign in, or nothing, and not a word of what is there."""
    to = answer.headers.get("Location", answer.headers.get("HX-Redirect", ""))
    is_told = SECRET.encode() in body(answer)
    return not is_told and (to.startswith("/sign-in/") or answer.status_code in {401, 405})


def test_a_cookie_opens_one_link_and_the_link_one_collection(owner: User) -> None:
    images, others = some_images(2), some_images(2, seed=5)
    mine = a_share(owner, a_collection(owner, images), may_download=True)
    other = a_share(owner, a_collection(owner, others, "Other"), may_download=True)
    loose = some_images(1, seed=9)
    client = come(mine)
    found = {
        name: asked(client, name, address) for name, address in addresses(mine, images[0]).items()
    }
    assert set(found.values()) == {200, 302}
    for image in [*others, *loose]:
        for name, address in addresses(mine, image).items():
            assert asked(client, name, address) == 404, name
    for image in [*images, *others, *loose]:
        for name, address in addresses(other, image).items():
            answer = client.post(address) if name == "verdict" else client.get(address)
            assert (answer.status_code, answer["Location"]) == (302, home(other))
    for answer in (
        client.get(home(other)),
        client.get(f"{home(other)}picks.zip"),
        client.post(f"{home(other)}done/"),
        client.post(f"{home(other)}leave/"),
    ):
        assert answer.get("Location", home(other)) == home(other)
        assert "/thumb/" not in answer.content.decode()
    assert set(Review.objects.values_list("image", flat=True)) == {images[0].pk}


def test_a_guest_is_not_signed_in(owner: User) -> None:
    client = come(a_share(owner, a_collection(owner, some_images(1))))
    key = client.cookies[guests.COOKIE].value
    assert "proofsheet_session" not in client.cookies
    client.cookies["proofsheet_session"] = key
    assert client.get("/gallery/")["Location"].startswith("/sign-in/")


def test_whoever_is_signed_in_is_at_a_link_a_guest_like_all(owner: User) -> None:
    share = a_share(owner, a_collection(owner, some_images(1)))
    page = signed_in(owner).get(home(share)).content.decode()
    assert "Your name" in page
    assert "/gallery/" not in page


@pytest.mark.parametrize("way", ["removed", "trashed", "private"])
def test_what_leaves_the_collection_is_gone_at_once(way: str, owner: User) -> None:
    images = some_images()
    collection = a_collection(owner, images)
    share = a_share(owner, collection, may_download=True)
    client = come(share)
    if way == "removed":
        collections.remove(collection, [images[0].pk], Actor(person=owner))
    elif way == "trashed":
        Image.objects.filter(pk=images[0].pk).update(trashed_at=timezone.now())
    else:
        Image.objects.filter(pk=images[0].pk).update(private_to=owner)
    for name, address in addresses(share, images[0]).items():
        assert asked(client, name, address) == 404, name
    assert f"/{images[0].pk}/" not in client.get(home(share)).content.decode()
    assert not Review.objects.exists()


def _revoke(share: Share, owner: User) -> None:
    shares.revoke(share, Actor(person=owner))


def _end(share: Share, owner: User) -> None:
    Share.objects.filter(pk=share.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def _archive(share: Share, owner: User) -> None:
    collections.decide(share.collection, Collection.State.ARCHIVED, Actor(person=owner))


@pytest.mark.parametrize("close", [_revoke, _end, _archive])
def test_a_closed_link_ends_everything_with_the_words_of_one_that_never_was(
    close: Callable[[Share, User], None], owner: User
) -> None:
    images = some_images()
    share = a_share(owner, a_collection(owner, images), may_download=True)
    client = come(share)
    close(share, owner)
    never = Client().get(f"/s/{'A' * 43}/")
    assert never.status_code == 404
    for known in (client, Client()):
        for name, address in {**addresses(share, images[0]), "page": home(share)}.items():
            answer = known.post(address) if name == "verdict" else known.get(address)
            assert answer.status_code == 410
            assert _words(answer) == _words(never)
    act = client.post(addresses(share, images[0])["verdict"], headers={"HX-Request": "true"})
    assert (act.status_code, act["HX-Refresh"]) == (410, "true")
    assert not Review.objects.exists()


def _words(answer: Any) -> str:
    return re.sub(r'"X-CSRFToken": "\w+"', "", answer.content.decode())


def test_without_sign_in_no_link_is_made_and_none_leads_anywhere(
    owner: User, settings: Any
) -> None:
    collection = a_collection(owner, some_images(1))
    share = a_share(owner, collection)
    settings.LOGIN_REQUIRED = False
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("SignInRequired")]
    with pytest.raises(ShareError, match="PROOFSHEET_LOGIN"):
        a_share(owner, collection)
    assert Client().get(home(share)).status_code == 410
    page = Client().get(f"/collections/{collection.pk}/shares/").content.decode()
    assert re.search(r'<button class="btn primary" disabled aria-describedby="why-not"', page)
    assert "PROOFSHEET_LOGIN=required" in page
    assert Client().post(f"/collections/{collection.pk}/shares/", {}).status_code == 422
