"""Google's errors: a status with a name, details by type, and no header that says when."""

from __future__ import annotations

from typing import Any

from .troubles import RefusalError

SERVICE = "generativelanguage.googleapis.com"
RPC = "type.googleapis.com/google.rpc."
BILLING = "This model is not part of the free tier. Please enable billing."
QUOTA = (
    "You exceeded your current quota, please check your plan and billing details. Quota exceeded "
    f"for metric: {SERVICE}/generate_requests, limit: {{limit}}, model: gemini-3.1-flash-image"
)

STATUSES: dict[str, tuple[int, str]] = {
    "payment_required": (400, "FAILED_PRECONDITION"),
    "insufficient_balance": (200, "FAILED_PRECONDITION"),
    "failed_precondition": (400, "FAILED_PRECONDITION"),
    "unauthenticated": (401, "UNAUTHENTICATED"),
    "forbidden": (403, "PERMISSION_DENIED"),
    "not_found": (404, "NOT_FOUND"),
    "too_large": (413, ""),
    "rate_limit_exceeded": (429, "RESOURCE_EXHAUSTED"),
    "insufficient_quota": (429, "RESOURCE_EXHAUSTED"),
    "server_error": (500, "INTERNAL"),
    "overloaded": (503, "UNAVAILABLE"),
    "deadline_exceeded": (504, "DEADLINE_EXCEEDED"),
}
"""HTTP status and name for each code of the house; any other is an INVALID_ARGUMENT."""

WORDS = {
    "invalid_api_key": "API key not valid. Please pass a valid API key.",
    "payment_required": BILLING,
    "insufficient_balance": BILLING,
    "rate_limit_exceeded": QUOTA.format(limit=10),
    "insufficient_quota": QUOTA.format(limit=0),
    "overloaded": "The model is overloaded. Please try again later.",
}
"""What Google says where the house's own words would be another vendor's."""


class GoogleRefusalError(RefusalError):
    """`wait` is a RetryInfo's duration such as "1.204s"; `is_listed`: a list around the object."""

    def __init__(
        self, code: str, message: str = "", place: str = "", wait: str = "", is_listed: bool = False
    ) -> None:
        status, self.name = STATUSES.get(code, (400, "INVALID_ARGUMENT"))
        super().__init__(status, WORDS.get(code, message), code, place)
        self.wait, self.is_listed = wait, is_listed

    @property
    def body(self) -> object:
        told: dict[str, Any] = {"code": self.status, "message": self.message}
        if self.status == 200:
            told["code"] = 400
        if self.name:
            told["status"] = self.name
        if details := self._details():
            told["details"] = details
        return [{"error": told}] if self.is_listed else {"error": told}

    def _details(self) -> list[dict[str, Any]]:
        if self.code == "invalid_api_key":
            service = {"service": SERVICE}
            told = {"reason": "API_KEY_INVALID", "domain": "googleapis.com", "metadata": service}
            return [{"@type": f"{RPC}ErrorInfo", **told}]
        if self.status == 429:
            waits = [{"@type": f"{RPC}RetryInfo", "retryDelay": self.wait}] if self.wait else []
            return [_quota_failure(self.message), {"@type": f"{RPC}Help", "links": []}, *waits]
        if self.param:
            violations = [{"field": self.param, "description": self.message}]
            return [{"@type": f"{RPC}BadRequest", "fieldViolations": violations}]
        return []


def _quota_failure(message: str) -> dict[str, Any]:
    violation = {
        "quotaMetric": f"{SERVICE}/generate_requests",
        "quotaId": "GenerateRequestsPerMinutePerProjectPerModel",
        "quotaDimensions": {"location": "global", "model": "gemini-3.1-flash-image"},
    }
    limit = {} if "limit: 0" in message else {"quotaValue": "10"}
    return {"@type": f"{RPC}QuotaFailure", "violations": [{**violation, **limit}]}


def restated(refusal: RefusalError) -> GoogleRefusalError:
    """The refusal in Google's words; a wait goes from its header into the body."""
    if isinstance(refusal, GoogleRefusalError):
        return refusal
    seconds = refusal.headers.get("retry_after", "")
    wait = f"{seconds}s" if seconds else ""
    if refusal.code == "insufficient_quota":
        wait = LONG_WAIT
    return GoogleRefusalError(refusal.code, refusal.message, refusal.param, wait)


LONG_WAIT = "37s"
ERRORS: dict[str, dict[str, Any]] = {
    "429 with RetryInfo": {"code": "rate_limit_exceeded", "wait": "1s"},
    "429 with a fraction": {"code": "rate_limit_exceeded", "wait": "1.204s"},
    "429 without RetryInfo": {"code": "rate_limit_exceeded"},
    "429 in a list": {"code": "rate_limit_exceeded", "wait": "1s", "is_listed": True},
    "limit 0": {"code": "insufficient_quota", "wait": LONG_WAIT},
    "PERMISSION_DENIED": {
        "code": "forbidden",
        "message": "Your API key was reported as leaked. Please use another API key.",
    },
    "FAILED_PRECONDITION": {
        "code": "failed_precondition",
        "message": "User location is not supported for the API use.",
    },
    "INTERNAL": {"code": "server_error", "message": "An internal error has occurred."},
    "UNAVAILABLE": {"code": "overloaded"},
    "DEADLINE_EXCEEDED": {
        "code": "deadline_exceeded",
        "message": "Deadline expired before operation could complete.",
    },
}
"""Errors by the names under which they may befall an order."""
