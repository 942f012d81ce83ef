"""A data folder's contents exchanged for those of a backup: the old or the new, nothing between.

    DATA_DIR/restoring/new/       what is to be there, whole
                       prepared   a database elsewhere is about to have all of it
                       ready      the last word: from now on the exchange is made, come what may
             before-restore-…/    what was there, a data folder of its own

Whoever reads the settings next finishes what a sudden end left. Within the folder, since its
own name may be a mount. Knows nothing of Django: the secret key is one of the files.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from filelock import FileLock

STAGE = "restoring"
PREPARED = "prepared"
ASIDE = "before-restore-"
LOCKS = "running"


def stage(folder: Path) -> Path:
    """An empty folder for what is to be there."""
    discard(folder)
    new = folder / STAGE / "new"
    new.mkdir(mode=0o700, parents=True)
    return new


def is_half_done(folder: Path) -> bool:
    """A restore ended where the files alone do not tell whether the database is new."""
    return (folder / STAGE / PREPARED).exists()


def discard(folder: Path) -> None:
    shutil.rmtree(folder / STAGE, ignore_errors=True)


def decide(folder: Path, name: str) -> Path:
    """The last word, then the exchange; `name` is that of the folder for what was there."""
    aside = folder / f"{ASIDE}{name}"
    old = [path.name for path in folder.iterdir() if not _stays(path.name)]
    draft = folder / STAGE / "ready.part"
    draft.write_text(json.dumps({"aside": aside.name, "old": old}))
    if hasattr(os, "sync"):
        os.sync()
    draft.replace(folder / STAGE / "ready")
    complete(folder)
    return aside


def complete(folder: Path) -> None:
    """Make an exchange that was decided; nothing where there is none."""
    ready = folder / STAGE / "ready"
    if not ready.exists():
        return
    with FileLock(folder / "exchange.lock"):
        if ready.exists():
            _exchange(folder, **json.loads(ready.read_text()))
            ready.unlink()
            discard(folder)


def _exchange(folder: Path, aside: str, old: list[str]) -> None:
    (folder / aside).mkdir(mode=0o700, exist_ok=True)
    for name in old:
        # Once it is aside, what bears its name is new.
        if not (folder / aside / name).exists() and (folder / name).exists():
            (folder / name).rename(folder / aside / name)
    for path in sorted((folder / STAGE / "new").iterdir()):
        path.replace(folder / path.name)


def _stays(name: str) -> bool:
    return name in {STAGE, LOCKS} or name.startswith(ASIDE) or name.endswith(".lock")
