"""The gateways that other tests stand on are strict and misbehave as told."""

import base64
import io

import pytest
from PIL import Image

from . import pictures
from .asking import client
from .fixtures import *  # noqa: F403

DIEYUYUN = {"model": "gemini-3.1-flash-image", "prompt": "a fox"}
GPT = {"model": "gpt-image-2", "prompt": "a fox"}
HOUSE = {"model": "house-model", "prompt": "a fox"}
PNG = ("a.png", b"\x89PNG", "image/png")


def post(gateway, route="generations", key="good-key", **content):
    headers = {"Authorization": f"Bearer {key}"}
    return client.post(f"{gateway.base_url}/images/{route}", headers=headers, **content)


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({}, 200, None),
        ({"n": 10, "size": "1536x1024", "quality": "hd", "response_format": "url"}, 200, None),
        ({"n": "2"}, 400, "invalid_value"),
        ({"n": True}, 400, "invalid_value"),
        ({"n": 11}, 400, "invalid_value"),
        ({"size": "1024x768"}, 400, "invalid_value"),
        ({"quality": "high"}, 400, "invalid_value"),
        ({"prompt": ""}, 400, "invalid_value"),
        ({"aspect_ratio": "1:1"}, 400, "unknown_parameter"),
        ({"model": "other"}, 404, "model_not_found"),
    ],
)
def test_dieyuyun_is_strict_about_each_field(dieyuyun_gateway, fields, status, code):
    answer = post(dieyuyun_gateway, json={**DIEYUYUN, **fields})
    assert answer.status_code == status
    assert answer.json().get("error", {}).get("code") == code


def test_a_gpt_image_model_takes_no_response_format(openai_gateway):
    answer = post(openai_gateway, json={**GPT, "response_format": "url"})
    assert answer.json()["error"]["code"] == "unknown_parameter"


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([("image", PNG)], 200),
        ([("image[]", PNG), ("image[]", PNG)], 200),
        ([("image", PNG), ("image", PNG)], 400),
        ([("image[]", PNG)] * 17, 400),
        ([("image", ("a.png", b"\x89PNG", "application/octet-stream"))], 400),
        ([("image", ("a.png", b"\xff\xd8", "image/png"))], 400),
        ([("picture", PNG)], 400),
    ],
)
def test_an_edit_is_checked_part_by_part(openai_gateway, files, status):
    assert post(openai_gateway, "edits", data=GPT, files=files).status_code == status


def test_a_wrong_key_and_a_wrong_path_are_told(custom_gateway):
    assert post(custom_gateway, key="bad", json=HOUSE).status_code == 401
    assert post(custom_gateway, "variations", json=HOUSE).status_code == 404
    assert post(custom_gateway, data=HOUSE).status_code == 400


def test_each_picture_is_its_own_and_can_be_read(custom_gateway):
    data = post(custom_gateway, json={**HOUSE, "n": 3, "response_format": "b64_json"}).json()[
        "data"
    ]
    found = [base64.b64decode(item["b64_json"]) for item in data]
    assert len(set(found)) == 3
    for picture in found:
        assert Image.open(io.BytesIO(picture)).convert("RGB").size == pictures.SMALL


def test_a_link_gives_the_same_bytes_each_time(custom_gateway):
    link = post(custom_gateway, json=HOUSE).json()["data"][0]["url"]
    assert client.get(link).content == client.get(link).content


@pytest.mark.parametrize("trouble", ["truncated picture", "text called picture"])
@pytest.mark.parametrize("form", ["url", "b64_json"])
def test_a_picture_may_be_none(custom_gateway, trouble, form):
    custom_gateway.will(trouble)
    (item,) = post(custom_gateway, json={**HOUSE, "response_format": form}).json()["data"]
    found = client.get(item["url"]).content if form == "url" else base64.b64decode(item["b64_json"])
    with pytest.raises((OSError, SyntaxError)):
        Image.open(io.BytesIO(found)).load()


def test_troubles_are_used_up_in_their_order(custom_gateway):
    custom_gateway.will("503", "", "401")
    statuses = [post(custom_gateway, json=HOUSE).status_code for _ in range(4)]
    assert statuses == [503, 200, 401, 200]
    assert len(custom_gateway.posts) == 4


def test_an_unknown_trouble_is_refused(custom_gateway):
    with pytest.raises(ValueError, match="earthquake"):
        custom_gateway.will("earthquake")


def test_the_pictures_weigh_what_the_figures_name():
    assert 1_500_000 < len(pictures.png(pictures.ONE_K)) < 2_000_000
    assert len(pictures.png(pictures.SMALL)) < 500_000


@pytest.mark.parametrize("form", ["png", "jpeg", "webp", "gif", "avif"])
def test_a_stamp_changes_the_bytes_and_not_the_picture(form):
    plain = pictures.flat((40, 30), form)
    stamped = pictures.stamped(plain, "/pictures/7.png")
    assert stamped != plain
    assert Image.open(io.BytesIO(stamped)).convert("RGB").tobytes() == (
        Image.open(io.BytesIO(plain)).convert("RGB").tobytes()
    )
    assert pictures.mime(stamped) == f"image/{form}"
