"""How often a sign-in may fail. What is counted can be read back from nowhere."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webmap.store import attempts
from webmap.store.errors import ConflictError
from webmap.store.users import folded

if TYPE_CHECKING:
    from webmap.store.core import Store

WINDOW = dt.timedelta(minutes=15)
LIMITS = {"both": 5, "network": 40, "name": 60}
"""Attempts in a window: of one name from one network; from one network; of one name from
anywhere. The last is high, so that nobody is locked out by a stranger's few guesses."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """Counts the attempts of a name and a network.

    Args:
        store: Where the counters are.
        key: Secret of the service; the counters stand under hashes keyed with it.
    """

    store: Store
    key: bytes

    def allows(self, name: str, address: str | None) -> bool:
        """Count an attempt and tell whether the password may be looked at."""
        counted = [
            (self._count(key_hash), LIMITS[kind])
            for kind, key_hash in self._keys(name, address).items()
        ]
        return all(count <= limit for count, limit in counted)

    def succeeded(self, name: str, address: str | None) -> None:
        """Forget the failures of this name from this network."""
        with self.store.session() as session:
            attempts.clear(session, [self._keys(name, address)["both"]])
            attempts.forget_old(session, window=WINDOW)

    def _count(self, key_hash: str) -> int:
        try:
            with self.store.session() as session:
                return attempts.count(session, key_hash, window=WINDOW)
        except ConflictError:  # another worker began the same counter at the same moment
            with self.store.session() as session:
                return attempts.count(session, key_hash, window=WINDOW)

    def _keys(self, name: str, address: str | None) -> dict[str, str]:
        who, where = folded(name[:200]), network_of(address)
        subjects = {"both": f"{who}\n{where}", "network": where, "name": who}
        return {
            kind: hmac.new(self.key, f"{kind}\n{text}".encode(), hashlib.sha256).hexdigest()
            for kind, text in subjects.items()
        }


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
