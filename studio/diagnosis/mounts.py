"""On what kind of file system a path lies, by the table of Linux; '' where nobody tells."""

from __future__ import annotations

import re
from pathlib import Path

TABLE = Path("/proc/self/mountinfo")
NETWORK = re.compile(r"nfs\d?|cifs|smb\d?|smbfs|9p|afs|ceph|glusterfs|lustre|ncpfs|vboxsf|fuse\..+")
"""Where locks and shared memory do not hold between machines, or not at all."""
_ESCAPED = re.compile(r"\\([0-7]{3})")


def kind(path: Path, table: str | None = None) -> str:
    """The last mount that is nearest above it, such as ext4."""
    if table is None:
        table = TABLE.read_text() if TABLE.exists() else ""
    real, found, nearest = path.resolve(), "", -1
    for line in table.splitlines():
        left, _bar, right = line.partition(" - ")
        point = Path(_plain(left.split()[4]))
        if (real == point or point in real.parents) and len(point.parts) >= nearest:
            found, nearest = right.split()[0], len(point.parts)
    return found


def is_network(kind: str) -> bool:
    return bool(NETWORK.fullmatch(kind))


def _plain(name: str) -> str:
    """A space in a name is written as \\040."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), name)
