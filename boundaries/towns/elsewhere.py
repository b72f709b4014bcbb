"""What is known of other settlements when an address of one town's area names one.

The area of a town says nothing about other places. An address that names a settlement whose
ground the product knows, and that ground holds nothing of the area, is outside; a postcode alone
proves no settlement, and what is not clear is left open.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..address.addresses import LONGEST
from ..language.names import fold
from ..model import Grade, Reason, VerdictKind
from .settlement_names import SettlementReader
from .settlements import load_settlements

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from ..address.addresses import ParsedAddress
    from ..model import Answer, Details
    from .settlements import Settlement

_BEGINNING = 4
"""Letters at the beginning of a settlement's name that tell most other words from it."""
_NO_LETTERS = re.compile(r"[\W\d_]+")
BORDER_M = 50.0
"""Metres by which the border of a settlement on the map may be off; the project's own caution."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An address in another settlement."""

    code: str
    """KSH code of the settlement."""
    shown: str
    """The address as understood."""
    how: str
    """What named the settlement: "name"."""


@functools.lru_cache(maxsize=1)
def bundled_reader() -> SettlementReader:
    """Return what reads the settlements that the product knows; made once.

    Raises:
        SettlementError: their files cannot be read.
    """
    return SettlementReader(load_settlements())


def outside_elsewhere(
    answer: Answer, town: str, area: BaseGeometry | None, reader: SettlementReader | None = None
) -> Answer | None:
    """Return "outside" for an address that names another settlement; None where it does not.

    Args:
        answer: that decides nothing.
        town: of the area.
        area: EOV metres; None where nobody knows it.
        reader: of the settlements that are known; the bundled ones where None.
    """
    found = find_elsewhere(answer.query, town, area, reader)
    if found is None:
        return None
    named: Details = {"settlement": found.code, "settlement_from": found.how}
    return answer.changed(
        verdict=VerdictKind.OUTSIDE,
        reason=Reason.SETTLEMENT_OUTSIDE,
        matched=found.shown,
        method="settlement",
        grade=Grade.RECORDED,
        leans=None,
        share=None,
        candidates=(),
        details={**answer.details, **named},
    )


def decided_elsewhere(
    answer: Answer, town: str, area: BaseGeometry | None, reader: SettlementReader | None = None
) -> Answer:
    """Return what can be said of an address without the streets of its area: another town.

    The arguments are those of `outside_elsewhere`; the answer itself where no other town is named.
    """
    return outside_elsewhere(answer, town, area, reader) or answer


def find_elsewhere(
    query: str, town: str, area: BaseGeometry | None, reader: SettlementReader | None = None
) -> Elsewhere | None:
    """Return the other settlement that an address certainly names; None where that is not clear.

    Args:
        query: any text.
        town: whose area is asked.
        area: EOV metres; a settlement on whose ground a part of it lies is not another one.
        reader: of the settlements that are known; the bundled ones where None.
    """
    reader = reader or bundled_reader()
    if not _may_name_one(query, reader):
        return None
    reading = reader.read(query)
    place = reading.settlement
    if place is None or reading.how != "name" or fold(place.name) == fold(town):
        return None
    if area is not None and _reaches(area, reader, place.code):
        return None
    return Elsewhere(place.code, shown_in(place, reading.parsed, reader)[0], reading.how)


def _may_name_one(query: str, reader: SettlementReader) -> bool:
    """Tell at a glance that no word of a text begins like a settlement: reading takes longer."""
    letters, beginnings = _beginnings(reader)
    words = _NO_LETTERS.sub(" ", fold(query[:LONGEST])).split()
    return any(word[:letters] in beginnings for word in words)


@functools.lru_cache(maxsize=16)
def _beginnings(reader: SettlementReader) -> tuple[int, frozenset[str]]:
    """Return how the names begin, and with how many letters; endings change nothing of that."""
    names = [fold(one.name) for one in reader.settlements.all]
    letters = min(_BEGINNING, *map(len, names))
    return letters, frozenset(name[:letters] for name in names)


@functools.lru_cache(maxsize=512)
def _reaches(area: BaseGeometry, reader: SettlementReader, code: str) -> bool:
    """Tell whether an area lies on a settlement's ground, farther in than the border is sure."""
    return area.intersects(reader.settlements.ground(code).buffer(-BORDER_M))


def shown_in(place: Settlement, parsed: ParsedAddress, reader: SettlementReader) -> tuple[str, str]:
    """Return an address of a settlement as understood, and whether the register has its street.

    The word is "none", "listed", "several", "not_listed" or "no_register".
    """
    number = f" {parsed.number}" if parsed.number is not None else ""
    if parsed.street is None:
        return place.name, "none"
    match = reader.find_street(place, parsed)
    if match is not None and match.street is not None:
        return f"{place.name}, {match.street.full_name}{number}", "listed"
    known = reader.settlements.has_register(place.code)
    word = "no_register" if not known else "several" if match is not None else "not_listed"
    return f"{place.name}, {parsed.street}{number}", word
