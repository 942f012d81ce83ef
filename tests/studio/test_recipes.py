"""The fingerprint of what was asked, and who had the same before."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from gallery.models import User
from studio import jobs, keys, recipes
from studio.jobs import Order
from studio.models import Job, Session
from studio.recipes import Given
from tests.attempts import attempt

ASKED: dict[str, Any] = {
    "provider": "google",
    "model": "gemini",
    "operation": "edit",
    "prompt": "A lighthouse",
    "parameters": {"aspect_ratio": "16:9", "resolution": "1K", "seed": 7},
    "references": (Given("a" * 64, "style", "the light"), Given("b" * 64)),
    "mask": "c" * 64,
    "copy": {"width": 1920, "height": 1080},
}


def test_the_same_asked_twice_is_one_recipe() -> None:
    again = {**ASKED, "parameters": dict(reversed(ASKED["parameters"].items()))}
    assert recipes.of(**ASKED) == recipes.of(**again)
    assert len(recipes.of(**ASKED)) == 64


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("provider", "lumenfall"),
        ("model", "gpt-image"),
        ("operation", "generate"),
        ("prompt", "a lighthouse"),
        ("parameters", {"aspect_ratio": "16:9", "resolution": "1K", "seed": 8}),
        ("parameters", {"aspect_ratio": "16:9", "resolution": "1K"}),
        ("references", (Given("b" * 64), Given("a" * 64, "style", "the light"))),
        ("references", (Given("a" * 64, "layout", "the light"), Given("b" * 64))),
        ("references", (Given("a" * 64, "style", "the shadow"), Given("b" * 64))),
        ("references", ()),
        ("mask", ""),
        ("copy", {"width": 1920, "height": 1081}),
        ("copy", {}),
    ],
)
def test_whatever_changes_the_picture_makes_another_recipe(field: str, other: object) -> None:
    assert recipes.of(**{**ASKED, field: other}) != recipes.of(**ASKED)


def test_no_field_can_pass_for_another() -> None:
    both = [{**ASKED, "model": "a", "mask": "b"}, {**ASKED, "model": "b", "mask": "a"}]
    assert recipes.of(**both[0]) != recipes.of(**both[1])


def test_numbers_and_spaces_at_the_ends_make_no_difference() -> None:
    known = recipes.of(**{**ASKED, "parameters": {"temperature": 1}})
    assert recipes.of(**{**ASKED, "parameters": {"temperature": 1.0}}) == known
    spaced = {**ASKED, "parameters": {"temperature": 1}, "prompt": " A lighthouse\n"}
    assert recipes.of(**spaced) == known


def test_a_prompt_of_any_signs_has_a_recipe() -> None:
    assert recipes.of(**{**ASKED, "prompt": "灯台 🌫 \udcff"})


def order(**fields: Any) -> Order:
    provider, spec = keys.find("sketch:quick")
    known: dict[str, Any] = {
        "provider": provider, "spec": spec, "prompt": "A lighthouse",
        "parameters": {"aspect_ratio": "1:1"}, "submission": str(uuid4()),
    }  # fmt: skip
    return Order(**(known | fields))


@pytest.mark.django_db
def test_a_job_keeps_its_recipe_however_many_images() -> None:
    first, second = jobs.submit(order(), None), jobs.submit(order(count=3), None)
    other = jobs.submit(order(parameters={"aspect_ratio": "4:5"}), None)
    assert first.recipe == second.recipe != other.recipe


@pytest.mark.django_db
def test_earlier_jobs_come_newest_first_with_their_images(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    session = Session.objects.create()
    made = [attempt(session, recipe="r", images=n) for n in (1, 2, 3, 1)]
    attempt(session, recipe="other")
    with django_assert_num_queries(2):
        found = recipes.earlier("r", None)
    assert [each.job for each in found] == made[:0:-1]
    assert [len(each.images) for each in found] == [1, 3, 2]


@pytest.mark.django_db
@pytest.mark.parametrize("state", [Job.State.FAILED, Job.State.CANCELLED])
def test_where_nothing_came_there_is_nothing_to_show(state: str) -> None:
    attempt(Session.objects.create(), recipe="r", state=state, images=0)
    assert recipes.earlier("r", None) == []


@pytest.mark.django_db
def test_a_job_that_runs_counts_and_a_job_without_a_recipe_never() -> None:
    running = attempt(Session.objects.create(), recipe="r", state=Job.State.RUNNING, images=0)
    attempt(Session.objects.create())
    assert [each.job for each in recipes.earlier("r", None)] == [running]
    assert recipes.earlier("", None) == []


@pytest.mark.django_db
def test_a_person_sees_only_own_jobs() -> None:
    session = Session.objects.create()
    anna, ben = (User.objects.create_user(name) for name in ("anna", "ben"))
    own = attempt(session, recipe="r", made_by=anna)
    attempt(session, recipe="r", made_by=ben)
    assert [each.job for each in recipes.earlier("r", anna)] == [own]
