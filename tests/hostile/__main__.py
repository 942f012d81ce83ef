"""`python -m tests.hostile [words]`: a real studio under attack, with what each case takes.

Prints a line for each case: what was answered, the most megabytes of web and worker, files
kept, seconds. MISS marks a mistake of ours or a process above 400 MB.
"""

from __future__ import annotations

import argparse
import base64
import io
import itertools
import os
import shutil
import socket
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests import environment  # noqa: F401 (before anything of Django)
from tests.hostile import bombs, requests
from tests.hostile.house import House
from tests.hostile.raw import RawServer, answer
from tests.hostile.values import FIELDS, NASTY
from tests.running import RunningStudio, wait_until

Attack = Callable[[House], None]
WORST = ("png, rgba", "webp", "jpeg", "png, 16 bits")
TWENTY = 20


def uploads(house: House) -> None:
    """Each bomb as a reference, and four of the worst at once."""
    made = dict(bombs.all())
    for name, data in made.items():
        with house.case(f"reference: {name}") as case:
            case.answers.append(house.post("references/", files={"file": ("a.png", data)}))
    with house.case("reference: four of the worst at once") as case, ThreadPoolExecutor(4) as pool:
        files = [{"file": (f"{name}.png", made[name] + b" ")} for name in WORST]
        case.answers += pool.map(lambda file: house.post("references/", files=file), files)
    with house.case("references: 14 of 25 MB in a job") as case:
        noise = [bombs.saved("RGB", 16, "PNG") + os.urandom(25_000_000) for _ in range(14)]
        files = [("references", (f"{n}.png", data)) for n, data in enumerate(noise)]
        fields = {"model": "sketch:quick", "prompt": "a boat"}
        case.answers.append(house.post("jobs/", data=fields, files=files))
    with house.case("images: developed, downloaded in each format") as case:
        ids = range(1, 1 + len(house.originals()))
        for id, format in itertools.product(ids, ("png", "jpeg", "webp", "avif")):
            path = f"gallery/{id}/file/?format={format}"
            case.answers.append(str(house.client.get(path, timeout=120).status_code))


def names(house: House) -> None:
    """File names that lead astray."""
    small = bombs.saved("RGB", 9, "PNG")
    for name in ("../../x.png", "a\0b.png", "\u202egnp.exe", "CON", "a" * 10_000, "a\r\nb: c", ""):
        with house.case(f"name: {name[:20]!r}") as case:
            case.answers.append(house.post("references/", files={"file": (name, small)}))


def archives(house: House) -> None:
    for name, data in _archives():
        with house.case(f"import: {name}") as case:
            files = {"files": ("a.zip", data, "application/zip")}
            case.answers.append(house.post("gallery/import/", data={"tag": "x"}, files=files))
            _settle(house)


def bodies(house: House) -> None:
    """Multipart bodies that break off or never end."""
    url, token = house.studio.url, house.token
    sign = f"X-CSRFToken: {token}", f"Cookie: proofsheet_csrf={token}"
    form = "Content-Type: multipart/form-data; boundary=b"
    typed = "Content-Type: application/x-www-form-urlencoded"
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    small = bombs.saved("RGB", 9, "PNG")
    cases = {
        "no end": (part + small, form),
        "another boundary": (part.replace(b"--b", b"--c") + small, form),
        "no boundary": (part + small, "Content-Type: multipart/form-data"),
        "a hundred thousand parts": (b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
            * 100_000 + b"--b--", form),
        "a hundred thousand fields": (b"a=1&" * 100_000, typed),
        "a header of 1 MB": (part[:-2] + b"X-A: " + b"a" * 1_000_000 + b"\r\n\r\n" + small, form),
        "JSON": (b"{" * 100_000, "Content-Type: application/json"),
        "another coding": (b"a=\xff", f"{typed}; charset=utf-16"),
        "a packed body": (b"\x1f\x8b", form + "\r\nContent-Encoding: gzip"),
    }  # fmt: skip
    for name, (body, kind) in cases.items():
        for path in ("/references/", "/jobs/"):
            with house.case(f"body: {name} {path}") as case:
                length = f"Content-Length: {len(body)}"
                sent = requests.post(body, kind, length, *sign, path=path)
                case.answers.append(requests.ask(url, sent, 60))
    with house.case("body: cut halfway, a hundred times") as case:
        for _ in range(100):
            with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port)) as line:
                line.sendall(requests.post(part + small, form, "Content-Length: 90000", *sign))
        case.answers.append("cut")
    with house.case("body: a byte a second from 20 clients") as case, _drips(url, form):
        case.answers += [str(house.client.get("", timeout=10).status_code) for _ in range(5)]


def lines(house: House) -> None:
    for name, make in requests.LINES.items():
        with house.case(f"line: {name}") as case:
            case.answers.append(requests.ask(house.studio.url, make()))


def forms(house: House) -> None:
    """The composer's form with each odd value in every field."""
    for name, value in NASTY.items():
        with house.case(f"form: {name}") as case:
            with suppress(UnicodeEncodeError):
                data = dict.fromkeys(FIELDS, value) | {"model": "sketch:quick"}
                case.answers.append(house.post("jobs/", data=data))
                query = {"q": str(value)[:20_000]}
                found = house.client.get("gallery/", params=query, timeout=60)
                case.answers.append(str(found.status_code))


def sketches(house: House) -> None:
    with house.case("job: twelve sketches of 4K") as case:
        for seed in range(3):
            data = {"model": "sketch:quick", "prompt": "a city", "resolution": "4K"}
            data |= {"num_images": "4", "seed": str(seed), "aspect_ratio": "1:1"}
            case.answers.append(house.post("jobs/", data=data))
        _settle(house)


def gateways(house: House, serve: Callable[[list[bytes]], None]) -> None:
    """Answers with bombs, read by the worker."""
    for name, data in _answers():
        serve(data)
        with house.case(f"answer: {name}") as case, ThreadPoolExecutor(4) as pool:
            job = {"model": "custom:any", "prompt": name}
            begun = [pool.submit(house.post, "jobs/", data=job) for _ in range(4)]
            case.answers += [each.result() for each in begun]
            _settle(house)


def _answers() -> Iterator[tuple[str, list[bytes]]]:
    def pictures(*data: bytes) -> list[bytes]:
        inside = b",".join(b'{"b64_json": "%s"}' % base64.b64encode(each) for each in data)
        return answer(b'{"data": [' + inside + b"]}")

    yield "90 MB of rubbish in base64", pictures(os.urandom(66_000_000))
    yield "four bombs in base64", pictures(*(bombs.HEAVY[name]() for name in WORST))
    yield "a bomb within 60 MB", pictures(bombs.HEAVY["webp"](), os.urandom(45_000_000))
    yield "a gzip bomb", answer(bombs.inflating(1_000_000_000), "Content-Encoding: deflate")
    yield "many values", answer(b"[" + b"[]," * 30_000_000 + b"1]")
    yield "deep", answer(b"[" * 50_000_000)
    yield "1 GB of text", [*answer(b'"'), *itertools.repeat(b"a" * 1_000_000, 1_000)]


def _archives() -> Iterator[tuple[str, bytes]]:
    def packed(**files: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return buffer.getvalue()

    yield "pictures that are bombs", packed(**{f"{n}.png": d for n, d in bombs.all()})
    yield "zeros", packed(**{"a.png": bytes(300_000_000)})
    yield "an archive in an archive", packed(**{"a.zip": packed(a=b"1")})
    yield "ways out", packed(**{"../../a.png": b"1", "/etc/a.png": b"1", "C:/a.png": b"1"})
    yield "half", packed(a=os.urandom(100_000))[:60_000]
    small = bombs.saved("RGB", 9, "PNG")
    yield "polyglot", small + packed(**{"b.png": small})
    yield "a hundred thousand names", packed(**{f"{n}.txt": b"" for n in range(100_000)})


def _settle(house: House) -> None:
    """Wait until nothing is queued, running or being imported."""

    def is_calm() -> bool:
        feed = house.client.get("", timeout=60).text
        return not ('data-state="queued"' in feed or 'data-state="running"' in feed) and not list(
            house.studio.folder.glob("imports/*.lock")
        )

    wait_until(is_calm, 600)


@contextmanager
def _drips(url: str, form: str) -> Iterator[None]:
    """Twenty clients whose request never comes to its end."""
    place = urlsplit(url)
    lines = [socket.create_connection((place.hostname, place.port)) for _ in range(TWENTY)]
    for line in lines:
        line.sendall(requests.post(b"-", form, "Content-Length: 1000000"))
    yield
    for line in lines:
        line.sendall(b"-")
        line.close()


ATTACKS: dict[str, Attack] = {
    attack.__name__: attack for attack in (lines, bodies, names, forms, uploads, archives, sketches)
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("only", nargs="*", default=[])
    only = options.parse_args().only or [*ATTACKS, "gateways"]
    folder = Path(tempfile.mkdtemp())
    pieces: list[bytes] = []

    class Served:
        def __iter__(self) -> Iterator[bytes]:
            return iter(pieces)

    with RawServer(Served()) as server:
        studio = RunningStudio(
            "start", "--port", "0", "--no-browser", PROOFSHEET_DATA_DIR=str(folder),
            CUSTOM_BASE_URL=f"{server.origin}/v1", CUSTOM_MODELS="any", CUSTOM_API_KEY="a-good-key",
        )  # fmt: skip
        try:
            house = House(studio.wait_until_ready())
            print(f"{'case':44} {'answers':34} {'web':>5} {'worker':>6} {'kept':>4} {'s':>6}")
            for name in only:
                if name == "gateways":
                    gateways(house, lambda data: pieces.__setitem__(slice(None), data))
                else:
                    ATTACKS[name](house)
            print("not pictures:", [str(path) for path in house.strangers()])
            house.close()
        finally:
            studio.interrupt()
            studio.wait(60)
            shutil.rmtree(folder, ignore_errors=True)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
