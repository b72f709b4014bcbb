"""Ranges of house numbers of one street from what stands behind its name. Pure.

What is said in one breath belongs together: a side before or behind its numbers, "és" between two
ranges. Where words allow several readings the range says that it is unclear; nothing is chosen in
silence.
"""

from __future__ import annotations

import dataclasses
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from ..language.house_numbers import HouseNumber, NumberRange, Parity
from .groups import Group, crosses, groups_of, join_sides, parts_of
from .model import Need
from .settling import Piece, settle_sides
from .symbols import Sort, Symbol, read_symbols

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .tokens import Token


MOST_NOTES = 20
"""Notes that a range keeps; the words of further ones are in its span all the same."""


def read_ranges(tokens: Sequence[Token], side: Parity | None = None) -> list[Piece]:
    """Read what stands behind a name.

    Args:
        tokens: behind the name.
        side: what stands before the name of all its numbers: "(páros oldal) Fő utca 2-40".

    Returns:
        The ranges, in order; at least one, the whole street where nothing is said.
    """
    groups = join_sides(groups_of(read_symbols(tokens)))
    pieces: list[Piece] = []
    excepting = False
    prefix = side
    for group in groups:
        made: list[Piece] = []
        for part, sort in parts_of(group):
            if sort is Sort.EXCEPT:
                excepting = True
            own = _pieces(part, prefix)
            for one in own:
                one.excepted = excepting
            if part.of(Sort.EXCEPT_BEHIND):
                _take_out(group, own, pieces)
            made += own
            prefix = _prefix(part, prefix)
        _add_notes(group, made, pieces)
        pieces += made
    settled = _settled(pieces, groups)
    for one in settled:
        if side in {Parity.ODD, Parity.EVEN} and one.numbers == NumberRange(Parity.WHOLE):
            one.numbers = NumberRange(side)
    _doubt_whole_sides(settled)
    return settled


def _doubt_whole_sides(pieces: Sequence[Piece]) -> None:
    """Doubt "Fő utca 1, 15, páratlan": who lists numbers of a side does not list all of it too."""
    listed = [one for one in pieces if one.numbers.start or one.numbers.end]
    for one in pieces:
        if one in listed or one.excepted or one.parcel:
            continue
        same = [two for two in listed if not two.excepted and _listed_on(two, one.numbers.parity)]
        if same:
            _doubt([one, *same], Need.UNCLEAR_NUMBERS)


def _listed_on(one: Piece, side: Parity) -> bool:
    return side in {Parity.ODD, Parity.EVEN} and one.numbers.parity is side


def _prefix(group: Group, before: Parity | None) -> Parity | None:
    """Return the side that goes on to the groups behind: one that stands before its numbers."""
    sides, ranges = group.of(Sort.SIDE), group.of(Sort.RANGE)
    if not sides:
        return before if ranges else None
    ahead = bool(ranges) and group.symbols.index(sides[0]) < group.symbols.index(ranges[0])
    return sides[0].parity if ahead and len(sides) == 1 else None


def _pieces(group: Group, prefix: Parity | None) -> list[Piece]:
    sides, ranges = group.of(Sort.SIDE), group.of(Sort.RANGE)
    if group.of(Sort.PARCEL):
        return _parcels(group)
    if ranges:
        pieces = _with_sides(group, sides, ranges, prefix)
    elif sides:
        pieces = [_side(one) for one in sides]
        if len(sides) > 1:
            _doubt(pieces, Need.UNCLEAR_NUMBERS)
    elif group.of(Sort.WHOLE):
        pieces = [Piece(NumberRange(Parity.WHOLE), [])]
    else:
        return []
    whole = group.of(Sort.WHOLE)
    if whole and any(one.numbers.end is not None for one in pieces):
        _doubt(pieces, Need.UNCLEAR_NUMBERS)
    if group.of(Sort.START) and ranges:
        _doubt(pieces, Need.UNCLEAR_NUMBERS)
    if len(pieces) == 1:
        pieces[0].tokens = group.tokens
    else:
        _share(group.tokens, pieces)
    return pieces


def _share(tokens: Sequence[Token], pieces: Sequence[Piece]) -> None:
    """Give the tokens between two ranges to the one before, those before the first to it."""
    owners = {id(token): one for one in pieces for token in one.tokens}
    last = pieces[0]
    for token in tokens:
        owner = owners.get(id(token))
        if owner is None:
            last.tokens.append(token)
        else:
            last = owner


def _parcels(group: Group) -> list[Piece]:
    numbered = any(group.of(Sort.RANGE))
    return parcel_pieces(group.tokens) if numbered else []


def parcel_pieces(tokens: Sequence[Token]) -> list[Piece]:
    """Return a piece for each number of parcels: "0112/1, 0112/4 hrsz"."""
    found = [
        Piece(NumberRange(Parity.WHOLE), [one], needs=[Need.PARCEL], parcel=one.text)
        for one in tokens
        if one.is_number
    ]
    found = found or [Piece(NumberRange(Parity.WHOLE), list(tokens), needs=[Need.PARCEL])]
    _share(tokens, found)
    return found


def _side(one: Symbol) -> Piece:
    parity = Parity.WHOLE if one.parity is Parity.CONTINUOUS else one.parity or Parity.WHOLE
    needs = [Need.UNCLEAR_NUMBERS] * one.unclear
    return Piece(NumberRange(parity), list(one.tokens), needs=needs)


def _with_sides(
    group: Group, sides: Sequence[Symbol], ranges: Sequence[Symbol], prefix: Parity | None
) -> list[Piece]:
    """Give each range its side: the one before all of them, or before or behind each."""
    parities: list[Parity | None]
    unclear = False
    if not sides:
        parities = [prefix if prefix is not None and _fits(one, prefix) else None for one in ranges]
    elif len(sides) == 1:
        parities = [sides[0].parity] * len(ranges)
        unclear = len(ranges) > 1
    elif len(sides) == len(ranges):
        parities = [one.parity for one in sides]
        order = [one.sort for one in group.symbols if one.sort in {Sort.SIDE, Sort.RANGE}]
        unclear = any(one is other for one, other in pairwise(order))
    else:
        parities, unclear = [None] * len(ranges), True
    pieces = [_piece(one, parity) for one, parity in zip(ranges, parities, strict=True)]
    for piece, side in zip(pieces, sides, strict=False):
        if len(sides) == len(pieces):
            piece.tokens += side.tokens
    if unclear:
        _doubt(pieces, Need.UNCLEAR_NUMBERS)
    return pieces


def _fits(one: Symbol, parity: Parity) -> bool:
    ends = [end for end in (one.start, one.end) if end is not None]
    return parity is Parity.CONTINUOUS or all(
        end.is_even == (parity is Parity.EVEN) for end in ends
    )


def _piece(one: Symbol, parity: Parity | None) -> Piece:
    needs: list[Need] = [Need.UNCLEAR_NUMBERS] * one.unclear
    start, end = one.start, one.end
    if parity is None:
        parity = _own_parity(one)
        if parity is None:
            parity = Parity.CONTINUOUS
            needs.append(Need.PARITY_OPEN)
    elif not _fits(one, parity):
        needs.append(Need.PARITY_CONTRADICTS)
    elif start is not None and one.single and _may_be_range(start):
        needs.append(Need.UNCLEAR_NUMBERS)
    if one.single and parity is Parity.CONTINUOUS and start is not None:
        parity = Parity.EVEN if start.is_even else Parity.ODD
    numbers = NumberRange(parity, start, end)
    if numbers.is_reversed:
        needs.append(Need.REVERSED)
    return Piece(numbers, list(one.tokens), needs=needs)


def _may_be_range(number: HouseNumber) -> bool:
    """True for "1/9" beside a side of the street: one door has no side to name."""
    return number.suffix.isdigit() and int(number.suffix) > number.number


def _own_parity(one: Symbol) -> Parity | None:
    """Return what the ends of a range say of its side, or None where they leave it open."""
    same = one.start is not None and one.end is not None and one.start.number == one.end.number
    if one.start is not None and (one.single or same):
        return Parity.EVEN if one.start.is_even else Parity.ODD
    return Parity.CONTINUOUS if crosses(one) else None


def _doubt(pieces: Iterable[Piece], need: Need) -> None:
    for one in pieces:
        if need not in one.needs:
            one.needs.append(need)


def _take_out(group: Group, made: list[Piece], before: Sequence[Piece]) -> None:
    """Take out what stands before "kivételével": "a 3. és 5. szám kivételével".

    With no number before it the street itself is meant: "a Béke utca kivételével".
    """
    if not made and not before:
        whole = Piece(NumberRange(Parity.WHOLE), group.tokens, excepted=True)
        whole.needs.append(Need.LIMITED_BY_WORDS)
        made.append(whole)
    inner = list(takewhile(_is_single, reversed(made)))
    outer = made[: len(made) - len(inner)]
    held = inner and outer and all(_lies_in(one, outer) for one in inner)
    for one in inner if held else made:  # "1-9 (5 kivételével)"
        one.excepted = True
    singles = list(takewhile(_is_single, reversed(before)))
    rest = before[: len(before) - len(singles)]
    if group.tied:
        for one in singles:
            one.excepted = True
        if rest and (rest[-1].numbers.start or rest[-1].numbers.end):
            _doubt([*made, *rest], Need.UNCLEAR_NUMBERS)  # "3-5 és 9 kivételével"
    elif made and all(map(_is_single, made)):
        _take_out_listed(singles, rest)
        if rest and not all(_lies_in(one, rest) for one in made):
            _doubt([*made, *rest], Need.UNCLEAR_NUMBERS)  # "3-5, 9 kivételével"


def _is_single(one: Piece) -> bool:
    return one.numbers.start is not None and one.numbers.start == one.numbers.end


def _lies_in(one: Piece, ranges: Sequence[Piece]) -> bool:
    number = one.numbers.start
    return number is not None and any(two.numbers.covers(number) for two in ranges)


def _take_out_listed(singles: Sequence[Piece], rest: Sequence[Piece]) -> None:
    """Take out the numbers before the last of "5, 7, 9 kivételével".

    Behind ranges only those that lie in one: "1-15, 5, 9 kivételével"; "1-15, 21, 9 kivételével"
    may mean either.
    """
    for one in singles:
        if not rest or _lies_in(one, rest):
            one.excepted = True
        else:
            _doubt([one], Need.UNCLEAR_NUMBERS)


def _add_notes(group: Group, made: Sequence[Piece], before: Sequence[Piece]) -> None:
    notes = [one.tokens for one in group.of(Sort.NOTE)][:MOST_NOTES]
    if not notes:
        return
    concerned = [*made, *before] if group.tied or not made else made
    for one in concerned:
        one.notes = [*one.notes, *notes][:MOST_NOTES]
        _doubt([one], Need.LIMITED_BY_WORDS)


def _settled(pieces: list[Piece], groups: Sequence[Group]) -> list[Piece]:
    """Add the whole street where only exceptions or notes are said; look at all ranges together."""
    every = NumberRange(Parity.WHOLE)
    alone = any(one.excepted and one.numbers == every for one in pieces)
    if all(one.excepted for one in pieces) and not alone and not any(one.parcel for one in pieces):
        whole = Piece(NumberRange(Parity.WHOLE), [])
        notes = [one.tokens for group in groups for one in group.of(Sort.NOTE)]
        if notes and not pieces:
            whole.notes += notes
            whole.needs.append(Need.LIMITED_BY_WORDS)
        pieces = [whole, *pieces]
    taken = [one for one in pieces if not one.excepted]
    _side_behind_comma(taken, groups)
    pieces = [one for one in pieces if one.excepted or one in taken]
    _side_behind_and(taken, groups)
    settle_sides(taken)
    begun = [one for one in taken if one.numbers.start is not None and one.numbers.end is None]
    ended = [one for one in taken if one.numbers.start is None and one.numbers.end is not None]
    if begun and ended and all(one.is_side_open for one in (*begun, *ended)):
        _doubt((*begun, *ended), Need.UNCLEAR_NUMBERS)  # "1-től, 35-ig"
    _leave_nothing(pieces, groups)
    return pieces


def _side_behind_comma(taken: list[Piece], groups: Sequence[Group]) -> None:
    """Join "1-35, páratlan oldal": the side may be that of the numbers, or the whole of it."""
    numbered = [one for one in taken if one.numbers.start or one.numbers.end]
    lone = [
        one
        for one in taken
        if one.numbers.parity in {Parity.EVEN, Parity.ODD}
        and one.numbers.start is None
        and one.numbers.end is None
    ]
    if len(groups) < 2 or len(lone) != 1 or not any(one.is_side_open for one in numbered):  # noqa: PLR2004
        return
    side = lone[0].numbers.parity
    for one in numbered:
        if one.is_side_open and _on_side(one.numbers, side):
            one.numbers = dataclasses.replace(one.numbers, parity=side)
            one.needs.remove(Need.PARITY_OPEN)
            _doubt([one], Need.UNCLEAR_NUMBERS)
            one.tokens += lone[0].tokens
            if lone[0] in taken:
                taken.remove(lone[0])


def _side_behind_and(taken: Sequence[Piece], groups: Sequence[Group]) -> None:
    """Give "1-9 és 15-21 páratlan" its side twice; it may be of the second range alone."""
    for before, group in pairwise(groups):
        sides = group.of(Sort.SIDE)
        if not group.tied or len(sides) != 1 or not group.of(Sort.RANGE) or before.of(Sort.SIDE):
            continue
        side = sides[0].parity
        if side not in {Parity.ODD, Parity.EVEN}:
            continue
        own = {id(token) for token in before.tokens}
        for one in taken:
            of_it = any(id(token) in own for token in one.tokens)
            if of_it and one.is_side_open and _on_side(one.numbers, side):
                one.numbers = dataclasses.replace(one.numbers, parity=side)
                one.needs.remove(Need.PARITY_OPEN)
                _doubt([one], Need.UNCLEAR_NUMBERS)


def _on_side(numbers: NumberRange, side: Parity) -> bool:
    ends = [end for end in (numbers.start, numbers.end) if end is not None]
    return all(end.is_even == (side is Parity.EVEN) for end in ends)


def _leave_nothing(pieces: Sequence[Piece], groups: Sequence[Group]) -> None:
    """Put every token that no range has to the range before it, or to the first."""
    owned = {id(token) for one in pieces for token in one.tokens}
    last = pieces[0]
    holder = {id(token): one for one in pieces for token in one.tokens}
    for group in groups:
        for token in group.tokens:
            last = holder.get(id(token), last)
            if id(token) not in owned:
                last.tokens.append(token)
