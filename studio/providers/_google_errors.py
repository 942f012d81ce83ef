"""Google's refusals, where its codes tell more than the status does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .errors import ConfigurationError, InvalidError, ProviderError, RateLimitedError

_TOO_LARGE = 413


@contextmanager
def explained() -> Iterator[None]:
    """Whatever leaves as an error leaves as the right one, with what a person can do."""
    try:
        yield
    except InvalidError as error:
        raise _meant(error) from None
    except RateLimitedError as error:
        if not error.is_permanent:
            raise
        said = f"The quota of this key is 0: enable billing. {error.message}"
        raise _like(error, RateLimitedError(said, wait=error.wait, is_permanent=True)) from None


def _meant(error: InvalidError) -> ProviderError:
    """A wrong key and a missing bill come as 400, like any wrong field."""
    if "API_KEY_INVALID" in error.detail:
        return _like(error, ConfigurationError(error.message))
    if "FAILED_PRECONDITION" in error.detail:
        said = f"{error.message} Google asks for billing, or does not serve this region."
        return _like(error, ConfigurationError(said))
    if error.status == _TOO_LARGE:
        said = "The request is too large for Google: fewer or smaller references."
        return _like(error, InvalidError(said))
    return error


def _like(old: ProviderError, new: ProviderError) -> ProviderError:
    new.detail, new.request_id, new.status = old.detail, old.request_id, old.status
    return new
