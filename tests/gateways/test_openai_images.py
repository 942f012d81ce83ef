"""The OpenAI Images protocol in its three tongues: what is refused, and what an answer holds."""

import base64
import io

import pytest
from PIL import Image

from . import pictures
from .asking import client
from .fixtures import *  # noqa: F403
from .openai_images import OpenAIImagesGateway
from .pictures import Drawing

GPT = {"model": "gpt-image-2", "prompt": "a fox"}
OLD_GPT = {"model": "gpt-image-1.5", "prompt": "a fox"}
HOUSE = {"model": "house-model", "prompt": "a fox"}
DIEYUYUN = {"model": "gemini-3.1-flash-image", "prompt": "a fox"}
KEY = {"Authorization": "Bearer good-key"}
PHOTO = ("a.png", pictures.flat((96, 64)), "image/png")


def post(gateway, route="generations", **content):
    url = f"{gateway.base_url}/images/{route}"
    return client.post(url, headers=KEY, timeout=30, **content)


def look(gateway, path, key="good-key"):
    return client.get(f"{gateway.base_url}/{path}", headers={"Authorization": f"Bearer {key}"})


def told(answer):
    """Status, code and the field that is meant."""
    error = answer.json().get("error", {})
    return answer.status_code, error.get("code"), error.get("param")


def opened(item):
    return Image.open(io.BytesIO(base64.b64decode(item["b64_json"])))


def mask(size=(96, 64), mode="RGBA", extra=b"", mime="image/png"):
    out = io.BytesIO()
    Image.new(mode, size).save(out, "png")
    return ("mask.png", out.getvalue() + extra, mime)


@pytest.mark.parametrize(
    "size", ["auto", "1536x1024", "1024x640", "3840x2160", "2160x3840", "1536x512", "1040x1040"]
)
def test_gpt_image_2_draws_any_size_within_its_rules(openai_gateway, size):
    assert post(openai_gateway, json={**GPT, "size": size}).status_code == 200


@pytest.mark.parametrize(
    "size",
    [
        "1000x1024",  # no step of 16
        "1552x512",  # beyond 3:1
        "1008x640",  # too small an area
        "3856x2160",  # too long
        "2880x2896",  # too long a short side, too large an area
        "3840x2176",
        "1024X1024",
        "1024",
        "01024x1024",
        1024,
    ],
)
def test_gpt_image_2_draws_no_size_beyond_them(openai_gateway, size):
    answer = post(openai_gateway, json={**GPT, "size": size})
    assert told(answer) == (400, "invalid_value", "size")


def test_another_gpt_model_draws_three_sizes(openai_gateway):
    assert post(openai_gateway, json={**OLD_GPT, "size": "1024x1536"}).status_code == 200
    answer = post(openai_gateway, json={**OLD_GPT, "size": "1040x1040"})
    assert told(answer) == (400, "invalid_value", "size")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"background": "transparent", "output_format": "jpeg"}, "background"),
        ({"background": "transparent", "output_format": "webp"}, None),
        ({"background": "transparent"}, None),
        ({"output_compression": 80, "output_format": "png"}, "output_compression"),
        ({"output_compression": 80}, "output_compression"),
        ({"output_compression": 80, "output_format": "jpeg"}, None),
        ({"output_compression": 101, "output_format": "jpeg"}, "output_compression"),
        ({"moderation": "high"}, "moderation"),
        ({"quality": "hd"}, "quality"),
        ({"n": "2"}, "n"),
        ({"prompt": 7}, "prompt"),
    ],
)
def test_fields_must_go_together(openai_gateway, fields, wrong):
    expected = (400, "invalid_value", wrong) if wrong else (200, None, None)
    assert told(post(openai_gateway, json={**GPT, **fields})) == expected


def test_an_answer_of_openai_tells_what_was_drawn_and_what_it_took(openai_gateway):
    fields = {"size": "1536x1024", "output_format": "webp", "n": 2}
    answer = post(openai_gateway, json={**GPT, **fields})
    body = answer.json()
    assert [opened(item).format for item in body["data"]] == ["WEBP"] * 2
    assert [opened(item).size for item in body["data"]] == [(512, 341)] * 2
    assert (body["size"], body["quality"], body["output_format"]) == ("1536x1024", "medium", "webp")
    usage = body["usage"]
    assert usage["output_tokens"] == usage["output_tokens_details"]["image_tokens"] == 2 * 1056
    assert usage["input_tokens"] == usage["input_tokens_details"]["text_tokens"] == 60
    assert usage["total_tokens"] == 2172


def test_each_answer_of_openai_has_a_request_id_of_its_own(openai_gateway):
    answers = [post(openai_gateway, json=fields) for fields in (GPT, GPT, {"model": "x"})]
    assert len({answer.headers["x-request-id"] for answer in answers}) == 3


def test_pictures_may_come_in_all_their_pixels():
    with OpenAIImagesGateway("openai", is_true_size=True) as gateway:
        (item,) = post(gateway, json={**GPT, "size": "1536x1024"}).json()["data"]
    assert opened(item).size == (1536, 1024)


def test_pictures_differ_in_what_they_show(openai_gateway):
    data = post(openai_gateway, json={**GPT, "n": 4}).json()["data"]
    assert len({opened(item).convert("RGB").tobytes() for item in data}) == 4


@pytest.mark.parametrize("form", ["png", "jpeg", "webp", "gif", "avif"])
def test_a_link_gives_the_asked_form(custom_gateway, form):
    answer = client.get(custom_gateway.link(drawing=Drawing((64, 32), form)))
    assert answer.headers["content-type"] == f"image/{form}"
    assert Image.open(io.BytesIO(answer.content)).size == (64, 32)


def test_inputs_of_an_edit_are_counted_in_its_tokens(openai_gateway):
    answer = post(openai_gateway, "edits", data=GPT, files=[("image[]", PHOTO)] * 2)
    assert answer.json()["usage"]["input_tokens_details"] == {
        "text_tokens": 60,
        "image_tokens": 2 * 323,
    }


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (("a.png", PHOTO[1], "application/octet-stream"), "unsupported_file_mimetype"),
        (("a.png", PHOTO[1], ""), "missing_file_mimetype"),
        (("a.gif", pictures.flat((9, 9), "gif"), "image/gif"), "unsupported_file_mimetype"),
        (("a.jpg", PHOTO[1], "image/jpeg"), "invalid_image_file"),
        (("a.png", b"\x89PNG" + bytes(50 * 1024 * 1024), "image/png"), "invalid_value"),
    ],
)
def test_a_part_needs_its_true_type(openai_gateway, file, code):
    answer = post(openai_gateway, "edits", data=GPT, files=[("image", file)])
    assert told(answer) == (400, code, "image")


def test_a_part_needs_a_file_name(openai_gateway):
    boundary = "b"
    head = 'Content-Disposition: form-data; name="image"\r\nContent-Type: image/png'
    body = f"--{boundary}\r\n{head}\r\n\r\n".encode() + PHOTO[1] + b"\r\n--b--\r\n"
    headers = {**KEY, "Content-Type": f"multipart/form-data; boundary={boundary}"}
    url = f"{openai_gateway.base_url}/images/edits"
    answer = client.post(url, headers=headers, content=body)
    assert told(answer) == (400, "invalid_value", "image")


def test_an_edit_is_a_form_and_says_each_field_once(openai_gateway):
    answer = post(openai_gateway, "edits", json=GPT)
    assert told(answer) == (400, "invalid_content_type", None)
    twice = {**GPT, "quality": ["low", "high"]}
    answer = post(openai_gateway, "edits", data=twice, files=[("image", PHOTO)])
    assert told(answer) == (400, "duplicate_parameter", "quality")


def test_a_prompt_of_digits_is_a_prompt(openai_gateway):
    fields = {**GPT, "prompt": "1984", "n": "2"}
    answer = post(openai_gateway, "edits", data=fields, files=[("image", PHOTO)])
    assert len(answer.json()["data"]) == 2


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize("name", ["image", "image[]"])
def test_a_mask_goes_with_the_first_image(openai_gateway, mode, name):
    files = [(name, PHOTO), ("mask", mask(mode=mode))]
    assert post(openai_gateway, "edits", data=GPT, files=files).status_code == 200


def test_a_house_server_takes_a_mask_too(custom_gateway):
    files = [("image[]", PHOTO), ("mask", mask())]
    assert post(custom_gateway, "edits", data=HOUSE, files=files).status_code == 200


@pytest.mark.parametrize(
    ("masks", "code"),
    [
        ([mask(size=(64, 96))], "invalid_value"),
        ([mask(mode="RGB")], "invalid_value"),
        ([mask(extra=bytes(4 * 1024 * 1024))], "invalid_value"),
        ([mask(), mask()], "duplicate_parameter"),
        ([("m.jpg", pictures.flat((96, 64), "jpeg"), "image/jpeg")], "unsupported_file_mimetype"),
        ([("m.png", b"\x89PNG and no more", "image/png")], "invalid_image_file"),
    ],
)
def test_a_mask_that_does_not_fit_is_refused(openai_gateway, masks, code):
    files = [("image", PHOTO), *(("mask", file) for file in masks)]
    answer = post(openai_gateway, "edits", data=GPT, files=files)
    assert told(answer) == (400, code, "mask")


def test_a_mask_is_no_input(openai_gateway):
    answer = post(openai_gateway, "edits", data=GPT, files=[("mask", mask())])
    assert told(answer) == (400, "invalid_value", "image")


def test_a_key_is_tested_by_the_list_of_models(openai_gateway, custom_gateway, dieyuyun_gateway):
    for gateway in (openai_gateway, custom_gateway, dieyuyun_gateway):
        found = [model["id"] for model in look(gateway, "models").json()["data"]]
        assert found == list(gateway.tongue.models)
        assert look(gateway, f"models/{found[0]}").json()["id"] == found[0]
        assert told(look(gateway, "models/dall-e-2")) == (404, "model_not_found", "model")
        assert told(look(gateway, "models", "bad"))[:2] == (401, "invalid_api_key")
        assert gateway.paid == []


def test_a_house_server_takes_further_fields_and_records_them(custom_gateway):
    answer = post(custom_gateway, json={**HOUSE, "size": "333x777", "seed": 7, "style": {"a": 1}})
    assert answer.status_code == 200
    assert custom_gateway.paid[0].json["style"] == {"a": 1}
    files = [("image[]", PHOTO)]
    assert post(custom_gateway, "edits", data={**HOUSE, "seed": 7}, files=files).status_code == 200


def test_a_house_server_may_be_strict(custom_gateway):
    custom_gateway.is_open = False
    answer = post(custom_gateway, json={**HOUSE, "seed": 7})
    assert told(answer) == (400, "unknown_parameter", "seed")


def test_dieyuyun_makes_a_task_of_an_order_that_asks_for_one(dieyuyun_gateway):
    task = post(dieyuyun_gateway, json={**DIEYUYUN, "async": True}).json()
    assert (task["status"], task["object"]) == ("queued", "task")
    states = [look(dieyuyun_gateway, f"tasks/{task['id']}").json() for _ in range(3)]
    assert [state["status"] for state in states] == ["processing", "processing", "completed"]
    assert len(states[-1]["result"]["data"]) == 1
    assert told(look(dieyuyun_gateway, f"tasks/{task['id']}", "bad"))[0] == 401
    assert look(dieyuyun_gateway, "tasks/task-other").status_code == 404


@pytest.mark.parametrize(
    ("trouble", "end"),
    [("task failed", "failed"), ("task refused", "failed"), ("task without picture", "completed")],
)
def test_a_task_may_end_without_a_picture(trouble, end):
    with OpenAIImagesGateway("dieyuyun", polls=0) as gateway:
        gateway.will(trouble)
        task = post(gateway, json=DIEYUYUN).json()
        state = look(gateway, f"tasks/{task['id']}").json()
    assert state["status"] == end
    assert not state.get("data")
    assert "result" not in state


def test_there_may_be_fewer_pictures_than_asked_for(custom_gateway):
    custom_gateway.will("fewer pictures")
    assert len(post(custom_gateway, json={**HOUSE, "n": 3}).json()["data"]) == 2


@pytest.mark.parametrize(
    ("trouble", "status", "type", "code"),
    [
        ("refused", 400, "image_generation_user_error", "moderation_blocked"),
        ("quota", 429, "insufficient_quota", "insufficient_quota"),
        ("401", 401, "invalid_request_error", "invalid_api_key"),
        ("500", 500, "server_error", "server_error"),
    ],
)
def test_an_error_has_four_keys(openai_gateway, trouble, status, type, code):
    openai_gateway.will(trouble)
    answer = post(openai_gateway, json=GPT)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert (error["type"], error["code"]) == (type, code)
    assert set(error) == {"message", "type", "param", "code"}
