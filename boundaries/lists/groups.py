"""What is said of a street in one breath: symbols between commas and conjunctions. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..language.house_numbers import Parity
from .symbols import Sort, Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .tokens import Token


@dataclass(slots=True)
class Group:
    """Symbols between two commas or conjunctions."""

    symbols: list[Symbol] = field(default_factory=list)
    tied: bool = False
    """True where a conjunction joins it to the group before."""
    lead: list[Token] = field(default_factory=list)
    """The commas and conjunctions before it."""

    def of(self, sort: Sort) -> list[Symbol]:
        """Return its symbols of a sort."""
        return [one for one in self.symbols if one.sort is sort]

    @property
    def tokens(self) -> list[Token]:
        """Its tokens with those before it."""
        return [*self.lead, *(token for one in self.symbols for token in one.tokens)]


def groups_of(symbols: Iterable[Symbol]) -> list[Group]:
    """Divide symbols at commas and conjunctions."""
    groups = [Group()]
    for one in symbols:
        if one.sort in {Sort.APART, Sort.AND}:
            if groups[-1].symbols:
                groups.append(Group())
            groups[-1].lead += one.tokens
            groups[-1].tied = one.sort is Sort.AND
        else:
            groups[-1].symbols.append(one)
    return [one for one in groups if one.symbols or one.lead]


def join_sides(groups: list[Group]) -> list[Group]:
    """Join "páros és páratlan" where one side alone would say nothing."""
    joined: list[Group] = []
    for group in groups:
        last = joined[-1] if joined else None
        if last is not None and group.tied and _is_side_alone(last) and _begins_with_side(group):
            first, second = last.of(Sort.SIDE)[0], group.of(Sort.SIDE)[0]
            ranges = group.of(Sort.RANGE)
            crossing = all(crosses(one) for one in ranges)
            if first.parity is not second.parity and crossing:
                first.parity = Parity.CONTINUOUS
                first.tokens += [*group.lead, *second.tokens]
                last.symbols += [one for one in group.symbols if one is not second]
                continue
            for one in (*last.symbols, *group.symbols):
                one.unclear |= first.parity is not second.parity
        elif last is not None and group.tied and _says_other_side(last, group):
            side = last.of(Sort.SIDE)[0]
            for one in last.of(Sort.RANGE):
                one.unclear |= not crosses(one)  # "2-26 páros és páratlan"
            notes = group.of(Sort.NOTE)
            side.parity = Parity.CONTINUOUS
            side.tokens += group.lead
            side.tokens += [t for one in group.symbols if one not in notes for t in one.tokens]
            last.symbols += notes
            continue
        joined.append(group)
    return joined


def _says_other_side(last: Group, group: Group) -> bool:
    """Tell "1-100 páros és páratlan": the one range of both sides."""
    sides = last.of(Sort.SIDE)
    alone = {one.sort for one in group.symbols} - {Sort.FILLER, Sort.NOTE} == {Sort.SIDE}
    if not alone or len(sides) != 1 or len(last.of(Sort.RANGE)) != 1:
        return False
    behind = [one.sort for one in last.symbols if one.sort in {Sort.SIDE, Sort.RANGE}][-1]
    parities = {sides[0].parity, *(one.parity for one in group.of(Sort.SIDE))}
    return behind is Sort.SIDE and parities == {Parity.ODD, Parity.EVEN}


def _is_side_alone(group: Group) -> bool:
    return {one.sort for one in group.symbols} - {Sort.FILLER} == {Sort.SIDE}


def _begins_with_side(group: Group) -> bool:
    first = next((one for one in group.symbols if one.sort is not Sort.FILLER), None)
    return first is not None and first.sort is Sort.SIDE


def crosses(one: Symbol) -> bool:
    """Tell whether the ends of a range lie on both sides of the street."""
    return one.start is not None and one.end is not None and one.start.is_even != one.end.is_even


def parts_of(group: Group) -> list[tuple[Group, Sort | None]]:
    """Cut a group before its "kivéve" and behind its "kivételével"."""
    parts: list[tuple[Group, Sort | None]] = [(Group(lead=group.lead), None)]
    for one in group.symbols:
        if one.sort is Sort.EXCEPT:
            parts.append((Group(), Sort.EXCEPT))
        parts[-1][0].symbols.append(one)
        if one.sort is Sort.EXCEPT_BEHIND:
            parts.append((Group(), None))
    return [(part, sort) for part, sort in parts if part.symbols or part.lead]
