"""What the pages and the command line ask of the domain, as one object that can be replaced.

Nothing heavy is imported at module level: a look-up on the command line starts quickly.
"""

from __future__ import annotations

import functools
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from boundaries.edition import AreaInfo
    from boundaries.model import Answer, Edition
    from boundaries.street_list import StreetList
    from geo.primitives import LonLat

DEFAULT_VARIANT = "programme"
"""The variant that is meant where none is named."""

GeoJson = dict[str, object]
"""A GeoJSON object in WGS84, longitude first."""


class Areas(Protocol):
    """The areas, their editions, and the answers about them."""

    def list(self) -> tuple[AreaInfo, ...]:
        """Return the areas that can be asked about."""

    def edition(self, slug: str, variant: str = DEFAULT_VARIANT) -> Edition:
        """Return an edition; raises `UnknownAreaError` where there is none."""

    def check(self, query: str, slug: str, variant: str = DEFAULT_VARIANT) -> Answer:
        """Answer an address."""

    def check_point(self, point: LonLat, slug: str, variant: str = DEFAULT_VARIANT) -> Answer:
        """Answer a WGS84 point that has been checked for range and order."""

    def backdrop(self, slug: str) -> GeoJson:
        """Return the lines of the network under an area, each with its `name` or None."""

    def features(self, slug: str, variant: str = DEFAULT_VARIANT) -> GeoJson:
        """Return area, legs and uncertain zone as an RFC 7946 FeatureCollection."""

    def ledger(self, slug: str, variant: str = DEFAULT_VARIANT) -> GeoJson:
        """Return the ledger of an edition as a JSON object."""


class BundledAreas:
    """The areas that the product brings with it. Everything is read once, when first asked."""

    def __init__(self) -> None:
        self._list = functools.cache(_list_areas)
        self._edition = functools.cache(_load_edition)
        self._streets = functools.cache(_load_streets)
        self._backdrop = functools.cache(_load_backdrop)

    def list(self) -> tuple[AreaInfo, ...]:
        """Return the areas that have an accepted edition."""
        return self._list()

    def edition(self, slug: str, variant: str = DEFAULT_VARIANT) -> Edition:
        """Return the edition in force; raises `UnknownAreaError` where there is none."""
        return self._edition(slug, variant)

    def check(self, query: str, slug: str, variant: str = DEFAULT_VARIANT) -> Answer:
        """Answer an address from the street list of the area."""
        from boundaries.check import check_address  # noqa: PLC0415 - see the module docstring

        edition = self.edition(slug, variant)
        return check_address(query, edition, self._streets(slug, variant))

    def check_point(self, point: LonLat, slug: str, variant: str = DEFAULT_VARIANT) -> Answer:
        """Answer a WGS84 point from the geometry of the edition."""
        from boundaries.check import check_point  # noqa: PLC0415 - see the module docstring

        return check_point(point, self.edition(slug, variant))

    def backdrop(self, slug: str) -> GeoJson:
        """Return the lines of the bundled network with their names."""
        return self._backdrop(_named_in(self.edition(slug), "network"))

    def features(self, slug: str, variant: str = DEFAULT_VARIANT) -> GeoJson:
        """Return area, legs and uncertain zone as an RFC 7946 FeatureCollection."""
        from boundaries.export import feature_collection  # noqa: PLC0415 - as above

        return feature_collection(self.edition(slug, variant))

    def ledger(self, slug: str, variant: str = DEFAULT_VARIANT) -> GeoJson:
        """Return the ledger of an edition as a JSON object."""
        from boundaries.export import ledger  # noqa: PLC0415 - as above

        return ledger(self.edition(slug, variant))


def _list_areas() -> tuple[AreaInfo, ...]:
    from boundaries.edition import list_areas  # noqa: PLC0415 - see the module docstring

    return list_areas()


def _load_edition(slug: str, variant: str) -> Edition:
    from boundaries.edition import load_edition  # noqa: PLC0415 - see the module docstring

    return load_edition(slug, variant)


def _load_streets(slug: str, variant: str) -> StreetList:
    from boundaries.bundled import DATA  # noqa: PLC0415 - see the module docstring
    from boundaries.street_list import load_street_list  # noqa: PLC0415 - as above

    place = PurePosixPath(_named_in(_load_edition(slug, variant), "street_list"))
    return load_street_list(DATA / place.parent, variant)


def _load_backdrop(network: str) -> GeoJson:
    from boundaries.bundled import DATA  # noqa: PLC0415 - see the module docstring
    from geo.osm.extract import read_extract  # noqa: PLC0415 - as above

    extract = read_extract(DATA / network)
    features = [
        {
            "type": "Feature",
            "properties": {"name": way.tags.get("name"), "railway": way.tags.get("railway")},
            "geometry": {
                "type": "LineString",
                "coordinates": [extract.nodes[node] for node in way.nodes if node in extract.nodes],
            },
        }
        for way in extract.ways
    ]
    return {"type": "FeatureCollection", "features": features}


def _named_in(edition: Edition, field: str) -> str:
    """Return a file name that the definition of an edition holds, relative to the data folder."""
    return str(edition.definition[field])
