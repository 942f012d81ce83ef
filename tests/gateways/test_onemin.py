"""The server that stands for 1min.ai keeps to its contract and misbehaves as told."""

import io

import httpx
import pytest
from PIL import Image

from . import pictures, sizes
from .asking import client
from .fixtures import *  # noqa: F403
from .onemin import OneMinGateway

PROMPT = {"prompt": "a fox", "imageSize": "512"}
ORDER = {"type": "IMAGE_GENERATOR", "model": "gemini-3.1-flash-image-preview"}
PNG = pictures.png((48, 20))


def post(gateway, prompt=None, *, key="good-key", query="", **fields):
    body = {**ORDER, "promptObject": {**PROMPT, **(prompt or {})}, **fields}
    url = f"{gateway.base_url}/features{query}"
    return client.post(url, headers={"API-KEY": key}, json=body)


def record(gateway, *arguments, **options):
    answer = post(gateway, *arguments, **options)
    assert answer.status_code == 200, answer.text
    return answer.json()["aiRecord"]


def result(gateway, uuid, key="good-key"):
    return client.get(f"{gateway.base_url}/results/{uuid}", headers={"API-KEY": key})


def picture_of(record):
    return Image.open(io.BytesIO(client.get(record["temporaryUrl"]).content))


def states(gateway, uuid, times):
    found = [result(gateway, uuid).json()["aiRecord"] for _ in range(times)]
    return [record and record["status"] for record in found]


def upload(gateway, *, data=PNG, mime="image/png", name="asset", key="good-key", **fields):
    files = {name: ("a.png", data, mime)}
    headers = {"API-KEY": key}
    return client.post(f"{gateway.base_url}/assets", headers=headers, files=files, data=fields)


def path_of(gateway, **options):
    return upload(gateway, **options).json()["fileContent"]["path"]


@pytest.mark.parametrize(
    ("prompt", "status"),
    [
        ({"aspectRatio": "21:9", "temperature": 0, "topP": 0.95}, 200),
        ({"imageSize": "4K"}, 200),
        ({"imageSize": "0.5K"}, 422),
        ({"imageSize": 512}, 422),
        ({"aspectRatio": "auto"}, 422),
        ({"temperature": 2.1}, 422),
        ({"temperature": "1"}, 422),
        ({"topP": True}, 422),
        ({"prompt": ""}, 422),
        ({"n": 2}, 422),
        ({"imageUrl": "images/a.png"}, 422),
    ],
)
def test_a_prompt_is_checked_field_by_field(onemin_gateway, prompt, status):
    answer = post(onemin_gateway, prompt)
    assert answer.status_code == status
    assert status == 200 or answer.json()["error"].keys() == {"message", "details"}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"async": True}, 200),
        ({"async": "true"}, 422),
        ({"num_images": 1}, 422),
        ({"type": "IMAGE_VARIATOR"}, 422),
        ({"promptObject": "a fox"}, 422),
        ({"promptObject": {"prompt": "a fox"}}, 422),
        ({"model": "gemini-3.1-flash-image"}, 400),
    ],
)
def test_an_order_is_checked_field_by_field(onemin_gateway, fields, status):
    assert post(onemin_gateway, **fields).status_code == status


def test_an_unknown_model_has_a_code_of_its_own(onemin_gateway):
    body = post(onemin_gateway, model="dall-e-3").json()
    assert body.keys() == {"errorCode", "message"}
    assert body["errorCode"] == "UNSUPPORTED_MODEL"


def test_only_its_own_header_its_own_routes_and_json_will_do(onemin_gateway):
    url = f"{onemin_gateway.base_url}/features"
    assert post(onemin_gateway, key="bad").status_code == 401
    bearer = client.post(url, headers={"Authorization": "Bearer good-key"}, json=ORDER)
    assert (bearer.status_code, bearer.json()["success"]) == (401, False)
    assert post(onemin_gateway, query="?isStreaming=false").status_code == 200
    assert post(onemin_gateway, query="?isStreaming=true").status_code == 404
    assert client.post(url, headers={"API-KEY": "good-key"}, data=ORDER).status_code == 400


def test_an_order_is_answered_with_its_picture(onemin_gateway):
    done = record(onemin_gateway, {"aspectRatio": "9:16"})
    assert done["status"] == "SUCCESS"
    (stored,) = done["aiRecordDetail"]["resultObject"]
    assert not stored.startswith("http")
    assert picture_of(done).size == sizes.within((384, 688), 512)


def test_a_picture_is_private_without_its_signature(onemin_gateway):
    link = record(onemin_gateway)["temporaryUrl"]
    assert client.get(link).status_code == 200
    assert client.get(link.partition("?")[0]).status_code == 403


def test_an_asynchronous_order_is_asked_for_by_its_uuid(onemin_gateway):
    begun = record(onemin_gateway, **{"async": True})
    assert begun["status"] == "PROCESSING"
    assert "temporaryUrl" not in begun
    found = states(onemin_gateway, begun["uuid"], 4)
    assert found == ["PROCESSING", "PROCESSING", "SUCCESS", "SUCCESS"]
    assert result(onemin_gateway, begun["uuid"], key="bad").status_code == 401
    assert len(onemin_gateway.paid) == 1


def test_an_unknown_uuid_is_null_and_costs_nothing(onemin_gateway):
    answer = result(onemin_gateway, "00000000-0000-0000-0000-000000000000")
    assert (answer.status_code, answer.json()) == (200, {"aiRecord": None})
    assert onemin_gateway.paid == []


def test_an_editor_takes_uploads_and_their_shape(onemin_gateway):
    assets = {"imageUrl": path_of(onemin_gateway), "referenceImage1": path_of(onemin_gateway)}
    done = record(onemin_gateway, {**assets, "imageSize": "1K"}, type="IMAGE_EDITOR")
    assert sizes.nearest(picture_of(done).size) == "21:9"
    assert len(onemin_gateway.paid) == 1
    assert len(onemin_gateway.posts) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"aspectRatio": "1:1"},
        {"imageUrl": "images/never_uploaded.png"},
        {"referenceImage1": "data:image/png;base64,AAAA"},
        {"referenceImage3": "images/a.png"},
    ],
)
def test_an_editor_refuses_what_is_not_its_own(onemin_gateway, change):
    prompt = {"imageUrl": path_of(onemin_gateway), **change}
    assert post(onemin_gateway, prompt, type="IMAGE_EDITOR").status_code == 422


def test_an_editor_wants_a_source_of_the_same_key(onemin_gateway):
    assert post(onemin_gateway, type="IMAGE_EDITOR").status_code == 422
    path = path_of(onemin_gateway)
    onemin_gateway.key = "new-key"
    answer = post(onemin_gateway, {"imageUrl": path}, type="IMAGE_EDITOR", key="new-key")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200),
        ({"name": "file"}, 422),
        ({"mime": "image/jpeg"}, 422),
        ({"mime": "application/octet-stream"}, 422),
        ({"data": PNG[:20]}, 422),
        ({"purpose": "reference"}, 422),
        ({"key": "bad"}, 401),
    ],
)
def test_an_upload_is_checked(onemin_gateway, change, status):
    assert upload(onemin_gateway, **change).status_code == status


def test_uploads_and_questions_have_troubles_of_their_own(onemin_gateway):
    onemin_gateway.will_at_upload("503")
    onemin_gateway.will_at_check("429")
    begun = record(onemin_gateway, **{"async": True})
    assert [upload(onemin_gateway).status_code for _ in range(2)] == [503, 200]
    assert result(onemin_gateway, begun["uuid"]).headers["retry-after"] == "2"
    assert result(onemin_gateway, begun["uuid"]).status_code == 200


@pytest.mark.parametrize(
    ("trouble", "is_async", "status", "later"),
    [
        ("success at once", True, "SUCCESS", "SUCCESS"),
        ("processing unasked", False, "PROCESSING", "SUCCESS"),
        ("failure", True, "PROCESSING", "FAILURE"),
        ("failure", False, "FAILURE", "FAILURE"),
        ("failure at once", True, "FAILURE", "FAILURE"),
        ("never done", True, "PROCESSING", "PROCESSING"),
        ("lost record", True, "PROCESSING", None),
    ],
)
def test_a_record_may_end_otherwise(onemin_gateway, trouble, is_async, status, later):
    onemin_gateway.will(trouble)
    begun = record(onemin_gateway, **{"async": is_async})
    assert begun["status"] == status
    assert states(onemin_gateway, begun["uuid"], 3)[-1] == later


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("failure", "could not be generated"),
        ("failure by moderation", "safety"),
        ("failure for credits", "credits"),
    ],
)
def test_a_failure_tells_its_reason_as_the_result(onemin_gateway, trouble, reason):
    onemin_gateway.will(trouble)
    (told,) = record(onemin_gateway)["aiRecordDetail"]["resultObject"]
    assert reason in told


def test_a_record_may_be_lost_at_first_only(onemin_gateway):
    onemin_gateway.will("lost record at first")
    begun = record(onemin_gateway, **{"async": True})
    assert states(onemin_gateway, begun["uuid"], 3) == [None, "PROCESSING", "SUCCESS"]


def test_a_success_may_have_no_link_or_no_picture_and_an_order_no_uuid(onemin_gateway):
    onemin_gateway.will("no link", "no picture", "no uuid", "failure without reason")
    bare, empty, nameless, dumb = (record(onemin_gateway) for _ in range(4))
    assert bare["aiRecordDetail"]["resultObject"]
    assert "temporaryUrl" not in bare
    assert (empty["status"], empty["aiRecordDetail"]["resultObject"]) == ("SUCCESS", [])
    assert "uuid" not in nameless
    assert (dumb["status"], dumb["aiRecordDetail"]["resultObject"]) == ("FAILURE", [])


def test_an_answer_may_be_lost_though_the_order_was_taken(onemin_gateway):
    onemin_gateway.will("accepted, then reset", "accepted, then 504")
    with pytest.raises(httpx.TransportError):
        post(onemin_gateway)
    assert post(onemin_gateway).status_code == 504
    assert len(onemin_gateway.records) == 2


@pytest.mark.parametrize("trouble", ["402", "quota", "error in 200"])
def test_want_of_credits_has_a_code(onemin_gateway, trouble):
    onemin_gateway.will(trouble)
    body = post(onemin_gateway).json()
    assert body["errorCode"] == "INSUFFICIENT_CREDITS"
    assert "only has 139 credits" in body["message"]


def test_shared_troubles_come_in_its_own_shape(onemin_gateway):
    onemin_gateway.will("429", "refused", "unsupported model", "dead link")
    busy, refused, unsupported = (post(onemin_gateway) for _ in range(3))
    assert (busy.status_code, busy.headers["retry-after"]) == (429, "2")
    assert (busy.json()["success"], list(busy.json()["error"])) == (False, ["message"])
    assert "safety" in refused.json()["error"]["message"]
    assert unsupported.json()["errorCode"] == "UNSUPPORTED_MODEL"
    assert client.get(record(onemin_gateway)["temporaryUrl"]).status_code == 410


def test_a_picture_may_be_of_another_shape_or_form():
    with OneMinGateway(is_true_size=True) as gateway:
        gateway.will("", "always square", "jpeg")
        found = [picture_of(record(gateway, {"aspectRatio": "16:9"})) for _ in range(3)]
    assert [image.size for image in found] == [(688, 384), (512, 512), (688, 384)]
    assert [image.format for image in found] == ["PNG", "PNG", "JPEG"]
