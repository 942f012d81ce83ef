"""1min.ai: what goes out and what comes back, over a mocked wire and over sockets."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import httpx
import pytest
from PIL import Image

from studio.providers import (
    Brief,
    ConfigurationError,
    CreditsError,
    Field,
    Input,
    NoImageError,
    NotFoundError,
    RefusedError,
    UnreadableError,
    Waiting,
    download,
    get,
)
from studio.providers.parameters import TIERS
from tests.gateways.onemin import OneMinGateway

from .conftest import finished, reference

MODEL = "gemini-3.1-flash-image-preview"
HERE = "https://api.1min.ai/api"
LINK = "https://s3.us-east-1.amazonaws.com/asset.1min.ai/images/1.png?X-Amz-Signature=ab"
OTHER_LINK = "https://asset.1min.ai.s3.us-east-1.amazonaws.com/images/1.png?X-Amz-Signature=ab"
WAITING = {"uuid": "u-1", "asked": 1}


@pytest.fixture
def provider():
    return get("onemin")(key="good-key")


@pytest.fixture
def gateway():
    with OneMinGateway(polls=0) as gateway:
        yield gateway


def speaking_to(gateway, **options):
    return get("onemin")(**{"key": gateway.key, "base_url": gateway.base_url, **options})


def brief(*inputs, **parameters):
    operation = "edit" if inputs else "generate"
    return Brief(
        model=MODEL, prompt="a fox", operation=operation, parameters=parameters, inputs=inputs
    )


def uploaded(provider, count):
    """References as they are after their upload."""
    kept = [reference(number) for number in range(count)]
    return [replace(one, url=provider.upload(one)) for one in kept]


def at(number, url):
    return Input(name=f"{number}.png", mime="image/png", data=b"", url=url)


# What goes out


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({}, {"imageSize": "1K"}),
        ({"resolution": "512"}, {"imageSize": "512"}),
        ({"resolution": "4K", "aspect_ratio": "21:9"}, {"imageSize": "4K", "aspectRatio": "21:9"}),
        ({"resolution": "2K", "aspect_ratio": "auto"}, {"imageSize": "2K"}),
        ({"temperature": 0.0, "top_p": 0.5}, {"imageSize": "1K", "temperature": 0.0, "topP": 0.5}),
        ({"seed": 7, "quality": "hd", "output_format": "png"}, {"imageSize": "1K"}),
    ],
)
def test_a_request_holds_what_was_chosen_and_nothing_else(provider, parameters, fields):
    request = provider.request(brief(**parameters))
    assert (request.method, request.url, request.files) == ("POST", f"{HERE}/features", ())
    assert request.json == {
        "type": "IMAGE_GENERATOR",
        "model": MODEL,
        "async": True,
        "promptObject": {"prompt": "a fox", **fields},
    }


@pytest.mark.parametrize(
    ("count", "places"),
    [
        (1, ["imageUrl"]),
        (2, ["imageUrl", "referenceImage1"]),
        (3, ["imageUrl", "referenceImage1", "referenceImage2"]),
    ],
)
def test_references_are_named_by_their_assets_in_their_order(provider, count, places):
    inputs = [at(number, f"images/{number}.png") for number in range(count)]
    request = provider.request(brief(*inputs, resolution="2K", temperature=0.5))
    assert request.json == {
        "type": "IMAGE_EDITOR",
        "model": MODEL,
        "async": True,
        "promptObject": {
            "prompt": "a fox",
            "imageSize": "2K",
            "temperature": 0.5,
            **{place: f"images/{number}.png" for number, place in enumerate(places)},
        },
    }


def test_a_preview_shows_the_name_of_a_reference_that_is_not_uploaded_yet(provider):
    request = provider.request(brief(at(1, "")))
    assert request.json["promptObject"]["imageUrl"] == "1.png"


def test_an_edit_takes_no_shape_so_none_is_sent(provider):
    (spec,) = provider.offered()
    assert spec.edit.parameter("aspect_ratio") is None
    request = provider.request(brief(at(1, "images/1.png"), aspect_ratio="16:9"))
    assert "aspectRatio" not in request.json["promptObject"]


def test_each_field_tells_whose_word_it_carries(provider):
    fields = provider.fields(brief(at(1, "images/1.png"), resolution="4K", top_p=0.5))
    assert fields == (
        Field("type", "IMAGE_EDITOR"),
        Field("model", MODEL, "model"),
        Field("async", True),
        Field("promptObject.prompt", "a fox", "prompt"),
        Field("promptObject.imageSize", "4K", "resolution"),
        Field("promptObject.topP", 0.5, "top_p"),
        Field("promptObject.imageUrl", "images/1.png", "reference_images"),
    )


def test_the_number_of_images_is_not_left_to_the_prompt_but_to_calls(provider):
    (spec,) = provider.offered()
    assert (spec.generate.per_call, spec.edit.per_call) == (1, 1)
    assert spec.generate.max_count >= 4


def test_no_price_is_made_up(provider):
    assert provider.price(brief(resolution="4K")) is None


def test_size_is_told_before_the_click_unless_the_model_decides(provider):
    assert provider.size(MODEL, "16:9", "1K") == (1376, 768)
    assert provider.size(MODEL, "auto", "1K") is None


def test_a_model_named_in_the_environment_is_asked_for(gateway, spool):
    provider = speaking_to(gateway, models=("retired-model",))
    (spec,) = provider.offered()
    assert spec.edit.max_inputs == 3
    with pytest.raises(NotFoundError, match="not supported"):
        finished(provider, Brief(model="retired-model", prompt="a fox"), spool)


# What comes back


def answered(provider, spool, wire, body):
    with wire(lambda _request: httpx.Response(200, json=body)):
        return provider.read(provider.submit(brief(), spool))


def asked(provider, wire, body, handle=WAITING):
    with wire(lambda _request: httpx.Response(200, json=body)):
        return provider.check(handle)


def record(status="SUCCESS", results=("images/1.png",), **more):
    detail = {"promptObject": {"prompt": "a fox"}, "resultObject": results}
    told = {"uuid": "u-1", "status": status, "aiRecordDetail": detail, **more}
    return {"aiRecord": told}


@pytest.mark.parametrize("link", [LINK, OTHER_LINK])
def test_a_picture_may_be_there_at_once_in_either_spelling_of_the_bucket(
    provider, spool, wire, link
):
    made = answered(provider, spool, wire, record(temporaryUrl=link))
    assert [picture.url for picture in made.pictures] == [link]
    assert (made.request_id, made.cost, made.links_live) == ("u-1", None, None)
    assert '"status": "SUCCESS"' in made.answer


def test_an_answer_may_be_a_task_instead_of_a_picture(provider, spool, wire):
    waiting = answered(provider, spool, wire, record("PROCESSING", results=[]))
    assert isinstance(waiting, Waiting)
    assert waiting.handle == WAITING
    assert provider.question(waiting.handle).url == f"{HERE}/results/u-1"


def test_a_task_is_asked_for_more_and_more_slowly(provider, wire):
    handle, pauses = WAITING, []
    for _ in range(40):
        waiting = asked(provider, wire, record("PROCESSING"), handle)
        handle = waiting.handle
        pauses.append(waiting.check_after)
    assert 2 < pauses[0] < 3
    assert pauses == sorted(pauses)
    assert pauses[-1] == 60


def test_several_keys_of_the_storage_but_one_link_are_one_picture(provider, wire):
    body = record(results=["images/1.png", "images/2.png"], temporaryUrl=LINK)
    assert [picture.url for picture in asked(provider, wire, body).pictures] == [LINK]


@pytest.mark.parametrize("name", ["revisedPrompt", "revised_prompt"])
def test_a_revised_prompt_is_kept_where_there_is_one(provider, wire, name):
    body = record(temporaryUrl=LINK)
    assert asked(provider, wire, body).pictures[0].revised_prompt == ""
    body["aiRecord"]["aiRecordDetail"][name] = "a red fox"
    assert asked(provider, wire, body).pictures[0].revised_prompt == "a red fox"


def stamp(ago):
    return (datetime.now(UTC) - timedelta(seconds=ago)).strftime("%Y%m%dT%H%M%SZ")


@pytest.mark.parametrize(
    ("ago", "query", "seconds"),
    [
        (None, "", None),
        (None, "&X-Amz-Expires=900", 900),
        (600, "&X-Amz-Expires=3600", 3000),
        (9000, "&X-Amz-Expires=3600", 3600),
        (-9000, "&X-Amz-Expires=3600", 3600),
        (None, "&X-Amz-Date=yesterday&X-Amz-Expires=3600", 3600),
        (None, "&X-Amz-Expires=soon", None),
        (None, "&X-Amz-Expires=" + "9" * 400, 604_800),
    ],
)
def test_a_signed_link_says_how_long_it_lives(provider, wire, ago, query, seconds):
    if ago is not None:
        query = f"&X-Amz-Date={stamp(ago)}{query}"
    made = asked(provider, wire, record(temporaryUrl=f"{LINK}{query}"))
    assert made.links_live == (seconds and pytest.approx(seconds, abs=30))


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (None, UnreadableError),
        ([], UnreadableError),
        ("fox", UnreadableError),
        ({}, UnreadableError),
        ({"aiRecord": None}, UnreadableError),
        ({"aiRecord": []}, UnreadableError),
        ({"aiRecord": {}}, UnreadableError),
        ({"aiRecord": {"status": None}}, UnreadableError),
        ({"aiRecord": {"status": "PROCESSING"}}, UnreadableError),
        (record("SLEEPING"), UnreadableError),
        (record(temporaryUrl="https://[cdn/1.png"), UnreadableError),
        ({"aiRecord": {"status": "SUCCESS"}}, NoImageError),
        ({"aiRecord": {"status": "SUCCESS", "aiRecordDetail": None}}, NoImageError),
        ({"success": False, "error": {"message": "No idea."}}, UnreadableError),
        ({"success": False, "error": {"message": "Not enough credits."}}, CreditsError),
        ({"errorCode": "INSUFFICIENT_CREDITS", "message": "Top up."}, CreditsError),
        ({"errorCode": "UNSUPPORTED_MODEL", "message": "No."}, NotFoundError),
        (record("FAILURE", ["It broke."]), NoImageError),
        (record("FAILURE", []), NoImageError),
        (record("FAILURE", None), NoImageError),
        (record("FAILURE", [{"message": "Blocked for safety."}]), RefusedError),
        (record("FAILURE", "Our content policy forbids it."), RefusedError),
        (record("FAILURE", ["INSUFFICIENT_CREDITS"]), CreditsError),
        (record("FAILURE", ["Rate limit exceeded."]), NoImageError),
    ],
)
def test_what_holds_no_picture_is_told_by_its_words(provider, spool, wire, body, error):
    with pytest.raises(error) as caught:
        answered(provider, spool, wire, body)
    assert type(caught.value) is error


def test_a_failure_says_why_and_keeps_its_number_and_the_whole_answer(provider, wire):
    with pytest.raises(NoImageError, match=r"^The image broke\.$") as caught:
        asked(provider, wire, record("FAILURE", ["The image broke."], temporaryUrl=LINK))
    assert caught.value.request_id == "u-1"
    assert '"promptObject"' in caught.value.detail
    assert caught.value.money == "perhaps"


# Over sockets


@pytest.mark.parametrize(("count", "tier"), list(product([1, 2, 3], TIERS)))
def test_one_two_and_three_references_are_uploaded_and_used(gateway, spool, count, tier):
    provider = speaking_to(gateway)
    made = finished(provider, brief(*uploaded(provider, count), resolution=tier), spool)
    assert len(made.pictures) == 1
    assert len(gateway.assets) == count
    assert len(gateway.paid) == 1


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_an_upload_names_the_type_that_its_bytes_have(gateway, form):
    provider = speaking_to(gateway)
    sent = reference(1, form)
    path = provider.upload(sent)
    (part,) = gateway.posts[0].parts
    assert path in gateway.assets
    assert (part.name, part.filename, part.mime) == ("asset", sent.name, f"image/{form}")
    assert part.data == sent.data


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"fileContent": {"path": "images/a.png"}, "asset": {"key": "images/b.png"}}, "a"),
        ({"fileContent": None, "asset": {"key": "images/b.png"}}, "b"),
    ],
)
def test_an_uploaded_asset_is_called_by_its_path_or_key(provider, wire, body, path):
    with wire(lambda _request: httpx.Response(200, json=body)):
        assert provider.upload(reference(1)) == f"images/{path}.png"


@pytest.mark.parametrize("body", [{}, [], {"asset": None}, {"fileContent": {"path": 7}}])
def test_an_upload_without_a_path_is_unreadable(provider, wire, body):
    with wire(lambda _request: httpx.Response(200, json=body)), pytest.raises(UnreadableError):
        provider.upload(reference(1))


@pytest.mark.parametrize(
    ("trouble", "error", "words"),
    [
        ("failure", NoImageError, "could not be generated"),
        ("failure at once", NoImageError, "could not be generated"),
        ("failure by moderation", RefusedError, "safety system"),
        ("failure by moderation at once", RefusedError, "safety system"),
        ("failure for credits", CreditsError, "1726 credits"),
        ("failure without reason", NoImageError, "gives no reason"),
        ("lost record", UnreadableError, "no longer knows"),
        ("no link", NoImageError, "no picture"),
        ("no picture", NoImageError, "no picture"),
        ("no uuid", UnreadableError, "neither a picture nor a task"),
        ("unsupported model", NotFoundError, "not supported"),
    ],
)
def test_each_trouble_of_its_own_is_told(gateway, spool, trouble, error, words):
    gateway.will(trouble)
    with pytest.raises(error, match=words) as caught:
        finished(speaking_to(gateway), brief(), spool)
    assert type(caught.value) is error
    assert len(gateway.paid) == 1


@pytest.mark.parametrize(
    "trouble", ["success at once", "processing unasked", "lost record at first", "jpeg"]
)
def test_each_way_to_a_picture_is_found(gateway, spool, trouble):
    gateway.will(trouble)
    made = finished(speaking_to(gateway), brief(), spool)
    assert len(made.pictures) == 1
    assert made.links_live == 3600
    assert len(gateway.paid) == 1


def test_a_task_marked_done_without_a_link_is_asked_six_times_and_never_a_success(gateway, spool):
    gateway.will("no link")
    with pytest.raises(NoImageError) as caught:
        finished(speaking_to(gateway), brief(), spool)
    assert caught.value.money == "perhaps"
    assert len([one for one in gateway.requests if one.method == "GET"]) == 7


def test_a_record_that_is_gone_is_asked_for_four_times_more(gateway, spool):
    gateway.will("lost record")
    with pytest.raises(UnreadableError):
        finished(speaking_to(gateway), brief(), spool)
    assert len([one for one in gateway.requests if one.method == "GET"]) == 5


def test_a_never_ending_task_stays_under_way(gateway, spool):
    gateway.will("never done")
    provider = speaking_to(gateway)
    outcome = provider.read(provider.submit(brief(), spool))
    for _ in range(5):
        outcome = provider.check(outcome.handle)
    assert isinstance(outcome, Waiting)


def test_a_key_is_tested_without_a_paid_request(gateway):
    assert speaking_to(gateway).account().balance is None
    with pytest.raises(ConfigurationError):
        speaking_to(gateway, key="bad-key").account()
    assert gateway.posts == []


@pytest.mark.parametrize("body", [{}, [], None, {"message": "No."}])
def test_another_answer_does_not_make_a_key_good(provider, wire, body):
    with (
        wire(lambda _request: httpx.Response(200, json=body)),
        pytest.raises(UnreadableError),
    ):
        provider.account()


def test_each_request_has_a_user_agent_and_the_key_in_a_header_of_its_own(gateway, spool):
    provider = speaking_to(gateway)
    finished(provider, brief(*uploaded(provider, 1)), spool)
    assert [received.method for received in gateway.requests] == ["POST", "POST", "GET"]
    for received in gateway.requests:
        assert received.headers["user-agent"].startswith("Proofsheet/")
        assert received.headers["api-key"] == "good-key"
        assert "authorization" not in received.headers


def test_the_key_does_not_go_along_to_the_picture(gateway, spool, tmp_path):
    provider = speaking_to(gateway)
    made = finished(provider, brief(), spool)
    download(made.pictures[0].url, provider=provider, target=tmp_path / "picture")
    assert "api-key" not in gateway.requests[-1].headers
    assert Image.open(io.BytesIO((tmp_path / "picture").read_bytes())).size == (512, 512)


def test_an_answer_is_waited_for_longer_than_a_proxy_would(provider):
    assert provider.timeout >= 300
