"""Ranges of one street from verdicts, rule by rule of the office. Pure.

The register lists the doors of residents only, so that a street goes on past its last listed door
and has numbers on a side without one. What is said of those is carried by a rule of the register or
not said at all: a rule whose doors and whose other numbers all have one verdict is written as it
stands; within the others every number lies in a cell, between two listed doors, before the first or
past the last, and a cell that nothing decides is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, groupby, pairwise
from typing import TYPE_CHECKING

from ..language.house_numbers import LAST_LETTER, HouseNumber, NumberRange, Parity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ..register.register import RangeRule

    Probe = Callable[[HouseNumber, str], "State | None"]
    """The state of a number that no door is listed under, in a polling district; None where
    nothing is known but the listed doors."""

_BOTH = (Parity.ODD, Parity.EVEN)


class State(StrEnum):
    """What a list says of some numbers."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    """Left out of the list."""
    OPEN = "open"
    """A person must decide."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """Numbers of one side that have one state; None = as far as the rule goes."""

    start: HouseNumber | None
    end: HouseNumber | None
    state: State


def rule_ranges(
    rules: Sequence[RangeRule],
    listed: Mapping[HouseNumber, State],
    probe: Probe,
) -> list[tuple[NumberRange, State]]:
    """Return what is inside and what is open in a street, as ranges.

    Args:
        rules: of the street.
        listed: every number that the register lists in the street.
        probe: the state of a number that is not listed, in a polling district; None where nothing
            but the doors of its rule tells it.
    """
    found = [(rule, _parts(rule, listed, probe)) for rule in rules]
    ranges = [part for _, parts in found for part in parts if part[1] is not State.OUTSIDE]
    if found and all(parts == [(rule.numbers, State.INSIDE)] for rule, parts in found):
        every = NumberRange(Parity.WHOLE)
        return [(every, State.INSIDE)] if _take_all(rule.numbers for rule in rules) else ranges
    return [*ranges, *_contested(found)]


def _take_all(ranges: Iterable[NumberRange]) -> bool:
    """Tell whether ranges without an end begin at the first number of both sides."""
    sides = {
        parity
        for one in ranges
        for parity in _BOTH
        if one.takes(parity) and one.end is None and _begins(one, parity)
    }
    return sides == set(_BOTH)


def _begins(one: NumberRange, parity: Parity) -> bool:
    first = HouseNumber(1 if parity is Parity.ODD else 2)
    return one.start is None or one.start.key <= first.key


def _contested(
    found: Sequence[tuple[RangeRule, list[tuple[NumberRange, State]]]],
) -> Iterator[tuple[NumberRange, State]]:
    """Yield what two rules both take, and say different things of."""
    for (_, ours), (_, theirs) in combinations(found, 2):
        for (one, mine), (other, their) in ((a, b) for a in ours for b in theirs):
            common = None if mine is their else intersection(one, other)
            if common is not None:
                yield common, State.OPEN


def intersection(one: NumberRange, other: NumberRange) -> NumberRange | None:
    """Return the numbers that two ranges both take, or None where there are none.

    >>> common = intersection(
    ...     NumberRange(Parity.ODD, HouseNumber(1), HouseNumber(19)),
    ...     NumberRange(Parity.WHOLE, HouseNumber(15), None),
    ... )
    >>> common and (common.parity.value, str(common.start), str(common.end))
    ('odd', '15', '19')
    """
    sides = [p for p in _BOTH if one.takes(p) and other.takes(p)]
    if not sides:
        return None
    parity = sides[0] if len(sides) == 1 else Parity.CONTINUOUS
    starts = [r.start for r in (one, other) if r.start is not None]
    ends = [r.end for r in (one, other) if r.end is not None]
    start = max(starts, key=lambda n: n.key, default=None)
    end = min(ends, key=lambda n: n.key, default=None)
    if start is not None and end is not None and start.key > end.key:
        return None
    if start is None and end is None and len(sides) == len(_BOTH):
        parity = Parity.WHOLE
    return NumberRange(parity, start, end)


def _parts(
    rule: RangeRule,
    listed: Mapping[HouseNumber, State],
    probe: Probe,
) -> list[tuple[NumberRange, State]]:
    """Return the numbers of a rule with their states: the rule as it stands, or its parts."""
    numbers = rule.numbers
    sides = {
        parity: _cells(side, listed, rule, probe)
        for parity in _BOTH
        if numbers.takes(parity)
        for side in (NumberRange(parity, numbers.start, numbers.end),)
    }
    states = {cell.state for cells in sides.values() for cell in cells}
    if len(states) == 1:
        return [(numbers, states.pop())]
    return [
        (NumberRange(parity, start, end), state)
        for parity, cells in sides.items()
        for start, end, state in _runs(cells, numbers)
    ]


def _runs(
    cells: Sequence[_Cell], numbers: NumberRange
) -> Iterator[tuple[HouseNumber | None, HouseNumber | None, State]]:
    for state, run in groupby(cells, key=lambda cell: cell.state):
        own = list(run)
        start = own[0].start if own[0].start is not None else numbers.start
        end = own[-1].end if own[-1].end is not None else numbers.end
        yield start, end, state


def _cells(
    side: NumberRange, listed: Mapping[HouseNumber, State], rule: RangeRule, probe: Probe
) -> list[_Cell]:
    """Return the cells of one side of a rule, in order; they take every number of it.

    The first begins and the last ends where the rule does.
    """
    own = sorted((n for n in listed if side.covers(n)), key=lambda n: n.key)
    head = _first(side, side.start)
    if head is None:
        return []
    if not own:
        states = {listed[n] for n in listed if rule.numbers.covers(n)}
        if not states:
            return [_Cell(None, None, probe(head, rule.district) or State.OPEN)]
        return [_Cell(None, None, _carried(states, head, rule.district, probe))]
    plots = [list(plot) for _, plot in groupby(own, key=lambda n: n.number)]
    cells: list[_Cell] = []
    before: HouseNumber | None = None
    for plot in plots:
        gap = head if before is None else HouseNumber(before.number + 2)
        if gap.number < plot[0].number:
            sides = {listed[n] for n in (before, plot[0]) if n is not None}
            state = _carried(sides, gap, rule.district, probe)
            start = None if before is None else gap
            cells.append(_Cell(start, last_of(plot[0].number - 2), state))
        cells += _plot_cells(plot, listed, opens=not cells)
        before = plot[-1]
    tail = HouseNumber(own[-1].number + 2)
    if side.covers(tail):
        cells.append(_Cell(tail, None, _carried({listed[own[-1]]}, tail, rule.district, probe)))
    return [*cells[:-1], _Cell(cells[-1].start, None, cells[-1].state)]


def _first(side: NumberRange, start: HouseNumber | None) -> HouseNumber | None:
    """Return a number of one side that stands where the range begins, listed or not."""
    odd = side.parity is Parity.ODD
    if start is None:
        start = HouseNumber(1 if odd else 2)
    next_figure = start.number + (2 if (start.number % 2 == 1) is odd else 1)
    both = (start, HouseNumber(next_figure))
    return next((number for number in both if side.covers(number)), None)


def _carried(states: set[State], gap: HouseNumber, district: str, probe: Probe) -> State:
    """Return what is said of numbers between doors, or past them: what all of them say, or nothing.

    Args:
        states: of the doors that stand next to the gap.
        gap: a number in it.
        district: that the rule gives it to.
        probe: as for `rule_ranges`.
    """
    state = next(iter(states))
    if len(states) > 1 or state is State.OPEN:
        return State.OPEN
    return state if probe(gap, district) in {state, None} else State.OPEN


def _plot_cells(
    plot: Sequence[HouseNumber], listed: Mapping[HouseNumber, State], *, opens: bool
) -> list[_Cell]:
    """Return the cells of one figure; its letters go with it where all that are listed agree."""
    start, end = None if opens else HouseNumber(plot[0].number), last_of(plot[0].number)
    if len({listed[number] for number in plot}) == 1:
        return [_Cell(start, end, listed[plot[0]])]
    cells = [_Cell(start, plot[0], listed[plot[0]])]
    for one, other in pairwise(plot):
        between = number_after(one), number_before(other)
        if between[1] is not None and between[0].key <= between[1].key:
            cells.append(_Cell(*between, State.OPEN))
        cells.append(_Cell(other, other, listed[other]))
    return [*cells[:-1], _Cell(plot[-1], end, listed[plot[-1]])]


def last_of(figure: int) -> HouseNumber:
    """Return the last number of a figure, whatever its letters: 7/Z."""
    return HouseNumber(figure, LAST_LETTER)


def number_after(number: HouseNumber) -> HouseNumber:
    """Return the next number of the same figure: 7/0 behind 7, 7/3 behind 7/2, 7/AA behind 7/A."""
    figures = number.key[2] if not number.key[1] and number.suffix else None
    if figures is not None:
        return HouseNumber(number.number, str(figures + 1))
    return HouseNumber(number.number, f"{number.suffix}A" if number.suffix else "0")


def number_before(number: HouseNumber) -> HouseNumber | None:
    """Return the last number of the same figure before one: 7/BZ before 7/C."""
    suffix = number.suffix
    if not suffix:
        return None
    if not number.key[1]:
        return HouseNumber(number.number, str(number.key[2] - 1)) if number.key[2] else None
    if suffix == "A":
        return HouseNumber(number.number, "9999")
    if suffix[-1] == "A":
        return HouseNumber(number.number, suffix[:-1])
    return HouseNumber(number.number, f"{suffix[:-1]}{chr(ord(suffix[-1]) - 1)}{LAST_LETTER}")
