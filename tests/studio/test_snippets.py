"""Words that are put into prompts again and again."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertTemplateUsed

from gallery.models import User
from studio import snippets
from studio.models import Snippet

pytestmark = pytest.mark.django_db

LIGHT = {"name": "Light", "text": "shot on [film], [time of day]"}


def test_words_are_kept_by_name_and_shown(htmx: Client) -> None:
    response = htmx.post("/snippets/", LIGHT)
    assertTemplateUsed(response, "studio/_snippets.html")
    assertContains(response, "shot on [film], [time of day]</span></button>")
    assertNotContains(response, "<!doctype html>")


def test_the_same_name_is_kept_anew(htmx: Client) -> None:
    htmx.post("/snippets/", LIGHT)
    htmx.post("/snippets/", LIGHT | {"text": "at noon"})
    assert Snippet.objects.get().text == "at noon"


def test_without_a_name_its_first_words_are_the_name() -> None:
    assert snippets.keep(" ", "two inks,\r\n rough paper", None).name == "two inks, rough paper"
    assert len(snippets.keep("", "ink " * 100, None).name) <= snippets.NAME_OF_ITSELF


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": " "}, "Write the words that it holds."),
        ({"text": "a" * 4001}, "A snippet has at most 4000 letters."),
        ({"name": "a" * 61}, "A name has at most 60 letters."),
        ({"name": "a\x07"}, "A name has at most 60 letters."),
    ],
)
def test_what_cannot_be_kept_is_told_and_stays_typed(
    htmx: Client, fields: dict[str, str], said: str
) -> None:
    response = htmx.post("/snippets/", LIGHT | fields)
    assertContains(response, said, status_code=422)
    assertContains(response, (LIGHT | fields)["name"], status_code=422)
    assert not Snippet.objects.exists()


def test_there_is_an_end_to_snippets() -> None:
    for number in range(snippets.MOST):
        snippets.keep(f"Number {number}", "ink", None)
    snippets.keep("Number 1", "more ink", None)
    with pytest.raises(snippets.SnippetError, match="200 snippets already"):
        snippets.keep("One more", "ink", None)


def test_what_was_removed_can_be_put_back(htmx: Client) -> None:
    kept = snippets.keep(**LIGHT, person=None)
    response = htmx.post(f"/snippets/{kept.pk}/delete/")
    assert not Snippet.objects.exists()
    assertContains(response, "Removed “Light”.")
    assertContains(response, '<input type="hidden" name="name" value="Light">')
    htmx.post("/snippets/", LIGHT)
    assert Snippet.objects.get().text == LIGHT["text"]


def test_removing_what_is_gone_already_changes_nothing(htmx: Client) -> None:
    response = htmx.post("/snippets/999/delete/")
    assertNotContains(response, "Removed")


def test_those_of_others_are_neither_shown_nor_removed(htmx: Client) -> None:
    hers = snippets.keep("Hers", "ink", User.objects.create_user("anna"))
    assertNotContains(htmx.get("/snippets/"), "Hers")
    htmx.post(f"/snippets/{hers.pk}/delete/")
    assert Snippet.objects.exists()


def test_without_scripts_it_is_a_page_with_plain_forms(client: Client) -> None:
    response = client.post("/snippets/", LIGHT)
    assert (response.status_code, response["Location"]) == (303, "/snippets/")
    page = client.get("/snippets/")
    assertTemplateUsed(page, "studio/snippets.html")
    assertContains(page, "shot on [film], [time of day]</span></div>")
    gone = client.post(f"/snippets/{Snippet.objects.get().pk}/delete/")
    assertContains(gone, "Removed “Light”.")
    assertContains(client.post("/snippets/", {}), "Write the words", status_code=422)


def test_hostile_words_are_only_words(htmx: Client) -> None:
    response = htmx.post("/snippets/", {"name": "<b>x</b>", "text": "</textarea><script>\x00"})
    assertNotContains(response, "<script>")
    assertNotContains(response, "<b>x</b>")


def test_only_posting_removes(client: Client) -> None:
    assert client.get("/snippets/1/delete/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/snippets/", LIGHT).status_code == 403
