"""The errors of Lumenfall: its codes, their types, and what it says when one is called for."""

from __future__ import annotations

from .troubles import RefusalError

TYPES = {
    "AUTHENTICATION_FAILED": "authentication_error",
    "INSUFFICIENT_BALANCE": "insufficient_quota",
    "INVALID_REQUEST": "invalid_request_error",
    "CONTENT_POLICY_VIOLATION": "invalid_request_error",
    "MODEL_NOT_FOUND": "invalid_request_error",
    "MODEL_DISABLED": "invalid_request_error",
    "NOT_FOUND": "invalid_request_error",
    "RATE_LIMITED": "rate_limit_error",
    "UPSTREAM_ERROR": "upstream_error",
    "ALL_PROVIDERS_EXHAUSTED": "upstream_error",
    "INTERNAL_ERROR": "server_error",
}
CODES = {
    "invalid_api_key": "AUTHENTICATION_FAILED",
    "forbidden": "AUTHENTICATION_FAILED",
    "payment_required": "INSUFFICIENT_BALANCE",
    "insufficient_balance": "INSUFFICIENT_BALANCE",
    "insufficient_quota": "INSUFFICIENT_BALANCE",
    "not_found": "NOT_FOUND",
    "rate_limit_exceeded": "RATE_LIMITED",
    "moderation_blocked": "CONTENT_POLICY_VIOLATION",
    "server_error": "INTERNAL_ERROR",
    "overloaded": "UPSTREAM_ERROR",
}
"""The vendor's code for each of the house; any other is an invalid request."""

_EXHAUSTED = "All providers failed. Last error: {}"
ERRORS = {
    "AUTHENTICATION_FAILED": (401, "AUTHENTICATION_FAILED", "Invalid API key"),
    "INSUFFICIENT_BALANCE": (
        402, "INSUFFICIENT_BALANCE", "Insufficient balance: $0.07 required, $0.02 available",
    ),
    "INVALID_REQUEST": (400, "INVALID_REQUEST", "prompt: Too big"),
    "CONTENT_POLICY_VIOLATION": (
        400, "CONTENT_POLICY_VIOLATION", "The prompt was flagged: violence",
    ),
    "MODEL_NOT_FOUND": (404, "MODEL_NOT_FOUND", "Model not found."),
    "MODEL_DISABLED": (404, "MODEL_DISABLED", "Model is currently disabled."),
    "RATE_LIMITED": (429, "RATE_LIMITED", "Too many requests"),
    "UPSTREAM_ERROR": (502, "UPSTREAM_ERROR", "vertex returned an error"),
    "UPSTREAM_ERROR 422": (422, "UPSTREAM_ERROR", "fal: unexpected field 'style'"),
    "INTERNAL_ERROR": (500, "INTERNAL_ERROR", "An unexpected error occurred"),
    "ALL_PROVIDERS_EXHAUSTED": (
        502, "ALL_PROVIDERS_EXHAUSTED", _EXHAUSTED.format("vertex is unavailable"),
    ),
    "NO_IMAGE": (
        502, "ALL_PROVIDERS_EXHAUSTED",
        _EXHAUSTED.format("vertex returned NO_IMAGE without image output"),
    ),
    "IMAGE_SAFETY": (
        502, "ALL_PROVIDERS_EXHAUSTED",
        _EXHAUSTED.format("vertex returned IMAGE_SAFETY without image output"),
    ),
    "IMAGE_OTHER": (
        502, "ALL_PROVIDERS_EXHAUSTED",
        _EXHAUSTED.format("vertex returned IMAGE_OTHER without image output"),
    ),
    "524": (502, "ALL_PROVIDERS_EXHAUSTED", _EXHAUSTED.format("524 a timeout occurred")),
    "provider quota": (
        502, "ALL_PROVIDERS_EXHAUSTED", _EXHAUSTED.format("vertex: 429 quota exceeded"),
    ),
    "error object": (200, "ALL_PROVIDERS_EXHAUSTED", _EXHAUSTED.format("no reason was given")),
}  # fmt: skip
"""Status, code and message by the name of the trouble."""

THEIR_FAULT = ("UPSTREAM_ERROR", "ALL_PROVIDERS_EXHAUSTED", "INTERNAL_ERROR")


def called(name: str) -> RefusalError:
    """The error of that name."""
    status, code, message = ERRORS[name]
    return RefusalError(status, message, code)


def restate(refusal: RefusalError) -> None:
    """Give a refusal in the words of the house the vendor's code."""
    if refusal.code not in TYPES:
        refusal.code = CODES.get(refusal.code, "INVALID_REQUEST")
