"""What can go wrong at a provider, as one tree.

    ProviderError
    ├── ConfigurationError   no key, wrong key                  a person sets it right
    │   └── NotFoundError    unknown model, route or address    a person sets it right
    ├── CreditsError         not enough credits                 a person tops up
    ├── RefusedError         moderation, safety                 a person changes prompt or reference
    ├── InvalidError         any other 4xx                      a person changes the job
    ├── RateLimitedError     429, surely not accepted           sent again after a wait
    ├── UnavailableError     connect failure, 503               surely not accepted, sent again
    ├── UncertainError       reset, our own crash               perhaps accepted: a person decides
    │   └── TimedOutError    read timeout, 500, 502, 504        the same
    ├── UnreadableError      unknown shape, broken picture      we mend the file
    ├── NoImageError         done without an image
    └── ExpiredError         the result's links are dead

`code` is the word of the job card (`data-error`), `money` says whether the
request was perhaps paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, TypedDict, Unpack

from .outcomes import Cost
from .requests import Json

Money = Literal["no", "perhaps", "yes"]


class Known(TypedDict, total=False):
    """What is known of an error beside its message."""

    detail: str
    request_id: str
    status: int
    usage: Mapping[str, Json] | None
    cost: Cost | None
    note: str


class ProviderError(Exception):
    """`message` is the gateway's own text, without keys; `detail` its raw answer, cut.

    `status` is that of HTTP (0: none), `usage` and `cost` what the failure used up where
    the gateway tells, `note` what the model said instead of drawing.
    """

    code: ClassVar[str] = "internal"
    money: Money = "perhaps"
    """Of the class, unless the gateway tells more of this very failure."""

    def __init__(
        self,
        message: str = "",
        *,
        detail: str = "",
        request_id: str = "",
        status: int = 0,
        usage: Mapping[str, Json] | None = None,
        cost: Cost | None = None,
        note: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.request_id = request_id
        self.status = status
        self.usage = dict(usage or {})
        self.cost = cost
        self.note = note


class ConfigurationError(ProviderError):
    code = "authentication"
    money = "no"


class NotFoundError(ConfigurationError):
    code = "not_found"


class CreditsError(ProviderError):
    code = "credits"
    money = "no"


class RefusedError(ProviderError):
    code = "refused"
    money = "no"


class InvalidError(ProviderError):
    code = "invalid_request"
    money = "no"


class RateLimitedError(ProviderError):
    """`wait` is the pause the gateway asks for in seconds, None where it asks for none.

    `is_permanent` marks a quota of zero, which no wait can mend.
    """

    code = "rate_limited"
    money = "no"

    def __init__(
        self,
        message: str = "",
        *,
        wait: float | None = None,
        is_permanent: bool = False,
        **known: Unpack[Known],
    ) -> None:
        super().__init__(message, **known)
        self.wait = wait
        self.is_permanent = is_permanent


class UnavailableError(ProviderError):
    """`wait` as in `RateLimitedError`: a 503 may carry Retry-After too."""

    code = "unavailable"
    money = "no"

    def __init__(
        self,
        message: str = "",
        *,
        wait: float | None = None,
        **known: Unpack[Known],
    ) -> None:
        super().__init__(message, **known)
        self.wait = wait


class UncertainError(ProviderError):
    code = "interrupted"


class TimedOutError(UncertainError):
    code = "timeout"


class UnreadableError(ProviderError):
    code = "bad_response"


class NoImageError(ProviderError):
    code = "no_image"


class ExpiredError(ProviderError):
    code = "expired"
    money = "yes"
