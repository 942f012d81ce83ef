"""One door for every container."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType

from gallery.models import Image

from . import automatic1111, comfyui, exif, invokeai, jpeg, own, png, scanned, webp, xmp
from .containers import OURS, Data, MetadataError, Parts, Piece, mapped, write
from .embedded import Embedded

WRITTEN = ("png", "jpeg", "webp")
"""Formats, by the words of `gallery.formats`, that can be written into without encoding anew."""


def read(path: Path) -> Embedded | None:
    """The recipe that a file carries, ours first; None where it carries none that we know.

    Whatever stands in the file, nothing but OSError is raised.
    """
    with mapped(path) as data:
        parts = _parts(_container(data) or scanned, data)
    return _ours(parts) or _others(parts)


def embed(source: Path, image: Image, target: Path) -> None:
    """Write `source`, a file of `image`, to `target` with the recipe inside, all else as it is.

    PNG, JPEG and WebP; MetadataError for any other and for what is damaged.
    """
    with mapped(source) as data, target.open("wb") as file:
        container = _writable(data)
        pieces = _embedded(container, data, image)
        write(data, pieces, file)


def packet(image: Image) -> bytes:
    """The recipe as XMP, for a file that is only being made."""
    return next(xmp.packets(image))


def strip(source: Path, target: Path) -> None:
    """Write `source` to `target` without anything but the picture: its pixels, its colours and
    which way is up.

    PNG, JPEG and WebP; MetadataError for any other and for what is damaged.
    """
    with mapped(source) as data, target.open("wb") as file:
        container = _writable(data)
        parts = _parts(container, data)
        turn = exif.orientation(parts.exif)
        if turn == 1:
            turn = xmp.orientation(parts.xmp)
        write(data, container.stripped(data, turn), file)


def _embedded(container: ModuleType, data: Data, image: Image) -> Iterator[Piece]:
    """With as much of the recipe as there is room for."""
    parts = _parts(container, data)
    said = exif.orientation(parts.exif)
    turn = xmp.orientation(parts.xmp) if said == 1 else 1
    most = jpeg.MOST_PACKET if container is jpeg else None
    found = (packet for packet in xmp.packets(image, turn) if not most or len(packet) <= most)
    packet = next(found, None)
    if packet is None:
        raise MetadataError("The recipe is too long for this file.")
    recipe = own.written(own.recipe(image)).encode("utf-8", "replace")
    pieces: Iterator[Piece] = container.embedded(data, packet, recipe)
    return pieces


def _parts(container: ModuleType, data: Data) -> Parts:
    """Also of a file that breaks off: what stands before."""
    parts = Parts()
    with suppress(MetadataError):
        container.fill(parts, data)
    for name, text in exif.texts(parts.exif):
        parts.add(name, text)
    return parts


def _container(data: Data) -> ModuleType | None:
    """By the first bytes; None for what we only look through."""
    head = data[:12]
    for container in (png, jpeg):
        if head.startswith(container.SIGNATURE):
            return container
    return webp if head[:4] == b"RIFF" and head[8:] == b"WEBP" else None


def _writable(data: Data) -> ModuleType:
    container = _container(data)
    if container is None:
        raise MetadataError("Only PNG, JPEG and WebP take a recipe without encoding anew.")
    return container


def _ours(parts: Parts) -> Embedded | None:
    texts = [text for name, text in parts.texts if name == OURS]
    found = map(own.read, [*texts, xmp.recipe(parts.xmp)])
    return next(filter(None, found), None)


def _others(parts: Parts) -> Embedded | None:
    texts = dict(reversed(parts.texts))
    # ComfyUI writes `prompt:{…}` into EXIF where there are no texts.
    for _name, text in parts.texts:
        word, colon, rest = text[:12].partition(":")
        if colon and word.lower() in {"prompt", "workflow"} and rest.startswith("{"):
            texts.setdefault(word.lower(), text[len(word) + 1 :])
    plain = (texts.get(name, "") for name in ("parameters", "UserComment", "comment"))
    return (
        invokeai.read(texts)
        or comfyui.read(texts)
        or next(filter(None, map(automatic1111.read, filter(None, plain))), None)
    )
