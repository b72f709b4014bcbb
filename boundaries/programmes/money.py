"""Money of the programmes beside each other, with the arithmetic of every figure. Pure.

A figure is made only where the sources give both of its sides; where one is missing, or cannot
be used, the row says why. Forints are whole; quotients are rounded to hundredths.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from .model import AmountRole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .model import Amount, Programme, Stated


_SUM = re.compile(
    r"(?:bruttó |nettó )?(?P<figure>\d{1,3}(?:[.\u00a0 ]\d{3})+|\d+)(?P<decimals>,\d+)?(?:,-)?\s*"
    r"(?P<unit>ezer|millió|milliárd)?\s*(?:Ft|forint)\b",
    re.IGNORECASE | re.ASCII,
)
_UNITS = {"": 1, "ezer": 1_000, "millió": 1_000_000, "milliárd": 1_000_000_000}


def read_huf(written: str) -> int | None:
    """Read a sum in forints; None where the words give no whole number of them.

    >>> read_huf("21.993.850,- Ft"), read_huf("483 280 308 Ft"), read_huf("165 millió Ft")
    (21993850, 483280308, 165000000)
    >>> read_huf("21,98 Ft"), read_huf("21,98 millió Ft"), read_huf("sok pénz")
    (None, 21980000, None)

    Args:
        written: the words of one sum.
    """
    found = _SUM.search(written)
    if found is None:
        return None
    figure = re.sub(r"\D", "", found["figure"], flags=re.ASCII)
    decimals = (found["decimals"] or "").replace(",", ".")
    value = Decimal(figure + decimals) * _UNITS[(found["unit"] or "").lower()]
    return int(value) if value == value.to_integral_value() else None


def find_sums(words: str) -> tuple[str, ...]:
    """Return the sums of money that words name, as they write them.

    >>> find_sums("összege: bruttó 21.993.850,- Ft, ebből 1 millió forint")
    ('bruttó 21.993.850,- Ft', '1 millió forint')
    """
    return tuple(found.group() for found in _SUM.finditer(words))


_HUNDREDTH = Decimal("0.01")


class Missing(StrEnum):
    """Why there is no figure."""

    NO_AMOUNT = "no_amount"
    AMOUNT_FLAGGED = "amount_flagged"
    """The source's figure cannot be used as it stands; its flag says why."""
    NO_SETTLEMENT_COUNT = "no_settlement_count"
    """The source does not say how many settlements take part."""
    NO_PARTICIPANTS = "no_participants"
    """The source gives no head-count, or only that of a part of the programme."""


@dataclass(frozen=True, slots=True)
class Operand:
    """One figure of an arithmetic, with the words that it comes from."""

    value: int
    terms: tuple[int, ...]
    """What it is the sum of; one term where it stands in the source as it is."""
    paths: tuple[str, ...]
    """Facts of the programme, one for each term or one for all."""
    words: tuple[str, ...]
    """The quotations of those facts."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """Forints for each of something."""

    numerator: Operand
    denominator: Operand
    result: Decimal
    """Forints, two decimals, half up."""


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One programme in the comparison."""

    programme: str
    amount: Operand | None
    """Its own money, exact where the source is; None where there is no usable figure."""
    written: str | None
    """The amount in the words of the source, also where it cannot be used."""
    gross: bool | None
    """True where the source says gross; None where it does not say."""
    flag_hu: str | None
    flag_en: str | None
    per_settlement: Quotient | Missing
    per_participant: Quotient | Missing


@dataclass(frozen=True, slots=True)
class Comparison:
    """All programmes, with their sum."""

    rows: tuple[ComparisonRow, ...]
    total: int
    """Forints: the amounts of the rows that have one."""
    terms: tuple[tuple[str, int], ...]
    """(programme, forints) of the sum."""
    left_out: tuple[tuple[str, Missing], ...]
    """(programme, why) of the rows that the sum leaves out."""
    companions: tuple[tuple[str, int], ...]
    """(programme, forints) of companion projects; never part of the sum."""


def compare(catalogue: Sequence[Programme]) -> Comparison:
    """Return the programmes beside each other.

    The total holds the support of each programme once. Money of companion projects is shown
    apart; head-counts of courses are places, since one person may have taken several courses.
    """
    rows = tuple(_row(programme) for programme in catalogue)
    terms = tuple((row.programme, row.amount.value) for row in rows if row.amount is not None)
    left = tuple((row.programme, _why(row)) for row in rows if row.amount is None)
    companions = tuple(
        (programme.slug, amount.huf)
        for programme in catalogue
        for amount in programme.amounts
        if amount.role is AmountRole.COMPANION and amount.huf is not None
    )
    return Comparison(rows, sum(value for _, value in terms), terms, left, companions)


def _why(row: ComparisonRow) -> Missing:
    return Missing.NO_AMOUNT if row.written is None else Missing.AMOUNT_FLAGGED


def _row(programme: Programme) -> ComparisonRow:
    found = _amount(programme)
    amount = None if found is None else found[1]
    operand = None
    if found is not None and found[1].huf is not None:
        operand = _operand((found[1].huf,), {found[0]: found[1]})
    flag = None if amount is None else amount.flag
    return ComparisonRow(
        programme=programme.slug,
        amount=operand,
        written=None if amount is None else amount.written,
        gross=None if amount is None else amount.gross,
        flag_hu=None if flag is None else flag.hu,
        flag_en=None if flag is None else flag.en,
        per_settlement=_quotient(operand, amount, _settlements(programme)),
        per_participant=_quotient(operand, amount, _participants(programme)),
    )


def _amount(programme: Programme) -> tuple[str, Amount] | None:
    """Return the programme's own money: the exact figure before a rounded one."""
    own = [
        (f"amounts[{i}]", amount)
        for i, amount in enumerate(programme.amounts)
        if amount.role is not AmountRole.COMPANION
    ]
    own.sort(key=lambda pair: (pair[1].huf is None, pair[1].rounded))
    return own[0] if own else None


def _settlements(programme: Programme) -> Operand | Missing:
    count = programme.settlement_count
    if count is None:
        return Missing.NO_SETTLEMENT_COUNT
    return _operand(count.adds or (count.count,), {"settlement_count": count})


def _participants(programme: Programme) -> Operand | Missing:
    counted = {
        f"activities[{i}]": activity
        for i, activity in enumerate(programme.activities)
        if activity.covers_programme and activity.people is not None
    }
    if not counted:
        return Missing.NO_PARTICIPANTS
    return _operand(tuple(activity.people or 0 for activity in counted.values()), counted)


def _operand(terms: tuple[int, ...], facts: Mapping[str, Stated]) -> Operand:
    words = tuple(quotation.words for fact in facts.values() for quotation in fact.said)
    return Operand(sum(terms), terms, tuple(facts), words)


def _quotient(
    amount: Operand | None, stated: Amount | None, below: Operand | Missing
) -> Quotient | Missing:
    if amount is None:
        return Missing.NO_AMOUNT if stated is None else Missing.AMOUNT_FLAGGED
    if isinstance(below, Missing):
        return below
    result = (Decimal(amount.value) / below.value).quantize(_HUNDREDTH, ROUND_HALF_UP)
    return Quotient(amount, below, result)
