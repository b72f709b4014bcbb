"""Street names and house numbers as maps and tables write them. Pure.

Numbers are read by the very parser that reads queries, so that a door and a question for it meet.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..address.addresses import parse_address
from ..language.names import expand_abbreviations, split_type

if TYPE_CHECKING:
    from ..language.house_numbers import HouseNumber

_FIGURES = re.compile(r"[0-9]+", re.ASCII)
_DECIMAL = re.compile(r"[0-9]\.(?!0+(?![0-9]))[0-9]")
"""What a spreadsheet makes of a number; 5.0 is a whole one."""
_SEVERAL = re.compile(r"\s*[;,]\s*")
_BLANKS = re.compile(r"\s+")
LONGEST = 200
"""Characters of one written number; longer text is no house number."""


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A house number with what stands behind it."""

    number: HouseNumber
    building: str = ""
    staircase: str = ""


@functools.lru_cache(maxsize=65_536)
def read_street(full_name: str) -> tuple[str, str]:
    """Split the full name of a public place into its name and its type as it is written.

    >>> read_street("Kiskőrösi út"), read_street("Hősök tere"), read_street("KOSSUTH L. U.")
    (('Kiskőrösi', 'út'), ('Hősök', 'tere'), ('KOSSUTH L.', 'utca'))
    >>> read_street("Árpádváros")
    ('Árpádváros', '')
    """
    text = _BLANKS.sub(" ", unicodedata.normalize("NFC", expand_abbreviations(full_name))).strip()
    name, kind = split_type(text)
    if kind is None or not name:
        return text, ""
    written = text[-len(kind) :] if text.casefold().endswith(kind.casefold()) else ""
    return name, (written or text.rsplit(" ", 1)[-1]).lower()


def read_numbers(written: str) -> tuple[WrittenNumber, ...] | None:
    """Read a house number, or several parted by semicolon or comma; None where one is unreadable.

    >>> [str(one.number) for one in read_numbers("7a; 9") or ()]
    ['7/A', '9']
    >>> found = read_numbers("3. B ép. 2. lh.") or ()
    >>> [(str(one.number), one.building, one.staircase) for one in found]
    [('3', 'B', '2')]
    >>> [str(one.number) for one in read_numbers("40. II/5-6.") or ()]
    ['40']
    >>> read_numbers("1-3-5."), read_numbers(""), read_numbers("3.5")
    (None, None, None)
    """
    if _DECIMAL.search(written):
        return None
    parts = [part for part in _SEVERAL.split(written.strip()) if part]
    found = tuple(map(_read_number, parts))
    whole = tuple(one for one in found if one is not None)
    return whole if whole and len(whole) == len(found) else None


@functools.lru_cache(maxsize=65_536)
def _read_number(written: str) -> WrittenNumber | None:
    """Read one number; refused where a figure of the text is not in what was read."""
    if len(written) > LONGEST:
        return None
    parsed = parse_address(f"A utca {written}")
    number = parsed.number
    if number is None or parsed.rest or parsed.name != "A" or parsed.town or parsed.postcode:
        return None
    units = (parsed.building, parsed.staircase, parsed.floor, parsed.door)
    kept = " ".join((str(number), *filter(None, units)))
    if sorted(map(int, _FIGURES.findall(written))) != sorted(map(int, _FIGURES.findall(kept))):
        return None
    return WrittenNumber(number, parsed.building or "", parsed.staircase or "")
