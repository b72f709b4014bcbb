"""Which house numbers of a street get which answer: found by asking, so that no hint is untrue.

A row of the street list says more than the engine does: "from 19 on" where the last listed door
is 33 and number 61 is not known. So a hint is made of numbers that were asked, one by one, of
the very function that answers. Pure.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language.house_numbers import HouseNumber, NumberRange, Parity
from ..model import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..model import Answer, VerdictKind
    from ..streets.street_list import Street

    Ask = Callable[[HouseNumber], Answer]

PAST_THE_LAST = 41
"""Numbers past the last one that the list names which are asked too: farther than the engine
answers past a listed door."""
MOST_NUMBERS = 20_000
"""No street has more; a list that says so is not asked to its end."""
_FAR = (99_991, 99_992)
"""An odd and an even number that no street has: what answers for them answers for every number."""
_UNKNOWN = frozenset({Reason.NO_RULE, Reason.NUMBER_NOT_FOUND, Reason.NUMBER_MISSING})
"""Answers that say of a number only that the list does not know it."""
_SIDES = {Parity.ODD: (1,), Parity.EVEN: (0,), Parity.CONTINUOUS: (0, 1)}


@dataclass(frozen=True, slots=True)
class NumberHint:
    """House numbers in a row that all get the same answer."""

    numbers: NumberRange
    """Odd, even, or continuous; without an end where the answer goes on without one."""
    verdict: VerdictKind


def number_hints(
    street: Street, ask: Ask, more: Iterable[HouseNumber] = ()
) -> tuple[NumberHint, ...]:
    """Return the numbers of a street in as few ranges as tell their answers.

    Args:
        street: of the list.
        ask: answers one number of the street.
        more: numbers that have to be asked beside those that the list names.
    """
    asked = [(number, _verdict(ask(number))) for number in _numbers(street, more)]
    sides = [run for side in (Parity.ODD, Parity.EVEN) for run in _runs(asked, side, ask)]
    whole = list(_runs(asked, Parity.CONTINUOUS, ask))
    found = sorted(whole if len(whole) < len(sides) else sides, key=lambda run: run[:2])
    return tuple(hint for *_, hint in found)


def _numbers(street: Street, more: Iterable[HouseNumber]) -> list[HouseNumber]:
    """Return every plain number as far as the list goes and a little further, and its ends."""
    ends = [
        HouseNumber(end.number, end.suffix)
        for row in street.rows
        for end in (row.numbers.start, row.numbers.end)
        if end is not None
    ]
    ends += more
    highest = [row.highest or 0 for row in street.rows]
    last = max([*highest, *(end.number for end in ends)], default=0) + PAST_THE_LAST
    plain = (HouseNumber(number) for number in range(1, min(last, MOST_NUMBERS) + 1))
    return sorted({*plain, *(end for end in ends if end.number)}, key=lambda number: number.key)


def _verdict(answer: Answer) -> VerdictKind | None:
    """Return the verdict; None where the answer knows nothing of the number."""
    return None if answer.reason in _UNKNOWN else answer.verdict


def _runs(
    asked: list[tuple[HouseNumber, VerdictKind | None]], parity: Parity, ask: Ask
) -> Iterator[tuple[object, Parity, NumberHint]]:
    """Yield the runs of one verdict among the numbers of a side, or of both, with their order."""
    own = [pair for pair in asked if pair[0].number % 2 in _SIDES[parity]]
    groups = [
        (verdict, [number for number, _ in group])
        for verdict, group in itertools.groupby(own, key=lambda pair: pair[1])
    ]
    for at, (verdict, numbers) in enumerate(groups):
        if verdict is None:
            continue
        is_last = at == len(groups) - 1
        far = (HouseNumber(n) for n in _FAR if n % 2 in _SIDES[parity])
        endless = is_last and all(_verdict(ask(number)) is verdict for number in far)
        known = NumberRange(parity, numbers[0], None if endless else numbers[-1])
        yield numbers[0].key, parity, NumberHint(known, verdict)
