"""Keys at rest: sealed with a key derived from the secret key of this studio."""

from __future__ import annotations

import base64
import functools

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealedError(ValueError):
    """It was sealed under another secret key, or is damaged."""


def seal(text: str) -> str:
    return _fernet(settings.SECRET_KEY).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    try:
        return _fernet(settings.SECRET_KEY).decrypt(sealed.encode()).decode()
    except (InvalidToken, UnicodeError):
        raise SealedError("It was sealed under another secret key.") from None


@functools.lru_cache(maxsize=2)
def _fernet(secret: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"proofsheet: keys of providers")
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))
