"""Candidates of an answer, told apart: places to choose, and ranges of numbers to read.

A range ("Fő utca, even 2-6") is not an address: looked up again it gives the same answer. So
ranges are shown as plain text with their verdicts, and the person is asked for the number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from boundaries.language.house_numbers import LAST_LETTER

from ..web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from boundaries.model import Candidate

    from ..web.i18n import Texts

_RANGE = re.compile(
    r"(?P<street>.+?)[ ,]*\((?P<parity>even|odd|continuous|whole)"
    r"(?: (?P<start>[^\s-]*)-(?P<end>[^\s-]*))?\)\Z"
)
"""How the core writes a range behind its street: "(odd 1-15/A)", "(even 8-)", "(whole)"."""


@dataclass(frozen=True, slots=True)
class NumberRange:
    """House numbers of one street that share an answer."""

    street: str
    """The street, with its town as the core writes it."""
    parity: str
    """even, odd, continuous or whole."""
    start: str
    """First number, or "" where the range is open."""
    end: str
    """Last number, or ""."""

    def label(self, lang: str) -> str:
        """Return the range in words.

        >>> NumberRange("Fő utca", "even", "2", "6").label("hu")
        'páros oldal, 2–6. szám'
        >>> NumberRange("Fő utca", "odd", "19", "").label("hu")
        'páratlan oldal, a 19. számtól'
        >>> NumberRange("Fő utca", "even", "", "28/Z").label("hu")  # with every letter of 28
        'páros oldal, a 28. számig'
        """
        t = texts(lang)
        if not self.start and not self.end:
            return t(f"range.{self.parity}.all")
        return t(f"range.{self.parity}", numbers=self._numbers(t))

    def _numbers(self, t: Texts) -> str:
        start, end = self.start, self.end.removesuffix(f"/{LAST_LETTER}")
        if not end:
            return t("range.from", the_start=t.the(start))
        if not start:
            return t("range.up_to", the_end=t.the(end))
        if start == end:
            return t("range.single", number=start)
        return t("range.between", start=start, end=end)


def read_range(address: str) -> NumberRange | None:
    """Read a candidate that is a range of numbers; None where it is an address or a street.

    >>> read_range("Próbaváros, Fő utca (odd 1-15/A)")
    NumberRange(street='Próbaváros, Fő utca', parity='odd', start='1', end='15/A')
    >>> read_range("Próbaváros, Fő utca (Alsószéktó) 3") is None
    True
    """
    found = _RANGE.match(address)
    if found is None:
        return None
    start, end = found["start"] or "", found["end"] or ""
    return NumberRange(found["street"], found["parity"], start, end)


def kind_and_label(candidate: Candidate, lang: str) -> tuple[Literal["place", "range"], str]:
    """Return what a candidate is ("range" or "place") and how a reader sees it."""
    numbers = read_range(candidate.address)
    if numbers is None:
        return "place", candidate.address
    return "range", f"{numbers.street}, {numbers.label(lang)}"


def street_to_complete(candidates: Iterable[Candidate], town: str) -> str | None:
    """Return the street whose number is asked for, ready to be completed: "Fő utca ".

    None where a candidate is a place, or the ranges are of several streets.
    """
    ranges = [read_range(candidate.address) for candidate in candidates]
    streets = {numbers.street if numbers else None for numbers in ranges}
    if len(streets) != 1:
        return None
    street = streets.pop()
    return None if street is None else street.removeprefix(f"{town}, ") + " "
