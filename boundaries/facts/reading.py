"""Facts as people write them: options of a command, rows of a table, features of a GeoJSON file.

Fields are texts under these names, whatever they come from:

    kind        place, side, line or said
    street      full name, as the street list writes it
    number      of a placed door
    lat, lon    WGS84; or east, north: EOV metres
    uncertainty_m   of a placed door, by default 5
    parity      even, odd, whole or continuous
    side        north, south-east, délkelet, ...: instead of a place on that side
    from, to    ends of a said range
    verdict     inside or outside
    whole       yes or no: whether a line is drawn from end to end, by default yes
    source      where it is known from; of a said range, why

What is odd about a fact, told before anybody confirms it. It is not refused for it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import shapely

from geo.crs import check_eov, check_lonlat, to_eov
from geo.errors import CoordinateError
from geo.primitives import EovPoint

from ..address.addresses import parse_address
from ..address.street_index import TownNames, build_index
from ..address.street_match import find_street
from ..compiler.sides import COMPASS
from ..doors.chains import ROAD_M
from ..doors.positions import OFF_STREET_M, street_key
from ..doors.sides import ToldSide
from ..errors import FactError
from ..language.house_numbers import NumberRange, Parity
from ..language.names import fold
from ..model import VerdictKind
from ..towns.elsewhere import BORDER_M
from ..towns.settlements import load_settlements
from .records import (
    MOST_UNCERTAIN_M,
    DrawnStreet,
    FactKind,
    PlacedDoor,
    SaidRange,
    checked_line,
    door_number,
    number_of,
    takes_none,
    text_of,
)
from .town import line_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from .in_force import FactsInForce
    from .records import What
    from .town import Town


NEAR_TOWN_M = 2_000.0
"""What is farther from everything known of a town is told."""
ELSEWHERE_M = 25_000.0
"""What is farther is of no town of this name: none reaches so far past its known streets."""


class CautionCode(StrEnum):
    """What is odd. Stable codes."""

    FAR_FROM_STREET = "far_from_street"
    """The place is far from the street's known line; a told side so far away tells nothing."""
    OTHER_LINE = "other_line"
    """The line runs far from the one that the map shows under this name."""
    OTHER_TOWN = "other_town"
    """It lies on the ground of another settlement."""
    FAR_FROM_TOWN = "far_from_town"
    """It is far from everything that is known of the town."""


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing that is odd about a fact."""

    code: CautionCode
    metres: float | None = None
    """How far off."""
    settlement: str | None = None
    """On whose ground."""

    def __str__(self) -> str:
        """Say it in English, for the command line."""
        if self.code is CautionCode.OTHER_TOWN:
            return f"this lies on the ground of {self.settlement}"
        if self.code is CautionCode.FAR_FROM_TOWN:
            return f"this is {(self.metres or 0) / 1000:.1f} km from everything known of the town"
        what = "the place" if self.code is CautionCode.FAR_FROM_STREET else "a part of the line"
        return f"{what} is {self.metres:.0f} m from the line of the street that is known"


def cautions_of(what: What, town: Town, facts: FactsInForce) -> tuple[Caution, ...]:
    """Return what is odd about a fact.

    Args:
        what: the fact.
        town: what is known beside the facts.
        facts: in force.
    """
    found: list[Caution] = []
    line = line_of(what.street, town, facts)
    if isinstance(what, PlacedDoor | ToldSide):
        place = shapely.Point(what.east, what.north)
        metres = 0.0 if line is None else float(line.distance(place))
        if metres > OFF_STREET_M:
            found.append(Caution(CautionCode.FAR_FROM_STREET, metres))
        found += _elsewhere(place, town)
    elif isinstance(what, DrawnStreet):
        metres = 0.0 if line is None else float(shapely.hausdorff_distance(what.line, line))
        if metres > OFF_STREET_M:
            found.append(Caution(CautionCode.OTHER_LINE, metres))
        found += _elsewhere(what.line.interpolate(0.5, normalized=True), town)
    away = metres_from_town(what, town)
    if away > NEAR_TOWN_M and not any(one.code is CautionCode.OTHER_TOWN for one in found):
        found.append(Caution(CautionCode.FAR_FROM_TOWN, away))
    return tuple(found)


def metres_from_town(what: What, town: Town) -> float:
    """Return how far the farthest corner of a fact is from the box of what is known of its town."""
    if isinstance(what, PlacedDoor | ToldSide):
        corners = [(what.east, what.north)]
    elif isinstance(what, DrawnStreet):
        corners = shapely.get_coordinates(what.line).tolist()
    else:
        return 0.0
    return float(max(shapely.distance(shapely.points(corners), town.extent)))


def require_of_town(what: What, town: Town) -> None:
    """Refuse what lies so far away that it cannot be of the town: coordinates of another place.

    Raises:
        FactError: it does; says how far.
    """
    away = metres_from_town(what, town)
    if away > ELSEWHERE_M:
        raise FactError(
            f"place: {away / 1000:,.0f} km from everything that is known of "
            f"{town.streets.meta.town}; give the coordinates of a place there"
        )


def _elsewhere(place: shapely.Point, town: Town) -> list[Caution]:
    """Tell whether a place is in another settlement, farther in than its border is sure."""
    settlements = load_settlements()
    other = settlements.at(EovPoint(place.x, place.y))
    if other is None or fold(other.name) == fold(town.streets.meta.town):
        return []
    inside = float(settlements.ground(other.code).boundary.distance(place))
    return [Caution(CautionCode.OTHER_TOWN, None, other.name)] if inside > BORDER_M else []


FIELDS = (
    "kind",
    "street",
    "number",
    "lat",
    "lon",
    "east",
    "north",
    "uncertainty_m",
    "parity",
    "side",
    "from",
    "to",
    "verdict",
    "whole",
    "source",
)
UNCERTAIN_M = 5.0
"""How sure a place is that somebody has clicked on a map."""
SIDE_M = 10.0
"""A side that is told by a point of the compass gets a place so far from the street."""
ALONG = 0.35
"""A street that runs so nearly towards a point of the compass has no side there (a sine)."""
_ENGLISH = (
    "north",
    "north east",
    "east",
    "south east",
    "south",
    "south west",
    "west",
    "north west",
)
_HUNGARIAN = (
    "eszak",
    "eszakkelet",
    "kelet",
    "delkelet",
    "del",
    "delnyugat",
    "nyugat",
    "eszaknyugat",
)
_TOWARDS = {
    word: towards
    for words in (tuple(COMPASS), _ENGLISH, _HUNGARIAN)
    for word, towards in zip(words, COMPASS.values(), strict=True)
}
_FIGURE = re.compile(r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?", re.ASCII)
"""A figure as people write it, and not all that Python reads as one (1_9, 4e1, ٤٦)."""
_YES_NO = {
    "": True,
    "yes": True,
    "igen": True,
    "true": True,
    "no": False,
    "nem": False,
    "false": False,
}
_SIDE_WORDS = {"side", "oldal", "oldala", "oldalon", "oldalan"}
_SAYS = {
    "inside": VerdictKind.INSIDE,
    "belul": VerdictKind.INSIDE,
    "outside": VerdictKind.OUTSIDE,
    "kivul": VerdictKind.OUTSIDE,
}
_PARITIES = {
    "even": Parity.EVEN,
    "paros": Parity.EVEN,
    "odd": Parity.ODD,
    "paratlan": Parity.ODD,
    "whole": Parity.WHOLE,
    "teljes": Parity.WHOLE,
    "continuous": Parity.CONTINUOUS,
    "folyamatos": Parity.CONTINUOUS,
    "": Parity.WHOLE,
}


def known_street(name: str, town: Town) -> str:
    """Return the full name of a street as the street list writes it.

    Raises:
        FactError: the list has no such street; offers close ones.
    """
    asked = text_of(name, "street")
    found = town.street_of.get(street_key(asked))
    if found is not None:
        return found.full_name
    close = ", ".join(close_streets(asked, town))
    hint = f"; did you mean {close}?" if close else ""
    raise FactError(f"street: the street list has no {asked!r}{hint}")


def close_streets(name: str, town: Town) -> tuple[str, ...]:
    """Return the streets of the list whose names are near to one, the nearest first."""
    meta = town.streets.meta
    index = build_index(town.streets.streets, TownNames(meta.town, meta.postcodes))
    match = find_street(parse_address(name), index)
    found = [one.street for one in (*match.homonyms, *match.close)]
    every = [match.street, *found] if match.street is not None else found
    return tuple(dict.fromkeys(street.full_name for street in every))


def read_fact(
    fields: Mapping[str, str],
    town: Town,
    facts: FactsInForce,
    line: BaseGeometry | None = None,
) -> tuple[What, str]:
    """Read one fact and its source.

    Args:
        fields: see the module's docstring; those that are empty count as missing.
        town: whose streets are meant.
        facts: in force; lines that people drew tell sides too.
        line: of a street, EOV.

    Raises:
        FactError: names the field, and what is expected.
    """
    what, source = _read(fields, town, facts, line)
    require_of_town(what, town)
    return what, source


def _read(
    fields: Mapping[str, str], town: Town, facts: FactsInForce, line: BaseGeometry | None
) -> tuple[What, str]:
    told = {name: str(value).strip() for name, value in fields.items() if value is not None}
    source = text_of(told.get("source"), "source")
    try:
        kind = FactKind(told.get("kind", ""))
    except ValueError:
        expected = ", ".join(FactKind)
        raise FactError(f"kind: {told.get('kind', '')!r}; expected one of {expected}") from None
    street = known_street(told.get("street", ""), town)
    if kind is FactKind.PLACE:
        return _placed(told, street), source
    if kind is FactKind.SIDE:
        return _told(told, street, town, facts), source
    if kind is FactKind.LINE:
        if line is None:
            raise FactError("line: a GeoJSON file with the line of the street is needed")
        whole = _YES_NO.get(fold(told.get("whole", "")))
        if whole is None:
            raise FactError(f"whole: {told['whole']!r}; expected yes or no")
        return DrawnStreet(street, checked_line(line), whole), source
    return _said(told, street), source


def _placed(told: Mapping[str, str], street: str) -> PlacedDoor:
    metres = _figure(told.get("uncertainty_m") or str(UNCERTAIN_M), "uncertainty_m")
    if not 0 < metres <= MOST_UNCERTAIN_M:
        raise FactError(f"uncertainty_m: {metres:g}; more than 0 and at most {MOST_UNCERTAIN_M:g}")
    return PlacedDoor(street, door_number(told.get("number", ""), "number"), *_spot(told), metres)


def _said(told: Mapping[str, str], street: str) -> SaidRange:
    verdict = _SAYS.get(fold(told.get("verdict", "")))
    if verdict is None:
        raise FactError(f"verdict: {told.get('verdict', '')!r}; expected inside or outside")
    parity = _parity(told, *Parity)
    if told.get("number"):
        only = number_of(told["number"], "number")
        if told.get("from") or told.get("to"):
            raise FactError("number: give one number, or from and to")
        if not NumberRange(parity).covers(only):
            raise FactError(f"parity: {only} is not {parity.value}")
        return SaidRange(street, NumberRange(Parity.CONTINUOUS, only, only), verdict)
    start, end = (
        number_of(told[name], name) if told.get(name) else None for name in ("from", "to")
    )
    if start and end and start.key > end.key:
        raise FactError(f"from: begins at {start}, behind its end {end}")
    if parity is Parity.WHOLE and (start or end):
        parity = Parity.CONTINUOUS
    numbers = NumberRange(parity, start, end)
    if takes_none(numbers):
        raise FactError(f"from, to: there is no {parity.value} number from {start} to {end}")
    return SaidRange(street, numbers, verdict)


def _parity(told: Mapping[str, str], *known: Parity) -> Parity:
    parity = _PARITIES.get(fold(told.get("parity", "")))
    if parity is None or parity not in known:
        expected = ", ".join(one.value for one in known)
        raise FactError(f"parity: {told.get('parity', '')!r}; expected one of {expected}")
    return parity


def _told(told: Mapping[str, str], street: str, town: Town, facts: FactsInForce) -> ToldSide:
    even = _parity(told, Parity.EVEN, Parity.ODD) is Parity.EVEN
    side = " ".join(w for w in fold(told.get("side", "")).split() if w not in _SIDE_WORDS)
    if not side:
        return ToldSide(street, even, *_off_line(_spot(told), line_of(street, town, facts)))
    if any(told.get(name) for name in ("lat", "lon", "east", "north")):
        raise FactError("side: give a point of the compass or a place on the side, one of the two")
    towards = _TOWARDS.get(side)
    if towards is None:
        raise FactError(f"side: {told['side']!r}; expected such as north, south-east or délkelet")
    line = line_of(street, town, facts)
    if line is None:
        raise FactError(f"side: the line of {street} is not known; draw it first, or give a place")
    return ToldSide(street, even, *_beside(line, towards, told["side"]))


def _off_line(place: tuple[float, float], line: BaseGeometry | None) -> tuple[float, float]:
    """Return a place that tells a side, if it is off the street's line far enough to tell it."""
    if line is not None and line.distance(shapely.Point(place)) < ROAD_M:
        raise FactError(
            f"place: it is within {ROAD_M:g} m of the street's line, so that it tells no side; "
            "give one where a house stands"
        )
    return place


def _beside(line: BaseGeometry, towards: tuple[float, float], word: str) -> tuple[float, float]:
    """Return a place on the side of a street that a point of the compass names."""
    merged = line if isinstance(line, shapely.LineString) else shapely.line_merge(line)
    longest = max(shapely.get_parts(merged), key=lambda part: part.length)
    a, foot, b = (longest.interpolate(share, normalized=True) for share in (0.45, 0.5, 0.55))
    length = math.dist((a.x, a.y), (b.x, b.y)) or 1.0
    left = -(b.y - a.y) / length, (b.x - a.x) / length
    share = (left[0] * towards[0] + left[1] * towards[1]) / math.hypot(*towards)
    if abs(share) < ALONG:
        raise FactError(
            f"side: the street runs too nearly to the {word} for a side there; give a place on the "
            "side instead (lat and lon, or east and north)"
        )
    metres = math.copysign(SIDE_M, share)
    return foot.x + left[0] * metres, foot.y + left[1] * metres


def _spot(told: Mapping[str, str]) -> tuple[float, float]:
    """Read a place: WGS84 or EOV, one of the two."""
    degrees = [told.get(name, "") for name in ("lat", "lon")]
    metres = [told.get(name, "") for name in ("east", "north")]
    if all(degrees) == all(metres) or any(degrees) == any(metres):
        raise FactError("place: give lat and lon, or east and north")
    try:
        if all(degrees):
            lat, lon = (
                _figure(text, name) for text, name in zip(degrees, ("lat", "lon"), strict=True)
            )
            place = to_eov(check_lonlat(lat=lat, lon=lon))
        else:
            east, north = _figure(metres[0], "east"), _figure(metres[1], "north")
            place = check_eov(east, north)
    except CoordinateError as fault:
        raise FactError(f"place: {fault}") from None
    return place.east, place.north


def _figure(text: str, field: str) -> float:
    written = text.replace(",", ".")
    if not _FIGURE.fullmatch(written):
        raise FactError(f"{field}: {text!r} is no number")
    return float(written)
