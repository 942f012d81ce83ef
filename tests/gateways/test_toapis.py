"""The ToAPIs server takes what the vendor takes, and answers as the vendor does."""

import io
import json

import httpx
import pytest
from PIL import Image

from tests.running import wait_until

from . import pictures
from .asking import SOON, client
from .fixtures import *  # noqa: F403
from .toapis import ERRORS, MOST_BYTES
from .toapis_fields import CLASSIC, MODEL, OFFICIAL

UNDER_WAY = {"queued", "pending", "submitted", "in_progress"}
HEADERS = {"Authorization": "Bearer good-key", "User-Agent": "Proofsheet/1.0"}
PLAIN = {"model": MODEL, "prompt": "a fox"}
DIRECT = {"model": OFFICIAL, "prompt": "a fox"}
FULL = {
    **PLAIN,
    "size": "8:1",
    "n": 4,
    "resolution": "0.5K",
    "client_business_id": "job-42",
    "metadata": {
        "resolution": "0.5K",
        "google_search": True,
        "google_image_search": True,
        "client_business_id": "job-42",
    },
}
FULL_DIRECT = {
    **DIRECT,
    "size": "4:1",
    "n": 1,
    "metadata": {
        "temperature": 0.7,
        "topP": 1,
        "maxOutputTokens": 4096,
        "resolution": "4K",
        "personGeneration": "ALLOW_ADULT",
        "imageOutputOptions": {"mimeType": "image/jpeg", "compressionQuality": 80},
        "thinkingConfig": {"thinkingBudget": 24576, "thinkingLevel": "high"},
        "safetySettings": [
            {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}
        ],
    },
}


def submit(gateway, fields=(), **headers):
    body = {**PLAIN, **dict(fields)}
    path = f"{gateway.base_url}/images/generations"
    return client.post(path, headers={**HEADERS, **headers}, json=body)


def ask(gateway, id):
    return client.get(f"{gateway.base_url}/images/generations/{id}", headers=HEADERS)


def ended(gateway, id):
    """The last answer, after as many that tell of a task under way as the gateway gives."""
    for _ in range(gateway.polls):
        assert ask(gateway, id).json()["status"] in UNDER_WAY
    return ask(gateway, id).json()


def upload(gateway, data=None, mime="image/png", name="file", **fields):
    data = pictures.png((8, 8)) if data is None else data
    path = f"{gateway.base_url}/uploads/images"
    return client.post(path, headers=HEADERS, files=[(name, ("a.png", data, mime))], data=fields)


def picture(link):
    return Image.open(io.BytesIO(client.get(link).content))


@pytest.mark.parametrize("fields", [PLAIN, FULL, DIRECT, FULL_DIRECT])
def test_an_order_to_the_letter_is_taken(toapis_gateway, fields):
    answer = submit(toapis_gateway, fields)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["object"], body["status"], body["progress"]) == ("generation.task", "queued", 0)
    assert body["id"].startswith("task_img_")
    assert body["model"] == fields["model"]


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"n": "1"}, "n"),
        ({"n": True}, "n"),
        ({"n": 1.0}, "n"),
        ({"n": 0}, "n"),
        ({"prompt": " "}, "prompt"),
        ({"size": "1024x1024"}, "size"),
        ({"size": "7:6"}, "size"),
        ({"resolution": "512"}, "resolution"),
        ({"resolution": "1k"}, "resolution"),
        ({"aspect_ratio": "1:1"}, "aspect_ratio"),
        ({"response_format": "url"}, "response_format"),
        ({"metadata": "2K"}, "metadata"),
        ({"metadata": {"size": "1:1"}}, "metadata.size"),
        ({"metadata": {"google_search": "true"}}, "metadata.google_search"),
        ({"metadata": {"google_image_search": True}}, "metadata.google_image_search"),
        ({"metadata": {"temperature": 1}}, "metadata.temperature"),
        ({"resolution": "1K", "metadata": {"resolution": "2K"}}, "resolution"),
        (
            {"client_business_id": "a", "metadata": {"client_business_id": "b"}},
            "client_business_id",
        ),
        ({"client_business_id": 42}, "client_business_id"),
        ({"model": "gemini-3-1-flash-image-preview"}, "model"),
        ({**DIRECT, "n": 2}, "n"),
        ({**DIRECT, "size": "1:4"}, "size"),
        ({**DIRECT, "size": "1:8"}, "size"),
        ({**DIRECT, "resolution": "0.5K"}, "resolution"),
        ({**DIRECT, "temperature": 1}, "temperature"),
        ({**DIRECT, "metadata": {"resolution": "0.5K"}}, "metadata.resolution"),
        ({**DIRECT, "metadata": {"google_search": True}}, "metadata.google_search"),
        ({**DIRECT, "metadata": {"topP": 1.1}}, "metadata.topP"),
        (
            {**DIRECT, "metadata": {"thinkingConfig": {"thinkingBudget": 24577}}},
            "metadata.thinkingConfig",
        ),
        ({**DIRECT, "metadata": {"safetySettings": {}}}, "metadata.safetySettings"),
        (
            {**DIRECT, "metadata": {"imageOutputOptions": {"mimeType": "image/webp"}}},
            "metadata.imageOutputOptions",
        ),
    ],
)
def test_an_order_is_checked_field_by_field(toapis_gateway, fields, param):
    answer = submit(toapis_gateway, fields)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["type"]) == ("invalid_request", "invalid_request_error")
    assert error["param"] == param
    assert toapis_gateway.tasks == []


def test_an_order_is_a_json_object(toapis_gateway):
    path = f"{toapis_gateway.base_url}/images/generations"
    for content in ({"data": PLAIN}, {"content": b"{", "headers": HEADERS}, {"json": [PLAIN]}):
        headers = {**HEADERS, **content.pop("headers", {})}
        assert client.post(path, headers=headers, **content).status_code == 400


@pytest.mark.parametrize("agent", ["", "python-httpx/0.28.1", "Python-urllib/3.11"])
def test_who_names_no_product_is_shut_out(toapis_gateway, agent):
    assert submit(toapis_gateway, **{"User-Agent": agent}).status_code == 403
    path = f"{toapis_gateway.base_url}/models"
    assert client.get(path, headers={**HEADERS, "User-Agent": agent}).status_code == 403
    assert client.get(path, headers=HEADERS).json()["data"][0]["id"] == MODEL


def test_a_wrong_key_and_wrong_routes_are_told_in_the_vendors_words(toapis_gateway):
    refused = submit(toapis_gateway, Authorization="Bearer bad")
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "unauthorized")
    path = f"{toapis_gateway.base_url}/images/edits"
    error = client.post(path, headers=HEADERS, json=PLAIN).json()["error"]
    assert (error["code"], error["type"]) == (404, "not_found_error")
    path = f"{toapis_gateway.base_url}/chat/completions"
    refused = client.post(path, headers=HEADERS, json=PLAIN)
    assert refused.json()["error"]["message"] == "invalid apitype: -1"
    assert ask(toapis_gateway, "task_img_0").json()["error"]["code"] == "task_not_found"


@pytest.mark.parametrize(
    ("trouble", "status", "code"),
    [
        ("401", 401, "unauthorized"),
        ("402", 402, "insufficient_quota"),
        ("429", 429, "rate_limit_exceeded"),
        ("400", 400, "invalid_request"),
        ("refused", 422, "content_policy_violation"),
        ("500", 500, "internal_error"),
        ("404", 404, 404),
        ("error in 200", 200, "insufficient_quota"),
        ("invalid apitype", 400, "invalid_request"),
    ],
)
def test_a_trouble_comes_in_the_vendors_words(toapis_gateway, trouble, status, code):
    toapis_gateway.will(trouble)
    answer = submit(toapis_gateway)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert toapis_gateway.tasks == []


def test_an_upload_is_free_and_can_be_fetched_and_referred_to(toapis_gateway):
    data = upload(toapis_gateway, purpose="generation").json()["data"]
    assert data["mime_type"] == "image/png"
    found = client.get(data["url"])
    assert len(found.content) == data["size"]
    for name in ("reference_images", "image_urls"):
        assert submit(toapis_gateway, {name: [data["url"]] * 14}).status_code == 200
    assert len(toapis_gateway.paid) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "image"},
        {"mime": "image/jpeg"},
        {"mime": "application/octet-stream"},
        {"data": b"no picture"},
        {"data": b""},
        {"data": pictures.png((8, 8)) + bytes(MOST_BYTES)},
        {"purpose": "avatar"},
        {"folder": "mine"},
    ],
)
def test_an_upload_is_checked(toapis_gateway, wrong):
    answer = upload(toapis_gateway, **wrong)
    assert answer.status_code == 400
    assert answer.json().keys() == {"success", "message"}
    assert answer.json()["success"] is False


def test_an_upload_has_troubles_of_its_own(toapis_gateway):
    toapis_gateway.will("503")
    toapis_gateway.will_at_upload("429")
    assert upload(toapis_gateway).status_code == 429
    assert upload(toapis_gateway).status_code == 200
    assert submit(toapis_gateway).status_code == 503


@pytest.mark.parametrize(
    "link",
    [
        "data:image/png;base64,iVBORw0KGgo=",
        "ftp://example.com/a.png",
        "http://example.com/a.png",
        "https://10.0.0.7/a.png",
        "https://localhost/a.png",
        "https://example.com/a.gif",
        "http://127.0.0.1:9/uploads/1.png",
        "",
        7,
        {"url": "https://example.com/a.png"},
    ],
)
def test_a_reference_is_uploaded_here_or_public(toapis_gateway, link):
    public = "https://example.com/a.png"
    assert submit(toapis_gateway, {"reference_images": [public]}).status_code == 200
    assert submit(toapis_gateway, {"reference_images": [public, link]}).status_code == 400


def test_references_are_few_and_no_gif_and_not_two_lists(toapis_gateway):
    gif = upload(toapis_gateway, pictures.flat((8, 8), "gif"), "image/gif").json()["data"]["url"]
    assert submit(toapis_gateway, {"reference_images": [gif]}).status_code == 400
    png = upload(toapis_gateway).json()["data"]["url"]
    assert submit(toapis_gateway, {"reference_images": [png] * 15}).status_code == 400
    both = {"reference_images": [png], "image_urls": [png]}
    assert submit(toapis_gateway, both).status_code == 200
    assert submit(toapis_gateway, {**both, "image_urls": [png, png]}).status_code == 400


def test_a_task_is_under_way_and_then_has_its_links(toapis_gateway):
    id = submit(toapis_gateway, {"n": 2, "client_business_id": "a/b 1"}).json()["id"]
    first, second, last = (ask(toapis_gateway, id).json() for _ in range(3))
    assert [first["status"], second["status"]] == ["queued", "in_progress"]
    assert first["progress"] < second["progress"] < last["progress"] == 100
    assert last["status"] == "completed"
    assert last["expires_at"] == last["completed_at"] + 24 * 3600
    links = [item["url"] for item in last["result"]["data"]]
    assert len({client.get(link).content for link in links}) == 2
    assert ask(toapis_gateway, id).json() == last
    assert ask(toapis_gateway, "a%2Fb%201").json() == last


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        ({}, (1024, 1024)),
        ({"size": "3:4", "resolution": "2K"}, (1792, 2400)),
        ({"size": "1:8", "metadata": {"resolution": "0.5K"}}, (192, 1536)),
    ],
)
def test_a_picture_has_the_pixels_of_the_table(toapis_gateway, fields, size):
    toapis_gateway.is_true_size, toapis_gateway.polls = True, 0
    id = submit(toapis_gateway, fields).json()["id"]
    assert picture(ask(toapis_gateway, id).json()["result"]["data"][0]["url"]).size == size


@pytest.mark.parametrize("ratio", [*CLASSIC, "4:1", "8:1"])
def test_the_official_model_takes_its_twelve_ratios(toapis_gateway, ratio):
    assert submit(toapis_gateway, {**DIRECT, "size": ratio}).status_code == 200


def test_a_task_may_begin_with_other_words(toapis_gateway):
    toapis_gateway.will("pending", "submitted")
    pending, submitted = submit(toapis_gateway).json(), submit(toapis_gateway).json()
    assert (pending["status"], pending["id"][:8]) == ("pending", "tsk_img_")
    assert submitted["status"] == "submitted"
    assert ended(toapis_gateway, pending["id"])["result"]["data"]
    assert ended(toapis_gateway, submitted["id"])["result"]["data"]


@pytest.mark.parametrize("trouble", ERRORS)
def test_a_task_may_fail(toapis_gateway, trouble):
    toapis_gateway.will(trouble)
    last = ended(toapis_gateway, submit(toapis_gateway).json()["id"])
    assert (last["status"], last["error"]) == ("failed", ERRORS[trouble])
    assert "result" not in last


def test_a_link_may_lie_at_the_top(toapis_gateway):
    toapis_gateway.will("url beside the result", "url without result")
    beside, without = (submit(toapis_gateway).json()["id"] for _ in range(2))
    last = ended(toapis_gateway, beside)
    assert last["url"] == last["result"]["data"][0]["url"]
    last = ended(toapis_gateway, without)
    assert "result" not in last
    assert picture(last["url"]).format == "PNG"


def test_a_completed_task_may_have_no_data_at_first_or_for_ever(toapis_gateway):
    toapis_gateway.will("no data at first", "no data for ever")
    at_first, for_ever = (submit(toapis_gateway).json()["id"] for _ in range(2))
    assert "result" not in ended(toapis_gateway, at_first)
    assert "result" not in ask(toapis_gateway, at_first).json()
    assert ask(toapis_gateway, at_first).json()["result"]["data"]
    assert ended(toapis_gateway, for_ever)["status"] == "completed"
    assert all("result" not in ask(toapis_gateway, for_ever).json() for _ in range(5))


def test_a_picture_may_be_other_than_ordered(toapis_gateway):
    toapis_gateway.will("jpeg", "always square", "fewer pictures", "dead link")
    order = {"size": "16:9", "n": 2}
    tasks = [submit(toapis_gateway, order).json()["id"] for _ in range(4)]
    jpeg, square, fewer, dead = (
        [item["url"] for item in ended(toapis_gateway, id)["result"]["data"]] for id in tasks
    )
    assert picture(jpeg[0]).format == "JPEG"
    assert picture(square[0]).width == picture(square[0]).height
    assert len(fewer) == 1
    assert client.get(dead[0]).status_code == 410


def test_links_may_be_past_their_time(toapis_gateway):
    toapis_gateway.will("past its time")
    last = ended(toapis_gateway, submit(toapis_gateway).json()["id"])
    assert last["expires_at"] < last["completed_at"]
    assert client.get(last["result"]["data"][0]["url"]).status_code == 410


def test_a_task_may_never_end(toapis_gateway):
    toapis_gateway.will("never done")
    id = submit(toapis_gateway).json()["id"]
    assert {ask(toapis_gateway, id).json()["status"] for _ in range(9)} == {"queued", "in_progress"}


@pytest.mark.parametrize("trouble", ["accepted, then reset", "accepted, then 504"])
def test_an_order_whose_answer_is_lost_is_found_by_the_customers_id(toapis_gateway, trouble):
    toapis_gateway.will(trouble)
    order = {"metadata": {"client_business_id": "job-7"}}
    if trouble.endswith("504"):
        assert submit(toapis_gateway, order).status_code == 504
    else:
        with pytest.raises(httpx.TransportError):
            submit(toapis_gateway, order)
    assert ended(toapis_gateway, "job-7")["result"]["data"]
    assert len(toapis_gateway.paid) == 1


def test_an_order_that_hangs_is_made_nevertheless(toapis_gateway):
    toapis_gateway.will("accepted, then hang")
    path = f"{toapis_gateway.base_url}/images/generations"
    order = {**PLAIN, "client_business_id": "job-8"}
    with pytest.raises(httpx.ReadTimeout):
        client.post(path, headers=HEADERS, json=order, timeout=SOON)
    wait_until(lambda: ask(toapis_gateway, "job-8").status_code == 200)
    assert ask(toapis_gateway, "job-8").json()["client_business_id"] == "job-8"


def test_an_order_that_never_came_is_unknown(toapis_gateway):
    toapis_gateway.will("reset")
    with pytest.raises(httpx.TransportError):
        submit(toapis_gateway, {"client_business_id": "job-9"})
    assert ask(toapis_gateway, "job-9").status_code == 404
    assert len(toapis_gateway.paid) == 1


def test_a_question_for_the_status_has_troubles_of_its_own(toapis_gateway):
    id = submit(toapis_gateway).json()["id"]
    toapis_gateway.will_at_check("429", "503", "500")
    assert [ask(toapis_gateway, id).status_code for _ in range(4)] == [429, 503, 500, 200]


def test_the_official_model_draws_a_jpeg_where_that_is_asked(toapis_gateway):
    id = submit(toapis_gateway, FULL_DIRECT).json()["id"]
    last = ended(toapis_gateway, id)
    assert picture(last["result"]["data"][0]["url"]).format == "JPEG"
    assert json.loads(toapis_gateway.paid[0].body)["size"] == "4:1"
