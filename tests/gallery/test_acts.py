from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gallery import tags, trash
from gallery.models import Deed, Image, Tag, User
from tests.factories import image
from tests.gallery.test_search import an_image, found

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def team(settings: Any) -> dict[str, Client]:
    """Signed in: two makers, an admin and a viewer."""
    settings.LOGIN_REQUIRED = True
    roles = {"ann": "maker", "bob": "maker", "root": "admin", "eve": "viewer"}
    clients = {}
    for name, role in roles.items():
        clients[name] = Client()
        clients[name].force_login(User.objects.create_user(name, role=role))
    return clients


def own(name: str) -> int:
    return an_image("fog", made_by=User.objects.get(username=name)).pk


def test_many_are_tagged_by_ticks_and_by_a_search(client: Client) -> None:
    one, two = an_image("fog").pk, an_image("fog").pk
    an_image("sun")
    where = "/gallery/?q=fog"
    answer = client.post("/gallery/acts/tag/", {"images": [one], "tags": "sea", "next": where})
    assert (answer.status_code, answer.headers["Location"]) == (302, where)
    assert found("tag=sea") == [one]
    client.post("/gallery/acts/tag/", {"all": "1", "search": "q=fog", "tags": "a, b"})
    assert found("tag=a") == found("tag=b") == [two, one]
    client.post("/gallery/acts/tag/", {"images": f"{one},{two}", "tags": "a", "act": "remove"})
    assert found("tag=a") == []


def test_a_deed_is_told_and_undone_without_a_script(client: Client) -> None:
    pk = an_image("fog").pk
    told = client.post("/gallery/acts/trash/", {"images": [pk]}, follow=True).content.decode()
    deed = Deed.objects.get()
    assert "1 image moved to the trash" in told
    assert f'<a href="/gallery/undo/{deed.pk}/">Undo</a>' in told
    assert "1 image moved to the trash" in client.get(f"/gallery/undo/{deed.pk}/").content.decode()
    assert Image.objects.get().is_trashed
    client.post(f"/gallery/undo/{deed.pk}/")
    assert found("") == [pk]
    again = client.post(f"/gallery/undo/{deed.pk}/", follow=True).content.decode()
    assert "This was undone before" in again


def test_a_page_that_is_open_gets_a_line_with_undo(client: Client) -> None:
    one, two = an_image("fog").pk, an_image("fog").pk
    told = client.post("/gallery/acts/trash/", {"images": [one, two]}, headers=HTMX)
    deed = Deed.objects.get()
    page = told.content.decode()
    assert f'data-gone="{two},{one}"' in page or f'data-gone="{one},{two}"' in page
    assert f'hx-post="/gallery/undo/{deed.pk}/"' in page
    undone = client.post(f"/gallery/undo/{deed.pk}/", headers=HTMX)
    assert undone.headers["HX-Refresh"] == "true"
    tagged = client.post("/gallery/acts/tag/", {"images": [one], "tags": "x"}, headers=HTMX)
    assert "1 image tagged “x”" in tagged.content.decode()


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        ({"tags": "x"}, 200, "No image is selected"),
        ({"tags": "x", "images": "99"}, 200, "None of these images is here any more"),
        ({"tags": " ", "all": "1"}, 422, "Write the tag."),
        ({"tags": "x" * 65, "all": "1"}, 422, "at most 64"),
    ],
)
def test_what_cannot_be_done_is_told(
    data: dict[str, str], status: int, said: str, client: Client
) -> None:
    an_image("fog")
    told = client.post("/gallery/acts/tag/", data, headers=HTMX)
    assert told.status_code == status
    assert said in told.content.decode()
    assert not Deed.objects.exists()


def test_nobody_is_led_to_another_site(client: Client) -> None:
    for there in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
        data = {"images": an_image("fog").pk, "tags": "x", "next": there}
        assert client.post("/gallery/acts/tag/", data).headers["Location"] == "/gallery/"


def test_references_lead_to_the_studio(client: Client) -> None:
    pks = [an_image("fog").pk for _ in range(16)]
    sent = client.post("/gallery/acts/references/", {"images": pks[:2]})
    assert sent.headers["Location"] == f"/?image={pks[1]}&image={pks[0]}&as=reference"
    many = client.post("/gallery/acts/references/", {"all": "1"}).headers["Location"]
    assert many.count("image=") == 14
    none = client.post("/gallery/acts/references/", {"next": "/gallery/?q=x"})
    assert none.headers["Location"] == "/gallery/?q=x"


def test_a_maker_throws_away_their_own_and_an_admin_everything(team: dict[str, Client]) -> None:
    mine, theirs = own("ann"), own("bob")
    team["ann"].post("/gallery/acts/trash/", {"images": [mine, theirs]})
    assert found("") == [theirs]
    told = team["ann"].post("/gallery/acts/trash/", {"images": [theirs]}, headers=HTMX)
    assert "Only images of your own" in told.content.decode()
    team["bob"].post("/gallery/acts/restore/", {"images": [mine]})
    assert found("") == [theirs]
    team["root"].post("/gallery/acts/trash/", {"all": "1"})
    assert found("") == []
    team["ann"].post("/gallery/acts/restore/", {"all": "1"})
    assert found("") == [mine]


def test_who_may_only_see_changes_nothing(team: dict[str, Client]) -> None:
    pk, eve = own("ann"), team["eve"]
    tags.add("x", [pk], None)
    tag, deed = Tag.objects.get(), Deed.objects.get()
    for address in (
        "/gallery/acts/tag/", "/gallery/acts/trash/", "/gallery/acts/restore/",
        "/gallery/acts/references/", "/gallery/trash/empty/", f"/gallery/undo/{deed.pk}/",
        f"/gallery/tags/{tag.pk}/rename/", f"/gallery/tags/{tag.pk}/delete/",
        f"/gallery/{pk}/tags/", f"/gallery/{pk}/verdict/",
    ):  # fmt: skip
        answer = eve.post(address, {"images": [pk], "tags": "y", "verdict": "pick"})
        assert answer.status_code == 403, address
    assert found("tag=x") == [pk]


def test_a_deed_is_undone_by_who_did_it_or_an_admin(team: dict[str, Client]) -> None:
    pk = own("ann")
    team["ann"].post("/gallery/acts/trash/", {"images": [pk]})
    undo = f"/gallery/undo/{Deed.objects.get().pk}/"
    assert team["bob"].post(undo).status_code == 403
    assert found("") == []
    team["root"].post(undo)
    assert found("") == [pk]


def test_the_trash_shows_who_when_and_until(client: Client, settings: Any) -> None:
    settings.TRASH_DAYS = 30
    kept = image()
    trash.move([kept.pk], User.objects.create_user("ann"))
    Image.objects.update(trashed_at="2026-11-21T12:00:00Z")
    page = client.get("/gallery/trash/").content.decode()
    assert f'data-image="{kept.pk}"' in page
    assert "by ann, 21 November" in page
    assert "Until 21 December" in page
    about = client.get(f"/gallery/{kept.pk}/").content.decode()
    assert "In the trash since 21 November. Goes for good on 21 December." in about
    assert client.get(f"/gallery/{kept.pk}/original/").status_code == 200


def test_the_trash_goes_on_page_by_page(client: Client) -> None:
    pks = [an_image("a").pk for _ in range(5)]
    trash.move(pks[:3], None)
    trash.move(pks[3:], None)
    order = [pks[4], pks[3], pks[2], pks[1], pks[0]]
    seen: list[int] = []
    page = trash.page(None, size=2)
    while True:
        seen += [image.pk for image in page.images]
        if not page.older:
            break
        page = trash.page(None, page.older, size=2)
    assert seen == order
    for odd in ("x", "~", "2026-11-21~x", "2026-13-41T00:00:00Z~1", "2026-11-21T12:00:00~1"):
        assert client.get("/gallery/trash/", {"before": odd}).status_code == 200


def test_emptying_asks_once(client: Client) -> None:
    gone, kept = image(), an_image("a")
    trash.move([gone.pk], None)
    assert "Remove 1 image for good?" in client.get("/gallery/trash/empty/").content.decode()
    assert Image.objects.count() == 2
    told = client.post("/gallery/trash/empty/", follow=True).content.decode()
    assert "1 image removed for good" in told
    assert list(Image.objects.all()) == [kept]
    assert "nothing to remove" in client.get("/gallery/trash/empty/").content.decode()


def test_what_only_another_sees_is_in_their_trash_alone(team: dict[str, Client]) -> None:
    ann = User.objects.get(username="ann")
    private = an_image("a", private_to=ann, made_by=ann)
    trash.move([private.pk], ann)
    assert f'data-image="{private.pk}"' in team["ann"].get("/gallery/trash/").content.decode()
    assert f'data-image="{private.pk}"' not in team["root"].get("/gallery/trash/").content.decode()
    team["root"].post("/gallery/trash/empty/")
    assert Image.objects.filter(pk=private.pk).exists()


def test_the_tags_of_an_image_are_changed_on_its_page(client: Client) -> None:
    pk = an_image("fog", provider="google").pk
    address = f"/gallery/{pk}/tags/"
    assert client.post(address, {"tags": "Sea, fog", "next": f"/gallery/{pk}/"}).status_code == 302
    page = client.get(f"/gallery/{pk}/").content.decode()
    assert '<a href="/gallery/?tag=sea">Sea</a>' in page
    left = client.post(address, {"tags": "Sea", "act": "remove"}, headers=HTMX).content.decode()
    assert ("Sea</a>" in left, "fog</a>" in left) == (False, True)
    wrong = client.post(address, {"tags": ""}, headers=HTMX)
    assert (wrong.status_code, "Write the tag." in wrong.content.decode()) == (422, True)


def test_tags_are_listed_renamed_deleted_and_suggested(client: Client) -> None:
    pk = an_image("fog").pk
    tags.add("Sea & <sky>", [pk], None)
    tag = Tag.objects.get()
    page = client.get("/gallery/tags/").content.decode()
    assert "Sea &amp; &lt;sky&gt;" in page
    assert "1 image<" in page
    options = client.get("/gallery/tags/suggestions/", {"tags": "fog, se"}).content.decode()
    assert 'value="fog, Sea &amp; &lt;sky&gt;"' in options
    client.post(f"/gallery/tags/{tag.pk}/rename/", {"name": "Quay"})
    assert found("tag=quay") == [pk]
    told = client.post(f"/gallery/tags/{tag.pk}/rename/", {"name": " "}, follow=True)
    assert "Write the tag." in told.content.decode()
    client.post(f"/gallery/tags/{tag.pk}/delete/")
    assert found("tag=quay") == []


def test_a_tag_is_changed_by_who_made_it_or_an_admin(team: dict[str, Client]) -> None:
    pk = own("ann")
    team["ann"].post("/gallery/acts/tag/", {"images": [pk], "tags": "sea"})
    address = f"/gallery/tags/{Tag.objects.get().pk}/rename/"
    assert team["bob"].post(address, {"name": "mine"}).status_code == 403
    assert "Rename" not in team["bob"].get("/gallery/tags/").content.decode()
    assert "Rename" in team["ann"].get("/gallery/tags/").content.decode()
    team["root"].post(address, {"name": "Quay"})
    assert found("tag=quay") == [pk]


def test_a_tag_of_private_images_alone_is_known_to_their_owner(team: dict[str, Client]) -> None:
    ann = User.objects.get(username="ann")
    private = an_image("a", private_to=ann, made_by=ann).pk
    team["ann"].post("/gallery/acts/tag/", {"images": [private], "tags": "Secret"})
    assert "Secret" in team["ann"].get("/gallery/tags/").content.decode()
    for who in ("bob", "root"):
        assert "Secret" not in team[who].get("/gallery/tags/").content.decode()
        options = team[who].get("/gallery/tags/suggestions/").content.decode()
        assert "Secret" not in options
