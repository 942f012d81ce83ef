"""A whole studio in one file, and back.

An uncompressed tar of plain files, in this order:

    proofsheet.json             format, version, migrations and columns: what it takes to read it
    originals/ab/<digest>.<ext> as they lie in the data folder
    answers/<attempt>           paid and not yet kept
    imports/<import>/<key>      sent by a browser and not yet imported
    secret.key                  unless it comes from the environment
    rows/<table>/<number>.gz    JSON lines, a list of values each
    manifest.json               counts and the next free ids
    SHA256SUMS                  of all of the above, so that `sha256sum -c` knows them too

What can be made again stays out: thumbnails, copies, the index of the search, the queue. So do
sign-ins of browsers, and what lies in `found/`.
"""

FORMAT = 1
HEAD = "proofsheet.json"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
SECRET = "secret.key"  # noqa: S105 (the name of a file)
ORIGINALS, ANSWERS, IMPORTS, ROWS = "originals", "answers", "imports", "rows"


class BackupError(Exception):
    """Why there is no backup, or why one is not taken; the text says what to do."""
