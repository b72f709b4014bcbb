"""The doors of a street as one text, which a file keeps in place of a row for each. Pure.

Most doors are one number in one district. Those stand together, a district and its numbers, in the
order of the register: `[6,"019","2 3 4 6/A 6/B","020","8 10"]`. A list among them is a door that
needs more words (`_words`). The figure at the front tells how the register writes a plain number:
with so many figures ("000006/A"), or as it is ("6/A"; 0).
"""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ..language.house_numbers import HouseNumber
from .register import Door

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

OFFICE_FIGURES = 6
"""Figures with which the election office writes a number."""

_Words: TypeAlias = "tuple[int | None, str, int | None, str, str, str, str, str]"


class _Run(NamedTuple):
    """Plain doors of one district."""

    district: str
    numbers: str
    """With a blank between."""
    figures: int
    """With which the register writes them."""


class DoorTexts:
    """Writes the doors of the streets of a town, which share most of theirs."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Door, int, str]] = {}

    def of(self, doors: Iterable[Door]) -> str:
        """Return the doors of a street as a text that `doors_in` reads."""
        parts: list[Any] = []
        figures, district = None, None
        run: list[str] = []
        seen: set[str] = set()
        for door in doors:
            _, written, number = self._known.get(id(door)) or self._read(door)
            if figures is None and number:
                figures = written
            if not number or written != figures or number in seen:
                district = None
                parts.append(_words(door))
                continue
            seen.add(number)
            if door.district != district:
                district, run = door.district, []
                parts += (district, run)
            run.append(number)
        told = (" ".join(part) if type(part) is list else part for part in parts)
        return json.dumps([figures or 0, *told], ensure_ascii=False, separators=(",", ":"))

    def _read(self, door: Door) -> tuple[Door, int, str]:
        """Return the figures of a plain door and its number as text; no text for other doors."""
        made = self._known[id(door)] = (door, *_plain(door))  # a door that is kept keeps its id
        return made


def _plain(door: Door) -> tuple[int, str]:
    number = door.number
    if number is None or number.number <= 0 or number.end is not None or number.end_suffix:
        return 0, ""
    suffix = number.suffix
    if door.building or door.staircase or suffix.startswith("0") or len(suffix.split()) > 1:
        return 0, ""
    figure, text = str(number.number), str(number)
    if door.written == figure.zfill(OFFICE_FIGURES) + text[len(figure) :]:
        return OFFICE_FIGURES, text
    return 0, text if door.written == text else ""


def _words(door: Door) -> _Words:
    number = door.number
    said = (door.written, door.district, door.building, door.staircase)
    if number is None:
        return None, "", None, "", *said
    return number.number, number.suffix, number.end, number.end_suffix, *said


def _door(words: _Words) -> Door:
    figure, suffix, end, end_suffix, *rest = words
    number = None if figure is None else HouseNumber(figure, suffix, end, end_suffix)
    return Door(number, *rest)


@functools.lru_cache(maxsize=65_536)
def _number(text: str, figures: int) -> tuple[HouseNumber, str]:
    """Return a plain number, and how the register writes it."""
    figure, stroke, suffix = text.partition("/")
    return HouseNumber(int(figure), suffix), f"{figure.zfill(figures)}{stroke}{suffix}"


def _parts(text: str) -> Iterator[_Run | _Words]:
    """Yield the parts of a text: plain doors of a district, or a door that needs more words."""
    figures, *parts = json.loads(text)
    each = iter(parts)
    for part in each:
        if isinstance(part, str):
            yield _Run(part, next(each), figures)
        elif isinstance(part, list):
            yield tuple(part)
        else:
            raise TypeError(f"{part!r}: neither a district nor a door")


def doors_in(text: str) -> tuple[Door, ...]:
    """Return the doors of a text, as listed.

    Raises:
        ValueError: it is no such text.
        TypeError: likewise.
        RuntimeError: likewise.
    """
    found: list[Door] = []
    for part in _parts(text):
        if not isinstance(part, _Run):
            found.append(_door(part))
            continue
        district, numbers, figures = part
        found += [Door(*_number(number, figures), district) for number in numbers.split(" ")]
    return tuple(found)


def numbered_in(text: str, figures: Collection[int]) -> tuple[Door, ...]:
    """Return the doors with one of some figures, as listed; quicker than all of them.

    Raises:
        ValueError: it is no such text.
        TypeError: likewise.
        RuntimeError: likewise.
    """
    wanted = {str(figure) for figure in figures}
    begin = tuple([f" {figure}" for figure in wanted])
    found: list[Door] = []
    for part in _parts(text):
        if not isinstance(part, _Run):
            if part[0] in figures:
                found.append(_door(part))
            continue
        district, numbers, written = part
        spaced = f" {numbers}"
        if any(one in spaced for one in begin):  # most have none of them
            found += [
                Door(*_number(number, written), district)
                for number in numbers.split(" ")
                if number.partition("/")[0] in wanted
            ]
    return tuple(found)


def runs_in(text: str) -> tuple[list[tuple[str, str]], dict[int, list[_Words]]]:
    """Return the plain doors by district, and the other doors.

    Returns:
        District -> numbers with a blank before and behind each, in the order of the register; first
        figure of a number, 0 where there is none -> what `other_doors` makes doors of. Nothing is
        made of most of them, since few are asked for.

    Raises:
        ValueError: it is no such text.
        TypeError: likewise.
        RuntimeError: likewise.
    """
    plain: list[tuple[str, str]] = []
    others: dict[int, list[_Words]] = {}
    for part in _parts(text):
        if isinstance(part, _Run):
            plain.append((part.district, f" {part.numbers} "))
        else:
            others.setdefault(part[0] or 0, []).append(part)
    return plain, others


def other_doors(words: Iterable[_Words]) -> list[Door]:
    """Return doors that are not plain, from `runs_in`."""
    return [_door(one) for one in words]
