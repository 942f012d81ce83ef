"""Backups of an earlier version are brought up to date, those of a later one are refused."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import NewPlace, Place
from .test_hostile import Members, change_head, members_of, written

# One that was joined with others since, and one that was not.
OLDER = {"gallery": "0010_no_index_of_all", "studio": "0006_private_sessions"}
NEWER_TABLES = ("gallery.passwordtry", "studio.tally")


def as_it_was_then(members: Members) -> Members:
    """Without the tables that came since, and with the former name of a column."""
    for name in ("proofsheet.json", "manifest.json"):
        told = json.loads(members[name])
        told["migrations"] |= OLDER
        columns = {table: of for table, of in told["columns"].items() if table not in NEWER_TABLES}
        share = columns["gallery.share"]
        columns["gallery.share"] = ["token" if column == "seed" else column for column in share]
        rows = {t: n for t, n in told.get("rows", {}).items() if t not in NEWER_TABLES}
        members[name] = json.dumps(told | {"columns": columns, "rows": rows}).encode()
    gone = tuple(f"rows/{table}/" for table in NEWER_TABLES)
    return {name: data for name, data in members.items() if not name.startswith(gone)}


def test_an_older_one_is_brought_up_to_date(
    filled: Place, backup: Path, place: NewPlace, postgres_url: str, tmp_path: Path
) -> None:
    (tmp_path / "older.tar").write_bytes(written(as_it_was_then(members_of(backup))))
    studio = place(postgres_url)
    studio.well("restore", str(tmp_path / "older.tar"))
    before, after = filled.told(), studio.told()
    for table in ("gallery.image", "gallery.share", "gallery.comment", "studio.task"):
        rows = [line for line in before if line.startswith(f"{table} ")]
        assert [line for line in after if line.startswith(f"{table} ")] == rows
        assert rows
    assert not [line for line in after if line.startswith(NEWER_TABLES)]


def test_a_later_one_is_refused(backup: Path, place: NewPlace, tmp_path: Path) -> None:
    members = members_of(backup)
    migrations = json.loads(members["proofsheet.json"])["migrations"]
    change_head(members, migrations=migrations | {"gallery": "0999_later"}, version="9.9")
    (tmp_path / "later.tar").write_bytes(written(members))
    assert "9.9" in place().refused("restore", str(tmp_path / "later.tar"))
