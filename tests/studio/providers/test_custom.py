"""A server of one's own: only what was chosen is sent, and both ways of answering are read."""

import pytest

from studio.providers import Brief, Input, get

from .conftest import provider_of

PNG = Input(name="reference-1.png", mime="image/png", data=b"\x89PNG one")


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({}, {}),
        ({"aspect_ratio": "auto", "quality": "auto", "response_format": "auto"}, {}),
        ({"aspect_ratio": "3:2", "quality": "hd"}, {"size": "1536x1024", "quality": "hd"}),
        ({"aspect_ratio": "2:3", "response_format": "b64_json"},
         {"size": "1024x1536", "response_format": "b64_json"}),
    ],
)  # fmt: skip
def test_what_is_left_to_the_server_is_not_sent(parameters, fields):
    provider = get("custom")(base_url="http://127.0.0.1:9/v1/", models=["house-model"])
    request = provider.request(Brief(model="house-model", prompt="a fox", parameters=parameters))
    assert request.url == "http://127.0.0.1:9/v1/images/generations"
    assert request.json == {"model": "house-model", "prompt": "a fox", "n": 1, **fields}


def test_it_has_no_model_until_one_is_named():
    assert get("custom")(base_url="http://127.0.0.1:9").offered() == ()
    named = get("custom")(base_url="http://127.0.0.1:9", models=["one", "two"])
    assert [spec.id for spec in named.offered()] == ["one", "two"]


@pytest.mark.parametrize("form", ["url", "b64_json"])
def test_links_and_base64_are_read(custom_gateway, spool, form):
    provider = provider_of(custom_gateway)
    brief = Brief(model="house-model", prompt="a fox", parameters={"response_format": form})
    (picture,) = provider.read(provider.submit(brief, spool)).pictures
    assert bool(picture.url) is (form == "url")
    assert bool(picture.data) is (form == "b64_json")
    assert picture.revised_prompt == "a fox, in soft morning light"


def test_references_go_as_an_array_even_if_there_is_one(custom_gateway, spool):
    provider = provider_of(custom_gateway)
    brief = Brief(model="house-model", prompt="a fox", operation="edit", inputs=(PNG,))
    provider.read(provider.submit(brief, spool))
    names = [part.name for part in custom_gateway.posts[0].parts if part.filename]
    assert names == ["image[]"]


def test_a_server_without_keys_gets_no_header(custom_gateway, spool):
    custom_gateway.key = ""
    provider = provider_of(custom_gateway, key="")
    provider.submit(Brief(model="house-model", prompt="a fox"), spool)
    assert "authorization" not in custom_gateway.posts[0].headers
