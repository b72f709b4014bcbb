"""Signing a sheet, and saying years later whether it was issued as it stands.

How the code of a sheet looks: 35 signs in groups of five that can be read aloud. Crockford's base
32: no I, L, O, U. Seven signs name the key, 26 are the signature (128 bits), and two check the
rest, so that a slip in copying is told from a false sheet.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from boundaries.model import Edition

    from .fields import SheetFields


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


_NO_KEY = bytes(32)
"""Stands in for a key that is not known, so that the work is the same."""


class Outcome(StrEnum):
    """What can be said about a sheet."""

    CONFIRMED = "confirmed"
    """It was issued as it stands."""
    DENIED = "denied"
    """No sheet with these fields has this code."""
    UNKNOWN_KEY = "unknown_key"
    """The key of the code is not here, so that nothing can be said."""
    UNKNOWN_EDITION = "unknown_edition"
    """No edition here has the hash of the sheet, so that nothing can be said."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome, and the edition that a confirmed sheet rests on."""

    outcome: Outcome
    edition: Edition | None = None


def sign(kid: str, material: bytes, fields: SheetFields, edition: Edition) -> Code:
    """Return the code of a sheet: HMAC-SHA-256 over all its fields, cut to 128 bits."""
    return Code(kid, _mac(material, fields, edition))


def check(
    code: Code, material: bytes | None, fields: SheetFields, editions: Iterable[Edition]
) -> Checked:
    """Say whether a code belongs to fields. Every edition is tried, whichever fits first.

    Args:
        code: As printed.
        material: The key of the code; None where it is not known.
        fields: As copied from the sheet.
        editions: Those whose hash begins as the line of figures says.
    """
    fitting, tried = None, False
    for edition in editions:
        made = _mac(material or _NO_KEY, fields, edition)
        if hmac.compare_digest(made, code.mac) and material is not None:
            fitting = edition
        tried = True
    if material is None:
        return Checked(Outcome.UNKNOWN_KEY)
    if not tried:
        return Checked(Outcome.UNKNOWN_EDITION)
    return Checked(Outcome.DENIED if fitting is None else Outcome.CONFIRMED, fitting)


def _mac(material: bytes, fields: SheetFields, edition: Edition) -> bytes:
    return hmac.new(material, fields.message(edition), hashlib.sha256).digest()[:MAC_BYTES]
