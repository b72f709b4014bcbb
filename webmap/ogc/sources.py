"""What the collections hold: features with their time, from the editions of the areas.

A `Source` is one collection. Parts of the service that have others (venues, events) add theirs
to an application with `add_source`.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app

from boundaries.clock import BUDAPEST
from boundaries.errors import EditionError, RegisterError
from boundaries.export.layers import area_layer, edition_layers, streets_layer
from geo.errors import GeoError
from webmap.request.street_lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

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
            lines = lines_of(areas.backdrop(edition.slug))
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
