"""Whether the database and the queue answer: '' while they do, else why not."""

from __future__ import annotations

from pathlib import Path

from django.db import Error, connection

from .queue import huey


def database_trouble() -> str:
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return "its file is gone"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        return str(error).partition("\n")[0]
    return ""


def queue_trouble() -> str:
    # Huey's stores share no error type.
    try:
        huey.pending_count()
    except Exception as error:
        return str(error) or type(error).__name__
    return ""
