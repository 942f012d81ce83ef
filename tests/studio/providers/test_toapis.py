"""ToAPIs: what goes out and what comes back, over a mocked wire and over sockets."""

import time
from dataclasses import replace
from decimal import Decimal
from itertools import product

import httpx
import pytest
from PIL import Image

from studio.providers import (
    Brief,
    ConfigurationError,
    CreditsError,
    ExpiredError,
    Field,
    InvalidError,
    NoImageError,
    NotFoundError,
    RefusedError,
    TimedOutError,
    UncertainError,
    UnreadableError,
    Waiting,
    download,
    get,
    sizes,
)
from studio.providers.parameters import RATIOS, TIERS
from tests.gateways.toapis import ToAPIsGateway
from tests.running import PATIENCE

from .conftest import AT_CHECK, finished, reference

MODEL = "gemini-3.1-flash-image-preview"
OFFICIAL = f"{MODEL}-official"
HERE = "https://toapis.com/v1"
LINK = "https://files.toapis.com/out/1.png"
ATTEMPT = "8a0f2c1e-6a52-4b8e-9d53-0d5d7f1c2b3a"
WAITING = {"id": "task_img_1", "asked": 1}
PRINTED = {("21:9", "512"): "4:1"}
"""Where the vendor's table of pixels, 792 x 168 there, has another shape than it says."""
CHARGED = "If it was charged all the same, ask ToAPIs with the id of the task"


@pytest.fixture
def provider():
    return get("toapis")(key="good-key")


@pytest.fixture
def gateway():
    with ToAPIsGateway(polls=0) as gateway:
        yield gateway


def speaking_to(gateway, **options):
    return get("toapis")(**{"key": gateway.key, "base_url": gateway.base_url, **options})


def brief(*inputs, model=MODEL, count=1, attempt="", **parameters):
    return Brief(
        model=model,
        prompt="a fox",
        operation="edit" if inputs else "generate",
        parameters=parameters,
        count=count,
        inputs=inputs,
        attempt=attempt,
    )


def uploaded(provider, count):
    """References as they are after their upload."""
    kept = [reference(number) for number in range(1, count + 1)]
    return tuple(replace(one, url=provider.upload(one)) for one in kept)


def at(number, url):
    return replace(reference(number), url=url)


# What goes out


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({}, {}),
        ({"aspect_ratio": "21:9"}, {"size": "21:9"}),
        ({"resolution": "512"}, {"metadata": {"resolution": "0.5K"}}),
        ({"resolution": "1K"}, {"metadata": {"resolution": "1K"}, "resolution": "1K"}),
        ({"resolution": "2K"}, {"metadata": {"resolution": "2K"}, "resolution": "2K"}),
        ({"resolution": "4K"}, {"metadata": {"resolution": "4K"}, "resolution": "4K"}),
        (
            {"google_search": True, "google_image_search": False},
            {"metadata": {"google_search": True, "google_image_search": False}},
        ),
        (
            {"google_search": False, "google_image_search": True},
            {"metadata": {"google_search": True, "google_image_search": True}},
        ),
        (
            {"google_image_search": True},
            {"metadata": {"google_search": True, "google_image_search": True}},
        ),
        ({"seed": 7, "temperature": 0.5, "output_format": "jpeg", "response_format": "url"}, {}),
    ],
)
def test_a_request_holds_what_was_chosen_and_nothing_else(provider, parameters, fields):
    request = provider.request(brief(count=2, **parameters))
    assert (request.method, request.url) == ("POST", f"{HERE}/images/generations")
    assert (request.files, request.form) == ((), ())
    assert request.json == {"model": MODEL, "prompt": "a fox", "n": 2, **fields}


@pytest.mark.parametrize(
    ("parameters", "metadata"),
    [
        ({"temperature": 0.0}, {"temperature": 0.0}),
        ({"top_p": 0.9}, {"topP": 0.9}),
        ({"max_output_tokens": 4096}, {"maxOutputTokens": 4096}),
        ({"thinking_budget": 0}, {"thinkingConfig": {"thinkingBudget": 0}}),
        ({"thinking_level": "high"}, {"thinkingConfig": {"thinkingLevel": "high"}}),
        ({"person_generation": "ALLOW_ADULT"}, {"personGeneration": "ALLOW_ADULT"}),
        (
            {"safety_settings": "BLOCK_ONLY_HIGH"},
            {
                "safetySettings": [
                    {"category": f"HARM_CATEGORY_{harm}", "threshold": "BLOCK_ONLY_HIGH"}
                    for harm in (
                        "HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT",
                    )
                ]
            },
        ),
        (
            {"output_format": "jpeg", "output_compression": 80},
            {"imageOutputOptions": {"mimeType": "image/jpeg", "compressionQuality": 80}},
        ),
        (
            {"output_format": "png", "output_compression": 80},
            {"imageOutputOptions": {"mimeType": "image/png"}},
        ),
    ],
)  # fmt: skip
def test_the_official_variant_takes_its_own_parameters_under_metadata(
    provider, parameters, metadata
):
    left = dict.fromkeys(("thinking_level", "person_generation", "safety_settings"), "auto")
    request = provider.request(brief(model=OFFICIAL, **{**left, **parameters}))
    assert request.json == {"model": OFFICIAL, "prompt": "a fox", "n": 1, "metadata": metadata}


def test_the_official_variant_has_its_own_shapes_tiers_and_count(provider):
    _, spec = provider.offered()
    assert spec.id == OFFICIAL
    assert set(RATIOS) - set(spec.generate.parameter("aspect_ratio").choices) == {"1:4", "1:8"}
    assert spec.generate.parameter("resolution").choices == ("1K", "2K", "4K")
    assert (spec.generate.per_call, spec.edit) == (1, None)


def test_references_are_named_by_their_addresses_in_their_order(provider):
    inputs = [at(n, f"https://files.toapis.com/uploads/{n}.png") for n in (1, 2)]
    request = provider.request(brief(*inputs, aspect_ratio="3:4"))
    assert request.json == {
        "model": MODEL,
        "prompt": "a fox",
        "n": 1,
        "size": "3:4",
        "reference_images": [each.url for each in inputs],
    }


def test_a_preview_shows_the_name_of_a_reference_that_is_not_uploaded_yet(provider):
    request = provider.request(brief(at(1, "")))
    assert request.json["reference_images"] == ["reference-1.png"]


def test_each_field_tells_whose_word_it_carries(provider):
    asked = brief(at(1, LINK), aspect_ratio="4:5", resolution="4K", attempt=ATTEMPT, count=3)
    assert provider.fields(asked) == (
        Field("model", MODEL, "model"),
        Field("prompt", "a fox", "prompt"),
        Field("n", 3, "num_images"),
        Field("size", "4:5", "aspect_ratio"),
        Field("metadata.resolution", "4K", "resolution"),
        Field("resolution", "4K", "resolution"),
        Field("reference_images", [LINK], "reference_images"),
        Field("client_business_id", ATTEMPT),
    )


def test_our_attempt_goes_along_as_the_customers_id_and_is_left_out_of_a_preview(provider):
    assert provider.request(brief(attempt=ATTEMPT)).json["client_business_id"] == ATTEMPT
    assert "client_business_id" not in provider.request(brief()).json


def test_what_the_vendor_is_often_asked_stands_in_the_help(provider):
    preview, official = (spec.help for spec in provider.offered())
    assert "For production the vendor advises the official variant" in preview
    assert "public addresses, and PNG, JPEG or WebP of at most 10 MB" in preview
    assert "one that seems to have no effect has to be named in the prompt" in preview
    assert "which the vendor advises for production" in official


@pytest.mark.parametrize(
    ("model", "count", "amount", "most"),
    [
        (MODEL, 1, "0.025", None),
        (MODEL, 4, "0.025", "0.100"),
        (OFFICIAL, 1, None, None),
        ("other-model", 1, None, None),
    ],
)
def test_the_listed_price_is_of_a_request_and_perhaps_of_each_image(
    provider, model, count, amount, most
):
    cost = provider.price(brief(model=model, count=count))
    if amount is None:
        assert cost is None
    else:
        assert (cost.amount, cost.currency, cost.source) == (Decimal(amount), "USD", "table")
        assert cost.most == (most and Decimal(most))


def test_size_is_told_before_the_click_so_that_a_square_instead_is_seen(provider):
    assert provider.size(MODEL, "16:9", "1K") == (1376, 768)
    assert provider.size(MODEL, "8:1", "512") == (1536, 192)


# What comes back


def answered(provider, spool, wire, body):
    with wire(lambda _request: httpx.Response(200, json=body)):
        return provider.read(provider.submit(brief(), spool))


def asked(provider, wire, body, handle=WAITING):
    with wire(lambda _request: httpx.Response(200, json=body)):
        return provider.check(handle)


def task(status="completed", **more):
    return {"id": "task_img_1", "object": "generation.task", "status": status, **more}


def done(*links, **more):
    return task(result={"type": "image", "data": [{"url": link} for link in links]}, **more)


@pytest.mark.parametrize("status", ["queued", "submitted", "pending", "in_progress", "QUEUED"])
def test_an_answer_that_is_a_task_is_waited_for(provider, spool, wire, status):
    waiting = answered(provider, spool, wire, task(status, progress=40))
    assert isinstance(waiting, Waiting)
    assert (waiting.handle, waiting.progress, waiting.check_after) == (WAITING, 40, 3.0)
    assert provider.question(waiting.handle).url == f"{HERE}/images/generations/task_img_1"
    assert '"generation.task"' in waiting.answer


def test_a_task_is_asked_for_more_and_more_slowly(provider, wire):
    handle, pauses = {}, []
    for _ in range(40):
        waiting = asked(provider, wire, task("in_progress"), {"id": "task_img_1", **handle})
        handle = waiting.handle
        pauses.append(waiting.check_after)
    assert pauses[0] == 3
    assert pauses == sorted(pauses)
    assert pauses[-1] == 60


@pytest.mark.parametrize(
    ("body", "links"),
    [
        (done(LINK), [LINK]),
        (done(LINK, f"{LINK}?2"), [LINK, f"{LINK}?2"]),
        (done(LINK, url=f"{LINK}?other"), [LINK]),
        (task(url=LINK), [LINK]),
        (task(url=LINK, result=None), [LINK]),
        (task(url=LINK, result={"data": [None, {"url": None}, 7]}), [LINK]),
        (task("COMPLETED", result={"data": [{"url": LINK}]}), [LINK]),
        ({"created": 1, "result": {"data": [{"url": LINK}]}}, [LINK]),
    ],
)
def test_pictures_are_found_in_the_result_or_else_at_the_top(provider, wire, body, links):
    assert [picture.url for picture in asked(provider, wire, body).pictures] == links


def test_what_a_result_tells_beside_its_links_is_kept(provider, wire):
    body = done(LINK, usage={"total_tokens": 1120})
    body["result"]["data"][0]["revised_prompt"] = "a red fox"
    made = asked(provider, wire, body)
    assert made.pictures[0].revised_prompt == "a red fox"
    assert made.usage == {"total_tokens": 1120}
    assert (made.request_id, made.cost) == ("task_img_1", None)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [(86_400, 86_400), (600.5, 600), (0, 60), (-9000, 60), (None, None), ("soon", None)],
)
def test_links_live_as_long_as_they_say_and_a_minute_at_least(provider, wire, told, seconds):
    is_number = isinstance(told, int | float)
    until = time.time() + told if is_number else told
    made = asked(provider, wire, done(LINK, expires_at=until))
    assert made.links_live == (seconds and pytest.approx(seconds, abs=5))
    assert provider.default_links_live == 86_400


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (None, UnreadableError),
        ([], UnreadableError),
        ("fox", UnreadableError),
        ({}, UnreadableError),
        ({"status": "queued"}, UnreadableError),
        ({"id": 7, "status": None}, UnreadableError),
        ({"created": 1, "data": []}, UnreadableError),
        (task("sleeping", url=LINK), UnreadableError),
        (task("cancelled"), UnreadableError),
        ({"error": {"code": "internal_error", "message": "It broke."}}, UnreadableError),
        ({"error": {"code": "insufficient_quota", "message": "Top up."}}, CreditsError),
        ({"error": {"code": 401, "message": "No."}}, ConfigurationError),
        ({"error": {"code": "unauthorized", "type": "authentication_error"}}, ConfigurationError),
        ({"error": {"code": 404, "type": "not_found_error"}}, NotFoundError),
        ({"error": {"message": "invalid apitype: -1"}}, NotFoundError),
        (task("failed"), NoImageError),
        (task("failed", error=None), NoImageError),
        (task("failed", error=[]), NoImageError),
        (task("failed", error="It broke."), NoImageError),
        (task("failed", error={"code": 500, "message": None}), NoImageError),
        (task("failed", error={"code": "generation_failed", "message": "x"}), NoImageError),
        (task("failed", error={"code": "rate_limit_exceeded"}), NoImageError),
        (task("failed", error={"code": 429, "message": "Slow down."}), NoImageError),
        (task("failed", error={"code": "content_policy_violation"}), RefusedError),
        (task("failed", message="Blocked for safety."), RefusedError),
        (task("failed", error={"code": "insufficient_quota"}), CreditsError),
    ],
)
def test_what_holds_no_picture_is_told_by_its_words(provider, spool, wire, body, error):
    with pytest.raises(error) as caught:
        answered(provider, spool, wire, body)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("told", "message", "money"),
    [
        ({"message": "The image broke"}, "The image broke. ", "perhaps"),
        ({"message": "Why not?"}, "Why not? ", "perhaps"),
        (None, "The gateway says that it failed, and gives no reason. ", "perhaps"),
        ({"code": "content_policy_violation", "message": "No."}, "No. ", "perhaps"),
        ({"code": "insufficient_quota", "message": "Top up."}, "Top up. ", "no"),
    ],
)
def test_a_failed_task_says_why_and_whom_to_ask_if_it_was_charged_although_it_failed(
    provider, wire, told, message, money
):
    body = task("failed", error=told, usage={"input_tokens": 9})
    with pytest.raises((NoImageError, RefusedError, CreditsError)) as caught:
        asked(provider, wire, body)
    error = caught.value
    assert error.message.startswith(f"{message}{CHARGED}")
    assert str(error) == error.message
    assert (error.money, error.request_id) == (money, "task_img_1")
    assert error.usage == {"input_tokens": 9}
    assert '"generation.task"' in error.detail


@pytest.mark.parametrize("status", [400, 500])
def test_an_invalid_apitype_is_explained_after_the_gateways_own_words(
    provider, spool, wire, status
):
    body = {"error": {"message": "invalid apitype: -1", "code": "x"}}
    with (
        wire(lambda _request: httpx.Response(status, json=body)),
        pytest.raises(
            NotFoundError, match=r"^invalid apitype: -1\. By the vendor's word"
        ) as caught,
    ):
        provider.submit(brief(), spool)
    assert caught.value.money == "no"
    assert "check the model's id and the base URL" in caught.value.message


# Over sockets


@pytest.mark.parametrize(("model", "tier"), [*product([MODEL], TIERS), (OFFICIAL, "1K"),
                                             (OFFICIAL, "2K"), (OFFICIAL, "4K")])  # fmt: skip
def test_every_shape_in_every_size_is_taken_and_drawn(gateway, spool, tmp_path, model, tier):
    provider = speaking_to(gateway)
    shapes = provider.spec(model).generate.parameter("aspect_ratio").choices
    for ratio in shapes:
        made = finished(provider, brief(model=model, aspect_ratio=ratio, resolution=tier), spool)
        download(made.pictures[0].url, provider=provider, target=tmp_path / "picture")
        with Image.open(tmp_path / "picture") as picture:
            shape = sizes.nearest_ratio(f"{picture.width}:{picture.height}", RATIOS)
        assert shape == PRINTED.get((ratio, tier), ratio)
    assert len(gateway.paid) == len(shapes)


@pytest.mark.parametrize(("count", "tier"), list(product([1, 2, 14], TIERS)))
def test_one_two_and_fourteen_references_are_uploaded_and_used(gateway, spool, count, tier):
    provider = speaking_to(gateway)
    inputs = uploaded(provider, count)
    made = finished(provider, brief(*inputs, resolution=tier, aspect_ratio="4:3"), spool)
    assert len(made.pictures) == 1
    assert gateway.tasks[0].fields["reference_images"] == list(gateway.uploads)
    assert gateway.tasks[0].fields["size"] == "4:3"
    assert len(gateway.paid) == 1


def test_four_pictures_are_one_request_with_a_number_that_is_a_number(gateway, spool):
    made = finished(speaking_to(gateway), brief(count=4), spool)
    assert len({picture.url for picture in made.pictures}) == 4
    assert gateway.paid[0].json["n"] == 4


def test_all_that_the_official_variant_offers_is_taken_at_once(gateway, spool):
    parameters = {
        "aspect_ratio": "8:1", "resolution": "4K", "output_format": "jpeg",
        "output_compression": 80, "temperature": 2.0, "top_p": 0.0, "thinking_level": "high",
        "thinking_budget": 24_576, "max_output_tokens": 32_768, "person_generation": "ALLOW_NONE",
        "safety_settings": "BLOCK_NONE",
    }  # fmt: skip
    spec = get("toapis").models[1]
    assert parameters.keys() == {parameter.name for parameter in spec.generate.parameters}
    finished(speaking_to(gateway), brief(model=OFFICIAL, **parameters), spool)
    assert len(gateway.tasks) == 1


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_an_upload_names_the_type_that_its_bytes_have(gateway, form):
    sent = reference(1, form)
    address = speaking_to(gateway).upload(sent)
    (part,) = gateway.posts[0].parts
    assert gateway.uploads[address] == (f"image/{form}", sent.data)
    assert (part.name, part.filename, part.mime) == ("file", sent.name, f"image/{form}")


def test_an_upload_that_is_too_large_or_no_picture_is_told_in_the_gateways_words(gateway):
    provider = speaking_to(gateway)
    large = replace(reference(1), data=reference(1).data + bytes(11_000_000))
    with pytest.raises(InvalidError, match="exceeds 10MB"):
        provider.upload(large)
    with pytest.raises(InvalidError, match="only JPEG, PNG, WebP and GIF"):
        provider.upload(replace(large, data=b"poem"))
    assert gateway.paid == []
    assert provider.spec(MODEL).edit.max_bytes == 10_000_000
    assert provider.spec(MODEL).edit.input_formats == ("png", "jpeg", "webp")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"success": False, "message": "Not today."}, InvalidError),
        ({"success": True, "data": None}, UnreadableError),
        ({"success": True, "data": {"url": 7}}, UnreadableError),
        ([], UnreadableError),
    ],
)
def test_an_upload_without_an_address_is_an_error(provider, wire, body, error):
    with wire(lambda _request: httpx.Response(200, json=body)), pytest.raises(error):
        provider.upload(reference(1))


@pytest.mark.parametrize(
    ("trouble", "error", "words"),
    [
        ("failed", NoImageError, "The model gave no image. If it was charged"),
        ("failed by number", NoImageError, "upstream error. If it was charged"),
        ("failed by content policy", RefusedError, "refused by the content policy"),
        ("failed with a text", NoImageError, "The model gave no image"),
        ("no data for ever", NoImageError, "no picture"),
        ("invalid apitype", NotFoundError, "By the vendor's word"),
    ],
)
def test_each_trouble_of_its_own_is_told(gateway, spool, trouble, error, words):
    gateway.will(trouble)
    with pytest.raises(error, match=words) as caught:
        finished(speaking_to(gateway), brief(), spool)
    assert type(caught.value) is error
    assert len(gateway.paid) == 1


@pytest.mark.parametrize(
    "trouble",
    ["pending", "submitted", "url beside the result", "url without result", "no data at first"],
)
def test_each_way_to_a_picture_is_found(gateway, spool, trouble):
    gateway.will(trouble)
    made = finished(speaking_to(gateway), brief(), spool)
    assert len(made.pictures) == 1
    assert made.links_live == pytest.approx(86_400, abs=5)
    assert len(gateway.paid) == 1


def test_a_task_marked_done_without_data_is_asked_six_times_and_never_a_success(gateway, spool):
    gateway.will("no data for ever")
    with pytest.raises(NoImageError) as caught:
        finished(speaking_to(gateway), brief(), spool)
    assert caught.value.money == "perhaps"
    assert len([one for one in gateway.requests if one.method == "GET"]) == 7


def test_fewer_pictures_than_asked_are_no_error(gateway, spool):
    gateway.will("fewer pictures")
    assert len(finished(speaking_to(gateway), brief(count=4), spool).pictures) == 1


def test_a_picture_may_come_as_jpeg_whatever_was_asked(gateway, spool, tmp_path):
    gateway.will("jpeg")
    provider = speaking_to(gateway)
    made = finished(provider, brief(), spool)
    download(made.pictures[0].url, provider=provider, target=tmp_path / "picture")
    assert (tmp_path / "picture").read_bytes().startswith(b"\xff\xd8")


def test_a_link_that_is_over_is_expired_and_one_to_a_private_address_not_followed(
    gateway, spool, tmp_path
):
    provider, target = speaking_to(gateway), tmp_path / "picture"
    gateway.will("past its time", "private link")
    late = finished(provider, brief(), spool)
    assert late.links_live == 60
    with pytest.raises(ExpiredError):
        download(late.pictures[0].url, provider=provider, target=target)
    private = finished(provider, brief(), spool)
    with pytest.raises(UnreadableError, match="private address"):
        download(private.pictures[0].url, provider=provider, target=target)


def test_a_never_ending_task_stays_under_way_and_tells_its_progress(spool):
    with ToAPIsGateway(polls=3) as gateway:
        provider = speaking_to(gateway)
        outcome = provider.read(provider.submit(brief(), spool))
        progress = []
        while isinstance(outcome, Waiting):
            progress.append(outcome.progress)
            outcome = provider.check(outcome.handle)
    assert progress == [0, 25, 50, 75]
    assert len(outcome.pictures) == 1


# A lost answer


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ("accepted, then reset", UncertainError),
        ("accepted, then 504", TimedOutError),
        ("accepted, then hang", TimedOutError),
    ],
)
def test_a_request_whose_answer_is_lost_is_found_by_our_own_id_and_not_bought_twice(
    gateway, spool, trouble, error
):
    gateway.will(trouble)
    provider = speaking_to(gateway)
    provider.timeout = 1.5 if "hang" in trouble else PATIENCE
    with pytest.raises(error) as caught:
        provider.submit(brief(attempt=ATTEMPT), spool)
    assert type(caught.value) is error
    made = provider.look_up(ATTEMPT)
    assert len(made.pictures) == 1
    assert made.request_id == gateway.tasks[0].id
    assert len(gateway.paid) == 1


def test_a_task_found_under_way_goes_on_under_its_real_id(spool):
    with ToAPIsGateway(polls=1) as gateway:
        provider = speaking_to(gateway)
        provider.submit(brief(attempt=ATTEMPT), spool)
        waiting = provider.look_up(ATTEMPT)
        assert waiting.handle == {"id": gateway.tasks[0].id, "asked": 1}
        assert len(provider.check(waiting.handle).pictures) == 1


def test_a_lost_request_that_failed_says_so(gateway, spool):
    gateway.will("failed by content policy")
    provider = speaking_to(gateway)
    provider.submit(brief(attempt=ATTEMPT), spool)
    with pytest.raises(RefusedError) as caught:
        provider.look_up(ATTEMPT)
    assert caught.value.request_id == gateway.tasks[0].id


@pytest.mark.parametrize("trouble", ["", *AT_CHECK])
def test_what_is_not_found_and_a_question_that_fails_say_nothing(gateway, trouble):
    gateway.will_at_check(trouble)
    assert speaking_to(gateway).look_up(ATTEMPT) is None


@pytest.mark.parametrize(
    "body", [{"error": {"code": 404, "type": "not_found_error"}}, task("sleeping"), {}, []]
)
def test_an_odd_answer_to_a_look_up_says_nothing_either(provider, wire, body):
    with wire(lambda _request: httpx.Response(200, json=body)):
        assert provider.look_up(ATTEMPT) is None


# The rest


def test_a_key_is_tested_without_a_paid_request(gateway):
    account = speaking_to(gateway).account()
    assert (account.models, account.balance) == ((MODEL, OFFICIAL), None)
    with pytest.raises(ConfigurationError):
        speaking_to(gateway, key="bad-key").account()
    assert gateway.posts == []


def test_a_model_named_in_the_environment_is_asked_for(gateway, spool):
    provider = speaking_to(gateway, models=("retired-model", "next-official"))
    plain, official = provider.offered()
    assert (plain.generate.per_call, plain.edit.max_inputs) == (1, 14)
    assert official.generate.parameter("thinking_budget")
    assert official.edit is None
    with pytest.raises(NotFoundError, match="not offered"):
        finished(provider, brief(model="retired-model"), spool)


def test_each_request_has_a_user_agent_of_ours_since_the_gateway_refuses_others(gateway, spool):
    provider = speaking_to(gateway)
    finished(provider, brief(*uploaded(provider, 1)), spool)
    provider.account()
    assert [received.method for received in gateway.requests] == ["POST", "POST", "GET", "GET"]
    for received in gateway.requests:
        assert received.headers["user-agent"].startswith("Proofsheet/")
    with httpx.Client() as bare:
        refused = bare.get(
            f"{gateway.base_url}/models",
            headers={"Authorization": f"Bearer {gateway.key}", "User-Agent": ""},
        )
    assert refused.status_code == 403


def test_the_key_does_not_go_along_to_the_picture(gateway, spool, tmp_path):
    provider = speaking_to(gateway)
    made = finished(provider, brief(), spool)
    download(made.pictures[0].url, provider=provider, target=tmp_path / "picture")
    assert "authorization" not in gateway.requests[-1].headers


def test_an_answer_is_waited_for_longer_than_a_proxy_would(provider):
    assert provider.timeout >= 300
