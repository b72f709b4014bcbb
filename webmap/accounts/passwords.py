"""Passwords: argon2id, a length, and nothing about their letters."""

from __future__ import annotations

import functools
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

SHORTEST, LONGEST = 12, 200
"""Characters."""
_hasher = PasswordHasher()
_slots = threading.BoundedSemaphore(2)
"""Each check takes 64 MiB; many at once must not take the memory of the machine."""


class WeakPasswordError(ValueError):
    """A password is refused; `code` says why: too_short, too_long or is_name."""

    def __init__(self, code: str) -> None:
        super().__init__(f"password refused: {code}")
        self.code = code


def check_strength(password: str, name: str) -> None:
    """Refuse a password that is too short, too long, or the name.

    Raises:
        WeakPasswordError: says which.
    """
    if len(password) < SHORTEST:
        raise WeakPasswordError("too_short")
    if len(password) > LONGEST:
        raise WeakPasswordError("too_long")
    if name.casefold() in password.casefold() and len(password) < len(name) + SHORTEST // 2:
        raise WeakPasswordError("is_name")


def make_hash(password: str) -> str:
    """Return the argon2id hash of a password."""
    with _slots:
        return _hasher.hash(_normal(password))


def verify(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is right. An unknown name (None) takes as long as a known one."""
    if len(password) > LONGEST:
        password, password_hash = "", None
    with _slots:
        try:
            right = _hasher.verify(password_hash or _nobodys(), _normal(password))
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False
    return right and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Tell whether a hash was made with weaker parameters than those of today."""
    return _hasher.check_needs_rehash(password_hash)


@functools.cache
def _nobodys() -> str:
    return _hasher.hash("a password that nobody has")


def _normal(password: str) -> str:
    """Return one form of the letters, whatever the keyboard sent."""
    return unicodedata.normalize("NFC", password)
