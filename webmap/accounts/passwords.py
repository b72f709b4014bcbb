"""Passwords: argon2id, a length, nothing about their letters; and how often one may be wrong.

What is counted of failed sign-ins can be read back from nowhere.
"""

from __future__ import annotations

import datetime as dt
import enum
import functools
import hashlib
import hmac
import ipaddress
import threading
import time
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from webmap.store import attempts
from webmap.store.errors import ConflictError
from webmap.store.users import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webmap.store.core import Store


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


WINDOW = dt.timedelta(minutes=15)
LIMITS = {"both": 5, "network": 40, "site": 160, "name": 60}
"""Failures in a window: of one name from one network; from one network; from one site, the /48
of IPv6; of one name from anywhere. The last one locks nobody out, for anybody may fail at
anybody's name: beyond it attempts are slowed down, and the right password still opens."""
DELAY_S = 1.0
"""What an attempt at a name waits once that name is over its limit, seconds."""
SLOWED_AT_ONCE = 4
"""Attempts of one worker that may wait at the same time; more are sent away at once."""
_WAITING = threading.BoundedSemaphore(SLOWED_AT_ONCE)


class Admission(enum.Enum):
    """Whether the password of an attempt may be looked at."""

    FREE = "free"
    SLOWED = "slowed"
    """It may, after `wait`; a wrong one is answered as one attempt too many."""
    REFUSED = "refused"
    """It may not, and the attempt counts for nothing."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """Counts the failed attempts of a name and a network.

    Args:
        store: Where the counters are.
        key: Secret of the service; the counters stand under hashes keyed with it.
        purpose: What is attempted; each purpose has counters of its own.
    """

    store: Store
    key: bytes
    purpose: str = ""

    def admits(self, name: str, address: str | None) -> Admission:
        """Count an attempt and tell whether the password may be looked at."""
        keys = dict(self._keys(name, address))
        try:
            counts = self._admit(keys)
        except ConflictError:  # another worker began the same counter at the same moment
            counts = self._admit(keys)
        if counts is None:
            return Admission.REFUSED
        return Admission.SLOWED if counts[keys["name"]] > LIMITS["name"] else Admission.FREE

    def _admit(self, keys: dict[str, str]) -> dict[str, int] | None:
        limits = {key_hash: LIMITS[kind] for kind, key_hash in keys.items() if kind != "name"}
        with self.store.session() as session:
            return attempts.admit(session, limits, [keys["name"]], window=WINDOW)

    def succeeded(self, name: str, address: str | None) -> None:
        """Forget the failures of this name from this network; the attempt was none."""
        keys = dict(self._keys(name, address))
        with self.store.session() as session:
            attempts.succeeded(session, keys.pop("both"), keys.values())
            attempts.forget_old(session, window=WINDOW)

    def _keys(self, name: str, address: str | None) -> Iterator[tuple[str, str]]:
        """Yield kind and key hash of each counter; a name is what the store looks up by it."""
        who, where = folded(name), network_of(address)
        subjects = {"both": f"{who}\n{where}", "network": where, "name": who}
        site = site_of(address)
        if site is not None:
            subjects["site"] = site
        for kind, text in subjects.items():
            written = f"{self.purpose}{kind}\n{text}".encode(errors="surrogatepass")
            yield kind, hmac.new(self.key, written, hashlib.sha256).hexdigest()


def wait() -> bool:
    """Hold an attempt back for a moment; False where too many are held back already."""
    if not _WAITING.acquire(blocking=False):
        return False
    try:
        time.sleep(DELAY_S)
    finally:
        _WAITING.release()
    return True


def network_of(address: str | None) -> str:
    """Return the network of an address: whoever has one address there has them all.

    >>> network_of("192.0.2.77"), network_of("2001:db8::1"), network_of(None)
    ('192.0.2.0/24', '2001:db8::/64', 'unknown')
    """
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    prefix = 64 if mapped is None and parsed.version == 6 else 24  # noqa: PLR2004 - IPv6
    return str(ipaddress.ip_network(f"{mapped or parsed}/{prefix}", strict=False))


def site_of(address: str | None) -> str | None:
    """Return the /48 of an IPv6 address, which one customer may have whole; None for others.

    >>> site_of("2001:db8:1:2::3"), site_of("192.0.2.77"), site_of("::ffff:192.0.2.77")
    ('2001:db8:1::/48', None, None)
    """
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    if not isinstance(parsed, ipaddress.IPv6Address) or parsed.ipv4_mapped is not None:
        return None
    return str(ipaddress.ip_network(f"{parsed}/48", strict=False))
