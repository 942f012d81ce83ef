"""Real small pictures and rows of them. Everything goes through the store, as in life."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from PIL import ImageDraw

from gallery import store
from gallery.models import Image


def drawing(width: int = 64, height: int = 48, mode: str = "RGB", seed: int = 0) -> Pillow.Image:
    """A gradient with a block in its top left corner; another seed, other colours."""
    picture = Pillow.linear_gradient("L").resize((width, height)).convert("RGB")
    tint = Pillow.new("RGB", picture.size, (37 * seed % 256, 90, 61 * seed % 256))
    picture = Pillow.blend(picture, tint, 0.4)
    ImageDraw.Draw(picture).rectangle((0, 0, width // 4, height // 4), fill=(255, seed % 256, 0))
    return picture.convert(mode)


def grain(width: int = 1024, height: int = 1024) -> Pillow.Image:
    """Smooth colour plus grain: as heavy a PNG as a photograph, about 1.8 MB at 1K."""
    noise = Pillow.effect_noise((width, height), 24)
    smooth = Pillow.linear_gradient("L").resize((width, height))
    bands = (Pillow.blend(smooth, noise, share) for share in (0.12, 0.16, 0.2))
    return Pillow.merge("RGB", tuple(bands))


def encoded(picture: Pillow.Image, format: str = "PNG", **options: Any) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


def png(width: int = 64, height: int = 48, seed: int = 0) -> bytes:
    return encoded(drawing(width, height, seed=seed))


def draft(data: bytes, suffix: str = "") -> Path:
    """A file in the data folder, as a download leaves it."""
    path = store.temporary(suffix)
    path.write_bytes(data)
    return path


def image(data: bytes | None = None, *, has_thumbs: bool = False, **recipe: Any) -> Image:
    """An image in the gallery; `recipe` as in `store.Recipe`."""
    known: dict[str, Any] = {"provider": "sketch", "provider_label": "Sketch", "prompt": "A boat"}
    kept = store.keep(draft(data or png()), store.Recipe(**known | recipe))
    if has_thumbs:
        store.thumbs(kept.pk)
        kept.refresh_from_db()
    return kept


def upload(data: bytes, name: str = "boat.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
