"""Passwords with Argon2, two at a time: each takes 100 MB while it is looked at.

Without that limit a few strangers who sign in at once would fill the machine's memory.
"""

from __future__ import annotations

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = 2
_room = BoundedSemaphore(AT_ONCE)


class Argon2(Argon2PasswordHasher):
    def encode(self, password: str, salt: str) -> str:
        with _room:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _room:
            return super().verify(password, encoded)
