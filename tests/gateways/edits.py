"""The files of an edit in the OpenAI Images protocol, as strictly as OpenAI looks at them."""

from __future__ import annotations

import io

from PIL import Image

from .checks import MAGIC, is_image
from .received import Part, Received
from .tongues import Tongue
from .troubles import RefusalError

MOST_BYTES = 50 * 1024 * 1024
MOST_MASK_BYTES = 4 * 1024 * 1024
WHOLE_NUMBERS = ("n", "output_compression")


def plain_fields(received: Received) -> dict[str, object]:
    """The fields of a form that are no files; each may come once."""
    found: dict[str, object] = {}
    for part in received.parts:
        if part.filename or part.mime:
            continue
        if part.name in found:
            message = f"Duplicate parameter: '{part.name}'."
            raise RefusalError(400, message, "duplicate_parameter", part.name)
        value = part.data.decode()
        is_number = part.name in WHOLE_NUMBERS and value.isdecimal()
        found[part.name] = int(value) if is_number else value
    return found


def check_files(received: Received, tongue: Tongue) -> int:
    """Refuse what is no image, and what has no name, type or place; the number of inputs."""
    mime = received.headers.get("content-type", "").partition(";")[0].strip()
    if mime != "multipart/form-data":
        message = "The body must be multipart/form-data."
        raise RefusalError(400, message, "invalid_content_type")
    names = {*tongue.file_fields, "mask"}
    files = [part for part in received.parts if part.filename or part.mime or part.name in names]
    for file in files:
        _check(file, names)
    inputs = [file for file in files if file.name != "mask"]
    if not 1 <= len(inputs) <= tongue.most_files:
        message = f"Give 1 to {tongue.most_files} images."
        raise RefusalError(400, message, "invalid_value", "image")
    for name in ("image", "mask"):
        if [file.name for file in files].count(name) > 1:
            message = f"Duplicate parameter: '{name}'. Use image[] for several images."
            raise RefusalError(400, message, "duplicate_parameter", name)
    for mask in files:
        if mask.name == "mask":
            _check_mask(mask, inputs[0])
    return len(inputs)


def _check(file: Part, names: set[str]) -> None:
    if file.name not in names:
        message = f"Unknown parameter: '{file.name}'."
        raise RefusalError(400, message, "unknown_parameter", file.name)
    if not file.filename:
        raise RefusalError(400, f"'{file.name}' is no file.", "invalid_value", file.name)
    if not file.mime:
        message = f"{file.filename} has no content type."
        raise RefusalError(400, message, "missing_file_mimetype", file.name)
    if file.mime not in MAGIC or (file.name == "mask" and file.mime != "image/png"):
        message = f"Invalid file '{file.filename}': unsupported mimetype ('{file.mime}')."
        raise RefusalError(400, message, "unsupported_file_mimetype", file.name)
    if not is_image(file.data, file.mime):
        message = f"{file.filename} is no {file.mime}."
        raise RefusalError(400, message, "invalid_image_file", file.name)
    if len(file.data) >= (MOST_MASK_BYTES if file.name == "mask" else MOST_BYTES):
        raise RefusalError(400, f"{file.filename} is too large.", "invalid_value", file.name)


def _check_mask(mask: Part, first: Part) -> None:
    """A mask is as large as the first image and has places that can be seen through."""
    try:
        drawn, image = (Image.open(io.BytesIO(part.data)) for part in (mask, first))
    except OSError:
        message = "Invalid image file or mode, please check your image file."
        raise RefusalError(400, message, "invalid_image_file", "mask") from None
    if drawn.size != image.size:
        message = "The mask must have the size of the first image."
        raise RefusalError(400, message, "invalid_value", "mask")
    if not drawn.has_transparency_data:
        message = "Invalid mask image format: the alpha channel is missing."
        raise RefusalError(400, message, "invalid_value", "mask")
