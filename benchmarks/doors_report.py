"""Counting, bounds and printing for `doors.py`."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from boundaries.doors.verdicts import SideVerdict

TARGETS = {
    "moved": (0.97, 0.001),
    "shifted": (0.89, 0.0005),
    "0.5": (0.70, 0.001),
    "0.25": (0.46, 0.001),
    "0.1": (0.22, 0.001),
}
"""Scheme -> least share decided, largest share wrong, of the doors of boundary streets."""
HELD = 0.98
"""Share of the claimed stretches that hold the true place."""
SORTS = ("boundary", "crossing", "rest")
DRAWS = 1000
"""Draws of the bootstrap over streets."""
SURE = 0.95
"""The bound is not passed in this share of the draws."""
EDGE_M = 1.0
"""A stretch holds a place past its end by so little."""


@dataclass(slots=True)
class Count:
    """Answers of one kind."""

    doors: int = 0
    decided: int = 0
    wrong: int = 0

    def add(self, *, decided: bool, wrong: bool) -> None:
        """Count one answer."""
        self.doors += 1
        self.decided += decided
        self.wrong += wrong

    def __str__(self) -> str:
        """Write counts and shares."""
        doors = max(1, self.doors)
        return (
            f"{self.doors:>7} doors  decided {self.decided:>6} = {self.decided / doors:>6.1%}"
            f"  wrong {self.wrong:>3} = {self.wrong / doors:>7.3%}"
        )


@dataclass(slots=True)
class Tally:
    """What came out for one bed and one scheme."""

    sorts: dict[str, Count] = field(default_factory=lambda: {sort: Count() for sort in SORTS})
    grades: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    """Decided doors of boundary streets by grade; here each counts as one asked."""
    how: Counter[str] = field(default_factory=Counter)
    """What decided, or kept open, the doors of boundary streets."""
    streets: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    """Doors of boundary streets by street."""
    wrong_doors: set[tuple[str, str]] = field(default_factory=set)
    held: int = 0
    claimed: int = 0
    """Stretches that were claimed for doors of unknown place; those that hold the true place."""

    def claim(self, side: SideVerdict | None, place: shapely.Point) -> None:
        """Hold a claimed stretch against the true place of its door."""
        if side is None or side.how not in {"between", "past"} or len(side.stretch) < 2:
            return
        self.claimed += 1
        self.held += overhang(shapely.LineString(side.stretch), place) <= EDGE_M


def overhang(line: shapely.LineString, place: shapely.Point) -> float:
    """Return how far past the nearer end of a line the foot of a place is; 0 where it is not.

    >>> overhang(shapely.LineString([(0, 0), (10, 0)]), shapely.Point(13, 8))
    3.0
    """
    at = line.project(place)
    if 0.0 < at < line.length:
        return 0.0
    corners = shapely.get_coordinates(line)
    end, before = (corners[0], corners[1]) if at <= 0.0 else (corners[-1], corners[-2])
    ahead = end - before
    if not ahead.any():
        return 0.0
    gap = (place.x - end[0], place.y - end[1])
    return max(0.0, float((gap[0] * ahead[0] + gap[1] * ahead[1]) / math.hypot(*ahead)))


def upper_bound(streets: Mapping[str, Count], rng: random.Random) -> float:
    """Return the share of wrong doors that is not passed in 95 % of the draws of streets."""
    counts = list(streets.values())
    if not counts:
        return 0.0
    shares = []
    for _ in range(DRAWS):
        drawn = rng.choices(counts, k=len(counts))
        shares.append(sum(c.wrong for c in drawn) / max(1, sum(c.doors for c in drawn)))
    return sorted(shares)[math.ceil(SURE * DRAWS) - 1]


def report(bed: str, scheme: str, tally: Tally) -> None:
    """Print a line for each sort of street and each grade, and what decided at the boundary."""
    for sort, count in tally.sorts.items():
        if count.doors:
            print(f"{bed:<14}{scheme:>8} {sort:<9}{count}")
    for grade, count in sorted(tally.grades.items()):
        print(f"{'':<23}{grade:<9}{count.doors:>7} answers  wrong {count.wrong}")
    bound = upper_bound(tally.streets, random.Random(f"{bed}/{scheme}"))
    held = f"{tally.held / tally.claimed:.1%} of {tally.claimed}" if tally.claimed else "none"
    streets = {street for street, _ in tally.wrong_doors}
    print(f"{'':<23}wrong: {len(tally.wrong_doors)} doors in {len(streets)} streets,", end=" ")
    print(f"at most {bound:.3%}; stretches that hold the place: {held}")
    print(f"{'':<23}{dict(tally.how.most_common())}")


def summary(beds: Mapping[str, Mapping[str, Tally]]) -> bool:
    """Print the means over the beds and the pooled figures; return whether the targets are met."""
    met = True
    print("\nboundary streets: mean of the beds decided; wrong pooled over the beds, by answers,")
    print("different doors and streets, and at most (bootstrap over streets, 95 %)")
    for scheme, (least, most) in TARGETS.items():
        tallies = {bed: by[scheme] for bed, by in beds.items() if scheme in by}
        counts = [t.sorts["boundary"] for t in tallies.values() if t.sorts["boundary"].doors]
        if not counts:
            continue
        decided = sum(c.decided / c.doors for c in counts) / len(counts)
        wrong = sum(c.wrong for c in counts) / sum(c.doors for c in counts)
        streets = {f"{bed}/{s}": c for bed, t in tallies.items() for s, c in t.streets.items()}
        bound = upper_bound(streets, random.Random(scheme))
        doors = sum(len(t.wrong_doors) for t in tallies.values())
        places = sum(len({street for street, _ in t.wrong_doors}) for t in tallies.values())
        print(f"{scheme:>8}  {decided:>6.1%} (wanted {least:.0%})  wrong {wrong:.3%}", end=" ")
        print(f"(wanted {most:.2%}): {doors} doors, {places} streets, at most {bound:.3%}")
        met = met and decided >= least and wrong <= most
    return _held(beds) and met


def _held(beds: Mapping[str, Mapping[str, Tally]]) -> bool:
    claimed = sum(t.claimed for by in beds.values() for t in by.values())
    held = sum(t.held for by in beds.values() for t in by.values())
    if claimed:
        print(f"stretches that hold the place: {held / claimed:.1%} of {claimed} (wanted 98 %)")
    return held >= HELD * claimed


def curve(rows: Sequence[tuple[int, str, Tally]]) -> None:
    """Print decided against wrong for each number of witnesses that is asked for."""
    print("\nwitnesses asked for: decided and wrong, doors of boundary streets pooled")
    for witnesses in sorted({row[0] for row in rows}):
        line = f"{witnesses:>3}"
        for scheme in dict.fromkeys(row[1] for row in rows):
            own = [t.sorts["boundary"] for w, s, t in rows if (w, s) == (witnesses, scheme)]
            doors = max(1, sum(c.doors for c in own))
            decided, wrong = (sum(c.decided for c in own), sum(c.wrong for c in own))
            line += f"   {scheme}: {decided / doors:6.1%} {wrong / doors:7.3%}"
        print(line)
