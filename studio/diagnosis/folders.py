"""The data folder: whose it is, whether it can be written, and what lies under it."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from .findings import Finding, broken, fine, hint

GIGABYTE = 1_000_000_000
LOW_SPACE = 2 * GIGABYTE
NO_SPACE = GIGABYTE // 5
FEW_FILES = 1000
OTHERS = stat.S_IRWXO
SHORTEST_SECRET = 32
# Of guides and of Django's own template.
WELL_KNOWN = ("changeme", "change-me", "django-insecure-", "secret", "password")


def findings() -> Iterator[Finding]:
    yield _writable()
    yield from _owner()
    yield from _readable()
    yield _space()
    yield from _files()
    yield from _halves()
    yield from _secret()


def _writable() -> Finding:
    text = _("Data folder %s") % settings.DATA_DIR
    try:
        for folder in (settings.DATA_DIR, settings.DATA_DIR / "incoming"):
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"proof")
    except OSError as error:
        advice = _(
            "It cannot be written (%s): give it to the user who runs the studio, "
            "or set PROOFSHEET_DATA_DIR."
        )
        return broken(text, advice % error.strerror)
    return fine(text)


def _owner() -> Iterator[Finding]:
    """What root makes in a folder of another user that user cannot write."""
    if os.name != "posix" or settings.DATA_DIR.stat().st_uid == os.geteuid():
        return
    advice = _(
        "What is made now belongs to another user, who may then be refused: run every command as "
        "the owner of the folder, or give it to this one (chown -R)."
    )
    yield hint(_("The data folder belongs to another user than this one"), advice)


def _readable() -> Iterator[Finding]:
    advice = _("It holds every picture, and keys: `chmod -R o= %s`.") % settings.DATA_DIR
    if os.name == "posix" and settings.DATA_DIR.stat().st_mode & OTHERS:
        yield broken(_("Everybody on this machine can look into the data folder"), advice)


def _space() -> Finding:
    free = shutil.disk_usage(settings.DATA_DIR).free
    text = _("%.1f GB free") % (free / GIGABYTE)
    advice = _("Make room: originals are never shrunk, and what is paid has to be kept.")
    if free < NO_SPACE:
        return broken(text, advice)
    return hint(text, advice) if free < LOW_SPACE else fine(text)


def _files() -> Iterator[Finding]:
    """Some file systems run out of files before they run out of bytes."""
    if not hasattr(os, "statvfs"):
        return
    there = os.statvfs(settings.DATA_DIR)
    if there.f_files and there.f_favail < FEW_FILES:
        text = _("Room for %d more files only, whatever space is left") % there.f_favail
        yield broken(text, _("Each picture takes three: remove small files (df -i), or move."))


def _halves() -> Iterator[Finding]:
    """A file gets its name by being renamed, which does not lead from one disk to another."""
    incoming = settings.DATA_DIR / "incoming"
    if not incoming.exists():
        return
    for name in ("originals", "thumbs"):
        folder = settings.DATA_DIR / name
        if folder.exists() and folder.stat().st_dev != incoming.stat().st_dev:
            text = _("The folders incoming and %s lie on different disks") % name
            advice = _("No picture can be kept so: put both on one disk, or all of the folder.")
            yield broken(text, advice)


def _secret() -> Iterator[Finding]:
    file: Path = settings.DATA_DIR / "secret.key"
    is_of_file = _is_secret_of(file)
    if is_of_file and os.name == "posix" and file.stat().st_mode & (stat.S_IRWXG | OTHERS):
        advice = _("With it keys can be opened and sign-ins forged: `chmod 600 %s`.") % file
        yield broken(_("Others can read the secret key"), advice)
    yield from () if is_of_file else _given_secret()


def _is_secret_of(file: Path) -> bool:
    try:
        return file.read_text("utf-8").strip() == settings.SECRET_KEY
    except (OSError, UnicodeDecodeError):  # there is none, another user's, or a broken one
        return False


def _given_secret() -> Iterator[Finding]:
    given = settings.SECRET_KEY
    if len(given) >= SHORTEST_SECRET and not given.lower().startswith(WELL_KNOWN):
        return
    text = _("PROOFSHEET_SECRET_KEY can be guessed")
    advice = _(
        "Whoever guesses it opens keys and forges sign-ins: set 50 random characters. "
        "Keys that were typed have to be entered again then."
    )
    yield broken(text, advice) if settings.LOGIN_REQUIRED else hint(text, advice)
