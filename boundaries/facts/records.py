"""Facts as JSON documents, checked when they are read. Pure."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from geo.crs import check_eov
from geo.errors import CoordinateError

from ..doors.sides import ToldSide
from ..errors import FactError
from ..language.house_numbers import HouseNumber, NumberRange, Parity, parse_register_number
from ..model import VerdictKind
from .model import DrawnStreet, FactKind, PlacedDoor, SaidRange, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shapely.geometry.base import BaseGeometry

    from .model import What

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
    ends = (numbers.start, numbers.end)
    start, end = (None if one is None else str(one) for one in ends)
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
