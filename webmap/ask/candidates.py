"""Candidates of an answer, told apart: places to choose, and ranges of numbers to read.

A range ("Fő utca, even 2-6") is not an address: looked up again it gives the same answer. So
ranges are shown as plain text with their verdicts, and the person is asked for the number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from boundaries.language.house_numbers import LAST_LETTER

from ..web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from boundaries.model import Candidate, Numbers

    from ..web.i18n import Texts


def range_label(numbers: Numbers, lang: str) -> str:
    """Return a range of house numbers in words.

    >>> from boundaries.model import Numbers
    >>> range_label(Numbers("even", "2", "6"), "hu")
    'páros oldal, 2–6. szám'
    >>> range_label(Numbers("odd", "19"), "hu")
    'páratlan oldal, a 19. számtól'
    >>> range_label(Numbers("even", "", "28/Z"), "hu")  # with every letter of 28
    'páros oldal, a 28. számig'
    """
    t = texts(lang)
    if not numbers.start and not numbers.end:
        return t(f"range.{numbers.parity}.all")
    return t(f"range.{numbers.parity}", numbers=_ends(numbers, t))


def range_part(numbers: Numbers, t: Texts) -> str:
    """Return the part of a street that a range is, with its article.

    >>> from boundaries.model import Numbers
    >>> range_part(Numbers("odd", "1", "17"), texts("hu"))
    'az utca páratlan, 1–17. számú része'
    >>> range_part(Numbers("continuous", "19"), texts("hu"))
    'az utca a 19. számtól'
    """
    side = numbers.parity if numbers.parity in {"odd", "even"} else "whole"
    start, end = numbers.start, numbers.end.removesuffix(f"/{LAST_LETTER}")
    if not start and not end:
        return t(f"part.{side}")
    if not end:
        return t(f"part.from.{side}", the_start=t.the(start))
    if not start:
        return t(f"part.up_to.{side}", the_end=t.the(end))
    if start == end:
        return t("part.single", number=start)
    return t(f"part.between.{side}", start=start, end=end)


def _ends(numbers: Numbers, t: Texts) -> str:
    start, end = numbers.start, numbers.end.removesuffix(f"/{LAST_LETTER}")
    if not end:
        return t("range.from", the_start=t.the(start))
    if not start:
        return t("range.up_to", the_end=t.the(end))
    if start == end:
        return t("range.single", number=start)
    return t("range.between", start=start, end=end)


def kind_and_label(candidate: Candidate, lang: str) -> tuple[Literal["place", "range"], str]:
    """Return what a candidate is ("range" or "place") and how a reader sees it."""
    if candidate.numbers is None:
        return "place", candidate.address
    return "range", f"{candidate.street}, {range_label(candidate.numbers, lang)}"


def street_to_complete(candidates: Iterable[Candidate], town: str) -> str | None:
    """Return the street whose number is asked for, ready to be completed: "Fő utca ".

    None where a candidate is a place, or the ranges are of several streets.
    """
    streets = {candidate.street for candidate in candidates}
    street = streets.pop() if len(streets) == 1 else ""
    return f"{street.removeprefix(f'{town}, ')} " if street else None
