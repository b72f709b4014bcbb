"""Areas that a list of streets defines (körzetjegyzék, utcajegyzék): read, write, ask, export.

The file is a CSV with a header in Hungarian or English, one range a line:

    thoroughfare_name, thoroughfare_type   közterület neve, közterület jellege
    parity                                 whole, even, odd, continuous; teljes, páros,
                                           páratlan, folyamatos
    from, to                               tól, ig: house numbers with their suffix, both included;
                                           empty = open

A range that begins behind its end takes nothing; the office's own lists have such ranges. A number
that the list takes is inside. A number that it does not take is outside only where the town's own
rules know the number; else nothing is decided.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import io
import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from .errors import DefinitionError, Fault
from .house_numbers import HouseNumber, NumberRange, Parity, parse_register_number
from .model import Answer, Candidate, Reason, VerdictKind
from .names import fold, type_of
from .query import read_query
from .street_match import index_register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from .query import Reading
    from .register import Door, RangeRule, Register, Thoroughfare
    from .street_match import StreetIndex

HEADER = ("thoroughfare_name", "thoroughfare_type", "parity", "from", "to")
_HEADINGS = {
    "thoroughfare name": "thoroughfare_name",
    "kozterulet neve": "thoroughfare_name",
    "kozterulet nev": "thoroughfare_name",
    "thoroughfare type": "thoroughfare_type",
    "kozterulet jellege": "thoroughfare_type",
    "kozterulet jelleg": "thoroughfare_type",
    "parity": "parity",
    "hazszamok": "parity",
    "from": "from",
    "tol": "from",
    "kezdo hazszam": "from",
    "to": "to",
    "ig": "to",
    "zaro hazszam": "to",
}
_PARITIES = {
    "whole": Parity.WHOLE,
    "teljes": Parity.WHOLE,
    "teljes kozterulet": Parity.WHOLE,
    "even": Parity.EVEN,
    "paros": Parity.EVEN,
    "paros hazszamok": Parity.EVEN,
    "odd": Parity.ODD,
    "paratlan": Parity.ODD,
    "paratlan hazszamok": Parity.ODD,
    "continuous": Parity.CONTINUOUS,
    "folyamatos": Parity.CONTINUOUS,
    "folyamatos hazszamok": Parity.CONTINUOUS,
}
_SIDES = {True: VerdictKind.INSIDE, False: VerdictKind.OUTSIDE}


@dataclass(frozen=True, slots=True)
class ListedRange:
    """These numbers of this public place belong to the area."""

    name: str
    type: str
    numbers: NumberRange


def _key(name: str, kind: str) -> tuple[str, str]:
    """Return what one public place has in every list; accents count, Belsőnyir is not Belsőnyír."""
    return unicodedata.normalize("NFC", name).casefold(), type_of(kind) or kind.casefold()


class ListedArea:
    """An area that its list defines, in a town whose register is known."""

    def __init__(self, slug: str, ranges: Iterable[ListedRange], register: Register) -> None:
        self.slug = slug
        self.ranges = tuple(ranges)
        self.index: StreetIndex[Thoroughfare] = index_register(register)
        self._rules = _by_street(register.rules)
        self._listed: dict[tuple[str, str], list[NumberRange]] = {}
        unknown = []
        for one in self.ranges:
            key = self._place(one, register)
            if key is None:
                unknown.append(one)
            else:
                self._listed.setdefault(key, []).append(one.numbers)
        self.unknown = tuple(unknown)
        """Ranges of public places that the register does not have, or has several of."""

    def _place(self, one: ListedRange, register: Register) -> tuple[str, str] | None:
        """Return the place's key in the register; without accents where that is only one."""
        key = _key(one.name, one.type)
        if key in self._rules or key in _names(register):
            return key
        folded = (fold(one.name), type_of(one.type) or "")
        found = self.index.by_key.get(folded, [])
        return _key(found[0].name, found[0].type) if len(found) == 1 else None

    def verdict(
        self, street: Thoroughfare, number: HouseNumber | None
    ) -> tuple[VerdictKind, Reason]:
        """Decide one number of a street; None asks for the street as a whole."""
        key = _key(street.name, street.type)
        listed, rules = self._listed.get(key, []), self._rules.get(key, [])
        if number is None:
            return self._whole(listed, rules)
        if any(one.covers(number) for one in listed):
            return VerdictKind.INSIDE, Reason.STREET_INSIDE
        if any(one.covers(number) for one in rules):
            return VerdictKind.OUTSIDE, Reason.STREET_OUTSIDE
        return VerdictKind.UNDECIDABLE, Reason.NO_RULE

    def _whole(
        self, listed: Sequence[NumberRange], rules: Sequence[NumberRange]
    ) -> tuple[VerdictKind, Reason]:
        if any(one == NumberRange(Parity.WHOLE) for one in listed):
            return VerdictKind.INSIDE, Reason.STREET_INSIDE
        if listed:
            return VerdictKind.UNDECIDABLE, Reason.NUMBER_MISSING
        if rules:
            return VerdictKind.OUTSIDE, Reason.STREET_OUTSIDE
        return VerdictKind.UNDECIDABLE, Reason.NO_RULE


def _by_street(rules: Iterable[RangeRule]) -> dict[tuple[str, str], list[NumberRange]]:
    found: dict[tuple[str, str], list[NumberRange]] = {}
    for rule in rules:
        found.setdefault(_key(rule.name, rule.type), []).append(rule.numbers)
    return found


@functools.lru_cache(maxsize=8)
def _names(register: Register) -> frozenset[tuple[str, str]]:
    return frozenset(_key(street.name, street.type) for street in register.thoroughfares)


def check_listed(query: str, area: ListedArea) -> Answer:
    """Answer for one address; the same reading as for every other area."""
    reading = read_query(query, area.index)
    blank = Answer(
        query=query,
        verdict=VerdictKind.UNDECIDABLE,
        reason=reading.refusal or Reason.STREET_NOT_FOUND,
        area=area.slug,
        variant="list",
        edition="",
        details=dict(reading.details),
    )
    if reading.refusal is not None:
        return blank
    return _listed_answer(reading, area, blank)


def _listed_answer(reading: Reading[Thoroughfare], area: ListedArea, blank: Answer) -> Answer:
    match, number = reading.match, reading.parsed.number
    if match.street is not None:
        verdict, reason = _decide(area, match.street, number)
        shown = _shown(area, match.street, number)
        decided = verdict is not VerdictKind.UNDECIDABLE
        return dataclasses.replace(
            blank,
            verdict=verdict,
            reason=reason,
            matched=shown,
            method="street_list" if decided else None,
            details=reading.notes(),
        )
    candidates = tuple(
        Candidate(_shown(area, c.street, number), c.score, _decide(area, c.street, number)[0])
        for c in match.homonyms or match.close
    )
    reason = Reason.HOMONYM if match.homonyms else Reason.STREET_NOT_FOUND
    return dataclasses.replace(blank, reason=reason, candidates=candidates)


def _decide(
    area: ListedArea, street: Thoroughfare, number: HouseNumber | None
) -> tuple[VerdictKind, Reason]:
    """Decide a number; both numbers of a plot, or a flat written as sub-number, must agree."""
    first = area.verdict(street, number)
    if number is None:
        return first
    others = [HouseNumber(number.end, number.end_suffix)] if number.end is not None else []
    if number.suffix.isdigit():
        others.append(HouseNumber(number.number))
    found = {first, *(area.verdict(street, other) for other in others)}
    decided = {verdict for verdict, _ in found} - {VerdictKind.UNDECIDABLE}
    if len(decided) > 1:
        return VerdictKind.UNDECIDABLE, Reason.NUMBER_MISSING
    return next((pair for pair in found if pair[0] in decided), first)


def _shown(area: ListedArea, street: Thoroughfare, number: HouseNumber | None) -> str:
    return f"{area.index.names.town}, {street.full_name} {number or ''}".strip()


def district_list(register: Register, district: str) -> tuple[ListedRange, ...]:
    """Return the list of one polling district, as the office's rules give it."""
    return tuple(
        ListedRange(rule.name, rule.type, rule.numbers)
        for rule in register.rules
        if rule.district == district
    )


@dataclass(frozen=True, slots=True)
class ExportedList:
    """A list made from verdicts, with what it leaves open."""

    ranges: tuple[ListedRange, ...]
    undecided: tuple[tuple[str, str], ...]
    """(street, number) of the doors that are neither inside nor outside."""


def export_list(
    register: Register, verdict_of: Callable[[Thoroughfare, Door], VerdictKind]
) -> ExportedList:
    """Write the doors that lie inside as ranges: whole streets, else runs of even or odd numbers.

    Args:
        register: every door of the town.
        verdict_of: the verdict of one door, of whatever area.
    """
    ranges: list[ListedRange] = []
    undecided: list[tuple[str, str]] = []
    for street in register.thoroughfares:
        sides: dict[HouseNumber, set[VerdictKind]] = {}
        for door in street.doors:
            verdict = verdict_of(street, door)
            if door.number is None:
                undecided.append((street.full_name, door.written))
            else:
                sides.setdefault(door.number, set()).add(verdict)
        inside = {n: v == {VerdictKind.INSIDE} for n, v in sides.items()}
        open_ = [n for n, v in sides.items() if len(v) > 1 or not v <= set(_SIDES.values())]
        undecided += [(street.full_name, str(number)) for number in open_]
        ranges += [ListedRange(street.name, street.type, r) for r in ranges_of(inside)]
    return ExportedList(tuple(ranges), tuple(undecided))


def ranges_of(inside: dict[HouseNumber, bool]) -> Iterator[NumberRange]:
    """Write the numbers that are inside as ranges that take none of the others.

    >>> known = {HouseNumber(n): n in {1, 3, 5, 8} for n in (1, 2, 3, 5, 7, 8)}
    >>> [(r.parity.value, str(r.start), str(r.end)) for r in ranges_of(known)]
    [('odd', '1', '5'), ('even', '8', '8')]
    """
    if inside and all(inside.values()):
        yield NumberRange(Parity.WHOLE)
        return
    for parity in (Parity.ODD, Parity.EVEN):
        own = sorted((n for n in inside if n.is_even == (parity is Parity.EVEN)), key=_order)
        if own and all(inside[number] for number in own):
            yield NumberRange(parity, own[0], own[-1])
            continue
        for taken, run in groupby(own, key=lambda number: inside[number]):
            numbers = list(run)
            if taken:
                yield NumberRange(parity, numbers[0], numbers[-1])


def _order(number: HouseNumber) -> tuple[int, bool, int, str]:
    return number.key


def write_list(ranges: Iterable[ListedRange], path: Path) -> None:
    """Write a list; the same ranges give the same bytes."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(HEADER)
    for one in ranges:
        ends = (one.numbers.start, one.numbers.end)
        cells = ("" if end is None else str(end) for end in ends)
        table.writerow((one.name, one.type, one.numbers.parity.value, *cells))
    path.write_text(out.getvalue(), "utf-8")


def read_list(path: Path) -> tuple[ListedRange, ...]:
    """Read a list; comma, semicolon or tab, with or without a byte order mark.

    Raises:
        DefinitionError: carries every faulty line, not just the first.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise DefinitionError(path.name, (Fault("file", f"cannot be read ({fault})"),)) from fault
    head = text.partition("\n")[0]
    mark = max(";,\t", key=head.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    columns = [_HEADINGS.get(fold(cell.replace("_", " ")), "") for cell in rows[0]] if rows else []
    missing = [name for name in HEADER if name not in columns]
    if missing:
        raise DefinitionError(
            path.name,
            (Fault("header", f"lacks {', '.join(missing)}; expected {mark.join(HEADER)}"),),
        )
    faults: list[Fault] = []
    ranges = [
        one
        for line, cells in enumerate(rows[1:], start=2)
        if any(cells)
        for one in _read_row(dict(zip(columns, cells, strict=False)), f"line {line}", faults)
    ]
    if faults:
        raise DefinitionError(path.name, tuple(faults))
    return tuple(ranges)


def _read_row(cells: dict[str, str], where: str, faults: list[Fault]) -> Iterator[ListedRange]:
    name, kind = (cells.get(field, "").strip() for field in HEADER[:2])
    parity = _PARITIES.get(fold(cells.get("parity", "")))
    ends = [_end(cells.get(field, "").strip(), f"{where}, {field}", faults) for field in HEADER[3:]]
    start, end = ends
    if not name:
        faults.append(Fault(f"{where}, thoroughfare_name", "is missing"))
    if parity is None:
        expected = "whole, even, odd or continuous"
        faults.append(Fault(f"{where}, parity", f"{cells.get('parity')!r}; expected {expected}"))
    if name and parity is not None:
        yield ListedRange(name, kind, NumberRange(parity, start, end))


def _end(cell: str, where: str, faults: list[Fault]) -> HouseNumber | None:
    number = parse_register_number(cell) if cell else None
    if cell and number is None:
        faults.append(Fault(where, f"{cell!r} is no house number"))
    return number
