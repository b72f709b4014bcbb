"""How far doors can be from the polling districts of their street's other doors. Pure.

Where a street changes its polling district, the next doors stand near the border: no farther than
their plots can take. Of the ground of the door's own district only that within reach of the
street's other districts remains, and where all of it is on one side, so is the door. EOV metres.
"""

from __future__ import annotations

import functools
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from ..ground.district_relations import NEAR_LEG_M, TOLERANCE_M, Relation, side_of_ground
from ..language.house_numbers import LAST_LETTER, HouseNumber, NumberRange, Parity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..register.register import Door, RangeRule
    from .plot_width import PlotWidth

BASIS = "reach"
"""What places a range near the border where its street changes its polling district."""
FACING_PLOTS = 5
"""Numbers of the two sides of a street that stand opposite differ by up to this many plots …"""
DRIFT = 0.25
"""… and by this share of the plots before them, since one side has wider plots."""
STEP_M = 5
"""A reach is rounded up to a multiple of this, so that doors share what is found."""
DIVIDED = 2
"""A number with more letters than this is no divided plot but a row of plots."""
FARTHEST_M = 1500.0
"""A reach beyond this tells nothing and is not worth computing."""
ALONG_A_STREET = frozenset(
    {"utca", "körút", "tér", "tere", "köz", "sor", "sétány", "fasor", "rakpart", "sugárút"}
)
"""Types whose numbers follow one another along the street. Those of a tanya, a dűlő, a quarter or
an estate do not."""
ROADS = frozenset({"út", "útja", "főút"})
"""Roads leave the town, and the next number may stand behind a kilometre of fields: their doors
must have doors of the other district before and behind them."""


@dataclass(frozen=True)
class StreetDoors:
    """The doors of one street, as the reach of its districts needs them."""

    type: str
    doors: Sequence[Door]
    """All of the street that have a number."""
    continuous: bool
    """Even and odd may stand on one side: every number is then counted as a plot."""
    near: BaseGeometry | None = None
    """Ground along its known line, if that is long enough for all of its doors, or None."""
    own_leg: BaseGeometry | None = None
    """The line where the street itself is the boundary, or None."""

    @property
    def follows(self) -> bool:
        """Tell whether its numbers follow one another along a line."""
        return self.type in ALONG_A_STREET or self.type in ROADS

    @functools.cached_property
    def rows_of_plots(self) -> tuple[HouseNumber, ...]:
        """The numbers with something behind them whose figure has more such than a divided plot."""
        lettered: dict[int, dict[str, HouseNumber]] = defaultdict(dict)
        for door in self.doors:
            if door.number is not None and door.number.suffix:
                lettered[door.number.number].setdefault(door.number.suffix, door.number)
        rows = (own.values() for own in lettered.values() if len(own) > DIVIDED)
        return tuple(number for own in rows for number in own)


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a range, with the side on which its doors are."""

    numbers: NumberRange
    doors: tuple[Door, ...]
    side: Relation | None
    """INSIDE or OUTSIDE; None where its reach does not tell."""
    basis: str
    ground: BaseGeometry | None
    """All ground on which its doors may be; None where nothing is known of it."""


_Sided = tuple[Relation | None, str, "BaseGeometry | None"]
"""A side, what shows it, and the ground that is on it."""


@dataclass(slots=True)
class ReachRules:
    """What the reach of all streets of a town rests on."""

    area: BaseGeometry
    zone: BaseGeometry | None
    ground: Mapping[str, BaseGeometry]
    """Districts that are drawn well, or shown by their own streets, with their ground."""
    width: PlotWidth
    torn: frozenset[str] = frozenset()
    """Districts that are drawn far from all that their streets go on in."""
    drawn: Mapping[str, BaseGeometry] = field(default_factory=dict)
    """Published polygons of the districts without ground of their own here."""
    _near: dict[tuple[str, str, int], BaseGeometry] = field(default_factory=dict)
    _gaps: dict[tuple[str, str], float] = field(default_factory=dict)

    def pieces(self, rule: RangeRule, street: StreetDoors) -> list[Piece]:
        """Cut a range that nothing else decides into what its reach decides and what stays open."""
        own = sorted(
            (d for d in street.doors if d.number and rule.numbers.covers(d.number)),
            key=lambda door: door.number.key if door.number else (0, False, 0, ""),
        )
        whole = self.ground.get(rule.district, street.near)
        if not own or not street.follows or self.leaps(street):
            return [Piece(rule.numbers, tuple(own), None, "", whole)]
        known: dict[tuple[tuple[str, int], ...], _Sided] = {}
        found = [self._of_door(door, rule.district, street, known) for door in own]
        return list(_joined(rule.numbers, own, found, whole))

    def leaps(self, street: StreetDoors) -> bool:
        """Tell whether two districts of a street are farther apart than its plots can reach.

        Such a street has fields or a railway between two numbers, and its plots tell nothing.
        """
        by_district: dict[str, list[Door]] = defaultdict(list)
        for door in street.doors:
            if door.district in self.torn:
                return True
            if door.district in self.ground:
                by_district[door.district].append(door)
        districts = sorted(by_district)
        for at, one in enumerate(districts):
            for other in districts[at + 1 :]:
                gap = self._gap(one, other)
                if gap > 2 * TOLERANCE_M:
                    plots = min(
                        (
                            plots_between(door, there, street)
                            for door in by_district[one]
                            for there in by_district[other]
                        ),
                    )
                    if gap > self.width.reach(plots) + 2 * TOLERANCE_M:
                        return True
        return False

    def _gap(self, one: str, other: str) -> float:
        if (one, other) not in self._gaps:
            self._gaps[one, other] = float(self.ground[one].distance(self.ground[other]))
        return self._gaps[one, other]

    def _of_door(
        self,
        door: Door,
        district: str,
        street: StreetDoors,
        known: dict[tuple[tuple[str, int], ...], _Sided],
    ) -> _Sided:
        """Return the side of a door, the districts that show it, and its possible ground.

        Args:
            door: with a number.
            district: of the door.
            street: with all of its doors.
            known: what was found for other doors of the range, by what they reach.
        """
        reached = self._reached(door, district, street)
        if not reached:
            return None, "", None
        key = tuple(sorted((other, _rounded(metres)) for other, metres in reached.items()))
        if key not in known:
            known[key] = self._of_reach(key, district, street)
        side, basis, ground = known[key]
        if side is not None and ground and _straddles(door, district, ground, street):
            side = None
        return side, basis, ground

    def _of_reach(
        self, reached: tuple[tuple[str, int], ...], district: str, street: StreetDoors
    ) -> _Sided:
        first, metres = reached[0]
        ground = self._within(district, first, metres)
        for other, farther in reached[1:]:
            ground = ground.intersection(self._within(district, other, farther))
        if street.near is not None:
            ground = ground.intersection(street.near)
        if ground.area == 0:
            return None, "", None
        side = side_of_ground(ground, self.area, self.zone)
        if side is not None and self._contradicted(district, ground, side):
            side = None
        return side, f"{BASIS} {'/'.join(other for other, _ in reached)}", ground

    def _contradicted(self, district: str, ground: BaseGeometry, side: Relation) -> bool:
        """Tell whether a district's own polygon, however it is drawn, speaks against its reach.

        One of the two is then wrong, and nothing shows which: it lies beyond what its numbers can
        reach, or wholly on the other side of the line.
        """
        polygon = self.drawn.get(district)
        if polygon is None:
            return False
        if ground.distance(polygon) > TOLERANCE_M:
            return True
        return side_of_ground(polygon, self.area, self.zone) not in {side, None}

    def _within(self, district: str, other: str, metres: int) -> BaseGeometry:
        key = (district, other, metres)
        if key not in self._near:
            near = self.ground[other].buffer(metres + TOLERANCE_M)
            own = self.ground.get(district)  # a district of unknown ground is within reach too
            self._near[key] = near if own is None else near.intersection(own)
        return self._near[key]

    def _reached(self, door: Door, district: str, street: StreetDoors) -> dict[str, float]:
        """Return the other districts of the street within reach of a door, with the metres."""
        nearest: dict[str, list[tuple[float, bool]]] = defaultdict(list)
        for there in street.doors:
            if there.district != district and there.district in self.ground:
                before = bool(there.number and door.number and there.number < door.number)
                nearest[there.district].append((plots_between(door, there, street), before))
        if street.type in ROADS:
            nearest = {k: v for k, v in nearest.items() if len({before for _, before in v}) > 1}
        reached: dict[str, float] = {}
        for other, plots in sorted(nearest.items()):
            if street.type in ROADS:  # the farther of the two sides must still be within reach
                fewest = max(
                    min(n for n, before in plots if before is side) for side in (True, False)
                )
            else:
                fewest = min(n for n, _ in plots)
            metres = self.width.reach(fewest)
            if metres <= FARTHEST_M:
                reached[other] = metres
        return reached


def _rounded(metres: float) -> int:
    return math.ceil(metres / STEP_M) * STEP_M


def on_two_sides(doors: Sequence[Door]) -> bool:
    """Tell whether the districts of a street's numbers prove that odd and even stand apart.

    They do where each parity changes its district once at most, but all numbers together more
    often: 41 in one, 42 in the other, 43 in the first again. One row of houses cannot do that.

    >>> from boundaries.register.register import Door
    >>> at = {40: "1", 41: "1", 42: "2", 43: "1", 44: "2", 45: "2"}
    >>> on_two_sides([Door(HouseNumber(n), str(n), d) for n, d in at.items()])
    True
    """
    numbered = sorted((d.number.key, d.district) for d in doors if d.number)
    parities = [[d for key, d in numbered if key[0] % 2 == odd] for odd in (0, 1)]
    return all(_changes(own) <= 1 for own in parities) and _changes([d for _, d in numbered]) > 1


def _changes(districts: Sequence[str]) -> int:
    return sum(one != other for one, other in pairwise(districts))


def plots_between(door: Door, there: Door, street: StreetDoors) -> float:
    """Return how many plots can lie between two doors of a street, at most.

    By the difference of their numbers, since the register lists residential doors only. Doors of
    the two sides stand opposite but for `FACING_PLOTS` and `DRIFT`.
    """
    if door.number is None or there.number is None:
        return FARTHEST_M
    one, other = sorted((door.number, there.number), key=lambda number: number.key)
    apart = other.number - one.number
    more = _more_by_letters(one, other, street)
    if street.continuous:
        return apart + more
    if one.is_even == other.is_even:
        return apart / 2 + more
    return apart / 2 + more + FACING_PLOTS + DRIFT * other.number / 2


def _more_by_letters(one: HouseNumber, other: HouseNumber, street: StreetDoors) -> int:
    """Return the plots that letters and sub-numbers add between two numbers.

    A plot that was divided takes no more of the street than before; a row of sub-numbers does.
    """
    if not street.rows_of_plots:
        return 0
    first, last = one.key, other.key
    lettered = Counter(
        number.number
        for number in street.rows_of_plots
        if (street.continuous or number.is_even == one.is_even) and first <= number.key <= last
    )
    return sum(max(0, suffixes - DIVIDED) for suffixes in lettered.values())


def _straddles(door: Door, district: str, ground: BaseGeometry, street: StreetDoors) -> bool:
    """Tell whether a boundary street has both of its sides in the district where a door may be.

    Which side of the line the door is on is then not told by its district.
    """
    leg = street.own_leg
    if leg is None or ground.distance(leg) > NEAR_LEG_M or door.number is None:
        return False
    return any(
        d.district == district
        and d.number is not None
        and d.number.is_even != door.number.is_even
        and abs(d.number.number - door.number.number) <= 2 * FACING_PLOTS
        for d in street.doors
    )


def _joined(
    numbers: NumberRange,
    doors: Sequence[Door],
    found: Sequence[tuple[Relation | None, str, BaseGeometry | None]],
    whole: BaseGeometry | None,
) -> Iterator[Piece]:
    """Yield the runs of doors of one side; an unlisted number between two runs goes to the open.

    Args:
        numbers: the range that is cut.
        doors: its listed doors in the order of their numbers.
        found: side, basis and ground of each.
        whole: all ground where its doors may be, or None.
    """
    step = 1 if numbers.parity in {Parity.WHOLE, Parity.CONTINUOUS} else 2
    sides = [side for side, _, _ in found]
    for at in range(1, len(doors)):  # doors of one number stay together
        if doors[at].number == doors[at - 1].number and sides[at] is not sides[at - 1]:
            sides[at] = sides[at - 1] = None
    start, first = numbers.start, 0
    for at in range(1, len(doors) + 1):
        if at < len(doors) and sides[at] is sides[first]:
            continue
        end, after = numbers.end, None
        if at < len(doors):
            end, after = _cut(doors[at - 1], doors[at], step, keep=sides[first] is None)
        bases = [basis for _, basis, _ in found[first:at]]
        grounds = [ground for _, _, ground in found[first:at]]
        yield Piece(
            NumberRange(numbers.parity, start, end),
            tuple(doors[first:at]),
            sides[first],
            max(bases, key=len) if sides[first] is not None else "",
            _largest(grounds, whole),
        )
        start, first = after, at


def _largest(
    grounds: Sequence[BaseGeometry | None], whole: BaseGeometry | None
) -> BaseGeometry | None:
    known = [ground for ground in grounds if ground is not None]
    return max(known, key=lambda ground: ground.area) if len(known) == len(grounds) else whole


def _cut(
    last: Door, following: Door, step: int, *, keep: bool
) -> tuple[HouseNumber | None, HouseNumber | None]:
    """Return where one run ends and the next one begins; unlisted numbers go to the open run."""
    if last.number is None or following.number is None:
        return last.number, following.number
    if last.number.number == following.number.number:
        return last.number, following.number
    if keep:  # the run that ends is the open one
        end = HouseNumber(following.number.number - step, LAST_LETTER)
        return end, HouseNumber(following.number.number)
    return (
        HouseNumber(last.number.number, LAST_LETTER),
        HouseNumber(last.number.number + step),
    )
