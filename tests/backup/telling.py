"""All that a studio has, one line for each row, entry of the search and file.

python -m tests.backup.telling
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
if __name__ == "__main__":
    django.setup()

from django.apps import apps
from django.conf import settings
from django.db import connection

from gallery.models import Image
from gallery.search.index import dialect

MADE_AGAIN = {"thumbs_version"}
SIGNS_OF_LIFE = "studio.process"
FOLDERS = ("originals", "answers", "imports")


def lines() -> Iterator[str]:
    yield from _rows()
    yield from _last_numbers()
    yield from _entries()
    yield from _files()


def _rows() -> Iterator[str]:
    for app in ("gallery", "studio"):
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            if model._meta.label_lower != SIGNS_OF_LIFE:
                for row in model._default_manager.order_by("pk").values():
                    said = {name: row[name] for name in row if name not in MADE_AGAIN}
                    yield f"{model._meta.label_lower} {json.dumps(said, default=_said)}"


def _said(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _last_numbers() -> Iterator[str]:
    """Up to which numbers were given to rows."""
    if connection.vendor == "sqlite":
        sql = "SELECT name, seq FROM sqlite_sequence"
    else:
        sql = (
            "SELECT left(sequencename, -7), last_value FROM pg_sequences "
            "WHERE last_value IS NOT NULL AND sequencename LIKE '%_id_seq'"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        known = dict(cursor.fetchall())
    for model in apps.get_models(include_auto_created=True):
        is_ours = model._meta.app_label in ("gallery", "studio")
        is_kept = is_ours and model._meta.label_lower != SIGNS_OF_LIFE
        if is_kept and known.get(model._meta.db_table):
            yield f"last {model._meta.db_table} {known[model._meta.db_table]}"


def _entries() -> Iterator[str]:
    """Which images the search finds."""
    with connection.cursor() as cursor:
        cursor.execute(f"{dialect().IDS} ORDER BY 1")
        yield f"found {[pk for (pk,) in cursor.fetchall()]}"
    yield f"images {Image.objects.count()}"


def _files() -> Iterator[str]:
    for name in FOLDERS:
        for path in sorted((settings.DATA_DIR / name).rglob("*")):
            if path.is_file():
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                yield f"file {path.relative_to(settings.DATA_DIR)} {digest}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines())
