"""One prompt for several models: told before the click, all or none, one group."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from studio import feed, forms, times
from studio.models import Job, Timing
from studio.sheet import Sheet

from .composing import all_ready, sent  # noqa: F401
from .conftest import MakeJob

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_ready")]

LUMENFALL = "lumenfall:gemini-3.1-flash-image-preview"
ONEMIN = "onemin:gemini-3.1-flash-image-preview"
THREE = [LUMENFALL, ONEMIN, "openai:gpt-image-2"]
SKETCHES = ["sketch:quick", "sketch:later"]


def drawn(client: Client, **fields: Any) -> Sheet:
    """What the page shows for an address."""
    sheet = client.get("/", {"prompt": "A boat"} | fields).context["sheet"]
    assert isinstance(sheet, Sheet)
    return sheet


def posted(**fields: Any) -> dict[str, Any]:
    return {"model": SKETCHES, "prompt": "A boat", "submission": str(uuid4())} | fields


def marked(html: str, mark: str) -> list[str]:
    return re.findall(rf'{mark}="([^"]*)"', html)


# Before the click


def test_the_page_has_a_select_for_each_model_and_one_more(client: Client) -> None:
    page = client.get("/", {"model": THREE}).content.decode()
    selects = re.findall(r'<select name="model" id="(id_model\w*)"', page)
    assert selects == ["id_model", "id_model_1", "id_model_2", "id_model_3"]
    assert page.count(f'<option value="{ONEMIN}" selected>') == 1


def test_six_models_are_enough(client: Client) -> None:
    sheet = drawn(
        client, model=[name for _, models in drawn(client).models for name, _ in models][:6]
    )
    assert len(sheet.asked) == 6
    assert sheet.further == []


def test_a_model_is_not_offered_twice(client: Client) -> None:
    offered = [name for _, models in drawn(client, model=THREE).further for name, _ in models]
    assert offered
    assert not set(offered) & set(THREE)


def test_an_empty_further_select_and_the_same_model_twice_are_one_model(client: Client) -> None:
    sheet = drawn(client, model=["sketch:quick", "", "sketch:quick"])
    assert [form.name for form in sheet.asked] == ["sketch:quick"]


def test_the_first_model_draws_the_fields(client: Client) -> None:
    response = client.get("/composer/fields/", {"model": [ONEMIN, LUMENFALL]})
    assertContains(response, f'name="drawn_for" value="{ONEMIN}"')


def test_the_fates_of_each_model_are_told_by_its_name(client: Client) -> None:
    sheet = drawn(
        client, model=[LUMENFALL, ONEMIN], aspect_ratio="7:6", seed="4", drawn_for=LUMENFALL
    )
    assert sheet.notes == [
        "1min.ai: 5:4 instead of 7:6; Seed 4 left out, this model does not take it"
    ]


def test_models_of_one_provider_are_told_apart_by_their_own_names(client: Client) -> None:
    sheet = drawn(client, model=SKETCHES, aspect_ratio="7:6")
    assert sheet.notes == [
        "Quick sketch: 5:4 instead of 7:6",
        "Sketch, a little later: 5:4 instead of 7:6",
    ]


def test_what_a_further_model_refuses_is_told_before_the_click(client: Client) -> None:
    sheet = drawn(client, model=["sketch:quick", "openai:gpt-image-2"], quality="enormous")
    told = next(note for note in sheet.notes if note.startswith("OpenAI: "))
    assert "Quality takes" in told or "enormous is not one of the available choices" in told


def test_a_further_model_that_is_not_connected_is_left_out_and_told(client: Client) -> None:
    sheet = drawn(client, model=["sketch:quick", "nobody:nothing"])
    assert [form.name for form in sheet.asked] == ["sketch:quick"]
    assert sheet.notes == ["nobody:nothing left out, it is not connected"]


def test_an_unwritten_prompt_is_no_fault_of_a_further_model(client: Client) -> None:
    sheet = drawn(client, model=SKETCHES, prompt="")
    assert sheet.notes == []


def test_the_count_is_of_each_model_and_the_button_tells_all(client: Client) -> None:
    page = client.get("/", {"model": SKETCHES, "num_images": "3", "prompt": "A boat"})
    assertContains(page, "<span data-each>3</span> from each of 2 models")
    assertContains(page, 'Make <span data-count="2">6</span>')


def test_the_price_is_the_sum_with_credits_and_dollars_apart(client: Client) -> None:
    fields = {"resolution": "1K", "aspect_ratio": "1:1"}
    alone = [drawn(client, model=name, **fields).price_text for name in THREE]
    together = drawn(client, model=[*THREE, "sketch:quick"], **fields).price_text
    kinds = {("credits" in text, "unknown" in text) for text in alone}
    assert len(together.split(" + ")) == len(kinds)
    assert "free" not in together
    assert drawn(client, model=SKETCHES).price_text == "free"


def test_the_price_of_several_is_no_models_quote(client: Client) -> None:
    assert drawn(client, model=LUMENFALL).can_ask
    assert not drawn(client, model=[LUMENFALL, ONEMIN]).can_ask


def test_the_usual_time_is_that_of_the_slowest_once_all_have_one(client: Client) -> None:
    def took(model: str, seconds: float) -> None:
        for _ in range(times.FEW):
            Timing.objects.create(provider="sketch", model=model, resolution="1K", seconds=seconds)

    took("quick", 3)
    fields = {"model": SKETCHES, "resolution": "1K"}
    assert drawn(client, **fields).usual_text == ""
    took("later", 40)
    assert drawn(client, **fields).usual_text == "usually 40 s"


# The click


def test_jobs_of_one_submit_share_a_group_and_stand_side_by_side(htmx: Client) -> None:
    fields = posted()
    html = htmx.post("/jobs/", fields).content.decode()
    jobs = list(Job.objects.order_by("pk"))
    assert [job.model for job in jobs] == ["quick", "later"]
    assert {job.group for job in jobs} == {UUID(fields["submission"])}
    assert marked(html, "data-group") == [fields["submission"]]
    assert marked(html, "data-job") == [str(job.uuid) for job in jobs]
    assert marked(html, "data-state") == ["queued", "queued"]


def test_one_model_makes_no_group(htmx: Client) -> None:
    html = htmx.post("/jobs/", posted(model="sketch:quick")).content.decode()
    assert Job.objects.get().group is None
    assert marked(html, "data-group") == []


def test_the_count_goes_to_each_model(client: Client) -> None:
    client.post("/jobs/", posted(num_images="2"))
    assert list(Job.objects.values_list("count", flat=True)) == [2, 2]


def test_an_error_in_one_sends_nothing_and_names_the_model(htmx: Client) -> None:
    fields = posted(model=["sketch:quick", "openai:gpt-image-2"], quality="enormous")
    response = htmx.post("/jobs/", fields)
    assertContains(response, "OpenAI: ", status_code=422)
    assertContains(response, "Nothing was sent, to none of the models.", status_code=422)
    assert not Job.objects.exists()


def test_an_unknown_model_among_several_is_named(htmx: Client) -> None:
    response = htmx.post("/jobs/", posted(model=["sketch:quick", "nobody:nothing"]))
    assertContains(response, "nobody:nothing: There is no model", status_code=422)
    assert not Job.objects.exists()


def test_what_is_wrong_with_all_of_them_is_told_once(htmx: Client) -> None:
    response = htmx.post("/jobs/", posted(prompt=""))
    assertContains(response, "Write what you want to see.", count=1, status_code=422)


def test_seven_models_are_too_many(htmx: Client) -> None:
    names = [f"custom:model-{n}" for n in range(6)]
    response = htmx.post("/jobs/", posted(model=["sketch:quick", *names]))
    assertContains(response, "At most 6 models at once, and there are 7.", status_code=422)
    assert not Job.objects.exists()


def test_a_refused_form_keeps_all_its_models(client: Client) -> None:
    response = client.post("/jobs/", posted(prompt=""))
    assert [form.name for form in response.context["sheet"].asked] == SKETCHES


# In the feed


def test_the_feed_shows_a_group_as_one_row_in_the_order_of_its_models(
    client: Client, make_job: MakeJob
) -> None:
    alone = make_job()
    client.post("/jobs/", posted())
    rows = client.get("/").context["feed"].rows
    assert [[card.job.model for card in row] for row in rows] == [["quick", "later"], [alone.model]]


def test_changes_bring_each_card_of_a_group_by_itself(htmx: Client) -> None:
    htmx.post("/jobs/", posted())
    one, two = Job.objects.order_by("pk")
    Job.objects.filter(pk=two.pk).update(version=2)
    response = htmx.get("/jobs/changes/", {"seen": f"{one.pk}.1-{two.pk}.1"})
    assertContains(response, f'data-job="{two.uuid}"')
    assertNotContains(response, f'data-job="{one.uuid}"')
    assertNotContains(response, "data-group")


def test_a_group_is_never_cut_between_two_pages(client: Client, make_job: MakeJob) -> None:
    group = uuid4()
    first = [make_job(group=group) for _ in range(2)]
    later = [make_job() for _ in range(feed.PAGE - 1)]
    page = client.get("/")
    assert [card.job for row in page.context["feed"].rows for card in row] == later[::-1]
    older = client.get("/", {"before": page.context["feed"].older})
    assert [[card.job for card in row] for row in older.context["feed"].rows] == [first]


def test_forms_know_their_models() -> None:
    asked = forms.submitted(sent(model=THREE), {})
    assert [form.name for form in asked] == THREE
