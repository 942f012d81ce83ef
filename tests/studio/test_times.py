"""How long it usually takes here: only by own history, and of the very kind that is chosen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from studio import times
from studio.models import Job, Reference, Task, Timing
from studio.times import Usual

from .conftest import MakeImage, MakeJob
from .test_submit import sent

pytestmark = pytest.mark.django_db


def took(
    *seconds: float, references: int = 0, resolution: str = "1K", model: str = "quick"
) -> None:
    for each in seconds:
        Timing.objects.create(
            provider="sketch",
            model=model,
            resolution=resolution,
            references=references,
            seconds=each,
        )


def test_four_results_are_no_history_and_five_are() -> None:
    took(30, 32, 34, 36)
    assert times.own("sketch", "quick", "1K", times.NONE) is None
    took(70)
    assert times.own("sketch", "quick", "1K", times.NONE) == Usual(34, pytest.approx(83.6), True)


def test_the_last_fifty_count() -> None:
    took(*[500.0] * 10, *[10.0] * 50)
    assert times.own("sketch", "quick", "1K", times.NONE) == Usual(10, 10, is_own=True)


def test_nine_of_ten_were_under_what_is_told() -> None:
    seconds = [float(second) for second in range(1, 21)]
    took(*seconds)
    known = times.own("sketch", "quick", "1K", times.NONE)
    assert known is not None
    assert sum(second < known.most for second in seconds) >= 18


@pytest.mark.parametrize(
    "other",
    [{"model": "later"}, {"resolution": "4K"}, {"references": 1}],
    ids=["another model", "another tier", "with references"],
)
def test_other_kinds_do_not_count(other: dict[str, object]) -> None:
    took(*[10.0] * 5, **other)  # type: ignore[arg-type]
    assert times.own("sketch", "quick", "1K", times.NONE) is None


@pytest.mark.parametrize(
    ("references", "alike"),
    [(0, [0]), (1, [1, 2]), (2, [1, 2]), (4, [3, 4, 5, 6]), (99, [*range(7, 15)])],
)
def test_a_few_references_more_take_about_as_long(references: int, alike: list[int]) -> None:
    assert list(times.alike(references)) == alike


def test_history_of_one_reference_tells_of_two_and_not_of_three() -> None:
    took(*[10.0] * 5, references=1)
    assert times.own("sketch", "quick", "1K", times.alike(2))
    assert times.own("sketch", "quick", "1K", times.alike(3)) is None


@pytest.mark.parametrize(
    ("usual", "most", "said"),
    [
        (34.2, 70.6, "usually 34 s, 9 of 10 under 71 s"),
        (34.2, 71.3, "usually 34 s, 9 of 10 under 72 s"),
        (59.7, 125.0, "usually 60 s, 9 of 10 under 2 min 5 s"),
        (1.2, 1.6, "usually 1 s, 9 of 10 under 2 s"),
        (0.2, 0.3, "usually under 1 s"),
        (34.0, 34.0, "usually 34 s"),
    ],
)
def test_it_is_told_in_seconds_that_nobody_has_to_add_up(
    usual: float, most: float, said: str
) -> None:
    assert times.words(Usual(usual, most, is_own=True)) == said


def test_the_vendors_word_is_never_told_as_history() -> None:
    vendor = times.usual("sketch", "later", "1K")
    assert vendor is not None
    assert times.words(vendor) == ""
    assert times.words(None) == ""


def test_what_a_task_took_is_kept_by_the_number_of_its_references(
    make_job: MakeJob, make_image: MakeImage
) -> None:
    gone = {"submitted_at": timezone.now() - timedelta(seconds=30)}
    for operation in ("generate", "edit"):
        job = make_job(operation=operation, task=gone)
        for position in (1, 2):
            Reference.objects.create(job=job, image=make_image(), position=position)
        times.remember(Task.objects.get(job=job))
    assert list(Timing.objects.values_list("references", flat=True).order_by("pk")) == [0, 2]
    assert all(timing.seconds == pytest.approx(30, abs=10) for timing in Timing.objects.all())


# On the button and beside it


def test_the_button_tells_count_and_price(client: Client) -> None:
    page = client.get("/", {"model": "sketch:quick", "num_images": "4"}).content.decode()
    button = " ".join(page[page.index('type="submit"><span>') :].split("</button>")[0].split())
    assert 'Make <span data-count="1">4</span>' in button
    assert ">images</span>" in button
    assert ">free</b>" in button


def test_one_image_is_told_as_one(client: Client) -> None:
    assertContains(client.get("/"), 'data-one="image" data-many="images">image</span>')


def test_the_usual_time_stands_beside_the_button_of_its_kind_alone(
    client: Client, make_image: MakeImage
) -> None:
    took(*[34.0] * 9, 71.0)
    said = "usually 34 s, 9 of 10 under"
    chosen = {"model": "sketch:quick", "resolution": "1K", "aspect_ratio": "1:1"}
    assertContains(client.get("/composer/fields/", chosen), said)
    assertNotContains(client.get("/composer/fields/", chosen | {"resolution": "4K"}), "usually")
    with_one = chosen | {"reference_images": make_image().pk}
    assertNotContains(client.get("/composer/fields/", with_one), "usually")
    assertNotContains(
        client.get("/composer/fields/", chosen | {"model": "sketch:later"}), "usually"
    )


def test_what_is_remembered_of_a_job_is_found_by_the_composer(client: Client) -> None:
    chosen = {"resolution": "2K", "aspect_ratio": "16:9"}
    client.post("/jobs/", sent(**chosen))
    task = Task.objects.get(job=Job.objects.get())
    Task.objects.update(submitted_at=timezone.now() - timedelta(seconds=8))
    task.refresh_from_db()
    for _ in range(times.FEW):
        times.remember(task)
    shown = client.get("/composer/fields/", {"model": "sketch:quick", **chosen})
    assertContains(shown, "usually 8 s")
