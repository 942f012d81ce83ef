"""Variables of the environment that nobody reads: most are misspelt."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from django.utils.translation import gettext as _

from studio import environment, keys, providers

from .findings import Finding, broken, hint

OURS = "PROOFSHEET_"
OTHER_NAMES = {"GOOGLE_API_KEY": "GEMINI_API_KEY", "REDIS_URL": "PROOFSHEET_QUEUE_URL"}
NEAR = 0.8


def findings() -> Iterator[Finding]:
    yield from (_wrong(problem) for problem in keys.problems())
    known = environment.known | set(keys.variables())
    for name in sorted(environment.names() - known):
        yield from _unknown(name, known)


def _wrong(problem: str) -> Finding:
    return broken(problem, _("The studio does not start so. README.md lists what each takes."))


def _unknown(name: str, known: set[str]) -> Iterator[Finding]:
    nearest = get_close_matches(name, sorted(known), n=1, cutoff=NEAR)
    meant = OTHER_NAMES.get(name) or next(iter(nearest), "")
    text = _("%s is set, and nothing reads it") % name
    if name.startswith(OURS):
        advice = _("Is %s meant?") % meant if meant else _("README.md lists those that are read.")
        yield broken(text, advice)
    elif meant and _is_free(meant) and (name in OTHER_NAMES or _is_of_a_provider(name)):
        yield hint(text, _("Is %s meant?") % meant)


def _is_free(name: str) -> bool:
    """Other programs have names like ours: where the right one is set it is theirs."""
    return name not in environment.names()


def _is_of_a_provider(name: str) -> bool:
    prefixes = [cls.env for cls in providers.all() if cls.env]
    return any(name.startswith(prefix) for prefix in (*prefixes, "DATABASE"))
