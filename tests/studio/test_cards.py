"""What the card of a job says: its frames, its words, its trouble, its money."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from studio import cards, words
from studio.cards import Card
from studio.models import Job, Task, Timing

from .conftest import MakeJob, keep_frames

pytestmark = pytest.mark.django_db

State = Job.State
GATEWAY = {"provider": "dieyuyun", "model": "gemini-3.1-flash-image"}
CODES = (
    "authentication",
    "bad_response",
    "credits",
    "expired",
    "internal",
    "interrupted",
    "invalid_request",
    "no_image",
    "not_found",
    "rate_limited",
    "refused",
    "restored",
    "timeout",
    "unavailable",
)


def card(job: Job) -> Card:
    return cards.of([Job.objects.get(pk=job.pk)])[0]


def failed(make_job: MakeJob, error: str, **task: Any) -> Job:
    return make_job(state=State.FAILED, task={"state": "failed", "error": error} | task)


def unconfirmed(make_job: MakeJob, error: str, **task: Any) -> Job:
    fields = {"state": "unconfirmed", "error": error, "money": "perhaps"} | task
    named = GATEWAY | {"provider_label": "A gateway"}
    return make_job(state=State.UNCONFIRMED, task=fields, **named)


def labels(found: Card) -> list[str]:
    assert found.trouble
    return [action.label for action in found.trouble.actions]


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """For jobs of a paid provider: connected, its price unknown."""
    monkeypatch.setenv("DIEYUYUN_API_KEY", "secret-key-of-a-test")
    return GATEWAY


# The strip


def test_empty_frames_of_the_right_shape_stand_there_at_once(make_job: MakeJob) -> None:
    job = make_job(count=3)
    frames = card(job).frames
    assert [frame.number for frame in frames] == [f"{job.pk}·{n}" for n in (1, 2, 3)]
    assert {(frame.width, frame.height) for frame in frames} == {(1376, 768)}
    assert not any(frame.image or frame.lost for frame in frames)


def test_pictures_take_the_frames_as_they_arrive(make_job: MakeJob) -> None:
    job = make_job(count=2, state=State.RUNNING, task={"state": "received"})
    image = keep_frames(job, 1)[0]
    assert [frame.image for frame in card(job).frames] == [image, None]


def test_more_pictures_than_asked_are_all_shown(make_job: MakeJob) -> None:
    job = make_job(count=1, state=State.FINISHED, task={"state": "finished"})
    keep_frames(job, 3)
    assert len(card(job).frames) == 3


def test_frames_are_numbered_through_all_tasks(make_job: MakeJob) -> None:
    job = make_job(count=4, task={"count": 2})
    Task.objects.create(job=job, position=2, count=2)
    assert [frame.number[-1] for frame in card(job).frames] == ["1", "2", "3", "4"]


def test_a_replaced_task_leaves_no_empty_frame(make_job: MakeJob) -> None:
    job = make_job(task={"state": "failed", "error": "refused", "is_replaced": True})
    Task.objects.create(job=job, position=2)
    assert len(card(job).frames) == 1
    assert card(job).trouble is None


def test_a_frame_that_stays_empty_says_why_and_what_it_cost(make_job: MakeJob) -> None:
    job = make_job(count=2, state=State.PARTIAL, task={"state": "finished", "count": 1})
    keep_frames(job, 1)
    Task.objects.create(job=job, position=2, state="failed", error="refused", money="no")
    found = card(job)
    assert found.state_word == "1 of 2"
    assert found.frames[1].lost == "The model refused to make it. This one cost nothing."
    assert found.trouble
    assert found.error == ""
    assert not found.is_short


def test_fewer_pictures_than_asked_are_told(make_job: MakeJob) -> None:
    job = make_job(count=2, state=State.PARTIAL, task={"state": "finished", "made": {"missing": 1}})
    keep_frames(job, 1)
    assert "fewer pictures than asked" in card(job).frames[1].lost


def test_what_is_missing_can_be_ordered_by_itself(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOAPIS_API_KEY", "secret-key-of-a-test")
    toapis = {"provider": "toapis", "model": "gemini-3.1-flash-image-preview"}
    task = {"state": "finished", "made": {"missing": 1}, "cost": Decimal("0.025")}
    job = make_job(count=2, state=State.PARTIAL, task=task, **toapis)
    keep_frames(job, 1)
    found = card(job)
    assert labels(found) == ["Make the missing 1, about $0.025", "Edit again"]
    assert found.trouble
    assert found.trouble.title == "The model made fewer pictures than asked"
    assert found.trouble.money == ""
    assert not found.trouble.actions[0].question


def test_a_cancelled_job_is_short_and_cost_nothing(
    make_job: MakeJob, gateway: dict[str, str]
) -> None:
    found = card(make_job(state=State.CANCELLED, task={"state": "cancelled"}, **gateway))
    assert found.cost == "nothing spent"
    assert found.is_short
    assert found.notes == ["Stopped before it was sent."]
    assert found.frames[0].lost == ""
    assert found.trouble is None


def test_delivered_pixels_replace_the_expected_ones(make_job: MakeJob) -> None:
    job = make_job(state=State.FINISHED, task={"state": "finished"}, width=64, height=64)
    assert card(job).pixels == "64 × 64"
    keep_frames(job)
    Job.objects.update(width=1376, height=768)
    assert card(job).pixels == "64 × 64"


def test_a_shape_that_came_back_otherwise_is_told(make_job: MakeJob) -> None:
    job = make_job(state=State.FINISHED, task={"state": "finished"}, width=64, height=64)
    image = keep_frames(job)[0]
    image.asked_width, image.asked_height = 160, 90
    image.save()
    assert card(job).notes == ["Came back as 64 × 64, which is not the shape asked for"]


# Time


@pytest.mark.parametrize(
    ("progress", "words"),
    [([40], "40 % made"), ([40, 80], "60 % made"), ([None], ""), ([0], "0 % made")],
)
def test_a_card_tells_how_far_the_gateway_is(
    make_job: MakeJob, progress: list[int | None], words: str
) -> None:
    job = make_job(state=State.RUNNING, task={"state": "waiting", "progress": progress[0]})
    for position, one in enumerate(progress[1:], start=2):
        Task.objects.create(job=job, position=position, state="waiting", progress=one)
    assert card(job).progress == words


def test_a_running_job_knows_its_usual_time_from_its_own_history(make_job: MakeJob) -> None:
    kind = {"provider": "sketch", "model": "quick", "resolution": "1K"}
    for seconds in (1, 2, 3, 4, 5):
        Timing.objects.create(seconds=seconds, **kind)
    assert card(make_job(state=State.RUNNING, task={"state": "waiting"})).usual == 3
    assert card(make_job(state=State.FINISHED, task={"state": "finished"})).usual is None


def test_it_counts_from_the_first_request(make_job: MakeJob) -> None:
    sent = timezone.now() + timedelta(seconds=30)
    job = make_job(state=State.RUNNING, task={"state": "waiting", "submitted_at": sent})
    assert card(job).started_at == sent
    assert card(make_job()).started_at < sent


@pytest.mark.parametrize(("seconds", "text"), [(19.44, "19.4 s"), (125, "2 min 5 s")])
def test_the_time_it_took_is_told(make_job: MakeJob, seconds: float, text: str) -> None:
    job = make_job(state=State.FINISHED, task={"state": "finished"})
    job.ended_at = job.created_at + timedelta(seconds=seconds)
    job.save()
    assert card(job).seconds == text


@pytest.mark.parametrize(
    ("reason", "left", "text"),
    [
        ("", 0, ""),
        ("", 30, ""),
        ("asked", 39.6, "The gateway asks to wait about 40 s"),
        ("asked", 590, "The gateway asks to wait about 10 min"),
        ("pace", 0, "Waits for a free place: 3 requests a minute"),
        ("pace", 11.6, "Waits for a free place: 3 requests a minute, about 12 s"),
        ("pace", 119, "Waits for a free place: 3 requests a minute, about 2 min"),
        ("place", 1, "Waits for a free place: the gateway takes few at once"),
        ("unavailable", 3.5, "The gateway cannot be reached; tried again in about 4 s"),
    ],
)
def test_a_queued_job_says_what_it_waits_for(
    make_job: MakeJob,
    monkeypatch: pytest.MonkeyPatch,
    gateway: dict[str, str],
    reason: str,
    left: float,
    text: str,
) -> None:
    monkeypatch.setenv("DIEYUYUN_REQUESTS_PER_MINUTE", "3")
    due_at = timezone.now() + timedelta(seconds=left)
    found = card(make_job(task={"wait_reason": reason, "due_at": due_at}, **gateway))
    assert found.wait_text == text
    assert found.can_cancel


def test_a_lost_answer_that_is_looked_up_says_so(make_job: MakeJob) -> None:
    task = {"state": "submitting", "error": "timeout"}
    assert "the gateway is asked about it" in card(make_job(task=task)).wait_text
    assert card(make_job(task={"state": "submitting"})).wait_text == ""


# Money


def test_what_was_paid_is_summed(make_job: MakeJob, gateway: dict[str, str]) -> None:
    paid = {"state": "finished", "cost": Decimal("0.0675"), "currency": "USD"}
    job = make_job(count=2, state=State.FINISHED, task=paid | {"count": 1}, **gateway)
    Task.objects.create(job=job, position=2, **paid)
    assert card(job).cost == "$0.135"


def test_the_sketch_is_free_before_and_after(make_job: MakeJob) -> None:
    assert card(make_job()).cost == "free"
    zero = {"state": "finished", "cost": Decimal(0), "currency": "USD"}
    assert card(make_job(state=State.FINISHED, task=zero)).cost == "free"


def test_a_price_that_nobody_told_is_unknown(make_job: MakeJob, gateway: dict[str, str]) -> None:
    job = make_job(state=State.FINISHED, task={"state": "finished"}, **gateway)
    assert card(job).cost == "price unknown"
    assert card(make_job(**gateway)).cost == "price unknown"


def test_currencies_stay_apart(make_job: MakeJob, gateway: dict[str, str]) -> None:
    dollars = {"state": "finished", "cost": Decimal("0.067"), "currency": "USD"}
    job = make_job(count=2, state=State.FINISHED, task=dollars | {"count": 1}, **gateway)
    credits = {"state": "finished", "cost": Decimal(15), "currency": "credits"}
    Task.objects.create(job=job, position=2, **credits)
    assert card(job).cost == "$0.067 + 15 credits"


def test_a_cost_by_the_price_list_is_told_as_such(
    make_job: MakeJob, gateway: dict[str, str]
) -> None:
    listed = {"state": "finished", "cost": Decimal("0.067"), "currency": "USD"}
    listed["cost_source"] = "table"
    assert card(make_job(state=State.FINISHED, task=listed, **gateway)).cost == "about $0.067"


def test_what_may_have_been_paid_comes_on_top(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOAPIS_API_KEY", "secret-key-of-a-test")
    toapis = {"provider": "toapis", "model": "gemini-3.1-flash-image-preview"}
    paid = {"state": "finished", "cost": Decimal("0.025"), "currency": "USD", "count": 1}
    job = make_job(count=2, state=State.UNCONFIRMED, task=paid, **toapis)
    Task.objects.create(job=job, position=2, state="unconfirmed", error="timeout", money="perhaps")
    assert card(job).cost == "$0.025 + up to $0.025"


def test_a_price_with_two_ends_is_told_with_both(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOAPIS_API_KEY", "secret-key-of-a-test")
    toapis = {"provider": "toapis", "model": "gemini-3.1-flash-image-preview"}
    assert card(make_job(count=4, **toapis)).cost == "$0.025 to $0.100"
    assert card(make_job(count=1, **toapis)).cost == "about $0.025"
    two = make_job(count=3, task={"count": 2}, **toapis)
    Task.objects.create(job=two, position=2, count=1)
    assert card(two).cost == "$0.050 to $0.075"


def test_a_job_of_a_provider_that_is_gone_is_still_shown(make_job: MakeJob) -> None:
    found = card(make_job(provider="gone", model="away", state=State.FAILED,
                          task={"state": "failed", "error": "refused"}))  # fmt: skip
    assert found.cost == "nothing spent"
    assert "Send again" in labels(found)


# Trouble


def test_every_code_of_the_contract_has_words() -> None:
    assert tuple(sorted(words.ERRORS)) == CODES


@pytest.mark.parametrize("code", CODES)
def test_every_error_says_what_happened_what_to_do_and_what_it_cost(
    make_job: MakeJob, code: str
) -> None:
    found = card(failed(make_job, code))
    trouble = found.trouble
    assert trouble
    assert found.error == trouble.code == code
    assert found.is_short
    for text in (found.state_word, trouble.title, trouble.text):
        assert text
        assert "_" not in text
        assert "!" not in text
        assert code not in {text, text.lower()} or code in {"refused", "expired", "interrupted"} | {
            "unavailable"
        }
    assert trouble.money == "No money was spent."
    assert "Send again" in labels(found)
    assert [action.is_first for action in trouble.actions].count(True) == 1


def test_an_unknown_code_is_our_own_mistake(make_job: MakeJob) -> None:
    found = card(failed(make_job, "something_new"))
    assert found.trouble
    assert found.trouble.title == "The studio itself made a mistake"


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("authentication", "Providers"),
        ("not_found", "Providers"),
        ("refused", "Edit again"),
        ("invalid_request", "Edit again"),
        ("no_image", "Edit again"),
        ("unavailable", "Send again"),
        ("rate_limited", "Send again"),
        ("credits", "Send again"),
    ],
)
def test_the_likeliest_way_on_comes_first(make_job: MakeJob, code: str, first: str) -> None:
    assert labels(card(failed(make_job, code)))[0] == first


def test_ways_on_lead_where_they_say(make_job: MakeJob) -> None:
    job = failed(make_job, "authentication")
    trouble = card(job).trouble
    assert trouble
    ways = {action.label: (action.method, action.url) for action in trouble.actions}
    assert ways["Providers"] == ("get", "/providers/")
    assert ways["Send again"] == ("post", f"/jobs/{job.uuid}/retry/")
    edit = card(failed(make_job, "refused")).trouble
    assert edit
    assert edit.actions[0].url.startswith("/?job=")


def test_the_gateways_own_words_are_quoted_in_one_line_and_cut(make_job: MakeJob) -> None:
    said = "Bad\x00 thing\n\n  happened <b>" + "x" * 1000
    trouble = card(failed(make_job, "invalid_request", error_text=said)).trouble
    assert trouble
    assert "The gateway says: “Bad thing happened <b>xxx" in trouble.text
    assert "…”" in trouble.text
    assert len(trouble.text) < 600


@pytest.mark.parametrize(
    ("money", "label"),
    [
        ("no", "Send again"),
        ("perhaps", "Send again, perhaps paid twice"),
        ("yes", "Send again, paid again"),
    ],
)
def test_whoever_sends_again_knows_whether_it_costs_again(
    make_job: MakeJob, gateway: dict[str, str], money: str, label: str
) -> None:
    task = {"state": "failed", "error": "bad_response", "money": money}
    trouble = card(make_job(state=State.FAILED, task=task, **gateway)).trouble
    assert trouble
    again = next(action for action in trouble.actions if "/retry/" in action.url)
    assert again.label == label
    assert bool(again.question) == (money != "no")


def test_an_unconfirmed_job_is_sent_again_or_left(make_job: MakeJob) -> None:
    job = unconfirmed(make_job, "interrupted")
    found = card(job)
    assert found.state_word == "Unconfirmed"
    assert labels(found) == ["It was not charged: send again", "Leave it"]
    assert found.trouble
    assert found.trouble.title == "The answer never came"
    assert found.trouble.actions[1].url == f"/jobs/{job.uuid}/cancel/"
    assert found.trouble.money == "It may have been paid for."


def test_the_price_stands_on_the_button_where_it_is_known(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOAPIS_API_KEY", "secret-key-of-a-test")
    toapis = {"provider": "toapis", "model": "gemini-3.1-flash-image-preview"}
    lost = {"state": "unconfirmed", "error": "timeout", "money": "perhaps"}
    found = card(make_job(state=State.UNCONFIRMED, task=lost, **toapis))
    assert labels(found) == ["It was not charged: send again, about $0.025", "Leave it"]
    broken = {"state": "failed", "error": "bad_response", "money": "perhaps"}
    found = card(make_job(state=State.FAILED, task=broken, **toapis))
    assert labels(found)[0] == "Send again, up to $0.025 more"


@pytest.mark.parametrize(
    ("code", "words"), [("interrupted", "the line dropped at"), ("timeout", "no answer had come")]
)
def test_an_unconfirmed_job_tells_when_it_left(make_job: MakeJob, code: str, words: str) -> None:
    now = timezone.now()
    times = {"submitted_at": now - timedelta(seconds=19), "ended_at": now}
    trouble = card(unconfirmed(make_job, code, **times)).trouble
    assert trouble
    left = timezone.localtime(times["submitted_at"]).strftime("%H:%M:%S")
    assert f"The request left at {left}" in trouble.text
    assert words in trouble.text


def test_an_error_that_leaves_it_open_is_no_silence(make_job: MakeJob) -> None:
    now = timezone.now()
    known = {"submitted_at": now, "ended_at": now, "http_status": 502}
    trouble = card(unconfirmed(make_job, "timeout", error_text="Bad gateway.", **known)).trouble
    assert trouble
    assert trouble.title == "The answer leaves open whether it was made"
    assert "the answer was an error (502)." in trouble.text
    assert "The gateway says: “Bad gateway”." in trouble.text


def test_what_was_made_but_not_fetched_is_fetched_for_nothing(make_job: MakeJob) -> None:
    until = timezone.now() + timedelta(minutes=30)
    links = {"made": {"pictures": [{"url": "https://x"}]}, "links_until": until, "money": "yes"}
    task = {"state": "failed", "error": "unavailable"} | links
    found = card(make_job(state=State.FAILED, task=task, **GATEWAY))
    hour = timezone.localtime(until).strftime("%H:%M")
    assert labels(found) == [f"Fetch again, free until {hour}"]
    assert found.trouble
    assert found.trouble.title == "Made, but not fetched yet"
    assert found.trouble.money == "It was paid for."
    assert not found.trouble.actions[0].question


def test_a_link_that_was_not_followed_is_not_said_to_be_tried_again(make_job: MakeJob) -> None:
    until = timezone.now() + timedelta(minutes=30)
    links = {"made": {"pictures": [{"url": "https://x"}]}, "links_until": until}
    task = {"state": "failed", "error": "bad_response", "money": "perhaps"} | links
    trouble = card(make_job(state=State.FAILED, task=task, **GATEWAY)).trouble
    assert trouble
    assert trouble.title == "The answer could not be read"
    assert trouble.actions[0].label.startswith("Fetch again, free until")


def test_what_the_gateways_list_knows_is_told(make_job: MakeJob, gateway: dict[str, str]) -> None:
    listed = {"made": {"listed": "completed in 8 s"}, "money": "yes", "cost": Decimal("0.067")}
    found = card(unconfirmed(make_job, "timeout", currency="USD", **listed))
    assert found.trouble
    told = "A gateway's list: completed in 8 s, $0.067. The pictures cannot be fetched again."
    assert told in found.trouble.text
    assert found.trouble.money == "It was paid for: $0.067."
    assert found.cost == "$0.067"
    assert labels(found) == ["Send again, up to $0.067 more", "Leave it"]


def test_what_the_model_said_instead_is_told(make_job: MakeJob) -> None:
    made = {"note": "I would rather write a poem."}
    said = "Nothing drawn: I would rather write a poem."
    trouble = card(failed(make_job, "no_image", made=made, error_text=said)).trouble
    assert trouble
    assert "The model said instead: “I would rather write a poem”." in trouble.text
    assert trouble.text.count("write a poem") == 1


def test_the_sketch_is_never_paid_twice(make_job: MakeJob) -> None:
    lost = {"state": "unconfirmed", "error": "interrupted", "money": "perhaps"}
    found = card(make_job(state=State.UNCONFIRMED, task=lost))
    assert found.cost == "free"
    assert labels(found) == ["Send again", "Leave it"]


def test_the_worst_of_several_tasks_is_told(make_job: MakeJob) -> None:
    task = {"state": "failed", "error": "refused", "count": 1}
    job = make_job(count=2, state=State.FAILED, task=task, **GATEWAY)
    Task.objects.create(job=job, position=2, state="failed", error="no_image", money="perhaps")
    trouble = card(job).trouble
    assert trouble
    assert trouble.money == "It may have been paid for."


def test_a_running_job_has_no_trouble_yet(make_job: MakeJob) -> None:
    job = make_job(count=2, state=State.RUNNING, task={"state": "failed", "error": "refused"})
    Task.objects.create(job=job, position=2, state="waiting")
    assert card(job).trouble is None
    assert card(job).frames[0].lost == "The model refused to make it. This one cost nothing."


# Notes


def test_several_calls_and_adjustments_are_told(make_job: MakeJob) -> None:
    adjustments = [{"name": "aspect_ratio", "asked": "7:6", "sent": "5:4"}]
    job = make_job(count=2, fates=adjustments, task={"count": 1})
    Task.objects.create(job=job, position=2)
    assert card(job).notes == [
        "5:4 instead of 7:6",
        "2 calls, this model makes one image a call",
    ]


@pytest.mark.parametrize(
    ("made", "note"),
    [
        ({"late": 240}, "Arrived 4 min late"),
        ({"late": 240, "was_given_up": True}, "Arrived 4 min late"),
        ({"was_given_up": True}, "Arrived after all, when its answer had been given up"),
    ],
)
def test_a_late_result_says_so(make_job: MakeJob, made: dict[str, Any], note: str) -> None:
    job = make_job(state=State.FINISHED, task={"state": "finished", "made": made})
    keep_frames(job)
    assert card(job).notes == [note]


def test_what_was_sent_before_the_stop_is_told(make_job: MakeJob) -> None:
    job = make_job(count=2, state=State.RUNNING, task={"state": "waiting", "count": 1})
    Task.objects.create(job=job, position=2, state="cancelled")
    assert "1 stopped, 1 already sent: it will be kept" in card(job).notes
