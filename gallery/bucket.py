"""The border to S3, imported only where PROOFSHEET_MEDIA_URL names a bucket."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import IO, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from .media import Entry, UnreachableError

# At INFO it tells of every client where its keys were found.
logging.getLogger("botocore").setLevel(logging.WARNING)

CHUNK = 4096
"""So few that a drip of bytes is seen for what it is."""
LONGEST = 120.0
"""Seconds that one file may take on its way here."""
TRIES = 2
ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
MIMES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
}


class Bucket(S3Storage):  # type: ignore[misc]
    """As `media.Bucket` has it. One client for all threads, which its makers allow."""

    _making = Lock()

    @cached_property
    def _client(self) -> Any:
        with self._making:
            return _session().client(
                "s3",
                region_name=self.region_name,
                endpoint_url=self.endpoint_url,
                config=_config(has_endpoint=bool(self.endpoint_url)),
            )

    def put(self, name: str, path: Path) -> None:
        """In one request, so that the name is there with all of it or not at all."""
        mime = MIMES.get(Path(name).suffix, "application/octet-stream")
        with path.open("rb") as file, _reaching(name):
            self._client.put_object(**self._of(name), Body=file, ContentType=mime)

    def get(self, name: str, target: IO[bytes]) -> None:
        """A body that breaks off is asked for once more."""
        for tries_left in reversed(range(TRIES)):
            target.seek(0)
            target.truncate()
            with _reaching(name):
                body = self._client.get_object(**self._of(name))["Body"]
            try:
                return _read(body, target, name)
            except UnreachableError:
                if not tries_left:
                    raise
        return None

    def look(self, name: str) -> Entry:
        with _reaching(name):
            head = self._client.head_object(**self._of(name))
        return Entry(name, head["ContentLength"], head["LastModified"])

    def entries(self, prefix: str) -> Iterator[Entry]:
        place, skipped = self._normalize_name(prefix), len(self._normalize_name("x")) - 1
        place += "/" * (prefix.endswith("/") and not place.endswith("/"))
        pages = self._client.get_paginator("list_objects_v2")
        with _reaching(prefix):
            for page in pages.paginate(Bucket=self.bucket_name, Prefix=place):
                for row in page.get("Contents", ()):
                    yield Entry(row["Key"][skipped:], row["Size"], row["LastModified"])

    def rename(self, name: str, new: str) -> None:
        with _reaching(name):
            self._client.copy_object(**self._of(new), CopySource=self._of(name))
        self.delete(name)

    def delete(self, name: str) -> None:
        with _reaching(name):
            self._client.delete_object(**self._of(name))

    def _of(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket_name, "Key": self._normalize_name(name)}


@cache
def _session() -> Any:
    """Looks for credentials where boto3 does: variables, files, the machine's own."""
    return boto3.session.Session()


def _read(body: Any, target: IO[bytes], name: str) -> None:
    end = monotonic() + LONGEST
    with _reaching(name), closing(body):
        for chunk in body.iter_chunks(CHUNK):
            target.write(chunk)
            if monotonic() > end:
                raise UnreachableError(f"{name} came too slowly")


def _config(*, has_endpoint: bool) -> Config:
    """Checksums only where S3 itself wants them: other makes do not know the newer ones."""
    return Config(
        signature_version="s3v4",
        connect_timeout=3,
        read_timeout=10,
        retries={"total_max_attempts": TRIES, "mode": "standard"},
        max_pool_connections=16,
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path" if has_endpoint else "auto"},
    )


@contextmanager
def _reaching(name: str) -> Iterator[None]:
    """What boto3 raises, in our words, which hold no key."""
    try:
        yield
    except ClientError as error:
        said = error.response.get("Error", {}).get("Code", "")
        if said in ABSENT:
            raise FileNotFoundError(f"{name} is not in the bucket") from None
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", "")
        raise UnreachableError(f"the bucket answers {status} {said}") from None
    except BotoCoreError as error:
        raise UnreachableError(f"the bucket does not answer: {error}") from None
