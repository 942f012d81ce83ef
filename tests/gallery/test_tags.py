from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gallery import counters, deeds, search, tags, trash
from gallery.models import Deed, Image, Stale, Tag, Tagging, User
from tests.gallery.test_reviews import counted
from tests.gallery.test_search import an_image, found

pytestmark = pytest.mark.django_db


def tagged(key: str) -> list[int]:
    assert (len(found(f"tag={key}")) or None) == counted("tag").get(key)
    return found(f"tag={key}")


def done(deed: Deed | None) -> Deed:
    assert deed is not None
    return deed


def bulk(number: int) -> list[int]:
    known = {"origin": "made", "file_format": "png", "bytes": 10, "color": "#808080"}
    size = {"width": 64, "height": 64, "digest": "0" * 64}
    made = Image.objects.bulk_create(Image(**known, **size) for _ in range(number))
    search.put(made, are_new=True)
    counters.count(made, 1, are_new=True)
    return [image.pk for image in made]


def test_what_people_take_for_the_same_tag_is_one() -> None:
    image = an_image("a").pk
    tags.add("Summer  campaign, summer campaign,Été,", [image], None)
    tags.add("ETE, ★", [image], None)
    assert [tag.key for tag in tags.of(Image.objects.get())] == ["summer campaign", "ete", "★"]
    assert Tag.objects.get(key="ete").name == "Été"


@pytest.mark.parametrize("wrong", ["", " , ,", "x" * 65])
def test_what_is_no_name_is_refused(wrong: str) -> None:
    with pytest.raises(tags.TagNameError):
        tags.add(wrong, [an_image("a").pk], None)
    assert not Tag.objects.exists()


def test_tags_are_found_by_filter_and_by_words() -> None:
    image = an_image("a")
    tags.add("Harbour", [image.pk], None)
    assert tagged("harbour") == found("q=harbour") == [image.pk]
    tags.remove("harbour", [image.pk], None)
    assert tagged("harbour") == found("q=harbour") == []


def test_undo_takes_off_only_what_the_deed_put_on() -> None:
    images = [an_image("a").pk for _ in range(3)]
    tags.add("x", images[:1], None)
    deed = done(tags.add("x, new", images, None))
    assert tagged("x") == tagged("new") == images[::-1]
    deeds.undo(deed.pk, None)
    assert tagged("x") == images[:1]
    assert not Tag.objects.filter(key="new").exists()
    with pytest.raises(deeds.TooLateError):
        deeds.undo(deed.pk, None)
    with pytest.raises(deeds.TooLateError):
        deeds.undo(uuid4(), None)


def test_a_deed_is_told_by_the_names_as_they_were_taken() -> None:
    deed = done(tags.add(" sea\0fog ,, Sea Fog", [an_image().pk], None))
    assert deed.data["name"] == "sea fog"


def test_what_changes_nothing_is_no_deed() -> None:
    image = an_image("a").pk
    tags.add("x", [image], None)
    assert tags.add("x", [image], None) is tags.remove("y", [image], None) is None
    assert tags.add("empty", [], None) is None
    assert not Tag.objects.filter(key="empty").exists()


def test_undo_of_taking_off_gives_it_back_as_it_was() -> None:
    ann = User.objects.create_user("ann")
    one, two = an_image("a").pk, an_image("b").pk
    tags.add("x", [one], ann)
    tags.add("x", [two], None)
    deed = done(tags.remove("x", [one, two], None))
    Tag.objects.all().delete()
    deeds.undo(deed.pk, None)
    assert tagged("x") == [two, one]
    assert Tagging.objects.get(image=one).made_by == ann


def test_a_tag_is_renamed_with_its_counts_and_words() -> None:
    image = an_image("a").pk
    tags.add("harbor", [image], None)
    deed = tags.rename(Tag.objects.get(), "Quay", None)
    assert tagged("quay") == found("q=quay") == [image]
    assert tagged("harbor") == found("q=harbor") == []
    assert counters.choices("tag", None)[0].label == "Quay"
    deeds.undo(deed.pk, None)
    assert tagged("harbor") == found("q=harbor") == [image]
    tags.rename(Tag.objects.get(), "HARBOR", None)
    assert (Tag.objects.get().name, tagged("harbor")) == ("HARBOR", [image])


def test_a_tag_that_gets_the_name_of_another_becomes_one_with_it() -> None:
    one, two = an_image("a").pk, an_image("b").pk
    tags.add("sea, water", [two], None)
    tags.add("sea", [one], None)
    deed = tags.rename(Tag.objects.get(key="sea"), "Water", None)
    assert (tagged("water"), tagged("sea")) == ([two, one], [])
    assert Tag.objects.count() == 1
    deeds.undo(deed.pk, None)
    assert (tagged("water"), tagged("sea")) == ([two], [two, one])


def test_a_tag_is_deleted_and_comes_back() -> None:
    image = an_image("a").pk
    tags.add("sea", [image], None)
    deed = tags.delete(Tag.objects.get(), None)
    assert tagged("sea") == found("q=sea") == []
    deeds.undo(deed.pk, None)
    assert tagged("sea") == found("q=sea") == [image]


def test_suggestions_are_the_most_frequent_that_begin_so() -> None:
    images = [an_image("a").pk for _ in range(3)]
    tags.add("sea", images, None)
    tags.add("deep sea, Sepia", images[:2], None)
    assert [c.label for c in tags.suggestions(None, "fog, SE")] == ["sea", "deep sea", "Sepia"]
    assert tags.suggestions(None, "x") == []


def test_marks_of_what_is_in_the_trash_are_counted_when_it_is_restored() -> None:
    one, two = an_image("a").pk, an_image("b").pk
    tags.add("x", [one], None)
    trash.move([one, two], None)
    assert counted("tag") == {}
    tags.add("y", [one], None)
    tags.remove("x", [one], None)
    trash.restore([one, two], None)
    assert (tagged("y"), tagged("x")) == ([one], [])


def test_many_take_as_few_statements_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = bulk(24)
    monkeypatch.setattr("gallery.tagging.FEW", 0)
    spent = set()
    for number in (1, 8, 24):
        with CaptureQueriesContext(connection) as tagging:
            tags.add(f"tag {number}", ids[:number], None)
        with CaptureQueriesContext(connection) as untagging:
            tags.remove(f"tag {number}", ids[:number], None)
        spent.add((len(tagging), len(untagging)))
    assert len(spent) == 1
    assert max(spent.pop()) <= 12


def test_the_words_of_many_are_left_to_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gallery.tagging.FEW", 2)
    ids = bulk(3)
    tags.add("sea", ids, None)
    assert found("q=sea") == []
    assert Stale.objects.count() == 3
    counters.catch_up()
    assert tagged("sea") == found("q=sea") == ids[::-1]


def test_what_was_not_counted_yet_is_counted_once(django_assert_num_queries: Any) -> None:
    image = an_image("a")
    counters.count([image], -1)
    Stale.objects.create(image=image, is_uncounted=True)
    tags.add("sea", [image.pk], None)
    assert counted("tag") == {}
    counters.catch_up()
    assert tagged("sea") == [image.pk]
