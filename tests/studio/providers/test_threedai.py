"""3D AI Studio: what goes out and what comes back, over a mocked wire and over sockets."""

import base64
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest
from PIL import Image

from studio.providers import (
    Brief,
    ConfigurationError,
    Cost,
    CreditsError,
    Field,
    InvalidError,
    NoImageError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    UnreadableError,
    Waiting,
    download,
    get,
)
from studio.providers.parameters import RATIOS, TIERS
from tests.gateways.threedai import ThreeDAIGateway

from .conftest import finished, reference

MODEL = "gemini-3.1-flash-image"
HERE = "https://api.3daistudio.com"
GENERATE = f"{HERE}/v1/images/gemini/3.1/flash/generate/"
EDIT = f"{HERE}/v1/images/gemini/3.1/flash/edit/"
LINK, OTHER_LINK = "https://cdn.example/1.png", "https://storage.example/1.png"
WAITING = {"task_id": "t-1", "created_at": "", "asked": 1}


@pytest.fixture
def provider():
    return get("threedai")(key="good-key")


@pytest.fixture
def gateway():
    with ThreeDAIGateway(polls=0) as gateway:
        yield gateway


def speaking_to(gateway, **options):
    return get("threedai")(**{"key": gateway.key, "base_url": gateway.base_url, **options})


def brief(*inputs, count=1, model=MODEL, **parameters):
    return Brief(
        model=model,
        prompt="a fox",
        operation="edit" if inputs else "generate",
        parameters=parameters,
        inputs=inputs,
        count=count,
    )


def references(count):
    return [reference(number) for number in range(count)]


def questions(gateway):
    return [received for received in gateway.requests if received.method == "GET"]


# What goes out


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({}, {}),
        ({"aspect_ratio": "auto"}, {"aspect_ratio": "auto"}),
        ({"aspect_ratio": "1:8", "resolution": "4K"}, {"aspect_ratio": "1:8", "resolution": "4K"}),
        ({"output_format": "webp"}, {"output_format": "webp"}),
        ({"seed": 7, "temperature": 1.0, "quality": "hd"}, {}),
    ],
)
def test_a_request_holds_what_was_chosen_and_nothing_else(provider, parameters, fields):
    request = provider.request(brief(count=3, **parameters))
    assert (request.method, request.url, request.files) == ("POST", GENERATE, ())
    assert request.json == {"prompt": "a fox", "num_images": 3, **fields}


@pytest.mark.parametrize(
    ("tier", "spelled"), [("512", "512px"), ("1K", "1K"), ("2K", "2K"), ("4K", "4K")]
)
def test_the_smallest_size_is_spelled_its_own_way(provider, tier, spelled):
    request = provider.request(brief(resolution=tier))
    assert request.json["resolution"] == spelled


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_references_are_data_uris_with_the_type_that_their_bytes_have(provider, form):
    sent = [reference(number, form) for number in range(2)]
    request = provider.request(brief(*sent, aspect_ratio="auto", resolution="512"))
    assert request.url == EDIT
    head = f"data:image/{form};base64,"
    assert request.json == {
        "prompt": "a fox",
        "images": [head + base64.b64encode(one.data).decode() for one in sent],
        "aspect_ratio": "auto",
        "resolution": "512px",
        "num_images": 1,
    }
    assert request.sent()["images"] == [head.removesuffix(",")] * 2


def test_each_field_tells_whose_word_it_carries(provider):
    one = reference(1)
    fields = provider.fields(brief(one, count=2, resolution="512", output_format="jpeg"))
    data = "data:image/png;base64," + base64.b64encode(one.data).decode()
    assert fields == (
        Field("prompt", "a fox", "prompt"),
        Field("images", [data], "reference_images"),
        Field("resolution", "512px", "resolution"),
        Field("output_format", "jpeg", "output_format"),
        Field("num_images", 2, "num_images"),
    )


@pytest.mark.parametrize(
    ("model", "path"),
    [
        (MODEL, "gemini/3.1/flash"),
        ("gemini-4-flash-image", "gemini/3.1/flash"),
        ("gemini/4/flash", "gemini/4/flash"),
        ("/gemini/4/a b/", "gemini/4/a%20b"),
    ],
)
def test_the_model_is_part_of_the_path_and_each_path_ends_in_a_slash(provider, model, path):
    request = provider.request(brief(model=model))
    assert request.url == f"{HERE}/v1/images/{path}/generate/"
    assert "model" not in request.json


def test_a_model_named_in_the_environment_takes_the_same(gateway, spool):
    provider = speaking_to(gateway, models=("gemini/9/none",))
    (spec,) = provider.offered()
    assert spec.edit.max_inputs == 14
    with pytest.raises(NotFoundError):
        finished(provider, brief(model="gemini/9/none"), spool)


def test_the_shape_is_sent_with_references_unless_the_model_shall_decide(provider):
    (spec,) = provider.offered()
    assert spec.edit.parameter("aspect_ratio").choices == ("auto", *RATIOS)
    sent = provider.request(brief(reference(1), aspect_ratio="16:9")).json
    assert sent["aspect_ratio"] == "16:9"


def test_the_references_of_a_request_have_a_limit_together(provider):
    (spec,) = provider.offered()
    assert (spec.edit.max_inputs, spec.edit.max_side) == (14, 2048)
    assert spec.edit.max_bytes * 2 < spec.edit.max_total <= 20_000_000


def test_three_requests_a_minute_are_its_pace(provider):
    assert provider.requests_per_minute == 3


@pytest.mark.parametrize(
    ("tier", "count", "credits"), [("512", 1, 10), ("1K", 1, 15), ("2K", 3, 60), ("4K", 4, 100)]
)
def test_the_price_is_that_of_the_table_times_the_images(provider, tier, count, credits):
    price = provider.price(brief(resolution=tier, count=count))
    assert price == Cost(amount=Decimal(credits), currency="credits", source="table")


def test_the_price_of_the_default_is_known_and_that_of_another_model_is_not(provider):
    assert provider.price(brief()).amount == 15
    assert provider.price(brief(resolution="8K")) is None
    assert provider.price(brief(model="gemini/4/pro", resolution="1K")) is None


def test_size_is_told_before_the_click_unless_the_model_decides(provider):
    assert provider.size(MODEL, "9:16", "2K") == (1536, 2752)
    assert provider.size(MODEL, "auto", "2K") is None


# What comes back


def answered(provider, spool, wire, body):
    with wire(lambda _request: httpx.Response(200, json=body)):
        return provider.read(provider.submit(brief(), spool))


def asked(provider, wire, body, handle=WAITING):
    with wire(lambda _request: httpx.Response(200, json=body)):
        return provider.check(handle)


def result(**more):
    return {"asset_url": LINK, "asset": OTHER_LINK, "asset_type": "IMAGE", **more}


def done(*results, status="FINISHED"):
    return {"status": status, "progress": 100, "failure_reason": None, "results": list(results)}


def over(reason, status="FAILED"):
    return {"status": status, "progress": 0, "failure_reason": reason, "results": []}


def test_an_accepted_request_is_a_task_that_is_asked_for(provider, spool, wire):
    body = {"task_id": "t/1", "created_at": "2026-08-02T09:00:00Z"}
    waiting = answered(provider, spool, wire, body)
    assert isinstance(waiting, Waiting)
    assert waiting.handle == {**body, "asked": 1}
    url = provider.question(waiting.handle).url
    assert url == f"{HERE}/v1/generation-request/t%2F1/status/"


@pytest.mark.parametrize(
    ("status", "told", "progress"),
    [
        ("PENDING", 0, 0),
        ("IN_PROGRESS", 40, 40),
        ("IN_PROGRESS", None, None),
        ("pending", 250, 100),
    ],
)
def test_progress_is_shown_while_it_is_under_way(provider, wire, status, told, progress):
    waiting = asked(provider, wire, {"status": status, "progress": told, "results": None})
    assert isinstance(waiting, Waiting)
    assert waiting.progress == progress


def test_a_task_is_asked_for_after_five_seconds_and_then_more_slowly(provider, spool, wire):
    waiting = answered(provider, spool, wire, {"task_id": "t-1"})
    pauses = [waiting.check_after]
    for _ in range(40):
        waiting = asked(provider, wire, {"status": "PENDING"}, waiting.handle)
        pauses.append(waiting.check_after)
    assert pauses[0] == 5
    assert pauses == sorted(pauses)
    assert pauses[-1] == 60


@pytest.mark.parametrize(
    ("results", "links"),
    [
        ([result()], [LINK]),
        ([{"asset_url": LINK}], [LINK]),
        ([{"asset": OTHER_LINK, "asset_type": None}], [OTHER_LINK]),
        ([result(asset_url=None)], [OTHER_LINK]),
        ([result(asset_type="EDITED_IMAGE"), result(asset_type="3D_MODEL")], [LINK]),
        ([result(asset_type="ARCHIVE"), result(asset_url="/files/2.png")], [f"{HERE}/files/2.png"]),
        ([None, "fox", result(), result(asset_url=OTHER_LINK)], [LINK, OTHER_LINK]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", ["FINISHED", "COMPLETED"])
def test_pictures_are_found_under_either_name_and_other_results_left(
    provider, wire, status, results, links
):
    made = asked(provider, wire, done(*results, status=status))
    assert [picture.url for picture in made.pictures] == links
    assert (made.request_id, made.cost) == ("t-1", None)


@pytest.mark.parametrize(
    ("ago", "live"), [(0, 86_400), (3600, 82_800), (-600, 86_400), (10**6, 86_400)]
)
def test_links_live_for_a_day_from_the_beginning_of_their_task(provider, wire, ago, live):
    began = (datetime.now(UTC) - timedelta(seconds=ago)).isoformat()
    made = asked(provider, wire, done(result()), {**WAITING, "created_at": began})
    assert made.links_live == pytest.approx(live, abs=5)
    assert provider.default_links_live == 86_400


@pytest.mark.parametrize("results", [[], None, [result(asset_url=None, asset=None)]])
def test_done_without_links_is_asked_six_times_more_and_then_no_image(provider, wire, results):
    body, handle = {"status": "FINISHED", "results": results}, WAITING
    for _ in range(6):
        handle = asked(provider, wire, body, handle).handle
    with pytest.raises(NoImageError) as caught:
        asked(provider, wire, body, handle)
    assert caught.value.money == "perhaps"


def test_a_link_that_never_comes_leaves_its_siblings_standing(provider, wire):
    body, handle = done(result(), result(asset_url="", asset=None)), WAITING
    for _ in range(6):
        handle = asked(provider, wire, body, handle).handle
    made = asked(provider, wire, body, handle)
    assert [picture.url for picture in made.pictures] == [LINK]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (None, UnreadableError),
        ([], UnreadableError),
        ("fox", UnreadableError),
        ({}, UnreadableError),
        ({"task_id": None}, UnreadableError),
        ({"task_id": 7}, UnreadableError),
        ({"task_id": "t-1", "status": "SLEEPING"}, UnreadableError),
        ({"code": "something", "message": "No idea."}, UnreadableError),
        ({"error_code": "insufficient_credits", "detail": "Top up."}, CreditsError),
        ({"code": "api_key_expired", "message": "No."}, ConfigurationError),
        ({"code": "rate_limited", "message": "No."}, RateLimitedError),
        ({"task_id": "t-1", **over("Blocked for safety.")}, RefusedError),
    ],
)
def test_an_answer_without_a_task_is_told_by_its_words(provider, spool, wire, body, error):
    with pytest.raises(error) as caught:
        answered(provider, spool, wire, body)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("body", "error", "money"),
    [
        (None, UnreadableError, "perhaps"),
        ({}, UnreadableError, "perhaps"),
        ({"status": None}, UnreadableError, "perhaps"),
        ({"status": 4}, UnreadableError, "perhaps"),
        ({"status": "SLEEPING"}, UnreadableError, "perhaps"),
        ({"code": "rate_limited", "message": "Slow down."}, RateLimitedError, "no"),
        (over("The renderer broke."), NoImageError, "no"),
        (over("Blocked by our safety filters."), RefusedError, "no"),
        (over("content policy violation"), RefusedError, "no"),
        (over("insufficient_credits"), CreditsError, "no"),
        (over("The upstream is rate limited."), NoImageError, "no"),
        (over(None), NoImageError, "no"),
        (over(["fox"]), NoImageError, "no"),
        (over("Internal error", "ERROR"), NoImageError, "perhaps"),
        (over(None, "CANCELLED"), NoImageError, "perhaps"),
    ],
)
def test_a_task_without_pictures_says_why_and_whether_it_was_paid(
    provider, wire, body, error, money
):
    with pytest.raises(error) as caught:
        asked(provider, wire, body)
    assert type(caught.value) is error
    assert caught.value.money == money


def test_a_failure_keeps_its_reason_its_number_and_the_whole_answer(provider, wire):
    with pytest.raises(NoImageError, match=r"^The renderer broke\.$") as caught:
        asked(provider, wire, over("The renderer broke."))
    assert caught.value.request_id == "t-1"
    assert '"progress": 0' in caught.value.detail


# Over sockets


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("ratio", ["auto", *RATIOS])
def test_every_shape_in_every_size_is_taken_with_a_reference(gateway, spool, ratio, tier):
    asked_for = brief(reference(1), aspect_ratio=ratio, resolution=tier)
    assert len(finished(speaking_to(gateway), asked_for, spool).pictures) == 1


@pytest.mark.parametrize("count", [1, 2, 14])
def test_one_two_and_fourteen_references_are_taken(gateway, spool, count):
    made = finished(speaking_to(gateway), brief(*references(count), resolution="1K"), spool)
    assert len(made.pictures) == 1
    assert len(gateway.paid[0].json["images"]) == count


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_every_format_is_taken_and_made(gateway, spool, tmp_path, form):
    provider = speaking_to(gateway)
    made = finished(provider, brief(reference(1, form), output_format=form), spool)
    download(made.pictures[0].url, provider=provider, target=tmp_path / "picture")
    with Image.open(tmp_path / "picture") as picture:
        assert picture.format == form.upper()


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_up_to_four_images_are_one_paid_request(gateway, spool, count):
    made = finished(speaking_to(gateway), brief(count=count, resolution="2K"), spool)
    assert len({picture.url for picture in made.pictures}) == count
    assert len(gateway.paid) == 1
    assert gateway.balance == 10_000 - 20 * count


def test_a_limit_met_by_a_question_says_wait_and_not_that_the_task_failed(gateway, spool):
    provider = speaking_to(gateway)
    waiting = provider.read(provider.submit(brief(), spool))
    gateway.will_at_check("429")
    with pytest.raises(RateLimitedError) as caught:
        provider.check(waiting.handle)
    assert caught.value.wait == 2


def test_the_fourth_request_of_a_minute_is_refused_with_a_pause(spool):
    with ThreeDAIGateway(polls=0, per_minute=3) as gateway:
        provider = speaking_to(gateway)
        for _ in range(3):
            finished(provider, brief(), spool)
        with pytest.raises(RateLimitedError) as caught:
            provider.submit(brief(), spool)
    assert 50 < caught.value.wait <= 60
    assert gateway.balance == 10_000 - 3 * 15


@pytest.mark.parametrize(
    ("trouble", "error", "money", "words"),
    [
        ("key expired", ConfigurationError, "no", "expired"),
        ("key revoked", ConfigurationError, "no", "revoked"),
        ("failed", NoImageError, "no", "gave no image"),
        ("failed by safety", RefusedError, "no", "safety filters"),
        ("failed without reason", NoImageError, "no", "gives no reason"),
        ("error", NoImageError, "perhaps", "Internal error"),
        ("cancelled", NoImageError, "perhaps", "gives no reason"),
        ("no results for ever", NoImageError, "perhaps", "no picture"),
        ("no picture", NoImageError, "perhaps", "no picture"),
        ("no task id", UnreadableError, "perhaps", "neither a picture nor a task"),
        ("field errors", InvalidError, "no", r"^prompt: This field may not be blank\.$"),
    ],
)
def test_each_trouble_of_its_own_is_told(gateway, spool, trouble, error, money, words):
    gateway.will(trouble)
    with pytest.raises(error, match=words) as caught:
        finished(speaking_to(gateway), brief(), spool)
    assert type(caught.value) is error
    assert caught.value.money == money
    assert len(gateway.paid) == 1


@pytest.mark.parametrize(
    ("trouble", "checks"),
    [
        ("completed", 1), ("only asset", 1), ("only asset_url", 1), ("mixed results", 1),
        ("no progress", 1), ("no results at first", 3), ("no links at first", 3),
    ],
)  # fmt: skip
def test_each_way_to_a_picture_is_found(gateway, spool, tmp_path, trouble, checks):
    gateway.will(trouble)
    provider = speaking_to(gateway)
    (picture,) = finished(provider, brief(), spool).pictures
    assert len(questions(gateway)) == checks
    download(picture.url, provider=provider, target=tmp_path / "picture")
    with Image.open(tmp_path / "picture") as drawn:
        assert drawn.size == (512, 512)
    assert len(gateway.paid) == 1


def test_fewer_pictures_than_asked_are_kept(gateway, spool):
    gateway.will("fewer pictures")
    made = finished(speaking_to(gateway), brief(count=4), spool)
    assert len(made.pictures) == 1


def test_a_never_ending_task_stays_under_way(gateway, spool):
    gateway.will("never done")
    provider = speaking_to(gateway)
    outcome = provider.read(provider.submit(brief(), spool))
    for _ in range(8):
        outcome = provider.check(outcome.handle)
    assert isinstance(outcome, Waiting)
    assert outcome.progress == 99


@pytest.mark.parametrize("tongue", ["code", "error_code", "fields"])
def test_a_wrong_field_is_named_in_words_however_the_gateway_says_it(spool, tongue):
    with ThreeDAIGateway(tongue=tongue) as gateway, pytest.raises(InvalidError) as caught:
        speaking_to(gateway).submit(brief(resolution="8K"), spool)
    named = "" if tongue == "error_code" else "resolution: "
    assert caught.value.message == f"{named}'8K' is not a valid choice."


@pytest.mark.parametrize("tongue", ["code", "error_code", "fields"])
def test_credits_that_do_not_suffice_are_told_before_anything_is_made(spool, tongue):
    with ThreeDAIGateway(tongue=tongue, balance=50) as gateway:
        with pytest.raises(CreditsError, match="Not enough credits"):
            speaking_to(gateway).submit(brief(resolution="4K", count=4), spool)
        assert gateway.tasks == {}


@pytest.mark.parametrize("wallet", ["/account/user/wallet/", "/user/wallet/"])
def test_a_key_is_tested_by_its_wallet_at_either_address(wallet):
    with ThreeDAIGateway(wallet=wallet, balance=150) as gateway:
        account = speaking_to(gateway).account()
        assert account.balance == Cost(amount=Decimal(150), currency="credits", source="told")
        with pytest.raises(ConfigurationError) as caught:
            speaking_to(gateway, key="bad-key").account()
        assert type(caught.value) is ConfigurationError
        assert gateway.posts == []


@pytest.mark.parametrize(
    ("body", "balance"), [({"balance": 0}, 0), ({"balance": "1.5"}, Decimal("1.5"))]
)
def test_a_balance_is_a_number_or_a_text_of_one(provider, wire, body, balance):
    with wire(lambda _request: httpx.Response(200, json=body)):
        assert provider.account().balance.amount == balance


@pytest.mark.parametrize("balance", [None, "", "much", "NaN", {}])
def test_a_balance_that_is_none_is_not_made_up(provider, wire, balance):
    with wire(lambda _request: httpx.Response(200, json={"balance": balance})):
        assert provider.account().balance is None


@pytest.mark.parametrize("body", [{}, [], None, {"detail": "No."}])
def test_another_answer_does_not_make_a_key_good(provider, wire, body):
    with (
        wire(lambda _request: httpx.Response(200, json=body)),
        pytest.raises(UnreadableError),
    ):
        provider.account()


def test_each_request_has_a_user_agent_and_the_key(gateway, spool):
    finished(speaking_to(gateway), brief(reference(1)), spool)
    assert [received.method for received in gateway.requests] == ["POST", "GET"]
    for received in gateway.requests:
        assert received.headers["user-agent"].startswith("Proofsheet/")
        assert received.headers["authorization"] == "Bearer good-key"
