"""What pictures can be read and drawn with the libraries and fonts of this machine."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec

from django.utils.translation import gettext as _

from gallery import upkeep

from .findings import Finding, broken, fine, hint


def findings() -> Iterator[Finding]:
    yield from _formats()
    yield _heic()
    yield from _fonts()


def _formats() -> Iterator[Finding]:
    lacking = upkeep.lacking_formats()
    if "WebP" in lacking:
        advice = _(
            "No thumbnail can be made: install the wheel of Pillow, or build it with libwebp."
        )
        yield broken(_("Pillow cannot write WebP"), advice)
    if "AVIF" in lacking:
        advice = _("Such results cannot be shown nor downloads be AVIF: install a newer Pillow.")
        yield hint(_("Pillow cannot read AVIF"), advice)
    if not lacking:
        yield fine(_("Pillow reads and writes every format"))


def _heic() -> Finding:
    if find_spec("pillow_heif"):
        return fine(_("HEIC files can be read"))
    advice = _("Install pillow-heif to use photographs of an iPhone as references.")
    return hint(_("HEIC files cannot be read"), advice)


def _fonts() -> Iterator[Finding]:
    """Whether Sketch can set every script; nothing where fontconfig is not there to say."""
    if program := shutil.which("fc-list"):
        listed = subprocess.run([program, ":lang=zh", "file"], capture_output=True, check=False)
        if listed.stdout.strip():
            yield fine(_("Sketch can set Chinese and Japanese"))
        else:
            advice = _("Install a font for them, such as fonts-noto-cjk; it draws bars until then.")
            yield hint(_("Sketch cannot set Chinese and Japanese"), advice)
