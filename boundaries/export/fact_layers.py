"""The facts in force as layers: what everybody may have, and what staff may have.

A placed door is the door of a home: it never stands in a file for the public, nor does the word of
people about a single number. The two people are named in the log alone; here stands that one added
and another confirmed, and when. So do the words in which a person tells where a fact is known from:
anything may stand in them ("told by the widow in number 7"), and nobody looks through them before
they are published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from boundaries.doors.sides import ToldSide
from boundaries.facts.records import DrawnStreet, PlacedDoor, SaidRange
from boundaries.language.house_numbers import Parity

from .layers import COMMON, common_values
from .tables import Column, Layer, Row, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shapely.geometry.base import BaseGeometry

    from boundaries.facts import Fact
    from boundaries.language.house_numbers import NumberRange
    from boundaries.model import Edition


EVIDENCE, DOORS = "evidence", "evidence_doors"
"""Names of the layers: lines, sides and ranges; placed doors."""
CONFIRMED = "two people: one added, another confirmed"
ON_RECORD = "in the record of facts, under this id"
"""Stands in public files for the words in which a person tells the source of a fact."""
_EVIDENCE = (
    Column("kind"),
    Column("street"),
    Column("parity"),
    Column("from"),
    Column("to"),
    Column("whole", "integer"),
    Column("verdict"),
    Column("source", long=True),
    Column("by"),
    Column("added_on"),
    Column("confirmed_on", short="confirm_on"),
)
_DOORS = (
    Column("street"),
    Column("number"),
    Column("uncertainty_m", "real", "uncert_m"),
    Column("source", long=True),
    Column("by"),
    Column("added_on"),
    Column("confirmed_on", short="confirm_on"),
)


def evidence_layer(edition: Edition, facts: Iterable[Fact]) -> Layer | None:
    """Return the lines, sides and ranges that facts in force tell; None where there are none.

    A line has its geometry, the others have none: the place that tells a side may be a home's.
    """
    rows = tuple(_evidence_rows(edition, facts))
    return Layer(EVIDENCE, "MultiLineString", _EVIDENCE + COMMON, rows) if rows else None


def doors_layer(edition: Edition, facts: Iterable[Fact]) -> Layer | None:
    """Return the placed doors, for staff alone; None where there are none."""
    common = common_values(edition)
    rows = tuple(
        Row(
            fact.id,
            shapely.Point(fact.what.east, fact.what.north),
            {
                "street": fact.street,
                "number": str(fact.what.number),
                "uncertainty_m": fact.what.uncertainty_m,
                **_signed(fact),
                **common,
            },
        )
        for fact in facts
        if isinstance(fact.what, PlacedDoor)
    )
    return Layer(DOORS, "Point", _DOORS + COMMON, rows) if rows else None


def _evidence_rows(edition: Edition, facts: Iterable[Fact]) -> Iterator[Row]:
    common = common_values(edition)
    for fact in facts:
        values: dict[str, Value] = {column.name: None for column in _EVIDENCE}
        values |= {"kind": fact.kind.value, "street": fact.street, **_signed(fact), **common}
        values["source"] = ON_RECORD
        line: BaseGeometry | None = None
        what = fact.what
        if isinstance(what, DrawnStreet):
            line = shapely.MultiLineString(list(shapely.get_parts(what.line)))
            values["whole"] = int(what.whole)
        elif isinstance(what, ToldSide):
            values["parity"] = (Parity.EVEN if what.even else Parity.ODD).value
        elif isinstance(what, SaidRange) and not _is_one(what.numbers):
            start, end = what.numbers.ends
            values |= {
                "parity": what.numbers.parity.value,
                "from": start,
                "to": end,
                "verdict": what.verdict.value,
            }
        else:
            continue
        yield Row(fact.id, line, values)


def _is_one(numbers: NumberRange) -> bool:
    """Tell whether a range takes the numbers of one plot, which is a home."""
    start, end = numbers.start, numbers.end
    return start is not None and end is not None and start.number == end.number


def _signed(fact: Fact) -> dict[str, Value]:
    return {
        "source": fact.source,
        "by": CONFIRMED,
        "added_on": fact.added.on,
        "confirmed_on": None if fact.confirmed is None else fact.confirmed.on,
    }
