"""Ranges that neither district nor line decides: what reach tells, and how they lean. Pure.

What a range leans to is no answer. It tells the desk which open doors are likely to be of which
side, and stands nowhere in public. EOV metres.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ground.district_relations import TOLERANCE_M
from ..ground.eligibility import decide_row
from ..ground.parted import OFF_STREET_M
from ..language.house_numbers import Parity
from ..language.names import normal_key
from ..model import Reason, VerdictKind
from .reach import StreetDoors, on_two_sides

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..ground.eligibility import RowEvidence
    from ..register.register import Door, RangeRule
    from .reach import ReachRules
    from .street_list import StreetRow

LEAST_GROUND = 0.95
"""Ground says little of where houses stand, so nearly all of it must lie on one side to lean."""
LEAST_LINE = 0.8
"""Doors stand along their street, so this much of its known line is enough."""
_OPEN = {Reason.DISTRICT_CUT, Reason.UNCERTAIN_ZONE}


@dataclass(frozen=True, slots=True)
class OpenRanges:
    """What is known of all streets of a town."""

    reach: ReachRules
    lines: Mapping[str, BaseGeometry]
    """Known lines of streets by `names.normal_key`."""
    leg_lines: Mapping[str, BaseGeometry]
    """Lines of the streets that are the boundary, by the same key."""

    def rows(
        self,
        row: StreetRow,
        evidence: RowEvidence,
        rule: RangeRule,
        street: Sequence[Door],
        rules: Iterable[RangeRule],
    ) -> Iterator[StreetRow]:
        """Yield an undecidable row anew, cut into what its reach decides and what stays open.

        Args:
            row: decided from everything else.
            evidence: what it was decided from.
            rule: its range.
            street: all numbered doors of the street.
            rules: all ranges of the street.
        """
        if row.verdict is not VerdictKind.UNDECIDABLE or row.reason not in _OPEN:
            yield row
            return
        key = _key(row)
        continuous = any(one.numbers.parity is Parity.CONTINUOUS for one in rules)
        continuous = continuous and not on_two_sides(street)
        line, near = self.lines.get(key), None
        if line is not None and line.length >= self.reach.width.metres * _plots(street):
            near = line.buffer(OFF_STREET_M)  # else it is a part of the street only
        doors = StreetDoors(rule.type, street, continuous, near, self.leg_lines.get(key))
        for piece in self.reach.pieces(rule, doors):
            told = dataclasses.replace(evidence, reach_side=piece.side, reach_basis=piece.basis)
            decided = decide_row(told)
            open_ = decided.verdict is VerdictKind.UNDECIDABLE
            leans, share = self._lean(key, piece.ground, piece.doors) if open_ else (None, None)
            yield dataclasses.replace(
                row,
                numbers=piece.numbers,
                doors=len(piece.doors),
                highest=max((d.number.number for d in piece.doors if d.number), default=None),
                verdict=decided.verdict,
                reason=decided.reason,
                leg=decided.leg,
                basis=decided.basis,
                leans=leans,
                share=share,
            )

    def _lean(
        self, key: str, ground: BaseGeometry | None, doors: Sequence[Door]
    ) -> tuple[VerdictKind | None, float | None]:
        """Return the side that has most of a street's line, or of its ground, and how much."""
        if ground is None:
            return None, None
        line = self.lines.get(key)
        if line is not None:
            within = line.intersection(ground.buffer(TOLERANCE_M))
            if within.length >= self.reach.width.metres * _plots(doors):
                return self._leaning(within, within.length, self.leg_lines.get(key), LEAST_LINE)
        return self._leaning(ground, ground.area, None, LEAST_GROUND)

    def _leaning(
        self, place: BaseGeometry, whole: float, leg: BaseGeometry | None, least: float
    ) -> tuple[VerdictKind | None, float | None]:
        """Weigh a line by its metres or ground by its area; what lies under the zone is neither's.

        Where the street itself is the boundary, half of its doors are on either side.
        """
        area, zone = self.reach.area, self.reach.zone
        clear = place if zone is None else place.difference(zone)
        half = 0.0
        if leg is not None:
            beside = leg.buffer(TOLERANCE_M)
            half = _size(clear.intersection(beside)) / 2
            clear = clear.difference(beside)
        inside = (_size(clear.intersection(area)) + half) / whole
        outside = (_size(clear.difference(area)) + half) / whole
        if max(inside, outside) < least:
            return None, None
        side = VerdictKind.INSIDE if inside > outside else VerdictKind.OUTSIDE
        return side, round(max(inside, outside), 3)


def _size(place: BaseGeometry) -> float:
    """Square metres of ground, metres of a line."""
    return float(place.area or place.length)


def _plots(doors: Sequence[Door]) -> int:
    """Return the plots of the busier side among some doors."""
    numbers = {door.number.number for door in doors if door.number}
    even = sum(number % 2 == 0 for number in numbers)
    return max(even, len(numbers) - even)


def _key(row: StreetRow) -> str:
    return normal_key(f"{row.name} {row.type}".strip())
