"""Files that belong to no row."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.conf import settings

from gallery import store
from gallery.models import Image

from . import found, shelf
from .report import Kind, Report

ARRIVAL = 10.0
"""Seconds after which a picture that came has its row."""
DAY = 24 * 60 * 60
THUMB = re.compile(r"(?P<digest>[0-9a-f]{64})-\d+-(?P<version>\d+)\.webp")


class Strays:
    """Told folder by folder; those that came just now at the end, unless they got a row."""

    def __init__(self, report: Report, *, is_repair: bool) -> None:
        self._report, self._is_repair = report, is_repair
        self._young: list[tuple[Kind, Path]] = []

    def folder(
        self, name: str, rows: Sequence[Image], originals: Iterable[Path], thumbs: Iterable[Path]
    ) -> None:
        """`rows` are of this folder, as are the files."""
        copies: Path = settings.DATA_DIR / "copies" / name
        for kind, path in _unaccounted(rows, originals, shelf.listed(copies), thumbs):
            if _age(path) < ARRIVAL:
                self._young.append((kind, path))
            elif _is_stray(kind, path):
                self._tell(kind, path)

    def finish(self) -> None:
        """Wait for the rows of what came just now, then tell of what got none."""
        for path in shelf.listed(settings.DATA_DIR / "incoming"):
            if _age(path) > DAY:
                self._tell(Kind.LEFT, path)
        for kind, path in self._young:
            time.sleep(min(ARRIVAL, max(0.0, ARRIVAL - _age(path))))
            if _is_stray(kind, path):
                self._tell(kind, path)
        self._young.clear()

    def _tell(self, kind: Kind, path: Path) -> None:
        name = str(path.relative_to(settings.DATA_DIR))
        if self._is_repair:
            name = f"{name} → {found.put_aside(path).relative_to(settings.DATA_DIR)}"
        self._report.tell(kind, name, is_mended=self._is_repair)


def _unaccounted(
    rows: Sequence[Image], originals: Iterable[Path], copies: Iterable[Path], thumbs: Iterable[Path]
) -> Iterator[tuple[Kind, Path]]:
    """Files of a folder that none of its rows has."""
    known = {store.place(image).name for image in rows}
    versions: dict[str, int] = {}
    for image in rows:
        least = versions.get(image.digest, image.thumbs_version)
        versions[image.digest] = min(least, image.thumbs_version)
    for path in originals:
        if path.name not in known:
            yield Kind.FOREIGN, path
    for path in copies:
        if path.name[:64] not in versions:
            yield Kind.LEFT, path
    for path in thumbs:
        if _is_old(path, versions):
            yield Kind.LEFT, path


def _is_old(thumb: Path, versions: dict[str, int]) -> bool:
    """Of no image, or of a version that no image shows any more."""
    parts = THUMB.fullmatch(thumb.name)
    if parts is None or parts["digest"] not in versions:
        return True
    return int(parts["version"]) < versions[parts["digest"]]


def _is_stray(kind: Kind, path: Path) -> bool:
    """It is still there, and no row came or changed since its folder was read."""
    if shelf.look(path) is None:
        return False
    images = Image.objects.filter(digest=path.name[:64]).order_by("-thumbs_version")
    if kind is Kind.FOREIGN:
        return all(store.place(image).name != path.name for image in images)
    versions = {image.digest: image.thumbs_version for image in images}
    is_thumb = path.parent.parent.name == "thumbs"
    return _is_old(path, versions) if is_thumb else not versions


def _age(path: Path) -> float:
    """Seconds since it was written or wanted again; much where it is gone."""
    file = shelf.look(path)
    return time.time() - file.changed_at if file else DAY * 2
