"""Roles and notes of references: in the prompt, in the job, and in what is told before."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from studio import numbering, pads
from studio.models import Job
from studio.sheet import Sheet

from .composing import all_ready, errors, form, sent  # noqa: F401 (all_ready is a fixture)
from .conftest import MakeImage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "note", "line"),
    [
        ("style", "", "Image 1: style reference."),
        ("style", "only the lighting", "Image 1: style reference, only the lighting."),
        ("", "the red hat.", "Image 1: the red hat."),
        ("subject", "two\n lines", "Image 1: the subject, two lines."),
    ],
)
def test_one_reference_is_one_line(role: str, note: str, line: str) -> None:
    assert numbering.prompt_sent("A boat", [role], [note]) == f"A boat\n\n{line}"


def test_what_has_neither_role_nor_note_keeps_its_number() -> None:
    said = numbering.prompt_sent("A boat\n", ["", "style"], ["", "", "its mood"])
    assert said == "A boat\n\nImage 2: style reference.\nImage 3: its mood."


def test_without_roles_the_prompt_goes_out_as_it_was_typed() -> None:
    assert numbering.prompt_sent("A boat\n", ["", ""], []) == "A boat\n"
    assert numbering.prompt_sent("", ["style"], []) == ""


def asked(**fields: Any) -> dict[str, Any]:
    return {"model": "sketch:quick", "prompt": "A boat", "submission": str(uuid4())} | fields


def fields(*ids: int, **more: Any) -> dict[str, Any]:
    return {"reference_images": list(ids)} | more


def test_a_job_keeps_what_was_typed_and_what_is_sent(client: Client, make_image: MakeImage) -> None:
    one, two = make_image(), make_image()
    words = {"reference_roles": ["", "style"], "reference_notes": ["", "only the light"]}
    client.post("/jobs/", asked(**fields(one.pk, two.pk, **words)))
    job = Job.objects.get()
    assert job.prompt == "A boat"
    assert job.prompt_sent == "A boat\n\nImage 2: style reference, only the light."
    kept = list(job.references.values_list("image", "role", "note"))
    assert kept == [(one.pk, "", ""), (two.pk, "style", "only the light")]


def test_a_form_taken_from_a_job_has_its_roles_and_notes(
    client: Client, make_image: MakeImage
) -> None:
    words = {"reference_roles": "layout", "reference_notes": "the margins"}
    client.post("/jobs/", asked(**fields(make_image().pk, **words)))
    response = client.get("/", {"job": str(Job.objects.get().uuid)})
    draft = response.context["form"].draft
    assert (draft.roles, draft.notes) == (["layout"], ["the margins"])


def test_another_role_makes_another_recipe(client: Client, make_image: MakeImage) -> None:
    image = make_image()
    for role in ("style", "subject"):
        client.post("/jobs/", asked(**fields(image.pk, reference_roles=role)))
    assert len({job.recipe for job in Job.objects.all()}) == 2


def test_an_unticked_reference_takes_its_role_with_it(make_image: MakeImage) -> None:
    one, two, three = (make_image().pk for _ in range(3))
    words = {"reference_roles": ["style", "layout", "subject"], "reference_notes": ["a", "b", "c"]}
    found = form(**fields(one, three, reference_slots=[one, two, three], **words))
    assert (found.roles, found.notes) == (["style", "subject"], ["a", "c"])


def test_the_request_holds_the_lines(make_image: MakeImage) -> None:
    found = form(**fields(make_image().pk, reference_roles="style"))
    assert found.brief.prompt == "A boat\n\nImage 1: style reference."
    assert Sheet(found, None).sent_along == ["Image 1: style reference."]


def test_a_role_that_there_is_not_is_an_error(make_image: MakeImage) -> None:
    said = errors("references", **fields(make_image().pk, reference_roles="banana"))
    assert said == "Reference 1 has a role that there is not: “banana”."


def test_a_note_has_an_end(make_image: MakeImage) -> None:
    words = fields(make_image().pk, reference_notes="a" * 201)
    assert errors("references", **words) == "The note of reference 1 is longer than 200 letters."
    assert form(**fields(make_image().pk, reference_notes="a" * 200)).is_valid()


# More than a model takes

ONEMIN = "onemin:gemini-3.1-flash-image-preview"


@pytest.mark.usefixtures("all_ready")
def test_what_was_told_to_be_too_many_is_not_sent(client: Client, make_image: MakeImage) -> None:
    ids = [make_image().pk for _ in range(15)]
    told = fields(*ids, reference_surplus="leave", drawn_for="sketch:quick")
    client.post("/jobs/", asked(**told, reference_roles=["style"] * 15))
    job = Job.objects.get()
    assert [reference.image_id for reference in job.references.all()] == ids[:14]
    assert job.prompt_sent.count("Image ") == 14


@pytest.mark.parametrize(
    "words", [{}, {"reference_surplus": "leave"}, {"reference_surplus": "leave", "drawn_for": "x"}]
)
def test_what_was_not_told_is_an_error(
    client: Client, make_image: MakeImage, words: dict[str, str]
) -> None:
    """A script, or a form whose model was changed after its fields were drawn."""
    ids = [make_image().pk for _ in range(15)]
    response = client.post("/jobs/", asked(**fields(*ids, **words)))
    assertContains(response, "at most 14 reference images, and there are 15", status_code=422)
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (14, None),
        (15, "Reference 15 is not sent, this model takes 14"),
        (17, "References 15 to 17 are not sent, this model takes 14"),
    ],
)
def test_the_line_before_the_click_tells_which_are_left(
    client: Client, make_image: MakeImage, count: int, said: str | None
) -> None:
    ids = [make_image().pk for _ in range(count)]
    response = client.get("/composer/fields/", {"model": "sketch:quick", "reference_images": ids})
    assert response.context["sheet"].notes == ([said] if said else [])
    assertContains(response, 'data-most-references="14"')


def test_a_model_without_references_leaves_all_and_tells_it(
    client: Client, make_image: MakeImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIEYUYUN_API_KEY", "secret-key-of-a-test")
    model = "dieyuyun:gemini-3.1-flash-image"
    fields = {"model": model, "reference_images": make_image().pk}
    notes = client.get("/composer/fields/", fields).context["sheet"].notes
    assert "References are not sent, this model takes none" in notes


def test_the_fate_of_the_left_ones_is_kept_and_asks_for_nothing_later(
    client: Client, make_image: MakeImage
) -> None:
    ids = [make_image().pk for _ in range(16)]
    told = fields(*ids, reference_surplus="leave", drawn_for="sketch:quick")
    client.post("/jobs/", asked(**told))
    job = Job.objects.get()
    kept = next(fate for fate in job.fates if fate["name"] == "reference_images")
    assert (kept["asked"], kept["sent"], kept["why"]) == ("16", "14", "surplus")
    response = client.get("/", {"job": str(job.uuid)})
    assert response.context["sheet"].notes == []


def test_the_kept_composer_has_the_roles_of_the_ticked_ones(make_image: MakeImage) -> None:
    one, two = make_image().pk, make_image().pk
    words = {"reference_roles": ["style", "layout"], "reference_notes": ["a", "b"]}
    pads.keep(None, sent(drawn_for="x", reference_slots=[one, two], reference_images=two, **words))
    draft = pads.of(None)
    assert draft is not None
    assert [(item.image.pk, item.role, item.note) for item in draft.items] == [(two, "layout", "b")]
