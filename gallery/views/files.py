"""Bytes of originals, copies and thumbnails: what an address gives never changes."""

from __future__ import annotations

import logging
from pathlib import Path, PurePath

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotFound,
)
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from gallery import access, copies, downloads, store
from gallery.access import Act
from gallery.formats import FORMATS
from gallery.models import Image

logger = logging.getLogger(__name__)

SHOWN = ("digest", "thumbs_version", "private_to")
"""All that a thumbnail's address needs of an image: pages ask for dozens at once."""
FOREVER = "private, max-age=31536000, immutable"


@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The original as it came; with ?download to be saved."""
    image = get_object_or_404(Image, pk=pk)
    access.require(request, Act.SEE, image)
    form = FORMATS[image.file_format]
    response = send(request, store.original(image), form.mime, image.digest)
    if response.status_code == HttpResponse.status_code:
        name = f"{_stem(image)}.{form.extension}"
        disposition = content_disposition_header("download" in request.GET, name)
        response["Content-Disposition"] = disposition or "inline"
    return response


@require_safe
def copy(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The copy that was asked for beside the original, to be saved; 404 where there is none."""
    image = get_object_or_404(Image, pk=pk)
    access.require(request, Act.SEE, image)
    path = _copy(image)
    if path is None:
        return _no_copy(request, image)
    form = image.copy_format
    response = send(request, path, form.mime, path.name)
    if response.status_code == HttpResponse.status_code:
        name = f"{_stem(image)}-{path.stem.rpartition('-')[2]}.{form.extension}"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _copy(image: Image) -> Path | None:
    """None where it cannot be made."""
    try:
        path = store.copy(image)
    except FileNotFoundError as error:
        raise Http404("The original is gone.") from error
    except store.UnreadablePictureError as error:
        logger.warning("No copy of image %s: %s", image.pk, error)
        return None
    if path is None:
        raise Http404("No copy was asked for.")
    return path


def _no_copy(request: HttpRequest, image: Image) -> HttpResponse:
    wanted = {"image": image, "copy": copies.of(image)}
    response = render(request, "gallery/no_copy.html", wanted, status=404)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Another file of the image, to be saved: `format`, longest `side`, `recipe` inside or not."""
    image = get_object_or_404(Image, pk=pk)
    access.require(request, Act.SEE, image)
    try:
        wish = downloads.wish(image, request.GET)
        path = downloads.made(image, wish)
    except downloads.RefusedDownloadError as error:
        return _refused(request, image, str(error))
    response = send(request, path, wish.form.mime, path.name)
    if response.status_code == HttpResponse.status_code:
        disposition = content_disposition_header(True, wish.name(_stem(image)))
        response["Content-Disposition"] = disposition or "attachment"
    return response


def _refused(request: HttpRequest, image: Image, said: str) -> HttpResponse:
    told = {"image": image, "said": said}
    response = render(request, "gallery/no_file.html", told, status=422)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def thumb(request: HttpRequest, pk: int, side: int) -> HttpResponseBase:
    """A thumbnail with the area of a square of `side`, as WebP; 404 until it is made."""
    if side not in store.SIDES:
        raise Http404
    image = get_object_or_404(Image.objects.only(*SHOWN), pk=pk)
    access.require(request, Act.SEE, image)
    tag = f"{image.digest}-{side}-{image.thumbs_version}"
    return send(request, store.thumb(image, side), "image/webp", tag)


def send(request: HttpRequest, path: Path, mime: str, tag: str) -> HttpResponseBase:
    """A file that an address gives for ever; 404 where it is not there."""
    etag = f'"{tag}"'
    try:
        response = get_conditional_response(request, etag=etag) or _whole(path, mime)
    except FileNotFoundError:
        return HttpResponseNotFound(headers={"Cache-Control": "no-store"})
    response["ETag"] = etag
    response["Cache-Control"] = FOREVER
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _whole(path: Path, mime: str) -> FileResponse:
    """The server reads it as fast as it is taken, after the thread that answers is free again."""
    response = FileResponse(path.open("rb"), content_type=mime)
    del response["Content-Disposition"]
    return response


def _stem(image: Image) -> str:
    """`0417-a-lighthouse-in-fog`, or an upload's own name."""
    if image.file_name:
        return " ".join(PurePath(image.file_name).stem.split())
    return f"{image}-{slugify(image.prompt[:60], allow_unicode=True)}".strip("-")
