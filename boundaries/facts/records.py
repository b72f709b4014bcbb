"""Facts as JSON documents, checked when they are read. Pure.

The words of facts as values. Pure; coordinates are EOV (EPSG:23700), metres, easting first.
"""

from __future__ import annotations

import dataclasses
import math
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from geo.crs import check_eov
from geo.errors import CoordinateError

from ..doors.positions import street_key
from ..doors.sides import ToldSide
from ..errors import FactError
from ..language.house_numbers import HouseNumber, NumberRange, Parity, parse_register_number
from ..language.names import fold
from ..model import VerdictKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from shapely.geometry.base import BaseGeometry


class FactKind(StrEnum):
    """What a fact tells."""

    PLACE = "place"
    """Where a door stands."""
    SIDE = "side"
    """On which side of its street a parity stands."""
    LINE = "line"
    """Where a street runs."""
    SAID = "said"
    """That a range of a street lies inside, or outside."""


class FactState(StrEnum):
    """What a fact is on a day."""

    PROPOSED = "proposed"
    """One person has added it; it changes no answer."""
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PlacedDoor:
    """The place of a door."""

    street: str
    """Full name, as the street list writes it."""
    number: HouseNumber
    east: float
    north: float
    uncertainty_m: float
    """Metres within which the door is."""


@dataclass(frozen=True, slots=True)
class DrawnStreet:
    """The line of a street."""

    street: str
    line: BaseGeometry
    """A LineString, or a MultiLineString where the street lies in pieces."""
    whole: bool
    """Whether it is drawn from end to end, so that every door of the street stands along it."""


@dataclass(frozen=True, slots=True)
class SaidRange:
    """A range of a street lies on one side, for a reason that the fact's source tells."""

    street: str
    numbers: NumberRange
    verdict: VerdictKind
    """Inside or outside."""


What = PlacedDoor | ToldSide | DrawnStreet | SaidRange
"""What a fact says."""
_KINDS: dict[type[What], FactKind] = {
    PlacedDoor: FactKind.PLACE,
    ToldSide: FactKind.SIDE,
    DrawnStreet: FactKind.LINE,
    SaidRange: FactKind.SAID,
}


def kind_of(what: What) -> FactKind:
    """Return of which kind something said is."""
    return _KINDS[type(what)]


@dataclass(frozen=True, slots=True)
class Said:
    """The word of two people about a range, as the engine takes it."""

    street: str
    numbers: NumberRange
    verdict: VerdictKind
    """Inside or outside."""
    reason: str
    fact_id: str
    """Id of the fact."""

    def covers(self, street: str, number: HouseNumber) -> bool:
        """Tell whether it is about a number of a street, by the street's full name.

        A plot of two numbers is covered where both of them are.
        """
        if street_key(street) != street_key(self.street) or not self.numbers.covers(number):
            return False
        if number.end is None:
            return True
        last = dataclasses.replace(number, number=number.end, suffix=number.end_suffix, end=None)
        return self.numbers.covers(last)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who did something, and on which day."""

    by: str
    on: str
    """ISO day, by the calendar in Hungary."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Who took a fact back, when and why."""

    by: str
    on: str
    """ISO day from which it holds no more."""
    reason: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact with its history."""

    id: str
    """Stable within its area."""
    what: What
    source: str
    """Where it is known from; of a said range, why it is said."""
    added: Signed
    confirmed: Signed | None = None
    withdrawn: Withdrawn | None = None

    @property
    def kind(self) -> FactKind:
        """What it tells."""
        return kind_of(self.what)

    @property
    def street(self) -> str:
        """Full name of its street."""
        return self.what.street

    def holds(self, day: dt.date) -> bool:
        """Tell whether it is in force on a day: confirmed by then and not yet withdrawn."""
        on = day.isoformat()
        if self.confirmed is None or self.confirmed.on > on:
            return False
        return self.withdrawn is None or self.withdrawn.on > on

    def state(self, day: dt.date) -> FactState:
        """Return what it is on a day."""
        if self.withdrawn is not None and self.withdrawn.on <= day.isoformat():
            return FactState.WITHDRAWN
        return FactState.IN_FORCE if self.holds(day) else FactState.PROPOSED


def same_person(one: str, other: str) -> bool:
    """Tell whether two names may be those of one person: accents, case and dots do not matter.

    >>> same_person("Kovács A.", "KOVACS  A"), same_person("Kovács A.", "Kovács B.")
    (True, False)
    """
    return fold(one) == fold(other)


LONGEST_TEXT = 300
"""Characters of a name, a source or a reason."""
MOST_CORNERS = 20_000
MOST_UNCERTAIN_M = 200.0
"""A place that is less sure than this places no door."""
SHORTEST_M = 1.0
HIGHEST = 20_000
"""No door has a higher number."""
_UNSEEN = frozenset({"Cf", "Cs", "Co", "Cn"})
"""Categories of characters that show nothing: marks of direction, halves of others, none."""
_SAYS = {one.value: one for one in (VerdictKind.INSIDE, VerdictKind.OUTSIDE)}


def text_of(value: object, field: str) -> str:
    """Return a field's words, blanks and line ends tidied: they stand in sentences.

    Characters that nobody sees are left out: they turn the writing round, and make two names of
    one person look alike that are not.

    Raises:
        FactError: it is no text, empty, or too long.
    """
    text = " ".join(_seen(value).split()) if isinstance(value, str) else ""
    if not text:
        raise FactError(f"{field}: a text is expected")
    if len(text) > LONGEST_TEXT:
        raise FactError(f"{field}: is longer than {LONGEST_TEXT} characters")
    return text


def name_of(value: object) -> str:
    """Return the name of a person, in Latin letters alone.

    A Cyrillic А looks like the Latin one: with it one person could add and confirm as two.

    Raises:
        FactError: as `text_of`, or it has a letter of another script.
    """
    name = text_of(value, "by")
    for one in unicodedata.normalize("NFKC", name):
        if one.isalpha() and not unicodedata.name(one, "").startswith("LATIN"):
            raise FactError(f"by: {one!r} in {name!r} is no Latin letter; write the name in those")
    return name


def _seen(text: str) -> str:
    """Return what is seen of a text: control characters part words, the others vanish."""
    kinds = ((one, unicodedata.category(one)) for one in text)
    return "".join(" " if kind == "Cc" else one for one, kind in kinds if kind not in _UNSEEN)


def to_record(what: What) -> dict[str, Any]:
    """Return what a fact says as a JSON document; EOV metres, rounded to centimetres."""
    head: dict[str, Any] = {"kind": kind_of(what).value, "street": what.street}
    if isinstance(what, PlacedDoor):
        place = _rounded(what.east, what.north)
        return {**head, "number": str(what.number), **place, "uncertainty_m": what.uncertainty_m}
    if isinstance(what, ToldSide):
        parity = Parity.EVEN if what.even else Parity.ODD
        return {**head, "parity": parity.value, **_rounded(what.east, what.north)}
    if isinstance(what, DrawnStreet):
        line = shapely.transform(what.line, lambda xy: xy.round(2))
        return {**head, "whole": what.whole, "line": mapping(line)}
    return {**head, "numbers": range_record(what.numbers), "verdict": what.verdict.value}


def range_record(numbers: NumberRange) -> dict[str, str | None]:
    """Return a range of house numbers as a JSON document."""
    start, end = numbers.ends
    return {"parity": numbers.parity.value, "from": start, "to": end}


def _rounded(east: float, north: float) -> dict[str, float]:
    return {"east": round(east, 2), "north": round(north, 2)}


def from_record(record: object) -> What:
    """Read and check what a fact says.

    Raises:
        FactError: names the field, and what is expected.
    """
    if not isinstance(record, dict):
        raise FactError("an object is expected")
    try:
        kind = FactKind(str(record.get("kind")))
    except ValueError:
        known = ", ".join(FactKind)
        raise FactError(f"kind: {record.get('kind')!r}; expected one of {known}") from None
    return _READERS[kind](record)


def _place(record: Mapping[str, Any]) -> PlacedDoor:
    street = text_of(record.get("street"), "street")
    number = number_of(record.get("number"), "number")
    metres = _figure(record.get("uncertainty_m"), "uncertainty_m")
    if not 0 < metres <= MOST_UNCERTAIN_M:
        raise FactError(f"uncertainty_m: {metres:g}; more than 0 and at most {MOST_UNCERTAIN_M:g}")
    return PlacedDoor(street, number, *_spot(record), metres)


def _side(record: Mapping[str, Any]) -> ToldSide:
    street = text_of(record.get("street"), "street")
    parity = record.get("parity")
    if parity not in {Parity.EVEN, Parity.ODD}:
        raise FactError(f"parity: {parity!r}; expected even or odd")
    return ToldSide(street, parity == Parity.EVEN, *_spot(record))


def _line(record: Mapping[str, Any]) -> DrawnStreet:
    street = text_of(record.get("street"), "street")
    whole = record.get("whole")
    if not isinstance(whole, bool):
        raise FactError("whole: true or false is expected")
    try:
        line = shape(record["line"])
    except (LookupError, TypeError, ValueError, AttributeError, ShapelyError):
        raise FactError("line: a GeoJSON LineString is expected") from None
    return DrawnStreet(street, checked_line(line), whole)


def checked_line(line: BaseGeometry) -> BaseGeometry:
    """Return the line of a street in EOV, if it can be one.

    Raises:
        FactError: it is no line, too short, or not in Hungary.
    """
    if line.geom_type not in {"LineString", "MultiLineString"} or line.is_empty:
        raise FactError(f"line: a LineString is expected, found {line.geom_type}")
    corners = shapely.get_coordinates(line)
    if len(corners) > MOST_CORNERS:
        raise FactError(f"line: {len(corners):,} corners; at most {MOST_CORNERS:,}")
    try:
        for east, north in corners:
            check_eov(float(east), float(north))
    except CoordinateError as fault:
        raise FactError(f"line: {fault}") from None
    if line.length < SHORTEST_M:
        raise FactError(f"line: it is {line.length:.2f} m long, which is no street")
    return shapely.force_2d(line)


def _said(record: Mapping[str, Any]) -> SaidRange:
    street = text_of(record.get("street"), "street")
    numbers = range_of(record.get("numbers"), "numbers")
    verdict = _SAYS.get(str(record.get("verdict")))
    if verdict is None:
        raise FactError(f"verdict: {record.get('verdict')!r}; expected inside or outside")
    return SaidRange(street, numbers, verdict)


_READERS: Mapping[FactKind, Callable[[Mapping[str, Any]], What]] = {
    FactKind.PLACE: _place,
    FactKind.SIDE: _side,
    FactKind.LINE: _line,
    FactKind.SAID: _said,
}


def number_of(value: object, field: str) -> HouseNumber:
    """Read one house number, or the numbers of one plot.

    Raises:
        FactError: it is none.
    """
    number = parse_register_number(str(value)) if isinstance(value, str | int) else None
    if number is None or not number.number or parse_register_number(str(number)) != number:
        raise FactError(f"{field}: {value!r} is no house number; expected such as 12, 12/A or 3-5")
    return number


def door_number(value: object, field: str) -> HouseNumber:
    """Read the number of one door that there can be; see `number_of`.

    Raises:
        FactError: it is none, or too high for one.
    """
    number = number_of(value, field)
    if max(number.number, number.end or 0) > HIGHEST:
        raise FactError(f"{field}: {value} is higher than any house number ({HIGHEST:,})")
    return number


def takes_none(numbers: NumberRange) -> bool:
    """Tell whether a range has no house number in it, such as the even ones from 7 to 7."""
    start, end = numbers.start, numbers.end
    if start is None or end is None:
        return False
    some = map(HouseNumber, range(start.number, min(end.number, start.number + 2) + 1))
    return not any(map(numbers.covers, (start, end, *some)))


def range_of(value: object, field: str) -> NumberRange:
    """Read a range of house numbers from its document.

    Raises:
        FactError: it is none, or takes no number.
    """
    if not isinstance(value, dict):
        raise FactError(f"{field}: an object with parity, from and to is expected")
    known = tuple(parity.value for parity in Parity)
    if value.get("parity") not in known:
        raise FactError(f"{field}.parity: expected one of {', '.join(known)}")
    start, end = (
        None if value.get(name) is None else number_of(value.get(name), f"{field}.{name}")
        for name in ("from", "to")
    )
    if start and end and start.key > end.key:
        raise FactError(f"{field}: begins at {start}, behind its end {end}")
    return NumberRange(Parity(str(value["parity"])), start, end)


def _spot(record: Mapping[str, Any]) -> tuple[float, float]:
    east, north = (_figure(record.get(name), name) for name in ("east", "north"))
    try:
        place = check_eov(east, north)
    except CoordinateError as fault:
        raise FactError(f"east, north: {fault}") from None
    return place.east, place.north


def _figure(value: object, field: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise FactError(f"{field}: {value!r} is no number of metres")
    return float(value)
