"""Code that says exactly what was written, whatever that is, and never a key."""

from __future__ import annotations

import ast
import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio import codes, providers
from studio.codes import curl, javascript, python, samples, values
from studio.codes.samples import Given
from studio.providers import Brief, Input, Provider
from tests.servers import needs

KEY = "a-key-that-nobody-may-see"
ODD = [
    "'", "''", "'\\''", '"', "\\", "\\\\", "\\'", "\\n", "\\\n", "$", "$'", "$HOME", "${HOME}",
    "$(id)", "`id`", "\\$HOME", "\\`id`", "!!", "#", "%s", "-n", "@x", "<x", "{a,b}", "~", "*",
    "JSON", "\nJSON\n", "\r\n", "\ttab", "\x7f\x80\x9f", "\u2028\u2029\ufeff", "\u202eabc",
    "é漢字👩‍🚀", "a\x01b", "\x1b[31m", "",
]  # fmt: skip
EVERY = "".join(map(chr, [*range(1, 0x250), *range(0x2000, 0x2070), 0xFEFF, 0x1F469, 0xE0067]))


def made(id: str, key: str = KEY) -> Provider:
    return providers.get(id)(key=key, base_url="https://gateway.example/v1", models=["flux"])


def brief(count: int = 0, **more: Any) -> Brief:
    inputs = (
        Input(name=f"reference-{n}.png", mime="image/png", data=b"") for n in range(1, count + 1)
    )
    operation: Any = "edit" if count else "generate"
    return Brief(**{"model": "flux", "prompt": "A boat", "operation": operation, **more},
                 inputs=tuple(inputs))  # fmt: skip


def texts(provider: Provider, brief: Brief) -> dict[str, str]:
    return {each.language: each.text for each in codes.examples(provider, brief)}


def printed(script: str, folder: Path) -> bytes:
    file = folder / "script.sh"
    file.write_bytes(script.encode())
    return subprocess.run([needs("bash", "bash"), file], capture_output=True, check=True).stdout


# What is written is what is read


def test_bash_reads_each_word_as_it_was(tmp_path: Path) -> None:
    words = [*ODD, EVERY, *(f"{odd}{other}" for odd in ODD for other in ODD)]
    script = "\n".join(f"printf '%s\\0' {curl.word(word)}" for word in words)
    assert printed(script, tmp_path).decode().split("\0")[:-1] == words


def test_bash_reads_a_document_with_references_as_it_was(tmp_path: Path) -> None:
    words = [*ODD, EVERY, *(f"{odd}{other}" for odd in ODD for other in ODD)]
    sample = samples.of(made("google"), brief(1))
    body = {"words": words, "names": dict.fromkeys(words, 1), "file": Given("a-1.png", "image/png")}
    document = curl._document(replace(sample, body=body))
    printed_body = json.loads(printed(f"a_1=bytes\ncat {document}", tmp_path))
    assert printed_body == {**body, "file": "bytes"}


@given(st.text())
def test_json_and_python_read_a_text_as_it_was(text: str) -> None:
    written = values.quoted(text)
    assert json.loads(written) == text
    assert ast.literal_eval(written) == text


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
))  # fmt: skip
def test_json_and_python_read_any_value_as_it_was(value: Any) -> None:
    assert json.loads(values.JSON.written(value)) == value
    assert ast.literal_eval(python._VALUES.written(value)) == value


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text().filter(str.isalnum), inner),
))  # fmt: skip
def test_a_literal_of_javascript_is_json_but_for_its_last_commas(value: Any) -> None:
    plain = replace(javascript._VALUES, last="")
    assert json.loads(plain.written(value)) == value
    written, bare = javascript._VALUES.written(value), plain.written(value)
    assert [line.removesuffix(",") for line in written.split("\n")] == [
        line.removesuffix(",") for line in bare.split("\n")
    ]


def test_what_turns_the_letters_behind_it_is_seen() -> None:
    prompt = "A boat\u202e gnp.exe"
    for text in texts(made("google"), brief(prompt=prompt)).values():
        assert "\u202e" not in text
        assert "\\u202e" in text


def test_javascript_does_not_round_what_it_cannot_hold() -> None:
    assert javascript._number(2**53 - 1) == "9007199254740991"
    assert javascript._number(-(2**53)) == 'JSON.rawJSON("-9007199254740992")'
    assert javascript._number(0.5) == "0.5"


def test_javascript_takes_no_name_for_its_own() -> None:
    further = '{"__proto__": {"a": 1}}'
    text = texts(made("custom"), brief(parameters={"further_fields": further}))["javascript"]
    assert '["__proto__"]: {' in text


# The key


@pytest.mark.parametrize("cls", [cls for cls in providers.all() if cls.env])
@pytest.mark.parametrize("count", [0, 2])
def test_no_code_holds_the_key(cls: type[Provider], count: int) -> None:
    for language, text in texts(made(cls.id), brief(count)).items():
        assert KEY not in text
        assert (f"{cls.env}_API_KEY" in text) == (language != "json")


def test_without_a_key_there_is_no_header_for_it() -> None:
    for text in texts(made("custom", key=""), brief()).values():
        assert "Authorization" not in text
        assert "CUSTOM_API_KEY" not in text


# The parts of a request


def test_a_form_says_a_name_once_for_each_of_its_values() -> None:
    parameters = {"further_fields": '{"style": "ink", "list": [1, {"a": null}]}'}
    found = texts(made("custom"), brief(2, parameters=parameters))
    assert json.loads(found["json"])["image[]"] == ["reference-1.png", "reference-2.png"]
    assert json.loads(found["json"])["list"] == '[1, {"a": null}]'
    assert "--form-string 'list=[1, {\"a\": null}]'" in found["curl"]


@pytest.mark.parametrize("id", ["onemin", "toapis"])
def test_each_reference_is_given_to_the_gateway_before_the_request(id: str) -> None:
    found = texts(made(id), brief(2))
    assert found["curl"].index("uploaded reference-2.png image/png") < found["curl"].index("<<JSON")
    for language in ("python", "javascript"):
        assert found[language].count('uploaded("reference-') == 2
    assert "<reference-2.png, as its upload calls it>" in found["json"]


def test_a_request_of_bash_is_not_paid_for_without_its_references(tmp_path: Path) -> None:
    text = texts(made("google"), brief(1))["curl"].replace("curl", "echo paid; true")
    assert printed(f"{text}\ntrue", tmp_path) == b""
    (tmp_path / "reference-1.png").write_bytes(b"bytes")
    assert printed(f"cd {tmp_path}\n{text}", tmp_path) == b"paid\n"


def test_code_is_made_anew_alike() -> None:
    assert texts(made("google"), brief(2)) == texts(made("google"), brief(2))
