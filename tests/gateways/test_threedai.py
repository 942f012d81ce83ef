"""The server that stands for 3D AI Studio keeps to its contract and misbehaves as told."""

import base64
import io

import httpx
import pytest
from PIL import Image

from . import pictures, sizes
from .asking import client
from .fixtures import *  # noqa: F403
from .threedai import ThreeDAIGateway

ROUTE = "/v1/images/gemini/3.1/flash"
STATUS = "/v1/generation-request"
PROMPT = {"prompt": "a fox"}
HEADERS = {"Authorization": "Bearer good-key"}
PNG = pictures.png((48, 20))


def uri(data=PNG, mime="image/png"):
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


def post(gateway, route="generate", *, headers=HEADERS, **fields):
    url = f"{gateway.base_url}{ROUTE}/{route}/"
    return client.post(url, headers=headers, json={**PROMPT, **fields})


def ask(gateway, id):
    return client.get(f"{gateway.base_url}{STATUS}/{id}/status/", headers=HEADERS)


def told(gateway, route="generate", **fields):
    """What is told of a new task at the first question after it was under way."""
    answer = post(gateway, route, **fields)
    assert answer.status_code == 200, answer.text
    id = answer.json()["task_id"]
    return [ask(gateway, id).json() for _ in range(gateway.polls + 1)][-1]


def picture(link):
    return Image.open(io.BytesIO(client.get(link).content))


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 200),
        ({"aspect_ratio": "auto", "resolution": "512px", "output_format": "webp"}, 200),
        ({"num_images": 4}, 200),
        ({"num_images": 5}, 400),
        ({"num_images": "2"}, 400),
        ({"num_images": True}, 400),
        ({"resolution": "512"}, 400),
        ({"resolution": "0.5K"}, 400),
        ({"aspect_ratio": "7:6"}, 400),
        ({"output_format": "gif"}, 400),
        ({"prompt": "  "}, 400),
        ({"prompt": None}, 400),
        ({"temperature": 1}, 400),
        ({"images": [uri()]}, 400),
    ],
)
def test_an_order_is_checked_field_by_field(threedai_gateway, fields, status):
    answer = post(threedai_gateway, **fields)
    assert answer.status_code == status
    assert status == 200 or answer.json()["code"] == "validation_failed"


@pytest.mark.parametrize(
    ("images", "status"),
    [
        ([uri()], 200),
        ([uri()] * 14, 200),
        ([uri()] * 15, 400),
        ([], 400),
        (uri(), 400),
        ([uri(mime="image/jpeg")], 400),
        ([uri(mime="application/octet-stream")], 400),
        ([uri(data=PNG[:40])], 400),
        ([uri()[:-3] + "!!!"], 400),
        ([base64.b64encode(PNG).decode()], 400),
        (["https://example.com/a.png"], 400),
        ([7], 400),
    ],
)
def test_inputs_are_data_uris_of_what_their_type_says(threedai_gateway, images, status):
    assert post(threedai_gateway, "edit", images=images).status_code == status


def test_only_its_own_routes_key_and_json_will_do(threedai_gateway):
    url = f"{threedai_gateway.base_url}{ROUTE}/generate/"
    assert post(threedai_gateway, "vary").status_code == 404
    assert post(threedai_gateway, "edit").status_code == 400
    assert client.post(url, headers=HEADERS, data=PROMPT).status_code == 400
    assert client.get(url, headers=HEADERS).status_code == 405
    bad = post(threedai_gateway, headers={"API-KEY": "good-key"})
    assert (bad.status_code, bad.json()["code"]) == (401, "invalid_api_key")
    assert ask(threedai_gateway, "none").status_code == 404
    assert threedai_gateway.tasks == {}


def test_a_missing_slash_is_a_redirect_that_orders_nothing(threedai_gateway):
    url = f"{threedai_gateway.base_url}{ROUTE}/generate"
    answer = client.post(url, headers=HEADERS, json=PROMPT)
    assert (answer.status_code, answer.headers["location"]) == (301, f"{ROUTE}/generate/")
    followed = client.post(url, headers=HEADERS, json=PROMPT, follow_redirects=True)
    assert followed.status_code == 405
    status = client.get(f"{threedai_gateway.base_url}{STATUS}/x/status", headers=HEADERS)
    assert status.status_code == 301
    assert threedai_gateway.paid == []


def test_a_task_is_asked_for_until_it_ends(threedai_gateway):
    id = post(threedai_gateway).json()["task_id"]
    found = [ask(threedai_gateway, id).json() for _ in range(4)]
    states = ["PENDING", "IN_PROGRESS", "FINISHED", "FINISHED"]
    assert [task["status"] for task in found] == states
    assert [task["progress"] for task in found] == [0, 33, 100, 100]
    assert [len(task["results"]) for task in found] == [0, 0, 1, 1]
    assert all(task["failure_reason"] is None for task in found)


def test_each_picture_is_its_own_by_two_links(threedai_gateway):
    results = told(threedai_gateway, num_images=4)["results"]
    assert {result["asset_type"] for result in results} == {"IMAGE"}
    found = [client.get(result["asset_url"]).content for result in results]
    assert len(set(found)) == 4
    assert [client.get(result["asset"]).content for result in results] == found
    assert picture(results[0]["thumbnail"]).size == (64, 64)


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_a_picture_has_the_asked_shape_and_form(threedai_gateway, form):
    asked = {"aspect_ratio": "4:5", "resolution": "4K", "output_format": form}
    (result,) = told(threedai_gateway, **asked)["results"]
    found = picture(result["asset_url"])
    assert (found.size, found.format) == (sizes.within((3712, 4608), 512), form.upper())


def test_an_edit_takes_the_shape_of_its_first_input(threedai_gateway):
    square = uri(pictures.png((16, 16)))
    (result,) = told(threedai_gateway, "edit", images=[uri(), square])["results"]
    assert result["asset_type"] == "EDITED_IMAGE"
    assert sizes.nearest(picture(result["asset_url"]).size) == "21:9"


def test_credits_are_taken_by_tier_and_count_and_given_back(threedai_gateway):
    def balance():
        wallet = f"{threedai_gateway.base_url}/account/user/wallet/"
        return client.get(wallet, headers=HEADERS).json()["balance"]

    told(threedai_gateway, num_images=2, resolution="4K")
    assert balance() == "9950.00"
    threedai_gateway.will("failed")
    id = post(threedai_gateway).json()["task_id"]
    assert balance() == "9935.00"
    for _ in range(4):
        ask(threedai_gateway, id)
    assert balance() == "9950.00"


def test_an_empty_wallet_orders_nothing_and_may_be_at_another_path():
    with ThreeDAIGateway(balance=14, wallet="/user/wallet/") as gateway:
        answer = post(gateway)
        paths = ("/account/user/wallet/", "/user/wallet/")
        wallets = [client.get(f"{gateway.base_url}{path}", headers=HEADERS) for path in paths]
    assert (answer.status_code, answer.json()["code"]) == (402, "insufficient_credits")
    assert [wallet.status_code for wallet in wallets] == [404, 200]
    assert wallets[1].json() == {"balance": "14.00"}
    assert gateway.tasks == {}


def test_a_fourth_request_in_a_minute_is_refused():
    with ThreeDAIGateway(per_minute=3) as gateway:
        answers = [post(gateway) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["code"] == "rate_limited"
    assert 50 < int(answers[-1].headers["retry-after"]) <= 60
    assert len(gateway.tasks) == 3


def test_a_minute_passes():
    with ThreeDAIGateway(per_minute=1, minute=0.0) as gateway:
        assert [post(gateway).status_code for _ in range(2)] == [200, 200]


@pytest.mark.parametrize(
    ("trouble", "status", "reason"),
    [
        ("failed", "FAILED", "The renderer gave no image."),
        ("failed by safety", "FAILED", "The prompt was blocked by the safety filters."),
        ("failed without reason", "FAILED", None),
        ("error", "ERROR", "Internal error"),
        ("cancelled", "CANCELLED", None),
    ],
)
def test_a_task_may_fail(threedai_gateway, trouble, status, reason):
    threedai_gateway.will(trouble)
    found = told(threedai_gateway)
    assert (found["status"], found["failure_reason"], found["results"]) == (status, reason, [])


@pytest.mark.parametrize(
    ("trouble", "counts"),
    [("no results at first", [0, 0, 2]), ("no results for ever", [0, 0, 0])],
)
def test_a_finished_task_may_have_no_results(threedai_gateway, trouble, counts):
    threedai_gateway.will(trouble)
    threedai_gateway.polls = 0
    id = post(threedai_gateway, num_images=2).json()["task_id"]
    found = [ask(threedai_gateway, id).json() for _ in range(3)]
    assert {task["status"] for task in found} == {"FINISHED"}
    assert [len(task["results"]) for task in found] == counts


def test_a_result_may_have_its_links_later_or_only_one_of_them(threedai_gateway):
    threedai_gateway.will("no links at first", "only asset", "only asset_url")
    threedai_gateway.polls = 0
    id = post(threedai_gateway).json()["task_id"]
    links = [ask(threedai_gateway, id).json()["results"][0]["asset_url"] for _ in range(3)]
    assert links[:2] == [None, None]
    assert picture(links[2]).format == "PNG"
    (stored,), (linked,) = (told(threedai_gateway)["results"] for _ in range(2))
    assert "asset_url" not in stored
    assert picture(stored["asset"]).format == "PNG"
    assert "asset" not in linked


def test_a_task_may_end_in_other_words_with_other_things(threedai_gateway):
    threedai_gateway.will("completed", "mixed results", "fewer pictures", "no progress")
    assert told(threedai_gateway)["status"] == "COMPLETED"
    kinds = [result["asset_type"] for result in told(threedai_gateway, num_images=2)["results"]]
    assert kinds == ["ARCHIVE", "3D_MODEL", "SCALED_3D_MODEL", "IMAGE", "IMAGE"]
    assert len(told(threedai_gateway, num_images=2)["results"]) == 1
    assert told(threedai_gateway)["progress"] is None


def test_a_task_may_never_end_or_have_no_id(threedai_gateway):
    threedai_gateway.will("never done", "no task id")
    assert told(threedai_gateway)["status"] == "IN_PROGRESS"
    assert post(threedai_gateway).json().keys() == {"created_at"}


def test_a_picture_may_be_square_or_dead(threedai_gateway):
    threedai_gateway.will("always square", "dead link")
    (square,) = told(threedai_gateway, aspect_ratio="16:9")["results"]
    assert picture(square["asset_url"]).size == (512, 512)
    (dead,) = told(threedai_gateway)["results"]
    assert [client.get(dead[name]).status_code for name in ("asset_url", "asset")] == [410, 410]


def test_an_answer_may_be_lost_though_the_task_was_made(threedai_gateway):
    threedai_gateway.will("accepted, then reset", "accepted, then 504")
    with pytest.raises(httpx.TransportError):
        post(threedai_gateway)
    assert post(threedai_gateway).status_code == 504
    assert len(threedai_gateway.tasks) == 2


@pytest.mark.parametrize(
    ("trouble", "status", "code"),
    [
        ("402", 402, "insufficient_credits"),
        ("quota", 402, "insufficient_credits"),
        ("error in 200", 200, "insufficient_credits"),
        ("429", 429, "rate_limited"),
        ("400", 400, "validation_failed"),
        ("refused", 400, "validation_failed"),
        ("401", 401, "invalid_api_key"),
        ("key expired", 401, "api_key_expired"),
        ("key revoked", 401, "api_key_revoked"),
    ],
)
def test_troubles_have_its_own_codes(threedai_gateway, trouble, status, code):
    threedai_gateway.will(trouble)
    answer = post(threedai_gateway)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_question_may_be_too_many(threedai_gateway):
    threedai_gateway.will_at_check("429", "503")
    id = post(threedai_gateway).json()["task_id"]
    answers = [ask(threedai_gateway, id) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 503, 200]
    assert answers[0].headers["retry-after"] == "2"


def test_a_refusal_may_be_told_in_other_words():
    with ThreeDAIGateway(tongue="error_code") as gateway:
        assert post(gateway, num_images=9).json().keys() == {"error_code", "detail"}
    with ThreeDAIGateway(tongue="fields") as gateway:
        gateway.will("", "402", "field errors")
        blank, broke, told_so = (post(gateway, prompt="").json() for _ in range(3))
    assert blank == told_so == {"prompt": ["This field may not be blank."]}
    assert broke["error_code"] == "insufficient_credits"
