"""Addresses that end in their house number, read once for each text before the number. Pure.

"6000 Kecskemét, Halasi út 12" and "... 14" differ by the number alone, and most addresses of a file
are of this kind. What stands before the number is read for some numbers by the one reader of
`query`; only where these readings differ by nothing but the number are they taken for all numbers.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVar

from ..language.house_numbers import HouseNumber
from .addresses import LONGEST, ParsedAddress

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 20_000
"""Texts that are remembered for one town."""
OFTEN = 4
"""Times that a text is read before it is tried out, which takes as many readings."""
_NUMBER = re.compile(r"([1-9][0-9]{0,2}|[1-9][0-9]{4})(?:/([A-Za-z]))?\.?")
"""Four figures may be a postcode, and are read each time."""
_PROBES = (
    ("1.", HouseNumber(1)),
    ("22", HouseNumber(22)),
    ("333/b", HouseNumber(333, "B")),
    ("44444/A.", HouseNumber(44444, "A")),
)
"""Numbers of every shape that `_NUMBER` knows, and what they must be read as."""
_FIELDS = tuple(item.name for item in dataclasses.fields(ParsedAddress))
_AT = _FIELDS.index("number")


class Read(Protocol):
    """What a reader makes of a query: a parsed address and more."""

    @property
    def parsed(self) -> ParsedAddress:
        """The parts of the address."""

    def with_parsed(self, parsed: ParsedAddress) -> Self:
        """Return the same with another parsed address."""


R = TypeVar("R", bound=Read)


@dataclass(slots=True)
class RegularReader(Generic[R]):
    """Remembers how the texts before house numbers are read in one town."""

    _known: dict[str, _Front[R] | None] = field(default_factory=dict)
    _seen: dict[str, int] = field(default_factory=dict)
    """Texts that are not tried out yet -> how often they came."""

    def read(self, query: str, read: Callable[[str], R]) -> R:
        """Read a query as `read` does, from memory where that is the same.

        A text is tried out when it has come often (`OFTEN`), so that single questions pay nothing.

        Args:
            query: any text.
            read: the reader; what it returns can be compared.
        """
        front, _, last = query.rpartition(" ")
        found = _NUMBER.fullmatch(last) if len(query) <= LONGEST - 10 else None
        if found is None or not front:
            return read(query)
        if front not in self._known:
            times = self._seen.get(front, 0)
            if times < OFTEN:
                self._note(front, times)
                return read(query)
            self._known[front] = _tried(front, read)
        known = self._known[front]
        if known is None:
            return read(query)
        number, suffix = found.groups()
        return known.reading(query, HouseNumber(int(number), (suffix or "").upper()))

    def _note(self, front: str, times: int) -> None:
        if len(self._seen) >= MOST:
            self._seen.clear()
            self._known.clear()
        self._seen[front] = times + 1


@dataclass(frozen=True, slots=True)
class _Front(Generic[R]):
    """A text before a number, read."""

    first: R
    before: tuple[Any, ...]
    """The fields of the parsed address between the query and the number."""
    after: tuple[Any, ...]

    def reading(self, query: str, number: HouseNumber) -> R:
        """Return the reading of the text with a number behind it."""
        parsed = ParsedAddress(*(query, *self.before, number, *self.after))
        return self.first.with_parsed(parsed)


def _tried(front: str, read: Callable[[str], R]) -> _Front[R] | None:
    """Return how a text is read before any number, or None where the number matters."""
    readings = [(read(f"{front} {written}"), number) for written, number in _PROBES]
    if any(reading.parsed.number != number for reading, number in readings):
        return None
    first, *others = (_without_number(reading) for reading, _ in readings)
    if any(other != first for other in others):
        return None
    fields = tuple(getattr(first.parsed, name) for name in _FIELDS)
    return _Front(first, fields[1:_AT], fields[_AT + 1 :])


def _without_number(reading: R) -> R:
    return reading.with_parsed(dataclasses.replace(reading.parsed, query="", number=None))
