"""Sums of money as Hungarian pages write them. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

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
