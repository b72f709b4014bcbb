"""The form of a fact: where a door stands, which side is even, where a street runs, or a word.

Coordinates may be typed in WGS84 degrees or in EOV metres; a street is drawn as one pair of them a
line, or comes as GeoJSON.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from boundaries.doors.sides import ToldSide
from boundaries.edition.drawn import line_of
from boundaries.errors import DrawnLineError, FactError
from boundaries.facts import DrawnStreet, FactKind, PlacedDoor, SaidRange
from boundaries.facts.records import (
    LONGEST_TEXT,
    MOST_CORNERS,
    MOST_UNCERTAIN_M,
    checked_line,
    door_number,
    takes_none,
)
from boundaries.language.house_numbers import NumberRange, Parity, parse_register_number
from boundaries.model import VerdictKind
from geo.crs import EOV, WGS84, check_lonlat, reproject, to_eov, to_lonlat
from geo.errors import CoordinateError
from geo.primitives import EovPoint
from geo.street_line import StreetLine
from webmap.ask.words import coordinate_problem

from .forms import Choice, Form, Line, Number, Words, fault
from .override_form import EXTENTS, VERDICTS, NumbersForm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from boundaries.facts import What


AWAY_M = 10.0
"""A place so far from the middle of the street tells its side."""
STEP_M = 5.0
"""The direction of the street at its middle is that between places so far from there."""


@dataclass(frozen=True, slots=True)
class SideChoice:
    """One of the two ways in which the numbers of a street may stand."""

    told: ToldSide
    """Even numbers stand on the side of this place."""
    bearing: float
    """Direction from the street to there, degrees from the north by the east."""

    @property
    def code(self) -> str:
        """What a form sends for it: the place itself, which no redrawing of the line turns."""
        return f"{self.told.east:.2f};{self.told.north:.2f}"


def side_choices(street: str, line: BaseGeometry) -> tuple[SideChoice, ...]:
    """Return both ways in which the even numbers of a street may stand; nothing without a line.

    The sides are those at the middle of its longest piece.

    Args:
        street: full name.
        line: its line.
    """
    pieces = StreetLine(shapely.force_2d(line)).chains()
    piece = max(pieces, key=lambda one: one.length, default=None)
    if piece is None or piece.length <= 0:
        return ()
    middle = piece.length / 2
    at, before, behind = (
        piece.interpolate(place)
        for place in (middle, max(0.0, middle - STEP_M), min(piece.length, middle + STEP_M))
    )
    east, north = behind.x - before.x, behind.y - before.y
    length = math.hypot(east, north)
    if not length:
        return ()
    ways = ((-north / length, east / length), (north / length, -east / length))
    return tuple(
        SideChoice(
            ToldSide(
                street,
                even=True,
                east=round(at.x + AWAY_M * x, 2),
                north=round(at.y + AWAY_M * y, 2),
            ),
            math.degrees(math.atan2(x, y)) % 360,
        )
        for x, y in ways
    )


KINDS = tuple(kind.value for kind in FactKind)
USUAL_M = "5"
"""How far a clicked place may be off unless the form says otherwise, metres."""
MOST_DEGREES = 180.0
"""A pair with a larger figure is in metres."""
_FIGURE = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_PAIR = re.compile(rf"\s*({_FIGURE.pattern})\s*[;,\s]\s*({_FIGURE.pattern})\s*[;,]?\s*")


class Metres(Number):
    """A coordinate in metres; people write spaces between thousands."""

    def read(self, text: str) -> float | None:
        """Return the number."""
        return super().read("".join(text.split()))


class FactForm(NumbersForm):
    """Every field that a fact of some kind has; only those of its own kind are looked at."""

    area = Line(80)
    variant = Line(80)
    kind = Choice(KINDS)
    lat = Number(20)
    lon = Number(20)
    east = Metres(20)
    north = Metres(20)
    uncertainty_m = Number(10)
    side = Choice()
    points = Words(40 * MOST_CORNERS)
    whole = Choice(("yes", "no"))
    verdict = Choice(VERDICTS)
    source = Line(LONGEST_TEXT, needed=True)
    step = Choice(("start", "preview", "record"))
    seen = Line()


class FactDecisionForm(Form):
    """What somebody decides about a fact, and why; only confirming needs no reason."""

    act = Choice(("confirm", "refuse", "withdraw"))
    note = Line(LONGEST_TEXT)
    seen = Line()
    agreed = Choice(("yes",), needed=False)

    def validate_note(self, field: Line) -> None:
        """Require the reason."""
        if self.act.data in {"refuse", "withdraw"} and not field.data:
            raise fault("missing")


@dataclass(frozen=True, slots=True)
class Given:
    """A fact as a form gives it."""

    what: What
    source: str
    points: str = ""
    """Of a street, its corners as the form takes them; the fact is read from them alone."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What else than its fields a form is read with."""

    sides: Sequence[SideChoice] = ()
    """The sides to choose from."""
    file: bytes = b""
    """An uploaded GeoJSON; empty = none."""
    file_name: str = ""


def read_fact(form: FactForm, kind: FactKind, street: str, drawing: Drawing) -> Given | None:
    """Read a fact from its form; None, with faults in the form, where it cannot be made.

    Args:
        form: its fields.
        kind: what the fact tells.
        street: full name, of the street list.
        drawing: sides and file.
    """
    points = _points(form, drawing) if kind is FactKind.LINE else ""
    what = _line(form, street, points) if points else None
    if kind is not FactKind.LINE:
        what = _READERS[kind](form, street, drawing)
    form.check("source")
    return None if form.faults or what is None else Given(what, form.source.data, points)


def _place(form: FactForm, street: str, _drawing: Drawing) -> What | None:
    spot = _spot(form)
    form.check("uncertainty_m", "number")
    metres, typed = form.uncertainty_m.data, form.number.data
    if metres is not None and not 0 < metres <= MOST_UNCERTAIN_M:
        form.fault("uncertainty_m", "fact_uncertainty", most=f"{MOST_UNCERTAIN_M:g}")
    elif not form.uncertainty_m.shown.strip():
        form.fault("uncertainty_m", "missing")
    if not typed and not form.number.errors:
        form.fault("number", "missing")
    try:
        number = door_number(typed, "number") if typed else None
    except FactError:
        form.fault("number", "house_number")
        return None
    if spot is None or metres is None or number is None:
        return None
    return PlacedDoor(street, number, round(spot.east, 2), round(spot.north, 2), metres)


def _spot(form: FactForm) -> EovPoint | None:
    """Read a place in degrees or in metres; a fault where it is given twice, in half or not."""
    pairs = (("lat", "lon"), ("east", "north"))
    given = [pair for pair in pairs if any(form[name].shown.strip() for name in pair)]
    if len(given) != 1:
        form.fault("lat", "fact_two_places" if given else "fact_no_place")
        return None
    (names,) = given
    if not form.check(*names):
        return None
    first, second = (form[name].data for name in names)
    if first is None or second is None:
        form.fault(names[0] if first is None else names[1], "fact_half_place")
        return None
    found = checked_pair(first, second)
    if found is None:
        text = coordinate_problem(first, second, eov=names[0] == "east", lang=form.t.language)
        form.fault(names[0], "point", problem=text)
    return found


def checked_pair(first: float, second: float) -> EovPoint | None:
    """Return the place of (latitude, longitude) or of (EOV east, EOV north); None = nowhere here.

    >>> checked_pair(0.0, 0.0) is None
    True
    """
    try:
        if max(abs(first), abs(second)) <= MOST_DEGREES:
            return to_eov(check_lonlat(lat=first, lon=second))
        place = to_lonlat(EovPoint(first, second))
        check_lonlat(lat=place.lat, lon=place.lon)
    except CoordinateError:
        return None
    return EovPoint(first, second)


def _side(form: FactForm, street: str, drawing: Drawing) -> What | None:
    form.side.codes = [one.code for one in drawing.sides]
    form.check("side")
    found = next((one.told for one in drawing.sides if one.code == form.side.data), None)
    return None if found is None or found.street != street else found


def _points(form: FactForm, drawing: Drawing) -> str:
    """Return the corners of a street: those of the file where there is one, else the typed ones."""
    if not drawing.file:
        form.check("points")
        if not form.points.data:
            form.fault("points", "fact_no_line")
        return form.points.data
    try:
        return corners_text(line_of(drawing.file, drawing.file_name))
    except DrawnLineError:
        form.fault("file", "fact_file")
        return ""


def _line(form: FactForm, street: str, points: str) -> What | None:
    form.check("whole")
    parts = _parts(form, points)
    if parts is None:
        return None
    lines = [shapely.LineString(part) for part in parts]
    line = lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)
    try:
        return DrawnStreet(street, checked_line(line), form.whole.data == "yes")
    except FactError:
        form.fault("points", "fact_line")
        return None


def _parts(form: FactForm, text: str) -> list[list[tuple[float, float]]] | None:
    """Read corners: a pair of coordinates a row, an empty row between pieces."""
    rows = [row.strip() for row in text.split("\n")]
    parts: list[list[tuple[float, float]]] = [[]]
    for number, row in enumerate(rows, start=1):
        if not row:
            parts.append([])
            continue
        place = typed_pair(row)
        if place is None:
            form.fault("points", "fact_row", number=number)
            return None
        parts[-1].append((round(place.east, 2), round(place.north, 2)))
    found = [part for part in parts if part]
    if any(len(set(part)) < 2 for part in found):  # noqa: PLR2004 - a line has two ends
        form.fault("points", "fact_one_corner")
        return None
    return found


def typed_pair(row: str) -> EovPoint | None:
    """Return the place of a pair of coordinates, WGS84 or EOV; None where it is none."""
    found = _PAIR.fullmatch(row)
    if found is None:
        return None
    first, second = (float(text.replace(",", ".")) for text in found.groups())
    return checked_pair(first, second)


def _said(form: FactForm, street: str, _drawing: Drawing) -> What | None:
    form.check("verdict")
    parity, first, last = form.read_numbers()
    if form.faults:
        return None
    start, end = (None if one is None else parse_register_number(one) for one in (first, last))
    numbers = NumberRange(Parity(parity), start, end)
    if takes_none(numbers):
        form.fault("number_from", "fact_no_number")
        return None
    return SaidRange(street, numbers, VerdictKind(form.verdict.data))


_READERS: Mapping[FactKind, Callable[[FactForm, str, Drawing], What | None]] = {
    FactKind.PLACE: _place,
    FactKind.SIDE: _side,
    FactKind.SAID: _said,
}


def range_fields(numbers: NumberRange) -> dict[str, str]:
    """Return a range as the fields of the form hold it."""
    start, end = numbers.ends
    if start is not None and start == end:
        return {"extent": EXTENTS[0], "number": start}
    if start is None and end is None and numbers.parity in {Parity.WHOLE, Parity.CONTINUOUS}:
        return {"extent": EXTENTS[2]}
    parity = Parity.CONTINUOUS if numbers.parity is Parity.WHOLE else numbers.parity
    return {
        "extent": EXTENTS[1],
        "parity": parity.value,
        "number_from": start or "",
        "number_to": end or "",
    }


def corners_text(line: BaseGeometry) -> str:
    """Write a line in EOV as the form takes it: degrees, a corner a row, an empty row between.

    The map of the form draws them.
    """
    parts = shapely.get_parts(reproject(shapely.force_2d(line), EOV, WGS84))
    rows = ("\n".join(f"{y:.7f}; {x:.7f}" for x, y in part.coords) for part in parts)
    return "\n\n".join(rows)
