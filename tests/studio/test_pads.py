"""What stands in the composer is kept on the server, until something else stands there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from gallery.models import Image, User
from studio import pads
from studio.models import Job, Pad

from .composing import sent
from .conftest import MakeImage, MakeJob, upload

pytestmark = pytest.mark.django_db


def typed(**fields: Any) -> dict[str, Any]:
    known = {"model": "sketch:later", "drawn_for": "sketch:later", "prompt": "A boat, fog"}
    return known | {"aspect_ratio": "16:9", "num_images": "3", "seed": "42"} | fields


def kept(client: Client, **fields: Any) -> str:
    """Its mark."""
    response = client.post("/composer/pad/", typed(**fields))
    assert response.status_code == 204
    return str(response["Proofsheet-Pad"])


def prompt(person: User | None = None) -> str:
    draft = pads.of(person)
    assert draft
    return draft.prompt


def test_what_was_typed_stands_in_the_composer_of_any_browser(client: Client) -> None:
    kept(client)
    form = Client().get("/").context["form"]
    assert form["prompt"].value() == "A boat, fog"
    assert form.name == "sketch:later"
    assert form["aspect_ratio"].value() == "16:9"
    assert str(form["num_images"].value()) == "3"
    assert str(form["seed"].value()) == "42"


def test_references_are_kept_in_their_order_with_role_and_note(
    client: Client, make_image: MakeImage
) -> None:
    first, second = make_image(), make_image()
    kept(
        client,
        reference_images=[second.pk, first.pk],
        reference_roles=["style", ""],
        reference_notes=["only the light"],
    )
    assert Pad.objects.get().references == [
        {"image": second.pk, "role": "style", "note": "only the light"},
        {"image": first.pk, "role": "", "note": ""},
    ]
    assert client.get("/").context["form"].reference_images == [second, first]


def test_what_an_address_asks_for_comes_before_what_was_kept(
    client: Client, make_job: MakeJob
) -> None:
    kept(client)
    job = make_job(prompt="A tower")
    for address in (f"/?job={job.uuid}", "/?prompt=A+tower"):
        form = client.get(address).context["form"]
        assert form["prompt"].value() == "A tower"
        assert "seed" not in form.draft.values
    beside = pads.aside(None)
    assert beside is not None
    assert beside.prompt == "A boat, fog"


def test_a_model_of_the_address_keeps_the_words(client: Client) -> None:
    kept(client)
    form = client.get("/?model=sketch:quick").context["form"]
    assert form.name == "sketch:quick"
    assert form["prompt"].value() == "A boat, fog"
    assert str(form["num_images"].value()) == "3"


def test_older_jobs_leave_the_words_where_they_are(client: Client) -> None:
    kept(client)
    assert client.get("/?before=5").context["form"]["prompt"].value() == "A boat, fog"


def test_the_last_one_wins(client: Client) -> None:
    kept(client)
    kept(client, prompt="A tower", seed="")
    draft = pads.of(None)
    assert draft
    assert draft.prompt == "A tower"
    assert "seed" not in draft.values
    assert Pad.objects.count() == 1


def test_the_mark_tells_whether_something_else_stands_there(client: Client) -> None:
    assert client.get("/composer/pad/")["Proofsheet-Pad"] == ""
    before = kept(client)
    assert client.get("/composer/pad/")["Proofsheet-Pad"] == before
    assertContains(client.get("/"), f'mark="{before}"')
    assert kept(client, prompt="A tower") != before
    assert kept(client) == before
    assert kept(client, parent="00000000-0000-0000-0000-000000000000") == before


def test_a_refused_form_is_kept_with_its_files(client: Client) -> None:
    response = client.post("/jobs/", typed(prompt="", seed="7", references=[upload()]))
    assert response.status_code == 422
    draft = pads.of(None)
    assert draft
    assert draft.values["seed"] == "7"
    assert draft.references == [Image.objects.get()]


def test_after_a_submit_the_prompt_stays(client: Client) -> None:
    assert client.post("/jobs/", typed()).status_code == 303
    assert Job.objects.count() == 1
    assertContains(client.get("/"), "A boat, fog</textarea>")


def test_a_script_that_orders_a_job_changes_nothing_that_a_person_typed(client: Client) -> None:
    kept(client)
    assert client.post("/jobs/", {"model": "sketch:quick", "prompt": "Ordered"}).status_code == 303
    assert prompt() == "A boat, fog"


def test_each_person_has_an_own_one() -> None:
    anna, ben = (User.objects.create_user(name) for name in ("anna", "ben"))
    pads.keep(anna, sent(prompt="Hers", drawn_for=""))
    assert pads.of(ben) is None
    pads.keep(ben, sent(prompt="His", drawn_for=""))
    assert prompt(anna) == "Hers"


def test_neither_token_nor_submission_is_kept(client: Client) -> None:
    kept(client, csrfmiddlewaretoken="secret", submission="one", file_count="3")
    assert "secret" not in str(Pad.objects.get().values)
    assert not {"submission", "file_count"} & Pad.objects.get().values.keys()


def test_a_reference_that_is_gone_is_left_out(client: Client, make_image: MakeImage) -> None:
    image = make_image()
    kept(client, reference_images=[999_999, image.pk, "x", "-1"])
    assert client.get("/").context["form"].reference_images == [image]


def test_hostile_words_are_only_words(client: Client) -> None:
    kept(client, prompt="</textarea><script>alert(1)</script>", model="<b>", width="\x00")
    assertNotContains(client.get("/"), "<script>alert")


def test_what_is_put_aside_comes_back_and_what_stood_there_lies_aside(client: Client) -> None:
    assert not pads.put_aside(None)
    kept(client)
    assert pads.put_aside(None)
    assert pads.aside(None)
    kept(client, prompt="A tower")
    pads.bring_back(None)
    assert prompt() == "A boat, fog"
    pads.bring_back(None)
    assert prompt() == "A tower"


def test_nothing_written_is_nothing_to_put_aside(client: Client) -> None:
    kept(client, prompt=" ")
    assert not pads.put_aside(None)


def test_it_wants_the_token(client: Client) -> None:
    assert Client(enforce_csrf_checks=True).post("/composer/pad/", typed()).status_code == 403
    assert client.put("/composer/pad/").status_code == 405
