"""The ways from an image or a job back to the form, and that nothing typed is lost on them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from gallery.models import Image
from studio import pads, ways
from studio.drafts import Draft
from studio.models import Job, Reference, Task
from studio.sheet import Sheet

from .composing import all_ready, sent  # noqa: F401 (all_ready is a fixture)
from .conftest import MakeImage, MakeJob, keep_frames

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_ready")]

ONEMIN = "onemin:gemini-3.1-flash-image-preview"
LUMENFALL = "lumenfall:gemini-3.1-flash-image-preview"


@pytest.fixture
def made(make_job: MakeJob, make_image: MakeImage) -> Image:
    """The second image of a job with seed, two references and a count."""
    job = make_job(
        prompt="A lighthouse",
        parameters={"aspect_ratio": "16:9", "resolution": "1K", "seed": 7},
        count=2,
        operation="edit",
    )
    for position, role in enumerate(("style", ""), start=1):
        Reference.objects.create(
            job=job, image=make_image(), position=position, role=role, note="the light"
        )
    image = keep_frames(job, 2)[1]
    job.tasks.update(state=Task.State.FINISHED)
    Image.objects.filter(pk=image.pk).update(
        provider="sketch",
        model="quick",
        seed=8,
        resolution="1K",
        parameters_asked=job.parameters,
    )
    image.refresh_from_db()
    return image


def draft(client: Client, **address: Any) -> Draft:
    found = client.get("/", address).context["form"].draft
    assert isinstance(found, Draft)
    return found


def job_of(image: Image) -> Job:
    return Job.objects.get(uuid=image.job)


def pks(found: Draft) -> list[int]:
    return [image.pk for image in found.references]


# What each way brings


def test_edit_prompt_brings_the_whole_recipe(client: Client, made: Image) -> None:
    found = draft(client, image=made.pk, **{"as": "prompt"})
    job = job_of(made)
    assert (found.prompt, found.model) == ("A lighthouse", "sketch:quick")
    assert (found.values["seed"], found.values["num_images"]) == ("7", "2")
    assert pks(found) == list(job.references.values_list("image", flat=True))
    assert (list(found.roles), list(found.notes)) == (["style", ""], ["the light"] * 2)


def test_run_again_brings_the_seed_that_was_used(client: Client, made: Image) -> None:
    found = draft(client, image=made.pk, **{"as": "again"})
    assert found.values["seed"] == "8"
    again = draft(client, job=made.job, **{"as": "again"})
    assert again.values["seed"] == "7"


def test_run_again_brings_no_seed_where_the_model_takes_none(client: Client, made: Image) -> None:
    job = job_of(made)
    job.provider, job.model, job.parameters = *ONEMIN.split(":"), {"aspect_ratio": "1:1"}
    job.save()
    assert "seed" not in draft(client, image=made.pk, **{"as": "again"}).values


def test_vary_draws_another_seed(client: Client, made: Image) -> None:
    found = [draft(client, image=made.pk, **{"as": "vary"}).values["seed"] for _ in range(3)]
    assert all(seed.isdigit() and seed != "7" for seed in found)
    assert len(set(found)) > 1


def test_vary_leaves_the_seed_to_the_model_where_none_was_asked_for(
    client: Client, make_job: MakeJob
) -> None:
    assert "seed" not in draft(client, job=make_job().uuid, **{"as": "vary"}).values


def test_a_drawn_seed_is_never_the_one_before() -> None:
    for _ in range(50):
        seed = ways.values("vary", {"seed": "3"}, "sketch:quick")["seed"]
        assert seed != "3"
        assert 0 <= int(seed) <= ways.LARGEST_SEED


def test_continue_puts_the_image_before_the_other_references(client: Client, made: Image) -> None:
    before = list(job_of(made).references.values_list("image", flat=True))
    found = draft(client, image=made.pk, **{"as": "continue"})
    assert pks(found) == [made.pk, *before]
    assert list(found.roles) == ["", "style", ""]
    assert found.prompt == "A lighthouse"


def test_final_is_the_same_one_resolution_higher(client: Client, made: Image) -> None:
    response = client.get("/", {"image": made.pk, "as": "final"})
    found = response.context["form"].draft
    assert (found.values["resolution"], found.values["seed"]) == ("2K", "7")
    assert response.context["sheet"].notes[0] == "1K → 2K, free → free"


def test_final_tells_the_step_of_the_price(client: Client, made: Image) -> None:
    Job.objects.update(provider="threedai", model="gemini-3.1-flash-image", operation="generate")
    Reference.objects.all().delete()
    sheet = client.get("/", {"image": made.pk, "as": "final"}).context["sheet"]
    before = client.get("/", {"image": made.pk, "as": "prompt"}).context["sheet"].price_text
    assert isinstance(sheet, Sheet)
    assert sheet.notes[0] == f"1K → 2K, {before} → {sheet.price_text}"


def test_final_of_the_highest_says_so(client: Client, make_job: MakeJob) -> None:
    job = make_job(parameters={"aspect_ratio": "1:1", "resolution": "4K"})
    sheet = client.get("/", {"job": job.uuid, "as": "final"}).context["sheet"]
    assert sheet.form.draft.values["resolution"] == "4K"
    assert sheet.notes == ["There is no higher resolution than this with Quick sketch"]


@pytest.mark.parametrize(
    ("tier", "higher"),
    [("512", "1K"), ("1K", "2K"), ("2K", "4K"), ("4K", ""), ("", ""), ("9K", "")],
)
def test_a_card_offers_the_next_resolution_where_there_is_one(
    client: Client, make_job: MakeJob, tier: str, higher: str
) -> None:
    make_job(parameters={"resolution": tier} if tier else {})
    page = client.get("/")
    if higher:
        assertContains(page, f"Make it at {higher}")
    else:
        assertNotContains(page, "Make it at")


def test_an_image_whose_job_is_gone_knows_its_own_recipe(client: Client, made: Image) -> None:
    Job.objects.all().delete()
    found = draft(client, image=made.pk, **{"as": "again"})
    assert (found.prompt, found.values["seed"], found.parent) == ("A lighthouse", "8", "")


@pytest.mark.parametrize("way", ["", "nonsense", "AGAIN"])
def test_an_unknown_way_is_the_recipe(client: Client, made: Image, way: str) -> None:
    assert draft(client, image=made.pk, **{"as": way}).values["seed"] == "7"


@pytest.mark.parametrize("image", ["", "0", "-1", "999999", "x", "9" * 30])
def test_an_image_that_there_is_not_leads_to_an_empty_form(client: Client, image: str) -> None:
    assert draft(client, image=image, **{"as": "vary"}).prompt == ""


def test_every_way_stands_on_the_image_page_and_on_the_card(client: Client, made: Image) -> None:
    page = client.get(f"/gallery/{made.pk}/")
    for way in ("again", "vary", "continue", "final", "prompt", "reference"):
        assertContains(page, f"/?image={made.pk}&amp;as={way}")
    feed = client.get("/")
    for way in ("continue", "vary", "reference"):
        assertContains(feed, f"/?image={made.pk}&amp;as={way}")
    for way in ("again", "vary", "final"):
        assertContains(feed, f"/?job={made.job}&amp;as={way}")


# Where an attempt came from


def parent(client: Client, **address: Any) -> str:
    return str(
        client.get("/", address).content.decode().split('id="parent" value="')[1].split('"')[0]
    )


def test_the_form_knows_the_attempt_that_it_was_taken_from(client: Client, made: Image) -> None:
    assert parent(client) == ""
    assert parent(client, image=made.pk, **{"as": "vary"}) == str(made.job)
    assert parent(client, job=made.job) == str(made.job)


def test_a_job_is_the_child_of_what_its_form_was_taken_from(client: Client, made: Image) -> None:
    fields = {"prompt": "A lighthouse at night", "parent": made.job, "submission": uuid4()}
    client.post("/jobs/", {"model": "sketch:quick"} | fields)
    job = Job.objects.order_by("-pk")[0]
    assert job.parent == job_of(made)
    assert all(fate["name"] != "parent" for fate in job.fates)


def test_after_a_submit_the_next_goes_on_from_it(htmx: Client) -> None:
    response = htmx.post("/jobs/", {"prompt": "A boat", "model": ["sketch:quick", "sketch:later"]})
    first = Job.objects.order_by("pk")[0]
    assertContains(response, f'id="parent" value="{first.uuid}"', status_code=201)


def test_without_scripts_as_well(client: Client) -> None:
    client.post("/jobs/", sent(prompt="A boat", drawn_for="sketch:quick"))
    assert parent(client) == str(Job.objects.get().uuid)


@pytest.mark.parametrize("wrong", ["x", "", "7f0e9c1a-3b52-4d6e-8f10-24a6b8c0d2e4"])
def test_a_parent_that_there_is_not_is_none(client: Client, wrong: str) -> None:
    client.post("/jobs/", sent(parent=wrong))
    assert Job.objects.get().parent is None


# What stood there before


def typed(client: Client, prompt: str = "Never sent", **fields: Any) -> None:
    client.post("/composer/pad/", sent(prompt=prompt, drawn_for="sketch:quick", **fields))


def kept() -> str:
    draft = pads.of(None)
    return draft.prompt if draft else ""


def test_an_unsent_prompt_is_put_aside_and_that_is_said(client: Client, made: Image) -> None:
    typed(client)
    page = client.get("/", {"image": made.pk, "as": "vary"})
    assertContains(page, "Your unsent prompt was put aside")
    assertContains(page, "<q>Never sent</q>")
    assert page.context["form"].draft.prompt == "A lighthouse"


def test_a_plain_button_brings_it_back_with_all_its_choices(client: Client, made: Image) -> None:
    typed(client, seed="42", reference_images=made.pk, reference_roles="style")
    client.get("/", {"image": made.pk, "as": "vary"})
    assertRedirects(client.post("/composer/back/"), "/", status_code=303)
    found = draft(client)
    assert (found.prompt, found.values["seed"]) == ("Never sent", "42")
    assert (pks(found), list(found.roles)) == ([made.pk], ["style"])
    assertNotContains(client.get("/"), "put aside")


def test_it_can_be_let_go(client: Client, made: Image) -> None:
    typed(client)
    client.get("/", {"image": made.pk, "as": "vary"})
    client.post("/composer/back/", {"drop": "1"})
    assertNotContains(client.get("/"), "put aside")
    assert kept() == ""


def test_the_line_stays_until_one_of_both(client: Client, made: Image) -> None:
    typed(client)
    client.get("/", {"image": made.pk, "as": "vary"})
    client.post("/jobs/", sent(prompt="Another", drawn_for="sketch:quick"))
    assertContains(client.get("/"), "Your unsent prompt was put aside")


def test_what_was_sent_comes_back_as_well_by_an_undo(client: Client, made: Image) -> None:
    client.post("/jobs/", sent(prompt="A sent one", drawn_for="sketch:quick"))
    page = client.get("/", {"image": made.pk, "as": "vary"})
    assertContains(page, "The form was filled anew")
    assertNotContains(page, "Your unsent prompt")
    client.post("/composer/back/")
    assert kept() == "A sent one"


def test_two_unsent_prompts_both_come_back(client: Client, made: Image) -> None:
    for prompt in ("The first", "The second"):
        typed(client, prompt)
        client.get("/", {"image": made.pk, "as": "vary"})
    client.post("/composer/back/")
    assert kept() == "The second"
    page = client.get("/")
    assertContains(page, "<q>The first</q>")
    typed(client, "")
    client.post("/composer/back/")
    assert kept() == "The first"


def test_what_was_sent_does_not_hide_what_was_not(client: Client, made: Image) -> None:
    typed(client)
    client.get("/", {"image": made.pk, "as": "vary"})
    client.post("/jobs/", sent(prompt="A sent one", drawn_for="sketch:quick"))
    assertContains(client.get("/", {"image": made.pk, "as": "again"}), "<q>Never sent</q>")


def test_at_most_five_lie_aside(client: Client, made: Image) -> None:
    for number in range(8):
        typed(client, f"Prompt {number}")
        client.get("/", {"image": made.pk, "as": "vary"})
    found = []
    while beside := pads.aside(None):
        found.append(beside.prompt)
        pads.let_go(None)
    assert found == [f"Prompt {number}" for number in (7, 6, 5, 4, 3)]


def test_the_same_way_twice_puts_aside_once(client: Client, made: Image) -> None:
    typed(client)
    for _ in range(2):
        client.get("/", {"image": made.pk, "as": "again"})
    client.post("/composer/back/")
    assert kept() == "Never sent"
    assert pads.aside(None) is None


def test_an_empty_form_is_not_put_aside(client: Client, made: Image) -> None:
    typed(client, "  ")
    assertNotContains(client.get("/", {"image": made.pk, "as": "vary"}), "Bring it back")


def test_bringing_back_needs_a_post(client: Client) -> None:
    assert client.get("/composer/back/").status_code == 405
    assertRedirects(client.post("/composer/back/"), "/", status_code=303)
