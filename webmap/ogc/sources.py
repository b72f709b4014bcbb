"""What the collections hold: features with their time, from areas, venues, events and grounds.

A `Source` is one collection; `add_source` adds one to an application. Tables of features that have
been made are kept while what they were made from stays the same.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely
from flask import current_app

from boundaries.clock import BUDAPEST
from boundaries.errors import EditionError, RegisterError
from boundaries.export.backdrop import lines_by_key
from boundaries.export.layers import area_layer, edition_layers, streets_layer
from geo.crs import EOV, reproject
from geo.errors import GeoError
from webmap.accounts.guards import may_see_streets
from webmap.happenings.sources import happenings
from webmap.planner.export_store import place_layers
from webmap.request.state import state

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from flask import Flask
    from shapely.geometry.base import BaseGeometry

    from boundaries.edition.acceptances import Acceptance
    from boundaries.export.tables import Layer, Value
    from boundaries.model import Edition
    from webmap.ask.services import Areas


log = logging.getLogger(__name__)
_DAY = dt.timedelta(days=1)
_TICK = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time, both ends included; None = open."""

    start: dt.datetime | None = None
    end: dt.datetime | None = None

    @classmethod
    def of_days(cls, first: str | None, last: str | None) -> Period:
        """Return the span from the first moment of one ISO day to the last of another."""
        end = None if last is None else midnight(last) + _DAY - _TICK
        return cls(None if first is None else midnight(first), end)

    def meets(self, other: Period) -> bool:
        """Tell whether two spans have a moment in common."""
        return not (_before(self.end, other.start) or _before(other.end, self.start))


def midnight(day: str) -> dt.datetime:
    """Return the first moment of an ISO day in Hungary."""
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), tzinfo=BUDAPEST)


def _before(end: dt.datetime | None, start: dt.datetime | None) -> bool:
    return end is not None and start is not None and end < start


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a collection."""

    id: str
    """Stable; letters, digits and `.-_`."""
    geometry: BaseGeometry | None
    """EOV metres."""
    properties: Mapping[str, Value]
    period: Period = Period()


@dataclass(frozen=True, slots=True)
class Source:
    """One collection."""

    id: str
    title: str
    """Key of its title in the translations."""
    about: str
    """Key of the text about it."""
    load: Callable[[Areas], Iterable[Feature]]
    version: Callable[[Areas], Hashable]
    """Changes whenever `load` would return something else."""
    protected: bool = False
    """True where only those may see it who may see the street list."""


def editions_in_force(areas: Areas) -> tuple[Edition, ...]:
    """Return every variant of every area as it holds today."""
    return tuple(areas.edition(info.slug, v) for info in areas.list() for v in info.variants)


def _hashes(areas: Areas) -> Hashable:
    return tuple((e.slug, e.variant, e.hash) for e in editions_in_force(areas))


def _of_layer(name: str) -> Callable[[Areas], Iterator[Feature]]:
    def load(areas: Areas) -> Iterator[Feature]:
        for edition in editions_in_force(areas):
            layer = edition_layers(edition).get(name)
            if layer is not None:
                yield from _features(edition, layer)

    return load


def _features(edition: Edition, layer: Layer) -> Iterator[Feature]:
    period = Period.of_days(edition.valid_start, edition.valid_end)
    home = f"{edition.slug}.{edition.variant}"
    for row in layer.rows:
        own = home if row.id == "area" else f"{home}.{row.id}"
        yield Feature(own, row.geometry, row.values, period)


def _load_streets(areas: Areas) -> Iterator[Feature]:
    loaded, faults = 0, []
    for edition in editions_in_force(areas):
        try:
            lines = lines_by_key(areas.backdrop(edition.slug, edition.variant))
            streets = areas.streets(edition.slug, edition.variant)
        except (RegisterError, GeoError) as fault:
            faults.append(fault)  # its own area alone has no streets to show
            log.warning("%s", fault)
            continue
        loaded += 1
        yield from _features(edition, streets_layer(edition, streets, lines))
    if faults and not loaded:
        raise faults[0]


def _load_editions(areas: Areas) -> Iterator[Feature]:
    for info in areas.list():
        for accepted, period in in_force(areas.acceptances(info.slug)):
            try:
                edition = areas.frozen(info.slug, accepted.variant, accepted.hash)
            except EditionError as fault:  # the file of an old edition: the others are shown
                log.error("%s", fault)  # noqa: TRY400 - the sentence says it, the stack does not
                continue
            row = area_layer(edition).rows[0]
            values = {**row.values, "accepted_on": accepted.on}
            own = f"{info.slug}.{accepted.variant}.{accepted.on}.{accepted.hash[:12]}"
            yield Feature(own, row.geometry, values, period)


def in_force(record: tuple[Acceptance, ...]) -> Iterator[tuple[Acceptance, Period]]:
    """Yield every acceptance with the time for which it held.

    An edition holds from the day of its acceptance until the next one of the same variant; one
    that was replaced on the same day never held at the end of a day, and is left out.
    """
    for place, accepted in enumerate(record):
        later = min(
            (a.on for a in record[place + 1 :] if a.variant == accepted.variant), default=""
        )
        if not later:
            yield accepted, Period.of_days(accepted.on, None)
        elif later > accepted.on:
            last = dt.date.fromisoformat(later) - _DAY
            yield accepted, Period.of_days(accepted.on, last.isoformat())


def _log_version(areas: Areas) -> Hashable:
    return tuple(areas.acceptances(info.slug) for info in areas.list())


OWN_SOURCES = (
    Source("areas", "ogc.title.areas", "ogc.about.areas", _of_layer("area"), _hashes),
    Source("legs", "ogc.title.legs", "ogc.about.legs", _of_layer("legs"), _hashes),
    Source(
        "uncertain_zones",
        "ogc.title.uncertain_zones",
        "ogc.about.uncertain_zones",
        _of_layer("uncertain_zone"),
        _hashes,
    ),
    Source("editions", "ogc.title.editions", "ogc.about.editions", _load_editions, _log_version),
    Source(
        "streets", "ogc.title.streets", "ogc.about.streets", _load_streets, _hashes, protected=True
    ),
)
"""The collections that come from editions and street lists."""
_KEY = "akcioterulet-collections"


def add_source(app: Flask, source: Source) -> None:
    """Add a collection to an application.

    Raises:
        ValueError: there is one of that id already.
    """
    known: tuple[Source, ...] = app.extensions.get(_KEY, ())
    if source.id in {s.id for s in (*OWN_SOURCES, *known)}:
        raise ValueError(f"there is a collection {source.id!r} already")
    app.extensions[_KEY] = (*known, source)


def all_sources() -> tuple[Source, ...]:
    """Return the collections of the application that serves the request."""
    added: tuple[Source, ...] = current_app.extensions.get(_KEY, ())
    return (*OWN_SOURCES, *added)


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


_TABLES = "akcioterulet-tables"


@dataclass(slots=True)
class _Shelf:
    """Tables by collection, each with the version of what it was loaded from."""

    tables: dict[str, tuple[Hashable, Table]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


def visible_sources() -> tuple[Source, ...]:
    """Return the collections that the request may see."""
    return tuple(s for s in all_sources() if not s.protected or may_see_streets())


def table_of(source: Source) -> Table:
    """Return the features of a collection as they are now, those without geometry last.

    QGIS takes a collection for a table when the first features that it sees have none.
    """
    shelf: _Shelf = current_app.extensions.setdefault(_TABLES, _Shelf())
    areas = state().areas
    version = source.version(areas)
    with shelf.lock:
        known = shelf.tables.get(source.id)
        if known is None or known[0] != version:
            loaded = sorted(source.load(areas), key=lambda item: item.geometry is None)
            known = (version, Table(tuple(loaded)))
            shelf.tables[source.id] = known
        return known[1]


COLLECTIONS = (
    ("venues", "ogc.title.venues", "ogc.about.venues"),
    ("events", "ogc.title.events", "ogc.about.events"),
    ("programme_areas", "ogc.title.programme_areas", "ogc.about.programme_areas"),
)
"""Name, key of its title, key of what it is."""


def init_app(app: Flask) -> None:
    """Add the collections to an application."""
    for name, title, about in COLLECTIONS:
        add_source(app, Source(name, title, about, _loader(name), _version))


def _loader(name: str) -> Callable[[Areas], Iterator[Feature]]:
    def load(areas: Areas) -> Iterator[Feature]:
        del areas  # the catalogue and the store are the service's own
        for row in place_layers()[name].rows:
            yield Feature(row.id, row.geometry, row.values, _period(row.values))

    return load


def _period(values: Mapping[str, Value]) -> Period:
    """Return the days of an event; what has no day, or is no event, holds at any time."""
    first, last = values.get("first_day"), values.get("last_day")
    if first is None or last is None:
        return Period()
    return Period.of_days(str(first), str(last))


def _version(areas: Areas) -> Hashable:
    """Return what changes with whatever is shown: the texts themselves, in both languages."""
    del areas
    return happenings("hu"), happenings("en")
