from __future__ import annotations

import csv
import re
import zipfile
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gallery import collections
from gallery.actors import NOBODY, Actor
from gallery.models import Collection, CollectionItem, Guest, Image, Review, Role, Share, User
from tests import factories
from tests.factories import png
from tests.gallery.test_collections import order
from tests.gallery.test_index import rows, shown
from tests.gallery.test_search import an_image

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def body(answer: Any) -> bytes:
    return bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)


def text(answer: Any) -> str:
    return body(answer).decode()


def test_all_collections_are_listed_found_and_made(client: Client) -> None:
    assert "Nothing is collected yet" in text(client.get("/collections/"))
    answer = client.post("/collections/", {"name": "Harbour"})
    kept = Collection.objects.get()
    assert answer["Location"] == f"/collections/{kept.pk}/"
    assert "It is empty" in text(client.get(answer["Location"]))
    old = collections.make("Old sea", NOBODY)
    collections.decide(old, "archived", NOBODY)
    html = text(client.get("/collections/"))
    assert "Harbour" in html
    assert "Old sea" not in html
    assert "Old sea" in text(client.get("/collections/?state=archived&q=SEA"))
    assert "Old sea" in text(client.get("/collections/?state=archived&q=Old%00sea"))
    assert "No collection like this" in text(client.get("/collections/?q=nothing&page=x"))
    assert client.post("/collections/", {"name": " "}, headers=HTMX).status_code == 422


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as taken:
        assert client.get(address).status_code == 200
    return len(taken)


def test_pages_ask_no_more_with_more_images(client: Client) -> None:
    small = collections.make("Small", NOBODY, images=rows(3))
    statements(client, f"/collections/{small.pk}/")
    first = statements(client, f"/collections/{small.pk}/"), statements(client, "/collections/")
    large = collections.make("Large", NOBODY, images=rows(70))
    for number in range(20):
        collections.make(f"More {number}", NOBODY, images=order(large)[number : number + 9])
    later = statements(client, f"/collections/{large.pk}/"), statements(client, "/collections/")
    assert later == first
    assert first[0] <= 12
    assert first[1] <= 8


def test_a_large_collection_comes_in_slices(client: Client) -> None:
    ids = rows(130)
    kept = collections.make("a", NOBODY, images=ids)
    address, found = f"/collections/{kept.pk}/", []
    query = ""
    while True:
        html = text(client.get(address + query, headers=HTMX if query else {}))
        found += shown(html)
        _, _, rest = html.partition('<i hx-get="')
        if not rest:
            break
        query = rest.partition('"')[0].removeprefix(address).replace("&amp;", "&")
    assert found == ids
    assert shown(text(client.get(f"{address}?before={ids[99]}"))) == ids[100:]


def test_images_are_ordered_by_forms_and_beside_others(client: Client) -> None:
    ids = rows(4)
    kept = collections.make("a", NOBODY, images=ids)
    address = f"/collections/{kept.pk}/order/"
    client.post(address, {"images": ids[3], "to": "first"})
    assert order(kept) == [ids[3], *ids[:3]]
    answer = client.post(address, {"images": f"{ids[3]},{ids[2]}", "after": ids[0]}, headers=HTMX)
    assert (answer.status_code, order(kept)) == (204, [ids[0], ids[3], ids[2], ids[1]])
    for asked in ({"after": 999}, {"to": "x"}, {}, {"before": "x"}):
        answer = client.post(address, {"images": ids[0], **asked}, headers=HTMX)
        assert answer.status_code == 409
    collections.decide(kept, "archived", NOBODY)
    answer = client.post(address, {"images": ids[0], "to": "last"}, headers=HTMX)
    assert answer.status_code == 422


def test_all_of_a_search_is_collected_and_what_is_new_later(client: Client) -> None:
    fog = [an_image("fog").pk for _ in range(3)]
    an_image("sun")
    address = "/gallery/acts/collect/"
    client.post(address, {"all": "1", "search": "q=fog&order=oldest", "collection": "Fog"})
    kept = Collection.objects.get()
    assert (order(kept), kept.search) == (fog, "q=fog")
    new = an_image("fog").pk
    client.post(f"/collections/{kept.pk}/new/")
    assert order(kept) == [*fog, new]
    answer = client.post(
        address, {"all": "1", "search": "q=fog", "collection": "fog"}, headers=HTMX
    )
    assert "All of them were in it already" in text(answer)
    answer = client.post(address, {"images": new, "collection": " "}, headers=HTMX)
    assert answer.status_code == 422
    assert "No image is selected" in text(client.post(address, {"collection": "x"}, headers=HTMX))
    assert Collection.objects.count() == 1


CHANGES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("", "GET", {}),
    ("change/", "POST", {"name": "x"}),
    ("new/", "POST", {}),
    ("remove/", "POST", {"images": "0"}),
    ("order/", "POST", {"images": "1", "to": "first"}),
    ("sign-off/", "POST", {}),
)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER])
def test_viewers_look_and_reviewers_change(client: Client, settings: Any, role: str) -> None:
    settings.LOGIN_REQUIRED = True
    image = an_image("a")
    kept = collections.make("a", NOBODY, images=[image.pk])
    client.force_login(User.objects.create_user("ann", role=role))
    for path, method, data in CHANGES:
        answer = (
            client.generic(method, f"/collections/{kept.pk}/{path}")
            if method == "GET"
            else (client.post(f"/collections/{kept.pk}/{path}", data))
        )
        assert (answer.status_code == 403) == (role == Role.VIEWER and method == "POST"), path
    for address in ("/collections/", "/gallery/acts/collect/", f"/gallery/{image.pk}/collections/"):
        answer = client.post(address, {"name": "b", "collection": "b", "images": image.pk})
        assert (answer.status_code == 403) == (role == Role.VIEWER)
    html = text(client.get(f"/collections/{kept.pk}/"))
    assert ("Take out" in html) == (role == Role.REVIEWER)


def test_private_images_of_others_are_not_in_any_answer(client: Client, settings: Any) -> None:
    settings.LOGIN_REQUIRED = True
    ann, bob = (User.objects.create_user(n, role=Role.REVIEWER) for n in ("ann", "bob"))
    private, plain = an_image("a", private_to=ann), an_image("b")
    kept = collections.make("a", Actor(person=ann), images=[private.pk, plain.pk])
    for image in (private, plain):
        Review.objects.create(image=image, person=ann, verdict="pick")
    collections.choose_cover(kept, private, Actor(person=ann))
    client.force_login(bob)
    assert shown(text(client.get(f"/collections/{kept.pk}/"))) == [plain.pk]
    note = f"/collections/{kept.pk}/images/{private.pk}/note/"
    assert client.get(note, headers=HTMX).status_code == 404
    client.post(note, {"note": "x"}, headers=HTMX)
    assert not CollectionItem.objects.exclude(note="").exists()
    for address in ("", "decisions/", "sign-off/"):
        assert f"/gallery/{private.pk}/" not in text(
            client.get(f"/collections/{kept.pk}/{address}")
        )
    table = text(client.get(f"/collections/{kept.pk}/sign-off/names.csv"))
    assert (private.digest in table, plain.digest in table) == (False, True)
    client.post(f"/collections/{kept.pk}/sign-off/")
    signed = kept.events.get(kind="signed")
    assert [one["id"] for one in signed.data["images"]] == [plain.pk]


def judged_by_two() -> tuple[Collection, list[Image]]:
    """Four images; Bob picks the third and rejects the second, Edda picks the first."""
    bob = User.objects.create_user("bob", first_name="Bob", last_name="=Stone")
    images = [factories.image(png(seed=n), prompt="A boat") for n in range(4)]
    kept = collections.make("Harbour 灯", NOBODY, images=[image.pk for image in images])
    collections.write(kept, "For the festival " * 80, NOBODY)
    collections.write_of(kept, images[2], "=too dark " * 60, NOBODY)
    share = Share.objects.create(collection=kept, seed="t")
    guest = Guest.objects.create(share=share, key="k", name="Edda")
    Review.objects.create(image=images[2], person=bob, verdict="pick", stars=4)
    Review.objects.create(image=images[0], guest=guest, verdict="pick")
    Review.objects.create(image=images[0], person=bob, stars=0)
    Review.objects.create(image=images[1], person=bob, verdict="reject")
    return kept, images


def test_a_sign_off_gives_a_table_and_the_files_of_the_same_names(client: Client) -> None:
    kept, images = judged_by_two()
    address = f"/collections/{kept.pk}/sign-off/"
    html = text(client.get(address))
    assert all(word in html for word in ("Bob =Stone", "Edda", "Sign off 2 images"))

    table = list(csv.DictReader(StringIO(text(client.get(f"{address}names.csv?names={{id}}"))[1:])))
    assert [row["file"] for row in table] == [f"{images[0].pk}.png", f"{images[2].pk}.png"]
    assert table[1]["note"].startswith("'=too dark")
    assert [row["verdict of Bob =Stone"] for row in table] == ["", "pick"]
    assert [row["stars of Bob =Stone"] for row in table] == ["0", "4"]
    assert [row["verdict of Edda"] for row in table] == ["pick", ""]

    answer = client.get(f"{address}files.zip?names={{id}}")
    with zipfile.ZipFile(BytesIO(body(answer))) as file:
        assert file.namelist()[:2] == [row["file"] for row in table]


def test_a_sign_off_gives_a_sheet_and_approves(client: Client) -> None:
    kept, images = judged_by_two()
    address = f"/collections/{kept.pk}/sign-off/"
    for which, pages in (("picks", 3), ("all", 3)):
        answer = client.get(f"{address}sheet.pdf?which={which}&paper=a4&way=portrait")
        assert answer["Content-Type"] == "application/pdf"
        pdf = body(answer)
        assert pdf.startswith(b"%PDF-")
        assert pdf.count(b"/Type /Page ") == pages

    client.post(address)
    kept.refresh_from_db()
    assert kept.state == "approved"
    assert "These are the picks of today" in text(client.get(address))
    Review.objects.filter(image=images[0]).delete()
    assert "The picks are others today" in text(client.get(address))


def test_no_other_picks_are_signed_off_than_were_shown(client: Client) -> None:
    kept, images = judged_by_two()
    address = f"/collections/{kept.pk}/sign-off/"
    (seen,) = re.findall(r'name="seen" value="(\w+)"', text(client.get(address)))
    Review.objects.filter(image=images[0]).delete()
    answer = client.post(address, {"seen": seen})
    assert answer.status_code == 409
    assert "the picks have changed since you looked" in text(answer)
    kept.refresh_from_db()
    assert kept.state == "open"
    (seen,) = re.findall(r'name="seen" value="(\w+)"', text(answer))
    assert client.post(address, {"seen": seen}).status_code == 302
    kept.refresh_from_db()
    assert kept.state == "approved"


def test_what_cannot_be_signed_off_is_told(client: Client) -> None:
    kept = collections.make("a", NOBODY, images=rows(2))
    address = f"/collections/{kept.pk}/sign-off/"
    assert "Nothing is picked yet" in text(client.get(address))
    assert client.post(address, headers=HTMX).status_code == 422
    for file in ("names.csv", "files.zip", "sheet.pdf?paper=a4&way=portrait"):
        assert client.get(address + file).status_code == 422
    Review.objects.create(image_id=order(kept)[0], verdict="pick")
    for file in ("names.csv?names={x}", "files.zip?names={x}", "sheet.pdf?paper=a0"):
        assert client.get(address + file).status_code == 422


def test_the_picks_are_surveyed_where_they_are_few(client: Client) -> None:
    ids = rows(14)
    kept = collections.make("a", NOBODY, images=ids)
    address = f"/collections/{kept.pk}/survey/"
    assert client.get(address)["Location"] == "/gallery/"
    for pk in ids[:2]:
        Review.objects.create(image_id=pk, verdict="pick")
    assert client.get(address)["Location"] == (f"/gallery/survey/?images={ids[0]}&images={ids[1]}")
    assert Image.objects.count() == 14
