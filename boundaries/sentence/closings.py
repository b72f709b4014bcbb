"""Finds the words that close a ring: "által határolt terület", "közötti tömbben"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..language.names import case_forms, fold
from ..language.word_lists import words
from .grammar import AREA_NOUNS, ARTICLES, BOUNDING, CONJUNCTIONS, SECTION_NOUNS, TAKING_IN
from .tokens import Unit, UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FINITE = words("bounding_one_side")
"""Forms that say the same of one side only, or of something else."""
_BY_THEMSELVES = words("bounding_alone")
_BETWEEN = words("between_areas")
_LYING = words("lying")
_FALLS = words("falls_between")
_PARTS = SECTION_NOUNS
"""Behind "közötti" these limit a single street."""
_FAR = 4
"""Words between "határolt" and its noun: "mintegy 0,4 négyzetkilométernyi"."""


def closings(units: Sequence[Unit]) -> Iterator[int]:
    """Yield the index behind every closing formula and the lower-case words that go with it."""
    for at, unit in enumerate(units):
        if unit.kind is not UnitKind.WORD:
            continue
        end = _closing_end(units, at)
        if end is not None:
            yield _behind(units, end)


def _closing_end(units: Sequence[Unit], at: int) -> int | None:
    key = units[at].key
    if key == "koze" and at + 1 < len(units) and units[at + 1].key in _FALLS:
        return at + 2
    if key in _BY_THEMSELVES or (key == "altal" and _breaks_off(units, at + 1)):
        return at + 1
    between = key in _BETWEEN or (key == "koze" and _lies(units, at + 1))
    bounding = key in BOUNDING and key not in _FINITE
    if bounding and _repeated(units, at):
        return at + 1
    return _noun_end(units, at, between=between) if between or bounding else None


def _noun_end(units: Sequence[Unit], at: int, *, between: bool) -> int | None:
    """Return the index behind the noun of "határolt terület", "közötti tömb"; None without one."""
    for place in range(at + 1, min(at + 2 + _FAR, len(units))):
        unit = units[place]
        if unit.kind is not UnitKind.WORD and unit.text != "comma":
            return None
        if unit.kind is UnitKind.WORD and _is_area(unit, between=between):
            return place + 1
        if unit.is_capital or unit.key in ARTICLES:
            return None
    return None


def _lies(units: Sequence[Unit], at: int) -> bool:
    """True behind "közé" for "eső": what lies there is bounded."""
    return at < len(units) and units[at].key in _LYING


def _breaks_off(units: Sequence[Unit], at: int) -> bool:
    """True behind the first "által" of "… által, valamint … által határolt terület"."""
    if at >= len(units):
        return False
    unit = units[at]
    return unit.kind is UnitKind.SEPARATOR or unit.key in CONJUNCTIONS


def _repeated(units: Sequence[Unit], at: int) -> bool:
    """True behind "határolt" of "… által határolt, továbbá a … által határolt terület"."""
    behind = at + 1
    if behind < len(units) and units[behind].text == "comma":
        behind += 1
    joined = behind < len(units) and units[behind].key in CONJUNCTIONS
    return joined and any(unit.key == "altal" for unit in units[behind:])


def _is_area(unit: Unit, *, between: bool) -> bool:
    keys = {fold(form.base) for form in case_forms(unit.word)}
    if between and (keys & _PARTS or unit.key in _PARTS):
        return False
    return bool(keys & AREA_NOUNS)


def _behind(units: Sequence[Unit], at: int) -> int:
    """Skip the lower-case words of the same phrase: "északi része", "területen található"."""
    while at < len(units):
        unit = units[at]
        if unit.kind is not UnitKind.WORD or unit.is_capital or unit.is_number:
            break
        if unit.key in ARTICLES | CONJUNCTIONS | TAKING_IN:
            break
        at += 1
    return at
