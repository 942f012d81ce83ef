"""Django's secret key, where the environment has none."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path


def kept(path: Path) -> str:
    """The key in `path`, made by whoever comes first: linked into place when it is whole."""
    if path.exists() and not path.stat().st_size:
        path.unlink()  # a power cut left its name alone
    if not path.exists():
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".secret")  # mode 0600
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            Path(draft).unlink()
    return _read(path)


def _read(path: Path) -> str:
    try:
        if key := path.read_text("utf-8").strip():
            return key
    except UnicodeDecodeError:
        pass
    raise SystemExit(
        f"{path} holds no secret key: put it back from a backup, or remove it for a new one, "
        "under which typed keys are entered again and people sign in again."
    )
