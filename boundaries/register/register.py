"""The election office's register of a town: streets, doors, range rules, polling districts.

Source: the office's files SzavkorKereso.json (doors), Korzethatar.json (rules),
Szavkor-Topo.json (polygons, "lat lon,lat lon", about 10 m coarse) and Szavazokorok.json
(polling places). Residential doors only: what is not listed may still exist.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from geo.crs import EOV, WGS84, check_lonlat, reproject
from geo.errors import CoordinateError

from ..errors import RegisterError
from ..language.house_numbers import (
    OPEN_END,
    HouseNumber,
    NumberRange,
    Parity,
    parse_register_number,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

_PARITIES = {"2": Parity.WHOLE, "3": Parity.EVEN, "4": Parity.ODD, "5": Parity.CONTINUOUS}
_ALL_NUMBERS = NumberRange(Parity.WHOLE)
_WHOLE_TOWN = "1"
LEAST_CORNERS = 4
"""Corners of a closed ring, its first one given twice."""
_SIX_FIGURES = re.compile(r"(\d{6})(\d+)\Z", re.ASCII)
_PLACE = re.compile(r" *(?:0000 |([1-9]\d{3}) )? *(?:\d{1,3} +)?([^\W\d_][^,]*),")
"""Postcode and town; the office also writes "0000", and a stray number ("001 Súr")."""


@dataclass(frozen=True, slots=True)
class Door:
    """One residential door."""

    number: HouseNumber | None
    """None where the register's text is no number; `written` has it."""
    written: str
    """As in the register: "000003/A"."""
    district: str
    building: str = ""
    staircase: str = ""


@dataclass(frozen=True, slots=True)
class Thoroughfare:
    """One public place with its doors."""

    name: str
    """Without its type: "Kiskőrösi"."""
    type: str
    """"utca", "út", ...; empty for quarters without one ("Árpádváros")."""
    doors: tuple[Door, ...]

    @property
    def full_name(self) -> str:
        """Name and type: "Kiskőrösi út"."""
        return f"{self.name} {self.type}".strip()


@dataclass(frozen=True, slots=True)
class RangeRule:
    """One line of the district list: these numbers of this street vote in this district."""

    name: str
    type: str
    numbers: NumberRange
    district: str


@dataclass(frozen=True, slots=True)
class PollingDistrict:
    """The polygon of a polling district."""

    id: str
    """Three digits: "055"."""
    polygon: BaseGeometry
    """EOV metres, valid; lines and points that fell out of an invalid ring are left out. Empty
    where the office publishes no ring."""
    fault: str | None
    """What was wrong with the published ring ("Self-intersection[…]"), or None."""
    area_change_m2: float
    """Square metres that making it valid added (or took)."""


@dataclass(frozen=True, slots=True)
class Register:
    """Everything that the office publishes about the doors of one town."""

    generated: str
    """The office's own time stamp."""
    thoroughfares: tuple[Thoroughfare, ...]
    rules: tuple[RangeRule, ...]
    districts: tuple[PollingDistrict, ...]
    places: tuple[tuple[str, str], ...]
    """(postcode, town) pairs of the polling places' own addresses, each once."""

    def rules_by_street(self) -> dict[tuple[str, str], list[RangeRule]]:
        """Return the rules under (name, type)."""
        found: dict[tuple[str, str], list[RangeRule]] = {}
        for rule in self.rules:
            found.setdefault((rule.name, rule.type), []).append(rule)
        return found


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """How the doors of a register agree with its own range rules."""

    agree: int
    without_rule: tuple[tuple[str, Door], ...]
    """(street, door) pairs that no rule takes."""
    contradict: tuple[tuple[str, Door], ...]
    """Doors whose rules name other districts, or several."""


def check_rules(register: Register) -> RuleCheck:
    """Compare every door with the range rules of its street, by figure and suffix."""
    rules = register.rules_by_street()
    agree, without, contradict = 0, [], []
    known: dict[HouseNumber | None, set[str]]
    for street in register.thoroughfares:
        ruled, known = rules.get((street.name, street.type), []), {}
        whole = _whole_street(ruled)
        for door in street.doors:
            districts = known.get(door.number) if whole is None or door.number is None else whole
            if districts is None:
                districts = known[door.number] = _districts_of(door, ruled)
            if not districts:
                without.append((street.full_name, door))
            elif districts == {door.district}:
                agree += 1
            else:
                contradict.append((street.full_name, door))
    return RuleCheck(agree, tuple(without), tuple(contradict))


def _whole_street(rules: list[RangeRule]) -> set[str] | None:
    """Return the district of a street whose only rule takes all of it, as most streets have."""
    if len(rules) != 1:
        return None
    (rule,) = rules
    return {rule.district} if rule.numbers == _ALL_NUMBERS else None


def _districts_of(door: Door, rules: list[RangeRule]) -> set[str]:
    if door.number is None:
        return set()
    return {rule.district for rule in rules if rule.numbers.covers(door.number)}


def read_register(folder: Path) -> Register:
    """Read the office's four files of one town.

    Raises:
        RegisterError: a file is missing, is no JSON, or lacks what is expected; says which
            and where.
    """
    doors, rules = _load(folder / "SzavkorKereso.json"), _load(folder / "Korzethatar.json")
    topo, places = _load(folder / "Szavkor-Topo.json"), _load(folder / "Szavazokorok.json")
    try:
        return Register(
            generated=_generated(doors),
            thoroughfares=tuple(map(_thoroughfare, doors["data"]["kozteruletek"])),
            rules=tuple(_rules(rules["data"]["korzethatarok"], doors["data"]["kozteruletek"])),
            districts=tuple(map(_district, topo["list"])),
            places=_places(places["data"]["szavazokorok"]),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise RegisterError(
            f"{folder}: not laid out as the election office's files of 2024 "
            f"({type(fault).__name__}: {fault}); download them again"
        ) from fault


def _generated(document: dict[str, Any]) -> str:
    """Return the office's time stamp; each election names the header differently."""
    heads = [head for name, head in document.items() if name.endswith("Header")]
    if len(heads) != 1:
        raise KeyError("…Header")
    return str(heads[0]["generated"])


def _load(path: Path) -> dict[str, Any]:
    try:
        loaded = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise RegisterError(f"{path}: cannot be read as JSON ({fault})") from fault
    if not isinstance(loaded, dict):
        raise RegisterError(f"{path}: an object is expected, found {type(loaded).__name__}")
    return loaded


def _thoroughfare(record: dict[str, Any]) -> Thoroughfare:
    return Thoroughfare(
        record["kt_nev"],
        record.get("kt_jelleg", ""),
        tuple(
            Door(
                number=_number(door["hsz"]),
                written=door["hsz"],
                district=door["szavkor"],
                building=door.get("ep", "").lstrip("0"),
                staircase=door.get("lh", "").lstrip("0"),
            )
            for door in record["kapuk"]
        ),
    )


def _rules(records: list[dict[str, Any]], streets: list[dict[str, Any]]) -> Iterator[RangeRule]:
    """Read the rules; a town with one district gets the rule for each of its streets."""
    for record in records:
        if record["int_tip"] != _WHOLE_TOWN:
            yield _rule(record)
            continue
        for street in streets:
            numbers, kind = NumberRange(Parity.WHOLE), street.get("kt_jelleg", "")
            yield RangeRule(street["kt_nev"], kind, numbers, record["szavkor"])


def _rule(record: dict[str, Any]) -> RangeRule:
    start, end = (_bound(record.get(field)) for field in ("kezd_hsz", "zaro_hsz"))
    numbers = NumberRange(_PARITIES[record["int_tip"]], start, end)
    return RangeRule(record["kt_nev"], record.get("kt_jelleg", ""), numbers, record["szavkor"])


@functools.lru_cache(maxsize=65_536)
def _number(written: str) -> HouseNumber | None:
    """Read a number; the office's have six figures, and what is glued to them is a sub-number.

    >>> str(_number("00000100004"))
    '1/4'
    """
    return parse_register_number(_SIX_FIGURES.sub(r"\1/\2", written.strip()))


def _bound(written: str | None) -> HouseNumber | None:
    if written is None:
        return None
    number = _number(written)
    if number is None:
        raise ValueError(f"range ends at {written!r}, which is no house number")
    return None if number.number >= OPEN_END else number


def _district(record: dict[str, Any]) -> PollingDistrict:
    """Read a district; whatever is wrong with its ring is a fault of this district alone."""
    try:
        corners = _corners(record.get("poligon"))
    except ValueError as broken:
        return PollingDistrict(record["szk"], shapely.Polygon(), str(broken), 0.0)
    published = shapely.Polygon(corners)
    if published.is_valid:
        return PollingDistrict(record["szk"], reproject(published, WGS84, EOV), None, 0.0)
    # Judged as published, in degrees: reprojecting would hide rings that touch themselves.
    fault = shapely.is_valid_reason(published)
    mended = reproject(shapely.union_all(list(_areas(shapely.make_valid(published)))), WGS84, EOV)
    before = reproject(published, WGS84, EOV).area
    return PollingDistrict(record["szk"], mended, fault, mended.area - before)


def _corners(written: object) -> list[tuple[float, float]]:
    """Return the corners of a ring, longitude first; raises `ValueError` with its fault."""
    if not isinstance(written, str):
        raise ValueError("no ring")  # noqa: TRY004 - a fault of the data
    pairs = [corner.split() for corner in written.split(",") if corner.strip()]
    if len(pairs) < LEAST_CORNERS:  # the office has them in Szeged and in Budapest
        raise ValueError(f"{len(pairs)} corners")
    corners = []
    for pair in pairs:
        try:
            lat, lon = map(float, pair)
            check_lonlat(lat=lat, lon=lon)
        except (ValueError, CoordinateError):
            raise ValueError(f"corner {' '.join(pair)!r} is no place in Hungary") from None
        corners.append((lon, lat))
    return corners


def _areas(geometry: shapely.Geometry) -> Iterator[shapely.Polygon]:
    for part in shapely.get_parts(geometry):
        if isinstance(part, shapely.Polygon):
            yield part
        elif not isinstance(part, shapely.Point | shapely.LineString):
            yield from _areas(part)


def _places(records: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    found = (_PLACE.match(record["leiro"]["cim"]) for record in records)
    counted = Counter((place[1] or "", place[2].strip()) for place in found if place)
    return tuple(sorted(counted))
