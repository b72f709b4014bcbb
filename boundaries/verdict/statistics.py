"""Statistics of an area: its size, and how many doors and streets lie where. Pure.

Doors are the residential doors that the election office's register lists; houses without
residents are not counted. In public, small numbers are suppressed: fewer than `SMALLEST_PUBLIC`
doors could tell something about single homes. Where only one number of a table were suppressed,
the total would give it away, so that the next smallest goes with it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model import VerdictKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..streets.street_list import StreetList

SMALLEST_PUBLIC = 10
"""Numbers from 1 up to this, without it, are not shown in public."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of doors or streets."""

    value: int | None
    """None where it is suppressed."""

    @property
    def suppressed(self) -> bool:
        """True where the number is too small to be public, or would give such a one away."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class AreaStatistics:
    """Figures of one area."""

    km2: float
    """Square kilometres of the area, four decimals."""
    perimeter_km: float
    """Kilometres of its line, three decimals; holes and touching parts included."""
    share_of_town: float | None
    """Part of the ground of the towns that it lies in, 0 to 1; None where that is not known."""
    uncertain_km2: float
    """Square kilometres about which nothing can be decided; 0 = none."""
    doors: Mapping[str, Count]
    """Verdict -> doors; empty where no register is known."""
    streets: Mapping[str, Count]
    """Verdict, or "several" for streets with more than one -> public places."""
    doors_total: int | None
    """None where it would give a suppressed number away."""
    streets_total: int | None


SEVERAL = "several"
"""Key of the streets that have ranges with different verdicts."""


def size_statistics(
    area: BaseGeometry,
    *,
    town_m2: float | None = None,
    uncertain: BaseGeometry | None = None,
) -> AreaStatistics:
    """Return the figures that the ground alone gives.

    Args:
        area: EOV metres.
        town_m2: square metres of the towns that it lies in.
        uncertain: ground about which nothing can be decided, EOV metres.
    """
    return AreaStatistics(
        km2=round(area.area / 1e6, 4),
        perimeter_km=round(area.length / 1e3, 3),
        share_of_town=None if not town_m2 else round(area.area / town_m2, 6),
        uncertain_km2=0.0 if uncertain is None else round(uncertain.area / 1e6, 4),
        doors={},
        streets={},
        doors_total=0,
        streets_total=0,
    )


def with_street_list(statistics: AreaStatistics, streets: StreetList) -> AreaStatistics:
    """Add the doors and streets of a street list, by verdict."""
    doors: Counter[str] = Counter({verdict.value: 0 for verdict in VerdictKind})
    places: Counter[str] = Counter({verdict.value: 0 for verdict in VerdictKind})
    places[SEVERAL] = 0
    for street in streets.streets:
        for row in street.rows:
            doors[row.verdict.value] += row.doors
        verdicts = {row.verdict.value for row in street.rows}
        places[verdicts.pop() if len(verdicts) == 1 else SEVERAL] += 1
    return with_counts(statistics, doors, places)


def with_counts(
    statistics: AreaStatistics, doors: Mapping[str, int], streets: Mapping[str, int]
) -> AreaStatistics:
    """Add counts of doors and of streets, by verdict."""
    return dataclasses.replace(
        statistics,
        doors={key: Count(value) for key, value in doors.items()},
        streets={key: Count(value) for key, value in streets.items()},
        doors_total=sum(doors.values()),
        streets_total=sum(streets.values()),
    )


def for_the_public(statistics: AreaStatistics) -> AreaStatistics:
    """Return the figures with small numbers suppressed."""
    doors, streets = suppress(statistics.doors), suppress(statistics.streets)
    return dataclasses.replace(
        statistics,
        doors=doors,
        streets=streets,
        doors_total=_total(doors, statistics.doors_total),
        streets_total=_total(streets, statistics.streets_total),
    )


def suppress(counts: Mapping[str, Count]) -> dict[str, Count]:
    """Suppress small numbers of one table, and what would give a single one away.

    >>> shown = suppress({"a": Count(3), "b": Count(12), "c": Count(500), "d": Count(0)})
    >>> [shown[key].value for key in "abcd"]
    [None, None, 500, 0]
    """
    hidden = {key for key, count in counts.items() if 0 < (count.value or 0) < SMALLEST_PUBLIC}
    rest = sorted((c.value, key) for key, c in counts.items() if c.value and key not in hidden)
    while hidden and rest and not _covered([counts[key] for key in hidden]):
        hidden.add(rest.pop(0)[1])
    return {key: Count(None) if key in hidden else count for key, count in counts.items()}


def _covered(hidden: Sequence[Count]) -> bool:
    """Tell whether suppressed numbers cannot be told from the total less the others."""
    return len(hidden) > 1 and sum(count.value or 0 for count in hidden) >= SMALLEST_PUBLIC


def _total(counts: Mapping[str, Count], total: int | None) -> int | None:
    """Return a total, or None where it would give the only suppressed number away."""
    hidden = sum(count.suppressed for count in counts.values())
    return None if hidden == 1 else total
