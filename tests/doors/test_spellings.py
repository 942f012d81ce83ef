"""A key that a gateway sends back, in any shape, is taken out before anything is kept."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.providers import Request, get, http
from studio.providers._secrets import Blotted, scrubbed, without
from tests.doors.shapes import SHAPES, traces
from tests.factories import png
from tests.gateways.server import Exchange, Gateway

KEY = 'sk-"proj\\7/Wq+x=Zk29'


@pytest.mark.parametrize("shape", SHAPES)
def test_no_shape_is_left_in_a_text(shape: str) -> None:
    text = f"before {SHAPES[shape](KEY)} after"
    assert shape in traces(text, KEY)
    assert traces(without(KEY, text), KEY) == []
    assert without(KEY, text).startswith("before ")
    assert without(KEY, text).endswith(" after")


@given(st.lists(st.integers(1, 40), min_size=1), st.sampled_from(sorted(SHAPES)))
def test_nor_in_bytes_that_come_in_pieces(sizes: list[int], shape: str) -> None:
    data = f"{'a' * 50}{SHAPES[shape](KEY)}{'b' * 50}".encode()
    sink = io.BytesIO()
    blotted = Blotted(sink, KEY)
    while data:
        size = sizes[len(data) % len(sizes)]
        blotted.write(data[:size])
        data = data[size:]
    blotted.close()
    assert traces(sink.getvalue(), KEY) == []
    assert sink.getvalue().startswith(b"a" * 50)
    assert sink.getvalue().endswith(b"b" * 50)


@given(st.binary(max_size=3000), st.text(st.characters(codec="ascii"), max_size=30))
def test_what_holds_no_key_stays_as_it_is(data: bytes, key: str) -> None:
    sink = io.BytesIO()
    blotted = Blotted(sink, f"{key}never-in-there-{key}")
    blotted.write(data)
    blotted.close()
    assert sink.getvalue() == data
    assert blotted.tell() == len(data)


@pytest.mark.parametrize("key", ["AAAAAAAA", "sk-00000000", "none"])
def test_what_stands_for_no_key_changes_no_picture(key: str) -> None:
    picture = base64.b64encode(bytes(99) + key.encode()).decode()
    sink = io.BytesIO()
    blotted = Blotted(sink, key)
    blotted.write(f"{key}{picture}".encode())
    blotted.close()
    assert sink.getvalue() == f"{key}{picture}".encode()
    assert scrubbed({"picture": picture}, key) == {"picture": picture}


def test_escapes_of_json_hide_no_key() -> None:
    spelled = "".join(f"\\u{ord(sign):04x}" for sign in KEY)
    node = json.loads(f'{{"{spelled}": ["a {spelled} b", 1, null]}}')
    assert scrubbed(node, KEY) == {"[key]": ["a [key] b", 1, None]}


class Echo(Gateway):
    """Sends the key back in headers, words, links and around a picture."""

    def answer(self, exchange: Exchange, trouble: str) -> None:
        given = exchange.received.headers["authorization"].removeprefix("Bearer ")
        picture = base64.b64encode(png(300, 200)).decode()
        said = {name.replace(",", ""): shape(given) for name, shape in SHAPES.items()}
        spelled = "".join(f"\\u{ord(sign):04x}" for sign in given)
        body = json.dumps({"said": said, "picture": picture, "link": self.keyed(given)})
        whole = f'{{"spelled": "{spelled}", {body[1:]}'.encode()
        exchange.raw(whole, x_request_id=f"req-{given}", x_key=SHAPES["base64"](given))

    def keyed(self, key: str) -> str:
        return f"{self.origin}/pictures/1.png?key={quote(key, safe='')}"

    def get(self, exchange: Exchange) -> None:
        exchange.raw(png(), mime="image/png")


def provider_of(gateway: Gateway) -> Any:
    return get("custom")(key=gateway.key, base_url=gateway.base_url)


def test_a_paid_answer_is_kept_without_the_key_and_its_picture_whole(tmp_path: Path) -> None:
    with Echo(key=KEY) as gateway:
        request = Request(method="POST", url=f"{gateway.base_url}/images", json={})
        spool = tmp_path / "answer"
        answer = http.pay(request, provider=provider_of(gateway), spool=spool)
        body: Any = http.json_of(answer, key=KEY)
        assert traces(spool.read_bytes(), KEY) == []
        assert traces(json.dumps(body) + str(body) + answer.request_id, KEY) == []
        assert base64.b64decode(body["picture"]) == png(300, 200)
        assert body["link"].endswith("?key=[key]")
        again = http.saved(spool)
        assert again
        assert traces(str(again.headers), KEY) == []


def test_a_link_of_the_gateway_to_itself_gets_its_key_back(tmp_path: Path) -> None:
    target = tmp_path / "picture"
    with Echo(key=KEY) as gateway:
        link = f"{gateway.origin}/pictures/1.png?key=[key]"
        http.download(link, provider=provider_of(gateway), target=target)
        assert gateway.requests[-1].path == f"/pictures/1.png?key={quote(KEY, safe='')}"
    assert target.read_bytes() == png()
