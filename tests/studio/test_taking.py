"""Phrases of a revised prompt: on the card, in the address, and into a prompt being written."""

from __future__ import annotations

import html as markup
import re
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from gallery.models import Image
from studio import drafts
from studio.models import Job
from tests import factories

from .conftest import MakeJob, keep_frames

pytestmark = pytest.mark.django_db
TYPED = "A lighthouse, printed look, quiet sky"
REVISED = "A banded lighthouse, flat layered tones, quiet sky"


@pytest.fixture
def image() -> Image:
    return factories.image(prompt=TYPED, revised_prompt=REVISED)


def ask(client: Client, image: Image, **fields: str) -> Any:
    answer = client.post("/composer/adopt/", {"image": str(image.pk), **fields})
    assert answer.status_code == 200
    return answer.json()


# By its address


@pytest.mark.parametrize(
    ("address", "prompt"),
    [
        ("as=prompt", TYPED),
        ("as=prompt&adopt=1", "A banded lighthouse, printed look, quiet sky"),
        ("as=prompt&adopt=2", "A lighthouse, flat layered tones, quiet sky"),
        ("as=prompt&adopt=3", TYPED),
        ("as=prompt&adopt=one", TYPED),
        ("as=prompt&adopt=", TYPED),
        ("as=revised", REVISED),
        ("as=revised&prompt=My+own", "My own"),
    ],
)
def test_an_address_takes_up_a_phrase_or_all(image: Image, address: str, prompt: str) -> None:
    draft = drafts.of(QueryDict(f"image={image.pk}&{address}"))
    assert draft.prompt == prompt
    assert "adopt" not in draft.values


def test_without_a_revised_prompt_the_typed_one_is_all_there_is() -> None:
    image = factories.image(prompt=TYPED)
    assert drafts.of(QueryDict(f"image={image.pk}&as=revised")).prompt == TYPED


# Into a prompt that is being written


def test_a_phrase_goes_into_the_prompt_and_is_told(client: Client, image: Image) -> None:
    told = ask(client, image, adopt="2", prompt="A tall lighthouse, printed look, quiet sky")
    assert told["deed"] == "put"
    assert told["prompt"] == "A tall lighthouse, flat layered tones, quiet sky"
    assert told["said"] == "Adopted “flat layered tones”."


def test_a_phrase_that_is_there_already_changes_nothing(client: Client, image: Image) -> None:
    told = ask(client, image, adopt="1", prompt=REVISED)
    assert (told["deed"], told["prompt"]) == ("show", REVISED)
    assert told["said"] == "“banded” is in the prompt already."


@pytest.mark.parametrize("adopt", ["1", ""])
def test_other_words_are_left_and_asked_about(client: Client, image: Image, adopt: str) -> None:
    told = ask(client, image, adopt=adopt, prompt="A cat on a mat")
    assert told["deed"] == "ask"
    assert told["said"] == "The prompt holds other words, so it was left as it is."
    assert told["prompt"].startswith("A banded lighthouse")


def test_an_empty_prompt_is_filled_with_the_one_that_was_revised(
    client: Client, image: Image
) -> None:
    told = ask(client, image, adopt="1", prompt=" \r\n")
    assert told["deed"] == "put"
    assert told["prompt"] == "A banded lighthouse, printed look, quiet sky"


@pytest.mark.parametrize("prompt", ["", TYPED, "A banded lighthouse, printed look, quiet sky"])
def test_all_of_it_takes_the_place_of_words_that_are_its_own(
    client: Client, image: Image, prompt: str
) -> None:
    told = ask(client, image, prompt=prompt)
    assert (told["deed"], told["prompt"]) == ("put", REVISED)
    assert ask(client, image, prompt=REVISED)["deed"] == "show"


def test_what_the_model_left_out_is_left_out(client: Client) -> None:
    image = factories.image(prompt="A boat, at night", revised_prompt="A boat")
    told = ask(client, image, adopt="1", prompt="A boat, at night")
    assert (told["prompt"], told["said"]) == ("A boat", "Left out “at night”.")
    again = ask(client, image, adopt="1", prompt="A boat")
    assert (again["deed"], again["said"]) == ("show", "“at night” is out already.")


def test_lines_end_as_a_text_field_ends_them(client: Client) -> None:
    image = factories.image(prompt="A boat\r\nat sea", revised_prompt="A red boat\r\nat sea")
    told = ask(client, image, adopt="1", prompt="A boat\r\nat sea")
    assert told["prompt"] == "A red boat\nat sea"


@pytest.mark.parametrize(
    "fields",
    [
        {"image": "0"},
        {"image": "x"},
        {"adopt": "3"},
        {"adopt": "-1"},
        {"adopt": "x"},
        {"image": ""},
    ],
)
def test_what_there_is_not_is_not_found(
    client: Client, image: Image, fields: dict[str, str]
) -> None:
    known = {"image": str(image.pk), "adopt": "1", "prompt": TYPED}
    assert client.post("/composer/adopt/", known | fields).status_code == 404


def test_it_is_posted(client: Client) -> None:
    assert client.get("/composer/adopt/").status_code == 405


# On the card


def finished(make_job: MakeJob, *revised: str, prompt: str = TYPED) -> tuple[Job, list[Image]]:
    job = make_job(
        state=Job.State.FINISHED, count=len(revised), prompt=prompt, task={"state": "finished"}
    )
    images = keep_frames(job, len(revised))
    for image, text in zip(images, revised, strict=True):
        image.revised_prompt = text
        image.save()
    return job, images


def revised_texts(page: str) -> list[str]:
    found = re.findall(r"<p [^>]*data-revised-prompt>(.*?)</p>", page, re.DOTALL)
    return [markup.unescape(re.sub(r"<[^>]+>", "", text)) for text in found]


def test_the_card_marks_what_differs_and_links_it(client: Client, make_job: MakeJob) -> None:
    job, (image,) = finished(make_job, REVISED)
    page = client.get(f"/jobs/{job.uuid}/")
    assert revised_texts(page.content.decode()) == [REVISED]
    assertContains(page, "<del>printed look</del>", count=1)
    assertContains(page, f'href="/?image={image.pk}&amp;as=prompt&amp;adopt=2"')
    assertContains(page, "Adopt “flat layered tones” in place of “printed look”")
    assertContains(page, f'href="/?image={image.pk}&amp;as=revised"')


def test_each_revised_prompt_of_a_job_stands_there_once(client: Client, make_job: MakeJob) -> None:
    job, _ = finished(make_job, REVISED, REVISED, "A tower & <b>sky</b>\n")
    page = client.get(f"/jobs/{job.uuid}/").content.decode()
    assert revised_texts(page) == [REVISED, "A tower & <b>sky</b>\n"]


def test_a_prompt_that_the_model_left_as_it_was_offers_nothing(
    client: Client, make_job: MakeJob
) -> None:
    job, _ = finished(make_job, TYPED)
    page = client.get(f"/jobs/{job.uuid}/")
    assert revised_texts(page.content.decode()) == [TYPED]
    assertNotContains(page, "data-adopt")


def test_only_what_the_model_left_out_is_a_link_in_ones_own_prompt(
    client: Client, make_job: MakeJob
) -> None:
    job, _ = finished(make_job, "A lighthouse, in one ink")
    page = client.get(f"/jobs/{job.uuid}/")
    assertContains(page, "<del>printed look, quiet sky</del>")
    assertNotContains(page, "Leave out")
    job, _ = finished(make_job, "A lighthouse, quiet sky")
    assertContains(client.get(f"/jobs/{job.uuid}/"), 'aria-label="Leave out “printed look”"')


def statements(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    return len(captured)


def test_the_words_of_the_models_cost_the_feed_no_statement(
    client: Client, make_job: MakeJob
) -> None:
    for _ in range(3):
        finished(make_job, "", "")
    statements(client)
    before = statements(client)
    Image.objects.update(revised_prompt=REVISED)
    assert before > 0
    assert statements(client) == before


def test_what_is_kept_of_a_revised_prompt_follows_a_change_of_it(
    client: Client, make_job: MakeJob
) -> None:
    job, (image,) = finished(make_job, REVISED)
    assert revised_texts(client.get(f"/jobs/{job.uuid}/").content.decode()) == [REVISED]
    Image.objects.filter(pk=image.pk).update(revised_prompt="Another one")
    assert revised_texts(client.get(f"/jobs/{job.uuid}/").content.decode()) == ["Another one"]
