"""Files as other programs leave them, made with Pillow, and their structure checked by hand."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import Image as Pillow
from PIL import ImageCms
from PIL.PngImagePlugin import PngInfo

from tests.factories import drawing, encoded

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
    b'syntax-ns#"><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation='
    b'"6"/></rdf:RDF></x:xmpmeta>'
)


def kept(folder: Path, data: bytes, name: str = "picture") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def opened(path: Path) -> Pillow.Image:
    with Pillow.open(path) as picture:
        picture.load()
        return picture


def exif(**texts: str | bytes) -> Pillow.Exif:
    """EXIF that turns by a quarter and holds a private note."""
    made = Pillow.Exif()
    made[0x0112] = 6
    made[0x010E] = "a private note"
    if "comment" in texts:
        made.get_ifd(0x8769)[0x9286] = texts["comment"]
    return made


def rich(format: str) -> bytes:
    """A picture with all that a file can carry."""
    told: dict[str, Any] = {"exif": exif(), "icc_profile": PROFILE}
    if format == "PNG":
        told["pnginfo"] = texts(Comment="a private note", parameters="a private note")
    if format == "JPEG":
        told |= {"comment": b"a private note", "quality": 90}
    return encoded(drawing(), format, **told)


def texts(**words: str | bytes) -> PngInfo:
    info = PngInfo()
    for name, text in words.items():
        info.add_text(name.replace("__", "-"), text)
    return info


def png(**words: str | bytes) -> bytes:
    return encoded(drawing(), "PNG", pnginfo=texts(**words))


def chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Every chunk of a PNG, its checksum tried."""
    found, place = [], 8
    while place < len(data):
        length, kind = struct.unpack("!I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack("!I", data[place + 8 + length : place + 12 + length])
        assert checksum == zlib.crc32(kind + body)
        found.append((kind, body))
        place += 12 + length
    return found


def packed(kind: str, size: int) -> bytes:
    """A PNG with a text that unpacks to `size` bytes."""
    words = zlib.compress(b"a" * size, 9)
    head = b"parameters\0\0" if kind == "zTXt" else b"parameters\0\1\0\0\0"
    body = kind.encode() + head + words
    chunk = struct.pack("!I", len(body) - 4) + body + struct.pack("!I", zlib.crc32(body))
    plain = encoded(drawing())
    return plain[:33] + chunk + plain[33:]


def graph() -> dict[str, Any]:
    """As ComfyUI runs it: two prompts of which one is joined, a model, a size."""
    return {
        "3": {
            "class_type": "KSampler",
            "inputs": {
                "seed": 156680208700286,
                "steps": 20,
                "cfg": 8,
                "sampler_name": "euler",
                "scheduler": "normal",
                "denoise": 1,
                "model": ["4", 0],
                "positive": ["10", 0],
                "negative": ["7", 0],
                "latent_image": ["5", 0],
            },
        },
        "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "dream.safetensors"}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 768, "height": 512}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["11", 0], "clip": ["4", 1]}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
        "10": {"class_type": "FluxGuidance", "inputs": {"conditioning": ["6", 0], "guidance": 3.5}},
        "11": {"class_type": "PrimitiveString", "inputs": {"value": "a lighthouse, fog"}},
    }


def flux() -> dict[str, Any]:
    """A sampler that is told by a guider, with noise from a node of its own."""
    return {
        "1": {
            "class_type": "SamplerCustomAdvanced",
            "inputs": {"noise": ["2", 0], "guider": ["3", 0], "latent_image": ["5", 0]},
        },
        "2": {"class_type": "RandomNoise", "inputs": {"noise_seed": 42}},
        "3": {"class_type": "BasicGuider", "inputs": {"model": ["6", 0], "conditioning": ["4", 0]}},
        "4": {"class_type": "CLIPTextEncode", "inputs": {"text": "a quay at night"}},
        "5": {"class_type": "EmptySD3LatentImage", "inputs": {"width": 1024, "height": 768}},
        "6": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux1-dev.safetensors"}},
    }


def workflow() -> dict[str, Any]:
    """The first graph as it is drawn."""
    return {
        "nodes": [
            {
                "id": 3,
                "type": "KSampler",
                "inputs": [
                    {"name": "model", "link": 1},
                    {"name": "positive", "link": 2},
                    {"name": "negative", "link": 3},
                    {"name": "latent_image", "link": 4},
                ],
                "widgets_values": [7, "randomize", 20, 8, "euler", "normal", 1],
            },
            {"id": 4, "type": "CheckpointLoaderSimple", "widgets_values": ["dream.safetensors"]},
            {"id": 5, "type": "EmptyLatentImage", "widgets_values": [768, 512, 1]},
            {"id": 6, "type": "CLIPTextEncode", "widgets_values": ["a lighthouse, fog"]},
            {"id": 7, "type": "CLIPTextEncode", "widgets_values": ["blurry"]},
        ],
        "links": [
            [1, 4, 0, 3, 0, "MODEL"],
            [2, 6, 0, 3, 1, "CONDITIONING"],
            [3, 7, 0, 3, 2, "CONDITIONING"],
            [4, 5, 0, 3, 3, "LATENT"],
        ],
    }


def in_webp(word: str, said: object) -> bytes:
    """As ComfyUI writes it into WebP."""
    made = Pillow.Exif()
    made[0x0110] = f"{word}:{json.dumps(said)}"
    return encoded(drawing(), "WEBP", exif=made)
