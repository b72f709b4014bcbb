"""The settlements that the product knows: code, name, district, ground, names of their streets.

The ground is a TopoJSON file in which neighbours share the arcs of their border, so that no
gap or overlap can come between them. WGS84 in the file; EOV metres here.
"""

from __future__ import annotations

import csv
import functools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..data_files import DATA
from ..errors import BoundaryError
from ..language.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import shapely

    from geo.primitives import EovPoint

SETTLEMENTS = DATA / "settlements"
"""Folder of the bundled settlements."""
OBJECT = "settlements"
"""Name of the collection inside the TopoJSON file."""
STREET_COLUMNS = ("code", "thoroughfare_name", "thoroughfare_type", "doors")

Arc = tuple[tuple[float, float], ...]


class SettlementError(BoundaryError, ValueError):
    """The settlement data cannot be read; says where and why."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """One settlement."""

    code: str
    """KSH code (törzsszám), five figures."""
    name: str
    district: str
    """KSH code of its district (járás), three figures."""
    district_name: str
    postcodes: tuple[str, ...] = ()
    """Postcodes that the addresses of its polling places carry; there may be more."""


@dataclass(frozen=True, slots=True)
class SettlementStreet:
    """One public place of a settlement's register."""

    code: str
    name: str
    type: str
    doors: int
    """Residential doors that the register lists."""

    @property
    def full_name(self) -> str:
        """Name and type: "Kiskőrösi út"."""
        return f"{self.name} {self.type}".strip()


class Settlements:
    """The settlements of a TopoJSON document, with the streets of those whose register is known."""

    def __init__(
        self, topology: Mapping[str, Any], streets: Iterable[SettlementStreet] = ()
    ) -> None:
        self.all = tuple(_settlement(g["properties"]) for g in _geometries(topology))
        self.by_code = {one.code: one for one in self.all}
        self._rings = {g["properties"]["code"]: _rings_of(g) for g in _geometries(topology)}
        self._topology = topology
        self._arcs: tuple[Arc, ...] | None = None
        self._ground: dict[str, shapely.MultiPolygon] = {}
        found: dict[str, list[SettlementStreet]] = {}
        for street in streets:
            found.setdefault(street.code, []).append(street)
        self._streets = {code: tuple(streets) for code, streets in found.items()}
        self.by_name: dict[str, tuple[Settlement, ...]] = {}
        """Folded name -> settlements; more than one where names differ only by accents."""
        for one in self.all:
            key = fold(one.name)
            self.by_name[key] = (*self.by_name.get(key, ()), one)

    def of_district(self, district: str) -> tuple[Settlement, ...]:
        """Return the settlements of a district, by name."""
        found = (one for one in self.all if one.district == district)
        return tuple(sorted(found, key=lambda one: one.name))

    def of_postcode(self, postcode: str) -> tuple[Settlement, ...]:
        """Return the settlements whose polling places carry a postcode."""
        return tuple(one for one in self.all if postcode in one.postcodes)

    @property
    def codes_with_streets(self) -> frozenset[str]:
        """Codes of the settlements whose streets are known."""
        return frozenset(self._streets)

    def has_register(self, code: str) -> bool:
        """Tell whether the streets of a settlement are known."""
        return code in self._streets

    def streets(self, code: str) -> tuple[SettlementStreet, ...]:
        """Return the public places of a settlement's register; empty where none is known."""
        return self._streets.get(code, ())

    def ground(self, code: str) -> shapely.MultiPolygon:
        """Return the ground of a settlement, EOV metres."""
        import shapely  # noqa: PLC0415 - look-ups of addresses need no geometry

        if code not in self._ground:
            arcs = self._eov_arcs()
            parts = [
                shapely.Polygon(_ring(rings[0], arcs), [_ring(hole, arcs) for hole in rings[1:]])
                for rings in self._rings[code]
            ]
            self._ground[code] = shapely.MultiPolygon(parts)
        return self._ground[code]

    def union(self, codes: Sequence[str]) -> shapely.MultiPolygon:
        """Return the ground of several settlements as one, EOV metres, without inner borders."""
        import shapely  # noqa: PLC0415 - see ground

        whole = shapely.coverage_union_all([self.ground(code) for code in codes])
        parts = [part for part in shapely.get_parts(whole) if isinstance(part, shapely.Polygon)]
        return shapely.MultiPolygon(parts)

    def at(self, point: EovPoint) -> Settlement | None:
        """Return the settlement on whose ground a point lies; None outside every known one."""
        import shapely  # noqa: PLC0415 - see ground

        place = shapely.Point(point.east, point.north)
        return next((one for one in self.all if self.ground(one.code).covers(place)), None)

    def _eov_arcs(self) -> tuple[Arc, ...]:
        """Return the arcs in EOV; each is converted once, so that neighbours stay exact."""
        from geo.crs import EOV, WGS84, transformer  # noqa: PLC0415 - see ground

        if self._arcs is None:
            change = transformer(WGS84, EOV)
            lines = decode_arcs(self._topology)
            self._arcs = tuple(
                tuple(
                    (float(x), float(y)) for x, y in map(change.transform, *zip(*arc, strict=True))
                )
                for arc in lines
            )
        return self._arcs


def _geometries(topology: Mapping[str, Any]) -> list[dict[str, Any]]:
    geometries: list[dict[str, Any]] = topology["objects"][OBJECT]["geometries"]
    return geometries


def _settlement(properties: Mapping[str, Any]) -> Settlement:
    return Settlement(
        code=properties["code"],
        name=properties["name"],
        district=properties["district"],
        district_name=properties["district_name"],
        postcodes=tuple(properties.get("postcodes", ())),
    )


def _rings_of(geometry: Mapping[str, Any]) -> list[list[list[int]]]:
    """Return polygons as lists of rings, each a list of arc numbers."""
    arcs: list[Any] = geometry["arcs"]
    return arcs if geometry["type"] == "MultiPolygon" else [arcs]


def _ring(numbers: Sequence[int], arcs: Sequence[Arc]) -> list[tuple[float, float]]:
    """Join arcs into a ring; arc ~n is arc n run backwards."""
    ring: list[tuple[float, float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def decode_arcs(topology: Mapping[str, Any]) -> tuple[Arc, ...]:
    """Return the arcs of a quantised TopoJSON document as (lon, lat) corners.

    >>> decode_arcs({"transform": {"scale": [0.5, 1], "translate": [10, 20]},
    ...              "arcs": [[[0, 0], [2, 1], [-1, 0]]]})
    (((10.0, 20.0), (11.0, 21.0), (10.5, 21.0)),)
    """
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Arc] = []
    for steps in topology["arcs"]:
        x = y = 0
        corners = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            lon, lat = x * scale[0] + translate[0], y * scale[1] + translate[1]
            corners.append((round(float(lon), 9), round(float(lat), 9)))
        arcs.append(tuple(corners))
    return tuple(arcs)


@functools.lru_cache(maxsize=4)
def load_settlements(folder: Path = SETTLEMENTS) -> Settlements:
    """Read the settlements of a folder: `settlements.topojson` and `streets.csv`.

    Raises:
        SettlementError: a file is missing or not in its form; says where.
    """
    try:
        topology = json.loads((folder / "settlements.topojson").read_text("utf-8"))
        table = (folder / "streets.csv").read_text("utf-8").splitlines()
        found = Settlements(topology, _street_rows(table))
        _check(found, topology)
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as fault:
        raise SettlementError(
            f"{folder}: the settlements cannot be read ({type(fault).__name__}: {fault}); "
            "make them with scripts/derive_settlements.py"
        ) from fault
    return found


def _check(found: Settlements, topology: Mapping[str, Any]) -> None:
    """Refuse data that are well-formed and yet cannot be all of it; raises `ValueError`."""
    if not found.all:
        raise ValueError("there is no settlement in it")
    if len(found.by_code) != len(found.all):
        raise ValueError("two settlements have the same code")
    arcs = len(topology["arcs"])
    for geometry in _geometries(topology):
        numbers = (n for rings in _rings_of(geometry) for ring in rings for n in ring)
        if not all(-arcs <= n < arcs for n in numbers):
            name = geometry["properties"]["name"]
            raise ValueError(f"the border of {name} has an arc that is not in the file")
    unknown = found.codes_with_streets - found.by_code.keys()
    if unknown:
        raise ValueError(f"streets.csv has codes of no settlement: {', '.join(sorted(unknown))}")


def _street_rows(lines: list[str]) -> list[SettlementStreet]:
    header, *rows = csv.reader(lines)
    if tuple(header) != STREET_COLUMNS:
        raise ValueError(f"the header of streets.csv must be {','.join(STREET_COLUMNS)}")
    return [SettlementStreet(code, name, kind, int(doors)) for code, name, kind, doors in rows]
