"""The ground of a programme: which settlements belong, where its extent is, its outline."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ..clock import today
from ..errors import UnknownAreaError
from ..towns.settlements import load_settlements
from .model import CompiledArea, ExtentArea, Mark, Programme

if TYPE_CHECKING:
    import datetime as dt

    import shapely

    from geo.primitives import LonLat

    from ..facts.area_files import AreaFiles
    from ..model import Answer, Edition
    from ..refresh.survey import AreaInfo
    from ..streets.street_list import StreetList
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


class CompiledAreas(Protocol):
    """Answers about areas that a boundary sentence draws; `webmap.ask.services.Areas` is one."""

    def check(self, query: str, slug: str, variant: str) -> Answer:
        """Answer an address."""

    def check_point(self, point: LonLat, slug: str, variant: str) -> Answer:
        """Answer a WGS84 point."""


class BundledCompiled:
    """The bundled editions and one's own with their street lists, as they hold today."""

    def check(self, query: str, slug: str, variant: str) -> Answer:
        """Answer an address from the street list and what is known of the doors beside it."""
        from ..facts.area_files import area_files  # noqa: PLC0415 - where an area is compiled
        from ..verdict.check import check, check_unlisted  # noqa: PLC0415 - as above
        from ..verdict.engine import Question  # noqa: PLC0415 - as above

        files, day = area_files(), today()
        edition = files.edition(slug, variant, now=day)
        if not files.has_list(edition, day):
            return check_unlisted(query, edition)
        streets, places = files.streets(edition, day), files.doors(edition, day, day)
        return check(Question(query, slug, variant, day), edition, streets, places=places)

    def check_point(self, point: LonLat, slug: str, variant: str) -> Answer:
        """Answer a WGS84 point from the geometry."""
        from ..verdict.check import check_point  # noqa: PLC0415 - see check

        return check_point(point, _edition(slug, variant))


def _edition(slug: str, variant: str) -> Edition:
    from ..facts.area_files import area_files  # noqa: PLC0415 - see BundledCompiled.check

    return area_files().edition(slug, variant, now=today())


def area_info(slug: str) -> tuple[str, tuple[str, ...], str]:
    """Return slug, variants (the default first) and town of an area with an accepted edition.

    Raises:
        UnknownAreaError: it has none.
    """
    from ..facts.area_files import area_files  # noqa: PLC0415 - see BundledCompiled.check

    for info in _areas(area_files(), today()):
        if info.slug == slug:
            return slug, info.variants, info.town
    raise UnknownAreaError(f'"{slug}" has no accepted edition; accept one first')


@functools.lru_cache(maxsize=2)
def _areas(_files: AreaFiles, day: dt.date) -> tuple[AreaInfo, ...]:
    from ..refresh.survey import list_areas  # noqa: PLC0415 - see BundledCompiled.check

    return list_areas(on=day)


def load_editions(slug: str) -> tuple[Edition, ...]:
    """Return the editions in force of an area, the default first; it needs no street list."""
    _, variants, _ = area_info(slug)
    return tuple(_edition(slug, variant) for variant in variants)


def load_bundled(slug: str) -> tuple[tuple[Edition, StreetList], ...]:
    """Return the editions in force of an area with their street lists, the default first."""
    from ..facts.area_files import area_files  # noqa: PLC0415 - see BundledCompiled.check

    files, day = area_files(), today()
    return tuple((edition, files.streets(edition, day)) for edition in load_editions(slug))
