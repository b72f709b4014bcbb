"""The ground of a programme: which settlements belong, where its extent is, its outline."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..towns.settlements import load_settlements
from .model import CompiledArea, ExtentArea, Mark, Programme

if TYPE_CHECKING:
    import shapely

    from ..towns.settlements import Settlement, Settlements

VARIANT = "settlements"
"""What answers of areas made of settlements carry as their variant."""


@dataclass(frozen=True, slots=True)
class SettlementsOfArea:
    """An area made of settlements."""

    inside: tuple[str, ...]
    """Codes of the settlements that belong."""
    open: tuple[str, ...] = ()
    """Codes of the settlements about which nothing can be decided."""
    mark: Mark | None = None
    """Why not."""

    @property
    def every(self) -> tuple[str, ...]:
        """Codes of all its settlements: the extent."""
        return (*self.inside, *self.open)


def settlements_of(programme: Programme, places: Settlements) -> SettlementsOfArea | None:
    """Return the settlements of a programme's area; None where a boundary sentence draws it."""
    area = programme.area
    if isinstance(area, CompiledArea):
        return None
    district = () if area.district is None else places.of_district(area.district)
    codes = tuple(one.code for one in district)
    if isinstance(area, ExtentArea):
        extent = dict.fromkeys((*area.extent, *codes))
        rest = tuple(code for code in extent if code not in area.members)
        return SettlementsOfArea(area.members, rest, area.mark)
    return SettlementsOfArea(tuple(dict.fromkeys((*area.members, *codes))))


@dataclass(frozen=True, slots=True)
class Outline:
    """The ground of an area made of settlements, EOV metres."""

    inside: shapely.MultiPolygon | None
    """What certainly belongs."""
    extent: shapely.MultiPolygon
    """Everything among which the area lies; the same as `inside` where nothing is open."""


@functools.lru_cache(maxsize=32)
def outline_of(area: SettlementsOfArea, places: Settlements | None = None) -> Outline:
    """Return the ground of an area made of settlements."""
    ground = places or load_settlements()
    inside = ground.union(area.inside) if area.inside else None
    extent = ground.union(area.every) if area.open or inside is None else inside
    return Outline(inside, extent)


def area_hash(area: SettlementsOfArea) -> str:
    """Return the SHA-256 (hex) that names an area made of settlements: its codes and its mark."""
    record = {"inside": sorted(area.inside), "open": sorted(area.open), "mark": area.mark}
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def members(area: SettlementsOfArea, places: Settlements) -> tuple[Settlement, ...]:
    """Return the settlements that belong to an area, by name."""
    return tuple(sorted((places.by_code[c] for c in area.inside), key=lambda one: one.name))
