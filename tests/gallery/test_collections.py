from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gallery import collected, collections, decisions, deeds, events, positions
from gallery.actors import NOBODY, Actor
from gallery.collecting import CollectionError
from gallery.models import Collection, CollectionItem, Comment, Deed, Event, Image, Review, User
from gallery.positions import FIRST, LAST, Place
from tests.gallery.test_index import rows
from tests.gallery.test_search import an_image, found
from tests.running import ROOT

pytestmark = pytest.mark.django_db


def order(collection: Collection) -> list[int]:
    return list(collection.items.values_list("image_id", flat=True))


def kinds(collection: Collection) -> list[str]:
    return [event.kind for event in collection.events.order_by("pk")]


def done(deed: Deed | None) -> Deed:
    assert deed is not None
    return deed


def test_images_are_put_in_once_in_their_order_and_taken_back() -> None:
    one, two, three = (an_image("fog").pk for _ in range(3))
    kept = collections.make(" Harbour  lights ", NOBODY, images=[three, one])
    assert (kept.name, order(kept)) == ("Harbour lights", [three, one])
    assert collections.add(kept, [one], NOBODY) is None
    deed = done(collections.add(kept, [one, two, 999_999], NOBODY))
    assert deeds.said(deed) == "1 image added to “Harbour lights”"
    assert order(kept) == [three, one, two]
    deeds.undo(deed.pk, None)
    assert order(kept) == [three, one]
    assert kinds(kept) == ["state", "added", "added", "removed"]


def test_what_is_taken_out_comes_back_to_its_place_with_its_note() -> None:
    ids = rows(4)
    kept = collections.make("a", NOBODY, images=ids)
    collections.choose_cover(kept, Image.objects.get(pk=ids[1]), NOBODY)
    collections.write_of(kept, Image.objects.get(pk=ids[1]), "Too dark", NOBODY)
    deed = done(collections.remove(kept, ids[1:3], NOBODY))
    kept.refresh_from_db()
    assert (order(kept), kept.cover) == ([ids[0], ids[3]], None)
    Image.objects.filter(pk=ids[2]).delete()
    deeds.undo(deed.pk, None)
    assert order(kept) == [ids[0], ids[1], ids[3]]
    assert kept.items.get(image=ids[1]).note == "Too dark"


@pytest.mark.parametrize(
    ("moved", "place", "after"),
    [
        ("d", Place(True, 0), "dabce"),
        ("db", Place(False, 4), "acebd"),
        ("ae", FIRST, "aebcd"),
        ("a", LAST, "bcdea"),
        ("c", Place(True, 2), None),
        ("c", Place(False, 99), None),
    ],
)
def test_images_move_to_a_place(moved: str, place: Place, after: str | None) -> None:
    ids = dict(zip("abcde", rows(5), strict=True))
    letters = {pk: letter for letter, pk in ids.items()}
    kept = collections.make("a", NOBODY, images=list(ids.values()))
    image = place.image if place.image is None else [*ids.values(), *[0] * 95][place.image]
    is_moved = collections.move(
        kept, [ids[m] for m in moved], Place(place.is_before, image), NOBODY
    )
    assert is_moved == (after is not None)
    assert "".join(letters[pk] for pk in order(kept)) == (after or "abcde")


def test_steps_end_at_both_ends_and_many_are_told_as_one() -> None:
    one, two, three = rows(3)
    kept = collections.make("a", NOBODY, images=[one, two, three])
    assert collections.step(kept, [three], NOBODY, is_before=True)
    assert collections.step(kept, [three], NOBODY, is_before=True)
    assert not collections.step(kept, [three], NOBODY, is_before=True)
    assert collections.step(kept, [three, one], NOBODY, is_before=False)
    assert order(kept) == [two, three, one]
    assert kinds(kept) == ["state", "added", "ordered"]


def test_places_that_are_full_are_numbered_again() -> None:
    ids = rows(40)
    kept = collections.make("a", NOBODY, images=ids)
    for pk in ids[2:]:
        assert collections.move(kept, [pk], Place(False, ids[0]), NOBODY)
    assert order(kept) == [ids[0], *reversed(ids[2:]), ids[1]]
    assert len(set(kept.items.values_list("position", flat=True))) == 40
    positions.renumber(kept)
    assert order(kept) == [ids[0], *reversed(ids[2:]), ids[1]]


def test_a_search_gives_a_snapshot_to_which_what_is_new_can_be_added() -> None:
    old = [an_image("fog").pk for _ in range(2)]
    kept = collections.make("Fog", NOBODY, images=old[::-1], search="q=fog")
    collections.remove(kept, old[:1], NOBODY)
    assert collections.add_new(kept, NOBODY) is None
    new = an_image("fog").pk
    an_image("sun")
    deed = done(collections.add_new(kept, NOBODY))
    assert order(kept) == [old[1], new]
    assert collections.add_new(kept, NOBODY) is None
    deeds.undo(deed.pk, None)
    assert order(kept) == [old[1]]


def test_an_archived_one_only_opens_again() -> None:
    ids = rows(2)
    kept = collections.make("a", NOBODY, images=ids[:1])
    deed = done(collections.add(kept, ids, NOBODY))
    collections.decide(kept, "archived", NOBODY)
    image = Image.objects.get(pk=ids[0])
    for change in (
        lambda: collections.add(kept, ids, NOBODY),
        lambda: collections.remove(kept, ids, NOBODY),
        lambda: collections.move(kept, ids[:1], LAST, NOBODY),
        lambda: collections.rename(kept, "b", NOBODY),
        lambda: collections.write(kept, "b", NOBODY),
        lambda: collections.write_of(kept, image, "b", NOBODY),
        lambda: collections.choose_cover(kept, image, NOBODY),
        lambda: collections.sign(kept, [image], NOBODY),
    ):
        with pytest.raises(CollectionError):
            change()
    deeds.undo(deed.pk, None)
    assert order(kept) == ids
    assert collections.suggestions() == []
    assert collections.named("A", NOBODY) != kept
    collections.decide(kept, "open", NOBODY)
    collections.rename(kept, "b", NOBODY)
    assert collections.named("B", NOBODY) == kept


def test_more_than_a_collection_holds_is_refused_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = rows(4)
    monkeypatch.setattr("gallery.collecting.MOST", 3)
    kept = collections.make("a", NOBODY, images=ids[:2])
    with pytest.raises(CollectionError):
        collections.add(kept, ids[2:], NOBODY)
    assert order(kept) == ids[:2]
    with pytest.raises(CollectionError):
        collections.make(" ", NOBODY)


def judged(image: int, *verdicts: str) -> None:
    for number, verdict in enumerate(verdicts):
        person = User.objects.get_or_create(username=f"p{number}")[0]
        Review.objects.create(image_id=image, person=person, verdict=verdict)


def test_progress_orders_and_filters_go_by_what_the_team_said(
    django_assert_num_queries: Any,
) -> None:
    ids = rows(6)
    kept = collections.make("a", NOBODY, images=ids)
    other = collections.make("b", NOBODY, images=ids[:1])
    judged(ids[1], "pick", "pick", "reject")
    judged(ids[2], "pick", "reject")
    judged(ids[3], "reject")
    judged(ids[4], "pick", "pick")
    with django_assert_num_queries(1):
        progress = collected.progress([kept, other], None)
    told = progress[kept.pk]
    assert (told.picked, told.rejected, told.open) == (2, 1, 3)
    assert progress[other.pk].open == 1

    def shown(**asked: str) -> list[int]:
        return [kept.image.pk for kept in collected.part(kept_one, None, **asked).kept]

    kept_one = kept
    assert shown(shown="picked") == [ids[1], ids[4]] == collected.picks(kept, None)
    assert shown(shown="open") == [ids[0], ids[2], ids[5]]
    assert shown(sort="picks") == [ids[4], ids[1], ids[0], ids[2], ids[5], ids[3]]
    Image.objects.filter(pk=ids[4]).update(trashed_at=timezone.now())
    assert collected.picks(kept, None) == [ids[1]]
    assert ids[4] in shown()
    assert ids[4] not in collected.every(kept, None)


@pytest.mark.parametrize("sort", collected.SORTS)
def test_slices_show_each_image_once(sort: str, django_assert_num_queries: Any) -> None:
    ids = rows(150)
    kept = collections.make("a", NOBODY, images=ids)
    for pk in ids[::7]:
        judged(pk, "pick")
    shown: list[int] = []
    after = ""
    while True:
        with django_assert_num_queries(3):
            part = collected.part(kept, None, sort=sort, after=after)
        shown += [one.image.pk for one in part.kept]
        after = part.later
        if not after:
            break
    picked = [*ids[::7], *(pk for pk in ids if pk not in ids[::7])]
    assert shown == (picked if sort == "picks" else ids)


def test_what_is_private_to_others_is_nowhere(django_assert_num_queries: Any) -> None:
    ann, bob = (User.objects.create_user(name) for name in ("ann", "bob"))
    private, shared = an_image("a", private_to=ann), an_image("b")
    kept = collections.make("a", Actor(person=ann), images=[private.pk, shared.pk])
    collections.choose_cover(kept, private, Actor(person=ann))
    Review.objects.create(image=private, person=ann, verdict="pick")
    events.happened("verdict", Actor(person=ann), image=private, verdict="pick")
    with django_assert_num_queries(3):
        row = collected.rows(bob).rows[0]
    assert ([image.pk for image in row.images], row.progress.total) == ([shared.pk], 1)
    assert [k.image.pk for k in collected.part(kept, bob).kept] == [shared.pk]
    assert collected.picks(kept, bob) == [] == collected.picks(kept, None)
    assert collected.item(kept, private.pk, bob) is None
    assert private not in [line.image for line in decisions.page(kept, bob).lines]
    own = collected.rows(ann).rows[0]
    assert [image.pk for image in own.images] == [private.pk, shared.pk]
    assert [line.told for line in decisions.page(kept, ann).lines if line.image] == [
        "picked",
        "made it the cover",
    ]


def test_open_pins_are_counted() -> None:
    image = an_image("a")
    kept = collections.make("a", NOBODY, images=[image.pk])
    Comment.objects.create(image=image, text="x")
    for number in (1, 2):
        at = timezone.now() if number == 2 else None
        Comment.objects.create(image=image, text="x", number=number, resolved_at=at)
    assert collected.part(kept, None).kept[0].pins == 1


def test_the_log_tells_who_did_what_page_by_page() -> None:
    ann = Actor(person=User.objects.create_user("ann"))
    kept = collections.make("a", ann, images=rows(3))
    for number in range(60):
        collections.write(kept, f"note {number}", ann)
    first = decisions.page(kept, None)
    assert (len(first.lines), first.lines[0].note) == (decisions.SIZE, "note 59")
    rest = decisions.page(kept, None, first.before)
    assert rest.before is None
    assert [(line.who, line.told) for line in rest.lines[-2:]] == [
        ("ann", "added 3 images"), ("ann", "made the collection"),
    ]  # fmt: skip


def test_signing_off_keeps_what_was_signed() -> None:
    image = an_image("a")
    kept = collections.make("a", NOBODY, images=[image.pk])
    with pytest.raises(CollectionError):
        collections.sign(kept, [], NOBODY)
    event = collections.sign(kept, [image], NOBODY)
    assert event.data["images"] == [{"id": image.pk, "digest": image.digest}]
    kept.refresh_from_db()
    assert (kept.state, kinds(kept)[-1]) == ("approved", "signed")


WRITES = {"update", "delete", "bulk_update", "save", "get_or_create", "update_or_create"}


def changes_of_events(path: Path) -> list[int]:
    """Lines that call what writes on something that is named after events."""
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in WRITES
        and {"Event", "events", "event"} & set(_names(call.func.value))
    ]


def _names(node: ast.AST) -> list[str]:
    parts = (part for part in ast.walk(node) if isinstance(part, ast.Name | ast.Attribute))
    return [part.id if isinstance(part, ast.Name) else part.attr for part in parts]


def test_no_line_of_the_log_is_ever_changed_or_taken_out() -> None:
    ours = [path for folder in ("gallery", "studio") for path in (ROOT / folder).rglob("*.py")]
    wrong = {path.name: lines for path in ours if (lines := changes_of_events(path))}
    assert wrong == {}

    kept = collections.make("a", NOBODY, images=rows(3))
    before = list(Event.objects.order_by("pk").values())
    ids = order(kept)
    deed = done(collections.remove(kept, ids[:1], NOBODY))
    deeds.undo(deed.pk, None)
    collections.decide(kept, "archived", NOBODY)
    collections.decide(kept, "open", NOBODY)
    Image.objects.filter(pk=ids[1]).delete()
    assert list(Event.objects.order_by("pk").values()[: len(before)]) == before
    assert not CollectionItem.objects.filter(image=ids[1]).exists()


def test_the_gallery_asks_for_collections(client: Client) -> None:
    one, two, three = (an_image("fog").pk for _ in range(3))
    kept = collections.make("Harbour", NOBODY, images=[one, three])
    other = collections.make("Sea", NOBODY, images=[two])
    Review.objects.create(image_id=one, verdict="pick")
    assert found(f"collection={kept.pk}") == [three, one]
    assert found(f"collection={kept.pk}&verdict=pick&q=fog") == [one]
    assert found(f"collection={kept.pk}&collection={other.pk}&order=oldest") == [one, two, three]
    assert found("collection=x&collection=-1") == [three, two, one]
    assert found("collection=999") == []
    html = client.get(f"/gallery/?collection={kept.pk}").content.decode()
    assert "in “Harbour”" in html
    html = client.get(f"/gallery/choices/collection/?collection={kept.pk}").content.decode()
    assert all(name in html for name in ("Harbour", "Sea"))
