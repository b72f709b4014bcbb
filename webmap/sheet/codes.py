"""How the code of a sheet looks: 35 signs in groups of five that can be read aloud.

Crockford's base 32: no I, L, O, U. Seven signs name the key, 26 are the signature (128 bits), and
two check the rest, so that a slip in copying is told from a false sheet.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEY_SIGNS, MAC_SIGNS, CHECK_SIGNS, GROUP = 7, 26, 2, 5
MAC_BYTES = 16
KID_LETTERS = 8
"""Length of the id of a key, in base 16."""
_VALUES = {sign: value for value, sign in enumerate(SIGNS)} | {"O": 0, "I": 1, "L": 1}


class MistypedCodeError(ValueError):
    """A code has a slip: a sign that no code has, a wrong length, or a check that does not fit."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code, read."""

    kid: str
    """Id of the key."""
    mac: bytes
    """The signature, 16 bytes."""

    def text(self) -> str:
        """Write the code.

        >>> Code("00000001", bytes(16)).text()
        '00000-01000-00000-00000-00000-00000-000KZ'
        """
        body = _signs(int(self.kid, 16), KEY_SIGNS)
        body += _signs(int.from_bytes(self.mac, "big"), MAC_SIGNS)
        whole = body + _check(body)
        return "-".join(whole[at : at + GROUP] for at in range(0, len(whole), GROUP))


def read_code(text: str) -> Code:
    """Read a code in any case, with or without hyphens and spaces, letter O for nought.

    Raises:
        MistypedCodeError: it has a slip.
    """
    plain = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(plain) != KEY_SIGNS + MAC_SIGNS + CHECK_SIGNS or not set(plain) <= set(_VALUES):
        raise MistypedCodeError(f"a code has {KEY_SIGNS + MAC_SIGNS + CHECK_SIGNS} signs")
    whole = "".join(SIGNS[_VALUES[sign]] for sign in plain)
    body, check = whole[:-CHECK_SIGNS], whole[-CHECK_SIGNS:]
    kid, mac = _value(body[:KEY_SIGNS]), _value(body[KEY_SIGNS:])
    if check != _check(body) or kid >= 1 << 32 or mac >= 1 << (8 * MAC_BYTES):
        raise MistypedCodeError("the last signs do not fit the others")
    return Code(f"{kid:0{KID_LETTERS}x}", mac.to_bytes(MAC_BYTES, "big"))


def _signs(value: int, count: int) -> str:
    return "".join(SIGNS[value >> (5 * place) & 31] for place in reversed(range(count)))


def _value(signs: str) -> int:
    value = 0
    for sign in signs:
        value = value << 5 | _VALUES[sign]
    return value


def _check(body: str) -> str:
    digest = hashlib.sha256(body.encode()).digest()
    return _signs(int.from_bytes(digest[:2], "big") >> 6, CHECK_SIGNS)
