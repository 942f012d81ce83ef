"""XMP: what any program can read of a recipe, and the recipe itself in a namespace of our own.

IPTC Photo Metadata Standard 2025.1 for what it says about AI, and its list of digital source
types: http://cv.iptc.org/newscodes/digitalsourcetype/
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from gallery.models import Image

from . import own

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "proofsheet": "https://proofsheet.invalid/ns/1.0/",
}
"""Ours is no address that can be visited, by RFC 6761."""
UNTRAINED = frozenset({"sketch"})
"""Providers that draw by rules, without a model that was trained."""
SHORT = 1000
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RECIPE = re.compile(
    r'<proofsheet:recipe>([^<]*)<|\bproofsheet:recipe\s*=\s*(?:"([^"]*)"|\'([^\']*)\')'
)
_TURN = re.compile(r'\btiff:Orientation\s*(?:=\s*["\']|>)\s*([1-8])\b')
_PACKET = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>%s<?xpacket end="r"?>'


def packets(image: Image, orientation: int = 1) -> Iterator[bytes]:
    """All that is to be said, then ever less for files that have little room.

    `orientation` is said where the file itself said it in XMP alone.
    """
    recipe = own.recipe(image)
    yield packet(image, recipe, image.prompt, orientation)
    for name in own.LONG:
        recipe.pop(name, None)
        yield packet(image, recipe, image.prompt[:SHORT], orientation)
    if len(image.prompt) > SHORT:
        recipe["prompt"] = image.prompt[: SHORT * 8]
        yield packet(image, recipe, image.prompt[:SHORT], orientation)


def packet(image: Image, recipe: Mapping[str, Any], prompt: str, orientation: int) -> bytes:
    said = {
        "xmp:CreatorTool": "Proofsheet",
        "xmp:CreateDate": image.created_at.isoformat(timespec="seconds"),
        "tiff:Orientation": str(orientation) if orientation != 1 else "",
        "Iptc4xmpExt:DigitalSourceType": source_type(image),
        "Iptc4xmpExt:AISystemUsed": ", ".join(filter(None, _system(image))),
        "Iptc4xmpExt:AIPromptInformation": prompt,
        "proofsheet:recipe": own.written(recipe),
    }
    words = "".join(f"<{name}>{_plain(text)}</{name}>" for name, text in said.items() if text)
    spaces = "".join(f' xmlns:{name}="{space}"' for name, space in NAMESPACES.items())
    described = f'<rdf:li xml:lang="x-default">{_plain(prompt)}</rdf:li>'
    return (
        _PACKET
        % (
            '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
            '"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
            f"{spaces}><dc:description><rdf:Alt>{described}</rdf:Alt></dc:description>"
            f"{words}</rdf:Description></rdf:RDF></x:xmpmeta>"
        )
    ).encode()


def source_type(image: Image) -> str:
    """The IPTC's word for how it came to be; '' where nobody knows.

    With a mask, the rest of the first reference stays as it was: that is an edit of it.
    References alone are looked at, and the picture is made as a whole.
    """
    if image.origin == Image.Origin.UPLOADED or not (image.provider or image.model):
        return ""
    if image.provider in UNTRAINED:
        return f"{SOURCE_TYPES}algorithmicMedia"
    is_edit = any(fate.get("name") == "mask" and fate.get("sent") for fate in image.fates)
    word = "compositeWithTrainedAlgorithmicMedia" if is_edit else "trainedAlgorithmicMedia"
    return SOURCE_TYPES + word


def recipe(text: str) -> str:
    """Our JSON out of a packet, '' where there is none."""
    found = _RECIPE.search(text)
    return html.unescape(found[1] or found[2] or found[3] or "") if found else ""


def orientation(text: str) -> int:
    """1 to 8; 1 where it is not said."""
    found = _TURN.search(text)
    return int(found[1]) if found else 1


def _system(image: Image) -> tuple[str, str]:
    return image.provider_label or image.provider, image.model_label or image.model


def _plain(text: str) -> str:
    """As XML holds it, ends of lines as they are."""
    return escape(_UNWRITABLE.sub("", text), {"\r": "&#13;"})
