"""The message that an import waits, heard by one of many threads."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.db import connection

from studio.importing import look_at_imports


@pytest.mark.django_db(transaction=True)
def test_whoever_hears_it_keeps_no_connection() -> None:
    """PostgreSQL would soon have none left for anybody else."""
    kept: list[Any] = []

    def hear() -> None:
        look_at_imports.call_local()
        kept.append(connection.connection)

    thread = Thread(target=hear)
    thread.start()
    thread.join()
    assert kept == [None]
