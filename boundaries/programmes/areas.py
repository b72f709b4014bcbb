"""The ground of a programme: which settlements belong, where its extent is, its outline."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ..errors import RegisterError, UnknownAreaError
from ..towns.settlements import load_settlements
from .model import CompiledArea, ExtentArea, Mark, Programme

if TYPE_CHECKING:
    import shapely

    from geo.primitives import LonLat

    from ..doors.places import DoorEvidence
    from ..model import Answer, Edition
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
    """The bundled editions with their street lists; each is read once."""

    def __init__(self) -> None:
        self._edition = functools.cache(_edition)
        self._streets = functools.cache(_streets)
        self._places = functools.cache(_places)

    def check(self, query: str, slug: str, variant: str) -> Answer:
        """Answer an address from the street list and what is known of the doors beside it."""
        from ..verdict.check import check  # noqa: PLC0415 - only where an area is compiled
        from ..verdict.engine import Question  # noqa: PLC0415 - as above

        edition, streets = self._edition(slug, variant), self._streets(slug, variant)
        places = self._places(slug, variant)
        return check(Question(query, slug, variant), edition, streets, places=places)

    def check_point(self, point: LonLat, slug: str, variant: str) -> Answer:
        """Answer a WGS84 point from the geometry."""
        from ..verdict.check import check_point  # noqa: PLC0415 - see check

        return check_point(point, self._edition(slug, variant))


def _edition(slug: str, variant: str) -> Edition:
    from ..edition.edition import load_edition  # noqa: PLC0415 - see BundledCompiled.check

    return load_edition(slug, variant)


def _streets(slug: str, variant: str) -> StreetList:
    from ..edition.beside import list_folder  # noqa: PLC0415 - see BundledCompiled.check
    from ..streets.street_list import load_street_list  # noqa: PLC0415 - as above

    folder = list_folder(_edition(slug, variant))
    if folder is None:
        raise RegisterError(
            f"{slug}: its definition names no street list, so that no address can be asked"
        )
    return load_street_list(folder, variant)


def _places(slug: str, variant: str) -> DoorEvidence | None:
    from ..clock import today  # noqa: PLC0415 - as above
    from ..edition.beside import list_folder  # noqa: PLC0415 - see BundledCompiled.check
    from ..facts.in_force import evidence_on  # noqa: PLC0415 - as above

    edition, day = _edition(slug, variant), today()
    return evidence_on(edition, list_folder(edition, day), day, day)


@functools.lru_cache(maxsize=32)
def area_info(slug: str) -> tuple[str, tuple[str, ...], str]:
    """Return slug, variants (the default first) and town of an area with an accepted edition.

    Raises:
        UnknownAreaError: it has none.
    """
    from ..refresh.survey import list_areas  # noqa: PLC0415 - see BundledCompiled.check

    for info in list_areas():
        if info.slug == slug:
            return slug, info.variants, info.town
    raise UnknownAreaError(f'"{slug}" has no accepted edition; accept one first')


def load_editions(slug: str) -> tuple[Edition, ...]:
    """Return the editions in force of an area, the default first; it needs no street list."""
    _, variants, _ = area_info(slug)
    return tuple(_edition(slug, variant) for variant in variants)


def load_bundled(slug: str) -> tuple[tuple[Edition, StreetList], ...]:
    """Return the editions in force of an area with their street lists, the default first."""
    _, variants, _ = area_info(slug)
    return tuple((_edition(slug, variant), _streets(slug, variant)) for variant in variants)
