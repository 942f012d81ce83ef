"""References that a gateway wants to have before a request names them: given to it once.

An upload is free. It holds for an hour, for the same key and the same bytes.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from django.utils import timezone

from .desk import at_desk, writing
from .models import Upload
from .providers import Brief, Input, Provider, ProviderError

KEPT = timedelta(hours=1)
# Tasks of one job have the same references: the first uploads them, the others wait for it.
_turns = tuple(threading.Lock() for _ in range(16))


def uploaded(brief: Brief, provider: Provider, mark: str) -> Brief:
    """The brief with the address of each reference at the gateway of this key."""
    return replace(brief, inputs=tuple(_uploaded(each, provider, mark) for each in brief.inputs))


def _uploaded(input: Input, provider: Provider, mark: str) -> Input:
    digest = sha256(input.data).hexdigest()
    with _turns[int(digest, 16) % len(_turns)]:
        url = _known(mark, digest)
        if not url:
            url = _told_of(input, provider)
            _remember(mark, digest, url)
    return replace(input, url=url)


def _told_of(input: Input, provider: Provider) -> str:
    try:
        return provider.upload(input)
    except ProviderError as error:
        error.message = f"{input.name}: {error.message or 'not taken'}"
        raise


@at_desk
def _known(mark: str, digest: str) -> str:
    kept = Upload.objects.filter(key_mark=mark, digest=digest, made_at__gt=timezone.now() - KEPT)
    return kept.values_list("url", flat=True).first() or ""


@at_desk
def _remember(mark: str, digest: str, url: str) -> None:
    with writing():
        Upload.objects.update_or_create(key_mark=mark, digest=digest, defaults={"url": url})
