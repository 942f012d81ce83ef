"""How the environment is read: a wrong value stops the start and says what it takes."""

from __future__ import annotations

import ipaddress
import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn
from urllib.parse import SplitResult, parse_qsl, urlsplit
from zoneinfo import available_timezones

BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,62}")
"""As S3 names them: nothing like `user:password@`."""


known: set[str] = set()
"""The variables that were asked for: all there are, since settings ask for each."""


def names() -> set[str]:
    """The variables that are set."""
    return set(os.environ)


def refuse(name: str, takes: str) -> NoReturn:
    raise SystemExit(f"{name} is not understood: it takes {takes}.")


def text(name: str, default: str = "") -> str:
    known.add(name)
    return os.environ.get(name, "").strip() or default


def choice(name: str, *words: str) -> str:
    """One of `words`; the first is the default."""
    word = text(name, words[0]).lower()
    return word if word in words else refuse(name, " or ".join(words))


def number(name: str, default: int, least: int, most: int) -> int:
    """A whole number."""
    digits = text(name, str(default))
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < 10
    is_right = is_number and least <= int(digits) <= most
    return int(digits) if is_right else refuse(name, f"a whole number from {least} to {most}")


def token(name: str) -> str:
    """A secret that goes into a header, or ''."""
    found = text(name)
    is_right = not found or (found.isascii() and found.isprintable() and " " not in found)
    is_long = not found or len(found) >= 16
    return found if is_right and is_long else refuse(name, "at least 16 letters and digits")


def words(name: str) -> list[str]:
    return [word.strip() for word in text(name).split(",") if word.strip()]


def address(name: str) -> str:
    """An IP address or ''."""
    try:
        return str(ipaddress.ip_address(text(name))) if text(name) else ""
    except ValueError:
        refuse(name, "one IP address, such as 127.0.0.1")


def url(name: str, takes: str, *schemes: str) -> SplitResult:
    """An address with one of `schemes` and a valid port, or an empty one."""
    try:
        parts = urlsplit(text(name).rstrip("/"))
        is_wrong = parts.port == 0 or (text(name) and parts.scheme not in schemes)
    except ValueError:
        is_wrong = True
    return refuse(name, takes) if is_wrong else parts


def public_url(name: str) -> SplitResult:
    takes = "an address without a path, such as https://studio.example.com"
    parts = url(name, takes, "http", "https")
    is_bare = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    return parts if (parts.hostname and is_bare) or not text(name) else refuse(name, takes)


def system_time_zone() -> str:
    """What TZ or the link /etc/localtime names, else UTC."""
    linked = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    named = os.environ.get("TZ", "").lstrip(":") or linked
    return named if named in available_timezones() else "UTC"


def time_zone(name: str) -> str:
    zone = text(name) or system_time_zone()
    if zone not in available_timezones():
        refuse(name, "the name of a time zone, such as Europe/Berlin")
    return zone


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    bare = host.strip("[]").lower()
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return bare == "localhost" or bare.endswith(".localhost")


def bucket(name: str) -> dict[str, str]:
    """How an S3 bucket is reached, {} where none is named. No key is in it: addresses are told."""
    if not text(name):
        return {}
    try:
        parts = urlsplit(text(name))
        asked = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        is_right = parts.scheme == "s3" and BUCKET.fullmatch(parts.netloc) and not parts.fragment
        is_right = is_right and asked.keys() <= {"endpoint", "region"}
        is_right = is_right and ("endpoint" not in asked or _is_endpoint(asked["endpoint"]))
    except ValueError:
        is_right = False
    if not is_right:
        refuse(name, "s3://bucket/prefix?endpoint=https://host:9000&region=name, without a key")
    if not (find_spec("boto3") and find_spec("storages")):
        raise SystemExit(f"{name} needs more than is installed: pip install -e '.[team]'")
    found = {"bucket_name": parts.netloc, "location": parts.path.strip("/")}
    if "endpoint" in asked:
        found |= {"endpoint_url": asked["endpoint"], "region_name": "us-east-1"}
    return found | ({"region_name": asked["region"]} if "region" in asked else {})


def storages(name: str) -> dict[str, dict[str, object]]:
    """Django's, and `media` where machines share a bucket; they then share a secret key too."""
    static = "django.contrib.staticfiles.storage.StaticFilesStorage"
    found: dict[str, dict[str, object]] = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": static},
    }
    if options := bucket(name):
        if not text("PROOFSHEET_SECRET_KEY"):
            raise SystemExit(f"{name} needs a PROOFSHEET_SECRET_KEY, the same on every machine.")
        found["media"] = {"BACKEND": "gallery.bucket.Bucket", "OPTIONS": options}
    return found


def _is_endpoint(address: str) -> bool:
    parts = urlsplit(address)
    is_plain = not (parts.username or parts.query or parts.fragment or parts.port == 0)
    return bool(parts.scheme in {"http", "https"} and parts.hostname and is_plain)
