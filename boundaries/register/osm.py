"""A town's register from OpenStreetMap: address points, buildings, street relations.

The street of an address is its `addr:street`, else its `addr:place`, else the name of the
`associatedStreet` relation that holds it. The place of an outline is its centroid if that lies
inside, else a point inside; its uncertainty is half its longest extent. What cannot be read is
listed with the id of its element.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import EOV, WGS84, check_lonlat, reproject, to_eov
from geo.errors import CoordinateError
from geo.osm.tags import is_gone_building

from ..errors import Fault
from ..language.house_numbers import HouseNumber
from ..language.names import fold, normal_key
from .build import build_register
from .door_points import PlaceKind
from .model import ListedDoor, Source, SourceKind, TownRegister
from .written import read_numbers, read_street

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.osm.addresses import AddressElement, AddressSet, Interpolation
    from geo.osm.elements import Bounds

NODE_M = 10.0
"""Metres that an address point may be off its door."""
LEAST_BUILDING_M = 5.0
UNKNOWN_BUILDING_M = 30.0
"""Half the extent that is taken for a building whose outline the extract does not have."""
LICENCE = "© OpenStreetMap contributors, ODbL 1.0"
STEPS = {"odd": 2, "even": 2, "all": 1}
"""`addr:interpolation` -> distance of two numbers."""
LONGEST_RUN = 500
"""Numbers between the ends of one interpolation; more is a slip in one of the ends."""


@dataclass(slots=True)
class _Work:
    """What reading has found so far."""

    town: str
    border: BaseGeometry | None
    """EOV metres."""
    known_streets: frozenset[str]
    faults: list[Fault] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)

    def fault(self, ref: str, message: str) -> None:
        self.faults.append(Fault(ref, message))


def read_osm(
    path: Path,
    *,
    town: str,
    border: BaseGeometry | None = None,
    bounds: Bounds | None = None,
    streets: Iterable[str] = (),
    border_if_none: BaseGeometry | None = None,
) -> TownRegister:
    """Read a town's addresses from `.osm`, `.osm.pbf` or an Overpass answer.

    Args:
        path: the extract.
        town: name of the settlement; addresses of others are left out and counted.
        border: of the settlement, EOV metres; None takes the one in the extract, if it has it.
        bounds: (west, south, east, north) in WGS84 degrees to read within.
        streets: full names that exist besides those that the extract draws.
        border_if_none: stands for the border, EOV metres, where the extract has none either.

    Raises:
        ExtractError: the file cannot be read as OSM data.
    """
    from geo.osm.addresses import read_addresses  # noqa: PLC0415 - look-ups need no pyosmium

    found = read_addresses(path, bounds=bounds, town=town)
    known = frozenset(map(normal_key, (*found.street_names, *streets)))
    drawn = _border_of(found) if border is None else border
    work = _Work(town, border_if_none if drawn is None else drawn, known)
    listed = list(_doors(found, work))
    stamp = found.timestamp or ""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    source = Source(SourceKind.OSM, path.name, stamp, LICENCE, digest)
    return build_register(town, listed, source, work.faults, work.notes)


def _border_of(found: AddressSet) -> BaseGeometry | None:
    """Return the border that the extract draws; None where it is missing or not closed."""
    if not found.border:
        return None
    faces = shapely.get_parts(shapely.polygonize([shapely.LineString(b) for b in found.border]))
    return reproject(shapely.union_all(faces), WGS84, EOV) if len(faces) else None


def _doors(found: AddressSet, work: _Work) -> Iterator[ListedDoor]:
    for element in found.elements:
        yield from _element_doors(element, work)
    for way in found.interpolations:
        yield from _interpolated(way, work)


def _element_doors(element: AddressElement, work: _Work) -> Iterator[ListedDoor]:
    tags = element.tags
    if is_gone_building(tags):
        work.notes["addresses of buildings that stand no more, left out"] += 1
        return
    place, uncertainty = _place(element, work)
    if not _in_town(element, place, work):
        return
    written = tags.get("addr:housenumber") or tags.get("addr:conscriptionnumber") or ""
    street = _street(element, work)
    if not street or not written:
        lacks = "house number" if street else "street"
        work.fault(element.ref, f"has no {lacks}; {_shown(tags)}")
        return
    numbers = read_numbers(written)
    if numbers is None:
        work.fault(element.ref, f"{written!r} is no house number; {_shown(tags)}")
        return
    name, kind = read_street(street)
    node = element.ref.startswith("node/")
    for one in numbers:
        yield ListedDoor(
            name=name,
            type=kind,
            number=one.number,
            written=written,
            where=element.ref,
            building=one.building or tags.get("addr:building", ""),
            staircase=one.staircase or tags.get("addr:staircase", ""),
            place=place,
            kind=PlaceKind.ADDRESS_POINT if node else PlaceKind.BUILDING,
            uncertainty_m=uncertainty,
            postcode=tags.get("addr:postcode", ""),
        )


def _shown(tags: Mapping[str, str]) -> str:
    parts = (f"{key}={value}" for key, value in sorted(tags.items()) if key.startswith("addr:"))
    return ", ".join(parts) or "no addr: tags"


def _street(element: AddressElement, work: _Work) -> str:
    """Return the street; a relation that names another one is a fault, and the tag stands."""
    tags = element.tags
    own = tags.get("addr:street", "")
    named = [name for _, name in element.streets if name]
    for ref, name in element.streets:
        if own and name and normal_key(own) != normal_key(name):
            work.fault(element.ref, f"says {own!r}, but {ref} that holds it says {name!r}")
    if not own and len(set(map(normal_key, named))) > 1:
        work.fault(element.ref, f"is held by relations of several streets: {', '.join(named)}")
        return ""
    street = own or tags.get("addr:place", "") or (named[0] if named else "")
    drawn = own or (named[0] if named else "")
    if drawn and work.known_streets and normal_key(drawn) not in work.known_streets:
        work.fault(element.ref, f"{drawn!r} is in no list of streets; {_shown(tags)}")
    return street


def _in_town(element: AddressElement, place: tuple[float, float] | None, work: _Work) -> bool:
    """Tell whether an address is the town's; what is not is counted, not dropped in silence."""
    tags = element.tags
    said = tags.get("addr:city") or tags.get("is_in:city") or tags.get("is_in", "").split(",")[0]
    own = not said or fold(said) == fold(work.town)
    if work.border is not None and place is not None:
        inside = bool(shapely.intersects_xy(work.border, *place))
        if inside and not own:
            work.fault(element.ref, f"lies in {work.town}, but says {said!r}; {_shown(tags)}")
        elif not inside and said and own:
            work.fault(element.ref, f"says {said!r}, but lies outside its border; {_shown(tags)}")
        if not inside:
            work.notes["addresses outside the border of the town"] += 1
        return inside
    if not own:
        work.notes[f"addresses of {said}"] += 1
    elif not said:
        work.notes["addresses that name no town, taken for the town asked"] += 1
    return own


def _place(element: AddressElement, work: _Work) -> tuple[tuple[float, float] | None, float]:
    """Return the EOV place of an element and the metres that it may be off."""
    if element.place is None:
        work.fault(element.ref, "has no position in the extract; its door is listed without one")
        return None, 0.0
    lon, lat = element.place
    try:
        spot = to_eov(check_lonlat(lat=lat, lon=lon))
    except CoordinateError as fault:
        work.fault(element.ref, f"{fault}; its door is listed without a place")
        return None, 0.0
    if element.ref.startswith("node/"):
        return (round(spot.east, 2), round(spot.north, 2)), NODE_M
    if not element.outline:
        return (round(spot.east, 2), round(spot.north, 2)), UNKNOWN_BUILDING_M
    return _inside(element)


def _inside(element: AddressElement) -> tuple[tuple[float, float], float]:
    lines = [reproject(shapely.LineString(line), WGS84, EOV) for line in element.outline]
    faces = shapely.union_all(shapely.get_parts(shapely.polygonize(lines)))
    ground = shapely.union_all(lines) if faces.is_empty else faces
    point = ground.centroid
    if not ground.intersects(point):
        point = shapely.point_on_surface(ground)
    corners = shapely.get_coordinates(shapely.convex_hull(ground))
    spans = corners[:, None, :] - corners[None, :, :]
    half = float(np.sqrt((spans**2).sum(axis=2)).max()) / 2
    return (round(point.x, 2), round(point.y, 2)), round(max(half, LEAST_BUILDING_M), 1)


def _interpolated(way: Interpolation, work: _Work) -> Iterator[ListedDoor]:
    """Yield the doors between the numbered nodes of a way, without places of their own."""
    kind = way.tags.get("addr:interpolation", "")
    step = STEPS.get(kind) or (int(kind) if kind.isascii() and kind.isdigit() else 0)
    if not step or way.tags.get("addr:inclusion") == "potential":
        work.fault(way.ref, f"interpolation {kind!r} is not read; only its ends are listed")
        return
    for one, other in zip(way.nodes, way.nodes[1:], strict=False):
        street = one.get("addr:street") or way.tags.get("addr:street", "")
        ends = [_plain(tags.get("addr:housenumber", "")) for tags in (one, other)]
        if (
            not street
            or None in ends
            or normal_key(street) != normal_key(other.get("addr:street", street))
        ):
            work.fault(way.ref, f"its ends are no plain numbers of one street: {_shown(one)}")
            continue
        first, last = sorted(end for end in ends if end is not None)
        if (last - first) % step or last - first > LONGEST_RUN or _wrong_parity(kind, first):
            work.fault(way.ref, f"{kind!r} does not fit {first} to {last}; only these are listed")
            continue
        work.notes["doors between two addresses, from interpolation ways"] += max(
            0, (last - first) // step - 1
        )
        name, type_ = read_street(street)
        for figure in range(first + step, last, step):
            yield ListedDoor(name, type_, HouseNumber(figure), str(figure), way.ref)


def _wrong_parity(kind: str, first: int) -> bool:
    return (kind == "odd" and first % 2 == 0) or (kind == "even" and first % 2 == 1)


def _plain(written: str) -> int | None:
    numbers = read_numbers(written)
    if numbers is None or len(numbers) != 1:
        return None
    number = numbers[0].number
    return number.number if number == HouseNumber(number.number) else None
