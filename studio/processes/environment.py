"""The last look at the environment before anything runs."""

from __future__ import annotations

from studio import keys


def refuse_wrong() -> None:
    """SystemExit with a line for each variable of a provider that is not understood."""
    if problems := keys.problems():
        raise SystemExit("\n".join(problems))
