"""Collections in memory: loaded once, asked by box and time."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely
from flask import current_app

from geo.crs import EOV, reproject
from webmap.accounts.guards import may_see_streets
from webmap.request.state import state

from .sources import Feature, Period, all_sources

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from .sources import Source

Box = tuple[float, float, float, float]
"""West, south, east, north, (x, y) order."""


@dataclass(slots=True)
class Table:
    """The features of one collection, in a fixed order."""

    features: tuple[Feature, ...]
    by_id: dict[str, Feature] = field(init=False)
    _arrays: dict[int, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_id = {feature.id: feature for feature in self.features}
        if len(self.by_id) != len(self.features):
            raise ValueError("two features of a collection have one id")

    def geometries(self, epsg: int) -> np.ndarray:
        """Return the geometries in a system, (x, y) order; None where a feature has none."""
        if epsg not in self._arrays:
            found = [
                None if f.geometry is None else reproject(f.geometry, EOV, epsg)
                for f in self.features
            ]
            array = np.empty(len(found), dtype=object)
            array[:] = found
            self._arrays[epsg] = array
        return self._arrays[epsg]

    def select(self, boxes: Sequence[Box], epsg: int, period: Period | None) -> tuple[Feature, ...]:
        """Return the features that meet any of the boxes (all, where there is no box) and a time.

        A feature without geometry meets no box; an open period meets every time.
        """
        chosen = np.ones(len(self.features), dtype=bool)
        if boxes:
            area = shapely.union_all([shapely.box(*box) for box in boxes])
            if area.area == 0:
                area = shapely.union_all([_thin(box) for box in boxes])
            chosen = shapely.intersects(self.geometries(epsg), area)
        kept = (f for f, keep in zip(self.features, chosen, strict=True) if keep)
        return tuple(f for f in kept if period is None or f.period.meets(period))

    def bounds(self, epsg: int) -> Box | None:
        """Return the box of all features; None where nothing has a geometry."""
        known = [shape for shape in self.geometries(epsg) if shape is not None]
        if not known:
            return None
        west, south, east, north = (float(value) for value in shapely.total_bounds(known))
        return west, south, east, north

    def period(self) -> Period:
        """Return the span from the first beginning to the last end; open where any is."""
        starts = [f.period.start for f in self.features]
        ends = [f.period.end for f in self.features]
        known_starts = [s for s in starts if s is not None]
        known_ends = [e for e in ends if e is not None]
        return Period(
            min(known_starts) if starts and len(known_starts) == len(starts) else None,
            max(known_ends) if ends and len(known_ends) == len(ends) else None,
        )


def _thin(box: Box) -> shapely.Geometry:
    """Return a box without area as the line or point that it is."""
    west, south, east, north = box
    if (west, south) == (east, north):
        return shapely.Point(west, south)
    return shapely.LineString([(west, south), (east, north)])


_KEY = "akcioterulet-tables"


@dataclass(slots=True)
class _Shelf:
    """Tables by collection, each with the version of what it was loaded from."""

    tables: dict[str, tuple[Hashable, Table]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


def visible_sources() -> tuple[Source, ...]:
    """Return the collections that the request may see."""
    return tuple(s for s in all_sources() if not s.protected or may_see_streets())


def table_of(source: Source) -> Table:
    """Return the features of a collection as they are now."""
    shelf: _Shelf = current_app.extensions.setdefault(_KEY, _Shelf())
    areas = state().areas
    version = source.version(areas)
    with shelf.lock:
        known = shelf.tables.get(source.id)
        if known is None or known[0] != version:
            known = (version, Table(tuple(source.load(areas))))
            shelf.tables[source.id] = known
        return known[1]
