"""The collections of venues, events and programmes' ground; see `webmap.planner.place_layers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webmap.happenings.sources import happenings
from webmap.planner.place_layers import place_layers

from .sources import Feature, Period, Source, add_source

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    from flask import Flask

    from boundaries.export.tables import Value
    from webmap.ask.services import Areas

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
