"""Finds the numbers and letters that only count the items of a list."""

from __future__ import annotations

import re

from ..language.names import case_forms, fold, is_abbreviation, is_roman
from .grammar import AREA_NOUNS, ARTICLES
from .tokens import Unit, UnitKind

_COMPOUND = re.compile(
    r"(?:(?P<number>\d{1,2}\.\d{1,2}(?:\.|(?=[ \t])))|(?P<letter>\d{1,2}/[A-Za-z][.)])"
    r"|(?P<roman>[IVX]{1,4}/[A-Z\d][.)]))(?=[ \t])",
    re.ASCII,
)
"""Marks of two parts."""
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def mark_lists(text: str, units: list[Unit]) -> list[Unit]:
    """Return the units with every list marker ("1.", "2)", "(3)", "a)") as a separator.

    Numbers count as markers only where they run 1, 2, 3 … through the text; a lone number
    belongs to a name ("2. utca", "51. sz. főút").
    """
    units = _compound_marks(text, units)
    markers = [at for at in range(len(units)) if _could_mark(text, units, at)]
    romans = _romans(text, units)
    numbers = [at for at in markers if units[at].is_number]
    wanted = [int(units[at].word) for at in numbers] == list(range(1, len(numbers) + 1))
    chosen = {at for at in markers if at not in numbers or (wanted and len(numbers) > 1)}
    chosen |= romans
    return [_bullet(unit) if at in chosen else unit for at, unit in enumerate(units)]


def _romans(text: str, units: list[Unit]) -> set[int]:
    """Return the Roman numbers that run I, II, III … at the starts of lines."""
    found = [
        at
        for at, unit in enumerate(units)
        if unit.kind is UnitKind.WORD
        and is_roman(unit.word)
        and (unit.dotted or text[unit.end : unit.end + 1] == ")")
        and (at == 0 or "\n" in text[units[at - 1].end : unit.start] or _starts_piece(units, at))
        and at + 1 < len(units)
        and (_starts_name(units[at + 1]) or units[at + 1].kind is UnitKind.SEPARATOR)
    ]
    values = [units[at].word for at in found]
    return set(found) if len(found) > 1 and values == list(_ROMANS[: len(values)]) else set()


def _compound_marks(text: str, units: list[Unit]) -> list[Unit]:
    """Return the units with "1.1.", "1/a.", "I/A." at the start of a piece as one mark each.

    One alone marks nothing; they have to be written alike.
    """
    found: dict[int, re.Match[str]] = {}
    for at, unit in enumerate(units):
        if unit.kind is UnitKind.WORD and (unit.is_number or unit.is_capital):
            match = _COMPOUND.match(text, unit.start)
            if match and (_starts_piece(units, at) or _line_starts(text, units, at)):
                found[at] = match
    if len(found) < 2 or len({match.lastgroup for match in found.values()}) > 1:  # noqa: PLR2004
        return units
    marked: list[Unit] = []
    end = 0
    for at, unit in enumerate(units):
        if at in found:
            end = found[at].end()
            marked.append(Unit(UnitKind.SEPARATOR, "bullet", unit.start, end))
        elif unit.start >= end:
            marked.append(unit)
    return marked


def _line_starts(text: str, units: list[Unit], at: int) -> bool:
    return at > 0 and "\n" in text[units[at - 1].end : units[at].start]


def _bullet(unit: Unit) -> Unit:
    return Unit(UnitKind.SEPARATOR, "bullet", unit.start, unit.end)


def _could_mark(text: str, units: list[Unit], at: int) -> bool:
    unit = units[at]
    if unit.kind is not UnitKind.WORD or unit.suffix:
        return False
    following = units[at + 1] if at + 1 < len(units) else None
    closed = following is not None and text[following.start] == ")"
    bracketed = unit.text.startswith("(") and following is not None and _starts_name(following)
    if not (closed or bracketed or _starts_piece(units, at)):
        return False
    if not unit.is_number:
        before = units[at - 1] if at else None
        typed = before is not None and before.is_capital and is_abbreviation(unit.word)
        return len(unit.word) == 1 and closed and not typed  # "(Fő u. – Béke u.)"
    if not (unit.word.isdigit() and len(unit.word) <= 2):  # noqa: PLR2004
        return False
    if closed or bracketed:
        return True
    return unit.dotted and following is not None and _starts_name(following)


def _starts_piece(units: list[Unit], at: int) -> bool:
    return (
        at == 0
        or units[at - 1].kind is UnitKind.SEPARATOR
        or any(fold(form.base) in AREA_NOUNS for form in case_forms(units[at - 1].word))
    )


def _starts_name(unit: Unit) -> bool:
    return unit.kind is UnitKind.WORD and (unit.is_capital or unit.key in ARTICLES)
