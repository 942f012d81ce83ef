"""The border to the network: `pay` for what costs, `ask` for what is free, `download` for results.

Whatever happens there leaves as one of `errors`, and no key gets into any of them.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, NoReturn
from urllib.parse import quote

from . import _judge, _safe, _secrets, _text, _wire, links, memory
from .base import Provider
from .errors import (
    ConfigurationError,
    ExpiredError,
    NotFoundError,
    ProviderError,
    UnavailableError,
    UncertainError,
    UnreadableError,
)
from .outcomes import Answer
from .requests import Json, Request

ASK_SECONDS = 20.0
DOWNLOAD_SECONDS = 60.0
LONGEST_ASK, LONGEST_DOWNLOAD = 120.0, 900.0
"""Seconds for the whole of it, however it drips."""
ANSWER_BYTES = 90_000_000
COPIES = 3
"""Times its length that an answer takes while it is read."""
PICTURE_BYTES = 100_000_000
COMPLAINT_BYTES = 65_536
REDIRECTS = 5


def pay(request: Request, *, provider: Provider, spool: Path, model: str = "") -> Answer:
    """Send one request that may cost, once. Its answer is safe in `spool` before it is judged.

    No retry, no redirect, and no limit on the whole: only `provider.timeout` seconds
    without a byte end it.
    """
    spool.unlink(missing_ok=True)
    # Without a place for its answer nothing is sent.
    with (
        _safe.opened(spool) as file,
        _sent(request, provider, provider.timeout, is_paid=True) as response,
    ):
        answer = _spooled(response, provider, file, model)
    judge(answer, key=provider.key)
    return answer


def saved(spool: Path) -> Answer | None:
    """The answer that `pay` put into `spool`, None where none arrived whole."""
    try:
        with spool.open("rb") as file:
            head = json.loads(file.readline())
    except FileNotFoundError:
        return None
    return Answer(path=spool, **head)


def judge(answer: Answer, *, key: str = "") -> None:
    """Raise what an answer with a bad status means; `pay` has done so, `saved` has not."""
    if not 200 <= answer.status < 300:
        text, request_id = _beginning(answer), answer.request_id
        raise _judge.error_of(answer.status, answer.headers, text, key=key, request_id=request_id)


def json_of(answer: Answer, *, key: str = "") -> Json:
    """The body of a good answer."""
    try:
        with answer.path.open("rb") as file:
            file.readline()
            return _secrets.scrubbed(_text.loaded(file.read()), key)
    except (ValueError, RecursionError):
        detail = _judge.detail_of(_beginning(answer), key)
        raise _no_json(detail, answer.request_id) from None


def ask(request: Request, *, provider: Provider, timeout: float = ASK_SECONDS) -> Json:
    """The answer to a free question. Whatever keeps it away is UnavailableError: ask again."""
    with _sent(request, provider, timeout) as response, tempfile.TemporaryFile() as body:
        _wire.receive(response, body, ANSWER_BYTES)
        size = body.tell()
        body.seek(0)
        if not response.is_success:
            raise _complaint(response, body, provider.key)
        try:
            with memory.taken(COPIES * size):
                return _secrets.scrubbed(_text.loaded(body.read()), provider.key)
        except (ValueError, RecursionError):
            raise _no_json(_beginning_of(body, provider.key)) from None


def download(url: str, *, provider: Provider, target: Path, cap: int = PICTURE_BYTES) -> None:
    """Fetch a result to `target`, which appears whole or not at all. No key goes along.

    Only a gateway that puts the key into links to itself gets it back there.
    """
    try:
        _download(url, provider, target, cap)
    except ProviderError as error:
        error.detail = _secrets.without(provider.key, error.detail)
        raise


def _download(url: str, provider: Provider, target: Path, cap: int) -> None:
    if links.is_data(url):
        return _keep(links.decoded(url), target, cap)
    for _ in range(REDIRECTS + 1):
        onward = _fetch(_keyed(links.allowed(url, provider), provider), target, cap)
        if not onward:
            return None
        url = links.joined(url, _secrets.without(provider.key, onward))
    raise links.refused(links.origin(url)[1], "redirects in a circle")


def _sent(
    request: Request, provider: Provider, timeout: float, *, is_paid: bool = False
) -> AbstractContextManager[_wire.Response]:
    """`request` on its way; the key goes to the provider's own origin only."""
    if not (provider.key.isascii() and provider.key.isprintable()):
        raise ConfigurationError("The key holds a character that no key has. Enter it again.")
    if not links.origin(request.url)[1]:
        raise NotFoundError(f"{request.url} is no address.")
    is_own = links.origin(request.url) == links.origin(provider.base_url)
    form: dict[str, list[str]] = {}
    for name, value in request.form:
        form.setdefault(name, []).append(value)
    return _wire.opened(
        request.method,
        request.url,
        headers={**request.headers, **(provider.auth() if is_own else {})},
        timeout=timeout,
        limit=None if is_paid else max(LONGEST_ASK, timeout),
        is_paid=is_paid,
        json=request.json,
        data=form or None,
        files=[(f.field, (f.name, f.data, f.mime)) for f in request.files] or None,
    )


def _spooled(
    response: _wire.Response, provider: Provider, file: _safe.Writer, model: str
) -> Answer:
    """The answer in its file: a first line with status and headers, then the body.

    Nowhere in it is the key, should the gateway send it back.
    """
    answer = Answer(
        status=response.status_code,
        headers=_headers(response, provider.key),
        path=file.target,
        base_url=provider.base_url,
        model=model,
    )
    head = {name: getattr(answer, name) for name in ("status", "headers", "base_url", "model")}
    file.write(json.dumps(head).encode() + b"\n")
    body = _secrets.Blotted(file, provider.key)
    _wire.receive(response, body, ANSWER_BYTES)
    body.close()
    file.settle()
    return answer


def _headers(response: _wire.Response, key: str) -> dict[str, str]:
    kept = {name: value for name, value in response.headers.items() if name != "set-cookie"}
    return {_secrets.without(key, name): _secrets.without(key, kept[name]) for name in kept}


def _beginning(answer: Answer) -> str:
    with answer.path.open("rb") as file:
        file.readline()
        return file.read(COMPLAINT_BYTES).decode(errors="replace")


def _beginning_of(body: BinaryIO, key: str) -> str:
    body.seek(0)
    return _judge.detail_of(body.read(COMPLAINT_BYTES).decode(errors="replace"), key)


def _no_json(detail: str, request_id: str = "") -> UnreadableError:
    return UnreadableError("The answer is no JSON.", detail=detail, request_id=request_id)


def _complaint(response: _wire.Response, body: BinaryIO, key: str) -> ProviderError:
    """The error of a free question: nothing about it is uncertain, so it is asked again."""
    text = body.read(COMPLAINT_BYTES).decode(errors="replace")
    error = _judge.error_of(response.status_code, response.headers, text, key=key)
    if isinstance(error, UncertainError):
        return UnavailableError(error.message, detail=error.detail)
    return error


def _keep(data: bytes, target: Path, cap: int) -> None:
    if len(data) > cap:
        raise UnreadableError(f"The picture is larger than {cap // 1_000_000} MB.")
    with _written(target) as file:
        file.write(data)


def _keyed(route: links.Route, provider: Provider) -> links.Route:
    """With the key in place of its mark, on the way to the provider's own origin alone."""
    if links.origin(route.url) != links.origin(provider.base_url):
        return route
    return replace(route, url=route.url.replace(_secrets.MARK, quote(provider.key, safe="")))


def _fetch(route: links.Route, target: Path, cap: int) -> str:
    """One hop: where a redirect leads, or "" when the picture is in `target`."""
    for address in route.addresses[:-1]:
        try:
            return _fetch_at(address, route.url, target, cap)
        except UnavailableError:
            continue
    return _fetch_at(route.addresses[-1], route.url, target, cap)


def _fetch_at(address: str, url: str, target: Path, cap: int) -> str:
    headers = {"Accept": "image/*,*/*;q=0.5", "Accept-Encoding": "identity"}
    with _wire.opened(
        "GET",
        url,
        headers=headers,
        timeout=DOWNLOAD_SECONDS,
        limit=LONGEST_DOWNLOAD,
        address=address,
    ) as response:
        if response.has_redirect_location:
            return str(response.headers["location"])
        if not response.is_success:
            _refuse(response)
        with _written(target) as file:
            _wire.receive(response, file, cap)
            _check_length(response, file.tell())
    return ""


def _refuse(response: _wire.Response) -> NoReturn:
    """A link that is over says so by 404, 410, or in the words of a signature that ran out."""
    with tempfile.TemporaryFile() as body:
        _wire.receive(response, body, COMPLAINT_BYTES)
        text = _beginning_of(body, "")
    if response.status_code in {404, 410} or (response.is_client_error and "xpired" in text):
        raise ExpiredError("The link of the result is dead.", detail=text)
    raise UnavailableError(f"The picture's host answered {response.status_code}.", detail=text)


def _check_length(response: _wire.Response, size: int) -> None:
    """A body shorter than announced is half a picture, whatever the connection says."""
    announced = response.headers.get("content-length", str(size))
    if "content-encoding" not in response.headers and announced != str(size):
        raise UnavailableError("The picture broke off on its way.")


@contextmanager
def _written(target: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
