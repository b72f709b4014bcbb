"""Ranges of house numbers of one public place, as lists of streets carry them. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language.names import type_of

if TYPE_CHECKING:
    from ..language.house_numbers import NumberRange
    from ..register.register import Register


@dataclass(frozen=True, slots=True)
class ListedRange:
    """These numbers of this public place belong to the area, are left open, or are taken out."""

    name: str
    type: str
    numbers: NumberRange
    building: str = ""
    """The only building of these numbers that is meant; empty = all of them."""
    is_open: bool = False
    """True where the list says that a person must decide these numbers."""
    is_excepted: bool = False
    """True where the list takes these numbers out of another range (kivéve)."""
    is_vague: bool = False
    """True where its words may mean other numbers of the street too, which then are not outside."""


def place_key(name: str, kind: str) -> tuple[str, str]:
    """Return what one public place has in every list; accents count, Belsőnyir is not Belsőnyír."""
    return unicodedata.normalize("NFC", name).casefold(), type_of(kind) or kind.casefold()


def district_list(register: Register, district: str) -> tuple[ListedRange, ...]:
    """Return the list of one polling district, as the office's rules give it."""
    return tuple(
        ListedRange(rule.name, rule.type, rule.numbers)
        for rule in register.rules
        if rule.district == district
    )
