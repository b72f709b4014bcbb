"""Signing a sheet, and saying years later whether it was issued as it stands."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from .codes import MAC_BYTES, Code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from boundaries.model import Edition

    from .fields import SheetFields

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
