"""Rows of a studio's SQLite database, written from outside."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from tests.running import wait_until

DAY = 24 * 3600


@contextmanager
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "proofsheet.sqlite3", timeout=20)) as connection:
        yield connection
        connection.commit()


def wait_for_signs(folder: Path, count: int) -> None:
    """Until so many processes showed that they live."""

    def are_there() -> bool:
        with database(folder) as there:
            found: int = there.execute("SELECT COUNT(*) FROM studio_process").fetchone()[0]
        return found >= count

    wait_until(are_there, 60)


def process(
    there: sqlite3.Connection,
    host: str,
    *,
    kind: str = "worker",
    version: str = "0.1.0",
    mark: str = "m",
    clock: float = 0,
) -> None:
    """One that showed a sign of life just now; `clock` is by how many seconds its own is off."""
    moment = "strftime('%Y-%m-%d %H:%M:%f', 'now', ?)"
    there.execute(
        "INSERT INTO studio_process (name, kind, host, pid, version, secret_mark, began_at,"
        f" seen_at, clock_at) VALUES (?, ?, ?, 1, ?, ?, {moment}, {moment}, {moment})",
        (uuid4().hex, kind, host, version, mark, "0 seconds", "0 seconds", f"{clock} seconds"),
    )


def task(there: sqlite3.Connection, state: str, *, age: float, error: str = "") -> None:
    """A task of a job of its own, submitted `age` seconds ago and ended as long ago."""
    moment = f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{age} seconds')"
    known = {
        "session": "INSERT OR IGNORE INTO studio_session (id, name, created_at) VALUES (1, '', 0)",
        "job": f"""
            INSERT INTO studio_job (uuid, session_id, submission, provider, provider_label, model,
                model_label, operation, prompt, prompt_sent, parameters, fates, copy, count, state,
                version, recipe, created_at)
            VALUES (?, 1, ?, 'openai', 'OpenAI', 'm', 'M', 'generate', '', '', '{{}}', '[]', '{{}}',
                1, 'running', 1, '', {moment})""",
        "task": f"""
            INSERT INTO studio_task (uuid, job_id, position, count, offset, state, is_replaced,
                owner, key_mark, tries, sent, currency, cost_source, estimate_currency, usage,
                request_id, answer, error, error_text, error_detail, money, wait_reason, ended_at)
            VALUES (?, last_insert_rowid(), 1, 1, 0, ?, 0, '', '', 0, '{{}}', '', '', '', '{{}}',
                '', '', ?, '', '', 'no', '', {moment})""",
    }
    there.execute(known["session"])
    there.execute(known["job"], (uuid4().hex, uuid4().hex))
    there.execute(known["task"], (uuid4().hex, state, error))
