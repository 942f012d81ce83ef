"""Prompts that were used before, found again by their words."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertTemplateUsed

from gallery.models import User
from studio import history

from .conftest import MakeJob, keep_frames

pytestmark = pytest.mark.django_db


def prompts(words: str = "", person: User | None = None, before: int | None = None) -> list[str]:
    return [entry.prompt for entry in history.find(person, words, before).entries]


def test_each_prompt_stands_there_once_the_newest_first(make_job: MakeJob) -> None:
    for prompt in ("A boat", "A tower", "A boat"):
        newest = make_job(prompt=prompt)
    assert prompts() == ["A boat", "A tower"]
    assert history.find(None).entries[0].job == newest.uuid


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("BOAT", ["Ein Boot, a boat in fog"]),
        ("fog boat", ["Ein Boot, a boat in fog"]),
        ("boat tower", []),
        ("ÜBER", ["Nebel über dem Fjord"]),
        ("МОРЕ", ["Море в тумане"]),
        ("海", ["灯台と海"]),
        ("100%", ["100% wool"]),
        ("_", []),
        ("  ", ["100% wool", "灯台と海", "Море в тумане", "Nebel über dem Fjord"]),
    ],
)
def test_all_words_are_found_in_any_case_and_script(
    make_job: MakeJob, words: str, found: list[str]
) -> None:
    for prompt in (
        "Ein Boot, a boat in fog", "Nebel über dem Fjord", "Море в тумане", "灯台と海", "100% wool"
    ):  # fmt: skip
        make_job(prompt=prompt)
    assert prompts(words)[:4] == found


def test_pages_follow_each_other_and_repeat_nothing(make_job: MakeJob) -> None:
    for number in range(history.PAGE * 2 + 5):
        make_job(prompt=f"Boat {number % (history.PAGE + 5)}")
    first = history.find(None, "boat")
    assert first.older is not None
    second = history.find(None, "boat", first.older)
    assert second.older is None
    together = [entry.prompt for entry in (*first.entries, *second.entries)]
    assert len(together) == len(set(together)) == history.PAGE + 5


def test_the_first_image_stands_beside_its_prompt(client: Client, make_job: MakeJob) -> None:
    job = make_job(count=2)
    first, _second = keep_frames(job, 2)
    make_job(prompt="Nothing came")
    entries = history.find(None).entries
    assert [entry.image for entry in entries] == [None, first]


def test_nobody_finds_what_others_wrote(make_job: MakeJob) -> None:
    anna, ben = (User.objects.create_user(name) for name in ("anna", "ben"))
    make_job(prompt="Hers", made_by=anna)
    make_job(prompt="His", made_by=ben)
    assert prompts(person=anna) == ["Hers"]
    assert prompts() == ["His", "Hers"]


def test_it_takes_three_statements(
    make_job: MakeJob, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        keep_frames(make_job(prompt=f"Boat {number}"))
    with django_assert_num_queries(3):
        assert len(history.find(None, "boat").entries) == history.PAGE


def test_htmx_gets_the_list_and_others_a_page(
    client: Client, htmx: Client, make_job: MakeJob
) -> None:
    job = make_job(prompt="A boat\n<b>in fog</b>")
    for each, template in ((htmx, "studio/_history.html"), (client, "studio/history.html")):
        response = each.get("/composer/history/", {"q": "fog"})
        assertTemplateUsed(response, template)
        assertContains(response, f'href="/?job={job.uuid}"')
        assertContains(response, "A boat\n&lt;b&gt;in fog&lt;/b&gt;</span>")
        assert "HX-Request" in response["Vary"]
    assertNotContains(htmx.get("/composer/history/"), "<!doctype html>")


def test_what_finds_nothing_says_so(htmx: Client, make_job: MakeJob) -> None:
    assertContains(htmx.get("/composer/history/"), "Prompts that you sent will stand here.")
    make_job()
    assertContains(htmx.get("/composer/history/?q=tower"), "No prompt holds all these words.")


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "0"])
def test_a_wrong_place_in_the_list_is_no_error(htmx: Client, before: str) -> None:
    assert htmx.get("/composer/history/", {"before": before}).status_code == 200
