"""Making a backup while the studio works.

Originals never change, and leave only after their rows. So they are copied first, which takes
long and holds nobody up; then, in one moment of the database, the few that came meanwhile; then
the rows of that moment. Where a file went between the two, another moment is taken.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext as _

from gallery import files, store
from gallery.models import Image
from studio import __version__
from studio.desk import at_desk

from . import FORMAT, HEAD, MANIFEST, ORIGINALS, ROWS, SECRET, BackupError, needs
from .container import Writer
from .snapshot import migrations, moment
from .tables import Table, tables

MOMENTS = 20
"""Tries to catch one in which every row has its file."""
PAGE = 1000
PART = 4_000_000
"""Bytes of rows that are packed together, about."""

Told = Callable[[str, int, int], object]
"""Is told the name of a part, how much of it is done, and of how much."""


@dataclass(slots=True)
class Summary:
    """What a backup has; `missing` and `damaged` name originals that are not as they should be."""

    originals: int = 0
    rows: int = 0
    has_secret: bool = False
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


class Backup:
    """`write` puts a whole studio into a file."""

    def __init__(self, file: BinaryIO, told: Told) -> None:
        self.summary = Summary()
        self._told = told
        self._writer = Writer(file, self._count)
        self._originals: set[bytes] = set()
        self._files: set[str] = set()
        self._tables = tables(apps)
        self._done, self._of = 0, 0

    def write(self) -> Summary:
        head = _head(self._tables)
        self._add_json(HEAD, head)
        self._of = Image.objects.aggregate(bytes=Sum("bytes"))["bytes"] or 0
        for image in _images():
            self._add_original(image)
        counts = self._rows_of_a_moment(head["migrations"])
        self._add_secret()
        self._add_json(MANIFEST, head | counts | self._told_of())
        self._writer.close()
        return self.summary

    def _rows_of_a_moment(self, known: dict[str, str]) -> dict[str, Any]:
        for _try in range(MOMENTS):
            for name, path in needs.there():
                self._add_file(name, path)
            with moment():
                if migrations() != known:
                    raise BackupError(
                        _("The database was brought up to date meanwhile: begin anew.")
                    )
                if self._is_whole():
                    return {
                        "rows": {table.name: self._add_rows(table) for table in self._tables},
                        "last_ids": {table.name: table.last_id() for table in self._tables},
                    }
        raise BackupError(_("Files of the studio go as fast as they are read: try again later."))

    def _is_whole(self) -> bool:
        """Every row of this moment has its file, or had none to begin with."""
        lost, names = [], []
        for image in _images():
            if not self._add_original(image):
                lost.append(image.pk)
                names.append(_told_name(image))
        lacking = {name for name, path in needs.needed().items() if not self._add_file(name, path)}
        is_whole = _are_still_there(lost) and lacking <= _needed_now()
        self.summary.missing = names
        return is_whole

    # Members

    def _add_original(self, image: Image) -> bool:
        """Whether it is in the backup."""
        key = bytes.fromhex(image.digest)
        if key in self._originals:
            return True
        path = store.place(image)
        name = f"{ORIGINALS}/{image.digest[:2]}/{path.name}"
        found = self._put(name, path)
        if found is None:
            return False
        if found != image.digest:
            self.summary.damaged.append(_told_name(image))
        self._originals.add(key)
        self.summary.originals += 1
        return True

    def _add_file(self, name: str, path: Path) -> bool:
        if name not in self._files and self._put(name, path) is not None:
            self._files.add(name)
        return name in self._files

    def _put(self, name: str, path: Path) -> str | None:
        try:
            with files.here(path).open("rb") as file:
                size = file.seek(0, 2)
                file.seek(0)
                return self._writer.add(name, file, size)
        except FileNotFoundError:
            return None

    def _add_rows(self, table: Table) -> int:
        count, number, part = 0, 0, bytearray()
        for row in table.rows():
            part += json.dumps(row, separators=(",", ":")).encode() + b"\n"
            count += 1
            if len(part) > PART:
                number = self._add_part(table.name, number, part)
        if part:
            self._add_part(table.name, number, part)
        self.summary.rows += count
        return count

    def _add_part(self, table: str, number: int, part: bytearray) -> int:
        """Puts it in and empties it; answers the number of the next one."""
        packed = gzip.compress(part, compresslevel=6, mtime=0)
        part.clear()
        self._writer.add(f"{ROWS}/{table}/{number:06d}.gz", BytesIO(packed), len(packed))
        return number + 1

    def _add_secret(self) -> None:
        """The one in the data folder, where that is the one in use."""
        path = settings.DATA_DIR / SECRET
        if path.exists() and path.read_text().strip() == settings.SECRET_KEY:
            self.summary.has_secret = self._put(SECRET, path) is not None

    def _add_json(self, name: str, values: dict[str, Any]) -> None:
        data = json.dumps(values, indent=1).encode()
        self._writer.add(name, BytesIO(data), len(data))

    def _told_of(self) -> dict[str, Any]:
        found = self.summary
        known = {"originals": found.originals, "files": len(self._files)}
        return known | {"missing": found.missing, "damaged": found.damaged}

    def _count(self, size: int) -> None:
        self._done += size
        done = self._done // 1_000_000
        self._told(_("megabytes"), done, max(done, self._of // 1_000_000))


def _head(known: list[Table]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": __version__,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": connection.vendor,
        "migrations": migrations(),
        "columns": {table.name: table.columns for table in known},
    }


def _images() -> Iterator[Image]:
    """What is needed of all images to find their originals, a page at a time."""
    images = Image.objects.order_by("pk").only("digest", "file_format")
    page = list(images[:PAGE])
    while page:
        yield from page
        page = list(images.filter(pk__gt=page[-1].pk)[:PAGE])


def _told_name(image: Image) -> str:
    return f"{image} ({image.digest[:12]}…)"


# At the desk, since there one sees what is now and not what was in the moment.


@at_desk
def _are_still_there(pks: list[int]) -> bool:
    return all(
        Image.objects.filter(pk__in=pks[at : at + PAGE]).count() == len(pks[at : at + PAGE])
        for at in range(0, len(pks), PAGE)
    )


@at_desk
def _needed_now() -> set[str]:
    return set(needs.needed())
